"""Questionnaires of all kinds, for properties that must hold for every one of them.

`questionnaires()` gives whole and sound questionnaires: every name in a condition is that of an
earlier question, every code exists, and every text has the reference language. A few texts are
also in a language that isn't offered yet.

A strategy is checked by hypothesis when it is first drawn from, so those that are asked for again
and again are kept (`_kept`).
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from survey.codebook import Code, Headline, Index, IndexItem, MissingKind, Text
from survey.files.clean import clean_text
from survey.questionnaire.changes import Change, Crosswalk, Declared
from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Node,
    Not,
    Operator,
)
from survey.questionnaire.expressions.writing import expression_of
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    AnswerCheck,
    Case,
    Computed,
    Date,
    Grid,
    GridRow,
    Multiple,
    Note,
    Number,
    OpenText,
    Polarity,
    Question,
    Ranking,
    Roster,
    Scale,
    Scenario,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.questionnaire.expressions.expression import Expression

_T = TypeVar("_T")
_kept = lru_cache(maxsize=1000)

LANGUAGES = ("da", "en", "ar", "so", "tr", "uk")
SPARE = "fa"
"""A language that some texts are in though it isn't offered."""
MODES = ("web", "paper", "phone", "visit")
FORM_WORDS = ("tick_one", "tick_all")
OFFERED = (MissingKind.DONT_KNOW, MissingKind.REFUSED)
AREAS = ("vangdalen", "nordby", "jennumparken")
# What a spreadsheet, a YAML file or a web page could take for something else than words.
TRICKY = (
    "=1+1",
    "+45 8915 1515",
    "-ja",
    "@alle",
    "'citat'",
    "1-2",
    "007",
    "1,5",
    "TRUE",
    "no",
    "null",
    "~",
    "#N/A",
    "# nej",
    "a: b",
    "- x",
    "[x]",
    "<b>&amp;</b>",
    "*_fed_*",
    "|a|b|",
    'Sig "ja"',
    "To\nlinjer",
    "»Ådalsparken« – 50 pct.",
    "كيف حالك؟",
    "می\u200cخواهم",
    "https://example.org",
    "2012-05-01",
    "{{krøllet}}",
)
_TRICKY = st.sampled_from([clean_text(words) for words in TRICKY])
_TEXTS = st.text("abc æøåÆé?.,ب1", min_size=1, max_size=12)
_LETTERS = string.ascii_lowercase
_RESERVED = {
    *("and", "not", "for", "def", "del", "try", "all", "wave", "area"),
    *("has", "ne", "eq", "ge", "gt", "le", "lt", "by", "to", "with", "or", "in", "is", "if", "as"),
    *("from", "pass", "else", "elif", "true", "false", "none", "class", "while", "yield", "raise"),
    *("count", "missing", "answered", "refused", "asked", "lambda", "global", "return", "import"),
    *("assert", "async", "await", "break", "except", "finally", "nonlocal", "continue"),
}
_FIRST = st.sampled_from(_LETTERS)
_REST = st.text(_LETTERS + string.digits, min_size=2, max_size=6)
_NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)
_MODES = st.lists(st.sampled_from(MODES), unique=True).map(tuple)
_WAVES = st.lists(st.sampled_from(("2010", "area-2010", "før")), unique=True, max_size=2)


