"""Arguments and options that commands share, and how their values are read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from survey.cli import completion
from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("html", "docx", "pdf")
"""Of a report; known here so that the command starts without all that writes one."""

Language = Annotated[str | None, typer.Option("--lang")]
StudyFolder = Annotated[Path, typer.Argument()]
WaveName = Annotated[str | None, typer.Argument(autocompletion=completion.waves)]
QuestionnaireFile = Annotated[Path, typer.Argument(autocompletion=completion.shipped)]
Out = Annotated[Path | None, typer.Option("--out")]
All = Annotated[bool, typer.Option("--all")]
Overwrite = Annotated[bool, typer.Option("--overwrite")]
Formats = Annotated[list[str] | None, typer.Option("--format")]
Quiet = Annotated[bool, typer.Option("--quiet")]
AsJson = Annotated[bool, typer.Option("--json")]
Debug = Annotated[bool, typer.Option("--debug")]
"""Read where the command is run."""

_NUMBER = re.compile(r"([-−]?\d+(?:[.,]\d+)?)\s*(%|pct\.?)?")
_WHOLE = re.compile(r"\d{1,3}(?:[., \u00a0]\d{3})+|\d+")


def checked_language(language: str | None) -> str:
    """The language asked for, or else the one in force."""
    if language is None:
        return current_language()
    if language not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "study.language", got=quoted(language), known=known)
    return language


def listed(words: str | Sequence[str] | None) -> list[str]:
    """Words that are given with commas between them, or one after the other."""
    given = [words or ""] if isinstance(words, str | None) else words
    found = (each.strip() for several in given for each in several.split(","))
    return [each for each in found if each]


def number_given(option: str, words: str | None) -> float | None:
    """A number as people write it: 0.1, 0,1, 10% or 10 pct.

    Raises
    ------
    WrongUseError
        If it is none.
    """
    if words is None:
        return None
    found = _NUMBER.fullmatch(words.strip())
    if found is None:
        raise fail(WrongUseError, "cli.number", name=option, got=quoted(words))
    number = float(found[1].replace(",", ".").replace("−", "-"))
    return number / 100 if found[2] else number


def whole_given(option: str, words: str | None) -> int | None:
    """A whole number as people write it: 2500, 2.500 or 2,500.

    Raises
    ------
    WrongUseError
        If it is none.
    """
    if words is None:
        return None
    if _WHOLE.fullmatch(words.strip()) is None:
        raise fail(WrongUseError, "cli.whole_number", name=option, got=quoted(words))
    return int(re.sub(r"\D", "", words))
