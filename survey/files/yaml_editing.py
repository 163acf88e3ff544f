"""Edits of a YAML file that leave every letter of the rest as it is, comments among it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from survey.files.yaml_builder import plain_value
from survey.files.yaml_writer import yaml_block, yaml_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ruamel.yaml.nodes import Node

_ABSENT = object()


def edited_yaml(text: str, before: Any, after: Any) -> str:  # noqa: ANN401
    """A YAML file with what differs between two readings of it changed, and all else as it was.

    Parameters
    ----------
    text : str
        The file, which `read_yaml` can read.
    before, after : plain data
        What it holds now, and what it must hold; either may be written in full where the file
        uses a shorter form. Items of lists are told by their ``id``, or by what they ``use``.

    Returns
    -------
    str
        Whether the file now says what it must is for the caller to check by reading it.
    """
    root = YAML(typ="safe", pure=True).compose(text)
    edits = _Edits(text)
    edits.change(root, before, after)
    return edits.applied(0, len(text))


@dataclass(slots=True)
class _Edits:
    """Pieces of a text that get other words, gathered and then put in place."""

    text: str
    pieces: list[tuple[int, int, str]] = field(default_factory=list)

    def applied(self, start: int, stop: int) -> str:
        """A stretch of the text with the pieces in it replaced."""
        made, at = [], start
        for first, last, words in sorted(self.pieces, key=lambda piece: piece[:2]):
            if start <= first and last <= stop:
                made += [self.text[at:first], words]
                at = max(at, last)
        return "".join([*made, self.text[at:stop]])

    def put(self, start: int, stop: int, words: str) -> None:
        self.pieces.append((start, stop, words))

    def change(self, node: Node, before: Any, after: Any) -> bool:  # noqa: ANN401
        """Change a part of the file within; False if it must be replaced as a whole."""
        if isinstance(node, MappingNode) and isinstance(before, dict) and isinstance(after, dict):
            return self._mapping(node, before, after)
        if isinstance(node, SequenceNode) and _named(before) and _named(after):
            return self._list(node, before, after)
        return False

    def _mapping(
        self, node: MappingNode, before: Mapping[Any, Any], after: Mapping[Any, Any]
    ) -> bool:
        held = {_key(key): (key, value) for key, value in node.value}
        uses = "use" in held and isinstance(held["use"][1], ScalarNode)
        if not uses and not {"id", "codes"} & set(held) and not set(held) <= {*before, *after}:
            return False  # written in another form than that of the readings
        if not _order_can_be_kept(before, after):
            return False
        gone = [key for key in before if key not in after]
        if (gone and uses) or not self._can_lose(node, held, gone, after):
            return False
        for key in gone:
            if key in held:
                self._drop(held[key])
        last = None
        for key, value in after.items():
            if not _same(before.get(key, _ABSENT), value):
                if key in held:
                    self._replace(node, held[key], before.get(key), value)
                else:
                    self._add([held[k] for k in held if k not in gone], held.get(last), key, value)
            last = key if key in held else last
        return True

    def _can_lose(
        self, node: MappingNode, held: Mapping[Any, Any], gone: list[Any], after: Mapping[Any, Any]
    ) -> bool:
        """Whether keys can come and go line by line, as the mapping is written."""
        comes = [key for key in after if key not in held]
        goes = [key for key in gone if key in held]
        if node.flow_style:
            return not comes and not goes
        stays = len(goes) < len(held)
        return stays and not any(self._begins_item(held[key][0]) for key in goes)

    def _begins_item(self, key: Node) -> bool:
        """Whether a key stands behind the dash of an item, or first in its mapping."""
        return bool(self.text[self._line(key.start_mark.index) : key.start_mark.index].strip())

    def _replace(
        self,
        within: MappingNode,
        pair: tuple[Node, Node],
        before: Any,  # noqa: ANN401
        after: Any,  # noqa: ANN401
    ) -> None:
        key, node = pair
        if before is not None and self.change(node, before, after):
            return
        flow = bool(within.flow_style)
        words = yaml_value(after, column=key.start_mark.column, flow=flow)
        self.put(key.end_mark.index, self._end(key, node), f":{words}")

    def _add(
        self,
        kept: list[tuple[Node, Node]],
        follows: tuple[Node, Node] | None,
        key: Any,  # noqa: ANN401
        value: Any,  # noqa: ANN401
    ) -> None:
        """Add a key below the one that it follows; below the last one if it follows none."""
        column = kept[0][0].start_mark.column
        words = f"\n{' ' * column}{key}:{yaml_value(value, column=column)}"
        at = self._line_end(self._end(*(follows or kept[-1])))
        self.put(at, at, words)

    def _drop(self, pair: tuple[Node, Node]) -> None:
        """Take away a key with its value: whole lines."""
        key, value = pair
        start = self._line(key.start_mark.index)
        self.put(start, min(self._line_end(self._end(key, value)) + 1, len(self.text)), "")

    def _list(self, node: SequenceNode, before: Any, after: Any) -> bool:  # noqa: ANN401
        """Change a list whose items have names, item by item; comments go with the item below."""
        if node.flow_style or not node.value:
            return False
        names = [_node_name(item) for item in node.value]
        if None in names or len(set(names)) < len(names):
            return False
        old = {_name(item): item for item in before}
        dash = self._dash(node.value[0])
        column = dash - self._line(dash)
        start = self._line(dash)
        chunks: dict[str, str] = {}
        at = start
        for name, item in zip(names, node.value, strict=True):
            stop = min(self._line_end(self._end(item, item)) + 1, len(self.text))
            new = next((each for each in after if _name(each) == name), None)
            if new is not None:
                chunks[str(name)] = self._chunk(item, at, stop, old.get(str(name)), new, column)
            at = stop
        made = [chunks.get(_name(item)) or _item(item, column) for item in after]
        lines = "".join(chunk if chunk.endswith("\n") else f"{chunk}\n" for chunk in made)
        self.pieces = [piece for piece in self.pieces if not start <= piece[0] < at]
        self.put(
            start, at, lines if at < len(self.text) or self.text.endswith("\n") else lines[:-1]
        )
        return True

    def _chunk(
        self,
        item: Node,
        start: int,
        stop: int,
        before: Any,  # noqa: ANN401
        after: Any,  # noqa: ANN401
        column: int,
    ) -> str:
        """The lines of an item, with the comments above it, changed."""
        inner = _Edits(self.text)
        if (
            before is not None
            and not _same(before, after)
            and not inner.change(item, before, after)
        ):
            dash = self._line(self._dash(item))
            end = self._end(item, item)
            inner.pieces = [(dash, end, _item(after, column).rstrip("\n"))]
        return inner.applied(start, stop)

    def _dash(self, item: Node) -> int:
        """Where the dash of an item stands."""
        return self.text.rindex("-", 0, item.start_mark.index)

    def _line(self, index: int) -> int:
        """Where the line of a place begins."""
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        """Where the line of a place ends, its comment included."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def _end(self, key: Node, node: Node) -> int:
        """Where a value really ends; what the parser says of blocks includes blank lines."""
        if isinstance(node, MappingNode | SequenceNode):
            return self._end_of_block(node)
        end = int(max(node.end_mark.index, key.end_mark.index))
        return len(self.text[:end].rstrip())

    def _end_of_block(self, node: MappingNode | SequenceNode) -> int:
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(*last) if isinstance(last, tuple) else self._end(last, last)


