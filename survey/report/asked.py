"""What the questions of a chapter are: one with a headline, a grid, several answers, a number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from survey.codebook import Kind, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Codebook, Variable


class Form(StrEnum):
    """How a question is shown in a chapter."""

    HEADLINE = "headline"
    GRID = "grid"
    SEVERAL = "several"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a chapter.

    Attributes
    ----------
    form : Form
    names : tuple of str
        Its column; the rows of a grid.
    """

    form: Form
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its only column, or the first."""
        return self.names[0]

    @property
    def has_headline(self) -> bool:
        """Whether it has headlines, which are compared with the contrast."""
        return self.form in (Form.HEADLINE, Form.GRID)

    def label(self, codebook: Codebook, language: str) -> str:
        """Its heading."""
        if self.form is not Form.GRID:
            return codebook.label(self.name, language)
        first = codebook.variable_or_bare(self.name)
        question = said(first.question, language, default=codebook.label(self.name, language))
        return said(first.concept, language, default=question)


def asked_in(names: Sequence[str], codebook: Codebook) -> list[Asked]:
    """The questions of a chapter from its columns; rows of a grid that follow each other are one.

    Parameters
    ----------
    names : sequence of str
    codebook : Codebook
    """
    found = []
    for grid, columns in groupby(names, lambda name: _grid_of(codebook.get(name))):
        together = tuple(columns)
        if grid is not None and len(together) > 1:
            found.append(Asked(Form.GRID, together))
        else:
            found += [Asked(_form(name, codebook), (name,)) for name in together]
    return found


def with_headline(names: Sequence[str], codebook: Codebook) -> list[str]:
    """Those of some columns that have a headline."""
    return [name for name in names if _has_headline(codebook.get(name))]


def _grid_of(variable: Variable | None) -> tuple[object, ...] | None:
    """What rows of a grid have in common; None for a column that is no such row."""
    if variable is None or not variable.item or not _has_headline(variable):
        return None
    return variable.question_id, variable.codes


def _form(name: str, codebook: Codebook) -> Form:
    variable = codebook.get(name)
    if name in codebook.multiples and not _has_headline(variable):
        return Form.SEVERAL
    is_number = variable is not None and variable.kind is Kind.NUMBER
    return Form.NUMBER if is_number and not _has_headline(variable) else Form.HEADLINE


def _has_headline(variable: Variable | None) -> bool:
    return variable is not None and variable.headline is not None


def columns(asked: Sequence[Asked]) -> Iterator[str]:
    """The columns of some questions that have headlines, in order."""
    for each in asked:
        if each.has_headline:
            yield from each.names
