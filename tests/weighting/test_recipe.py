"""Recipes: what they refuse, how they are read, and that nothing is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_weighting import LABELS, variable

import survey as sv
from survey.codebook import Codebook
from survey.errors import WrongUseError
from survey.findings import FindingsError

if TYPE_CHECKING:
    from pathlib import Path

ALL = """\
universe: adults
steps:
  - base: {population: {A: 350, B: 600.5}}
  - unknown_eligibility: {classes: [area]}
  - nonresponse: {classes: [area, department], least: 10, most_factor: 2.5}
  - within_dwelling: {adults: adults, most: 4, missing: 2}
  - poststratify: {by: [area, sex], missing: {sex: {pool: 2}}}
  - rake:
      within: [age_group, "sex*age_group"]
      across: tenure
      missing: {sex: own_category, tenure: {impute: 3}, age_group: impute}
  - calibrate: {within: [age_group], distance: logit, bounds: [0.3, 3]}
  - trim: {upper: 5, lower: 0.2, of: mean}
  - rescale: {to: population, within: area}
"""

NAME = st.sampled_from(["sex", "age_group", "tenure"])
RULE = st.one_of(
    st.sampled_from(["own_category", "impute"]),
    st.fixed_dictionaries({"pool": st.integers(1, 9)}),
    st.fixed_dictionaries({"impute": st.integers(0, 99)}),
)


@st.composite
def recipes(draw: st.DrawFn) -> sv.Recipe:
    tables = draw(st.lists(NAME, min_size=1, max_size=3, unique=True))
    missing = {name: draw(RULE) for name in tables if draw(st.booleans())}
    steps: list[Any] = [
        sv.Nonresponse(least=draw(st.integers(1, 50)), most_factor=draw(st.floats(1.1, 9))),
        sv.WithinDwelling(most=draw(st.none() | st.integers(1, 9))),
        sv.Rake(within=tuple(tables), missing=missing),
        sv.Calibrate(across=tuple(tables), bounds=draw(st.none() | st.just((0.5, 2.5)))),
        sv.Trim(upper=draw(st.floats(1, 9)), within=draw(st.sampled_from([(), ("area",)]))),
        sv.Rescale(to=draw(st.sampled_from(["respondents", "population", 1000]))),
    ]
    kept = [each for each in steps if draw(st.booleans())]
    return sv.Recipe((sv.BaseWeights(), *kept), draw(st.sampled_from(["adults", "persons"])))


@given(recipes())
def test_a_recipe_is_the_same_after_writing_and_reading(recipe: sv.Recipe) -> None:
    again = sv.read_recipe(recipe.to_mapping())
    assert again == recipe
    assert again.fingerprint == recipe.fingerprint


def test_a_file_with_every_step_is_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(ALL, encoding="utf-8")
    recipe = sv.read_recipe(path)
    assert recipe.steps[4] == sv.Poststratify(("area", "sex"), {"sex": {"pool": 2}})
    path.write_text(recipe.to_yaml(), encoding="utf-8")
    assert sv.read_recipe(str(path)) == recipe
    for language in ("da", "en"):
        words = recipe.in_words(language, Codebook({"sex": variable("sex", LABELS["sex"])}))
        assert len(words) == len(recipe.steps)
        assert all(each.endswith(".") for each in words)
    assert "<table" in recipe._repr_html_()


def test_all_that_is_wrong_in_a_file_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(
        "steps:\n  - base\n  - rakes: {within: [sex]}\n  - rake: {withn: [sex]}\n"
        "  - trim: {upper: -1}\n  - poststratify\n  - [base]\n",
        encoding="utf-8",
    )
    with pytest.raises(FindingsError) as caught:
        sv.read_recipe(path)
    lines = {each.place.line: str(each) for each in caught.value.findings if each.place}
    assert set(lines) == {3, 4, 5, 6, 7}
    assert 'did you mean "rake"' in lines[3]
    assert 'did you mean "within"' in lines[4]
    assert "above 0" in lines[5]


def test_a_list_of_steps_is_a_recipe() -> None:
    recipe = sv.read_recipe(["base", {"rake": {"within": ("sex",)}}])
    assert repr(recipe) == "Recipe(base, rake; adults)"


def test_fingerprints_differ_when_a_default_is_changed() -> None:
    one, same, other = (
        sv.Recipe((sv.BaseWeights(), sv.Rake(within=("sex",), rounds=rounds)))
        for rounds in (1000, 1000, 999)
    )
    assert one.fingerprint == same.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([sv.Rake(within=("sex",))], "begin with"),
        ([], "begin with"),
        ([sv.BaseWeights(), sv.Panel()], "later than first"),
        ([sv.BaseWeights(), sv.Trim(upper=3), sv.Nonresponse()], "before"),
        ([sv.BaseWeights(), sv.Nonresponse(), sv.UnknownEligibility()], "before"),
        ([sv.BaseWeights(), sv.UnknownEligibility()], "followed by"),
        ([sv.BaseWeights(), sv.Nonresponse(), sv.Propensity(("area",))], "can't follow"),
        ([sv.Panel(), sv.WithinDwelling()], "once more"),
    ],
)
def test_steps_in_a_senseless_order_are_refused(steps: list[Any], told: str) -> None:
    with pytest.raises(WrongUseError, match=told):
        sv.Recipe(tuple(steps))


def test_households_are_not_multiplied_by_their_adults() -> None:
    with pytest.raises(WrongUseError, match="households"):
        sv.Recipe((sv.BaseWeights(), sv.WithinDwelling()), "households")


@pytest.mark.parametrize(
    ("step", "arguments", "told"),
    [
        (sv.Rake, {}, "table to meet"),
        (sv.Rake, {"within": 3}, "within"),
        (sv.Rake, {"within": ["sex*age", "age*sex"]}, "each once"),
        (sv.Rake, {"within": ["sex"], "missing": {"sxe": "impute"}}, 'did you mean "sex"'),
        (sv.Rake, {"within": ["sex"], "missing": {"sex": "drop"}}, "own_category"),
        (sv.Rake, {"within": ["sex"], "tolerance": 2}, "below 1"),
        (sv.Calibrate, {"within": ["sex"], "distance": "chi"}, "logit"),
        (sv.Calibrate, {"within": ["sex"], "distance": "logit"}, "must have bounds"),
        (sv.Calibrate, {"within": ["sex"], "bounds": (1.1, 2)}, "two numbers"),
        (sv.Trim, {}, "upper or a lower"),
        (sv.Trim, {"upper": 1, "lower": 2}, "below upper"),
        (sv.Trim, {"upper": float("nan")}, "above 0"),
        (sv.Nonresponse, {"least": 0}, "from 1"),
        (sv.Propensity, {"covariates": ()}, "names"),
        (sv.Propensity, {"covariates": "area", "groups": 1}, "from 2"),
        (sv.WithinDwelling, {"most": 1.5}, "whole"),
        (sv.BaseWeights, {"population": {"A": -3}}, "each area"),
        (sv.Rescale, {"to": "everyone"}, "respondents"),
        (sv.Rescale, {"to": 0}, "above 0"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    step: Any, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(WrongUseError, match="(?s).*" + told.replace("(", r"\(")):
        step(**arguments)
