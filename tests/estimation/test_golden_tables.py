"""Two-way tables and tests of independence, against R."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import check_design, equal, golden_file, golden_frame, numbers

import survey as sv
from survey.kernels.mixtures import ratio_tail
from survey.kernels.wald import f_test, wald_test

OUTPUTS = golden_file("tables")["outputs"]
DESIGNS = ("strat", "clus", "clus_no_fpc", "strat_greg", "clus_post", "nhanes")
TABLES = [(design, name) for design in DESIGNS for name in OUTPUTS[design] if name != "design"]
SADDLEPOINT_RTOL = 0.3
"""How far R's saddlepoint approximation lies from the probability that it stands for."""


def design_of(name: str) -> sv.SurveyDesign:
    if name == "nhanes":
        return sv.SurveyDesign(
            golden_frame("nhanes", "nhanes"),
            weights="WTMEC2YR",
            strata="SDMVSTRA",
            psu="SDMVPSU",
            nest=True,
        )
    if name.startswith("strat"):
        frame = golden_frame("tables", "apistrat")
        how: dict[str, Any] = {"strata": "stype", "population": "fpc"}
        auxiliary = np.column_stack([np.ones(len(frame)), frame["api99"]])
        totals = np.array([6194, 3914069])
    else:
        frame = golden_frame("tables", "apiclus1")
        how = {"psu": "dnum"} if name == "clus_no_fpc" else {"psu": "dnum", "population": "fpc"}
        auxiliary = np.column_stack([frame["stype"] == kind for kind in "EHM"]).astype(float)
        totals = np.array([4421, 755, 1018])
    if name in ("strat", "clus", "clus_no_fpc"):
        return sv.SurveyDesign(frame, weights="pw", **how)
    w = frame["pw"].to_numpy()
    gap = totals - w @ auxiliary
    frame["g"] = w * (1 + auxiliary @ np.linalg.solve((auxiliary.T * w) @ auxiliary, gap))
    step = sv.CalibrationStep(auxiliary, "pw")
    return sv.SurveyDesign(frame, weights="g", calibration=[step], **how)


