"""The fieldwork of a study followed: files found and written, the command, and filled-in lists."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_fieldwork import made_fieldwork
from made_studies import copy_of_copenhagen

from survey.cli import code_of
from survey.errors import FileError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.study.steps.followed import fieldwork_of, reminder_rule
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

AREAS = ("apartment", "atrium", "terrace", "tower")
DAY = "2026-09-22"
FIELDWORK = """
    fieldwork:
      start: 2026-09-01
      end: 2026-10-05
      target: {target}
      events:
        - {{date: 2026-09-09, text: Uro i området, area: tower}}
"""


def study_with(
    folder: Path, *, target: str = "0.6", more: str = "", log: Any = None, name: str = "log"
) -> Path:
    """The Copenhagen study with a log of attempts; `more` is put below its fieldwork."""
    root = copy_of_copenhagen(folder / "study")
    path = root / "study.yaml"
    study = path.read_text(encoding="utf-8")
    said = FIELDWORK.format(target=target) + more
    path.write_text(
        study.replace("    counts: count\n", f"    counts: count{said}"), encoding="utf-8"
    )
    made = made_fieldwork(AREAS)
    table = made.attempts.merge(made.units[["unit", "area"]], on="unit") if log is None else log
    table.to_csv(root / "waves" / "1968" / f"{name}.csv", index=False)
    return root


def test_it_is_read_followed_and_written(tmp_path: Path) -> None:
    root = study_with(tmp_path, name="dispositions")
    followed = fieldwork_of(open_study(root).wave(), on=DAY, language="da")
    assert [path.name for path in followed.files] == [
        "indsamling.html", "indsamling.xlsx", "rykkere-2026-09-22.xlsx",
    ]  # fmt: skip
    assert all(path.parent == root / "waves" / "1968" / "fieldwork" for path in followed.files)
    page = followed.files[0].read_text(encoding="utf-8")
    assert "Boligforhold i København, målingen 1968" in page
    assert "Højhuse" in page
    assert "Uro i området" in page
    assert "Svarprocent dag for dag" in page
    assert re.search(r"SHA-256 [0-9a-f]{64}", page)
    made = made_fieldwork(AREAS)
    assert made.units is not None
    assert not any(unit in page for unit in made.units["unit"][:40])
    assert followed.progress.until is not None
    assert followed.indicator is not None
    assert followed.indicator.answers == followed.progress.of_all()["answers"]
    assert int(followed.rates.of_all()["complete"]) == followed.progress.of_all()["answers"]


def test_the_workbook_has_a_sheet_for_each_table(tmp_path: Path) -> None:
    root = study_with(tmp_path, name="dispositions")
    followed = fieldwork_of(open_study(root).wave(), on=DAY, language="en")
    names = openpyxl.load_workbook(followed.files[1]).sheetnames
    text = " | ".join(names)
    for wanted in (
        "How far each area is",
        "Reminders that are due",
        "Response rates",
        "Attempts by",
    ):
        assert wanted in text


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    wave = open_study(study_with(tmp_path, name="dispositions")).wave()
    first = [path.read_bytes() for path in fieldwork_of(wave, on=DAY, language="da").files]
    again = [path.read_bytes() for path in fieldwork_of(wave, on=DAY, language="da").files]
    assert first == again


def test_a_named_file_and_a_rule_are_found(tmp_path: Path) -> None:
    more = (
        "      reminders: {days: 5, sequence: [brev, dør], soft_days: never, quiet: [2026-09-20,"
        " [2026-09-24, 2026-09-26]], quiet_weekdays: [6]}\n    dispositions: waves/1968/log.csv\n"
    )
    wave = open_study(study_with(tmp_path, more=more)).wave()
    rule = reminder_rule(wave.written.fieldwork)
    assert (rule.days, rule.sequence, rule.soft_days) == (5, ("letter", "door"), None)
    assert len(rule.quiet) == 2
    followed = fieldwork_of(wave, on=DAY, write=False)
    assert followed.files == ()
    assert followed.due is not None
    assert followed.due.rule == rule


def test_a_list_of_what_else_is_known_gives_covariates(tmp_path: Path) -> None:
    more = "      background: waves/1968/boliger.csv\n      covariates: [area, sprog]\n"
    root = study_with(tmp_path, more=more, name="dispositions")
    made = made_fieldwork(AREAS)
    assert made.units is not None
    rows = [f"{unit};{('da', 'ar')[k % 2]}" for k, unit in enumerate(made.units["unit"])]
    path = root / "waves" / "1968" / "boliger.csv"
    path.write_text("\n".join(["bolig;sprog", *rows]), encoding="utf-8")
    followed = fieldwork_of(open_study(root).wave(), on=DAY, language="da")
    assert followed.indicator is not None
    assert len(followed.indicator.terms) == 2
    page = followed.files[0].read_text(encoding="utf-8")
    assert "Sprog: arabisk" in page
    assert "Svarprocent efter sprog" in page


def test_without_a_file_it_is_refused_with_its_name(tmp_path: Path) -> None:
    wave = open_study(study_with(tmp_path)).wave()
    with pytest.raises(FileError, match="dispositions"):
        fieldwork_of(wave, on=DAY)


def test_a_list_in_which_something_was_filled_in_is_kept(tmp_path: Path) -> None:
    wave = open_study(study_with(tmp_path, name="dispositions")).wave()
    first = fieldwork_of(wave, on=DAY, language="da")
    path = first.files[-1]
    assert fieldwork_of(wave, on=DAY, language="da").files[-1] == path
    book = openpyxl.load_workbook(path)
    book.active.cell(2, 7, "afslag")
    book.save(path)
    filled = path.read_bytes()
    again = fieldwork_of(wave, on=DAY, language="da")
    assert path.read_bytes() == filled
    assert again.files[-1].name == "rykkere-2026-09-22-2.xlsx"
    assert any(note.code == "PROGRESS-LIST-KEPT" for note in again.problems)


def test_the_command_tells_and_ends_with_one_if_something_lags(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = study_with(tmp_path / "good", name="dispositions", target="0.3")
    assert code_of(["fieldwork", str(good), "--on", DAY, "--lang", "en"], debug=False) == 0
    told = capsys.readouterr().out
    assert "At the end of 22 September 2026" in told
    assert "fieldwork.html" in told
    bad = study_with(tmp_path / "bad", name="dispositions", target="0.95")
    assert code_of(["fieldwork", str(bad), "--on", DAY, "--lang", "en"], debug=False) == 1
    assert "below the line" in capsys.readouterr().out
    assert code_of(["fieldwork", str(bad), "--on", "soon"], debug=False) == 2
    assert code_of(["fieldwork", str(bad), "--help"], debug=False) == 0
    assert "--on DATE" in capsys.readouterr().out


def test_without_a_day_it_is_the_last_one_told_of_or_today_while_it_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = study_with(tmp_path, name="dispositions", target="0.3")
    wave = open_study(root).wave()
    made = made_fieldwork(AREAS)
    assert made.attempts is not None
    last = str(made.attempts["date"].max())[:10]
    old = fieldwork_of(wave, write=False)
    assert old.on.isoformat() == last
    over = fieldwork_of(wave, today=dt.date(2030, 1, 1), write=False)
    assert over.on.isoformat() == last
    assert "the last day that the dispositions tell of" in over.lines(language="en")[0]
    now = fieldwork_of(wave, today=dt.date.fromisoformat(DAY), write=False)
    assert now.on.isoformat() == DAY
    assert now.lines(language="en")[0].startswith("At the end of 22 September 2026")
    table = "område;uddelt;besvaret;afslag\n" + "".join(f"{name};100;40;5\n" for name in AREAS)
    (root / "waves" / "1968" / "dispositions.csv").write_text(table, encoding="utf-8")
    assert fieldwork_of(wave, write=False).on.isoformat() == "2026-10-05"
    assert code_of(["fieldwork", str(root), "--lang", "da"], debug=False) == 0


def test_the_command_speaks_danish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = study_with(tmp_path, name="dispositions", target="0.95")
    with language_in_force("da"):
        assert code_of(["fieldwork", str(root), "--on", DAY, "--lang", "da"], debug=False) == 1
    told = capsys.readouterr().out
    assert "Ved udgangen af 22. september 2026" in told
    assert "områder ligger under linjen" in told


def test_a_log_with_faults_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    made = made_fieldwork(AREAS)
    assert made.units is not None
    assert made.attempts is not None
    log = made.attempts.merge(made.units[["unit", "area"]], on="unit")
    log.loc[3, "result"] = "måske"
    root = study_with(tmp_path, log=log, name="dispositions")
    with pytest.raises(FindingsError, match="måske"):
        fieldwork_of(open_study(root).wave(), on=DAY)
    assert not (root / "waves" / "1968" / "fieldwork").exists()


def test_before_the_first_answer_there_is_no_indicator_and_it_is_said(tmp_path: Path) -> None:
    wave = open_study(study_with(tmp_path, name="dispositions")).wave()
    followed = fieldwork_of(wave, on="2026-09-01", write=False)
    assert followed.progress.of_all()["answers"] == 0
    assert followed.indicator is None
    assert any(note.code == "PROGRESS-NO-INDICATOR" for note in followed.notes)


def test_counts_by_area_alone_are_followed_too(tmp_path: Path) -> None:
    root = study_with(tmp_path)
    table = "område;uddelt;besvaret;afslag\n" + "".join(f"{name};100;40;5\n" for name in AREAS)
    (root / "waves" / "1968" / "dispositions.csv").write_text(table, encoding="utf-8")
    followed = fieldwork_of(open_study(root).wave(), on=DAY, language="da")
    assert followed.due is None
    assert [path.name for path in followed.files] == ["indsamling.html", "indsamling.xlsx"]
    assert "40" in followed.files[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("{end: soon}", "can't be"),
        ("{ende: 2026-09-01}", "end"),
        ("{target: -1}", "target"),
        ("{reminders: {quiet_weekdays: [9]}}", "quiet_weekdays"),
        ("{events: [{date: 2026-09-01}]}", "text"),
    ],
)
def test_what_the_study_says_of_fieldwork_is_checked(
    said: str, complaint: str, tmp_path: Path
) -> None:
    root = copy_of_copenhagen(tmp_path / "study")
    path = root / "study.yaml"
    study = path.read_text(encoding="utf-8")
    path.write_text(
        study.replace("    counts: count\n", f"    counts: count\n    fieldwork: {said}\n"),
        encoding="utf-8",
    )
    with pytest.raises(FindingsError, match=complaint):
        open_study(root)


def test_a_file_outside_the_study_is_refused(tmp_path: Path) -> None:
    root = study_with(tmp_path, more="    dispositions: ../log.csv\n")
    with pytest.raises(FindingsError, match="folder of the study"):
        open_study(root)
