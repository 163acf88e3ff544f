"""All commands together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_group

from survey.cli.exit_codes import WRONG_USE
from survey.cli.following import answers, code, fieldwork, simulate, weight
from survey.cli.options import Debug, Language, checked_language
from survey.cli.questionnaires import check, diff, export, lock, match
from survey.cli.reports import demo, report, tables
from survey.cli.sampling import letters, plan, sample
from survey.cli.saying import complain
from survey.cli.spoken import SpokenCommand, SpokenGroup
from survey.cli.starting import new
from survey.language.catalogue import has_text, text
from survey.provenance import own_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.core import TyperGroup

COMMANDS: dict[str, Callable[..., None]] = {
    "report": report,
    "demo": demo,
    "new": new,
    "check": check,
    "export": export,
    "diff": diff,
    "lock": lock,
    "match": match,
    "plan": plan,
    "sample": sample,
    "letters": letters,
    "answers": answers,
    "code": code,
    "fieldwork": fieldwork,
    "simulate": simulate,
    "weight": weight,
    "tables": tables,
}


def application() -> TyperGroup:
    """The commands with their help in the language in force."""
    application = typer.Typer(
        cls=SpokenGroup, help=text("cli.help"), add_completion=False, rich_markup_mode=None
    )
    application.callback(invoke_without_command=True)(_everything)
    for name, function in COMMANDS.items():
        help_text, epilog = text(f"cli.{name}.help"), text(f"cli.{name}.epilog")
        application.command(name, cls=SpokenCommand, help=help_text, epilog=epilog)(function)
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


def _everything(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version")] = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    checked_language(lang)
    if version:
        typer.echo(f"resident-survey {own_version()}")
    elif context.invoked_subcommand is None:
        complain(context.get_help())
        raise typer.Exit(WRONG_USE)
