import base64
import re

import pytest
from lxml import html
from sample_document import danish

from survey.documents.blocks import Document
from survey.documents.house_style import DEFAULT_STYLE, Font, HouseStyle, Logo
from survey.documents.html import table_html, write_html
from survey.documents.page_style import hash_of, readable, style_sheet
from survey.errors import WrongUseError

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def page_of(style: HouseStyle) -> html.HtmlElement:
    return html.document_fromstring(write_html(danish(), style=style).decode("utf-8"))


def test_the_accent_and_the_font_of_the_house_come_after_our_own() -> None:
    style = HouseStyle(accent="#A02050", font=Font("Trebuchet MS"))
    sheet = str(style_sheet("page.css", style=style))
    house = sheet[sheet.rindex(".survey-page,") :]
    assert "--accent: #a02050;" in house
    assert '--font: "Trebuchet MS", -apple-system' in house
    assert style_sheet("page.css") == style_sheet("page.css", style=DEFAULT_STYLE)


def test_the_policy_covers_the_style_of_the_house() -> None:
    page = page_of(HouseStyle(accent="#a02050"))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert f"style-src '{hash_of(page.findtext('head/style'))}'" in policy


@pytest.mark.parametrize(
    "colour", ["red", "#fff", "", "#0b4f5c;} body{display:none", "#0b4f5g", "#０b4f5c"]
)
def test_an_accent_that_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(WrongUseError, match="must be written as # and six digits"):
        write_html(Document("T", "da", ()), style=HouseStyle(accent=colour))


@pytest.mark.parametrize(
    "name",
    ['x"; } * { display: none } /*', "</style><script>alert(1)</script>", "a\\b\nc", "Ådal 'Sans'"],
)
def test_the_name_of_a_font_stays_a_name(name: str) -> None:
    sheet = str(style_sheet("table.css", style=HouseStyle(font=Font(name))))
    written = re.search(r'--font: "([^"]*)", -apple', sheet[sheet.rindex(".survey-page,") :])
    assert written
    assert not set('<>{};\n"') & set(written[1])
    back = re.sub(r"\\([0-9a-f]+) ", lambda code: chr(int(code[1], 16)), written[1])
    assert back == name.replace("\n", "")
    assert page_of(HouseStyle(font=Font(name))).xpath("count(//script)") == 1


def test_a_pale_accent_is_made_dark_enough_to_be_read() -> None:
    assert readable("#0b4f5c") == "#0b4f5c"
    assert readable("#ffcc00") == "#7f6600"
    assert readable("#ffffff") == "#666666"
    assert "--accent: #7f6600;" in table_html(
        danish().tables()[0], style=HouseStyle(accent="#ffcc00")
    )


@pytest.mark.parametrize(("kind", "mime"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_the_logo_stands_in_the_masthead_with_its_words(kind: str, mime: str) -> None:
    (logo,) = page_of(HouseStyle(logo=Logo(SVG, kind, 'Bo "Her"'))).xpath("//header/img")
    assert logo.get("alt") == 'Bo "Her"'
    assert logo.get("src") == f"data:{mime};base64,{base64.b64encode(SVG).decode()}"


def test_a_logo_of_another_kind_is_refused() -> None:
    style = HouseStyle(logo=Logo(b"GIF89a", "gif", ""))
    with pytest.raises(WrongUseError, match="must be svg or png"):
        page_of(style)
