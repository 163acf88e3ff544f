"""A sample: the units drawn, with the chance that each had, and how its variance is found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.documents.notebook import facts_html
from survey.errors import UnknownNameError, WrongUseError
from survey.kernels.kish import KISH_NAMES, MOST_RANKED, kish_chances, kish_ranks
from survey.kernels.simple_random import simple_random_joint
from survey.language.catalogue import text
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, quoted
from survey.sampling.frame import ADULTS, UNIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.findings import Finding
    from survey.kernels.layout import Floats
    from survey.sampling.plan import SamplePlan

STRATUM, CHANCE, WEIGHT, REPLICATE, NUMBER = (
    "stratum",
    "inclusion_probability",
    "base_weight",
    "replicate",
    "draw_number",
)
RULE, KISH_TABLE, PERSON_NUMBER, BEFORE = (
    "person_rule",
    "kish_table",
    "person_number",
    "asked_before",
)
"""Columns of the units of a sample."""
EQUAL, BIRTHDAY, KISH = "equal", "birthday", "kish"
"""Ways to find one adult."""
MIXED = "mixed"
SRS_FPC, JOINT = "srs_fpc", "joint_probabilities"
EXACT = (SRS_FPC, JOINT)
MOST_JOINT = 5_000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sample:
    """The units drawn.

    Attributes
    ----------
    units : DataFrame
        One row a unit drawn, sorted by stratum, replicate and order of the draw: ``unit``,
        ``area``, ``stratum``, ``inclusion_probability``, ``base_weight`` (1/π), ``replicate`` (1
        for the main sample, 2 … for the reserve) and ``draw_number`` (permanent random number in
        [0, 1)). Units of the reserve have no probability and no weight until they are released.
        Where one adult of a dwelling is selected also ``adults`` (as far as the frame knows them),
        ``person_rule``, and ``kish_table`` or ``person_number``; where an earlier wave was given,
        ``asked_before``.
    strata : DataFrame
        ``stratum``, ``area``, ``population``, ``n`` (drawn, reserve left out), ``sampling_rate``,
        ``reserve`` (drawn, not yet released), ``method``, ``variance`` and, where an earlier wave
        was given, ``kept`` (of the ``n``, those that were in that sample).
    area : Variable
    plan : SamplePlan
    method : str
        How it was drawn: ``census``, ``srs``, ``systematic``, ``pps_systematic``, ``sampford``, or
        ``mixed``; a stratum of which all are asked is a census, and doesn't make it mixed.
    variance : str
        The variance that the selection allows, and what ``mixed`` is for strata that differ:

        * ``srs_fpc``: simple random within strata, exact, with the correction for a finite
          population (of a census nothing is left to chance);
        * ``joint_probabilities``: exact, by `joint_matrix`, also if some strata are ``srs_fpc``;
        * ``ordered_pairs``: differences of neighbours on the sorted list, an approximation, for
          the systematic methods with an order;
        * ``with_replacement``: as if drawn with replacement, an approximation, on the safe side
          for sizes in a random order.
    joint_probabilities : mapping of str to array of shape (n, n)
        By stratum, in the order of its units; empty unless the method gives them.
    person_rule : str
        How one adult is found: ``""`` (all, or the unit is a person), ``equal``, ``birthday``,
        ``kish``.
    seed : int
    wave : str
    frame_fingerprint : str
    unit : {"dwelling", "person"}
    replicates : int
        How many replicates are in use: 1 is the main sample alone.
    order : tuple of str
        Columns that the list was sorted by.
    left : tuple of str
        Units of the earlier wave that are not to be drawn any more.
    notes : tuple of Finding
    """

    units: pd.DataFrame
    strata: pd.DataFrame
    area: Variable
    plan: SamplePlan
    method: str
    variance: str
    seed: int
    frame_fingerprint: str
    joint_probabilities: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    person_rule: str = ""
    wave: str = ""
    unit: Literal["dwelling", "person"] = "dwelling"
    replicates: int = 1
    order: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        drawn, spare = int(self.strata["n"].sum()), int(self.strata["reserve"].sum())
        reserve = f" and {spare} in reserve" if spare else ""
        return f"Sample({drawn} units{reserve}, {self.method}, seed {self.seed})"

    def _repr_html_(self) -> str:
        facts = {
            "sample_units": int(self.strata["n"].sum()),
            "sample_reserve": int(self.strata["reserve"].sum()),
            "strata": len(self.strata),
            "sample_population": int(self.strata["population"].sum()),
            "sample_method": text(f"drawing.method.{self.method}"),
            "sample_variance": text(f"drawing.variance.{self.variance}"),
            "sample_person": text(f"drawing.person.{self.person_rule or 'all'}"),
            "sample_seed": str(self.seed),
        }
        wave = f": {self.wave}" if self.wave else ""
        return facts_html(facts, text("notebook.sample") + wave)

    @property
    def drawn(self) -> pd.DataFrame:
        """The units in use: those of the main sample and of what was released of the reserve."""
        return self._of(self.units[REPLICATE] <= self.replicates)

    @property
    def main(self) -> pd.DataFrame:
        """The units of the main sample."""
        return self._of(self.units[REPLICATE] == 1)

    def reserve(self, k: int = 1) -> pd.DataFrame:
        """The units of the k-th part of the reserve, that is of replicate k + 1.

        Raises
        ------
        WrongUseError
            If there is no such part.
        """
        self._check_replicates(k + 1 if isinstance(k, int) and k > 0 else 0)
        return self._of(self.units[REPLICATE] == k + 1)

    def released(self, replicates: int = 2) -> Sample:
        """The sample with the first replicates in use: what is drawn, the rates and the weights.

        Parameters
        ----------
        replicates : int
            2 releases the first part of the reserve, 1 takes all of it back. Those units of a
            replicate must all be asked, for the weights are those of the whole replicate.

        Raises
        ------
        WrongUseError
            If there are not that many.
        """
        self._check_replicates(replicates)
        units, strata = self.units.copy(), self.strata.copy()
        used = units[REPLICATE] <= replicates
        counts = units.loc[used, STRATUM].value_counts()
        total = strata["n"] + strata["reserve"]
        if len(units):
            strata["n"] = strata[STRATUM].map(counts).fillna(0).astype(np.int64)
        strata["reserve"] = total - strata["n"]
        strata["sampling_rate"] = strata["n"] / strata["population"].clip(lower=1)
        if "kept" in strata:
            kept = units.loc[used & units[BEFORE], STRATUM].value_counts()
            strata["kept"] = strata[STRATUM].map(kept).fillna(0).astype(np.int64)
        equal = strata.loc[strata["variance"] != JOINT]
        equal = equal.loc[equal["method"] != "pps_systematic"]
        rates = units[STRATUM].map(dict(zip(equal[STRATUM], equal["sampling_rate"], strict=True)))
        units[CHANCE] = np.where(used, rates.fillna(units[CHANCE]), np.nan)
        units[WEIGHT] = 1.0 / units[CHANCE]
        return replace(self, units=units, strata=strata, replicates=replicates)

    def to_frame(self) -> pd.DataFrame:
        """All units drawn, those in reserve too, as they stand in `units`."""
        return self.units.copy()

    def joint_matrix(self, units: Sequence[str] | None = None) -> Floats:
        """Joint inclusion probabilities as ``SurveyDesign(joint_probabilities=…)`` takes them.

        Parameters
        ----------
        units : sequence of str, optional
            The units, in the order in which they first stand in the data; all those in use, in the
            order of `drawn`, if left out.

        Returns
        -------
        (g, g) float
            Those of Sampford's strata, of simple random strata and of strata of which all are
            asked; units of different strata are drawn independently, so that theirs are π_i π_j.

        Raises
        ------
        WrongUseError
            If a stratum was drawn by a method without known joint probabilities, or the matrix
            would be larger than 5,000 × 5,000.
        UnknownNameError
            If a unit isn't among those in use.
        """
        vague = self.strata.loc[~self.strata["variance"].isin(EXACT), STRATUM]
        if len(vague):
            raise fail(WrongUseError, "drawing.no_joint", strata=culprits(vague))
        drawn = self.drawn
        places = np.arange(len(drawn)) if units is None else _places(drawn, units)
        if len(places) > MOST_JOINT:
            raise fail(WrongUseError, "drawing.joint_too_large", got=len(places), most=MOST_JOINT)
        chances = drawn[CHANCE].to_numpy(dtype=float)[places]
        joint = np.outer(chances, chances)
        stratum = drawn[STRATUM].to_numpy(dtype=object)
        for row in self.strata.to_dict("records"):
            within = np.flatnonzero(stratum == row[STRATUM])
            here = np.flatnonzero(np.isin(places, within))
            block = self._joint_of(row)
            chosen = places[here] - within[0] if len(within) else here
            joint[np.ix_(here, here)] = block[np.ix_(chosen, chosen)]
        return joint

    def person_probabilities(self, adults: Mapping[str, int] | None = None) -> pd.Series:
        """The chance that the adult who is asked had to be asked, for each unit in use.

        Parameters
        ----------
        adults : mapping of str to int, optional
            The number of adults by unit, as it was answered; goes before what the frame knows.

        Returns
        -------
        Series
            By unit: π where all adults are asked; π over the number of adults where each has the
            same chance (by last birthday nearly so); π times the chance of the adult by the eight
            tables, which for five adults isn't 1/5, where Kish's are used. NaN where the number
            isn't known.
        """
        drawn = self.drawn
        index = pd.Index(drawn[UNIT], name=UNIT)
        chance = pd.Series(drawn[CHANCE].to_numpy(dtype=float), index, name="person_probability")
        if not self.person_rule:
            return chance
        known = pd.Series(drawn[ADULTS].to_numpy(dtype=float), index)
        if adults is not None:
            answered = pd.Series(dict(adults), dtype=float)
            known = answered.reindex(index).fillna(known)
        number = known.where(known >= 1)
        if self.person_rule != KISH:
            return (chance / number).rename("person_probability")
        return chance * self._kish_chances(drawn, number.to_numpy())

    def _kish_chances(self, drawn: pd.DataFrame, number: Floats) -> Floats:
        known = ~np.isnan(number)
        people = np.where(known, number, 1).astype(np.int64)
        places = pd.Index(KISH_NAMES).get_indexer(pd.Index(drawn[KISH_TABLE].to_numpy()))
        ranks = kish_ranks(places, people)
        chances = kish_chances()[np.minimum(people, MOST_RANKED) - 1, ranks - 1]
        return np.where(known, chances, np.nan)

    def _joint_of(self, row: Mapping[object, object]) -> Floats:
        given = self.joint_probabilities.get(str(row[STRATUM]))
        if given is not None:
            return given
        return simple_random_joint(int(str(row["population"])), int(str(row["n"])))

    def _of(self, which: pd.Series) -> pd.DataFrame:
        return self.units[which].reset_index(drop=True)

    def _check_replicates(self, wanted: object) -> None:
        most = max(1, int(self.units[REPLICATE].max())) if len(self.units) else 1
        if not isinstance(wanted, int) or isinstance(wanted, bool) or not 1 <= wanted <= most:
            raise fail(WrongUseError, "drawing.replicates", got=quoted(wanted), most=most)


def _places(drawn: pd.DataFrame, units: Sequence[str]) -> NDArray[np.intp]:
    places = np.asarray(pd.Index(drawn[UNIT].to_numpy()).get_indexer(pd.Index(list(units))))
    unknown = [each for each, place in zip(units, places, strict=True) if place < 0]
    if unknown:
        raise fail(UnknownNameError, "drawing.unit_unknown", units=culprit_ids(unknown))
    return places
