"""From what was guessed to a questionnaire, and the map of its columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import Code, Headline, MissingKind, Text
from survey.language.catalogue import text
from survey.language.words import sort_key
from survey.questionnaire.column_map import (
    ColumnMap,
    MappedColumn,
    Target,
    months_come_first,
)
from survey.questionnaire.drafting.code_sets import CodeSet, code_sets
from survey.questionnaire.drafting.column_use import Use, uses_of
from survey.questionnaire.drafting.grids import DraftedGrid, grids
from survey.questionnaire.drafting.ledger import Aspect, Sureness, listed
from survey.questionnaire.drafting.legal_names import legal_name, spelled
from survey.questionnaire.drafting.lexicon import CONTRAST
from survey.questionnaire.drafting.naming import Names, row_names
from survey.questionnaire.drafting.non_answers import non_answers_of
from survey.questionnaire.drafting.source import number_of
from survey.questionnaire.drafting.stems import words_of
from survey.questionnaire.drafting.ticks import TickedSet, ticked_sets
from survey.questionnaire.drafting.withheld import personal_cells, rare_answers, without
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Date,
    Grid,
    GridRow,
    Multiple,
    Number,
    OpenText,
    Question,
    Scale,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from survey.questionnaire.drafting.ledger import Ledger
    from survey.questionnaire.drafting.source import Column, Source

AREA, WEIGHT, COUNT = "area", "weight", "answers"
NO_AREA = "no_area"
_OFFERED = (MissingKind.DONT_KNOW, MissingKind.REFUSED)
_BRACES = str.maketrans("{}", "()")
_MOST_DECIMALS = 6
_LONGEST_ID = 64
_LONGEST_ASKED = 60


@dataclass(frozen=True, slots=True)
class Assembled:
    """A questionnaire, the map of its columns, what its areas are called, and which is contrast.

    What became no category stands in `withheld`, by column, and counts as empty in `source`.
    """

    questionnaire: Questionnaire
    columns: ColumnMap
    areas: Mapping[str, str]
    contrast: str
    source: Source
    withheld: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class _Parts:
    """What is known of a file while questions are made of it."""

    source: Source
    language: str
    ledger: Ledger
    names: Names
    uses: Mapping[str, Use]
    sets: Mapping[str, CodeSet]
    mapped: list[MappedColumn]

    def text(self, words: str) -> Text:
        """A text of the questionnaire; braces would be places to fill in."""
        return {self.language: words.translate(_BRACES)}


def assembled(source: Source, ledger: Ledger, language: str, area: str | None) -> Assembled:
    """Guess everything, and put it together."""
    source, uses, withheld = _without_persons(source, ledger, area)
    ticked = ticked_sets(source, uses, ledger)
    in_ticks = {column.name for each in ticked for column in each.columns}
    coded = [
        column
        for column in source.columns
        if uses[column.name] is Use.SINGLE and column.name not in in_ticks
    ]
    sets = {c.name: made for made in code_sets(coded, ledger, language) for c in made.columns}
    gridded = grids(source, sets, ledger)
    parts = _Parts(source, language, ledger, Names(ledger), uses, sets, [])
    areas = dict(_areas(parts))
    contrast = _contrast(parts, areas)
    _mapped_numbers(parts)
    questions = tuple(_questions(parts, ticked, gridded))
    questionnaire = Questionnaire(
        id=_id(source.path.stem),
        title=parts.text(source.title or source.path.stem),
        languages=Languages((language,)),
        sections=(Section("", questions),),
        scales={made.scale: _scale(parts, made) for made in sets.values() if made.scale},
    )
    used = {each.source for each in parts.mapped}
    left_out = tuple(column.name for column in source.columns if column.name not in used)
    mapped = ColumnMap(tuple(parts.mapped), left_out)
    return Assembled(questionnaire, mapped, areas, contrast, source, withheld)


def _without_persons(
    source: Source, ledger: Ledger, area: str | None
) -> tuple[Source, dict[str, Use], dict[str, frozenset[str]]]:
    """The file without what tells who somebody is, what its columns are, and what went."""
    cells = personal_cells(source)
    source = without(source, cells)
    uses = uses_of(source, ledger, area=area)
    rare = rare_answers(source, uses)
    both = {name: cells.get(name, frozenset()) | rare.get(name, frozenset())
            for name in (*cells, *rare)}  # fmt: skip
    return without(source, rare), uses, both


def _id(stem: str) -> str:
    plain = spelled(stem).replace("_", "-")[:_LONGEST_ID].strip("-")
    return plain or "draft"


def _areas(parts: _Parts) -> Iterator[tuple[str, str]]:
    """The areas by their new name, in the order of the file's codes or the alphabet."""
    column = next((c for c in parts.source.columns if parts.uses[c.name] is Use.AREA), None)
    if column is None:
        return
    codes: dict[str, int | str] = {}
    named: dict[str, str] = {}
    groups = _spellings(column)
    for value in sorted(column.values, key=lambda each: _place(column, each, parts.language)):
        spellings = groups[_one_spelling(column.meaning(value))]
        label = spellings[0]
        if label not in named:
            named[label] = legal_name(_worded(label), list(named.values()))
            yield named[label], _decided_label(parts, column.name, named[label], spellings)
        codes[value] = named[label]
    if column.filled < parts.source.rows:
        yield NO_AREA, text("drafting.no_area", lang=parts.language)
    parts.mapped.append(MappedColumn(column.name, AREA, Target.GROUP, codes, blank=NO_AREA))


