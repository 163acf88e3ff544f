"""Two questions crossed: the answers to one below each other, to the other side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.disclosure.results.released import must_be_released
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_p
from survey.language.words import capitalised
from survey.tables.area_rows import table_id
from survey.tables.cells import COUNT_FORMAT, EMPTY, Form
from survey.tables.notes import sign_notes, signs_in
from survey.tables.options import one_of, style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.analyses import ReleasedCrosstab
    from survey.disclosure.results.released import Released
    from survey.tables.options import Style

_BASES = ("row", "column", "table")
_REPORTED = "rao_scott_f"


def crosstab_table(
    released: Released,
    rows: str,
    columns: str,
    *,
    share_of: str = "row",
    counts: bool = True,
    test: bool = True,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """A crosstab that was released.

    Parameters
    ----------
    released : Released
        With what `crosstab` returned.
    rows, columns : str
        The two questions, as they were crossed.
    share_of : {"row", "column", "table"}
        Who the shares are of: who gave the answer in the row, or in the column, or all.
    counts : bool
        Whether numbers of answers are shown: beside each row, below each column, or in a note.
    test : bool
        Whether a note tells how sure it is that the answers hang together.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        None unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable

    Raises
    ------
    UnknownNameError
        If the crosstab was not released.
    WrongUseError

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> safe = ["no", "yes", "yes", "yes"] * 50
    >>> rows = pd.DataFrame({"floor": ["low", "top"] * 100, "safe": safe})
    >>> released = sv.release(sv.crosstab(sv.SurveyDesign(rows), "floor", "safe"))
    >>> table = sv.crosstab_table(released, "floor", "safe", language="en")
    >>> [[cell.text for cell in row.cells] for row in table.rows]
    [['low', '50', '50', '100'], ['top', '–', '100', '100']]
    """
    style = style_of(language, decimals)
    one_of("share_of", share_of, _BASES)
    must_be_released(released)
    found = _Crossed(released, released.crosstab_of(rows, columns), share_of, style)
    shown = list(found.rows(counts=bool(counts)))
    return ReleasedTable(
        id=table_id("crosstab", rows, columns),
        title=title or found.title(),
        subtitle=subtitle,
        columns=tuple(found.columns(counts=bool(counts))),
        rows=tuple(shown),
        notes=tuple(found.notes(shown, counts=bool(counts), test=bool(test))),
        language=style.language,
    )


class _Crossed:
    """A crosstab in the making."""

    def __init__(
        self, released: Released, crosstab: ReleasedCrosstab, share_of: str, style: Style
    ) -> None:
        self._released, self._crosstab, self._share_of = released, crosstab, share_of
        self._language = style.language
        self._form = Form("share", style.language, style.decimals or 0)
        records: list[Any] = crosstab.frame.to_dict("records")
        self._records = {
            (each["row"], each["column"]): each for each in records if each["share_of"] == share_of
        }

    def _say(self, key: str, **fields: object) -> str:
        return text(f"released_tables.{key}", lang=self._language, **fields)

    def _label(self, name: str) -> str:
        return self._released.codebook.label(name, self._language)

    def _value(self, name: str, value: Any) -> str:  # noqa: ANN401 - an answer
        return self._released.codebook.value_label(name, value, self._language)

    def title(self) -> str:
        rows, columns = self._label(self._crosstab.rows), self._label(self._crosstab.columns)
        return self._say("crosstab.title", rows=capitalised(rows), columns=columns)

    def columns(self, *, counts: bool) -> Iterator[Column]:
        yield Column("answer", capitalised(self._label(self._crosstab.rows)), Align.LEFT)
        columns = capitalised(self._label(self._crosstab.columns))
        group = self._say("crosstab.group", columns=columns)
        for place, value in enumerate(self._crosstab.column_values, start=1):
            head = self._value(self._crosstab.columns, value)
            formats = (self._form.number_format,)
            yield Column(f"share_{place}", head, formats=formats, group=group)
        if counts and self._share_of == "row":
            head = text("table.head.n", lang=self._language)
            yield Column("n", head, formats=(COUNT_FORMAT,))

    def rows(self, *, counts: bool) -> Iterator[Row]:
        values = self._crosstab.column_values
        for row in self._crosstab.row_values:
            records = [self._records[row, column] for column in values]
            cells = [Cell(self._value(self._crosstab.rows, row))]
            cells += [self._form.estimate(record) for record in records]
            if counts and self._share_of == "row":
                cells.append(self._form.answers(records[0]))
            yield Row(tuple(cells))
        if counts and self._share_of == "column":
            first = self._crosstab.row_values[0]
            bases = [self._form.answers(self._records[first, column]) for column in values]
            head = text("table.head.n", lang=self._language)
            yield Row((Cell(head), *bases), RowKind.BASE)
        if counts and self._share_of == "table":
            record = self._records[self._crosstab.row_values[0], values[0]]
            base = self._form.answers(record)
            rest = [EMPTY] * (len(values) - 1)
            head = text("table.head.n", lang=self._language)
            yield Row((Cell(head), base, *rest), RowKind.BASE)

    def notes(self, rows: list[Row], *, counts: bool, test: bool) -> Iterator[str]:
        yield from self._released.stamps(self._language)
        yield self._say(f"crosstab.share_of_{self._share_of}")
        yield from sign_notes(signs_in(rows), self._language)
        if test:
            yield self._test()

    def _test(self) -> str:
        tests: list[Any] = self._crosstab.tests.to_dict("records")
        found = next(each for each in tests if each["test"] == _REPORTED)
        if found["p_value"] != found["p_value"]:
            hidden = any(str(each["status"]) == "confidential" for each in self._records.values())
            return self._say("crosstab.no_test_hidden" if hidden else "crosstab.no_test")
        p = format_p(found["p_value"], self._language)
        return self._say(
            "crosstab.test",
            numerator=format_number(found["df_numerator"], self._language, decimals=1),
            denominator=format_number(found["df_denominator"], self._language, decimals=0),
            statistic=format_number(found["statistic"], self._language, decimals=2),
            p=p if p.startswith("<") else f"= {p}",
            v=format_number(self._crosstab.cramers_v, self._language, decimals=2),
        )
