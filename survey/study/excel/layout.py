"""The sheets of a study's workbook: their columns, and where each stands in study.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from survey.language.catalogue import LANGUAGES, has_text, text
from survey.study.study_file.schema import StudyFile, WaveFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.files.yaml_builder import YamlPath

ENDING = ".xlsx"


class Form(StrEnum):
    """What stands in the cells of a column."""

    NAME = auto()
    NAMES = auto()
    TEXT = auto()
    WHOLE = auto()
    NUMBER_OR_NAME = auto()
    SHARES = auto()
    CHOICE = auto()
    VALUE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Attributes
    ----------
    name : str
        Its name within the sheet; head and note stand under it in the catalogue.
    form : Form
    width : float
        In characters.
    path : tuple
        Where it stands within what a line is of.
    needed : bool
        Whether each line must have it.
    choices : str
        Where the catalogue has the words that can be chosen; empty for none.
    picked_from : (str, str) or None
        The sheet and the column whose cells can be picked.
    """

    name: str
    form: Form = Form.TEXT
    width: float = 14
    path: YamlPath = ()
    needed: bool = False
    choices: str = ""
    picked_from: tuple[str, str] | None = None

    @property
    def language(self) -> str:
        """The language of a text; empty for what is no text of the report."""
        return str(self.path[-1]) if len(self.path) > 1 and self.path[-1] in LANGUAGES else ""


def _in_both(name: str, width: float) -> tuple[Column, ...]:
    return tuple(
        Column(f"{name}_{language}", Form.TEXT, width, (name, language)) for language in LANGUAGES
    )


def _plain(name: str, form: Form = Form.NAME, width: float = 16, **more: Any) -> Column:  # noqa: ANN401
    return Column(name, form, width, (name,), **more)


def _choice(name: str, width: float = 16) -> Column:
    return Column(name, Form.CHOICE, width, (name,), choices=name)


SHEETS: dict[str, tuple[Column, ...]] = {
    "words": (
        Column("field", Form.CHOICE, 30, needed=True, choices="field"),
        *(
            Column(f"words_{language}", Form.TEXT, 56, ("words", language))
            for language in LANGUAGES
        ),
    ),
    "areas": (
        _plain("id", width=18, needed=True),
        *_in_both("label", 24),
        _choice("role"),
        _plain("population", Form.WHOLE, 12),
        _plain("aliases", Form.NAMES, 24),
        _plain("boundaries", Form.SHARES, 20),
        *_in_both("chosen", 40),
        *_in_both("in_text", 22),
        *_in_both("place", 22),
    ),
    "departments": (
        Column("area", Form.NAME, 18, needed=True, picked_from=("areas", "id")),
        _plain("name", Form.NUMBER_OR_NAME, 26, needed=True),
        _plain("landlord", Form.TEXT, 26),
        _plain("dwellings", Form.WHOLE, 12),
        Column("since", Form.NUMBER_OR_NAME, 14, ("from",)),
        Column("until", Form.NUMBER_OR_NAME, 14, ("to",)),
    ),
    "waves": (
        _plain("id", width=14, needed=True),
        _plain("label", Form.TEXT, 14),
        _plain("answers", Form.TEXT, 28),
        _plain("areas", Form.NAMES, 24),
        Column("start", Form.NAME, 13, ("fieldwork", "start")),
        Column("end", Form.NAME, 13, ("fieldwork", "end")),
        *_in_both("sampling", 44),
        _plain("area"),
        _plain("respondent"),
        _plain("weights"),
        _plain("counts"),
        _choice("duplicates", 22),
        _choice("invalid", 14),
        _choice("contradictions", 18),
    ),
    "chapters": (
        _plain("id", width=18, needed=True),
        *_in_both("title", 32),
        _plain("questions", Form.NAMES, 60),
    ),
    "settings": (
        Column("wave", Form.NAME, 14, picked_from=("waves", "id")),
        Column("setting", Form.CHOICE, 32, needed=True, choices="setting"),
        Column("value", Form.VALUE, 60, needed=True),
    ),
}
"""The sheets, in the order in which they are."""

