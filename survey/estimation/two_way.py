"""Two questions crossed: shares of the table, of rows and of columns, and are they independent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey.errors import DataError, WrongUseError
from survey.estimation.assemble import assemble, replicated
from survey.estimation.crosstab import Crosstab
from survey.estimation.estimates import MEASURES
from survey.estimation.shares import ShareOf, share_blocks
from survey.estimation.variables import Coded, coded, domains
from survey.estimation.verbs import check_options
from survey.kernels import independence
from survey.kernels.calibration import cross_sums
from survey.kernels.forms import Forms, form_covariances
from survey.kernels.sums import cell_sums, psu_sums
from survey.kernels.wald import wald_square, wald_test
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.variables import Domains
    from survey.estimation.verbs import Interval
    from survey.kernels.forms import Deviations
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.wald import Judged

_BLIND = 1e-10  # of the variance of a simple random sample: only rounding


@dataclass(frozen=True, slots=True, eq=False)
class _Crossed:
    """The cell of each row of the data, empty rows and columns of the table left out.

    Attributes
    ----------
    cell : (n,) int
        Row by row of the table; −1 for who did not answer both.
    row_values, column_values : list
    dropped : list of (str, value)
    """

    cell: Ints
    row_values: list[Any]
    column_values: list[Any]
    dropped: list[tuple[str, Any]]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the table."""
        return len(self.row_values), len(self.column_values)


