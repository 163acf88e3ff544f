"""Which things stand in another order than before."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_T = TypeVar("_T", bound="Hashable")


def moved_among(old: Sequence[_T], new: Sequence[_T]) -> set[_T]:
    """The fewest of the things that both lists have that must have been moved.

    Examples
    --------
    >>> moved_among(["a", "b", "c", "d"], ["d", "a", "b", "x", "c"])
    {'d'}
    """
    places = {each: place for place, each in enumerate(old)}
    common = [each for each in new if each in places]
    kept = _longest_rising([places[each] for each in common])
    return {each for place, each in enumerate(common) if place not in kept}


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of the longest part of a list whose numbers rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(last[length - 1] if length else None)
        ends[length : length + 1] = [number]
        last[length : length + 1] = [place]
    kept: set[int] = set()
    at = last[-1] if last else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return kept