ITEMS = ("areas", "waves", "chapters")
"""Sheets with a line for each item of a list of study.yaml that goes by its ``id``."""

FIELDS: dict[str, YamlPath] = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "singular": ("unit", "singular"),
    "plural": ("unit", "plural"),
    "respondents": ("respondents",),
    "source": ("source",),
}
"""The lines of the sheet of words, and where each stands."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "field": tuple(FIELDS),
    "role": ("study", "contrast", "other"),
    "invalid": ("refuse", "count"),
    "contradictions": ("drop", "keep"),
    "duplicates": ("refuse", "latest_complete", "first"),
}


def _dotted(model: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of a model, those of models within it behind a point."""
    for name, field in model.model_fields.items():
        path = (*above, field.alias or name)
        inner = [each for each in _parts(field.annotation) if _is_model(each)]
        lists = getattr(field.annotation, "__origin__", None) is list
        if inner and not lists:
            yield from (each for one in inner for each in _dotted(one, path))
        if not inner or lists or len(_parts(field.annotation)) > 1:
            yield path


def _parts(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """The forms of a union; else the one there is."""
    found = getattr(annotation, "__args__", ())
    union = found and getattr(annotation, "__origin__", None) not in {list, dict, tuple}
    return tuple(found) if union else (annotation,)


def _is_model(given: object) -> bool:
    return isinstance(given, type) and issubclass(given, BaseModel)


_OF_SHEETS = {"version", "areas", "waves", "chapters", "unit"} | {
    str(path[0]) for path in FIELDS.values()
}
_OF_WAVES = {
    *(tuple(each.path) for each in SHEETS["waves"] if not each.language),
    ("sampling",),
}
OF_STUDY = tuple(".".join(path) for path in _dotted(StudyFile) if path[0] not in _OF_SHEETS)
"""Settings of the whole study."""

OF_WAVE = ("answers", *(".".join(path) for path in _dotted(WaveFile) if path not in _OF_WAVES))
"""Settings of a wave; its answers only where they are in several files."""

SETTINGS = tuple(dict.fromkeys((*OF_STUDY, *OF_WAVE)))


def sheet_name(sheet: str, language: str) -> str:
    """What a sheet is called."""
    return text(f"study_book.sheet.{sheet}", lang=language)


def heading(sheet: str, name: str, language: str) -> str:
    """What stands above a column; a language is told behind it."""
    base, _, spoken = name.rpartition("_")
    if spoken in LANGUAGES:
        head = text(f"study_book.head.{sheet}.{base}", lang=language)
        return text("study_book.in_language", lang=language, head=head, language=spoken)
    return text(f"study_book.head.{sheet}.{name}", lang=language)


def note(sheet: str, name: str, language: str) -> str:
    """What is told of a column; empty for nothing."""
    base, _, spoken = name.rpartition("_")
    key = f"study_book.note.{sheet}.{base if spoken in LANGUAGES else name}"
    return text(key, lang=language, open="{", close="}") if has_text(key, lang=language) else ""


def word(group: str, value: str, language: str) -> str:
    """A word that can be chosen; settings are called as in study.yaml."""
    if group == "setting":
        return value
    return text(f"study_book.choice.{group}.{value}", lang=language)


def values(group: str) -> tuple[str, ...]:
    """All that can be chosen."""
    return SETTINGS if group == "setting" else _CHOICES[group]


def folded(words: str) -> str:
    """Words without the differences that people don't see: case, blanks."""
    return " ".join(words.split()).casefold()


def meanings(group: str) -> dict[str, str]:
    """What each word that can be chosen means, in both languages and as it is in study.yaml."""
    known = {folded(value): value for value in values(group)}
    for language in LANGUAGES:
        known |= {folded(word(group, value, language)): value for value in values(group)}
    return known
