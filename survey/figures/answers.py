"""All answers to a question as bars: one bar an area, or one bar a question of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind
from survey.errors import WrongUseError
from survey.figures.areas import (
    area_label,
    contrast_area,
    known_area,
    ordered_areas,
    row_area,
    row_kind,
    worst_of,
)
from survey.figures.chart import notes_on
from survey.figures.numbers_table import area_column, numbers_table, share_cell, share_column
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Code, Variable
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Table
    from survey.figures.style import Look

SORTS = ("codebook", "positive", "negative")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and its shares, None where one of them is hidden."""

    label: str
    shares: tuple[float, ...] | None
    status: Status
    kind: RowKind = RowKind.BODY
    area: str = ""

    @property
    def strong(self) -> bool:
        """Whether it is set apart: the contrast, and all areas together."""
        return self.kind is not RowKind.BODY


@dataclass(frozen=True, slots=True)
class Answers:
    """What a chart of answers shows.

    Attributes
    ----------
    bars : tuple of Bar
    answers : tuple of str
        Their labels, in the order of the codebook.
    head : Column
        What the bars are.
    language : str
    good_first : bool
        Whether the first answers are the good ones.
    """

    bars: tuple[Bar, ...]
    answers: tuple[str, ...]
    head: Column
    language: str
    good_first: bool = False

    def colours(self, look: Look) -> list[str]:
        """A colour for each answer, so that good ones always have the colours of good news."""
        found = look.diverging(len(self.answers))
        return found[::-1] if self.good_first else found

    @property
    def drawn(self) -> list[Bar]:
        """Bars whose shares are all shown."""
        return [bar for bar in self.bars if bar.shares is not None]