def _one_spelling(label: str) -> str:
    """What all spellings have in common that differ in capitals and spaces alone."""
    return " ".join(label.casefold().split())


def _spellings(column: Column) -> dict[str, list[str]]:
    """How each area is spelled, the spelling of most answers first."""
    sizes: Counter[str] = Counter()
    for value, count in zip(column.values, column.counts, strict=True):
        sizes[column.meaning(value)] += count
    found: dict[str, list[str]] = {}
    for label in sorted(sizes, key=lambda each: (-sizes[each], each)):
        found.setdefault(_one_spelling(label), []).append(label)
    return found


def _decided_label(parts: _Parts, column: str, name: str, spellings: list[str]) -> str:
    """What an area is called; a guess where the file spells it in several ways."""
    label = spellings[0].translate(_BRACES)
    if len(spellings) == 1:
        return label
    others = [each.translate(_BRACES) for each in spellings[1:]]
    return parts.ledger.decide(
        Aspect.SPELLING,
        [column],
        label,
        "spelling",
        part=name,
        alternatives=others,
        spellings=listed(spellings),
    )


def _contrast(parts: _Parts, areas: Mapping[str, str]) -> str:
    """The area that gives contrast; which one it is can't be seen in a file."""
    column = next((c for c in parts.source.columns if parts.uses[c.name] is Use.AREA), None)
    if column is None or len(areas) < 2:
        return ""
    sizes: Counter[str] = Counter()
    codes = next(each.codes for each in parts.mapped if each.target == AREA)
    for value, count in zip(column.values, column.counts, strict=True):
        sizes[areas[str(codes[value])]] += count
    named = [label for label in sizes if CONTRAST.search(label.casefold())]
    largest = max(sizes, key=lambda label: sizes[label])
    guess = named[0] if named else largest
    decided = parts.ledger.decide(
        Aspect.CONTRAST,
        [column.name],
        guess,
        "contrast_name" if named else "contrast_largest",
        sureness=Sureness.LIKELY if named else Sureness.UNSURE,
        alternatives=[label for name, label in areas.items() if name != NO_AREA],
    )
    return next(name for name, label in areas.items() if label == decided)


def _worded(label: str) -> str:
    return f"area_{label}" if label[:1].isdigit() else label


def _place(column: Column, value: str, language: str) -> tuple[float, tuple[str, str]]:
    """Where an area stands among the others: by its code, or else by its name."""
    number = number_of(value)
    name = sort_key(column.meaning(value), language)
    return (float("inf") if number is None else number, name)


