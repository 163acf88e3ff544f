"""What a locked wave keeps of the study, so that the study may go on without changing the wave."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from survey.errors import SurveyError
from survey.files.decoding import decode
from survey.files.guards import read_guarded, safe_file_name, shown
from survey.files.yaml_reader import MOST_BYTES, parse_yaml
from survey.questionnaire.location import locate_module
from survey.questionnaire.reader import is_workbook
from survey.study.study_file.plan import SHIPPED_FOLDER, STUDY_FILE
from survey.study.study_file.report_words import PROSE_FOLDER
from survey.study.study_file.schema import NOT_WEIGHTED, AnswersFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile


def files_to_keep(plan: StudyPlan, wave: WaveFile) -> dict[str, Path]:
    """The files of the study that a wave rests on beside its own, by path in the study.

    They are study.yaml, the questionnaire with its modules (also those that ship with the package),
    the recipe of weighting, the maps of columns, the style with its fonts and logo, and the
    analyst's own texts.
    """
    found = {STUDY_FILE: plan.home / STUDY_FILE}
    for file, questionnaire in _questionnaires(plan):
        found |= with_modules(file, questionnaire)
    for name in _named(plan, wave):
        path = plan.path_of(name)
        if path.is_file():
            found[PurePosixPath(name).as_posix()] = path
    if plan.style_file is not None:
        root = plan.home.resolve()
        paths = [path.resolve() for path in plan.style_file.files]
        found |= {path.relative_to(root).as_posix(): path for path in paths}
    return found | dict(_texts(plan, wave))


def _texts(plan: StudyPlan, wave: WaveFile) -> Iterator[tuple[str, Path]]:
    """The analyst's own texts: those of all waves, and those of this one."""
    for name in (PROSE_FOLDER, f"{PROSE_FOLDER}/{safe_file_name(wave.id)}"):
        folder = plan.home / name
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            yield f"{name}/{path.name}", path


def questionnaire_to_keep(plan: StudyPlan) -> dict[str, Path]:
    """The questionnaire of a plan first, then its modules, each named as beside it."""
    file = plan.questionnaire_file
    return with_modules(file, file.name)


def _questionnaires(plan: StudyPlan) -> Iterator[tuple[Path, str]]:
    """All that study.yaml names: it is read as a whole when the wave is opened again."""
    named = [(plan.written.questionnaire, plan.questionnaire_file)]
    named += [(each.questionnaire or "", plan.own[each.id][0]) for each in plan.written.waves
              if each.id in plan.own]  # fmt: skip
    root = plan.home.resolve()
    for name, file in named:
        ours = file.resolve().is_relative_to(root)
        yield file, PurePosixPath(name if ours else f"{SHIPPED_FOLDER}/{file.name}").as_posix()


def with_modules(file: Path, name: str) -> dict[str, Path]:
    """A questionnaire and the modules it uses, and those that they use, beside it."""
    found: dict[str, Path] = {}
    waiting = [(file, PurePosixPath(name))]
    while waiting:
        path, kept = waiting.pop(0)
        if kept.as_posix() in found:
            continue
        found[kept.as_posix()] = path
        for each in _used_in(path):
            module = locate_module(each, path.parent)
            if module is not None:
                beside = each if Path(each).suffix else f"{each}.yaml"
                waiting.append((module, kept.parent / beside))
    return found


def _used_in(path: Path) -> tuple[str, ...]:
    if is_workbook(path):
        return ()
    try:
        return _modules_named(path, read_guarded(path, most_bytes=MOST_BYTES))
    except SurveyError:
        return ()


@lru_cache(maxsize=64)
def _modules_named(path: Path, data: bytes) -> tuple[str, ...]:
    """The modules that a questionnaire names; every stage asks, and reading YAML is slow."""
    said = parse_yaml(decode(data, file=shown(path), encoding="utf-8").text, path).data
    used = said.get("use") if isinstance(said, dict) else None
    return tuple(each for each in used if isinstance(each, str)) if isinstance(used, list) else ()


def _named(plan: StudyPlan, wave: WaveFile) -> Iterator[str]:
    """Files of settings that the study or the wave names, data left aside."""
    for recipe in (plan.written.weighting, wave.weighting):
        if isinstance(recipe, str) and recipe != NOT_WEIGHTED:
            yield recipe
    several = () if isinstance(wave.answers, str) else wave.answers
    columns = (each.columns for each in several if isinstance(each, AnswersFile))
    yield from (name for name in (wave.columns, *columns) if name is not None)
