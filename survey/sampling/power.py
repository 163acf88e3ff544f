"""How often a difference that is there is seen: the power of comparisons with a contrast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.kernels.binomial import thinned_counts
from survey.language.catalogue import current_language, text
from survey.language.messages import fail
from survey.language.numbers import format_number
from survey.sampling.arguments import COUNT_OR_NONE, INSIDE, RATE, areas_of, choice, number
from survey.sampling.comparing import scenario_of
from survey.sampling.scenario import (
    Sides,
    outlook,
    picked,
    power_within,
    sides_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.kernels.layout import Floats, Ints
    from survey.sampling.arguments import Areas
    from survey.sampling.frame import Frame
    from survey.sampling.scenario import Outlook, Scenario

_MOST_COUNTS = 21


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ContrastPower:
    """How often each area gets a mark for a difference that is there.

    Attributes
    ----------
    areas : DataFrame
        One row an area: ``area``, ``population``, ``n`` (units asked), ``answers`` (expected),
        ``difference`` (looked for), ``critical`` (value of the family), ``power``,
        ``detectable`` (the smallest difference that is seen with the wanted power, NaN if none
        is). The row of the contrast has no power.
    contrast : str
        ``""`` where areas are compared with the rest or with all.
    against, adjust : str
    level : float
    wanted : float
        The power that ``detectable`` is for.
    """

    areas: pd.DataFrame
    contrast: str
    against: str
    adjust: str
    level: float
    wanted: float

    @property
    def least(self) -> float:
        """The power where it is lowest."""
        return float(self.areas["power"].min())

    def __repr__(self) -> str:
        beside = self.contrast or self.against
        compared = int(self.areas["power"].notna().sum())
        return f"ContrastPower({compared} areas against {beside}, least {self.least:.2f})"

    def _repr_html_(self) -> str:
        title = text(
            f"planning.power.title_{self.against}",
            contrast=self.contrast,
            level=format_number(100 * self.level, current_language()),
        )
        return frame_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The numbers as a frame, one row an area.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Give the columns their names in this language.
        """
        frame = self.areas.copy()
        if labels is None:
            return frame
        return frame.rename(columns={c: text(f"planning.power.{c}", lang=labels) for c in frame})


def power_of_contrast(
    population: Mapping[str, float] | pd.Series[Any] | Frame,
    asked: float | Mapping[str, float] | pd.Series[Any],
    *,
    contrast: str | None = None,
    difference: float | None = 0.10,
    share: float | Mapping[str, float] = 0.5,
    sd: float | Mapping[str, float] | None = None,
    level: float = 0.95,
    power: float = 0.80,
    response_rate: float | Mapping[str, float] = 1.0,
    design_effect: float | Mapping[str, float] = 1.0,
    base_share: float | Mapping[str, float] = 1.0,
    against: Literal["contrast", "rest", "all"] = "contrast",
    adjust: Literal["dunnett", "none"] = "dunnett",
    responses: Literal["expected", "random"] = "expected",
) -> ContrastPower:
    """How often each area gets a mark, if it differs from what it is compared with.

    Parameters
    ----------
    population : mapping of area to number, or Frame
        Units that can be asked, the contrast among them.
    asked : number or mapping of area to number
        Units that are asked.
    contrast : str
        The contrast area; left out with ``against="rest"`` and ``"all"``.
    difference : float or None
        Share (or mean) of the area minus that of what it is compared with; negative if the area
        lies below. None takes the differences between the shares of the areas.
    share : number or mapping of area to number
        The share of the contrast; by area where areas are compared with the rest or with all, or
        where `difference` is None.
    sd : number or mapping, optional
        Standard deviation within areas, if means are compared and not shares.
    level : float
        Confidence level of the marks, for all areas together.
    power : float
        The power that the smallest difference that can be seen is worked out for.
    response_rate, design_effect, base_share : number or mapping
        As in `sample_size`. A design effect takes as much from the population as from the answers.
    against : {"contrast", "rest", "all"}
        As in `compare_areas`.
    adjust : {"dunnett", "none"}
        Whether marks hold for all areas together or for each by itself.
    responses : {"expected", "random"}
        Whether so many answer as is expected, or each of those asked answers by chance; the power
        is then the mean over the numbers of answers, of which at most 21 are taken for each area.

    Returns
    -------
    ContrastPower

    Raises
    ------
    UnknownNameError
        If the contrast is no area.
    WrongUseError
        If a number lies outside its limits, more are asked than there are, or nothing is there to
        compare with.

    Notes
    -----
    Both counts are hypergeometric, and all of them are gone through with the test that makes the
    marks: the MOVER interval with Wilson limits (Zou & Donner 2008) at Dunnett's critical value
    (1955) excludes 0. The normal approximation can be far off: .70 where the truth is .83. Counts
    of the contrast rarer than 1e-12 are left out. The correlations behind the critical value
    follow the outcome of the contrast; those of the areas are as expected. The rest, or all, is
    taken as normal. Means are compared by noncentral t. Only marks that point the right way count.

    Examples
    --------
    >>> found = power_of_contrast({"A": 350, "H": 600}, {"A": 150, "H": 300}, contrast="H")
    >>> found.to_frame()["power"].round(3).tolist()
    [0.781, nan]
    """
    areas = areas_of(population)
    number("power", power, INSIDE)
    choice("responses", responses, ("expected", "random"))
    scenario = scenario_of(
        areas, contrast=contrast, against=against, adjust=adjust, level=level,
        difference=difference, share=share, sd=sd, response_rate=response_rate,
        design_effect=design_effect, base_share=base_share,
    )  # fmt: skip
    n = _asked(areas, asked)
    seen = outlook(scenario, n, power)
    found = seen.power
    if responses == "random":
        rate = areas.each("response_rate", response_rate, RATE)
        found = _over_responses(scenario, n.astype(np.int64), rate)
    frame = _frame(areas, scenario, n, found, seen)
    beside = "" if scenario.contrast < 0 else areas.codes[scenario.contrast]
    return ContrastPower(frame, beside, against, adjust, level, power)


