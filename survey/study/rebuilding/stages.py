"""The stages of a wave, and what each of them rests on: files, lines of study.yaml, earlier stages.

A stage is told by the hashes of all that it rests on. What isn't named in the table of keys below
counts as part of the answers, so that a new key makes too much anew rather than too little.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from survey.errors import SurveyError
from survey.language.identifying import names_somebody
from survey.questionnaire.locking.lock import instrument_of
from survey.questionnaire.locking.lock_file import read_lock
from survey.study.excel.follow_up import follow_up_file
from survey.study.keeping.kept import questionnaire_to_keep
from survey.study.study_file.digests import digest_of, digest_of_value
from survey.study.study_file.plan import SHIPPED_FOLDER
from survey.study.study_file.plan_schema import OF_DRAWING
from survey.study.study_file.report_words import prose_file
from survey.study.study_file.schema import OWN_OF_WAVE, weighting_of
from survey.study.waves.earlier import earlier_waves, made_of, waves_without_answers
from survey.study.waves.wave_files import PLAN_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import StudyFile, WaveFile
    from survey.study.waves.wave_files import WaveFiles


class Stage(StrEnum):
    """A stage on the way from a plan to a report."""

    PLAN = "plan"
    SAMPLE = "sample"
    FIELDWORK = "fieldwork"
    ANSWERS = "answers"
    CODING = "coding"
    WEIGHTS = "weights"
    TABLES = "tables"
    REPORT = "report"


_NUMBERS = (Stage.ANSWERS, Stage.CODING, Stage.WEIGHTS, Stage.TABLES)
BEFORE: dict[Stage, tuple[Stage, ...]] = {
    Stage.PLAN: (),
    Stage.SAMPLE: (),
    Stage.FIELDWORK: (),
    Stage.ANSWERS: (),
    Stage.CODING: _NUMBERS[:1],
    Stage.WEIGHTS: _NUMBERS[:2],
    Stage.TABLES: _NUMBERS[:3],
    Stage.REPORT: _NUMBERS,
}
"""The earlier stages that a stage rests on."""

_A, _C, _W = Stage.ANSWERS, Stage.CODING, Stage.WEIGHTS
_T, _R = Stage.TABLES, Stage.REPORT
_P, _S, _F = Stage.PLAN, Stage.SAMPLE, Stage.FIELDWORK
KNOWN_KEYS: dict[str, tuple[Stage, ...]] = {
    "title": (_R,),
    "subtitle": (_R,),
    "respondents": (_R,),
    "unit.plural": (_R,),
    "source": (_R,),
    "style": (_R,),
    "areas.chosen": (_R,),
    "selection": (_R,),
    "chapters.id": (_R,),
    "chapters.title": (_R,),
    "waves.sampling": (_R,),
    "waves.documentation": (_R,),
    "waves.label": (_T,),
    "areas.role": (_P, _T),
    "areas.population": (_P, _T),
    "areas.boundaries": (_T,),
    "chapters.questions": (_T,),
    "appendix": (_T,),
    "release": (_T,),
    "undecided": (_T,),
    "areas.departments": (_P, _W),
    "weighting": (_W,),
    "waves.targets": (_W,),
    "waves.sample": (_F, _W, _R),
    "waves.dispositions": (_F, _W, _R),
    "waves.fieldwork.unit": (_F, _W, _R),
    "waves.fieldwork.words": (_F, _W, _R),
    "waves.fieldwork.background": (_F, _W, _R),
    "waves.fieldwork.start": (_F, _R),
    "waves.fieldwork.end": (_F, _R),
    "waves.fieldwork.events": (_F, _R),
    "waves.fieldwork.target": (_F, _R),
    "waves.coding": (_C,),
    "waves.since": (_P, _S),
    "waves.overlap": (_P, _S),
    **{f"waves.{name}": () for name in OWN_OF_WAVE},
    "version": (),
    "retention": (),
    "waves.retention": (),
}
"""The stages that a key of study.yaml matters to; a key within another is named after it. What a
wave says in place of the study counts under the keys of the study."""
_OF_COMPARED = frozenset({"areas.id", "areas.departments", "areas.population", "weighting"})
"""What is said of all waves and matters to the numbers of earlier ones."""
_OF_AREAS = frozenset({"areas.id", "areas.label", "areas.in_text", "areas.place", "areas.aliases"})
_OF_PAGES: dict[Stage, frozenset[str]] = {
    Stage.PLAN: _OF_AREAS | {"title", "style"},
    Stage.SAMPLE: _OF_AREAS,
    Stage.FIELDWORK: _OF_AREAS | {"title", "style"},
    Stage.ANSWERS: frozenset({"style"}),
    Stage.CODING: frozenset({"style"}),
    Stage.WEIGHTS: frozenset({"title", "style", "areas.role", "chapters.questions", "release"}),
    Stage.TABLES: frozenset({"title", "source", "style", "chapters.title"}),
    Stage.REPORT: frozenset(),
}
"""What the files that a stage writes for people show besides what it rests on itself."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a stage rests on by itself, earlier stages left aside.

    Attributes
    ----------
    files : mapping of str to Path
        By their path in the study, or a name of their own outside it.
    keys : mapping of str to str
        Hashes of what study.yaml says, by key.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def ground_of(files: WaveFiles, stage: Stage, *, language: str, page: bool = False) -> Ground:
    """What a stage of a wave rests on by itself.

    Parameters
    ----------
    files : WaveFiles
    stage : Stage
    language : {"da", "en"}
        Of the report; it matters to no other stage.
    page : bool
        Whether what its files show besides is counted in.

    Raises
    ------
    FileError
        If a file that is named isn't there.
    """
    if stage is Stage.WEIGHTS and weighting_of(files.plan.written, files.written) is None:
        return Ground()
    also = _OF_PAGES[stage] if page else frozenset()
    earlier = _said_of_earlier(files) if stage is Stage.TABLES else {}
    keys = earlier | {
        name: digest_of_value(value)
        for name, value in said_by_key(files.plan.written, files.written).items()
        if stage in stages_of(name) or name in also
    }
    found = _FILES[stage](files, language)
    if "style" in also and files.plan.style_file is not None:
        found |= _of_style(files)
    return Ground({name_in_study(files, name, path): path for name, path in found.items()}, keys)


