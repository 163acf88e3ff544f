"""How many to ask in each area so that what matters is seen."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.kernels.sample_size import answers_needed, half_width_of
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted
from survey.sampling.adults import adults_of
from survey.sampling.allocation import (
    Room,
    best_seen,
    for_budget,
    for_power,
    in_proportion,
    reachable,
    scaled_for_power,
    scaled_to_needs,
)
from survey.sampling.arguments import (
    COUNT,
    COUNT_OR_NONE,
    INSIDE,
    NOT_NEGATIVE,
    PART,
    POSITIVE,
    RATE,
    Areas,
    areas_of,
    choice,
    number,
)
from survey.sampling.change import detectable_since
from survey.sampling.comparing import scenario_of
from survey.sampling.frame import Frame
from survey.sampling.plan import SamplePlan
from survey.sampling.plan_notes import notes_of, said_of_best
from survey.sampling.scenario import outlook
from survey.sampling.strata import checked_columns, spread_within, strata_within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.kernels.layout import Bools, Floats, Ints
    from survey.sampling.adults import Adults
    from survey.sampling.scenario import Scenario

    ByArea = float | Mapping[str, float]

ALLOCATIONS = ("contrast", "equal", "proportional", "power", "neyman")
_NOISE = 1e-9
_PARTS, _FEW_AREAS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0), 60


def plan_sample(
    frame: Frame,
    *,
    contrast: str | None = None,
    difference: float | None = 0.10,
    power: float = 0.80,
    level: float = 0.95,
    half_width: ByArea | None = None,
    share: ByArea = 0.5,
    response_rate: ByArea = 0.45,
    design_effect: ByArea = 1.0,
    adults_per_dwelling: ByArea | Literal["frame"] | None = "frame",
    base_share: ByArea = 1.0,
    allocation: Literal["contrast", "equal", "proportional", "power", "neyman"] | None = None,
    exponent: float = 0.5,
    sd: ByArea | None = None,
    minimum: ByArea = 0,
    maximum: ByArea | None = None,
    census_below: int | None = None,
    budget: float | None = None,
    cost: ByArea | None = None,
    strata: str | Sequence[str] | None = None,
    reserve: float = 0.0,
    against: Literal["contrast", "rest", "all"] = "contrast",
    adjust: Literal["dunnett", "none"] = "dunnett",
    previous: SamplePlan | None = None,
) -> SamplePlan:
    """How many units to ask in each area.

    Without a budget the plan is the smallest that reaches the power (and the half-width, if one is
    given) in every area that can reach it; with a budget it is the best for that.

    Parameters
    ----------
    frame : Frame
        Units, or counts by area.
    contrast : str, optional
        The area, by code or label, that all are compared with. Without it, and without `against`,
        no comparison is planned.
    difference : float or None
        What is to be seen: share (or mean) of an area minus that of the contrast. None takes the
        differences between the shares of the areas.
    power : float
        How often it is to be seen.
    level : float
        Confidence level of intervals and marks.
    half_width : number or mapping of area to number, optional
        Half the width of the interval that each area must have.
    share : number or mapping
        The share that is expected; that of the contrast is what differences start from.
    response_rate, design_effect, base_share : number or mapping
        As in `sample_size`.
    adults_per_dwelling : "frame", number, mapping or None
        Where one adult of each dwelling is asked: adults as the frame knows them, or their mean.
        The share is then one of adults, and their uneven number in the dwellings makes the variance
        grow by 1 + CV² (Kish 1965), if the frame has it by dwelling. None counts a dwelling as one.
    allocation : str, optional
        How the sample is spread. ``contrast`` (the default with a contrast): as the comparisons
        need it, more in the contrast than in each area. ``equal`` (the default without): as many in
        each. ``proportional``: to units. ``power``: to units raised to `exponent` (Bankier 1988).
        ``neyman``: to N S/√(cost × response rate) (Neyman 1934), best for all areas together.
    exponent : float
        From 0 (equal) to 1 (proportional).
    sd : number or mapping, optional
        Standard deviation within areas, if means are planned for; `difference` and `half_width` are
        then in their unit.
    minimum, maximum : whole number or mapping
        Fewest and most units asked in an area.
    census_below : whole number, optional
        Areas with fewer units are asked in full.
    budget : number, optional
        Units asked in all, or money if `cost` is given. Units are met exactly; of money is used
        what whole units allow.
    cost : number or mapping, optional
        Of a unit asked.
    strata : str or sequence of str, optional
        Columns of the frame by which areas are stratified further; an area's sample is spread over
        its strata in proportion, two in each where there are enough.
    reserve : float
        Units held back for later, as a part of those asked.
    against : {"contrast", "rest", "all"}
        What areas are compared with.
    adjust : {"dunnett", "none"}
        Whether marks hold for all areas together or for each by itself.
    previous : SamplePlan, optional
        That of an earlier wave: the smallest change since is added, as ``change``.

    Returns
    -------
    SamplePlan

    Raises
    ------
    WrongUseError
        If an argument is out of its limits, or what is asked for can't be done: a minimum above the
        units there are, a budget below the minima, nobody to ask in an area, a contrast that is the
        only area, a power that no area can reach even if everyone is asked.
    UnknownNameError
        If the contrast is no area, or a column for strata is not in the frame.

    Notes
    -----
    The power is that of `power_of_contrast`, at the expected number of answers. Areas that can't
    reach it are asked as many as may be, and a note says what can be seen in them. Nothing is drawn
    at random, and the order of the areas changes nothing.

    See Also
    --------
    sample_size : For one share without areas.
    power_of_contrast : The power of numbers that are already settled.
    """
    wishes = _wishes(frame, locals())
    asked = _allocated(wishes)
    areas = _areas_frame(wishes, asked)
    if previous is not None:
        areas["change"] = detectable_since(previous, areas, level, power)
    labels = wishes.areas.labels(current_language())
    notes = notes_of(areas, labels, wishes.assumptions)
    stratified = _strata_frame(frame, wishes, areas)
    return SamplePlan(
        strata=stratified,
        assumptions=MappingProxyType(wishes.assumptions),
        allocation=wishes.allocation,
        frame_fingerprint=frame.fingerprint,
        notes=notes,
        areas=areas,
        area=frame.area,
        prospects=_prospects(wishes, asked),
    )


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What was asked for, checked."""

    areas: Areas
    adults: Adults
    scenario: Scenario | None
    room: Room
    allocation: str
    budget: float | None
    power: float
    level: float
    exponent: float
    reserve: float
    rate: Floats
    base: Floats
    effect: Floats
    people: Floats
    spread: Floats
    needs: Floats | None
    columns: tuple[str, ...]
    assumptions: dict[str, Any]


