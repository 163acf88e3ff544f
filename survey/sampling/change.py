"""How often a change from one wave to the next is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.kernels.intervals import t_quantile
from survey.kernels.marks import Answers, chance_of_change, smallest_change, turned
from survey.language.catalogue import current_language, text
from survey.language.messages import fail
from survey.language.numbers import format_number
from survey.sampling.arguments import (
    CORRELATION,
    COUNT_OR_NONE,
    INSIDE,
    POSITIVE,
    RATE,
    Limits,
    areas_of,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.kernels.layout import Bools, Floats, Ints
    from survey.sampling.arguments import Areas
    from survey.sampling.frame import Frame
    from survey.sampling.plan import SamplePlan

    ByArea = float | Mapping[str, float]

_CHANGE = Limits("difference", -1, 1)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChangePower:
    """How often a change since the last wave is seen in each area.

    Attributes
    ----------
    areas : DataFrame
        One row an area: ``area`` (``""`` where there is one without a name), ``population``,
        ``answers_before``, ``answers`` (expected), ``overlap`` (of these, in both waves; NaN where
        the waves are drawn independently), ``power``.
    change, level : float
    """

    areas: pd.DataFrame
    change: float
    level: float

    def __repr__(self) -> str:
        least = self.areas["power"].min()
        return f"ChangePower({len(self.areas)} areas, change {self.change:+g}, least {least:.2f})"

    def _repr_html_(self) -> str:
        language = current_language()
        points = format_number(100 * self.change, language, sign=True)
        frame = self.areas.rename(
            columns={c: text(f"planning.change.{c}") for c in self.areas.columns}
        )
        return frame_html(frame, text("planning.change.title", points=points))

    def to_frame(self) -> pd.DataFrame:
        """The numbers as a frame, one row an area."""
        return self.areas.copy()


def power_of_change(
    population: float | Mapping[str, float] | pd.Series[Any] | Frame,
    asked: ByArea,
    asked_before: ByArea,
    *,
    change: float = 0.10,
    share: ByArea = 0.5,
    overlap: ByArea | None = None,
    correlation: float = 0.5,
    level: float = 0.95,
    response_rate: ByArea = 1.0,
    response_rate_before: ByArea | None = None,
    design_effect: ByArea = 1.0,
    base_share: ByArea = 1.0,
) -> ChangePower:
    """How often a change of a share from one wave to the next is seen, in each area by itself.

    Parameters
    ----------
    population : number, mapping of area to number, or Frame
        Units that can be asked; the same in both waves.
    asked, asked_before : number or mapping
        Units asked in this wave and in the one before.
    change : float
        The share now minus that before.
    share : number or mapping
        The share before.
    overlap : number or mapping, optional
        How many answer in both waves: a panel. 0 where those who answered before are kept out.
        Left out, the two samples are drawn independently of each other.
    correlation : float
        Between the answers that one resident gives in the two waves; used with `overlap` only.
    level : float
    response_rate, response_rate_before, design_effect, base_share : number or mapping
        As in `sample_size`; the rate before is that of now if left out.

    Returns
    -------
    ChangePower

    Raises
    ------
    WrongUseError
        If a number lies outside its limits, more are asked than there are, the overlap is larger
        than a wave or too small for the population, or no shares can be so correlated.

    Notes
    -----
    Var(change) = V1 + V2 − 2C with C = s12 (n12 − n1 n2/N)/(n1 n2): samples kept apart in a small
    area have C < 0, panels have C > 0. The test is the MOVER interval with Wilson limits and the
    correlation C/√(V1 V2). Independent samples are enumerated; otherwise the count of the second
    wave given the first is taken as normal, with the continuity correction.

    Examples
    --------
    >>> power_of_change(600, 300, 300, change=0.10)
    ChangePower(1 areas, change +0.1, least 0.94)
    """
    areas = areas_of(population)
    number("level", level, INSIDE)
    number("change", change, _CHANGE)
    if change == 0:
        raise fail(WrongUseError, "planning.no_difference")
    shares = areas.each("share", share, INSIDE)
    outside = (shares + change <= 0) | (shares + change >= 1)
    if outside.any():
        got = f"{shares[outside][0]:g} {change:+g}".replace("-", "−")
        raise fail(WrongUseError, "planning.beyond", got=got)
    rates = [response_rate, response_rate if response_rate_before is None else response_rate_before]
    effect = areas.each("design_effect", design_effect, POSITIVE)
    base = areas.each("base_share", base_share, RATE)
    size = np.maximum(np.floor(areas.size * base / effect + 0.5), 1).astype(np.int64)
    waves = [
        _answers(areas, size, name, n, areas.each("response_rate", rate, RATE) * base / effect)
        for name, n, rate in zip(
            ("asked", "asked_before"), (asked, asked_before), rates, strict=True
        )
    ]
    down = np.full(len(areas), change < 0)
    now = turned(Answers(size, _marked(size, shares + change), waves[0]), down)
    then = turned(Answers(size, _marked(size, shares), waves[1]), down)
    both = None if overlap is None else _overlap(areas, overlap, base / effect, now, then)
    rho = _correlation(now, then, both, number("correlation", correlation, CORRELATION))
    critical = t_quantile(_degrees(now, then, both), level)
    return ChangePower(
        pd.DataFrame(
            {
                "area": np.array(areas.codes or ("",), dtype=object),
                "population": areas.size,
                "answers_before": then.answers,
                "answers": now.answers,
                "overlap": np.full(len(areas), np.nan) if both is None else both,
                "power": chance_of_change(now, then, rho, critical),
            }
        ),
        change,
        level,
    )


def _answers(areas: Areas, size: Ints, name: str, given: Any, yields: Floats) -> Ints:  # noqa: ANN401
    asked = areas.each(name, given, COUNT_OR_NONE)
    over = asked > areas.size
    if over.any():
        place = int(np.flatnonzero(over)[0])
        where = areas.codes[place] if areas.codes else None
        got, most = int(asked[place]), int(areas.size[place])
        raise fail(WrongUseError, "planning.n_above", where=where, got=got, most=most)
    answers = np.minimum(np.floor(asked * yields + 0.5), size).astype(np.int64)
    if (answers < 2).any():
        which = areas.named(answers < 2) if areas.codes else ""
        raise fail(WrongUseError, "planning.too_few", name=name, areas=which)
    return answers


def _marked(size: Ints, share: Floats) -> Ints:
    return np.asarray(np.floor(size * share + 0.5), dtype=np.int64)


def _overlap(areas: Areas, given: Any, part: Floats, now: Answers, then: Answers) -> Floats:  # noqa: ANN401
    both = areas.each("overlap", given, COUNT_OR_NONE) * part
    most = np.minimum(now.answers, then.answers)
    least = np.maximum(now.answers + then.answers - now.population, 0)
    wrong = (both > most + 0.5) | (both < least - 0.5)
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise fail(
            WrongUseError, "planning.overlap", got=f"{both[place]:g}", least=int(least[place]),
            most=int(most[place]), where=areas.codes[place] if areas.codes else None,
        )  # fmt: skip
    return np.clip(both, least, most)


def _correlation(now: Answers, then: Answers, both: Floats | None, between: float) -> Floats:
    """Correlation of the two estimates, C/√(V1 V2)."""
    if both is None:
        return np.zeros(len(now.answers))
    p, q = now.share, then.share
    spread = np.sqrt(p * (1 - p) * q * (1 - q))
    highest = (np.minimum(p, q) - p * q) / spread
    lowest = (np.maximum(p + q - 1, 0) - p * q) / spread
    if (between > highest + 1e-9).any() or (between < lowest - 1e-9).any():
        low, high = f"{lowest.max():.2f}".replace("-", "−"), f"{highest.min():.2f}"
        raise fail(WrongUseError, "planning.correlation", got=f"{between:g}", low=low, high=high)
    n, m, size = (a.astype(float) for a in (now.answers, then.answers, now.population))
    with np.errstate(divide="ignore", invalid="ignore"):
        common = both / (n * m) - 1 / size
        rho = between * common / np.sqrt((1 / n - 1 / size) * (1 / m - 1 / size))
    return np.asarray(np.nan_to_num(np.clip(rho, -1, 1)), dtype=float)


def _degrees(now: Answers, then: Answers, both: Floats | None) -> Floats:
    """Those who answer in either wave, less one for each."""
    shared = 0.0 if both is None else both
    return np.asarray(np.maximum(now.answers + then.answers - shared - 2, 1), dtype=float)


def detectable_since(
    previous: SamplePlan, areas: pd.DataFrame, level: float, power: float
) -> Floats:
    """The smallest change since an earlier plan, in areas that are in both; NaN elsewhere.

    The samples are taken as drawn independently of each other, and changes as upwards where shares
    lie below one half and downwards otherwise.
    """
    before = previous.areas.set_index("area").reindex(areas["area"])
    effective = before["effective"].fillna(0.0).to_numpy(float)
    both: Bools = (effective >= 1.5) & (areas["effective"].to_numpy(float) >= 1.5)
    result = np.full(len(areas), np.nan)
    if both.any():
        share = areas["share"].to_numpy(float)[both]
        rows = (areas[both], before[both])
        now, then = (turned(_planned(each, share), share >= 0.5) for each in rows)
        critical = t_quantile((now.answers + then.answers - 2).astype(float), level)
        result[both] = smallest_change(now, then, critical, power)
    return result


def _planned(rows: pd.DataFrame, share: Floats) -> Answers:
    size = np.maximum(np.floor(rows["people"].to_numpy(float) + 0.5), 1).astype(np.int64)
    n = np.floor(rows["effective"].to_numpy(float) + 0.5).astype(np.int64)
    return Answers(size, _marked(size, share), np.minimum(n, size))
