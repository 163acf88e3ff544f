"""A form while it is written: whose questions it holds, in which language, for which area."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.word_xml import w
from survey.questionnaire.expressions.writing import written
from survey.questionnaire.forms.form_styles import OWN
from survey.questionnaire.forms.walks import END, Walks
from survey.questionnaire.forms.words import FormWords, missing_word
from survey.questionnaire.texts import filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import MissingKind, Text
    from survey.documents.word_xml import Element
    from survey.questionnaire.expressions.expression import Expression
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

    def shown(self, text: Text, **more: str) -> tuple[str, str]:
        """A text as it is printed, and the language it is in; both empty without one."""
        words, spoken = self.questionnaire.languages.shown(text, self.words.language)
        return printable(filled(words, {**self.pipes, **more})).strip(), spoken

    def runs(self, text: Text, *, strong: bool = False) -> list[Element]:
        """A text as runs."""
        words, spoken = self.shown(text)
        return [self.pen.run(words, spoken, strong=strong)] if words else []

    def word(self, name: str, **fields: object) -> Element:
        """Words of the form as a run."""
        return self.pen.run(self.words.said(name, **fields), self.words.languages[name])

    def missing(self, kind: MissingKind) -> Element:
        """A non-answer that is offered, as a run."""
        return self.pen.run(missing_word(self.words, self.questionnaire, kind))

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
        return list(self._sentence(parts, key))

    def only_inside(self, condition: Expression | None) -> str:
        """The same for a row or column of a table, in brackets; empty if it is for everyone."""
        if condition is None:
            return ""
        return f"({self.words.said('only_here', condition=self._told((condition.tree,)))})"

    def _sentence(self, parts: tuple[Node, ...], key: str) -> Iterator[Element]:
        if not parts:
            return
        said = self._told(parts)
        run = self.pen.run(self.words.said(key, condition=said), self.words.languages[key])
        closer = (w("spacing", before=0, after=60),) if key == "section_only_if" else ()
        yield self.pen.paragraph(OWN["only"], run, settings=closer)

    def _told(self, parts: tuple[Node, ...]) -> str:
        return self.teller.said(parts) or " and ".join(written(part) for part in parts)


def pipes_of(questionnaire: Questionnaire, words: FormWords, items: Items, area: str
             ) -> dict[str, str]:  # fmt: skip
    """What stands on paper for each answer that is piped into a text."""
    pipes = {
        name: words.said("answer_given", number=number) for name, number in items.numbers.items()
    }
    for each in questionnaire.everything():
        pipes.setdefault(each.id, "…")
    return pipes | {"area": area or words.said("your_area")}
