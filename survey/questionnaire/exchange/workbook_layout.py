"""The sheets of a questionnaire's workbook: their columns, and what may stand in each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from survey.codebook import MissingKind
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.changes import Change
from survey.questionnaire.questions import QuestionType

ROW = "row"
"""Type of a line that is one row of a grid."""


class Form(StrEnum):
    """What stands in the cells of a column."""

    ORDER = auto()
    NAME = auto()
    NAMES = auto()
    TEXT = auto()
    CONDITION = auto()
    YES = auto()
    WHOLE = auto()
    NUMBER = auto()
    LIMIT = auto()
    CODES = auto()
    BASE = auto()
    CHOICE = auto()
    ANSWER = auto()
    HELP = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    name : str
        Its name within the sheet; heading and note stand under it in the catalogue.
    form : Form
    width : float
        In characters.
    choices : str
        Where the catalogue has the words that can be chosen; empty for none.
    needed : bool
        Whether the sheet can't be read without it.
    band : str
        The columns that it stands among, whose headings have a colour of their own.
    """

    name: str
    form: Form
    width: float = 12
    choices: str = ""
    needed: bool = False
    band: str = ""


def _banded(band: str, *columns: Column) -> tuple[Column, ...]:
    return tuple(replace(each, band=band) for each in columns)


def _order() -> Column:
    return Column("order", Form.ORDER, 6)


def _text(name: str, width: float = 34) -> Column:
    return Column(name, Form.TEXT, width)


SHEETS: dict[str, tuple[Column, ...]] = {
    "questionnaire": (
        Column("field", Form.CHOICE, 30, "field", needed=True),
        Column("value", Form.TEXT, 70, needed=True),
        Column("explained", Form.HELP, 60),
    ),
    "languages": (
        _order(),
        Column("language", Form.NAME, 12, needed=True),
        Column("called", Form.HELP, 22),
        Column("instead", Form.NAMES, 30),
        Column("unreviewed", Form.YES, 18),
    ),
    "sections": (
        _order(),
        Column("id", Form.NAME, 20, needed=True),
        _text("title"),
        _text("introduction", 46),
        Column("ask_if", Form.CONDITION, 30),
        Column("asked_only_if", Form.HELP, 34),
        Column("areas", Form.NAMES, 24),
        Column("random", Form.YES, 12),
    ),
    "questions": (
        _order(),
        Column("section", Form.NAME, 15),
        Column("id", Form.NAME, 21, needed=True),
        Column("type", Form.CHOICE, 13, "type", needed=True),
        Column("text", Form.TEXT, 52, needed=True),
        _text("label", 26),
        Column("scale", Form.NAME, 15),
        Column("ask_if", Form.CONDITION, 30),
        Column("asked_only_if", Form.HELP, 34),
        Column("parent", Form.NAME, 16),
        Column("dont_know", Form.YES, 9),
        Column("refused", Form.YES, 11),
        Column("required", Form.YES, 10),
        _text("hint", 30),
        *_banded(
            "limits",
            Column("most", Form.WHOLE, 9),
            Column("low", Form.LIMIT, 12),
            Column("high", Form.LIMIT, 12),
            Column("decimals", Form.WHOLE, 10),
            _text("unit", 12),
            Column("precision", Form.CHOICE, 11, "precision"),
            Column("lines", Form.WHOLE, 8),
            Column("random", Form.YES, 12),
            Column("count", Form.NAME, 16),
            _text("item", 16),
        ),
        *_banded(
            "headline",
            Column("headline_codes", Form.CODES, 12),
            Column("headline_good", Form.CHOICE, 13, "good"),
            Column("headline_base", Form.BASE, 13, "base"),
            _text("headline_label", 24),
            _text("headline_phrase", 34),
        ),
        _text("concept", 24),
        _text("period", 20),
    ),
    "scales": (
        _order(),
        Column("scale", Form.NAME, 18, needed=True),
        Column("question", Form.NAME, 21, needed=True),
        Column("code", Form.WHOLE, 8, needed=True),
        Column("label", Form.TEXT, 40, needed=True),
        Column("outside", Form.YES, 12),
        Column("exclusive", Form.YES, 12),
        Column("opens_text", Form.YES, 12),
        Column("polarity", Form.CHOICE, 14, "good"),
        _text("in_text", 26),
        _text("place", 26),
    ),
    "computed": (
        _order(),
        Column("question", Form.NAME, 21, needed=True),
        Column("when", Form.CONDITION, 44, needed=True),
        Column("code", Form.WHOLE, 10, needed=True),
        Column("value", Form.CONDITION, 44),
    ),
    "checks": (
        _order(),
        Column("question", Form.NAME, 21, needed=True),
        Column("must", Form.CONDITION, 44, needed=True),
        Column("message", Form.TEXT, 60, needed=True),
        Column("soft", Form.YES, 14),
    ),
    "indices": (
        _order(),
        Column("id", Form.NAME, 18, needed=True),
        _text("label", 36),
        Column("member", Form.NAME, 24, needed=True),
        Column("reverse", Form.YES, 10),
        Column("low", Form.NUMBER, 10),
        Column("high", Form.NUMBER, 10),
        Column("minimum", Form.WHOLE, 12),
    ),
    "words": (
        Column("word", Form.NAME, 24, needed=True),
        Column("usual", Form.HELP, 40),
        Column("own", Form.TEXT, 50, needed=True),
    ),
    "tests": (
        _order(),
        Column("name", Form.NAME, 44),
        Column("part", Form.CHOICE, 12, "part", needed=True),
        Column("question", Form.NAME, 24, needed=True),
        Column("value", Form.ANSWER, 24, needed=True),
    ),
    "changes": (
        _order(),
        Column("wave", Form.NAME, 16, needed=True),
        Column("question", Form.NAME, 24, needed=True),
        Column("change", Form.CHOICE, 28, "change", needed=True),
        Column("by", Form.NAME, 24),
        Column("reason", Form.TEXT, 60, needed=True),
    ),
    "crosswalks": (
        _order(),
        Column("wave", Form.NAME, 16, needed=True),
        Column("question", Form.NAME, 24, needed=True),
        Column("side", Form.CHOICE, 16, "side", needed=True),
        Column("code", Form.WHOLE, 8, needed=True),
        Column("common", Form.WHOLE, 14),
        _text("label", 40),
    ),
    "translations": (
        _order(),
        Column("what", Form.HELP, 28),
        Column("reference", Form.HELP, 46),
        Column("exported", Form.HELP, 46),
        Column("key", Form.NAME, 32, needed=True, band="quiet"),
    ),
}
"""The sheets that are read, in the order in which they are; that of translations has two more
columns for each language."""

