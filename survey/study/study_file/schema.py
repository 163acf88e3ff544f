"""The file study.yaml as it is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from survey.disclosure.policy import policy_named
from survey.files.validation import Checked, of_form
from survey.questionnaire.schema import Name, Words
from survey.study.study_file.plan_schema import PlanFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.policy import ReleasePolicy
    from survey.files.yaml_builder import YamlPath

Texts = Annotated[dict[Literal["da", "en"], Words], Field(min_length=1)]
"""A text of a report, in the languages that reports are written in."""

FORMAT = 1
"""The format of study.yaml that is read; a file that says nothing is in the first."""

WAVE_FORM = r"[^\W_](?:[\w .,()+-]{0,62}[\w)])?"
WaveName = Annotated[str, of_form("wave_form", WAVE_FORM)]
"""A wave may have any name that can be read in a table and stand in a file's name."""

_WaveKey = Annotated[Words, BeforeValidator(lambda name: str(name) if type(name) is int else name)]


class UnitFile(Checked):
    """What the areas are called."""

    singular: Texts
    plural: Texts


Department = Words | Annotated[int, Field(ge=0)]
"""A department of a landlord, by its name or its number."""

When = Words | Annotated[int, Field(ge=1)]
"""A wave by its name, or a year."""

Share = Annotated[float, Field(ge=0, le=1)] | Literal[0, 1]


class DepartmentFile(Checked):
    """A department, and when it is part of an area."""

    name: Department
    landlord: Words | None = None
    dwellings: Annotated[int, Field(ge=1)] | None = None
    since: When | None = Field(default=None, alias="from")
    until: When | None = Field(default=None, alias="to")


class AreaFile(Checked):
    """An area."""

    id: Name
    label: Texts
    in_text: Texts | None = None
    place: Texts | None = None
    role: Literal["study", "contrast", "other"] = "study"
    chosen: Texts | None = None
    population: Annotated[int, Field(ge=1)] | None = None
    aliases: Annotated[list[Words], Field(min_length=1)] | None = None
    departments: Annotated[list[Department | DepartmentFile], Field(min_length=1)] | None = None
    boundaries: dict[_WaveKey, Share] = Field(default_factory=dict)


Selection = Literal["purposive", "census", "random"]
"""How areas were selected: for a reason, all there are, or by chance."""


class AnswersFile(Checked):
    """A file of answers, of several."""

    file: Words
    columns: Words | None = None
    mode: Words | None = None
    language: Words | None = None
    sheet: Words | None = None
    absent: list[Name] = Field(default_factory=list)
    decisions: Words | None = None
    undecided: Literal["refuse", "first", "invalid"] = "refuse"


def _real_day(written: str) -> str:
    try:
        date.fromisoformat(written)
    except ValueError:
        raise PydanticCustomError("day_form", "no day of the calendar") from None
    return written


Day = Annotated[str, of_form("day_form", r"\d{4}-\d\d-\d\d"), AfterValidator(_real_day)]
"""A date in the ISO form."""


class RetentionFile(Checked):
    """Until when the lists of dwellings, the addresses, and the answers are kept."""

    frame: Day | None = None
    contacts: Day | None = None
    answers: Day | None = None


Days = Annotated[int, Field(ge=0)]
Number = Annotated[float, Field(gt=0)] | Annotated[int, Field(ge=1)]


class EventFile(Checked):
    """Something that happened during the fieldwork."""

    date: Day
    text: Words
    area: Name | None = None


class RemindersFile(Checked):
    """When who is reminded; what is left out is as the package has it."""

    days: Days | None = None
    most: Days | None = None
    sequence: Annotated[list[Words], Field(min_length=1)] | None = None
    soft_days: Days | Literal["never"] | None = None
    quiet: list[Day | Annotated[list[Day], Field(min_length=2, max_length=2)]] | None = None
    quiet_weekdays: list[Annotated[int, Field(ge=0, le=6)]] | None = None
    first_contact: bool | None = None


class FieldworkFile(Checked):
    """The fieldwork of a wave."""

    start: Day | None = None
    end: Day | None = None
    target: Number | dict[Name, Number] | None = None
    unit: Literal["dwelling", "person"] | None = None
    covariates: Annotated[
        list[Name | Annotated[list[Name], Field(min_length=2)]], Field(min_length=1)
    ] = Field(default=["area"])
    background: Words | None = None
    events: list[EventFile] = Field(default_factory=list)
    reminders: RemindersFile = RemindersFile()
    words: dict[Words, Words] = Field(default_factory=dict)


