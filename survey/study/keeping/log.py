"""What was done to a study that somebody may ask for later: a log that only grows.

Each line carries the hash of the line before it, so that a line that was changed, taken away or put
in between is told. Nothing in it is about a person, nor says who did it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.files.atomic import append_line, make_folder
from survey.files.clean import clean_text
from survey.files.guards import read_guarded
from survey.findings import Finding, Place, Severity
from survey.language.catalogue import current_language, has_text, text
from survey.language.messages import finding
from survey.provenance import sha256_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

LOG_FILE = ".survey/log.jsonl"
_MOST_BYTES = 100_000_000
_MOST_LETTERS = 2000
_OWN = ("number", "time", "event", "before")
_TOLD = ("wave", "since", "file", "files", "until", "reason")
"""The facts that are told in words; the others are for programs."""

Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the log.

    Attributes
    ----------
    number : int
        Its line, from 1.
    time : str
        In universal time.
    event : str
        ``wave_locked``, ``wave_unlocked``, ``wave_added``, ``lock_taken_over`` …
    facts : mapping of str to plain value
    before : str
        The hash of the line before it, as this line says.
    own : str
        The hash of the line itself.
    is_whole : bool
        Whether it could be read; what is left of a line that was cut off has no event.
    """

    number: int
    time: str
    event: str
    facts: Mapping[str, Any]
    before: str
    own: str
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class StudyLog:
    """The log of a study.

    Attributes
    ----------
    entries : tuple of LogEntry
        The oldest first.
    """

    entries: tuple[LogEntry, ...]

    def __repr__(self) -> str:
        return f"StudyLog({len(self.entries)} entries)"

    def of(self, *events: str, **facts: Fact) -> tuple[LogEntry, ...]:
        """The entries of some events that have these facts."""
        return tuple(
            each
            for each in self.entries
            if each.event in events and facts.items() <= dict(each.facts).items()
        )

    def to_frame(self) -> pd.DataFrame:
        """A row for each entry."""
        rows = [
            (each.number, each.time, each.event, json.dumps(dict(each.facts), ensure_ascii=False))
            for each in self.entries
        ]
        return pd.DataFrame(rows, columns=["number", "time", "event", "facts"])

    def findings(self) -> tuple[Finding, ...]:
        """What tells that lines were changed, taken away or put in between."""
        return tuple(self._findings())

    def lines(self, *, language: str | None = None) -> list[str]:
        """The entries in words, a line each, the oldest first."""
        spoken = language or current_language()
        if not self.entries:
            return [text("study_log.empty", lang=spoken)]
        return [_in_words(each, spoken) for each in self.entries]

    def _findings(self) -> Iterator[Finding]:
        before = ""
        for each in self.entries:
            place = Place(LOG_FILE, each.number)
            if not each.is_whole:
                yield finding("study_log.torn", severity=Severity.NOTE, place=place)
            elif each.before != before:
                yield finding("study_log.chain", severity=Severity.ERROR, place=place)
            before = each.own


def append(folder: str | os.PathLike[str], event: str, **facts: Fact) -> LogEntry:
    """Add a line to the log of a study; the caller is its one writer.

    Parameters
    ----------
    folder : str or path
        The folder of the study.
    event : str
        What was done, in a word that keeps its meaning.
    **facts
        What belongs to it. Nothing about a person: no name, no machine, no address.

    Raises
    ------
    FileError
        If it can't be written.
    """
    path = Path(folder) / LOG_FILE
    make_folder(path.parent)
    held = _bytes_of(path)
    entries = _entries(held)
    before = entries[-1].own if entries else ""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {"time": now, "event": event, **{name: _clean(fact) for name, fact in facts.items()}}
    line = json.dumps(said | {"before": before}, ensure_ascii=False).encode()
    cut_off = bool(held) and not held.endswith(b"\n")
    append_line(path, (b"\n" if cut_off else b"") + line + b"\n")
    return _entry(len(entries) + 1, line)


def read_study_log(folder: str | os.PathLike[str]) -> StudyLog:
    """Read the log of a study; an empty one if nothing was logged.

    Parameters
    ----------
    folder : str or path
        The study folder.

    Returns
    -------
    StudyLog

    Raises
    ------
    FileError
        If it can't be opened.
    """
    return StudyLog(tuple(_entries(_bytes_of(Path(folder) / LOG_FILE))))


def _bytes_of(path: Path) -> bytes:
    return read_guarded(path, most_bytes=_MOST_BYTES) if path.exists() else b""


def _entries(data: bytes) -> list[LogEntry]:
    lines = data.split(b"\n")
    lines = lines if lines[-1] else lines[:-1]
    return [_entry(number, line) for number, line in enumerate(lines, start=1)]


def _entry(number: int, line: bytes) -> LogEntry:
    own = sha256_of(line)
    try:
        said = json.loads(line)
        time, event, before = (str(said[name]) for name in ("time", "event", "before"))
    except (ValueError, TypeError, KeyError, RecursionError):
        return LogEntry(number, "", "", MappingProxyType({}), "", own, is_whole=False)
    facts = {name: each for name, each in said.items() if name not in _OWN}
    return LogEntry(number, time, event, MappingProxyType(facts), before, own)


def _clean(fact: Fact) -> Fact:
    return clean_text(fact, most=_MOST_LETTERS) if isinstance(fact, str) else fact


def _in_words(entry: LogEntry, language: str) -> str:
    """When something was done, what, and what belongs to it."""
    if not entry.is_whole:
        return text("study_log.torn", lang=language, number=entry.number)
    key = f"study_log.event.{entry.event}"
    known = has_text(key, lang=language)
    what = text(key, lang=language) if known else entry.event
    facts = [
        text(f"study_log.fact.{name}", lang=language, value=entry.facts[name])
        for name in _TOLD
        if entry.facts.get(name) not in {None, ""}
    ]
    when = entry.time.replace("T", " ").replace("Z", " UTC")
    return f"{when}  {what}" + (f" ({'; '.join(facts)})" if facts else "")
