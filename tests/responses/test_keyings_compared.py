"""All cells that two keyings have differently are found, and no others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_keying import (
    Cells,
    as_texts,
    cells_of,
    keyed_book,
    keyed_rows,
    saved,
    short_form,
    without,
)
from made_responses import made_responses

from survey.errors import WrongUseError
from survey.language.catalogue import language_in_force
from survey.responses.keying.comparing import compare_keyings
from survey.responses.keying.differences import KeyingDifferences, RateOf
from survey.responses.keying.keying_reader import read_keying
from survey.responses.keying.resolving import resolved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ANNA = {"form_no": 101, "area": "vest", "happy": 4, "places_1": 1, "wishes_1": 1, "age": 33,
        "rent": 5000.5, "moved": "2012-05", "best": "Naboerne"}  # fmt: skip
BENT = {"form_no": 102, "area": "oest", "happy": 2, "age": 71, "best": "Ro"}
CARL = {"form_no": 103, "happy": -8, "age": 20}
PEOPLE = [
    {"form_no": 101, "item": 1, "person_age": 30, "person_job": 1},
    {"form_no": 101, "item": 2, "person_age": 3},
]


@pytest.fixture
def compare(tmp_path: Path) -> Callable[..., KeyingDifferences]:
    def comparing(*tables: Any) -> KeyingDifferences:
        path = saved(keyed_book(*tables), tmp_path / "keyed.xlsx")
        return compare_keyings(read_keying(path, short_form()), short_form())

    return comparing


def told(found: KeyingDifferences) -> list[tuple[str, str, str, str]]:
    return [(each.respondent, each.variable, each.first, each.again) for each in found]


def test_cells_that_differ_are_told_form_by_form(
    compare: Callable[..., KeyingDifferences],
) -> None:
    found = compare([ANNA, BENT, CARL], [{**BENT, "age": 17}, {**ANNA, "happy": 5, "places_2": 1}])
    assert told(found) == [
        ("101", "happy", "4", "5"),
        ("101", "places_2", "", "1"),
        ("102", "age", "71", "17"),
    ]
    last = found.differences[-1]
    assert (last.area, last.key) == ("oest", ("", "102", "", "age"))
    assert str(last.first_place).endswith("(Indtastning!I5)")
    assert str(last.again_place).endswith("(Dobbeltindtastning!I4)")
    assert (found.once, found.forms) == (("103",), 2)


def test_what_says_the_same_is_no_difference(compare: Callable[..., KeyingDifferences]) -> None:
    other = {**ANNA, "form_no": "101.", "area": "VEST", "happy": "Tilfreds", "places_1": "x",
             "places_2": 0, "wishes_2": 0, "age": "33.0", "rent": "5000,50",
             "best": " naboerne "}  # fmt: skip
    assert told(compare([ANNA], [other])) == []


def test_a_person_whom_one_keying_lacks_differs_in_all_that_is_filled(
    compare: Callable[..., KeyingDifferences],
) -> None:
    more = {"form_no": 101, "item": 3, "person_age": 8}
    found = compare([ANNA], [ANNA], PEOPLE, [PEOPLE[0], more])
    assert [(each.item, each.variable, each.first, each.again) for each in found] == [
        ("2", "person_age", "3", ""),
        ("3", "person_age", "", "8"),
    ]
    assert found.differences[0].again_place is None
    assert found.differences[1].first_place is None


def test_rosters_that_nobody_keyed_again_are_not_compared(
    compare: Callable[..., KeyingDifferences],
) -> None:
    found = compare([ANNA], [ANNA], PEOPLE)
    assert told(found) == []
    assert found.cells_once == 3


def test_persons_of_forms_that_were_keyed_once_are_no_differences(
    compare: Callable[..., KeyingDifferences],
) -> None:
    people = [{"form_no": 102, "item": 1, "person_age": 50}]
    assert told(compare([ANNA, BENT], [ANNA], [*PEOPLE, *people], PEOPLE)) == []


# How often


def test_rates_are_of_cells_in_which_one_of_the_keyings_has_something(
    compare: Callable[..., KeyingDifferences],
) -> None:
    found = compare([ANNA, BENT, CARL], [{**BENT, "age": 17}, {**ANNA, "happy": 5, "places_2": 1}])
    rates = {(rate.of, rate.name): rate for rate in found.rates}
    whole = found.overall
    assert (whole.compared, whole.differing) == (8 + 1 + 4, 3)
    assert whole.share == pytest.approx(3 / 13)
    z = 1.959963985  # Wilson's interval, written out
    centre = (3 / 13 + z**2 / 26) / (1 + z**2 / 13)
    half = z * math.sqrt(3 / 13 * 10 / 13 / 13 + z**2 / (4 * 169)) / (1 + z**2 / 13)
    assert (whole.low, whole.high) == pytest.approx((centre - half, centre + half))
    assert rates[RateOf.VARIABLE, "happy"].differing == 1
    assert rates[RateOf.VARIABLE, "places_9"].compared == 0
    assert math.isnan(rates[RateOf.VARIABLE, "places_9"].share)
    assert rates[RateOf.FIRST, "keyed.xlsx"].compared == 13
    assert sum(r.differing for r in found.rates if r.of is RateOf.VARIABLE) == whole.differing


def test_the_errors_that_are_left_follow_from_the_rate(
    compare: Callable[..., KeyingDifferences],
) -> None:
    found = compare([ANNA, BENT, CARL], [{**BENT, "age": 17}, {**ANNA, "happy": 5, "places_2": 1}])
    rate = 3 / 13 / 2
    assert found.cells_once == 2
    assert found.error_rate == pytest.approx(rate)
    assert found.errors_left == pytest.approx(rate * 2 + rate**2 * 13)


def test_each_typist_has_a_rate_where_each_has_a_workbook(tmp_path: Path) -> None:
    ole = saved(keyed_book([ANNA], [{**BENT, "age": 17, "happy": 1}]), tmp_path / "ole.xlsx")
    eva = saved(keyed_book([BENT, CARL], [ANNA]), tmp_path / "eva.xlsx")
    found = compare_keyings(read_keying([ole, eva], short_form()), short_form())
    rates = {(rate.of, rate.name): (rate.compared, rate.differing) for rate in found.rates
             if rate.of is not RateOf.VARIABLE}  # fmt: skip
    assert rates == {
        (RateOf.ALL, ""): (12, 2),
        (RateOf.FIRST, "ole.xlsx"): (8, 0),
        (RateOf.FIRST, "eva.xlsx"): (4, 2),
        (RateOf.AGAIN, "ole.xlsx"): (4, 2),
        (RateOf.AGAIN, "eva.xlsx"): (8, 0),
    }


def test_where_nothing_was_keyed_twice_there_is_no_rate(
    compare: Callable[..., KeyingDifferences],
) -> None:
    found = compare([ANNA, BENT])
    assert (len(found), found.overall.compared, found.cells_once) == (0, 0, 12)
    assert math.isnan(found.error_rate)
    assert found._repr_html_()


def test_the_differences_show_themselves(compare: Callable[..., KeyingDifferences]) -> None:
    found = compare([ANNA, BENT], [{**ANNA, "best": "<b>Naboer</b>"}])
    assert repr(found) == "KeyingDifferences(1 of 8 cells, 1 forms keyed twice)"
    frame = found.to_frame()
    assert list(frame["variable"]) == ["best"]
    assert list(found.rates_frame().columns[:3]) == ["of", "name", "compared"]
    with language_in_force("da"):
        page = found._repr_html_()
    assert "&lt;b&gt;Naboer" in page
    assert "1 af 8 felter er tastet forskelligt (12,50" in page
    assert list(compare([ANNA], [ANNA]).to_frame()["variable"]) == []


def test_other_things_are_not_compared() -> None:
    with pytest.raises(WrongUseError, match="keying"):
        compare_keyings("keyed.xlsx", short_form())  # type: ignore[arg-type]


# Planted errors

RESIDENTS = keyed_rows(made_responses(short_form(), 6, areas={"vest": "Vest", "oest": "Øst"}))
WRONG: dict[str, list[Any]] = {
    "happy": [1, 2, 3, 4, 5, -8, None, "tja", "Tilfreds"],
    "places_1": [1, None, 0, "x"],
    "wishes_1": [1, 2, None],
    "age": [18, 81, 33.0, "33", None, -9],
    "rent": [1, "5000,5", 0.5, None],
    "moved": ["2001-01", "2001-10", None],
    "best": ["Ro", "ro ", "Ro!", None],
    "area": ["vest", "oest", "Vest"],
}
MEANING = {"tja": "tja", "Tilfreds": "4", "x": "1", "5000,5": "5000.5"}


def meaning(name: str, value: Any) -> str:
    """What a cell says, worked out in another way than by what is tested."""
    if value is None or value == -1 or (name.startswith(("places", "wishes")) and value == 0):
        return ""
    if isinstance(value, str) and name in {"best", "area"}:
        return " ".join(value.split()).lower()
    words = MEANING.get(str(value), str(value))
    return words[:-2] if words.endswith(".0") else words


@st.composite
def planted(draw: st.DrawFn) -> tuple[list[Cells], dict[tuple[str, str], Any]]:
    """The forms keyed again in another order, with some cells keyed otherwise."""
    cell = st.tuples(st.integers(0, len(RESIDENTS) - 1), st.sampled_from(list(WRONG)))
    changes = {}
    for row, name in draw(st.lists(cell, max_size=12)):
        changes[RESIDENTS[row]["form_no"], name] = draw(st.sampled_from(WRONG[name]))
    rows = []
    for resident in draw(st.permutations(RESIDENTS)):
        again = dict(resident)
        for (form, name), value in changes.items():
            if form == again["form_no"]:
                again = without(again, name) if value is None else {**again, name: value}
        rows.append(again)
    return rows, changes


@settings(max_examples=25)
@given(planted())
def test_all_planted_errors_are_found_and_none_is_invented(
    tmp_path_factory: pytest.TempPathFactory,
    planting: tuple[list[Cells], dict[tuple[str, str], Any]],
) -> None:
    rows, changes = planting
    path = saved(keyed_book(RESIDENTS, rows), tmp_path_factory.mktemp("k") / "keyed.xlsx")
    keying = read_keying(path, short_form())
    found = compare_keyings(keying, short_form())
    residents = {row["form_no"]: row for row in RESIDENTS}
    expected = {
        (form, name)
        for (form, name), value in changes.items()
        if meaning(name, residents[form].get(name)) != meaning(name, value)
    }
    assert {(each.respondent, each.variable) for each in found} == expected
    assert len(found) == len(expected)
    agreed = resolved(keying, undecided="first")
    assert cells_of(agreed.table) == as_texts(RESIDENTS)
