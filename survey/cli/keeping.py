"""Commands for a study as a whole: how far it is, what leaves it, what is deleted."""

from __future__ import annotations

import survey as sv
from survey.cli.options import AsJson, Debug, Language, StudyFolder, checked_language
from survey.cli.saying import say


def status(
    study: StudyFolder,
    *,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Tell how far a study is."""
    language = checked_language(lang)
    found = sv.study_status(sv.open_study(study))
    say(found.to_data() if as_json else found.lines(language=language))
