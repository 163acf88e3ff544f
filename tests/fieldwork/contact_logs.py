"""Logs of contact attempts as files, and the rule for them written out slowly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import Code, Kind, Variable
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result
from survey.fieldwork.rule import DispositionRule
from survey.sampling.plan import SamplePlan
from survey.sampling.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AREAS = {"nordby": "Nordby", "vangdalen": "Vangdalen", "aadalen": "Ådalen"}


def written(folder: Path, lines: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(line.strip() for line in lines.strip().splitlines()) + "\n", "utf-8")
    return path


def made_sample(
    units: Sequence[tuple[str, str, float]], *, more: dict[str, Sequence[object]] | None = None
) -> Sample:
    """A sample of units, each with its area and base weight."""
    label = {"da": "Boligområde", "en": "Housing area"}
    codes = tuple(Code(code, {"da": name, "en": name}) for code, name in AREAS.items())
    frame = pd.DataFrame(
        {
            "unit": pd.Series([unit for unit, _, _ in units], dtype=object),
            "area": pd.Series([area for _, area, _ in units], dtype=object),
            "stratum": pd.Series([area for _, area, _ in units], dtype=object),
            "inclusion_probability": [1 / weight for _, _, weight in units],
            "base_weight": [weight for _, _, weight in units],
            "replicate": 1,
            "draw_number": 0.5,
            **{name: pd.Series(list(cells), dtype=object) for name, cells in (more or {}).items()},
        }
    )
    plan = SamplePlan(pd.DataFrame({"n": []}), {}, "equal", "f")
    return Sample(
        frame, pd.DataFrame(), Variable("area", Kind.GROUP, label, codes=codes), plan, "srs",
        "srs_fpc", 1, "f",
    )  # fmt: skip


REACHED = (
    *(Result.COMPLETE, Result.PARTIAL, Result.BREAK_OFF, Result.REFUSAL, Result.SOFT_REFUSAL),
    *(Result.OTHER, Result.APPOINTMENT),
)


def slow_outcome(
    attempts: Sequence[tuple[str, Result]], rule: DispositionRule | None = None
) -> Outcome:
    """The final outcome from a mode and a result of each attempt, the first one first."""
    rule = rule or DispositionRule()
    seen: list[Outcome] = []
    refused = False
    empty = False
    for mode, result in attempts:
        trusted = not rule.trusted_modes or mode in rule.trusted_modes
        if result is Result.NOT_ELIGIBLE and trusted:
            empty = True
            continue
        if rule.empty == "last" or (rule.empty == "unless_contact" and result in REACHED):
            empty = False
        outcome = slow_alone(result, rule)
        if rule.hard_refusal_final and refused and outcome in {"complete", "partial"}:
            outcome = Outcome.REFUSAL
        refused = refused or result is Result.REFUSAL
        seen.append(outcome)
    ranks = {outcome: place for place, tier in enumerate(rule.tiers) for outcome in tier}
    best = Outcome.PENDING
    for outcome in seen:
        if ranks[outcome] <= ranks[best]:
            best = outcome
    if best in {Outcome.COMPLETE, Outcome.PARTIAL}:
        return best
    return Outcome.NOT_ELIGIBLE if empty else best


def slow_alone(result: Result, rule: DispositionRule) -> Outcome:
    match result:
        case Result.BREAK_OFF:
            return Outcome.REFUSAL
        case Result.APPOINTMENT:
            return Outcome.OTHER
        case Result.SOFT_REFUSAL:
            return rule.soft_refusal
        case Result.NOT_ELIGIBLE:
            return Outcome.UNKNOWN_HOUSEHOLD
    return Outcome(result.value)
