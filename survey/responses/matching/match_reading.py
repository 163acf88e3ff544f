"""The workbook of columns read again: what was decided in it, and what can't be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.files.clean import clean_text
from survey.files.guards import shown
from survey.files.nearest import did_you_mean
from survey.files.xlsx_reader import read_xlsx
from survey.findings import Finding, FindingsError, Severity
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.cells import quoted_cell, quoted_heading
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.column_map import NO_ANSWER, ColumnMap, MappedColumn, Target
from survey.responses.matching.column_match import in_order
from survey.responses.matching.destinations import destinations
from survey.responses.matching.entries import (
    DAYS,
    DECIMALS,
    SEPARATORS,
    code_meant,
    code_text,
    code_texts,
    head_of,
    meant_by,
    words_of,
)
from survey.responses.matching.match_workbook import ANSWER_HEADS, COLUMN_HEADS, ENTRIES

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from survey.codebook import Variable
    from survey.files.csv_layout import DecimalMark
    from survey.files.xlsx_reader import SheetCell, Workbook
    from survey.findings import Place
    from survey.questionnaire.model import Questionnaire
    from survey.responses.matching.destinations import Destination

_WITH_CODES = frozenset({Target.CODES, Target.TICKS, Target.JOINED, Target.NON_ANSWER, Target.WORD})
_NUMBERS = frozenset({Target.NUMBER, Target.WEIGHT, Target.COUNT})
_SEVERAL = frozenset({Target.TICKS, Target.JOINED})
_DAYS = frozenset({Target.DATE, Target.MOMENT})
_MOST_A_COLUMN = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a column.

    Attributes
    ----------
    source, label : str
        Its name, and what the file said that it is.
    mapped : MappedColumn or None
        What it becomes; None if it is left out, or nobody decided.
    left_out : bool
    meanings : mapping of str to str
        By value: what the file said that it means.
    gone : str
        What it was to become, which isn't in the questionnaire.
    """

    source: str
    label: str
    mapped: MappedColumn | None = None
    left_out: bool = False
    meanings: Mapping[str, str] = field(default_factory=dict)
    gone: str = ""


def read_column_map(
    path: str | os.PathLike[str],
    questionnaire: Questionnaire,
    *,
    groups: Sequence[Variable] = (),
) -> ColumnMap:
    """The map of columns that was decided in a workbook.

    Parameters
    ----------
    path : str or path
        What `ColumnMatch.write` wrote, finished by hand.
    questionnaire : Questionnaire
    groups : sequence of Variable, optional
        Columns beside the questions, as `match_columns` got them.

    Raises
    ------
    FileError, DataError
        If it can't be read or isn't such a workbook.
    FindingsError
        With each column and value that nobody decided on, and each entry that can't be, with its
        cell.
    """
    questionnaire_given(questionnaire)
    decisions, findings = read_decisions(path, questionnaire, groups=groups)
    if findings:
        problem = text(
            "findings.file_has_findings",
            what=text("matching.workbook"),
            file=shown(path),
            count=len(findings),
        )
        raise FindingsError(problem, findings)
    mapped = [each.mapped for each in decisions if each.mapped is not None]
    left_out = tuple(each.source for each in decisions if each.left_out)
    return ColumnMap(in_order(mapped, destinations(questionnaire, groups)), left_out)


