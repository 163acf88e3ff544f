"""Wald tests of the terms of a regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.documents.notebook import unreleased_html
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.regression import CROSS, Regression
from survey.kernels.wald import wald_square, wald_test
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    from survey.codebook import Codebook
    from survey.estimation.formula import Term


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TermTests:
    """What `term_tests` returns.

    Attributes
    ----------
    terms : tuple of tuple of Term
        The terms of each test.
    df : float
        Degrees of freedom of the regression.
    """

    terms: tuple[tuple[Term, ...], ...]
    df: float
    codebook: Codebook
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"TermTests({', '.join(self._frame['term'])})"

    def __len__(self) -> int:
        return len(self.terms)

    def _repr_html_(self) -> str:
        title = text("notebook.terms")
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The tests as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the codebook's labels in this language instead of names.

        Returns
        -------
        DataFrame
            ``term``, ``statistic`` (F), ``df_term`` (coefficients tested), ``df`` and ``p_value``.
        """
        frame = self._frame.copy()
        if labels is not None:
            frame["term"] = [self._said(terms, labels) for terms in self.terms]
        return frame

    def _said(self, terms: tuple[Term, ...], language: str) -> str:
        return " + ".join(
            CROSS.join(self.codebook.label(name, language) for name in term) for term in terms
        )


def term_tests(
    regression: Regression, terms: Sequence[str | tuple[str, ...]] | None = None
) -> TermTests:
    """Test whether all coefficients of a term are 0.

    Parameters
    ----------
    regression : Regression
    terms : sequence of (str or tuple of str), optional
        Terms as in the formula, ``"area:age"`` for an interaction; those in a tuple are tested
        together. Left out: every term for itself.

    Returns
    -------
    TermTests

    Raises
    ------
    WrongUseError
        If a term isn't in the model.

    Notes
    -----
    F = b′V⁻¹b/q on q and `df` degrees of freedom, df those of the regression. Where there are fewer
    sampling units than coefficients, V has no inverse and the test is NaN.

    References
    ----------
    R's ``survey::regTermTest`` with ``method="Wald"``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> from survey.estimation.regression import regress
    >>> homes = pd.DataFrame({"rooms": [1, 2, 3, 4], "floor": ["top", "top", "low", "low"]})
    >>> found = term_tests(regress(SurveyDesign(homes), "rooms ~ floor"))
    >>> found.to_frame()["statistic"].round(6).tolist()
    [12.0]
    """
    if not isinstance(regression, Regression):
        raise fail(WrongUseError, "regression.regression_type", got=type(regression).__name__)
    asked = regression.formula.terms if terms is None else terms
    must_be(asked, Sequence, "terms", "list")
    for each in asked:
        must_be(each, (str, tuple), "terms", "[str]")
    tests = [_found(regression, each) for each in asked]
    rows = [_tested(regression, each) for each in tests]
    columns = ["term", "statistic", "df_term", "df", "p_value"]
    frame = pd.DataFrame(rows, columns=columns)
    return TermTests(tuple(tests), regression.df, regression.design.codebook, frame)


def _found(regression: Regression, asked: str | tuple[str, ...]) -> tuple[Term, ...]:
    known = {frozenset(term): term for term in regression.formula.terms}
    if isinstance(asked, tuple) and frozenset(asked) in known and asked in known.values():
        return (asked,)  # a term itself
    wanted = (asked,) if isinstance(asked, str) else asked
    found = [
        known.get(frozenset([name])) or known.get(frozenset(name.split(":"))) for name in wanted
    ]
    unknown = [name for name, term in zip(wanted, found, strict=True) if term is None]
    if unknown:
        names = culprits([":".join(term) for term in known.values()])
        raise fail(WrongUseError, "regression.term_unknown", got=culprits(unknown), known=names)
    return tuple(term for term in found if term is not None)


def _tested(regression: Regression, terms: tuple[Term, ...]) -> tuple[Any, ...]:
    columns = regression.fitted.columns
    at = np.array([place for place, column in enumerate(columns) if column.term in terms])
    covariance = regression.covariance[np.ix_(at, at)]
    square = wald_square(regression.coefficients[at], covariance)
    judged = wald_test(square, len(at), regression.df, adjusted=False)
    name = " + ".join(":".join(term) for term in terms)
    return name, judged.statistic, len(at), regression.df, judged.p_value
