"""Boxes for one digit each, for numbers, dates and the number of the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.fitting import text_points
from survey.documents.word_styles import INK
from survey.documents.word_table import cell_element, line
from survey.documents.word_xml import twips, w
from survey.questionnaire.forms.form_styles import NUMBER, OWN, ROOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.word_xml import Element
    from survey.questionnaire.forms.form_pen import Pen

SIDE, _HIGHER, _GAP = 18.0, 4.0, 12.0
_WIDEST, _AROUND, _SIZE, _BESIDE = 220.0, 16.0, 10.0, 5.0


@dataclass(frozen=True, slots=True)
class Digits:
    """Some boxes side by side.

    Attributes
    ----------
    count : int
    caption : str
        What stands above them: "Day".
    after : str
        What stands between them and the next ones: the decimal sign.
    """

    count: int
    caption: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a line of boxes: so many boxes, or words in so much room."""

    width: float
    boxes: int = 0
    words: str = ""
    caption: str = ""


def digit_boxes(
    pen: Pen,
    groups: Sequence[Digits],
    *,
    lead: str = "",
    tail: str = "",
    indent: float = NUMBER,
    room: float = ROOM,
    side: float = SIDE,
) -> Element:
    """Boxes as a table without other lines than theirs.

    Parameters
    ----------
    pen : Pen
    groups : sequence of Digits
        Those of a number go from the left in every language, for its digits do.
    lead, tail : str
        What stands before and after them.
    indent : float
        Points before them.
    room : float
        Points that the table fills, so that no program has to know on which side it begins.
    side : float
        How wide a box is.
    """
    parts = _parts(groups, side)
    captioned = any(part.caption for part in parts)
    if pen.leftwards and not captioned:
        parts.reverse()
    parts = _filling([*_words(lead), *parts, *_words(tail)], indent, room)
    rows = [_row(_line(pen, parts), side + _HIGHER)]
    if captioned:
        rows.insert(0, _row([_caption(pen, part) for part in parts], 0))
    widths = [part.width / max(part.boxes, 1) for part in parts for _ in range(max(part.boxes, 1))]
    grid = w("tblGrid", *(w("gridCol", w=twips(each)) for each in widths))
    return w("tbl", _settings(pen, sum(widths)), grid, *rows)


def width_of(groups: Sequence[Digits], tail: str, side: float = SIDE) -> float:
    """Points that boxes take up."""
    return sum(part.width for part in (*_parts(groups, side), *_words(tail)))


def _filling(parts: list[_Part], indent: float, room: float) -> list[_Part]:
    """The same with empty room before and after."""
    before = [_Part(indent)] if indent else []
    rest = room - indent - sum(part.width for part in parts)
    return [*before, *parts, *([_Part(rest)] if rest > 1 else [])]


def _parts(groups: Sequence[Digits], side: float) -> list[_Part]:
    parts = []
    for place, group in enumerate(groups):
        parts.append(_Part(group.count * side, group.count, caption=group.caption))
        if place < len(groups) - 1:
            parts.append(_Part(_GAP, words=group.after))
    return parts


def _words(words: str) -> list[_Part]:
    if not words.strip():
        return []
    return [_Part(min(text_points(words, _SIZE) * 1.1 + _AROUND, _WIDEST), words=words)]


def _settings(pen: Pen, width: float) -> Element:
    margins = (("top", 0.0), ("left", 0.0), ("bottom", 0.0), ("right", 0.0))
    return w(
        "tblPr",
        w("bidiVisual") if pen.leftwards else None,
        w("tblW", w=twips(width), type="dxa"),
        w("tblInd", w=0, type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=twips(size), type="dxa") for side, size in margins)),
        w("tblLook", val="0000"),
    )


def _line(pen: Pen, parts: Sequence[_Part]) -> list[Element]:
    """The cells of a line; words and gaps have the edges of the boxes beside them too."""
    cells = []
    for place, part in enumerate(parts):
        before = place > 0 and parts[place - 1].boxes
        after = place + 1 < len(parts) and parts[place + 1].boxes
        sides = [side for side, there in (("left", before), ("right", after)) if there]
        cells += _cells(pen, part, sides)
    return cells


def _cells(pen: Pen, part: _Part, shared: Sequence[str]) -> list[Element]:
    if not part.boxes:
        edges = [w("tcBorders", *(line(side, INK, 6) for side in shared))] if shared else []
        words = [pen.run(part.words)] if part.words else []
        between = part.width == _GAP
        place = w("jc", val="center") if between else w("ind", left=twips(_BESIDE))
        content = pen.paragraph(OWN["box"], *words, settings=(place,))
        return [cell_element(part.width, content, settings=(*edges, w("vAlign", val="center")))]
    sides = ("top", "left", "bottom", "right")
    width = part.width / part.boxes
    return [
        cell_element(
            width,
            pen.paragraph(OWN["box"]),
            settings=(w("tcBorders", *(line(side, INK, 6) for side in sides)),),
        )
        for _ in range(part.boxes)
    ]


def _caption(pen: Pen, part: _Part) -> Element:
    words = [pen.run(part.caption)] if part.caption else []
    content = pen.paragraph(OWN["small"], *words)
    return cell_element(part.width, content, span=max(part.boxes, 1))


def _row(cells: Sequence[Element], height: float) -> Element:
    high = w("trHeight", val=twips(height), hRule="exact") if height else None
    return w("tr", w("trPr", w("cantSplit"), high), *cells)
