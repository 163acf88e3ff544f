"""Languages: what counts as a missing translation, and texts that nobody would see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import survey as sv
from survey.study.steps.checked import check_path

if TYPE_CHECKING:
    from pathlib import Path

SKEMA = """id: a
title: {{da: A, {extra}: A}}
languages: {languages}
questions:
  - id: safe
    text: {{da: Hvor tryg?, {extra}: X}}
    codes: {{1: {{da: Ja, {extra}: J}}, 2: {{da: Nej, {extra}: N}}}}
    missing: [dont_know]
"""


def found_in(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [each.code for each in sv.check_questionnaire(path)]


@pytest.mark.parametrize("language", ["ar", "de", "tr"])
def test_words_of_the_form_that_are_shipped_are_no_missing_translation(
    language: str, tmp_path: Path
) -> None:
    text = SKEMA.format(extra=language, languages=f"[da, {language}]")
    assert found_in(tmp_path / "a.yaml", text) == []


def test_words_of_the_form_that_nobody_ships_are_missing(tmp_path: Path) -> None:
    text = SKEMA.format(extra="fr", languages="[da, fr]")
    assert found_in(tmp_path / "a.yaml", text) == ["QUESTIONNAIRE-TRANSLATION-MISSING"]


def test_texts_in_a_language_that_is_not_offered_are_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    text = SKEMA.format(extra="tr", languages="[da]")
    assert found_in(path, text) == ["QUESTIONNAIRE-LANGUAGE-UNUSED"]
    (found,) = sv.check_questionnaire(path)
    assert "texts in Turkish" in found.message
    assert 'add "tr" to languages' in (found.hint or "")


@pytest.mark.parametrize(("written", "meant"), [("dk", "da"), ("gb", "en")])
def test_the_code_of_a_country_is_told_from_that_of_a_language(
    written: str, meant: str, tmp_path: Path
) -> None:
    text = SKEMA.format(extra="en", languages=f"[{written}, en]").replace("da:", "en:", 0)
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    found = {each.code: each for each in sv.check_questionnaire(path)}
    assert f'"{meant}"' in (found["QUESTIONNAIRE-LANGUAGE-UNKNOWN-NEAR"].hint or "")
    assert "QUESTIONNAIRE-REFERENCE-MISSING" not in found


def test_a_language_that_is_the_only_one_and_unknown_is_told_in_a_whole_sentence(
    tmp_path: Path,
) -> None:
    text = SKEMA.format(extra="en", languages="[xx]")
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    said = [str(each) for each in sv.check_questionnaire(path)]
    assert any("the languages of the questionnaire are –" in each for each in said)


def test_one_minute_is_no_minutes(tmp_path: Path) -> None:
    questions = "".join(
        f"  - id: q{number}\n    text: {{da: Hvor tilfreds er du med det her {number}?}}\n"
        "    codes: {1: {da: Ja}, 2: {da: Nej}}\n"
        for number in range(9)
    )
    path = tmp_path / "a.yaml"
    path.write_text(f"id: a\ntitle: {{da: A}}\nlanguages: [da]\nquestions:\n{questions}")
    about = check_path(path).about[-1]
    assert about.startswith("It takes about one minute to answer")
