"""The flattened list of columns that a questionnaire gives, which all rooms use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.codebook import Code, Codebook, Kind, MissingKind, MultipleResponse, Variable
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.expressions.writing import all_hold, one_of_the_areas
from survey.questionnaire.questions import (
    Computed,
    Date,
    Grid,
    Multiple,
    Note,
    Number,
    OpenText,
    Ranking,
    Roster,
    Single,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import Headline, Index, Text
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.questions import Question, Section

Sections = tuple["Section", ...]
Words = Mapping[MissingKind, "Text"]
Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what decides who is asked it.

    Attributes
    ----------
    question : Question
    section : Section
    table : str
        The roster it stands in; empty for none.
    universe : Expression or None
        All conditions that must hold; None if everyone is asked.
    """

    question: Question
    section: Section
    table: str = ""
    universe: Expression | None = None

    def row_universe(self, condition: Expression | None) -> Expression | None:
        """All conditions that must hold for a row that has one of its own."""
        return all_hold((self.universe, condition))


def asked_questions(sections: Sections) -> Iterator[Asked]:
    """All questions in order, those of a roster right after it, with who is asked."""
    for section in sections:
        shared = (one_of_the_areas(section.areas), section.ask_if)
        for question in section.questions:
            universe = all_hold((*shared, question.ask_if))
            yield Asked(question, section, universe=universe)
            if isinstance(question, Roster):
                for each in question.questions:
                    yield Asked(each, section, question.id, all_hold((universe, each.ask_if)))


def column_names(question: Question) -> tuple[str, ...]:
    """The columns that hold the answers to a question, those for words of an "other" left out.

    Examples
    --------
    >>> from survey.questionnaire.questions import GridRow
    >>> rows = (GridRow("light", {"en": "Lighting"}), GridRow("paths", {"en": "Paths"}))
    >>> column_names(Grid(id="setting", codes=(), rows=rows))
    ('setting_light', 'setting_paths')
    """
    match question:
        case Grid(rows=rows):
            return tuple(f"{question.id}_{row.id}" for row in rows)
        case Multiple(codes=codes) | Ranking(codes=codes):
            return tuple(f"{question.id}_{code.value}" for code in codes)
        case Note() | Roster():
            return ()
    return (question.id,)


def columns_of(sections: Sections, words: Words, table: str = "") -> tuple[Variable, ...]:
    """The columns of a table, in order.

    Parameters
    ----------
    sections : tuple of Section
    words : mapping of MissingKind to Text
        Words for kinds of missing that differ from the usual ones.
    table : str
        The roster whose table is meant; empty for that of the respondents.
    """
    labels = {**missing_words(), **words}
    return tuple(
        variable
        for asked in asked_questions(sections)
        if asked.table == table
        for variable in _columns(asked, labels)
    )


def codebook_of(
    sections: Sections, words: Words, indices: Iterable[Index], universes: Mapping[str, Text]
) -> Codebook:
    """What the columns of the respondents' table mean, and what is made of several.

    Parameters
    ----------
    sections : tuple of Section
    words : mapping of MissingKind to Text
    indices : iterable of Index
    universes : mapping of str to Text
        Who is asked, as sentences by the condition as it is written.
    """
    variables = {
        each.name: replace(each, universe_text=universes.get(each.universe, {}))
        for each in columns_of(sections, words)
    }
    multiples = {
        each.id: _multiple_response(each)
        for section in sections
        for each in section.questions
        if isinstance(each, Multiple)
    }
    return Codebook(variables, multiples, {index.name: index for index in indices})


def missing_words() -> dict[MissingKind, Text]:
    """The usual words for each kind of missing."""
    return {
        kind: {
            language: text(f"missing.{kind.name.lower()}", lang=language) for language in LANGUAGES
        }
        for kind in MissingKind
    }


def _multiple_response(question: Multiple) -> MultipleResponse:
    def of(chosen: Iterable[Code]) -> tuple[str, ...]:
        return tuple(f"{question.id}_{code.value}" for code in chosen)

    return MultipleResponse(
        question.id,
        column_names(question),
        question.label,
        question.text,
        exclusive=of(code for code in question.codes if code.exclusive),
        other=of(code for code in question.codes if code.opens_text),
    )


def _columns(asked: Asked, words: Words) -> Iterator[Variable]:
    question = asked.question
    match question:
        case Note() | Roster():
            return
        case Grid():
            yield from _grid_columns(asked, question, words)
            return
        case Multiple() | Ranking():
            yield from _option_columns(asked, question, words)
        case _:
            yield _variable(asked, words, question.id, _kind(question), codes=_codes(question))
    yield from _words_of_other(asked, words)


