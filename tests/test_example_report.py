"""The Copenhagen example from its answers to its report: numbers, words, files."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import survey as sv

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "copenhagen-housing"
AREAS = ["apartment", "atrium", "terrace", "tower"]
SHARES = {"da": ["39,5", "40,2", "25,3", "50,0"], "en": ["39.5", "40.2", "25.3", "50.0"]}
# Wilson limits for n answers; effective n and t may move them by one tenth of a point
LIMITS = [(36.1, 43.0), (34.2, 46.5), (20.5, 30.7), (45.1, 54.9)]
ENGLISH_TITLES = (
    "Statistical analysis of multiple contingency tables. Two examples.",
    "Scandinavian Journal of Statistics",
    "Journal of the American Statistical Association",
    "Statistics in Medicine",
)
ANSWERS = [765, 239, 277, 400]


@pytest.fixture(scope="module")
def released() -> sv.Released:
    return sv.open_study(EXAMPLE).wave("1968").released()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    wave = sv.open_study(EXAMPLE).wave()
    result = {}
    for language in ("da", "en"):
        result[language] = tmp_path_factory.mktemp("report") / language
        wave.report(language=language, out=result[language])
    return result


def plain(page: Path) -> str:
    unseen = r"<(style|script)>.*?</\1>"
    text = re.sub(unseen, "", page.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"<[^>]+>", "", text).replace("\xa0", " ")


@pytest.mark.parametrize("language", ["da", "en"])
def test_high_satisfaction_has_the_published_shares_and_limits(
    released: sv.Released, language: str
) -> None:
    table = sv.area_table(released, "satisfaction", language=language, decimals=1)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[1] for row in rows[:4]] == SHARES[language]
    for row, (low, high) in zip(rows, LIMITS, strict=False):
        found = [float(part.replace(",", ".")) for part in row[2].split("–")]
        assert found == pytest.approx([low, high], abs=0.1001)
    assert [int(row[-1]) for row in rows[:4]] == ANSWERS
    assert [row[3][-1] for row in rows[:3]] == ["▼", "▼", "▼"]


def test_the_danish_table_is_in_whole_percentages_under_plain_heads(released: sv.Released) -> None:
    table = sv.area_table(released, "satisfaction", language="da")
    assert [column.head for column in table.columns] == [
        "Boligtype",
        "Pct.",
        "Usikkerhed (95\xa0%)",
        "Forskel til højhusene, procentpoint",
        "Antal svar",
    ]
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert [row[0] for row in rows.values()] == ["39", "40", "25", "50", "40"]
    assert rows["Rækkehuse"] == ["25", "20–31", "\N{MINUS SIGN}25\xa0▼", "277"]
    assert rows["Alle"][-1] == "1.681"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "da",
            "25 pct. af beboerne i rækkehusene har høj tilfredshed med deres boligforhold "
            "mod 50 pct. i højhusene.",
        ),
        (
            "en",
            "25% of householders in the terraced houses are highly satisfied with their housing, "
            "against 50% in the tower blocks.",
        ),
    ],
)
def test_the_finding_stands_in_good_words(
    folders: dict[str, Path], language: str, sentence: str
) -> None:
    assert sentence in plain(folders[language] / "report.html")


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("da", ["valgt som kontrast ud fra selve svarene", "udtrukket simpelt tilfældigt"]),
        ("en", ["picked as the contrast from the answers themselves", "simple random sampling"]),
    ],
)
def test_the_method_page_says_what_was_assumed(
    folders: dict[str, Path], language: str, sentences: list[str]
) -> None:
    page = plain(folders[language] / "report.html")
    assert all(sentence in page for sentence in sentences)


def test_the_workbook_holds_the_numbers_of_the_table(
    folders: dict[str, Path], released: sv.Released
) -> None:
    book = openpyxl.load_workbook(folders["da"] / "tables.xlsx")
    numbers = {
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    for row in sv.area_table(released, "satisfaction", language="da").rows:
        for cell in row.cells[1:3]:
            assert all(value in numbers for value in cell.values)


def test_two_runs_give_the_same_bytes_wherever_they_are_written(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere" / "copy of the study"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("report"))
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"}
    command = [sys.executable, "-m", "survey.cli", "report", str(copy), "--lang", "da"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    for name in ("report.html", "report.docx", "report.pdf", "tables.xlsx", "manifest.json"):
        again = (copy / "report" / "1968-da" / name).read_bytes()
        assert again == (folders["da"] / name).read_bytes(), name


def test_the_manifest_names_its_inputs_and_no_place_or_time(folders: dict[str, Path]) -> None:
    text = (folders["da"] / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert set(manifest["inputs"]) >= {"study.yaml#1968", "waves/1968/answers.csv"}
    assert manifest["command"] == "survey report . 1968 --lang da --format html,docx,pdf"
    assert str(folders["da"]) not in text
    assert str(EXAMPLE) not in text


def test_the_page_needs_nothing_but_itself(folders: dict[str, Path]) -> None:
    page = (folders["en"] / "report.html").read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    assert f"script-src 'sha256-{digest}'" in page
    assert not re.search(r"\b(fetch|XMLHttpRequest|import|eval|WebSocket)\b", script)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_danish_and_english_words_do_not_mix(folders: dict[str, Path]) -> None:
    danish, english = (plain(folders[each] / "report.html") for each in ("da", "en"))
    for title in ENGLISH_TITLES:
        danish = danish.replace(title, "")
    words = r"\b(the|and|of|Uncertainty|Figure|Table|Contents)\b"
    assert not re.search(words, danish)
    assert not re.search(r"\b(og|af|svar|Usikkerhed|Tabel|Figur|Indhold|pct)\b", english)
