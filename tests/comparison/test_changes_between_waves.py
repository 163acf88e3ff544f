"""Waves compared: known examples, what must hold of any waves, and what is missing or refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_waves import design_of, means_of, ones, shares_of, wave
from made_weights import Sampled, sampled
from rerun_steps import by_class, linearised

import survey as sv
from survey.codebook import Domain
from survey.errors import DesignError, UnknownNameError, WrongUseError
from survey.kernels import adjust as adjustments
from survey.kernels.weight_steps import fixed_step
from survey.language.catalogue import language_in_force

FIRST, LATER = {"A": range(20)}, {"A": range(8, 28), "B": range(5, 35)}


def both(verb: Any = shares_of, **more: Any) -> list[sv.Estimates]:
    return [verb(wave(1, FIRST), **more), verb(wave(2, LATER), **more)]


def approval() -> list[sv.SurveyDesign]:
    """Agresti's 1,600 people who were asked twice whether they approve of the prime minister."""
    cells = {(1, 1): 794, (1, 0): 150, (0, 1): 86, (0, 0): 570}
    frame = pd.DataFrame(
        [answers for answers, people in cells.items() for _ in range(people)],
        columns=["first", "second"],
    )
    frame["person"] = [f"p{place}" for place in range(len(frame))]
    waves = [frame[["person", name]].set_axis(["person", "yes"], axis=1) for name in frame][:2]
    return [sv.SurveyDesign(waves[0], psu="person"), sv.SurveyDesign(waves[1][::-1], psu="person")]


def test_approval_of_the_prime_minister_fell_by_four_points() -> None:
    made = [sv.proportion(design, "yes") for design in approval()]
    row = sv.compare_waves(*made).to_frame().set_index("category").loc[1]
    assert row["change"] == pytest.approx(-0.04)
    assert row["std_error"] == pytest.approx(0.0095, abs=6e-5)
    assert row["correlation"] == pytest.approx(0.70, abs=0.005)
    assert row["df"] == 1599
    assert row["mark"] == -1
    alone = sv.compare_waves(*made, independent=True)
    assert alone.to_frame()["std_error"].iloc[0] == pytest.approx(0.0175, abs=6e-5)
    assert [note.code for note in alone.notes] == ["WAVES-INDEPENDENT"]


@pytest.mark.parametrize("verb", [shares_of, means_of])
@pytest.mark.parametrize("more", [{}, {"population": {"A": 40, "B": 40, "C": 40}}])
def test_a_wave_beside_itself_did_not_change(verb: Any, more: dict[str, Any]) -> None:
    frame = wave(1, FIRST)
    frame["adults"] = 2
    if more:
        more = {**more, "adults": "adults"}
    same, again = verb(frame, **more), verb(frame.copy(), **more)
    for other in (same, again):
        found = sv.compare_waves(same, other, contrast="C").to_frame()
        for name in ("change", "std_error", "conf_low", "conf_high"):
            assert (found[name] == 0).all()
        assert (found["p_value"] == 1).all()
        assert (found.loc[found["area"] != "C", "extra_std_error"] == 0).all()


def test_a_wave_read_twice_is_said_to_be_one() -> None:
    found = sv.compare_waves(shares_of(wave(1)), shares_of(wave(1)))
    assert [note.code for note in found.notes] == ["WAVES-THE-SAME"]


def test_nobody_in_common_is_no_covariance_at_all() -> None:
    later = wave(2, {area: range(100, 130) for area in "ABC"})
    made = [means_of(wave(1)), means_of(later)]
    found = sv.compare_waves(*made)
    frame, errors = found.to_frame(), [each.to_frame()["std_error"] ** 2 for each in made]
    assert (frame["correlation"] == 0).all()
    assert frame["std_error"].tolist() == np.sqrt(errors[0] + errors[1]).tolist()
    assert (frame["overlap"] == 0).all()
    assert frame["df"].tolist() == [58.0] * 3
    assert [note.code for note in found.notes] == ["WAVES-NOTHING-COMMON"]


