"""Fair comparisons and decompositions as tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from made_fair import CASES, released, released_survey

import survey as sv
from survey.documents.blocks import RowKind
from survey.documents.grid import check_rows
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize("language", ["da", "en"])
def test_tables_look_as_they_did(language: str, snapshot: SnapshotAssertion) -> None:
    everything = released(*CASES)
    tables = [
        sv.fair_table(everything, "unsafe", language=language),
        sv.decomposition_table(everything, "unsafe", language=language),
        sv.decomposition_table(everything, "unsafe", area="falls", language=language),
    ]
    assert "\n\n".join(table.to_text() for table in tables) == snapshot


def test_hidden_numbers_are_nowhere_in_the_tables() -> None:
    everything = released(*CASES)
    fair = sv.fair_table(everything, "unsafe").to_frame().set_index("area")
    hidden = fair.loc["hidden"].drop(["kind"])
    numbers = [value for value in hidden if isinstance(value, float)]
    assert len(numbers) > 5
    assert all(math.isnan(value) for value in numbers)
    pinned = fair.loc["pinned"]
    assert not math.isnan(pinned["difference_raw_1"])
    assert math.isnan(pinned["difference_equal_1"])
    parts = sv.decomposition_table(everything, "unsafe").to_frame().set_index("area")
    assert math.isnan(parts.loc["hidden", "part_gap"])


def test_the_contrast_has_its_own_numbers_and_stays_last() -> None:
    table = sv.fair_table(released("falls", "same"), "unsafe", sort="estimate")
    assert [row.kind for row in table.rows] == [RowKind.BODY] * 2 + [RowKind.CONTRAST]
    last = table.rows[-1].cells
    assert [last[1].text, last[-1].text] == ["21", "1,600"]


def test_areas_can_come_in_the_order_of_their_equal_differences() -> None:
    table = sv.fair_table(released(*CASES), "unsafe", sort="estimate").to_frame()
    shown = table["difference_equal_1"].iloc[:-1].dropna()
    assert shown.is_monotonic_decreasing
    assert table["difference_equal_1"].iloc[: len(shown)].notna().all()


@pytest.mark.parametrize(("areas", "variable"), [(2, "safe"), (8, "trust")])
def test_tables_of_any_survey_are_whole(areas: int, variable: str) -> None:
    everything = released_survey(areas, variable)
    for table in (
        sv.fair_table(everything, variable, language="da"),
        sv.decomposition_table(everything, variable, language="da"),
        sv.decomposition_table(everything, variable, area="a1", language="da"),
    ):
        check_rows(table)
        assert "nan" not in table.to_text()


def test_internal_tables_say_so() -> None:
    table = sv.fair_table(released("hidden", "same", policy="internal"), "unsafe", language="en")
    assert table.notes[0].startswith("Internal")


@pytest.mark.parametrize(
    ("call", "options", "kind"),
    [
        (sv.fair_table, {"variable": "age"}, UnknownNameError),
        (sv.fair_table, {"method": "regression"}, UnknownNameError),
        (sv.fair_table, {"sort": "size"}, WrongUseError),
        (sv.fair_table, {"language": "sv"}, WrongUseError),
        (sv.decomposition_table, {"variable": "age"}, UnknownNameError),
        (sv.decomposition_table, {"area": "H"}, UnknownNameError),
    ],
)
def test_what_is_not_there_is_refused(call: Any, options: dict[str, Any], kind: Any) -> None:
    with pytest.raises(kind):
        call(released("same"), **{"variable": "unsafe", **options})


def test_nothing_but_released_numbers_is_taken() -> None:
    with pytest.raises(WrongUseError):
        sv.fair_table(3, "unsafe")  # type: ignore[arg-type]
