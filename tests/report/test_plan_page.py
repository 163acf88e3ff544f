"""The page of a plan: what it says, in both languages, and in every format."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from made_plans import EIGHT, counts_frame, dwellings_frame

import survey as sv
from survey.documents.blocks import Box, Document, Table
from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.errors import WrongUseError
from survey.language.catalogue import language_in_force
from survey.report.plan_page import plan_table

DWELLINGS = {"A": 900, "B": 800, "H": 1_200}
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "contrast": (counts_frame(EIGHT), {"contrast": "H", "reserve": 0.1}),
    "one_area": (counts_frame({"A": 600, "H": 900}), {"contrast": "H", "difference": 0.15}),
    "half_width": (counts_frame(EIGHT), {"half_width": {**dict.fromkeys(EIGHT, 0.06), "A": 0.05}}),
    "means": (
        counts_frame(EIGHT),
        {
            "contrast": "H", "sd": 22, "difference": 6, "budget": 90_000, "cost": 60,
            "adjust": "none",
        },
    ),
    "rest": (counts_frame(EIGHT), {"against": "rest", "budget": 2_000, "census_below": 400}),
    "adults": (
        dwellings_frame(DWELLINGS),
        {
            "contrast": "H", "strata": "department", "difference": 0.15, "design_effect": 1.1,
            "response_rate": {"A": 0.4, "B": 0.5, "H": 0.55}, "minimum": 20, "maximum": 1_000,
            "base_share": 0.9,
        },
    ),
    "shares": (
        counts_frame(EIGHT),
        {
            "contrast": "H", "share": {**dict.fromkeys(EIGHT, 0.36), "H": 0.17}, "difference": None,
            "adults_per_dwelling": 1.6,
        },
    ),
}  # fmt: skip


@cache
def plan_of(case: str) -> sv.SamplePlan:
    made, how = CASES[case]
    return sv.plan_sample(made, **how)


def words_of(document: Document) -> str:
    return document_bytes(document, ".txt", DEFAULT_STYLE).decode("utf-8")


def box_of(document: Document) -> str:
    box = document.blocks[0]
    assert isinstance(box, Box)
    return " ".join(paragraph.plain for paragraph in box.paragraphs)


ENGLISH = re.compile(r"\b(the|and|asked|areas|power|sample|percentage|none|of)\b", re.IGNORECASE)


@pytest.mark.parametrize("case", CASES)
def test_no_english_word_stands_in_a_danish_page(case: str) -> None:
    with language_in_force("en"):
        words = words_of(sv.plan_page(plan_of(case), "da"))
    assert ENGLISH.findall(words) == []
    assert "nan" not in words
    assert "{" not in words


@pytest.mark.parametrize("case", CASES)
def test_an_english_page_is_whole(case: str) -> None:
    with language_in_force("da"):
        words = words_of(sv.plan_page(plan_of(case), "en"))
    assert re.findall(r"\b(og|områder|spørges|pct)\b", words) == []
    assert "nan" not in words


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_is_written_and_the_same_again(ending: str) -> None:
    first, again = (
        document_bytes(sv.plan_page(plan_of("adults"), "da"), ending, DEFAULT_STYLE)
        for _ in range(2)
    )
    assert first == again


def test_the_box_says_how_many_and_what_is_seen() -> None:
    said = box_of(sv.plan_page(plan_of("contrast"), "da"))
    plan = plan_of("contrast")
    assert f"{plan.n:,}".replace(",", ".") in said
    assert "En forskel på 10 procentpoint til Område H ses i mindst 80\xa0pct." in said
    assert "I »Område A« og »Område D« ses forskellen i færre end 80 pct." in said


def test_one_area_is_not_called_all_of_them() -> None:
    said = box_of(sv.plan_page(plan_of("one_area"), "en"))
    assert said.endswith("is seen in at least 80% of samples.")


def test_the_table_adds_up_and_sets_the_contrast_apart() -> None:
    plan = plan_of("contrast")
    table = plan_table(plan, "en")
    sums = [cell.values[0] for cell in table.rows[-1].cells[1:4]]
    assert sums == [6_130, plan.n, int(plan.areas["reserve"].sum())]
    assert [row.kind.value for row in table.rows] == [*["body"] * 7, "contrast", "all"]
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_what_was_assumed_is_told() -> None:
    document = sv.plan_page(plan_of("adults"), "en")
    (table,) = (b for b in document.blocks if isinstance(b, Table) and b.id == "assumed")
    said = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert said["Response rate"] == "40–55%, by area"
    assert said["Compared with"] == "the contrast area Område H"
    assert said["Adults in a dwelling"].endswith("on average; one adult in each is asked")
    assert said["Uneven weights of adults"].startswith("1 + CV² = 1.")
    assert said["Strata within areas"] == "department"
    assert said["Part that is asked the question"] == "90%"


def test_a_larger_sample_is_seen_to_show_more() -> None:
    prospects = plan_of("contrast").prospects
    assert prospects["n"].is_monotonic_increasing
    assert prospects["worst"].is_monotonic_decreasing
    planned = prospects[prospects["part"] == 1].iloc[0]
    assert planned["n"] == plan_of("contrast").n
    assert planned["worst"] == pytest.approx(plan_of("contrast").areas["detectable"].max())


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(WrongUseError):
        sv.plan_page("plan")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError):
        sv.plan_page(plan_of("rest"), "se")
