"""Bad input is refused with the right error, and says in both languages what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_weights import sampled

import survey as sv
from survey import estimation
from survey.codebook import Kind
from survey.errors import DataError, DesignError, SurveyError, UnknownNameError, WrongUseError
from survey.kernels.weight_steps import fixed_step
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

ANSWERS = pd.DataFrame(
    {
        "id": [f"R{k}" for k in range(1, 9)],
        "area": ["Nørregård"] * 4 + ["Søndervang"] * 4,
        "block": list("aabbccdd"),
        "safe": [1, 2, 3, 1, 2, 3, 1, 2],
        "rooms": [2.0, 3, 4, 3, 2, 5, 1, 4],
        "weight": [10.0, 12, 9, 11, 10, 10, 8, 14],
        "comment": ["ok"] * 8,
        "homes": [120] * 4 + [80] * 4,
        "cases": [3, 4, 1, 2, 5, 1, 1, 2],
    }
)
BOOK = sv.Codebook(
    {
        "safe": sv.Variable(
            "safe", Kind.SINGLE, {}, codes=tuple(sv.Code(value, {}) for value in (1, 2, 3))
        ),
        "rooms": sv.Variable("rooms", Kind.NUMBER, {}),
    }
)


WORDS = sv.Codebook(
    {
        "area": sv.Variable(
            "area",
            Kind.SINGLE,
            {},
            codes=tuple(sv.Code(value, {}) for value in ("Nørregård", "Søndervang")),
        )
    }
)


def changed(**columns: Any) -> pd.DataFrame:
    """The answers with some values replaced: a column, or values by row number."""
    frame = ANSWERS.copy()
    for name, values in columns.items():
        if isinstance(values, dict):
            column = frame[name].astype(object)
            for row, value in values.items():
                column.iloc[row] = value
            values = column.infer_objects()  # noqa: PLW2901
        frame[name] = values
    return frame


def from_weights(change: Callable[[Any], Any] = lambda rows: rows, **more: Any) -> sv.SurveyDesign:
    survey = sampled()
    base = survey.frame["base_weight"].to_numpy()
    weights = survey.weights([fixed_step(base, np.zeros(len(base)))])
    return sv.SurveyDesign.from_weights(change(survey.answers), weights, **more)


def design(frame: Any = ANSWERS, **arguments: Any) -> sv.SurveyDesign:
    return sv.SurveyDesign(frame, **arguments)


def weighted(rows: dict[int, float]) -> sv.SurveyDesign:
    return design(changed(weight=rows), weights="weight", respondent="id")


def by_area(**arguments: Any) -> sv.SurveyDesign:
    return design(strata="area", **arguments)


def by_area_of(frame: pd.DataFrame) -> sv.SurveyDesign:
    return design(frame, strata="area", population="homes")


def twice_named() -> pd.DataFrame:
    return pd.concat([ANSWERS, ANSWERS[["weight"]]], axis=1)


def calibrated(auxiliary: Any) -> sv.SurveyDesign:
    step = sv.CalibrationStep(auxiliary, "weight")
    return design(weights="weight", calibration=[step])


def moved_block() -> pd.DataFrame:
    return changed(block={4: "a", 7: "b"})


NEW = [0.0] * 4 + [1, 1, 0, 1]
"""Nobody of the first area."""

WILD = [0.0, 0, 0, 3417, 0, 12303009, 0, 0]
FAR = [-38715, -3.3, -0.1, -4477360, 0.14, -0.00066, 3.36, -0.79]


def area_of_codes() -> sv.Variable:
    names = tuple(sv.Code(name, {}) for name in ("Nørregård", "Søndervang"))
    return sv.Variable("area", Kind.GROUP, {}, codes=names)


PAIRS = np.full((8, 8), 0.2) + np.diag([0.3] * 8)


def homes(adults: dict[int, int]) -> sv.SurveyDesign:
    frame = changed(adults=2)
    for row, number in adults.items():
        frame.loc[row, "adults"] = number
    return design(frame, psu="block", adults="adults", population=300)


def replicated(weights: Any = ("rooms", "weight"), **arguments: Any) -> sv.SurveyDesign:
    return design(weights="weight", replicates=sv.Replicates(list(weights), **arguments))


def safe() -> sv.Estimates:
    return sv.proportion(design(), "safe", by="area")


def regressed(formula: Any, model: Any = "linear", **columns: Any) -> sv.Regression:
    return sv.regress(design(changed(**columns), respondent="id"), formula, model=model)


def named_regression() -> sv.Regression:
    return regressed("rooms ~ area + weight")


def emptied() -> sv.SurveyDesign:
    """A replicate that leaves one area out."""
    factors = np.ones((8, 3))
    factors[4:, 1] = 0
    return design(replicates=sv.Replicates(factors))


Case = tuple[type[SurveyError], "Callable[[], Any]"]

CASES: dict[str, Case] = {
    # columns
    "column_name": (WrongUseError, lambda: design(weights=3)),
    "column_unknown": (UnknownNameError, lambda: design(weights="qqqq")),
    "column_unknown_near": (UnknownNameError, lambda: design(weights="weights")),
    "column_unknown_variable": (UnknownNameError, lambda: sv.mean(design(), "room")),
    "column_unknown_by": (UnknownNameError, lambda: sv.mean(design(), "rooms", by="areas")),
    "column_twice": (WrongUseError, lambda: design(twice_named(), weights="weight")),
    "column_text": (DesignError, lambda: design(weights="comment")),
    "column_missing": (DesignError, lambda: design(changed(area={2: None}), strata="area")),
    "column_missing_respondent": (
        DesignError,
        lambda: design(changed(area={2: None}), strata="area", respondent="id"),
    ),
    # the frame
    "no_frame": (WrongUseError, lambda: design([1, 2, 3])),
    "no_rows": (WrongUseError, lambda: design(ANSWERS.iloc[:0])),
    "no_rows_counted": (WrongUseError, lambda: design(changed(cases=0), counts="cases")),
    "where": (WrongUseError, lambda: sv.mean(design(), "rooms", where=np.ones(8))),
    "where_length": (WrongUseError, lambda: sv.mean(design(), "rooms", where=np.ones(5, bool))),
    # weights and counts
    "weight_negative": (DesignError, lambda: weighted({1: -9, 4: -0.5})),
    "weight_negative_many": (DesignError, lambda: weighted(dict.fromkeys(range(7), -1.0))),
    "weight_missing": (DesignError, lambda: weighted({0: np.nan, 6: np.nan})),
    "weight_infinite": (DesignError, lambda: weighted({3: np.inf})),
    "weight_all_zero": (DesignError, lambda: design(changed(weight=0), weights="weight")),
    "count_negative": (DesignError, lambda: design(changed(cases={2: -1}), counts="cases")),
    "count_broken": (DesignError, lambda: design(changed(cases={2: 1.5}), counts="cases")),
    "counts_and_psu": (WrongUseError, lambda: design(counts="cases", psu="block")),
    # populations and rates
    "population_and_rate": (WrongUseError, lambda: by_area(population="homes", sampling_rate=0.1)),
    "population_small": (
        DesignError,
        lambda: by_area(population={"Nørregård": 3, "Søndervang": 9}),
    ),
    "population_bad": (DesignError, lambda: by_area(population={"Nørregård": 0, "Søndervang": 9})),
    "population_of_one": (WrongUseError, lambda: by_area(population=200)),
    "population_absent": (DesignError, lambda: by_area(population={"Nørregård": 90})),
    "population_varies": (DesignError, lambda: design(changed(homes={1: 7}), population="homes")),
    "population_kind": (WrongUseError, lambda: by_area(population={120, 80})),
    # stages, joint probabilities, adults and replicates
    "too_many_stages": (WrongUseError, lambda: by_area(population=[120, 80])),
    "psu_left_out": (WrongUseError, lambda: design(psu=[None, "block"])),
    "stage_skipped": (
        WrongUseError,
        lambda: design(psu=["area", "block"], population=[None, "homes"]),
    ),
    "joint_alone": (WrongUseError, lambda: by_area(population="homes", joint_probabilities=PAIRS)),
    "joint_shape": (WrongUseError, lambda: design(joint_probabilities=PAIRS[:3])),
    "joint_probability": (DesignError, lambda: design(joint_probabilities=PAIRS * 3)),
    "joint_symmetric": (
        DesignError,
        lambda: design(joint_probabilities=np.tril(PAIRS, -1) / 2 + PAIRS / 2),
    ),
    "joint_estimator": (
        WrongUseError,
        lambda: design(joint_probabilities=sv.JointProbabilities(PAIRS, "brewer")),  # type: ignore[arg-type]
    ),
    "adults_alone": (WrongUseError, lambda: design(adults="adults", counts="cases")),
    "adults_bad": (DesignError, lambda: homes({2: 0})),
    "adults_differ": (DesignError, lambda: homes({2: 3})),
    "adults_few": (DesignError, lambda: homes({0: 1, 1: 1})),
    "replicates_and_calibration": (
        WrongUseError,
        lambda: design(
            weights="weight",
            replicates=sv.Replicates(["rooms", "weight"]),
            calibration=[sv.CalibrationStep(["rooms"], "weight")],
        ),
    ),
    "replicates_type": (WrongUseError, lambda: design(replicates=["rooms", "weight"])),
    "replicates_few": (WrongUseError, lambda: replicated(["rooms"])),
    "rscales": (WrongUseError, lambda: replicated(rscales=[1, 1, 1])),
    "rscales_bad": (WrongUseError, lambda: replicated(rscales=[1, -1])),
    "scale": (WrongUseError, lambda: replicated(scale=0)),
    "replicate_df": (WrongUseError, lambda: replicated(df=0)),
    "rate_over_one": (DesignError, lambda: by_area(sampling_rate=25)),
    "rate_bad": (DesignError, lambda: by_area(sampling_rate={"Nørregård": 0, "Søndervang": 1})),
    # strata and units
    "lonely_rule": (WrongUseError, lambda: design(lonely_psu="adjust")),
    "lonely_psu": (DesignError, lambda: design(changed(area={0: "Tårnet"}), strata="area")),
    "one_psu": (DesignError, lambda: design(ANSWERS.iloc[:1])),
    "one_psu_average": (
        DesignError,
        lambda: design(ANSWERS.iloc[[0, 4]], strata="area", lonely_psu="average"),
    ),
    "psu_two_strata": (
        DesignError,
        lambda: design(moved_block(), strata="area", psu="block"),
    ),
    # calibration
    "auxiliary_length": (WrongUseError, lambda: calibrated(np.ones((3, 2)))),
    "auxiliary_missing": (WrongUseError, lambda: calibrated([np.nan] * 8)),
    "auxiliary_text": (WrongUseError, lambda: calibrated(ANSWERS[["comment"]])),
    # what is asked for
    "number_as_share": (WrongUseError, lambda: sv.proportion(design(codebook=BOOK), "rooms")),
    "codes_as_number": (WrongUseError, lambda: sv.mean(design(codebook=BOOK), "safe")),
    "text_as_number": (DataError, lambda: sv.mean(design(), "comment")),
    "infinite": (
        DataError,
        lambda: sv.mean(design(changed(rooms={5: np.inf}), respondent="id"), "rooms"),
    ),
    "code_unknown": (
        DataError,
        lambda: sv.proportion(
            design(changed(safe={1: 7, 3: 8}), codebook=BOOK, respondent="id"), "safe"
        ),
    ),
    "code_broken": (
        DataError,
        lambda: sv.proportion(design(changed(safe={1: 1.5}), codebook=BOOK), "safe"),
    ),
    "negative_codes": (
        DataError,
        lambda: sv.proportion(design(changed(safe={0: -9, 1: -8})), "safe"),
    ),
    "negative_codes_beside_missing": (
        DataError,
        lambda: sv.proportion(design(changed(safe={0: -9, 1: np.nan})), "safe"),
    ),
    "too_many": (
        DataError,
        lambda: sv.proportion(design(pd.DataFrame({"n": np.arange(1500)})), "n"),
    ),
    "by_twice": (WrongUseError, lambda: sv.mean(design(), "rooms", by=["area", "area"])),
    "no_variables": (WrongUseError, lambda: sv.mean(design(), [])),
    "variable_twice": (WrongUseError, lambda: sv.mean(design(), ["rooms", "rooms"])),
    "interval": (WrongUseError, lambda: sv.proportion(design(), "safe", interval="score")),  # type: ignore[arg-type]
    "level": (WrongUseError, lambda: sv.mean(design(), "rooms", level=95)),
    "deff": (WrongUseError, lambda: sv.mean(design(), "rooms", deff="kish")),  # type: ignore[arg-type]
    "no_headline": (WrongUseError, lambda: sv.headline(design(codebook=BOOK), "safe")),
    "base": (WrongUseError, lambda: sv.proportion(design(), "safe", base="valid")),
    "base_code": (WrongUseError, lambda: sv.proportion(design(), "safe", base=[1, 9])),
    # tests
    "one_comparison": (WrongUseError, lambda: sv.ttest(design(), "rooms")),
    "one_comparison_of_two": (
        WrongUseError,
        lambda: sv.ttest(design(), "rooms", groups="area", against=3),
    ),
    "against": (WrongUseError, lambda: sv.ttest(design(), "rooms", against=np.inf)),
    "one_group": (
        WrongUseError,
        lambda: sv.compare_means(design(changed(area="Nørregård")), "rooms", "area"),
    ),
    "two_groups": (WrongUseError, lambda: sv.ttest(design(), "rooms", groups="block")),
    "category": (
        WrongUseError,
        lambda: sv.ttest(design(), "safe", category=7, groups="area"),
    ),
    "category_empty": (
        WrongUseError,
        lambda: sv.ttest(design(), "safe", category=[], groups="area"),
    ),
    "no_order": (WrongUseError, lambda: sv.trend_test(design(), "rooms", "block")),
    "scores_absent": (
        WrongUseError,
        lambda: sv.trend_test(design(), "rooms", "safe", scores={1: 1}),
    ),
    "scores_many": (
        WrongUseError,
        lambda: sv.trend_test(design(), "rooms", "safe", scores=[1, 2, 3, 4]),
    ),
    "scores_bad": (
        WrongUseError,
        lambda: sv.trend_test(design(), "rooms", "safe", scores=[1, 1, 1]),
    ),
    "link": (WrongUseError, lambda: sv.trend_test(design(), "rooms", "safe", link="log")),  # type: ignore[arg-type]
    "log_odds": (WrongUseError, lambda: sv.trend_test(design(), "rooms", "safe", link="logit")),
    "rank_test": (
        WrongUseError,
        lambda: sv.rank_test(design(), "rooms", "area", test="friedman"),  # type: ignore[arg-type]
    ),
    "crossed_with_itself": (WrongUseError, lambda: sv.crosstab(design(), "safe", "safe")),
    "no_pairs": (
        DataError,
        lambda: sv.crosstab(design(changed(safe=[np.nan] * 8)), "safe", "area"),
    ),
    # quantiles
    "probs": (WrongUseError, lambda: sv.quantile(design(), "rooms", [0.5, 25])),
    "probs_twice": (WrongUseError, lambda: sv.quantile(design(), "rooms", [0.5, 0.5])),
    "probs_none": (WrongUseError, lambda: sv.quantile(design(), "rooms", [])),
    "quantile_rule": (WrongUseError, lambda: sv.median(design(), "rooms", rule="hf10")),  # type: ignore[arg-type]
    "quantile_interval": (
        WrongUseError,
        lambda: sv.median(design(), "rooms", interval="wilson"),  # type: ignore[arg-type]
    ),
    "replicates_needed": (
        WrongUseError,
        lambda: sv.median(design(), "rooms", interval="replicates"),
    ),
    # correlations and scales
    "one_variable": (WrongUseError, lambda: sv.correlation(design(), ["rooms"])),
    "coefficient": (
        WrongUseError,
        lambda: sv.reliability(design(), ["rooms", "safe"], coefficient="beta"),  # type: ignore[arg-type]
    ),
    "few_questions": (WrongUseError, lambda: sv.reliability(design(), "rooms")),
    "few_questions_omega": (
        WrongUseError,
        lambda: sv.reliability(design(), ["rooms", "safe"], coefficient="omega"),
    ),
    "reverse": (
        WrongUseError,
        lambda: sv.reliability(design(), ["rooms", "safe"], reverse=["area", "safe"]),
    ),
    "question_constant": (
        DataError,
        lambda: sv.reliability(design(changed(safe=2, cases=1)), ["rooms", "safe", "cases"]),
    ),
    "question_in_words": (
        DataError,
        lambda: sv.reliability(design(codebook=WORDS), ["area", "rooms"]),
    ),
    # regressions
    "formula_type": (WrongUseError, lambda: regressed(3)),
    "formula_sign": (WrongUseError, lambda: regressed("rooms ~ weight - 1")),
    "formula_ends": (WrongUseError, lambda: regressed("rooms ~ weight +")),
    "formula_text": (WrongUseError, lambda: regressed("rooms ~ __import__('os').getcwd()")),
    "formula_long": (WrongUseError, lambda: regressed("rooms ~ " + "+ area" * 400)),
    "formula_nested": (WrongUseError, lambda: regressed("rooms ~ " + "(" * 25)),
    "formula_terms": (WrongUseError, lambda: regressed("rooms ~ " + "*".join("abcdefghi"))),
    "function": (WrongUseError, lambda: regressed("rooms ~ log(weight)")),
    "outcome_twice": (WrongUseError, lambda: regressed("rooms ~ area + rooms")),
    "regression_column": (UnknownNameError, lambda: regressed("rooms ~ areas")),
    "model": (WrongUseError, lambda: regressed("rooms ~ area", "probit")),
    "regression_level": (
        WrongUseError,
        lambda: sv.regress(design(), "rooms ~ area", level=95),
    ),
    "columns": (
        WrongUseError,
        lambda: sv.regress(
            design(pd.DataFrame({"y": np.arange(600.0), "n": np.arange(600)})), "y ~ C(n)"
        ),
    ),
    "outcome_binary": (DataError, lambda: regressed("rooms ~ area", "logit")),
    "outcome_binary_text": (DataError, lambda: regressed("block ~ area", "logit")),
    "outcome_negative": (
        DataError,
        lambda: regressed("rooms ~ area", "poisson", rooms={1: -2.0, 4: -1.0}),
    ),
    "outcome_unordered": (DataError, lambda: regressed("block ~ area", "ordered_logit")),
    "outcome_constant": (DataError, lambda: regressed("safe ~ area", "logit", safe=1)),
    "codes_no_numbers": (
        DataError,
        lambda: sv.variance_between(
            design(codebook=BOOK.with_variables([area_of_codes()])), "area", by="block"
        ),
    ),
    "regression_no_rows": (DataError, lambda: regressed("rooms ~ area", rooms=np.nan)),
    "one_level": (DataError, lambda: regressed("rooms ~ comment")),
    "singular": (DataError, lambda: regressed("rooms ~ area + homes")),
    "separation": (DataError, lambda: regressed("new ~ area + weight", "logit", new=NEW)),
    "separation_poisson": (DataError, lambda: regressed("new ~ area", "poisson", new=NEW)),
    "separation_ordered": (DataError, lambda: regressed("new ~ area", "ordered_logit", new=NEW)),
    "not_converged": (DataError, lambda: regressed("rooms ~ x", "poisson", rooms=WILD, x=FAR)),
    "replicates_failed": (DataError, lambda: sv.regress(emptied(), "rooms ~ area")),
    "regression_type": (WrongUseError, lambda: sv.term_tests(safe())),  # type: ignore[arg-type]
    "term_unknown": (
        WrongUseError,
        lambda: sv.term_tests(named_regression(), ["area", "area:weight"]),
    ),
    "variable_unknown": (
        WrongUseError,
        lambda: sv.average_effects(named_regression(), ["rooms", "safe"]),
    ),
    "no_effects": (WrongUseError, lambda: sv.average_effects(regressed("rooms ~ 1"))),
    "not_category": (WrongUseError, lambda: sv.standardised(named_regression(), by="weight")),
    "effects_error": (
        WrongUseError,
        lambda: sv.average_effects(named_regression(), error="delta"),  # type: ignore[arg-type]
    ),
    "new_value": (
        DataError,
        lambda: sv.predict(
            named_regression(), pd.DataFrame({"area": ["Vestervang", None], "weight": 1})
        ),
    ),
    "new_value_number": (
        DataError,
        lambda: sv.predict(
            named_regression(), pd.DataFrame({"area": "Søndervang", "weight": ["x"]})
        ),
    ),
    "predictions": (
        WrongUseError,
        lambda: sv.predict(named_regression(), pd.concat([ANSWERS] * 300)),
    ),
    "predictions_frame": (WrongUseError, lambda: sv.predict(named_regression(), [1, 2])),
    "predictions_scale": (
        WrongUseError,
        lambda: sv.predict(named_regression(), ANSWERS, scale="odds"),  # type: ignore[arg-type]
    ),
    "few_areas": (DataError, lambda: sv.variance_between(design(), "rooms", by="comment")),
    # covariances
    "combination": (WrongUseError, lambda: safe().covariance.of([1, -1])),
    "kind": (WrongUseError, lambda: sv.mean("answers", "rooms")),  # type: ignore[arg-type]
    "kind_codebook": (WrongUseError, lambda: design(codebook="safe")),
    "kind_scores": (WrongUseError, lambda: sv.score(design(), "safe", "safe")),  # type: ignore[arg-type]
    "collection": (DataError, lambda: sv.proportion(design(changed(safe=[[1]] * 8)), "safe")),
    "population_infinite": (DesignError, lambda: by_area_of(changed(homes=-np.inf))),
    "by_taken": (WrongUseError, lambda: sv.mean(design(changed(n="x")), "rooms", by="n")),
    "by_number": (WrongUseError, lambda: sv.mean(design(), "rooms", by=5)),  # type: ignore[arg-type]
    "variables_number": (WrongUseError, lambda: sv.mean(design(), 5)),  # type: ignore[arg-type]
    "variables_nested": (WrongUseError, lambda: sv.mean(design(), ["rooms", ["safe"]])),  # type: ignore[list-item]
    "level_text": (WrongUseError, lambda: sv.mean(design(), "rooms", level="x")),  # type: ignore[arg-type]
    "base_none": (WrongUseError, lambda: sv.proportion(design(), "safe", base=None)),  # type: ignore[arg-type]
    "base_empty": (WrongUseError, lambda: sv.proportion(design(), "safe", base=[])),
    "where_index": (
        WrongUseError,
        lambda: sv.mean(design(), "rooms", where=ANSWERS["rooms"].sort_values() > 2),
    ),
    # nets, several answers, scores, indices and the book
    "nets": (WrongUseError, lambda: sv.proportion(design(), "safe", nets=[[1, 2]])),  # type: ignore[arg-type]
    "nets_one_code": (WrongUseError, lambda: sv.proportion(design(), "safe", nets={"low": 1})),  # type: ignore[dict-item]
    "net_code": (WrongUseError, lambda: sv.proportion(design(), "safe", nets={"low": [1, 9]})),
    "no_columns": (WrongUseError, lambda: sv.multiple_response(design(), ["safe"])),
    "not_ticked": (DataError, lambda: sv.multiple_response(design(), ["safe", "rooms"])),
    "multiple_base": (
        WrongUseError,
        lambda: sv.multiple_response(design(), ["safe", "rooms"], base="people"),
    ),
    "multiple_unknown": (WrongUseError, lambda: sv.multiple_response(design(), "heard")),
    "index_unknown": (WrongUseError, lambda: sv.index(design(), "I_SAFE")),
    "index_scale": (
        WrongUseError,
        lambda: sv.index(design(), sv.Index("I", (sv.IndexItem("safe", 3, 3),))),
    ),
    "index_minimum": (
        WrongUseError,
        lambda: sv.index(design(), sv.Index("I", (sv.IndexItem("safe"),), 2)),
    ),
    "index_text": (
        WrongUseError,
        lambda: sv.index(design(), sv.Index("I", (sv.IndexItem("comment"),))),
    ),
    "score_missing": (WrongUseError, lambda: sv.score(design(), "safe", {1: 0, 2: 50})),
    "score_text": (WrongUseError, lambda: sv.score(design(), "comment")),
    "book_breakdown": (
        WrongUseError,
        lambda: sv.estimate_book(design(), ["safe"], breakdowns=[3]),  # type: ignore[list-item]
    ),
    "book_nothing": (WrongUseError, lambda: sv.estimate_book(design(), [])),
    "book_absent": (UnknownNameError, lambda: sv.estimate_book(design(), ["safe"]).of("rooms")),
    "other_design": (
        WrongUseError,
        lambda: sv.covariance_between(safe(), sv.mean(by_area(), "rooms")),
    ),
    "place": (WrongUseError, lambda: safe().covariance.block([0, 6], [0])),
    "fay": (WrongUseError, lambda: sv.Replicates.brr(["a", "b"], fay=1)),
    "replicate_rate": (WrongUseError, lambda: sv.Replicates.jk1(["a", "b"], sampling_rate=1.5)),
    "units_left_out": (WrongUseError, lambda: sv.Replicates.jkn(["a", "b"], [1, 3])),
    "fpc_kind": (WrongUseError, lambda: from_weights(fpc="dwelling")),
    "respondent_absent": (DesignError, lambda: from_weights(lambda rows: rows.iloc[2:])),
    "respondent_twice": (
        DesignError,
        lambda: from_weights(lambda rows: pd.concat([rows, rows.iloc[:2]])),
    ),
    "respondent_unweighted": (
        DesignError,
        lambda: from_weights(lambda rows: rows.assign(respondent=["R"] + ["r1"] * 29)[:1]),
    ),
    "place_negative": (WrongUseError, lambda: safe().covariance.block([-1, 0], [0])),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["en", "da"])
def test_bad_input_is_refused_in_words(
    case: str, language: str, snapshot: SnapshotAssertion
) -> None:
    kind, attempt = CASES[case]
    with language_in_force(language), pytest.raises(SurveyError) as caught:
        attempt()
    assert type(caught.value) is kind
    assert str(caught.value) == snapshot


def test_every_refusal_of_the_estimates_is_tried() -> None:
    tried = set()
    for _, attempt in CASES.values():
        with pytest.raises(SurveyError) as caught:
            attempt()
        tried.add(caught.value.code)
    folder = Path(str(estimation.__file__)).parent
    known = re.findall(
        r'"((?:argument|design|estimate|regression)\.[a-z_]+)"',
        "".join(page.read_text(encoding="utf-8") for page in sorted(folder.glob("*.py"))),
    )
    assert tried == set(known)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ({1: -9, 4: -0.5}, ["R2", "R5"]),
        ({0: np.nan, 6: np.nan}, ["R1", "R7"]),
        ({3: np.inf}, ["R4"]),
    ],
)
def test_respondents_with_a_bad_weight_are_named(rows: dict[int, float], named: list[str]) -> None:
    with pytest.raises(DesignError) as caught:
        weighted(rows)
    message = str(caught.value)
    assert all(f'"{name}"' in message for name in named)
    assert sum(f'"R{k}"' in message for k in range(1, 9)) == len(named)


def test_at_most_five_culprits_are_named_and_the_others_counted() -> None:
    with pytest.raises(DesignError) as caught:
        weighted(dict.fromkeys(range(7), -1.0))
    message = str(caught.value)
    assert sum(f'"R{k}"' in message for k in range(1, 9)) == 5
    assert "2 more" in message


def test_labels_that_repeat_are_allowed_where_units_are_nested() -> None:
    nested = design(moved_block(), strata="area", psu="block", nest=True)
    assert nested.layout.psus == 6


def test_every_error_is_also_the_builtin_that_it_specialises() -> None:
    for kind, builtin in (
        (DesignError, ValueError),
        (DataError, ValueError),
        (WrongUseError, ValueError),
        (UnknownNameError, LookupError),
    ):
        assert issubclass(kind, builtin)
        assert any(kind is of_case for of_case, _ in CASES.values())
