"""What areas are compared in: a share of one answer, a headline, or a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Kind
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.design import SurveyDesign
from survey.estimation.measured import measure, measured_share
from survey.estimation.verbs import headline_share
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from survey.estimation.measured import Measured


def outcome_of(design: SurveyDesign, variable: str, category: object) -> Measured:
    """A share of one answer, or the headline of a question, or a number.

    Parameters
    ----------
    category : code, optional
        An answer; if left out the headline of a question with answers, or a column of numbers.

    Raises
    ------
    WrongUseError
        If there is more than one variable or category, or a question with answers declares no
        headline.
    """
    must_be(design, SurveyDesign, "design", "SurveyDesign")
    must_be(variable, str, "variable", "str")
    if isinstance(category, list | tuple | set | dict):
        raise fail(WrongUseError, "fair.one_category", got=repr(category))
    known = design.codebook.get(variable)
    if category is not None or known is None or known.kind is Kind.NUMBER:
        return measure(design, variable, category)
    if known.headline is None and known.codes:
        raise fail(WrongUseError, "fair.no_headline", name=quoted(variable))
    return (
        measured_share(headline_share(design, variable))
        if known.headline
        else measure(design, variable)
    )


def statistic_of(measured: Measured) -> str:
    """What it is: a share or a mean."""
    return "mean" if measured.share is None else "share"


def category_of(measured: Measured) -> Any:  # noqa: ANN401 - a code
    """Which answer it is the share of; empty for a number."""
    return "" if measured.share is None else measured.share.categories[0]


def base_of(measured: Measured, design: SurveyDesign) -> str:
    """Who the share is of, as estimates say it."""
    headline = design.codebook.get(measured.name)
    is_headline = headline is not None and category_of(measured) == "(headline)"
    return "declared" if is_headline else "answered"
