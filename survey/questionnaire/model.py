"""The model of a questionnaire: what is asked of whom, under one name for ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from survey.documents.notebook import records_html
from survey.language.catalogue import current_language, text
from survey.questionnaire.columns import codebook_of, columns_of
from survey.questionnaire.questions import Roster, expressions_of
from survey.questionnaire.universes import universe_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Codebook, Index, MissingKind, Text, Variable
    from survey.findings import Place
    from survey.questionnaire.changes import Since
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.questions import Question, Scale, Scenario, Section
    from survey.questionnaire.texts import Languages

ModelPath = tuple[str, ...]
"""Names that lead to a part: ``("safe_evening", "ask_if")``, ``("scales", "safe5", "6")``."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What is asked.

    Attributes
    ----------
    id : str
    title : Text
    languages : Languages
    sections : tuple of Section
        A questionnaire without named sections has one, whose name is empty.
    scales : mapping of str to Scale
    indices : tuple of Index
    missing : mapping of MissingKind to Text
        Words for reasons why an answer is missing, where they differ from the usual ones.
    words : mapping of str to Text
        Words of the form, such as "tick one box", where they differ from the usual ones.
    introduction, closing : Text
        What stands before the first question and after the last one.
    modes : tuple of str
        How it is answered: ``web``, ``paper``, ``phone``, ``visit``.
    tests : tuple of Scenario
    since : mapping of str to mapping of str to Declared
        What became of the questions of earlier waves, by wave and question.
    note : Text
        What a reader must know of the wording.
    module : bool
        Whether it is a store of questions for other questionnaires, and never asked as it is.
    places : mapping of tuple to Place
        Where each part was written; no part of what makes two questionnaires equal.
    """

    id: str
    title: Text
    languages: Languages
    sections: tuple[Section, ...]
    scales: Mapping[str, Scale] = field(default_factory=dict)
    indices: tuple[Index, ...] = ()
    missing: Mapping[MissingKind, Text] = field(default_factory=dict)
    words: Mapping[str, Text] = field(default_factory=dict)
    introduction: Text = field(default_factory=dict)
    closing: Text = field(default_factory=dict)
    modes: tuple[str, ...] = ()
    tests: tuple[Scenario, ...] = ()
    since: Since = field(default_factory=dict)
    note: Text = field(default_factory=dict)
    module: bool = False
    places: Mapping[ModelPath, Place] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("scales", "missing", "words", "since"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __repr__(self) -> str:
        languages = ", ".join(self.languages.offered)
        return f"Questionnaire({self.id}: {len(self.questions)} questions, {languages})"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [
            (
                variable.name,
                self.languages.said(variable.question or variable.label, language),
                ", ".join(self.languages.said(code.label, language) for code in variable.codes),
            )
            for variable in self.variables()
        ]
        title = text("notebook.questionnaire", title=self.titled(language))
        return records_html(records, ("name", "asked", "answers"), title)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order in which they are asked; a roster is one of them."""
        return tuple(question for section in self.sections for question in section.questions)

    def everything(self) -> Iterator[Question]:
        """All questions, those of rosters right after the roster."""
        for question in self.questions:
            yield question
            if isinstance(question, Roster):
                yield from question.questions

    def question(self, name: str) -> Question | None:
        """The question of that name, or None."""
        return next((question for question in self.everything() if question.id == name), None)

    def section_of(self, name: str) -> Section | None:
        """The section that a question stands in, or None."""
        for section in self.sections:
            for question in section.questions:
                inner = question.questions if isinstance(question, Roster) else ()
                if name in {question.id, *(each.id for each in inner)}:
                    return section
        return None

    def expressions(self) -> Iterator[tuple[ModelPath, Expression]]:
        """All conditions and calculations, each with the path of where it stands."""
        for section in self.sections:
            if section.ask_if is not None:
                yield ("sections", section.id, "ask_if"), section.ask_if
        for question in self.everything():
            for path, expression in expressions_of(question):
                yield (question.id, *path), expression

    def variables(self, table: str = "") -> tuple[Variable, ...]:
        """The columns of an answer file, in order.

        Parameters
        ----------
        table : str
            The roster whose table is meant; empty for that of the respondents.
        """
        return columns_of(self.sections, self.missing, table)

    def codebook(self) -> Codebook:
        """What the columns of the respondents' table mean, by name."""
        texts = universe_texts(self.sections, self.languages, self.missing)
        return codebook_of(self.sections, self.missing, self.indices, texts)

    def titled(self, language: str) -> str:
        """The title in a language."""
        return self.languages.said(self.title, language) or self.id

    def place(self, *path: str) -> Place | None:
        """Where a part was written, or the nearest thing around it; None if nobody knows."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return None
