"""The rule by which many attempts become one final outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.fieldwork.outcomes import Outcome
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_share
from survey.language.words import join_words, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable


_RANKED = tuple(each for each in Outcome if each is not Outcome.NOT_ELIGIBLE)
_SOFT = (Outcome.REFUSAL, Outcome.OTHER, Outcome.NON_CONTACT)
_EMPTY = ("unless_contact", "any", "last")

Tier = Outcome | tuple[Outcome, ...]
"""An outcome, or several that rank alike, of which the last attempt decides."""


@dataclass(frozen=True, slots=True)
class DispositionRule:
    """How the final outcome of a unit follows from its attempts.

    An answer counts whenever it was given, also after a refusal. A unit that never answered is not
    eligible if an attempt found it empty and nobody was reached there afterwards. Otherwise the
    best outcome by the order counts, and the last attempt decides among outcomes that rank alike.

    Parameters
    ----------
    order : tuple of Outcome or tuple of Outcome
        From the best to the worst, each outcome but ``not_eligible`` once; several in a tuple rank
        alike.
    soft_refusal : Outcome
        What a refusal for now counts as, if nothing better came: ``refusal``, ``other`` or
        ``non_contact``.
    hard_refusal_final : bool
        Whether an answer that came after a refusal for good is left out.
    empty : {"unless_contact", "any", "last"}
        When a unit that never answered is not eligible: if an attempt found it empty and nobody
        was reached afterwards; if any attempt did; or only if the last one did.
    trusted_modes : tuple of str
        Modes whose word is taken for it that a dwelling is empty, as the log has them; none for
        all. By another mode such a dwelling is one of which it isn't known whether somebody lives
        there.
    partial_from, complete_above : float
        Shares of the questions answered: less than the first is a break-off and so a refusal, more
        than the second is complete, and what lies between is partial.

    Raises
    ------
    WrongUseError
        If one of them is nothing of the kind.

    Notes
    -----
    The classes are those of AAPOR (2023), Standard Definitions, 10th edition, which leaves to each
    survey to state the order of precedence; the shares of 50 and 80 per cent are its example.

    Examples
    --------
    >>> DispositionRule(soft_refusal=Outcome.NON_CONTACT).soft_refusal
    <Outcome.NON_CONTACT: 'non_contact'>
    """

    order: tuple[Tier, ...] = (
        Outcome.COMPLETE,
        Outcome.PARTIAL,
        Outcome.REFUSAL,
        Outcome.OTHER,
        Outcome.NON_CONTACT,
        (Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER),
        Outcome.PENDING,
    )
    soft_refusal: Outcome = Outcome.REFUSAL
    hard_refusal_final: bool = False
    empty: str = "unless_contact"
    trusted_modes: tuple[str, ...] = ()
    partial_from: float = 0.5
    complete_above: float = 0.8

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", tuple(_tier(each) for each in self.order))
        object.__setattr__(self, "trusted_modes", _texts(self.trusted_modes))
        ranked = sorted(outcome for tier in self.tiers for outcome in tier)
        if ranked != sorted(_RANKED):
            known = ", ".join(_RANKED)
            raise fail(WrongUseError, "dispositions.order", got=_listed(ranked), known=known)
        if self.soft_refusal not in _SOFT:
            raise _unknown("soft_refusal", self.soft_refusal, _SOFT)
        object.__setattr__(self, "soft_refusal", Outcome(self.soft_refusal))
        if self.empty not in _EMPTY:
            raise _unknown("empty", self.empty, _EMPTY)
        _check_shares(self.partial_from, self.complete_above)

    @property
    def tiers(self) -> tuple[tuple[Outcome, ...], ...]:
        """The order, with each rank as a tuple."""
        return tuple(each if isinstance(each, tuple) else (each,) for each in self.order)

    def in_words(self, language: str | None = None) -> str:
        """The rule as sentences for a method page.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        language = language or current_language()
        named = [
            _tier_in_words(tier, language) for tier in self.tiers if tier != (Outcome.PENDING,)
        ]
        after = "answer_not_after" if self.hard_refusal_final else "answer"
        parts = [
            text("dispositions.rule.order", lang=language, order="; ".join(named)),
            text(f"dispositions.rule.{after}", lang=language),
            text(f"dispositions.rule.empty_{self.empty}", lang=language),
        ]
        if self.trusted_modes:
            modes = join_words(
                [quoted(each, lang=language) for each in self.trusted_modes], language
            )
            parts.append(text("dispositions.rule.trusted", lang=language, modes=modes))
        if self.soft_refusal is not Outcome.REFUSAL:
            outcome = text(f"dispositions.outcome_in_text.{self.soft_refusal}", lang=language)
            parts.append(text("dispositions.rule.soft", lang=language, outcome=outcome))
        return " ".join(parts)

    def shares_in_words(self, language: str | None = None) -> str:
        """What share of the questions makes an answer complete, partial or a break-off."""
        language = language or current_language()
        partial = format_share(self.partial_from, language)
        complete = format_share(self.complete_above, language)
        return text("dispositions.rule.shares", lang=language, partial=partial, complete=complete)


def _tier(given: object) -> Tier:
    several = given if isinstance(given, tuple | list) else (given,)
    try:
        outcomes = tuple(Outcome(each) for each in several)
    except ValueError:
        known = ", ".join(_RANKED)
        raise fail(
            WrongUseError, "dispositions.order", got=_listed(map(str, several)), known=known
        ) from None
    return outcomes if isinstance(given, tuple | list) else outcomes[0]


def _texts(given: object) -> tuple[str, ...]:
    texts = tuple(given) if isinstance(given, tuple | list) else (given,)
    if not all(isinstance(each, str) for each in texts):
        raise _unknown("trusted_modes", given, ("str", "tuple of str"))
    return texts


def _check_shares(partial: object, complete: object) -> None:
    numbers = [each for each in (partial, complete) if isinstance(each, int | float)]
    if len(numbers) < 2 or not 0 < numbers[0] <= numbers[1] < 1:
        raise fail(WrongUseError, "dispositions.shares", got=f"{partial!r}, {complete!r}")


def _unknown(name: str, got: object, known: Iterable[str]) -> WrongUseError:
    return fail(
        WrongUseError,
        "dispositions.choice",
        name=name,
        got=quoted(str(got)),
        known=", ".join(known),
    )


def _listed(outcomes: Iterable[str]) -> str:
    return ", ".join(map(str, outcomes))


def _tier_in_words(tier: tuple[Outcome, ...], language: str) -> str:
    shown = [each for each in tier if each is not Outcome.PENDING]
    words = [text(f"dispositions.outcome_in_text.{each}", lang=language) for each in shown]
    return one_of(words, language)
