"""Tables that give each other's hidden numbers away: textbook cases, subsets, recodes, areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import survey as sv
from survey.codebook import Domain, Kind
from survey.disclosure.audit.cells import Cells
from survey.disclosure.audit.count_rows import Reader, rows_of_estimates
from survey.disclosure.audit.hiding import Secret, Table
from survey.disclosure.audit.membership import Membership
from survey.disclosure.policy import Status
from survey.kernels.feasible import (
    WholeTables,
    cheapest_to_give_way,
    feasible_range,
    whole_extreme,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NO_FEW = sv.ReleasePolicy("threshold 3", minimum_base=1, small_cell=3)
PLACES = dict(zip("ABIJKLMN", (2, 2, 8, 8, 3, 3, 3, 7), strict=True))


def people(**columns: Iterable[Any]) -> sv.SurveyDesign:
    return sv.SurveyDesign(pd.DataFrame({name: list(each) for name, each in columns.items()}))


def repeated(counts: Mapping[Any, int]) -> Any:
    return np.repeat(list(counts), list(counts.values()))


def shown(part: Any, **where: Any) -> dict[Any, bool]:
    """Whether each category is shown in a domain."""
    frame = part.frame
    for name, value in where.items():
        frame = frame[[each == value for each in frame[name]]]
    status = zip(frame["category"], frame["status"], strict=True)
    return {category: not Status(each).hidden for category, each in status}


# Textbook tables


def test_a_place_in_a_county_and_in_a_class_of_sizes_is_hidden_in_both_tables() -> None:
    place = repeated(PLACES)
    design = people(
        place=place,
        county=np.where(np.isin(place, list("ABIJ")), "one", "two"),
        size=np.where(np.isin(place, list("LM")), "big", "small"),
    )
    both = [sv.proportion(design, "place", by=by) for by in ("county", "size")]
    counties, sizes = sv.release(both, NO_FEW).estimates
    one, two = shown(counties, county="one"), shown(counties, county="two")
    small = shown(sizes, size="small")
    assert not two["N"]  # small − county one = K + N
    assert not small["N"]
    assert not any(two[name] for name in "KLMN")
    assert not any(one[name] for name in "AB")
    assert one["I"]
    assert small["I"]


def test_two_hidden_cells_in_each_line_are_not_enough() -> None:
    rows, columns = [230, 250, 336, 3127], [1021, 1262, 770, 890]
    known = {(0, 3): 89, (1, 1): 124, (1, 3): 31, (2, 0): 92, (2, 2): 59, (3, 0): 800, (3, 2): 651}
    lines: list[Any] = []
    for at in range(4):
        lines += [np.arange(16) // 4 == at, np.arange(16) % 4 == at]
    lines += [np.arange(16) == 4 * row + column for row, column in known]
    values = np.array([x for pair in zip(rows, columns, strict=True) for x in pair])
    values = np.append(values, list(known.values())).astype(float)
    matrix = sparse.csr_array(np.array(lines, dtype=float))
    hidden = (np.arange(16) == 1).astype(float)
    least, most = (
        whole_extreme(hidden, matrix, values, least=least, limit=limit, past=47.0)
        for least, limit in ((True, 0.0), (False, 1000.0))
    )
    assert least is None or hidden @ least == 47
    assert most is None or hidden @ most == 47
    cost = np.where(np.arange(len(values)) < 8, np.inf, 1 + values)
    way = cheapest_to_give_way(hidden, 5, matrix, values, cost)
    assert way is not None
    assert 0 < way.moved.sum() <= 2
    assert hidden @ (way.high - way.low) == pytest.approx(5)


CROSSED = {
    "w": (49, 47, 45, 89), "x": (80, 124, 15, 31), "y": (92, 100, 59, 85),
    "z": (800, 991, 651, 685),
}  # fmt: skip
SHOWN = {"w": "d", "x": "bd", "y": "ac", "z": "ac"}


def test_a_table_with_two_hidden_cells_in_each_line_is_hidden_further() -> None:
    """Of sdcTable's 4×4 table the cell in w and b is 236 − 189 = 47 with nine hidden."""
    cells = [(row, column) for row in CROSSED for column in "abcd"]
    counts = [count for line in CROSSED.values() for count in line]
    design = sv.SurveyDesign(
        pd.DataFrame(cells, columns=["row", "column"]).assign(people=counts), counts="people"
    )
    result = sv.proportion(design, "column", by="row", all_row=True)
    membership = Membership()
    reader = Reader(membership, [result])
    membership.settle()
    rows, _ = rows_of_estimates(result, 0, NO_FEW, reader, membership)
    family = rows[0].family
    table = Table(family, rows, set())
    by_place = {(next(iter(row.label))[1], row.category): row for row in rows if row.label}
    for (line, column), row in by_place.items():
        if column not in SHOWN[line]:
            table.hide(row.counted)
    secret = by_place["w", "b"].counted

    def ends() -> tuple[float, float]:
        known = [each for each in table.told if table.shows(each)]
        matrix = Cells(family).matrix([*known, secret])
        values = np.array([family.number(each) for each in known])
        return feasible_range(matrix[[-1]].toarray().ravel(), matrix[:-1], values)

    assert ends() == pytest.approx((47, 47))
    table.protect([Secret(secret, 5)])
    assert not table.unprotected
    low, high = ends()
    assert low <= 47 <= high
    assert high - low >= 5


