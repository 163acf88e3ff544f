"""A map of the areas, tinted by their difference from the contrast or by their share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import HIGHER, LOWER, SIGNS, sign_of_mark, with_sign
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind, Table
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.figures.area_shapes import shapes_of
from survey.figures.areas import contrast_in_text
from survey.figures.chart import MOST_ALT, Chart, notes_on, shortened
from survey.figures.map_parts import MapArea, MapClass, MapSpec
from survey.figures.map_picture import draw_map, has_tiny
from survey.figures.plain_values import language_of
from survey.figures.tile_picture import draw_tiles
from survey.files.geojson import read_boundaries
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.numbers import NO_BREAK, format_percent, format_points, format_share, rounded
from survey.language.words import capitalised, join_words

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from survey.codebook import Headline
    from survey.disclosure.results.released import Released
    from survey.figures.area_shapes import Shapes
    from survey.figures.style import Look

_KINDS = ("map", "tiles")
_COLOURINGS = ("difference", "share")
_POINTS = (5, 15)
_MOST_CLASSES = 6
_SOFTEST, _STRONGEST = 0.12, 0.95


@dataclass(frozen=True, slots=True)
class _Area:
    """One area; numbers are None where they are hidden.

    Attributes
    ----------
    points : float or None
        Its difference from the contrast; None where there is none to be seen.
    """

    code: Any
    label: str
    share: float | None
    points: float | None
    mark: int
    status: Status
    is_contrast: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """What the map is made of."""

    released: Released
    variable: str
    over: str
    kind: str
    shapes: Shapes
    areas: tuple[_Area, ...]
    language: str

    @property
    def shown(self) -> list[_Area]:
        """The areas that have a boundary."""
        placed = {shape.area for shape in self.shapes.areas}
        return [area for area in self.areas if area.code in placed]

    @property
    def headline(self) -> Headline | None:
        return self.released.codebook.variable_or_bare(self.variable).headline

    @property
    def what(self) -> str:
        """What the share is of, as a heading."""
        label = said(self.headline.label, self.language) if self.headline else ""
        known = self.released.codebook.variable_or_bare(self.variable)
        return label or said(known.label, self.language, default=self.variable)


def area_map(
    released: Released,
    variable: str,
    boundaries: str | os.PathLike[str] | Mapping[str, Any],
    *,
    key: str = "area",
    names: Mapping[Any, Any] | None = None,
    over: str | None = None,
    kind: str = "map",
    colours: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headline of a question on a map of the areas.

    Parameters
    ----------
    released : Released
        With the headline by area, and its comparison with the contrast if there is one.
    variable : str
    boundaries : str, path or mapping
        GeoJSON: polygons in longitude and latitude, or in metres. Nothing is fetched.
    key : str
        The property of a boundary that holds the area's code or label.
    names : mapping, optional
        Codes of areas by what the property calls them, where that is neither code nor label.
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    kind : {"map", "tiles"}
        A map true to scale, or a tile for each area, placed as they lie among each other: for
        small areas that are far apart.
    colours : {"difference", "share"}, optional
        By the difference from the contrast if one was released, else by share.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Each area with its share, its difference and ▲ or ▼ in writing, so that nothing is told by
        colour alone. Classes have fixed limits. Hidden areas are hatched with their sign.

    Raises
    ------
    DataError, FileError, FindingsError
        If the boundaries can't be read, or none of them is of an area.
    UnknownNameError
        If the headline was not released by area, or `key` or a name is unknown.
    WrongUseError
        If an argument is nothing of what it can be, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> square = [[[10, 56], [10.01, 56], [10.01, 56.01], [10, 56.01], [10, 56]]]
    >>> feature = {"type": "Feature", "properties": {"area": "A"},
    ...            "geometry": {"type": "Polygon", "coordinates": square}}
    >>> safe = sv.Variable("safe", "single", {}, headline=sv.Headline((1,)),
    ...                    codes=(sv.Code(0, {"en": "No"}), sv.Code(1, {"en": "Yes"})))
    >>> rows = pd.DataFrame({"area": ["A"] * 80, "safe": [1, 0] * 40})
    >>> design = sv.SurveyDesign(rows, codebook=sv.Codebook({"safe": safe}))
    >>> shares = sv.release(sv.headline(design, "safe", by="area"))
    >>> sv.area_map(shares, "safe", {"type": "FeatureCollection", "features": [feature]},
    ...             language="en").data.rows[0].cells[1].text
    '50'
    """
    must_be_released(released)
    language = language_of(language)
    _check_choices(kind, colours, key, names)
    over = released.breakdown_of(variable, over)
    areas = _areas(released, variable, over, language)
    has_contrast = any(area.is_contrast for area in areas)
    if colours == "difference" and not has_contrast:
        raise fail(WrongUseError, "map.no_contrast", name=quoted(variable))
    codes = [area.code for area in areas]
    shapes = shapes_of(read_boundaries(boundaries), key, codes, over, released.codebook, names)
    source = _Source(released, variable, over, kind, shapes, tuple(areas), language)
    spec = _spec(source, by_difference=has_contrast and colours != "share")
    return Chart(
        id=f"{variable}_map",
        title=title or text("chart.map.title", lang=language, what=source.what),
        alt=_alt(source),
        language=language,
        draw=partial(draw_tiles if kind == "tiles" else draw_map, spec),
        data=_data(source),
        plot_under=partial(_plot, source),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(source)),
        is_empty=not any(area.share is not None for area in source.shown),
    )


