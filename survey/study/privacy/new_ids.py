"""New numbers for respondents and dwellings, that lead back to nobody."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


_CHANCE = random.SystemRandom()


def shuffled(given: Iterable[Any]) -> list[Any]:
    """Things in an order that nobody can find out again."""
    found = list(given)
    _CHANCE.shuffle(found)
    return found


@dataclass(frozen=True, slots=True, repr=False)
class NewIds:
    """Which new number stands for which id; the same in all waves and files of a study.

    They are dealt out by chance, which is kept nowhere: whoever has all the files, and every report
    that was made of them, can't find out which number became which.

    Attributes
    ----------
    numbers : mapping of str to str
    """

    numbers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"NewIds({len(self.numbers)} ids)"

    @classmethod
    def of(cls, ids: Iterable[object], taken: Collection[str] = ()) -> NewIds:
        """Numbers for these ids.

        Parameters
        ----------
        ids : iterable
        taken : collection of str
            Numbers that others have already.
        """
        order = shuffled(sorted({str(each) for each in ids}))
        free = (name for place in count(1) if (name := f"n{place:06}") not in taken)
        return cls(dict(zip(order, free, strict=False)))

    def given_to(self, column: Iterable[Any]) -> list[str]:
        """A column of ids with the new numbers; what is empty stays so."""
        return [self.numbers.get(str(each), "") for each in column]
