"""Questions with several answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import MissingKind, MultipleResponse
from survey.errors import DataError, WrongUseError
from survey.estimation.answered import ANSWERS, RESPONDENTS, answered_ticks
from survey.estimation.arguments import must_be
from survey.estimation.assemble import assemble
from survey.estimation.design_columns import column
from survey.estimation.moments import ratios_block
from survey.estimation.variables import domains
from survey.estimation.verbs import check_options
from survey.kernels.sums import cell_sums
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.assemble import Block
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.variables import Domains
    from survey.estimation.verbs import Deff, Interval, Names
    from survey.kernels.layout import Bools, Floats

_BASES = (RESPONDENTS, ANSWERS)


def multiple_response(
    design: SurveyDesign,
    question: str | MultipleResponse | Sequence[str],
    *,
    base: str = "respondents",
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    interval: Interval = "wilson",
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Shares of the options of a question with several answers, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    question : str, MultipleResponse or sequence of str
        Its name in the design's codebook, or the columns of 0 and 1 that hold its options.
    base : {"respondents", "answers"}
        Shares of those who answered the question, also by ticking nothing, which add up to more
        than 1; or shares of all ticks, which add up to 1.
    by, where, all_row, interval, level, deff
        As in `proportion`.

    Returns
    -------
    Estimates
        One category an option, its column; with one joint covariance. `n` is the number of
        respondents in either case.

    Raises
    ------
    WrongUseError
        If the question or the base is unknown.
    DataError
        If a column holds something other than 0, 1 and codes for missing answers.

    Notes
    -----
    Who has 0 or 1 in at least one column answered; an option without 0 or 1 then counts as not
    ticked. Who has neither in any column gave no answer, and is outside the base. Shares of ticks
    are ratios of two totals (Särndal, Swensson & Wretman 1992, sec. 5.6).

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> heard = pd.DataFrame({"paper": [1, 1, 0, None], "web": [1, 0, 0, None]})
    >>> design = SurveyDesign(heard)
    >>> multiple_response(design, ["paper", "web"]).to_frame()["n"].tolist()
    [3, 3]
    """
    check_options(interval, level, deff)
    if base not in _BASES:
        raise fail(WrongUseError, "estimate.multiple_base", got=quoted(base))
    asked = multiple_of(design, question)
    names, cut = domains(design, by, all_row=all_row, where=where)
    ticks, answered = _ticks(design, asked.columns)
    return assemble(
        design,
        "share",
        names,
        cut,
        lambda cut: [_block(design, asked, ticks, answered, base, cut)],
        interval=interval,
        level=level,
        deff=deff,
        base=base,
        answered=lambda: answered_ticks(asked.columns, ticks, answered, of_ticks=base == ANSWERS),
    )


def multiple_of(
    design: SurveyDesign, question: str | MultipleResponse | Sequence[str]
) -> MultipleResponse:
    """A question with several answers, by its name or by its columns."""
    if isinstance(question, MultipleResponse):
        found = question
    elif isinstance(question, str):
        known = design.codebook.multiples
        if question not in known:
            raise fail(WrongUseError, "estimate.multiple_unknown", name=quoted(question))
        found = known[question]
    else:
        must_be(question, Sequence, "question", "str | MultipleResponse | list")
        found = MultipleResponse(" + ".join(map(str, question)), tuple(question))
    if len(found.columns) < 2:
        raise fail(WrongUseError, "estimate.no_columns", got=len(found.columns))
    return found


def _ticks(design: SurveyDesign, names: tuple[str, ...]) -> tuple[Floats, Bools]:
    """Ticks, (n, J) of 0 and 1, and who answered, (n,)."""
    columns = [_ticked(design, name) for name in names]
    values = np.column_stack(columns)
    answered = np.asarray(np.isfinite(values).any(axis=1))
    return np.nan_to_num(values), answered


def _ticked(design: SurveyDesign, name: str) -> Floats:
    """0 or 1 of each row; NaN for no answer."""
    given = column(design.data, name)
    values = pd.to_numeric(given, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    missing = given.isna().to_numpy() | np.isin(values, [int(kind) for kind in MissingKind])
    wrong = ~missing & ~np.isin(values, [0, 1])
    if wrong.any():
        raise fail(
            DataError,
            "estimate.not_ticked",
            name=quoted(name),
            got=culprits(pd.unique(given[wrong])),
            rows=culprits(design.row_names[wrong]),
        )
    return np.where(missing, np.nan, values)


def _block(
    design: SurveyDesign,
    asked: MultipleResponse,
    ticks: Floats,
    answered: Bools,
    base: str,
    cut: Domains,
) -> Block:
    of = np.ones(len(ticks)) if base == "respondents" else ticks.sum(axis=1)
    inside = answered & (design.weights > 0)
    domain = np.where(inside, cut.elementary, -1)
    counts = np.column_stack(
        [cell_sums(domain, design.counts * tick, cut.cells) for tick in ticks.T]
    )
    block = ratios_block(design, asked.name, list(asked.columns), ticks, of, answered, cut)
    pooled = np.asarray(cut.members.T @ counts).ravel()
    return block.with_counts(pooled, shares=base == "respondents")
