"""Commands for what is filled in with Excel: the study itself, and the files of a wave."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import survey as sv
from survey.cli.options import (
    AsJson,
    Debug,
    Language,
    Out,
    Overwrite,
    StudyFolder,
    WaveName,
    checked_language,
)
from survey.cli.saying import complain, paths_of, records, say


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


def templates(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    out: Out = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Write workbooks to fill in."""
    language = checked_language(lang)
    written = sv.write_templates(study, wave, folder=out, language=language)
    data = {"files": paths_of(written.files), "kept": paths_of(written.kept)}
    say(data if as_json else (), written.files)
    for line in () if as_json else written.lines(language=language):
        complain(line)
