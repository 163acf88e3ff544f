"""Files of answers as they should not be: each case is refused or told, and never a wrong number.

The cases in order: damaged files, character sets, text tables, ids, codes, dates, files that are
none, and then answers that contradict the questionnaire.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from made_data_files import write_xlsx
from made_skema import HEAD, NAMES, ROSTER, ROW, WRITTEN, found_in, read, skema

import survey as sv
from survey.codebook import Code, Kind, Variable
from survey.errors import DataError, FileError, SurveyError, WrongUseError
from survey.files import child_process
from survey.findings import FindingsError
from survey.questionnaire.build import questionnaire_from
from survey.responses.problems import ProblemKind
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.responses.responses import Responses

ENDINGS = (".csv", ".xlsx", ".parquet", ".sav", ".zsav", ".dta")
LABELLED = (".sav", ".zsav", ".dta")
NUMBERS = ("safe", "why", "where_1", "where_2", "where_9", "age", "years")


def frame(rows: int = 1, **cells: Any) -> pd.DataFrame:
    """Rows of answers that are right, but for some cells."""
    columns: dict[str, Any] = {
        "skemanr": [f"{number:03d}" for number in range(1, rows + 1)],
        "wish": ["Mere lys"] * rows,
        **{name: [np.nan] * rows for name in NUMBERS},
        "safe": [3.0] * rows,
        "age": [44.0] * rows,
        "years": [3.0] * rows,
        **cells,
    }
    return pd.DataFrame(columns)


def write(folder: Path, table: pd.DataFrame, ending: str, **how: Any) -> Path:
    path = folder / f"svar{ending}"
    match ending:
        case ".csv":
            table.to_csv(path, sep=";", index=False)
        case ".xlsx":
            write_xlsx(path, table)
        case ".parquet":
            table.to_parquet(path)
        case ".dta":
            pyreadstat.write_dta(table, path, **how)
        case _:
            pyreadstat.write_sav(table, path, compress=ending == ".zsav", **how)
    return path


def raw(folder: Path, data: bytes, **how: Any) -> Responses:
    (folder / "svar.csv").write_bytes(data)
    return read_responses(folder / "svar.csv", skema(), **how)


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new process after each damaged file would take most of the time."""
    monkeypatch.setattr(child_process._PROCESSES, "careful", False)


# --- Files and tables ------------------------------------------------------------------------


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("ending", [each for each in ENDINGS if each != ".csv"])
def test_1_a_file_that_is_cut_is_refused_and_never_short(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path, frame(40), ending)
    whole = path.read_bytes()
    for length in np.linspace(0, len(whole) - 1, 25).astype(int):
        path.write_bytes(whole[:length])
        try:
            answers = read_responses(path, skema())
        except (FileError, DataError):
            continue
        assert len(answers.data) == 40


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("ending", [each for each in ENDINGS if each != ".csv"])
def test_2_a_file_with_changed_bytes_is_refused_or_read_whole_and_ends_nothing(
    tmp_path: Path, ending: str
) -> None:
    path = write(tmp_path, frame(40), ending)
    whole, random = path.read_bytes(), np.random.default_rng(7)
    places = [*random.integers(0, len(whole), 20), *({457, 459} if ending == ".sav" else ())]
    for place in places:
        data = bytearray(whole)
        data[place] = 0 if place in {457, 459} else int(random.integers(0, 256))
        path.write_bytes(bytes(data))
        try:
            answers = read_responses(path, skema(), invalid="count", duplicates="first")
        except SurveyError:
            continue
        assert 0 < len(answers.data) <= 40


