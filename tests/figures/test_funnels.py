"""Funnels: areas judged by exact limits, legible names, and hidden areas nowhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_survey import made_survey
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

import survey as sv
from survey.codebook import Code, Codebook, Headline, Kind, Variable
from survey.errors import SurveyError
from survey.figures.funnel_chart import funnel_chart
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syrupy.assertion import SnapshotAssertion

    from survey.disclosure.results.released import Released

SAFE = Variable(
    "safe", Kind.SINGLE, {"da": "Tryghed", "en": "Safety"},
    codes=(Code(0, {"en": "No"}), Code(1, {"en": "Yes"})),
    headline=Headline((1,), "high", label={"da": "Trygge", "en": "Safe"}),
)  # fmt: skip


def counted(
    counts: Mapping[str, tuple[int, int]], contrast: str | None = None, **design: Any
) -> Released:
    """Released headlines of areas with so many safe of so many."""
    rows = [(area, int(k < safe)) for area, (safe, n) in counts.items() for k in range(n)]
    frame = pd.DataFrame(rows, columns=["area", "safe"])
    if design:
        frame["N"] = frame["area"].map({area: n for area, (_, n) in counts.items()})
    survey = sv.SurveyDesign(frame, codebook=Codebook({"safe": SAFE}), **design)
    heads = sv.headline(survey, "safe", by="area", all_row=True)
    parts: list[Any] = [heads]
    if contrast is not None:
        parts.append(sv.compare_areas(heads, contrast))
    return sv.release(parts)


FUNNEL = {
    "Nord": (100, 200), "Syd": (20, 100), "Øst": (18, 24), "Vest": (52, 100), "Midt": (60, 100),
    "Havnen": (3, 6), "Kajen": (4, 7),
}  # fmt: skip


@cache
def released_case(case: str) -> Released:
    made = {
        "areas_2": lambda: made_survey(2),
        "areas_8": lambda: made_survey(8),
        "areas_30": lambda: made_survey(30),
        "long": lambda: made_survey(8, long=True, small=False),
    }
    if case in made:
        return made[case]().released()
    return {
        "sizes": lambda: counted(FUNNEL, "Vest"),
        "no_contrast": lambda: counted(FUNNEL),
        "all_alike": lambda: counted({area: (n // 2, n) for area, (_, n) in FUNNEL.items()}),
        "nobody": lambda: counted({"A": (0, 40), "B": (0, 30), "C": (0, 90)}, "A"),
        "everyone": lambda: counted({"A": (40, 40), "B": (30, 30)}, "A"),
        "all_hidden": lambda: counted({"A": (2, 4), "B": (1, 3)}, "A"),
    }[case]()


CASES = ("areas_2", "areas_8", "areas_30", "long", "sizes", "no_contrast", "all_alike", "nobody",
         "everyone", "all_hidden")  # fmt: skip


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_read_and_says_itself_in_words(
    case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = funnel_chart(released_case(case), "safe", language=language)
    assert_is_legible(chart, monkeypatch)
    assert_alt_is_whole(chart)
    assert chart.is_empty == (case == "all_hidden")


@pytest.mark.parametrize("language", ["da", "en"])
def test_words_are_as_reviewed(language: str, snapshot: SnapshotAssertion) -> None:
    charts = [funnel_chart(released_case(case), "safe", language=language) for case in CASES]
    assert [(chart.title, chart.alt, chart.notes) for chart in charts] == snapshot


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert_same_bytes(
        funnel_chart(counted(FUNNEL, "Vest"), "safe", language="da"),
        funnel_chart(counted(FUNNEL, "Vest"), "safe", language="da"),
    )


def places(released: Released) -> dict[str, str]:
    table = funnel_chart(released, "safe", language="en").data
    assert table is not None
    return {row.cells[0].text: row.cells[-1].text for row in table.rows}


def test_areas_are_judged_by_their_effective_number_of_answers() -> None:
    found = places(counted(FUNNEL, "Vest"))
    assert found["Syd"] == "outside 99.8%"
    assert found["Øst"] == "outside 95%"
    assert found["Nord"] == found["Vest"] == "within the limits"
    assert found["Havnen"] == found["All"] == ""


def test_every_area_outside_is_named_in_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = funnel_chart(released_case("areas_30"), "safe", language="en")
    assert chart.data is not None
    outside = [row.cells[0].text for row in chart.data.rows if "outside" in row.cells[-1].text]
    assert len(outside) > 5
    for page in assert_is_legible(chart, monkeypatch):
        assert all(any(w.startswith(f"{name}:") for w in page.words) for name in outside)


def test_where_everyone_answered_the_limits_go_by_the_number_of_answers() -> None:
    released = counted({"A": (20, 40), "B": (10, 30)}, population="N", strata="area")
    rows = released.estimates[0].frame
    assert np.isinf(rows["n_eff"]).any()
    chart = funnel_chart(released, "safe", language="en")
    assert any("number of answers and assume simple random sampling" in n for n in chart.notes)
    assert chart.data is not None
    assert [column.key for column in chart.data.columns] == ["area", "share", "n", "place"]


def test_a_hidden_area_is_listed_and_its_number_is_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = funnel_chart(counted(FUNNEL, "Vest"), "safe", language="da")
    assert any(note.startswith("Ikke tegnet: ") and "Havnen (†)" in note for note in chart.notes)
    assert chart.data is not None
    hidden = next(row for row in chart.data.rows if row.cells[0].text == "Havnen")
    assert [cell.text for cell in hidden.cells[1:]] == ["†", "†", "†", ""]
    assert not any(cell.values for cell in hidden.cells)
    for page in assert_is_legible(chart, monkeypatch):
        assert not any("Havnen" in words for words in page.words)


def test_what_can_not_be_drawn_is_refused_in_words(snapshot: SnapshotAssertion) -> None:
    frame = pd.DataFrame({"area": list("AB") * 20, "safe": [0, 1, 1, 1] * 10})
    design = sv.SurveyDesign(frame, codebook=Codebook({"safe": SAFE}))
    heads = sv.headline(design, "safe", by="area")
    said = []
    for given, variable in ((sv.release(heads), "safe"), (heads, "safe"), (sv.release(heads), "x")):
        for language in ("da", "en"):
            with language_in_force(language), pytest.raises(SurveyError) as caught:
                funnel_chart(given, variable)
            said.append(str(caught.value))
    assert said == snapshot