def test_disjoint_samples_of_small_areas_are_on_the_safe_side() -> None:
    sizes = {"A": 60, "B": 60, "C": 60}
    later = wave(2, {area: range(30, 60) for area in "ABC"})
    made = [means_of(each, population=sizes) for each in (wave(1), later)]
    apart = [means_of(each, fpc=False, population=sizes) for each in (wave(1), later)]
    safe, known, zero = (
        sv.compare_waves(*made, correlation=r).to_frame()["std_error"] for r in (1, 0.5, 0)
    )
    without = sv.compare_waves(*apart).to_frame()["std_error"]
    assert (zero < known).all()
    assert (known < safe).all()
    assert (safe <= without + 1e-12).all()
    assert sv.compare_waves(*made).notes[0].code == "WAVES-DISJOINT"


def residuals(frame: pd.DataFrame, area: str) -> pd.Series[Any]:
    """Scores of the mean of an area, calibrated on two kinds over all areas."""
    inside = (frame["area"] == area).to_numpy(float)
    w = frame["weight"].to_numpy()
    mean = (w * inside) @ frame["years"] / (w @ inside)
    u = inside * (frame["years"] - mean).to_numpy() / (w @ inside)
    x = np.column_stack([np.ones(len(frame)), frame["kind"]])
    b = np.linalg.solve(x.T @ (w[:, None] * x), x.T @ (w * u))
    return pd.Series(w * (u - x @ b), index=frame["dwelling"].to_numpy())


def test_changes_with_calibrated_weights_are_those_of_the_loop_over_residuals() -> None:
    frames = [wave(1, FIRST), wave(2, LATER)]
    sizes = {"A": 50, "B": 60, "C": 60}
    made = []
    for frame in frames:
        frame["one"] = 1.0
        step = sv.CalibrationStep(["one", "kind"], "weight")
        made.append(means_of(frame, population=sizes, calibration=[step]))
    found = sv.compare_waves(*made, contrast="C").to_frame().set_index("area")

    def joint(first: int, area: str, second: int, other: str) -> float:
        z, y = residuals(frames[first], area), residuals(frames[second], other)
        total = 0.0
        for h, size in sizes.items():
            mine = [d for d in z.index if d[0] == h]
            theirs = [d for d in y.index if d[0] == h]
            shared = [d for d in mine if d in y.index]
            s12 = np.cov(z[shared], y[shared])[0, 1]
            total += s12 * (len(shared) - len(mine) * len(theirs) / size)
        return total

    for area in "AB":
        change = joint(0, area, 0, area) + joint(1, area, 1, area) - 2 * joint(0, area, 1, area)
        assert found.loc[area, "std_error"] == pytest.approx(np.sqrt(change), rel=1e-9)
        signs = {(1, area): 1, (0, area): -1, (1, "C"): -1, (0, "C"): 1}
        extra = sum(
            a * b * joint(*one, *two) for one, a in signs.items() for two, b in signs.items()
        )
        assert found.loc[area, "extra_std_error"] == pytest.approx(np.sqrt(extra), rel=1e-9)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.booleans())
