"""What was released of one variable, found by what it is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.codebook import Codebook
    from survey.disclosure.results.released import Released, ReleasedComparison, ReleasedEstimates

Place = frozenset[tuple[str, Any]]
"""Pairs of column and value; who is pooled over a column has no pair for it."""

EVERYONE: Place = frozenset()

_POOLED: dict[Any, Domain] = {"rest": Domain.REST, "all": Domain.ALL}


@dataclass(frozen=True, slots=True)
class Differences:
    """A released comparison of one share, mean or other number, by what it is of."""

    part: ReleasedComparison
    records: Mapping[Place, Any]

    @property
    def contrast(self) -> object:
        """What the rows are compared with."""
        return self.part.contrast

    @property
    def is_corrected(self) -> bool:
        """Whether marks account for several values being compared with the contrast."""
        over = self.part.over
        values = {value for place in self.records for column, value in place if column == over}
        return self.part.adjust != "none" and len(values) > 1


class Results:
    """All that was released of one variable.

    Parameters
    ----------
    released : Released
    name : str
        A question, a question with several answers, a number or an index.

    Raises
    ------
    WrongUseError
        If nothing has been through the door.
    UnknownNameError
        If the variable was not released.
    """

    def __init__(self, released: Released, name: str) -> None:
        must_be_released(released)
        must_be_one_name(name)
        self.released = released
        self.name = name
        self._parts: list[tuple[ReleasedEstimates, list[Any]]] = []
        self._rows: dict[tuple[str, Any, Place], Any] = {}
        self._compared: dict[int, dict[Any, Differences]] = {}
        for part in released.estimates:
            records = _records(part, name)
            if records:
                self._parts.append((part, records))
            for record in records:
                key = (part.statistic, record["category"], _place(part.by, record))
                self._rows.setdefault(key, record)
        if not self._parts:
            released.breakdown_of(name, None)  # says what is missing

    @property
    def codebook(self) -> Codebook:
        """What the columns mean."""
        return self.released.codebook

    @property
    def statistics(self) -> tuple[str, ...]:
        """Which statistics were released of it, each once."""
        return tuple(dict.fromkeys(part.statistic for part, _ in self._parts))

    @property
    def is_multiple(self) -> bool:
        """Whether it is a question with several answers."""
        return self.name in self.codebook.multiples

    def row(self, statistic: str, category: object, place: Place) -> Any:  # noqa: ANN401
        """The released row of a number in a place, or None."""
        return self._rows.get((statistic, category, place))

    def parts(self, statistic: str, category: object) -> Iterator[ReleasedEstimates]:
        """The released estimates that hold a number."""
        for part, records in self._parts:
            if part.statistic == statistic and any(r["category"] == category for r in records):
                yield part

    def categories(self, statistic: str) -> list[Any]:
        """Answers, nets or shares below quantiles, in the order of release; no headline."""
        found = (
            record["category"]
            for part, records in self._parts
            if part.statistic == statistic
            for record in records
        )
        return [each for each in dict.fromkeys(found) if each != Category.HEADLINE]

    def nets(self) -> list[Any]:
        """Categories that are several codes taken together."""
        return list(dict.fromkeys(net for part, _ in self._parts for net in part.nets))

    def values(self, columns: Sequence[str], over: str) -> list[Any]:
        """Values of a by-column in the estimates by exactly these columns, pooled ones left out."""
        wanted = frozenset(columns)
        found = (
            record[over]
            for part, records in self._parts
            if frozenset(part.by) == wanted
            for record in records
        )
        return [v for v in dict.fromkeys(found) if v is not Domain.ALL and not isinstance(v, tuple)]

    def breakdowns(self) -> list[tuple[str, ...]]:
        """By-columns of all its estimates, each set of them once."""
        return list(dict.fromkeys(part.by for part, _ in self._parts))

    def compared(
        self,
        statistic: str,
        category: object,
        over: str,
        columns: Sequence[str],
        contrast: object = None,
    ) -> Differences | None:
        """The released differences of a number over a by-column, or None.

        Parameters
        ----------
        columns : sequence of str
            All by-columns, in any order.
        contrast : object, optional
            Where there are several, the one with this contrast; the first if left out.
        """
        wanted = frozenset(columns)
        for number, part in enumerate(self.released.comparisons):
            if part.statistic != statistic or part.over != over or frozenset(part.by) != wanted:
                continue
            if contrast is not None and part.contrast != contrast:
                continue
            found = self._differences(number).get(category)
            if found is not None:
                return found
        return None

    def _differences(self, number: int) -> dict[Any, Differences]:
        """The differences of one comparison by category; read once, asked for by each cell."""
        if number not in self._compared:
            part = self.released.comparisons[number]
            records: dict[Any, dict[Place, Any]] = {}
            for record in _records(part, self.name):
                records.setdefault(record["category"], {})[_place(part.by, record)] = record
            self._compared[number] = {
                category: Differences(part, places) for category, places in records.items()
            }
        return self._compared[number]

    def contrast_of(self, over: str, wanted: object) -> object:
        """What the values of a by-column were compared with.

        Parameters
        ----------
        wanted : object
            One of these contrasts, "rest" or "all"; None for whichever was released first.

        Raises
        ------
        WrongUseError
            If nothing was compared with it.
        """
        found = (p.contrast for p in self.released.comparisons if p.over == over)
        known = list(dict.fromkeys(found))
        if wanted is None or wanted in known:
            return wanted
        if wanted in _POOLED and _POOLED[wanted] in known:
            return _POOLED[wanted]
        raise fail(
            WrongUseError,
            "table.contrast",
            column=quoted(over),
            got=quoted(wanted),
            known=culprits(known),
        )


def contrast_over(released: Released, over: str, columns: Sequence[str] = ()) -> object:
    """What the values of a by-column were compared with.

    Parameters
    ----------
    columns : sequence of str
        All by-columns of a table. Where nothing was compared in it, the area that gave contrast in
        another comparison is still named.

    Returns
    -------
    object
        A value, `Domain.REST`, `Domain.ALL`, or None.
    """
    found = [part for part in released.comparisons if part.over == over]
    for part in found:
        if frozenset(part.by) == frozenset(columns):
            return part.contrast
    areas = [part.contrast for part in found if not isinstance(part.contrast, Domain)]
    return areas[0] if areas else None


def place_of(**values: Any) -> Place:  # noqa: ANN401 - values of columns
    """A place by its columns and values; pooled columns are left out."""
    return frozenset((c, v) for c, v in values.items() if v is not Domain.ALL)


def held(released: Released, at: Mapping[str, Any] | None) -> dict[str, Any]:
    """The by-columns that a table holds at one value, checked.

    Raises
    ------
    WrongUseError
        If it is no mapping from columns to values.
    UnknownNameError
        If nothing was released by the column, or for that value of it.
    """
    must_be_released(released)
    if at is None:
        return {}
    given: Any = at
    if not isinstance(given, dict):
        raise fail(WrongUseError, "table.at", got=repr(given))
    for column, value in given.items():
        known = [v for part in released.estimates if column in part.by for v in part.frame[column]]
        shown = [v for v in dict.fromkeys(known) if not isinstance(v, Domain | tuple)]
        if not shown:
            columns = culprits(sorted({name for part in released.estimates for name in part.by}))
            raise fail(UnknownNameError, "table.at_column", got=quoted(column), known=columns)
        if value not in known:
            raise fail(
                UnknownNameError,
                "table.at_value",
                got=quoted(value),
                column=quoted(column),
                known=culprits(shown),
            )
    return dict(given)


def _records(part: ReleasedEstimates | ReleasedComparison, name: str) -> list[Any]:
    rows: list[Any] = part.frame[part.frame["variable"] == name].to_dict("records")
    return [r for r in rows if not any(isinstance(r[column], tuple) for column in part.by)]


def _place(by: tuple[str, ...], record: Any) -> Place:  # noqa: ANN401 - a row of a frame
    return frozenset((c, record[c]) for c in by if record[c] is not Domain.ALL)