def crosstab(
    design: SurveyDesign,
    rows: str,
    columns: str,
    *,
    where: object = None,
    interval: Interval = "wilson",
    level: float = 0.95,
) -> Crosstab:
    """Cross two questions, and test whether the answers to one depend on those to the other.

    Parameters
    ----------
    design : SurveyDesign
    rows, columns : str
        Columns of answers. Only who answered both is in the table.
    where : (n,) bool, optional
        The rows estimated for; the others stay in the variance.
    interval, level
        As in `proportion`.

    Returns
    -------
    Crosstab
        Shares with intervals in `cells`, tests in `tests`. Tests are NaN where there is nothing to
        test with: one row or column, no degrees of freedom, or, for Wald, fewer of them than there
        are cells to compare. An answer that nobody gave is left out and named in `dropped`.

    Raises
    ------
    UnknownNameError
    DataError
        If nobody answered both.
    WrongUseError

    Notes
    -----
    Pearson's X² = n Σ (``p_ij`` − ``p_i.`` ``p_.j``)²/(``p_i.`` ``p_.j``) on weighted shares, n
    the answers to both, is distributed as Σ λ_m χ²_1 under independence (Rao & Scott 1984, Ann.
    Statist. 12:46). The test
    to report is F = X²/Σλ on d and d·df degrees of freedom, d = (Σλ)²/Σλ² (Thomas & Rao 1987, JASA
    82:630), with df the PSUs with a case minus the strata that hold one. Cramér's V is
    √(X²/n/(min(R, C) − 1)).

    References
    ----------
    R's ``survey::svychisq``, whose X² takes rows without an answer into n.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": list("ynyn"), "k": [30, 10, 10, 30]})
    >>> crosstab(SurveyDesign(rows, counts="k"), "area", "safe")
    Crosstab(area × safe, 2 × 2, n = 80, F(1, 79) = 19.75, p = 2.84e-05)
    >>> crosstab(SurveyDesign(rows, counts="k"), "area", "safe").cramers_v
    0.5
    """
    check_options(interval, level, "wor")
    if rows == columns:
        raise fail(WrongUseError, "estimate.by_twice", names=culprits([rows]))
    _, cut = domains(design, None, all_row=False, where=where)
    crossed = _cross(design, rows, columns, cut)
    estimates = _shares(design, crossed, rows, columns, cut, interval, level)
    frame = estimates.to_frame()
    n, df = int(frame["n"].iloc[0]), float(frame["df"].iloc[0])
    cells = np.arange(len(frame) // 3)
    shares = frame["estimate"].to_numpy(float)[cells].reshape(crossed.shape)
    square = independence.pearson(shares, n)
    covariance = estimates.covariance.block(cells, cells)
    effects = independence.design_effects(shares, covariance, n)
    judged = {
        "rao_scott_f": independence.second_order(square, effects, df),
        "rao_scott_chi_squared": independence.first_order(square, effects),
        "linear_combination": independence.linear_combination(square, effects, df),
        **_wald(design, crossed, df),
    }
    return Crosstab(
        rows=rows,
        columns=columns,
        row_values=tuple(crossed.row_values),
        column_values=tuple(crossed.column_values),
        dropped=tuple(crossed.dropped),
        n=n,
        pearson=square,
        cramers_v=independence.cramers_v(shares),
        design_effects=effects,
        interval=interval,
        level=level,
        codebook=design.codebook,
        covariance=estimates.covariance,
        _cells=_cells_of(crossed, frame),
        _tests=_tests_of(judged),
        of=estimates,
    )


def _cross(design: SurveyDesign, rows: str, columns: str, cut: Domains) -> _Crossed:
    of_rows, of_columns = coded(design, rows), coded(design, columns)
    both = (cut.elementary >= 0) & (design.weights > 0) & (design.counts > 0)
    for answers in (of_rows, of_columns):
        both &= (answers.codes >= 0) & (answers.codes < len(answers.values))
    if not both.any():
        raise fail(DataError, "estimate.no_pairs", rows=quoted(rows), columns=quoted(columns))
    row, row_values, row_gone = _given(of_rows, both)
    column, column_values, column_gone = _given(of_columns, both)
    dropped = [(rows, value) for value in row_gone] + [(columns, value) for value in column_gone]
    cell = np.where(both, row * len(column_values) + column, -1)
    return _Crossed(cell, row_values, column_values, dropped)


def _given(answers: Coded, inside: Bools) -> tuple[Ints, list[Any], list[Any]]:
    """New positions of the answers that someone gave, these answers, and the others."""
    found = np.zeros(len(answers.values) + answers.missing + 1, dtype=bool)
    found[answers.codes[inside]] = True
    position = np.cumsum(found) - 1
    values = [value for at, value in enumerate(answers.values) if found[at]]
    gone = [value for at, value in enumerate(answers.values) if not found[at]]
    return position[answers.codes], values, gone


def _shares(
    design: SurveyDesign,
    crossed: _Crossed,
    rows: str,
    columns: str,
    cut: Domains,
    interval: str,
    level: float,
) -> Estimates:
    """Shares of the table, then of each row, then of each column."""
    height, width = crossed.shape
    answers = Coded(crossed.cell, list(np.ndindex(height, width)), 0)
    place = np.arange(height * width)
    all_cells = np.eye(len(place))

    def share_of(name: str, inside: Bools, categories: list[Any]) -> ShareOf:
        base = inside.astype(float)
        return ShareOf(name, answers, all_cells[:, inside], base, categories)

    whole = share_of(f"{rows} × {columns}", place >= 0, answers.values)
    by_row = [
        share_of(columns, place // width == at, crossed.column_values) for at in range(height)
    ]
    by_column = [share_of(rows, place % width == at, crossed.row_values) for at in range(width)]
    questions, names = [whole, *by_row, *by_column], (rows, columns)
    return assemble(
        design,
        "share",
        (),
        cut,
        lambda cut: share_blocks(design, questions, cut),
        interval=interval,
        level=level,
        deff="wor",
        answered=lambda: [replace(each.answered, names=names) for each in questions],
    )


def _wald(design: SurveyDesign, crossed: _Crossed, df: float) -> dict[str, Judged]:
    """Wald's test of the totals above those under independence, adjusted and not."""
    height, width = crossed.shape
    count = (height - 1) * (width - 1)
    square = float("nan")
    if count and df > 0:
        above, covariance = _excess(design, crossed)
        square = wald_square(above, covariance)
    return {
        "adjusted_wald": wald_test(square, count, df),
        "wald": wald_test(square, count, df, adjusted=False),
    }


def _excess(design: SurveyDesign, crossed: _Crossed) -> tuple[Floats, Floats]:
    """Totals above those under independence, and their covariance."""
    cells = crossed.shape[0] * crossed.shape[1]
    totals = cell_sums(crossed.cell, design.counts * design.weights, cells).reshape(crossed.shape)
    above, slopes = independence.excess(totals), independence.excess_slopes(totals)
    forms: Forms | Deviations
    if design.replicates is None:
        sums = psu_sums(design.selection.finest, crossed.cell, design.weights, cells)
        steps = design.calibration
        cross = None if steps is None else cross_sums(steps, crossed.cell, design.counts, cells)
        forms = Forms(sums, sparse.csc_array(slopes), cross)
    else:
        forms = replicated(design, above, _excess_of_replicates(design.replicates.weights, crossed))
    everything = (forms, np.arange(len(above)))
    covariance = form_covariances(design.selection, everything, everything, design.calibration)
    # of a simple random sample of as many
    simple = totals.sum() * (totals.ravel() @ slopes**2) / design.counts[crossed.cell >= 0].sum()
    covariance[np.diag_indices(len(above))] *= np.diag(covariance) > _BLIND * simple
    return above, covariance


def _excess_of_replicates(weights: Floats, crossed: _Crossed) -> Floats:
    """The same totals with the weights of each replicate, (R, k)."""
    inside = np.flatnonzero(crossed.cell >= 0)
    cells = crossed.shape[0] * crossed.shape[1]
    entries = (np.ones(len(inside)), (crossed.cell[inside], inside))
    member = sparse.csr_array(entries, shape=(cells, len(weights)))
    totals = np.asarray(member @ weights).T.reshape(-1, *crossed.shape)
    return np.array([independence.excess(each) for each in totals])


def _cells_of(crossed: _Crossed, frame: pd.DataFrame) -> pd.DataFrame:
    height, width = crossed.shape
    row, column = np.indices((height, width))
    rows = np.concatenate([row.ravel(), row.ravel(), row.T.ravel()])
    columns = np.concatenate([column.ravel(), column.ravel(), column.T.ravel()])
    keys = {
        "share_of": np.repeat(["table", "row", "column"], height * width),
        "row": [crossed.row_values[at] for at in rows],
        "column": [crossed.column_values[at] for at in columns],
    }
    return pd.concat([pd.DataFrame(keys), frame[list(MEASURES)]], axis=1)


def _tests_of(judged: dict[str, Judged]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "test": list(judged),
            "statistic": [each.statistic for each in judged.values()],
            "df_numerator": [each.numerator for each in judged.values()],
            "df_denominator": [each.denominator for each in judged.values()],
            "p_value": [each.p_value for each in judged.values()],
        }
    )
