"""What was decided on the results: problem, decision, who is responsible, deadline and status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.language.catalogue import text
from survey.language.numbers import format_date
from survey.language.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from survey.codebook import Codebook

STATUSES = ("planned", "ongoing", "done", "dropped")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A decision on a problem.

    Attributes
    ----------
    area : str
        Code of the area; empty if it is for all.
    problem, decision, responsible : str
    deadline : date or None
    status : str
        One of `STATUSES`; empty if nobody says.
    """

    area: str
    problem: str
    decision: str = ""
    responsible: str = ""
    deadline: date | None = None
    status: str = ""


def followed_in(area: object, follow_up: Sequence[FollowUp]) -> tuple[FollowUp, ...]:
    """What was decided for an area, and for all of them."""
    return tuple(each for each in follow_up if each.area in ("", str(area)))


def follow_up_table(
    follow_up: Sequence[FollowUp],
    codebook: Codebook,
    over: str,
    language: str,
    *,
    with_area: bool = True,
) -> Table:
    """The decisions as a table.

    Parameters
    ----------
    follow_up : sequence of FollowUp
    codebook : Codebook
        What areas are called.
    over : str
        The column of areas.
    language : {"da", "en"}
    with_area : bool
        Whether the area of each is named.
    """

    def say(key: str) -> str:
        return text(f"areas.follow_up.{key}", lang=language)

    columns = [
        *([Column("area", capitalised(codebook.label(over, language)), Align.LEFT)] * with_area),
        *(Column(name, say(name), Align.LEFT)
          for name in ("problem", "decision", "responsible", "deadline", "status")),
    ]  # fmt: skip
    rows = []
    for each in follow_up:
        area = codebook.value_label(over, each.area, language) if each.area else say("everywhere")
        deadline = format_date(each.deadline, language) if each.deadline else ""
        status = text(f"areas.status.{each.status}", lang=language) if each.status else ""
        cells = (*([area] * with_area), each.problem, each.decision, each.responsible, deadline,
                 status)  # fmt: skip
        rows.append(Row(tuple(Cell(words) for words in cells), area=each.area))
    return Table("follow_up", say("table"), tuple(columns), tuple(rows), language=language)
