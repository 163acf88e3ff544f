"""Own words that may point to a person, or were damaged on the way; the words are never told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import Kind
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES
from survey.language.identifying import identifying_kinds, identifying_texts, kinds_said
from survey.responses.checking.lines import text_columns
from survey.responses.responses import MISSING_TEXTS, RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from survey.language.identifying import IdentifyingKind
    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.responses import Responses


_GARBLED = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|â€|\ufffd"
)


def is_garbled(words: str) -> bool:
    """Whether letters were read in the wrong character set: ``Ã¥`` for å, or ``�``."""
    return _GARBLED.search(words) is not None


def own_words(responses: Responses, names: Collection[str], finder: Finder) -> list[AnswerFinding]:
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


def words_in_rosters(
    responses: Responses, names: Collection[str], finder: Finder
) -> list[AnswerFinding]:
    """Own words about the persons of a household that may identify somebody."""
    found: list[AnswerFinding] = []
    for table, frame in responses.rosters.items():
        variables = responses.questionnaire.variables(table)
        for variable in (v for v in variables if v.kind is Kind.TEXT and v.name in frame):
            ids = frame[RESPONDENT].astype(str).to_numpy(dtype=object)
            kinds = frame[variable.name].map(
                lambda value: identifying_kinds(_plain(value), names=names)
            )
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


def _odd_texts(
    texts: list[str], names: Collection[str], finder: Finder
) -> Iterator[tuple[int, list[_Told]]]:
    """What is told of each different text that something is told of."""
    cut = _cut(texts, finder.rules.cut_at)
    kinds = identifying_texts(texts, names=names)
    for place, words in enumerate(texts):
        told: list[_Told] = [
            ("responses.person", Severity.WARNING, {"kind": _kind(each)}) for each in kinds[place]
        ]
        if is_garbled(words):
            told.append(("responses.garbled", Severity.WARNING, {}))
        if place in cut:
            told.append(("responses.cut", Severity.NOTE, {"characters": len(words)}))
        if told:
            yield place, told


def _kind(kind: IdentifyingKind) -> dict[str, str]:
    return {language: kinds_said((kind,), language) for language in LANGUAGES}


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
