"""What a reader knows without any table."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from survey.disclosure.audit.cells import Sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.disclosure.audit.cells import CountRow, Family


@dataclass(frozen=True, slots=True)
class KnownElsewhere:
    """Numbers of people that are told elsewhere, or that anybody can look up.

    Attributes
    ----------
    respondents : tuple of str
        By-columns of which it is told how many answered at all in each value: those of a page of
        response rates. Numbers of answers can't be hidden then where no answer is missing, and what
        these answers were is protected knowing that.
    limits : mapping of column to mapping of value to number
        How many can have answered at most, e.g. the dwellings of each area where one of each
        dwelling is asked.

    Examples
    --------
    >>> KnownElsewhere(("area",), {"area": {"A": 40, "B": 112}}).respondents
    ('area',)
    """

    respondents: tuple[str, ...] = ()
    limits: Mapping[str, Mapping[Any, float]] = field(default_factory=lambda: MappingProxyType({}))

    def kinds(self, rows: Iterable[CountRow]) -> dict[frozenset[int], float | None]:
        """Domains of one column of which something is known: at most how many, or exactly."""
        found: dict[frozenset[int], float | None] = {}
        for row in rows:
            if len(row.label) != 1:
                continue
            ((column, value),) = row.label
            most = self.limits.get(column, {}).get(value)
            if most is not None and most >= row.n:
                found.setdefault(row.base.kinds, float(most))
            if column in self.respondents:
                found[row.base.kinds] = None
        return found


def sums_of(
    family: Family, kinds: Mapping[frozenset[int], float | None]
) -> dict[Sum, float | None]:
    """The same as sums of a family: over all its answers, and none."""
    return {Sum(each, family.everyone): most for each, most in kinds.items()}
