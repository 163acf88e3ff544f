"""A whole invented wave: frame, sample, fieldwork, answers and register, that fit each other."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from survey.errors import WrongUseError
from survey.files.guards import path_of
from survey.language.catalogue import LANGUAGES
from survey.language.messages import fail
from survey.questionnaire.arguments import questionnaire_given, refuse_unless
from survey.responses.labelled.writing import write_responses
from survey.sampling.draw import draw_sample
from survey.sampling.permanent_numbers import checked_seed
from survey.sampling.plan import SamplePlan
from survey.sampling.planning import plan_sample
from survey.sampling.sample import Sample
from survey.sampling.sample_file import RECORD, write_sample
from survey.simulation.answers import simulate_answers
from survey.simulation.arguments import unknown_word
from survey.simulation.city import City
from survey.simulation.described import described
from survey.simulation.fieldwork import log_bytes, simulate_fieldwork
from survey.simulation.frame_of import frame_bytes
from survey.simulation.invented_files import write_invented
from survey.simulation.register_file import register_bytes

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Mapping

    from survey.questionnaire.model import Questionnaire
    from survey.responses.responses import Responses
    from survey.simulation.background import Given
    from survey.simulation.contacts import ResponseModel
    from survey.simulation.fieldwork import SimulatedFieldwork
    from survey.simulation.shares import Shares

    Persons = Literal["all", "equal", "birthday", "kish"]

_PER_AREA = 250
FRAME, _SAMPLE, _LOG, _TARGETS, ANSWERS = (
    "frame.csv",
    "sample.csv",
    "dispositions.csv",
    "targets.xlsx",
    "answers.csv",
)
OF_SAMPLE = frozenset({_SAMPLE, f"{_SAMPLE}{RECORD}"})
"""Files of a sample that was drawn for the wave, and is there already if another one drew it."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SimulatedWave:
    """An invented wave.

    Attributes
    ----------
    city : City
    sample : Sample or None
    fieldwork : SimulatedFieldwork
    responses : Responses
    wave : str
    seed : int
    """

    city: City
    sample: Sample | None
    fieldwork: SimulatedFieldwork
    responses: Responses
    wave: str
    seed: int

    def __repr__(self) -> str:
        return f"SimulatedWave({len(self.responses.data)} respondents, seed {self.seed})"

    def in_words(self, language: str | None = None) -> tuple[str, ...]:
        """How all of it was invented, as sentences for a method page."""
        return described(self.city, self.fieldwork.model, language)

    def files(
        self, folder: str | os.PathLike[str], *, answers: str | os.PathLike[str] | None = None,
        language: str = "da", hidden_below: int = 0,
    ) -> dict[Path, bytes]:  # fmt: skip
        """The files of the wave, not yet written; parameters as for `write`."""
        if language not in LANGUAGES:
            raise unknown_word("language", language, LANGUAGES)
        root = path_of(folder)
        found = {
            root / FRAME: frame_bytes(self.city),
            root / _LOG: log_bytes(self.fieldwork, language),
            root / _TARGETS: register_bytes(
                self.city,
                ".xlsx",
                universe="adults",
                hidden_below=hidden_below,
                language=language,
                questionnaire=self.responses.questionnaire,
            ),
        }
        target = root / ANSWERS if answers is None else path_of(answers)
        with tempfile.TemporaryDirectory() as aside:
            if self.sample is not None:
                write_sample(self.sample, Path(aside) / _SAMPLE)
                found |= {root / p.name: p.read_bytes() for p in sorted(Path(aside).iterdir())}
        with tempfile.TemporaryDirectory() as aside:
            write_responses(self.responses, Path(aside) / target.name, language=language)
            found |= {
                target.with_name(p.name): p.read_bytes() for p in sorted(Path(aside).iterdir())
            }
        return found

    def write(
        self,
        folder: str | os.PathLike[str],
        *,
        answers: str | os.PathLike[str] | None = None,
        language: str = "da",
        hidden_below: int = 0,
        overwrite: bool = False,
    ) -> tuple[Path, ...]:
        """Write the frame, the sample, the dispositions, the register and the answers.

        Beside them lies ``simulated.json``, which says that they are invented. Files that were
        not, or were changed since, are never replaced.

        Parameters
        ----------
        folder : str or path
        answers : str or path, optional
            Where the answers go; its ending decides the form. ``answers.csv`` in the folder if left
            out.
        language : {"da", "en"}
            Of headings and labels.
        hidden_below : int
            Counts of the register from 1 to below this are hidden.
        overwrite : bool
            Whether files that were invented before are replaced.

        Returns
        -------
        tuple of Path
            The record last.

        Raises
        ------
        WrongUseError
            If a file is there already and isn't to be replaced.
        RefusedError
            If one is there that wasn't invented, or was changed since.
        """
        files = self.files(folder, answers=answers, language=language, hidden_below=hidden_below)
        about = {"wave": self.wave, "city": self.city.seed, "seed": self.seed}
        return write_invented(files, path_of(folder), overwrite=overwrite, about=about)


