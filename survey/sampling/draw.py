"""Drawing a sample by its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.findings import Severity
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, finding
from survey.sampling.drawing import draw, sorted_lists
from survey.sampling.frame import AREA, UNIT, Frame
from survey.sampling.overlap import check_previous, earlier_wave
from survey.sampling.permanent_numbers import checked_seed
from survey.sampling.persons import checked_rule, person_columns
from survey.sampling.plan import SamplePlan
from survey.sampling.planned_strata import matched_strata
from survey.sampling.sample import (
    BEFORE,
    BIRTHDAY,
    CHANCE,
    EXACT,
    JOINT,
    KISH,
    MIXED,
    NUMBER,
    REPLICATE,
    SRS_FPC,
    STRATUM,
    WEIGHT,
    Sample,
)
from survey.sampling.selection_rules import (
    CENSUS,
    PPS,
    SAMPFORD,
    SYSTEMATIC,
    rules_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.findings import Finding
    from survey.sampling.drawing import Draw
    from survey.sampling.overlap import Earlier
    from survey.sampling.planned_strata import Strata
    from survey.sampling.selection_rules import Rules

    Method = Literal["srs", "systematic", "pps_systematic", "sampford", "census"]
    Overlap = Literal["independent", "most", "least"] | float
    Reserve = int | float | Mapping[Any, int]


def draw_sample(
    frame: Frame,
    plan: SamplePlan,
    *,
    seed: int,
    method: Method | Mapping[Any, Method] = "srs",
    size: str | None = None,
    order: str | Sequence[str] | None = None,
    persons: Literal["all", "equal", "birthday", "kish"] = "all",
    reserve: Reserve | Sequence[Reserve] | None = None,
    previous: Sample | None = None,
    previous_frame: Frame | None = None,
    overlap: Overlap | Mapping[Any, Overlap] = "independent",
    wave: str = "",
) -> Sample:
    """Draw the units that a plan asks for.

    The same plan, frame and seed give the same sample, whatever the order of the rows and on any
    machine, for each unit's random number comes of the seed and its id alone. Either all is drawn
    or nothing.

    Parameters
    ----------
    frame : Frame
    plan : SamplePlan
        Made for this very frame.
    seed : int
        From 0 to 2⁶³ − 1, such as the year. Note it: it belongs to the documentation.
    method : str, or mapping by stratum or area
        * ``srs``: simple random; the n units with the smallest numbers. A larger n with the same
          seed keeps the units of a smaller one.
        * ``systematic``: every N/n-th unit of the sorted list.
        * ``pps_systematic``: the same with chances in proportion to a size.
        * ``sampford``: chances in proportion to a size, with exact joint probabilities, so that
          the variance is exact (Sampford 1967). At most 1,000 units of a stratum.
        * ``census``: all units.

        Strata that a mapping doesn't name are drawn by ``srs``; of those for which the plan asks
        all units, all are taken whatever the method.
    size : str, optional
        The column of sizes; ``size`` if left out. Units so large that their chance would be above
        1 are sure to be drawn, and the others share the rest.
    order : str or sequence of str, optional
        Columns to sort the list by for the systematic methods, the first one first; each is run
        through upwards and downwards by turns (serpentine), and ``"unit"`` sorts by the ids.
        Needed for ``systematic``; without it ``pps_systematic`` goes through units in a random
        order.
    persons : {"all", "equal", "birthday", "kish"}
        Who is asked in a dwelling: all adults; one, each with the same chance, by a number drawn
        beforehand; the one whose birthday was last, with nearly the same chance; or the one that
        one of Kish's (1949) eight tables shows.
    reserve : int, float or mapping by stratum or area, or a sequence of these, optional
        Units of each stratum that are drawn as well and are asked only if it turns out to be
        necessary; below 1 a share of the sample. A sequence gives several parts. That of the plan
        if left out. See `Sample.released`.
    previous : Sample, optional
        The sample of an earlier wave, drawn with another seed. Those in use are what counts.
    previous_frame : Frame, optional
        What it was drawn from; needed for an overlap if the frame has changed since, so that new
        units get the chance they should have.
    overlap : {"independent", "most", "least"} or share, or mapping by stratum or area
        How many of the earlier sample are to be asked again, in strata drawn by ``srs``: as
        chance will have it, as many or as few as can be, or a share of this sample. Strata that a
        mapping doesn't name are drawn independently.
    wave : str

    Returns
    -------
    Sample

    Raises
    ------
    WrongUseError
        If the plan was made for another frame, or asks for more units of a stratum than there are,
        for none in the contrast, or for strata that aren't there; if arguments contradict each
        other; if the frame holds counts only and not all are asked.
    UnknownNameError
        If there is no such column, stratum or area.
    DataError
        If a size isn't above 0, or an id stands in the frame twice.

    Notes
    -----
    With an overlap π is n/N over both drawings together, also where units are new or gone, if the
    earlier sample was simple random or a census: see `overlapping_samples`. If it was systematic,
    that holds nearly, and exactly where no unit has gone.

    References
    ----------
    R's ``sampling::srswor``, ``UPsystematic`` and ``UPsampford``.
    """
    _check_kinds(frame, plan, wave)
    seed = checked_seed(seed)
    strata = matched_strata(frame, plan)
    rule = checked_rule(persons, frame)
    check_previous(previous, overlap)
    rules = rules_of(
        strata, plan, method=method, overlap=overlap, reserve=reserve, order=order, size=size
    )
    if frame.units is None and set(rules.methods) != {CENSUS}:
        raise fail(WrongUseError, "frame.only_counts")
    earlier = None
    if previous is not None:
        earlier = earlier_wave(previous, previous_frame, frame, strata, rules.overlap, seed)
    lists = sorted_lists(strata, rules, seed)
    drawn = draw(strata, rules, lists, seed, earlier)
    units = _units(strata, drawn, lists.numbers, rule, seed, earlier)
    table = _strata_table(strata, rules, units, earlier)
    return Sample(
        units=units,
        strata=table,
        area=frame.area,
        plan=plan,
        method=_method_of_all(rules.methods),
        variance=_variance_of_all(table),
        seed=seed,
        frame_fingerprint=frame.fingerprint,
        joint_probabilities=drawn.joint,
        person_rule=rule,
        wave=wave,
        unit=frame.unit,
        order=rules.order,
        left=() if earlier is None else earlier.left,
        notes=tuple(_notes(strata, rules, rule, table, earlier)),
    )


def _check_kinds(frame: object, plan: object, wave: object) -> None:
    for name, given, kind in (
        ("frame", frame, Frame),
        ("plan", plan, SamplePlan),
        ("wave", wave, str),
    ):
        if not isinstance(given, kind):
            got = type(given).__name__
            raise fail(WrongUseError, "argument.kind", name=name, got=got, expected=kind.__name__)


def _units(
    strata: Strata,
    drawn: Draw,
    numbers: Any,  # noqa: ANN401 - floats, by unit of the frame
    rule: str,
    seed: int,
    earlier: Earlier | None,
) -> pd.DataFrame:
    rows = strata.units.iloc[drawn.places]
    chances = np.where(drawn.replicate == 1, drawn.chances, np.nan)
    names = np.array(strata.names, dtype=object)[strata.code[drawn.places]]
    columns: dict[str, Any] = {
        UNIT: rows[UNIT].to_numpy(dtype=object),
        AREA: rows[AREA].to_numpy(dtype=object),
        STRATUM: names,
        CHANCE: chances,
        WEIGHT: 1.0 / chances,
        REPLICATE: drawn.replicate.astype(np.int64),
        NUMBER: numbers[drawn.places],
        **person_columns(rows, rule, seed),
    }
    if earlier is not None:
        columns[BEFORE] = earlier.before[drawn.places]
    return _table(columns)


def _strata_table(
    strata: Strata, rules: Rules, units: pd.DataFrame, earlier: Earlier | None
) -> pd.DataFrame:
    n, population = strata.n, strata.population
    columns: dict[str, Any] = {
        STRATUM: np.array(strata.names, dtype=object),
        AREA: pd.Series(strata.areas, dtype=object),
        "population": population,
        "n": n,
        "sampling_rate": n / np.maximum(population, 1),
        "reserve": rules.sizes[1:].sum(axis=0),
        "method": np.array(rules.methods, dtype=object),
        "variance": np.array([_variance(each, rules) for each in rules.methods], dtype=object),
    }
    if earlier is not None:
        kept = units.loc[units[BEFORE] & (units[REPLICATE] == 1), STRATUM].value_counts()
        columns["kept"] = pd.Series(strata.names).map(kept).fillna(0).astype(np.int64)
    return _table(columns)


def _table(columns: dict[str, Any]) -> pd.DataFrame:
    """A frame whose texts stay plain objects."""
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=object) if values.dtype == object else values
            for name, values in columns.items()
        }
    )


def _variance(method: str, rules: Rules) -> str:
    if method == SAMPFORD:
        return JOINT
    if method in (SYSTEMATIC, PPS):
        return "ordered_pairs" if rules.order else "with_replacement"
    return SRS_FPC


def _method_of_all(methods: tuple[str, ...]) -> str:
    """The method of the strata of which not all are asked, or that these differ."""
    some = {*methods} - {CENSUS}
    if not some:
        return CENSUS
    return some.pop() if len(some) == 1 else MIXED


def _variance_of_all(table: pd.DataFrame) -> str:
    some = {*table.loc[table["method"] != CENSUS, "variance"]}
    if some <= {SRS_FPC}:
        return SRS_FPC
    if some <= {*EXACT}:
        return JOINT
    return some.pop() if len(some) == 1 else MIXED


def _notes(
    strata: Strata,
    rules: Rules,
    rule: str,
    table: pd.DataFrame,
    earlier: Earlier | None,
) -> list[Finding]:
    notes = []
    nobody = [label for label, n in zip(strata.labels, strata.n, strict=True) if n == 0]
    if nobody:
        notes.append(_warning("drawing.nobody", strata=culprits(nobody)))
    if rules.short:
        notes.append(_warning("drawing.reserve_short", strata=culprits(rules.short)))
    if set(rules.methods) & {SYSTEMATIC, PPS}:
        notes.append(_note("drawing.approximate"))
    if rule == BIRTHDAY:
        notes.append(_note("drawing.birthday"))
    if rule == KISH:
        notes.append(_note("drawing.kish"))
    if earlier is not None:
        notes += _notes_on_overlap(strata, table, earlier)
    return notes


def _notes_on_overlap(strata: Strata, table: pd.DataFrame, earlier: Earlier) -> list[Finding]:
    notes = []
    if earlier.left:
        count = len(earlier.left)
        notes.append(_note("drawing.left", count=count, units=culprit_ids(earlier.left)))
    for place in earlier.strata:
        if earlier.rules[place] in ("most", "least"):
            continue
        wanted = earlier.wanted(place, int(strata.n[place]))
        kept = int(table["kept"].iloc[place])
        if kept != wanted:
            name = culprits([strata.labels[place]])
            notes.append(_warning("drawing.overlap_missed", stratum=name, wanted=wanted, got=kept))
    return notes


def _note(code: str, **fields: Any) -> Finding:  # noqa: ANN401 - placeholders
    return finding(code, severity=Severity.NOTE, **fields)


def _warning(code: str, **fields: Any) -> Finding:  # noqa: ANN401 - placeholders
    return finding(code, severity=Severity.WARNING, **fields)
