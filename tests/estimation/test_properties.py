"""What must hold for any survey: identities that need no other program."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_answers import AREAS, MEASURES, Answered, answered, every_verb, keyed

import survey as sv
from survey.codebook import Domain
from survey.kernels import intervals as kernels

INTERVALS: tuple[Any, ...] = (
    "wilson", "korn_graubard", "clopper_pearson", "logit", "wald", "beta", "nchs",
)  # fmt: skip
IN_UNIT = tuple(name for name in INTERVALS if name != "wald")
some = settings(max_examples=10)


def assert_same(
    these: dict[Any, Any], others: dict[Any, Any], *, rel: float = 1e-8, only: Any = MEASURES
) -> None:
    assert set(these) == set(others)
    for key, measures in these.items():
        for name in only:
            one, other = measures[name], others[key][name]
            if name == "n_eff":  # infinite where the error is 0 but for rounding
                one, other = 1 / one, 1 / other
            assert one == pytest.approx(other, rel=rel, abs=1e-11, nan_ok=True), (key, name)


@some
@given(answered(), st.integers(0, 99))
def test_the_order_of_the_rows_is_irrelevant(drawn: Answered, seed: int) -> None:
    shuffled = drawn._replace(frame=drawn.frame.sample(frac=1, random_state=seed))
    before, after = (every_verb(each.survey(), by="area") for each in (drawn, shuffled))
    for name, estimates in before.items():
        assert_same(keyed(estimates), keyed(after[name]))
        assert after[name].covariance.to_numpy() == pytest.approx(
            estimates.covariance.to_numpy(), rel=1e-8, abs=1e-10, nan_ok=True
        )


@some
@given(answered())
def test_the_names_of_strata_units_and_areas_are_irrelevant(drawn: Answered) -> None:
    areas = dict(zip(AREAS, ("Østerbo", "A", "Mølleparken"), strict=True))
    renamed = drawn.frame.assign(
        stratum=drawn.frame["stratum"].map({"s0": "ø", "s1": "a", "s2": "م"}),
        unit=["x" + unit[::-1] for unit in drawn.frame["unit"]],
        area=drawn.frame["area"].map(areas),
    )
    before = every_verb(drawn.survey(), by="area")
    after = every_verb(drawn._replace(frame=renamed).survey(), by="area")
    for name, estimates in before.items():
        assert_same(keyed(estimates, area=areas), keyed(after[name]))


@some
@given(answered(correction=False), st.sampled_from([1e-3, 0.5, 7.0, 1e6]))
def test_weights_times_a_constant_change_no_share_mean_or_error(
    drawn: Answered, factor: float
) -> None:
    scaled = drawn._replace(frame=drawn.frame.assign(w=drawn.frame["w"] * factor))
    for options in ({}, {"by": "area", "all_row": True}):
        before = every_verb(drawn.survey(), deff="replace", **options)
        after = every_verb(scaled.survey(), deff="replace", **options)
        for name in set(before) - {"total"}:
            assert_same(keyed(before[name]), keyed(after[name]))
        total, larger = (keyed(each["total"]) for each in (before, after))
        for key, measures in total.items():
            for name in ("estimate", "std_error"):
                expected = pytest.approx(factor * measures[name], nan_ok=True)
                assert larger[key][name] == expected


@some
@given(answered())
def test_a_row_split_in_two_halves_of_its_unit_changes_nothing(drawn: Answered) -> None:
    halves = drawn.frame.assign(w=drawn.frame["w"] / 2)
    split = drawn._replace(frame=pd.concat([halves, halves], ignore_index=True))
    before, after = (every_verb(each.survey(), by="area") for each in (drawn, split))
    for name, estimates in before.items():
        assert_same(keyed(estimates), keyed(after[name]), only=["estimate", "std_error", "df"])
        both = keyed(estimates), keyed(after[name])
        # without an error to go by, the size of a share counts rows
        inside = {k for k, row in both[0].items() if name != "share" or row["std_error"] > 1e-6}
        limits = ["conf_low", "conf_high"]
        assert_same(*({k: one[k] for k in inside} for one in both), only=limits)
        assert [2 * row["n"] for row in both[0].values()] == [r["n"] for r in both[1].values()]


@some
@given(answered())
def test_totals_of_domains_add_up_to_the_whole(drawn: Answered) -> None:
    design = drawn.survey()
    parts, whole = sv.total(design, "y", by="area"), sv.total(design, "y")
    # what nobody answered is missing, in the parts and in the whole; a sum of none is no 0
    sum_of_parts = parts.to_frame()["estimate"].sum(min_count=1)
    assert sum_of_parts == pytest.approx(whole.to_frame()["estimate"][0], nan_ok=True)
    assume((parts.to_frame()["df"] > 0).all())
    together = np.ones((1, len(parts)))
    assert parts.covariance.of(together)[0, 0] == pytest.approx(
        whole.to_frame()["std_error"][0] ** 2, rel=1e-9
    )


@some
@given(answered())
def test_the_row_of_all_is_the_estimate_without_a_breakdown(drawn: Answered) -> None:
    design = drawn.survey()
    for name, estimates in every_verb(design, by="area", all_row=True).items():
        whole = keyed(every_verb(design)[name])
        everyone = {k[1:]: row for k, row in keyed(estimates).items() if k[0] is Domain.ALL}
        assert_same(everyone, whole)


@some
@given(answered())
def test_the_row_of_all_pools_within_the_other_columns(drawn: Answered) -> None:
    frame = drawn.frame.assign(late=np.arange(len(drawn.frame)) % 2 == 1)
    design = drawn._replace(frame=frame).survey()
    crossed = keyed(sv.proportion(design, "answer", by=["area", "late"], all_row=True))
    pooled = {k[1:]: row for k, row in crossed.items() if k[0] is Domain.ALL}
    assert_same(pooled, keyed(sv.proportion(design, "answer", by="late")))


@some
@given(answered())
def test_a_domain_is_the_same_as_the_rows_looked_at(drawn: Answered) -> None:
    design = drawn.survey()
    by_area = every_verb(design, by="area")
    for area in set(drawn.frame["area"]):
        where = (drawn.frame["area"] == area).to_numpy()
        for name, estimates in every_verb(design, where=where).items():
            here = {k[1:]: row for k, row in keyed(by_area[name]).items() if k[0] == area}
            assert_same(keyed(estimates), here)


@some
@given(answered())
def test_shares_of_a_question_sum_to_1_and_their_covariances_to_0(drawn: Answered) -> None:
    ours = sv.proportion(drawn.survey(), "answer", by="area")
    frame, covariance = ours.to_frame(), ours.covariance.to_numpy()
    for rows in frame.groupby("area").groups.values():
        answers = frame["n"][rows].iloc[0]
        total = frame["estimate"][rows].sum(skipna=False)
        assert total == pytest.approx(1 if answers else np.nan, nan_ok=True)
        assert frame["count"][rows].sum() == frame["n"][rows].iloc[0]
        sums = covariance[:, rows].sum(axis=1)
        assert np.nan_to_num(sums) == pytest.approx(0, abs=1e-14)


@some
@given(answered())
def test_the_share_of_ones_is_their_mean(drawn: Answered) -> None:
    ones = (drawn.frame["answer"] == 1).astype(int)
    numbers = drawn._replace(frame=drawn.frame.assign(one=ones))
    codes = pd.Categorical(ones, categories=[0, 1])
    answers = drawn._replace(frame=drawn.frame.assign(one=codes))
    mean = keyed(sv.mean(numbers.survey(), "one", by="area"))
    share = keyed(sv.proportion(answers.survey(), "one", by="area", interval="wald"))
    ones = {(*k[:2], ""): row for k, row in share.items() if k[2] == 1}
    assert_same(mean, ones, only=[m for m in MEASURES if m not in {"count", "n_eff"}])


@some
@given(answered())
def test_the_ratio_to_ones_is_the_mean(drawn: Answered) -> None:
    design = drawn._replace(frame=drawn.frame.assign(x=1.0)).survey()
    mean = keyed(sv.mean(design, "y", by="area"))
    ratio = {
        (k[0], "y", ""): row for k, row in keyed(sv.ratio(design, "y", "x", by="area")).items()
    }
    assert_same(mean, ratio)


@some
@given(answered(), st.sampled_from(INTERVALS), st.sampled_from([0.8, 0.95]))
def test_a_share_and_the_share_of_the_others_have_mirrored_intervals(
    drawn: Answered, interval: Any, level: float
) -> None:
    two = drawn.frame["answer"].replace({3.0: 2.0})
    design = drawn._replace(frame=drawn.frame.assign(answer=two)).survey()
    ours = sv.proportion(design, "answer", by="area", interval=interval, level=level)
    frame = ours.to_frame().set_index(["area", "category"])
    assume(set(frame.index.get_level_values(1)) == {1.0, 2.0})
    one, other = (frame.xs(code, level=1) for code in (1.0, 2.0))
    for column in ("std_error", "n_eff", "deff", "df", "n"):
        expected = pytest.approx(other[column].to_numpy(), rel=1e-9, nan_ok=True)
        assert one[column].to_numpy() == expected
    for low, high in (("conf_low", "conf_high"), ("conf_high", "conf_low")):
        expected = pytest.approx(1 - other[high].to_numpy(), abs=1e-7, nan_ok=True)
        assert one[low].to_numpy() == expected


@some
@given(answered(), st.sampled_from(IN_UNIT))
def test_an_interval_holds_the_share_and_stays_between_0_and_1(
    drawn: Answered, interval: Any
) -> None:
    frame = sv.proportion(drawn.survey(), "answer", by="area", interval=interval).to_frame()
    there = frame.dropna(subset=["conf_low"])
    assert (there["conf_low"] >= 0).all()
    assert (there["conf_high"] <= 1).all()
    assert (there["conf_low"] <= there["estimate"] + 1e-9).all()
    assert (there["conf_high"] >= there["estimate"] - 1e-9).all()
    assert frame.loc[frame["df"] > 0, "std_error"].notna().all()
    extreme = frame["estimate"].isin([0.0, 1.0])
    exists = (frame["df"] > 0) & ~(extreme & (interval == "logit"))
    assert frame["conf_low"].notna().tolist() == exists.tolist()


@some
@given(answered())
def test_more_confidence_gives_a_wider_interval(drawn: Answered) -> None:
    design = drawn.survey()
    for interval in IN_UNIT:
        narrow, wide = (
            sv.proportion(design, "answer", interval=interval, level=level).to_frame()
            for level in (0.8, 0.99)
        )
        inside = narrow["estimate"].between(0, 1, inclusive="neither") & (narrow["df"] > 0)
        assert (wide["conf_low"] <= narrow["conf_low"])[inside].all()
        assert (wide["conf_high"] >= narrow["conf_high"])[inside].all()


@some
@given(answered())
def test_a_census_that_everyone_answered_has_no_sampling_error(drawn: Answered) -> None:
    sampled = drawn.frame.groupby("stratum")["unit"].transform("nunique")
    census = drawn._replace(frame=drawn.frame.assign(N=sampled, w=1.0))
    design = census.survey()
    for estimates in every_verb(design, by="area").values():
        frame = estimates.to_frame()
        there = (frame["df"] > 0) & frame["estimate"].notna()
        assert (frame["std_error"][there] == 0).all()
        for limit in ("conf_low", "conf_high"):
            limits = frame[limit][there].to_numpy()
            assert limits == pytest.approx(frame["estimate"][there].to_numpy(), abs=1e-12)


@some
@given(answered(gaps=False))
def test_a_larger_population_gives_a_larger_error(drawn: Answered) -> None:
    near = drawn.frame["N"] + 5
    errors = [
        sv.mean(drawn._replace(frame=drawn.frame.assign(N=population)).survey(), "y").to_frame()
        for population in (near, near * 10)
    ]
    without = sv.mean(drawn.survey(fpc=False), "y").to_frame()
    first, second, third = (
        each["std_error"][0] * (1 + 1e-12 * at) for at, each in enumerate((*errors, without))
    )
    assert first <= second <= third


@st.composite
def tabulated(draw: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Patterns of answers with how many gave them, some none."""
    rows, seed = draw(st.integers(2, 15)), draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "stratum": generator.choice(["a", "b"], rows),
            "area": generator.choice(AREAS, rows),
            "answer": generator.choice([1.0, 2.0, np.nan], rows, p=[0.5, 0.3, 0.2]),
            "y": generator.normal(5, 2, rows),
            "x": generator.uniform(1, 2, rows),
            "k": generator.integers(0, 7, rows),
        }
    )
    stratified = draw(st.booleans())
    design: dict[str, Any] = {"strata": "stratum"} if stratified else {}
    group = frame["stratum"] if stratified else pd.Series("", index=frame.index)
    sampled = frame["k"].groupby(group).transform("sum")
    frame["N"] = sampled + draw(st.integers(1, 30))
    frame["w"] = generator.uniform(1, 5, rows)
    design |= draw(st.sampled_from([{}, {"population": "N"}, {"weights": "w"}]))
    assume((sampled[sampled > 0] > 1).all())
    assume(sampled.sum() > 0)
    return frame, design


