"""Crosswalks put together over several waves: common codes for all waves of a series."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.codebook import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.codebook import Text
    from survey.questionnaire.changes import Crosswalk

Node = tuple[int, Any]
"""A code of a wave: the place of the wave, and the code."""


@dataclass(frozen=True, slots=True)
class CommonScale:
    """The codes that all waves of a series are put on.

    Attributes
    ----------
    codes : tuple of Code
        The common codes, in order.
    sides : tuple of mapping of code to code or None
        For each wave the common code of each of its codes; None for one that is left out.
    """

    codes: tuple[Code, ...]
    sides: tuple[Mapping[Any, Any], ...]


@dataclass(slots=True)
class _Groups:
    """Codes of several waves that are the same, or count as the same."""

    parent: dict[Node, Node] = field(default_factory=dict)

    def add(self, node: Node) -> None:
        self.parent.setdefault(node, node)

    def of(self, node: Node) -> Node:
        self.add(node)
        while self.parent[node] != node:
            node = self.parent[node]
        return node

    def join(self, nodes: Sequence[Node]) -> None:
        for node in nodes[1:]:
            self.parent[self.of(node)] = self.of(nodes[0])

    def all(self) -> list[list[Node]]:
        found: dict[Node, list[Node]] = {}
        for node in self.parent:
            found.setdefault(self.of(node), []).append(node)
        return list(found.values())


def common_scale(
    codes: Sequence[tuple[Code, ...]], crosswalks: Sequence[Crosswalk | None]
) -> CommonScale | None:
    """Put the waves of a series on common codes.

    Parameters
    ----------
    codes : sequence of tuple of Code
        The codes of each wave.
    crosswalks : sequence of Crosswalk or None
        From each wave to the next; None where the codes mean the same.

    Returns
    -------
    CommonScale or None
        None if what one crosswalk leaves out is mixed with what another one keeps, so that the
        first and the last wave can't be told on common codes.

    Notes
    -----
    Codes that any crosswalk puts together stay together in all waves: the finest codes on which all
    waves can be told. With one crosswalk these are its own.
    """
    groups = _Groups()
    for wave, some in enumerate(codes):
        for code in some:
            groups.add((wave, _key(code.value)))
    dropped: set[Node] = set()
    named: dict[Node, tuple[int, Any]] = {}
    for wave, crosswalk in enumerate(crosswalks):
        if crosswalk is None:
            for code in codes[wave]:
                if code.value in {each.value for each in codes[wave + 1]}:
                    groups.join([(wave, _key(code.value)), (wave + 1, _key(code.value))])
            continue
        for side, place in ((crosswalk.old, wave), (crosswalk.new, wave + 1)):
            dropped |= {(place, code) for code, to in side.items() if to is None}
        for common in crosswalk.common:
            nodes = _nodes(crosswalk, wave, common)
            groups.join(nodes)
            named |= dict.fromkeys(nodes, (wave, common))
    kept = [group for group in groups.all() if not dropped & set(group)]
    if any(dropped & set(group) and named.keys() & set(group) for group in groups.all()):
        return None
    return _scale(codes, crosswalks, kept, named)


def _nodes(crosswalk: Crosswalk, wave: int, common: int) -> list[Node]:
    sides = ((crosswalk.old, wave), (crosswalk.new, wave + 1))
    return [(place, code) for side, place in sides for code, to in side.items() if to == common]


def _scale(
    codes: Sequence[tuple[Code, ...]],
    crosswalks: Sequence[Crosswalk | None],
    groups: list[list[Node]],
    named: Mapping[Node, tuple[int, Any]],
) -> CommonScale:
    """Groups as codes: those of the one crosswalk there is, else counted from 1."""
    last = max(wave for wave, each in enumerate(crosswalks) if each is not None)
    several = sum(each is not None for each in crosswalks) > 1
    crosswalk = crosswalks[last]
    order = list(crosswalk.common) if crosswalk is not None else []
    ranked = sorted(groups, key=lambda group: _rank(group, named, last, order))
    values: list[Any] = []
    found = []
    for number, group in enumerate(ranked, start=1):
        commons = _commons(group, named, last, order)
        value = number if several or not commons else commons[0]
        values.append(value)
        found.append(Code(value, _label(group, commons, crosswalk, codes), outside=_is_outside(
            group, codes)))  # fmt: skip
    by_node = {node: value for group, value in zip(ranked, values, strict=True) for node in group}
    return CommonScale(tuple(found), tuple(_sides(codes, by_node)))


def _sides(
    codes: Sequence[tuple[Code, ...]], by_node: Mapping[Node, Any]
) -> Iterator[Mapping[Any, Any]]:
    """The common code of each code, wave by wave; of a wave without a codebook as numbers."""
    for wave, some in enumerate(codes):
        known = {code: to for (place, code), to in by_node.items() if place == wave}
        yield known | {code.value: known.get(_key(code.value)) for code in some}


def _rank(
    group: list[Node], named: Mapping[Node, tuple[int, Any]], last: int, order: list[Any]
) -> tuple[int, int]:
    commons = _commons(group, named, last, order)
    first = order.index(commons[0]) if commons else len(order)
    return first, min(node[0] for node in group)


def _commons(
    group: list[Node], named: Mapping[Node, tuple[int, Any]], last: int, order: list[Any]
) -> list[Any]:
    """The common codes of the last crosswalk that a group holds, in their order."""
    found = {named[node][1] for node in group if node in named and named[node][0] == last}
    return [each for each in order if each in found]


def _label(
    group: list[Node],
    commons: list[Any],
    crosswalk: Crosswalk | None,
    codes: Sequence[tuple[Code, ...]],
) -> Text:
    if commons and crosswalk is not None:
        return _joined([crosswalk.common[each] for each in commons])
    wave = max(place for place, _ in group)
    inside = {code for place, code in group if place == wave}
    return _joined([each.label for each in codes[wave] if _key(each.value) in inside])


def _joined(labels: Sequence[Text]) -> Text:
    languages = dict.fromkeys(language for label in labels for language in label)
    return {
        language: " / ".join(label[language] for label in labels if language in label)
        for language in languages
    }


def _is_outside(group: list[Node], codes: Sequence[tuple[Code, ...]]) -> bool:
    marks = [
        code.outside
        for wave, some in enumerate(codes)
        for code in some
        if (wave, _key(code.value)) in set(group)
    ]
    return bool(marks) and all(marks)


def _key(value: Any) -> Any:  # noqa: ANN401 - a code
    """A code as it stands in a crosswalk."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value
