"""The first cell of each row made its head, which the compiler can't be asked for.

It tags heads of columns only, and lists them at every other cell. Here the first cell of a row
becomes a head with the row as its scope, and the lists are taken out, so that a reading program
finds the heads of both row and column by their scope (PDF 1.7, 14.8.5.7; ISO 14289-1, 7.5). What
is put in takes the place of what is taken out, so nothing else in the file moves.
"""

from __future__ import annotations

import re

_ROW = re.compile(rb"<</Type/StructElem/S/TR/P \d+ 0 R/K\[(\d+) 0 R \d+ 0 R")
_CELL = re.compile(
    rb"(?P<object>\n(?P<number>\d+) 0 obj\n<</Type/StructElem)/S/TD(?P<parent>/P \d+ 0 R/A\[)"
    rb"(?P<table><</O/Table[^<>]*>>)(?P<layout>(?:<</O/Layout[^<>]*>>)?)\]"
)
_LIST = re.compile(rb"/Headers\[[^\]]*\]")
_SCOPE = b"/Scope/Row"


def with_row_heads(pdf: bytes) -> bytes:
    """The PDF with the first cell of each row of a table tagged as its head."""
    firsts = set(_ROW.findall(pdf))
    return _CELL.sub(lambda cell: _tagged(cell, cell["number"] in firsts), pdf)


def _tagged(cell: re.Match[bytes], is_head: bool) -> bytes:
    table, layout = _LIST.sub(b"", cell["table"]), cell["layout"]
    if is_head:
        table = table.replace(b">>", _SCOPE + b">>")
        layout = b""
    kind = b"/S/TH" if is_head else b"/S/TD"
    made = cell["object"] + kind + cell["parent"] + table + layout
    spare = len(cell[0]) - len(made) - 1
    return cell[0] if spare < 0 else made + b" " * spare + b"]"
