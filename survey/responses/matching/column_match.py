"""What is proposed for a file: its columns and values, and what is left to be decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.notebook import facts_html
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.catalogue import current_language, text
from survey.language.cells import quoted_heading
from survey.questionnaire.column_map import ColumnMap
from survey.responses.matching.assigning import given_by
from survey.responses.matching.destinations import destinations
from survey.responses.matching.match_workbook import ToWrite, match_xlsx
from survey.responses.matching.proposals import Since

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from survey.codebook import Variable
    from survey.questionnaire.column_map import MappedColumn
    from survey.questionnaire.model import Questionnaire
    from survey.responses.matching.destinations import Destination
    from survey.responses.matching.proposals import ColumnProposal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ColumnMatch:
    """How the columns of a file may become those of a questionnaire.

    Attributes
    ----------
    file : str
        Its name.
    rows : int
    questionnaire : Questionnaire
    columns : tuple of ColumnProposal
        In the order of the file.
    groups : tuple of Variable
        Columns beside the questions.
    gone : tuple of str
        Columns of the last wave that the file doesn't have.
    language : str
        Of the workbook.
    """

    file: str
    rows: int
    questionnaire: Questionnaire
    columns: tuple[ColumnProposal, ...]
    groups: tuple[Variable, ...] = ()
    gone: tuple[str, ...] = ()
    language: str = field(default_factory=current_language)

    def __repr__(self) -> str:
        undecided = len(self.undecided)
        return f"ColumnMatch({self.file}: {len(self.columns)} columns, {undecided} undecided)"

    def _repr_html_(self) -> str:
        facts = {
            "columns": len(self.columns),
            "undecided": len(self.undecided),
            "undecided_values": self.undecided_values,
            "missing": len(self.missing),
        }
        return facts_html(facts, text("matching.title", file=self.file))

    @property
    def places(self) -> Mapping[str, Destination]:
        """All that the columns can become."""
        return destinations(self.questionnaire, self.groups)

    @property
    def undecided(self) -> tuple[str, ...]:
        """Columns of the file of which nobody has decided what they become."""
        return tuple(each.source for each in self.columns if not each.decided)

    @property
    def undecided_values(self) -> int:
        """How many values nobody has decided on."""
        return sum(len(each.open_values) for each in self.columns)

    @property
    def is_sure(self) -> bool:
        """Whether nothing is left to be decided."""
        return not self.undecided and not self.undecided_values

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns of the questionnaire that no column of the file fits; computed ones left out."""
        places = self.places
        given = {name for each in self.columns for name in given_by(each, places)}
        return tuple(name for name, each in places.items() if each.needed and name not in given)

    @property
    def column_map(self) -> ColumnMap:
        """The map of all that is decided."""
        mapped = [each.mapped() for each in self.columns if each.target]
        left_out = tuple(each.source for each in self.columns if each.left_out)
        return ColumnMap(in_order(mapped, self.places), left_out)

    def lines(self) -> list[str]:
        """What there is to say of it, in short, in the language in force."""
        left_out = [each for each in self.columns if each.left_out]
        personal = [each.source for each in left_out if each.personal]
        counts = {
            "matched": sum(bool(each.target) for each in self.columns),
            "left_out": len(left_out),
            "personal": len(personal),
            "undecided": len(self.undecided),
            "values": self.undecided_values,
            "missing": len(self.missing),
            "new": sum(each.since is Since.NEW for each in self.columns),
            "changed": sum(each.since is Since.CHANGED for each in self.columns),
            "gone": len(self.gone),
        }
        named = {
            "personal": personal,
            "undecided": self.undecided,
            "missing": self.missing,
            "gone": self.gone,
        }
        return [
            text(f"matching.summary.{name}", count=count, names=_some(named.get(name, ())))
            for name, count in counts.items()
            if count or name == "matched"
        ]

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the workbook in which the rest is decided by hand.

        Parameters
        ----------
        path : str or path
            Ends in .xlsx.

        Raises
        ------
        WrongUseError
            If it has another ending.
        FileError
            If it can't be written.
        """
        target = target_ending_in(path, ".xlsx")
        what = ToWrite(
            self.file,
            self.questionnaire,
            self.places,
            self.columns,
            self.missing,
            self.gone,
            self.language,
        )
        write_bytes(target, match_xlsx(what))
        return target


def in_order(
    mapped: Iterable[MappedColumn], places: Mapping[str, Destination]
) -> tuple[MappedColumn, ...]:
    """Columns of a map in the order of the questionnaire, then that of the file."""
    order = {name: number for number, name in enumerate(places)}
    return tuple(sorted(mapped, key=lambda each: order.get(each.target, len(order))))


_MOST_NAMED, _LONGEST = 5, 60


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(quoted_heading(_cut(name)) for name in names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} …"


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
