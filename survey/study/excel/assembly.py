"""The lines of a study's workbook put together as study.yaml has them, each with its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.files.guards import shown
from survey.findings import Place
from survey.language.catalogue import current_language
from survey.language.messages import quoted
from survey.study.excel.layout import (
    FIELDS,
    ITEMS,
    OF_STUDY,
    OF_WAVE,
    SHEETS,
    heading,
    word,
)
from survey.study.excel.lines import at
from survey.study.study_file.area_checks import unknown_area
from survey.study.study_file.schema import DepartmentFile

if TYPE_CHECKING:
    from pathlib import Path

    from survey.files.yaml_builder import YamlPath
    from survey.study.excel.tables import Line, Reading

_FIRST_SHEETS = {"title": "words", "questionnaire": "settings"} | {each: each for each in ITEMS}


@dataclass(slots=True)
class Assembly:
    """A study in the making, and where in the workbook each thing of it stands.

    Attributes
    ----------
    reading : Reading
    path : Path
        The file that the study is written to.
    data : dict
        The study as plain data.
    cells : dict
        Sheet and cell by the path of what was written there.
    """

    reading: Reading
    path: Path
    data: dict[str, Any] = field(default_factory=dict)
    cells: dict[YamlPath, tuple[str, str | None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the workbook is called."""
        return self.reading.book.path.name

    def place(self, path: YamlPath = ()) -> Place:
        """Where something was written, or the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.cells:
                return self.reading.place(*self.cells[path[:length]])
        sheet = _FIRST_SHEETS.get(str(path[0])) if path else None
        return self.reading.place(sheet) if sheet else Place(shown(self.reading.book.path))

    def put(self, within: YamlPath, path: YamlPath, line: Line, column: str) -> None:
        """Put what stands in a column at a path of the study; refuse what is there already."""
        value = line.get(column)
        if value is None:
            return
        full = (*within, *path)
        if full in self.cells and at_path(self.data, full) is not None:
            first = self.cells[full][1] or ""
            self.reading.complain_of("twice", line, column, name=quoted(path[-1]), first=first)
            return
        where: Any = self.data
        for step, following in zip(full, (*full[1:], None), strict=True):
            if following is None:
                where[step] = value
            elif isinstance(where, dict):
                where = where.setdefault(step, {})
            else:
                where = where[step]
            if not isinstance(where, dict | list):
                self.reading.complain_of("within", line, column, name=quoted(path[-1]))
                return
        self.cells[full] = (line.sheet, line.cells.get(column))


def at_path(data: Any, path: YamlPath) -> Any:  # noqa: ANN401
    """What stands at a path through mappings and lists; None for nothing."""
    for step in path:
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            data = at(data, (step,))
    return data


def assembled(reading: Reading, path: Path) -> Assembly:
    """The study that a workbook holds."""
    assembly = Assembly(reading, path)
    _put_words(assembly)
    for sheet in ITEMS:
        _put_items(assembly, sheet)
    _put_departments(assembly)
    _put_settings(assembly)
    return assembly


def _put_words(assembly: Assembly) -> None:
    for line in assembly.reading.lines.get("words", ()):
        field_ = line.get("field")
        if field_ is None:
            continue
        for column in SHEETS["words"][1:]:
            assembly.put((), (*FIELDS[field_], column.language), line, column.name)


def _put_items(assembly: Assembly, sheet: str) -> None:
    items: list[dict[str, Any]] = []
    assembly.data[sheet] = items
    first: dict[str, str] = {}
    for line in assembly.reading.lines.get(sheet, ()):
        place, name = len(items), line.get("id")
        items.append({})
        cell = line.cells.get("id")
        assembly.cells[sheet, place] = (sheet, cell)
        if name is not None and name in first:
            fields = {"name": quoted(name), "first": first[name]}
            assembly.reading.complain_of("twice", line, "id", **fields)
        first.setdefault(str(name), cell or "")
        for column in SHEETS[sheet]:
            assembly.put((sheet, place), column.path, line, column.name)


def _put_departments(assembly: Assembly) -> None:
    areas = assembly.data["areas"]
    known = {str(each.get("id")): _words_of(each) for each in areas if each.get("id")}
    by_name = {words.casefold(): name for name, several in known.items() for words in several}
    place_of = {str(each.get("id")): place for place, each in enumerate(areas)}
    for line in assembly.reading.lines.get("departments", ()):
        area = line.get("area")
        if area is None or line.get("name") is None:
            continue
        name = by_name.get(str(area).casefold())
        where = assembly.reading.place("departments", line.cells.get("area"))
        if name is None:
            assembly.reading.findings.append(unknown_area(where, area, known))
            continue
        _put_department(assembly, place_of[name], line)


def _words_of(area: dict[str, Any]) -> tuple[str, ...]:
    return (str(area["id"]), *area.get("label", {}).values(), *area.get("aliases", ()))


def _put_department(assembly: Assembly, area: int, line: Line) -> None:
    """Add a department to its area; one of which nothing else is told goes by its name alone."""
    listed = assembly.data["areas"][area].setdefault("departments", [])
    path = ("areas", area, "departments", len(listed))
    own = [column for column in SHEETS["departments"] if column.path]
    full = {str(c.path[0]): line.get(c.name) for c in own if line.get(c.name) is not None}
    listed.append(full if len(full) > 1 else full["name"])
    assembly.cells.setdefault(path[:3], (line.sheet, line.cells.get("name")))
    assembly.cells[path] = (line.sheet, line.cells.get("name"))
    for column in own:
        assembly.cells[(*path, DepartmentFile.__name__, *column.path)] = assembly.cells[path]
        assembly.cells[(*path, *column.path)] = (line.sheet, line.cells.get(column.name))


def _put_settings(assembly: Assembly) -> None:
    waves = {str(each.get("id")): place for place, each in enumerate(assembly.data["waves"])}
    for line in assembly.reading.lines.get("settings", ()):
        setting, wave = line.get("setting"), line.get("wave")
        if setting is None:
            continue
        if wave is None and setting in OF_STUDY:
            assembly.put((), tuple(setting.split(".")), line, "value")
        elif wave is None:
            name = quoted(heading("settings", "wave", current_language()))
            fields = {"name": name, "setting": quoted(word("setting", setting, "en"))}
            assembly.reading.complain_of("setting_of_wave", line, "wave", **fields)
        elif wave not in waves:
            assembly.reading.complain_of("wave_unknown", line, "wave", got=quoted(wave))
        elif setting not in OF_WAVE:
            fields = {"setting": quoted(setting)}
            assembly.reading.complain_of("setting_of_study", line, "wave", **fields)
        else:
            assembly.put(("waves", waves[wave]), tuple(setting.split(".")), line, "value")
