"""The response rates as a page: the headline, a table and a chart by area, and their rules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.documents.blocks import (
    Align,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
    Tone,
)
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.rate_words import rate_definition, rate_name, unit_word
from survey.fieldwork.response_rates import ResponseRates, parts_of
from survey.fieldwork.response_sentence import response_sentences
from survey.figures.outcome_chart import outcome_chart
from survey.figures.style import DEFAULT_LOOK
from survey.kernels.outcome_rates import FORMS
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number, format_share
from survey.language.words import capitalised, join_words
from survey.provenance import DISTRIBUTION, own_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.documents.blocks import Block
    from survey.figures.style import Look

_COLUMNS: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("not_eligible", (Outcome.NOT_ELIGIBLE,)),
    ("complete", (Outcome.COMPLETE,)),
    ("partial", (Outcome.PARTIAL,)),
    ("refusal", (Outcome.REFUSAL,)),
    ("non_contact", (Outcome.NON_CONTACT,)),
    ("other", (Outcome.OTHER,)),
    ("unknown", (Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER)),
    ("pending", (Outcome.PENDING,)),
)
_ALWAYS = frozenset({"complete", "refusal", "non_contact"})


def rates_table(
    rates: ResponseRates,
    language: str = "da",
    *,
    kinds: Sequence[str] = (),
    contrast: object = None,
) -> Table:
    """The outcomes and the rates by group: areas in the order of the study, and all last.

    Parameters
    ----------
    rates : ResponseRates
    language : {"da", "en"}
    kinds : sequence of str
        The rates that are shown; that of the rates if left out.
    contrast : code of an area, optional
        The area that the others are compared with; its row is set apart.

    Returns
    -------
    Table
        The rates come first, then what they rest on; the contrast stands after the other areas.
        Outcomes that nobody had are left out, but for the complete, refusals and non-contacts, and
        the notes say which. A rate of nobody is ``..``.

    Raises
    ------
    WrongUseError
        If the language or a rate is none.
    """
    must_be(rates, ResponseRates, "rates", "response_rates(...)")
    _check_language(language)
    chosen = tuple(kinds) or (rates.kind,)
    for kind in chosen:
        if kind not in FORMS:
            raise fail(WrongUseError, "dispositions.choice", name="kinds", got=quoted(str(kind)),
                       known=", ".join(FORMS))  # fmt: skip
    return _RatesTable(rates, language, chosen, contrast).table()


def response_page(
    rates: ResponseRates,
    dispositions: Dispositions,
    language: str = "da",
    *,
    contrast: object = None,
    look: Look = DEFAULT_LOOK,
) -> Document:
    """The response rates as a document of their own.

    Parameters
    ----------
    rates : ResponseRates
        Of the dispositions.
    dispositions : Dispositions
    language : {"da", "en"}
    contrast : code of an area, optional
        The area that the others are compared with.
    look : Look
        Colours and font of the chart.

    Raises
    ------
    WrongUseError
        If the language is none, or the contrast is none of the areas.
    """
    must_be(rates, ResponseRates, "rates", "response_rates(...)")
    must_be(dispositions, Dispositions, "dispositions", "read_dispositions(...)")
    _check_language(language)
    return Document(
        title=text("dispositions.page.title", lang=language),
        language=language,
        blocks=tuple(_blocks(rates, dispositions, language, contrast, look)),
        about=((text("dispositions.page.program", lang=language),
                f"{DISTRIBUTION} {own_version()}"),),
    )  # fmt: skip


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise fail(WrongUseError, "plain.language", got=quoted(str(language)))


def _blocks(
    rates: ResponseRates,
    dispositions: Dispositions,
    language: str,
    contrast: object,
    look: Look,
) -> Iterator[Block]:
    lead, *rest = response_sentences(rates, language)
    yield Paragraph((Run(lead, strong=True), Run(f" {' '.join(rest)}")), Tone.LEAD)
    yield rates_table(rates, language, contrast=contrast)
    chart = outcome_chart(dispositions, contrast=contrast, language=language)
    yield chart.to_figure(look=look)
    yield Heading(2, text("dispositions.page.how", lang=language), "outcomes_how")
    if dispositions.attempts is not None:
        yield Paragraph((Run(dispositions.rule.in_words(language)),))
    yield Paragraph((Run(text("dispositions.page.source", lang=language)),), Tone.NOTE)


@dataclass(frozen=True, slots=True)
class _RatesTable:
    """The table in the making."""

    rates: ResponseRates
    language: str
    kinds: tuple[str, ...]
    contrast: object

    def text(self, key: str, **fields: object) -> str:
        return text(f"dispositions.{key}", lang=self.language, **fields)

    def table(self) -> Table:
        rows = self._ordered(weighted=False)
        weighted = self._ordered(weighted=True) if self.rates.is_weighted else [None] * len(rows)
        return Table(
            "response_rates",
            self.text("page.table"),
            tuple(self._columns()),
            tuple(self._row(*pair) for pair in zip(rows, weighted, strict=True)),
            notes=tuple(self._notes()),
            language=self.language,
        )

    def _ordered(self, *, weighted: bool) -> list[dict[str, Any]]:
        """The rows, the contrast after the other areas."""
        rank = {RowKind.ALL: 2, RowKind.CONTRAST: 1}
        rows = self.rates.rows(weighted=weighted)
        return sorted(rows, key=lambda row: rank.get(self._kind(row), 0))

    def _shown(self) -> list[tuple[str, tuple[Outcome, ...]]]:
        whole = self.rates.of_all()
        return [
            (key, those)
            for key, those in _COLUMNS
            if key in _ALWAYS or sum(whole[each] for each in those)
        ]

    def _columns(self) -> Iterator[Column]:
        for name in self.rates.by or ("area",):
            yield Column(name, self._head(name), Align.LEFT)
        for kind in self.kinds:
            name = self.text("page.rate", name=rate_name(kind, self.language), kind=kind)
            yield Column(f"rate_{kind.lower()}", name, formats=("0.0",))
            if self.rates.is_weighted:
                head = self.text("page.rate_weighted", kind=kind)
                yield Column(f"weighted_{kind.lower()}", head, formats=("0.0",))
        yield Column("sent", self.text("outcome.all"), formats=("#,##0",))
        for key, _ in self._shown():
            yield Column(key, self.text(f"outcome.{key}"), formats=("#,##0",))

    def _head(self, name: str) -> str:
        return self.text(f"by.{name}") if name in {"area", "mode"} else capitalised(name)

    def _row(self, row: Mapping[str, Any], weighted: Mapping[str, Any] | None) -> Row:
        names = self.rates.by
        cells = [Cell(self._label(name, row)) for name in names] or [Cell(self.text("all"))]
        for kind in self.kinds:
            cells.append(self._rate(row[kind]))
            if weighted is not None:
                cells.append(self._rate(weighted[kind]))
        cells.append(self._count(row["sampled"]))
        cells += [self._count(sum(row[each] for each in those)) for _, those in self._shown()]
        area = row.get("area")
        code = "" if area is None or isinstance(area, Domain) else str(area)
        return Row(tuple(cells), self._kind(row), code)

    def _kind(self, row: Mapping[str, Any]) -> RowKind:
        if any(row[name] is Domain.ALL for name in self.rates.by) or not self.rates.by:
            return RowKind.ALL
        at_contrast = self.contrast is not None and row.get("area") == self.contrast
        return RowKind.CONTRAST if at_contrast else RowKind.BODY

    def _label(self, name: str, row: Mapping[str, Any]) -> str:
        label = self.rates.label_of(name, row[name], self.language)
        if name == "area" and self.contrast is not None and row[name] == self.contrast:
            return text("table.contrast_row", lang=self.language, area=label)
        return label

    def _count(self, count: float) -> Cell:
        return Cell(format_number(int(count), self.language), (int(count),))

    def _rate(self, share: float) -> Cell:
        if math.isnan(share):
            return Cell("..")
        percent = float(f"{100 * share:.12g}")
        return Cell(format_share(share, self.language, decimals=1), (percent,))

    def _notes(self) -> Iterator[str]:
        row = self.rates.of_all()
        units = unit_word(self.rates.unit, 2, self.language)
        yield self.text("page.units", units=units)
        unknown = sum(row[each] for each in (Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER)) > 0
        for kind in self.kinds:
            yield rate_definition(
                kind, self.rates.unit, self.language, e=self.rates.e, unknown=bool(unknown)
            )
        if unknown and any(FORMS[kind].unknown == "part" for kind in self.kinds):
            yield self.text(f"page.e_{self.rates.e_rule.lower()}")
        if self.rates.is_weighted:
            yield self.text("page.weighted")
        shown = {key for key, _ in self._shown()}
        none = [
            self.text(f"outcome.{key}").lower()
            for key, _ in _COLUMNS
            if key not in shown and key != "pending"
        ]
        if none:
            yield self.text("page.none", outcomes=join_words(none, self.language))
        if any(math.isnan(parts_of(each, kind)[1]) or not parts_of(each, kind)[1]
               for each in self.rates.rows() for kind in self.kinds):  # fmt: skip
            yield self.text("page.nobody")
