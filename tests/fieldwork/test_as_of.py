"""Dispositions as they were on an earlier day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from made_fieldwork import dispositions_of, made_fieldwork

from survey.errors import WrongUseError
from survey.fieldwork.as_of import dispositions_on
from survey.fieldwork.progress import fieldwork_progress
from survey.fieldwork.reading import read_dispositions
from survey.fieldwork.reminders import reminders_due

if TYPE_CHECKING:
    from pathlib import Path

DAYS = [dt.date(2026, 9, day) for day in (1, 5, 12, 20, 25)]


@pytest.mark.parametrize("day", DAYS)
def test_it_is_what_would_have_been_read_on_that_day(day: dt.date, tmp_path: Path) -> None:
    made = made_fieldwork(["A", "B"], size=40)
    assert made.attempts is not None
    assert made.units is not None
    log = made.attempts.merge(made.units[["unit", "area"]], on="unit")
    log.to_csv(tmp_path / "all.csv", index=False)
    log[log["date"] <= day.isoformat()].to_csv(tmp_path / "then.csv", index=False)
    whole, then = (
        read_dispositions(tmp_path / f"{name}.csv", area=["A", "B"], closed=False)
        for name in ("all", "then")
    )
    found = dispositions_on(whole, day)
    assert found.units is not None
    assert then.units is not None
    seen = found.units[found.units["unit"].isin(then.units["unit"])]
    pd.testing.assert_frame_equal(
        seen.sort_values("unit").reset_index(drop=True),
        then.units.sort_values("unit").reset_index(drop=True),
        check_dtype=False,
    )
    unseen = found.units[~found.units["unit"].isin(then.units["unit"])]
    assert set(unseen["outcome"]) <= {"pending"}
    assert found.counts["n"].sum() == len(found.units)


@pytest.mark.parametrize("day", DAYS[1:])
def test_progress_and_reminders_are_the_same_with_and_without_it(day: dt.date) -> None:
    made = made_fieldwork(["A", "B"])
    then = dispositions_on(made, day)
    one, other = (fieldwork_progress(each, until=day, end="2026-10-01") for each in (made, then))
    pd.testing.assert_frame_equal(one.areas, other.areas)
    pd.testing.assert_frame_equal(one.days, other.days)
    due = [reminders_due(each, on=day) for each in (made, then)]
    pd.testing.assert_frame_equal(due[0].units, due[1].units)


def test_what_has_nothing_later_comes_back_as_it_is() -> None:
    made = made_fieldwork(["A"])
    assert dispositions_on(made, "2027-01-01") is made
    counts = dispositions_of({"A": {"complete": 3}}, only_counts=True)
    assert dispositions_on(counts, "2026-01-01") is counts
    with pytest.raises(WrongUseError):
        dispositions_on("log.csv", "2026-01-01")  # type: ignore[arg-type]
