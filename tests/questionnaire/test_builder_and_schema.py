"""A questionnaire written in Python is the same as one in a file; the schema knows every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from random_questionnaires import questionnaires as random_questionnaires

from survey.errors import WrongUseError
from survey.files.yaml_reader import read_yaml
from survey.findings import FindingsError
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.builder import QuestionnaireBuilder
from survey.questionnaire.json_schema import questionnaire_schema
from survey.questionnaire.location import locate_questionnaire, modules, questionnaires
from survey.questionnaire.questions import Grid
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.saving import write_questionnaire
from survey.questionnaire.writer import to_data

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire

BROKEN = Path(__file__).with_name("broken")


def both(words: str) -> dict[str, str]:
    return {"da": words, "en": words}


def a_builder() -> QuestionnaireBuilder:
    builder = QuestionnaireBuilder("efforts", both("Efforts"), ["da", "en"])
    builder.settings(modes=["paper"], note=both("Made by a loop"))
    builder.scale(
        "use4", {4: both("Uses"), 3: both("Used"), 2: both("Heard of"), 1: both("No")}, "high"
    )
    builder.section("efforts", title=both("Efforts"))
    names = [f"effort_{number}" for number in range(1, 31)]
    builder.add("grid", "know", text=both("Do you know …?"), scale="use4",
                rows={name: both(name) for name in names})  # fmt: skip
    for name in names:
        builder.add("single", f"good_{name}", text=both(f"How good is {name}?"),
                    codes={1: both("Good"), 2: both("Bad")},
                    ask_if=f"know_{name} in [3, 4]")  # fmt: skip
    builder.index("i_know", both("Knowledge"), ["know"], minimum_answered=10)
    return builder


def test_a_loop_makes_what_a_file_would(tmp_path: Path) -> None:
    questionnaire = a_builder().build()
    grid = questionnaire.question("know")
    assert isinstance(grid, Grid)
    assert len(grid.rows) == 30
    assert len(questionnaire.questions) == 31
    assert len(questionnaire.indices[0].items) == 30
    path = write_questionnaire(questionnaire, tmp_path / "efforts.yaml")
    assert read_questionnaire(path) == questionnaire


def test_a_fault_is_told_with_the_line_of_python() -> None:
    builder = a_builder()
    builder.add("single", "extra", text=both("Extra?"), scale="use5")
    with pytest.raises(FindingsError) as caught:
        builder.build()
    (found,) = caught.value.findings
    assert found.code == "QUESTIONNAIRE-SCALE-UNKNOWN-NEAR"
    assert found.place is not None
    assert found.place.file == Path(__file__).name
    line = Path(__file__).read_text(encoding="utf-8").splitlines()[(found.place.line or 0) - 1]
    assert '"extra"' in line


def test_faults_of_the_whole_are_told_too() -> None:
    builder = QuestionnaireBuilder("Efforts", {"en": "Efforts"}, ["en"])
    with pytest.raises(FindingsError) as caught:
        builder.build()
    assert {found.code for found in caught.value.findings} == {"FILE-ID-FORM"}


def validator(language: str = "en") -> Any:
    schema = questionnaire_schema(language=language)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_json(data: Any) -> Any:
    """Keys of JSON are texts."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    return [as_json(each) for each in data] if isinstance(data, list) else data


@pytest.mark.parametrize("name", [*questionnaires(), *(f"modules/{each}" for each in modules())])
def test_the_schema_takes_every_shipped_file(name: str) -> None:
    path = locate_questionnaire("copenhagen-1968").with_name("x").parent / f"{name}.yaml"
    assert list(validator().iter_errors(as_json(read_yaml(path).data))) == []


@given(random_questionnaires())
@settings(max_examples=30, deadline=None)
def test_the_schema_takes_whatever_is_written(questionnaire: Questionnaire) -> None:
    assert validator().is_valid(as_json(to_data(questionnaire)))


def test_the_schema_refuses_what_the_reader_refuses_for_its_form() -> None:
    checked = validator()
    refused = 0
    for path in sorted(BROKEN.glob("*.yaml")):
        try:
            data = read_yaml(path).data
            questionnaire_from(data)
        except FindingsError as error:
            form = [each.code for each in error.findings if each.code.startswith("FILE-")]
            if form and "use:" not in path.read_text(encoding="utf-8"):
                refused += 1
                assert not checked.is_valid(as_json(data)), (path.name, form)
    assert refused


def test_every_key_is_explained_in_both_languages() -> None:
    for language in ("da", "en"):
        schema = questionnaire_schema(language=language)
        for part in (schema, *schema["$defs"].values()):
            for key, value in part.get("properties", {}).items():
                assert value is False or value.get("description") or key == "use", (key, language)


# A builder that is used in other ways than it was meant


