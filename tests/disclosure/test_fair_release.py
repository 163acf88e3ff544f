"""What fair comparisons and decompositions may show of small groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

import survey as sv
from survey.disclosure.policy import Status
from survey.disclosure.results.fair import ReleasedDecomposition, ReleasedFair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGE = [(60, 20), (60, 30)]
AGES = ("18-29", "30-59", "60+")


def design_of(groups: Mapping[str, Sequence[tuple[int, int]]], **more: Any) -> sv.SurveyDesign:
    """People by area and age: how many there are, and how many of them are unsafe."""
    rows = [
        (area, age, unsafe, k)
        for area, sizes in groups.items()
        for age, (n, count) in zip(AGES, sizes, strict=False)
        for unsafe, k in ((1, count), (0, n - count))
    ]
    frame = pd.DataFrame(rows, columns=["area", "age", "unsafe", "k"])
    return sv.SurveyDesign(frame, counts="k", strata="area", **more)


def compared(groups: Mapping[str, Sequence[tuple[int, int]]], **more: Any) -> sv.FairComparison:
    return sv.compare_fairly(design_of(groups), "unsafe", "H", "area", "age", category=1, **more)


def apart(groups: Mapping[str, Sequence[tuple[int, int]]], **more: Any) -> sv.Decomposition:
    return sv.decompose(design_of(groups), "unsafe", "H", "area", "age", category=1, **more)


def statuses(found: sv.FairComparison, *more: Any) -> list[tuple[str, str]]:
    frame = sv.release([found, *more]).of(ReleasedFair)[0].frame
    rows = zip(frame["status"], frame["adjusted_status"], strict=True)
    return [(str(raw), str(adjusted)) for raw, adjusted in rows]


def test_two_groups_could_be_worked_out_from_two_numbers() -> None:
    few_unsafe = {"A": [(20, 2), (80, 30)], "B": [(40, 10), (60, 30)], "H": LARGE}
    assert statuses(compared(few_unsafe)) == [("shown", "confidential"), ("shown", "shown")]
    alone = sv.release(apart(few_unsafe)).of(ReleasedDecomposition)[0].frame
    assert set(alone["status"]) == {Status.SHOWN}  # one equation with four numbers


def test_what_is_released_together_is_looked_at_together() -> None:
    few_unsafe = {"A": [(20, 2), (80, 30)], "B": [(40, 10), (60, 30)], "H": LARGE}
    released = sv.release([compared(few_unsafe), apart(few_unsafe)])
    frame = released.of(ReleasedDecomposition)[
        0
    ].frame  # the contrast's groups follow from its two numbers
    hidden = frame["status"] == Status.CONFIDENTIAL
    assert frame.loc[hidden, ["area", "part"]].values.tolist() == [
        ["A", "composition"],
        ["A", "rates"],
    ]


def test_hidden_numbers_are_nowhere() -> None:
    few_unsafe = {"A": [(20, 2), (80, 30)], "H": LARGE}
    frame = sv.release(compared(few_unsafe)).of(ReleasedFair)[0].frame
    numbers = [name for name in frame if name.startswith(("adjusted", "explained", "contrast_adj"))]
    values = frame[numbers].drop(columns=["adjusted_mark", "adjusted_status"]).to_numpy(float)
    assert np.isnan(values).all()
    assert frame["adjusted_mark"].tolist() == [0]
    assert not {"count", "contrast_count", "df"} & set(frame)
    parts = sv.release([compared(few_unsafe), apart(few_unsafe)]).of(ReleasedDecomposition)[0].frame
    assert (
        parts.loc[1:, ["estimate", "std_error", "conf_low", "conf_high", "p_value"]]
        .isna()
        .all(axis=None)
    )


def test_a_small_group_of_the_contrast_hides_every_area() -> None:
    small = {"A": LARGE, "B": [(40, 10), (60, 30)], "H": [(20, 2), (80, 30)]}
    assert statuses(compared(small)) == [("shown", "confidential")] * 2
    whole = sv.release(compared(small), "internal").of(ReleasedFair)[0].frame
    assert not whole["adjusted"].isna().any()


def test_a_small_base_hides_everything_of_an_area() -> None:
    groups = {"A": [(4, 2), (5, 2)], "B": [(40, 10), (60, 30)], "H": LARGE}
    assert statuses(compared(groups)) == [("confidential", "confidential"), ("shown", "shown")]


@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(6, 40), st.integers(0, 6)), min_size=3, max_size=3))
def test_what_is_shown_leaves_small_groups_a_wide_range(sizes: list[tuple[int, int]]) -> None:
    large = [(60, 20), (60, 30), (60, 30)]
    found = compared({"A": sizes, "H": large})
    frame = sv.release(found).of(ReleasedFair)[0].frame.iloc[0]
    if Status(frame["adjusted_status"]).hidden:
        return
    n, count = (np.array(each, dtype=float) for each in zip(*sizes, strict=True))
    share = (n + 60) / (n + 60).sum()
    equations = np.array([np.ones(3), share / n])
    values = np.array([n.sum() * frame["estimate"], frame["adjusted"]])
    for group in range(3):
        small = 1 <= count[group] <= 4 or 1 <= n[group] - count[group] <= 4 or n[group] < 10
        if not small or frame["estimate"] == 0:
            continue
        ends = [
            optimize.linprog(
                sign * np.eye(3)[group], A_eq=equations, b_eq=values,
                bounds=[(0, size) for size in n],
            ).fun
            for sign in (1, -1)
        ]  # fmt: skip
        raw = [
            optimize.linprog(
                sign * np.eye(3)[group], A_eq=equations[:1], b_eq=values[:1],
                bounds=[(0, size) for size in n],
            ).fun
            for sign in (1, -1)
        ]  # fmt: skip
        assert -sum(ends) > min(5, n[group], -sum(raw)) - 1e-4


def test_a_model_is_shown_if_each_category_could_be() -> None:
    fit = {"A": [(20, 6), (80, 30)], "B": [(40, 10), (60, 30)], "H": LARGE}
    unfit = {"A": [(20, 2), (80, 30)], "B": [(40, 0), (60, 30)], "H": [(60, 2), (60, 30)]}
    assert statuses(compared(fit, method="regression")) == [("shown", "shown")] * 2
    assert statuses(compared(unfit, method="regression")) == [("shown", "confidential")] * 2
    one = {"A": [(20, 2), (80, 30)], "B": [(40, 10), (60, 30)], "H": LARGE}
    frame = sv.release(apart(one, method="twofold")).of(ReleasedDecomposition)[0].frame
    hidden = frame.groupby("area")["status"].agg(lambda s: (s == Status.CONFIDENTIAL).sum())
    assert hidden["A"] == len(frame) / 2 - 1
    assert hidden["B"] == 0


def test_means_of_two_groups_of_which_one_is_small_are_hidden() -> None:
    frame = pd.DataFrame({"area": ["A"] * 40 + ["H"] * 60, "trust": np.arange(100) % 17 + 1.5})
    frame["age"] = ["18-29"] * 8 + ["60+"] * 32 + ["18-29"] * 30 + ["60+"] * 30
    design = sv.SurveyDesign(frame, strata="area")
    two = sv.compare_fairly(design, "trust", "H", "area", "age")
    assert statuses(two) == [("shown", "confidential")]
    frame["age"] = ["18-29"] * 8 + ["30-59"] * 12 + ["60+"] * 20 + ["18-29", "30-59", "60+"] * 20
    three = sv.compare_fairly(sv.SurveyDesign(frame, strata="area"), "trust", "H", "area", "age")
    assert statuses(three) == [("shown", "shown")]


def test_the_answers_of_a_few_who_are_left_out_are_not_told_apart() -> None:
    groups = {"A": [(40, 10), (60, 30), (3, 1)], "B": [(40, 10), (60, 30)], "H": LARGE}
    design = design_of(groups)
    frame = design.data.assign(age=design.data["age"].where(design.data["age"] != "60+"))
    lacking = sv.SurveyDesign(frame, counts="k", strata="area")
    published = sv.proportion(lacking, "unsafe", by="area")
    asked: tuple[str, ...] = ("unsafe", "H", "area", "age")
    without = sv.compare_fairly(lacking, *asked, category=1, missing="leave_out")
    assert statuses(without) == [("shown", "shown")] * 2
    assert statuses(without, published) == [("confidential", "shown"), ("shown", "shown")]
    parts = sv.decompose(lacking, *asked, category=1, missing="leave_out")
    frame = sv.release([published, parts]).of(ReleasedDecomposition)[0].frame
    assert set(frame.loc[frame["area"] == "A", "status"]) == {Status.CONFIDENTIAL}


def test_changes_are_judged_by_both_waves() -> None:
    first = design_of({"A": [(5, 2), (4, 2)], "B": [(20, 2), (80, 30)], "H": LARGE})
    last = design_of({"A": LARGE, "B": [(40, 10), (60, 30)], "H": [(50, 20), (70, 30)]})
    change = sv.decompose_change(
        first, last, "unsafe", "area", "age", category=1, independent=True, waves=("1", "2")
    )
    before = sv.proportion(first, "unsafe", by="area")
    frame = sv.release([before, change]).of(ReleasedDecomposition)[0].frame
    shown = frame.groupby("area")["status"].agg(lambda s: [str(each) for each in s])
    assert shown["A"] == ["confidential"] * 3
    assert shown["B"] == shown["H"] == ["shown"] * 3


def test_what_is_released_says_so_in_a_notebook() -> None:
    groups = {"A": [(40, 10), (60, 30)], "H": LARGE}
    released = sv.release([compared(groups), apart(groups)])
    assert repr(released) == "Released(4 rows, 0 confidential, policy=default)"
    assert "Parts of a difference" in released._repr_html_()


@pytest.mark.parametrize("policy", ["default", "strict"])
def test_nothing_is_shown_of_what_does_not_exist(policy: str) -> None:
    groups = {"A": [(1, 1), (9, 0)], "H": [(6, 2), (6, 3)]}
    frame = sv.release(compared(groups), policy).of(ReleasedFair)[0].frame
    assert frame["difference"].isna().all()
