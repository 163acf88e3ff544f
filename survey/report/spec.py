"""What a report is to hold: the study's words and order, apart from its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from survey.codebook import Text, said
from survey.report.carried_out import CarriedOut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.weighting.weights import Weights


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its questions, and the analyst's own words, which come first.

    Attributes
    ----------
    id : str
    title : Text
    questions : tuple of str
        Each with a headline.
    prose : Text
        Plain text with blank lines between paragraphs, ``- `` before items of a list,
        ``*emphasis*`` and ``**strong**``.
    """

    id: str
    title: Text
    questions: tuple[str, ...]
    prose: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """The words and the order of a report of one wave.

    Attributes
    ----------
    title, subtitle : Text
    wave : str
    over : str
        The column of areas.
    contrast : str or None
        The area that gives contrast; None if the wave didn't measure it.
    contrast_chosen : Text
        How it was chosen.
    others_chosen : tuple of Text
        How other areas were chosen, where the study says so.
    areas : int
        Number of areas, the contrast among them.
    selection : {"purposive", "census", "random"} or None
        How the areas were selected, if the study says so.
    place_alone : Text
        Where the answers are from, if there is one area only: *i Vangdalen*.
    unit, units : Text
        What an area is called: *boligområde*, *boligområder*.
    respondents : Text
        Who the shares are of: *beboerne*.
    chapters : tuple of Chapter
    appendix : tuple of str
        Columns and questions with several answers that have a table of all answers each.
    uncoded : tuple of Text
        Open questions of chapters or of the appendix that nobody has coded; they are left out.
    sampling, source, wording : Text
        How residents were selected; where the data come from; what must be known of the questions.
    weighted, corrected : bool
        Whether answers are weighted, and a finite population correction is in force.
    simulated : bool
    weights : Weights or None
        How answers were weighted, if by a recipe.
    carried_out : CarriedOut
        How the wave was carried out.
    uncertainty : tuple of str
        What the uncertainty of weighted answers rests on, in the language of the report.
    without_answers : tuple of str
        Earlier waves that nothing is compared with, as their answers aren't there.
    """

    title: Text
    wave: str
    over: str
    contrast: str | None
    areas: int
    unit: Text
    units: Text
    respondents: Text
    chapters: tuple[Chapter, ...]
    appendix: tuple[str, ...] = ()
    selection: Literal["purposive", "census", "random"] | None = None
    place_alone: Text = field(default_factory=dict)
    subtitle: Text = field(default_factory=dict)
    contrast_chosen: Text = field(default_factory=dict)
    others_chosen: tuple[Text, ...] = ()
    uncoded: tuple[Text, ...] = ()
    sampling: Text = field(default_factory=dict)
    source: Text = field(default_factory=dict)
    wording: Text = field(default_factory=dict)
    weighted: bool = False
    corrected: bool = False
    simulated: bool = False
    weights: Weights | None = None
    carried_out: CarriedOut = field(default_factory=CarriedOut)
    uncertainty: tuple[str, ...] = ()
    without_answers: tuple[str, ...] = ()

    def questions(self) -> list[str]:
        """All questions in order, each once."""
        return list(dict.fromkeys(q for chapter in self.chapters for q in chapter.questions))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a spec in one language."""

    spec: ReportSpec
    language: str

    def __getitem__(self, name: str) -> str:
        text: Mapping[str, str] = getattr(self.spec, name)
        return said(text, self.language)
