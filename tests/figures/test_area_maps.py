"""Maps: areas found, told apart by more than colour, and hidden ones hatched."""

from __future__ import annotations

import itertools
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from made_boundaries import collection, feature, made_map, polygon, square
from made_survey import SHORT_AREAS, made_survey
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

import survey as sv
from survey.codebook import Code, Codebook, Headline, Kind, Variable
from survey.documents.house_style import HouseStyle
from survey.errors import SurveyError
from survey.figures.area_map import area_map
from survey.figures.style import look_of
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from survey.disclosure.results.released import Released

SAFE = Variable(
    "safe", Kind.SINGLE, {"da": "Tryghed", "en": "Safety"},
    codes=(Code(0, {"en": "No"}), Code(1, {"en": "Yes"})),
    headline=Headline((1,), "low", label={"da": "Utrygge", "en": "Unsafe"}),
)  # fmt: skip


@cache
def made(count: int, *, long: bool = False) -> Released:
    return made_survey(count, long=long).released()


def counted(counts: dict[Any, tuple[int, int]], contrast: Any = None) -> Released:
    rows = [(area, int(k < safe)) for area, (safe, n) in counts.items() for k in range(n)]
    labels = tuple(Code(area, {"da": f"Område {area}", "en": f"Area {area}"}) for area in counts)
    book = Codebook({"safe": SAFE, "area": Variable("area", Kind.GROUP, {}, codes=labels)})
    design = sv.SurveyDesign(pd.DataFrame(rows, columns=["area", "safe"]), codebook=book)
    heads = sv.headline(design, "safe", by="area", all_row=True)
    parts: list[Any] = [heads]
    if contrast is not None:
        parts.append(sv.compare_areas(heads, contrast))
    return sv.release(parts)


def codes(count: int) -> list[str]:
    return [*(f"a{k}" for k in range(1, count)), "contrast"]


CASES: dict[str, tuple[int, dict[str, Any], dict[str, Any]]] = {
    "large": (8, {"size": 0.0045}, {}),
    "small": (8, {"size": 0.0012}, {}),
    "tiny": (8, {"size": 0.0001, "spread": 0.05}, {}),
    "overlapping": (8, {"size": 0.0045, "spread": 0.0005}, {}),
    "areas_30": (30, {"size": 0.0035}, {"colours": "share"}),
    "areas_2": (2, {"size": 0.0045}, {}),
    "long": (8, {"size": 0.0035}, {"long": True}),
    "tiles_8": (8, {"size": 0.0012}, {"kind": "tiles"}),
    "tiles_30": (30, {"size": 0.0012}, {"kind": "tiles", "colours": "share"}),
    "tiles_long": (8, {"size": 0.0012}, {"kind": "tiles", "long": True}),
}


