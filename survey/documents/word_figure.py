"""Pictures of a Word file, with what they say to those who don't see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from survey.documents.cleaning import printable
from survey.documents.word_xml import PIC, SPACES, WP, A, R, emu, w

if TYPE_CHECKING:
    from survey.documents.blocks import Picture
    from survey.documents.word_xml import Element

_TALLEST = 600.0
_FULL_SIZE = 0.75  # points of a CSS pixel


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture within the file.

    Attributes
    ----------
    relation : str
        By which the document finds it.
    width, height : float
        Points.
    """

    relation: str
    width: float
    height: float


def printed_size(picture: Picture, room: float) -> tuple[float, float]:
    """Points at which a picture is printed: as it was drawn, or smaller to fit the page."""
    width, height = max(picture.width, 1.0) * _FULL_SIZE, max(picture.height, 1.0) * _FULL_SIZE
    scale = min(1.0, room / width, _TALLEST / height)
    return width * scale, height * scale


def drawing_run(placed: Placed, *, name: str, title: str, alt: str, number: int) -> Element:
    """A picture as a run of a paragraph.

    Parameters
    ----------
    placed : Placed
    name : str
        By which it is found again.
    title, alt : str
        What it says to those who don't see it.
    number : int
        Differs from that of every other picture.
    """
    size = {"cx": str(emu(placed.width)), "cy": str(emu(placed.height))}
    spoken = {"descr": printable(alt)}
    if title.strip():
        spoken["title"] = printable(title)
    inline = _of(WP, "inline", distT="0", distB="0", distL="0", distR="0")
    inline.append(_of(WP, "extent", **size))
    inline.append(_of(WP, "docPr", id=str(number), name=name, **spoken))
    frame = _of(WP, "cNvGraphicFramePr")
    frame.append(_of(A, "graphicFrameLocks", noChangeAspect="1"))
    inline.append(frame)
    graphic, data = _of(A, "graphic"), _of(A, "graphicData", uri=PIC)
    data.append(_picture(placed, name, size, spoken["descr"]))
    graphic.append(data)
    inline.append(graphic)
    return w("r", w("rPr", w("noProof")), w("drawing", inline))


def _picture(placed: Placed, name: str, size: dict[str, str], alt: str) -> Element:
    picture = _of(PIC, "pic")
    own = _of(PIC, "nvPicPr")
    own.append(_of(PIC, "cNvPr", id="0", name=name, descr=alt))
    own.append(_of(PIC, "cNvPicPr"))
    fill = _of(PIC, "blipFill")
    fill.append(_of(A, "blip", **{f"{{{R}}}embed": placed.relation}))
    stretch = _of(A, "stretch")
    stretch.append(_of(A, "fillRect"))
    fill.append(stretch)
    shape = _of(PIC, "spPr")
    placing = _of(A, "xfrm")
    placing.append(_of(A, "off", x="0", y="0"))
    placing.append(_of(A, "ext", **size))
    form = _of(A, "prstGeom", prst="rect")
    form.append(_of(A, "avLst"))
    shape.extend([placing, form])
    picture.extend([own, fill, shape])
    return picture


def _of(space: str, name: str, /, **attributes: str) -> Element:
    return etree.Element(f"{{{space}}}{name}", attributes, nsmap=SPACES)
