"""Two surveys that differ in hidden answers only give the same files, byte for byte.

Where two small areas have swapped their answers, all that may be shown is the same: totals, other
areas, counts. Whatever a file lets out of the small areas, as a number, a rank, the length of a
bar, the end of an axis or a word left out, makes the two files differ.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from made_studies import wave_of
from made_survey import GRID, made_survey
from outputs import OUTPUTS, Output

import survey as sv
from survey.documents.blocks import Document, Heading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.study.wave import Wave

ONE, OTHER = "a2", "a3"
FEW = 7  # answers in each of the two, a wave
OF_OTHERS = ("topline", "grid_grid_1", "profile_area_a1", "profile_area_contrast")
BOUNDARIES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"area": area},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 0], [x + 0.9, 0], [x + 0.9, 0.7], [x, 0.7], [x, 0]]],
            },
        }
        for x, area in enumerate(["a1", "a2", "a3", "a4", "a5", "contrast"])
    ],
}
each_output = pytest.mark.parametrize("output", OUTPUTS, ids=str)


def rows_of(data: pd.DataFrame, *, swapped: bool) -> pd.DataFrame:
    """The made answers with two areas of as few, under each other's name if swapped."""
    frame = data.reset_index(drop=True)
    keys = [frame["area"], frame["wave"]]
    few = frame["area"].isin([ONE, OTHER]) & (frame.groupby(keys).cumcount() >= FEW)
    frame = frame[~few].reset_index(drop=True)
    if swapped:
        names = {ONE: OTHER, OTHER: ONE}
        frame["area"] = [names.get(area, area) for area in frame["area"]]
        frame["stratum"] = frame["area"] + frame["wave"]
    return frame


@cache
def design(*, swapped: bool, waves: int = 1) -> sv.SurveyDesign:
    made = made_survey(6, 5, waves=waves).design
    frame = rows_of(made.data, swapped=swapped)
    return sv.SurveyDesign(frame, weights="w", strata="stratum", codebook=made.codebook)


@cache
def released(*, swapped: bool, policy: str) -> Released:
    of: Any = design(swapped=swapped)
    by: dict[str, Any] = {"by": "area", "all_row": True}
    parts = [
        sv.headline(of, ["safe", *GRID], **by),
        sv.multiple_response(of, "asks", **by),
        sv.mean(of, ["trust", "years"], **by),
    ]
    answers = sv.proportion(of, ["safe", *GRID], **by)
    compared = [sv.compare_areas(each, "contrast") for each in parts]
    return sv.release([*parts, answers, *compared], policy)


@cache
def over_waves(*, swapped: bool, policy: str) -> Released:
    rates = sv.headline(design(swapped=swapped, waves=2), "safe", by=["area", "wave"], all_row=True)
    changes = sv.compare_areas(rates, "2010", over="wave", adjust="holm")
    return sv.release([rates, changes, sv.compare_areas(rates, "contrast", over="area")], policy)


def blocks_of(given: Released, waves: Released, language: str) -> Iterator[Block]:
    """Every table and chart that shows areas."""
    how: dict[str, Any] = {"language": language}
    yield Heading(2, "Tryghed" if language == "da" else "Safety", "safety")
    yield sv.area_table(given, "safe", effective_n=True, decimals=2, **how)
    yield sv.area_table(given, "trust", sort="estimate", **how)
    yield sv.area_table(given, "grid_1", category=1, **how)
    yield sv.topline(given, ["safe", "trust"], **how)
    yield sv.grid_table(given, list(GRID), **how)
    yield sv.multiple_response_table(given, "asks", over="area", **how)
    yield sv.banner(given, ["safe"], by="area", **how)
    yield from (sv.area_profile(given, area, **how) for area in ("a1", ONE, "contrast"))
    yield sv.trend_table(waves, "safe", **how)
    yield from sv.frequency_appendix(given, ["safe", "asks"], over="area", **how)
    for chart in (
        sv.contrast_chart(given, "safe", **how),
        sv.likert_chart(given, "safe", sort="positive", totals=True, **how),
        sv.funnel_chart(given, "safe", over="area", **how),
        sv.ranked_chart(given, "asks", over="area", area=ONE, contrast="contrast", **how),
        sv.area_map(given, "safe", BOUNDARIES, over="area", **how),
        sv.area_map(given, "safe", BOUNDARIES, over="area", kind="tiles", **how),
        sv.heat_chart(given, ["safe", *GRID], over="area", **how),
        sv.change_chart(waves, "safe", over="area", **how),
        sv.change_chart(waves, "safe", over="area", kind="slope", **how),
        sv.trend_chart(waves, "safe", over="area", **how),
    ):
        yield chart.to_figure()


