"""Makes the invented files in this folder; the same files each time.

Run it from here: ``python make_example.py``. Nobody gave these answers and nobody was sampled: the
residents, the register, the samples, what became of them and the answers are made up by the model
whose numbers stand in this file. Two numbers are known from the real survey of 2010, and the
answers are made to agree with them. README.md tells what is known and what is invented.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

import survey as sv
from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.documents.list_workbook import write_lists
from survey.language.catalogue import LANGUAGES, language_in_force
from survey.responses.coding.answers import alike_digest
from survey.responses.coding.coding import CodedAnswer
from survey.simulation.own_words import sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

FOLDER = Path(__file__).resolve().parent
SEED, DRAWN_2010, DRAWN_NORDBY = 2010, 3000, 800
SHOWN_FROM = 5
NORDBY = ("jennumparken", "glarbjergvej")
KNOWN = {("safe_evening", "vangdalen"): 0.36, "safe_evening": 0.17}
"""The shares that are known."""
ASSUMED = {
    ("safe_evening", "omraade_h"): 0.08, "safe_day": 0.05,
    ("safe_home", "vangdalen"): 0.10, "safe_home": 0.06,
    "setting_lighting": 0.18, "setting_paths": 0.13, "setting_cleaning": 0.11,
    "problems_litter": 0.26, "problems_noise": 0.20, "problems_vandalism": 0.22,
    "problems_drugs": 0.18, "problems_driving": 0.28, "rent_fair": 0.66,
    "greet": 0.88, "talk_across_origin": 0.48, "stick_together": 0.58, "show_respect": 0.66,
    "stop_vandalism": 0.62, "help_at_fight": 0.80, "volunteer": 0.12,
    "department_meeting": 0.23, "can_influence": 0.36, "join_board": 0.09, "informed": 0.68,
    "own_image": 0.70, "town_image": 0.41, "child_outdoors": 0.12, "plan_move": 0.24,
    "life_satisfaction": 0.58,
}  # fmt: skip
"""Shares in 2010 that are assumed, like all numbers but those two: of all areas, or of one."""
IN_NORDBY = {
    "area_satisfaction": (0.80, 0.74),
    "safe_day": (0.03, 0.04), "safe_evening": (0.15, 0.15), "safe_home": (0.04, 0.06),
    "avoid_places": (0.08, 0.10), "safety_trend": (0.09, 0.14),
    "setting_lighting": (0.16, 0.18), "setting_paths": (0.15, 0.16),
    "setting_cleaning": (0.15, 0.14), "problems_litter": (0.24, 0.25),
    "problems_noise": (0.20, 0.20), "problems_vandalism": (0.19, 0.19),
    "problems_drugs": (0.16, 0.18), "problems_driving": (0.28, 0.29), "greet": (0.89, 0.87),
    "talk_across_origin": (0.48, 0.44), "stick_together": (0.64, 0.54),
    "show_respect": (0.69, 0.63), "quarrels": (0.16, 0.18), "stop_vandalism": (0.64, 0.60),
    "help_at_fight": (0.78, 0.78), "act_together": (0.62, 0.54),
    "trust_in_police": (0.62, 0.66), "trust_in_municipality": (0.44, 0.43),
    "trust_in_landlord": (0.56, 0.52), "trust_in_school": (0.58, 0.57),
    "volunteer": (0.12, 0.09), "know_use_samlingshuset": (0.78, 0.62),
    "know_use_vaekstbasen": (0.47, 0.40), "know_use_parkcafeen": (0.66, 0.35),
    "know_use_homework": (0.55, 0.47), "know_use_fritidstjansen": (0.42, 0.36),
    "know_use_bydelsmodre": (0.50, 0.33), "know_use_advice": (0.60, 0.50),
    "know_staff": (0.38, 0.26), "effort_helps": (0.70, 0.58), "informed": (0.73, 0.61),
    "department_meeting": (0.20, 0.23), "can_influence": (0.34, 0.31),
    "own_image": (0.73, 0.69), "town_image": (0.38, 0.37), "child_outdoors": (0.09, 0.13),
    "plan_move": (0.24, 0.24), "life_satisfaction": (0.56, 0.60), "lonely": (0.13, 0.12),
    "own_health": (0.58, 0.63), "want_job": (0.46, 0.42), "would_stay": (0.67, 0.64),
    "recommend_area": (0.62, 0.60),
}  # fmt: skip
"""Shares of all adults in Gl. Jennumparken and around Glarbjergvej in 2012."""
IN_VANGDALEN = {
    "safe_day": 0.08, "safe_evening": 0.27, "safe_home": 0.07, "stick_together": 0.62,
    "stop_vandalism": 0.56, "life_satisfaction": 0.60, "lonely": 0.14, "plan_move": 0.27,
    "know_staff": 0.46, "safety_trend": 0.12,
}  # fmt: skip
"""Shares of all adults in Vangdalen in 2012."""


def _area(
    name: str, label: str, dwellings: int, departments: int, non_western: float, young: float,
    traits: Mapping[str, float], role: str = "study",
) -> sv.CityArea:  # fmt: skip
    called = tuple(f"{label} {number}" for number in range(1, departments + 1))
    labels = {"da": label, "en": label.replace("Område", "Area")}
    return sv.CityArea(name, labels, dwellings, role, called, traits, non_western, young)


def _feel(satisfaction: float, safety: float, belonging: float, trust: float, wellbeing: float
          ) -> dict[str, float]:  # fmt: skip
    return {"satisfaction": satisfaction, "safety": safety, "belonging": belonging,
            "trust": trust, "wellbeing": wellbeing}  # fmt: skip


MAGAZINE, BEST = 0.6, 0.3
"""Of those who hear of activities somewhere: the share who do in NordbyPosten, and the one for whom
it is the best place. That residents found it essential is known; how many did is assumed."""
CODES = {
    "best_thing": ("best", [(2,), (1,), (5,), (3,), (4, 7), (90,), (2,), (1,)]),
    "change_first": ("change", [(1, 2), (5,), (4,), (2,), (2,), (6,), (3,), (7,)]),
    "unsafe_why": ("unsafe", [(5,), (1,), (4,), (6,), (3,)]),
    "image_reason": ("reputation", [(2, 6), (1,), (5,), (1, 3), (1,)]),
}
"""The codes of the sentences that invented residents write, in the order of the package's list."""

