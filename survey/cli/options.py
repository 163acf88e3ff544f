"""Arguments and options that commands share, and how their values are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.messages import culprits, fail, quoted

FORMATS = ("html", "docx", "pdf")
"""Of a report; known here so that the command starts without all that writes one."""

Language = Annotated[str | None, typer.Option("--lang")]
StudyFolder = Annotated[Path, typer.Argument()]
WaveName = Annotated[str | None, typer.Argument()]
Out = Annotated[Path | None, typer.Option("--out")]
All = Annotated[bool, typer.Option("--all")]
AsJson = Annotated[bool, typer.Option("--json")]
Debug = Annotated[bool, typer.Option("--debug")]
"""Read where the command is run."""


def checked_language(language: str | None) -> str:
    """The language asked for, or else the one in force."""
    if language is None:
        return current_language()
    if language not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "study.language", got=quoted(language), known=known)
    return language


def listed(words: str | None) -> list[str]:
    """Words that are given with commas between them."""
    return [each.strip() for each in (words or "").split(",") if each.strip()]