def _kind(question: Question) -> Kind:
    match question:
        case Number():
            return Kind.NUMBER
        case Date():
            return Kind.DATE
        case OpenText():
            return Kind.TEXT
        case Computed(codes=()):
            return Kind.NUMBER
    return Kind.SINGLE


def _codes(question: Question) -> tuple[Code, ...]:
    match question:
        case Single(codes=codes) | OpenText(codes=codes) | Computed(codes=codes):
            return codes
    return ()


def _grid_columns(asked: Asked, grid: Grid, words: Words) -> Iterator[Variable]:
    for row, name in zip(grid.rows, column_names(grid), strict=True):
        own = replace(asked, universe=asked.row_universe(row.ask_if))
        headline = row.headline or grid.headline
        found = _variable(own, words, name, Kind.SINGLE, codes=grid.codes, headline=headline)
        yield replace(found, label=row.text, item=row.id)


def _option_columns(asked: Asked, question: Multiple | Ranking, words: Words) -> Iterator[Variable]:
    kind = Kind.OPTION if isinstance(question, Multiple) else Kind.RANK
    codes = _ticks() if isinstance(question, Multiple) else _ranks(question)
    for code, name in zip(question.codes, column_names(question), strict=True):
        found = _variable(asked, words, name, kind, codes=codes)
        yield replace(found, label=code.label, item=str(code.value), headline=None)


def _words_of_other(asked: Asked, words: Words) -> Iterator[Variable]:
    question = asked.question
    if not isinstance(question, Single | Multiple | Ranking):
        return
    for code in question.codes:
        if code.opens_text:
            name = f"{question.id}_{code.value}_text"
            found = _variable(asked, words, name, Kind.TEXT)
            yield replace(found, label=code.label, item=str(code.value), headline=None)


def _variable(
    asked: Asked,
    words: Words,
    name: str,
    kind: Kind,
    *,
    codes: tuple[Code, ...] = (),
    headline: Headline | None = None,
) -> Variable:
    question, universe = asked.question, asked.universe
    return Variable(
        name,
        kind,
        question.label,
        question.text,
        codes,
        headline or question.headline,
        missing=tuple(Code(int(each), words[each]) for each in _possible(asked, kind)),
        universe=universe.source if universe else "",
        question_id=question.id,
        scale=getattr(question, "scale", ""),
        concept=question.concept,
        table=asked.table,
    )


def _possible(asked: Asked, kind: Kind) -> Iterator[MissingKind]:
    """Reasons why an answer may be missing in a column."""
    yield MissingKind.NO_ANSWER
    if kind is Kind.SINGLE and not isinstance(asked.question, Computed):
        yield MissingKind.MULTIPLE_TICKS
    if asked.universe is not None:
        yield MissingKind.NOT_ASKED
    yield from asked.question.missing


def _ticks() -> tuple[Code, ...]:
    return tuple(
        Code(value, {each: text(f"codes.{key}", lang=each) for each in LANGUAGES})
        for value, key in ((0, "not_ticked"), (1, "ticked"))
    )


def _ranks(question: Ranking) -> tuple[Code, ...]:
    """Places from 1; 0 is for what was left out."""
    most = question.most or len(question.codes)
    left_out = Code(0, {each: text("codes.not_ranked", lang=each) for each in LANGUAGES})
    places = (
        Code(n, {each: text("codes.ranked", lang=each, place=n) for each in LANGUAGES})
        for n in range(1, most + 1)
    )
    return (left_out, *places)


def index_members(sections: Iterable[Section]) -> dict[str, list[tuple[str, Ends]]]:
    """What an index can be made of: columns and the ends of their scale, by what they are called.

    A grid can be called by its name, which stands for all of its rows.
    """
    members: dict[str, list[tuple[str, Ends]]] = {}
    for question in (each for section in sections for each in section.questions):
        ends = _ends(question)
        if ends is not None:
            columns = column_names(question)
            members |= {name: [(name, ends)] for name in columns}
            members[question.id] = [(name, ends) for name in columns]
    return members


def _ends(question: Question) -> Ends | None:
    """The ends of the scale that a question is answered on."""
    if isinstance(question, Number):
        high = question.high
        return None if high is None else (question.low or 0.0, high)
    if not isinstance(question, Single | Grid | Computed):
        return None
    points = [float(code.value) for code in question.codes if not code.outside]
    return (min(points), max(points)) if points else None
