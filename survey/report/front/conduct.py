"""How the survey was carried out: areas and how they were chosen, who was asked, when and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.documents.blocks import (
    Align,
    BulletList,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
)
from survey.fieldwork.rate_words import unit_word
from survey.language.catalogue import text
from survey.language.languages import language_name
from survey.language.numbers import format_date, format_number
from survey.language.words import capitalised, join_words, number_word
from survey.questionnaire.questions import QuestionType
from survey.report.reach import reach_of
from survey.report.spec import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.report.carried_out import AreaAsked, CarriedOut, Event
    from survey.report.numbering import Numbering
    from survey.report.spec import ReportSpec

_NOT_ASKED = frozenset({QuestionType.NOTE, QuestionType.COMPUTED})
_FEW_AREAS = 2


def conduct_blocks(
    released: Released, spec: ReportSpec, language: str, numbering: Numbering, *, answers: int
) -> list[Block]:
    """How the survey was carried out, and what isn't known of it.

    Parameters
    ----------
    released : Released
        Of it only the words for areas are taken.
    spec : ReportSpec
    language : {"da", "en"}
    numbering : Numbering
    answers : int
        Number of respondents.
    """
    return list(_Conduct(released, spec, language, numbering, answers).blocks())


@dataclass(frozen=True, slots=True)
class _Conduct:
    """The chapter in the making."""

    released: Released
    spec: ReportSpec
    language: str
    numbering: Numbering
    answers: int

    @property
    def words(self) -> Words:
        """The study's own words."""
        return Words(self.spec, self.language)

    @property
    def done(self) -> CarriedOut:
        """What is known of it."""
        return self.spec.carried_out

    def say(self, key: str, **fields: object) -> str:
        return text(f"front.conduct.{key}", lang=self.language, **fields)

    def blocks(self) -> Iterator[Block]:
        yield Heading(2, text("front.conduct.title", lang=self.language), "conduct")
        yield Paragraph((Run(self._lead()),), id="conduct_lead")
        yield from self._how()
        yield self._paragraph("conduct_instrument", *self._instrument())
        yield from self._areas()
        yield from reach_of(self.spec, self.language)
        yield self._paragraph("conduct_reach", self._reach())
        yield from self._events()

    def _paragraph(self, name: str, *sentences: str) -> Paragraph:
        return Paragraph((Run(" ".join(sentences)),), id=name)

    def _count(self, number: float) -> str:
        return format_number(number, self.language, decimals=0)

    def _lead(self) -> str:
        known = {
            "n": self._count(self.answers),
            "area_count": number_word(self.spec.areas, self.language),
            "units": self.words["units"],
            "count": self.spec.areas,
            "place": said(self.spec.place_alone, self.language),
        }
        asked = self.done.asked
        if asked is None:
            return self.say("answers", **known)
        dwellings = unit_word(self.done.unit, asked, self.language)
        return self.say("asked", asked=self._count(asked), dwellings=dwellings, **known)

    def _how(self) -> Iterator[Block]:
        """How those asked were found, and when and how answers came in."""
        sampling = self.words["sampling"]
        if sampling:
            yield Paragraph((Run(sampling),))
        else:
            yield self._paragraph("conduct_sampling", *self._drawn())
        yield self._paragraph("conduct_when", *self._when())

    def _drawn(self) -> Iterator[str]:
        if not self.done.method:
            yield self.say("no_sampling")
            return
        yield text(f"front.conduct.drawn.{self.done.method}", lang=self.language)
        rule = self.done.person_rule
        if rule:
            yield self.say("person", who=text(f"drawing.person.{rule}", lang=self.language))

    def _when(self) -> Iterator[str]:
        first, last = (
            None if day is None else format_date(day, self.language)
            for day in (self.done.start, self.done.end)
        )
        if first and last:
            yield self.say("period", start=first, end=last)
        elif first or last:
            yield self.say("period_from" if first else "period_until", day=first or last)
        else:
            yield self.say("no_period", wave=self.spec.wave)
        modes = [
            text(f"codebook.mode.{mode}", lang=self.language)
            for mode in (self.done.questionnaire.modes if self.done.questionnaire else ())
        ]
        if modes:
            yield self.say("modes", modes=join_words(modes, self.language))
        else:
            yield self.say("no_modes")

    def _instrument(self) -> Iterator[str]:
        asked = self.done.questionnaire
        if asked is None:
            return
        count = sum(each.type not in _NOT_ASKED for each in asked.questions)
        yield self.say(
            "instrument",
            title=asked.titled(self.language),
            count=count,
            number=self._count(count),
        )
        names = [language_name(code, lang=self.language) for code in asked.languages.offered]
        if len(names) > 1:
            yield self.say("languages", languages=join_words(names, self.language))

    # Areas

    def _areas(self) -> Iterator[Block]:
        given = [*self.spec.others_chosen, self.spec.contrast_chosen]
        chosen = [words for each in given if (words := said(each, self.language))]
        if chosen:
            yield Paragraph((Run(self._chosen_lead()),))
            yield BulletList(tuple(Paragraph((Run(each),)) for each in chosen))
        if self.spec.contrast is not None and not said(self.spec.contrast_chosen, self.language):
            yield Paragraph((Run(text("method.text.contrast_unexplained", lang=self.language)),))
        if len(self.done.areas) >= _FEW_AREAS:
            yield self.numbering.numbered(self._table())

    def _chosen_lead(self) -> str:
        return self.say("chosen", count=self.spec.areas, units=self.words["units"])

    def _table(self) -> Table:
        areas = self.done.areas
        dwellings = all(each.dwellings is not None for each in areas)
        asked = all(each.asked is not None for each in areas)
        unit = unit_word(self.done.unit, 2, self.language)
        columns = [
            Column("area", capitalised(said(self.spec.unit, self.language)), Align.LEFT),
            Column("role", self.say("role"), Align.LEFT),
        ]
        if dwellings:
            columns.append(Column("dwellings", self.say("dwellings"), formats=("#,##0",)))
        if asked:
            head = self.say("sampled", units=unit)
            columns.append(Column("asked", head, formats=("#,##0",)))
        told = self.done.tells_areas(self.released.policy)
        if told:
            head = text("table.head.n", lang=self.language)
            columns.append(Column("answers", head, formats=("#,##0",)))
        shown = [("dwellings", dwellings), ("asked", asked), ("answers", told)]
        names = [name for name, is_known in shown if is_known]
        rows = [self._row(each, names) for each in areas]
        totals = [sum(getattr(each, name) for each in areas) for name in names]
        everyone = (Cell(text("table.all", lang=self.language)), Cell(""))
        rows.append(Row((*everyone, *map(self._number, totals)), RowKind.ALL))
        return Table(
            "areas_asked",
            self.say("table", units=self.words["units"]),
            tuple(columns),
            tuple(rows),
            language=self.language,
        )

    def _row(self, area: AreaAsked, names: list[str]) -> Row:
        label = self.released.codebook.value_label(self.spec.over, area.code, self.language)
        role = self.say(f"role_{area.role}")
        numbers = [self._number(getattr(area, name)) for name in names]
        kind = RowKind.CONTRAST if area.role == "contrast" else RowKind.BODY
        return Row((Cell(label), Cell(role), *numbers), kind, area.code)

    def _number(self, count: int) -> Cell:
        return Cell(self._count(count), (count,))

    def _reach(self) -> str:
        return self.say(
            "reach" if self.spec.selection is None else "all",
            count=self.spec.areas,
            area_count=number_word(self.spec.areas, self.language),
            units=self.words["units"],
        )

    def _events(self) -> Iterator[Block]:
        if not self.done.events:
            return
        yield Paragraph((Run(self.say("events")),))
        yield BulletList(tuple(Paragraph((Run(self._event(each)),)) for each in self.done.events))

    def _event(self, event: Event) -> str:
        day = format_date(event.day, self.language)
        if not event.area:
            return self.say("event", day=day, words=event.words)
        label = self.released.codebook.value_label(self.spec.over, event.area, self.language)
        return self.say("event_in", day=day, area=label, words=event.words)
