"""Invented answers to any questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind, Variable
from survey.errors import WrongUseError
from survey.kernels.keyed_random import keyed_uniforms, stream_of
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import culprits, fail
from survey.questionnaire.arguments import questionnaire_given, refuse_unless
from survey.questionnaire.locking.lock import with_facets
from survey.responses.responses import FINISHED, LANGUAGE, MODE, RESPONDENT, Responses
from survey.sampling.permanent_numbers import checked_seed
from survey.sampling.sample import Sample
from survey.simulation.arguments import day, whole_number
from survey.simulation.asked_persons import asked_persons, one_adult_each, unit_keys
from survey.simulation.building import simulate_city
from survey.simulation.course import PAPER, PHONE, VISIT, WEB
from survey.simulation.crowd import crowd_of
from survey.simulation.fieldwork import SimulatedFieldwork
from survey.simulation.population import Population
from survey.simulation.prepared import prepared, weighted_shares
from survey.simulation.sheets import Where, filled_in
from survey.simulation.terms import NON_WESTERN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from survey.kernels.layout import Bools
    from survey.questionnaire.model import Questionnaire
    from survey.simulation.background import Given
    from survey.simulation.crowd import Crowd
    from survey.simulation.shares import Shares
    from survey.simulation.sheets import Sheet

DWELLING = "dwelling"
"""The column of the dwelling, where all adults of it were asked."""
_AREA = "area"
_TAKEN = (RESPONDENT, _AREA, DWELLING, MODE, LANGUAGE, FINISHED)
_OTHER_LANGUAGE = 0.25
_WEEKS = 42
_MOST = 10_000_000
_USUAL_CITY = 6


def simulate_answers(
    questionnaire: Questionnaire,
    city: Population | None = None,
    *,
    sample: Sample | None = None,
    fieldwork: SimulatedFieldwork | None = None,
    respondents: int | None = None,
    seed: int | None = None,
    wave: str | None = None,
    today: dt.date | str | None = None,
    shares: Shares | None = None,
    weights: Mapping[str, float] | None = None,
    background: Given | None = None,
    traits: Mapping[str, str] | None = None,
) -> Responses:
    """Let invented residents answer a questionnaire.

    They are asked by its routing and obey its checks; who they are decides what they answer to
    questions such as age, sex and household, and what they feel decides the rest. Everyone's
    answers hang on herself, the seed and the names of the questions alone, so that a respondent
    answers alike whichever sample she is in.

    Parameters
    ----------
    questionnaire : Questionnaire
    city : City, optional
        A city of six areas if left out.
    sample : Sample, optional
        Everyone who is asked in it answers.
    fieldwork : SimulatedFieldwork, optional
        In place of a sample: who answered in it, when and how.
    respondents : int, optional
        In place of both: so many adults of different dwellings, drawn at random; one of each
        dwelling if left out.
    seed : int, optional
        That of the city if left out.
    wave : str, optional
        For conditions that ask for it.
    today : date, optional
        The day that `years_since` counts to; the day on which each one answered, if left out.
    shares : mapping, optional
        Shares of the headline of a question, by (column, area) or, for all areas together, by
        column: ``{("safe_evening", "Vangdalen"): 0.36, "safe_evening": 0.17}``. They are those of
        all adults, to one resident; with `weights` those of the respondents, as near as can be.
    weights : mapping of str to float, optional
        By respondent.
    background : mapping, optional
        What a question asks for: ``{"q1": "age", "q2": ("sex", {1: "female", 2: "male"})}``; an
        empty text for nothing. The rest is found by the names and labels of questions.
    traits : mapping of str to str, optional
        The trait that answers to a question follow, where it isn't the one that its words suggest.

    Returns
    -------
    Responses
        Marked as simulated.

    Raises
    ------
    WrongUseError, UnknownNameError
        If an argument can't be.

    Examples
    --------
    >>> import survey as sv
    >>> answers = sv.simulate_answers(sv.read_questionnaire("kort-form"), respondents=50, seed=1)
    >>> answers.simulated, len(answers.data)
    (True, 50)
    """
    questionnaire = questionnaire_given(questionnaire)
    city = _city(city, seed)
    _check(questionnaire, sample, fieldwork, respondents)
    counted_to = None if today is None else day("today", today).isoformat()
    latest = fieldwork.start if fieldwork is not None and today is None else today
    ready = prepared(
        city, questionnaire, seed=seed, wave=wave, today=latest, background=background,
        traits=traits, shares=None if weights is not None else shares,
    )  # fmt: skip
    asked = _asked(city, sample, fieldwork, respondents, ready.today)
    crowd = _crowd(city, asked, questionnaire, ready.crowd.seed)
    dates = asked["date"].to_numpy(dtype=object)
    on = dates if counted_to is None else np.full(len(dates), counted_to, dtype=object)
    where = Where(crowd.persons[_AREA].to_numpy(dtype=object), wave, on)
    how = ready.how
    if weights is not None:
        known = np.asarray(asked["respondent"].map(dict(weights)), dtype=np.float64)
        if np.isnan(known).any():
            strange = asked["respondent"][np.isnan(known)]
            raise fail(WrongUseError, "simulation.weights", names=culprits(strange))
        how = weighted_shares(ready, shares, city, crowd, where, known)
    sheet = filled_in(crowd, how, where, silent=True)
    return _responses(questionnaire, city, asked, crowd, sheet)


def _city(given: object, seed: int | None) -> Population:
    refuse_unless(given, Population, "city", "simulate_city(...)")
    if isinstance(given, Population):
        return given
    return simulate_city(_USUAL_CITY, seed=1 if seed is None else checked_seed(seed))


def _check(questionnaire: Questionnaire, sample: Any, fieldwork: Any, respondents: Any) -> None:  # noqa: ANN401
    refuse_unless(sample, Sample, "sample", "draw_sample(...)")
    refuse_unless(fieldwork, SimulatedFieldwork, "fieldwork", "simulate_fieldwork(...)")
    if sum(each is not None for each in (sample, fieldwork, respondents)) > 1:
        raise fail(WrongUseError, "simulation.one_of")
    taken = [each.name for each in questionnaire.variables() if each.name in _TAKEN]
    if taken:
        raise fail(WrongUseError, "simulation.taken", names=culprits(taken))


def _asked(
    city: Population,
    sample: Sample | None,
    fieldwork: SimulatedFieldwork | None,
    respondents: int | None,
    today: dt.date,
) -> pd.DataFrame:
    """Who answers: as `SimulatedFieldwork.respondents`, with ``dwelling`` where it is needed."""
    if fieldwork is not None:
        several = fieldwork.sample is not None and not fieldwork.sample.person_rule
        found = fieldwork.respondents
        return found.assign(dwelling=found["unit"]) if several else found
    several = False
    if sample is not None:
        keys = unit_keys(sample.drawn["unit"], city.seed)
        rows, _ = asked_persons(city, sample, keys)
        several = not sample.person_rule
    else:
        keys = unit_keys(city.dwellings["unit"], city.seed)
        rows = one_adult_each(city, keys)
        if respondents is not None:
            count = whole_number("respondents", respondents, 1, min(len(rows), _MOST))
            order = keyed_uniforms(keys, stream_of(city.seed, "respondents"))
            homes = city.adults["dwelling"].to_numpy()[rows]
            rows = np.sort(rows[np.argsort(order[homes], kind="stable")[:count]])
    return _everyone(city, rows, today, several=several)


def _everyone(
    city: Population, rows: NDArray[np.int64], today: dt.date, *, several: bool
) -> pd.DataFrame:
    persons = city.adults.iloc[rows]
    unit = persons["unit"].to_numpy(dtype=object)
    ids = unit
    if several:
        ids = np.array([f"{u}-{n}" for u, n in zip(unit, persons["number"], strict=True)],
                       dtype=object)  # fmt: skip
    keys = persons["key"].to_numpy(dtype=np.uint64)
    on_paper = keyed_uniforms(keys, stream_of(city.seed, "on paper")) < 0.3
    days = np.floor(keyed_uniforms(keys, stream_of(city.seed, "day")) * _WEEKS).astype(np.int64)
    dates = np.datetime_as_string(np.datetime64(today) - days, unit="D").astype(object)
    found = pd.DataFrame(
        {
            "respondent": pd.Series(ids, dtype=object),
            "unit": pd.Series(unit, dtype=object),
            "adult": rows,
            "mode": pd.Series(np.where(on_paper, PAPER, WEB), dtype=object),
            "date": pd.Series(dates, dtype=object),
        }
    )
    found = found.assign(dwelling=found["unit"]) if several else found
    return found.sort_values("respondent", kind="stable").reset_index(drop=True)


def _crowd(city: Population, asked: pd.DataFrame, questionnaire: Questionnaire, seed: int) -> Crowd:
    persons = city.adults.iloc[asked["adult"].to_numpy()].reset_index(drop=True)
    paper: Bools = (asked["mode"] == PAPER).to_numpy()
    language = _languages(questionnaire, persons, seed)
    return crowd_of(persons, city.model, seed, city.edition, paper=paper, language=language)


def _languages(
    questionnaire: Questionnaire, persons: pd.DataFrame, seed: int
) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Which language each answers in: some of non-western origin in another than Danish."""
    offered = questionnaire.languages.offered
    first = "da" if "da" in offered else offered[0]
    found = np.full(len(persons), first, dtype=object)
    others = [each for each in offered if each != first]
    if others:
        keys = persons["key"].to_numpy(dtype=np.uint64)
        drawn = keyed_uniforms(keys, stream_of(seed, "language"))
        which = np.minimum(drawn / _OTHER_LANGUAGE * len(others), len(others) - 1).astype(int)
        moves = (persons["origin"].to_numpy() == NON_WESTERN) & (drawn < _OTHER_LANGUAGE)
        found[moves] = np.array(others, dtype=object)[which[moves]]
    return found


