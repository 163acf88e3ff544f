"""What the parser of arguments found, as sentences of ours."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from survey.cli.application import application
from survey.cli.spoken import written
from survey.errors import WrongUseError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import text
from survey.language.messages import fail, quoted

_PACKAGE = Path(__file__).resolve().parent.parent


def is_wrong_use(error: Exception) -> bool:
    """Whether an error comes from the parser of arguments."""
    return hasattr(error, "format_message")


def in_words(error: Any) -> str:  # noqa: ANN401
    """An error that isn't one of ours, in words."""
    if is_wrong_use(error):
        return str(_wrong_use(error))
    return text("cli.defect", kind=type(error).__name__, place=_place(error))


def _place(error: BaseException) -> str:
    """Where in the package something went wrong. What the error says may quote a cell of data."""
    frames = [
        (Path(e.filename).resolve(), e.name) for e in traceback.extract_tb(error.__traceback__)
    ]
    ours = [(path, name) for path, name in frames if _PACKAGE in path.parents]
    if not ours:
        return _PACKAGE.name
    path, name = ours[-1]
    return f"{path.relative_to(_PACKAGE.parent).as_posix()}, {name}"


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
        code = "argument_absent" if hasattr(error, "param_type") else "value_unfit"
        return fail(WrongUseError, f"cli.{code}", name=written(parameter))
    return fail(WrongUseError, "cli.not_understood", got=error.format_message())


def _options_of(context: Any) -> dict[str, Any]:  # noqa: ANN401
    """The options of the command that was parsed; of all commands if that isn't known."""
    commands = _all(application()) if context is None else [context.command]
    return {name: each for command in commands for each in command.params for name in each.opts}


def _all(command: Any) -> list[Any]:  # noqa: ANN401
    """A command and all below it."""
    below = getattr(command, "commands", {}).values()
    return [command, *(each for under in below for each in _all(under))]
