"""The answers of a wave made ready: corrections taken in, checks written out, files handed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey.files.atomic import make_folder
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.listing import finding_lines
from survey.language.numbers import format_number
from survey.responses.checking.check import check_responses
from survey.responses.checking.page_file import write_checks
from survey.responses.cleaning.log import CleaningLog
from survey.responses.cleaning.read import read_corrections
from survey.responses.keying.comparing import compare_keyings
from survey.responses.keying.differences_workbook import write_keying_differences
from survey.responses.keying.keying_reader import is_keying_workbook, read_keying
from survey.responses.labelled.writing import write_responses
from survey.responses.told import ONE_BY_ONE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from survey.findings import Finding
    from survey.responses.checking.checks import ResponseChecks
    from survey.responses.keying.differences import KeyingDifferences
    from survey.study.study import Wave

CHECKS_FOLDER = "checks"


@dataclass(frozen=True, slots=True)
class PreparedAnswers:
    """The answers of a wave, and what was written about them.

    Attributes
    ----------
    checks : ResponseChecks or None
        None as long as keyed forms have differences that nobody decided.
    files : tuple of Path
        The workbook of differences; or that to correct in, the page, and the labelled files.
    taken : int
        How many corrections were taken in from the workbook.
    undecided : int
        How many differences between two keyings are to be decided first.
    notes : tuple of Finding
        What is to be said of reading and writing.
    """

    checks: ResponseChecks | None
    files: tuple[Path, ...]
    taken: int = 0
    undecided: int = 0
    notes: tuple[Finding, ...] = ()

    @property
    def left(self) -> int:
        """How many things are left to be looked at."""
        found = () if self.checks is None else self.checks.findings
        return self.undecided + sum(each.severity is not Severity.NOTE for each in found)

    def lines(self, *, everything: bool = False) -> list[str]:
        """What came of it, in the language in force, a line a kind of finding.

        Parameters
        ----------
        everything : bool
            Whether notes are told too.
        """
        if self.checks is None:
            names = ", ".join(path.name for path in self.files)
            return [text("prepared.undecided", count=self.undecided, file=names)]
        rows = format_number(len(self.checks.responses.data), current_language())
        lines = [text("prepared.rows", rows=rows)]
        if self.taken:
            lines.append(text("prepared.taken", count=self.taken))
        notes = [note for note in self.notes if note.code not in ONE_BY_ONE]
        lines += finding_lines(notes, everything=everything)
        shown = self.checks.summary()
        lines += [
            text(
                "prepared.kind",
                severity=text(f"response_checks.severity.{each['severity']}"),
                kind=each["kind"],
                count=each["findings"],
                code=each["code"],
            )
            for each in shown.to_dict("records")
            if everything or each["severity"] != Severity.NOTE.value
        ]
        if self.left:
            lines.append(text("prepared.next", count=self.left, file=self.files[0].name))
        return lines

    def __repr__(self) -> str:
        return f"PreparedAnswers({self.checks!r}, {self.taken} corrections taken in)"


def prepare_answers(
    wave: Wave,
    *,
    language: str | None = None,
    formats: Sequence[str] = (),
    by: Sequence[str] = (),
    when: dt.date | str | None = None,
) -> PreparedAnswers:
    """Take in what was corrected, read and check the answers, and write what is to be looked at.

    The workbook of the last time is read first: what was filled in there goes to the wave's
    cleaning log, and nothing that stands in the log is ever lost. Then all answers are read from
    their files anew, with the log, and a new workbook and page are written.

    Parameters
    ----------
    wave : Wave
    language : {"da", "en"}, optional
        The language in force if left out.
    formats : sequence of str
        Labelled files that are wanted too: ``sav``, ``zsav``, ``dta``, ``parquet``, ``csv``.
    by : sequence of str
        Columns that item nonresponse is broken down by; groups, mode and language if left out.
    when : date or ISO text, optional
        The day of corrections that have none of their own.

    Returns
    -------
    PreparedAnswers

    Raises
    ------
    FindingsError
        If the answers, the workbook or the log have things that must be mended first.
    """
    spoken = language or current_language()
    differences = _differences(wave)
    if differences:
        make_folder(wave.files.folder)
        written = tuple(write_keying_differences(each, path) for path, each in differences.items())
        count = sum(len(each.differences) for each in differences.values())
        return PreparedAnswers(None, written, undecided=count)
    folder = wave.files.folder / CHECKS_FOLDER
    taken = _take_in(wave, folder, when)
    responses = wave.responses(invalid="count")
    checks = check_responses(responses, by=list(by) or None)
    make_folder(folder)
    style = wave.plan.house_style(spoken)
    files = [
        write_checks(checks, folder / f"{_name(spoken)}{ending}", language=spoken, style=style)
        for ending in (".xlsx", ".html")
    ]
    notes = list(responses.notes)
    for form in formats:
        target = wave.files.folder / f"{text('prepared.answers_file', lang=spoken)}.{form}"
        labelled = write_responses(responses, target, language=spoken)
        files += labelled.files
        notes += labelled.notes
    return PreparedAnswers(checks, tuple(files), taken, notes=tuple(notes))


def _differences(wave: Wave) -> dict[Path, KeyingDifferences]:
    """Differences between keyings that nobody was asked to decide, by the workbook for them."""
    found: dict[Path, KeyingDifferences] = {}
    for file in wave.files.answers:
        path = Path(file.path)
        if file.decisions is None and file.undecided == "refuse" and is_keying_workbook(path):
            keying = read_keying(path, wave.plan.questionnaire)
            differences = compare_keyings(keying, wave.plan.questionnaire)
            if differences.differences:
                found[wave.files.decisions_target(path)] = differences
    return found


def _name(language: str) -> str:
    return text("prepared.checks_file", lang=language)


def _take_in(wave: Wave, folder: Path, when: dt.date | str | None) -> int:
    """Put what was filled in into the log, and say how many steps that were."""
    files = wave.files
    groups = (wave.plan.area_variable(wave.written.area),)
    questionnaire = wave.plan.questionnaire
    before = CleaningLog()
    if files.corrections is not None:
        before = read_corrections(files.corrections, questionnaire, when=when, groups=groups)
    log = before
    for workbook in _filled_in(folder):
        log = log.joined(read_corrections(workbook, questionnaire, when=when, groups=groups))
    if len(log) > len(before):
        make_folder(files.corrections_target.parent)
        log.write(files.corrections_target)
    return len(log) - len(before)


def _filled_in(folder: Path) -> Iterator[Path]:
    """The workbooks of the last time, in either language."""
    for language in LANGUAGES:
        path = folder / f"{_name(language)}.xlsx"
        if path.is_file():
            yield path
