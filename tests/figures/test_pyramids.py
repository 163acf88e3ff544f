"""Pyramids: right shares, legible bars, and no cell that tells of a few respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

from survey.codebook import Code, Codebook, Kind, Variable
from survey.disclosure.policy import ReleasePolicy, policy_named
from survey.errors import SurveyError
from survey.figures.pyramid_cells import Cells, Protection, band_label, protected
from survey.figures.pyramid_chart import pyramid_chart
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

AGES = ("18–29 år", "30–39 år", "40–49 år", "50–59 år", "60–69 år", "70–79 år", "80 år og derover")
LONG_AGES = (
    "Unge på 18 til 29 år, herunder studerende og lærlinge med bopæl i området",
    "Voksne mellem 30 og 59 år i og uden for arbejde",
    "Ældre på 60 år og derover",
)
GENDERS = ("Kvinder", "Mænd")
NAMES = {"group": "age", "gender": "gender"}


def made(
    areas: str = "x", per: float = 40, ages: tuple[str, ...] = AGES, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Respondents, with weights, and the register."""
    chance = np.random.default_rng(seed)
    answered, living = [], []
    for area in areas:
        for place, age in enumerate(ages):
            for gender in GENDERS:
                there = int(per * chance.uniform(1.5, 3))
                count = int(chance.binomial(there, 0.25 + 0.06 * place))
                living.append((area, age, gender, there))
                answered.append((area, age, gender, count, count * chance.uniform(1, 3)))
    columns = ["area", "age", "gender", "count"]
    return pd.DataFrame(answered, columns=[*columns, "w"]), pd.DataFrame(living, columns=columns)


def hidden_register(per: float = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    answered, living = made(per=per)
    counts = living["count"].astype(object)
    counts.iloc[-1], counts.iloc[4] = "<5", None
    return answered, living.assign(count=counts)


CASES: dict[str, tuple[tuple[pd.DataFrame, pd.DataFrame], dict[str, Any]]] = {
    "whole": (made(), {"weighted": "w"}),
    "bare": (made(), {}),
    "area": (made("abc"), {"over": "area", "area": "b", "weighted": "w"}),
    "merged": (made(per=5), {"weighted": "w"}),
    "long": (made(ages=LONG_AGES), {"weighted": "w"}),
    "two_groups": (made(ages=AGES[:2]), {}),
    "one_group": (made(ages=AGES[:1]), {"weighted": "w"}),
    "hidden_in_register": (hidden_register(), {"weighted": "w"}),
    "few": (made(per=0.8), {"weighted": "w"}),
    "nobody": (made(per=0.1), {}),
    "alike": (
        (made()[1].assign(w=1.0), made()[1]), {},
    ),
}  # fmt: skip


def chart_of(case: str, language: str = "da") -> Any:
    frames, more = CASES[case]
    return pyramid_chart(*frames, **NAMES, language=language, **more)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_read_and_says_itself_in_words(
    case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = chart_of(case, language)
    assert_is_legible(chart, monkeypatch)
    assert_alt_is_whole(chart)
    assert chart.is_empty == (case in {"few", "nobody"})


@pytest.mark.parametrize("language", ["da", "en"])
def test_words_are_as_reviewed(language: str, snapshot: SnapshotAssertion) -> None:
    charts = [chart_of(case, language) for case in CASES]
    assert [(chart.title, chart.alt, chart.notes) for chart in charts] == snapshot


def test_the_order_of_respondents_does_not_matter() -> None:
    answered, living = made()
    first, again = (
        pyramid_chart(each, living, **NAMES, weighted="w", language="da")
        for each in (answered, answered.iloc[::-1])
    )
    assert_same_bytes(first, again)


def test_shares_are_of_both_genders_together() -> None:
    cells = {"age": ["1-2", "1-2", "3-4", "3-4"], "gender": ["F", "M"] * 2}
    answered = pd.DataFrame({**cells, "count": [10, 20, 30, 40], "w": [1.0, 1, 1, 1]})
    living = pd.DataFrame({**cells, "count": [25, 25, 25, 25]})
    chart = pyramid_chart(answered, living, **NAMES, weighted="w", language="en")
    table = chart.data
    assert table is not None
    values = [[cell.values[0] for cell in row.cells[1:]] for row in table.rows]
    assert values == [[10, 25, 25, 20, 25, 25], [30, 25, 25, 40, 25, 25]]
    assert {column.group for column in table.columns[1:]} == {"F", "M"}
    assert chart.plot is not None
    assert set(chart.plot.series) <= {column.key for column in table.columns}


def test_groups_stand_in_the_order_of_the_codebook_and_the_youngest_lowest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered, living = made(ages=("b", "a"))
    codes = (Code("a", {"da": "Yngst"}), Code("b", {"da": "Ældst"}))
    book = Codebook({"age": Variable("age", Kind.GROUP, {}, codes=codes)})
    chart = pyramid_chart(answered, living, **NAMES, codebook=book, language="da")
    assert chart.data is not None
    assert [row.cells[0].text for row in chart.data.rows] == ["Yngst", "Ældst"]
    for page in assert_is_legible(chart, monkeypatch):
        boxes = dict(page.texts)
        assert boxes["Yngst"].y1 < boxes["Ældst"].y0


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["18–29 år"], "18–29 år"),
        (["18–29 år", "30–39 år"], "18–39 år"),
        (["18-29", "30-39", "40+"], "18+"),
        (["70–79 år", "80 år og derover"], "70 år og derover"),
        (["Unge", "Ældre"], "Unge til Ældre"),
        (["30–39", "18–29"], "30–39 til 18–29"),
    ],
)
def test_merged_groups_are_named_by_their_ages(labels: list[str], expected: str) -> None:
    assert band_label(labels, "da") == expected


