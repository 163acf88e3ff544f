"""Why a table passes a review, is to be looked at, or fails; in words of either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.language.numbers import format_number
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from survey.codebook import Codebook
    from survey.disclosure.audit.cells import Label

_MOST_NAMED = 5


class ReleaseVerdict(StrEnum):
    """What a review says of a table."""

    PASS = "pass"  # noqa: S105 - no password
    REVIEW = "review"
    FAIL = "fail"


_ORDER = (ReleaseVerdict.PASS, ReleaseVerdict.REVIEW, ReleaseVerdict.FAIL)


def worst_verdict(verdicts: Iterable[ReleaseVerdict]) -> ReleaseVerdict:
    """The most serious of some verdicts; pass if there are none."""
    return max(verdicts, key=_ORDER.index, default=ReleaseVerdict.PASS)


@dataclass(frozen=True, slots=True, eq=False)
class Reason:
    """One reason for a verdict.

    Attributes
    ----------
    rule : str
        Its sentence stands under ``release_review.reason.<rule>``.
    verdict : ReleaseVerdict
    count : int
        How many numbers it is about.
    domains : tuple of Label
        Which domains it names; two by two where it is about pairs.
    fields : mapping
        More for the sentence: numbers of the policy.
    thresholds : tuple of (name, number, number)
        Thresholds of a policy beside those of the package.
    """

    rule: str
    verdict: ReleaseVerdict
    count: int = 0
    domains: tuple[Label, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    thresholds: tuple[tuple[str, float, float], ...] = ()

    def in_words(self, codebook: Codebook, language: str) -> str:
        """The reason as a sentence."""
        named = [domain_in_words(each, codebook, language) for each in self.domains]
        pairs = self._pairs(codebook, language) if len(self.domains) > 1 else [("", "")]
        given: dict[str, Any] = {
            "count": self.count,
            "domains": _listed(named, language),
            "one": pairs[0][0],
            "other": pairs[0][1],
            "pairs": _listed(
                [
                    text("release_review.pair", lang=language, one=one, other=other)
                    for one, other in pairs
                ],
                language,
            ),
            "thresholds": "; ".join(self._compared(language)),
            **self.fields,
        }
        return text(f"release_review.reason.{self.rule}", lang=language, **given)

    def _compared(self, language: str) -> Iterator[str]:
        """Thresholds beside those of the package, in words."""
        for name, own, usual in self.thresholds:
            said = text(f"release_review.threshold.{name}", lang=language)
            numbers = [_threshold(each, language) for each in (own, usual)]
            yield text(
                "release_review.compared",
                lang=language,
                what=said,
                own=numbers[0],
                usual=numbers[1],
            )

    def _pairs(self, codebook: Codebook, language: str) -> list[tuple[str, str]]:
        """Domains two by two, told apart by their columns where they are called the same."""
        found: list[tuple[str, str | None]] = []
        for one, other in zip(self.domains[::2], self.domains[1::2], strict=False):
            first, second = (domain_in_words(each, codebook, language) for each in (one, other))
            found.append((first, second if first != second else None))
        return [self._told_apart(at, pair, codebook, language) for at, pair in enumerate(found)]

    def _told_apart(
        self, at: int, pair: tuple[str, str | None], codebook: Codebook, language: str
    ) -> tuple[str, str]:
        first, second = pair
        if second is not None:
            return first, second
        if self.rule.endswith("_before"):
            return first, text("release_review.now", lang=language, domain=first)
        both = self.domains[2 * at : 2 * at + 2]
        one, other = (_with_column(each, codebook, language) for each in both)
        if one == other:
            return first, text("release_review.elsewhere", lang=language, domain=first)
        return one, other


def _threshold(value: float, language: str) -> str:
    if isinstance(value, bool):
        return text(f"release_review.{'yes' if value else 'no'}", lang=language)
    return format_number(value, language, decimals=0 if float(value).is_integer() else 2)


def _with_column(label: Label, codebook: Codebook, language: str) -> str:
    words = domain_in_words(label, codebook, language)
    columns = sorted(codebook.label(name, language) for name, _ in label)
    return f"{words} ({', '.join(columns)})" if columns else words


def domain_in_words(label: Label, codebook: Codebook, language: str) -> str:
    """A domain as it stands in a sentence."""
    pairs = sorted(label, key=lambda pair: (pair[0], str(pair[1])))
    named = [_value(name, value, codebook, language) for name, value in pairs]
    if not named:
        return text("release_review.everyone", lang=language)
    return quoted(", ".join(named), lang=language)


def _value(name: str, value: Any, codebook: Codebook, language: str) -> str:  # noqa: ANN401
    if isinstance(value, tuple):  # all beside one value
        left_out = codebook.value_label(name, value[1], language)
        return text("release_review.beside", lang=language, value=left_out)
    if value is Domain.MISSING:
        return text("table.missing", lang=language)
    variable = codebook.get(name)
    for code in variable.codes if variable is not None else ():
        if str(code.value) == str(value):  # earlier releases are kept as text
            return codebook.value_label(name, code.value, language)
    return str(value)


def _listed(words: Sequence[str], language: str) -> str:
    """Words in running text; at most five, and how many more there are."""
    shown, more = list(words[:_MOST_NAMED]), len(words) - _MOST_NAMED
    if more > 0:
        shown.append(text("release_review.more", lang=language, count=more))
    return join_words(shown, language) if shown else ""
