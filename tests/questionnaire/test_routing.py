"""Conditions mean the same for one respondent as for a table, and as a plain reading of them."""

from __future__ import annotations

import math
import operator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from drawn_conditions import CONDITIONS, RESPONDENTS, frame
from hypothesis import given, settings
from hypothesis import strategies as st
from made_routing import (
    AGE_GROUP,
    PLACES,
    SEX,
    asking,
    codes,
    of,
    questionnaire,
    when,
)

from survey.codebook import MissingKind
from survey.errors import UnknownNameError, WrongUseError
from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Joined,
    Name,
    Negative,
    Node,
    Not,
)
from survey.questionnaire.questions import Case, Computed, Number, Section, Single
from survey.questionnaire.routing.asked import asked, computed
from survey.questionnaire.routing.evaluate import (
    as_columns,
    evaluate,
    evaluate_number,
    evaluate_once,
)
from survey.questionnaire.routing.vocabulary import KINDS, Form, Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from survey.questionnaire.routing.evaluate import Truth

SAMPLE = questionnaire()
NAMES = vocabulary_of(SAMPLE)
TODAY = date(2020, 6, 2)


def told(truth: Truth) -> list[bool | None]:
    return [None if u else bool(t) for t, u in zip(truth.true, truth.unknown, strict=True)]


def of_one(source: str, **answers: Any) -> bool | float | None:
    return evaluate_once(when(source), answers, NAMES, today=TODAY)


# A plain reading, one respondent at a time

COMPARED = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
            ">": operator.gt, ">=": operator.ge}  # fmt: skip
RECKONED = {"+": operator.add, "-": operator.sub, "*": operator.mul}