def _mapped_numbers(parts: _Parts) -> None:
    """The first column of weights, and the first of counts."""
    for use, target, kind in (
        (Use.WEIGHT, WEIGHT, Target.WEIGHT),
        (Use.COUNT, COUNT, Target.COUNT),
    ):
        column = next((c for c in parts.source.columns if parts.uses[c.name] is use), None)
        if column is not None:
            parts.names.taken.add(target)
            parts.mapped.append(MappedColumn(column.name, target, kind))


def _questions(
    parts: _Parts, ticked: Iterable[TickedSet], gridded: Iterable[DraftedGrid]
) -> Iterator[Question]:
    multiples = {each.columns[0].name: each for each in ticked}
    tables = {each.part.columns[0].name: each for each in gridded}
    inside = {c.name for each in multiples.values() for c in each.columns}
    inside |= {c.name for each in tables.values() for c in each.part.columns}
    for column in parts.source.columns:
        if column.name in multiples:
            yield _multiple(parts, multiples[column.name])
        elif column.name in tables:
            yield _grid(parts, tables[column.name])
        elif column.name not in inside:
            yield from _alone(parts, column)


def _alone(parts: _Parts, column: Column) -> Iterator[Question]:
    match parts.uses[column.name]:
        case Use.SINGLE if parts.sets[column.name].labels:
            yield _single(parts, column)
        case Use.NUMBER:
            yield _number(parts, column)
        case Use.TEXT:
            yield _open(parts, column)
        case Use.DATE:
            yield _date(parts, column)


def _single(parts: _Parts, column: Column) -> Question:
    made = parts.sets[column.name]
    name = parts.names.of_column(column.name)
    parts.mapped.append(MappedColumn(column.name, name, Target.CODES, _code_map(made)))
    words = parts.text(words_of(column))
    return Single(
        id=name,
        text=words,
        label=words,
        codes=_codes(parts, made),
        scale=made.scale,
        missing=_offered(made.kinds),
        headline=_headline(parts, made, words_of(column)),
    )


def _grid(parts: _Parts, grid: DraftedGrid) -> Question:
    part, made = grid.part, grid.codes
    rows = row_names(part.rests)
    names = [column.name for column in part.columns]
    name = parts.names.of_several(names, part.name or part.stem, rows)
    for column, row in zip(part.columns, rows, strict=True):
        target = f"{name}_{row}"
        parts.mapped.append(MappedColumn(column.name, target, Target.CODES, _code_map(made)))
    asked = part.stem or f"{names[0]}–{names[-1]}"
    words = parts.text(asked)
    return Grid(
        id=name,
        text=words,
        label=words,
        codes=_codes(parts, made),
        scale=made.scale,
        rows=tuple(
            GridRow(row, parts.text(label), headline=_headline(parts, made, words_of(column)))
            for row, label, column in zip(rows, part.labels, part.columns, strict=True)
        ),
        missing=_offered(made.kinds),
        headline=_headline(parts, made, asked),
    )


def _multiple(parts: _Parts, ticked: TickedSet) -> Question:
    numbers = [str(number) for number in range(1, len(ticked.columns) + 1)]
    names = [column.name for column in ticked.columns]
    name = parts.names.of_several(names, ticked.name or ticked.text, numbers)
    for column, number, ticks in zip(ticked.columns, numbers, ticked.ticked, strict=True):
        codes: dict[str, int | str] = {
            value: int(ticked.kinds.get(value, int(value in ticks))) for value in column.values
        }
        target = f"{name}_{number}"
        parts.mapped.append(MappedColumn(column.name, target, Target.TICKS, codes, question=name))
    words = parts.text(ticked.text or f"{names[0]}–{names[-1]}")
    return Multiple(
        id=name,
        text=words,
        label=words,
        codes=tuple(
            Code(number, parts.text(label), exclusive=exclusive)
            for number, (label, exclusive) in enumerate(
                zip(ticked.labels, ticked.exclusive, strict=True), 1
            )
        ),
        missing=_offered(ticked.kinds),
    )