@cache
def document(*, swapped: bool, policy: str = "default", language: str = "da") -> Document:
    given = released(swapped=swapped, policy=policy)
    waves = over_waves(swapped=swapped, policy=policy)
    return Document("Tryg", language, tuple(blocks_of(given, waves, language)))


@each_output
def test_tables_and_charts_do_not_tell_which_answers_are_whose(output: Output) -> None:
    files = [output.write(document(swapped=each)) for each in (False, True)]
    assert files[0] == files[1]


@each_output
def test_files_for_internal_use_do_tell(output: Output) -> None:
    files = [output.write(document(swapped=each, policy="internal")) for each in (False, True)]
    assert files[0] != files[1]


def test_each_table_and_chart_would_tell_if_nothing_were_hidden() -> None:
    pairs = zip(
        document(swapped=False, policy="internal").blocks,
        document(swapped=True, policy="internal").blocks,
        strict=True,
    )
    same = [one for one, other in pairs if one == other]
    assert all(isinstance(each, Heading) or each.id in OF_OTHERS for each in same)


# Whole reports, where an area is hidden, and where single answers are


REST = {
    "stor": {"q": [61, 53, 97, 41, 32], "r": [71, 43, 87, 51, 42]},
    "anden": {"q": [43, 59, 71, 88, 37], "r": [33, 69, 61, 98, 47]},
    "kontrast": {"q": [97, 51, 43, 29, 21], "r": [87, 61, 33, 39, 31]},
}
SMALL = ({"q": [1, 0, 4, 3, 0], "r": [0, 2, 3, 0, 3]}, {"q": [3, 2, 0, 1, 2], "r": [5, 0, 0, 1, 2]})
RARE = (
    {"q": [2, 3, 60, 40, 50], "r": [30, 40, 60, 40, 50]},
    {"q": [3, 2, 60, 40, 50], "r": [30, 40, 60, 40, 50]},
)


def report(folder: Path, pair: tuple[Any, Any], *, swapped: bool, **how: Any) -> Wave:
    one, other = reversed(pair) if swapped else pair
    return wave_of(folder / str(swapped), {"lille": one, "ringe": other} | REST, **how)


@cache
def written(folder: Path, pair: str, language: str, policy: str) -> tuple[Document, Document]:
    both = {"small": SMALL, "rare": RARE}[pair]
    waves = (
        report(folder / f"{pair}-{policy}", both, swapped=each, release=policy)
        for each in (False, True)
    )
    plain = [replace(wave.document(language), about=()) for wave in waves]  # without hashes
    return plain[0], plain[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("swapped")


@each_output
@pytest.mark.parametrize(("pair", "language"), [("small", "da"), ("small", "en"), ("rare", "da")])
def test_a_report_does_not_tell_which_answers_are_whose(
    output: Output, pair: str, language: str, folder: Path
) -> None:
    one, other = written(folder, pair, language, "default")
    assert output.write(one) == output.write(other)


@each_output
def test_a_report_for_internal_use_does_tell(output: Output, folder: Path) -> None:
    one, other = written(folder, "small", "da", "internal")
    assert output.write(one) != output.write(other)


def test_the_manifest_holds_hashes_and_versions_and_no_number_of_the_survey(folder: Path) -> None:
    manifests = []
    for swapped in (False, True):
        wave = report(folder / "manifest", SMALL, swapped=swapped)
        *_, manifest = wave.report(language="da", out=folder / f"out{swapped}")
        text = manifest.read_text(encoding="utf-8")
        manifests.append(re.sub(r'"[0-9a-f]{64}"', '"…"', text))
        assert set(json.loads(text)) == {
            "schema", "command", "inputs", "outputs", "settings", "versions",
        }  # fmt: skip
    assert manifests[0] == manifests[1]
