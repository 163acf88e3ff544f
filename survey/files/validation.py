"""Plain data checked against a model: all that is wrong at once, each with file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from survey.files.clean import clean_text
from survey.files.nearest import did_you_mean
from survey.findings import FindingsError, Severity
from survey.language.catalogue import has_text, text
from survey.language.cells import quoted_cell, quoted_heading
from survey.language.messages import culprits, finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

    from survey.files.yaml_builder import YamlPath
    from survey.findings import Finding, Place

_M = TypeVar("_M", bound=BaseModel)
_KEY = "[key]"
_MOST_SHOWN = 60
_FORMS = {
    "list": re.compile(r"list\["),
    "dict": re.compile(r"dict\[|[A-Z]\w*File$"),
    "word": re.compile(r"literal\[|constrained-|(?:str|int|float|bool)$"),
}
_IN_QUOTES = re.compile("'([^']*)'")


class Checked(BaseModel):
    """A piece of a configuration file: unknown keys are refused, nothing is converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Written(Protocol):
    """Plain data that somebody wrote, which knows where each thing stands."""

    @property
    def data(self) -> Any:  # noqa: ANN401
        """Plain data: mappings, lists and single values."""

    @property
    def name(self) -> str:
        """What the file is called."""

    def place(self, path: YamlPath = ()) -> Place:
        """Where something stands."""


def validate(document: Written, model: type[_M], *, what: str) -> _M:
    """Check a document against a model.

    Parameters
    ----------
    document : Written
    model : type of Checked
    what : str
        What the file is, as a key of the catalogue, for the sentence above the findings.

    Raises
    ------
    FindingsError
        With a finding for each thing that is wrong.
    """
    checked, findings = check_part(document, model, document.data)
    if checked is None:
        raise findings_error(findings, document, what=what)
    return checked


def check_part(
    document: Written, model: type[_M], data: object, path: YamlPath = ()
) -> tuple[_M | None, list[Finding]]:
    """Check a part of a document against a model.

    Parameters
    ----------
    document : Written
    model : type of Checked
    data : object
        The part.
    path : tuple
        Where it stands in the document.

    Returns
    -------
    Checked or None
        None if something is wrong.
    list of Finding
        All that is wrong, by line.
    """
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        part = _Part(document, data, path)
        return None, sorted(_findings(part, model, error.errors()), key=_line)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a document."""

    document: Written
    data: Any
    path: YamlPath

    @property
    def name(self) -> str:
        return str(self.path[-1]) if self.path else self.document.name

    def place(self, path: YamlPath) -> Place:
        return self.document.place((*self.path, *path))


def findings_error(findings: Sequence[Finding], document: Written, *, what: str) -> FindingsError:
    """The error that carries the findings of a document."""
    return error_of_file(findings, document.place().file, what=what)


def error_of_file(findings: Sequence[Finding], file: str, *, what: str) -> FindingsError:
    """The error that carries the findings of a file.

    Parameters
    ----------
    findings : sequence of Finding
    file : str
        The file as the user named it.
    what : str
        What the file is, as a key of the catalogue, for the sentence above the findings.
    """
    problem = text(
        "findings.file_has_findings",
        what=text(f"findings.what.{what}"),
        file=file,
        count=len(findings),
    )
    return FindingsError(problem, findings)


def of_form(code: str, pattern: str) -> AfterValidator:
    """A text must match a pattern, or there is a finding ``file.<code>`` that says it in words."""
    form = re.compile(pattern)

    def check(written: str) -> str:
        if not form.fullmatch(written):
            raise PydanticCustomError(code, "not of the form {pattern}", {"pattern": pattern})
        return written

    return _OfForm(check, pattern)


@dataclass(frozen=True, slots=True)
class _OfForm(AfterValidator):
    """A check of form that a JSON Schema knows as a pattern."""

    pattern: str = ""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core), "pattern": f"^(?:{self.pattern})$"}


def _findings(document: _Part, model: type[BaseModel], errors: Sequence[Any]) -> Iterator[Finding]:
    """A finding for each error, but for those that only follow from another one."""
    meant = {_meant(model, details) for details in errors if details["type"] == "extra_forbidden"}
    own = [each for each in errors if not _of_another_form(document.data, each["loc"])] or errors
    first: dict[Any, Any] = {}
    for details in own:
        first.setdefault(_location(details), details)
    for details in first.values():
        misspelled = details["type"] == "missing" and details["loc"] in meant
        if not misspelled:
            yield _finding(document, model, details)


def _line(found: Finding) -> int:
    return found.place.line or 0 if found.place else 0


def _meant(model: type[BaseModel], details: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Where the key would be that an unknown one was meant for."""
    *above, name = details["loc"]
    return (*above, did_you_mean(str(name), _known_keys(model, above)))


