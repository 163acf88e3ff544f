"""Texts of a questionnaire: which languages there are, what stands in for a missing one, pipes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Text

# {name} stands for what was answered to a question; {{ and }} are braces.
_PARTS = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]|[^{}]+")
_BRACES = {"{{": "{", "}}": "}"}


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that a questionnaire is offered in.

    Attributes
    ----------
    offered : tuple of str
        The first one is the reference: every text has it.
    fallback : mapping of str to tuple of str
        Which languages stand in for one, in order; after them comes the reference.
    unreviewed : tuple of str
        Languages whose translation nobody has gone through yet.
    """

    offered: tuple[str, ...]
    fallback: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unreviewed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fallback", MappingProxyType(dict(self.fallback)))

    @property
    def reference(self) -> str:
        """The language that every text has."""
        return self.offered[0]

    def chain(self, language: str) -> tuple[str, ...]:
        """A language and those that stand in for it, in order, each once.

        Examples
        --------
        >>> Languages(("da", "en", "ar"), {"ar": ("en",)}).chain("ar")
        ('ar', 'en', 'da')
        """
        return tuple(dict.fromkeys((language, *self.fallback.get(language, ()), self.reference)))

    def shown(self, text: Text, language: str) -> tuple[str, str]:
        """The words that are shown in a language, and the language they are in.

        Both are empty if no language of the chain has the text.

        Examples
        --------
        >>> Languages(("da", "en")).shown({"da": "Ja"}, "en")
        ('Ja', 'da')
        """
        for candidate in self.chain(language):
            if text.get(candidate):
                return text[candidate], candidate
        return "", ""

    def said(self, text: Text, language: str) -> str:
        """The words that are shown in a language."""
        return self.shown(text, language)[0]


@dataclass(frozen=True, slots=True)
class Pipe:
    """A place in a text that is filled with what was answered to a question."""

    name: str


def parts_of(words: str) -> Iterator[str | Pipe | None]:
    """The words and pipes that a text is made of; None for a brace that is no pipe.

    Examples
    --------
    >>> list(parts_of("How long in {area} {{so}}?"))
    ['How long in ', Pipe(name='area'), ' ', '{', 'so', '}', '?']
    """
    for match in _PARTS.finditer(words):
        if match[1]:
            yield Pipe(match[1])
        elif match[0] in _BRACES:
            yield _BRACES[match[0]]
        else:
            yield None if match[0] in "{}" else match[0]


def pipes_in(words: str) -> tuple[str, ...]:
    """The names that a text is filled with, each once."""
    found = (part.name for part in parts_of(words) if isinstance(part, Pipe))
    return tuple(dict.fromkeys(found))


def filled(words: str, answers: Mapping[str, str]) -> str:
    """A text with its pipes filled in; what is no pipe to one of the names stays as it is.

    Examples
    --------
    >>> filled("Is {area} a {place}?", {"area": "Nordby"})
    'Is Nordby a {place}?'
    """

    def replaced(match: re.Match[str]) -> str:
        if match[1]:
            return answers.get(match[1], match[0])
        return _BRACES.get(match[0], match[0])

    return _PARTS.sub(replaced, words)
