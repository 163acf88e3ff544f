"""The questions of a workbook, put together from the sheets that each hold a part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.language.catalogue import current_language
from survey.language.messages import quoted
from survey.questionnaire.exchange.workbook_assembly import put_code, put_once
from survey.questionnaire.exchange.workbook_layout import ROW, USED_BY, word
from survey.questionnaire.exchange.workbook_lines import OTHERWISE, Line
from survey.questionnaire.exchange.workbook_tables import heading_of

if TYPE_CHECKING:
    from survey.files.yaml_builder import YamlPath
    from survey.questionnaire.exchange.workbook_assembly import Assembly

_OFFERED = ("dont_know", "refused")
_DATES = {"low": "earliest", "high": "latest"}
_HEADLINE = "headline_"
_IN_LINE_ONLY = {"order", "section", "parent", *_OFFERED}


class Questions:
    """Puts the questions together from the sheets that each hold a part of them."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.lines = [
            line
            for line in assembly.lines("questions")
            if line.get("id") is not None and line.get("type") is not None
        ]
        named = [line for line in assembly.lines("questions") if line.get("id") is not None]
        self.by_name = {line.get("id"): line for line in named}
        self.ranks = {line.get("id"): rank for rank, line in enumerate(self.lines)}
        self.rows = self._children(of_rows=True)
        self.inner = self._children(of_rows=False)
        self.own_codes = self._parts("scales")
        self.computed = self._parts("computed")
        self.checks = self._parts("checks")

    def _children(self, *, of_rows: bool) -> dict[str, list[Line]]:
        """The lines that belong to another one, by its name."""
        children: dict[str, list[Line]] = {}
        for line in self.lines:
            parent = line.get("parent")
            if parent is not None and (line.get("type") == ROW) is of_rows:
                children.setdefault(parent, []).append(line)
        return children

    def _parts(self, sheet: str) -> dict[str, list[Line]]:
        """The lines of another sheet by the question that they belong to."""
        parts: dict[str, list[Line]] = {}
        for line in self.assembly.lines(sheet):
            name = line.get("question") if line.get("scale") is None else None
            if name is not None and name not in self.by_name:
                self.assembly.complain_near(
                    "question_unknown", line, "question", name, self.by_name
                )
            elif name is not None:
                parts.setdefault(name, []).append(line)
        return parts

    def put(self, data: dict[str, Any]) -> None:
        """Put all questions into the data, in their sections if there are any."""
        for line in self.lines:
            self._check(line)
        top = [line for line in self.lines if line.get("parent") is None]
        sections = [line for line in self.assembly.lines("sections") if line.get("id")]
        if not sections:
            self._refuse_section(top)
            data["questions"] = self._questions(top, ("questions",))
            return
        data["sections"] = [
            self._section(line, [each for each in top if each.get("section") == line.get("id")], n)
            for n, line in enumerate(sections)
        ]
        self._refuse_strays(top, sections)

    def _refuse_section(self, lines: list[Line]) -> None:
        for line in lines:
            if line.get("section") is not None:
                self.assembly.complain_near(
                    "section_unknown", line, "section", line.get("section"), ()
                )

    def _refuse_strays(self, lines: list[Line], sections: list[Line]) -> None:
        """Questions without a section, and those that don't stand with the others of theirs."""
        names = [section.get("id") for section in sections]
        furthest = 0
        for line in lines:
            name = line.get("section")
            if name is None:
                self.assembly.reading.complain_of(
                    "section_missing", line, "section", name=quoted(line.get("id"))
                )
            elif name not in names:
                self.assembly.complain_near("section_unknown", line, "section", name, names)
            elif names.index(name) < furthest:
                self.assembly.reading.complain_of(
                    "scattered",
                    line,
                    "section",
                    name=quoted(line.get("id")),
                    section=quoted(name),
                    other=quoted(names[furthest]),
                )
            else:
                furthest = names.index(name)

    def _section(self, line: Line, questions: list[Line], number: int) -> dict[str, Any]:
        path: YamlPath = ("sections", number)
        section: dict[str, Any] = {}
        self.assembly.note(path, line, "id")
        for name in ("id", "title", "introduction", "ask_if", "areas", "random"):
            self.assembly.put(section, path, line, name)
        section["questions"] = self._questions(questions, (*path, "questions"))
        if not questions and not self.assembly.reading.findings:
            self.assembly.reading.complain_of(
                "section_empty", line, "id", name=quoted(line.get("id"))
            )
        return section

    def _questions(self, lines: list[Line], path: YamlPath) -> list[dict[str, Any]]:
        return [self._question(line, (*path, place)) for place, line in enumerate(lines)]

    def _question(self, line: Line, path: YamlPath) -> dict[str, Any]:
        question = self._own(line, path)
        name = line.get("id")
        if name in self.own_codes:
            codes: dict[int, Any] = {}
            question["codes"] = codes
            for each in self.own_codes[name]:
                put_code(self.assembly, codes, (*path, "codes"), each)
        if name in self.checks:
            question["checks"] = self._checks(self.checks[name], (*path, "checks"))
        for each in self.computed.get(name, ()):
            self._put_computed(question, each, path)
        if line.get("type") == "grid":
            question["rows"] = dict(
                self._row(each, name, (*path, "rows")) for each in self.rows.get(name, ())
            )
        if line.get("type") == "roster":
            question["questions"] = self._questions(self.inner.get(name, []), (*path, "questions"))
        return question

    def _own(self, line: Line, path: YamlPath) -> dict[str, Any]:
        """What stands in the question's own line."""
        question: dict[str, Any] = {}
        self.assembly.note(path, line, "id")
        for name in line.cells:
            if name not in _IN_LINE_ONLY and not name.startswith(_HEADLINE):
                renamed = _DATES.get(name, "") if line.get("type") == "date" else ""
                self.assembly.put(question, path, line, name, renamed)
        offered = [kind for kind in _OFFERED if line.get(kind)]
        if offered:
            question["missing"] = offered
            self.assembly.note((*path, "missing"), line, offered[0])
        self._put_headline(question, line, path)
        return question

    def _put_headline(self, question: dict[str, Any], line: Line, path: YamlPath) -> None:
        headline: dict[str, Any] = {}
        for name in ("codes", "good", "base", "label", "phrase"):
            self.assembly.put(headline, (*path, "headline"), line, f"{_HEADLINE}{name}", name)
        if headline:
            question["headline"] = headline
            self.assembly.note((*path, "headline"), line, f"{_HEADLINE}codes")

    def _row(self, line: Line, grid: str, path: YamlPath) -> tuple[str, dict[str, Any]]:
        name = line.get("id").removeprefix(f"{grid}_")
        where = (*path, name)
        self.assembly.note(where, line, "id")
        row: dict[str, Any] = {}
        self.assembly.put(row, where, line, "text")
        self.assembly.put(row, where, line, "ask_if")
        self._put_headline(row, line, where)
        row.setdefault("text", {})
        return name, row

    def _checks(self, lines: list[Line], path: YamlPath) -> list[dict[str, Any]]:
        checks = []
        for place, line in enumerate(lines):
            where = (*path, place)
            self.assembly.note(where, line, "must")
            check: dict[str, Any] = {
                "message": self.assembly.text((*where, "message"), line, "message", place + 1)
            }
            self.assembly.note((*where, "message"), line, "message")
            self.assembly.put(check, where, line, "must")
            self.assembly.put(check, where, line, "soft")
            checks.append(check)
        return checks

    def _put_computed(self, question: dict[str, Any], line: Line, path: YamlPath) -> None:
        when, code, value = (line.get(name) for name in ("when", "code", "value"))
        if (code is None) == (value is None) or (when is None) != (code is None):
            self.assembly.reading.complain_of(
                "computed_line",
                line,
                "when",
                when=heading_of("computed", "when"),
                code=heading_of("computed", "code"),
                value=heading_of("computed", "value"),
            )
        elif when is OTHERWISE:
            put_once(self.assembly, question, path, line, "code", "otherwise")
        elif when is not None:
            cases = question.setdefault("cases", [])
            where = (*path, "cases", len(cases))
            cases.append({"when": when, "value": code})
            self.assembly.note((*where, "when"), line, "when")
            self.assembly.note((*where, "value"), line, "code")
        else:
            put_once(self.assembly, question, path, line, "value")

    def _check(self, line: Line) -> None:
        """Refuse what can't be said of a question of its type, and wrong owners."""
        type_ = line.get("type")
        self._check_columns(line, type_)
        self._check_parent(line, type_)
        name = line.get("id")
        without_codes = "scale" not in USED_BY[type_]
        for sheet, wrong in (("scales", without_codes), ("computed", type_ != "computed")):
            parts = self.own_codes if sheet == "scales" else self.computed
            if wrong and name in parts:
                self.assembly.reading.complain_of(
                    f"{sheet}_not_for_type",
                    parts[name][0],
                    "question",
                    name=quoted(name),
                    type=quoted(word("type", type_, current_language())),
                )

    def _check_columns(self, line: Line, type_: str) -> None:
        for name, value in line.values.items():
            always = {"id", "type", "order", "section", "parent"}
            if name in always or name in USED_BY[type_] or value is False:
                continue
            self.assembly.reading.complain_of(
                "not_for_type",
                line,
                name,
                name=heading_of("questions", name),
                type=quoted(word("type", type_, current_language())),
            )
        needed = "label" if type_ == "computed" else "text"
        if line.get(needed) is None:
            self.assembly.reading.complain_of(
                "unfilled", line, needed, name=heading_of("questions", needed)
            )

    def _check_parent(self, line: Line, type_: str) -> None:
        parent = line.get("parent")
        if parent is None:
            if type_ == ROW:
                self.assembly.reading.complain_of(
                    "row_alone", line, "parent", name=heading_of("questions", "parent")
                )
        elif parent not in self.by_name:
            self.assembly.complain_near("question_unknown", line, "parent", parent, self.by_name)
        else:
            self._check_owner(line, type_, parent)

    def _check_owner(self, line: Line, type_: str, parent: str) -> None:
        """Rows belong to a grid, questions to a list of persons, and stand after it."""
        complain = self.assembly.reading.complain_of
        wanted = "grid" if type_ == ROW else "roster"
        owned_by = self.by_name[parent].get("type")
        if owned_by is None:
            return
        if owned_by != wanted:
            shown = quoted(word("type", wanted, current_language()))
            complain("parent_type", line, "parent", name=quoted(parent), type=shown)
        elif self.ranks[parent] > self.ranks[line.get("id")]:
            complain("parent_after", line, "parent", name=quoted(parent))
        elif type_ == ROW and not line.get("id").startswith(f"{parent}_"):
            wished = quoted(f"{parent}_{line.get('id')}")
            complain("row_name", line, "id", name=quoted(parent), wished=wished)