def test_order_and_names_of_units_do_not_matter(seed: int, share: bool) -> None:
    verb = shares_of if share else means_of
    frames = [wave(1, FIRST), wave(2, LATER)]
    expected = sv.compare_waves(*map(verb, frames), contrast="C").to_frame()
    name = {home: f"id {place}" for place, home in enumerate(dict.fromkeys(
        home for frame in frames for home in frame["dwelling"]))}  # fmt: skip
    changed = [frame.sample(frac=1, random_state=seed) for frame in frames]
    renamed = [frame.assign(dwelling=frame["dwelling"].map(name)) for frame in changed]
    found = sv.compare_waves(*map(verb, renamed), contrast="C").to_frame()
    found = found.sort_values(["area", "category"]).reset_index(drop=True)
    expected = expected.sort_values(["area", "category"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9, atol=1e-12)


def test_the_extra_change_is_that_beyond_the_contrast_area() -> None:
    found = ones(sv.compare_waves(*both(), contrast="C"))
    assert found.loc["A", "contrast_change"] == found.loc["C", "change"]
    extra = found.loc["A", "change"] - found.loc["C", "change"]
    assert found.loc["A", "extra_change"] == pytest.approx(extra)
    apart = np.hypot(found.loc["A", "std_error"], found.loc["C", "std_error"])
    assert found.loc["A", "extra_std_error"] == pytest.approx(apart)
    assert found.loc["A", "extra_low"] < extra < found.loc["A", "extra_high"]
    assert np.isnan(found.loc["C", "extra_change"])
    assert found.loc["A", "extra_p_adjusted"] >= found.loc["A", "extra_p_value"]


@pytest.mark.parametrize("verb", [shares_of, means_of])
def test_a_mark_is_an_interval_without_0(verb: Any) -> None:
    later = wave(2, LATER)
    later.loc[later["area"] == "A", ["safe", "years"]] = [0, 2.5]
    found = sv.compare_waves(verb(wave(1, FIRST)), verb(later), contrast="C", adjust="none")
    frame = found.to_frame()
    for name, low, high in (
        ("mark", "conf_low", "conf_high"),
        ("extra_mark", "extra_low", "extra_high"),
    ):
        without = (frame[low] > 0) | (frame[high] < 0)
        assert ((frame[name] != 0) == without).all()
        assert without.any()


@pytest.mark.parametrize("adjust", ["holm", "bh"])
def test_p_values_are_adjusted_over_areas_and_the_total_is_none(adjust: str) -> None:
    made = [
        sv.mean(design_of(frame), "years", by="area", all_row=True)
        for frame in (wave(1, FIRST), wave(2, LATER))
    ]
    found = sv.compare_waves(*made, contrast="C", adjust=adjust).to_frame().set_index("area")
    rule = adjustments.holm if adjust == "holm" else adjustments.benjamini_hochberg
    areas = list("ABC")
    assert found.loc[areas, "p_adjusted"].tolist() == pytest.approx(
        rule(found.loc[areas, "p_value"])
    )
    assert found.loc[Domain.ALL, "p_adjusted"] == found.loc[Domain.ALL, "p_value"]
    extra = rule(found.loc[["A", "B"], "extra_p_value"])
    assert found.loc[["A", "B"], "extra_p_adjusted"].tolist() == pytest.approx(extra)
    assert np.isnan(found.loc[Domain.ALL, "extra_change"])


def test_three_waves_are_compared_with_the_one_before_and_with_the_first() -> None:
    made = [means_of(wave(seed, homes)) for seed, homes in ((1, FIRST), (2, LATER), (3, FIRST))]
    found = sv.compare_waves(*made, waves=["2008", "2010", "2012"])
    frame = found.to_frame()
    pairs = list(dict.fromkeys(zip(frame["earlier_wave"], frame["later_wave"], strict=True)))
    assert pairs == [("2008", "2010"), ("2010", "2012"), ("2008", "2012")]
    alone = sv.compare_waves(made[0], made[2]).to_frame()
    last = frame[frame["earlier_wave"].eq("2008") & frame["later_wave"].eq("2012")]
    assert last["std_error"].tolist() == alone["std_error"].tolist()
    assert (
        repr(found)
        == f"WaveComparison(9 changes, {(frame['mark'] != 0).sum()} marked, 2008 → 2010 → 2012)"
    )


def test_an_area_that_was_not_there_has_no_change_and_a_break() -> None:
    made = [means_of(wave(1, FIRST)), means_of(wave(2, LATER, areas=("A", "B", "D")))]
    found = sv.compare_waves(*made, waves=["2010", "2012"], contrast="C")
    frame = found.to_frame().set_index("area")
    assert list(frame.index) == ["A", "B", "D", "C"]
    assert frame.loc[["C", "D"], "change"].isna().all()
    assert frame.loc["D", "n"] == 30
    assert frame.loc["D", "earlier_n"] == 0
    assert frame["extra_change"].isna().all()
    assert (frame["extra_mark"] == 0).all()
    kinds = {(each.kind, each.area): each.reason["da"] for each in found.breaks}
    assert kinds == {
        ("area", "D"): "D var ikke med i 2010.",
        ("area", "C"): "C var ikke med i 2012.",
        ("area", Domain.ALL): "»Alle« dækker ikke de samme områder i 2010 og 2012.",
        ("no_contrast", "C"): "C var ikke med i 2012.",
    }


def test_a_question_that_was_not_asked_in_one_wave_has_a_break() -> None:
    frames = [wave(1, FIRST), wave(2, LATER)]
    made = [
        sv.mean(design_of(frames[0]), ["years"], by="area"),
        sv.mean(design_of(frames[1]), ["years", "kind"], by="area"),
    ]
    found = sv.compare_waves(*made)
    frame = found.to_frame()
    assert frame.loc[frame["variable"] == "kind", "change"].isna().all()
    assert frame.loc[frame["variable"] == "years", "change"].notna().all()
    (missing,) = found.breaks
    assert (missing.variable, missing.kind, missing.area) == ("kind", "not_asked", None)
    assert missing.reason["en"] == "Not asked in 1."


def test_breakdowns_are_crossed_and_held_against_the_same_group() -> None:
    made = [
        sv.proportion(design_of(frame), "safe", by=["area", "kind"], nets={"any": [0, 1]})
        for frame in (wave(1), wave(2))
    ]
    found = sv.compare_waves(*made, over="area", contrast="C").to_frame()
    one = found[(found["kind"] == 1) & (found["category"] == 0)].set_index("area")
    assert (one.loc[["A", "B"], "contrast_change"] == one.loc["C", "change"]).all()
    whole = found[found["category"] == "any"]
    assert (whole["change"] == 0).all()


def test_shares_of_a_whole_wave_have_no_areas() -> None:
    made = [sv.proportion(design_of(frame), "safe") for frame in (wave(1, FIRST), wave(2, LATER))]
    found = sv.compare_waves(*made)
    assert found.over is None
    assert found.to_frame()["change"].notna().all()


def test_a_column_can_name_the_units() -> None:
    frames = [wave(1, FIRST).assign(no=lambda f: f["dwelling"]), wave(2, LATER)]
    frames[1]["no"] = frames[1]["dwelling"]
    expected = sv.compare_waves(*both(means_of)).to_frame()["std_error"]
    made = [means_of(frame, psu=None) for frame in frames]
    found = sv.compare_waves(*made, key="no").to_frame()["std_error"]
    assert found.tolist() == pytest.approx(expected.tolist(), rel=1e-12)


def test_numbers_and_texts_name_the_same_unit() -> None:
    frames = [wave(1, FIRST), wave(2, LATER)]
    frames[0]["no"] = [100.0 * ord(d[0]) + int(d[1:]) for d in frames[0]["dwelling"]]
    frames[1]["no"] = [f" {100 * ord(d[0]) + int(d[1:])}" for d in frames[1]["dwelling"]]
    found = sv.compare_waves(*(means_of(frame) for frame in frames), key="no").to_frame()
    expected = sv.compare_waves(*both(means_of)).to_frame()
    assert found["std_error"].tolist() == pytest.approx(expected["std_error"].tolist())


def test_a_person_who_moved_is_followed_and_told_of() -> None:
    later = wave(2)
    later.loc[later["dwelling"].isin(["A3", "A4"]), "area"] = "B"
    found = sv.compare_waves(means_of(wave(1)), means_of(later))
    assert "2 units are in another stratum" in str(found.notes[0])
    assert found.to_frame().set_index("area").loc["A", "overlap"] == 28


def test_the_same_adult_is_known_by_a_column() -> None:
    frames = [wave(1), wave(2)]
    for frame in frames:
        frame["adults"], frame["who"] = 2, "the elder"
    more = {"adults": "adults", "population": {"A": 40, "B": 40, "C": 40}}
    made = [means_of(frame, **more) for frame in frames]
    other = [made[0], means_of(frames[1].assign(who="the younger"), **more)]
    unknown = sv.compare_waves(*made).to_frame()["std_error"]
    assert (sv.compare_waves(*made, person="who").to_frame()["std_error"] < unknown).all()
    assert (
        sv.compare_waves(*other, person="who").to_frame()["std_error"].tolist() == unknown.tolist()
    )


def replicated(frame: pd.DataFrame, draws: pd.DataFrame, **more: Any) -> sv.Estimates:
    """Means with bootstrap weights, by how often each dwelling is drawn."""
    factors = draws.loc[frame["dwelling"]].to_numpy()
    weights = sv.Replicates(factors, 1 / factors.shape[1], factors=True)
    return means_of(frame, replicates=weights, **more)


def test_replicates_of_both_waves_give_the_covariance_if_they_draw_the_same_units() -> None:
    chance = np.random.default_rng(3)
    names = [f"{area}{home}" for area in "ABC" for home in range(30)]
    drawn = np.vstack([chance.multinomial(29, np.full(30, 1 / 30), 400).T for _ in "ABC"]) * 30 / 29
    draws = pd.DataFrame(drawn, index=names)
    made = [replicated(wave(seed), draws) for seed in (1, 2)]
    found = sv.compare_waves(*made).to_frame()
    linear = sv.compare_waves(means_of(wave(1)), means_of(wave(2))).to_frame()
    assert found["std_error"].tolist() == pytest.approx(linear["std_error"].tolist(), rel=0.15)
    other = replicated(wave(2), pd.DataFrame(chance.permutation(drawn), index=names))
    with pytest.raises(WrongUseError, match="can't be put together from replicates"):
        sv.compare_waves(made[0], other)
    with pytest.raises(WrongUseError, match="can't be put together from replicates"):
        sv.compare_waves(made[0], means_of(wave(2)))
    assert len(sv.compare_waves(made[0], other, independent=True)) == 3


def of_sample(survey: Sampled) -> sv.Estimates:
    """Means with weights from a sample, its silent units among the units."""
    weight = survey.frame["base_weight"].to_numpy()
    classes = by_class(~survey.answered, survey.answered, pd.factorize(survey.frame["area"])[0])
    chain = [fixed_step(weight, np.zeros(len(weight))), *linearised([classes], weight)]
    design = sv.SurveyDesign.from_weights(survey.answers, survey.weights(chain))
    return sv.mean(design, "y", by="area")


def test_units_of_a_sample_are_found_again_by_their_names() -> None:
    made = [of_sample(sampled(seed)) for seed in (1, 2)]
    found = sv.compare_waves(*made).to_frame()
    assert found["overlap"].tolist() == [10, 10, 10]
    assert found["df"].tolist() == [9, 9, 9]
    assert (found["std_error"] > 0).all()


def test_forms_without_a_sample_have_no_names() -> None:
    survey = sampled(1, silent=0)
    survey.frame["unit"] = survey.frame["respondent"]
    survey.changes = {
        "assumptions": ("everyone_asked",),
        "frame": survey.frame[["unit", "respondent", "area", "base_weight"]],
    }
    with pytest.raises(WrongUseError, match="must have names to be found again"):
        sv.compare_waves(of_sample(survey), of_sample(survey), waves=["2010", "2012"])


def refused(**more: Any) -> Any:
    return sv.compare_waves(*both(), **more)


@pytest.mark.parametrize(
    ("more", "kind", "words"),
    [
        ({"adjust": "dunnett"}, WrongUseError, "adjust must be a known method"),
        ({"correlation": 2}, WrongUseError, "correlation must be a number from 0 to 1"),
        ({"waves": ["2010"]}, WrongUseError, "waves must have a name for each wave"),
        ({"waves": ["2010", "2010"]}, WrongUseError, "no name twice"),
        ({"contrast": "Nowhere"}, UnknownNameError, "The contrast must be an area"),
        ({"over": "sex"}, UnknownNameError, "over must be a by-column"),
        ({"key": "dweling"}, UnknownNameError, 'key must be a column of the answers in "1"'),
        ({"key": "area"}, DesignError, 'must name each sampling unit of "1" once'),
        ({"level": 95}, WrongUseError, "level"),
        ({"independent": "yes"}, WrongUseError, "independent"),
    ],
)
def test_what_cannot_be_done_is_refused(more: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        refused(**more)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "must have names to be found again"),
        ("da", "skal have navne for at kunne findes igen"),
    ],
)
def test_units_without_names_are_not_guessed_from_their_places(language: str, words: str) -> None:
    made = [means_of(frame, psu=None) for frame in (wave(1), wave(2))]
    with language_in_force(language), pytest.raises(WrongUseError, match=words):
        sv.compare_waves(*made)
    assert len(sv.compare_waves(*made, independent=True)) == 3


