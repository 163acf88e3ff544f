"""Forms as they were keyed, once or twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from survey.documents.notebook import records_html
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.files.data_table import DataTable
    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire
    from survey.responses.keying.joined_table import JoinedTable

RESPONDENT, AREA, ITEM = "respondent", "area", "item"
KEYS = (RESPONDENT, ITEM)


class KeyedTwice(NamedTuple):
    """A table as it was keyed first, and again; None if nothing was keyed again."""

    first: JoinedTable
    again: JoinedTable | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Keying:
    """Keyed forms.

    Attributes
    ----------
    questionnaire : Questionnaire
    first : DataTable
        The forms as they were keyed first: columns ``respondent``, the number of the form,
        ``area``, and those of the questions. Each place leads to the cell of a sheet.
    again : DataTable or None
        The same as they were keyed for the second time; None if none was.
    rosters : mapping of str to KeyedTwice
        The tables of each roster: columns ``respondent``, ``item``, and those of its questions.
    notes : tuple of Finding
        How the workbooks were understood, and what should be looked at.
    """

    questionnaire: Questionnaire
    first: JoinedTable
    again: JoinedTable | None = None
    rosters: Mapping[str, KeyedTwice] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "rosters", MappingProxyType(dict(self.rosters)))

    def __repr__(self) -> str:
        return f"Keying({self.first.rows} forms, {len(self.twice)} of them keyed twice)"

    def _repr_html_(self) -> str:
        language = current_language()
        counts = {"forms": self.first.rows, "twice": len(self.twice), "once": len(self.once),
                  "only_again": len(self.only_again)}  # fmt: skip
        records = [(text(f"double_keying.count.{name}"), format_number(count, language))
                   for name, count in counts.items()]  # fmt: skip
        return records_html(records, ("fact", "value"), text("double_keying.keyed"))

    @property
    def tables(self) -> Mapping[str, KeyedTwice]:
        """The table of forms, whose name is empty, and those of the rosters."""
        return {"": KeyedTwice(self.first, self.again), **self.rosters}

    @property
    def twice(self) -> tuple[str, ...]:
        """The forms that were keyed twice, in the order of the first keying."""
        again = forms_in(self.again)
        return tuple(form for form in forms_in(self.first) if form in again)

    @property
    def once(self) -> tuple[str, ...]:
        """The forms that were keyed the first time only."""
        again = forms_in(self.again)
        return tuple(form for form in forms_in(self.first) if form not in again)

    @property
    def only_again(self) -> tuple[str, ...]:
        """The forms that only the second keying has."""
        first = forms_in(self.first)
        return tuple(form for form in forms_in(self.again) if form not in first)


def forms_in(table: DataTable | None) -> dict[str, None]:
    """The numbers of the forms in a table, each once, in order."""
    return {} if table is None else dict.fromkeys(table.columns[RESPONDENT].cells())