def _number(parts: _Parts, column: Column) -> Question:
    kinds, _ = non_answers_of([column], Use.NUMBER, parts.ledger)
    name = parts.names.of_column(column.name)
    codes: dict[str, int | str] = {value: int(kind) for value, kind in kinds.items()}
    parts.mapped.append(MappedColumn(column.name, name, Target.NUMBER, codes))
    words = parts.text(words_of(column))
    answers = [value for value in column.values if value not in kinds]
    decimals = max((len(value.partition(".")[2]) for value in answers), default=0)
    return Number(
        id=name,
        text=words,
        label=words,
        decimals=min(decimals, _MOST_DECIMALS),
        missing=_offered(kinds),
    )


def _open(parts: _Parts, column: Column) -> Question:
    name = parts.names.of_column(column.name)
    parts.mapped.append(MappedColumn(column.name, name, Target.TEXT))
    words = parts.text(words_of(column))
    return OpenText(id=name, text=words, label=words)


def _date(parts: _Parts, column: Column) -> Question:
    kinds, _ = non_answers_of([column], Use.DATE, parts.ledger)
    name = parts.names.of_column(column.name)
    codes: dict[str, int | str] = {value: int(kind) for value, kind in kinds.items()}
    months_first = months_come_first(column.values)
    mapped = MappedColumn(column.name, name, Target.DATE, codes, months_first=months_first)
    parts.mapped.append(mapped)
    words = parts.text(words_of(column))
    return Date(id=name, text=words, label=words, missing=_offered(kinds))


def _code_map(made: CodeSet) -> dict[str, int | str]:
    return {**made.codes, **{value: int(kind) for value, kind in made.kinds.items()}}


def _offered(kinds: Mapping[str, MissingKind]) -> tuple[MissingKind, ...]:
    """Non-answers that a form would have offered."""
    return tuple(kind for kind in _OFFERED if kind in kinds.values())


def _codes(parts: _Parts, made: CodeSet) -> tuple[Code, ...]:
    return tuple(
        Code(code, parts.text(label), outside=code in made.outside)
        for code, label in made.labels.items()
    )


def _scale(parts: _Parts, made: CodeSet) -> Scale:
    return Scale(made.scale, _codes(parts, made), made.polarity)


def _headline(parts: _Parts, made: CodeSet, asked: str) -> Headline | None:
    """The headline of a question, in words that say what was asked."""
    if not made.headline:
        return None
    language = parts.language
    labels = [made.labels[code] for code in made.headline]
    short = asked if len(asked) <= _LONGEST_ASKED else f"{asked[: _LONGEST_ASKED - 1].rstrip()}…"
    answers, quoted_ = _or(labels, language), _quoted(labels, language)
    stem = short.rstrip("?")
    heading = text("drafting.headline", lang=language, asked=stem, answers=_lowered(answers))
    phrase = text("drafting.phrase", lang=language, asked=asked, answers=quoted_)
    return Headline(
        made.headline, made.good.value, label=parts.text(heading), phrase=parts.text(phrase)
    )


def _or(labels: Iterable[str], language: str) -> str:
    """Labels as one heading: Safe or very safe."""
    first, *rest = labels
    return _joined([first, *(_lowered(label) for label in rest)], language)


def _quoted(labels: Iterable[str], language: str) -> str:
    return _joined(
        [text("drafting.answer", lang=language, label=_lowered(label)) for label in labels],
        language,
    )


def _joined(words: list[str], language: str) -> str:
    if len(words) == 1:
        return words[0]
    return text("drafting.or", lang=language, before=", ".join(words[:-1]), last=words[-1])


def _lowered(label: str) -> str:
    """A label inside a sentence: without large letters at the beginning of its words.

    Examples
    --------
    >>> _lowered("Meget tryg"), _lowered("Very Accurate"), _lowered("HF eller STX"), _lowered("DR1")
    ('meget tryg', 'very accurate', 'HF eller STX', 'DR1')
    """
    words = label.split(" ")
    if all(word.istitle() for word in words):
        return label.lower()
    second = re.match(r"\w([^\W\d_])", label)
    return label[:1].lower() + label[1:] if second and second[1].islower() else label