@dataclass(eq=False)
class _Known:
    """What has been drawn so far and may be referred to."""

    languages: Languages
    scales: dict[str, Scale]
    ids: set[str] = field(default_factory=set)
    coded: dict[str, tuple[int, ...]] = field(default_factory=dict)
    chosen: dict[str, tuple[int, ...]] = field(default_factory=dict)
    grids: dict[str, tuple[int, ...]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    scored: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def offered(self) -> tuple[str, ...]:
        return self.languages.offered

    def copy(self) -> _Known:
        """The same, to be added to apart: what is known inside a roster only."""
        return _Known(
            self.languages,
            self.scales,
            self.ids,
            dict(self.coded),
            dict(self.chosen),
            dict(self.grids),
            list(self.numbers),
            list(self.dates),
        )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """A whole questionnaire, with one to three sections or none that is named."""
    languages = draw(_languages())
    offered = languages.offered
    scales = draw(_scales(offered))
    known = _Known(languages, {scale.id: scale for scale in scales})
    sections = draw(_sections(known))
    text = _texts(offered)
    return Questionnaire(
        id=draw(_NAMES),
        title=draw(text),
        languages=languages,
        sections=sections,
        scales=known.scales,
        indices=draw(_indices(known)),
        missing=draw(_other_by(MissingKind, offered)),
        words=draw(_other_by(FORM_WORDS, offered)),
        introduction=_perhaps(draw, text),
        closing=_perhaps(draw, text),
        modes=draw(_MODES),
        tests=draw(_scenarios(known)),
        since=draw(_since(offered)),
        note=_perhaps(draw, text),
    )


@_kept
@st.composite
def _since(draw: st.DrawFn, offered: tuple[str, ...]) -> dict[str, dict[str, Declared]]:
    """What may be said of earlier waves, true or not."""
    waves = draw(_WAVES)
    one = _declarations(offered)
    return {wave: draw(one) for wave in waves}


@_kept
def _declarations(offered: tuple[str, ...]) -> st.SearchStrategy[dict[str, Declared]]:
    return st.dictionaries(_ids(), _declared(offered), min_size=1, max_size=3)


@_kept
@st.composite
def _declared(draw: st.DrawFn, offered: tuple[str, ...]) -> Declared:
    change = draw(st.sampled_from(Change))
    crosswalk = None
    if change is Change.RECODED:
        common = draw(st.dictionaries(st.integers(0, 9), _texts(offered), min_size=1, max_size=3))
        to = st.one_of(st.none(), st.sampled_from(sorted(common)))
        side = st.dictionaries(st.integers(0, 99), to, min_size=1, max_size=4)
        crosswalk = Crosswalk(common, draw(side), draw(side))
    by = _name(draw) if change is Change.REPLACED else ""
    return Declared(change, draw(_texts(offered)), by, crosswalk)


@_kept
@st.composite
def _languages(draw: st.DrawFn) -> Languages:
    some = st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=4, unique=True)
    offered = tuple(draw(some))
    others = offered[1:]
    fallback: dict[str, tuple[str, ...]] = {}
    for language in others:
        rest = [each for each in offered if each != language]
        order = tuple(draw(st.lists(st.sampled_from(rest), unique=True, max_size=2)))
        if order:
            fallback[language] = order
    unreviewed = tuple(language for language in others if draw(st.booleans()))
    return Languages(offered, fallback, unreviewed)


def _words(draw: st.DrawFn, pipes: tuple[str, ...] = ()) -> str:
    """Some words; drawn by a plain function, since most of the draws are of words."""
    if pipes and draw(st.booleans()):
        return f"Hvorfor {{{draw(st.sampled_from(pipes))}}}?"
    return draw(_TRICKY) if draw(st.booleans()) else clean_text(draw(_TEXTS)) or "a"


@_kept
@st.composite
def _texts(draw: st.DrawFn, offered: tuple[str, ...], pipes: tuple[str, ...] = ()) -> Text:
    """A text that has the reference language, and perhaps the others."""
    text = {
        language: _words(draw, pipes)
        for language in offered
        if language == offered[0] or draw(st.integers(0, 3))
    }
    return text | {SPARE: _words(draw, pipes)} if draw(st.integers(0, 15)) == 0 else text


@_kept
@st.composite
def _other(draw: st.DrawFn, offered: tuple[str, ...]) -> Text:
    """Other words in some of the languages."""
    some = st.lists(st.sampled_from(offered), min_size=1, unique=True)
    return {language: _words(draw) for language in draw(some)}


@_kept
def _other_by(keys: Iterable[_T], offered: tuple[str, ...]) -> st.SearchStrategy[dict[_T, Text]]:
    return st.dictionaries(st.sampled_from(keys), _other(offered), max_size=2)


def _perhaps(draw: st.DrawFn, text: st.SearchStrategy[Text]) -> Text:
    return draw(text) if draw(st.booleans()) else {}


@_kept
@st.composite
def _codes(
    draw: st.DrawFn,
    offered: tuple[str, ...],
    *,
    most: int = 5,
    exclusive: bool = False,
    opens: bool = True,
    outside: bool = False,
) -> tuple[Code, ...]:
    values = draw(st.lists(st.integers(0, 99), min_size=2, max_size=most, unique=True))
    codes = [Code(value, draw(_texts(offered))) for value in values]
    last = codes[-1]
    mark = draw(st.integers(0, 4))
    codes[-1] = Code(
        last.value,
        last.label,
        exclusive=exclusive and mark == 1,
        opens_text=opens and mark == 2,
        outside=outside and mark == 3 and len(codes) > 2,
    )
    return tuple(codes)


