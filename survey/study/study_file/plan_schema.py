"""What study.yaml says of how a wave is sampled."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from survey.files.validation import Checked
from survey.questionnaire.schema import Name, Words

Share = Annotated[float, Field(ge=0, le=1)] | Literal[0, 1]
Positive = Annotated[float, Field(gt=0)] | Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Method = Literal["srs", "systematic", "pps_systematic", "sampford", "census"]
Persons = Literal["all", "equal", "birthday", "kish"]


class PlanFile(Checked):
    """How the sample of a wave is planned and drawn; what is left out is as the package has it.

    The keys are those of `read_frame`, `plan_sample` and `draw_sample`.
    """

    frame: Words | None = None
    counts: Words | None = None
    unit: Literal["dwelling", "person"] = "dwelling"
    columns: dict[Name, Words | None] = Field(default_factory=dict)
    sheet: Words | None = None

    contrast: Name | None = None
    difference: Annotated[float, Field(gt=-1, lt=1)] | None = None
    half_width: Positive | dict[Name, Positive] | None = None
    power: Share | None = None
    level: Share | None = None
    share: Share | dict[Name, Share] | None = None
    response_rate: Share | dict[Name, Share] | None = None
    design_effect: Positive | dict[Name, Positive] | None = None
    adults_per_dwelling: Literal["frame", "none"] | Positive | dict[Name, Positive] | None = None
    allocation: Literal["contrast", "equal", "proportional", "power", "neyman"] | None = None
    minimum: Count | dict[Name, Count] | None = None
    maximum: Count | dict[Name, Count] | None = None
    census_below: Count | None = None
    budget: Positive | None = None
    cost: Positive | dict[Name, Positive] | None = None
    strata: Annotated[list[Words], Field(min_length=1)] | None = None
    reserve: Share | None = None
    against: Literal["contrast", "rest", "all"] | None = None

    seed: Count | None = None
    method: Method | dict[Words, Method] | None = None
    persons: Persons | None = None
    order: Annotated[list[Words], Field(min_length=1)] | None = None
    size: Words | None = None


OF_READING = frozenset({"frame", "counts", "unit", "columns", "sheet"})
"""The keys that say what the list is and how it is read."""
OF_DRAWING = frozenset({"seed", "method", "persons", "order", "size"})
"""The keys that matter to the draw alone."""
