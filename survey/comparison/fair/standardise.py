"""Shares and means of areas that are given the same composition of residents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.comparison.fair.influenced import Influenced, replicate_weights
from survey.comparison.fair.outcome import category_of, statistic_of
from survey.comparison.fair.profiled import Profiled, profiled, refuse_empty_cells
from survey.comparison.fair.standard import Standard, standard_of
from survey.documents.notebook import unreleased_html, what_was_asked
from survey.estimation.result_frame import roots
from survey.kernels.intervals import effective_size, t_quantile, wald, wilson
from survey.kernels.standardising import Profile, influences_on, means_of
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    from survey.codebook import Codebook
    from survey.comparison.fair.characteristics import Cells, Joined, Missing
    from survey.estimation.design import SurveyDesign
    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Standardised:
    """Areas with the same composition.

    Attributes
    ----------
    statistic : {"share", "mean"}
    by : str
        The column of areas.
    characteristics : tuple of str
        What areas are made equal in.
    to : {"all", "area", "register", "given"}
        Whose composition they are given.
    level : float
    codebook : Codebook
    standard : DataFrame
        That composition: a column for each characteristic, and ``share``.
    covariance : (A, A) float
        Of the standardised numbers, in the order of the rows of `to_frame`.
    """

    statistic: str
    by: str
    characteristics: tuple[str, ...]
    to: str
    level: float
    codebook: Codebook
    standard: pd.DataFrame
    covariance: Floats
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        names = ", ".join(self.characteristics)
        return f"Standardised({self.statistic} of {len(self)} areas by {names}, to {self.to})"

    def __len__(self) -> int:
        return len(self._frame)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, (self.by,), self.codebook)
        title = text("notebook.standardised", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The standardised numbers as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the labels of areas and answers in this language instead of codes.

        Returns
        -------
        DataFrame
            One row an area: the column of areas, ``variable``, ``category``, ``raw`` (the same
            people as they are), ``estimate`` (with the standard composition), ``std_error``,
            ``conf_low``, ``conf_high``, ``df``, ``n`` (answers used), ``left_out`` (answers that
            lack a characteristic), ``n_eff`` and ``least`` (answers in the smallest cell used).
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        frame[self.by] = [self.codebook.value_label(self.by, v, labels) for v in frame[self.by]]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame


def standardise(
    design: SurveyDesign,
    variable: str,
    by: str,
    characteristics: Any,  # noqa: ANN401 - a name or several
    *,
    to: Any = "all",  # noqa: ANN401 - all, an area, a register, numbers
    category: Any = None,  # noqa: ANN401 - a code
    missing: Missing = "refuse",
    joined: Joined | None = None,
    where: object = None,
    level: float = 0.95,
) -> Standardised:
    """Direct standardisation: the share or mean of each area, had it the same composition.

    Parameters
    ----------
    design : SurveyDesign
    variable : str
        A question, whose headline is taken, or a number.
    by : str
        The column of areas.
    characteristics : str or sequence of str
        What areas are made equal in; several are crossed.
    to : {"all"}, area, Targets, or mapping of category to number
        Whose composition all areas are given: that of all of them together, of one of them, of a
        register (the table of these characteristics, over its areas), or numbers of people by
        category (by tuple of categories, if there are several characteristics).
    category : code, optional
        The answer that the share is of, in place of the headline.
    missing : {"refuse", "leave_out", "category"}
        What becomes of answers from people who lack a characteristic: they are told of and nothing
        is worked out; they are left out; or they make up a category of their own.
    joined : mapping of name to mapping of code to code, optional
        Categories put together: by characteristic, the code that each takes.
    where : (n,) bool, optional
        The rows used; the others stay in the variance.
    level : float in (0, 1)

    Returns
    -------
    Standardised

    Raises
    ------
    DataError
        If an area has no answer in a cell that the standard has: the cell is named, and categories
        can be joined. Nothing is ever scaled up silently over an empty cell.
    WrongUseError, UnknownNameError

    Notes
    -----
    Σ_g W_g ȳ_ag over the cells g of the characteristics. Standard errors by linearisation: a row
    has the influence W_g (y − ȳ_ag)/N_ag in its own area and, where the standard is made of answers
    too, (ȳ_bg − ȳ_b)/N on every area b; under the stages, corrections and calibration of the
    design, or anew with each replicate. A register and numbers given by hand count as known.
    Shares have Wilson limits on the effective number of answers, means t.

    References
    ----------
    R's ``survey::svystandardize``, whose point values are the same; it reweights and takes the
    weights as known.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = pd.DataFrame({"area": list("AAABBB"), "age": list("yyoyoo"), "safe": [0, 1, 1] * 2})
    >>> found = standardise(SurveyDesign(rows), "safe", "area", "age", category=1)
    >>> found.to_frame()[["raw", "estimate"]].round(3).values.tolist()
    [[0.667, 0.75], [0.667, 0.5]]
    """
    of = profiled(
        design, variable, by, characteristics,
        category=category, missing=missing, joined=joined, where=where, level=level,
    )  # fmt: skip
    cells = of.cells()
    standard = standard_of(to, cells, of.areas, design.codebook)
    found = standardised_means(of, cells, standard)
    size = len(of.areas.values)
    covariance = found.covariance()[size:, size:]
    return Standardised(
        statistic_of(of.measured),
        by,
        of.names,
        standard.kind,
        level,
        design.codebook,
        standard_frame(of, cells, standard),
        covariance,
        _frame(of, cells, standard, found.values, covariance),
    )


def standardised_means(of: Profiled, cells: Cells, standard: Standard) -> Influenced:
    """Means of the areas as they are, then with the standard composition, with their influences.

    Raises
    ------
    DataError
        If an area lacks a cell of the standard.
    """
    rows, weights = of.rows, of.weights
    profile = profile_of(of, cells, standard)
    share = profile.standard(weights[:, None])[:, 0]
    refuse_empty_cells(of, cells, np.broadcast_to(share > 0, (profile.areas, cells.count)))
    again = replicate_weights(of.design, rows)
    return Influenced(
        of.design,
        rows,
        means_of(profile, weights[:, None])[:, 0],
        influences_on(profile, weights),
        None if again is None else means_of(profile, again).T,
    )


def profile_of(of: Profiled, cells: Cells, standard: Standard) -> Profile:
    """The rows compared, for the kernel."""
    rows = of.rows
    return Profile(
        of.areas.code[rows],
        cells.cell[rows],
        len(of.areas.values),
        cells.count,
        of.measured.values[rows],
        None if standard.reference is None else standard.reference[rows],
        standard.fixed,
    )


def standard_frame(of: Profiled, cells: Cells, standard: Standard) -> pd.DataFrame:
    """The composition that areas are given."""
    share = profile_of(of, cells, standard).standard(of.weights[:, None])[:, 0]
    keys = [cells.key(cell) for cell in range(cells.count)]
    columns = {
        name: pd.Series([key[place] for key in keys], dtype=object)
        for place, name in enumerate(of.names)
    }
    return pd.DataFrame({**columns, "share": share})


def _frame(
    of: Profiled, cells: Cells, standard: Standard, values: Floats, covariance: Floats
) -> pd.DataFrame:
    raw = of.raw_rows()
    df, error = raw["df"].to_numpy(float), roots(covariance)
    size = len(of.areas.values)
    adjusted, t = values[size:], t_quantile(df, of.level)
    n_eff = np.full(size, np.nan)
    low, high = wald(adjusted, error, t)
    if of.measured.share is not None:
        n_eff = effective_size(adjusted, error**2, raw["n_eff"].to_numpy(float))
        low, high = wilson(adjusted, n_eff, t)
    counts, _ = of.counts(cells)
    used = profile_of(of, cells, standard).standard(of.weights[:, None])[:, 0] > 0
    return pd.DataFrame(
        {
            of.areas.column: pd.Series(of.areas.values, dtype=object),
            "variable": pd.Series([of.measured.name] * size, dtype=object),
            "category": pd.Series([category_of(of.measured)] * size, dtype=object),
            "raw": values[:size],
            "estimate": adjusted,
            "std_error": error,
            "conf_low": low,
            "conf_high": high,
            "df": raw["df"].to_numpy(),
            "n": raw["n"].to_numpy(),
            "left_out": of.left_out.astype(np.int64),
            "n_eff": n_eff,
            "least": counts[:, used].min(axis=1).astype(np.int64),
        }
    )
