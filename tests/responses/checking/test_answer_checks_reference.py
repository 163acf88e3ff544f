"""The page of findings in answers has each code of the catalogue, once, and no other."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from survey.language.catalogue import catalogue
from survey.responses.checking.rules import ResponseRules

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "answer-checks.md"
ROW = re.compile(r"^\| `(?P<code>[A-Z-]+)` \| (?P<severity>[^|]+) \|", re.M)
KEY = re.compile(r"findings\.(?P<chapter>responses|cleaning)\.(?P<name>[a-z_]+)\.problem")


def on_the_page() -> list[str]:
    return [match["code"] for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def in_catalogue() -> set[str]:
    keys = (KEY.fullmatch(key) for key in catalogue("en"))
    return {f"{key['chapter']}-{key['name']}".replace("_", "-").upper() for key in keys if key}


def test_every_code_is_on_the_page() -> None:
    assert sorted(in_catalogue() - set(on_the_page())) == []


def test_every_code_on_the_page_is_in_the_catalogue() -> None:
    assert sorted(set(on_the_page()) - in_catalogue()) == []


def test_no_code_stands_twice() -> None:
    assert [code for code, count in Counter(on_the_page()).items() if count > 1] == []


def test_the_page_has_the_default_thresholds() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rules = ResponseRules()
    assert f"At least {rules.match_share:.0%} equal answers" in text
    assert f"Below {rules.fast_share:.0%} of the median" in text
    assert f"at least {rules.grid_rows} rows" in text
