"""Results as a notebook shows them: a short titled table, which says if it wasn't released.

No template is loaded for it, so that results can be shown without the machinery of documents.
"""

from __future__ import annotations

import math
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.documents.text_lines import one_line
from survey.language.catalogue import current_language, text
from survey.language.numbers import MINUS, format_number
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from survey.codebook import Codebook

MOST_ROWS = 20
_LONG, _LONGEST = 40, 120
_MOST_NAMED = 3
_IN_WORDS = {str(Domain.ALL): "table.all", str(Domain.MISSING): "table.missing"}
_STYLE = Path(__file__).parent / "templates" / "notebook.css"


def frame_html(frame: pd.DataFrame, title: str, *, note: str = "", rows: int = MOST_ROWS) -> str:
    """A frame as a short table for a notebook.

    Parameters
    ----------
    frame : DataFrame
    title : str
    note : str
        What must be said of the numbers.
    rows : int
        How many are shown; of the rest it is said how many there are.

    Returns
    -------
    str
        A ``div`` that can be set into any page, in the language in force; all texts are escaped.
    """
    language = current_language()
    shown: Any = frame.head(rows)
    numbers = [_is_number(shown.iloc[:, place]) for place in range(shown.shape[1])]
    lines = [
        f'<div class="survey-notebook" lang="{language}">',
        f"<style>\n{_style()}\n</style>",
        f"<table>\n<caption>{_escaped(title)}</caption>",
        _row("th", map(str, shown.columns), numbers, ' scope="col"', "thead"),
        "<tbody>",
        *(
            _row("td", (_written(value, language) for value in record), numbers)
            for record in shown.itertuples(index=False, name=None)
        ),
        "</tbody>\n</table>",
        *(f"<p>{_escaped(said)}</p>" for said in _below(len(frame), rows, note)),
        "</div>",
    ]
    return "\n".join(lines)


def unreleased_html(frame: pd.DataFrame, title: str) -> str:
    """A frame of numbers that were not released, as a short table that says so."""
    return frame_html(frame, title, note=text("notebook.unreleased"))


def records_html(
    records: Iterable[Sequence[Any]], heads: Sequence[str], title: str, *, note: str = ""
) -> str:
    """Records as a short table; `heads` are keys below ``notebook.head``."""
    columns = [text(f"notebook.head.{head}") for head in heads]
    rows = [tuple(record) for record in records]
    # a head may stand above two columns, so the columns are named afterwards
    frame = pd.DataFrame(rows, columns=range(len(columns)), dtype=object)
    return frame_html(frame.set_axis(columns, axis=1), title, note=note)


def facts_html(facts: Mapping[str, Any], title: str, *, note: str = "") -> str:
    """Facts as a short table; their names are keys below ``notebook.fact``."""
    records = [(text(f"notebook.fact.{name}"), _said(value)) for name, value in facts.items()]
    return records_html(records, ("fact", "value"), title, note=note)


def what_was_asked(variables: Sequence[str], by: Sequence[str], codebook: Codebook) -> str:
    """In words which questions a result is of, and what they are broken down by."""
    language = current_language()
    what = text("notebook.several", rows=len(variables))
    if len(variables) <= _MOST_NAMED:
        what = join_words([codebook.label(name, language) for name in variables], language)
    if not by:
        return what
    columns = " × ".join(codebook.label(name, language) for name in by)
    return text("notebook.by", what=what, by=columns)


def contrast_in_words(over: str, contrast: object, codebook: Codebook) -> str:
    """What areas are compared with, inside a sentence."""
    if contrast is Domain.REST:
        return text("table.rest_in_text")
    if contrast is Domain.ALL:
        return text("table.all_in_text")
    return codebook.value_in_text(over, contrast, current_language())


def _below(count: int, rows: int, note: str) -> Iterator[str]:
    if count == 0:
        yield text("notebook.no_rows")
    if count > rows:
        number = format_number(count - rows, current_language(), decimals=0)
        yield text("notebook.more_rows", count=count - rows, rows=number)
    if note:
        yield note


@cache
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8").strip()


def _row(
    tag: str, cells: Iterable[str], numbers: Sequence[bool], scope: str = "", within: str = ""
) -> str:
    written = "".join(
        f"<{tag}{scope}{_class_of(cell, number)}>{_escaped(cell)}</{tag}>"
        for cell, number in zip(cells, numbers, strict=True)
    )
    return f"<{within}><tr>{written}</tr></{within}>" if within else f"<tr>{written}</tr>"


def _class_of(cell: str, number: bool) -> str:
    if number:
        return ' class="number"'
    return ' class="long"' if len(cell) > _LONG else ""


def _escaped(words: str) -> str:
    line = one_line(words)
    return escape(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…")


def _is_number(column: Any) -> bool:  # noqa: ANN401 - a column of a frame
    values = [value for value in column.to_numpy(dtype=object) if value is not None]
    kinds = (bool, np.bool_)
    return bool(values) and all(
        isinstance(value, int | float | np.number) and not isinstance(value, kinds)
        for value in values
    )


def _written(value: Any, language: str) -> str:  # noqa: ANN401 - what a cell holds
    if isinstance(value, bool | np.bool_):
        return str(_said(bool(value)))
    if isinstance(value, int | np.integer):
        return format_number(int(value), language, decimals=0)
    if isinstance(value, float | np.floating):
        return _four_digits(float(value), language)
    words = "" if value is None or value is pd.NA else str(value)
    return text(_IN_WORDS[words]) if words in _IN_WORDS else words


def _four_digits(value: float, language: str) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == int(value) and abs(value) < 1e15:
        return format_number(value, language, decimals=0)
    digits = f"{value:.4g}".replace("-", MINUS)
    return digits.replace(".", ",") if language == "da" else digits


def _said(value: Any) -> Any:  # noqa: ANN401 - a fact
    if isinstance(value, bool):
        return text("notebook.fact.yes" if value else "notebook.fact.no")
    return value
