"""The tables of the page on weighting: steps, areas and targets. They name no respondent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.disclosure.policy import POLICIES, Status
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_range, format_share
from survey.language.words import capitalised
from survey.weighting.diagnostics import step_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Codebook
    from survey.weighting.diagnostics import WeightDiagnostics

_NOTHING = 1e-6
_LEAST = POLICIES["default"].minimum_base


@dataclass(frozen=True, slots=True)
class WeightingTables:
    """Diagnostics as tables.

    Attributes
    ----------
    diagnostics : WeightDiagnostics
    codebook : Codebook
        What areas and variables are called.
    language : str
    contrast : object
        Code of the area that the others are compared with, or None.
    """

    diagnostics: WeightDiagnostics
    codebook: Codebook
    language: str
    contrast: object = None

    def steps(self) -> Table:
        """The steps, with who is left after each and how the respondents' weights spread."""
        records: list[Any] = self.diagnostics.steps.to_dict("records")
        columns = [
            Column("step", self._say("steps.step"), Align.LEFT),
            Column("cases", self._say("steps.cases"), formats=("#,##0",)),
            Column("respondents", self._say("steps.respondents"), formats=("#,##0",)),
            Column("sum", self._say("steps.sum"), formats=("#,##0",)),
            self._range_column("factor", "steps.factor"),
            Column("deff", self._say("steps.deff"), formats=("0.00",)),
            Column("n_eff", self._say("steps.n_eff"), formats=("#,##0",)),
        ]
        rows = [
            Row(
                (
                    Cell(f"{record['number']}. {step_name(record['step'], self.language)}"),
                    self._count(record["cases_out"]),
                    self._count(record["respondents"]),
                    self._count(record["sum"]),
                    self._range(record["factor_low"], record["factor_high"]),
                    self._two(record["deff"]),
                    self._count(record["n_eff"]),
                )
            )
            for record in records
        ]
        notes = [self._say("steps.note_cases"), self._say("steps.note_factor")]
        notes.append(self._say("note_deff"))
        return self._table("weighting_steps", "steps.title", columns, rows, notes)

    def areas(self) -> Table:
        """The areas beside the register, and what their answers are worth."""
        told = not math.isnan(self.diagnostics.of_all()["register"])
        columns = [
            self._area_column(),
            Column("n", self._say("areas.n"), formats=("#,##0",)),
            Column("sum", self._say("areas.sum"), formats=("#,##0",)),
            *([Column("register", self._say("areas.register"), formats=("#,##0",))] * told),
            Column("deff", self._say("steps.deff"), formats=("0.00",)),
            Column("n_eff", self._say("steps.n_eff"), formats=("#,##0",)),
        ]
        rows = [
            self._area(
                record,
                [self._count(record[name]) for name in ("n", "sum", "register")[: 2 + told]],
                [self._two(record["deff"]), self._count(record["n_eff"])],
            )
            for record in self._areas()
        ]
        notes = [self._say("note_deff"), *self._signs()]
        return self._table("weighting_areas", "areas.title", columns, rows, notes)

    def spread(self) -> Table:
        """How the weights of each area spread."""
        columns = [
            self._area_column(),
            self._range_column("weights", "areas.weights"),
            Column("median", self._say("areas.median"), formats=("0.00",)),
            Column("largest", self._say("areas.largest"), formats=("0.0",)),
            Column("extreme", self._say("areas.extreme"), formats=("#,##0",)),
        ]
        rows = [
            self._area(
                record,
                [],
                [
                    self._range(record["minimum"], record["maximum"]),
                    self._two(record["median"]),
                    self._share(record["largest_5"]),
                    self._count(record["extreme"]),
                ],
            )
            for record in self._areas()
        ]
        limit = format_number(self.diagnostics.extreme, self.language)
        notes = [self._say("areas.note_extreme", limit=limit), *self._signs()]
        return self._table("weighting_spread", "areas.spread", columns, rows, notes)

    def targets(self) -> Table | None:
        """How far each table of the register was off before its step and after it."""
        records: list[Any] = self.diagnostics.targets.to_dict("records")
        if not records:
            return None
        group = self._say("targets.off")
        columns = [
            Column("table", self._say("targets.table"), Align.LEFT),
            Column("step", self._say("targets.step"), Align.LEFT),
            Column("cells", self._say("targets.cells"), formats=("#,##0",)),
            Column("before", self._say("targets.before"), formats=("0.00",), group=group),
            Column("after", self._say("targets.after"), formats=("0.00",), group=group),
        ]
        rows = [
            Row(
                (
                    Cell(self._tabled(record["table"])),
                    Cell(f"{record['number']}. {step_name(record['step'], self.language)}"),
                    self._count(record["cells"]),
                    self._off(record["off_before"]),
                    self._off(record["off_after"]),
                )
            )
            for record in records
        ]
        note = self._say("targets.note")
        return self._table("weighting_targets", "targets.title", columns, rows, [note])

    # Rows and cells

    def _areas(self) -> list[dict[str, Any]]:
        """The areas in their order, the contrast after the others, and all together last."""
        records: list[Any] = self.diagnostics.areas.to_dict("records")
        return [*sorted(records[:-1], key=self._is_contrast), records[-1]]

    def _area_column(self) -> Column:
        head = capitalised(self.codebook.label(self.diagnostics.by, self.language))
        return Column("area", head, Align.LEFT)

    def _area(self, record: dict[str, Any], counts: list[Cell], weights: list[Cell]) -> Row:
        """A row; what the weights are like is not told of few answers."""
        value = record[self.diagnostics.by]
        everyone = value is Domain.ALL
        label = self.diagnostics.area_label(value, self.language)
        kind = RowKind.ALL if everyone else RowKind.BODY
        if self._is_contrast(record):
            label = text("table.contrast_row", lang=self.language, area=label)
            kind = RowKind.CONTRAST
        if record["n"] < _LEAST:
            weights = [Cell(SIGNS[Status.CONFIDENTIAL])] * len(weights)
        return Row((Cell(label), *counts, *weights), kind, "" if everyone else str(value))

    def _is_contrast(self, record: dict[str, Any]) -> bool:
        return self.contrast is not None and record[self.diagnostics.by] == self.contrast

    def _signs(self) -> Iterator[str]:
        records = self._areas()
        if any(record["n"] < _LEAST for record in records):
            yield text("table.note.confidential", lang=self.language)
        untold = [math.isnan(record["register"]) for record in records]
        if any(untold) and not untold[-1]:
            yield text("table.note.unavailable", lang=self.language)

    def _tabled(self, name: str) -> str:
        """A table of the register by its variables: sex × age."""
        labels = [self.codebook.label(each, self.language) for each in name.split("*")]
        return capitalised(" × ".join([labels[0], *(_lower(each) for each in labels[1:])]))

    def _count(self, count: float) -> Cell:
        if not math.isfinite(count):
            return Cell(SIGNS[Status.UNAVAILABLE])
        value = int(count) if count == int(count) else float(f"{count:.12g}")
        return Cell(format_number(count, self.language, decimals=0), (value,))

    def _two(self, value: float) -> Cell:
        return self._number(value, 2)

    def _number(self, value: float, decimals: int) -> Cell:
        if math.isnan(value):
            return Cell(SIGNS[Status.UNAVAILABLE])
        written = format_number(value, self.language, decimals=decimals)
        return Cell(written, (float(f"{value:.12g}"),))

    def _share(self, share: float) -> Cell:
        written = format_share(share, self.language, decimals=1)
        return Cell(written, (float(f"{100 * share:.12g}"),))

    def _off(self, share: float) -> Cell:
        near = 0.0 if share < _NOTHING else share
        written = format_share(near, self.language, decimals=2)
        return Cell(written, (float(f"{100 * near:.12g}"),))

    def _range_column(self, key: str, head: str) -> Column:
        parts = (self._say("least"), self._say("greatest"))
        return Column(key, self._say(head), parts=parts, formats=("0.00", "0.00"))

    def _range(self, low: float, high: float) -> Cell:
        if math.isnan(low):
            return Cell("", (None, None))
        ends = tuple(format_number(each, self.language, decimals=2) for each in (low, high))
        values = tuple(float(f"{each:.12g}") for each in (low, high))
        written = ends[0] if ends[0] == ends[1] else format_range(*ends)
        return Cell(written, values)

    def _say(self, key: str, **fields: object) -> str:
        return text(f"weighting_page.{key}", lang=self.language, **fields)

    def _table(
        self,
        name: str,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Row],
        notes: Sequence[str],
    ) -> Table:
        return Table(
            name,
            self._say(title),
            tuple(columns),
            tuple(rows),
            notes=tuple(notes),
            language=self.language,
        )


def _lower(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
