"""A study folder: its areas, waves and chapters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from survey.codebook import Code, Kind, Variable
from survey.errors import FileError
from survey.files.validation import findings_error, validate
from survey.files.yaml_reader import read_yaml
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.reader import locate_questionnaire, read_questionnaire
from survey.questionnaire.schema import plain_text
from survey.study.schema import StudyFile

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from survey.files.yaml_reader import YamlDocument
    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire

STUDY_FILE = "study.yaml"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StudyPlan:
    """What a study folder says of itself, checked.

    Attributes
    ----------
    folder : Path
    questionnaire : Questionnaire
    questionnaire_file : Path
    written : StudyFile
    """

    folder: Path
    questionnaire: Questionnaire
    questionnaire_file: Path
    written: StudyFile = field(repr=False)

    @property
    def contrast(self) -> str:
        """The area that gives contrast."""
        return next(area.id for area in self.written.areas if area.role == "contrast")

    def area_variable(self, column: str) -> Variable:
        """The column of areas, with what the areas are called."""
        codes = tuple(
            Code(area.id, *(plain_text(each) for each in (area.label, area.in_text, area.place)))
            for area in self.written.areas
        )
        return Variable(column, Kind.GROUP, plain_text(self.written.unit.singular), codes=codes)


def read_study_plan(folder: str | os.PathLike[str]) -> StudyPlan:
    """Read and check ``study.yaml`` and the questionnaire that it names.

    Raises
    ------
    FileError
        If there is no study.yaml, or a file can't be read.
    FindingsError
        With all that is wrong in it, each with its line.
    """
    root = Path(folder)
    path = root / STUDY_FILE
    if root.name == STUDY_FILE and root.is_file():
        root, path = root.parent, root
    if not path.is_file():
        raise fail(FileError, "study.no_file", folder=quoted(str(folder)))
    document = read_yaml(path)
    written = validate(document, StudyFile, what="study")
    questionnaire_file = locate_questionnaire(written.questionnaire, root=root)
    questionnaire = read_questionnaire(questionnaire_file)
    findings = list(_check(document, written, questionnaire))
    if findings:
        raise findings_error(findings, document, what="study")
    return StudyPlan(root, questionnaire, questionnaire_file, written)


def _check(
    document: YamlDocument, written: StudyFile, questionnaire: Questionnaire
) -> Iterator[Finding]:
    """What is wrong beyond the shape of the file."""
    for what, code in (
        ("areas", "area_twice"),
        ("waves", "wave_twice"),
        ("chapters", "chapter_twice"),
    ):
        names = [each.id for each in getattr(written, what)]
        counts = Counter(names)
        for place, name in enumerate(names):
            if counts[name] > 1:
                where = document.place((what, place, "id"))
                yield finding(f"study.{code}", place=where, name=quoted(name))
    yield from _check_areas(document, written)
    yield from _check_chapters(document, written, questionnaire)
    for place, wave in enumerate(written.waves):
        if questionnaire.question(wave.area) is not None:
            where = document.place(("waves", place, "area"))
            yield finding("study.area_column", place=where, name=quoted(wave.area))


def _check_areas(document: YamlDocument, written: StudyFile) -> Iterator[Finding]:
    contrasts = [area for area in written.areas if area.role == "contrast"]
    if len(contrasts) != 1:
        where = document.place(("areas",))
        yield finding("study.one_contrast", place=where, count=len(contrasts))
    absent = [area.id for area in written.areas if area.population is None]
    if absent and len(absent) < len(written.areas):
        where = document.place(("areas",))
        yield finding("study.population_some", place=where, names=culprits(absent))


def _check_chapters(
    document: YamlDocument, written: StudyFile, questionnaire: Questionnaire
) -> Iterator[Finding]:
    known = culprits(question.id for question in questionnaire.questions)
    for place, chapter in enumerate(written.chapters):
        for at, name in enumerate(chapter.questions):
            question = questionnaire.question(name)
            where = document.place(("chapters", place, "questions", at))
            if question is None:
                yield finding("study.question_unknown", place=where, name=quoted(name), known=known)
            elif question.headline is None:
                yield finding("study.question_no_headline", place=where, name=quoted(name))
