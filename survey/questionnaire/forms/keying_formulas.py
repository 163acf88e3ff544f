"""Conditions as formulas of a spreadsheet, where they are simple enough to be sure of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from survey.codebook import Kind, MissingKind
from survey.questionnaire.columns import column_names
from survey.questionnaire.expressions.tree import (
    Among,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Not,
)
from survey.questionnaire.forms.keying_columns import AREA, HEAD_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.forms.keying_columns import KeyedTable
    from survey.questionnaire.model import Questionnaire

_LONGEST = 4000
_COUNTED = (Kind.SINGLE, Kind.OPTION, Kind.RANK, Kind.NUMBER)
_SIGNS = {
    Comparator.EQUAL: "=",
    Comparator.UNEQUAL: "<>",
    Comparator.LESS: "<",
    Comparator.AT_MOST: "<=",
    Comparator.MORE: ">",
    Comparator.AT_LEAST: ">=",
}
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_KEYED_KINDS = {
    kind.name.lower(): int(kind) for kind in (MissingKind.DONT_KNOW, MissingKind.REFUSED)
}


def holds_formula(
    condition: Expression, table: KeyedTable, questionnaire: Questionnaire
) -> str | None:
    """What is true in the first row of a table where a condition surely holds.

    None if it asks for more than the cells of the row can tell.
    """
    found = _Row(table, questionnaire).formula(condition.tree, positive=True)
    return found if found is not None and len(found) <= _LONGEST else None


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row by the names that conditions use."""

    table: KeyedTable
    questionnaire: Questionnaire

    def formula(self, node: Node, *, positive: bool) -> str | None:
        """A formula that is true where the condition, or its opposite, is."""
        found: str | None = None
        match node:
            case Not(of):
                found = self.formula(of, positive=not positive)
            case Joined(joint, parts):
                inner = [self.formula(part, positive=positive) for part in parts]
                joined = "AND" if (joint is Joint.AND) is positive else "OR"
                found = _all(joined, inner)
            case Comparison():
                found = self._comparison(node, positive=positive)
            case Among(Name(id=name), constants):
                found = self._among(name, [each.value for each in constants], positive=positive)
            case Call():
                found = self._call(node, positive=positive)
        return found

    # Values

    def _comparison(self, node: Comparison, *, positive: bool) -> str | None:
        sign, left, right = _SIGNS[node.comparator], node.left, node.right
        if isinstance(left, Constant):
            sign, left, right = _TURNED.get(sign, sign), right, left
        sign = sign if positive else _OPPOSITE[sign]
        match left, right:
            case Name(id=name), Constant(value):
                return self._compared(name, sign, value)
            case Call(Function.COUNT, (Name(id=name),)), Constant(int(value)):
                cells = self._cells(name)
                counted = f"COUNTIF({cells},1){sign}{value}"
                return _all("AND", [self._answered(name), counted]) if cells else None
        return None

    def _compared(self, name: str, sign: str, value: object) -> str | None:
        if name == AREA and isinstance(value, str):
            area = self._area()
            return f'AND({area}<>"",{area}{sign}{_text(value)})' if sign in {"=", "<>"} else None
        cell = self._number_cell(name)
        if cell is None or isinstance(value, str | bool) or not isinstance(value, int | float):
            return None
        return f"AND(ISNUMBER({cell}),{cell}>=0,{cell}{sign}{value!r})"

    def _among(self, name: str, values: Sequence[object], *, positive: bool) -> str | None:
        sign, joined = ("=", "OR") if positive else ("<>", "AND")
        return _all(joined, [self._compared(name, sign, value) for value in values])

    # Functions

    def _call(self, node: Call, *, positive: bool) -> str | None:
        first, *rest = node.arguments
        if not isinstance(first, Name):
            return None
        found: str | None = None
        match node.function:
            case Function.ANSWERED:
                answered = self._answered(first.id)
                found = answered if positive or answered is None else f"NOT({answered})"
            case Function.MISSING:
                found = self._missing(first.id, rest, positive=positive)
            case Function.HAS | Function.HAS_ANY | Function.HAS_ALL:
                found = self._has(node.function, first.id, _values(rest), positive=positive)
            case Function.ANY_OF if positive:
                found = self._any_of(first.id, _values(rest))
        return found

    def _missing(self, name: str, kinds: Sequence[Node], *, positive: bool) -> str | None:
        codes = [_KEYED_KINDS.get(each.id) if isinstance(each, Name) else None for each in kinds]
        cell = self._number_cell(name)
        if cell is None or not codes or None in codes:
            return None
        found = _all("OR", [f"{cell}={code}" for code in codes])
        return found if positive else f"NOT({found})"

    def _has(
        self, function: Function, name: str, values: Sequence[object], *, positive: bool
    ) -> str | None:
        cells = [self._number_cell(f"{name}_{value}") for value in values]
        joined = "AND" if function is Function.HAS_ALL else "OR"
        found = _all(joined, [f"{cell}=1" if cell else None for cell in cells])
        if found is None:
            return None
        return found if positive else _all("AND", [self._answered(name), f"NOT({found})"])

    def _any_of(self, name: str, values: Sequence[object]) -> str | None:
        question = self.questionnaire.question(name)
        if question is None:
            return None
        return _all("OR", [self._among(each, values, positive=True)
                           for each in column_names(question)])  # fmt: skip

    def _answered(self, name: str) -> str | None:
        cells, cell = self._cells(name), self._number_cell(name)
        if cells:
            return f'COUNTIF({cells},">=0")>0'
        if cell is not None:
            return f"AND(ISNUMBER({cell}),{cell}>=0)"
        return None

    # Cells

    def _area(self) -> str:
        return self._at(self.table.place(AREA) or 0)

    def _number_cell(self, name: str) -> str | None:
        place = self.table.place(name)
        if place is None or self.table.columns[place].kind not in _COUNTED:
            return None
        return self._at(place)

    def _cells(self, name: str) -> str:
        """The cells of a question of several columns, as a range; empty for others."""
        question = self.questionnaire.question(name)
        names = column_names(question) if question is not None else ()
        places = [self.table.place(each) for each in names]
        known = [place for place in places if place is not None]
        if names in {(), (name,)} or len(known) < len(names):
            return ""
        return f"{self._at(min(known))}:{self._at(max(known))}"

    def _at(self, place: int) -> str:
        return str(xl_rowcol_to_cell(HEAD_ROWS, place, col_abs=True))


def _all(joined: str, parts: Sequence[str | None]) -> str | None:
    given = [part for part in parts if part is not None]
    if not given or len(given) < len(parts):
        return None
    return given[0] if len(given) == 1 else f"{joined}({','.join(given)})"


def _text(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _values(nodes: Sequence[Node]) -> list[object]:
    return [each.value for each in nodes if isinstance(each, Constant)]
