"""The workbook of a study: what it says is what study.yaml says, and the other way round."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_studies import ROOT, copy_of_copenhagen

import survey as sv
from survey.errors import RefusedError
from survey.files.clean import clean_text
from survey.files.xlsx_reader import read_xlsx
from survey.files.yaml_reader import parse_yaml
from survey.files.yaml_writer import yaml_text
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.study.excel.assembly import assembled
from survey.study.excel.lines import joined
from survey.study.excel.tables import read_sheets
from survey.study.excel.workbook import study_workbook
from survey.study.study_file.plain_study import plain_study, with_format
from survey.study.study_file.schema import StudyFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet
    from syrupy.assertion import SnapshotAssertion

SHEETS = {
    "da": ["Vejledning", "Kategorier", "Områder", "Afdelinger", "Målinger", "Kapitler"],
    "en": ["Guide", "Categories", "Areas", "Departments", "Waves", "Chapters"],
}
WEIGHTED = ROOT / "examples" / "weighted-wave"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return copy_of_copenhagen(tmp_path / "study")


def edited(path: Path, sheet: str, cells: dict[str, Any]) -> Path:
    """The workbook with other things in some cells."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path


def read_back(path: Path, folder: Path) -> list[str]:
    """What was wrong with the workbook, each with its cell."""
    with pytest.raises(FindingsError) as caught:
        sv.read_study_workbook(path, folder)
    return [
        f"{(each.place and each.place.cell) or path.name}: {each.message} {each.hint or ''}".strip()
        for each in caught.value.findings
    ]


