"""What stands around the results: how the survey was carried out, who answered, the appendices."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from made_studies import ROOT, copenhagen_document, without_pictures

from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Box, BulletList, Document, Heading, Paragraph, RowKind, Table
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.pdf import write_pdf
from survey.report.areas.area_report import compose_area_report
from survey.report.areas.area_sheet import compose_area_sheet
from survey.report.areas.follow_up import FollowUp
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.disclosure.results.released import Released
    from survey.report.spec import ReportSpec

NBSP = "\xa0"


@pytest.fixture(autouse=True, scope="module")
def folder() -> object:
    """Pictures cost the most, and are looked at elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        without_pictures(patch)
        yield


@cache
def study() -> Path:
    """The example with sample, dispositions and register, and what it says of its fieldwork."""
    made = Path(mkdtemp()) / "study"
    left = shutil.ignore_patterns("report", ".survey", "published.json")
    shutil.copytree(ROOT / "examples" / "weighted-wave", made, ignore=left)
    path = made / "study.yaml"
    fieldwork = (
        "    fieldwork:\n      start: 2026-04-13\n      end: 2026-06-07\n      events:\n"
        '        - {date: 2026-05-02, text: "Brand i en opgang", area: kildehoej}\n'
        "    documentation:\n"
        "      incentives: {da: Et gavekort på 300 kr., en: A gift card of 300 kroner}\n"
    )
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace("    sampling:\n", f"{fieldwork}    sampling:\n"), "utf-8")
    return made


@cache
def document(language: str = "da") -> Document:
    return open_study(study()).wave().document(language)


def sentences(of: Document) -> dict[str, str]:
    found = [block for block in of.blocks if isinstance(block, Paragraph)]
    found += [item for block in of.blocks if isinstance(block, BulletList) for item in block.items]
    return {each.id: each.plain for each in found if each.id}


def table(of: Document, name: str) -> Table:
    return next(each for each in of.tables() if each.id == name)


def chapters(of: Document) -> list[str]:
    return [each.id for each in of.blocks if isinstance(each, Heading) and each.level == 2]


# Before the results


def test_how_it_was_done_and_who_answered_come_between_the_summary_and_the_results() -> None:
    assert chapters(document())[:5] == ["summary", "conduct", "response", "register", "living"]


def test_it_says_who_was_asked_when_and_how_in_both_languages() -> None:
    said = sentences(document("da"))
    assert said["conduct_lead"] == (
        "520 boliger i fire boligområder er udvalgt, og rapporten bygger på 314 svar."
    )
    assert said["conduct_when"] == (
        "Svarene er samlet ind fra 13. april 2026 til 7. juni 2026. "
        "Skemaet kunne besvares på papir, på nettet, i telefon og ved besøg."
    )
    assert "de fire undersøgte boligområder og ikke andre" in said["conduct_reach"]
    said = sentences(document("en"))
    assert said["conduct_lead"].startswith("520 dwellings in four housing areas were selected")
    assert "from 13 April 2026 to 7 June 2026" in said["conduct_when"]


def test_the_areas_stand_in_a_table_that_adds_up_with_the_contrast_last() -> None:
    rows = table(document(), "areas_asked").rows
    assert [row.kind for row in rows[-2:]] == [RowKind.CONTRAST, RowKind.ALL]
    for place in (2, 3, 4):
        *parts, total = (row.cells[place].values[0] for row in rows)
        assert sum(parts) == total  # type: ignore[arg-type]
    assert rows[-1].cells[3].values == (520,)


def test_what_happened_during_the_fieldwork_is_told_with_its_day_and_area() -> None:
    items = [b for b in document().blocks if isinstance(b, BulletList)]
    words = [each.plain for block in items for each in block.items]
    assert "2. maj 2026, Kildehøj: Brand i en opgang" in words


def test_the_response_rate_stands_with_its_definition_its_spread_and_its_reasons() -> None:
    said = sentences(document())
    assert said["response_lead"].startswith(f"Svarprocent: 61{NBSP}pct. (314 af 515 boliger).")
    assert "RR2 (AAPOR): fulde og delvise besvarelser" in said["response_lead"]
    assert said["response_told"].startswith(
        f"Svarprocenten går fra 55{NBSP}pct. i Søndervang til 64{NBSP}pct. i Birkelunden."
    )
    rates = table(document(), "response_rates")
    assert rates.rows[-1].cells[2].values == (520,)