def read_decisions(
    path: str | os.PathLike[str], questionnaire: Questionnaire, *, groups: Sequence[Variable] = ()
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """All that was decided in a workbook, and what is wrong or left in it."""
    workbook = read_xlsx(path)
    reader = _Reader(workbook, questionnaire, destinations(questionnaire, groups))
    columns = reader.lines("columns", COLUMN_HEADS, ("source", "target"))
    if not columns:
        raise reader.other("columns", "source")
    answers = reader.lines("answers", ANSWER_HEADS, ("source", "value", "code"))
    return tuple(reader.decisions(columns, answers)), tuple(reader.findings)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a sheet: its cells by the key of their heading."""

    sheet: str
    cells: Mapping[str, SheetCell]

    def said(self, name: str) -> str:
        """What stands in a cell; empty if nothing does."""
        cell = self.cells.get(name)
        return "" if cell is None else _text(cell)


@dataclass(slots=True)
class _Reader:
    """Reads a workbook, and keeps what is wrong with it."""

    workbook: Workbook
    questionnaire: Questionnaire
    places: Mapping[str, Destination]
    findings: list[Finding] = field(default_factory=list)

    def other(self, sheet: str, head: str) -> DataError:
        """The error of a workbook of another kind."""
        return fail(
            DataError,
            "matching.other_workbook",
            where=shown(self.workbook.path),
            sheet=quoted(text(f"matching.sheet.{sheet}")),
            head=quoted(text(f"matching.head.{head}")),
        )

    def lines(self, name: str, heads: Sequence[str], needed: Sequence[str]) -> list[_Line]:
        """The lines of a sheet that have something in their first column."""
        names = {text(f"matching.sheet.{name}", lang=each) for each in LANGUAGES}
        sheet = next((each for each in self.workbook.sheets.values() if each.name in names), None)
        if sheet is None or not sheet.rows:
            raise self.other(name, needed[0])
        found = _places_of(sheet.rows[0], heads)
        absent = [head for head in needed if head not in found]
        if absent:
            raise self.other(name, absent[0])
        lines = [
            _Line(sheet.name, {head: row[place] for head, place in found.items()})
            for row in sheet.rows[1:]
        ]
        lines = [line for line in lines if line.said("source")]
        for line in lines:
            self._refuse_formulas(line)
        return lines

    def _refuse_formulas(self, line: _Line) -> None:
        for name, cell in line.cells.items():
            if name in {*ENTRIES, "source", "value"} and (cell.formula or cell.error):
                self._tell("formula", line, name)

    def place(self, line: _Line, name: str) -> Place:
        """Where a cell of a line stands."""
        cell = line.cells[name if name in line.cells else "source"]
        return self.workbook.place(line.sheet, cell.address)

    def _tell(self, code: str, line: _Line, name: str, **fields: str) -> None:
        found = finding(
            f"matching.{code}",
            severity=Severity.ERROR,
            place=self.place(line, name),
            name=quoted_heading(line.said("source")),
            left_out=quoted(text("matching.left_out")),
            **fields,
        )
        self.findings.append(found)

    # Columns

    def decisions(self, columns: Sequence[_Line], answers: Sequence[_Line]) -> list[Decision]:
        """What was decided on each column."""
        own: dict[str, list[_Line]] = {line.said("source"): [] for line in columns}
        for line in answers:
            if line.said("source") in own:
                own[line.said("source")].append(line)
            else:
                sheet = text("matching.sheet.columns")
                self._tell("stray", line, "source", sheet=quoted(line.sheet), columns=quoted(sheet))
        found: dict[str, Decision] = {}
        given: dict[str, str] = {}
        for line in columns:
            source = line.said("source")
            if source in found:
                self._tell("source_twice", line, "source")
                continue
            found[source] = self._decision(line, own[source])
            self._refuse_doubles(line, found[source], given)
        return list(found.values())

    def _decision(self, line: _Line, answers: Sequence[_Line]) -> Decision:
        source, label = line.said("source"), line.said("about")
        written = line.said("target")
        if not written:
            self._tell("undecided", line, "target")
            return Decision(source, label)
        if _is_left_out(written):
            return Decision(source, label, left_out=True)
        place = self._place_of(written)
        if place is None:
            self._tell_target(line, written)
            return Decision(source, label, gone=head_of(written))
        kind = self._kind(line, place)
        codes, meanings = self._codes(answers, place, kind)
        if kind in _WITH_CODES and not answers and line.said("filled") not in {"", "0"}:
            self._tell("no_answers", line, "target", sheet=quoted(text("matching.sheet.answers")))
        is_several = kind in {*_SEVERAL, Target.NON_ANSWER} and place.question is not None
        mapped = MappedColumn(
            source,
            place.name,
            kind,
            codes,
            place.question.id if is_several and place.question else "",
            self._blank(line, place, kind),
            self._months_first(line) if kind in _DAYS else False,
            self._separator(line) if kind is Target.JOINED else "",
            self._decimal(line) if kind in _NUMBERS else ".",
        )
        return Decision(source, label, mapped, meanings=meanings)

    def _place_of(self, written: str) -> Destination | None:
        return self.places.get(written) or self.places.get(head_of(written))

    def _tell_target(self, line: _Line, written: str) -> None:
        name = head_of(written)
        near = did_you_mean(name, self.places)
        code = "target_near" if near else "target"
        self._tell(code, line, "target", got=quoted_cell(name, near=near), near=quoted(near or ""))

    def _kind(self, line: _Line, place: Destination) -> Target:
        """The only kind that a destination has, or which of them was chosen."""
        written = line.said("kind")
        if len(place.kinds) == 1 or not written:
            return place.kind
        chosen = meant_by(written, "kind", [str(kind) for kind in Target])
        if chosen is not None and Target(chosen) in place.kinds:
            return Target(chosen)
        known = culprits(text(f"matching.kind.{kind}") for kind in place.kinds)
        self._tell(
            "kind", line, "kind", target=quoted(place.name), got=quoted_cell(written), known=known
        )
        return place.kind

    def _refuse_doubles(self, line: _Line, each: Decision, given: dict[str, str]) -> None:
        if each.mapped is None or each.mapped.kind is Target.NON_ANSWER:
            return
        taken = [name for name in self.places[each.mapped.target].columns if name in given]
        if taken:
            fields = {"target": quoted(taken[0]), "first": quoted(given[taken[0]])}
            self._tell("twice", line, "target", **fields)
        given |= dict.fromkeys(self.places[each.mapped.target].columns, each.source)

    def _separator(self, line: _Line) -> str:
        written = line.said("separator")
        chosen = meant_by(written, "separator", SEPARATORS)
        if chosen is not None:
            return SEPARATORS[chosen]
        if not written:
            self._tell("separator", line, "separator")
        return written

    def _decimal(self, line: _Line) -> DecimalMark:
        written = line.said("decimal")
        chosen = {".": "point", ",": "comma"}.get(written) or meant_by(
            written or "point", "decimal", DECIMALS
        )
        if chosen is None:
            self._tell_choice("decimal", line, written, DECIMALS)
        return "," if chosen == "comma" else "."

    def _months_first(self, line: _Line) -> bool:
        written = line.said("days")
        chosen = meant_by(written or "day", "days", DAYS)
        if chosen is None:
            self._tell_choice("days", line, written, DAYS)
        return DAYS[chosen or "day"]

    def _tell_choice(
        self, name: str, line: _Line, written: str, choices: Mapping[str, object]
    ) -> None:
        known = culprits(words_of(name, choices, current_language()).values())
        self._tell(name, line, name, got=quoted_cell(written), known=known)

    def _blank(self, line: _Line, place: Destination, kind: Target) -> int | str:
        written = line.said("blank")
        if not written:
            return NO_ANSWER
        for language in LANGUAGES:
            known = code_texts(place, self.questionnaire, kind, language)
            code = code_meant(written, known, kind)
            if code is not None:
                return code
        self._tell("blank", line, "blank", got=quoted_cell(written))
        return NO_ANSWER

    # Answers

    def _codes(
        self, answers: Sequence[_Line], place: Destination, kind: Target
    ) -> tuple[dict[str, int | str], dict[str, str]]:
        codes: dict[str, int | str] = {}
        meanings: dict[str, str] = {}
        known = [code_texts(place, self.questionnaire, kind, each) for each in LANGUAGES]
        left = 0
        for line in answers:
            value, written = line.said("value"), line.said("code")
            if value in meanings:
                self._tell("value_twice", line, "value", value=quoted_cell(value))
                continue
            meanings[value] = line.said("meaning")
            if not written:
                left += 1
                if left <= _MOST_A_COLUMN:
                    self._tell("no_code", line, "code", value=quoted_cell(value))
                continue
            if _is_one_of(written, "matching.later"):
                continue
            found = (code_meant(written, each, kind) for each in known)
            code = next((each for each in found if each is not None), None)
            if code is None:
                self._tell_code(line, place, kind, value, written)
            else:
                codes[value] = code
        return codes, meanings

    def _tell_code(
        self, line: _Line, place: Destination, kind: Target, value: str, written: str
    ) -> None:
        known = code_texts(place, self.questionnaire, kind, current_language())
        shown_codes = [code_text(code, known) for code in known]
        near = did_you_mean(written, shown_codes) or did_you_mean(written, known.values())
        self._tell(
            "code_near" if near else "code",
            line,
            "code",
            value=quoted_cell(value),
            got=quoted_cell(written, near=near),
            target=quoted(place.name),
            near=quoted(near or ""),
            known=culprits(shown_codes),
        )


def _places_of(cells: Sequence[SheetCell], heads: Sequence[str]) -> dict[str, int]:
    """Where the columns of a sheet stand, by the key of their heading in either language."""
    keys = {
        text(f"matching.head.{head}", lang=language).casefold(): head
        for head in heads
        for language in LANGUAGES
    }
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        key = keys.get(_text(cell).casefold())
        if key is not None:
            found.setdefault(key, place)
    return found


def _text(cell: SheetCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return clean_text(str(value), most=32_767)


def _is_left_out(written: str) -> bool:
    return _is_one_of(written, "matching.left_out")


def _is_one_of(written: str, key: str) -> bool:
    """Whether a word of the catalogue is meant, in either language, with or without brackets."""
    words = {text(key, lang=each).casefold() for each in LANGUAGES}
    said = written.casefold()
    return said in words or f"({said})" in words
