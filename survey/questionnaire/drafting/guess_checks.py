"""Whether a correction of a guess can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import UnknownNameError, WrongUseError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import LANGUAGES
from survey.language.messages import fail, quoted
from survey.questionnaire.drafting.ledger import ORDER_MARK, Aspect, Guess, Guesses, spoken
from survey.questionnaire.drafting.legal_names import FORM
from survey.questionnaire.reserved import RESERVED_NAMES

if TYPE_CHECKING:
    from survey.errors import SurveyError


def checked_correction(guesses: Guesses, name: str, value: str) -> Guess:
    """The guess that is corrected, if it can be so.

    Raises
    ------
    UnknownNameError
        If there is no such guess.
    WrongUseError
        If it can't be so.
    """
    guess = guesses.get(name)
    if guess is None:
        near = did_you_mean(name, [each.id for each in guesses])
        code = "drafting.guess_unknown_near" if near else "drafting.guess_unknown"
        raise fail(UnknownNameError, code, got=quoted(name), near=quoted(near or ""))
    if not can_be(guess, value):
        raise cannot_be(guess, value)
    return guess


def can_be(guess: Guess, value: str) -> bool:
    """Whether a guess can be corrected to a value."""
    if value == guess.value or value in guess.alternatives:
        return True
    if not guess.is_open:
        return False
    match guess.aspect:
        case Aspect.ORDER:
            return sorted(value.split(ORDER_MARK)) == sorted(guess.parts)
        case Aspect.NAME | Aspect.SCALE:
            return FORM.fullmatch(value) is not None and value not in RESERVED_NAMES
        case Aspect.HEADLINE:
            return set(value.split(", ")) <= set(guess.parts)
    return True


def cannot_be(guess: Guess, value: str) -> SurveyError:
    """The error that says what a guess can be corrected to."""
    words = [spoken(guess.aspect, each) for each in (guess.value, *guess.alternatives)]
    expected = f"drafting.correction_{guess.aspect.value}" if guess.is_open else ""
    return fail(
        WrongUseError,
        expected or "drafting.correction",
        got=quoted(value),
        known=", ".join(map(quoted, words)),
    )


def understood(guess: Guess, written: str) -> str:
    """A correction as it was written, in words or as a value, as a value."""
    plain = " ".join(written.split())
    for each in (guess.value, *guess.alternatives):
        words = {each, *(spoken(guess.aspect, each, lang=language) for language in LANGUAGES)}
        if plain.casefold() in {word.casefold() for word in words}:
            return each
    if guess.aspect is Aspect.ORDER:
        return ORDER_MARK.join(part.strip() for part in plain.split("|"))
    if guess.aspect is Aspect.HEADLINE:
        return ", ".join(part.strip() for part in plain.replace(";", ",").split(","))
    return plain
