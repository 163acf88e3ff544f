"""Errors and findings made from the catalogue, in the language in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from survey.errors import PartLabels, SurveyError
from survey.findings import Finding, Place, Severity
from survey.language.catalogue import has_text, text
from survey.language.person_numbers import without_person_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_E = TypeVar("_E", bound=SurveyError)
MOST_CULPRITS = 5


def fail(kind: type[_E], code: str, /, *, where: Place | str | None = None, **fields: object) -> _E:
    """Make (not raise) an error whose parts stand under ``errors.<code>`` in the catalogue.

    Parameters
    ----------
    kind : type
        The error class.
    code : str
        Key below ``errors``, e.g. ``"design.weight_negative"``; its entries are ``problem`` and,
        where they help, ``got``, ``expected`` and ``hint``.
    where : Place or str, optional
    **fields
        For the placeholders.
    """
    told = _without_persons(fields)
    parts = {
        part: text(f"errors.{code}.{part}", lang=None, **told)
        for part in ("problem", "got", "expected", "hint")
        if has_text(f"errors.{code}.{part}")
    }
    labels = PartLabels(*(text(f"errors.part.{p}") for p in ("where", "got", "expected", "hint")))
    place = None if where is None else str(where)
    return kind(parts.pop("problem"), **parts, where=place, code=code, labels=labels)


def finding(
    code: str,
    /,
    *,
    severity: Severity = Severity.ERROR,
    place: Place | None = None,
    **fields: object,
) -> Finding:
    """Make a finding whose sentence stands under ``findings.<code>`` in the catalogue.

    The code that a reader sees is the part after the last dot, in capitals with hyphens,
    e.g. ``yaml.duplicate_key`` is printed as ``YAML-DUPLICATE-KEY``.
    """
    hint_key, told = f"findings.{code}.hint", _without_persons(fields)
    return Finding(
        code=code.replace(".", "-").replace("_", "-").upper(),
        severity=severity,
        message=text(f"findings.{code}.problem", lang=None, **told),
        place=place,
        hint=text(hint_key, lang=None, **told) if has_text(hint_key) else None,
    )


def _without_persons(fields: Mapping[str, object]) -> dict[str, object]:
    """What is told, without numbers of persons, telephone numbers and e-mail addresses.

    No message holds them, whoever wrote it and wherever they come from.
    """
    return {
        name: without_person_numbers(each, **_words()) if isinstance(each, str) else each
        for name, each in fields.items()
    }


def _words() -> dict[str, str]:
    return {kind: text(f"identifying.{kind}") for kind in ("cpr", "phone", "email")}


def culprits(
    names: Iterable[object], *, others: int = 0, quote: Callable[[object], str] | None = None
) -> str:
    """Name at most five culprits and say how many more there are, others that aren't given too.

    Parameters
    ----------
    names : iterable
    others : int
        How many there are besides.
    quote : callable, optional
        How each is told: `quoted` if left out. What comes out of a cell goes through one of
        `survey.language.cells`.
    """
    everyone = list(names)
    shown = ", ".join(map(quote or quoted, everyone[:MOST_CULPRITS]))
    more = max(len(everyone) - MOST_CULPRITS, 0) + others
    return shown if more <= 0 else text("errors.and_more", names=shown, more=more)


def quoted(name: object, *, lang: str | None = None) -> str:
    """A name in the quotation marks of a language, or of the one in force; numbers stay bare.

    For names that the user gave: files, areas, questions. What stands in a cell of data may be
    personal, and is told by `survey.language.cells.quoted_cell`.
    """
    return text("errors.quoted", lang=lang, name=name) if isinstance(name, str) else str(name)
