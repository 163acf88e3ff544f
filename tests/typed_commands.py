"""The command as somebody types it, run within this process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from survey.cli import main
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable


class Done(NamedTuple):
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


def typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """What runs the command with some arguments in a language."""

    def command(*arguments: str, language: str = "en") -> Done:
        monkeypatch.setattr(sys, "argv", ["survey", *arguments])
        with language_in_force(language), pytest.raises(SystemExit) as stop:
            main()
        code = stop.value.code
        assert isinstance(code, int)
        return Done(code, *capsys.readouterr())

    return command
