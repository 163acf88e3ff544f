"""The review of a release: verdicts, reasons, exceptions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from counted_tables import by_area, crossed, distribution, headline

import survey as sv
from survey.disclosure.reviewing.reasons import ReleaseVerdict
from survey.errors import RefusedError, UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.sampling.secret import Secret

SAFE = {"A": [40, 40], "B": [30, 50], "C": [25, 25]}


def rules_of(review: sv.ReleaseReview, table: str) -> set[str]:
    found = next(each for each in review.tables if each.key == table)
    return {reason.rule for reason in found.reasons}


def verdict_of(review: sv.ReleaseReview, table: str) -> str:
    return str(next(each.verdict for each in review.tables if each.key == table))


def moved(people: int = 3) -> pd.DataFrame:
    """Areas, and areas after some people were moved from A to B."""
    rows = [(area, code) for area, counts in SAFE.items()
            for code, count in enumerate(counts, 1) for _ in range(count)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["area", "q"])
    frame["now"] = frame["area"]
    frame.loc[: people - 1, "now"] = "B"
    return frame


def test_a_release_that_hides_nothing_passes() -> None:
    review = sv.review_release(distribution(by_area(SAFE)))
    assert review.verdict is ReleaseVerdict.PASS
    assert verdict_of(review, "share q / area") == "pass"
    assert review.release().estimates[0].frame["estimate"].notna().all()


def test_each_reason_for_hiding_is_told_and_counted() -> None:
    counts = by_area({"A": [2, 20, 30], "B": [20, 20, 30], "C": [30, 20, 30], "D": [2, 3, 1]})
    review = sv.review_release(distribution(counts))
    assert verdict_of(review, "share q / area") == "pass"
    assert review.hidden["hidden_base"] == 3
    assert review.hidden["hidden_small_cell"] == 1
    assert review.hidden["hidden_complementary"] >= 1
    table = review.tables[0]
    assert table.hidden == sum(
        review.hidden[f"hidden_{why}"] for why in ("base", "small_cell", "complementary")
    )
    assert table.shown + table.hidden == 12


def test_uncertain_shares_are_another_reason_than_confidential_ones() -> None:
    review = sv.review_release(distribution(by_area({"A": [25, 20], "B": [300, 400]})), "strict")
    assert review.hidden["hidden_uncertain"] == 2
    assert "hidden_small_cell" not in review.hidden


@pytest.mark.parametrize(
    ("limits", "rule", "verdict"),
    [
        ({"D": 20}, "whole_group_large", "fail"),
        ({"D": 24}, "whole_group_large", "fail"),
        ({"D": 25}, "whole_group_small", "review"),
        ({}, "whole_group_unknown", "review"),
    ],
)
def test_all_of_a_small_group_fails_where_many_of_it_answered(
    limits: dict[str, int], rule: str, verdict: str
) -> None:
    counts = by_area(SAFE | {"D": [12, 0]})
    known = sv.KnownElsewhere(limits={"area": limits})
    review = sv.review_release(distribution(counts), known=known)
    assert rule in rules_of(review, "share q / area")
    assert verdict_of(review, "share q / area") == verdict


def test_the_design_tells_how_large_a_part_answered() -> None:
    rows = moved().query("area != 'C' or q == 1").assign(N=lambda frame: frame["area"].map(
        {"A": 2000, "B": 2000, "C": 30}))  # fmt: skip
    design = sv.SurveyDesign(rows, strata="area", population="N")
    review = sv.review_release(sv.proportion(design, "q", by="area"))
    assert rules_of(review, "share q / area") >= {"whole_group_large"}


def test_all_of_a_large_group_is_no_disclosure() -> None:
    review = sv.review_release(distribution(by_area(SAFE | {"D": [30, 0]})))
    assert review.verdict is ReleaseVerdict.PASS


def test_what_is_hidden_doesnt_fail() -> None:
    counts = by_area(SAFE | {"D": [12, 0]})
    known = sv.KnownElsewhere(limits={"area": {"D": 12}})
    policy = sv.release_policy("own", whole_groups_hidden=True)
    review = sv.review_release(distribution(counts), policy, known=known)
    assert review.verdict is ReleaseVerdict.PASS
    assert review.hidden["hidden_whole_group"] == 2


def test_areas_that_differ_by_few_are_named_with_the_way_to_subtract() -> None:
    design = sv.SurveyDesign(moved())
    review = sv.review_release([sv.proportion(design, "q", by=by) for by in ("area", "now")])
    assert verdict_of(review, "share q / now") == "review"
    words = review.to_frame()["reason"].tolist()[1]
    assert '"A" (now) is hidden' in words
    assert 'subtracted "A" (now) from "A" (area)' in words
    with language_in_force("da"):
        assert "trak »A« (now) fra »A« (area)" in review.to_frame()["reason"].tolist()[1]


def test_an_area_that_differs_from_a_published_one_is_named_too() -> None:
    register = sv.PublishedRegister(Secret(b"0" * 32))
    first = sv.release(sv.proportion(sv.SurveyDesign(moved()), "q", by="area"), published=register)
    register = register.with_release(first, "Report 2024")
    after = moved().drop(columns="area").rename(columns={"now": "area"})
    again = sv.proportion(sv.SurveyDesign(after), "q", by="area")
    review = sv.review_release(again, published=register)
    assert rules_of(review, "share q / area") & {"one_minus_other_before", "overlap_before"}
    assert '"A" today is hidden' in review.to_frame()["reason"][0]
    assert rules_of(review, "release") == set()
    assert review.earlier == (("Report 2024", "default", 6, 0),)
    assert review.other_people == ()


def test_other_people_are_told_from_the_same_ones() -> None:
    register = sv.PublishedRegister(Secret(b"0" * 32))
    first = sv.release(distribution(by_area(SAFE)), published=register)
    register = register.with_release(first, "Report 2024")
    others = pd.DataFrame({"q": [1, 2, 3, 4, 5] * 30, "area": ["X", "Y"] * 75},
                          index=[f"new {i}" for i in range(150)])  # fmt: skip
    review = sv.review_release(
        sv.proportion(sv.SurveyDesign(others), "q", by="area"), published=register
    )
    assert review.other_people == (1,)


def test_renamed_areas_pass_as_the_same_and_nested_ones_are_told() -> None:
    frame = moved(0)
    frame["place"] = frame["area"].map({"A": "north", "B": "north", "C": "hill"})
    design = sv.SurveyDesign(frame)
    review = sv.review_release([sv.proportion(design, "q", by=by) for by in ("area", "place")])
    assert review.verdict is ReleaseVerdict.PASS
    assert rules_of(review, "release") == {"same_people", "nested"}
    words = review.to_frame()["reason"].tolist()[-1]
    assert '"C" and "hill"' in words
    assert '"A" and "north"' in words


def test_something_that_follows_from_what_is_out_fails() -> None:
    loose = sv.ReleasePolicy("loose", minimum_base=1, small_cell=0)
    register = sv.PublishedRegister(Secret(b"0" * 32))
    counts = by_area({"A": [2, 20], "B": [30, 30]})
    first = sv.release(headline(counts), loose, published=register)
    register = register.with_release(first, "Report 2024")
    review = sv.review_release(distribution(counts), published=register)
    assert "given_away" in rules_of(review, "share q / area")
    with pytest.raises(RefusedError, match="fail the review"):
        review.release()


def test_one_large_answer_is_to_be_looked_at() -> None:
    rows = moved().assign(rent=lambda frame: 1.0 + np.arange(len(frame)) % 5)
    rows.loc[0, "rent"] = 1e6
    review = sv.review_release(sv.total(sv.SurveyDesign(rows), "rent", by="area"))
    assert rules_of(review, "total rent / area") == {"dominance"}
    assert verdict_of(review, "total rent / area") == "review"
    assert review.dominance == 1
    even = sv.review_release(sv.total(sv.SurveyDesign(rows[1:]), "rent", by="area"))
    assert even.verdict is ReleaseVerdict.PASS


def test_thresholds_below_those_of_the_package_are_to_be_looked_at() -> None:
    review = sv.review_release(distribution(by_area(SAFE)), {"name": "own", "minimum_base": 5})
    assert rules_of(review, "release") == {"policy_weaker"}
    assert "smallest number of answers (5 against 10)" in review.to_frame()["reason"].tolist()[-1]


def test_the_presentation_standard_wants_few_degrees_of_freedom_looked_at() -> None:
    answers = np.random.default_rng(1).integers(1, 3, 2100)
    rows = pd.DataFrame({"q": answers, "block": np.arange(2100) % 7})
    design = sv.SurveyDesign(rows, psu="block")
    review = sv.review_release(sv.proportion(design, "q"), "strict")
    assert "nchs_df" in rules_of(review, "share q")


def test_a_table_that_fails_goes_out_with_a_reason_and_a_name_only() -> None:
    counts = by_area(SAFE | {"D": [12, 0]})
    known = sv.KnownElsewhere(limits={"area": {"D": 12}})
    review = sv.review_release(distribution(counts), known=known)
    with pytest.raises(RefusedError, match="share q / area"):
        review.release()
    for blank in ({"reason": " ", "name": "Anne"}, {"reason": "agreed", "name": ""}):
        with pytest.raises(WrongUseError, match="must have a"):
            review.with_exception("share q / area", **blank)
    excepted = review.with_exception("share q / area", "The board agreed.", "Anne Holm")
    assert excepted.verdict is ReleaseVerdict.PASS
    assert excepted.release() is review._released
    assert excepted.to_frame().loc[0, ["exception", "by"]].tolist() == [
        "The board agreed.", "Anne Holm"
    ]  # fmt: skip
    with pytest.raises(WrongUseError, match="only once"):
        excepted.with_exception("share q / area", "again", "Anne Holm")
    assert review.exceptions == ()


def test_exceptions_for_nothing_are_refused() -> None:
    review = sv.review_release(distribution(by_area(SAFE)))
    with pytest.raises(UnknownNameError, match="table of the review"):
        review.with_exception("share q", "reason", "name")
    with pytest.raises(WrongUseError, match="as it is"):
        review.with_exception("share q / area", "reason", "name")


def test_a_policy_that_hides_nothing_is_not_reviewed() -> None:
    with pytest.raises(WrongUseError, match="hides nothing"):
        sv.review_release(distribution(by_area(SAFE)), "internal")


def test_the_review_releases_what_release_does() -> None:
    counts = crossed("AB", ("young", "old"), [[12, 3], [20, 9], [15, 15], [30, 30]])
    results: list[Any] = [distribution(counts, by=["area", "age"]), headline(counts)]
    one, other = sv.review_release(results).release(), sv.release(results)
    for mine, theirs in zip(one.estimates, other.estimates, strict=True):
        pd.testing.assert_frame_equal(mine.frame, theirs.frame)


def test_tables_of_one_name_are_told_apart() -> None:
    made = distribution(by_area(SAFE))
    review = sv.review_release([made, made])
    assert [each.key for each in review.tables] == [
        "share q / area", "share q / area (2)", "release"
    ]  # fmt: skip


def test_analyses_have_tables_of_their_own() -> None:
    design = sv.SurveyDesign(moved().assign(y=lambda frame: (frame["q"] == 1) * 1))
    review = sv.review_release(
        [sv.crosstab(design, "area", "q"), sv.ttest(design, "y", against=0.5),
         sv.regress(design, "y ~ area", model="logit")]
    )  # fmt: skip
    assert [each.key for each in review.tables] == [
        "crosstab area / q", "test y", "regression y / area", "release"
    ]  # fmt: skip
    assert "3 coefficients" not in repr(review)
    assert "can go out" in review._repr_html_()