AREAS = (
    _area("vangdalen", "Vangdalen", 355, 2, 0.42, 0.30, _feel(-0.30, -0.55, -0.15, -0.35, -0.15)),
    _area("jennumparken", "Gl. Jennumparken", 595, 3, 0.40, 0.10,
          _feel(-0.25, -0.20, 0.05, -0.20, -0.15)),
    _area("glarbjergvej", "Glarbjergvej", 755, 4, 0.24, 0.25,
          _feel(-0.10, -0.10, -0.15, -0.05, -0.10)),
    _area("omraade_d", "Område D", 520, 2, 0.15, 0.00, _feel(0.10, 0.10, 0.00, 0.10, 0.00)),
    _area("omraade_e", "Område E", 640, 3, 0.21, 0.55, _feel(-0.10, 0.05, -0.25, 0.00, -0.05)),
    _area("omraade_f", "Område F", 410, 2, 0.10, -0.45, _feel(0.15, 0.00, 0.20, 0.10, 0.00)),
    _area("omraade_g", "Område G", 240, 1, 0.18, 0.05, _feel(0.00, -0.25, 0.15, -0.10, -0.10)),
    _area("omraade_h", "Område H", 610, 3, 0.07, -0.20, _feel(0.40, 0.35, 0.20, 0.25, 0.15),
          "contrast"),
)  # fmt: skip
"""What each area is like: dwellings, departments, share of households of non-western origin, how
young they are, and the five traits in standard deviations above the mean of areas."""

DRIFT = {
    ("jennumparken", "satisfaction"): 0.35,
    ("jennumparken", "safety"): 0.30,
    ("jennumparken", "trust"): 0.25,
    ("jennumparken", "belonging"): 0.20,
    ("glarbjergvej", "satisfaction"): 0.10,
    ("glarbjergvej", "safety"): 0.10,
    ("vangdalen", "safety"): 0.30,
    ("vangdalen", "satisfaction"): 0.25,
    ("vangdalen", "trust"): 0.15,
}
"""What has changed from 2010 to 2012, in standard deviations."""

MODEL = sv.CityModel(
    goodwill=0.85,
    sensitive={"origin": 0.2, "health": 0.4, "work": 0.4, "money": 0.7, "incidents": 0.3},
)
"""The numbers of the package, but that answers lie somewhat more to the good side, and that fewer
leave out where they were born."""

