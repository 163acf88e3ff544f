"""What a column is: a question of some kind, the area, a number of a row, or set aside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from survey.questionnaire.drafting.ledger import Aspect, Ledger, Sureness, per_cent
from survey.questionnaire.drafting.legal_names import spelled
from survey.questionnaire.drafting.lexicon import (
    AREA_NAMES,
    COUNT_NAMES,
    ID_NAMES,
    NAMES_OF_THINGS,
    NUMBER_WORDS,
    PERSONAL_NAMES,
    PERSONAL_VALUES,
    TECHNICAL_NAMES,
    WEIGHT_NAMES,
)
from survey.questionnaire.drafting.scale_words import non_answer
from survey.questionnaire.drafting.source import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.questionnaire.drafting.source import Column, Source

_MOST_CODES = 12
_MOST_TEXT_CODES = 20
_MOST_LABELLED = 100
_MOST_AREAS = 2000
_LONGEST_ANSWER = 80
_LARGEST_CODE = 20
_REPEATED = 3
_MOST_NEGATIVE = 10
_MOSTLY = 0.8
DATE = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"
    r"|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d(?: \d\d[:.]\d\d(?:[:.]\d\d)?)?"
)


class Use(StrEnum):
    """What a column is used as."""

    SINGLE = "single"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    AREA = "area"
    ID = "id"
    WEIGHT = "weight"
    COUNT = "count"
    ASIDE = "aside"


QUESTIONS = frozenset({Use.SINGLE, Use.NUMBER, Use.TEXT, Use.DATE})


@dataclass(frozen=True, slots=True)
class _Thought:
    """A use, why, and how sure that is."""

    use: Use
    grounds: str
    sureness: Sureness = Sureness.LIKELY
    fields: dict[str, Any] = field(default_factory=dict)


def uses_of(source: Source, ledger: Ledger, *, area: str | None = None) -> dict[str, Use]:
    """What each column is used as, each a guess in the ledger.

    Parameters
    ----------
    source : Source
    ledger : Ledger
    area : str, optional
        The column that is known to be the area.
    """
    chosen = _area_column(source, area)
    ticked = {name for each in source.sets for name in each.columns}
    uses: dict[str, Use] = {}
    for column in source.columns:
        thought = _thought(column, source, is_area=column.name == chosen, given=area is not None)
        if column.name in ticked:
            thought = _Thought(Use.SINGLE, "in_set", Sureness.CERTAIN)
        uses[column.name] = Use(
            ledger.decide(
                Aspect.USE,
                [column.name],
                thought.use.value,
                thought.grounds,
                sureness=thought.sureness,
                alternatives=_alternatives(column),
                **thought.fields,
            )
        )
    return uses


def _alternatives(column: Column) -> list[str]:
    possible = [Use.SINGLE, Use.TEXT, Use.AREA, Use.ID, Use.ASIDE]
    if not column.filled:
        return [Use.ASIDE.value]
    if column.numbers is not None and _negatives(column) <= _MOST_NEGATIVE:
        possible.append(Use.NUMBER)
    if _can_weigh(column):
        possible += [Use.WEIGHT, Use.COUNT] if column.is_whole else [Use.WEIGHT]
    if _is_date(column):
        possible.append(Use.DATE)
    return [use.value for use in possible]


def _area_column(source: Source, given: str | None) -> str | None:
    """The column of areas: the given one, or the first that is called so and looks so."""
    if given is not None:
        return given
    for column in source.columns:
        names = {spelled(column.name), spelled(column.label)}
        if names & AREA_NAMES and 2 <= len(_known(column)) <= _most_areas(column):
            return column.name
    return None


def _most_areas(column: Column) -> int:
    return min(_MOST_AREAS, max(2, column.filled // 2))


def _known(column: Column) -> list[str]:
    """Values that are no kind of missing."""
    return [v for v in column.values if v not in column.declared and not _says_missing(column, v)]


def _answers(column: Column) -> list[str]:
    """Values that can be answers."""
    numbers = ((value, number_of(value)) for value in _known(column))
    return [value for value, number in numbers if number is None or number >= 0]


def _says_missing(column: Column, value: str) -> bool:
    return non_answer(column.meaning(value)) is not None


def _thought(column: Column, source: Source, *, is_area: bool, given: bool) -> _Thought:
    if is_area:
        grounds = "area_given" if given else "area_name"
        sure = Sureness.CERTAIN if given else Sureness.LIKELY
        return _Thought(Use.AREA, grounds, sure, {"count": len(_known(column))})
    aside = _set_aside(column)
    if aside is not None:
        return aside
    special = _by_name(column, source)
    if special is not None:
        return special
    if column.is_date or _is_date(column):
        sure = Sureness.CERTAIN if column.is_date else Sureness.LIKELY
        return _Thought(Use.DATE, "dates", sure)
    if column.numbers is not None:
        return _numeric(column)
    return _textual(column, source)


def _set_aside(column: Column) -> _Thought | None:
    name, label = spelled(column.name), spelled(column.label)
    if not column.filled:
        return _Thought(Use.ASIDE, "empty", Sureness.CERTAIN)
    if not _answers(column):
        return _Thought(Use.ASIDE, "no_answers")
    if any(PERSONAL_NAMES.search(each) and not NAMES_OF_THINGS.search(each)
           for each in (name, label)) and not column.meanings:  # fmt: skip
        return _Thought(Use.ASIDE, "personal_name")
    if not column.meanings and not column.is_date:
        for kind, pattern in PERSONAL_VALUES.items():
            if kind != "phone" or column.numbers is None or len(column.values) > _MOST_CODES:
                share = column.share([v for v in column.values if pattern.fullmatch(v)])
                if share >= _least_personal(kind):
                    grounds = f"personal_{kind}"
                    return _Thought(Use.ASIDE, grounds, fields={"share": per_cent(share)})
    if name in TECHNICAL_NAMES and not column.meanings:
        return _Thought(Use.ASIDE, "technical")
    return None


def _least_personal(kind: str) -> float:
    return 0.5 if kind == "phone" else 0.05


def _by_name(column: Column, source: Source) -> _Thought | None:
    """What its name says, if what it holds agrees."""
    name = spelled(column.name)
    once = len(column.values) == column.filled == source.rows
    if once and source.rows > 1 and not column.meanings:
        if name in ID_NAMES or spelled(column.label) in ID_NAMES:
            return _Thought(Use.ID, "id_name", Sureness.CERTAIN)
        if _runs_up(column):
            return _Thought(Use.ID, "id_runs", Sureness.UNSURE)
    if column.meanings or column.filled < source.rows or not _can_weigh(column):
        return None
    if name in WEIGHT_NAMES:
        return _Thought(Use.WEIGHT, "weight_name")
    if name in COUNT_NAMES and column.is_whole:
        return _Thought(Use.COUNT, "count_name", Sureness.UNSURE)
    return None


def _can_weigh(column: Column) -> bool:
    """Whether everything in it is a number from 0 upwards."""
    numbers = column.numbers or ()
    return len(numbers) == len(column.values) > 0 and min(numbers) >= 0


def _negatives(column: Column) -> int:
    return sum(number < 0 for number in column.numbers or ())


def _runs_up(column: Column) -> bool:
    """Whether rows are numbered one by one, and there are too many for codes."""
    if not column.is_whole or len(column.values) <= _MOST_CODES:
        return False
    numbers = column.numbers or ()
    steps = max(numbers) - min(numbers)
    return min(numbers) >= 0 and steps == len(numbers) - 1 and list(numbers) == sorted(numbers)


def _is_date(column: Column) -> bool:
    known = _known(column)
    return column.is_date or (len(known) > 1 and all(DATE.fullmatch(value) for value in known))


def _numeric(column: Column) -> _Thought:
    known = _known(column)
    if _negatives(column) > _MOST_NEGATIVE:
        return _Thought(Use.ASIDE, "negative")
    labelled = [value for value in known if value in column.meanings]
    fields = {"count": len(known), "labelled": len(labelled)}
    if labelled and column.share(frozenset(labelled)) >= 1:
        return _Thought(Use.SINGLE, "all_labelled", Sureness.CERTAIN, fields)
    if column.measure == "scale" and not labelled:
        return _Thought(Use.NUMBER, "measure", Sureness.CERTAIN)
    is_short = column.is_whole and len(known) <= _MOST_CODES and _within(known)
    if labelled and is_short:
        return _Thought(Use.SINGLE, "some_labelled", Sureness.LIKELY, fields)
    return _bare_numbers(column, len(known), fields, is_short=is_short)


def _bare_numbers(
    column: Column, different: int, fields: dict[str, Any], *, is_short: bool
) -> _Thought:
    """A use of numbers without labels."""
    if NUMBER_WORDS.search(spelled(column.name)) or NUMBER_WORDS.search(spelled(column.label)):
        sure = Sureness.LIKELY if different > _REPEATED else Sureness.UNSURE
        return _Thought(Use.NUMBER, "number_name", sure)
    if is_short and (different <= 2 or column.filled >= _REPEATED * different):
        sure = Sureness.LIKELY if different > 1 else Sureness.UNSURE
        return _Thought(Use.SINGLE, "few_numbers", sure, fields)
    return _Thought(Use.NUMBER, "numbers", Sureness.LIKELY, fields)


def _within(known: Iterable[str]) -> bool:
    return all(0 <= float(value) <= _LARGEST_CODE for value in known if not value.startswith("-"))


def _textual(column: Column, source: Source) -> _Thought:
    known = _known(column)
    fields = {"count": len(known)}
    if known and column.meanings and all(value in column.meanings for value in known):
        return _Thought(Use.SINGLE, "all_labelled", Sureness.CERTAIN, {**fields, "labelled": 0})
    longest = max((len(value) for value in known), default=0)
    repeated = column.filled >= _REPEATED * len(known) or (
        len(known) <= 2 and source.rows <= 10 and column.filled > len(known)
    )
    few = len(known) <= _MOST_TEXT_CODES or (
        len(known) <= _MOST_LABELLED and column.filled >= 20 * len(known)
    )
    if known and few and repeated and longest <= _LONGEST_ANSWER:
        sure = Sureness.LIKELY if len(known) <= _MOST_CODES else Sureness.UNSURE
        return _Thought(Use.SINGLE, "few_texts", sure, fields)
    return _Thought(Use.TEXT, "many_texts", Sureness.LIKELY, fields)
