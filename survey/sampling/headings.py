"""The columns of a frame by the headings that registers give them, in Danish and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail, quoted
from survey.sampling.frame import ADULTS, AREA, DEPARTMENT, EMPTY, SIZE, UNIT

if TYPE_CHECKING:
    from collections.abc import Collection

    from survey.files.data_table import DataTable

_ANY_UNIT = ("løbenr", "løbenummer", "pseudonym", "unit id", "unit no", "id")
_DWELLING = (
    *("unit", "dwelling", "dwelling id", "dwelling no", "bolig", "bolignr", "bolignummer"),
    *("bolig id", "lejemål", "lejemålsnr", "lejemålsnummer", "lejemål nr", "lejemåls id"),
    *("lejlighed", "lejlighedsnr", "lejlighedsnummer", "husstand", "husstandsnr", "husstands id"),
    *("household", "household id", "tenancy", "tenancy id", "tenancy no", "flat", "flat no"),
)
_PERSON = (
    *("unit", "person", "person id", "person no", "beboer", "beboernr", "beboernummer"),
    *("beboer id", "resident", "resident id", "respondent", "respondent id", "lejernr"),
)
_AREA = (
    *("area", "område", "boligområde", "områdenavn", "boligområdenavn", "områdets navn"),
    *("housing area", "area name", "område nr", "områdekode", "estate", "bebyggelse"),
)
_DEPARTMENT = (
    *("department", "afdeling", "boligafdeling", "afdelingsnr", "afdelingsnummer"),
    *("afdeling nr", "afdelingsnavn", "afd", "afd nr", "department no", "department name"),
)
_ADULTS = (
    *("adults", "antal voksne", "voksne", "antal voksne i boligen", "voksne i boligen"),
    *("antal voksne i husstanden", "voksne i husstanden", "antal personer på 18 år og derover"),
    *("antal personer over 18 år", "antal over 18 år", "number of adults", "no of adults"),
    *("adults in household", "adults in dwelling"),
)
_IS_EMPTY = (
    *("empty", "tom", "ledig", "tomgang", "står tom", "tom bolig", "ledig bolig", "ubeboet"),
    *("vacant", "is empty", "is vacant", "unoccupied"),
)
_IS_OCCUPIED = ("beboet", "udlejet", "occupied", "let", "is occupied", "er beboet", "er udlejet")
_TELLS_EMPTY = (
    *("tom beboet", "beboet tom", "ledig udlejet", "udlejet ledig", "tom eller beboet"),
    *("beboelse", "udlejningsstatus", "boligstatus", "lejemålsstatus", "occupancy"),
    *("empty occupied", "empty or occupied"),
)
_SIZE = (
    *("size", "measure of size", "størrelse", "boligstørrelse", "størrelse m2", "m2", "m²"),
    *("antal m2", "kvm", "kvadratmeter", "areal", "boligareal", "bruttoareal", "areal m2"),
    *("floor area", "square metres", "rum", "antal rum", "værelser", "antal værelser"),
    *("rooms", "number of rooms"),
)
TOTALS = ("i alt", "ialt", "total", "sum", "alle", "hele listen", "in all", "all")
"""What stands in the place of an area in a row that sums up."""
HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "dwelling": {
        UNIT: (*_DWELLING, *_ANY_UNIT),
        AREA: _AREA,
        DEPARTMENT: _DEPARTMENT,
        ADULTS: _ADULTS,
        EMPTY: (*_IS_EMPTY, *_IS_OCCUPIED, *_TELLS_EMPTY),
        SIZE: _SIZE,
    },
    "person": {
        UNIT: (*_PERSON, *_ANY_UNIT),
        AREA: _AREA,
        DEPARTMENT: _DEPARTMENT,
        SIZE: ("size", "measure of size", "størrelse"),
    },
}
"""By what a row stands for and our name of the column: headings that mean it, the surest first."""

UNITS = "units"
COUNT_HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "dwelling": {
        AREA: _AREA,
        DEPARTMENT: _DEPARTMENT,
        UNITS: (
            *("units", "boliger", "antal boliger", "boliger i alt", "dwellings", "bolig"),
            *("number of dwellings", "no of dwellings", "dwellings in all", "lejemål"),
            *("antal lejemål", "husstande", "antal husstande", "households", "tenancies"),
        ),
        EMPTY: (
            *("empty", "tomme", "tomme boliger", "antal tomme", "antal tomme boliger"),
            *("heraf tomme", "heraf tomme boliger", "ledige", "ledige boliger", "heraf ledige"),
            *("tomgang", "tom", "empty dwellings", "vacant", "vacant dwellings", "of these empty"),
        ),
        ADULTS: _ADULTS,
    },
    "person": {
        AREA: _AREA,
        DEPARTMENT: _DEPARTMENT,
        UNITS: (
            *("units", "personer", "antal personer", "persons", "number of persons", *_ADULTS),
            *("beboere", "antal beboere", "residents", "number of residents"),
        ),
    },
}
"""The same for a table with a row an area or department."""


def closed(heading: str) -> str:
    """A heading without case, signs and blanks: ``Bolig-nr.`` is ``bolignr``."""
    return heading_key(heading).replace(" ", "")


_OCCUPIED, _EITHER = (frozenset(map(closed, those)) for those in (_IS_OCCUPIED, _TELLS_EMPTY))


def tells_occupied(heading: str) -> bool | None:
    """Whether yes under a heading means that somebody lives there; None if it can't be told."""
    key = closed(heading)
    return None if key in _EITHER else key in _OCCUPIED


