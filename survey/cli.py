"""The command ``survey``: arguments in, one call, exit code out."""

from __future__ import annotations

import os
import shutil
import sys
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from survey.errors import SurveyError, WrongUseError
from survey.language.catalogue import LANGUAGES, current_language, has_text, set_language, text
from survey.language.messages import fail, quoted
from survey.provenance import own_version
from survey.study.study import FORMATS, Study, Wave, open_study

_PACKAGE = Path(__file__).resolve().parent
_EXAMPLE = "copenhagen-housing"
_DEFAULT_FORMATS = ",".join(FORMATS)
_CRASHED = 70


def main() -> None:
    """Run the command: texts in the language asked for, errors as sentences, no traceback."""
    arguments = sys.argv[1:]
    language = _language_asked_for(arguments)
    if language is not None:
        set_language(language)
    debug = "--debug" in arguments
    try:
        code = _application().main(args=arguments, standalone_mode=False, prog_name="survey")
    except SurveyError as error:
        if debug:
            raise
        _complain(str(error))
        code = error.exit_code
    except KeyboardInterrupt:
        _complain(text("cli.interrupted"))
        code = 130
    except (typer.Exit, typer.Abort) as stop:
        code = getattr(stop, "exit_code", 1)
    except Exception as error:  # noqa: BLE001 - the last resort, said as our mistake
        code = _exit_code_of(error, debug=debug)
    sys.exit(code if isinstance(code, int) else 0)


def _exit_code_of(error: Exception, *, debug: bool) -> int:
    """Wrong use, as the parser of arguments sees it, or a defect of ours."""
    if hasattr(error, "format_message"):
        _complain(f"{error.format_message()}\n  {text('cli.see_help')}")
        return 2
    if debug:
        raise error
    _complain(text("cli.defect", kind=type(error).__name__, message=str(error)[:300]))
    return _CRASHED


def _language_asked_for(arguments: list[str]) -> str | None:
    for place, argument in enumerate(arguments):
        value = argument.partition("=")[2]
        if argument == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGUAGES and argument.startswith("--lang"):
            return value
    return None


class _SpokenCommand(TyperCommand):
    """A command whose help has its headings in the language in force."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """The help text."""
        return _spoken(super().get_help(ctx))


class _SpokenGroup(TyperGroup):
    """The command itself, likewise."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """The help text."""
        return _spoken(super().get_help(ctx))


def _spoken(help_text: str) -> str:
    """Help with its fixed English words put into the language in force."""
    for key in ("usage", "options", "commands"):
        heading = text(f"cli.heading.{key}", lang="en")
        help_text = help_text.replace(heading, text(f"cli.heading.{key}"))
    for key in ("default", "required"):
        word = text(f"cli.heading.{key}", lang="en")
        help_text = help_text.replace(f"[{word}", f"[{text(f'cli.heading.{key}')}")
    return help_text


def _application() -> TyperGroup:
    """The commands with their help in the language in force."""
    application = typer.Typer(
        cls=_SpokenGroup,
        help=text("cli.help"),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
    )
    application.callback(invoke_without_command=True)(_everything)
    for name, function in (("report", _report), ("demo", _demo)):
        help_text, epilog = text(f"cli.{name}.help"), text(f"cli.{name}.epilog")
        application.command(name, cls=_SpokenCommand, help=help_text, epilog=epilog)(function)
    group = get_group(application)
    _explain(group, "option")
    for name, command in group.commands.items():
        _explain(command, name)
    return group


def _explain(command: Any, section: str) -> None:  # noqa: ANN401
    """Give each argument and option its line of help, from the catalogue."""
    for parameter in command.params:
        own, shared = f"cli.{section}.{parameter.name}", f"cli.option.{parameter.name}"
        parameter.help = text(own if has_text(own) else shared)


def _everything(
    *,
    version: Annotated[bool, typer.Option("--version")] = False,
    debug: Annotated[bool, typer.Option("--debug")] = False,  # read by main
) -> None:
    if version:
        typer.echo(f"resident-survey {own_version()}")
        raise typer.Exit


_Study = Annotated[Path, typer.Argument(metavar="STUDY")]
_WaveName = Annotated[str | None, typer.Argument(metavar="WAVE")]
_Language = Annotated[str | None, typer.Option("--lang", metavar="da|en")]
_Formats = Annotated[str, typer.Option("--format", metavar="html")]
_Out = Annotated[Path | None, typer.Option("--out", metavar="DIR")]
_Debug = Annotated[bool, typer.Option("--debug", hidden=True)]


def _report(
    study: _Study,
    wave: _WaveName = None,
    *,
    lang: _Language = None,
    formats: _Formats = _DEFAULT_FORMATS,
    out: _Out = None,
    debug: _Debug = False,  # read by main
) -> None:
    _write(open_study(study).wave(wave), _checked_language(lang), formats, out)


def _demo(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR")] = None,
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
    shutil.copytree(_example_folder(), target, ignore=shutil.ignore_patterns("report"))
    typer.echo(text("cli.demo.copied", folder=target))
    page = _write(Study(open_study(target).plan).wave(), language, _DEFAULT_FORMATS, None)
    if not no_open:
        webbrowser.open(page.resolve().as_uri())


def _write(wave: Wave, language: str, formats: str, out: Path | None) -> Path:
    """Write a report with a progress bar, and say where it is; the page comes back."""
    steps = len(wave.plan.written.chapters) + 1
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(text("cli.report.progress"), total=steps)
        files = wave.report(
            language=language,
            formats=[name.strip() for name in formats.split(",") if name.strip()],
            out=out,
            progress=lambda: progress.advance(task),
        )
    for path in files:
        typer.echo(path)
    return files[0]


def _checked_language(language: str | None) -> str:
    if language is None:
        return current_language()
    if language not in LANGUAGES:
        known = " | ".join(LANGUAGES)
        raise fail(WrongUseError, "study.language", got=quoted(language), known=known)
    return language


def _example_folder() -> Path:
    inside = _PACKAGE / "_examples" / _EXAMPLE
    return inside if inside.exists() else _PACKAGE.parent / "examples" / _EXAMPLE


def _complain(message: str) -> None:
    typer.echo(message, err=True)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
