"""Areas by what files call them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import Code, Kind, Variable
from survey.errors import WrongUseError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import fail
from survey.sampling.areas import Finder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

UNKNOWN = -1


def areas_given(area: object) -> Variable | None:
    """The areas that were given as an argument: a variable, names, or codes with names.

    Raises
    ------
    WrongUseError
        If it is nothing of the kind, or an area stands twice.
    """
    if area is None or isinstance(area, Variable):
        return area
    if isinstance(area, str):
        return named_areas({area: area})
    names = dict(area) if isinstance(area, Mapping) else _each_once(area)
    texts = all(isinstance(each, str) and each for pair in names.items() for each in pair)
    if not names or not texts:
        raise fail(WrongUseError, "dispositions.areas", got=type(area).__name__)
    return named_areas(names)


def _each_once(area: object) -> dict[str, str]:
    if not isinstance(area, Sequence):
        return {}
    names = dict.fromkeys(map(_plain, map(str, area)))
    same = len(names) == len(area) and all(isinstance(each, str) for each in area)
    return {each: each for each in area} if same else {}


def named_areas(names: Mapping[str, str]) -> Variable:
    """Areas with their codes and names."""
    label = {lang: text("dispositions.area", lang=lang) for lang in LANGUAGES}
    codes = tuple(Code(code, dict.fromkeys(LANGUAGES, name)) for code, name in names.items())
    return Variable("area", Kind.GROUP, label, codes=codes)


def places_of(area: Variable, written: Iterable[str]) -> NDArray[np.intp]:
    """The place of each written area among the codes, by code or name; −1 where none is meant."""
    places = reversed(list(enumerate(area.codes)))
    known = Finder(
        (name, place) for place, code in places for name in (*code.names, str(code.value))
    )
    return np.array([known.place(each) for each in written], dtype=np.intp)


def likely_area(area: Variable, written: str) -> str | None:
    """The area that was probably meant."""
    return did_you_mean(written, [name for code in area.codes for name in code.names])


def area_names(area: Variable) -> list[str]:
    """What the areas are called, for a message."""
    return [str(code.value) for code in area.codes]


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
