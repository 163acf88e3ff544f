"""From a list of dwellings to an estimate: what each step hands on to the next one holds."""

from __future__ import annotations

import csv
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.language.catalogue import language_in_force

QUESTIONNAIRES = Path(__file__).resolve().parent.parent / "questionnaires"
AREAS = [
    ("vangdalen", "Vangdalen", ["Vangdal-kvarteret"], ["12", "13"]),
    ("soeparken", {"da": "Søparken", "en": "The Lake Park"}, (), ["14"]),
    ("aadalen", "Ådalen", (), ["21"]),
    ("kildehoej", "Kildehøj", (), ["32"]),
    ("engparken", "Engparken", (), ["40"]),
]
HOMES = {"12": 300, "13": 220, "14": 400, "21": 150, "32": 40, "40": 700}
HEADS = ["Bolignr.", "Afdeling", "Antal voksne", "Tom", "Navn", "Adresse"]


def homes() -> list[list[str]]:
    chance = random.Random(5)  # noqa: S311 - the same at every run
    rows: list[list[str]] = []
    for department, number in HOMES.items():
        for place in range(number):
            empty = chance.random() < 0.04
            adults = "" if empty else chance.choice("11223")
            stands = "ja" if empty else "nej"
            name = f"Beboer {len(rows)}"
            rows.append([f"{len(rows):04}", department, adults, stands, name, f"Vej {place}, Ørby"])
    return rows


