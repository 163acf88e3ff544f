"""Bookmarks by which our tables, figures and numbers are found again in a document that was edited.

``svy_t_<id>`` and ``svy_f_<id>`` hold a table or figure with its title and notes, ``svy_n_…`` one
number of a sentence, ``svy_s_…`` the sentence. A word processor keeps them when text is moved or
edited around them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.word_xml import value_of, w

if TYPE_CHECKING:
    from survey.documents.word_xml import Element

PREFIX = "svy_"
LONGEST = 40
_PLAIN = re.compile(r"[a-z0-9_]+")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(slots=True)
class Marks:
    """The bookmarks of a document while it is written.

    Attributes
    ----------
    first : int
        Number of the first bookmark.
    written : dict of str to str
        For each text that we may have to renew, a short hash of what we wrote.
    """

    first: int = 1
    written: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def around(self, name: str, *content: Element, words: str | None = None) -> list[Element]:
        """Content within a bookmark; its words are remembered."""
        start, end = self.ends(name)
        if words is not None:
            self.written[value_of(start, "name")] = short_hash(words)
        return [start, *content, end]

    def ends(self, name: str) -> tuple[Element, Element]:
        """The two ends of a bookmark, its name made to differ from all others."""
        number = self.first + len(self._names)
        free = self._free(name)
        return w("bookmarkStart", id=number, name=free), w("bookmarkEnd", id=number)

    def _free(self, name: str) -> str:
        wished, count = name[:LONGEST], 1
        while wished.lower() in self._names:
            count += 1
            ending = f"_{count}"
            wished = name[: LONGEST - len(ending)] + ending
        self._names.add(wished.lower())
        return wished


def mark_name(kind: str, identity: str, *more: int | str) -> str:
    """The name of a bookmark: letters, digits and underscores, 40 at most.

    Examples
    --------
    >>> mark_name("t", "safe_evening")
    'svy_t_safe_evening'
    >>> mark_name("e", "safe evening, all the answers there are", 2)
    'svy_e_safe_evening_all_t_6d03d814_2'
    """
    ending = "".join(f"_{each}" for each in more)
    room = LONGEST - len(f"{PREFIX}{kind}_{ending}") - 3  # for a count, should two be the same
    plain = identity
    if not _PLAIN.fullmatch(identity) or len(identity) > room:
        spelled = _NOT_PLAIN.sub("_", identity).strip("_")[: min(room - 9, 18)].strip("_")
        plain = f"{spelled}_{short_hash(identity)}".lstrip("_")
    return f"{PREFIX}{kind}_{plain}{ending}"


def kind_of(name: str) -> str:
    """The kind of a bookmark of ours, e.g. ``t``; empty for others."""
    return name[len(PREFIX)] if re.match(rf"{PREFIX}[a-z]_", name) else ""


def short_hash(words: str) -> str:
    """Eight characters that stand for a text, however its spaces are written."""
    return hashlib.sha256(flattened(words).encode()).hexdigest()[:8]


def flattened(words: str) -> str:
    """A text with single plain spaces, as two programs agree on it."""
    return " ".join(printable(words).split())
