"""The waves of a study before one, as the study has them, or as they were when they were locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.study.locked import plan_for
from survey.study.schema import weighting_of
from survey.study.wave_files import WaveFiles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def earlier_waves(files: WaveFiles) -> tuple[WaveFiles, ...]:
    """The waves of the study before one, in their order."""
    everything = files.plan.written.waves
    place = [each.id for each in everything].index(files.written.id)
    return tuple(WaveFiles(*plan_for(files.plan, each)) for each in everything[:place])


def made_of(files: WaveFiles) -> Iterator[tuple[str, Path]]:
    """The files that the numbers of a wave are made of, by their name in a manifest."""
    yield from files.inputs().items()
    if weighting_of(files.plan.written, files.written) is not None:
        yield from files.weighting_inputs().items()
