"""What one rule says of a question: a verdict and the sentence that gives its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import quoted
from survey.language.numbers import format_number
from survey.language.words import join_words
from survey.questionnaire.comparison.verdicts import Comparability

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Text
    from survey.questionnaire.texts import Languages


@dataclass(frozen=True, slots=True)
class Bare:
    """A text that stands in a sentence without quotation marks."""

    words: Text


Field: TypeAlias = "str | int | Text | Bare | tuple[int | Text | Bare, ...]"
"""What fills a place in a sentence: words as they are, a number, a text of the questionnaire in
quotation marks, or several of them in a row."""

_GRAVITY = {
    each: place
    for place, each in enumerate(
        (
            Comparability.SAME,
            Comparability.LABEL_ONLY,
            Comparability.RECODED,
            Comparability.UNDECIDED,
            Comparability.BROKEN,
        )
    )
}
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says.

    Attributes
    ----------
    verdict : Comparability
    key : str
        Of the sentence in the catalogue, below ``verdict.reason``.
    fields : mapping of str to Field
    settled : bool
        Whether the author can settle it by declaring that the meaning is the same.
    """

    verdict: Comparability
    key: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    settled: bool = False


SAME = Ruling(Comparability.SAME, "same")


def broken(key: str, **fields: Field) -> Ruling:
    """A ruling that the answers can't be compared."""
    return Ruling(Comparability.BROKEN, key, fields)


def undecided(key: str, *, settled: bool = True, **fields: Field) -> Ruling:
    """A ruling that somebody must say what a change means."""
    return Ruling(Comparability.UNDECIDED, key, fields, settled)


def label_only(key: str, **fields: Field) -> Ruling:
    """A ruling that only words around the answers differ."""
    return Ruling(Comparability.LABEL_ONLY, key, fields)


def gravest(rulings: Iterable[Ruling]) -> Ruling:
    """The ruling that weighs most, the first of several: what is broken needs no decision."""
    return max(rulings, key=lambda each: _GRAVITY[each.verdict], default=SAME)


def reason_of(ruling: Ruling, languages: Languages) -> Text:
    """The sentence in Danish and English."""
    return {
        language: text(
            f"verdict.reason.{ruling.key}",
            lang=language,
            **{name: _said(each, languages, language) for name, each in ruling.fields.items()},
        )
        for language in LANGUAGES
    }


def _said(value: Field, languages: Languages, language: str) -> str | int:
    match value:
        case int() | str():
            return value
        case tuple():
            parts = [_listed(each, languages, language) for each in value]
            return join_words(parts, language)
        case Bare(words):
            return _spoken(words, languages, language).strip().rstrip(".")
    return quoted(shortened(_spoken(value, languages, language)), lang=language)


def _listed(value: int | Text | Bare, languages: Languages, language: str) -> str:
    if isinstance(value, int):
        return format_number(value, language)
    return str(_said(value, languages, language))


def _spoken(words: Text, languages: Languages, language: str) -> str:
    """A text in a language, or in whatever language it is in."""
    return languages.said(words, language) or next(iter(words.values()), "")


def shortened(words: str) -> str:
    """Words that fit into a sentence."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
