"""Saying what came of a command: results to the output, all else beside it."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import typer

from survey.cli.exit_codes import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd


def complain(message: str) -> None:
    """Say something beside the output."""
    typer.echo(message, err=True)


def say_lines(lines: Iterable[str]) -> None:
    """Say sentences, a line each."""
    for line in lines:
        typer.echo(line)


def say_files(files: Iterable[Path]) -> None:
    """Say what was written, a path on each line."""
    for path in files:
        typer.echo(path)


def say_json(data: Any) -> None:  # noqa: ANN401
    """Say the same for programs, and nothing else."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False, default=str))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as JSON knows them; null for what isn't a number."""
    rows: list[dict[Any, Any]] = frame.astype(object).to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in rows]


def paths_of(files: Iterable[Path]) -> list[str]:
    """Paths as they stand in JSON."""
    return [path.as_posix() for path in files]


def _plain(value: Any) -> Any:  # noqa: ANN401
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def say(result: Iterable[str] | dict[str, Any], files: Iterable[Path] = ()) -> None:
    """Say what came of a command: data for programs alone; lines and then what was written."""
    if isinstance(result, dict):
        say_json(result)
        return
    say_lines(result)
    say_files(files)


def end_with(left: object) -> None:
    """End the command with the exit code of findings, if something is left."""
    if left:
        raise typer.Exit(FINDINGS)
