"""The workbook for keying forms: its columns, what cells accept, what is grey, what differs."""

from __future__ import annotations

import subprocess
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hostile import TEXTS
from hypothesis import Phase, given, settings
from made_forms import both, call, compared, either, is_, made_form, not_, say
from openpyxl import Workbook, load_workbook
from random_questionnaires import questionnaires

from survey.codebook import Code, MissingKind
from survey.errors import WrongUseError
from survey.questionnaire.expressions.tree import Call, Comparison, Function, Name
from survey.questionnaire.expressions.writing import expression_of
from survey.questionnaire.fingerprint import fingerprint
from survey.questionnaire.forms.keying_columns import HEAD_ROWS, keyed_tables
from survey.questionnaire.forms.keying_formulas import holds_formula
from survey.questionnaire.forms.keying_workbook import keying_bytes, write_keying_workbook
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Computed,
    Grid,
    GridRow,
    Multiple,
    Number,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from survey.questionnaire.expressions.expression import Expression

ROWS = 8


@cache
def data_of(language: str = "da") -> bytes:
    return keying_bytes(made_form(), language=language, rows=ROWS)


def book(language: str = "da") -> Workbook:
    return load_workbook(BytesIO(data_of(language)))


def names_of(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[HEAD_ROWS]]


def first_range(rule: Any) -> Any:
    return next(iter(rule.sqref.ranges))


def rules_of(sheet: Worksheet) -> dict[str, Any]:
    """The rule of each column by its name."""
    names = names_of(sheet)
    return {names[first_range(each).min_col - 1]: each
            for each in sheet.data_validations.dataValidation}  # fmt: skip


def greys_of(sheet: Worksheet) -> dict[str, list[str]]:
    names = names_of(sheet)
    found: dict[str, list[str]] = {}
    for area, rules in sheet.conditional_formatting._cf_rules.items():
        column = names[first_range(area).min_col - 1]
        found[column] = [rule.formula[0] for rule in rules]
    return found


# Sheets and columns


@pytest.mark.parametrize("language", ["da", "en"])
def test_there_are_sheets_for_keying_twice_for_differences_and_for_rosters(language: str) -> None:
    expected = {
        "da": ["Indtastning", "Dobbeltindtastning", "Forskelle", "Husstanden", "Husstanden 2",
               "Husstanden forskelle", "Koder", "Vejledning"],
        "en": ["Keying", "Double keying", "Differences", "The household", "The household 2",
               "The household differences", "Codes", "Guide"],
    }  # fmt: skip
    assert book(language).sheetnames == expected[language]


def test_each_variable_but_the_computed_ones_is_a_column_named_in_the_third_row() -> None:
    computed = {q.id for q in made_form().questions if isinstance(q, Computed)}
    variables = [v.name for v in made_form().variables() if v.name not in computed]
    for name in ("Indtastning", "Dobbeltindtastning"):
        assert names_of(book()[name]) == ["form_no", "area", *variables]
    people = [variable.name for variable in made_form().variables("people")]
    assert names_of(book()["Husstanden"]) == ["form_no", "item", *people]


def test_the_heads_say_number_and_label_and_stay_in_view() -> None:
    sheet = book()["Indtastning"]
    at = names_of(sheet).index("safe_evening") + 1
    assert [sheet.cell(row, at).value for row in (1, 2, 3)] == [
        "Spm. 6",
        "Tryg om aftenen",
        "safe_evening",
    ]
    assert sheet.freeze_panes == "C4"


def test_the_cells_are_found_by_a_name_and_the_questionnaire_by_its_fingerprint() -> None:
    found = book()
    assert found.defined_names["svy_keying"].value.startswith("Indtastning!$A$3:")
    assert found.defined_names["svy_keying_people"].value.startswith("Husstanden!$A$3:")
    properties = {each.name: each.value for each in found.custom_doc_props.props}
    assert properties == {
        "Questionnaire": "nordby-2012",
        "Fingerprint": fingerprint(made_form()),
        "Language": "da",
    }


@pytest.mark.parametrize("language", ["da", "en", "ar"])
def test_the_same_questionnaire_gives_the_same_bytes(language: str) -> None:
    assert keying_bytes(made_form(), language=language, rows=ROWS) == data_of(language)


def test_an_arabic_workbook_begins_at_the_right() -> None:
    assert book("ar").worksheets[0].sheet_view.rightToLeft


# What cells accept


def test_a_cell_accepts_its_codes_and_the_missing_ones_on_the_form_and_tells_them() -> None:
    rule = rules_of(book()["Indtastning"])["safe_evening"]
    assert rule.type == "list"
    assert rule.formula1 == '"5,4,3,2,1,6,-1,-2,-8,-9"'
    assert "5 Meget tryg" in rule.prompt
    assert "−8 Ved ikke" in rule.prompt
    assert (first_range(rule).min_row, first_range(rule).max_row) == (4, 3 + ROWS)


