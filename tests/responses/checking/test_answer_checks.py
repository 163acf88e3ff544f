"""Each kind of finding is told where it was planted, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_findings import (
    GRID_ROWS,
    NAMES,
    ROWS,
    checked,
    clean,
    emptied,
    form,
    named,
    planted,
    who,
)
from made_questionnaires import codes, questionnaire, single
from made_responses import made_responses

import survey as sv
from survey.errors import UnknownNameError, WrongUseError
from survey.findings import Place, Severity
from survey.language.catalogue import LANGUAGES, catalogue, language_in_force
from survey.responses.checking.break_off import Completeness
from survey.responses.checking.check import check_responses
from survey.responses.checking.found import Subject
from survey.responses.checking.rules import ResponseRules
from survey.responses.corrections import Correction
from survey.responses.problems import Problem, ProblemKind

if TYPE_CHECKING:
    from survey.responses.responses import Responses

PEOPLE = ("fast", "slow", "straight_lining", "broke_off", "same_answers", "similar_answers")


def ids(*rows: int) -> list[str]:
    return [f"{row + 1:04d}" for row in rows]


def with_problem(responses: Responses, *problems: Problem) -> Responses:
    return replace(responses, problems=problems)


# Nothing to find


def test_clean_answers_have_nothing_to_be_told() -> None:
    assert [str(each) for each in checked(clean()).findings] == []


def test_no_answers_at_all_are_no_trouble() -> None:
    empty = clean()
    empty = replace(empty, data=empty.data.head(0), asked=empty.asked.head(0))
    kinds = {each.name for each in checked(empty).findings}
    assert kinds <= {"never_asked", "empty_group", "index_missing"}


def test_tabulated_data_without_ids_are_not_searched_for_duplicates() -> None:
    one = clean()
    patterns = pd.concat([one.data.drop(columns="respondent")] * 2, ignore_index=True)
    both = pd.concat([one.asked] * 2, ignore_index=True)
    found = checked(replace(one, data=patterns, asked=both))
    assert named(found, "same_answers") == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_invented_answers_to_the_big_questionnaire_give_few_false_alarms(seed: int) -> None:
    """Answers at random: alpha is around 0, so it is below 0 about half of the time; and of the
    6 % that are left out, 10 % fall on questions that few are asked by chance."""
    responses = made_responses(sv.read_questionnaire("nordby-2012"), 400, seed=seed)
    findings = checked(responses).findings
    assert {each.name for each in findings} <= {"index_negative", "much_missing"}
    assert all(each.severity is Severity.NOTE for each in findings)
    assert len(findings) < 10


# Single answers


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_each_problem_of_reading_is_told_with_its_answer(kind: ProblemKind) -> None:
    problem = Problem(kind, "0003", "q04", "9", Place("svar.csv", 4, "q04"), "1, 2, 3, 4, 5")
    (found,) = checked(with_problem(clean(), problem)).findings
    assert (found.respondent, found.variable, found.value) == ("0003", "q04", "9")
    assert found.place == problem.place
    assert found.subject is Subject.ANSWER


def test_a_problem_of_the_whole_respondent_is_told_of_her() -> None:
    problem = Problem(ProblemKind.CHECK, "0003", "", note="More adults than persons")
    (found,) = checked(with_problem(clean(), problem)).findings
    assert found.subject is Subject.RESPONDENT
    assert "More adults than persons." in found.what


def test_an_invalid_code_is_told_as_an_error() -> None:
    """Case 23: a code out of range is counted as invalid and told."""
    problem = Problem(ProblemKind.INVALID, "0003", "q04", "9")
    responses = planted(with_problem(clean(), problem), "q04", -5, [2])
    checks = checked(responses)
    (found,) = named(checks, "invalid")
    assert found.severity is Severity.ERROR
    row = checks.nonresponse.set_index("variable").loc["q04"]
    assert row["invalid"] == 1


def test_a_number_beyond_its_limits_is_told() -> None:
    """Case 21: a year of birth that was written as an age."""
    problem = Problem(ProblemKind.OUT_OF_RANGE, "0003", "age", "1962", note="15 to 110")
    (found,) = checked(with_problem(clean(), problem)).findings
    assert found.code == "RESPONSES-OUT-OF-RANGE"
    assert "Possible: a number from 15 to 110." in found.what


def test_contradictions_are_counted_by_question_and_condition() -> None:
    """Case 24: a matrix of question and reason."""
    wrong = [
        Problem(ProblemKind.NOT_ASKED, "0001", "why", "2"),
        Problem(ProblemKind.NOT_ASKED, "0002", "why", "1"),
        Problem(ProblemKind.NOT_ASKED, "0002", "used_1", "1", note="a condition"),
        Problem(ProblemKind.NOT_ASKED, "0002", "used_2", "1", note="a condition"),
    ]
    checks = checked(with_problem(clean(), *wrong))
    assert checks.contradictions.to_dict("records") == [
        {"variable": "why", "condition": "q01 == 5", "respondents": 2, "answers": 2},
        {"variable": "used", "condition": "a condition", "respondents": 1, "answers": 2},
    ]
    assert len(named(checks, "not_asked")) == 4
    with language_in_force("da"):
        assert "Stilles kun, hvis" in named(checks, "not_asked")[0].what


def test_what_the_log_settles_is_not_told_again() -> None:
    problem = Problem(ProblemKind.CHECK, "0003", "q04", "2")
    kept = Correction("0003", "q04", "2", "2", why="She is right")
    checks = checked(replace(with_problem(clean(), problem), steps=(kept,)))
    assert checks.findings == ()
    assert checks.settled == 1


def test_another_value_than_the_log_left_there_is_told_again() -> None:
    problem = Problem(ProblemKind.CHECK, "0003", "q04", "3")
    step = Correction("0003", "q04", "9", "2", why="Read wrongly")
    checks = checked(replace(with_problem(clean(), problem), steps=(step,)))
    assert who(checks, "check") == ["0003"]


def test_a_respondent_who_was_kept_is_not_told_of_again() -> None:
    responses = planted(clean(), "respondent", "0001", [1])
    assert who(checked(responses), "same_id") == ["0001"]
    settled = replace(responses, steps=(Correction("0001", why="A couple"),))
    assert who(checked(settled), "same_id") == []


# Duplicates


def test_the_same_id_twice_is_told() -> None:
    """Case 17."""
    (found,) = named(checked(planted(clean(), "respondent", "0001", [1])), "same_id")
    assert found.severity is Severity.ERROR
    assert "2 rows" in found.what


def test_the_same_answers_throughout_are_told_of_the_later_respondent() -> None:
    responses = clean()
    data = responses.data.copy()
    data.loc[7, data.columns[2:]] = data.loc[3, data.columns[2:]].to_numpy()
    asked = responses.asked.copy()
    asked.loc[7] = asked.loc[3].to_numpy()
    checks = checked(replace(responses, data=data.infer_objects(), asked=asked))
    assert who(checks, "same_answers") == ids(7)
    assert who(checks, "similar_answers") == []
    assert named(checks, "same_answers")[0].fields["other"] == "0004"


def test_the_same_answers_to_few_questions_are_not_told() -> None:
    responses = clean()
    for row in (3, 7):
        responses = emptied(responses, row, [*responses.data.columns[2:]])
    assert who(checked(responses), "same_answers") == []


def nearly_alike(changes: int) -> Responses:
    """Two respondents with the same answers but for some."""
    responses = clean()
    data = responses.data.copy()
    data.loc[7, data.columns[2:]] = data.loc[3, data.columns[2:]].to_numpy()
    asked = responses.asked.copy()
    asked.loc[7] = asked.loc[3].to_numpy()
    data = data.infer_objects()
    for name in NAMES[5 : 5 + changes]:
        data.loc[7, name] = 1 + int(data.loc[7, name]) % 5 if data.loc[7, name] > 0 else 1
    return replace(responses, data=data, asked=asked)


def test_nearly_the_same_answers_are_told_with_their_share() -> None:
    (found,) = named(checked(nearly_alike(3)), "similar_answers")
    assert (found.respondent, found.fields["other"]) == ("0008", "0004")
    share, questions = found.fields["share"], found.fields["questions"]
    assert isinstance(share, float)
    assert isinstance(questions, int)
    assert 1 - 3 / questions - 1e-9 <= share < 1


def test_answers_that_differ_more_are_not_told() -> None:
    assert named(checked(nearly_alike(9)), "similar_answers") == []


def test_the_share_of_equal_answers_is_that_of_the_slow_loop() -> None:
    responses = clean(40, seed=9)
    rules = ResponseRules(match_share=0.3, match_questions=10)
    found = {
        each.respondent: each.fields["share"]
        for each in check_responses(responses, rules=rules).findings
        if each.name == "similar_answers"
    }
    data = responses.data
    lines = [
        *NAMES, *(f"{each}_{row}" for each in ("setting", "trouble") for row in GRID_ROWS),
        "why", "age", "home",
    ]  # fmt: skip
    ticks = [f"used_{code}" for code in (1, 2, 3)]
    for row in range(len(data)):
        best = 0.0
        for other in range(row):
            one, two = data.loc[row], data.loc[other]
            both = [n for n in lines if one[n] >= 0 and two[n] >= 0]
            equal = sum(one[n] == two[n] for n in both)
            size = len(both)
            if max(one[ticks]) >= 0 and max(two[ticks]) >= 0:
                size += 1
                equal += list(one[ticks]) == list(two[ticks])
            best = max(best, equal / size)
        respondent = f"{row + 1:04d}"
        if best >= 0.3:
            assert found[respondent] == pytest.approx(best)
        else:
            assert respondent not in found


def test_beyond_the_stated_number_pairs_are_not_compared_and_that_is_told() -> None:
    checks = checked(nearly_alike(3), match_rows=10)
    assert named(checks, "similar_answers") == []
    assert "60 respondents" in named(checks, "not_matched")[0].what


# Grids


def straight(responses: Responses, row: int, *grids: str) -> Responses:
    data = responses.data.copy()
    for grid in grids:
        for each in GRID_ROWS:
            data.loc[row, f"{grid}_{each}"] = 3
    return replace(responses, data=data)


def test_one_answer_in_all_grids_is_told() -> None:
    (found,) = named(checked(straight(clean(), 4, "setting", "trouble")), "straight_lining")
    assert (found.respondent, found.severity) == ("0005", Severity.WARNING)


def test_one_answer_in_one_of_two_grids_is_a_note() -> None:
    (found,) = named(checked(straight(clean(), 4, "setting")), "straight_lining")
    assert found.severity is Severity.NOTE
    assert "1 of 2 grids" in found.what


def test_a_grid_with_too_few_answered_rows_is_not_looked_at() -> None:
    responses = straight(clean(), 4, "setting")
    responses = emptied(responses, 4, [f"setting_{row}" for row in GRID_ROWS[:2]])
    checks = checked(responses)
    assert who(checks, "straight_lining") == []
    assert checks.respondents["grids"].iloc[4] == 1


def test_rows_without_an_answer_do_not_break_a_run() -> None:
    responses = emptied(straight(clean(), 4, "setting"), 4, ["setting_trees"])
    checks = checked(responses)
    assert who(checks, "straight_lining") == ids(4)
    assert checks.respondents["longest_run"].iloc[4] >= 5


def test_a_grid_in_which_many_give_one_answer_is_told() -> None:
    responses = clean()
    for row in range(20):
        responses = straight(responses, row, "setting")
    (found,) = named(checked(responses), "grid_straight")
    assert found.variable == "setting"
    record = checked(responses).grids.set_index("variable").loc["setting"]
    assert record["straight"] >= 20
    assert record["share"] == record["straight"] / record["respondents"]


def on_one_scale(run: int) -> Responses:
    steps = codes(1, 2, 3, 4, 5)
    form = questionnaire(
        *(single(f"s{number:02}", codes=steps, scale="five") for number in range(14)),
        single("own", codes=steps),
    )
    responses = made_responses(form, 30, unanswered=0)
    data = responses.data.copy()
    for number in range(14):
        data.loc[4, f"s{number:02}"] = 2 if number < run else 3 + number % 2
    return replace(responses, data=data)


@pytest.mark.parametrize(("run", "told"), [(8, []), (9, ids(4)), (14, ids(4))])
def test_the_same_answer_to_many_questions_in_a_row_is_told(run: int, told: list[str]) -> None:
    assert who(checked(on_one_scale(run)), "same_run") == told


def test_a_question_left_out_does_not_end_the_row() -> None:
    responses = planted(on_one_scale(11), "s04", -1, [4])
    assert checked(responses).respondents["same_run"].iloc[4] == 10


# Minutes


def timed(minutes: float, row: int = 3, *, usual: float = 15.0) -> Responses:
    times = [usual] * ROWS
    times[row] = minutes
    return planted(planted(clean(), "minutes", times), "mode", "web")


@pytest.mark.parametrize(
    ("minutes", "kind"),
    [(4.9, "fast"), (5.1, None), (0.4, "fast"), (149.0, None), (151.0, "slow")],
)
def test_minutes_are_compared_with_the_median_of_the_mode(minutes: float, kind: str | None) -> None:
    checks = checked(timed(minutes))
    assert {each: who(checks, each) for each in ("fast", "slow") if who(checks, each)} == (
        {kind: ids(3)} if kind else {}
    )


def test_where_all_are_fast_reading_decides() -> None:
    reading = checked(timed(15.0)).respondents["reading"]
    usual, fast = float(reading.max()) * 1.1, float(reading.min()) * 0.9
    checks = checked(timed(fast, usual=usual))
    assert who(checks, "faster_than_reading") == ids(3)
    assert who(checks, "fast") == []


def test_other_modes_and_few_minutes_say_nothing() -> None:
    responses = timed(1.0)
    responses = planted(responses, "minutes", [float("nan")] * 50 + [15.0] * 9 + [2.0])
    assert who(checked(responses), "fast") == []


@pytest.mark.parametrize("column", ["minutes", "finished"])
def test_impossible_times_are_told(column: str) -> None:
    responses = timed(-3.0) if column == "minutes" else timed(15.0)
    if column == "finished":
        responses = planted(responses, "started", ["2012-05-01T10:00"] * ROWS)
        ends = ["2012-05-01T10:15"] * ROWS
        ends[3] = "2012-05-01T09:15"
        responses = planted(responses, "finished", ends)
    checks = checked(responses)
    assert who(checks, "impossible_time") == ids(3)
    assert who(checks, "fast") == []


# Item nonresponse


def test_the_reasons_for_missing_answers_are_counted() -> None:
    responses = clean()
    column = responses.data["q05"].where(responses.data["q05"] > 0, 3).to_numpy().copy()
    column[:15] = [-1, -1, -8, -8, -8, -9, -2, -5, -5, *[-1] * 6]
    checks = checked(planted(responses, "q05", column))
    row = checks.nonresponse.set_index("variable").loc["q05"]
    assert [row[name] for name in ("asked", "answered")] == [60, 45]
    assert [row[name] for name in ("no_answer", "dont_know", "refused")] == [8, 3, 1]
    assert [row[name] for name in ("multiple_ticks", "invalid")] == [1, 2]
    assert row["share"] == pytest.approx(0.25)
    assert [each.variable for each in named(checks, "very_much_missing")] == ["q05"]


def test_a_question_with_some_missing_is_a_note() -> None:
    responses = planted(clean(), "q05", -1, list(range(8)))
    (found,) = named(checked(responses), "much_missing")
    assert (found.variable, found.severity) == ("q05", Severity.NOTE)


def test_open_questions_are_not_told_for_missing_words() -> None:
    responses = planted(clean(), "wish", "-1")
    assert {each.name for each in checked(responses).findings} == {"all_missing"}


def test_who_was_not_asked_is_not_missing() -> None:
    checks = checked(clean())
    row = checks.nonresponse.set_index("variable").loc["why"]
    assert row["asked"] == (clean().answered["q01"] == 5).sum()


def test_ticks_are_one_question() -> None:
    checks = checked(clean())
    assert "used" in set(checks.nonresponse["variable"])
    assert "used_1" not in set(checks.nonresponse["variable"])


def test_nonresponse_is_broken_down_by_group_mode_and_language() -> None:
    responses = planted(planted(clean(), "mode", ["web", "paper"] * 30), "language", "da")
    checks = checked(responses)
    assert list(checks.nonresponse_by["by"].unique()) == ["area", "mode", "language"]
    frame = checks.nonresponse_by
    both = frame[(frame["variable"] == "q05") & (frame["by"] == "mode")]
    whole = checks.nonresponse.set_index("variable").loc["q05"]
    assert both["asked"].sum() == whole["asked"]
    assert both["missing"].sum() == whole["asked"] - whole["answered"]


def test_a_breakdown_can_be_chosen() -> None:
    checks = check_responses(clean(), by="area")
    assert list(checks.nonresponse_by["by"].unique()) == ["area"]
    with pytest.raises(UnknownNameError, match="no such column"):
        check_responses(clean(), by=["town"])


def test_a_mode_that_leaves_a_question_out_is_told() -> None:
    responses = planted(clean(120), "mode", ["web", "paper"] * 60)
    responses = planted(responses, "q05", -1, list(range(1, 61, 2)))
    (found,) = named(checked(responses), "differs_by_mode")
    assert (found.variable, found.fields["mode"]) == ("q05", "paper")
    assert "Paper" in found.what


def test_a_last_page_that_is_overlooked_is_told() -> None:
    responses = clean()
    for row in range(20):
        responses = emptied(responses, row, ["age", "home"])
    assert len(named(checked(responses), "last_page")) == 1


# Breaking off


def test_who_stops_is_told_with_the_last_question() -> None:
    responses = clean()
    after = [*NAMES[10:], *list(responses.data.columns)[42:]]
    checks = checked(emptied(responses, 4, after))
    (found,) = named(checks, "broke_off")
    assert found.respondent == "0005"
    assert found.severity is Severity.WARNING
    row = checks.respondents.iloc[4]
    assert row["completeness"] == Completeness.BREAK_OFF
    assert row["last"] in NAMES[:10]
    curve = checks.break_off.set_index("variable")
    assert curve.loc[row["last"], "stopped"] == 1
    assert curve["remaining"].iloc[-1] == pytest.approx(1 - 1 / ROWS)


def test_a_partial_interview_is_only_a_note() -> None:
    responses = emptied(clean(), 4, [f"{g}_{r}" for g in ("setting", "trouble") for r in GRID_ROWS])
    responses = emptied(responses, 4, ["used_1", "used_2", "used_3", "why", "age", "home"])
    (found,) = named(checked(responses), "broke_off")
    assert found.severity is Severity.NOTE
    assert checked(responses).respondents["completeness"].iloc[4] == Completeness.PARTIAL


def test_a_few_questions_left_out_at_the_end_are_no_break_off() -> None:
    assert who(checked(emptied(clean(), 4, ["age", "home", "wish"])), "broke_off") == []


def test_after_the_break_off_nothing_counts_as_item_nonresponse() -> None:
    responses = clean()
    after = [*NAMES[10:], *list(responses.data.columns)[42:]]
    checks = checked(emptied(responses, 4, after))
    assert checks.nonresponse.set_index("variable").loc["q30", "asked"] == ROWS - 1


def test_few_answers_scattered_over_the_form_are_told() -> None:
    responses = emptied(clean(), 4, NAMES[:39])
    (found,) = named(checked(responses), "few_answers")
    assert found.respondent == "0005"


def test_a_row_without_any_answer_is_told() -> None:
    responses = emptied(clean(), 4, list(clean().data.columns)[2:])
    assert who(checked(responses), "empty") == ids(4)


def test_a_question_after_which_many_stop_is_told() -> None:
    responses = clean()
    for row in range(6):
        responses = planted(responses, "q10", 1, [row])
        responses = emptied(responses, row, [*NAMES[10:], *list(responses.data.columns)[42:]])
    (found,) = named(checked(responses), "stops_here")
    assert found.variable == "q10"


def test_a_refusal_is_no_answer_but_shows_that_she_was_still_there() -> None:
    responses = planted(clean(), "home", -9, [4])
    responses = emptied(responses, 4, ["why", "age"])
    checks = checked(responses)
    assert checks.respondents["last"].iloc[4] == "home"


# Groups, modes, languages


def test_an_area_without_respondents_is_told() -> None:
    """Case 28: it is there with no respondents, and not left out."""
    responses = clean()
    data = responses.data[responses.data["area"] != "glarbjergvej"].reset_index(drop=True)
    (found,) = named(checked(replace(responses, data=data, asked=responses.asked.head(30))),
                     "empty_group")  # fmt: skip
    assert "Glarbjergvej" in found.what


def test_modes_and_languages_that_are_not_offered_are_told() -> None:
    responses = planted(clean(), "language", ["da"] * 58 + ["ar", "ar"])
    responses = planted(responses, "mode", ["web"] * 59 + ["fax"])
    checks = checked(responses)
    (language,) = named(checks, "unknown_language")
    (mode,) = named(checks, "unknown_mode")
    assert "2 answered in Arabic (ar)" in language.what
    assert "fax" in mode.what


def test_modes_are_not_judged_where_the_questionnaire_names_none() -> None:
    responses = planted(clean(modes=()), "mode", "fax")
    assert named(checked(responses), "unknown_mode") == []


def test_the_mix_of_modes_adds_up() -> None:
    checks = checked(planted(clean(), "mode", ["web", "paper", None] * 20))
    frame = checks.mixes
    for by in ("", "area"):
        assert frame[frame["by"] == by]["count"].sum() == ROWS
    assert set(frame["value"]) == {"", "web", "paper"}


# Questions without use


def test_an_item_that_nobody_answered_is_told() -> None:
    """Case 29."""
    (found,) = named(checked(planted(clean(), "q05", -1)), "all_missing")
    assert found.variable == "q05"


def test_an_item_that_nobody_was_asked_is_told() -> None:
    responses = clean()
    responses = replace(responses, asked=responses.asked.assign(why=False))
    (found,) = named(checked(planted(responses, "why", -3)), "never_asked")
    assert found.variable == "why"


def test_an_item_that_is_not_in_the_wave_is_told() -> None:
    (found,) = named(checked(planted(clean(), "q05", -4)), "not_in_wave")
    assert found.variable == "q05"


def test_one_answer_from_all_is_told() -> None:
    responses = planted(clean(), "q05", 4)
    (found,) = named(checked(responses), "constant")
    assert "Answer 4" in found.what


def test_the_same_ticks_from_all_are_told() -> None:
    responses = clean()
    for name in ("used_1", "used_2", "used_3"):
        responses = planted(responses, name, 0)
    assert [each.variable for each in named(checked(responses), "constant_ticks")] == ["used"]


# Indices


def test_an_index_that_nobody_has_is_told() -> None:
    """Case 40."""
    responses = clean()
    for name in NAMES[:3]:
        responses = planted(responses, name, -1)
    assert [each.variable for each in named(checked(responses), "index_missing")] == ["i_both"]


def test_an_index_that_all_have_alike_is_told() -> None:
    """Case 40."""
    responses = clean()
    for name in NAMES[:3]:
        responses = planted(responses, name, 4)
    (found,) = named(checked(responses), "index_constant")
    assert "75" in found.what


def test_a_question_that_is_reversed_wrongly_is_told() -> None:
    """Case 40: alpha below 0."""
    responses = clean()
    turned = responses.data["q03"]
    checks = checked(planted(responses, "q03", turned.where(turned < 1, 6 - turned)))
    (found,) = named(checks, "index_negative")
    assert found.severity is Severity.WARNING
    assert "(q03)" in found.what


def test_one_question_that_runs_against_a_good_index_is_told() -> None:
    index = replace(form().indices[0], items=tuple(
        replace(form().indices[0].items[0], variable=name) for name in NAMES[:6]
    ))  # fmt: skip
    responses = clean(200, indices=(index,))
    data = responses.data.copy()
    base = data["q01"].clip(1, 5)
    for place, name in enumerate(NAMES[1:6]):
        data[name] = (base + (data.index % (place + 4) == 0)).clip(1, 5)
    data["q06"] = 6 - data["q06"]
    found = named(checked(replace(responses, data=data)), "index_item")
    assert [each.fields["item"] for each in found] == [
        {"da": "»How (da)« (q06)", "en": '"How" (q06)'}
    ]


# What is given back


def test_findings_come_as_a_table_and_as_a_summary() -> None:
    responses = with_problem(
        straight(clean(), 4, "setting", "trouble"), Problem(ProblemKind.INVALID, "0003", "q04", "9")
    )
    checks = checked(responses)
    frame = checks.to_frame()
    assert list(frame["code"]) == ["RESPONSES-INVALID", "RESPONSES-STRAIGHT-LINING"]
    assert list(checks.summary()["findings"]) == [1, 1]
    assert checks.summary()["severity"].iloc[0] == "error"
    assert repr(checks) == "ResponseChecks(60 respondents: 1 errors, 1 warnings, 0 notes)"
    assert "not for publication" in checks._repr_html_()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_name_a_rule_and_a_hint(language: str) -> None:
    keys = catalogue(language)
    names = {key.split(".")[2] for key in keys if key.startswith("findings.responses.")}
    for name in names:
        assert f"response_checks.kind.{name}" in keys
        assert f"response_checks.rule.{name}" in keys
        assert f"findings.responses.{name}.hint" in keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_hint_can_be_said(language: str) -> None:
    from survey.responses.checking.found import AnswerFinding, rule_in_words

    names = {key.split(".")[2] for key in catalogue("en") if key.startswith("findings.responses.")}
    for name in names:
        finding = AnswerFinding(f"responses.{name}", Severity.NOTE, Subject.WHOLE)
        assert "{" not in rule_in_words(name, ResponseRules(), language)
        assert "{" not in finding.hint(language)


def test_row_order_does_not_matter() -> None:
    responses = straight(nearly_alike(3), 20, "setting", "trouble")
    order = np.random.default_rng(1).permutation(ROWS)
    shuffled = replace(
        responses,
        data=responses.data.iloc[order].reset_index(drop=True),
        asked=responses.asked.iloc[order].reset_index(drop=True),
    )

    def told(checks: Any) -> list[tuple[str, str]]:
        kinds = [each for each in checks.findings if each.name != "similar_answers"]
        return sorted((each.code, each.respondent) for each in kinds)

    assert told(checked(responses)) == told(checked(shuffled))


@pytest.mark.parametrize(
    ("name", "value"),
    [("match_share", 0), ("match_share", 1.2), ("grid_rows", 0), ("grid_rows", 2.5),
     ("slow_times", 0), ("fast_share", True), ("match_rows", -1), ("much_missing", "10 %")],
)  # fmt: skip
def test_impossible_rules_are_refused(name: str, value: Any) -> None:
    with pytest.raises(WrongUseError, match=name):
        ResponseRules(**{name: value})


def test_thresholds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(WrongUseError, match="much_missing"):
        ResponseRules(much_missing=0.4)


@pytest.mark.parametrize("arguments", [{"responses": "svar.csv"}, {"rules": 3}, {"names": [1]}])
def test_arguments_of_the_wrong_kind_are_refused(arguments: dict[str, Any]) -> None:
    given = {"responses": clean(), **arguments}
    with pytest.raises(WrongUseError):
        check_responses(given.pop("responses"), **given)


@pytest.mark.slow
def test_a_hundred_thousand_respondents_take_a_few_seconds() -> None:
    responses = made_responses(sv.read_questionnaire("nordby-2012"), 100_000)
    started = process_time()
    checked(responses)
    assert process_time() - started < 5
