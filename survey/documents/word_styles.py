"""The styles of a Word file: ours and no others, in the font and colours of the house."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from survey.documents.cleaning import printable
from survey.documents.direction import direction, language_tag
from survey.documents.house_style import tint
from survey.documents.word_xml import A, properties, twips, w
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from survey.documents.house_style import HouseStyle
    from survey.documents.word_xml import Element

INK, MUTED, RULE, TINT = "#1c2529", "#4f5e66", "#d3dbde", "#f3f6f7"
STAMP_PAPER, STAMP_RULE, STAMP_INK = "#fdf2d8", "#b7791f", "#4a3300"
DEFAULT_FONT = "Arial"
BODY_SIZE, CELL_SIZE, SMALLEST_CELL = 10.5, 9.0, 7.5
DEEPEST_HEADING = 5
BULLETS = 1

# Our own styles; their names are in the catalogue, in the language of the document.
OWN = {
    "lead": "SurveyLead",
    "note": "SurveyNote",
    "subtitle": "SurveySubtitle",
    "figure": "SurveyFigure",
    "cell": "SurveyCell",
    "head": "SurveyHead",
    "gap": "SurveyGap",
    "box": "SurveyBox",
    "box_title": "SurveyBoxTitle",
    "value": "SurveyValue",
    "label": "SurveyLabel",
    "beside": "SurveyBeside",
    "stamp": "SurveyStamp",
    "contents": "SurveyContents",
    "about": "SurveyAbout",
}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One style of paragraphs; sizes and spaces in points."""

    id: str
    name: str
    size: float = 0.0
    based: str = "Normal"
    following: str = ""
    bold: bool = False
    italic: bool = False
    colour: str = ""
    space: tuple[float, float] | None = None
    line: float = 0.0
    settings: Sequence[Element] = field(default=())
    hidden: bool = False


def font_of(style: HouseStyle) -> str:
    """Name of the font that text is set in."""
    return printable(style.font.name) if style.font else DEFAULT_FONT


def style_names(language: str) -> dict[str, str]:
    """The names, in small letters, of the styles that a paragraph or letters may have, by id."""
    styles = {each.id: each.name for each in _styles("#000000", language)}
    styles[OWN["subtitle"]] = _named("subtitle", language)[1]
    return {identity: name.lower() for identity, name in styles.items()}


def fill_styles(styles: Element, style: HouseStyle, language: str) -> None:
    """Replace all styles by ours.

    Parameters
    ----------
    styles : element
        ``w:styles``
    style : HouseStyle
    language : str
        Of the document.
    """
    normal = TextStyle("Normal", "Normal", BODY_SIZE, based="", space=(0, 7), line=1.25)
    replace_styles(styles, style, language, (normal, *_styles(style.accent, language)))
    styles.append(_subtitle(language))
    styles.append(_hyperlink(style.accent))


def replace_styles(
    styles: Element, style: HouseStyle, language: str, own: Iterable[TextStyle]
) -> None:
    """Replace all styles by those of paragraphs that are given, and by what each file needs.

    Parameters
    ----------
    styles : element
        ``w:styles``
    style : HouseStyle
    language : str
        Of the document.
    own : iterable of TextStyle
        The first one is that of plain text.
    """
    for child in list(styles):
        styles.remove(child)
    normal, *others = own
    styles.append(_defaults(style, language))
    styles.append(style_element(normal, default=1))
    styles.append(_character_default())
    styles.append(_plain_table())
    for each in others:
        styles.append(style_element(each))


def fill_numbering(numbering: Element, accent: str) -> None:
    """Replace all lists by one of bullets."""
    for child in list(numbering):
        numbering.remove(child)
    level = w(
        "lvl",
        w("start", val=1),
        w("numFmt", val="bullet"),
        w("pStyle", val="ListBullet"),
        w("lvlText", val="•"),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=twips(16), hanging=twips(14))),
        w("rPr", w("color", val=accent.lstrip("#"))),
        ilvl=0,
    )
    numbering.append(w("abstractNum", w("multiLevelType", val="hybridMultilevel"), level,
                       abstractNumId=0))  # fmt: skip
    numbering.append(w("num", w("abstractNumId", val=0), numId=BULLETS))


