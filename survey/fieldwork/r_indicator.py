"""How far the chance of answering differs between groups, and which group lags."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Codebook, Domain
from survey.documents.notebook import frame_html
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_number, format_percent, format_range

if TYPE_CHECKING:
    from survey.findings import Finding

CROSSED = " × "
_MEASURES = ("r_indicator", "response_rate", "spread", "cv", "max_bias")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RIndicator:
    """The representativity of response with respect to what is known of everyone sampled.

    Attributes
    ----------
    estimate : float
        R = 1 − 2S in [0, 1]; 1 if all groups answer alike.
    std_error : float
        NaN where S is 0.
    conf_low, conf_high, level : float
    unadjusted : float
        R before the scatter of estimated propensities was taken away.
    response_rate : float
        ρ̄, the weighted share that answered.
    spread : float
        S, the standard deviation of the propensities.
    cv : float
        S/ρ̄.
    max_bias, max_bias_high : float
        How far the share of anybody who answered can at most be from that of all because of these
        groups, (1 − R)/(4ρ̄), and the same at the lower limit of R; at most 1.
    n, answers : int
        Units, and those that answered.
    variables : DataFrame
        A row for each covariate: ``term``, ``unconditional`` and ``conditional`` indicator.
    categories : DataFrame
        A row for each category: ``term``, ``category``, ``n``, ``answers``, ``rate``,
        ``unconditional`` (negative where the group lags), ``std_error``, ``conf_low``,
        ``conf_high`` (of it), ``conditional``.
    lagging : DataFrame
        The categories that answered less than all, those that pull R down most first: ``term``,
        ``category``, ``n``, ``answers``, ``rate``, ``mean`` (of all), ``lag`` (rate − mean),
        ``sure`` (whether that is more than chance), ``needed`` (answers more to come up to the
        mean), ``reachable`` (units that may still answer; −1 unknown).
    terms : tuple of tuple of str
    codebook : Codebook
    notes : tuple of Finding
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    level: float
    unadjusted: float
    response_rate: float
    spread: float
    cv: float
    max_bias: float
    max_bias_high: float
    n: int
    answers: int
    variables: pd.DataFrame
    categories: pd.DataFrame
    lagging: pd.DataFrame
    terms: tuple[tuple[str, ...], ...]
    codebook: Codebook = field(default_factory=Codebook)
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return (
            f"RIndicator({self.estimate:.3f}, {self.conf_low:.3f} to {self.conf_high:.3f}, "
            f"{self.answers} of {self.n} units)"
        )

    def _repr_html_(self) -> str:
        return frame_html(self._shown(), self.title(), note=self.in_words())

    def to_frame(self) -> pd.DataFrame:
        """All numbers, a row each.

        Returns
        -------
        DataFrame
            ``indicator``, ``term``, ``category``, ``estimate``, ``std_error``, ``conf_low``,
            ``conf_high``, ``n``, ``answers``; the three kinds of indicator are ``r_indicator`` and
            what follows from it, ``unconditional`` and ``conditional``.
        """
        rows = [*self._of_all(), *self._of_variables(), *self._of_categories()]
        heads = ("indicator", "term", "category", "estimate", "std_error", "conf_low", "conf_high")
        return pd.DataFrame(rows, columns=[*heads, "n", "answers"])

    def title(self, language: str | None = None) -> str:
        """What the indicator is of."""
        language = language or current_language()
        terms = ", ".join(self.term_label(each, language) for each in self.variables["term"])
        return text("progress.r.title", lang=language, terms=terms)

    def in_words(self, language: str | None = None) -> str:
        """What the numbers say, in three sentences.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        language = language or current_language()
        low, high, estimate = (
            format_number(each, language, decimals=2)
            for each in (self.conf_low, self.conf_high, self.estimate)
        )
        return text(
            "progress.r.said",
            lang=language,
            estimate=estimate,
            range=format_range(low, high),
            level=format_percent(self.level, language),
            points=format_number(100 * self.max_bias, language, decimals=0),
            most=format_number(100 * self.max_bias_high, language, decimals=0),
        )

    def term_label(self, term: str, language: str) -> str:
        """A covariate as it is called; crossed ones with × between them."""
        return CROSSED.join(self.codebook.label(name, language) for name in term.split(CROSSED))

    def category_label(self, term: str, category: object, language: str) -> str:
        """A category as it is called."""
        return category_label(self.codebook, term, category, language)

    def _of_all(self) -> list[tuple[Any, ...]]:
        ends = {"r_indicator": (self.std_error, self.conf_low, self.conf_high)}
        ends["max_bias"] = (float("nan"), float("nan"), self.max_bias_high)
        values = (self.estimate, self.response_rate, self.spread, self.cv, self.max_bias)
        nothing = (float("nan"),) * 3
        return [
            (name, "", "", value, *ends.get(name, nothing), self.n, self.answers)
            for name, value in zip(_MEASURES, values, strict=True)
        ]

    def _of_variables(self) -> list[tuple[Any, ...]]:
        nothing = (float("nan"),) * 3
        return [
            (kind, row["term"], "", row[kind], *nothing, self.n, self.answers)
            for row in self.variables.to_dict("records")
            for kind in ("unconditional", "conditional")
        ]

    def _of_categories(self) -> list[tuple[Any, ...]]:
        nothing = (float("nan"),) * 3
        rows: list[tuple[Any, ...]] = []
        for row in self.categories.to_dict("records"):
            value = row["category"]
            name = CROSSED.join(map(str, value)) if isinstance(value, tuple) else value
            ends = (row["std_error"], row["conf_low"], row["conf_high"])
            about = (row["term"], name)
            rows.append(
                ("unconditional", *about, row["unconditional"], *ends, row["n"], row["answers"])
            )
            rows.append(
                ("conditional", *about, row["conditional"], *nothing, row["n"], row["answers"])
            )
        return rows

    def _shown(self) -> pd.DataFrame:
        """The categories with their labels, for a notebook."""
        language = current_language()
        columns = ("n", "answers", "rate", "unconditional", "conditional")
        heads = [text(f"progress.head.{name}", lang=language) for name in ("category", *columns)]
        rows = [
            (
                self.category_label(row["term"], row["category"], language),
                *(row[c] for c in columns),
            )
            for row in self.categories.to_dict("records")
        ]
        return pd.DataFrame(rows, columns=heads)


def category_label(codebook: Codebook, term: str, category: object, language: str) -> str:
    """A category of a covariate, or of crossed ones, as it is called."""
    names = term.split(CROSSED)
    values = category if isinstance(category, tuple) else (category,)
    return CROSSED.join(
        text("table.missing", lang=language)
        if value is Domain.MISSING
        else codebook.value_label(name, value, language)
        for name, value in zip(names, values, strict=True)
    )