@pytest.mark.parametrize("ending", [".sav", ".zsav"])
def test_3_a_reason_that_spss_declares_missing_is_never_lost(tmp_path: Path, ending: str) -> None:
    how = {
        "missing_ranges": {"safe": [99]},
        "variable_value_labels": {"safe": {1: "Unsafe", 2: "Neither", 3: "Safe", 99: "Don't know"}},
    }
    path = write(tmp_path, frame(3, safe=[3.0, 99.0, 1.0]), ending, **how)
    with pytest.raises(FindingsError, match="99"):
        read_responses(path, skema())
    assert read_responses(path, skema(), invalid="count").data["safe"].tolist() == [3, -5, 1]
    mapped = sv.match_columns(path, skema()).column_map
    assert read_responses(path, skema(), mapped).data["safe"].tolist() == [3, -8, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_4_the_usual_character_sets_are_found_and_said(tmp_path: Path, encoding: str) -> None:
    answers = raw(tmp_path, (HEAD + ROW.replace("Vest", "Ådalen")).encode(encoding))
    assert answers.data["area"].tolist() == ["Ådalen"]
    said = {"cp1252": "1252", "utf-16": "UTF-16"}.get(encoding, "UTF-8")
    assert any(note.code == "CSV-READ-AS" and said in note.message for note in answers.notes)


@pytest.mark.parametrize(("wrote", "taken_for"), [("utf-8", "cp1252"), ("cp850", "cp1252")])
def test_5_letters_that_were_broken_on_the_way_are_refused(
    tmp_path: Path, wrote: str, taken_for: str
) -> None:
    data = (HEAD + ROW.replace("Vest", "Ådalen Århus")).encode(wrote)
    broken = data.decode(taken_for, errors="replace").encode() if wrote == "utf-8" else data
    how = {} if wrote == "utf-8" else {"encoding": taken_for}
    with pytest.raises(DataError):
        raw(tmp_path, broken, **how)


@pytest.mark.parametrize(("sign", "mark"), [(";", ","), (",", "."), ("\t", ",")])
def test_6_the_delimiter_and_the_decimal_mark_are_found(
    tmp_path: Path, sign: str, mark: str
) -> None:
    text = (HEAD + ROW).replace("\n", ";w\n", 1).replace("light\n", "light;1,5\n")
    text = text.replace(",", "\0").replace(";", sign).replace("\0", mark)
    answers = raw(tmp_path, text.encode(), weights="w")
    assert answers.data[["age", "w"]].iloc[0].tolist() == [44.0, 1.5]


@pytest.mark.parametrize("cell", ["1.500", "1,500"])
def test_7_a_mark_that_may_group_thousands_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(DataError, match="thousands"):
        read(tmp_path, ROW.replace(";44;", f";{cell};"))


def test_8_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    answers = raw(tmp_path, (HEAD + ROW).encode("utf-8-sig"))
    assert answers.ids.tolist() == ["007"]
    with pytest.raises(DataError):
        raw(tmp_path, (HEAD + ROW).encode("utf-8-sig"), encoding="cp1252")


def test_9_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="safe"):
        read(tmp_path, ROW.replace("Vest;", "Vest;3;"), head=HEAD.replace("safe", "safe;safe"))
    book = frame(2)
    book.columns = [{"years": "age"}.get(name, name) for name in book.columns]
    write_xlsx(tmp_path / "svar.xlsx", book)
    with pytest.raises(DataError, match="age"):
        read_responses(tmp_path / "svar.xlsx", skema())


def test_10_a_row_that_is_too_long_moves_no_column(tmp_path: Path) -> None:
    good = ROW.replace("007", "8")
    for rows, line in (
        ((ROW.replace("\n", ";1\n"), good), 2),
        ((good, ROW.replace("\n", ";1\n")), 3),
    ):
        with pytest.raises(DataError, match=f"svar.csv:{line}"):
            read(tmp_path, *rows)


def test_11_a_row_that_is_too_short_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"svar\.csv:3"):
        read(tmp_path, ROW, "8;Vest;3\n")


@pytest.mark.parametrize("words", ["NA", "None", "null", "nan", "NULL", "n/a", "NaN", "#N/A"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".sav", ".dta"])
def test_12_words_that_programs_take_for_missing_are_answers(
    tmp_path: Path, words: str, ending: str
) -> None:
    if (words, ending) == ("#N/A", ".xlsx"):
        pytest.skip("in a workbook this is no text but an error")
    answers = read_responses(write(tmp_path, frame(1, wish=[words]), ending), skema())
    assert answers.words("wish").tolist() == [words]


