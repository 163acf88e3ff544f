"""How many answers a share needs, how many must be asked for them, and how sure that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.codebook import Kind, Variable
from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.findings import Severity
from survey.kernels.sample_size import answers_needed, half_width_of
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, finding
from survey.language.numbers import format_number
from survey.sampling.arguments import (
    COUNT,
    INSIDE,
    POSITIVE,
    RATE,
    Areas,
    areas_of,
    choice,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.findings import Finding
    from survey.kernels.layout import Floats
    from survey.sampling.frame import Frame

_BANDS = ((1_000, 0.05), (2_500, 0.05), (10_000, 0.04), (25_000, 0.03), (np.inf, 0.02))
_SMALL_PROVIDER = 1_000
_NOISE = 1e-9


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SampleSize:
    """How many answers are needed and how many must be asked.

    Attributes
    ----------
    areas : DataFrame
        One row a population: ``area`` (``""`` where there is one without a name), ``population``
        (NaN where it is not known), ``wanted`` (half-width that was asked for, NaN if it was not),
        ``needed`` (answers), ``asked`` (units), ``answers`` (expected), ``half_width`` (expected),
        ``everyone`` (whether all must be asked).
    level : float
    notes : tuple of Finding
    area : Variable or None
        What the areas are called.
    """

    areas: pd.DataFrame
    level: float
    notes: tuple[Finding, ...] = ()
    area: Variable | None = None

    @property
    def needed(self) -> int:
        """Answers needed, all populations together."""
        return int(self.areas["needed"].sum())

    @property
    def asked(self) -> int:
        """Units to be asked, all populations together."""
        return int(self.areas["asked"].sum())

    @property
    def half_width(self) -> float:
        """The half-width that is expected, where there is one population; else the widest."""
        return float(self.areas["half_width"].max())

    def __int__(self) -> int:
        return self.needed

    def __repr__(self) -> str:
        points = format_number(100 * self.half_width, "en", decimals=2)
        several = len(self.areas) > 1
        within = f" in {len(self.areas)} areas" if several else ""
        most = " or less" if several else ""
        parts = f"{self.needed} answers, {self.asked} asked{within}, ±{points} points{most}"
        return f"SampleSize({parts} at {self.level:.0%})"

    def _repr_html_(self) -> str:
        language = current_language()
        frame = self.to_frame(labels=language)
        note = " ".join(each.message for each in self.notes)
        level = format_number(100 * self.level, language)
        return frame_html(frame, text("planning.size.title", level=level), note=note)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The numbers as a frame, one row a population.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Give areas and columns their names in this language.
        """
        frame = self.areas.copy()
        if labels is None:
            return frame
        heads = {name: text(f"planning.size.{name}", lang=labels) for name in frame}
        if self.area is not None:
            frame["area"] = [self.area.code_label(code, labels) for code in frame["area"]]
        if frame["population"].notna().all():
            frame["population"] = frame["population"].astype(np.int64)
        frame["everyone"] = [
            text("planning.size.yes" if each else "planning.size.no", lang=labels)
            for each in frame["everyone"]
        ]
        return frame.rename(columns=heads)


