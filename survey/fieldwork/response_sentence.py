"""The response rate as it stands in a report: the number, what it is of, and its definition."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from survey.errors import WrongUseError
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.rate_words import KINDS, rate_name, unit_word
from survey.fieldwork.response_rates import ResponseRates, parts_of
from survey.kernels.outcome_rates import FORMS
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number, format_percent

if TYPE_CHECKING:
    from collections.abc import Iterator


def response_sentence(
    rates: ResponseRates,
    language: str = "da",
    kind: str | None = None,
    *,
    decimals: int = 0,
) -> str:
    """The rate of all in one line, with its definition as a second sentence.

    Parameters
    ----------
    rates : ResponseRates
    language : {"da", "en"}
    kind : str, optional
        The rate that is told; that of the rates if left out.
    decimals : int
        Of the percentage.

    Returns
    -------
    str
        E.g. »Svarprocent: 43 pct. (1.290 af 3.000 boliger). RR2 (AAPOR): …«. With ``..`` for the
        number where nobody is in the denominator.

    Raises
    ------
    WrongUseError
        If the language or the rate is none.

    Examples
    --------
    >>> import survey as sv
    >>> sv.response_sentence(rates, "en")  # doctest: +SKIP
    'Response rate: 43% (1,290 of 3,000 dwellings). RR2 (AAPOR): …'
    """
    return " ".join(response_sentences(rates, language, kind, decimals=decimals))


def response_sentences(
    rates: ResponseRates,
    language: str = "da",
    kind: str | None = None,
    *,
    decimals: int = 0,
) -> tuple[str, ...]:
    """The same one by one: the headline, the definition, and who is still in the field."""
    kind = _checked(rates, language, kind)
    return tuple(_sentences(rates, language, kind, decimals))


def _checked(rates: object, language: str, kind: str | None) -> str:
    if not isinstance(rates, ResponseRates):
        raise fail(WrongUseError, "argument.kind", name="rates", got=type(rates).__name__,
                   expected="response_rates(...)")  # fmt: skip
    if language not in LANGUAGES:
        raise fail(WrongUseError, "plain.language", got=quoted(str(language)))
    if kind is not None and kind not in KINDS:
        raise fail(WrongUseError, "dispositions.choice", name="kind", got=quoted(str(kind)),
                   known=", ".join(KINDS))  # fmt: skip
    return kind or rates.kind


def _sentences(rates: ResponseRates, language: str, kind: str, decimals: int) -> Iterator[str]:
    row = rates.of_all()
    name = rate_name(kind, language)
    lead = "headline" if rates.closed else "headline_so_far"
    yield text(
        f"dispositions.{lead}",
        lang=language,
        name=name,
        share=_share(row[kind], language, decimals),
        of=_of(row, rates, kind, language) + _weighted(rates, kind, language, decimals),
    )
    yield rates.definition(kind, language)
    pending = int(row[Outcome.PENDING])
    if pending:
        number = format_number(pending, language)
        units = unit_word(rates.unit, pending, language)
        yield text("dispositions.pending", lang=language, count=pending, number=number, units=units)


def _share(share: float, language: str, decimals: int) -> str:
    return ".." if math.isnan(share) else format_percent(share, language, decimals=decimals)


def _of(row: dict[str, Any], rates: ResponseRates, kind: str, language: str) -> str:
    """How many of how many; the second number is an estimate where the unknown count in part."""
    counted, base = parts_of(row, kind)
    unknown = row[Outcome.UNKNOWN_HOUSEHOLD] + row[Outcome.UNKNOWN_OTHER]
    key = "of_about" if FORMS[kind].unknown == "part" and unknown else "of"
    return text(
        f"dispositions.{key}",
        lang=language,
        counted=format_number(counted, language, decimals=0),
        base=format_number(base, language, decimals=0) if math.isfinite(base) else "..",
        units=unit_word(rates.unit, _count(base), language),
    )


def _weighted(rates: ResponseRates, kind: str, language: str, decimals: int) -> str:
    if not rates.is_weighted:
        return ""
    share = _share(rates.of_all(weighted=True)[kind], language, decimals)
    return text("dispositions.and_weighted", lang=language, share=share)


def _count(base: float) -> int:
    return round(base) if math.isfinite(base) else 0
