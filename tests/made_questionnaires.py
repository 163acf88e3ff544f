"""Questionnaires made in a line or two, for tests of what is found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Code
from survey.findings import Place
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import Grid, GridRow, Polarity, Scale, Section, Single
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import Text
    from survey.questionnaire.questions import Question

ENGLISH = Languages(("en",))
BOTH = Languages(("da", "en"))


def said(words: str) -> Text:
    """A text in Danish and English that differs between them."""
    return {"da": f"{words} (da)", "en": words}


def codes(*values: Any, **marks: Any) -> tuple[Code, ...]:
    """Codes with a label each; the marks are put on the last one."""
    made = [Code(value, said(f"Answer {value}")) for value in values]
    if marks:
        last = made[-1]
        made[-1] = Code(last.value, last.label, **marks)
    return tuple(made)


def single(name: str, **fields: Any) -> Single:
    fields = {"text": said("How?"), "label": said("How"), "codes": codes(1, 2, 3), **fields}
    return Single(id=name, **fields)


def grid(name: str, *rows: str, **fields: Any) -> Grid:
    made = tuple(GridRow(row, said(f"Row {row}")) for row in rows or ("one", "two"))
    fields = {"text": said("How?"), "label": said("How"), "codes": codes(1, 2, 3), **fields}
    return Grid(id=name, **{"rows": made, **fields})


def scale(name: str, *values: int, polarity: str = "neither") -> Scale:
    return Scale(name, codes(*(values or (5, 4, 3, 2, 1))), Polarity(polarity))


def asked(kind: Any, name: str, **fields: Any) -> Any:
    """A question of any type that has its texts."""
    return kind(id=name, **{"text": said("How?"), "label": said("How"), **fields})


def questionnaire(
    *questions: Question,
    languages: Languages = BOTH,
    scales: Iterable[Scale] = (),
    **fields: Any,
) -> Questionnaire:
    """A questionnaire in one section; its places are lines in the order of the model's paths."""
    sections = fields.pop("sections", (Section("", tuple(questions)),))
    return Questionnaire(
        id="made",
        title=said("Made"),
        languages=languages,
        sections=sections,
        scales={each.id: each for each in scales},
        places=fields.pop("places", {(): Place("made.yaml", 1)}),
        **fields,
    )