@_kept
@st.composite
def _scale(draw: st.DrawFn, offered: tuple[str, ...]) -> Scale:
    codes = draw(_codes(offered, outside=True, opens=False))
    return Scale(_name(draw), codes, draw(st.sampled_from(Polarity)))


@_kept
def _scales(offered: tuple[str, ...]) -> st.SearchStrategy[list[Scale]]:
    return st.lists(_scale(offered), max_size=3, unique_by=lambda scale: scale.id)


def _name(draw: st.DrawFn) -> str:
    name = draw(_FIRST) + draw(_REST)
    return f"{name}x" if name in _RESERVED else name


@st.composite
def _ids(draw: st.DrawFn) -> str:
    return _name(draw)


def _fresh_id(draw: st.DrawFn, known: _Known) -> str:
    name = _name(draw)
    while name in known.ids:
        name += "x"
    known.ids.add(name)
    return name


@_kept
@st.composite
def _sections(draw: st.DrawFn, known: _Known) -> tuple[Section, ...]:
    if draw(st.booleans()):
        return (Section("", draw(_questions(known, min_size=1))),)
    return tuple(draw(_section(known)) for _ in range(draw(st.integers(1, 3))))


@_kept
@st.composite
def _section(draw: st.DrawFn, known: _Known) -> Section:
    text = _texts(known.offered)
    areas = draw(st.lists(st.sampled_from(AREAS), unique=True, max_size=2))
    ask_if = _perhaps_asked(draw, known)
    return Section(
        _fresh_id(draw, known),
        draw(_questions(known, min_size=1)),
        title=_perhaps(draw, text),
        introduction=_perhaps(draw, text),
        ask_if=ask_if,
        areas=tuple(areas),
        random=draw(st.booleans()),
    )


@_kept
@st.composite
def _questions(
    draw: st.DrawFn, known: _Known, *, min_size: int, inner: bool = False
) -> tuple[Question, ...]:
    kinds = _INNER if inner else _ALL
    count = draw(st.integers(min_size, 4))
    return tuple(draw(draw(st.sampled_from(kinds))(known)) for _ in range(count))


@_kept
@st.composite
def _shared(draw: st.DrawFn, known: _Known, *, asked: bool = True) -> dict[str, object]:
    """What all questions may have."""
    text = _texts(known.offered)
    pipes = (*known.coded, *known.numbers)
    shared: dict[str, object] = {
        "id": _fresh_id(draw, known),
        "label": draw(text),
        "concept": _perhaps(draw, text),
        "ask_if": _perhaps_asked(draw, known),
    }
    if asked:
        shared |= {
            "text": draw(_texts(known.offered, pipes)),
            "hint": _perhaps(draw, text),
            "period": _perhaps(draw, text),
            "required": draw(st.booleans()),
            "missing": tuple(kind for kind in OFFERED if draw(st.booleans())),
        }
    return shared


@_kept
@st.composite
def _checks(draw: st.DrawFn, known: _Known) -> tuple[AnswerCheck, ...]:
    return tuple(draw(st.lists(_check(known), max_size=2)))


@_kept
def _check(known: _Known) -> st.SearchStrategy[AnswerCheck]:
    return st.builds(AnswerCheck, _conditions(known), _texts(known.offered), soft=st.booleans())


@_kept
@st.composite
def _coded(
    draw: st.DrawFn, known: _Known, *, exclusive: bool = False, opens: bool = True
) -> dict[str, object]:
    """Codes from a shared scale, or of the question's own."""
    random = draw(st.booleans())
    if known.scales and draw(st.booleans()):
        scale = draw(st.sampled_from(sorted(known.scales)))
        return {"codes": known.scales[scale].codes, "scale": scale, "random": random}
    codes = draw(_codes(known.offered, exclusive=exclusive, opens=opens, outside=not exclusive))
    return {"codes": codes, "random": random}


def _values(codes: object) -> tuple[int, ...]:
    assert isinstance(codes, tuple)
    return tuple(code.value for code in codes)


