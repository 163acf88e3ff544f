"""Tests of a questionnaire: examples with what must come of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import MissingKind
from survey.errors import WrongUseError
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.checks.wording import number_in_words
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.questions import Roster
from survey.questionnaire.routing.answers import day_of
from survey.questionnaire.routing.asked import asked, computed
from survey.questionnaire.routing.evaluate import as_columns, evaluate
from survey.questionnaire.routing.vocabulary import KINDS, PLACES, WHOLE, Form, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.findings import Finding, Place
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Scenario
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

_TODAY = "today"
_GIVEN_BESIDE = (*PLACES, _TODAY)
_ASKED = {"asked": True, "not_asked": False}
_KEYS = {
    Form.MULTIPLE: "codes",
    Form.RANKING: "codes",
    Form.NUMBER: "number_open",
    Form.DATE: "date",
    Form.TEXT: "words",
    Form.NOTHING: "nothing",
}


@dataclass(frozen=True, slots=True)
class _Test:
    """One test with its number and what its names stand for."""

    questionnaire: Questionnaire
    vocabulary: Vocabulary
    number: int
    scenario: Scenario

    @property
    def name(self) -> str:
        return quoted(self.scenario.name or str(self.number + 1))

    def place(self, *path: str) -> Place | None:
        return self.questionnaire.place("tests", str(self.number), *path)

    def complain(
        self, code: str, *path: str, severity: Severity = Severity.ERROR, **fields: str
    ) -> Finding:
        return finding(
            f"questionnaire.test_{code}",
            severity=severity,
            place=self.place(*path),
            name=self.name,
            **fields,
        )


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Tests that can't be carried out as they are written."""
    if not questionnaire.tests:
        return
    vocabulary = vocabulary_of(questionnaire)
    names = Counter(each.name for each in questionnaire.tests if each.name)
    seen: set[str] = set()
    for number, scenario in enumerate(questionnaire.tests):
        test = _Test(questionnaire, vocabulary, number, scenario)
        if names[scenario.name] > 1 and scenario.name in seen:
            yield test.complain("twice", "name", severity=Severity.WARNING)
        seen.add(scenario.name)
        if not scenario.expect:
            yield test.complain("empty", severity=Severity.WARNING)
        yield from _given(test)
        yield from _expected(test)


