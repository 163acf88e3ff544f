"""What gives away how many gave an answer, in whatever form it is summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.codebook import Kind
from survey.disclosure.policy import Status

if TYPE_CHECKING:
    from collections.abc import Callable


def column(*parts: tuple[int, int]) -> Any:
    return np.concatenate([np.full(count, value) for value, count in parts])


def frame() -> pd.DataFrame:
    """Three of 100 in area A gave the answer 1."""
    answers = [
        column((1, 3), (2, 47), (3, 50)),
        column((1, 40), (2, 30), (3, 30)),
        column((1, 50), (2, 30), (3, 20)),
    ]
    q = np.concatenate(answers)
    area = np.repeat(list("ABC"), 100)
    return pd.DataFrame(
        {
            "area": area,
            "q": q,
            "one": (q == 1) * 1.0,
            "half": np.where(q == 1, 3, 1),
            "den": 1.0,
            "years": np.arange(300) % 41,
        }
    )


DESIGN = sv.SurveyDesign(frame())
INDEX = sv.Index("i", (sv.IndexItem("one", 0, 1),))
VERBS: dict[str, Callable[..., sv.Estimates]] = {
    "mean": lambda d, **by: sv.mean(d, "one", **by),
    "total": lambda d, **by: sv.total(d, "one", **by),
    "total of two values": lambda d, **by: sv.total(d, "half", **by),
    "variance": lambda d, **by: sv.variance(d, "one", **by),
    "median": lambda d, **by: sv.median(d, "one", **by),
    "quantiles": lambda d, **by: sv.quantile(d, "half", [0.02, 0.98], **by),
    "score": lambda d, **by: sv.score(d, "q", {1: 1, 2: 0, 3: 0}, **by),
    "index": lambda d, **by: sv.index(d, INDEX, **by),
    "ratio": lambda d, **by: sv.ratio(d, "one", "den", **by),
}


def hidden(part: Any) -> list[bool]:
    return [status is Status.CONFIDENTIAL for status in part.frame["status"]]


@pytest.mark.parametrize("name", VERBS)
def test_few_ones_are_hidden_whatever_is_made_of_them(name: str) -> None:
    released: Any = sv.release(VERBS[name](DESIGN, by="area")).estimates[0].frame
    few = released[released["area"] == "A"]
    assert few["estimate"].isna().all()
    assert all(status is Status.CONFIDENTIAL for status in few["status"])


@pytest.mark.parametrize("name", VERBS)
def test_everything_can_be_released_without_a_breakdown(name: str) -> None:
    assert sv.release(VERBS[name](DESIGN)).estimates[0].frame["estimate"].notna().all()


@pytest.mark.parametrize("against", [{"contrast": "B"}, {"against": "rest"}, {"against": "all"}])
@pytest.mark.parametrize("name", ["mean", "total", "score", "index"])
def test_a_comparison_by_itself_hides_few_ones(name: str, against: Any) -> None:
    comparison = sv.compare_areas(VERBS[name](DESIGN, by="area"), **against)
    released: Any = sv.release(comparison).comparisons[0].frame
    assert released[released["area"] == "A"]["estimate"].isna().all()


@pytest.mark.parametrize("verb", [sv.total, sv.variance, sv.median, sv.mean])
def test_numbers_are_shown_from_ten_answers_on(verb: Any) -> None:
    released = sv.release(verb(DESIGN, "years", by="area")).estimates[0].frame
    assert released["estimate"].notna().all()


def test_what_is_made_of_several_columns_is_released_by_its_number_of_answers() -> None:
    numbers = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6] * 5, "b": [2.0, 1, 4, 3, 6, 5] * 5})
    found = sv.correlation(sv.SurveyDesign(numbers), ["a", "b"])
    assert sv.release(found).estimates[0].frame["estimate"].notna().all()


@pytest.mark.parametrize("known", [True, False])
def test_a_net_is_the_sum_of_its_codes(known: bool) -> None:
    rows = pd.DataFrame({"q": column((1, 3), (2, 20), (3, 40), (4, 3), (5, 34))})
    codes = tuple(sv.Code(value, {}) for value in range(1, 6))
    book = sv.Codebook({"q": sv.Variable("q", Kind.SINGLE, {}, codes=codes)}) if known else None
    found = sv.proportion(sv.SurveyDesign(rows, codebook=book), "q", nets={"low": [1, 2]})
    shown = sv.release(found).estimates[0].frame.set_index("category")["estimate"].notna()
    assert not shown[1]
    assert not (shown[2] and shown["low"])


def test_shares_of_ticks_are_hidden_together() -> None:
    ticks = pd.DataFrame(
        {
            "a": column((1, 97), (0, 60)),
            "b": column((0, 97), (1, 3), (0, 57)),
            "c": column((0, 120), (1, 37)),
        }
    )
    design = sv.SurveyDesign(ticks)
    names = list("abc")
    both = [sv.multiple_response(design, names, base="answers")]
    both.append(sv.multiple_response(design, names))
    answers, respondents = sv.release(both).estimates
    assert all(hidden(answers))
    assert hidden(respondents) == [False, True, False]


def test_an_option_and_its_column_are_protected_as_one() -> None:
    area = np.repeat(list("ABC"), 100)
    a = np.concatenate(
        [column((1, 3), (0, 97)), column((1, 40), (0, 60)), column((1, 50), (0, 50))]
    )
    b = np.concatenate([column((0, 50), (1, 50)), column((1, 4), (0, 96)), column((1, 3), (0, 97))])
    design = sv.SurveyDesign(pd.DataFrame({"area": area, "a": a, "b": b}))
    parts = sv.release(
        [
            sv.multiple_response(design, ["a", "b"], by="area", all_row=True),
            sv.proportion(design, ["a", "b"], by="area", all_row=True),
        ]
    ).estimates
    known = set()
    for part in parts:
        shown = part.frame[part.frame["estimate"].notna()]
        for row in shown.to_dict("records"):
            option = row["category"] if row["variable"] == "a + b" else row["variable"]
            if option == "a":
                known.add(str(row["area"]))
    assert "A" not in known
    assert len(known & {"B", "C", "(all)"}) < 3
