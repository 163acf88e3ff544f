"""What the codebook says of columns and questions, in Danish or English."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from babel.core import Locale, UnknownLocaleError

from survey.codebook import Code, MissingKind
from survey.language.catalogue import text
from survey.language.numbers import format_date, format_number
from survey.language.words import join_words
from survey.questionnaire.called import called_in
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.expressions.sentences import asked_only_if, said
from survey.questionnaire.forms.items import numbers_of_names
from survey.questionnaire.questions import (
    Date,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Roster,
)
from survey.questionnaire.texts import filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Text, Variable
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.sentences import Called
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question


@dataclass(frozen=True, slots=True)
class Words:
    """A questionnaire with what is needed to speak of it in a language.

    Attributes
    ----------
    questionnaire : Questionnaire
    language : {"da", "en"}
    called : mapping of str to Called
        What names are called in conditions.
    numbers : mapping of str to str
        The number on the form of each question and each of its columns.
    """

    questionnaire: Questionnaire
    language: str
    called: Mapping[str, Called] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str, **fields: object) -> str:
        """Words of the codebook itself."""
        return text(key, lang=self.language, **fields)

    def said(self, words: Text) -> str:
        """A text of the questionnaire, its pipes shown by what is filled in."""
        return self.shown(words)[0]

    def shown(self, words: Text) -> tuple[str, str]:
        """A text of the questionnaire and the language it is in, for want of a translation."""
        found, spoken = self.questionnaire.languages.shown(words, self.language)
        return filled(found, self._pipes()).strip(), spoken

    def _pipes(self) -> dict[str, str]:
        named = {name: f"[{called.words}]" for name, called in self.called.items()}
        fixed = {name: f"[{self.text(f'codebook.{name}')}]" for name in ("area", "wave")}
        return {**named, **fixed, "n": "n"}

    def variables(self) -> Mapping[str, tuple[Variable, ...]]:
        """The columns of each question."""
        found: dict[str, tuple[Variable, ...]] = {}
        for table in self.tables():
            for variable in self.questionnaire.variables(table):
                found[variable.question_id] = (*found.get(variable.question_id, ()), variable)
        return found

    def tables(self) -> tuple[str, ...]:
        """The tables of answers: that of the respondents, and one for each roster."""
        rosters = [each.id for each in self.questionnaire.questions if isinstance(each, Roster)]
        return ("", *rosters)

    # Who is asked

    def asked(self, universe: Expression | None) -> str:
        """Who is asked, as a sentence."""
        if universe is None:
            return self.text("codebook.everyone")
        return asked_only_if(universe, self.called, self.language)

    def condition(self, node: Node | Expression) -> str:
        """A condition or a calculation in words."""
        return said(node, self.called, self.language)

    # Answers

    def answers(self, question: Question) -> str:
        """What answers are accepted, where they aren't a list of codes."""
        return ", ".join(self._answers(question))

    def _answers(self, question: Question) -> Iterator[str]:
        match question:
            case Number():
                yield from self._of_number(question)
            case Date():
                yield self.text(f"codebook.precision.{question.precision}")
                yield from self._of_days(question)
            case OpenText(most=most):
                yield self.text("codebook.characters", count=self.number(most))
            case Multiple(most=most) | Ranking(most=most):
                ranks = isinstance(question, Ranking)
                yield self.text("codebook.ranked" if ranks else "codebook.ticked")
                if most:
                    yield self.text("codebook.most_ticks", count=most)
            case Roster(most=most):
                yield self.text("codebook.person_rows", count=most)

    def _of_number(self, question: Number) -> Iterator[str]:
        low, high = (None if end is None else self.number(end)
                     for end in (question.low, question.high))  # fmt: skip
        unit = f" {self.said(question.unit)}" if question.unit else ""
        if low is not None and high is not None:
            yield self.text("codebook.number_range", low=low, high=high) + unit
        elif low is not None:
            yield self.text("codebook.number_low", low=low) + unit
        elif high is not None:
            yield self.text("codebook.number_high", high=high) + unit
        elif unit:
            yield unit.strip()
        if question.decimals:
            yield self.text("codebook.decimals", count=question.decimals)

    def _of_days(self, question: Date) -> Iterator[str]:
        if question.earliest:
            yield self.text("codebook.date_from", day=self._day(question.earliest))
        if question.latest:
            yield self.text("codebook.date_until", day=self._day(question.latest))

    def _day(self, written: str) -> str:
        try:
            return format_date(dt.date.fromisoformat(written), self.language)
        except ValueError:
            return written

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return format_number(value, self.language)

    def code(self, value: int | str) -> str:
        """A code as it is printed, with a minus that is one."""
        return format_number(value, self.language) if isinstance(value, int) else value

    def label(self, code: Code) -> str:
        """The words of a code."""
        return self.said(code.label)

    def missing(self, variable: Variable) -> str:
        """The codes for missing answers that a column may have, with their words."""
        return "; ".join(f"{self.code(c.value)} {self.label(c)}" for c in variable.missing)

    # Indices and headlines

    def indices(self, name: str) -> list[str]:
        """The indices that a column is part of."""
        found = []
        for index in self.questionnaire.indices:
            for item in index.items:
                if item.variable == name:
                    key = "codebook.member_reversed" if item.reverse else "codebook.member"
                    found.append(self.text(key, index=self.said(index.label) or index.name))
        return found

    def headline(self, variable: Variable) -> str:
        """The share that a column is reported by; empty for none."""
        headline = variable.headline
        if headline is None:
            return ""
        codes = join_words([self.code(value) for value in headline.codes], self.language)
        label = self.said(headline.label) or variable.name
        good = self.text(f"codebook.good.{headline.good}")
        return f"{self.text('codebook.headline', label=label, codes=codes)} ({good})"

    def languages(self) -> str:
        """The languages of the questionnaire in words."""
        languages = self.questionnaire.languages
        names = [self.language_name(each) for each in languages.offered]
        names[0] = self.text("codebook.reference", language=names[0])
        return join_words(names, self.language)

    def language_name(self, language: str) -> str:
        """A language as it is called."""
        try:
            locale = Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            return language
        return str(locale.get_display_name(self.language) or language)


def words_of(questionnaire: Questionnaire, language: str) -> Words:
    """A questionnaire with what is needed to speak of it in Danish or English."""
    languages = questionnaire.languages
    called = called_in(
        questionnaire.sections, lambda words: languages.said(words, language), questionnaire.missing
    )
    return Words(questionnaire, language, called, numbers_of_names(questionnaire))


def asked_of(questionnaire: Questionnaire) -> dict[str, Asked]:
    """Each question with who is asked it."""
    return {asked.question.id: asked for asked in asked_questions(questionnaire.sections)}


def possible_kinds(words: Words) -> tuple[MissingKind, ...]:
    """The kinds of missing answers that some column may have."""
    values = {code.value for group in words.variables().values() for each in group
              for code in each.missing}  # fmt: skip
    return tuple(kind for kind in MissingKind if kind in values)
