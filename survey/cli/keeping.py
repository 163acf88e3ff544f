"""Commands for a study as a whole: how far it is, what leaves it, what is deleted."""

from __future__ import annotations

import datetime as dt
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
    listed,
)
from survey.cli.saying import end_with, records, say
from survey.findings import Severity
from survey.language.listing import finding_lines, finding_records


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


def log(
    study: StudyFolder,
    *,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Show what the log of a study holds."""
    language = checked_language(lang)
    held = sv.read_study_log(sv.open_study(study).folder)
    found = held.findings()
    data = {
        "entries": [
            {"number": each.number, "time": each.time, "event": each.event, **each.facts}
            for each in held.entries
        ],
        "findings": finding_records(found),
    }
    told = finding_lines(found) if found else ()
    say(data if as_json else (*held.lines(language=language), *told))
    end_with([each for each in found if each.severity is not Severity.NOTE])


def share(
    study: StudyFolder,
    *,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    answers: Annotated[bool, typer.Option("--answers")] = False,
    contacts: Annotated[list[Path] | None, typer.Option("--contacts")] = None,
    ours: Annotated[str | None, typer.Option("--ours")] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Write a study without personal data."""
    language = checked_language(lang)
    opened = sv.open_study(study)
    shared = sv.share_study(
        opened,
        file or Path(f"{opened.folder.resolve().name}.zip"),
        answers=answers,
        contacts=contacts or (),
        ours=listed(ours),
        language=language,
        replace=overwrite,
    )
    data = {
        "file": shared.path.as_posix(),
        "answers": shared.answers,
        "files": list(shared.files),
        "left_out": records(shared.told()),
    }
    say(data if as_json else shared.lines(language=language), [shared.path])


def purge(
    study: StudyFolder,
    *,
    on: Annotated[str | None, typer.Option("--on")] = None,
    outside: Annotated[list[Path] | None, typer.Option("--outside")] = None,
    destroy: Annotated[bool, typer.Option("--destroy")] = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Destroy personal data whose time is up, or say which they are."""
    language = checked_language(lang)
    today = dt.date.today()  # noqa: DTZ011 - the day of whoever keeps the data
    purged = sv.purge_study(
        sv.open_study(study), today=on or today, dry_run=not destroy, outside=outside or ()
    )
    data = {
        "on": purged.today.isoformat(),
        "done": purged.done,
        "files": records(purged.told()),
        "cleared": list(purged.cleared),
        "unknown": purged.to_data()["unknown"],
    }
    say(data if as_json else purged.lines(language=language))
    end_with(purged.files and not purged.done)