@some
@given(tabulated())
def test_tabulated_answers_equal_the_same_answers_one_by_one(
    drawn: tuple[pd.DataFrame, dict[str, Any]],
) -> None:
    frame, arguments = drawn
    people = frame.loc[np.repeat(frame.index, frame["k"])].reset_index(drop=True)
    table, single = (
        sv.SurveyDesign(frame, counts="k", **arguments),
        sv.SurveyDesign(people, **arguments),
    )
    assert table.degrees_of_freedom == single.degrees_of_freedom
    for options in ({}, {"by": "area", "all_row": True}):
        before, after = every_verb(table, **options), every_verb(single, **options)
        for name, estimates in before.items():
            one_by_one = keyed(after[name])
            held = {k: row for k, row in keyed(estimates).items() if k in one_by_one}
            empty = [row for k, row in keyed(estimates).items() if k not in one_by_one]
            assert_same(held, one_by_one, rel=1e-12)
            assert all(not row["n"] or not row["count"] for row in empty)
    for interval in INTERVALS:
        found = keyed(sv.proportion(table, "answer", interval=interval))
        expected = keyed(sv.proportion(single, "answer", interval=interval))
        assert_same({k: found[k] for k in expected}, expected, rel=1e-12)


@some
@given(answered())
def test_covariances_come_in_blocks_of_the_whole_matrix(drawn: Answered) -> None:
    ours = sv.proportion(drawn.survey(), "answer", by="area", all_row=True)
    whole = ours.covariance.to_numpy()
    size = ours.covariance.size
    assert whole.shape == (size, size) == (len(ours), len(ours))
    rows, columns = np.arange(size)[::-2], np.arange(size)[1:]
    found = ours.covariance.block(rows, columns)
    assert np.array_equal(found, whole[np.ix_(rows, columns)], equal_nan=True)
    assert whole == pytest.approx(whole.T, rel=1e-12, abs=1e-18, nan_ok=True)
    assert ours.covariance.variance() == pytest.approx(
        np.diag(whole), rel=1e-8, abs=1e-15, nan_ok=True
    )
    assert ours.covariance.of(np.zeros((2, size))).tolist() == [[0, 0], [0, 0]]


