"""The mask of results that hold several estimates of the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.comparison.register.beside_register import lacking_name
from survey.comparison.register.representativity import (
    HIDDEN_OF_CELLS,
    HIDDEN_OF_TESTS,
    Representativity,
)
from survey.comparison.register.weighting_effect import HIDDEN_OF_EFFECTS, WeightingEffect
from survey.disclosure.masks.of_rows import worst
from survey.disclosure.policy import Status
from survey.disclosure.results.beside import ReleasedRepresentativity, ReleasedWeightingEffect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.masks.of_rows import Mask
    from survey.estimation.estimates import Estimates

_Key = tuple[str, Any, Any]


def masked_representativity(
    each: Representativity, masks: Sequence[Mask]
) -> ReleasedRepresentativity:
    """Respondents beside the register, without what the masks of their estimates hide."""
    found = _by_row(each.estimates, masks, each.over)
    frame = each.to_frame()
    records: list[Any] = frame.to_dict("records")
    keys = [(r["variable"], r["category"], r[each.over]) for r in records]
    status = [found[key][0] for key in keys]
    hidden = np.array([s.hidden for s in status], dtype=bool)
    frame["count"] = frame["count"].astype(float)
    frame.loc[hidden, ["count", *HIDDEN_OF_CELLS]] = np.nan
    frame.loc[hidden, "mark"] = 0
    frame["n"] = frame["n"].astype(float).mask(np.array([found[key][1] for key in keys], bool))
    return ReleasedRepresentativity(
        over=each.over,
        universe=each.universe,
        level=each.level,
        has_weights=each.has_weights,
        is_even=each.is_even,
        simulated=each.simulated,
        weighted_on=each.weighted_on,
        sources=each.sources,
        codebook=each.codebook,
        frame=frame.assign(status=_objects(status)).copy(),
        tests=_masked_tests(each, found),
    )


def _masked_tests(each: Representativity, found: dict[_Key, tuple[Status, bool]]) -> pd.DataFrame:
    """The tests; of a characteristic with a hidden category nothing that tells of its shares."""
    parts: dict[tuple[str, Any], list[tuple[Status, bool]]] = {}
    for (variable, _, area), mask in found.items():
        parts.setdefault((variable, area), []).append(mask)
    tests = each.to_frame("tests")
    records: list[Any] = tests.to_dict("records")
    mine = [parts[r["variable"], r[each.over]] for r in records]
    status = [worst([s for s, _ in masks]) for masks in mine]
    hidden = np.array([s.hidden for s in status], dtype=bool)
    tests.loc[hidden, list(HIDDEN_OF_TESTS)] = np.nan
    tests["n"] = tests["n"].astype(float).mask(np.array([any(h for _, h in m) for m in mine], bool))
    lacking = [found[lacking_name(r["variable"]), 1, r[each.over]] for r in records]
    tests["lacking"] = (
        tests["lacking"]
        .astype(float)
        .mask(np.array([s is Status.CONFIDENTIAL or base for s, base in lacking], dtype=bool))
    )
    return tests.assign(status=_objects(status)).copy()


def masked_effect(each: WeightingEffect, masks: Sequence[Mask]) -> ReleasedWeightingEffect:
    """Headlines under several weightings, without what the masks of their estimates hide."""
    found = _by_row(each.estimates, masks, each.over)
    frame = each.to_frame()
    records: list[Any] = frame.to_dict("records")
    keys = [(r["variable"], r["category"], r[each.over]) for r in records]
    status = [found[key][0] for key in keys]
    hidden = np.array([s.hidden for s in status], dtype=bool)
    frame.loc[hidden, list(HIDDEN_OF_EFFECTS)] = np.nan
    frame["n"] = frame["n"].astype(float).mask(np.array([found[key][1] for key in keys], bool))
    return ReleasedWeightingEffect(
        each.over,
        each.weightings,
        each.level,
        each.simulated,
        each.codebook,
        frame.assign(status=_objects(status)).copy(),
    )


def _by_row(
    estimates: Sequence[Estimates], masks: Sequence[Mask], over: str
) -> dict[_Key, tuple[Status, bool]]:
    """The worst that happens to a row in any of the estimates, by what it is of."""
    found: dict[_Key, tuple[Status, bool]] = {}
    for each, mask in zip(estimates, masks, strict=True):
        records: list[Any] = each.to_frame().to_dict("records")
        rows = zip(records, mask.status, mask.base_hidden, strict=True)
        for record, status, base_hidden in rows:
            key = (record["variable"], record["category"], record.get(over, Domain.ALL))
            other, before = found.get(key, (Status.SHOWN, False))
            found[key] = (worst([status, other]), base_hidden or before)
    return found


def _objects(values: Sequence[Status]) -> pd.Series[Any]:
    """A column of objects: as strings of Arrow they would become plain text."""
    return pd.Series(list(values), dtype=object)
