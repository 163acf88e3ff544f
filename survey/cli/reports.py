"""Commands that write a report."""

from __future__ import annotations

import shlex
import sys
import webbrowser
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

import survey as sv
from survey.cli.options import (
    FORMATS,
    AsJson,
    Debug,
    Formats,
    Language,
    Out,
    Quiet,
    StudyFolder,
    WaveName,
    checked_language,
    listed,
)
from survey.cli.saying import complain, end_with, paths_of, say
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.study.publishing.edited import edited_reports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from survey.study.publishing.written import WrittenReport
    from survey.study.wave import Wave

_EXAMPLE = "copenhagen-housing"


def report(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    lang: Language = None,
    formats: Formats = None,
    out: Out = None,
    refresh: Annotated[Path | None, typer.Option("--refresh")] = None,
    again: Annotated[bool, typer.Option("--again")] = False,
    area: Annotated[list[str] | None, typer.Option("--area")] = None,
    areas: Annotated[bool, typer.Option("--areas")] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Write the report of a wave, or its areas', or renew the numbers of an edited one."""
    language = checked_language(lang)
    if area or areas:
        if refresh is not None or again:
            raise fail(WrongUseError, "cli.areas_alone")
        opened = sv.open_study(study).wave(wave)
        _report_on_areas(opened, area, language, formats, out, quiet=quiet, as_json=as_json)
        return
    if refresh is None:
        opened = sv.open_study(study).wave(wave)
        files = write_report(opened, language, formats, out, again=again, quiet=quiet)
        tell_of_report(opened, files, language, as_json=as_json)
        return
    if formats or out is not None or again:
        raise fail(WrongUseError, "cli.refresh_alone", file=quoted(refresh.name))
    _refresh(sv.open_study(study).wave(wave), refresh, lang, as_json=as_json)


def tables(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    formats: Formats = None,
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Write the tables of a wave."""
    language = checked_language(lang)
    opened = sv.open_study(study).wave(wave)
    with _progress(text("cli.report.progress"), _steps(opened), quiet=quiet) as step:
        tabled = sv.table_wave(
            opened,
            language=language,
            formats=listed(formats) or ["xlsx"],
            out=out,
            progress=step,
        )
    say(tabled.to_data() if as_json else (), tabled.files)
    _tell_of_waves(opened)


def review(
    study: StudyFolder,
    wave: WaveName = None,
    *,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    exceptions: Annotated[list[str] | None, typer.Option("--exception")] = None,
    by: Annotated[str, typer.Option("--name")] = "",
    day: Annotated[str | None, typer.Option("--day")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Go through what a wave would publish."""
    language = checked_language(lang)
    reviewed = sv.review_wave(
        sv.open_study(study).wave(wave),
        exceptions=[each.partition("=")[::2] for each in exceptions or ()],
        name=by,
        out=file,
        day=day,
        language=language,
    )
    say(reviewed.to_data() if as_json else reviewed.lines(language=language), reviewed.files)
    end_with(reviewed.left)


def _report_on_areas(
    wave: Wave,
    areas: Sequence[str] | None,
    language: str,
    formats: Sequence[str] | None,
    out: Path | None,
    *,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write the sheets and reports of areas, and say where they are."""
    asked = {} if not formats else {"formats": listed(formats)}
    count = len(areas or wave.files.areas_measured.codes)
    with _progress(text("cli.areas_progress"), count, quiet=quiet) as step:
        files = wave.area_reports(areas or None, language=language, out=out, progress=step, **asked)
    data = {"wave": wave.written.id, "areas": list(files.areas), "files": paths_of(files)}
    say(data if as_json else (), files)


def _refresh(wave: Wave, path: Path, language: str | None, *, as_json: bool) -> None:
    """Renew the numbers of a Word file, and say what changed."""
    refreshed = wave.refresh(path, language=language)
    data = {
        "file": refreshed.path.as_posix(),
        "kept": None if refreshed.kept is None else refreshed.kept.as_posix(),
        "changes": len(refreshed.changes),
        "by_hand": len(refreshed.by_hand),
        "said": refreshed.lines(),
    }
    say(data if as_json else refreshed.lines())
    end_with(refreshed.by_hand)


def demo(
    folder: Annotated[Path | None, typer.Argument()] = None,
    *,
    lang: Language = None,
    out: Out = None,
    no_open: Annotated[bool, typer.Option("--no-open")] = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Copy the example, report on it and open the report."""
    language = checked_language(lang)
    target = (out or Path()) / _EXAMPLE if folder is None else folder
    sv.copy_example(target)
    complain(text("cli.demo.copied", folder=target))
    wave = sv.open_study(target).wave()
    files = write_report(wave, language, None, None)
    tell_of_report(wave, files, language, as_json=as_json)
    if not no_open and not as_json and sys.stdout.isatty():
        webbrowser.open(files[0].resolve().as_uri())


def write_report(
    wave: Wave,
    language: str,
    formats: Sequence[str] | None,
    out: Path | None,
    *,
    again: bool = False,
    quiet: bool = False,
) -> WrittenReport:
    """Write a report with a progress bar."""
    with _progress(text("cli.report.progress"), _steps(wave), quiet=quiet) as step:
        return wave.report(
            language=language,
            formats=listed(formats) if formats else FORMATS,
            out=out,
            again=again,
            progress=step,
        )


def tell_of_report(
    wave: Wave, files: WrittenReport, language: str, *, as_json: bool = False
) -> None:
    """Say where a report is, and what became of an edited one."""
    data = {
        "wave": wave.written.id,
        "fresh": files.fresh,
        "without_answers": list(wave.waves_without_answers()),
        "files": paths_of(files),
    }
    say(data if as_json else (), files)
    _tell_of_waves(wave)
    if files.fresh:
        complain(files.lines(language=language)[0])
    else:
        _tell_of_kept(wave, files)


def _steps(wave: Wave) -> int:
    """A step for each chapter, and one for the files."""
    return len(wave.plan.written.chapters) + 1


@contextmanager
def _progress(words: str, steps: int, *, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """A progress bar, if anybody looks."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task(words, total=steps)
        yield lambda: progress.advance(task)


def _tell_of_waves(wave: Wave) -> None:
    """Say which earlier waves nothing is compared with."""
    names = wave.waves_without_answers()
    if names:
        waves = culprits(names)
        complain(text("study_status.report.without_answers", count=len(names), waves=waves))


def _tell_of_kept(wave: Wave, files: Sequence[Path]) -> None:
    """Say which Word file was edited and is kept, and how it gets the new numbers."""
    written = [path for path in files if path.suffix == ".docx"]
    if not written:
        return
    new = written[0]
    for name in edited_reports(new.parent, files[-1].name, before_refresh=False):
        hers = shlex.quote(str(new.with_name(name)))
        study = shlex.quote(str(wave.plan.folder))
        command = f"survey report {study} {shlex.quote(wave.written.id)} --refresh {hers}"
        complain(text("word.kept", file=name, new=new.name, command=command))
