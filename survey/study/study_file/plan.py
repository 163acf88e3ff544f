"""A study folder: its areas, waves and chapters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from survey.codebook import Code, Kind, Variable
from survey.documents.house_style import DEFAULT_STYLE
from survey.errors import FileError, WrongUseError
from survey.files.guards import inside, regular_file, safe_file_name, shown
from survey.files.nearest import did_you_mean
from survey.files.validation import Written, findings_error, validate
from survey.files.yaml_reader import MOST_BYTES, read_yaml
from survey.language.catalogue import LANGUAGES
from survey.language.identifying import names_somebody
from survey.language.messages import culprits, fail, finding, quoted
from survey.provenance import hashes, own_version
from survey.questionnaire.checks.wording import wordings
from survey.questionnaire.location import locate_questionnaire
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.schema import plain_text
from survey.responses.coding.coded import coded_names
from survey.responses.coding.frame import frame_of
from survey.study.study_file.area_checks import check_areas
from survey.study.study_file.area_history import departments_of
from survey.study.study_file.digests import digest_of
from survey.study.study_file.schema import (
    FORMAT,
    NOT_WEIGHTED,
    OF_WEIGHTING,
    OWN_OF_WAVE,
    StudyFile,
    called,
    named_files,
    release_policy_of,
)
from survey.study.study_file.style_reader import read_style_file
from survey.weighting.recipe_reader import checked_recipe

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from survey.documents.house_style import HouseStyle
    from survey.files.yaml_builder import YamlPath
    from survey.files.yaml_reader import YamlDocument
    from survey.findings import Finding, Place
    from survey.questionnaire.model import Questionnaire
    from survey.study.study_file.schema import ChapterFile, WaveFile
    from survey.study.study_file.style_reader import StyleFile

STUDY_FILE, SHIPPED_FOLDER = "study.yaml", "questionnaires"
_SHOWN = frozenset(
    {
        *("title", "note", "text", "label", "code", "scale_code", "row"),
        *("headline_label", "headline_phrase", "index"),
    }
)
_NOT_ESTIMATED = frozenset({Kind.TEXT, Kind.DATE})


class WrittenStudy(Written, Protocol):
    """A study as somebody wrote it, which is or becomes a study.yaml."""

    @property
    def path(self) -> Path:
        """The file in the folder of the study."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StudyPlan:
    """What a study folder says of itself, checked.

    Attributes
    ----------
    folder : Path
    questionnaire : Questionnaire
    questionnaire_file : Path
    written : StudyFile
    document : YamlDocument
        Where each thing stands in study.yaml.
    style_file : StyleFile or None
        The style of the organisation, where the study names one.
    kept : Path or None
        Where a locked wave keeps all that the study said when it was locked, under the names that
        the files have in the study; None for a study as it is now.
    own : mapping of str to (Path, Questionnaire)
        The questionnaires of waves that have one of their own.
    whole : StudyPlan or None
        What the study says, where this is what it says of one wave.
    read : mapping of Path to str
        SHA-256 of study.yaml and of the questionnaires and the style that it names, as they were
        read; empty where they can't be edited.
    """

    folder: Path
    questionnaire: Questionnaire
    questionnaire_file: Path
    written: StudyFile = field(repr=False)
    document: YamlDocument = field(repr=False)
    style_file: StyleFile | None = field(default=None, repr=False)
    kept: Path | None = None
    own: Mapping[str, tuple[Path, Questionnaire]] = field(default_factory=dict, repr=False)
    whole: StudyPlan | None = field(default=None, repr=False)
    read: Mapping[Path, str] = field(default_factory=dict, repr=False)

    @property
    def home(self) -> Path:
        """Where study.yaml and what belongs to it lie: in the study, or kept with a wave."""
        return self.folder if self.kept is None else self.kept

    def path_of(self, name: str) -> Path:
        """Where a file lies that the study names; one that is kept goes first.

        Raises
        ------
        FileError
            If it lies outside the study.
        """
        inside(self.folder, name)
        return _kept_or_not(name, self.folder, self.kept)

    def hashes(self, files: Mapping[str, Path]) -> dict[str, str]:
        """SHA-256 of files by their path in the study, whether they are kept or not.

        One whose path could tell who somebody is goes by the name that it is given here.
        """
        home = self.home.resolve()
        at_home = {n: path for n, path in files.items() if path.resolve().is_relative_to(home)}
        rest = {name: path for name, path in files.items() if name not in at_home}
        found = {}
        for root, those in ((self.home, at_home), (self.folder, rest)):
            for name, path in those.items():
                for shown_as, digest in hashes(root, {name: path}).items():
                    found[name if names_somebody(shown_as) else shown_as] = digest
        return dict(sorted(found.items()))

    def of_wave(self, wave: WaveFile) -> StudyPlan:
        """What the study says of a wave: its questionnaire, areas, words and chapters.

        Of chapters there is what the wave asked.
        """
        whole = self.whole or self
        own = (getattr(wave, name) for name in ("areas", *OWN_OF_WAVE))
        if not whole.own and all(each is None for each in own):
            return whole
        file, questionnaire = whole.own.get(
            wave.id, (whole.questionnaire_file, whole.questionnaire)
        )
        return replace(
            whole,
            questionnaire=questionnaire,
            questionnaire_file=file,
            written=_narrowed(whole.written, wave, _answers(questionnaire)),
            whole=whole,
        )

    @property
    def contrast(self) -> str | None:
        """The area that gives contrast; None if it isn't among the areas of the wave."""
        found = (area.id for area in self.written.areas if area.role == "contrast")
        return next(found, None)

    @property
    def of_study(self) -> StudyFile:
        """What the study says of all waves, also where this is what it says of one."""
        return (self.whole or self).written

    @property
    def contrast_of_study(self) -> str:
        """The area that gives contrast in the study, whether a wave measured it or not."""
        return str((self.whole or self).contrast)

    def check_language(self, language: str) -> None:
        """See that a report in a language has all its texts.

        Raises
        ------
        FindingsError
            With every text that is missing, each with its line.
        """
        findings = [
            finding("study.text_missing", place=self.document.place(path), language=language)
            for path in _texts_without(language, self.document.data)
        ]
        if language not in self.questionnaire.languages.offered:
            where = self.document.place(("questionnaire",))
            findings.append(finding("study.questionnaire_language", place=where, language=language))
        else:
            findings += _words_without(language, self.questionnaire)
        if self.style_file is not None:
            findings += self.style_file.lacking(language)
        if findings:
            raise findings_error(findings, self.document, what="study")

    def house_style(self, language: str) -> HouseStyle:
        """How documents in a language look."""
        return DEFAULT_STYLE if self.style_file is None else self.style_file.in_language(language)

    def columns_of(self, name: str) -> tuple[str, ...]:
        """The columns that a chapter or the appendix means by a name.

        A grid is its rows; a question with several answers is one thing, under its own name.
        """
        variables = _answers(self.questionnaire)[name]
        if variables[0].kind is Kind.OPTION and variables[0].name != name:
            return (name,)
        return tuple(variable.name for variable in variables)

    @property
    def reported(self) -> tuple[str, ...]:
        """The columns of all chapters, each once."""
        asked = (name for chapter in self.written.chapters for name in chapter.questions)
        columns = (column for name in asked for column in self.columns_of(name))
        return tuple(dict.fromkeys(columns))

    @property
    def coded(self) -> dict[str, Variable]:
        """What open questions become when they are coded: the question by the name of its codes."""
        found = (v for v in self.questionnaire.variables() if v.kind is Kind.TEXT and v.codes)
        return {coded_names(frame_of(each)).multiple: each for each in found}

    @property
    def with_headline(self) -> tuple[str, ...]:
        """Those of the reported columns that have a headline."""
        known = {each.name: each for each in self.questionnaire.variables()}
        return tuple(n for n in self.reported if n in known and known[n].headline is not None)

    def area_variable(self, column: str, wave: str | None = None) -> Variable:
        """The column of areas, with what the areas are called.

        Parameters
        ----------
        column : str
        wave : str, optional
            Whose departments mean their areas as well.
        """
        departments = {} if wave is None else departments_of(self.written, wave)
        codes = tuple(
            Code(
                area.id,
                plain_text(area.label),
                in_text=plain_text(area.in_text),
                place=plain_text(area.place),
                aliases=(*(area.aliases or ()), *departments.get(area.id, ())),
            )
            for area in self.written.areas
        )
        return Variable(column, Kind.GROUP, plain_text(self.written.unit.singular), codes=codes)