@some
@given(answered())
def test_covariances_join_questions_and_domains(drawn: Answered) -> None:
    frame = drawn.frame.assign(other=(drawn.frame["y"] > 10).astype(int))
    design = drawn._replace(frame=frame).survey()
    both = sv.proportion(design, ["answer", "other"])
    table, whole = both.to_frame(), both.covariance.to_numpy()
    assume((table["df"] > 0).all())
    # the covariance of two questions is that of the difference of their shares
    at = [int(np.flatnonzero(table["variable"] == name)[0]) for name in ("answer", "other")]
    combination = np.zeros((1, len(table)))
    combination[0, at] = 1, -1
    difference = both.covariance.of(combination)[0, 0]
    (v1, c), (_, v2) = whole[np.ix_(at, at)]
    assert difference == pytest.approx(v1 + v2 - 2 * c, rel=1e-9, abs=1e-14)


@some
@given(answered())
def test_effective_numbers_are_those_of_simple_random_sampling_with_the_same_error(
    drawn: Answered,
) -> None:
    design = drawn.survey()
    shares = sv.proportion(design, "answer", by="area").to_frame()
    known = shares[shares["std_error"] > 1e-6]
    spread = known["estimate"] * (1 - known["estimate"])
    expected = (spread / known["std_error"] ** 2).to_numpy()
    assert known["n_eff"].to_numpy() == pytest.approx(expected)
    means = sv.mean(design, "y", by="area", deff="replace").to_frame()
    known = means[means["std_error"] > 1e-6]
    assert known["n_eff"].to_numpy() == pytest.approx((known["n"] / known["deff"]).to_numpy())


