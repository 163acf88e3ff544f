"""What the tutorial asks to be done in Excel and in a text editor, done by a program.

Each function is named as the mark in the text says: ``<!-- by hand: questionnaire -->``. The tests
and the pictures of the tutorial are made of it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

DEPARTMENTS = (
    ("engparken", ("Engparken Nord", 340), ("Engparken Syd", 340)),
    ("kildehoej", ("Kildehøj 1", 310), ("Kildehøj 2", 310)),
    ("birkelunden", ("Birkelunden Øst", 520), ("Birkelunden Vest", 520)),
)
PAPER = 4
"""How many forms on paper the text keys."""

WORDS: dict[str, dict[str, str]] = {
    "da": {
        "folder": "beboere", "form": "skema.xlsx", "later": "skema-2028.xlsx",
        "study": "studie.xlsx", "paper": "papir.xlsx", "found": "fund.xlsx",
        "areas": "Områder", "categories": "Kategorier", "departments": "Afdelinger",
        "waves": "Målinger", "chapters": "Kapitler",
        "languages": "Sprog", "front": "Spørgeskema", "questions": "Spørgsmål",
        "translations": "Oversættelser", "scales": "Skalaer", "keying": "Indtastning",
        "cells": "Svar at rette", "persons": "Svarpersoner",
        "one": "ét svar", "high": "høj", "yes": "Ja",
        "reason": "står på skemaet", "twice": "skemaet er tastet to gange", "delete": "slettes",
    },
    "en": {
        "folder": "residents", "form": "form.xlsx", "later": "form-2028.xlsx",
        "study": "study.xlsx", "paper": "paper.xlsx", "found": "findings.xlsx",
        "areas": "Areas", "categories": "Categories", "departments": "Departments",
        "waves": "Waves", "chapters": "Chapters",
        "languages": "Languages", "front": "Questionnaire", "questions": "Questions",
        "translations": "Translations", "scales": "Scales", "keying": "Keying",
        "cells": "Answers to correct", "persons": "Respondents",
        "one": "single", "high": "high", "yes": "Yes",
        "reason": "stands on the form", "twice": "keyed twice", "delete": "delete",
    },
}  # fmt: skip

TITLE = ("Beboerundersøgelse i tre opdigtede områder", "Resident survey in three invented areas")
CHOSEN = (
    "Birkelunden er valgt som kontrast, fordi mange boligsøgende gerne vil bo der.",
    "Birkelunden was chosen for contrast because many house-seekers would like to live there.",
)
AT_HOME = (
    "Hvor tryg eller utryg er du, når du er alene hjemme i din bolig?",
    "How safe or unsafe do you feel when you are alone in your home?",
)
MEETING = (
    ("Hvor tilfreds eller utilfreds er du med områdets mødesteder ude, fx bænke og borde?",
     "How satisfied or dissatisfied are you with outdoor places to meet, such as benches?"),
    ("Tilfredshed med mødesteder ude", "Satisfaction with outdoor places to meet"),
    ("Tilfredse med mødestederne ude", "Satisfied with the outdoor places to meet"),
    ("er tilfredse eller meget tilfredse med områdets mødesteder ude",
     "are satisfied or very satisfied with outdoor places to meet"),
)  # fmt: skip
NEIGHBOURS = (
    "Hvor ofte taler du med dine naboer?",
    "How often do you talk with your neighbours?",
)


VERDICTS = """
since:
  "2026":
    chat:
      change: editorial
      reason:
        da: At snakke og at tale med naboer er det samme, og svarene er ikke ændret.
        en: To chat and to talk with neighbours is the same, and the answers did not change.
