"""The page of findings has each code of the catalogue, once, and no other."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from survey.language.catalogue import catalogue
from survey.questionnaire.checking import check_questionnaire

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "questionnaire-checks.md"
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
ROW = re.compile(r"^\| (?P<codes>`[A-Z`<br>-]+`) \| (?P<severity>[^|]+) \|(?P<rest>.*)\|$", re.M)
KEY = re.compile(r"findings\.(?P<chapter>[a-z]+)\.(?P<name>[a-z_]+)\.problem")
WHOLE = {"questionnaire", "expression", "yaml"}
IN_PART = {"file"}  # some of its codes belong to other files


def rows() -> dict[str, tuple[str, str]]:
    """The severity of each code, and what is said of it."""
    return {
        code: (match["severity"].strip(), match["rest"])
        for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))
        for code in re.findall(r"`([^`]+)`", match["codes"])
    }


def in_catalogue(chapters: set[str]) -> set[str]:
    keys = (KEY.fullmatch(key) for key in catalogue("en"))
    return {
        f"{key['chapter']}-{key['name']}".replace("_", "-").upper()
        for key in keys
        if key and key["chapter"] in chapters
    }


def test_every_code_of_the_catalogue_is_on_the_page() -> None:
    assert sorted(in_catalogue(WHOLE) - set(rows())) == []


def test_every_code_on_the_page_is_in_the_catalogue() -> None:
    assert sorted(set(rows()) - in_catalogue(WHOLE | IN_PART)) == []


def test_no_code_stands_twice() -> None:
    text = PAGE.read_text(encoding="utf-8")
    codes = re.findall(r"`([A-Z-]+)`", " ".join(m["codes"] for m in ROW.finditer(text)))
    assert [code for code, count in Counter(codes).items() if count > 1] == []


def test_every_line_of_a_table_is_read() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(ROW.findall(text)) == text.count("\n| `")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_findings_weigh_what_the_page_says(path: Path) -> None:
    known = rows()
    for each in check_questionnaire(path):
        assert str(each.severity) in known[each.code][0], each.code
