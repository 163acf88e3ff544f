"""Values that are no answers: by what they are called, or by where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.codebook import MissingKind
from survey.language.messages import quoted
from survey.questionnaire.drafting.column_use import Use
from survey.questionnaire.drafting.ledger import Aspect, Ledger, Sureness, per_cent
from survey.questionnaire.drafting.scale_words import by_last_digit, non_answer
from survey.questionnaire.drafting.source import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.questionnaire.drafting.source import Column

ANSWER = "answer"
OUTSIDE = "outside"
_ONE_DIGIT, _TWO_DIGITS = (8, 9), (66, 77, 88, 96, 97, 98, 99)
_THREE_DIGITS = (666, 777, 888, 996, 997, 998, 999, 9996, 9997, 9998, 9999)
_KINDS = (
    MissingKind.NO_ANSWER,
    MissingKind.DONT_KNOW,
    MissingKind.REFUSED,
    MissingKind.NOT_ASKED,
    MissingKind.MULTIPLE_TICKS,
)
_LEAST_GAP = 2
_FEW_NEGATIVE = 10


def non_answers_of(
    columns: Sequence[Column], use: Use, ledger: Ledger
) -> tuple[dict[str, MissingKind], frozenset[str]]:
    """The values of columns with the same values and meanings that are no answers.

    Parameters
    ----------
    columns : sequence of Column
        Those that share values and meanings; the first stands for all.
    use : Use
    ledger : Ledger

    Returns
    -------
    kinds : dict of str to MissingKind
    outside : frozenset of str
        Answers that are no points of the scale.
    """
    kinds: dict[str, MissingKind] = {}
    outside: set[str] = set()
    for value, (kind, grounds, sure) in _suspects(columns, use).items():
        decided = ledger.decide(
            Aspect.MISSING,
            [column.name for column in columns],
            kind.name.lower(),
            grounds,
            sureness=sure,
            alternatives=_alternatives(value, use),
            part=value,
            code=value,
            label=quoted(columns[0].meaning(value)),
            share=per_cent(_share(columns, value)),
        )
        if decided == OUTSIDE:
            outside.add(value)
        elif decided != ANSWER:
            kinds[value] = MissingKind[decided.upper()]
    return kinds, frozenset(outside)


def _alternatives(value: str, use: Use) -> list[str]:
    names = [kind.name.lower() for kind in _KINDS]
    number = number_of(value)
    if number is not None and number < 0:
        return names
    return [*names, ANSWER, OUTSIDE] if use is Use.SINGLE else [*names, ANSWER]


def _share(columns: Sequence[Column], value: str) -> float:
    filled = sum(column.filled for column in columns)
    return sum(column.share([value]) * column.filled for column in columns) / (filled or 1)


def _suspects(
    columns: Sequence[Column], use: Use
) -> Mapping[str, tuple[MissingKind, str, Sureness]]:
    first = columns[0]
    values = dict.fromkeys([*(v for c in columns for v in c.values), *first.meanings])
    found: dict[str, tuple[MissingKind, str, Sureness]] = {}
    for value in values:
        said = non_answer(first.meaning(value))
        number = number_of(value)
        if said is not None:
            sure = Sureness.UNSURE if said is MissingKind.NOT_ASKED else Sureness.CERTAIN
            found[value] = (said, "missing_label", sure)
        elif any(value in column.declared for column in columns):
            kind = MissingKind.NO_ANSWER if number is None else by_last_digit(number)
            found[value] = (kind, "missing_declared", Sureness.UNSURE)
    return found | _by_place([v for v in values if v not in found], first, use)


def _by_place(
    values: Sequence[str], column: Column, use: Use
) -> dict[str, tuple[MissingKind, str, Sureness]]:
    """Codes without words that stand apart from the others: 99 after 1 to 5, and those below 0."""
    numbers = {value: number for value in values if (number := number_of(value)) is not None}
    negative = {value: number for value, number in numbers.items() if number < 0}
    found: dict[str, tuple[MissingKind, str, Sureness]] = {}
    if use is Use.SINGLE or len(negative) <= _FEW_NEGATIVE:
        for value, number in negative.items():
            found[value] = (_negative(number), "missing_negative", Sureness.UNSURE)
    rest = {v: n for v, n in numbers.items() if n >= 0 and v not in column.meanings}
    for value, number in sorted(rest.items(), key=lambda pair: -pair[1]):
        below = [each for v, each in numbers.items() if v not in found and each < number]
        if number in _usual(use) and below and number - max(below) >= _gap(number, use):
            found[value] = (by_last_digit(number), "missing_apart", Sureness.UNSURE)
        elif number not in _usual(use):
            break
        elif _is_next_to_usual(number, below, use):
            found[value] = (by_last_digit(number), "missing_apart", Sureness.UNSURE)
    return found


def _is_next_to_usual(number: float, below: list[float], use: Use) -> bool:
    """Whether 9 stands after 8, and 8 apart from the rest."""
    usual = _usual(use)
    apart = [each for each in below if each not in usual]
    run = [each for each in below if each in usual]
    return bool(apart and run) and min(run) - max(apart) >= _gap(number, use)


def _negative(number: float) -> MissingKind:
    """What a negative code means: as here, or by its last digit."""
    known = {int(kind): kind for kind in MissingKind}
    return known.get(int(number), by_last_digit(number))


def _usual(use: Use) -> tuple[int, ...]:
    if use is Use.SINGLE:
        return (*_ONE_DIGIT, *_TWO_DIGITS, *_THREE_DIGITS)
    return (*_TWO_DIGITS, *_THREE_DIGITS)


def _gap(number: float, use: Use) -> float:
    if use is Use.SINGLE:
        return _LEAST_GAP if number < 10 else number / 4
    return 5 if number < 100 else number / 4
