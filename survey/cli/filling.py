"""Commands for what is filled in with Excel: the study itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import survey as sv
from survey.cli.options import (
    AsJson,
    Debug,
    Language,
    Overwrite,
    StudyFolder,
    checked_language,
)
from survey.cli.saying import paths_of, records, say


def excel(
    study: StudyFolder,
    *,
    read: Annotated[bool, typer.Option("--read")] = False,
    file: Annotated[Path | None, typer.Option("--file")] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Write a study as a workbook, or read it back."""
    language = checked_language(lang)
    if read:
        book = file or sv.find_study_workbook(study, language=language)
        done = sv.read_study_workbook(book, study)
        changes = records(done.to_frame())
        data = {
            "changes": changes,
            "comments_kept": done.comments_kept,
            "locked": list(done.locked),
            "files": paths_of([done.path]),
        }
        say(data if as_json else done.lines(language=language), [done.path] if changes else ())
        return
    written = sv.write_study_workbook(study, file, language=language, overwrite=overwrite)
    say({"files": paths_of([written])} if as_json else (), [written])
