"""Response rates and the like, by what is known of everyone sampled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.documents.notebook import frame_html
from survey.fieldwork.breakdown import COLUMNS, in_letters
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.rate_words import KINDS, rate_definition, rate_name
from survey.kernels.outcome_rates import rate_parts
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_number, format_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import Variable
    from survey.findings import Finding


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ResponseRates:
    """Rates of a fieldwork.

    Attributes
    ----------
    rates : DataFrame
        One row a group, those of the areas in the order of the study, and one for all (`Domain.ALL`
        in the columns of `by`): the columns of `by`, ``weighted`` (whether units count by their
        base weights), ``sampled`` and a column for each outcome, ``e``, and for each of the rates
        RR1–RR6, COOP1–COOP4, REF1–REF3 and CON1–CON3 a column with its share. A rate of nobody is
        NaN. Beside weighted rates there are always the unweighted ones.
    kind : str
        The rate that is shown where one is.
    by : tuple of str
    e : float
        The share of those of unknown eligibility that is taken to be eligible, of the unweighted
        rates.
    e_rule : str
        ``CASRO`` or ``given``.
    area : Variable
    unit : str
        ``dwelling`` or ``person``.
    closed : bool
        Whether fieldwork is over.
    weighting : {"unweighted", "weighted", "both"}
    notes : tuple of Finding

    Notes
    -----
    There are no standard errors: a rate describes what became of those sampled, of whom nobody is
    left out, and is no estimate.
    """

    rates: pd.DataFrame
    kind: str
    by: tuple[str, ...]
    e: float
    e_rule: str
    area: Variable
    unit: str = "dwelling"
    closed: bool = True
    weighting: str = "unweighted"
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        row = self.of_all()
        share = row[self.kind]
        written = ".." if math.isnan(share) else format_percent(share, "en", decimals=1)
        counted, base = (format_number(n, "en", decimals=0) for n in parts_of(row, self.kind))
        groups = f" by {', '.join(self.by)}" if self.by else ""
        return f"ResponseRates({self.kind} {written}, {counted} of {base} {self.unit}s{groups})"

    def of_all(self, *, weighted: bool = False) -> dict[str, Any]:
        """The row for all."""
        return next(row for row in self.rows(weighted=weighted) if _is_all(row, self.by))

    def rows(self, *, weighted: bool = False) -> list[dict[str, Any]]:
        """The rows, weighted or not."""
        records: Any = self.rates.to_dict("records")
        return [row for row in records if row["weighted"] == weighted]

    @property
    def is_weighted(self) -> bool:
        """Whether there are weighted rates."""
        return self.weighting != "unweighted"

    def definition(self, kind: str | None = None, language: str | None = None) -> str:
        """The definition of a rate as a sentence; of the one that is shown if left out.

        Parameters
        ----------
        kind : str, optional
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        row = self.of_all()
        unknown = row[Outcome.UNKNOWN_HOUSEHOLD] + row[Outcome.UNKNOWN_OTHER] > 0
        return rate_definition(
            kind or self.kind,
            self.unit,
            language or current_language(),
            e=self.e,
            unknown=bool(unknown),
        )

    def label_of(self, name: str, value: object, language: str) -> str:
        """What a group is called."""
        if value is Domain.ALL:
            return text("dispositions.all", lang=language)
        if value is Domain.MISSING:
            return text("dispositions.unknown_group", lang=language)
        if name == "area":
            return self.area.code_label(value, language)
        if isinstance(value, bool | np.bool_):
            return text("dispositions.yes" if value else "dispositions.no", lang=language)
        return str(value)

    def to_frame(self) -> pd.DataFrame:
        """The rates as a frame, areas in the order of the study and all last."""
        return self.rates.copy()

    def _repr_html_(self) -> str:
        language = current_language()
        rows = [row for weighted in (False, True) for row in self.rows(weighted=weighted)]
        shown: dict[str, list[Any]] = {
            text(f"dispositions.by.{name}") if name in {"area", "mode"} else name: [
                self.label_of(name, row[name], language) for row in rows
            ]
            for name in self.by
        }
        if self.is_weighted:
            shown[text("dispositions.weighted")] = [bool(row["weighted"]) for row in rows]
        shown[text("dispositions.outcome.all")] = [row["sampled"] for row in rows]
        for kind in KINDS[:6]:
            shown[kind] = [_percent(row[kind], language) for row in rows]
        title = f"{rate_name(self.kind, language)} ({self.kind})"
        return frame_html(pd.DataFrame(shown), title, note=self.definition(language=language))


def parts_of(row: Mapping[str, Any], kind: str) -> tuple[float, float]:
    """What a rate is the ratio of, in a row of the rates."""
    counts = np.array([[row[outcome] for outcome in COLUMNS]], dtype=np.float64)
    counted, base = rate_parts(in_letters(counts), kind, row["e"])
    return float(counted[0]), float(base[0])


def _percent(share: float, language: str) -> str:
    return ".." if math.isnan(share) else format_percent(share, language, decimals=1)


def _is_all(row: dict[str, Any], by: tuple[str, ...]) -> bool:
    return all(row[name] is Domain.ALL for name in by)
