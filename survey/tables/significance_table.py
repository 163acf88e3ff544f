"""Tests of means, shares and ranks: a row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import SIGNS, with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import UnknownNameError
from survey.language.catalogue import text
from survey.language.messages import fail
from survey.language.numbers import format_number, format_p, format_range
from survey.language.words import capitalised
from survey.tables.area_rows import table_id
from survey.tables.cells import COUNT_FORMAT, EMPTY
from survey.tables.notes import sign_notes, signs_in
from survey.tables.options import style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Codebook
    from survey.disclosure.results.analyses import ReleasedTest
    from survey.disclosure.results.released import Released

_TWO_GROUPS = 2
_DECIMALS = 2


def significance_table(
    released: Released,
    *,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """The tests that were released, by what they compare.

    Parameters
    ----------
    released : Released
        With what `ttest`, `compare_means`, `trend_test` or `rank_test` returned.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        Of differences, slopes and statistics; two if left out.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        A test is hidden where something that it compares is confidential.

    Raises
    ------
    UnknownNameError
        If no tests were released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"rent": [4, 6, 5, 9] * 20, "floor": ["low", "top"] * 40})
    >>> released = sv.release(sv.ttest(sv.SurveyDesign(rows), "rent", groups="floor"))
    >>> table = sv.significance_table(released, language="en")
    >>> [row.cells[0].text for row in table.rows]
    ['Rent by floor', 't test of two groups: top less low']
    """
    style = style_of(language, decimals)
    must_be_released(released)
    tests = released.tests()
    if not tests:
        raise fail(UnknownNameError, "released_tables.no_tests")
    places = _DECIMALS if style.decimals is None else style.decimals
    made = [_TestRow(each, released.codebook, style.language, places) for each in tests]
    rows: list[Row] = []
    for what in dict.fromkeys(each.what() for each in made):
        rows.append(Row((Cell(what),), RowKind.HEADING))
        rows += [each.row() for each in made if each.what() == what]

    def head(key: str, **fields: object) -> str:
        return text(f"released_tables.tests.{key}", lang=style.language, **fields)

    number = f"0.{'0' * places}" if places else "0"
    level = format_number(100 * tests[0].level, style.language)
    parts = tuple(text(f"table.part.{end}", lang=style.language) for end in ("from", "to"))
    interval = text("table.head.interval", lang=style.language, level=level)
    return ReleasedTable(
        id=table_id("tests", *dict.fromkeys(each.variable for each in tests)),
        title=title or head("title"),
        subtitle=subtitle,
        columns=(
            Column("test", head("test"), Align.LEFT),
            Column("estimate", head("estimate"), formats=(number,)),
            Column("interval", interval, parts=parts, formats=(number, number)),
            Column("statistic", head("statistic")),
            Column("p_value", head("p"), formats=("0.000",)),
            Column("n", text("table.head.n", lang=style.language), formats=(COUNT_FORMAT,)),
        ),
        rows=tuple(rows),
        notes=(
            *released.stamps(style.language),
            head("two_sided"),
            *sign_notes(signs_in(rows), style.language),
        ),
        language=style.language,
    )


class _TestRow:
    """One test as a row."""

    def __init__(
        self, test: ReleasedTest, codebook: Codebook, language: str, decimals: int
    ) -> None:
        self._test, self._codebook, self._language = test, codebook, language
        self._decimals = decimals
        records: list[Any] = test.frame.to_dict("records")
        self._record = records[0]
        self._status = Status(self._record["status"])

    def row(self) -> Row:
        name = Cell(self._name())
        if self._status.hidden:
            return Row((name, *[Cell(SIGNS[self._status])] * 5))
        return Row((name, *self._numbers()))

    def _numbers(self) -> Iterator[Cell]:
        record = self._record
        yield self._number(record["estimate"], self._status)
        low, high = record["conf_low"], record["conf_high"]
        if low != low or high != high:  # noqa: PLR0124 - NaN: several groups
            yield EMPTY
        else:
            yield Cell(format_range(self._say(low), self._say(high)), (_kept(low), _kept(high)))
        yield Cell(self._statistic())
        p = record["p_value"]
        known = p == p  # noqa: PLR0124 - NaN
        yield Cell(format_p(p, self._language), (_kept(p),)) if known else _nothing()
        n = int(record["n"])
        yield Cell(format_number(n, self._language), (n,))

    def _number(self, value: float, status: Status) -> Cell:
        if value != value:  # noqa: PLR0124 - NaN
            return EMPTY
        return Cell(with_sign(self._say(value), status), (_kept(value),))

    def _say(self, value: float) -> str:
        return format_number(value, self._language, decimals=self._decimals)

    def _statistic(self) -> str:
        record = self._record
        if record["statistic"] != record["statistic"]:
            return SIGNS[Status.UNAVAILABLE]
        several = len(self._test.groups) > _TWO_GROUPS and self._test.name != "trend"
        ends = [record["df_numerator"], record["df"]] if several else [record["df"]]
        df = "; ".join(format_number(each, self._language, decimals=0) for each in ends)
        return f"{'F' if several else 't'}({df}) = {self._say(record['statistic'])}"

    def what(self) -> str:
        """What is compared."""
        what = capitalised(self._codebook.label(self._test.variable, self._language))
        if not self._test.by:
            return what
        by = self._codebook.label(self._test.by, self._language)
        return text("released_tables.tests.by", lang=self._language, what=what, by=by)

    def _name(self) -> str:
        name = text(f"released_tables.test.{self._test.name}", lang=self._language)
        groups = self._test.groups
        if len(groups) != _TWO_GROUPS or self._test.name == "trend":
            return name
        first, second = (
            self._codebook.value_label(self._test.by, value, self._language) for value in groups
        )
        less = {"name": name, "first": first, "second": second}
        return text("released_tables.tests.less", lang=self._language, **less)


def _kept(value: float) -> float:
    """A number for a workbook: 12 digits, so that platforms agree on it."""
    return float(f"{value:.12g}")


def _nothing() -> Cell:
    return Cell(SIGNS[Status.UNAVAILABLE])
