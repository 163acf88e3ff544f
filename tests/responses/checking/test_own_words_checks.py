"""Own words that may point to a person are found, and never told."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pandas as pd
import pytest
from made_findings import checked, clean, named, planted
from made_questionnaires import asked, questionnaire, single
from made_responses import made_responses

from survey.questionnaire.questions import OpenText, Roster
from survey.responses.checking.check import check_responses
from survey.responses.checking.own_words import (
    Identifying,
    identifying,
    is_garbled,
    names_of,
)

NOBODY = names_of([])
PERSONAL = {
    "Ring til mig, 010203-1234": Identifying.CPR,
    "cpr 2912991234": Identifying.CPR,
    "mit nummer er 310160 4321": Identifying.CPR,
    "Ring på 22334455": Identifying.PHONE,
    "tlf. 22 33 44 55 efter kl. 16": Identifying.PHONE,
    "+45 98765432": Identifying.PHONE,
    "mobil: 2233 4455": Identifying.PHONE,
    "22-33-44-55": Identifying.PHONE,
    "mette@nabo.dk": Identifying.EMAIL,
    "skriv til m.h+nabo@post.nabo-net.dk, tak": Identifying.EMAIL,
    "se www.mettesblog.dk/nabo": Identifying.WEB,
    "https://nabo.dk/mette": Identifying.WEB,
    "facebook.com/mette.hansen": Identifying.WEB,
    "Jeg bor på Glarbjergvej 12": Identifying.ADDRESS,
    "naboen i Nørre Allé 4B larmer": Identifying.ADDRESS,
    "Gl. Jennumparken 7, 2. tv": Identifying.ADDRESS,
    "ham på 2. tv spiller musik": Identifying.ADDRESS,
    "opgangen st. th. lugter": Identifying.ADDRESS,
}
HARMLESS = [
    "Bedre belysning ved parkeringspladsen",
    "Huslejen steg fra 4500 til 5200 kr. i 2011",
    "Det koster 12.500.000 kr.",
    "Siden 25.05.2012 har elevatoren været i stykker",
    "2012-05-25",
    "45 år i området, 2 børn og 3 børnebørn",
    "Ring til 112",
    "Jeg bor i vejen mellem park og have",
    "Glarbjergvej er et godt sted",
    "I blok 12 er der larm om natten",
    "5th floor is cold",
    "9999999999",
    "310299 er 6 cifre",
    "",
]


@pytest.mark.parametrize(("words", "kind"), PERSONAL.items())
def test_what_points_to_a_person_is_found(words: str, kind: Identifying) -> None:
    assert kind in identifying(words, NOBODY)


@pytest.mark.parametrize("words", HARMLESS)
def test_what_is_no_person_is_left_alone(words: str) -> None:
    assert identifying(words, NOBODY) == ()


def test_ten_digits_that_are_no_day_are_no_cpr_number() -> None:
    assert Identifying.CPR not in identifying("3113121234", NOBODY)
    assert Identifying.CPR not in identifying("3002121234", NOBODY)


@pytest.mark.parametrize(
    "words", ["Min nabo Mette er rar", "MORTEN, hold op", "Anne Lise Holm hjælper"]
)
def test_names_that_were_given_are_found_as_whole_words(words: str) -> None:
    assert identifying(words, names_of(["Mette", "morten", "Anne Lise Holm"])) == (
        Identifying.NAME,
    )


@pytest.mark.parametrize("words", ["Mettes have", "mette", "Anne og Lise", "Holm"])
def test_parts_of_names_are_not_found(words: str) -> None:
    assert identifying(words, names_of(["Mette", "Anne Lise Holm"])) == ()


@pytest.mark.parametrize(
    "words", ["pÃ¥ vejen", "Ã˜st", "det â€œgodeâ€", "bl\ufffdt", "fÃ¸r", "Â§ 5"]
)
def test_garbled_letters_are_found(words: str) -> None:
    assert is_garbled(words)


@pytest.mark.parametrize(
    "words", ["på vejen", "Øst", "São Paulo", "Â", "naïve Ángel", "مرحبا", "€ 5"]
)
def test_letters_of_other_languages_are_not_garbled(words: str) -> None:
    assert not is_garbled(words)


def test_the_words_are_told_nowhere() -> None:
    words = "Mette Holm på Glarbjergvej 12, ring 22334455, 010203-1234"
    checks = check_responses(planted(clean(), "wish", words, [3]), names=["Mette Holm"])
    found = named(checks, "person")
    assert len(found) == 4
    told = " ".join([*map(str, found), *map(repr, found), checks.to_frame().to_csv()])
    for part in ("Mette", "Holm", "Glarbjergvej", "22334455", "010203"):
        assert part not in told


def test_kinds_are_told_by_respondent_and_question() -> None:
    checks = checked(planted(clean(), "wish", "mette@nabo.dk", [3]))
    (found,) = named(checks, "person")
    assert (found.respondent, found.variable, found.value) == ("0004", "wish", "")
    assert "an e-mail address" in found.what


def test_words_about_the_persons_of_a_household_are_searched_too() -> None:
    persons = Roster(id="persons", questions=(asked(OpenText, "called"),))
    responses = made_responses(questionnaire(single("q1"), persons), 5)
    frame = pd.DataFrame({"respondent": ["0002", "0002"], "called": ["Mette Holm", "-1"]})
    found = check_responses(replace(responses, rosters={"persons": frame}), names=["Mette"])
    (person,) = named(found, "person_in_roster")
    assert (person.respondent, person.variable) == ("0002", "called")
    assert "Mette" not in person.what


def test_garbled_words_are_told() -> None:
    checks = checked(planted(clean(), "wish", "bedre lys pÃ¥ stien", [3]))
    assert [each.respondent for each in named(checks, "garbled")] == ["0004"]


@pytest.mark.parametrize("text", ["x" * 255, "æ" * 127 + "x", "æ" * 127])
def test_words_as_long_as_another_program_holds_are_told(text: str) -> None:
    checks = checked(planted(clean(), "wish", text, [3]))
    assert [each.respondent for each in named(checks, "cut")] == ["0004"]


def test_where_longer_words_stand_nothing_was_cut() -> None:
    responses = planted(clean(), "wish", ["x" * 255, "y" * 300], [3, 4])
    assert named(checked(responses), "cut") == []


def test_hostile_words_take_no_time() -> None:
    started = perf_counter()
    for words in ("A" * 20_000, "1" * 20_000, "a." * 10_000 + "@", "Vej " * 5_000, "æ-" * 10_000):
        identifying(words, names_of(["Mette"]))
        is_garbled(words)
    assert perf_counter() - started < 2