def simulate_wave(
    questionnaire: Questionnaire,
    city: City,
    *,
    seed: int | None = None,
    plan: SamplePlan | None = None,
    sample: Sample | None = None,
    persons: Persons = "equal",
    letter_boxes: bool = False,
    response: ResponseModel | None = None,
    wave: str = "",
    start: dt.date | str | None = None,
    today: dt.date | str | None = None,
    shares: Shares | None = None,
    background: Given | None = None,
    traits: Mapping[str, str] | None = None,
) -> SimulatedWave:
    """Invent a whole wave: who is drawn, how it goes, and what is answered.

    Parameters
    ----------
    questionnaire : Questionnaire
    city : City
    seed : int, optional
        That of the city if left out.
    plan : SamplePlan, optional
        For the frame of the city; at most 250 dwellings of each area if left out.
    sample : Sample, optional
        One that was drawn already.
    persons : {"all", "equal", "birthday", "kish"}
        Who is asked in a dwelling, where the sample is still to be drawn.
    letter_boxes : bool
        Whether forms without numbers are put into all letter boxes, without a sample.
    response : ResponseModel, optional
        The numbers by which residents answer or don't.
    wave : str
        Its name.
    start : date, optional
        Of the fieldwork; the first of September of the city's year if left out.
    today, shares, background, traits
        As for `simulate_answers`.

    Returns
    -------
    SimulatedWave

    Raises
    ------
    WrongUseError, UnknownNameError
        If an argument can't be.
    """
    questionnaire = questionnaire_given(questionnaire)
    for given, kind, name in ((city, City, "city"), (plan, SamplePlan, "plan"),
                              (sample, Sample, "sample")):  # fmt: skip
        refuse_unless(given, kind, name, kind.__name__)
    if sum((plan is not None, sample is not None, letter_boxes)) > 1:
        raise fail(WrongUseError, "simulation.one_sample")
    seed = city.seed if seed is None else checked_seed(seed)
    if sample is None and not letter_boxes:
        sample = _drawn(city, plan, persons, seed, wave)
    went = simulate_fieldwork(sample, city, seed=seed, model=response, start=start)
    answers = simulate_answers(
        questionnaire, city, fieldwork=went, wave=wave or None, shares=shares,
        background=background, traits=traits, today=today,
    )  # fmt: skip
    return SimulatedWave(city, sample, went, answers, wave, seed)


def _drawn(city: City, plan: SamplePlan | None, persons: Persons, seed: int, wave: str) -> Sample:
    frame = city.frame()
    if plan is None:
        budget = int(frame.counts["eligible"].clip(upper=_PER_AREA).sum())
        plan = plan_sample(frame, difference=None, allocation="equal", budget=budget,
                           maximum=_PER_AREA)  # fmt: skip
    return draw_sample(frame, plan, seed=seed, persons=persons, wave=wave)