@_kept
@st.composite
def _headline(draw: st.DrawFn, known: _Known, values: tuple[int, ...]) -> Headline | None:
    if not draw(st.booleans()):
        return None
    some = st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple)
    return Headline(
        draw(some),
        draw(st.sampled_from(("high", "low", "neither"))),
        draw(st.one_of(st.sampled_from(("answered", "asked")), some)),
        draw(_texts(known.offered)),
        draw(_texts(known.offered)),
    )


@_kept
@st.composite
def _single(draw: st.DrawFn, known: _Known) -> Single:
    coded = draw(_coded(known))
    values = _values(coded["codes"])
    shared = draw(_shared(known))
    known.coded[str(shared["id"])] = values
    checks = draw(_checks(known))
    headline = draw(_headline(known, values))
    question = Single(**shared, **coded, checks=checks, headline=headline)  # type: ignore[arg-type]
    known.scored[question.id] = _inside(question.codes)
    return question


def _inside(codes: tuple[Code, ...]) -> tuple[int, ...]:
    return tuple(int(code.value) for code in codes if not code.outside)


@_kept
@st.composite
def _multiple(draw: st.DrawFn, known: _Known) -> Multiple:
    coded = draw(_coded(known, exclusive=True))
    values = _values(coded["codes"])
    shared = draw(_shared(known))
    known.chosen[str(shared["id"])] = values
    most = draw(st.one_of(st.none(), st.integers(1, len(values))))
    return Multiple(**shared, **coded, checks=draw(_checks(known)), most=most)  # type: ignore[arg-type]


@_kept
@st.composite
def _ranking(draw: st.DrawFn, known: _Known) -> Ranking:
    coded = draw(_coded(known))
    most = draw(st.one_of(st.none(), st.integers(1, len(_values(coded["codes"])))))
    return Ranking(**draw(_shared(known)), **coded, most=most)  # type: ignore[arg-type]


@_kept
@st.composite
def _number(draw: st.DrawFn, known: _Known) -> Number:
    shared = draw(_shared(known))
    decimals = draw(st.integers(0, 2))
    low = draw(st.one_of(st.none(), st.integers(0, 20)))
    high = draw(
        st.one_of(st.none(), st.integers(20, 120), st.just(99.5) if decimals else st.none())
    )
    unit = _perhaps(draw, _texts(known.offered))
    known.numbers.append(str(shared["id"]))
    checks = draw(_checks(known))
    return Number(**shared, low=low, high=high, decimals=decimals, unit=unit, checks=checks)  # type: ignore[arg-type]


@_kept
@st.composite
def _open(draw: st.DrawFn, known: _Known) -> OpenText:
    frame: dict[str, object] = {}
    match draw(st.integers(0, 2)):
        case 1:
            frame = {"codes": draw(_codes(known.offered, opens=False))}
        case 2 if known.scales:
            scale = draw(st.sampled_from(sorted(known.scales)))
            frame = {"codes": known.scales[scale].codes, "scale": scale}
    most, lines = draw(st.integers(1, 2000)), draw(st.integers(1, 8))
    return OpenText(**draw(_shared(known)), **frame, most=most, lines=lines)  # type: ignore[arg-type]


@_kept
@st.composite
def _date(draw: st.DrawFn, known: _Known) -> Date:
    shared = draw(_shared(known))
    known.dates.append(str(shared["id"]))
    limits = st.sampled_from(("", "1950-01-01"))
    latest = draw(st.sampled_from(("", "2012-12-31")))
    precision = draw(st.sampled_from(("day", "month", "year")))
    return Date(**shared, earliest=draw(limits), latest=latest, precision=precision)  # type: ignore[arg-type]


@_kept
@st.composite
def _grid(draw: st.DrawFn, known: _Known) -> Grid:
    coded = draw(_coded(known, opens=False))
    values = _values(coded["codes"])
    shared = draw(_shared(known))
    headline = draw(_headline(known, values))
    names = draw(st.lists(_ids(), min_size=1, max_size=3, unique=True))
    rows = tuple(
        GridRow(
            name,
            draw(_texts(known.offered)),
            _perhaps_asked(draw, known),
            draw(_headline(known, values)),
        )
        for name in names
    )
    known.grids[str(shared["id"])] = values
    grid = Grid(**shared, **coded, headline=headline, rows=rows)  # type: ignore[arg-type]
    for row in rows:
        known.coded[f"{grid.id}_{row.id}"] = values
        known.scored[f"{grid.id}_{row.id}"] = _inside(grid.codes)
    return grid


