"""From bytes to text: which character set a file is in, and whether its letters are whole."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from survey.errors import DataError, WrongUseError
from survey.findings import Place
from survey.language.messages import culprits, fail, quoted

ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp850")

_MOST_SIGNS = 100
# UTF-8 read as CP1252 turns each foreign letter into two or three signs; å becomes Ã¥.
_SECOND_SIGNS = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))
_BROKEN = re.compile(f"Ã[{_SECOND_SIGNS}]|â€|ï»¿|[\ufffd\x80-\x9f]")
_MAYBE_BROKEN = "Ãâï\ufffd"  # each is quickly looked for; one of them begins each match
_C1 = re.compile("[\x80-\x9f]")
# CP850 read as CP1252: å becomes † and ø becomes ›, in the middle of words.
_BROKEN_CP850 = re.compile("(?<=[a-zA-Z])[†›](?=[a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the character set it was read as.

    Attributes
    ----------
    text : str
    encoding : str
        One of `ENCODINGS`.
    """

    text: str
    encoding: str


def decode(data: bytes, *, file: str, encoding: str | None = None) -> Decoded:
    """Read bytes as text, or refuse.

    Without an encoding these are tried: UTF-8, UTF-16 if the file begins with its mark, CP1252
    (the western Windows set). Latin-1 is never tried, for it can read anything, wrongly.

    Parameters
    ----------
    data : bytes
    file : str
        The file as the user named it, for messages.
    encoding : str, optional
        One of `ENCODINGS`; then nothing else is tried.

    Raises
    ------
    DataError
        If the bytes don't fit the encoding, or the text shows that the letters were broken by an
        earlier wrong reading (``Ã¥`` for *å*).
    WrongUseError
        If the encoding isn't one of `ENCODINGS`.
    """
    name = _checked(encoding) if encoding else _guess(data)
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        line = _line_of_byte(data, error.start, name)
        place = Place(file, line)
        raise fail(DataError, "files.not_in_encoding", where=place, encoding=name.upper()) from None
    _refuse_broken(text, name, file)
    return Decoded(text, name)


def line_at(text: str, position: int) -> int:
    r"""Find the line, counted from 1, of a position; ``\n``, ``\r`` and ``\r\n`` end lines."""
    ends = text.count("\n", 0, position) + text.count("\r", 0, position)
    return ends - text.count("\r\n", 0, position) + 1


def _checked(encoding: str) -> str:
    name = encoding.lower().replace("_", "-").removesuffix("-sig")
    name = {"utf8": "utf-8", "utf16": "utf-16", "windows-1252": "cp1252"}.get(name, name)
    if name not in ENCODINGS:
        choices = ", ".join(ENCODINGS)
        raise fail(WrongUseError, "files.encoding_choice", got=quoted(encoding), choices=choices)
    return name


def _guess(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _line_of_byte(data: bytes, position: int, encoding: str) -> int:
    before = data[:position].decode(encoding, "ignore")
    return line_at(before, len(before))


def _refuse_broken(text: str, encoding: str, file: str) -> None:
    if text.isascii():
        return
    matches = _broken_signs(text, encoding)
    if matches:
        lines = dict.fromkeys(line_at(text, each.start()) for each in matches)
        raise fail(
            DataError,
            "files.mojibake",
            where=Place(file, next(iter(lines))),
            signs=quoted(_visible(matches[0][0])),
            lines=culprits(lines),
        )


def _broken_signs(text: str, encoding: str) -> list[re.Match[str]]:
    """Find the first broken signs, quickly where there are none."""
    if any(sign in text for sign in _MAYBE_BROKEN) or _C1.search(text):
        found = list(islice(_BROKEN.finditer(text), _MOST_SIGNS))
        if found:
            return found
    if encoding == "cp1252" and ("†" in text or "›" in text):
        return list(islice(_BROKEN_CP850.finditer(text), _MOST_SIGNS))
    return []


def _visible(signs: str) -> str:
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in signs)
