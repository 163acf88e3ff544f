"""Short sentences in residents' own words, invented and without names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.language.catalogue import LANGUAGES, text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.questionnaire.questions import Question
    from survey.simulation.crowd import Crowd

_BETWEEN = "|"
_TOPICS = (
    ("other", ("_text",)),
    ("unsafe", ("unsafe", "utryg")),
    ("reputation", ("image", "reputation", "omdømme", "ry")),
    ("change", ("change", "wish", "ændre", "ønske", "better", "bedre", "improve")),
    ("best", ("best", "bedste", "good", "godt")),
)
_USUAL = "remark"


def sentences(topic: str, language: str) -> list[str]:
    """The sentences of a topic."""
    return text(f"simulation.words.{topic}", lang=language).split(_BETWEEN)


def written_words(question: Question, column: str, most: int, crowd: Crowd) -> NDArray[Any]:
    """What each would write.

    Parameters
    ----------
    question : Question
    column : str
    most : int
        How many characters are accepted.
    crowd : Crowd
        Who doesn't answer in Danish writes English.
    """
    topic = _topic(question, column)
    chance = crowd.uniform("words", column)
    found = np.empty(len(crowd), dtype=object)
    for language in LANGUAGES:
        here = (crowd.language == "da") == (language == "da")
        known = sentences(topic, language)
        short = [each for each in known if len(each) <= most] or [known[0][:most].strip() or "x"]
        places = np.minimum(chance[here] * len(short), len(short) - 1).astype(int)
        found[here] = np.array(short, dtype=object)[places]
    return found


def _topic(question: Question, column: str) -> str:
    texts = [column, question.id, *(question.label.get(each, "") for each in LANGUAGES)]
    words = " ".join(texts).casefold()
    return next((name for name, marks in _TOPICS if any(mark in words for mark in marks)), _USUAL)
