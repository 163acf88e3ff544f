"""Policies of one's own, and the presentation standard of NCHS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from counted_tables import by_area, distribution, hidden

import survey as sv
from survey.disclosure.nchs import nchs_suppresses
from survey.disclosure.policy import POLICIES, policy_named
from survey.errors import WrongUseError


def test_a_policy_is_another_one_with_thresholds_changed() -> None:
    policy = sv.release_policy("kommune", based_on="strict", minimum_base=20)
    assert policy.minimum_base == 20
    assert policy.uncertain_hidden
    assert policy.name == "kommune"


def test_a_mapping_from_a_file_becomes_a_policy() -> None:
    counts = by_area({"A": [12, 3], "B": [20, 20], "C": [30, 30]})
    mapping = {"name": "kommune", "minimum_base": 16, "small_cell": 1}
    released = sv.release(distribution(counts), mapping)
    assert ("A", 1) in hidden(released.estimates[0])
    assert released.policy.name == "kommune"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"minimum_base": -1}, "whole number"),
        ({"minimum_base": 2.5}, "whole number"),
        ({"small_cell": True}, "whole number"),
        ({"least_df": "10"}, "whole number"),
        ({"widest_interval": 30}, "part above 0"),
        ({"large_fraction": 0}, "part above 0"),
        ({"dominance_percent": float("nan")}, "per cent"),
        ({"whole_groups_hidden": 1}, "True or False"),
        ({"minimum": 3}, "can't have a threshold"),
        ({"internal": True}, "can't have a threshold"),
    ],
)
def test_thresholds_that_cant_be_meant_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(WrongUseError, match=message):
        sv.release_policy("own", **given)


def test_a_policy_cant_pass_for_one_of_the_package() -> None:
    with pytest.raises(WrongUseError, match="policy of the package"):
        sv.release_policy("default", minimum_base=1)
    with pytest.raises(WrongUseError, match="policy of the package"):
        policy_named(replace(POLICIES["default"], small_cell=0))
    with pytest.raises(WrongUseError, match="must have a name"):
        policy_named({"minimum_base": 1})


def test_the_presentation_standard_holds_its_boundaries() -> None:
    # (share, low, high, n, n_eff) and whether it is suppressed (Parker et al. 2017; surveytable)
    cases = [
        ((0.498, 0.303, 0.694, 66, 66), True),
        ((0.620, 0.454, 0.767, 83, 83), True),
        ((0.028, 0.009, 0.053, 300, 300), False),
        ((0.124, 0.094, 0.159, 300, 300), False),
        ((0.040, 0.009, 0.109, 300, 300), True),
        ((0.960, 0.891, 0.991, 300, 300), False),
        ((0.50, 0.25, 0.55, 30, 30), True),
        ((0.50, 0.375, 0.624, 30, 30), False),
        ((0.50, 0.40, 0.60, 100, 29.9), True),
        ((0.50, 0.40, 0.60, 29, 29), True),
    ]
    columns = [np.array(each) for each in zip(*(case for case, _ in cases), strict=True)]
    found = nchs_suppresses(*columns)
    assert found.tolist() == [expected for _, expected in cases]


def test_the_presentation_standard_doesnt_depend_on_the_level_shown() -> None:
    rows = pd.DataFrame({"safe": [1] * 25 + [2] * 20})
    design = sv.SurveyDesign(rows)
    for level in (0.5, 0.95):
        released = sv.release(sv.proportion(design, "safe", level=level), "strict")
        assert set(map(str, released.estimates[0].frame["status"])) == {"uncertain"}


def test_all_of_a_small_group_is_hidden_in_a_crosstab_too() -> None:
    cells = {"A": [12, 0, 0], "B": [20, 15, 10], "C": [30, 12, 11]}
    rows = [(area, code) for area, row in cells.items()
            for code, n in enumerate(row, 1) for _ in range(n)]  # fmt: skip
    design = sv.SurveyDesign(pd.DataFrame(rows, columns=["area", "q"]))
    policy = sv.release_policy("own", whole_groups_hidden=True)
    released = sv.release(sv.crosstab(design, "area", "q"), policy)
    frame = released.crosstab_of("area", "q").frame
    told = frame[(frame["row"] == "A") & (frame["share_of"] != "column")]
    assert {str(each) for each in told["status"]} == {"confidential"}
    assert told[told["share_of"] == "row"]["n"].isna().all()


def test_all_and_none_of_a_small_group_can_be_hidden_for_good() -> None:
    counts = by_area({"A": [12, 0, 0], "B": [20, 15, 10], "C": [30, 12, 11]})
    policy = sv.release_policy("own", whole_groups_hidden=True)
    part = sv.release(distribution(counts, all_row=True), policy).estimates[0]
    assert {("A", 1), ("A", 2), ("A", 3)} <= hidden(part)
    # otherwise A follows from all less B and C
    assert any(area != "A" for area, _ in hidden(part))
