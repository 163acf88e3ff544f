"""Texts on their way into a PDF: data for the template, never markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.documents.direction import direction
from survey.documents.fitting import text_points
from survey.documents.wholes import wholes

if TYPE_CHECKING:
    from survey.documents.blocks import Paragraph, Run

Words = list[str | dict[str, str]]
Data = dict[str, object]

BOLD_EM = 1.04
_ZERO_WIDTH_SPACE = "\u200b"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"
_SIGNED = re.compile(r"(?P<number>[−+]\d[\d.,]*)(?P<on>–?)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_WORD, _STROKES, _CHUNKS = re.compile(r"\S+"), re.compile(r"(?<=[/_=&?])"), re.compile(r".{1,8}")
_LONGEST_PLAIN_WORD = 60


def clean(words: str) -> str:
    """The text as the template can hold it: printable, without tabs and byte order marks."""
    return printable(words).replace("\t", " ").replace("\ufeff", "")


def one_line(words: str) -> str:
    """The text on one line, e.g. for a document's title or a text alternative."""
    return " ".join(clean(words).split())


def pieces(words: str, room: float, size: float) -> Words:
    """The text in pieces; those that must stand on one line are marked.

    Parameters
    ----------
    words : str
    room : float
        Points that a line has.
    size : float
        Points of the text.
    """
    return [
        {"whole": piece}
        if is_whole and text_points(piece, size * BOLD_EM) <= room
        else breakable(piece, room, size)
        for piece, is_whole in wholes(clean(words))
    ]


def breakable(words: str, room: float, size: float) -> str:
    """The text with places to break in words that no line can hold and no dictionary part.

    Such a word is an address or the like: it may break after its strokes and, where what lies
    between them is too long as well, anywhere.
    """

    def fits(word: str) -> bool:
        return text_points(word, size * BOLD_EM) <= room

    def parted(match: re.Match[str]) -> str:
        word = match[0]
        if fits(word) or is_plain_word(word):
            return word
        return _ZERO_WIDTH_SPACE.join(
            chunk
            for part in _STROKES.split(word)
            for chunk in ([part] if fits(part) else _CHUNKS.findall(part))
        )

    return _WORD.sub(parted, words)


def is_plain_word(word: str) -> bool:
    """Whether a word is one that can be hyphenated."""
    return len(word) <= _LONGEST_PLAIN_WORD and not any(letter.isdigit() for letter in word)


def has_wide_word(words: str, room: float, size: float) -> bool:
    """Whether some word is wider than a line."""
    return any(text_points(word, size * BOLD_EM) > room for word in words.split())


def signs_first(data: Data) -> Data:
    """The data with the sign of each number kept to its left, as in a text read from the right.

    Ranges keep the order of reading: what comes first stands to the right.
    """
    return {key: _signs_first(value) for key, value in data.items()}


def _signs_first(value: object) -> object:
    if isinstance(value, str):
        return _SIGNED.sub(_held, value)
    if isinstance(value, dict):
        return signs_first(value)
    return [_signs_first(each) for each in value] if isinstance(value, list) else value


def _held(match: re.Match[str]) -> str:
    on = _RIGHT_TO_LEFT + match["on"] if match["on"] else ""
    return _LEFT_TO_RIGHT + match["number"] + on


def tongue(language: str, otherwise: str) -> Data:
    """A language and its direction as the template wants them."""
    code = language.split("-", maxsplit=1)[0].lower()
    known = code if _LANGUAGE.fullmatch(code) else otherwise
    return {"lang": known, "rtl": direction(known) == "rtl"}


def paragraph(block: Paragraph, room: float, size: float) -> Data:
    """A paragraph with its runs."""
    return {"tone": block.tone.value, "runs": [_run(run, room, size) for run in block.runs]}


def _run(run: Run, room: float, size: float) -> Data:
    return {
        "words": pieces(run.text, room, size),
        "strong": run.strong,
        "emphasis": run.emphasis,
    }
