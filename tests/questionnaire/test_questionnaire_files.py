"""What is written to a YAML file is read back equal, and edits leave the rest as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from random_questionnaires import questionnaires

from survey.errors import DataError
from survey.files.yaml_editing import edited_yaml
from survey.files.yaml_reader import parse_yaml
from survey.files.yaml_writer import yaml_text
from survey.findings import FindingsError
from survey.questionnaire.build import build, questionnaire_from
from survey.questionnaire.modules import expand
from survey.questionnaire.questions import Multiple, Note, Number
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.saving import write_questionnaire
from survey.questionnaire.writer import to_data

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire

BANK = """\
id: bank
title: {da: Bank, en: Bank}
languages: [da, en, ar]
module: true
scales:
  safe5:
    polarity: high
    codes:
      5: {da: Meget tryg, en: Very safe, ar: "آمن"}
      1: {da: Meget utryg, en: Very unsafe}
      6: {label: {da: Færdes ikke ude da, en: Not out then}, outside: true}
questions:
  - id: safe_day
    text: {da: Hvor tryg er du om dagen?, en: How safe by day?}
    scale: safe5
    missing: [dont_know]
  - id: safe_evening
    text: {da: Hvor tryg er du om aftenen?, en: How safe in the evening?}
    scale: safe5
    ask_if: answered(safe_day)
indices:
  - {id: i_safe, label: {da: Tryghed, en: Safety}, members: [safe_day, safe_evening]}
"""
SKEMA = """\
# The form of Nordby, second edition
id: nordby
title: {da: Nordby, en: Nordby}   # as on the cover
languages: [da, en]

use: [bank]

sections:
  # Who answers
  - id: background
    title: {da: Baggrund, en: Background}
    questions:
      - {id: age, type: number, low: 18, high: 105, text: {da: Alder?, en: Age?}}   # in years

      # As in the first edition
      - use: safe_day

  - id: safety
    areas: [nordby]
    questions:
      - use: safe_evening
        required: true      # the board asked for it
      # Ours alone
      - id: places
        type: multiple
        text: {da: Hvor?, en: Where?}
        codes:
          1: {da: a, en: a}
          # never change 9
          9: {label: {da: ingen, en: none}, exclusive: true}
indices:
  - use: i_safe
