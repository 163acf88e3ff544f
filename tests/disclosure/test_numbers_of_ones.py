"""What a column of zeros and ones gives away, however it is summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import survey as sv
from survey.disclosure.policy import Status

if TYPE_CHECKING:
    from collections.abc import Callable


def design() -> sv.SurveyDesign:
    rows = [("A", 1)] * 3 + [("A", 0)] * 40 + [("B", 1)] * 20 + [("B", 0)] * 30
    frame = pd.DataFrame(rows, columns=["area", "ill"])
    return sv.SurveyDesign(frame.assign(other=[k % 7 for k in range(len(frame))]))


VERBS: dict[str, Callable[..., sv.Estimates]] = {
    "mean": sv.mean,
    "total": sv.total,
    "variance": sv.variance,
    "median": sv.median,
}


@pytest.mark.parametrize("name", VERBS)
def test_few_ones_are_hidden_whatever_is_made_of_them(name: str) -> None:
    released: Any = sv.release(VERBS[name](design(), "ill", by="area")).estimates[0].frame
    few = released[released["area"] == "A"]
    assert few["estimate"].isna().all()
    assert few["status"].tolist() == [Status.CONFIDENTIAL]


@pytest.mark.parametrize("name", ["total", "variance", "median"])
def test_numbers_are_shown_from_ten_answers_on(name: str) -> None:
    released: Any = sv.release(VERBS[name](design(), "other", by="area")).estimates[0].frame
    assert released["estimate"].notna().all()


def test_what_is_made_of_several_columns_is_released_by_its_number_of_answers() -> None:
    frame = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6] * 5, "b": [2.0, 1, 4, 3, 6, 5] * 5})
    found = sv.correlation(sv.SurveyDesign(frame), ["a", "b"])
    assert sv.release(found).estimates[0].frame["estimate"].notna().all()
