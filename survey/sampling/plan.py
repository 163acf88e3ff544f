"""A frozen plan: how many are asked where, what that rests on, and what will be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.messages import fail
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import Variable
    from survey.findings import Finding

_COMPARED = ("n", "expected", "half_width", "power", "detectable")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SamplePlan:
    """How many units are asked in each stratum.

    Attributes
    ----------
    strata : DataFrame
        One row a stratum: ``stratum`` (text; that of the area unless the plan stratifies further),
        ``area``, the further columns it is made of, ``population`` (eligible units), ``n`` (units
        asked), ``reserve`` (units held back for later), ``expected`` (answers expected),
        ``half_width`` (of a share, expected), ``power`` (of the comparison with the contrast; NaN
        where none is planned, and in strata that are only part of an area), ``detectable`` (the
        smallest difference that is seen with the wanted power; NaN where none is).
    assumptions : mapping of str to object
        All that was assumed: response rate, design effect, share, level, difference, contrast …
    allocation : str
        How the sample was spread over the strata.
    frame_fingerprint : str
        Of the frame that was planned for.
    notes : tuple of Finding
    areas : DataFrame
        The same columns with one row an area, and ``reached`` (whether the wanted power is
        reached; None where none is planned), ``everyone`` (whether all are asked), ``cost``.
    area : Variable or None
        What the areas are called.
    prospects : DataFrame
        What a smaller or larger sample, spread in the same way, would let see: ``part`` (of the
        plan), ``n``, ``expected``, ``reached`` (areas that reach the power), ``best``, ``middle``
        and ``worst`` (over areas, of the smallest difference seen or, where nothing is compared,
        of the half-width; ``worst`` is NaN where in some area nothing is seen). Empty for more
        than 60 areas.
    """

    strata: pd.DataFrame
    assumptions: Mapping[str, Any]
    allocation: str
    frame_fingerprint: str
    notes: tuple[Finding, ...] = field(default=())
    areas: pd.DataFrame = field(default_factory=pd.DataFrame)
    area: Variable | None = None
    prospects: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def n(self) -> int:
        """Units asked, the reserve left out."""
        return int(self.strata["n"].sum())

    def __repr__(self) -> str:
        return f"SamplePlan({self.n} units in {len(self.strata)} strata)"

    def _repr_html_(self) -> str:
        language = current_language()
        title = text(
            "planning.plan.title",
            n=format_number(self.n, language),
            population=format_number(int(self.strata["population"].sum()), language),
        )
        note = " ".join(each.message for each in self.notes)
        return frame_html(self.to_frame(labels=language), title, note=note)

    def label(self, code: str, language: str) -> str:
        """What an area is called."""
        return self.area.code_label(code, language) if self.area is not None else code

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The strata as a frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Give areas and columns their names in this language.
        """
        frame = self.strata.copy()
        if labels is None:
            return frame
        frame["area"] = [self.label(code, labels) for code in frame["area"]]
        if (self.strata["stratum"] == self.strata["area"]).all():
            frame = frame.drop(columns="stratum")
        own = {name: text(f"planning.plan.{name}", lang=labels) for name in _own(frame)}
        return frame.rename(columns=own)

    def compared_with(self, other: SamplePlan) -> pd.DataFrame:
        """The plan beside another one, area by area.

        Parameters
        ----------
        other : SamplePlan

        Returns
        -------
        DataFrame
            One row an area that is in either plan: ``area``, and of ``n``, ``expected``,
            ``half_width``, ``power`` and ``detectable`` the value here, the other one
            (``n_other`` …) and the difference (``n_difference`` …); NaN where a plan lacks the
            area.

        Raises
        ------
        WrongUseError
            If the other is no plan.
        """
        if not isinstance(other, SamplePlan):
            raise fail(WrongUseError, "planning.no_plan", name="other", got=type(other).__name__)
        mine = self.areas.set_index("area")[list(_COMPARED)].astype(float)
        theirs = other.areas.set_index("area")[list(_COMPARED)].astype(float)
        codes = list(dict.fromkeys([*mine.index, *theirs.index]))
        mine, theirs = mine.reindex(codes), theirs.reindex(codes)
        result = pd.DataFrame({"area": pd.Series(codes, dtype=object)})
        for name in _COMPARED:
            result[name] = mine[name].to_numpy()
            result[f"{name}_other"] = theirs[name].to_numpy()
            result[f"{name}_difference"] = result[name] - result[f"{name}_other"]
        if result[["n", "n_other"]].notna().all(axis=None):
            whole = ["n", "n_other", "n_difference"]
            result[whole] = result[whole].astype("int64")
        return result


def _own(frame: pd.DataFrame) -> list[str]:
    """The columns that have names of ours."""
    ours = {
        "stratum", "area", "population", "n", "reserve", "expected", "half_width", "power",
        "detectable",
    }  # fmt: skip
    return [name for name in frame if name in ours]
