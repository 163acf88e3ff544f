"""The columns of a table of answers: everyone, and the values of breakdowns side by side."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.tables.areas import Areas
from survey.tables.results import EVERYONE, Place, contrast_over, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.results import Differences, Results


@dataclass(frozen=True, slots=True)
class Pane:
    """A column of answers.

    Attributes
    ----------
    key, label, group : str
    place : Place
        Whose answers they are.
    areas : Areas or None
        The breakdown that it is a value of; None for everyone.
    value : object
    letter : str
        By which others name it, if they are told apart by letters.
    """

    key: str
    label: str
    group: str
    place: Place
    areas: Areas | None = None
    value: object = None
    letter: str = ""

    def compared(
        self, results: Results, statistic: str, category: object, contrast: object = None
    ) -> Differences | None:
        """The released differences over its breakdown."""
        if self.areas is None:
            return None
        over = self.areas.over
        columns = {over, *(column for column, _ in self.place)}
        wanted = self.areas.contrast if contrast is None else contrast
        return results.compared(statistic, category, over, tuple(columns), wanted)

    def mark(self, results: Results, statistic: str, category: object) -> float:
        """The mark of the difference from the contrast; 0 if there is none."""
        found = self.compared(results, statistic, category)
        record = None if found is None else found.records.get(self.place)
        return 0.0 if record is None else float(record["mark"])

    def adjust(self, results: Results, statistic: str, category: object) -> str:
        """How its differences account for several comparisons."""
        found = self.compared(results, statistic, category)
        return "" if found is None else found.part.adjust


def everyone_pane(language: str, place: Place = EVERYONE, label: str = "", group: str = "") -> Pane:
    """The column of everyone, or of all in a place."""
    return Pane("all", label or text("table.all", lang=language), group, place)


def panes_of(
    results: Sequence[Results],
    over: str,
    language: str,
    at: Mapping[str, Any] | None = None,
    *,
    group: str = "",
    letters: bool = False,
) -> list[Pane]:
    """A column for each value of a breakdown, the contrast last.

    Raises
    ------
    UnknownNameError
        If none of the variables was released by it.
    """
    fixed = dict(at or {})
    columns = (over, *fixed)
    values = list(dict.fromkeys(v for each in results for v in each.values(columns, over)))
    if not values:
        names = culprits(each.name for each in results)
        known = culprits(dict.fromkeys(b for r in results for by in r.breakdowns() for b in by))
        raise fail(UnknownNameError, "release.not_by", name=names, over=quoted(over), known=known)
    contrast = None if letters else contrast_over(results[0].released, over, columns)
    areas = Areas(results[0].codebook, over, contrast, language)
    panes = []
    for place, value in enumerate(_in_order(areas, areas.ordered(values))):
        letter = letter_of(place) if letters and value is not Domain.MISSING else ""
        label = areas.label(value)
        panes.append(
            Pane(
                f"{over}_{value}",
                text("table.lettered", lang=language, label=label, letter=letter)
                if letter
                else label,
                group,
                place_of(**{over: value, **fixed}),
                areas,
                value,
                letter,
            )
        )
    return panes


def letter_of(place: int) -> str:
    """A, B, …, Z, AA, AB, … as the columns of a spreadsheet."""
    first, last = divmod(place, len(ascii_uppercase))
    return (letter_of(first - 1) if first else "") + ascii_uppercase[last]


def letters_below(
    results: Results, statistic: str, category: object, pane: Pane, panes: Sequence[Pane]
) -> str:
    """Letters of the columns of the same breakdown that a number is surely higher than."""
    found = []
    for other in panes:
        if other is pane or other.areas != pane.areas or not other.letter or pane.areas is None:
            continue
        differences = pane.compared(results, statistic, category, other.value)
        record = None if differences is None else differences.records.get(pane.place)
        if record is not None and record["mark"] > 0:
            found.append(other.letter)
    return " ".join(found)


def check_letters(results: Results, panes: Sequence[Pane], statistics: Sequence[Any]) -> None:
    """Refuse letters where not every column was compared with every other.

    Parameters
    ----------
    statistics : sequence of (statistic, category)
        The numbers of the variable that are shown.

    Raises
    ------
    WrongUseError
    """
    for pane in panes:
        if not pane.letter or pane.areas is None or sum(p.areas == pane.areas for p in panes) < 2:
            continue
        if not any(
            results.compared(statistic, category, pane.areas.over, (pane.areas.over,), pane.value)
            for statistic, category in statistics
        ):
            raise fail(
                WrongUseError,
                "table.letters",
                name=quoted(results.name),
                over=quoted(pane.areas.over),
                got=quoted(pane.areas.plain_label(pane.value)),
            )


def _in_order(areas: Areas, values: Sequence[Any]) -> list[Any]:
    """Values in the order of the codebook, where it has one; those last stay last."""
    variable = areas.codebook.get(areas.over)
    places = {code.value: k for k, code in enumerate(variable.codes)} if variable else {}
    return areas.ordered(sorted(values, key=lambda v: places.get(v, len(places))))


def pane_at(released: Released, at: Mapping[str, Any], language: str) -> Pane:
    """The column of one part: a value of the first by-column that it is held at, or everyone."""
    place = place_of(**at)
    over = next(iter(at), None)
    if over is None or at[over] is Domain.ALL:
        return everyone_pane(language, place)
    areas = Areas(released.codebook, over, contrast_over(released, over, tuple(at)), language)
    return Pane("part", areas.label(at[over]), "", place, areas, at[over])
