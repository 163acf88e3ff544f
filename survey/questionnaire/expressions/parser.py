"""Reading an expression: a small part of Python's syntax, and never a line of it is run.

The grammar is written out here rather than taken from Python's own parser, so that a fault is told
with its column and a hint, the same with every version of Python, and no text can exhaust it.
"""

from __future__ import annotations

import difflib
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from survey.language.catalogue import current_language
from survey.language.messages import finding, quoted
from survey.language.numbers import format_number
from survey.questionnaire.expressions.tokens import ExpressionError, Kind, Token, tokens_of
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
    Negative,
    Not,
    Operator,
    walk,
)
from survey.questionnaire.expressions.writing import expression_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.findings import Finding, Place
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node

MOST_NODES = 200
DEEPEST = 20

# Words of Python that can't stand in an expression.
_REFUSED_WORDS = {
    "None": "none", "is": "identity", "if": "conditional", "else": "conditional",
    "lambda": "lambda", "for": "comprehension",
}  # fmt: skip
RESERVED: Final = frozenset({"and", "or", "not", "in", "True", "False", *_REFUSED_WORDS})
"""Words that a question can't be called by in an expression."""

_REFUSED_SIGNS = {
    "**": "power", "//": "whole_division", "%": "remainder", ":=": "assignment", "=": "equals",
    ".": "attribute", "[": "subscript", "(": "call", ")": "parenthesis_close",
    "]": "bracket_close", ",": "comma",
}  # fmt: skip
_INSTEAD = {
    "og": "and", "AND": "and", "And": "and", "&&": "and", "&": "and",
    "eller": "or", "OR": "or", "Or": "or", "||": "or", "|": "or",
    "ikke": "not", "NOT": "not", "Not": "not", "!": "not",
    "i": "in", "IN": "in", "In": "in",
    "er": "==", "===": "==", "<>": "!=", "!==": "!=", "=<": "<=", "=>": ">=",
}  # fmt: skip
_MISPLACED = {
    "*": "starred", "**": "starred", "[": "list_here", "{": "list_here", "not": "not_here",
}  # fmt: skip
_PREFIXES = frozenset({"f", "b", "r", "u", "t", "fr", "rf", "br", "rb"})
_SUMS = {"+": Operator.PLUS, "-": Operator.MINUS}
_PRODUCTS = {"*": Operator.TIMES, "/": Operator.OVER}
_COMPARED = {str(each): each for each in Comparator}
_FUNCTIONS = {str(each): each for each in Function}


def parse_expression(source: str) -> Expression:
    """Read an expression.

    Raises
    ------
    ExpressionError
        If it isn't one; nothing else is raised, whatever the text is.

    Examples
    --------
    >>> parse_expression("18 <= age and q not in [2,3]").source
    '18 <= age and q not in [2, 3]'
    """
    return expression_of(_Reader(tokens_of(source)).whole())


