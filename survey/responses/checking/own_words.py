"""Own words that may point to a person, or were damaged on the way; the words are never told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import Kind
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, text
from survey.responses.checking.lines import text_columns
from survey.responses.responses import MISSING_TEXTS, RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.responses import Responses


class Identifying(StrEnum):
    """What in a text may point to a person."""

    CPR = "cpr"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    ADDRESS = "address"
    NAME = "name"


_CPR = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)[ –-]?\d{4}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.,-])(?:(?:\+|00)45[ ]?)?"
    r"(?:[2-9]\d{7}|[2-9]\d([ .-])\d\d\1\d\d\1\d\d|[2-9]\d{3} \d{4}|[2-9]\d{2} \d{2} \d{3})"
    r"(?![\d]|[.,-]\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?:https?://|www\.)\S+|\b(?:facebook|instagram|linkedin)\.com/\S+", re.I)
_ROADS = (
    "vej", "vejen", "gade", "gaden", "stræde", "strædet", "allé", "allén", "alle", "plads",
    "pladsen", "vænge", "vænget", "torv", "torvet", "boulevard", "park", "parken", "have", "haven",
    "vang", "vangen", "bakke", "bakken", "sti", "stien", "dal", "dalen",
)  # fmt: skip
_HOUSE = re.compile(r"(?<!\w)(?:(\w+) )?(\w+),? (?:nr\.? ?)?\d{1,3} ?[A-Za-z]?(?!\w)")
_FLOOR = re.compile(r"(?<!\w)(?:st|kld|\d{1,2})\.\s?(?:sal,?\s?)?(?:tv|th|mf)(?!\w)", re.I)
_WORDS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_GARBLED = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|â€|\ufffd"
)
# without one of these nothing of all that can stand in a text
_SOME = re.compile(r"[\d@]|www\.|://|\.com/|(?<!\w)(?:st|kld)\.", re.IGNORECASE)
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _is_cpr(words: str) -> bool:
    """Whether ten digits stand there of which the first six are a day of a year."""
    for day, month, _ in _CPR.findall(words):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= _MONTH_DAYS[int(month) - 1]:
            return True
    return False


def _is_address(words: str) -> bool:
    """Whether a road stands there with a house number, or a floor with a side."""
    if _FLOOR.search(words):
        return True
    for before, road in _HOUSE.findall(words):
        named = road[0].isupper() or before[:1].isupper()
        if named and road.casefold().endswith(_ROADS):
            return True
    return False


_LOOKS: dict[Identifying, Callable[[str], object]] = {
    Identifying.CPR: _is_cpr,
    Identifying.PHONE: _PHONE.search,
    Identifying.EMAIL: _EMAIL.search,
    Identifying.WEB: _WEB.search,
    Identifying.ADDRESS: _is_address,
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names that are searched for as whole words with a capital letter."""

    single: frozenset[str]
    several: tuple[str, ...]

    def within(self, words: str) -> bool:
        """Whether one of them stands in a text."""
        if not self.single and not self.several:
            return False
        there = _WORDS.findall(words)
        if any(word[0].isupper() and word.casefold() in self.single for word in there):
            return True
        line = f" {' '.join(there).casefold()} "
        return any(name in line for name in self.several)


def names_of(names: Iterable[str]) -> Names:
    """Names made ready for the search; of several words, all must follow on each other."""
    parts = [" ".join(_WORDS.findall(name)).casefold() for name in names]
    single = frozenset(name for name in parts if name and " " not in name)
    return Names(single, tuple(f" {name} " for name in parts if " " in name))


def identifying(words: str, names: Names) -> tuple[Identifying, ...]:
    """What in a text may point to a person."""
    found = []
    if _SOME.search(words):
        found = [kind for kind, looks in _LOOKS.items() if looks(words)]
    if names.within(words):
        found.append(Identifying.NAME)
    return tuple(found)


def is_garbled(words: str) -> bool:
    """Whether letters were read in the wrong character set: ``Ã¥`` for å, or ``�``."""
    return _GARBLED.search(words) is not None


def own_words(responses: Responses, names: Names, finder: Finder) -> list[AnswerFinding]:
    """Answers in own words that may identify somebody, are garbled, or were cut off."""
    ids = responses.ids.astype(str).to_numpy(dtype=object)
    found: list[AnswerFinding] = []
    for name in text_columns(responses):
        index, different = pd.factorize(responses.data[name].astype(object))
        texts = [_plain(value) for value in different]
        odd = dict(_odd_texts(texts, names, finder))
        for row in np.flatnonzero(np.isin(index, list(odd))):
            for key, severity, what in odd[index[row]]:
                cell = (str(ids[row]), name)
                found += finder.about_answer(key, severity, cell, fields=what)
    return found


def words_in_rosters(responses: Responses, names: Names, finder: Finder) -> list[AnswerFinding]:
    """Own words about the persons of a household that may identify somebody."""
    found: list[AnswerFinding] = []
    for table, frame in responses.rosters.items():
        variables = responses.questionnaire.variables(table)
        for variable in (v for v in variables if v.kind is Kind.TEXT and v.name in frame):
            ids = frame[RESPONDENT].astype(str).to_numpy(dtype=object)
            kinds = frame[variable.name].map(lambda value: identifying(_plain(value), names))
            for row in np.flatnonzero(kinds.map(len)):
                for kind in kinds.iloc[row]:
                    found += finder.about_respondent(
                        "responses.person_in_roster",
                        Severity.WARNING,
                        str(ids[row]),
                        variable.name,
                        kind=_kind(kind),
                        column=variable.name,
                    )
    return found


def _plain(value: object) -> str:
    words = value if isinstance(value, str) else ""
    return "" if words in MISSING_TEXTS else words


_Told = tuple[str, Severity, dict[str, object]]


def _odd_texts(texts: list[str], names: Names, finder: Finder) -> Iterator[tuple[int, list[_Told]]]:
    """What is told of each different text that something is told of."""
    cut = _cut(texts, finder.rules.cut_at)
    for place, words in enumerate(texts):
        told: list[_Told] = [
            ("responses.person", Severity.WARNING, {"kind": _kind(each)})
            for each in identifying(words, names)
        ]
        if is_garbled(words):
            told.append(("responses.garbled", Severity.WARNING, {}))
        if place in cut:
            told.append(("responses.cut", Severity.NOTE, {"characters": len(words)}))
        if told:
            yield place, told


def _kind(kind: Identifying) -> dict[str, str]:
    return {each: text(f"response_checks.identifying.{kind}", lang=each) for each in LANGUAGES}


def _cut(texts: list[str], limit: int) -> set[int]:
    """Texts that are as long as another program's limit, where none is longer."""
    sizes = [(len(words), len(words.encode())) for words in texts]
    if any(size[0] > limit for size in sizes):
        return set()
    longer_bytes = any(size[1] > limit for size in sizes)
    return {
        place
        for place, (characters, in_bytes) in enumerate(sizes)
        if characters == limit or (not longer_bytes and limit - 1 <= in_bytes <= limit)
    }