def test_what_was_not_asked_is_never_keyed() -> None:
    for rule in rules_of(book()["Indtastning"]).values():
        assert "-3" not in (rule.formula1 or "").strip('"').split(",")
        assert "=-3" not in (rule.formula1 or "")


def test_ticks_are_one_or_nought_and_ranks_their_places() -> None:
    rules = rules_of(book()["Indtastning"])
    assert rules["places_1"].formula1 == '"0,1,-1,-8"'
    assert rules["wishes_1"].formula1 == '"0,1,2,3,-1"'


def test_numbers_dates_and_words_have_rules_of_their_own() -> None:
    rules = rules_of(book()["Indtastning"])
    assert rules["age"].formula1 == (
        "OR(AND(ISNUMBER(C4),C4>=18,C4<=105,ROUND(C4,0)=C4),C4=-1,C4=-9)"
    )
    assert 'DATEVALUE(D4&"-01")' in rules["moved"].formula1
    assert rules["why"].type == "textLength"
    assert rules["why"].formula1 == "2000"


def test_a_form_is_keyed_in_one_row_only() -> None:
    assert "COUNTIFS($A$4:$A$11,$A4)=1" in rules_of(book()["Indtastning"])["form_no"].formula1
    people = rules_of(book()["Husstanden"])["item"].formula1
    assert "$A4" in people
    assert "$B4" in people


def test_a_long_list_of_codes_is_taken_from_the_sheet_of_codes() -> None:
    codes = tuple(Code(1000 + n, say(f"Svar {n}")) for n in range(80))
    form = of(Single(id="a", text=say("Hvad?"), codes=codes))
    found = load_workbook(BytesIO(keying_bytes(form, rows=3)))
    rule = rules_of(found["Indtastning"])["a"]
    assert rule.formula1 == "Koder!$D$2:$D$83"
    assert [row[0].value for row in found["Koder"]["D2:D4"]] == [1000, 1001, 1002]


def test_areas_are_chosen_from_those_that_are_named() -> None:
    names = {"vangdalen": "Vangdalen", "nordby": "Nordby"}
    found = load_workbook(BytesIO(keying_bytes(made_form(), rows=3, area_names=names)))
    assert rules_of(found["Indtastning"])["area"].formula1 == '"vangdalen,nordby"'


# What is grey


def of(*questions: Any) -> Questionnaire:
    return Questionnaire("q", say("Titel"), Languages(("da",)), (Section("", questions),))


def holds(condition: Expression) -> str | None:
    codes = (Code(1, say("Ja")), Code(0, say("Nej")))
    form = of(
        Single(id="a", text=say("A"), codes=codes),
        Multiple(id="m", text=say("M"), codes=codes),
        Number(id="n", text=say("N")),
        Grid(id="g", text=say("G"), codes=codes, rows=(GridRow("x", {}), GridRow("y", {}))),
        Computed(id="k", label=say("K")),
    )
    (table,) = keyed_tables(form, "da", 3, 3)
    return holds_formula(condition, table, form)


def test_simple_conditions_become_formulas_that_ask_for_an_answer() -> None:
    assert holds(is_("a", 1)) == "AND(ISNUMBER($C4),$C4>=0,$C4=1)"
    assert holds(not_(is_("a", 1))) == "AND(ISNUMBER($C4),$C4>=0,$C4<>1)"
    assert holds(compared("n", "<", 18)) == "AND(ISNUMBER($F4),$F4>=0,$F4<18)"
    assert holds(is_("area", 'x"y')) == 'AND($B4<>"",$B4="x""y")'
    assert holds(call("has", "m", 1)) == "$D4=1"
    assert holds(not_(call("has", "m", 1))) == 'AND(COUNTIF($D4:$E4,">=0")>0,NOT($D4=1))'
    assert holds(call("answered", "m")) == 'COUNTIF($D4:$E4,">=0")>0'
    assert holds(both(is_("a", 1), is_("n", 2))).count("AND") == 3  # type: ignore[union-attr]
    assert holds(not_(either(is_("a", 1), is_("n", 2)))).startswith("AND(AND(")  # type: ignore[union-attr]
    assert holds(call("any_of", "g", 1)).startswith("OR(")  # type: ignore[union-attr]
    dont_know = Call(Function.MISSING, (Name("a"), Name("dont_know")))
    assert holds(expression_of(dont_know)) == f"$C4={int(MissingKind.DONT_KNOW)}"


