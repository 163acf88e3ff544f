"""Labels that have broken writers before stay text: in the page, the workbook and the pictures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from made_studies import wave_of
from pages import pictures_of, tags_of, visible_text

from survey.files.clean import clean_text

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    "+1",
    "@SUM(1+1)",
    "$x$ og $\\frac{1}{0}$",
    "_hidden",
    "\u202esnydt\u202c og \u2066skjult\u2069",
    "&amp; &lt;b&gt;",
    "{{ 7 * 7 }} {0} {unit}",
    '"><img src=x onerror=alert(3)>',
    "-- ]]> --> <!-- kommentar",
    "الجار الطيب",
    "🏠 hus 区域",
    "linje 1\nlinje 2\tlinje 3",
    "x" * 300,
    "Andelsboligforeningen Den Gamle Gartnergård ved Kirkebakken, afdeling 12 og 14",
    "e\u0301 \u00ad \u200d",
)
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])


@LANGUAGES
def test_a_report_with_hostile_labels_is_built_and_they_are_text(
    tmp_path: Path, language: str
) -> None:
    names = [f"o{k}" for k in range(len(HOSTILE) - 1)]
    counts = {name: {"q": [30 + k, 40, 50, 40, 30]} for k, name in enumerate(names)}
    counts["kontrast"] = {"q": [80, 40, 30, 20, 10]}
    labels = dict(zip([*names, "kontrast"], HOSTILE, strict=True))
    wave = wave_of(
        tmp_path / "s",
        counts,
        labels=labels,
        questions={"q": HOSTILE[0]},
        codes=dict(enumerate(HOSTILE[:5], 1)),
        title={"da": HOSTILE[9], "en": HOSTILE[9]},
    )
    files = {path.name: path for path in wave.report(language=language, out=tmp_path / "out")}
    workbook = files["tables.xlsx"]
    html = files["report.html"].read_text(encoding="utf-8")

    assert "b" not in tags_of(html)
    assert html.count("<script") == 1  # our own, which the policy knows by its hash
    assert html.count("<img ") == html.count("<picture>")
    assert "onerror=" not in html.replace("&#34;&gt;&lt;img src=x onerror=", "")
    text = visible_text(html)
    for label in HOSTILE[:13]:
        assert clean_text(label) in text
    assert "\u202e" not in html

    for picture in pictures_of(html):
        assert ET.fromstring(picture).tag.endswith("svg")  # noqa: S314 - our own
        assert "<script" not in picture.replace("<!-- <script", "")

    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(workbook.read_bytes())).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert {"=cmd|'/C calc'!A0", "+1", "_hidden"} <= {cell.value for cell in cells}
    assert files["manifest.json"].exists()
