"""Verdicts as lines of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import current_language, text
from survey.questionnaire.comparison.page import MARKS
from survey.questionnaire.comparison.verdicts import Comparability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.questionnaire.comparison.verdicts import Verdicts

_MOST_LETTERS = 30


def verdict_lines(verdicts: Verdicts, *, everything: bool = False) -> Iterator[str]:
    """A line for each question: its sign, its name, the verdict and the reason.

    Parameters
    ----------
    verdicts : Verdicts
    everything : bool
        Whether questions are listed too that are the same and have nothing to be noted.
    """
    language = current_language()
    shown = [
        each for each in verdicts.shown() if everything or each.verdict is not Comparability.SAME
    ]
    names = min(max((len(each.name) for each in shown), default=0), _MOST_LETTERS)
    words = max((len(each.in_words(language)) for each in shown), default=0)
    for each in shown:
        head = f"{MARKS[each.verdict]} {each.name:<{names}}  {each.in_words(language):<{words}}"
        yield f"{head}  {each.reason[language]}"
    counts = verdicts.counts()
    yield text(
        "verdict.sum",
        old=verdicts.old.name,
        new=verdicts.new.name,
        same=counts[Comparability.SAME] + counts[Comparability.LABEL_ONLY],
        recoded=counts[Comparability.RECODED],
        broken=counts[Comparability.BROKEN],
        undecided=counts[Comparability.UNDECIDED],
        of=len(verdicts.questions),
    )
