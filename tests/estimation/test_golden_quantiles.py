"""Quantiles and their intervals, against R.

Not compared, as they are in the golden values to show what R does:

* ``shahvaish`` of the package, which takes half weights on the scale of the weights;
  `shahvaish_right` has the rule as it was published, which is ours;
* ``score`` of the package, which turns unweighted shares round; `score_right` has the interval that
  the test means, which is ours;
* the retired ``oldsvyquantile``.

And where R's rules of steps differ from their definition: they go to the second answer where the
lowest one alone has more than the share, and let rounding decide whether a cumulated share is p.
A quantile that nobody lies above is certain in R, and has no limits here. Degrees of freedom are
those of the cell, in R those of the design or the domain.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from r_records import check_design, equal, golden_file, golden_frame, numbers
from scipy import special
from test_golden_replicates import design_of as replicated_design

import survey as sv
from survey.kernels.intervals import t_quantile
from survey.kernels.quantiles import OrderedAnswers, ordered_answers, quantiles

OUTPUTS = golden_file("quantiles")["outputs"]
STRATA = {"weights": "pw", "strata": "stype", "population": "fpc"}
DESIGNS: dict[str, tuple[str, dict[str, Any]]] = {
    "srs": ("apisrs", {"population": "fpc"}),
    "srs_ones": ("apisrs", {"weights": "one", "population": "fpc"}),
    "strat": ("apistrat", STRATA),
    "strat_ones": ("apistrat", {**STRATA, "weights": "one"}),
    "clus": ("apiclus1", {"weights": "pw", "psu": "dnum", "population": "fpc"}),
    "clus2": (
        "apiclus2",
        {"weights": "pw", "psu": ["dnum", "snum"], "population": ["fpc1", "fpc2"]},
    ),
    "nhanes_part": (
        "nhanes_part",
        {"weights": "WTMEC2YR", "strata": "SDMVSTRA", "psu": "SDMVPSU", "nest": True},
    ),
}
OURS: dict[str, Any] = {"mean": "woodruff", "beta": "beta", "xlogit": "logit", "asin": "arcsine"}
STEPS = {"math", "school", "hf1", "hf2", "hf3"}
EXACT = {"srs_ones", "strat_ones"}
WHOLE = [
    (design, name)
    for design in DESIGNS
    for name in OUTPUTS[design]
    if name.startswith("quantile_") and "by" not in OUTPUTS[design][name]
    and not name.endswith("_normal")
]  # fmt: skip
NORMAL = [(d, name) for d in DESIGNS for name in OUTPUTS[d] if name.endswith("_normal")]
BY = [(d, name) for d in DESIGNS for name in OUTPUTS[d] if "by" in OUTPUTS[d][name]]
REPLICATED = [
    (design, name)
    for design, record in golden_file("replicates")["outputs"].items()
    for name in record
    if name.startswith("quantile_")
]
SOME = ["math", "school", "hf7"]


@cache
def design_of(name: str) -> sv.SurveyDesign:
    data, arguments = DESIGNS[name]
    frame = golden_frame("quantiles", data).assign(one=1.0)
    frame["level" if "level" in frame else "ell"] = pd.to_numeric(
        frame["level" if "level" in frame else "ell"]
    )
    return sv.SurveyDesign(frame, **arguments)


class Answers(NamedTuple):
    """The answers behind some quantiles, and which of R's numbers are not ours."""

    ordered: OrderedAnswers
    rule: str

    @property
    def lowest(self) -> Any:
        """The lowest answer and the next one."""
        return self.ordered.values[0], np.append(np.unique(self.ordered.values), np.nan)[1]

    def skipped(self, ours: Any, theirs: Any) -> Any:
        """Where R goes to the next answer although the lowest one has more than the share."""
        lowest, following = self.lowest
        return (self.rule in STEPS) & (ours == lowest) & np.isin(theirs, [following])

    def rounded(self, p: Any, ours: Any, theirs: Any) -> Any:
        """Where R takes a cumulated share for another than p because of rounding."""
        either = (theirs == self.beside(p, -1)) | (theirs == self.beside(p, 1))
        return (self.rule in {*STEPS, "shahvaish"}) & (ours != theirs) & either

    def hit(self, p: Any, ours: Any) -> Any:
        """Where a line meets an answer, which R counts as at or below itself or not by rounding."""
        away = np.abs(ours[:, None] - self.ordered.values).min(axis=1)
        moves = (self.beside(p, -1) != ours) | (self.beside(p, 1) != ours)
        return (self.rule not in STEPS) & (away < 1e-9) & moves

    def beside(self, p: Any, side: int) -> Any:
        """Quantiles for shares that differ by less than any weight."""
        return quantiles(self.ordered, p + side * 1e-9, self.rule)


