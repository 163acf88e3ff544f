"""The page of the Copenhagen example on a telephone, as a browser lays it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import BROWSERS, look_at
from made_studies import copenhagen_document

from survey.documents.html import write_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH = 390
_RULER = """(page) => {
  const wide = (box) => box.scrollWidth - box.clientWidth;
  return {
    page: wide(page.documentElement),
    tables: Array.from(page.querySelectorAll(".survey-scroll"), wide),
  };
}"""


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_is_wider_than_the_screen(
    language: str, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    pages = {"report": (write_html(copenhagen_document(language)), WIDTH)}
    found = look_at(needs_program(*BROWSERS), tmp_path, pages, _RULER)
    assert found["report"]["page"] == 0
    assert set(found["report"]["tables"]) == {0}
