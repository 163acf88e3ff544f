"""Tables whose columns are answers: a row for each statement or area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Category
from survey.disclosure.signs import sign_of_mark
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.language.catalogue import text
from survey.tables.cells import Form, form_of
from survey.tables.measures import count_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.tables.area_rows import Counts
    from survey.tables.options import Style
    from survey.tables.panes import Pane
    from survey.tables.results import Results


@dataclass(frozen=True, slots=True)
class Spread:
    """A row: whose answers to what.

    Attributes
    ----------
    label : str
    results : Results
    pane : Pane
    kind : RowKind
    area : str
    """

    label: str
    results: Results
    pane: Pane
    kind: RowKind = RowKind.BODY
    area: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """The columns: answers with their labels, a net, and a mean.

    Attributes
    ----------
    codes : tuple of (code, label)
    net : str
        What stands above the headline; empty for none.
    mean : str
        What stands above the mean; empty for none.
    """

    codes: tuple[tuple[Any, str], ...]
    net: str = ""
    mean: str = ""


def spread_columns(
    first: str, answers: Answers, spreads: Sequence[Spread], counts: Counts, style: Style
) -> tuple[Column, ...]:
    """The columns of a table whose columns are answers.

    Parameters
    ----------
    first : str
        What stands above the rows' labels.
    """
    language = style.language
    form = Form("share", language, style.decimals or 0)
    group = text("table.head.share", lang=language)
    heads = [*answers.codes, *([(Category.HEADLINE, answers.net)] if answers.net else [])]
    columns = [Column("row", first, Align.LEFT)]
    for place, (_, label) in enumerate(heads, start=1):
        columns.append(Column(f"answer_{place}", label, formats=(form.number_format,), group=group))
    if answers.mean:
        number = _mean_form(spreads, style).number_format
        columns.append(Column("mean", answers.mean, formats=(number,)))
    return (*columns, *(count_column(name, language) for name in counts.names()))


def spread_rows(
    answers: Answers, spreads: Sequence[Spread], counts: Counts, style: Style
) -> tuple[Row, ...]:
    """The rows of a table whose columns are answers."""
    share = Form("share", style.language, style.decimals or 0)
    mean = _mean_form(spreads, style)
    return tuple(
        Row(tuple(_cells(answers, each, counts, share, mean)), each.kind, each.area)
        for each in spreads
    )


def _cells(
    answers: Answers, spread: Spread, counts: Counts, share: Form, mean: Form
) -> Iterator[Cell]:
    results, place = spread.results, spread.pane.place
    yield Cell(spread.label)
    codes = [code for code, _ in answers.codes] + ([Category.HEADLINE] if answers.net else [])
    for code in codes:
        mark = sign_of_mark(spread.pane.mark(results, "share", code))
        yield share.estimate(results.row("share", code, place), mark)
    if answers.mean:
        mark = sign_of_mark(spread.pane.mark(results, "mean", ""))
        yield mean.estimate(results.row("mean", "", place), mark)
    base = results.row("share", codes[0], place)
    for name in counts.names():
        yield share.counted(name, base)


def _mean_form(spreads: Sequence[Spread], style: Style) -> Form:
    rows = [each.results.row("mean", "", each.pane.place) for each in spreads]
    return form_of("mean", rows, style.language, style.decimals)
