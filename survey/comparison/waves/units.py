"""Which sampling units two waves have in common, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey.errors import DesignError, UnknownNameError, WrongUseError
from survey.estimation import design_columns as columns
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.kernels.wave_covariance import overlap, rates, replicate_agreement
from survey.language.messages import culprits, fail, finding, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.findings import Finding
    from survey.kernels.layout import Floats, Ints
    from survey.kernels.wave_covariance import Overlap

_COORDINATED = 0.8
"""Least correlation of the replicates of common units that were made for both waves."""


@dataclass(frozen=True, slots=True)
class Wave:
    """The estimates of a wave and what it is called."""

    name: str
    estimates: Estimates

    @property
    def design(self) -> SurveyDesign:
        """The design behind the estimates."""
        return self.estimates.covariance.design


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """How two waves hang together.

    Attributes
    ----------
    common : Overlap or None
        None where the waves are taken as independent, or lie in one design.
    one_design : bool
        Whether both are estimates from one and the same design.
    notes : tuple of Finding
    """

    common: Overlap | None
    one_design: bool = False
    notes: tuple[Finding, ...] = ()

    @property
    def independent(self) -> bool:
        """Whether nothing is known, or nothing there, that they have in common."""
        return self.common is None and not self.one_design


def linked(
    earlier: Wave,
    later: Wave,
    key: str | None,
    *,
    independent: bool,
    person: str | None = None,
) -> Link:
    """Find the units that are in both waves.

    Parameters
    ----------
    key : str, optional
        The column that names the sampling units in both waves; the names of the designs' units if
        left out.
    person : str, optional
        The column that tells the persons of a unit apart.
    independent : bool
        The samples are independent, whatever the names say.

    Raises
    ------
    WrongUseError, UnknownNameError, DesignError
        If units have no names, or the column doesn't name each unit once.
    """
    if independent:
        return Link(None, notes=(_note("independent", earlier, later),))
    if earlier.design is later.design:
        _refuse_stacked(earlier, later)
        return Link(None, one_design=True, notes=tuple(_notes_of_one_design(earlier, later)))
    names = [unit_names(wave, key) for wave in (earlier, later)]
    if names[0] == names[1] and _are_the_same(earlier, later):
        return Link(None, one_design=True, notes=(_note("the_same", earlier, later),))
    place = pd.Index(names[1]).get_indexer(pd.Index(names[0]))
    first = np.flatnonzero(place >= 0)
    places = first, place[first].astype(np.int64)
    fixed = None if person is None else _fixed(earlier, later, places, person)
    layouts = earlier.design.layout, later.design.layout
    common = overlap(*layouts, *places, _same_strata(earlier, later), fixed)
    _refuse_replicates(earlier, later, common)
    return Link(common, notes=tuple(_notes(earlier, later, common)))


def _fixed(earlier: Wave, later: Wave, places: tuple[Ints, Ints], person: str) -> Floats:
    """1 for units of which another adult answered, else the share of its adults that did."""
    waves = earlier, later
    who = [_persons(wave, person) for wave in waves]
    same = [who[0][a] == who[1][b] for a, b in zip(*places, strict=True)]
    asked = [_asked(wave)[place] for wave, place in zip(waves, places, strict=True)]
    return np.where(np.array(same, dtype=bool), (asked[0] + asked[1]) / 2, 1.0)


def _persons(wave: Wave, person: str) -> list[frozenset[str]]:
    """Who answered of each unit; nobody if a name is missing."""
    design = wave.design
    values = _column(wave, person, "person")
    names = [None if empty else as_name(v) for v, empty in zip(values, values.isna(), strict=True)]
    found: list[set[str]] = [set() for _ in range(design.layout.psus)]
    for unit, name in zip(design.layout.row_psu, names, strict=True):
        found[unit].add(f"{wave.name}\x1f" if name is None else name)
    return [frozenset(each) for each in found]


def _asked(wave: Wave) -> Floats:
    """The share of its adults that was asked in each unit, as far as the design knows it, (G,)."""
    layout = wave.design.layout
    if layout.psu_factor is None:
        return np.ones(layout.psus)
    rate = rates(layout)[layout.psu_stratum]
    taken = np.divide(1 - layout.psu_factor, rate, out=np.ones(layout.psus), where=rate > 0)
    return np.clip(taken, 0.0, 1.0)


def _refuse_stacked(earlier: Wave, later: Wave) -> None:
    """Refuse two waves in the same strata of one design with a finite population correction."""
    design, rows = earlier.design, (earlier.estimates.inside, later.estimates.inside)
    if not design.has_fpc or (rows[0] == rows[1]).all():
        return
    stratum = design.layout.psu_stratum[design.layout.row_psu]
    if set(stratum[rows[0]]) & set(stratum[rows[1]]):
        raise fail(
            WrongUseError, "waves.stacked", earlier=quoted(earlier.name), later=quoted(later.name)
        )


def _are_the_same(earlier: Wave, later: Wave) -> bool:
    """Whether a wave is compared with itself, read twice."""
    if earlier.design.design_id != later.design.design_id:
        return False
    return earlier.estimates.to_frame().equals(later.estimates.to_frame())


def _refuse_replicates(earlier: Wave, later: Wave, common: Overlap) -> None:
    """Refuse replicates from which the covariance doesn't follow.

    It follows if the replicates of both waves take the same units in and out, and no finite
    population correction is needed or all units are in both waves.
    """
    given = earlier.design.replicates, later.design.replicates
    if given == (None, None):
        return
    layouts = earlier.design.layout, later.design.layout
    everyone = len(common.first) == layouts[0].psus == layouts[1].psus
    corrected = earlier.design.has_fpc or later.design.has_fpc
    if None in given or (corrected and not everyone) or not _coordinated(earlier, later, common):
        raise fail(
            WrongUseError,
            "waves.replicates",
            earlier=quoted(earlier.name),
            later=quoted(later.name),
        )


def _coordinated(earlier: Wave, later: Wave, common: Overlap) -> bool:
    """Whether common units count more and less in the same replicates of both waves."""
    first, second = _factors(earlier)[common.first], _factors(later)[common.second]
    if not len(first) or first.shape != second.shape:
        return False
    return replicate_agreement(first, second) >= _COORDINATED


def _factors(wave: Wave) -> Floats:
    """How much each unit counts in each replicate, (G, R)."""
    design = wave.design
    given = design.replicates
    if given is None:
        return np.zeros((design.layout.psus, 0))
    unit, units = design.layout.row_psu, design.layout.psus
    entries = (np.ones(len(unit)), (unit, np.arange(len(unit))))
    members = sparse.coo_array(entries, shape=(units, len(unit))).tocsr()
    whole = np.asarray(members @ design.weights)[:, None]
    repeated = np.asarray(members @ given.weights)
    return np.asarray(np.divide(repeated, whole, out=np.ones(repeated.shape), where=whole > 0))


def unit_names(wave: Wave, key: str | None) -> list[str]:
    """A name for each sampling unit of the first stage.

    Raises
    ------
    WrongUseError
        If the units have no names, or rows stand for several of them.
    DesignError
        If a name is missing, two units share one, or a unit has two.
    """
    design = wave.design
    if (design.layout.psu_size != 1).any():
        raise fail(WrongUseError, "waves.counts", wave=quoted(wave.name))
    if key is None and not design.knows_units:
        raise fail(WrongUseError, "waves.no_key", wave=quoted(wave.name))
    found = _own_names(design) if key is None else _names_by_key(wave, key)
    twice = pd.Index(found)[pd.Index(found).duplicated()].unique()
    if len(twice):
        code = "waves.key_twice" if key is not None else "waves.unit_twice"
        raise fail(DesignError, code, key=quoted(key or ""), wave=quoted(wave.name),
                   units=culprits(twice))  # fmt: skip
    return found


def _own_names(design: SurveyDesign) -> list[str]:
    """Names of the units, with their strata where they repeat from stratum to stratum."""
    names = [as_name(each) for each in design.psu_names]
    if len(set(names)) == len(names):
        return names
    strata = [as_name(design.strata_names[h]) for h in design.layout.psu_stratum]
    return [f"{stratum}\x1f{name}" for stratum, name in zip(strata, names, strict=True)]


def _names_by_key(wave: Wave, key: str) -> list[str]:
    design = wave.design
    values = _column(wave, key, "key")
    empty = values.isna().to_numpy()
    if empty.any():
        raise fail(DesignError, "waves.key_empty", key=quoted(key), wave=quoted(wave.name),
                   rows=culprits(design.row_names[empty]), count=int(empty.sum()))  # fmt: skip
    names = np.array([as_name(each) for each in values], dtype=object)
    unit = design.layout.row_psu
    found: list[Any] = [None] * design.layout.psus
    for place, name in zip(unit[::-1], names[::-1], strict=True):
        found[place] = name
    differ = names != np.array(found, dtype=object)[unit]
    if differ.any():
        units = culprits(dict.fromkeys(design.psu_names[g] for g in unit[differ]))
        raise fail(
            DesignError, "waves.key_differs", key=quoted(key), wave=quoted(wave.name), units=units
        )
    return _with_silent(wave, key, found)


def _column(wave: Wave, name: str, argument: str) -> pd.Series[Any]:
    data = wave.design.data
    if name not in data:
        near = did_you_mean(str(name), map(str, data.columns))
        code = "waves.no_column_near" if near else "waves.no_column"
        raise fail(UnknownNameError, code, argument=argument, name=quoted(str(name)),
                   wave=quoted(wave.name), near=quoted(near or ""))  # fmt: skip
    return columns.column(data, name)


def _with_silent(wave: Wave, key: str, found: list[Any]) -> list[str]:
    """Names of units without rows too: sampled units that didn't answer but were weighted for."""
    own = [as_name(each) for each in wave.design.psu_names]
    silent = [place for place, name in enumerate(found) if name is None]
    if silent and any(name not in (None, own[place]) for place, name in enumerate(found)):
        raise fail(WrongUseError, "waves.key_silent", key=quoted(key), wave=quoted(wave.name),
                   count=len(silent))  # fmt: skip
    return [own[place] if name is None else name for place, name in enumerate(found)]


