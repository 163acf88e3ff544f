"""All commands together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_group

from survey.cli import completion
from survey.cli.exit_codes import WRONG_USE
from survey.cli.filling import excel, templates
from survey.cli.following import answers, code, fieldwork, simulate, weight
from survey.cli.keeping import log, purge, share, status
from survey.cli.options import Debug, Language, checked_language
from survey.cli.questionnaires import check, diff, export, lock, match
from survey.cli.reports import demo, report, review, tables
from survey.cli.sampling import letters, plan, sample
from survey.cli.saying import complain
from survey.cli.spoken import SpokenCommand, SpokenGroup
from survey.cli.starting import new
from survey.cli.waves import add, unlock, verify
from survey.cli.waves import lock as lock_wave
from survey.language.catalogue import has_text, text
from survey.provenance import own_version

if TYPE_CHECKING:
    from typer.core import TyperGroup

Command = Callable[..., None]
COMMANDS: dict[str, Command | dict[str, Command]] = {
    "demo": demo,
    "new": new,
    "excel": excel,
    "templates": templates,
    "check": check,
    "status": status,
    "plan": plan,
    "sample": sample,
    "letters": letters,
    "fieldwork": fieldwork,
    "match": match,
    "answers": answers,
    "code": code,
    "weight": weight,
    "tables": tables,
    "review": review,
    "report": report,
    "simulate": simulate,
    "wave": {"add": add, "lock": lock_wave, "unlock": unlock, "verify": verify},
    "log": log,
    "share": share,
    "purge": purge,
    "export": export,
    "diff": diff,
    "lock": lock,
}
"""In the order in which a survey needs them; those for a questionnaire come last."""


def application() -> TyperGroup:
    """The commands with their help in the language in force."""
    application = typer.Typer(
        cls=SpokenGroup, help=text("cli.help"), add_completion=False, rich_markup_mode=None
    )
    application.callback(invoke_without_command=True)(_everything)
    for name, command in COMMANDS.items():
        _add(application, (name,), command)
    group = get_group(application)
    _explain(group, "option")
    return group


def _add(above: typer.Typer, path: tuple[str, ...], command: Command | dict[str, Command]) -> None:
    """Add a command, or several that have a name in common."""
    key = ".".join(path)
    told = {"help": text(f"cli.{key}.help"), "epilog": text(f"cli.{key}.epilog")}
    if not isinstance(command, dict):
        above.command(path[-1], cls=SpokenCommand, **told)(command)  # type: ignore[arg-type]
        return
    several = typer.Typer(add_completion=False, rich_markup_mode=None)
    for name, each in command.items():
        _add(several, (*path, name), each)
    above.add_typer(several, name=path[-1], cls=SpokenGroup, no_args_is_help=False, **told)  # type: ignore[arg-type]


def _explain(command: Any, section: str) -> None:  # noqa: ANN401
    """Give each argument and option its line of help and what its value is, from the catalogue."""
    for parameter in command.get_params(typer.Context(command)):
        own, shared = f"cli.{section}.{parameter.name}", f"cli.option.{parameter.name}"
        is_own = has_text(own) and parameter.name != "help"
        parameter.help = text(own if is_own else shared)
        own, shared = f"cli.metavar_of.{section}.{parameter.name}", f"cli.metavar.{parameter.name}"
        key = own if has_text(own) else shared
        parameter.metavar = text(key) if has_text(key) else None
    for name, each in getattr(command, "commands", {}).items():
        _explain(each, name if section == "option" else f"{section}.{name}")


def _everything(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version")] = False,
    lang: Language = None,
    debug: Debug = False,
    install_completion: Annotated[bool, typer.Option("--install-completion")] = False,
    show_completion: Annotated[bool, typer.Option("--show-completion")] = False,
) -> None:
    checked_language(lang)
    if install_completion:
        shell, path = completion.install()
        typer.echo(text("cli.completion", shell=shell, file=path))
    elif show_completion:
        typer.echo(completion.script())
    elif version:
        typer.echo(f"resident-survey {own_version()}")
    elif context.invoked_subcommand is None:
        complain(context.get_help())
        raise typer.Exit(WRONG_USE)
