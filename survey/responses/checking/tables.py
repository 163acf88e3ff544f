"""The tables of the checks, as they stand on the page and in the workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.languages import language_name
from survey.language.numbers import format_number, format_share
from survey.language.words import capitalised
from survey.responses.checking.break_off import Completeness
from survey.responses.checking.found import Subject, mode_in_words, rule_in_words
from survey.responses.checking.lines import lines_of
from survey.responses.checking.nonresponse import REASONS
from survey.responses.responses import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from survey.codebook import Text
    from survey.documents.blocks import Value
    from survey.responses.checking.checks import ResponseChecks
    from survey.responses.checking.found import AnswerFinding

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_MOST_NAMED = 5
_Heads = Sequence[str | tuple[str, Align]]
_OPEN_PARTS = ("last_section", "other_sections")


@dataclass(frozen=True, slots=True, eq=False)
class CheckTables:
    """Makes the tables of some checks in a language.

    Attributes
    ----------
    checks : ResponseChecks
    language : {"da", "en"}
    """

    checks: ResponseChecks
    language: str

    # Words

    def text(self, key: str, **fields: object) -> str:
        """A text of the checks in the language."""
        return text(f"response_checks.{key}", lang=self.language, **fields)

    def said(self, words: Text) -> str:
        """Words of the questionnaire in the language."""
        return self.checks.responses.questionnaire.languages.said(words, self.language)

    def called(self, name: str) -> str:
        """A column, question, grid, index or group by its short text, else by its name."""
        return self.names().get(name, name)

    def names(self) -> dict[str, str]:
        """Columns, questions, grids, indices and groups by their short texts."""
        questionnaire, codebook = (
            self.checks.responses.questionnaire,
            self.checks.responses.codebook,
        )
        called = {name: codebook.label(name, self.language) for name in codebook.indices}
        for name, variable in codebook.variables.items():
            called[name] = self.said(variable.label) or codebook.label(name, self.language)
        for line in lines_of(questionnaire):
            question = self.said(line.question.label or line.question.text) or line.question.id
            called[line.question.id] = question
            if line.row:
                called[line.name] = f"{question}: {self.said(line.text or {}) or line.row}"
            elif len(line.columns) > 1:
                for column in line.columns:
                    called[column] = f"{question}: {called.get(column, column)}"
        return called

    def count(self, number: float) -> Cell:
        """A cell with a whole number."""
        return Cell(format_number(int(number), self.language), (int(number),), ("#,##0",))

    def percent(self, share: float | None) -> Cell:
        """A cell with a share in per cent; a dash where there is none."""
        if share is None or share != share:  # noqa: PLR0124 - not a number
            return Cell("–", (None,))
        return Cell(
            format_share(share, self.language, decimals=1), (round(100 * share, 1),), ("0.0",)
        )

    def decimal(self, value: float) -> Cell:
        """A cell with a number; a dash where there is none."""
        if value != value:  # noqa: PLR0124 - not a number
            return Cell("–", (None,))
        return Cell(format_number(value, self.language, decimals=1), (round(value, 1),), ("0.0",))

    # All findings

    def kinds(self) -> Table:
        """How often each kind was found, under what must be done with it."""
        groups: dict[Severity, dict[str, list[AnswerFinding]]] = {each: {} for each in SEVERITIES}
        for each in self.checks.findings:
            groups[each.severity].setdefault(each.name, []).append(each)
        rows: list[Row] = []
        for severity, kinds in groups.items():
            if kinds:
                rows.append(Row((Cell(self.text(f"severity.{severity}")),), RowKind.HEADING))
            rows += [self._kind(name, found) for name, found in kinds.items()]
        heads = (("kind", Align.LEFT), "findings", "respondents", ("rule", Align.LEFT))
        return self._table("kinds", heads, rows)

    def _kind(self, name: str, found: Sequence[AnswerFinding]) -> Row:
        people = len({each.respondent for each in found if each.respondent})
        told = self.count(people) if people else Cell("–", (None,))
        rule = rule_in_words(name, self.checks.rules, self.language)
        return Row((_words(self.text(f"kind.{name}")), self.count(len(found)), told, _words(rule)))

    # Single answers

    def answers(self, most: int | None = None) -> Table:
        """Single answers that are wrong, by question."""
        groups: dict[tuple[str, str], list[AnswerFinding]] = defaultdict(list)
        for each in self.checks.about(Subject.ANSWER):
            groups[each.variable, each.name].append(each)
        order = list(self.checks.responses.codebook.variables)
        keys = sorted(groups, key=lambda key: (order.index(key[0]), key[1]))
        names = self.names()
        rows = [
            Row((
                _words(names.get(variable, variable)),
                _words(self.text(f"kind.{kind}")),
                self.count(len(groups[variable, kind])),
                _words(self._people(groups[variable, kind])),
            ))
            for variable, kind in keys
        ]  # fmt: skip
        heads = (("question", Align.LEFT), ("kind", Align.LEFT), "answers", ("who", Align.LEFT))
        return self._table("answers", heads, rows, most)

    def _people(self, found: Iterable[AnswerFinding]) -> str:
        people = list(dict.fromkeys(each.respondent for each in found))
        if len(people) <= _MOST_NAMED:
            return ", ".join(people)
        shown, more = ", ".join(people[:_MOST_NAMED]), len(people) - _MOST_NAMED
        return self.text("and_more", names=shown, more=format_number(more, self.language))

    def contradictions(self, most: int | None = None) -> Table:
        """How many answered what they should not have been asked, by question and condition."""
        names = self.names()
        universes = {
            variable.universe: variable.universe_text
            for variable in self.checks.responses.codebook.variables.values()
        }
        rows = [
            Row((
                _words(names.get(each["variable"], each["variable"])),
                _words(self.said(universes.get(each["condition"], {})) or each["condition"]),
                self.count(each["respondents"]),
                self.count(each["answers"]),
            ))
            for each in self.checks.contradictions.to_dict("records")
        ]  # fmt: skip
        heads = (("question", Align.LEFT), ("condition", Align.LEFT), "respondents", "answers")
        return self._table("contradictions", heads, rows, most)

    # Respondents

    def people(self, most: int | None = None) -> Table:
        """Respondents that should be looked at, those with most first."""
        groups = people_told_of(self.checks)
        rows = [
            Row((_words(respondent), _words(self.why(found))))
            for respondent, found in groups.items()
        ]
        heads = (("respondent", Align.LEFT), ("why", Align.LEFT))
        return self._table("people", heads, rows, most)

    def why(self, found: Iterable[AnswerFinding]) -> str:
        """All that is told of a respondent or of an answer."""
        return " ".join(dict.fromkeys(each.said(self.language) for each in found))

    def completeness(self) -> Table:
        """How many interviews are complete, partial, or were broken off."""
        counts = self.checks.respondents["completeness"].value_counts()
        whole = max(len(self.checks.respondents), 1)
        rows = [
            Row((
                _words(self.text(f"completeness.{each}", **self._shares())),
                self.count(counts.get(each.value, 0)),
                self.percent(counts.get(each.value, 0) / whole),
            ))
            for each in Completeness
        ]  # fmt: skip
        heads: _Heads = (("interview", Align.LEFT), "respondents", "share")
        return self._table("completeness", heads, rows)

    def _shares(self) -> dict[str, str]:
        rules = self.checks.rules
        return {
            "partial": format_share(rules.partial, self.language),
            "complete": format_share(rules.complete, self.language),
        }

    # Questions

    def nonresponse(self, most: int | None = None) -> Table:
        """Item nonresponse by question: all in the order of the form, or those with most."""
        frame = self.checks.nonresponse
        if most is not None:
            frame = frame[frame["type"] != "text"]
            frame = frame.sort_values("share", ascending=False, kind="stable").head(most)
        names = self.names()
        rows = [
            Row((
                _words(names.get(each["variable"], each["variable"])),
                self.count(each["asked"]),
                self.percent(each["share"]),
                *(self.count(each[reason]) for reason in REASONS),
            ))
            for each in frame.to_dict("records")
        ]  # fmt: skip
        heads: _Heads = (("question", Align.LEFT), "asked", "missing_share", *REASONS)
        return self._table("nonresponse" if most is None else "most_nonresponse", heads, rows)

    def nonresponse_by(self) -> Table:
        """Item nonresponse by group, over all questions but the open ones."""
        frame = self.checks.nonresponse_by
        closed = self.checks.nonresponse.loc[lambda table: table["type"] != "text", "variable"]
        frame = frame[frame["variable"].isin(closed)]
        rows: list[Row] = []
        for by, part in frame.groupby("by", sort=False):
            rows.append(Row((Cell(self.by_called(str(by))),), RowKind.HEADING))
            together = part.groupby("group", sort=False)[["asked", "missing"]].sum()
            for group, each in together.iterrows():
                share = each["missing"] / each["asked"] if each["asked"] else None
                cells = (self.count(each["asked"]), self.percent(share))
                rows.append(Row((_words(self.group_called(str(by), str(group))), *cells)))
        heads = (("group", Align.LEFT), "asked_answers", "missing_share")
        return self._table("nonresponse_by", heads, rows)

    def parts(self) -> Table:
        """Item nonresponse by type of question, and in the last section against the others."""
        records = self.checks.nonresponse_parts.to_dict("records")
        records.sort(key=lambda each: each["part"] in _OPEN_PARTS)
        rows = [
            Row((
                _words(self.text(f"part.{each['part']}")),
                self.count(each["questions"]),
                self.count(each["asked"]),
                self.percent(each["share"]),
            ))
            for each in records
        ]  # fmt: skip
        heads = (("part", Align.LEFT), "questions", "asked_answers", "missing_share")
        return self._table("parts", heads, rows)

    def break_off(self, most: int | None = None) -> Table:
        """Where respondents stopped: all questions, or those after which most stopped."""
        frame = self.checks.break_off
        if most is not None:
            frame = frame[frame["stopped"] > 0]
            kept = frame.sort_values("stopped", ascending=False, kind="stable").head(most).index
            frame = frame.loc[frame.index.isin(kept)]
        names = self.names()
        rows = [
            Row((
                _words(names.get(each["variable"], each["variable"])),
                self.count(each["reached"]),
                self.count(each["stopped"]),
                self.percent(each["remaining"]),
            ))
            for each in frame.to_dict("records")
        ]  # fmt: skip
        heads = (("question", Align.LEFT), "reached", "stopped", "remaining")
        return self._table("break_off", heads, rows)

    def grids(self) -> Table:
        """Straight lines by grid."""
        names = self.names()
        rows = [
            Row((
                _words(names.get(each["variable"], each["variable"])),
                self.count(each["rows"]),
                self.count(each["respondents"]),
                self.count(each["straight"]),
                self.percent(each["share"]),
                self.decimal(each["longest_run"]),
            ))
            for each in self.checks.grids.to_dict("records")
        ]  # fmt: skip
        heads = (("grid", Align.LEFT), "rows", "looked_at", "straight", "share", "longest_run")
        return self._table("grids", heads, rows)

    def questions(self, leave_out: Collection[str] = ()) -> Table:
        """What is told of questions, indices, groups, modes and languages."""
        names = self.names()
        told = [
            each
            for each in self.checks.findings
            if each.subject in {Subject.QUESTION, Subject.GROUP, Subject.WHOLE}
            and each.name not in leave_out
        ]
        rows = [
            Row((
                _words(names.get(each.variable) or self.by_called(each.variable)),
                _words(self.text(f"kind.{each.name}")),
                _words(each.said(self.language)),
            ))
            for each in told
        ]  # fmt: skip
        heads = (("about", Align.LEFT), ("kind", Align.LEFT), ("what", Align.LEFT))
        return self._table("questions", heads, rows)

    # Groups

    def mixes(self) -> Iterator[Table]:
        """How many respondents of each group answered in each mode and in each language."""
        frame = self.checks.mixes
        for what, part in frame.groupby("what", sort=False):
            values = sorted(part["value"].unique(), key=lambda value: (value == "", value))
            rows: list[Row] = []
            for by, groups in part.groupby("by", sort=False):
                counts = {
                    (each["group"], each["value"]): each["count"]
                    for each in groups.to_dict("records")
                }
                rows += [
                    self._mix_row(str(by), group, values, counts)
                    for group in dict.fromkeys(groups["group"])
                ]
            heads = [("group", self.text("column.group"))]
            heads += [(f"v{n}", self.value_called(str(what), v)) for n, v in enumerate(values)]
            heads.append(("whole", self.text("column.whole")))
            columns = tuple(
                Column(key, head, Align.LEFT if key == "group" else Align.RIGHT)
                for key, head in heads
            )
            title = self.text(f"table.mix_{what}")
            yield Table(f"mix_{what}", title, columns, tuple(rows), language=self.language)

    def _mix_row(
        self, by: str, group: str, values: Sequence[str], counts: Mapping[tuple[str, str], int]
    ) -> Row:
        numbers = [int(counts.get((group, value), 0)) for value in values]
        called = self.group_called(by, group) if by else self.text("everyone")
        cells = tuple(self.count(number) for number in (*numbers, sum(numbers)))
        return Row((_words(called), *cells), RowKind.BODY if by else RowKind.ALL)

    def by_called(self, by: str) -> str:
        """A column that answers are broken down by."""
        if by in {"mode", "language"}:
            return self.text(f"by.{by}")
        return self.names().get(by, by) if by else self.text("whole")

    def group_called(self, by: str, group: str) -> str:
        """A group by its label."""
        if by in {"mode", "language"}:
            return self.value_called(by, group)
        variable = self.checks.responses.codebook.get(by)
        for code in variable.codes if variable is not None else ():
            if str(code.value) == group:
                return self.said(code.label) or group
        return group or self.text("unsaid")

    def value_called(self, what: str, value: str) -> str:
        """A mode or a language in words."""
        if not value:
            return self.text("unsaid")
        if what == LANGUAGE:
            name = language_name(value, lang=self.language)
            return value if name == value else capitalised(name)
        return mode_in_words(value, self.language)

    # Making a table

    def _table(
        self,
        name: str,
        heads: _Heads,
        rows: Sequence[Row],
        most: int | None = None,
    ) -> Table:
        named = [(head, Align.RIGHT) if isinstance(head, str) else head for head in heads]
        columns = tuple(Column(key, self.text(f"column.{key}"), align) for key, align in named)
        left = 0 if most is None else max(len(rows) - most, 0)
        more = self.text("more", count=left, rows=format_number(left, self.language))
        return Table(
            f"check_{name}",
            self.text(f"table.{name}"),
            columns,
            tuple(rows if most is None else rows[:most]),
            notes=(more,) if left else (),
            language=self.language,
        )


def _words(words: str) -> Cell:
    value: tuple[Value, ...] = (words,)
    return Cell(words, value)


def people_told_of(checks: ResponseChecks) -> dict[str, list[AnswerFinding]]:
    """What is told of each respondent; those of whom most and the gravest is told first."""
    groups: dict[str, list[AnswerFinding]] = defaultdict(list)
    for each in checks.about(Subject.RESPONDENT):
        groups[each.respondent].append(each)
    place = {each: number for number, each in enumerate(SEVERITIES)}

    def gravest(respondent: str) -> tuple[Any, ...]:
        found = groups[respondent]
        return min(place[each.severity] for each in found), -len({each.name for each in found})

    return {respondent: groups[respondent] for respondent in sorted(groups, key=gravest)}