def test_respondents_stand_beside_the_register_under_the_policy_of_the_report() -> None:
    said = sentences(document())
    assert "»18–24 år« udgør 9" in said["register_found_1"]
    overview = next(each for each in document().tables() if "ligner registret" in each.title)
    cells = [cell.text for row in overview.rows for cell in row.cells[1:]]
    assert any(text == "†" for text in cells)
    assert "†" in SIGNS.values()


def test_each_table_and_figure_of_the_front_has_its_number_in_reading_order() -> None:
    titles = [each.title for each in document().tables()]
    assert [title.split(".")[0] for title in titles] == [
        f"Tabel {number}" for number in range(1, len(titles) + 1)
    ]


def test_what_is_not_known_is_said_and_no_chapter_stands_empty() -> None:
    of = copenhagen_document("da")
    assert "response" not in chapters(of)
    assert "register" not in chapters(of)
    said = sentences(of)
    assert said["conduct_lead"] == "Rapporten bygger på 1.681 svar fra fire boligtyper."
    assert "oplyser ikke, hvornår svarene er samlet ind" in said["conduct_when"]
    assert "ikke sammenlignet med et register" in said["register_unknown"]


# After the results


def test_the_response_rate_stands_by_each_of_its_definitions_in_the_appendix() -> None:
    rows = table(document(), "rates_by_definition").rows
    assert [row.cells[0].text for row in rows] == ["RR1", "RR2", "RR3", "RR4", "RR5", "RR6"]
    assert len({row.cells[2].text for row in rows}) == len(rows)
    assert all(60 < float(row.cells[1].values[0]) < 62 for row in rows)  # type: ignore[arg-type]


def test_the_checklist_takes_what_the_study_tells_and_says_what_it_does_not_tell() -> None:
    told = table(document(), "checklist")
    said = {row.cells[0].text: row.cells[1].text for row in told.rows}
    assert len(said) == 12
    assert said["Antal svar"] == "314 svar fra 520 udvalgte boliger"
    assert said["Hvornår"] == "13. april 2026–7. juni 2026"
    assert said["Vægtning, og hvad der er vægtet efter"].startswith("Vægtet efter køn og alders")
    assert said["Gaver og præmier for at svare"] == "Et gavekort på 300 kr."
    assert said["Hvem der har udført undersøgelsen, og deres rolle"] == "Ikke oplyst"
    assert told.notes == ()


def test_the_questionnaire_has_each_question_in_order_with_its_released_total() -> None:
    parts = [each for each in document().tables() if each.id.startswith("instrument_")]
    headings = [r.cells[0].text for each in parts for r in each.rows if r.kind is RowKind.HEADING]
    numbers = [int(each.split(".")[0]) for each in headings]
    assert numbers == sorted(numbers)
    assert len(numbers) == 19
    first = parts[0].rows[1:7]
    assert [row.cells[0].text for row in first] == [
        "Meget tilfreds", "Tilfreds", "Hverken tilfreds eller utilfreds", "Utilfreds",
        "Meget utilfreds", "Antal svar",
    ]  # fmt: skip
    assert first[-1].cells[1].values == (289,)


def test_the_questionnaire_hides_what_the_rest_of_the_report_hides() -> None:
    appendix = table(document(), "instrument_1")
    shown = {row.cells[0].text: row.cells[-1].text for row in appendix.rows[1:6]}
    assert "†" in shown.values()
    assert any("fortrolighed" in note for note in appendix.notes)


# Sheets and reports of areas


AREAS = ("engparken", "kildehoej", "soendervang", "birkelunden")


@cache
def shown() -> Released:
    return open_study(study()).wave().released()


@cache
def spec() -> ReportSpec:
    return open_study(study()).wave()._whole_spec()


def sheet(area: str, released: Released | None = None, **more: Any) -> Document:
    return compose_area_sheet(released or shown(), spec(), area, "da", **more)


def report(area: str, released: Released | None = None) -> Document:
    return compose_area_report(released or shown(), spec(), area, "da")


def words(of: Document) -> str:
    found = [b for b in of.blocks if isinstance(b, Paragraph)]
    found += [p for b in of.blocks if isinstance(b, Box) for p in b.paragraphs]
    return " ".join(each.plain for each in found)