def named(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def crossed(design: str, name: str) -> tuple[Any, sv.SurveyDesign, sv.Crosstab]:
    record, ours = OUTPUTS[design][name], design_of(design)
    return record, ours, sv.crosstab(ours, record["rows"], record["columns"])


@pytest.mark.parametrize("design", DESIGNS)
def test_the_designs_of_the_tables_are_counted_as_in_r(design: str) -> None:
    record = OUTPUTS[design]["design"]
    made = design_of(design)
    if made.calibration is None:
        check_design(made, record)
    else:
        assert made.counts @ made.weights == pytest.approx(record["sum_of_weights"], rel=1e-12)
        assert made.degrees_of_freedom == record["df"]


@pytest.mark.parametrize(("design", "name"), TABLES)
def test_shares_of_the_table_equal_r(design: str, name: str) -> None:
    record, ours, table = crossed(design, name)
    shape = (len(record["row_levels"]), len(record["column_levels"]))
    assert [named(value) for value in table.row_values] == record["row_levels"]
    assert [named(value) for value in table.column_values] == record["column_levels"]
    assert table.dropped == ()
    cells = table.cells[table.cells["share_of"] == "table"]
    shares = cells["estimate"].to_numpy().reshape(shape)
    observed = numbers(record["observed"])
    equal(shares, observed, 0.0, "observed")
    counts = numbers(record["weighted_counts"])
    equal(shares * counts.sum(), counts, 0.0, "weighted_counts")
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    equal(expected, record["expected"], 0.0, "expected")
    assert (cells["n"] == record["n"]).all()
    assert table.n == record["n"]
    assert ours.rows == record["n_rows"]
    assert ours.degrees_of_freedom == record["df"]
    assert (cells["df"] == record["df_answered"]).all()
    order = np.arange(observed.size).reshape(shape).T.ravel()
    assert record["vcov_order"] == "column by column of the table"
    size = np.sqrt(np.diag(numbers(record["vcov"])))
    covariance = table.covariance.block(order, order)
    equal(covariance, record["vcov"], np.outer(size, size), "vcov")


@pytest.mark.parametrize(("design", "name"), TABLES)
def test_tests_of_independence_equal_r(design: str, name: str) -> None:
    record, _, table = crossed(design, name)
    equal(table.pearson, record["pearson"], 0.0, "pearson")
    # n in the package's X-squared is all rows, those without an answer among them
    all_rows = table.pearson * record["n_rows"] / record["n"]
    equal(all_rows, record["pearson_all_rows"], 0.0, "pearson_all_rows")
    equal(table.design_effects, record["lambda"], 0.0, "lambda")
    ours = table.tests.set_index("test")
    theirs = record["tests"]
    k, df, answered = len(record["lambda"]), record["df"], record["df_answered"]

    f, f_of_r = ours.loc["rao_scott_f"], theirs["F"]
    equal(f["statistic"], f_of_r["statistic"], 0.0, "F")
    equal(f["df_numerator"], record["d0"], 0.0, "d0")
    equal(f["df_numerator"], f_of_r["parameter"]["ndf"], 0.0, "ndf")
    assert f["df_denominator"] == pytest.approx(record["d0"] * answered, rel=1e-8)
    equal(record["d0"] * df, f_of_r["parameter"]["ddf"], 0.0, "ddf")
    judged = f_test(f["statistic"], f["df_numerator"], f["df_numerator"] * df)
    equal(judged.p_value, f_of_r["p_value"], 0.0, "p of F")

    chi, chi_of_r = ours.loc["rao_scott_chi_squared"], theirs["Chisq"]
    corrected = record["pearson"] / np.mean(record["lambda"])  # the package prints it uncorrected
    equal(chi["statistic"], corrected, 0.0, "first order")
    equal(all_rows, chi_of_r["statistic"], 0.0, "Chisq")
    assert chi["df_numerator"] == chi_of_r["parameter"]["df"] == k
    equal(chi["p_value"], chi_of_r["p_value"], 0.0, "p of Chisq")

    wald, wald_of_r = ours.loc["wald"], theirs["Wald"]
    equal(wald["statistic"], wald_of_r["statistic"], 0.0, "Wald")
    assert wald_of_r["parameter"] == {"ndf": k, "ddf": df}
    assert (wald["df_numerator"], wald["df_denominator"]) == (k, answered)
    square = wald["statistic"] * k
    p = wald_test(square, k, df, adjusted=False).p_value
    equal(p, wald_of_r["p_value"], 0.0, "p of Wald")

    adjusted, adjusted_of_r = wald_test(square, k, df), theirs["adjWald"]
    equal(adjusted.statistic, adjusted_of_r["statistic"], 0.0, "adjWald")
    assert adjusted_of_r["parameter"] == {"ndf": k, "ddf": df - k + 1}
    equal(adjusted.p_value, adjusted_of_r["p_value"], 0.0, "p of adjWald")
    if df == answered:
        own = ours.loc["adjusted_wald"]
        equal(own["statistic"], adjusted_of_r["statistic"], 0.0, "adjusted_wald")
        for ours_is, r_is in (("rao_scott_f", f_of_r), ("wald", wald_of_r)):
            equal(ours.loc[ours_is, "p_value"], r_is["p_value"], 0.0, ours_is)
        equal(own["p_value"], adjusted_of_r["p_value"], 0.0, "p of adjusted_wald")

    lincom, lincom_of_r = ours.loc["linear_combination"], theirs["lincom_by_integration"]
    equal(lincom["statistic"], lincom_of_r["statistic"], 0.0, "lincom")
    exact = ratio_tail(table.pearson, table.design_effects, record["d0"] * df)
    assert exact == pytest.approx(lincom_of_r["p_value"], rel=1e-8, abs=1e-10)
    saddlepoint = theirs["saddlepoint"]
    equal(all_rows, saddlepoint["statistic"], 0.0, "saddlepoint")
    assert exact == pytest.approx(saddlepoint["p_value"], rel=SADDLEPOINT_RTOL)
    if df == answered:
        assert lincom["p_value"] == pytest.approx(exact, rel=1e-12)
    assert set(theirs) == {
        "F", "Chisq", "Wald", "adjWald", "saddlepoint", "lincom_by_integration",
    }  # fmt: skip


def test_nothing_of_the_tables_is_left_out() -> None:
    assert set(OUTPUTS) == {"definitions", *DESIGNS}
    known = {"rows", "columns", "row_levels", "column_levels", "n", "n_rows", "df", "df_answered"}
    known |= {"weighted_counts", "observed", "expected", "vcov_order", "vcov"}
    known |= {"pearson", "pearson_all_rows", "lambda", "d0", "tests"}
    assert all(set(OUTPUTS[design][name]) == known for design, name in TABLES)
