"""The analyst's own words, and the page that says how numbers were made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_studies import copenhagen_released

from survey.disclosure.policy import POLICIES
from survey.disclosure.results.released import Released
from survey.documents.blocks import BulletList, Heading, Paragraph
from survey.report.method import method_blocks
from survey.report.prose import prose_blocks, runs
from survey.report.spec import Chapter, ReportSpec, Words


def both(words: str) -> dict[str, str]:
    return {"da": words, "en": words}


CHAPTERS = (Chapter("k", both("K"), ("contact",)), Chapter("l", both("L"), ("contact",)))
SPEC = ReportSpec(
    both("Titel"), "1968", "type", "tower", 4, both("boligtype"), both("boligtyper"),
    both("beboerne"), CHAPTERS,
)  # fmt: skip


def test_paragraphs_are_apart_by_blank_lines_and_lines_within_are_joined() -> None:
    first, second = prose_blocks("En linje\nog en til.\n\n \nNæste.")
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert (first.plain, second.plain) == ("En linje og en til.", "Næste.")


def test_lines_that_all_begin_with_a_dash_or_star_are_a_list() -> None:
    (block,) = prose_blocks("- en\n* to")
    assert isinstance(block, BulletList)
    assert [item.plain for item in block.items] == ["en", "to"]
    (mixed,) = prose_blocks("- en\nikke en liste")
    assert isinstance(mixed, Paragraph)


def test_emphasis_is_understood_and_all_else_is_text() -> None:
    found = [(run.text, run.strong, run.emphasis) for run in runs("a *b* **c** 2 * 3 <b>d</b>")]
    assert found == [
        ("a ", False, False), ("b", False, True), (" ", False, False), ("c", True, False),
        (" 2 * 3 <b>d</b>", False, False),
    ]  # fmt: skip


def test_headings_become_paragraphs_since_the_chapters_are_the_studys() -> None:
    (block,) = prose_blocks("## Overskrift")
    assert isinstance(block, Paragraph)
    assert block.plain == "Overskrift"


def test_no_words_are_no_blocks() -> None:
    assert prose_blocks("") == []
    assert prose_blocks(" \n\n \n") == []


@given(st.text(alphabet="ab *-#\n_<&", max_size=60))
def test_any_text_gives_blocks_that_hold_its_letters(written: str) -> None:
    plain = ""
    for block in prose_blocks(written):
        items = block.items if isinstance(block, BulletList) else (block,)
        plain += "".join(item.plain for item in items if isinstance(item, Paragraph))
    assert [c for c in plain if c in "ab"] == [c for c in written if c in "ab"]


def test_questions_come_once_and_words_in_the_language() -> None:
    assert SPEC.questions() == ["contact"]
    assert Words(SPEC, "da")["title"] == "Titel"
    assert Words(SPEC, "da")["subtitle"] == ""


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("policy", POLICIES)
def test_the_method_page_tells_the_rules_that_were_used(policy: str, language: str) -> None:
    source = copenhagen_released()
    released = Released(POLICIES[policy], source.results, source.codebook)
    blocks = method_blocks(released, SPEC, language, level=0.95)
    headings = [block.id for block in blocks if isinstance(block, Heading)]
    assert headings == [
        "method", "method_weighting", "method_contrast", "method_uncertainty",
        "method_confidentiality", "method_reading", "method_checklist", "method_sources",
    ]  # fmt: skip
    text = "\n".join(block.plain for block in blocks if isinstance(block, Paragraph))
    assert ("NCHS" in text or "National Center" in text) == (policy == "strict")
    assert ("†" in text) == (policy != "internal")
    assert "Dunnett" in text
    assert "{" not in text
