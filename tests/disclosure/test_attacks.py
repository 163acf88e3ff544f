"""Random tables are released and attacked; whatever is hidden must stay hidden."""

from __future__ import annotations

from typing import Any

from attacker import EXAMPLES, assert_safe
from counted_tables import Counts, by_area, crossed, distribution, headline
from hypothesis import example, given, settings
from hypothesis import strategies as st

import survey as sv

few = st.integers(0, 6)
mixed = st.one_of(few, st.integers(0, 40))


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    areas = [f"area {i}" for i in range(1, draw(st.integers(2, 6)) + 1)]
    codes = draw(st.integers(2, 5))
    rows = {area: draw(st.lists(mixed, min_size=codes, max_size=codes)) for area in areas}
    if sum(map(sum, rows.values())) < 2:
        rows[areas[0]] = [30] * codes
    counted = draw(st.sets(st.integers(1, codes), min_size=1, max_size=codes))
    return by_area(rows, headline=tuple(sorted(counted)))


@st.composite
def tables_with_one_small_area(draw: st.DrawFn) -> Counts:
    codes = draw(st.integers(2, 5))
    large = st.lists(st.integers(5, 40), min_size=codes, max_size=codes)
    small = st.lists(st.integers(0, 2), min_size=codes, max_size=codes).filter(
        lambda row: 0 < sum(row) < 10
    )
    rows = {f"area {i}": draw(large) for i in range(1, draw(st.integers(2, 6)))}
    return by_area(rows | {"small": draw(small)})


@st.composite
def tables_by_area_and_age(draw: st.DrawFn) -> Counts:
    areas, ages = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    codes = draw(st.integers(2, 3))
    rows = st.lists(mixed, min_size=codes, max_size=codes)
    counts = draw(st.lists(rows, min_size=areas * ages, max_size=areas * ages))
    if sum(map(sum, counts)) < 2:
        counts[0] = [30] * codes
    return crossed("ABC"[:areas], ("young", "middle", "old")[:ages], counts)


@settings(max_examples=EXAMPLES)
@given(tables(), st.booleans())
@example(by_area({"A": [1, 2, 20, 30], "B": [20, 20, 20, 30]}), False)
@example(by_area({"A": [2, 20], "B": [3, 3]}), True)
def test_a_distribution_keeps_its_secrets(counts: Counts, all_row: bool) -> None:
    result = distribution(counts, all_row=all_row)
    assert_safe(counts, sv.release(result), ["answered"])


@settings(max_examples=EXAMPLES)
@given(tables(), st.booleans())
def test_a_headline_alone_keeps_its_secrets(counts: Counts, all_row: bool) -> None:
    result = headline(counts, all_row=all_row)
    assert_safe(counts, sv.release(result), ["declared"])


@settings(max_examples=EXAMPLES)
@given(tables(), st.booleans())
def test_a_headline_beside_its_distribution_keeps_its_secrets(
    counts: Counts, all_row: bool
) -> None:
    results = [distribution(counts, all_row=all_row), headline(counts, all_row=all_row)]
    assert_safe(counts, sv.release(results), ["answered", "declared"])


@settings(max_examples=EXAMPLES)
@given(tables_with_one_small_area(), st.booleans())
def test_one_small_area_among_large_ones_keeps_its_secrets(counts: Counts, nets: bool) -> None:
    results = [distribution(counts, all_row=True)]
    results += [headline(counts, all_row=True)] if nets else []
    secrets = assert_safe(counts, sv.release(results), ["answered", "declared"][: 1 + nets])
    assert secrets


@settings(max_examples=EXAMPLES)
@given(tables(), st.booleans())
def test_a_distribution_a_headline_and_their_comparisons_keep_their_secrets(
    counts: Counts, all_row: bool
) -> None:
    results = [distribution(counts, all_row=all_row), headline(counts, all_row=all_row)]
    compared = [sv.compare_areas(each, "area 1", adjust="none") for each in results]
    assert_safe(counts, sv.release([*results, *compared]), ["answered", "declared"])


@settings(max_examples=EXAMPLES)
@given(tables())
def test_a_comparison_without_its_estimates_keeps_their_secrets(counts: Counts) -> None:
    estimates = distribution(counts)
    compared = sv.compare_areas(estimates, "area 1", adjust="none")
    released = sv.release(compared)
    nothing_else = sv.release([headline(counts), compared])
    for each, bases in ((released, []), (nothing_else, ["declared"])):
        assert_safe(counts, each, bases)


@settings(max_examples=EXAMPLES)
@given(tables())
def test_a_total_released_beside_areas_keeps_their_secrets(counts: Counts) -> None:
    results = [distribution(counts), distribution(counts, by=None)]
    assert_safe(counts, sv.release(results), ["answered"] * 2)


@settings(max_examples=EXAMPLES)
@given(tables_by_area_and_age(), st.lists(st.booleans(), min_size=4, max_size=4))
def test_several_breakdowns_released_together_keep_their_secrets(
    counts: Counts, which: list[bool]
) -> None:
    breakdowns: list[Any] = [["area", "age"], "area", "age", None]
    results = [
        distribution(counts, by=by, all_row=by is not None and all_row)
        for by, all_row in zip(breakdowns, which, strict=True)
    ]
    assert_safe(counts, sv.release(results), ["answered"] * 4)
    assert_safe(counts, sv.release(results[:3:2]), ["answered"] * 2)
    assert_safe(counts, sv.release(results[1:3]), ["answered"] * 2)


@settings(max_examples=EXAMPLES)
@given(tables(), st.data())
def test_headlines_of_another_base_keep_their_secrets(counts: Counts, data: st.DataObject) -> None:
    codes = counts.codes
    base = data.draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    nobody = {(area, 0): data.draw(few) for area in {key[0] for key in counts.cells}}
    other = Counts(
        counts.by,
        {**counts.cells, **nobody},
        headline=tuple(base[: len(base) // 2 + 1]),
        base=data.draw(st.sampled_from(["asked", "answered", tuple(sorted(base))])),
    )
    results = [distribution(other, all_row=True), headline(other, all_row=True)]
    assert_safe(other, sv.release(results), ["answered", "declared"])