def sample_size(
    population: float | Mapping[str, float] | pd.Series[Any] | Frame | None = None,
    half_width: float | Mapping[str, float] | None = None,
    *,
    share: float | Mapping[str, float] = 0.5,
    level: float = 0.95,
    design_effect: float | Mapping[str, float] = 1.0,
    response_rate: float | Mapping[str, float] = 1.0,
    base_share: float | Mapping[str, float] = 1.0,
    n: int | Mapping[str, int] | None = None,
    preset: Literal["tsm"] | None = None,
) -> SampleSize:
    """How many must answer and be asked for a share to be known within so many points.

    Parameters
    ----------
    population : number, mapping of area to number, or Frame, optional
        Units that can be asked. Without it the population is taken as very large.
    half_width : number or mapping of area to number
        Half the width of the interval, e.g. 0.04 for four percentage points either way.
    share : number or mapping, above 0 and below 1
        The share that is expected; 0.5 needs most answers.
    level : float
        Confidence level.
    design_effect : number or mapping
        How much larger than in a simple random sample the variance is, e.g. 1.2 with weights.
    response_rate : number or mapping, above 0
        The part of those asked that answers.
    base_share : number or mapping, above 0
        The part of those who answer that is asked the question.
    n : whole number or mapping, instead of `half_width`
        Units asked; the half-width that this gives is worked out.
    preset : {"tsm"}, instead of `half_width`
        The half-widths that the English Tenant Satisfaction Measures ask of landlords by their
        number of dwellings: ±5 points up to 2,499, ±4 up to 9,999, ±3 up to 24,999, ±2 above.

    Returns
    -------
    SampleSize

    Raises
    ------
    WrongUseError
        If not exactly one of `half_width`, `n` and `preset` is given, if a number lies outside its
        limits, or `n` is larger than the population.

    Notes
    -----
    n = ⌈n0 / (1 + (n0 − 1)/N)⌉ with n0 = D z² p(1 − p)/d² (Cochran 1977, eq. 4.1 and 4.2). Rounded
    up, so that the half-width holds; a published figure may be one lower. Where more would have to
    be asked than there are, all are asked, and a note says so.

    Examples
    --------
    >>> sample_size(population=7271, half_width=0.04)
    SampleSize(555 answers, 555 asked, ±4.00 points at 95%)
    >>> sample_size({"A": 350, "B": 600}, 0.05, response_rate=0.45).to_frame()["asked"].tolist()
    [350, 523]
    >>> sample_size(350, n=100, share=0.36)
    SampleSize(100 answers, 100 asked, ±7.96 points at 95%)
    """
    number("level", level, INSIDE)
    areas = _areas(population)
    given = {
        name: areas.each(name, value, limits)
        for name, value, limits in (
            ("share", share, INSIDE),
            ("design_effect", design_effect, POSITIVE),
            ("response_rate", response_rate, RATE),
            ("base_share", base_share, RATE),
        )
    }
    if sum(each is not None for each in (half_width, n, preset)) != 1:
        raise fail(WrongUseError, "planning.one_aim")
    wanted = _wanted(areas, half_width, preset, known=population is not None)
    asked = None if n is None else _affordable(areas, n)
    frame = _sizes(areas, given, wanted, asked, level)
    return SampleSize(frame, level, tuple(_notes(frame, areas, preset)), areas.variable)


def _areas(population: Any) -> Areas:  # noqa: ANN401 - what the user gave
    if population is not None:
        return areas_of(population)
    return Areas(
        (), np.array([np.iinfo(np.int64).max]), Variable("", Kind.GROUP, {}), np.array([-1])
    )


def _wanted(areas: Areas, half_width: Any, preset: Any, *, known: bool) -> Floats:  # noqa: ANN401
    if preset is not None:
        choice("preset", preset, ("tsm",))
        if not known:
            raise fail(WrongUseError, "planning.preset_population")
        found = [next(d for most, d in _BANDS if size < most) for size in areas.size]
        return np.array(found, dtype=float)
    if half_width is None:
        return np.full(len(areas), np.nan)
    return areas.each("half_width", half_width, INSIDE)


def _affordable(areas: Areas, n: Any) -> Floats:  # noqa: ANN401 - what the user gave
    asked = areas.each("n", n, COUNT)
    over = asked > areas.size
    if over.any():
        place = int(np.flatnonzero(over)[0])
        where = areas.codes[place] if areas.codes else None
        most, got = int(areas.size[place]), int(asked[place])
        raise fail(WrongUseError, "planning.n_above", where=where, got=got, most=most)
    return asked


def _sizes(
    areas: Areas, given: dict[str, Floats], wanted: Floats, asked: Floats | None, level: float
) -> pd.DataFrame:
    size = np.where(areas.size == np.iinfo(np.int64).max, np.inf, areas.size.astype(float))
    base = size * given["base_share"]
    spread = given["share"] * (1 - given["share"])
    yields = given["response_rate"] * given["base_share"]
    if asked is None:
        needed = answers_needed(base, wanted, spread, given["design_effect"], level)
        asked = np.minimum(np.ceil(needed / yields - _NOISE), size)
    else:
        needed = np.maximum(np.floor(asked * yields + 0.5), 1)
    answers = np.minimum(asked * yields, base)
    found = half_width_of(base, answers, spread, given["design_effect"], level)
    return pd.DataFrame(
        {
            "area": np.array(areas.codes or ("",), dtype=object),
            "population": np.where(np.isinf(size), np.nan, size),
            "wanted": wanted,
            "needed": needed.astype(np.int64),
            "asked": asked.astype(np.int64),
            "answers": answers,
            "half_width": found,
            "everyone": asked >= size,
        }
    )


def _notes(frame: pd.DataFrame, areas: Areas, preset: str | None) -> list[Finding]:
    short = (frame["half_width"] > frame["wanted"] + _NOISE).to_numpy()
    notes = []
    if (short & frame["everyone"].to_numpy()).any():
        points = format_number(100 * frame["half_width"][short].max(), current_language())
        which = areas.named(short) if areas.codes else ""
        code = "planning.all_of_areas" if areas.codes else "planning.all_asked"
        note = finding(code, severity=Severity.WARNING, points=points, areas=which)
        notes.append(note)
    if preset is not None and (areas.size < _SMALL_PROVIDER).any():
        notes.append(finding("planning.small_provider", severity=Severity.NOTE))
    return notes
