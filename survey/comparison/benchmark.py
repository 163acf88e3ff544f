"""A figure from outside, and what a comparison of areas with it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Text, said
from survey.documents.notebook import unreleased_html, what_was_asked
from survey.errors import WrongUseError
from survey.kernels.intervals import t_quantile, wald, wilson
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook
    from survey.estimation.estimates import Estimates


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A figure from outside, such as that of a national survey.

    Parameters
    ----------
    value : float
        A share between 0 and 1, or a mean in its own unit.
    label : str or mapping of language to str
        Whose figure it is, as it stands in a sentence: "all of Denmark".
    year : str or int
    source : str or mapping of language to str
        Where it is from, with its table, as it stands in a note.
    std_error : float, optional
        Its own standard error. Without it and without `n` it is taken as known.
    n : int, optional
        Of a share: how many answers it rests on.
    deff : float
        Of a share with `n`: how many times larger its variance is than that of a simple random
        sample, such as 1.5 for a weighted survey.
    population : int, optional
        Of how many people `n` is a sample.
    codes : sequence of codes, optional
        The answers that it counts; refused where the survey's own number counts others.
    base : {"answered", "asked"} or sequence of codes, optional
        Who it is a share of; refused where the survey's own number is of others.
    scale : str or pair of numbers, optional
        The scale that was answered on: its name in the questionnaire, or its lowest and highest
        number; refused where the survey's own is another.
    """

    value: float
    label: Any
    year: Any = ""
    source: Any = ""
    std_error: float | None = None
    n: int | None = None
    deff: float = 1.0
    population: int | None = None
    codes: Any = None
    base: Any = None
    scale: Any = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", _in_both(self.label, "label"))
        object.__setattr__(self, "source", _in_both(self.source, "source"))
        object.__setattr__(self, "year", str(self.year))
        if not any(self.label.values()):
            raise fail(WrongUseError, "benchmark.label")
        self._check_numbers()

    def _check_numbers(self) -> None:
        if not _is_number(self.value):
            raise fail(WrongUseError, "benchmark.value", got=repr(self.value))
        if self.std_error is not None and self.n is not None:
            raise fail(WrongUseError, "benchmark.error_or_n")
        if self.population is not None and self.n is None:
            raise fail(WrongUseError, "benchmark.population_without_n")
        least = {"std_error": 0.0, "n": 2.0, "deff": 1e-9, "population": float(self.n or 0)}
        for name, smallest in least.items():
            given = getattr(self, name)
            if given is not None and (not _is_number(given) or given < smallest):
                raise fail(
                    WrongUseError, "benchmark.number", name=name, got=repr(given), least=smallest
                )

    @property
    def has_error(self) -> bool:
        """Whether its own uncertainty is known."""
        return bool(self.std_error) or self.n is not None

    @property
    def effective_n(self) -> float:
        """Of a share: effective number of answers, endless where it is taken as known."""
        spread = self.value * (1 - self.value)
        if self.std_error:
            return spread / self.std_error**2 if spread > 0 else float("nan")
        if self.n is None:
            return float("inf")
        rate = 0.0 if self.population is None else self.n / self.population
        answers = self.n - 1 if spread > 0 else self.n
        return float("inf") if rate >= 1 else answers / (self.deff * (1 - rate))

    def variance(self, statistic: str) -> float:
        """Of the figure; 0 where it is taken as known."""
        if statistic != "share":
            return (self.std_error or 0.0) ** 2
        size = self.effective_n
        return 0.0 if np.isinf(size) else self.value * (1 - self.value) / size

    def notes(self, language: str) -> tuple[str, ...]:
        """Where it is from and what is known of it, one sentence each."""
        source, name = said(self.source, language), self.name(language)
        found = [text("benchmark.note_source", lang=language, source=source)] if source else []
        key = "note_error" if self.has_error else "note_known"
        found.append(text(f"benchmark.{key}", lang=language, name=name))
        if self.codes is None or self.base is None:
            found.append(text("benchmark.note_undeclared", lang=language))
        return tuple(found)

    def limits(self, statistic: str, level: float) -> tuple[float, float]:
        """Its own interval; NaN where it is taken as known."""
        if not self.has_error:
            return float("nan"), float("nan")
        quantile = t_quantile(np.asarray(np.inf), level)
        value = np.asarray(self.value, dtype=float)
        if statistic == "share":
            low, high = wilson(value, np.asarray(self.effective_n), quantile)
        else:
            low, high = wald(value, np.asarray(self.std_error, dtype=float), quantile)
        return float(low), float(high)

    def name(self, language: str) -> str:
        """Whose figure it is, with its year."""
        label = said(self.label, language)
        return f"{label} ({self.year})" if self.year else label


def _in_both(given: Any, name: str) -> Text:  # noqa: ANN401 - what a user gave
    """Words by language; plain words stand for all languages."""
    if isinstance(given, Mapping):
        found = {str(key): str(value) for key, value in given.items()}
        if not set(found) <= set(LANGUAGES):
            raise fail(WrongUseError, "benchmark.words", name=name, got=quoted(str(sorted(found))))
        return found
    if not isinstance(given, str):
        raise fail(WrongUseError, "benchmark.words", name=name, got=repr(given))
    return dict.fromkeys(LANGUAGES, given.strip()) if given.strip() else {}


def _is_number(given: object) -> bool:
    is_real = isinstance(given, Real) and not isinstance(given, bool)
    return is_real and bool(np.isfinite(float(given)))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BenchmarkComparison:
    """Areas beside figures from outside.

    Attributes
    ----------
    statistic : str
    by : tuple of str
    over : str
        The column of areas.
    benchmarks : mapping of variable to Benchmark
    adjust : {"dunnett", "holm", "bh", "none"}
    level : float
    codebook : Codebook
    estimates : tuple of Estimates
        What was compared; release masks the differences by it.
    """

    statistic: str
    by: tuple[str, ...]
    over: str
    benchmarks: Mapping[str, Benchmark]
    adjust: str
    level: float
    codebook: Codebook
    estimates: tuple[Estimates, ...]
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        marked = int((self._frame["mark"] != 0).sum())
        names = ", ".join(dict.fromkeys(b.name("en") for b in self.benchmarks.values()))
        return f"BenchmarkComparison({len(self)} differences to {names}, {marked} marked)"

    def __len__(self) -> int:
        return len(self._frame)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, self.by, self.codebook)
        title = text("benchmark.notebook", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The differences as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the labels of areas and answers in this language instead of codes.

        Returns
        -------
        DataFrame
            One row a difference, as `Comparison.to_frame` tells, with ``benchmark`` for the figure
            from outside, ``benchmark_low`` and ``benchmark_high`` for its own interval (NaN where
            it is taken as known), and ``own_low`` and ``own_high`` for that of the area.
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        for name in self.by:
            frame[name] = [self.codebook.value_label(name, v, labels) for v in frame[name]]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame
