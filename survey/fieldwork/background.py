"""What else is known of everyone sampled, from a list beside the log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.fieldwork.dispositions import CORE, Dispositions
from survey.fieldwork.headings import KNOWN, UNIT
from survey.files.data_reader import read_data_table
from survey.files.guards import shown
from survey.files.headings import heading_key
from survey.language.cells import culprit_ids, quoted_heading
from survey.language.messages import culprits, fail
from survey.questionnaire.arguments import refuse_unless

if TYPE_CHECKING:
    import os

_HEADINGS = tuple(form(name) for name in KNOWN[UNIT] for form in (str, str.capitalize, str.upper))


def with_background(
    dispositions: Dispositions, background: pd.DataFrame | str | os.PathLike[str]
) -> Dispositions:
    """Dispositions with what a list knows of every unit sampled: floor, rooms, the language.

    A log has only what came of the attempts. This takes the other columns of a list of the units,
    such as the frame, so that they can be covariates of `r_indicator_of` and rates be broken down
    by them.

    Parameters
    ----------
    dispositions : Dispositions
        With a row for each unit.
    background : DataFrame or path
        A row for each unit, with its id in a column such as *bolig* or *unit*; units that were not
        sampled may be in it. Columns that the dispositions have already are passed over. Names are
        written small, with ``_`` between words.

    Returns
    -------
    Dispositions

    Raises
    ------
    DataError
        If a unit sampled is missing from the list, or stands twice in it.
    UnknownNameError
        If the list has no column of units.
    WrongUseError
        If only counts by area are known.

    Examples
    --------
    >>> import survey as sv
    >>> known = sv.with_background(dispositions, "boliger.xlsx")  # doctest: +SKIP
    >>> sv.r_indicator_of(known, ["area", "etage"])  # doctest: +SKIP
    """
    refuse_unless(dispositions, Dispositions, "dispositions", "Dispositions")
    units = dispositions.units
    if units is None:
        raise fail(WrongUseError, "progress.units_needed")
    table = background if isinstance(background, pd.DataFrame) else _read(background)
    names = {column: _plain(str(column)) for column in table.columns}
    ids = next((each for each in table.columns if heading_key(str(each)) in KNOWN[UNIT]), None)
    if ids is None:
        raise fail(
            UnknownNameError,
            "progress.background_ids",
            known=culprits(table.columns, quote=quoted_heading),
        )
    rows = _rows(table[ids].astype(str).str.strip(), units["unit"].astype(str))
    taken = {*units.columns, *CORE}
    more = {
        name: table[column].to_numpy()[rows]
        for column, name in names.items()
        if column != ids and name and name not in taken
    }
    return replace(dispositions, units=units.assign(**more))


def _read(path: str | os.PathLike[str]) -> pd.DataFrame:
    """A list as a frame of texts."""
    table = read_data_table(path, columns=_HEADINGS)
    for name, column in table.columns.items():
        if column.faults:
            raise fail(DataError, "progress.background_faults", where=shown(table.path), name=name)
    columns = {name: column.cells() for name, column in table.columns.items()}
    return pd.DataFrame(columns, dtype=object)


def _rows(listed: pd.Series[Any], sampled: pd.Series[Any]) -> Any:  # noqa: ANN401 - an array
    """The row of each unit sampled."""
    wanted = listed[listed.isin(sampled)]
    twice = wanted[wanted.duplicated()]
    if len(twice):
        raise fail(
            DataError,
            "progress.background_twice",
            names=culprit_ids(dict.fromkeys(twice)),
        )
    rows = pd.Index(listed.where(listed.isin(sampled), None)).get_indexer_for(pd.Index(sampled))
    missing = sampled[np.asarray(rows) < 0]
    if len(missing):
        names = culprit_ids(missing)
        raise fail(DataError, "progress.background_lacks", count=len(missing), names=names)
    return rows


def _plain(name: str) -> str:
    return "_".join(heading_key(name).split())
