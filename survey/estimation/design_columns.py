"""The columns of a design, read from a frame and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from survey.errors import DesignError, UnknownNameError, WrongUseError
from survey.estimation.arguments import must_be, refuse_collections
from survey.language.catalogue import current_language
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints


def column(frame: pd.DataFrame, name: object) -> pd.Series[Any]:
    """A column of the frame.

    Raises
    ------
    UnknownNameError
        If it isn't there; the message names close ones.
    WrongUseError
        If the name is no text, or two columns have it.
    """
    if not isinstance(name, str):
        raise fail(WrongUseError, "design.column_name", got=repr(name))
    if name in frame.columns:
        found: Any = frame[name]  # a frame, where two columns have the name
        if isinstance(found, pd.DataFrame):
            raise fail(WrongUseError, "design.column_twice", name=quoted(name))
        return cast("pd.Series[Any]", found)
    near = get_close_matches(name, [str(known) for known in frame.columns], n=3, cutoff=0.5)
    shown = near or [str(known) for known in frame.columns]
    code = "design.column_unknown_near" if near else "design.column_unknown"
    raise fail(UnknownNameError, code, name=quoted(name), columns=culprits(shown))


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """A numeric column as floats; missing as NaN.

    Raises
    ------
    DesignError
        If the column holds text.
    """
    values = column(frame, name)
    if not pd.api.types.is_numeric_dtype(values):
        first = next((value for value in values if isinstance(value, str)), values.iloc[0])
        raise fail(
            DesignError, "design.column_text", name=quoted(name), got=quoted_cell(str(first))
        )
    return values.to_numpy(dtype=float, na_value=np.nan)


def strata(frame: pd.DataFrame, name: str | None, names: pd.Index) -> tuple[Ints, list[object]]:
    """Stratum of each row, and the labels of the strata."""
    if name is None:
        return np.zeros(len(frame), dtype=np.int64), [""]
    codes, labels = pd.factorize(_complete(frame, name, names), sort=False)
    return codes.astype(np.int64), list(labels)


def psus(
    frame: pd.DataFrame, name: str | None, stratum: Ints, labels: list[object], *, nest: bool
) -> tuple[Ints, Ints]:
    """PSU of each row, and stratum of each PSU.

    Raises
    ------
    DesignError
        If a PSU lies in two strata and `nest` doesn't say that labels repeat.
    """
    if name is None:
        return np.arange(len(frame), dtype=np.int64), stratum
    codes, units = pd.factorize(_complete(frame, name, frame.index), sort=False)
    if nest:
        codes = pd.factorize(codes.astype(np.int64) * len(labels) + stratum)[0]
    psu_stratum = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    psu_stratum[codes] = stratum
    if (psu_stratum[codes] != stratum).any():
        raise _in_two_strata(codes, units, stratum, labels)
    return codes.astype(np.int64), psu_stratum


def _in_two_strata(codes: Ints, units: Any, stratum: Ints, labels: list[object]) -> DesignError:  # noqa: ANN401 - labels of units
    pairs = pd.DataFrame({"psu": codes, "stratum": stratum}).drop_duplicates()
    twice = pairs["psu"].duplicated(keep=False)
    first = pairs.loc[twice, "psu"].iloc[0]
    places = [labels[s] for s in pairs.loc[pairs["psu"] == first, "stratum"]]
    return fail(
        DesignError,
        "design.psu_two_strata",
        psu=quoted(units[first]),
        strata=culprits(places),
        count=int(pairs.loc[twice, "psu"].nunique()),
    )


def counts(frame: pd.DataFrame, name: str | None, names: pd.Index) -> Floats:
    """How many units each row stands for.

    Raises
    ------
    DesignError
        If a count is negative, missing or not whole.
    """
    if name is None:
        return np.ones(len(frame))
    values = numbers(frame, name)
    bad = ~np.isfinite(values) | (values < 0) | (values != np.floor(values))
    if bad.any():
        got = ", ".join(_shown(v) for v in values[bad][:5])
        raise fail(
            DesignError, "design.count_bad", name=quoted(name), got=got, rows=culprits(names[bad])
        )
    if not values.any():
        raise fail(WrongUseError, "design.no_rows")
    return values


def weights(frame: pd.DataFrame, name: str | None, rate: Floats | None, names: pd.Index) -> Floats:
    """Weight of each unit.

    Parameters
    ----------
    rate : (n,) float or None
        Rate at which each unit was taken, whose inverse is the weight where no column is named.

    Raises
    ------
    DesignError
        If a weight is negative, missing or infinite, or none is above 0.
    """
    if name is None:
        if rate is None:
            return np.ones(len(frame))
        sampled = np.where(rate > 0, rate, np.inf)  # a stratum of tabulated data without a case
        return np.asarray(1 / sampled)
    values = numbers(frame, name)
    for code, bad in (
        ("design.weight_negative", values < 0),
        ("design.weight_missing", np.isnan(values)),
        ("design.weight_infinite", np.isinf(values)),
    ):
        if bad.any():
            got = ", ".join(_shown(v) for v in values[bad][:5])
            fields = {"name": quoted(name), "got": got, "rows": culprits(names[bad])}
            raise fail(DesignError, code, count=int(bad.sum()), **fields)
    if not (values > 0).any():
        raise fail(DesignError, "design.weight_all_zero", name=quoted(name))
    return values


def adults(frame: pd.DataFrame, name: str, dwelling: Ints, names: pd.Index) -> Floats:
    """Number of adults in the dwelling of each row.

    Raises
    ------
    DesignError
        If one is missing, not whole or below 1, or they differ within a dwelling.
    """
    values = numbers(frame, name)
    bad = ~np.isfinite(values) | (values < 1) | (values != np.floor(values))
    if bad.any():
        got = ", ".join(_shown(v) for v in values[bad][:5])
        fields = {"name": quoted(name), "got": got, "rows": culprits(names[bad])}
        raise fail(DesignError, "design.adults_bad", **fields)
    one = np.zeros(int(dwelling.max()) + 1)
    one[dwelling] = values
    differ = one[dwelling] != values
    if differ.any():
        raise fail(
            DesignError, "design.adults_differ", name=quoted(name), rows=culprits(names[differ])
        )
    return values


def rates(
    frame: pd.DataFrame,
    stratum: Ints,
    labels: list[object],
    sampled: Floats,
    population: object,
    sampling_rate: object,
) -> Floats | None:
    """Sampling rate of each stratum, from population sizes or given as it is.

    Raises
    ------
    DesignError
        If a population is smaller than its sample, a rate over 1 or not above 0, or either differs
        within a stratum.
    """
    if population is not None:
        size = _per_stratum(frame, population, "population", stratum, labels)
        _refuse(~np.isfinite(size) | (size <= 0), "design.population_bad", labels, size)
        short = size < sampled
        if short.any():
            first = int(np.flatnonzero(short)[0])
            raise fail(
                DesignError,
                "design.population_small",
                strata=_strata_named(labels, short),
                population=_shown(size[first]),
                sampled=_shown(sampled[first]),
            )
        return sampled / size
    if sampling_rate is None:
        return None
    rate = _per_stratum(frame, sampling_rate, "sampling_rate", stratum, labels)
    _refuse(rate > 1, "design.rate_over_one", labels, rate)
    _refuse(~np.isfinite(rate) | (rate <= 0), "design.rate_bad", labels, rate)
    return rate


def refuse_lonely(labels: list[object], psus: Floats, rate: Floats, rule: str) -> None:
    """Raise if a stratum has one PSU that isn't certain and no rule says what to do.

    Raises
    ------
    DesignError
    """
    alone = (psus == 1) & (rate < 1)
    if rule == "error" and alone.any():
        if len(labels) == 1:
            raise fail(DesignError, "design.one_psu")
        raise fail(
            DesignError,
            "design.lonely_psu",
            strata=culprits([label for label, one in zip(labels, alone, strict=True) if one]),
            count=int(alone.sum()),
        )
    if rule == "average" and alone.all():
        raise fail(DesignError, "design.one_psu")


def matrix(frame: pd.DataFrame, source: object) -> Floats:
    """Auxiliary columns as an (n, p) array, by names or as given."""
    if isinstance(source, Sequence) and source and all(isinstance(name, str) for name in source):
        names = [source] if isinstance(source, str) else source
        values = np.column_stack([numbers(frame, name) for name in names])
    else:
        try:
            values = np.asarray(source, dtype=float)
        except (TypeError, ValueError):  # text, or rows of unequal length
            values = np.empty(0)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or len(values) != len(frame) or not np.isfinite(values).all():
        raise fail(WrongUseError, "design.auxiliary", rows=len(frame), got=values.shape)
    return values


def vector(frame: pd.DataFrame, source: object) -> Floats:
    """A column of numbers as an (n,) array, by name or as given."""
    return matrix(frame, source)[:, 0]


def _complete(frame: pd.DataFrame, name: str, names: pd.Index) -> pd.Series[Any]:
    values = column(frame, name)
    refuse_collections(values, name)
    missing = values.isna().to_numpy()
    if missing.any():
        raise fail(
            DesignError,
            "design.column_missing",
            name=quoted(name),
            rows=culprits(names[missing]),
            count=int(missing.sum()),
        )
    return values


def _per_stratum(
    frame: pd.DataFrame, source: object, argument: str, stratum: Ints, labels: list[object]
) -> Floats:
    if isinstance(source, Mapping):
        absent = [label for label in labels if label not in source]
        if absent:
            raise fail(DesignError, "design.stratum_absent", name=argument, strata=culprits(absent))
        for label in labels:
            must_be(source[label], Real, argument, "{stratum: number}")
        return np.array([float(source[label]) for label in labels])
    if isinstance(source, str):
        values = numbers(frame, source)
        lowest = np.full(len(labels), np.inf)
        highest = np.full(len(labels), -np.inf)
        np.minimum.at(lowest, stratum, np.where(np.isnan(values), -np.inf, values))
        np.maximum.at(highest, stratum, np.where(np.isnan(values), np.inf, values))
        varies = lowest != highest
        if varies.any():
            raise fail(
                DesignError,
                "design.varies_in_stratum",
                name=quoted(source),
                strata=_strata_named(labels, varies),
            )
        return lowest
    if isinstance(source, (int, float, np.number)):
        if len(labels) > 1 and argument == "population":
            raise fail(WrongUseError, "design.population_one_number", strata=len(labels))
        return np.full(len(labels), float(source))
    raise fail(WrongUseError, "design.per_stratum", name=argument, got=type(source).__name__)


def _refuse(bad: Bools, code: str, labels: list[object], values: Floats) -> None:
    if bad.any():
        got = ", ".join(_shown(v) for v in values[bad][:5])
        raise fail(DesignError, code, strata=_strata_named(labels, bad), got=got)


def _strata_named(labels: list[object], which: Bools) -> str:
    return culprits([label for label, bad in zip(labels, which, strict=True) if bad])


def _shown(value: float) -> str:
    return format_number(value, current_language()) if np.isfinite(value) else str(float(value))
