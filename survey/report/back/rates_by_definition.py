"""The response rate by each of its definitions, so that surveys can be held against each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.rate_words import KINDS, rate_definition
from survey.language.catalogue import text
from survey.language.numbers import format_share
from survey.language.words import capitalised

if TYPE_CHECKING:
    from survey.fieldwork.response_rates import ResponseRates

_RATES = KINDS[:6]


def rates_by_definition(rates: ResponseRates, language: str) -> Table:
    """RR1 to RR6 of all, each with what it counts.

    Parameters
    ----------
    rates : ResponseRates
    language : {"da", "en"}
    """
    row = rates.of_all()
    rows = []
    for kind in _RATES:
        share = row[kind]
        percent = Cell("..")
        if not math.isnan(share):
            value = float(f"{100 * share:.12g}")
            percent = Cell(format_share(share, language, decimals=1), (value,))
        words = rate_definition(kind, rates.unit, language, e=rates.e).split(": ", maxsplit=1)[-1]
        rows.append(Row((Cell(kind), percent, Cell(capitalised(words)))))
    notes = [text("back.rates.lead", lang=language)]
    if row[Outcome.UNKNOWN_HOUSEHOLD] + row[Outcome.UNKNOWN_OTHER] > 0:
        notes.append(text(f"dispositions.page.e_{rates.e_rule.lower()}", lang=language))
    return Table(
        "rates_by_definition",
        text("back.rates.table", lang=language),
        (
            Column("kind", text("back.rates.kind", lang=language), Align.LEFT),
            Column("share", text("table.head.share", lang=language), formats=("0.0",)),
            Column("definition", text("back.rates.definition", lang=language), Align.LEFT),
        ),
        tuple(rows),
        notes=tuple(notes),
        language=language,
    )
