"""What columns that belong together have in common at the beginning of their names or labels."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from survey.questionnaire.drafting.source import Column

_SEPARATOR = re.compile(r"(.{3,}?)\s*(?::|\s[-–—/|]|\[|\?|\()\s*(?=\S)(.+)", re.DOTALL)
_LEAST_WORDS = 3


class Stemmed(NamedTuple):
    """Columns with a common stem: what it is, and what each of them adds to it."""

    columns: tuple[Column, ...]
    stem: str
    name: str
    rests: tuple[str, ...]
    labels: tuple[str, ...]


def runs(columns: Sequence[Column], alike: Callable[[Column], object]) -> Iterator[list[Column]]:
    """Neighbouring columns for which something is the same; None is never the same."""
    run: list[Column] = []
    last: object = None
    for column in columns:
        key = alike(column)
        if run and (key is None or key != last):
            yield run
            run = []
        if key is not None:
            run.append(column)
        last = key
    if run:
        yield run


def stemmed(run: Sequence[Column], *, least: int = 2) -> Iterator[Stemmed]:
    """The parts of a run of columns whose names or labels begin alike.

    Parameters
    ----------
    run : sequence of Column
    least : int
        How many columns a part has at least.
    """
    left = list(run)
    while len(left) >= least:
        alike = max((_by_name(left), _by_label(left)), key=len)
        found = _stemmed(alike) if len(alike) >= least else None
        if found is not None and (found.name or found.stem):
            yield found
        left = left[len(alike) if found is not None else 1 :]


def _by_name(columns: Sequence[Column]) -> Sequence[Column]:
    return _while_same(columns, lambda column: name_stem(column.name))


def _by_label(columns: Sequence[Column]) -> Sequence[Column]:
    return _while_same(columns, lambda column: label_stem(words_of(column)))


def _while_same(columns: Sequence[Column], stem: Callable[[Column], str]) -> Sequence[Column]:
    first = stem(columns[0])
    if not first:
        return columns[:1]
    for length, column in enumerate(columns):
        if stem(column) != first:
            return columns[:length]
    return columns


def name_stem(name: str) -> str:
    """What a numbered name begins with, in small letters; empty if it isn't numbered.

    Examples
    --------
    >>> name_stem("A1"), name_stem("q3_12"), name_stem("Q7a"), name_stem("alder")
    ('a', 'q3', 'q7', '')
    """
    digits = re.fullmatch(r"(.*\D)?[_. -]?(\d{1,3})", name)
    if digits and digits[1]:
        return digits[1].rstrip("_. -").casefold()
    lettered = re.fullmatch(r"(.*\d)[_. -]?([a-z])", name, re.IGNORECASE)
    if lettered:
        return lettered[1].casefold()
    parted = re.fullmatch(r"(.*\d)[_. -](\w+)", name)
    return parted[1].casefold() if parted else ""


def label_stem(label: str) -> str:
    """What stands before a colon, dash or bracket in a label; empty if there is none.

    Examples
    --------
    >>> label_stem("How satisfied are you with: size"), label_stem("Tryghed [om dagen]")
    ('How satisfied are you with', 'Tryghed')
    >>> label_stem("Hvad bruger du? - Avis")
    'Hvad bruger du?'
    """
    found = _SEPARATOR.fullmatch(label)
    if found is None:
        return ""
    question = label[len(found[1]) :].lstrip().startswith("?")
    return f"{found[1].strip()}?" if question else found[1].strip()


def words_of(column: Column) -> str:
    """What a column is called: its label, or else its name."""
    return column.label or column.name


def _stemmed(columns: Sequence[Column]) -> Stemmed:
    labels = [words_of(column) for column in columns]
    stem = _common(labels)
    shared = _same(name_stem(column.name) for column in columns)
    rests = [column.name[len(shared) :].strip("_. -") if shared else "" for column in columns]
    words = tuple(_rest(label, stem) for label in labels)
    if not all(rests) or len(set(rests)) < len(rests):
        shared, rests = "", list(words)
    return Stemmed(tuple(columns), stem, shared, tuple(rests), words)


def _same(stems: Iterable[str]) -> str:
    distinct = set(stems)
    return distinct.pop() if len(distinct) == 1 else ""


def _common(labels: Sequence[str]) -> str:
    """What labels begin with, up to a colon or bracket, or at least three whole words."""
    shared = _same(label_stem(label) for label in labels)
    if shared:
        return shared
    words = zip(*(label.split() for label in labels), strict=False)
    alike = [each[0] for each in takewhile(lambda each: len(set(each)) == 1, words)]
    return " ".join(alike) if len(alike) >= _LEAST_WORDS else ""


def _rest(label: str, stem: str) -> str:
    if not stem:
        return label
    rest = label[len(stem) :].lstrip(" :-–—/|[(?").rstrip()
    rest = rest.rstrip("])") if label.endswith(("]", ")")) and "(" not in rest else rest
    return rest.strip() or label
