"""How far a fieldwork is: counted by hand, to a line, by pace, and as it was on an earlier day."""

from __future__ import annotations

import datetime as dt
import math
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_fieldwork import area_variable, counts_of, dispositions_of, logged, made_fieldwork

from survey.codebook import Domain
from survey.errors import SurveyError, WrongUseError
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.fieldwork_progress import FieldEvent, FieldworkProgress
from survey.fieldwork.progress import fieldwork_progress
from survey.language.catalogue import language_in_force
from survey.sampling.plan import SamplePlan

AREAS = {"1": "A", "2": "A", "3": "A", "4": "A", "5": "B", "6": "B"}
LOG = (
    ("1", "2026-09-01", "brev", "pending", ""),
    ("1", "2026-09-04", "web", "complete", ""),
    ("2", "2026-09-01", "brev", "pending", ""),
    ("2", "2026-09-08", "Telefon", "non_contact", "Bo"),
    ("2", "2026-09-09", "telefon", "complete", "Bo"),
    ("3", "2026-09-01", "brev", "pending", ""),
    ("3", "2026-09-03", "dør", "not_eligible", "Anna"),
    ("5", "2026-09-02", "dør", "refusal", "Anna"),
    ("6", "2026-09-02", "brev", "pending", ""),
    ("6", "2026-09-10", "brev", "partial", ""),
)
BECAME = {"1": "complete", "2": "complete", "3": "not_eligible", "5": "refusal", "6": "partial"}


def small(**more: Any) -> FieldworkProgress:
    return fieldwork_progress(logged(LOG, AREAS, BECAME), **more)


def row(progress: FieldworkProgress, area: object) -> dict[str, Any]:
    return next(each for each in progress.rows() if each["area"] == area)


def test_areas_are_counted() -> None:
    found = small()
    a, b, everyone = (row(found, each) for each in ("A", "B", Domain.ALL))
    assert [a[name] for name in ("sampled", "eligible", "attempts", "answers", "open")] == [
        4,
        3,
        6,
        2,
        1,
    ]
    assert [b[name] for name in ("sampled", "eligible", "attempts", "answers", "open")] == [
        2,
        2,
        2,
        1,
        0,
    ]
    assert a["rate"] == pytest.approx(2 / 3)
    assert everyone["answers"] == 3
    assert everyone["rate"] == pytest.approx(3 / 5)
    assert (found.start, found.until, found.end) == (
        dt.date(2026, 9, 1),
        dt.date(2026, 9, 10),
        None,
    )
    assert found.days_left is None
    assert math.isnan(everyone["forecast"])


def test_every_day_has_its_attempts_and_answers() -> None:
    days = small().days
    a = days[days["area"] == "A"]
    assert a["attempts"].tolist() == [3, 0, 1, 0, 0, 0, 0, 1, 1, 0]
    assert a["answers"].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert a["cumulative"].tolist()[-1] == 2
    everyone = days[[each is Domain.ALL for each in days["area"]]]
    assert everyone["cumulative"].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 2, 3]
    assert everyone["rate"].tolist()[-1] == pytest.approx(0.6)


def test_an_answer_belongs_to_the_attempt_before_it_and_is_none_itself() -> None:
    found = small()
    numbers = found.attempt_numbers.to_dict("records")
    assert [(r["number"], r["attempts"], r["answers"]) for r in numbers] == [
        (1, 5, 2), (2, 2, 0), (3, 1, 1),
    ]  # fmt: skip
    modes = {
        r["mode"]: (r["attempts"], r["contacts"], r["answers"])
        for r in found.modes.to_dict("records")
    }
    assert modes == {"letter": (4, 0, 1), "web": (0, 0, 1), "phone": (2, 1, 1), "door": (2, 1, 0)}


