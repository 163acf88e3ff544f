"""What a message may tell of what stands in a cell."""

from __future__ import annotations

import pytest

from survey.errors import DataError
from survey.language.catalogue import language_in_force
from survey.language.cells import culprit_ids, quoted_cell, quoted_heading, quoted_id
from survey.language.messages import fail, finding, quoted


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("010170-1234", "[a civil registration number (CPR)]"),
        ("0101701234", "[a civil registration number (CPR)]"),
        ("101701234", "[a civil registration number (CPR)]"),  # Excel took the first 0
        (101701234, "[a civil registration number (CPR)]"),
        ("20 30 40 50", "[a telephone number]"),
        ("20304050", "[a telephone number]"),
        ("+45 20304050", "[a telephone number]"),
        ("mette@example.org", "[an e-mail address]"),
        ("Glarbjergvej 12, 2. tv", "[an address]"),
        ("Mette Holm", "[a name]"),
        ("METTE HOLM", "[a name]"),
        ("mette holm", "[a name]"),
        ("per jensen", "[a name]"),
        ("Thi Nguyen", "[a name]"),
        ("Mette Holm, 20 30 40 50", "[a telephone number and a name]"),
        ("The lamp in the stair has been out since Easter.", "[a text of 48 characters]"),
    ],
)
def test_what_could_tell_who_somebody_is_is_told_by_its_kind(value: object, told: str) -> None:
    assert quoted_cell(value) == told


@pytest.mark.parametrize(
    "value",
    ["7", "3,5", "ja", "ved ikke", "Vangdalen", "Nordby Have", "Område B", "Blok 4", "A17-3",
     "Meget tilfreds", "bo alene",
     "per måned", "HELT ENIG", "20260131", "31-01-2026", "2010-2012", "−9",
     "Jens Otto Krags Plads"],
)  # fmt: skip
def test_what_tells_of_nobody_is_quoted_as_it_stands(value: str) -> None:
    assert quoted_cell(value) == f'"{value}"'


def test_a_number_stays_bare() -> None:
    assert (quoted_cell(7), quoted_cell(7.5), quoted_id(41)) == ("7", "7.5", "41")


def test_words_near_a_known_name_are_no_person() -> None:
    assert quoted_cell("Thi Nguyen", near="Thi Nguyens") == '"Thi Nguyen"'
    assert quoted_cell("Mette Holm", near="Mettes Holm") == "[a name]"


def test_eight_digits_are_an_id_where_ids_stand() -> None:
    assert quoted_id("20304050") == '"20304050"'
    assert quoted_id("0101701234") == "[a civil registration number (CPR)]"
    assert culprit_ids(["12", "mette@example.org"]) == '"12", [an e-mail address]'


def test_a_heading_is_told_whole_but_for_persons() -> None:
    question = "How satisfied are you with your dwelling, all in all?"
    assert quoted_heading(question) == f'"{question}"'
    assert quoted_heading("010170-1234") == "[a civil registration number (CPR)]"


def test_kinds_are_told_in_the_language_in_force() -> None:
    with language_in_force("da"):
        assert quoted_cell("010170-1234") == "[et CPR-nummer]"
        assert quoted_cell("x" * 1300) == "[en tekst på 1.300 tegn]"


@pytest.mark.parametrize("written", ["010170-1234", "mette@example.org", "+45 20 30 40 50"])
def test_no_error_and_no_finding_holds_them_whoever_quotes_them(written: str) -> None:
    error = str(fail(DataError, "files.csv_repeated", names=quoted(f"name {written}, and so on")))
    found = str(finding("answers.ids_alike", count=2, ids=quoted(written)))
    assert written not in error
    assert written not in found
    assert "and so on" in error


def test_other_numbers_in_a_message_are_left_alone() -> None:
    said = 'row 20304050 of "2026-11-26", 23.456.789 rows, 310299-1234 and 12 34 56'
    assert said in str(fail(DataError, "files.csv_repeated", names=said))
