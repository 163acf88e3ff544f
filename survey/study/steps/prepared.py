"""The answers of a wave made ready: corrections taken in, checks written out, files handed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.files.atomic import make_folder
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, current_language, language_in_force, text
from survey.language.listing import finding_lines
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.questionnaire.locking.lock_file import read_lock
from survey.responses.checking.check import check_responses
from survey.responses.checking.found import Subject
from survey.responses.checking.page_file import write_checks
from survey.responses.cleaning.log import CleaningLog
from survey.responses.cleaning.read import read_corrections
from survey.responses.keying.comparing import compare_keyings
from survey.responses.keying.differences_workbook import write_keying_differences
from survey.responses.keying.keying_reader import is_keying_workbook, read_keying
from survey.responses.labelled.forms import FORMS
from survey.responses.labelled.writing import write_responses
from survey.responses.responses import RESPONDENT
from survey.responses.told import ONE_BY_ONE
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.keeping.several_files import all_or_none
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import stamp_path, write_stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from survey.findings import Finding
    from survey.responses.checking.checks import ResponseChecks
    from survey.responses.checking.found import AnswerFinding
    from survey.responses.keying.differences import KeyingDifferences
    from survey.study.wave import Wave

CHECKS_FOLDER = "checks"
_DECIDED = frozenset({Subject.ANSWER, Subject.RESPONDENT})


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
        """How many things are left to be decided or corrected."""
        return self.undecided + sum(each.subject in _DECIDED for each in self._told())

    @property
    def to_read(self) -> int:
        """How many things are said of questions, groups and all answers; they need no decision."""
        return sum(each.subject not in _DECIDED for each in self._told())

    def _told(self) -> list[AnswerFinding]:
        found = () if self.checks is None else self.checks.findings
        return [each for each in found if each.severity is not Severity.NOTE]

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
        weighty = [note for note in notes if everything or note.severity is not Severity.NOTE]
        lines += finding_lines(weighty, everything=everything, summed=False)
        return [*lines, *self._kinds(self.checks, everything=everything), *self._next(self.checks)]

    def _kinds(self, checks: ResponseChecks, *, everything: bool) -> Iterator[str]:
        for each in checks.summary().to_dict("records"):
            if everything or each["severity"] != Severity.NOTE.value:
                yield text(
                    "prepared.kind",
                    severity=text(f"response_checks.severity.{each['severity']}"),
                    kind=each["kind"],
                    count=each["findings"],
                    code=each["code"],
                )

    def _next(self, checks: ResponseChecks) -> Iterator[str]:
        """What is to be done now, or that nothing is."""
        workbook, page = (path.name for path in self.files[:2])
        if self.to_read:
            yield text("prepared.read", count=self.to_read, file=page)
        if not self.left:
            yield text("prepared.clean")
        elif RESPONDENT in checks.responses.data:
            yield text("prepared.next", count=self.left, file=workbook)
        else:
            yield text("prepared.without_ids", count=self.left, file=workbook)

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

    The workbook of the last time is read first, and what was filled in there is added to the
    wave's cleaning log. Then all answers are read from their files anew, with that log; only when
    they could be, the log and after it a new workbook and page are written. If anything must be
    mended before, all files stay as they are.

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
    refuse_locked(wave.plan, wave.written.id, "answers")
    check_formats(formats)
    writing = writing_into(wave.plan, wave.written.id, "answers")
    with language_in_force(language or current_language()), writing:
        first = _differences_first(wave)
        if first is not None:
            return first
        beginnings = [(wave.files.folder, text("prepared.answers_file"))] if formats else []
        with all_or_none(_targets(wave), beginnings=beginnings):
            return _prepared(wave, formats, list(by) or None, when)


def _targets(wave: Wave) -> list[Path]:
    """The files that change together: the cleaning log, what is to be looked at, the stamp."""
    folder = wave.files.folder / CHECKS_FOLDER
    books = [_workbook(folder, language) for language in LANGUAGES]
    pages = [each.with_suffix(".html") for each in books]
    stamp = stamp_path(wave.files, Stage.ANSWERS)
    return [wave.files.corrections_target, *books, *pages, stamp]


def _differences_first(wave: Wave) -> PreparedAnswers | None:
    """The workbooks of differences between keyings, if nobody was asked to decide them yet."""
    differences = _differences(wave)
    if not differences:
        return None
    make_folder(wave.files.folder)
    with all_or_none(differences):
        written = tuple(write_keying_differences(each, path) for path, each in differences.items())
    count = sum(len(each.differences) for each in differences.values())
    return PreparedAnswers(None, written, undecided=count)


def _prepared(
    wave: Wave, formats: Sequence[str], by: list[str] | None, when: dt.date | str | None
) -> PreparedAnswers:
    """The answers with all that was filled in, written in the language in force."""
    before = _log_until_now(wave)
    log = _with_filled_in(before, wave, when)
    responses = wave.responses(invalid="count", corrections=log)
    checks = check_responses(responses, by=by)
    if len(log) > len(before):
        make_folder(wave.files.corrections_target.parent)
        log.write(wave.files.corrections_target, replace=True)
    files = [*_write_checks(wave, checks), *_in_other_languages(wave, log, by)]
    notes = list(responses.notes)
    lock = None if wave.files.lock is None else read_lock(wave.files.lock)
    for form in formats:
        target = wave.files.folder / f"{text('prepared.answers_file')}.{form}"
        labelled = write_responses(responses, target, language=current_language(), lock=lock)
        files += labelled.files
        notes += labelled.notes
    write_stamp(wave.files, Stage.ANSWERS, files)
    return PreparedAnswers(checks, tuple(files), len(log) - len(before), notes=tuple(notes))


def check_formats(formats: Sequence[str]) -> None:
    """See that answers can be written in these formats.

    Raises
    ------
    WrongUseError
    """
    known = [ending.removeprefix(".") for ending in FORMS]
    for form in formats:
        if form not in known:
            raise fail(WrongUseError, "prepared.format", got=quoted(form), known=culprits(known))


def _write_checks(wave: Wave, checks: ResponseChecks) -> list[Path]:
    """Write the workbook and the page in the language in force."""
    language = current_language()
    workbook = _workbook(wave.files.folder / CHECKS_FOLDER, language)
    make_folder(workbook.parent)
    style = wave.plan.house_style(language)
    return [
        write_checks(checks, workbook.with_suffix(ending), language=language, style=style)
        for ending in (".xlsx", ".html")
    ]


def _in_other_languages(wave: Wave, log: CleaningLog, by: list[str] | None) -> list[Path]:
    """Write those that are there in another language anew too.

    What was filled in in them has been taken in, and must not be taken in once more after a step
    was taken out of the log. The answers are read again, for what is told of them is in a language.
    """
    files: list[Path] = []
    for language in LANGUAGES:
        workbook = _workbook(wave.files.folder / CHECKS_FOLDER, language)
        if language != current_language() and workbook.is_file():
            with language_in_force(language):
                responses = wave.responses(invalid="count", corrections=log)
                files += _write_checks(wave, check_responses(responses, by=by))
    return files


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


def _log_until_now(wave: Wave) -> CleaningLog:
    path = wave.files.corrections
    if path is None:
        return CleaningLog()
    return read_corrections(path, wave.plan.questionnaire, groups=wave.groups)


def _with_filled_in(log: CleaningLog, wave: Wave, when: dt.date | str | None) -> CleaningLog:
    """The log with what was filled in in the workbooks of the last time, in either language."""
    for language in LANGUAGES:
        path = _workbook(wave.files.folder / CHECKS_FOLDER, language)
        if path.is_file():
            filled = read_corrections(path, wave.plan.questionnaire, when=when, groups=wave.groups)
            log = log.joined(filled)
    return log


def _workbook(folder: Path, language: str) -> Path:
    return folder / f"{text('prepared.checks_file', lang=language)}.xlsx"
