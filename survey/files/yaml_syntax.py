"""Plain sentences for what the YAML parser complains of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ruamel.yaml.error import MarkedYAMLError

from survey.files.clean import clean_text
from survey.findings import Finding, Place
from survey.language.messages import finding, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

# What the parser says, the code of our finding, and whether the line is where the thing began.
_COMPLAINTS = (
    ("found character '\\t'", "yaml.tab", False),
    ("cannot start any token", "yaml.reserved_sign", False),
    ("mapping values are not allowed", "yaml.stray_colon", False),
    ("could not find expected ':'", "yaml.colon_missing", True),
    ("found unexpected end of stream", "yaml.quote_open", True),
    ("found unexpected document separator", "yaml.quote_open", True),
    ("expected ',' or", "yaml.bracket_open", True),
    ("expected <block end>", "yaml.indentation", False),
    ("more indented follow up line", "yaml.indentation", False),
    ("are not allowed here", "yaml.stray_dash", False),
    ("escape", "yaml.escape", False),
    ("tag handle", "yaml.tag", False),
)
_IN_QUOTES = re.compile("'([^']+)'")
_INDENTING_TAB = re.compile(r" *\t")


def syntax_finding(error: Exception, *, file: str, lines: Sequence[str], reached: int) -> Finding:
    """Say in plain words what a parser's error means, and on which line.

    Parameters
    ----------
    error : Exception
        What the parser raised.
    file : str
        The file as the user named it.
    lines : sequence of str
        The lines of the file.
    reached : int
        The line, from 1, that was read last, for errors that know no line.
    """
    problem = str(getattr(error, "problem", None) or error)
    code, from_start = _complaint(problem)
    line = _line(error, from_start=from_start) or reached
    if _INDENTING_TAB.match(lines[line - 1] if line <= len(lines) else ""):
        code = "yaml.tab"
    return finding(
        code,
        place=Place(file, line),
        detail=clean_text(problem, most=200),
        name=quoted(_part_in_quotes(problem)),
    )


def _complaint(problem: str) -> tuple[str, bool]:
    for said, code, from_start in _COMPLAINTS:
        if said in problem:
            return code, from_start
    return "yaml.syntax", False


def _part_in_quotes(problem: str) -> str:
    match = _IN_QUOTES.search(problem)
    return clean_text(match[1] if match else problem, most=60)


def _line(error: Exception, *, from_start: bool) -> int | None:
    if not isinstance(error, MarkedYAMLError):
        return None
    first, second = error.problem_mark, error.context_mark
    mark = (second or first) if from_start else (first or second)
    return None if mark is None else int(mark.line) + 1
