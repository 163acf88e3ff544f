"""Reading the style file of a study: colours, font and logo, with all findings at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.documents.colours import (
    WHITE,
    Sight,
    colour_of,
    contrast,
    darkened,
    difference,
    ink_contrast,
    lab_of,
    too_alike,
)
from survey.documents.house_style import SCALE_LENGTH, SCALES, Font, HouseStyle, Logo
from survey.documents.logo import kind_of, logo_findings
from survey.errors import FileError
from survey.figures.font_file import font_facts, is_font
from survey.files.guards import inside, read_guarded, shown
from survey.files.validation import findings_error, validate
from survey.files.yaml_reader import read_yaml
from survey.findings import FindingsError, Place, Severity
from survey.language.catalogue import current_language, text
from survey.language.messages import finding, quoted
from survey.language.numbers import format_number
from survey.language.words import join_words
from survey.questionnaire.schema import plain_text
from survey.study.study_file.style_schema import HouseStyleFile

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.codebook import Text
    from survey.documents.colours import Alike
    from survey.files.yaml_builder import YamlPath
    from survey.files.yaml_reader import YamlDocument
    from survey.findings import Finding
    from survey.study.study_file.style_schema import FontFile, LogoFile

LEAST_CONTRAST = 4.5  # WCAG 2.1, 1.4.3, for text of any size
LEAST_INK = 4.0  # numbers in bars
LEAST_APART = 10.0  # CIE 1976; ours are 15 apart
LEAST_FROM_PAGE = 6.0
MOST_GREY = 10.0  # chroma
MOST_FONT, MOST_LOGO = 20_000_000, 500_000
_SIGNS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅabcdefghijklmnopqrstuvwxyzæøåéü0123456789"
    "\N{MINUS SIGN}\N{EN DASH}\N{DAGGER}.,:;!?%()»«"
)
_MARKS = "▲▼"
_MOST_SIGNS = 20
_WHERE_A_LIST_IS_CUT = {"YAML-BRACKET-OPEN", "YAML-SYNTAX"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StyleFile:
    """A style file, read and checked.

    Attributes
    ----------
    document : YamlDocument
    style : HouseStyle
        In the first language that its logo speaks.
    alt : mapping of str to str
        What the logo says, by language.
    files : tuple of Path
        The style file itself, and those that it names.
    notes : tuple of Finding
        What need not be mended but is worth knowing.
    """

    document: YamlDocument
    style: HouseStyle
    alt: Text
    files: tuple[Path, ...]
    notes: tuple[Finding, ...] = ()

    def lacking(self, language: str) -> list[Finding]:
        """What a document in a language lacks: the text of the logo."""
        if self.style.logo is None or language in self.alt:
            return []
        where = self.document.place(("logo", "alt"))
        return [finding("study.text_missing", place=where, language=language)]

    def in_language(self, language: str) -> HouseStyle:
        """The style of documents in a language.

        Raises
        ------
        FindingsError
            If the logo says nothing in it.
        """
        findings = self.lacking(language)
        if findings:
            raise findings_error(findings, self.document, what="style")
        if self.style.logo is None:
            return self.style
        return replace(self.style, logo=replace(self.style.logo, alt=self.alt[language]))


def read_house_style(path: str | os.PathLike[str], *, language: str | None = None) -> HouseStyle:
    """Read a style file.

    Parameters
    ----------
    path : str or path
        A YAML file with ``accent``, ``scale``, ``font`` and ``logo``, each of which can be left
        out; files that it names lie beside it or below.
    language : {"da", "en"}, optional
        The language of the logo's text; the one in force if left out.

    Returns
    -------
    HouseStyle

    Raises
    ------
    FileError
        If the style file can't be read.
    FindingsError
        With everything that is wrong in it, each with its line.
    """
    return read_style_file(path).in_language(language or current_language())


def read_style_file(path: str | os.PathLike[str]) -> StyleFile:
    """Read a style file for documents in any language.

    Raises
    ------
    FileError
        If the style file can't be read.
    FindingsError
        With everything that is wrong in it, each with its line.
    """
    document = _read(path)
    written = validate(document, HouseStyleFile, what="style")
    reading = _Reading(document)
    accent, scale = _accent(reading, written.accent), _scale(reading, written.scale)
    font = None if written.font is None else _font(reading, written.font)
    logo = None if written.logo is None else _logo(reading, written.logo)
    if reading.errors:
        raise findings_error(reading.errors, document, what="style")
    return StyleFile(
        document,
        HouseStyle(accent, scale, font, logo),
        plain_text(written.logo.alt) if written.logo else {},
        (document.path, *reading.files),
        tuple(reading.notes),
    )


def _read(path: str | os.PathLike[str]) -> YamlDocument:
    """The file as plain data; where a bracket isn't closed, a # is what to look for."""
    try:
        return read_yaml(path)
    except FindingsError as error:
        hint = text("style.bracket")
        findings = [
            replace(each, hint=hint) if each.code in _WHERE_A_LIST_IS_CUT else each
            for each in error.findings
        ]
        raise FindingsError(error.problem, findings) from None


