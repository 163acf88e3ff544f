"""Plain data in the making: each part with its cell, each text with its translations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.files.nearest import did_you_mean
from survey.findings import Place
from survey.language.messages import culprits, quoted
from survey.questionnaire.exchange.workbook_layout import SHEETS, Form
from survey.questionnaire.exchange.workbook_lines import Line, text_key
from survey.questionnaire.exchange.workbook_tables import heading_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.files.yaml_builder import YamlPath
    from survey.questionnaire.exchange.workbook_tables import Reading
    from survey.questionnaire.exchange.workbook_translations import Translations

_TEXTS = {
    sheet: {each.name for each in columns if each.form is Form.TEXT}
    for sheet, columns in SHEETS.items()
}


@dataclass(slots=True)
class Assembly:
    """Plain data in the making, with where each of them was written.

    Attributes
    ----------
    reading : Reading
    translations : Translations
    reference : str
        The language of the texts beside the questions.
    cells : dict
        Sheet and cell by the path of what was written there.
    said : dict
        The texts in the reference language, by their names.
    """

    reading: Reading
    translations: Translations
    reference: str
    cells: dict[YamlPath, tuple[str, str | None]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def place(self, path: YamlPath = ()) -> Place:
        """Where something was written, or the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.cells:
                sheet, cell = self.cells[path[:length]]
                return self.reading.book.place(self.reading.pages[sheet].name, cell)
        return Place(str(self.reading.book.path))

    def lines(self, sheet: str) -> list[Line]:
        """The lines of a sheet."""
        return self.reading.lines.get(sheet, [])

    def note(self, path: YamlPath, line: Line, column: str) -> None:
        """Remember where something was written."""
        cell = line.cells.get(column) or next(iter(line.cells.values()), None)
        self.cells.setdefault(path, (line.sheet, cell))

    def put(
        self, data: dict[str, Any], path: YamlPath, line: Line, column: str, name: str = ""
    ) -> None:
        """Put what stands in a column into the data, under its own or another name."""
        name = name or column
        value = line.get(column)
        if column in _TEXTS[line.sheet]:
            value = self.text((*path, name), line, column)
        if value is not None and value != {}:
            data[name] = value
            self.note((*path, name), line, column)

    def text(self, path: YamlPath, line: Line, column: str, nth: int = 0) -> dict[str, str]:
        """A text in all its languages."""
        words = line.get(column)
        key = text_key(line, column, nth)
        found = {self.reference: words} if words else {}
        self.said.setdefault(key, words or "")
        self.note((*path, self.reference), line, column)
        for language, (translated, cell) in self.translations.take(key).items():
            found[language] = translated
            self.cells[*path, language] = ("translations", cell)
        return found

    def complain_near(
        self, code: str, line: Line, column: str, name: str, known: Iterable[str]
    ) -> None:
        """Note that a name is unknown, with the nearest one that is known."""
        names = list(known)
        near = did_you_mean(name, names)
        self.reading.complain_of(
            f"{code}_near" if near else code,
            line,
            column,
            name=quoted(name),
            near=quoted(near or ""),
            known=culprits(names) if names else "–",
        )


def put_code(assembly: Assembly, codes: dict[int, Any], path: YamlPath, line: Line) -> None:
    """Put a code with its label and what else is said of it."""
    value = line.get("code")
    if value is None:
        return
    code: dict[str, Any] = {}
    where = (*path, value)
    assembly.note(where, line, "code")
    for name in ("label", "in_text", "place", "exclusive", "opens_text", "outside"):
        assembly.put(code, where, line, name)
    code.setdefault("label", {})
    codes.setdefault(value, code)


def put_once(
    assembly: Assembly, data: dict[str, Any], path: YamlPath, line: Line, name: str, key: str = ""
) -> None:
    """Put what is said once for several lines; the others are empty or say the same."""
    key = key or name
    value = line.get(name)
    if value is None:
        return
    if key in data and data[key] != value:
        first = assembly.cells[*path, key][1]
        assembly.reading.complain_of(
            "differs", line, name, name=heading_of(line.sheet, name), first=first
        )
    data.setdefault(key, value)
    assembly.note((*path, key), line, name)
