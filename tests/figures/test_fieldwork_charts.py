"""The progress of a fieldwork and the groups that lag: legible, the same, and said in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from made_fieldwork import dispositions_of, made_fieldwork
from made_survey import LONG_AREAS, SHORT_AREAS
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

from survey.documents.blocks import Document
from survey.documents.grid import check_rows
from survey.documents.workbook import write_workbook
from survey.errors import WrongUseError
from survey.fieldwork.progress import fieldwork_progress
from survey.fieldwork.representativity import r_indicator_of
from survey.figures.progress_chart import progress_chart
from survey.figures.r_indicator_chart import r_indicator_chart

if TYPE_CHECKING:
    from survey.figures.chart import Chart

EVENTS = [
    ("2026-09-03", "Letters sent"),
    ("2026-09-08", "Text message"),
    (
        "2026-09-09",
        "A fire in stairway 4, the police there all night and the press on the square",
        "a1",
    ),
    ("2026-09-09", "Newsletter"),
]


def names(count: int) -> dict[str, str]:
    return {f"a{k}": f"{SHORT_AREAS[k % 12]} {k}" for k in range(count)}


CASES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "areas_2": (names(2), {"target": 0.6, "end": "2026-10-05", "events": EVENTS}),
    "areas_8": (names(8), {"events": EVENTS[:1]}),
    "areas_30": (names(30), {"target": 0.8, "end": "2026-10-05", "events": EVENTS[:2]}),
    "long": (
        {f"a{k}": label for k, label in enumerate(LONG_AREAS)},
        {"target": 0.6, "end": "2026-10-05", "events": EVENTS},
    ),
    "first_day": (names(3), {"until": "2026-09-01", "end": "2026-10-05", "target": 40}),
    "over": (names(3), {"end": "2026-09-20", "target": 0.9}),
}


def progress_of(case: str, language: str) -> Chart:
    areas, given = CASES[case]
    fieldwork = made_fieldwork(areas, seed=len(areas))
    return progress_chart(fieldwork_progress(fieldwork, **given), language=language)


def indicator_of(case: str, language: str) -> Chart:
    areas, _ = CASES[case]
    fieldwork = made_fieldwork(areas, seed=len(areas))
    assert fieldwork.units is not None
    fieldwork.units["floor"] = [int(unit[-1]) % 5 for unit in fieldwork.units["unit"]]
    found = r_indicator_of(fieldwork, ["area", "floor"] if len(areas) < 30 else ["area"])
    return r_indicator_chart(found, language=language)


BOTH = pytest.mark.parametrize(
    "make", [progress_of, indicator_of], ids=["progress", "representativity"]
)


@BOTH
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_texts_are_whole_and_clear_of_each_other(
    make: Any, case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case == "first_day" and make is indicator_of:
        return
    assert_is_legible(make(case, language), monkeypatch)


@BOTH
@pytest.mark.parametrize("case", ["areas_2", "areas_30", "long"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_they_are_said_in_words_and_numbers(make: Any, case: str, language: str) -> None:
    chart = make(case, language)
    assert_alt_is_whole(chart)
    assert re.search(r"\d", chart.alt)
    assert chart.data is not None
    check_rows(chart.data)
    assert chart.data.language == language
    assert not any(re.search(r"\bnan\b|[{}]", words) for words in (chart.alt, *chart.notes))
    write_workbook(Document("Title", language, (chart.to_figure(),)))


@BOTH
def test_the_same_numbers_give_the_same_bytes(make: Any) -> None:
    assert_same_bytes(make("areas_2", "da"), make("areas_2", "da"))


def test_areas_that_lag_have_a_sign_that_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = progress_of("areas_30", "en")
    page = assert_is_legible(chart, monkeypatch)[0]
    lagging = [words for words in page.words if words.startswith("▼")]
    assert lagging
    assert any(note.startswith("▼ =") for note in chart.notes)
    assert re.search(r"\d+ areas lag", chart.alt)


def test_events_stand_in_their_area_and_in_the_panel_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = assert_is_legible(progress_of("areas_2", "en"), monkeypatch)[0]
    assert page.words.count("3,4") == 2
    assert page.words.count("4") == 1
    assert any("Newsletter" in words for words in page.words)


def test_nothing_is_drawn_where_no_days_are_known() -> None:
    counts = dispositions_of({"A": {"complete": 3, "pending": 4}}, only_counts=True)
    chart = progress_chart(fieldwork_progress(counts), language="da")
    assert chart.is_empty
    assert chart.plot is None
    assert chart.alt == "Der er intet kendt om indsamlingens dage."
    assert len(chart.to_figure().pictures) == 2


def test_an_area_where_nobody_was_asked_is_drawn_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    fieldwork = made_fieldwork({"a": "A", "b": "B"})
    assert fieldwork.units is not None
    fieldwork.units.loc[fieldwork.units["area"] == "b", "outcome"] = "not_eligible"
    page = assert_is_legible(
        progress_chart(fieldwork_progress(fieldwork), language="en"), monkeypatch
    )[0]
    assert "Nobody was asked" in page.words


def test_other_things_are_refused() -> None:
    with pytest.raises(WrongUseError):
        progress_chart("progress")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError):
        r_indicator_chart(0.8)  # type: ignore[arg-type]
