"""Made-up fieldwork: dispositions by area, with or without a log of attempts."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Code, Kind, Variable
from survey.fieldwork.dispositions import Dispositions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START = dt.date(2026, 9, 1)
INTERVIEWERS = ("Anna", "Bo", "Carla")


def area_variable(labels: Mapping[str, str]) -> Variable:
    codes = tuple(Code(code, {"da": label, "en": label}) for code, label in labels.items())
    return Variable("area", Kind.GROUP, {"da": "Boligområde", "en": "Area"}, codes=codes)


def counts_of(units: pd.DataFrame) -> pd.DataFrame:
    grouped = units.groupby(["area", "outcome"], sort=False)
    counts = grouped.agg(n=("unit", "size"), weighted=("base_weight", "sum")).reset_index()
    return counts.astype({"area": object, "outcome": object})


def dispositions_of(
    outcomes: Mapping[str, Mapping[str, int]],
    *,
    area: Variable | None = None,
    closed: bool = False,
    only_counts: bool = False,
) -> Dispositions:
    """So many units of each outcome in each area, without a log."""
    rows = [
        (f"{name}-{outcome}-{k}", name, outcome)
        for name, of in outcomes.items()
        for outcome, count in of.items()
        for k in range(count)
    ]
    units = pd.DataFrame(rows, columns=["unit", "area", "outcome"], dtype=object)
    units["attempts"] = 1
    units["last_mode"] = "letter"
    units["first_attempt"] = units["last_attempt"] = START.isoformat()
    units["base_weight"] = 1.0
    labels = area or area_variable({name: name for name in outcomes})
    return Dispositions(
        units=None if only_counts else units, counts=counts_of(units), area=labels, closed=closed
    )


def logged(
    rows: Sequence[tuple[str, str, str, str, str]],
    areas: Mapping[str, str],
    outcomes: Mapping[str, str],
    **more: Any,
) -> Dispositions:
    """Units by area with a log of (unit, date, mode, result, interviewer)."""
    heads = ["unit", "date", "mode", "result", "interviewer"]
    log = pd.DataFrame(rows, columns=heads, dtype=object)
    log = log.sort_values(["unit", "date"], kind="stable").reset_index(drop=True)
    units = pd.DataFrame({"unit": list(areas), "area": list(areas.values())}, dtype=object)
    units["outcome"] = [outcomes.get(unit, "pending") for unit in units["unit"]]
    by_unit = log.groupby("unit")
    units["attempts"] = units["unit"].map(by_unit.size()).fillna(0).astype(int)
    for name, column, which in (
        ("last_mode", "mode", "last"),
        ("first_attempt", "date", "first"),
        ("last_attempt", "date", "last"),
    ):
        units[name] = units["unit"].map(getattr(by_unit[column], which)()).fillna("")
    units["base_weight"] = 1.0
    variable = more.pop("area", None) or area_variable(
        {a: a for a in dict.fromkeys(areas.values())}
    )
    return Dispositions(
        units=units, counts=counts_of(units), area=variable, attempts=log,
        closed=more.pop("closed", False), **more,
    )  # fmt: skip


def made_fieldwork(
    areas: Sequence[str] | Mapping[str, str], *, seed: int = 1, size: int = 120, days: int = 30
) -> Dispositions:
    """Some weeks of letters, text messages, telephone and visits in some areas."""
    labels = dict(areas) if hasattr(areas, "items") else {name: name for name in areas}  # type: ignore[arg-type]
    chance = random.Random(seed)  # noqa: S311 - the same at every run
    rows: list[tuple[str, str, str, str, str]] = []
    where: dict[str, str] = {}
    became: dict[str, str] = {}
    for number, code in enumerate(labels):
        will = 0.25 + 0.4 * chance.random()
        for k in range(size + 10 * (number % 5)):
            unit = f"{number:02}-{k:03}"
            where[unit] = code
            became[unit] = _course(unit, will, days, chance, rows)
    return logged(rows, where, became, area=area_variable(labels))


def _course(unit: str, will: float, days: int, chance: random.Random, rows: list[Any]) -> str:
    """The attempts at a unit, and what became of it."""
    if chance.random() < 0.03:
        rows.append((unit, _day(chance.randrange(2, 9)), "door", "not_eligible", "Bo"))
        return "not_eligible"
    for mode, from_day in (("letter", 0), ("sms", 8), ("phone", 15), ("door", 22)):
        if from_day >= days:
            return "pending"
        day = from_day + chance.randrange(3)
        by = chance.choice(INTERVIEWERS) if mode in {"phone", "door"} else ""
        if chance.random() < will * 0.5:
            if by:
                rows.append((unit, _day(day), mode, "complete", by))
            else:
                rows.append((unit, _day(day), mode, "pending", ""))
                later = day + 1 + int(chance.expovariate(0.4))
                if later >= days:
                    return "pending"
                rows.append((unit, _day(later), "web", "complete", ""))
            return "complete"
        refused = by and chance.random() < 0.08
        result = "refusal" if refused else "non_contact" if by else "pending"
        rows.append((unit, _day(day), mode, result, by))
        if refused:
            return "refusal"
    return "pending"


def _day(number: int) -> str:
    return (START + dt.timedelta(number)).isoformat()