def test_13_ids_keep_their_noughts_and_all_their_digits(tmp_path: Path) -> None:
    ids = ["007", "1234567890123456992", "1234567890123456993"]
    for ending in (".csv", ".xlsx", ".parquet", ".sav", ".zsav", ".dta"):
        path = write(tmp_path, frame(3, skemanr=ids), ending)
        assert read_responses(path, skema()).ids.tolist() == ids
    for ending in (".xlsx", ".parquet", ".sav", ".dta"):
        for rounded in (1234567890123456993.0, 1.5):
            path = write(tmp_path, frame(1, skemanr=[rounded]), ending)
            with pytest.raises(FindingsError, match="ID-ROUNDED"):
                read_responses(path, skema())


@pytest.mark.parametrize("cell", ["1e5", "0x10", "1_000", "1-2", "+3", "-0", "3,5", "TRUE", "٣"])
def test_14_what_only_looks_like_a_code_is_none(tmp_path: Path, cell: str) -> None:
    assert found_in(tmp_path, ROW.replace(";3;;", f";{cell};;", 1)) == ["ANSWERS-UNKNOWN-CODE"]


def test_15_an_unpaired_quotation_mark_and_a_nul_byte_are_refused_with_their_line(
    tmp_path: Path,
) -> None:
    for row in (ROW.replace("More", '"More'), ROW.replace("More", "Mo\x00re")):
        with pytest.raises(DataError, match=r"svar\.csv:2"):
            read(tmp_path, row)


