"""Files of answers as other programs write them, made of the answers to a questionnaire.

Each shape says what the program's own exports look like: what columns are called, what stands in
their cells, and what stands beside the answers. Nothing but the answers is lost on the way, if they
come from `fit_for_files`.
"""

from __future__ import annotations

import csv
import dataclasses
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat
from openpyxl import Workbook

from survey.codebook import Kind, MissingKind
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Computed, Grid, Multiple
from survey.questionnaire.routing.asked import asked, computed
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from pathlib import Path

    from survey.codebook import Variable
    from survey.questionnaire.questions import Question
    from survey.responses.responses import Responses

LEFT_OUT = {int(MissingKind.NO_ANSWER), int(MissingKind.NOT_ASKED), int(MissingKind.NOT_IN_WAVE)}
DONT_KNOW, REFUSED = int(MissingKind.DONT_KNOW), int(MissingKind.REFUSED)
SAID = {DONT_KNOW: "Ved ikke", REFUSED: "Ønsker ikke at svare"}
WORDS_FOR_MISSING = {DONT_KNOW: "Ved ikke", REFUSED: "Ønsker ikke at oplyse"}
START, END = "2012-05-01T10:{:02d}:00", "2012-05-01T10:{:02d}:30"


# The answers


def fit_for_files(responses: Responses, *, today: str = "2012-05-01") -> Responses:
    """The same answers, with "don't know" and "refused" among them, and no unanswered ticks.

    Who ticked none of the boxes of a question can't be told from who didn't answer it in most
    files; here the first box is ticked instead. The routing is run again.
    """
    questionnaire = responses.questionnaire
    answered = responses.answered.copy()
    random = np.random.default_rng(7)
    for question in questionnaire.questions:
        names = [name for name in column_names(question) if name in answered]
        if isinstance(question, Multiple):
            none = (answered[names] == 0).all(axis=1)
            answered.loc[none, names[0]] = 1
        for kind in question.missing:
            if kind not in SAID:
                continue
            if isinstance(question, Multiple):
                rows = random.random(len(answered)) < 0.08
                answered.loc[rows, names] = int(kind)
                continue
            for name in names:
                rows = random.random(len(answered)) < 0.08
                answered.loc[rows, name] = int(kind)
    area = responses.data["area"].to_numpy(dtype=object)
    was_asked = asked(questionnaire, answered, area=area, today=today)
    worked_out = computed(questionnaire, answered, area=area, today=today)
    data = responses.data.copy()
    for name in (variable.name for variable in questionnaire.variables()):
        if name in worked_out:
            data[name] = worked_out[name]
        else:
            left = str(int(MissingKind.NOT_ASKED)) if answered[name].dtype == object else -3
            data[name] = answered[name].mask(~was_asked[name], left)
    return dataclasses.replace(responses, data=data, answered=answered, asked=was_asked)


def asked_variables(responses: Responses) -> list[tuple[Variable, Question]]:
    """The columns of questions that are asked, with the question of each."""
    questionnaire = responses.questionnaire
    found = []
    for variable in questionnaire.variables():
        question = questionnaire.question(variable.question_id)
        assert question is not None
        if not isinstance(question, Computed):
            found.append((variable, question))
    return found


def expected_cells(responses: Responses, name: str) -> list[str]:
    """A column as it should come back; empty where there is no answer, whatever the reason."""
    return [_plain(value) for value in responses.data[name].tolist()]


def _plain(value: Any) -> str:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return "" if str(value) in {str(code) for code in LEFT_OUT} else str(value)


def _words(variable: Variable, value: Any, *, comma: bool = True) -> Any:
    """An answer as the program shows it: its label, a number, or own words."""
    cell = _plain(value)
    if not cell:
        return ""
    if variable.kind is Kind.TEXT:
        return cell
    if cell in {str(code) for code in SAID}:
        return WORDS_FOR_MISSING[int(cell)]
    if variable.kind is Kind.NUMBER:
        return cell.replace(".", ",") if comma else float(cell)
    if variable.kind is Kind.DATE:
        return "-".join(reversed(cell.split("-")))
    return variable.code_label(int(cell), "da")


# Enalyzer and SurveyXact: questions above, labels below