# There and back


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("example", ["copenhagen-housing", "weighted-wave", "dirty-answers"])
def test_a_study_comes_back_from_its_workbook_letter_by_letter(
    tmp_path: Path, example: str, language: str
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(ROOT / "examples" / example, folder)
    before = (folder / "study.yaml").read_bytes()
    path = sv.write_study_workbook(folder, language=language)
    assert path.name == {"da": "studie.xlsx", "en": "study.xlsx"}[language]
    assert openpyxl.load_workbook(path).sheetnames[:6] == SHEETS[language]
    found = sv.read_study_workbook(path, folder)
    assert (found.changes, found.comments_kept) == ((), True)
    assert (folder / "study.yaml").read_bytes() == before
    once = path.read_bytes()
    assert sv.write_study_workbook(folder, language=language).read_bytes() == once


def test_a_workbook_makes_a_study_in_an_empty_folder(tmp_path: Path) -> None:
    made = tmp_path / "made"
    path = sv.write_study_workbook(WEIGHTED, tmp_path / "bog.xlsx", language="da")
    found = sv.read_study_workbook(path, made)
    assert found.path.read_text(encoding="utf-8").startswith("version: 1\n")
    assert "areas" in set(found.to_frame()["what"])
    before, after = (sv.open_study(each).plan.written for each in (WEIGHTED, made))
    assert plain_study(before) == plain_study(after)
    again = sv.write_study_workbook(made, tmp_path / "igen.xlsx", language="da")
    assert again.read_bytes() == path.read_bytes()


LETTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u200b"
)
WORDS = st.text(LETTERS | st.just("\n"), min_size=1, max_size=24).filter(clean_text)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
TEXTS = st.fixed_dictionaries({"da": WORDS}, optional={"en": WORDS})
DAYS = st.dates().map(str)
WAVES = st.from_regex(r"[0-9A-Za-zæøå](?:[\w .(+-]{0,6}[\w)])?", fullmatch=True)
DEPARTMENTS = (
    st.integers(0, 10**6)
    | WORDS
    | st.fixed_dictionaries(
        {"name": st.integers(0, 99) | WORDS},
        optional={
            "landlord": WORDS,
            "dwellings": st.integers(1, 9999),
            "from": st.integers(1950, 2030) | WORDS,
            "to": WORDS,
        },
    )
)
VALUES = st.recursive(
    st.integers(-99, 10**6) | WORDS | st.booleans() | st.sampled_from([0.25, 1.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def studies(draw: st.DrawFn) -> dict[str, Any]:
    """Studies of every form that study.yaml can have, right or not."""
    waves = draw(st.lists(WAVES, min_size=1, max_size=3, unique=True))
    optional = {
        "in_text": TEXTS,
        "place": TEXTS,
        "chosen": TEXTS,
        "population": st.integers(1, 10**7),
        "role": st.sampled_from(["study", "contrast", "other"]),
        "aliases": st.lists(WORDS, min_size=1, max_size=3),
        "departments": st.lists(DEPARTMENTS, min_size=1, max_size=3),
        "boundaries": st.dictionaries(
            st.sampled_from(waves), st.integers(0, 1000).map(lambda n: n / 1000), max_size=2
        ),
    }
    area = st.fixed_dictionaries({"label": TEXTS}, optional=optional)
    files = st.fixed_dictionaries(
        {"file": WORDS}, optional={"mode": WORDS, "absent": st.lists(NAMES, max_size=2)}
    )
    fieldwork = st.fixed_dictionaries(
        {},
        optional={
            "start": DAYS,
            "end": DAYS,
            "target": st.integers(1, 999) | st.dictionaries(NAMES, st.just(2.5), max_size=2),
            "events": st.lists(st.fixed_dictionaries({"date": DAYS, "text": WORDS}), max_size=2),
            "reminders": st.fixed_dictionaries(
                {}, optional={"days": st.integers(0, 99), "soft_days": st.just("never")}
            ),
            "words": st.dictionaries(WORDS, WORDS, max_size=2),
        },
    )
    targets = WORDS | st.fixed_dictionaries(
        {},
        optional={
            "year": st.integers(1900, 2100) | WORDS,
            "tolerance": st.just(0.5),
            "departments": st.dictionaries(
                st.integers(0, 99) | WORDS, NAMES | st.none(), max_size=2
            ),
        },
    )
    wave = st.fixed_dictionaries(
        {"answers": WORDS | st.lists(WORDS | files, min_size=1, max_size=2)},
        optional={
            "area": NAMES,
            "weights": NAMES,
            "invalid": st.sampled_from(["refuse", "count"]),
            "sampling": TEXTS,
            "fieldwork": fieldwork,
            "targets": targets,
            "today": WORDS,
            "rosters": st.dictionaries(NAMES, WORDS, max_size=2),
            "retention": st.fixed_dictionaries({}, optional={"answers": DAYS}),
            "weighting": WORDS | st.lists(VALUES, max_size=3),
        },
    )
    chapter = st.fixed_dictionaries(
        {"title": TEXTS, "questions": st.lists(NAMES, min_size=1, max_size=4)}
    )

    def listed(names: list[str], each: st.SearchStrategy[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"id": name, **draw(each)} for name in names]

    unique = st.lists(NAMES, min_size=2, max_size=4, unique=True)
    more = st.fixed_dictionaries(
        {},
        optional={
            "subtitle": TEXTS,
            "respondents": TEXTS,
            "source": TEXTS,
            "style": WORDS,
            "unit": st.fixed_dictionaries({"singular": TEXTS, "plural": TEXTS}),
            "simulated": st.booleans(),
            "release": st.sampled_from(["default", "strict", "internal"]),
            "appendix": st.lists(NAMES, max_size=2),
            "weighting": WORDS | st.lists(VALUES, max_size=3),
            "retention": st.fixed_dictionaries({}, optional={"frame": DAYS, "contacts": DAYS}),
        },
    )
    return {
        "title": draw(TEXTS), "areas": listed(draw(unique), area), "questionnaire": draw(WORDS),
        "waves": listed(waves, wave), "chapters": listed(draw(unique), chapter), **draw(more),
    }  # fmt: skip


def test_a_name_with_a_line_break_in_it_is_one_name() -> None:
    assert joined(["Gl. Park", "Øst\nVest"]) == 'Gl. Park;"Øst\nVest"'


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=studies(), language=st.sampled_from(["da", "en"]))
def test_any_study_comes_back_from_its_workbook(
    data: dict[str, Any], language: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = parse_yaml(yaml_text(data), "study.yaml").data
    study = StudyFile.model_validate(written)
    path = tmp_path_factory.mktemp("random") / "bog.xlsx"
    path.write_bytes(study_workbook(study, language))
    with language_in_force({"da": "en", "en": "da"}[language]):
        made = assembled(read_sheets(read_xlsx(path)), path)
    assert [str(each) for each in made.reading.findings] == []
    back = StudyFile.model_validate(made.data)
    assert plain_study(back) == plain_study(study)
    again = parse_yaml(yaml_text(with_format(plain_study(back))), "study.yaml").data
    assert plain_study(StudyFile.model_validate(again)) == plain_study(study)
    assert study_workbook(back, language) == path.read_bytes()


# Edits


def test_edits_come_into_study_yaml_and_all_else_stays(study: Path) -> None:
    before = (study / "study.yaml").read_text(encoding="utf-8")
    path = sv.write_study_workbook(study, language="da")
    edited(path, "Områder", {"A6": "nyt", "B6": "Det nye", "C6": "The new", "F3": "Gårdhuse"})
    edited(path, "Afdelinger", {"A2": "Atriumhuse", "B2": 12, "E2": 1968})
    edited(path, "Kategorier", {"B2": "Boliger i København"})
    found = sv.read_study_workbook(path, study)
    assert found.comments_kept
    after = (study / "study.yaml").read_text(encoding="utf-8")
    gone = set(before.splitlines()) - set(after.splitlines())
    assert gone == {"  da: Boligforhold i København"}
    written = sv.open_study(study).plan.written
    assert [area.id for area in written.areas] == ["apartment", "atrium", "terrace", "tower", "nyt"]
    assert written.areas[1].aliases == ["Gårdhuse"]
    assert "departments: [{name: 12, from: 1968}]" in after
    told = found.lines(language="da")
    assert told[0] == "4 ting er ændret i study.yaml:"
    assert "title.da: Boligforhold i København → Boliger i København" in told
    assert sv.read_study_workbook(path, study).changes == ()


def test_rows_may_be_moved_and_taken_away(study: Path) -> None:
    path = sv.write_study_workbook(study, language="en")
    book = openpyxl.load_workbook(path)
    book["Chapters"].delete_rows(3)
    swapped(book["Areas"], 2, 3)
    book.save(path)
    sv.read_study_workbook(path, study)
    written = sv.open_study(study).plan.written
    assert [each.id for each in written.chapters] == ["satisfaction", "contact"]
    assert [each.id for each in written.areas][:2] == ["atrium", "apartment"]
    assert "# A real resident survey" in (study / "study.yaml").read_text(encoding="utf-8")


def swapped(sheet: Worksheet, one: int, other: int) -> None:
    for column in range(1, sheet.max_column + 1):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def test_windows_line_ends_stay(study: Path) -> None:
    file = study / "study.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    path = sv.write_study_workbook(study, language="en")
    edited(path, "Categories", {"C2": "Housing"})
    sv.read_study_workbook(path, study)
    held = file.read_bytes()
    assert b"en: Housing\r\n" in held
    assert held.count(b"\n") == held.count(b"\r\n")


def test_a_workbook_that_libreoffice_saved_is_read(
    study: Path, needs_program: Callable[[str], str], tmp_path: Path
) -> None:
    office = needs_program("soffice")
    path = sv.write_study_workbook(study, language="da")
    edited(path, "Afdelinger", {"A2": "atrium", "B2": "12 Nord", "D2": 240})
    saved = saved_by(office, path, tmp_path / "saved")
    found = sv.read_study_workbook(saved, study)
    assert [each.what for each in found.changes] == ["areas.atrium.departments"]
    assert found.comments_kept
    assert read_xlsx(saved).properties["Study"] == read_xlsx(path).properties["Study"]


def saved_by(office: str, path: Path, out: Path) -> Path:
    profile = f"-env:UserInstallation=file://{out.parent / 'profile'}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / path.name


# What is refused


def test_what_is_wrong_is_told_with_its_sheet_and_cell(
    study: Path, snapshot: SnapshotAssertion
) -> None:
    path = sv.write_study_workbook(study, language="da")
    before = (study / "study.yaml").read_bytes()
    edited(path, "Områder", {"D2": "kontrst", "E3": "mange", "A4": None, "G2": "1968 0,1"})
    edited(path, "Afdelinger", {"A2": "atriumhuset", "B2": "12", "A3": "atrium", "C3": "Møllebo"})
    edited(path, "Indstillinger", {"A4": "1968", "B4": "fieldwork.strat", "C4": "x",
                                   "A5": "1986", "B5": "today", "C5": "1968-05-01",
                                   "A6": "1968", "B6": "release", "C6": "strict",
                                   "B7": "today", "C7": "1968-05-01",
                                   "B8": "appendix", "C8": "[a, b"})  # fmt: skip
    edited(path, "Kapitler", {"A3": "satisfaction", "D4": "=A1"})
    with language_in_force("da"):
        wrong = read_back(path, study)
    assert wrong == snapshot
    assert (study / "study.yaml").read_bytes() == before


def test_what_the_study_can_not_be_is_told_with_its_cell(
    study: Path, snapshot: SnapshotAssertion
) -> None:
    path = sv.write_study_workbook(study, language="en")
    edited(path, "Areas", {"D5": "studied", "E2": 500, "F3": "Apartments"})
    edited(path, "Departments", {"A2": "Atrium houses", "B2": 12, "E2": "before", "F2": 1970})
    edited(path, "Chapters", {"D2": "satisfacton"})
    assert read_back(path, study) == snapshot


def test_sheets_and_headings_that_are_not_there_are_told(
    study: Path, snapshot: SnapshotAssertion
) -> None:
    path = sv.write_study_workbook(study, language="da")
    book = openpyxl.load_workbook(path)
    book["Kapitler"].title = "Kapitlerne"
    book["Områder"]["D1"] = "Roller"
    book["Målinger"]["A1"] = "Hvornår"
    book.save(path)
    with language_in_force("da"):
        assert read_back(path, study) == snapshot


def test_a_study_that_was_changed_since_is_not_overwritten(study: Path) -> None:
    path = sv.write_study_workbook(study, language="en")
    edited(path, "Categories", {"C2": "Housing"})
    file = study / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("release: default", "release: strict"),
                    encoding="utf-8")  # fmt: skip
    with pytest.raises(RefusedError, match=r"was changed since"):
        sv.read_study_workbook(path, study)


def test_a_workbook_with_edits_is_not_overwritten(study: Path, tmp_path: Path) -> None:
    path = sv.write_study_workbook(study, language="en")
    sv.write_study_workbook(study, language="en")
    edited(path, "Categories", {"C2": "Housing"})
    with pytest.raises(RefusedError, match=r"can't be written over"):
        sv.write_study_workbook(study, language="en")
    sv.read_study_workbook(path, study)
    sv.write_study_workbook(study, language="en")
    edited(path, "Categories", {"C2": "Homes"})
    sv.write_study_workbook(study, language="en", overwrite=True)
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"something else")
    with pytest.raises(RefusedError):
        sv.write_study_workbook(study, other)


def test_a_workbook_that_was_read_makes_way_when_study_yaml_moved_on(study: Path) -> None:
    path = sv.write_study_workbook(study, language="en")
    edited(path, "Categories", {"C2": "Housing"})
    sv.read_study_workbook(path, study)
    file = study / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("release: default", "release: strict"),
                    encoding="utf-8")  # fmt: skip
    sv.write_study_workbook(study, language="en")
    assert sv.read_study_workbook(path, study).changes == ()
    edited(path, "Categories", {"C2": "Homes"})
    with pytest.raises(RefusedError, match=r"can't be written over"):
        sv.write_study_workbook(study, language="en")


def test_comments_and_drop_downs_are_there(study: Path) -> None:
    book = openpyxl.load_workbook(sv.write_study_workbook(study, language="da"))
    rules = {
        str(rule.sqref): rule.formula1 for rule in book["Områder"].data_validations.dataValidation
    }
    assert any(cells.startswith("D2:") for cells in rules)
    areas = [rule.formula1 for rule in book["Afdelinger"].data_validations.dataValidation]
    assert areas == ["Områder!$A$2:$A$35"]
    assert "kontrast" in str(book["Områder"]["D1"].comment.text)
