"""Crosstabs: against loops written out, identities, edges and counted data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from r_records import golden_frame
from random_answers import Answered, answered
from scipy import special

import survey as sv
from survey.codebook import Kind
from survey.kernels import independence

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats

some = settings(max_examples=15)
TESTS = ["adjusted_wald", "wald", "rao_scott_f", "rao_scott_chi_squared", "linear_combination"]


@st.composite
def crossable(draw: Any, *, correction: bool = True) -> Answered:
    """Random answers, at least one of them to both questions."""
    drawn: Answered = draw(answered(correction=correction))
    frame = drawn.frame.copy()
    frame.loc[0, "answer"] = 1.0
    return drawn._replace(frame=frame)


def statistics(table: sv.Crosstab) -> dict[str, list[float]]:
    frame = table.tests.set_index("test")
    assert sorted(frame.index) == sorted(TESTS)
    return {name: [float(value) for value in frame.loc[name]] for name in TESTS}


def assert_same(these: sv.Crosstab, others: sv.Crosstab, rel: float = 1e-7) -> None:
    for name in ("n", "pearson", "cramers_v"):
        one, other = getattr(these, name), getattr(others, name)
        assert one == pytest.approx(other, rel=rel, abs=1e-12, nan_ok=True)
    assert these.design_effects == pytest.approx(others.design_effects, rel=rel, nan_ok=True)
    one, other = statistics(these), statistics(others)
    for name in TESTS:
        assert one[name] == pytest.approx(other[name], rel=1e-6, abs=1e-12, nan_ok=True), name


def housing(*, counted: bool) -> sv.SurveyDesign:
    frame = golden_frame("housing", "housing")
    if counted:
        return sv.SurveyDesign(frame, counts="Freq")
    people = np.repeat(np.arange(len(frame)), frame["Freq"])
    return sv.SurveyDesign(frame.iloc[people].reset_index(drop=True))


# Oracles


def slow_effects(shares: Floats, covariance: Floats, n: float) -> list[float]:
    """Eigenvalues of the generalised design effects by loops, with contrasts one at a time."""
    rows, columns = shares.shape
    contrasts = []
    for i in range(rows - 1):
        for j in range(columns - 1):
            contrast = np.zeros((rows, columns))
            contrast[i, j] = contrast[-1, -1] = 1
            contrast[i, -1] = contrast[-1, j] = -1
            contrasts.append(contrast.ravel())
    p = shares.ravel()
    size = len(contrasts)
    plain, real = np.zeros((size, size)), np.zeros((size, size))
    for a, one in enumerate(contrasts):
        for b, other in enumerate(contrasts):
            for k in range(len(p)):
                plain[a, b] += one[k] * other[k] / p[k] / n
                for m in range(len(p)):
                    real[a, b] += one[k] / p[k] * covariance[k, m] * other[m] / p[m]
    values = np.linalg.eigvals(np.linalg.solve(plain, real))
    return sorted((float(value.real) for value in values), reverse=True)


def slow_tests(shares: Floats, effects: list[float], n: float, df: float) -> dict[str, Any]:
    square = 0.0
    for i in range(shares.shape[0]):
        for j in range(shares.shape[1]):
            expected = shares[i].sum() * shares[:, j].sum()
            square += n * (shares[i, j] - expected) ** 2 / expected
    trace = sum(effects)
    d = trace**2 / sum(each**2 for each in effects)
    f = square / trace
    first = square / (trace / len(effects))
    return {
        "rao_scott_f": [f, d, d * df, special.fdtrc(d, d * df, f)],
        "rao_scott_chi_squared": [
            first, len(effects), np.inf, special.chdtrc(len(effects), first),
        ],
    }  # fmt: skip


@some
@given(crossable(), st.booleans())
def test_rao_scott_equals_the_formulas_written_out(drawn: Answered, corrected: bool) -> None:
    design = drawn.survey() if corrected else drawn.survey(population=None)
    table = sv.crosstab(design, "area", "answer")
    shape = (len(table.row_values), len(table.column_values))
    shares = table.cells[table.cells["share_of"] == "table"]["estimate"].to_numpy().reshape(shape)
    df = table.cells["df"].iloc[0]
    if min(shape) < 2 or df <= 0 or (shares == 0).any():
        return
    cells = np.arange(shares.size)
    covariance = table.covariance.block(cells, cells)
    effects = slow_effects(shares, covariance, table.n)
    assert table.design_effects == pytest.approx(effects, rel=1e-6, abs=1e-9)
    for name, expected in slow_tests(shares, effects, table.n, df).items():
        assert statistics(table)[name] == pytest.approx(expected, rel=1e-6)


@some
@given(crossable())
def test_shares_are_those_of_the_answers_to_both_questions(drawn: Answered) -> None:
    design = drawn.survey()
    table = sv.crosstab(design, "area", "answer")
    both = drawn.frame["answer"].notna().to_numpy()
    by_area = sv.proportion(design, "answer", by="area", where=both).to_frame()
    found = {(r["area"], r["category"]): r for r in by_area.to_dict("records")}
    cells = table.cells
    for row in cells[cells["share_of"] == "row"].to_dict("records"):
        for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "count", "df"):
            expected = found[row["row"], row["column"]][name]
            assert row[name] == pytest.approx(expected, rel=1e-8, abs=1e-11, nan_ok=True)
    assert cells.groupby("share_of")["estimate"].sum()["table"] == pytest.approx(1)


def check_wald(make: Callable[[pd.DataFrame], sv.SurveyDesign], frame: pd.DataFrame) -> bool:
    """Compare with the quadratic form in N_ij − N_i. N_.j/N, from totals of indicators.

    The derivatives are taken numerically. Returns whether there was anything to compare.
    """
    plain = sv.crosstab(make(frame), "area", "answer")
    shape = len(plain.row_values), len(plain.column_values)
    pairs = [(row, column) for row in plain.row_values for column in plain.column_values]
    counted = {
        f"cell {place}": ((frame["area"] == row) & (frame["answer"] == column)).astype(float)
        for place, (row, column) in enumerate(pairs)
    }
    totals = sv.total(make(frame.assign(**counted)), list(counted))
    found = totals.to_frame()["estimate"].to_numpy()

    def above(cells: Floats) -> Floats:
        table = cells.reshape(shape)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
        return np.asarray((table - expected)[1:, 1:].ravel())

    step = found.sum() * 1e-6
    slopes = np.array(
        [(above(found + e) - above(found - e)) / (2 * step) for e in np.eye(len(found)) * step]
    )
    covariance = slopes.T @ totals.covariance.to_numpy() @ slopes
    wald = statistics(plain)["wald"]
    if np.isnan(wald[0]) or np.linalg.cond(covariance) > 1e5:
        return False
    square = above(found) @ np.linalg.solve(covariance, above(found))
    assert wald[0] * wald[1] == pytest.approx(square, rel=1e-4)
    return True


@some
@given(crossable())
def test_wald_equals_the_quadratic_form_in_totals_of_the_cells(drawn: Answered) -> None:
    check_wald(lambda frame: drawn._replace(frame=frame).survey(), drawn.frame)


def in_stages(frame: pd.DataFrame) -> sv.SurveyDesign:
    return sv.SurveyDesign(frame, weights="w", psu=["house", "flat"], population=[40, "flats"])


def with_joint_probabilities(frame: pd.DataFrame) -> sv.SurveyDesign:
    pi = np.full(len(frame), 0.3)
    joint = np.outer(pi, pi) * 0.95
    np.fill_diagonal(joint, pi)
    return sv.SurveyDesign(frame, joint_probabilities=joint)


def calibrated(frame: pd.DataFrame) -> sv.SurveyDesign:
    x = np.column_stack([np.ones(len(frame)), frame["age"]])
    return sv.SurveyDesign(
        frame, weights="w", psu="house", calibration=[sv.CalibrationStep(x, "w")]
    )


@pytest.mark.parametrize("make", [in_stages, with_joint_probabilities, calibrated])
def test_tables_and_tests_hold_under_every_design(make: Any) -> None:
    generator = np.random.default_rng(11)
    n = 240
    frame = pd.DataFrame(
        {
            "house": np.repeat(np.arange(20), 12),
            "flat": np.arange(n),
            "flats": 30,
            "area": generator.choice(["A", "B", "C"], n),
            "answer": generator.choice([1, 2], n),
            "age": generator.integers(18, 90, n),
            "w": generator.uniform(1, 3, n),
        }
    )
    assert check_wald(make, frame)
    table = sv.crosstab(make(frame), "area", "answer")
    shares = table.cells["estimate"].to_numpy()[:6].reshape(3, 2)
    effects = slow_effects(shares, table.covariance.block(range(6), range(6)), table.n)
    assert table.design_effects == pytest.approx(effects)
    apart = sv.ttest(make(frame), "age", groups="answer")
    line = sv.trend_test(make(frame), "age", "answer")
    assert (apart.statistic, apart.df) == (pytest.approx(line.statistic), line.df)


# Numbers to meet


def test_satisfaction_in_copenhagen_depends_on_the_type_of_housing() -> None:
    table = sv.crosstab(housing(counted=True), "Type", "Sat")
    count = (len(table.row_values) - 1) * (len(table.column_values) - 1)
    assert (table.n, count) == (1681, 6)
    assert table.pearson == pytest.approx(60.29, abs=5e-3)
    assert special.chdtrc(count, table.pearson) == pytest.approx(3.9e-11, rel=0.02)
    assert table.cramers_v == pytest.approx(0.1339, abs=5e-5)
    assert table.cells[table.cells["share_of"] == "table"]["count"].sum() == 1681


def test_without_a_design_the_corrections_are_small() -> None:
    table = sv.crosstab(housing(counted=True), "Type", "Sat")
    first = statistics(table)["rao_scott_chi_squared"][0]
    assert first == pytest.approx(table.pearson, rel=0.02)
    assert table.design_effects == pytest.approx(np.ones(6), abs=0.2)


@given(st.integers(0, 2**32 - 1))
@some
def test_with_all_weights_1_and_independence_the_first_correction_changes_little(seed: int) -> None:
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": generator.integers(0, 3, 4000), "b": generator.integers(0, 2, 4000)})
    table = sv.crosstab(sv.SurveyDesign(frame), "a", "b")
    assert table.design_effects == pytest.approx(np.ones(2), abs=0.15)
    assert statistics(table)["rao_scott_chi_squared"][0] == pytest.approx(table.pearson, rel=0.1)


# Properties


@some
@given(crossable(), st.integers(0, 99))
def test_the_order_of_the_rows_changes_no_test(drawn: Answered, seed: int) -> None:
    shuffled = drawn._replace(frame=drawn.frame.sample(frac=1, random_state=seed))
    these, others = (sv.crosstab(d.survey(), "area", "answer") for d in (drawn, shuffled))
    assert_same(these, others)


@some
@given(crossable(correction=False), st.sampled_from([1e-3, 7.0, 1e6]))
def test_weights_times_a_constant_change_no_test(drawn: Answered, factor: float) -> None:
    scaled = drawn._replace(frame=drawn.frame.assign(w=drawn.frame["w"] * factor))
    these, others = (sv.crosstab(d.survey(), "area", "answer") for d in (drawn, scaled))
    assert_same(these, others)


@some
@given(crossable())
def test_rows_and_columns_may_change_places(drawn: Answered) -> None:
    design = drawn.survey()
    assert_same(sv.crosstab(design, "area", "answer"), sv.crosstab(design, "answer", "area"))


def test_tabulated_answers_give_what_they_give_person_by_person() -> None:
    these, others = (sv.crosstab(housing(counted=c), "Type", "Sat") for c in (True, False))
    assert_same(these, others)
    for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "count", "df"):
        assert these.cells[name].to_numpy() == pytest.approx(others.cells[name].to_numpy())


def test_a_jackknife_of_the_units_comes_close_to_linearization() -> None:
    frame = golden_frame("tables", "apiclus1")
    units = frame["dnum"].unique()
    factors = np.array(
        [[0.0 if d == out else len(units) / (len(units) - 1) for out in units]
         for d in frame["dnum"]]
    )  # fmt: skip
    scale = (len(units) - 1) / len(units)
    replicates = sv.Replicates(factors, scale, factors=True)
    linear = sv.crosstab(sv.SurveyDesign(frame, weights="pw", psu="dnum"), "sch.wide", "stype")
    replicated = sv.crosstab(
        sv.SurveyDesign(frame, weights="pw", psu="dnum", replicates=replicates),
        "sch.wide",
        "stype",
    )
    assert replicated.pearson == pytest.approx(linear.pearson, rel=1e-12)
    assert replicated.design_effects == pytest.approx(linear.design_effects, rel=0.5)
    for name in TESTS:
        one, other = statistics(linear)[name], statistics(replicated)[name]
        assert one[1] == pytest.approx(other[1], rel=0.3)
        assert np.isfinite(other).sum() >= 3


def test_wald_with_replicates_takes_the_excess_of_each() -> None:
    frame = golden_frame("tables", "apiclus1")
    weights = (
        np.random.default_rng(3).uniform(0.5, 1.5, (len(frame), 30)) * frame[["pw"]].to_numpy()
    )
    design = sv.SurveyDesign(frame, weights="pw", replicates=sv.Replicates(weights, 0.1, mse=True))
    table = sv.crosstab(design, "comp.imp", "stype")

    def above(w: Floats) -> Floats:
        cells = pd.crosstab(frame["comp.imp"], frame["stype"], w, aggfunc="sum").to_numpy()
        rows, columns = cells.sum(axis=1), cells.sum(axis=0)
        return np.asarray((cells - np.outer(rows, columns) / cells.sum())[1:, 1:].ravel())

    whole = above(frame["pw"].to_numpy())
    apart = np.array([above(w) for w in weights.T]) - whole
    square = whole @ np.linalg.solve(0.1 * apart.T @ apart, whole)
    assert statistics(table)["wald"][0] * 2 == pytest.approx(square, rel=1e-9)


# Edges


BOOK = sv.Codebook(
    {
        "safe": sv.Variable(
            "safe",
            Kind.SINGLE,
            {"en": "Safe", "da": "Tryg"},
            codes=tuple(
                sv.Code(value, {"en": en, "da": da})
                for value, en, da in ((1, "yes", "ja"), (2, "no", "nej"), (3, "maybe", "måske"))
            ),
        )
    }
)


def few(**changes: Any) -> sv.SurveyDesign:
    frame = pd.DataFrame(
        {"safe": [1, 2, 1, 2, 2, -8, 1], "area": list("AABBBAB"), "w": [1, 2, 3, 1, 2, 4, 0]}
    ).assign(**changes)
    return sv.SurveyDesign(frame, weights="w", codebook=BOOK)


def test_an_answer_that_nobody_gave_is_left_out_and_named() -> None:
    table = sv.crosstab(few(), "safe", "area")
    assert table.row_values == (1, 2)
    assert table.dropped == (("safe", 3),)
    assert table.n == 5
    assert not table.cells[["estimate", "std_error"]].isna().any().any()
    assert np.isfinite(table.tests["p_value"]).all()


def test_an_answer_given_with_a_weight_of_0_only_is_left_out() -> None:
    table = sv.crosstab(few(safe=[1, 2, 1, 2, 2, -8, 3]), "area", "safe")
    assert table.dropped == (("safe", 3),)


def test_nothing_is_tested_where_everybody_answers_the_same() -> None:
    table = sv.crosstab(few(safe=[1, 1, 1, 1, 1, -8, 1]), "safe", "area")
    assert table.row_values == (1,)
    assert np.isnan(table.cramers_v)
    assert table.pearson == pytest.approx(0, abs=1e-12)
    assert table.tests[["statistic", "p_value"]].isna().all().all()
    assert table.cells["estimate"].notna().all()


def test_nothing_is_tested_without_degrees_of_freedom() -> None:
    frame = pd.DataFrame({"a": [1, 2, 1, 2], "b": [1, 1, 2, 2], "s": [1, 2, 3, 4]})
    design = sv.SurveyDesign(frame, strata="s", lonely_psu="centered")
    table = sv.crosstab(design, "a", "b")
    assert table.tests[["statistic", "p_value"]].isna().all().all()
    assert "nan" in repr(table)


def test_nothing_is_left_to_chance_in_a_census() -> None:
    frame = pd.DataFrame({"a": [1, 2, 1, 2, 1], "b": [1, 1, 2, 2, 1]})
    table = sv.crosstab(sv.SurveyDesign(frame, population=5), "a", "b")
    assert table.tests[["statistic", "p_value"]].isna().all().all()


def test_an_empty_cell_is_no_obstacle() -> None:
    frame = pd.DataFrame({"a": [1, 1, 1, 2, 2, 2, 2, 2], "b": [1, 2, 1, 1, 1, 1, 1, 1]})
    table = sv.crosstab(sv.SurveyDesign(frame), "a", "b")
    assert np.isfinite(table.tests["p_value"]).all()


def test_a_diagonal_table_takes_the_shares_under_independence_for_its_design_effects() -> None:
    frame = pd.DataFrame({"a": [1, 2, 3] * 10, "b": [1, 2, 3] * 10})
    table = sv.crosstab(sv.SurveyDesign(frame), "a", "b")
    assert table.cramers_v == pytest.approx(1)
    assert np.isfinite(table.design_effects).all()
    assert table.tests.set_index("test").loc["rao_scott_f", "p_value"] < 1e-6


def test_wald_needs_more_degrees_of_freedom_than_cells_to_compare() -> None:
    frame = pd.DataFrame(
        {
            "a": [1, 2, 3, 1, 2, 3, 1, 2],
            "b": [1, 2, 3, 2, 3, 1, 1, 2],
            "u": [1, 1, 2, 2, 3, 3, 1, 2],
        }
    )
    tests = sv.crosstab(sv.SurveyDesign(frame, psu="u"), "a", "b").tests.set_index("test")
    assert np.isnan(tests.loc[["wald", "adjusted_wald"], "statistic"]).all()
    assert np.isfinite(tests.loc["rao_scott_f", "p_value"])


def test_where_keeps_all_rows_in_the_variance() -> None:
    frame = golden_frame("tables", "apistrat")
    design = sv.SurveyDesign(frame, weights="pw", strata="stype", population="fpc")
    where = (frame["yr.rnd"] == "No").to_numpy()
    table = sv.crosstab(design, "sch.wide", "comp.imp", where=where)
    assert table.n == where.sum()
    inside = sv.proportion(design, "sch.wide", where=where).to_frame()
    sums = table.cells[table.cells["share_of"] == "table"].groupby("row")["estimate"].sum()
    assert sums.to_numpy() == pytest.approx(inside["estimate"].to_numpy())


def test_a_crosstab_shows_itself_in_a_line_and_its_labels() -> None:
    table = sv.crosstab(few(), "safe", "area")
    assert repr(table).startswith("Crosstab(safe × area, 2 × 2, n = 5, F(1, 4) = ")
    assert len(table) == 12
    assert table.to_frame(labels="da")["row"].tolist()[:4] == ["ja", "ja", "nej", "nej"]
    assert "<td>yes</td>" in table._repr_html_()
    cells = table.cells
    cells.loc[:, "estimate"] = 0.0
    assert (table.cells["estimate"] > 0).any()


def test_v_and_the_design_effects_of_one_row_do_not_exist() -> None:
    shares = np.array([[0.4, 0.6]])
    assert np.isnan(independence.cramers_v(shares))
    assert len(independence.design_effects(shares, np.zeros((2, 2)), 10)) == 0
