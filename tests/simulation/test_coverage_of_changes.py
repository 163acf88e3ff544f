"""Intervals of changes hold the truth about 95 times in 100, however samples overlap.

Areas of 350 dwellings, of which 150 answer in each wave: large parts of them.
"""

from __future__ import annotations

import pytest
from wave_populations import Setting, simulated

SHORT, LONG = 150, 2_500
OVERLAPS = {"disjoint": 0, "half": 75, "full": 150}
LOWEST, HIGHEST = 0.94, 0.96


def settings() -> dict[str, Setting]:
    """Shares and means, with and without calibration, by overlap."""
    found = {}
    for statistic, truth in (("share", 0.55), ("mean", 0.75)):
        for calibrated in (False, True):
            for name, common in OVERLAPS.items():
                how = f"{statistic}, {'calibrated' if calibrated else 'plain'}, {name}"
                found[how] = Setting(
                    statistic=statistic,
                    calibrated=calibrated,
                    common=common,
                    correlation=truth if not calibrated else truth - 0.1,
                )
    return found


ADULTS = {
    f"{statistic}, {'the same' if same else 'another'} adult, {name}": Setting(
        statistic=statistic, common=common, adults=True, same_adult=same, known_adult=True
    )
    for statistic in ("share", "mean")
    for same in (False, True)
    for name, common in OVERLAPS.items()
}


@pytest.mark.parametrize("name", [name for name in settings() if "calibrated" in name])
def test_intervals_of_changes_cover(name: str) -> None:
    found = simulated(settings()[name], SHORT)
    assert 0.91 <= found.coverage <= 0.985
    assert 0.9 <= found.ratio <= 1.1


@pytest.mark.slow
@pytest.mark.parametrize("name", settings())
def test_intervals_of_changes_cover_in_a_long_run(name: str) -> None:
    found = simulated(settings()[name], LONG)
    print(f"coverage {name}: {found.coverage:.4f}, extra {found.extra_coverage:.4f}")
    assert LOWEST <= found.coverage <= HIGHEST
    assert LOWEST - 0.005 <= found.extra_coverage <= HIGHEST + 0.005


@pytest.mark.slow
@pytest.mark.parametrize("name", ADULTS)
def test_intervals_are_on_the_safe_side_where_one_adult_answers(name: str) -> None:
    found = simulated(ADULTS[name], LONG)
    print(f"coverage {name}: {found.coverage:.4f}, extra {found.extra_coverage:.4f}")
    assert LOWEST <= found.coverage <= 0.985


@pytest.mark.slow
def test_disjoint_samples_are_on_the_safe_side_where_the_correlation_is_not_known() -> None:
    for statistic in ("share", "mean"):
        found = simulated(Setting(statistic=statistic, common=0), LONG)
        print(f"coverage {statistic}, disjoint, correlation 1: {found.coverage:.4f}")
        assert 0.95 <= found.coverage <= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("statistic", ["share", "mean"])
def test_areas_with_few_common_units_are_covered_too(statistic: str) -> None:
    found = simulated(Setting(size=60, taken=20, common=8, statistic=statistic), LONG)
    print(f"coverage {statistic}, 8 of 20 in common: {found.coverage:.4f}")
    assert 0.94 <= found.coverage <= 0.975


@pytest.mark.slow
def test_what_forgets_the_overlap_or_the_population_does_not_cover() -> None:
    """As a check of the simulation: without a finite population intervals are too wide."""
    found = simulated(Setting(statistic="mean", common=150, population=False), LONG)
    print(f"coverage without the finite population: {found.coverage:.4f}")
    assert found.coverage > HIGHEST
