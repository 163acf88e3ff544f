"""Random answers within the rules of a question, for many respondents at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import MissingKind
from survey.questionnaire.questions import (
    Date,
    Grid,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Single,
)
from survey.questionnaire.routing.answers import Cells, Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from survey.codebook import Code
    from survey.questionnaire.questions import Question
    from survey.questionnaire.routing.answers import Bools, Floats
    from survey.questionnaire.walking.wants import Wants

_NO_ANSWER = 0.02  # of those who may leave a question out
_OFFERED = 0.03  # of all, for each thing offered in place of an answer
_TICKED = 0.35
_NONE_OF_THESE = 0.1
_AIMED = 0.8  # of all, where something is looked for
_SPAN = 100
_EARLIEST, _LATEST = dt.date(1950, 1, 1), dt.date(2025, 12, 31)
_WORDS = "words"

Column = tuple[str, Values, Cells]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Respondents who answer at random.

    Attributes
    ----------
    size : int
    rng : Generator
    turns : Wants
        Where conditions turn; numbers without limits reach beyond it.
    wants : Wants
        What they aim at; nothing for answers that are even among those allowed.
    """

    size: int
    rng: np.random.Generator
    turns: Wants
    wants: Wants

    def answers(self, question: Question) -> Iterator[Column]:
        """The columns of a question, as if all were asked."""
        match question:
            case Grid():
                for row in question.rows:
                    name = f"{question.id}_{row.id}"
                    values = self._coded(name, question.codes)
                    yield self._with_silence(question, name, values)
            case Multiple() | Ranking():
                yield from self._marked(question)
            case Single():
                values = self._coded(question.id, question.codes)
                yield self._with_silence(question, question.id, values)
                yield from self._words(question, values[:, None] == _values_of(question.codes))
            case Number():
                yield self._with_silence(question, question.id, self._numbers(question))
            case Date():
                yield self._with_silence(question, question.id, self._days(question), Values.DAYS)
            case OpenText():
                texts = self.wants.texts(question.id) or (_WORDS,)
                values = self.rng.choice(np.array(texts, dtype=object), self.size)
                yield self._with_silence(question, question.id, values, Values.TEXTS)

    def _aimed(self, values: NDArray[np.float64], wanted: Sequence[float]) -> NDArray[np.float64]:
        """Values, most of them replaced by some that are looked for."""
        if not len(wanted):
            return values
        aimed = self.rng.random(self.size) < _AIMED
        return np.where(aimed, self.rng.choice(np.array(wanted, dtype=float), self.size), values)

    def _coded(self, name: str, codes: tuple[Code, ...]) -> Floats:
        values = _values_of(codes)
        if not len(values):
            return np.full(self.size, np.nan)
        found = self.rng.choice(values, self.size)
        return self._aimed(found, [v for v in self.wants.numbers(name) if v in values])

    def _numbers(self, question: Number) -> Floats:
        cuts, step = self.wants.numbers(question.id), 10.0**-question.decimals
        low = question.low if question.low is not None else 0.0
        beyond = [turn + _SPAN for turn in self.turns.numbers(question.id)]
        high = question.high if question.high is not None else max((low + _SPAN, *beyond))
        steps = max(round((high - low) / step), 0)
        found: Floats = low + step * self.rng.integers(0, steps + 1, self.size).astype(float)
        around = [value for cut in cuts for value in (cut - step, cut, cut + step)]
        wanted = [value for value in around if max(low, 0) <= value <= high]
        aimed: Floats = self._aimed(found, wanted)
        return aimed.round(question.decimals)

    def _days(self, question: Date) -> Floats:
        first = _day(question.earliest, _EARLIEST)
        last = max(_day(question.latest, _LATEST), first)
        found = self.rng.integers(first, last + 1, self.size).astype(float)
        cuts = [_day(each, _EARLIEST) for each in self.wants.texts(question.id)]
        around = [value for cut in cuts for value in (cut - 1, cut, cut + 1)]
        return self._aimed(found, [value for value in around if first <= value <= last])

    def _marked(self, question: Multiple | Ranking) -> Iterator[Column]:
        """What was ticked, or put in order, in each of the options."""
        several = isinstance(question, Multiple)
        marks = self._ticks(question) if several else self._ranks(question)
        silence = self._silence(question)
        for place, code in enumerate(question.codes):
            name = f"{question.id}_{code.value}"
            yield name, Values.NUMBERS, _silent(marks[:, place].astype(float), silence)
        yield from self._words(question, marks > 0)

    def _ticks(self, question: Multiple | Ranking) -> NDArray[np.int64]:
        lone = np.array([code.exclusive for code in question.codes], dtype=bool)
        chance = self.rng.random((self.size, len(lone)))
        chance -= self._pull(question)
        order = np.where(lone, np.inf, chance).argsort(axis=1).argsort(axis=1)
        most = question.most or len(lone)
        aims = question.id in self.wants.values
        keen = self.rng.random((self.size, 1)) if aims else _TICKED
        ticks = (order < most) & ((chance < keen) | (order == 0)) & ~lone
        alone = np.where(lone, chance, np.inf)
        share = np.where(alone.min(axis=1, initial=np.inf) < 0, 0.5, _NONE_OF_THESE)
        gives_up = (self.rng.random(self.size) < share) & lone.any()
        if lone.any():
            ticks[gives_up] = False
            ticks[gives_up, alone.argmin(axis=1)[gives_up]] = True
        return np.asarray(ticks, dtype=np.int64)

    def _ranks(self, question: Multiple | Ranking) -> NDArray[np.int64]:
        chance = self.rng.random((self.size, len(question.codes))) - self._pull(question)
        ranks: NDArray[np.int64] = chance.argsort(axis=1).argsort(axis=1) + 1
        return np.where(ranks <= (question.most or len(question.codes)), ranks, 0)

    def _pull(self, question: Multiple | Ranking) -> Floats:
        """How strongly each respondent is drawn to each option; those looked for win."""
        values = _values_of(question.codes)
        by_column = [self.wants.numbers(f"{question.id}_{int(v)}") != () for v in values]
        wanted = np.isin(values, self.wants.numbers(question.id)) | np.array(by_column, dtype=bool)
        drawn = self.rng.random((self.size, len(values))) < 0.5
        return np.where(wanted & drawn, 1.0, 0.0)

    def _words(self, question: Single | Multiple | Ranking, chosen: Bools) -> Iterator[Column]:
        for place, code in enumerate(question.codes):
            if code.opens_text:
                texts = np.array([None, _WORDS], dtype=object)[chosen[:, place].astype(int)]
                name = f"{question.id}_{code.value}_text"
                yield name, Values.TEXTS, Cells(texts, np.full(self.size, np.nan))

    def _silence(self, question: Question, name: str = "") -> Floats:
        """Who gives no answer, with the reason as a code; NaN for those who answer."""
        reasons = [(float(kind), _OFFERED) for kind in question.missing]
        if not question.required:
            reasons.append((float(MissingKind.NO_ANSWER), _NO_ANSWER))
        looked_for = [self.wants.silences.get(each) for each in (name, question.id)]
        if any(each is not None for each in looked_for):
            reasons = [(code, _AIMED / 2 / len(reasons)) for code, _ in reasons]
        drawn, codes, above = self.rng.random(self.size), np.full(self.size, np.nan), 0.0
        for code, share in reasons:
            codes[(drawn >= above) & (drawn < above + share)] = code
            above += share
        return codes

    def _with_silence(
        self,
        question: Question,
        name: str,
        values: NDArray[np.float64] | NDArray[np.object_],
        kind: Values = Values.NUMBERS,
    ) -> Column:
        return name, kind, _silent(values, self._silence(question, name))


def _silent(values: NDArray[np.float64] | NDArray[np.object_], codes: Floats) -> Cells:
    """Answers, without those of the silent."""
    kept = values.copy()
    kept[~np.isnan(codes)] = None if kept.dtype == object else np.nan
    return Cells(kept, codes)


def _values_of(codes: tuple[Code, ...]) -> Floats:
    return np.array([code.value for code in codes], dtype=float)


def _day(written: str, default: dt.date) -> int:
    try:
        return dt.date.fromisoformat(written).toordinal() if written else default.toordinal()
    except ValueError:
        return default.toordinal()
