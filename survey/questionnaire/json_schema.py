"""The form of a questionnaire's file as JSON Schema, for editors that complete and underline."""

from __future__ import annotations

from typing import Any

from survey.language.catalogue import current_language, has_text, text
from survey.questionnaire.schema import FORMS, IndexFile, QuestionFile, QuestionnaireFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PIPES = {"name": "{name}", "n": "{n}"}  # as they are written in texts
_QUESTION, _INDEX, _USE = "AnyQuestion", "AnyIndex", "Used"


def questionnaire_schema(*, language: str | None = None) -> dict[str, Any]:
    """The form of a questionnaire's YAML file as JSON Schema (2020-12).

    An editor that knows the schema completes keys, underlines what can't be, and explains each key.
    It sees the form only: what must fit together is told by `check_questionnaire`.

    Parameters
    ----------
    language : {"da", "en"}, optional
        Of the explanations.

    Returns
    -------
    dict
    """
    schema: dict[str, Any] = QuestionnaireFile.model_json_schema(mode="validation")
    definitions = schema["$defs"]
    for form in FORMS.values():
        _take(definitions, form)
    definitions[_USE] = _used()
    definitions[_QUESTION] = {"anyOf": [_by_type(name, form) for name, form in FORMS.items()]}
    definitions[_QUESTION]["anyOf"].append({"$ref": f"#/$defs/{_USE}"})
    definitions[_INDEX] = {
        "anyOf": [{"$ref": f"#/$defs/{each}"} for each in (IndexFile.__name__, _USE)]
    }
    for holder in (schema, definitions["SectionFile"], definitions["RosterFile"]):
        holder["properties"]["questions"]["items"] = {"$ref": f"#/$defs/{_QUESTION}"}
    schema["properties"]["indices"]["items"] = {"$ref": f"#/$defs/{_INDEX}"}
    for part in (schema, *definitions.values()):
        _explain(part, language or current_language())
    _close(schema)
    return {"$schema": _DIALECT, **schema}


def _take(definitions: dict[str, Any], form: type[QuestionFile]) -> None:
    """Add the form of a type of question, and the forms that it is made of."""
    own = form.model_json_schema(mode="validation")
    definitions |= own.pop("$defs", {})
    definitions[form.__name__] = own


def _by_type(name: str, form: type[QuestionFile]) -> dict[str, Any]:
    """A type of question, told by its ``type``; a question without one is a single choice."""
    told: dict[str, Any] = {"properties": {"type": {"const": name}}}
    if name != "single":
        told["required"] = ["type"]
    return {"allOf": [told, {"$ref": f"#/$defs/{form.__name__}"}]}


def _used() -> dict[str, Any]:
    """What is taken from a module: its name, and keys that replace its own."""
    return {
        "type": "object",
        "required": ["use"],
        "properties": {"use": {"type": "string"}, "id": False, "type": False},
    }


def _explain(part: dict[str, Any], language: str) -> None:
    """Say what each key is for; names of our classes say nothing to a reader."""
    for unsaid in ("title", "description"):
        part.pop(unsaid, None)
    for key, value in part.get("properties", {}).items():
        if isinstance(value, dict):
            if key == "codes":
                _whole_numbers_only(value)
            value.pop("title", None)
            if has_text(f"keys.{key}", lang=language):
                value["description"] = text(f"keys.{key}", lang=language, **_PIPES)


def _whole_numbers_only(codes: dict[str, Any]) -> None:
    """Keys of JSON are texts, so that the limit of a number says nothing of them."""
    for form in (codes, *codes.get("anyOf", ())):
        if "additionalProperties" in form:
            form["propertyNames"] = {"pattern": "^[0-9]+$"}


def _close(part: Any) -> None:  # noqa: ANN401
    """Let keys be of the forms that are named and no other, and values be of any that fits."""
    if isinstance(part, dict):
        if "patternProperties" in part:
            part["additionalProperties"] = False
        if "oneOf" in part:
            part["anyOf"] = part.pop("oneOf")
    for inner in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        _close(inner)
