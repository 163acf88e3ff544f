"""Names of columns that SPSS and Stata accept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.files.byte_limits import cut_to_bytes, cut_to_characters

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOT_IN_NAMES = re.compile(r"\W+")
_SPSS_WORDS = re.compile("all|and|by|eq|ge|gt|le|lt|ne|not|or|to|with")
_STATA_WORDS = re.compile(r"byte|double|float|if|in|int|long|str(?:l|\d+)|using|with")


@dataclass(frozen=True, slots=True)
class NameRules:
    """What a program asks of names.

    Attributes
    ----------
    words : Pattern
        Names in small letters that mean something else.
    most_bytes, most_characters : int
    """

    words: re.Pattern[str]
    most_bytes: int
    most_characters: int

    def cut(self, name: str) -> str:
        """The name, not longer than it may be."""
        return cut_to_bytes(cut_to_characters(name, self.most_characters), self.most_bytes)


OF_SPSS = NameRules(_SPSS_WORDS, 64, 64)
OF_STATA = NameRules(_STATA_WORDS, 128, 32)


def writable_names(names: Sequence[str], rules: NameRules) -> dict[str, str]:
    """A name that a program accepts for each name; those that it accepts stay as they are.

    No two differ in capitals only.

    Parameters
    ----------
    names : sequence of str
    rules : NameRules

    Examples
    --------
    >>> writable_names(["Bolig nr.", "q1", "Q1", "with"], OF_SPSS)
    {'Bolig nr.': 'Bolig_nr', 'q1': 'q1', 'Q1': 'Q1_2', 'with': 'with_v'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        found[name] = _free(_legal(name, rules), taken, rules)
        taken.add(found[name].casefold())
    return found


def _legal(name: str, rules: NameRules) -> str:
    plain = _NOT_IN_NAMES.sub("_", name).strip("_") or "v"
    if not plain[0].isalpha():
        plain = f"v_{plain}"
    plain = rules.cut(plain).rstrip("_")
    return f"{plain}_v" if rules.words.fullmatch(plain.lower()) else plain


def _free(name: str, taken: set[str], rules: NameRules) -> str:
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        ending = f"_{number}"
        short = cut_to_bytes(name[: rules.most_characters - len(ending)],
                             rules.most_bytes - len(ending))  # fmt: skip
        found = f"{short.rstrip('_')}{ending}"
    return found