def complaint(error: ExpressionError, place: Place | None = None) -> Finding:
    """The finding that says what is wrong with the text of an expression."""
    fields: dict[str, Any] = {}
    for name, value in error.fields.items():
        shown = quoted(value) if name in {"got", "instead"} else value
        fields[name] = shown if isinstance(shown, str) else format_number(shown, current_language())
    return finding(f"expression.{error.code}", place=place, column=error.column, **fields)


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    # Tokens

    def token(self) -> Token:
        return self.tokens[self.at]

    def before(self) -> Token | None:
        return self.tokens[self.at - 1] if self.at else None

    def ahead(self, *written: str) -> bool:
        """Whether these words or signs come next."""
        come = self.tokens[self.at : self.at + len(written)]
        plain = [each.written for each in come if each.kind in {Kind.WORD, Kind.SIGN}]
        return plain == list(written)

    def take(self, *written: str) -> bool:
        """Step over these words or signs if they come next."""
        found = self.ahead(*written)
        if found:
            self.at += len(written)
        return found

    def fault(self, code: str, token: Token | None = None, **fields: str | int) -> ExpressionError:
        return ExpressionError(code, (token or self.token()).column, **fields)

    # Grammar, from what binds least to what binds most

    def whole(self) -> Node:
        if self.token().kind is Kind.END:
            raise self.fault("empty")
        tree = self.either()
        if self.token().kind is not Kind.END:
            raise self.no_operator()
        if sum(1 for _ in walk(tree)) > MOST_NODES:
            raise ExpressionError("too_many_parts", 1, most=MOST_NODES)
        return tree

    def either(self) -> Node:
        return self.joined(Joint.OR, self.both)

    def both(self) -> Node:
        return self.joined(Joint.AND, self.negated)

    def joined(self, joint: Joint, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.take(joint):
            parts.append(part())
        return parts[0] if len(parts) == 1 else _flat(joint, parts)

    def negated(self) -> Node:
        if self.take("not"):
            return self.deeper(lambda: Not(self.negated()))
        return self.compared()

    def compared(self) -> Node:
        left, found = self.sum(), list[Comparison]()
        while True:
            if self.ahead("in") or self.ahead("not", "in"):
                return self.among(left, found)
            comparator = _COMPARED.get(self.token().written)
            if comparator is None or self.token().kind is not Kind.SIGN:
                break
            self.at += 1
            right = self.sum()
            found.append(Comparison(comparator, left, right))
            left = right
        if not found:
            return left
        return found[0] if len(found) == 1 else Joined(Joint.AND, tuple(found))

    def sum(self) -> Node:
        return self.reckoned(_SUMS, self.product)

    def product(self) -> Node:
        return self.reckoned(_PRODUCTS, self.signed)

    def reckoned(self, operators: dict[str, Operator], part: Callable[[], Node]) -> Node:
        left = part()
        while self.token().kind is Kind.SIGN and self.token().written in operators:
            operator = operators[self.token().written]
            self.at += 1
            left = Arithmetic(operator, left, part())
        return left

    def signed(self) -> Node:
        if self.take("-"):
            return self.deeper(lambda: Negative(self.signed()))
        if self.take("+"):
            return self.deeper(self.signed)
        return self.value()

    def value(self) -> Node:
        token = self.token()
        if token.kind in {Kind.NUMBER, Kind.TEXT}:
            self.at += 1
            return Constant(token.value)
        if self.take("("):
            return self.deeper(lambda: self.enclosed(token))
        if token.kind is not Kind.WORD or token.written in RESERVED - {"True", "False"}:
            raise self.no_value()
        self.at += 1
        if token.written in {"True", "False"}:
            return Constant(token.written == "True")
        return self.deeper(lambda: self.call(token)) if self.take("(") else Name(token.written)

    def enclosed(self, opening: Token) -> Node:
        tree = self.either()
        if self.token().kind is Kind.END:
            raise self.fault("parenthesis_open", opening)
        if not self.take(")"):
            raise self.no_operator()
        return tree

    def call(self, name: Token) -> Node:
        if name.written not in _FUNCTIONS:
            raise self.unknown_function(name)
        arguments: list[Node] = []
        while not self.take(")"):
            if arguments and not self.take(","):
                raise self.no_argument(name)
            arguments.append(self.either())
        return Call(_FUNCTIONS[name.written], tuple(arguments))

    def among(self, value: Node, compared_before: list[Comparison]) -> Node:
        if compared_before:
            raise self.fault("list_chained")
        turned = self.take("not")
        self.at += 1
        opening = self.token()
        if not self.take("["):
            raise self.fault("list_wanted")
        found = Among(value, tuple(self.listed(opening)))
        if self.ahead("in") or self.ahead("not", "in") or self.token().written in _COMPARED:
            raise self.fault("list_chained")
        return Not(found) if turned else found

    def listed(self, opening: Token) -> list[Constant]:
        constants: list[Constant] = []
        while not self.take("]"):
            if constants and not self.take(","):
                code = "bracket_open" if self.token().kind is Kind.END else "list_comma"
                raise self.fault(code, opening if self.token().kind is Kind.END else None)
            if constants and self.take("]"):
                break
            constants.append(self.constant(opening))
        if not constants:
            raise self.fault("list_empty", opening)
        return constants

    def constant(self, opening: Token) -> Constant:
        if self.token().kind is Kind.END:
            raise self.fault("bracket_open", opening)
        turned = self.take("-")
        token = self.token()
        if token.kind is Kind.NUMBER and not isinstance(token.value, str):
            self.at += 1
            return Constant(-token.value if turned else token.value)
        if token.kind is Kind.TEXT and not turned:
            self.at += 1
            return Constant(token.value)
        if token.written in _REFUSED_WORDS:
            raise self.no_value()
        raise self.fault("list_constants", got=str(token))

    def deeper(self, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault("too_deep", most=DEEPEST)
        tree = part()
        self.depth -= 1
        return tree

    # Faults

    def no_value(self) -> ExpressionError:
        """What is wrong where a value should come next."""
        token = self.token()
        if token.kind is Kind.END:
            return self.fault("value_missing_at_end")
        if token.written in _INSTEAD:
            return self.fault("write_instead", got=str(token), instead=_INSTEAD[token.written])
        if token.written in _REFUSED_WORDS:
            return self.fault(_REFUSED_WORDS[token.written])
        if token.written in _MISPLACED:
            return self.fault(_MISPLACED[token.written])
        return self.fault("value_missing", got=str(token))

    def no_operator(self) -> ExpressionError:
        """What is wrong where an operator or the end should come next."""
        token, before = self.token(), self.before()
        for each in (before, token):
            if each and each.kind is not Kind.TEXT and each.written in _INSTEAD:
                instead = _INSTEAD[each.written]
                return self.fault("write_instead", each, got=str(each), instead=instead)
        if token.kind is Kind.WORD and token.written in _REFUSED_WORDS:
            return self.fault(_REFUSED_WORDS[token.written])
        if token.kind is Kind.TEXT and before and before.written.lower() in _PREFIXES:
            return self.fault("text_prefix", before, got=str(before))
        if token.kind is Kind.SIGN:
            return self.no_sign()
        return self.fault("side_by_side", got=str(token))

    def no_sign(self) -> ExpressionError:
        token = self.token()
        number = self.decimal_comma()
        if number:
            instead = number.replace(",", ".")
            return self.fault("decimal_comma", self.before(), got=number, instead=instead)
        code = _REFUSED_SIGNS.get(token.written, "character")
        return self.fault(code) if code != "character" else self.fault(code, got=str(token))

    def decimal_comma(self) -> str:
        """The number with a comma that stands here; empty if none does."""
        around = self.tokens[max(self.at - 1, 0) : self.at + 2]
        if [each.kind for each in around] != [Kind.NUMBER, Kind.SIGN, Kind.NUMBER]:
            return ""
        touching = all(a.end == b.column for a, b in pairwise(around))
        written = "".join(each.written for each in around)
        return written if touching and self.token().written == "," else ""

    def no_argument(self, name: Token) -> ExpressionError:
        """What is wrong inside the parentheses of a function."""
        if self.token().kind is Kind.END:
            return self.fault("parenthesis_open", name)
        if self.token().written == "=":
            return self.fault("named_argument")
        return self.no_operator()

    def unknown_function(self, name: Token) -> ExpressionError:
        if name.written in _INSTEAD:
            instead = _INSTEAD[name.written]
            return self.fault("write_instead", name, got=str(name), instead=instead)
        near = difflib.get_close_matches(name.written.lower(), _FUNCTIONS, n=1, cutoff=0.6)
        if near:
            return self.fault("function_misspelt", name, got=str(name), instead=near[0])
        known = ", ".join(_FUNCTIONS)
        return ExpressionError("function_unknown", name.column, got=str(name), known=known)


def _flat(joint: Joint, parts: list[Node]) -> Joined:
    """Conditions joined alike are one list, however they were put in parentheses."""
    flat: list[Node] = []
    for part in parts:
        same = isinstance(part, Joined) and part.joint is joint
        flat.extend(part.parts if isinstance(part, Joined) and same else [part])
    return Joined(joint, tuple(flat))
