"""How long a question takes: a stated model of reading and answering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.questionnaire.questions import Grid, QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import Text
    from survey.questionnaire.questions import Question
    from survey.questionnaire.texts import Languages

_WORD = re.compile(r"\w+")
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast respondents read, and how long they take to answer once they have read.

    Adults read English non-fiction silently at 238 words a minute on average, most of them between
    175 and 300; aloud it is 183. [1]_ Older people, and those who read in another language than
    their first, are slower, and a form should be kept for them too: the default is 200. For a
    questionnaire that is read aloud, set it to 150. The seconds for each kind of answer are
    assumptions; with them, a question of 12 words and five answers of two takes about 11 seconds,
    close to the 10 seconds that a plain question takes in a large panel. [2]_

    Attributes
    ----------
    words_per_minute : float
        Questions, hints, all answers that are offered, notes and introductions are read.
    single, multiple, number, text, date, ranking : float
        Seconds for the answer to a question of that type.
    grid_row : float
        Seconds for each row of a grid.

    References
    ----------
    .. [1] Brysbaert, M. (2019). How many words do we read per minute? A review and meta-analysis
       of reading rate. *Journal of Memory and Language* 109, 104047.
    .. [2] Pew Research Center (2022). How we keep our online surveys from running too long.
    """

    words_per_minute: float = 200
    single: float = 5
    multiple: float = 8
    number: float = 6
    text: float = 30
    date: float = 8
    ranking: float = 15
    grid_row: float = 4

    def reading(self, texts: Iterable[Text], languages: Languages, language: str) -> float:
        """Seconds for reading texts as they are shown in a language."""
        words = (len(_WORD.findall(languages.said(text, language))) for text in texts)
        return sum(words) * _SECONDS / self.words_per_minute

    def once(self, question: Question, languages: Languages, language: str) -> float:
        """Seconds for a question, those for the rows of a grid left out."""
        if question.type is QuestionType.COMPUTED:
            return 0
        offered = question.type is not QuestionType.TEXT
        codes = getattr(question, "codes", ()) if offered else ()
        texts = (question.text, question.hint, *(code.label for code in codes))
        return self.reading(texts, languages, language) + self._answering(question.type)

    def rows(self, grid: Grid, languages: Languages, language: str) -> dict[str, float]:
        """Seconds for each row of a grid."""
        return {
            row.id: self.reading((row.text,), languages, language) + self.grid_row
            for row in grid.rows
        }

    def _answering(self, type_: QuestionType) -> float:
        return {
            QuestionType.SINGLE: self.single,
            QuestionType.MULTIPLE: self.multiple,
            QuestionType.NUMBER: self.number,
            QuestionType.TEXT: self.text,
            QuestionType.DATE: self.date,
            QuestionType.RANKING: self.ranking,
        }.get(type_, 0)