def _of_another_form(data: Any, location: Sequence[Any]) -> bool:  # noqa: ANN401
    """Whether an error is about a form of a value, list, mapping or word, that nobody chose."""
    for step in location:
        if _has(data, step):
            data = data[step]
        elif _is_form(step) and _form_of(step) != _form_of_data(data):
            return True
    return False


def _form_of_data(data: object) -> str:
    if isinstance(data, list):
        return "list"
    return "dict" if isinstance(data, dict) else "word"


def _location(details: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Where an error is in what was written, whatever form of value it is about."""
    return tuple(step for step in details["loc"] if not _is_form(step))


def _finding(document: _Part, model: type[BaseModel], details: Any) -> Finding:  # noqa: ANN401
    location = list(_location(details))
    is_key = location[-1:] == [_KEY]
    path = tuple(location[:-1] if is_key else location)
    code, context = details["type"], details.get("ctx", {})
    fields: dict[str, object] = {
        "name": quoted_heading(_name(document, path)),
        "got": _got(details.get("input")),
        "expected": culprits(_IN_QUOTES.findall(str(context.get("expected", "")))),
        "count": context.get("min_length", context.get("ge", 0)),
        "most": f"{context.get('le', 0):g}",
    }
    if details.get("input") is None and code.endswith("_type") and not is_key:
        code = "empty"
    if code == "extra_forbidden":
        near = _meant(model, details)[-1]
        code = "unknown_near" if near else code
        fields["near"] = quoted(near or "")
        fields["known"] = culprits(_known_keys(model, details["loc"][:-1]))
    code = f"key_{code}" if is_key else code
    if not has_text(f"findings.file.{code}.problem"):
        code = "key_invalid" if is_key else "invalid"
    return finding(f"file.{code}", severity=Severity.ERROR, place=document.place(path), **fields)


def _name(document: _Part, path: Sequence[Any]) -> str:
    """What the thing is called that is wrong: its key, or that of the list it stands in."""
    data, name = document.data, document.name
    for step in path:
        name = name if isinstance(data, list) else str(step)
        data = data[step] if _has(data, step) else None
    return name


def _is_form(step: object) -> bool:
    """Whether a step of an error's location is a name of pydantic's for a form of a value."""
    return isinstance(step, str) and step != _KEY and _form_of(step) is not None


def _form_of(step: str) -> str | None:
    """The form that a name of pydantic's is for: of a type, or of a model of ours."""
    return next((form for form, name in _FORMS.items() if name.match(step)), None)


def _has(data: Any, step: Any) -> bool:  # noqa: ANN401
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _known_keys(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """Keys of the model that lies at a location."""
    current: Any = model
    for step in location:
        fields = getattr(current, "model_fields", {})
        named = {each.alias or name: each for name, each in fields.items()}
        if isinstance(step, str) and step in named:
            current = _inner_model(named[step].annotation)
    fields = getattr(current, "model_fields", {})
    return [each.alias or name for name, each in fields.items()]


def _inner_model(annotation: Any) -> Any:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None


def _got(value: object) -> str:
    """What somebody wrote, for a message: short, and in the words of the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict | list):
        return quoted("…")
    known = isinstance(value, str | date | tuple)
    return quoted_cell(clean_text(str(value), most=_MOST_SHOWN) if known else type(value).__name__)
