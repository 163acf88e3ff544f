"""A question's words in a table: its label, its answers, its nets, who its shares are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, said
from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.language.numbers import format_number
from survey.language.words import join_words
from survey.tables.notes import ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Codebook
    from survey.tables.results import Results

_MEDIAN = 0.5


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a variable.

    Attributes
    ----------
    codebook : Codebook
    name : str
    language : str
    """

    codebook: Codebook
    name: str
    language: str

    @property
    def label(self) -> str:
        """Its short form."""
        return self.codebook.label(self.name, self.language)

    @property
    def asked(self) -> str:
        """What was asked, if the codebook holds it."""
        multiple = self.codebook.multiples.get(self.name)
        variable = self.codebook.get(self.name)
        found = multiple if multiple is not None else variable
        return said(found.question, self.language) if found is not None else ""

    @property
    def good(self) -> str:
        """Whether a high number is good news: "high", "low" or "neither"."""
        if self.name in self.codebook.indices:
            return "high"
        variable = self.codebook.get(self.name)
        headline = variable.headline if variable is not None else None
        return headline.good if headline is not None else "neither"

    @property
    def is_index(self) -> bool:
        """Whether it is an index from 0 to 100."""
        return self.name in self.codebook.indices

    def headline_label(self) -> str:
        """The label of its headline; its answers in a row where it has none."""
        variable = self.codebook.get(self.name)
        if variable is None or variable.headline is None:
            return self.label
        answers = [variable.code_label(code, self.language) for code in variable.headline.codes]
        return said(variable.headline.label, self.language, default=" + ".join(answers))

    def category_label(self, category: Any, statistic: str = "share") -> str:  # noqa: ANN401
        """The label of an answer, a net, a headline or a share below a quantile."""
        if category == Category.HEADLINE:
            return self.headline_label()
        if statistic == "quantile":
            return self._quantile_label(float(category))
        if category == "":
            return self.label
        return self.codebook.category_label(self.name, category, self.language)

    def full_label(self, category: Any, statistic: str = "share") -> str:  # noqa: ANN401
        """What a number is of, for a title: question and answer, or the headline."""
        own = self.category_label(category, statistic)
        if category in (Category.HEADLINE, ""):
            return own
        return f"{self.label}: {own}"

    def note(self) -> list[str]:
        """What was asked, as a note."""
        if not self.asked:
            return []
        return [text("table.note.question", lang=self.language, question=ended(self.asked))]

    def headline_base_note(self) -> list[str]:
        """Who the headline is of, where that isn't all who gave an answer."""
        variable = self.codebook.get(self.name)
        if variable is None or variable.headline is None:
            return []
        return self.base_note(variable.headline.base)

    def base_note(self, base: str | Sequence[Any]) -> list[str]:
        """Who shares are of, where that isn't all who gave an answer."""
        if base == "asked":
            return [text("table.note.base_asked", lang=self.language)]
        if base == "answers":
            return [text("table.note.base_ticks", lang=self.language)]
        if isinstance(base, str):
            return []
        variable = self.codebook.variable_or_bare(self.name)
        answers = [
            quoted(variable.code_label(code, self.language), lang=self.language) for code in base
        ]
        codes = join_words(answers, self.language)
        return [text("table.note.base_codes", lang=self.language, codes=codes)]

    def _quantile_label(self, share: float) -> str:
        if share == _MEDIAN:
            return text("table.median", lang=self.language)
        percent = format_number(share * 100, self.language)
        return text("table.quantile", lang=self.language, percent=percent)


def answers_in_order(results: Results) -> list[Any]:
    """The answers that were released, in the order of the codebook; nets are not among them."""
    nets = set(results.nets())
    found = [each for each in results.categories("share") if each not in nets]
    variable = results.codebook.get(results.name)
    codes = [code.value for code in variable.codes] if variable is not None else []
    known = {code: place for place, code in enumerate(codes)}
    return sorted(found, key=lambda each: known.get(each, len(known)))


def nets_in_order(results: Results, *, headline: bool = True) -> list[Any]:
    """The nets that were released, and the headline before them."""
    declared = any(True for _ in results.parts("share", Category.HEADLINE))
    return [*([Category.HEADLINE] if declared and headline else []), *results.nets()]