def answers_of(design: sv.SurveyDesign, variable: str, rows: Any, rule: str) -> Answers:
    y = design.data[variable].to_numpy(float)
    rows = rows & np.isfinite(y)
    return Answers(ordered_answers(y[rows], design.weights[rows], design.counts[rows]), rule)


def same_estimates(name: str, record: Any, theirs: Any, ours: Any, answers: Answers) -> Any:
    """Compare quantiles, and say for which of them the limits can be compared."""
    found = numbers(theirs["estimate"])
    skipped = answers.skipped(ours, found)
    rounded = answers.rounded(np.array(record["p"]), ours, found) & ~skipped
    equal(np.where(skipped | rounded, found, ours), found, what="estimate")
    if name in EXACT:
        assert not rounded.any()
        return ~skipped
    return ~(skipped | rounded | answers.hit(np.array(record["p"]), ours))


def compare(name: str, record: Any, theirs: Any, ours: pd.DataFrame, answers: Answers) -> None:
    """Compare quantiles, and limits and errors where the quantiles are the same."""
    same = same_estimates(name, record, theirs, ours["estimate"].to_numpy(), answers)
    highest = ours["estimate"].to_numpy() == answers.ordered.values[-1]
    limits = ours[["conf_low", "conf_high", "std_error"]]
    assert limits[highest].isna().all(axis=None)
    same &= ~highest
    low, high, se = (
        ours[column].to_numpy()[same] for column in ("conf_low", "conf_high", "std_error")
    )
    lower, upper, error = (numbers(theirs[field])[same] for field in ("lower", "upper", "se"))
    skipped = answers.skipped(low, lower)
    equal(np.where(skipped, lower, low), lower, what="lower")
    equal(high, upper, what="upper")
    equal(se[~skipped], error[~skipped], what="se")
    assert set(theirs) == {"estimate", "lower", "upper", "se"}


def check_quantiles(name: str, variable: str, record: Any, found: Any, rows: Any) -> None:
    """Compare all intervals of a record; `found` gives our rows by rule and interval."""
    for method, by_rule in record["intervals"].items():
        for rule, theirs in by_rule.items():
            if method == "score" or rule == "shahvaish":
                continue
            ours = found(rule, OURS[method])
            assert (ours["n"] == record["n"]).all()
            answers = answers_of(design_of(name), variable, rows, rule)
            if (ours["df"] == record["df"]).all():
                compare(name, record, theirs, ours, answers)
            else:  # ours are those of the answered rows
                same_estimates(name, record, theirs, ours["estimate"].to_numpy(), answers)
                assert (name, variable) == ("clus2", "enroll")


@pytest.mark.parametrize("name", DESIGNS)
def test_the_design_has_the_size_it_has_in_r(name: str) -> None:
    check_design(design_of(name), OUTPUTS[name]["design"])


@pytest.mark.parametrize(("name", "field"), WHOLE)
def test_quantiles_and_intervals_equal_r(name: str, field: str) -> None:
    record, design = OUTPUTS[name][field], design_of(name)
    variable = record["variable"]

    def found(rule: Any, interval: Any) -> pd.DataFrame:
        return sv.quantile(
            design, variable, record["p"], rule=rule, interval=interval, level=record["level"]
        ).to_frame()

    everyone = np.ones(design.rows, bool)
    check_quantiles(name, variable, record, found, everyone)
    check_other_df(name, record, everyone)
    right = found("shahvaish", "woodruff")["estimate"].to_numpy()
    answers = answers_of(design, variable, everyone, "shahvaish")
    theirs = numbers(record["shahvaish_right"])
    apart = answers.rounded(np.array(record["p"]), right, theirs)
    equal(np.where(apart, theirs, right), theirs, what="shahvaish_right")
    score = with_df(design, record, everyone, "math", "score")
    equal(score["conf_low"], record["score_right"]["lower"], what="score, lower")
    equal(score["conf_high"], record["score_right"]["upper"], what="score, upper")
    described = {"variable", "n", "p", "df", "level", "intervals"}
    assert set(record) == {*described, "shahvaish_right", "score_right"}


