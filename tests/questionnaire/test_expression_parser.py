"""Conditions are read as Python would read them, or refused with a sentence; nothing else."""

from __future__ import annotations

import ast
import keyword
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from survey.language.catalogue import LANGUAGES, catalogue, language_in_force
from survey.questionnaire.expressions.parser import (
    RESERVED,
    ExpressionError,
    complaint,
    parse_expression,
)
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
    Node,
    Not,
    Operator,
)
from survey.questionnaire.expressions.writing import expression_of, written

if TYPE_CHECKING:
    import random

    from syrupy.assertion import SnapshotAssertion

    from survey.questionnaire.expressions.expression import Expression


def fault(source: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(source)
    return caught.value


def read(source: str) -> Expression | ExpressionError:
    try:
        return parse_expression(source)
    except ExpressionError as error:
        return error


# What is read


@pytest.mark.parametrize(
    ("source", "stored"),
    [
        ("a==1", "a == 1"),
        ("  a  ==\n1 ", "a == 1"),
        ("a\xa0==\t1", "a == 1"),
        ("18 <= age < 65", "18 <= age and age < 65"),
        ("a not in [1,2,]", "a not in [1, 2]"),
        ("not a in [1]", "a not in [1]"),
        ("not not a == 1", "not not a == 1"),
        ("(a == 1 and b == 2) and c == 3", "a == 1 and b == 2 and c == 3"),
        ("(a == 1 or b == 2) and c == 3", "(a == 1 or b == 2) and c == 3"),
        ("a - (b - c) > +1", "a - (b - c) > 1"),
        ("-a * -2 == 1.50", "-a * -2 == 1.5"),
        ("area == 'nord\\'by\"'", 'area == "nord\'by\\""'),
        ("has_any( m , 1,2 )", "has_any(m, 1, 2)"),
        ("missing(q, dont_know) or True", "missing(q, dont_know) or True"),
        ("area in ['ø', \"å\"]", 'area in ["ø", "å"]'),
        ("x == -1", "x == -1"),
        ("x in [-1, 2.5]", "x in [-1, 2.5]"),
    ],
)
def test_an_expression_is_stored_in_one_way(source: str, stored: str) -> None:
    expression = parse_expression(source)
    assert expression.source == stored
    assert parse_expression(stored) == expression


def test_the_names_are_told_once_in_reading_order() -> None:
    assert parse_expression("b == 1 and has(a, 1) or b > c").names == ("b", "a", "c")


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(
    lambda name: name not in RESERVED | set(Function)
)
NUMBERS = st.integers(0, 10**15) | st.floats(0, 1e12, allow_subnormal=False).map(
    lambda value: round(value, 7)
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=6)


def numbers(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    called = st.builds(
        lambda function, name, codes: Call(function, (Name(name), *map(Constant, codes))),
        st.sampled_from(Function),
        NAMES,
        st.lists(st.integers(0, 99), max_size=3),
    )
    return (
        st.builds(Arithmetic, st.sampled_from(Operator), inner, inner)
        | st.builds(Negative, inner)
        | called
    )


VALUES = st.recursive(
    st.builds(Name, NAMES) | st.builds(Constant, NUMBERS | TEXTS), numbers, max_leaves=6
)
LISTED = st.lists(
    st.builds(Constant, st.integers(-9, 99) | TEXTS | NUMBERS), min_size=1, max_size=4
).map(tuple)


def joined(joint: Joint, parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        same = isinstance(part, Joined) and part.joint is joint
        flat.extend(part.parts if isinstance(part, Joined) and same else [part])
    return Joined(joint, tuple(flat))


CONDITIONS: st.SearchStrategy[Node] = st.recursive(
    st.builds(Comparison, st.sampled_from(Comparator), VALUES, VALUES)
    | st.builds(Among, VALUES, LISTED)
    | st.builds(Constant, st.booleans()),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(joined, st.sampled_from(Joint), st.lists(inner, min_size=2, max_size=3))
    ),
    max_leaves=8,
)


def as_python(node: ast.AST) -> object:  # noqa: C901, PLR0911 - a line for each kind of node
    """What Python makes of a source, in plain tuples."""
    match node:
        case ast.Expression(body):
            return as_python(body)
        case ast.BoolOp(op, values):
            joint = "and" if isinstance(op, ast.And) else "or"
            return (joint, *spread(joint, [as_python(value) for value in values]))
        case ast.UnaryOp(ast.Not(), operand):
            return ("not", as_python(operand))
        case ast.UnaryOp(ast.USub(), operand):
            inner = as_python(operand)
            return ("-", inner)
        case ast.UnaryOp(ast.UAdd(), operand):
            return as_python(operand)
        case ast.BinOp(left, op, right):
            return (type(op).__name__, as_python(left), as_python(right))
        case ast.Compare(left, ops, comparators):
            sides = [left, *comparators]
            pairs = [
                compared(type(op).__name__, one, other)
                for op, one, other in zip(ops, sides, sides[1:], strict=False)
            ]
            return pairs[0] if len(pairs) == 1 else ("and", *pairs)
        case ast.Call(ast.Name(name), arguments):
            return (name, *map(as_python, arguments))
        case ast.Name(name):
            return ("name", name)
        case ast.Constant(value):
            return ("constant", type(value).__name__, value)
    raise AssertionError(ast.dump(node))


def compared(sign: str, one: ast.expr, other: ast.expr) -> object:
    if sign in {"In", "NotIn"}:
        assert isinstance(other, ast.List)
        found = ("in", as_python(one), *(ast.literal_eval(each) for each in other.elts))
        return found if sign == "In" else ("not", found)
    return (sign, as_python(one), as_python(other))


def spread(joint: str, parts: list[object]) -> list[object]:
    return [
        each
        for part in parts
        for each in (part[1:] if isinstance(part, tuple) and part[0] == joint else [part])
    ]


SIGNS = {"==": "Eq", "!=": "NotEq", "<": "Lt", "<=": "LtE", ">": "Gt", ">=": "GtE",
         "+": "Add", "-": "Sub", "*": "Mult", "/": "Div"}  # fmt: skip


def as_ours(node: Node) -> object:  # noqa: PLR0911 - a line for each kind of node
    match node:
        case Constant(value):
            return ("constant", type(value).__name__, value)
        case Name(name):
            return ("name", name)
        case Negative(of):
            return ("-", as_ours(of))
        case Not(of):
            return ("not", as_ours(of))
        case Arithmetic(sign, left, right) | Comparison(sign, left, right):
            return (SIGNS[sign], as_ours(left), as_ours(right))
        case Among(value, constants):
            return ("in", as_ours(value), *(each.value for each in constants))
        case Joined(joint, parts):
            return (str(joint), *spread(str(joint), [as_ours(part) for part in parts]))
        case Call(function, arguments):
            return (str(function), *map(as_ours, arguments))


@given(CONDITIONS | VALUES)
def test_what_was_written_is_read_back(tree: Node) -> None:
    found = read(written(tree))
    if isinstance(found, ExpressionError):
        assert found.code in {"too_deep", "too_long", "too_many_parts", "thousands_point"}
    else:
        assert found == expression_of(tree)


@given(CONDITIONS)
def test_python_reads_the_same_tree(tree: Node) -> None:
    ours = read(written(tree))
    if not isinstance(ours, ExpressionError):
        assume(not {*ours.names} & {*keyword.kwlist})
        assert as_ours(ours.tree) == as_python(ast.parse(ours.source, mode="eval"))


# What is refused

FAULTS = {
    "empty": " \n ",
    "too_long": "a == 1 or " * 201,
    "too_many_parts": "+".join("1" * 150),
    "too_deep": "not " * 30 + "a == 1",
    "character": "a == 1; b",
    "write_instead": "a == 1 og b == 2",
    "comment": "a == 1 # kun kvinder",
    "number": "a == 0x10",
    "number_too_large": "a == 9999999999999999999",
    "thousands_point": "income > 10.000",
    "decimal_comma": "hours > 1,5",
    "complex": "a == 1j",
    "name_letters": "køn == 1",
    "text_open": "area == 'nordby",
    "text_escape": r"area == 'a\n'",
    "text_character": "area == 'a\u202eb'",
    "text_prefix": "area == f'{x}'",
    "power": "9**9**9 > 1",
    "whole_division": "a // 2 > 1",
    "remainder": "a % 2 == 1",
    "identity": "a is None",
    "none": "a == None",
    "attribute": "a.__class__ == 1",
    "subscript": "a[0] == 1",
    "call": "a == 1 (b == 2)",
    "lambda": "lambda: 1",
    "comprehension": "any_of(x for x in y)",
    "conditional": "1 if a == 1 else 2",
    "starred": "count(*a)",
    "assignment": "(a := 1) == 1",
    "equals": "a = 1",
    "named_argument": "has(places, code=1)",
    "list_wanted": "a in (1, 2)",
    "list_empty": "a in []",
    "list_comma": "a in [1 2]",
    "list_constants": "a in [b, c]",
    "list_chained": "1 < a in [2]",
    "list_here": "[1, 2] == a",
    "comma": "a == 1, b == 2",
    "side_by_side": "area == nord by",
    "value_missing": "a == == 1",
    "value_missing_at_end": "a == 1 and",
    "not_here": "a == not b",
    "parenthesis_open": "(a == 1",
    "parenthesis_close": "a == 1)",
    "bracket_open": "a in [1, 2",
    "bracket_close": "a == 1]",
    "function_unknown": "__import__('os').system('ls')",
    "function_misspelt": "answerd(a)",
}


def codes_of(chapter: str) -> set[str]:
    beginning = f"findings.{chapter}."
    keys = [key for key in catalogue("en") if key.startswith(beginning)]
    return {key.removeprefix(beginning).split(".")[0] for key in keys}


def test_each_fault_has_an_example() -> None:
    assert set(FAULTS) == codes_of("expression")


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_told_by_its_code_and_column(code: str) -> None:
    error = fault(FAULTS[code])
    assert error.code == code
    assert 1 <= error.column <= len(FAULTS[code]) + 1
    assert code in str(error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_read_well(language: str, snapshot: SnapshotAssertion) -> None:
    with language_in_force(language):
        told = {source[:60]: str(complaint(fault(source))) for source in FAULTS.values()}
    assert told == snapshot


@pytest.mark.parametrize(
    ("source", "column", "instead"),
    [
        ("a == 1 AND b == 2", 8, "and"),
        ("a == 1 && b == 2", 8, "and"),
        ("a == 1 || b == 2", 8, "or"),
        ("a == 1 eller b == 2", 8, "or"),
        ("ikke a == 1", 1, "not"),
        ("ikke(a == 1)", 1, "not"),
        ("!answered(a)", 1, "not"),
        ("a <> 1", 3, "!="),
        ("a => 1", 3, ">="),
        ("a =< 1", 3, "<="),
        ("a ≥ 1", 3, ">="),
        ("a == −1", 6, "-"),
        ("a er 1", 3, "=="),
        ("a i [1, 2]", 3, "in"),
        ("area == »nordby«", 9, '"'),
        ("area == “nordby”", 9, '"'),
        ("hours > 1,5", 9, "1.5"),
    ],
)
def test_the_hint_says_what_to_write(source: str, column: int, instead: str) -> None:
    error = fault(source)
    assert (error.column, error.fields["instead"]) == (column, instead)


def test_a_comma_between_codes_is_no_decimal_comma() -> None:
    assert parse_expression("has_any(a, 1,5)").source == "has_any(a, 1, 5)"
    assert parse_expression("a in [1,5]").source == "a in [1, 5]"


HOSTILE = [
    "__import__('os')",
    "().__class__.__mro__[1].__subclasses__()",
    "9**9**9**9",
    "(" * 100_000,
    "(" * 900 + "a" + ")" * 900,
    "[" * 1_900,
    "not " * 400 + "a",
    "not " * 100_000,
    "-" * 1_900 + "1",
    "-" * 100_000 + "1",
    "+".join("1" * 900),
    "1" + "+1" * 100_000,
    "a<" * 900 + "a",
    "a and " * 300 + "a",
    "9" * 1_900,
    "9" * 100_000,
    "1e999",
    "1" + "." * 900,
    "\0",
    "a\0b",
    "'\0'",
    "\ud800",
    "'\udfff'",
    "a == '" + "\\" * 1_000,
    "\N{KELVIN SIGN} == 1",
    "ﬁeld == 1",
    "１ == 1",
    "a\u200b == 1",
    "a == 1 \\\n or True",
    '"""a"""',
    "f'{__import__(\"os\")}'",
    "exec('x')",
    "a; import os",
    "*a, b",
    "**a",
    "yield a",
    "await a",
    "a @ b",
    "~a",
    "a ^ b",
    "...",
    "{}",
    "{a for a in b}",
    "`a`",
    "$a",
    "{{ a }}",
    "\x1b[31m",
    "é" * 1_999,
    "has(" * 499,
    "has(a, " * 280,
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_at_once(source: str) -> None:
    started = time.perf_counter()
    error = fault(source)
    assert time.perf_counter() - started < 1
    with language_in_force("da"):
        assert len(str(complaint(error))) < 400
        str(complaint(error)).encode()


ALPHABET = ["a", "age", "1", "1.5", "'x'", "(", ")", "[", "]", ",", "and", "or", "not", "in", "==",
            "<", "-", "+", "*", "/", "=", ".", " ", "has", "answered", "if", "for", "None", "\n",
            '"', "\\", "ø", "\0", "is", "og", "**", "{", ":", "#", "True"]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(ALPHABET), max_size=25).map(" ".join))
@example("a" + " and a" * 400)
@settings(max_examples=400)
def test_any_text_is_read_or_refused_with_a_sentence(source: str) -> None:
    found = read(source)
    if isinstance(found, ExpressionError):
        assert found.column >= 1
        assert complaint(found).message
    else:
        assert parse_expression(found.source) == found


@given(CONDITIONS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_a_spoilt_expression_is_read_or_refused(tree: Node, chance: random.Random) -> None:
    source = list(written(tree))
    for _ in range(3):
        place = chance.randrange(len(source) + 1)
        source[place : place + chance.randrange(3)] = chance.choice(ALPHABET)
    found = read("".join(source))
    if isinstance(found, ExpressionError):
        assert complaint(found).message


def test_the_longest_sum_is_read_with_little_stack() -> None:
    source = " + ".join(["a"] * 99) + " > 1"
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(900)
        assert parse_expression(source).source == source
    finally:
        sys.setrecursionlimit(limit)