def read_study_plan(folder: str | os.PathLike[str]) -> StudyPlan:
    """Read and check ``study.yaml``, and the questionnaire and the style file that it names.

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
        raise _no_study(root)
    plan = plan_of(read_yaml(path), root)
    return replace(plan, read={each: digest_of(each) for each in _read_from(plan)})


def _read_from(plan: StudyPlan) -> set[Path]:
    """The files that say what a study is."""
    asked = [(plan.questionnaire_file, plan.questionnaire), *plan.own.values()]
    named = {Path(place.file) for _, each in asked for place in each.places.values()}
    style = () if plan.style_file is None else plan.style_file.files
    files = {plan.folder / STUDY_FILE, *(file for file, _ in asked), *named, *style}
    return {each for each in files if each.is_file()}


def _narrowed(written: StudyFile, wave: WaveFile, asked: Collection[str]) -> StudyFile:
    """What a study says of a wave: the wave's own words first, and of chapters what it asked."""
    said: dict[str, Any] = {
        name: given for name in OWN_OF_WAVE if (given := getattr(wave, name)) is not None
    }
    chapters = [
        chapter.model_copy(update={"questions": [q for q in chapter.questions if q in asked]})
        for chapter in said.get("chapters", written.chapters)
    ]
    said["chapters"] = [chapter for chapter in chapters if chapter.questions]
    said["appendix"] = [name for name in said.get("appendix", written.appendix) if name in asked]
    if wave.areas is not None:
        said["areas"] = [area for area in written.areas if area.id in wave.areas]
    return written.model_copy(update=said)


