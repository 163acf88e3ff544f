"""Compared waves as tables: nothing across a break, the contrast with its year, what was done."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from changing_waves import made_waves

from survey.comparison.waves.area_maps import AreaMap
from survey.disclosure.release import release
from survey.errors import UnknownNameError, WrongUseError
from survey.tables.trend_table import trend_table

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.tables.table import ReleasedTable

SIGN = "≠"


@cache
def released() -> Released:
    """Undecided, with a boundary that moved, a contrast that vanished and few answers."""
    made = made_waves(
        4, per_area=60, undecided=True, sizes={("a1", "2010"): 7, ("contrast", "2014"): 0}
    )
    areas = AreaMap(moved={"a2": 0.3, "a3": 0.03})
    names = ("safe", "trust", "noise", "help", "mood")
    with pytest.raises(WrongUseError, match="help") as refused:
        made.compared(names, areas=areas)
    assert "survey diff" in str(refused.value)
    return release(made.compared(names, areas=areas, undecided="break"))


@cache
def table(name: str, language: str = "en", **options: Any) -> ReleasedTable:
    return trend_table(released(), name, language=language, **options)


def cells(found: ReleasedTable, area: str) -> list[str]:
    return next([c.text for c in row.cells] for row in found.rows if row.area == area)


def groups(found: ReleasedTable) -> list[str]:
    return list(dict.fromkeys(column.group for column in found.columns if column.group))


def notes(found: ReleasedTable) -> str:
    return "\n".join(found.notes)


def test_waves_changes_and_what_is_beyond_the_contrast_have_columns() -> None:
    assert groups(table("safe")) == [
        "2010", "2012", "2014", "Change since 2010, percentage points",
        "More than the contrast since 2010, percentage points",
    ]  # fmt: skip
    heads = [c.head for c in table("safe").columns if c.key.startswith("beyond_")]
    assert heads == ["2012", "Uncertainty (95%)"]  # the contrast wasn't measured in 2014


def test_no_change_is_printed_across_a_break_of_the_question() -> None:
    found = table("noise")
    assert groups(found)[:3] == ["2010", "≠ 2012 (new series)", "2014"]
    assert groups(found)[3] == "Change since 2012, percentage points"
    assert "It is about nights now" in notes(found)
    assert SIGN in notes(found)


def test_an_undecided_question_is_a_break_that_says_so() -> None:
    found = table("help")
    assert "≠ 2014 (new series)" in groups(found)
    assert "nobody has said" in notes(found)


def test_a_changed_boundary_is_a_sign_or_a_footnote() -> None:
    found = table("safe")
    assert cells(found, "a2")[7:11] == [SIGN] * 4
    assert "30% of its dwellings are in one of them only" in notes(found)
    assert "slightly other boundaries" in notes(found)
    assert SIGN not in cells(found, "a3")


def test_a_vanished_contrast_stands_with_its_year_and_no_change() -> None:
    found = table("safe")
    contrast = cells(found, "contrast")
    assert contrast[5].endswith("\N{NO-BREAK SPACE}(2012)")
    assert contrast[5].split("\N{NO-BREAK SPACE}")[0] == contrast[3]
    assert contrast[6] == "·"
    assert contrast[9] == "·"
    assert "The contrast was not measured in 2014. The number is that of 2012" in notes(found)


def test_all_areas_are_not_compared_where_they_are_not_the_same() -> None:
    everyone = [c.text for c in table("safe").rows[-1].cells]
    assert everyone[9] == SIGN
    assert "doesn't cover the same areas" in notes(table("safe"))


def test_hidden_numbers_hide_their_changes() -> None:
    assert cells(table("safe"), "a1")[7:] == ["†"] * 6
    assert cells(table("safe"), "a1")[1] == "†"


def test_recoded_answers_are_told() -> None:
    assert "2010, 2012 and 2014 were put on 2 common answers" in notes(table("trust"))
    assert "answered" not in notes(table("trust")).split("\n")[1]


def test_a_question_of_later_waves_begins_there() -> None:
    found = table("mood")
    assert cells(found, "a3")[1] == "·"
    assert "Not asked in 2010" in notes(found)


def test_danish_tables_have_no_english() -> None:
    words = notes(table("noise", "da")) + " ".join(groups(table("noise", "da")))
    assert "≠ 2012 (ny serie)" in words
    assert "kan ikke sammenlignes" in words
    for english in ("wave", "contrast", "not ", "The ", "dwellings"):
        assert english not in words


def test_options_of_trend_tables_hold_for_compared_waves() -> None:
    narrow = table("safe", counts=False, interval=False, beyond_contrast=False, since="previous")
    keys = [column.key for column in narrow.columns]
    assert keys == ["area", "estimate_1", "estimate_2", "estimate_3", "change_1", "change_2"]
    broken = trend_table(released(), "safe", breaks="2012", language="en")
    assert "≠ 2012 (new series)" in groups(broken)
    assert "The question was changed in 2012." in notes(broken)
    with pytest.raises(UnknownNameError):
        trend_table(released(), "safe", breaks=["1999"])
    with pytest.raises(WrongUseError):
        trend_table(released(), "safe", since="last")
