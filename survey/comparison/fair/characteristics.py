"""The characteristics that areas are made equal in, read and crossed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from survey.codebook import Domain, Kind
from survey.errors import DataError, WrongUseError
from survey.estimation.variables import coded, numeric
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.codebook import Codebook
    from survey.estimation.design import SurveyDesign
    from survey.kernels.layout import Bools, Floats, Ints

Missing = Literal["refuse", "leave_out", "category"]
Joined = Mapping[str, Mapping[Any, Any]]
_MISSING = ("refuse", "leave_out", "category")
_MOST = 6
_EXAMPLE = '{"age": {"18-29": "30-59"}}'


@dataclass(frozen=True, slots=True, eq=False)
class Characteristic:
    """One characteristic.

    Attributes
    ----------
    name : str
    values : tuple
        Its categories in order, with `Domain.MISSING` last if that is one of them.
    members : tuple of tuple
        The codes that each category holds.
    codes : (n,) int
        Category of each row; −1 for rows that lack it.
    numbers : (n,) float or None
        Where it is a number: what it is in each row; it has no categories then.
    """

    name: str
    values: tuple[Any, ...]
    members: tuple[tuple[Any, ...], ...]
    codes: Ints
    numbers: Floats | None = None

    def label(self, place: int, codebook: Codebook, language: str) -> str:
        """A category in words; of several codes all of them."""
        parts = [
            text("table.missing", lang=language)
            if value is Domain.MISSING
            else codebook.value_label(self.name, value, language)
            for value in self.members[place]
        ]
        return " + ".join(parts)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Crossed characteristics.

    Attributes
    ----------
    characteristics : tuple of Characteristic
    levels : (G, P) int
        Category of each characteristic in each cell that occurs.
    cell : (n,) int
        Cell of each row, −1 for rows that lack a characteristic.
    """

    characteristics: tuple[Characteristic, ...]
    levels: Ints
    cell: Ints

    @property
    def count(self) -> int:
        """Number of cells, G."""
        return len(self.levels)

    def label(self, cell: int, codebook: Codebook, language: str) -> str:
        """A cell in words."""
        pairs = zip(self.characteristics, self.levels[cell], strict=True)
        return " × ".join(each.label(int(at), codebook, language) for each, at in pairs)

    def key(self, cell: int) -> tuple[Any, ...]:
        """The categories of a cell."""
        pairs = zip(self.characteristics, self.levels[cell], strict=True)
        return tuple(each.values[int(at)] for each, at in pairs)


def characteristic_names(given: object, taken: Sequence[str]) -> tuple[str, ...]:
    """Names of characteristics, checked.

    Raises
    ------
    WrongUseError
        If there is none, one is no text, is named twice, or is what is compared.
    """
    names = [given] if isinstance(given, str) else given
    listed = list(names) if isinstance(names, list | tuple) else []
    if not 0 < len(listed) <= _MOST or not all(isinstance(name, str) for name in listed):
        raise fail(WrongUseError, "fair.characteristics", got=repr(given), most=_MOST)
    again = [n for place, n in enumerate(listed) if n in listed[:place] or n in taken]
    if again:
        raise fail(WrongUseError, "fair.characteristic_taken", name=quoted(again[0]))
    return tuple(listed)


def read_characteristics(
    design: SurveyDesign,
    names: Sequence[str],
    inside: Bools,
    *,
    missing: Missing = "refuse",
    joined: Joined | None = None,
    numbers: bool = False,
) -> tuple[Characteristic, ...]:
    """Read characteristics.

    Parameters
    ----------
    inside : (n,) bool
        The rows compared.
    missing : {"refuse", "leave_out", "category"}
    joined : mapping of name to mapping of code to code
        By characteristic, the code that each takes.
    numbers : bool
        Whether columns of numbers stay numbers.

    Raises
    ------
    DataError
        If rows lack a characteristic and nothing is said of them.
    """
    if missing not in _MISSING:
        raise fail(WrongUseError, "fair.missing", got=quoted(missing), known=culprits(_MISSING))
    wanted = _joined(joined, names)
    found = tuple(
        _number(design, name)
        if numbers and name not in wanted and _is_number(design, name)
        else _read(design, name, missing, wanted.get(name, {}))
        for name in names
    )
    of_numbers = missing == "category" and any(each.numbers is not None for each in found)
    if missing == "refuse" or of_numbers:
        lacking = {each.name: inside & (each.codes < 0) for each in found}
        counts = {name: int(design.counts[rows].sum()) for name, rows in lacking.items()}
        named = [f"{quoted(name)}: {count}" for name, count in counts.items() if count]
        if named:
            raise fail(DataError, "fair.lacking", got=culprits(named))
    return found


