"""Which code a value of a file is taken for."""

from __future__ import annotations

from typing import Any

import pytest
from made_tables import codes_of, column, proposal

from survey.responses.matching.proposals import Sureness

EXACT, LIKELY, GUESS, NONE = Sureness
RATING = "Hvor tilfreds er du med boligen?"


def rated(*cells: str, name: str = RATING, **fields: Any) -> dict[str, int | str | None]:
    return codes_of(proposal(name, column(name, list(cells) * 4, **fields)))


def test_labels_are_read_in_any_language_and_writing() -> None:
    assert rated("MEGET TILFREDS", "meget  tilfreds.", "Very satisfied", "5. Meget tilfreds") == {
        "MEGET TILFREDS": 5,
        "meget  tilfreds.": 5,
        "Very satisfied": 5,
        "5. Meget tilfreds": 5,
    }


def test_letters_that_programs_change_count_as_the_same() -> None:
    found = proposal("Har du boern?", ["Ja", "Nej"] * 5)
    assert found.target == "children"


def test_words_for_no_answer_have_their_codes() -> None:
    found = rated("Tilfreds", "Ved ikke", "Ønsker ikke at svare", "Uoplyst", "Ikke relevant")
    assert found == {
        "Tilfreds": 4,
        "Ved ikke": -8,
        "Ønsker ikke at svare": -9,
        "Uoplyst": -1,
        "Ikke relevant": -3,
    }


def test_numbers_are_codes_but_only_ours_are_sure() -> None:
    own = proposal("home_rating", ["5", "4", "-8", ""] * 5)
    assert codes_of(own) == {"5": 5, "4": 4, "-8": -8}
    assert {each.sureness for each in own.values} == {EXACT}
    foreign = proposal(RATING, ["5", "4", ""] * 5)
    assert {each.sureness for each in foreign.values} == {LIKELY}


def test_answers_that_nobody_gave_so_far_are_known_too() -> None:
    own = proposal("home_rating", ["5", "4"] * 5)
    assert {each.value for each in own.values} == {"5", "4", "3", "2", "1"}
    said = proposal(RATING, ["Very satisfied", "Satisfied"] * 5)
    assert {each.value: each.code for each in said.values if not each.rows} == {
        "Neither satisfied nor dissatisfied": 3,
        "Dissatisfied": 2,
        "Very dissatisfied": 1,
    }


def test_numbers_of_another_scale_are_not_taken_for_codes() -> None:
    found = proposal(RATING, ["1", "4", "7", "10"] * 5)
    assert set(codes_of(found).values()) == {None} or found.target == ""


def test_what_a_file_says_of_a_number_goes_first() -> None:
    meanings = {"1": "Meget tilfreds", "2": "Tilfreds", "5": "Meget utilfreds", "3": "Nå ja"}
    found = rated("1", "2", "5", "3", meanings=meanings)
    assert found == {"1": 5, "2": 4, "5": 1, "3": None}


def test_a_declared_value_without_words_must_be_decided() -> None:
    made = column("x", ["1", "2", "98"] * 4, label=RATING, declared=frozenset({"98"}))
    found = proposal("x", made)
    value = next(each for each in found.values if each.value == "98")
    assert (value.code, value.sureness, value.options) == (None, GUESS, (-8,))


@pytest.mark.parametrize("value", ["9", "99"])
def test_a_usual_code_for_no_answer_must_be_decided(value: str) -> None:
    found = proposal(RATING, ["1", "2", value] * 5)
    last = next(each for each in found.values if each.value == value)
    assert (last.code, last.options) == (None, (-1,))


def test_what_is_only_similar_is_a_suggestion() -> None:
    found = proposal(RATING, ["Tilfreds"] * 9 + ["Tilfrds"])
    value = next(each for each in found.values if each.value == "Tilfrds")
    assert (value.code, value.sureness, value.options[0]) == (None, GUESS, 4)


def test_a_label_that_was_cut_is_known() -> None:
    assert rated("Hverken tilfreds eller uti", "Tilfreds") == {
        "Hverken tilfreds eller uti": 3,
        "Tilfreds": 4,
    }


@pytest.mark.parametrize(("yes", "no"), [("Y", "N"), ("Ja", "Nej"), ("TRUE", "FALSE"), ("1", "0")])
def test_yes_and_no_are_known_in_other_words(yes: str, no: str) -> None:
    assert codes_of(proposal("Har du børn?", [yes, no] * 5)) == {yes: 1, no: 0}


@pytest.mark.parametrize(
    ("ticked", "not_ticked"),
    [
        ("1", "0"),
        ("Y", ""),
        ("Ja", "Nej"),
        ("Selected", "Not selected"),
        ("X", ""),
        ("Facebook", ""),
    ],
)
def test_ticks_are_known_by_their_signs(ticked: str, not_ticked: str) -> None:
    found = codes_of(proposal("media_1", [ticked, not_ticked] * 5))
    assert found == {ticked: 1, **({not_ticked: 0} if not_ticked else {})}


def test_one_and_two_as_ticks_must_be_decided() -> None:
    found = proposal("Medier: Facebook", ["1", "2"] * 5)
    assert set(codes_of(found).values()) == {None}


def test_the_only_thing_in_a_column_of_ticks_is_a_suggestion() -> None:
    found = proposal("media_1", ["Sort prik", ""] * 5)
    assert found.values[0].options == (1,)
    assert found.values[0].code is None


def test_letters_before_codes_are_read_where_they_can_mean_one_thing() -> None:
    found = proposal("homerating", ["A1", "A3", "A5"] * 5)
    assert codes_of(found) == {"A1": None, "A3": 3, "A5": None}
    assert found.values[-1].options in {(5, 1), (1, 5)}


def test_numbers_have_their_units_and_their_missing_codes() -> None:
    made = column(
        "size",
        ["81,5", "90 kvm", "999", "-8", "stor"] * 3,
        decimal=",",
        meanings={"999": "Ved ikke"},
    )
    found = proposal("size", made)
    assert found.decimal == ","
    assert codes_of(found) == {"90 kvm": 90, "999": -8, "-8": -8, "stor": None}


def test_days_whose_order_cannot_be_seen_are_told() -> None:
    assert proposal("moved_in", ["03/04/2026", "05/06/2026"]).reason.key == "days_unclear"
    clear = proposal("moved_in", ["03/25/2026", "05/06/2026"])
    assert clear.months_first
    assert proposal("moved_in", ["25-03-2026", ""]).reason.key == "name"


def test_many_unknown_values_are_not_all_listed() -> None:
    cells = ["Tilfreds"] * 2000 + [f"andet {row}" for row in range(900)]
    found = proposal("home_rating", cells)
    assert sum(each.code is None for each in found.values) == 60
    assert found.unlisted == 840


def test_values_that_say_who_somebody_is_are_not_listed() -> None:
    found = proposal("home_rating", ["Tilfreds"] * 9 + ["bo@eksempel.dk", "010190-1234"])
    assert {each.value for each in found.values if each.rows} == {"Tilfreds"}
    assert found.unlisted == 2
    assert "eksempel" not in found.examples


def test_what_may_be_own_words_is_not_listed() -> None:
    cells = ["Facebook; Naboer"] * 9 + ["Andet; min søster Ida siger det"]
    found = proposal("media", cells)
    assert set(codes_of(found)) == {"Facebook", "Naboer", "Andet"}
    assert found.unlisted == 1
    long = proposal("home_rating", ["Tilfreds"] * 9 + ["Det kommer an på min nabo Bo og hans hund"])
    assert (set(codes_of(long)), long.unlisted) == ({"Tilfreds"}, 1)
