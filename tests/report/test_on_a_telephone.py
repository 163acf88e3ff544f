"""The page of the Copenhagen example on a telephone, as a browser lays it out."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from made_studies import copenhagen_document

from survey.documents.html import write_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH = 390
_HARMLESS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--no-first-run", "--hide-scrollbars",
)  # fmt: skip
# the page runs no scripts, so it is measured from the outside
_RULER = """<!doctype html><body><script>
const frame = document.createElement("iframe");
frame.style.cssText = "width:{width}px;height:800px;border:0";
frame.onload = () => {{
  const page = frame.contentDocument, wide = (e) => e.scrollWidth - e.clientWidth;
  const found = {{
    page: wide(page.documentElement),
    tables: Array.from(page.querySelectorAll(".survey-scroll"), wide),
  }};
  document.body.innerHTML = "<pre>" + JSON.stringify(found) + "</pre>";
}};
frame.src = "report.html";
document.body.append(frame);
</script>"""


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_is_wider_than_the_screen(
    language: str, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    browser = needs_program("chromium", "chromium-browser", "google-chrome")
    (tmp_path / "report.html").write_bytes(write_html(copenhagen_document(language)))
    ruler = tmp_path / "ruler.html"
    ruler.write_text(_RULER.format(width=WIDTH), encoding="utf-8")
    reading = ("--disable-web-security", "--allow-file-access-from-files")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    waiting = ("--virtual-time-budget=10000", "--dump-dom")
    command = [browser, *_HARMLESS, *reading, profile, *waiting, ruler.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r"<pre>(.*)</pre>", done.stdout)
    assert found, done.stderr[-1000:]
    assert json.loads(found[1]) == {"page": 0, "tables": [0, 0, 0]}