def _responses(
    questionnaire: Questionnaire,
    city: Population,
    asked: pd.DataFrame,
    crowd: Crowd,
    sheet: Sheet,
) -> Responses:
    ids = asked["respondent"]
    offered = _offered(questionnaire)
    modes = pd.Series([offered[mode] for mode in asked["mode"]], dtype=object)
    front: dict[str, Any] = {RESPONDENT: ids, MODE: modes}
    if len(questionnaire.languages.offered) > 1:
        front[LANGUAGE] = pd.Series(crowd.language, dtype=object)
    front[FINISHED] = asked["date"]
    front[_AREA] = pd.Series(crowd.persons[_AREA].to_numpy(dtype=object), dtype=object)
    groups = [city.area]
    if DWELLING in asked:
        front[DWELLING] = asked[DWELLING]
        groups.append(Variable(DWELLING, Kind.GROUP, _dwelling()))
    columns = front | {str(name): sheet.data[name] for name in sheet.data}
    return Responses(
        pd.DataFrame(columns),
        with_facets(questionnaire.codebook(), questionnaire).with_variables(groups),
        questionnaire,
        asked=sheet.asked,
        answered=sheet.answered,
        rosters={name: _named(table, ids) for name, table in sheet.rosters.items()},
        simulated=True,
    )


def _offered(questionnaire: Questionnaire) -> dict[str, str]:
    """How somebody answers who was reached in a way in which the questionnaire can't be answered.

    At the door she gets a form, on the telephone a link.
    """
    known = questionnaire.modes
    instead = {VISIT: PAPER, PHONE: WEB}
    found = {mode: mode for mode in (WEB, PAPER, PHONE, VISIT)}
    for mode in found if known else ():
        wanted = (mode, instead.get(mode, mode), *known)
        found[mode] = next(each for each in wanted if each in known)
    return found


def _dwelling() -> dict[str, str]:
    return {each: text("simulation.head.dwelling", lang=each) for each in LANGUAGES}


def _named(table: pd.DataFrame, ids: pd.Series[Any]) -> pd.DataFrame:
    """A table of a roster with the ids of respondents in place of their rows."""
    named = ids.to_numpy(dtype=object)[table[RESPONDENT].to_numpy()]
    return table.assign(**{RESPONDENT: pd.Series(named, dtype=object)})
