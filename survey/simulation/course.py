"""The course of the fieldwork, step by step: attempts, and who answered when and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit, logit

from survey.fieldwork.final import RESULTS
from survey.fieldwork.modes import Mode
from survey.fieldwork.results import Result
from survey.kernels.keyed_random import keyed_uniforms, stream_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.kernels.keyed_random import Keys
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.simulation.contacts import ContactStep
    from survey.simulation.crowd import Crowd
    from survey.simulation.propensity import Chances

SILENT = -1
WEB, PAPER, PHONE, VISIT = "web", "paper", "phone", "visit"
ANSWER_MODES = {Mode.PHONE: PHONE, Mode.DOOR: VISIT}
"""How somebody answered, by the way in which she was reached; letters give `WEB` or `PAPER`."""
_PAPER_OLD = 1.6
_DELAYS = 6
_RETURNED = 0.4


@dataclass(slots=True)
class Course:
    """The attempts, and what came of them.

    Attributes
    ----------
    crowd : Crowd
        Everyone who is asked.
    unit : (n,) int
        The unit of each of them.
    keys : (N,) uint64
        Of the units.
    lived_in : (N,) bool
    chances : Chances
    seed : int
    answered_on : (n,) int
        Days after the start; `SILENT` for those who didn't answer.
    mode : (n,) object
        How they answered.
    refused : (N,) bool
        Units that refused for good.
    rows : list of (unit, day, mode, result, interviewer)
        Arrays of the attempts.
    """

    crowd: Crowd
    unit: Ints
    keys: Keys
    lived_in: Bools
    chances: Chances
    seed: int
    answered_on: Ints
    mode: NDArray[Any]
    refused: Bools
    rows: list[tuple[Ints, Ints, NDArray[Any], Ints, Ints]] = field(default_factory=list)

    def uniform(self, *purpose: str) -> Floats:
        """Uniform numbers of the units."""
        return keyed_uniforms(self.keys, stream_of(self.seed, "fieldwork", *purpose))

    def log(self, which: Bools, day: Ints, mode: object, result: Ints, by: Ints) -> None:
        """Note attempts at some units; arrays are of all units."""
        places = np.flatnonzero(which)
        modes = np.full(len(which), mode, dtype=object) if isinstance(mode, str) else mode
        self.rows.append((places, day[places], modes[places], result[places], by[places]))  # type: ignore[index]


def run(
    crowd: Crowd, unit: Ints, keys: Keys, lived_in: Bools, chances: Chances, seed: int
) -> Course:
    """All steps of the fieldwork.

    Parameters
    ----------
    crowd : Crowd
    unit : (n,) int
    keys : (N,) uint64
    lived_in : (N,) bool
    chances : Chances
    seed : int
    """
    n, units = len(crowd), len(keys)
    course = Course(
        crowd, unit, keys, lived_in, chances, seed,
        np.full(n, SILENT, dtype=np.int64), np.full(n, "", dtype=object),
        np.zeros(units, dtype=bool),
    )  # fmt: skip
    for number in range(len(chances.model.steps)):
        _take(course, number)
    return course


def _take(course: Course, number: int) -> None:
    """One step: all who haven't answered or refused are approached."""
    step = course.chances.model.steps[number]
    left = (course.answered_on == SILENT) & ~course.refused[course.unit]
    chance = course.chances.at_step(course.crowd, number)
    answers = left & (course.crowd.uniform("answers", str(number), str(course.seed)) < chance)
    units = len(course.keys)
    open_ = np.bincount(course.unit[left], minlength=units) > 0
    open_ |= ~course.lived_in
    day = step.day + (course.uniform("day", str(number)) * 3).astype(np.int64)
    if step.is_personal:
        _talk(course, step, number, open_, answers, day)
    else:
        _send(course, step, number, open_, answers, day)


def _send(
    course: Course, step: ContactStep, number: int, open_: Bools, answers: Bools, day: Ints
) -> None:
    """Letters and messages: sent, perhaps returned, perhaps answered some days later."""
    nobody = np.zeros(len(course.keys), dtype=np.int64)
    day = np.full_like(day, step.day)
    result = np.full(len(course.keys), RESULTS.index(Result.PENDING))
    back = ~course.lived_in & (course.uniform("returned", str(number)) < _RETURNED)
    result[back & (step.mode == Mode.LETTER)] = RESULTS.index(Result.UNKNOWN_HOUSEHOLD)
    course.log(open_, day, step.mode, result, nobody)
    crowd = course.crowd
    delay = 1 + (crowd.uniform("delay", str(number)) ** 2 * _DELAYS).astype(np.int64)
    on_paper = np.zeros(len(crowd), dtype=bool)
    if step.paper:
        lean = logit(min(step.paper, 1 - 1e-9)) + _PAPER_OLD * crowd.terms["aged_60_up"]
        on_paper = crowd.uniform("paper", str(number)) < expit(lean)
    rows = np.flatnonzero(answers)
    course.answered_on[rows] = step.day + delay[rows]
    course.mode[rows] = np.where(on_paper[rows], PAPER, WEB)
    complete = np.full(len(rows), RESULTS.index(Result.COMPLETE))
    by_post = np.where(on_paper[rows], str(Mode.LETTER), str(Mode.WEB)).astype(object)
    course.rows.append(
        (course.unit[rows], course.answered_on[rows], by_post, complete, np.zeros_like(rows))
    )


def _talk(
    course: Course, step: ContactStep, number: int, open_: Bools, answers: Bools, day: Ints
) -> None:
    """The telephone and the door: answered at once, or with a result of its own."""
    units, model = len(course.keys), course.chances.model
    rows = np.flatnonzero(answers)
    course.answered_on[rows] = day[course.unit[rows]]
    course.mode[rows] = ANSWER_MODES[Mode(step.mode)]
    by = 1 + (course.uniform("by", str(number)) * model.interviewers).astype(np.int64)
    reached = np.bincount(course.unit[rows], minlength=units) > 0
    complete = np.full(units, RESULTS.index(Result.COMPLETE))
    course.log(reached, day, step.mode, complete, by)
    result = _other_result(course, step, number)
    course.log(open_ & ~reached, day, step.mode, result, by)
    course.refused |= open_ & ~reached & (result == RESULTS.index(Result.REFUSAL))


def _other_result(course: Course, step: ContactStep, number: int) -> Ints:
    """What comes of an attempt that isn't answered."""
    model, units = course.chances.model, len(course.keys)
    foreign = np.zeros(units)
    np.maximum.at(foreign, course.unit, course.crowd.terms["non_western"])
    talks = course.uniform("contact", str(number)) < step.contact
    drawn = course.uniform("result", str(number))
    unable = model.unable * (1 + foreign)
    hard, soft = model.refuses, model.refuses + model.refuses_for_now
    spoken = np.select(
        [drawn < hard, drawn < soft, drawn < soft + unable],
        [RESULTS.index(each) for each in (Result.REFUSAL, Result.SOFT_REFUSAL, Result.OTHER)],
        RESULTS.index(Result.APPOINTMENT),
    )
    unknown = (step.mode == Mode.PHONE) & (drawn < model.unknown)
    silent = np.where(unknown, RESULTS.index(Result.UNKNOWN_HOUSEHOLD),
                      RESULTS.index(Result.NON_CONTACT))  # fmt: skip
    at_door = drawn < model.found_empty if step.mode == Mode.DOOR else np.zeros(units, dtype=bool)
    vacant = np.where(at_door, RESULTS.index(Result.NOT_ELIGIBLE), silent)
    return np.where(course.lived_in, np.where(talks, spoken, silent), vacant)
