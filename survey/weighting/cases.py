"""Answers and those who were asked, brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import DataError, UnknownNameError, WeightingError
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.catalogue import current_language
from survey.language.cells import culprit_ids, quoted_cell
from survey.language.messages import culprits, fail, finding, quoted
from survey.language.numbers import format_number
from survey.sampling.frame import ADULTS
from survey.sampling.sample import JOINT, MOST_JOINT, Sample
from survey.weighting.adults import adults_of
from survey.weighting.asked_units import ORDER, SELECTION, asked_units, made_up_answers
from survey.weighting.recipe import TARGET_STEPS, BaseWeights, Panel, WithinDwelling
from survey.weighting.recipe_arguments import variables_of
from survey.weighting.weights import (
    ANSWERED,
    AREA,
    BASE,
    RESPONDENT,
    STATUS,
    STRATUM,
    UNIT,
    Cases,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Variable
    from survey.findings import Finding
    from survey.kernels.layout import Bools
    from survey.weighting.asked_units import AskedUnits
    from survey.weighting.given import Given
    from survey.weighting.targets import Universe


_OWN = frozenset({RESPONDENT, UNIT, STATUS, BASE, ORDER, *SELECTION})


def cases_of(given: Given) -> tuple[Cases, Variable | None]:
    """Everyone whom weights are worked out from, and the areas.

    Raises
    ------
    UnknownNameError
        If someone answered for a unit that wasn't sampled.
    DataError
        If answers and sample contradict each other.
    WeightingError
        If more answered than there are, or the number that there are isn't known.
    """
    people = _people(given)
    asked = asked_units(given.sample, given.dispositions)
    variable = _areas(given, asked)
    if asked is not None and asked.counted:
        asked = made_up_answers(asked, *_counted_units(people))
    notes: list[Finding] = []
    if asked is not None:
        people, notes = _linked(people, asked)
    _check_areas(people, variable)
    return _brought_together(given, people, asked, notes), variable


def _people(given: Given) -> pd.DataFrame:
    """Name, unit and area of everyone who answered."""
    data = given.answers.data
    if not len(data):
        raise fail(DataError, "weighting.nobody")
    ids = given.answers.ids.astype(object).to_numpy()
    people = pd.DataFrame({RESPONDENT: pd.Series(ids, dtype=object)})
    twice = people[RESPONDENT].duplicated()
    if twice.any():
        raise fail(DataError, "weighting.respondent_twice", count=int(twice.sum()),
                   ids=culprit_ids(people.loc[twice, RESPONDENT].unique()))  # fmt: skip
    people[UNIT] = people[RESPONDENT] if given.unit is None else _units_named(given, people)
    area = data[given.area].to_numpy(dtype=object) if given.area in data else [None] * len(data)
    people[AREA] = pd.Series(area, dtype=object)
    return people


def _units_named(given: Given, people: pd.DataFrame) -> pd.Series[Any]:
    data = given.answers.data
    if given.unit not in data:
        near = did_you_mean(str(given.unit), map(str, data.columns))
        code = "weighting.no_column_near" if near else "weighting.no_column"
        raise fail(UnknownNameError, code, argument="unit", name=quoted(str(given.unit)),
                   near=quoted(near or ""))  # fmt: skip
    units = pd.Series(data[given.unit].to_numpy(dtype=object), dtype=object)
    units = units.map(_as_name)
    empty = units.isna()
    if empty.any():
        raise fail(
            DataError,
            "weighting.unit_empty",
            name=quoted(str(given.unit)),
            count=int(empty.sum()),
            ids=culprit_ids(people.loc[empty, RESPONDENT]),
        )
    return units


def _as_name(value: object) -> object:
    if value is None or (isinstance(value, float) and np.isnan(value)) or value == "":
        return None
    if isinstance(value, float | int) and not isinstance(value, bool):
        return None if value < 0 else str(int(value)) if value == int(value) else str(value)
    return str(value)


def _areas(given: Given, asked: AskedUnits | None) -> Variable | None:
    if asked is not None:
        return asked.area
    known = given.answers.codebook.get(given.area)
    if known is not None and known.codes:
        return known
    return given.targets.area if given.targets is not None else known


def _counted_units(people: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]]:
    units = people.drop_duplicates(UNIT)
    _refuse_without_area(people)
    return units[AREA], units[UNIT]


def _linked(people: pd.DataFrame, asked: AskedUnits) -> tuple[pd.DataFrame, list[Finding]]:
    """The people with the area of their unit.

    Raises
    ------
    UnknownNameError, DataError
        If a unit wasn't sampled, wasn't eligible, lies in another area, or two answered where one
        was asked.
    """
    place = pd.Index(asked.frame[UNIT]).get_indexer(pd.Index(people[UNIT]))
    strange = place < 0
    if strange.any():
        raise _not_sampled(people.loc[strange, UNIT].unique().tolist(), asked)
    empty = asked.frame[STATUS].to_numpy(dtype=object)[place] == Status.NOT_ELIGIBLE
    if empty.any():
        raise fail(DataError, "weighting.not_eligible_answered", count=int(empty.sum()),
                   ids=culprit_ids(people.loc[empty, RESPONDENT]))  # fmt: skip
    _refuse_two(people, asked)
    there = asked.frame[AREA].to_numpy(dtype=object)[place]
    said = people[AREA].to_numpy(dtype=object)
    other = ~pd.isna(said) & (said != there)
    if other.any():
        first = int(np.flatnonzero(other)[0])
        raise fail(
            DataError,
            "weighting.other_area",
            count=int(other.sum()),
            ids=culprit_ids(people.loc[other, RESPONDENT]),
            got=quoted_cell(str(said[first])),
            expected=quoted_cell(str(there[first])),
        )
    linked = people.assign(**{AREA: pd.Series(there, dtype=object)})
    unsure = asked.frame[STATUS].to_numpy(dtype=object)[place] == Status.UNKNOWN
    notes = []
    if unsure.any():
        notes.append(finding("weighting.unknown_answered", severity=Severity.WARNING,
                             count=int(unsure.sum()),
                             ids=culprit_ids(people.loc[unsure, RESPONDENT])))  # fmt: skip
    return linked, notes


def _not_sampled(units: list[Any], asked: AskedUnits) -> UnknownNameError:
    near = did_you_mean(str(units[0]), map(str, asked.frame[UNIT]))
    bare = {str(each).lstrip("0") for each in asked.frame[UNIT]}
    lost = all(str(each).lstrip("0") in bare for each in units)
    code = "zeros" if lost else "near" if near else "at_all"
    return fail(UnknownNameError, f"weighting.not_sampled_{code}", count=len(units),
                units=culprit_ids(units), near=quoted(near or ""))  # fmt: skip


def _refuse_two(people: pd.DataFrame, asked: AskedUnits) -> None:
    """Refuse two respondents of a unit of which one person was asked."""
    if not asked.person_rule and asked.unit != "person":
        return
    twice = people[UNIT].duplicated(keep=False)
    if twice.any():
        units = people.loc[twice, UNIT].unique()
        raise fail(DataError, "weighting.two_of_one", count=len(units), units=culprit_ids(units),
                   ids=culprit_ids(people.loc[twice, RESPONDENT]))  # fmt: skip


def _check_areas(people: pd.DataFrame, variable: Variable | None) -> None:
    """Refuse people without an area, and areas that nobody knows."""
    if people[AREA].isna().all() and variable is not None and len(variable.codes) == 1:
        people[AREA] = variable.codes[0].value
    _refuse_without_area(people)
    known = [] if variable is None else [code.value for code in variable.codes]
    if not known:
        return
    strange = ~people[AREA].isin(known)
    if strange.any():
        got = people.loc[strange, AREA].unique().tolist()
        raise fail(
            DataError,
            "weighting.strange_area",
            got=culprits(map(str, got), quote=quoted_cell),
            known=culprits(map(str, known)),
            ids=culprit_ids(people.loc[strange, RESPONDENT]),
            count=int(strange.sum()),
        )


def _refuse_without_area(people: pd.DataFrame) -> None:
    empty = people[AREA].isna()
    if empty.any():
        raise fail(DataError, "weighting.no_area", count=int(empty.sum()),
                   ids=culprit_ids(people.loc[empty, RESPONDENT]))  # fmt: skip


def _brought_together(
    given: Given, people: pd.DataFrame, asked: AskedUnits | None, notes: list[Finding]
) -> Cases:
    unit = _universe_of_unit(given, asked)
    sizes = _sizes(given, unit)
    frame = _stacked(people, asked)
    answered = (frame[STATUS] == Status.ANSWERED).to_numpy()
    everyone = tuple(str(each) for each in frame if each not in _OWN)
    frame = _with_answers(frame, given, len(people))
    assumptions = list(asked.assumptions) if asked is not None else ["everyone_asked"]
    if asked is None or frame[BASE].isna().all():
        assumptions += _fill_base(frame, answered, sizes, given, counted=asked is not None)
    psu = pd.factorize(frame[UNIT])[0].astype(np.int64)
    stratum, strata = pd.factorize(frame[STRATUM])
    known = dict(asked.population) if asked is not None else {}
    known = known or {area: float(size) for area, size in sizes.items()}
    population = np.array([known.get(each, np.nan) for each in strata], dtype=float)
    _refuse_more_than_all(frame, answered, psu, stratum, strata, population)
    number, chance, more = adults_of(given, frame, answered, asked, psu)
    order = frame.pop(ORDER).to_numpy(dtype=np.int64)
    return Cases(
        frame=frame,
        answered=answered,
        psu=psu,
        stratum=stratum.astype(np.int64),
        strata=tuple(strata),
        population=population,
        adults=number,
        order=order,
        adult_chance=chance,
        universe_of_unit=unit,
        sizes=sizes,
        known=everyone,
        assumptions=(*assumptions, *more),
        notes=(*(asked.notes if asked is not None else ()), *notes),
        **_selection(given.sample, frame, tuple(strata)),
    )


def _selection(
    sample: Sample | None, frame: pd.DataFrame, strata: tuple[object, ...]
) -> dict[str, Any]:
    """What the way in which the sample was drawn says about variances."""
    if sample is None:
        return {}
    of = dict(zip(sample.strata[STRATUM], sample.strata["variance"], strict=True))
    joint = None
    if sample.variance == JOINT and frame[UNIT].nunique() <= MOST_JOINT:
        joint = sample.joint_matrix(frame[UNIT].drop_duplicates().tolist())
    return {
        "variance": sample.variance,
        "variances": tuple(of[each] for each in strata),
        "joint": joint,
    }


def _universe_of_unit(given: Given, asked: AskedUnits | None) -> Universe:
    """What the sampled units are."""
    if asked is not None:
        persons = asked.unit == "person"
    else:
        dwellings = given.recipe.has(WithinDwelling) or given.unit is not None
        persons = not dwellings and given.recipe.universe != "households"
    if not persons:
        return "households"
    return given.recipe.universe if given.recipe.universe != "households" else "adults"


def _sizes(given: Given, unit: Universe) -> dict[object, float]:
    """How many units each area has: as the recipe says, or else as the targets do."""
    start = given.recipe.steps[0]
    if isinstance(start, BaseWeights) and start.population is not None:
        return {area: float(size) for area, size in start.population.items()}
    if given.targets is not None:
        return dict(given.targets.sizes.get(unit, {}))
    return {}


def _stacked(people: pd.DataFrame, asked: AskedUnits | None) -> pd.DataFrame:
    """Those who answered, and below them the units of which nobody did."""
    if asked is None:
        whole = people.copy()
        whole[STRATUM], whole[STATUS] = whole[AREA], Status.ANSWERED
        whole[BASE], whole[ORDER] = np.nan, 0
        return whole
    frame = asked.frame.set_index(UNIT, drop=False)
    silent = frame.loc[frame.index.difference(pd.Index(people[UNIT]), sort=False)]
    silent = silent.loc[sorted(silent.index, key=str)]
    of_people = frame.loc[people[UNIT]].reset_index(drop=True)
    of_people[STATUS] = Status.ANSWERED
    whole = pd.concat([of_people, silent.reset_index(drop=True)], ignore_index=True)
    nobody = [None] * len(silent)
    whole.insert(0, RESPONDENT, pd.Series([*people[RESPONDENT], *nobody], dtype=object))
    return whole


def _with_answers(frame: pd.DataFrame, given: Given, rows: int) -> pd.DataFrame:
    """The cases with the answers that recipe and targets speak of."""
    data = given.answers.data
    columns = {}
    for name in dict.fromkeys(_wanted(given)):
        if name not in data:
            continue
        own = f"{ANSWERED}{name}" if name in frame else name
        values = np.full(len(frame), None, dtype=object)
        values[:rows] = data[name].to_numpy(dtype=object)
        columns[own] = values
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index, dtype=object)], axis=1)


def _wanted(given: Given) -> Iterator[str]:
    for step in given.recipe.steps:
        if isinstance(step, WithinDwelling):
            yield step.adults
        elif isinstance(step, Panel):
            yield step.weight
        elif isinstance(step, TARGET_STEPS):
            yield from _variables(step)
    if given.sample is not None and given.sample.person_rule:
        yield ADULTS
    if isinstance(given.adults, str):
        yield given.adults
    if given.targets is not None:
        for table in given.targets.tables.values():
            yield from table.variables


def _variables(step: Any) -> Iterator[str]:  # noqa: ANN401 - a step
    tables = (*step.within, *step.across) if hasattr(step, "within") else step.variables
    for table in tables:
        yield from variables_of(table)


def _fill_base(
    frame: pd.DataFrame,
    answered: Bools,
    sizes: Mapping[object, float],
    given: Given,
    *,
    counted: bool,
) -> list[str]:
    """Base weights where no sample is known: units of the area over those asked or answering."""
    units = frame.drop_duplicates(UNIT)[AREA].value_counts()
    if counted and not sizes:
        frame[BASE] = 1.0
        return ["all_units_asked"]
    if isinstance(given.recipe.steps[0], Panel):
        return []
    lacking = [each for each in units.index if each not in sizes]
    if lacking:
        raise fail(WeightingError, "weighting.no_population", areas=culprits(map(str, lacking)))
    if not counted:
        _refuse_more(units, sizes)
    frame[BASE] = (
        frame[AREA].map({each: sizes[each] / n for each, n in units.items()}).astype(float)
    )
    return ["equal_chances"] if counted else []


def _refuse_more(units: pd.Series[Any], sizes: Mapping[object, float]) -> None:
    for area, n in units.items():
        if n > sizes[area]:
            raise _more(area, int(n), sizes[area])


def _more(name: object, got: int, most: float) -> WeightingError:
    return fail(WeightingError, "weighting.more_than_all", area=quoted(str(name)),
                got=format_number(got, current_language()),
                most=format_number(most, current_language()))  # fmt: skip


def _refuse_more_than_all(
    frame: pd.DataFrame,
    answered: Bools,
    psu: Any,  # noqa: ANN401 - an array
    stratum: Any,  # noqa: ANN401 - an array
    strata: Any,  # noqa: ANN401 - an index
    population: Any,  # noqa: ANN401 - an array
) -> None:
    first = np.unique(psu[answered], return_index=True)[1]
    units = np.bincount(stratum[answered][first], minlength=len(strata))
    over = np.flatnonzero(units > population)  # never where it isn't known
    if len(over):
        place = int(over[0])
        raise _more(strata[place], int(units[place]), float(population[place]))