def _enalyzer(responses: Responses) -> dict[str, list[Any]]:
    data = responses.data
    rows = range(len(data))
    areas = {code.value: code.label["da"] for code in responses.codebook["area"].codes}
    columns: dict[str, list[Any]] = {
        "Respondent ID": data[RESPONDENT].tolist(),
        "Starttidspunkt": [_danish(START.format(row % 60)) for row in rows],
        "Sluttidspunkt": [_danish(END.format(row % 60)) for row in rows],
        "Svarstatus": ["Gennemført" for _ in rows],
        "E-mail": [f"beboer{row}@eksempel.dk" for row in rows],
        "Boligområde": [areas[value] for value in data["area"]],
    }
    for variable, question in asked_variables(responses):
        head = question.text["da"]
        if variable.item:
            head = f"{head} - {variable.label['da']}"
        if variable.item and variable.kind is Kind.TEXT:
            head = f"{head} - tekst"
        cells = data[variable.name].tolist()
        if variable.kind is Kind.OPTION:
            columns[head] = [variable.label["da"] if value == 1 else "" for value in cells]
        else:
            columns[head] = [_words(variable, value) for value in cells]
        if isinstance(question, Multiple) and variable.name == column_names(question)[-1]:
            columns |= _ticked_non_answers(question, cells)
    return columns


def _ticked_non_answers(question: Multiple, cells: list[Any]) -> dict[str, list[Any]]:
    return {
        f"{question.text['da']} - {SAID[kind]}": [SAID[kind] if v == kind else "" for v in cells]
        for kind in question.missing
        if kind in SAID
    }


def _danish(moment: str) -> str:
    day, _, clock = moment.partition("T")
    return f"{'-'.join(reversed(day.split('-')))} {clock[:5]}"


def write_enalyzer_csv(responses: Responses, path: Path) -> Path:
    """Semicolons, decimal comma, a mark of the encoding at the start."""
    return _write_csv(_enalyzer(responses), path, ";", encoding="utf-8-sig")


def write_enalyzer_xlsx(responses: Responses, path: Path) -> Path:
    """A sheet of texts."""
    return _write_xlsx(_enalyzer(responses), path)


