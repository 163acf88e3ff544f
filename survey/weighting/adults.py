"""How many adults live where some of them answered, and what chance they had to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.errors import DataError, UnknownNameError
from survey.files.nearest import did_you_mean
from survey.language.cells import culprit_ids
from survey.language.messages import fail, quoted
from survey.sampling.frame import ADULTS
from survey.weighting.recipe import WithinDwelling
from survey.weighting.weights import ANSWERED, RESPONDENT, UNIT

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.sampling.sample import Sample
    from survey.weighting.asked_units import AskedUnits
    from survey.weighting.given import Given

_MOST = 50


def adults_of(
    given: Given, frame: pd.DataFrame, answered: Bools, asked: AskedUnits | None, psu: Ints
) -> tuple[Floats | None, Floats | None, tuple[str, ...]]:
    """Adults of each case, the chance of those that answered, and what is assumed.

    Returns
    -------
    (n,) float or None
        None where all adults were asked, units are persons, or the answers are about dwellings.
    (n,) float or None
    tuple of str

    Raises
    ------
    DataError
        If a number isn't known of somebody who answered, or is none.
    UnknownNameError
        If there is no such column.
    """
    step = next((each for each in given.recipe.steps if isinstance(each, WithinDwelling)), None)
    rule = "" if asked is None else asked.person_rule
    wanted = step is not None or (rule and given.recipe.universe != "households")
    if not wanted:
        return None, None, ()
    name = step.adults if step is not None else ADULTS
    number = _numbers(given, frame, answered, name)
    unknown = bool(np.isnan(number[answered]).any())
    number = _complete(step, frame, answered, number, name)
    chance = _shares_asked(frame, answered, psu, number)
    if given.sample is not None and given.sample.person_rule:
        chance = _chances_by_rule(given.sample, frame, number)
    told = () if step is not None else ("adults_not_weighted",)
    return number, chance, (*told, *(("adults_filled",) if unknown else ()))


def _chances_by_rule(sample: Sample, frame: pd.DataFrame, number: Floats) -> Floats:
    """The chance of the adult who was asked, by the rule of the sample, given the dwelling."""
    known = ~np.isnan(number)
    adults = dict(zip(frame.loc[known, UNIT], number[known].astype(int), strict=True))
    drawn = sample.drawn.set_index(UNIT)["inclusion_probability"]
    chance = sample.person_probabilities(adults) / drawn
    return chance.reindex(frame[UNIT]).to_numpy(dtype=float)


def _numbers(given: Given, frame: pd.DataFrame, answered: Bools, name: str) -> Floats:
    """The number of adults as far as it is known: as answered, as given, as in the sample."""
    column = given.adults if isinstance(given.adults, str) else name
    own = f"{ANSWERED}{column}"
    layers = [frame[each] for each in (own, column) if each in frame]
    if isinstance(given.adults, Mapping):
        layers.insert(0, frame[UNIT].map(dict(given.adults)))
    if ADULTS in frame and column != ADULTS and given.sample is not None:
        layers.append(frame[ADULTS])
    if not layers:
        near = did_you_mean(column, map(str, given.answers.data.columns))
        code = "weighting.no_adults_near" if near else "weighting.no_adults"
        raise fail(UnknownNameError, code, name=quoted(column), near=quoted(near or ""))
    number = np.full(len(frame), np.nan)
    for layer in layers:
        values = pd.to_numeric(layer, errors="coerce").to_numpy(dtype=float)
        _refuse_odd(frame, answered, values, column)
        number = np.where(np.isnan(number) & (values > 0), values, number)
    return number


def _refuse_odd(frame: pd.DataFrame, answered: Bools, values: Floats, name: str) -> None:
    """Refuse 0, halves and hundreds of adults; negative codes are missing answers."""
    odd = (values == 0) | (values > _MOST) | ((values > 0) & (values != np.floor(values)))
    odd &= answered
    if odd.any():
        got = ", ".join(f"{each:g}" for each in values[odd][:5])
        raise fail(DataError, "weighting.adults_odd", name=quoted(name), got=got,
                   count=int(odd.sum()), ids=culprit_ids(frame.loc[odd, RESPONDENT]))  # fmt: skip


def _complete(
    step: WithinDwelling | None, frame: pd.DataFrame, answered: Bools, number: Floats, name: str
) -> Floats:
    lacking = np.isnan(number)
    if step is not None and step.missing is not None:
        return np.where(lacking & answered, float(step.missing), number)
    lacking &= answered
    if lacking.any():
        code = "weighting.adults_missing" if step is not None else "weighting.adults_unknown"
        raise fail(DataError, code, name=quoted(name), count=int(lacking.sum()),
                   ids=culprit_ids(frame.loc[lacking, RESPONDENT]))  # fmt: skip
    return number


def _shares_asked(frame: pd.DataFrame, answered: Bools, psu: Ints, number: Floats) -> Floats:
    """The share of the adults of a dwelling that answered; of the others, one of them.

    Raises
    ------
    DataError
        If more answered than live there, or two of a dwelling say different numbers.
    """
    units = int(psu.max()) + 1
    several = np.maximum(np.bincount(psu[answered], minlength=units), 1)[psu]
    most, least = np.full(units, -np.inf), np.full(units, np.inf)
    np.maximum.at(most, psu[answered], number[answered])
    np.minimum.at(least, psu[answered], number[answered])
    for code, odd in (("adults_differ", most[psu] > least[psu]), ("adults_few", several > number)):
        if (odd & answered).any():
            raise fail(DataError, f"weighting.{code}", count=len(np.unique(psu[odd & answered])),
                       units=culprit_ids(frame.loc[odd & answered, UNIT].unique()))  # fmt: skip
    return several / number
