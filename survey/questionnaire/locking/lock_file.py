"""Locks as JSON files that people can read and version control can compare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.errors import DataError, WrongUseError
from survey.files.atomic import write_text
from survey.files.decoding import decode
from survey.files.guards import read_guarded, safe_file_name, shown
from survey.findings import FindingsError
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.locking.lock import SCHEMA, Lock, canonical_data, locked_as_it_is

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

_MOST_BYTES = 50_000_000
_KEYS = ("schema", "id", "wave", "instrument", "form", "questions", "parts", "questionnaire")
_BY_CODE = frozenset({"codes", "common", "old", "new"})


def write_lock(lock: Lock, path: str | os.PathLike[str]) -> Path:
    """Write a lock as a JSON file. The same lock gives the same bytes.

    Parameters
    ----------
    lock : Lock
    path : str or path
        Where it is to lie; what is there already is replaced.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        If it can't be written.
    """
    target = Path(path)
    write_text(target, lock_text(lock))
    return target


def keep_lock(lock: Lock, path: str | os.PathLike[str] | None = None) -> Path:
    """Write a lock where there is none yet: what was locked stays as it was.

    Parameters
    ----------
    lock : Lock
    path : str or path, optional
        ``<id>-<wave>.lock.json`` in the current folder if left out.

    Returns
    -------
    Path
        The file. A lock of the same questions that lies there already is left as it is.

    Raises
    ------
    WrongUseError
        If something else lies there.
    FileError
        If it can't be written.
    """
    target = Path(f"{lock.id}-{safe_file_name(lock.wave)}.lock.json" if path is None else path)
    if not target.exists():
        return write_lock(lock, target)
    try:
        held = read_lock(target)
    except DataError:
        held = None
    if held is None or (held.instrument, held.wave) != (lock.instrument, lock.wave):
        raise fail(WrongUseError, "lock.exists", file=quoted(shown(target)))
    return target


def lock_text(lock: Lock) -> str:
    """A lock as JSON: first the hashes, then all that was asked."""
    data = {
        "schema": lock.schema,
        "id": lock.id,
        "wave": lock.wave,
        "instrument": lock.instrument,
        "form": dict(lock.form),
        "questions": {name: dict(facets) for name, facets in lock.questions.items()},
        "parts": {name: dict(facets) for name, facets in lock.parts.items()},
        "questionnaire": canonical_data(lock.questionnaire),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_lock(path: str | os.PathLike[str]) -> Lock:
    """Read a lock, and see that nobody changed it.

    Parameters
    ----------
    path : str or path

    Raises
    ------
    DataError
        If the file is no lock, is of a newer version of the program, or was changed after it was
        written.
    FileError
        If it can't be read.
    """
    where = shown(path)
    written = decode(read_guarded(path, most_bytes=_MOST_BYTES), file=where, encoding="utf-8").text
    data = _json_of(written, where)
    if not isinstance(data, Mapping) or not set(_KEYS) <= set(data):
        raise fail(DataError, "lock.not_a_lock", where=where)
    schema = data["schema"]
    if type(schema) is not int or schema < 1 or not isinstance(data["wave"], str):
        raise fail(DataError, "lock.not_a_lock", where=where)
    if schema > SCHEMA:
        raise fail(DataError, "lock.newer", where=where, got=schema, known=SCHEMA)
    return _checked(data, where)


def _json_of(text: str, where: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise fail(DataError, "lock.not_a_lock", where=where) from None


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _checked(data: Mapping[str, Any], where: str) -> Lock:
    try:
        held = questionnaire_from(_with_codes("", data["questionnaire"]))
    except (FindingsError, TypeError, ValueError, AttributeError, RecursionError):
        raise fail(DataError, "lock.damaged", where=where) from None
    lock = locked_as_it_is(held, data["wave"])
    changed = list(_differing(data, lock))
    if changed:
        raise fail(DataError, "lock.changed_by_hand", where=where, names=culprits(changed))
    return lock


def _with_codes(key: str, part: Any) -> Any:  # noqa: ANN401 - plain data
    """Plain data whose codes are numbers again, as JSON only has texts for keys."""
    match part:
        case dict():
            numbered = key in _BY_CODE and all(name.isdecimal() for name in part)
            named = ((int(name) if numbered else name, each) for name, each in part.items())
            return {name: _with_codes(str(name), each) for name, each in named}
        case list():
            return [_with_codes(key, each) for each in part]
    return part


def _differing(data: Mapping[str, Any], lock: Lock) -> Iterator[str]:
    """Questions, or keys at the top, that the hashes say were changed."""
    for key in ("questions", "parts"):
        then, now = data[key], getattr(lock, key)
        names = dict.fromkeys([*(then if isinstance(then, Mapping) else ()), *now])
        yield from (name for name in names if _of(then, name) != dict(now.get(name, {})))
    for key in ("form", "instrument", "id"):
        then = data[key]
        now = getattr(lock, key)
        if then != (dict(now) if isinstance(now, Mapping) else now):
            yield key


def _of(then: object, name: str) -> object:
    return then.get(name) if isinstance(then, Mapping) else None