def check_outcomes(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Tests that come out otherwise than expected, of a questionnaire without errors."""
    if not questionnaire.tests:
        return
    vocabulary = vocabulary_of(questionnaire)
    tests = [
        _Test(questionnaire, vocabulary, number, scenario)
        for number, scenario in enumerate(questionnaire.tests)
    ]
    outcome = _Outcome.of(questionnaire, vocabulary, questionnaire.tests)
    if outcome is None:
        yield tests[0].complain("today", severity=Severity.WARNING)
        return
    for test in tests:
        yield from _outcome(test, outcome)


def _given(test: _Test) -> Iterator[Finding]:
    for name, value in test.scenario.given.items():
        if name in _GIVEN_BESIDE:
            expected = _wrong_place(name, value)
        elif name not in test.vocabulary:
            yield _unknown(test, "given", name)
            continue
        elif _is_of_roster(test, name):
            yield test.complain("roster", "given", name, got=quoted(name))
            continue
        else:
            expected = _wrong_answer(test.vocabulary[name], value)
        if expected:
            yield test.complain(
                "value",
                "given",
                name,
                got=_said(value),
                question=quoted(name),
                expected=expected,
            )


def _expected(test: _Test) -> Iterator[Finding]:
    for name, value in test.scenario.expect.items():
        if name not in test.vocabulary or name in PLACES:
            yield _unknown(test, "expect", name)
        elif test.vocabulary[name].table:
            yield test.complain("roster", "expect", name, got=quoted(name))
        elif not _can_be_expected(test.vocabulary[name], value):
            yield test.complain(
                "expectation", "expect", name, got=_said(value), question=quoted(name)
            )


def _unknown(test: _Test, key: str, name: str) -> Finding:
    near = did_you_mean(name, test.vocabulary)
    code = "name_unknown_near" if near else "name_unknown"
    return test.complain(code, key, name, got=quoted(name), near=quoted(near or ""))


def _is_of_roster(test: _Test, name: str) -> bool:
    roster = isinstance(test.questionnaire.question(name), Roster)
    return roster or bool(test.vocabulary[name].table)


def _can_be_expected(subject: Subject, value: object) -> bool:
    if isinstance(value, str):
        return value in _ASKED or (subject.computed is not None and value in KINDS)
    return subject.computed is not None and _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _said(value: object) -> str:
    """A value of a test as it is written."""
    if isinstance(value, Mapping):
        return quoted(", ".join(f"{key}: {each}" for key, each in value.items()))
    if isinstance(value, list | tuple):
        return quoted(f"[{', '.join(map(str, value))}]")
    if isinstance(value, bool) or value is None:
        return quoted(str(value).lower())
    return quoted(value) if isinstance(value, str) else number_in_words(float(str(value)))


def _wrong_place(name: str, value: object) -> str:
    """What is expected, if a value can't be an area, a wave or a day; else nothing."""
    if name == _TODAY:
        fits = isinstance(value, str) and not np.isnan(day_of(value))
        return "" if fits else text("test_says.day")
    return "" if isinstance(value, str) else text("test_says.place")


def _wrong_answer(subject: Subject, value: object) -> str:
    """What is expected, if a value can't be an answer to a question; else nothing."""
    if subject.computed is not None:
        return text("test_says.computed")
    if isinstance(value, str) and value in KINDS and subject.form is not Form.NOTHING:
        return ""
    return "" if _fits(subject, value) else _says(subject)


def _fits(subject: Subject, value: object) -> bool:
    known = {code.value for code in subject.codes}
    match subject.form:
        case Form.MULTIPLE | Form.RANKING:
            return isinstance(value, list | tuple) and all(_is_number(v) for v in value) and (
                set(value) <= known and len(set(value)) == len(value)
            )  # fmt: skip
        case Form.GRID if isinstance(value, Mapping):
            rows = {column[len(subject.name) + 1 :] for column in subject.columns}
            return set(value) <= rows and all(_is_code(v, known) for v in value.values())
        case Form.GRID | Form.CODES | Form.OPTION | Form.RANK:
            return _is_code(value, known)
        case Form.NUMBER:
            return _is_within(subject, value)
        case Form.DATE:
            return isinstance(value, str) and not np.isnan(day_of(value))
    return subject.form is Form.TEXT and isinstance(value, str)


def _is_code(value: object, known: set[int | str]) -> bool:
    if isinstance(value, str):
        return value in KINDS
    return isinstance(value, int) and not isinstance(value, bool) and value in known


def _is_within(subject: Subject, value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    low = subject.low if subject.low is not None else 0
    high = subject.high if subject.high is not None else float("inf")
    return low <= value <= high and round(value, subject.decimals) == value


def _says(subject: Subject) -> str:
    """What can be given as an answer to a question."""
    if subject.form is Form.NUMBER and subject.low is not None and subject.high is not None:
        key, limits = "number", tuple(map(number_in_words, (subject.low, subject.high)))
    else:
        key, limits = _KEYS.get(subject.form, "code"), ("", "")
    return text(
        f"test_says.{key}",
        codes=culprits(code.value for code in subject.codes),
        kinds=culprits(["no_answer", *(kind.name.lower() for kind in subject.missing)]),
        low=limits[0],
        high=limits[1],
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of all tests: one row for each."""

    asked: pd.DataFrame
    computed: pd.DataFrame

    @classmethod
    def of(
        cls, questionnaire: Questionnaire, vocabulary: Vocabulary, tests: Sequence[Scenario]
    ) -> _Outcome | None:
        """Run the routing on all tests; None if it needs to know the day."""
        data = pd.DataFrame([_row(each, vocabulary) for each in tests], dtype=object)
        beside = {name: _beside(tests, name) for name in PLACES}
        days = _beside(tests, _TODAY)
        today = days if any(day is not None for day in days) else None
        try:
            found = asked(questionnaire, data, **beside, today=today)
            values = computed(questionnaire, data, **beside, today=today)
            for each in asked_questions(questionnaire.sections):
                name = each.question.id
                if not each.table and vocabulary[name].form is Form.NOTHING:
                    found[name] = (
                        np.ones(len(tests), dtype=bool)
                        if each.universe is None
                        else evaluate(each.universe, data, vocabulary, **beside, today=today).true
                    )
        except WrongUseError as error:
            if error.code != "expression.today_missing":
                raise
            return None
        return cls(found, values)


def _row(scenario: Scenario, vocabulary: Vocabulary) -> dict[str, object]:
    given = {name: value for name, value in scenario.given.items() if name not in _GIVEN_BESIDE}
    return {name: cells[0] for name, cells in as_columns(given, vocabulary).items()}


def _beside(tests: Sequence[Scenario], name: str) -> Any:  # noqa: ANN401 - an array of texts
    return np.array([each.given.get(name) for each in tests], dtype=object)


def _outcome(test: _Test, outcome: _Outcome) -> Iterator[Finding]:
    for name in test.scenario.given:
        if name not in _GIVEN_BESIDE and not _is_asked(test, outcome, name):
            yield test.complain(
                "not_asked", "given", name, severity=Severity.WARNING, question=quoted(name)
            )
    for name, value in test.scenario.expect.items():
        came = _came(test, outcome, name, value)
        if came:
            expected = text(f"test_says.{value}") if value in _ASKED else _said(value)
            yield test.complain(
                "failed", "expect", name, question=quoted(name), expected=expected, got=came
            )


def _is_asked(test: _Test, outcome: _Outcome, name: str) -> bool:
    subject = test.vocabulary[name]
    columns = subject.columns if subject.form in WHOLE else (name,)
    return any(bool(outcome.asked[column].iloc[test.number]) for column in columns)


def _came(test: _Test, outcome: _Outcome, name: str, expected: object) -> str:
    """What came instead of what was expected; empty if it came."""
    if isinstance(expected, str) and expected in _ASKED:
        found = _is_asked(test, outcome, name)
        if found is _ASKED[expected]:
            return ""
        return text("test_says.asked" if found else "test_says.not_asked")
    value = float(outcome.computed[name].iloc[test.number])
    wanted = float(KINDS[expected]) if isinstance(expected, str) else float(str(expected))
    if np.isclose(value, wanted, rtol=1e-9, atol=1e-9):
        return ""
    kinds = {float(kind): kind.name.lower() for kind in MissingKind}
    return quoted(kinds[value]) if value in kinds else number_in_words(value)