@dataclass(slots=True)
class _Reading:
    """What was found so far, and the files that were read."""

    document: YamlDocument
    errors: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def say(self, code: str, path: YamlPath, **fields: object) -> None:
        """Keep a finding about a place of the style file."""
        self.errors.append(self._found(code, Severity.ERROR, path, fields))

    def note(self, code: str, path: YamlPath, **fields: object) -> None:
        """Keep what need not be mended."""
        self.notes.append(self._found(code, Severity.NOTE, path, fields))

    def _found(
        self, code: str, severity: Severity, path: YamlPath, fields: dict[str, object]
    ) -> Finding:
        where = self.document.place(path)
        return finding(f"style.{code}", severity=severity, place=where, **fields)

    def open(self, path: YamlPath, name: str, *, most: int) -> tuple[Path, bytes] | None:
        """A file that the style file names, and what is in it."""
        shown_name = quoted(shown(name))
        try:
            full = inside(self.document.path.parent, name)
        except FileError:
            self.say("path", path, name=shown_name)
            return None
        try:
            data = read_guarded(full, most_bytes=most)
        except FileError as error:
            more = error.expected or error.hint or ""
            self.say("file", path, name=shown_name, reason=error.problem, more=more)
            return None
        self.files.append(full)
        return full, data


def _accent(reading: _Reading, written: str) -> str:
    colour = colour_of(written)
    if colour is None:
        reading.say("colour", ("accent",), got=quoted(shown(written)))
        return written
    ratio = contrast(colour, WHITE)
    if ratio < LEAST_CONTRAST:
        reading.say(
            "accent_contrast",
            ("accent",),
            got=quoted(colour),
            ratio=_number(ratio, 2),
            least=_number(LEAST_CONTRAST, 1),
            darker=darkened(colour, on=WHITE, least=LEAST_CONTRAST),
        )
    return colour


def _scale(reading: _Reading, written: str | list[str]) -> tuple[str, ...]:
    if isinstance(written, str):
        return SCALES[written]
    colours = [colour_of(each) for each in written]
    for place, colour in enumerate(colours):
        if colour is None:
            reading.say("colour", ("scale", place), got=quoted(shown(written[place])))
    if len(colours) != SCALE_LENGTH:
        reading.say("scale_length", ("scale",), got=len(colours))
    known = [colour for colour in colours if colour is not None]
    if len(known) == len(colours) == SCALE_LENGTH:
        _check_scale(reading, known)
    return tuple(known)


def _check_scale(reading: _Reading, colours: list[str]) -> None:
    middle = len(colours) // 2
    if lab_of(colours[middle]).chroma > MOST_GREY:
        reading.say("scale_middle", ("scale", middle), got=quoted(colours[middle]))
    for place, colour in enumerate(colours):
        ink = ink_contrast(colour)
        if ink < LEAST_INK:
            ratio, least = _number(ink, 2), _number(LEAST_INK, 0)
            where = ("scale", place)
            reading.say("scale_ink", where, got=quoted(colour), ratio=ratio, least=least)
        if min(difference(colour, WHITE, sight) for sight in Sight) < LEAST_FROM_PAGE:
            reading.say("scale_white", ("scale", place), got=quoted(colour))
    for pair in too_alike(colours, least=LEAST_APART):
        _say_alike(reading, colours, pair)


def _say_alike(reading: _Reading, colours: list[str], pair: Alike) -> None:
    seen_by = [Sight.NORMAL] if Sight.NORMAL in pair.sights else pair.sights
    sights = [text(f"style.sight.{sight.value}") for sight in seen_by]
    reading.say(
        "scale_alike",
        ("scale", pair.other),
        one=quoted(colours[pair.one]),
        other=quoted(colours[pair.other]),
        sights=join_words(sights, current_language()),
        apart=_number(pair.least, 0),
        least=_number(LEAST_APART, 0),
    )


def _font(reading: _Reading, written: FontFile) -> Font:
    if written.bold and not written.regular:
        reading.say("font_bold_alone", ("font", "bold"))
    if written.regular and not written.bold:
        reading.note("font_no_bold", ("font", "regular"))
    regular = _font_file(reading, written, "regular", written.regular)
    return Font(written.name, regular, _font_file(reading, written, "bold", written.bold))


def _font_file(reading: _Reading, written: FontFile, key: str, name: str | None) -> Path | None:
    where = ("font", key)
    opened = None if name is None else reading.open(where, name, most=MOST_FONT)
    if opened is None:
        return None
    path, data = opened
    file = quoted(shown(str(name)))
    if not is_font(data):
        reading.say("font_kind", where, name=file)
        return None
    facts = font_facts(path)
    if facts is None:
        reading.say("font_broken", where, name=file)
        return None
    if written.name.casefold() not in {each.casefold() for each in facts.families}:
        wanted, own = quoted(written.name), shown(facts.families[0])
        reading.say("font_name", where, name=file, wanted=wanted, own=own, quoted=quoted(own))
    missing = [sign for sign in _SIGNS if sign not in facts.signs]
    if missing:
        more = ["…"] if len(missing) > _MOST_SIGNS else []
        signs = " ".join(missing[:_MOST_SIGNS] + more)
        reading.say("font_signs", where, name=file, signs=signs)
    marks = [sign for sign in _MARKS if sign not in facts.signs]
    if marks:
        reading.note("font_marks", where, name=file, signs=" ".join(marks))
    return path


def _logo(reading: _Reading, written: LogoFile) -> Logo | None:
    where = ("logo", "file")
    opened = reading.open(where, written.file, most=MOST_LOGO)
    if opened is None:
        return None
    _, data = opened
    kind = kind_of(data)
    if kind is None:
        reading.say("logo_kind", where, name=quoted(shown(written.file)))
        return None
    beside = Place(shown(reading.document.path.parent / written.file))
    place = beside if kind == "svg" else reading.document.place(where)
    reading.errors += logo_findings(data, kind, place)
    return Logo(data, kind, next(iter(written.alt.values())))


def _number(value: float, decimals: int) -> str:
    """A number as it is written, cut and not rounded, so that 4.49 is never said to be 4.5."""
    cut = math.floor(value * 10**decimals) / 10**decimals
    return format_number(cut, current_language(), decimals=decimals)
