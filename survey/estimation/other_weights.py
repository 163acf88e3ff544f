"""The answers of `Weights` as designs: with the weights, with those they began with, with none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import Codebook
from survey.errors import WrongUseError
from survey.estimation.design import SurveyDesign
from survey.language.messages import culprits, fail
from survey.responses.responses import RESPONDENT, Responses
from survey.weighting.recipe import BaseWeights, Panel, WithinDwelling
from survey.weighting.weights import AREA

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.weighting.weights import Weights

_WEIGHT, _STRATUM, _PSU, _ADULTS = "(weight)", "(stratum)", "(unit)", "(adults)"


def answers_of(
    answers: object, weights: Weights, codebook: Codebook | None
) -> tuple[pd.DataFrame, Codebook]:
    """The answers in the order of the weights, with their areas, and what they mean.

    Raises
    ------
    WrongUseError
        If these are no answers, or not those of the people whom the weights are of.
    """
    if isinstance(answers, Responses):
        frame, codebook = answers.data, codebook or answers.codebook
    elif isinstance(answers, pd.DataFrame):
        frame = answers
    else:
        got = type(answers).__name__
        raise fail(
            WrongUseError, "argument.kind", name="answers", got=got, expected="read_responses(...)"
        )
    if len(frame) != len(weights.values):
        raise fail(
            WrongUseError, "weighting_effect.rows", got=len(frame), expected=len(weights.values)
        )
    if RESPONDENT in frame:
        frame = _in_order(frame, weights)
    else:
        frame = frame.assign(**{RESPONDENT: pd.Series(weights.respondents, frame.index, object)})
    frame, over = frame.reset_index(drop=True), over_of(weights)
    if over not in frame:
        area = weights.cases.frame[AREA].iloc[: len(frame)].to_numpy(dtype=object)
        frame = frame.assign(**{over: pd.Series(area, dtype=object)})
    book = codebook or weights.codebook or Codebook()
    return frame, book if weights.area is None else Codebook({over: weights.area}).joined(book)


def over_of(weights: Weights) -> str:
    """The column of areas."""
    return AREA if weights.area is None else weights.area.name


def _in_order(frame: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    place = {str(each): at for at, each in enumerate(frame[RESPONDENT])}
    wanted = [str(each) for each in weights.respondents]
    absent = [each for each in wanted if each not in place]
    if absent or len(place) < len(frame):
        raise fail(WrongUseError, "weighting_effect.others", names=culprits(absent or wanted))
    return frame.iloc[[place[each] for each in wanted]]


def base_values(weights: Weights) -> Floats:
    """What the respondents' weights would be without nonresponse, register and trimming, (n,).

    1/π, times the adults of the dwelling where one of several was asked.
    """
    count = len(weights.values)
    result = np.ones(count)
    for each in weights.steps:
        after, before = each.after[:count], each.before[:count]
        if isinstance(each.step, BaseWeights | Panel):
            result = after.copy()
        elif isinstance(each.step, WithinDwelling):
            result = result * np.divide(after, before, out=np.ones(count), where=before > 0)
    return result


def design_with(
    frame: pd.DataFrame, codebook: Codebook, weights: Weights, values: Floats
) -> SurveyDesign:
    """The respondents with some weights that are not estimated, as they were selected.

    Parameters
    ----------
    frame : DataFrame
        Rows of the answers.
    codebook : Codebook
    weights : Weights
        How they were selected.
    values : (n,) float
    """
    count, cases = len(values), weights.cases
    own = {_WEIGHT: values, _STRATUM: cases.stratum[:count], _PSU: cases.psu[:count]}
    there = np.unique(cases.stratum[:count])
    known = bool(np.isfinite(cases.population[there]).all())
    adults = None
    if cases.adults is not None:
        own[_ADULTS] = cases.adults[:count]
        known = known and bool(np.isfinite(cases.adults[:count]).all())
        adults = _ADULTS if known else None
    data = frame.drop(columns=[name for name in own if name in frame])
    return SurveyDesign(
        pd.concat([data, pd.DataFrame(own, index=frame.index)], axis=1),
        weights=_WEIGHT,
        strata=_STRATUM,
        psu=_PSU,
        population={int(h): float(cases.population[h]) for h in there} if known else None,
        adults=adults,
        lonely_psu="centered",
        codebook=codebook,
    )


def weighted_design(frame: pd.DataFrame, codebook: Codebook, weights: Weights) -> SurveyDesign:
    """The answers under their weights, with the variance that the whole recipe leaves."""
    return SurveyDesign.from_weights(frame, weights, codebook=codebook, lonely_psu="centered")
