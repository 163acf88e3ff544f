"""Commands for the steps of a wave, from its fieldwork to its weights."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

import survey as sv
from survey.cli.exit_codes import FINDINGS
from survey.cli.options import (
    All,
    AsJson,
    Debug,
    Language,
    Out,
    Overwrite,
    StudyFolder,
    WaveName,
    checked_language,
    listed,
    number_given,
    whole_given,
)
from survey.cli.saying import complain


def fieldwork(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    on: Annotated[str | None, typer.Option("--on")] = None,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Follow the fieldwork of a wave."""
    language = checked_language(lang)
    today = dt.date.today()  # noqa: DTZ011 - the day of whoever follows the fieldwork
    followed = sv.fieldwork_of(sv.open_study(study).wave(wave), on=on or today, language=language)
    for line in followed.lines(language=language):
        typer.echo(line)
    for path in followed.files:
        typer.echo(path)
    if followed.left:
        raise typer.Exit(FINDINGS)


def answers(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    to: Annotated[str | None, typer.Option("--to")] = None,
    by: Annotated[str | None, typer.Option("--by")] = None,
    everything: All = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Prepare the answers of a wave."""
    language = checked_language(lang)
    prepared = sv.prepare_answers(
        sv.open_study(study).wave(wave),
        language=language,
        formats=listed(to),
        by=listed(by),
        when=dt.date.today(),  # noqa: DTZ011 - the day of whoever corrected
    )
    for line in prepared.lines(everything=everything):
        typer.echo(line)
    for path in prepared.files:
        typer.echo(path)
    if prepared.left:
        raise typer.Exit(FINDINGS)


def code(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    coders: Annotated[str | None, typer.Option("--coders")] = None,
    second: Annotated[str, typer.Option("--second")] = "0.2",
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Code the open answers of a wave."""
    language = checked_language(lang)
    done = sv.code_answers(
        sv.open_study(study).wave(wave),
        coders=listed(coders) or ("", ""),
        second_share=number_given("--second", second) or 0.0,
        language=language,
    )
    for line in done.lines:
        typer.echo(line)
    for path in done.files:
        typer.echo(path)
    if done.left:
        raise typer.Exit(FINDINGS)


def weight(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    to: Annotated[str | None, typer.Option("--to")] = None,
    out: Out = None,
    as_json: AsJson = False,
    template: Annotated[bool, typer.Option("--template")] = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Weight the answers of a wave."""
    language = checked_language(lang)
    if template:
        typer.echo(sv.open_study(study).wave(wave).targets_template(language))
        return
    weighted = sv.weight_answers(
        sv.open_study(study).wave(wave), language=language, formats=listed(to), out=out
    )
    if as_json:
        typer.echo(json.dumps(weighted.to_data(), ensure_ascii=False, indent=1))
    else:
        for line in weighted.lines(language=language):
            typer.echo(line)
        for path in weighted.files:
            typer.echo(path)
    if weighted.left:
        raise typer.Exit(FINDINGS)


def simulate(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    seed: Annotated[str, typer.Option("--seed")] = "1",
    asked: Annotated[str | None, typer.Option("--asked")] = None,
    letter_boxes: Annotated[bool, typer.Option("--letter-boxes")] = False,
    rate: Annotated[str | None, typer.Option("--rate")] = None,
    overwrite: Overwrite = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Invent the answers of a wave."""
    language = checked_language(lang)
    done = sv.simulate_study_wave(
        sv.open_study(study).wave(wave),
        seed=whole_given("--seed", seed) or 0,
        asked=whole_given("--asked", asked),
        letter_boxes=letter_boxes,
        rate=number_given("--rate", rate),
        overwrite=overwrite,
        language=language,
    )
    for path in done.files:
        typer.echo(path)
    for line in done.lines(language=language):
        complain(line)
