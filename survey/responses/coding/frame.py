"""The codes that answers in own words are put into, with what each of them covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import Code, Kind, Variable, said
from survey.documents.notebook import frame_html
from survey.errors import UnknownNameError
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.responses.responses import Responses

if TYPE_CHECKING:
    from survey.codebook import Codebook, Text
    from survey.questionnaire.model import Questionnaire

DASH = " \N{EN DASH} "


@dataclass(frozen=True, slots=True)
class FrameCode:
    """One code of a frame.

    Attributes
    ----------
    value : int
        A positive whole number that keeps its meaning from wave to wave.
    label : Text
    description, examples : Text
        What belongs to it, and answers that do.
    net : str
        The group of codes that it belongs to; empty for none.
    exclusive : bool
        Whether an answer with it can't have other codes: "nothing".
    no_answer : bool
        Whether it says that nothing was answered: "says nothing". Who has it is counted like one
        who left the question out.
    since : str
        The wave in which it came to the frame; empty for the first.
    """

    value: int
    label: Text
    description: Text = field(default_factory=dict)
    examples: Text = field(default_factory=dict)
    net: str = ""
    exclusive: bool = False
    no_answer: bool = False
    since: str = ""

    @property
    def alone(self) -> bool:
        """Whether an answer with it can't have other codes."""
        return self.exclusive or self.no_answer

    def called(self, language: str) -> str:
        """How it is written in a list: »3 – Belysning«."""
        return f"{self.value}{DASH}{said(self.label, language, default=str(self.value))}"


@dataclass(frozen=True, slots=True)
class Net:
    """Codes that are also counted together: whoever has at least one of them."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CodeFrame:
    """The code frame of an open question.

    Attributes
    ----------
    question : str
        The column of own words.
    codes : tuple of FrameCode
        In the order in which a coder sees them.
    nets : tuple of Net
    label, text : Text
        The question in short, and as it was asked.
    """

    question: str
    codes: tuple[FrameCode, ...]
    nets: tuple[Net, ...] = ()
    label: Text = field(default_factory=dict)
    text: Text = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"CodeFrame({self.question}: {len(self.codes)} codes, {len(self.nets)} nets)"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [(code.value, said(code.label, language)) for code in self.codes]
        heads = [text(f"coding.head.{name}") for name in ("code", "label")]
        return frame_html(pd.DataFrame(records, columns=heads), self.titled(language))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CodeFrame):
            return NotImplemented
        mine, others = (
            (each.question, each.codes, each.nets, dict(each.label), dict(each.text))
            for each in (self, other)
        )
        return mine == others

    __hash__ = None  # type: ignore[assignment]

    @property
    def values(self) -> tuple[int, ...]:
        """The codes as numbers."""
        return tuple(code.value for code in self.codes)

    @property
    def counted(self) -> tuple[FrameCode, ...]:
        """The codes that are an answer."""
        return tuple(code for code in self.codes if not code.no_answer)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its labels are in."""
        return tuple(dict.fromkeys(language for code in self.codes for language in code.label))

    def get(self, value: int) -> FrameCode | None:
        """The code of that number, or None."""
        return next((code for code in self.codes if code.value == value), None)

    def titled(self, language: str) -> str:
        """What the question is called."""
        return said(self.label, language) or said(self.text, language) or self.question

    def net_label(self, net: str, language: str) -> str:
        """What a net is called; empty for none."""
        return next((said(each.label, language) for each in self.nets if each.id == net), "")


def code_frame(source: Questionnaire | Responses, question: str) -> CodeFrame:
    """The code frame that the questionnaire has for an open question.

    Parameters
    ----------
    source : Questionnaire or Responses
    question : str
        A column of own words.

    Raises
    ------
    UnknownNameError
        If there is no such column, or it has no code frame.
    """
    codebook = source.codebook if isinstance(source, Responses) else source.codebook()
    variable = open_question(codebook, question)
    if not variable.codes:
        framed = [each.name for each in open_questions(codebook) if each.codes]
        raise fail(
            UnknownNameError, "coding.no_frame", name=quoted(question), known=culprits(framed)
        )
    return frame_of(variable)


def frame_of(variable: Variable) -> CodeFrame:
    """The code frame in the codebook's entry of an open question."""
    codes = tuple(_code(code) for code in variable.codes)
    return CodeFrame(variable.name, codes, (), variable.label, variable.question)


def open_questions(codebook: Codebook) -> tuple[Variable, ...]:
    """The columns of own words."""
    found = codebook.variables.values()
    return tuple(each for each in found if each.kind is Kind.TEXT and not each.table)


def open_question(codebook: Codebook, name: str) -> Variable:
    """A column of own words.

    Raises
    ------
    UnknownNameError
    """
    known = {each.name: each for each in open_questions(codebook)}
    if name not in known:
        raise fail(UnknownNameError, "answers.no_words", name=quoted(name), known=culprits(known))
    return known[name]


def with_words(frame: CodeFrame, questionnaire: Questionnaire) -> CodeFrame:
    """A frame that says what was asked."""
    for variable in open_questions(questionnaire.codebook()):
        if variable.name == frame.question:
            words = (variable.label, variable.question)
            return CodeFrame(frame.question, frame.codes, frame.nets, *words)
    return frame


def _code(code: Code) -> FrameCode:
    return FrameCode(int(code.value), code.label, exclusive=code.exclusive)
