"""Edges: one answer, none, weights of 0, one category, a census, names in any script."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.codebook import Category, Domain, Kind
from survey.errors import DesignError, WrongUseError
from survey.kernels.intervals import clopper_pearson, t_quantile, wilson

UNCERTAIN = ["std_error", "conf_low", "conf_high", "n_eff", "deff"]
INTERVALS: tuple[Any, ...] = (
    "wilson", "korn_graubard", "clopper_pearson", "logit", "wald", "beta", "nchs",
)  # fmt: skip


def frame_of(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


def only(estimates: sv.Estimates) -> Any:
    frame = estimates.to_frame()
    assert len(frame) == 1
    return frame.iloc[0]


# One and two answers


@pytest.mark.parametrize("rule", ["certainty", "centered"])
def test_one_answer_has_an_estimate_but_no_error(rule: Any) -> None:
    design = sv.SurveyDesign(frame_of(a=["x"], y=[3.0]), lonely_psu=rule)
    for estimates, expected in (
        (sv.proportion(design, "a"), 1),
        (sv.mean(design, "y"), 3),
        (sv.total(design, "y"), 3),
        (sv.ratio(design, "y", "y"), 1),
    ):
        row = only(estimates)
        assert row["estimate"] == expected
        assert (row["n"], row["df"]) == (1, 0)
        assert row[UNCERTAIN].isna().all()
        assert np.isnan(estimates.covariance.to_numpy()).all()


def test_one_answer_is_refused_unless_a_rule_is_given() -> None:
    for rule in ("error", "average"):
        with pytest.raises(DesignError, match="at least two answers"):
            sv.SurveyDesign(frame_of(a=["x"]), lonely_psu=rule)


def test_two_answers_have_an_interval_of_nearly_everything() -> None:
    row = sv.proportion(sv.SurveyDesign(frame_of(a=["x", "y"])), "a").to_frame().iloc[0]
    assert (row["estimate"], row["std_error"], row["df"], row["n"]) == (0.5, 0.5, 1, 2)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((0.001541, 0.998459), abs=1e-6)


def test_a_domain_of_one_answer_has_an_estimate_but_no_error() -> None:
    design = sv.SurveyDesign(frame_of(a=["x", "y", "x"], y=[1.0, 2, 4], g=["m", "n", "n"]))
    for interval in INTERVALS:
        frame = sv.proportion(design, "a", by="g", interval=interval).to_frame()
        alone = frame[frame["g"] == "m"]
        assert alone["estimate"].tolist() == [1, 0]
        assert alone[UNCERTAIN].isna().all(axis=None)
    assert sv.mean(design, "y", by="g").to_frame()[UNCERTAIN].iloc[0].isna().all()


def test_two_units_in_two_strata_leave_a_domain_without_an_error() -> None:
    frame = frame_of(s=list("aabb"), g=list("mnmn"), y=[1.0, 2, 3, 5])
    row = sv.mean(sv.SurveyDesign(frame, strata="s"), "y", by="g").to_frame().iloc[0]
    assert (row["estimate"], row["n"], row["df"]) == (2, 2, 0)
    assert row[UNCERTAIN].isna().all()


# Nobody


def test_an_empty_domain_is_unknown_and_never_0() -> None:
    group = pd.Categorical(["m", "m", "n", "n"], categories=["m", "n", "nobody"])
    frame = frame_of(a=list("xyxy"), y=[1.0, 2, 3, 4], k=[1.0, 2, 1, 2], g=group)
    design = sv.SurveyDesign(frame)
    for estimates in (
        sv.proportion(design, "a", by="g"),
        sv.mean(design, "y", by="g"),
        sv.total(design, "y", by="g"),
        sv.ratio(design, "y", "k", by="g"),
    ):
        table = estimates.to_frame()
        empty = table[table["g"] == "nobody"]
        assert len(empty)
        assert empty[["estimate", *UNCERTAIN]].isna().all(axis=None)
        assert (empty[["n", "df"]] == 0).all(axis=None)
        covariance = estimates.covariance.to_numpy()
        assert np.isnan(covariance[empty.index]).all()
        filled = table.index.difference(empty.index)
        assert np.isfinite(covariance[np.ix_(filled, filled)]).all()


def test_a_question_nobody_answered_has_no_estimate() -> None:
    frame = frame_of(q=[np.nan] * 3, none=[None] * 3, g=list("aab"))
    design = sv.SurveyDesign(frame)
    for name in ("q", "none"):
        assert len(sv.proportion(design, name)) == 0
        for verb in (sv.mean, sv.total):
            row = only(verb(design, name))
            assert row[["estimate", *UNCERTAIN]].isna().all()
            assert row["n"] == 0
        assert sv.mean(design, name, by="g").to_frame()["estimate"].isna().all()


def test_a_question_nobody_answered_keeps_the_codes_of_its_codebook() -> None:
    book = sv.Codebook({"q": sv.Variable("q", Kind.SINGLE, {}, codes=codes(1, 2))})
    design = sv.SurveyDesign(frame_of(q=[-1, -8, np.nan]), codebook=book)
    frame = sv.proportion(design, "q").to_frame()
    assert frame["category"].tolist() == [1, 2]
    assert frame["estimate"].isna().all()
    assert frame["n"].tolist() == [0, 0]
    asked = sv.proportion(design, "q", base="asked").to_frame()
    assert asked["estimate"].tolist() == [0, 0]
    assert asked["n"].tolist() == [3, 3]


def test_rows_looked_at_may_be_none() -> None:
    design = sv.SurveyDesign(frame_of(a=list("xy"), y=[1.0, 2]))
    nobody = np.zeros(2, dtype=bool)
    assert sv.proportion(design, "a", where=nobody).to_frame()["estimate"].isna().all()
    assert np.isnan(only(sv.total(design, "y", where=nobody))["estimate"])


def test_a_ratio_to_nothing_is_unknown() -> None:
    for x in ([0.0, 0.0], [1.0, -1.0]):
        design = sv.SurveyDesign(frame_of(y=[1.0, 2], x=x))
        row = only(sv.ratio(design, "y", "x"))
        assert row[["estimate", *UNCERTAIN]].isna().all()
        assert row["n"] == 2


# Weights of 0


def test_rows_of_weight_0_count_nowhere_but_in_the_design() -> None:
    frame = frame_of(a=list("xyxy"), y=[1.0, 2, 3, 4], g=list("mmnn"), w=[0.0, 0, 1, 2])
    design = sv.SurveyDesign(frame, weights="w")
    for estimates in (sv.proportion(design, "a", by="g"), sv.mean(design, "y", by="g")):
        table = estimates.to_frame()
        without = table[table["g"] == "m"]
        assert (without["n"] == 0).all()
        assert without["estimate"].isna().all()
        assert (table.loc[table["g"] == "n", "n"] == 2).all()
    assert design.degrees_of_freedom == 1
    assert design.layout.stratum_psus.tolist() == [4]
    whole = sv.proportion(design, "a").to_frame()
    assert whole["count"].tolist() == [1, 1]
    assert whole["estimate"].tolist() == pytest.approx([1 / 3, 2 / 3])


# One category, all the same


def test_one_category_given_by_everyone_has_the_interval_of_rule_eight() -> None:
    design = sv.SurveyDesign(frame_of(a=["x"] * 30))
    row = only(sv.proportion(design, "a"))
    assert (row["estimate"], row["std_error"], row["n_eff"]) == (1, 0, 30)
    t = t_quantile(np.array(29.0), 0.95)
    assert row["conf_low"] == pytest.approx(30 / (30 + t**2))
    assert row["conf_high"] == 1
    exact = only(sv.proportion(design, "a", interval="korn_graubard"))
    assert exact["conf_low"] == pytest.approx(1 - 0.1157, abs=5e-5)


def test_the_size_behind_a_share_of_1_grows_with_the_part_that_answered() -> None:
    row = only(sv.proportion(sv.SurveyDesign(frame_of(a=["x"] * 30), population=40), "a"))
    assert row["n_eff"] == pytest.approx(30 / (1 - 30 / 40))
    low, _ = wilson(np.array(1.0), np.array(120.0), t_quantile(np.array(29.0), 0.95))
    assert row["conf_low"] == pytest.approx(low)


def test_the_size_behind_a_share_of_1_is_no_more_than_the_units() -> None:
    frame = frame_of(a=["x"] * 12, unit=np.arange(12) // 4)
    row = only(sv.proportion(sv.SurveyDesign(frame, psu="unit"), "a"))
    assert (row["n"], row["df"], row["n_eff"]) == (12, 2, 3)


def test_the_size_behind_a_share_of_1_is_no_more_than_the_weights_allow() -> None:
    weights = np.array([1.0, 1, 1, 9])
    frame = frame_of(a=["x"] * 4, w=weights)
    row = only(sv.proportion(sv.SurveyDesign(frame, weights="w"), "a"))
    assert row["n_eff"] == pytest.approx(144 / 84)


def test_weights_that_do_not_gross_up_never_pass_for_a_census() -> None:
    frame = frame_of(a=["x"] * 4, w=[0.7, 0.9, 1.1, 1.3])  # scaled to their mean
    design = sv.SurveyDesign(frame, weights="w", population=16)
    row = only(sv.proportion(design, "a"))
    assert row["n_eff"] == pytest.approx(16 / (0.7**2 + 0.9**2 + 1.1**2 + 1.3**2) / (1 - 4 / 16))
    assert row["conf_low"] < 0.6


def test_weights_scaled_to_their_mean_take_sampling_with_replacement_as_yardstick() -> None:
    frame = frame_of(y=[1.0, 2, 4, 3], w=[0.7, 0.9, 1.1, 1.3], g=list("aabb"))
    design = sv.SurveyDesign(frame, weights="w")
    assert "population" not in repr(design)
    kinds = [sv.mean(design, "y", by="g", deff=deff).to_frame() for deff in ("wor", "replace")]
    assert kinds[0]["deff"].tolist() == kinds[1]["deff"].tolist()
    assert (kinds[0]["deff"] > 0).all()


def test_a_domain_with_less_weight_than_answers_has_no_design_effect_without_replacement() -> None:
    frame = frame_of(y=[1.0, 2, 4, 3], w=[0.5, 0.5, 9, 9], g=list("aabb"))
    design = sv.SurveyDesign(frame, weights="w")
    assert sv.mean(design, "y", by="g").to_frame()["deff"].isna().tolist() == [True, False]
    assert sv.mean(design, "y", by="g", deff="replace").to_frame()["deff"].notna().all()


@pytest.mark.parametrize("interval", [name for name in INTERVALS if name != "nchs"])
def test_a_census_that_everyone_answered_has_an_interval_of_one_point(interval: Any) -> None:
    design = sv.SurveyDesign(frame_of(a=list("xyxyx")), population=5)
    frame = sv.proportion(design, "a", interval=interval).to_frame()
    for column in ("conf_low", "conf_high"):
        assert frame[column].tolist() == pytest.approx([0.6, 0.4], abs=1e-12)
    assert (frame["std_error"] == 0).all()
    everyone = sv.SurveyDesign(frame_of(a=["x"] * 5), population=5)
    if interval != "logit":
        row = only(sv.proportion(everyone, "a", interval=interval))
        assert (row["conf_low"], row["conf_high"]) == (1, 1)


def test_a_census_of_numbers_has_no_error() -> None:
    row = only(sv.mean(sv.SurveyDesign(frame_of(y=[1.0, 2, 6]), population=3), "y"))
    assert row[["estimate", "std_error", "conf_low", "conf_high"]].tolist() == [3, 0, 3, 3]
    assert row["n_eff"] == np.inf


def test_numbers_that_are_all_the_same_have_an_error_of_0_and_no_design_effect() -> None:
    row = only(sv.mean(sv.SurveyDesign(frame_of(y=[0.1] * 7, w=[3.0] * 7), weights="w"), "y"))
    assert row["estimate"] == pytest.approx(0.1)
    assert row["std_error"] == pytest.approx(0, abs=1e-16)
    assert row[["n_eff", "deff"]].isna().all()


def test_the_nchs_interval_is_limited_by_the_number_of_answers() -> None:
    frame = frame_of(a=["x"] * 8 + ["y"] * 2)
    design = sv.SurveyDesign(frame, population=11)
    row = sv.proportion(design, "a", interval="nchs").to_frame().iloc[0]
    low, high = clopper_pearson(np.array(0.8), np.array(10.0), 0.95)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((float(low), float(high)))


# Names in any script, and the order of categories


def test_danish_and_arabic_names_work_everywhere() -> None:
    answers = ["ærlig", "نعم", "نعم", "øde", "نعم", "ærlig"]
    areas = ["Ådalen", "حي", "حي", "Ådalen", "Ådalen", "حي"]
    frame = pd.DataFrame({"spørgsmål å": answers, "område": areas, "vægt": [1.0] * 6})
    design = sv.SurveyDesign(frame, weights="vægt", strata="område")
    table = sv.proportion(design, "spørgsmål å", by="område").to_frame()
    assert list(table.columns[:3]) == ["område", "variable", "category"]
    at = table.set_index(["område", "category"])["estimate"]
    assert at["حي", "نعم"] == pytest.approx(2 / 3)
    assert at["Ådalen", "øde"] == pytest.approx(1 / 3)


def test_the_order_of_a_categorical_is_kept_with_categories_that_nobody_chose() -> None:
    codes = pd.Categorical(["b", "a", "b"], categories=["c", "b", "a"], ordered=True)
    group = pd.Categorical(["n", "m", "n"], categories=["n", "m"])
    design = sv.SurveyDesign(frame_of(q=codes, g=group))
    table = sv.proportion(design, "q", by="g").to_frame()
    assert table["category"].tolist() == ["c", "b", "a"] * 2
    assert table["g"].tolist() == ["n"] * 3 + ["m"] * 3
    assert table["estimate"].tolist() == [0, 1, 0, 0, 0, 1]


def test_answers_without_an_order_of_their_own_are_sorted() -> None:
    design = sv.SurveyDesign(frame_of(q=["b", "a", "c"], k=[10, 9, 10], t=[True, False, True]))
    assert sv.proportion(design, "q").to_frame()["category"].tolist() == ["a", "b", "c"]
    assert sv.proportion(design, "k").to_frame()["category"].tolist() == [9, 10]
    assert sv.proportion(design, "t").to_frame()["category"].tolist() == [False, True]


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "string", "category", "object"])
def test_missing_answers_of_any_type_are_out_of_the_base(dtype: str) -> None:
    values = ["1", "2", None, "1"] if dtype == "string" else [1, 2, None, 1]
    design = sv.SurveyDesign(frame_of(q=pd.Series(values, dtype=dtype)))
    table = sv.proportion(design, "q").to_frame()
    assert table["estimate"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["n"].tolist() == [3, 3]
    asked = sv.proportion(design, "q", base="asked").to_frame()
    assert asked["estimate"].tolist() == [0.5, 0.25]
    assert asked["n"].tolist() == [4, 4]


def test_frames_of_arrow_columns_are_read_like_any_other() -> None:
    pytest.importorskip("pyarrow")
    plain = frame_of(q=["a", "b", None, "a"], y=[1.0, 2, 3, None], w=[1, 2, 1, 1])
    arrow = plain.convert_dtypes(dtype_backend="pyarrow")
    for verb, name in ((sv.proportion, "q"), (sv.mean, "y")):
        one, other = (verb(sv.SurveyDesign(f, weights="w"), name) for f in (plain, arrow))
        pd.testing.assert_frame_equal(one.to_frame(), other.to_frame(), check_dtype=False)


def test_frames_of_polars_are_read_like_any_other() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"q": ["a", "b", None, "a"], "w": [1, 2, 1, 1]})
    table = sv.proportion(sv.SurveyDesign(frame, weights="w"), "q").to_frame()
    assert table["estimate"].tolist() == pytest.approx([0.5, 0.5])


def test_the_data_of_the_user_are_left_as_they_are() -> None:
    frame = frame_of(q=list("abab"), w=[1.0, 2, 3, 4], g=list("mmnn"))
    before = frame.copy()
    design = sv.SurveyDesign(frame, weights="w", strata="g")
    table = sv.proportion(design, "q", by="g", all_row=True).to_frame()
    table["estimate"] = 0
    pd.testing.assert_frame_equal(frame, before)
    with pytest.raises(ValueError, match="read-only"):
        design.weights[0] = 9


# By-columns


def test_whoever_lacks_a_by_value_forms_a_domain_of_that_name() -> None:
    frame = frame_of(a=list("xyxyx"), g=["m", None, "m", None, "n"])
    estimates = sv.proportion(sv.SurveyDesign(frame), "a", by="g", all_row=True)
    table = estimates.to_frame()
    assert list(dict.fromkeys(table["g"])) == ["m", "n", Domain.MISSING, Domain.ALL]
    assert table.loc[table["g"] == Domain.MISSING, "estimate"].tolist() == [0, 1]
    assert table.loc[table["g"] == "(all)", "n"].tolist() == [5, 5]
    assert str(Domain.MISSING) == "(missing)"


def test_by_columns_cross_with_the_last_one_moving_fastest() -> None:
    frame = frame_of(y=np.arange(8.0), g=list("aabbaabb"), h=list("mnmnmnmn"))
    table = sv.mean(sv.SurveyDesign(frame), "y", by=["g", "h"], all_row=True).to_frame()
    pairs = list(zip(table["g"], table["h"], strict=True))
    assert pairs[:4] == [("a", "m"), ("a", "n"), ("b", "m"), ("b", "n")]
    assert pairs[4:] == [(Domain.ALL, "m"), (Domain.ALL, "n")]
    assert table["estimate"].tolist() == [2, 3, 4, 5, 3, 4]


# Codes with a codebook


def codes(*values: Any) -> tuple[sv.Code, ...]:
    return tuple(
        sv.Code(value, {"en": f"Label {value}", "da": f"Navn {value}"}) for value in values
    )


def book() -> sv.Codebook:
    return sv.Codebook(
        {
            "safe": sv.Variable(
                "safe",
                Kind.SINGLE,
                {"en": "Safety", "da": "Tryghed"},
                codes=codes(1, 2, 3, 6),
                headline=sv.Headline((1, 2), base=(1, 2, 3), label={"en": "Safe", "da": "Tryg"}),
            ),
            "asked": sv.Variable(
                "asked",
                Kind.SINGLE,
                {},
                codes=codes(1, 2),
                headline=sv.Headline((1,), base="asked"),
            ),
            "plain": sv.Variable(
                "plain", Kind.SINGLE, {}, codes=codes(1, 2), headline=sv.Headline((2,))
            ),
            "rooms": sv.Variable("rooms", Kind.NUMBER, {}),
            "area": sv.Variable("area", Kind.GROUP, {}, codes=codes("z", "a")),
        }
    )


def coded_design(**changes: Any) -> sv.SurveyDesign:
    columns = {
        "safe": [1, 2, 3, 6, -1, -8, -9, -2, -3, -4],
        "asked": [1.0, 2, np.nan, -2, -4, 1, 2, 1, -3, 1],
        "plain": [1, 2, 2, 2, -1, 1, -3, -3, 2, 2],
        "rooms": [1.0, -1, -8, 5, 2, 3, -3, 4, -2, np.nan],
        "area": list("azazazazaz"),
    }
    return sv.SurveyDesign(pd.DataFrame(columns | changes), codebook=book())


def test_the_base_is_those_who_answered_unless_it_says_otherwise() -> None:
    design = coded_design()
    answered = sv.proportion(design, "safe").to_frame()
    assert answered["estimate"].tolist() == [0.25] * 4
    assert answered["n"].tolist() == [4] * 4
    asked = sv.proportion(design, "safe", base="asked").to_frame()
    assert asked["estimate"].tolist() == [0.125] * 4
    assert asked["n"].tolist() == [8] * 4  # not those of −3 and −4
    some = sv.proportion(design, "safe", base=[1, 3]).to_frame()
    assert some["category"].tolist() == [1, 3]  # a code outside the base has no share of it
    assert some["estimate"].tolist() == [0.5, 0.5]
    assert some["n"].tolist() == [2] * 2


def test_a_headline_is_the_share_of_its_codes_of_its_own_base() -> None:
    estimates = sv.headline(coded_design(), ["safe", "asked", "plain"])
    table = estimates.to_frame()
    assert table["category"].tolist() == [Category.HEADLINE] * 3
    assert table["estimate"].tolist() == pytest.approx([2 / 3, 4 / 8, 5 / 7])
    assert table["n"].tolist() == [3, 8, 7]
    assert table["count"].tolist() == [2, 4, 5]
    assert estimates.base == "declared"


def test_a_headline_is_the_sum_of_its_shares_with_their_covariance() -> None:
    design = coded_design()
    parts = sv.proportion(design, "safe", base=(1, 2, 3), by="area", all_row=True)
    whole = sv.headline(design, "safe", by="area", all_row=True)
    together = np.kron(np.eye(3), [[1, 1, 0]])
    estimates = together @ parts.to_frame()["estimate"].to_numpy()
    assert whole.to_frame()["estimate"].tolist() == pytest.approx(estimates.tolist())
    assert whole.covariance.to_numpy() == pytest.approx(
        parts.covariance.of(together), nan_ok=True, abs=1e-15
    )


def test_missing_codes_of_numbers_are_no_numbers() -> None:
    row = only(sv.mean(coded_design(), "rooms"))
    assert (row["estimate"], row["n"]) == (3, 5)
    bare = sv.SurveyDesign(pd.DataFrame({"rooms": [1.0, -1, 3]}))
    assert only(sv.mean(bare, "rooms"))["estimate"] == 1


def test_the_order_of_the_codebook_is_kept_for_areas() -> None:
    table = sv.headline(coded_design(), "plain", by="area").to_frame()
    assert table["area"].tolist() == ["z", "a"]


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "float", "object", "category"])
def test_codes_of_any_type_are_those_of_the_codebook(dtype: str) -> None:
    values = pd.Series([1, 2, 3, 6, -1, None, -9, -2, -3, -4], dtype=dtype)
    table = sv.proportion(coded_design(safe=values), "safe", base="asked").to_frame()
    assert table["estimate"].tolist() == [0.125] * 4
    assert table["category"].tolist() == [1, 2, 3, 6]


def test_labels_of_the_codebook_are_shown_when_asked_for() -> None:
    estimates = sv.headline(coded_design(), "safe", by="area", all_row=True)
    for language, label, area in (("en", "Safe", "Label z"), ("da", "Tryg", "Navn z")):
        table = estimates.to_frame(labels=language)
        assert table["category"].tolist() == [label] * 3
        assert table["area"].tolist()[0] == area
        assert table["variable"][0] == {"en": "Safety", "da": "Tryghed"}[language]


# Results


def test_results_say_in_one_line_what_they_are() -> None:
    frame = frame_of(a=list("xyxy"), b=list("xyyy"), g=list("mmnn"), h=list("klkl"))
    design = sv.SurveyDesign(frame, strata="g", sampling_rate=0.5)
    assert repr(design) == (
        "SurveyDesign(4 rows, 4 PSUs, 2 strata, population 8, with finite population correction)"
    )
    assert repr(sv.SurveyDesign(frame)) == "SurveyDesign(4 rows, 4 PSUs, 1 stratum)"
    assert repr(sv.proportion(design, "a", by=["g", "h"])) == (
        "Estimates(share of a by g × h, 8 rows)"
    )
    assert repr(sv.proportion(design, ["a", "b"])) == "Estimates(share of 2 variables, 4 rows)"


def test_results_are_shown_as_an_escaped_table() -> None:
    design = sv.SurveyDesign(frame_of(a=["<b>&", "y"]))
    html = sv.proportion(design, "a")._repr_html_()
    assert "&lt;b&gt;&amp;" in html
    assert "<b>" not in html


def test_sampling_rates_and_populations_may_be_given_in_several_ways() -> None:
    frame = frame_of(s=list("aabbb"), y=[1.0, 2, 3, 4, 9], N=[8, 8, 6, 6, 6])
    forms: list[dict[str, Any]] = [
        {"population": "N"},
        {"population": {"a": 8, "b": 6, "unused": 99}},
        {"sampling_rate": {"a": 0.25, "b": 0.5}},
    ]
    designs = [sv.SurveyDesign(frame, strata="s", **form) for form in forms]
    assert len({design.design_id for design in designs}) == 1
    errors = [only(sv.mean(design, "y"))["std_error"] for design in designs]
    assert errors == [errors[0]] * 3
    one = sv.SurveyDesign(frame, sampling_rate=0.5), sv.SurveyDesign(frame, population=10)
    assert one[0].design_id == one[1].design_id


def test_units_with_the_same_label_in_two_strata_are_told_apart_when_nested() -> None:
    frame = frame_of(s=list("aaaabbbb"), u=[1, 1, 2, 2, 1, 1, 2, 2], y=np.arange(8.0))
    nested = sv.SurveyDesign(frame, strata="s", psu="u", nest=True)
    assert nested.layout.psus == 4
    named = frame.assign(u=frame["s"] + frame["u"].astype(str))
    plain = sv.SurveyDesign(named, strata="s", psu="u")
    assert only(sv.mean(nested, "y"))["std_error"] == only(sv.mean(plain, "y"))["std_error"]


def test_a_stratum_of_tabulated_answers_without_a_case_changes_nothing() -> None:
    frame = frame_of(a=list("xyxy"), s=list("mmnn"), k=[3, 2, 0, 0], N=[10, 10, 8, 8])
    table = sv.SurveyDesign(frame, counts="k", strata="s", population="N")
    single = sv.SurveyDesign(frame.iloc[[0, 0, 0, 1, 1]], strata="s", population="N")
    for measure in ("estimate", "std_error", "df", "n_eff", "conf_low"):
        one, other = (sv.proportion(d, "a").to_frame()[measure] for d in (table, single))
        assert one.tolist() == pytest.approx(other.tolist(), rel=1e-12)
    assert table.degrees_of_freedom == single.degrees_of_freedom == 4
    empty = sv.proportion(table, "a", by="s").to_frame().iloc[2:]
    assert empty["estimate"].isna().all()
    assert (empty[["n", "df"]] == 0).all(axis=None)


def test_a_large_mean_costs_no_accuracy() -> None:
    generator = np.random.default_rng(4)
    small = generator.normal(size=400)
    frame = frame_of(y=small, big=small + 1e9, w=generator.uniform(1, 3, 400), g=["a", "b"] * 200)
    frame["x"] = 1.0
    design = sv.SurveyDesign(frame, weights="w")
    for options in ({}, {"by": "g", "all_row": True}):
        near, far = (sv.mean(design, name, **options).to_frame() for name in ("y", "big"))
        for measure in ("std_error", "deff", "n_eff"):
            assert far[measure].to_numpy() == pytest.approx(near[measure].to_numpy(), rel=1e-6)
        ratio = sv.ratio(design, "big", "x", **options).to_frame()
        assert ratio["std_error"].to_numpy() == pytest.approx(
            near["std_error"].to_numpy(), rel=1e-6
        )


@pytest.mark.parametrize("factor", [1e-300, 1e-12, 1e12])
def test_weights_of_any_size_serve(factor: float) -> None:
    frame = frame_of(a=list("xyxxy"), y=[1.0, 2, 5, 4, 3], w=np.array([1.0, 2, 3, 1, 2]))
    scaled = frame.assign(w=frame["w"] * factor)
    for verb, name in ((sv.proportion, "a"), (sv.mean, "y")):
        one, other = (
            verb(sv.SurveyDesign(f, weights="w"), name, deff="replace").to_frame()
            for f in (frame, scaled)
        )
        for measure in ("estimate", "std_error", "n_eff", "deff", "conf_low"):
            assert other[measure].to_numpy() == pytest.approx(one[measure].to_numpy(), rel=1e-9)


def test_one_variable_may_not_be_asked_for_twice() -> None:
    with pytest.raises(WrongUseError, match="only once"):
        sv.proportion(coded_design(), ["safe", "safe"])
