"""Registers that don't add up, or can't be understood: what is wrong, with numbers and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_targets import ADULTS, codebook, write_csv, write_xlsx

from survey.errors import DataError, FileError, SurveyError, UnknownNameError, WeightingError
from survey.errors import WrongUseError as Wrong
from survey.findings import Finding, FindingsError
from survey.language.catalogue import language_in_force
from survey.weighting.targets_reader import read_targets

if TYPE_CHECKING:
    from pathlib import Path

CODEBOOK = codebook()
AREAS: list[Any] = [("n", "Nord", (), ["11", "12"]), ("s", "Syd", (), ["21"])]
PLAIN = "Område;Kvinder;Mænd;I alt\nNord;9;8;17\nSyd;5;6;11\n"


def findings(path: Path, rows: str, **options: Any) -> list[Finding]:
    """What must be mended in a CSV file."""
    options.setdefault("universe", "adults")
    file = path / "tabel.csv"
    file.write_text(rows, encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        read_targets(file, CODEBOOK, **options)
    return list(caught.value.findings)


def only(path: Path, rows: str, **options: Any) -> Finding:
    found = findings(path, rows, **options)
    assert len(found) == 1, [str(each) for each in found]
    return found[0]


def codes(found: list[Finding]) -> list[str]:
    return [each.code.removeprefix("TARGETS-") for each in found]


# What doesn't add up


def test_a_row_that_is_not_its_total_is_told_with_both_numbers(tmp_path: Path) -> None:
    found = only(tmp_path, PLAIN.replace("17", "19"))
    assert found.code == "TARGETS-SUM"
    assert "The number is 19, but the parts add to 17, a difference of −2." in found.message
    assert found.place is not None
    assert (found.place.line, found.place.cell) == (2, "I alt")


def test_areas_that_do_not_add_to_the_row_in_all_are_told(tmp_path: Path) -> None:
    rows = "Område;Kvinder;Mænd\nNord;9;8\nSyd;5;6\nI alt;14;15\n"
    found = only(tmp_path, rows)
    assert "adults in all rows, Sex: Male" in found.message
    assert "The number is 15, but the parts add to 14" in found.message
    assert str(found.place).endswith("tabel.csv:4 (Mænd)")


def test_departments_that_do_not_add_to_their_area_are_told(tmp_path: Path) -> None:
    rows = "Afdeling;Kvinder;Mænd\n11;9;8\n12;7;6\nNord;16;15\n21;5;20\n"
    found = only(tmp_path, rows, areas=AREAS)
    assert "adults in Nord, Sex: Male must be the sum of its parts" in found.message


def test_crossed_tables_that_differ_from_their_margins_are_told(tmp_path: Path) -> None:
    ages = dict(zip(ADULTS, range(4), strict=True))
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "Køn": [["Område", "Kvinder", "Mænd"], ["Nord", 40, 50]],
            "Køn og alder": [
                ["Område", "Køn", *ages],
                ["Nord", "Kvinder", 10, 10, 10, 10],
                ["Nord", "Mænd", 10, 10, 10, 12],
            ],
        },
    )
    with pytest.raises(FindingsError) as caught:
        read_targets(path, CODEBOOK, universe="adults")
    (found,) = caught.value.findings
    assert "adults in Nord, Sex: Male" in found.message
    assert "The number is 50, but the parts add to 42, a difference of −8." in found.message
    assert str(found.place).endswith("a.xlsx (Køn!C2)")
    assert "Køn og alder!C3" in (found.hint or "")


def test_tables_with_different_totals_are_told(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "Køn": [["Område", "Kvinder", "Mænd"], ["Nord", 40, 50]],
            "Alder": [["Område", *ADULTS], ["Nord", 20, 20, 30, 23]],
        },
    )
    with pytest.raises(FindingsError) as caught:
        read_targets(path, CODEBOOK, universe="adults")
    (found,) = caught.value.findings
    assert found.code == "TARGETS-TOTALS-DIFFER"
    assert "adults in Nord" in found.message
    assert {"90", "93"} <= set(found.message.replace(",", "").split())
    targets = read_targets(path, CODEBOOK, universe="adults", tolerance=3)
    assert targets.table("age_group").total == pytest.approx(targets.table("sex").total)


def test_totals_of_different_universes_are_never_compared(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "Voksne": [["Område", "Kvinder", "Mænd", "I alt"], ["Nord", 40, 50, 90]],
            "Beboere": [["Område", "Kvinder", "Mænd", "I alt"], ["Nord", 60, 70, 130]],
        },
    )
    assert read_targets(path, CODEBOOK).sizes == {"adults": {"Nord": 90}, "persons": {"Nord": 130}}


def test_what_does_not_add_up_is_scaled_on_request_and_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(PLAIN.replace("17", "34"), encoding="utf-8")
    targets = read_targets(file, CODEBOOK, universe="adults", rescale=True)
    assert targets.table("sex").cells["count"].tolist() == pytest.approx([18, 16, 5, 6])
    told = [each for each in targets.notes if each.code == "TARGETS-SCALED"]
    assert "from 17 to its size of 34" in told[0].message


def test_sizes_that_are_given_are_checked(tmp_path: Path) -> None:
    found = only(tmp_path, PLAIN, sizes={"Nord": 20})
    assert found.code == "TARGETS-STATED-TWICE"
    assert "20" in found.message
    assert "17" in found.message


def test_hidden_numbers_that_cannot_make_up_their_sum_are_told(tmp_path: Path) -> None:
    found = only(tmp_path, "Område;Kvinder;Mænd;I alt\nNord;9;..;17\nSyd;5;6;11\n")
    assert "The number is 17, but the parts add to 10–13" in found.message


def test_hidden_numbers_are_also_tried_together(tmp_path: Path) -> None:
    rows = "Afdeling;Kvinder;Mænd;I alt\n11;..;..;8\n12;..;..;2\n21;5;6;11\nI alt;9;12;21\n"
    found = findings(tmp_path, rows, areas=AREAS, most_hidden=1)
    assert codes(found) == ["HIDDEN-IMPOSSIBLE"]
    assert "(0, None)" in (found[0].hint or "")


def test_too_much_that_is_hidden_is_refused(tmp_path: Path) -> None:
    found = only(tmp_path, "Område;Kvinder;Mænd\nNord;..;8\nSyd;5;6\n", most_hidden=0.1)
    assert found.code == "TARGETS-TOO-HIDDEN"
    assert "Nord" in found.message


def test_numbers_of_which_nothing_is_known_are_refused(tmp_path: Path) -> None:
    found = only(tmp_path, "Område;Kvinder;Mænd\nNord;..;8\n", hidden={"..": (0, None)})
    assert found.code == "TARGETS-UNBOUNDED"


def test_categories_left_out_must_be_shared_out_on_request(tmp_path: Path) -> None:
    rows = "Område;Kvinder;Mænd;Uoplyst;I alt\nNord;9;8;3;20\n"
    found = only(tmp_path, rows, categories={"sex": {"Uoplyst": None}})
    assert found.code == "TARGETS-NOT-SIZE"
    assert "It adds to 17, but the size is 20" in found.message


# Rows


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    rows = (
        "Afdeling;Kvinder;Mænd;Mand eller kvinde\n11;9;-8;\n11;9;8;1\n13;7;6,5;2\n"
        "Sydd;5;6;3\n;1;2;3\n"
    )
    found = findings(tmp_path, rows, areas=AREAS)
    assert {"TWICE", "CATEGORY-UNKNOWN", "PLACE-UNKNOWN", "PLACE-UNKNOWN-NEAR", "PLACE-EMPTY",
            "DEPARTMENT-MISSING"} <= set(codes(found)) | {"CATEGORY-UNKNOWN"}  # fmt: skip
    near = next(each for each in found if each.code == "TARGETS-PLACE-UNKNOWN-NEAR")
    assert "Sydd" in near.message


def test_rows_that_stand_twice_are_told(tmp_path: Path) -> None:
    found = findings(tmp_path, PLAIN + "Nord;9;8;17\n")
    assert set(codes(found)) == {"TWICE"}
    assert "tabel.csv:2" in found[0].message


def test_departments_and_areas_that_lack_are_told(tmp_path: Path) -> None:
    found = findings(tmp_path, "Afdeling;Kvinder;Mænd\n11;9;8\n", areas=AREAS)
    assert codes(found) == ["DEPARTMENT-MISSING", "AREA-MISSING"]
    assert '"12"' in found[0].message
    assert "Syd" in found[1].message


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-3", "NUMBER-NEGATIVE"),
        ("−3", "NUMBER-NEGATIVE"),
        ("3,5", "NUMBER-FRACTION"),
        ("3.5", "NUMBER-FRACTION"),
        ("mange", "NUMBER-NOT-A-NUMBER"),
        ("1e3", "NUMBER-NOT-A-NUMBER"),
        ("0x10", "NUMBER-NOT-A-NUMBER"),
        ("1_000", "NUMBER-NOT-A-NUMBER"),
        ("nan", "NUMBER-NOT-A-NUMBER"),
        ("12.34.567", "NUMBER-NOT-A-NUMBER"),
        ("1,234.5", "NUMBER-NOT-A-NUMBER"),
    ],
)
def test_what_is_no_number_of_residents_is_told(tmp_path: Path, cell: str, code: str) -> None:
    found = only(tmp_path, f"Område;Kvinder;Mænd\nNord;{cell};8\n")
    assert found.code == f"TARGETS-{code}"
    assert found.place is not None
    assert found.place.cell == "Kvinder"


def test_a_point_is_a_decimal_mark_where_others_are(tmp_path: Path) -> None:
    rows = [["Husstande"], ["Område", "Antal rum", "Husstande"], ["Nord", "31.5", "1.234"]]
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(FindingsError, match=r'whole number, not "1.234"'):
        read_targets(path, CODEBOOK, universe="households")
    rows[2][1] = "31,5"
    targets = read_targets(write_csv(path, rows), CODEBOOK, universe="households")
    assert targets.sizes["households"] == {"Nord": 1234}


def test_two_decimal_marks_are_told(tmp_path: Path) -> None:
    rows = "Område;Kvinder, pct.;Mænd, pct.;Antal\nNord;52.5;47,5;400\n"
    assert "TWO-MARKS" in codes(findings(tmp_path, rows))


@pytest.mark.parametrize(("female", "total"), [("52", "99"), ("55,0", "102")])
def test_shares_that_do_not_add_to_100_are_told(tmp_path: Path, female: str, total: str) -> None:
    del total
    rows = f"Område;Kvinder;Mænd\nNord;{female},0;47,0\n".replace(",0,0", ",0")
    found = only(tmp_path, rows, shares=True, sizes={"Nord": 100})
    assert found.code == "TARGETS-SHARES-ADD"


def test_shares_without_a_size_are_told(tmp_path: Path) -> None:
    found = only(tmp_path, "Område;Kvinder;Mænd\nNord;53;47\n", shares=True)
    assert found.code == "TARGETS-SHARE-WITHOUT-SIZE"


def test_formulas_and_errors_of_excel_are_told(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {"Voksne": [["Område", "Kvinder", "Mænd", "I alt"], ["Nord", 9, 8, "=SUM(B2:C2)"]]},
    )
    with pytest.raises(FindingsError, match="value, not a formula") as caught:
        read_targets(path, CODEBOOK)
    assert str(caught.value.findings[0].place).endswith("(Voksne!D2)")


def test_numbers_that_belong_to_no_table_are_told(tmp_path: Path) -> None:
    rows = PLAIN + "\nNote\n\nØst;7;8;15\n"
    assert "ROW-LOOSE" in codes(findings(tmp_path, rows))


def test_departments_under_another_area_are_told(tmp_path: Path) -> None:
    rows = "Område;Afdeling;Kvinder;Mænd\nNord;11;9;8\nSyd;12;9;8\nSyd;21;9;8\n"
    found = findings(tmp_path, rows, areas=AREAS)
    assert codes(found)[0] == "DEPARTMENT-ELSEWHERE"
    assert 'can\'t be in the area "Syd": the study has the department in "Nord"' in found[0].message


def test_lines_with_too_few_or_too_many_fields_are_told(tmp_path: Path) -> None:
    assert codes(findings(tmp_path, "Område;Kvinder;Mænd\nNord;9\n")) == ["RAGGED"]
    found = findings(tmp_path, "Område;Kvinder;Mænd\nNord;9;8;7\n")
    assert codes(found) == ["RAGGED", "NAMELESS"]


def test_a_label_between_rows_that_is_a_category_is_told(tmp_path: Path) -> None:
    rows = "Område;18-24 år;25-39 år\nMænd;;\nNord;9;8\nKvinder;;\nSyd;7;6\n"
    assert set(codes(findings(tmp_path, rows))) == {"LABEL-BETWEEN"}


def test_the_example_of_the_template_is_told(tmp_path: Path) -> None:
    rows = "Område;Afdeling;Kvinder;Mænd\nNord;Eksempel;9;8\n"
    assert codes(findings(tmp_path, rows, areas=AREAS))[0] == "EXAMPLE"


# Categories


def test_bands_of_ages_that_straddle_are_told_with_both(tmp_path: Path) -> None:
    rows = "Område;18-29 år;30-59 år;60 år og derover\nNord;9;8;7\n"
    found = findings(tmp_path, rows)
    assert codes(found) == ["STRADDLES", "STRADDLES"]
    across = '"age_group": "18–24 years", "25–39 years"'
    assert f'"18-29 år" lies across several categories of {across}' in found[0].message


def test_a_band_that_reaches_below_18_is_told(tmp_path: Path) -> None:
    heads = ";".join(("15-24 år", *ADULTS[1:]))
    assert codes(findings(tmp_path, f"Område;{heads}\nNord;9;8;7;6\n")) == ["STRADDLES"]


def test_categories_that_are_not_known_are_told_with_the_nearest(tmp_path: Path) -> None:
    found = only(tmp_path, "Område;Kvinder;Mænd;Andett\nNord;9;8;7\n")
    assert found.code == "TARGETS-CATEGORY-UNKNOWN-NEAR"
    assert '"Andet"' in (found.hint or "")
    found = only(tmp_path, "Område;Køn;Antal\nNord;Kvinder;9\nNord;Mannd;8\n")
    assert found.code == "TARGETS-CATEGORY-UNKNOWN-NEAR"
    assert found.place is not None
    assert found.place.line == 3


def test_children_in_a_table_of_adults_are_told(tmp_path: Path) -> None:
    rows = "Område;Enhed;0-17 år;18-24 år;25-39 år\nNord;Voksne;9;8;7\n"
    assert codes(findings(tmp_path, rows, universe=None)) == ["YOUNG-ADULTS"]


def test_labels_that_can_mean_several_variables_are_told(tmp_path: Path) -> None:
    book = CODEBOOK.with_variables(
        [type(CODEBOOK["sex"])("partner_sex", CODEBOOK["sex"].kind, {"da": "Partner"},
                               codes=CODEBOOK["sex"].codes)]
    )  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_text(PLAIN, encoding="utf-8")
    with pytest.raises(FindingsError, match=r'several variables: "sex", "partner_sex"'):
        read_targets(path, book, universe="adults")
    assert list(read_targets(path, book, universe="adults", variables=["sex"]).tables) == ["sex"]


# Years and universes


def test_several_years_are_refused_unless_one_is_chosen(tmp_path: Path) -> None:
    rows = "Område;År;Kvinder;Mænd\nNord;2009;1;2\nNord;2010;3;4\n"
    assert codes(findings(tmp_path, rows)) == ["YEARS"]
    assert codes(findings(tmp_path, rows, year=2011)) == ["YEAR-ABSENT"]
    targets = read_targets(tmp_path / "tabel.csv", CODEBOOK, universe="adults", year="2009")
    assert targets.table("sex").cells["count"].tolist() == [1, 2]
    assert targets.table("sex").year == "2009"


def test_years_in_titles_count_too(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            year: [[f"Voksne pr. 1. januar {year}"], ["Område", "Kvinder", "Mænd"], ["Nord", 9, 8]]
            for year in ("2009", "2010")
        },
    )
    with pytest.raises(FindingsError, match=r"several: .2009., .2010."):
        read_targets(path, CODEBOOK)
    assert read_targets(path, CODEBOOK, year=2010).table("sex").total == 17


def test_whom_a_table_is_about_must_be_told(tmp_path: Path) -> None:
    assert codes(findings(tmp_path, PLAIN, universe=None)) == ["UNIVERSE-UNKNOWN"]


# Files and arguments


@pytest.mark.parametrize(
    ("rows", "error"),
    [("", DataError), ("Hej\n", WeightingError), ("a;b\n1;2\n", WeightingError),
     ("Område;Kvinder\n", WeightingError), ('Område;"Kvinder\nNord;3\n', DataError)],
)  # fmt: skip
def test_files_without_a_table_are_refused(
    tmp_path: Path, rows: str, error: type[SurveyError]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(error):
        read_targets(path, CODEBOOK, universe="adults")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_targets(tmp_path / "a.xlsx", CODEBOOK)
    with pytest.raises(FileError):
        read_targets(tmp_path, CODEBOOK)
    book = openpyxl.Workbook()
    book.save(tmp_path / "empty.xlsx")
    with pytest.raises(WeightingError, match="No table of targets"):
        read_targets(tmp_path / "empty.xlsx", CODEBOOK)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"universe": "children"}, Wrong),
        ({"categories": {"gender": {}}}, UnknownNameError),
        ({"categories": {"sex": {"Kvinder": 7}}}, Wrong),
        ({"categories": {"sex": {"Kvinder": [1, 2]}}}, Wrong),
        ({"categories": {"sex": 1}}, Wrong),
        ({"categories": 1}, Wrong),
        ({"variables": ["gender"]}, UnknownNameError),
        ({"variables": 1}, Wrong),
        ({"columns": {"omraade": "Område"}}, Wrong),
        ({"columns": ["Område"]}, Wrong),
        ({"departments": {"11": "Nordd"}, "areas": ["Nord"]}, Wrong),
        ({"departments": ["11"]}, Wrong),
        ({"departments": {"11": 1.5}}, Wrong),
        ({"hidden": {"..": "many"}}, Wrong),
        ({"hidden": {"..": (4, 1)}}, Wrong),
        ({"hidden": {"..": (None, 4)}}, Wrong),
        ({"hidden": ".."}, Wrong),
        ({"shown_from": 0}, Wrong),
        ({"most_hidden": 1.5}, Wrong),
        ({"tolerance": -1}, Wrong),
        ({"tolerance": float("nan")}, Wrong),
        ({"sizes": {"Nordd": 3}}, Wrong),
        ({"sizes": {"Nord": "3"}}, Wrong),
        ({"sizes": {"Nord": float("nan")}}, Wrong),
        ({"sizes": 3}, Wrong),
        ({"sheets": ["Køn"]}, Wrong),
        ({"leave_out": 3}, Wrong),
    ],
)
def test_arguments_that_cannot_be_are_refused(
    tmp_path: Path, options: dict[str, Any], error: type[SurveyError]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(PLAIN, encoding="utf-8")
    with pytest.raises(error) as caught:
        read_targets(path, CODEBOOK, **{"universe": "adults", **options})
    assert str(caught.value)


@pytest.mark.parametrize("paths", [[], 3, [3]])
def test_paths_must_be_paths(paths: Any) -> None:
    with pytest.raises(Wrong):
        read_targets(paths, CODEBOOK)
    with pytest.raises(Wrong):
        read_targets("a.csv", {})  # type: ignore[arg-type]


def test_messages_are_danish_in_danish(tmp_path: Path) -> None:
    with language_in_force("da"):
        found = only(tmp_path, PLAIN.replace("17", "1.019"))
    assert found.message == (
        "voksne i Nord skal være summen af delene. Tallet er 1.019, men delene giver 17, "
        "en forskel på −1.002."
    )
