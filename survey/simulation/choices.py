"""Answers to questions with one choice: points of a scale, or choices without an order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit, ndtri

from survey.questionnaire.questions import Polarity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from survey.codebook import Code, Headline
    from survey.kernels.layout import Floats, Ints
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Grid, Single
    from survey.simulation.crowd import Crowd

INSIDE = -1
"""Stands for no code beside the scale."""
_TILT = 0.35
_STEEPEST = 1.4


@dataclass(frozen=True, slots=True, eq=False)
class ScaleDraw:
    """Answers on an ordered scale: the point that the latent answer lies in.

    Attributes
    ----------
    points : (k,) int
        Codes from the worst to the best.
    cuts : (k − 1,) float
    latent : (n,) float
    beside : (n,) int
        A code that is no point of the scale, or `INSIDE`.
    """

    points: Ints
    cuts: Floats
    latent: Floats
    beside: Ints

    @property
    def codes(self) -> Ints:
        """What is answered."""
        found = self.points[np.searchsorted(self.cuts, self.latent, side="right")]
        return np.where(self.beside == INSIDE, found, self.beside)

    def margin(self, counted: Collection[int]) -> Floats | None:
        """By how much each must be moved to be counted; None if codes aren't at one end."""
        places = np.flatnonzero(np.isin(self.points, list(counted)))
        ends = self._ends(places)
        if ends == 0 or not len(places):
            return None
        if ends < 0:
            return np.asarray(self.latent - self.cuts[places[-1]])
        return np.asarray(self.cuts[places[0] - 1] - self.latent)

    def moved(self, by: Floats, counted: Collection[int]) -> ScaleDraw:
        """With everyone moved towards what is counted."""
        ends = self._ends(np.flatnonzero(np.isin(self.points, list(counted))))
        return replace(self, latent=self.latent + ends * by)

    def _ends(self, places: Ints) -> int:
        """Which end of the scale some points are at: −1 the worst, 1 the best, 0 neither."""
        count, all_ = len(places), len(self.points)
        if not 0 < count < all_ or (np.diff(places) != 1).any():
            return 0
        return -1 if places[0] == 0 else int(places[-1] == all_ - 1)


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceDraw:
    """Answers without an order: the choice with the highest value.

    Attributes
    ----------
    points : (k,) int
    values : (n, k) float
    beside : (n,) int
    """

    points: Ints
    values: Floats
    beside: Ints

    @property
    def codes(self) -> Ints:
        """What is answered."""
        found = self.points[self.values.argmax(axis=1)]
        return np.where(self.beside == INSIDE, found, self.beside)

    def margin(self, counted: Collection[int]) -> Floats | None:
        """By how much each must be moved to be counted; None if all codes are, or none."""
        inside = np.isin(self.points, list(counted))
        if inside.all() or not inside.any():
            return None
        best: Floats = self.values[:, ~inside].max(axis=1) - self.values[:, inside].max(axis=1)
        return best

    def moved(self, by: Floats, counted: Collection[int]) -> ChoiceDraw:
        """With everyone moved towards what is counted."""
        inside = np.isin(self.points, list(counted))
        return replace(self, values=self.values + np.where(inside, by[:, None], 0.0))


Draw = ScaleDraw | ChoiceDraw


def drawn_choice(
    question: Single | Grid,
    column: str,
    trait: str,
    good: int,
    crowd: Crowd,
    again: str = "",
) -> Draw:
    """What each would answer to a question with one choice, or in a row of a grid.

    Parameters
    ----------
    question : Single or Grid
    column : str
    trait : str
        The one that answers follow.
    good : int
        1 if high codes are the good ones, −1 if low ones are, 0 if there is no order.
    crowd : Crowd
    again : str
        Another word for each time that it is answered anew.
    """
    beside = _beside(question.codes, column, crowd, again)
    points = [int(code.value) for code in question.codes if not code.outside]
    if not points:
        first = int(question.codes[0].value)
        return ChoiceDraw(np.array([first]), np.zeros((len(crowd), 1)), beside)
    if good and len(points) > 1:
        ordered = np.array(sorted(points, reverse=good < 0))
        return _on_scale(ordered, column, trait, beside, crowd, again)
    return _among(np.array(points), column, trait, beside, crowd, again)