def stages_of(key: str) -> tuple[Stage, ...]:
    """The stages that a key of study.yaml matters to."""
    if key in KNOWN_KEYS:
        return KNOWN_KEYS[key]
    if key.startswith("waves.plan."):
        return (_S,) if key.removeprefix("waves.plan.") in OF_DRAWING else (_P, _S)
    return (_F,) if key.startswith("waves.fieldwork.") else (_A,)


def said_by_key(study: StudyFile, wave: WaveFile) -> dict[str, Any]:
    """All that study.yaml says of a wave, by key; other waves are left out."""
    said: dict[str, Any] = {}
    for name, value in study.model_dump(exclude={"waves", "weighting"}).items():
        if isinstance(value, dict) and name == "unit":
            said |= _within(name, value)
        elif name in {"areas", "chapters"}:
            said |= {
                f"{name}.{key}": [each[key] for each in value] for each in value for key in each
            }
        else:
            said[name] = value
    recipe = weighting_of(study, wave)
    said["weighting"] = None if recipe is None else recipe[1]
    for name, value in wave.model_dump(exclude={"weighting"}).items():
        part = {name: value}
        within = name in {"fieldwork", "plan"}
        said |= _within(f"waves.{name}", value) if within else _within("waves", part)
    return said


def _said_of_earlier(files: WaveFiles) -> dict[str, str]:
    """What study.yaml says of the earlier waves, which a wave is compared with, a hash for each."""
    found = {}
    for each in earlier_waves(files):
        said = {
            name: value
            for name, value in said_by_key(each.plan.written, each.written).items()
            if name.startswith("waves.") or name in _OF_COMPARED
        }
        of_numbers = {name: value for name, value in said.items() if _is_of_numbers(name)}
        found[f"waves.{each.written.id}"] = digest_of_value(of_numbers)
    without = {f"waves.{name}": digest_of_value(None) for name in waves_without_answers(files)}
    return found | without


def _is_of_numbers(key: str) -> bool:
    return key in _OF_COMPARED or bool(set(stages_of(key)) & set(_NUMBERS))


def _within(name: str, value: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}.{key}": part for key, part in value.items()}


def name_in_study(files: WaveFiles, name: str, path: Path) -> str:
    """What a file is called in the study: its path, or a given name outside it.

    A path that could tell who somebody is gives way to the given name too.
    """
    target = path.resolve()
    for root in (files.plan.home.resolve(), files.plan.folder.resolve()):
        if target.is_relative_to(root):
            found = target.relative_to(root).as_posix()
            return name if names_somebody(found) else found
    return name


def _of_frame(files: WaveFiles, _: str) -> dict[str, Path]:
    found = {"frame": files.frame, "counts": files.counts, "earlier sample": files.earlier_sample}
    return {name: path for name, path in found.items() if path is not None}


