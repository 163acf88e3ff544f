"""Areas in a chart: their order, their labels, and the one that gives contrast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.disclosure.policy import Status
from survey.documents.blocks import RowKind
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import Codebook
    from survey.disclosure.results.released import Released

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def ordered_areas(areas: Iterable[Any], contrast: object) -> list[Any]:
    """Areas as they come, each once; then the contrast, then all together."""

    def rank(area: object) -> int:
        return 2 if area is Domain.ALL else 1 if area == contrast else 0

    return sorted(dict.fromkeys(areas), key=rank)


def area_label(released: Released, over: str, area: object, contrast: object, language: str) -> str:
    """What an area is called in a chart; the contrast is said to be it."""
    return label_of(released.codebook, over, area, contrast, language)


def label_of(codebook: Codebook, over: str, area: object, contrast: object, language: str) -> str:
    """The same by a codebook."""
    if area is Domain.ALL:
        return text("table.all", lang=language)
    if area is Domain.MISSING:
        return text("table.missing", lang=language)
    label = codebook.value_label(over, area, language)
    return text("table.contrast_row", lang=language, area=label) if area == contrast else label


def contrast_in_text(released: Released, over: str, contrast: object, language: str) -> str:
    """What areas are compared with, as it stands inside a sentence."""
    if contrast is Domain.REST:
        return text("table.rest_in_text", lang=language)
    if contrast is Domain.ALL:
        return text("table.all_in_text", lang=language)
    return released.codebook.value_in_text(over, contrast, language)


def row_kind(area: object, contrast: object) -> RowKind:
    """What a row about an area is."""
    if area is Domain.ALL:
        return RowKind.ALL
    return RowKind.CONTRAST if area == contrast else RowKind.BODY


def row_area(area: object) -> str:
    """The code by which a reader picks out the rows of an area; empty for all together."""
    return "" if isinstance(area, Domain) else str(area)


def part_of_name(released: Released, over: str, area: object) -> str:
    """What tells a chart about one area from that about another; ids take no letters of names."""
    if area is None:
        return ""
    variable = released.codebook.get(over)
    codes = [code.value for code in variable.codes] if variable else []
    if area in codes:
        return f"_{codes.index(area) + 1}"
    return "_" + "".join(sign if sign in _PLAIN else "_" for sign in str(area).lower())


def contrast_area(
    released: Released, over: str, areas: Iterable[Any], named: object = None
) -> object:
    """The area that gives contrast in a chart.

    Parameters
    ----------
    released : Released
    over : str
        The column of areas.
    areas : iterable
        Those in the chart.
    named : area, optional
        The one asked for; else that of the comparisons released, if they agree on one.

    Returns
    -------
    area or None

    Raises
    ------
    WrongUseError
        If the area asked for is not in the chart.
    """
    known = list(areas)
    if named is not None:
        return known_area(known, named)
    contrasts = (part.contrast for part in released.comparisons if part.over == over)
    found = {each for each in contrasts if not isinstance(each, Domain)}
    single = found.pop() if len(found) == 1 else None
    return single if single in known else None


def known_area(areas: Iterable[Any], named: object) -> object:
    """An area that was asked for, if it is among those released."""
    values = [area for area in dict.fromkeys(areas) if not isinstance(area, Domain)]
    if named not in values:
        raise fail(WrongUseError, "chart.area", got=quoted(named), known=culprits(values))
    return values[values.index(named)]


def worst_of(statuses: Iterable[Status]) -> Status:
    """The status of what rests on several numbers: hidden if one is, else few if one is."""
    found = list(statuses)
    hidden = next((each for each in found if each.hidden), None)
    return hidden or (Status.FEW if Status.FEW in found else Status.SHOWN)
