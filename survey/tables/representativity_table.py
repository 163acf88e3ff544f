"""Respondents beside the register, as tables: of one place, and of all areas at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import NEVER, SIGNS, sign_of_mark, with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import UnknownNameError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import (
    NO_BREAK,
    format_number,
    format_points,
    format_range,
    format_share,
)
from survey.language.words import capitalised, join_words
from survey.tables.cells import COUNT_FORMAT, EMPTY
from survey.tables.notes import sign_notes, signs_in
from survey.tables.options import names_given, style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.results.beside import ReleasedRepresentativity
    from survey.disclosure.results.released import Released
    from survey.tables.options import Style

_NOTHING = 1e-9
_DIFFERENCE_FORMAT = '+{0};"−"{0};{0}'


def representativity_table(
    released: Released,
    area: Any = None,  # noqa: ANN401 - a code or label of an area
    variables: str | Sequence[str] | None = None,
    *,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """Respondents and register side by side, characteristic by characteristic.

    Parameters
    ----------
    released : Released
        With what `representativity` returned.
    area : code or label of an area, optional
        All areas together if left out.
    variables : str or sequence of str, optional
        The characteristics, in the order wanted; all if left out.
    language : {"da", "en"}, optional
    decimals : int, optional
        None unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        A row for each category, with the number of respondents, their share as they were selected,
        as they are weighted, the register's share, and the difference before and after weighting in
        percentage points. ▲ and ▼ stand where the respondents surely depart.

    Raises
    ------
    UnknownNameError
        If the area, or a characteristic, was not released.
    WrongUseError
        If nothing was released to show.
    """
    must_be_released(released)
    style = style_of(language, decimals)
    found = released.representativity()
    place = _place(found, area, style)
    names = _names(found, variables, place)
    maker = _Beside(found, style)
    rows = tuple(row for name in names for row in maker.rows(name, place))
    key = "title" if place is Domain.ALL else "title_area"
    label = maker.area(place)
    return ReleasedTable(
        id="representativity",
        title=title or text(f"representativity.table.{key}", lang=style.language, area=label),
        subtitle=subtitle,
        columns=tuple(maker.columns()),
        rows=rows,
        notes=(*released.stamps(style.language), *maker.notes(rows, names, place)),
        language=style.language,
    )


def representativity_overview(
    released: Released,
    variables: str | Sequence[str] | None = None,
    *,
    contrast: Any = None,  # noqa: ANN401 - a code of an area
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """The index of dissimilarity of every characteristic in every area, before and after weighting.

    Parameters
    ----------
    released : Released
    variables, language, title, subtitle
        As in `representativity_table`.
    contrast : code of an area, optional
        The area that is set off from the others.

    Returns
    -------
    ReleasedTable
        A row an area, all together last; ▲ where the respondents surely depart from the register.
    """
    must_be_released(released)
    style = style_of(language, 0)
    found = released.representativity()
    names = _names(found, variables, Domain.ALL)
    return _Overview(found, style, names, contrast).table(
        title or text("representativity.table.overview", lang=style.language),
        subtitle,
        released.stamps(style.language),
    )


def _place(found: ReleasedRepresentativity, area: object, style: Style) -> object:
    if area is None or area is Domain.ALL:
        return Domain.ALL
    places = found.areas()
    for value in places:
        if area in (value, found.area_label(value, style.language)):
            return value
    known = culprits(found.area_label(value, style.language) for value in places)
    raise fail(UnknownNameError, "representativity.area", name=quoted(area), known=known)


def _names(
    found: ReleasedRepresentativity, variables: str | Sequence[str] | None, place: object
) -> list[str]:
    """The characteristics to show: all that are known of the place, or those given."""
    names = [name for name in found.variables() if found.cells(name, place)]
    if variables is None:
        return names
    given = names_given(variables)
    wrong = [name for name in given if name not in names]
    if wrong:
        known = culprits(names)
        raise fail(
            UnknownNameError, "representativity.not_shown", name=quoted(wrong[0]), known=known
        )
    return given


@dataclass(frozen=True, slots=True)
class _Beside:
    """The table of one place in the making."""

    found: ReleasedRepresentativity
    style: Style

    def text(self, key: str, **fields: object) -> str:
        return text(f"representativity.table.{key}", lang=self.style.language, **fields)

    def area(self, place: object) -> str:
        return self.found.area_label(place, self.style.language)

    @property
    def decimals(self) -> int:
        return self.style.decimals or 0

    @property
    def number_format(self) -> str:
        return "0" + ("." + "0" * self.decimals if self.decimals else "")

    def columns(self) -> Iterator[Column]:
        share, difference = self.number_format, _DIFFERENCE_FORMAT.format(self.number_format)
        yield Column("category", "", Align.LEFT)
        yield Column("count", self.text("count"), formats=(COUNT_FORMAT,))
        yield Column("respondents", self.text("respondents"), formats=(share,))
        if self.found.has_weights:
            yield Column("weighted", self.text("weighted"), formats=(share,))
        yield Column("register", self.text("register"), formats=(share,))
        group = self.text("difference")
        if not self.found.has_weights:
            yield Column("difference", group, formats=(difference,))
            return
        yield Column("difference", self.text("before"), formats=(difference,), group=group)
        yield Column("difference_weighted", self.text("after"), formats=(difference,), group=group)

    def rows(self, name: str, place: object) -> Iterator[Row]:
        language, code = self.style.language, "" if place is Domain.ALL else str(place)
        width = len(list(self.columns())) - 1
        heading = capitalised(self.found.codebook.label(name, language))
        yield Row((Cell(heading), *[EMPTY] * width), RowKind.HEADING, code)
        for record in self.found.cells(name, place):
            label = self.found.codebook.category_label(name, record["category"], language)
            yield Row((Cell(label), *self._cells(record)), RowKind.BODY, code)
        test = self.found.test(name, place)
        if test is not None:
            yield from self._below(test, code)

    def _cells(self, record: dict[str, Any]) -> Iterator[Cell]:
        status = record["status"]
        yield self._count(record["count"], status)
        yield self._share(record["respondents"], status)
        if self.found.has_weights:
            yield self._share(record["weighted"], status)
        yield self._register(record)
        yield self._difference(record, status)
        if self.found.has_weights:
            yield self._points(record["difference_weighted"], status, "")

    def _below(self, test: dict[str, Any], code: str) -> Iterator[Row]:
        """Who lacks the characteristic, if anybody, and the index of dissimilarity."""
        blank = [EMPTY] * (3 if self.found.has_weights else 2)
        lacking = test["lacking"]
        pairs = 2 if self.found.has_weights else 1
        if lacking != 0:
            cell = self._count(lacking, Status.SHOWN)
            yield Row(
                (Cell(self.text("lacking")), cell, *blank, *[EMPTY] * pairs), RowKind.BASE, code
            )
        names = ("dissimilarity", "dissimilarity_weighted")[:pairs]
        cells = [self._index(test[each], test["status"]) for each in names]
        yield Row((Cell(self.text("index")), EMPTY, *blank, *cells), RowKind.BASE, code)

    def _count(self, count: float, status: Status) -> Cell:
        if status.hidden or count != count:  # noqa: PLR0124 - NaN
            return Cell(SIGNS[status if status.hidden else Status.CONFIDENTIAL])
        return Cell(format_number(int(count), self.style.language), (int(count),))

    def _share(self, share: float, status: Status) -> Cell:
        if status.hidden or share != share:  # noqa: PLR0124 - NaN
            return Cell(SIGNS[status if status.hidden else Status.UNAVAILABLE])
        written = format_share(share, self.style.language, decimals=self.decimals)
        return Cell(with_sign(written, status), (_percent(share),))

    def _register(self, record: dict[str, Any]) -> Cell:
        share, low, high = (record[f"register{end}"] for end in ("", "_low", "_high"))
        if share != share:  # noqa: PLR0124 - NaN
            return Cell(SIGNS[Status.UNAVAILABLE])
        language = self.style.language
        ends = [format_share(each, language, decimals=self.decimals) for each in (low, high)]
        written = format_share(share, language, decimals=self.decimals)
        if high - low > _NOTHING and ends[0] != ends[1]:
            written = format_range(*ends)
        return Cell(written, (_percent(share),))

    def _difference(self, record: dict[str, Any], status: Status) -> Cell:
        """The difference; between two where the register hides a number."""
        low, high = record["difference_low"], record["difference_high"]
        mark = sign_of_mark(record["mark"])
        if status.hidden or not high - low > _NOTHING:
            return self._points(record["difference"], status, mark)
        ends = [self._written(each) for each in (low, high)]
        if ends[0] == ends[1]:
            return self._points(record["difference"], status, mark)
        written = format_range(*ends)
        marked = f"{written}{NO_BREAK}{mark}" if mark else written
        return Cell(marked, (_percent(record["difference"]),))

    def _points(self, difference: float, status: Status, mark: str) -> Cell:
        if status.hidden or difference != difference:  # noqa: PLR0124 - NaN
            return Cell(SIGNS[status if status.hidden else Status.UNAVAILABLE])
        written = self._written(difference)
        marked = f"{written}{NO_BREAK}{mark}" if mark else written
        plain = self.number_format
        shown = _DIFFERENCE_FORMAT if written.strip("0.,") else "{0};{0};{0}"
        return Cell(marked, (_percent(difference),), (shown.format(plain),))

    def _written(self, difference: float) -> str:
        near = 0.0 if abs(difference) < _NOTHING else difference
        return format_points(near, self.style.language, decimals=self.decimals)

    def _index(self, value: float, status: Status) -> Cell:
        if status.hidden or value != value:  # noqa: PLR0124 - NaN
            return Cell(SIGNS[status if status.hidden else Status.UNAVAILABLE])
        near = 0.0 if value < _NOTHING else value
        written = format_share(near, self.style.language, decimals=self.decimals)
        return Cell(written, (_percent(near),), (self.number_format,))

    # Notes

    def notes(self, rows: Sequence[Row], names: Sequence[str], place: object) -> Iterator[str]:
        signs = signs_in(rows)
        yield from self._sources(names)
        key = "selected" if place is Domain.ALL or not self.found.is_even else ""
        if key:
            yield self.text(key)
        yield from self.weighted_note(names)
        yield from self._ranges(names, place)
        yield self.text("note_index")
        marks = "".join(mark for mark in "▲▼" if mark in signs)
        if marks:
            yield self.text({"▲": "more", "▼": "fewer"}.get(marks, "both"))
        yield from sign_notes(signs - {NEVER}, self.style.language)
        if place is Domain.ALL:
            yield text("table.note.all_plain", lang=self.style.language)

    def _ranges(self, names: Sequence[str], place: object) -> Iterator[str]:
        cells = (cell for name in names for cell in self.found.cells(name, place))
        if any(cell["register_high"] - cell["register_low"] > _NOTHING for cell in cells):
            yield self.text("range")

    def weighted_note(self, names: Sequence[str]) -> Iterator[str]:
        """Which characteristics the weights don't meet."""
        if not self.found.has_weights:
            return
        language = self.style.language
        others = [
            self.found.codebook.label(name, language)
            for name in names
            if name not in self.found.weighted_on
        ]
        if others:
            yield self.text(
                "not_weighted_on", names=join_words([_lower(o) for o in others], language)
            )

    def _sources(self, names: Sequence[str]) -> Iterator[str]:
        """Whom the register is about, of when, and where its numbers are from."""
        said = dict.fromkeys(self.found.sources[name] for name in names)
        who = text(f"representativity.universe.{self.found.universe}", lang=self.style.language)
        for year, source in said:
            parts = [who]
            parts += [self.text("year", year=year)] if year else []
            parts += [self.text("source", source=source)] if source else []
            yield self.text("about", parts=", ".join(parts))


