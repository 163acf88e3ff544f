"""Which codes a person gave each answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import said
from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.cells import culprit_ids
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.findings import Finding
    from survey.responses.coding.frame import CodeFrame


@dataclass(frozen=True, slots=True)
class CodedAnswer:
    """The codes of one respondent's answer.

    Attributes
    ----------
    respondent : str
    codes : tuple of int
        In the order in which they were given, each once; never empty.
    digest : str
        Of the words that were coded.
    row : str
        The row of the sheet; several respondents have the same one if their short answers were
        coded once.
    alike : str
        A sign that answers with the same words share.
    note : str
    """

    respondent: str
    codes: tuple[int, ...]
    digest: str = ""
    row: str = ""
    alike: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A new code that a coder wished for.

    Attributes
    ----------
    label : str
    respondents : tuple of str
        Whose answers it was wished for.
    """

    label: str
    respondents: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Coding:
    """The codes that the answers to an open question were given.

    Attributes
    ----------
    frame : CodeFrame
    answers : mapping of str to CodedAnswer
        By respondent.
    coder : str
        Who coded; empty if it isn't said.
    left : tuple of str
        Respondents whose answers stood in the sheet and got no code.
    suggestions : tuple of Suggestion
    notes : tuple of Finding
        What should be looked at.
    """

    frame: CodeFrame
    answers: Mapping[str, CodedAnswer] = field(default_factory=dict)
    coder: str = ""
    left: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    notes: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))

    def __repr__(self) -> str:
        by = f", by {self.coder}" if self.coder else ""
        return f"Coding({self.question}: {len(self.answers)} answers{by})"

    def _repr_html_(self) -> str:
        return frame_html(
            self.counts(),
            text("coding.notebook.coding", question=self.frame.titled(current_language())),
            note=text("notebook.unreleased"),
        )

    def __len__(self) -> int:
        return len(self.answers)

    @property
    def question(self) -> str:
        """The column of own words."""
        return self.frame.question

    def codes_of(self, respondent: str) -> frozenset[int]:
        """The codes of somebody's answer; empty if it has none."""
        found = self.answers.get(respondent)
        return frozenset(found.codes) if found is not None else frozenset()

    def joined(self, *others: Coding) -> Coding:
        """The answers of several codings of the same question in one.

        Raises
        ------
        WrongUseError
            If they are of different questions, or an answer was given different codes;
            `disagreements` and `write_disagreements` are for that.
        """
        whole = self
        for other in others:
            whole = whole._with(other)
        return whole

    def _with(self, other: Coding) -> Coding:
        _refuse_other(self, other)
        apart = [
            respondent
            for respondent, answer in other.answers.items()
            if respondent in self.answers
            and set(self.answers[respondent].codes) != set(answer.codes)
        ]
        if apart:
            raise fail(
                WrongUseError,
                "coding.joined_apart",
                ids=culprit_ids(apart),
                count=len(apart),
            )
        return self._merged(other, {**other.answers, **self.answers})

    def decided(self, decisions: Coding) -> Coding:
        """The coding with decisions in the place of what was given first.

        Raises
        ------
        WrongUseError
            If the decisions are of another question.
        """
        _refuse_other(self, decisions)
        return self._merged(decisions, {**self.answers, **decisions.answers})

    def _merged(self, other: Coding, answers: Mapping[str, CodedAnswer]) -> Coding:
        coders = tuple(dict.fromkeys(each for each in (self.coder, other.coder) if each))
        left = tuple(dict.fromkeys(each for each in (*self.left, *other.left)))
        return Coding(
            self.frame,
            answers,
            " + ".join(coders),
            tuple(each for each in left if each not in answers),
            gathered((*self.suggestions, *other.suggestions)),
            tuple(dict.fromkeys((*self.notes, *other.notes))),
        )

    def counts(self) -> pd.DataFrame:
        """How many answers each code was given, and their share of those coded.

        They are counted as they are, without weights, for those who code; a report takes them from
        the estimates of `coded`.
        """
        language = current_language()
        counted = Counter(code for each in self.answers.values() for code in each.codes)
        whole = len(self.answers)
        return pd.DataFrame(
            {
                "code": list(self.frame.values),
                "label": [said(code.label, language) for code in self.frame.codes],
                "answers": [counted[value] for value in self.frame.values],
                "share": [counted[v] / whole if whole else None for v in self.frame.values],
            }
        )

    def to_frame(self) -> pd.DataFrame:
        """One row an answer: respondent, its codes with semicolons between them, note, coder."""
        answers = self.answers.values()
        return pd.DataFrame(
            {
                "respondent": [each.respondent for each in answers],
                "codes": ["; ".join(map(str, each.codes)) for each in answers],
                "note": [each.note for each in answers],
                "coder": [self.coder] * len(self.answers),
            },
            dtype=object,
        )


def gathered(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Suggestions of the same words as one, the most wished for first."""
    found: dict[str, Suggestion] = {}
    for each in suggestions:
        before = found.get(each.label.casefold(), Suggestion(each.label, ()))
        who = dict.fromkeys((*before.respondents, *each.respondents))
        found[each.label.casefold()] = Suggestion(before.label, tuple(who))
    return tuple(sorted(found.values(), key=lambda each: (-len(each.respondents), each.label)))


def _refuse_other(one: Coding, other: Coding) -> None:
    if one.question != other.question:
        raise fail(
            WrongUseError,
            "coding.of_two_questions",
            one=quoted(one.question),
            other=quoted(other.question),
        )