def write(path: Path, head: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows([head, *rows])
    return path


def attempts(sample: sv.Sample) -> list[list[str]]:
    """A letter to everyone, answers by web, and a visit to those who didn't answer."""
    chance = random.Random(6)  # noqa: S311 - the same at every run
    rows = []
    for unit in sorted(sample.drawn["unit"]):
        rows.append([unit, "04-05-2026", "brev", "afventer", ""])
        if chance.random() < 0.3:
            rows.append([unit, "09-05-2026", "web", "besvaret", ""])
            continue
        results = ["besvaret", "ikke truffet", "ikke hjemme", "afslag", "tom bolig", "syg"]
        rows.append([unit, "18-05-2026", "besøg", chance.choice(results), chance.choice("AB")])
    return rows


@dataclass(frozen=True)
class Walk:
    """What one goes through from the list to the response rates."""

    folder: Path
    frame: sv.Frame
    plan: sv.SamplePlan
    sample: sv.Sample
    log: list[list[str]]
    dispositions: sv.Dispositions


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    folder = tmp_path_factory.mktemp("walk")
    path = write(folder / "boliger.csv", HEADS, homes())
    frame = sv.read_frame(path, areas=AREAS)
    plan = sv.plan_sample(
        frame, contrast="engparken", response_rate=0.5, budget=800, census_below=50, reserve=0.1
    )
    sample = sv.draw_sample(frame, plan, seed=2026, persons="birthday", wave="2026")
    log = attempts(sample)
    write(folder / "log.csv", ["bolig", "dato", "måde", "resultat", "interviewer"], log)
    found = sv.read_dispositions(folder / "log.csv", sample, drawn="2026-04-20", until="2026-05-31")
    return Walk(folder, frame, plan, sample, log, found)


def test_departments_and_empty_dwellings_are_counted_as_they_stand_in_the_list(walk: Walk) -> None:
    rows = homes()
    for row in walk.frame.counts.to_dict("records"):
        departments = next(each[3] for each in AREAS if each[0] == row["area"])
        mine = [each for each in rows if each[1] in departments]
        assert row["units"] == len(mine)
        assert row["empty"] == sum(each[3] == "ja" for each in mine)
        assert row["adults"] == sum(int(each[2]) for each in mine if each[2])
    empty = {each[0] for each in rows if each[3] == "ja"}
    assert not empty & set(walk.sample.units["unit"])


def test_the_plan_is_drawn_and_no_more(walk: Walk) -> None:
    planned = dict(zip(walk.plan.areas["area"], walk.plan.areas["n"], strict=True))
    assert sum(planned.values()) == 800
    assert planned["kildehoej"] == walk.frame.counts.set_index("area")["eligible"]["kildehoej"]
    assert walk.sample.main["area"].value_counts().to_dict() == planned
    reserve = dict(zip(walk.plan.areas["area"], walk.plan.areas["reserve"], strict=True))
    spare = walk.sample.units.loc[walk.sample.units["replicate"] > 1, "area"].value_counts()
    assert {area: n for area, n in reserve.items() if n} == spare.to_dict()


def test_base_weights_add_up_to_the_dwellings_of_each_area(walk: Walk) -> None:
    eligible = walk.frame.counts.set_index("area")["eligible"]
    for sample in (walk.sample, walk.sample.released(2)):
        sums = sample.drawn.groupby("area")["base_weight"].sum()
        np.testing.assert_allclose(sums.reindex(eligible.index), eligible, rtol=1e-12)
    in_reserve = walk.sample.units.loc[walk.sample.units["replicate"] > 1, "base_weight"]
    assert in_reserve.isna().all()


def test_a_shuffled_list_gives_the_same_sample(walk: Walk, tmp_path: Path) -> None:
    rows = homes()
    random.Random(7).shuffle(rows)  # noqa: S311 - the same at every run
    frame = sv.read_frame(write(tmp_path / "andre.csv", HEADS, rows), areas=AREAS)
    assert frame.fingerprint == walk.frame.fingerprint
    again = sv.draw_sample(frame, walk.plan, seed=2026, persons="birthday", wave="2026")
    pd.testing.assert_frame_equal(again.units, walk.sample.units)
    pd.testing.assert_frame_equal(again.strata, walk.sample.strata)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_same_seed_writes_the_same_bytes(walk: Walk, tmp_path: Path, language: str) -> None:
    written = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        sample = sv.draw_sample(walk.frame, walk.plan, seed=2026, persons="kish", wave="2026")
        with language_in_force(language):
            for ending in (".csv", ".xlsx"):
                sv.write_sample(sample, folder / f"sample{ending}")
        sv.write_letters(
            sample, folder / "letters.xlsx", contacts=walk.folder / "boliger.csv",
            languages=[language], deadline="2026-05-31",
        )  # fmt: skip
        page = sv.plan_page(walk.plan, language)
        sv.save(page, folder / "plan.docx")
        written.append({each.name: each.read_bytes() for each in sorted(folder.iterdir())})
    assert written[0] == written[1]
    assert len(written[0]) == 7
    other = sv.draw_sample(walk.frame, walk.plan, seed=2027, persons="kish", wave="2026")
    assert set(other.main["unit"]) != set(walk.sample.main["unit"])


def test_names_are_in_the_letters_alone(walk: Walk, tmp_path: Path) -> None:
    secret = sv.read_secret(tmp_path / "secret.txt", create=True)
    codes = sv.respondent_codes(walk.sample, secret=secret)
    assert set(codes) == set(walk.sample.units["unit"])
    assert len(set(codes.values())) == len(codes)
    letters = sv.write_letters(
        walk.sample, tmp_path / "breve.xlsx", contacts=walk.folder / "boliger.csv", codes=codes,
        link="https://svar.example/{code}",
    )  # fmt: skip
    assert letters.rows == 800
    merged = pd.read_excel(letters.letters, dtype=str).set_index("Bolig")
    by_unit = {row[0]: row for row in homes()}
    for unit, row in merged.to_dict("index").items():
        assert row["Navn"] == by_unit[unit][4]
        assert row["Svarkode"] == codes[unit]
        assert sv.check_code(row["Svarkode"].lower(), codes=codes)
    assert "Navn" not in walk.frame.units
    assert not any("Beboer" in str(each) for each in walk.sample.units.to_numpy().ravel())


def test_the_sample_read_back_gives_the_same_rates(walk: Walk, tmp_path: Path) -> None:
    with language_in_force("da"):
        path = sv.write_sample(walk.sample, tmp_path / "stikproeve.xlsx")
    again = sv.read_dispositions(walk.folder / "log.csv", sv.read_sample(path))
    pd.testing.assert_frame_equal(again.counts, walk.dispositions.counts)


def test_rates_are_those_counted_by_hand(walk: Walk) -> None:
    last: dict[str, str] = {unit: result for unit, _, _, result, _ in walk.log}
    area = dict(zip(walk.sample.drawn["unit"], walk.sample.drawn["area"], strict=True))
    rates = sv.response_rates(walk.dispositions, by="area", kind="RR1")
    for row in rates.to_frame().to_dict("records"):
        mine = [r for u, r in last.items() if row["area"] in (area[u], sv_all(rates))]
        eligible = [each for each in mine if each != "tom bolig"]
        complete = mine.count("besvaret")
        reached = [each for each in mine if each in {"besvaret", "afslag", "syg"}]
        assert row["sampled"] == len(mine)
        assert row["RR1"] == pytest.approx(complete / len(eligible), abs=1e-15)
        assert row["COOP1"] == pytest.approx(complete / len(reached), abs=1e-15)
        assert row["REF1"] == pytest.approx(mine.count("afslag") / len(eligible), abs=1e-15)
    weighted = sv.response_rates(walk.dispositions, kind="RR1", weighted=True).of_all(weighted=True)
    weight = dict(zip(walk.sample.drawn["unit"], walk.sample.drawn["base_weight"], strict=True))
    above = sum(weight[u] for u, r in last.items() if r == "besvaret")
    below = sum(weight[u] for u, r in last.items() if r != "tom bolig")
    assert weighted["RR1"] == pytest.approx(above / below, rel=1e-12)


def sv_all(rates: sv.ResponseRates) -> object:
    return rates.to_frame()["area"].iloc[-1]


def test_the_r_indicator_is_that_of_the_rates_of_the_areas(walk: Walk) -> None:
    found = sv.r_indicator_of(walk.dispositions, ["area"])
    units = walk.dispositions.units
    units = units[units["outcome"] != "not_eligible"]
    answered = (units["outcome"] == "complete").astype(float)
    rate = answered.groupby(units["area"]).transform("mean").to_numpy()
    weight = units["base_weight"].to_numpy()
    mean = np.average(rate, weights=weight)
    raw = np.sqrt(
        np.average((rate - mean) ** 2, weights=weight) * weight.sum() / (weight.sum() - 1)
    )
    assert found.conf_low <= found.estimate <= found.conf_high <= 1
    assert found.estimate >= 1 - 2 * raw - 1e-9  # the scatter of the estimates is taken away


def test_the_estimate_counts_each_answer_for_its_dwellings(walk: Walk) -> None:
    units = walk.dispositions.units
    answered = units.loc[units["outcome"] == "complete", "unit"]
    answers = walk.sample.drawn[walk.sample.drawn["unit"].isin(answered)].copy()
    answers["safe"] = [int(unit[-1] in "024689") for unit in answers["unit"]]
    population = dict(
        zip(walk.sample.strata["stratum"], walk.sample.strata["population"], strict=True)
    )
    design = sv.SurveyDesign(answers, strata="stratum", population=population)
    assert design.weights.sum() == pytest.approx(sum(population.values()), rel=1e-12)
    rate = answers["area"].value_counts() / walk.sample.main["area"].value_counts()
    np.testing.assert_allclose(
        design.weights, answers["base_weight"] / answers["area"].map(rate), rtol=1e-12
    )
    shares = sv.mean(design, "safe", by="area", all_row=True).to_frame().to_dict("records")
    by_area = answers.groupby("area")["safe"].agg(["mean", "size"])
    for row in shares[:-1]:
        p, n = by_area.loc[row["area"]]
        size = population[row["area"]]
        assert row["estimate"] == pytest.approx(p, abs=1e-14)
        error = np.sqrt((1 - n / size) * p * (1 - p) / (n - 1))
        assert row["std_error"] == pytest.approx(error, rel=1e-10)
    whole = sum(population[a] * p for a, p in by_area["mean"].items()) / sum(population.values())
    assert shares[-1]["estimate"] == pytest.approx(whole, rel=1e-12)
    by_base = sv.SurveyDesign(
        answers, strata="stratum", population=population, weights="base_weight"
    )
    for one, other in zip(
        sv.mean(by_base, "safe", by="area").to_frame().to_dict("records"), shares, strict=False
    ):
        assert one["estimate"] == pytest.approx(other["estimate"], abs=1e-14)
        assert one["std_error"] == pytest.approx(other["std_error"], rel=1e-10)


def test_half_of_the_next_wave_is_asked_again(walk: Walk) -> None:
    second = sv.draw_sample(
        walk.frame, walk.plan, seed=2028, previous=walk.sample, overlap=0.5, wave="2028"
    )
    both = set(second.main["unit"]) & set(walk.sample.main["unit"])
    flagged = second.main.loc[second.main["asked_before"], "unit"]
    assert both == set(flagged)
    for row in second.strata.to_dict("records"):
        n, there = row["n"], row["population"]
        least = max(0, 2 * n - there)
        assert abs(row["kept"] - max(n / 2, least)) <= 1
    sums = second.drawn.groupby("area")["base_weight"].sum()
    eligible = walk.frame.counts.set_index("area")["eligible"]
    np.testing.assert_allclose(sums.reindex(eligible.index), eligible, rtol=1e-12)


STUDY = """
title: {{da: Beboerundersøgelse, en: Resident survey}}
questionnaire: {questionnaire}
areas:
{areas}
waves:
  - id: "2026"
    answers: waves/2026/answers.csv
    area: area
    fieldwork: {{start: 2026-05-04, end: 2026-05-31, reminders: {{sequence: [brev, sms, dør]}}}}
chapters:
  - {{id: safety, title: {{da: Tryghed, en: Safety}}, questions: [safe_evening]}}
"""


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_study_follows_the_sample_towards_its_plan(
    walk: Walk, tmp_path: Path, language: str
) -> None:
    study, folder = tmp_path / "study.yaml", tmp_path / "waves" / "2026"
    folder.mkdir(parents=True)
    roles = {"engparken": ", role: contrast"}
    named = ((each[0], each[1] if isinstance(each[1], str) else each[1]["da"]) for each in AREAS)
    areas = [
        f"  - {{id: {code}, label: {{da: {label}, en: {label}}}{roles.get(code, '')}}}"
        for code, label in named
    ]
    shutil.copy(QUESTIONNAIRES / "kort-form.yaml", tmp_path)
    study.write_text(STUDY.format(questionnaire="kort-form.yaml", areas="\n".join(areas)), "utf-8")
    with language_in_force(language):
        sv.write_sample(walk.sample, folder / "sample.xlsx")
    shutil.copy(walk.folder / "log.csv", folder / "dispositions.csv")
    followed = sv.fieldwork_of(sv.open_study(tmp_path).wave(), on="2026-05-16", language=language)
    wanted = dict(
        zip(followed.progress.areas["area"], followed.progress.areas["wanted"], strict=True)
    )
    for row in walk.plan.areas.to_dict("records"):
        assert wanted[row["area"]] == pytest.approx(row["expected"])
    page = followed.files[0].read_text(encoding="utf-8")
    assert "Kildehøj" in page
    assert "Beboer 1" not in page


def test_reminders_go_to_those_who_have_not_answered(walk: Walk, tmp_path: Path) -> None:
    so_far = sv.read_dispositions(walk.folder / "log.csv", walk.sample, closed=False)
    due = sv.reminders_due(so_far, on="2026-05-16")
    web = {unit for unit, _, mode, _, _ in walk.log if mode == "web"}
    assert set(due.units["unit"]) == set(walk.sample.drawn["unit"]) - web
    path = sv.write_reminders(due, tmp_path / "rykkere.xlsx", language="da")
    with pytest.raises(sv.SurveyError):  # no reminder was sent yet, so there is no attempt in it
        sv.read_dispositions(path, walk.sample)
    progress = sv.fieldwork_progress(so_far, target=walk.plan, until="2026-05-16")
    assert progress.of_all()["answers"] == len(web)
    assert progress.of_all()["sampled"] == 800
    assert progress.of_all()["wanted"] == pytest.approx(walk.plan.areas["expected"].sum())
