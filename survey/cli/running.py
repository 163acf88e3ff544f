"""The command ``survey``: arguments in, one call, exit code out."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import typer

from survey.cli import completion
from survey.cli.application import application
from survey.cli.exit_codes import CRASHED, INTERRUPTED, NOBODY_READS, WRONG_USE
from survey.cli.saying import complain
from survey.cli.wrong_use import in_words, is_wrong_use
from survey.errors import SurveyError
from survey.files.guards import out_of_reach
from survey.language.catalogue import LANGUAGES, set_language, text

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Run the command: texts in the language asked for, errors as sentences, no traceback."""
    _print_anything()
    arguments = sys.argv[1:]
    language = _language_asked_for(arguments)
    if language is not None:
        set_language(language)
    sys.exit(code_of(arguments, debug="--debug" in arguments))


def code_of(arguments: Sequence[str], *, debug: bool) -> int:
    """Run the command and say what went wrong; the exit code comes back."""
    try:
        _run(arguments)
    except SurveyError as error:
        if debug:
            raise
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        complain(text("cli.interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_READS
    except (typer.Exit, typer.Abort) as stop:
        return int(getattr(stop, "exit_code", 1))
    except Exception as error:  # the last resort, said as our mistake
        if debug and not is_wrong_use(error):
            raise
        return _said(error)
    return 0


def _said(error: Exception) -> int:
    """Say an error that isn't one of ours; the exit code comes back."""
    told = out_of_reach(error) if isinstance(error, OSError) else None
    if told is not None:
        complain(str(told))
        return told.exit_code
    complain(in_words(error))
    return WRONG_USE if is_wrong_use(error) else CRASHED


def _run(arguments: Sequence[str]) -> None:
    group: Any = application()
    if completion.asked_by_shell():
        completion.answer(group, arguments)
    with group.make_context("survey", list(arguments)) as context:
        group.invoke(context)


def _print_anything() -> None:
    """Let signs that a terminal doesn't have be printed as their numbers, and not stop us."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _language_asked_for(arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        option, _, value = argument.partition("=")
        if argument == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if option == "--lang" and value in LANGUAGES:
            return value
    return None
