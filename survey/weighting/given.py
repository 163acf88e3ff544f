"""What weights are to be made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.weighting.recipe_arguments import AREA

if TYPE_CHECKING:
    from survey.fieldwork.dispositions import Dispositions
    from survey.responses.responses import Responses
    from survey.sampling.sample import Sample
    from survey.weighting.recipe import Recipe
    from survey.weighting.targets import Targets

AdultsGiven = str | Mapping[str, int] | None


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What weights are to be made of.

    Attributes
    ----------
    answers : Responses
    sample : Sample or None
    dispositions : Dispositions or None
    recipe : Recipe
    targets : Targets or None
    unit : str or None
        Column of the answers with the sampled unit; None if respondents are units.
    adults : str, mapping or None
    area : str
        Column of the answers with the area.
    """

    answers: Responses
    sample: Sample | None
    dispositions: Dispositions | None
    recipe: Recipe
    targets: Targets | None
    unit: str | None = None
    adults: AdultsGiven = None
    area: str = AREA