def test_tables_of_whole_numbers_prove_a_range_and_broken_ones_do_not() -> None:
    tables = WholeTables(sparse.csr_array(np.array([[1.0, 0.0]])), np.array([2.0, 3.0]))
    assert tables.add(np.array([0.0, 5.0]))
    assert not tables.add(np.array([4.5, 0.5]))
    assert tables.widths().tolist() == [2]
    assert tables.widths_within(tables.with_true(np.array([1.0, 0.0]))).tolist() == [0]


# Subsets, recodes and other designs


def test_an_area_is_not_published_again_with_a_few_more_people() -> None:
    """Men/women by age before: 50/54, 128/140, 39/49, and after: 52/55, 130/140, 39/49."""
    counts = {"1m": 50, "1f": 54, "2m": 128, "2f": 140, "3m": 39, "3f": 49}
    added = {"1m": 2, "1f": 1, "2m": 2}
    cells = np.concatenate([repeated(counts), repeated(added)])
    before = np.arange(len(cells)) < sum(counts.values())
    design = people(age=[cell[0] for cell in cells], sex=[cell[1] for cell in cells])
    old = sv.proportion(design, "age", by="sex", where=before, all_row=True)
    new = sv.proportion(design, "age", by="sex", all_row=True)
    first, second = sv.release([old, new]).estimates
    assert all(shown(first, sex="m").values())
    for sex in ("m", "f"):
        assert not any(shown(second, sex=sex).values())


def test_all_and_all_but_a_few_are_not_published_side_by_side() -> None:
    new = repeated({"old": 214, "added": 7})
    answers = repeated({"yes": 100, "no": 114}).tolist() + ["yes"] * 5 + ["no"] * 2
    design = people(q=answers)
    both = [sv.proportion(design, "q", where=new == "old"), sv.proportion(design, "q")]
    released = sv.release(both)
    assert shown(released.estimates[0]) == {"yes": True, "no": True}
    assert shown(released.estimates[1]) == {"yes": False, "no": False}
    assert np.isnan(released.estimates[1].frame["n"]).all()
    (note,) = released.notes
    assert note.code == "RELEASE-AUDIT-NEARLY-SAME"


def test_an_area_that_is_hidden_anyway_takes_nothing_else_with_it() -> None:
    design = people(area=["A"] * 4 + ["B"] * 4 + ["C"] * 4, q=[1, 2] * 6)
    released = sv.release(sv.proportion(design, "q", by="area", all_row=True))
    assert released.notes == ()
    assert shown(released.estimates[0], area=Domain.ALL) == {1: True, 2: True}


