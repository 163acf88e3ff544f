"""A study of two areas whose answers are weighted to a register."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

ANSWERED = {"nord": (9, 12, 15, 24), "syd": (10, 14, 16, 20)}
"""Answers of each area: women and men under 60, women and men of 60 and over."""
LIVING = {"nord": (60, 70, 50, 40), "syd": (40, 44, 38, 36)}
STUDY = """\
title: {da: En undersøgelse, en: A survey}
areas:
  - id: nord
    label: {da: Nordbyen, en: Nordbyen}
    departments: [11, 12]
  - id: syd
    label: {da: Sydbyen, en: Sydbyen}
    departments: ["21"]
    role: contrast
questionnaire: skema.yaml
weighting: RECIPE
waves:
  - id: "2026"
    answers: svar.csv
    targets: {year: 2026, universe: adults}
chapters:
  - id: tryghed
    title: {da: Tryghed, en: Safety}
    questions: [safe]
"""
RECIPE = "[base, rake: {within: [sex, age_group]}]"
SKEMA = """\
id: skema
title: {da: Skema, en: Questionnaire}
languages: [da, en]
questions:
  - id: sex
    label: {da: Køn, en: Sex}
    text: {da: Køn?, en: Sex?}
    codes: {1: {da: Kvinde, en: Woman}, 2: {da: Mand, en: Man}}
  - id: age_group
    label: {da: Alder, en: Age}
    text: {da: Alder?, en: Age?}
    codes: {1: {da: 18-59 år, en: 18-59}, 2: {da: 60 år og derover, en: 60 and over}}
  - id: safe
    label: {da: Tryg, en: Safe}
    text: {da: Tryg?, en: Safe?}
    codes: {0: {da: Nej, en: No}, 1: {da: Ja, en: Yes}}
    headline:
      codes: [1]
      good: high
      label: {da: Tryg, en: Safe}
      phrase: {da: er trygge, en: feel safe}
"""
WHO = ((1, 1), (2, 1), (1, 2), (2, 2))


def made_weighted_study(
    folder: Path, *, recipe: str = RECIPE, living: Any = None, lacking: int = 0, wave: str = ""
) -> Path:
    """A study of two areas with its register; `lacking` respondents didn't tell their sex."""
    folder.mkdir(parents=True)
    study = STUDY.replace("RECIPE", recipe).replace("chapters:", f"{wave}chapters:")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    (folder / "skema.yaml").write_text(SKEMA, encoding="utf-8")
    rows = [
        [area, *who, int(k % (3 + who[0]) > 0)]
        for area, counts in ANSWERED.items()
        for who, count in zip(WHO, counts, strict=True)
        for k in range(count)
    ]
    for row in rows[:lacking]:
        row[1] = -1
    _table(folder / "svar.csv", ["respondent", "area", "sex", "age_group", "safe"],
           [[f"r{k:03d}", *row] for k, row in enumerate(rows)])  # fmt: skip
    (folder / "waves" / "2026").mkdir(parents=True)
    _table(folder / "waves" / "2026" / "targets.csv",
           ["afdeling", "år", "variabel", "kategori", "antal"],
           list(_register(living or LIVING)))  # fmt: skip
    return folder


def _register(living: Any) -> Any:
    """Department 11 has a third of Nordbyen, and the year before there were twice as many."""
    for year, times in ((2025, 2), (2026, 1)):
        for department, area, part in (
            ("11", "nord", 1 / 2),
            ("12", "nord", 1 / 2),
            ("21", "syd", 1),
        ):
            women_young, men_young, women_old, men_old = (
                round(times * part * each) for each in living[area]
            )
            for variable, category, count in (
                ("Køn", "Kvinder", women_young + women_old),
                ("Køn", "Mænd", men_young + men_old),
                ("Alder", "18-59 år", women_young + men_young),
                ("Alder", "60 år og derover", women_old + men_old),
            ):
                yield [department, year, variable, category, count]


def _table(path: Path, heads: list[str], rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([heads, *rows])
