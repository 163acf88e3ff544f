"""Sharing a study: what goes along, what is left out, and what is refused."""

from __future__ import annotations

import shutil
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from made_studies import ROOT
from planted import EMAIL, NAME, PHONE, TRACES, planted_study, traces_in

from survey.documents.authors import without_authors
from survey.documents.blocks import Document, Heading
from survey.documents.formats import document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.zipped import zipped
from survey.errors import FileError, RefusedError, WrongUseError
from survey.estimation.verbs import headline
from survey.study.contents import Content
from survey.study.personal_scan import KnownPeople, Trace, personal_traces
from survey.study.shared import share_study
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return planted_study(tmp_path / "study", wrong="3")


def test_without_answers_nothing_of_the_planted_goes_along(study: Path, tmp_path: Path) -> None:
    shared = share_study(study, tmp_path / "out.zip", language="da")
    assert traces_in(shared.path.read_bytes()) == []
    assert shared.files == ("LÆS-MIG.txt", "questionnaire.yaml", "study.yaml")
    left = {each.path: each.content for each in shared.left_out}
    assert left["waves/2026/contacts.csv"] is Content.CONTACTS
    assert left["waves/2026/nøgle.txt"] is Content.KEY
    assert left["waves/2026/breve-1.csv"] is Content.LETTERS
    assert left[f"{NAME} klagede.txt"] is Content.UNKNOWN
    assert left["~$svar.xlsx"] is Content.TEMPORARY
    assert left["rettelser.csv"] is Content.CORRECTIONS
    again = open_study(unpacked(shared.path, tmp_path / "again"))
    assert again.waves == ("2026",)
    with pytest.raises(FileError):
        again.wave().responses()


def test_with_answers_the_same_numbers_come_out_and_no_words(study: Path, tmp_path: Path) -> None:
    shared = share_study(study, tmp_path / "out.zip", answers=True, language="en")
    data = shared.path.read_bytes()
    assert traces_in(data) == []
    assert (shared.words, shared.dates) == (3, 0)
    again = open_study(unpacked(shared.path, tmp_path / "again")).wave()
    before, after = open_study(study).wave(), again
    for name in ("safe_day", "safe_evening", "area"):
        mine, theirs = before.responses().data[name], after.responses().data[name]
        assert sorted(map(str, mine)) == sorted(map(str, theirs))
    assert not set(before.responses().ids) & set(after.responses().ids)
    heads = [headline(e.design(), ["safe_day"], by="area").to_frame() for e in (before, after)]
    np.testing.assert_allclose(heads[0]["conf_low"], heads[1]["conf_low"], rtol=1e-12)
    first = data
    share_study(study, tmp_path / "out.zip", answers=True, language="en", replace=True)
    assert shared.path.read_bytes() == first


