"""Charts: well-formed, the same each time, legible, and honest about what is hidden."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from chart_cases import CASES, LONG, LONG_CONTRAST, released_case
from laid import cut_off, touching
from made_studies import COPENHAGEN, copenhagen_released

from survey.disclosure.release import release
from survey.documents.blocks import Picture
from survey.documents.colours import contrast, ink_on
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.verbs import headline
from survey.figures.chart import MOST_ALT, Chart, shortened
from survey.figures.contrast_chart import contrast_chart
from survey.figures.frame import frame_of, tick_step, ticks, with_unit
from survey.figures.likert_chart import likert_chart
from survey.figures.style import DEFAULT_LOOK, drawable, text_width, wrapped
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

    from laid import Laid
    from syrupy.assertion import SnapshotAssertion

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture

BOTH = (contrast_chart, likert_chart)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Released:
    return released_case(tmp_path_factory.mktemp(request.param), request.param)


def drawn_words(picture: Picture) -> list[str]:
    """The words in a picture, which it draws as outlines and keeps in comments."""
    comments = re.findall(r"<!-- (.*?) -->", picture.svg.decode("utf-8"), re.S)
    return [each.strip() for each in comments]


# Laying out


def test_no_label_is_cut_off_and_none_runs_into_another(case: Released, laid: Laid) -> None:
    for chart in BOTH:
        chart(case, "q", language="da").to_figure()
    for width, height, boxes in laid.pages:
        assert cut_off(width, height, boxes) == []
        assert touching(boxes) == []


def test_long_labels_go_over_several_lines_and_leave_room_for_the_marks(
    tmp_path: Path, laid: Laid
) -> None:
    released = released_case(tmp_path, "long_labels")
    for chart in BOTH:
        chart(released, "q", language="da").to_figure()
    words = {text for _, _, boxes in laid.pages for text, _ in boxes}
    assert any(text.count("\n") == 2 and text.startswith("Kooperativ") for text in words)
    assert any(text.startswith("Alle øvrige") and "70" in text for text in words)
    assert not any(text.endswith("…") for text in words)
    labels = [(label, False) for label in LONG]
    for narrow in (False, True):
        frame = frame_of(labels, narrow=narrow, step=36, above=40, right=120)
        assert frame.inner >= 0.45 * frame.width
        assert all(
            one.top < one.middle < other.top for one, other in itertools.pairwise(frame.rows)
        )


# Pictures


def test_pictures_are_well_formed_and_the_same_each_time(tmp_path: Path) -> None:
    released = released_case(tmp_path, "few")
    for make, language in itertools.product(BOTH, ("da", "en")):
        first, again = (make(released, "q", language=language).to_figure() for _ in range(2))
        assert [each.svg for each in first.pictures] == [each.svg for each in again.pictures]
        wide, narrow = first.pictures
        assert (wide.narrow, narrow.narrow) == (False, True)
        assert (wide.width, narrow.width) == (720, 350)
        for picture in first.pictures:
            root = ET.fromstring(picture.svg)  # noqa: S314 - our own
            assert root.tag == f"{SVG}svg"
            assert not list(root.iter(f"{SVG}script"))
            assert not list(root.iter(f"{SVG}text"))
            assert b"dc:date" not in picture.svg


def test_a_picture_shows_the_numbers_of_the_table() -> None:
    figure = contrast_chart(copenhagen_released(), "satisfaction", language="da").to_figure()
    words = drawn_words(figure.pictures[0])
    assert "39\xa0pct.\xa0(36–43)" in words
    assert "Højhuse: 50\xa0pct." in words
    order = [words.index(label) for label in ("Atriumhuse", "Etageboliger", "Rækkehuse")]
    assert order == sorted(order)


def test_bars_hold_the_shares_that_they_have_room_for() -> None:
    figure = likert_chart(copenhagen_released(), "satisfaction", language="en").to_figure()
    words = drawn_words(figure.pictures[0])
    assert words.count("39") == 1
    assert {"Low", "Medium", "High", "Tower blocks (contrast)", "All", "48"} <= set(words)


def test_a_hidden_area_is_listed_with_its_sign_and_not_drawn(tmp_path: Path) -> None:
    released = released_case(tmp_path, "hidden")
    contrast, likert = (make(released, "q", language="da") for make in BOTH)
    for chart in (contrast, likert):
        assert "† = ikke vist af hensyn til fortrolighed." in chart.notes
        assert "Søparken" not in chart.alt
        assert "Søparken" in drawn_words(chart.to_figure().pictures[0])
    assert "†" in drawn_words(contrast.to_figure().pictures[0])


def test_few_answers_are_starred_in_both_charts(tmp_path: Path) -> None:
    released = released_case(tmp_path, "few")
    for make in BOTH:
        chart = make(released, "q", language="da")
        assert "* = få svar, tolkes varsomt." in chart.notes
        assert any("*" in words for words in drawn_words(chart.to_figure().pictures[0]))


def test_without_a_contrast_nothing_is_said_to_be_like_it(tmp_path: Path) -> None:
    chart = contrast_chart(released_case(tmp_path, "contrast_hidden"), "q", language="da")
    assert not any("skelnes" in note or "sikker forskel" in note for note in chart.notes)
    assert "Lodret streg = forskellen til Midtbyen vises ikke." in chart.notes
    assert "skelnes" not in chart.alt
    assert "Midtbyen†" in drawn_words(chart.to_figure().pictures[0])


def test_a_chart_of_hidden_numbers_only_says_that_it_is_empty(tmp_path: Path) -> None:
    released = released_case(tmp_path, "all_hidden")
    assert all(make(released, "q").is_empty for make in BOTH)
    assert not any(make(copenhagen_released(), "contact").is_empty for make in BOTH)


# Words


@pytest.mark.parametrize("language", ["da", "en"])
def test_alternatives_are_short_whole_and_of_numbers(case: Released, language: str) -> None:
    for make in BOTH:
        chart = make(case, "q", language=language)
        assert 40 < len(chart.alt) <= MOST_ALT
        assert chart.alt.endswith(".")
        assert re.search(r"\.\.|nan|[{}]|  ", chart.alt) is None
        assert chart.is_empty or re.search(r"\d", chart.alt)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "name",
    ["areas_2", "answers_3", "long_labels", "contrast_at_all", "all_none", "one_area",
     "nobody_in_one", "all_hidden"],
)  # fmt: skip
def test_alternatives_and_notes_are_as_reviewed(
    name: str, language: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    released = released_case(tmp_path, name)
    charts = [make(released, "q", language=language) for make in BOTH]
    assert [(chart.title, chart.alt, chart.notes) for chart in charts] == snapshot


def test_a_long_contrast_is_cut_in_the_alternative_only(tmp_path: Path) -> None:
    chart = contrast_chart(released_case(tmp_path, "long_labels"), "q", language="da")
    assert LONG_CONTRAST not in chart.alt
    assert LONG_CONTRAST in " ".join(chart.notes)


def test_a_chart_shows_itself_in_a_notebook() -> None:
    chart = contrast_chart(copenhagen_released(), "contact", language="da")
    html = chart._repr_html_()
    assert html.count("<img ") == 1
    assert "Megen kontakt sammenlignet med højhusene" in html
    assert isinstance(chart, Chart)
    assert repr(chart) == "Chart(Megen kontakt sammenlignet med højhusene)"
    assert chart.to_figure(title="Egen titel").title == "Egen titel"


def test_a_question_without_comparison_has_no_contrast_chart() -> None:
    heads = headline(open_study(COPENHAGEN).wave().design(), "contact", by="type")
    with pytest.raises(WrongUseError, match="together with a comparison"):
        contrast_chart(release([heads]), "contact")
    with pytest.raises(UnknownNameError, match="must be released"):
        likert_chart(release([heads]), "satisfaction")
    with pytest.raises(UnknownNameError, match="with all its answers"):
        likert_chart(release([heads]), "contact")


@pytest.mark.parametrize("chart", [contrast_chart, likert_chart])
def test_numbers_that_were_not_released_are_not_drawn(chart: Any) -> None:
    heads = headline(open_study(COPENHAGEN).wave().design(), "contact", by="type")
    with pytest.raises(WrongUseError, match="must be released before a table or chart"):
        chart(heads, "contact")


# Parts


def test_text_is_wrapped_at_spaces_within_its_width() -> None:
    words = "Kooperativ almennyttig boligafdeling Søndermarksvej"
    lines = wrapped(words, 9.5, 220, most=3).split("\n")
    assert " ".join(lines) == words
    assert all(text_width(line, 9.5) <= 220 for line in lines)


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    lines = wrapped("x" * 100, 9.5, 100, most=2).split("\n")
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line, 9.5) <= 100 for line in lines)


def test_a_word_too_long_for_a_line_is_parted_at_its_hyphens_else_with_one() -> None:
    word = "Niels-Ebbesens-Gadekvarteretsbebyggelse"
    assert wrapped(word, 9.5, 200, most=3) == "Niels-Ebbesens-\nGadekvarteretsbebyggelse"
    lines = wrapped(word.replace("-", ""), 9.5, 100, most=9).split("\n")
    assert "".join(line.removesuffix("-") for line in lines) == word.replace("-", "")
    assert all(line.endswith("-") for line in lines[:-1])
    assert all(text_width(line, 9.5) <= 100 for line in lines)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a\n b\tc ", "a b c"),
        ("🏠 hus", "□ hus"),
        ("\u200d\u00ad", ""),
        ("36\xa0pct.", "36\xa0pct."),
        ("_skjult $x$", "_skjult $x$"),
        ("", ""),
    ],
)
def test_only_signs_that_the_font_has_are_drawn(words: str, expected: str) -> None:
    assert drawable(words) == expected
    assert wrapped(words, 9, 200) == expected


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.19, 0.61, 8, [0.2, 0.3, 0.4, 0.5, 0.6]),
        (-0.01, 1.01, 8, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-1.02, 1.02, 6, [-1.0, -0.5, 0.0, 0.5, 1.0]),
        (-0.02, 0.23, 4, [0.0, 0.1, 0.2]),
    ],
)
def test_ticks_are_round_and_not_too_near(
    low: float, high: float, most: float, expected: list[float]
) -> None:
    assert ticks(low, high, tick_step(low, high, most=most)) == expected


def test_only_the_last_tick_has_a_unit() -> None:
    assert with_unit(["40", "50"], "da") == ["40", "50\xa0pct."]
    assert with_unit(["40", "50"], "en") == ["40", "50%"]
    assert with_unit([], "en") == []


@pytest.mark.parametrize("count", range(1, 12))
def test_colours_go_from_one_end_to_the_other_and_are_told_apart(count: int) -> None:
    colours = DEFAULT_LOOK.diverging(count)
    assert len(set(colours)) == count
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)
    if count % 2 and count > 1:
        assert colours[count // 2] == "#e6e6e6"


@pytest.mark.parametrize("count", range(2, 12))
def test_numbers_in_bars_can_be_read(count: int) -> None:
    assert all(contrast(ink_on(colour), colour) >= 4.0 for colour in DEFAULT_LOOK.diverging(count))


def test_shortening_keeps_a_text_on_one_line() -> None:
    assert shortened("a  b\nc", 10) == "a b c"
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abc def", 5) == "abc…"
