"""Commands that begin a study."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import survey as sv
from survey.cli import completion
from survey.cli.options import AsJson, Debug, Language, checked_language, listed
from survey.cli.saying import complain, say
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.drafting.draft import Draft
    from survey.study.beginning.new_study import NewStudy
    from survey.study.beginning.started import StartedStudy


def new(
    folder: Annotated[Path, typer.Argument()],
    *,
    source: Annotated[str | None, typer.Option("--from", autocompletion=completion.shipped)] = None,
    wave: Annotated[str | None, typer.Option("--wave")] = None,
    areas: Annotated[str | None, typer.Option("--areas")] = None,
    contrast: Annotated[str | None, typer.Option("--contrast")] = None,
    from_data: Annotated[Path | None, typer.Option("--from-data")] = None,
    area: Annotated[str | None, typer.Option("--area")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    guesses: Annotated[Path | None, typer.Option("--guesses")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Begin a study."""
    language = checked_language(lang)
    if from_data is None:
        _refuse(
            {"--area": area, "--sheet": sheet, "--guesses": guesses}, "--from-data", wanted=True
        )
        begun = sv.new_study(
            folder,
            source,
            wave=wave,
            areas=listed(areas),
            contrast=contrast,
            language=language,
        )
        _tell_of_new(begun, language, as_json=as_json)
        return
    _refuse({"--from": source, "--areas": areas}, "--from-data", wanted=False)
    draft = sv.draft_questionnaire(from_data, language=language, sheet=sheet, area=area)
    draft = draft if guesses is None else draft.confirmed(guesses)
    draft = draft if contrast is None else draft.with_contrast(contrast)
    _tell_of_started(sv.start_study(folder, draft, wave=wave), draft, as_json=as_json)


def _refuse(given: Mapping[str, object], option: str, *, wanted: bool) -> None:
    """Refuse options that mean nothing with, or without, another one."""
    names = [name for name, value in given.items() if value is not None]
    if names:
        code = "cli.option_only_with" if wanted else "cli.option_not_with"
        raise fail(WrongUseError, code, name=culprits(names), other=quoted(option))


def _tell_of_new(begun: NewStudy, language: str, *, as_json: bool) -> None:
    """Say where the study lies, what in it is invented, and how its report is made."""
    if as_json:
        data = {
            "folder": begun.folder.as_posix(),
            "wave": begun.wave,
            "areas": list(begun.areas),
            "contrast": begun.contrast,
            "simulated": begun.answers,
            "files": list(begun.files),
        }
        say(data)
        return
    typer.echo(begun.folder)
    for line in begun.lines(language=language):
        complain(line)
    command = f"survey report {shlex.quote(str(begun.folder))}"
    complain(text("cli.new.next", command=command))


def _tell_of_started(started: StartedStudy, draft: Draft, *, as_json: bool) -> None:
    """Say where the study lies, what is guessed, and how its report is made."""
    if as_json:
        data = {
            "folder": started.folder.as_posix(),
            "wave": started.wave,
            "contrast": started.contrast,
            "contrast_guessed": started.contrast_guessed,
            "guesses": started.guesses.as_posix(),
            "unconfirmed": started.unconfirmed,
            "set_aside": [str(column) for column in draft.set_aside()],
            "withheld": dict(draft.withheld),
        }
        say(data)
        return
    typer.echo(started.folder)
    for line in draft.lines_of_persons():
        complain(line)
    if started.unconfirmed:
        file, count = started.guesses, started.unconfirmed
        complain(text("cli.new.guesses_left", file=file, count=count))
    if started.contrast_guessed:
        areas = culprits(draft.areas.values())
        complain(text("cli.new.contrast_guessed", area=quoted(started.contrast), areas=areas))
    command = f"survey report {shlex.quote(str(started.folder))}"
    complain(text("cli.new.next", command=command))