def _check_choices(kind: object, colours: object, key: object, names: object) -> None:
    must_be(key, str, "key", "str")
    must_be(names, (dict, type(None)), "names", "dict")
    if kind not in _KINDS:
        raise fail(WrongUseError, "map.kind", got=str(kind), known=", ".join(_KINDS))
    if colours is not None and colours not in _COLOURINGS:
        raise fail(WrongUseError, "map.colours", got=str(colours), known=", ".join(_COLOURINGS))


# What is shown


def _areas(released: Released, variable: str, over: str, language: str) -> list[_Area]:
    """All areas: those that are shown from the highest to the lowest, the contrast last."""
    _, rows = released.estimates_of(variable, (over,), headline=True)
    found = released.comparison_of(variable, (over,), headline=True)
    contrast: object = None
    differences: dict[Any, Any] = {}
    if found is not None and not isinstance(found[0].contrast, Domain):
        contrast = found[0].contrast
        differences = {row[over]: row for row in found[1].to_dict("records")}
    areas = [
        _area(released, record, over, contrast, differences.get(record[over]), language)
        for record in rows.to_dict("records")
        if not isinstance(record[over], Domain)
    ]
    return sorted(
        areas, key=lambda area: (area.is_contrast, area.share is None, -(area.share or 0))
    )


def _area(
    released: Released,
    record: Any,  # noqa: ANN401 - a row of a frame
    over: str,
    contrast: object,
    difference: Any,  # noqa: ANN401
    language: str,
) -> _Area:
    status = Status(record["status"])
    is_seen = difference is not None and not Status(difference["status"]).hidden
    return _Area(
        record[over],
        released.codebook.value_label(over, record[over], language),
        None if status.hidden else float(record["estimate"]),
        float(difference["difference"]) if is_seen and not status.hidden else None,
        int(difference["mark"]) if is_seen and not status.hidden else 0,
        status,
        contrast is not None and record[over] == contrast,
    )


def _spec(source: _Source, *, by_difference: bool) -> MapSpec:
    language, shown = source.language, source.shown
    if by_difference:
        good = source.headline.good if source.headline else "neither"
        classes = _difference_classes(language, good)
    else:
        classes = _share_classes(shown, language)
    areas = (_on_map(area, classes, language, by_difference=by_difference) for area in shown)
    return MapSpec(tuple(areas), tuple(classes), source.shapes, language)


