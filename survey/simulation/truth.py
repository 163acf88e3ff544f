"""What all residents would answer: what an estimate is an estimate of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain, Kind
from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.arguments import questionnaire_given
from survey.simulation.prepared import prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Variable
    from survey.kernels.layout import Bools, Floats
    from survey.questionnaire.model import Questionnaire
    from survey.simulation.population import Population

_NUMBERS = frozenset({Kind.NUMBER})
_NO_SHARES = frozenset({Kind.TEXT, Kind.DATE})


def truth_of(
    population: Population,
    question: str,
    questionnaire: Questionnaire,
    *,
    by: str | None = "area",
    codes: Sequence[int] | None = None,
    **how: Any,  # noqa: ANN401 - as for simulate_answers
) -> pd.DataFrame:
    """The share or mean among all adults; parameters as for `City.truth`."""
    questionnaire = questionnaire_given(questionnaire)
    variable = questionnaire.codebook().get(question)
    if variable is None or variable.kind in _NO_SHARES:
        known = culprits(questionnaire.codebook().variables)
        raise fail(UnknownNameError, "simulation.no_question", names=quoted(str(question)),
                   known=known)  # fmt: skip
    ready = prepared(population, questionnaire, **how)
    values = ready.everybody.data[question].to_numpy(dtype=float)
    persons = ready.crowd.persons
    if by is not None and by not in persons:
        raise fail(UnknownNameError, "simulation.by", name=quoted(str(by)),
                   known=culprits(map(str, persons)))  # fmt: skip
    base, counted = _counted(variable, values, codes)
    name = "mean" if variable.kind in _NUMBERS else "share"
    rows: list[tuple[Any, int, float]] = []
    if by is not None:
        groups = persons[by].to_numpy()
        for each in pd.unique(groups).tolist():
            here = base & (groups == each)
            rows.append((each, int(here.sum()), _mean(counted, here)))
    rows.append((Domain.ALL, int(base.sum()), _mean(counted, base)))
    return pd.DataFrame(rows, columns=[by or "area", "n", name]).astype({by or "area": object})


def _mean(counted: Floats, here: Bools) -> float:
    return float(counted[here].mean()) if here.any() else float("nan")


def _counted(
    variable: Variable, values: Floats, codes: Sequence[int] | None
) -> tuple[Bools, Floats]:
    """Who is in the base, and what each of them counts."""
    answered = values >= 0
    if variable.kind in _NUMBERS:
        return answered, values
    if codes is not None:
        return answered, np.isin(values, list(codes)).astype(float)
    if variable.kind is Kind.OPTION:
        return answered, values
    headline = variable.headline
    if headline is None:
        raise fail(WrongUseError, "simulation.no_headline", name=quoted(variable.name))
    base = np.isin(values, headline.base) if isinstance(headline.base, tuple) else answered
    return np.asarray(base), np.isin(values, headline.codes).astype(float)
