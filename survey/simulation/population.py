"""The invented residents, with all that is true of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Variable
    from survey.kernels.layout import Bools
    from survey.simulation.city_areas import CityArea
    from survey.simulation.model import CityModel


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Population:
    """The invented residents of some areas.

    Attributes
    ----------
    areas : tuple of CityArea
    area : Variable
        The areas with what they are called.
    dwellings : DataFrame
        One row a dwelling: ``unit``, ``area``, ``department``, ``floor``, ``rooms``, ``size``
        (m²), ``state`` (``lived_in``, ``empty``, ``empty_unseen``), ``adults``, ``children``,
        ``household`` (``alone``, ``alone_children``, ``partner``, ``partner_children``,
        ``others``, empty if nobody lives there) and ``years`` (that the household has lived there).
    persons : DataFrame
        One row a person, sorted by dwelling, its head first: ``key`` (by which her random numbers
        are found), ``dwelling`` (row of `dwellings`), ``number`` (in the dwelling, from 1),
        ``part`` (``head``, ``partner``, ``child``, ``other``), ``age``, ``sex`` (``female``,
        ``male``), ``origin`` (``danish``, ``western``, ``non_western``), ``descendant`` (of
        immigrants, born in Denmark), ``years`` (in the area), what is known of the dwelling
        (``unit``, ``area``, ``department``, ``adults``, ``children``, ``household``, ``rooms``,
        ``floor``), ``home`` (key of the household), and a column for each trait.
    profiles : DataFrame
        One row an area: ``area``, ``non_western`` and ``western`` (shares of heads of household),
        ``young`` (what is added to the logit of a young head), and the level of each trait.
    model : CityModel
    seed : int
    year : int
    edition : int
        How many times it was moved on in time.
    """

    areas: tuple[CityArea, ...]
    area: Variable
    dwellings: pd.DataFrame
    persons: pd.DataFrame
    profiles: pd.DataFrame
    model: CityModel
    seed: int
    year: int
    edition: int = 0

    @property
    def adults(self) -> pd.DataFrame:
        """Those of 18 years and more, rows numbered from 0."""
        return self.persons[self.is_adult].reset_index(drop=True)

    @property
    def is_adult(self) -> Bools:
        """Which persons are 18 or more."""
        found: Bools = self.persons["age"].to_numpy() >= 18
        return found
