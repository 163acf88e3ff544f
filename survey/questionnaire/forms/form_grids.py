"""Tables of boxes: a row for each thing that is asked about, a column for each answer."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.fitting import text_points
from survey.documents.word_styles import INK, RULE
from survey.documents.word_table import cell_element, line
from survey.documents.word_xml import properties, twips, w
from survey.questionnaire.forms.form_styles import OWN, ROOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.word_xml import Element
    from survey.questionnaire.forms.form import Form
    from survey.questionnaire.forms.form_pen import Pen
    from survey.questionnaire.questions import Grid, Ranking

MOST_ROWS = 8
"""After so many rows the heads are said again."""
_NARROWEST, _WIDEST, _LEAST_LABEL = 27.0, 68.0, 140.0
_HEAD_SIZE, _SMALLEST_HEAD, _SIDE = 8.0, 6.0, 2.0
_BOX_SIZE, _CODE_SIZE = 13.0, 6.5


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column of boxes: its words and what is keyed for a tick."""

    words: list[Element]
    plain: str
    code: object
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of boxes; `below` are paragraphs below its words."""

    words: list[Element]
    below: Sequence[Element] = ()
    codes: Sequence[object] = field(default=())


def grid_tables(form: Form, question: Grid) -> list[Element]:
    """A grid as tables that each have their heads."""
    heads = [_head(form, code.label, code.value) for code in question.codes]
    for place, kind in enumerate(question.missing):
        run = form.missing(kind)
        heads.append(Head([run], "".join(run.itertext()), int(kind), apart=place == 0))
    lines = [
        Line(
            form.runs(row.text),
            form.only_inside(row.ask_if),
            [head.code for head in heads],
        )
        for row in question.rows
    ]
    parts = [lines[at : at + MOST_ROWS] for at in range(0, len(lines), MOST_ROWS)]
    return [_table(form, heads, part) for part in parts]


def ranking_table(form: Form, question: Ranking, places: int) -> Element:
    """A ranking as a table: a row for each answer, a column for each place."""
    heads = []
    for place in range(1, places + 1):
        run = form.word("place", place=place)
        heads.append(Head([run], "".join(run.itertext()), place))
    lines = [
        Line(form.runs(code.label) or [form.pen.run(str(code.value))], (), [h.code for h in heads])
        for code in question.codes
    ]
    return _table(form, heads, lines)


def two_columns(pen: Pen, first: Sequence[Element], second: Sequence[Element]) -> Element:
    """Paragraphs in two columns, the first one where reading begins."""
    cells = [cell_element(ROOM / 2, *paragraphs) for paragraphs in (first, second)]
    settings = w(
        "tblPr",
        w("bidiVisual") if pen.leftwards else None,
        w("tblW", w=twips(ROOM), type="dxa"),
        w("tblInd", w=0, type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right"))),
        w("tblLook", val="0000"),
    )
    grid = w("tblGrid", *(w("gridCol", w=twips(ROOM / 2)) for _ in cells))
    return w("tbl", settings, grid, w("tr", properties("trPr", w("cantSplit")), *cells))


def _head(form: Form, label: object, code: object) -> Head:
    words, spoken = form.shown(label)  # type: ignore[arg-type]
    return Head([form.pen.run(words or str(code), spoken)], words or str(code), code)


def _table(form: Form, heads: Sequence[Head], lines: Sequence[Line]) -> Element:
    width = _column_width(len(heads))
    first = ROOM - width * len(heads)
    rows = [_heads(form, heads, first, width)]
    rows += [_line(form, heads, each, (first, width)) for each in lines]
    grid = w("tblGrid", *(w("gridCol", w=twips(each)) for each in (first, *[width] * len(heads))))
    return w("tbl", _settings(form), grid, *rows)


def _column_width(count: int) -> float:
    return max(min((ROOM - _LEAST_LABEL) / max(count, 1), _WIDEST), _NARROWEST)


def _settings(form: Form) -> Element:
    margins = (("top", 1.0), ("left", _SIDE), ("bottom", 1.0), ("right", _SIDE))
    return w(
        "tblPr",
        w("bidiVisual") if form.pen.leftwards else None,
        w("tblW", w=twips(ROOM), type="dxa"),
        w("tblInd", w=0, type="dxa"),
        w("tblBorders", line("top", INK, 4), line("bottom", INK, 4), line("insideH", RULE, 4)),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=twips(size), type="dxa") for side, size in margins)),
        w("tblLook", val="0420"),
    )


def _heads(form: Form, heads: Sequence[Head], first: float, width: float) -> Element:
    bottom = w("vAlign", val="bottom")
    cells = [cell_element(first, form.pen.paragraph(OWN["head"]), settings=(bottom,))]
    size = _head_size(heads, width)
    for head in heads:
        words = [deepcopy(run) for run in head.words]  # the heads of each table are its own
        for run in words:
            _resize(run, size)
        content = form.pen.paragraph(OWN["head"], *words, settings=(w("jc", val="center"),))
        cells.append(cell_element(width, content, settings=_look(head, bottom)))
    return w("tr", properties("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _look(head: Head, align: Element) -> list[Element]:
    edge = [w("tcBorders", line("left", RULE, 12))] if head.apart else []
    return [*edge, w("vAlign", val=align.values()[0])]


def _head_size(heads: Sequence[Head], width: float) -> float:
    """Small enough for the longest word to stand on one line."""
    words = [word for head in heads for word in head.plain.replace("-", "- ").split()]
    longest = max((text_points(word, 1.0) for word in words), default=1.0)
    room = width - 2 * _SIDE
    return max(min(_HEAD_SIZE, int(room / max(longest, 0.1) * 2) / 2), _SMALLEST_HEAD)


def _resize(run: Element, size: float) -> None:
    letters = run.find(w("rPr").tag)
    if letters is None:
        letters = w("rPr")
        run.insert(0, letters)
    kept = [child for child in letters if child.tag not in {w("sz").tag, w("szCs").tag}]
    sizes = [w("sz", val=round(size * 2)), w("szCs", val=round(size * 2))]
    run.replace(letters, properties("rPr", *kept, *sizes))


def _line(form: Form, heads: Sequence[Head], each: Line, widths: tuple[float, float]) -> Element:
    pen = form.pen
    words = [pen.paragraph(OWN["cell"], *each.words), *each.below]
    cells = [cell_element(widths[0], *words, settings=(w("vAlign", val="center"),))]
    for head, code in zip(heads, each.codes, strict=True):
        box = (pen.box(_BOX_SIZE), pen.code(code, _CODE_SIZE))
        content = pen.paragraph(OWN["box"], *box, settings=(w("jc", val="center"),))
        cells.append(cell_element(widths[1], content, settings=_look(head, w("x", val="center"))))
    return w("tr", properties("trPr", w("cantSplit")), *cells)