@pytest.mark.parametrize(("name", "field"), BY)
def test_quantiles_of_domains_equal_r(name: str, field: str) -> None:
    record, design = OUTPUTS[name][field], design_of(name)
    variable, (by,) = record["variable"], record["by"]
    domain = design.data[by].astype(str).to_numpy()
    for label in record["domain_values"][by]:
        each = record["each"][label]

        def found(rule: Any, interval: Any, label: str = label, each: Any = each) -> pd.DataFrame:
            frame = sv.quantile(
                design, variable, each["p"], by=by, rule=rule, interval=interval
            ).to_frame()
            return frame[frame[by].astype(str) == label].reset_index(drop=True)

        check_quantiles(name, variable, each, found, domain == label)
        check_other_df(name, record["each_design_df"][label], domain == label)
    known = {"variable", "by", "domains", "domain_values", "df", "each", "each_design_df"}
    assert set(record) == known


@pytest.mark.parametrize(("name", "field"), NORMAL)
def test_normal_intervals_equal_r(name: str, field: str) -> None:
    check_other_df(name, OUTPUTS[name][field], np.ones(design_of(name).rows, bool))


def check_other_df(name: str, record: Any, rows: Any) -> None:
    """Compare intervals with degrees of freedom that are not those of the cell."""
    design, variable = design_of(name), record["variable"]
    for method, by_rule in record["intervals"].items():
        if method == "score":
            continue
        for rule in set(by_rule) - {"shahvaish"}:
            ours = with_df(design, record, rows, rule, OURS[method])
            compare(name, record, by_rule[rule], ours, answers_of(design, variable, rows, rule))


def with_df(
    design: sv.SurveyDesign, record: Any, rows: Any, rule: Any, interval: Any
) -> pd.DataFrame:
    """Our quantiles at the level at which the quantile of t is that of the record.

    Limits of beta have the degrees of freedom of the cell in R too, only its errors don't.
    """

    def at(level: float) -> pd.DataFrame:
        options: Any = {"rule": rule, "interval": interval, "level": level, "where": rows}
        return sv.quantile(design, record["variable"], record["p"], **options).to_frame()

    plain = at(record["level"])
    df, (wanted, cell) = plain["df"].iloc[0], t_quantiles(record, plain["df"].iloc[0])
    if interval != "beta":
        return at(2 * float(special.stdtr(df, wanted)) - 1)
    return plain.assign(std_error=plain["std_error"] * cell / wanted)


def t_quantiles(record: Any, df: int) -> Any:
    return t_quantile(np.array([float(record["df"]), float(df)]), record["level"])


@pytest.mark.parametrize(("name", "field"), REPLICATED)
def test_quantiles_with_replicate_weights_equal_r(name: str, field: str) -> None:
    record = golden_file("replicates")["outputs"][name][field]
    design, variable = replicated_design(name), record["variable"]
    for kind, interval in (("probability", "woodruff"), ("replicates", "replicates")):
        for rule in SOME:
            theirs = record[kind][rule]
            ours: Any = sv.quantile(
                design,
                variable,
                theirs["p"],
                rule=rule,
                interval=interval,
                level=record["level"],  # type: ignore[arg-type]
            ).to_frame()
            assert (ours["df"] == record["df"]).all()
            assert set(theirs) == {"p", "estimate", "lower", "upper", "se"}
            everyone = np.ones(design.rows, bool)
            answers = answers_of(design, variable, everyone, rule)
            again = {k: v for k, v in theirs.items() if k != "p"}
            compare(name, theirs, again, ours, answers)
    assert set(record) == {"variable", "df", "level", "probability", "replicates"}