def test_workload_is_by_interviewer_and_week_and_few_are_marked() -> None:
    found = small().interviewers.to_dict("records")
    assert [(r["interviewer"], r["week"].isoformat()) for r in found] == [
        ("Anna", "2026-08-31"), ("Bo", "2026-09-07"),
    ]  # fmt: skip
    assert [(r["attempts"], r["answers"]) for r in found] == [(2, 0), (2, 1)]
    assert found[1]["per_attempt"] == 0.5
    assert all(r["few"] for r in found)
    assert found[0]["week"].weekday() == 0


def test_the_line_is_straight_to_the_close() -> None:
    found = small(target={"A": 3, "B": 0.5}, end="2026-09-20")
    a, b, everyone = (row(found, each) for each in ("A", "B", Domain.ALL))
    assert (a["wanted"], b["wanted"], everyone["wanted"]) == (3, 1, 4)
    assert a["wanted_now"] == pytest.approx(1.5)
    assert found.days_left == 10
    line = found.days[found.days["area"] == "A"]["wanted"]
    assert line.tolist()[0] == pytest.approx(3 / 20)


def test_the_forecast_is_the_pace_of_seven_days_and_no_more_than_may_still_answer() -> None:
    found = small(end="2026-09-20")
    everyone = row(found, Domain.ALL)
    assert everyone["pace"] == pytest.approx(3 / 7)
    assert everyone["forecast"] == 4  # 3 + 10 · 3/7 would be 7, but only one may still answer
    assert "mere extrapolation" in found.in_words()


def test_an_area_lags_that_is_below_the_line_and_heads_below_the_target() -> None:
    fieldwork = made_fieldwork(["A", "B"], size=100)
    found = fieldwork_progress(fieldwork, target={"A": 0.95, "B": 5}, end="2026-10-01")
    a, b = (row(found, each) for each in "AB")
    assert a["lags"]
    assert a["behind"] == math.ceil(a["wanted_now"]) - a["answers"]
    assert not b["lags"]
    assert found.lagging() == ["A"]
    assert "1 areas lag" in repr(found)


def test_at_the_close_an_area_lags_that_is_below_its_target() -> None:
    found = small(target={"A": 3, "B": 1}, end="2026-09-10")
    assert found.days_left == 0
    assert found.lagging() == ["A"]
    assert row(found, "A")["behind"] == 1


def test_on_an_earlier_day_all_is_as_it_was_then() -> None:
    found = small(until="2026-09-08")
    everyone = row(found, Domain.ALL)
    assert everyone["answers"] == 1
    assert everyone["attempts"] == 7
    assert row(found, "B")["open"] == 1
    outcomes = found.outcomes
    b = outcomes[(outcomes["area"] == "B") & (outcomes["n"] > 0)]
    assert dict(zip(b["outcome"], b["n"], strict=True)) == {"refusal": 1, "pending": 1}
    early = fieldwork_progress(
        logged(
            [r for r in LOG if r[1] <= "2026-09-08"],
            AREAS,
            {"1": "complete", "2": "non_contact", "3": "not_eligible", "5": "refusal"},
        )
    )
    for frame in ("attempt_numbers", "modes", "interviewers", "outcomes"):
        then, now = (each.to_frame(frame) for each in (found, early))
        used = now[now["mode"].isin(then["mode"])] if frame == "modes" else now
        then = then[then["attempts"] + then["answers"] > 0] if frame == "modes" else then
        pd.testing.assert_frame_equal(then.reset_index(drop=True), used.reset_index(drop=True))


def test_a_later_day_adds_quiet_days() -> None:
    found = small(until="2026-09-20", start="2026-08-30", end="2026-09-30", target=5)
    assert len(found.days) == 3 * 22
    assert row(found, Domain.ALL)["pace"] == 0


def test_a_plan_gives_the_target() -> None:
    strata = pd.DataFrame(
        {"stratum": ["a1", "a2", "b"], "area": ["A", "A", "B"], "expected": [1.2, 1.3, 0.9]}
    )
    plan = SamplePlan(strata, {}, "", "")
    found = small(target=plan, end="2026-09-20")
    assert [row(found, each)["wanted"] for each in ("A", "B")] == [2.5, 0.9]


