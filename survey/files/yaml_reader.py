"""Configuration files (YAML 1.2) as plain data, with the line of each thing and no surprises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from survey.errors import FileError
from survey.files.clean import clean_text
from survey.files.decoding import decode, line_at
from survey.files.guards import read_guarded, shown
from survey.files.yaml_builder import Builder, YamlPath
from survey.files.yaml_syntax import syntax_finding
from survey.findings import Finding, FindingsError, Place
from survey.language.catalogue import text as catalogue_text
from survey.language.cells import step_told
from survey.language.messages import fail, finding

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from ruamel.yaml.events import Event

MOST_BYTES = 1_000_000

_MOST_LINES = 20
# How workbooks and Word files begin, old and new, and PDF.
_OTHER_KINDS = (b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"), b"%PDF")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_ODD_LINE_ENDS = str.maketrans("\u2028\u2029", "  ")
# The parser's own errors, and those that it lets through from Python when fed rubbish.
_PARSER_ERRORS = (
    YAMLError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class _ParserError(Exception):
    """Carries an error out of the parser, apart from any error of ours."""


@dataclass(frozen=True, slots=True, eq=False)
class YamlDocument:
    """What a YAML file holds.

    Attributes
    ----------
    path : Path
    data : dict, list, str, int, float, bool or None
        Plain data; texts are cleaned. Keys are str or int.
    lines : mapping of tuple to int
        The line, from 1, of everything by its path, e.g. ``("areas", 2, "role")``.
    written : mapping of tuple to str
        How each single value was written: ``1.10`` where `data` has the number 1.1.
    """

    path: Path
    data: Any
    lines: Mapping[YamlPath, int]
    written: Mapping[YamlPath, str]

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.name

    def place(self, path: YamlPath = ()) -> Place:
        """Where something stands; for what isn't there, where it would be."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        cell = clean_text(".".join(map(step_told, path)), most=200) or None
        return Place(shown(self.path), self.lines.get(known), cell)

    def text_at(self, path: YamlPath) -> str | None:
        """How a single value was written; None if there is none at the path."""
        return self.written.get(path)


def read_yaml(path: str | os.PathLike[str]) -> YamlDocument:
    """Read a YAML file, or tell all that must be mended in it.

    The language is YAML 1.2 without its risks and traps: no anchors, aliases, merge keys or tags;
    no key twice; one document; ``no``, ``yes`` and ``on`` are texts. Nothing is ever run.

    Parameters
    ----------
    path : str or path

    Raises
    ------
    FileError
        If it can't be opened or is larger than 1 MB.
    DataError
        If it isn't text in UTF-8, or its letters were broken earlier.
    FindingsError
        With all findings, each with its line.
    """
    data = read_guarded(path, most_bytes=MOST_BYTES)
    if data.startswith(_OTHER_KINDS):
        raise fail(FileError, "files.yaml_other_kind", where=shown(path))
    return parse_yaml(decode(data, file=shown(path), encoding="utf-8").text, path)


def parse_yaml(text: str, path: str | os.PathLike[str]) -> YamlDocument:
    """Read the text of a YAML file, as `read_yaml` does.

    Parameters
    ----------
    text : str
    path : str or path
        The file that it is, or will be, the text of.
    """
    file = shown(path)
    text = text.translate(_ODD_LINE_ENDS)
    builder = Builder(file)
    findings = _control_characters(text, file) or _build(builder, text)
    if not findings and builder.data is None:
        findings = [finding("yaml.empty", place=Place(file))]
    if findings:
        raise _to_be_mended(findings)
    return YamlDocument(Path(path), builder.data, builder.lines, builder.written)


def _build(builder: Builder, text: str) -> list[Finding]:
    try:
        builder.build(_events(text))
    except _ParserError as error:
        cause = error.args[0]
        lines = text.splitlines()
        last = syntax_finding(cause, file=builder.file, lines=lines, reached=builder.reached)
        return [*builder.findings, last]
    return builder.findings


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except _PARSER_ERRORS as error:
        raise _ParserError(error) from error


def _control_characters(text: str, file: str) -> list[Finding]:
    matches = islice(_CONTROL.finditer(text), _MOST_LINES)
    lines = dict.fromkeys(line_at(text, match.start()) for match in matches)
    return [finding("yaml.control_character", place=Place(file, line)) for line in lines]


def _to_be_mended(findings: list[Finding]) -> FindingsError:
    problem = catalogue_text("errors.files.yaml_findings.problem", count=len(findings))
    error = FindingsError(problem, findings)
    error.code = "files.yaml_findings"
    return error
