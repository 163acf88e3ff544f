"""The page of a fieldwork: all that is known, nothing that is not, no ids, in two languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from made_fieldwork import dispositions_of, made_fieldwork
from made_survey import LONG_AREAS, SHORT_AREAS

from survey.documents.blocks import Document, Figure, Heading, Table
from survey.documents.grid import check_rows
from survey.documents.html import write_html
from survey.documents.plain_text import write_text
from survey.documents.workbook import write_workbook
from survey.errors import WrongUseError
from survey.fieldwork.progress import fieldwork_progress
from survey.fieldwork.rates import response_rates
from survey.fieldwork.reminders import reminders_due
from survey.fieldwork.representativity import r_indicator_of
from survey.report.progress import progress_document

if TYPE_CHECKING:
    from collections.abc import Mapping

ON = "2026-09-25"


def page(areas: Mapping[str, str], language: str, **given: Any) -> Document:
    fieldwork = made_fieldwork(areas, seed=len(areas))
    assert fieldwork.units is not None
    fieldwork.units["language"] = ["da", "ar", ""] * (len(fieldwork.units) // 3) + ["da"] * (
        len(fieldwork.units) % 3
    )
    asked = {"target": 0.7, "end": "2026-10-05", "until": ON, **given}
    progress = fieldwork_progress(fieldwork, **asked)
    return progress_document(
        progress,
        rates=response_rates(fieldwork, by="area"),
        due=reminders_due(fieldwork, on=ON),
        indicator=r_indicator_of(fieldwork),
        problems=progress.notes,
        language=language,
    )


def names(count: int) -> dict[str, str]:
    return {f"a{k}": f"{SHORT_AREAS[k % 12]} {k}" for k in range(count)}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("count", [2, 30])
def test_every_table_is_whole_and_in_its_language(count: int, language: str) -> None:
    document = page(names(count), language, events=[("2026-09-09", "Uro", "a1")])
    ids = [block.id for block in document.blocks if isinstance(block, Table | Figure | Heading)]
    assert len(set(ids)) == len(ids)
    for table in document.tables():
        check_rows(table)
        assert table.rows
        assert table.language == language
        heads = [column.head for column in table.columns]
        assert len(set(heads)) == len(heads)
    text = write_text(document)
    assert not re.search(r"\bnan\b|[{}]|\bNone\b", text)
    other = ("Answers", "Reminder", "Visit") if language == "da" else ("Svar ", "Rykker", "Besøg")
    assert not any(word in text for word in other)


def test_no_id_of_a_unit_is_on_the_page() -> None:
    fieldwork = made_fieldwork(names(2), seed=2)
    assert fieldwork.units is not None
    document = page(names(2), "da")
    written = write_html(document).decode("utf-8")
    assert not any(f">{unit}<" in written for unit in fieldwork.units["unit"])


def test_lagging_areas_are_named_and_marked_beside_what_is_missing() -> None:
    document = page(names(2), "en", target=1.0)
    text = " ".join(write_text(document).replace("│", " ").split())
    assert "One area is below the line and heads below its target: Søparken 1." in text
    areas = next(table for table in document.tables() if table.id == "fieldwork_areas")
    place = [column.key for column in areas.columns].index("behind")
    assert [row.cells[place].text.endswith(" ▼") for row in areas.rows] == [False, True, False]
    assert any(note.startswith("▼ =") for note in areas.notes)


def test_long_names_and_the_same_bytes() -> None:
    areas = {f"a{k}": label for k, label in enumerate(LONG_AREAS)}
    first, again = page(areas, "da"), page(areas, "da")
    assert write_html(first) == write_html(again)
    assert write_workbook(first) == write_workbook(again)


def test_what_is_not_known_has_no_chapter() -> None:
    counts = dispositions_of({"A": {"complete": 3, "pending": 2}}, only_counts=True)
    document = progress_document(fieldwork_progress(counts), language="en")
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings == ["The areas", "Outcomes and response rates"]
    assert not document.figures()


def test_other_things_are_refused() -> None:
    with pytest.raises(WrongUseError):
        progress_document("progress")  # type: ignore[arg-type]
    progress = fieldwork_progress(made_fieldwork(names(2)))
    with pytest.raises(WrongUseError, match="Danish or English"):
        progress_document(progress, language="de")
