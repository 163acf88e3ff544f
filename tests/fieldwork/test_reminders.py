"""Who is due a reminder: by the rule, once, and on a list that is a log again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_fieldwork import dispositions_of, logged, made_fieldwork

from survey.codebook import Domain
from survey.errors import SurveyError, WrongUseError
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.reading import read_dispositions
from survey.fieldwork.reminder_list import write_reminders
from survey.fieldwork.reminder_rule import ReminderRule
from survey.fieldwork.reminders import reminders_due
from survey.language.catalogue import LANGUAGES, language_in_force

if TYPE_CHECKING:
    from pathlib import Path

    from survey.fieldwork.reminders_due import RemindersDue

LETTER = ("2026-09-01", "letter", "pending", "")


def fieldwork(
    *courses: tuple[tuple[str, str, str, str], ...], outcomes: dict[str, str] | None = None
) -> Any:
    """A unit for each course of attempts, called 1, 2 …"""
    rows = [(str(k), *attempt) for k, course in enumerate(courses, 1) for attempt in course]
    areas = {str(k): "A" if k % 2 else "B" for k in range(1, len(courses) + 1)}
    return logged(rows, areas, outcomes or {})


def due(found: RemindersDue) -> list[tuple[str, int, str]]:
    return [(r["unit"], r["reminder"], r["mode"]) for r in found.units.to_dict("records")]


def reason(found: RemindersDue) -> dict[str, int]:
    rows = found.reasons.to_dict("records")
    return {r["reason"]: r["n"] for r in rows if r["area"] is Domain.ALL and r["n"]}


def test_a_reminder_is_due_seven_days_after_the_last_attempt_and_not_before() -> None:
    course = fieldwork((LETTER,))
    assert due(reminders_due(course, on="2026-09-07")) == []
    assert due(reminders_due(course, on="2026-09-08")) == [("1", 1, "sms")]
    late = reminders_due(course, on="2026-09-12")
    assert late.units["since"].tolist() == [dt.date(2026, 9, 8)]
    assert late.units["last_attempt"].tolist() == [dt.date(2026, 9, 1)]


def test_the_sequence_is_followed_to_its_end_and_no_further() -> None:
    sms, phone, door = (
        ("2026-09-08", "sms", "pending", ""), ("2026-09-15", "phone", "non_contact", "Bo"),
        ("2026-09-22", "door", "non_contact", "Bo"),
    )  # fmt: skip
    course = fieldwork((LETTER,), (LETTER, sms), (LETTER, sms, phone), (LETTER, sms, phone, door))
    found = reminders_due(course, on="2026-10-20")
    assert sorted(due(found)) == [("1", 1, "sms"), ("2", 2, "phone"), ("3", 3, "door")]
    assert reason(found) == {"due": 3, "enough": 1}
    more = reminders_due(course, on="2026-10-20", rule=ReminderRule(most=5))
    assert ("4", 4, "door") in due(more)


def test_who_was_never_contacted_is_due_the_first_contact() -> None:
    course = fieldwork((LETTER,), ())
    assert ("2", 0, "letter") in due(reminders_due(course, on="2026-09-02"))
    found = reminders_due(course, on="2026-09-02", rule=ReminderRule(first_contact=False))
    assert reason(found) == {"before_first": 1, "too_early": 1}


def test_answers_refusals_for_good_and_empty_dwellings_are_left_alone() -> None:
    course = fieldwork(
        (LETTER, ("2026-09-03", "web", "complete", "")),
        (LETTER, ("2026-09-03", "phone", "refusal", "Bo")),
        (LETTER, ("2026-09-03", "door", "not_eligible", "Bo")),
        (LETTER, ("2026-09-03", "web", "partial", "")),
        (LETTER, ("2026-09-03", "phone", "other", "Bo")),
        outcomes={
            "1": "complete",
            "2": "refusal",
            "3": "not_eligible",
            "4": "partial",
            "5": "other",
        },
    )
    found = reminders_due(course, on="2026-10-30")
    assert due(found) == [("5", 2, "phone")]
    assert reason(found) == {"due": 1, "answered": 2, "refused": 1, "not_eligible": 1}
    never = ReminderRule(never=("complete", "not_eligible", "other"))  # type: ignore[arg-type]
    assert due(reminders_due(course, on="2026-10-30", rule=never)) == [("4", 1, "sms")]


def test_a_refusal_for_now_is_asked_again_after_a_fortnight_by_another_mode() -> None:
    course = fieldwork(
        (LETTER, ("2026-09-08", "sms", "soft_refusal", "Bo")),
        (LETTER, ("2026-09-08", "phone", "soft_refusal", "Bo")),
        outcomes={"1": "refusal", "2": "refusal"},
    )
    assert due(reminders_due(course, on="2026-09-21")) == []
    found = reminders_due(course, on="2026-09-22")
    assert due(found) == [("1", 2, "phone"), ("2", 2, "door")]
    assert found.units["soft"].all()
    left = reminders_due(course, on="2026-09-22", rule=ReminderRule(soft_days=None))
    assert reason(left) == {"refused": 2}
    one_mode = reminders_due(course, on="2026-09-22", rule=ReminderRule(sequence=("phone",)))
    assert reason(one_mode) == {"due": 1, "no_mode": 1}


def test_a_refusal_for_good_after_one_for_now_ends_it() -> None:
    course = fieldwork(
        (("2026-09-01", "phone", "soft_refusal", "Bo"), ("2026-09-15", "door", "refusal", "Bo")),
        outcomes={"1": "refusal"},
    )
    assert reason(reminders_due(course, on="2026-12-01")) == {"refused": 1}


def test_without_a_log_every_refusal_is_one_for_good() -> None:
    course = dispositions_of({"A": {"refusal": 2, "pending": 3}})
    found = reminders_due(course, on="2026-09-30")
    assert len(found) == 3
    assert reason(found) == {"due": 3, "refused": 2}
    assert set(found.units["reminder"]) == {1}


def test_nobody_is_reminded_on_quiet_days_but_on_the_day_after() -> None:
    course = fieldwork((LETTER,))
    rule = ReminderRule(quiet=("2026-09-08", ("2026-09-09", "2026-09-10")), quiet_weekdays=(4,))
    for day in (8, 9, 10, 11):
        assert due(reminders_due(course, on=dt.date(2026, 9, day), rule=rule)) == []
    found = reminders_due(course, on="2026-09-12", rule=rule)
    assert found.units["since"].tolist() == [dt.date(2026, 9, 12)]
    assert reason(reminders_due(fieldwork((LETTER,), ()), on="2026-09-04", rule=rule)) == {
        "too_early": 2
    }


def test_after_the_close_nobody_is_due() -> None:
    found = reminders_due(fieldwork((LETTER,)), on="2026-09-30", end="2026-09-20")
    assert due(found) == []
    assert reason(found) == {"over": 1}


def test_what_becomes_due_is_told_by_day() -> None:
    course = fieldwork((LETTER,), (("2026-09-03", "letter", "pending", ""),))
    found = reminders_due(course, on="2026-09-05")
    coming = found.coming.to_dict("records")
    assert [row["date"] for row in coming] == [dt.date(2026, 9, 8), dt.date(2026, 9, 10)]
    assert [(row["mode"], row["n"]) for row in coming] == [("sms", 1), ("sms", 1)]
    assert reminders_due(course, on="2026-09-05", end="2026-09-09").coming["n"].sum() == 1


def test_what_the_log_has_of_later_days_is_not_known_yet() -> None:
    course = fieldwork((LETTER, ("2026-09-20", "web", "complete", "")), outcomes={"1": "complete"})
    assert due(reminders_due(course, on="2026-09-10")) == [("1", 1, "sms")]
    assert due(reminders_due(course, on="2026-09-20")) == []


@given(st.integers(0, 50), st.integers(0, 45))
def test_nobody_is_due_twice_and_everyone_has_one_reason(seed: int, days: int) -> None:
    course = made_fieldwork(["A", "B"], seed=seed, size=25)
    on = dt.date(2026, 9, 1) + dt.timedelta(days)
    found = reminders_due(course, on=on, rule=ReminderRule(quiet_weekdays=(6,)))
    assert course.units is not None
    assert found.units["unit"].is_unique
    assert sum(reason(found).values()) == len(course.units)
    assert reason(found).get("due", 0) == len(found)
    counted = [r["n"] for r in found.counts.to_dict("records") if r["area"] is Domain.ALL]
    assert sum(counted) == len(found)
    assert course.attempts is not None
    listed = found.units.to_dict("records")
    again = logged(
        [*course.attempts.itertuples(index=False, name=None),
         *((row["unit"], on.isoformat(), row["mode"], "pending", "") for row in listed)],
        dict(zip(course.units["unit"], course.units["area"], strict=True)),
        dict(zip(course.units["unit"], course.units["outcome"], strict=True)),
    )  # fmt: skip
    assert len(reminders_due(again, on=on, rule=found.rule)) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_read_back_as_a_log(language: str, tmp_path: Path) -> None:
    course = fieldwork(*[(LETTER,)] * 12)
    with language_in_force(language):
        found = reminders_due(course, on="2026-09-20")
        path = write_reminders(found, tmp_path / "list.xlsx")
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet.max_row == len(found) + 1
        results = sheet.data_validations.dataValidation[1].formula1.strip('"').split(",")
        for row, result in zip(range(2, 2 + len(results)), results, strict=True):
            sheet.cell(row, 6, dt.date(2026, 9, 21))
            sheet.cell(row, 7, result)
            sheet.cell(row, 8, "Bo")
        book.save(tmp_path / "filled.xlsx")
        read = read_dispositions(tmp_path / "filled.xlsx", area=course.area, closed=False)
    assert read.attempts is not None
    assert len(read.attempts) == len(results)
    assert read.attempts["date"].unique().tolist() == ["2026-09-21"]
    assert set(read.attempts["result"]) == {
        *("complete", "partial", "refusal", "soft_refusal", "non_contact", "appointment", "other"),
        *("not_eligible", "pending"),
    }
    assert read.attempts["interviewer"].unique().tolist() == ["Bo"]


def test_the_same_list_has_the_same_bytes_and_no_more_than_ids(tmp_path: Path) -> None:
    found = reminders_due(made_fieldwork(["A"]), on="2026-09-20")
    first, second = (write_reminders(found, tmp_path / f"{k}.xlsx", language="da") for k in "ab")
    assert first.read_bytes() == second.read_bytes()
    heads = [cell.value for cell in openpyxl.load_workbook(first).active[1]]
    assert heads == [
        "Bolig",
        "Område",
        "Rykker nr.",
        "Seneste forsøg",
        "Måde",
        "Dato",
        "Resultat",
        "Interviewer",
    ]
    assert found.units["unit"].iloc[0] not in found._repr_html_()


def test_an_empty_list_is_written_too(tmp_path: Path) -> None:
    found = reminders_due(fieldwork((LETTER,)), on="2026-09-02")
    assert len(found) == 0
    write_reminders(found, tmp_path / "none.xlsx")
    assert "No reminders are due" in found._repr_html_()


def test_the_rule_is_said_in_both_languages() -> None:
    rule = ReminderRule(quiet=("2026-12-24", ("2026-12-25", "2026-12-26")), quiet_weekdays=(6,))
    assert rule.in_words("en") == (
        "A reminder is due 7 days after the last attempt, at most 3 times: first letter, "
        "then text message, then telephone, then visit. After a refusal for now it is due after "
        "14 days, by another mode. Complete answers, partial answers, those that are not eligible "
        "and refusals for good are never reminded. Nobody is reminded on: Sundays, "
        "24 December 2026 and 25 December 2026 to 26 December 2026."
    )
    assert "højst 3 gange: først brev, så sms, så telefon, så besøg" in rule.in_words("da")
    assert "søndage" in rule.in_words("da")
    for outcome in Outcome:
        for language in LANGUAGES:
            assert ReminderRule(never=(outcome,), soft_days=None).in_words(language)
    assert "Afslag rykkes" in ReminderRule(never=(), soft_days=None).in_words("da")


def test_modes_are_understood_in_danish() -> None:
    assert ReminderRule(sequence=("Brev", "tlf.", "hjemmebesøg")).sequence == (
        "letter",
        "phone",
        "door",
    )


WRONG: dict[str, dict[str, Any]] = {
    "days": {"days": -1},
    "most": {"most": 2.5},
    "soft": {"soft_days": "14"},
    "sequence": {"sequence": ()},
    "sequence of numbers": {"sequence": (3,)},
    "never": {"never": ("asleep",)},
    "quiet": {"quiet": (("2026-12-26", "2026-12-24"),)},
    "quiet words": {"quiet": ("christmas",)},
    "weekdays": {"quiet_weekdays": (7,)},
    "all weekdays": {"quiet_weekdays": tuple(range(7))},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_rule_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(SurveyError, match="must be"):
        ReminderRule(**WRONG[name])


def test_arguments_that_cannot_be_are_refused(tmp_path: Path) -> None:
    course = fieldwork((LETTER,))
    for given_ in ({"on": "today"}, {"on": None}, {"on": "2026-09-08", "rule": "weekly"}):
        with pytest.raises(SurveyError):
            reminders_due(course, **given_)  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="a row of its own"):
        reminders_due(dispositions_of({"A": {"pending": 3}}, only_counts=True), on="2026-09-08")
    found = reminders_due(course, on="2026-09-08")
    with pytest.raises(WrongUseError, match="workbook"):
        write_reminders(found, tmp_path / "list.csv")
    with pytest.raises(WrongUseError, match="Danish or English"):
        write_reminders(found, tmp_path / "list.xlsx", language="de")
    with pytest.raises(WrongUseError, match="kind"):
        write_reminders(course, tmp_path / "list.xlsx")


@pytest.mark.parametrize(("unit", "word"), [("dwelling", "Bolig"), ("person", "Person")])
def test_the_list_calls_what_was_sampled_by_its_word(tmp_path: Path, unit: str, word: str) -> None:
    found = replace(reminders_due(fieldwork((LETTER,)), on="2026-09-15"), unit=unit)
    sheet = openpyxl.load_workbook(
        write_reminders(found, tmp_path / "a.xlsx", language="da")
    ).active
    assert sheet.cell(1, 1).value == word
    assert sheet.cell(2, 4).number_format == "dd-mm-yyyy"


def test_the_title_says_how_many_were_never_contacted() -> None:
    found = reminders_due(fieldwork((LETTER,), (), ()), on="2026-09-15")
    assert found.title("en") == (
        "3 reminders are due on 15 September 2026; 2 of them are first contacts"
    )
    assert found.title("da").endswith("; 2 af dem er den første henvendelse")
    alone = reminders_due(fieldwork((LETTER,)), on="2026-09-15")
    assert alone.title("en") == "One reminder is due on 15 September 2026"
