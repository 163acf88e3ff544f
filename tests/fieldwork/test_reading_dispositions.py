"""Logs, final outcomes and counts as they are read, and what is refused in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from contact_logs import AREAS, made_sample, slow_outcome, written
from hypothesis import given, settings
from hypothesis import strategies as st

import survey as sv
from survey.errors import DataError, SurveyError, WrongUseError
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from pathlib import Path

    from survey.fieldwork.dispositions import Dispositions

LOG = """
    bolig;område;dato;måde;resultat;interviewer
    A1;Nordby;1-5-2026;brev;udsendt;
    A1;Nordby;5-5-2026;besøg;afslag;Kim
    A1;Nordby;9-5-2026;web;besvaret;
    A2;Nordby;1-5-2026;brev;udsendt;
    A2;Nordby;6-5-2026;besøg;tom bolig;Kim
    B1;Vangdalen;7-5-2026;besøg;tom;Kim
    B1;Vangdalen;8-5-2026;Telefon;aftale;Bo
    B2;Vangdalen;1-5-2026;brev;udsendt;
    B3;Vangdalen;8-5-2026;besøg;blødt afslag;Bo
"""


def counts_of(found: Dispositions) -> dict[tuple[str, str], int]:
    rows = found.counts.to_dict("records")
    return {(row["area"], str(row["outcome"])): row["n"] for row in rows if row["n"]}


def outcomes_of(found: Dispositions) -> dict[str, str]:
    assert found.units is not None
    return {row["unit"]: str(row["outcome"]) for row in found.units.to_dict("records")}


def codes_told(found: Dispositions) -> list[str]:
    return [note.code for note in found.notes if note.code.startswith("DISPOSITIONS")]


def wrong_in(error: pytest.ExceptionInfo[FindingsError]) -> list[str]:
    return [f"{each.place.line}: {each.code}" for each in error.value.findings if each.place]


# A log


def test_a_log_gives_each_unit_its_final_outcome(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, LOG))
    assert outcomes_of(found) == {
        "A1": "complete",
        "A2": "not_eligible",
        "B1": "other",
        "B2": "non_contact",
        "B3": "refusal",
    }
    assert repr(found) == "Dispositions(5 dwellings)"
    assert [code.value for code in found.area.codes] == ["Nordby", "Vangdalen"]


def test_a_log_tells_how_often_and_how_each_unit_was_tried(tmp_path: Path) -> None:
    units = sv.read_dispositions(written(tmp_path, LOG)).units
    assert units is not None
    columns = ["attempts", "last_mode", "first_attempt", "last_attempt", "hard_refusal"]
    rows = {row["unit"]: [row[name] for name in columns] for row in units.to_dict("records")}
    assert rows["A1"] == [3, "web", "2026-05-01", "2026-05-09", False]
    assert rows["B1"] == [2, "Telefon", "2026-05-07", "2026-05-08", False]
    assert set(units["base_weight"]) == {1.0}


def test_the_attempts_are_kept_as_they_were(tmp_path: Path) -> None:
    attempts = sv.read_dispositions(written(tmp_path, LOG)).attempts
    assert attempts is not None
    assert attempts.to_dict("records")[1] == {
        "unit": "A1",
        "date": "2026-05-05",
        "mode": "besøg",
        "result": Result.REFUSAL,
        "interviewer": "Kim",
    }
    assert len(attempts) == 9


def test_pending_units_are_non_contacts_at_the_close_only(tmp_path: Path) -> None:
    path = written(tmp_path, LOG)
    assert outcomes_of(sv.read_dispositions(path, closed=False))["B2"] == "pending"
    assert outcomes_of(sv.read_dispositions(path))["B2"] == "non_contact"


def test_a_final_refusal_is_told_from_one_for_now(tmp_path: Path) -> None:
    lines = LOG + "B4;Vangdalen;8-5-2026;besøg;afslag;Bo\n"
    units = sv.read_dispositions(written(tmp_path, lines)).units
    assert units is not None
    hard = {row["unit"] for row in units.to_dict("records") if row["hard_refusal"]}
    assert hard == {"B4"}


def test_a_log_that_begins_with_the_latest_is_turned_around(tmp_path: Path) -> None:
    head, *rows = LOG.strip().splitlines()
    forwards = sv.read_dispositions(written(tmp_path, LOG, "a.csv"))
    backwards = sv.read_dispositions(written(tmp_path, "\n".join([head, *rows[::-1]]), "b.csv"))
    assert outcomes_of(forwards) == outcomes_of(backwards)


def test_of_a_day_the_clock_decides_and_without_one_the_rows(tmp_path: Path) -> None:
    lines = """
        unit,area,date,result
        A,Nordby,2026-05-01 18:00,3.2
        A,Nordby,2026-05-01 09:00,3.1
        B,Nordby,2026-05-01,3.2
        B,Nordby,2026-05-01,3.1
    """
    found = outcomes_of(sv.read_dispositions(written(tmp_path, lines)))
    assert found == {"A": "unknown_other", "B": "unknown_household"}


def test_a_row_that_stands_twice_with_its_clock_counts_once(tmp_path: Path) -> None:
    lines = """
        unit,area,date,result
        A,Nordby,2026-05-01 18:00,not home
        A,Nordby,2026-05-01 18:00,not home
        B,Nordby,2026-05-01,not home
        B,Nordby,2026-05-01,not home
    """
    found = sv.read_dispositions(written(tmp_path, lines))
    assert found.units is not None
    assert found.units["attempts"].tolist() == [1, 2]
    assert "DISPOSITIONS-REPEATED" in codes_told(found)


def test_a_result_that_lacks_is_told_and_pending(tmp_path: Path) -> None:
    lines = "unit,area,date,result\nA,Nordby,2026-05-01,\n"
    found = sv.read_dispositions(written(tmp_path, lines), closed=False)
    assert outcomes_of(found) == {"A": "pending"}
    assert "DISPOSITIONS-NO-RESULT" in codes_told(found)


def test_words_of_the_file_can_be_explained(tmp_path: Path) -> None:
    lines = "unit,area,date,result\nA,Nordby,2026-05-01,Fraflyttet\n"
    words = {"fraflyttet": "tom bolig"}
    found = sv.read_dispositions(written(tmp_path, lines), words=words)
    assert outcomes_of(found) == {"A": "not_eligible"}


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 5), st.sampled_from(list(Result))),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=25)
def test_any_log_gives_the_outcomes_of_the_slow_rule(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, Result]]
) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    lines = [f"u{unit},Nordby,2026-05-0{day},{result}" for unit, day, result in rows]
    path = written(tmp_path_factory.mktemp("log"), "\n".join(["unit,area,date,result", *lines]))
    found = sv.read_dispositions(path, closed=False)
    expected = {
        f"u{unit}": slow_outcome([("", result) for k, _, result in rows if k == unit])
        for unit in dict.fromkeys(unit for unit, _, _ in rows)
    }
    assert outcomes_of(found) == {unit: str(outcome) for unit, outcome in expected.items()}


# With a sample

SAMPLE = [("A1", "nordby", 2.0), ("A2", "nordby", 2.0), ("B1", "vangdalen", 5.0),
          ("B2", "vangdalen", 5.0)]  # fmt: skip


def test_units_that_were_never_tried_are_there_too(tmp_path: Path) -> None:
    lines = "unit,date,result\nA1,2026-05-01,completed\n"
    sample = made_sample(SAMPLE)
    found = sv.read_dispositions(written(tmp_path, lines), sample, closed=False)
    assert outcomes_of(found) == {
        "A1": "complete",
        "A2": "pending",
        "B1": "pending",
        "B2": "pending",
    }
    assert found.has_weights
    assert counts_of(found) == {
        ("nordby", "complete"): 1,
        ("nordby", "pending"): 1,
        ("vangdalen", "pending"): 2,
    }
    weighted = found.counts.groupby("area", sort=False)["weighted"].sum().to_dict()
    assert weighted == {"nordby": 4.0, "vangdalen": 10.0, "aadalen": 0.0}
    assert codes_told(found) == [
        "DISPOSITIONS-UNTRIED",
        "DISPOSITIONS-AREA-WITHOUT-UNITS",
        "DISPOSITIONS-AREA-WITHOUT-ANSWERS",
    ]


def test_what_the_sample_knows_of_all_comes_along(tmp_path: Path) -> None:
    lines = "unit,date,result\nA1,2026-05-01,completed\n"
    sample = made_sample(SAMPLE, more={"department": ["d1", "d2", "d1", "d2"]})
    found = sv.read_dispositions(written(tmp_path, lines), sample)
    assert found.units is not None
    assert found.units["department"].tolist() == ["d1", "d2", "d1", "d2"]
    assert found.units["stratum"].tolist() == ["nordby", "nordby", "vangdalen", "vangdalen"]


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("C9,2026-05-01,completed", "NOT-SAMPLED-AT-ALL", "C9"),
        ("7,2026-05-01,completed", "NOT-SAMPLED-ZEROS", "zeros"),
        ("R1,2026-05-01,completed", "NOT-SAMPLED-RESERVE", "reserve"),
    ],
)
def test_units_that_were_not_sampled_are_refused(
    tmp_path: Path, row: str, code: str, said: str
) -> None:
    sample = made_sample([*SAMPLE, ("007", "nordby", 2.0), ("R1", "nordby", float("nan"))])
    path = written(tmp_path, f"unit,date,result\nA1,2026-05-01,completed\n{row}\n")
    with pytest.raises(FindingsError, match=said) as error:
        sv.read_dispositions(path, sample)
    assert wrong_in(error) == [f"3: DISPOSITIONS-{code}"]


def test_a_reserve_that_was_not_released_is_no_part_of_the_sample(tmp_path: Path) -> None:
    sample = made_sample([*SAMPLE, ("R1", "nordby", float("nan"))])
    lines = "unit,date,result\nA1,2026-05-01,completed\n"
    assert len(sv.read_dispositions(written(tmp_path, lines), sample).units) == 4


def test_an_area_other_than_that_of_the_sample_is_refused(tmp_path: Path) -> None:
    lines = "unit,area,date,result\nA1,Nordby,2026-05-01,I\nB1,Nordby,2026-05-01,I\n"
    with pytest.raises(FindingsError, match="vangdalen") as error:
        sv.read_dispositions(written(tmp_path, lines), made_sample(SAMPLE))
    assert wrong_in(error) == ["3: DISPOSITIONS-OTHER-AREA"]


# Wrong rows


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["A;Nordby;1-5-2026;udsent"], ["2: DISPOSITIONS-UNKNOWN-RESULT-NEAR"]),
        (["A;Nordby;1-5-2026;qwxz"], ["2: DISPOSITIONS-UNKNOWN-RESULT"]),
        (["A;Nordby;1-5-2026;2"], ["2: DISPOSITIONS-UNKNOWN-RESULT"]),
        (["A;Norby;1-5-2026;tom"], ["2: DISPOSITIONS-UNKNOWN-AREA-NEAR"]),
        (["A;Xyzw;1-5-2026;tom"], ["2: DISPOSITIONS-UNKNOWN-AREA"]),
        (["A;;1-5-2026;tom"], ["2: DISPOSITIONS-NO-AREA"]),
        (["A;Nordby;31-4-2026;tom"], ["2: DISPOSITIONS-NO-MOMENT"]),
        (["A;Nordby;;tom"], ["2: DISPOSITIONS-NO-DATE"]),
        (["A;Nordby;31-12-2025;tom"], ["2: DISPOSITIONS-BEFORE-DRAW"]),
        (["A;Nordby;1-7-2026;tom"], ["2: DISPOSITIONS-AFTER-UNTIL"]),
        ([";Nordby;1-5-2026;tom"], ["2: DISPOSITIONS-ID-EMPTY"]),
        (["Å1;Nordby;1-5-2026;tom"], ["2: DISPOSITIONS-ID-LETTERS"]),
        (["1,2E+10;Nordby;1-5-2026;tom"], ["2: DISPOSITIONS-ID-CUT"]),
        (
            ["A;Nordby;1-5-2026;tom", "A;Vangdalen;2-5-2026;tom"],
            ["3: DISPOSITIONS-TWO-AREAS"],
        ),
        (
            ["A;Nordby;3-5-2026;tom", "A;Nordby;2-5-2026;tom", "A;Nordby;4-5-2026;tom"],
            ["3: DISPOSITIONS-OUT-OF-ORDER"],
        ),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_its_place(
    tmp_path: Path, rows: list[str], expected: list[str]
) -> None:
    path = written(tmp_path, "\n".join(["bolig;område;dato;resultat", *rows]))
    for language in ("en", "da"):
        with language_in_force(language), pytest.raises(FindingsError) as error:
            sv.read_dispositions(
                path, area=["Nordby", "Vangdalen"], drawn="2026-01-01", until="2026-06-30"
            )
        assert wrong_in(error) == expected


def test_dates_years_apart_are_refused(tmp_path: Path) -> None:
    rows = "unit,area,date,result\nA,Nordby,2016-05-01,I\nB,Nordby,2026-05-01,I\n"
    with pytest.raises(FindingsError, match="three years") as error:
        sv.read_dispositions(written(tmp_path, rows))
    assert wrong_in(error) == ["2: DISPOSITIONS-SPAN"]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = ["A;Nordby;1-5-2026;qwxz", "Å;Nordby;x;tom", "B;Nordby;1-5-2026;zzzz"]
    path = written(tmp_path, "\n".join(["bolig;område;dato;resultat", *rows]))
    with pytest.raises(FindingsError, match="4 things") as error:
        sv.read_dispositions(path)
    assert len(error.value.findings) == 4


# Final outcomes

CODES = """
    løbenr,område,kode,husleje,alder
    1,Nordby,110,høj,30
    2,Nordby,2.111,lav,
    3,Vangdalen,UH,lav,
    4,Vangdalen,4.6,høj,
