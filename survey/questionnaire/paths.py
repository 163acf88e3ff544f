"""Simulated walks through a questionnaire: what is never seen, how many questions, how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.documents.notebook import records_html
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.languages import language_name
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number, rounded
from survey.questionnaire.arguments import questionnaire_given, refuse_unless
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.questions import Computed, Grid, Note, Roster
from survey.questionnaire.routing.vocabulary import PLACES, vocabulary_of
from survey.questionnaire.walking.answering import Crowd
from survey.questionnaire.walking.pace import Pace
from survey.questionnaire.walking.walk import walk_through
from survey.questionnaire.walking.wants import Wants, wants_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.routing.vocabulary import Vocabulary
    from survey.questionnaire.walking.walk import Step

MOST_WALKS = 100_000
_ROUNDS = 3
_MOST_SOUGHT = 50  # that are sought one by one, when seeking all at once has not found them
_COLUMNS = ("question", "row", "table", "asked", "share")


@dataclass(frozen=True, slots=True)
class Seen:
    """How many came to a question, or to a row of a grid.

    Attributes
    ----------
    question, row : str
        The row is empty for what is no grid.
    table : str
        The roster it stands in; empty for none.
    asked : int
        How many respondents came to it; in a roster, for at least one person.
    """

    question: str
    row: str
    table: str
    asked: int


@dataclass(frozen=True, slots=True)
class Walks:
    """What many invented respondents saw of a questionnaire.

    Attributes
    ----------
    questionnaire, language : str
        Name of the questionnaire, and the language it was read in.
    n, seed : int
    seen : tuple of Seen
        In the order of the questionnaire, without what is worked out.
    never_seen : tuple of tuple of str
        Questions, or question and row, that nobody came to, not even when they were sought.
    shortest, longest : int
        Fewest and most questions that anybody came to; a grid counts as one, and a question about
        each person of a household as often as it is asked.
    minutes : tuple of float
        What one of ten, five of ten and nine of ten take at most.
    pace : Pace
        The assumptions behind the minutes.
    """

    questionnaire: str
    language: str
    n: int
    seed: int
    seen: tuple[Seen, ...]
    never_seen: tuple[tuple[str, ...], ...]
    shortest: int
    longest: int
    minutes: tuple[float, float, float]
    pace: Pace = field(default_factory=Pace)

    def __repr__(self) -> str:
        short, middle, long = self.minutes
        return (
            f"Walks({self.questionnaire}, {self.language}: {self.shortest}–{self.longest} "
            f"questions, {middle:.1f} minutes ({short:.1f}–{long:.1f}), "
            f"{len(self.never_seen)} never seen)"
        )

    def _repr_html_(self) -> str:
        language = current_language()
        count = format_number(self.n, language, decimals=0)
        records = [
            (each.question, each.row, each.asked, float(rounded(100 * each.asked / self.n)))
            for each in self.seen
        ]
        title = text("walks.title", count=count, name=self.questionnaire)
        heads = ("name", "row", "asked_of", "share_of")
        return records_html(records, heads, title, note=self._note(language))

    def to_frame(self) -> pd.DataFrame:
        """One line for each question, or row of a grid: how many, and what share, came to it."""
        records = [
            (each.question, each.row, each.table, each.asked, each.asked / self.n)
            for each in self.seen
        ]
        return pd.DataFrame(records, columns=pd.Index(_COLUMNS))

    def _note(self, language: str) -> str:
        short, middle, long = (format_number(m, language, decimals=1) for m in self.minutes)
        said = text(
            "walks.note", median=middle, short=short, long=long, least=self.shortest,
            most=self.longest, language=language_name(self.language),
        )  # fmt: skip
        if not self.never_seen:
            return said
        names = culprits("_".join(each) for each in self.never_seen)
        return f"{text('walks.never', names=names)} {said}"


def simulate_paths(
    questionnaire: Questionnaire,
    *,
    n: int = 1000,
    seed: int = 0,
    language: str | None = None,
    pace: Pace | None = None,
) -> Walks:
    """Let invented respondents answer a questionnaire at random, and see where they come.

    Each answer is as likely as the others that are allowed; a few are left out, or get one of the
    answers that are offered in their place. Areas of local questions take turns. Questions that
    nobody came to are sought in more walks, whose answers aim at what their conditions name. The
    minutes are reckoned, not measured: see `Pace`.

    Parameters
    ----------
    questionnaire : Questionnaire
        Without findings that must be mended.
    n : int
        How many respondents, at most 100,000.
    seed : int
        The same seed gives the same walks.
    language : str, optional
        Whose words are counted; the reference language if left out.
    pace : Pace, optional
        Other assumptions about reading and answering.

    Returns
    -------
    Walks

    Examples
    --------
    >>> import survey as sv
    >>> sv.simulate_paths(sv.read_questionnaire("copenhagen-1968"), language="en").longest
    3
    """
    chosen = _checked(questionnaire, n, seed, language)
    map_ = _Map.of(questionnaire)
    rng = np.random.default_rng(seed)
    nothing = Wants()
    steps = list(walk_through(questionnaire, Crowd(n, rng, map_.turns, nothing), map_.places))
    counts = np.zeros(n, dtype=np.int64)
    for step in steps:
        if not isinstance(step.asked.question, Note | Computed | Roster):
            counts += _for_respondents(step, step.who.astype(float), n).astype(np.int64)
    pace = pace or Pace()
    seconds = _seconds(questionnaire, steps, n, chosen, pace)
    short, middle, long = (float(each) / 60 for each in np.percentile(seconds, (10, 50, 90)))
    return Walks(
        questionnaire=questionnaire.id,
        language=chosen,
        n=n,
        seed=seed,
        seen=tuple(seen for step in steps for seen in _seen(step, n)),
        never_seen=_never_seen(questionnaire, steps, map_, n, rng),
        shortest=int(counts.min()),
        longest=int(counts.max()),
        minutes=(short, middle, long),
        pace=pace,
    )


def _checked(questionnaire: Questionnaire, n: int, seed: int, language: str | None) -> str:
    """The language that is read, once what was asked for can be done."""
    offered = questionnaire_given(questionnaire).languages.offered
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST_WALKS:
        raise fail(WrongUseError, "walks.how_many", got=n, most=MOST_WALKS)
    refuse_unless(seed, Integral, "seed", "int")
    if language is not None and language not in offered:
        raise fail(
            UnknownNameError, "walks.language", got=quoted(language), offered=culprits(offered)
        )
    return language or questionnaire.languages.reference


@dataclass(frozen=True, slots=True)
class _Map:
    """What is needed to seek a question: who is asked it, and what that hangs on.

    Attributes
    ----------
    universes : mapping of question to tuple of Expression
        All its conditions, those of its rows too; for a computed question what it is made of.
    vocabulary : Vocabulary
    turns : Wants
    places : mapping of str to tuple of str
    """

    universes: Mapping[str, tuple[Expression, ...]]
    vocabulary: Vocabulary
    turns: Wants
    places: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> _Map:
        universes = {
            asked.question.id: tuple(_conditions(asked.question, asked.universe))
            for asked in asked_questions(questionnaire.sections)
        }
        vocabulary = vocabulary_of(questionnaire)
        turns = wants_of((each for those in universes.values() for each in those), vocabulary)
        places = {place: turns.texts(place) for place in PLACES}
        return cls(universes, vocabulary, turns, places)

    def before(self, names: Iterable[str]) -> frozenset[str]:
        """Questions with all that they hang on, directly or through others."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name and name not in found:
                found.add(name)
                waiting += [
                    self.vocabulary[each].question
                    for expression in self.universes.get(name, ())
                    for each in expression.names
                    if each in self.vocabulary
                ]
                waiting += self._around(name)
        return frozenset(found)

    def _around(self, name: str) -> Sequence[str]:
        """The roster that a question stands in."""
        subject = self.vocabulary.get(name)
        return [subject.table] if subject is not None and subject.table else []

    def wants(self, names: Iterable[str]) -> Wants:
        """What must be answered for some questions to be asked."""
        conditions = (each for name in self.before(names) for each in self.universes.get(name, ()))
        return wants_of(sorted(conditions, key=str), self.vocabulary)


