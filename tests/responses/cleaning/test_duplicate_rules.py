"""Of a respondent who stands several times one row is kept, by a rule that is logged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import DataError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.responses.cleaning.duplicates import resolve_duplicates
from survey.responses.corrections import StepKind

IDS = ["a", "b", "a", "c", "a", ""]
ENDS = ["2012-05-03", "", "2012-05-09", "", "2012-05-01", ""]


def left_out(rule: Any, completeness: list[float], finished: list[str] | None = None) -> list[int]:
    return resolve_duplicates(IDS, completeness, finished, rule).rows.tolist()


def test_the_most_complete_row_is_kept() -> None:
    assert left_out("latest_complete", [5, 1, 3, 1, 4, 0], ENDS) == [2, 4]


def test_of_equally_complete_rows_the_one_finished_last_is_kept() -> None:
    assert left_out("latest_complete", [5, 1, 5, 1, 5, 0], ENDS) == [0, 4]


def test_where_nobody_knows_when_the_last_row_is_kept() -> None:
    assert left_out("latest_complete", [5, 1, 5, 1, 5, 0]) == [0, 2]


def test_the_first_row_is_kept() -> None:
    assert left_out("first", [1, 1, 5, 1, 9, 0], ENDS) == [2, 4]


def test_duplicates_can_be_refused() -> None:
    """Case 17."""
    with pytest.raises(DataError, match='the id "a" occurs several times'):
        left_out("refuse", [1] * 6)
    assert resolve_duplicates(["a", "b"], [1, 1], None, "refuse").steps == ()


def test_rows_without_an_id_are_no_duplicates() -> None:
    assert resolve_duplicates(["", ""], [1, 1], None, "refuse").rows.tolist() == []


def test_what_was_left_out_is_logged_with_the_rule_and_its_row() -> None:
    """Case 17: the rule is logged."""
    with language_in_force("da"):
        resolved = resolve_duplicates(
            IDS, [5, 1, 5, 1, 4, 0], ENDS, "latest_complete",
            sources="web.csv", lines=[2, 3, 4, 5, 6, 7], when="2026-11-26",
        )  # fmt: skip
    assert [(step.respondent, step.kind, step.row) for step in resolved.steps] == [
        ("a", StepKind.REMOVE, 2),
        ("a", StepKind.REMOVE, 6),
    ]
    assert {(step.source, step.when) for step in resolved.steps} == {("web.csv", "2026-11-26")}
    assert all("mest fuldstændige" in step.why for step in resolved.steps)


def test_each_row_can_have_its_own_file() -> None:
    files = ["web.csv", "web.csv", "paper.csv", "web.csv", "web.csv", "web.csv"]
    steps = resolve_duplicates(
        IDS, [1, 1, 9, 1, 1, 1], None, "latest_complete", sources=files
    ).steps
    assert {step.source for step in steps} == {"web.csv"}


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(WrongUseError, match="newest"):
        left_out("newest", [1] * 6)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from(["", "1", "2"])),
        max_size=12,
    )
)
def test_the_slow_reader_keeps_the_same_rows(rows: list[tuple[str, int, str]]) -> None:
    ids, complete, ends = ([row[part] for row in rows] for part in range(3))
    for rule in ("latest_complete", "first"):
        gone = resolve_duplicates(ids, complete, ends, rule).rows.tolist()
        kept = [row for row in range(len(rows)) if row not in gone]
        assert sorted(ids[row] for row in kept) == sorted(set(ids))
        for row in kept:
            mine = [other for other in range(len(rows)) if ids[other] == ids[row]]
            best = max(mine, key=lambda at: (complete[at], ends[at], at))
            assert row == (min(mine) if rule == "first" else best)


def test_a_hundred_thousand_rows_take_no_time() -> None:
    ids = np.array([f"{row // 2}" for row in range(100_000)], dtype=object)
    resolved = resolve_duplicates(ids, np.ones(100_000), None, "latest_complete")
    assert resolved.rows.tolist() == list(range(0, 100_000, 2))
