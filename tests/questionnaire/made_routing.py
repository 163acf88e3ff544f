"""A small questionnaire with every form of answer, for tests of its routing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from survey.codebook import Code, MissingKind
from survey.questionnaire.expressions.parser import parse_expression
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Case,
    Computed,
    Date,
    Grid,
    GridRow,
    Multiple,
    Note,
    Number,
    OpenText,
    Polarity,
    Ranking,
    Roster,
    Scale,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from survey.codebook import Text
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.questions import Question


def words(danish: str, english: str) -> Text:
    return {"da": danish, "en": english}


def codes(*labels: tuple[str, str], first: int = 1) -> tuple[Code, ...]:
    return tuple(Code(n, words(*each)) for n, each in enumerate(labels, first))


def when(source: str) -> Expression:
    return parse_expression(source)


SAFE = (
    Code(5, words("Meget tryg", "Very safe")),
    Code(4, words("Tryg", "Safe")),
    Code(3, words("Hverken tryg eller utryg", "Neither safe nor unsafe")),
    Code(2, words("Utryg", "Unsafe")),
    Code(1, words("Meget utryg", "Very unsafe")),
    Code(6, words("Færdes ikke ude", "Not out then"), outside=True),
)
SATISFIED = codes(
    ("Utilfreds", "Dissatisfied"), ("Hverken eller", "Neither"), ("Tilfreds", "Satisfied")
)
SEX = codes(("Kvinde", "Woman"), ("Mand", "Man"))
PLACES = (
    *codes(
        ("Gården", "The courtyard"), ("Parkeringspladsen", "The car park"), ("Stien", "The path")
    ),
    Code(8, words("Andre steder", "Other places"), opens_text=True),
    Code(9, words("Ingen steder", "Nowhere"), exclusive=True),
)


def named(danish: str, english: str) -> dict[str, Any]:
    return {"text": words(f"{danish}?", f"{english}?"), "label": words(danish, english)}


QUESTIONS: tuple[Question, ...] = (
    Number(id="age", low=18, high=105, unit=words("år", "years"), **named("Alder", "Age")),
    Single(id="sex", codes=SEX, **named("Køn", "Sex")),
    Date(id="moved", precision="month", **named("Indflytning", "Moving in")),
    Single(
        id="safe", codes=SAFE, scale="safe5", missing=(MissingKind.DONT_KNOW,),
        **named("Tryghed om aftenen", "Safety in the evening"),
    ),
    Multiple(
        id="places", codes=PLACES, ask_if=when("safe in [1, 2]"),
        **named("Utrygge steder", "Unsafe places"),
    ),
    Grid(
        id="setting", codes=SATISFIED, scale="sat3",
        rows=(
            GridRow("light", words("Belysning", "Lighting")),
            GridRow("paths", words("Stier", "Paths"), ask_if=when('area != "nordby"')),
        ),
        **named("Udearealer", "Outdoor areas"),
    ),
    Ranking(
        id="wishes", codes=codes(("Lys", "Light"), ("Træer", "Trees"), ("Bænke", "Benches")),
        most=2, **named("Ønsker", "Wishes"),
    ),
    OpenText(id="why", ask_if=when("setting_light == 1"), **named("Hvorfor", "Why")),
    Number(id="people", low=1, high=12, **named("Antal i husstanden", "People in the household")),
    Number(id="income", low=0, decimals=1, **named("Indkomst", "Income")),
    Note(id="thanks", text=words("Tak", "Thank you")),
)  # fmt: skip

AGE_GROUP = Computed(
    id="age_group",
    cases=(Case(when("age < 30"), 1), Case(when("age < 65"), 2)),
    otherwise=3,
    codes=codes(("18–29 år", "18–29"), ("30–64 år", "30–64"), ("65 år og over", "65 and over")),
    **named("Aldersgruppe", "Age group"),
)
EACH = Computed(
    id="each", value=when("income / people"), **named("Indkomst pr. person", "Income each")
)
HOUSEHOLD = Roster(
    id="household",
    count="people",
    questions=(
        Number(id="member_age", low=0, high=110, **named("Personens alder", "Age of the person")),
        Single(
            id="school", codes=codes(("Ja", "Yes"), ("Nej", "No")),
            ask_if=when("member_age < 18 and age >= 18"),
            **named("Går i skole", "Goes to school"),
        ),
    ),
    **named("Husstand", "Household"),
)  # fmt: skip
OTHERS = Section(
    "others",
    (
        Single(id="meeting", codes=codes(("Ja", "Yes"), ("Nej", "No")), **named("Møde", "Meeting")),
        Single(
            id="board", codes=codes(("Ja", "Yes"), ("Nej", "No")),
            ask_if=when("meeting == 1"),
            **named("Bestyrelse", "Board"),
        ),
    ),
    areas=("nordby", "vangdalen"),
    ask_if=when("age_group >= 2"),
)  # fmt: skip


def questionnaire(*sections: Section) -> Questionnaire:
    """The sample, or one with other sections."""
    scales = {
        "safe5": Scale("safe5", SAFE, Polarity.HIGH),
        "sat3": Scale("sat3", SATISFIED, Polarity.HIGH),
    }
    usual = (Section("", (*QUESTIONS, AGE_GROUP, EACH, HOUSEHOLD)), OTHERS)
    return Questionnaire(
        "made", words("Prøve", "Sample"), Languages(("da", "en")), sections or usual, scales
    )


def of(*questions: Question, **sections: Any) -> Questionnaire:
    """A questionnaire of these questions in one section."""
    return questionnaire(Section("", questions, **sections))


def asking(question: Question, source: str) -> Question:
    """The question with another condition."""
    return replace(question, ask_if=when(source))
