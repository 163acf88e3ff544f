"""What a comparison of two versions comes to: a verdict for each question, with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from survey.documents.notebook import records_html
from survey.errors import UnknownNameError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Text
    from survey.findings import Finding
    from survey.questionnaire.changes import Crosswalk
    from survey.questionnaire.model import Questionnaire


class Comparability(StrEnum):
    """Whether the answers of two waves can be compared."""

    SAME = "same"
    LABEL_ONLY = "label-only"
    RECODED = "recoded"
    BROKEN = "broken"
    UNDECIDED = "undecided"


class Record(StrEnum):
    """What became of an earlier question."""

    KEPT = "kept"
    REPLACED = "replaced"
    DROPPED = "dropped"
    FORGOTTEN = "forgotten"


class Flag(StrEnum):
    """What else differs, that a careful reader wants to know of."""

    HEADLINE = "headline"
    ORDER = "order"
    BEFORE = "before"
    ANSWER_ORDER = "answer_order"
    OPTIONS = "options"
    ROWS = "rows"
    RANDOM = "random"
    LIMITS = "limits"
    REQUIRED = "required"
    TYPOGRAPHY = "typography"
    MODE = "mode"
    NEW_LANGUAGE = "new_language"
    DROPPED_LANGUAGE = "dropped_language"
    FALLBACK = "fallback"


AS_IT_IS = frozenset({Comparability.SAME, Comparability.LABEL_ONLY})
"""Verdicts under which the codes of both waves mean the same."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two versions that are compared.

    Attributes
    ----------
    questionnaire : Questionnaire
    wave : str
        Empty for a questionnaire that isn't locked.
    """

    questionnaire: Questionnaire
    wave: str = ""

    @property
    def id(self) -> str:
        """Of the questionnaire."""
        return self.questionnaire.id

    @property
    def name(self) -> str:
        """The wave, or the questionnaire if it isn't locked."""
        return self.wave or self.id


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question, or a column of one, can be compared.

    Attributes
    ----------
    name : str
        A question, a column of a grid or of a question with several answers, or an index.
    verdict : Comparability
    reason : Text
        One sentence in Danish and in English.
    question : str
        The question that a column belongs to.
    record : Record
    flags : tuple of Flag
    crosswalk : Crosswalk or None
        How the codes of both waves are put on common ones, if it is recoded.
    by : str
        What is asked instead.
    facets : tuple of str
        What differs: ``wording.da``, ``codes``.
    headline_comparable : bool
        Whether the share that the question is reported by counts the same answers.
    """

    name: str
    verdict: Comparability
    reason: Text
    question: str
    record: Record = Record.KEPT
    flags: tuple[Flag, ...] = ()
    crosswalk: Crosswalk | None = None
    by: str = ""
    facets: tuple[str, ...] = ()
    headline_comparable: bool = False

    @property
    def comparable(self) -> bool:
        """Whether a difference between the waves may be shown, on common codes if recoded."""
        return self.verdict in AS_IT_IS or self.verdict is Comparability.RECODED

    def in_words(self, language: str) -> str:
        """The verdict as a word."""
        return text(f"verdict.word.{self.verdict}", lang=language)

    def flags_in_words(self, language: str) -> tuple[str, ...]:
        """What else differs, in words."""
        return tuple(text(f"verdict.flag.{flag}", lang=language) for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Which questions of two waves can be compared.

    Attributes
    ----------
    old, new : Version
    by_name : mapping of str to Verdict
        By question, by column of a grid or a question with several answers, and by index, in the
        order of the earlier questionnaire.
    added : tuple of str
        Questions, rows and options that were not there before.
    findings : tuple of Finding
        What is odd in the record of changes.
    """

    old: Version
    new: Version
    by_name: Mapping[str, Verdict]
    added: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", MappingProxyType(dict(self.by_name)))

    def __getitem__(self, name: str) -> Verdict:
        """The verdict on a question, a column or an index.

        Raises
        ------
        UnknownNameError
            If the earlier wave didn't have it.
        """
        if name not in self.by_name:
            near = did_you_mean(name, self.by_name)
            code = "lock.verdict_unknown_near" if near else "lock.verdict_unknown"
            wave = quoted(self.old.name)
            raise fail(
                UnknownNameError, code, name=quoted(name), near=quoted(near or ""), wave=wave
            )
        return self.by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{count} {verdict}" for verdict, count in self.counts().items() if count
        )
        return f"Verdicts({self.old.name} and {self.new.name}: {counts or 'no questions'})"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [
            (each.name, each.in_words(language), each.reason[language]) for each in self.shown()
        ]
        title = text("verdict.title", old=self.old.name, new=self.new.name)
        return records_html(records, ("name", "verdict", "reason"), title)

    def comparable(self, name: str, *, headline: bool = False) -> bool:
        """Whether a difference between the waves may be shown.

        Parameters
        ----------
        name : str
            A question, a column or an index; what isn't in both waves can't be compared.
        headline : bool
            Whether it is the headline that is to be shown.
        """
        found = self.by_name.get(name)
        if found is None or not found.comparable:
            return False
        return found.headline_comparable or not headline

    @property
    def questions(self) -> tuple[Verdict, ...]:
        """The verdicts on questions, in the order of the earlier questionnaire."""
        names = {each.id for each in self.old.questionnaire.everything()}
        return tuple(each for name, each in self.by_name.items() if name in names)

    def parts_of(self, name: str) -> tuple[Verdict, ...]:
        """The verdicts on the rows or options of a question."""
        return tuple(e for e in self.by_name.values() if e.question == name != e.name)

    def shown(self) -> Iterator[Verdict]:
        """The verdicts on questions, after each those of its parts that differ, then indices."""
        for verdict in self.questions:
            yield verdict
            yield from (
                each
                for each in self.parts_of(verdict.name)
                if (each.verdict, each.record) != (verdict.verdict, verdict.record)
            )
        yield from (each for each in self.by_name.values() if not each.question)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The questions and columns that somebody must say something of."""
        undecided = (each.name for each in self.shown() if each.verdict is Comparability.UNDECIDED)
        return tuple(undecided)

    @property
    def exit_code(self) -> int:
        """1 if anything is undecided, else 0."""
        return 1 if self.undecided else 0

    def counts(self) -> dict[Comparability, int]:
        """How many questions got each verdict."""
        found = [each.verdict for each in self.questions]
        return {verdict: found.count(verdict) for verdict in Comparability}

    def to_frame(self) -> pd.DataFrame:
        """One row a question, and one for each row or option whose verdict is another."""
        language = current_language()
        columns = ("name", "question", "verdict", "record", "by", "flags", "reason")
        rows = [
            (
                each.name,
                each.question,
                each.verdict.value,
                each.record.value,
                each.by,
                " ".join(each.flags),
                each.reason[language],
            )
            for each in self.shown()
        ]
        return pd.DataFrame(rows, columns=list(columns))
