"""How forms came in: right shares by day, legible lines, and dates that make sense."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from made_survey import LONG_AREAS, SHORT_AREAS
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

from survey.codebook import Code, Codebook, Kind, Variable
from survey.documents.blocks import PlotKind
from survey.errors import SurveyError
from survey.figures.day_axis import day_ticks
from survey.figures.response_curve import response_curve
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SENT = dt.date(2026, 9, 1)
REMINDERS = (dt.date(2026, 9, 14), dt.date(2026, 9, 28))


def forms(areas: tuple[str, ...], seed: int = 1) -> tuple[pd.DataFrame, dict[str, int]]:
    """Made-up returns of some areas, and how many forms went out."""
    chance = random.Random(seed)  # noqa: S311 - the same at every run
    rows, sampled = [], {}
    for place, area in enumerate(areas):
        sampled[area] = 140 + 10 * (place % 7)
        for _ in range(int(sampled[area] * (0.25 + 0.4 * chance.random()))):
            day = int(min(chance.expovariate(1 / 6), 30)) + chance.choice((0, 0, 14, 28))
            rows.append((SENT + dt.timedelta(day), area))
    return pd.DataFrame(rows, columns=["day", "area"]), sampled


def names(count: int) -> tuple[str, ...]:
    return tuple(f"{SHORT_AREAS[k % 12]} {k}" for k in range(count))


CASES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "areas_2": (names(2), {"reminders": REMINDERS}),
    "areas_6": (names(6), {"reminders": REMINDERS, "contrast": names(6)[2]}),
    "areas_7": (names(7), {"reminders": REMINDERS[:1]}),
    "areas_30": (
        names(30),
        {"contrast": names(30)[1],
         "reminders": (*REMINDERS, dt.date(2026, 9, 30), dt.date(2026, 11, 9))},
    ),
    "long": (LONG_AREAS, {"contrast": LONG_AREAS[1], "reminders": REMINDERS}),
    "many_reminders": (
        names(3), {"reminders": tuple(SENT + dt.timedelta(4 * k) for k in range(10))},
    ),
    "early": (names(3), {"start": dt.date(2025, 12, 20)}),
}  # fmt: skip


def chart_of(case: str, language: str = "da") -> Any:
    areas, more = CASES[case]
    frame, sampled = forms(areas)
    return response_curve(frame, day="day", area="area", sampled=sampled, language=language, **more)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_read_and_says_itself_in_words(
    case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = chart_of(case, language)
    assert_is_legible(chart, monkeypatch)
    assert_alt_is_whole(chart)
    assert not chart.is_empty


def test_the_same_forms_give_the_same_bytes_in_any_order() -> None:
    frame, sampled = forms(names(3))
    turned = frame.iloc[::-1]
    first, again = (
        response_curve(each, day="day", area="area", sampled=sampled, language="da")
        for each in (frame, turned)
    )
    assert_same_bytes(first, again)


@pytest.mark.parametrize("language", ["da", "en"])
def test_words_are_as_reviewed(language: str, snapshot: SnapshotAssertion) -> None:
    charts = [chart_of(case, language) for case in CASES]
    assert [(chart.title, chart.alt, chart.notes) for chart in charts] == snapshot


# The numbers


def test_shares_are_of_all_that_were_sent_out_at_the_end_of_each_day() -> None:
    frame = pd.DataFrame(
        {
            "day": ["2026-09-01", "2026-09-03", "2026-09-03", "2026-09-04"],
            "area": ["A", "A", "B", None],
        }
    )
    chart = response_curve(
        frame, day="day", area="area", sampled={"A": 4, "B": 10, "C": 6}, language="en"
    )
    table = chart.data
    assert table is not None
    assert [column.head for column in table.columns] == ["Date", "All", "A", "B", "C"]
    values = [[cell.values[0] for cell in row.cells[1:]] for row in table.rows]
    assert values == [[5, 25, 0, 0], [5, 25, 0, 0], [15, 50, 10, 0], [20, 50, 10, 0]]
    assert [row.cells[0].text for row in table.rows][:2] == ["1 September 2026", "2 September 2026"]
    assert '1 form whose area isn\'t known counts in "All" only.' in chart.notes
    assert chart.plot is not None
    assert chart.plot.kind is PlotKind.LINES
    assert set(chart.plot.series) <= {column.key for column in table.columns}


def test_counts_a_day_and_rows_a_form_are_the_same() -> None:
    frame, sampled = forms(names(4))
    counts = frame.groupby(["day", "area"]).size().rename("forms").reset_index()
    counts["day"] = pd.to_datetime(counts["day"])
    by_row = response_curve(frame, day="day", area="area", sampled=sampled)
    by_day = response_curve(counts, day="day", area="area", count="forms", sampled=sampled)
    assert_same_bytes(by_row, by_day)


def test_areas_are_called_by_their_labels() -> None:
    codes = (Code(1, {"da": "Ærøparken", "en": "Ærøparken"}), Code(2, {"da": "Midtbyen"}))
    book = Codebook({"area": Variable("area", Kind.GROUP, {}, codes=codes)})
    frame = pd.DataFrame({"day": [SENT, SENT], "area": [1, 2]})
    chart = response_curve(
        frame, day="day", area="area", sampled={1: 4, 2: 4}, codebook=book, contrast=2
    )
    assert "The contrast Midtbyen has 25%." in chart.alt
    assert "Ærøparken has 25%." in chart.alt


def test_where_areas_are_many_only_the_ends_and_the_contrast_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = chart_of("areas_30")
    assert "Grå linjer = de øvrige 27 områder." in chart.notes
    for page in assert_is_legible(chart, monkeypatch):
        named = [area for area in names(30) if any(w.startswith(f"{area}:") for w in page.words)]
        assert len(named) == 3
        assert names(30)[1] in named


def test_before_the_first_form_the_chart_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    none = pd.DataFrame({"day": [], "area": []})
    for start in (None, SENT):
        chart = response_curve(none, day="day", sampled=100, start=start, language="da")
        assert chart.is_empty
        assert chart.alt == "Der er ikke kommet skemaer ind endnu."
        assert_is_legible(chart, monkeypatch)


def test_one_day_is_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = response_curve(pd.DataFrame({"day": [SENT]}), day="day", sampled=3, language="en")
    assert chart.alt == (
        "The share of forms returned on 1 September 2026. In the end 33% of all, 1 of 3."
    )
    assert_is_legible(chart, monkeypatch)


@pytest.mark.parametrize("length", [0, 1, 6, 20, 45, 100, 200, 400, 1000])
def test_days_on_an_axis_have_room(length: int) -> None:
    last = SENT + dt.timedelta(length)
    days = day_ticks(SENT, last, most=7)
    assert 1 <= len(days) <= 7
    assert all(SENT <= day <= last for day in days)
    assert days == sorted(set(days))


# What is refused

GOOD = pd.DataFrame({"day": ["2026-09-01", "2026-09-02"], "area": ["Nord", "Syd"], "forms": [1, 2]})
WRONG: dict[str, tuple[Any, dict[str, Any]]] = {
    "not_a_frame": ([1, 2], {}),
    "no_column": (GOOD, {"day": "dya"}),
    "column_twice": (pd.concat([GOOD, GOOD], axis=1), {}),
    "not_a_date": (GOOD.assign(day=["2026-09-01", "2. september"]), {}),
    "number_as_date": (GOOD.assign(day=[46000, 46001]), {}),
    "date_missing": (GOOD.assign(day=["2026-09-01", None]), {}),
    "year_mistyped": (GOOD.assign(day=["2026-09-01", "2062-09-01"]), {}),
    "half_a_form": (GOOD.assign(forms=[1, 2.5]), {"count": "forms"}),
    "more_than_sent": (GOOD, {"sampled": {"Nord": 1, "Syd": 1}, "count": "forms"}),
    "more_than_sent_in_area": (GOOD, {"sampled": {"Nord": 9, "Syd": 1}, "count": "forms"}),
    "one_size_for_areas": (GOOD, {"sampled": 12}),
    "no_sizes": (GOOD, {"sampled": {}}),
    "size_of_zero": (GOOD, {"sampled": {"Nord": 0, "Syd": 4}}),
    "size_as_text": (GOOD, {"sampled": {"Nord": "9", "Syd": 4}}),
    "unknown_area": (GOOD, {"sampled": {"Nordby": 3, "Syd": 4}}),
    "unknown_contrast": (GOOD, {"contrast": "Sydd"}),
    "reminder_as_text": (GOOD, {"reminders": "2026-09-14"}),
    "reminder_not_a_date": (GOOD, {"reminders": [14]}),
    "too_many_reminders": (GOOD, {"reminders": [SENT + dt.timedelta(k) for k in range(11)]}),
    "returned_before_start": (GOOD, {"start": dt.date(2026, 9, 2)}),
    "start_not_a_date": (GOOD, {"start": 3}),
    "language": (GOOD, {"language": "sv"}),
    "codebook": (GOOD, {"codebook": {}}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_can_not_be_drawn_is_refused_in_words(case: str, snapshot: SnapshotAssertion) -> None:
    frame, changed = WRONG[case]
    arguments = {"day": "day", "area": "area", "sampled": {"Nord": 9, "Syd": 9}} | changed
    said = []
    for language in ("da", "en"):
        with language_in_force(language), pytest.raises(SurveyError) as caught:
            response_curve(frame, **arguments)
        said.append(str(caught.value))
    assert said == snapshot
