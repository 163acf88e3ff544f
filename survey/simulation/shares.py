"""Shares that are asked for: how far residents are moved so that just as many are counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.questions import Grid, Single
from survey.simulation.draws import Shift, choice_of
from survey.simulation.sheets import filled_in
from survey.simulation.silence import ANSWERED, silence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import Headline, Variable
    from survey.kernels.layout import Bools, Floats
    from survey.questionnaire.model import Questionnaire
    from survey.simulation.crowd import Crowd
    from survey.simulation.draws import How
    from survey.simulation.sheets import Where

    Shares = Mapping[str | tuple[str, str | None], float]

_WHOLE = (0.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """The shares that are asked for in one column.

    Attributes
    ----------
    variable : Variable
    by_area : mapping of str to float
    everywhere : float or None
        Of all areas together.
    """

    variable: Variable
    by_area: Mapping[str, float]
    everywhere: float | None

    @property
    def headline(self) -> Headline:
        """What is counted."""
        if self.variable.headline is None:
            raise fail(WrongUseError, "simulation.no_headline", name=quoted(self.variable.name))
        return self.variable.headline


def wanted_shares(
    shares: Shares | None, questionnaire: Questionnaire, area: Variable
) -> tuple[Wanted, ...]:
    """What is asked for, column by column in the order of the questionnaire.

    Raises
    ------
    UnknownNameError, WrongUseError
        If a column or an area isn't there, has no headline, or a share isn't one.
    """
    by_column: dict[str, dict[str | None, float]] = {}
    for key, share in (shares or {}).items():
        column, where = (key, None) if isinstance(key, str) else key
        if not isinstance(share, int | float) or not _WHOLE[0] <= share <= _WHOLE[1]:
            raise fail(WrongUseError, "simulation.share", name=quoted(column), got=str(share))
        code = None if where is None else _area(where, area)
        by_column.setdefault(column, {})[code] = float(share)
    variables = {each.name: each for each in questionnaire.variables()}
    strange = [column for column in by_column if column not in variables]
    if strange:
        raise fail(UnknownNameError, "simulation.no_question", names=culprits(strange),
                   known=culprits(variables))  # fmt: skip
    return tuple(
        Wanted(variable, {a: s for a, s in found.items() if a is not None}, found.get(None))
        for name, variable in variables.items()
        if (found := by_column.get(name)) is not None
    )


def _area(name: str, area: Variable) -> str:
    for code in area.codes:
        if name in (code.value, *code.label.values()):
            return str(code.value)
    known = culprits(code.value for code in area.codes)
    raise fail(UnknownNameError, "simulation.area_unknown", name=quoted(str(name)), known=known)


def with_shares(
    wanted: tuple[Wanted, ...],
    how: How,
    crowd: Crowd,
    where: Where,
    weights: Floats | None = None,
) -> How:
    """How answers are drawn so that the shares come out.

    Parameters
    ----------
    wanted : tuple of Wanted
    how : How
    crowd : Crowd
        Among whom the shares are: all adults, or those who answered.
    where : Where
    weights : (n,) float, optional
        Of those who answered, who may leave questions out; all adults count alike.

    Returns
    -------
    How
        Each share is met to one resident, or as near as weights allow.
    """
    for each in wanted:
        base = _base(each, how, crowd, where, silent=weights is not None)
        shift = _shift(each, how, crowd, base, weights)
        how = replace(how, shifts={**how.shifts, each.variable.name: shift})
    return how


def _base(each: Wanted, how: How, crowd: Crowd, where: Where, *, silent: bool) -> Bools:
    """Who is asked and answers."""
    base = np.ones(len(crowd), dtype=bool)
    name, question = each.variable.name, _question(each, how)
    if each.variable.universe:
        base &= filled_in(crowd, how, where, silent=silent).asked[name].to_numpy()
    if silent:
        base &= silence(question, name, crowd, ticks=True) == ANSWERED
        if isinstance(question, Grid):
            base &= silence(question, question.id, crowd) == ANSWERED
    return base


def _question(each: Wanted, how: How) -> Single | Grid:
    question = how.questionnaire.question(each.variable.question_id)
    if not isinstance(question, Single | Grid) or question.id in how.background:
        raise fail(WrongUseError, "simulation.share_kind", name=quoted(each.variable.name))
    return question


def _shift(each: Wanted, how: How, crowd: Crowd, base: Bools, weights: Floats | None) -> Shift:
    draw = choice_of(_question(each, how), each.variable.name, crowd, how, "")
    counted = tuple(int(code) for code in each.headline.codes)
    margin = draw.margin(counted)
    if margin is None:
        raise fail(WrongUseError, "simulation.share_kind", name=quoted(each.variable.name))
    movable = draw.beside < 0
    if isinstance(each.headline.base, tuple):
        base &= movable
    weight = np.where(base, 1.0 if weights is None else weights, 0.0)
    area = crowd.persons["area"].to_numpy()
    by_area: dict[str, float] = {}
    for name, share in each.by_area.items():
        here = area == name
        by_area[name] = _moved_by(each, margin, weight, here & movable, share * weight[here].sum())
    if each.everywhere is not None:
        given = np.isin(area, list(each.by_area))
        had = weight[given & movable & (margin <= _of(by_area, area))].sum()
        left = each.everywhere * weight.sum() - had
        rest = _moved_by(each, margin, weight, ~given & movable, left)
        by_area |= {str(name): rest for name in np.unique(area[~given]).tolist()}
    return Shift(counted, by_area)


def _of(by_area: Mapping[str, float], area: Any) -> Floats:  # noqa: ANN401 - an array
    return np.array([by_area.get(name, -np.inf) for name in area.tolist()])


def _moved_by(each: Wanted, margin: Floats, weight: Floats, here: Bools, total: float) -> float:
    """How far some must be moved so that those who are counted weigh so much."""
    places = np.flatnonzero(here & (weight > 0))
    order = places[np.argsort(margin[places], kind="stable")]
    sums = np.concatenate([[0.0], np.cumsum(weight[order])])
    heaviest = weight[order].max(initial=0.0)
    if not -heaviest / 2 - 1e-9 <= total <= sums[-1] + heaviest / 2 + 1e-9:
        raise fail(WrongUseError, "simulation.share_reach", name=quoted(each.variable.name))
    count = int(np.abs(sums - total).argmin())
    if not len(order):
        return 0.0
    sorted_margin = margin[order]
    if count == 0:
        return float(sorted_margin[0] - 1.0)
    if count == len(order):
        return float(sorted_margin[-1] + 1.0)
    return float((sorted_margin[count - 1] + sorted_margin[count]) / 2)
