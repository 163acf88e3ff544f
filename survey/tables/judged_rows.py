"""What tables of ranks, of outcomes and of figures from outside have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.documents.blocks import Align, Cell, Column
from survey.language.catalogue import text
from survey.tables.areas import Areas
from survey.tables.cells import form_of
from survey.tables.measures import interval_column
from survey.tables.notes import sign_notes, signs_in
from survey.tables.questions import Question
from survey.tables.results import contrast_over

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Row
    from survey.tables.cells import Form
    from survey.tables.options import Style


@dataclass(frozen=True, slots=True)
class JudgedTable:
    """A table of one number by areas in the making.

    Attributes
    ----------
    areas : Areas
    form : Form
    question : Question
    category : object
    """

    areas: Areas
    form: Form
    question: Question
    category: Any

    @property
    def language(self) -> str:
        """That of the table."""
        return self.form.language

    @property
    def what(self) -> str:
        """What the number is, for a title."""
        return self.question.full_label(self.category, self.form.statistic)

    def first_columns(self, level: float | None) -> list[Column]:
        """The area, the number and, with a level, its interval."""
        head = text(f"table.head.{self.form.statistic}", lang=self.language)
        columns = [
            Column("area", self.areas.unit, Align.LEFT),
            Column("estimate", head, formats=(self.form.number_format,)),
        ]
        if level is not None:
            columns.append(interval_column(self.form, level, "interval"))
        return columns

    def heading(self, area: object) -> Cell:
        """The cell that names an area."""
        return Cell(self.areas.label(area))

    def question_notes(self) -> list[str]:
        """What was asked, and who a share is of."""
        return [*self.question.note(), *self.question.headline_base_note()]

    def sign_notes(self, rows: Iterable[Row]) -> list[str]:
        """What the signs in some rows mean."""
        return sign_notes(signs_in(rows), self.language)


def judged_table(
    released: Released,
    part: Any,  # noqa: ANN401 - a released ranking, outcome or figure from outside
    records: list[Any],
    contrast: object,
    style: Style,
) -> JudgedTable:
    """Begin a table.

    Parameters
    ----------
    contrast : object
        The area that gives contrast; that of the comparisons released if None.
    """
    if contrast is None:
        contrast = contrast_over(released, part.over)
    first = records[0]
    return JudgedTable(
        Areas(released.codebook, part.over, contrast, style.language),
        form_of(part.statistic, records, style.language, style.decimals),
        Question(released.codebook, first["variable"], style.language),
        first["category"],
    )


def is_shown(record: Any) -> bool:  # noqa: ANN401 - a row of a frame
    """Whether the numbers of a row are there to be read."""
    return not Status(record["status"]).hidden