def test_one_number_is_meant_for_each_area() -> None:
    assert row(small(target=0.5), "A")["wanted"] == 2
    assert row(small(target=1.0), "A")["wanted"] == 3
    assert row(small(target=1), "A")["wanted"] == 1
    assert math.isnan(row(small(target={"A": 3}), Domain.ALL)["wanted"])


def test_events_are_told_with_their_area_by_code_or_name() -> None:
    labels = area_variable({"A": "Ådalen", "B": "Søparken"})
    fieldwork = logged(LOG, AREAS, BECAME, area=labels)
    found = fieldwork_progress(
        fieldwork,
        events=[
            ("2026-09-05", " Uro i området ", "ådalen"),
            FieldEvent(dt.date(2026, 9, 6), "Ferie"),
        ],
    )
    assert found.events[0] == FieldEvent(dt.date(2026, 9, 5), "Uro i området", "A")
    assert found.to_frame("events")["text"].tolist() == ["Uro i området", "Ferie"]


def test_without_a_log_answers_are_of_the_last_attempt() -> None:
    fieldwork = dispositions_of({"A": {"complete": 3, "pending": 2}, "B": {"refusal": 2}})
    found = fieldwork_progress(fieldwork, target=0.5, end="2026-09-10")
    assert row(found, "A")["answers"] == 3
    assert found.days["cumulative"].max() == 3
    assert found.attempt_numbers.empty
    assert found.interviewers.empty
    assert not found.has_log
    assert [note.code for note in found.notes] == ["PROGRESS-NO-LOG"]


def test_answers_without_a_date_are_counted_and_told() -> None:
    fieldwork = logged(LOG, AREAS, {**BECAME, "4": "complete"})
    found = fieldwork_progress(fieldwork)
    assert row(found, "A")["answers"] == 3
    assert found.days["cumulative"].max() == 3
    assert [note.code for note in found.notes] == ["PROGRESS-UNDATED"]


def test_counts_alone_give_rates_and_what_is_wanted() -> None:
    counts = dispositions_of(
        {"A": {"complete": 3, "pending": 2}, "B": {"refusal": 2}}, only_counts=True
    )
    found = fieldwork_progress(
        counts, target={"A": 4}, start="2026-09-01", until="2026-09-05", end="2026-09-10"
    )
    assert row(found, "A")["rate"] == pytest.approx(0.6)
    assert row(found, "A")["wanted_now"] == 2
    assert found.days.empty
    assert "…" not in found._repr_html_()
    assert fieldwork_progress(counts).until is None


def test_languages_are_told_where_those_of_all_sampled_are_known() -> None:
    fieldwork = logged(LOG, AREAS, BECAME)
    assert fieldwork.units is not None
    units = fieldwork.units.assign(language=["da", "da", "ar", "ar", "da", ""])
    found = fieldwork_progress(
        Dispositions(
            units, counts_of(units), fieldwork.area, attempts=fieldwork.attempts, closed=False
        )
    )
    assert found.languages.to_dict("records")[0] == {
        "language": "da", "eligible": 3, "answers": 2, "rate": pytest.approx(2 / 3),
    }  # fmt: skip


def test_it_is_said_in_words_in_both_languages() -> None:
    found = small(target=2, end="2026-09-20")
    assert found.in_words("en").startswith(
        "At the end of 10 September 2026 3 of 5 dwellings have answered (60%)."
    )
    assert found.in_words("da").startswith(
        "Ved udgangen af 10. september 2026 har 3 af 5 boliger svaret (60\N{NO-BREAK SPACE}pct.)."
    )
    with language_in_force("da"):
        shown = found._repr_html_()
    assert "Boligområde" in shown
    assert "Hvor langt indsamlingen er" in shown


def test_there_are_no_ids_in_any_frame() -> None:
    found = small(end="2026-09-20")
    for name in ("areas", "days", "outcomes", "interviewers", "attempt_numbers", "modes"):
        assert "unit" not in found.to_frame(name).columns


