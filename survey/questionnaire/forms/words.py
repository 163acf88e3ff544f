"""The words of the form itself, such as "tick one box", in the language of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.language.form_words import shipped_languages, shipped_words, word_names
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.arguments import questionnaire_given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import MissingKind
    from survey.questionnaire.model import Questionnaire

_LAST = "en"
_FIELD = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of a form.

    Attributes
    ----------
    language : str
        Of the form.
    words : mapping of str to str
    languages : mapping of str to str
        The language that each of them is in.
    """

    language: str
    words: Mapping[str, str]
    languages: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", MappingProxyType(dict(self.words)))
        object.__setattr__(self, "languages", MappingProxyType(dict(self.languages)))

    def said(self, name: str, **fields: object) -> str:
        """Words with their fields filled in."""
        return _FIELD.sub(lambda match: str(fields.get(match[1], match[0])), self.words[name])

    def quoted(self, words: str) -> str:
        """Words in the quotation marks of the language."""
        return self.said("quoted", words=words)


def form_words(questionnaire: Questionnaire, language: str) -> tuple[FormWords, tuple[str, ...]]:
    """The words of a form in a language, and which of them another language stood in for.

    A questionnaire's own words come first, then those that are shipped; what a language lacks is
    taken from the languages that stand in for it, and from English at last.

    Parameters
    ----------
    questionnaire : Questionnaire
    language : str

    Returns
    -------
    words : FormWords
    fallbacks : tuple of str
        Names of the words that are in another language than the form.
    """
    offered = questionnaire_given(questionnaire).languages.offered
    if language not in offered and language not in shipped_languages():
        known = culprits(offered)
        raise fail(WrongUseError, "form.language", got=quoted(language), known=known)
    chain = dict.fromkeys((*questionnaire.languages.chain(language), _LAST))
    found = {name: _found(questionnaire, name, tuple(chain)) for name in word_names()}
    words = FormWords(
        language,
        {name: words for name, (words, _) in found.items()},
        {name: spoken for name, (_, spoken) in found.items()},
    )
    fallbacks = tuple(name for name, (_, spoken) in found.items() if spoken != language)
    return words, fallbacks


def missing_word(words: FormWords, questionnaire: Questionnaire, kind: MissingKind) -> str:
    """How a kind of missing answer is offered on the form."""
    own = questionnaire.languages.said(questionnaire.missing.get(kind, {}), words.language)
    return own or words.said(kind.name.lower())


def _found(questionnaire: Questionnaire, name: str, chain: tuple[str, ...]) -> tuple[str, str]:
    own = questionnaire.words.get(name, {})
    for language in chain:
        words = own.get(language) or shipped_words(language).get(name)
        if words:
            return words, language
    raise KeyError(name)  # English has them all
