"""What maps and tiles have in common: areas, classes, and how they look and are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.documents.house_style import tint
from survey.figures.frame import SMALL
from survey.figures.legend import Key, patch_look
from survey.figures.style import QUIET, RULE, wrapped
from survey.language.catalogue import text
from survey.language.numbers import NO_BREAK

if TYPE_CHECKING:
    from survey.figures.area_shapes import Shapes
    from survey.figures.style import Look


@dataclass(frozen=True, slots=True)
class MapArea:
    """An area on a map.

    Attributes
    ----------
    value : str
        Its number as it is written, or the sign that stands for it.
    place : int or None
        Its class; None where it is in none.
    """

    code: Any
    label: str
    value: str
    place: int | None
    is_hidden: bool
    is_contrast: bool


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of numbers that are tinted alike.

    Attributes
    ----------
    diverging : int or None
        Its place on a scale of five colours from negative to positive.
    strength : float
        Else how strongly it has the colour of the house.
    most : int
        The largest percentage in it.
    """

    label: str
    diverging: int | None = None
    strength: float = 0.0
    most: int = 100


@dataclass(frozen=True, slots=True)
class MapSpec:
    """What is drawn."""

    areas: tuple[MapArea, ...]
    classes: tuple[MapClass, ...]
    shapes: Shapes
    language: str


# What things look like


def class_colour(spec: MapSpec, place: int, look: Look) -> str:
    """The colour of a class under a look."""
    each = spec.classes[place]
    if each.diverging is not None:
        return look.diverging(5)[each.diverging]
    return tint(look.accent, each.strength)


def fill_of(spec: MapSpec, area: MapArea, look: Look) -> str:
    """The colour of an area, white where it is in no class."""
    return "#ffffff" if area.place is None else class_colour(spec, area.place, look)


def hidden_key(spec: MapSpec) -> Key:
    """The key of areas that are not shown."""
    return Key(text("chart.map.key_hidden", lang=spec.language), "hatched", RULE, "////")


def bare_key(spec: MapSpec) -> Key:
    """The key of places that nothing is known of."""
    return Key(text("chart.map.key_none", lang=spec.language), "hatched", RULE, "....")


def keys_of(spec: MapSpec, look: Look, *, others: bool) -> list[Key]:
    """The classes of a map, and what else occurs on it."""
    keys = [
        Key(each.label, "box", class_colour(spec, place, look))
        for place, each in enumerate(spec.classes)
    ]
    plain = [area for area in spec.areas if not area.is_contrast]
    if any(area.place is None and not area.is_hidden for area in plain):
        keys.append(Key(text("chart.map.key_plain", lang=spec.language), "outline", QUIET))
    if any(area.is_contrast for area in spec.areas):
        keys.append(Key(text("chart.map.key_contrast", lang=spec.language), "outline", look.accent))
    if any(area.is_hidden for area in spec.areas):
        keys.append(hidden_key(spec))
    return [*keys, bare_key(spec)] if others else keys


def patch_of(spec: MapSpec, area: MapArea, look: Look) -> dict[str, Any]:
    """How the patch of an area is drawn."""
    if area.is_hidden:
        return patch_look(hidden_key(spec)) | {"zorder": 2}
    edge = QUIET if area.place is None else "white"
    return {"facecolor": fill_of(spec, area, look), "edgecolor": edge, "lw": 0.9, "zorder": 2}


def words_of(area: MapArea, width: float, look: Look, *, most: int = 3) -> str:
    """The name over some lines, and the number on its own."""
    bold, font = area.is_contrast, look.font
    if area.is_hidden:
        whole = wrapped(line_of(area), SMALL, width, most=most, bold=bold, font=font)
        if not whole.endswith("…"):
            return whole
    name = wrapped(area.label, SMALL, width, most=most, bold=bold, font=font)
    value = wrapped(area.value, SMALL, width, most=2, bold=bold, font=font)
    return f"{name}\n{value}"


def line_of(area: MapArea) -> str:
    """An area with its number on one line."""
    if area.is_hidden:
        return f"{area.label}{NO_BREAK}{area.value}"
    return f"{area.label}: {area.value}"