def test_a_key_must_be_known_of_everyone_and_be_one_in_each_unit() -> None:
    later = wave(2).assign(person=lambda f: f.index)
    lacking = later.assign(no=later["dwelling"].where(later.index > 2))
    with pytest.raises(DesignError, match="must name the unit of everyone"):
        sv.compare_waves(means_of(lacking), means_of(lacking), key="no", waves=["a", "b"])
    twice = means_of(pd.concat([later, later.assign(person=-1)]))
    with pytest.raises(DesignError, match="must be the same for all who answered from one"):
        sv.compare_waves(means_of(later), twice, key="person")


def test_different_numbers_are_not_compared() -> None:
    first, later = both()
    with pytest.raises(WrongUseError, match="same statistic"):
        sv.compare_waves(first, means_of(wave(2)))
    with pytest.raises(WrongUseError, match="same columns"):
        sv.compare_waves(first, sv.proportion(design_of(wave(2)), "safe"))
    with pytest.raises(WrongUseError, match="same base"):
        sv.compare_waves(first, sv.proportion(design_of(wave(2)), "safe", by="area", base="asked"))
    with pytest.raises(WrongUseError, match="earlier, later"):
        sv.compare_waves(first, "2012")  # type: ignore[arg-type]
    assert len(sv.compare_waves(first, later)) == 6


