"""How a wave was carried out: what its files and study.yaml tell of those asked, and when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from survey.fieldwork.rates import response_rates
from survey.questionnaire.schema import plain_text
from survey.report.carried_out import AreaAsked, CarriedOut, Event
from survey.sampling.sample_file import read_sample
from survey.study.waves.wave_dispositions import dispositions_of

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.fieldwork.response_rates import ResponseRates
    from survey.sampling.sample import Sample
    from survey.study.study_file.schema import AreaFile
    from survey.study.waves.wave_files import WaveFiles


def carried_out_of(files: WaveFiles, design: SurveyDesign) -> CarriedOut:
    """How a wave was carried out, as far as its study tells.

    Parameters
    ----------
    files : WaveFiles
    design : SurveyDesign
        That of its answers.

    Raises
    ------
    FindingsError
        If something in the sample or the dispositions must be mended first.
    """
    asked = files.written.fieldwork
    sample = None if files.sample is None else read_sample(files.sample)
    fate = None
    if files.final_dispositions is not None:
        fate = dispositions_of(files, sample)
    rates = None if fate is None else response_rates(fate, by="area")
    return CarriedOut(
        areas=_areas(files, design, sample, rates),
        rates=rates,
        dispositions=fate,
        start=_day(asked.start),
        end=_day(asked.end),
        events=tuple(
            Event(dt.date.fromisoformat(each.date), each.text, each.area or "")
            for each in asked.events
        ),
        method="" if sample is None else sample.method,
        person_rule="" if sample is None else sample.person_rule,
        unit=_unit(sample, rates),
        questionnaire=files.plan.questionnaire,
        target=_target(asked.target),
        said={
            name: plain_text(words)
            for name, words in dict(files.written.documentation).items()
            if words is not None
        },
    )


def _areas(
    files: WaveFiles, design: SurveyDesign, sample: Sample | None, rates: ResponseRates | None
) -> tuple[AreaAsked, ...]:
    column = pd.Series(design.counts).groupby(design.data[files.written.area].to_numpy()).sum()
    answers = {str(code): int(count) for code, count in column.items()}
    size = {} if sample is None else _by_area(sample, "population")
    drawn = {} if sample is None else _by_area(sample, "n")
    if rates is not None:
        drawn |= {str(row["area"]): int(row["sampled"]) for row in rates.rows()}
    areas = [
        AreaAsked(
            code=area.id,
            role=area.role,
            answers=answers.get(area.id, 0),
            dwellings=size.get(area.id, area.population),
            asked=drawn.get(area.id),
        )
        for area in _contrast_last(files.plan.written.areas)
    ]
    return tuple(areas)


def _contrast_last(areas: list[AreaFile]) -> list[AreaFile]:
    return sorted(areas, key=lambda area: area.role == "contrast")


def _by_area(sample: Sample, column: str) -> dict[str, int]:
    found = sample.strata.groupby("area", sort=False)[column].sum()
    return {str(code): int(count) for code, count in found.items()}


def _unit(sample: Sample | None, rates: ResponseRates | None) -> str:
    if rates is not None:
        return rates.unit
    return "dwelling" if sample is None else sample.unit


def _target(written: object) -> int | None:
    """How many answers were aimed at, where that is a number of all or of each area."""
    if isinstance(written, dict):
        return round(sum(written.values()))
    return round(written) if isinstance(written, int | float) else None


def _day(written: str | None) -> dt.date | None:
    return None if written is None else dt.date.fromisoformat(written)
