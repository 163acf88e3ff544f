"""Saying something beside the output."""

from __future__ import annotations

import typer


def complain(message: str) -> None:
    """Say something beside the output."""
    typer.echo(message, err=True)
