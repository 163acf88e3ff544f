"""What became of everyone sampled in a wave, with areas called as the study calls them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.fieldwork.background import with_background
from survey.fieldwork.reading import read_dispositions

if TYPE_CHECKING:
    from survey.fieldwork.dispositions import Dispositions
    from survey.sampling.sample import Sample
    from survey.study.waves.wave_files import WaveFiles


def dispositions_of(
    files: WaveFiles, sample: Sample | None, *, closed: bool = True
) -> Dispositions:
    """The dispositions of a wave, with what else is known of everyone sampled.

    Parameters
    ----------
    files : WaveFiles
    sample : Sample or None
    closed : bool
        Whether fieldwork is over, so that those whom nobody reached are non-contacts.
    """
    asked = files.written.fieldwork
    area = files.plan.area_variable("area")
    read = read_dispositions(
        files.dispositions,
        sample,
        unit=asked.unit,
        area=None if sample is not None else area,
        closed=closed,
        words=asked.words or None,
    )
    known = {code.value: code for code in area.codes}
    codes = tuple(known.get(code.value, code) for code in read.area.codes)
    called = replace(read, area=replace(area, codes=codes))
    more = files.background
    return called if more is None else with_background(called, more)
