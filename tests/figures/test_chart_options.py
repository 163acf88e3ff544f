"""What can be asked of charts, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from made_charts import ONE_WAVE, released_once, released_waves
from made_survey import GRID, made_survey

import survey as sv
from survey.codebook import Code, Headline, Kind, Variable
from survey.disclosure.policy import Status
from survey.errors import UnknownNameError, WrongUseError
from survey.figures.answers import good_is_left
from survey.figures.heat_cells import HeatCell

if TYPE_CHECKING:
    from laid import Laid

    from survey.documents.blocks import Table
    from survey.figures.chart import Chart


def table_of(chart: Chart) -> Table:
    assert chart.data is not None
    return chart.data


def column(chart: Chart, key: str) -> list[str]:
    """The printed cells of a column."""
    table = table_of(chart)
    place = [each.key for each in table.columns].index(key)
    return [row.cells[place].text for row in table.rows]


def numbers(cells: list[str]) -> list[int]:
    return [int(cell) for cell in cells if cell.lstrip("−+").isdigit()]


# Answer bars


@pytest.mark.parametrize(("sort", "key"), [("positive", "total_right"), ("negative", "total_left")])
def test_bars_are_sorted_by_a_side_and_those_set_apart_stay_last(sort: Any, key: str) -> None:
    chart = sv.likert_chart(released_once("eight_areas"), "safe", sort=sort, totals=True)
    *areas, contrast, together = table_of(chart).rows
    assert (contrast.area, together.area) == ("contrast", "")
    shown = [row for row in areas if row.cells[1].text != "†"]
    assert areas[: len(shown)] == shown
    sums = numbers(column(chart, key)[: len(shown)])
    assert sums == sorted(sums, reverse=True)


def test_sums_at_the_ends_are_those_of_the_shares_beside_the_middle() -> None:
    chart = sv.likert_chart(released_once("eight_areas"), "safe", totals=True)
    for row in table_of(chart).rows:
        values = [cell.values[0] for cell in row.cells[1:] if cell.values]
        if values:
            one, two, middle, four, five, left, right = values
            assert left == pytest.approx(one + two)  # type: ignore[operator]
            assert right == pytest.approx(four + five)  # type: ignore[operator]
            assert left + middle + right == pytest.approx(100)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("codes", "good", "expected"),
    [((1, 2), "high", True), ((4, 5), "high", False), ((4, 5), "low", True),
     ((1, 2), "low", False), ((1,), "neither", False), ((1, 2, 3), "high", True),
     ((3, 4, 5), "high", False), ((2, 3, 4, 5), "low", True)],
)  # fmt: skip
def test_the_headline_tells_which_side_is_good(codes: Any, good: Any, expected: bool) -> None:
    answers = tuple(Code(k, {"en": str(k)}) for k in range(1, 6))
    variable = Variable("q", Kind.SINGLE, {}, codes=answers, headline=Headline(codes, good))
    assert good_is_left(variable) == expected


def test_good_answers_have_the_colours_of_good_news_wherever_they_stand() -> None:
    released = released_once("eight_areas")
    codebook, headline = released.codebook, released.codebook["safe"].headline
    assert headline is not None
    turned = replace(codebook["safe"], headline=replace(headline, good="low"))
    other = replace(released, codebook=codebook.with_variables([turned]))
    plots = [sv.likert_chart(each, "safe").to_figure().plot for each in (released, other)]
    assert plots[0] is not None
    assert plots[1] is not None
    assert plots[0].colours == plots[1].colours[::-1]


def test_an_answer_beside_the_scale_is_not_drawn_and_the_note_says_so() -> None:
    released = released_once("eight_areas")
    variable = released.codebook["safe"]
    last = replace(variable.codes[-1], outside=True)
    beside = replace(variable, codes=(*variable.codes[:-1], last))
    book = released.codebook.with_variables([beside])
    chart = sv.likert_chart(replace(released, codebook=book), "safe", language="da")
    whole = sv.likert_chart(released, "safe", language="da")
    assert len(table_of(chart).columns) == len(table_of(whole).columns) - 1
    (note,) = (each for each in chart.notes if "uden for skalaen" in each)
    assert note.startswith(f"Svaret »{last.label['da']}« ")


def test_small_shares_have_no_number_on_them(laid: Laid) -> None:
    released = released_once("eight_areas")
    for least in (0.0, 0.2):
        sv.likert_chart(released, "safe", labels_below=least).to_figure()
    every, large = ({w for _, _, boxes in laid.pages[k : k + 1] for w, _ in boxes} for k in (0, 2))
    assert any(word.isdigit() and int(word) < 18 for word in every)
    assert not any(word.isdigit() and 0 < int(word) < 18 for word in large)


def test_a_grid_has_a_bar_for_each_question_in_one_area_or_all() -> None:
    released = released_once("eight_areas")
    together = sv.likert_chart(released, list(GRID), language="da")
    one = sv.likert_chart(released, list(GRID), area="a1", language="da")
    assert [row.cells[0].text for row in table_of(one).rows] == [da for da, _ in GRID.values()]
    assert {row.area for row in table_of(one).rows} == {"a1"}
    assert together.id != one.id
    assert one.title == "4 spørgsmål, Vangdalen: alle svar"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda r: sv.likert_chart(r, "safe", sort="size"), "sort must be"),  # type: ignore[arg-type]
        (lambda r: sv.likert_chart(r, "safe", middle="left"), "middle must be"),  # type: ignore[arg-type]
        (lambda r: sv.likert_chart(r, "safe", area="a1"), "list of questions"),
        (lambda r: sv.likert_chart(r, []), "list of questions"),
        (lambda r: sv.likert_chart(r, ["safe", "grid_1"]), "same answers"),
        (lambda r: sv.likert_chart(r, ["grid_1"], area="a99"), "among those released"),
        (lambda r: sv.ranked_chart(r, "asks", area="a99"), "among those released"),
        (lambda r: sv.ranked_chart(r, "asks", contrast="a99"), "among those released"),
        (lambda r: sv.ranked_chart(r, "asks", other="asks_z"), "one of the question's"),
        (lambda r: sv.heat_chart(r, []), "between one and 12"),
        (lambda r: sv.heat_chart(r, ["asks"]), "headline"),
    ],
)
def test_what_a_chart_of_one_wave_refuses(make: Any, words: str) -> None:
    with pytest.raises((WrongUseError, UnknownNameError), match=words):
        make(released_once("two_areas"))


def test_without_all_areas_together_a_grid_and_a_ranking_need_an_area() -> None:
    design = made_survey(3).design
    shares = sv.proportion(design, ["grid_1"], by="area")
    wishes = sv.multiple_response(design, "asks", by="area")
    released = sv.release([shares, wishes])
    for make in (lambda: sv.likert_chart(released, ["grid_1"]),
                 lambda: sv.ranked_chart(released, "asks")):  # fmt: skip
        with pytest.raises(WrongUseError, match="all together"):
            make()
    assert not sv.ranked_chart(released, "asks", area="a1").is_empty


# Answers in order


def test_answers_are_in_order_of_their_shares_and_some_come_last() -> None:
    released = released_once("eight_areas")
    chart = sv.ranked_chart(released, "asks", other="asks_a", exclusive=["asks_b"], language="en")
    *ranked, other, exclusive = column(chart, "estimate")
    assert numbers(ranked) == sorted(numbers(ranked), reverse=True)
    labels = column(chart, "answer")
    assert labels[-2:] == ["Better lighting on the paths", "More events for all"]
    assert int(other) > int(ranked[0])
    assert int(exclusive) > int(ranked[-1])


def test_a_question_released_for_all_only_is_ranked_without_a_contrast() -> None:
    released = sv.release(sv.multiple_response(made_survey(3).design, "asks"))
    chart = sv.ranked_chart(released, "asks", language="en")
    assert [each.key for each in table_of(chart).columns] == ["answer", "estimate", "interval"]
    assert not any("contrast" in note for note in chart.notes)


def test_the_contrast_itself_is_ranked_without_ticks() -> None:
    chart = sv.ranked_chart(released_once("eight_areas"), "asks", area="contrast", language="en")
    assert "contrast" not in {each.key for each in table_of(chart).columns}


# Waves


def test_the_waves_of_a_change_can_be_chosen() -> None:
    released = released_waves("ten_long_waves")
    chart = sv.change_chart(released, "safe", later="2014", language="da")
    heads = [each.head for each in table_of(chart).columns]
    assert heads[1:3] == [
        "Beboerundersøgelsen i foråret 2010, pct.", "Beboerundersøgelsen i foråret 2014, pct.",
    ]  # fmt: skip
    assert "2014" in chart.title


def test_changes_go_from_the_greatest_rise_to_the_greatest_fall() -> None:
    chart = sv.change_chart(released_waves("thirty_areas"), "grid_1", contrast="contrast")
    *areas, contrast, together = table_of(chart).rows
    assert (contrast.area, together.area) == ("contrast", "")
    changes = [row.cells[3].values[0] for row in areas if row.cells[3].values]
    assert changes == sorted(changes, reverse=True)  # type: ignore[type-var]


def test_marks_of_change_are_those_released() -> None:
    released = released_waves("thirty_areas")
    (part,) = released.comparisons
    rows = part.frame[(part.frame["variable"] == "safe") & (part.frame["wave"] == "2014")]
    marks = {str(r["area"]): r["mark"] for r in rows.to_dict("records")}
    chart = sv.change_chart(released, "safe")
    signs = {1: "↑", -1: "↓", 0: ""}
    for row in table_of(chart).rows:
        assert row.cells[-1].text == signs[marks[row.area or "(all)"]]


def test_no_arrow_compares_waves_across_a_break_and_no_native_line_joins_them() -> None:
    released = released_waves("three_waves")
    whole = sv.trend_chart(released, "safe", language="en")
    broken = sv.trend_chart(released, "safe", breaks=["2014"], language="en")
    assert any("↑" in note for note in whole.notes)
    assert not any("↑" in note for note in broken.notes)
    assert whole.plot is not None
    assert broken.plot is None
    assert any("2014" in note and "not comparable" in note for note in broken.notes)


def test_a_wave_may_be_named_by_its_label() -> None:
    released = released_waves("ten_long_waves")
    breaks = ["Survey, spring 2012"]
    chart = sv.trend_chart(released, "safe", breaks=breaks, language="en")
    assert any("Survey, spring 2012" in note for note in chart.notes)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda r: sv.trend_chart(r, "safe", breaks=["1999"]), "wave must be"),
        (lambda r: sv.trend_chart(r, "safe", breaks=["2010"]), "nothing before it"),
        (lambda r: sv.trend_chart(r, "safe", contrast="a99"), "among those released"),
        (lambda r: sv.trend_chart(r, "safe", wave="year"), "by area and wave"),
        (lambda r: sv.trend_chart(r, "grid_2"), "by area and wave"),
        (lambda r: sv.change_chart(r, "safe", earlier="2012"), "comparison of the waves"),
        (lambda r: sv.change_chart(r, "safe", later="2010"), "come after"),
        (lambda r: sv.change_chart(r, "safe", kind="pie"), "kind must be"),  # type: ignore[arg-type]
    ],
)
def test_what_a_chart_of_waves_refuses(make: Any, words: str) -> None:
    with pytest.raises((WrongUseError, UnknownNameError), match=words):
        make(released_waves("three_waves"))


def test_one_wave_is_no_trend() -> None:
    heads = sv.headline(made_survey(3).design, "safe", by=["area", "wave"])
    with pytest.raises(WrongUseError, match="at least two waves"):
        sv.trend_chart(sv.release(heads), "safe")


@pytest.mark.parametrize("make", [sv.change_chart, sv.trend_chart, sv.ranked_chart])
def test_numbers_that_were_not_released_are_refused(make: Any) -> None:
    heads = sv.headline(made_survey(3).design, "safe", by=["area", "wave"])
    with pytest.raises(WrongUseError, match="must be released"):
        make(heads, "safe")


# Tints


@pytest.mark.parametrize(
    ("difference", "side", "level"),
    [(0.04, 1, 0), (0.05, 1, 1), (0.2, 1, 2), (-0.05, 1, -1), (-0.2, 1, -2), (0.2, -1, -2),
     (-0.1, -1, 1), (0.5, 0, 0), (None, 1, 0)],
)  # fmt: skip
def test_tints_follow_the_difference_and_what_is_good(
    difference: float | None, side: int, level: int
) -> None:
    assert HeatCell(0.5, Status.SHOWN, difference, 0, side).level == level


def test_questions_compared_with_different_things_have_no_common_tint() -> None:
    heads = sv.headline(made_survey(4, small=False).design, ["safe", "grid_1"], by="area")
    first = sv.headline(made_survey(4, small=False).design, "safe", by="area")
    second = sv.headline(made_survey(4, small=False).design, "grid_1", by="area")
    released = sv.release([
        heads, sv.compare_areas(first, "contrast"), sv.compare_areas(second, "a1"),
    ])  # fmt: skip
    with pytest.raises(WrongUseError, match="compared with the same"):
        sv.heat_chart(released, ["safe", "grid_1"])


# Hidden numbers


@pytest.mark.parametrize("case", ["eight_areas", "few_answers"])
def test_hidden_numbers_are_nowhere_in_tables_or_words(case: str) -> None:
    made = made_survey(**ONE_WAVE[case])  # type: ignore[arg-type]
    truth = sv.headline(made.design, "safe", by="area").to_frame()
    released = released_once(case)
    _, rows = released.estimates_of("safe", ("area",), headline=True)
    hidden = {r["area"] for r in rows.to_dict("records") if r["status"].hidden}
    assert hidden
    chart = sv.contrast_chart(released, "safe", language="da")
    values = {v for row in table_of(chart).rows for cell in row.cells for v in cell.values}
    for record in truth.to_dict("records"):
        found = any(abs(float(v) - 100 * record["estimate"]) < 1e-9 for v in values)
        assert found == (record["area"] not in hidden)


# Slips of the hand


@pytest.mark.parametrize("draw", [sv.contrast_chart, sv.likert_chart, sv.funnel_chart])
def test_a_language_that_charts_are_not_written_in_is_refused(draw: Any) -> None:
    with pytest.raises(WrongUseError, match="Danish or English"):
        draw(released_once("two_areas"), "safe", language="de")


@pytest.mark.parametrize("draw", [sv.contrast_chart, sv.ranked_chart, sv.funnel_chart])
def test_a_list_is_refused_where_one_question_is_drawn(draw: Any) -> None:
    with pytest.raises(WrongUseError, match="one name"):
        draw(released_once("two_areas"), ["safe"])


@pytest.mark.parametrize("draw", [sv.trend_chart, sv.change_chart])
def test_a_list_is_refused_where_one_question_is_drawn_over_waves(draw: Any) -> None:
    released = released_waves("three_waves")
    with pytest.raises(WrongUseError, match="one name"):
        draw(released, ["safe"])


def test_one_break_may_be_given_by_itself() -> None:
    released = released_waves("three_waves")
    alone = sv.trend_chart(released, "safe", breaks="2012", language="en")
    assert alone.alt == sv.trend_chart(released, "safe", breaks=["2012"], language="en").alt


def test_questions_with_the_same_headline_are_told_apart_by_their_own_words() -> None:
    same = Headline((2,), "low", label={"en": "Unsafe"})
    codes = (Code(1, {"en": "Yes"}), Code(2, {"en": "No"}))
    known = {
        name: Variable(name, Kind.SINGLE, {"en": label}, {}, codes, same)
        for name, label in (("evening", "In the evening"), ("day", "In the daytime"))
    }
    rows = pd.DataFrame({"area": ["A", "B"] * 60, "evening": [1, 2, 2] * 40, "day": [1, 1, 2] * 40})
    design = sv.SurveyDesign(rows, codebook=sv.Codebook(known))
    shares = sv.headline(design, ["evening", "day"], by="area")
    released = sv.release([shares, sv.compare_areas(shares, "B")])
    heads = [each.head for each in table_of(sv.heat_chart(released, list(known))).columns]
    assert {"In the evening: Unsafe", "In the daytime: Unsafe"} <= set(heads)
    profile = sv.area_profile(released, "A", language="en")
    assert [row.cells[0].text for row in profile.rows] == [
        "In the evening: Unsafe, %", "In the daytime: Unsafe, %",
    ]  # fmt: skip