def _same(before: Any, after: Any) -> bool:  # noqa: ANN401
    """Whether two values are equal and in the same order."""
    return bool(before == after) and repr(before) == repr(after)


def _order_can_be_kept(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> bool:
    """Whether keys only come behind others and go; where order says nothing, it always can.

    Codes and rows are shown in the order in which they are written; texts are not.
    """
    if not any(isinstance(each, int | dict) for pair in after.items() for each in pair):
        return True
    kept = [key for key in before if key in after]
    return kept == [key for key in after if key in before] and next(iter(after)) in before


def _item(item: Any, column: int) -> str:  # noqa: ANN401
    """A new item of a list as lines."""
    return yaml_block([item], column=column) + "\n"


def _key(node: ScalarNode) -> Any:  # noqa: ANN401
    return node.value if node.style else plain_value(node.value)


def _named(value: Any) -> bool:  # noqa: ANN401
    """Whether a value is a list of mappings that each have a name."""
    items = value if isinstance(value, list) else ()
    return bool(items) and all(isinstance(each, dict) and _name(each) for each in items)


def _name(item: Mapping[str, Any]) -> str:
    return str(item.get("id", item.get("use", "")))


def _node_name(node: Node) -> str | None:
    """What an item of the file is called."""
    if not isinstance(node, MappingNode):
        return None
    held = {_key(key): value.value for key, value in node.value if isinstance(value, ScalarNode)}
    name = held.get("id", held.get("use"))
    return None if name is None else str(name)
