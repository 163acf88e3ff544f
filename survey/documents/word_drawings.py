"""Pictures renewed in a Word file, in the size that they were given by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.word_marks import short_hash
from survey.documents.word_xml import WP, A, R, emu

if TYPE_CHECKING:
    from survey.documents.blocks import Figure
    from survey.documents.word_package import WordFile
    from survey.documents.word_xml import Element

_TALLEST = 640.0
_EMBED = f"{{{R}}}embed"


def drawings_of(body: Element) -> dict[str, list[Element]]:
    """The pictures of a file by the names that we gave them."""
    found: dict[str, list[Element]] = {}
    for each in body.iter(f"{{{WP}}}docPr"):
        found.setdefault(each.get("name", ""), []).append(each.getparent())
    return found


def renew_drawing(file: WordFile, drawing: Element, png: bytes, size: tuple[float, float]) -> bool:
    """Put a new picture in the place of the old one; whether it is another one comes back."""
    blip = next(drawing.iter(f"{{{A}}}blip"), None)
    if blip is None or not png or file.picture(blip.get(_EMBED, "")) == png:
        return False
    relation = blip.get(_EMBED, "")
    uses = [each for each in file.root.iter() if relation in each.attrib.values()]
    blip.set(_EMBED, file.renewed_picture(relation, png, shared=len(uses) > 1))
    for child in list(blip):  # a drawing of another program in the place of the pixels
        blip.remove(child)
    _resize(drawing, size)
    return True


def renew_alt(drawing: Element, figure: Figure, wrote: str | None) -> tuple[bool, str]:
    """Renew what a picture says to those who don't see it, unless it was written by hand.

    Returns
    -------
    bool, str
        Whether it was renewed, and else the text by hand that was left.
    """
    own = drawing.find(f"{{{WP}}}docPr")
    before, after = own.get("descr", ""), printable(figure.alt or figure.title)
    if before == after:
        return False, ""
    if wrote and short_hash(before) != wrote:
        return False, before if wrote != short_hash(figure.alt) else ""
    for each in drawing.iter():
        if "descr" in each.attrib:
            each.set("descr", after)
    return True, ""


def _resize(drawing: Element, size: tuple[float, float]) -> None:
    """As wide as it was, and as tall as the new picture is then."""
    extent = drawing.find(f"{{{WP}}}extent")
    width = int(extent.get("cx", "0")) or emu(size[0])
    height = round(width * size[1] / max(size[0], 1.0))
    if height > emu(_TALLEST):
        width, height = round(width * emu(_TALLEST) / height), emu(_TALLEST)
    shapes = [each for each in drawing.iter(f"{{{A}}}ext") if each.get("cx")]
    for each in (extent, *shapes):
        each.set("cx", str(width))
        each.set("cy", str(height))
