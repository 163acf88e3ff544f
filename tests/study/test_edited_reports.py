"""A report in Word that the analyst edited is never lost, and gets new numbers when she asks."""

from __future__ import annotations

import json
import os
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from made_studies import made_study, without_pictures

import survey.files.atomic
from survey.documents.word_changes import ChangeKind
from survey.errors import FileError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.provenance import sha256_of
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

    from survey.study.wave import Wave

COUNTS = {"a": {"q": [20, 30, 50]}, "b": {"q": [45, 35, 40]}, "kontrast": {"q": [50, 20, 20]}}
MORE = COUNTS | {"a": {"q": [20, 31, 50]}}


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)


@pytest.fixture
def wave(tmp_path: Path) -> Wave:
    return open_study(made_study(tmp_path / "study", COUNTS)).wave()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def edit(path: Path, words: str = "Mine egne ord.") -> bytes:
    """Go on with a report as a word processor would."""
    word = docx.Document(str(path))
    word.add_paragraph(words)
    stream = BytesIO()
    word.save(stream)
    path.write_bytes(stream.getvalue())
    return path.read_bytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def with_more_answers(wave: Wave) -> Wave:
    return open_study(made_study(wave.plan.folder, MORE)).wave()


# Edited reports are kept


def test_a_report_that_was_not_edited_is_replaced(wave: Wave, out: Path) -> None:
    first = {path.name: path.read_bytes() for path in wave.report(out=out)}
    second = {path.name: path.read_bytes() for path in with_more_answers(wave).report(out=out)}
    assert list(first) == list(second)
    assert first["report.docx"] != second["report.docx"]
    assert names(out) == sorted(first)


def test_an_edited_report_is_kept_and_the_new_one_lies_beside_it(wave: Wave, out: Path) -> None:
    wave.report(out=out)
    hers = edit(out / "report.docx")
    for times in range(3):
        paths = wave.report(out=out)
        assert (out / "report.docx").read_bytes() == hers, times
        assert [path.name for path in paths] == [
            "report.html", "report-new.docx", "report.pdf", "tables.xlsx", "manifest.json",
        ]  # fmt: skip
    outputs = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert outputs["report-new.docx"] == sha256_of((out / "report-new.docx").read_bytes())
    assert "report.docx" not in outputs


def test_every_edited_report_is_kept_and_names_are_counted_on(wave: Wave, out: Path) -> None:
    wave.report(out=out)
    kept = {}
    for name in ("report.docx", "report-new.docx", "report-new-2.docx"):
        assert name in names(out)
        kept[name] = edit(out / name, name)
        wave.report(out=out)
    assert {name: (out / name).read_bytes() for name in kept} == kept
    assert "report-new-3.docx" in names(out)


def test_an_edited_report_is_kept_when_no_word_file_is_asked_for(wave: Wave, out: Path) -> None:
    wave.report(out=out)
    hers = edit(out / "report.docx")
    paths = wave.report(out=out, formats=["html"])
    assert not any(path.suffix == ".docx" for path in paths)
    assert (out / "report.docx").read_bytes() == hers


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"outputs": 3}', "{" * 100_000])
def test_without_a_manifest_that_says_otherwise_a_word_file_is_hers(
    wave: Wave, out: Path, manifest: str | None
) -> None:
    wave.report(out=out)
    hers = (out / "report.docx").read_bytes()
    for name in ("report.html", "report.pdf", "tables.xlsx"):
        (out / name).unlink()
    (out / "manifest.json").unlink()
    if manifest is not None:
        (out / "manifest.json").write_text(manifest, encoding="utf-8")
    assert "report-new.docx" in [path.name for path in wave.report(out=out)]
    assert (out / "report.docx").read_bytes() == hers


@pytest.mark.parametrize("lock", ["~$report.docx", "~$port.docx", ".~lock.report.docx#"])
def test_locks_of_word_processors_are_no_hindrance_and_stay(
    wave: Wave, out: Path, lock: str
) -> None:
    wave.report(out=out)
    (out / lock).write_bytes(b"Mette")
    hers = edit(out / "report.docx")
    wave.report(out=out)
    assert (out / "report.docx").read_bytes() == hers
    assert (out / lock).read_bytes() == b"Mette"


def test_a_folder_or_a_link_with_the_name_is_refused(wave: Wave, out: Path, tmp_path: Path) -> None:
    wave.report(out=out)
    (out / "report-new.docx").mkdir()
    with pytest.raises(WrongUseError, match="holds other files"):
        wave.report(out=out)
    (out / "report-new.docx").rmdir()
    (tmp_path / "elsewhere.docx").write_bytes(b"hers")
    (out / "report-new.docx").symlink_to(tmp_path / "elsewhere.docx")
    with pytest.raises(WrongUseError, match="holds other files"):
        wave.report(out=out)
    assert (tmp_path / "elsewhere.docx").read_bytes() == b"hers"


