"""Commands that begin a study."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import survey as sv
from survey.cli.options import Debug, Language, checked_language
from survey.cli.saying import complain
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.questionnaire.drafting.draft import Draft
    from survey.study.started import StartedStudy


def new(
    folder: Annotated[Path, typer.Argument()],
    *,
    from_data: Annotated[Path | None, typer.Option("--from-data")] = None,
    area: Annotated[str | None, typer.Option("--area")] = None,
    contrast: Annotated[str | None, typer.Option("--contrast")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    guesses: Annotated[Path | None, typer.Option("--guesses")] = None,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Begin a study."""
    language = checked_language(lang)
    if from_data is None:
        raise fail(WrongUseError, "cli.new_from_data")
    draft = sv.draft_questionnaire(from_data, language=language, sheet=sheet, area=area)
    draft = draft if guesses is None else draft.confirmed(guesses)
    draft = draft if contrast is None else draft.with_contrast(contrast)
    _tell_of_started(sv.start_study(folder, draft), draft)


def _tell_of_started(started: StartedStudy, draft: Draft) -> None:
    """Say where the study lies, what is guessed, and how its report is made."""
    typer.echo(started.folder)
    for column in draft.set_aside():
        complain(text("cli.new.set_aside", column=quoted_heading(column)))
    for column, count in draft.withheld.items():
        complain(text("cli.new.withheld", column=quoted_heading(column), count=count))
    if started.unconfirmed:
        file, count = started.guesses, started.unconfirmed
        complain(text("cli.new.guesses_left", file=file, count=count))
    if started.contrast_guessed:
        areas = culprits(draft.areas.values())
        complain(text("cli.new.contrast_guessed", area=quoted(started.contrast), areas=areas))
    command = f"survey report {shlex.quote(str(started.folder))}"
    complain(text("cli.new.next", command=command))
