"""Scores of answers: mean scores of one question, and indices from 0 to 100 of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Index
from survey.errors import WrongUseError
from survey.estimation.answered import answered_numbers
from survey.estimation.arguments import must_be
from survey.estimation.assemble import assemble
from survey.estimation.design_columns import column
from survey.estimation.moments import mean_block
from survey.estimation.variables import coded, domains
from survey.estimation.verbs import check_options, names_of
from survey.kernels.index_scores import mean_points, points
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.verbs import Deff, Names
    from survey.kernels.layout import Floats


def score(
    design: SurveyDesign,
    variables: Names,
    scores: Mapping[Any, float] | None = None,
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Mean score of the answers to one or more questions, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    variables : str or sequence of str
        Columns of answers.
    scores : mapping of code to number, optional
        A code that it leaves out counts as no answer if its value is None. Left out: the codes
        themselves.
    by, where, all_row, level, deff
        As in `mean`.

    Returns
    -------
    Estimates

    Raises
    ------
    WrongUseError
        If a code has no score.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> safe = SurveyDesign(pd.DataFrame({"safe": [1, 2, 2, 3]}))
    >>> halves = score(safe, "safe", {1: 0, 2: 50, 3: 100})
    >>> float(halves.to_frame()["estimate"].iloc[0])
    50.0
    """
    columns = {name: _scored(design, name, scores) for name in names_of(variables)}
    return _means(design, columns, by, where, all_row, level, deff)


def index(
    design: SurveyDesign,
    indices: str | Index | Sequence[str | Index],
    *,
    by: Names | None = None,
    where: object = None,
    all_row: bool = False,
    level: float = 0.95,
    deff: Deff = "wor",
) -> Estimates:
    """Mean of one or more indices from 0 to 100, by crossed domains.

    Parameters
    ----------
    design : SurveyDesign
    indices : str, Index or a sequence of them
        Names of indices in the design's codebook, or indices.
    by, where, all_row, level, deff
        As in `mean`.

    Returns
    -------
    Estimates
        Of who answered enough of the items.

    See Also
    --------
    index_values
    """
    must_be(indices, (str, Index, Sequence), "indices", "str | Index | list")
    wanted = [indices] if isinstance(indices, str | Index) else list(indices)
    found = [_index_of(design, each) for each in wanted]
    columns = {each.name: index_values(design, each) for each in found}
    return _means(design, columns, by, where, all_row, level, deff)


def index_values(design: SurveyDesign, index: str | Index) -> Floats:
    """The index of each row.

    Parameters
    ----------
    design : SurveyDesign
    index : str or Index

    Returns
    -------
    (n,) float in [0, 100]
        The mean of the answered items, each 100 (x − low)/(high − low), or 100 minus that if it is
        reversed; NaN where fewer are answered than it takes.

    Raises
    ------
    WrongUseError
        If it is no index, the ends of a scale are the same, or the least number of answers can't
        be.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.codebook import Index, IndexItem
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = SurveyDesign(pd.DataFrame({"day": [5, 1, 3], "worry": [1, 5, None]}))
    >>> safe = Index("safe", (IndexItem("day"), IndexItem("worry", reverse=True)))
    >>> index_values(rows, safe).tolist()
    [100.0, 0.0, 50.0]
    """
    found = _index_of(design, index)
    if not 1 <= found.least <= len(found.items):
        raise fail(
            WrongUseError,
            "estimate.index_minimum",
            name=quoted(found.name),
            got=found.least,
            most=len(found.items),
        )
    items = np.column_stack([_item(design, item) for item in found.items])
    return mean_points(items, found.least)


def _item(design: SurveyDesign, item: Any) -> Floats:  # noqa: ANN401 - an IndexItem
    if item.low == item.high:
        raise fail(WrongUseError, "estimate.index_scale", name=quoted(item.variable), got=item.low)
    codes = column(design.data, item.variable)
    try:
        values = codes.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        first = next((v for v in codes if isinstance(v, str)), "")
        name = quoted(item.variable)
        raise fail(
            WrongUseError, "estimate.score_text", name=name, got=quoted_cell(first)
        ) from None
    return points(values, item.low, item.high, reverse=item.reverse)


def _index_of(design: SurveyDesign, wanted: str | Index) -> Index:
    if isinstance(wanted, Index):
        return wanted
    found = design.codebook.indices.get(wanted) if isinstance(wanted, str) else None
    if found is None:
        raise fail(WrongUseError, "estimate.index_unknown", name=quoted(wanted))
    return found


def _scored(design: SurveyDesign, name: str, scores: Mapping[Any, float] | None) -> Floats:
    """Score of each row; NaN for no answer."""
    answers = coded(design, name)
    must_be(scores, (Mapping, type(None)), "scores", "{code: number}")
    if scores is None:
        words = [code for code in answers.values if not isinstance(code, Real)]
        if words:
            raise fail(
                WrongUseError,
                "estimate.score_text",
                name=quoted(name),
                got=culprits(words, quote=quoted_cell),
            )
        scores = {code: float(code) for code in answers.values}
    absent = [code for code in answers.values if code not in scores]
    if absent:
        raise fail(WrongUseError, "estimate.score_missing", name=quoted(name), got=culprits(absent))
    given = [np.nan if scores[code] is None else float(scores[code]) for code in answers.values]
    values = np.array([*given, *[np.nan] * answers.missing, np.nan])
    return values[answers.codes]


def _means(
    design: SurveyDesign,
    columns: dict[str, Floats],
    by: Names | None,
    where: object,
    all_row: bool,
    level: float,
    deff: Deff,
) -> Estimates:
    check_options("wald", level, deff)
    names, cut = domains(design, by, all_row=all_row, where=where)
    return assemble(
        design,
        "mean",
        names,
        cut,
        lambda cut: [mean_block(design, name, values, cut) for name, values in columns.items()],
        interval="wald",
        level=level,
        deff=deff,
        answered=lambda: [answered_numbers(name, values) for name, values in columns.items()],
    )
