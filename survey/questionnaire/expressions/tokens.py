"""The words, numbers, texts and signs that an expression is written with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 2000
LARGEST = 10**15

_SPELT = re.compile(
    r"""
    (?P<blank>\s+)
    | (?P<number>(?:\d|\.\d)(?:[0-9A-Za-z_.]|(?<=[eE])[+-](?=\d))*)
    | (?P<word>[^\W\d]\w*)
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<sign>===|!==|\*\*|//|:=|==|!=|<=|>=|<>|=<|=>|&&|\|\||[-+*/%<>=!&|()\[\]{},.:;\#])
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

# What is pasted from documents and formulas, and how it is written here.
_INSTEAD = {
    "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "÷": "/",
    "“": '"', "”": '"', "„": '"', "»": '"', "«": '"', "‘": "'", "’": "'", "´": "'", "`": "'",
    "∧": "and", "∨": "or", "¬": "not", "∈": "in", "~": "not",
}  # fmt: skip


class ExpressionError(Exception):
    """A text that is no expression.

    Attributes
    ----------
    code : str
        What is wrong; the sentence stands under ``findings.expression.<code>``.
    column : int
        Where, counted from 1.
    fields : dict
        For the placeholders of the sentence.
    """

    def __init__(self, code: str, column: int, **fields: str | int) -> None:
        super().__init__(code, column)
        self.code = code
        self.column = column
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.code} at {self.column}"


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    WORD = auto()
    TEXT = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or sign.

    Attributes
    ----------
    kind : Kind
    written : str
        As it stands in the source.
    column : int
        Where it begins, counted from 1.
    value : int, float or str
        Of a number or a text.
    """

    kind: Kind
    written: str
    column: int
    value: float | str = ""

    @property
    def end(self) -> int:
        """The column right after it."""
        return self.column + len(self.written)

    def __str__(self) -> str:
        """As it is shown in a message: never long."""
        return self.written if len(self.written) <= 40 else f"{self.written[:39]}…"


def tokens_of(source: str) -> list[Token]:
    """The tokens of a source, an end after them.

    Raises
    ------
    ExpressionError
        If it is too long or holds something that is no token.
    """
    if len(source) > LONGEST:
        raise ExpressionError("too_long", 1, most=LONGEST)
    return [*_tokens(source), Token(Kind.END, "", len(source.rstrip()) + 1)]


def _tokens(source: str) -> Iterator[Token]:
    place = 0
    while place < len(source):
        match = _SPELT.match(source, place)
        if match is None:
            raise _no_token(source[place], place + 1)
        if match.lastgroup != "blank":
            yield _token(str(match.lastgroup), match[0], place + 1)
        place = match.end()


def _no_token(sign: str, column: int) -> ExpressionError:
    if sign in {'"', "'"}:
        return ExpressionError("text_open", column)
    if sign in _INSTEAD:
        return ExpressionError("write_instead", column, got=sign, instead=_INSTEAD[sign])
    return ExpressionError("character", column, got=_shown(sign))


def _shown(sign: str) -> str:
    return sign if sign.isprintable() and sign != " " else f"U+{ord(sign):04X}"


def _token(group: str, written: str, column: int) -> Token:
    match group:
        case "number":
            return _number(Token(Kind.NUMBER, written, column))
        case "text":
            return _text(Token(Kind.TEXT, written, column))
        case "word":
            if not _NAME.fullmatch(written):
                word = Token(Kind.WORD, written, column)
                raise ExpressionError("name_letters", column, got=str(word))
            return Token(Kind.WORD, written, column)
    if written == "#":
        raise ExpressionError("comment", column)
    return Token(Kind.SIGN, written, column)


def _number(token: Token) -> Token:
    written = token.written
    if re.fullmatch(r"[0-9.]+[jJ]", written):
        raise ExpressionError("complex", token.column, got=str(token))
    if not _NUMBER.fullmatch(written):
        raise ExpressionError("number", token.column, got=str(token))
    if _THOUSANDS.fullmatch(written):
        plain, decimal = written.replace(".", ""), str(float(written))
        raise ExpressionError(
            "thousands_point", token.column, got=written, plain=plain, decimal=decimal
        )
    whole = written.isdecimal()
    if (whole and len(written) > 16) or float(written) > LARGEST:
        raise ExpressionError("number_too_large", token.column, got=str(token))
    return Token(token.kind, written, token.column, int(written) if whole else float(written))


def _text(token: Token) -> Token:
    inner = token.written[1:-1]
    for match in _ESCAPED.finditer(inner):
        if match[1] not in "\\\"'":
            raise ExpressionError("text_escape", token.column + 1 + match.start())
    for place, sign in enumerate(inner):
        if not sign.isprintable():
            column = token.column + 1 + place
            raise ExpressionError("text_character", column, got=_shown(sign))
    return Token(token.kind, token.written, token.column, _ESCAPED.sub(r"\1", inner))
