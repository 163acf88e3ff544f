"""What a study tells of its areas over time: other names, departments that move, boundaries."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_studies import made_study

import survey as sv
from survey.errors import UnknownNameError
from survey.findings import FindingsError
from survey.study.study_file.area_history import Times, area_map_of, departments_in, departments_of
from survey.study.study_file.schema import retention_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COUNTS = {"a": {"q": [20, 30, 50]}, "b": {"q": [45, 35, 40]}, "kontrast": {"q": [50, 20, 20]}}
A = [
    {"name": 1, "dwellings": 300},
    {"name": "2 Vest", "dwellings": 100, "landlord": "Møllebo", "to": 2011},
]
B = [{"name": "2 Vest", "dwellings": 100, "from": 2012}, {"name": 3, "dwellings": 400}]


def study_of(
    folder: Path, waves: Sequence[str] = ("2010", "2012"), **areas: dict[str, Any]
) -> sv.Study:
    """A study whose areas say more than what they are called."""
    wave = {"answers": "svar.csv", "counts": "antal", "area": "omr"}
    listed = [{"id": each, **wave} for each in waves]
    path = made_study(folder, COUNTS, waves=listed) / "study.yaml"
    data = json.loads(path.read_text(encoding="utf-8"))
    for each in data["areas"]:
        each.update(areas.get(each["id"], {}))
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    rewritten(folder, "area;", "omr;")
    return sv.open_study(folder)


def rewritten(folder: Path, old: str, new: str) -> None:
    path = folder / "svar.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("written", ["parken", "1", "2  vest", "A", "a"])
def test_answers_under_an_alias_or_a_department_are_those_of_the_area(
    tmp_path: Path, written: str
) -> None:
    areas = {"a": {"aliases": ["Parken"], "departments": A}, "b": {"departments": B}}
    study = study_of(tmp_path, **areas)
    rewritten(study.folder, "\na;", f"\n{written};")
    read = study.wave("2010").responses()
    counts = read.data.groupby("omr")["antal"].sum().to_dict()
    assert counts == {"a": 100, "b": 120, "kontrast": 90}


def test_a_department_means_the_area_that_it_is_part_of_in_the_wave(tmp_path: Path) -> None:
    study = study_of(tmp_path, a={"departments": A}, b={"departments": B})
    rewritten(study.folder, "a;", "2 Vest;")
    earlier, later = (set(study.wave(w).responses().data["omr"]) for w in ("2010", "2012"))
    assert (earlier, later) == ({"a", "b", "kontrast"}, {"b", "kontrast"})


@pytest.mark.parametrize(("written", "near"), [("kontrst", "kontrast"), ("Prken", "Parken")])
def test_a_mistyped_area_in_the_answers_is_told_with_what_was_meant(
    tmp_path: Path, written: str, near: str
) -> None:
    study = study_of(tmp_path, a={"aliases": ["Parken"]})
    rewritten(study.folder, "kontrast;", f"{written};")
    with pytest.raises(FindingsError) as caught:
        study.wave("2010").responses()
    first = caught.value.findings[0]
    assert near in (first.hint or "")
    assert first.place is not None
    assert first.place.line is not None


def test_departments_are_those_of_the_wave(tmp_path: Path) -> None:
    written = study_of(tmp_path, a={"departments": A}, b={"departments": B}).plan.written
    assert departments_in(written, "2010") == {"1": "a", "2 Vest": "a", "3": "b"}
    assert departments_of(written, "2012") == {"a": ("1",), "b": ("2 Vest", "3")}


def test_two_landlords_may_have_a_department_of_one_name(tmp_path: Path) -> None:
    a = {"departments": [{"name": 12, "landlord": "Møllebo"}]}
    b = {"departments": [{"name": 12, "landlord": "Vangbo"}]}
    study = study_of(tmp_path, a=a, b=b)
    assert departments_in(study.plan.written, "2010") == {"Møllebo 12": "a", "Vangbo 12": "b"}


def test_the_part_that_moved_follows_from_departments(tmp_path: Path) -> None:
    study = study_of(tmp_path, a={"departments": A}, b={"departments": B})
    found = area_map_of(study.plan.written, "2010", "2012")
    assert found is not None
    told = {(each.name, each.area): (each.since, each.until) for each in found.departments}
    assert told == {
        ("1", "a"): (None, None),
        ("2 Vest", "a"): (None, "2010"),
        ("2 Vest", "b"): ("2012", None),
        ("3", "b"): (None, None),
    }
    heads = [
        sv.headline(study.wave(each).design(), ["q"], by="omr", all_row=True)
        for each in ("2010", "2012")
    ]
    changed = sv.compare_waves(*heads, waves=["2010", "2012"], areas=found, independent=True)
    change = {row["omr"]: row["change"] for row in changed.to_frame().to_dict("records")}
    assert change["kontrast"] == 0
    assert all(map(math.isnan, (change["a"], change["b"])))


def test_boundaries_between_waves_that_are_compared_add_up(tmp_path: Path) -> None:
    bounds = {"boundaries": {"2012": 0.04, "2014": 0.5, "2016": 0.7}}
    waves = ("2010", "2012", "2014", "2016")
    plan = study_of(tmp_path, waves, a=bounds).plan

    def moved(*names: str) -> dict[str, Any]:
        found = area_map_of(plan.written, *names)
        return {} if found is None else {area: dict(of) for area, of in found.moved.items()}  # type: ignore[arg-type]

    assert moved("2010", "2012") == {"a": {"2012": 0.04}}
    assert moved("2014", "2010") == {"a": {"2014": 0.54}}
    assert moved("2010", "2014", "2016") == {"a": {"2014": 0.54, "2016": 0.7}}
    assert moved("2010", "2016") == {"a": {"2016": 1.0}}


def test_without_sizes_and_boundaries_areas_are_the_same(tmp_path: Path) -> None:
    plan = study_of(tmp_path, a={"departments": [1, "Vest"]}).plan
    assert area_map_of(plan.written, "2010", "2012") is None
    with pytest.raises(UnknownNameError):
        area_map_of(plan.written, "2010", "2021")


def test_what_moved_is_asked_for_unless_boundaries_tell(tmp_path: Path) -> None:
    a = {"departments": [1, {"name": 2, "to": "2010"}]}
    with pytest.raises(FindingsError) as caught:
        study_of(tmp_path / "no", a=a)
    assert [each.code for each in caught.value.findings] == ["STUDY-DEPARTMENT-SIZES"]
    told = study_of(tmp_path / "yes", a=a | {"boundaries": {"2012": 0.25}})
    found = area_map_of(told.plan.written, "2010", "2012")
    assert found is not None
    assert dict(found.moved["a"]) == {"2012": 0.25}  # type: ignore[arg-type]


def test_waves_are_called_anything_and_stand_in_the_order_written(tmp_path: Path) -> None:
    study = study_of(tmp_path, ("Før", "Efter (2. runde)"), a={"departments": A[:1]})
    assert study.waves == ("Før", "Efter (2. runde)")
    assert study.wave().written.id == "Efter (2. runde)"
    assert study.wave().files.folder.name == "efter-2-runde"
    spell = {"name": "2 Vest", "dwellings": 50, "from": "Efter (2. runde)"}
    moved = study_of(tmp_path, ("Før", "Efter (2. runde)"), a={"departments": [*A[:1], spell]})
    assert departments_in(moved.plan.written, "Før") == {"1": "a"}


@given(st.lists(st.integers(1990, 2030), min_size=1, max_size=6, unique=True))
def test_years_and_the_waves_of_those_years_are_the_same_times(years: list[int]) -> None:
    waves = [f"Forår {year}" for year in sorted(years)]
    times = Times.of(waves)
    for year, wave in zip(sorted(years), waves, strict=True):
        start, end = times.start(year), times.end(str(year))
        assert start is not None
        assert end is not None
        assert start <= times.wave(wave) <= end
        assert times.start(wave) == times.end(wave) == times.wave(wave)
    assert times.start("engang") is None


def test_a_wave_keeps_its_data_as_long_as_it_says_itself_and_else_as_the_study_says(
    tmp_path: Path,
) -> None:
    study = study_of(tmp_path)
    path = tmp_path / "study.yaml"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["retention"] = {"contacts": "2011-01-31", "answers": "2020-12-31"}
    data["waves"][1]["retention"] = {"contacts": "2013-01-31"}
    path.write_text(json.dumps(data), encoding="utf-8")
    written = sv.open_study(study.folder).plan.written
    kept = [retention_of(written, each) for each in written.waves]
    assert [each.contacts for each in kept] == ["2011-01-31", "2013-01-31"]
    assert [each.answers for each in kept] == ["2020-12-31"] * 2
