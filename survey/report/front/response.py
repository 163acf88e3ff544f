"""The response rate and who is missing: what became of everyone sampled, area by area."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.documents.blocks import Heading, Paragraph, Run
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.rate_words import unit_word
from survey.fieldwork.response_sentence import response_sentences
from survey.figures.outcome_chart import outcome_chart
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent
from survey.language.words import join_words
from survey.report.response_rates_page import rates_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Codebook
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.fieldwork.response_rates import ResponseRates
    from survey.report.numbering import Numbering
    from survey.report.spec import ReportSpec

_UNANSWERED = (
    ("non_contact", (Outcome.NON_CONTACT,)),
    ("refusal", (Outcome.REFUSAL,)),
    ("other", (Outcome.OTHER,)),
    ("unknown", (Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER)),
    ("not_eligible", (Outcome.NOT_ELIGIBLE,)),
)
_FEW_AREAS = 2


def response_blocks(
    released: Released, spec: ReportSpec, language: str, numbering: Numbering
) -> list[Block]:
    """The chapter on the response rate; nothing where nobody knows what became of those sampled.

    Parameters
    ----------
    released : Released
        Of it the words for areas, and the rules: where too few answered in an area, nothing is told
        of single areas.
    spec : ReportSpec
    language : {"da", "en"}
    numbering : Numbering
    """
    rates, dispositions = spec.carried_out.rates, spec.carried_out.dispositions
    if rates is None or dispositions is None:
        return []
    lead, *rest = response_sentences(rates, language)
    told = [*_unanswered(rates, language)]
    by_area: list[Block] = []
    if not spec.carried_out.tells_areas(released.policy):
        least = format_number(released.policy.minimum_base, language)
        told.append(text("front.response.untold", lang=language, least=least))
    else:
        told = [*_between(rates, released.codebook, spec, language), *told]
        chart = outcome_chart(dispositions, contrast=spec.contrast, language=language)
        by_area.append(numbering.numbered(rates_table(rates, language, contrast=spec.contrast)))
        by_area += [] if chart.is_empty else [numbering.drawn(chart)]
    return [
        Heading(2, text("front.response.title", lang=language), "response"),
        Paragraph((Run(lead, strong=True), Run(f" {' '.join(rest)}")), id="response_lead"),
        Paragraph((Run(" ".join(told)),), id="response_told"),
        *by_area,
        Paragraph((Run(text("front.response.alike", lang=language)),), id="response_alike"),
    ]


def _between(
    rates: ResponseRates, codebook: Codebook, spec: ReportSpec, language: str
) -> Iterator[str]:
    """From where fewest answered to where most did."""
    rows = [
        row
        for row in rates.rows()
        if not isinstance(row["area"], Domain) and not math.isnan(row[rates.kind])
    ]
    if len(rows) < _FEW_AREAS:
        return
    ends = [end(rows, key=lambda row: row[rates.kind]) for end in (min, max)]
    low, high = (_place(row, rates, codebook, spec, language) for row in ends)
    yield text("front.response.between", lang=language, low=low, high=high)


def _place(
    row: dict[str, Any],
    rates: ResponseRates,
    codebook: Codebook,
    spec: ReportSpec,
    language: str,
) -> str:
    share = format_percent(row[rates.kind], language)
    place = codebook.place_of(spec.over, row["area"], language) or text(
        "sentence.in_area",
        lang=language,
        area=codebook.value_in_text(spec.over, row["area"], language),
    )
    return text("sentence.share_place", lang=language, share=share, place=place)


def _unanswered(rates: ResponseRates, language: str) -> Iterator[str]:
    """How those who didn't answer fall into kinds, the most common first."""
    row = rates.of_all()
    sent = row["sampled"]
    counts = {key: sum(row[each] for each in those) for key, those in _UNANSWERED}
    there = sorted((key for key in counts if counts[key]), key=lambda key: -counts[key])
    if not there or not sent:
        return
    kinds = [
        text(
            f"front.response.{key}",
            lang=language,
            share=format_percent(counts[key] / sent, language),
        )
        for key in there
    ]
    yield text(
        "front.response.unanswered",
        lang=language,
        sent=format_number(int(sent), language),
        units=unit_word(rates.unit, int(sent), language),
        kinds=join_words(kinds, language),
    )
