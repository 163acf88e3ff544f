"""What the codebook says of one question: its words, who is asked it, its columns and codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    BulletList,
    Cell,
    Heading,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
    Tone,
)
from survey.questionnaire.columns import column_names
from survey.questionnaire.exchange.codebook_lists import (
    asked_sentence,
    code_cell,
    code_note,
    columns_of,
    text_row,
)
from survey.questionnaire.forms.items import section_condition
from survey.questionnaire.questions import Computed, Grid, Multiple, Note, Ranking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Code, Variable
    from survey.documents.blocks import Block
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.exchange.codebook_words import Words
    from survey.questionnaire.questions import Question, Section


def section_blocks(words: Words, section: Section) -> Iterator[Block]:
    """The title of a section, its introduction, and who it is for."""
    title = words.said(section.title) or words.text("codebook.questions")
    yield Heading(2, title, f"section_{section.id}")
    for part in words.said(section.introduction).split("\n\n"):
        if part.strip():
            yield Paragraph((Run(part.strip()),))
    condition = section_condition(section)
    if condition is not None:
        sentence = words.asked(condition)
        yield Paragraph((Run(words.text("codebook.section_asked", sentence=sentence)),), Tone.NOTE)


def entry_blocks(words: Words, asked: Asked) -> Iterator[Block]:
    """All that is said of a question."""
    question = asked.question
    if isinstance(question, Note):
        yield Paragraph((Run(words.said(question.text) or words.said(question.label)),), Tone.NOTE)
        return
    yield Heading(3, _heading(words, question), f"question_{question.id}")
    yield from _as_asked(words, question)
    variables = words.variables().get(question.id, ())
    facts = [fact for fact in _facts(words, asked, variables) if fact[1]]
    yield BulletList(
        tuple(
            Paragraph((Run(f"{words.text(f'codebook.fact.{name}')}: ", strong=True), Run(said)))
            for name, said in facts
        )
    )
    yield from _tables(words, asked, variables)


def _heading(words: Words, question: Question) -> str:
    number = words.numbers.get(question.id, "")
    label = words.said(question.label) or words.said(question.text) or question.id
    return f"{number}. {label}" if number else label


def _as_asked(words: Words, question: Question) -> Iterator[Block]:
    for text, tone in ((question.text, Tone.LEAD), (question.hint, Tone.NOTE)):
        said, spoken = words.shown(text)
        if said and not _heading(words, question).endswith(f" {said}"):
            language = spoken if spoken != words.language else ""
            yield Paragraph((Run(said),), tone, language=language)


def _facts(words: Words, asked: Asked, variables: Sequence[Variable]) -> Iterator[tuple[str, str]]:
    question = asked.question
    names = [variable.name for variable in variables]
    yield "columns", ", ".join(names)
    yield "type", words.text(f"codebook.type.{question.type}")
    computed = isinstance(question, Computed) and not asked.universe
    yield "asked", words.text("codebook.nobody") if computed else words.asked(asked.universe)
    yield "scale", getattr(question, "scale", "")
    yield "answers", words.answers(question)
    yield "missing", _missing(words, question, variables)
    yield "value", _value(words, question)
    yield "period", words.said(question.period)
    yield "concept", words.said(question.concept)
    yield "headline", _headline(words, question, variables)
    members = dict.fromkeys(index for name in names for index in words.indices(name))
    yield "index", "; ".join(members)
    yield "required", words.text("codebook.fact.yes") if question.required else ""
    for check in question.checks:
        condition, message = words.condition(check.must), words.said(check.message)
        yield "check", words.text("codebook.checked", condition=condition, message=message)


def _missing(words: Words, question: Question, variables: Sequence[Variable]) -> str:
    """The codes for missing answers, where no table of codes names them."""
    if not variables or _has_code_table(question):
        return ""
    return words.missing(variables[0])


def _has_code_table(question: Question) -> bool:
    return bool(getattr(question, "codes", ())) and not isinstance(
        question, Multiple | Ranking | Computed
    )


def _value(words: Words, question: Question) -> str:
    if not isinstance(question, Computed) or question.value is None:
        return ""
    told = words.condition(question.value)
    return words.text("codebook.computed_value", words=told, source=question.value.source)


def _headline(words: Words, question: Question, variables: Sequence[Variable]) -> str:
    """The headline of a question, or those of the rows of a grid where they differ."""
    told = dict.fromkeys(words.headline(each) for each in variables if each.headline)
    return "; ".join(told) if question.headline or isinstance(question, Grid) else ""


# Tables of columns and codes


def _tables(words: Words, asked: Asked, variables: Sequence[Variable]) -> Iterator[Table]:
    question = asked.question
    match question:
        case Grid():
            yield _column_table(words, asked, variables, "row")
        case Multiple() | Ranking():
            yield _column_table(words, asked, variables, "option")
        case Computed(cases=cases) if cases:
            yield _case_table(words, question)
    if _has_code_table(question):
        own = [each for each in variables if each.codes]
        fullest = max((each.missing for each in own), key=len)  # a row may have its own condition
        yield _code_table(words, asked, replace(own[0], missing=fullest))


def _column_table(words: Words, asked: Asked, variables: Sequence[Variable], kind: str) -> Table:
    notes = _notes(words, asked, variables)
    heads = ["column", kind]
    heads += ["note"] if any(notes) else []
    rows = []
    for variable, note in zip(variables, notes, strict=True):
        texts = [variable.name, words.said(variable.label)]
        rows.append(text_row(*texts, *([note] if any(notes) else [])))
    return _table(words, f"columns_{asked.question.id}", "codebook.columns_of",
                  words.said(asked.question.label) or asked.question.id, heads, rows)  # fmt: skip


def _notes(words: Words, asked: Asked, variables: Sequence[Variable]) -> list[str]:
    """What is special about each column: a condition of its own, or what a code does."""
    question = asked.question
    if isinstance(question, Grid):
        special = [row.ask_if is not None for row in question.rows]
        return [
            asked_sentence(words, variable, asked) if own else ""
            for variable, own in zip(variables, special, strict=True)
        ]
    codes = dict(zip(column_names(question), getattr(question, "codes", ()), strict=False))
    return [
        code_note(words, variable, codes[variable.name], asked)
        if variable.name in codes
        else words.text(f"codebook.kind.{variable.kind}")
        for variable in variables
    ]


def _code_table(words: Words, asked: Asked, variable: Variable) -> Table:
    rows = [_code_row(words, code, code_note(words, variable, code, asked))
            for code in variable.codes]  # fmt: skip
    missing = words.text("codebook.code.missing")
    rows += [_code_row(words, code, missing, RowKind.BASE) for code in variable.missing]
    named = variable.name if not isinstance(asked.question, Grid) else asked.question.id
    heads = ("code", "label", "note")
    return _table(words, f"codes_{asked.question.id}", "codebook.answers", named, heads, rows)


def _code_row(words: Words, code: Code, note: str, kind: RowKind = RowKind.BODY) -> Row:
    cells = (code_cell(words, code.value), Cell(words.label(code), (words.label(code),)),
             Cell(note, (note,)))  # fmt: skip
    return Row(cells, kind)


def _case_table(words: Words, question: Computed) -> Table:
    labels = {code.value: words.label(code) for code in question.codes}
    rows = []
    for case in question.cases:
        when = words.condition(case.when)
        rows.append(Row((code_cell(words, case.value), *_cells(labels.get(case.value, ""), when))))
    if question.otherwise is not None:
        value = question.otherwise
        when = words.text("codebook.otherwise")
        rows.append(Row((code_cell(words, value), *_cells(labels.get(value, ""), when))))
    heads = ("code", "label", "when")
    return _table(words, f"cases_{question.id}", "codebook.cases_of", question.id, heads, rows)


def _cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(each, (each,)) for each in texts)


def _table(
    words: Words, identity: str, title: str, name: str, heads: Sequence[str], rows: Sequence[Row]
) -> Table:
    return Table(identity, words.text(title, name=name), columns_of(words, heads), tuple(rows),
                 language=words.language)  # fmt: skip
