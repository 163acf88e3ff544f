"""New numbers for respondents and dwellings, that lead back to nobody."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True, repr=False)
class NewIds:
    """Which new number stands for which id; the same in all waves and files of a study.

    The order of the new numbers follows from a keyed hash of the ids. The key is made of what the
    files held before, which nobody has who gets the new ones: the same files give the same numbers,
    and a list of ids isn't enough to find them again.

    Attributes
    ----------
    numbers : mapping of str to str
    """

    numbers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"NewIds({len(self.numbers)} ids)"

    @classmethod
    def of(cls, ids: Iterable[object], key: bytes, taken: Collection[str] = ()) -> NewIds:
        """Numbers for these ids.

        Parameters
        ----------
        ids : iterable
        key : bytes
            What nobody else knows.
        taken : collection of str
            Numbers that others have already.
        """
        different = {str(each) for each in ids}
        order = sorted(different, key=lambda each: hmac.digest(key, each.encode(), "sha256"))
        free = (name for place in count(1) if (name := f"n{place:06}") not in taken)
        return cls(dict(zip(order, free, strict=False)))

    def __getitem__(self, old: object) -> str:
        return self.numbers[str(old)]

    def given_to(self, column: Iterable[Any]) -> list[str]:
        """A column of ids with the new numbers; what is empty stays so."""
        return [self.numbers.get(str(each), "") for each in column]