def middle_of(shares: Sequence[float]) -> float:
    """The share of the middle answer of an odd number; 0 if there is none."""
    return shares[len(shares) // 2] if len(shares) % 2 else 0.0


def left_of(shares: Sequence[float]) -> float:
    """The sum of the answers before the middle."""
    return sum(shares[: len(shares) // 2])


def right_of(shares: Sequence[float]) -> float:
    """The sum of the answers after the middle."""
    return sum(shares[(len(shares) + 1) // 2 :])


def read_areas(released: Released, name: str, over: str, language: str) -> Answers:
    """A bar for each area that a question was released by."""
    _, rows = released.estimates_of(name, (over,), headline=False)
    contrast = contrast_area(released, over, rows[over])
    if (own := released.contrast_of(name, over)) is not None:
        contrast = own
    variable = released.codebook.variable_or_bare(name)
    answers = _answers(variable, rows)
    records: Any = rows.to_dict("records")
    bars = [
        _bar(
            [record for record in records if record[over] == area],
            answers,
            area_label(released, over, area, contrast, language),
            row_kind(area, contrast),
            row_area(area),
        )
        for area in ordered_areas(rows[over], contrast)
    ]
    labels = tuple(variable.code_label(answer, language) for answer in answers)
    return Answers(tuple(bars), labels, area_column(released, over, language), language)


def read_grid(
    released: Released, names: Sequence[str], over: str, area: object, language: str
) -> Answers:
    """A bar for each question, in one area or, if it is None, in all of them together.

    Raises
    ------
    WrongUseError
        If the questions don't have the same answers, or the area was not released.
    """
    scales: dict[tuple[str, ...], str] = {}
    bars = []
    for name in names:
        _, rows = released.estimates_of(name, (over,), headline=False)
        variable = released.codebook.variable_or_bare(name)
        answers = _answers(variable, rows)
        scales.setdefault(tuple(variable.code_label(a, language) for a in answers), name)
        wanted = Domain.ALL if area is None else known_area(rows[over], area)
        records = [r for r in rows.to_dict("records") if r[over] == wanted]
        if not records:
            raise fail(WrongUseError, "chart.no_all_row", name=quoted(name), over=quoted(over))
        label = said(variable.label, language, default=name)
        bars.append(_bar(records, answers, label, RowKind.BODY, row_area(wanted)))
    if len(scales) > 1:
        raise fail(WrongUseError, "chart.scales", names=culprits(scales.values()))
    head = Column("question", text("chart.likert.question", lang=language), Align.LEFT)
    return Answers(tuple(bars), next(iter(scales)), head, language)


def _answers(variable: Variable, rows: Any) -> list[Any]:  # noqa: ANN401 - a frame
    """The answers in order; nets of several of them are none."""
    found = list(dict.fromkeys(rows["category"]))
    codes = {code.value for code in variable.codes}
    found = [a for a in found if not isinstance(a, Category)]
    outside = {code.value for code in variable.codes if code.outside}
    return [a for a in found if a in codes and a not in outside] or found


def outside_of(variable: Variable) -> list[Code]:
    """Answers that stand beside the scale, and so neither left nor right of its middle."""
    return [code for code in variable.codes if code.outside]


def _bar(records: list[Any], answers: list[Any], label: str, kind: RowKind, area: str) -> Bar:
    mine = {record["category"]: record for record in records}
    status = worst_of(Status(mine[answer]["status"]) for answer in answers)
    shares = None if status.hidden else tuple(float(mine[a]["estimate"]) for a in answers)
    return Bar(label, shares, status, kind, area)


def arranged(found: Answers, sort: str, *, good_is_left: bool) -> tuple[Bar, ...]:
    """The bars in the order asked for; hidden ones, the contrast and all areas come last.

    Raises
    ------
    WrongUseError
        If there is no such order.
    """
    if sort not in SORTS:
        raise fail(WrongUseError, "chart.sort", got=quoted(sort), known=culprits(SORTS))
    if sort == "codebook":
        return found.bars
    side = left_of if (sort == "positive") == good_is_left else right_of

    def place(bar: Bar) -> tuple[int, float]:
        kinds = {RowKind.CONTRAST: 2, RowKind.ALL: 3}
        rank = kinds.get(bar.kind, int(bar.shares is None))
        return rank, 0.0 if rank or bar.shares is None else -side(bar.shares)

    return tuple(sorted(found.bars, key=place))


def good_is_left(variable: Variable) -> bool:
    """Whether the first answers are the good ones, as far as the headline tells."""
    headline, codes = variable.headline, [code.value for code in variable.codes]
    if headline is None or headline.good == "neither" or not codes:
        return False
    counted = [codes.index(code) for code in headline.codes if code in codes]
    others = [place for place in range(len(codes)) if place not in counted]
    first = bool(counted and others) and fmean(counted) < fmean(others)
    return first == (headline.good == "high")


def answers_table(found: Answers, name: str, title: str, *, subtitle: str, totals: bool) -> Table:
    """The shares of all answers, and the sums on both sides of the middle if they are shown."""
    language = found.language
    columns = [
        found.head,
        *(
            share_column(language, key=f"answer_{place}", head=answer)
            for place, answer in enumerate(found.answers, start=1)
        ),
    ]
    if totals:
        columns += [
            share_column(language, key=f"total_{side}", head=text(
                f"chart.likert.total_{side}", lang=language))
            for side in ("left", "right")
        ]  # fmt: skip
    rows = [_row(bar, found, totals=totals) for bar in found.bars]
    notes = notes_on({bar.status for bar in found.bars}, language)
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )


def _row(bar: Bar, found: Answers, *, totals: bool) -> Row:
    count = len(found.answers) + (2 if totals else 0)
    if bar.shares is None:
        cells = [Cell(SIGNS[bar.status])] * count
    else:
        shares = [*bar.shares, *((left_of(bar.shares), right_of(bar.shares)) if totals else ())]
        cells = [share_cell(share, bar.status, found.language) for share in shares]
    return Row((Cell(bar.label), *cells), bar.kind, bar.area)


def answers_plot(found: Answers, look: Look) -> Plot:
    """Bars of all answers, one after the other."""
    series = tuple(f"answer_{place}" for place in range(1, len(found.answers) + 1))
    return Plot(PlotKind.STACKED, series, colours=tuple(found.colours(look)))
