"""Arguments of the wrong kind, refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.errors import DataError, WrongUseError
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    import pandas as pd


def must_be(value: object, kinds: type | tuple[type, ...], name: str, expected: str) -> None:
    """Refuse an argument that is of no kind that it can be.

    Parameters
    ----------
    name : str
        The argument's name.
    expected : str
        What it can be, in the words of Python, e.g. ``SurveyDesign``.

    Raises
    ------
    WrongUseError
    """
    if not isinstance(value, kinds):
        got = type(value).__name__
        raise fail(WrongUseError, "argument.kind", name=name, got=got, expected=expected)


def refuse_collections(values: pd.Series[Any], name: str) -> None:
    """Refuse a column whose cells hold lists or the like.

    Raises
    ------
    DataError
    """
    if values.dtype != object:
        return
    odd = next((v for v in values if isinstance(v, list | dict | set)), None)
    if odd is not None:
        got = type(odd).__name__
        raise fail(DataError, "argument.collection", name=quoted(name), got=got)
