"""Plain data as a YAML file that a person can go on with."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from survey.files.yaml_builder import plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDEST = 100
_DEEPEST_ON_A_LINE = 2
# Items of a list of parts, such as questions, get a blank line between them.
_ITEM = re.compile(r"^ *- id: ")
_PART = re.compile(r"^[a-z]")


def yaml_text(data: Mapping[str, Any]) -> str:
    """Plain data as YAML: short mappings on one line, blank lines between parts.

    Reading it gives equal data.

    Parameters
    ----------
    data : mapping
        Mappings, lists, texts, numbers, true and false.
    """
    return "".join(_spaced(_dumped(_node(data, flow=False))))


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    return yaml


def _dumped(tree: object) -> str:
    stream = StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue()


def _node(value: Any, *, flow: bool) -> Any:  # noqa: ANN401
    """A value as a node that says how it is to be written."""
    if isinstance(value, str):
        return _scalar(value)
    if not isinstance(value, dict | list):
        return value
    flow = flow or _fits(value)
    if isinstance(value, dict):
        node: Any = CommentedMap(
            (_scalar(k) if isinstance(k, str) else k, _node(v, flow=flow)) for k, v in value.items()
        )
    else:
        node = CommentedSeq(_node(each, flow=flow) for each in value)
    if flow:
        node.fa.set_flow_style()
    return node


def _scalar(words: str) -> str:
    """A text, in quotation marks where without them it would be something else."""
    plain = words[:1].isalpha() and words.isprintable() and words == words.strip()
    quoted = not plain or plain_value(words) != words
    return DoubleQuotedScalarString(words) if quoted else words


def _fits(value: Any) -> bool:  # noqa: ANN401
    """Whether a mapping or list is short and flat enough for one line."""
    return bool(value) and _depth(value) <= _DEEPEST_ON_A_LINE and len(str(value)) <= _WIDEST


def _depth(value: Any) -> int:  # noqa: ANN401
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0) if isinstance(value, dict | list) else 0


def _spaced(text: str) -> list[str]:
    """Lines with a blank one between parts."""
    made: list[str] = []
    for line in text.splitlines(keepends=True):
        before = made[-1].rstrip() if made else ""
        opens = before.endswith(":") and not _PART.match(line)
        indented = len(line) - len(line.lstrip()) if line.strip() else 0
        nested = _PART.match(line) and (before.startswith(" ") or not line.rstrip().endswith("}"))
        item = _ITEM.match(line) and not opens and indented <= 8
        if made and (item or (nested and before.startswith(" "))):
            made.append("\n")
        made.append(line)
    return made


def yaml_value(value: Any, *, column: int, flow: bool = False) -> str:  # noqa: ANN401
    """A value as it stands behind ``key:``: on the same line, or as a block on the lines below.

    Parameters
    ----------
    value : plain data
    column : int
        Where the key begins, from 0.
    flow : bool
        Whether the key stands within braces, where a value must stay on the line.
    """
    if flow:
        line = CommentedMap(x=_node(value, flow=True))
        line.fa.set_flow_style()
        return _dumped(line).rstrip("\n")[len("{x:") : -1]
    if isinstance(value, dict | list) and value and not _fits(value):
        return "\n" + yaml_block(value, column=column + 2)
    return _dumped(CommentedMap(x=_node(value, flow=False))).rstrip("\n")[len("x:") :]


def yaml_block(value: Any, *, column: int) -> str:  # noqa: ANN401
    """A mapping or list as lines that begin at a column, the last one without its end."""
    node = _node(value, flow=False)
    node.fa.set_block_style()
    lines = _dumped(node).rstrip("\n").split("\n")
    cut = 2 if isinstance(value, list) else 0  # a list at the top is indented by its dashes
    return "\n".join(" " * column + line[cut:] if line else line for line in lines)
