"""What the policy hides is in no corner of any file, and can't be had by subtraction."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from made_survey import GRID, made_survey
from outputs import OUTPUTS, Output, after_label, numbers_in

from survey.comparison.areas import compare_areas
from survey.disclosure.policy import Status
from survey.disclosure.release import release
from survey.documents.blocks import Document
from survey.estimation.multiple import multiple_response
from survey.estimation.verbs import headline, mean, proportion
from survey.figures.contrast_chart import contrast_chart
from survey.figures.likert_chart import likert_chart
from survey.tables.area_profile import area_profile
from survey.tables.area_table import area_table
from survey.tables.multiple_response_table import multiple_response_table
from survey.tables.topline import topline

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released

HIDDEN_AREA = "a2"
NUMBERS = (
    "estimate", "conf_low", "conf_high", "std_error", "difference", "simultaneous_low",
    "simultaneous_high", "contrast_estimate",
)  # fmt: skip


@cache
def results() -> list[Any]:
    design = made_survey(6, 5).design
    heads = headline(design, ["safe", *GRID], by="area", all_row=True)
    return [
        heads,
        proportion(design, ["safe", "grid_1"], by="area", all_row=True),
        mean(design, "trust", by="area", all_row=True),
        multiple_response(design, "asks", by="area", all_row=True),
        compare_areas(heads, "contrast", over="area"),
    ]


@cache
def released(policy: str = "default") -> Released:
    return release(results(), policy)


@cache
def document(policy: str = "default") -> Document:
    given = released(policy)
    tables = [area_table(given, name, language="da") for name in ("safe", "grid_1", "trust")]
    tables += [
        area_table(given, "grid_2", language="da", decimals=2),
        topline(given, language="da"),
        multiple_response_table(given, "asks", over="area", language="da"),
        area_profile(given, "a1", language="da"),
    ]
    charts = [contrast_chart(given, name, language="da") for name in ("safe", "grid_1")]
    charts.append(likert_chart(given, "safe", language="da"))
    return Document("Skjult", "da", (*tables, *(chart.to_figure() for chart in charts)))


@cache
def written(output: Output, policy: str = "default") -> bytes:
    return output.write(document(policy))


def hidden_numbers() -> list[float]:
    """What the released frames lost: every number of every hidden row."""
    parts = (*released().estimates, *released().comparisons)
    lost = []
    for result, part in zip(results(), parts, strict=True):
        whole = result.to_frame().to_dict("records")
        masked = part.frame.to_dict("records")
        for before, after in zip(whole, masked, strict=True):
            if Status(after["status"]).hidden:
                lost += [before[name] for name in NUMBERS[:7] if name in before]
    return [x for x in lost if math.isfinite(x) and abs(x) > 1e-6 and abs(abs(x) - 1) > 1e-6]


def shown_estimates() -> list[float]:
    frames = [part.frame for part in released().estimates]
    return [x for frame in frames for x in frame["estimate"] if math.isfinite(x)]


def exactly(number: float) -> set[str]:
    """A number as programs write it, to nine digits; as a share and as a percentage."""
    digits = {f"{abs(number) * scale:.12f}" for scale in (1, 100)}
    return {_nine(each) for each in digits}


def _nine(digits: str) -> str:
    first = next(place for place, sign in enumerate(digits) if sign in "123456789")
    return digits[: max(first + 10, digits.index(".") + 2)]


def rounded(number: float) -> set[str]:
    """A number as readers see it, to two and three decimals."""
    pairs = product((abs(number), abs(number) * 100), (2, 3))
    return {f"{x:.{places}f}" for x, places in pairs if x >= 1}


def found_in(output: Output, policy: str, numbers: list[float]) -> set[str]:
    data = written(output, policy)
    everything = output.everything(data).replace(",", ".")
    return {form for number in numbers for form in exactly(number) if form in everything}


def rows_of_hidden_area(output: Output, policy: str) -> list[str]:
    label = released().codebook.value_label("area", HIDDEN_AREA, "da")
    rests = (after_label(row, label) for row in output.rows(written(output, policy), "da"))
    return [rest for rest in rests if rest is not None]


def test_some_numbers_are_hidden() -> None:
    assert len(hidden_numbers()) > 50


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_no_hidden_number_is_anywhere_in_a_file(output: Output) -> None:
    assert found_in(output, "default", hidden_numbers()) == set()


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_no_difference_from_a_hidden_number_is_anywhere_in_a_file(output: Output) -> None:
    pairs = product(hidden_numbers()[::3], shown_estimates()[::5])
    gaps = [hidden - shown for hidden, shown in pairs if abs(hidden - shown) > 1e-4]
    assert found_in(output, "default", gaps) == set()


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_no_hidden_number_stands_rounded_among_the_words(output: Output) -> None:
    seen = set(re.findall(r"\d+\.\d+", output.seen(written(output)).replace(",", ".")))
    shown = {form for number in shown_estimates() for form in rounded(number)}
    lost = {form for number in hidden_numbers() for form in rounded(number)} - shown
    frames = [part.frame for part in (*released().estimates, *released().comparisons)]
    limits = [
        x for frame in frames for name in NUMBERS if name in frame for x in frame[name].dropna()
    ]
    assert seen & (lost - {form for number in limits for form in rounded(number)}) == set()


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_a_hidden_area_has_signs_and_no_numbers(output: Output) -> None:
    cells = rows_of_hidden_area(output, "default")
    assert cells
    assert {sign for cell in cells for sign in numbers_in(cell)} <= {"†"}


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_the_search_would_find_what_is_not_hidden(output: Output) -> None:
    cells = rows_of_hidden_area(output, "internal")
    assert any(any(sign.isdigit() for sign in cell) for cell in cells)
    if output.exact:
        assert len(found_in(output, "internal", hidden_numbers())) > 20