HiddenRange = (
    Annotated[int, Field(ge=0)]
    | Annotated[list[Annotated[int, Field(ge=0)] | None], Field(min_length=2, max_length=2)]
)
"""What a sign for a hidden number stands for: a number, or from one to another."""


class TargetsFile(Checked):
    """Tables of the register that answers are weighted to, and how they are read."""

    files: Words | Annotated[list[Words], Field(min_length=1)] | None = None
    year: Words | Annotated[int, Field(ge=1900)] | None = None
    universe: Literal["persons", "adults", "households"] | None = None
    departments: dict[Department, Name | None] = Field(default_factory=dict)
    variables: list[Name] = Field(default_factory=list)
    categories: dict[Name, dict[Words | int, Words | int | None]] = Field(default_factory=dict)
    columns: dict[Name, Words | list[Words]] = Field(default_factory=dict)
    sheets: list[Words] = Field(default_factory=list)
    leave_out: list[Words] = Field(default_factory=list)
    hidden: dict[Words | int, HiddenRange] = Field(default_factory=dict)
    shown_from: Annotated[int, Field(ge=1)] = 5
    most_hidden: Annotated[float, Field(ge=0, le=1)] | Literal[0, 1] = 0.1
    tolerance: Annotated[float, Field(ge=0)] | Annotated[int, Field(ge=0)] = 0
    shares: bool | None = None
    rescale: bool = False
    source: Words | None = None


Steps = dict[str, Any] | list[Any]
Recipe = Words | Steps
"""A recipe of weighting: a file of its own, or its steps, which the reader of recipes checks."""

OF_WEIGHTING = frozenset({"targets", "weighting"})
"""The keys of a wave that name what it is weighted to and by."""
NOT_WEIGHTED = "none"
"""What a wave says that isn't weighted by the recipe of the study."""


Overlap = (
    Literal["independent", "most", "least"]
    | Annotated[float, Field(ge=0, le=1)]
    | Annotated[int, Field(ge=0, le=1)]
)
"""How many of those who were sampled last time are to be asked again; a share, or a word."""


class DocumentationFile(Checked):
    """What whoever reads the results of a wave is to know, and no file tells."""

    collection: Texts | None = None
    contractors: Texts | None = None
    excluded: Texts | None = None
    shortfall: Texts | None = None
    incentives: Texts | None = None
    deviations: Texts | None = None


class ChapterFile(Checked):
    """A chapter of the report."""

    id: Name
    title: Texts
    questions: Annotated[list[Name], Field(min_length=1)]


class WaveFile(Checked):
    """A wave.

    Its questionnaire is that of the study unless it names one. `since` is the wave that it follows,
    and `overlap` says how many of that wave's sample are to be asked again. `areas` are those that
    took part, if not all of the study did. `label` is what the wave is called in its report and in
    those that compare with it; `title`, `subtitle`, `chapters` and `appendix` stand in place of
    what the study says.
    """

    id: WaveName
    label: WaveName | None = None
    title: Texts | None = None
    subtitle: Texts | None = None
    areas: Annotated[list[Name], Field(min_length=1)] | None = None
    selection: Selection | None = None
    questionnaire: Words | None = None
    since: WaveName | None = None
    overlap: Overlap | None = None
    answers: Words | Annotated[list[Words | AnswersFile], Field(min_length=1)]
    columns: Words | None = None
    respondent: Words | None = None
    corrections: Words | None = None
    coding: Words | None = None
    rosters: dict[Name, Words] = Field(default_factory=dict)
    absent: list[Name] = Field(default_factory=list)
    invalid: Literal["refuse", "count"] = "refuse"
    contradictions: Literal["drop", "keep"] = "drop"
    duplicates: Literal["refuse", "latest_complete", "first"] = "refuse"
    today: Words | None = None
    area: Name = "area"
    counts: Name | None = None
    weights: Name | None = None
    sampling: Texts | None = None
    plan: PlanFile = PlanFile()
    sample: Words | None = None
    dispositions: Words | None = None
    targets: Words | Annotated[list[Words], Field(min_length=1)] | TargetsFile | None = None
    weighting: Recipe | None = None
    sampled_unit: Words | None = None
    fieldwork: FieldworkFile = FieldworkFile()
    documentation: DocumentationFile = DocumentationFile()
    chapters: Annotated[list[ChapterFile], Field(min_length=1)] | None = None
    appendix: list[Name] | None = None
    retention: RetentionFile = RetentionFile()


class ReleaseFile(Checked):
    """A release policy of the study's own: one of the package with other thresholds."""

    name: Words
    based_on: Literal["default", "strict", "internal"] = "default"
    minimum_base: int | None = None
    small_cell: int | None = None
    few_answers: int | None = None
    widest_interval: float | int | None = None
    uncertain_hidden: bool | None = None
    small_group: int | None = None
    large_fraction: float | int | None = None
    whole_groups_hidden: bool | None = None
    dominance_percent: float | int | None = None
    least_df: int | None = None