def _wishes(frame: object, given: dict[str, Any]) -> _Wishes:
    if not isinstance(frame, Frame):
        raise fail(WrongUseError, "planning.no_frame", got=type(frame).__name__)
    if given["previous"] is not None and not isinstance(given["previous"], SamplePlan):
        got = type(given["previous"]).__name__
        raise fail(WrongUseError, "planning.no_plan", name="previous", got=got)
    areas = areas_of(frame)
    adults = adults_of(frame, areas, given["adults_per_dwelling"])
    power = number("power", given["power"], INSIDE)
    level = number("level", given["level"], INSIDE)
    rate = areas.each("response_rate", given["response_rate"], RATE)
    base = areas.each("base_share", given["base_share"], RATE)
    effect = areas.each("design_effect", given["design_effect"], POSITIVE) * adults.effect
    people = areas.size * adults.mean
    spread = _spread(areas, given)
    scenario = _scenario(areas, given, people, effect)
    room, budget = _room(areas, given)
    needs = None
    if given["half_width"] is not None:
        limits = INSIDE if given["sd"] is None else POSITIVE
        wanted = areas.each("half_width", given["half_width"], limits)
        answers = answers_needed(people * base, wanted, spread, effect, level)
        needs = np.ceil(answers / (rate * base) - _NOISE)
    exponent = number("exponent", given["exponent"], PART)
    reserve = number("reserve", given["reserve"], NOT_NEGATIVE)
    return _Wishes(
        areas, adults, scenario, room, _allocation(given, scenario), budget, power, level, exponent,
        reserve, rate, base, effect, people, spread, needs,
        checked_columns(frame, given["strata"]), _assumptions(given, areas, adults, scenario),
    )  # fmt: skip