def _of_draw(files: WaveFiles, _: str) -> dict[str, Path]:
    plan = files.folder / PLAN_FILE
    return _of_frame(files, _) | ({"plan": plan} if plan.is_file() else {})


def _of_fieldwork(files: WaveFiles, _: str) -> dict[str, Path]:
    found = {"sample": files.sample, "record": files.record, "background": files.background}
    found["dispositions"] = files.final_dispositions
    return {name: path for name, path in found.items() if path is not None}


def _of_answers(files: WaveFiles, _: str) -> dict[str, Path]:
    return _asked(files.plan) | {
        name: path for name, path in files.inputs().items() if not name.startswith("coding ")
    }


@lru_cache(maxsize=16)
def _asked(plan: StudyPlan) -> dict[str, Path]:
    """The questionnaire and its modules; which they are can't change for a plan that was read.

    They are named as a lock keeps them, so that a report is the same before and after it.
    """
    file, home = plan.questionnaire_file.resolve(), plan.home.resolve()
    own = file.is_relative_to(home)
    beside = file.parent.relative_to(home) if own else PurePosixPath(SHIPPED_FOLDER)
    found = questionnaire_to_keep(plan).items()
    return {(PurePosixPath(beside) / name).as_posix(): each for name, each in found}


def _of_coding(files: WaveFiles, _: str) -> dict[str, Path]:
    return {f"coding {path.name}": path for path in files.coding_sheets}


def files_of_people(files: WaveFiles) -> frozenset[str]:
    """What the files are called that hold something of single residents, of earlier waves too."""
    found: set[str] = set()
    for each in (files, *earlier_waves(files)):
        before = "" if each is files else f"{each.written.id} "
        named = each.inputs() | {
            name: path for name, path in each.weighting_inputs().items() if name in _OF_PEOPLE
        }
        found |= {name_in_study(files, f"{before}{name}", path) for name, path in named.items()}
    return frozenset(found)


def _of_earlier(files: WaveFiles, _: str) -> dict[str, Path]:
    """The files of the earlier waves, and what was asked in them and in this one."""
    earlier = earlier_waves(files)
    found: dict[str, Path] = {}
    for each in earlier:
        wave = each.written.id
        found |= {f"{wave} {name}": path for name, path in made_of(each)}
        found |= {f"{wave} {name}": path for name, path in _asked(each.plan).items()}
    locks = [(each.written.id, _other_lock(each)) for each in (*earlier, files) if earlier]
    return found | {f"lock {wave}": path for wave, path in locks if path is not None}


def _other_lock(files: WaveFiles) -> Path | None:
    """The lock of a wave's questionnaire, where that asks something else by now."""
    path = files.lock
    if path is None:
        return None
    same = _locked_as(path, digest_of(path)) == (files.written.id, _instrument(files.plan))
    return None if same else path


@lru_cache(maxsize=16)
def _instrument(plan: StudyPlan) -> str:
    return instrument_of(plan.questionnaire)


@lru_cache(maxsize=64)
def _locked_as(path: Path, _digest: str) -> tuple[str, str] | None:
    """The wave and the hash of all that was asked in a lock; None if it can't be read."""
    try:
        lock = read_lock(path)
    except SurveyError:
        return None
    return lock.wave, lock.instrument


def _of_report(files: WaveFiles, language: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for chapter in files.plan.written.chapters:
        path = prose_file(files.plan, files.written, chapter.id, language)
        if path is not None:
            found[path.name] = path
    decided = follow_up_file(files.plan)
    if decided is not None:
        found[decided.name] = decided
    return found | _of_style(files) | _of_fieldwork(files, language)


def _of_style(files: WaveFiles) -> dict[str, Path]:
    style = files.plan.style_file
    return {} if style is None else {path.name: path for path in style.files}


_OF_PEOPLE = frozenset({"sample", "record", "background", "dispositions"})
"""What weights come from that tells of single dwellings or persons."""
_FILES: dict[Stage, Callable[[WaveFiles, str], dict[str, Path]]] = {
    Stage.PLAN: _of_frame,
    Stage.SAMPLE: _of_draw,
    Stage.FIELDWORK: _of_fieldwork,
    Stage.ANSWERS: _of_answers,
    Stage.CODING: _of_coding,
    Stage.WEIGHTS: lambda files, _: files.weighting_inputs(),
    Stage.TABLES: _of_earlier,
    Stage.REPORT: _of_report,
}