def asked(**keys: Any) -> dict[str, Any]:
    return {"text": both("Yes?"), "codes": {1: both("Yes"), 2: both("No")}, **keys}


def codes_of(builder: QuestionnaireBuilder) -> set[str]:
    with pytest.raises(FindingsError) as caught:
        builder.build()
    return {found.code for found in caught.value.findings}


@pytest.mark.parametrize(
    "fields",
    [
        {"id": None},
        {"id": 5},
        {"title": None},
        {"title": "Title"},
        {"title": [1, 2]},
        {"languages": None},
        {"languages": "en"},
        {"languages": 3},
    ],
)
def test_a_builder_begun_with_the_wrong_kind_of_thing_gives_findings(
    fields: dict[str, Any],
) -> None:
    begun: dict[str, Any] = {"id": "a", "title": both("A"), "languages": ["da", "en"], **fields}
    builder = QuestionnaireBuilder(**begun)
    builder.add("single", "safe", **asked())
    assert all(code.startswith("FILE-") for code in codes_of(builder))


@pytest.mark.parametrize("codes", [None, "abc", ["Yes", "No"], 5])
def test_codes_that_are_no_mapping_give_findings(codes: Any) -> None:
    builder = a_builder()
    builder.scale("mine", codes)
    builder.add("single", "safe", **asked(codes=codes))
    assert codes_of(builder) <= {
        "FILE-EMPTY",
        "FILE-DICT-TYPE",
        "FILE-MODEL-TYPE",
        "QUESTIONNAIRE-SCALE-OR-CODES",
    }


def test_indices_of_the_wrong_kind_give_findings() -> None:
    builder = a_builder()
    builder.index("mine", "Label", "ab")  # type: ignore[arg-type]
    builder.index("yours", None, None)  # type: ignore[arg-type]
    assert codes_of(builder) == {"FILE-DICT-TYPE", "FILE-LIST-TYPE", "FILE-EMPTY"}


@pytest.mark.parametrize("part", ["questions", "sections", "scales", "indices"])
def test_parts_are_never_replaced_as_a_whole(part: str) -> None:
    with pytest.raises(WrongUseError, match="can't be set as a whole"):
        a_builder().settings(**{part: []})


def test_what_was_said_once_is_never_replaced_silently() -> None:
    builder = a_builder()
    with pytest.raises(WrongUseError, match='"id" can\'t be given twice'):
        builder.add("single", "safe", **asked(id="other"))
    with pytest.raises(WrongUseError, match='two scales called "use4"'):
        builder.scale("use4", {1: both("Yes"), 2: both("No")})


def test_questions_before_the_first_section_are_told_with_their_line() -> None:
    builder = QuestionnaireBuilder("a", both("A"), ["da", "en"])
    builder.add("single", "safe", **asked())
    builder.section("late", title=both("Late"))
    builder.add("single", "again", **asked())
    with pytest.raises(FindingsError) as caught:
        builder.build()
    (found,) = caught.value.findings
    assert found.code == "QUESTIONNAIRE-QUESTIONS-OR-SECTIONS"
    assert found.place is not None
    assert found.place.line is not None


def test_numbers_of_other_libraries_and_tuples_are_taken_as_what_they_are() -> None:
    builder = QuestionnaireBuilder("a", both("A"), ("da", "en"))
    codes = {np.int64(1): both("Yes"), np.int64(2): both("No")}
    builder.add("single", "safe", **asked(codes=codes, missing=("dont_know",)))
    builder.add("number", "age", text=both("Age?"), low=np.int64(1), high=np.float64(99))
    made = builder.build()
    assert made == questionnaire_from(to_data(made))


@pytest.mark.parametrize("limit", [float("nan"), float("inf")])
def test_a_limit_is_a_number_with_an_end(limit: float) -> None:
    builder = QuestionnaireBuilder("a", both("A"), ["da", "en"])
    builder.add("number", "age", text=both("Age?"), high=limit)
    assert codes_of(builder) == {"FILE-FINITE-NUMBER"}


def test_texts_are_cleaned_as_those_of_a_file_are(tmp_path: Path) -> None:
    builder = QuestionnaireBuilder("a", both("A"), ["da", "en"])
    builder.add("single", "safe", **asked(text=both("Safe\x00\x07 \ud800now\u202e?")))
    made = builder.build()
    assert made.question("safe").text["en"] == "Safe now?"
    assert read_questionnaire(write_questionnaire(made, tmp_path / "a.yaml")) == made


def test_what_is_given_is_copied() -> None:
    codes = {1: both("Yes"), 2: both("No")}
    builder = QuestionnaireBuilder("a", both("A"), ["da", "en"])
    builder.add("single", "safe", text=both("Safe?"), codes=codes)
    codes.clear()
    assert len(builder.build().question("safe").codes) == 2  # type: ignore[attr-defined]