def _spread(areas: Areas, given: dict[str, Any]) -> Floats:
    if given["sd"] is not None:
        return areas.each("sd", given["sd"], POSITIVE) ** 2
    share = areas.each("share", given["share"], INSIDE)
    return share * (1 - share)


def _scenario(
    areas: Areas, given: dict[str, Any], people: Floats, effect: Floats
) -> Scenario | None:
    if given["contrast"] is None and given["against"] == "contrast":
        return None
    names = ("contrast", "against", "adjust", "level", "difference", "share", "sd")
    same = {name: given[name] for name in (*names, "response_rate", "base_share")}
    by_area = dict(zip(areas.codes, effect, strict=True))
    return scenario_of(areas, people=people, design_effect=by_area, **same)


def _allocation(given: dict[str, Any], scenario: Scenario | None) -> str:
    with_contrast = scenario is not None and scenario.contrast >= 0
    if given["allocation"] is None:
        return "contrast" if with_contrast else "equal"
    chosen = choice("allocation", given["allocation"], ALLOCATIONS)
    if chosen == "contrast" and not with_contrast:
        raise fail(WrongUseError, "planning.allocation_contrast", known=culprits(ALLOCATIONS[1:]))
    return chosen


# What an allocation may do


def _room(areas: Areas, given: dict[str, Any]) -> tuple[Room, float | None]:
    census = _census(areas, given)
    low = areas.each("minimum", given["minimum"], COUNT_OR_NONE).astype(np.int64)
    high = areas.size.copy()
    if given["maximum"] is not None:
        most = areas.each("maximum", given["maximum"], COUNT).astype(np.int64)
        _refuse(areas, census & (most < areas.size), "planning.census_maximum", most, areas.size)
        high = np.minimum(high, most)
    low = np.maximum(np.where(census, areas.size, low), 1)
    _refuse(areas, low > areas.size, "planning.minimum_above", low, areas.size)
    _refuse(areas, low > high, "planning.minimum_maximum", low, high)
    cost = np.ones(len(areas))
    if given["cost"] is not None:
        cost = areas.each("cost", given["cost"], POSITIVE)
        if given["budget"] is None and given["allocation"] not in {None, "contrast", "neyman"}:
            raise fail(WrongUseError, "planning.cost_unused")
    order = np.empty(len(areas), dtype=np.int64)
    order[np.lexsort((np.array(areas.codes), -areas.size))] = np.arange(len(areas))
    room = Room(low, high, cost, order)
    return room, _budget(room, given)


def _census(areas: Areas, given: dict[str, Any]) -> Bools:
    if given["census_below"] is None:
        return np.zeros(len(areas), dtype=np.bool_)
    return np.asarray(areas.size < number("census_below", given["census_below"], COUNT))


def _budget(room: Room, given: dict[str, Any]) -> float | None:
    if given["budget"] is None:
        return None
    budget = number("budget", given["budget"], POSITIVE if given["cost"] is not None else COUNT)
    least = room.spent(room.low)
    if least > budget + _NOISE:
        raise fail(WrongUseError, "planning.budget_small", got=f"{budget:g}", least=f"{least:g}")
    return min(budget, room.spent(room.high))


def _refuse(areas: Areas, wrong: Bools, code: str, got: Ints, limit: Ints) -> None:
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise fail(
            WrongUseError, code, areas=areas.named(wrong), got=int(got[place]),
            limit=int(limit[place]), first=quoted(areas.codes[place]),
        )  # fmt: skip


# Spreading


