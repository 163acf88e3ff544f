"""What a comparison of waves returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.documents.notebook import unreleased_html, what_was_asked
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from survey.codebook import Codebook, Text
    from survey.estimation.estimates import Estimates
    from survey.findings import Finding

_SIZES = ["earlier_n_eff", "n_eff"]


@dataclass(frozen=True, slots=True)
class Break:
    """Where nothing is compared.

    Attributes
    ----------
    variable : str
        Empty where it is about all of them.
    earlier, later : str
        The waves between which it lies.
    kind : str
        ``broken``, ``undecided``, ``not_asked``, ``base`` (another base or headline), ``area``
        (another area under the name), ``no_contrast``.
    reason : Text
        One sentence in Danish and in English.
    area : object
        The area it is about; None if all.
    category : object
        The answer, net or headline it is about; None if all.
    """

    variable: str
    earlier: str
    later: str
    kind: str
    reason: Text
    area: object = None
    category: object = None

    def is_about(self, variable: str, area: object = None, category: object = None) -> bool:
        """Whether it forbids the change of a number; `no_contrast` forbids none."""
        return (
            self.kind != "no_contrast"
            and self.variable in ("", variable)
            and (self.area is None or self.area == area)
            and (self.category is None or self.category == category)
        )


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a reader of the numbers of two waves must know.

    Attributes
    ----------
    variable : str
        Empty where it is about all of them.
    earlier, later : str
        The waves.
    kind : str
        ``recoded``, ``label_only``, ``flag``, ``area`` (renamed, put together or split),
        ``boundary``.
    words : Text
        One sentence in Danish and in English.
    area : object
        The area it is about; None if all.
    """

    variable: str
    earlier: str
    later: str
    kind: str
    words: Text
    area: object = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WaveComparison:
    """What changed from wave to wave.

    Attributes
    ----------
    statistic : {"share", "mean", "total", "ratio"}
    by : tuple of str
        By-columns of the estimates; waves are none of them.
    over : str or None
        The column of areas.
    waves : tuple of str
        In order of time.
    contrast : object
        The area whose change others are held against; None if none is.
    adjust : {"holm", "bh", "none"}
    level : float
    codebook : Codebook
    base : str or tuple
    nets : mapping of name to tuple of codes
    breaks : tuple of Break
        A wave after a break of a question begins a new series; see `series_of`.
    notes : tuple of Finding
        What is known of the units in several waves, and what was taken as independent.
    footnotes : tuple of Footnote
        What was recoded, mapped, or differs in words only.
    estimates : tuple of pairs of Estimates
        Of each pair of waves that is compared, on common codes and areas.
    """

    statistic: str
    by: tuple[str, ...]
    over: str | None
    waves: tuple[str, ...]
    contrast: object
    adjust: str
    level: float
    codebook: Codebook
    base: str | tuple[Any, ...]
    _frame: pd.DataFrame = field(repr=False)
    nets: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    notes: tuple[Finding, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    estimates: tuple[tuple[Estimates, Estimates], ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        marked = int((self._frame["mark"] != 0).sum())
        return f"WaveComparison({len(self)} changes, {marked} marked, {' → '.join(self.waves)})"

    def __len__(self) -> int:
        return len(self._frame)

    def series_of(self, variable: str, category: object = None) -> tuple[tuple[str, ...], ...]:
        """The waves in stretches within which a question is the same.

        Parameters
        ----------
        variable : str
        category : object, optional
            An answer, a net or the headline.
        """
        return series_of(self.breaks, self.waves, variable, category)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, self.by, self.codebook)
        title = text("notebook.wave_comparison", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def sizes(self) -> pd.DataFrame:
        """Effective numbers of answers of the two waves behind each change.

        Returns
        -------
        DataFrame
            ``earlier_n_eff`` and ``n_eff``; NaN where they aren't known.
        """
        return self._frame.reindex(columns=_SIZES)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The changes as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the labels of areas and answers in this language instead of codes.

        Returns
        -------
        DataFrame
            One row a change: by-columns, ``variable``, ``category``, ``earlier_wave``,
            ``later_wave``, ``earlier``, ``estimate`` (of the later wave), ``change``,
            ``std_error``, ``conf_low``, ``conf_high``, ``df``, ``p_value``, ``p_adjusted``,
            ``mark`` (−1, 0, 1), ``overlap`` (units in both waves), ``correlation`` (of the two
            estimates); the change of the contrast area ``contrast_change`` and how much more the
            area changed, ``extra_change``, with ``extra_std_error``, ``extra_low``, ``extra_high``,
            ``extra_p_value``, ``extra_p_adjusted``, ``extra_mark``; ``earlier_n``, ``n``,
            ``earlier_count``, ``count``; ``comparability`` (a verdict's word; empty without
            verdicts); ``contrast_estimate``, the level of the contrast area in the later wave, or
            where it was last measured, and ``contrast_wave``, when that was. Where a `Break` lies,
            all of change and what follows from it is NaN, and the mark 0.
        """
        frame = self._frame.drop(columns=_SIZES, errors="ignore").copy()
        if labels is None:
            return frame
        for name in self.by:
            frame[name] = [self.codebook.value_label(name, v, labels) for v in frame[name]]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame


def series_of(
    breaks: Iterable[Break], waves: Sequence[str], variable: str, category: object = None
) -> tuple[tuple[str, ...], ...]:
    """The waves in stretches within which a question is the same."""
    broken = {
        (each.earlier, each.later)
        for each in breaks
        if each.area is None and each.is_about(variable, None, category)
    }
    found: list[list[str]] = []
    for place, wave in enumerate(waves):
        if place and (waves[place - 1], wave) not in broken:
            found[-1].append(wave)
        else:
            found.append([wave])
    return tuple(tuple(each) for each in found)
