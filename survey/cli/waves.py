"""Commands for the waves of a study: the next one, and what stays as it is."""

from __future__ import annotations

from typing import Annotated

import typer

import survey as sv
from survey.cli.options import (
    All,
    AsJson,
    Debug,
    Language,
    StudyFolder,
    WaveName,
    checked_language,
    number_given,
)
from survey.cli.saying import end_with, paths_of, records, say
from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.listing import finding_lines, finding_records

OVERLAPS = ("independent", "most", "least")


def add(
    study: StudyFolder,
    name: Annotated[str, typer.Argument()],
    *,
    since: Annotated[str | None, typer.Option("--from")] = None,
    overlap: Annotated[str | None, typer.Option("--overlap")] = None,
    questionnaire: Annotated[str | None, typer.Option("--questionnaire")] = None,
    no_lock: Annotated[bool, typer.Option("--no-lock")] = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Add the next wave."""
    language = checked_language(lang)
    wanted = overlap if overlap in OVERLAPS else number_given("--overlap", overlap)
    added = sv.add_wave(
        sv.open_study(study),
        name,
        since=since,
        overlap=wanted,  # type: ignore[arg-type] # one of OVERLAPS or a number
        questionnaire=questionnaire,
        lock=not no_lock,
        language=language,
    )
    data = {
        "wave": added.name,
        "since": added.since,
        "locked": added.locked,
        "undecided": added.left,
        "verdicts": records(added.to_frame()),
        "next": added.steps(language=language),
        "files": paths_of(added.files),
    }
    say(data if as_json else added.lines(language=language), added.files)
    end_with(added.left)


def lock(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Lock a wave."""
    checked_language(lang)
    locked = sv.lock_wave(sv.open_study(study), wave)
    data = {"wave": locked.wave, "instrument": locked.instrument, "files": dict(locked.files),
            "lock": locked.path.as_posix()}  # fmt: skip
    said = text("wave_command.locked", wave=locked.wave, count=len(locked.files))
    say(data if as_json else [said], [locked.path])


def unlock(
    study: StudyFolder,
    wave: WaveName,
    *,
    reason: Annotated[str, typer.Option("--reason")],
    not_published: Annotated[bool, typer.Option("--not-published")] = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Open a locked wave again."""
    checked_language(lang)
    opened = sv.open_study(study).wave(wave).written.id
    sv.unlock_wave(sv.open_study(study), opened, reason=reason, published=not not_published)
    said = "not_published" if not_published else "unlocked"
    data = {"wave": opened, "published": not not_published}
    say(data if as_json else [text(f"wave_command.{said}", wave=opened)])


def verify(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    everything: All = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """See whether a locked wave is as it was."""
    checked_language(lang)
    opened = sv.open_study(study)
    name = opened.wave(wave).written.id
    found = sv.verify_wave(opened, name)
    data: dict[str, object] = {"wave": name, "findings": finding_records(found)}
    locked = sv.locked_wave(opened.plan, name) is not None
    lines = list(finding_lines(found, everything=everything))
    if not (locked or found):
        lines = [text("wave_command.open", wave=name)]
    say(data | {"locked": locked} if as_json else lines)
    end_with([each for each in found if each.severity is not Severity.NOTE])