def _allocated(wishes: _Wishes) -> Ints:
    room = wishes.room
    if wishes.needs is not None and (wishes.budget is not None or wishes.allocation == "contrast"):
        low = np.maximum(room.low, np.minimum(wishes.needs, room.high)).astype(np.int64)
        room = Room(low, room.high, room.cost, room.order)
    if wishes.budget is not None:
        return _within_budget(wishes, room, wishes.budget)
    if wishes.scenario is None and wishes.needs is None:
        raise fail(WrongUseError, "planning.no_aim")
    if wishes.scenario is None:
        return _for_needs(wishes, room)
    within = reachable(wishes.scenario, room, wishes.power)
    if not within.any():
        best = best_seen(wishes.scenario, room, wishes.power)
        raise said_of_best(best, wishes.areas, wishes.power, means=wishes.scenario.sd is not None)
    if wishes.allocation == "contrast":
        return for_power(wishes.scenario, room, wishes.power, within)
    found = scaled_for_power(_weight(wishes), wishes.scenario, room, wishes.power, within)
    return found if wishes.needs is None else np.maximum(found, _for_needs(wishes, room))


def _for_needs(wishes: _Wishes, room: Room) -> Ints:
    needs = np.zeros(len(wishes.areas)) if wishes.needs is None else wishes.needs
    return scaled_to_needs(_weight(wishes), needs, room)


def _within_budget(wishes: _Wishes, room: Room, budget: float) -> Ints:
    least = room.spent(room.low)
    if least > budget + _NOISE:
        got, needed = f"{budget:g}", f"{least:g}"
        raise fail(WrongUseError, "planning.budget_half_width", got=got, least=needed)
    if wishes.allocation == "contrast" and wishes.scenario is not None:
        return for_budget(wishes.scenario, room, budget)
    return in_proportion(_weight(wishes), room, budget)


def _weight(wishes: _Wishes) -> Floats:
    size = wishes.areas.size.astype(float)
    if wishes.allocation == "equal":
        return np.ones(len(size))
    if wishes.allocation == "proportional":
        return size
    if wishes.allocation == "power":
        return np.asarray(size**wishes.exponent, dtype=float)
    spread = np.sqrt(wishes.spread * wishes.effect)
    weight = wishes.people * spread / np.sqrt(wishes.room.cost * wishes.rate * wishes.base)
    return np.asarray(weight, dtype=float)


# What comes of it


def _half_widths(wishes: _Wishes, asked: Floats) -> Floats:
    base = wishes.people * wishes.base
    answers = np.minimum(asked * wishes.rate * wishes.base, base)
    return half_width_of(base, answers, wishes.spread, wishes.effect, wishes.level)


def _prospects(wishes: _Wishes, asked: Ints) -> pd.DataFrame:
    """What so many times the sample would let see, as far as there is someone to ask."""
    rows: list[dict[str, float]] = []
    for part in _PARTS if len(asked) <= _FEW_AREAS else ():
        n = np.clip(np.floor(part * asked + 0.5), 1, wishes.areas.size).astype(float)
        if rows and rows[-1]["n"] == n.sum():
            break
        row = {"part": part, "n": n.sum(), "expected": float((n * wishes.rate).sum())}
        rows.append(row | _seen_with(wishes, n))
    frame = pd.DataFrame(rows)
    return frame.astype({"n": np.int64, "reached": np.int64}) if rows else frame