def test_what_the_row_cannot_tell_is_left_alone() -> None:
    assert holds(is_("k", 1)) is None
    assert holds(is_("wave", "2012")) is None
    assert holds(call("all_of", "g", 1)) is None
    assert holds(either(is_("a", 1), is_("k", 1))) is None
    assert holds(expression_of(Comparison("==", Name("a"), Name("n")))) is None  # type: ignore[arg-type]


def test_cells_that_should_be_empty_are_grey_and_red_if_they_are_not() -> None:
    greys = greys_of(book()["Indtastning"])
    red, grey = greys["moving_why"]
    assert grey.startswith('AND($A4<>"",NOT(')
    assert '<>""' in red
    assert set(greys) == {"places_1", "places_2", "places_3", "places_8", "places_9",
                          "places_8_text", "why", "setting_club", "moving_why",
                          "moving_why_3_text", "rent_most", "garden", "garden_last"}  # fmt: skip
    assert set(greys_of(book()["Husstanden"])) == {"person_job"}


def test_a_spreadsheet_program_finds_the_differences(
    tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    found = book()
    first, again = found["Indtastning"], found["Dobbeltindtastning"]
    names = names_of(first)

    def key(sheet: Worksheet, row: int, answers: Mapping[str, object]) -> None:
        for name, value in answers.items():
            sheet.cell(row, names.index(name) + 1, value)

    key(first, 4, {"form_no": 101, "age": 33, "best": "Naboerne", "rent_most": 5000.5})
    key(first, 5, {"form_no": 102, "age": 71, "safe_day": -8, "best": "Ro"})
    key(first, 6, {"form_no": 103, "age": 20})
    key(again, 4, {"form_no": 102, "age": 17, "safe_day": -8, "best": "ro"})
    key(again, 5, {"form_no": 101, "age": 33, "best": "Naboerne", "rent_most": 5000.5})
    path = tmp_path / "keyed.xlsx"
    found.save(path)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [needs_program("soffice"), "--headless", home, "--convert-to", "xlsx", "--outdir",
               str(tmp_path / "out"), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    reckoned = load_workbook(tmp_path / "out" / "keyed.xlsx", data_only=True)["Forskelle"]
    assert reckoned["B1"].value == 2
    assert [reckoned.cell(row, 2).value for row in (4, 5, 6)] == [0, 2, "ikke tastet to gange"]
    told = [cell.value for cell in reckoned[5] if isinstance(cell.value, str)]
    assert told == ["71 ≠ 17", "Ro ≠ ro"]


# Codes, guide, refusals


def test_the_guide_names_the_sheets_and_the_questionnaire() -> None:
    told = [row[1].value for row in book()["Vejledning"].iter_rows(min_row=3)]
    assert any("»Dobbeltindtastning«" in words for words in told)
    assert any(fingerprint(made_form()) in words for words in told)
    assert len(told) == 10


def test_all_codes_stand_on_their_sheet() -> None:
    rows = list(book()["Koder"].iter_rows(min_row=2, values_only=True))
    assert ("safe_day", "5", "Tryg om dagen", 5, "Meget tryg") in rows
    assert ("safe_day", "5", "Tryg om dagen", -8, "Ved ikke") in rows


@pytest.mark.parametrize("rows", [0, -1, 5001, 2.5, True, "10"])
def test_a_number_of_rows_that_makes_no_sense_is_refused(rows: Any) -> None:
    with pytest.raises(WrongUseError, match="must be a whole number"):
        keying_bytes(made_form(), rows=rows)


def test_a_language_that_is_not_offered_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="must be written in one of"):
        write_keying_workbook(made_form(), tmp_path / "k.xlsx", language="pl")
    assert list(tmp_path.iterdir()) == []


# Odd questionnaires


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_texts_stay_texts(text: str) -> None:
    words = {"da": text}
    codes = (Code(1, words, opens_text=True), Code(2, words))
    single = Single(id="s", text=words, label=words, codes=codes)
    multiple = Multiple(id="m", text=words, label=words, codes=codes)
    form = Questionnaire("q", words, Languages(("da",)), (Section("", (single, multiple)),))
    found = load_workbook(BytesIO(keying_bytes(form, rows=2)))
    for name in ("Indtastning", "Dobbeltindtastning", "Koder", "Vejledning"):
        for row in found[name].iter_rows():
            assert not any(cell.data_type == "f" for cell in row)


@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(questionnaires())
def test_any_sound_questionnaire_can_be_keyed(form: Questionnaire) -> None:
    for language in form.languages.offered[:2]:
        found = load_workbook(BytesIO(keying_bytes(form, language=language, rows=2)))
        for rule in found.worksheets[0].data_validations.dataValidation:
            assert len(rule.formula1 or "") <= 257
