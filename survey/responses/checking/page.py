"""The checks as a document: what must be mended, what should be looked at, and the tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey.documents.blocks import Box, Document, Heading, Paragraph, Run, Tone
from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number
from survey.provenance import DISTRIBUTION, own_version
from survey.responses.checking.found import Subject
from survey.responses.checking.tables import CheckTables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Block, Table
    from survey.responses.checking.checks import ResponseChecks

_MOST_PEOPLE = 30
_IN_TABLES = ("much_missing", "stops_here")  # told by other tables of the page
_MOST_ANSWERS = 40
_MOST_QUESTIONS = 20


def checks_document(checks: ResponseChecks, language: str = "da") -> Document:
    """The checks as a document for the analyst. No answer in own words is in it.

    Long lists are cut and say so; the workbook has all of them.

    Parameters
    ----------
    checks : ResponseChecks
    language : {"da", "en"}

    Raises
    ------
    WrongUseError
        If the language is another one.
    """
    if language not in LANGUAGES:
        raise fail(WrongUseError, "response_checks.language", got=quoted(language))
    page = _Page(checks, CheckTables(checks, language), language)
    return Document(
        title=page.text("title"),
        subtitle=checks.responses.questionnaire.titled(language),
        language=language,
        blocks=tuple(page.blocks()),
        stamps=tuple(page.stamps()),
        about=tuple(page.about()),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The page in the making."""

    checks: ResponseChecks
    tables: CheckTables
    language: str

    def text(self, key: str, **fields: object) -> str:
        return text(f"response_checks.{key}", lang=self.language, **fields)

    def number(self, count: int) -> str:
        return format_number(count, self.language)

    def stamps(self) -> Iterator[str]:
        yield self.text("internal")
        if self.checks.responses.simulated:
            yield self.text("simulated")

    def blocks(self) -> Iterator[Block]:
        yield Box(self.text("short.title"), tuple(self._short()))
        if self.checks.findings:
            yield from self._chapter("found", self.tables.kinds())
        yield from self._chapter(
            "answers", self.tables.answers(_MOST_ANSWERS), self.tables.contradictions(_MOST_ANSWERS)
        )
        yield from self._chapter(
            "people", self.tables.people(_MOST_PEOPLE), self.tables.completeness()
        )
        yield from self._chapter("questions", self.tables.questions(_IN_TABLES))
        yield from self._chapter(
            "nonresponse",
            self.tables.nonresponse(_MOST_QUESTIONS),
            self.tables.parts(),
            self.tables.nonresponse_by(),
        )
        yield from self._chapter("break_off", self.tables.break_off(_MOST_QUESTIONS))
        yield from self._chapter("grids", self.tables.grids())
        yield from self._chapter("mixes", *self.tables.mixes())

    def _chapter(self, name: str, *tables: Table) -> Iterator[Block]:
        """A heading, what to do, and those tables that have rows."""
        filled = [table for table in tables if table.rows]
        if filled:
            yield Heading(2, self.text(f"chapter.{name}.title"), f"check_{name}_chapter")
            yield Paragraph((Run(self.text(f"chapter.{name}.lead")),))
            yield from filled

    def _short(self) -> Iterator[Paragraph]:
        rows = len(self.checks.responses.data)
        yield self._line("short.respondents", rows, strong=True)
        answers = {(f.respondent, f.variable) for f in self.checks.about(Subject.ANSWER)}
        people = {f.respondent for f in self.checks.about(Subject.RESPONDENT)}
        others = len(self.checks.findings)
        others -= len(self.checks.about(Subject.ANSWER)) + len(
            self.checks.about(Subject.RESPONDENT)
        )
        for key, count in (("answers", len(answers)), ("people", len(people)), ("others", others)):
            if count:
                yield self._line(f"short.{key}", count)
        if self.checks.settled:
            yield self._line("short.settled", self.checks.settled)
        nothing = not self.checks.findings
        yield Paragraph((Run(self.text("short.nothing" if nothing else "short.how")),), Tone.NOTE)

    def _line(self, key: str, count: int, *, strong: bool = False) -> Paragraph:
        words = self.text(key, count=count, number=self.number(count))
        return Paragraph((Run(words, strong=strong),))

    def about(self) -> Iterator[tuple[str, str]]:
        for source in self.checks.responses.sources:
            yield self.text("about.file"), f"{Path(source.file).name} ({source.sha256[:8]})"
        yield self.text("about.program"), f"{DISTRIBUTION} {own_version()}"