def _lower(words: str) -> str:
    """A label inside a sentence; one that begins with an abbreviation stays as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _percent(share: float) -> float:
    value = float(f"{100 * share:.12g}")
    return 0.0 if abs(value) < 100 * _NOTHING else value


@dataclass(frozen=True, slots=True)
class _Overview:
    """The table of all areas in the making."""

    found: ReleasedRepresentativity
    style: Style
    names: list[str]
    contrast: object

    def text(self, key: str, **fields: object) -> str:
        return text(f"representativity.table.{key}", lang=self.style.language, **fields)

    def table(self, title: str, subtitle: str, stamps: Sequence[str]) -> ReleasedTable:
        areas = self.found.areas()
        ordered = sorted(areas, key=lambda area: area == self.contrast)
        rows = tuple(self._row(area) for area in (*ordered, Domain.ALL))
        return ReleasedTable(
            id="representativity_overview",
            title=title,
            subtitle=subtitle,
            columns=tuple(self._columns()),
            rows=rows,
            notes=(*stamps, *self._notes(rows)),
            language=self.style.language,
        )

    def _columns(self) -> Iterator[Column]:
        language = self.style.language
        yield Column("area", capitalised(self.found.codebook.label(self.found.over, language)),
                     Align.LEFT)  # fmt: skip
        for name in self.names:
            label = capitalised(self.found.codebook.label(name, language))
            if not self.found.has_weights:
                yield Column(name, label, formats=("0",))
                continue
            yield Column(f"{name}_before", self.text("before_short"), formats=("0",), group=label)
            yield Column(f"{name}_after", self.text("after_short"), formats=("0",), group=label)

    def _row(self, area: object) -> Row:
        label = self.found.area_label(area, self.style.language)
        kind = RowKind.ALL if area is Domain.ALL else RowKind.BODY
        if area is not Domain.ALL and area == self.contrast:
            label = text("table.contrast_row", lang=self.style.language, area=label)
            kind = RowKind.CONTRAST
        cells = [cell for name in self.names for cell in self._cells(name, area)]
        code = "" if area is Domain.ALL else str(area)
        return Row((Cell(label), *cells), kind, code)

    def _cells(self, name: str, area: object) -> Iterator[Cell]:
        test = self.found.test(name, area)
        kinds = (
            ("dissimilarity", "dissimilarity_weighted")
            if self.found.has_weights
            else ("dissimilarity",)
        )
        for kind in kinds:
            if test is None:
                yield Cell(NEVER)
                continue
            sure = test["p_adjusted"] < 1 - self.found.level and kind == "dissimilarity"
            yield self._index(test[kind], test["status"], sure=bool(sure))

    def _index(self, value: float, status: Status, *, sure: bool) -> Cell:
        if status.hidden or value != value:  # noqa: PLR0124 - NaN
            return Cell(SIGNS[status if status.hidden else Status.UNAVAILABLE])
        near = 0.0 if value < _NOTHING else value
        written = format_share(near, self.style.language)
        mark = f"{NO_BREAK}{sign_of_mark(1)}" if sure else ""
        return Cell(f"{written}{mark}", (_percent(near),), ("0",))

    def _notes(self, rows: Sequence[Row]) -> Iterator[str]:
        signs = signs_in(rows)
        yield self.text("note_index")
        if self.found.has_weights:
            yield self.text("note_short")
        yield from _Beside(self.found, self.style).weighted_note(self.names)
        if sign_of_mark(1) in signs:
            yield self.text("departs")
        yield from sign_notes(signs, self.style.language)
        yield text("table.note.all_plain", lang=self.style.language)