LETTER, PHONE, DOOR = (
    {"aged_60_up": 0.10},
    {"aged_60_up": 0.20},
    {"non_western": 0.35, "aged_18_24": 0.15},
)
STEPS = (
    sv.ContactStep("letter", 0, -1.45, LETTER, paper=0.75),
    sv.ContactStep("letter", 14, -1.70, LETTER, paper=0.75),
    sv.ContactStep("phone", 28, -2.20, PHONE, contact=0.40),
    sv.ContactStep("door", 42, -1.70, DOOR, contact=0.55),
)
RESPONSE_2010 = sv.ResponseModel(
    STEPS,
    areas={"vangdalen": 0.25, "jennumparken": 0.25},
    rate=0.50,
)
RESPONSE_2012 = sv.ResponseModel(STEPS, rate=0.48)

SEXES = {1: "Kvinder", 2: "Mænd"}
AGES = {1: "18-24 år", 2: "25-39 år", 3: "40-59 år", 4: "60 år og derover"}
ORIGINS = {1: "Dansk oprindelse", 2: "Indvandrere fra vestlige lande",
           3: "Indvandrere fra ikke-vestlige lande", 4: "Efterkommere"}  # fmt: skip
TABLES = {"sex": ("Køn", SEXES), "age_group": ("Alder", AGES), "origin": ("Herkomst", ORIGINS)}


def register(city: sv.City, areas: Collection[str]) -> bytes:
    """A workbook like those that housing organisations get: a sheet for each distribution."""
    found: Mapping[str, pd.DataFrame] = city.register("adults")
    sheets = []
    for variable, (title, words) in TABLES.items():
        counted = found[variable]
        sheets.append(_sheet(title, variable, words, counted[counted["area"].isin(areas)]))
    about = [
        ("Data", "Simulerede data: ingen har boet her"),
        ("Hvem er talt med", f"Beboere på 18 år og derover i {city.year}"),
        (".", f"Et antal fra 1 til {SHOWN_FROM - 1}, der ikke oplyses"),
    ]
    return write_lists("Beboere (simuleret)", sheets, about=("Om", about), language="da")


def _sheet(title: str, variable: str, words: Mapping[int, str], counted: pd.DataFrame) -> Table:
    head = Column("Afdeling", "Afdeling", Align.LEFT, formats=("@",))
    columns = (head, *(Column(each, each, formats=("0",)) for each in (*words.values(), "I alt")))
    wide = counted.pivot_table(
        index="department", columns=variable, values="count", aggfunc="sum", sort=False
    )
    rows = []
    for department, counts in wide.iterrows():
        numbers = [int(counts[code]) for code in words]
        cells = [_count(each) for each in numbers] + [_count(sum(numbers))]
        rows.append(Row((Cell(str(department)), *cells)))
    return Table(variable, title, columns, tuple(rows), language="da")


def _count(number: int) -> Cell:
    """A number, or a point where there are so few that it isn't told."""
    return Cell(".") if 0 < number < SHOWN_FROM else Cell(str(number), (number,))


def frame_of(city: sv.City, areas: Collection[str]) -> sv.Frame:
    """The dwellings of some areas."""
    with TemporaryDirectory() as aside:
        path = city.write_frame(Path(aside) / "frame.csv")
        head, *rows = path.read_text("utf-8").splitlines()
        place = head.split(",").index("area")
        kept = [each for each in rows if each.split(",")[place] in areas]
        path.write_text("\n".join([head, *kept, ""]), "utf-8")
        codes = [code for code in city.area.codes if code.value in areas]
        return sv.read_frame(path, areas=codes)


def wave_2010(city: sv.City) -> sv.Sample:
    """Eight areas: simple random samples, and all dwellings of the two small areas."""
    frame = city.frame()
    plan = sv.plan_sample(
        frame, contrast="omraade_h", allocation="proportional", budget=DRAWN_2010, census_below=360
    )  # fmt: skip
    sample = sv.draw_sample(frame, plan, seed=SEED, persons="birthday", wave="2010")
    fieldwork = sv.simulate_fieldwork(sample, city, model=RESPONSE_2010, start="2010-04-12")
    areas = [area.id for area in AREAS]
    write_wave("2010", "randers-2010", city, areas, sample, fieldwork, KNOWN | ASSUMED,
               weighted=True)  # fmt: skip
    return sample


def wave_nordby(city: sv.City, before: sv.City, previous: sv.Sample) -> None:
    """Two areas two years later; half of the dwellings were sampled in 2010."""
    frame = frame_of(city, NORDBY)
    plan = sv.plan_sample(frame, difference=None, allocation="equal", budget=DRAWN_NORDBY)
    sample = sv.draw_sample(
        frame, plan, seed=SEED + 2, persons="birthday", wave="2012-nordby",
        previous=previous, previous_frame=before.frame(), overlap=0.5,
    )  # fmt: skip
    fieldwork = sv.simulate_fieldwork(
        sample, city, seed=SEED + 2, model=RESPONSE_2012, start="2012-09-17"
    )
    shares = {
        (column, area): share
        for column, both in IN_NORDBY.items()
        for area, share in zip(NORDBY, both, strict=True)
    }
    write_wave("2012-nordby", "nordby-2012", city, NORDBY, sample, fieldwork, shares)


