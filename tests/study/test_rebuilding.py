"""A report made again: what depends on what was changed, nothing else, and the same as anew."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from made_studies import made_study, without_pictures
from made_weighted_study import made_weighted_study

import survey.study.wave
from survey.cli import code_of
from survey.errors import RefusedError
from survey.language.catalogue import language_in_force
from survey.study.rebuilding.memory import forget
from survey.study.rebuilding.stages import KNOWN_KEYS, said_by_key, stages_of
from survey.study.steps.tabled import table_wave
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from survey.study.publishing.written import WrittenReport
    from survey.study.wave import Wave

STEPS = {
    "answers": "read_responses",
    "weights": "weights_of",
    "design": "SurveyDesign",
    "released": "held_release",
    "document": "compose_report",
}
ALL = tuple(STEPS)
NUMBERS = {"nord": {"q": [10, 20]}, "kontrast": {"q": [20, 10]}}


def edited(path: Path, old: str, new: str) -> None:
    words = path.read_text(encoding="utf-8")
    assert old in words
    path.write_text(words.replace(old, new), encoding="utf-8")


def in_study(old: str, new: str) -> Callable[[Path], None]:
    return lambda root: edited(root / "study.yaml", old, new)


def prose(root: Path) -> None:
    (root / "tekst").mkdir()
    (root / "tekst" / "tryghed.da.md").write_text("Det siger beboerne.\n", encoding="utf-8")


def style(root: Path) -> None:
    (root / "stil.yaml").write_text('accent: "#7a1a1a"\n', encoding="utf-8")
    edited(root / "study.yaml", "questionnaire:", "style: stil.yaml\nquestionnaire:")


def test_what_was_edited_since_the_study_was_opened_is_never_passed_over(tmp_path: Path) -> None:
    folder = made_study(tmp_path / "study", NUMBERS)
    opened = open_study(folder)
    wave = opened.wave()
    wave.report(language="da", formats=["html"])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for file, old, new in (
        ("study.yaml", "En undersøgelse", "En anden"),
        ("skema.yaml", "Svar på q?", "Er du q?"),
    ):
        edited(folder / file, old, new)
        with pytest.raises(RefusedError, match=f"{file}(.|\n)*open it again"):
            wave.report(language="da", formats=["html"])
        with pytest.raises(RefusedError, match="edited since"):
            table_wave(wave)
        with pytest.raises(RefusedError, match="edited since"):
            opened.wave().report(language="da", formats=["html"], out=tmp_path / "out")
        assert wave.responses().questionnaire.question("q") is not None
        now = open_study(folder).wave().responses().questionnaire.question("q")
        assert now is not None
        assert (now.text["da"] == "Er du q?") is (file == "skema.yaml")
        (folder / file).write_bytes(before[folder / file])
        assert wave.report(language="da", formats=["html"]).fresh
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


CHANGES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "an answer": (
        lambda root: edited(root / "svar.csv", "r003;nord;1;1;1", "r003;nord;1;1;0"), ALL),
    "the questionnaire": (
        lambda root: edited(root / "skema.yaml", "da: Tryg?", "da: Er du tryg?"), ALL),
    "what an area is called": (in_study("da: Nordbyen", "da: Byens nordlige del"), ALL),
    "a correction": (
        lambda root: (root / "waves/2026/corrections.csv").write_text(
            "respondent;variable;from;to;why;when\nr003;safe;1;0;set;2026-10-01\n",
            encoding="utf-8"),
        ALL),
    "the register": (
        lambda root: edited(root / "waves/2026/targets.csv",
                            "Kvinder;55\n11;2026;Køn;Mænd;55",
                            "Kvinder;56\n11;2026;Køn;Mænd;54"),
        ALL[1:]),
    "the recipe": (in_study("[base, rake", "[base, {rescale: {}}, rake"), ALL[1:]),
    "an area's departments": (in_study("[11, 12]", "[12, 11]"), ALL[1:]),
    "which area gives contrast": (
        lambda root: [edited(root / "study.yaml", "    role: contrast\n", ""),
                      edited(root / "study.yaml", "  - id: nord\n",
                             "  - id: nord\n    role: contrast\n")],
        ALL[2:]),
    "the policy of release": (in_study("weighting:", "release: strict\nweighting:"), ALL[2:]),
    "the appendix": (in_study("weighting:", "appendix: [sex]\nweighting:"), ALL[2:]),
    "the title": (in_study("da: En undersøgelse", "da: Undersøgelsen"), ALL[4:]),
    "the title of a chapter": (in_study("da: Tryghed", "da: At være tryg"), ALL[4:]),
    "the analyst's own words": (prose, ALL[4:]),
    "the style": (style, ALL[4:]),
    "how people were chosen": (
        in_study("    answers:", "    sampling: {da: Alle, en: All}\n    answers:"), ALL[4:]),
    "a comment": (in_study("weighting:", "# vægte\nweighting:"), ()),
    "another wave": (
        in_study("chapters:", '  - id: "2028"\n    answers: senere.csv\nchapters:'), ()),
    "reminders of the fieldwork": (
        in_study("    answers:", "    fieldwork: {reminders: {days: 5}}\n    answers:"), ()),
    "when the fieldwork was over": (
        in_study("    answers:", "    fieldwork: {end: 2026-05-01}\n    answers:"), ALL[4:]),
    "how long data are kept": (
        in_study("weighting:", "retention: {frame: 2027-01-01}\nweighting:"), ()),
    "nothing": (lambda _root: None, ()),
}  # fmt: skip


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Which steps are worked out, and how often."""
    without_pictures(monkeypatch)
    counted: Counter[str] = Counter()
    for step, name in STEPS.items():
        original = getattr(survey.study.wave, name)
        monkeypatch.setattr(survey.study.wave, name, _Counting(original, step, counted))
    return counted