class StudyFile(Checked):
    """A whole study."""

    version: Annotated[int, Field(ge=1)] = FORMAT
    title: Texts
    subtitle: Texts | None = None
    unit: UnitFile = UnitFile(
        singular={"da": "boligområde", "en": "housing area"},
        plural={"da": "boligområder", "en": "housing areas"},
    )
    respondents: Texts = Field(default={"da": "beboerne", "en": "residents"})
    areas: Annotated[list[AreaFile], Field(min_length=2)]
    selection: Selection | None = None
    questionnaire: Words
    weighting: Recipe | None = None
    waves: Annotated[list[WaveFile], Field(min_length=1)]
    chapters: Annotated[list[ChapterFile], Field(min_length=1)]
    appendix: list[Name] = Field(default_factory=list)
    source: Texts | None = None
    style: Words | None = None
    simulated: bool = False
    release: Literal["default", "strict", "internal"] | ReleaseFile = "default"
    undecided: Literal["refuse", "break"] = "refuse"
    retention: RetentionFile = RetentionFile()


OWN_OF_WAVE = ("title", "subtitle", "selection", "chapters", "appendix")
"""What a wave may say in place of the study."""


def called(wave: WaveFile) -> str:
    """What a wave is called in reports."""
    return wave.label or wave.id


def release_policy_of(study: StudyFile) -> ReleasePolicy:
    """The rules by which a study releases its results.

    Raises
    ------
    WrongUseError
        If a threshold can't be meant, or the name is taken.
    """
    given = study.release
    return policy_named(given if isinstance(given, str) else given.model_dump(exclude_none=True))


def retention_of(study: StudyFile, wave: WaveFile) -> RetentionFile:
    """Until when the data of a wave are kept; what it says itself goes first."""
    own = wave.retention.model_dump(exclude_none=True)
    return RetentionFile(**{**study.retention.model_dump(exclude_none=True), **own})


def weighting_of(study: StudyFile, wave: WaveFile) -> tuple[YamlPath, str | Steps] | None:
    """The recipe that a wave is weighted by, and where it stands; None if by none.

    That of the wave goes first. A wave that has a column of weights keeps those, and one of counts
    has no respondents to weight.
    """
    if wave.weighting is not None:
        number = study.waves.index(wave)
        return _not_none(("waves", number, "weighting"), wave.weighting)
    if study.weighting is None or wave.weights is not None or wave.counts is not None:
        return None
    return _not_none(("weighting",), study.weighting)


def _not_none(place: YamlPath, given: str | Steps) -> tuple[YamlPath, str | Steps] | None:
    return None if given == NOT_WEIGHTED else (place, given)


def files_of_targets(wave: WaveFile) -> Iterator[tuple[YamlPath, str]]:
    """The files of targets that a wave names, each with where that stands."""
    place: YamlPath = ("targets",)
    given = wave.targets
    if isinstance(given, TargetsFile):
        given, place = given.files, (*place, "files")
    if isinstance(given, str):
        yield place, given
    elif given is not None:
        yield from (((*place, number), name) for number, name in enumerate(given))


def named_files(wave: WaveFile) -> Iterator[tuple[YamlPath, str]]:
    """The files that a wave names, each with where that stands within the wave."""
    yield from _files_of_answers(wave)
    yield from files_of_targets(wave)
    if isinstance(wave.weighting, str) and wave.weighting != NOT_WEIGHTED:
        yield ("weighting",), wave.weighting
    for name in ("columns", "corrections", "coding", "sample", "dispositions"):
        path = getattr(wave, name)
        if path is not None:
            yield (name,), path
    for name in ("frame", "counts"):
        path = getattr(wave.plan, name)
        if path is not None:
            yield ("plan", name), path
    if wave.fieldwork.background is not None:
        yield ("fieldwork", "background"), wave.fieldwork.background
    for name, path in wave.rosters.items():
        yield ("rosters", name), path


def _files_of_answers(wave: WaveFile) -> Iterator[tuple[YamlPath, str]]:
    if isinstance(wave.answers, str):
        yield ("answers",), wave.answers
        return
    for place, each in enumerate(wave.answers):
        if isinstance(each, str):
            yield ("answers", place), each
            continue
        yield ("answers", place, "file"), each.file
        for name in ("columns", "decisions"):
            path = getattr(each, name)
            if path is not None:
                yield ("answers", place, name), path
