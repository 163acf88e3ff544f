"""What the solver claims of conditions is what going through all answers shows."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pandas as pd
import pytest
from drawn_conditions import CONDITIONS, EQUALITIES, RESPONDENTS, compared, frame, listed
from hypothesis import given, settings
from hypothesis import strategies as st
from made_routing import SAFE, SATISFIED, SEX, asking, codes, of, questionnaire, when

from survey.questionnaire.questions import (
    Case,
    Computed,
    Date,
    Grid,
    GridRow,
    Multiple,
    Number,
    Ranking,
    Single,
)
from survey.questionnaire.routing.asked import computed
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.solver import always_true, equivalent, satisfiable
from survey.questionnaire.routing.vocabulary import vocabulary_of

NAMES = vocabulary_of(questionnaire())

# A questionnaire whose answers can all be written down

SMALL = of(
    Single(id="a", codes=SATISFIED),
    Single(id="b", codes=SATISFIED),
    Number(id="n", low=0, high=4),
    Multiple(id="m", codes=SEX),
    Computed(id="c", cases=(Case(when("n < 2"), 1), Case(when("a == 1"), 2)), codes=SEX),
    Computed(id="d", value=when("3 - n")),
)
SMALL_NAMES = vocabulary_of(SMALL)
CELLS = {
    "a": [1, 2, 3, -1, -8],
    "b": [1, 2, 3, -1],
    "n": [0, 1, 2, 3, 4, -1, -8],
}
TICKS = [(0, 0), (0, 1), (1, 0), (1, 1), (-1, -1)]
EVERY = pd.DataFrame(
    [(*cells, *ticks) for *cells, ticks in itertools.product(*CELLS.values(), TICKS)],
    columns=[*CELLS, "m_1", "m_2"],
)
EVERY = EVERY.assign(**computed(SMALL, EVERY))

ATOMS = st.one_of(
    compared("a", [1, 2, 3]),
    compared("a", ["b"]),
    compared("b", [2], EQUALITIES),
    listed("b in [", [1, 2, 3], "]"),
    compared("n", [-1, 0, 1.5, 3, 4, 5]),
    compared("2 * n - 1", [1, 2, 7]),
    compared("6 / n", [2, 3, 4]),
    compared("n + d", [2, 3]),
    compared("d", [0, 1, 2]),
    compared("c", [1, 2], EQUALITIES),
    compared("count(m)", [0, 1, 2]),
    compared("m_1", [0, 1], EQUALITIES),
    listed("has_all(m, ", [1, 2], ")"),
    listed("has_any(m, ", [1, 2], ")"),
    st.sampled_from(["answered(a)", "missing(n)", "missing(a, dont_know)", "answered(m)"]),
    st.sampled_from(["missing(c)", "missing(d)", "missing(n, dont_know)", "True", "False"]),
)
SMALL_CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        inner.map(lambda one: f"not ({one})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda few: f"({' and '.join(few)})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda few: f"({' or '.join(few)})")
    ),
    max_leaves=5,
)


def true_rows(source: str) -> Any:
    return evaluate(when(source), EVERY, SMALL_NAMES).true


@given(st.lists(SMALL_CONDITIONS, min_size=1, max_size=3))
@settings(max_examples=300)
def test_conditions_can_hold_if_they_do_for_one_answer_of_all(sources: list[str]) -> None:
    expected = bool(math.prod(map(true_rows, sources)).any())
    assert satisfiable(map(when, sources), SMALL_NAMES) is expected


@given(SMALL_CONDITIONS, st.lists(SMALL_CONDITIONS, max_size=1))
def test_a_condition_always_holds_if_it_does_for_all_answers(
    source: str, before: list[str]
) -> None:
    left = EVERY.index[[True] * len(EVERY) if not before else true_rows(before[0])]
    expected = bool(true_rows(source)[left].all())
    assert always_true(when(source), SMALL_NAMES, map(when, before)) is expected


@given(SMALL_CONDITIONS, SMALL_CONDITIONS)
def test_conditions_are_equivalent_if_they_hold_for_the_same_answers(one: str, other: str) -> None:
    expected = bool((true_rows(one) == true_rows(other)).all())
    assert equivalent(when(one), when(other), SMALL_NAMES) is expected
    assert equivalent(when(other), when(one), SMALL_NAMES) is expected


@given(CONDITIONS, st.lists(RESPONDENTS, min_size=1, max_size=8))
def test_nothing_that_happens_is_called_impossible(
    source: str, respondents: list[dict[str, Any]]
) -> None:
    happens = evaluate(when(source), frame(respondents), NAMES, today="2020-07-01").true.any()
    if happens and "years_since" not in source:
        assert satisfiable([when(source)], NAMES) is not False


# Single cases


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("safe in [1, 2]", "safe == 1 or safe == 2", True),
        ("not sex == 1", "sex != 1", True),
        ("sex != 1", "sex == 2", True),
        ("safe <= 2", "safe in [1, 2]", True),
        ("safe not in [1, 2]", "not safe in [1, 2]", True),
        ("safe != 1", "safe != 1 or missing(safe)", False),
        ("age > 17", "answered(age)", True),
        ("age > 20", "age >= 21", True),
        ("income > 20", "income >= 21", False),
        ("income > 20", "income >= 20.1", True),
        ("age_group == 1", "age < 30", True),
        ("age_group in [1, 2]", "age <= 65", False),
        ("has_any(places, 1, 2)", "has(places, 1) or has(places, 2)", True),
        ("has_all(places, 1, 2)", "has(places, 1) and places_2 == 1", True),
        ("count(places) == 0", "not has_any(places, 1, 2, 3, 8, 9)", True),
        ("any_of(setting, 1)", "setting_light == 1 or setting_paths == 1", True),
        ("all_of(setting, 2, 3)", "not any_of(setting, 1)", True),
        ('area != "nordby"', 'area in ["vangdalen"]', False),
        ('area != "nordby"', 'not area == "nordby"', True),
        ('moved > "2005-01"', 'moved >= "2005-01-02"', True),
        ("years_since(moved) > 5", "years_since(moved) >= 6", True),
        ("2000 - income >= 1990", "income <= 10", True),
        ("has(wishes, 1)", "wishes_1 in [1, 2]", True),
        ("wishes_1 == 1 and wishes_2 == 1", "False", True),
        ("age >= 18", "age >= 18 and (sex == 1 or sex == 2 or missing(sex))", True),
    ],
)
def test_conditions_that_are_put_differently(one: str, other: str, same: bool) -> None:
    assert equivalent(when(one), when(other), NAMES) is same


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (["age < 18"], False),
        (["age > 105"], False),
        (["age > 20 and age < 21"], False),
        (["income > 20", "income < 20.1"], False),
        (["income > 20", "income < 20.2"], True),
        (["age_group == 1", "age > 40"], False),
        (["missing(safe, dont_know)", "safe == 1"], False),
        (["answered(age_group)", "missing(age)"], False),
        (['area == "a"', 'area == "b"'], False),
        (['area != "a"', 'wave != "b"'], True),
        (['moved > "2012"', 'moved < "2011"'], False),
        (["years_since(moved) > 5", "years_since(moved) < 6"], False),
        (["age + people < 10"], False),
        (["age < people"], False),
        ([], True),
        (["False"], False),
    ],
)
def test_conditions_that_can_or_cannot_hold(sources: list[str], expected: bool) -> None:
    assert satisfiable(map(when, sources), NAMES) is expected


def test_what_was_not_tried_out_is_not_decided() -> None:
    loose = of(Number(id="x", decimals=2), Number(id="y", decimals=2))
    names = vocabulary_of(loose)
    assert satisfiable([when("x + y > 5")], names) is True
    assert satisfiable([when("x + y > 5 and x + y < 5")], names) is None
    assert always_true(when("x + y > 5 or x + y <= 5 or missing(x) or missing(y)"), names) is None
    assert satisfiable([when('moved > "2025" and years_since(moved) > 20')], NAMES) is None


def test_an_impossible_part_decides_even_beside_one_that_is_not_decided() -> None:
    loose = of(Number(id="x", decimals=2), Number(id="y", decimals=2), Single(id="a", codes=SEX))
    parts = [when("x + y > 5 and x + y < 5"), when("a == 1"), when("a == 2")]
    assert satisfiable(parts, vocabulary_of(loose)) is False


def test_too_many_answers_are_not_gone_through() -> None:
    rows = tuple(GridRow(f"r{n}", {"en": "row"}) for n in range(30))
    many = of(
        Grid(id="g", codes=SAFE, rows=rows),
        Multiple(id="m", codes=codes(*[("x", "x")] * 40)),
        Ranking(id="r", codes=codes(*[("x", "x")] * 12)),
    )
    names = vocabulary_of(many)
    ticked = " and ".join(f"has(m, {n})" for n in range(1, 41))
    assert satisfiable([when("all_of(g, 1) and any_of(g, 2)")], names) is None
    assert satisfiable([when(ticked)], names) is None
    assert satisfiable([when("count(r) > 3")], names) is None
    assert satisfiable([when("count(m) > 39")], names) is True
    assert satisfiable([when("count(m) > 40")], names) is False
    assert satisfiable([when("g_r1 == 1 and g_r2 == 2")], names, most=2) is None


def test_a_computed_question_that_is_not_asked_is_missing() -> None:
    names = vocabulary_of(
        of(
            Single(id="a", codes=SEX),
            Number(id="n", low=0, high=9),
            asking(Computed(id="c", value=when("n + 1")), "a == 1"),
        )
    )
    assert satisfiable([when("c > 1 and a == 2")], names) is False
    assert satisfiable([when("c > 1 and a == 1")], names) is True
    assert always_true(when("missing(c)"), names, [when("a == 2")]) is True


def test_long_chains_of_computed_questions_are_followed() -> None:
    chain = [Number(id="c0", low=0, high=9)]
    chain += [Computed(id=f"c{n}", value=when(f"c{n - 1} + 1")) for n in range(1, 300)]
    names = vocabulary_of(of(*chain))
    assert satisfiable([when("c299 == 300")], names) is True
    assert satisfiable([when("c299 == 298")], names) is False


def test_a_date_is_tried_before_and_after_each_constant() -> None:
    names = vocabulary_of(of(Date(id="day"), Date(id="other")))
    assert satisfiable([when('day > "2012" and day < "2012-01-02"')], names) is False
    assert satisfiable([when('day > "2012" and day < "2012-01-03"')], names) is True
    assert satisfiable([when("day < other and other < day")], names) is None
