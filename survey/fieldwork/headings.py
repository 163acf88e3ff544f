"""Which columns a file on the fieldwork has, and so which kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.fieldwork.results import result_of
from survey.files.headings import heading_key
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail
from survey.sampling import frame as sampling
from survey.sampling.headings import HEADINGS, TOTALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.fieldwork.results import Result
    from survey.files.data_table import DataTable

UNIT, AREA, DATE, MODE, RESULT, INTERVIEWER, PLANNED, N, SENT, PERCENT = (
    *("unit", "area", "date", "mode", "result", "interviewer"),
    *("assigned_mode", "n", "sent", "percent"),
)
KNOWN: dict[str, tuple[str, ...]] = {
    UNIT: (
        *HEADINGS["dwelling"][sampling.UNIT],
        *HEADINGS["person"][sampling.UNIT],
        *("boligid", "bolig nr", "løbe nr", "lbnr", "enhed", "personid", "personnr i stikprøven"),
    ),
    AREA: HEADINGS["dwelling"][sampling.AREA],
    DATE: (
        *("date", "day", "date of contact", "contact date", "dato", "dag", "tidspunkt"),
        *("kontaktdato", "besøgsdato", "dato og tid", "time"),
    ),
    MODE: ("mode", "channel", "måde", "metode", "kontaktform", "kontaktmåde", "kanal"),
    RESULT: (
        *("result", "outcome", "final outcome", "disposition", "final disposition", "code"),
        *("final code", "status", "resultat", "udfald", "endeligt udfald", "kode", "slutkode"),
        *("slutresultat", "endeligt resultat"),
    ),
    INTERVIEWER: ("interviewer", "intervieweren", "besøger", "medarbejder", "ringer"),
    PLANNED: (
        *("assigned mode", "planned mode", "mode sequence", "tildelt måde", "tildelt metode"),
        *("planlagt måde", "rækkefølge af måder"),
    ),
    N: ("n", "count", "number", "antal", "antal boliger", "antal personer"),
    SENT: (
        *("sent", "sent out", "sampled", "sample", "distributed", "total", "all", "in all"),
        *("uddelt", "uddelte", "udsendt", "udsendte", "sendt", "sendt ud", "stikprøve"),
        *("udtrukket", "udtrukne", "udvalgt", "udvalgte", "i alt", "ialt", "alle"),
    ),
    PERCENT: (
        *("response rate", "rate", "percent", "per cent", "pct"),
        *("svarprocent", "svarpct", "procent", "besvarelsesprocent"),
    ),
}
"""By our name: headings that mean the same, as `heading_key` has them, the surest first."""
ALL_HEADINGS = tuple(heading for headings in KNOWN.values() for heading in headings)
SUMS = frozenset(map(heading_key, TOTALS))
"""What stands in the place of an area in a row that sums up."""


class Form(StrEnum):
    """The kinds of file."""

    LOG = "log"
    """A row for each attempt."""
    CODES = "codes"
    """A row for each unit, with its final outcome."""
    LONG = "long"
    """A row for each area and outcome, with how many units."""
    WIDE = "wide"
    """A row for each area, with a column for each outcome."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file.

    Attributes
    ----------
    form : Form
    named : mapping of str to str
        By our name: the column of the file.
    outcomes : mapping of str to Result
        Of a wide file: what its columns of outcomes are.
    others : tuple of str
        The columns that are none of these.
    """

    form: Form
    named: Mapping[str, str]
    outcomes: Mapping[str, Result]
    others: tuple[str, ...]

    def get(self, name: str) -> str | None:
        """The column of the file by our name, or None."""
        return self.named.get(name)


def columns_of(table: DataTable, own: Mapping[str, Result]) -> Columns:
    """Which columns a file has, and of which kind it is therefore.

    Parameters
    ----------
    table : DataTable
    own : mapping of str to Result
        Words of the file's own.

    Raises
    ------
    DataError
        If its headings are those of no kind, or two columns have the same one.
    """
    named: dict[str, str] = {}
    by_key = _by_key(table)
    for name, headings in KNOWN.items():
        found = next((each for each in headings if each in by_key), None)
        if found is not None:
            named[name] = by_key[found]
    results = {name: result_of(name, own) for name in table.columns}
    taken = set(named.values())
    outcomes = {name: each for name, each in results.items() if each and name not in taken}
    form = _form(named, outcomes)
    if form is None:
        raise _unclear(table)
    used = {*named.values(), *(outcomes if form is Form.WIDE else ())}
    others = tuple(name for name in table.columns if name not in used)
    return Columns(form, named, outcomes if form is Form.WIDE else {}, others)


def _by_key(table: DataTable) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in table.columns:
        key = heading_key(name)
        if key in found and key in ALL_HEADINGS:
            names = culprits([found[key], name])
            raise fail(DataError, "dispositions.heading_twice", where=table.place(), names=names)
        found[key] = name
    return found


def _form(named: Mapping[str, str], outcomes: Mapping[str, Result]) -> Form | None:
    if UNIT in named:
        if RESULT not in named or N in named:
            return None
        return Form.LOG if DATE in named else Form.CODES
    if AREA not in named or DATE in named:
        return None
    if RESULT in named:
        return Form.LONG if N in named and not outcomes else None
    return Form.WIDE if outcomes else None


def _unclear(table: DataTable) -> DataError:
    return fail(
        DataError,
        "dispositions.unclear",
        where=table.place(),
        columns=culprits(table.columns, quote=quoted_heading),
    )
