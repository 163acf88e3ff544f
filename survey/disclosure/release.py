"""The door: results in, released results out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Codebook
from survey.comparison.area_ranks import AreaRanks
from survey.comparison.benchmark import BenchmarkComparison
from survey.comparison.comparison import Comparison
from survey.comparison.decomposition import Decomposition
from survey.comparison.equivalences import Equivalence
from survey.comparison.fair_comparison import FairComparison
from survey.comparison.families import MEASURES
from survey.comparison.representativity import Representativity
from survey.comparison.weighting_effect import WeightingEffect
from survey.disclosure.count_rows import (
    Key,
    Reader,
    hide_ticks,
    rows_of_estimates,
    sides_of_comparison,
)
from survey.disclosure.fair import Fair, fair_masks, masked_fair, sides_of_fair
from survey.disclosure.mask_beside import Mask, masked_effect, masked_representativity, worst
from survey.disclosure.mask_ranks import masked_benchmarks, masked_equivalence, masked_ranks
from survey.disclosure.membership import Membership
from survey.disclosure.policy import ReleasePolicy, Status, policy_named
from survey.disclosure.protection import protect
from survey.disclosure.released import (
    AnyReleased,
    Released,
    ReleasedComparison,
    ReleasedEstimates,
)
from survey.errors import WrongUseError
from survey.estimation.estimates import Estimates
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.disclosure.cells import CountRow
    from survey.disclosure.fair import FairMask

Result = (
    Estimates | Comparison | Representativity | WeightingEffect | AreaRanks | Equivalence
    | BenchmarkComparison | FairComparison | Decomposition
)  # fmt: skip
_Part = Estimates | Comparison | FairComparison | Decomposition
_BASE_COLUMNS = ("n", "df")
_ESTIMATE_COLUMNS = ("estimate", "std_error", "conf_low", "conf_high", "n_eff", "deff")
_NUMBERS_OF_SIDES = ("n", "contrast_n", "count", "contrast_count", "df")
_COMPARISON_COLUMNS = (
    "estimate", "contrast_estimate", "difference", "std_error", "conf_low", "conf_high",
    "simultaneous_low", "simultaneous_high", "p_value", "p_adjusted",
)  # fmt: skip


def release(
    results: Result | Sequence[Result], policy: str | ReleasePolicy = "default"
) -> Released:
    """Let results out under a policy: the only way to tables, charts and sentences.

    Parameters
    ----------
    results : Estimates, Comparison, or what else is made of them, or a sequence
        What is released together is protected together.
    policy : {"default", "strict", "internal"} or ReleasePolicy
        ``default``: nothing for a base under 10 answers; categories with 1–4 answers hidden
        together with as many others as it takes; ``*`` for 10–29 answers or an interval wider than
        30 points. ``strict``: NCHS's presentation standard too. ``internal``: nothing hidden, all
        stamped.

    Returns
    -------
    Released
        Frames with a ``status`` a row; hidden numbers are NaN, and scores and counts are gone.

    Raises
    ------
    WrongUseError
        If something is no result, or no policy has the name.
    """
    rules = policy_named(policy)
    given: Any = results
    several = isinstance(given, Iterable) and not isinstance(given, Result)
    everything: list[Any] = list(given) if several else [given]
    wrong = [each for each in everything if not isinstance(each, Result)]
    if wrong or not everything:
        got = type(wrong[0]).__name__ if wrong else "0"
        raise fail(WrongUseError, "release.results", got=got)
    codebook = Codebook()
    for each in everything:
        codebook = codebook.joined(each.codebook)
    parts = [_parts_of(each) for each in everything]
    flat = list(chain(*parts))
    masks = _masks(flat, rules)
    weighted = rules.internal or not any(any(mask.base_hidden) for mask in masks)
    left, fair = iter(masks), _fair(flat, masks, rules)
    masked = [
        _released(each, [next(left) for _ in mine], fair, weighted=weighted)
        for each, mine in zip(everything, parts, strict=True)
    ]
    return Released(rules, tuple(masked), codebook)


def _parts_of(each: Result) -> list[_Part]:
    """The estimates and comparisons that the numbers of a result are masked by."""
    if isinstance(each, _Part):
        return [each]
    if not isinstance(each, Equivalence):
        return list(each.estimates)
    if each.waves:
        raise fail(WrongUseError, "release.equivalence_of_waves")
    return [part for part in each.compared if isinstance(part, Comparison)]


def _fair(results: list[_Part], masks: list[Mask], rules: ReleasePolicy) -> dict[int, FairMask]:
    """The masks of fair comparisons, by the identity of the results."""
    given = [
        (each, mask) for each, mask in zip(results, masks, strict=True) if isinstance(each, Fair)
    ]
    made = fair_masks(
        [(each, mask.status, mask.base_hidden) for each, mask in given], results, rules
    )
    return {id(each): mask for (each, _), mask in zip(given, made, strict=True)}


def _released(
    each: Result, masks: list[Mask], fair: dict[int, FairMask], *, weighted: bool
) -> AnyReleased:
    if isinstance(each, Estimates | Comparison):
        return _masked(each, masks[0], weighted=weighted)
    if isinstance(each, Fair):
        return masked_fair(each, fair[id(each)])
    maskers: dict[type, Callable[[Any, list[Mask]], AnyReleased]] = {
        Representativity: masked_representativity,
        WeightingEffect: masked_effect,
        AreaRanks: masked_ranks,
        Equivalence: masked_equivalence,
        BenchmarkComparison: masked_benchmarks,
    }
    return maskers[type(each)](each, masks)


def _masks(results: list[_Part], rules: ReleasePolicy) -> list[Mask]:
    """Masks of all results, made together: first each row on its own, then what must follow."""
    membership = Membership()
    reader = Reader(membership, results)
    membership.settle()
    beside: dict[Key, CountRow] = {}
    rows: dict[int, list[tuple[CountRow, ...]]] = {}
    for source, each in enumerate(results):
        if isinstance(each, Estimates):
            found, by_key = rows_of_estimates(each, source, rules, reader, membership)
            rows[source] = [(row,) for row in found]
            beside |= by_key
    for source, each in enumerate(results):
        if isinstance(each, Comparison):
            rows[source] = list(
                sides_of_comparison(each, source, beside, rules, reader, membership)
            )
    if not rules.internal:
        contrasts = {(c.over, c.contrast) for c in results if isinstance(c, Comparison)}
        everything = [side for row in chain(*rows.values()) for side in row]
        protect(membership, everything, rules, contrasts)
        for parts in rows.values():
            hide_ticks([side for row in parts for side in row])
    return [
        Mask(
            [worst([side.status for side in row]) for row in rows[source]],
            [any(side.base_hidden for side in row) for row in rows[source]],
        )
        for source in range(len(results))
    ]


def _masked(
    each: Estimates | Comparison, mask: Mask, *, weighted: bool
) -> ReleasedEstimates | ReleasedComparison:
    """A result without what its mask hides, in arrays of its own.

    Weighted bases are left out unless every base is shown: with weights that are the same for all
    of an area, the weighted bases of parts and whole would give away the numbers of answers.
    """
    hidden = np.array([status.hidden for status in mask.status], dtype=bool)
    frame = each.to_frame()
    if isinstance(each, Comparison):
        frame = frame.drop(columns=list(_NUMBERS_OF_SIDES))
        ratios = [name for name in frame if str(name).startswith(MEASURES)]
        frame.loc[hidden, [*_COMPARISON_COLUMNS, *ratios]] = np.nan
        frame.loc[hidden, "mark"] = 0
        frame = frame.assign(status=_objects(mask.status)).copy()
        return ReleasedComparison(
            each.statistic, each.by, each.over, each.contrast, each.adjust, each.level, frame
        )
    frame = frame.drop(columns="count")
    frame.loc[hidden, list(_ESTIMATE_COLUMNS)] = np.nan
    if not weighted:
        frame["weighted_n"] = np.nan
    for name in _BASE_COLUMNS:
        frame[name] = frame[name].astype(float).mask(np.array(mask.base_hidden, dtype=bool))
    frame = frame.assign(status=_objects(mask.status)).copy()
    return ReleasedEstimates(
        each.statistic, each.by, each.interval, each.level, frame, each.base, tuple(each.nets)
    )


def _objects(values: list[Status]) -> pd.Series[Any]:
    """A column of objects: as strings of Arrow they would become plain text."""
    return pd.Series(values, dtype=object)
