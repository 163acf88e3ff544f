import pandas as pd
import pytest
from hostile import TEXTS
from lxml import html

from survey.codebook import Codebook, Domain, Kind, Variable
from survey.documents.notebook import (
    contrast_in_words,
    facts_html,
    frame_html,
    records_html,
    unreleased_html,
    what_was_asked,
)
from survey.documents.text_lines import one_line
from survey.language.catalogue import language_in_force

BOOK = Codebook(
    {
        "q": Variable("q", Kind.SINGLE, {"da": "Tryghed", "en": "Safety"}),
        "area": Variable("area", Kind.GROUP, {"da": "boligområde", "en": "area"}),
    }
)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def cells_of(shown: str) -> list[list[str]]:
    rows = html.fromstring(shown).xpath("//tbody/tr")
    return [[words_of(cell) for cell in row] for row in rows]


def test_a_frame_is_a_titled_table_with_heads() -> None:
    page = html.fromstring(frame_html(pd.DataFrame({"a": ["x"], "n": [1363]}), "Tal & mere"))
    assert page.get("class") == "survey-notebook"
    assert page.get("lang") == "en"
    assert words_of(page.xpath("//caption")[0]) == "Tal & mere"
    assert page.xpath("//thead//th[@scope='col']/text()") == ["a", "n"]
    assert page.xpath("//td[@class='number']/text()") == ["1,363"]


def test_numbers_are_written_as_the_language_does() -> None:
    frame = pd.DataFrame({"x": [0.12345, -2.5, float("nan"), float("inf"), 1e-7, 1363.0]})
    assert cells_of(frame_html(frame, "")) == [
        ["0.1235"], ["−2.5"], [""], ["∞"], ["1e−07"], ["1,363"],
    ]  # fmt: skip
    with language_in_force("da"):
        assert cells_of(frame_html(frame, ""))[:2] == [["0,1235"], ["−2,5"]]
        assert cells_of(frame_html(frame, ""))[5] == ["1.363"]


def test_what_stands_in_place_of_a_value_is_said_in_words() -> None:
    frame = pd.DataFrame({"a": [str(Domain.ALL), Domain.MISSING, None, True]}, dtype=object)
    with language_in_force("da"):
        assert cells_of(frame_html(frame, "")) == [["Alle"], ["Uoplyst"], [""], ["ja"]]


@pytest.mark.parametrize(
    ("count", "said"), [(20, []), (21, ["… and 1 more row"]), (1063, ["… and 1,043 more rows"])]
)
def test_a_long_frame_is_cut_and_says_by_how_much(count: int, said: list[str]) -> None:
    page = html.fromstring(frame_html(pd.DataFrame({"a": range(count)}), "T"))
    assert len(page.xpath("//tbody/tr")) == 20
    assert page.xpath("//p/text()") == said


def test_an_empty_frame_says_so() -> None:
    with language_in_force("da"):
        assert "Ingen rækker" in frame_html(pd.DataFrame({"a": []}), "T")


def test_hostile_texts_are_text_and_long_ones_are_cut() -> None:
    frame = pd.DataFrame({TEXTS[2]: list(TEXTS)}, dtype=object)
    shown = frame_html(frame, TEXTS[3], note=TEXTS[4], rows=100)
    page = html.fromstring(shown)
    assert not page.xpath("//script|//img|//b")
    expected = [" ".join(one_line(words).split()) for words in TEXTS]
    for (cell,), words in zip(cells_of(shown), expected, strict=True):
        assert cell == words if len(words) <= 120 else cell == words[:119] + "…"


def test_the_same_frame_gives_the_same_bytes_and_no_ids() -> None:
    frame = pd.DataFrame({"a": [1.5, 2.5]})
    assert frame_html(frame, "T") == frame_html(frame, "T")
    assert not html.fromstring(frame_html(frame, "T")).xpath("//@id")


@pytest.mark.parametrize(
    ("language", "said"),
    [("da", "Ikke frigivet: til eget brug."), ("en", "Not released: for your own use only.")],
)
def test_numbers_that_were_not_released_say_so(language: str, said: str) -> None:
    with language_in_force(language):
        page = html.fromstring(unreleased_html(pd.DataFrame({"a": [1]}), "T"))
    assert page.xpath("//p/text()") == [said]


def test_records_and_facts_have_heads_in_the_language_in_force() -> None:
    with language_in_force("da"):
        heads = ("name", "asked", "answers")
        page = html.fromstring(records_html([("q", "Hvor?", "ja, nej")], heads, "T"))
        facts = facts_html({"rows": 5, "calibrated": False}, "T")
    assert page.xpath("//th/text()") == ["Navn", "Spørgsmål", "Svarmuligheder"]
    assert cells_of(facts) == [["Rækker", "5"], ["Kalibreret", "nej"]]
    assert "No rows" in records_html([], ("name",), "T")


def test_titles_name_few_questions_and_count_many() -> None:
    with language_in_force("da"):
        assert what_was_asked(("q",), ("area",), BOOK) == "Tryghed efter boligområde"
        assert what_was_asked(tuple("abcd"), (), BOOK) == "4 spørgsmål"
        assert contrast_in_words("area", Domain.REST, BOOK) == "de øvrige"
        assert contrast_in_words("area", Domain.ALL, BOOK) == "alle under ét"
        assert contrast_in_words("area", "x", BOOK) == "x"