def chart_of(case: str, language: str = "da") -> Any:
    count, how, more = CASES[case]
    rest = {name: value for name, value in more.items() if name != "long"}
    released = made(count, long=more.get("long", False))
    return area_map(released, "safe", made_map(codes(count), **how), language=language, **rest)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_read_and_says_itself_in_words(
    case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = chart_of(case, language)
    assert_is_legible(chart, monkeypatch)
    assert_alt_is_whole(chart)
    assert not chart.is_empty


@pytest.mark.parametrize("language", ["da", "en"])
def test_words_are_as_reviewed(language: str, snapshot: SnapshotAssertion) -> None:
    charts = [chart_of(case, language) for case in CASES]
    charts.append(
        area_map(made(8), "safe", made_map(codes(8)[2:]), colours="share", language=language)
    )
    charts.append(area_map(counted({1: (9, 20), 2: (5, 40)}), "safe", made_map([1, 2]),
                           language=language))  # fmt: skip
    assert [(chart.title, chart.alt, chart.notes) for chart in charts] == snapshot


@pytest.mark.parametrize("kind", ["map", "tiles"])
def test_the_same_numbers_give_the_same_bytes(kind: str) -> None:
    first, again = (
        area_map(made(8), "safe", made_map(codes(8)), kind=kind, language="da") for _ in range(2)
    )
    assert_same_bytes(first, again)


def test_every_area_has_its_name_and_number_in_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    for case in CASES:
        chart = chart_of(case)
        for page in assert_is_legible(chart, monkeypatch):
            everything = " ".join(page.words).replace("\xa0", " ")
            for row in chart.data.rows:
                share = row.cells[1].text
                assert f"{share} pct." in everything or share == "†"
            if "long" not in case:
                assert all(name in everything for name in SHORT_AREAS[: len(chart.data.rows) - 1])


def test_a_hidden_area_has_its_sign_and_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = chart_of("large")
    hidden = [row for row in chart.data.rows if row.cells[1].text == "†"]
    assert len(hidden) == 2
    assert not any(cell.values for row in hidden for cell in row.cells)
    assert "† = ikke vist af hensyn til fortrolighed." in chart.notes
    for page in assert_is_legible(chart, monkeypatch):
        assert sum("†" in words for words in page.words) == 2
        assert "Vises ikke" in page.words


def test_the_data_are_the_numbers_of_the_map_and_no_others() -> None:
    chart = area_map(made(8), "safe", made_map(codes(8)[3:]), language="da")
    assert chart.data is not None
    assert [row.area for row in chart.data.rows][-1] == "contrast"
    assert len(chart.data.rows) == 5
    assert chart.plot is not None
    assert chart.plot.strong == (4,)
    note = next(note for note in chart.notes if note.startswith("Ikke på kortet: "))
    assert all(name in note for name in SHORT_AREAS[:3])


@pytest.mark.parametrize("named", ["code", "label", "number", "names"])
def test_areas_are_found_by_code_by_label_or_by_a_list_of_names(named: str) -> None:
    released = counted({1: (9, 20), 2: (15, 40)}, 2)
    called = {
        "code": ["1", " 2 "], "label": ["område 1", "AREA  2"], "number": [1.0, 2],
        "names": ["x", "y"],
    }[named]  # fmt: skip
    names = {"x": 1, "y": 2} if named == "names" else None
    chart = area_map(released, "safe", made_map(called), names=names, language="en")
    assert chart.data is not None
    assert [row.area for row in chart.data.rows] == ["1", "2"]


def test_metres_are_drawn_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    features = [
        feature(polygon(square(563000 + 900 * k, 6255000, 800)), area=area)
        for k, area in enumerate((1, 2))
    ]
    chart = area_map(counted({1: (9, 20), 2: (15, 40)}, 2), "safe", collection(*features))
    wide, narrow = assert_is_legible(chart, monkeypatch)
    assert "200\xa0m" in wide.words
    assert "500\xa0m" in narrow.words


def test_a_hole_stays_empty_whichever_way_its_ring_runs() -> None:
    outer, hole = square(10, 56, 0.01), square(10.003, 56.003, 0.004)
    charts = [
        area_map(
            counted({1: (9, 20)}), "safe",
            collection(feature(polygon(one, other), area=1)), language="da",
        ).to_figure().pictures[0].svg
        for one, other in itertools.product((outer, outer[::-1]), (hole, hole[::-1]))
    ]  # fmt: skip
    assert all(svg.count(b"z\n") == charts[0].count(b"z\n") for svg in charts)


def test_colours_go_from_bad_to_good_and_follow_the_house() -> None:
    """A high share of the unsafe is bad news, so it has the colour of the bad end."""
    released = counted({1: (18, 20), 2: (10, 40)}, 2)
    chart = area_map(released, "safe", made_map([1, 2]), language="da")
    look = look_of(HouseStyle(accent="#7a1f5c"))
    svg = chart.to_figure(look=look).pictures[0].svg.decode()
    assert look.diverging(5)[0] in svg
    assert "#7a1f5c" in svg


def test_a_map_of_hidden_areas_only_is_empty() -> None:
    chart = area_map(counted({1: (2, 4), 2: (1, 3)}, 2), "safe", made_map([1, 2]), language="da")
    assert chart.is_empty
    assert len(chart.to_figure().pictures) == 2


WRONG: dict[str, dict[str, Any]] = {
    "kind": {"kind": "globe"},
    "colours": {"colours": "rainbow"},
    "key": {"key": "aera"},
    "key_number": {"key": 3},
    "names": {"names": ["x"]},
    "unknown_name": {"names": {"x": "a99"}},
    "no_match": {"boundaries": made_map(["x", "y"])},
    "boundaries": {"boundaries": 7},
    "language": {"language": "sv"},
}


@pytest.mark.parametrize("case", WRONG)
def test_what_can_not_be_drawn_is_refused_in_words(case: str, snapshot: SnapshotAssertion) -> None:
    changed = {"boundaries": made_map(codes(8))} | WRONG[case]
    said = []
    for language in ("da", "en"):
        with language_in_force(language), pytest.raises(SurveyError) as caught:
            area_map(made(8), "safe", **changed)
        said.append(str(caught.value))
    assert said == snapshot


def test_a_difference_needs_a_contrast() -> None:
    released = counted({1: (9, 20), 2: (5, 40)})
    with pytest.raises(SurveyError, match="comparison with a contrast area"):
        area_map(released, "safe", made_map([1, 2]), colours="difference")
    with pytest.raises(SurveyError, match="must be released"):
        area_map(None, "safe", made_map([1, 2]))  # type: ignore[arg-type]


def test_a_long_name_never_cuts_off_a_number_or_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    for case in ("long", "tiles_long"):
        for page in assert_is_legible(chart_of(case), monkeypatch):
            assert sum("†" in words for words in page.words) == 2
            assert sum("pct." in words and "–" not in words for words in page.words) == 6
