"""The analyst's own words: a plain text with paragraphs, lists and emphasis, as blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from survey.documents.blocks import BulletList, Paragraph, Run

if TYPE_CHECKING:
    from survey.documents.blocks import Block

_EMPHASIS = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<emphasis>[^*]+)\*")
_REMARK = re.compile(r"<!--.*?-->", re.S)
_ITEM = re.compile(r"^\s*[-*]\s+")


def prose_blocks(written: str) -> list[Block]:
    r"""Blocks of a text.

    Parameters
    ----------
    written : str
        Paragraphs apart by blank lines; a paragraph whose lines all begin with ``- `` is a list.
        ``*emphasis*`` and ``**strong**`` are understood, and a remark ``<!-- … -->`` is left out;
        all else is plain text.

    Examples
    --------
    >>> [type(block).__name__ for block in prose_blocks("Text.\n\n- one\n- two")]
    ['Paragraph', 'BulletList']
    """
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", _REMARK.sub("", written).strip()):
        lines = [line for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if all(_ITEM.match(line) for line in lines):
            items = tuple(Paragraph(runs(_ITEM.sub("", line).strip())) for line in lines)
            blocks.append(BulletList(items))
        else:
            heading = re.sub(r"^#+\s*", "", " ".join(line.strip() for line in lines))
            blocks.append(Paragraph(runs(heading)))
    return blocks


def runs(text: str) -> tuple[Run, ...]:
    """Runs of a paragraph with its emphasis."""
    result: list[Run] = []
    at = 0
    for match in _EMPHASIS.finditer(text):
        if match.start() > at:
            result.append(Run(text[at : match.start()]))
        if match["strong"]:
            result.append(Run(match["strong"], strong=True))
        else:
            result.append(Run(match["emphasis"], emphasis=True))
        at = match.end()
    if at < len(text) or not result:
        result.append(Run(text[at:]))
    return tuple(result)
