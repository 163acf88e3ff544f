"""The words of answers to a column: labels in each language, and those for no answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from survey.codebook import MissingKind
from survey.language.catalogue import LANGUAGES
from survey.questionnaire.columns import missing_words
from survey.questionnaire.drafting.lexicon import NON_ANSWERS
from survey.questionnaire.questions import Multiple, Ranking
from survey.responses.matching.spelling import listed, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Code, Variable
    from survey.questionnaire.questions import Question

Codes = tuple[int | str, ...]
_PREFIX = re.compile(r"\(?(?P<number>-?\d{1,3})\)?\s*(?:[.:)=–-]|\s)\s*(?=\D)(?P<words>.+)", re.S)
_YES = listed("ja yes y j true sandt sand x")
_NO = listed("nej no n false falsk")
_LEAST_CUT = 20


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """What answers to a column are called.

    Attributes
    ----------
    codes : tuple
        Valid codes, in order.
    labels : mapping of str to tuple
        Codes by plain label; most often one.
    written : mapping of str to mapping
        By language: the label of each code, as it is written.
    missing : mapping of str to int
        Codes of kinds of missing by their plain words, those of the question.
    """

    codes: Codes
    labels: Mapping[str, Codes]
    written: Mapping[str, Mapping[int | str, str]]
    missing: Mapping[str, int]

    def by_label(self, words: str) -> Codes:
        """The codes that are called so."""
        return self.labels.get(plain(words), ())

    def by_prefixed(self, words: str) -> Codes:
        """The codes that are called so after a number."""
        found = _PREFIX.fullmatch(words)
        return self.by_label(found["words"]) if found else ()

    def by_beginning(self, words: str) -> Codes:
        """The codes whose label begins so, where a program cut it."""
        start = plain(words.rstrip(".…"))
        if len(start) < _LEAST_CUT:
            return ()
        found = [codes for label, codes in self.labels.items() if label.startswith(start)]
        return tuple(dict.fromkeys(code for codes in found for code in codes))

    def by_number(self, words: str) -> int | str | None:
        """The code that is written so, perhaps with zeros before it or after its point."""
        for code in self.codes:
            if words == str(code):
                return code
        found = re.fullmatch(r"0*(\d{1,9})(?:[.,]0+)?", words)
        number = int(found[1]) if found else None
        return number if number in self.codes else None

    def by_truth(self, words: str) -> Codes:
        """The codes that are called yes or no, for other words for these."""
        said = plain(words)
        for group in (_YES, _NO):
            if said in group:
                found = [codes for word in group for codes in (self.labels.get(word, ()),)]
                return tuple(dict.fromkeys(code for codes in found for code in codes))
        return ()

    def non_answer(self, words: str) -> tuple[int, bool] | None:
        """The kind of missing that is called so, and whether the questionnaire says it so."""
        said = plain(words)
        if said in self.missing:
            return self.missing[said], True
        usual = usual_words()
        return (usual[said], False) if said in usual else None


def answer_words(variable: Variable) -> AnswerWords:
    """What answers to a column are called.

    Parameters
    ----------
    variable : Variable
    """
    return _words(variable.codes, variable.missing)


def option_words(question: Question, variable: Variable | None = None) -> AnswerWords:
    """What the options of a question with several answers are called."""
    codes = question.codes if isinstance(question, Multiple | Ranking) else ()
    return _words(codes, variable.missing if variable else ())


def _words(codes: Iterable[Code], missing: Iterable[Code]) -> AnswerWords:
    codes = tuple(codes)
    labels: dict[str, dict[int | str, None]] = {}
    written: dict[str, dict[int | str, str]] = {}
    for code in codes:
        for language, label in code.label.items():
            labels.setdefault(plain(label), {})[code.value] = None
            written.setdefault(language, {})[code.value] = label
    own = {plain(w): int(each.value) for each in missing for w in each.label.values()}
    return AnswerWords(
        tuple(code.value for code in codes),
        {label: tuple(found) for label, found in labels.items()},
        written,
        {words: code for words, code in own.items() if words not in labels},
    )


@cache
def usual_words() -> dict[str, int]:
    """Words for kinds of missing that files use, and those that we write ourselves."""
    found = {plain(word): int(kind) for kind, words in NON_ANSWERS.items() for word in words}
    for kind, words in missing_words().items():
        if kind is not MissingKind.NOT_IN_WAVE:
            found |= {plain(words[language]): int(kind) for language in LANGUAGES}
    return found
