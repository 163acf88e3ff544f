"""Makes the invented files in this folder; the same files each time.

Run it from here: ``python make_example.py``. Nobody lives in these areas and nobody gave these
answers: the areas, the register, the sample, what became of it and the answers are made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import survey as sv
from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.documents.list_workbook import write_lists
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(__file__).resolve().parent
SEED, SHOWN_FROM = 2026, 5
AREAS = (
    sv.CityArea(
        "engparken", "Engparken", 420, departments=("11 Engparken Nord", "12 Engparken Syd"),
        non_western=0.35, young=0.4, traits={"safety": -0.5, "satisfaction": -0.3},
    ),
    sv.CityArea(
        "kildehoej", "Kildehøj", 150,
        departments=("14 Kildehøj", "15 Kildehøj Vest", "16 Kildehøj Øst", "17 Kildehøj Syd"),
    ),
    sv.CityArea(
        "soendervang", "Søndervang", 300, departments=("21 Søndervang", "22 Søndervang II")
    ),
    sv.CityArea(
        "birkelunden", "Birkelunden", 260, role="contrast", departments=("31 Birkelunden",),
        traits={"safety": 0.5, "satisfaction": 0.4},
    ),
)  # fmt: skip
SEXES = {1: "Kvinder", 2: "Mænd"}
AGES = {1: "18-24 år", 2: "25-39 år", 3: "40-59 år", 4: "60 år og derover"}
ORIGINS = {1: "Dansk oprindelse", 2: "Vestlig oprindelse", 3: "Ikke-vestlig oprindelse",
           4: "Efterkommere"}  # fmt: skip


def register(by_year: dict[int, sv.City]) -> bytes:
    """A workbook like Beboerdata: a sheet for each distribution, a row a department and year."""
    sheets = [
        _sheet("Køn", "sex", SEXES, by_year),
        _sheet("Alder", "age_group", AGES, by_year),
        _sheet("Herkomst", "origin", ORIGINS, by_year),
    ]
    about = [
        ("Data", "Simulerede data: afdelingerne findes ikke"),
        ("Hvem er talt med", "Beboere på 18 år og derover pr. 1. januar"),
        (".", f"Et antal fra 1 til {SHOWN_FROM - 1}, der ikke oplyses"),
    ]
    return write_lists("Beboerdata (simuleret)", sheets, about=("Om", about), language="da")


def _sheet(title: str, variable: str, words: dict[int, str], by_year: dict[int, sv.City]) -> Table:
    left = [Column(each, each, Align.LEFT, formats=("@",)) for each in ("Afdeling", "År")]
    right = [Column(each, each, formats=("0",)) for each in (*words.values(), "I alt")]
    rows = []
    for year, city in by_year.items():
        table: pd.DataFrame = city.register("adults")[variable]
        wide = table.pivot_table(
            index="department", columns=variable, values="count", aggfunc="sum", sort=False
        )
        for department, counts in wide.iterrows():
            numbers = [int(counts[code]) for code in words]
            cells = [_count(each) for each in numbers] + [_count(sum(numbers))]
            rows.append(Row((Cell(str(department)), Cell(str(year), (year,), ("0",)), *cells)))
    return Table(variable, title, (*left, *right), tuple(rows), language="da")


def _count(number: int) -> Cell:
    """A number, or a point where there are so few that it isn't told."""
    return Cell(".") if 0 < number < SHOWN_FROM else Cell(str(number), (number,))


def main() -> None:
    """Write the files of the wave."""
    wave = FOLDER / "waves" / "2026"
    wave.mkdir(parents=True, exist_ok=True)
    by_year = {year: sv.simulate_city(AREAS, seed=year, year=year) for year in (2024, 2026)}
    (wave / "targets.xlsx").write_bytes(register(by_year))
    city = by_year[2026]

    frame = city.frame()
    plan = sv.plan_sample(frame, contrast="birkelunden", budget=520, census_below=160)
    sample = sv.draw_sample(frame, plan, seed=SEED, persons="birthday", wave="2026")
    sv.write_sample(sample, wave / "sample.csv")
    fieldwork = sv.simulate_fieldwork(sample, city, model=sv.ResponseModel(rate=0.62))
    fieldwork.write_log(wave / "dispositions.csv")

    questionnaire = sv.read_questionnaire("kort-form")
    answers = sv.simulate_answers(questionnaire, city, fieldwork=fieldwork, wave="2026")
    written = sv.write_responses(answers, wave / "answers.csv", language="da")
    for path in written.files[1:]:
        path.unlink()


if __name__ == "__main__":
    with language_in_force("da"):
        main()
