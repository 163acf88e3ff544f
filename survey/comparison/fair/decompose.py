"""Differences from the contrast taken apart: other people, or other answers of the same kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.comparison.areas import compare_areas
from survey.comparison.fair.decomposition import Decomposition, Part
from survey.comparison.fair.kitagawa import (
    Keys,
    kitagawa_cells,
    kitagawa_keys,
    kitagawa_parts,
    refuse_one_sided,
)
from survey.comparison.fair.oaxaca_blinder import (
    levels_of_areas,
    oaxaca_keys,
    oaxaca_parts,
    refuse_absent_levels,
)
from survey.comparison.fair.outcome import base_of, statistic_of
from survey.comparison.fair.profiled import Profiled, profiled, require_two
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.result_frame import roots
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.wald import t_p_values
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.comparison.comparison import Comparison
    from survey.comparison.fair.characteristics import Joined, Missing
    from survey.comparison.fair.influenced import Influenced
    from survey.comparison.fair.known_cells import KnownCells
    from survey.estimation.design import SurveyDesign
    from survey.kernels.layout import Floats, Ints

Method = Literal["kitagawa", "twofold", "threefold"]
Reference = Literal["pooled", "neumark", "area", "contrast"]
Model = Literal["linear", "logit"]
_ROUNDING = 1e-12
_OPTIONS = {
    "method": ("kitagawa", "twofold", "threefold"),
    "reference": ("pooled", "neumark", "area", "contrast"),
    "model": ("linear", "logit"),
}


def decompose(
    design: SurveyDesign,
    variable: str,
    contrast: Any,  # noqa: ANN401 - a value of the column
    by: str,
    characteristics: Any,  # noqa: ANN401 - a name or several
    *,
    area: Any = None,  # noqa: ANN401
    method: Method = "kitagawa",
    reference: Reference = "pooled",
    model: Model = "linear",
    category: Any = None,  # noqa: ANN401 - a code
    missing: Missing = "refuse",
    joined: Joined | None = None,
    where: object = None,
    level: float = 0.95,
) -> Decomposition:
    """Take each area's difference from the contrast apart: composition, and rates.

    The part of the composition is what goes with other people living there; the part of the rates
    is what people of the same kind answer otherwise. Neither says why.

    Parameters
    ----------
    design : SurveyDesign
    variable : str
        A question, whose headline is taken, or a number.
    contrast : value or label of an area
    by : str
        The column of areas.
    characteristics : str or sequence of str
    area : value or label of an area, optional
        Only its difference; those of all areas if left out.
    method : {"kitagawa", "twofold", "threefold"}
        ``kitagawa``: from the crossed cells of the characteristics, without a model; several
        characteristics share the composition as Das Gupta (1993) does. ``twofold``, ``threefold``:
        Oaxaca–Blinder, from a regression in each area, which numbers and many characteristics
        suit; threefold has the coefficients of the contrast and an interaction.
    reference : {"pooled", "neumark", "area", "contrast"}
        Whose coefficients the composition is valued with (twofold): of both areas together with an
        indicator of the area (Jann 2008), without one (Neumark 1988), or of one of the two.
    model : {"linear", "logit"}
        The regressions of a share: linear probabilities, or logits with the parts shared out by
        characteristic as in Yun (2004).
    category, missing, joined, where, level
        As in `standardise`.

    Returns
    -------
    Decomposition

    Raises
    ------
    DataError
        If only one side has answers in a cell (with regressions: in a category): it is named.
    WrongUseError, UnknownNameError

    Notes
    -----
    Kitagawa: Σ_g (c_ag − c_0g)(ȳ_ag + ȳ_0g)/2 + Σ_g (c_ag + c_0g)/2 (ȳ_ag − ȳ_0g). Categories in
    regressions have coefficients that sum to 0 (Yun 2005), so that no part depends on which
    category is left out; the rates of a *number* still depend on where it is counted from. All
    parts are smooth functions of weighted totals, coefficients and means; their errors are those
    of the total of the influences of the rows, under the design with its calibration, or made anew
    with each replicate. Intervals are t, that of the difference of shares MOVER.

    References
    ----------
    R's ``oaxaca::oaxaca`` and ``DasGuptR``; Stata's ``oaxaca``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = pd.DataFrame({"area": list("AAAABBBB"), "age": ["young", "young", "old", "old"] * 2,
    ...                      "unsafe": [1, 0] * 4, "k": [15, 15, 2, 8, 4, 6, 3, 27]})
    >>> parts = decompose(SurveyDesign(rows, counts="k"), "unsafe", "B", "area", "age", category=1)
    >>> [f"{row.part}: {row.estimate:.2f}" for row in parts.to_frame().itertuples()]
    ['gap: 0.25', 'composition: 0.15', 'rates: 0.10']
    """
    for name, given in (("method", method), ("reference", reference), ("model", model)):
        if given not in _OPTIONS[name]:
            known = culprits(_OPTIONS[name])
            raise fail(WrongUseError, "fair.option", name=name, got=quoted(given), known=known)
    of = profiled(
        design, variable, by, characteristics,
        category=category, missing=missing, joined=joined, where=where, level=level,
        numbers=method != "kitagawa",
    )  # fmt: skip
    require_two(of)
    if model == "logit" and of.measured.share is None:
        raise fail(WrongUseError, "fair.logit_of_mean", name=quoted(variable))
    at = of.contrast(contrast)
    areas = _areas(of, area, at)
    found, keys, cells = _taken_apart(of, areas, at, method, reference, model)
    raw = _raw(of, at, areas)
    df = raw.to_frame()["df"]
    measured = [
        part_measures(parts.values, parts.covariance(), each, level)
        for parts, each in zip(found, df, strict=True)
    ]
    return Decomposition(
        statistic_of(of.measured),
        by,
        of.areas.values[at],
        of.names,
        method,
        reference if method == "twofold" else "",
        "" if method == "kitagawa" else model,
        level,
        design.codebook,
        base_of(of.measured, design),
        raw,
        cells,
        int(of.left_out.sum()),
        decomposition_frame(raw, measured, keys),
    )


def _areas(of: Profiled, area: object, at: int) -> Ints:
    if area is None:
        return np.array([place for place in range(len(of.areas.values)) if place != at])
    place = of.areas.place_of(area, of.design.codebook)
    if place is None or place == at:
        others = [value for k, value in enumerate(of.areas.values) if k != at]
        raise fail(UnknownNameError, "fair.area", got=quoted(str(area)), known=culprits(others))
    return np.array([place])


def _taken_apart(
    of: Profiled, areas: Ints, at: int, method: str, reference: str, model: str
) -> tuple[list[Influenced], Keys, KnownCells]:
    """The parts of each area's difference, what they are, and what they tell."""
    if method == "kitagawa":
        cells = of.cells()
        refuse_one_sided(of, cells, areas, at)
        found = [kitagawa_parts(of, cells, int(area), at) for area in areas]
        return found, kitagawa_keys(of.names), kitagawa_cells(of, cells, areas, at)
    refuse_absent_levels(of, areas, at)
    found = [oaxaca_parts(of, int(area), at, method, reference, model) for area in areas]
    return found, oaxaca_keys(of.names, method, reference), levels_of_areas(of, areas, at)


