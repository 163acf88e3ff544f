"""Plain data checked against a model: all that is wrong at once, each with file and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from survey.files.nearest import did_you_mean
from survey.findings import FindingsError, Severity
from survey.language.catalogue import has_text, text
from survey.language.messages import culprits, finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.files.yaml_reader import YamlDocument
    from survey.findings import Finding

_M = TypeVar("_M", bound=BaseModel)
_KEY = "[key]"
_QUOTED = re.compile("'([^']*)'")
_OF_MODEL = re.compile(r"\[")  # pydantic's names for the ways a value may be written


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
        findings = list(_findings(document, model, error.errors()))
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


def of_form(code: str, pattern: str) -> AfterValidator:
    """A text must match a pattern, or there is a finding ``file.<code>`` that says it in words."""
    form = re.compile(pattern)

    def check(written: str) -> str:
        if not form.fullmatch(written):
            raise PydanticCustomError(code, "not of the form {pattern}", {"pattern": pattern})  # type: ignore[arg-type]
        return written

    return AfterValidator(check)


def _findings(
    document: YamlDocument, model: type[BaseModel], errors: Sequence[Any]
) -> Iterator[Finding]:
    """A finding for each error, but for a key that is missing because it is misspelled."""
    meant = {_meant(model, details) for details in errors if details["type"] == "extra_forbidden"}
    for details in errors:
        if not (details["type"] == "missing" and details["loc"] in meant):
            yield _finding(document, model, details)


def _meant(model: type[BaseModel], details: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Where the key would be that an unknown one was meant for."""
    *above, name = details["loc"]
    return (*above, did_you_mean(str(name), _known_keys(model, above)))


def _finding(document: YamlDocument, model: type[BaseModel], details: Any) -> Finding:  # noqa: ANN401
    location = details["loc"]
    path = tuple(
        step
        for place, step in enumerate(location)
        if step != _KEY and _is_step(document.data, location, place)
    )
    code, context = details["type"], details.get("ctx", {})
    fields: dict[str, object] = {
        "name": quoted(_name(document, location)),
        "got": culprits([_short(details.get("input"))]),
        "expected": culprits(_QUOTED.findall(str(context.get("expected", "")))),
        "count": context.get("min_length", context.get("ge", 0)),
        "message": str(context.get("error", details["msg"])),
    }
    if code == "extra_forbidden":
        near = _meant(model, details)[-1]
        code = "unknown_near" if near else code
        fields["near"] = quoted(near or "")
    if location[-1:] == (_KEY,):
        code = f"key_{code}"
    if not has_text(f"findings.file.{code}.problem"):
        code = "key_invalid" if code.startswith("key_") else "invalid"
    return finding(f"file.{code}", severity=Severity.ERROR, place=document.place(path), **fields)


def _name(document: YamlDocument, location: Sequence[Any]) -> str:
    """What the thing is called that is wrong: a key, of an entry of a list the list's key."""
    names = [step for step in location if isinstance(step, str) and step != _KEY]
    own = [name for name in names if not _OF_MODEL.search(name)]
    return own[-1] if own else document.path.name


def _is_step(data: Any, location: Sequence[Any], step: int) -> bool:  # noqa: ANN401
    """Whether a step of an error's location is a key of the file, not the name of a model."""
    for each in location[:step]:
        if _has(data, each):
            data = data[each]
    return step == len(location) - 1 or _has(data, location[step])


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