def wave_vangdalen(city: sv.City) -> None:
    """All dwellings of one area, with the short form."""
    frame = frame_of(city, ("vangdalen",))
    plan = sv.plan_sample(frame, difference=None, allocation="equal", budget=len(frame.eligible))
    sample = sv.draw_sample(frame, plan, seed=SEED + 3, persons="birthday", wave="2012-vangdalen")
    fieldwork = sv.simulate_fieldwork(
        sample, city, seed=SEED + 3, model=RESPONSE_2012, start="2012-10-01"
    )
    shares = {(column, "vangdalen"): share for column, share in IN_VANGDALEN.items()}
    write_wave(
        "2012-vangdalen", "vangdalen-2012.yaml", city, ("vangdalen",), sample, fieldwork, shares
    )


def write_wave(
    name: str, form: str, city: sv.City, areas: Collection[str], sample: sv.Sample,
    fieldwork: sv.SimulatedFieldwork, shares: Mapping[object, float], *, weighted: bool = False,
) -> None:  # fmt: skip
    """Write the files of a wave; the shares are those of all adults, or of the weighted answers."""
    folder = FOLDER / "waves" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "targets.xlsx").write_bytes(register(city, areas))
    sv.write_sample(sample, folder / "sample.csv")
    fieldwork.write_log(folder / "dispositions.csv")
    own = FOLDER / form
    questionnaire = sv.read_questionnaire(own if own.is_file() else form)

    def answer(**how: object) -> sv.Responses:
        answers = sv.simulate_answers(questionnaire, city, fieldwork=fieldwork, wave=name, **how)
        if form == "nordby-2012":
            answers = with_magazine(answers)
        written = sv.write_responses(answers, folder / "answers.csv", language="da")
        for path in written.files[1:]:
            path.unlink()
        return answers

    answers = answer(shares=shares)
    if weighted:
        answers = answer(shares=shares, weights=weights_of(name))
    write_codes(answers, folder / "coding" / "koder.xlsx")


def with_magazine(answers: sv.Responses) -> sv.Responses:
    """The answers with NordbyPosten among the places where more residents hear of activities."""
    data = answers.data.copy()
    hashes = (blake2b(str(each).encode(), digest_size=8).digest() for each in answers.ids)
    chance = np.array([int.from_bytes(each, "big") / 2**64 for each in hashes])
    told = (data["info_channels_9"] == 0).to_numpy() & (chance < MAGAZINE)
    data.loc[told, "info_channels_1"] = 1
    data.loc[told & (data["info_best"] > 0).to_numpy() & (chance < BEST), "info_best"] = 1
    return replace(answers, data=data)


def write_codes(answers: sv.Responses, path: Path) -> None:
    """Write the sheet of what residents said in their own words, with its codes filled in."""
    known = {column.name for column in answers.codebook.variables.values()}
    coded = {}
    for question, (topic, several) in CODES.items():
        if question not in known:
            continue
        meaning = {
            words: given
            for language in LANGUAGES
            for words, given in zip(sentences(topic, language), several, strict=True)
        }
        given = [
            CodedAnswer(str(number), codes, alike=alike_digest(question, words))
            for number, (words, codes) in enumerate(meaning.items())
        ]
        frame = sv.code_frame(answers.questionnaire, question)
        coded[question] = sv.Coding(frame, {each.respondent: each for each in given})
    if coded:
        path.parent.mkdir(exist_ok=True)
        sv.write_coding_sheet(
            answers, list(coded), path, previous=coded, language="da", replace=True
        )


def weights_of(wave: str) -> dict[str, float]:
    """The weight of each respondent; it hangs on who she is, not on what she answers otherwise."""
    weights = sv.weight_answers(sv.open_study(FOLDER).wave(wave), write=False).weights
    return dict(zip(weights.respondents, weights.values.tolist(), strict=True))


def main() -> None:
    """Write the files of the three waves."""
    with language_in_force("da"):
        city = sv.simulate_city(AREAS, seed=SEED, model=MODEL, year=2010)
        sample = wave_2010(city)
        later = city.later(2, seed=SEED + 2, drift=DRIFT)
        wave_nordby(later, city, sample)
        wave_vangdalen(later)


if __name__ == "__main__":
    main()