def expected_headings(headings: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """All headings that a file may have, for finding out how it is laid out."""
    known = [each for those in headings.values() for each in those]
    written = (each[:1].upper() + each[1:] for each in known)
    return tuple(dict.fromkeys((*known, *written)))


def named_by_user(columns: object) -> list[str]:
    """The file's names of columns that were named.

    Raises
    ------
    WrongUseError
        If they aren't names by names.
    """
    given = {} if columns is None else columns
    for each in given.values() if isinstance(given, Mapping) else [given]:
        if not isinstance(given, Mapping) or not isinstance(each, str | None):
            raise fail(WrongUseError, "argument.kind", name="columns", got=type(each).__name__,
                       expected="{str: str | None}")  # fmt: skip
    return [str(each) for each in given.values() if each is not None]  # type: ignore[attr-defined]


def names_given(given: object, argument: str) -> tuple[str, ...]:
    """Names of columns that were given, or a single one.

    Raises
    ------
    WrongUseError
        If one is no text.
    """
    several = isinstance(given, Iterable) and not isinstance(given, str)
    names: tuple[object, ...] = tuple(given) if several else (given,)  # type: ignore[arg-type]
    for each in names:
        if not isinstance(each, str):
            raise fail(WrongUseError, "argument.kind", name=argument, got=type(each).__name__,
                       expected="str")  # fmt: skip
    return tuple(map(str, names))


def found_columns(
    table: DataTable,
    headings: Mapping[str, tuple[str, ...]],
    given: Mapping[str, str | None] | None,
) -> dict[str, str]:
    """The columns of a file by our names of them, as far as they are there.

    Parameters
    ----------
    table : DataTable
    headings : mapping of str to tuple of str
        That are looked for.
    given : mapping of str to str or None, optional
        Columns that were named; None for one that is to be left out.

    Raises
    ------
    WrongUseError
        If another column of ours is named.
    UnknownNameError
        If the file hasn't got a column that was named.
    """
    found: dict[str, str] = {}
    for name, column in (given or {}).items():
        if name not in headings:
            known = culprits(headings)
            raise fail(WrongUseError, "frame.column_of_ours", got=quoted(name), known=known)
        if column is not None:
            found[name] = named_column(table, column)
    present = {
        closed(each): each for each in list(table.columns)[::-1] if each not in found.values()
    }
    for name, known_headings in headings.items():
        if name not in (given or {}):
            at = next((each for each in map(closed, known_headings) if each in present), None)
            if at is not None:
                found[name] = present.pop(at)
    return found


def named_column(table: DataTable, name: str) -> str:
    """The column of a file that is meant by a name, in whatever case it is written.

    Raises
    ------
    UnknownNameError
        With the nearest name, if there is none.
    """
    if name in table.columns:
        return name
    alike = [each for each in table.columns if heading_key(each) == heading_key(name)]
    if len(alike) == 1:
        return alike[0]
    near = did_you_mean(name, table.columns)
    raise fail(
        UnknownNameError,
        "frame.column_near" if near else "frame.column",
        where=table.place(),
        name=quoted(name),
        near=quoted(near or ""),
        known=culprits(table.columns, quote=quoted_heading),
    )


def refuse_absent(
    table: DataTable,
    found: Collection[str],
    headings: Mapping[str, tuple[str, ...]],
    needed: Iterable[str],
) -> None:
    """Refuse a file without the columns that must be there.

    Raises
    ------
    DataError
        With headings that are understood.
    """
    for name in needed:
        if name in found or (name == AREA and DEPARTMENT in found):
            continue
        raise fail(
            DataError,
            f"frame.no_{name}",
            where=table.place(),
            got=culprits(table.columns, quote=quoted_heading),
            known=culprits(headings[name][1:5]),
        )
