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
from survey.responses.checking.own_words import is_garbled

KINDS = {
    "Ring til mig, 010203-1234": "a civil registration number (CPR)",
    "tlf. 22 33 44 55 efter kl. 16": "a telephone number",
    "skriv til mette@nabo.dk": "an e-mail address",
    "Jeg bor på Glarbjergvej 12, 2. tv": "an address",
    "Jeg hedder Mette": "a name",
    "Tal med Bodil": "a name from the list",
}


@pytest.mark.parametrize(("words", "kind"), KINDS.items())
def test_what_points_to_a_person_is_told_by_its_kind(words: str, kind: str) -> None:
    checks = check_responses(planted(clean(), "wish", words, [3]), names=["Bodil"])
    told = {each.what for each in named(checks, "person")}
    assert f"The text seems to contain: {kind}." in told


@pytest.mark.parametrize(
    "words",
    [
        "Bedre belysning",
        "Huslejen steg fra 4500 til 5200 kr.",
        "Glarbjergvej er et godt sted",
        "-1",
    ],
)
def test_what_points_to_nobody_is_not_told(words: str) -> None:
    assert named(checked(planted(clean(), "wish", words, [3])), "person") == []


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
    assert len(found) >= 4
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
    persons_told = named(found, "person_in_roster")
    assert {(each.respondent, each.variable) for each in persons_told} == {("0002", "called")}
    assert "Mette" not in " ".join(each.what for each in persons_told)


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
    for words in ("A" * 20_000, "Ã" * 20_000, "æ-" * 10_000):
        is_garbled(words)
    assert perf_counter() - started < 2