@some
@given(answered())
def test_each_interval_follows_its_formula(drawn: Answered) -> None:
    design, level = drawn.survey(), 0.9
    tables = {
        name: sv.proportion(design, "answer", by="area", interval=name, level=level).to_frame()
        for name in INTERVALS
    }
    table = tables["wilson"].dropna(subset=["conf_low"])
    p, se, n_eff, n, df = (
        table[name].to_numpy(dtype=float) for name in ("estimate", "std_error", "n_eff", "n", "df")
    )
    t = kernels.t_quantile(df, level)
    size, limit = kernels.korn_graubard_size(n_eff, n, df, level), rule_eight(drawn, table)
    expected = {
        "wilson": kernels.wilson(p, n_eff, t),
        "korn_graubard": kernels.clopper_pearson(p, np.minimum(size, limit), level),
        "beta": kernels.clopper_pearson(p, size, level),
        "nchs": kernels.clopper_pearson(p, np.minimum(size, n), level),
        "clopper_pearson": kernels.clopper_pearson(p, n_eff, level),
        "logit": kernels.logit(p, se, t),
        "wald": kernels.wald(p, se, t),
    }
    for name, limits in expected.items():
        found = tables[name].loc[table.index]
        for column, values in zip(("conf_low", "conf_high"), limits, strict=True):
            assert found[column].to_numpy() == pytest.approx(values, rel=1e-9, nan_ok=True)


def rule_eight(drawn: Answered, table: pd.DataFrame) -> Any:
    """min(n, PSUs, (Σw)²/Σw²)/(1 − n/Σw) over those of an area that answered."""
    answers, sizes = drawn.frame.dropna(subset=["answer"]), {}
    for area, here in answers.groupby("area"):
        w = here["w"]
        least = min(len(here), here["unit"].nunique(), w.sum() ** 2 / (w**2).sum())
        sizes[area] = least / (1 - len(here) / w.sum())
    return table["area"].map(sizes).to_numpy()
