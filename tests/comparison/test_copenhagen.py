"""Satisfaction in Copenhagen by type of housing, beside the tower blocks, against R."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.codebook import Kind
from survey.comparison.families import Family, marks_of_means

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = ["Tower", "Apartment", "Atrium", "Terrace"]
OTHERS = TYPES[1:]
R_RTOL, QUADRATURE = 1e-8, 1e-6


@pytest.fixture(scope="module")
def design(golden: Callable[[str], Any]) -> sv.SurveyDesign:
    frame = pd.DataFrame(golden("housing")["inputs"]["housing"])
    frame["index"] = frame["Sat"].map({"Low": 0, "Medium": 50, "High": 100})
    levels = ("Low", "Medium", "High")
    satisfaction = sv.Variable(
        "Sat",
        Kind.SINGLE,
        {"en": "Satisfaction", "da": "Tilfredshed"},
        codes=tuple(sv.Code(level, {"en": level}) for level in levels),
        headline=sv.Headline(("High",), "high"),
    )
    housing = sv.Variable(
        "Type", Kind.GROUP, {"en": "Housing"}, codes=tuple(sv.Code(t, {"en": t}) for t in TYPES)
    )
    return sv.SurveyDesign(
        frame, counts="Freq", codebook=sv.Codebook({"Sat": satisfaction, "Type": housing})
    )


@pytest.fixture(scope="module")
def records(golden: Callable[[str], Any]) -> dict[str, Any]:
    return golden("housing")["outputs"]["housing"]


def by_wald(estimates: sv.Estimates, df: float) -> dict[str, Any]:
    """t intervals and p-values at Dunnett's critical value, with the degrees of freedom of R."""
    frame, covariance = estimates.to_frame(), estimates.covariance.to_numpy()
    places = [1, 2, 3, 0]
    p = frame["estimate"].to_numpy()[places]
    nothing = np.full(3, np.nan)
    both = [*places[:3], *[places[3]] * 3]
    joint = covariance[np.ix_(both, both)]
    one = np.full(3, p[3])
    family = Family(p[:3], one, nothing, nothing, joint, np.full(3, df), shared=True)
    return marks_of_means(family, adjust="dunnett", level=0.95)


def test_the_published_differences_of_high_satisfaction_to_tower_blocks(
    design: sv.SurveyDesign,
) -> None:
    found = by_wald(sv.headline(design, "Sat", by="Type"), 1680)
    low, high = (100 * found[f"simultaneous_{end}"] for end in ("low", "high"))
    # by hand: −10.5 ± 7.2, −9.8 ± 9.5, −24.7 ± 8.5; 70 of 277 less 200 of 400 is −24.7
    assert low == pytest.approx([-17.7, -19.3, -33.2], abs=0.05)
    assert high == pytest.approx([-3.3, -0.3, -16.2], abs=0.05)
    assert found["p_adjusted"][:2] == pytest.approx([0.0017, 0.040], rel=0.03)
    assert found["p_adjusted"][2] == pytest.approx(3e-11, rel=0.17)  # printed with one digit


@pytest.mark.parametrize(
    ("name", "verb", "variable"),
    [("mean_high", sv.headline, "Sat"), ("mean_index", sv.mean, "index")],
)
def test_simultaneous_differences_by_wald_are_those_of_r(
    design: sv.SurveyDesign, records: dict[str, Any], name: str, verb: Any, variable: str
) -> None:
    record = records[f"{name}_against_Tower"]
    found = by_wald(verb(design, variable, by="Type"), record["df"])
    assert found["difference"] == pytest.approx(record["estimate"], rel=R_RTOL)
    assert found["std_error"] == pytest.approx(record["se"], rel=R_RTOL)
    assert found["p_value"] == pytest.approx(record["t"]["p_single"], rel=QUADRATURE)
    assert found["p_adjusted"] == pytest.approx(record["t"]["p_joint"], rel=QUADRATURE)
    assert found["simultaneous_low"] == pytest.approx(record["t"]["lower"], rel=QUADRATURE)
    assert found["simultaneous_high"] == pytest.approx(record["t"]["upper"], rel=QUADRATURE)


def test_the_index_compared_with_tower_blocks(
    design: sv.SurveyDesign, records: dict[str, Any]
) -> None:
    record = records["mean_index_against_Tower"]
    found = sv.compare_areas(sv.mean(design, "index", by="Type"), "Tower").to_frame()
    assert found["Type"].tolist() == record["compared"]
    assert found["difference"].tolist() == pytest.approx(record["estimate"], rel=R_RTOL)
    assert found["std_error"].tolist() == pytest.approx(record["se"], rel=R_RTOL)
    # R takes 1680 degrees of freedom, we take those of the two types
    assert found["df"].tolist() == [400 + 765 - 1, 400 + 239 - 1, 400 + 277 - 1]
    assert found["p_adjusted"].tolist() == pytest.approx(record["t"]["p_joint"], rel=0.1, abs=1e-11)
    assert found["simultaneous_low"].tolist() == pytest.approx(record["t"]["lower"], abs=0.03)
    assert found["mark"].tolist() == [-1, 0, -1]


def test_the_marks_of_high_satisfaction_follow_mover(
    design: sv.SurveyDesign, records: dict[str, Any]
) -> None:
    record = records["mean_high_against_Tower"]
    found = sv.compare_areas(sv.headline(design, "Sat", by="Type"), "Tower").to_frame()
    assert found["difference"].tolist() == pytest.approx(record["estimate"], rel=R_RTOL)
    assert found["std_error"].tolist() == pytest.approx(record["se"], rel=R_RTOL)
    assert found["mark"].tolist() == [-1, -1, -1]
    assert found["p_adjusted"].tolist() == pytest.approx(record["t"]["p_joint"], rel=0.2, abs=1e-9)
    for end, limit in (("low", "lower"), ("high", "upper")):
        theirs = record["t"][limit]
        assert found[f"simultaneous_{end}"].tolist() == pytest.approx(theirs, abs=0.004)


def test_mover_without_correlation_is_method_10_of_newcombe(design: sv.SurveyDesign) -> None:
    found = sv.compare_areas(sv.headline(design, "Sat", by="Type"), "Tower").to_frame().iloc[0]
    shares = sv.headline(design, "Sat", by="Type").to_frame().set_index("Type")
    apartment, tower = shares.loc["Apartment"], shares.loc["Tower"]
    t = (apartment["conf_low"] - apartment["estimate"]) * 0 + 1.9620  # t of 1164
    limits = {}
    for name, row in (("apartment", apartment), ("tower", tower)):
        q = t**2 / row["n_eff"]
        p = row["estimate"]
        half = np.sqrt(q * p * (1 - p) + q**2 / 4)
        limits[name] = ((p + q / 2 - half) / (1 + q), (p + q / 2 + half) / (1 + q))
    (l1, u1), (l0, u0) = limits["apartment"], limits["tower"]
    d = apartment["estimate"] - tower["estimate"]
    low = d - np.hypot(apartment["estimate"] - l1, u0 - tower["estimate"])
    high = d + np.hypot(u1 - apartment["estimate"], tower["estimate"] - l0)
    assert [found["conf_low"], found["conf_high"]] == pytest.approx([low, high], abs=1e-5)