def test_subsets_that_differ_by_enough_are_both_published() -> None:
    design = people(q=repeated({"yes": 100, "no": 100}))
    half = np.arange(200) % 2 == 0
    released = sv.release([sv.proportion(design, "q", where=half), sv.proportion(design, "q")])
    assert all(all(shown(part).values()) for part in released.estimates)
    assert released.notes == ()


def test_few_households_count_as_few_also_where_many_live() -> None:
    home = [*np.repeat(np.arange(100), 2), *np.repeat(np.arange(100, 106), 2)]
    frame = pd.DataFrame({"home": home, "q": ["yes", "no"] * 106})
    design = sv.SurveyDesign(frame, psu="home")
    old = np.array(home) < 100
    released = sv.release([sv.proportion(design, "q", where=old), sv.proportion(design, "q")])
    assert not any(shown(released.estimates[1]).values())


def test_a_recoded_question_does_not_give_its_answers_away() -> None:
    fine = repeated({1: 3, 2: 40, 3: 50})
    other = repeated({1: 30, 2: 30, 3: 33})
    design = people(
        area=["A"] * 93 + ["B"] * 93,
        fine=[*fine, *other],
        coarse=[*np.where(fine == 3, "c", "ab"), *np.where(other == 3, "c", "ab")],
    )
    parts = [sv.proportion(design, name, by="area", all_row=True) for name in ("fine", "coarse")]
    first, second = sv.release(parts).estimates
    mine, coarse = shown(first, area="A"), shown(second, area="A")
    assert not mine[1]
    assert not (mine[2] and coarse["ab"])
    assert not (mine[2] and mine[3])


def test_an_area_under_another_name_has_the_same_fate() -> None:
    area = np.repeat(["A", "B", "C"], 60)
    q = np.concatenate(
        [repeated({1: 3, 2: 57}), repeated({1: 30, 2: 30}), repeated({1: 20, 2: 40})]
    )
    new = np.where(area == "A", "Vangen", np.where(area == "B", "Lunden", "Haven"))
    design = people(old=area, new=new, q=q)
    parts = [sv.proportion(design, "q", by=by, all_row=True) for by in ("old", "new")]
    first, second = sv.release(parts).estimates
    for one, other in (("A", "Vangen"), ("B", "Lunden"), ("C", "Haven")):
        assert shown(first, old=one) == shown(second, new=other)


def test_a_breakdown_does_not_give_away_the_answers_it_is_made_of() -> None:
    age = repeated({"young": 12, "old": 88})
    design = people(area=["A"] * 100 + ["B"] * 100, age=[*age, *repeated({"young": 3, "old": 97})],
                    q=[1, 2] * 100)  # fmt: skip
    crossed = sv.proportion(design, "q", by=["area", "age"])
    of_age = sv.proportion(design, "age", by="area")
    first, second = sv.release([crossed, of_age]).estimates
    rows = first.frame[(first.frame["area"] == "B") & (first.frame["age"] == "old")]
    assert not any(shown(second, area="B").values())
    assert rows["n"].isna().all()  # 97 of 100 is 3 young


@pytest.mark.parametrize("order", ["same", "turned"])
def test_designs_of_the_same_answers_are_put_together(order: str) -> None:
    frame = pd.DataFrame({"area": ["A"] * 60 + ["B"] * 60, "q": [1] * 3 + [2] * 57 + [1, 2] * 30})
    frame["home"] = [f"home {at}" for at in range(120)]
    frame["w"] = 1.5
    other = frame if order == "same" else frame.iloc[::-1].reset_index(drop=True)
    whole = sv.proportion(sv.SurveyDesign(other, weights="w", respondent="home"), "q")
    apart = sv.proportion(sv.SurveyDesign(frame, respondent="home"), "q", by="area")
    areas, everyone = sv.release([apart, whole]).estimates
    assert not shown(areas, area="A")[1]
    assert not (shown(areas, area="B")[1] and shown(everyone)[1])


