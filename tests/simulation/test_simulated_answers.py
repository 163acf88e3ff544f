"""Invented answers: they obey any questionnaire, are who they say they are, and say so."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_cities import AREAS, made_city, made_wave, shipped
from random_questionnaires import questionnaires

import survey as sv
from survey.codebook import Domain, Kind
from survey.errors import SurveyError
from survey.findings import Severity
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from pathlib import Path

    from survey.questionnaire.model import Questionnaire
    from survey.responses.responses import Responses

SMALL = sv.simulate_city(
    {"vangdalen": 9, "nordby": 8, "jennumparken": 7}, seed=8, model=sv.CityModel(empty=0)
)
LONG = bool(os.environ.get("SURVEY_TEST_LONG"))
TOLD = frozenset({Severity.ERROR, Severity.WARNING})


def read_back(
    answers: Responses, folder: Path, *, csv: Any = "machine", wave: str | None = None
) -> Responses:
    """The answers as they are read from a file."""
    written = sv.write_responses(answers, folder / "answers.csv", csv=csv)
    rosters = {
        name: folder / f"answers-{name}.csv"
        for name, table in answers.rosters.items()
        if len(table)
    }
    groups = [v for v in answers.codebook.variables.values() if v.kind is Kind.GROUP]
    return sv.read_responses(
        written.path,
        answers.questionnaire,
        groups=[g if g.codes else g.name for g in groups],
        wave=wave,
        rosters=rosters,
        simulated=True,
    )


def check_same(read: Responses, made: Responses) -> None:
    pd.testing.assert_frame_equal(read.data, made.data)
    assert (read.asked == made.asked).all(axis=None)
    for name, table in read.rosters.items():
        pd.testing.assert_frame_equal(table, made.rosters[name], check_dtype=False)


def broken_for_good(answers: Responses) -> set[str]:
    """Questions with a check that no answer and no silence can meet for somebody."""
    vocabulary = vocabulary_of(answers.questionnaire)
    found = set()
    for question in answers.questionnaire.questions:
        for check in question.checks:
            today = answers.data["finished"].to_numpy(dtype=object)
            area = answers.data["area"].to_numpy(dtype=object)
            truth = evaluate(check.must, answers.data, vocabulary, area=area, wave="2012",
                             today=today)  # fmt: skip
            if truth.false.any():
                found.add(f"»{question.id}«")
                found.add(question.id)
    return found


@settings(
    max_examples=200 if LONG else 15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(questionnaires(), st.integers(0, 9))
def test_answers_to_any_questionnaire_are_read_without_findings(
    tmp_path: Path, questionnaire: Questionnaire, seed: int
) -> None:
    made = sv.simulate_answers(questionnaire, SMALL, seed=seed, wave="2012")
    assert made.simulated
    if not len(made.data.columns) or not len(made.asked.columns):
        return
    read = read_back(made, tmp_path, wave="2012")
    check_same(read, made)
    hopeless = broken_for_good(made)
    for note in read.notes:
        is_hopeless = note.code == "ANSWERS-CHECK" and any(q in note.message for q in hopeless)
        assert note.severity not in TOLD or is_hopeless, str(note)


@settings(max_examples=6)
@given(questionnaires())
def test_nobody_answers_what_she_was_not_asked(questionnaire: Questionnaire) -> None:
    made = sv.simulate_answers(questionnaire, SMALL, wave="2012")
    for name in made.asked:
        cells = made.data[name][~made.asked[name]]
        assert cells.astype(str).isin(["-3", "-3.0"]).all()


@pytest.mark.parametrize(
    ("name", "csv"),
    [
        ("kort-form", "machine"),
        ("nordby-2012", "excel"),
        ("randers-2010", "machine"),
        ("copenhagen-1968", "excel"),
    ],
)
def test_shipped_questionnaires_are_answered_without_findings(
    tmp_path: Path, name: str, csv: str
) -> None:
    made = made_wave(name).responses
    read = read_back(made, tmp_path, csv=csv, wave="2012")
    check_same(read, made)
    assert [str(note) for note in read.notes if note.severity in TOLD] == []
    assert read.problems == ()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for folder in ("one", "two"):
        wave = sv.simulate_wave(shipped("kort-form"), sv.simulate_city(AREAS, seed=5), seed=7)
        paths = wave.write(tmp_path / folder)
        files.append({path.name: path.read_bytes() for path in paths})
    assert files[0] == files[1]


def test_a_respondent_answers_alike_in_whichever_sample_she_is() -> None:
    city, form = made_city(), shipped("kort-form")
    everyone = sv.simulate_answers(form, city).data.set_index("respondent")
    some = sv.simulate_answers(form, city, respondents=40).data.set_index("respondent")
    assert len(some) == 40
    assert some.equals(everyone.loc[some.index])


def test_answers_on_who_somebody_is_are_true() -> None:
    city, wave = made_city(), made_wave()
    data = wave.responses.data
    true = city.adults.iloc[wave.fieldwork.respondents["adult"].to_numpy()].reset_index(drop=True)

    def told(name: str) -> pd.Series[bool]:
        return data[name] >= 0

    assert (data["age"] == true["age"])[told("age")].all()
    assert ((data["sex"] == 1) == (true["sex"] == "female"))[told("sex")].all()
    assert (data["adults"] == true["adults"])[told("adults")].all()
    assert (data["children_at_home"] == true["children"])[told("children_at_home")].all()
    assert (data["years_in_area"] == true["years"])[told("years_in_area")].all()
    kinds = {1: "alone", 2: "alone_children", 3: "partner", 4: "partner_children", 5: "others"}
    assert (data["household"].map(kinds) == true["household"])[told("household")].all()
    assert ((data["origin"] == 1) == (true["origin"] == "danish"))[told("origin")].all()
    assert ((data["origin"] == 4) == true["descendant"])[told("origin")].all()
    assert told("age").mean() > 0.9


def test_questions_of_other_forms_are_known_by_their_labels_or_by_word() -> None:
    form = sv.questionnaire_from(
        {
            "id": "andet",
            "title": {"da": "Andet skema"},
            "languages": ["da"],
            "questions": [
                {
                    "id": "q1",
                    "label": {"da": "Køn"},
                    "text": {"da": "Køn?"},
                    "codes": {1: {"da": "Mand"}, 2: {"da": "Kvinde"}},
                },
                {
                    "id": "q2",
                    "label": {"da": "Alder"},
                    "text": {"da": "Alder?"},
                    "codes": {
                        1: {"da": "18-29 år"},
                        2: {"da": "30-59 år"},
                        3: {"da": "60 år eller derover"},
                    },
                },
                {
                    "id": "q3",
                    "label": {"da": "Hvem"},
                    "text": {"da": "Hvem?"},
                    "codes": {1: {"da": "A"}, 2: {"da": "B"}},
                },
            ],
        }
    )
    city = made_city()
    made = sv.simulate_answers(
        form, city, background={"q3": ("sex", {1: "female", 2: "male"})}
    ).data.set_index("respondent")
    first = city.adults.merge(made, left_on="unit", right_on="respondent", suffixes=("", "_said"))
    alone = first[first["adults"] == 1]
    told = alone["q1"] > 0
    assert ((alone["q1"] == 2) == (alone["sex"] == "female"))[told].all()
    assert ((alone["q2"] == 3) == (alone["age"] >= 60))[alone["q2"] > 0].all()
    assert ((alone["q2"] == 1) == (alone["age"] < 30))[alone["q2"] > 0].all()
    assert ((alone["q3"] == 1) == (alone["sex"] == "female"))[alone["q3"] > 0].all()
    off = sv.simulate_answers(form, city, background={"q1": ""}).data["q1"]
    assert not off.reset_index(drop=True).equals(made["q1"].reset_index(drop=True))


def test_shares_asked_for_are_met_to_one_resident() -> None:
    city, form = made_city(), shipped("randers-2010")
    shares = {
        ("safe_evening", "Vangdalen"): 0.36,
        "safe_evening": 0.17,
        ("trust_people", "nordby"): 0.5,
    }
    truth = city.truth("safe_evening", form, shares=shares).set_index("area")
    for area, share in (("vangdalen", 0.36), (Domain.ALL, 0.17)):
        n = truth.loc[area, "n"]
        assert round(truth.loc[area, "share"] * n) == round(share * n)
    other = city.truth("trust_people", form, shares=shares).set_index("area")
    assert other.loc["nordby", "share"] == pytest.approx(0.5, abs=0.5 / other.loc["nordby", "n"])
    plain = city.truth("trust_people", form).set_index("area")
    assert other.loc["vangdalen"].equals(plain.loc["vangdalen"])


def test_shares_of_questions_that_not_all_are_asked_are_met() -> None:
    city, form = made_city(), shipped("randers-2010")
    shares = {("youth_offers", "nordby"): 0.25, ("child_outdoors", "nordby"): 0.4}
    for name, share in (("youth_offers", 0.25), ("child_outdoors", 0.4)):
        truth = city.truth(name, form, shares=shares).set_index("area").loc["nordby"]
        assert abs(truth["share"] * truth["n"] - share * truth["n"]) <= 0.51


def test_weighted_shares_of_respondents_are_as_near_as_weights_allow() -> None:
    city, form = made_city(), shipped("randers-2010")
    plain = sv.simulate_answers(form, city)
    weight = dict(
        zip(plain.ids, np.random.default_rng(1).uniform(1, 3, len(plain.data)), strict=True)
    )
    shares = {("safe_evening", "vangdalen"): 0.36, "safe_evening": 0.17}
    made = sv.simulate_answers(form, city, shares=shares, weights=weight).data
    w = made["respondent"].map(weight).to_numpy()
    base = (made["safe_evening"] >= 0).to_numpy()
    counted = made["safe_evening"].isin([1, 2]).to_numpy()
    here = (made["area"] == "vangdalen").to_numpy()
    assert w[counted].sum() / w[base].sum() == pytest.approx(0.17, abs=0.004)
    assert w[counted & here].sum() / w[base & here].sum() == pytest.approx(0.36, abs=0.015)
    assert made["age"].equals(plain.data["age"])


def test_answers_follow_what_residents_feel_and_old_answers_are_kept_in_part() -> None:
    city, form = made_city(), shipped("kort-form")
    model = sv.CityModel(no_answer=0, dont_know=0, refused=0, several_ticks=0, outside=0)
    city = sv.simulate_city(AREAS, seed=5, model=model)
    made = sv.simulate_answers(form, city)
    merged = made.data.merge(city.adults, left_on="respondent", right_on="unit")
    merged = merged[merged["adults_y"] == 1]
    assert np.corrcoef(merged["safe_evening"], merged["safety"])[0, 1] > 0.5
    later = sv.simulate_answers(form, city.later(1, seed=9))
    both = made.data.merge(later.data, on="respondent")
    both = both[both["age_x"] + 1 == both["age_y"]]
    assert 0.4 < np.corrcoef(both["safe_evening_x"], both["safe_evening_y"])[0, 1] < 0.95


def test_more_questions_are_left_out_by_the_old_and_on_paper() -> None:
    city = sv.simulate_city({"vest": 2000}, seed=4)
    made = sv.simulate_answers(shipped("randers-2010"), city).data
    silent = (made[["greet", "chat", "volunteer", "informed", "own_image"]] == -1).mean(axis=1)
    assert silent[made["age"] >= 60].mean() > 1.2 * silent[made["age"].between(18, 59)].mean()
    paper = made["mode"] == "paper"
    assert silent[paper].mean() > 1.2 * silent[~paper].mean()
    assert (made["sex"] == -9).mean() > 0.01
    assert (made["greet"] == -2).any()
    assert not (made.loc[~paper, "greet"] == -2).any()


def test_words_are_short_sentences_in_the_language_of_the_respondent() -> None:
    made = sv.simulate_answers(shipped("kort-form"), made_city()).data
    assert set(made["language"]) == {"da", "en", "ar", "tr"}
    words = sv.simulate_answers(shipped("randers-2010"), made_city())
    said = words.words("change_first")
    danish = words.data["language"].loc[said.index] == "da"
    assert said[danish].isin(["Bedre belysning på stierne", "Flere bænke"]).any()
    assert said[~danish].isin(["Better lighting on the paths", "More benches"]).any()
    assert not set(said[~danish]) & set(said[danish])


def test_all_adults_of_a_dwelling_can_answer(tmp_path: Path) -> None:
    wave = made_wave("kort-form", persons="all")
    data = wave.responses.data
    assert data["respondent"].is_unique
    assert data["dwelling"].duplicated().any()
    read = read_back(wave.responses, tmp_path, wave="2012")
    assert read.data["dwelling"].equals(data["dwelling"])
    assert wave.sample is not None
    assert set(data["dwelling"]) <= set(wave.sample.units["unit"])


def test_anybody_can_be_invented_without_a_city() -> None:
    made = sv.simulate_answers(shipped("copenhagen-1968"), respondents=300, seed=2)
    assert len(made.data) == 300
    assert made.data["satisfaction"].isin([1, 2, 3, -1, -2]).all()
    assert made.data["area"].nunique() == 6


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"shares": {"nothing": 0.1}}, "questions or columns"),
        ({"shares": {"age": 0.1}}, "headline"),
        ({"shares": {"safe_evening": 1.2}}, "0 to 1"),
        ({"shares": {("safe_evening", "x"): 0.2}}, "city's"),
        ({"shares": {("safe_evening", a): 0.5 for a in ("vangdalen", "nordby", "jennumparken")}
          | {"safe_evening": 0.2}}, "reached"),
        ({"background": {"nothing": "age"}}, "questions or columns"),
        ({"background": {"trust_people": "sex"}}, "can't be told"),
        ({"background": {"trust_people": "height"}}, "background"),
        ({"traits": {"trust_people": "luck"}}, "traits"),
        ({"respondents": 0}, "respondents"),
        ({"respondents": 9}, "Only one"),
        ({"weights": {}}, "weight"),
        ({"today": "i går"}, "today"),
        ({"seed": -3}, "seed"),
        ({"city": 3}, "city"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(how: dict[str, Any], said: str) -> None:
    given = {"city": made_city(), **how}
    if said == "Only one":
        given["fieldwork"] = made_wave("kort-form").fieldwork
    with pytest.raises(SurveyError, match=said):
        sv.simulate_answers(shipped("kort-form"), **given)


def test_truth_is_told_of_shares_means_options_and_parts() -> None:
    city, form = made_city(), shipped("randers-2010")
    assert city.truth("age", form)["mean"].iloc[-1] == pytest.approx(city.adults["age"].mean())
    women = city.truth("sex", form, codes=[1], by=None)
    assert women["share"].item() == pytest.approx((city.adults["sex"] == "female").mean())
    assert city.truth("incidents_1", form)["share"].between(0, 1).all()
    by_sex = city.truth("safe_evening", form, by="sex").set_index("sex")
    assert by_sex.loc["female", "share"] > by_sex.loc["male", "share"]
    for wrong in ({"question": "best_thing"}, {"question": "safe_evening", "by": "street"},
                  {"question": "tenure"}):  # fmt: skip
        with pytest.raises(SurveyError):
            city.truth(questionnaire=form, **wrong)
