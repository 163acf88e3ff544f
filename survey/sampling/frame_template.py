"""An empty list of dwellings to fill in, with headings, an example and lists to pick from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from survey.codebook import said
from survey.documents.entry_workbook import EntryColumn, EntrySheet, GuideSheet, write_entries
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import capitalised
from survey.sampling.areas import listed_areas
from survey.sampling.headings import HEADINGS

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.sampling.areas import Areas, ListedArea

_MOST_ROWS = 20_000
_WIDTHS = {"unit": 18.0, "person": 18.0, "area": 28.0, "department": 20.0, "adults": 14.0,
           "empty_or_occupied": 18.0, "size": 12.0}  # fmt: skip


def write_frame_template(
    path: str | os.PathLike[str],
    *,
    language: str = "da",
    areas: Areas | None = None,
    unit: Literal["dwelling", "person"] = "dwelling",
    rows: int = 500,
) -> Path:
    """Write a workbook in which a frame can be filled in, for `read_frame` to read.

    Parameters
    ----------
    path : str or path
        Of the xlsx file. An existing file is replaced.
    language : {"da", "en"}
    areas : optional
        The areas that can be picked, as for `read_frame`; any can be written if left out.
    unit : {"dwelling", "person"}
        What a row stands for.
    rows : int from 1 to 20,000
        How many there is room for.

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If an argument can't be.
    FileError
        If the file can't be written.
    """
    target = target_ending_in(path, ".xlsx")
    for name, got, known in (("language", language, LANGUAGES), ("unit", unit, tuple(HEADINGS))):
        if got not in known:
            raise fail(WrongUseError, "frame.choice", name=name, got=quoted(str(got)),
                       known=culprits(known))  # fmt: skip
    if isinstance(rows, bool) or not isinstance(rows, int) or not 1 <= rows <= _MOST_ROWS:
        raise fail(WrongUseError, "frame.template_rows", got=str(rows), most=_MOST_ROWS)
    listed = () if areas is None else listed_areas(areas)
    write_bytes(target, _Template(language, unit, listed).to_bytes(rows))
    return target


class _Template:
    """The workbook in the making."""

    def __init__(self, language: str, unit: str, areas: tuple[ListedArea, ...]) -> None:
        self.language, self.unit, self.areas = language, unit, areas

    def say(self, key: str, **fields: object) -> str:
        return text(f"frame.{key}", lang=self.language, **fields)

    def to_bytes(self, rows: int) -> bytes:
        columns = list(self._columns())
        sheet = EntrySheet(
            self.say(f"template.sheet_{self.unit}"),
            [column for column, _ in columns],
            [[example for _, example in columns]],
            spare=rows - 1,
        )
        title = self.say(f"template.title_{self.unit}")
        parts = ["row", "example", "private", "area", "id"]
        parts += [] if self.unit == "person" else ["adults", "empty", "size"]
        guide = [self.say(f"template.guide.{part}") for part in parts]
        return write_entries(
            title,
            [sheet, GuideSheet(self.say("template.guide_sheet"), title, guide)],
            lists=self.say("template.lists"),
            page=self.say("template.page", page="&P", pages="&N"),
            language=self.language,
        )

    def _columns(self) -> list[tuple[EntryColumn, str]]:
        """Columns, and what stands in them in the example."""
        labels = tuple(said(each.code.label, self.language) for each in self.areas)
        departments = tuple(name for each in self.areas for name in each.departments)
        first = self.areas[0].departments if self.areas else ()
        states = tuple(self.say(f"template.{each}") for each in ("occupied", "empty"))
        found = [
            self._column("unit" if self.unit == "dwelling" else "person", "id"),
            self._column("area", labels[0] if labels else "", labels, "not_listed"),
            self._column("department", first[0] if first else "", departments, "not_listed"),
        ]
        if self.unit == "dwelling":
            found += [
                self._column("adults", "2"),
                self._column("empty_or_occupied", states[0], states, "not_a_state"),
                self._column("size", "72"),
            ]
        return found

    def _column(
        self, name: str, example: str, choices: tuple[str, ...] = (), refused: str = ""
    ) -> tuple[EntryColumn, str]:
        head = capitalised(self.say(f"head.{name}"))
        told = self.say(f"template.{refused}") if choices else ""
        shown = self.say("template.example_id") if example == "id" else example
        if not shown:
            shown = self.say(f"template.example_{name}")
        return EntryColumn(head, _WIDTHS[name], "example", choices, told), shown
