"""The codebook of the columns that go out: as plain data, and as rows of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Kind, Variable
from survey.language.catalogue import LANGUAGES, has_text, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Code, Codebook, Text


def label_beside(name: str) -> Text:
    """What a column on how somebody answered is called; nothing for others."""
    key = f"labelled_files.column.{name}"
    return {each: text(key, lang=each) for each in LANGUAGES} if has_text(key) else {}


def columns_beside(
    names: Sequence[str], codebook: Codebook, numbers: Sequence[str], known: set[str]
) -> tuple[Variable, ...]:
    """What the columns are that no question gives.

    Parameters
    ----------
    names : sequence of str
        All columns.
    codebook : Codebook
    numbers : sequence of str
        Those of them that hold numbers.
    known : set of str
        Columns of the questionnaire.
    """
    return tuple(
        codebook.get(name)
        or Variable(name, Kind.NUMBER if name in numbers else Kind.TEXT, label_beside(name))
        for name in names
        if name not in known
    )


def codebook_data(names: Sequence[str], codebook: Codebook) -> dict[str, Any]:
    """The codebook of some columns as JSON can hold it.

    Parameters
    ----------
    names : sequence of str
        The columns in order.
    codebook : Codebook
    """
    known = set(names)
    return {
        "columns": [
            _variable(variable) if variable else {"name": name, "label": dict(label_beside(name))}
            for name, variable in ((name, codebook.get(name)) for name in names)
        ],
        "multiples": [
            {"name": name, "columns": list(each.columns), "label": dict(each.label)}
            for name, each in codebook.multiples.items()
            if known.issuperset(each.columns)
        ],
    }


def _variable(variable: Variable) -> dict[str, Any]:
    data = {
        "name": variable.name,
        "kind": str(variable.kind),
        "label": dict(variable.label),
        "question": dict(variable.question),
        "codes": [_code(each) for each in variable.codes],
        "missing": [_code(each) for each in variable.missing],
        "asked_if": variable.universe,
        "asked_if_text": dict(variable.universe_text),
        "question_id": variable.question_id,
        "item": variable.item,
        "scale": variable.scale,
        "concept": dict(variable.concept),
    }
    return {name: each for name, each in data.items() if each}


def _code(code: Code) -> dict[str, Any]:
    marks = {name: True for name in ("exclusive", "outside") if getattr(code, name)}
    return {"value": code.value, "label": dict(code.label), **marks}
