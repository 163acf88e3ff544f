"""The checks as a workbook: answers to correct, respondents to look at, and the tables."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from survey.codebook import Kind
from survey.language.catalogue import text
from survey.responses.checking.answers import allowed_in_words
from survey.responses.checking.found import Subject, rule_in_words
from survey.responses.checking.tables import CheckTables, people_told_of
from survey.responses.checking.workbook_page import SheetColumn, book_bytes
from survey.responses.cleaning.filled_in import ANSWER_COLUMNS, HEADS, PERSON_COLUMNS
from survey.responses.cleaning.same import ANYTHING
from survey.responses.corrections import StepKind
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Variable
    from survey.documents.blocks import Table
    from survey.findings import Place
    from survey.responses.checking.checks import ResponseChecks
    from survey.responses.checking.found import AnswerFinding
    from survey.responses.checking.workbook_page import CheckBook

_ANSWER_WIDTHS = (13, 20, 44, 18, 46, 34, 20, 30, 14, 12, 20, 12, 20, 8)
_PERSON_WIDTHS = (13, 70, 10, 12, 10, 40, 14, 12)
_ENTRIES = frozenset({"correction", "reason", "who", "when", "leave_out"})
_HIDDEN = frozenset({"variable", "raw", "file", "row"})
_GUIDE_WIDTH = 100
_MOST_CODES = 12
_MOST_LISTED = 255  # characters that Excel holds in a list


def checks_xlsx(checks: ResponseChecks, language: str) -> bytes:
    """The workbook to correct in; the same bytes each time.

    Parameters
    ----------
    checks : ResponseChecks
    language : {"da", "en"}
    """
    maker = _Maker(checks, language)
    return book_bytes(maker.write)


class _Maker:
    """The workbook in the making."""

    def __init__(self, checks: ResponseChecks, language: str) -> None:
        self.checks = checks
        self.language = language
        self.tables = CheckTables(checks, language)
        self.names = self.tables.names()
        self.several = {
            step.respondent for step in checks.responses.steps if step.kind is StepKind.REMOVE
        }

    def text(self, key: str, **fields: object) -> str:
        return text(f"corrections.{key}", lang=self.language, **fields)

    def write(self, book: CheckBook) -> None:
        self._guide(book)
        self._answers(book)
        self._people(book)
        for name, table, widths in self._read_only():
            if table.rows:
                book.table(self.text(f"sheet.{name}"), self._lead(name), table, widths)
        self._kinds(book)

    def _lead(self, name: str) -> str:
        marks = ["internal", *(["simulated"] if self.checks.responses.simulated else [])]
        said = [text(f"response_checks.{mark}", lang=self.language) for mark in marks]
        return " ".join([*said, self.text(f"lead.{name}")])

    def _columns(self, names: Sequence[str], widths: Sequence[int]) -> list[SheetColumn]:
        return [
            SheetColumn(
                text(f"{HEADS}.{name}", lang=self.language),
                width,
                name in _ENTRIES,
                name in _HIDDEN,
            )
            for name, width in zip(names, widths, strict=True)
        ]

    # The guide

    def _guide(self, book: CheckBook) -> None:
        columns = [SheetColumn(self.text("guide.head"), _GUIDE_WIDTH)]
        page = book.sheet(self.text("sheet.guide"), self._lead("guide"), columns)
        steps = ("answers", "words", "keep", "people", "reason", "date", "back", "raw")
        book.rows(page, columns, [(self.text(f"guide.{step}"),) for step in steps], filters=False)

    # Answers

    def _answers(self, book: CheckBook) -> None:
        columns = self._columns(ANSWER_COLUMNS, _ANSWER_WIDTHS)
        page = book.sheet(
            self.text("sheet.answers"), self._lead("answers"), columns, filled_in=True
        )
        cells = self._cells()
        rows = [self._answer(found) for found in cells]
        book.rows(page, columns, rows)
        place = ANSWER_COLUMNS.index("correction")
        for row, found in enumerate(cells):
            book.choices(page, row, place, self._choices(found[0].variable), others=True)

    def _cells(self) -> list[list[AnswerFinding]]:
        """What is told of each answer, by respondent and then in the order of the form."""
        groups: dict[tuple[str, str], list[AnswerFinding]] = defaultdict(list)
        for each in self.checks.about(Subject.ANSWER):
            groups[each.respondent, each.variable].append(each)
        people = {who: n for n, who in enumerate(self.checks.respondents[RESPONDENT])}
        order = {name: n for n, name in enumerate(self.checks.responses.codebook.variables)}
        keys = sorted(groups, key=lambda key: (people.get(key[0], -1), order[key[1]]))
        return [groups[key] for key in keys]

    def _answer(self, found: Sequence[AnswerFinding]) -> tuple[object, ...]:
        first = found[0]
        variable = self.checks.responses.codebook[first.variable]
        raw = ANYTHING if variable.kind is Kind.TEXT else first.value
        return (
            self._who(first.respondent),
            self._place(first.place),
            self._question(variable),
            self._said(variable, raw),
            self.tables.why(found),
            self._allowed(variable),
            "",
            "",
            "",
            "",
            first.variable,
            raw,
            *self._row(first),
        )

    def _who(self, respondent: str) -> str:
        """The id of a respondent; the row, which is none, where the answers have no ids."""
        if RESPONDENT in self.checks.responses.data:
            return respondent
        return self.text("row", row=respondent)

    def _row(self, found: AnswerFinding) -> tuple[str, str]:
        """The file and the line, for those who stand several times in the files."""
        place = found.place
        if found.respondent not in self.several or place is None or place.line is None:
            return "", ""
        return Path(place.file).name, str(place.line)

    def _place(self, place: Place | None) -> str:
        if place is None:
            return ""
        name = Path(place.file).name
        if place.line is None:
            return f"{name} ({place.cell})" if place.cell else name
        return self.text("place", file=name, line=place.line)

    def _question(self, variable: Variable) -> str:
        """The question by its short text, and below as it was asked."""
        label = self.names.get(variable.name, variable.name)
        asked = self.tables.said(variable.question)
        return f"{label}\n{asked}" if asked and asked != label else label

    def _said(self, variable: Variable, raw: str) -> str:
        """What stands in the file, with its label; own words are not shown."""
        if raw == ANYTHING:
            return self.text("words_hidden")
        labels = {str(code.value): self.tables.said(code.label) for code in variable.codes}
        return f"{raw} {labels[raw]}" if labels.get(raw) else raw

    def _allowed(self, variable: Variable) -> str:
        if variable.codes and variable.kind is not Kind.TEXT:
            shown = [self._code(variable, place) for place in range(len(variable.codes))]
            return "\n".join([*shown[:_MOST_CODES], *(["…"] if len(shown) > _MOST_CODES else [])])
        questionnaire = self.checks.responses.questionnaire
        words = allowed_in_words(variable, questionnaire, self.language)
        return words or self.text("allowed.words")

    def _code(self, variable: Variable, place: int) -> str:
        code = variable.codes[place]
        return f"{code.value} {self.tables.said(code.label)}".strip()

    def _choices(self, name: str) -> list[str]:
        """The answers of a question to choose from, with their labels where they are short."""
        variable = self.checks.responses.codebook[name]
        if variable.kind is Kind.TEXT:
            return []
        delete = self.text("delete")
        shown = [self._code(variable, place) for place in range(len(variable.codes))]
        if len(",".join([*shown, delete])) > _MOST_LISTED or any("," in each for each in shown):
            shown = [str(code.value) for code in variable.codes]
        if variable.kind is Kind.GROUP:
            return shown
        return [*shown, delete] if shown else []

    # Respondents

    def _people(self, book: CheckBook) -> None:
        columns = self._columns(PERSON_COLUMNS, _PERSON_WIDTHS)
        page = book.sheet(self.text("sheet.people"), self._lead("people"), columns, filled_in=True)
        facts = self._facts()
        told = {who: self.tables.why(found) for who, found in people_told_of(self.checks).items()}
        for who in self._of_no_group():
            told[who] = f"{self.text('no_group')} {told.get(who, '')}".rstrip()
        rows = [
            (self._who(who), why, *facts.get(who, (None, None)), "", "", "", "")
            for who, why in told.items()
        ]
        book.rows(page, columns, rows)
        place = PERSON_COLUMNS.index("leave_out")
        words = [self.text("yes"), self.text("no")]
        if rows:
            book.choices(page, 0, place, words, others=False, last=len(rows) - 1)

    def _of_no_group(self) -> list[str]:
        """Those whose area isn't known, so that they can be left out if it can't be found."""
        codebook = self.checks.responses.codebook
        found = self.checks.about(Subject.ANSWER)
        groups = [each for each in found if codebook[each.variable].kind is Kind.GROUP]
        return list(dict.fromkeys(each.respondent for each in groups))

    def _facts(self) -> dict[str, tuple[float | None, float | None]]:
        """Minutes, and the share answered in per cent, of each respondent."""
        frame = self.checks.respondents
        return {
            who: (_number(minutes, 1), _number(share, 100))
            for who, minutes, share in zip(
                frame[RESPONDENT], frame["minutes"], frame["answered_share"], strict=True
            )
        }

    # Tables

    def _read_only(self) -> Iterator[tuple[str, Table, Sequence[float]]]:
        tables = self.tables
        yield "questions", tables.questions(), (44, 34, 90)
        yield "nonresponse", tables.nonresponse(), (60, 10, 14, 12, 12, 14, 12, 12)
        yield "nonresponse_by", tables.nonresponse_by(), (40, 16, 14)
        yield "parts", tables.parts(), (44, 12, 16, 14)
        yield "break_off", tables.break_off(), (60, 12, 12, 14)
        yield "completeness", tables.completeness(), (50, 16, 12)
        yield "contradictions", tables.contradictions(), (50, 80, 14, 10)
        yield "grids", tables.grids(), (44, 10, 16, 16, 10, 16)
        for table in tables.mixes():
            widths = [40, *(14 for _ in table.columns[1:])]
            yield table.id, table, widths

    def _kinds(self, book: CheckBook) -> None:
        """All kinds of findings here, with their rule, what to do, and their code."""
        heads = (("kind", 34), ("findings", 10), ("rule", 70), ("hint", 70), ("code", 32))
        columns = [
            SheetColumn(text(f"response_checks.column.{head}", lang=self.language), width)
            for head, width in heads
        ]
        page = book.sheet(self.text("sheet.kinds"), self._lead("kinds"), columns)
        groups: dict[str, list[AnswerFinding]] = defaultdict(list)
        for each in self.checks.findings:
            groups[each.name].append(each)
        rows = [self._kind(name, found) for name, found in groups.items()]
        book.rows(page, columns, rows)

    def _kind(self, name: str, found: Sequence[AnswerFinding]) -> tuple[object, ...]:
        return (
            text(f"response_checks.kind.{name}", lang=self.language),
            len(found),
            rule_in_words(name, self.checks.rules, self.language),
            found[0].hint(self.language),
            found[0].code,
        )


def _number(value: float, times: float) -> float | None:
    return None if value != value else round(times * value, 1)  # noqa: PLR0124 - not a number
