"""The verbs of estimation: proportion, headline, mean, total and ratio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from survey.codebook import Category, Variable
from survey.errors import WrongUseError
from survey.estimation.answered import answered_numbers
from survey.estimation.assemble import assemble
from survey.estimation.moments import mean_block, ratio_block, total_block
from survey.estimation.shares import ShareOf, share_blocks
from survey.estimation.variables import Coded, coded, domains, numeric
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Floats

Names = str | Sequence[str]
Interval = Literal["wilson", "korn_graubard", "clopper_pearson", "logit", "wald", "beta", "nchs"]
Deff = Literal["wor", "replace"]
_INTERVALS = ("wilson", "korn_graubard", "clopper_pearson", "logit", "wald", "beta", "nchs")


def proportion(
    design: SurveyDesign,
    variables: Names,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    base: str | Sequence[Any] = "answered",
    nets: Mapping[str, Sequence[Any]] | None = None,
    interval: Interval = "wilson",
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Shares of every answer to one or more questions, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    variables : str or sequence of str
        Columns of answers.
    by : str or sequence of str, optional
        Columns whose values are crossed. Whoever lacks a value forms the domain ``(missing)``.
    where : (n,) bool, optional
        The rows estimated for; the others stay in the variance.
    all_row : bool
        Whether all values of the first by-column are also pooled, by their weights.
    base : {"answered", "asked"} or sequence of codes
        Who the shares are of.
    nets : mapping of name to codes, optional
        Several codes taken together, e.g. ``{"unsafe": [1, 2]}``: categories after the codes, with
        one joint covariance.
    interval : str
        ``wilson`` (on the effective number of answers, with t), ``korn_graubard`` (its size
        limited as that of a simple random sample with the same correction), ``beta`` (the same
        without a limit), ``nchs`` (limited by the number of answers), ``clopper_pearson``,
        ``logit`` or ``wald``.
    level : float in (0, 1)
        Confidence level.
    deff : {"wor", "replace"}
        Design effect against simple random sampling without or with replacement.

    Returns
    -------
    Estimates
        Shares in [0, 1]; domain by domain, in the order of the codes.

    Raises
    ------
    UnknownNameError, DataError, WrongUseError

    Notes
    -----
    Standard errors by linearization over primary sampling units (Särndal, Swensson & Wretman 1992,
    ch. 5); degrees of freedom are those of the cell: PSUs with a case in the base minus the strata
    that hold one. At shares of 0 and 1 the effective number of answers is
    min(n, PSUs, (Σw)²/Σw²)/(1 − f).

    References
    ----------
    R's ``survey::svymean`` on a factor, ``svyby`` and ``svyciprop``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> answers = pd.DataFrame({"safe": ["yes", "yes", "no", "yes"]})
    >>> proportion(SurveyDesign(answers), "safe").to_frame()["estimate"].tolist()
    [0.25, 0.75]
    """
    check_options(interval, level, deff)
    names, cut = domains(design, by, all_row=all_row, where=where)
    groups = _nets(nets)
    questions = [_share_of(design, name, base, groups) for name in names_of(variables)]
    return assemble(
        design,
        "share",
        names,
        cut,
        lambda domains: share_blocks(design, questions, domains),
        interval=interval,
        level=level,
        deff=deff,
        base=base if isinstance(base, str) else tuple(base),
        nets=groups,
        answered=lambda: [each.answered for each in questions],
    )


