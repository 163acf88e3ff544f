"""Sentences made from numbers have ids, so that they are found again in an edited document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from made_studies import copenhagen_document, wave_of, without_pictures

from survey.documents.blocks import Box, BulletList, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from survey.documents.blocks import Document

COUNTS = {
    "a": {"q": [20, 30, 50], "r": [50, 20, 30]},
    "kontrast": {"q": [50, 20, 20], "r": [20, 20, 60]},
}


def paragraphs(document: Document) -> Iterator[Paragraph]:
    for block in document.blocks:
        match block:
            case Paragraph():
                yield block
            case BulletList(items=items) | Box(paragraphs=items):
                yield from items


@pytest.mark.parametrize("language", ["da", "en"])
def test_sentences_of_ours_have_ids_and_those_of_the_analyst_have_none(language: str) -> None:
    document = copenhagen_document(language)
    found = {each.id: each.plain for each in paragraphs(document) if each.id}
    assert {"summary_finding_1", "lead_satisfaction", "rest_satisfaction"} <= set(found)
    assert {"conduct_lead", "method_interval", "method_minimum"} <= set(found)
    assert all(re.fullmatch("[a-z0-9_]+", identity) for identity in found)
    opening = {"da": "Tilfredsheden er det", "en": "Satisfaction is what"}[language]
    assert [each.id for each in paragraphs(document) if each.plain.startswith(opening)] == [""]


def test_ids_differ_even_where_a_question_stands_in_two_chapters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pictures(monkeypatch)
    chapters: dict[str, Any] = {"et": ["q", "r"], "to": ["r", "q"]}
    document = wave_of(tmp_path, COUNTS, chapters=chapters).document("da")
    identities = [each.id for each in paragraphs(document) if each.id]
    assert len(identities) == len(set(identities))
    assert {"lead_q", "lead_q_2", "closing_et", "closing_to"} <= set(identities)


def test_ids_stay_where_numbers_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)
    other = COUNTS | {"a": {"q": [20, 30, 52], "r": [50, 20, 31]}}
    one, two = (
        [each.id for each in paragraphs(wave_of(tmp_path / str(k), counts).document("en"))]
        for k, counts in enumerate((COUNTS, other))
    )
    assert one == two