@_kept
@st.composite
def _note(draw: st.DrawFn, known: _Known) -> Note:
    ask_if = _perhaps_asked(draw, known)
    pipes = (*known.coded, *known.numbers)
    text = draw(_texts(known.offered, pipes))
    return Note(id=_fresh_id(draw, known), text=text, label=text, ask_if=ask_if)


@_kept
@st.composite
def _computed(draw: st.DrawFn, known: _Known) -> Computed:
    if known.numbers and draw(st.booleans()):
        value = expression_of(draw(_sum(known)))
        shared = draw(_shared(known, asked=False))
        known.numbers.append(str(shared["id"]))
        return Computed(**shared, value=value)  # type: ignore[arg-type]
    conditions = draw(st.lists(_conditions(known), min_size=1, max_size=3))
    shared = draw(_shared(known, asked=False))
    coded = draw(_coded(known, opens=False))
    values = _values(coded["codes"])
    cases = tuple(Case(each, draw(st.sampled_from(values))) for each in conditions)
    otherwise = draw(st.one_of(st.none(), st.sampled_from(values)))
    known.coded[str(shared["id"])] = values
    return Computed(
        **shared,  # type: ignore[arg-type]
        codes=coded["codes"],  # type: ignore[arg-type]
        scale=coded.get("scale", ""),  # type: ignore[arg-type]
        cases=cases,
        otherwise=otherwise,
        headline=draw(_headline(known, values)),
    )


@_kept
@st.composite
def _roster(draw: st.DrawFn, known: _Known) -> Roster:
    shared = draw(_shared(known))
    for name in ("missing", "required"):
        shared.pop(name)
    count = draw(st.sampled_from(("", *known.numbers)))
    item = {each: f"Person {{n}} ({each})" for each in known.offered}
    questions = draw(_questions(known.copy(), min_size=1, inner=True))
    most = draw(st.integers(1, 12))
    return Roster(**shared, questions=questions, count=count, most=most, item=item)  # type: ignore[arg-type]


_INNER = (_single, _multiple, _number, _open, _date, _grid, _ranking, _computed)
_ALL = (*_INNER, _single, _note, _roster)


# Conditions


def _perhaps_asked(draw: st.DrawFn, known: _Known) -> Expression | None:
    return expression_of(draw(_condition(known))) if draw(st.booleans()) else None


@_kept
def _conditions(known: _Known) -> st.SearchStrategy[Expression]:
    return _condition(known).map(expression_of)


@_kept
@st.composite
def _condition(draw: st.DrawFn, known: _Known) -> Node:
    parts = draw(st.lists(_simple(known), min_size=1, max_size=3))
    if len(parts) == 1:
        return parts[0]
    joint = draw(st.sampled_from(Joint))
    if draw(st.booleans()):
        other = Joint.OR if joint is Joint.AND else Joint.AND
        parts[-1] = Joined(other, (parts[-1], draw(_simple(known))))
    return Joined(joint, tuple(parts))


@_kept
@st.composite
def _simple(draw: st.DrawFn, known: _Known) -> Node:
    choices: list[st.SearchStrategy[Node]] = [_of_place()]
    choices += [_of_codes(name, values) for name, values in known.coded.items()]
    choices += [_of_chosen(name, values) for name, values in known.chosen.items()]
    choices += [_of_grid(name, values) for name, values in known.grids.items()]
    choices += [_of_number(known)] if known.numbers else []
    choices += [_of_date(name) for name in known.dates]
    node = draw(st.one_of(choices))
    return Not(node) if draw(st.integers(0, 5)) == 0 else node


@_kept
@st.composite
def _of_place(draw: st.DrawFn) -> Node:
    if draw(st.booleans()):
        return Among(Name("area"), tuple(map(Constant, draw(_some(AREAS)))))
    return Comparison(Comparator.EQUAL, Name("wave"), Constant("2012"))