def _on_map(
    area: _Area, classes: Sequence[MapClass], language: str, *, by_difference: bool
) -> MapArea:
    place: int | None = None
    if area.share is not None and by_difference:
        place = None if area.points is None else _difference_class(area.points)
    elif area.share is not None:
        place = next(k for k, each in enumerate(classes) if _percent(area.share) <= each.most)
    return MapArea(area.code, area.label, _value(area, language), place, area.share is None,
                   area.is_contrast)  # fmt: skip


def _value(area: _Area, language: str) -> str:
    """The share, its difference in brackets, or the sign that stands for it."""
    if area.share is None:
        return SIGNS[area.status]
    share = f"{format_percent(area.share, language)}{SIGNS[area.status]}"
    if area.points is None:
        return share
    mark = sign_of_mark(area.mark)
    points = format_points(area.points, language)
    return f"{share} ({points}{NO_BREAK}{mark})" if mark else f"{share} ({points})"


def _percent(share: float) -> int:
    return int(rounded(100 * share))


def _difference_class(points: float) -> int:
    """Which class a difference is in, as it is written: whole points."""
    whole = int(rounded(100 * points))
    near, far = _POINTS
    size = 0 if abs(whole) < near else 1 if abs(whole) < far else 2
    return 2 + (size if whole > 0 else -size)


def _difference_classes(language: str, good: str) -> list[MapClass]:
    """Five classes; their colours go from bad to good, whichever way that is."""
    near, far = _POINTS
    places = range(5) if good != "low" else range(4, -1, -1)
    return [
        MapClass(text(f"chart.map.class_{name}", lang=language, near=near, far=far, last=far - 1),
                 diverging=place)
        for name, place in zip(("far_lower", "lower", "alike", "higher", "far_higher"), places,
                               strict=True)
    ]  # fmt: skip


def _share_classes(areas: Sequence[_Area], language: str) -> list[MapClass]:
    """Classes of 10 or 20 percentage points, no more than it takes."""
    shares = [_percent(area.share) for area in areas if area.share is not None]
    if not shares:
        return []
    width = 10 if max(shares) // 10 - min(shares) // 10 < _MOST_CLASSES else 20
    first, last = min(shares) // width, min(max(shares), 99) // width
    first = min(first, last)
    count = last - first + 1
    step = (_STRONGEST - _SOFTEST) / max(count - 1, 1)
    classes = []
    for place in range(count):
        low = (first + place) * width
        most = 100 if low + width >= 100 else low + width - 1
        label = text("chart.map.class_share", lang=language, low=low, high=most)
        classes.append(MapClass(label, strength=_SOFTEST + step * place, most=most))
    return classes


# In words and numbers


def _notes(source: _Source) -> list[str]:
    language, shown = source.language, source.shown
    notes = [text("chart.map.tiles", lang=language)] if source.kind == "tiles" else []
    contrast = next((area for area in shown if area.is_contrast), None)
    if any(area.points is not None for area in shown):
        notes.append(text("chart.map.brackets", lang=language))
    if contrast is not None:
        notes.append(text("chart.map.contrast", lang=language, area=contrast.label))
    notes += _marks_note(source)
    notes += notes_on({area.status for area in shown}, language)
    missing = [area.label for area in source.areas if area not in shown]
    if missing:
        areas = join_words(missing, language)
        notes.append(text("chart.map.missing", lang=language, areas=areas))
    if source.kind == "map" and has_tiny(source.shapes):
        notes.append(text("chart.map.tiny", lang=language))
    return notes


