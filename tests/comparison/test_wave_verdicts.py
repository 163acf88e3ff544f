"""Waves are compared as far as the verdicts on their questions allow, and no further."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from changing_waves import MadeWaves, made_waves

from survey.codebook import Category, Code, Headline, Variable
from survey.comparison.waves.common_scales import common_scale
from survey.comparison.waves.compare import compare_waves
from survey.errors import WrongUseError
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline, mean, proportion
from survey.questionnaire.changes import Crosswalk

if TYPE_CHECKING:
    from survey.comparison.waves.comparison import WaveComparison

ALL = ("safe", "trust", "noise", "help", "mood")


@cache
def waves() -> MadeWaves:
    return made_waves(3, per_area=60)


@cache
def compared() -> WaveComparison:
    return waves().compared(ALL)


def rows(found: WaveComparison, variable: str, earlier: str, later: str) -> pd.DataFrame:
    frame = found.to_frame()
    here = (frame["variable"] == variable) & (frame["earlier_wave"] == earlier)
    return frame[here & (frame["later_wave"] == later)]


def kinds(found: WaveComparison, variable: str) -> list[tuple[str, str, str]]:
    return [(b.kind, b.earlier, b.later) for b in found.breaks if b.variable == variable]


def test_the_waves_are_called_as_in_the_verdicts() -> None:
    assert compared().waves == ("2010", "2012", "2014")


def test_a_broken_question_has_no_change_and_begins_a_new_series() -> None:
    found = compared()
    assert rows(found, "noise", "2010", "2012")["change"].isna().all()
    assert rows(found, "noise", "2012", "2014")["change"].notna().all()
    assert kinds(found, "noise") == [("broken", "2010", "2012"), ("broken", "2010", "2014")]
    assert "nætterne" in found.breaks[0].reason["da"]
    assert found.series_of("noise") == (("2010",), ("2012", "2014"))
    assert found.series_of("safe") == (("2010", "2012", "2014"),)


def test_a_question_of_one_wave_only_is_told_as_not_asked() -> None:
    assert ("not_asked", "2010", "2012") in kinds(compared(), "mood")
    assert rows(compared(), "mood", "2012", "2014")["change"].notna().all()


def test_words_that_differ_are_a_footnote() -> None:
    notes = [each for each in compared().footnotes if each.variable == "help"]
    assert {each.kind for each in notes} >= {"label_only"}
    assert "Shorter" in next(each for each in notes if each.kind == "label_only").words["en"]
    assert rows(compared(), "help", "2010", "2014")["change"].notna().all()


def test_recoded_answers_are_the_nets_of_the_same_sums() -> None:
    made = waves()
    found = compare_waves(*made.shares(["trust"]), verdicts=made.verdicts, contrast="contrast")
    frame = rows(found, "trust", "2010", "2012")
    assert set(frame["category"]) == {1, 2}
    assert set(frame["comparability"]) == {"recoded"}
    before, after = (each.data.copy() for each in made.designs[:2])
    before["trust"] = before["trust"].map({1: 1, 2: 1, 3: 2, 4: 2})
    after["trust"] = after["trust"].map({1: 1, 2: 1, 3: np.nan, 4: 2, 5: 2})
    by_hand = [
        proportion(SurveyDesign(data, weights="w", strata="area", psu="dwelling"), "trust",
                   by="area", all_row=True)
        for data in (before, after)
    ]  # fmt: skip
    other = compare_waves(*by_hand, contrast="contrast").to_frame()
    numbers = [
        "earlier",
        "estimate",
        "change",
        "std_error",
        "conf_low",
        "conf_high",
        "extra_change",
    ]
    np.testing.assert_allclose(frame[numbers], other[numbers], rtol=1e-10)
    assert found.to_frame(labels="en")["category"].isin(["Agree", "Disagree"]).all()


def test_the_whole_series_stands_on_the_codes_of_its_crosswalk() -> None:
    made = waves()
    found = compare_waves(*made.shares(["trust"]), verdicts=made.verdicts)
    assert set(found.to_frame()["category"]) == {1, 2}
    assert found.to_frame()["change"].notna().all()


def test_a_headline_that_counts_the_same_answers_is_compared_on_common_codes() -> None:
    frame = rows(compared(), "trust", "2010", "2012")
    assert set(frame["category"]) == {Category.HEADLINE}
    assert frame["change"].notna().all()
    assert any(each.kind == "recoded" for each in compared().footnotes)


def test_undecided_questions_are_refused_all_at_once_with_a_way_out() -> None:
    made = made_waves(2, per_area=20, undecided=True)
    with pytest.raises(WrongUseError) as refused:
        made.compared(ALL)
    assert '"help"' in str(refused.value)
    assert "survey diff" in str(refused.value)
    found = made.compared(ALL, undecided="break")
    assert ("undecided", "2012", "2014") in kinds(found, "help")
    assert rows(found, "help", "2010", "2014")["change"].isna().all()


def test_changed_questions_are_refused_without_verdicts() -> None:
    made = waves()
    with pytest.raises(WrongUseError) as refused:
        compare_waves(*made.headlines(ALL))
    message = str(refused.value)
    assert '"trust", "help"' in message
    assert "codes" in message
    assert "wording" in message


def test_the_same_questions_need_no_verdicts() -> None:
    found = compare_waves(*waves().headlines(["safe"]))
    assert found.to_frame()["change"].notna().all()
    assert set(found.to_frame()["comparability"]) == {""}


def simple(codes: dict[int, str], counted: tuple[int, ...] = (1,), **data: Any) -> SurveyDesign:
    given = tuple(Code(value, {"en": label}) for value, label in codes.items())
    answers = Variable("q", "single", {}, codes=given, headline=Headline(counted))  # type: ignore[arg-type]
    from survey.codebook import Codebook

    frame = pd.DataFrame({"q": [*codes] * 5, **data})
    return SurveyDesign(frame, codebook=Codebook({"q": answers}))


def test_codebooks_tell_codes_scales_turned_round_and_headlines_apart() -> None:
    first = headline(simple({1: "Yes", 2: "No"}), "q")
    for codes, word in (({1: "Yes", 2: "No", 3: "Maybe"}, "codes"), ({1: "No", 2: "Yes"}, "words")):
        with pytest.raises(WrongUseError, match=word):
            compare_waves(first, headline(simple(codes), "q"), independent=True)
    reworded = compare_waves(first, headline(simple({1: "Yes!", 2: "Not"}), "q"), independent=True)
    assert [each.kind for each in reworded.footnotes] == ["label_only"]
    other = headline(simple({1: "Yes", 2: "No"}, (2,)), "q")
    found = compare_waves(first, other, independent=True)
    assert [each.kind for each in found.breaks] == ["base"]
    assert found.to_frame()["change"].isna().all()


def test_verdicts_must_follow_the_waves() -> None:
    made = waves()
    for wrong in (made.verdicts[0], made.verdicts[::-1], "2010"):
        with pytest.raises(WrongUseError):
            made.compared(verdicts=wrong)


def test_numbers_made_of_recoded_answers_are_not_compared() -> None:
    made = waves()
    bare = [mean(d.with_codebook(type(d.codebook)()), "trust", by="area") for d in made.designs]
    found = compare_waves(*bare, verdicts=made.verdicts)
    assert rows(found, "trust", "2010", "2012")["change"].isna().all()
    assert kinds(found, "trust")[0][0] == "broken"


def codes(*values: int) -> tuple[Code, ...]:
    return tuple(Code(value, {"en": f"answer {value}"}) for value in values)


def test_two_crosswalks_in_a_row_join_what_either_of_them_joins() -> None:
    first = Crosswalk({1: {"en": "low"}, 2: {"en": "high"}}, {1: 1, 2: 1, 3: 2}, {1: 1, 2: 2, 3: 2})
    second = Crosswalk({1: {"en": "no"}, 2: {"en": "yes"}, 3: {"en": "very"}}, {1: 1, 2: 2, 3: 3},
                       {1: 1, 2: 2, 3: 3, 4: 3})  # fmt: skip
    found = common_scale((codes(1, 2, 3), codes(1, 2, 3), codes(1, 2, 3, 4)), (first, second))
    assert found is not None
    assert [each.label["en"] for each in found.codes] == ["no", "yes / very"]
    assert [dict(side) for side in found.sides] == [
        {1: 1, 2: 1, 3: 2}, {1: 1, 2: 2, 3: 2}, {1: 1, 2: 2, 3: 2, 4: 2},
    ]  # fmt: skip


def test_an_answer_left_out_by_one_crosswalk_and_kept_by_another_has_no_common_code() -> None:
    first = Crosswalk({1: {"en": "low"}}, {1: 1}, {1: 1, 2: None})
    second = Crosswalk({1: {"en": "low"}}, {1: 1, 2: 1}, {1: 1})
    assert common_scale((codes(1), codes(1, 2), codes(1)), (first, second)) is None
