"""Waves of an invented city, weighted by a whole recipe, and how often intervals hold the truth.

Everyone in the city has an answer to every question, so that the truth is known. Each wave draws
dwellings and one adult in each, lets some of them answer, and goes through all steps of the recipe.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import survey as sv
from survey.codebook import Domain
from survey.responses.responses import Responses
from survey.weighting.targets import Targets, TargetTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.sampling.plan import SamplePlan
    from survey.simulation.city import City

QUESTIONS = (
    "safe_evening",
    "area_satisfaction",
    "trust_people",
    "stick_together",
    "feel_at_home",
)
AREAS = {"a": 300, "b": 420, "c": 260, "d": 700}
RECIPE: list[Any] = [
    "base",
    "within_dwelling",
    {"nonresponse": {"classes": ["area", "adults"]}},
    {"rake": {"within": ["age_group", "sex"]}},
    {"trim": {"upper": 4}},
]
_SAMPLED, _YOUNGEST = 160, 2
_YOUNG = {"aged_18_24": -0.7, "aged_25_39": -0.7, "aged_60_up": 0.4}
_LETTERS = (sv.ContactStep("letter", 0, -0.7), sv.ContactStep("letter", 14, -1.0))
MODELS = {
    "recipe variables": sv.ResponseModel(
        steps=_LETTERS, effects={**_YOUNG, "woman": 0.2, "one_adult": -0.3}, areas={"a": -0.3}
    ),
    "not at random": sv.ResponseModel(
        steps=_LETTERS,
        effects={**_YOUNG, "woman": 0.2, "one_adult": -0.3},
        areas={"a": -0.3},
        not_at_random={"safety": 0.3, "satisfaction": 0.3},
    ),
}
"""Whether somebody answers hangs on area, age, sex and adults alone, or also on what she feels."""


@dataclass(frozen=True)
class Setting:
    """A city, what everybody would answer, and what the register knows.

    The two youngest groups of age are one, as their few answers in a small area ask for.
    """

    city: City
    plan: SamplePlan
    answers: pd.DataFrame
    targets: Targets
    truth: dict[tuple[object, str], float]

    def once(self, seed: int, model: str = "recipe variables", replicates: int = 0) -> pd.DataFrame:
        """The headlines of one wave, each with whether its interval holds the truth."""
        frame = self.city.frame()
        sample = sv.draw_sample(frame, self.plan, seed=seed, persons="equal")
        went = sv.simulate_fieldwork(sample, self.city, seed=seed, model=MODELS[model])
        rows = went.respondents["adult"].to_numpy()
        front = went.respondents[["respondent"]]
        data = pd.concat([front, self.answers.iloc[rows].reset_index(drop=True)], axis=1)
        form = _form()
        book = form.codebook().with_variables([self.city.area])
        answers = Responses(data, book, form, simulated=True)
        weights = sv.weight(
            answers,
            sample=sample,
            dispositions=went.dispositions,
            recipe=RECIPE,
            targets=self.targets,
            adults="adults",
        )
        if replicates:
            weights = sv.replicate(weights, "bootstrap", replicates=replicates, seed=seed)
        design = sv.SurveyDesign.from_weights(answers, weights)
        found = sv.headline(design, list(QUESTIONS), by="area", all_row=True).to_frame()
        true = [self.truth[each] for each in zip(found["area"], found["variable"], strict=True)]
        return pd.DataFrame(
            {
                "area": ["all" if each is Domain.ALL else "area" for each in found["area"]],
                "holds": (found["conf_low"] <= true) & (true <= found["conf_high"]),
                "error": found["estimate"] - true,
                "std_error": found["std_error"],
                "n": found["n"],
            }
        )


@cache
def _form() -> Any:
    return sv.read_questionnaire("kort-form")


@cache
def setting(times: int = 3) -> Setting:
    """A city of four areas, so many times as large as the usual ones."""
    areas = [sv.CityArea(name, dwellings=size * times) for name, size in AREAS.items()]
    model = sv.CityModel(empty_unseen=0, no_answer=0, dont_know=0, refused=0, several_ticks=0)
    city = sv.simulate_city(areas, seed=77, model=model)
    adults = city.adults
    everyone = sv.simulate_answers(_form(), city, sample=_all_adults(city))
    by_person = everyone.data.set_index("respondent")
    ids = [f"{u}-{n}" for u, n in zip(adults["unit"], adults["number"], strict=True)]
    answers = by_person.loc[ids, ["area", "sex", "age_group", "adults", *QUESTIONS]]
    answers = answers.reset_index(drop=True)
    answers["area"] = answers["area"].astype(object)
    answers["age_group"] = answers["age_group"].clip(lower=_YOUNGEST)
    budget = _SAMPLED * times * len(areas)
    plan = sv.plan_sample(city.frame(), difference=None, allocation="equal", budget=budget)
    return Setting(city, plan, answers, _targets(answers, city), _truth(answers))


def _all_adults(city: City) -> Any:
    frame = city.frame()
    plan = sv.plan_sample(frame, difference=None, budget=len(frame.eligible))
    return sv.draw_sample(frame, plan, seed=1, persons="all")


def _truth(answers: pd.DataFrame) -> dict[tuple[object, str], float]:
    found: dict[tuple[object, str], float] = {}
    for name in QUESTIONS:
        headline = _form().codebook()[name].headline
        counted = answers[name].isin(headline.codes)
        found[Domain.ALL, name] = float(counted.mean())
        found |= {(a, name): float(m) for a, m in counted.groupby(answers["area"]).mean().items()}
    return found


def _targets(answers: pd.DataFrame, city: City) -> Targets:
    tables = {}
    for name in ("age_group", "sex"):
        cells = answers.groupby(["area", name]).size().rename("count").astype(float).reset_index()
        cells["area"] = cells["area"].astype(object)
        cells = cells.assign(low=cells["count"], high=cells["count"])
        tables[name] = TargetTable(name, (name,), cells, by_area=True)
    sizes = answers.groupby("area").size().astype(float).to_dict()
    return Targets(tables, {"adults": sizes}, city.area, simulated=True)


def waves(
    seeds: Iterable[int], model: str = "recipe variables", times: int = 3, replicates: int = 0
) -> pd.DataFrame:
    """The headlines of several waves."""
    where = setting(times)
    return pd.concat([where.once(seed, model, replicates) for seed in seeds], ignore_index=True)


def told(found: pd.DataFrame) -> pd.DataFrame:
    """Coverage, mean error and standard error over its true size, for areas and for all."""
    grouped = found.groupby("area")
    table = pd.DataFrame(
        {
            "coverage": grouped["holds"].mean(),
            "mean error": grouped["error"].mean(),
            "std_error / error": np.sqrt(
                grouped["std_error"].apply(lambda each: (each**2).mean())
                / grouped["error"].apply(lambda each: (each**2).mean())
            ),
            "n": grouped["n"].mean(),
        }
    )
    return table.loc[["all", "area"]]
