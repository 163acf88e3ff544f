"""The power to see a change: panels, samples kept apart, and independent ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import stdtrit

import survey as sv
from survey.errors import WrongUseError
from survey.kernels.difference import wilson_difference
from survey.language.catalogue import language_in_force


def power(*given: Any, **how: Any) -> float:
    return float(sv.power_of_change(*given, **how).areas["power"][0])


def simulated(
    population: int, n1: int, n2: int, both: int | None, p1: float, p2: float, r: float, times: int
) -> float:
    """Two waves drawn from residents whose answers go together, and the interval of the change."""
    chance = np.random.default_rng(5)
    common = p1 * p2 + r * np.sqrt(p1 * (1 - p1) * p2 * (1 - p2))
    first, second, joint = (round(population * p) for p in (p1, p2, common))
    y = np.zeros((population, 2), dtype=np.int64)
    y[:first, 0], y[:joint, 1], y[first : first + second - joint, 1] = 1, 1, 1
    x = np.empty((times, 2))
    for place in range(times):
        order = chance.permutation(population)
        other = chance.permutation(population)[:n2]
        if both is not None:
            other = np.concatenate([order[:both], order[n1 : n1 + n2 - both]])
        x[place] = y[order[:n1], 0].sum(), y[other, 1].sum()
    rho = 0.0
    if both is not None:
        spread = np.sqrt((1 / n1 - 1 / population) * (1 / n2 - 1 / population))
        rho = np.corrcoef(y.T)[0, 1] * (both / (n1 * n2) - 1 / population) / spread
    sizes = ((n - 1) / (1 - n / population) for n in (n2, n1))
    size2, size1 = (np.full(times, each) for each in sizes)
    t = np.full(times, stdtrit(n1 + n2 - (both or 0) - 2, 0.975))
    arguments = (x[:, 1] / n2, size2, x[:, 0] / n1, size1, np.full(times, rho), t)
    return float((wilson_difference(*arguments)[0] > 0).mean())


@pytest.mark.parametrize(
    ("setting", "both"),
    [
        ((600, 300, 300, 0.5, 0.6, 0.5), 200),
        ((600, 200, 300, 0.5, 0.6, 0.5), 0),
        ((350, 100, 120, 0.2, 0.3, 0.4), 60),
        ((350, 100, 120, 0.2, 0.3, 0.4), None),
    ],
)
def test_changes_are_seen_as_often_as_planned(setting: tuple[Any, ...], both: int | None) -> None:
    population, n1, n2, p1, p2, r = setting
    times = 4_000
    found = power(
        population, n2, n1, change=p2 - p1, share=p1, overlap=both, correlation=r
    )  # fmt: skip
    seen = simulated(population, n1, n2, both, p1, p2, r, times)
    error = np.sqrt(found * (1 - found) / times)
    assert abs(seen - found) < 4 * error + 0.008


def test_a_panel_sees_more_and_samples_kept_apart_see_less() -> None:
    panel, free, apart = (power(600, 300, 300, overlap=both) for both in (250, None, 0))
    assert panel > free > apart


def test_a_fall_is_seen_as_often_as_the_rise_it_mirrors() -> None:
    rise = power(600, 200, 200, share=0.3, change=0.1)
    assert power(600, 200, 200, share=0.7, change=-0.1) == pytest.approx(rise, abs=1e-9)


def test_everyone_both_times_sees_every_change() -> None:
    assert power(50, 50, 50, change=0.1) == 1


def test_areas_have_a_power_each() -> None:
    found = sv.power_of_change({"A": 350, "B": 600}, {"A": 150, "B": 300}, 100, change=-0.1)
    assert found.areas["area"].tolist() == ["A", "B"]
    assert found.areas["power"][1] > found.areas["power"][0]
    assert repr(found).startswith("ChangePower(2 areas, change -0.1, least 0.")
    with language_in_force("da"):
        assert "Styrke til at se en ændring på −10 procentpoint" in found._repr_html_()


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "zero": ({"change": 0}, "difference can't be 0"),
    "points": ({"change": 10}, "change must be a number between"),
    "beyond": ({"share": 0.95}, "must together lie above 0"),
    "overlap": ({"overlap": 101}, "The overlap must be possible"),
    "too_small": ({"asked": 340, "asked_before": 340, "overlap": 10}, "The overlap must be"),
    "correlation": ({"overlap": 20, "share": 0.05, "correlation": 0.9}, "The correlation must be"),
    "correlated": ({"overlap": 20, "correlation": 2}, "correlation must be a number from −1"),
    "asked": ({"asked": 351}, "More can't be asked"),
    "few": ({"asked": 1}, "At least two must answer"),
    "rate": ({"response_rate_before": 0}, "response_rate must be"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_argument_is_refused_in_words(name: str) -> None:
    given: dict[str, Any] = {"population": 350, "asked": 100, "asked_before": 100}
    changed, problem = BAD[name]
    with pytest.raises(WrongUseError) as caught:
        sv.power_of_change(**(given | changed))
    assert problem in caught.value.problem