def _marks_note(source: _Source) -> list[str]:
    """The legend of ▲ and ▼, as far as they occur, and of a difference without."""
    language, seen = source.language, [a for a in source.shown if a.points is not None]
    found = {sign_of_mark(area.mark) for area in seen}
    keys = [key for sign, key in ((HIGHER, "higher"), (LOWER, "lower")) if sign in found]
    compared = source.released.comparison_of(source.variable, (source.over,), headline=True)
    notes = []
    if keys and compared is not None:
        comparison, _ = compared
        name = "both" if len(keys) == 2 else keys[0]
        name = f"{name}_unadjusted" if comparison.adjust == "none" else name
        contrast = contrast_in_text(source.released, source.over, comparison.contrast, language)
        notes.append(text(f"table.note.{name}", lang=language, contrast=contrast))
    if "" in found:
        notes.append(text("chart.map.unmarked", lang=language))
    return notes


def _alt(source: _Source) -> str:
    language, shown = source.language, source.shown
    fields: dict[str, Any] = {"what": shortened(source.what, 80), "count": len(shown)}
    parts = [text(f"chart.map.alt_{source.kind}", lang=language, **fields)]
    drawn = [area for area in shown if area.share is not None]
    others = [area for area in drawn if not area.is_contrast]
    parts += [_said("map.alt_contrast", area, language) for area in drawn if area.is_contrast]
    if len(others) > 1:
        highest = "map.alt_highest" if len(others) < len(drawn) else "highest"
        parts.append(_said(highest, others[0], language))
        parts.append(_said("map.alt_lowest", others[-1], language))
    elif others:
        parts.append(_said("map.alt_only", others[0], language))
    marks = [area.mark for area in others if area.points is not None]
    if marks:
        some = sum(map(abs, marks))
        key = "alt_differ" if some else "alt_none_differ"
        fields = {"some": some, "many": len(marks), "count": some}
        parts.append(text(f"chart.contrast.{key}", lang=language, **fields))
    hidden = len(shown) - len(drawn)
    if hidden:
        parts.append(text("chart.map.alt_hidden", lang=language, count=hidden))
    while len(" ".join(parts)) > MOST_ALT:
        parts.pop()
    return " ".join(parts)


def _said(key: str, area: _Area, language: str) -> str:
    share = format_percent(area.share or 0.0, language)
    return text(f"chart.{key}", lang=language, area=shortened(area.label, 45), share=share)


def _plot(source: _Source, _: Look) -> Plot | None:
    return Plot(PlotKind.BARS, ("share",), strong=_strong(source.shown))


def _strong(shown: Sequence[_Area]) -> tuple[int, ...]:
    return tuple(place for place, area in enumerate(shown) if area.is_contrast)


def _data(source: _Source) -> Table:
    language, shown = source.language, source.shown
    has_points = any(area.is_contrast for area in shown)
    unit = source.released.codebook.label(source.over, language)
    columns = [
        Column("area", capitalised(unit), Align.LEFT),
        Column("share", text("table.head.share", lang=language), formats=("0",)),
    ]
    if has_points:
        columns.append(
            Column("difference", text("chart.map.points", lang=language), formats=('+0;"−"0;0',))
        )
    return Table(
        f"{source.variable}_map_data",
        text("chart.map.title", lang=language, what=source.what),
        tuple(columns),
        tuple(_row(area, language, has_points=has_points) for area in shown),
        notes=tuple(_notes(source)),
        language=language,
    )


def _row(area: _Area, language: str, *, has_points: bool) -> Row:
    kind = RowKind.CONTRAST if area.is_contrast else RowKind.BODY
    sign = Cell(SIGNS[area.status])
    cells = [Cell(area.label), sign]
    if area.share is not None:
        written = with_sign(format_share(area.share, language), area.status)
        cells[1] = Cell(written, (float(f"{100 * area.share:.12g}"),))
    if has_points and area.points is not None:
        mark = sign_of_mark(area.mark)
        points = format_points(area.points, language)
        value = (float(f"{100 * area.points:.12g}"),)
        cells.append(Cell(f"{points}{NO_BREAK}{mark}" if mark else points, value))
    elif has_points:
        cells.append(Cell("") if area.is_contrast or area.share is not None else sign)
    return Row(tuple(cells), kind, str(area.code))
