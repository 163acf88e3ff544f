"""The log is taken where it fits, told where it doesn't, and gives the same answers each time."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_answer_tables import ID, cells, change, column, removal, table

from survey.files.data_table import DataTable, Fault
from survey.findings import Severity
from survey.responses.cleaning.apply import corrected, without_effect
from survey.responses.cleaning.log import CleaningLog
from survey.responses.cleaning.same import ANYTHING, plain, same
from survey.responses.corrections import Correction, StepKind
from survey.responses.matching.unknown_values import kept

if TYPE_CHECKING:
    from survey.findings import Finding


def answers() -> DataTable:
    return table(respondent=["a", "b", "c"], q=["1", "", "9"], age=["30", "41,5", "199"])


def taken(of: DataTable, *steps: Correction) -> tuple[DataTable, list[Correction], list[str]]:
    result, done, found = corrected(of, CleaningLog(steps), respondent=ID)
    return result, list(done), [each.code for each in found]


def test_a_step_changes_one_answer() -> None:
    raw = answers()
    step = change("c", "q", "9", "2")
    result, done, found = taken(raw, step)
    assert cells(result)["q"] == ["1", "", "2"]
    assert (done, found) == ([step], [])


def test_the_file_that_was_read_stays_as_it_is() -> None:
    raw = answers()
    before = cells(raw)
    taken(raw, change("c", "q", "9", "2"), removal("a"))
    assert cells(raw) == before
    assert raw.rows == 3


@pytest.mark.parametrize(
    ("cell", "before"),
    [("3", "3.0"), ("3,0", "3"), ("3.50", "3,5"), ("", "-1"), ("-1", ""), ("007", "7"),
     ("05-03-2012", "2012-03-05"), ("2012-03-05", "5.3.2012"), ("-8", "-8,0")],
)  # fmt: skip
def test_what_means_the_same_is_the_same(cell: str, before: str) -> None:
    result, done, found = taken(table(respondent=["a"], q=[cell]), change("a", "q", before, "4"))
    assert cells(result)["q"] == ["4"]
    assert len(done) == 1
    assert found == []


@pytest.mark.parametrize(("cell", "before"), [("3", "2"), ("", "0"), ("2012-03", "2012-03-01")])
def test_what_is_another_is_told_and_not_changed(cell: str, before: str) -> None:
    raw = table(respondent=["a"], q=[cell])
    result, done, found = taken(raw, change("a", "q", before, "4"))
    assert cells(result) == cells(raw)
    assert (done, found) == ([], ["CLEANING-OTHER-VALUE"])


def test_the_message_says_what_stands_there_and_where() -> None:
    _, _, (found,) = corrected(answers(), [change("c", "q", "8", "2")], respondent=ID)
    assert "it is" in found.message
    assert '"9"' in found.message
    assert '"8"' in found.message
    assert str(found.place) == "svar.csv:4 (q)"
    assert found.severity is Severity.WARNING


def test_a_value_that_a_map_of_columns_does_not_know_is_corrected() -> None:
    raw = table(respondent=["a", "b"], q=[kept("6"), kept("9")])
    steps = change("a", "q", "6", "4"), change("b", "q", "9", "9")
    result, done, found = taken(raw, *steps)
    assert cells(result)["q"] == ["4", kept("9")]
    assert (done, found) == (list(steps), [])


def test_own_words_are_not_told() -> None:
    raw = table(respondent=["a"], wish=["Mette larmer"])
    _, _, (found,) = corrected(raw, [change("a", "wish", "Morten larmer", "x")], respondent=ID)
    assert "larmer" not in str(found)
    assert found.code == "CLEANING-OTHER-TEXT"


def test_own_words_are_corrected_whatever_stands_there() -> None:
    raw = table(respondent=["a"], wish=["Mette larmer"])
    result, done, _ = taken(raw, change("a", "wish", ANYTHING, "En nabo larmer"))
    assert cells(result)["wish"] == ["En nabo larmer"]
    assert len(done) == 1


def test_own_words_that_stay_stay() -> None:
    raw = table(respondent=["a"], wish=["Tak"])
    result, done, _ = taken(raw, change("a", "wish", ANYTHING, ANYTHING))
    assert cells(result) == cells(raw)
    assert len(done) == 1


def test_a_chain_of_steps_ends_where_the_last_one_does() -> None:
    result, done, found = taken(
        answers(),
        change("c", "q", "9", "2"),
        change("c", "q", "2", "3"),
        change("c", "q", "3", "1"),
    )
    assert cells(result)["q"][2] == "1"
    assert (len(done), found) == (3, [])


def test_a_step_that_goes_back_gives_what_was_there() -> None:
    result, done, _ = taken(answers(), change("c", "q", "9", "2"), change("c", "q", "2", "9"))
    assert cells(result)["q"][2] == "9"
    assert len(done) == 2


def test_a_removal_drops_the_row_and_the_others_keep_their_lines() -> None:
    result, done, found = taken(answers(), removal("b"))
    assert cells(result)[ID] == ["a", "c"]
    assert result.rows == 2
    assert result.place(1).line == 4
    assert (len(done), found) == (1, [])


def test_rows_of_a_file_without_lines_keep_their_numbers() -> None:
    raw = replace(answers(), lines=None)
    assert taken(raw, removal("a"))[0].place(0).line == 2


def test_a_respondent_who_is_to_stay_after_all_stays() -> None:
    result, done, _ = taken(answers(), removal("b"), Correction("b", why="A couple"))
    assert cells(result)[ID] == ["a", "b", "c"]
    assert [step.kind for step in done] == [StepKind.CHANGE]


def test_a_formula_that_was_corrected_is_a_fault_no_more() -> None:
    raw = answers()
    faulty = replace(raw.columns["q"], faults={2: Fault.FORMULA, 1: Fault.ERROR})
    raw = replace(raw, columns={**raw.columns, "q": faulty})
    result, _, _ = taken(raw, change("c", "q", "9", "2"), removal("a"))
    assert dict(result.columns["q"].faults) == {0: Fault.ERROR}


@pytest.mark.parametrize(("decimal", "written"), [(",", "2,5"), (".", "2.5"), (None, "2.5")])
def test_numbers_are_written_as_the_column_writes_them(decimal: str, written: str) -> None:
    raw = table(respondent=["a", "b"], age=["1", "2"])
    raw = replace(raw, columns={**raw.columns, "age": column("age", "1", "2", decimal=decimal)})
    result, _, _ = taken(raw, change("a", "age", "1", "2.5"))
    assert cells(result)["age"] == [written, "2"]
    assert result.columns["age"].decimal == (decimal or ".")


# Which row is meant


def twice() -> DataTable:
    return table(respondent=["a", "a", "b"], q=["1", "2", "3"])


def test_an_id_that_occurs_twice_needs_its_row() -> None:
    result, done, found = taken(twice(), change("a", "q", "1", "4"))
    assert cells(result) == cells(twice())
    assert (done, found) == ([], ["CLEANING-SEVERAL-ROWS"])


def test_with_its_row_the_step_is_taken_there() -> None:
    result, done, found = taken(twice(), change("a", "q", "2", "4", row=3), removal("a", row=2))
    assert cells(result) == {ID: ["a", "b"], "q": ["4", "3"]}
    assert (len(done), found) == (2, [])


def test_where_the_other_row_is_left_out_the_step_means_the_one_that_stays() -> None:
    result, done, found = taken(twice(), change("a", "q", "2", "4"), removal("a", row=2))
    assert cells(result) == {ID: ["a", "b"], "q": ["4", "3"]}
    assert (len(done), found) == (2, [])


def test_a_step_for_another_file_is_left_to_it() -> None:
    step = change("a", "q", "1", "4", source="web.csv")
    result, done, found = taken(answers(), step)
    assert cells(result) == cells(answers())
    assert (done, found) == ([], [])
    web = table("web.csv", respondent=["a"], q=["1"])
    assert taken(web, step)[1] == [step]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code.removeprefix("CLEANING-") for each in findings]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (change("x", "q", "1", "2"), "UNKNOWN-RESPONDENT"),
        (change("a", "z", "1", "2"), "UNKNOWN-COLUMN"),
        (change("a", "q", "1", "2", source="old.csv"), "UNKNOWN-FILE"),
        (change("a", "q", "1", "2", row=9), "UNKNOWN-ROW"),
        (removal("x"), "UNKNOWN-RESPONDENT"),
    ],
)
def test_a_step_without_effect_in_any_file_is_told(step: Correction, code: str) -> None:
    other = table("web.csv", respondent=["d"], k=["1"])
    assert codes(without_effect([step], [answers(), other], respondent=ID)) == [code]


def test_a_step_that_one_of_several_files_knows_is_not_told() -> None:
    steps = [change("d", "k", "1", "2"), change("a", "q", "1", "2"), removal("d")]
    other = table("web.csv", respondent=["d"], k=["1"])
    assert without_effect(steps, [answers(), other], respondent=ID) == ()


def test_a_file_without_ids_takes_no_step() -> None:
    raw = table(q=["1", "2"])
    assert taken(raw, change("a", "q", "1", "2"))[0] is not None
    assert codes(without_effect([change("a", "q", "1", "2")], [raw], respondent=ID)) == [
        "UNKNOWN-RESPONDENT"
    ]


# Properties

TEXTS = st.sampled_from(["", "1", "2", "3", "-1", "-8", "2,5", "tak", "2012-03-05"])
IDS = st.sampled_from(["a", "b", "c", "d", "e"])
STEPS = st.one_of(
    st.builds(change, IDS, st.sampled_from("pq"), TEXTS, TEXTS),
    st.builds(removal, IDS),
    st.builds(Correction, IDS),
)


@st.composite
def files(draw: st.DrawFn) -> DataTable:
    size = draw(st.integers(1, 5))
    texts = st.lists(TEXTS, min_size=size, max_size=size)
    return table(respondent=list("abcde")[:size], p=draw(texts), q=draw(texts))


@given(files(), st.lists(STEPS, max_size=12))
def test_taking_a_log_again_changes_nothing(raw: DataTable, steps: list[Correction]) -> None:
    once, _, _ = corrected(raw, steps, respondent=ID)
    again, _, _ = corrected(raw, steps, respondent=ID)
    assert cells(once) == cells(again)


@given(files(), st.data())
def test_taking_a_log_that_fits_on_its_own_result_changes_nothing(
    raw: DataTable, data: st.DataObject
) -> None:
    steps = fitting_steps(raw, data)
    once, done, found = corrected(raw, steps, respondent=ID)
    assert found == ()
    assert set(done) == set(steps)
    twice_over, _, told = corrected(once, steps, respondent=ID)
    assert cells(twice_over) == cells(once)
    assert told == ()


def fitting_steps(raw: DataTable, data: st.DataObject) -> list[Correction]:
    """Chains that each begin with what stands in the file."""
    steps = []
    for row, respondent in enumerate(cells(raw)[ID]):
        for name in "pq":
            cell = cells(raw)[name][row]
            for after in data.draw(st.lists(TEXTS, max_size=3)):
                steps.append(change(respondent, name, cell, after))
                cell = after
    return steps


@given(files(), st.data())
def test_a_chain_gives_what_a_slow_reader_would_write(raw: DataTable, data: st.DataObject) -> None:
    steps = fitting_steps(raw, data)
    result, _, _ = corrected(raw, steps, respondent=ID)
    for row, respondent in enumerate(cells(raw)[ID]):
        for name in "pq":
            own = [s for s in steps if (s.respondent, s.variable) == (respondent, name)]
            wanted = own[-1].after if own else cells(raw)[name][row]
            assert same(cells(result)[name][row], wanted)


@given(files(), st.lists(STEPS, max_size=12))
def test_untouched_answers_stay_as_they_were(raw: DataTable, steps: list[Correction]) -> None:
    result, done, _ = corrected(raw, steps, respondent=ID)
    touched = {(step.respondent, step.variable) for step in done}
    kept = cells(result)[ID]
    for row, respondent in enumerate(cells(raw)[ID]):
        if respondent not in kept:
            assert (respondent, "") in touched
            continue
        for name in "pq":
            if (respondent, name) not in touched:
                assert cells(result)[name][kept.index(respondent)] == cells(raw)[name][row]


@given(files(), st.lists(STEPS, max_size=12))
def test_a_column_has_the_values_that_occur_in_it_and_no_others(
    raw: DataTable, steps: list[Correction]
) -> None:
    result, _, _ = corrected(raw, steps, respondent=ID)
    for name, texts in cells(result).items():
        assert result.columns[name].values == column(name, *texts).values


@given(st.text(max_size=30))
def test_a_text_is_the_same_as_itself_and_plain_once(words: str) -> None:
    assert same(words, words)
    assert plain(plain(words)) == plain(words)


def test_ten_thousand_steps_on_a_hundred_thousand_rows_take_no_time() -> None:
    rows = 100_000
    index = np.arange(rows, dtype=np.intp)
    ids = [f"{row:06d}" for row in range(rows)]
    columns = {ID: column(ID, *ids)}
    for number in range(20):
        name = f"q{number}"
        columns[name] = replace(column(name, "1", "2", "3"), index=index % 3)
    raw = DataTable(answers().path, columns, rows)
    steps = [
        change(ids[row * 10], f"q{row % 20}", str(row * 10 % 3 + 1), "9") for row in range(10_000)
    ]
    started = perf_counter()
    result, done, found = corrected(raw, steps, respondent=ID)
    assert perf_counter() - started < 5
    assert (len(done), found) == (10_000, ())
    assert cells(result)["q0"][0] == "9"
