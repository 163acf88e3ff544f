"""What a comparison returns: rows, families, labels, and refusals in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from random_areas import CONTRAST, clustered, compared, design_of, shares

import survey as sv
from survey.codebook import Kind
from survey.errors import SurveyError, UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ANSWERS = {1: (12, 28), 2: (20, 20), 3: (30, 10)}
COLUMNS = [
    "area", "variable", "category", "contrast", "estimate", "contrast_estimate", "difference",
    "std_error", "conf_low", "conf_high", "simultaneous_low", "simultaneous_high", "df", "p_value",
    "p_adjusted", "mark", "n", "contrast_n", "count", "contrast_count",
]  # fmt: skip


@pytest.fixture
def labelled() -> sv.Estimates:
    names = {1: ("Søndergade", "South Street"), 2: ("Ådalen", "River"), 3: ("Bakken", "Hill")}
    areas = tuple(sv.Code(code, {"da": da, "en": en}) for code, (da, en) in names.items())
    answers = (
        sv.Code(1, {"da": "utryg", "en": "unsafe"}),
        sv.Code(2, {"da": "tryg", "en": "safe"}),
    )
    book = sv.Codebook(
        {
            "area": sv.Variable("area", Kind.GROUP, {"da": "Område", "en": "Area"}, codes=areas),
            "safe": sv.Variable(
                "safe",
                Kind.SINGLE,
                {"da": "Tryghed", "en": "Safety"},
                codes=answers,
                headline=sv.Headline((1,), "low", label={"da": "Utrygge", "en": "Feel unsafe"}),
            ),
        }
    )
    return sv.headline(design_of(ANSWERS, codebook=book), "safe", by="area")


@pytest.fixture
def crossed() -> sv.Estimates:
    design = sv.SurveyDesign(clustered(np.random.default_rng(8)), psu="block", strata="stratum")
    return sv.proportion(design, "safe", by=["area", "sex"], all_row=True)


def test_a_comparison_has_a_row_for_each_answer_and_other_area() -> None:
    found = sv.compare_areas(shares(ANSWERS), 2).to_frame()
    assert list(found) == COLUMNS
    assert found[["area", "category"]].to_numpy().tolist() == [[1, 1], [3, 1], [1, 2], [3, 2]]
    assert found["contrast"].tolist() == [2] * 4
    assert found["estimate"].tolist() == pytest.approx([0.3, 0.75, 0.7, 0.25])
    assert found["contrast_estimate"].tolist() == pytest.approx([0.5] * 4)
    assert found["count"].tolist() == [12, 30, 28, 10]
    assert found["contrast_count"].tolist() == [20] * 4
    assert found["n"].tolist() == found["contrast_n"].tolist() == [40] * 4


def test_the_frame_handed_out_is_a_copy() -> None:
    result = sv.compare_areas(shares(ANSWERS), 2)
    handed_out = result.to_frame()
    handed_out["difference"] = 0.0
    assert (result.to_frame()["difference"] != 0).all()


@pytest.mark.parametrize("contrast", [2, "River", "Ådalen"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_contrast_is_named_by_code_or_by_label_in_either_language(
    labelled: sv.Estimates, contrast: Any, language: str
) -> None:
    with language_in_force(language):
        result = sv.compare_areas(labelled, contrast)
    assert result.contrast == 2
    assert result.to_frame()["area"].tolist() == [1, 3]


def test_labels_are_shown_in_the_language_asked_for(labelled: sv.Estimates) -> None:
    result = sv.compare_areas(labelled, 2)
    danish, english = (result.to_frame(labels=language) for language in ("da", "en"))
    keys = ["area", "variable", "category", "contrast"]
    assert danish[keys].iloc[0].tolist() == ["Søndergade", "Tryghed", "Utrygge", "Ådalen"]
    assert english[keys].iloc[1].tolist() == ["Hill", "Safety", "Feel unsafe", "River"]
    assert danish["difference"].tolist() == result.to_frame()["difference"].tolist()


def test_a_comparison_shows_itself_in_one_line_and_as_a_table(
    labelled: sv.Estimates, snapshot: SnapshotAssertion
) -> None:
    result = sv.compare_areas(labelled, 2)
    assert len(result) == 2
    assert repr(result) == "Comparison(2 differences to 2 over area, 1 marked, adjust=dunnett)"
    assert "<table" in result._repr_html_()
    assert "South Street" in result._repr_html_()


def test_within_crossed_columns_every_combination_is_a_family(crossed: sv.Estimates) -> None:
    found = sv.compare_areas(crossed, "A", over="area").to_frame()
    assert set(found["sex"]) == {"m", "w"}
    assert set(found["area"]) == {"B", "C"}
    men = sv.proportion(
        crossed.covariance.design,
        "safe",
        by="area",
        where=(crossed.covariance.design.data["sex"] == "m").to_numpy(),
    )
    alone = sv.compare_areas(men, "A").to_frame()
    among = found[found["sex"] == "m"].reset_index(drop=True)
    for column in ("difference", "std_error", "df", "p_value", "p_adjusted", "simultaneous_low"):
        assert among[column].tolist() == pytest.approx(alone[column].tolist(), rel=1e-9)


def test_any_by_column_can_hold_what_is_compared(crossed: sv.Estimates) -> None:
    found = sv.compare_areas(crossed, "m", over="sex").to_frame()
    assert set(found["sex"]) == {"w"}
    assert {str(area) for area in found["area"]} == {"A", "B", "C", "(all)"}
    assert found["simultaneous_low"].tolist() == pytest.approx(found["conf_low"].tolist())


def test_all_areas_and_those_without_an_area_are_not_compared() -> None:
    rows = pd.DataFrame(
        {"area": ["A", "A", "B", "B", None, None], "safe": [0, 1] * 3, "k": [9, 5, 8, 7, 3, 4]}
    )
    estimates = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area", all_row=True)
    assert len(estimates) == 8
    found = sv.compare_areas(estimates, "A").to_frame()
    assert found["area"].tolist() == ["B", "B"]


def test_several_questions_are_families_of_their_own() -> None:
    frame = clustered(np.random.default_rng(4))
    frame["quiet"] = np.random.default_rng(5).integers(0, 2, len(frame))
    design = sv.SurveyDesign(frame, strata="stratum")
    together = sv.compare_areas(sv.proportion(design, ["safe", "quiet"], by="area"), "A").to_frame()
    alone = sv.compare_areas(sv.proportion(design, "quiet", by="area"), "A").to_frame()
    quiet = together[together["variable"] == "quiet"].reset_index(drop=True)
    pd.testing.assert_frame_equal(quiet, alone)


def test_the_level_is_that_of_the_estimates_unless_said() -> None:
    estimates = sv.proportion(design_of(ANSWERS), "safe", by="area", level=0.9)
    assert sv.compare_areas(estimates, 1).level == 0.9
    assert sv.compare_areas(estimates, 1, level=0.99).level == 0.99


def test_means_totals_and_ratios_are_compared_by_t() -> None:
    design = sv.SurveyDesign(clustered(np.random.default_rng(4)), strata="stratum")
    for estimates in (
        sv.mean(design, "years", by="area"),
        sv.total(design, "years", by="area"),
        sv.ratio(design, "years", "weight", by="area"),
    ):
        found = sv.compare_areas(estimates, "B").to_frame()
        half = found["conf_high"] - found["difference"]
        assert (found["difference"] - found["conf_low"]).tolist() == pytest.approx(half.tolist())
        assert (half > 1.9 * found["std_error"]).all()
        wide = found["simultaneous_high"] - found["difference"]
        assert (wide > half).all()


def refusals() -> dict[str, Any]:
    one = shares({CONTRAST: (3, 4)})
    crossed = sv.proportion(
        sv.SurveyDesign(clustered(np.random.default_rng(8))), "safe", by=["area", "sex"]
    )
    nothing = sv.proportion(design_of(ANSWERS), "safe")
    return {
        "an adjustment that is not known": lambda: compared(ANSWERS, 2, adjust="tukey"),
        "a contrast that is no area": lambda: compared(ANSWERS, 7),
        "a contrast that is almost an area": lambda: sv.compare_areas(one, "contarst"),
        "a column that is no by-column": lambda: sv.compare_areas(shares(ANSWERS), 2, over="town"),
        "two by-columns and none named": lambda: sv.compare_areas(crossed, "A"),
        "no by-column": lambda: sv.compare_areas(nothing, 2),
        "no area beside the contrast": lambda: sv.compare_areas(one, CONTRAST),
    }


@pytest.mark.parametrize("name", refusals())
def test_a_comparison_that_cannot_be_made_is_refused(
    name: str, snapshot: SnapshotAssertion
) -> None:
    said = {}
    for language in ("en", "da"):
        with language_in_force(language), pytest.raises(SurveyError) as caught:
            refusals()[name]()
        assert isinstance(caught.value, WrongUseError | UnknownNameError)
        said[language] = str(caught.value)
    assert said == snapshot
