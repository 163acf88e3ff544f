"""A study folder opened: its plan and its waves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.documents.notebook import facts_html
from survey.errors import UnknownNameError
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.schema import plain_text
from survey.study.keeping.locked import plan_for
from survey.study.study_file.area_history import area_map_of
from survey.study.study_file.plan import StudyPlan, read_study_plan
from survey.study.wave import Wave

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.comparison.waves.area_maps import AreaMap
    from survey.documents.house_style import HouseStyle


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Study:
    """A study folder.

    Attributes
    ----------
    plan : StudyPlan
        What the folder says of itself.
    """

    plan: StudyPlan

    def __repr__(self) -> str:
        written = self.plan.written
        return (
            f"Study({self.plan.folder.resolve().name}: {len(written.areas)} areas, "
            f"{self.plan.contrast} as contrast, waves {', '.join(self.waves)})"
        )

    def _repr_html_(self) -> str:
        language, written = current_language(), self.plan.written
        facts = {
            "areas": len(written.areas),
            "contrast": self.plan.contrast,
            "waves": ", ".join(self.waves),
            "questionnaire": self.plan.questionnaire.titled(language),
        }
        return facts_html(
            facts, text("notebook.study", title=said(plain_text(written.title), language))
        )

    @property
    def folder(self) -> Path:
        """Where the study lies."""
        return self.plan.folder

    @property
    def waves(self) -> tuple[str, ...]:
        """Names of the waves, in order."""
        return tuple(wave.id for wave in self.plan.written.waves)

    def area_map(self, earlier: str, later: str, *more: str) -> AreaMap | None:
        """What the areas of a wave have become in later ones, by what study.yaml says.

        Parameters
        ----------
        earlier, later, *more : str
            Names of waves, in order.

        Returns
        -------
        AreaMap or None
            For `compare_waves`; None if areas are the same in all waves.

        Raises
        ------
        UnknownNameError
            If the study has no such wave.
        """
        return area_map_of(self.plan.written, earlier, later, *more)

    def house_style(self, language: str | None = None) -> HouseStyle:
        """The style of the study's documents; the package's own where it has no style file.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language of the logo's text; the one in force if left out.
        """
        return self.plan.house_style(language or current_language())

    def wave(self, name: str | None = None) -> Wave:
        """A wave by its name; the last one if left out.

        Raises
        ------
        UnknownNameError
            If the study has no such wave.
        """
        wanted = self.waves[-1] if name is None else str(name)
        for written in self.plan.written.waves:
            if written.id == wanted:
                return Wave(*plan_for(self.plan, written))
        known = culprits(self.waves)
        raise fail(UnknownNameError, "study.wave_unknown", name=quoted(wanted), known=known)


def open_study(folder: str | os.PathLike[str]) -> Study:
    """Open a study folder.

    Parameters
    ----------
    folder : str or path
        The folder that holds ``study.yaml``.

    Returns
    -------
    Study

    Raises
    ------
    FileError
        If there is no study.yaml, or a file can't be read.
    FindingsError
        With all that is wrong in the study or its questionnaire, each with its line.

    Examples
    --------
    >>> study = open_study("examples/copenhagen-housing")  # doctest: +SKIP
    >>> study.wave("1968").report(language="da")  # doctest: +SKIP
    """
    return Study(read_study_plan(folder))
