"""Headlines with and without weights, or under several recipes, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.comparison.register.weighting_effect import weighting_label
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import SIGNS, with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import UnknownNameError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number, format_points, format_share
from survey.language.words import capitalised
from survey.tables.cells import COUNT_FORMAT
from survey.tables.notes import sign_notes, signs_in
from survey.tables.options import style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.results.beside import ReleasedWeightingEffect
    from survey.disclosure.results.released import Released
    from survey.tables.options import Style

_DIFFERENCE = '+{0};"−"{0};{0}'


def weighting_effect_table(
    released: Released,
    question: str | None = None,
    *,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """What weighting does to headlines.

    Parameters
    ----------
    released : Released
        With what `weighting_effect` returned, or the ``effect`` of `compare_recipes`.
    question : str, optional
        The areas of one question; all questions for all areas together if left out.
    language : {"da", "en"}, optional
    decimals : int, optional
        One unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        The share under each weighting, and for each but the first the difference from it, in
        percentage points and in standard errors.

    Raises
    ------
    UnknownNameError
        If the question wasn't released.
    WrongUseError
        If nothing was released to show.
    """
    must_be_released(released)
    style = style_of(language, 1 if decimals is None else decimals)
    maker = _Effect(released.effect(), style)
    rows = tuple(maker.questions() if question is None else maker.areas(question))
    return ReleasedTable(
        id="weighting_effect",
        title=title or maker.title(question),
        subtitle=subtitle,
        columns=tuple(maker.columns(question)),
        rows=rows,
        notes=(*released.stamps(style.language), *maker.notes(rows, question)),
        language=style.language,
    )


@dataclass(frozen=True, slots=True)
class _Effect:
    """The table in the making."""

    found: ReleasedWeightingEffect
    style: Style

    def text(self, key: str, **fields: object) -> str:
        return text(f"weighting_effect.{key}", lang=self.style.language, **fields)

    @property
    def number_format(self) -> str:
        decimals = self.style.decimals or 0
        return "0" + ("." + "0" * decimals if decimals else "")

    def title(self, question: str | None) -> str:
        if question is None:
            return self.text("title")
        label = self.found.codebook.label(question, self.style.language)
        return self.text("title_question", question=label)

    def columns(self, question: str | None) -> Iterator[Column]:
        language, (first, *others) = self.style.language, self.found.weightings
        book = self.found.codebook
        head = self.text("headline") if question is None else capitalised(
            book.label(self.found.over, language)
        )  # fmt: skip
        yield Column("what", head, Align.LEFT)
        yield Column("n", self.text("n"), formats=(COUNT_FORMAT,))
        label = self.text("share", weighting=weighting_label(first, language))
        yield Column("first", label, formats=(self.number_format,))
        for place, name in enumerate(others):
            group = weighting_label(name, language) if len(others) > 1 else ""
            share = self.text("percent") if group else self.text(
                "share", weighting=weighting_label(name, language)
            )  # fmt: skip
            difference = _DIFFERENCE.format(self.number_format)
            yield Column(f"share_{place}", share, formats=(self.number_format,), group=group)
            yield Column(
                f"difference_{place}", self.text("difference"), formats=(difference,), group=group
            )
            yield Column(
                f"shift_{place}", self.text("shift"), formats=(_DIFFERENCE.format("0.0"),),
                group=group,
            )  # fmt: skip

    def questions(self) -> Iterator[Row]:
        for name in dict.fromkeys(self.found.frame["variable"]):
            records = self._records(name)[Domain.ALL]
            label = self.found.codebook.category_label(
                name, records[0]["category"], self.style.language
            )
            yield Row((Cell(label), *self._cells(records)))

    def areas(self, question: str) -> Iterator[Row]:
        for area, records in self._records(question).items():
            everyone = area is Domain.ALL
            label = text("table.all", lang=self.style.language) if everyone else (
                self.found.codebook.value_label(self.found.over, area, self.style.language)
            )  # fmt: skip
            kind = RowKind.ALL if everyone else RowKind.BODY
            yield Row((Cell(label), *self._cells(records)), kind, "" if everyone else str(area))

    def _records(self, question: str) -> dict[Any, list[dict[str, Any]]]:
        """The rows of a question by area, those of each weighting in order."""
        known = list(dict.fromkeys(self.found.frame["variable"]))
        if question not in known:
            raise fail(
                UnknownNameError,
                "release.not_released",
                name=quoted(question),
                known=culprits(known),
            )
        rows: list[Any] = self.found.frame.to_dict("records")
        by_area: dict[Any, list[dict[str, Any]]] = {}
        for row in rows:
            if row["variable"] == question and not isinstance(row[self.found.over], tuple):
                by_area.setdefault(row[self.found.over], []).append(row)
        return by_area

    def _cells(self, records: Sequence[dict[str, Any]]) -> Iterator[Cell]:
        n, language = records[0]["n"], self.style.language
        if n == n:  # noqa: PLR0124 - NaN
            yield Cell(format_number(int(n), language), (int(n),))
        else:
            yield Cell(SIGNS[Status.CONFIDENTIAL])
        for place, record in enumerate(records):
            yield self._share(record)
            if place:
                yield self._difference(record)
                yield self._shift(record)

    def _share(self, record: dict[str, Any]) -> Cell:
        hidden = _hidden(record, "estimate")
        if hidden is not None:
            return hidden
        written = format_share(
            record["estimate"], self.style.language, decimals=self.style.decimals or 0
        )
        return Cell(with_sign(written, record["status"]), (_short(100 * record["estimate"]),))

    def _difference(self, record: dict[str, Any]) -> Cell:
        hidden = _hidden(record, "difference")
        if hidden is not None:
            return hidden
        decimals = self.style.decimals or 0
        value = record["difference"]
        written = format_points(value, self.style.language, decimals=decimals)
        return Cell(written, (_short(100 * value),), (self._signed(written, self.number_format),))

    def _shift(self, record: dict[str, Any]) -> Cell:
        hidden = _hidden(record, "shift")
        if hidden is not None:
            return hidden
        written = format_number(record["shift"], self.style.language, decimals=1, sign=True)
        return Cell(written, (_short(record["shift"]),), (self._signed(written, "0.0"),))

    def _signed(self, written: str, plain: str) -> str:
        return (_DIFFERENCE if written.strip("0.,") else "{0};{0};{0}").format(plain)

    def notes(self, rows: Sequence[Row], question: str | None) -> Iterator[str]:
        yield self.text("note_shift")
        yield from sign_notes(signs_in(rows), self.style.language)
        if question is None or any(row.kind is RowKind.ALL for row in rows):
            yield text("table.note.all_plain", lang=self.style.language)


def _hidden(record: dict[str, Any], name: str) -> Cell | None:
    """The sign in place of a number that is hidden or isn't there."""
    if not record["status"].hidden and record[name] == record[name]:
        return None
    return Cell(SIGNS[record["status"] if record["status"].hidden else Status.UNAVAILABLE])


def _short(value: float) -> float:
    return float(f"{value:.12g}")
