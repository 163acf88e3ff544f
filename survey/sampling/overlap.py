"""What an earlier wave means for a drawing: who was asked, who is new, who has left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.kernels.overlap import NEW, overlapping_samples
from survey.language.messages import culprits, fail
from survey.sampling.frame import UNIT
from survey.sampling.planned_strata import planned_strata
from survey.sampling.sample import STRATUM, Sample
from survey.sampling.selection_rules import CENSUS, INDEPENDENT, LEAST, MOST, SRS, SYSTEMATIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Bools, Floats, Ints
    from survey.sampling.frame import Frame
    from survey.sampling.planned_strata import Strata

_EQUAL = (SRS, CENSUS, SYSTEMATIC)


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """The earlier wave, as the units of this frame see it.

    Attributes
    ----------
    before : (N,) bool
        Which units were in the earlier sample.
    left : tuple of str
        Units of that sample that can't be drawn any more.
    rules : tuple
        The rule of overlap of each stratum.
    origin : (N,) int
        The stratum each unit was in then, −1 for new units; empty where no stratum needs it.
    """

    before: Bools
    left: tuple[str, ...]
    rules: tuple[Any, ...]
    origin: Ints

    @property
    def strata(self) -> list[int]:
        """Strata that are drawn with regard to the earlier sample."""
        return [place for place, rule in enumerate(self.rules) if rule != INDEPENDENT]

    def wanted(self, stratum: int, n: int) -> int:
        """How many units of the earlier sample a stratum should have again."""
        rule = self.rules[stratum]
        if rule in (MOST, LEAST):
            return n if rule == MOST else 0
        return int(np.floor(float(rule) * n + 0.5))

    def samples(
        self, stratum: int, rows: Ints, numbers: Floats, sizes: Sequence[int]
    ) -> list[Ints]:
        """Replicates of a stratum, as places in `rows`."""
        wanted = self.wanted(stratum, sizes[0])
        return overlapping_samples(numbers, self.origin[rows], self.before[rows], sizes, wanted)


def earlier_wave(
    previous: Sample,
    previous_frame: Frame | None,
    frame: Frame,
    strata: Strata,
    rules: tuple[Any, ...],
    seed: int,
) -> Earlier:
    """See an earlier wave with the units of this frame.

    Raises
    ------
    WrongUseError
        If it was drawn with the same seed, from a list without units or of other units, with
        unequal chances where a rule of overlap is wanted, or from another frame that isn't given.
    """
    if previous.seed == seed:
        raise fail(WrongUseError, "drawing.same_seed", seed=seed)
    if previous.unit != frame.unit:
        raise fail(WrongUseError, "drawing.other_unit", before=previous.unit, now=frame.unit)
    asked = _index(previous.drawn[UNIT])
    now = _index(strata.units[UNIT])
    before = np.asarray(asked.get_indexer(now) >= 0)
    left = tuple(asked[now.get_indexer(asked) < 0])
    if all(rule == INDEPENDENT for rule in rules):
        return Earlier(before, left, rules, np.zeros(0, dtype=np.int64))
    unequal = previous.strata.loc[~previous.strata["method"].isin(_EQUAL), STRATUM]
    if len(unequal):
        raise fail(WrongUseError, "drawing.earlier_unequal", strata=culprits(unequal))
    return Earlier(before, left, rules, _origin(previous, previous_frame, frame, now))


def _origin(
    previous: Sample, previous_frame: Frame | None, frame: Frame, now: pd.Index[Any]
) -> Ints:
    """The stratum each unit was in when the earlier sample was drawn; −1 for new units."""
    is_same = frame.fingerprint == previous.frame_fingerprint
    old = frame if previous_frame is None and is_same else previous_frame
    if old is None:
        raise fail(WrongUseError, "drawing.earlier_frame_needed")
    if old.fingerprint != previous.frame_fingerprint:
        raise fail(WrongUseError, "drawing.earlier_frame_other")
    units = old.eligible
    code, texts = planned_strata(units, previous.plan)
    place = {name: number for number, name in enumerate(sorted(texts))}
    steady = np.array([place[name] for name in texts], dtype=np.int64)[code]
    found = _index(units[UNIT]).get_indexer(now)
    return np.where(found >= 0, steady[found], NEW)


def _index(units: pd.Series[Any]) -> pd.Index[Any]:
    found: pd.Index[Any] = pd.Index(units.to_numpy(dtype=object), dtype=object)
    return found


def check_previous(previous: object, overlap: object) -> None:
    """Refuse a rule of overlap without an earlier sample, or with what is none.

    Raises
    ------
    WrongUseError
    """
    if previous is None:
        if overlap != INDEPENDENT:
            raise fail(WrongUseError, "drawing.no_previous")
    elif not isinstance(previous, Sample):
        got = {"got": type(previous).__name__, "expected": "Sample"}
        raise fail(WrongUseError, "argument.kind", name="previous", **got)