"""


class Study:
    """The folder in which the tutorial is walked, and the language it is walked in."""

    def __init__(self, here: Path, language: str) -> None:
        self.here, self.language, self.words = here, language, WORDS[language]
        self.folder = here / self.words["folder"]
        self.first = 0 if language == "da" else 1
        self.paper: list[str] = []

    def wave(self, name: str) -> Path:
        """The folder of a wave."""
        return self.folder / "waves" / name


def removed_languages(study: Study, book: Any) -> None:  # noqa: ANN401 - a workbook
    """Arabic and Turkish are taken out: their lines, and their columns of translations."""
    sheet = book[study.words["languages"]]
    for row in reversed(range(2, sheet.max_row + 1)):
        if sheet.cell(row, 2).value in {"ar", "tr"}:
            sheet.delete_rows(row)
    sheet = book[study.words["translations"]]
    for column in reversed(range(1, sheet.max_column + 1)):
        if any(f"({each})" in str(sheet.cell(1, column).value) for each in ("ar", "tr")):
            sheet.delete_cols(column)


def questionnaire(study: Study) -> None:
    """Languages, brackets, a wording, a new question."""
    path = study.here / study.words["form"]
    book = openpyxl.load_workbook(path)
    removed_languages(study, book)
    front = book[study.words["front"]]
    for row in range(2, front.max_row + 1):
        cell = front.cell(row, 2)
        cell.value = _filled_in(str(cell.value or "")) or None
    questions = book[study.words["questions"]]
    _set(questions, "safe_home", 5, AT_HOME[0])
    row = _row(questions, "safe_home") + 1
    questions.insert_rows(row)
    new = {
        2: "area_living", 3: "meeting_place", 4: study.words["one"], 5: MEETING[0][0],
        6: MEETING[1][0], 7: "satisfied5",
        **_headline(questions, MEETING[2][0], MEETING[3][0], study),
    }  # fmt: skip
    for column, value in new.items():
        questions.cell(row, column).value = value
    translated = book[study.words["translations"]]
    keys = _keys(translated)
    for key in ("introduction", "closing"):
        cell = translated.cell(keys[key], 5)
        cell.value = _filled_in(str(cell.value))
    translated.cell(keys["safe_home.text"], 5).value = AT_HOME[1]
    book.save(path)


def _headline(sheet: Worksheet, label: str, phrase: str, study: Study) -> dict[int, str]:
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    names = [name for name in heads if name.startswith(("Hovedtal", "Headline"))]
    codes, good, _, caption, words = (heads[name] for name in names)
    return {codes: "4; 5", good: study.words["high"], caption: label, words: phrase}


def _filled_in(text: str) -> str:
    """What stands in brackets in the questionnaire that comes with the program."""
    for before, after in (
        ("[Boligorganisationen]", "Boligforeningen Opdigtet"),
        ("[The housing organisation]", "The housing association Opdigtet"),
        ("[navn, telefon]", "ejendomskontoret"), ("[name, telephone]", "the estate office"),
        ("[sted] senest [dato]", "på ejendomskontoret senest den 15. oktober"),
        ("at [place] by [date]", "at the estate office by 15 October"),
    ):  # fmt: skip
        text = text.replace(before, after)
    return text


def translations(study: Study) -> None:
    """The new question in English, in the workbook that was written anew."""
    path = study.here / study.words["form"]
    book = openpyxl.load_workbook(path)
    sheet = book[study.words["translations"]]
    keys = _keys(sheet)
    for key, (_, english) in zip(
        ("text", "label", "headline.label", "headline.phrase"), MEETING, strict=True
    ):
        sheet.cell(keys[f"meeting_place.{key}"], 5).value = english
    book.save(path)


def study_workbook(study: Study) -> None:
    """Title, contrast, departments, dates, chapters."""
    path = study.folder / study.words["study"]
    book = openpyxl.load_workbook(path)
    categories = book[study.words["categories"]]
    categories["B2"].value, categories["C2"].value = TITLE
    areas = book[study.words["areas"]]
    row = next(r for r in range(2, 9) if areas.cell(r, 1).value == "birkelunden")
    heads = [str(cell.value) for cell in areas[1]]
    column = next(
        n for n, head in enumerate(heads, 1) if head.startswith(("Hvordan valgt", "How chosen"))
    )
    areas.cell(row, column).value, areas.cell(row, column + 1).value = CHOSEN
    departments = book[study.words["departments"]]
    row = 2
    for area, *several in DEPARTMENTS:
        for name, dwellings in several:
            departments.cell(row, 1).value = area
            departments.cell(row, 2).value = name
            departments.cell(row, 4).value = dwellings
            row += 1
    waves = book[study.words["waves"]]
    waves["E2"].value, waves["F2"].value = "2026-09-01", "2026-10-15"
    chapters = book[study.words["chapters"]]
    chapters["D2"].value = f"{chapters['D2'].value}; meeting_place"
    book.save(path)


def paper_forms(study: Study) -> None:
    """Four forms that came on paper: noted in the log of the fieldwork, and keyed with errors."""
    log = study.wave("2026") / "dispositions.csv"
    text = log.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    words = {row[3] for row in rows[1:]}
    done, tried = ("besvaret", "ikke truffet") if "ikke truffet" in words else (
        next(word for word in ("completed", "answered") if word in words), "not reached"
    )  # fmt: skip
    last = {row[0]: row for row in rows[1:]}
    missed = [unit for unit, row in last.items() if row[3] == tried and "001" in unit]
    study.paper = sorted(missed)[:PAPER]
    more = [f"{unit};2026-10-15;{_by_letter(rows)};{done};" for unit in study.paper]
    log.write_text("﻿" + text.rstrip("\r\n") + "\n" + "\n".join(more) + "\n", encoding="utf-8")
    path = study.wave("2026") / study.words["paper"]
    book = openpyxl.load_workbook(path)
    sheet = book[study.words["keying"]]
    columns = [cell.value for cell in sheet[3]]
    for number, (unit, form) in enumerate(zip([*study.paper, study.paper[0]], FORMS, strict=True)):
        answers = {"form_no": unit, "area": "engparken", **form}
        for column, name in enumerate(columns, 1):
            sheet.cell(4 + number, column).value = answers.get(str(name))
    book.save(path)


def _by_letter(rows: list[list[str]]) -> str:
    return rows[1][2]


_USUAL = {
    "area_satisfaction": 4, "feel_at_home": 4, "safe_day": 5, "safe_evening": 4, "safe_home": 4,
    "meeting_place": 2, "chat": 4, "stick_together": 4, "stop_vandalism": 3, "trust_people": 4,
    "took_part_1": 1, "life_satisfaction": 8, "lonely": 2, "plan_move": 1, "sex": 1, "age": 64,
    "household": 1, "adults": 1, "parent_danish": 1, "birth_country": 1,
}  # fmt: skip
FORMS: tuple[dict[str, int], ...] = (
    _USUAL,
    _USUAL | {"area_satisfaction": 7, "sex": 2, "age": 41},  # no such answer
    _USUAL | {"took_part_9": 1, "age": 33, "sex": 2},  # a tick, and »none of these«
    _USUAL | {"safe_evening": 2, "age": 1958},  # a year in place of an age
    _USUAL,  # the first form once more
)


def paper_in_study(study: Study) -> None:
    """The file of paper forms is named beside that of the other answers."""
    path = study.folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    before = "answers: waves/2026/answers.csv"
    after = (
        f"answers: [waves/2026/answers.csv, {{file: waves/2026/{study.words['paper']}, "
        "mode: paper}]\n    duplicates: first"
    )
    path.write_text(text.replace(before, after), encoding="utf-8")


def corrections(study: Study) -> None:
    """What stands on the forms, in the workbook of findings."""
    path = study.wave("2026") / "checks" / study.words["found"]
    book = openpyxl.load_workbook(path)
    sheet = book[study.words["cells"]]
    columns = {str(cell.value): cell.column for cell in sheet[3]}
    fix = next(n for name, n in columns.items() if name in {"Rettes til", "Correct to"})
    why = next(n for name, n in columns.items() if name in {"Begrundelse", "Reason"})
    right = {"area_satisfaction": 4, "age": 68, "took_part_9": 0}
    for row in range(4, sheet.max_row + 1):
        name = next((each for each in right for cell in sheet[row] if cell.value == each), None)
        if name and str(sheet.cell(row, 1).value) in study.paper:
            sheet.cell(row, fix).value = right[name]
            sheet.cell(row, why).value = study.words["reason"]
    book.save(path)


def own_words(study: Study) -> None:
    """A sentence of one's own in a chapter."""
    path = study.folder / "tekst" / f"area_living.{study.language}.md"
    words = {
        "da": "Engparken fik nye legepladser i foråret 2026 (opdigtet oplysning).",
        "en": "Engparken got new playgrounds in the spring of 2026 (an invented fact).",
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{words[study.language]}\n")


def questionnaire_later(study: Study) -> None:
    """One question reworded, one on another scale."""
    path = study.here / study.words["later"]
    book = openpyxl.load_workbook(path)
    sheet = book[study.words["questions"]]
    _set(sheet, "chat", 5, NEIGHBOURS[0])
    _set(sheet, "life_satisfaction", 7, "satisfied5")
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    codes, _, _, caption, words = (
        column for name, column in heads.items() if name.startswith(("Hovedtal", "Headline"))
    )
    _set(sheet, "life_satisfaction", codes, "4; 5")
    _set(sheet, "life_satisfaction", caption, "Tilfredse med livet")
    _set(sheet, "life_satisfaction", words, "er tilfredse eller meget tilfredse med deres liv")
    scales = book[study.words["scales"]]
    for row in reversed(range(2, scales.max_row + 1)):
        if scales.cell(row, 2).value == "ladder10":
            scales.delete_rows(row)
    translated = book[study.words["translations"]]
    for row in reversed(range(2, translated.max_row + 1)):
        if "ladder10" in str(translated.cell(row, _last(translated)).value):
            translated.delete_rows(row)
    keys = _keys(translated)
    for key, english in {
        "chat.text": NEIGHBOURS[1],
        "life_satisfaction.headline.label": "Satisfied with life",
        "life_satisfaction.headline.phrase": "are satisfied or very satisfied with their life",
    }.items():
        translated.cell(keys[key], 5).value = english
    book.save(path)


def verdicts(study: Study) -> None:
    """What was reworded means the same; said in the questionnaire, in both languages."""
    path = study.folder / "questionnaire.yaml"
    with path.open("a", encoding="utf-8") as file:
        file.write(VERDICTS)


def study_later(study: Study) -> None:
    """When the second fieldwork is, and that nobody answers on paper."""
    path = study.folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    before, after = text.split('  - id: "2028"', 1)
    lines = after.splitlines(keepends=True)
    rest = "".join(line for line in lines if "2028/" not in line and "duplicates:" not in line)
    own = "    answers: waves/2028/answers.csv\n    fieldwork: {start: 2028-09-01, end: 2028-10-15}"
    path.write_text(f'{before}  - id: "2028"\n{own}{rest}', encoding="utf-8")


BY_HAND: dict[str, Callable[[Study], None]] = {
    "questionnaire": questionnaire,
    "translations": translations,
    "study workbook": study_workbook,
    "paper forms": paper_forms,
    "paper in study": paper_in_study,
    "corrections": corrections,
    "own words": own_words,
    "questionnaire later": questionnaire_later,
    "verdicts": verdicts,
    "study later": study_later,
}


def _row(sheet: Worksheet, question: str) -> int:
    return next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 3).value == question)


def _set(sheet: Worksheet, question: str, column: int, value: str) -> None:
    sheet.cell(_row(sheet, question), column).value = value


def _keys(sheet: Worksheet) -> dict[str, int]:
    """The row of each text on the sheet of translations, by the key in its last column."""
    last = _last(sheet)
    return {str(sheet.cell(row, last).value): row for row in range(2, sheet.max_row + 1)}


def _last(sheet: Worksheet) -> int:
    return max(cell.column for cell in sheet[1] if cell.value)