class _Counting:
    """A step that counts how often it is taken."""

    def __init__(self, original: Callable[..., object], step: str, counted: Counter[str]) -> None:
        self.original, self.step, self.counted = original, step, counted

    def __call__(self, *given: object, **named: object) -> object:
        self.counted[self.step] += 1
        return self.original(*given, **named)

    def __getattr__(self, name: str) -> object:
        found = getattr(self.original, name)
        return _Counting(found, self.step, self.counted) if callable(found) else found


def report(wave: Wave, **how: bool) -> WrittenReport:
    return wave.report(language="da", formats=["html"], **how)


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("change", CHANGES)
def test_what_depends_on_a_change_is_made_again_and_nothing_else(
    change: str, tmp_path: Path, done: Counter[str]
) -> None:
    root = made_weighted_study(tmp_path / "study")
    report(open_study(root).wave("2026"))
    assert done == dict.fromkeys(ALL, 1)
    done.clear()
    alter, expected = CHANGES[change]
    alter(root)
    again = report(open_study(root).wave("2026"))
    assert done == dict.fromkeys(expected, 1)
    assert again.fresh == (not expected)
    assert bool(again.because) == bool(expected)
    forget()
    left_out = shutil.ignore_patterns(".survey", "report", "published.json")
    shutil.copytree(root, tmp_path / "anew", ignore=left_out)
    anew = report(open_study(tmp_path / "anew").wave("2026"))
    assert bytes_in(again[0].parent) == bytes_in(anew[0].parent)


def test_a_report_of_which_nothing_has_changed_is_written_only_when_asked(
    tmp_path: Path, done: Counter[str]
) -> None:
    root = made_study(tmp_path / "study", NUMBERS)
    wave = open_study(root).wave()
    first = report(wave)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    second = report(wave)
    assert (first.fresh, second.fresh, list(first)) == (False, True, list(second))
    told = f"The report in {first[0].parent} is up to date. Nothing was written."
    assert second.lines() == [told]
    assert second.lines(language="da")[0].endswith("er ajour. Intet er skrevet.")
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    assert done["document"] == 1
    assert not report(wave, again=True).fresh
    assert first[0].stat().st_mtime_ns != before[first[0]]


