"""The model of a questionnaire: questions under one name for ever, with codes and headlines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.codebook import Codebook, Headline, Kind, Text, Variable, said
from survey.documents.notebook import records_html
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    from survey.codebook import Code


@dataclass(frozen=True, slots=True)
class Scale:
    """Ordered codes that several questions share."""

    id: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with one answer.

    Attributes
    ----------
    id : str
        Its name for ever.
    text : Text
        As it was asked.
    label : Text
        Short form for tables and charts.
    codes : tuple of Code
        The answers, in order.
    headline : Headline or None
    """

    id: str
    text: Text
    label: Text
    codes: tuple[Code, ...]
    headline: Headline | None = None

    def variable(self) -> Variable:
        """The column that holds the answers."""
        return Variable(self.id, Kind.SINGLE, self.label, self.text, self.codes, self.headline)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What is asked.

    Attributes
    ----------
    id : str
    title : Text
    languages : tuple of str
        The first one is the reference.
    questions : tuple of Question
    note : Text
        What a reader must know of the wording.
    """

    id: str
    title: Text
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    note: Text = field(default_factory=dict)

    def __repr__(self) -> str:
        languages = ", ".join(self.languages)
        return f"Questionnaire({self.id}: {len(self.questions)} questions, {languages})"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [
            (
                question.id,
                said(question.text, language),
                ", ".join(said(c.label, language, default=str(c.value)) for c in question.codes),
            )
            for question in self.questions
        ]
        title = text("notebook.questionnaire", title=self.titled(language))
        return records_html(records, ("name", "asked", "answers"), title)

    def variables(self) -> tuple[Variable, ...]:
        """The columns of an answer file, in order."""
        return tuple(question.variable() for question in self.questions)

    def codebook(self) -> Codebook:
        """The columns by name."""
        return Codebook({variable.name: variable for variable in self.variables()})

    def question(self, name: str) -> Question | None:
        """The question of that name, or None."""
        return next((question for question in self.questions if question.id == name), None)

    def titled(self, language: str) -> str:
        """The title in a language."""
        return said(self.title, language, default=self.id)