def test_counts_cannot_be_linked_but_be_taken_as_independent() -> None:
    rows = pd.DataFrame({"safe": [0, 1], "people": [30, 50]})
    made = [sv.proportion(sv.SurveyDesign(rows, counts="people"), "safe") for _ in "ab"]
    with pytest.raises(WrongUseError, match="stands for several units"):
        sv.compare_waves(*made)
    assert sv.compare_waves(*made, independent=True).to_frame()["overlap"].isna().all()


def test_waves_in_one_design_without_common_units_are_said_to_be_independent() -> None:
    frame = pd.concat([wave(1).assign(wave=1), wave(2).assign(wave=2)], ignore_index=True)
    frame["stratum"] = frame["area"] + frame["wave"].astype(str)
    design = sv.SurveyDesign(frame, weights="weight", strata="stratum")
    made = [sv.mean(design, "years", by="area", where=frame["wave"] == wave) for wave in (1, 2)]
    found = sv.compare_waves(*made)
    alone = sv.compare_waves(*(means_of(wave(seed)) for seed in (1, 2)), independent=True)
    assert [note.code for note in found.notes] == ["WAVES-NOTHING-COMMON"]
    expected = alone.to_frame()["std_error"].tolist()
    assert found.to_frame()["std_error"].tolist() == pytest.approx(expected)


def test_waves_in_one_finite_population_are_not_stacked() -> None:
    frame = pd.concat([wave(1).assign(wave=1), wave(2).assign(wave=2)], ignore_index=True)
    design = design_of(frame, population={"A": 40, "B": 40, "C": 40})
    made = [sv.mean(design, "years", where=frame["wave"] == wave) for wave in (1, 2)]
    with pytest.raises(WrongUseError, match="can't share strata of one design"):
        sv.compare_waves(*made)
