"""Plain data from the events of a YAML parser, with the line of each thing, in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from survey.files.clean import clean_text
from survey.findings import Finding, Place, Severity
from survey.language.cells import quoted_heading
from survey.language.messages import finding

if TYPE_CHECKING:
    from collections.abc import Iterable

Step = str | int
YamlPath = tuple[Step, ...]

MOST_NODES = 200_000
DEEPEST = 30
_MOST_FINDINGS = 100
LONGEST_TEXT = 1_000_000
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,18}")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def plain_value(text: str) -> str | float | bool | None:
    """Read a scalar that stands without quotation marks, as YAML 1.2 has it but stricter.

    ``true``, ``false`` and ``null`` are words of the language; ``no``, ``yes`` and ``on`` are
    texts. Numbers are digits with perhaps a minus and a decimal point. What could be a code stays
    a text: ``010``, ``0x10``, ``1e5``, ``12:30``, ``2026-01-31``, ``.inf``.

    Examples
    --------
    >>> [plain_value(text) for text in ("12", "1.5", "no", "010")]
    [12, 1.5, 'no', '010']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return clean_text(text, most=LONGEST_TEXT)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled."""

    holds: dict[Step, Any] | list[Any]
    path: YamlPath
    is_root: bool = False
    key: Step | None = None  # None for a key that was refused
    awaits_value: bool = False
    key_lines: dict[Step, int] = field(default_factory=dict)

    def next_path(self) -> YamlPath:
        step = len(self.holds) if isinstance(self.holds, list) else self.key
        return self.path if self.is_root or step is None else (*self.path, step)

    def put(self, value: object) -> None:
        if isinstance(self.holds, list):
            self.holds.append(value)
        elif self.key is not None:
            self.holds[self.key] = value
        self.awaits_value = False


class Builder:
    """Builds plain data from events and gathers what must be mended.

    Nothing recurses: what is open stands on a stack of ours, which is never deeper than allowed.

    Attributes
    ----------
    findings : list of Finding
    lines : dict
        The line, from 1, of everything by its path; a key's line for what stands under a key.
    written : dict
        How each single value was written, by its path.
    reached : int
        The line of the last event.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.lines: dict[YamlPath, int] = {}
        self.written: dict[YamlPath, str] = {}
        self.reached = 1
        self._documents: list[Any] = []
        self._open = [_Open(self._documents, (), is_root=True)]
        self._begun = 0
        self._nodes = 0
        self._stopped = False

    @property
    def data(self) -> object:
        """What the file holds; None if it holds nothing."""
        return self._documents[0] if self._documents else None

    def build(self, events: Iterable[Event]) -> None:
        """Take the events one by one, to the end or until nothing more can be learnt."""
        for event in events:
            self.reached = int(event.start_mark.line) + 1
            self._take(event)
            if self._stopped or len(self.findings) >= _MOST_FINDINGS:
                return

    def _complain(self, code: str, path: YamlPath, /, **fields: str | int) -> None:
        cell = clean_text(".".join(map(str, path)), most=200) or None
        place = Place(self.file, self.reached, cell)
        self.findings.append(finding(code, severity=Severity.ERROR, place=place, **fields))

    def _take(self, event: Event) -> None:
        if isinstance(event, NodeEvent):
            self._take_node(event)
        elif isinstance(event, CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, DocumentStartEvent):
            self._begin_document()

    def _begin_document(self) -> None:
        self._begun += 1
        if self._begun > 1:
            self._complain("yaml.many_documents", ())
            self._stopped = True

    def _take_node(self, event: NodeEvent) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._complain("yaml.too_many_nodes", (), most=MOST_NODES)
            self._stopped = True
        self._refuse_extras(event)
        if self._awaits_key():
            self._take_key(event)
        else:
            self._take_value(event)

    def _refuse_extras(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            self._complain("yaml.alias", (), name=_named(f"*{event.anchor}"))
            return
        if event.anchor:
            self._complain("yaml.anchor", (), name=_named(f"&{event.anchor}"))
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag:
            self._complain("yaml.tag", (), name=_named(_as_written(event.tag)))

    def _awaits_key(self) -> bool:
        top = self._open[-1]
        return isinstance(top.holds, dict) and not top.awaits_value

    def _take_key(self, event: NodeEvent) -> None:
        top = self._open[-1]
        top.key = self._checked_key(event, top)
        top.awaits_value = True
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._push(_empty(event), top.path)

    def _checked_key(self, event: NodeEvent, top: _Open) -> Step | None:
        """Give the key; or None, and a finding, if it can't be one."""
        if isinstance(event, AliasEvent):
            return None
        if isinstance(event, ScalarEvent) and _is_plain(event) and event.value == "<<":
            self._complain("yaml.merge_key", top.path)
            return None
        key = _value_of(event) if isinstance(event, ScalarEvent) else None
        if isinstance(key, bool | float) or key is None or key == "":
            self._complain("yaml.key_not_text", top.path)
            return None
        if key in top.key_lines:
            self._refuse_duplicate(key, top)
            return None
        top.key_lines[key] = self.reached
        return key

    def _refuse_duplicate(self, key: Step, top: _Open) -> None:
        self._complain(
            "yaml.duplicate_key",
            (*top.path, key),
            name=_named(key),
            first=top.key_lines[key],
            second=self.reached,
        )

    def _take_value(self, event: NodeEvent) -> None:
        top = self._open[-1]
        path = top.next_path()
        self.lines[path] = self.reached if top.key is None else top.key_lines[top.key]
        if isinstance(event, ScalarEvent):
            self.written[path] = clean_text(event.value, most=LONGEST_TEXT)
            top.put(_value_of(event))
        elif isinstance(event, AliasEvent):
            top.put(None)
        else:
            holds = _empty(event)
            top.put(holds)
            self._push(holds, path)

    def _push(self, holds: dict[Step, Any] | list[Any], path: YamlPath) -> None:
        if len(self._open) > DEEPEST:
            self._complain("yaml.too_deep", (), most=DEEPEST)
            self._stopped = True
        self._open.append(_Open(holds, path))


def _empty(event: NodeEvent) -> dict[Step, Any] | list[Any]:
    return [] if isinstance(event, SequenceStartEvent) else {}


def _as_written(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _named(name: object) -> str:
    return quoted_heading(clean_text(str(name), most=60))


def _is_plain(event: ScalarEvent) -> bool:
    return not event.style


def _value_of(event: ScalarEvent) -> str | float | bool | None:
    if _is_plain(event):
        return plain_value(event.value)
    return clean_text(event.value, most=LONGEST_TEXT)
