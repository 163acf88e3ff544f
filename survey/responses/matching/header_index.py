"""What the columns of a questionnaire may be called in a file from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from survey.codebook import Kind, MissingKind
from survey.questionnaire.column_map import Target
from survey.questionnaire.drafting.lexicon import NON_ANSWERS
from survey.questionnaire.questions import Grid, Multiple, Ranking, Single
from survey.questionnaire.texts import Pipe, parts_of
from survey.responses.matching.spelling import plain, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from survey.codebook import Code, Text, Variable
    from survey.questionnaire.questions import Question
    from survey.responses.matching.destinations import Destination

_OTHER = ("tekst", "text", "andet", "other", "kommentar", "comment", "angiv", "skriv", "uddyb",
          "uddybning", "namely", "specify", "please specify", "hvilket", "hvilken", "notér",
          "skriv venligst", "angiv venligst", "andet skriv", "tekstfelt", "fritekst")  # fmt: skip
_OTHER_ENDINGS = ("other", "andet", "tekst", "text", "comment", "oth", "spec")
_ANYTHING = ".+"


class Meant(NamedTuple):
    """What a name or text may mean: a destination, a kind, and the code of "don't know"."""

    name: str
    kind: Target
    code: int = 0


class Beginning(NamedTuple):
    """A text that begins with the words of a question and ends with those of a row."""

    asked: str
    row: str
    meant: Meant


@dataclass(slots=True)
class HeaderIndex:
    """Names and texts of the questionnaire's columns, and what they mean.

    Attributes
    ----------
    squeezed : mapping of str to list of Meant
        By name without case and signs.
    questions : mapping of str to Question
        By name without case and signs.
    whole, alone : mapping of str to list of Meant
        By plain text: that of a column, and that of a row or option alone.
    beginnings : list of Beginning
    filled : list of pattern and Meant
        Texts that are filled with what was answered to another question.
    tokens : list of set of str and Meant
        The words of each text.
    """

    squeezed: dict[str, list[Meant]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    whole: dict[str, list[Meant]] = field(default_factory=dict)
    alone: dict[str, list[Meant]] = field(default_factory=dict)
    beginnings: list[Beginning] = field(default_factory=list)
    filled: list[tuple[re.Pattern[str], Meant]] = field(default_factory=list)
    tokens: list[tuple[frozenset[str], Meant]] = field(default_factory=list)


def header_index(places: Mapping[str, Destination]) -> HeaderIndex:
    """The names and texts of all that columns can become."""
    index = HeaderIndex()
    for place in places.values():
        if place.question is None and place.variable is None:
            continue
        meant = Meant(place.name, place.kind)
        for name in _names(place):
            _add(index.squeezed, squeezed(name), meant)
        if place.variable is not None:
            _add_texts(index, place.variable, place.question, meant)
        elif place.question is not None:
            _add_whole(index, place.question.text, place.question.label, meant)
            _add_non_answers(index, place.question)
        if place.question is not None:
            index.questions[squeezed(place.question.id)] = place.question
    return index


def _add(into: dict[str, list[Meant]], key: str, meant: Meant) -> None:
    found = into.setdefault(key, [])
    if key and meant not in found:
        found.append(meant)


def _names(place: Destination) -> Iterator[str]:
    """Names of a column in which signs and case don't count."""
    yield place.name
    variable, question = place.variable, place.question
    if variable is None or question is None or not variable.item:
        return
    if variable.kind is Kind.TEXT:
        for ending in _OTHER_ENDINGS:
            yield f"{question.id}_{variable.item}_{ending}"
            if sum(code.opens_text for code in _codes(question)) == 1:
                yield f"{question.id}_{ending}"


def _codes(question: Question) -> tuple[Code, ...]:
    return question.codes if isinstance(question, Single | Multiple | Ranking) else ()


def _add_texts(
    index: HeaderIndex, variable: Variable, question: Question | None, meant: Meant
) -> None:
    asked = question.text if question else variable.question
    label = question.label if question else variable.label
    if not variable.item:
        _add_whole(index, asked, label, meant)
        return
    is_words = variable.kind is Kind.TEXT
    for language, own in variable.label.items():
        row = plain(own)
        heads = [plain(each[language]) for each in (asked, label) if each.get(language)]
        heads.append(plain(question.id) if question else "")
        for head in filter(None, heads):
            for words in _combined(head, row, is_words=is_words):
                _add(index.whole, words, meant)
        if heads and heads[0]:
            index.beginnings.append(Beginning(heads[0], row, meant))
            index.tokens.append((frozenset(f"{heads[0]} {row}".split()), meant))
        if is_words:
            for other in _OTHER:
                _add(index.whole, f"{row} {plain(other)}", meant)
        else:
            _add(index.alone, row, meant)
    if question is not None and not isinstance(question, Grid) and not is_words:
        for words in (*question.text.values(), *question.label.values()):
            _add(index.whole, f"{plain(words)} {variable.item}", meant)


def _combined(head: str, row: str, *, is_words: bool) -> Iterator[str]:
    """The words of a question with those of a row."""
    yield f"{head} {row}"
    yield f"{row} {head}"
    if is_words:
        for other in map(plain, _OTHER):
            yield f"{head} {row} {other}"
            yield f"{head} {other}"


def _add_whole(index: HeaderIndex, asked: Text, label: Text, meant: Meant) -> None:
    for words in (*asked.values(), *label.values()):
        pattern = _with_holes(words)
        if pattern is not None:
            index.filled.append((pattern, meant))
        _add(index.whole, plain(words), meant)
        index.tokens.append((frozenset(plain(words).split()), meant))


def _with_holes(words: str) -> re.Pattern[str] | None:
    """A text into which something is filled, as a pattern of plain texts."""
    parts = list(parts_of(words))
    if not any(isinstance(part, Pipe) for part in parts):
        return None
    found = (_escaped(part) if isinstance(part, str) else _ANYTHING for part in parts)
    return re.compile(r"\s?".join(filter(None, found)))


def _escaped(words: str) -> str:
    return re.escape(plain(words)) if any(map(str.isalnum, words)) else ""


def _add_non_answers(index: HeaderIndex, question: Question) -> None:
    """Columns for "don't know" beside the options."""
    for kind in (MissingKind.DONT_KNOW, MissingKind.REFUSED):
        meant = Meant(question.id, Target.NON_ANSWER, int(kind))
        for said in _words_for(kind):
            for words in (*question.text.values(), *question.label.values()):
                _add(index.whole, f"{plain(words)} {said}", meant)


def _words_for(kind: MissingKind) -> Iterable[str]:
    return dict.fromkeys(plain(word) for word in NON_ANSWERS[kind])