# Protection

tables = st.lists(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=5, max_size=5),
    min_size=1,
    max_size=6,
)


def cells_of_tables(found: list[list[tuple[int, int]]]) -> Cells:
    counts: dict[Any, Any] = {k: np.array(table, dtype=float) for k, table in enumerate(found)}
    return Cells(tuple(range(5)), ("F", "M"), counts, None, counts, others=False)


@given(tables)
def test_no_cell_of_one_to_four_is_shown_or_worked_out(found: list[list[tuple[int, int]]]) -> None:
    """An attacker takes all shown areas from the whole, at every age group that is shown."""
    cells = cells_of_tables(found)
    result = protected(cells, policy_named("default"))
    shown = [area for area in cells.respondents if area not in result.hidden]
    sums = {
        area: np.array([table[list(band)].sum(axis=0) for band in result.bands])
        for area, table in cells.respondents.items()
    }
    seen = [sums[area] for area in shown]
    if None not in result.hidden:
        whole = np.sum(list(sums.values()), axis=0)
        rest = whole - (np.sum(seen, axis=0) if seen else 0)
        assert rest.sum() == 0 or rest.sum() >= 10
        seen += [whole, rest]
    for table in seen:
        assert not ((table >= 1) & (table <= 4)).any()
    assert sorted(k for band in result.bands for k in band) == list(range(5))


def test_a_policy_that_hides_nothing_merges_nothing() -> None:
    cells = cells_of_tables([[(1, 2), (0, 3), (4, 4), (1, 1), (2, 0)]])
    result = protected(cells, policy_named("internal"))
    assert result == Protection(((0,), (1,), (2,), (3,), (4,)), frozenset())


def test_only_as_much_is_merged_as_it_takes() -> None:
    cells = cells_of_tables([[(2, 9), (7, 9), (20, 20), (20, 20), (20, 20)]])
    result = protected(cells, ReleasePolicy("default"))
    assert result.bands == ((0, 1), (2,), (3,), (4,))


def test_hidden_respondents_are_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    answered, living = made("ab", per=20)
    answered.loc[answered["area"] == "b", "count"] = [1, 0] * 7
    chart = pyramid_chart(answered, living, **NAMES, over="area", area="b", language="da")
    assert chart.is_empty
    assert "† = ikke vist af hensyn til fortrolighed." in chart.notes
    assert chart.data is not None
    assert [column.key for column in chart.data.columns] == ["group", "register_0", "register_1"]
    changed = answered.assign(count=answered["count"].where(answered["area"] == "a", 0))
    other = pyramid_chart(changed, living, **NAMES, over="area", area="b", language="da")
    assert_same_bytes(chart, other)
    for page in assert_is_legible(chart, monkeypatch):
        assert "Svarpersoner" not in page.words


# What is refused

ANSWERED, LIVING = made(ages=AGES[:2])
THIRD = pd.DataFrame({"area": ["x"], "age": [AGES[0]], "gender": ["Andet"], "count": [9]})
WRONG: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "not_a_frame": ({}, LIVING, {}),
    "no_column": (ANSWERED, LIVING.drop(columns="count"), {}),
    "three_genders": (ANSWERED, pd.concat([LIVING, THIRD]), {}),
    "unknown_group": (ANSWERED.replace(AGES[1], "30-39 år"), LIVING, {}),
    "no_group": (ANSWERED.assign(age=[AGES[0], None, AGES[1], AGES[1]]), LIVING, {}),
    "negative": (ANSWERED.assign(count=[5, -1, 3, 4]), LIVING, {}),
    "text_in_register": (ANSWERED, LIVING.assign(count=[5, "mange", 3, 4]), {}),
    "twice": (pd.concat([ANSWERED, ANSWERED]), LIVING, {}),
    "negative_weight": (ANSWERED.assign(w=-1.0), LIVING, {"weighted": "w"}),
    "area_without_over": (ANSWERED, LIVING, {"area": "x"}),
    "unknown_area": (ANSWERED, LIVING, {"area": "y", "over": "area"}),
    "no_area": (ANSWERED.assign(area=["x", None, "x", "x"]), LIVING, {"over": "area"}),
    "policy": (ANSWERED, LIVING, {"policy": "none"}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_can_not_be_drawn_is_refused_in_words(case: str, snapshot: SnapshotAssertion) -> None:
    answered, living, changed = WRONG[case]
    said = []
    for language in ("da", "en"):
        with language_in_force(language), pytest.raises(SurveyError) as caught:
            pyramid_chart(answered, living, **NAMES, **changed)
        said.append(str(caught.value))
    assert said == snapshot


def test_respondents_of_other_genders_are_left_out_without_their_number() -> None:
    chart = pyramid_chart(pd.concat([ANSWERED, THIRD]), LIVING, **NAMES, language="da")
    bare = pyramid_chart(ANSWERED, LIVING, **NAMES, language="da")
    note = "Svarpersoner, hvis køn ikke er i registret, er udeladt."
    assert note in chart.notes
    assert note not in bare.notes
    assert chart.alt == bare.alt