"""


def test_final_codes_are_taken_as_they_are(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, CODES))
    assert outcomes_of(found) == {
        "1": "complete",
        "2": "refusal",
        "3": "unknown_household",
        "4": "not_eligible",
    }
    assert found.attempts is None


def test_what_is_not_known_of_everyone_is_left_out_and_told(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, CODES))
    assert found.units is not None
    assert "husleje" in found.units
    assert "alder" not in found.units
    assert "DISPOSITIONS-NOT-OF-ALL" in codes_told(found)


def test_a_unit_with_two_final_outcomes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, CODES + "2,Nordby,110,lav,\n")
    with pytest.raises(FindingsError, match="dates") as error:
        sv.read_dispositions(path)
    assert wrong_in(error) == ["6: DISPOSITIONS-UNIT-TWICE"]


def test_a_unit_without_a_final_outcome_is_pending(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, CODES + "5,Nordby,,lav,\n"), closed=False)
    assert outcomes_of(found)["5"] == "pending"


def test_one_area_can_be_named_instead_of_a_column(tmp_path: Path) -> None:
    path = written(tmp_path, "unit,outcome\n1,I\n2,NC\n")
    found = sv.read_dispositions(path, area="Nordby")
    assert counts_of(found) == {("Nordby", "complete"): 1, ("Nordby", "non_contact"): 1}
    with pytest.raises(WrongUseError, match="column of areas"):
        sv.read_dispositions(path)


def test_areas_can_be_in_the_order_of_the_study(tmp_path: Path) -> None:
    names = {"vangdalen": "Vangdalen", "aadalen": "Ådalen", "nordby": "Nordby"}
    found = sv.read_dispositions(written(tmp_path, CODES), area=names)
    assert [code.value for code in found.area.codes] == list(names)
    assert counts_of(found)["nordby", "complete"] == 1
    assert any("aadalen" in note.message for note in found.notes)


def test_value_labels_of_spss_are_understood(tmp_path: Path) -> None:
    import pyreadstat

    frame = pd.DataFrame({"unit": ["1", "2"], "outcome": [1.0, 2.0], "area": [1.0, 1.0]})
    path = tmp_path / "codes.sav"
    pyreadstat.write_sav(
        frame, path,
        variable_value_labels={
            "outcome": {1.0: "Besvaret", 2.0: "Afslag"},
            "area": {1.0: "Nordby"},
        },
    )  # fmt: skip
    found = sv.read_dispositions(path)
    assert outcomes_of(found) == {"1": "complete", "2": "refusal"}
    assert found.area.code_label("1", "da") == "Nordby"


# Counts

WIDE = """
    Område;Uddelt;Besvaret;Delvist besvaret;Afslag;Tom bolig;Svarprocent
    Vangdalen;1000;430;10;100;20;43,0
    Nordby;2000;850;;200;30;42,9
    I alt;3000;1280;10;300;50;43,0
