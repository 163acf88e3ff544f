"""What was worked out of a wave, kept in memory as long as all that it rests on is as it was.

Answers are never kept anywhere else. What is handed out is a copy, so that nobody who works on it
changes what the next report is made of.
"""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_T = TypeVar("_T")
_TABLES = (pd.DataFrame, pd.Series, np.ndarray)
MOST_KEPT = 24
"""How many results are kept, of all waves together; those not asked for longest go first."""

_KEPT: OrderedDict[Hashable, Any] = OrderedDict()
_DOOR = threading.Lock()


def remembered(key: Callable[[], Hashable], work_out: Callable[[], _T]) -> _T:
    """A result from memory, or else worked out and kept.

    Parameters
    ----------
    key : callable
        What the result rests on. It is asked again afterwards: what was worked out of files that
        changed meanwhile isn't kept.
    work_out : callable
    """
    before = key()
    with _DOOR:
        if before in _KEPT:
            _KEPT.move_to_end(before)
            found: _T = _KEPT[before]
            return found
    made = work_out()
    if key() == before:
        with _DOOR:
            _KEPT[before] = made
            while len(_KEPT) > MOST_KEPT:
                _KEPT.popitem(last=False)
    return made


def forget() -> None:
    """Forget all that was worked out."""
    with _DOOR:
        _KEPT.clear()


def handed_out(result: _T) -> _T:
    """A copy whose tables can be changed without changing what is kept."""
    copied: _T = _copied(result)
    return copied


def _copied(value: Any) -> Any:  # noqa: ANN401
    """The same with tables of its own, also in what it has several of."""
    if isinstance(value, _TABLES):
        return value.copy()
    if isinstance(value, tuple):
        return tuple(_copied(each) if is_dataclass(each) else each for each in value)
    if isinstance(value, MappingProxyType):
        return MappingProxyType({name: _copied(each) for name, each in value.items()})
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {each.name: getattr(value, each.name) for each in fields(value)}
    own = {name: part for name, part in parts.items() if _is_or_has_tables(part)}
    made = copy.copy(value)
    for name, part in own.items():
        object.__setattr__(made, name, _copied(part))
    return made


def _is_or_has_tables(part: object) -> bool:
    if isinstance(part, MappingProxyType):
        return any(isinstance(each, _TABLES) for each in part.values())
    if isinstance(part, tuple):
        return any(
            isinstance(getattr(each, at.name), _TABLES)
            for each in part
            if is_dataclass(each)
            for at in fields(each)
        )
    return isinstance(part, _TABLES)
