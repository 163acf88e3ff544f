"""What was guessed: each guess with its grounds, how sure it is, and what else it could be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.notebook import records_html
from survey.language.catalogue import current_language, has_text, text
from survey.language.messages import quoted
from survey.language.numbers import format_number
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ORDER_MARK = " | "
NO = "no"
YES = "yes"


class Aspect(StrEnum):
    """What a guess is about."""

    USE = "use"
    NAME = "name"
    ORDER = "order"
    MISSING = "missing"
    OUTSIDE = "outside"
    POLARITY = "polarity"
    SCALE = "scale"
    MULTIPLE = "multiple"
    GRID = "grid"
    HEADLINE = "headline"
    EXCLUSIVE = "exclusive"
    REVERSED = "reversed"
    CONTRAST = "contrast"
    SPELLING = "spelling"


class Sureness(StrEnum):
    """How sure a guess is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing that was guessed.

    Attributes
    ----------
    id : str
        Stays the same when the same file is drafted again.
    aspect : Aspect
    columns : tuple of str
        The columns of the file that it is about.
    value : str
        What was guessed; or, once corrected, what holds.
    guess : str
        The guess as a sentence.
    grounds : str
        Why, as a sentence, without anything that a respondent wrote.
    sureness : Sureness
    alternatives : tuple of str
        What else it could be; empty if that can be written freely, or nothing else.
    is_open : bool
        Whether something else than the alternatives can be written.
    parts : tuple of str
        What it is then put together from: codes, or answers.
    confirmed : bool
        Whether someone has said that it is right.
    corrected : bool
        Whether someone has said that something else is.
    is_personal : bool
        Whether the column looks as if it held personal data.
    """

    id: str
    aspect: Aspect
    columns: tuple[str, ...]
    value: str
    guess: str
    grounds: str
    sureness: Sureness = Sureness.LIKELY
    alternatives: tuple[str, ...] = ()
    is_open: bool = False
    parts: tuple[str, ...] = ()
    confirmed: bool = False
    corrected: bool = False
    is_personal: bool = False

    def __str__(self) -> str:
        return f"{named(self.columns)}: {self.guess} {self.grounds}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Guesses:
    """All that was guessed about a file.

    Attributes
    ----------
    everything : tuple of Guess
    """

    everything: tuple[Guess, ...]

    def __iter__(self) -> Iterator[Guess]:
        return iter(self.everything)

    def __len__(self) -> int:
        return len(self.everything)

    def __getitem__(self, place: int) -> Guess:
        return self.everything[place]

    def __repr__(self) -> str:
        return f"Guesses({len(self)}, {len(self.unconfirmed)} to be confirmed)"

    def _repr_html_(self) -> str:
        records = [
            (number, named(each.columns), each.guess, each.grounds, said_sureness(each))
            for number, each in enumerate(self, 1)
        ]
        title = text("drafting.guesses", count=len(self))
        heads = ("number", "column", "guess", "grounds", "sureness")
        return records_html(records, heads, title)

    @property
    def unconfirmed(self) -> tuple[Guess, ...]:
        """Those that nobody has confirmed or corrected yet."""
        return tuple(each for each in self if not (each.confirmed or each.corrected))

    def of(self, column: str, aspect: Aspect | str | None = None) -> tuple[Guess, ...]:
        """Those about a column, perhaps of one aspect only."""
        return tuple(
            each for each in self if column in each.columns and aspect in {None, each.aspect}
        )

    def get(self, name: str) -> Guess | None:
        """The guess of that id, or None."""
        return next((each for each in self if each.id == name), None)

    def to_frame(self) -> pd.DataFrame:
        """One row a guess: ``id``, ``columns``, ``aspect``, ``value`` and so on."""
        records = [
            {
                "id": each.id,
                "columns": ", ".join(each.columns),
                "aspect": each.aspect.value,
                "value": each.value,
                "guess": each.guess,
                "grounds": each.grounds,
                "sureness": each.sureness.value,
                "alternatives": ORDER_MARK.join(each.alternatives),
                "confirmed": each.confirmed,
                "corrected": each.corrected,
            }
            for each in self
        ]
        return pd.DataFrame(records, dtype=object)


@dataclass(slots=True)
class Ledger:
    """Where guesses are written down as they are made, and corrections take their place.

    Attributes
    ----------
    corrections : mapping of str to str
        By the id of a guess: what holds instead.
    approved : frozenset of str
        Ids of the guesses that someone has confirmed.
    """

    corrections: Mapping[str, str] = field(default_factory=dict)
    approved: frozenset[str] = frozenset()
    made: list[Guess] = field(default_factory=list)

    def decide(
        self,
        aspect: Aspect,
        columns: Sequence[str],
        value: str,
        grounds: str,
        *,
        sureness: Sureness = Sureness.LIKELY,
        alternatives: Sequence[str] = (),
        is_open: bool = False,
        parts: Sequence[str] = (),
        part: str = "",
        **fields: Any,  # noqa: ANN401
    ) -> str:
        """Write down a guess; what holds comes back: the guess, or what corrects it.

        Parameters
        ----------
        aspect : Aspect
        columns : sequence of str
        value : str
        grounds : str
            Key below ``drafting.grounds``.
        sureness, alternatives, is_open, parts
            As in `Guess`.
        part : str
            What tells two guesses about the same column and aspect apart, e.g. the code.
        **fields
            For the placeholders of the two sentences.
        """
        name = ".".join(filter(None, (aspect.value, columns[0], part)))
        holds = self.corrections.get(name, value)
        said = spoken(aspect, holds)
        self.made.append(
            Guess(
                id=name,
                aspect=aspect,
                columns=tuple(columns),
                value=holds,
                guess=_sentence(f"drafting.guess.{aspect.value}", holds, value=said, **fields),
                grounds=text(f"drafting.grounds.{grounds}", **fields),
                sureness=sureness,
                alternatives=tuple(each for each in alternatives if each != holds),
                is_open=is_open,
                parts=tuple(parts),
                confirmed=name in self.approved,
                corrected=holds != value,
                is_personal=grounds.startswith("personal"),
            )
        )
        return holds

    def guesses(self, columns: Sequence[str]) -> Guesses:
        """All that was written down, in the order of the file's columns."""
        order = {name: place for place, name in enumerate(columns)}
        return Guesses(tuple(sorted(self.made, key=lambda each: order[each.columns[0]])))


