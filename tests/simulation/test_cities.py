"""Invented cities: who lives there, what the register knows, and how they move on in time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from made_cities import AREAS, made_city

import survey as sv
from survey.errors import SurveyError, WrongUseError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_seed_gives_the_same_city_and_another_seed_another() -> None:
    again = sv.simulate_city(AREAS, seed=5)
    assert again.persons.equals(made_city().persons)
    assert again.dwellings.equals(made_city().dwellings)
    assert not sv.simulate_city(AREAS, seed=6).persons["age"].equals(made_city().persons["age"])


def test_households_are_possible_ones() -> None:
    city = sv.simulate_city(8, seed=11)
    homes, persons = city.dwellings, city.persons
    assert (persons.groupby("dwelling")["age"].max() >= 18).all()
    lived_in = homes["state"] == "lived_in"
    assert (homes.loc[lived_in, "adults"] >= 1).all()
    assert (homes.loc[~lived_in, ["adults", "children"]] == 0).all(axis=None)
    alone = homes["household"] == "alone"
    assert (homes.loc[alone, "adults"] == 1).all()
    assert (homes.loc[alone, "children"] == 0).all()
    assert (persons["years"] <= persons["age"]).all()
    assert (persons["age"] <= 110).all()
    assert persons["key"].is_unique
    assert homes["unit"].is_unique
    assert homes["unit"].str.startswith("sim-").all()
    assert not persons.loc[persons["origin"] == "danish", "descendant"].any()


@pytest.mark.parametrize("universe", ["adults", "persons", "households"])
def test_the_register_counts_everyone_once_in_each_table(universe: Any) -> None:
    city = made_city()
    total = {
        "adults": int(city.dwellings["adults"].sum()),
        "persons": len(city.persons),
        "households": int((city.dwellings["adults"] > 0).sum()),
    }[universe]
    for table in city.register(universe).values():
        assert table["count"].sum() == total
    by_area = city.register(universe, by="area")["household"].groupby("area")["count"].sum()
    by_department = city.register(universe)["household"].groupby("area")["count"].sum()
    assert by_area.equals(by_department)


def test_margins_of_the_city_are_those_of_its_register() -> None:
    city = made_city()
    adults = city.adults
    tables = city.register(by="area")
    women = tables["sex"][tables["sex"]["sex"] == 1]
    told = dict(zip(women["area"], women["count"], strict=True))
    assert told == (adults["sex"] == "female").groupby(adults["area"]).sum().to_dict()
    young = tables["sex*age_group"]
    young = young[(young["sex"] == 2) & (young["age_group"] == 1) & (young["area"] == "nordby")]
    here = adults[(adults["area"] == "nordby") & (adults["sex"] == "male")]
    assert young["count"].item() == (here["age"] < 25).sum()
    origin = tables["origin"].groupby("origin")["count"].sum()
    assert origin[1] == (adults["origin"] == "danish").sum()
    assert origin[4] == adults["descendant"].sum()


def test_each_combination_stands_in_the_register_zeros_too() -> None:
    table = sv.simulate_city({"lille": 3}, seed=1).register()["sex*age_group"]
    assert len(table) == 8
    assert (table["count"] == 0).any()


def test_the_frame_is_what_its_file_is_read_as(tmp_path: Path) -> None:
    city = made_city()
    path = city.write_frame(tmp_path / "frame.csv")
    read = sv.read_frame(path, areas=city.area, keep=["rooms", "floor"])
    frame = city.frame()
    assert read.fingerprint == frame.fingerprint
    assert read.units is not None
    assert read.units.equals(frame.units)
    assert read.counts.equals(frame.counts)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_register_is_written_with_hidden_numbers_and_says_what_it_is(
    tmp_path: Path, language: str
) -> None:
    city = made_city()
    path = city.write_register(tmp_path / "register.xlsx", hidden_below=25, language=language)
    book = openpyxl.load_workbook(path)
    mark = {"da": "Simulerede data", "en": "Simulated data"}[language]
    for sheet in book.worksheets:
        assert any(mark in str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
    tables = [sheet for sheet in book.worksheets if sheet.max_column > 3]
    assert len(tables) == len(city.register())
    cells = [cell for sheet in tables for row in sheet.iter_rows(min_row=6) for cell in row[:-1]]
    numbers = [cell.value for cell in cells if isinstance(cell.value, int)]
    assert not any(0 < number < 25 for number in numbers)
    assert any(cell.value == "." for cell in cells)
    assert (
        path.read_bytes()
        == city.write_register(
            tmp_path / "again.xlsx", hidden_below=25, language=language
        ).read_bytes()
    )


def test_the_long_table_of_the_register_has_a_row_for_each_count(tmp_path: Path) -> None:
    city = made_city()
    path = city.write_register(tmp_path / "register.csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Afdeling;Boligområde;Tabel;Kategori;Antal;Population;År;Kilde"
    assert len(lines) - 1 == sum(len(table) for table in city.register().values())
    assert all(line.endswith("Simulerede data") for line in lines[1:])


def test_unnamed_areas_are_called_by_letters_and_the_last_gives_contrast() -> None:
    city = sv.simulate_city(28, seed=1)
    assert [each.id for each in city.areas][-3:] == ["z", "aa", "ab"]
    assert [each.role for each in city.areas].count("contrast") == 1
    assert city.areas[-1].role == "contrast"
    assert city.area.code_label("aa", "da") == "Område AA"
    assert city.area.code_label("aa", "en") == "Area AA"


def test_what_an_area_is_given_is_how_it_is() -> None:
    sad = sv.CityArea("vest", dwellings=900, traits={"safety": -2.0}, non_western=0.6)
    city = sv.simulate_city([sad, sv.CityArea("syd", dwellings=900)], seed=1)
    adults = city.adults
    feels = adults.groupby("area")["safety"].mean()
    assert feels["vest"] < feels["syd"] - 1
    heads = city.persons[(city.persons["number"] == 1) & (city.persons["area"] == "vest")]
    assert (heads["origin"] == "non_western").mean() == pytest.approx(0.6, abs=0.06)


def test_those_of_a_household_feel_alike() -> None:
    model = sv.CityModel(area_spread=0, department_spread=0, effects={}, household_correlation=0.4)
    adults = sv.simulate_city({"vest": 6000}, seed=2, model=model).adults
    pairs = adults[adults["adults"] == 2]
    one, other = (pairs[pairs.groupby("unit").cumcount() == k]["safety"] for k in (0, 1))
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.4, abs=0.06)
    assert adults["safety"].std() == pytest.approx(1, abs=0.05)


def test_some_years_later_some_have_moved_and_the_rest_are_older() -> None:
    city = sv.simulate_city(8, seed=3)
    later = city.later(2, seed=4)
    assert later.year == city.year + 2
    assert later.dwellings["unit"].equals(city.dwellings["unit"])
    before, after = city.persons.set_index("key"), later.persons.set_index("key")
    stayed = before.index.intersection(after.index)
    assert 0.55 < len(stayed) / len(before) < 0.9
    assert (after.loc[stayed, "age"] == before.loc[stayed, "age"] + 2).all()
    assert (after.loc[stayed, "unit"] == before.loc[stayed, "unit"]).all()
    new = after[~after.index.isin(stayed)]
    assert (new["stay"] <= 2).all()
    kept = np.corrcoef(before.loc[stayed, "safety"], after.loc[stayed, "safety"])[0, 1]
    assert 0.6 < kept < 0.9
    assert later.persons.equals(city.later(2, seed=4).persons)


def test_an_area_drifts_as_it_is_told_to() -> None:
    city = sv.simulate_city({"vest": 2000, "syd": 2000}, seed=3)
    later = city.later(2, seed=4, drift={("vest", "safety"): 0.8, "trust": -0.5})
    change = later.adults.groupby("area")[["safety", "trust"]].mean()
    change -= city.adults.groupby("area")[["safety", "trust"]].mean()
    assert change.loc["vest", "safety"] == pytest.approx(0.8, abs=0.12)
    assert change.loc["syd", "safety"] == pytest.approx(0, abs=0.12)
    assert change["trust"].to_numpy() == pytest.approx([-0.5, -0.5], abs=0.12)


def test_a_city_of_one_dwelling_and_one_that_stands_empty_can_be() -> None:
    assert len(sv.simulate_city({"a": 1}, seed=1).dwellings) == 1
    empty = sv.simulate_city({"a": 4}, seed=1, model=sv.CityModel(empty=1))
    assert len(empty.persons) == 0
    assert empty.frame().counts["eligible"].item() == 0
    assert empty.register()["sex"]["count"].sum() == 0
    assert len(empty.later(1, seed=2).dwellings) == 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: sv.simulate_city(0, seed=1), "number of areas"),
        (lambda: sv.simulate_city([], seed=1), "at least one area"),
        (lambda: sv.simulate_city("vest", seed=1), "number of areas"),
        (lambda: sv.simulate_city({"vest": 0}, seed=1), "number of dwellings"),
        (lambda: sv.simulate_city([{"id": "vest", "size": 3}], seed=1), "words of CityArea"),
        (lambda: sv.simulate_city(["vest", "vest"], seed=1), "two areas"),
        (lambda: sv.simulate_city(2, seed=-1), "seed"),
        (lambda: sv.simulate_city(2, seed=1, year=20), "year"),
        (lambda: sv.simulate_city(2, seed=1, model={}), "model"),  # type: ignore[arg-type]
        (lambda: sv.CityModel(empty=2), "empty"),
        (lambda: sv.CityModel(effects={"luck": {}}), "effects"),
        (lambda: sv.CityModel(silence={"tall": 1}), "effects"),
        (lambda: sv.CityArea("vest", role="best"), "role"),
        (lambda: sv.CityArea("vest", traits={"luck": 1}), "traits"),
        (lambda: made_city().later(0, seed=1), "years"),
        (lambda: made_city().later(2, seed=1, drift={"luck": 1}), "drift"),
        (lambda: made_city().later(2, seed=1, drift={("x", "safety"): 1}), "city's"),
        (lambda: made_city().register("dogs"), "universe"),  # type: ignore[arg-type]
        (lambda: made_city().register(by="street"), "by"),
        (lambda: made_city().write_register("register.pdf"), "must end"),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong: Any, said: str) -> None:
    with pytest.raises(SurveyError, match=said):
        wrong()


def test_all_numbers_of_the_model_are_told() -> None:
    frame = sv.CityModel().to_frame()
    assert {"loading", "effects", "silence", "move_out"} <= set(frame["parameter"])
    assert frame["value"].notna().all()
    steps = sv.ResponseModel(rate=0.4, not_at_random={"safety": 0.3}).to_frame()
    assert {"intercept", "effects", "rate", "not_at_random"} <= set(steps["parameter"])


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_model_is_told_in_words(language: str) -> None:
    told = " ".join(made_city().in_words(language))
    assert {"da": "Ingen har givet disse svar", "en": "Nobody gave these answers"}[language] in told
    assert "5" in told


def test_a_model_cannot_be_changed_afterwards() -> None:
    model = sv.CityModel()
    with pytest.raises(TypeError):
        model.effects["safety"] = {}  # type: ignore[index]
    assert replace(model, empty=0.1).empty == 0.1
    with pytest.raises(WrongUseError):
        replace(model, empty=7)


def test_a_city_is_shown_by_its_areas_and_as_invented() -> None:
    shown = made_city()._repr_html_()
    assert "Vangdalen" in shown
    assert "Simulated data" in shown
    assert "simulated" in repr(made_city())
