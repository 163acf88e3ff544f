"""Conditions are said as a Danish or English reader would say them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from drawn_conditions import CONDITIONS
from hypothesis import given
from hypothesis import strategies as st
from made_routing import SAFE, SEX, named, of, questionnaire, when

from survey.codebook import MissingKind
from survey.language.catalogue import LANGUAGES
from survey.questionnaire.called import called_in
from survey.questionnaire.expressions.sentences import Called, Manner, asked_only_if, said
from survey.questionnaire.expressions.tree import Constant
from survey.questionnaire.questions import Number, OpenText, Single

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syrupy.assertion import SnapshotAssertion

    from survey.questionnaire.model import Questionnaire


def names_of(asked: Questionnaire, language: str) -> Mapping[str, Called]:
    return called_in(asked.sections, lambda text: asked.languages.said(text, language))


@cache
def sample(language: str) -> Mapping[str, Called]:
    return names_of(questionnaire(), language)


SOURCES = [
    # Numbers
    "age >= 18", "18 <= age < 30", "age == 18", "age != 18", "age not in [18, 20]", "age in [18]",
    "age == 18 or age == 20", "income == 1.5", "income >= 12500", "18 <= age and 20 > age",
    "not (age < 18 or age > 65)", "2012 - age >= 18", "income / people > 1000", "age > people",
    "-(income + 1) * 2 < -3", "income == people", "missing(age)", "income <= people",
    # Choices
    "sex == 1", "sex != 1", "safe == 1", "safe != 1", "safe in [1, 2]", "safe not in [1, 2]",
    "safe <= 2", "safe >= 1", "2 >= safe", "safe == 7", "safe != 7", "age_group == 2",
    "setting_light == 1", "setting_light == setting_paths", "setting_light < setting_paths",
    "answered(setting_light)", "missing(safe, dont_know)", "not missing(safe, refused)",
    "missing(safe, no_answer)", "not missing(safe, not_asked)", "answered(safe)",
    # Several answers
    "has(places, 1)", "not has(places, 1)", "has_any(places, 1, 2)", "not has_any(places, 1, 2)",
    "has_all(places, 1, 2)", "has_all(places, 1, 2, 3)", "not has_all(places, 1, 2)",
    "count(places) >= 2", "answered(places)", "not answered(places)", "places_1 == 1",
    "places_1 != 1", "places_1 in [0, 1]", "missing(places_1)", 'places_8_text == "x"',
    "has(wishes, 1)", "not has(wishes, 1)", "has_any(wishes, 1, 2)", "has_all(wishes, 1, 2, 3)",
    "not has_any(wishes, 1, 2)", "not has_all(wishes, 1, 2)", "count(wishes) > 1",
    "wishes_1 == 1", "wishes_1 in [1, 2]", "wishes_1 == 0", "has_all(wishes, 1, 2)",
    "any_of(setting, 1)", "not any_of(setting, 1, 2)", "all_of(setting, 1, 2)",
    "not all_of(setting, 1)", "not all_of(setting, 1, 2)",
    # Dates, texts, places
    'moved >= "2005"', 'moved > "2015-03"', 'moved < "2015-03-10"', 'moved <= "2015"',
    'moved == "2015-03"', 'moved != "2015-03"', 'moved >= "2005" and moved < "2010"',
    "years_since(moved) >= 10", 'why == "x"', 'why != "x"', 'area == "nordby"',
    'area in ["nordby", "engen"] and wave != "2012"', 'area not in ["nordby", "engen"]',
    # Joined
    "age >= 18 and sex == 1", "age >= 18 or sex == 1", "safe in [1, 2] and age >= 18",
    "safe in [1, 2] or age >= 18 or sex == 1", "(age >= 18 or sex == 1) and answered(why)",
    "age >= 18 and sex == 1 or answered(why)", "not (age >= 18 and (sex == 1 or safe == 5))",
    "True", "not True", "age > 18 and False",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_conditions_read_well(language: str, snapshot: SnapshotAssertion) -> None:
    told = {each: asked_only_if(when(each), sample(language), language) for each in SOURCES}
    assert {source: sentence.replace("\xa0", " ") for source, sentence in told.items()} == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@given(source=CONDITIONS)
def test_every_condition_can_be_said(language: str, source: str) -> None:
    sentence = asked_only_if(when(source), sample(language), language)
    assert sentence.endswith(".")
    assert "  " not in sentence
    assert sentence.count("(") == sentence.count(")")


@given(CONDITIONS, st.sampled_from(LANGUAGES))
def test_two_nots_are_not_said(source: str, language: str) -> None:
    once = said(when(source), sample(language), language)
    assert said(when(f"not (not ({source}))"), sample(language), language) == once


def test_a_calculation_is_said_too() -> None:
    pay = said(when("income / people"), sample("da"), "da")
    assert pay == "»Indkomst« divideret med »Antal i husstanden«"
    assert said(Constant(1363), {}, "da") == "1.363"


def test_a_year_is_written_as_a_year() -> None:
    born = of(Number(id="born", low=1900, high=2020, **named("Fødselsår", "Year of birth")))
    condition = when("born < 1990 and 2020 - born >= 18")
    assert said(condition, names_of(born, "da"), "da") == (
        "»Fødselsår« er under 1990 og 2020 minus »Fødselsår« er mindst 18"
    )


def test_a_name_nobody_knows_is_said_as_it_is_written() -> None:
    assert asked_only_if(when("x1 == 3"), {}, "en") == 'Asked only if "x1" is 3.'
    assert said(when("answered(x1) == True"), {}, "en") == ('"answered(x1)" is the same as True')


def test_many_codes_are_said_by_those_that_are_left_out() -> None:
    answers = {n: str(n) for n in range(11)}
    names = {"q": Called("Tilfredshed", Manner.CHOICE, answers)}
    assert said(when("q >= 2"), names, "da") == ("svaret på »Tilfredshed« er hverken »0« eller »1«")
    assert said(when("q >= 5"), names, "da").endswith("»8«, »9« eller »10«")


def test_questions_are_called_by_label_else_wording_else_name() -> None:
    plain = of(
        Single(id="a", codes=SEX, text={"da": "Hvad?"}), Single(id="b", codes=SAFE, label={})
    )
    names = names_of(plain, "en")
    assert (names["a"].words, names["b"].words) == ("Hvad?", "b")
    assert names["a"].answers == {1: "Woman", 2: "Man"}


def test_questionnaires_have_their_own_words_for_what_is_missing() -> None:
    asked = of(Single(id="a", codes=SEX, **named("Køn", "Sex")))
    words = {MissingKind.DONT_KNOW: {"da": "Kan ikke huske"}}
    names = called_in(asked.sections, lambda text: text.get("da", ""), words)
    assert said(when("missing(a, dont_know)"), names, "da") == (
        "svaret på »Køn« er »Kan ikke huske«"
    )


def test_areas_are_called_as_they_are_given() -> None:
    names = {"area": Called("area", Manner.AREA, {"nordby": "Nordby"})}
    assert said(when('area == "nordby"'), names, "da") == "området er »Nordby«"


def test_labels_cannot_be_taken_for_the_words_around_them() -> None:
    label = {"da": "Mand og kvinde, eller andet", "en": "Man and woman, or other"}
    asked = of(
        Single(id="a", codes=tuple(replace(code, label=label) for code in SEX), label=label),
        OpenText(id="b", label=label),
    )
    whole = said(when("a == 1 and answered(b)"), names_of(asked, "da"), "da")
    assert whole.endswith("andet« og »Mand og kvinde, eller andet« er besvaret")