def _conditions(question: object, universe: Expression | None) -> Iterator[Expression]:
    if universe is not None:
        yield universe
    if isinstance(question, Grid):
        yield from (row.ask_if for row in question.rows if row.ask_if is not None)
    if isinstance(question, Computed):
        yield from (case.when for case in question.cases)
        if question.value is not None:
            yield question.value


def _for_respondents(step: Step, values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Values of the rows of a step, added up for each respondent."""
    return np.bincount(step.respondents, weights=values, minlength=n).astype(float)


def _seen(step: Step, n: int) -> Iterator[Seen]:
    question = step.asked.question
    if isinstance(question, Computed):
        return
    for row, who in (step.rows or {"": step.who}).items():
        asked = int((_for_respondents(step, who.astype(float), n) > 0).sum())
        yield Seen(question.id, row, step.asked.table, asked)


def _seconds(
    questionnaire: Questionnaire, steps: Sequence[Step], n: int, language: str, pace: Pace
) -> NDArray[np.float64]:
    """How long each respondent takes."""
    languages = questionnaire.languages
    frame = (questionnaire.introduction, questionnaire.closing)
    total = np.full(n, pace.reading(frame, languages, language))
    came: dict[int, NDArray[np.bool_]] = {}
    for step in steps:
        question = step.asked.question
        values = np.where(step.who, pace.once(question, languages, language), 0.0)
        if isinstance(question, Grid):
            for row, seconds in pace.rows(question, languages, language).items():
                values += np.where(step.rows[row], seconds, 0.0)
        total += _for_respondents(step, values, n)
        if not step.asked.table:
            key = id(step.asked.section)
            came[key] = came.get(key, np.zeros(n, dtype=bool)) | step.who
    for section in questionnaire.sections:
        if id(section) in came:
            read = pace.reading((section.title, section.introduction), languages, language)
            total += np.where(came[id(section)], read, 0.0)
    return total


def _never_seen(
    questionnaire: Questionnaire,
    steps: Sequence[Step],
    map_: _Map,
    n: int,
    rng: np.random.Generator,
) -> tuple[tuple[str, ...], ...]:
    """What nobody came to, though it was sought in walks that aim at it."""
    unseen = dict.fromkeys(key for step in steps for key in _unseen(step))
    for _ in range(_ROUNDS):
        if unseen:
            _seek(questionnaire, unseen, map_, Crowd(n, rng, map_.turns, Wants()))
    if len(unseen) <= _MOST_SOUGHT:
        for key in tuple(unseen):
            alone = {key: None}
            _seek(questionnaire, alone, map_, Crowd(n, rng, map_.turns, Wants()))
            if not alone:
                del unseen[key]
    return tuple(unseen)


def _seek(
    questionnaire: Questionnaire,
    unseen: dict[tuple[str, ...], None],
    map_: _Map,
    crowd: Crowd,
) -> None:
    """Walk once more with aim, and strike out what was seen now."""
    names = {key[0] for key in unseen}
    aiming = Crowd(crowd.size, crowd.rng, crowd.turns, map_.wants(names))
    only = map_.before(names)
    for step in walk_through(questionnaire, aiming, map_.places, only=only):
        still = set(_unseen(step))
        for key in _keys(step):
            if key not in still:
                unseen.pop(key, None)


def _keys(step: Step) -> Iterator[tuple[str, ...]]:
    question = step.asked.question
    yield (question.id,)
    yield from ((question.id, row) for row in step.rows)


def _unseen(step: Step) -> Iterator[tuple[str, ...]]:
    """A question that nobody came to, or else its rows; what is worked out is never asked."""
    question = step.asked.question
    if isinstance(question, Computed):
        return
    if not step.who.any():
        yield (question.id,)
        return
    yield from ((question.id, row) for row, who in step.rows.items() if not who.any())
