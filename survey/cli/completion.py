"""Completion in the shell: what can be typed next, and how the shell learns to ask."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from typer import completion as shells

import survey as sv
from survey.errors import FileError, WrongUseError
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROGRAM = "survey"
VARIABLE = "_SURVEY_COMPLETE"
"""Set by the shell when it asks what can be typed next."""
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def asked_by_shell() -> bool:
    """Whether it is the shell that asks what can be typed next."""
    return VARIABLE in os.environ


def answer(group: Any, arguments: Sequence[str]) -> NoReturn:  # noqa: ANN401
    """Tell the shell what can be typed next, and stop."""
    completing: Any = shells
    completing.completion_init()
    group.main(list(arguments), PROGRAM, complete_var=VARIABLE)
    raise typer.Exit(0)


def waves(ctx: typer.Context, incomplete: str) -> list[str]:
    """The waves of the study that was typed before."""
    study = ctx.params.get("study")
    names = () if study is None else sv.wave_names(study)
    return [name for name in names if name.startswith(incomplete)]


def shipped(incomplete: str) -> list[str]:
    """The questionnaires that come with the package."""
    return [name for name in sv.questionnaires() if name.startswith(incomplete)]


def install() -> tuple[str, Path]:
    """Teach the shell to ask: which one, and the file that was written.

    Raises
    ------
    WrongUseError
        If the shell isn't known.
    FileError
        If its files can't be written.
    """
    shell = _shell()
    completing: Any = shells
    try:
        name, path = completing.install(shell=shell, prog_name=PROGRAM, complete_var=VARIABLE)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise fail(FileError, "cli.completion_file", reason=reason) from error
    return name, path


def script() -> str:
    """What the shell reads to learn it.

    Raises
    ------
    WrongUseError
        If the shell isn't known.
    """
    completing: Any = shells
    said: str = completing.get_completion_script(
        prog_name=PROGRAM, complete_var=VARIABLE, shell=_shell()
    )
    return said


def _shell() -> str:
    """The shell that the command was typed in."""
    completing: Any = shells
    found = completing._get_shell_name()
    if found not in SHELLS:
        known = culprits(SHELLS)
        raise fail(WrongUseError, "cli.shell", got=quoted(found or "?"), known=known)
    return str(found)
