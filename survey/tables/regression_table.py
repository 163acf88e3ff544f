"""A fitted model: a row for each coefficient, categories below the level they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import SIGNS, with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number, format_p, format_range
from survey.language.words import capitalised
from survey.tables.area_rows import table_id
from survey.tables.cells import Form, form_of
from survey.tables.notes import sign_notes, signs_in
from survey.tables.options import style_of
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Codebook
    from survey.disclosure.results.analyses import ReleasedRegression
    from survey.disclosure.results.released import Released

_RATIOS = {"logit": "odds_ratio", "ordered_logit": "odds_ratio", "poisson": "rate_ratio"}
_INTERCEPT, _THRESHOLD = "(intercept)", "(threshold)"
_RATIO_DECIMALS = 2


def regression_table(
    released: Released,
    outcome: str | None = None,
    *,
    number: int = 1,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """A regression that was released.

    Parameters
    ----------
    released : Released
        With what `regress` returned.
    outcome : str, optional
        What is explained; may be left out where one model was released.
    number : int
        Which of several models of the outcome, counted from 1 in the order given.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        Two for ratios, and as many as the uncertainty leaves room for otherwise.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        Odds ratios of logits, rate ratios of Poisson models, otherwise the coefficients.

    Raises
    ------
    UnknownNameError
        If no such model was released.
    WrongUseError
        If `number` is none of them.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"rent": [4, 6, 5, 9] * 20, "floor": ["low", "top"] * 40})
    >>> released = sv.release(sv.regress(sv.SurveyDesign(rows), "rent ~ floor"))
    >>> table = sv.regression_table(released, language="en")
    >>> [[cell.text for cell in row.cells][:2] for row in table.rows]
    [['Intercept', '4.5'], ['Floor'], ['low (reference)', '0'], ['top', '3.0']]
    """
    style = style_of(language, decimals)
    must_be_released(released)
    model = _model(released, outcome, number)
    table = _Model(released.codebook, model, style.language, style.decimals)
    rows = list(table.rows())
    return ReleasedTable(
        id=table_id("regression", model.outcome, number if number > 1 else ""),
        title=title or table.title(),
        subtitle=subtitle,
        columns=tuple(table.columns()),
        rows=tuple(rows),
        notes=(*released.stamps(style.language), *table.notes(rows)),
        language=style.language,
    )


def _model(released: Released, outcome: str | None, number: int) -> ReleasedRegression:
    known = released.regressions(outcome)
    if not known:
        names = culprits(dict.fromkeys(each.outcome for each in released.regressions()))
        name = quoted(outcome or "")
        raise fail(UnknownNameError, "released_tables.no_regression", name=name, known=names)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(known):
        raise fail(WrongUseError, "released_tables.number", got=repr(number), most=len(known))
    return known[number - 1]


class _Model:
    """A table of coefficients in the making."""

    def __init__(
        self,
        codebook: Codebook,
        model: ReleasedRegression,
        language: str,
        decimals: int | None,
    ) -> None:
        self._codebook, self._model, self._language = codebook, model, language
        self._records: list[Any] = model.frame.to_dict("records")
        self._ratio = _RATIOS.get(model.model, "")
        shown = [each for each in self._records if not each["status"].hidden]
        wanted = _RATIO_DECIMALS if self._ratio and decimals is None else decimals
        self._form: Form = form_of("mean", shown, language, wanted)

    def _say(self, key: str, **fields: object) -> str:
        return text(f"released_tables.{key}", lang=self._language, **fields)

    def title(self) -> str:
        what = self._codebook.label(self._model.outcome, self._language)
        return self._say("regression.title", what=what)

    def columns(self) -> Iterator[Column]:
        level = format_number(100 * self._model.level, self._language)
        parts = tuple(text(f"table.part.{end}", lang=self._language) for end in ("from", "to"))
        number = self._form.number_format
        yield Column("term", self._say("regression.term"), Align.LEFT)
        yield Column(
            "estimate", self._say(f"regression.{self._ratio or 'coefficient'}"), formats=(number,)
        )
        interval = text("table.head.interval", lang=self._language, level=level)
        yield Column("interval", interval, parts=parts, formats=(number, number))
        yield Column("p_value", self._say("tests.p"), formats=("0.000",))

    def rows(self) -> Iterator[Row]:
        """The intercept, terms in the order of the formula, and thresholds."""
        labels = self._model.labels[self._language]
        before = ""
        for record, (term, level) in zip(self._records, labels, strict=True):
            if record["term"] == _INTERCEPT:
                yield self._row(self._say("regression.intercept"), record)
                continue
            if term != before:
                at_cuts = record["term"] == _THRESHOLD
                head = self._say("regression.thresholds") if at_cuts else capitalised(term)
                yield Row((Cell(head),), RowKind.HEADING)
                yield from self._reference(record["term"])
                before = term
            label = level or self._say("regression.one_more")
            yield self._row(label, record, plain=record["term"] == _THRESHOLD)

    def _reference(self, term: str) -> Iterator[Row]:
        """What the levels of a category are compared with."""
        if term not in self._model.references:
            return
        value = self._model.references[term]
        label = self._codebook.value_label(term, value, self._language)
        neutral = 1 if self._ratio else 0
        cells = (
            Cell(self._say("regression.reference", level=label)),
            Cell(str(neutral), (neutral,)),
            Cell(""),
            Cell(""),
        )
        yield Row(cells)

    def _row(self, label: str, record: Any, *, plain: bool = False) -> Row:  # noqa: ANN401
        status = Status(record["status"])
        if status.hidden:
            return Row((Cell(label), *[Cell(SIGNS[status])] * 3))
        names = ("estimate", "conf_low", "conf_high")
        if self._ratio and not plain:
            names = (self._ratio, f"{self._ratio}_low", f"{self._ratio}_high")
        estimate, low, high = (float(record[name]) for name in names)
        p = float(record["p_value"])
        written = with_sign(self._number(estimate), status)
        known = p == p  # noqa: PLR0124 - NaN
        none = Cell(SIGNS[Status.UNAVAILABLE])
        interval = Cell(format_range(self._number(low), self._number(high)), _kept(low, high))
        return Row(
            (
                Cell(label),
                Cell(written, _kept(estimate)),
                interval if known else none,
                Cell(format_p(p, self._language), _kept(p)) if known else none,
            )
        )

    def _number(self, value: float) -> str:
        return format_number(value, self._language, decimals=self._form.decimals)

    def notes(self, rows: list[Row]) -> Iterator[str]:
        yield self._say(f"regression.{self._model.model}")
        n, df = self._model.n, self._model.df
        if n == n:  # noqa: PLR0124 - NaN
            yield self._say("regression.n", n=format_number(n, self._language, decimals=0))
        if df == df:  # noqa: PLR0124 - NaN
            yield self._say("regression.df", df=format_number(df, self._language, decimals=0))
        explained = self._model.r_squared
        if explained == explained:  # noqa: PLR0124 - NaN
            share = format_number(100 * explained, self._language, decimals=0)
            yield self._say("regression.r_squared", share=share)
        if self._model.few_df:
            yield self._say("regression.few_df")
        yield from sign_notes(signs_in(rows), self._language)


def _kept(*values: float) -> tuple[float, ...]:
    """Numbers for a workbook: 12 digits, so that platforms agree on them."""
    return tuple(float(f"{value:.12g}") for value in values)
