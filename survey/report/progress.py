"""The page of a fieldwork: how far it is, who is to be reminded, which groups lag."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Box,
    BulletList,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Run,
    Table,
    Tone,
)
from survey.estimation.arguments import must_be
from survey.fieldwork.fieldwork_progress import FieldworkProgress
from survey.fieldwork.reminder_list import checked_language
from survey.fieldwork.response_sentence import response_sentence
from survey.figures.progress_chart import progress_chart
from survey.figures.r_indicator_chart import r_indicator_chart
from survey.figures.style import DEFAULT_LOOK
from survey.language.catalogue import text
from survey.language.numbers import format_date, format_number, format_percent
from survey.language.words import join_words
from survey.report.progress_tables import (
    area_progress_table,
    attempt_table,
    coming_table,
    due_table,
    event_table,
    lagging_table,
    language_table,
    mode_table,
    outcome_table,
    problem_table,
    rate_table,
    reason_table,
    workload_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Block
    from survey.fieldwork.r_indicator import RIndicator
    from survey.fieldwork.reminders_due import RemindersDue
    from survey.fieldwork.response_rates import ResponseRates
    from survey.figures.chart import Chart
    from survey.figures.style import Look
    from survey.findings import Finding

_MOST_NAMED = 8


def progress_document(
    progress: FieldworkProgress,
    *,
    rates: ResponseRates | None = None,
    due: RemindersDue | None = None,
    indicator: RIndicator | None = None,
    problems: Sequence[Finding] = (),
    language: str | None = None,
    subtitle: str = "",
    about: Sequence[tuple[str, str]] = (),
    look: Look = DEFAULT_LOOK,
) -> Document:
    """The progress of a fieldwork as a document for those who run it. No ids of units are in it.

    Parameters
    ----------
    progress : FieldworkProgress
    rates : ResponseRates, optional
        By area.
    due : RemindersDue, optional
    indicator : RIndicator, optional
    problems : sequence of Finding
        What is wrong in the files of the fieldwork.
    language : {"da", "en"}, optional
        The language in force if left out.
    subtitle : str
    about : sequence of (str, str)
        Where the numbers came from.
    look : Look

    Returns
    -------
    Document

    Raises
    ------
    WrongUseError
        If it isn't the progress of a fieldwork, or the language is another one.
    """
    must_be(progress, FieldworkProgress, "progress", "fieldwork_progress(...)")
    spoken = checked_language(language)
    page = _Page(progress, rates, due, indicator, tuple(problems), spoken, look)
    areas = (
        (str(code.value), progress.area_label(code.value, spoken)) for code in progress.area.codes
    )
    return Document(
        title=page.say("title"),
        subtitle=subtitle,
        language=spoken,
        blocks=tuple(page.blocks()),
        stamps=(page.say("internal"),),
        about=tuple(about),
        areas=tuple(areas),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The page in the making."""

    progress: FieldworkProgress
    rates: ResponseRates | None
    due: RemindersDue | None
    indicator: RIndicator | None
    problems: tuple[Finding, ...]
    language: str
    look: Look

    def say(self, key: str, **fields: object) -> str:
        return text(f"progress.page.{key}", lang=self.language, **fields)

    def blocks(self) -> Iterator[Block]:
        yield Box(self.say("short"), tuple(self._short()))
        yield KeyFigures(tuple(self._tiles()))
        yield from self._chapter("areas", self._areas())
        if self.due is not None:
            yield from self._chapter("reminders", self._reminders(self.due))
        if self.indicator is not None:
            yield from self._chapter("representativity", self._representativity(self.indicator))
        yield from self._chapter("attempts", self._attempts())
        yield from self._chapter("workload", [workload_table(self.progress, self.language)])
        yield from self._chapter("outcomes", self._outcomes())
        yield from self._chapter("problems", [problem_table(self.problems, self.language)])

    def _chapter(self, name: str, blocks: list[Block]) -> Iterator[Block]:
        """A heading and what is below it, tables without rows left out; nothing if that is all."""
        filled = [each for each in blocks if not isinstance(each, Table) or each.rows]
        if filled:
            yield Heading(2, self.say(f"chapter.{name}"), f"fieldwork_{name}_chapter")
            yield from filled

    def _short(self) -> Iterator[Paragraph]:
        yield _paragraph(self.progress.in_words(self.language), strong=True)
        lagging = self.progress.lagging()
        if lagging:
            named = [
                self.progress.area_label(code, self.language) for code in lagging[:_MOST_NAMED]
            ]
            more = len(lagging) - len(named)
            if more:
                named.append(self.say("more_areas", count=more))
            areas = join_words(named, self.language)
            yield _paragraph(self.say("lagging", count=len(lagging), areas=areas))
        if self.due is not None and self.progress.days_left != 0:
            yield _paragraph(f"{self.due.title(self.language)}.")
        if self.problems:
            yield _paragraph(self.say("problems", count=len(self.problems)))

    def _tiles(self) -> Iterator[KeyFigure]:
        row, language = self.progress.of_all(), self.language
        answers = format_number(row["answers"], language, decimals=0)
        eligible = format_number(row["eligible"], language, decimals=0)
        yield KeyFigure(answers, self.say("tile.answers"), self.say("tile.of", eligible=eligible))
        rate = ".." if math.isnan(row["rate"]) else format_percent(row["rate"], language)
        aimed = not math.isnan(row["wanted"])
        target = format_number(row["wanted"], language, decimals=0) if aimed else ""
        beside = self.say("tile.target", target=target) if aimed else ""
        yield KeyFigure(rate, self.say("tile.rate"), beside)
        left = self.progress.days_left
        if left is not None and self.progress.end is not None:
            close = self.say("tile.close", day=format_date(self.progress.end, language))
            yield KeyFigure(str(left), self.say("tile.days", count=left), close)
        lagging = len(self.progress.lagging())
        of = self.say("tile.areas", count=len(self.progress.area.codes))
        yield KeyFigure(str(lagging), self.say("tile.lagging", count=lagging), of, lagging > 0)

    def _areas(self) -> list[Block]:
        chart = progress_chart(self.progress, language=self.language)
        figure = [] if chart.is_empty else [self._figure(chart)]
        events = event_table(self.progress, self.language)
        return [area_progress_table(self.progress, self.language), *figure, events]

    def _reminders(self, due: RemindersDue) -> list[Block]:
        return [
            _paragraph(f"{due.title(self.language)}."),
            _paragraph(due.rule.in_words(self.language), tone=Tone.NOTE),
            due_table(due, self.language),
            coming_table(due, self.language),
            reason_table(due, self.language),
        ]

    def _representativity(self, indicator: RIndicator) -> list[Block]:
        blocks: list[Block] = [
            _paragraph(indicator.in_words(self.language)),
            self._figure(r_indicator_chart(indicator, language=self.language)),
        ]
        table = lagging_table(indicator, self.language)
        blocks.append(table if table.rows else _paragraph(self.say("nobody_lags")))
        if indicator.notes:
            notes = tuple(_paragraph(note.message) for note in indicator.notes)
            blocks.append(BulletList(notes))
        return blocks

    def _attempts(self) -> list[Block]:
        return [
            attempt_table(self.progress, self.language),
            mode_table(self.progress, self.language),
            language_table(self.progress, self.language),
        ]

    def _outcomes(self) -> list[Block]:
        blocks: list[Block] = [outcome_table(self.progress, self.language)]
        if self.rates is not None:
            blocks.insert(0, _paragraph(response_sentence(self.rates, self.language)))
            blocks.append(rate_table(self.rates, self.language))
        return blocks

    def _figure(self, chart: Chart) -> Block:
        return chart.to_figure(look=self.look)


def _paragraph(words: str, *, strong: bool = False, tone: Tone = Tone.BODY) -> Paragraph:
    return Paragraph((Run(words, strong=strong),), tone)
