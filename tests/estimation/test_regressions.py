"""Regressions beside slow loops, derivatives by numbers, and what must hold for any data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special
from statsmodels.miscmodels.ordinal_model import OrderedModel

import survey as sv
from survey.codebook import Kind
from survey.errors import DataError, SurveyError
from survey.estimation import model_fit

FORMULAS: dict[Any, str] = {
    "linear": "hours ~ area * age + tenure",
    "logit": "safe ~ area + age:tenure + age",
    "poisson": "visits ~ area + C(floor)",
    "ordered_logit": "rating ~ age + area",
}


def residents(seed: int = 3, n: int = 240) -> pd.DataFrame:
    """Residents of three areas in homes of one or two, with answers missing here and there."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"home": np.repeat(np.arange(n // 2), 2)[:n]})
    frame["stratum"] = frame["home"] % 3
    frame["homes"] = np.array([90, 70, 120])[frame["stratum"]]
    frame["area"] = random.choice(["Åbo", "Birkely", "حي"], n)
    frame["tenure"] = random.choice(["rent", "own"], n)
    frame["floor"] = random.choice([1, 2, 5], n)
    frame["age"] = random.normal(50, 12, n)
    pull = (frame["area"] == "Birkely") * 0.8 + (frame["age"] - 50) / 20
    frame["hours"] = 20 + 3 * pull + random.normal(0, 2, n)
    frame["safe"] = (random.random(n) < special.expit(pull)).astype(float)
    frame["visits"] = random.poisson(np.exp(0.3 + pull / 3)).astype(float)
    cut = np.digitize(pull + random.logistic(size=n), [-1, 0.5, 1.5])
    frame["rating"] = cut.astype(float)
    frame["weight"] = random.uniform(1, 6, n)
    for name in ("age", "safe", "hours", "rating"):
        frame.loc[random.random(n) < 0.06, name] = np.nan
    return frame


def design(frame: pd.DataFrame, **changes: Any) -> sv.SurveyDesign:
    given: dict[str, Any] = {"weights": "weight", "strata": "stratum", "psu": "home"}
    return sv.SurveyDesign(frame, **{**given, "population": "homes", **changes})


def fitted(model: Any, frame: pd.DataFrame, **changes: Any) -> sv.Regression:
    return sv.regress(design(frame, **changes), FORMULAS[model], model=model)


MODELS = list(FORMULAS)


@pytest.mark.parametrize("model", MODELS)
def test_influences_are_the_derivatives_of_the_coefficients_by_the_weights(model: Any) -> None:
    found = fitted(model, residents(n=80)).fitted
    theta = model_fit.fit(found.rows, found.weights).theta
    for row in range(0, len(found.weights), 7):
        step = np.zeros(len(found.weights))
        step[row] = 1e-4 * found.weights[row]
        up, down = (model_fit.fit(found.rows, found.weights + s * step, theta) for s in (1, -1))
        slope = (up.theta - down.theta) / (2 * step[row])
        assert found.influences[row] == pytest.approx(slope, rel=1e-5, abs=1e-8), row


@pytest.mark.parametrize("model", MODELS)
def test_coefficients_solve_the_weighted_likelihood(model: Any) -> None:
    ours = fitted(model, residents())
    rows, w = ours.fitted.rows, ours.fitted.weights

    def loss(theta: Any) -> float:
        if model == "ordered_logit":
            cuts = np.concatenate([[-np.inf], theta[-3:], [np.inf]])
            eta, y = rows.x @ theta[:-3], rows.y.astype(int)
            chance = special.expit(cuts[y + 1] - eta) - special.expit(cuts[y] - eta)
            return float(-w @ np.log(chance) / w.sum())
        eta = rows.x @ theta
        gain = {
            "linear": eta**2 / 2,
            "logit": np.logaddexp(0, eta),
            "poisson": np.exp(np.minimum(eta, 50)),
        }
        return float(w @ (gain[model] - rows.y * eta) / w.sum())

    slope = optimize.approx_fprime(ours.coefficients, loss, 1e-7)
    size = np.append(np.abs(rows.x).max(axis=0), np.ones(9))[: len(slope)]
    assert np.abs(slope / size).max() < 1e-5
    for column in range(len(slope)):
        aside = ours.coefficients.copy()
        aside[column] += 1e-2 / size[column]
        assert loss(aside) > loss(ours.coefficients)