def crossed(characteristics: tuple[Characteristic, ...], inside: Bools) -> Cells:
    """The cells of characteristics that occur in some rows."""
    codes = np.column_stack([each.codes for each in characteristics])
    complete = inside & (codes >= 0).all(axis=1)
    levels, place = np.unique(codes[complete], axis=0, return_inverse=True)
    cell = np.full(len(codes), -1, dtype=np.int64)
    cell[complete] = place.ravel()
    return Cells(characteristics, levels, cell)


def complete_rows(characteristics: Sequence[Characteristic], inside: Bools) -> Bools:
    """Rows that lack none of the characteristics."""
    result = inside.copy()
    for each in characteristics:
        result &= each.codes >= 0
    return result


def cells_in_words(cells: Cells, places: Sequence[int], codebook: Codebook) -> str:
    """Some cells by name, for a message."""
    language = current_language()
    return culprits([cells.label(int(place), codebook, language) for place in places])


def counts_by(cells: Cells, area: Ints, areas: int, values: Floats) -> Floats:
    """Sums of values of the rows by area and cell, (A, G)."""
    inside = (cells.cell >= 0) & (area >= 0)
    place = area[inside] * cells.count + cells.cell[inside]
    found = np.bincount(place, values[inside], minlength=areas * cells.count)
    return np.asarray(found, dtype=float).reshape(areas, cells.count)


def _joined(given: Joined | None, names: Sequence[str]) -> Joined:
    if given is None:
        return {}
    plain = isinstance(given, Mapping) and all(isinstance(v, Mapping) for v in given.values())
    unknown = [name for name in given if name not in names] if plain else [repr(given)]
    if unknown:
        raise fail(
            WrongUseError,
            "fair.joined",
            got=culprits(unknown),
            known=culprits(names),
            example=_EXAMPLE,
        )
    return given


def _is_number(design: SurveyDesign, name: str) -> bool:
    """Whether a column holds numbers that a regression takes as they are."""
    variable = design.codebook.get(name)
    if variable is not None:
        return variable.kind is Kind.NUMBER
    return name in design.data and design.data[name].dtype.kind in "iuf"


def _number(design: SurveyDesign, name: str) -> Characteristic:
    values = numeric(design, name)
    known = np.isfinite(values)
    return Characteristic(name, (), (), np.where(known, 0, -1), np.where(known, values, 0.0))


def _read(
    design: SurveyDesign, name: str, missing: Missing, joined: Mapping[Any, Any]
) -> Characteristic:
    answers = coded(design, name)
    values: list[Any] = list(answers.values)
    lacking = (answers.codes < 0) | (answers.codes >= len(values))
    codes = np.where(lacking, -1, answers.codes)
    if missing == "category" and lacking.any():
        codes = np.where(lacking, len(values), codes)
        values.append(Domain.MISSING)
    taken = {_code(name, code, values): _code(name, to, values) for code, to in joined.items()}
    target = [taken.get(place, place) for place in range(len(values))]
    chained = [place for place in set(target) if target[place] != place]
    if chained:
        raise fail(WrongUseError, "fair.joined_chain", name=quoted(name), got=values[chained[0]])
    kept = sorted(set(target))
    members = tuple(
        tuple(v for place, v in enumerate(values) if target[place] == at) for at in kept
    )
    number = np.array([*(kept.index(at) for at in target), -1])
    return Characteristic(name, tuple(values[at] for at in kept), members, number[codes])


def _code(name: str, code: object, values: list[Any]) -> int:
    if code not in values:
        got, known = quoted(str(code)), culprits(values)
        raise fail(WrongUseError, "fair.joined_code", name=quoted(name), got=got, known=known)
    return values.index(code)
