"""The command ``survey``: arguments in, one call, exit code out."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from survey.errors import SurveyError, WrongUseError
from survey.files.atomic import make_folder, write_folder
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, current_language, has_text, set_language, text
from survey.language.listing import finding_lines, findings_json
from survey.language.messages import culprits, fail, quoted
from survey.provenance import own_version
from survey.questionnaire.comparison.compare import compare_questionnaires
from survey.questionnaire.comparison.lines import verdict_lines
from survey.questionnaire.comparison.page_file import write_verdicts
from survey.questionnaire.comparison.sources import read_asked, read_version
from survey.questionnaire.drafting.draft import draft_questionnaire
from survey.questionnaire.exporting import export_questionnaire
from survey.questionnaire.locking.lock import lock_questionnaire
from survey.questionnaire.locking.lock_file import keep_lock, read_lock
from survey.questionnaire.locking.verifying import verify_lock
from survey.questionnaire.reader import read_questionnaire
from survey.responses.matching.matching import match_columns, refuse_unfinished
from survey.study.checked import check_path
from survey.study.coding import code_answers
from survey.study.edited import edited_reports
from survey.study.followed import fieldwork_of
from survey.study.plan import STUDY_FILE
from survey.study.prepared import prepare_answers
from survey.study.simulated import simulate_study_wave
from survey.study.started import refuse_existing, start_study
from survey.study.study import FORMATS, MANIFEST, Study, Wave, open_study
from survey.study.weighing import write_template
from survey.study.weighted import weight_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from survey.questionnaire.drafting.draft import Draft
    from survey.questionnaire.model import Questionnaire
    from survey.study.started import StartedStudy

_PACKAGE = Path(__file__).resolve().parent
_EXAMPLE = "copenhagen-housing"
_DEFAULT_FORMATS = ",".join(FORMATS)
_FINDINGS, _WRONG_USE, _CRASHED, _INTERRUPTED, _NOBODY_READS = 1, 2, 70, 130, 1


def main() -> None:
    """Run the command: texts in the language asked for, errors as sentences, no traceback."""
    _print_anything()
    arguments = sys.argv[1:]
    language = _language_asked_for(arguments)
    if language is not None:
        set_language(language)
    sys.exit(_code_of(arguments, debug="--debug" in arguments))


def _code_of(arguments: Sequence[str], *, debug: bool) -> int:
    """Run the command and say what went wrong; the exit code comes back."""
    try:
        _run(arguments)
    except SurveyError as error:
        if debug:
            raise
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _complain(text("cli.interrupted"))
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOBODY_READS
    except (typer.Exit, typer.Abort) as stop:
        return int(getattr(stop, "exit_code", 1))
    except Exception as error:  # the last resort, said as our mistake
        if debug and not _is_wrong_use(error):
            raise
        _complain(_in_words(error))
        return _WRONG_USE if _is_wrong_use(error) else _CRASHED
    return 0


def _run(arguments: Sequence[str]) -> None:
    group: Any = _application()
    with group.make_context("survey", list(arguments)) as context:
        group.invoke(context)


def _print_anything() -> None:
    """Let signs that a terminal doesn't have be printed as their numbers, and not stop us."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _is_wrong_use(error: Exception) -> bool:
    """Whether an error comes from the parser of arguments."""
    return hasattr(error, "format_message")


def _in_words(error: Any) -> str:  # noqa: ANN401
    if _is_wrong_use(error):
        return str(_wrong_use(error))
    return text("cli.defect", kind=type(error).__name__, message=str(error)[:300])


def _wrong_use(error: Any) -> WrongUseError:  # noqa: ANN401
    """What the parser of arguments found, as an error of ours."""
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    if option is not None:
        known = _options_of(error.ctx)
        near = did_you_mean(option, known)
        code = "option_unknown_near" if near else "option_unknown"
        if option in known:
            code = "option_with_value" if known[option].is_flag else "option_without_value"
        return fail(WrongUseError, f"cli.{code}", name=quoted(option), near=quoted(near or ""))
    if parameter is not None:
        return fail(WrongUseError, "cli.argument_absent", name=_written(parameter))
    return fail(WrongUseError, "cli.not_understood", got=error.format_message())


