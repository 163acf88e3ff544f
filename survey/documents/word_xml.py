"""Elements of a Word file, with the children of each in the order that the schema asks for."""

from __future__ import annotations

from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
XML = "http://www.w3.org/XML/1998/namespace"
SPACES = {"w": W, "r": R, "a": A, "wp": WP, "pic": PIC}
TWIPS, EMU = 20, 12700
VAL = f"{{{W}}}val"

Element = Any  # what lxml hands out has no type of its own at run time

_ORDER = {
    "pPr": (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr",
        "shd", "tabs", "suppressAutoHyphens", "bidi", "spacing", "ind", "contextualSpacing", "jc",
        "outlineLvl",
    ),
    "rPr": (
        "rStyle", "rFonts", "b", "bCs", "i", "iCs", "noProof", "color", "spacing", "sz", "szCs",
        "vertAlign", "rtl", "lang",
    ),
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"),
    "trPr": ("cantSplit", "tblHeader"),
}  # fmt: skip


def w(name: str, /, *children: Element | None, **attributes: str | float | None) -> Element:
    """An element of the main namespace; children and attributes that are None are left out."""
    given = {f"{{{W}}}{key}": str(value) for key, value in attributes.items() if value is not None}
    element = etree.Element(f"{{{W}}}{name}", given, nsmap={"w": W})
    element.extend(child for child in children if child is not None)
    return element


def properties(name: str, *children: Element | None) -> Element | None:
    """An element such as ``pPr`` with its children in order; None without children."""
    order = _ORDER[name]
    present = [child for child in children if child is not None]
    present.sort(key=lambda child: order.index(etree.QName(child).localname))
    return w(name, *present) if present else None


def is_named(element: Element, *names: str) -> bool:
    """Whether an element is one of these of the main namespace."""
    return element.tag in {f"{{{W}}}{name}" for name in names}


def value_of(element: Element, name: str = "val") -> str:
    """An attribute of the main namespace; empty if it isn't there."""
    return str(element.get(f"{{{W}}}{name}", ""))


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * TWIPS)


def emu(points: float) -> int:
    """The unit of drawings."""
    return round(points * EMU)


def to_bytes(element: Element) -> bytes:
    """An element as a part of the file."""
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))
