"""About like the contrast, different, or undecided."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_survey import made_survey

import survey as sv
from survey.codebook import Kind
from survey.comparison.equivalences import Outcome
from survey.errors import WrongUseError
from survey.kernels.adjust import holm

SAME, OTHER, OPEN = Outcome.EQUIVALENT, Outcome.DIFFERENT, Outcome.UNDECIDED


SAFE = sv.Variable(
    "safe",
    Kind.SINGLE,
    {"en": "Safe"},
    codes=(sv.Code(1, {"en": "Yes"}), sv.Code(0, {"en": "No"})),
    headline=sv.Headline((1,), "neither", label={"en": "Safe"}),
)


def _shares(counts: dict[str, tuple[int, int]]) -> sv.Estimates:
    rows = pd.DataFrame(
        [
            (area, code, k)
            for area, pair in counts.items()
            for code, k in zip((1, 0), pair, strict=True)
        ],
        columns=["area", "safe", "k"],
    )
    book = sv.Codebook({"safe": SAFE})
    return sv.headline(
        sv.SurveyDesign(rows[rows["k"] > 0], counts="k", codebook=book), "safe", by="area"
    )


COUNTS = {"A": (810, 190), "B": (40, 10), "C": (300, 700), "D": (800, 200)}


def test_areas_are_the_same_undecided_or_different() -> None:
    found = sv.equivalence(_shares(COUNTS), 0.05, contrast="D").to_frame()
    assert found["outcome"].tolist() == [SAME, OPEN, OTHER]


def test_a_sure_difference_within_the_margin_is_about_the_same_and_marked() -> None:
    counts = {"A": (82_000, 18_000), "D": (80_000, 20_000)}
    found = sv.equivalence(_shares(counts), 0.05, contrast="D").to_frame()
    assert found["outcome"].tolist() == [SAME]
    assert found["mark"].tolist() == [1]


def test_estimates_and_their_comparison_give_the_same() -> None:
    made = made_survey(5)
    heads = sv.headline(made.design, ["safe", "grid_1"], by="area", all_row=True)
    for given in ({"contrast": "contrast"}, {"against": "rest"}, {"against": "all"}):
        one = sv.equivalence(heads, 0.2, **given)
        other = sv.equivalence(sv.compare_areas(heads, **given), 0.2)
        pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())


def test_p_values_are_corrected_over_the_areas_of_a_family() -> None:
    heads = sv.headline(made_survey(6).design, ["safe", "grid_1"], by="area")
    frame = sv.equivalence(heads, 0.3, contrast="contrast").to_frame()
    for _, rows in frame.groupby("variable"):
        assert rows["p_adjusted"].tolist() == holm(rows["p_value"].to_numpy()).tolist()
    plain = sv.equivalence(heads, 0.3, contrast="contrast", adjust="none").to_frame()
    assert plain["p_adjusted"].tolist() == plain["p_value"].tolist()


def test_all_are_within_if_the_last_of_them_is() -> None:
    found = sv.equivalence(_shares(COUNTS), 0.05, contrast="D")
    told = found.all_within()
    assert told["p_value"].tolist() == [found.to_frame()["p_value"].max()]
    assert told["areas"].tolist() == [3]


def test_the_level_of_the_interval_is_that_of_two_one_sided_tests() -> None:
    heads = sv.headline(made_survey(4, small=False).design, "safe", by="area")
    inner = sv.equivalence(heads, 0.1, contrast="contrast").to_frame()
    plain = sv.compare_areas(heads, "contrast", level=0.90).to_frame()
    assert inner["inner_low"].tolist() == pytest.approx(plain["conf_low"].tolist())
    assert inner["inner_high"].tolist() == pytest.approx(plain["conf_high"].tolist())


def test_means_have_margins_in_their_own_unit_and_each_variable_its_own() -> None:
    means = sv.mean(made_survey(4, small=False).design, ["trust", "years"], by="area")
    margins = {"trust": 30.0, "years": 0.01}
    frame = sv.equivalence(means, margins, contrast="contrast").to_frame()
    assert set(frame.loc[frame["variable"] == "trust", "outcome"]) == {SAME}
    assert SAME not in set(frame.loc[frame["variable"] == "years", "outcome"])


def test_waves_that_are_the_same_are_equivalent() -> None:
    chance = np.random.default_rng(1)
    rows = pd.DataFrame({"home": np.arange(400), "area": ["A"] * 200 + ["B"] * 200})
    rows["safe"] = chance.integers(0, 2, 400)
    later = rows.assign(safe=np.where(rows["home"] < 150, 1, rows["safe"]))
    book = sv.Codebook({"safe": SAFE})
    waves = [
        sv.proportion(sv.SurveyDesign(each, psu="home", codebook=book), "safe", by="area")
        for each in (rows, rows, later)
    ]
    still = sv.equivalence(sv.compare_waves(*waves[:2]), 0.05)
    assert set(still.to_frame()["outcome"]) == {SAME}
    assert still.to_frame()["p_value"].tolist() == [0.0] * 4
    moved = sv.equivalence(sv.compare_waves(waves[0], waves[2]), 0.05).to_frame()
    assert set(moved.loc[moved["area"] == "A", "outcome"]) == {OTHER}
    assert set(moved.loc[moved["area"] == "B", "outcome"]) == {SAME}


def test_numbers_of_answers_of_waves_are_not_in_the_frame_of_changes() -> None:
    rows = pd.DataFrame({"home": np.arange(40), "safe": [0, 1] * 20})
    shares = sv.mean(sv.SurveyDesign(rows, psu="home"), "safe")
    changes = sv.compare_waves(shares, shares)
    assert "n_eff" not in changes.to_frame()
    assert list(changes.sizes()) == ["earlier_n_eff", "n_eff"]
    assert np.isfinite(changes.sizes().to_numpy()).all()


def test_an_area_with_one_answer_is_undecided() -> None:
    found = sv.equivalence(_shares({"A": (1, 0), "D": (80, 20)}), 0.5, contrast="D").to_frame()
    assert found["outcome"].tolist() == [OPEN]
    rows = pd.DataFrame({"area": list("AAAABBBBC"), "years": [1, 2, 3, 2, 7, 8, 9, 8, 50]})
    means = sv.mean(sv.SurveyDesign(rows), "years", by="area")
    frame = sv.equivalence(means, 100, contrast="B").to_frame()
    assert frame["outcome"].tolist() == [SAME, OPEN]


@pytest.mark.parametrize(
    ("margin", "options", "words"),
    [
        (0, {}, "above 0"),
        (-0.1, {}, "above 0"),
        (float("nan"), {}, "above 0"),
        ("5", {}, "above 0"),
        (5, {}, "below 1"),
        ({}, {}, "every variable"),
        (0.05, {"adjust": "dunnett"}, "known method"),
        (0.05, {"level": 0.5}, "between"),
        (0.05, {"contrast": None}, "contrast or against"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    margin: object, options: dict[str, object], words: str
) -> None:
    with pytest.raises(WrongUseError, match=words):
        sv.equivalence(_shares(COUNTS), margin, **({"contrast": "D"} | options))  # type: ignore[arg-type]


def test_a_comparison_has_its_contrast_already() -> None:
    compared = sv.compare_areas(_shares(COUNTS), "D")
    with pytest.raises(WrongUseError, match="already"):
        sv.equivalence(compared, contrast="D")
    with pytest.raises(WrongUseError):
        sv.equivalence(compared.to_frame())  # type: ignore[arg-type]


def test_the_result_shows_itself() -> None:
    found = sv.equivalence(_shares(COUNTS), contrast="D")
    assert repr(found) == "Equivalence(1 different, 1 equivalent, 1 undecided)"
    assert "<table" in found._repr_html_()
