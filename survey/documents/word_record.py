"""What we wrote, remembered within the file as short hashes, so that edits can be told from it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lxml import etree

from survey.documents.word_marks import short_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.documents.blocks import Document

AREAS, TITLE = "(areas)", "(title)"
"""What stands in the record beside bookmarks: of which report the file is."""

SPACE = "urn:resident-survey:written:1"
_ITEMS = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
ITEM_ID = "{6C1F3C5E-7B0B-4C0C-9C53-5D5A6E0B7A11}"


def record_bytes(written: Mapping[str, str]) -> bytes:
    """The record as a part of the file: the name of each bookmark and the hash of its text."""
    root = etree.Element(f"{{{SPACE}}}written", nsmap={None: SPACE})
    root.text = json.dumps(dict(sorted(written.items())), separators=(",", ":"))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def origin_of(document: Document) -> dict[str, str]:
    """What the record says of the report as a whole, by which that of another study is told."""
    areas = ",".join(sorted(short_hash(code) for code, _ in document.areas))
    return {AREAS: areas, TITLE: short_hash(document.title)}


def properties_bytes() -> bytes:
    """What word processors want beside such a part."""
    root = etree.Element(f"{{{_ITEMS}}}datastoreItem", nsmap={"ds": _ITEMS})
    root.set(f"{{{_ITEMS}}}itemID", ITEM_ID)
    references = etree.SubElement(root, f"{{{_ITEMS}}}schemaRefs")
    etree.SubElement(references, f"{{{_ITEMS}}}schemaRef").set(f"{{{_ITEMS}}}uri", SPACE)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def record_of(root: etree._Element) -> dict[str, str] | None:
    """The record that a part holds; None if it is another part or was damaged."""
    if root.tag != f"{{{SPACE}}}written":
        return None
    try:
        content = json.loads(root.text or "")
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    return {str(name): str(value) for name, value in content.items()}
