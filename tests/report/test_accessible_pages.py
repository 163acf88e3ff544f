"""Pages under the rules of WCAG 2.1 AA, as axe-core checks them in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import BROWSERS, look_at
from made_studies import copenhagen_document

from survey.documents.html import write_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Everything that can be used is used, then what is open is checked too.
_LOOK = """async (page, window) => {
  const select = page.querySelector("#survey-area");
  select.value = select.options[1].value;
  select.dispatchEvent(new window.Event("change"));
  page.querySelectorAll(".survey-view button:last-child").forEach((button) => button.click());
  page.querySelectorAll("th:first-child .survey-sort").forEach((button) => button.click());
  page.querySelectorAll("details").forEach((details) => { details.open = true; });
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
  const found = await window.axe.run(page, { runOnly: tags });
  const grave = found.violations.filter((each) => ["serious", "critical"].includes(each.impact));
  return {
    checked: found.passes.length,
    picked: page.querySelectorAll(".survey-picked").length,
    grave: grave.map((each) => [each.id, each.nodes.map((node) => node.html)]),
    page: page.documentElement.scrollWidth - page.documentElement.clientWidth,
  };
}"""


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_bars_a_reader_from_the_report(
    language: str, tmp_path: Path, needs_program: Callable[..., str], axe: Path
) -> None:
    browser = needs_program(*BROWSERS)
    page = write_html(copenhagen_document(language))
    pages = {"desk": (page, 1280), "telephone": (page, 390)}
    for found in look_at(browser, tmp_path, pages, _LOOK, script=axe).values():
        assert found["checked"] > 20
        assert found["picked"] > 0
        assert found["grave"] == []
        assert found["page"] == 0


def test_the_rules_see_what_bars_a_reader(
    tmp_path: Path, needs_program: Callable[..., str], axe: Path
) -> None:
    page = write_html(copenhagen_document("en"))
    planted = page.replace(b'<label for="survey-area">', b'<label for="">')
    (found,) = look_at(
        needs_program(*BROWSERS), tmp_path, {"desk": (planted, 1280)}, _LOOK, script=axe
    ).values()
    assert [rule for rule, _ in found["grave"]] == ["select-name"]
