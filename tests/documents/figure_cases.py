"""Figures with the numbers that they draw, of any size; made-up numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Align,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Plot,
    PlotKind,
    Row,
    RowKind,
    Table,
)
from survey.documents.house_style import PURPLE_ORANGE

if TYPE_CHECKING:
    from collections.abc import Sequence

AREAS = ("Vangdalen", "Søparken", "Ærøparken", "Højgården", "Nørrevang", "Kirkebakken", "Åbrinken")
LONG = "Andelsboligforeningen Den Gamle Gartnergård ved Kirkebakken og Præstegårdsvænget"
WORDS = {
    "da": {"area": "Boligområde", "share": "Pct.", "interval": "Usikkerhed (95 %)",
           "from": "fra", "to": "til", "contrast": "Hornbækken (kontrast)", "wave": "Måling",
           "figure": "Figur", "table": "Tabel", "what": "Utrygge om aftenen",
           "hidden": "† = ikke vist af hensyn til fortrolighed."},
    "en": {"area": "Housing area", "share": "%", "interval": "Uncertainty (95%)",
           "from": "from", "to": "to", "contrast": "Hornbækken (contrast)", "wave": "Wave",
           "figure": "Figure", "table": "Table", "what": "Unsafe in the evening",
           "hidden": "† = not shown for confidentiality."},
}  # fmt: skip


def share(place: int) -> float:
    return 12.345678 + (place * 37 % 60)


def whole(value: float) -> str:
    return f"{value:.0f}"


def labels(count: int, *, long: bool = False) -> list[str]:
    return [
        f"{LONG if long and place % 2 else AREAS[place % len(AREAS)]}"
        + (f" {place // len(AREAS) + 1}" if place >= len(AREAS) else "")
        for place in range(count)
    ]


def contrast_figure(
    language: str = "da", areas: int = 5, *, long: bool = False, hidden: Sequence[int] = (1,)
) -> Figure:
    """Bars of one share with its interval; the contrast is the last row."""
    words = WORDS[language]
    rows = []
    for place, label in enumerate([*labels(areas, long=long), words["contrast"]]):
        middle = share(place)
        ends = (middle - 4.2, middle + 5.1)
        cells = (Cell("†"), Cell("†")) if place in hidden else (
            Cell(whole(middle), (middle,)), Cell(f"{ends[0]:.0f}–{ends[1]:.0f}", ends),
        )  # fmt: skip
        kind = RowKind.CONTRAST if place == areas else RowKind.BODY
        rows.append(Row((Cell(label), *cells), kind))
    columns = (
        Column("area", words["area"], Align.LEFT),
        Column("estimate", words["share"], formats=("0",)),
        Column("interval", words["interval"], parts=(words["from"], words["to"]),
               formats=("0", "0")),
    )  # fmt: skip
    plot = Plot(PlotKind.BARS, ("estimate",), ("interval",), ("#5b6870",), (areas,), "#0b4f5c")
    return figure("contrast", 1, language, columns, rows, plot)


def stacked_figure(
    language: str = "da", areas: int = 5, answers: int = 5, *, hidden: Sequence[int] = (2,)
) -> Figure:
    """Bars of all answers one after the other."""
    words = WORDS[language]
    columns = [Column("area", words["area"], Align.LEFT)]
    columns += [
        Column(f"answer_{k}", f"{'Svar' if language == 'da' else 'Answer'} {k}", formats=("0",))
        for k in range(1, answers + 1)
    ]
    rows = []
    for place, label in enumerate(labels(areas)):
        parts = [1 + (place * 7 + k * 13) % 11 for k in range(answers)]
        shares = [100 * part / sum(parts) for part in parts]
        cells = [Cell("†") if place in hidden else Cell(whole(s), (s,)) for s in shares]
        rows.append(Row((Cell(label), *cells)))
    colours = tuple(PURPLE_ORANGE[k * 6 // max(answers - 1, 1)] for k in range(answers))
    series = tuple(column.key for column in columns[1:])
    plot = Plot(PlotKind.STACKED, series, colours=colours)
    return figure("answers", 2, language, tuple(columns), rows, plot)


def lines_figure(language: str = "da", areas: int = 4, waves: int = 5) -> Figure:
    """Lines over waves, a column with its interval for each area; one number is hidden."""
    words = WORDS[language]
    parts = (words["share"], words["from"], words["to"])
    names = labels(areas)
    columns = (
        Column("wave", words["wave"], Align.LEFT),
        *(Column(f"area_{k}", name, parts=parts, formats=("0", "0", "0"))
          for k, name in enumerate(names)),
    )  # fmt: skip
    rows = []
    for wave in range(waves):
        values = [share(wave + 3 * k) for k in range(areas)]
        cells = [Cell(f"{v:.0f} ({v - 3:.0f}–{v + 3:.0f})", (v, v - 3, v + 3)) for v in values]
        cells[0] = Cell("†") if wave == 2 else cells[0]
        rows.append(Row((Cell(str(2016 + 2 * wave)), *cells)))
    plot = Plot(PlotKind.LINES, tuple(column.key for column in columns[1:]))
    return figure("trend", 3, language, columns, rows, plot)


def columns_figure(language: str = "da", count: int = 8) -> Figure:
    """Columns of counts, with the numbers of answers below the rest."""
    words = WORDS[language]
    rows = [Row((Cell(f"0,{k}–0,{k + 1}"), Cell(str(40 + 9 * k), (40 + 9 * k,)))) for k in
            range(count)]  # fmt: skip
    rows.append(Row((Cell("n"), Cell("999", (999,))), RowKind.BASE))
    columns = (Column("bin", words["area"], Align.LEFT), Column("n", "n", formats=("#,##0",)))
    return figure("weights", 4, language, columns, rows, Plot(PlotKind.COLUMNS, ("n",)))


def figure(
    identity: str,
    number: int,
    language: str,
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    plot: Plot | None,
) -> Figure:
    words = WORDS[language]
    title = f"{words['figure']} {number}. {words['what']}. 2026"
    data = Table(
        f"{identity}_data", title, columns, tuple(rows), subtitle=words["share"],
        notes=(words["hidden"],), language=language,
    )  # fmt: skip
    alt = f"{words['what']}: {rows[0].cells[0].text} {rows[0].cells[1].text}."
    return Figure(identity, title, alt, (), data=data, plot=plot, language=language)


def figures(language: str = "da") -> tuple[Figure, ...]:
    return (
        contrast_figure(language),
        stacked_figure(language),
        lines_figure(language),
        columns_figure(language),
    )


def figure_document(language: str = "da") -> Document:
    """A document of the four figures in two chapters."""
    first, second, *rest = figures(language)
    return Document(
        "Tryghed" if language == "da" else "Safety",
        language,
        (
            Heading(2, "Tryghed" if language == "da" else "Safety", "safety"),
            first,
            second,
            Heading(2, "Udvikling" if language == "da" else "Change", "change"),
            *rest,
        ),
    )