def test_a_weighted_report_is_made_again_from_what_was_shared(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(ROOT / "examples" / "weighted-wave", folder)
    shared = share_study(folder, tmp_path / "out.zip", answers=True)
    again = open_study(unpacked(shared.path, tmp_path / "again")).wave()
    mine, theirs = open_study(folder).wave().weights(), again.weights()
    assert mine is not None
    assert theirs is not None
    np.testing.assert_allclose(sorted(mine.values), sorted(theirs.values), rtol=1e-9)
    held = b"".join(p.read_bytes() for p in (tmp_path / "again").rglob("*.*") if p.is_file())
    assert b"sim-00" not in held
    record = (tmp_path / "again/waves/2026/sample.csv.record.json").read_text(encoding="utf-8")
    assert '"seed": 0' in record


def test_a_report_goes_along_and_an_edited_one_only_without_other_peoples_words(
    study: Path, tmp_path: Path
) -> None:
    folder = study / "report" / "2026-en"
    open_study(study).wave().report(language="en", formats=["docx"])
    written = folder / "report.docx"
    edited = folder / "report-new.docx"
    _with_part(written, edited, {"docProps/core.xml": (b"<dc:creator>", b"<dc:creator>" +
                                                       NAME.encode())})  # fmt: skip
    shared = share_study(study, tmp_path / "out.zip")
    assert {"report/2026-en/report.docx", "report/2026-en/report-new.docx",
            "report/2026-en/tables.xlsx"} <= set(shared.files)  # fmt: skip
    assert traces_in(shared.path.read_bytes()) == []
    manifest = zipfile.ZipFile(shared.path).read("report/2026-en/manifest.json")
    assert b"svar.csv" not in manifest
    assert b"study.yaml" in manifest
    _with_part(written, edited, {"word/comments.xml": (b"", NAME.encode())})
    shared = share_study(study, tmp_path / "out.zip", replace=True)
    left = {each.path: each.reason for each in shared.left_out}
    assert "comments or tracked changes" in left["report/2026-en/report-new.docx"]


def _with_part(source: Path, target: Path, changed: dict[str, tuple[bytes, bytes]]) -> None:
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, (old, new) in changed.items():
        parts[name] = parts.get(name, b"").replace(old, new) if old else new
    target.write_bytes(zipped(parts))


def test_traces_are_refused_with_their_places_and_nothing_is_written(
    study: Path, tmp_path: Path
) -> None:
    (study / "tekst").mkdir()
    prose = study / "tekst" / "living.da.md"
    for words in (f"Tak til {NAME}.", f"Ring {PHONE}", f"Skriv til {EMAIL}", "010170-1234"):
        prose.write_text(f"Indledning.\n{words}\n", encoding="utf-8")
        with pytest.raises(RefusedError) as caught:
            share_study(study, tmp_path / "out.zip")
        assert "tekst/living.da.md:2" in str(caught.value)
        assert not any(trace in str(caught.value) for trace in TRACES)
        assert not (tmp_path / "out.zip").exists()
    prose.write_text(f"Skriv til {EMAIL} eller ring {PHONE}.", encoding="utf-8")
    share_study(study, tmp_path / "out.zip", ours=(EMAIL, PHONE))


def test_a_zip_file_never_lies_in_the_study_nor_replaces_anything(
    study: Path, tmp_path: Path
) -> None:
    with pytest.raises(WrongUseError):
        share_study(study, study / "out.zip")
    with pytest.raises(WrongUseError):
        share_study(study, tmp_path / "out.txt")
    (tmp_path / "out.zip").write_bytes(b"mine")
    with pytest.raises(FileError):
        share_study(study, tmp_path / "out.zip")
    assert (tmp_path / "out.zip").read_bytes() == b"mine"


def test_internal_reports_and_links_stay(study: Path, tmp_path: Path) -> None:
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(f"{text}release: internal\n", encoding="utf-8")
    open_study(study).wave().report(language="en", formats=["html"])
    (study / "tekst").mkdir()
    (study / "tekst" / "living.da.md").symlink_to(study / "svar.csv")
    shared = share_study(study, tmp_path / "out.zip")
    kinds = {each.path: each.content for each in shared.left_out}
    assert kinds["report/2026-en/tables.xlsx"] is Content.INTERNAL_REPORT
    assert kinds["tekst/living.da.md"] is Content.LINK


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.csv", "1;20;30;40;50", ()),
        ("a.csv", "0.123456789012;28479136.25", ()),
        ("a.json", '"5f0b28479136aa0101701234bb28479136cc0101701234dd28479136ee01017012"', ()),
        ("a.yaml", "# ring 28479136", (Trace.PHONE,)),
        ("a.md", "0101701234", (Trace.CPR,)),
        ("a.md", "990199-1234", (Trace.CPR,)),
        ("a.html", '<td>28</td><td>47</td><td>91</td><td>36</td><path d="M 28 47 91 36"/>', ()),
        ("a.html", "<p>Fre<b>derik</b> Åse Holm</p>", (Trace.NAME,)),
        ("a.html", '<img alt="Frederik Åse Holm">', (Trace.NAME,)),
        ("a.xml", "<w:r><w:t>Lærke</w:t></w:r><w:r><w:t>vej 7</w:t></w:r>", (Trace.ADDRESS,)),
        ("a.txt", "hans hus", ()),
    ],
)
def test_texts_are_looked_through_piece_by_piece(
    name: str, text: str, found: tuple[Trace, ...]
) -> None:
    people = KnownPeople.of(
        [("Frederik Åse Holm", Trace.NAME), ("Lærkevej 7", Trace.ADDRESS), ("Hans", Trace.NAME)]
    )
    traces = personal_traces({name: text.encode()}, people)
    assert tuple(each.trace for each in traces) == found


def test_names_in_the_properties_of_a_file_go_and_its_text_stays() -> None:
    document = Document("Titel", "da", (Heading(2, "Et afsnit", "a"),))
    data = document_bytes(document, ".docx", DEFAULT_STYLE)
    with_name = zipped(dict(_named_parts(data)))
    cleaned = without_authors(with_name)
    assert cleaned is not None
    assert traces_in(with_name) == [NAME, "Skovgaard"]
    assert traces_in(cleaned) == []
    assert b"Et afsnit" in _part(cleaned, "word/document.xml")
    assert without_authors(b"PK damaged") is None


def _named_parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            held = archive.read(name)
            if name == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                tag = f"<cp:lastModifiedBy>{NAME}</cp:lastModifiedBy>".encode()
                held = held.replace(end, tag + end)
            yield name, held


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)
