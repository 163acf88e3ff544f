"""What must be told beside results: each item as the study tells it, or that it isn't told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.disclosure.results.beside import ReleasedRepresentativity
from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.fieldwork.rate_words import unit_word
from survey.language.catalogue import text
from survey.language.numbers import format_date, format_number
from survey.language.words import inside_sentence, join_words
from survey.report.spec import Words

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.report.carried_out import CarriedOut
    from survey.report.spec import ReportSpec

ITEMS = (
    "answers", "timing", "collection", "sampling", "representativity", "weighting", "contractors",
    "excluded", "shortfall", "incentives", "deviations", "questionnaire",
)  # fmt: skip
"""What is published beside results, in order."""


def checklist_table(released: Released, spec: ReportSpec, language: str) -> Table:
    """The checklist as a table: the item, and what the study says of it.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    language : {"da", "en"}
    """
    told = _Checklist(released, spec, language)
    unknown = text("back.checklist.unknown", lang=language)
    rows = [
        Row((Cell(text(f"back.checklist.{name}", lang=language)), Cell(told.of(name) or unknown)))
        for name in ITEMS
    ]
    return Table(
        "checklist",
        text("back.checklist.table", lang=language),
        (
            Column("item", text("back.checklist.item", lang=language), Align.LEFT),
            Column("told", text("back.checklist.told", lang=language), Align.LEFT),
        ),
        tuple(rows),
        language=language,
    )


@dataclass(frozen=True, slots=True)
class _Checklist:
    """What is known of each item."""

    released: Released
    spec: ReportSpec
    language: str

    @property
    def done(self) -> CarriedOut:
        """What is known of how the wave was carried out."""
        return self.spec.carried_out

    def of(self, name: str) -> str:
        """What the study says of an item; empty if it says nothing."""
        own = said(self.done.said.get(name, {}), self.language)
        found = {
            "answers": self._answers,
            "timing": self._timing,
            "collection": self._collection,
            "sampling": self._sampling,
            "representativity": self._representativity,
            "weighting": self._weighting,
            "shortfall": self._shortfall,
            "questionnaire": self._questionnaire,
        }.get(name)
        return own or ("" if found is None else found())

    def _say(self, key: str, **fields: object) -> str:
        return text(f"back.checklist.{key}", lang=self.language, **fields)

    def _number(self, count: int) -> str:
        return format_number(count, self.language)

    def _answers(self) -> str:
        asked = self.done.asked
        if asked is None:
            return self._number(self.done.answers)
        units = unit_word(self.done.unit, asked, self.language)
        return self._say(
            "answers_of", n=self._number(self.done.answers), asked=self._number(asked), units=units
        )

    def _timing(self) -> str:
        days = (self.done.start, self.done.end)
        written = [format_date(day, self.language) for day in days if day is not None]
        return "–".join(written) if len(written) == len(days) else ""

    def _collection(self) -> str:
        asked = self.done.questionnaire
        modes = asked.modes if asked is not None else ()
        return join_words(
            [text(f"codebook.mode.{mode}", lang=self.language) for mode in modes], self.language
        )

    def _sampling(self) -> str:
        given = Words(self.spec, self.language)["sampling"]
        if given or not self.done.method:
            return given
        return text(f"front.conduct.drawn.{self.done.method}", lang=self.language)

    def _representativity(self) -> str:
        found = self.released.of(ReleasedRepresentativity)
        if not found:
            return ""
        names = [inside_sentence(found[0].codebook.label(name, self.language))
                 for name in found[0].variables()]  # fmt: skip
        return self._say("compared", names=join_words(names, self.language))

    def _weighting(self) -> str:
        weights = self.spec.weights
        if weights is None:
            key = "weighted" if self.spec.weighted else "unweighted"
            return text(f"method.text.{key}", lang=self.language)
        tables = () if weights.targets is None else weights.targets.tables
        book = self.released.codebook
        parts = dict.fromkeys(part for name in tables for part in name.split("*"))
        names = [inside_sentence(book.label(name, self.language)) for name in parts]
        if not names:
            return self._say("by_recipe")
        return self._say("weighted_on", names=join_words(names, self.language))

    def _shortfall(self) -> str:
        target = self.done.target
        if target is None or self.done.answers < target:
            return ""
        return self._say("target_met", target=self._number(target))

    def _questionnaire(self) -> str:
        return "" if self.done.questionnaire is None else self._say("reproduced")