def _on_scale(
    points: Ints, column: str, trait: str, beside: Ints, crowd: Crowd, again: str
) -> ScaleDraw:
    """Ordered probit: cuts that spread a normal variable evenly, moved to the good side."""
    model, k = crowd.model, len(points)
    even: Floats = ndtri(np.arange(1, k) / k)
    lift = model.goodwill + model.question_spread * crowd.constant("question", column)
    own = crowd.normal("answer", column, again)
    latent = model.loading * crowd.trait(trait) + (1 - model.loading**2) ** 0.5 * own
    return ScaleDraw(points, even * _STEEPEST - lift, latent, beside)


def _among(
    points: Ints, column: str, trait: str, beside: Ints, crowd: Crowd, again: str
) -> ChoiceDraw:
    """Multinomial logit: some choices are dearer to many, and to those who feel well or unwell."""
    feeling = crowd.trait(trait)
    values = np.empty((len(crowd), len(points)))
    for place, point in enumerate(points.tolist()):
        words = ("choice", column, str(point))
        liked = 0.5 * crowd.constant("liked", *words) - 0.15 * place
        tilt = _TILT * crowd.constant("tilt", *words)
        chance = crowd.steady_uniform(*words, again)
        values[:, place] = liked + tilt * feeling - np.log(-np.log(_inside(chance)))
    return ChoiceDraw(points, values, beside)


def _inside(chance: Floats) -> Floats:
    return np.clip(chance, 1e-12, 1 - 1e-12)


def _beside(codes: tuple[Code, ...], column: str, crowd: Crowd, again: str) -> Ints:
    """Who gives an answer that is no point of the scale; more of those above 60."""
    beside = [int(code.value) for code in codes if code.outside]
    found = np.full(len(crowd), INSIDE, dtype=np.int64)
    if not beside or not crowd.model.outside:
        return found
    share = np.clip(crowd.model.outside, 1e-9, 1 - 1e-9)
    old = crowd.terms["aged_60_up"]
    chance = 1 / (1 + np.exp(-(logit(share) + 0.9 * old - 0.3 * (1 - old))))
    drawn = crowd.steady_uniform("beside", column, again)
    which = np.array(beside)[np.minimum(drawn / chance * len(beside), len(beside) - 1).astype(int)]
    return np.where(drawn < chance, which, found)


def directions(questionnaire: Questionnaire) -> Mapping[str, int]:
    """Which end of each scale is good, by column: 1 the high codes, −1 the low ones, 0 neither.

    A question without a scale of declared direction follows its headline.
    """
    found: dict[str, int] = {}
    for variable in questionnaire.variables():
        found[variable.name] = direction(questionnaire, variable.scale, variable.headline,
                                         variable.codes)  # fmt: skip
    return found


def direction(
    questionnaire: Questionnaire, scale: str, headline: Headline | None, codes: tuple[Code, ...]
) -> int:
    """Which end of one scale is good."""
    polarity = questionnaire.scales[scale].polarity if scale in questionnaire.scales else None
    if polarity in (Polarity.HIGH, Polarity.LOW):
        return 1 if polarity is Polarity.HIGH else -1
    if headline is not None and headline.good != "neither":
        values = sorted(int(code.value) for code in codes if not code.outside)
        return _by_headline(values, headline)
    return 1 if scale and len(codes) > 2 else 0


def _by_headline(values: list[int], headline: Headline) -> int:
    """The counted codes stand at the good end, or at the bad one."""
    counted = [value for value in values if value in headline.codes]
    if not counted or len(counted) == len(values):
        return 0
    at_top, at_bottom = values[-len(counted) :] == counted, values[: len(counted)] == counted
    if at_top == at_bottom:
        return 0
    good_is_counted = headline.good == "high"
    return 1 if at_top == good_is_counted else -1
