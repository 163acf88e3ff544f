"""The rows of two waves that belong together, and those of which one wave has nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Domain
from survey.comparison.waves.comparison import Break
from survey.language.catalogue import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from survey.codebook import Codebook, Text
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools, Ints

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of two waves by what they are of.

    Attributes
    ----------
    keys : list of tuple
        Values of the by-columns, variable and category.
    earlier, later : (R,) int
        Row of each wave; −1 where it has none.
    """

    keys: list[Key]
    earlier: Ints
    later: Ints

    @property
    def both(self) -> Bools:
        """Whether both waves have the row."""
        return (self.earlier >= 0) & (self.later >= 0)


def rows_of(earlier: Estimates, later: Estimates) -> Rows:
    """Match rows: those of the later wave in their order, then of each variable the others."""
    mine, theirs = keys_of(earlier), keys_of(later)
    order = {name: place for place, name in enumerate(dict.fromkeys(key[-2] for key in theirs))}
    for key in mine:
        order.setdefault(key[-2], len(order))
    keys = sorted(dict.fromkeys([*theirs, *mine]), key=lambda key: order[key[-2]])
    return Rows(keys, _places(keys, mine), _places(keys, theirs))


def keys_of(estimates: Estimates) -> list[Key]:
    """What each row is of."""
    frame = estimates.to_frame()
    names = [*estimates.by, "variable", "category"]
    return list(zip(*(frame[name].tolist() for name in names), strict=True))


def _places(keys: list[Key], of: list[Key]) -> Ints:
    place = {key: at for at, key in enumerate(of)}
    return np.array([place.get(key, -1) for key in keys], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Between:
    """What a break says of itself: the two waves, and the column of areas with its labels."""

    earlier: str
    later: str
    place: int | None
    column: str
    codebook: Codebook

    def lacking(self, rows: Rows, frames: tuple[pd.DataFrame, pd.DataFrame]) -> list[Break]:
        """Breaks at questions and areas that one wave has answers of, and the other none."""
        answers = [
            np.where(places >= 0, frame["n"].to_numpy(float)[places], 0.0)
            for places, frame in zip((rows.earlier, rows.later), frames, strict=True)
        ]
        found = []
        for variable, places in _grouped(key[-2] for key in rows.keys).items():
            asked = [bool((each[places] > 0).any()) for each in answers]
            if asked[0] != asked[1]:
                found.append(self._break(variable, "not_asked", asked))
            elif all(asked) and self.place is not None:
                found += self._areas(variable, rows, places, answers)
        return found

    def without_contrast(
        self, rows: Rows, places: Ints, contrast: object, known: Iterable[Break]
    ) -> list[Break]:
        """Breaks at questions of which areas have a change, but the contrast area has none.

        Parameters
        ----------
        places : (m,) int
            Rows with a change and without one of the contrast beside them.
        known : iterable of Break
            Those that are there already.
        """
        lacking = dict.fromkeys(
            rows.keys[each][-2] for each in places if self._is_other_area(rows.keys[each], contrast)
        )
        reason = self._reason("no_contrast", area=contrast)
        return [
            Break(
                variable,
                self.earlier,
                self.later,
                "no_contrast",
                self._why(known, variable, contrast) or reason,
                contrast,
            )
            for variable in lacking
        ]

    def _why(self, known: Iterable[Break], variable: str, contrast: object) -> Text | None:
        """Why the contrast area can't be compared although it was measured."""
        found = (
            each.reason
            for each in known
            if each.area == contrast and each.is_about(variable, contrast)
        )
        return next(found, None)

    def _is_other_area(self, key: Key, contrast: object) -> bool:
        area = key[self.place or 0]
        return not isinstance(area, Domain) and area != contrast

    def _areas(
        self, variable: str, rows: Rows, places: list[int], answers: list[Any]
    ) -> list[Break]:
        found = []
        areas = _grouped(rows.keys[place][self.place or 0] for place in places)
        for area, some in areas.items():
            here = [places[each] for each in some]
            asked = [bool((each[here] > 0).any()) for each in answers]
            if asked[0] != asked[1] and not isinstance(area, Domain):
                found.append(self._break(variable, "area", asked, area))
        return found

    def _break(self, variable: str, kind: str, asked: list[bool], area: object = None) -> Break:
        wave = self.earlier if asked[1] else self.later
        reason = self._reason(kind, wave=wave, area=area)
        return Break(variable, self.earlier, self.later, kind, reason, area)

    def _reason(self, kind: str, *, area: object, wave: str = "") -> dict[str, str]:
        found = {}
        for language in LANGUAGES:
            label = self.codebook.value_label(self.column, area, language)
            waves = {"wave": wave, "earlier": self.earlier, "later": self.later}
            found[language] = text(f"waves.break.{kind}", lang=language, area=label, **waves)
        return found


def blocked(breaks: Iterable[Break], rows: Rows, place: int | None) -> Bools:
    """Rows that nothing may be compared of."""
    by_variable: dict[str, list[Break]] = {}
    for each in breaks:
        by_variable.setdefault(each.variable, []).append(each)
    return np.array([_is_blocked(by_variable, key, place) for key in rows.keys], dtype=bool)


def _is_blocked(breaks: Mapping[str, list[Break]], key: Key, place: int | None) -> bool:
    variable, category = key[-2:]
    area = None if place is None else key[place]
    known = (*breaks.get(variable, ()), *breaks.get("", ()))
    return any(each.is_about(variable, area, category) for each in known)


def _grouped(values: Iterable[Any]) -> dict[Any, list[int]]:
    groups: dict[Any, list[int]] = {}
    for place, value in enumerate(values):
        groups.setdefault(value, []).append(place)
    return groups
