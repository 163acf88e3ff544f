"""What a Word file holds, as tests look at it."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lxml import etree

from survey.documents.word_xml import SPACES, W, is_named, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(data: bytes) -> Any:
    return etree.fromstring(parts_of(data)["word/document.xml"])[0]


def find(element: Any, path: str) -> list[Any]:
    """Elements by XPath, with the prefixes of a Word file."""
    return list(etree.XPath(path, namespaces=SPACES)(element))


def words_of(element: Any) -> str:
    """The text of an element as a reader sees it: tabs and line ends are spaces."""
    found = []
    for each in element.iter():
        if is_named(each, "t"):
            found.append(each.text or "")
        elif is_named(each, "tab", "br") and not is_named(each.getparent(), "tabs"):
            found.append(" ")
    return "".join(found).strip()


def paragraphs(element: Any) -> list[str]:
    return [words_of(each) for each in element.iter(f"{{{W}}}p")]


def style_of(paragraph: Any) -> str:
    return "".join(value_of(each) for each in find(paragraph, "./w:pPr/w:pStyle"))


def cells_of(table: Any) -> list[list[str]]:
    return [[words_of(cell) for cell in find(row, "./w:tc")] for row in find(table, "./w:tr")]


def bookmarks(element: Any) -> dict[str, str]:
    """Each bookmark with the text between its ends."""
    found: dict[str, str] = {}
    opened: dict[str, str] = {}
    for each in element.iter():
        if is_named(each, "bookmarkStart"):
            name = value_of(each, "name")
            assert name not in found, f"{name} stands twice"
            opened[value_of(each, "id")] = name
            found[name] = ""
        elif is_named(each, "bookmarkEnd"):
            opened.pop(value_of(each, "id"), "")
        elif is_named(each, "t"):
            for name in opened.values():
                found[name] += each.text or ""
    assert not opened, f"never closed: {opened}"
    return found


def rezipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def edited(data: bytes, *edits: tuple[str, str]) -> bytes:
    """The file with its main part edited as text; each edit must find something."""
    parts = parts_of(data)
    words = parts["word/document.xml"].decode()
    for before, after in edits:
        assert before in words, before
        words = words.replace(before, after, 1)
    return rezipped(parts | {"word/document.xml": words.encode()})


def headings(body: Any) -> Iterator[tuple[int, str]]:
    """Levels and texts of headings: 0 is the title."""
    for each in find(body, "./w:p"):
        style = style_of(each)
        if style == "Title":
            yield 0, words_of(each)
        elif style.startswith("Heading"):
            yield int(style.removeprefix("Heading")), words_of(each)
        elif levels := find(each, "./w:pPr/w:outlineLvl"):
            yield int(value_of(levels[0])) + 1, words_of(each)
