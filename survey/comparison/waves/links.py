"""What is said of a question from one wave to the next: by verdicts, or by the codebooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from survey.comparison.waves.codebook_differences import differences, relabelled
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.comparison.crosswalks import same_share
from survey.questionnaire.comparison.verdicts import Comparability, Flag, Record

if TYPE_CHECKING:
    from survey.codebook import Codebook, Text
    from survey.questionnaire.changes import Crosswalk
    from survey.questionnaire.comparison.verdicts import Verdict, Verdicts

_GONE = frozenset({Record.REPLACED, Record.DROPPED, Record.FORGOTTEN})
_OF_NO_NOTE = frozenset({Flag.HEADLINE, Flag.TYPOGRAPHY, Flag.REQUIRED})
"""What is told in another way, or changes no answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a question, an option or an index between two waves in a row.

    Attributes
    ----------
    verdict : Comparability
    reason : Text
    word : str
        How it is told; empty if nobody gave a verdict.
    crosswalk : Crosswalk or None
    same_headline : bool
    gone : bool
        Whether it is asked no more.
    added : bool
        Whether it was not asked before.
    notes : tuple of (str, Text)
        What else a reader must know, each with its kind.
    facets : tuple of str
        What differs, where only the codebooks tell.
    """

    verdict: Comparability
    reason: Text = field(default_factory=dict)
    word: str = ""
    crosswalk: Crosswalk | None = None
    same_headline: bool = True
    gone: bool = False
    added: bool = False
    notes: tuple[tuple[str, Text], ...] = ()
    facets: tuple[str, ...] = ()


SAME = Said(Comparability.SAME)


class Link(Protocol):
    """What is known of two waves in a row."""

    def said(self, name: str) -> Said:
        """What is said of a question, an option or an index."""
        ...


@dataclass(frozen=True, slots=True)
class OfVerdicts:
    """What verdicts say; of a column that no questionnaire has, what the codebooks say."""

    verdicts: Verdicts
    otherwise: Link

    def said(self, name: str) -> Said:
        """What is said of a question, an option or an index."""
        if name in self.verdicts:
            return _by_verdict(self.verdicts[name])
        if name in self.verdicts.added:
            return Said(Comparability.BROKEN, added=True, word=Comparability.BROKEN.value)
        return self.otherwise.said(name)


def _by_verdict(verdict: Verdict) -> Said:
    notes = []
    if verdict.verdict is Comparability.LABEL_ONLY:
        notes.append(("label_only", verdict.reason))
    notes += [
        ("flag", {each: text(f"verdict.flag.{flag}", lang=each) for each in LANGUAGES})
        for flag in verdict.flags
        if flag not in _OF_NO_NOTE
    ]
    return Said(
        verdict=verdict.verdict,
        reason=verdict.reason,
        word=verdict.verdict.value,
        crosswalk=verdict.crosswalk,
        same_headline=verdict.headline_comparable or Flag.HEADLINE not in verdict.flags,
        gone=verdict.record in _GONE,
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class OfCodebooks:
    """What the codebooks of two waves say, which is little: whether anything differs."""

    old: Codebook
    new: Codebook

    def said(self, name: str) -> Said:
        """Same if the codebooks agree or one of them doesn't know the column; else undecided."""
        old, new = self.old.get(name), self.new.get(name)
        if old is None or new is None:
            return SAME
        differ = differences(old, new)
        if differ:
            return Said(Comparability.UNDECIDED, facets=differ)
        reworded = relabelled(old.codes, new.codes)
        notes = (("label_only", _labels_reason()),) if reworded else ()
        same = same_share(old.headline, new.headline, None)
        return Said(Comparability.SAME, same_headline=same, notes=notes)


def _labels_reason() -> Text:
    return {each: text("wave_rules.labels", lang=each) for each in LANGUAGES}