"""


@pytest.fixture
def skema(tmp_path: Path) -> Path:
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    (tmp_path / "skema.yaml").write_text(SKEMA, encoding="utf-8")
    return tmp_path / "skema.yaml"


@given(questionnaires())
@settings(max_examples=60, deadline=None)
def test_plain_data_make_an_equal_questionnaire(questionnaire: Questionnaire) -> None:
    same = questionnaire_from(to_data(questionnaire)) == questionnaire
    assert same  # what differs would take minutes to print


@given(questionnaires())
@settings(max_examples=40, deadline=None)
def test_a_file_that_is_written_is_read_back_equal(questionnaire: Questionnaire) -> None:
    text = yaml_text(to_data(questionnaire))
    document = parse_yaml(text, "skema.yaml")
    assert document.data == to_data(questionnaire)
    same = build(document).questionnaire == questionnaire
    assert same


@given(questionnaires(), questionnaires())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_is_edited_into_any_other_questionnaire(
    one: Questionnaire, other: Questionnaire
) -> None:
    text = yaml_text(to_data(one))
    edited = edited_yaml(text, to_data(one), to_data(other))
    same = build(parse_yaml(edited, "skema.yaml")).questionnaire == other
    assert same


@given(questionnaires())
@settings(max_examples=20, deadline=None)
def test_a_file_that_says_the_same_is_left_as_it_is(questionnaire: Questionnaire) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "skema.yaml"
        write_questionnaire(questionnaire, path)
        held = path.read_text(encoding="utf-8") + "# mine\n"
        path.write_text(held, encoding="utf-8")
        write_questionnaire(questionnaire, path)
        assert path.read_text(encoding="utf-8") == held


def test_what_is_used_of_a_module_stands_in_its_place(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    assert [question.id for question in questionnaire.questions] == [
        "age", "safe_day", "safe_evening", "places",
    ]  # fmt: skip
    evening = questionnaire.question("safe_evening")
    assert evening is not None
    assert evening.required
    assert str(evening.ask_if) == "answered(safe_day)"
    assert [index.name for index in questionnaire.indices] == ["i_safe"]
    assert set(questionnaire.scales) == {"safe5"}
    assert "ar" not in questionnaire.scales["safe5"].codes[0].label


def test_places_are_those_where_each_thing_was_written(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    lines = SKEMA.splitlines()

    def written(*path: str) -> tuple[str, int | None]:
        place = questionnaire.place(*path)
        assert place is not None
        return Path(place.file).name, place.line

    assert written("safe_evening", "text", "da") == ("bank.yaml", 18)
    assert written("safe_evening", "required") == (
        "skema.yaml",
        lines.index("        required: true      # the board asked for it") + 1,
    )
    assert written("scales", "safe5", "codes", "6") == ("bank.yaml", 11)
    assert written("places", "codes", "9") == (
        "skema.yaml",
        lines.index("          9: {label: {da: ingen, en: none}, exclusive: true}") + 1,
    )
    assert written("nobody", "knows") == ("skema.yaml", 2)


WRONG_USES = {
    "unknown module": ("use: [bank]", "use: [bnak]", "MODULE-UNKNOWN-NEAR"),
    "module that leaves the folder": ("use: [bank]", "use: [../bank]", "MODULE-UNKNOWN-NEAR"),
    "unknown question": ("use: safe_day", "use: safe_dya", "USE-UNKNOWN-NEAR"),
    "unknown index": ("use: i_safe", "use: zzz", "USE-UNKNOWN"),
    "name changed": ("use: safe_day", "use: safe_day\n        id: safe", "USE-FIXED"),
    "type changed": ("use: safe_day", "use: safe_day\n        type: text", "USE-FIXED"),
    "scale of the same name": (
        "use: [bank]",
        "use: [bank]\nscales: {safe5: {codes: {1: {da: a, en: a}, 2: {da: b, en: b}}}}",
        "MODULE-CLASH",
    ),
    "key that isn't there": ("required: true", "requierd: true", "FILE-UNKNOWN-NEAR"),
}


@pytest.mark.parametrize("case", WRONG_USES)
def test_a_wrong_use_of_a_module_is_told_with_its_line(case: str, skema: Path) -> None:
    old, new, code = WRONG_USES[case]
    assert old in SKEMA
    skema.write_text(SKEMA.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        read_questionnaire(skema)
    found = caught.value.findings
    assert any(each.code.endswith(code) for each in found), found
    assert all(each.place is not None and each.place.line for each in found)


def test_a_fault_in_a_module_is_told_with_the_module_and_its_line(skema: Path) -> None:
    bank = skema.with_name("bank.yaml")
    bank.write_text(BANK.replace("missing: [dont_know]", "missing: [dontknow]"), encoding="utf-8")
    with pytest.raises(FindingsError, match=r"bank\.yaml:16"):
        read_questionnaire(skema)


def test_modules_that_use_each_other_end(skema: Path) -> None:
    bank = skema.with_name("bank.yaml")
    bank.write_text(BANK.replace("module: true", "module: true\nuse: [other]"), "utf-8")
    other = BANK.replace("id: bank", "id: other").replace(
        "module: true", "module: true\nuse: [bank]"
    )
    skema.with_name("other.yaml").write_text(other, encoding="utf-8")
    assert read_questionnaire(skema).question("safe_day") is not None


def test_an_edit_changes_its_own_line_only(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    background, safety = questionnaire.sections
    age = background.questions[0]
    assert isinstance(age, Number)
    older = replace(age, high=110.0)
    changed = replace(background, questions=(older, *background.questions[1:]))
    write_questionnaire(replace(questionnaire, sections=(changed, safety)), skema)
    assert skema.read_text(encoding="utf-8") == SKEMA.replace("high: 105", "high: 110")


def test_a_used_question_gets_what_differs_beside_it(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    background, safety = questionnaire.sections
    used = replace(background.questions[1], required=True)
    changed = replace(background, questions=(background.questions[0], used))
    write_questionnaire(replace(questionnaire, sections=(changed, safety)), skema)
    wanted = SKEMA.replace("- use: safe_day\n", "- use: safe_day\n        required: true\n")
    assert skema.read_text(encoding="utf-8") == wanted


def test_comments_go_along_when_questions_come_go_and_move(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    background, safety = questionnaire.sections
    thanks = Note(id="thanks", text={"da": "Tak: # for det", "en": "Thanks"}, label={"da": "Tak"})
    turned = replace(background, questions=background.questions[::-1])
    longer = replace(safety, questions=(safety.questions[1], thanks))
    edited = replace(questionnaire, sections=(turned, longer), indices=())
    write_questionnaire(edited, skema)
    text = skema.read_text(encoding="utf-8")
    assert read_questionnaire(skema) == edited
    for comment in ("# Who answers", "# in years", "# never change 9", "# as on the cover"):
        assert comment in text
    assert text.index("# As in the first edition") < text.index("use: safe_day")
    assert text.index("# Ours alone") < text.index("id: places")
    assert "the board asked" not in text


def test_answers_that_only_change_their_order_are_written(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    background, safety = questionnaire.sections
    places = safety.questions[1]
    assert isinstance(places, Multiple)
    turned = replace(
        safety, questions=(safety.questions[0], replace(places, codes=places.codes[::-1]))
    )
    edited = replace(questionnaire, sections=(background, turned))
    write_questionnaire(edited, skema)
    assert read_questionnaire(skema) == edited


def test_what_lies_in_a_module_is_not_changed_from_outside(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    scale = questionnaire.scales["safe5"]
    fewer = replace(questionnaire, scales={"safe5": replace(scale, codes=scale.codes[:2])})
    with pytest.raises(DataError, match="can't be written into the file"):
        write_questionnaire(fewer, skema)
    assert skema.read_text(encoding="utf-8") == SKEMA


def test_a_broken_file_is_not_written_over(skema: Path) -> None:
    questionnaire = read_questionnaire(skema)
    skema.write_text("id: [", encoding="utf-8")
    with pytest.raises(FindingsError):
        write_questionnaire(questionnaire, skema)
    assert skema.read_text(encoding="utf-8") == "id: ["
    write_questionnaire(questionnaire, skema, anew=True)
    assert read_questionnaire(skema) == questionnaire


def test_expanding_tells_nothing_of_a_file_without_modules() -> None:
    document = parse_yaml(BANK, "bank.yaml")
    assert expand(document).data is document.data