def test_16_the_first_twenty_cells_of_another_kind_are_listed_with_their_rows(
    tmp_path: Path,
) -> None:
    rows = [f"{n};Vest;{'many' if n % 2 else 3};;;;;44;3;\n" for n in range(100)]
    with pytest.raises(FindingsError) as caught:
        read(tmp_path, *rows)
    assert len(caught.value.findings) == 20
    assert str(caught.value.findings[0].place).endswith("svar.csv:3 (safe)")
    assert "50" in str(caught.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_17_an_id_that_is_there_twice_is_refused_or_resolved_by_a_rule_and_logged(
    tmp_path: Path, ending: str
) -> None:
    path = write(tmp_path, frame(2, skemanr=["7", "7"], years=[np.nan, 3.0]), ending)
    with pytest.raises(FindingsError, match="ID-TWICE"):
        read_responses(path, skema())
    kept = {"first": -1.0, "latest_complete": 3.0}
    for rule, years in kept.items():
        answers = read_responses(path, skema(), duplicates=rule)  # type: ignore[arg-type]
        assert answers.data["years"].tolist() == [years]
        assert [each.respondent for each in answers.steps] == ["7"]


def test_18_persons_are_put_to_one_respondent_each_and_never_multiplied(tmp_path: Path) -> None:
    (tmp_path / "svar.csv").write_text("skemanr;safe\n1;3\n2;1\n", encoding="utf-8")
    persons = tmp_path / "boern.csv"
    how: Callable[[], Any] = lambda: read_responses(  # noqa: E731
        tmp_path / "svar.csv", questionnaire_from(ROSTER), rosters={"children": persons}
    )
    persons.write_text("skemanr;item;child_age;child_club\n1;1;8;1\n1;1;8;1\n", encoding="utf-8")
    with pytest.raises(FindingsError, match="PERSON-TWICE"):
        how()
    persons.write_text("skemanr;item;child_age;child_club\n1;1;8;1\n1;2;8;1\n", encoding="utf-8")
    assert len(how().rosters["children"]) == 2
    assert len(how().data) == 2


def test_19_nobody_without_an_area_is_dropped_in_silence(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("007", "8").replace("Vest", "")]
    assert found_in(tmp_path, *rows) == ["ANSWERS-EMPTY-GROUP"]
    answers = read(tmp_path, *rows, invalid="count")
    assert len(answers.data) == 2
    assert "ANSWERS-COUNTED-UNKNOWN" in [note.code for note in answers.notes]
    table = sv.proportion(sv.SurveyDesign(answers.data), "safe", by="area").to_frame()
    assert table.drop_duplicates("area")["n"].sum() >= 2


def test_20_two_ways_to_write_a_letter_are_one_and_a_foreign_one_is_no_id(tmp_path: Path) -> None:
    rows = [
        ROW.replace("Vest", "\u00c5rhus"),
        ROW.replace("007", "8").replace("Vest", "A\u030arhus"),
    ]
    assert set(read(tmp_path, *rows).data["area"]) == {"\u00c5rhus"}
    assert found_in(tmp_path, ROW.replace("007", "\u04301")) == ["ANSWERS-ID-LETTERS"]


BORN = {
    **WRITTEN,
    "questions": [
        {
            "id": "born",
            "type": "date",
            "text": {"en": "Born?"},
            "precision": "year",
            "earliest": "1900-01-01",
            "latest": "2026-12-31",
        },
        {"id": "age", "type": "number", "text": {"en": "Age?"}, "low": 0, "high": 120},
    ],
}


@pytest.mark.parametrize(
    ("born", "age", "code"),
    [
        ("1800", "40", "TOO-EARLY"),
        ("2031", "40", "TOO-LATE"),
        ("1980-02-31", "40", "NO-DATE"),
        ("1980", "-40", "NEGATIVE-ANSWER"),
        ("1980", "400", "TOO-HIGH"),
    ],
)
def test_21_years_and_ages_that_can_not_be_are_told(
    tmp_path: Path, born: str, age: str, code: str
) -> None:
    path = tmp_path / "svar.csv"
    path.write_text(f"id;born;age\n1;{born};{age}\n", encoding="utf-8")
    with pytest.raises(FindingsError, match=code):
        read_responses(path, questionnaire_from(BORN))
    answers = read_responses(path, questionnaire_from(BORN), invalid="count")
    assert sorted(map(str, answers.data.iloc[0, 1:])) in (["-5", "40.0"], ["-5.0", "1980"])


@pytest.mark.parametrize("ending", ENDINGS)
def test_22_a_file_that_is_none_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"svar{ending}"
    with pytest.raises(FileError):
        read_responses(path, skema())
    path.touch()
    with pytest.raises((FileError, DataError)):
        read_responses(path, skema())
    path.unlink()
    path.mkdir()
    with pytest.raises(FileError):
        read_responses(path, skema())
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(FileError):
        read_responses(path, skema())
    path.unlink()
    with path.open("wb") as stream:
        stream.truncate(3_000_000_000)
    with pytest.raises(FileError):
        read_responses(path, skema())
    path.unlink()
    with pytest.raises(DataError):
        read_responses(write(tmp_path, frame(1).head(0), ending), skema())


def test_22_a_file_of_another_kind_and_a_folder_of_files_are_refused(tmp_path: Path) -> None:
    for name in ("svar", "svar.xls", "svar.ods"):
        (tmp_path / name).write_text(HEAD + ROW)
        with pytest.raises(SurveyError):
            read_responses(tmp_path / name, skema())
    with pytest.raises(SurveyError):
        read_responses(tmp_path, skema())


# --- Logic of the survey ---------------------------------------------------------------------


@pytest.mark.parametrize("ending", ENDINGS)
def test_23_a_code_out_of_range_is_refused_or_counted_as_invalid(
    tmp_path: Path, ending: str
) -> None:
    path = write(tmp_path, frame(3, safe=[3.0, 7.0, 1.0]), ending)
    with pytest.raises(FindingsError, match="UNKNOWN-CODE"):
        read_responses(path, skema())
    answers = read_responses(path, skema(), invalid="count")
    assert answers.data["safe"].tolist() == [3, -5, 1]
    assert [each.kind for each in answers.problems] == [ProblemKind.INVALID]


@pytest.mark.parametrize("kind", ["proportion", "base"])
def test_23_an_invalid_answer_is_missing_in_estimates_and_counted_beside_them(
    tmp_path: Path, kind: str
) -> None:
    rows = [f"{n};Vest;{s};;;;;{age};3;\n" for n, s, age in
            ((1, 3, 40), (2, 7, 500), (3, 1, 20), (4, 3, 60), (5, "", 60))]  # fmt: skip
    answers = read(tmp_path, *rows, invalid="count")
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    shares = sv.proportion(design, "safe").to_frame()
    if kind == "proportion":
        assert dict(zip(shares["category"], shares["estimate"], strict=True)) == pytest.approx(
            {1: 1 / 3, 2: 0.0, 3: 2 / 3}
        )
        assert set(shares["n"]) == {3}
        assert sv.mean(design, "age").to_frame()["estimate"].tolist() == [45.0]
    else:
        (note,) = [each for each in answers.notes if "(safe)" in str(each.place)]
        assert note.message.startswith("One answer")


def test_24_an_answer_to_what_was_not_asked_is_kept_raw_dropped_from_the_base_and_counted(
    tmp_path: Path,
) -> None:
    row = ROW.replace(";3;;1;", ";3;2;1;")
    answers = read(tmp_path, row, "8;Vest;1;1;;;;44;3;\n")
    assert answers.answered["why"].tolist() == [2, 1]
    assert answers.data["why"].tolist() == [-3, 1]
    assert [(p.kind, p.variable, p.respondent, p.value) for p in answers.problems] == [
        (ProblemKind.NOT_ASKED, "why", "007", "2")
    ]
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    assert set(sv.proportion(design, "why").to_frame()["n"]) == {1}
    kept = read(tmp_path, row, "8;Vest;1;1;;;;44;3;\n", contradictions="keep")
    design = sv.SurveyDesign(kept.data, codebook=kept.codebook)
    assert set(sv.proportion(design, "why").to_frame()["n"]) == {2}


def test_28_an_area_in_which_nobody_answered_has_no_share_and_not_0(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("007", "8"), "9;Øst;;;;;;44;3;\n"]
    answers = read(tmp_path, *rows)
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    table = sv.proportion(design, "safe", by="area").to_frame()
    east = table[table["area"] == "Øst"]
    assert east["estimate"].isna().all()
    assert set(east["n"]) == {0}


@pytest.mark.parametrize(("how", "code"), [({}, -1), ({"absent": ["safe"]}, -4)])
def test_29_a_question_that_nobody_answered_or_was_asked_has_no_share_and_not_0(
    tmp_path: Path, how: dict[str, Any], code: int
) -> None:
    answers = read(tmp_path, "1;Vest;;;;;;44;3;\n", "2;Vest;;;;;;44;3;\n", **how)
    assert answers.data["safe"].tolist() == [code, code]
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    assert sv.proportion(design, "safe").to_frame()["estimate"].isna().all()


def test_37_a_question_with_other_codes_than_in_the_file_is_refused(tmp_path: Path) -> None:
    changed = {**WRITTEN, "questions": [dict(each) for each in WRITTEN["questions"]]}
    changed["questions"][0]["codes"] = {1: {"en": "Unsafe"}, 2: {"en": "Safe"}}
    (tmp_path / "svar.csv").write_text(HEAD + ROW, encoding="utf-8")
    with pytest.raises(FindingsError, match="UNKNOWN-CODE"):
        read_responses(tmp_path / "svar.csv", questionnaire_from(changed | {"id": "ny"}))


def test_38_a_respondent_keeps_her_id_when_she_has_moved(tmp_path: Path) -> None:
    first = read(tmp_path, ROW)
    second = read(tmp_path, ROW.replace("Vest", "Øst"))
    assert first.ids.tolist() == second.ids.tolist() == ["007"]
    assert (first.data["area"].tolist(), second.data["area"].tolist()) == (["Vest"], ["Øst"])


def test_39_a_thousand_codes_and_long_labels_are_read(tmp_path: Path) -> None:
    many = {
        "id": "x",
        "title": {"en": "X"},
        "languages": ["en"],
        "questions": [
            {
                "id": "q",
                "type": "single",
                "text": {"en": "Q?"},
                "codes": {n: {"en": f"{n} " + "long " * 300} for n in range(1, 1001)},
            }
        ],
    }
    (tmp_path / "svar.csv").write_text("id;q\n" + "".join(f"{n};{n}\n" for n in range(1, 1001)))
    answers = read_responses(tmp_path / "svar.csv", questionnaire_from(many))
    assert answers.data["q"].tolist() == list(range(1, 1001))
    (tmp_path / "svar.csv").write_text("id;q\n1;1001\n")
    with pytest.raises(FindingsError) as caught:
        read_responses(tmp_path / "svar.csv", questionnaire_from(many))
    assert len(str(caught.value)) < 1000


def test_40_an_index_of_answers_that_are_all_missing_has_no_mean(tmp_path: Path) -> None:
    scale = {1: {"en": "Bad"}, 2: {"en": "Good"}}
    indexed = {
        "id": "x",
        "title": {"en": "X"},
        "languages": ["en"],
        "questions": [
            {"id": name, "type": "single", "text": {"en": name}, "codes": scale}
            for name in ("one", "two")
        ],
        "indices": [{"id": "both", "label": {"en": "Both"}, "members": ["one", "two"]}],
    }
    path = tmp_path / "svar.csv"
    for rows, expected in (("1;;\n2;;7\n", [np.nan] * 2), ("1;2;2\n2;1;7\n", [100, 0])):
        path.write_text("id;one;two\n" + rows)
        answers = read_responses(path, questionnaire_from(indexed), invalid="count")
        design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
        assert sv.index_values(design, "both").tolist() == pytest.approx(expected, nan_ok=True)


# --- Odd workbooks ---------------------------------------------------------------------------


def test_a_total_at_the_bottom_two_rows_of_heads_and_a_blank_column_are_told(
    tmp_path: Path,
) -> None:
    book = frame(2)
    total = pd.DataFrame(
        [{"skemanr": "I alt", "safe": 6, "age": 88, "years": 6}], columns=book.columns
    )
    write_xlsx(tmp_path / "svar.xlsx", pd.concat([book.astype(object), total.astype(object)]))
    with pytest.raises(FindingsError, match="UNKNOWN-CODE"):
        read_responses(tmp_path / "svar.xlsx", skema())
    two_heads = pd.concat([pd.DataFrame([dict.fromkeys(book, "Tekst")]), book.astype(object)])
    write_xlsx(tmp_path / "svar.xlsx", two_heads)
    with pytest.raises(FindingsError, match="Tekst"):
        read_responses(tmp_path / "svar.xlsx", skema())
    write_xlsx(tmp_path / "svar.xlsx", book.assign(note=""))
    assert len(read_responses(tmp_path / "svar.xlsx", skema()).data) == 2


def test_numbers_without_end_truth_values_and_bytes_in_parquet_are_told(tmp_path: Path) -> None:
    for cells in ([np.inf, 44.0], [-np.inf, 44.0], [1e300, 44.0]):
        path = write(tmp_path, frame(2, age=cells), ".parquet")
        with pytest.raises(SurveyError):
            read_responses(path, skema())
    path = write(tmp_path, frame(2, where_1=[True, False]), ".parquet")
    assert read_responses(path, skema()).data["where_1"].tolist() == [1, 0]
    path = write(tmp_path, frame(1, wish=[b"\xff\x00"]), ".parquet")
    with pytest.raises(SurveyError):
        read_responses(path, skema())


def test_areas_given_with_codes_that_are_not_there_are_told_with_the_nearest(
    tmp_path: Path,
) -> None:
    area = Variable("area", Kind.GROUP, {}, codes=(Code("Vestparken", {}),))
    with pytest.raises(FindingsError, match="Vestparken"):
        read(tmp_path, ROW.replace("Vest", "Vestparkn"), groups=[area])
    with pytest.raises(WrongUseError):
        read(tmp_path, ROW, groups=[area, area])
    assert set(NAMES) > set(NUMBERS)
