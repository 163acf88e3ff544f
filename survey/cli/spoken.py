"""Commands that explain themselves in the language in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from survey.cli.exit_codes import WRONG_USE
from survey.errors import WrongUseError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class SpokenCommand(TyperCommand):
    """A command with its help in the language in force."""

    allow_extra_args = True  # so that it is us who say that there are too many

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """The help text."""
        return _help_of(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """The arguments; an option that takes one value can't stand there twice."""
        if not ctx.resilient_parsing:
            _refuse_twice(self, ctx, args)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command, if it got no more than it takes."""
        if ctx.args:
            raise fail(WrongUseError, "cli.too_many", got=culprits(ctx.args))
        return super().invoke(ctx)


class SpokenGroup(TyperGroup):
    """The command itself, likewise."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        """The help text."""
        return _help_of(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """The arguments; without any, the help goes to the errors."""
        if not args and ctx.parent is not None and not ctx.resilient_parsing:
            typer.echo(self.get_help(ctx), err=True)
            raise typer.Exit(WRONG_USE)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """The command that was meant."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            near = did_you_mean(args[0], self.commands)
            raise fail(
                WrongUseError,
                "cli.command_unknown_near" if near else "cli.command_unknown",
                name=quoted(args[0]),
                known=culprits(self.commands),
                near=quoted(near or ""),
            )
        return super().resolve_command(ctx, args)


def _refuse_twice(command: Any, context: Any, args: Sequence[str]) -> None:  # noqa: ANN401
    """Refuse an option given twice, of which only the last would count."""
    _, _, order = command.make_parser(context).parse_args(args=list(args))
    for number, each in enumerate(order):
        single = each.param_type_name == "option" and not (each.is_flag or each.multiple)
        if single and each in order[:number]:
            raise fail(WrongUseError, "cli.option_twice", name=quoted(each.opts[0]))


def _help_of(command: Any, context: Any) -> str:  # noqa: ANN401
    """The help of a command, every word of it from the catalogue."""
    parameters = [
        each for each in command.get_params(context) if not getattr(each, "hidden", False)
    ]
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    options = [each for each in parameters if each.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    tables = {
        "arguments": [(written(each), each.help) for each in arguments],
        "options": [(written(each), each.help) for each in options],
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
        yield written(each) if each.required else f"[{written(each)}]"


def written(parameter: Any) -> str:  # noqa: ANN401
    """An argument or option as it is written, e.g. ``--out DIR``."""
    metavar = parameter.metavar or ""
    if parameter.param_type_name == "argument":
        return metavar
    return " ".join([", ".join(parameter.opts), metavar]).rstrip()
