"""Data files in memory, and a short questionnaire for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Code, MissingKind
from survey.files.column_values import different_texts
from survey.files.data_table import DataColumn, DataTable
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Date,
    Grid,
    GridRow,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages
from survey.responses.matching.matching import match_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.responses.matching.column_match import ColumnMatch
    from survey.responses.matching.proposals import ColumnProposal


def both(da: str, en: str) -> dict[str, str]:
    return {"da": da, "en": en}


def coded(*labels: tuple[int, str, str], **marks: Any) -> tuple[Code, ...]:
    made = [Code(value, both(da, en)) for value, da, en in labels]
    if marks:
        made[-1] = Code(made[-1].value, made[-1].label, **marks)
    return tuple(made)


SATISFIED = coded(
    (5, "Meget tilfreds", "Very satisfied"),
    (4, "Tilfreds", "Satisfied"),
    (3, "Hverken tilfreds eller utilfreds", "Neither satisfied nor dissatisfied"),
    (2, "Utilfreds", "Dissatisfied"),
    (1, "Meget utilfreds", "Very dissatisfied"),
)
OFFERED = (MissingKind.DONT_KNOW,)


def short_questionnaire() -> Questionnaire:
    """One question of each kind."""
    rows = (
        GridRow("light", both("Belysningen", "The lighting")),
        GridRow("play_areas", both("Legepladserne", "The play areas")),
    )
    media = coded(
        (1, "Facebook", "Facebook"),
        (2, "Opslag, plakater", "Notices, posters"),
        (4, "Naboer", "Neighbours"),
        (8, "Andet", "Other"),
        opens_text=True,
    )
    questions = (
        Single(
            id="home_rating",
            text=both("Hvor tilfreds er du med boligen?", "How satisfied are you with your home?"),
            label=both("Tilfreds med boligen", "Satisfied with the home"),
            codes=SATISFIED,
            missing=OFFERED,
        ),
        Single(
            id="children",
            text=both("Har du børn?", "Do you have children?"),
            label=both("Har børn", "Has children"),
            codes=coded((1, "Ja", "Yes"), (0, "Nej", "No")),
            missing=OFFERED,
        ),
        Grid(
            id="outdoors",
            text=both("Hvor tilfreds er du med det udendørs?", "How satisfied outdoors?"),
            label=both("Udendørs", "Outdoors"),
            codes=SATISFIED,
            rows=rows,
            missing=OFFERED,
        ),
        Grid(
            id="known",
            text=both("Hvor godt kender du det?", "How well do you know it?"),
            label=both("Kendskab", "Knowledge"),
            codes=coded((1, "Kender", "Known"), (0, "Kender ikke", "Not known")),
            rows=rows,
        ),
        Multiple(
            id="media",
            text=both("Hvor hører du om det?", "Where do you hear about it?"),
            label=both("Medier", "Media"),
            codes=media,
            missing=OFFERED,
        ),
        Ranking(
            id="wishes",
            text=both("Hvad er vigtigst?", "What matters most?"),
            label=both("Ønsker", "Wishes"),
            codes=coded((1, "Ro", "Quiet"), (2, "Lys", "Light"), (3, "Liv", "Life")),
        ),
        Number(
            id="size",
            text=both("Hvor stor er boligen?", "How large is your home?"),
            label=both("Størrelse", "Size"),
            decimals=1,
            unit=both("kvm", "sqm"),
        ),
        Date(
            id="moved_in",
            text=both("Hvornår flyttede du ind?", "When did you move in?"),
            label=both("Indflytning", "Moving in"),
        ),
        OpenText(
            id="wish",
            text=both("Hvad ønsker du dig i {area}?", "What do you wish for in {area}?"),
            label=both("Ønske", "Wish"),
        ),
    )
    return Questionnaire(
        "short",
        both("Kort skema", "Short form"),
        Languages(("da", "en")),
        (Section("", questions),),
    )


def column(name: str, cells: Sequence[str], **fields: Any) -> DataColumn:
    values, index = different_texts(cells)
    return DataColumn(name, values, index, **fields)


def made_table(columns: Mapping[str, Sequence[str] | DataColumn], **fields: Any) -> DataTable:
    made = {
        name: cells if isinstance(cells, DataColumn) else column(name, cells)
        for name, cells in columns.items()
    }
    rows = max(len(each.index) for each in made.values())
    lines = np.arange(2, rows + 2, dtype=np.int64)
    return DataTable(Path("answers.csv"), made, rows, lines=lines, **fields)


def matched(columns: Mapping[str, Any], **fields: Any) -> ColumnMatch:
    sets = fields.pop("sets", ())
    return match_table(made_table(columns, sets=sets), short_questionnaire(), **fields)


def proposal(name: str, cells: Sequence[str] | DataColumn, **fields: Any) -> ColumnProposal:
    """What is proposed for a column that stands alone in its file."""
    return matched({name: cells}, **fields).columns[0]


def codes_of(found: ColumnProposal) -> dict[str, int | str | None]:
    """The codes of the values that occur."""
    return {each.value: each.code for each in found.values if each.rows}
