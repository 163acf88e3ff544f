"""Sharing a study: what goes along, what is left out, and what is refused."""

from __future__ import annotations

import json
import shutil
import zipfile
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from made_studies import ROOT
from planted import EMAIL, NAME, PHONE, TRACES, planted_study, traces_in

from survey.codebook import Codebook
from survey.documents.authors import without_authors
from survey.documents.blocks import Document, Heading
from survey.documents.formats import document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.texts import texts_in
from survey.documents.zipped import zipped
from survey.errors import FileError, RefusedError, WrongUseError
from survey.estimation.verbs import headline
from survey.provenance import Manifest, sha256_of
from survey.sampling.sample_file import read_sample
from survey.study.privacy import cleared, new_ids
from survey.study.privacy.contents import Content, contents_of
from survey.study.privacy.personal_scan import KnownPeople, Trace, personal_traces
from survey.study.privacy.shared import share_study
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


def test_files_are_known_also_where_the_study_is_opened_from_beside_it(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = contents_of(open_study(study).plan)
    assert "questionnaire" in {each.content.value for each in whole}
    monkeypatch.chdir(study.parent)
    assert contents_of(open_study(study.name).plan) == whole


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


def test_new_numbers_are_dealt_out_by_chance_and_so_are_the_rows(
    study: Path, tmp_path: Path
) -> None:
    shared = [share_study(study, tmp_path / f"{n}.zip", answers=True).path for n in (1, 2)]
    tables = [zipfile.ZipFile(path).read("waves/2026/answers.csv").decode() for path in shared]
    assert tables[0] != tables[1]
    rows = [sorted(line.split(";", 1)[1] for line in each.splitlines()) for each in tables]
    assert [r.rpartition("[")[0] for r in rows[0]] == [r.rpartition("[")[0] for r in rows[1]]
    ids = [line.split(";", 1)[0] for line in tables[0].splitlines()[1:]]
    assert ids == [f"n{number:06}" for number in range(1, len(ids) + 1)]


def test_rows_without_ids_are_dealt_out_too_where_their_words_are_coded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = pd.DataFrame({"safe": [1, 2, 3]})
    held = SimpleNamespace(wave=SimpleNamespace(files=SimpleNamespace(coding_sheets=["a.xlsx"])))
    monkeypatch.setattr(cleared, "shuffled", lambda rows: [*rows][::-1])
    assert cleared._in_order(frame, Codebook(()), held).index.tolist() == [2, 1, 0]


def test_units_of_a_sample_lie_by_chance_within_their_stratum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleared, "shuffled", lambda rows: [*rows][::-1])
    monkeypatch.setattr(new_ids, "shuffled", list)
    wave = open_study(ROOT / "examples" / "weighted-wave").wave()
    before = read_sample(wave.files.sample).units
    units, _ = cleared._shuffled(read_sample(wave.files.sample))
    for (stratum, replicate), those in before.groupby(["stratum", "replicate"]):
        now = units[(units["stratum"] == stratum) & (units["replicate"] == replicate)]
        assert now["unit"].tolist() == those["unit"].tolist()[::-1]
        assert now["base_weight"].tolist() == those["base_weight"].tolist()[::-1]


def test_no_hash_in_what_is_shared_leads_to_a_list_of_residents(
    study: Path, tmp_path: Path
) -> None:
    open_study(study).wave().report(language="en", formats=["html", "docx"])
    private = [sha256_of((study / name).read_bytes()) for name in ("svar.csv", "rettelser.csv")]
    shared = share_study(study, tmp_path / "out.zip", language="en")
    held = unpacked(shared.path, tmp_path / "again")
    texts = [piece for path in held.rglob("*.*")
             for _, piece in texts_in(path.name, path.read_bytes())]  # fmt: skip
    assert not [each for each in private if any(each in piece for piece in texts)]
    assert any("Files about residents, taken together" in piece for piece in texts)
    inputs = json.loads((held / "report/2026-en/manifest.json").read_bytes())["inputs"]
    assert {"study.yaml#2026", "input files that aren't here, taken together"} <= set(inputs)


@pytest.mark.parametrize(
    ("policy", "goes"),
    [("default", True), ("strict", True), ("ours", True), ("internal", False), ("theirs", False),
     ("", False)],
)  # fmt: skip
def test_a_report_goes_along_only_under_rules_that_are_known_to_hide(
    study: Path, policy: str, *, goes: bool
) -> None:
    _with_release(study, "{name: ours, minimum_base: 20}")
    _report_under(study, policy)
    kinds = {each.path: each.content for each in contents_of(open_study(study).plan)}
    assert (kinds["report/2026-da/report.html"] is Content.REPORT) is goes


def test_rules_of_ones_own_that_hide_nothing_keep_the_report_back(
    study: Path, tmp_path: Path
) -> None:
    _with_release(study, "{name: ours, minimum_base: 1, small_cell: 0}")
    _report_under(study, "ours")
    shared = share_study(study, tmp_path / "out.zip", language="en")
    left = {each.path: each for each in shared.left_out}
    report = left["report/2026-da/report.html"]
    assert report.content is Content.UNRELEASED_REPORT
    assert "rules that the study doesn't know" in report.reason


def _with_release(study: Path, release: str) -> None:
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(f"{text}release: {release}\n", encoding="utf-8")


def _report_under(study: Path, policy: str) -> None:
    folder = study / "report" / "2026-da"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<p>Tal</p>", encoding="utf-8")
    outputs = {"report.html": sha256_of(b"<p>Tal</p>")}
    manifest = Manifest("survey report", {}, outputs, {"policy": policy})
    (folder / "manifest.json").write_bytes(manifest.to_bytes())


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
