"""Commands for the steps of a wave, from its fieldwork to its weights."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

import survey as sv
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
from survey.cli.saying import complain, end_with, paths_of, records, say, say_files
from survey.errors import WrongUseError
from survey.language.listing import finding_records
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.study.steps.simulated import SimulatedFiles, SimulatedFrame


def fieldwork(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    on: Annotated[str | None, typer.Option("--on")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Follow the fieldwork of a wave."""
    language = checked_language(lang)
    today = dt.date.today()  # noqa: DTZ011 - the day of whoever follows the fieldwork
    opened = sv.open_study(study).wave(wave)
    followed = sv.fieldwork_of(opened, on=on, today=today, language=language)
    data = {
        "wave": followed.wave.written.id,
        "on": followed.on.isoformat(),
        "areas": records(followed.progress.to_frame()),
        "rates": records(followed.rates.to_frame()),
        "lagging": list(followed.progress.lagging()),
        "findings": finding_records(followed.notes),
        "files": paths_of(followed.files),
    }
    say(data if as_json else followed.lines(language=language), followed.files)
    end_with(followed.left)


def answers(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    to: Annotated[str | None, typer.Option("--to")] = None,
    by: Annotated[str | None, typer.Option("--by")] = None,
    everything: All = False,
    as_json: AsJson = False,
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
    data = {
        "left": prepared.left,
        "taken": prepared.taken,
        "undecided": prepared.undecided,
        "findings": finding_records(prepared.notes),
        "files": paths_of(prepared.files),
    }
    say(data if as_json else prepared.lines(everything=everything), prepared.files)
    end_with(prepared.left)


def code(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    coders: Annotated[str | None, typer.Option("--coders")] = None,
    second: Annotated[str, typer.Option("--second")] = "0.2",
    as_json: AsJson = False,
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
    data = {"left": done.left, "files": paths_of(done.files)}
    say(data if as_json else done.lines, done.files)
    end_with(done.left)


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
    say(weighted.to_data() if as_json else weighted.lines(language=language), weighted.files)
    end_with(weighted.left)


def simulate(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    seed: Annotated[str, typer.Option("--seed")] = "1",
    asked: Annotated[str | None, typer.Option("--asked")] = None,
    letter_boxes: Annotated[bool, typer.Option("--letter-boxes")] = False,
    rate: Annotated[str | None, typer.Option("--rate")] = None,
    frame: Annotated[bool, typer.Option("--frame")] = False,
    remove: Annotated[bool, typer.Option("--remove")] = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Invent the answers of a wave, or take invented ones away."""
    language = checked_language(lang)
    if remove:
        gone = sv.remove_simulated(sv.open_study(study).wave(wave))
        data = {
            "removed": paths_of(gone.removed),
            "kept": paths_of(gone.kept),
            "unmarked": gone.unmarked,
        }
        say(data if as_json else gone.lines(language=language))
        return
    first = whole_given("--seed", seed) or 0
    opened = sv.open_study(study).wave(wave)
    if frame:
        if asked is not None or rate is not None or letter_boxes:
            raise fail(WrongUseError, "cli.frame_alone")
        listed_only = sv.simulate_study_frame(opened, seed=first, overwrite=overwrite)
        _tell_of_invented(listed_only, language, as_json=as_json)
        return
    done = sv.simulate_study_wave(
        opened,
        seed=first,
        asked=whole_given("--asked", asked),
        letter_boxes=letter_boxes,
        rate=number_given("--rate", rate),
        overwrite=overwrite,
        language=language,
    )
    _tell_of_invented(done, language, as_json=as_json)


def _tell_of_invented(
    done: SimulatedFiles | SimulatedFrame, language: str | None, *, as_json: bool
) -> None:
    """Say what was invented, and which files hold it."""
    if as_json:
        say({"marked": done.marked, "files": paths_of(done.files)})
        return
    say_files(done.files)
    for line in done.lines(language=language):
        complain(line)
