"""Tables of registers in all the shapes that they come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_targets import (
    ADULTS,
    HIDDEN,
    INVENTED,
    codebook,
    codes,
    made_register,
    write_csv,
    write_xlsx,
)

from survey.codebook import Code, Codebook, Kind, Variable
from survey.findings import Severity
from survey.weighting.targets_reader import read_targets

if TYPE_CHECKING:
    from pathlib import Path

    from survey.weighting.targets import Targets, TargetTable

CODEBOOK = codebook()
AREAS: list[Any] = [("n", "Nord", ["Nordparken"], ["11", "12"]), ("s", "Syd", (), ["21"])]


def read(path: Path, rows: list[list[Any]] | str, **options: Any) -> Targets:
    """Targets of a CSV file with some rows, about adults if nothing is said."""
    if isinstance(rows, str):
        rows = [line.split(";") for line in rows.strip().splitlines()]
    options.setdefault("universe", "adults")
    return read_targets(write_csv(path / "tabel.csv", rows), CODEBOOK, **options)


def counts(table: TargetTable) -> list[list[float]]:
    """Counts with a list for each area."""
    by_area: dict[Any, list[float]] = {}
    for cell in table.cells.to_dict("records"):
        by_area.setdefault(cell["area"], []).append(cell["count"])
    return list(by_area.values())


def warnings(targets: Targets) -> list[str]:
    return [each.code for each in targets.notes if each.severity is Severity.WARNING]


# Wide and long


def test_a_wide_table_has_a_row_for_each_area_and_a_column_for_each_category(
    tmp_path: Path,
) -> None:
    targets = read(tmp_path, "Område;Kvinder;Mænd;I alt\nSyd;52;48;100\nNord;60;1.003;1.063")
    assert targets.area is not None
    assert [code.value for code in targets.area.codes] == ["Nord", "Syd"]
    table = targets.table("sex")
    assert table.cells["area"].tolist() == ["Nord", "Nord", "Syd", "Syd"]
    assert table.cells["sex"].tolist() == [1, 2, 1, 2]
    assert counts(table) == [[60, 1003], [52, 48]]
    assert targets.sizes == {"adults": {"Nord": 1063, "Syd": 100}}


@pytest.mark.parametrize(
    "rows",
    [
        "Afdeling;Variabel;Kategori;År;Antal\n11;Køn;Kvinder;2010;9\n11;Køn;Mænd;2010;8\n"
        "12;Køn;Kvinder;2010;7\n12;Køn;Mænd;2010;6\n21;Køn;Kvinder;2010;5\n21;Køn;Mænd;2010;20",
        "Department;Variable;Category;Year;Count\n11;Sex;Women;2010;9\n11;Sex;Men;2010;8\n"
        "12;Sex;Women;2010;7\n12;Sex;Men;2010;6\n21;Sex;Women;2010;5\n21;Sex;Men;2010;20",
        "Afdeling;Køn;Antal\n11;Kvinde;9\n11;Mand;8\n12;Kvinde;7\n12;Mand;6\n21;Kvinde;5\n21;Mand;20",
        "Afdeling;Mænd;Kvinder\n11;8;9\n12;6;7\n21;20;5",
        "Køn;11;12;21\nKvinder;9;7;5\nMænd;8;6;20",
        "Område;Afdeling;Kvinder;Mænd\nNord;11;9;8\n;12;7;6\nSyd;21;5;20",
        "Område;Kvinder;Mænd\nNordparken;16;14\nSYD;5;20",
        "Afdeling;Køn;2009;2010\n11;Kvinder;1;9\n11;Mænd;1;8\n12;Kvinder;1;7\n12;Mænd;1;6\n"
        "21;Kvinder;1;5\n21;Mænd;1;20",
    ],
    ids=["long", "english", "dimension", "wide", "turned", "merged", "areas", "years"],
)
def test_the_same_numbers_are_read_from_tables_of_all_shapes(tmp_path: Path, rows: str) -> None:
    targets = read(tmp_path, rows, areas=AREAS, year=2010)
    assert counts(targets.table("sex")) == [[16, 14], [5, 20]]
    assert targets.sizes["adults"] == {"n": 30, "s": 25}


def test_titles_may_stand_above_and_sources_below_a_table(tmp_path: Path) -> None:
    rows = [
        ["Voksne fordelt på køn"],
        ["Pr. 1. januar 2010"],
        [INVENTED],
        [],
        ["Område", "Kvinder", "Mænd"],
        ["Nord", "9", "8"],
        [],
        ["Kilde: Et opdigtet register, 2011"],
    ]
    targets = read(tmp_path, rows, universe=None)
    table = targets.table("sex")
    assert (table.universe, table.year) == ("adults", "2010")
    assert table.source == "Et opdigtet register, 2011"
    assert targets.simulated


def test_two_lines_of_a_head_cross_two_variables(tmp_path: Path) -> None:
    rows = [
        ["Område", "Kvinder", "", "Mænd", "", "I alt"],
        ["", "18-39 år", "40+", "18-39 år", "40+", ""],
        ["Nord", 9, 8, 7, 6, 30],
        ["Syd", 5, 5, 5, 6, 21],
    ]
    ages = Variable("age", Kind.GROUP, {"da": "Alder"}, codes=codes([("18-39", "18-39"),
                                                                  ("40+", "40+")]))  # fmt: skip
    book = Codebook({"sex": CODEBOOK["sex"], "age": ages})
    path = write_csv(tmp_path / "a.csv", rows)
    targets = read_targets(path, book, universe="adults")
    assert list(targets.tables) == ["sex", "age", "sex*age"]
    assert counts(targets.table("sex*age")) == [[9, 8, 7, 6], [5, 5, 5, 6]]
    assert counts(targets.table("age")) == [[16, 14], [10, 11]]
    assert counts(targets.table("sex")) == [[17, 13], [10, 11]]


@pytest.mark.parametrize("total_of_each", [False, True])
def test_a_column_in_all_beside_crossed_heads_is_of_all(
    tmp_path: Path, *, total_of_each: bool
) -> None:
    one = ["18-59 år", "60 år og derover"]
    book = Codebook(
        {
            "sex": CODEBOOK["sex"],
            "ages": Variable(
                "ages", Kind.GROUP, {"da": "Alder"}, codes=codes([(each, each) for each in one])
            ),
        }
    )
    heads, numbers = (
        [*one, "I alt"] if total_of_each else one,
        [9, 8, 17] if total_of_each else [9, 8],
    )
    gap = [""] * (len(heads) - 1)
    rows = [
        ["Område", "Kvinder", *gap, "Mænd", *gap, ""],
        ["", *heads, *heads, "I alt"],
        ["Nord", *numbers, *numbers, 34],
    ]
    targets = read_targets(write_csv(tmp_path / "a.csv", rows), book, universe="adults")
    assert targets.sizes["adults"] == {"Nord": 34}
    assert counts(targets.table("sex")) == [[17, 17]]


def test_labels_may_hold_two_categories(tmp_path: Path) -> None:
    heads = [f"{sex}, {age}" for sex in ("Kvinder", "Mænd") for age in ADULTS]
    rows = [["Område", *heads], ["Nord", *range(10, 18)]]
    targets = read(tmp_path, rows)
    assert counts(targets.table("sex*age_group")) == [list(range(10, 18))]
    assert counts(targets.table("age_group*sex")) == [list(range(10, 18))]


def test_several_sheets_and_files_make_one_register(tmp_path: Path) -> None:
    book = write_xlsx(
        tmp_path / "register.xlsx",
        {
            "Læs mig": [["Her står ord, men ingen tal"]],
            "Voksne efter køn": [["Område", "Kvinder", "Mænd"], ["Nord", 9, 8], ["Syd", 5, 6]],
            "Husleje": [["Område", "Kr. pr. m2", "Renter"], ["Nord", 800, 12], ["Syd", 900, 14]],
        },
    )
    other = write_csv(
        tmp_path / "alder for voksne.csv",
        [["Område", *ADULTS], ["Nord", 4, 4, 4, 5], ["Syd", 2, 3, 3, 3]],
    )
    targets = read_targets([book, other], CODEBOOK)
    assert list(targets.tables) == ["sex", "age_group"]
    told = {each.code: each.place for each in targets.notes}
    assert "Læs mig" in str(told["TARGETS-SHEET-LEFT-OUT"])
    assert "Husleje" in str(told["TARGETS-TABLE-LEFT-OUT"])


def test_a_sheet_may_hold_a_table_for_each_area(tmp_path: Path) -> None:
    rows = [
        ["Nord"],
        ["", "Kvinder", "Mænd"],
        ["18-24 år", 9, 8],
        ["25-39 år", 7, 6],
        [],
        ["Syd"],
        ["", "Kvinder", "Mænd"],
        ["18-24 år", 5, 4],
        ["25-39 år", 3, 12],
    ]
    targets = read(tmp_path, rows, areas=["Nord", "Syd"])
    assert counts(targets.table("sex*age_group")) == [[9, 7, 8, 6], [5, 3, 4, 12]]


def test_columns_can_be_named(tmp_path: Path) -> None:
    rows = "Kvarter;Hvem;N\nNord;Kvinder;9\nNord;Mænd;8"
    targets = read(tmp_path, rows, columns={"area": "Kvarter", "sex": "Hvem", "count": "N"})
    assert counts(targets.table("sex")) == [[9, 8]]


def test_columns_and_sheets_can_be_left_out(tmp_path: Path) -> None:
    rows = [["Område", "Kvinder", "Mænd", "Gns. alder"], ["Nord", 9, 8, 45.5]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Køn": rows, "Køn igen": rows})
    targets = read_targets(path, CODEBOOK, universe="adults", leave_out=["gns. alder", "Køn igen"])
    assert counts(targets.table("sex")) == [[9, 8]]
    assert read_targets(path, CODEBOOK, universe="adults", sheets=["Køn"],
                        leave_out=["Gns. alder"]).sizes["adults"] == {"Nord": 17}  # fmt: skip


def test_counts_win_over_shares_of_the_same(tmp_path: Path) -> None:
    rows = [["Område", "Antal", "", "Pct.", ""], ["", "Kvinder", "Mænd", "Kvinder", "Mænd"],
            ["Nord", 9, 8, "52,9", "47,1"]]  # fmt: skip
    table = read(tmp_path, rows).table("sex")
    assert counts(table) == [[9, 8]]
    assert table.uncertain == 0


def test_labels_between_rows_may_be_areas_or_mean_nothing(tmp_path: Path) -> None:
    rows = "Afdeling;Kvinder;Mænd\nDe gamle blokke;;\n11;9;8\n12;7;6\nDe nye\n21;5;20"
    rows = rows.replace("De nye\n", "De nye;;\n")
    assert counts(read(tmp_path, rows, areas=AREAS).table("sex")) == [[16, 14], [5, 20]]
    rows = ";Kvinder;Mænd\nNord;;\n18-24 år;9;8\n25-39 år;1;2\nSyd;;\n18-24 år;5;4\n25-39 år;3;6"
    table = read(tmp_path, rows, areas=AREAS).table("sex*age_group")
    assert counts(table) == [[9, 1, 8, 2], [5, 3, 4, 6]]


# Areas


def test_departments_are_summed_to_areas(tmp_path: Path) -> None:
    rows = "Afdeling;Kvinder;Mænd\n11;9;8\n12;7;6\n21;5;20\n99;100;100\nI alt;121;134"
    targets = read(
        tmp_path, rows, departments={"11": "Nord", "12": "Nord", "21": "Syd", "99": None}
    )
    assert counts(targets.table("sex")) == [[16, 14], [5, 20]]
    assert {"TARGETS-SUMMED", "TARGETS-OUTSIDE"} <= {each.code for each in targets.notes}


def test_departments_of_two_landlords_are_told_apart(tmp_path: Path) -> None:
    rows = "Boligorg.;Afdeling;Kvinder;Mænd\nA;1;9;8\nB;1;7;6"
    targets = read(tmp_path, rows, departments={"A 1": "Nord", "B 1": "Syd"})
    assert counts(targets.table("sex")) == [[9, 8], [7, 6]]


def test_rows_of_departments_and_of_their_areas_may_stand_together(tmp_path: Path) -> None:
    rows = "Afdeling;Kvinder;Mænd\n11;..;8\n12;7;6\nNord;9;14\n21;5;20\nI alt;14;34"
    targets = read(tmp_path, rows, areas=AREAS)
    assert counts(targets.table("sex")) == [[9, 14], [5, 20]]


def test_a_row_of_the_area_stands_in_for_departments_that_are_hidden(tmp_path: Path) -> None:
    rows = "Afdeling;Kvinder;Mænd\n11;9;8\nNord;16;14\n21;5;20"
    assert counts(read(tmp_path, rows, areas=AREAS).table("sex")) == [[16, 14], [5, 20]]


def test_a_table_of_all_areas_together_is_a_target_across_them(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "Køn": [["Område", "Kvinder", "Mænd"], ["Nord", 9, 8], ["Syd", 5, 6]],
            "Alder": [["", *ADULTS], ["I alt", 7, 7, 7, 7]],
        },
    )
    targets = read_targets(path, CODEBOOK, universe="adults")
    table = targets.table("age_group")
    assert not table.by_area
    assert table.cells["area"].tolist() == [None] * 4
    assert table.total == 28


def test_areas_of_the_questionnaire_are_those_of_the_study(tmp_path: Path) -> None:
    area = Variable(
        "area",
        Kind.SINGLE,
        {"da": "Område"},
        codes=(Code(2, {"da": "Syd"}), Code(1, {"da": "Nord"})),
    )
    book = CODEBOOK.with_variables([area])
    path = write_csv(tmp_path / "a.csv", [["Område", "K", "M"], ["Nord", 9, 8], ["Syd", 5, 6]])
    targets = read_targets(path, book, universe="adults")
    assert targets.table("sex").cells["area"].tolist() == [2, 2, 1, 1]
    assert targets.area == area


# Categories


def test_finer_categories_are_summed_to_those_of_the_survey(tmp_path: Path) -> None:
    heads = ["18-19 år", "20-24 år", "25-39 år", "40-49", "50-59", "60-66 år", "67 år og over"]
    targets = read(tmp_path, [["Område", *heads, "I alt"], ["Nord", 5, 6, 7, 8, 9, 10, 11, 56]])
    assert counts(targets.table("age_group")) == [[11, 7, 17, 21]]


def test_ages_in_single_years_are_put_into_bands(tmp_path: Path) -> None:
    rows = [["Område", "Alder", "Antal"], *(["Nord", age, 10] for age in range(100))]
    targets = read(tmp_path, rows)
    assert counts(targets.table("age_group")) == [[70, 150, 200, 400]]
    assert targets.sizes["persons"] == {"Nord": 1000}
    wide = [["Område", *range(18, 100)], ["Nord", *[10] * 82]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Alder": wide})
    assert counts(read_targets(path, CODEBOOK).table("age_group")) == [[70, 150, 200, 400]]


def test_those_below_18_are_left_out_of_adults(tmp_path: Path) -> None:
    rows = [["Område", "0-6 år", "7-17 år", *ADULTS, "I alt"], ["Nord", 10, 20, 5, 6, 7, 8, 56]]
    targets = read(tmp_path, rows, universe=None)
    assert counts(targets.table("age_group")) == [[5, 6, 7, 8]]
    assert targets.sizes == {"persons": {"Nord": 56}, "adults": {"Nord": 26}}
    assert "TARGETS-YOUNG-LEFT-OUT" in {each.code for each in targets.notes}


def test_sex_by_age_of_all_residents_gives_sex_of_adults(tmp_path: Path) -> None:
    rows = [
        ["Beboere efter køn og alder"],
        ["Område", "Alder", "Kvinder", "Mænd"],
        ["Nord", "0-17 år", 30, 40],
        ["Nord", "18-24 år", 5, 6],
        ["Nord", "25-39 år", 7, 8],
    ]
    targets = read(tmp_path, rows, universe=None)
    assert counts(targets.table("sex")) == [[12, 14]]
    assert targets.sizes == {"persons": {"Nord": 96}, "adults": {"Nord": 26}}


def test_what_labels_mean_can_be_declared(tmp_path: Path) -> None:
    rows = "Område;Gr. A;Gr. B;Gr. C;Ukendt\nNord;9;8;7;6"
    meaning = {"sex": {"Gr. A": 1, "Gr. B": 2, "Gr. C": 2, "Ukendt": None}}
    targets = read(tmp_path, rows, categories=meaning, rescale=True)
    assert targets.sizes["adults"] == {"Nord": 30}
    assert counts(targets.table("sex")) == [[pytest.approx(9 * 30 / 24), pytest.approx(18.75)]]
    assert "TARGETS-SCALED" in warnings(targets)


def test_a_category_that_the_register_lacks_is_told_and_has_no_cell(tmp_path: Path) -> None:
    targets = read(tmp_path, "Område;Kvinder;Mænd\nNord;9;8")
    assert targets.table("sex").cells["sex"].tolist() == [1, 2]
    told = next(each for each in targets.notes if each.code == "TARGETS-CODES-ABSENT")
    assert "Other" in told.message


def test_a_title_tells_between_variables_with_the_same_answers(tmp_path: Path) -> None:
    yes_no = codes([("Ja", "Yes"), ("Nej", "No")])
    book = Codebook(
        {
            name: Variable(name, Kind.SINGLE, {"da": label}, codes=yes_no)
            for name, label in (("child", "Hjemmeboende børn"), ("job", "I arbejde"))
        }
    )
    rows = [["Voksne efter om de er i arbejde"], ["Område", "Ja", "Nej"], ["Nord", 9, 8]]
    targets = read_targets(write_csv(tmp_path / "a.csv", rows), book)
    assert list(targets.tables) == ["job"]


# Numbers


def test_totals_of_numbers_are_targets_too(tmp_path: Path) -> None:
    rows = [["Husstande"], ["Afdeling", "Antal rum"], ["11", "1.031,5"], ["12", "20,0"], ["21", 12]]
    targets = read(tmp_path, rows, areas=AREAS, universe="households")
    table = targets.table("rooms")
    assert table.numeric
    assert counts(table) == [[1051.5], [12]]
    assert "rooms" not in table.cells


def test_hidden_numbers_are_ranges_that_sums_make_narrower(tmp_path: Path) -> None:
    rows = [["Område", *ADULTS, "I alt"], ["Nord", "..", 10, "..", "..", 20]]
    table = read(tmp_path, rows, most_hidden=1).table("age_group")
    assert table.cells["low"].tolist() == [2, 10, 2, 2]
    assert table.cells["high"].tolist() == [4, 10, 4, 4]
    assert table.cells["count"].sum() == pytest.approx(20)
    assert np.ptp(table.cells["count"].to_numpy()[[0, 2, 3]]) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("sign", "low", "high"),
    [("..", 1, 4), ("*", 1, 4), ("x", 1, 4), (":", 1, 4), (".", 0, 4), ("", 0, 4), ("-", 0, 0),
     ("–", 0, 0), ("<5", 0, 4), ("< 3", 0, 2), ("1-4", 1, 4), ("1–4", 1, 4), ("under 10", 0, 9),
     ("0", 0, 0)],
)  # fmt: skip
def test_signs_of_hidden_numbers(tmp_path: Path, sign: str, low: int, high: int) -> None:
    table = read(tmp_path, f"Område;Kvinder;Mænd\nNord;{sign};80", most_hidden=1).table("sex")
    cell = table.cells.iloc[0]
    assert (cell["low"], cell["high"]) == (low, high)
    assert cell["count"] == (low + high) / 2


def test_what_signs_mean_can_be_declared(tmp_path: Path) -> None:
    rows = "Område;Kvinder;Mænd;I alt\nNord;..;-;30"
    table = read(tmp_path, rows, hidden={"..": (0, None), "-": (1, 9)}, most_hidden=1).table("sex")
    assert table.cells["low"].tolist() == [21, 1]
    assert table.cells["high"].tolist() == [29, 9]
    rows = "Område;Kvinder;Mænd\nNord;..;30"
    cells = read(tmp_path, rows, shown_from=3).table("sex").cells
    assert cells["high"].tolist() == [2, 30]


def test_rows_that_are_absent_count_as_hidden(tmp_path: Path) -> None:
    rows = "Område;Køn;Antal\nNord;Kvinder;30\nSyd;Kvinder;20\nSyd;Mænd;25"
    targets = read(tmp_path, rows)
    assert targets.table("sex").cells["high"].tolist() == [30, 4, 20, 25]
    assert "TARGETS-UNWRITTEN" in {each.code for each in targets.notes}
    assert counts(read(tmp_path, rows, hidden={"": 0}).table("sex")) == [[30, 0], [20, 25]]


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        ("Område;Kvinder, pct.;Mænd, pct.;Antal voksne\nNord;52,5;47,5;400", {}),
        ("Område;Kvinder;Mænd;I alt\nNord;52,5 %;47,5 %;400", {"shares": True}),
        ("Område;Kvinder;Mænd\nNord;0,525;0,475", {"shares": True, "sizes": {"Nord": 400}}),
        ("Område;Køn;Andel\nNord;Kvinder;52,5\nNord;Mænd;47,5", {"sizes": {"Nord": 400}}),
        ("Område;Køn;Pct.\nNord;Kvinder;52.5\nNord;Mænd;47.5",
         {"sizes": {"adults": {"Nord": 400}}}),
    ],
)  # fmt: skip
def test_shares_become_counts_by_the_size(
    tmp_path: Path, rows: str, options: dict[str, Any]
) -> None:
    table = read(tmp_path, rows, **options).table("sex")
    assert counts(table) == [[pytest.approx(210), pytest.approx(190)]]
    assert (table.cells["low"] <= 210).iloc[0]


def test_shares_that_are_rounded_add_to_the_size(tmp_path: Path) -> None:
    rows = [["Voksne efter alder, pct."], ["Område", *ADULTS, "I alt"],
            ["Nord", 33, 33, 33, 0, 100], ["Syd", 25, 26, 24, 25, 100]]  # fmt: skip
    table = read(tmp_path, rows, sizes={"Nord": 300, "Syd": 1000}).table("age_group")
    assert [sum(each) for each in counts(table)] == [pytest.approx(300), pytest.approx(1000)]
    assert (table.cells["count"] >= table.cells["low"] - 1e-6).all()


# Whom it is about


@pytest.mark.parametrize(
    ("title", "universe"),
    [("Voksne efter køn", "adults"), ("Beboere på 18 år og derover efter køn", "adults"),
     ("Beboere efter køn", "persons"), ("Antal husstande efter køn på den ældste", "households"),
     ("Adults by sex", "adults"), ("Residents by sex", "persons")],
)  # fmt: skip
def test_titles_tell_whom_a_table_is_about(tmp_path: Path, title: str, universe: str) -> None:
    rows = [[title], ["Område", "Kvinder", "Mænd"], ["Nord", 9, 8]]
    targets = read(tmp_path, rows, universe=universe)
    assert targets.table("sex").universe == universe
    assert targets.sizes == {universe: {"Nord": 17}}


def test_tables_about_others_give_only_sizes(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "Voksne": [["Område", "Kvinder", "Mænd"], ["Nord", 9, 8]],
            "Beboere": [["Område", "Kvinder", "Mænd"], ["Nord", 19, 18]],
            "Antal": [["Område", "Husstande", "Beboere"], ["Nord", 12, 37]],
        },
    )
    targets = read_targets(path, CODEBOOK)
    assert counts(targets.table("sex")) == [[9, 8]]
    sizes = {"persons": {"Nord": 37}, "adults": {"Nord": 17}, "households": {"Nord": 12}}
    assert targets.sizes == sizes
    assert "TARGETS-OTHER-UNIVERSE" in warnings(targets)


def test_a_column_may_tell_whom_rows_are_about(tmp_path: Path) -> None:
    rows = "Område;Opgjort for;Kvinder;Mænd\nNord;Voksne;9;8\nSyd;Voksne;5;6"
    targets = read(tmp_path, rows, universe=None)
    assert targets.sizes == {"adults": {"Nord": 17, "Syd": 11}}


# The whole workbook


def test_a_workbook_of_a_housing_register_is_read_as_it_is(tmp_path: Path) -> None:
    register = made_register(1, areas=3, departments=3)
    path = write_xlsx(tmp_path / "beboerdata.xlsx", register.sheets())
    targets = read_targets(path, CODEBOOK, departments=register.departments, most_hidden=1)
    assert list(targets.tables) == ["sex", "age_group", "sex*age_group"]
    true = register.of_area(register.grown)
    cells = targets.table("sex*age_group").cells
    assert np.all(cells["low"].to_numpy() <= true.ravel())
    assert np.all(true.ravel() <= cells["high"].to_numpy())
    assert targets.simulated
    assert targets.table("sex").year == "2010"
    total = cells.groupby("area", sort=False)["count"].sum()
    assert total.to_numpy() == pytest.approx(true.sum(axis=(1, 2)))
    assert HIDDEN == ".."
