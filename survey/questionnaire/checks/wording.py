"""Every text of a questionnaire with its place, and what a finding calls it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.language.catalogue import current_language, text
from survey.language.form_words import shipped_words
from survey.language.messages import quoted
from survey.language.numbers import MINUS, format_number
from survey.questionnaire.columns import missing_words
from survey.questionnaire.questions import Computed, Grid, Number, Roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.codebook import Code, Headline, Text
    from survey.questionnaire.model import ModelPath, Questionnaire
    from survey.questionnaire.questions import Question, Section

_GROUPED = 10_000
_OF_QUESTION = ("label", "hint", "concept", "period")


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of a questionnaire.

    Attributes
    ----------
    path : tuple of str
        Where it stands in the model.
    part : str
        What it is, as a key below ``text_part`` in the catalogue.
    owner : str
        Name of the question, scale, section or index that it belongs to.
    text : Text
    item : str
        The code or row that it is the text of.
    required : bool
        Whether it must be there in the reference language.
    said_by_us : bool
        Whether it only changes words that the program has in Danish and English.
    """

    path: ModelPath
    part: str
    owner: str
    text: Text
    item: str = ""
    required: bool = False
    said_by_us: bool = False

    @property
    def what(self) -> str:
        """What a finding calls it, as the beginning of a sentence."""
        row = self.part == "row"
        item = quoted(self.item) if row else self.item.replace("-", MINUS)
        return text(f"text_part.{self.part}", name=quoted(self.owner), item=item)


def number_in_words(value: float) -> str:
    """A number of a question as readers write it; four digits may be a year and stay together."""
    if value == int(value) and abs(value) < _GROUPED:
        return str(int(value)).replace("-", MINUS)
    return format_number(value, current_language())


def wordings(questionnaire: Questionnaire) -> Iterator[Wording]:
    """All texts in the order of the file; codes that come from a scale only with the scale."""
    yield Wording(("title",), "title", "", questionnaire.title, required=True)
    for part in ("introduction", "closing", "note"):
        yield Wording((part,), part, "", getattr(questionnaire, part))
    yield from _shared_words(questionnaire)
    for scale in questionnaire.scales.values():
        yield from _codes(scale.codes, ("scales", scale.id), scale.id, "scale_code")
    for section in questionnaire.sections:
        yield from _section(section)
    for question in questionnaire.everything():
        yield from _question(question, questionnaire)
    for index in questionnaire.indices:
        yield Wording(("indices", index.name, "label"), "index", index.name, index.label)


def _shared_words(questionnaire: Questionnaire) -> Iterator[Wording]:
    """Words for what is offered in place of an answer, and other words of the form."""
    languages = questionnaire.languages.offered
    usual = missing_words()
    offered = {kind for question in questionnaire.everything() for kind in question.missing}
    for kind in usual:
        own = questionnaire.missing.get(kind, {})
        if own or kind in offered:
            name = kind.name.lower()
            words = {**_shipped(name, languages), **usual[kind], **own}
            yield Wording(("missing", name), "missing", name, words, said_by_us=True)
    for name, own in questionnaire.words.items():
        words = {**_shipped(name, languages), **own}
        yield Wording(("words", name), "words", name, words, said_by_us=True)


def _shipped(name: str, languages: Iterable[str]) -> dict[str, str]:
    """Words of the form that are shipped, also in languages that nothing else is said in."""
    words = {language: shipped_words(language).get(name, "") for language in languages}
    return {language: said for language, said in words.items() if said}


def _section(section: Section) -> Iterator[Wording]:
    path = ("sections", section.id)
    yield Wording((*path, "title"), "section_title", section.id, section.title)
    yield Wording((*path, "introduction"), "section_introduction", section.id, section.introduction)


def _question(question: Question, questionnaire: Questionnaire) -> Iterator[Wording]:
    name = question.id
    asks = not isinstance(question, Computed | Roster)
    yield Wording((name, "text"), "text", name, question.text, required=asks)
    for part in _OF_QUESTION:
        words = getattr(question, part)
        if part != "label" or words != question.text:  # the wording stands in for a label
            yield Wording((name, part), part, name, words)
    yield from _own_codes(question, questionnaire)
    yield from _headline(question.headline, (name,), name)
    for place, check in enumerate(question.checks):
        path = (name, "checks", str(place), "message")
        yield Wording(path, "message", name, check.message, required=True)
    match question:
        case Grid(rows=rows):
            for row in rows:
                yield Wording((name, "rows", row.id), "row", name, row.text, row.id, required=True)
                yield from _headline(row.headline, (name, "rows", row.id), name)
        case Number(unit=unit):
            yield Wording((name, "unit"), "unit", name, unit)
        case Roster(item=item):
            yield Wording((name, "item"), "item", name, item)


def _own_codes(question: Question, questionnaire: Questionnaire) -> Iterator[Wording]:
    codes = getattr(question, "codes", ())
    scale = questionnaire.scales.get(getattr(question, "scale", ""))
    shared = scale.codes if scale is not None else ()
    own = [code for code in codes if code not in shared]
    yield from _codes(own, (question.id,), question.id, "code")


def _codes(codes: Iterable[Code], path: ModelPath, owner: str, part: str) -> Iterator[Wording]:
    for code in codes:
        here = (*path, "codes", str(code.value))
        yield Wording(here, part, owner, code.label, str(code.value), required=True)
        yield Wording((*here, "in_text"), part, owner, code.in_text, str(code.value))
        yield Wording((*here, "place"), part, owner, code.place, str(code.value))


def _headline(headline: Headline | None, path: ModelPath, owner: str) -> Iterator[Wording]:
    if headline is not None:
        for part in ("label", "phrase"):
            here = (*path, "headline", part)
            yield Wording(here, f"headline_{part}", owner, getattr(headline, part))