@pytest.mark.parametrize("model", MODELS)
def test_the_covariance_is_the_slow_sum_over_homes(model: Any) -> None:
    frame = residents()
    ours = fitted(model, frame)
    scores = np.zeros((len(frame), len(ours)))
    scores[ours.fitted.places] = ours.fitted.influences * ours.fitted.weights[:, None]
    expected = np.zeros((len(ours), len(ours)))
    for _, stratum in frame.groupby("stratum"):
        homes = [scores[rows.index].sum(axis=0) for _, rows in stratum.groupby("home")]
        n, centre = len(homes), np.mean(homes, axis=0)
        rate = n / stratum["homes"].iloc[0]
        for home in homes:
            expected += (1 - rate) * n / (n - 1) * np.outer(home - centre, home - centre)
    assert ours.covariance == pytest.approx(expected, rel=1e-9, abs=1e-12)
    used = frame.iloc[ours.fitted.places]
    df = used["home"].nunique() - used["stratum"].nunique() + 1
    assert ours.df == df - len(ours) + (2 if model == "ordered_logit" else 0)


@pytest.mark.parametrize("model", MODELS)
@given(factor=st.floats(1e-3, 1e3), seed=st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_scale_of_weights_and_order_of_rows_change_nothing(
    model: Any, factor: float, seed: int
) -> None:
    frame = residents()
    ours = fitted(model, frame)
    other = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
    other["weight"] *= factor
    again = fitted(model, other)
    assert again.coefficients == pytest.approx(ours.coefficients, rel=1e-8, abs=1e-10)
    assert again.covariance == pytest.approx(ours.covariance, rel=1e-7, abs=1e-11)
    assert again.df == ours.df


@pytest.mark.parametrize("model", MODELS)
def test_another_reference_leaves_predictions_tests_and_effects_as_they_are(model: Any) -> None:
    frame = residents()
    other = frame.assign(area=pd.Categorical(frame["area"], ["حي", "Birkely", "Åbo"]))
    ours, again = fitted(model, frame), fitted(model, other)
    assert (ours.references["area"], again.references["area"]) == ("Birkely", "حي")
    data = frame.dropna().head(12)
    for scale in ("response", "link"):
        first, second = (sv.predict(each, data, scale=scale) for each in (ours, again))  # type: ignore[arg-type]
        assert second.estimates == pytest.approx(first.estimates, rel=1e-8)
        assert second.covariance == pytest.approx(first.covariance, rel=1e-6, abs=1e-10)
    effects = [
        sv.average_effects(each, "age") for each in (ours, again) if "age" in each.formula.columns
    ]
    if effects:
        assert effects[1].estimates == pytest.approx(effects[0].estimates, rel=1e-7, abs=1e-12)
    last = [sv.term_tests(each).to_frame()["statistic"].iloc[-1] for each in (ours, again)]
    assert last[1] == pytest.approx(last[0], rel=1e-6)


def jackknifed(frame: pd.DataFrame) -> tuple[sv.SurveyDesign, Any, Any]:
    """A stratified jackknife over homes, made by a loop."""
    homes = frame[["stratum", "home"]].drop_duplicates()
    sizes = homes.groupby("stratum")["home"].count()
    columns, scales = [], []
    for stratum, home in homes.itertuples(index=False):
        n = sizes[stratum]
        factor = np.where(frame["stratum"] == stratum, n / (n - 1), 1.0)
        columns.append(np.where(frame["home"] == home, 0.0, factor))
        scales.append((n - 1) / n * (1 - n / homes_of(frame, stratum)))
    factors = np.column_stack(columns)
    given = sv.Replicates(factors, rscales=scales, factors=True)
    return sv.SurveyDesign(frame, weights="weight", replicates=given), factors, np.array(scales)


def homes_of(frame: pd.DataFrame, stratum: int) -> float:
    return float(frame.loc[frame["stratum"] == stratum, "homes"].iloc[0])


def test_replicates_of_a_linear_model_are_those_of_a_loop_and_near_the_linearised() -> None:
    frame = residents(n=160)
    survey, factors, scales = jackknifed(frame)
    ours = sv.regress(survey, FORMULAS["linear"])
    rows, places = ours.fitted.rows, ours.fitted.places
    expected = np.zeros_like(ours.covariance)
    for factor, scale in zip(factors.T, scales, strict=True):
        root = np.sqrt(frame["weight"].to_numpy() * factor)[places]
        beta = np.linalg.lstsq(rows.x * root[:, None], rows.y * root)[0]
        gap = beta - ours.coefficients
        expected += scale * np.outer(gap, gap)
    assert ours.covariance == pytest.approx(expected, rel=1e-8, abs=1e-12)
    linear = fitted("linear", frame)
    assert linear.coefficients == pytest.approx(ours.coefficients, rel=1e-10)
    ratio = np.sqrt(np.diag(ours.covariance) / np.diag(linear.covariance))
    assert ratio == pytest.approx(np.ones(len(ours)), abs=0.12)


@pytest.mark.parametrize("model", MODELS)
def test_replicates_are_near_the_linearised_for_every_model_and_its_averages(model: Any) -> None:
    frame = residents(n=160)
    survey, _, _ = jackknifed(frame)
    both = sv.regress(survey, FORMULAS[model], model=model), fitted(model, frame)
    verbs: list[Any] = [lambda each: each, sv.average_effects]
    verbs.append(lambda each: sv.standardised(each, "area"))
    for verb in verbs:
        ours, linear = (np.diag(verb(each).covariance) for each in both)
        assert np.sqrt(ours / linear) == pytest.approx(np.ones(len(ours)), abs=0.2)


@pytest.mark.parametrize("model", MODELS)
def test_tabulated_rows_give_what_the_rows_written_out_give(model: Any) -> None:
    random = np.random.default_rng(8)
    short = residents(n=60).dropna().assign(cases=lambda f: random.integers(1, 5, len(f)))
    long = short.loc[short.index.repeat(short["cases"])].reset_index(drop=True)
    options: dict[str, Any] = {"weights": "weight", "strata": "stratum"}
    one = sv.regress(
        sv.SurveyDesign(short, counts="cases", **options), FORMULAS[model], model=model
    )
    two = sv.regress(sv.SurveyDesign(long, **options), FORMULAS[model], model=model)
    assert (one.n, one.df) == (two.n, two.df)
    assert one.coefficients == pytest.approx(two.coefficients, rel=1e-10, abs=1e-12)
    assert one.covariance == pytest.approx(two.covariance, rel=1e-10, abs=1e-12)
    effects = [sv.average_effects(each) for each in (one, two)]
    assert effects[0].covariance == pytest.approx(effects[1].covariance, rel=1e-9, abs=1e-13)


def test_an_ordered_logit_of_two_answers_is_the_logit() -> None:
    survey = design(residents())
    logit = sv.regress(survey, "safe ~ age + area", model="logit")
    ordered = sv.regress(survey, "safe ~ age + area", model="ordered_logit")
    order = [3, 0, 1, 2]
    sign = np.array([-1, 1, 1, 1])
    assert ordered.coefficients[order] * sign == pytest.approx(logit.coefficients, rel=1e-9)
    turned = ordered.covariance[np.ix_(order, order)] * np.outer(sign, sign)
    assert turned == pytest.approx(logit.covariance, rel=1e-8)
    effects = [sv.average_effects(each).to_frame() for each in (logit, ordered)]
    of_one = effects[1][effects[1]["category"] == 1]
    assert of_one["std_error"].to_numpy() == pytest.approx(effects[0]["std_error"], rel=1e-8)


def test_an_ordered_logit_without_weights_is_that_of_statsmodels() -> None:
    frame = residents().dropna()
    ours = sv.regress(sv.SurveyDesign(frame), "rating ~ age + area", model="ordered_logit")
    exog = pd.get_dummies(frame[["age", "area"]], dtype=float).drop(columns="area_Birkely")
    theirs = OrderedModel(frame["rating"], exog, distr="logit")
    cuts = ours.coefficients[-3:]
    at = np.append(cuts[:1], np.log(np.diff(cuts)))
    assert theirs.score(np.append(ours.coefficients[:-3], at)) == pytest.approx(0, abs=1e-4)


def test_a_model_of_one_category_gives_the_shares_and_their_errors() -> None:
    survey = design(residents())
    known = survey.data["safe"].notna().to_numpy()
    shares = sv.mean(survey, "safe", by="area")
    for model in ("linear", "logit"):
        ours = sv.standardised(sv.regress(survey, "safe ~ area", model=model), "area")  # type: ignore[arg-type]
        assert ours.estimates == pytest.approx(shares.to_frame()["estimate"], rel=1e-9)
        assert ours.covariance == pytest.approx(shares.covariance.to_numpy(), rel=1e-7, abs=1e-12)
    alone = sv.regress(survey, "safe ~ 1", where=known)
    assert alone.to_frame()["std_error"].iloc[0] == pytest.approx(
        sv.mean(survey, "safe").to_frame()["std_error"].iloc[0], rel=1e-10
    )


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("error", ["fixed", "sampled"])
def test_effects_of_a_category_are_differences_of_standardised_means(
    model: Any, error: Any
) -> None:
    ours = fitted(model, residents())
    means = sv.standardised(ours, "area", error=error)
    effects = sv.average_effects(ours, "area", error=error)
    each = len(means) // 3
    combination = np.kron([[-1, 1, 0], [-1, 0, 1]], np.eye(each))
    assert effects.estimates == pytest.approx(combination @ means.estimates, rel=1e-10)
    covariance = combination @ means.covariance @ combination.T
    assert effects.covariance == pytest.approx(covariance, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("model", [m for m in MODELS if m != "poisson"])
def test_effects_of_a_number_are_slopes_by_differences(model: Any) -> None:
    frame = residents()
    ours = fitted(model, frame)
    effects = sv.average_effects(ours, "age")
    data, w = frame.iloc[ours.fitted.places], ours.fitted.weights
    parts = np.array_split(np.arange(len(data)), 2)
    total = np.zeros(len(effects))
    for rows in parts:
        up, down = (
            sv.predict(ours, data.iloc[rows].assign(age=data["age"].iloc[rows] + h)).estimates
            for h in (1e-4, -1e-4)
        )
        total += w[rows] @ ((up - down) / 2e-4).reshape(len(rows), -1)
    assert effects.estimates == pytest.approx(total / w.sum(), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_sampled_errors_come_from_the_derivatives_by_the_weights(model: Any) -> None:
    frame = residents(n=60)
    ours = fitted(model, frame)
    effects = sv.average_effects(ours)
    step, scores = 1e-4, np.zeros((len(frame), len(effects)))
    for row in ours.fitted.places:
        found = []
        for sign in (1, -1):
            moved = frame.copy()
            moved.loc[row, "weight"] *= 1 + sign * step
            found.append(sv.average_effects(fitted(model, moved)).estimates)
        scores[row] = (found[0] - found[1]) / (2 * step)
    expected = np.zeros((len(effects), len(effects)))
    for _, stratum in frame.groupby("stratum"):
        homes = [scores[rows.index].sum(axis=0) for _, rows in stratum.groupby("home")]
        n, centre = len(homes), np.mean(homes, axis=0)
        factor = (1 - n / stratum["homes"].iloc[0]) * n / (n - 1)
        expected += factor * sum(np.outer(home - centre, home - centre) for home in homes)
    size = np.sqrt(np.diag(expected))
    unit = np.outer(size, size)
    assert np.abs((effects.covariance - expected) / unit).max() < 1e-5


def test_a_where_is_the_same_as_answers_that_are_missing() -> None:
    frame = residents()
    young = (frame["age"] < 55).to_numpy()
    one = sv.regress(design(frame), "hours ~ area + age", where=young)
    two = sv.regress(design(frame.assign(hours=frame["hours"].where(young))), "hours ~ area + age")
    assert one.covariance == pytest.approx(two.covariance)
    assert (one.n, one.df) == (two.n, two.df)
    nobody = frame.assign(weight=frame["weight"].where(young, 0.0))
    three = sv.regress(design(nobody), "hours ~ area + age")
    assert three.coefficients == pytest.approx(one.coefficients)


BOOK = sv.Codebook(
    {
        "q1": sv.Variable(
            "q1",
            Kind.SINGLE,
            {"en": "Satisfied with <b>the area</b>", "da": "Tilfreds med området"},
            codes=tuple(
                sv.Code(value, {"en": f"answer {value}", "da": f"svar {value}"})
                for value in (3, 1, 2)
            ),
            headline=sv.Headline((3,), base=(3, 1)),
        ),
        "age": sv.Variable("age", Kind.NUMBER, {"da": "Alder"}),
    }
)


def asked() -> sv.SurveyDesign:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"q1": random.choice([1, 2, 3, -1, -3], 90)})
    frame["age"] = random.integers(20, 80, 90)
    frame["mood"] = random.normal(size=90)
    frame.loc[3, "age"] = -9
    return sv.SurveyDesign(frame, codebook=BOOK)


def test_codes_of_the_codebook_are_categories_in_their_order() -> None:
    ours = sv.regress(asked(), "mood ~ q1 + age")
    frame = ours.to_frame()
    assert frame["level"].tolist() == ["", 1, 2, ""]
    assert ours.references == {"q1": 3}
    assert ours.n == ((asked().data["q1"] > 0) & (asked().data["age"] > 0)).sum()
    danish = ours.to_frame(labels="da")
    assert danish["term"].tolist() == ["(intercept)", *["Tilfreds med området"] * 2, "Alder"]
    assert danish["level"].tolist() == ["", "svar 1", "svar 2", ""]
    assert "&lt;b&gt;" in ours._repr_html_()
    crossed = sv.regress(asked(), "mood ~ q1 * age").to_frame(labels="da")
    assert crossed["term"].iloc[-1] == "Tilfreds med området × Alder"
    effects = sv.average_effects(ours).to_frame(labels="da")
    assert effects["level"].tolist() == ["svar 1", "svar 2", ""]
    assert effects["reference"].tolist() == ["svar 3", "svar 3", ""]
    tests = sv.term_tests(ours).to_frame(labels="da")
    assert tests["term"].tolist() == ["Tilfreds med området", "Alder"]
    ordered = sv.regress(asked(), "q1 ~ age", model="ordered_logit")
    assert ordered.to_frame(labels="da")["level"].tolist() == ["", "svar 3|svar 1", "svar 1|svar 2"]
    shares = sv.predict(ordered, pd.DataFrame({"age": [40]})).to_frame(labels="da")
    assert shares["category"].tolist() == ["svar 3", "svar 1", "svar 2"]
    assert shares["estimate"].sum() == pytest.approx(1)


def test_a_kind_of_missing_is_no_number_to_predict_at() -> None:
    ours = sv.regress(asked(), "mood ~ age")
    with pytest.raises(DataError) as caught:
        sv.predict(ours, pd.DataFrame({"age": [30, -9]}))
    assert caught.value.code == "regression.new_value"


def test_a_logit_of_a_question_is_that_of_its_headline_in_its_base() -> None:
    survey = asked()
    ours = sv.regress(survey, "q1 ~ 1", model="logit")
    headline = sv.headline(survey, "q1").to_frame().iloc[0]
    assert special.expit(ours.coefficients[0]) == pytest.approx(headline["estimate"])
    assert ours.n == headline["n"]


def test_results_say_what_they_are_in_one_line() -> None:
    ours = fitted("logit", residents())
    assert repr(ours).startswith("Regression(logit of safe on area + age + age:tenure, ")
    assert repr(sv.term_tests(ours)) == "TermTests(area, age, age:tenure)"
    assert repr(sv.standardised(ours, "area")) == "Effects(standardised on safe, 3 rows)"
    for each in (ours, sv.term_tests(ours), sv.average_effects(ours)):
        assert len(each) == len(each.to_frame())
        assert each._repr_html_().startswith('<div class="survey-notebook"')


def test_odds_and_rates_are_powers_of_the_coefficients() -> None:
    for model, ratio in (("logit", "odds_ratio"), ("poisson", "rate_ratio")):
        frame = fitted(model, residents()).to_frame()
        for name, of in (("", "estimate"), ("_low", "conf_low"), ("_high", "conf_high")):
            assert np.log(frame[ratio + name]).to_numpy() == pytest.approx(frame[of], rel=1e-9)
    assert "odds_ratio" not in fitted("linear", residents()).to_frame()


def test_names_with_spaces_stand_between_backquotes() -> None:
    frame = residents().rename(columns={"age": "alder i år", "area": "C"})
    ours = sv.regress(design(frame), "hours ~ `alder i år` + C")
    assert ours.to_frame()["term"].iloc[1] == "alder i år"
    assert sv.term_tests(ours, ["alder i år"]).to_frame()["df_term"].tolist() == [1]


def test_few_units_give_no_interval_and_no_test() -> None:
    frame = residents(n=8).assign(stratum=1, hours=np.arange(8.0), age=[3, 1, 4, 1, 5, 9, 2, 6])
    ours = sv.regress(design(frame, population=None), "hours ~ age + floor + weight")
    assert ours.df == 0
    found = ours.to_frame()
    assert found[["p_value", "conf_low", "conf_high"]].isna().all().all()
    assert found["std_error"].notna().all()
    assert np.isnan(sv.term_tests(ours).to_frame()["p_value"]).all()


def test_what_nobody_answered_is_no_level() -> None:
    frame = residents()
    frame["area"] = pd.Categorical(frame["area"], ["Tom", "Åbo", "Birkely", "حي"])
    ours = sv.regress(design(frame), "hours ~ area")
    assert ours.to_frame()["level"].tolist() == ["", "Birkely", "حي"]
    assert ours.references == {"area": "Åbo"}


@pytest.mark.parametrize("model", ["logit", "poisson", "ordered_logit"])
def test_answers_that_only_seem_separated_are_fitted(model: Any) -> None:
    """Far predictors alone are no separation."""
    x = np.array([-60.0, -1, -0.5, 0, 0.2, 0.5, 1, 60])
    frame = pd.DataFrame({"x": x, "y": [0.0, 0, 1, 0, 1, 0, 1, 1]})
    assert sv.regress(sv.SurveyDesign(frame), "y ~ x", model=model).n == 8


@pytest.mark.parametrize("model", ["logit", "ordered_logit"])
def test_one_separated_cell_among_many_rows_is_found(model: Any) -> None:
    frame = residents()
    frame.loc[frame["area"] == "Åbo", "safe"] = 1.0
    with pytest.raises(DataError) as caught:
        sv.regress(design(frame), "safe ~ age + area", model=model)
    assert caught.value.code == "regression.separation"
    assert "Åbo" in str(caught.value)
    assert "age" not in str(caught.value)


HOSTILE = [
    "hours ~ __import__('os').system('true')",
    "hours ~ I(age)",
    'hours ~ Q("age")',
    "hours ~ age.__class__",
    "hours ~ age.__class__()",
    "hours ~ np.exp(age)",
    "hours ~ eval('1')",
    "hours ~ {age}",
    "hours ~ [age]",
    "hours ~ age; import os",
    "hours ~ age\nimport os",
    "hours ~ (lambda: 1)()",
    "hours ~ C(age, Treatment)",
    "hours ~ C(__import__('os'))",
    "hours ~ C",
    "hours ~ bs(age, df=3)",
    "hours ~ age ** 2",
    "hours ~ age - 1",
    "hours ~ 0 + age",
    "hours ~ age | area",
    "hours ~ `age`.x()",
    "hours ~ ``",
    "hours ~ \x00",
    "log(hours) ~ age",
    "hours + safe ~ age",
    "hours ~ age ~ area",
    "hours ~",
    "~ age",
    "hours",
    "",
    "hours ~ " + "(" * 900 + "age" + ")" * 900,
    "hours ~ " + "*".join(f"v{k}" for k in range(60)),
    "hours ~ " + "age+" * 100_000 + "age",
]


@pytest.mark.parametrize("formula", HOSTILE, ids=range(len(HOSTILE)))
def test_a_formula_never_runs_anything(formula: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("something was run")

    monkeypatch.setattr("os.system", forbidden)
    monkeypatch.setattr("builtins.eval", forbidden)
    with pytest.raises(SurveyError):
        sv.regress(design(residents(n=20)), formula)