def _options_of(context: Any) -> dict[str, Any]:  # noqa: ANN401
    """The options of the command that was parsed; of all commands if that isn't known."""
    group = _application()
    commands = [group, *group.commands.values()] if context is None else [context.command]
    return {name: each for command in commands for each in command.params for name in each.opts}


def _language_asked_for(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        option, _, value = argument.partition("=")
        if argument == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if option == "--lang" and value in LANGUAGES:
            return value
    return None


class _SpokenCommand(TyperCommand):
    """A command with its help in the language in force."""

    allow_extra_args = True  # so that it is us who say that there are too many

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """The help text."""
        return _help_of(self, ctx)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command, if it got no more than it takes."""
        if ctx.args:
            raise fail(WrongUseError, "cli.too_many", got=culprits(ctx.args))
        return super().invoke(ctx)


class _SpokenGroup(TyperGroup):
    """The command itself, likewise."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """The help text."""
        return _help_of(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """The command that was meant."""
        if args[0] not in self.commands:
            near = did_you_mean(args[0], self.commands)
            raise fail(
                WrongUseError,
                "cli.command_unknown_near" if near else "cli.command_unknown",
                name=quoted(args[0]),
                known=culprits(self.commands),
                near=quoted(near or ""),
            )
        return super().resolve_command(ctx, args)


def _help_of(command: Any, context: Any) -> str:  # noqa: ANN401
    """The help of a command, every word of it from the catalogue."""
    parameters = [
        each for each in command.get_params(context) if not getattr(each, "hidden", False)
    ]
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    options = [each for each in parameters if each.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    tables = {
        "arguments": [(_written(each), each.help) for each in arguments],
        "options": [(_written(each), each.help) for each in options],
        "commands": [(name, each.help) for name, each in commands.items()],
    }
    formatter = context.make_formatter()
    usage = f"{text('cli.heading.usage')}: "
    formatter.write_usage(context.command_path, " ".join(_usage(arguments, commands)), usage)
    _write_paragraph(formatter, command.help)
    for name, rows in tables.items():
        if rows:
            with formatter.section(text(f"cli.heading.{name}")):
                formatter.write_dl(rows)
    if command.epilog:
        _write_paragraph(formatter, command.epilog)
    return str(formatter.getvalue()).rstrip("\n")


def _write_paragraph(formatter: Any, words: str) -> None:  # noqa: ANN401
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(words)


def _usage(arguments: Sequence[Any], commands: object) -> Iterator[str]:
    yield f"[{text('cli.metavar.options')}]"
    if commands:
        yield text("cli.metavar.command")
    for each in arguments:
        yield _written(each) if each.required else f"[{_written(each)}]"


def _written(parameter: Any) -> str:  # noqa: ANN401
    """An argument or option as it is written, e.g. ``--out DIR``."""
    metavar = parameter.metavar or ""
    if parameter.param_type_name == "argument":
        return metavar
    return " ".join([", ".join(parameter.opts), metavar]).rstrip()


def _application() -> TyperGroup:
    """The commands with their help in the language in force."""
    application = typer.Typer(
        cls=_SpokenGroup, help=text("cli.help"), add_completion=False, rich_markup_mode=None
    )
    application.callback(invoke_without_command=True)(_everything)
    for name, function in _COMMANDS.items():
        help_text, epilog = text(f"cli.{name}.help"), text(f"cli.{name}.epilog")
        application.command(name, cls=_SpokenCommand, help=help_text, epilog=epilog)(function)
    group = get_group(application)
    _explain(group, "option")
    for name, command in group.commands.items():
        _explain(command, name)
    return group


def _explain(command: Any, section: str) -> None:  # noqa: ANN401
    """Give each argument and option its line of help and what its value is, from the catalogue."""
    for parameter in command.get_params(typer.Context(command)):
        own, shared = f"cli.{section}.{parameter.name}", f"cli.option.{parameter.name}"
        is_own = has_text(own) and parameter.name != "help"
        parameter.help = text(own if is_own else shared)
        own, shared = f"cli.metavar_of.{section}.{parameter.name}", f"cli.metavar.{parameter.name}"
        key = own if has_text(own) else shared
        parameter.metavar = text(key) if has_text(key) else None


_Language = Annotated[str | None, typer.Option("--lang")]
_Study = Annotated[Path, typer.Argument()]
_WaveName = Annotated[str | None, typer.Argument()]
_Folder = Annotated[Path | None, typer.Argument()]
_NewFolder = Annotated[Path, typer.Argument()]
_Formats = Annotated[str | None, typer.Option("--format")]
_Refresh = Annotated[Path | None, typer.Option("--refresh")]
_Out = Annotated[Path | None, typer.Option("--out")]
_Debug = Annotated[bool, typer.Option("--debug")]


def _everything(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version")] = False,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    _checked_language(lang)
    if version:
        typer.echo(f"resident-survey {own_version()}")
    elif context.invoked_subcommand is None:
        _complain(context.get_help())
        raise typer.Exit(_WRONG_USE)


def _report(
    study: _Study,
    wave: _WaveName = None,
    *,
    lang: _Language = None,
    formats: _Formats = None,
    out: _Out = None,
    refresh: _Refresh = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    if refresh is None:
        _write(open_study(study).wave(wave), language, formats or _DEFAULT_FORMATS, out)
        return
    if formats is not None or out is not None:
        raise fail(WrongUseError, "cli.refresh_alone", file=quoted(refresh.name))
    _refresh(open_study(study).wave(wave), refresh, lang)


def _refresh(wave: Wave, path: Path, language: str | None) -> None:
    """Renew the numbers of a Word file, and say what changed."""
    refreshed = wave.refresh(path, language=language)
    for line in refreshed.lines():
        typer.echo(line)
    if refreshed.by_hand:
        raise typer.Exit(_FINDINGS)


def _demo(
    folder: _Folder = None,
    *,
    lang: _Language = None,
    out: _Out = None,
    no_open: Annotated[bool, typer.Option("--no-open")] = False,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    target = (out or Path()) / _EXAMPLE if folder is None else folder
    if target.exists():
        raise fail(WrongUseError, "cli.demo_exists", folder=quoted(str(target)))
    _copy_example(target)
    _complain(text("cli.demo.copied", folder=target))
    page = _write(Study(open_study(target).plan).wave(), language, _DEFAULT_FORMATS, None)
    if not no_open and sys.stdout.isatty():
        webbrowser.open(page.resolve().as_uri())


def _new(
    folder: _NewFolder,
    *,
    from_data: Annotated[Path | None, typer.Option("--from-data")] = None,
    area: Annotated[str | None, typer.Option("--area")] = None,
    contrast: Annotated[str | None, typer.Option("--contrast")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    guesses: Annotated[Path | None, typer.Option("--guesses")] = None,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    if from_data is None:
        raise fail(WrongUseError, "cli.new_from_data")
    refuse_existing(folder)
    draft = draft_questionnaire(from_data, language=language, sheet=sheet, area=area)
    draft = draft if guesses is None else draft.confirmed(guesses)
    draft = draft if contrast is None else draft.with_contrast(contrast)
    _tell_of_started(start_study(folder, draft), draft)


def _tell_of_started(started: StartedStudy, draft: Draft) -> None:
    """Say where the study lies, what is guessed, and how its report is made."""
    typer.echo(started.folder)
    for column in draft.set_aside():
        _complain(text("cli.new.set_aside", column=quoted(column)))
    if started.unconfirmed:
        file, count = started.guesses, started.unconfirmed
        _complain(text("cli.new.guesses_left", file=file, count=count))
    if started.contrast_guessed:
        areas = culprits(draft.areas.values())
        _complain(text("cli.new.contrast_guessed", area=quoted(started.contrast), areas=areas))
    command = f"survey report {shlex.quote(str(started.folder))}"
    _complain(text("cli.new.next", command=command))


def _check(
    path: Annotated[Path, typer.Argument()],
    *,
    everything: Annotated[bool, typer.Option("--all")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    _checked_language(lang)
    checked = check_path(str(path))
    if as_json:
        typer.echo(findings_json(checked.findings))
    else:
        for line in (*finding_lines(checked.findings, everything=everything), *checked.about):
            typer.echo(line)
    if any(each.severity is not Severity.NOTE for each in checked.findings):
        raise typer.Exit(_FINDINGS)


def _export(
    questionnaire: Annotated[Path, typer.Argument()],
    *,
    to: Annotated[str, typer.Option("--to")],
    lang: _Language = None,
    area: Annotated[str | None, typer.Option("--area")] = None,
    out: _Out = None,
    debug: _Debug = False,  # read by main
) -> None:
    read = read_questionnaire(str(questionnaire))
    typer.echo(export_questionnaire(read, to, out, language=lang, area=area))


def _diff(
    old: Annotated[Path, typer.Argument()],
    new: Annotated[Path, typer.Argument()],
    *,
    everything: Annotated[bool, typer.Option("--all")] = False,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    verdicts = compare_questionnaires(read_version(str(old)), read_version(str(new)))
    page = None if file is None else write_verdicts(verdicts, file, language=language)
    for line in verdict_lines(verdicts, everything=everything):
        typer.echo(line)
    for found in verdicts.findings:
        _complain(str(found))
    if page is not None:
        typer.echo(page)
    if verdicts.exit_code:
        raise typer.Exit(_FINDINGS)


def _match(
    path: Annotated[Path, typer.Argument()],
    questionnaire: Annotated[Path, typer.Argument()],
    *,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    previous: Annotated[Path | None, typer.Option("--previous")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    target = file or Path(text("matching.file", lang=language))
    refuse_unfinished(target, previous)
    asked = read_asked(str(questionnaire))
    match = match_columns(path, asked, sheet=sheet, previous=previous, language=language)
    match.write(target)
    for line in match.lines():
        typer.echo(line)
    typer.echo(target)
    if not match.is_sure:
        raise typer.Exit(_FINDINGS)


def _answers(
    study: _Study,
    wave: _WaveName = None,
    *,
    to: Annotated[str | None, typer.Option("--to")] = None,
    by: Annotated[str | None, typer.Option("--by")] = None,
    everything: Annotated[bool, typer.Option("--all")] = False,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    prepared = prepare_answers(
        open_study(study).wave(wave),
        language=language,
        formats=_listed(to),
        by=_listed(by),
        when=dt.date.today(),  # noqa: DTZ011 - the day of whoever corrected
    )
    for line in prepared.lines(everything=everything):
        typer.echo(line)
    for path in prepared.files:
        typer.echo(path)
    if prepared.left:
        raise typer.Exit(_FINDINGS)


def _code(
    study: _Study,
    wave: _WaveName = None,
    *,
    coders: Annotated[str | None, typer.Option("--coders")] = None,
    second: Annotated[float, typer.Option("--second")] = 0.2,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    done = code_answers(
        open_study(study).wave(wave),
        coders=_listed(coders) or ("", ""),
        second_share=second,
        language=language,
    )
    for line in done.lines:
        typer.echo(line)
    for path in done.files:
        typer.echo(path)
    if done.left:
        raise typer.Exit(_FINDINGS)


def _fieldwork(
    study: _Study,
    wave: _WaveName = None,
    *,
    on: Annotated[str | None, typer.Option("--on")] = None,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    today = dt.date.today()  # noqa: DTZ011 - the day of whoever follows the fieldwork
    followed = fieldwork_of(open_study(study).wave(wave), on=on or today, language=language)
    for line in followed.lines(language=language):
        typer.echo(line)
    for path in followed.files:
        typer.echo(path)
    if followed.left:
        raise typer.Exit(_FINDINGS)


def _simulate(
    study: _Study,
    wave: _WaveName = None,
    *,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    asked: Annotated[int | None, typer.Option("--asked")] = None,
    letter_boxes: Annotated[bool, typer.Option("--letter-boxes")] = False,
    rate: Annotated[float | None, typer.Option("--rate")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    done = simulate_study_wave(
        open_study(study).wave(wave),
        seed=seed,
        asked=asked,
        letter_boxes=letter_boxes,
        rate=rate,
        overwrite=overwrite,
        language=language,
    )
    for path in done.files:
        typer.echo(path)
    for line in done.lines(language=language):
        _complain(line)


def _weight(
    study: _Study,
    wave: _WaveName = None,
    *,
    to: Annotated[str | None, typer.Option("--to")] = None,
    out: _Out = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    template: Annotated[bool, typer.Option("--template")] = False,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    language = _checked_language(lang)
    if template:
        typer.echo(write_template(open_study(study).wave(wave).files, language=language))
        return
    weighted = weight_answers(
        open_study(study).wave(wave), language=language, formats=_listed(to), out=out
    )
    if as_json:
        typer.echo(json.dumps(weighted.to_data(), ensure_ascii=False, indent=1))
    else:
        for line in weighted.lines(language=language):
            typer.echo(line)
        for path in weighted.files:
            typer.echo(path)
    if weighted.left:
        raise typer.Exit(_FINDINGS)


def _listed(words: str | None) -> list[str]:
    """Words that are given with commas between them."""
    return [each.strip() for each in (words or "").split(",") if each.strip()]


def _lock(
    questionnaire: Annotated[Path, typer.Argument()],
    *,
    wave: Annotated[str | None, typer.Option("--wave")] = None,
    verify: Annotated[Path | None, typer.Option("--verify")] = None,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    lang: _Language = None,
    debug: _Debug = False,  # read by main
) -> None:
    _checked_language(lang)
    if (wave is None) == (verify is None):
        raise fail(WrongUseError, "cli.lock_wave")
    asked = read_asked(str(questionnaire))
    if wave is not None:
        typer.echo(keep_lock(lock_questionnaire(asked, wave=wave), file))
    elif verify is not None:
        _verify(verify, asked)


def _verify(path: Path, asked: Questionnaire) -> None:
    """Say what was changed in a questionnaire after it was locked."""
    lock = read_lock(path)
    found = verify_lock(lock, asked)
    for line in finding_lines(found, everything=True):
        typer.echo(line)
    if found:
        raise typer.Exit(_FINDINGS)


def _copy_example(target: Path) -> None:
    """Copy the example, wholly or not at all, without reports made in it."""
    source = _example_folder()
    paths = {path.relative_to(source): path for path in source.rglob("*") if path.is_file()}
    files = {
        name.as_posix(): path.read_bytes()
        for name, path in paths.items()
        if name.parts[0] != "report"
    }
    make_folder(target.absolute().parent)
    write_folder(target, files, last=STUDY_FILE)


def _write(wave: Wave, language: str, formats: str, out: Path | None) -> Path:
    """Write a report with a progress bar, and say where it is; the page comes back."""
    steps = len(wave.plan.written.chapters) + 1
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task(text("cli.report.progress"), total=steps)
        files = wave.report(
            language=language,
            formats=[name.strip() for name in formats.split(",") if name.strip()],
            out=out,
            progress=lambda: progress.advance(task),
        )
    for path in files:
        typer.echo(path)
    _tell_of_kept(wave, files)
    return files[0]


def _tell_of_kept(wave: Wave, files: Sequence[Path]) -> None:
    """Say which Word file was edited and is kept, and how it gets the new numbers."""
    written = [path for path in files if path.suffix == ".docx"]
    if not written:
        return
    new = written[0]
    for name in edited_reports(new.parent, MANIFEST, before_refresh=False):
        hers = shlex.quote(str(new.with_name(name)))
        study = shlex.quote(str(wave.plan.folder))
        command = f"survey report {study} {shlex.quote(wave.written.id)} --refresh {hers}"
        _complain(text("word.kept", file=name, new=new.name, command=command))


def _checked_language(language: str | None) -> str:
    if language is None:
        return current_language()
    if language not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "study.language", got=quoted(language), known=known)
    return language


def _example_folder() -> Path:
    inside = _PACKAGE / "_examples" / _EXAMPLE
    return inside if inside.exists() else _PACKAGE.parent / "examples" / _EXAMPLE


def _complain(message: str) -> None:
    """Say something beside the output."""
    typer.echo(message, err=True)


_COMMANDS: dict[str, Callable[..., None]] = {
    "report": _report,
    "demo": _demo,
    "new": _new,
    "check": _check,
    "export": _export,
    "diff": _diff,
    "lock": _lock,
    "match": _match,
    "answers": _answers,
    "code": _code,
    "fieldwork": _fieldwork,
    "simulate": _simulate,
    "weight": _weight,
}

if __name__ == "__main__":
    main()
