"""An invented city: what a frame, a register and a survey could know of it, and what is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.documents.notebook import frame_html
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.catalogue import current_language, text
from survey.simulation.described import described
from survey.simulation.frame_of import frame_bytes, frame_of
from survey.simulation.later import moved_on
from survey.simulation.population import Population
from survey.simulation.register import register_tables
from survey.simulation.register_file import register_bytes
from survey.simulation.truth import truth_of

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from survey.questionnaire.model import Questionnaire
    from survey.sampling.frame import Frame
    from survey.simulation.register import Universe


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class City(Population):
    """An invented city.

    Nobody lives in it: whatever is made of it is marked as simulated. For the attributes see
    `Population`, of which this is the face.
    """

    def __repr__(self) -> str:
        return (
            f"City({len(self.areas)} areas, {len(self.dwellings)} dwellings, "
            f"{int(self.is_adult.sum())} adults, simulated, seed {self.seed})"
        )

    def _repr_html_(self) -> str:
        language = current_language()
        frame = self.frame().counts[["area", "units", "adults"]].copy()
        frame["area"] = [self.area.code_label(code, language) for code in frame["area"]]
        heads = {name: text(f"frame.counts.{name}", lang=language) for name in frame}
        title = text("simulation.notebook.city", lang=language)
        note = text("simulation.register.mark", lang=language)
        return frame_html(frame.rename(columns=heads), title, note=note)

    def frame(self) -> Frame:
        """The dwellings as `read_frame` gives them: what a sample is drawn from."""
        return frame_of(self)

    def write_frame(self, path: str | os.PathLike[str]) -> Path:
        """Write the dwellings as a text table, for ``read_frame(path, areas=city.area)``.

        Parameters
        ----------
        path : str or path
            Of a .csv file. An existing file is replaced.
        """
        target = target_ending_in(path, ".csv")
        write_bytes(target, frame_bytes(self))
        return target

    def register(
        self, universe: Universe = "adults", *, by: str = "department"
    ) -> Mapping[str, pd.DataFrame]:
        """How many residents of each kind there are.

        Parameters
        ----------
        universe : {"adults", "persons", "households"}
        by : {"department", "area"}

        Returns
        -------
        mapping of str to DataFrame
            ``age_group``, ``sex``, ``origin``, ``household`` and ``sex*age_group``: columns
            ``area``, ``department``, the variables with the codes of the shipped questionnaires,
            and ``count``.
        """
        return register_tables(self, universe, by=by)

    def write_register(
        self,
        path: str | os.PathLike[str],
        *,
        hidden_below: int = 0,
        universe: Universe = "adults",
        language: str = "da",
        questionnaire: Questionnaire | None = None,
    ) -> Path:
        """Write the register, as a housing organisation gets it.

        Parameters
        ----------
        path : str or path
            Ends with ``.xlsx`` (a sheet for each table) or ``.csv`` (one long table). An existing
            file is replaced.
        hidden_below : int
            Counts from 1 to below this are hidden; 0 hides none. Sums of rows are still told.
        universe : {"adults", "persons", "households"}
        language : {"da", "en"}
        questionnaire : Questionnaire, optional
            Whose words categories have, where it has the same codes.
        """
        target = target_ending_in(path, ".xlsx", ".csv")
        data = register_bytes(
            self,
            target.suffix.lower(),
            universe=universe,
            hidden_below=hidden_below,
            language=language,
            questionnaire=questionnaire,
        )
        write_bytes(target, data)
        return target

    def truth(
        self,
        question: str,
        questionnaire: Questionnaire,
        *,
        by: str | None = "area",
        **how: Any,  # noqa: ANN401 - as for simulate_answers
    ) -> pd.DataFrame:
        """What all adults would answer: what an estimate is an estimate of.

        Parameters
        ----------
        question : str
            A column of the questionnaire.
        questionnaire : Questionnaire
        by : str or None
            ``area``, ``department``, or another column of `persons`; None for all together only.
        **how
            As for `simulate_answers`: ``seed``, ``shares``, ``background``, ``traits``, ``wave``,
            ``today``; and ``codes``, the codes whose share is wanted, if it isn't the headline.

        Returns
        -------
        DataFrame
            The by-column (with `Domain.ALL` last), ``n`` (adults in the base) and ``share``; of
            numbers ``mean``.
        """
        return truth_of(self, question, questionnaire, by=by, **how)

    def later(
        self,
        years: int = 2,
        *,
        seed: int,
        drift: Mapping[tuple[str, str] | str, float] | None = None,
    ) -> City:
        """The same city some years later.

        Some households have moved out and others in, those who stayed are older, and what they feel
        has changed somewhat. Dwellings keep their ids and residents who stayed their answers'
        randomness, so that a panel can be drawn.

        Parameters
        ----------
        years : int from 1
        seed : int
            Another one than the city's.
        drift : mapping, optional
            By (area, trait), or by trait for all areas: what is added to the level of the trait
            over these years.

        Raises
        ------
        WrongUseError
            If an argument can't be, or an area or trait isn't there.
        """
        return City(**moved_on(self, years, seed, drift or {}))

    def in_words(self, language: str | None = None) -> tuple[str, ...]:
        """How the residents were invented, as sentences for a method page.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The one in force if left out.
        """
        return described(self, language=language)