NOT_ALWAYS = ("changes", "crosswalks", "translations")
"""Sheets that a workbook only has if there is something to stand on them."""

FIELDS = ("id", "title", "modes", "introduction", "closing", "note", "module")
"""Lines of the first sheet."""

FIELD_FORMS = {"id": Form.NAME, "modes": Form.NAMES, "module": Form.YES}
"""What stands in the lines that hold no text."""

CHOICES: dict[str, tuple[str, ...]] = {
    "field": FIELDS,
    "type": (*map(str, QuestionType), ROW),
    "precision": ("day", "month", "year"),
    "good": ("high", "low", "neither"),
    "base": ("answered", "asked"),
    "part": ("given", "expect"),
    "yes": ("yes", "no"),
    "mode": ("web", "paper", "phone", "visit"),
    "outcome": ("asked", "not_asked"),
    "status": ("translated", "missing", "stale", "unreviewed", "reviewed"),
    "otherwise": ("otherwise",),
    "change": tuple(map(str, Change)),
    "side": ("common", "old", "new"),
}

MISSING_WORDS = tuple(kind.name.lower() for kind in MissingKind)

_CODED = {"text", "label", "scale", "ask_if", "dont_know", "refused", "required", "hint"}
_CODED |= {"concept", "period"}
_HEADLINE = {f"headline_{name}" for name in ("codes", "good", "base", "label", "phrase")}
_PLAIN = _CODED - {"scale"}

USED_BY: dict[str, frozenset[str]] = {
    "single": frozenset(_CODED | _HEADLINE | {"random"}),
    "multiple": frozenset(_CODED | _HEADLINE | {"random", "most"}),
    "ranking": frozenset(_CODED | _HEADLINE | {"random", "most"}),
    "grid": frozenset(_CODED | _HEADLINE | {"random"}),
    ROW: frozenset({"text", "ask_if"} | _HEADLINE),
    "number": frozenset(_PLAIN | {"low", "high", "decimals", "unit"}),
    "text": frozenset(_CODED | _HEADLINE | {"most", "lines"}),
    "date": frozenset(_PLAIN | {"low", "high", "precision"}),
    "note": frozenset(_PLAIN),
    "computed": frozenset(_CODED | _HEADLINE),
    "roster": frozenset(_PLAIN | {"most", "count", "item"}),
}
"""Which columns of the questions' sheet can be filled for each type, beside name and place."""


FILLED: dict[str, tuple[str, ...]] = {
    "languages": ("language",),
    "sections": ("id",),
    "questions": ("id", "type"),
    "scales": ("code", "label"),
    "computed": ("question",),
    "checks": ("question", "must", "message"),
    "indices": ("id", "member"),
    "words": ("word",),
    "tests": ("part", "question", "value"),
    "changes": ("wave", "question", "change", "reason"),
    "crosswalks": ("wave", "question", "side", "code"),
    "translations": ("key",),
}
"""What must be filled in each line of a sheet."""

KEYS: dict[str, tuple[str, ...]] = {
    "questionnaire": ("field",),
    "languages": ("language",),
    "sections": ("id",),
    "questions": ("id",),
    "scales": ("scale", "question", "code"),
    "indices": ("id", "member"),
    "words": ("word",),
    "changes": ("wave", "question"),
    "crosswalks": ("wave", "question", "side", "code"),
    "translations": ("key",),
}
"""What can't be the same in two lines of a sheet."""


def column(sheet: str, name: str) -> Column:
    """A column by its name."""
    return next(each for each in SHEETS[sheet] if each.name == name)


def position(sheet: str, name: str) -> int:
    """The place of a column, from 0."""
    return [each.name for each in SHEETS[sheet]].index(name)


def sheet_name(sheet: str, language: str) -> str:
    """What a sheet is called."""
    return text(f"exchange.sheet.{sheet}", lang=language)


def heading(sheet: str, name: str, language: str) -> str:
    """What stands above a column."""
    return text(f"exchange.head.{sheet}.{name}", lang=language)


def word(group: str, value: str, language: str) -> str:
    """A word that can be chosen."""
    return text(f"exchange.choice.{group}.{value}", lang=language)


def words(group: str, language: str) -> list[str]:
    """All words that can be chosen."""
    return [word(group, value, language) for value in CHOICES[group]]


def folded(words_: str) -> str:
    """Words without the differences that people don't see: case, blanks."""
    return " ".join(words_.split()).casefold()


def meanings(group: str) -> dict[str, str]:
    """What each word that can be chosen means, in both languages and as it is in the model."""
    known = {folded(value): value for value in CHOICES[group]}
    for language in LANGUAGES:
        known |= {folded(word(group, value, language)): value for value in CHOICES[group]}
    return known
