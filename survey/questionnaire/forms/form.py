"""A form while it is written: whose questions it holds, in which language, for which area."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.word_xml import w
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.called import called_in
from survey.questionnaire.expressions.sentences import said
from survey.questionnaire.expressions.tree import Joined, Joint
from survey.questionnaire.forms.form_styles import OWN
from survey.questionnaire.forms.walks import END, Walks
from survey.questionnaire.forms.words import FormWords, missing_word
from survey.questionnaire.texts import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import MissingKind, Text
    from survey.documents.word_xml import Element
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.sentences import Called
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.forms.conditions import Teller
    from survey.questionnaire.forms.form_pen import Pen
    from survey.questionnaire.forms.items import Items
    from survey.questionnaire.forms.outcomes import Answer
    from survey.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Form:
    """What every part of a form needs while it is written.

    Attributes
    ----------
    questionnaire : Questionnaire
    words : FormWords
    items : Items
    walks : Walks
    pen : Pen
    teller : Teller
    pipes : mapping of str to str
        What stands on paper for an answer that only a screen could fill in.
    """

    questionnaire: Questionnaire
    words: FormWords
    items: Items
    walks: Walks
    pen: Pen
    teller: Teller
    pipes: Mapping[str, str] = field(default_factory=dict)

    def shown(self, words_of: Text, **more: str) -> tuple[str, str]:
        """A text as it is printed, and the language it is in; both empty without one."""
        words, spoken = self.questionnaire.languages.shown(words_of, self.words.language)
        return printable(filled(words, {**self.pipes, **more})).strip(), spoken

    def runs(self, words_of: Text) -> list[Element]:
        """A text as runs."""
        words, spoken = self.shown(words_of)
        return [self.pen.run(words, spoken)] if words else []

    def word(self, name: str, **fields: object) -> Element:
        """Words of the form as a run."""
        return self.pen.run(self.words.said(name, **fields), self.words.languages[name])

    def missing(self, kind: MissingKind, size: float = 0.0) -> Element:
        """A non-answer that is offered, as a run."""
        return self.pen.run(missing_word(self.words, self.questionnaire, kind), size=size)

    def arrow(self, name: str, answer: Answer) -> list[Element]:
        """Where an answer leads, if it leaps over something."""
        number = self.walks.arrows.get((name, answer))
        if number is None:
            return []
        key = "go_to_end" if number == END else "go_to"
        return self.pen.arrow(self.words.said(key, number=number), self.words.languages[key])

    def only(self, name: str, *, key: str = "only_if") -> list[Element]:
        """The sentence on who a question or section is for, if it needs one."""
        parts = self.walks.conditions.get(name, ())
        if not parts:
            return []
        closer = (w("spacing", before=0, after=60),) if key == "section_only_if" else ()
        run = self.pen.run(*self._sentence(parts, key))
        return [self.pen.paragraph(OWN["only"], run, settings=closer)]

    def only_inside(self, condition: Expression | None) -> list[Element]:
        """The same for a row or column of a table, in brackets and in small print."""
        if condition is None:
            return []
        words, spoken = self._sentence((condition.tree,), "only_here")
        return [self.pen.paragraph(OWN["small"], self.pen.run(f"({words})", spoken))]

    def _sentence(self, parts: tuple[Node, ...], key: str) -> tuple[str, str]:
        """A sentence and the language it is in; what can't be said to residents is said in full."""
        condition = self.teller.said(parts)
        if condition:
            return self.words.said(key, condition=condition), self.words.languages[key]
        spoken = spoken_language(self.questionnaire, self.words.language)
        tree = parts[0] if len(parts) == 1 else Joined(Joint.AND, parts)
        condition = said(tree, self._called(spoken), spoken)
        return text(f"form.in_full.{key}", lang=spoken, condition=condition), spoken

    def _called(self, spoken: str) -> Mapping[str, Called]:
        """What names are called where a condition is said in full: by the numbers on the form."""
        questionnaire = self.questionnaire
        names = called_in(questionnaire.sections,
                          lambda words: questionnaire.languages.said(words, spoken),
                          questionnaire.missing)  # fmt: skip
        numbered = {
            name: replace(
                names[name], words=text("form.in_full.question", lang=spoken, number=n), bare=True
            )
            for name, n in self.items.numbers.items()
            if name in names
        }
        return {**names, **numbered}


def spoken_language(questionnaire: Questionnaire, language: str) -> str:
    """The language in which our own sentences stand in for those of another one."""
    chain = questionnaire.languages.chain(language)
    return next((each for each in chain if each in LANGUAGES), "en")


def pipes_of(questionnaire: Questionnaire, words: FormWords, items: Items, area: str
             ) -> dict[str, str]:  # fmt: skip
    """What stands on paper for each answer that is piped into a text."""
    pipes = {
        name: words.said("answer_given", number=number) for name, number in items.numbers.items()
    }
    for each in questionnaire.everything():
        pipes.setdefault(each.id, "…")
    return pipes | {"area": area or words.said("your_area")}
