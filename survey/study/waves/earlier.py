"""The waves of a study before one, as the study has them, or as they were when they were locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.study.keeping.locked import plan_for
from survey.study.study_file.schema import named_files, weighting_of
from survey.study.waves.wave_files import WaveFiles, is_of_answers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def earlier_waves(files: WaveFiles) -> tuple[WaveFiles, ...]:
    """The waves of the study before one that have their answers, in their order."""
    return tuple(each for each in _before(files) if _has_answers(each))


def waves_without_answers(files: WaveFiles) -> tuple[str, ...]:
    """The waves of the study before one whose answers aren't there, so that nothing is compared.

    They may not have come yet, be destroyed because their time was up, or lie elsewhere. Where only
    some of a wave's files are gone, that is an error, and is told when they are read.
    """
    return tuple(each.written.id for each in _before(files) if not _has_answers(each))


def _before(files: WaveFiles) -> tuple[WaveFiles, ...]:
    everything = files.plan.written.waves
    place = [each.id for each in everything].index(files.written.id)
    return tuple(WaveFiles(*plan_for(files.plan, each)) for each in everything[:place])


def _has_answers(files: WaveFiles) -> bool:
    """Whether any file of answers is there."""
    named = (name for place, name in named_files(files.written) if is_of_answers(place))
    return any(files.plan.path_of(name).exists() for name in named)


def made_of(files: WaveFiles) -> Iterator[tuple[str, Path]]:
    """The files that the numbers of a wave are made of, by their name in a manifest."""
    yield from files.inputs().items()
    if weighting_of(files.plan.written, files.written) is not None:
        yield from files.weighting_inputs().items()