def first(of: Document, name: str) -> Table:
    return next(each for each in of.tables() if each.id.startswith(name))


def test_the_sheet_has_the_numbers_of_the_main_report_beside_the_contrast_and_all() -> None:
    main = first(document(), "area_satisfaction_by_area")
    of_area = next(row for row in main.rows if row.area == "engparken")
    row = first(sheet("engparken"), "profile").rows[0]
    assert row.cells[0].text == "Tilfredse med området"
    assert [row.cells[1].text, row.cells[2].text] == [of_area.cells[1].text, of_area.cells[2].text]
    of_contrast, of_all = (r for r in main.rows if r.kind in (RowKind.CONTRAST, RowKind.ALL))
    assert [row.cells[3].text, row.cells[5].text] == [
        of_contrast.cells[1].text, of_all.cells[1].text,
    ]  # fmt: skip


def test_the_sheet_says_what_is_worst_and_whether_that_is_certain() -> None:
    said = words(sheet("engparken"))
    assert "63 svar er kommet ind; svarprocenten er 61\xa0pct. (RR2)." in said
    assert "Dårligst: Utrygge om dagen: 35\xa0pct. mod " in said
    assert "(statistisk sikkert)." in said


def test_the_contrast_is_told_apart_and_is_not_compared_with_itself() -> None:
    document = sheet("birkelunden")
    assert "Området er kontrasten, som de andre sammenlignes med." in words(document)
    heads = [column.key for column in first(document, "profile").columns]
    assert not {"contrast", "difference"} & set(heads)


def test_the_report_of_an_area_has_the_chapters_with_what_is_certain_in_sentences() -> None:
    said = words(report("engparken"))
    assert (
        "59\xa0pct. af beboerne i Engparken er tilfredse eller meget tilfredse med at bo i området "
        "mod 69\xa0pct. i alt og 77\xa0pct. i Birkelunden. "
        "Det er 18\xa0procentpoint færre end i Birkelunden"
    ) in said.replace("18 procentpoint", "18\xa0procentpoint")
    assert "For ét nøgletal mere er der ikke statistisk sikker forskel til kontrasten" in said


def test_what_the_main_report_hides_is_hidden_in_sheet_and_report() -> None:
    released = open_study(study()).wave().released()
    for part in (*released.estimates, *released.comparisons):
        frame = part.frame
        if "area" not in frame:
            continue
        mine = (frame["area"] == "engparken") & (frame["category"] == "(headline)")
        numbers = [n for n in ("estimate", "conf_low", "conf_high", "difference") if n in frame]
        frame.loc[mine, numbers] = float("nan")
        frame.loc[mine, "mark" if "mark" in frame else "n"] = 0
        pairs = zip(mine, frame["status"], strict=True)
        status = [Status.CONFIDENTIAL if own else each for own, each in pairs]
        frame["status"] = pd.Series(status, index=frame.index, dtype=object)
    document = sheet("engparken", released)
    rows = first(document, "profile").rows
    assert {row.cells[1].text for row in rows} == {"†"}
    assert "statistisk sikkert" not in words(document)
    said = words(report("engparken", released))
    assert "»Tilfredse med området«: Tallet vises ikke af hensyn til fortrolighed." in said
    assert "beboerne i Engparken" not in said


@pytest.mark.parametrize("decisions", [0, 6])
def test_each_sheet_is_one_page_that_says_that_the_data_are_simulated(
    decisions: int, tmp_path: Path, needs_program: Callable[[str], str]
) -> None:
    done = [
        FollowUp("engparken", "Utryghed ved stien", "Ny belysning langs stien", "Driften",
                 dt.date(2027, 3, 1), "ongoing")
    ] * decisions  # fmt: skip
    for area in AREAS:
        path = tmp_path / f"{area}.pdf"
        path.write_bytes(write_pdf(sheet(area, follow_up=done), style=DEFAULT_STYLE))
        told = subprocess.run(
            [needs_program("pdfinfo"), path], capture_output=True, text=True, check=True
        ).stdout
        assert "Pages:           1\n" in told
    assert sheet("engparken").stamps == ("Eksempel med simulerede data",)
    assert report("engparken").stamps == ("Eksempel med simulerede data",)
