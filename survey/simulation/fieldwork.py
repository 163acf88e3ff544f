"""Invented fieldwork: who was reached how, and who answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.fieldwork.by_unit import NOBODY, dispositions_by_unit
from survey.fieldwork.contact_log import Log
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.final import OUTCOMES, RESULTS, final_outcomes
from survey.fieldwork.modes import mode_label
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result
from survey.fieldwork.rule import DispositionRule
from survey.fieldwork.sampled import units_of_sample
from survey.fieldwork.tallies import counts_frame
from survey.files.atomic import write_bytes
from survey.files.csv_writer import CSV_FORMS, csv_bytes
from survey.files.targets import target_ending_in
from survey.language.catalogue import LANGUAGES, text
from survey.language.words import capitalised
from survey.questionnaire.arguments import refuse_unless
from survey.sampling.permanent_numbers import checked_seed
from survey.sampling.sample import Sample
from survey.simulation.arguments import day, unknown_word
from survey.simulation.asked_persons import (
    asked_persons,
    one_adult_each,
    rows_of_dwellings,
    unit_keys,
)
from survey.simulation.contacts import ResponseModel
from survey.simulation.course import PAPER, SILENT, Course, run
from survey.simulation.crowd import crowd_of
from survey.simulation.population import Population
from survey.simulation.propensity import chances_of
from survey.simulation.residents import EMPTY, LIVED_IN

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from survey.kernels.layout import Ints
    from survey.simulation.crowd import Crowd

_UNSIGNED = "sim-{number:05d}"
_AREA, _SENT = "area", "sent"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SimulatedFieldwork:
    """Invented fieldwork.

    Attributes
    ----------
    dispositions : Dispositions
        What became of everyone sampled; counts by area only, where forms without numbers were put
        into every letter box.
    respondents : DataFrame
        One row an answer, sorted by ``respondent``: this (the id; that of the dwelling where one
        adult was asked), ``unit`` (empty where nobody knows), ``adult`` (row of `City.adults`),
        ``mode`` (``web``, ``paper``, ``phone``, ``visit``) and ``date``.
    sample : Sample or None
    model : ResponseModel
    start, end : date
    """

    dispositions: Dispositions
    respondents: pd.DataFrame
    sample: Sample | None
    model: ResponseModel
    start: dt.date
    end: dt.date

    def __repr__(self) -> str:
        asked = int(self.dispositions.counts["n"].sum())
        return f"SimulatedFieldwork({len(self.respondents)} answers from {asked} dwellings)"

    def write_log(self, path: str | os.PathLike[str], *, language: str = "da") -> Path:
        """Write the log of attempts, or what was given out and came back, for the reader.

        Parameters
        ----------
        path : str or path
            Of a .csv file. An existing file is replaced.
        language : {"da", "en"}
            Of the words in it.
        """
        target = target_ending_in(path, ".csv")
        write_bytes(target, log_bytes(self, language))
        return target


def simulate_fieldwork(
    sample: Sample | None,
    city: Population,
    *,
    seed: int | None = None,
    model: ResponseModel | None = None,
    start: dt.date | str | None = None,
) -> SimulatedFieldwork:
    """Let the invented residents of a city be reached, and answer or not.

    Parameters
    ----------
    sample : Sample or None
        Drawn from the frame of the city. By its rule one adult of a dwelling is asked or all are.
        None puts a form without a number into every letter box: one adult of a dwelling may send
        it back, and nobody knows from which.
    city : City
    seed : int, optional
        That of the city if left out.
    model : ResponseModel, optional
        The numbers by which they answer or don't.
    start : date, optional
        The first of September of the city's year if left out.

    Returns
    -------
    SimulatedFieldwork

    Raises
    ------
    WrongUseError
        If an argument is nothing that it can be.
    UnknownNameError
        If a unit of the sample isn't a dwelling of the city.
    """
    refuse_unless(sample, Sample, "sample", "draw_sample(...)")
    refuse_unless(city, Population, "city", "simulate_city(...)")
    refuse_unless(model, ResponseModel, "model", "ResponseModel(...)")
    model = model or ResponseModel()
    seed = city.seed if seed is None else checked_seed(seed)
    first = day("start", start if start is not None else dt.date(city.year, 9, 1))
    if sample is None:
        return _letter_boxes(city, model, seed, first)
    drawn = sample.drawn
    keys = unit_keys(drawn["unit"], city.seed)
    rows, unit = asked_persons(city, sample, keys)
    state = city.dwellings["state"].to_numpy()[rows_of_dwellings(city, drawn["unit"])]
    course = run(_crowd(city, rows, seed), unit, keys, state == LIVED_IN, chances_of(model, city),
                 seed)  # fmt: skip
    log = _log(course, first, len(drawn))
    rule = DispositionRule()
    units = units_of_sample(sample)
    refused = np.zeros(len(units), dtype=bool)
    refused[log.unit[log.result == RESULTS.index(Result.REFUSAL)]] = True
    dispositions = dispositions_by_unit(
        units,
        final_outcomes(log.attempts(rule), len(units), rule),
        refused,
        log.ends(len(units)),
        unit=sample.unit,
        rule=rule,
        closed=True,
        attempts=log.frame(units),
    )
    found = _respondents(city, course, rows, drawn["unit"], first, several=not sample.person_rule)
    return SimulatedFieldwork(dispositions, found, sample, model, first, _end(model, first))


def _crowd(city: Population, rows: Ints, seed: int) -> Crowd:
    adults = city.adults.iloc[rows]
    return crowd_of(adults, city.model, seed, city.edition)


def _end(model: ResponseModel, first: dt.date) -> dt.date:
    return first + dt.timedelta(days=model.steps[-1].day + 7)


def _log(course: Course, first: dt.date, units: int) -> Log:
    """The attempts, sorted by unit and day."""
    unit, on, mode, result, by = (np.concatenate(each) for each in zip(*course.rows, strict=True))
    order = np.lexsort((np.arange(len(unit)), on, unit))
    unit, on, mode, result, by = (each[order] for each in (unit, on, mode, result, by))
    offsets, place = np.unique(on, return_inverse=True)
    days = [(first + dt.timedelta(days=int(each))).isoformat() for each in offsets]
    modes, mode_place = np.unique(mode.astype(str), return_inverse=True)
    names = ["", *(f"I{number}" for number in range(1, course.chances.model.interviewers + 1))]
    texts = (np.array(each, dtype=object) for each in (days, modes, names))
    return Log(unit, result, place, mode_place, by, *texts)


def _respondents(
    city: Population,
    course: Course,
    rows: Ints,
    units: pd.Series[Any],
    first: dt.date,
    *,
    several: bool,
) -> pd.DataFrame:
    answered = np.flatnonzero(course.answered_on != SILENT)
    unit = units.to_numpy(dtype=object)[course.unit[answered]]
    number = city.adults["number"].to_numpy()[rows[answered]]
    ids = [f"{u}-{n}" for u, n in zip(unit, number, strict=True)] if several else unit
    dates = _dates(course.answered_on[answered], first)
    found = _table(ids, unit, rows[answered], course.mode[answered], dates)
    return found.sort_values("respondent", kind="stable").reset_index(drop=True)


def _dates(days: Ints, first: dt.date) -> NDArray[Any]:
    found = np.datetime64(first) + days
    return np.datetime_as_string(found, unit="D").astype(object)


def _table(ids: Any, unit: Any, adult: Any, mode: Any, date: Any) -> pd.DataFrame:  # noqa: ANN401 - arrays
    return pd.DataFrame(
        {
            "respondent": pd.Series(ids, dtype=object),
            "unit": pd.Series(unit, dtype=object),
            "adult": pd.Series(adult, dtype=np.int64),
            "mode": pd.Series(mode, dtype=object),
            "date": pd.Series(date, dtype=object),
        }
    )


# Forms without numbers


def _letter_boxes(
    city: Population, model: ResponseModel, seed: int, first: dt.date
) -> SimulatedFieldwork:
    """A form in every letter box: nobody knows who sent it back."""
    homes = city.dwellings
    given = homes["state"].to_numpy() != EMPTY
    keys = unit_keys(homes["unit"], city.seed)
    rows = one_adult_each(city, keys)
    crowd = _crowd(city, rows, seed)
    chance = chances_of(model, city).in_all(crowd)
    answers = np.flatnonzero(crowd.uniform("letter box", str(seed)) < chance)
    last = model.steps[-1].day + 6
    on = 1 + (crowd.uniform("date", str(seed))[answers] ** 1.5 * last).astype(np.int64)
    order = np.argsort(on, kind="stable")
    answers, on = answers[order], on[order]
    ids = [_UNSIGNED.format(number=k + 1) for k in range(len(answers))]
    nobody = [""] * len(answers)
    found = _table(ids, nobody, rows[answers], [PAPER] * len(answers), _dates(on, first))
    counts = _counts(city, homes["area"].to_numpy()[given], crowd.persons["area"].iloc[answers])
    dispositions = Dispositions(
        None, counts_frame(city.area, counts, counts.astype(float)), city.area
    )
    return SimulatedFieldwork(dispositions, found, None, model, first, _end(model, first))


def _counts(city: Population, given: Any, answered: Any) -> Ints:  # noqa: ANN401 - arrays
    codes = [code.value for code in city.area.codes]

    def per_area(areas: Any) -> Ints:  # noqa: ANN401
        place = pd.Index(codes, dtype=object).get_indexer(pd.Index(areas, dtype=object))
        return np.bincount(place, minlength=len(codes))

    counts = np.zeros((len(codes), len(OUTCOMES)), dtype=np.int64)
    complete = per_area(answered)
    counts[:, OUTCOMES.index(Outcome.COMPLETE)] = complete
    counts[:, NOBODY] = per_area(given) - complete
    return counts


# Files


def log_bytes(fieldwork: SimulatedFieldwork, language: str) -> bytes:
    """The log, or counts by area, as a text table."""
    if language not in LANGUAGES:
        raise unknown_word("language", language, LANGUAGES)
    log = fieldwork.dispositions.attempts
    columns = dict(_of_counts(fieldwork.dispositions) if log is None else _of_log(log, language))
    heads = [_head(name, language) for name in columns]
    return csv_bytes(heads, list(columns.values()), CSV_FORMS["excel"])


def _head(name: str, language: str) -> str:
    return capitalised(text(f"simulation.head.{name}", lang=language))


def _of_log(log: pd.DataFrame, language: str) -> Iterator[tuple[str, NDArray[Any]]]:
    results = {
        each: text(f"simulation.result.{each}", lang=language) for each in log["result"].unique()
    }
    modes = {each: mode_label(each, language) for each in log["mode"].unique()}
    yield "unit", log["unit"].to_numpy(dtype=object)
    yield "date", log["date"].to_numpy(dtype=object)
    yield "mode", log["mode"].map(modes).to_numpy(dtype=object)
    yield "result", np.array([results[each] for each in log["result"].tolist()], dtype=object)
    yield "interviewer", log["interviewer"].to_numpy(dtype=object)


def _of_counts(dispositions: Dispositions) -> Iterator[tuple[str, NDArray[Any]]]:
    counts = dispositions.counts
    wide = counts.pivot_table(index="area", columns="outcome", values="n", sort=False)
    yield _AREA, wide.index.to_numpy(dtype=object)
    yield _SENT, wide.sum(axis=1).to_numpy(dtype=float)
    yield "complete", wide[Outcome.COMPLETE].to_numpy(dtype=float)