"""


def test_counts_as_analysts_keep_them_are_read(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, WIDE))
    assert counts_of(found) == {
        ("Vangdalen", "complete"): 430,
        ("Vangdalen", "partial"): 10,
        ("Vangdalen", "refusal"): 100,
        ("Vangdalen", "not_eligible"): 20,
        ("Vangdalen", "non_contact"): 440,
        ("Nordby", "complete"): 850,
        ("Nordby", "refusal"): 200,
        ("Nordby", "not_eligible"): 30,
        ("Nordby", "non_contact"): 920,
    }
    assert found.units is None


def test_a_row_for_all_alone_is_an_area(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, "område,uddelt,besvaret\nI alt,477,75\n"))
    assert counts_of(found) == {("I alt", "complete"): 75, ("I alt", "non_contact"): 402}


def test_counts_in_rows_give_the_same(tmp_path: Path) -> None:
    rows = ["area,outcome,n"]
    for area, *counts in (("Vangdalen", 1000, 430, 10, 100, 20), ("Nordby", 2000, 850, 0, 200, 30)):
        words = ("sent out", "complete", "partial", "refused", "vacant")
        rows += [f"{area},{word},{n}" for word, n in zip(words, counts, strict=True)]
    long = sv.read_dispositions(written(tmp_path, "\n".join(rows), "long.csv"))
    wide = sv.read_dispositions(written(tmp_path, WIDE, "wide.csv"))
    assert counts_of(long) == counts_of(wide)


def test_counts_agree_with_the_units_they_are_of(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    words = ["besvaret", "delvist", "afslag", "ikke truffet", "andet", "uh", "uo", "tom"]
    cells = [(rng.integers(3), rng.integers(8)) for _ in range(400)]
    names = list(AREAS.values())
    rows = [f"{k},{names[a]},{words[w]}" for k, (a, w) in enumerate(cells)]
    units = sv.read_dispositions(
        written(tmp_path, "\n".join(["bolig,område,udfald", *rows]), "u.csv"), area=names
    )
    lines = [
        ",".join([name, *(str(cells.count((a, w))) for w in range(8))])
        for a, name in enumerate(names)
    ]
    counts = sv.read_dispositions(
        written(tmp_path, "\n".join([",".join(["område", *words]), *lines]), "c.csv"), area=names
    )
    assert counts_of(units) == counts_of(counts)
    one, other = (sv.response_rates(each, by="area").to_frame() for each in (units, counts))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Nordby;100;60;50"], ["2: DISPOSITIONS-PARTS-DIFFER"]),
        (["Nordby;100;60;-5"], ["2: DISPOSITIONS-NO-COUNT"]),
        (["Nordby;100;6,5;5"], ["2: DISPOSITIONS-NO-COUNT"]),
        (["Nordby;100;60;5", "Nordby;100;60;5"], ["3: DISPOSITIONS-AREA-TWICE"]),
        (["Nordbi;100;60;5"], ["2: DISPOSITIONS-UNKNOWN-AREA-NEAR"]),
        (["Nordby;100;60;5", "I alt;100;61;5"], ["3: DISPOSITIONS-SUM-DIFFERS"]),
        (["Nordby;100;60;5", "I alt;101;60;5"], ["3: DISPOSITIONS-SUM-DIFFERS"]),
    ],
)
def test_counts_that_can_not_be_are_refused(
    tmp_path: Path, lines: list[str], expected: list[str]
) -> None:
    path = written(tmp_path, "\n".join(["Område;Uddelt;Besvaret;Afslag", *lines]))
    for language in ("en", "da"):
        with language_in_force(language), pytest.raises(FindingsError) as error:
            sv.read_dispositions(path, area=["Nordby"])
        assert wrong_in(error) == expected


def test_points_between_thousands_are_refused_unless_they_are_explained(tmp_path: Path) -> None:
    path = written(tmp_path, "Område;Uddelt;Besvaret\nNordby;1.000;60\n")
    with pytest.raises(DataError, match="thousands"):
        sv.read_dispositions(path)
    with pytest.raises(FindingsError) as error:
        sv.read_dispositions(path, decimal=",")
    assert wrong_in(error) == ["2: DISPOSITIONS-NO-COUNT"]


def test_codes_with_a_point_stand_beside_numbers_with_a_comma(tmp_path: Path) -> None:
    lines = "bolig;område;kode;husleje\n1;Nordby;2.111;5,5\n2;Nordby;2.112;6,5\n"
    found = sv.read_dispositions(written(tmp_path, lines), decimal=",")
    assert outcomes_of(found) == {"1": "refusal", "2": "refusal"}


def test_outcomes_that_count_everybody_must_add_up(tmp_path: Path) -> None:
    lines = "Område;Uddelt;Besvaret;Ikke truffet\nNordby;100;60;30\n"
    with pytest.raises(FindingsError, match="90 of 100"):
        sv.read_dispositions(written(tmp_path, lines))


def test_a_column_of_counts_that_nobody_knows_is_not_lost(tmp_path: Path) -> None:
    lines = "Område;Uddelt;Besvaret;Fraflyttet;Bemærkning\nNordby;100;60;5;ok\n"
    path = written(tmp_path, lines)
    with pytest.raises(FindingsError, match="Fraflyttet"):
        sv.read_dispositions(path)
    found = sv.read_dispositions(path, words={"Fraflyttet": "not_eligible"})
    assert counts_of(found)["Nordby", "not_eligible"] == 5
    assert "DISPOSITIONS-LEFT-OUT" in codes_told(found)


def test_counts_must_agree_with_the_sample(tmp_path: Path) -> None:
    sample = made_sample(SAMPLE)
    right = sv.read_dispositions(written(tmp_path, "område,besvaret\nNordby,1\n", "r.csv"), sample)
    assert counts_of(right) == {
        ("nordby", "complete"): 1,
        ("nordby", "non_contact"): 1,
        ("vangdalen", "non_contact"): 2,
    }
    assert right.counts["weighted"].sum() == 14
    for lines, code in (
        ("område,besvaret\nNordby,3\n", "PARTS-DIFFER"),
        ("område,uddelt,besvaret\nNordby,9,1\n", "SENT-NOT-SAMPLED"),
    ):
        with pytest.raises(FindingsError) as error:
            sv.read_dispositions(written(tmp_path, lines, "w.csv"), sample)
        assert wrong_in(error) == [f"2: DISPOSITIONS-{code}"]


def test_counts_of_unequal_weights_can_not_be_weighted(tmp_path: Path) -> None:
    sample = made_sample([("A1", "nordby", 2.0), ("A2", "nordby", 3.0)])
    path = written(tmp_path, "område,besvaret\nNordby,1\n")
    found = sv.read_dispositions(path, sample)
    with pytest.raises(WrongUseError, match="same weight"):
        sv.response_rates(found, weighted=True)


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Område", "Uddelt", "Besvaret"], ["Nordby", 10, 4], ["I alt", 10, 4]):
        sheet.append(row)
    book.save(tmp_path / "counts.xlsx")
    found = sv.read_dispositions(tmp_path / "counts.xlsx")
    assert counts_of(found) == {("Nordby", "complete"): 4, ("Nordby", "non_contact"): 6}


# Which file it is


@pytest.mark.parametrize(
    "heads",
    [
        "område,bemærkning",
        "bolig,besvaret",
        "bolig,dato,måde",
        "område,udfald",
        "område,udfald,antal,besvaret",
        "bolig,udfald,antal",
        "område,dato,besvaret",
        "a,b,c",
    ],
)
def test_headings_of_no_known_file_are_refused(tmp_path: Path, heads: str) -> None:
    cells = ",".join("1" for _ in heads.split(","))
    for language in ("en", "da"):
        with language_in_force(language), pytest.raises(DataError, match="log"):
            sv.read_dispositions(written(tmp_path, f"{heads}\n{cells}\n"))


def test_two_headings_that_mean_the_same_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SurveyError):
        sv.read_dispositions(written(tmp_path, "bolig,Bolig,dato,resultat\n1,1,2026-05-01,I\n"))


# Arguments


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sample": "sample.csv"}, "sample"),
        ({"rule": "best"}, "rule"),
        ({"closed": "yes"}, "closed"),
        ({"unit": "household"}, "unit"),
        ({"drawn": "1-5-2026"}, "drawn"),
        ({"drawn": "2026-05-02", "until": "2026-05-01"}, "until"),
        ({"area": 7}, "area"),
        ({"area": ["Nordby", "Nordby"]}, "area"),
        ({"area": []}, "area"),
        ({"words": ["x"]}, "words"),
        ({"words": {"x": "y"}}, "words"),
    ],
)
def test_arguments_that_can_not_be_are_refused(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(WrongUseError, match=said):
        sv.read_dispositions(written(tmp_path, LOG), **wrong)


def test_areas_of_a_sample_are_its_own(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="sample"):
        sv.read_dispositions(written(tmp_path, LOG), made_sample(SAMPLE), area=["Nordby"])


def test_a_notebook_shows_counts_and_no_ids(tmp_path: Path) -> None:
    html = sv.read_dispositions(written(tmp_path, LOG))._repr_html_()
    assert "Vangdalen" in html
    assert "A1" not in html
    with language_in_force("da"):
        assert "Ikke truffet" in sv.read_dispositions(written(tmp_path, LOG))._repr_html_()


# Answers


def test_answers_set_who_is_complete_partial_or_broken_off(tmp_path: Path) -> None:
    lines = "unit,area,outcome\n" + "\n".join(f"{k},Nordby,NC" for k in range(6))
    before = sv.read_dispositions(written(tmp_path, lines))
    shares = {"0": 0.81, "1": 0.8, "2": 0.5, "3": 0.49, "4": 0.0}
    after = sv.with_answers(before, shares)
    assert outcomes_of(after) == {
        "0": "complete",
        "1": "partial",
        "2": "partial",
        "3": "refusal",
        "4": "refusal",
        "5": "non_contact",
    }
    assert counts_of(after)["Nordby", "partial"] == 2
    assert counts_of(before) == {("Nordby", "non_contact"): 6}
    assert outcomes_of(sv.with_answers(before, pd.Series(shares))) == outcomes_of(after)


def test_answers_that_the_log_does_not_know_and_the_other_way_are_told(tmp_path: Path) -> None:
    lines = "unit,area,outcome\n1,Nordby,I\n2,Nordby,4.6\n"
    found = sv.with_answers(sv.read_dispositions(written(tmp_path, lines)), {"2": 1.0})
    assert outcomes_of(found) == {"1": "complete", "2": "complete"}
    told = codes_told(found)
    assert "DISPOSITIONS-ANSWERS-LACKING" in told
    assert "DISPOSITIONS-EMPTY-ANSWERED" in told


def test_units_made_by_hand_take_answers_too(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, "unit,area,outcome\n1,Nordby,NC\n"))
    assert found.units is not None
    bare = replace(found, units=found.units.drop(columns="hard_refusal"))
    assert outcomes_of(sv.with_answers(bare, {"1": 1.0})) == {"1": "complete"}


def test_the_limits_are_those_of_the_rule(tmp_path: Path) -> None:
    rule = sv.DispositionRule(partial_from=0.2, complete_above=0.9)
    path = written(tmp_path, "unit,area,outcome\n1,Nordby,NC\n2,Nordby,NC\n")
    found = sv.with_answers(sv.read_dispositions(path, rule=rule), {"1": 0.9, "2": 0.2})
    assert set(outcomes_of(found).values()) == {"partial"}


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"9": 0.5}, "not sampled"),
        ({"1": 1.5}, "from 0 to 1"),
        ({"1": float("nan")}, "from 0 to 1"),
        ({"1": True}, "from 0 to 1"),
        ([0.5], "completeness"),
        (pd.Series([0.5, 0.6], index=["1", "1"]), "once"),
    ],
)
def test_answers_that_can_not_be_are_refused(tmp_path: Path, shares: Any, said: str) -> None:
    found = sv.read_dispositions(written(tmp_path, "unit,area,outcome\n1,Nordby,NC\n"))
    with pytest.raises(SurveyError, match=said):
        sv.with_answers(found, shares)


def test_counts_take_no_answers(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="counts"):
        sv.with_answers(sv.read_dispositions(written(tmp_path, WIDE)), {"1": 1.0})


def test_every_outcome_is_one_of_the_classes(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, LOG))
    assert found.units is not None
    assert all(isinstance(each, Outcome) for each in found.units["outcome"].tolist())
