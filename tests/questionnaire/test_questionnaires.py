"""A questionnaire is read whole, or all that is wrong in it is told with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_studies import COPENHAGEN_QUESTIONS

from survey.codebook import Kind
from survey.errors import FileError, UnknownNameError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.questionnaire.location import locate_questionnaire, questionnaires
from survey.questionnaire.questions import Single
from survey.questionnaire.reader import read_questionnaire

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

SHIPPED = COPENHAGEN_QUESTIONS.read_text(encoding="utf-8")
OWN_CODES = "    codes: {1: {da: a, en: a}}"
WRONG = {
    "code_twice": [("      2: {da: Middel, en: Medium}", "      1: {da: Middel, en: Medium}")],
    "key_twice": [("id: copenhagen-1968", "id: copenhagen-1968\nid: another")],
    "unknown_key": [("  - id: contact", "  - id: contact\n    lable: x")],
    "question_twice": [("  - id: contact", "  - id: influence")],
    "text_missing": [("1: {da: Lidt, en: Little}", "1: {en: Little}")],
    "note_missing": [("  da: Ordlyden er en gengivelse af, hvad der blev spurgt om.", "  # ")],
    "text_no_text": [("1: {da: Lidt, en: Little}", "1: {da: Lidt, en: 3}")],
    "text_without_language": [("1: {da: Lidt, en: Little}", "1: Lidt")],
    "language_unknown": [("languages: [da, en]", "languages: [da, dk]")],
    "language_in_words": [("languages: [da, en]", "languages: [da, Engelsk]")],
    "label_in_unknown_language": [("1: {da: Lidt, en: Little}", "1: {da: Lidt, dk: Lite}")],
    "no_languages": [("languages: [da, en]", "languages: []")],
    "headline_not_in_scale": [("codes: [3]", "codes: [4, 5]")],
    "headline_no_number": [("codes: [3]", "codes: [Høj]")],
    "headline_base": [("good: high", "good: high\n      base: aswered")],
    "headline_base_codes": [("good: high", "good: high\n      base: [1, 9]")],
    "scale_unknown": [("    scale: little_much", "    scale: litle_much")],
    "scale_unlike_any": [("    scale: little_much", "    scale: zzz")],
    "no_scale": [("    scale: little_much\n", "")],
    "scale_and_codes": [("    scale: little_much", f"    scale: little_much\n{OWN_CODES}")],
    "negative_code": [("      1: {da: Lidt, en: Little}", "      -1: {da: Lidt, en: Little}")],
    "code_in_words": [("      1: {da: Lidt, en: Little}", "      lidt: {da: Lidt, en: Little}")],
    "quoted_code": [("      1: {da: Lidt, en: Little}", '      "1": {da: Lidt, en: Little}')],
    "name_with_capital": [("  - id: contact", "  - id: Contact!")],
    "scale_name": [("  little_much:", "  Little much:")],
    "id_with_blank": [("id: copenhagen-1968", "id: copenhagen 1968")],
    "type_unknown": [("    type: single", "    type: multipel")],
    "several_at_once": [
        ("id: copenhagen-1968", "id: Copenhagen"),
        ("      1: {da: Lav, en: Low}", "      x: {da: Lav, en: Low}"),
        ("    type: single", "    type: singel"),
        ("    scale: little_much", "    skala: little_much"),
    ],
}  # fmt: skip


def changed(edits: list[tuple[str, str]]) -> str:
    text = SHIPPED
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    return text


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "skema.yaml").write_text(changed(WRONG[name]), encoding="utf-8")
    with language_in_force(language), pytest.raises(FindingsError) as caught:
        read_questionnaire("skema.yaml")
    assert all("skema.yaml:" in str(each.place) for each in caught.value.findings)
    assert str(caught.value) == snapshot


def test_the_shipped_questionnaire_is_read_by_its_name() -> None:
    assert "copenhagen-1968" in questionnaires()
    read = read_questionnaire("copenhagen-1968")
    assert repr(read) == "Questionnaire(copenhagen-1968: 3 questions, da, en)"
    assert [question.id for question in read.questions] == ["satisfaction", "influence", "contact"]
    assert read.titled("da") == "Boligforholdsundersøgelsen i København"
    assert read.question("none") is None


def test_a_question_becomes_a_column_with_codes_and_headline() -> None:
    variable = read_questionnaire(COPENHAGEN_QUESTIONS).codebook()["satisfaction"]
    assert variable.kind is Kind.SINGLE
    assert [code.value for code in variable.codes] == [1, 2, 3]
    assert variable.code_label(3, "da") == "Høj"
    assert variable.headline is not None
    assert variable.headline.codes == (3,)
    assert variable.headline.base == "answered"
    assert variable.question["en"] == "Satisfaction with present housing circumstances"


def test_codes_of_a_questions_own_and_a_base_of_codes(tmp_path: Path) -> None:
    edits = [
        ("    scale: little_much", "    codes: {1: {da: a, en: b}, 2: {da: c, en: d}}"),
        ("codes: [2]", "codes: [2]\n      base: [1, 2]"),
    ]
    (tmp_path / "skema.yaml").write_text(changed(edits), encoding="utf-8")
    question = read_questionnaire(tmp_path / "skema.yaml").question("contact")
    assert question is not None
    assert isinstance(question, Single)
    assert [code.label["en"] for code in question.codes] == ["b", "d"]
    assert question.headline is not None
    assert question.headline.base == (1, 2)


def test_one_language_is_enough_if_no_more_is_declared(tmp_path: Path) -> None:
    edits = [
        ("languages: [da, en]", "languages: [da]"),
        ("1: {da: Lidt, en: Little}", "1: {da: Lidt}"),
    ]
    (tmp_path / "skema.yaml").write_text(changed(edits), encoding="utf-8")
    assert read_questionnaire(tmp_path / "skema.yaml").languages.offered == ("da",)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", ["copenhagen-1986", "zzz"])
def test_an_unknown_name_is_told_with_what_there_is(
    name: str, language: str, snapshot: SnapshotAssertion
) -> None:
    with language_in_force(language), pytest.raises(UnknownNameError) as caught:
        read_questionnaire(name)
    assert str(caught.value) == snapshot


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="isn't"):
        read_questionnaire(tmp_path / "skema.yaml")


def test_a_file_without_ending_goes_before_a_shipped_name(tmp_path: Path) -> None:
    (tmp_path / "copenhagen-1968").write_text(SHIPPED, encoding="utf-8")
    assert locate_questionnaire("copenhagen-1968", root=tmp_path) == tmp_path / "copenhagen-1968"
