"""Commands for the sample of a wave: its plan, its draw, its letters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import survey as sv
from survey.cli.options import (
    AsJson,
    Debug,
    Language,
    Overwrite,
    StudyFolder,
    WaveName,
    checked_language,
    listed,
    number_given,
    whole_given,
)
from survey.cli.saying import complain, end_with, paths_of, say
from survey.language.listing import finding_lines, finding_records

_Number = str | None


def plan(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    contrast: Annotated[str | None, typer.Option("--contrast")] = None,
    difference: Annotated[_Number, typer.Option("--difference")] = None,
    half_width: Annotated[_Number, typer.Option("--half-width")] = None,
    power: Annotated[_Number, typer.Option("--power")] = None,
    response_rate: Annotated[_Number, typer.Option("--response-rate")] = None,
    budget: Annotated[_Number, typer.Option("--budget")] = None,
    census_below: Annotated[_Number, typer.Option("--census-below")] = None,
    reserve: Annotated[_Number, typer.Option("--reserve")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Plan the sample of a wave."""
    language = checked_language(lang)
    planned = sv.plan_wave(
        sv.open_study(study).wave(wave),
        contrast=contrast,
        difference=number_given("--difference", difference),
        half_width=number_given("--half-width", half_width),
        power=number_given("--power", power),
        response_rate=number_given("--response-rate", response_rate),
        budget=whole_given("--budget", budget),
        census_below=whole_given("--census-below", census_below),
        reserve=number_given("--reserve", reserve),
        language=language,
    )
    say(planned.to_data() if as_json else planned.lines(language=language), planned.files)
    end_with(planned.problems)


def sample(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    seed: Annotated[_Number, typer.Option("--seed")] = None,
    to: Annotated[str | None, typer.Option("--to")] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Draw the sample of a wave."""
    language = checked_language(lang)
    sampled = sv.sample_wave(
        sv.open_study(study).wave(wave),
        seed=whole_given("--seed", seed),
        form=to,
        overwrite=overwrite,
        language=language,
    )
    say(sampled.to_data() if as_json else sampled.lines(language=language), sampled.files)
    end_with(sampled.problems)


def letters(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    file: Annotated[Path, typer.Option("--out")],
    contacts: Annotated[Path | None, typer.Option("--contacts")] = None,
    secret: Annotated[Path | None, typer.Option("--secret")] = None,
    languages: Annotated[str | None, typer.Option("--languages")] = None,
    link: Annotated[str, typer.Option("--link")] = "",
    deadline: Annotated[str | None, typer.Option("--deadline")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Write the letters of a wave."""
    language = checked_language(lang)
    written = sv.letters_of_wave(
        sv.open_study(study).wave(wave),
        file,
        contacts=contacts,
        secret=secret,
        languages=listed(languages) or [language],
        link=link,
        deadline=deadline,
    )
    files = (written.letters, written.interviewers)
    for line in () if as_json else finding_lines(written.notes):
        complain(line)
    data = {"findings": finding_records(written.notes), "files": paths_of(files)}
    say(data if as_json else (), files)