@pytest.mark.parametrize("step", ["_fill_folder", "_carry", "_swap", "_sync_folder", "_remove"])
def test_an_edited_report_is_there_whatever_stops_us(
    wave: Wave, out: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave.report(out=out)
    hers = edit(out / "report.docx")

    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(survey.files.atomic, step, stopped)
        with pytest.raises(KeyboardInterrupt):
            wave.report(out=out)
        found = [path.read_bytes() for path in out.parent.rglob("report.docx")]
        assert hers in found
    wave.report(out=out)
    assert (out / "report.docx").read_bytes() == hers


def test_what_is_saved_while_we_write_is_kept(
    wave: Wave, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave.report(out=out)
    edit(out / "report.docx")
    swap = survey.files.atomic._swap

    def saved_meanwhile(new: Path, path: Path, kept: Any) -> None:
        edit(out / "report.docx", "Gemt i sidste øjeblik.")
        swap(new, path, kept)

    monkeypatch.setattr(survey.files.atomic, "_swap", saved_meanwhile)
    wave.report(out=out)
    texts = [p.text for p in docx.Document(str(out / "report.docx")).paragraphs]
    assert texts[-2:] == ["Mine egne ord.", "Gemt i sidste øjeblik."]


# New numbers in an edited report


def test_an_edited_report_gets_new_numbers_and_keeps_its_words(wave: Wave, out: Path) -> None:
    with language_in_force("da"):
        wave.report(out=out)
    hers = edit(out / "report.docx")
    refreshed = with_more_answers(wave).refresh(out / "report.docx")
    assert refreshed.kept == out / "report.before-refresh.docx"
    assert refreshed.kept.read_bytes() == hers
    texts = [p.text for p in docx.Document(str(out / "report.docx")).paragraphs]
    assert texts[-1] == "Mine egne ord."
    assert any("291 svar" not in text and "311 svar" in text for text in texts)
    assert ChangeKind.NUMBERS in {change.kind for change in refreshed.changes}


def test_both_are_kept_by_the_next_report(wave: Wave, out: Path) -> None:
    wave.report(out=out)
    edit(out / "report.docx")
    other = with_more_answers(wave)
    other.refresh(out / "report.docx")
    before = {n: (out / n).read_bytes() for n in ("report.docx", "report.before-refresh.docx")}
    assert "report-new.docx" in [path.name for path in other.report(out=out)]
    assert {name: (out / name).read_bytes() for name in before} == before


def test_an_earlier_state_is_never_overwritten(wave: Wave, out: Path) -> None:
    wave.report(out=out)
    edit(out / "report.docx")
    with_more_answers(wave).refresh(out / "report.docx")
    first = (out / "report.before-refresh.docx").read_bytes()
    again = open_study(made_study(wave.plan.folder, COUNTS)).wave().refresh(out / "report.docx")
    assert again.kept == out / "report.before-refresh-2.docx"
    assert (out / "report.before-refresh.docx").read_bytes() == first


def test_where_there_is_nothing_to_renew_nothing_is_written(wave: Wave, out: Path) -> None:
    wave.report(out=out)
    edit(out / "report.docx")
    stamp = (out / "report.docx").stat()
    refreshed = wave.refresh(out / "report.docx")
    assert refreshed.kept is None
    assert (out / "report.docx").stat() == stamp
    assert "is unchanged" in refreshed.lines()[0]
    assert not list(out.glob("*before*"))


def test_the_language_is_that_of_the_report_unless_it_is_given(wave: Wave, out: Path) -> None:
    with language_in_force("da"):
        wave.report(out=out)
    edit(out / "report.docx")
    with language_in_force("en"):
        refreshed = with_more_answers(wave).refresh(out / "report.docx")
    texts = " ".join(p.text for p in docx.Document(str(out / "report.docx")).paragraphs)
    assert "Rapporten bygger på" in texts
    assert "answers" not in texts
    assert "Brought up to date:" in refreshed.lines()
    with pytest.raises(WrongUseError):
        wave.refresh(out / "report.docx", language="de")


@pytest.mark.parametrize("lock", ["~$report.docx", ".~lock.report.docx#"])
def test_a_report_that_is_open_is_refused(wave: Wave, out: Path, lock: str) -> None:
    wave.report(out=out)
    hers = edit(out / "report.docx")
    (out / lock).write_bytes(b"")
    with pytest.raises(FileError, match="open in another program"):
        with_more_answers(wave).refresh(out / "report.docx")
    assert (out / "report.docx").read_bytes() == hers


def test_what_is_no_report_is_refused_and_left(wave: Wave, tmp_path: Path) -> None:
    for name, data in (("x.docx", b"x"), ("report.html", b"<html>")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FileError, match="Word document"):
            wave.refresh(tmp_path / name)
        assert (tmp_path / name).read_bytes() == data
    with pytest.raises(FileError, match="must be there"):
        wave.refresh(tmp_path / "none.docx")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights don't bind this user")
def test_a_folder_that_can_not_be_written_leaves_the_report(wave: Wave, out: Path) -> None:
    wave.report(out=out)
    hers = edit(out / "report.docx")
    out.chmod(0o500)
    try:
        with pytest.raises(FileError):
            with_more_answers(wave).refresh(out / "report.docx")
    finally:
        out.chmod(0o700)
    assert (out / "report.docx").read_bytes() == hers