def headline(
    design: SurveyDesign,
    variables: Names,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    interval: Interval = "wilson",
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """The declared headline of one or more questions: the share of its codes, of its base.

    Parameters
    ----------
    design : SurveyDesign
        With a codebook that declares headlines.
    variables : str or sequence of str
    by, where, all_row, interval, level, deff
        As in `proportion`.

    Returns
    -------
    Estimates
        One share a question and domain; its category is ``(headline)``.

    Raises
    ------
    WrongUseError
        If a question declares no headline.
    """
    check_options(interval, level, deff)
    names, cut = domains(design, by, all_row=all_row, where=where)
    questions = [headline_share(design, name) for name in names_of(variables)]
    return assemble(
        design,
        "share",
        names,
        cut,
        lambda domains: share_blocks(design, questions, domains),
        interval=interval,
        level=level,
        deff=deff,
        base="declared",
        answered=lambda: [each.answered for each in questions],
    )


def mean(
    design: SurveyDesign,
    variables: Names,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Weighted means of numbers, by crossed domains, with t intervals.

    Parameters
    ----------
    design, variables, by, where, all_row, level, deff
        As in `proportion`; the columns hold numbers.

    Returns
    -------
    Estimates
        `n_eff` is n over the design effect against sampling with replacement.

    Notes
    -----
    R's ``survey::svymean`` and ``svyby``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = pd.DataFrame({"rooms": [2, 3, 4, 3], "w": [1, 1, 1, 3]})
    >>> float(mean(SurveyDesign(homes, weights="w"), "rooms").to_frame()["estimate"].iloc[0])
    3.0
    """
    return _numeric(design, variables, mean_block, "mean", by, where, all_row, level, deff)


def total(
    design: SurveyDesign,
    variables: Names,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Weighted totals of numbers, by crossed domains, with t intervals.

    Parameters
    ----------
    design, variables, by, where, all_row, level, deff
        As in `mean`. A missing number adds nothing.

    Returns
    -------
    Estimates

    Notes
    -----
    R's ``survey::svytotal`` and ``svyby``.
    """
    return _numeric(design, variables, total_block, "total", by, where, all_row, level, deff)


def ratio(
    design: SurveyDesign,
    numerator: str,
    denominator: str,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Ratio of two totals, over the rows that have both numbers, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    numerator, denominator : str
        Columns of numbers.
    by, where, all_row, level, deff
        As in `mean`.

    Returns
    -------
    Estimates
        The variable is named ``numerator/denominator``; NaN where the denominator is 0.

    Notes
    -----
    R's ``survey::svyratio``.
    """
    check_options("wald", level, deff)
    names, cut = domains(design, by, all_row=all_row, where=where)
    y, x = numeric(design, numerator), numeric(design, denominator)
    name = f"{numerator}/{denominator}"
    return assemble(
        design,
        "ratio",
        names,
        cut,
        lambda domains: [ratio_block(design, name, y, x, domains)],
        interval="wald",
        level=level,
        deff=deff,
        answered=lambda: [answered_numbers(name, y, x)],
    )


def _numeric(
    design: SurveyDesign,
    variables: Names,
    make: Any,  # noqa: ANN401 - one of the block makers
    statistic: str,
    by: Names | None,
    where: object,
    all_row: bool,
    level: float,
    deff: Deff,
) -> Estimates:
    check_options("wald", level, deff)
    names, cut = domains(design, by, all_row=all_row, where=where)
    columns = [(name, numeric(design, name)) for name in names_of(variables)]
    return assemble(
        design,
        statistic,
        names,
        cut,
        lambda domains: [make(design, name, values, domains) for name, values in columns],
        interval="wald",
        level=level,
        deff=deff,
        answered=lambda: [answered_numbers(name, values) for name, values in columns],
    )


def names_of(variables: Names) -> list[str]:
    """Names of variables, each once.

    Raises
    ------
    WrongUseError
        If there is none, or one is named twice.
    """
    if not isinstance(variables, Iterable):
        raise fail(WrongUseError, "design.column_name", got=repr(variables))
    names = [variables] if isinstance(variables, str) else list(variables)
    if not names:
        raise fail(WrongUseError, "estimate.no_variables")
    odd = [name for name in names if not isinstance(name, str)]
    if odd:
        raise fail(WrongUseError, "design.column_name", got=repr(odd[0]))
    if len(set(names)) < len(names):
        raise fail(WrongUseError, "estimate.variable_twice", names=culprits(names))
    return names


def check_options(interval: str, level: float, deff: str) -> None:
    """Check the options that the verbs share.

    Raises
    ------
    WrongUseError
    """
    if interval not in _INTERVALS:
        known = culprits(_INTERVALS)
        raise fail(WrongUseError, "estimate.interval", got=quoted(interval), known=known)
    if not _is_level(level):
        raise fail(WrongUseError, "estimate.level", got=level)
    if deff not in ("wor", "replace"):
        raise fail(WrongUseError, "estimate.deff", got=quoted(deff))


def headline_share(design: SurveyDesign, name: str) -> ShareOf:
    """The declared headline of a question.

    Raises
    ------
    WrongUseError
        If it declares none.
    """
    declared = _declared(design, name)
    answers = coded(design, name)
    counted = _positions(answers, declared.codes, name)[:, None]
    in_base = _base_codes(answers, declared.base, name)
    return ShareOf(name, answers, counted, in_base, [Category.HEADLINE])


def _is_level(level: object) -> bool:
    return isinstance(level, Real) and 0 < float(level) < 1


def _declared(design: SurveyDesign, name: str) -> Any:  # noqa: ANN401
    variable: Variable | None = design.codebook.get(name)
    if variable is None or variable.headline is None:
        raise fail(WrongUseError, "estimate.no_headline", name=quoted(name))
    return variable.headline


def _share_of(
    design: SurveyDesign, name: str, base: str | Sequence[Any], nets: dict[str, tuple[Any, ...]]
) -> ShareOf:
    """Shares of the answers in a base; a code outside it has none."""
    answers = coded(design, name)
    in_base = _base_codes(answers, base, name)
    shown = [code for place, code in enumerate(answers.values) if in_base[place]]
    single = np.eye(len(in_base))[:, [answers.values.index(code) for code in shown]]
    together = [_positions(answers, codes, name) for codes in nets.values()]
    counted = np.column_stack([single, *together])
    return ShareOf(name, answers, counted, in_base, [*shown, *nets])


def _nets(nets: Mapping[str, Sequence[Any]] | None) -> dict[str, tuple[Any, ...]]:
    """Nets by name.

    Raises
    ------
    WrongUseError
        If they are no mapping from texts to lists of codes.
    """
    if nets is None:
        return {}
    if not isinstance(nets, Mapping) or not all(isinstance(name, str) for name in nets):
        raise fail(WrongUseError, "estimate.nets", got=repr(nets))
    listed = {name: codes for name, codes in nets.items() if not isinstance(codes, str)}
    if len(listed) < len(nets) or not all(isinstance(c, Sequence) for c in listed.values()):
        raise fail(WrongUseError, "estimate.nets", got=repr(dict(nets)))
    return {name: tuple(codes) for name, codes in listed.items()}


def _positions(answers: Coded, codes: Sequence[Any], name: str) -> Floats:
    """Which positions some codes have, (K,) of 0 and 1."""
    unknown = [code for code in codes if code not in answers.values]
    if unknown or not len(codes) or isinstance(codes, str):
        got = culprits(unknown or [codes])
        raise fail(WrongUseError, "estimate.net_code", name=quoted(name), got=got)
    result = np.zeros(len(answers.values) + answers.missing)
    result[[answers.values.index(code) for code in codes]] = 1
    return result


def _base_codes(answers: Coded, base: str | Sequence[Any], name: str) -> Floats:
    """Which positions are in the base, (K,) of 0 and 1."""
    valid = len(answers.values)
    if isinstance(base, str):
        if base not in ("answered", "asked"):
            raise fail(WrongUseError, "estimate.base", got=quoted(base))
        result = np.ones(valid + answers.missing)
        result[valid:] = base == "asked"
        return result
    if not isinstance(base, Sequence) or not base:
        raise fail(WrongUseError, "estimate.base", got=repr(base))
    unknown = [code for code in base if code not in answers.values]
    if unknown:
        raise fail(WrongUseError, "estimate.base_code", name=quoted(name), got=culprits(unknown))
    return np.array([float(v in base) for v in answers.values] + [0.0] * answers.missing)
