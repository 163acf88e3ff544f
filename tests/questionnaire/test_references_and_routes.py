"""Later questions, circles, ways that nobody goes: found before anybody is asked."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from made_routing import (
    OTHERS,
    SAFE,
    SEX,
    asking,
    codes,
    named,
    of,
    questionnaire,
    when,
    words,
)
from random_questionnaires import questionnaires

from survey.findings import Place, Severity
from survey.language.catalogue import LANGUAGES, language_in_force
from survey.questionnaire.checks import references, routes
from survey.questionnaire.questions import (
    AnswerCheck,
    Case,
    Computed,
    Grid,
    GridRow,
    Multiple,
    Number,
    Roster,
    Section,
    Single,
)

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

A, B, C, D = (Single(id=name, codes=SEX, **named(name, name)) for name in "abcd")
N = Number(id="n", low=0, high=100)
YOUNG = Computed(id="young", cases=(Case(when("n < 30"), 1),), otherwise=2, codes=SEX)


def found(asked: Questionnaire) -> list[Finding]:
    return [*references.check(asked), *routes.check(asked)]


def codes_of(asked: Questionnaire) -> list[str]:
    return [each.code.removeprefix("QUESTIONNAIRE-") for each in found(asked)]


def piping(question: Question, name: str) -> Question:
    return replace(question, text=words(f"Om {{{name}}}?", f"About {{{name}}}?"))


SAMPLES: dict[str, Questionnaire] = {
    "sound": of(A, asking(B, "a == 1"), asking(C, "b == 1 and a == 1")),
    "later": of(asking(A, "b == 1"), B),
    "own answer": of(A, asking(B, "b == 1")),
    "own row": of(Grid(id="g", codes=SEX, rows=(
        GridRow("x", words("x", "x")), GridRow("y", words("y", "y"), ask_if=when("g_x == 1")),
    ))),
    "own check": of(A, replace(B, checks=(AnswerCheck(when("b == a or b == 2"), {}),))),
    "later in a check": of(replace(A, checks=(AnswerCheck(when("b == 1"), {}),)), B),
    "circle": of(asking(A, "c == 1"), asking(B, "a == 2"), asking(C, "b == 1"), D),
    "two circles": of(asking(A, "b == 1"), asking(B, "a == 1"), asking(C, "d == 1"),
                      asking(D, "c == 1")),
    "circle through a computed one": of(N, replace(YOUNG, ask_if=when("a == 1")),
                                        asking(A, "young == 1")),
    "circle through a text": of(piping(A, "b"), asking(B, "a == 1")),
    "circle through a count": of(
        asking(N, "answered(inner)"), Roster(id="r", count="n", questions=(
            Single(id="inner", codes=SEX),))),
    "computed afterwards": of(N, asking(A, "young == 1"), YOUNG),
    "computed from what is later": of(asking(A, "young == 1"), N, YOUNG),
    "section of its own": questionnaire(Section("x", (A,)),
                                        Section("y", (B, C), ask_if=when("b == 1"))),
    "random order": of(A, asking(B, "a == 1"), random=True),
    "random order before": questionnaire(Section("x", (A, C), random=True),
                                         Section("y", (asking(B, "a == 1"),), random=True)),
    "unreachable": of(A, asking(B, "a == 1"), asking(C, "b == 1 and a == 2"),
                      asking(D, "c == 1")),
    "reachable by silence": of(A, asking(B, "a == 1"), asking(C, "missing(b) and a == 2")),
    "unreachable row": of(A, asking(Grid(id="g", codes=SEX, rows=(
        GridRow("x", words("x", "x"), ask_if=when("a == 2")),)), "a == 1")),
    "unreachable section": questionnaire(
        Section("x", (N,)), Section("y", (A, asking(B, "a == 1")), ask_if=when("n > 100"))),
    "unreachable by area": questionnaire(
        Section("x", (A,)),
        Section("y", (B,), areas=("nordby",), ask_if=when('area == "vangdalen"'))),
    "unreachable in a roster": of(A, asking(Roster(id="r", questions=(
        asking(Single(id="inner", codes=SEX), "a == 2"),)), "a == 1")),
    "case that is never used": of(N, replace(YOUNG, cases=(
        Case(when("n < 30"), 1), Case(when("n < 20"), 2)))),
    "always": questionnaire(Section("x", (A,)),
                            Section("y", (asking(B, "a == 1"),), ask_if=when("a == 1"))),
    "always if answered": of(N, asking(A, "n >= 0"), asking(B, "answered(n)")),
    "piped but not asked": of(A, asking(B, "a == 1"), piping(C, "b")),
    "piped and asked": of(A, asking(B, "a == 1"), asking(piping(C, "b"), "a == 1")),
    "too many": of(
        Multiple(id="m", codes=codes(*[("x", "x")] * 40)),
        asking(A, " and ".join(f"has(m, {n})" for n in range(1, 41))),
    ),
    "wrong code": of(A, asking(B, "a == 3"), asking(C, "b == 1")),
}  # fmt: skip
EXPECTED = {
    "sound": [],
    "later": ["LATER-REFERENCE"],
    "own answer": ["REFERS-TO-ITSELF"],
    "own row": ["REFERS-TO-ITSELF"],
    "own check": [],
    "later in a check": ["LATER-REFERENCE"],
    "circle": ["CYCLE"],
    "two circles": ["CYCLE", "CYCLE"],
    "circle through a computed one": ["CYCLE"],
    "circle through a text": ["CYCLE"],
    "circle through a count": ["NAME-IN-ROSTER"],
    "computed afterwards": [],
    "computed from what is later": ["LATER-COMPUTED"],
    "section of its own": ["LATER-REFERENCE"],
    "random order": ["RANDOM-REFERENCE"],
    "random order before": [],
    "unreachable": ["UNREACHABLE"],
    "reachable by silence": [],
    "unreachable row": ["UNREACHABLE"],
    "unreachable section": ["UNREACHABLE"],
    "unreachable by area": ["UNREACHABLE"],
    "unreachable in a roster": ["UNREACHABLE"],
    "case that is never used": ["CASE-NEVER"],
    "always": ["ALWAYS-TRUE"],
    "always if answered": ["TRUE-IF-ANSWERED"],
    "piped but not asked": ["PIPE-UNASKED"],
    "piped and asked": [],
    "too many": ["UNDECIDED"],
    "wrong code": ["CODE-UNKNOWN"],
}


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_found(name: str) -> None:
    assert codes_of(SAMPLES[name]) == EXPECTED[name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_findings_read_well(language: str, snapshot: SnapshotAssertion) -> None:
    with language_in_force(language):
        told = {name: list(map(str, found(asked))) for name, asked in SAMPLES.items()}
    assert {name: sentences for name, sentences in told.items() if sentences} == snapshot


def test_the_path_of_a_circle_is_told_once() -> None:
    (circle,) = references.check(SAMPLES["circle"])
    assert "a → c → b → a" in circle.message or "a → b → c → a" in circle.message


def test_errors_and_warnings_weigh_differently() -> None:
    weight = {each.code: each.severity for asked in SAMPLES.values() for each in found(asked)}
    assert weight["QUESTIONNAIRE-UNREACHABLE"] is Severity.ERROR
    assert weight["QUESTIONNAIRE-CYCLE"] is Severity.ERROR
    assert weight["QUESTIONNAIRE-ALWAYS-TRUE"] is Severity.WARNING
    assert weight["QUESTIONNAIRE-PIPE-UNASKED"] is Severity.WARNING
    assert weight["QUESTIONNAIRE-UNDECIDED"] is Severity.NOTE


def test_a_finding_tells_the_line_of_the_condition() -> None:
    places = {("c", "ask_if"): Place("q.yaml", 12), ("c",): Place("q.yaml", 10)}
    asked = replace(SAMPLES["unreachable"], places=places)
    assert [str(each.place) for each in found(asked)] == ["q.yaml:12"]


def test_the_sample_has_nothing_wrong() -> None:
    assert found(questionnaire()) == []


def test_a_section_that_nobody_comes_to_is_told_of_once() -> None:
    closed = replace(OTHERS, ask_if=when("age_group == 1 and age > 40"))
    whole = questionnaire()
    asked = replace(whole, sections=(whole.sections[0], closed))
    assert codes_of(asked) == ["UNREACHABLE"]


@given(questionnaires())
@settings(max_examples=25, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_sound_questionnaires_have_no_errors_of_reference(asked: Questionnaire) -> None:
    errors = [each for each in references.check(asked) if each.severity is Severity.ERROR]
    told = [str(each) for each in errors if "RANDOM-REFERENCE" not in each.code]
    assert told == []
    list(routes.check(asked))


def long(size: int) -> Questionnaire:
    """A questionnaire of that many questions, each with a condition, in chains of eight."""
    asked: list[Question] = [Number(id="age", low=18, high=105)]
    for n in range(size):
        before = f"q{n - 1} in [1, 2, 6] and age >= {20 + n % 40}"
        start = f"age < {30 + n % 60} or missing(age)"
        asked.append(
            Single(id=f"q{n}", codes=SAFE, scale="s", ask_if=when(before if n % 8 else start))
        )
    return of(*asked)


def test_three_hundred_questions_are_checked_in_a_second() -> None:
    """A quarter of a second on a quiet machine."""
    asked = long(300)
    started = time.process_time()
    found(asked)
    assert time.process_time() - started < 1


def test_a_long_chain_of_conditions_is_followed_without_getting_lost() -> None:
    chain: list[Question] = [replace(A, id="q0")]
    chain += [Single(id=f"q{n}", codes=SEX, ask_if=when(f"q{n - 1} == 1")) for n in range(1, 400)]
    started = time.process_time()
    found(of(*chain))
    found(of(*chain[::-1]))
    assert time.process_time() - started < 10
