"""What a study says as plain data, in the shortest form in which study.yaml can say it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from survey.files.validation import Checked
from survey.study.study_file.schema import FORMAT, DepartmentFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.study.study_file.schema import StudyFile

_LENGTH = 16
_ABSENT = object()


def plain_study(study: StudyFile) -> dict[str, Any]:
    """A study as plain data: what is as usual is left out, numbers of departments are numbers."""
    found = _plain(study)
    assert isinstance(found, dict)  # noqa: S101 - a study says more than one thing
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - a part of a study
    if isinstance(value, DepartmentFile):
        return _department(value)
    if isinstance(value, Checked):
        kept = {}
        for name, field in type(value).model_fields.items():
            given = getattr(value, name)
            if given != field.get_default(call_default_factory=True):
                kept[field.alias or name] = _plain(given)
        if "departments" in kept and "label" in kept:
            kept["departments"] = [as_number(each) for each in kept["departments"]]
        return kept
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _department(value: DepartmentFile) -> Any:  # noqa: ANN401 - a name, a number or a mapping
    given = value.model_dump(by_alias=True, exclude_none=True)
    for key in ("name", "from", "to"):
        if key in given:
            given[key] = as_number(given[key])
    return given["name"] if len(given) == 1 else given


def as_number(value: Any) -> Any:  # noqa: ANN401 - a name, a number or a mapping
    """A number that is written as a text; all else as it is."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and str(int(value)) == value:
        return int(value)
    return value


def sign_of(data: Mapping[str, Any]) -> str:
    """A short sign by which two studies are told apart."""
    made = json.dumps(_in_order(data), ensure_ascii=True)
    return hashlib.sha256(made.encode()).hexdigest()[:_LENGTH]


def _in_order(value: Any) -> Any:  # noqa: ANN401
    """Mappings as lists of pairs; a key may be a text or a number."""
    if isinstance(value, dict):
        return {"of": sorted([repr(key), _in_order(each)] for key, each in value.items())}
    return [_in_order(each) for each in value] if isinstance(value, list) else value


def with_format(data: Mapping[str, Any]) -> dict[str, Any]:
    """A study for a new file, which says its format."""
    return {"version": FORMAT, **data}


def carried_over(raw: Any, before: Any, after: Any) -> Any:  # noqa: ANN401
    """What a file must hold to mean something else, with all that stays written as it was.

    Parameters
    ----------
    raw : plain data
        What the file holds, however it says it.
    before, after : plain data
        What that means, and what it is to mean, as `plain_study` has it.
    """
    if before == after:
        return raw
    if isinstance(raw, dict) and isinstance(before, dict) and isinstance(after, dict):
        return _of_mapping(raw, before, after) if set(before) <= set(raw) else after
    if _named(raw) and _named(before) and _named(after):
        return _of_list(raw, before, after)
    return after


def _of_mapping(
    raw: Mapping[Any, Any], before: Mapping[Any, Any], after: Mapping[Any, Any]
) -> dict[Any, Any]:
    kept = {
        key: carried_over(value, before.get(key, _ABSENT), after[key]) if key in after else value
        for key, value in raw.items()
        if key in after or key not in before
    }
    made: dict[Any, Any] = dict(kept)
    for place, key in enumerate(after):
        if key not in kept:
            earlier = [each for each in list(after)[:place] if each in made]
            made = _inserted(made, key, after[key], earlier[-1] if earlier else None)
    return made


def _inserted(
    data: Mapping[Any, Any], key: object, value: object, behind: object
) -> dict[Any, Any]:
    """A mapping with a key behind another one; last if there is none."""
    if behind is None:
        return {**data, key: value}
    made: dict[Any, Any] = {}
    for name, each in data.items():
        made[name] = each
        if name == behind:
            made[key] = value
    return made


def _of_list(raw: list[Any], before: list[Any], after: list[Any]) -> list[Any]:
    written = {each["id"]: each for each in raw}
    meant = {each["id"]: each for each in before}
    return [
        carried_over(written[each["id"]], meant[each["id"]], each)
        if each["id"] in written and each["id"] in meant
        else each
        for each in after
    ]


def _named(value: object) -> bool:
    """Whether a value is a list of mappings with an ``id`` each."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, dict) and "id" in each for each in value)
    )
