"""Invented respondents walk through a questionnaire: what they see, and how long it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import made_routing
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from made_questionnaires import ENGLISH, asked, codes, grid, questionnaire, said, single
from random_questionnaires import questionnaires

from survey.codebook import Code, MissingKind
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.expressions.parser import parse_expression as when
from survey.questionnaire.paths import simulate_paths
from survey.questionnaire.questions import (
    Computed,
    Date,
    GridRow,
    Multiple,
    Note,
    Number,
    OpenText,
    Ranking,
    Roster,
    Section,
    Single,
)
from survey.questionnaire.routing.answers import Values
from survey.questionnaire.routing.asked import asked as asked_of
from survey.questionnaire.routing.asked import computed
from survey.questionnaire.walking.answering import Crowd
from survey.questionnaire.walking.pace import Pace
from survey.questionnaire.walking.walk import TODAY, _first_table, walk_through
from survey.questionnaire.walking.wants import Wants, wants_of

AGE = asked(Number, "age", low=0.0, high=99.0)


def share(walks: Any, name: str, row: str = "") -> float:
    frame = walks.to_frame()
    return float(frame.share[(frame.question == name) & (frame.row == row)].iloc[0])


def crowd(size: int = 500, seed: int = 1) -> Crowd:
    return Crowd(size, np.random.default_rng(seed), Wants(), Wants())


# What is seen


def test_the_same_seed_gives_the_same_walks() -> None:
    made = made_routing.questionnaire()
    assert simulate_paths(made, seed=3) == simulate_paths(made, seed=3)
    assert simulate_paths(made, seed=3) != simulate_paths(made, seed=4)


def test_how_many_come_to_a_question_follows_from_its_condition() -> None:
    made = questionnaire(
        AGE,
        single("old", ask_if=when("age >= 50")),
        single("first", ask_if=when("old == 1")),
        grid("setting", rows=(GridRow("a", said("A")), GridRow("b", said("B"), when("age < 25")))),
    )
    walks = simulate_paths(made, n=20_000)
    assert share(walks, "age") == 1
    assert share(walks, "old") == pytest.approx(0.49, abs=0.02)
    assert share(walks, "first") == pytest.approx(0.16, abs=0.02)
    assert share(walks, "setting", "a") == 1
    assert share(walks, "setting", "b") == pytest.approx(0.245, abs=0.02)


def test_a_few_leave_a_question_out_and_a_few_take_what_is_offered_instead() -> None:
    made = questionnaire(
        single("safe", missing=(MissingKind.DONT_KNOW,)),
        single("silent", ask_if=when("missing(safe, no_answer)")),
        single("unsure", ask_if=when("missing(safe, dont_know)")),
    )
    walks = simulate_paths(made, n=20_000)
    assert share(walks, "silent") == pytest.approx(0.02, abs=0.005)
    assert share(walks, "unsure") == pytest.approx(0.03, abs=0.006)


def test_nobody_leaves_out_what_must_be_answered() -> None:
    made = questionnaire(replace(AGE, required=True), single("silent", ask_if=when("missing(age)")))
    assert simulate_paths(made).never_seen == (("silent",),)


def test_areas_take_turns() -> None:
    local = Section("local", (single("path"),), areas=("nordby", "sydby"))
    made = questionnaire(sections=(Section("all", (single("safe"),)), local))
    assert share(simulate_paths(made, n=999), "path") == pytest.approx(2 / 3)


def test_waves_take_turns() -> None:
    made = questionnaire(single("old", ask_if=when('wave == "2012"')))
    assert share(simulate_paths(made, n=100), "old") == 0.5


def test_what_nobody_can_come_to_is_told() -> None:
    made = questionnaire(
        AGE,
        single("never", ask_if=when("age > 99")),
        single("after", ask_if=when("never == 1")),
        grid("setting", rows=(GridRow("a", said("A")), GridRow("b", said("B"), when("age > 99")))),
    )
    walks = simulate_paths(made)
    assert walks.never_seen == (("never",), ("after",), ("setting", "b"))


@pytest.mark.parametrize(
    "condition",
    [
        "age == 37 and safe == 3 and has(places, 7) and not has(places, 1)",
        "has_all(places, 1, 2, 3, 4, 5, 6, 7)",
        "has(places, 9)",
        "count(places) >= 7",
        "missing(safe, refused) and missing(age)",
        'moved >= "2019-12-31" and moved < "2020-01-02"',
        "rent > 25000",
        "wishes_3 == 1 and wishes_1 == 2",
        "all_of(setting, 2)",
        'why == "noise"',
        'area == "nordby" and wave == "2012" and safe == 1',
        "weight == 3.141",
        "twice == 74",
    ],
)
def test_what_is_rare_is_found_by_seeking(condition: str) -> None:
    made = questionnaire(
        AGE,
        single("safe", missing=(MissingKind.REFUSED,)),
        asked(
            Multiple,
            "places",
            codes=(*codes(*range(1, 8)), Code(9, said("None"), exclusive=True)),
        ),
        asked(Date, "moved", earliest="1950-01-01", latest="2025-12-31"),
        asked(Number, "rent"),
        asked(Ranking, "wishes", codes=codes(1, 2, 3, 4)),
        grid("setting", *"abcde"),
        asked(OpenText, "why"),
        asked(Number, "weight", low=0.0, high=10.0, decimals=3),
        asked(Computed, "twice", value=when("age * 2")),
        single("sought", ask_if=when(condition)),
    )
    assert not simulate_paths(made, n=300).never_seen


def test_a_chain_of_rare_conditions_is_found() -> None:
    links = [single(f"link{n}", ask_if=when(f"link{n - 1} == 3") if n else None) for n in range(9)]
    assert not simulate_paths(questionnaire(*links), n=200).never_seen


def test_persons_of_a_household_are_asked_as_often_as_there_are() -> None:
    inner = (asked(Number, "member_age", high=99.0), single("school", ask_if=when("member_age<18")))
    made = questionnaire(
        asked(Number, "persons", low=0.0, high=4.0, required=True),
        asked(Roster, "people", questions=inner, count="persons", most=3),
    )
    walks = simulate_paths(made, n=5000)
    assert share(walks, "member_age") == pytest.approx(0.8, abs=0.02)
    assert (walks.shortest, walks.longest) == (1, 7)
    assert walks.to_frame().table.tolist() == ["", "", "people", "people"]


def test_a_roster_that_nobody_fills_in_is_no_trouble() -> None:
    made = questionnaire(
        asked(Number, "persons", low=0.0, high=0.0),
        asked(Roster, "people", questions=(asked(Number, "member_age"),), count="persons"),
    )
    assert simulate_paths(made, n=5).never_seen == (("member_age",),)


def test_notes_and_what_is_worked_out_are_no_questions() -> None:
    made = questionnaire(
        AGE, asked(Note, "thanks"), asked(Computed, "twice", value=when("age * 2"))
    )
    walks = simulate_paths(made, n=10)
    assert (walks.shortest, walks.longest) == (1, 1)


# Against the routing


def table_of(made: Any, people: Crowd) -> tuple[Any, dict[str, Any]]:
    """The answers of a walk as a file would have them, and who was asked each question."""
    table = _first_table(made, people, {"area": ("nordby", "sydby"), "wave": ("2012",)})
    who = {}
    for each in asked_questions(made.sections):
        if not each.table:
            step = table.take(each)
            rows = {f"{each.question.id}_{row}": mask for row, mask in step.rows.items()}
            who.update(rows or {each.question.id: step.who})
    columns = {}
    for (name, kind), cells in table.cells.items():
        values = cells.values.copy()
        if kind is Values.DAYS:
            days = [pd.NaT if np.isnan(v) else pd.Timestamp.fromordinal(int(v)) for v in values]
            columns[name] = pd.Series(days, dtype="datetime64[ns]")
        else:
            missing = ~np.isnan(cells.codes)
            values[missing] = cells.codes[missing]
            columns[name] = pd.Series(values)
    return pd.DataFrame(columns), who


def test_who_is_asked_is_what_the_routing_says_of_the_answers() -> None:
    made = made_routing.questionnaire()
    data, who = table_of(made, crowd())
    routed = asked_of(made, data.drop(columns=["age_group", "each"]), today=TODAY)
    for name, mask in who.items():
        columns = [c for c in routed if c == name or c.startswith(f"{name}_")]
        computed_ = isinstance(made.question(name), Computed)
        for column in [] if computed_ else columns[:1]:
            assert (routed[column].to_numpy() == mask).all(), column


def test_what_is_worked_out_is_what_the_routing_works_out() -> None:
    made = made_routing.questionnaire()
    data, _ = table_of(made, crowd())
    again = computed(made, data, today=TODAY)
    for name in again:
        assert again[name].to_numpy(float) == pytest.approx(data[name].to_numpy(float)), name


# Answers within the rules


def answers(question: Any, size: int = 2000) -> dict[str, Any]:
    return {name: cells for name, _, cells in crowd(size).answers(question)}


def test_ticks_keep_the_rules() -> None:
    made = asked(Multiple, "m", codes=codes(1, 2, 3, 4, 9, exclusive=True), most=2)
    ticks = np.array([cells.values for cells in answers(made).values()]).T
    ticks = ticks[~np.isnan(ticks).any(axis=1)]
    assert set(np.unique(ticks)) == {0, 1}
    assert ticks[:, :4].sum(axis=1).max() == 2
    assert ticks.sum(axis=1).min() == 1
    alone = ticks[:, 4] == 1
    assert 0.05 < alone.mean() < 0.15
    assert ticks[alone].sum(axis=1).max() == 1


def test_ranks_keep_the_rules() -> None:
    made = asked(Ranking, "r", codes=codes(1, 2, 3, 4), most=3)
    ranks = np.array([cells.values for cells in answers(made).values()]).T
    ranks = ranks[~np.isnan(ranks).any(axis=1)]
    assert {tuple(sorted(row)) for row in ranks.tolist()} == {(0, 1, 2, 3)}


def test_numbers_and_dates_stay_within_their_limits() -> None:
    numbers = answers(asked(Number, "n", low=2.5, high=4.0, decimals=1))["n"].values
    known = numbers[~np.isnan(numbers)]
    assert (known.min(), known.max()) == (2.5, 4.0)
    assert set(np.unique(known)) == {n / 10 for n in range(25, 41)}
    days = answers(asked(Date, "d", earliest="2020-01-01", latest="2020-01-03"))["d"].values
    assert len(np.unique(days[~np.isnan(days)])) == 3


def test_other_gets_words() -> None:
    made = single("s", codes=codes(1, 8, opens_text=True))
    found = answers(made)
    words = found["s_8_text"].values
    assert ((words == "words") == (found["s"].values == 8))[~np.isnan(found["s"].values)].all()


def test_wants_are_what_conditions_name() -> None:
    vocabulary = made_routing.questionnaire()
    from survey.questionnaire.routing.vocabulary import vocabulary_of

    names = vocabulary_of(vocabulary)
    wants = wants_of(
        [when('age > 17 and safe in [1, 2] and has(places, 2) and area == "nordby"'),
         when("missing(age, refused) or any_of(setting, 3)")], names
    )  # fmt: skip
    assert wants.numbers("age") == (17,)
    assert wants.numbers("safe") == (1, 2)
    assert wants.numbers("places") == (2,)
    assert wants.texts("area") == ("nordby",)
    assert wants.numbers("setting_light") == (3,)
    assert wants.silences["age"] == (MissingKind.REFUSED,)


# How long


def test_minutes_are_reckoned_from_words_and_answers() -> None:
    english = {"en": "one two three four five six seven eight nine ten"}
    choices = (Code(1, {"en": "Yes"}), Code(0, {"en": "No"}))
    made = replace(
        questionnaire(
            Single(id="a", text=english, label={"en": "a"}, codes=choices, hint={"en": "Tick"}),
            languages=ENGLISH,
        ),
        introduction={"en": "Dear resident"},
    )
    seconds = (10 + 2 + 1 + 2) * 60 / 200 + 5
    walks = simulate_paths(made, n=10)
    assert walks.minutes == pytest.approx((seconds / 60,) * 3)
    quick = simulate_paths(made, n=10, pace=Pace(words_per_minute=400, single=2))
    assert quick.minutes[1] == pytest.approx((15 * 60 / 400 + 2) / 60)


def test_rows_of_a_grid_take_time_for_those_who_are_asked() -> None:
    rows = (GridRow("a", {"en": "Light"}), GridRow("b", {"en": "Paths"}, when("1 == 2")))
    made = questionnaire(
        grid("g", rows=rows, text={"en": "How?"}, codes=(Code(1, {"en": "Yes"}),)),
        languages=ENGLISH,
    )
    assert simulate_paths(made, n=4).minutes[0] * 60 == pytest.approx(3 * 60 / 200 + 4)


def test_a_section_is_introduced_to_those_who_come_to_it() -> None:
    introduction = {"en": "word " * 200}
    section = Section("s", (single("x"),), introduction=introduction, areas=("nordby",))
    made = questionnaire(sections=(section,), languages=ENGLISH)
    short, _, long = simulate_paths(made, n=100).minutes
    assert short == 0
    assert long > 1


def test_words_are_counted_in_the_language_that_is_shown() -> None:
    long = {"da": "et to tre fire fem seks syv otte ni ti", "en": "one"}
    made = questionnaire(single("a", text=long))
    danish, english = (simulate_paths(made, n=5, language=each).minutes[1] for each in ("da", "en"))
    assert danish > english
    assert simulate_paths(made, n=5).language == "da"


# Around it


@pytest.mark.parametrize("n", [0, -1, 100_001, 1.5])
def test_the_number_of_walks_is_checked(n: Any) -> None:
    with pytest.raises(WrongUseError, match="n must be a whole number"):
        simulate_paths(questionnaire(AGE), n=n)


def test_the_language_must_be_offered() -> None:
    with pytest.raises(UnknownNameError, match="language must be one"):
        simulate_paths(questionnaire(AGE), language="ar")


def test_walks_are_shown_in_a_line_and_in_a_notebook() -> None:
    made = questionnaire(AGE, single("never", ask_if=when("age > 99")))
    walks = simulate_paths(made, n=50)
    assert repr(walks).startswith("Walks(made, da: 1–1 questions, ")
    assert repr(walks).endswith("1 never seen)")
    html = walks._repr_html_()
    assert "50 simulated walks through made" in html
    assert "Nobody came to &quot;never&quot;" in html
    with language_in_force("da"):
        assert "Ingen kom til »never«" in walks._repr_html_()


@settings(max_examples=25)
@given(questionnaires())
def test_any_questionnaire_can_be_walked_through(made: Any) -> None:
    walks = simulate_paths(made, n=40)
    frame = walks.to_frame()
    assert frame.asked.between(0, 40).all()
    assert 0 <= walks.shortest <= walks.longest
    short, middle, long = walks.minutes
    assert 0 <= short <= middle <= long
    seen = set(frame.question[frame.asked > 0])
    assert not seen & {each[0] for each in walks.never_seen if len(each) == 1}


@settings(max_examples=25)
@given(questionnaires())
def test_a_step_is_taken_for_each_question(made: Any) -> None:
    steps = list(walk_through(made, crowd(20), {}))
    assert [each.asked.question.id for each in steps] == [each.id for each in made.everything()]