def _write_csv(
    columns: dict[str, list[Any]], path: Path, delimiter: str, encoding: str = "utf-8"
) -> Path:
    with path.open("w", newline="", encoding=encoding) as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def _write_xlsx(columns: dict[str, list[Any]], path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    sheet.append(list(columns))
    for row in zip(*columns.values(), strict=True):
        sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


# LimeSurvey: codes under names in brackets


LETTERED = ("area_satisfaction", "plan_move")
"""Columns whose answers have LimeSurvey's own codes, A1 for the first in the list."""


def write_limesurvey_csv(responses: Responses, path: Path) -> Path:
    """Commas, everything in quotation marks, names without underscores."""
    data = responses.data
    rows = range(len(data))
    columns: dict[str, list[Any]] = {
        "id": [row + 1 for row in rows],
        "submitdate": [END.format(row % 60).replace("T", " ") for row in rows],
        "lastpage": [9 for _ in rows],
        "startlanguage": ["da" if row % 5 else "en" for row in rows],
        "seed": [1_000_003 * (row + 17) % 2_000_000_011 for row in rows],
        "token": data[RESPONDENT].tolist(),
        "startdate": [START.format(row % 60).replace("T", " ") for row in rows],
        "datestamp": [END.format(row % 60).replace("T", " ") for row in rows],
        "ipaddr": [f"192.0.2.{row % 250}" for row in rows],
        "area": data["area"].tolist(),
    }
    for variable, question in asked_variables(responses):
        cells = data[variable.name].tolist()
        base = question.id.replace("_", "")
        inside = variable.item.replace("_", "")
        if variable.item and variable.kind is Kind.TEXT:
            columns[f"{base}[other]"] = [_plain(value) for value in cells]
        elif variable.kind is Kind.OPTION:
            columns[f"{base}[{inside}]"] = ["Y" if value == 1 else "" for value in cells]
        else:
            name = f"{base}[{inside}]" if variable.item else base
            columns[name] = [_lime(variable, value) for value in cells]
        if isinstance(question, Multiple) and variable.name == column_names(question)[-1]:
            for kind in set(question.missing) & set(SAID):
                columns[f"{base}[m{-kind}]"] = ["Y" if value == kind else "" for value in cells]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def _lime(variable: Variable, value: Any) -> str:
    cell = _plain(value)
    if variable.kind is Kind.SINGLE and cell.startswith("-"):
        return f"m{cell[1:]}"
    if variable.name in LETTERED and cell:
        return f"A{[str(code.value) for code in variable.codes].index(cell) + 1}"
    return cell


# Kobo: names within groups, several answers in one cell


def write_kobo_xlsx(responses: Responses, path: Path, *, split: bool = True) -> Path:
    """With a column for each option beside the joined one, or without."""
    data = responses.data
    rows = range(len(data))
    columns: dict[str, list[Any]] = {
        "start": [f"{START.format(row % 60)}.123+02:00" for row in rows],
        "end": [f"{END.format(row % 60)}.456+02:00" for row in rows],
        "deviceid": ["ee.kobotoolbox.org:abc" for _ in rows],
        "intro/respondent": data[RESPONDENT].tolist(),
        "intro/area": data["area"].tolist(),
    }
    for section in responses.questionnaire.sections:
        for question in section.questions:
            if not isinstance(question, Computed):
                columns |= _kobo(responses, section.id, question, split=split)
    columns |= {
        "__version__": ["vXyz" for _ in rows],
        "_id": [5000 + row for row in rows],
        "_uuid": [f"00000000-0000-0000-0000-{row:012d}" for row in rows],
        "_submission_time": [END.format(row % 60) for row in rows],
        "_validation_status": ["" for _ in rows],
        "_status": ["submitted_via_web" for _ in rows],
        "_index": [row + 1 for row in rows],
    }
    return _write_xlsx(columns, path)


def _kobo(
    responses: Responses, group: str, question: Question, *, split: bool
) -> dict[str, list[Any]]:
    data = responses.data
    names = column_names(question)
    found: dict[str, list[Any]] = {}
    path = f"{group}/{question.id}" if isinstance(question, Grid) else group
    if isinstance(question, Multiple):
        codes = [str(code.value) for code in question.codes]
        codes += [str(int(kind)) for kind in question.missing if kind in SAID]
        cells = [_chosen(row, codes) for row in data[list(names)].to_numpy().tolist()]
        found[f"{path}/{question.id}"] = [" ".join(each) for each in cells]
        if split:
            for code in codes:
                ticks = [("" if not each else int(code in each)) for each in cells]
                found[f"{path}/{question.id}/{code}"] = ticks
    else:
        for name in names:
            found[f"{path}/{name}"] = [_plain(value) for value in data[name].tolist()]
    for name in data.columns:
        if name.startswith(f"{question.id}_") and name.endswith("_text"):
            found[f"{path}/{name}"] = [_plain(value) for value in data[name].tolist()]
    return found


def _chosen(row: list[Any], codes: list[str]) -> list[str]:
    if row[0] in SAID:
        return [str(int(row[0]))]
    return [code for code, value in zip(codes, row, strict=False) if value == 1]


# A file of SPSS from before: v1 to v150, scales the other way round


UNLABELLED_MISSING = "v8"
"""The column in which 97 is declared missing, and nobody says why."""
UNKNOWN = 9


def write_legacy_sav(responses: Responses, path: Path) -> Path:
    """Reversed codes, 8 and 9 declared missing, sets of ticks."""
    frame: dict[str, Any] = {"lbnr": responses.data[RESPONDENT].tolist()}
    labels = {"lbnr": "Løbenummer"}
    meanings: dict[str, dict[float, str]] = {}
    missing: dict[str, list[Any]] = {}
    sets: dict[str, tuple[str, list[str]]] = {}
    areas = responses.codebook["area"].codes
    numbers = {code.value: place for place, code in enumerate(areas, 1)}
    frame["v1"] = [float(numbers[value]) for value in responses.data["area"]]
    labels["v1"] = "Område"
    meanings["v1"] = {float(place): areas[place - 1].label["da"] for place in numbers.values()}
    for number, (variable, question) in enumerate(asked_variables(responses), 2):
        name = f"v{number}"
        cells = responses.data[variable.name].tolist()
        labels[name] = variable.label["da"] if variable.item else question.text["da"]
        if variable.item and variable.kind is not Kind.OPTION:
            tail = " (tekst)" if variable.kind is Kind.TEXT else ""
            labels[name] = f"{question.text['da']}: {variable.label['da']}{tail}"
        if variable.kind is Kind.TEXT:
            frame[name] = [_plain(value) for value in cells]
            continue
        if variable.kind is Kind.OPTION:
            sets.setdefault(question.id, (question.text["da"], []))[1].append(name)
        codes, unsure, unknown = _legacy_codes(variable)
        frame[name] = [_legacy(value, codes, unsure, unknown, name) for value in cells]
        meanings[name] = _legacy_labels(variable, codes, unsure, unknown)
        missing[name] = [{"lo": each, "hi": each} for each in (unsure, unknown)]
        if name == UNLABELLED_MISSING:
            missing[name].append({"lo": 97, "hi": 97})
    pyreadstat.write_sav(
        pd.DataFrame(frame),
        path,
        column_labels=labels,
        variable_value_labels=meanings,
        missing_ranges=missing,
        row_compress=True,
    )
    path.write_bytes(_with_sets(path.read_bytes(), sets))
    return path


def _legacy_codes(variable: Variable) -> tuple[dict[int, int], int, int]:
    """Their code by ours, that of "don't know", and that of "not known"."""
    ours = [int(code.value) for code in variable.codes]
    if variable.kind is Kind.OPTION:
        return {0: 0, 1: 1}, 8, UNKNOWN
    codes = {code: max(ours) + min(ours) - code for code in ours}
    if variable.kind is Kind.NUMBER:
        return codes, 998, 999
    return codes, *((8, UNKNOWN) if max(codes.values()) < 8 else (98, 99))


def _legacy(value: Any, codes: dict[int, int], unsure: int, unknown: int, name: str) -> float:
    if value == MissingKind.NO_ANSWER and name == UNLABELLED_MISSING:
        return 97.0
    if value in {DONT_KNOW, REFUSED}:
        return float(unsure if value == DONT_KNOW else -9)
    if value == MissingKind.NO_ANSWER:
        return float(unknown)
    if value < 0:
        return float("nan")
    return float(codes.get(int(value), value)) if codes else float(value)


def _legacy_labels(
    variable: Variable, codes: dict[int, int], unsure: int, unknown: int
) -> dict[float, str]:
    found = {
        float(codes[int(code.value)]): code.label["da"].upper()
        for code in variable.codes
        if variable.kind is not Kind.OPTION
    }
    if variable.kind is Kind.OPTION:
        found = {0.0: "Nej", 1.0: "Ja"}
    found |= {float(unsure): "Ved ikke", float(unknown): "Uoplyst"}
    if REFUSED in [int(each.value) for each in variable.missing]:
        found[-9.0] = "Vil ikke svare"
    return found


def _with_sets(data: bytes, sets: dict[str, tuple[str, list[str]]]) -> bytes:
    """The file with the sets of ticks that the library for writing doesn't write."""
    lines = []
    for name, (label, columns) in sets.items():
        size = len(label.encode())
        lines.append(f"${name}=D1 1 {size} {label} {' '.join(columns)}\n")
    text = "".join(lines).encode()
    record = struct.pack("<iiii", 7, 7, 1, len(text)) + text
    end = data.index(struct.pack("<ii", 999, 0))
    return data[:end] + record + data[end:]


# Our own names and codes


def _own(responses: Responses) -> pd.DataFrame:
    return responses.data.drop(columns=[])


def write_own_csv(responses: Responses, path: Path) -> Path:
    """Semicolons and decimal comma, as a Danish Excel saves it."""
    frame = _own(responses)
    columns = {name: [_own_text(v) for v in frame[name].tolist()] for name in frame.columns}
    return _write_csv(columns, path, ";", encoding="utf-8-sig")


def _own_text(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else str(value).replace(".", ",")
    return str(value)


def write_own_xlsx(responses: Responses, path: Path) -> Path:
    """Numbers as numbers, texts as texts."""
    frame = _own(responses)
    return _write_xlsx({name: frame[name].tolist() for name in frame.columns}, path)


def write_own_sav(responses: Responses, path: Path) -> Path:
    """Without labels."""
    pyreadstat.write_sav(_own(responses), path, row_compress=True)
    return path


def write_own_dta(responses: Responses, path: Path) -> Path:
    """Without labels; Stata's names are short enough for ours."""
    pyreadstat.write_dta(_own(responses), path)
    return path


def write_own_parquet(responses: Responses, path: Path) -> Path:
    """As pandas writes it."""
    _own(responses).to_parquet(path, index=False)
    return path


SHAPES = {
    "enalyzer_csv": (write_enalyzer_csv, "enalyzer.csv"),
    "enalyzer_xlsx": (write_enalyzer_xlsx, "enalyzer.xlsx"),
    "limesurvey_csv": (write_limesurvey_csv, "limesurvey.csv"),
    "kobo_xlsx": (write_kobo_xlsx, "kobo.xlsx"),
    "legacy_sav": (write_legacy_sav, "legacy.sav"),
    "own_csv": (write_own_csv, "own.csv"),
    "own_xlsx": (write_own_xlsx, "own.xlsx"),
    "own_sav": (write_own_sav, "own.sav"),
    "own_dta": (write_own_dta, "own.dta"),
    "own_parquet": (write_own_parquet, "own.parquet"),
}
"""Each way of writing, and a name for the file."""
