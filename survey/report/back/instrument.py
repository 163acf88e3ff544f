"""The questionnaire with its totals: all that was asked, in order, with the shares of answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Align,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
)
from survey.language.catalogue import text
from survey.questionnaire.exchange.codebook_words import asked_of, words_of
from survey.questionnaire.questions import Computed, Note, Roster
from survey.tables.answer_table import is_released_for
from survey.tables.notes import sign_notes, signs_in
from survey.tables.results import EVERYONE, Results
from survey.tables.topline import topline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.codebook import Variable
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.exchange.codebook_words import Words
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question, Section
    from survey.report.numbering import Numbering

_COLUMNS = 2


def instrument_blocks(
    released: Released, questionnaire: Questionnaire | None, language: str, numbering: Numbering
) -> list[Block]:
    """The questionnaire with the share of each answer among all respondents.

    Parameters
    ----------
    released : Released
        Questions that it holds totals of have them; the others have their answers alone.
    questionnaire : Questionnaire or None
        Nothing is shown for want of one.
    language : {"da", "en"}
    numbering : Numbering
    """
    if questionnaire is None:
        return []
    words = words_of(questionnaire, language)
    whole = _Instrument(released, words, asked_of(questionnaire), numbering, words.variables())
    return list(whole.blocks())


@dataclass(frozen=True, slots=True)
class _Instrument:
    """The chapter in the making."""

    released: Released
    words: Words
    asked: Mapping[str, Asked]
    numbering: Numbering
    variables: Mapping[str, tuple[Variable, ...]]
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = (name for part in self.released.estimates for name in part.frame["variable"])
        object.__setattr__(self, "known", frozenset(names))

    def say(self, key: str, **fields: object) -> str:
        return text(f"back.instrument.{key}", lang=self.words.language, **fields)

    def blocks(self) -> Iterator[Block]:
        asked = self.words.questionnaire
        title = text("back.instrument.title", lang=self.words.language)
        yield Heading(2, title, "instrument")
        routed = any(each.universe is not None for each in self.asked.values())
        lead = self.say("lead", title=asked.titled(self.words.language))
        yield Paragraph((Run(f"{lead} {self.say('routed')}" if routed else lead),))
        yield from self._told(self.words.said(asked.introduction))
        for number, section in enumerate(asked.sections, start=1):
            yield from self._section(section, number)
        yield from self._told(self.words.said(asked.closing))

    def _told(self, words: str) -> Iterator[Paragraph]:
        """What stands on the form besides the questions."""
        for part in filter(None, (each.strip() for each in words.split("\n\n"))):
            yield Paragraph((Run(part, emphasis=True),))

    def _section(self, section: Section, number: int) -> Iterator[Block]:
        title = self.words.said(section.title) or self.say("section", number=number)
        rows: list[Row] = []
        part = 0
        for question in section.questions:
            if not isinstance(question, Note):
                rows += self._rows(question)
                continue
            if rows:
                part += 1
                yield self._table(rows, title, number, part)
                rows = []
            yield from self._told(self.words.said(question.text))
        if rows:
            yield self._table(rows, title, number, part + 1)

    def _table(self, rows: Sequence[Row], title: str, number: int, part: int) -> Table:
        language = self.words.language
        notes = [*self.released.stamps(language), *sign_notes(signs_in(rows), language)]
        if any(len(row.cells) == _COLUMNS and not row.cells[1].text for row in rows):
            notes.append(self.say("without"))
        name = f"instrument_{number}" if part == 1 else f"instrument_{number}_{part}"
        table = Table(
            name,
            self.say("table", title=title),
            (
                Column("answer", self.say("answer"), Align.LEFT),
                Column("share", text("table.head.share", lang=language), formats=("0",)),
            ),
            tuple(rows),
            notes=tuple(notes),
            language=language,
        )
        return self.numbering.numbered(table)

    # Questions

    def _rows(self, question: Question) -> Iterator[Row]:
        if isinstance(question, Computed):
            return
        yield _heading(self._wording(question))
        if isinstance(question, Roster):
            for each in question.questions:
                yield from self._rows(each)
            return
        columns = self.variables.get(question.id, ())
        if question.id in self.known or len(columns) <= 1:
            names = [question.id] if question.id in self.known else [v.name for v in columns]
            yield from self._answers(question, names[0] if names else "", columns)
            return
        if any(variable.name in self.known for variable in columns):
            for variable in columns:
                yield _heading(self._item(variable))
                yield from self._answers(question, variable.name, (variable,))
            return
        yield from self._bare_several(question, columns)

    def _wording(self, question: Question) -> str:
        said = self.words.said(question.text) or self.words.said(question.label) or question.id
        number = self.words.numbers.get(question.id, "")
        wording = f"{number}. {said}" if number else said
        asked = self.asked.get(question.id)
        if asked is None or asked.universe is None:
            return wording
        return f"{wording} [{self.words.asked(asked.universe)}]"

    def _item(self, variable: Variable) -> str:
        return self.words.said(variable.label) or variable.name

    def _answers(self, question: Question, name: str, columns: Sequence[Variable]) -> Iterator[Row]:
        """The answers to a question with their shares, as far as they were released."""
        if name in self.known and is_released_for(Results(self.released, name), EVERYONE):
            table = topline(
                self.released, name, nets=False, interval=False, language=self.words.language
            )
            if len(table.columns) == _COLUMNS:
                yield from table.rows
                return
        codes = columns[0].codes if len(columns) == 1 else ()
        labels = [self.words.label(code) for code in codes]
        for label in labels or [self.words.answers(question) or self.say("open")]:
            yield Row((Cell(label), Cell("")))

    def _bare_several(self, question: Question, columns: Sequence[Variable]) -> Iterator[Row]:
        """The parts of a question of which no number was released."""
        for variable in columns:
            yield Row((Cell(self._item(variable)), Cell("")))
        answers = self.words.answers(question)
        if answers:
            yield Row((Cell(answers), Cell("")))


def _heading(words: str) -> Row:
    return Row((Cell(words),), RowKind.HEADING)