def themed(theme: bytes, style: HouseStyle) -> bytes:
    """A theme with the font and the colours of the house, so that new text looks the same."""
    root = etree.fromstring(theme, etree.XMLParser(resolve_entities=False))
    for latin in root.iter(f"{{{A}}}latin"):
        if latin.getparent().tag in {f"{{{A}}}majorFont", f"{{{A}}}minorFont"}:
            latin.set("typeface", font_of(style))
            latin.attrib.pop("panose", None)
    names = ["accent1", "accent2", "accent3", "accent4", "accent5", "accent6"]
    scale = [style.accent, *(style.scale[at] for at in (-1, 0, 1, -2, 2))]
    colours = dict(zip(names, scale, strict=True))
    colours |= {"dk2": INK, "lt2": TINT, "hlink": style.accent, "folHlink": MUTED}
    for name, colour in colours.items():
        for slot in root.iter(f"{{{A}}}{name}"):
            for child in list(slot):
                slot.remove(child)
            etree.SubElement(slot, f"{{{A}}}srgbClr", val=colour.lstrip("#").upper())
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _defaults(style: HouseStyle, language: str) -> Element:
    font, tag = font_of(style), language_tag(language)
    leftwards = direction(language) == "rtl"
    spoken = w("lang", val="en-GB" if leftwards else tag, bidi=tag if leftwards else "ar-SA")
    lettered = (
        DEFAULT_FONT if leftwards else font
    )  # the font of a house may have Latin letters only
    fonts = w("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=lettered)
    ink = w("color", val=INK.lstrip("#"))
    run = properties("rPr", fonts, ink, w("sz", val=21), w("szCs", val=21), spoken)
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault"))


def _styles(accent: str, language: str) -> Iterator[TextStyle]:
    yield from _of_the_front(accent, language)
    yield from _headings(accent)
    yield from _of_text(accent, language)
    yield from _of_tables(accent, language)
    yield from _of_the_margins()


def _named(key: str, language: str) -> tuple[str, str]:
    return OWN[key], text(f"word.style.{key}", lang=language)


def _of_the_front(accent: str, language: str) -> Iterator[TextStyle]:
    still = (w("suppressAutoHyphens"),)
    yield TextStyle(
        "Title",
        "Title",
        25,
        bold=True,
        space=(10, 4),
        line=1.1,
        settings=still,
        following="Subtitle",
    )
    yield TextStyle(
        "Subtitle",
        "Subtitle",
        13,
        colour=MUTED,
        space=(0, 10),
        line=1.2,
        settings=still,
        following="Normal",
    )
    sides = dict.fromkeys(("top", "left", "bottom", "right"), (STAMP_RULE, 6, 5))
    framed = (_borders(sides), _shade(STAMP_PAPER), w("ind", left=twips(6), right=twips(6)))
    yield TextStyle(
        *_named("stamp", language),
        size=10.5,
        bold=True,
        colour=STAMP_INK,
        space=(6, 6),
        settings=framed,
    )
    yield TextStyle(
        *_named("contents", language),
        size=11,
        bold=True,
        colour=accent,
        space=(14, 4),
        settings=(w("keepNext"),),
    )
    entry = tabs(("right", 464))
    yield TextStyle("TOC1", "toc 1", 10.5, space=(3, 1), line=1.15, settings=(entry,))
    deeper = (entry, w("ind", left=twips(14)))
    yield TextStyle("TOC2", "toc 2", 9.5, colour=MUTED, space=(0, 1), line=1.15, settings=deeper)
    hanging = (tabs(("left", 176)), w("ind", left=twips(176), hanging=twips(176)))
    yield TextStyle(
        *_named("about", language),
        size=8.5,
        colour=MUTED,
        space=(0, 2),
        line=1.15,
        settings=hanging,
    )


def _headings(accent: str) -> Iterator[TextStyle]:
    looks = [
        (18.0, accent, (26.0, 8.0)),
        (13.0, INK, (18.0, 5.0)),
        (11.0, INK, (13.0, 4.0)),
        (10.5, MUTED, (11.0, 3.0)),
        (10.5, MUTED, (11.0, 3.0)),
    ]
    for level, (size, colour, space) in enumerate(looks, start=1):
        held = (w("keepNext"), w("keepLines"), w("suppressAutoHyphens"),
                w("outlineLvl", val=level - 1))  # fmt: skip
        yield TextStyle(
            f"Heading{level}",
            f"heading {level}",
            size,
            colour=colour,
            bold=True,
            space=space,
            line=1.15,
            settings=held,
            following="Normal",
            italic=level == DEEPEST_HEADING,
        )


def _of_text(accent: str, language: str) -> Iterator[TextStyle]:
    yield TextStyle(*_named("lead", language), size=12, space=(0, 9), line=1.25, following="Normal")
    listed = (w("numPr", w("numId", val=BULLETS)), w("ind", left=twips(16), hanging=twips(14)))
    yield TextStyle("ListBullet", "List Bullet", space=(0, 4), settings=listed)
    yield TextStyle(
        *_named("note", language),
        size=8.5,
        colour=MUTED,
        space=(3, 1),
        line=1.15,
        following="Normal",
    )
    sides = {"left": (accent, 24, 10), "top": (TINT, 4, 8), "bottom": (TINT, 4, 8),
             "right": (TINT, 4, 8)}  # fmt: skip
    boxed = (_borders(sides), _shade(TINT), w("ind", left=twips(14), right=twips(10)))
    yield TextStyle(*_named("box", language), space=(0, 6), settings=(*boxed, w("keepLines")))
    held = (*boxed, w("keepNext"), w("keepLines"), w("suppressAutoHyphens"))
    yield TextStyle(
        *_named("box_title", language),
        size=12,
        bold=True,
        space=(14, 4),
        line=1.15,
        settings=held,
        following=OWN["box"],
    )
    yield from _of_key_figures(language)


def _of_key_figures(language: str) -> Iterator[TextStyle]:
    held = (w("keepNext"), w("keepLines"), w("suppressAutoHyphens"))
    rule = _borders({"top": (MUTED, 6, 6)})
    yield TextStyle(
        *_named("value", language),
        size=22,
        bold=True,
        space=(8, 2),
        line=1.0,
        settings=(*held, rule),
    )
    yield TextStyle(*_named("label", language), size=9.5, space=(0, 2), line=1.15, settings=held)
    yield TextStyle(
        *_named("beside", language), size=8.5, colour=MUTED, space=(0, 6), line=1.15, settings=held
    )


def _of_tables(accent: str, language: str) -> Iterator[TextStyle]:
    held = (w("keepNext"), w("keepLines"), w("suppressAutoHyphens"))
    yield TextStyle("Caption", "caption", 10.5, bold=True, space=(16, 4), line=1.2, settings=held)
    yield TextStyle(*_named("figure", language), space=(2, 2), line=1.0, settings=(w("keepNext"),))
    yield TextStyle(
        *_named("cell", language),
        size=CELL_SIZE,
        space=(0, 0),
        line=1.1,
        settings=(w("keepLines"),),
    )
    yield TextStyle(
        *_named("head", language),
        size=8.5,
        based=OWN["cell"],
        bold=True,
        colour=MUTED,
        settings=held,
    )
    yield TextStyle(*_named("gap", language), size=4, space=(0, 6), line=1.0, hidden=True)


def _of_the_margins() -> Iterator[TextStyle]:
    ends = tabs(("right", 470))
    yield TextStyle("Header", "header", 8.5, colour=MUTED, space=(0, 0), line=1.0, settings=(ends,))
    yield TextStyle("Footer", "footer", 8.5, colour=MUTED, space=(0, 0), line=1.0, settings=(ends,))


def style_element(each: TextStyle, *, default: int | None = None) -> Element:
    """A style as an element; our own ones have ids that begin with ``Survey``."""
    return w(
        "style",
        w("name", val=each.name),
        w("basedOn", val=each.based) if each.based else None,
        w("next", val=each.following) if each.following else None,
        w("semiHidden") if each.hidden else None,
        w("qFormat") if not each.hidden else None,
        properties("pPr", _spacing(each), *(deepcopy(setting) for setting in each.settings)),
        _letters(each),
        type="paragraph",
        styleId=each.id,
        default=default,
        customStyle=1 if each.id.startswith("Survey") else None,
    )


def _letters(each: TextStyle) -> Element | None:
    half_points = round(each.size * 2) or None
    return properties(
        "rPr",
        *([w("b"), w("bCs")] if each.bold else ()),
        *([w("i"), w("iCs")] if each.italic else ()),
        w("color", val=each.colour.lstrip("#")) if each.colour else None,
        *([w("sz", val=half_points), w("szCs", val=half_points)] if half_points else ()),
    )


def _spacing(each: TextStyle) -> Element | None:
    if each.space is None:
        return None
    before, after = each.space
    line = round(240 * each.line) if each.line else None
    rule = "auto" if each.line else None
    return w("spacing", before=twips(before), after=twips(after), line=line, lineRule=rule)


def _borders(sides: dict[str, tuple[str, int, int]]) -> Element:
    """Borders of a paragraph: colour, eighths of a point, and points from the text."""
    drawn = [
        w(side, val="single", sz=sides[side][1], space=sides[side][2],
          color=sides[side][0].lstrip("#"))
        for side in ("top", "left", "bottom", "right")
        if side in sides
    ]  # fmt: skip
    return w("pBdr", *drawn)


def _shade(colour: str) -> Element:
    return w("shd", val="clear", color="auto", fill=colour.lstrip("#"))


def tabs(*stops: tuple[str, float]) -> Element:
    """Places that a tab leads to: their kinds and points from where the line begins."""
    return w("tabs", *(w("tab", val=kind, pos=twips(place)) for kind, place in stops))


def _character_default() -> Element:
    return w(
        "style",
        w("name", val="Default Paragraph Font"),
        w("uiPriority", val=1),
        w("semiHidden"),
        type="character",
        styleId="DefaultParagraphFont",
        default=1,
    )


def _plain_table() -> Element:
    margins = w("tblCellMar", w("top", w=0, type="dxa"), w("left", w=90, type="dxa"),
                w("bottom", w=0, type="dxa"), w("right", w=90, type="dxa"))  # fmt: skip
    return w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("semiHidden"),
        w("tblPr", w("tblInd", w=0, type="dxa"), margins),
        type="table",
        styleId="TableNormal",
        default=1,
    )


def _subtitle(language: str) -> Element:
    """The second line of a title: letters within the paragraph, so that both stay together."""
    identity, name = _named("subtitle", language)
    plain = [w("b", val=0), w("bCs", val=0), w("color", val=MUTED.lstrip("#"))]
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val="DefaultParagraphFont"),
        w("qFormat"),
        w("rPr", *plain, w("sz", val=19), w("szCs", val=19)),
        type="character",
        customStyle=1,
        styleId=identity,
    )


def _hyperlink(accent: str) -> Element:
    return w(
        "style",
        w("name", val="Hyperlink"),
        w("basedOn", val="DefaultParagraphFont"),
        w("uiPriority", val=99),
        w("rPr", w("color", val=accent.lstrip("#")), w("u", val="single")),
        type="character",
        styleId="Hyperlink",
    )


def contrast_tint(accent: str) -> str:
    """The ground of the row that others are held up against."""
    return tint(accent, 0.11)
