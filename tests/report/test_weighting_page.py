"""The page on weighting and representativity: its words, its tables, and that it fits."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from made_register import MadeWeights, made_weights
from pages import texts_of

import survey as sv
from survey.documents.blocks import Document, Heading, Table
from survey.documents.fitting import fit_table
from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.grid import check_rows
from survey.documents.house_style import DEFAULT_STYLE
from survey.errors import WrongUseError

A4 = 481.9
CASES = {
    "two": {"areas": 2, "lacking": 12},
    "long": {"areas": 6, "long": True, "small": True, "per_area": 40},
}


@cache
def made(case: str) -> MadeWeights:
    return made_weights(**CASES[case])  # type: ignore[arg-type]


@cache
def released(case: str) -> sv.Released:
    each = made(case)
    given = {"codebook": each.codebook}
    beside = sv.representativity(each.answers, each.targets, each.weights, **given)
    return sv.release([beside, sv.weighting_effect(each.answers, each.weights, **given)])


def page(case: str, language: str, **more: object) -> Document:
    return sv.weighting_page(made(case).weights, released(case), language, **more)  # type: ignore[arg-type]


def tables(document: Document) -> dict[str, Table]:
    return {table.id: table for table in document.tables()}


@pytest.mark.parametrize(("case", "language"), [("two", "en"), ("long", "da"), ("long", "en")])
def test_every_table_fits_a_page(case: str, language: str) -> None:
    for table in page(case, language).tables():
        check_rows(table)
        assert len(fit_table(table, A4)) == 1


def test_the_page_is_written_in_every_format_and_the_same_each_time() -> None:
    document = page("two", "da", contrast="a2")
    for ending in ENDINGS:
        assert document_bytes(document, ending, DEFAULT_STYLE)
    again = page("two", "da", contrast="a2")
    first, other = (document_bytes(each, ".html", DEFAULT_STYLE) for each in (document, again))
    assert first == other


def test_it_tells_what_was_done_how_it_came_out_and_what_it_rests_on() -> None:
    document = page("two", "da")
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings == [
        "Sådan er der vægtet", "Vægtene i hvert område", "Rammer vægtene registret?",
        "Svarpersoner og register", "Betyder vægtningen noget for resultaterne?",
        "Hvad er forudsat?", "Svarpersoner og register, område for område",
    ]  # fmt: skip
    words = " ".join(texts_of(document))
    assert "180 svar står tilsammen for 1.080 voksne i 2 områder." in words
    assert "»60 år og derover« udgør 41\xa0pct. af svarpersonerne mod 30\xa0pct. i" in words
    met = tables(document)["weighting_targets"]
    assert [row.cells[0].text for row in met.rows] == ["Køn", "Alder"]
    assert [row.cells[4].text for row in met.rows] == ["0,00", "0,00"]


def test_areas_with_few_answers_are_not_described() -> None:
    document = page("long", "en", contrast="a6")
    areas = tables(document)["weighting_areas"]
    few = next(row for row in areas.rows if row.area == "a2")
    assert [cell.text for cell in few.cells[1:]] == ["7", "29", "42", "†", "†"]
    spread = tables(document)["weighting_spread"]
    assert all(
        cell.text == "†" for cell in next(r for r in spread.rows if r.area == "a2").cells[1:]
    )
    assert areas.rows[-2].area == "a6"
    assert "† = not shown for confidentiality." in areas.notes


def test_the_areas_one_by_one_can_be_left_out() -> None:
    document = page("two", "en", by_area=False)
    assert [table.id for table in document.tables()].count("representativity") == 1


def test_without_what_was_released_the_weights_alone_are_shown() -> None:
    document = sv.weighting_page(made("two").weights, language="en")
    assert set(tables(document)) == {
        "weighting_steps", "weighting_areas", "weighting_spread", "weighting_targets",
    }  # fmt: skip
    other = replace(made("two").weights, targets=None, simulated=True, steps=())
    document = sv.weighting_page(other, language="en")
    assert document.stamps == ("Example with simulated data",)
    assert "register" not in {column.key for column in tables(document)["weighting_areas"].columns}


def test_no_respondent_is_named() -> None:
    named = made("two")
    answers = named.answers.assign(respondent=[f"zqx{k}" for k in range(180)])
    weights = replace(named.weights, respondents=tuple(answers["respondent"]))
    beside = sv.representativity(answers, named.targets, weights, codebook=named.codebook)
    document = sv.weighting_page(weights, sv.release(beside), "en")
    assert b"zqx" not in document_bytes(document, ".html", DEFAULT_STYLE)
    assert not any("zqx" in words for words in texts_of(document))


def test_a_contrast_that_is_no_area_is_refused() -> None:
    with pytest.raises(WrongUseError, match="one of the areas"):
        page("two", "en", contrast="Nordby")
