"""Targets that can't be met, told with table, area, category and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.errors import WeightingError
from survey.language.catalogue import current_language, text
from survey.language.cells import culprit_ids
from survey.language.messages import MOST_CULPRITS, fail, quoted
from survey.language.numbers import format_number
from survey.weighting.margins import Margin, NumberTotals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from survey.kernels.reachable import Unreachable
    from survey.weighting.setting import Setting

_TOTALS_AGREE = 1e-6
_ALONE = {"nobody_there": "empty_cell", "nobody_wanted": "nobody_lives_there"}
Part = Margin | NumberTotals


def out_of_reach(
    setting: Setting,
    parts: Sequence[Part],
    found: Sequence[Unreachable],
    bounds: tuple[float, float] | None = None,
) -> WeightingError:
    """The error about targets that no weights can meet.

    Parameters
    ----------
    setting : Setting
    parts : sequence of Margin or NumberTotals
        Whose cells are the slots, one part after the other.
    found : sequence of Unreachable
    bounds : (low, high), optional
    """
    first = found[0]
    if first.reason in _ALONE:
        alike = sum(each.reason == first.reason for each in found)
        return _of_cell(setting, parts, first, alike)
    cells = list(_nearest(setting, parts, first))
    more = len(cells) - MOST_CULPRITS
    shown = "; ".join(cells[:MOST_CULPRITS])
    if more > 0:
        shown = text("errors.and_more", names=shown, more=more)
    language = current_language()
    low, high = (format_number(each, language) for each in bounds or (0.0, 0.0))
    return fail(WeightingError, f"weighting.{first.reason}", count=len(cells), cells=shown,
                others=len(found) - 1, low=low, high=high)  # fmt: skip


def _of_cell(
    setting: Setting, parts: Sequence[Part], found: Unreachable, cells: int
) -> WeightingError:
    part, place = _at(parts, int(found.slots[0]))
    ids = setting.names(part.codes == place) if isinstance(part, Margin) else []
    return fail(
        WeightingError,
        f"weighting.{_ALONE[found.reason]}",
        table=quoted(part.name),
        cell=_cell(setting, part, place),
        area=setting.where(part.areas[place]),
        target=format_number(float(found.wanted[0]), current_language()),
        answers=len(ids),
        cells=cells,
        ids=culprit_ids(ids),
    )


def _nearest(setting: Setting, parts: Sequence[Part], found: Unreachable) -> Iterator[str]:
    """Each target of a contradiction, with what is nearest to it."""
    language = current_language()
    for slot, wanted, possible in zip(found.slots, found.wanted, found.possible, strict=True):
        part, place = _at(parts, int(slot))
        yield text(
            "weighting.nearest",
            cell=_cell(setting, part, place),
            area=setting.where(part.areas[place]),
            table=quoted(part.name),
            target=format_number(float(wanted), language, decimals=0),
            possible=format_number(float(possible), language, decimals=0),
        )


def _at(parts: Sequence[Part], slot: int) -> tuple[Part, int]:
    """The part that a slot is in, and its place there."""
    for part in parts:
        if slot < len(part.totals):
            return part, slot
        slot -= len(part.totals)
    raise IndexError(slot)


def _cell(setting: Setting, part: Part, place: int) -> str:
    if isinstance(part, NumberTotals):
        return text("weighting.total")
    return setting.cell_label(part.name, part.cells[place])


def refuse_unlike_totals(setting: Setting, margins: Sequence[Margin]) -> None:
    """Refuse tables of the same people whose totals differ.

    Raises
    ------
    WeightingError
        With both tables, the area and the two numbers.
    """
    sums = [_by_area(each) for each in margins]
    for k, (one, these) in enumerate(zip(margins, sums, strict=True)):
        for other, those in zip(margins[k + 1 :], sums[k + 1 :], strict=True):
            whole = one.by_area and not other.by_area
            compared = {None: float(sum(these.values()))} if whole else these
            _refuse_unlike(setting, (one, other), compared, those)


def _by_area(margin: Margin) -> dict[object, float]:
    found: dict[object, float] = {}
    for area, total in zip(margin.areas, margin.totals, strict=True):
        found[area] = found.get(area, 0.0) + float(total)
    return found


def _refuse_unlike(
    setting: Setting,
    pair: tuple[Margin, Margin],
    these: Mapping[Any, float],
    those: Mapping[Any, float],
) -> None:
    language = current_language()
    for area, total in these.items():
        other = those.get(area, total)
        if abs(total - other) > _TOTALS_AGREE * max(total, other):
            raise fail(
                WeightingError,
                "weighting.totals_differ",
                first=quoted(pair[0].name),
                second=quoted(pair[1].name),
                area=setting.where(area),
                one=format_number(total, language),
                other=format_number(other, language),
                apart=format_number(abs(total - other), language),
            )


def not_converged(setting: Setting, step: Any, met: pd.DataFrame, rounds: int) -> WeightingError:  # noqa: ANN401 - a step
    """The error about a step that stopped before its targets, with the largest departure."""
    scale = met["target"].abs().clip(lower=1e-300)
    worst: Any = met.iloc[int(((met["after"] - met["target"]).abs() / scale).to_numpy().argmax())]
    language = current_language()
    cell = worst["cell"]
    return fail(
        WeightingError,
        "weighting.not_converged",
        step=quoted(step.name),
        count=rounds,
        rounds=format_number(rounds, language),
        table=quoted(worst["table"]),
        cell=setting.cell_label(worst["table"], cell) if cell else text("weighting.total"),
        area=setting.where(worst["area"]),
        got=format_number(float(worst["after"]), language, decimals=1),
        target=format_number(float(worst["target"]), language, decimals=1),
    )
