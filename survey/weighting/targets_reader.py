"""Reading what the register knows: tables of housing registers in, targets out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from survey.codebook import Codebook, Kind
from survey.errors import WrongUseError
from survey.files.clean import clean_text
from survey.files.grids import read_grids
from survey.files.guards import path_of, shown
from survey.files.headings import heading_key
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.model import Questionnaire
from survey.weighting.register.categories import (
    Categories,
    declared_categories,
    unknown_variable,
)
from survey.weighting.register.findings import Found
from survey.weighting.register.layout import Layout
from survey.weighting.register.numbers import declared_signs
from survey.weighting.register.places import places_of
from survey.weighting.register.reading import targets_of
from survey.weighting.register.statements import Statements
from survey.weighting.register.task import Choices
from survey.weighting.register.words import ROLES

if TYPE_CHECKING:
    from pathlib import Path

    from survey.files.csv_layout import DecimalMark
    from survey.files.grids import Grid
    from survey.sampling.areas import Areas
    from survey.weighting.targets import Targets, Universe

_UNIVERSES = ("persons", "adults", "households")
Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def read_targets(
    paths: Paths,
    questionnaire: Questionnaire | Codebook,
    *,
    areas: Areas | None = None,
    departments: Mapping[str, object] | None = None,
    categories: Mapping[str, Mapping[str, int | str | None]] | None = None,
    variables: Sequence[str] = (),
    universe: Universe | None = None,
    year: int | str | None = None,
    columns: Mapping[str, str] | None = None,
    sheets: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    hidden: Mapping[str, object] | None = None,
    shown_from: int = 5,
    most_hidden: float = 0.1,
    sizes: Mapping[object, object] | None = None,
    shares: bool | None = None,
    decimal: DecimalMark | None = None,
    tolerance: float = 0.0,
    rescale: bool = False,
    source: str = "",
    simulated: bool = False,
) -> Targets:
    r"""Read how many residents of each kind live in each area, from tables of a register.

    A table is recognised by its head: a column of areas (*område*) or departments (*afdeling*),
    categories of the survey's variables in a column (*køn*, or *variabel* and *kategori*) or in the
    head, and numbers. Titles may stand above it, several tables on a sheet, two lines in its head,
    and years in its head, in a column or in its title. Sheets without one are left out, which
    the notes tell. ``docs/reference/targets.md`` has all rules.

    Departments are summed to areas. Hidden numbers are ranges, which all known sums make narrower;
    what is taken is nearest to the middles of the ranges, by least squares, and meets all known
    sums. What doesn't add up is refused, with both numbers and where they stand.

    Parameters
    ----------
    paths : str, path, or sequence of them
        CSV files and workbooks (all their sheets), or another data file.
    questionnaire : Questionnaire or Codebook
        The variables of the survey, whose categories are looked for.
    areas : optional
        The areas of the study, as for `read_frame`. Left out, those of the files: the areas if
        there is a column of them, else the departments.
    departments : mapping of str to area or None, optional
        The area of each department, in addition to what `areas` tells; None for one that is no
        part of the study.
    categories : mapping of variable to mapping of str to code or None, optional
        What labels of the register mean, where they aren't the survey's; None for one that is left
        out. Several labels may mean one code, and are summed.
    variables : sequence of str
        The only variables that are looked for; all that have categories or are numbers if empty.
    universe : {"adults", "persons", "households"}, optional
        Whom the targets are to be about, also where a table doesn't say whom it is about. Left
        out, adults, and each table must say. Tables about others give sizes only.
    year : int or str, optional
        The year to read, where there are several.
    columns : mapping of str to str, optional
        The file's heading by what it is: ``area``, ``department``, ``landlord``, ``variable``,
        ``category``, ``year``, ``universe``, ``count``, ``share``, or a variable of the survey.
    sheets : sequence of str
        The only sheets that are read; all that can be seen if empty.
    leave_out : sequence of str
        Headings of columns, and names of sheets, that aren't read.
    hidden : mapping of str to int or (int, int or None), optional
        What a sign stands for: a number, or a range, without an upper end if that is None. Else
        ``..``, ``*``, ``x``, ``:`` and the like are 1 to 4; ``.``, an empty cell and a row that
        isn't there are 0 to 4; ``-`` is 0; ``<5`` and ``1-4`` are what they say.
    shown_from : int
        The smallest count above 0 that the register shows; 5 gives the ranges above.
    most_hidden : float
        The largest share of an area's residents whose category isn't known for sure.
    sizes : mapping, optional
        How many there are by area or department, where no table tells; or such mappings by
        universe. Needed for tables of shares without a column of totals.
    shares : bool, optional
        Whether numbers are shares, where neither heads nor titles say.
    decimal : {",", "."}, optional
        The decimal mark; found out if left out. Counts are whole numbers, so that ``1.234`` in one
        is 1234 unless the mark is a point.
    tolerance : float
        By how many residents a sum may be missed, because the register rounds.
    rescale : bool
        Whether tables that don't add to the size of an area are scaled to it, whatever is missing.
    source : str
        For the method page; found in the files (*Kilde:*) if empty.
    simulated : bool
        Whether the numbers are invented.

    Returns
    -------
    Targets
        Also margins of crossed tables are in its ``tables``. Its notes tell how all was understood.

    Raises
    ------
    WrongUseError, UnknownNameError
        If an argument can't be.
    FileError, DataError
        If a file can't be read.
    FindingsError
        With all that must be mended, each with its place: sums that aren't, areas without numbers,
        departments and categories that aren't known, bands of ages that straddle those of the
        survey, rows that stand twice, numbers that can't be.
    WeightingError
        If no table is found.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from survey.codebook import Code, Codebook, Kind, Variable
    >>> sex = Variable("sex", Kind.SINGLE, {"da": "Køn"},
    ...                codes=(Code(1, {"da": "Kvinde"}), Code(2, {"da": "Mand"})))
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "voksne.csv"
    >>> _ = path.write_text("Område;Kvinder;Mænd;I alt\nNord;60;..;63\nSyd;52;48;100\n",
    ...                     encoding="utf-8")
    >>> targets = read_targets(path, Codebook({"sex": sex}))
    >>> targets.table("sex").cells[["area", "sex", "count"]].values.tolist()
    [['Nord', 1, 60.0], ['Nord', 2, 3.0], ['Syd', 1, 52.0], ['Syd', 2, 48.0]]
    """
    codebook = _codebook(questionnaire)
    wanted = _universe(universe)
    if areas is None and departments is None and (own := codebook.get("area")) and own.codes:
        areas = own
    places = places_of(areas, departments)
    found = Found()
    layout = Layout(
        Categories(codebook, wanted, declared_categories(categories, codebook),
                   _names(variables, "variables", codebook)),
        places,
        _named(columns, codebook),
        frozenset(map(heading_key, _texts(leave_out, "leave_out"))),
    )  # fmt: skip
    statements = Statements(declared_signs(hidden, shown_from), found, decimal, shares)
    choices = Choices(
        wanted,
        universe is not None,
        "" if year is None else str(year),
        _number(most_hidden, "most_hidden", 1.0),
        _number(tolerance, "tolerance"),
        rescale,
        source,
        simulated,
    )
    files = _files(paths)
    grids = [grid for each in files for grid in read_grids(each)]
    kept = _wanted_sheets(grids, sheets, layout.left_out, found)
    names = ", ".join(map(shown, files))
    return targets_of(kept, codebook, layout, statements, choices, names, sizes)


# Arguments


def _codebook(given: object) -> Codebook:
    if isinstance(given, Questionnaire):
        return given.codebook()
    if isinstance(given, Codebook):
        return given
    raise fail(WrongUseError, "argument.kind", name="questionnaire", got=type(given).__name__,
               expected="Questionnaire | Codebook")  # fmt: skip


def _universe(given: object) -> Universe:
    if given is None:
        return "adults"
    for each in _UNIVERSES:
        if given == each:
            return each  # type: ignore[return-value]
    raise fail(WrongUseError, "targets.universe", got=quoted(str(given)),
               known=culprits(_UNIVERSES))  # fmt: skip


def _files(given: object) -> list[Path]:
    if isinstance(given, str | os.PathLike) or not isinstance(given, Iterable):
        given = [given]
    files = [path_of(each) for each in given]
    if not files:
        raise fail(WrongUseError, "targets.no_file")
    return files


def _texts(given: object, name: str) -> tuple[str, ...]:
    several = isinstance(given, Iterable) and not isinstance(given, str)
    names: tuple[object, ...] = tuple(given) if several else (given,)  # type: ignore[arg-type]
    for each in names:
        if not isinstance(each, str):
            raise fail(WrongUseError, "argument.kind", name=name, got=type(each).__name__,
                       expected="str")  # fmt: skip
    return tuple(clean_text(str(each)) for each in names)


def _names(given: object, name: str, codebook: Codebook) -> tuple[str, ...]:
    names = _texts(given, name)
    for each in names:
        variable = codebook.get(each)
        if variable is None or not (variable.codes or variable.kind is Kind.NUMBER):
            raise unknown_variable(each, codebook)
    return names


def _named(given: object, codebook: Codebook) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise fail(WrongUseError, "argument.kind", name="columns", got=type(given).__name__,
                   expected="{str: str}")  # fmt: skip
    for role in given:
        if role not in ROLES and role not in codebook:
            raise fail(WrongUseError, "targets.column_of_ours", got=quoted(str(role)),
                       known=culprits(ROLES))  # fmt: skip
    return {
        heading_key(head): str(role)
        for role, heads in given.items()
        for head in _texts(heads, f"columns[{role!r}]")
    }


def _number(given: object, name: str, most: float = float("inf")) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= most:
        raise fail(WrongUseError, "targets.number", name=name, got=quoted(str(given)))
    return float(given)


def _wanted_sheets(
    grids: Sequence[Grid], sheets: object, left_out: frozenset[str], found: Found
) -> list[Grid]:
    """The sheets that are read; those that can't be seen are told."""
    names = _texts(sheets, "sheets")
    known = [grid.sheet for grid in grids]
    for each in names:
        if each not in known:
            raise fail(WrongUseError, "targets.sheet", got=quoted(each), known=culprits(known))
    kept = []
    for grid in grids:
        if grid.sheet and heading_key(grid.sheet) in left_out:
            continue
        if grid.hidden and grid.sheet not in names:
            found.note("targets.sheet_hidden", grid.place())
        elif not names or grid.sheet in names:
            kept.append(grid)
    return kept
