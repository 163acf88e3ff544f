"""The texts of a language by their key, and which language is in force."""

from __future__ import annotations

import locale
import os
import re
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANGUAGES = ("da", "en")
_FOLDER = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_chosen: ContextVar[str | None] = ContextVar("survey_language", default=None)


def current_language() -> str:
    """The language in force: the chosen one, else that of the machine, else English."""
    return _chosen.get() or _language_of_machine()


def set_language(language: str | None) -> None:
    """Choose the language of messages from here on.

    Parameters
    ----------
    language : {"da", "en"} or None
        None goes back to the machine's.

    Raises
    ------
    ValueError
        If it is another language.
    """
    _chosen.set(None if language is None else _checked(language))


@contextmanager
def language_in_force(language: str) -> Iterator[None]:
    """Use a language inside a ``with`` block."""
    token = _chosen.set(_checked(language))
    try:
        yield
    finally:
        _chosen.reset(token)


def text(key: str, /, *, lang: str | None = None, **fields: object) -> str:
    """A text of the catalogue with its placeholders filled in.

    Parameters
    ----------
    key : str
        Dotted path, e.g. ``"table.head.base"``. If the entry has the forms ``one`` and
        ``other``, the field ``count`` decides which is used.
    lang : {"da", "en"}, optional
        The language in force if left out.
    **fields
        What the placeholders ``{name}`` stand for; plain replacement, nothing is evaluated.

    Raises
    ------
    KeyError
        If the key is not in the catalogue or a placeholder has no field (a defect of ours).
    """
    template = _entry(lang or current_language(), key)
    if isinstance(template, dict):
        template = template["one" if fields.get("count") == 1 else "other"]
    return _PLACEHOLDER.sub(lambda match: str(fields[match[1]]), template)


def has_text(key: str, *, lang: str | None = None) -> bool:
    """Whether the catalogue holds the key."""
    return key in catalogue(lang or current_language())


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """All entries of a language by dotted key."""
    entries: dict[str, Any] = {}
    for page in sorted((_FOLDER / _checked(language)).glob("*.toml")):
        _flatten(tomllib.loads(page.read_text(encoding="utf-8")), "", entries)
    return entries


def _flatten(tree: Mapping[str, Any], prefix: str, into: dict[str, Any]) -> None:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and set(value) != {"one", "other"}:
            _flatten(value, f"{key}.", into)
        else:
            into[key] = value


def _entry(language: str, key: str) -> Any:  # noqa: ANN401 - a string or its two forms
    return catalogue(language)[key]


def _checked(language: str) -> str:
    if language not in LANGUAGES:
        message = f"the language must be one of {', '.join(LANGUAGES)}, not {language!r}"
        raise ValueError(message)
    return language


def _language_of_machine() -> str:
    names = [os.environ.get(name, "") for name in ("SURVEY_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((n for n in names if n), locale.getlocale()[0] or "")
    return "da" if name.lower().startswith(("da", "danish")) else "en"
