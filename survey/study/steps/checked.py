"""Checking whatever a path leads to: a questionnaire, a study, a file of answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import FileError, SurveyError
from survey.files.data_reader import DATA_ENDINGS, WORKBOOKS
from survey.files.guards import shown
from survey.files.xlsx_reader import read_xlsx
from survey.findings import FindingsError, Severity, errors_among
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, finding, quoted
from survey.language.numbers import format_number, rounded
from survey.questionnaire.checking import check_questionnaire
from survey.questionnaire.drafting.draft import draft_questionnaire
from survey.questionnaire.exchange.workbook_reader import is_questionnaire_workbook
from survey.questionnaire.location import locate_questionnaire
from survey.questionnaire.paths import simulate_paths
from survey.questionnaire.reader import read_questionnaire
from survey.study.steps.weighted import weight_answers
from survey.study.study import open_study
from survey.study.study_file.plan import STUDY_FILE
from survey.study.study_file.schema import named_files, weighting_of
from survey.study.wave_locks import verify_wave

if TYPE_CHECKING:
    import os

    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire
    from survey.study.wave import Wave

_DATA = frozenset(DATA_ENDINGS).difference(WORKBOOKS)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to.

    Attributes
    ----------
    findings : tuple of Finding
    about : tuple of str
        What it is that was checked, in a sentence or two.
    """

    findings: tuple[Finding, ...]
    about: tuple[str, ...]


def check_path(path: str | os.PathLike[str]) -> Checked:
    """Check a questionnaire, a study with its answers, or a file of answers.

    Parameters
    ----------
    path : str or path
        The shipped name or the file of a questionnaire, the folder of a study, or a file of
        answers, which is read as far as it can be without a questionnaire.

    Raises
    ------
    SurveyError
        If it can't be read at all.
    """
    target = Path(path)
    if target.is_dir() or target.name == STUDY_FILE:
        return _check_study(target)
    if target.suffix.lower() in _DATA or (
        target.suffix.lower() in WORKBOOKS and _holds_data(target)
    ):
        return _check_data(target)
    return _check_questionnaire(path)


def _holds_data(path: Path) -> bool:
    return not is_questionnaire_workbook(read_xlsx(path))


def _check_questionnaire(path: str | os.PathLike[str]) -> Checked:
    findings = check_questionnaire(path)
    try:
        questionnaire = read_questionnaire(path)
    except FindingsError:
        where = shown(locate_questionnaire(path))
        return Checked(findings, (text("checked.questionnaire_broken", file=where),))
    return Checked(findings, tuple(_about(questionnaire)))


def _about(questionnaire: Questionnaire) -> list[str]:
    """How large a questionnaire is and how long it takes."""
    languages = ", ".join(questionnaire.languages.offered)
    asked = [each for each in questionnaire.questions if each.type not in {"note", "computed"}]
    lines = [
        text("checked.questionnaire", id=questionnaire.id, count=len(asked), languages=languages)
    ]
    if questionnaire.module or not asked:
        return lines
    return [*lines, _length(*simulate_paths(questionnaire).minutes)]


def _length(*minutes: float) -> str:
    """How long it takes, in whole minutes."""
    low, middle, high = (format_number(m, current_language(), decimals=0) for m in minutes)
    key = "length_short" if middle == "0" else "length_one" if low == high else "length"
    return text(f"checked.{key}", count=int(rounded(minutes[1])), low=low, middle=middle, high=high)


def _check_study(path: Path) -> Checked:
    try:
        study = open_study(path)
    except FindingsError as error:
        return Checked(error.findings, (text("checked.study_broken", folder=shown(path)),))
    findings = list(check_questionnaire(study.plan.questionnaire))
    for _, own in study.plan.own.values():
        findings += check_questionnaire(own)
    for name in study.waves:
        locked = verify_wave(study, name)
        findings += locked
        if not errors_among(locked):
            findings += _check_answers(study.wave(name))
    about = text(
        "checked.study",
        folder=shown(study.folder),
        waves=", ".join(study.waves),
        count=len(study.waves),
    )
    return Checked(tuple(findings), (about, *_about(study.plan.questionnaire)))


def _check_answers(wave: Wave) -> tuple[Finding, ...]:
    try:
        notes = wave.responses().notes
    except FindingsError as error:
        return error.findings
    except FileError as error:
        if error.code != "study.no_answers":
            raise
        return (_answers_to_come(wave),)
    return (*notes, *_check_weighting(wave))


def _answers_to_come(wave: Wave) -> Finding:
    """That a wave has no answers yet: it may just have been added."""
    number = wave.plan.written.waves.index(wave.written)
    where = wave.plan.document.place(("waves", number, "answers"))
    named = [name for place, name in named_files(wave.written) if place[0] == "answers"]
    return finding("study.answers_to_come", severity=Severity.NOTE, place=where,
                   wave=quoted(wave.written.id), files=culprits(named))  # fmt: skip


def _check_weighting(wave: Wave) -> tuple[Finding, ...]:
    """What is found when the answers are weighted, if the wave has a recipe."""
    recipe = weighting_of(wave.plan.written, wave.written)
    if recipe is None:
        return ()
    try:
        return weight_answers(wave, write=False).notes
    except FindingsError as error:
        return error.findings
    except SurveyError as error:
        more = error.expected or error.hint or ""
        reason = " ".join(each for each in (error.problem, error.got) if each)
        where = wave.plan.document.place(recipe[0])
        refused = finding("study.not_weighted", place=where, wave=quoted(wave.written.id),
                          reason=reason, more=more)  # fmt: skip
        return (refused,)


def _check_data(path: Path) -> Checked:
    draft = draft_questionnaire(path, language=current_language())
    rows = format_number(len(draft.answers()), current_language())
    columns = len(draft.source.columns)
    about = text("checked.data", file=shown(path), rows=rows, columns=columns)
    return Checked(draft.source.notes, (about, text("checked.data_next", count=len(draft.guesses))))
