"""The verb of scales: how reliably some questions together measure one thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from survey.errors import DataError, WrongUseError
from survey.estimation.answered import answered_numbers
from survey.estimation.arguments import must_be
from survey.estimation.assemble import assemble
from survey.estimation.spread import covariance_block, reliability_limits
from survey.estimation.variables import domains, scored
from survey.estimation.verbs import check_options, names_of
from survey.kernels.covariances import OfCovariance, alpha, deviations_from_means, standardised
from survey.kernels.one_factor import omega
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.variables import Domains
    from survey.estimation.verbs import Deff, Names
    from survey.kernels.layout import Floats

Coefficient = Literal["alpha", "omega"]

_COEFFICIENTS: dict[str, tuple[int, Callable[[Floats], OfCovariance]]] = {
    "alpha": (2, alpha),
    "omega": (3, omega),
}


def reliability(
    design: SurveyDesign,
    variables: Names,
    *,
    reverse: Names = (),
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    coefficient: Coefficient = "alpha",
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Reliability of the sum of some questions, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    variables : sequence of str
        The questions of the scale: columns of numbers, or of codes that are numbers. The base is
        all who answered every one of them.
    reverse : str or sequence of str
        Those of them whose answers run the other way. Nothing is turned that isn't named here.
    by, where, all_row
        As in `mean`.
    coefficient : {"alpha", "omega"}
        Cronbach's alpha, or McDonald's omega of a model of one factor (by maximum likelihood, from
        three questions on).
    level, deff
        As in `mean`.

    Returns
    -------
    Estimates
        Two a domain: ``raw``, of the sum of the answers as they are, and ``standardised``, of the
        sum of the answers divided by their standard deviations. The variable is named
        ``first+second+…``. A negative alpha is not cut at 0. NaN where a question doesn't vary in a
        domain, or the model leaves a question no variance of its own. Limits on the scale of
        log(1 − reliability), with t.

    Raises
    ------
    DataError
        If a question has the same answer from everyone.
    UnknownNameError, WrongUseError

    Notes
    -----
    Cronbach 1951 (Psychometrika 16:297); McDonald 1999 (*Test theory*, ch. 6); limits as in Bonett
    2002 (J. Educ. Behav. Stat. 27:335), with the linearised error in place of that of normal
    answers. The influences go through the covariances of the questions, for omega by implicit
    differentiation of the likelihood.

    References
    ----------
    R's ``survey::svycralpha``, ``psych::alpha``, ``factanal``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 1, 3, 4], "c": [4, 3, 2, 1]})
    >>> scale = reliability(SurveyDesign(answers), ["a", "b", "c"], reverse="c").to_frame()
    >>> scale["estimate"].round(4).tolist()
    [0.9512, 0.9512]
    """
    names = names_of(variables)
    turned = _turned(names, reverse)
    least, function = _function(coefficient)
    if len(names) < least:
        raise fail(
            WrongUseError,
            "estimate.few_questions",
            least=least,
            coefficient=coefficient,
            got=len(names),
        )
    check_options("wald", level, deff)
    by_names, cut = domains(design, by, all_row=all_row, where=where)
    x = turned * np.column_stack([scored(design, name) for name in names])
    _check_that_all_vary(design, names, x, cut)
    functions = {"raw": function, "standardised": lambda s: standardised(s, function)}
    limits, name = reliability_limits(level), "+".join(names)
    return assemble(
        design,
        "reliability",
        by_names,
        cut,
        lambda domains: [covariance_block(design, name, x, functions, limits, domains)],
        interval="log_complement",
        level=level,
        deff=deff,
        answered=lambda: [answered_numbers(name, x.sum(axis=1), rows=len(functions))],
    )


def _turned(names: list[str], reverse: Names) -> Floats:
    """The sign that each question counts with."""
    must_be(reverse, (str, Sequence), "reverse", "str | list")
    others = [reverse] if isinstance(reverse, str) else list(reverse)
    unknown = [name for name in others if name not in names]
    if unknown:
        got, known = culprits(unknown), culprits(names)
        raise fail(WrongUseError, "estimate.reverse", got=got, names=known)
    return np.array([-1.0 if name in others else 1.0 for name in names])


def _function(coefficient: str) -> tuple[int, Callable[[Floats], OfCovariance]]:
    if coefficient not in _COEFFICIENTS:
        raise fail(WrongUseError, "estimate.coefficient", got=quoted(coefficient))
    return _COEFFICIENTS[coefficient]


def _check_that_all_vary(design: SurveyDesign, names: list[str], x: Floats, cut: Domains) -> None:
    weights = np.where(cut.elementary >= 0, design.weights * design.counts, 0.0)
    base = np.isfinite(x).all(axis=1) & (weights > 0)
    if design.counts[base].sum() < 2:
        return
    z = deviations_from_means(x[base], weights[base])
    constant = [name for name, column in zip(names, z.T, strict=True) if not column.any()]
    if constant:
        raise fail(DataError, "estimate.question_constant", names=culprits(constant))
