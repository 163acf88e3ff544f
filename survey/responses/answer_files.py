"""Which files answers stand in, and how each of them is to be read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from survey.errors import WrongUseError
from survey.files.guards import path_of
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.files.csv_layout import DecimalMark
    from survey.questionnaire.column_map import ColumnMap


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a file is opened, where that can't be found out.

    Attributes
    ----------
    sheet : str or None
        The sheet of a workbook.
    encoding : str or None
        ``utf-8``, ``utf-16``, ``cp1252`` or ``cp850``, of a text table.
    delimiter, decimal : str or None
        Of a text table.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: DecimalMark | None = None

    def __post_init__(self) -> None:
        for name in ("sheet", "encoding"):
            got = getattr(self, name)
            if got is not None:
                _check_text(got, name)


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file of answers; what it leaves open is as the arguments of `read_responses` say.

    Attributes
    ----------
    path : str or path
    columns : ColumnMap, path or None
        How its columns become those of the questionnaire, or the workbook that says so; None if
        they have the questionnaire's names and codes.
    mode : str
        How all in it answered, ``paper`` or ``web``, if no column says so.
    language : str
        In which language all in it answered, if no column says so.
    absent : sequence of str
        Questions that were not asked in it.
    decisions : path or None
        Of forms that were keyed twice: the workbook in which the differences were decided.
    undecided : {"refuse", "first", "invalid"}
        What becomes of differences that nobody decided: nothing is read, the first keying holds,
        or the answer is invalid.
    opening : Opening
    """

    path: str | os.PathLike[str]
    columns: ColumnMap | str | os.PathLike[str] | None = None
    mode: str = ""
    language: str = ""
    absent: Sequence[str] = ()
    decisions: str | os.PathLike[str] | None = None
    undecided: Literal["refuse", "first", "invalid"] = "refuse"
    opening: Opening = Opening()

    def __post_init__(self) -> None:
        _check_text(self.mode, "mode")
        _check_text(self.language, "language")
        several = isinstance(self.absent, Sequence) and not isinstance(self.absent, str)
        if not several or not all(isinstance(name, str) for name in self.absent):
            got = type(self.absent).__name__
            raise fail(WrongUseError, "argument.kind", name="absent", got=got, expected="[str, …]")
        object.__setattr__(self, "absent", tuple(self.absent))

    @property
    def name(self) -> str:
        """What the file is called, without its folder."""
        return Path(self.path).name


def _check_text(got: object, name: str) -> None:
    if not isinstance(got, str):
        raise fail(
            WrongUseError, "argument.kind", name=name, got=type(got).__name__, expected="str"
        )


def answer_files(given: object, usual: AnswerFile) -> tuple[AnswerFile, ...]:
    """The files that were given, each with how it is read.

    Parameters
    ----------
    given : str, path, AnswerFile or sequence of them
    usual : AnswerFile
        How those are read of which only the path was given, and what else leaves open.

    Raises
    ------
    WrongUseError
        If it is something else, or none.
    """
    single = isinstance(given, str | os.PathLike | AnswerFile) or not isinstance(given, Sequence)
    several = [given] if single else list(given)  # type: ignore[call-overload]
    if not several:
        raise fail(WrongUseError, "answers.no_files")
    return tuple(_file(each, usual) for each in several)


def _file(given: object, usual: AnswerFile) -> AnswerFile:
    if not isinstance(given, AnswerFile):
        return replace(usual, path=path_of(given))
    path_of(given.path)
    nothing = AnswerFile(given.path)
    left_open = {
        name: getattr(usual, name)
        for name in ("columns", "mode", "absent", "opening")
        if getattr(given, name) == getattr(nothing, name)
    }
    return replace(given, **left_open)
