"""Looking through files for what tells who somebody is, before they are handed on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.documents.texts import texts_in
from survey.errors import SurveyError
from survey.files.data_reader import read_data_table
from survey.language.catalogue import text
from survey.language.identifying import IdentifyingKind, identifying_kinds, path_told
from survey.sampling.personal import Personal, personal_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from survey.files.data_table import DataTable


class Trace(StrEnum):
    """What was found of somebody."""

    CPR = "cpr"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class PersonalTrace:
    """A place that tells who somebody is; what stands there isn't told.

    Attributes
    ----------
    trace : Trace
    place : str
        The file, and the line or the part of it.
    """

    trace: Trace
    place: str

    def __str__(self) -> str:
        return f"{path_told(self.place)}: {text(f'study_share.trace.{self.trace}')}"


_NO_NUMBERS = re.compile(
    r"\b(?:[0-9a-f]{16,128}|[0-9A-HJKMNP-TV-Z]{26}|svy_\w+)\b"
    r"|(?<![\d.,])-?\d{1,6}[.,]\d{5,20}(?:e[+-]?\d+)?(?!\d)",
    re.IGNORECASE,
)
"""Hashes, pseudonyms, marks of ours and fractions, in which digits follow each other by chance."""
_CPR = re.compile(r"(?<![\w.,/-])\d{6}[-\N{EN DASH}\N{MINUS SIGN} ]?\d{4}(?![\w%-]|[.,]\d)")
_KINDS = {
    IdentifyingKind.CPR: Trace.CPR,
    IdentifyingKind.PHONE: Trace.PHONE,
    IdentifyingKind.EMAIL: Trace.EMAIL,
}
_MIGHT = re.compile(r"\d\d|@|\(at\)|\[at\]|\(a\)|snabel", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 12


@dataclass(frozen=True, slots=True, repr=False)
class KnownPeople:
    """Names and addresses that are looked for, as words one after the other.

    Attributes
    ----------
    phrases : mapping of tuple of str to Trace
    """

    phrases: Mapping[tuple[str, ...], Trace] = field(default_factory=dict)
    _lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"KnownPeople({len(self.phrases)} phrases)"

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, Trace]]) -> KnownPeople:
        """Those of some names and addresses; what is a single word could be any word.

        Parameters
        ----------
        phrases : iterable of (str, Trace)
        """
        found: dict[tuple[str, ...], Trace] = {}
        for written, trace in phrases:
            words = _words(written)
            if 1 < len(words) <= _LONGEST:
                found[words] = trace
        lengths: dict[str, set[int]] = {}
        for each in found:
            lengths.setdefault(each[0], set()).add(len(each))
        return cls(found, {first: tuple(sorted(each)) for first, each in lengths.items()})

    def traces_in(self, written: str) -> Iterator[Trace]:
        """What of them stands in a text."""
        words = _words(written)
        for place, first in enumerate(words):
            for length in self._lengths.get(first, ()):
                trace = self.phrases.get(words[place : place + length])
                if trace is not None:
                    yield trace


def known_people(paths: Iterable[Path]) -> KnownPeople:
    """Names and addresses of lists of contacts, to be looked for.

    A first and a last name that stand in columns of their own are taken together, and so are a
    street and its number.

    Parameters
    ----------
    paths : iterable of Path
        Tables; those that can't be read are passed over.
    """
    phrases: list[tuple[str, Trace]] = []
    for path in paths:
        try:
            phrases += _phrases(read_data_table(path))
        except SurveyError:
            continue
    return KnownPeople.of(phrases)


def _phrases(table: DataTable) -> Iterator[tuple[str, Trace]]:
    kinds = {name: personal_column(column) for name, column in table.columns.items()}
    of = {
        kind: [table.columns[name].cells() for name, each in kinds.items() if each is kind]
        for kind in (Personal.NAME, Personal.ADDRESS, Personal.PLACE)
    }
    for cells in of[Personal.NAME]:
        yield from ((each, Trace.NAME) for each in cells)
    if len(of[Personal.NAME]) > 1:
        yield from ((" ".join(row), Trace.NAME) for row in zip(*of[Personal.NAME], strict=True))
    for cells in of[Personal.ADDRESS]:
        yield from ((each, Trace.ADDRESS) for each in cells if any(map(str.isdigit, each)))
        for numbers in of[Personal.PLACE]:
            pairs = zip(cells, numbers, strict=True)
            yield from ((" ".join(row), Trace.ADDRESS) for row in pairs if row[1][:1].isdigit())


def personal_traces(
    files: Mapping[str, bytes], people: KnownPeople | None = None, *, ours: Sequence[str] = ()
) -> tuple[PersonalTrace, ...]:
    """What in some files tells who somebody is: numbers of persons and telephones, e-mail, names.

    Parameters
    ----------
    files : mapping of str to bytes
    people : KnownPeople, optional
        Names and addresses that are looked for too.
    ours : sequence of str
        Telephone numbers and e-mail addresses of the organisation, which may be there.

    Returns
    -------
    tuple of PersonalTrace
        Each place once for each kind, in the order of the files.
    """
    known = people or KnownPeople()
    allowed = [each for each in sorted(ours, key=len, reverse=True) if each]
    found: dict[PersonalTrace, None] = {}
    for name, data in files.items():
        for place, written in ((name, name), *texts_in(name, data)):
            left = written
            for each in allowed:
                left = left.replace(each, "")
            found |= dict.fromkeys(PersonalTrace(trace, place) for trace in _traces(left, known))
    return tuple(found)


def _traces(written: str, known: KnownPeople) -> Iterator[Trace]:
    yield from dict.fromkeys(known.traces_in(written))
    if not _MIGHT.search(written):
        return
    plain = _NO_NUMBERS.sub("", written)
    found = {_KINDS[kind] for kind in identifying_kinds(plain) if kind in _KINDS}
    if _CPR.search(plain):
        found.add(Trace.CPR)
    yield from sorted(found)


def _words(written: str) -> tuple[str, ...]:
    return tuple(each.casefold() for each in _WORD.findall(written))