def _seen_with(wishes: _Wishes, n: Floats) -> dict[str, float]:
    size, reached = _half_widths(wishes, n), 0
    if wishes.scenario is not None:
        seen = outlook(wishes.scenario, n, wishes.power)
        compared = wishes.scenario.difference != 0
        size = seen.detectable[compared]
        reached = int((seen.power[compared] >= wishes.power).sum())
    size = np.sort(size)  # NaN last
    middle = (size[(len(size) - 1) // 2] + size[len(size) // 2]) / 2
    return {"reached": reached, "best": size[0], "middle": middle, "worst": size[-1]}


def _areas_frame(wishes: _Wishes, asked: Ints) -> pd.DataFrame:
    areas, n = wishes.areas, asked.astype(float)
    expected = n * wishes.rate
    base = wishes.people * wishes.base
    answers = np.minimum(expected * wishes.base, base)
    half = _half_widths(wishes, n)
    nothing = np.full(len(areas), np.nan)
    scenario = wishes.scenario
    found, seen = nothing, nothing
    if scenario is not None:
        seen_with = outlook(scenario, n, wishes.power)
        found, seen = seen_with.power, seen_with.detectable
    reached = [None if np.isnan(each) else bool(each >= wishes.power) for each in found]
    return pd.DataFrame(
        {
            "stratum": np.array(areas.codes, dtype=object),
            "area": np.array(areas.codes, dtype=object),
            "population": areas.size,
            "n": asked,
            "reserve": _reserve(wishes.reserve, asked, areas.size),
            "expected": expected,
            "half_width": half,
            "power": found,
            "detectable": seen,
            "reached": pd.Series(reached, dtype=object),
            "everyone": asked >= areas.size,
            "cost": wishes.room.cost * asked,
            "people": base / wishes.effect,
            "effective": answers / wishes.effect,
            "share": areas.each("share", wishes.assumptions["share"], INSIDE),
        }
    )


def _reserve(part: float, asked: Ints, size: Ints) -> Ints:
    wanted = np.ceil(part * asked - _NOISE).astype(np.int64)
    return np.asarray(np.minimum(wanted, size - asked), dtype=np.int64)


def _strata_frame(frame: Frame, wishes: _Wishes, areas: pd.DataFrame) -> pd.DataFrame:
    shown = ["population", "n", "reserve", "expected", "half_width", "power", "detectable"]
    if not wishes.columns:
        return areas[["stratum", "area", *shown]].copy()
    strata = strata_within(frame, wishes.columns)
    codes = wishes.areas.codes
    strata["n"] = spread_within(strata, areas["n"].to_numpy(np.int64), codes)
    size = strata["population"].to_numpy(np.int64)
    strata["reserve"] = _reserve(wishes.reserve, strata["n"].to_numpy(np.int64), size)
    place = {code: at for at, code in enumerate(codes)}
    row = np.array([place[code] for code in strata["area"]], dtype=np.int64)
    strata["expected"] = strata["n"] * wishes.rate[row]
    base = size * wishes.adults.mean[row] * wishes.base[row]
    answers = np.minimum(strata["expected"].to_numpy(float) * wishes.base[row], base)
    spread, effect = wishes.spread[row], wishes.effect[row]
    strata["half_width"] = half_width_of(base, answers, spread, effect, wishes.level)
    strata["power"] = np.nan
    strata["detectable"] = np.nan
    return strata


def _assumptions(
    given: dict[str, Any], areas: Areas, adults: Adults, scenario: Scenario | None
) -> dict[str, Any]:
    names = (
        "difference", "power", "level", "half_width", "share", "response_rate", "design_effect",
        "base_share", "exponent", "sd", "minimum", "maximum", "census_below", "budget", "cost",
        "reserve", "against", "adjust",
    )  # fmt: skip
    kept = {name: _plain(given[name]) for name in names}
    found = scenario.contrast if scenario is not None else -1
    kept["contrast"] = areas.codes[found] if found >= 0 else ""
    kept["compared"] = scenario is not None
    kept["strata"] = _columns(given["strata"])
    kept["adults"] = adults.source
    kept["adults_per_dwelling"] = dict(zip(areas.codes, adults.mean.tolist(), strict=True))
    kept["unequal_weights"] = dict(zip(areas.codes, adults.effect.tolist(), strict=True))
    return kept


def _columns(strata: Any) -> tuple[str, ...]:  # noqa: ANN401 - the argument
    return () if strata is None else (strata,) if isinstance(strata, str) else tuple(strata)


def _plain(value: Any) -> Any:  # noqa: ANN401 - an argument
    return dict(value.items()) if hasattr(value, "items") else value
