"""The same headlines under several weightings: whether weighting moves what is reported."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Domain
from survey.documents.notebook import unreleased_html, what_was_asked
from survey.errors import WrongUseError
from survey.estimation.other_weights import (
    answers_of,
    design_with,
    over_of,
    weighted_design,
)
from survey.estimation.verbs import headline
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail
from survey.weighting.diagnostics import must_be_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.codebook import Codebook
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.weighting.weights import Weights

UNWEIGHTED, WEIGHTED = "unweighted", "weighted"
HIDDEN_OF_EFFECTS = ("estimate", "std_error", "conf_low", "conf_high", "difference", "shift")
_COLUMNS: tuple[tuple[str, type], ...] = (
    ("variable", object), ("category", object), ("weighting", object), ("n", int),
    ("estimate", float), ("std_error", float), ("conf_low", float), ("conf_high", float),
    ("difference", float), ("shift", float),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeightingEffect:
    """Headlines under several weightings.

    Attributes
    ----------
    over : str
        The column of areas.
    weightings : tuple of str
        Their names; the first is what the others are compared with.
    level : float
    codebook : Codebook
    estimates : tuple of Estimates
        One for each weighting.
    simulated : bool
    """

    over: str
    weightings: tuple[str, ...]
    level: float
    codebook: Codebook
    estimates: tuple[Estimates, ...]
    simulated: bool
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        names = dict.fromkeys(self._frame["variable"])
        moved = int((self._frame["shift"].abs() > 1).sum())
        return (
            f"WeightingEffect({len(names)} questions, {' / '.join(self.weightings)}, "
            f"{moved} moved by more than a standard error)"
        )

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, (self.over,), self.codebook)
        frame = self.to_frame(labels=current_language())
        return unreleased_html(frame, text("weighting_effect.notebook", what=what))

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The headlines as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show labels in this language instead of codes.

        Returns
        -------
        DataFrame
            One row an area (`Domain.ALL` last), question and weighting: ``estimate``,
            ``std_error``, ``conf_low``, ``conf_high``; ``difference`` from the first weighting, and
            ``shift``, the difference over the standard error (0 and NaN of the first).
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        named = [
            text("table.all", lang=labels)
            if v is Domain.ALL
            else self.codebook.value_label(self.over, v, labels)
            for v in frame[self.over]
        ]
        frame[self.over] = named
        pairs = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(*pair, labels) for pair in pairs]
        frame["variable"] = [self.codebook.label(name, labels) for name in frame["variable"]]
        frame["weighting"] = [weighting_label(name, labels) for name in frame["weighting"]]
        return frame


def weighting_label(name: str, language: str) -> str:
    """What a weighting is called: a recipe by its own name."""
    known = name in (UNWEIGHTED, WEIGHTED)
    return text(f"weighting_effect.{name}", lang=language) if known else name


def weighting_effect(
    answers: Any,  # noqa: ANN401 - responses or a frame
    weights: Weights,
    questions: Sequence[str] | None = None,
    *,
    level: float = 0.95,
    codebook: Codebook | None = None,
) -> WeightingEffect:
    """Each headline with and without weights, by area and in all.

    Parameters
    ----------
    answers : Responses or DataFrame
    weights : Weights
        Of these answers.
    questions : sequence of str, optional
        All questions with a headline if left out.
    level : float
    codebook : Codebook, optional
        That of the answers if left out.

    Returns
    -------
    WeightingEffect
        To be released before it is shown: `sv.release`.

    Raises
    ------
    WrongUseError
        If these are no answers, not those of the weights, or no question has a headline.

    Notes
    -----
    The difference is what reporting unweighted numbers would have been off by, if the weighted ones
    are right. Where it is more than half a standard error, an unweighted interval that says 95 per
    cent holds the truth in less than 92 (Särndal, Swensson & Wretman 1992, § 5.2).
    """
    must_be_weights(weights)
    frame, book = answers_of(answers, weights, codebook)
    plain = design_with(frame, book, weights, (weights.values > 0).astype(float))
    designs = {UNWEIGHTED: plain, WEIGHTED: weighted_design(frame, book, weights)}
    return effect_of(designs, questions, over_of(weights), level, simulated=weights.simulated)


def effect_of(
    designs: Mapping[str, SurveyDesign],
    questions: Sequence[str] | None,
    over: str,
    level: float,
    *,
    simulated: bool,
) -> WeightingEffect:
    """Headlines of the same answers under several designs."""
    codebook = next(iter(designs.values())).codebook
    names = _questions(questions, next(iter(designs.values())))
    made = [
        headline(design, names, by=over, all_row=True, level=level) for design in designs.values()
    ]
    return WeightingEffect(
        over=over,
        weightings=tuple(designs),
        level=level,
        codebook=codebook,
        estimates=tuple(made),
        simulated=simulated,
        _frame=_frame(made, tuple(designs), over),
    )


def _questions(questions: Sequence[str] | None, design: SurveyDesign) -> list[str]:
    if questions is not None:
        return list(questions)
    found = [
        name
        for name, variable in design.codebook.variables.items()
        if variable.headline is not None and name in design.data
    ]
    if not found:
        known = culprits(design.codebook.variables)
        raise fail(WrongUseError, "weighting_effect.no_headlines", known=known)
    return found


def _frame(made: Sequence[Estimates], names: Sequence[str], over: str) -> pd.DataFrame:
    several: list[list[Any]] = [each.to_frame().to_dict("records") for each in made]
    rows = []
    for records in zip(*several, strict=True):
        for place, (name, record) in enumerate(zip(names, records, strict=True)):
            difference = float(record["estimate"]) - float(records[0]["estimate"])
            error = float(record["std_error"])
            shift = difference / error if place and error > 0 else math.nan
            rows.append({**record, "weighting": name, "difference": difference, "shift": shift})
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=dtype)
            for name, dtype in ((over, object), *_COLUMNS)
        }
    )
