"""A questionnaire written in Python is the same as one in a file; the schema knows every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from random_questionnaires import questionnaires as random_questionnaires

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
