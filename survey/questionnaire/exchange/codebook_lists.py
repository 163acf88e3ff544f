"""The codebook as lists: all columns, all codes, all members of indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.questionnaire.column_labels import column_label
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.exchange.codebook_words import asked_of, possible_kinds
from survey.questionnaire.questions import Computed, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Code, MissingKind, Variable
    from survey.documents.blocks import Value
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.exchange.codebook_words import Words

_WHOLE = "0"


def columns_of(
    words: Words, names: Sequence[str], numeric: Sequence[str] = ()
) -> tuple[Column, ...]:
    """Columns with the heads of the codebook; those of numbers stand to the right."""
    return tuple(
        Column(
            name,
            words.text(f"codebook.head.{name}"),
            Align.RIGHT if name in numeric else Align.LEFT,
            formats=(_WHOLE,) if name in numeric else ("@",),
        )
        for name in names
    )


def code_cell(words: Words, value: int | str) -> Cell:
    """A code: a number in a workbook."""
    return Cell(words.code(value), (value,), () if isinstance(value, int) else ("@",))


def text_row(*texts: str, kind: RowKind = RowKind.BODY) -> Row:
    """A row of texts."""
    return Row(tuple(_text(each) for each in texts), kind)


def _text(words: str, *values: Value) -> Cell:
    return Cell(words, values or (words,))


# The table of all columns on a page


def summary_table(words: Words, table: str) -> Table:
    """All columns of a table of answers in short, parted by sections."""
    heads = ("column", "number", "label", "type", "asked")
    title = (
        words.text("codebook.all_columns_of", name=table)
        if table
        else words.text("codebook.all_columns")
    )
    rows = tuple(_summary_rows(words, table))
    identity = f"columns_{table}" if table else "columns"
    return Table(identity, title, columns_of(words, heads), rows, language=words.language)


def _summary_rows(words: Words, table: str) -> Iterator[Row]:
    variables, section = words.variables(), ""
    for asked in asked_questions(words.questionnaire.sections):
        own = variables.get(asked.question.id, ())
        if asked.table != table or not own:
            continue
        if asked.section.id != section and words.said(asked.section.title):
            yield Row((Cell(words.said(asked.section.title)),), RowKind.HEADING)
        section = asked.section.id
        for variable in own:
            whom = "some" if variable.universe else "everyone"
            if isinstance(asked.question, Computed) and not variable.universe:
                whom = "nobody"
            yield text_row(
                variable.name,
                words.numbers.get(asked.question.id, ""),
                column_label(variable, asked.question, words.said),
                words.text(f"codebook.kind.{variable.kind}"),
                words.text(f"codebook.{whom}"),
            )


# The sheets of a workbook


def variable_list(words: Words, beside: Sequence[Variable] = ()) -> Table:
    """A row for each column with all that is known of it, in the order of a file of answers.

    Parameters
    ----------
    words : Words
    beside : sequence of Variable
        Columns beside those of the questions: indices stand after them, all others before.
    """
    heads = (
        "column", "number", "section", "table", "type", "label", "question", "asked", "scale",
        "answers", "missing", "concept", "period", "headline", "index",
    )  # fmt: skip
    before, after = _parted(words, beside)
    rows = (*_rows_beside(words, before), *_variable_rows(words), *_rows_beside(words, after))
    title = words.text("codebook.sheet.columns")
    return Table("variables", title, columns_of(words, heads), rows, language=words.language)


def _parted(
    words: Words, beside: Sequence[Variable]
) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    """Columns that stand before those of the questions, and indices, which stand after them."""
    indices = {index.name for index in words.questionnaire.indices}
    before = tuple(each for each in beside if each.name not in indices)
    return before, tuple(each for each in beside if each.name in indices)


def _rows_beside(words: Words, beside: Sequence[Variable]) -> Iterator[Row]:
    for variable in beside:
        answers = "; ".join(f"{words.code(c.value)} {words.label(c)}" for c in variable.codes)
        kind = words.text(f"codebook.kind.{variable.kind}")
        label, missing = words.said(variable.label), words.missing(variable)
        yield text_row(
            variable.name, "", "", "", kind, label, "", "", "", answers, missing, "", "", "", ""
        )


def _variable_rows(words: Words) -> Iterator[Row]:
    variables = words.variables()
    for asked in asked_questions(words.questionnaire.sections):
        question = asked.question
        for variable in variables.get(question.id, ()):
            yield text_row(
                variable.name,
                words.numbers.get(question.id, ""),
                words.said(asked.section.title) or asked.section.id,
                variable.table,
                words.text(f"codebook.kind.{variable.kind}"),
                column_label(variable, asked.question, words.said),
                words.said(variable.question),
                asked_sentence(words, variable, asked),
                variable.scale,
                _answers_in_short(words, variable, asked),
                words.missing(variable),
                words.said(question.concept),
                words.said(question.period),
                words.headline(variable),
                "; ".join(words.indices(variable.name)),
            )


def asked_sentence(words: Words, variable: Variable, asked: Asked) -> str:
    """Who is asked what a column holds; a row of a grid may have a condition of its own."""
    universe = asked.universe
    if isinstance(asked.question, Grid):
        row = next((r for r in asked.question.rows if r.id == variable.item), None)
        universe = asked.row_universe(row.ask_if) if row is not None else universe
    return words.asked(universe)


def _answers_in_short(words: Words, variable: Variable, asked: Asked) -> str:
    if variable.codes:
        return "; ".join(f"{words.code(c.value)} {words.label(c)}" for c in variable.codes)
    question = asked.question
    is_its_own = variable.name == question.id and not isinstance(question, Computed)
    return words.answers(question) if is_its_own else ""


def code_list(words: Words, beside: Sequence[Variable] = ()) -> Table:
    """A row for each code of each column, those for missing answers after the valid ones."""
    heads = ("column", "code", "label", "note")
    before, after = _parted(words, beside)
    rows = (*_codes_beside(words, before), *_code_rows(words), *_codes_beside(words, after))
    title = words.text("codebook.sheet.codes")
    columns = columns_of(words, heads, numeric=("code",))
    return Table("codes", title, columns, rows, language=words.language)


def _codes_beside(words: Words, beside: Sequence[Variable]) -> Iterator[Row]:
    for variable in beside:
        for code in (*variable.codes, *variable.missing):
            note = words.text("codebook.code.missing") if code in variable.missing else ""
            name, label = _text(variable.name), _text(words.label(code))
            yield Row((name, code_cell(words, code.value), label, _text(note)))


def _code_rows(words: Words) -> Iterator[Row]:
    variables, questions = words.variables(), asked_of(words.questionnaire)
    for name, own in variables.items():
        for variable in own:
            for code in (*variable.codes, *variable.missing):
                is_missing = code in variable.missing
                note = (
                    words.text("codebook.code.missing")
                    if is_missing
                    else code_note(words, variable, code, questions[name])
                )
                cells = (_text(variable.name), code_cell(words, code.value),
                         _text(words.label(code)), _text(note))  # fmt: skip
                yield Row(cells)


def code_note(words: Words, variable: Variable, code: Code, asked: Asked) -> str:
    """What must be known of a code beside its words."""
    notes = [words.text(f"codebook.code.{name}") for name in ("outside", "exclusive")
             if getattr(code, name)]  # fmt: skip
    if code.opens_text:
        column = f"{asked.question.id}_{code.value}_text"
        notes.append(words.text("codebook.code.opens_text", column=column))
    if variable.headline is not None and code.value in variable.headline.codes:
        notes.append(words.text("codebook.code.headline"))
    return "; ".join(notes)


# Indices and kinds of missing answers


def index_table(words: Words) -> Table:
    """A row for each member of each index."""
    heads = ("index", "label", "column", "from", "to", "note", "least")
    rows = tuple(_index_rows(words))
    columns = columns_of(words, heads, numeric=("from", "to", "least"))
    title = words.text("codebook.index_members")
    return Table("indices", title, columns, rows, language=words.language)


def _index_rows(words: Words) -> Iterator[Row]:
    for index in words.questionnaire.indices:
        for item in index.items:
            reverse = words.text("codebook.reversed") if item.reverse else ""
            yield Row((
                _text(index.name),
                _text(words.said(index.label)),
                _text(item.variable),
                Cell(words.number(item.low), (item.low,)),
                Cell(words.number(item.high), (item.high,)),
                _text(reverse),
                Cell(words.number(index.least), (index.least,)),
            ))  # fmt: skip


def missing_table(words: Words) -> Table:
    """The kinds of missing answers and what each of them means."""
    heads = ("code", "label", "meaning")
    rows = tuple(_missing_row(words, kind) for kind in possible_kinds(words))
    return Table(
        "missing",
        words.text("codebook.missing_codes"),
        columns_of(words, heads),
        rows,
        notes=(words.text("codebook.negative"),),
        language=words.language,
    )


def _missing_row(words: Words, kind: MissingKind) -> Row:
    own = words.questionnaire.missing.get(kind, {})
    name = kind.name.lower()
    label = words.said(own) or words.text(f"missing.{name}")
    cells = (code_cell(words, int(kind)), _text(label),
             _text(words.text(f"codebook.kind_of_missing.{name}")))  # fmt: skip
    return Row(cells)
