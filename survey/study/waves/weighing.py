"""What the answers of a wave are weighted by: the recipe, the register, the sample, its fate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from survey.errors import WeightingError, WrongUseError
from survey.files.atomic import make_folder, write_bytes
from survey.files.guards import shown
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted
from survey.language.words import join_words
from survey.sampling.sample_file import read_sample
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.study_file.area_history import departments_in
from survey.study.study_file.schema import TargetsFile, weighting_of
from survey.study.waves.wave_dispositions import dispositions_of
from survey.weighting.recipe import TARGET_STEPS, Calibrate, Poststratify, Rake
from survey.weighting.recipe_arguments import variables_of
from survey.weighting.recipe_reader import read_recipe, recipe_at
from survey.weighting.targets_reader import read_targets
from survey.weighting.targets_template import targets_template
from survey.weighting.weigh import weight

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from survey.responses.responses import Responses
    from survey.study.waves.wave_files import WaveFiles
    from survey.weighting.recipe import Recipe, Step
    from survey.weighting.targets import Targets
    from survey.weighting.weights import Weights

_T = TypeVar("_T")
TARGETS_FILE = "targets.xlsx"


def recipe_of(files: WaveFiles) -> Recipe | None:
    """The recipe of a wave; None if it isn't weighted by any.

    Raises
    ------
    FileError
        If the file of the recipe isn't there.
    FindingsError
        If something in it must be mended.
    """
    found = weighting_of(files.plan.written, files.written)
    if found is None:
        return None
    file = files.recipe
    return recipe_at(files.plan.document, found[0]) if file is None else read_recipe(file)


def targets_of(files: WaveFiles, recipe: Recipe) -> Targets | None:
    """What the register knows of the areas of a wave; None if the wave has no such files."""
    paths = files.targets
    if not paths:
        if recipe.has(*TARGET_STEPS):
            raise _no_targets(files)
        return None
    plan, written = files.plan, files.written.targets
    asked = written if isinstance(written, TargetsFile) else TargetsFile()
    said = asked.model_dump(exclude_none=True, exclude_unset=True)
    said.pop("files", None)
    if "categories" in said:
        said["categories"] = {name: _named(each) for name, each in asked.categories.items()}
    if "hidden" in said:
        said["hidden"] = _named(
            {sign: tuple(r) if isinstance(r, list) else r for sign, r in asked.hidden.items()}
        )
    if recipe.universe != "adults":
        said.setdefault("universe", recipe.universe)
    areas = files.areas_measured
    measured = {code.value for code in areas.codes}
    of_areas = {
        name: area if area in measured else None
        for name, area in departments_in(plan.of_study, files.written.id).items()
    }
    said["departments"] = of_areas | _named(asked.departments) or None
    read = read_targets(
        paths,
        plan.questionnaire,
        areas=areas,
        simulated=plan.written.simulated,
        **said,
    )
    return _sourced(read, files, paths)


def _no_targets(files: WaveFiles) -> WeightingError:
    wave = files.written.id
    return fail(
        WeightingError,
        "study_weighting.no_targets",
        where=files.plan.document.place(("waves",)).file,
        wave=quoted(wave),
        names=f"waves/{wave}/{TARGETS_FILE}",
    )


def _sourced(targets: Targets, files: WaveFiles, paths: tuple[Path, ...]) -> Targets:
    """The same, with files called as they are in the study where nobody told the source."""
    named = ", ".join(map(shown, paths))
    within = join_words(
        [path.relative_to(files.plan.folder).as_posix() for path in paths], current_language()
    )
    tables = {
        name: replace(table, source=within) if table.source == named else table
        for name, table in targets.tables.items()
    }
    return replace(targets, tables=tables)


def _named(given: Mapping[Any, _T]) -> dict[str, _T]:
    """The same with names for numbers: a department may be called 12."""
    return {str(name): each for name, each in given.items()}


def weights_of(files: WaveFiles, answers: Responses) -> Weights | None:
    """The weights of the answers by the recipe of the wave; None if it has none."""
    recipe = recipe_of(files)
    if recipe is None:
        return None
    file = files.sample
    sample = None if file is None else read_sample(file)
    fate = None
    if files.final_dispositions is not None:
        fate = dispositions_of(files, sample)
    return weight(
        answers,
        sample=sample,
        dispositions=fate,
        recipe=recipe,
        targets=targets_of(files, recipe),
        unit=files.written.sampled_unit,
        area=files.written.area,
    )


def write_template(files: WaveFiles, *, language: str) -> Path:
    """Write an empty ``targets.xlsx`` into the folder of a wave, for what its recipe meets.

    Parameters
    ----------
    files : WaveFiles
    language : {"da", "en"}
        Of the headings.

    Raises
    ------
    WrongUseError
        If the recipe meets no register, or the wave has targets already.
    """
    refuse_locked(files.plan, files.written.id, "targets")
    where = files.plan.document.place(("waves",)).file
    if recipe_of(files) is None:
        raise fail(WrongUseError, "study_weighting.no_recipe", where=where,
                   wave=quoted(files.written.id))  # fmt: skip
    made = template_of(files, language=language)
    if made is None:
        raise fail(WrongUseError, "study_weighting.no_target_step", where=where)
    if files.targets:
        names = culprits(path.name for path in files.targets)
        raise fail(WrongUseError, "study_weighting.targets_there", where=where, got=names)
    with writing_into(files.plan, files.written.id, "targets"):
        target = make_folder(files.folder) / TARGETS_FILE
        write_bytes(target, made)
        return target


def template_of(files: WaveFiles, *, language: str) -> bytes | None:
    """An empty ``targets.xlsx`` for what the recipe of a wave meets; None if it meets nothing."""
    recipe = recipe_of(files)
    steps = () if recipe is None else recipe.steps
    wanted = list(dict.fromkeys(name for each in steps for name in _met_by(each)))
    if not wanted:
        return None
    areas = files.areas_measured
    return targets_template(
        files.plan.questionnaire, variables=wanted, areas=areas, language=language
    )


def _met_by(step: Step) -> tuple[str, ...]:
    """The variables whose distributions a step meets."""
    if isinstance(step, Poststratify):
        return step.variables
    tables = (*step.within, *step.across) if isinstance(step, Rake | Calibrate) else ()
    return tuple(name for table in tables for name in variables_of(table))
