"""Areas in order, with the ranks that each may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import ReleasedRanks, judged_rows
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Align, Cell, Column, Row
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent, format_range
from survey.tables.area_rows import table_id
from survey.tables.cells import EMPTY
from survey.tables.judged_rows import is_shown, judged_table
from survey.tables.options import one_of, style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released
    from survey.tables.judged_rows import JudgedTable

_SORTS = ("rank", "codebook", "name")
_NOT_RANKED = float("inf")


def rank_table(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    sort: str = "rank",
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """The rank of every area, the ranks it may have, and whether it may be the first or the last.

    Parameters
    ----------
    released : Released
        With what `rank_areas` returned.
    variable : str
    category : code, optional
        Needed only where several numbers of the variable were ranked.
    sort : {"rank", "codebook", "name"}
        The best first, areas as in the codebook, or by name.
    language : {"da", "en"}, optional
    decimals : int, optional
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        Areas whose number is hidden come last, without a rank; ranks are counted without them.

    Raises
    ------
    UnknownNameError
        If no ranks by the variable were released.
    WrongUseError
        If an option can't be meant, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2, "k": [50, 50, 20, 80]})
    >>> shares = sv.mean(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> released = sv.release(sv.rank_areas(shares, best="high"))
    >>> table = sv.rank_table(released, "safe", language="en")
    >>> [[cell.text for cell in row.cells][2:4] for row in table.rows]
    [['1', '1'], ['2', '2']]
    """
    must_be_released(released)
    must_be_one_name(variable)
    style = style_of(language, decimals)
    one_of("sort", sort, _SORTS)
    part, records = judged_rows(released.of(ReleasedRanks), "ranks", variable, category)
    table = judged_table(released, part, records, None, style)
    rows = tuple(_row(table, each) for each in _ordered(table, records, sort))
    return ReleasedTable(
        id=table_id(f"{variable}_ranks", *([] if category is None else [category])),
        title=title or text("ranks.title", lang=table.language, what=table.what),
        subtitle=subtitle,
        columns=tuple(_columns(table, part.level)),
        rows=rows,
        notes=(*released.stamps(table.language), *_notes(table, part, records, rows)),
        language=table.language,
    )


def _ordered(table: JudgedTable, records: list[Any], sort: str) -> list[Any]:
    by_area = {record[table.areas.over]: record for record in records}
    if sort != "rank":
        return [by_area[area] for area in table.areas.ordered(by_area, sort)]
    ranks = {
        area: each["rank"] if is_shown(each) else _NOT_RANKED for area, each in by_area.items()
    }
    return [by_area[area] for area in sorted(by_area, key=ranks.__getitem__)]


def _columns(table: JudgedTable, level: float) -> Iterator[Column]:
    language = table.language
    written = format_number(level * 100, language)
    parts = tuple(text(f"table.part.{part}", lang=language) for part in ("from", "to"))
    yield from table.first_columns(None)
    yield Column("rank", text("ranks.rank", lang=language), formats=("0",))
    yield Column(
        "possible",
        text("ranks.possible", lang=language, level=written),
        parts=parts,
        formats=("0", "0"),
    )
    for end in ("first", "last"):
        yield Column(end, text(f"ranks.{end}", lang=language), Align.CENTER)


def _row(table: JudgedTable, record: Any) -> Row:  # noqa: ANN401 - a row of a frame
    area = record[table.areas.over]
    cells = [table.heading(area), table.form.estimate(record), *_ranks(table, record)]
    yes = Cell(text("ranks.yes", lang=table.language))
    cells += [yes if record[f"may_be_{end}"] else EMPTY for end in ("first", "last")]
    return Row(tuple(cells), table.areas.kind(area), table.areas.code(area))


def _ranks(table: JudgedTable, record: Any) -> list[Cell]:  # noqa: ANN401
    status, rank = Status(record["status"]), record["rank"]
    if status.hidden or rank != rank:  # noqa: PLR0124 - NaN
        sign = Cell(SIGNS[status if status.hidden else Status.UNAVAILABLE])
        return [sign, sign]
    language = table.language
    low, high = int(record["rank_low"]), int(record["rank_high"])
    written = possible_ranks(record, language)
    return [
        Cell(format_number(int(rank), language), (int(rank),)),
        Cell(written, (low, high)),
    ]


def possible_ranks(record: Any, language: str) -> str:  # noqa: ANN401
    """The ranks that an area may have, as they are written."""
    ends = [format_number(int(record[name]), language) for name in ("rank_low", "rank_high")]
    return ends[0] if ends[0] == ends[1] else format_range(*ends)


def _notes(
    table: JudgedTable, part: ReleasedRanks, records: list[Any], rows: tuple[Row, ...]
) -> Iterator[str]:
    language, level = table.language, format_percent(part.level, table.language)
    yield from table.question_notes()
    best = f"best_{records[0]['best']}{'' if table.form.is_share else '_number'}"
    yield text(f"ranks.{best}", lang=language)
    yield text("ranks.note_possible", lang=language, level=level)
    yield text("ranks.note_ends", lang=language, level=level)
    hidden = sum(not is_shown(record) for record in records)
    if hidden:
        yield text("ranks.note_unranked", lang=language, count=hidden)
    yield from table.sign_notes(rows)
