"""Bookmarks in a Word file that was edited: the text within them, and how it is changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.word_marks import PREFIX, flattened
from survey.documents.word_xml import XML, is_named, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.word_xml import Element


@dataclass(slots=True)
class Place:
    """One bookmark: its two ends and the pieces of text between them."""

    name: str
    start: Element
    end: Element | None = None
    texts: list[Element] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The text within it, with single spaces."""
        return flattened("".join(each.text or "" for each in self.texts))

    def put(self, words: str) -> None:
        """Set another text in its place, in the letters that the old one begins with."""
        first, *others = self.texts
        first.text = words
        first.set(f"{{{XML}}}space", "preserve")
        for each in others:
            each.text = ""

    def paragraph(self) -> Element:
        """The paragraph that it begins in."""
        return holder(self.start, "p")

    def table(self) -> Element | None:
        """The innermost table that it begins in."""
        return holder(self.start, "tbl")


def places_of(body: Element) -> dict[str, list[Place]]:
    """Our bookmarks by their names; one that stands twice is there twice."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    opened: dict[str, Place] = {}
    for each in body.iter():
        if is_named(each, "bookmarkStart"):
            place = Place(value_of(each, "name"), each)
            if place.name.startswith(PREFIX):
                opened[value_of(each, "id")] = place
                found[place.name].append(place)
        elif is_named(each, "bookmarkEnd"):
            closed = opened.pop(value_of(each, "id"), None)
            if closed is not None:
                closed.end = each
        elif opened and is_named(each, "t") and not _is_moved_away(each):
            for place in opened.values():
                place.texts.append(each)
    return dict(found)


def text_of(element: Element) -> str:
    """The text of an element as a reader sees it, with single spaces."""
    return flattened("".join(_pieces(element)))


def holder(element: Element, name: str) -> Element | None:
    """The nearest element of a name that holds this one."""
    above = element.getparent()
    while above is not None and not is_named(above, name):
        above = above.getparent()
    return above


def _pieces(element: Element) -> Iterator[str]:
    for each in element.iter():
        if is_named(each, "t"):
            if not _is_moved_away(each):
                yield each.text or ""
        elif (
            is_named(each, "br", "cr")
            or (is_named(each, "tab") and is_named(each.getparent(), "r"))
            or is_named(each, "p")
        ):
            yield " "


def _is_moved_away(element: Element) -> bool:
    return holder(element, "moveFrom") is not None
