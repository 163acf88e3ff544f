"""What a reader can do with a page, done in a browser: pick an area, sort, look at numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from area_document import area_document, label_of
from browser import BROWSERS, look_at

from survey.documents.html import write_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LOOK = """async (page, window, name) => {
  const all = (what, where = page) => Array.from(where.querySelectorAll(what));
  const soon = () => new Promise((done) => window.setTimeout(done, 100));
  const words = (element) => (element ? element.textContent : "").replace(/\\s+/g, " ").trim();
  const seen = (element) => element.checkVisibility();
  const [shares, numbers, answers] = all(".survey-grid");
  const rows = (table) => all("tbody tr", table).filter(seen).map((row) => words(row.cells[0]));
  const column = (table, place) => all("tbody tr", table).map((row) => words(row.cells[place]));
  const news = () => words(page.querySelector("[role=status]"));
  const select = page.querySelector("#survey-area");
  const choose = (value) => {
    select.value = value;
    select.dispatchEvent(new window.Event("change"));
  };
  const found = { options: Array.from(select.options, words), bar: [], boxes: [] };

  const head = (table, place) => {
    const heads = all("thead th[scope=col]", table);
    const placed = heads.find((each) => each.dataset.place === String(place));
    return (placed || heads[place]).querySelector("button");
  };
  const sorted = (button) => {
    button.click();
    return [button.closest("th").getAttribute("aria-sort"), news()];
  };
  found.sorts = [];
  for (const place of [0, 1]) {
    for (let click = 0; click < 3; click += 1) {
      const said = sorted(head(shares, place));
      found.sorts.push([...said, column(shares, place)]);
    }
  }
  head(answers, 1).click();
  found.grouped = column(answers, 1);
  head(answers, 1).click();
  head(answers, 1).click();

  const view = all(".survey-view button");
  const state = () => ({
    pressed: view.map((button) => button.getAttribute("aria-pressed")),
    picture: seen(page.querySelector("picture")),
    numbers: seen(numbers),
  });
  found.figure = state();
  view[1].click();
  await soon();
  found.table = state();
  view[0].click();

  const unfold = () => all(".survey-unfold").filter(seen);
  found.buttonsBefore = unfold().length;
  choose("area-a4");
  found.picked = rows(shares);
  found.pickedAnswers = rows(answers);
  found.pickedNews = news();
  found.address = window.location.hash;
  found.lines = all(".survey-lines p").map(words);
  unfold()[0].click();
  found.unfolded = rows(shares).length;
  found.expanded = all(".survey-unfold").filter(seen)[0].getAttribute("aria-expanded");
  page.querySelector(".survey-reset").click();
  found.reset = rows(shares).length;
  found.resetNews = news();
  found.flags = all(".survey-flag, .survey-lines, .survey-picked, .survey-folded").length;
  found.resetAddress = window.location.hash;

  window.location.hash = "#area=a1";
  await soon();
  found.linked = rows(shares);
  window.location.hash = "#area=%E0%A4%A";
  window.location.hash = "#area=unknown";
  await soon();
  found.unknown = rows(shares).length;

  window.scrollTo(0, shares.getBoundingClientRect().top + window.scrollY + 300);
  await soon();
  const bar = page.querySelector(".survey-areas").getBoundingClientRect();
  found.bar = bar.top;
  found.barEnds = bar.bottom;
  found.heads = shares.tHead.getBoundingClientRect().top;
  found.boxes = all(".survey-scroll").filter(seen).map((box) => ({
    wide: box.scrollWidth > box.clientWidth + 1,
    stops: box.hasAttribute("tabindex"),
    hinted: seen(box.previousElementSibling),
  }));
  found.page = page.documentElement.scrollWidth - page.documentElement.clientWidth;
  return found;
}"""


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory, needs_program: Callable[..., str]
) -> dict[str, Any]:
    """What was found on a screen and a telephone; the browser is started once."""
    browser = needs_program(*BROWSERS)
    page = write_html(area_document(30, 11, "da"))
    pages = {"desk": (page, 1280), "telephone": (page, 390)}
    return look_at(browser, tmp_path_factory.mktemp("browser"), pages, _LOOK)


def test_a_reader_chooses_among_all_areas_but_the_contrast_in_danish_order(found: Any) -> None:
    options = found["desk"]["options"]
    assert options[0] == "alle"
    assert len(options) == 30
    assert options.index("Afdeling 9 4") < options.index("Afdeling 10")
    assert [o for o in options if not o[-1].isdigit()] == [
        "alle", "Vangdalen", "Zonen", "Ærøparken", "Ørestien", "Aadalen",
    ]  # fmt: skip


def test_names_sort_as_a_dane_sorts_and_9_before_10(found: Any) -> None:
    up, down, again = (found["desk"]["sorts"][k] for k in range(3))
    assert up[:2] == ["ascending", "Sorteret efter Område, fra A til Å."]
    names = up[2]
    assert names[0] == "Afdeling 9"
    assert names.index("Afdeling 9 4") < names.index("Afdeling 10")
    order = [names.index(n) for n in ("Vangdalen", "Zonen", "Ærøparken", "Ørestien", "Aadalen")]
    assert order == sorted(order)
    assert names[-2:] == ["Hornbækken (kontrast)", "Alle"]
    assert down[2][:29] == names[:29][::-1]
    assert again[0] is None
    assert again[2][:3] == ["Vangdalen", "Ørestien", "Zonen"]


def test_numbers_sort_from_the_highest_and_hidden_ones_come_last_both_ways(found: Any) -> None:
    down, up, again = (found["desk"]["sorts"][k] for k in range(3, 6))
    assert down[:2] == ["descending", "Sorteret efter Pct., højeste først."]
    assert up[:2] == ["ascending", "Sorteret efter Pct., laveste først."]
    assert again[:2] == [None, "Tabellen står igen i sin egen rækkefølge."]
    for numbers, backwards in ((down[2], True), (up[2], False)):
        shown = [int(number) for number in numbers[:28]]
        assert shown == sorted(shown, reverse=backwards)
        assert numbers[28:] == ["†", *again[2][-2:]]


def test_rows_below_a_heading_sort_among_themselves(found: Any) -> None:
    column = found["desk"]["grouped"]
    north, south = column[1:15], column[17:32]
    assert [int(n) for n in north] == sorted(map(int, north), reverse=True)
    assert [int(n) for n in south] == sorted(map(int, south), reverse=True)
    assert column[15] == column[32] == "21"


def test_a_figure_shows_its_picture_or_its_numbers(found: Any) -> None:
    for screen in found.values():
        assert screen["figure"] == {"pressed": ["true", "false"], "picture": True, "numbers": False}
        assert screen["table"] == {"pressed": ["false", "true"], "picture": False, "numbers": True}


def test_a_picked_area_stands_beside_the_contrast_and_all_and_the_others_are_folded(
    found: Any,
) -> None:
    for screen in found.values():
        assert screen["buttonsBefore"] == 0
        assert screen["picked"] == ["Aadalen valgt", "Hornbækken (kontrast)", "Alle"]
        assert screen["pickedAnswers"] == [
            "Nord", "Aadalen valgt", "I alt", "Syd", "I alt", "Antal svar",
        ]  # fmt: skip
        assert screen["pickedNews"] == "Tabellerne viser nu Aadalen. De øvrige er foldet sammen."
        assert screen["address"] == "#area=a4"
        assert screen["unfolded"] == 31
        assert screen["expanded"] == "true"


def test_a_figure_says_in_a_line_what_it_shows_of_a_picked_area(found: Any) -> None:
    assert found["desk"]["lines"] == [
        "Aadalen: Pct. 51 · Usikkerhed 46–56 · Forskel til Hornbækken +4 · Antal svar 1.148",
        "Hornbækken (kontrast): Pct. 63 · Usikkerhed 58–68 · Antal svar 2.480",
    ]


def test_all_can_be_shown_again_and_nothing_is_left_behind(found: Any) -> None:
    for screen in found.values():
        assert screen["reset"] == 31
        assert screen["resetNews"] == "Tabellerne viser igen alle."
        assert screen["flags"] == 0
        assert screen["resetAddress"] == ""


def test_a_link_can_pick_an_area_and_an_unknown_one_picks_none(found: Any) -> None:
    assert found["desk"]["linked"][0] == f"{label_of(1)} valgt"
    assert found["desk"]["unknown"] == 31


def test_a_wide_table_scrolls_in_its_box_and_says_so(found: Any) -> None:
    for screen in found.values():
        assert all(b["wide"] == b["stops"] == b["hinted"] for b in screen["boxes"])
        assert screen["page"] == 0
    assert [box["wide"] for box in found["desk"]["boxes"]] == [False, False]
    assert [box["wide"] for box in found["telephone"]["boxes"]] == [False, True]


def test_heads_of_a_long_table_stay_in_sight_below_the_bar(found: Any) -> None:
    for screen in found.values():
        assert screen["bar"] == 0
        assert 30 < screen["barEnds"] < 90
        assert abs(screen["heads"] - screen["barEnds"]) <= 1


_USED = """async (page, window) => {
  const select = page.querySelector("#survey-area");
  select.value = select.options[2].value;
  select.dispatchEvent(new window.Event("change"));
  page.querySelectorAll(".survey-view button:last-child").forEach((button) => button.click());
  page.querySelectorAll(".survey-unfold")[0].click();
  page.querySelectorAll("th:first-child .survey-sort").forEach((button) => button.click());
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
  const found = await window.axe.run(page, { runOnly });
  return { bars: found.violations.map((each) => [each.id, each.nodes.map((node) => node.html)]) };
}"""


def test_groups_of_columns_long_labels_and_other_scripts_bar_no_reader(
    tmp_path: Path, needs_program: Callable[..., str], axe: Path
) -> None:
    pages = {
        f"{language}_{count}_{width}": (
            write_html(area_document(count, categories, language, long=True)),
            width,
        )
        for language, count, categories, width in (("da", 30, 11, 1280), ("en", 3, 3, 390))
    }
    found = look_at(needs_program(*BROWSERS), tmp_path, pages, _USED, script=axe)
    assert [each["bars"] for each in found.values()] == [[], []]
