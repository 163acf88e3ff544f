"""Lists of dwellings become frames, or are refused with every place that must be mended."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_lists import (
    AREAS,
    dwellings,
    write_csv,
    write_parquet,
    write_sav,
    write_xlsx,
)

from survey.codebook import Code, Kind, Variable
from survey.errors import DataError, FileError, RefusedError, UnknownNameError, WrongUseError
from survey.findings import FindingsError, Severity
from survey.language.catalogue import language_in_force
from survey.sampling.frame_reader import read_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.sampling.frame import Frame

WRITERS: dict[str, Callable[[Path, pd.DataFrame], Path]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".parquet": write_parquet,
    ".sav": write_sav,
}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Frame]:
    def of(text: str, **options: Any) -> Frame:
        path = tmp_path / "boliger.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_frame(path, **options)

    return of


def found(caught: pytest.ExceptionInfo[FindingsError]) -> list[tuple[str, str]]:
    """Codes, and the places without the folder."""
    return [
        (each.code, str(each.place).rpartition("/")[2].removeprefix("boliger.csv:"))
        for each in caught.value.findings
    ]


def warnings(frame: Frame) -> dict[str, str]:
    return {each.code: each.message for each in frame.notes if each.severity is Severity.WARNING}


# What is read


@pytest.mark.parametrize("ending", WRITERS)
def test_a_danish_list_is_read_from_every_format(tmp_path: Path, ending: str) -> None:
    frame = read_frame(WRITERS[ending](tmp_path / f"boliger{ending}", dwellings()), areas=AREAS)
    assert frame.units is not None
    assert frame.units.to_dict("list") == {
        "unit": ["001", "002", "003", "101", "102", "103"],
        "area": ["vangdalen"] * 3 + ["soeparken"] * 3,
        "department": ["12", "12", "13", "14", "14", "14"],
        "adults": [1, 2, -1, 3, 0, 2],
        "empty": [False, False, False, False, True, False],
        "size": [56.5, 72, 72, 80, 80, 101],
    }
    assert frame.counts.to_dict("list") == {
        "area": ["vangdalen", "soeparken", "aadalen"],
        "units": [3, 3, 0],
        "empty": [0, 1, 0],
        "eligible": [3, 2, 0],
        "adults": [-1, 5, 0],
    }
    assert frame.area.code_label("soeparken", "en") == "The Lake Park"
    assert len(frame.eligible) == 5
    assert repr(frame) == "Frame(5 dwellings in 3 areas)"


def test_the_same_units_have_the_same_fingerprint_in_every_format(tmp_path: Path) -> None:
    read = {
        read_frame(write(tmp_path / f"boliger{ending}", dwellings()), areas=AREAS).fingerprint
        for ending, write in WRITERS.items()
    }
    assert len(read) == 1


def test_english_headings_are_understood_too(read: Callable[..., Frame]) -> None:
    frame = read(
        "Dwelling ID,Housing area,Number of adults,Vacant,Rooms\n1,A,2,no,3\n2,B,1,yes,2\n"
    )
    assert frame.units is not None
    assert list(frame.units) == ["unit", "area", "adults", "empty", "size"]
    assert frame.counts["eligible"].tolist() == [1, 0]


def test_persons_are_counted_as_adults(read: Callable[..., Frame]) -> None:
    frame = read("Løbenr;Område;Voksne\n1;A;x\n2;A;y\n3;B;z\n", unit="person")
    assert frame.unit == "person"
    assert frame.counts["adults"].tolist() == [2, 1]
    assert frame.units is not None
    assert list(frame.units) == ["unit", "area"]
    assert repr(frame) == "Frame(3 persons in 2 areas)"


def test_areas_of_the_file_come_in_natural_order(read: Callable[..., Frame]) -> None:
    frame = read("id;område\n1;Blok 10\n2;Blok 2\n3;Ådalen\n4;Blok 1\n")
    assert frame.counts["area"].tolist() == ["Blok 1", "Blok 2", "Blok 10", "Ådalen"]


def test_a_column_can_be_named_and_another_left_out(read: Callable[..., Frame]) -> None:
    text = "nøglen;kvarter;m2;bolig\nA1;V;ukendt;9\nA2;V;50;9\n"
    frame = read(text, columns={"unit": "Nøglen", "area": "kvarter", "size": None})
    assert frame.units is not None
    assert frame.units.to_dict("list") == {"unit": ["A1", "A2"], "area": ["V", "V"]}


def test_further_columns_are_kept_as_numbers_if_all_of_them_are(read: Callable[..., Frame]) -> None:
    text = "id;område;etage;opgang;ombygget;bygning\n1;V;2;A;;01\n2;V;10;B;2001;02\n"
    frame = read(text, keep=("Etage", "opgang", "ombygget", "bygning"))
    assert frame.units is not None
    assert frame.units["etage"].tolist() == [2, 10]
    assert frame.units["ombygget"].tolist() == ["", "2001"]
    assert frame.units["bygning"].tolist() == ["01", "02"]
    assert list(frame.units) == ["unit", "area", "etage", "opgang", "ombygget", "bygning"]


def test_notes_say_what_each_column_was_taken_for(read: Callable[..., Frame]) -> None:
    text = "Bolignr;Område;Husleje;Navn\n1;V;5000;Bo\n"
    with language_in_force("da"):
        frame = read(text)
    said = [each.message for each in frame.notes]
    assert "1 rækker; nummer: »Bolignr«; område: »Område«" in said
    assert "udeladt: »Husleje«" in said
    assert any("hvem nogen er, blev udeladt: »Navn«" in each for each in said)


# Areas and departments


def test_areas_can_be_given_in_many_forms(read: Callable[..., Frame]) -> None:
    text = "id;område\n1;Søparken\n2;vang\n"
    codes = (Code("v", {"da": "Vang"}), Code("s", {"da": "Søparken"}))
    variable = Variable("area", Kind.GROUP, {"da": "Boligtype"}, codes=codes)

    class Area:
        id, label, aliases = "s", {"da": "Søparken"}, ["Parken"]

    forms: list[Any] = [
        codes,
        variable,
        [("v", "Vang"), ("s", "Søparken")],
        {"v": "Vang", "s": "Søparken"},
        {"areas": [{"id": "v", "label": {"da": "Vang"}}, {"id": "s", "label": "Søparken"}]},
        [Code("v", {"da": "Vang"}), Area()],
        SimpleNamespace(areas=[Code("v", {"da": "Vang"}), Area()]),
    ]
    for form in forms:
        assert read(text, areas=form).counts["area"].tolist() == ["v", "s"]
    assert read(text, areas=variable).area is variable


def test_departments_are_put_under_their_area(read: Callable[..., Frame]) -> None:
    frame = read("id;afdeling\n1;14\n2;13\n3;12\n", areas=AREAS[:2])
    assert frame.units is not None
    assert frame.units["area"].tolist() == ["soeparken", "vangdalen", "vangdalen"]


def test_an_area_that_is_absent_is_found_by_its_department(read: Callable[..., Frame]) -> None:
    frame = read("id;område;afdeling\n1;;14\n2;Vangdalen;12\n", areas=AREAS[:2])
    assert frame.counts["units"].tolist() == [1, 1]


def test_departments_can_be_the_areas(read: Callable[..., Frame]) -> None:
    assert read("id;afdeling\n1;Nord\n2;Syd\n").counts["area"].tolist() == ["Nord", "Syd"]
    frame = read("id;afdeling\n1;nord\n", areas=["Nord", "Syd"])
    assert frame.counts["units"].tolist() == [1, 0]


def test_an_area_that_the_study_lacks_is_told_once_with_the_nearest(
    read: Callable[..., Frame],
) -> None:
    with pytest.raises(FindingsError) as caught:
        read("id;område\n1;Vangdalen\n2;Vandalen\n3;Vandalen\n4;Hovedbyen\n", areas=AREAS)
    assert found(caught) == [
        ("FRAME-AREA-UNKNOWN-NEAR", "3 (område)"),
        ("FRAME-AREA-UNKNOWN", "5 (område)"),
    ]
    first = caught.value.findings[0]
    assert "in 2 rows" in first.message
    assert 'did you mean "Vangdalen"?' in str(first.hint)


def test_an_area_of_the_study_without_rows_is_told_and_has_a_row_of_noughts(
    read: Callable[..., Frame],
) -> None:
    frame = read("id;område\n1;Ådalen\n", areas=AREAS)
    assert frame.counts["units"].tolist() == [0, 0, 1]
    assert "2 areas of the study" in warnings(frame)["FRAME-AREAS-ABSENT"]


def test_a_department_in_two_areas_is_refused(read: Callable[..., Frame]) -> None:
    areas = [("v", "Vang", (), ["12"]), ("s", "Sø", (), ["12"])]
    with pytest.raises(WrongUseError, match='department "12" can\'t be in two areas') as caught:
        read("id;afdeling\n1;12\n", areas=areas)
    assert caught.value.got == '"Vang" and "Sø"'


def test_a_department_under_another_area_is_refused(read: Callable[..., Frame]) -> None:
    with pytest.raises(FindingsError, match='can\'t be in the area "Vangdalen"') as caught:
        read("id;område;afdeling\n1;Vangdalen;14\n2;Vangdalen;12\n", areas=AREAS)
    assert found(caught) == [("FRAME-DEPARTMENT-ELSEWHERE", "2 (afdeling)")]


def test_departments_that_are_unknown_or_shared_are_told(read: Callable[..., Frame]) -> None:
    listed = read("id;område;afdeling\n1;Vangdalen;99\n", areas=AREAS)
    assert '"99"' in warnings(listed)["FRAME-DEPARTMENT-UNLISTED"]
    shared = read("id;område;afdeling\n1;A;12\n2;B;12\n3;B;13\n")
    assert '"12"' in warnings(shared)["FRAME-DEPARTMENTS-SHARED"]
    with pytest.raises(FindingsError) as caught:
        read("id;afdeling\n1;99\n", areas=AREAS)
    assert found(caught) == [("FRAME-DEPARTMENT-UNKNOWN", "2 (afdeling)")]


def test_two_spellings_of_an_area_are_one_and_told(read: Callable[..., Frame]) -> None:
    frame = read("id;område\n1;Vang\n2;vang\n3;Vang\n4;Sø\n")
    assert frame.counts["area"].tolist() == ["Sø", "Vang"]
    assert frame.counts["units"].tolist() == [1, 3]
    assert "FRAME-AREAS-ALIKE" in warnings(frame)


def test_two_ways_of_writing_a_letter_are_one_area(read: Callable[..., Frame]) -> None:
    frame = read("id;område\n1;Ådalen\n2;A\u030adalen\n", areas=AREAS)
    assert frame.counts["units"].tolist() == [0, 0, 2]


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        ([], "frame.no_areas"),
        (["a", "A "], "frame.area_twice"),
        ([("a", "Vang"), ("b", "Sø", ["vang"])], "frame.area_twice"),
        ("Vang", "frame.area_form"),
        (5, "frame.area_form"),
        ([object()], "frame.area_form"),
        ([("a", "A", 1.5)], "frame.area_form"),
        ([("a", "A", [None])], "frame.area_form"),
        ([(True, "A")], "frame.area_form"),
        ([{"label": "A"}], "frame.area_form"),
    ],
)
def test_areas_that_cannot_be_are_refused(
    read: Callable[..., Frame], areas: Any, code: str
) -> None:
    with pytest.raises(WrongUseError) as caught:
        read("id;område\n1;a\n", areas=areas)
    assert caught.value.code == code


# Ids


def test_ids_that_are_there_twice_are_told_with_all_their_places(
    read: Callable[..., Frame],
) -> None:
    with pytest.raises(FindingsError) as caught:
        read("id;område\n7;A\n8;A\n7;B\n9;A\n7;A\n")
    assert found(caught) == [("FRAME-UNIT-TWICE", "2 (id)")]
    told = caught.value.findings[0]
    assert "can't be there 3 times" in told.message
    assert "boliger.csv:4 (id)" in str(told.hint)
    assert "boliger.csv:6 (id)" in str(told.hint)


def test_ids_stay_as_they_are_written(read: Callable[..., Frame]) -> None:
    frame = read("id;område\n007;A\n7;A\n9007199254740993;A\nNA;A\n1e5;A\n")
    assert frame.units is not None
    assert frame.units["unit"].tolist() == ["007", "7", "9007199254740993", "NA", "1e5"]


def test_ids_that_are_absent_or_damaged_are_told(read: Callable[..., Frame]) -> None:
    with pytest.raises(FindingsError) as caught:
        read("id;område\n;A\n1,23E+15;A\n\u04301;A\n-5;A\n")
    assert found(caught) == [
        ("FRAME-ID-EMPTY", "2 (id)"),
        ("FRAME-ID-CUT", "3 (id)"),
        ("FRAME-ID-LETTERS", "4 (id)"),
        ("FRAME-ID-LETTERS", "5 (id)"),
    ]
    assert "CYRILLIC SMALL LETTER A" in str(caught.value.findings[2].hint)


def test_ids_that_a_program_rounded_are_told(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [1.5, 9007199254740994.0], "område": ["A", "A"]})
    with pytest.raises(FindingsError) as caught:
        read_frame(write_parquet(tmp_path / "boliger.parquet", frame))
    assert {each.code for each in caught.value.findings} == {"FRAME-ID-ROUNDED"}


def test_at_most_twenty_places_are_listed(read: Callable[..., Frame]) -> None:
    rows = "\n".join(f"-{number};A" for number in range(50))
    with pytest.raises(FindingsError, match="has 50 things that must be mended") as caught:
        read(f"id;område\n{rows}\n")
    assert len(caught.value.findings) == 20


# Adults, empty dwellings, sizes


def test_adults_must_be_whole_numbers_from_nought(read: Callable[..., Frame]) -> None:
    with pytest.raises(FindingsError) as caught:
        read("id;område;voksne\n1;A;-1\n2;A;1.5\n3;A;to\n4;A;0x10\n5;A;1_000\n6;A;2\n")
    assert found(caught) == [
        ("FRAME-ADULTS-BELOW", "2 (voksne)"),
        ("FRAME-ADULTS-WHOLE", "3 (voksne)"),
        ("FRAME-ADULTS-WHOLE", "4 (voksne)"),
        ("FRAME-ADULTS-WHOLE", "5 (voksne)"),
        ("FRAME-ADULTS-WHOLE", "6 (voksne)"),
    ]


def test_adults_that_contradict_are_told(read: Callable[..., Frame]) -> None:
    frame = read("id;område;voksne;tom\n1;A;0;nej\n2;A;2;ja\n3;A;40;nej\n4;A;;ja\n")
    assert set(warnings(frame)) == {
        *("FRAME-NO-ADULTS", "FRAME-ADULTS-IN-EMPTY", "FRAME-MANY-ADULTS")
    }
    assert frame.counts["adults"].tolist() == [40]


@pytest.mark.parametrize(
    ("heading", "empty", "lived_in"),
    [
        ("tom", ["ja", "1", "x", "Tom", "ledig"], ["nej", "0", "beboet", "Udlejet"]),
        ("Tomgang", ["JA", "sand"], ["NEJ", "falsk"]),
        ("beboet", ["nej", "0", "tom"], ["ja", "1", "x", "beboet"]),
        ("Tom/beboet", ["tom", "ledig"], ["beboet", "udlejet"]),
        ("Occupied", ["no", "empty"], ["yes", "occupied"]),
    ],
)
def test_empty_dwellings_are_told_in_many_words(
    read: Callable[..., Frame], heading: str, empty: list[str], lived_in: list[str]
) -> None:
    rows = [f"{number};A;{each}" for number, each in enumerate((*empty, *lived_in))]
    frame = read("\n".join((f"id;område;{heading}", *rows)))
    assert frame.units is not None
    assert frame.units["empty"].tolist() == [True] * len(empty) + [False] * len(lived_in)


def test_what_is_not_marked_empty_is_lived_in(read: Callable[..., Frame]) -> None:
    frame = read("id;område;tom\n1;A;x\n2;A;\n")
    assert frame.counts["eligible"].tolist() == [1]
    assert "FRAME-EMPTY-BLANK" not in warnings(frame)
    unsure = read("id;område;tom\n1;A;ja\n2;A;\n3;A;nej\n")
    assert unsure.counts["eligible"].tolist() == [2]
    assert "1" not in warnings(unsure)["FRAME-EMPTY-BLANK"]
    assert "in one row" in warnings(unsure)["FRAME-EMPTY-BLANK"]


def test_words_that_cannot_be_understood_are_told(read: Callable[..., Frame]) -> None:
    with pytest.raises(FindingsError) as caught:
        read("id;område;tom\n1;A;måske\n")
    assert found(caught) == [("FRAME-EMPTY-UNKNOWN", "2 (tom)")]
    with pytest.raises(FindingsError) as caught:
        read("id;område;boligstatus\n1;A;ja\n")
    assert found(caught) == [("FRAME-EMPTY-UNCLEAR", "2 (boligstatus)")]


def test_sizes_must_be_above_nought_and_there(read: Callable[..., Frame]) -> None:
    with pytest.raises(FindingsError) as caught:
        read("id;område;m2;tom\n1;A;0;nej\n2;A;-5;nej\n3;A;stor;nej\n4;A;;nej\n5;A;;ja\n")
    assert found(caught) == [
        ("FRAME-SIZE-NUMBER", "4 (m2)"),
        ("FRAME-SIZE-ABOVE", "2 (m2)"),
        ("FRAME-SIZE-ABOVE", "3 (m2)"),
        ("FRAME-SIZE-ABSENT", "5 (m2)"),
    ]


def test_formulas_are_told_with_their_cell(tmp_path: Path) -> None:
    frame = dwellings()
    frame.loc[1, "Boligområde"] = "=A1"
    with pytest.raises(FindingsError) as caught:
        read_frame(write_xlsx(tmp_path / "boliger.xlsx", frame))
    assert caught.value.findings[0].code == "FRAME-CELL-FORMULA"
    assert str(caught.value.findings[0].place).endswith("(Boliger!B3)")


# Who somebody is


PERSONAL = [
    ("Navn", "Bo Ek"),
    ("Lejers navn", "x"),
    ("Adresse", "x"),
    ("CPR-nr.", "x"),
    ("E-mail", "x"),
    ("Tlf.", "x"),
    ("kode", "010190-1234"),
    ("kode", "bo@example.org"),
    ("kode", "20 30 40 50"),
    ("kode", "Vangvej 12, 2. tv"),
]


@pytest.mark.parametrize(("heading", "cell"), PERSONAL)
def test_what_tells_who_somebody_is_cannot_be_kept(
    read: Callable[..., Frame], heading: str, cell: str
) -> None:
    with pytest.raises(RefusedError, match="who somebody is") as caught:
        read(f"id;område;{heading}\n1;A;{cell}\n", keep=[heading])
    assert cell not in str(caught.value) or cell == "x"
    assert "separate_contacts" in str(caught.value.hint)


def test_names_are_known_by_what_stands_there(read: Callable[..., Frame]) -> None:
    names = [f"{one} {two}" for one in ("Anna", "Bo", "Ida", "Ole", "Per") for two in
             ("Ek", "Friis", "Holm", "Lund", "Skov")]  # fmt: skip
    rows = "\n".join(f"{number};A;{each}" for number, each in enumerate(names))
    with pytest.raises(RefusedError):
        read(f"id;område;felt\n{rows}\n", keep="felt")
    blocks = rows.replace("Ek", "Blok").replace("Friis", "Opgang")
    assert read(f"id;område;felt\n{blocks}\n".replace("Holm", "Nord").replace("Lund", "Syd"),
                keep="felt").units is not None  # fmt: skip


def test_a_street_can_be_an_area_and_a_staircase_be_kept(read: Callable[..., Frame]) -> None:
    text = "id;vejnavn;opgang\n1;Vangvej;Vangvej 12\n2;Vangvej;Vangvej 12\n3;Søgade;Søgade 1\n"
    rows = text + "4;Søgade;Søgade 1\n5;Søgade;Søgade 1\n"
    frame = read(rows, columns={"area": "vejnavn"}, keep="opgang")
    assert frame.counts["units"].tolist() == [3, 2]


def test_a_column_of_persons_numbers_is_no_id(read: Callable[..., Frame]) -> None:
    with pytest.raises(RefusedError) as caught:
        read("id;område\n0101901234;A\n3112802345;A\n", unit="person")
    assert "0101901234" not in str(caught.value)


def test_names_that_nobody_asked_for_are_left_out_and_told(read: Callable[..., Frame]) -> None:
    frame = read("id;område;navn;adresse\n1;A;Bo Ek;Vangvej 1\n")
    assert frame.units is not None
    assert list(frame.units) == ["unit", "area"]
    assert '"navn", "adresse"' in warnings(frame)["FRAME-PERSONAL-LEFT-OUT"]
    assert not any("Bo Ek" in str(each) for each in frame.notes)


# Files and arguments that can't be


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("id;område;område\n1;A;B\n", DataError, "område"),
        ("id;område\n1;A;x\n2;B;y\n", DataError, "."),
        ("id;område\n1;A\n2\n", DataError, "."),
        ('id;område\n1;"A\n', DataError, "."),
        ("id;område\n1;A\0\n", DataError, "."),
        ("", DataError, "."),
        ("id;område\n", DataError, "."),
        ("a;b\n1;A\n", DataError, "an id for each row"),
        ("id;b\n1;A\n", DataError, "areas or departments"),
    ],
)
def test_files_that_cannot_be_read_are_refused(
    read: Callable[..., Frame], text: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        read(text)


def test_a_list_in_another_character_set_is_read(read: Callable[..., Frame]) -> None:
    frame = read("id;område\n1;Søparken\n".encode("cp1252"), areas=AREAS)
    assert frame.counts["units"].tolist() == [0, 1, 0]


def test_folders_pipes_and_absent_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_frame(tmp_path)
    with pytest.raises(FileError):
        read_frame(tmp_path / "absent.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(FileError):
            read_frame(tmp_path / "pipe.csv")


@pytest.mark.parametrize(
    ("options", "error", "code"),
    [
        ({"unit": "block"}, WrongUseError, "frame.unit"),
        ({"columns": {"områder": "x"}}, WrongUseError, "frame.column_of_ours"),
        ({"columns": {"unit": "idd"}}, UnknownNameError, "frame.column_near"),
        ({"columns": {"unit": "zzzz"}}, UnknownNameError, "frame.column"),
        ({"columns": {"unit": 5}}, WrongUseError, "argument.kind"),
        ({"keep": ["zzzz"]}, UnknownNameError, "frame.column"),
        ({"keep": ["size"], "columns": {"size": None}}, WrongUseError, "frame.kept_as_ours"),
        ({"counts": "x.csv"}, WrongUseError, "frame.one_file"),
    ],
)
def test_arguments_that_cannot_be_are_refused(
    read: Callable[..., Frame], options: dict[str, Any], error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as caught:
        read("id;område;size\n1;A;1\n", **options)
    assert caught.value.code == code  # type: ignore[attr-defined]


def test_there_must_be_one_file() -> None:
    with pytest.raises(WrongUseError, match="There must be one file"):
        read_frame()
    with pytest.raises(WrongUseError, match="kept"):
        read_frame(counts="x.csv", keep=["a"])


# The fingerprint

IDS = st.lists(st.integers(1, 9999), min_size=1, max_size=12, unique=True)


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[str, ...]]:
    ids = draw(IDS)
    cell = st.tuples(
        *(st.sampled_from(each) for each in (["A", "B"], ["12", "13", ""], ["1", "2", ""],
                                             ["ja", "nej"], ["50", "60,5"]))
    )  # fmt: skip
    return [(f"{number:04d}", *draw(cell)) for number in ids]


HEADS = ("bolig", "område", "afdeling", "antal voksne", "tom", "m2")


def written(folder: Path, table: list[tuple[str, ...]], order: list[int]) -> Path:
    lines = [";".join(each[at] for at in order) for each in (HEADS, *table)]
    path = folder / "boliger.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@given(table=rows(), data=st.data())
def test_the_order_of_rows_and_columns_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("frames")
    first = read_frame(written(folder, table, list(range(6))))
    shuffled = data.draw(st.permutations(table))
    again = read_frame(written(folder, shuffled, data.draw(st.permutations(range(6)))))
    assert first.fingerprint == again.fingerprint
    assert first.counts.equals(again.counts)


@given(table=rows(), data=st.data())
def test_whatever_is_changed_in_a_unit_changes_the_fingerprint(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("frames")
    first = read_frame(written(folder, table, list(range(6))))
    row, column = data.draw(st.integers(0, len(table) - 1)), data.draw(st.integers(0, 5))
    other = ["X1", "C", "99", "7", "", "61"][column]
    changed = list(table[row])
    changed[column] = ("nej" if changed[4] == "ja" else "ja") if column == 4 else other
    table[row] = tuple(changed)
    assert read_frame(written(folder, table, list(range(6)))).fingerprint != first.fingerprint


def test_a_fingerprint_stays_what_it_is(tmp_path: Path) -> None:
    """On every machine and in every version: samples are drawn for a frame of this fingerprint."""
    frame = read_frame(write_csv(tmp_path / "boliger.csv", dwellings()), areas=AREAS)
    assert frame.fingerprint == "6a1bba2b14870d72f06961a27c647f24ada812a554a9e374b20a5c962e4ccc04"


def test_persons_and_dwellings_have_different_fingerprints(read: Callable[..., Frame]) -> None:
    text = "id;område\n1;A\n"
    assert read(text).fingerprint != read(text, unit="person").fingerprint


def test_a_notebook_shows_how_many_each_area_has_and_none_of_them(tmp_path: Path) -> None:
    frame = read_frame(write_csv(tmp_path / "boliger.csv", dwellings()), areas=AREAS)
    with language_in_force("da"):
        shown = frame._repr_html_()
    for words in ("Boliger i hvert område", "Kan spørges", "Vangdalen", "Ådalen"):
        assert words in shown
    assert "101" not in shown
    assert "Voksne" not in shown  # one isn't known