def plan_of(document: YamlDocument, folder: Path, *, kept: Path | None = None) -> StudyPlan:
    """Check what a file study.yaml says.

    Parameters
    ----------
    document : YamlDocument
    folder : Path
        The folder of the study.
    kept : Path, optional
        Where a locked wave keeps the file, and what belongs to it.

    Raises
    ------
    FileError
        If a file can't be read.
    FindingsError
        With all that is wrong in it, each with its line.
    """
    written, questionnaire, file, own = _checked(document, folder, kept)
    home = folder if kept is None else kept
    style_file = None if written.style is None else read_style_file(home / written.style)
    return StudyPlan(folder, questionnaire, file, written, document, style_file, kept, own)


def checked_study(document: WrittenStudy) -> tuple[StudyFile, Questionnaire, Path]:
    """A study as it is written, its questionnaire and where that lies.

    Raises
    ------
    FindingsError
        With all that is wrong in it, each with its place.
    """
    written, questionnaire, file, _ = _checked(document, document.path.parent, None)
    return written, questionnaire, file


def _checked(
    document: WrittenStudy, folder: Path, kept: Path | None
) -> tuple[StudyFile, Questionnaire, Path, dict[str, tuple[Path, Questionnaire]]]:
    refuse_other_format(document)
    written = validate(document, StudyFile, what="study")
    where = document.place(("questionnaire",))
    questionnaire_file = _located(written.questionnaire, folder, kept, where)
    questionnaire = read_questionnaire(questionnaire_file)
    own = _own_questionnaires(document, written, folder, kept)
    asked = (questionnaire, *(each for _, each in own.values()))
    findings = list(_check(document, written, questionnaire, asked))
    findings += _check_own_chapters(document, written, questionnaire, own)
    if findings:
        raise findings_error(findings, document, what="study")
    return written, questionnaire, questionnaire_file, own


def _own_questionnaires(
    document: WrittenStudy, written: StudyFile, folder: Path, kept: Path | None
) -> dict[str, tuple[Path, Questionnaire]]:
    """The questionnaires of waves that name one."""
    found = {}
    for number, wave in enumerate(written.waves):
        if wave.questionnaire is not None:
            where = document.place(("waves", number, "questionnaire"))
            file = _located(wave.questionnaire, folder, kept, where)
            found[wave.id] = file, read_questionnaire(file)
    return found


def _located(name: str, folder: Path, kept: Path | None, where: Place) -> Path:
    """Where a questionnaire lies: kept with a locked wave, in the study, or shipped."""
    if kept is not None:
        for each in (f"{name}.yaml", Path(name).name):
            if (kept / SHIPPED_FOLDER / each).is_file():
                return kept / SHIPPED_FOLDER / each
        if _is_inside(kept, name) and (kept / name).is_file():
            return kept / name
    return locate_questionnaire(name, root=folder, where=where)


def _kept_or_not(name: str, folder: Path, kept: Path | None) -> Path:
    path = folder / name if kept is None else kept / name
    return path if kept is None or path.exists() else folder / name


def refuse_other_format(document: Written) -> None:
    """Refuse a study that a later version of the package wrote.

    Raises
    ------
    FindingsError
        If its format isn't known here.
    """
    given = document.data.get("version") if isinstance(document.data, dict) else None
    if isinstance(given, int) and not isinstance(given, bool) and given > FORMAT:
        where = document.place(("version",))
        fields: dict[str, Any] = {"got": str(given), "ours": str(FORMAT), "package": own_version()}
        newer = finding("study.format_newer", place=where, **fields)
        raise findings_error([newer], document, what="study")


