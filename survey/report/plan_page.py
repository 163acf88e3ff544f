"""The page of a plan: how many to ask where, what will be seen, and what that rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Align,
    Box,
    BulletList,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
)
from survey.errors import WrongUseError
from survey.figures.plain_values import language_of
from survey.figures.plan_chart import plan_chart
from survey.language.catalogue import language_in_force, text
from survey.language.messages import fail
from survey.language.numbers import format_number, format_percent, format_points
from survey.provenance import DISTRIBUTION, own_version
from survey.sampling.assumptions import assumptions_in_words
from survey.sampling.frame import ADULTS, DEPARTMENT, SIZE
from survey.sampling.plan import SamplePlan
from survey.sampling.plan_notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from survey.documents.blocks import Block

_MOST_STRATA = 400


def plan_page(plan: SamplePlan, language: str | None = None, *, title: str = "") -> Document:
    """A plan as a document.

    First a box with how many are asked, then the areas as a table and as a chart, what must be
    said of them, and what the plan rests on.

    Parameters
    ----------
    plan : SamplePlan
    language : {"da", "en"}, optional
    title : str, optional

    Returns
    -------
    Document

    Raises
    ------
    WrongUseError
        If it is no plan, or the language is another one.
    """
    if not isinstance(plan, SamplePlan):
        raise fail(WrongUseError, "planning.no_plan", name="plan", got=type(plan).__name__)
    language = language_of(language)
    page = _Page(plan, language)
    return Document(
        title=title or page.say("title"),
        language=language,
        blocks=tuple(page.blocks()),
        about=(
            (page.say("about_frame"), plan.frame_fingerprint[:12]),
            (page.say("about_program"), f"{DISTRIBUTION} {own_version()}"),
        ),
    )


def plan_table(plan: SamplePlan, language: str | None = None) -> Table:
    """The areas of a plan as a table.

    Parameters
    ----------
    plan : SamplePlan
    language : {"da", "en"}, optional
    """
    return _Page(plan, language_of(language)).areas()


class _Page:
    """The page in the making."""

    def __init__(self, plan: SamplePlan, language: str) -> None:
        self.plan = plan
        self.language = language
        self.given = plan.assumptions
        self.means = plan.assumptions["sd"] is not None
        self.records: list[dict[Any, Any]] = plan.areas.to_dict("records")

    def say(self, key: str, **fields: object) -> str:
        return text(f"planning.page.{key}", lang=self.language, **fields)

    def blocks(self) -> Iterator[Block]:
        yield Box(self.say("short"), tuple(self._short()))
        yield Heading(2, self.say("areas"), "areas")
        yield self.areas()
        yield plan_chart(self.plan, language=self.language).to_figure()
        if self.given["strata"] and len(self.plan.strata) <= _MOST_STRATA:
            yield Heading(2, self.say("strata"), "strata")
            yield self._strata()
        if len(self.plan.prospects):
            yield Heading(2, self.say("prospects"), "prospects")
            yield self._prospects()
        yield Heading(2, self.say("assumed"), "assumed")
        yield self._assumed()
        yield Heading(2, self.say("how"), "how")
        yield from self._how()

    # In short

    def _short(self) -> Iterator[Paragraph]:
        asked, able = self.plan.n, int(self.plan.areas["population"].sum())
        expected = float(self.plan.areas["expected"].sum())
        words = self.say(
            "asked", n=self._count(asked), population=self._count(able),
            expected=self._count(round(expected)), count=len(self.records),
        )  # fmt: skip
        yield Paragraph((Run(words, strong=True),))
        compared = [r for r in self.records if r["reached"] is not None]
        if compared and self.given["difference"] is not None:
            reached = sum(r["reached"] for r in compared)
            power = format_percent(self.given["power"], self.language)
            size = self._with_unit(abs(self.given["difference"]))
            fields = {"size": size, "power": power, "of": len(compared), "contrast": self._beside()}
            key = "all" if reached == len(compared) else "some" if reached else "none"
            yield Paragraph((Run(self.say(f"{key}_reached", count=reached, **fields)),))
        notes = self._notes()
        if notes:
            yield from (Paragraph((Run(note),)) for note in notes)

    def _beside(self) -> str:
        contrast = self.given["contrast"]
        if contrast:
            return self.plan.label(contrast, self.language)
        return self.say(f"beside_{self.given['against']}")

    def _notes(self) -> list[str]:
        labels = [self.plan.label(record["area"], self.language) for record in self.records]
        with language_in_force(self.language):
            notes = notes_of(self.plan.areas, labels, self.given)
        return [note.message for note in notes]

    # The table of areas

    def areas(self) -> Table:
        """The areas, the contrast set apart, and all together."""
        rows = [self._row(record) for record in self.records]
        return Table(
            "plan",
            self.say("caption"),
            tuple(self._columns()),
            (*rows, self._total()),
            notes=tuple(self._below()),
            language=self.language,
        )

    def _columns(self) -> Iterator[Column]:
        yield Column("area", self.say("head_area"), Align.LEFT)
        for name in ("population", "n", "reserve", "expected"):
            if name != "reserve" or self._has_reserve:
                yield Column(name, self.say(f"head_{name}"), formats=("#,##0",))
        unit = "_mean" if self.means else ""
        yield Column("half_width", self.say(f"head_half_width{unit}"), formats=("0.0",))
        if self.given["compared"]:
            yield Column("power", self.say("head_power"), formats=("0",))
            yield Column("detectable", self.say(f"head_detectable{unit}"), formats=("0.0",))
        if "change" in self.plan.areas:
            yield Column("change", self.say("head_change"), formats=("0.0",))

    @property
    def _has_reserve(self) -> bool:
        return bool(self.plan.areas["reserve"].any())

    def _row(self, record: dict[Any, Any]) -> Row:
        contrast = record["area"] == self.given["contrast"]
        cells = [Cell(self.plan.label(record["area"], self.language)), *self._counts(record)]
        cells.append(self._size(record["half_width"]))
        if self.given["compared"]:
            cells.append(self._power(record["power"]))
            nothing = "" if contrast else self.say("never")
            cells.append(self._size(record["detectable"], nothing))
        if "change" in record:
            cells.append(self._size(record["change"], self.say("none")))
        return Row(tuple(cells), RowKind.CONTRAST if contrast else RowKind.BODY, record["area"])

    def _counts(self, record: dict[Any, Any]) -> list[Cell]:
        names = ["population", "n", *(["reserve"] if self._has_reserve else [])]
        cells = [Cell(self._count(int(record[name])), (int(record[name]),)) for name in names]
        expected = float(f"{float(record['expected']):.12g}")
        return [*cells, Cell(self._count(round(expected)), (expected,))]

    def _total(self) -> Row:
        areas = self.plan.areas
        sums = {name: areas[name].sum() for name in ("population", "n", "reserve", "expected")}
        cells = [Cell(self.say("together")), *self._counts(sums)]
        missing = len(list(self._columns())) - len(cells)
        return Row((*cells, *(Cell("") for _ in range(missing))), RowKind.ALL)

    def _below(self) -> Iterator[str]:
        level = format_percent(self.given["level"], self.language)
        yield self.say("note_half_width", level=level)
        if self.given["compared"]:
            power = format_percent(self.given["power"], self.language)
            yield self.say("note_power", contrast=self._beside())
            yield self.say("note_detectable", power=power)
        if "change" in self.plan.areas:
            yield self.say("note_change")

    def _size(self, size: float, nothing: str = "") -> Cell:
        if math.isnan(size):
            return Cell(nothing)
        scale = 1 if self.means else 100
        return Cell(self._bare(size), (float(f"{scale * size:.12g}"),))

    def _bare(self, size: float) -> str:
        if self.means:
            return format_number(float(f"{size:.3g}"), self.language)
        return format_points(size, self.language, decimals=1, sign=False)

    def _with_unit(self, size: float) -> str:
        if self.means:
            return self._bare(size)
        tenths = round(1000 * size) % 10 != 0
        points = format_points(size, self.language, decimals=int(tenths), sign=False)
        return self.say("points", points=points)

    def _power(self, power: float) -> Cell:
        if math.isnan(power):
            return Cell("")
        written = format_number(100 * power, self.language, decimals=0)
        return Cell(written, (float(f"{100 * power:.12g}"),))

    def _count(self, count: float) -> str:
        return format_number(count, self.language, decimals=0)

    # A smaller or larger sample

    def _prospects(self) -> Table:
        compared = self.given["compared"]
        what = "detectable" if compared else "half_width"
        unit = "_mean" if self.means else ""
        group = self.say(f"head_{what}{unit}")
        columns = [
            Column("part", self.say("head_part"), Align.LEFT),
            Column("n", self.say("head_n"), formats=("#,##0",)),
            Column("expected", self.say("head_expected"), formats=("#,##0",)),
            *(
                Column(name, self.say(f"head_{name}"), formats=("0.0",), group=group)
                for name in ("best", "middle", "worst")
            ),
        ]
        if compared:
            columns.append(Column("reached", self.say("head_reached"), formats=("0",)))
        records: list[dict[Any, Any]] = self.plan.prospects.to_dict("records")
        rows = tuple(self._prospect(record, compared=compared) for record in records)
        notes = (self.say("note_prospects"),)
        caption = self.say("prospects_caption")
        return Table(
            "prospects", caption, tuple(columns), rows, notes=notes, language=self.language
        )

    def _prospect(self, record: dict[Any, Any], *, compared: bool) -> Row:
        part, expected = float(record["part"]), float(f"{float(record['expected']):.12g}")
        planned = part == 1
        called = self.say("planned") if planned else format_percent(part, self.language)
        cells = [
            Cell(called),
            Cell(self._count(record["n"]), (int(record["n"]),)),
            Cell(self._count(round(expected)), (expected,)),
            *(self._size(record[each], self.say("never")) for each in ("best", "middle", "worst")),
        ]
        if compared:
            cells.append(Cell(self._count(record["reached"]), (int(record["reached"]),)))
        return Row(tuple(cells), RowKind.CONTRAST if planned else RowKind.BODY)

    # Strata, assumptions, method

    def _strata(self) -> Table:
        names = list(self.given["strata"])
        columns = [
            Column("area", self.say("head_area"), Align.LEFT),
            *(Column(f"by_{k}", self._called(name), Align.LEFT) for k, name in enumerate(names)),
            Column("population", self.say("head_population"), formats=("#,##0",)),
            Column("n", self.say("head_n"), formats=("#,##0",)),
        ]
        rows = []
        records: list[dict[Any, Any]] = self.plan.strata.to_dict("records")
        for record in records:
            words = [self.plan.label(record["area"], self.language)]
            words += [str(record[name]) for name in names]
            counts = [Cell(self._count(record[k]), (int(record[k]),)) for k in ("population", "n")]
            rows.append(Row((*(Cell(each, (each,)) for each in words), *counts)))
        caption = self.say("strata_caption")
        return Table("strata", caption, tuple(columns), tuple(rows), language=self.language)

    def _called(self, column: str) -> str:
        """A column of the frame; those that every frame may have are called in words."""
        return self.say(column) if column in {DEPARTMENT, SIZE, ADULTS} else column

    def _assumed(self) -> Table:
        columns = (
            Column("what", self.say("head_what"), Align.LEFT),
            Column("assumed", self.say("head_assumed"), Align.LEFT),
        )
        pairs = assumptions_in_words(self.plan, self.language)
        rows = tuple(Row(tuple(Cell(each, (each,)) for each in pair)) for pair in pairs)
        return Table("assumed", self.say("assumptions"), columns, rows, language=self.language)

    def _how(self) -> Iterator[Block]:
        keys = ["how_half_width"]
        if self.given["compared"]:
            keys += ["how_means" if self.means else "how_shares"]
            keys += [f"how_{self.given['adjust']}"]
        keys += ["how_answers"]
        yield BulletList(tuple(Paragraph((Run(self.say(key)),)) for key in keys))
