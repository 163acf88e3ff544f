"""Areas beside a figure from outside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_survey import made_survey

import survey as sv
from survey.codebook import Domain
from survey.errors import UnknownNameError, WrongUseError

DENMARK = sv.Benchmark(0.5, "all of Denmark", year=2023, source="Table X", n=4000)


def _heads(**options: object) -> sv.Estimates:
    return sv.headline(
        made_survey(5, **options).design, ["safe", "grid_1"], by="area", all_row=True
    )  # type: ignore[arg-type]


def test_a_figure_with_answers_is_compared_as_an_area_with_as_many_would_be() -> None:
    rows = pd.DataFrame({"area": list("AABBZZ"), "safe": [1, 0] * 3})
    rows["k"] = [30, 70, 60, 40, 200, 200]
    shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    areas = sv.compare_areas(shares, "Z").to_frame()
    local = sv.proportion(
        sv.SurveyDesign(rows[rows["area"] != "Z"].reset_index(drop=True), counts="k"),
        "safe", by="area",
    )  # fmt: skip
    outside = sv.compare_benchmark(local, 0.5, category=1, label="Z", n=401).to_frame()
    areas = areas[areas["category"] == 1]
    for name in ("difference", "std_error", "conf_low", "conf_high"):
        assert outside[name].tolist() == pytest.approx(areas[name].tolist(), abs=2e-3)


def test_a_figure_without_error_is_a_fixed_number() -> None:
    means = sv.mean(made_survey(4, small=False).design, "trust", by="area")
    found = sv.compare_benchmark(means, 60.0, label="Denmark", adjust="none").to_frame()
    frame = means.to_frame()
    assert found["std_error"].tolist() == pytest.approx(frame["std_error"].tolist())
    assert found["conf_low"].tolist() == pytest.approx((frame["conf_low"] - 60).tolist())
    with_error = sv.compare_benchmark(means, 60.0, label="Denmark", std_error=2.0).to_frame()
    assert with_error["std_error"].tolist() == pytest.approx(
        np.sqrt(frame["std_error"] ** 2 + 4).tolist()
    )


def test_all_together_are_a_family_of_their_own() -> None:
    found = sv.compare_benchmark(_heads(), DENMARK).to_frame()
    everyone = found[[area is Domain.ALL for area in found["area"]]]
    assert len(everyone) == 2
    assert everyone["p_adjusted"].tolist() == pytest.approx(everyone["p_value"].tolist(), abs=1e-6)
    areas = found[[area is not Domain.ALL for area in found["area"]]]
    assert (areas["p_adjusted"] >= areas["p_value"]).all()


def test_figures_are_given_by_variable() -> None:
    found = sv.compare_benchmark(_heads(), {"safe": 0.4, "grid_1": DENMARK}, label="the city")
    assert set(found.benchmarks) == {"safe", "grid_1"}
    frame = found.to_frame()
    assert frame.groupby("variable")["benchmark"].first().to_dict() == {"safe": 0.4, "grid_1": 0.5}
    only = sv.compare_benchmark(_heads(), {"safe": DENMARK}).to_frame()
    assert set(only["variable"]) == {"safe"}


def test_the_error_of_a_figure_comes_from_its_answers() -> None:
    plain = sv.Benchmark(0.3, "Denmark", n=1001)
    assert plain.variance("share") == pytest.approx(0.21 / 1000)
    weighted = replace(plain, deff=1.5)
    assert weighted.variance("share") == pytest.approx(1.5 * 0.21 / 1000)
    census = replace(plain, population=1001)
    assert census.variance("share") == 0
    assert sv.Benchmark(0.3, "Denmark", std_error=0.02).effective_n == pytest.approx(525)
    assert sv.Benchmark(0.3, "Denmark").effective_n == np.inf


def test_areas_that_vary_together_are_judged_together() -> None:
    chance = np.random.default_rng(2)
    homes = np.repeat(np.arange(80), 3)
    rows = pd.DataFrame({"home": homes, "area": np.tile(list("ABC"), 80)})
    rows["trust"] = chance.normal(size=80)[homes] + chance.normal(0, 0.1, 240)
    means = sv.mean(sv.SurveyDesign(rows, psu="home"), "trust", by="area")
    found = sv.compare_benchmark(means, 0.3, label="Denmark").to_frame()
    assert (found["p_adjusted"] < 1.4 * found["p_value"]).all()


def test_figures_that_count_or_are_of_others_are_refused() -> None:
    heads = _heads()
    headline = heads.codebook["safe"].headline
    assert headline is not None
    told = {"codes": headline.codes, "base": "answered", "scale": (1, 5), "label": "Denmark"}
    assert len(sv.compare_benchmark(heads, {"safe": 0.5}, **told))  # type: ignore[arg-type]
    for name, wrong in (("codes", (5,)), ("base", "asked"), ("scale", (0, 10)), ("scale", "x")):
        with pytest.raises(WrongUseError, match="must"):
            sv.compare_benchmark(heads, {"safe": 0.5}, **(told | {name: wrong}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "told", "words"),
    [
        (0.5, {"label": ""}, "label"),
        (0.5, {"label": 7}, "text"),
        (0.5, {"label": {"fr": "le Danemark"}}, "text"),
        ("0.5", {}, "number"),
        (True, {}, "number"),
        (float("inf"), {}, "number"),
        (60, {}, "between 0 and 1"),
        (0.5, {"n": 100, "std_error": 0.1}, "not both"),
        (0.5, {"population": 100}, "without n"),
        (0.5, {"n": 200, "population": 100}, "at least"),
        (0.5, {"n": 1}, "at least"),
        (0.5, {"std_error": -1}, "at least"),
        (0.0, {"std_error": 0.1}, "std_error"),
        (0.5, {"adjust": "scheffe"}, "adjust"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    value: object, told: dict[str, object], words: str
) -> None:
    with pytest.raises(WrongUseError, match=words):
        sv.compare_benchmark(_heads(), value, **({"label": "Denmark"} | told))  # type: ignore[arg-type]


def test_other_refusals() -> None:
    design = made_survey(4).design
    with pytest.raises(UnknownNameError):
        sv.compare_benchmark(_heads(), {"trust": 0.5}, label="Denmark")
    with pytest.raises(WrongUseError, match="category"):
        sv.compare_benchmark(sv.proportion(design, "safe", by="area"), 0.5, label="Denmark")
    with pytest.raises(WrongUseError, match="quantiles"):
        sv.compare_benchmark(sv.total(design, "years", by="area"), 5, label="Denmark")
    with pytest.raises(WrongUseError, match="std_error"):
        sv.compare_benchmark(sv.mean(design, "trust", by="area"), 5, label="Denmark", n=10)


def test_the_result_shows_itself() -> None:
    found = sv.compare_benchmark(_heads(), DENMARK)
    assert "all of Denmark (2023)" in repr(found)
    assert "<table" in found._repr_html_()
