"""What typists write in cells is understood where it can mean one thing, and left where not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_keying import short_form

from survey.questionnaire.forms.keying_columns import keyed_tables
from survey.responses.keying.keyed_cells import Writing, form_key, form_shown, writing_of


def writing(name: str) -> Writing:
    tables = keyed_tables(short_form(), "da", 1, 1)
    return writing_of(next(each for table in tables for each in table.columns if each.name == name))


@pytest.mark.parametrize(
    ("name", "keyed", "meant"),
    [
        ("happy", 3, "3"),
        ("happy", 3.0, "3"),
        ("happy", "3", "3"),
        ("happy", "3.", "3"),
        ("happy", "3.0", "3"),
        ("happy", "3,0", "3"),
        ("happy", "03", "3"),
        ("happy", "−8", "-8"),
        ("happy", -8, "-8"),
        ("age", "71", "71"),
        ("age", "1.500", "1500"),
        ("rent", "5000,50", "5000.5"),
        ("rent", 5000.5, "5000.5"),
        ("rent", 0.1, "0.1"),
        ("places_1", True, "1"),
        ("moved", "2012-05", "2012-05"),
        ("moved", dt.date(2012, 5, 1), "2012-05"),
        ("moved", -1, "-1"),
        ("best", "3.0", "3.0"),
        ("best", "Ved ikke", "Ved ikke"),
        ("best", 42, "42"),
    ],
)
def test_numbers_and_dates_are_written_in_one_way(name: str, keyed: Any, meant: str) -> None:
    assert writing(name).of(keyed) == (meant, False, False)


@pytest.mark.parametrize(
    ("name", "keyed", "meant"),
    [
        ("happy", "Tilfreds", "4"),
        ("happy", " meget  TILFREDS.", "5"),
        ("happy", "4 – Tilfreds", "4"),
        ("happy", "4 - tilfreds", "4"),
        ("happy", "4: Satisfied", "4"),
        ("happy", "4 Tilfreds", "4"),
        ("happy", "ved ikke", "-8"),
        ("happy", "−8 – Ved ikke", "-8"),
        ("happy", "Ønsker ikke at svare", "-9"),
        ("happy", "Don't know", "-8"),
        ("places_1", "x", "1"),
        ("places_1", "X", "1"),
        ("places_1", "Ja", "1"),
        ("places_1", "nej", "0"),
        ("places_1", "Valgt", "1"),
        ("wishes_1", "Nr. 1", "1"),
        ("age", "71 år", "71"),
        ("person_job", "Nej", "0"),
    ],
)
def test_words_that_stand_for_one_code_are_read_as_it(name: str, keyed: str, meant: str) -> None:
    assert writing(name).of(keyed) == (meant, True, False)


@pytest.mark.parametrize(
    ("name", "keyed"),
    [
        ("happy", "4 – Utilfreds"),  # code and label contradict each other
        ("happy", "Tilfredse"),
        ("happy", "2.5"),
        ("happy", "1.500"),
        ("happy", "4/5"),
        ("happy", "Valgt"),
        ("happy", "ja"),
        ("age", "omkring 70"),
        ("age", "ved ikke"),  # not offered there
        ("age", "1e5"),
        ("moved", "31-05-2012"),
    ],
)
def test_what_is_not_unequivocal_stays_as_it_was_keyed(name: str, keyed: str) -> None:
    assert writing(name).of(keyed) == (keyed, False, False)


def test_a_number_that_can_be_read_in_two_ways_is_told() -> None:
    assert writing("rent").of("1.500").doubtful
    assert writing("rent").of("12,345").doubtful
    assert not writing("rent").of(1.125).doubtful
    assert not writing("age").of("1.500").doubtful


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("best", "Ro  og\nfred", "ro OG fred"),
        ("places_1", "", "0"),
        ("places_1", "-1", "0"),
        ("wishes_1", "0", ""),
        ("happy", "", "-1"),
        ("happy", "Tilfredse", "tilfredse"),
    ],
)
def test_cells_that_say_the_same_are_the_same(name: str, one: str, other: str) -> None:
    assert writing(name).same(one) == writing(name).same(other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("best", "Ro og fred", "Ro og fred!"),
        ("person_job", "0", ""),
        ("age", "0", ""),
        ("happy", "-8", ""),
        ("happy", "4", "5"),
    ],
)
def test_others_are_not(name: str, one: str, other: str) -> None:
    assert writing(name).same(one) != writing(name).same(other)


@pytest.mark.parametrize(
    ("keyed", "shown", "key"),
    [
        (101, "101", "101"),
        (101.0, "101", "101"),
        ("101.", "101", "101"),
        ("101,0", "101", "101"),
        ("0101", "0101", "101"),
        ("000", "000", "0"),
        ("A-7", "A-7", "a-7"),
        ("Blok 4  nr. 2", "Blok 4 nr. 2", "blok 4 nr. 2"),
        (100, "100", "100"),
        ("1.5", "1.5", "1.5"),
    ],
)
def test_numbers_of_forms_are_the_same_with_zeros_before_and_a_point_behind(
    keyed: Any, shown: str, key: str
) -> None:
    assert form_shown(keyed) == shown
    assert form_key(shown) == key


@given(st.sampled_from(["happy", "places_1", "age", "rent", "moved", "best"]), st.text(min_size=1))
def test_any_text_is_understood_or_left_and_understanding_it_again_changes_nothing(
    name: str, keyed: str
) -> None:
    understood = writing(name).of(keyed)
    again = writing(name).of(understood.text)
    assert again.text == understood.text or understood.doubtful


@given(st.floats(0, 99999).map(lambda value: round(value, 2)))
def test_a_number_and_its_text_are_written_alike(value: float) -> None:
    assert (
        writing("rent").of(value).text == writing("rent").of(f"{value:.2f}".replace(".", ",")).text
    )
