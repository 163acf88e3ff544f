"""Designs made from weights: who was drawn, from how many, and what each step did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import rerun_steps as again
from made_weights import Sampled, one_hot, sampled

import survey as sv
from survey.errors import DesignError, WrongUseError
from survey.kernels import weight_steps as steps
from survey.weighting.weights import WeightReplicates

if TYPE_CHECKING:
    from rerun_steps import Rerun

    from survey.kernels.layout import Floats
    from survey.kernels.weight_chain import WeightStep


def errors(design: sv.SurveyDesign, *, by: str | None = "area") -> Floats:
    """Standard errors of shares, means and totals."""
    found = [
        sv.proportion(design, "safe", by=by),
        sv.mean(design, "y", by=by),
        sv.total(design, "y", by=by),
    ]
    return np.concatenate([each.to_frame()["std_error"].to_numpy(float) for each in found])


def base(survey: Sampled) -> list[WeightStep]:
    weights = survey.frame["base_weight"].to_numpy()
    return [steps.fixed_step(weights, np.zeros(len(weights)))]


def nonresponse(survey: Sampled, classes: Any) -> Rerun:
    answered = survey.answered
    return again.by_class(~answered, answered, pd.factorize(classes)[0])


def raked(survey: Sampled, *, within: bool = True) -> Rerun:
    frame, shown = survey.frame, survey.answered
    area, sex = frame["area"].to_numpy(), frame["sex"].to_numpy()
    cells = [f"{a}{s}" for a, s in zip(area, sex, strict=True)] if within else sex
    x = one_hot(cells, frame["age"])
    totals = frame["base_weight"].to_numpy() @ x * np.linspace(0.9, 1.1, x.shape[1])
    ages = x.shape[1] - 3
    totals[ages:] *= totals[:ages].sum() / totals[ages:].sum()
    return again.calibrated(x * shown[:, None], totals, "raking")


def chained(survey: Sampled, *more: Rerun) -> list[WeightStep]:
    return [*base(survey), *again.linearised(list(more), survey.frame["base_weight"].to_numpy())]


def test_base_weights_of_a_full_response_give_the_stratified_design() -> None:
    survey = sampled(silent=0)
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    plain = sv.SurveyDesign(
        survey.answers, weights="base_weight", strata="area", population=survey.population
    )
    for by in ("area", None):
        assert errors(design, by=by) == pytest.approx(errors(plain, by=by), rel=1e-13)
    assert design.has_fpc
    assert design.largest_rate == plain.largest_rate
    assert design.grosses_up
    assert repr(design).endswith("population 180, with finite population correction)")
    free = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)), fpc=False)
    without = sv.SurveyDesign(survey.answers, weights="base_weight", strata="area")
    assert errors(free) == pytest.approx(errors(without), rel=1e-13)
    assert not free.has_fpc


def test_the_rate_is_that_of_the_units_that_answered() -> None:
    survey = sampled()
    chain = [*base(survey)]
    chain[0] = steps.fixed_step(chain[0].after * survey.answered, np.zeros(42))
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(chain))
    plain = sv.SurveyDesign(
        survey.answers, weights="base_weight", strata="area", population=survey.population
    )
    assert design.layout.stratum_psus.tolist() == [10, 10, 10]
    assert errors(design) == pytest.approx(errors(plain), rel=1e-13)


CHAINS = {
    "nonresponse": lambda s: [nonresponse(s, s.frame["area"])],
    "nonresponse across areas": lambda s: [nonresponse(s, s.frame["kind"])],
    "nonresponse, raking": lambda s: [nonresponse(s, s.frame["area"] + "/"), raked(s)],
    "all": lambda s: [
        nonresponse(s, s.frame["area"]),
        raked(s),
        again.trimmed(pd.factorize(s.frame["area"])[0], 1.25, "mean"),
        raked(s, within=False),
        again.scaled(np.zeros(len(s.frame), dtype=int), None),
    ],
}


@pytest.mark.parametrize("name", CHAINS)
def test_errors_are_those_of_running_all_of_it_again(name: str) -> None:
    survey = sampled()
    reruns = CHAINS[name](survey)
    start = survey.frame["base_weight"].to_numpy()
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(chained(survey, *reruns)))
    y = np.where(survey.answered, survey.frame["y"], 0.0)
    slopes = again.derivatives(reruns, start, y)
    rates = {name: 10 / size for name, size in survey.population.items()}
    expected = 0.0
    for area, part in pd.Series(slopes).groupby(survey.frame["area"]):
        expected += (1 - rates[str(area)]) * 14 * part.var()
    ours = sv.total(design, "y").to_frame()["std_error"].iloc[0]
    assert ours == pytest.approx(np.sqrt(expected), rel=1e-6)


def test_errors_of_shares_at_once_are_those_of_their_linear_forms() -> None:
    survey = sampled()
    design = sv.SurveyDesign.from_weights(
        survey.answers, survey.weights(chained(survey, *CHAINS["all"](survey)))
    )
    for by in ("area", "sex", None):
        shares = sv.proportion(design, "safe", by=by)
        one_by_one = np.sqrt(np.diag(shares.covariance.to_numpy()))
        assert shares.to_frame()["std_error"].to_numpy(float) == pytest.approx(one_by_one, rel=1e-9)


def test_totals_that_were_met_have_no_error() -> None:
    survey = sampled()
    design = sv.SurveyDesign.from_weights(
        survey.answers, survey.weights(chained(survey, nonresponse(survey, survey.frame["area"]),
                                               raked(survey)))
    )  # fmt: skip
    ages = sv.proportion(design, "age").to_frame()
    assert ages["std_error"].to_numpy(float) == pytest.approx(0, abs=1e-7)


def test_steps_that_change_nothing_change_no_error() -> None:
    survey = sampled(silent=0)
    chain = chained(survey, raked(survey))
    after, nobody = chain[-1].after, np.zeros(42, dtype=bool)
    area = pd.factorize(survey.frame["area"])[0]
    idle = [
        steps.class_step(after, after, nobody, ~nobody, area),
        steps.trim_step(after, after, nobody, area),
        steps.fixed_step(after, np.ones(42)),
    ]
    before = sv.SurveyDesign.from_weights(survey.answers, survey.weights(chain))
    later = sv.SurveyDesign.from_weights(survey.answers, survey.weights([*chain, *idle]))
    assert errors(later) == pytest.approx(errors(before), rel=1e-12)
    first = [*base(survey), steps.class_step(chain[0].after, chain[0].after, nobody, ~nobody, area)]
    plain = sv.SurveyDesign.from_weights(survey.answers, survey.weights(first))
    assert errors(plain) == pytest.approx(
        errors(sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))),
        rel=1e-12,
    )


def test_silent_units_to_whom_no_step_gives_anything_are_no_units() -> None:
    survey = sampled()
    answered = survey.answered
    no_effect = again.by_class(~answered, answered, np.where(answered, 0, -1))
    gone = steps.fixed_step(
        np.where(answered, survey.frame["base_weight"], 0.0), np.where(answered, 1.0, 0.0)
    )
    (step,) = again.linearised([no_effect], gone.after)
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights([gone, step]))
    assert design.layout.psus == 30


def test_answers_may_stand_in_any_order() -> None:
    survey = sampled()
    weights = survey.weights(chained(survey, *CHAINS["all"](survey)))
    turned = survey.answers.sample(frac=1, random_state=3)
    first, second = (
        sv.SurveyDesign.from_weights(each, weights) for each in (survey.answers, turned)
    )
    assert errors(second) == pytest.approx(errors(first), rel=1e-12)
    named = turned.set_index("respondent", drop=False).rename(columns={"respondent": "who"})
    for frame, column in ((named, "who"), (named.drop(columns="who"), None)):
        third = sv.SurveyDesign.from_weights(frame, weights, respondent=column)
        assert errors(third) == pytest.approx(errors(first), rel=1e-12)


def test_one_of_several_adults_counts_as_in_a_design_with_adults() -> None:
    survey = sampled(silent=0)
    adults = 1.0 + np.arange(42) % 3
    weights = survey.frame["base_weight"].to_numpy() * adults
    survey.changes = {"adults": adults}
    chain = [*base(survey), steps.fixed_step(weights, adults)]
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(chain))
    frame = survey.answers.assign(w=weights, adults=adults)
    plain = sv.SurveyDesign(
        frame, weights="w", strata="area", population=survey.population, adults="adults"
    )
    assert errors(design) == pytest.approx(errors(plain), rel=1e-13)
    assert design.largest_rate == pytest.approx(plain.largest_rate)


def test_silent_dwellings_have_the_mean_chance_of_an_adult_of_their_stratum() -> None:
    survey = sampled(areas=1)
    adults = np.where(survey.answered, 1.0 + np.arange(14) % 3, np.nan)
    survey.changes = {"adults": adults}
    chain = chained(survey, nonresponse(survey, survey.frame["area"]))
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(chain))
    factor = design.layout.psu_factor
    assert factor is not None
    chance = 1 / adults[survey.answered]
    assert factor[:10] == pytest.approx(1 - 10 / 30 * chance)
    assert factor[10:] == pytest.approx(1 - 10 / 30 * chance.mean())


def test_several_who_answered_in_a_dwelling_are_one_unit() -> None:
    survey = sampled(silent=0)
    survey.frame["unit"] = survey.frame["area"] + (np.arange(42) // 2).astype(str)
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    plain = sv.SurveyDesign(
        survey.answers, weights="base_weight", psu="unit", strata="area",
        population=survey.population,
    )  # fmt: skip
    assert errors(design) == pytest.approx(errors(plain), rel=1e-13)
    assert design.psu_names == plain.psu_names
    assert design.strata_names == plain.strata_names == ("Area 1", "Area 2", "Area 3")


def test_selection_with_replacement_has_no_correction() -> None:
    survey = sampled(silent=0)
    survey.changes = {"variance": "with_replacement"}
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    plain = sv.SurveyDesign(survey.answers, weights="base_weight", strata="area")
    assert errors(design) == pytest.approx(errors(plain), rel=1e-13)
    assert any("with replacement" in note.message for note in design.notes)


def test_a_systematic_sample_is_judged_by_neighbours_on_its_list() -> None:
    survey = sampled(silent=0)
    place = np.random.default_rng(2).permutation(42)
    survey.changes = {"variance": "ordered_pairs", "order": place}
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    expected = 0.0
    for area, size in survey.population.items():
        here = np.flatnonzero(survey.frame["area"] == area)
        here = here[np.argsort(place[here])]
        z = survey.frame["base_weight"].to_numpy()[here] * survey.frame["y"].to_numpy()[here]
        expected += (1 - 14 / size) * 14 / 26 * (np.diff(z) ** 2).sum()
    ours = sv.total(design, "y").to_frame()["std_error"].iloc[0]
    assert ours == pytest.approx(np.sqrt(expected))
    shares = sv.proportion(design, "safe", by="area")
    one_by_one = np.sqrt(np.diag(shares.covariance.to_numpy()))
    assert shares.to_frame()["std_error"].to_numpy(float) == pytest.approx(one_by_one)


def proportional(survey: Sampled) -> tuple[Floats, Floats]:
    """Chances that differ, and joint probabilities that look like those of such a sample."""
    chance = np.random.default_rng(5).uniform(0.1, 0.6, len(survey.frame))
    survey.frame["base_weight"] = 1 / chance
    joint = np.outer(chance, chance)
    area = survey.frame["area"].to_numpy()
    joint[area[:, None] == area[None, :]] *= 0.97
    np.fill_diagonal(joint, chance)
    return chance, joint


def test_joint_probabilities_are_used_if_everyone_answered() -> None:
    survey = sampled(silent=0)
    _, joint = proportional(survey)
    survey.changes = {"variance": "joint_probabilities", "joint": joint}
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    plain = sv.SurveyDesign(survey.answers, strata="area", joint_probabilities=joint)
    assert errors(design) == pytest.approx(errors(plain), rel=1e-12)
    turned = survey.answers.iloc[::-1]
    again_design = sv.SurveyDesign.from_weights(turned, survey.weights(base(survey)))
    assert errors(again_design) == pytest.approx(errors(plain), rel=1e-12)


def test_unequal_chances_are_those_of_high_entropy_where_not_all_answered() -> None:
    survey = sampled(areas=1)
    chance, joint = proportional(survey)
    survey.changes = {"variance": "joint_probabilities", "joint": joint}
    chain = chained(survey, nonresponse(survey, survey.frame["area"]))
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(chain))
    assert design.layout.psu_factor == pytest.approx(1 - chance * 10 / 14)
    assert any("entropy" in note.message for note in design.notes)


def test_strata_may_differ_in_how_they_were_drawn() -> None:
    survey = sampled(silent=0)
    kinds = ("srs_fpc", "with_replacement", "ordered_pairs")
    survey.changes = {"variance": "mixed", "variances": kinds, "order": np.arange(42)}
    whole = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    found = errors(whole)
    for place, kind in enumerate(kinds):
        survey.changes = {"variance": kind, "order": np.arange(42)}
        alone = errors(sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey))))
        at = [place * 3, place * 3 + 1, place * 3 + 2, 9 + place, 12 + place]
        assert found[at] == pytest.approx(alone[at])


def test_replicates_of_the_weights_give_the_errors() -> None:
    survey = sampled(silent=0)
    weights = survey.weights(base(survey))
    copies = weights.values[:, None] * np.random.default_rng(1).uniform(0.5, 1.5, (42, 20))
    again_weights = replace(weights, replicates=WeightReplicates(copies, 1 / 20, np.ones(20)))
    turned = survey.answers.iloc[::-1]
    design = sv.SurveyDesign.from_weights(turned, again_weights)
    plain = sv.SurveyDesign(
        survey.answers, weights="base_weight", strata="area",
        replicates=sv.Replicates(copies, scale=1 / 20),
    )  # fmt: skip
    assert errors(design) == pytest.approx(errors(plain), rel=1e-12)


def test_where_the_population_is_not_known_there_is_no_correction() -> None:
    survey = sampled(silent=0)
    survey.population.pop("Area 2")
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    assert [round(rate, 3) for rate in 1 - design.layout.stratum_scale * 13 / 14] == [
        round(14 / 30, 3), 0.0, round(14 / 90, 3),
    ]  # fmt: skip
    assert any("Area 2" in note.message for note in design.notes)


def test_weights_of_zero_stay_in_the_design() -> None:
    survey = sampled(silent=0)
    weights = survey.frame["base_weight"].to_numpy().copy()
    weights[:3] = 0
    design = sv.SurveyDesign.from_weights(
        survey.answers, survey.weights([steps.fixed_step(weights, np.zeros(42))])
    )
    plain = sv.SurveyDesign(
        survey.answers.assign(w=weights), weights="w", strata="area", population=survey.population
    )
    assert errors(design) == pytest.approx(errors(plain), rel=1e-13)


def test_nobody_is_named_by_what_a_design_shows() -> None:
    survey = sampled()
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(base(survey)))
    shown = repr(design) + design._repr_html_() + " ".join(map(str, design.notes))
    assert not any(unit in shown for unit in design.psu_names)


def test_answers_and_weights_must_be_of_the_same_people() -> None:
    survey = sampled()
    answers, weights = survey.answers, survey.weights(base(survey))
    made = sv.SurveyDesign.from_weights
    with pytest.raises(DesignError, match="r004"):
        made(answers[answers["respondent"] != "r004"], weights)
    with pytest.raises(DesignError, match="stranger"):
        made(answers.replace({"respondent": {"r004": "stranger"}}), weights)
    with pytest.raises(DesignError, match="twice"):
        made(answers.replace({"respondent": {"r004": "r005"}}), weights)


def test_what_cannot_be_is_refused() -> None:
    survey = sampled(silent=0)
    answers, made = survey.answers, sv.SurveyDesign.from_weights
    weights = survey.weights(base(survey))
    with pytest.raises(WrongUseError, match="fpc"):
        made(answers, weights, fpc="dwelling")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="lonely_psu"):
        made(answers, weights, lonely_psu="drop")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="weights"):
        made(answers, "w")  # type: ignore[arg-type]
    with pytest.raises(DesignError, match="negative"):
        made(answers, replace(weights, values=-weights.values))
    survey.changes = {"adults": np.where(np.arange(42) == 4, np.nan, 2.0)}
    with pytest.raises(DesignError, match="u004"):
        made(answers, survey.weights(base(survey)))
    survey.changes = {}
    survey.population["Area 2"] = 5.0
    with pytest.raises(DesignError, match="Area 2"):
        made(answers, survey.weights(base(survey)))
    survey.population["Area 2"] = 60.0
    survey.frame.loc[0, "area"] = "Alone"
    with pytest.raises(DesignError, match="Alone"):
        made(answers, survey.weights(base(survey)))
    assert made(answers, survey.weights(base(survey)), lonely_psu="certainty").rows == 42