@_kept
@st.composite
def _of_codes(draw: st.DrawFn, name: str, values: tuple[int, ...]) -> Node:
    match draw(st.integers(0, 3)):
        case 0:
            return Call(Function.ANSWERED, (Name(name),))
        case 1:
            return Call(Function.MISSING, (Name(name), Name("dont_know")))
        case 2:
            return Among(Name(name), tuple(map(Constant, draw(_some(values)))))
    comparator = draw(st.sampled_from((Comparator.EQUAL, Comparator.UNEQUAL)))
    return Comparison(comparator, Name(name), Constant(draw(st.sampled_from(values))))


@_kept
@st.composite
def _of_chosen(draw: st.DrawFn, name: str, values: tuple[int, ...]) -> Node:
    functions = (Function.HAS, Function.HAS_ANY, Function.HAS_ALL, Function.COUNT)
    function = draw(st.sampled_from(functions))
    if function is Function.COUNT:
        return Comparison(Comparator.AT_LEAST, Call(function, (Name(name),)), Constant(1))
    chosen = draw(_some(values))
    chosen = chosen[:1] if function is Function.HAS else chosen
    return Call(function, (Name(name), *map(Constant, chosen)))


@_kept
@st.composite
def _of_grid(draw: st.DrawFn, name: str, values: tuple[int, ...]) -> Node:
    function = draw(st.sampled_from((Function.ANY_OF, Function.ALL_OF)))
    return Call(function, (Name(name), *map(Constant, draw(_some(values)))))


@_kept
@st.composite
def _of_number(draw: st.DrawFn, known: _Known) -> Node:
    comparator = draw(st.sampled_from(Comparator))
    return Comparison(comparator, draw(_sum(known)), Constant(draw(st.integers(0, 100))))


@_kept
@st.composite
def _sum(draw: st.DrawFn, known: _Known) -> Node:
    first = Name(draw(st.sampled_from(known.numbers)))
    if draw(st.booleans()):
        return first
    operator = draw(st.sampled_from(Operator))
    return Arithmetic(operator, first, Constant(draw(st.integers(1, 9))))


@_kept
@st.composite
def _of_date(draw: st.DrawFn, name: str) -> Node:
    years = Call(Function.YEARS_SINCE, (Name(name),))
    return Comparison(Comparator.LESS, years, Constant(draw(st.integers(1, 90))))


@_kept
def _some(values: tuple[_T, ...]) -> st.SearchStrategy[tuple[_T, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True).map(tuple)


# Indices and tests


@_kept
@st.composite
def _indices(draw: st.DrawFn, known: _Known) -> tuple[Index, ...]:
    scored = {name: values for name, values in known.scored.items() if len(values) > 1}
    if len(scored) < 2 or draw(st.booleans()):
        return ()
    members = draw(st.lists(st.sampled_from(sorted(scored)), min_size=2, unique=True))
    items = tuple(
        IndexItem(name, min(scored[name]), max(scored[name]), reverse=draw(st.booleans()))
        for name in members
    )
    least = draw(st.one_of(st.none(), st.integers(1, len(items))))
    return (Index(f"i_{_fresh_id(draw, known)}", items, least, draw(_texts(known.offered))),)


@_kept
@st.composite
def _scenarios(draw: st.DrawFn, known: _Known) -> tuple[Scenario, ...]:
    if not known.coded or not draw(st.booleans()):
        return ()
    return tuple(draw(st.lists(_scenario(known), max_size=2, unique_by=lambda each: each.name)))


@_kept
@st.composite
def _scenario(draw: st.DrawFn, known: _Known) -> Scenario:
    given: dict[str, object] = {}
    for name in draw(_some(tuple(known.coded))):
        kinds = ("dont_know", "refused", "no_answer")
        values = st.sampled_from(known.coded[name])
        given[name] = draw(st.one_of(values, st.sampled_from(kinds)))
    for name in known.chosen:
        if draw(st.booleans()):
            given[name] = list(draw(_some(known.chosen[name])))
    for name in known.numbers:
        if draw(st.booleans()):
            given[name] = draw(st.sampled_from((0, 7, 40, 12.5)))
    if draw(st.booleans()):
        given |= {"area": "nordby", "wave": "2012"}
    outcomes = st.sampled_from(("asked", "not_asked"))
    expect = {name: draw(outcomes) for name in draw(_some(tuple(known.coded)))}
    return Scenario(_words(draw), given, expect)
