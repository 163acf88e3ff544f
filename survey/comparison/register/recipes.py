"""Recipes of weighting side by side: what they cost, and the headlines under each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.comparison.register.weighting_effect import effect_of
from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.estimation.other_weights import answers_of, over_of, weighted_design
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.weighting.diagnostics import must_be_weights, weight_diagnostics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Codebook
    from survey.comparison.register.weighting_effect import WeightingEffect
    from survey.kernels.layout import Floats
    from survey.weighting.weights import Weights

_TAKEN = ("n", "sum", "deff", "n_eff", "minimum", "median", "maximum", "largest_1", "extreme")
_COLUMNS: tuple[tuple[str, type], ...] = (
    ("recipe", object), ("steps", int), ("n", int), ("sum", float), ("deff", float),
    ("n_eff", float), ("minimum", float), ("median", float), ("maximum", float),
    ("largest_1", float), ("extreme", int), ("correlation", float), ("largest_factor", float),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RecipeComparison:
    """Several recipes for the same answers.

    Attributes
    ----------
    recipes : tuple of str
        Their names; the first is what the others are compared with.
    effect : WeightingEffect or None
        The headlines under each recipe, to be released before they are shown; None without answers.
    """

    recipes: tuple[str, ...]
    effect: WeightingEffect | None
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        deffs = ", ".join(
            f"{name} {deff:.3g}"
            for name, deff in zip(self.recipes, self._frame["deff"], strict=True)
        )
        return f"RecipeComparison(design effects: {deffs})"

    def _repr_html_(self) -> str:
        frame = self.to_frame(labels=current_language())
        return frame_html(frame, text("recipes.title"), note=text("recipes.note"))

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The recipes as a frame, a row each.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Name the columns in this language.

        Returns
        -------
        DataFrame
            ``recipe``, how many ``steps`` it has, and of the weights at its end: ``n``, ``sum``,
            ``deff``, ``n_eff``, ``minimum``, ``median``, ``maximum``, ``largest_1`` (share of all
            weight that the largest 1 per cent hold), ``extreme`` (how many are over three times the
            median of their area), ``correlation`` with the weights of the first recipe and
            ``largest_factor``, the largest factor between somebody's weights under the two, up or
            down, where both are scaled to the same sum.
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        return frame.rename(columns={name: text(f"recipes.{name}", lang=labels)
                                     for name, _ in _COLUMNS})  # fmt: skip


def compare_recipes(
    weights: Mapping[str, Weights],
    answers: Any = None,  # noqa: ANN401 - responses or a frame
    questions: Sequence[str] | None = None,
    *,
    level: float = 0.95,
    codebook: Codebook | None = None,
) -> RecipeComparison:
    """Weights of the same answers by several recipes, beside each other.

    Parameters
    ----------
    weights : mapping of name to Weights
        The first is what the others are compared with.
    answers : Responses or DataFrame, optional
        Of the same people; without them headlines aren't compared.
    questions : sequence of str, optional
        All questions with a headline if left out.
    level : float
    codebook : Codebook, optional

    Returns
    -------
    RecipeComparison

    Raises
    ------
    WrongUseError
        If there are fewer than two recipes, or they are not about the same respondents.

    Examples
    --------
    >>> import survey as sv
    >>> both = {"raked": raked, "trimmed": trimmed}  # doctest: +SKIP
    >>> sv.compare_recipes(both, answers).to_frame()  # doctest: +SKIP
    """
    given: object = weights
    if not isinstance(given, Mapping) or len(given) < 2:
        got = str(len(given)) if isinstance(given, Mapping) else type(given).__name__
        raise fail(WrongUseError, "recipes.mapping", got=got)
    names = tuple(str(name) for name in weights)
    several = list(weights.values())
    for each in several:
        must_be_weights(each)
    for name, each in zip(names[1:], several[1:], strict=True):
        _same_people(several[0], each, name)
    rows = [_row(name, each, several[0]) for name, each in zip(names, several, strict=True)]
    frame = pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=dtype) for name, dtype in _COLUMNS}
    )
    effect = None
    if answers is not None:
        designs = {}
        for name, each in zip(names, several, strict=True):
            rows_of, book = answers_of(answers, each, codebook)
            designs[name] = weighted_design(rows_of, book, each)
        simulated = any(each.simulated for each in several)
        effect = effect_of(designs, questions, over_of(several[0]), level, simulated=simulated)
    return RecipeComparison(names, effect, frame)


def _same_people(first: Weights, other: Weights, name: str) -> None:
    mine, theirs = set(first.respondents), set(other.respondents)
    if mine != theirs:
        people = culprits(sorted(mine ^ theirs))
        raise fail(WrongUseError, "recipes.others", name=quoted(name), names=people)


def _row(name: str, weights: Weights, first: Weights) -> dict[str, Any]:
    whole = weight_diagnostics(weights).of_all()
    place = {each: at for at, each in enumerate(weights.respondents)}
    mine = weights.values[[place[each] for each in first.respondents]]
    return {
        "recipe": name,
        "steps": len(weights.steps),
        **{each: whole[each] for each in _TAKEN},
        "correlation": _correlation(mine, first.values),
        "largest_factor": _largest_factor(mine, first.values),
    }


def _correlation(mine: Floats, theirs: Floats) -> float:
    """NaN where all weights of one are equal."""
    if np.ptp(mine) <= 1e-12 * mine.max() or np.ptp(theirs) <= 1e-12 * theirs.max():
        return float("nan")
    return float(np.corrcoef(mine, theirs)[0, 1])


def _largest_factor(mine: Floats, theirs: Floats) -> float:
    both = (mine > 0) & (theirs > 0)
    if not both.any():
        return float("nan")
    factors = (mine[both] / mine.sum()) / (theirs[both] / theirs.sum())
    return float(max(factors.max(), 1 / factors.min()))