def _raw(of: Profiled, at: int, areas: Ints) -> Comparison:
    """The differences themselves, each by itself."""
    kept = np.isin(of.areas.code, [*areas, at])
    part = Profiled(
        of.design, of.measured, of.areas, of.characteristics, of.inside & kept, of.left_out,
        of.level,
    )  # fmt: skip
    found = compare_areas(
        part.raw(), of.areas.values[at], over=of.areas.column, adjust="none", level=of.level
    )
    values = [of.areas.values[area] for area in areas]
    return found.of_areas(values)


def decomposition_frame(
    raw: Comparison, parts: list[list[dict[str, float]]], keys: Keys
) -> pd.DataFrame:
    """Differences and their parts as rows.

    Parameters
    ----------
    raw : Comparison
        The differences.
    parts : list of list of dict
        For each difference the numbers of its parts.
    keys : list of (Part, str)
        What the parts are.
    """
    words = [raw.over, "variable", "category", "contrast"]
    numbers = ["std_error", "conf_low", "conf_high", "df", "p_value"]
    records: list[dict[str, Any]] = []
    for row, measures in zip(raw.to_frame().to_dict("records"), parts, strict=True):
        own = {name: row[name] for name in words}
        gap = {"estimate": row["difference"], **{name: row[name] for name in numbers}}
        records.append(own | {"part": Part.GAP, "characteristic": ""} | gap)
        for (part, characteristic), measured in zip(keys, measures, strict=True):
            records.append(own | {"part": part, "characteristic": characteristic} | measured)
    frame = pd.DataFrame(records)
    for name in (*words, "part", "characteristic"):
        frame[name] = pd.Series([record[name] for record in records], dtype=object)
    return frame


def part_measures(
    values: Floats, covariance: Floats, df: float, level: float
) -> list[dict[str, float]]:
    """Estimates with errors and t intervals, row by row; what is left of rounding is 0."""
    error = roots(covariance)
    values = np.where(np.abs(values) > _ROUNDING * np.fmax.reduce(np.abs(values)), values, 0.0)
    error = np.where(error > np.sqrt(_ROUNDING) * np.fmax.reduce(error), error, 0.0)
    each = np.full(len(values), float(df))
    low, high = wald(values, error, t_quantile(each, level))
    p_value = t_p_values(values, error, each)
    columns = (values, error, low, high, each, p_value)
    names = ("estimate", "std_error", "conf_low", "conf_high", "df", "p_value")
    return [dict(zip(names, map(float, row), strict=True)) for row in zip(*columns, strict=True)]
