"""What the steps of a recipe are set into: the cases, the targets, the names of things."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Codebook, Domain
from survey.language.catalogue import current_language, text
from survey.language.messages import quoted
from survey.weighting.recipe_arguments import CROSSED, variables_of
from survey.weighting.weights import AREA, RESPONDENT, UNIT

if TYPE_CHECKING:
    from survey.codebook import Variable
    from survey.kernels.layout import Bools, Ints
    from survey.weighting.recipe import Recipe
    from survey.weighting.targets import Targets
    from survey.weighting.weights import Cases


@dataclass(frozen=True, eq=False)
class Setting:
    """What the steps of a recipe are set into.

    Attributes
    ----------
    cases : Cases
    recipe : Recipe
    targets : Targets or None
    area : Variable or None
    codebook : Codebook
        What the answers are called.
    """

    cases: Cases
    recipe: Recipe
    targets: Targets | None = None
    area: Variable | None = None
    codebook: Codebook = field(default_factory=Codebook)

    @cached_property
    def areas(self) -> tuple[object, ...]:
        """Areas that somebody answered from, in the order of the study."""
        present = set(self.cases.frame.loc[self.cases.answered, AREA])
        order = [code.value for code in self.area.codes] if self.area is not None else []
        known = [each for each in order if each in present]
        return (*known, *sorted(present - set(known), key=str))

    @cached_property
    def _area_places(self) -> Ints:
        index, known = pd.factorize(self.cases.frame[AREA])
        of = {each: k for k, each in enumerate(self.areas)}
        lookup = np.array([*(of.get(each, -1) for each in known.tolist()), -1], dtype=np.int64)
        return lookup[index]

    def places(self, *, by_area: bool) -> tuple[Ints, tuple[object, ...]]:
        """The place of each case's area (−1 if nobody answered there), and the areas.

        Without areas, all are at place 0 of the one area None.
        """
        if by_area:
            return self._area_places, self.areas
        return np.zeros(len(self.cases.frame), dtype=np.int64), (None,)

    def names(self, which: Bools) -> list[Any]:
        """Ids of cases: of respondents, or else of units."""
        frame = self.cases.frame.loc[which, [RESPONDENT, UNIT]]
        return frame[RESPONDENT].where(frame[RESPONDENT].notna(), frame[UNIT]).tolist()

    def area_label(self, code: object) -> str:
        """What an area is called."""
        if self.area is None:
            return str(code)
        return self.area.code_label(code, current_language())

    def where(self, area: object) -> str:
        """An area in quotes, or all of them together."""
        return text("weighting.all_areas") if area is None else quoted(self.area_label(area))

    def value_label(self, name: str, value: object) -> str:
        """What a code is called."""
        return self.codebook.value_label(name, value, current_language())

    def cell_label(self, table: str, cell: str) -> str:
        """What a cell of a table is called: the labels of its codes."""
        if cell == str(Domain.MISSING):
            return text("table.missing")
        names = [each for each in variables_of(table) if each != AREA]
        codes = cell.split(CROSSED)
        if len(names) != len(codes):
            return cell
        labels = [self._label_of(name, code) for name, code in zip(names, codes, strict=True)]
        return ", ".join(quoted(each) for each in labels)

    def _label_of(self, name: str, written: str) -> str:
        variable = self.codebook.get(name)
        codes = variable.codes if variable is not None else ()
        value = next((code.value for code in codes if str(code.value) == written), written)
        return self.value_label(name, value)
