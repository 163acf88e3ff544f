"""Invented fieldwork: who is asked, who answers, and what is known of the rest."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from made_cities import AREAS, made_city, made_wave, shipped

import survey as sv
from survey.errors import SurveyError
from survey.fieldwork.modes import mode_of

if TYPE_CHECKING:
    from pathlib import Path

    from survey.sampling.sample import Sample
    from survey.simulation.city import City

ONE_LETTER = sv.ResponseModel(steps=(sv.ContactStep("letter", 0, -0.4),))


@cache
def large_city() -> City:
    return sv.simulate_city({"vest": 3500, "syd": 3500}, seed=12)


def everyone(city: City, persons: Any = "equal") -> Sample:
    frame = city.frame()
    plan = sv.plan_sample(
        frame, difference=None, allocation="proportional", budget=len(frame.eligible)
    )
    return sv.draw_sample(frame, plan, seed=4, persons=persons)


@pytest.mark.parametrize("persons", ["equal", "birthday", "kish"])
def test_one_adult_is_asked_by_the_rule_of_the_sample(persons: Any) -> None:
    wave = made_wave("kort-form", persons=persons)
    found, sample = wave.fieldwork.respondents, wave.sample
    assert sample is not None
    assert found["unit"].is_unique
    adults = made_city().adults.iloc[found["adult"].to_numpy()].reset_index(drop=True)
    assert adults["unit"].equals(found["unit"])
    if persons == "birthday":
        return
    units = sample.units.set_index("unit").loc[found["unit"]]
    rows = units.reset_index().to_dict("records")
    wanted = [sv.selection_rank(row, n) for row, n in zip(rows, adults["adults"], strict=True)]
    if persons == "equal":
        assert wanted == adults["number"].tolist()
        return
    everybody = made_city().adults.copy()
    everybody["woman"] = everybody["sex"] == "female"
    order = everybody.sort_values(["unit", "woman", "age"], ascending=[True, True, False])
    place = (order.groupby("unit").cumcount() + 1).loc[found["adult"]].tolist()
    assert wanted == place


def test_the_model_of_response_is_found_again_in_the_answers() -> None:
    city = large_city()
    sample = everyone(city)
    went = sv.simulate_fieldwork(sample, city, model=ONE_LETTER)
    persons = city.adults
    asked = persons.merge(sample.drawn[["unit", "person_number"]], on="unit")
    asked = asked[np.floor(asked["person_number"] * asked["adults"]) + 1 == asked["number"]]
    answered = asked["unit"].isin(went.respondents["unit"]).to_numpy(dtype=float)
    terms = pd.DataFrame(
        {
            "aged_18_24": asked["age"] < 25,
            "aged_25_39": asked["age"].between(25, 39),
            "aged_60_up": asked["age"] >= 60,
            "woman": asked["sex"] == "female",
            "western": asked["origin"] == "western",
            "non_western": asked["origin"] == "non_western",
            "one_adult": asked["adults"] == 1,
            "newly_arrived": asked["years"] < 1,
        }
    ).astype(float)
    fit = sm.Logit(answered, sm.add_constant(terms)).fit(disp=0)
    stated = pd.Series({"const": -0.4, **ONE_LETTER.effects})
    away = (fit.params - stated[fit.params.index]) / fit.bse
    assert (away.abs() < 4).all(), away


def test_the_rate_that_is_expected_comes_about() -> None:
    city = large_city()
    sample = everyone(city)
    for rate in (0.2, 0.55):
        went = sv.simulate_fieldwork(sample, city, model=sv.ResponseModel(rate=rate))
        eligible = (city.dwellings["state"] == "lived_in").sum()
        assert len(went.respondents) / eligible == pytest.approx(rate, abs=0.02)


def test_who_answers_hangs_on_feelings_only_if_it_is_asked_for() -> None:
    city = large_city()
    sample = everyone(city)
    model = sv.ResponseModel(effects={}, steps=ONE_LETTER.steps)
    away = []
    for given in ({}, {"safety": 0.7}):
        went = sv.simulate_fieldwork(
            sample, city, model=sv.ResponseModel(effects={}, steps=model.steps, not_at_random=given)
        )
        feels = city.adults["safety"].iloc[went.respondents["adult"]].mean()
        away.append(feels - city.adults["safety"].mean())
    assert abs(away[0]) < 0.05
    assert away[1] > 0.2


def test_files_of_the_fieldwork_are_read_as_what_it_was(tmp_path: Path) -> None:
    wave = made_wave()
    paths = {path.name: path for path in wave.write(tmp_path)}
    sample = sv.read_sample(paths["sample.csv"])
    read = sv.read_dispositions(paths["dispositions.csv"], sample)
    made = wave.fieldwork.dispositions
    assert read.counts.equals(made.counts)
    assert [n for n in read.notes if n.severity != "note"] == []
    assert read.attempts is not None
    assert made.attempts is not None
    assert read.attempts["mode"].map(mode_of).tolist() == made.attempts["mode"].tolist()
    rest = ["unit", "date", "result", "interviewer"]
    assert read.attempts[rest].equals(made.attempts[rest])
    columns = [name for name in made.units if name != "last_mode"]
    assert read.units is not None
    assert made.units is not None
    assert read.units[columns].equals(made.units[columns])


def test_who_answered_is_complete_and_nobody_else() -> None:
    wave = made_wave()
    units = wave.fieldwork.dispositions.units
    assert units is not None
    complete = set(units.loc[units["outcome"] == "complete", "unit"])
    assert complete == set(wave.responses.ids)
    dates = wave.responses.data["finished"]
    assert dates.between(str(wave.fieldwork.start), str(wave.fieldwork.end)).all()


def test_every_outcome_comes_about() -> None:
    city = large_city()
    went = sv.simulate_fieldwork(everyone(city), city)
    n = went.dispositions.counts.groupby("outcome")["n"].sum()
    for outcome in ("complete", "refusal", "non_contact", "other", "not_eligible"):
        assert n[outcome] > 0
    letters = sv.ResponseModel(steps=(sv.ContactStep("letter", 0, -0.4),))
    went = sv.simulate_fieldwork(everyone(city), city, model=letters)
    assert went.dispositions.counts.groupby("outcome")["n"].sum()["unknown_household"] > 0
    assert went.dispositions.counts["n"].sum() == len(city.frame().eligible)


def test_dwellings_that_stand_empty_never_answer() -> None:
    model = sv.CityModel(empty=0.1, empty_unseen=0.2)
    city = sv.simulate_city(AREAS, seed=5, model=model)
    went = sv.simulate_fieldwork(everyone(city), city)
    state = city.dwellings.set_index("unit")["state"]
    assert (state.loc[went.respondents["unit"]] == "lived_in").all()
    units = went.dispositions.units
    assert units is not None
    empty = units["unit"].map(state) == "empty_unseen"
    assert (units.loc[empty, "outcome"] == "not_eligible").mean() > 0.6
    assert not (units.loc[~empty, "outcome"] == "not_eligible").any()


def test_forms_in_all_letter_boxes_come_back_without_saying_from_where(tmp_path: Path) -> None:
    wave = made_wave("kort-form", letter_boxes=True)
    assert wave.sample is None
    assert (wave.fieldwork.respondents["unit"] == "").all()
    assert (wave.responses.data["mode"] == "paper").all()
    assert wave.fieldwork.dispositions.units is None
    paths = {path.name: path for path in wave.write(tmp_path)}
    assert "sample.csv" not in paths
    read = sv.read_dispositions(paths["dispositions.csv"], area=made_city().area)
    assert read.counts.equals(wave.fieldwork.dispositions.counts)
    assert (
        len(wave.responses.data) == read.counts.loc[read.counts["outcome"] == "complete", "n"].sum()
    )


def test_a_second_wave_can_share_dwellings_with_the_first() -> None:
    city = made_city()
    first = made_wave("kort-form")
    assert first.sample is not None
    later = city.later(2, seed=9)
    plan = sv.plan_sample(later.frame(), difference=None, allocation="equal", budget=240)
    sample = sv.draw_sample(
        later.frame(), plan, seed=2014, persons="equal", previous=first.sample,
        previous_frame=city.frame(), overlap="most",
    )  # fmt: skip
    second = sv.simulate_wave(shipped("kort-form"), later, sample=sample, wave="2014")
    shared = set(first.responses.ids) & set(second.responses.ids)
    assert len(shared) > 20
    assert second.responses.data["finished"].min() >= "2028-09-01"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: sv.ContactStep("pigeon", 0, 0), "mode"),
        (lambda: sv.ContactStep("letter", -1, 0), "day"),
        (lambda: sv.ContactStep("letter", 1, 0, {"tall": 1}), "effects"),
        (lambda: sv.ResponseModel(steps=()), "ContactStep"),
        (lambda: sv.ResponseModel(steps=(sv.ContactStep("sms", 0, 0), sv.ContactStep("sms", 3, 0))),
         "week"),
        (lambda: sv.ResponseModel(rate=2), "rate"),
        (lambda: sv.ResponseModel(not_at_random={"luck": 1}), "not_at_random"),
        (lambda: sv.simulate_fieldwork(3, made_city()), "sample"),  # type: ignore[arg-type]
        (lambda: sv.simulate_fieldwork(None, made_city(), start="i går"), "start"),
        (lambda: sv.simulate_fieldwork(made_wave().sample, sv.simulate_city(1, seed=1)),
         "drawn from the frame"),
        (lambda: sv.simulate_wave(shipped("kort-form"), made_city(), letter_boxes=True,
                                  sample=made_wave().sample), "Only one"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(wrong: Any, said: str) -> None:
    with pytest.raises(SurveyError, match=said):
        wrong()