def test_the_command_says_that_nothing_was_written(
    tmp_path: Path, done: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = made_study(tmp_path / "study", NUMBERS)
    asked = ["report", str(root), "--format", "html", "--lang", "da"]
    for more, told in (((), ""), ((), "er ajour. Intet er skrevet."), (("--again",), "")):
        assert code_of([*asked, *more], debug=False) == 0
        said = capsys.readouterr()
        assert told in said.err
        assert bool(said.err) == bool(told)
        assert "report.html" in said.out
    assert done["answers"] == 1


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda folder: (folder / "tables.xlsx").unlink(), "output_gone"),
        (lambda folder: (folder / "report.html").write_text("mit"), "output_changed"),
    ],
)
def test_a_report_that_was_harmed_is_written_again(
    harm: Callable[[Path], None], code: str, tmp_path: Path, done: Counter[str]
) -> None:
    wave = open_study(made_study(tmp_path / "study", NUMBERS)).wave()
    folder = report(wave)[0].parent
    before = bytes_in(folder)
    harm(folder)
    assert [each.code for each in report(wave).because] == [code]
    assert bytes_in(folder) == before
    assert done["document"] == 1


def test_an_edited_word_file_doesnt_make_a_report_old(tmp_path: Path, done: Counter[str]) -> None:
    root = made_study(tmp_path / "study", NUMBERS)
    wave = open_study(root).wave()
    word = wave.report(formats=["docx"])[0]
    word.write_bytes(word.read_bytes() + b" ")
    assert wave.report(formats=["docx"]).fresh
    edited(root / "study.yaml", "A survey", "Another survey")
    files = open_study(root).wave().report(formats=["docx"])
    assert files[0].name == "report-new.docx"
    assert open_study(root).wave().report(formats=["docx"]).fresh
    word.with_name("report-new.docx").unlink()
    assert not open_study(root).wave().report(formats=["docx"]).fresh


def test_other_formats_are_another_report(tmp_path: Path, done: Counter[str]) -> None:
    wave = open_study(made_study(tmp_path / "study", NUMBERS)).wave()
    report(wave)
    other = wave.report(language="da", formats=["docx"])
    assert [each.code for each in other.because] == ["formats"]
    assert wave.report(language="da", formats=["docx"]).fresh


def test_what_is_handed_out_can_be_changed_without_harm(tmp_path: Path, done: Counter[str]) -> None:
    wave = open_study(made_weighted_study(tmp_path / "study")).wave()
    with language_in_force("da"):
        answers, design, weights = wave.responses(unit=True), wave.design(), wave.weights()
        estimates = wave.released().estimates[0].frame
        expected = bytes_in(wave.report(formats=["html"], out=tmp_path / "a")[0].parent)
        answers.data["safe"] = 0
        design.data["safe"] = 0
        design.weights[:] = 1
        assert weights is not None
        weights.values[:] = 1
        estimates["estimate"] = 0
        again = wave.report(formats=["html"], out=tmp_path / "b")
    assert done == dict.fromkeys(ALL, 1)
    assert bytes_in(again[0].parent) == expected


def test_answers_that_change_while_they_are_read_arent_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = made_weighted_study(tmp_path / "study")
    original = survey.study.wave.read_responses

    def meanwhile(*given: object, **named: object) -> object:
        found = original(*given, **named)  # type: ignore[arg-type]
        edited(root / "svar.csv", "r003;nord;1;1;1", "r003;nord;1;1;0")
        return found

    wave = open_study(root).wave()
    with monkeypatch.context() as patched:
        patched.setattr(survey.study.wave, "read_responses", meanwhile)
        assert wave.responses().data["safe"][3] == 1
    assert wave.responses().data["safe"][3] == 0


def test_each_key_of_study_yaml_is_told_which_stages_it_matters_to(tmp_path: Path) -> None:
    """A key that nobody knows counts as part of the answers: here it is asked to be known."""
    of_answers = {
        "unit.singular", "simulated", "questionnaire",
        *(f"areas.{name}" for name in ("id", "label", "in_text", "place", "aliases")),
        *(f"waves.{name}" for name in (
            "id", "questionnaire", "answers", "columns", "respondent", "corrections", "rosters",
            "absent", "areas", "invalid", "contradictions", "duplicates", "today", "area", "counts",
            "weights", "sampled_unit",
        )),
    }  # fmt: skip
    plan = open_study(made_weighted_study(tmp_path / "study")).plan
    said = said_by_key(plan.written, plan.written.waves[0])
    assert {name for name in said if stages_of(name) == stages_of("nobody knows")} == of_answers
    assert not set(KNOWN_KEYS) - set(said)