class Plain:
    """What an expression comes to for one respondent, None for unknown."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def cell(self, name: str) -> Any:
        """An answer, or None."""
        value = self.answers.get(name)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        if isinstance(value, str):
            return value.strip() or None
        return None if value < 0 else value

    def reason(self, name: str) -> int:
        value = self.answers.get(name)
        return int(value) if isinstance(value, int | float) and value < 0 else -1

    def of(self, node: Node) -> Any:  # noqa: C901, PLR0911 - a line for each kind
        match node:
            case Constant(value):
                return value
            case Name(name):
                value = self.cell(name)
                return first_day(value) if name == "moved" and value else value
            case Negative(inner):
                value = self.of(inner)
                return None if value is None else -value
            case Arithmetic(sign, left, right):
                one, other = self.of(left), self.of(right)
                if one is None or other is None or (sign == "/" and other == 0):
                    return None
                return one / other if sign == "/" else RECKONED[sign](one, other)
            case Comparison(sign, left, right):
                one, other = self.of(left), self.of(right)
                if isinstance(one, date) and isinstance(other, str):
                    other = first_day(other)
                return None if one is None or other is None else COMPARED[sign](one, other)
            case Among(inner, constants):
                value = self.of(inner)
                return None if value is None else value in [each.value for each in constants]
            case Not(inner):
                value = self.of(inner)
                return None if value is None else not value
            case Joined(joint, parts):
                values = [self.of(part) for part in parts]
                return kleene_and(values) if joint == "and" else kleene_or(values)
            case Call(function, (Name(name), *rest)):
                return self.call(str(function), name, rest)
        raise AssertionError(node)

    def call(self, function: str, name: str, rest: list[Node]) -> Any:
        columns = NAMES[name].columns
        cells = [self.cell(column) for column in columns]
        answered = any(cell is not None for cell in cells)
        if function == "answered":
            return answered
        if function == "missing":
            kinds = {int(KINDS[each.id]) for each in rest if isinstance(each, Name)}
            reasons = {self.reason(column) for column in columns}
            return not answered and (not kinds or bool(kinds & reasons))
        if function == "years_since":
            return None if cells[0] is None else full_years(first_day(cells[0]), TODAY)
        wanted = [each.value for each in rest if isinstance(each, Constant)]
        if function in {"any_of", "all_of"}:
            rows = [None if cell is None else cell in wanted for cell in cells]
            return kleene_or(rows) if function == "any_of" else kleene_and(rows)
        marks = [bool(cell) if answered else None for cell in cells]
        if function == "count":
            return sum(map(bool, marks)) if answered else None
        values = [code.value for code in NAMES[name].codes]
        chosen = [marks[values.index(code)] for code in wanted]
        return kleene_and(chosen) if function == "has_all" else kleene_or(chosen)


def kleene_and(values: list[Any]) -> bool | None:
    return False if False in values else None if None in values else True


def kleene_or(values: list[Any]) -> bool | None:
    return True if True in values else None if None in values else False


def first_day(written: str) -> date:
    return date.fromisoformat(f"{written}-01-01"[:10] if len(written) < 10 else written)


def full_years(day: date, until: date) -> int:
    return until.year - day.year - ((until.month, until.day) < (day.month, day.day))


@given(CONDITIONS, st.lists(RESPONDENTS, min_size=1, max_size=6))
@settings(max_examples=300)
def test_a_table_and_one_respondent_and_a_plain_reading_agree(
    source: str, respondents: list[dict[str, Any]]
) -> None:
    condition = when(source)
    plain = [Plain(each).of(condition.tree) for each in respondents]
    table = told(evaluate(condition, frame(respondents), NAMES, today=TODAY))
    once = [evaluate_once(condition, each, NAMES, today=TODAY) for each in respondents]
    assert table == plain
    assert once == plain


@given(CONDITIONS, st.lists(RESPONDENTS, min_size=2, max_size=5))
def test_the_order_of_respondents_changes_nothing(
    source: str, respondents: list[dict[str, Any]]
) -> None:
    forth = told(evaluate(when(source), frame(respondents), NAMES, today=TODAY))
    back = told(evaluate(when(source), frame(respondents[::-1]), NAMES, today=TODAY))
    assert forth == back[::-1]


@given(CONDITIONS, RESPONDENTS)
def test_two_nots_are_none(source: str, answers: dict[str, Any]) -> None:
    once = evaluate_once(when(source), answers, NAMES, today=TODAY)
    twice = evaluate_once(when(f"not (not ({source}))"), answers, NAMES, today=TODAY)
    assert once == twice


# What is missing

MISSING = [None, math.nan, *map(int, MissingKind), "dont_know"]


@pytest.mark.parametrize("value", MISSING)
@pytest.mark.parametrize("source", ["safe < 3", "safe != 1", "safe not in [1, 2]", "not safe == 1"])
def test_a_missing_answer_fulfils_no_comparison(source: str, value: object) -> None:
    assert of_one(source, safe=value) is None
    assert of_one(f"{source} and answered(safe)", safe=value) is False
    assert of_one(f"{source} or missing(safe)", safe=value) is True


def test_an_absent_column_is_unknown_throughout() -> None:
    assert told(evaluate(when("age > 18"), pd.DataFrame({"sex": [1, 2]}), NAMES)) == [None, None]
    assert told(evaluate(when("has(places, 1)"), {"places_2": np.array([1.0])}, NAMES)) == [None]
    assert told(evaluate(when("count(places) > 0"), {"places_2": np.ones(1)}, NAMES)) == [None]
    assert of_one('area == "nordby"') is None


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [(-8, "dont_know", True), (-8, "refused", False), (-8, "no_answer", False),
     (-1, "no_answer", True), (math.nan, "no_answer", True), (1, "no_answer", False)],
)  # fmt: skip
def test_the_reason_for_a_missing_answer_can_be_asked_for(
    value: float, kind: str, expected: bool
) -> None:
    assert of_one(f"missing(safe, {kind})", safe=value) is expected


@pytest.mark.parametrize("words", ["", "  ", None, -3, "-3"])
def test_an_empty_text_is_no_answer(words: object) -> None:
    assert of_one("answered(why)", why=words) is False
    assert of_one('why == "x"', why=words) is None


def test_dividing_by_zero_is_unknown() -> None:
    assert of_one("income / people > 1", income=5, people=0) is None
    assert of_one("income / people", income=0, people=0) is None
    assert of_one("income / (people - people) > 1", income=5, people=2) is None


def test_a_number_that_is_too_large_is_unknown() -> None:
    power = " * ".join(["1000000000000000"] * 30)
    assert of_one(f"income * {power} > 1", income=5) is None


def test_who_ticked_anything_has_left_out_what_is_blank() -> None:
    table = pd.DataFrame(np.nan, index=range(3), columns=list(NAMES["places"].columns))
    table.loc[1] = -3
    table["places_2"] = [1, -3, np.nan]
    assert told(evaluate(when("has(places, 1)"), table, NAMES)) == [False, None, None]
    assert told(evaluate(when("places_1 == 0"), table, NAMES)) == [None, None, None]
    assert list(evaluate_number(when("count(places)"), table, NAMES)[:1]) == [1]


# What columns may look like


@pytest.mark.parametrize(
    "values",
    [
        [1, 2, -8],
        [1.0, 2.0, np.nan],
        pd.array([1, 2, None], dtype="Int64"),
        pd.array([1, 2, None], dtype="Float64"),
        pd.Categorical([1, 2, None]),
        ["1", "2", ""],
        np.array([1, 2, None], dtype=object),
        np.array([1, 2, np.inf]),
    ],
    ids=range(8),
)
def test_codes_of_any_kind_of_column_are_read(values: Any) -> None:
    table = pd.DataFrame({"safe": values}, index=[7, 7, 9])
    assert told(evaluate(when("safe == 1"), table, NAMES)) == [True, False, None]


@pytest.mark.parametrize(
    "values",
    [
        ["2005-03-01", "2004", None],
        [date(2005, 3, 1), date(2004, 1, 1), None],
        [datetime(2005, 3, 1, 12), pd.Timestamp("2004-01-01"), pd.NaT],  # noqa: DTZ001
        pd.to_datetime(["2005-03-01", "2004-01-01", None]),
        pd.to_datetime(["2005-03-01", "2004-01-01", None]).tz_localize("Europe/Copenhagen"),
        ["2005-03-01", "2004-01", "-8"],
        [2006, 2004, -1],
        ["2005-03-01", "2004-01-01", "1. marts"],
    ],
    ids=range(8),
)
def test_dates_of_any_kind_of_column_are_read(values: Any) -> None:
    table = pd.DataFrame({"moved": values})
    assert told(evaluate(when('moved >= "2005"'), table, NAMES)) == [True, False, None]


def test_who_was_born_on_the_29th_of_february_has_a_birthday_on_the_1st_of_march() -> None:
    leap = {"moved": "2012-02-29"}
    years = when("years_since(moved)")
    days = ["2013-02-28", "2013-03-01", "2016-02-29", "2012-02-28"]
    found = [evaluate_once(years, leap, NAMES, today=day) for day in days]
    assert found == [0, 1, 4, -1]


def test_the_area_and_wave_are_given_or_columns() -> None:
    table = pd.DataFrame({"age": [20, 30], "area": ["nordby", None]})
    here = when('area == "nordby" and (wave == "2012" or age > 25)')
    assert told(evaluate(here, table, NAMES)) == [None, None]
    assert told(evaluate(here, table, NAMES, area="nordby", wave="2012")) == [True, True]
    assert told(evaluate(here, table, NAMES, wave=["2015", "2012"])) == [False, None]


def test_answers_by_question_become_columns() -> None:
    answers = {
        "places": [2, 8],
        "wishes": [3, 1],
        "setting": {"light": 1, "paths": "refused"},
        "safe": "dont_know",
        "why": "x",
    }
    plain = {name: cell.tolist()[0] for name, cell in as_columns(answers, NAMES).items()}
    assert plain == {
        "places_1": 0, "places_2": 1, "places_3": 0, "places_8": 1, "places_9": 0,
        "wishes_1": 2, "wishes_2": 0, "wishes_3": 1,
        "setting_light": 1, "setting_paths": -9, "safe": -8, "why": "x",
    }  # fmt: skip
    every = as_columns({"places": "refused", "setting": 2}, NAMES)
    assert {cell.tolist()[0] for name, cell in every.items() if name.startswith("places")} == {-9}
    assert {cell.tolist()[0] for name, cell in every.items() if name.startswith("setting")} == {2}


# What can't be worked out


@pytest.mark.parametrize(
    "source",
    ["age", "places == 1", "thanks == 1", "has(age, 1)", "has(places, 7)", "has(places)",
     "count(age) > 1", "age > 'x'", "why < 'x'", "years_since(age) > 1", "moved > 'x'",
     "missing(age, foo)", "missing(age, dont_know, refused)", "answered(1)", "any_of(places, 1)",
     "'a' in ['b', 1]", "True + 1 > 1", "(age > 1) == True", "area > 1", "has(places, 'x')"],
)  # fmt: skip
def test_what_is_no_condition_is_refused(source: str) -> None:
    with pytest.raises(WrongUseError, match="can't be worked out"):
        evaluate(when(source), pd.DataFrame({"age": [1]}), NAMES)


def test_names_that_stand_for_nothing_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="nowhere"):
        of_one("nowhere == 1")


def test_years_since_needs_a_day_to_count_to() -> None:
    with pytest.raises(WrongUseError, match="today"):
        evaluate(when("years_since(moved) > 1"), pd.DataFrame({"moved": ["2012"]}), NAMES)


# The names


def test_the_names_of_a_questionnaire_are_its_questions_and_columns() -> None:
    assert NAMES["places"].columns == tuple(f"places_{code.value}" for code in PLACES)
    assert NAMES["setting_light"].form is Form.CODES
    assert NAMES["places_8_text"].form is Form.TEXT
    assert NAMES["each"].form is Form.NUMBER
    assert NAMES["thanks"].form is Form.NOTHING
    assert str(NAMES["setting_paths"].universe) == 'area != "nordby"'
    assert NAMES["member_age"].table == "household"
    assert "member_age" not in NAMES.within()
    assert {"member_age", "age"} <= set(NAMES.within("household"))
    assert "nowhere" not in NAMES
    assert len(Vocabulary()) == 0


# Who is asked


def walked(**columns: Any) -> pd.DataFrame:
    return asked(SAMPLE, pd.DataFrame(columns), wave="2012")


def test_a_chain_of_conditions_stops_at_what_was_not_asked() -> None:
    chain = of(
        Single(id="a", codes=SEX),
        asking(Single(id="b", codes=SEX), "a == 1"),
        asking(Single(id="c", codes=SEX), "b == 1"),
        asking(Single(id="d", codes=SEX), "missing(b, not_asked)"),
    )
    table = pd.DataFrame({"a": [1, 2, -8], "b": [1, 1, 1]}, index=["x", "y", "z"])
    found = asked(chain, table)
    assert found.to_dict("list") == {
        "a": [True, True, True],
        "b": [True, False, False],
        "c": [True, False, False],
        "d": [False, True, True],
    }
    assert list(found.index) == ["x", "y", "z"]


def test_sections_and_rows_have_conditions_of_their_own() -> None:
    found = walked(age=[40, 20, 40, 40], area=["nordby", "nordby", "engen", None], meeting=1)
    assert list(found["meeting"]) == [True, False, False, False]
    assert list(found["board"]) == [True, False, False, False]
    assert list(found["setting_paths"]) == [False, False, True, False]
    assert list(found["setting_light"]) == [True] * 4


def test_every_column_of_the_table_is_told_of() -> None:
    names = [variable.name for variable in SAMPLE.variables()]
    assert list(walked(area=["nordby"]).columns) == names
    assert walked(area=["nordby"]).dtypes.eq(bool).all()


def test_nobody_is_called_unasked_because_the_area_was_forgotten() -> None:
    with pytest.raises(WrongUseError, match="area"):
        asked(SAMPLE, pd.DataFrame({"age": [1]}))


def test_a_table_without_rows_is_told_of_too() -> None:
    assert asked(SAMPLE, pd.DataFrame({"age": []}), area="nordby").shape[0] == 0


def test_given_data_are_left_as_they_are() -> None:
    table = pd.DataFrame({"safe": [5], "places_1": [1], "area": ["nordby"]})
    before = table.copy()
    asked(SAMPLE, table)
    pd.testing.assert_frame_equal(table, before)


# Computed values


def test_the_first_case_that_is_true_counts_if_none_before_it_is_undecided() -> None:
    cases = (Case(when("x == 1"), 1), Case(when("y == 1"), 2))
    both = of(
        Single(id="x", codes=SEX),
        Single(id="y", codes=SEX),
        Computed(id="z", cases=cases, otherwise=3, codes=codes(*[("", "")] * 3)),
    )
    table = pd.DataFrame({"x": [1, 2, -8, 2, 2], "y": [1, 1, 1, -8, 2]})
    assert computed(both, table)["z"].tolist() == [1, 2, -1, -1, 3]


def test_a_computed_question_can_be_defined_after_it_is_used() -> None:
    late = of(
        Number(id="age"),
        asking(Single(id="old", codes=SEX), "age_group == 3"),
        AGE_GROUP,
        asking(Computed(id="double", value=when("age * 2 - 100")), "old == 1"),
    )
    table = pd.DataFrame({"age": [70, 70, 20, -1], "old": [1, 2, 1, 1], "age_group": 1})
    assert asked(late, table)["old"].tolist() == [True, True, False, False]
    found = computed(late, table)
    assert found["age_group"].tolist() == [3, 3, 1, -1]
    assert found["double"].tolist() == [40, -3, -3, -3]


def test_a_value_below_zero_is_no_missing_code_by_chance() -> None:
    minus = of(Number(id="a"), Computed(id="b", value=when("a - 8")))
    table = pd.DataFrame({"a": [0, 5, 8]})
    assert computed(minus, table)["b"].tolist() == [-1, -1, 0]


def test_computed_questions_that_hang_on_each_other_end_without_a_value() -> None:
    knot = of(
        Computed(id="a", value=when("b + 1")),
        Computed(id="b", value=when("a + 1")),
        asking(Single(id="c", codes=SEX), "a > 1"),
    )
    assert computed(knot, pd.DataFrame({"c": [1]})).to_numpy().tolist() == [[-1, -1]]


def test_a_long_chain_of_computed_questions_in_any_order_is_worked_out() -> None:
    chain = [Computed(id=f"c{n}", value=when(f"c{n - 1} + 1")) for n in range(1, 900)]
    asked_last = of(*chain[::-1], Number(id="c0"))
    assert computed(asked_last, pd.DataFrame({"c0": [1]}))["c899"].tolist() == [900]


# Rosters


def test_the_people_of_a_roster_are_asked_by_their_own_and_their_respondents_answers() -> None:
    parents = pd.DataFrame({"age": [40, 16], "area": "nordby"}, index=["p", "q"])
    people = pd.DataFrame({"member_age": [10, 30, 10]}, index=[3, 4, 5])
    found = asked(SAMPLE, people, table="household", parents=parents, parent_of=["p", "p", "q"])
    assert found["school"].tolist() == [True, False, False]
    assert found.columns.tolist() == [each.name for each in SAMPLE.variables("household")]
    assert found.index.tolist() == [3, 4, 5]


def test_a_roster_needs_its_respondents() -> None:
    people, parents = pd.DataFrame({"member_age": [10]}), pd.DataFrame({"age": [40]})
    with pytest.raises(WrongUseError, match="parents"):
        asked(SAMPLE, people, area="nordby", table="household")
    with pytest.raises(UnknownNameError, match="respondent"):
        asked(SAMPLE, people, area="x", table="household", parents=parents, parent_of=[7])
    with pytest.raises(WrongUseError, match="one respondent"):
        asked(SAMPLE, people, area="x", table="household", parents=parents, parent_of=[0, 0])
    with pytest.raises(UnknownNameError, match="roster"):
        asked(SAMPLE, people, area="x", table="nowhere")


def test_a_questionnaire_without_conditions_asks_everyone() -> None:
    plain = of(Single(id="a", codes=SEX))
    assert asked(plain, pd.DataFrame({"b": [1, 2]}))["a"].tolist() == [True, True]
    assert computed(plain, pd.DataFrame({"b": [1, 2]})).shape == (2, 0)
    assert plain == of(*plain.sections[0].questions) != questionnaire(Section("x", ()))