def _asked(areas: Areas, asked: Any) -> Floats:  # noqa: ANN401 - what the user gave
    n = areas.each("asked", asked, COUNT_OR_NONE)
    over = n > areas.size
    if over.any():
        place = int(np.flatnonzero(over)[0])
        got, most = int(n[place]), int(areas.size[place])
        raise fail(WrongUseError, "planning.n_above", where=areas.codes[place], got=got, most=most)
    return n


def _frame(
    areas: Areas, scenario: Scenario, n: Floats, power: Floats, seen: Outlook
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": np.array(areas.codes, dtype=object),
            "population": areas.size,
            "n": n.astype(np.int64),
            "answers": scenario.answers(n),
            "difference": scenario.difference,
            "critical": seen.critical,
            "power": power,
            "detectable": seen.detectable,
        }
    )


def _over_responses(scenario: Scenario, asked: Ints, rate: Floats) -> Floats:
    """The mean of the power over the numbers of answers, in each area and in the contrast."""
    if scenario.sd is not None or scenario.against != "contrast":
        raise fail(WrongUseError, "planning.random_shares")
    effective = scenario.yields / rate
    nodes = [thinned_counts(n, p, _MOST_COUNTS) for n, p in zip(asked, rate, strict=True)]
    areas = scenario.compared
    row = np.repeat(areas, [len(nodes[area][0]) for area in areas])
    counts = np.concatenate([nodes[area][0] for area in areas])
    chance = np.concatenate([nodes[area][1] for area in areas])
    result = np.zeros(len(asked))
    for n0, p0 in zip(*nodes[scenario.contrast], strict=True):
        found = _given(scenario, asked, row, counts * effective[row], n0 * effective)
        result += p0 * np.bincount(row, chance * found, minlength=len(asked))
    result[scenario.contrast] = np.nan
    return result


def _given(scenario: Scenario, asked: Ints, row: Ints, answers: Floats, contrast: Floats) -> Floats:
    """The power of each area with its number of answers, given that of the contrast."""
    place = scenario.contrast
    n = asked.astype(float)
    n[place] = contrast[place] / scenario.yields[place]
    sides = sides_of(scenario, n)
    alone = replace(picked(scenario, row), yields=np.ones(len(row)))
    each = Sides(alone.answers(answers), sides.beside, sides.critical[row])
    enough = sides.answers[place] >= 2
    return np.nan_to_num(power_within(alone, each)) if enough else np.zeros(len(row))
