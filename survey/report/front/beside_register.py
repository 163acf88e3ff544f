"""Who surely answered more or less than others: respondents beside the register, in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.disclosure.results.beside import ReleasedRepresentativity
from survey.documents.blocks import BulletList, Heading, Paragraph, Run
from survey.figures.representativity_chart import representativity_chart
from survey.language.catalogue import text
from survey.language.numbers import format_percent
from survey.language.words import capitalised, inside_sentence, join_words
from survey.tables.representativity_table import representativity_overview, representativity_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.report.numbering import Numbering
    from survey.report.spec import ReportSpec

_MOST_FINDINGS = 4


def register_blocks(
    released: Released, spec: ReportSpec, language: str, numbering: Numbering
) -> list[Block]:
    """The chapter on who answered beside who lives there; a sentence where no register was given.

    Parameters
    ----------
    released : Released
        With what `representativity` returned.
    spec : ReportSpec
    language : {"da", "en"}
    numbering : Numbering
    """
    beside = beside_of(released)
    if beside is None:
        return [
            Paragraph((Run(text("front.register.unknown", lang=language)),), id="register_unknown")
        ]
    names = [inside_sentence(beside.codebook.label(name, language)) for name in beside.variables()]
    key = "lead_weighted" if beside.has_weights else "lead"
    lead = text(f"front.register.{key}", lang=language, names=join_words(names, language))
    chart = representativity_chart(released, language=language)
    blocks: list[Block] = [
        Heading(2, text("front.register.title", lang=language), "register"),
        Paragraph((Run(lead),), id="register_lead"),
        *departures(beside, language, name="register"),
        numbering.numbered(representativity_table(released, language=language)),
        *([] if chart.is_empty else [numbering.drawn(chart)]),
    ]
    if len(beside.areas()) > 1:
        overview = representativity_overview(released, contrast=spec.contrast, language=language)
        blocks.append(numbering.numbered(overview))
    limits = text("weighting_page.assumed_unknown", lang=language)
    return [*blocks, Paragraph((Run(limits),), id="register_limits")]


def beside_of(released: Released) -> ReleasedRepresentativity | None:
    """The comparison with the register, if one was released."""
    found = released.of(ReleasedRepresentativity)
    return found[0] if found else None


def departures(
    beside: ReleasedRepresentativity, language: str, *, name: str = ""
) -> Iterator[Block]:
    """Who surely answered more or less than others, those farthest off first.

    Parameters
    ----------
    beside : ReleasedRepresentativity
    language : {"da", "en"}
    name : str
        What the ids of the sentences begin with; none have one if it is empty.
    """
    groups = [beside.cells(each, Domain.ALL) for each in beside.variables()]
    cells = [cell for group in groups for cell in group]
    marked = [cell for group in groups for cell in group if _tells(cell, group)]
    marked.sort(key=lambda cell: -abs(cell["difference"]))
    if not marked:
        hidden = any(cell["status"].hidden for cell in cells)
        key = "found_hidden" if hidden else "found_none"
        words = text(f"weighting_page.{key}", lang=language)
        yield Paragraph((Run(words),), id=f"{name}_found" if name else "")
        return
    words = text("weighting_page.found", lang=language)
    yield Paragraph((Run(words),), id=f"{name}_found" if name else "")
    items = [_departure(beside, cell, language) for cell in marked[:_MOST_FINDINGS]]
    ids = [f"{name}_found_{number}" if name else "" for number in range(1, len(items) + 1)]
    yield BulletList(
        tuple(Paragraph((Run(each),), id=id_) for each, id_ in zip(items, ids, strict=True))
    )


def _departure(beside: ReleasedRepresentativity, cell: dict[str, Any], language: str) -> str:
    book, name = beside.codebook, cell["variable"]
    words = text(
        "weighting_page.found_group",
        lang=language,
        what=capitalised(book.label(name, language)),
        group=book.category_label(name, cell["category"], language),
        share=format_percent(cell["respondents"], language),
        register=format_percent(cell["register"], language),
    )
    if not beside.has_weights or math.isnan(cell["weighted"]):
        return words
    weighted = format_percent(cell["weighted"], language)
    return f"{words} {text('weighting_page.found_weighted', lang=language, share=weighted)}"


def _tells(cell: dict[str, Any], group: list[dict[str, Any]]) -> bool:
    """Whether a group surely departs; of two the one that answered less, as they mirror."""
    return bool(cell["mark"] < 0 if len(group) == 2 else cell["mark"] != 0)