WRONG: dict[str, dict[str, Any]] = {
    "unknown area": {"target": {"C": 3}},
    "negative": {"target": {"A": -3}},
    "broken number": {"target": {"A": 3.5}},
    "no number": {"target": {"A": "many"}},
    "true": {"target": True},
    "no date": {"end": "soon"},
    "late start": {"start": "2026-09-05"},
    "early day": {"until": "2026-08-01"},
    "early end": {"end": "2026-08-01"},
    "far end": {"end": "2036-09-01"},
    "odd event": {"events": ["unrest"]},
    "empty event": {"events": [("2026-09-01", " ")]},
    "event elsewhere": {"events": [("2026-09-01", "Uro", "C")]},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(SurveyError) as caught:
        small(**WRONG[name])
    assert "must" in str(caught.value) or "can't" in str(caught.value)


def test_another_frame_than_there_are_is_refused() -> None:
    with pytest.raises(WrongUseError, match="must be one of"):
        small().to_frame("units")
    with pytest.raises(WrongUseError, match="kind that can be used"):
        fieldwork_progress("log.csv")  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(3))
def test_days_add_up_to_areas_and_areas_to_all(seed: int) -> None:
    found = fieldwork_progress(made_fieldwork(["A", "B", "C"], seed=seed), end="2026-10-10")
    areas, days = found.areas, found.days
    sums = [
        sum(areas[name][:-1]) == areas[name].iloc[-1]
        for name in ("sampled", "answers", "attempts", "open")
    ]
    assert all(sums)
    for each in found.rows():
        mine = days[[area == each["area"] for area in days["area"]]]
        assert mine["answers"].sum() == each["answers"] == mine["cumulative"].iloc[-1]
        assert mine["attempts"].sum() == each["attempts"]
    assert found.attempt_numbers["answers"].sum() == areas["answers"].iloc[-1]
    assert found.modes["answers"].sum() == areas["answers"].iloc[-1]
    assert found.outcomes["n"].sum() == 2 * areas["sampled"].iloc[-1]


def test_rows_of_the_log_in_any_order_give_the_same() -> None:
    fieldwork = made_fieldwork(["A", "B"])
    assert fieldwork.attempts is not None
    by_day = fieldwork.attempts.sort_values("date", kind="stable").reset_index(drop=True)
    other = Dispositions(
        fieldwork.units, fieldwork.counts, fieldwork.area, attempts=by_day, closed=False
    )
    for name in ("areas", "days", "interviewers", "attempt_numbers"):
        pd.testing.assert_frame_equal(
            fieldwork_progress(fieldwork).to_frame(name), fieldwork_progress(other).to_frame(name)
        )


def test_many_units_take_seconds() -> None:
    random, n = np.random.default_rng(0), 200_000
    ids = np.array([f"u{k}" for k in range(n)], dtype=object)
    units = pd.DataFrame({"unit": ids, "area": random.choice(["A", "B"], n).astype(object)})
    answered = random.random(n) < 0.4
    units["outcome"] = np.where(answered, "complete", "pending").astype(object)
    units["base_weight"] = 1.0
    units["first_attempt"] = units["last_attempt"] = ""
    days = np.array(["2026-09-01", "2026-09-09"], dtype=object)
    last = np.arange(2 * n) % 2 == 1
    log = pd.DataFrame(
        {
            "unit": np.repeat(ids, 2),
            "date": np.tile(days, n),
            "mode": np.tile(np.array(["letter", "phone"], dtype=object), n),
            "result": np.where(last & np.repeat(answered, 2), "complete", "pending").astype(object),
            "interviewer": np.tile(np.array(["", "Bo"], dtype=object), n),
        }
    )  # fmt: skip
    fieldwork = Dispositions(
        units, counts_of(units), area_variable({"A": "A", "B": "B"}), attempts=log, closed=False
    )
    began = time.perf_counter()
    found = fieldwork_progress(fieldwork, end="2026-09-30")
    assert time.perf_counter() - began < 15
    assert found.of_all()["answers"] == answered.sum()
