"""Who in a dwelling answers, in words that residents read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.errors import DataError
from survey.kernels.kish import KISH_NAMES, KISH_RANKS, MOST_RANKED
from survey.language.catalogue import LANGUAGES, text
from survey.language.cells import culprit_ids
from survey.language.form_words import shipped_words
from survey.language.messages import fail
from survey.language.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.sampling.sample import Sample

KISH_TABLES: Mapping[str, tuple[int, ...]] = {
    name: tuple(ranks.tolist()) for name, ranks in zip(KISH_NAMES, KISH_RANKS, strict=True)
}
"""The number of the adult who answers, where there are 1, 2, … and 6 or more."""
COUNTED = MOST_RANKED
NUMBERED = frozenset({"kish", "equal"})
_TABLE, _NUMBER = "kish_table", "person_number"
_ALL, _PERSON, _BIRTHDAY = "all", "person", "birthday"


def numbers_asked(rule: str, row: Mapping[str, Any]) -> tuple[int, ...]:
    """The number of the adult who answers, where there are 1, 2, … adults; empty if none is named.

    Parameters
    ----------
    rule : str
        Of the sample.
    row : mapping of str to object
        Of its units: with ``kish_table``, or a random number ``person_number`` in [0, 1).

    Examples
    --------
    >>> numbers_asked("kish", {"kish_table": "C"})
    (1, 1, 2, 2, 3, 3)
    >>> numbers_asked("equal", {"person_number": 0.5})
    (1, 2, 2, 3, 3, 4)
    """
    if rule == "kish":
        return KISH_TABLES[row[_TABLE]]
    if rule == "equal":
        return tuple(int(float(row[_NUMBER]) * count) + 1 for count in range(1, COUNTED + 1))
    return ()


def check_numbers(sample: Sample, rows: Sequence[Mapping[str, Any]]) -> None:
    """See that a sample has what the instruction needs.

    Raises
    ------
    DataError
        If a unit has no table of Kish's, or no random number.
    """
    if sample.person_rule not in NUMBERED:
        return
    name = _TABLE if sample.person_rule == "kish" else _NUMBER
    wrong = [row["unit"] for row in rows if not _fits(name, row.get(name))]
    if wrong:
        raise fail(DataError, "letters.no_numbers", column=name, units=culprit_ids(wrong))


def _fits(name: str, value: object) -> bool:
    if name == _TABLE:
        return isinstance(value, str) and value in KISH_TABLES
    return isinstance(value, int | float) and 0 <= value < 1


def instruction(rule: str, unit: str, numbers: tuple[int, ...], language: str) -> str:
    """Who answers, as a resident reads it; empty if nobody has put it in the language.

    Parameters
    ----------
    rule : str
        Of the sample; empty for all adults.
    unit : {"dwelling", "person"}
    numbers : tuple of int
        See `numbers_asked`.
    language : str
        Also one that only the words of forms are shipped in.
    """
    if unit != _PERSON and rule == _BIRTHDAY:
        return shipped_words(language).get("last_birthday", "")
    if language not in LANGUAGES:
        return ""
    if not numbers:
        return text(f"letters.who.{_PERSON if unit == _PERSON else _ALL}", lang=language)
    cases = [
        text("letters.who.of", lang=language, adults=adults, number=number)
        for adults, number in enumerate(numbers[1:-1], 2)
    ]
    cases.append(
        text("letters.who.of_more", lang=language, adults=len(numbers), number=numbers[-1])
    )
    lead = text(f"letters.who.{rule}", lang=language)
    return f"{lead} {text('letters.who.alone', lang=language)} {capitalised('; '.join(cases))}."
