"""Workbooks to fill in: what is written into them is what the readers then read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_study import STUDY, small_study

import survey as sv
from survey.errors import DataError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.responses.keying.keying_reader import is_keying_workbook
from survey.sampling.contact_list import read_contacts
from survey.study.privacy.contents import Content, contents_of

if TYPE_CHECKING:
    from pathlib import Path

    from survey.study.beginning.templates import WrittenTemplates

LANGUAGES = ("da", "en")
WEIGHTED = STUDY.replace("waves:", "weighting: [base, {rake: {within: [safe_day]}}]\nwaves:")
FILES = {
    "frame.xlsx", "counts.xlsx", "dispositions.xlsx", "answers.xlsx", "targets.xlsx",
    "corrections.xlsx", "contacts.xlsx",
}  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_study(tmp_path_factory.mktemp("templates") / "study", study=WEIGHTED)


@pytest.fixture(scope="module")
def written(study: Path) -> dict[str, WrittenTemplates]:
    """The templates in both languages."""
    return {each: sv.write_templates(study, language=each) for each in LANGUAGES}


def filled(written: WrittenTemplates, name: str, rows: list[list[Any]], aside: Path) -> Path:
    """A template with rows in place of what stands below its heads."""
    book = openpyxl.load_workbook(written.folder / name)
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=2):
        for place in range(1, sheet.max_column + 1):
            sheet.cell(number, place).value = row[place - 1] if place <= len(row) else None
    book.save(aside / name)
    return aside / name


def area(study: Path) -> Any:
    return sv.open_study(study).wave().files.areas_measured


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_of_a_wave_has_a_template_that_explains_itself(
    written: dict[str, WrittenTemplates], language: str
) -> None:
    made = written[language]
    assert made.folder.name == {"da": "skabeloner", "en": "templates"}[language]
    by_area = {"da": "dispositions-omraader.xlsx", "en": "dispositions-areas.xlsx"}[language]
    assert {path.name for path in made.files} == {*FILES, by_area}
    for path in made.files:
        book = openpyxl.load_workbook(path)
        if path.name != "answers.xlsx":
            assert {"da": "Vejledning", "en": "Guide"}[language] in book.sheetnames, path.name
        assert any(sheet.data_validations.dataValidation for sheet in book) or (
            path.name == "contacts.xlsx"
        )


def test_the_same_study_gives_the_same_bytes_and_nothing_is_written_over(
    study: Path, written: dict[str, WrittenTemplates], tmp_path: Path
) -> None:
    again = sv.write_templates(study, folder=tmp_path, language="da")
    for path in again.files:
        assert path.read_bytes() == (written["da"].folder / path.name).read_bytes(), path.name
    (tmp_path / "frame.xlsx").write_bytes(b"filled in")
    (tmp_path / "counts.xlsx").unlink()
    third = sv.write_templates(study, folder=tmp_path, language="da")
    assert [path.name for path in third.files] == ["counts.xlsx"]
    assert (tmp_path / "frame.xlsx").read_bytes() == b"filled in"
    assert "frame.xlsx" in third.lines(language="da")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_of_dwellings_and_their_numbers_are_read_back(
    study: Path, written: dict[str, WrittenTemplates], language: str, tmp_path: Path
) -> None:
    rows = [
        ["1-1", "Vestparken", None, "2", None, "70"],
        ["1-2", "Sydhaven", None, "1", None, "54"],
    ]
    frame = sv.read_frame(
        filled(written[language], "frame.xlsx", rows, tmp_path), areas=area(study)
    )
    assert frame.counts["eligible"].tolist() == [1, 1]
    with pytest.raises(FindingsError, match="example"):
        sv.read_frame(written[language].folder / "frame.xlsx", areas=area(study))
    counts = [["Vestparken", "120", "4", "200"], ["Sydhaven", "80", "0", "130"]]
    path = filled(written[language], "counts.xlsx", counts, tmp_path)
    assert sv.read_frame(counts=path, areas=area(study)).counts["eligible"].tolist() == [116, 80]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_became_of_dwellings_is_read_back_and_the_example_is_refused(
    study: Path, written: dict[str, WrittenTemplates], language: str, tmp_path: Path
) -> None:
    made, words = written[language], {"da": ("Telefon", "afslag"), "en": ("Telephone", "refusal")}
    rows = [["1-1", "02-09-2026", *words[language], "AB"], ["1-2", "2026-09-03", None, "nc", None]]
    path = filled(made, "dispositions.xlsx", rows, tmp_path)
    read = sv.read_dispositions(path, area="Vestparken")
    assert len(read.attempts) == 2
    with pytest.raises(DataError, match="example of the template"):
        sv.read_dispositions(made.folder / "dispositions.xlsx", area="Vestparken")
    by_area = next(each.name for each in made.files if each.name.startswith("dispositions-"))
    rows = [["Vestparken", "100", "40", "2", "10", "3", "5"], ["Sydhaven", "50", "20"]]
    read = sv.read_dispositions(filled(made, by_area, rows, tmp_path), area=area(study))
    assert int(read.counts["n"].sum()) == 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrections_and_contacts_are_read_back_and_their_examples_are_refused(
    study: Path, written: dict[str, WrittenTemplates], language: str, tmp_path: Path
) -> None:
    made, asked = written[language], sv.open_study(study).plan.questionnaire
    path = filled(made, "corrections.xlsx", [["0001", "safe_day", "4", "5", "", "AB"]], tmp_path)
    steps = list(sv.read_corrections(path, asked, when="2026-10-01"))
    assert [(each.respondent, each.variable, each.after) for each in steps] == [
        ("0001", "safe_day", "5")
    ]
    rows = [["1-1", "Ane Prøve", "Prøvevej 1"]]
    contacts = read_contacts(filled(made, "contacts.xlsx", rows, tmp_path), "dwelling")
    assert contacts.by_unit["1-1"][:2] == ("Ane Prøve", "Prøvevej 1")
    assert len(contacts.addresses) == 3
    for read in (
        lambda: sv.read_corrections(made.folder / "corrections.xlsx", asked, when="2026-10-01"),
        lambda: read_contacts(made.folder / "contacts.xlsx", "dwelling"),
    ):
        with language_in_force("en"), pytest.raises(DataError, match="example of the template"):
            read()


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_keyed_in_a_workbook_that_is_read_as_answers(
    written: dict[str, WrittenTemplates], language: str
) -> None:
    assert is_keying_workbook(written[language].folder / "answers.xlsx")


def test_what_was_filled_in_is_as_personal_as_anywhere_else(
    study: Path, written: dict[str, WrittenTemplates], tmp_path: Path
) -> None:
    found = {each.path: each.content for each in contents_of(sv.open_study(study).plan)}
    for each in written.values():
        folder = each.folder.name
        assert found[f"{folder}/contacts.xlsx"] is Content.CONTACTS
        assert found[f"{folder}/frame.xlsx"] is Content.FRAME
        assert found[f"{folder}/answers.xlsx"] is Content.ANSWERS
        assert Content.UNKNOWN not in {found[f"{folder}/{path.name}"] for path in each.files}
    filled(written["da"], "contacts.xlsx", [["1-1", "Ane Prøve", "Prøvevej 1"]], tmp_path)
    (tmp_path / "contacts.xlsx").replace(study / "skabeloner" / "contacts.xlsx")
    shared = sv.share_study(sv.open_study(study), tmp_path / "study.zip")
    left = {each.path for each in shared.left_out}
    assert {"skabeloner/contacts.xlsx", "skabeloner/answers.xlsx"} <= left
    assert not [name for name in shared.files if name.startswith("skabeloner")]
    retention = "retention: {contacts: 2026-01-01}\n"
    with (study / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(retention)
    due = sv.purge_study(sv.open_study(study), today="2026-02-01", dry_run=True)
    assert {"skabeloner/contacts.xlsx", "templates/contacts.xlsx"} <= {
        each.path for each in due.files
    }
