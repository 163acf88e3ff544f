"""What a reading of a register goes by, and where its findings gather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.weighting.register.saying import Words

if TYPE_CHECKING:
    from survey.codebook import Codebook
    from survey.weighting.register.layout import Layout
    from survey.weighting.register.statements import Statements
    from survey.weighting.targets import Universe

NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose.

    Attributes
    ----------
    universe : {"persons", "adults", "households"}
        Whom the targets are about.
    assumed : bool
        Whether tables that don't say are about them too.
    year : str
        Empty for the only one.
    most_hidden, tolerance : float
    rescale : bool
    source : str
    simulated : bool
    """

    universe: Universe
    assumed: bool
    year: str
    most_hidden: float
    tolerance: float
    rescale: bool
    source: str
    simulated: bool


class Stage:
    """A part of the reading.

    Parameters
    ----------
    codebook : Codebook
    layout : Layout
    statements : Statements
    choices : Choices
    files : str
        The names of the files, for messages.
    """

    def __init__(
        self, codebook: Codebook, layout: Layout, statements: Statements, choices: Choices,
        files: str,
    ) -> None:  # fmt: skip
        self.codebook, self.layout, self.choices, self.files = codebook, layout, choices, files
        self.statements, self.found, self.places = statements, statements.found, layout.places
        self.words = Words(codebook, self.places)

    def refuse(self) -> None:
        """Refuse the files if something must be mended.

        Raises
        ------
        FindingsError
        """
        self.found.refuse(self.files)

    def may_miss(self, gap: float) -> bool:
        """Whether a sum may be missed by so many residents."""
        return self.choices.rescale or gap <= self.choices.tolerance + NOISE
