"""The tutorial as steps: commands, what is done by hand, and what the text says is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BY_HAND = re.compile(r"<!-- by hand: (.+) -->")
_CODE = re.compile(r"\s+# (\d)$")
_FENCE = "```"


@dataclass(slots=True)
class Step:
    """One block of commands, or one thing done by hand.

    Attributes
    ----------
    commands : list of (str, int)
        Each with the exit code that the text tells; 0 if it tells none.
    by_hand : str
        What is done by hand, by the name of its function.
    quoted : list of str
        Lines that the text says are printed, or parts of them.
    """

    commands: list[tuple[str, int]] = field(default_factory=list)
    by_hand: str = ""
    quoted: list[str] = field(default_factory=list)


def steps(text: str) -> list[Step]:
    """The steps of a tutorial, in order."""
    found: list[Step] = []
    for kind, lines in _blocks(text):
        if kind == "by hand":
            found.append(Step(by_hand=lines[0]))
        elif kind == "sh":
            found.append(Step(commands=[_command(line) for line in lines]))
        elif kind == "text":
            ran = next(each for each in reversed(found) if each.commands)
            ran.quoted += lines
    return found


def _command(line: str) -> tuple[str, int]:
    told = _CODE.search(line)
    return (line[: told.start()], int(told[1])) if told else (line, 0)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    kind, held = "", list[str]()
    for line in text.splitlines():
        if kind and line == _FENCE:
            yield kind, held
            kind, held = "", []
        elif kind:
            held.append(line)
        elif line.startswith(_FENCE):
            kind = line.removeprefix(_FENCE)
        elif done := _BY_HAND.fullmatch(line):
            yield "by hand", [done[1]]
