"""Names of questions, columns, rows, sections, scales and indices."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from survey.findings import Severity
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.questions import Grid, Roster
from survey.questionnaire.reserved import OF_SPSS, RESERVED_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.codebook import Variable
    from survey.findings import Finding
    from survey.questionnaire.model import ModelPath, Questionnaire

MOST_CHARACTERS = 28
_MANY_CHARACTERS = 20
_FORM = re.compile(r"[a-z](?:[a-z0-9_]*[a-z0-9])?")


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Names that are ill-formed, too long, taken or used twice."""
    yield from _forms(questionnaire)
    yield from _twice(questionnaire)
    tables = tuple(tables_of(questionnaire))
    yield from _columns_twice(questionnaire, tables)
    yield from _lengths(questionnaire, [variable for table in tables for variable in table])


def _named(questionnaire: Questionnaire) -> Iterator[tuple[str, ModelPath]]:
    """All names that a person chose, with their places."""
    for scale in questionnaire.scales:
        yield scale, ("scales", scale)
    for section in questionnaire.sections:
        if section.id:
            yield section.id, ("sections", section.id)
    for question in questionnaire.everything():
        yield question.id, (question.id,)
        if isinstance(question, Grid):
            for row in question.rows:
                yield row.id, (question.id, "rows", row.id)
    for index in questionnaire.indices:
        yield index.name, ("indices", index.name)


def _forms(questionnaire: Questionnaire) -> Iterator[Finding]:
    for name, path in dict.fromkeys(_named(questionnaire)):
        if not _FORM.fullmatch(name) and not ("rows" in path and _is_row(name)):
            yield finding(
                "questionnaire.name_form", place=questionnaire.place(*path), name=quoted(name)
            )
    questions = {question.id for question in questionnaire.everything()}
    for name in [*sorted(questions), *(index.name for index in questionnaire.indices)]:
        path = (name,) if name in questions else ("indices", name)
        key = "spss" if name.lower() in OF_SPSS else "conditions"
        if name.lower() in RESERVED_NAMES:
            yield finding(
                f"questionnaire.name_of_{key}", place=questionnaire.place(*path), name=quoted(name)
            )


def _is_row(name: str) -> bool:
    """Whether a name can stand after that of a grid; it may begin with a digit."""
    return bool(_FORM.fullmatch(f"a{name}"))


def _twice(questionnaire: Questionnaire) -> Iterator[Finding]:
    ids = [question.id for question in questionnaire.everything()]
    for name in _repeated(ids):
        for path in ((name, "id"), ("again", name, "id")):
            place = questionnaire.place(*path)
            if path[0] == name or (place and place.line):
                yield finding("questionnaire.id_twice", place=place, name=quoted(name))
    sections = [section.id for section in questionnaire.sections]
    for name in _repeated(sections):
        place = questionnaire.place("sections", name)
        yield finding("questionnaire.section_twice", place=place, name=quoted(name))
    for name in _repeated(index.name for index in questionnaire.indices):
        place = questionnaire.place("indices", name)
        yield finding("questionnaire.index_twice", place=place, name=quoted(name))
    for question in questionnaire.everything():
        if isinstance(question, Grid):
            for name in _repeated(row.id for row in question.rows):
                yield finding(
                    "questionnaire.row_twice",
                    place=questionnaire.place(question.id, "rows", name),
                    name=quoted(name),
                    grid=quoted(question.id),
                )


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def tables_of(questionnaire: Questionnaire) -> Iterator[tuple[Variable, ...]]:
    """The columns of the respondents' table, and of the table of each roster."""
    yield questionnaire.variables()
    for question in questionnaire.questions:
        if isinstance(question, Roster):
            yield questionnaire.variables(question.id)


def _columns_twice(
    questionnaire: Questionnaire, tables: Iterable[tuple[Variable, ...]]
) -> Iterator[Finding]:
    """Columns of one table that SPSS can't tell apart, and indices that are called like one."""
    for table in tables:
        owners = [(variable.name, variable.question_id) for variable in table]
        if table and not table[0].table:
            owners += [(index.name, "") for index in questionnaire.indices]
        first: dict[str, tuple[str, str]] = {}
        for name, owner in owners:
            before = first.setdefault(name.lower(), (name, owner))
            if before != (name, owner):
                path = (owner,) if owner else ("indices", name)
                yield finding(
                    "questionnaire.column_twice",
                    place=questionnaire.place(*path),
                    name=quoted(name),
                    names=culprits(dict.fromkeys((before[1] or before[0], owner or name))),
                )


def _lengths(questionnaire: Questionnaire, columns: Iterable[Variable]) -> Iterator[Finding]:
    longest: dict[str, str] = {}
    for variable in columns:
        known = longest.setdefault(variable.question_id, variable.name)
        if len(variable.name) > len(known):
            longest[variable.question_id] = variable.name
    for name, column in longest.items():
        if len(column) > MOST_CHARACTERS:
            yield finding(
                "questionnaire.name_too_long",
                place=questionnaire.place(name),
                name=quoted(column),
                count=len(column),
                most=MOST_CHARACTERS,
            )
        elif len(name) > _MANY_CHARACTERS:
            yield finding(
                "questionnaire.name_long",
                severity=Severity.WARNING,
                place=questionnaire.place(name),
                name=quoted(name),
                count=len(name),
                most=_MANY_CHARACTERS,
            )