def as_name(value: object) -> str:
    """A name as it is compared: whole numbers without a point, text without blanks around it."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _same_strata(earlier: Wave, later: Wave) -> tuple[Ints, Ints]:
    """Strata of the two waves that have the same name."""
    mine = [as_name(each) for each in earlier.design.strata_names]
    theirs = {as_name(each): place for place, each in enumerate(later.design.strata_names)}
    pairs = [(place, theirs[name]) for place, name in enumerate(mine) if name in theirs]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _notes(earlier: Wave, later: Wave, common: Overlap) -> list[Finding]:
    found = []
    moved = _moved(earlier, later, common)
    if moved:
        found.append(_note("moved", earlier, later, count=moved))
    if not len(common.first):
        code = "disjoint" if (common.expected > 0).any() else "nothing_common"
        found.append(_note(code, earlier, later))
    return found


def _notes_of_one_design(earlier: Wave, later: Wave) -> list[Finding]:
    """A note if the waves of a design share no unit, so that they count as independent."""
    unit = earlier.design.layout.row_psu
    shared = set(unit[earlier.estimates.inside]) & set(unit[later.estimates.inside])
    return [] if shared else [_note("nothing_common", earlier, later)]


def _moved(earlier: Wave, later: Wave, common: Overlap) -> int:
    """Units in both waves whose strata have different names."""
    mine = [as_name(earlier.design.strata_names[h]) for h in common.first_stratum]
    theirs = [as_name(later.design.strata_names[h]) for h in common.second_stratum]
    differ = np.array([a != b for a, b in zip(mine, theirs, strict=True)], dtype=bool)
    return int(common.units[differ].sum())


def _note(code: str, earlier: Wave, later: Wave, count: int = 0) -> Finding:
    waves: dict[str, Any] = {"earlier": quoted(earlier.name), "later": quoted(later.name)}
    return finding(f"waves.{code}", severity=Severity.NOTE, count=count, **waves)
