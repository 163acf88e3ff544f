"""Who leaves a question out, doesn't know, or rather not says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from survey.codebook import MissingKind
from survey.simulation.terms import linear
from survey.simulation.topics import delicate_topic

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.questionnaire.questions import Question
    from survey.simulation.crowd import Crowd

ANSWERED = 0.0
"""Stands for no reason to be silent."""


def silence(question: Question, column: str, crowd: Crowd, *, ticks: bool = False) -> Floats:
    """Why each gives no answer, as a code of `MissingKind`; `ANSWERED` for those who do.

    Parameters
    ----------
    question : Question
    column : str
    crowd : Crowd
    ticks : bool
        Whether several ticks on paper spoil the answer.
    """
    model, found = crowd.model, np.full(len(crowd), ANSWERED)
    delicate = model.sensitive.get(delicate_topic(question), 0.0)
    lift = linear(crowd.terms, model.silence, len(crowd)) + delicate
    reasons = [(kind, _share(kind, crowd), lift) for kind in question.missing]
    if not question.required:
        reasons.append((MissingKind.NO_ANSWER, model.no_answer, lift + model.paper * crowd.paper))
    if ticks and not question.required:
        spoiled = np.where(crowd.paper, 0.0, -np.inf)
        reasons.append((MissingKind.MULTIPLE_TICKS, model.several_ticks, spoiled))
    drawn, above = crowd.uniform("silence", column), np.zeros(len(crowd))
    for kind, share, moved in reasons:
        chance = expit(logit(share) + moved)
        found[(drawn >= above) & (drawn < above + chance)] = float(kind)
        above = above + chance
    return found


def _share(kind: MissingKind, crowd: Crowd) -> float:
    return crowd.model.dont_know if kind is MissingKind.DONT_KNOW else crowd.model.refused
