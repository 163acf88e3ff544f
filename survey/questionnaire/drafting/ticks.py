"""Questions with several answers: one column of ticks for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.files.column_values import written
from survey.questionnaire.drafting.column_use import Use
from survey.questionnaire.drafting.ledger import NO, YES, Aspect, Ledger, Sureness
from survey.questionnaire.drafting.lexicon import BARE_TICKS, EXCLUSIVE, NOT_TICKED, TICKED
from survey.questionnaire.drafting.scale_words import non_answer, plain_words
from survey.questionnaire.drafting.stems import runs, stemmed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import MissingKind
    from survey.files.data_table import AnswerSet
    from survey.questionnaire.drafting.source import Column, Source
    from survey.questionnaire.drafting.stems import Stemmed

_LEAST_BARE = 3


@dataclass(frozen=True, slots=True, eq=False)
class TickedSet:
    """A question with several answers.

    Attributes
    ----------
    columns : tuple of Column
    labels : tuple of str
        What each option is called.
    text, name : str
        What they have in common, in words and in their names; empty if nothing.
    ticked : tuple of frozenset of str
        By column: the values that are a tick; all others that aren't missing are none.
    kinds : mapping of str to MissingKind
        Values that are no answers.
    exclusive : tuple of bool
        Whether an option can't be ticked together with others.
    """

    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    text: str
    name: str
    ticked: tuple[frozenset[str], ...]
    kinds: Mapping[str, MissingKind]
    exclusive: tuple[bool, ...]


def ticked_sets(source: Source, uses: Mapping[str, Use], ledger: Ledger) -> list[TickedSet]:
    """The questions with several answers that are in a file, in its order."""
    found = [each for each in (_declared(source, one, ledger) for one in source.sets) if each]
    taken = {column.name for each in found for column in each.columns}
    free = [
        column
        for column in source.columns
        if uses[column.name] in {Use.SINGLE, Use.NUMBER} and column.name not in taken
    ]
    neighbours = _without_gaps(source, free)
    for run in neighbours:
        for part in stemmed(run):
            ticked = tuple(_ticks(column) or frozenset() for column in part.columns)
            if _is_likely(part, ticked) and _agreed(part, ledger):
                found.append(_made(part, ticked, ledger))
    order = {column.name: place for place, column in enumerate(source.columns)}
    return sorted(found, key=lambda each: order[each.columns[0].name])


def _without_gaps(source: Source, free: list[Column]) -> Iterator[list[Column]]:
    names = {column.name for column in free}
    return runs(
        source.columns,
        lambda column: _form(column) if column.name in names else None,
    )


def _form(column: Column) -> str | None:
    """How ticks are written in a column: columns that belong together write them alike."""
    ticks = _ticks(column)
    if ticks is None:
        return None
    rest = set(column.values) - ticks
    return "blank" if not rest else "both"


def _ticks(column: Column) -> frozenset[str] | None:
    """The values that are a tick; None if the column isn't one of ticks."""
    values = [v for v in column.values if v not in column.declared and not _is_missing(column, v)]
    words = {value: plain_words(column.meaning(value)) for value in values}
    yes = {value for value, said in words.items() if said in TICKED}
    no = {value for value, said in words.items() if said in NOT_TICKED}
    called = plain_words(words_of(column))
    own = {value for value, said in words.items() if said and called.endswith(said)}
    if len(values) == 1 and own and not no:
        return frozenset(values)
    if values and len(yes) <= 1 and len(no) <= 1 and len(yes | no) == len(values):
        return frozenset(yes)
    return None


def _is_missing(column: Column, value: str) -> bool:
    return non_answer(column.meaning(value)) is not None


def _is_likely(part: Stemmed, ticked: tuple[frozenset[str], ...]) -> bool:
    """Whether columns of ticks are one question: two columns of yes and no are rather two."""
    columns = part.columns
    if not any(ticked):
        return False
    if all(set(column.values) <= ticks for column, ticks in zip(columns, ticked, strict=True)):
        return len(columns) >= 2
    return len(columns) >= _LEAST_BARE


def _agreed(part: Stemmed, ledger: Ledger) -> bool:
    values = {column.meaning(value) for column in part.columns for value in column.values}
    words = {plain_words(value) for value in values}
    yes_no = bool(words & {"ja", "nej", "yes", "no"})
    blank = all(len(column.values) <= 1 for column in part.columns)
    doubtful = (yes_no and not blank) or words <= BARE_TICKS
    decided = ledger.decide(
        Aspect.MULTIPLE,
        [column.name for column in part.columns],
        YES,
        "ticks_blank" if blank else "ticks_both",
        sureness=Sureness.UNSURE if doubtful else Sureness.LIKELY,
        alternatives=[NO],
        count=len(part.columns),
    )
    return decided == YES


def _made(part: Stemmed, ticked: tuple[frozenset[str], ...], ledger: Ledger) -> TickedSet:
    return TickedSet(
        part.columns,
        part.labels,
        part.stem,
        part.name,
        ticked,
        _kinds(part.columns),
        tuple(
            _is_exclusive(column, label, ledger)
            for column, label in zip(part.columns, part.labels, strict=True)
        ),
    )


def _kinds(columns: tuple[Column, ...]) -> dict[str, MissingKind]:
    """Values of ticks that say that there is no answer."""
    return {
        value: kind
        for column in columns
        for value in column.values
        if (kind := non_answer(column.meaning(value))) is not None
    }


def _is_exclusive(column: Column, label: str, ledger: Ledger) -> bool:
    if not EXCLUSIVE.match(plain_words(label)):
        return False
    decided = ledger.decide(
        Aspect.EXCLUSIVE, [column.name], YES, "exclusive_words", alternatives=[NO]
    )
    return decided == YES


def _declared(source: Source, each: AnswerSet, ledger: Ledger) -> TickedSet | None:
    """A set that the file declares, if its columns are there and hold ticks."""
    columns = tuple(column for name in each.columns if (column := source.column(name)))
    if not each.dichotomous or len(columns) < 2 or each.counted is None:
        return None
    counted = each.counted if isinstance(each.counted, str) else written(each.counted)
    decided = ledger.decide(
        Aspect.MULTIPLE,
        [column.name for column in columns],
        YES,
        "set_declared",
        sureness=Sureness.CERTAIN,
        alternatives=[NO],
        count=len(columns),
    )
    if decided == NO:
        return None
    part = next(iter(stemmed(columns, least=len(columns))), None)
    labels = part.labels if part else tuple(words_of(column) for column in columns)
    return TickedSet(
        columns,
        labels,
        each.label or (part.stem if part else ""),
        each.name,
        tuple(frozenset({counted}) for _ in columns),
        _kinds(columns),
        tuple(
            _is_exclusive(column, label, ledger)
            for column, label in zip(columns, labels, strict=True)
        ),
    )
