"""Plain data checked against a model: all that is wrong at once, each with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from survey.files.nearest import did_you_mean
from survey.findings import FindingsError, Severity
from survey.language.catalogue import has_text, text
from survey.language.messages import culprits, finding, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.files.yaml_reader import YamlDocument
    from survey.findings import Finding

_M = TypeVar("_M", bound=BaseModel)


class Checked(BaseModel):
    """A piece of a configuration file: unknown keys are refused, nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def validate(document: YamlDocument, model: type[_M], *, what: str) -> _M:
    """Check a document against a model.

    Parameters
    ----------
    document : YamlDocument
    model : type of Checked
    what : str
        What the file is, as a key of the catalogue, for the sentence above the findings.

    Raises
    ------
    FindingsError
        With a finding for each thing that is wrong.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        findings = [_finding(document, model, details) for details in error.errors()]
        raise findings_error(findings, document, what=what) from None


def findings_error(
    findings: Sequence[Finding], document: YamlDocument, *, what: str
) -> FindingsError:
    """The error that carries the findings of a file."""
    problem = text(
        "findings.file_has_findings",
        what=text(f"findings.what.{what}"),
        file=document.place().file,
        count=len(findings),
    )
    return FindingsError(problem, findings)


def _finding(document: YamlDocument, model: type[BaseModel], details: Any) -> Finding:  # noqa: ANN401
    path = tuple(step for step in details["loc"] if _is_step(document.data, details["loc"], step))
    code = f"file.{details['type']}"
    if not has_text(f"findings.{code}.problem"):
        code = "file.invalid"
    name = str(details["loc"][-1]) if details["loc"] else ""
    fields: dict[str, object] = {
        "name": quoted(name),
        "got": culprits([_short(details.get("input"))]),
        "expected": str(details.get("ctx", {}).get("expected", "")),
        "message": str(details.get("ctx", {}).get("error", details["msg"])),
    }
    if details["type"] == "extra_forbidden":
        near = did_you_mean(name, _known_keys(model, details["loc"][:-1]))
        code = "file.unknown_near" if near else "file.extra_forbidden"
        fields["near"] = quoted(near or "")
    return finding(code, severity=Severity.ERROR, place=document.place(path), **fields)


def _is_step(data: Any, location: tuple[Any, ...], step: object) -> bool:  # noqa: ANN401
    """Whether a step of an error's location is a key of the file, not the name of a model."""
    for place, each in enumerate(location):
        if each is step:
            return place == len(location) - 1 or _has(data, each)
        if _has(data, each):
            data = data[each]
    return False


def _has(data: Any, step: Any) -> bool:  # noqa: ANN401
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _known_keys(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """Keys of the model that lies at a location."""
    current: Any = model
    for step in location:
        fields = getattr(current, "model_fields", {})
        if isinstance(step, str) and step in fields:
            current = _inner_model(fields[step].annotation)
    return list(getattr(current, "model_fields", {}))


def _inner_model(annotation: Any) -> Any:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


def _short(value: object) -> object:
    if isinstance(value, dict | list):
        return "…"
    return value if isinstance(value, int | float) else str(value)[:60]
