"""A new Word file: its parts, before and after they are filled."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart

from survey.documents.cleaning import printable
from survey.documents.direction import direction, language_tag
from survey.documents.raster import rasterised
from survey.documents.word_figure import Placed, drawing_run
from survey.documents.word_logo import logo_picture, logo_size
from survey.documents.word_record import properties_bytes, record_bytes
from survey.documents.word_styles import fill_numbering, fill_styles, themed
from survey.documents.word_text import paragraph
from survey.documents.word_xml import R, w
from survey.documents.zipped import zipped_anew

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from survey.documents.house_style import HouseStyle, Logo
    from survey.documents.word_xml import Element

    FillStyles = Callable[[Element, HouseStyle, str], None]

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - python-docx wants it without a zone


class NewWordFile:
    """The parts of a new Word file, by python-docx."""

    def __init__(self) -> None:
        self._word: Any = docx.Document()
        self._part: Any = self._word.part
        self.body: Element = self._word.element.body

    def emptied_body(self) -> Element:
        """The body without the paragraphs of the template; its section comes last."""
        for child in list(self.body):
            self.body.remove(child)
        return self.body

    def place(self, png: bytes, size: tuple[float, float]) -> Placed:
        """Put a picture into the file, to be drawn so many points wide and high."""
        relation, _ = self._part.get_or_add_image(BytesIO(png))
        return Placed(relation, *size)

    def logo(self, logo: Logo | None) -> list[Element]:
        """The logo of the house, in a paragraph of its own."""
        if logo is None:
            return []
        png = logo.data
        if logo.kind == "svg":
            picture = logo_picture(logo)
            size = logo_size(picture.width, picture.height)
            (png,) = rasterised([picture], widths=[size[0]])
        else:
            image = Image.from_blob(png)
            size = logo_size(image.px_width, image.px_height)
        if not png:
            return []
        relation, _ = self._part.get_or_add_image(BytesIO(png))
        placed = Placed(relation, *size)
        run = drawing_run(placed, name="logo", title="", alt=logo.alt, number=1_000_000)
        return [paragraph("Normal", run)]

    def margin(self, kind: str, paragraphs: Sequence[Element]) -> Element:
        """A header or footer with these paragraphs; what the section says of it comes back."""
        is_header = kind == "headerReference"
        add = self._part.add_header_part if is_header else self._part.add_footer_part
        part, relation = add()
        for child in list(part.element):
            part.element.remove(child)
        part.element.extend(paragraphs)
        reference = w(kind, type="default")
        reference.set(f"{{{R}}}id", relation)
        return reference

    def dress(self, style: HouseStyle, language: str, fill: FillStyles = fill_styles) -> None:
        """Styles, lists, theme and settings.

        Parameters
        ----------
        style : HouseStyle
        language : str
        fill : callable
            Replaces all styles by those of this kind of document.
        """
        fill(self._part.styles.element, style, language)
        fill_numbering(self._part.numbering_part.element, style.accent)
        for relation in self._part.rels.values():
            if relation.reltype == RELATION.THEME:
                relation.target_part._blob = themed(relation.target_part.blob, style)
        _set(self._part.settings.element, language)

    def describe(self, title: str, subtitle: str, language: str) -> None:
        """Title, language and dates, and nothing of the template."""
        core = self._word.core_properties
        core.title = printable(title)[:255]
        core.subject = printable(subtitle)[:255]
        core.language = language_tag(language)
        core.author = core.last_modified_by = core.comments = core.keywords = ""
        core.created = core.modified = _CREATED
        core.revision = 1
        self._drop(self._part.package.rels, "/thumbnail", "/extended-properties")
        self._drop(self._part.rels, "/stylesWithEffects", "/webSettings", "/customXml",
                   "/fontTable")  # fmt: skip

    @staticmethod
    def _drop(relations: Any, *kinds: str) -> None:  # noqa: ANN401
        for name in [each.rId for each in relations.values() if each.reltype.endswith(kinds)]:
            del relations[name]

    def remember(self, written: Mapping[str, str]) -> None:
        """Keep what we wrote, for when the file has been edited."""
        package = self._part.package
        item = FilePart(
            PackURI("/customXml/item1.xml"), "application/xml", record_bytes(written), package
        )
        kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
        about = FilePart(PackURI("/customXml/itemProps1.xml"), kind, properties_bytes(), package)
        item.relate_to(about, RELATION.CUSTOM_XML_PROPS)
        self._part.relate_to(item, RELATION.CUSTOM_XML)

    def saved(self) -> bytes:
        """The file as it is, without the clock."""
        stream = BytesIO()
        self._word.save(stream)
        return zipped_anew(stream.getvalue())


def _set(settings: Element, language: str) -> None:
    for child in list(settings):
        settings.remove(child)
    uri = "http://schemas.microsoft.com/office/word"
    tag = language_tag(language)
    spoken = {"bidi": tag} if direction(language) == "rtl" else {"val": tag}
    settings.extend(
        [
            w("zoom", percent=100),
            w("autoHyphenation"),
            w("consecutiveHyphenLimit", val=2),
            w("hyphenationZone", val=425),
            w("characterSpacingControl", val="doNotCompress"),
            w("compat", w("compatSetting", name="compatibilityMode", uri=uri, val=15)),
            w("themeFontLang", **spoken),
            w("decimalSymbol", val="," if language == "da" else "."),
            w("listSeparator", val=";" if language == "da" else ","),
        ]
    )