def _sentence(key: str, holds: str, /, **fields: Any) -> str:  # noqa: ANN401
    own = f"{key}_{holds}"
    return text(own if has_text(own) else key, **fields)


def spoken(aspect: Aspect, value: str, *, lang: str | None = None) -> str:
    """A value in words, where it has any: ``dont_know`` as »ved ikke«."""
    key = f"drafting.word.{aspect.value}.{value}"
    return text(key, lang=lang) if has_text(key, lang=lang) else value


def said_sureness(guess: Guess, *, lang: str | None = None) -> str:
    """How sure a guess is, in words."""
    return text(f"drafting.sureness.{guess.sureness.value}", lang=lang)


def named(columns: Sequence[str]) -> str:
    """The columns of a guess: one, two, or from the first to the last."""
    if len(columns) <= 2:
        return ", ".join(columns)
    return text("drafting.from_to", first=columns[0], last=columns[-1], count=len(columns))


def per_cent(share: float) -> str:
    """A share of rows in words."""
    language = current_language()
    return text("drafting.per_cent", number=format_number(100 * share, language, decimals=0))


def listed(names: Sequence[str]) -> str:
    """At most five names in quotation marks, and how many more there are."""
    shown = [quoted(name) for name in names[:5]]
    if len(names) > 5:
        shown.append(text("drafting.more", more=len(names) - 5))
    return join_words(shown, current_language())