def _no_study(root: Path) -> FileError:
    folder = quoted(shown(root))
    if root.exists():
        return fail(FileError, "study.no_file", folder=folder)
    siblings = root.parent.iterdir() if root.parent.is_dir() else ()
    near = did_you_mean(root.name, (each.name for each in siblings if each.is_dir()))
    code = "study.no_folder_near" if near else "study.no_folder"
    return fail(FileError, code, folder=folder, near=quoted(shown(root.parent / (near or ""))))


def _check(
    document: WrittenStudy,
    written: StudyFile,
    questionnaire: Questionnaire,
    asked: Sequence[Questionnaire],
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
    yield from check_areas(document, written)
    yield from _check_folders(document, written)
    yield from _check_called(document, written)
    chapters = written.chapters, written.appendix
    yield from _check_chapters(document, (), *chapters, _answers_to(asked))
    yield from _check_style(document, written)
    yield from _check_release(document, written)
    yield from _check_weighting(document, written)
    for place, wave in enumerate(written.waves):
        if questionnaire.question(wave.area) is not None:
            where = document.place(("waves", place, "area"))
            yield finding("study.area_column", place=where, name=quoted(wave.area))
        for path, file in named_files(wave):
            if not _is_inside(document.path.parent, file):
                where = document.place(("waves", place, *path))
                code = "weighting_path" if path[0] in OF_WEIGHTING else "answers_path"
                yield finding(f"study.{code}", place=where, got=quoted(file))


def _check_folders(document: WrittenStudy, written: StudyFile) -> Iterator[Finding]:
    """Whether each wave has a folder of its own, whatever letters the disk tells apart."""
    owner: dict[str, str] = {}
    for number, wave in enumerate(written.waves):
        first = owner.setdefault(safe_file_name(wave.id), wave.id)
        if first != wave.id:
            where = document.place(("waves", number, "id"))
            names: dict[str, Any] = {"name": quoted(wave.id), "other": quoted(first)}
            yield finding("study.wave_folder", place=where, **names)


def _check_style(document: WrittenStudy, written: StudyFile) -> Iterator[Finding]:
    """Whether the style file lies in the study and can be opened."""
    if written.style is None:
        return
    where, got = document.place(("style",)), quoted(shown(written.style))
    if not _is_inside(document.path.parent, written.style):
        yield finding("study.style_path", place=where, got=got)
        return
    try:
        regular_file(document.path.parent / written.style, most_bytes=MOST_BYTES)
    except FileError as error:
        more = error.expected or error.hint or ""
        yield finding("study.style_file", place=where, got=got, reason=error.problem, more=more)


def _check_release(document: WrittenStudy, written: StudyFile) -> Iterator[Finding]:
    """Whether a release policy of the study's own can be meant."""
    try:
        release_policy_of(written)
    except WrongUseError as error:
        more = error.expected or error.hint or ""
        where = document.place(("release",))
        yield finding("study_published.policy", place=where, reason=error.problem, more=more)


def _check_weighting(document: WrittenStudy, written: StudyFile) -> Iterator[Finding]:
    """Whether recipes lie in the study, and each wave has weights from one place only."""
    if isinstance(written.weighting, str) and not _is_inside(
        document.path.parent, written.weighting
    ):
        where = document.place(("weighting",))
        yield finding("study.weighting_path", place=where, got=quoted(written.weighting))
    if not isinstance(written.weighting, str | None):
        yield from checked_recipe(document, written.weighting, ("weighting",))[1]
    for number, wave in enumerate(written.waves):
        if wave.weighting is None or wave.weighting == NOT_WEIGHTED:
            continue
        if not isinstance(wave.weighting, str):
            place = ("waves", number, "weighting")
            yield from checked_recipe(document, wave.weighting, place)[1]
        for name in ("weights", "counts"):
            if getattr(wave, name) is not None:
                where = document.place(("waves", number, "weighting"))
                yield finding(f"study.weighting_and_{name}", place=where, wave=quoted(wave.id))


def _is_inside(root: Path, name: str) -> bool:
    try:
        inside(root, name)
    except FileError:
        return False
    return True


def _words_without(language: str, questionnaire: Questionnaire) -> Iterator[Finding]:
    """Words that a report shows and that the questionnaire doesn't have in its language."""
    for wording in wordings(questionnaire):
        if wording.part in _SHOWN and wording.text and language not in wording.text:
            where = questionnaire.place(*wording.path)
            yield finding("study.text_missing", place=where, language=language)


def _texts_without(language: str, data: Any, path: YamlPath = ()) -> Iterator[YamlPath]:  # noqa: ANN401
    """Paths of the texts of a file that are not there in a language."""
    if isinstance(data, list):
        for place, each in enumerate(data):
            yield from _texts_without(language, each, (*path, place))
    elif isinstance(data, dict) and data and set(data) <= set(LANGUAGES):
        if language not in data:
            yield path
    elif isinstance(data, dict):
        for name, each in data.items():
            yield from _texts_without(language, each, (*path, name))


def _check_called(document: WrittenStudy, written: StudyFile) -> Iterator[Finding]:
    """Whether waves that can be compared are called by different names."""
    everywhere = {area.id for area in written.areas}
    for number, wave in enumerate(written.waves):
        mine = everywhere if wave.areas is None else set(wave.areas)
        for other in written.waves:
            theirs = everywhere if other.areas is None else set(other.areas)
            if other is not wave and wave.label == called(other) and mine & theirs:
                where = document.place(("waves", number, "label"))
                names: dict[str, Any] = {"name": quoted(called(other)), "other": quoted(other.id)}
                yield finding("study.wave_label", place=where, **names)
                break


def _check_own_chapters(
    document: WrittenStudy,
    written: StudyFile,
    questionnaire: Questionnaire,
    own: Mapping[str, tuple[Path, Questionnaire]],
) -> Iterator[Finding]:
    """Whether each wave asks what chapters and an appendix of its own name."""
    for number, wave in enumerate(written.waves):
        chapters, within = wave.chapters or [], ("waves", number)
        names = Counter(chapter.id for chapter in chapters)
        for place, chapter in enumerate(chapters):
            if names[chapter.id] > 1:
                where = document.place((*within, "chapters", place, "id"))
                yield finding("study.chapter_twice", place=where, name=quoted(chapter.id))
        asked = own[wave.id][1] if wave.id in own else questionnaire
        known = _answers(asked)
        yield from _check_chapters(document, within, chapters, wave.appendix or [], known)


def _answers_to(asked: Sequence[Questionnaire]) -> dict[str, tuple[Variable, ...]]:
    """The columns of several questionnaires, of the same name those of the first."""
    answers: dict[str, tuple[Variable, ...]] = {}
    for questionnaire in asked:
        answers = _answers(questionnaire) | answers
    return answers


def _check_chapters(
    document: WrittenStudy,
    within: YamlPath,
    chapters: Sequence[ChapterFile],
    appendix: Sequence[str],
    answers: Mapping[str, tuple[Variable, ...]],
) -> Iterator[Finding]:
    """Whether what chapters and an appendix name is asked."""
    for place, chapter in enumerate(chapters):
        for at, name in enumerate(chapter.questions):
            where = document.place((*within, "chapters", place, "questions", at))
            if name not in answers:
                yield _unknown_question("question_unknown", name, answers, where)
            elif any(not _is_reported(variable, name) for variable in answers[name]):
                yield finding("study.question_no_headline", place=where, name=quoted(name))
    for at, name in enumerate(appendix):
        where = document.place((*within, "appendix", at))
        if name not in answers:
            yield _unknown_question("appendix_unknown", name, answers, where)
        elif any(variable.kind in _NOT_ESTIMATED for variable in answers[name]):
            yield finding("study.appendix_kind", place=where, name=quoted(name))


def _is_reported(variable: Variable, name: str) -> bool:
    """Whether a chapter can show a column: by its headline, as a number, or among several answers.

    One option of a question with several answers is no question.
    """
    several = variable.kind is Kind.OPTION and variable.name != name
    return variable.headline is not None or variable.kind is Kind.NUMBER or several


def _answers(questionnaire: Questionnaire) -> dict[str, tuple[Variable, ...]]:
    """The columns by their own name, and by that of their question."""
    found: dict[str, tuple[Variable, ...]] = {}
    for variable in questionnaire.variables():
        for name in dict.fromkeys((variable.question_id, variable.name)):
            if name == variable.name or variable.kind is not Kind.TEXT:
                found[name] = (*found.get(name, ()), variable)
        if variable.kind is Kind.TEXT and variable.codes:
            found |= _coded(variable)
    return found


def _coded(variable: Variable) -> dict[str, tuple[Variable, ...]]:
    """What the answers to an open question become when they are coded."""
    names = coded_names(frame_of(variable))
    codes = (replace(variable, name=name, kind=Kind.OPTION) for name in names.codes.values())
    return {names.multiple: tuple(codes)}


def _unknown_question(
    code: str, name: str, answers: Collection[str], where: Place | None
) -> Finding:
    near = did_you_mean(name, answers)
    return finding(
        f"study.{code}_near" if near else f"study.{code}",
        place=where,
        name=quoted(name),
        known=culprits(answers),
        near=quoted(near or ""),
    )