def test_two_waves_with_rows_of_the_same_names_are_other_people() -> None:
    chance = np.random.default_rng(1)
    waves = [
        pd.DataFrame({"area": np.repeat(["A", "B"], 60), "q": chance.integers(1, 5, 120)})
        for _ in range(2)
    ]
    parts = [sv.proportion(sv.SurveyDesign(wave), "q", by="area", all_row=True) for wave in waves]
    together = sv.release(parts).estimates
    alone = [sv.release(part).estimates[0] for part in parts]
    for one, other in zip(together, alone, strict=True):
        assert one.frame["status"].tolist() == other.frame["status"].tolist()


def test_a_mean_of_codes_is_shown_only_where_all_of_the_codes_are() -> None:
    frame = pd.DataFrame(
        {"area": ["A"] * 40 + ["B"] * 40, "q": [1] * 2 + [2, 3] * 19 + [1, 2] * 20}
    )
    codes = tuple(sv.Code(code, {}) for code in (1, 2, 3))
    book = sv.Codebook({"q": sv.Variable("q", Kind.SINGLE, {}, codes=codes)})
    design = sv.SurveyDesign(frame, codebook=book)
    _, means = sv.release(
        [sv.proportion(design, "q", by="area"), sv.score(design, "q", by="area")]
    ).estimates
    assert means.frame["estimate"].isna().tolist() == [True, False]


# What is known elsewhere


def test_answers_are_protected_from_those_who_know_how_many_answered() -> None:
    design = people(area=["A"] * 7 + ["B"] * 60 + ["C"] * 60, q=[1] * 3 + [2] * 4 + [1, 2] * 60)
    part = sv.proportion(design, "q", by="area", all_row=True)
    blind = sv.release(part).estimates[0]
    knowing = sv.release(part, known=sv.KnownElsewhere(("area",))).estimates[0]
    assert sum(shown(blind, area=area)[1] for area in "BC") == 1
    assert not any(shown(knowing, area="A").values())
    hidden = [area for area in "BC" if not shown(knowing, area=area)[1]]
    assert hidden


def test_a_limit_on_how_many_can_have_answered_narrows_what_is_safe() -> None:
    design = people(area=["A"] * 12 + ["B"] * 60, q=[1] * 3 + [2] * 9 + [1, 2] * 30)
    part = sv.proportion(design, "q", by="area")
    known = sv.KnownElsewhere((), {"area": {"A": 12, "B": 60}})
    assert not any(shown(sv.release(part, known=known).estimates[0], area="A").values())


def test_a_comparison_must_tell_what_it_compares() -> None:
    design = people(area=["A"] * 60 + ["B"] * 60, q=[1, 2] * 60)
    compared = sv.compare_areas(sv.proportion(design, "q", by="area"), "A")
    object.__setattr__(compared, "of", None)
    with pytest.raises(sv.SurveyError, match="which estimates"):
        sv.release(compared)


def test_the_same_release_is_made_twice() -> None:
    chance = np.random.default_rng(7)
    frame = pd.DataFrame({"area": chance.choice(list("ABCD"), 300)})
    for name in ("p", "q", "r"):
        frame[name] = chance.integers(1, 6, 300)
    frame["age"] = chance.choice(["young", "old"], 300)
    codes = tuple(sv.Code(code, {}) for code in range(1, 6))
    book = sv.Codebook(
        {name: sv.Variable(name, Kind.SINGLE, {}, codes=codes) for name in ("p", "q", "r")}
    )

    def made() -> list[list[str]]:
        design = sv.SurveyDesign(frame, codebook=book)
        parts = [sv.proportion(design, ["p", "q", "r"], by=by) for by in (["area", "age"], "area")]
        return [list(map(str, part.frame["status"])) for part in sv.release(parts).estimates]

    assert made() == made()
