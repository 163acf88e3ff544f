"""What a study says as the lines of its workbook."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

from survey.files.yaml_writer import yaml_value
from survey.study.excel.layout import FIELDS, ITEMS, OF_STUDY, OF_WAVE, SHEETS, Form, word
from survey.study.study_file.plain_study import plain_study

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.files.yaml_builder import YamlPath
    from survey.study.excel.layout import Column
    from survey.study.study_file.schema import StudyFile

Line = dict[str, Any]
_BETWEEN = "; "


def lines_of(study: StudyFile) -> dict[str, list[Line]]:
    """The lines of each sheet: what stands in each column, not yet as words."""
    data = plain_study(study)
    data["unit"] = study.unit.model_dump()
    data["respondents"] = study.respondents
    data["areas"] = [{"role": "study", **each} for each in data["areas"]]
    found = {sheet: [_line(sheet, each) for each in data[sheet]] for sheet in ITEMS}
    found["words"] = list(_words(data))
    found["departments"] = list(_departments(data))
    found["settings"] = list(_settings(data))
    return {sheet: found[sheet] for sheet in SHEETS}


def _line(sheet: str, item: Mapping[str, Any]) -> Line:
    line = {each.name: at(item, each.path) for each in SHEETS[sheet]}
    if not isinstance(line.get("answers", ""), str):
        line["answers"] = None  # several files stand among the settings
    return line


def at(data: Any, path: YamlPath) -> Any:  # noqa: ANN401
    """What stands at a path; None for nothing."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _words(data: Mapping[str, Any]) -> Iterator[Line]:
    for field, path in FIELDS.items():
        given = at(data, path) or {}
        yield {
            "field": field,
            **{f"words_{language}": given.get(language) for language in ("da", "en")},
        }


def _departments(data: Mapping[str, Any]) -> Iterator[Line]:
    for area in data["areas"]:
        for each in area.get("departments", ()):
            full = each if isinstance(each, dict) else {"name": each}
            line = {c.name: at(full, c.path) for c in SHEETS["departments"] if c.path}
            yield {"area": area["id"], **line}


def _settings(data: Mapping[str, Any]) -> Iterator[Line]:
    for setting in OF_STUDY:
        value = at(data, tuple(setting.split(".")))
        if value is not None:
            yield {"wave": None, "setting": setting, "value": value}
    for wave in data["waves"]:
        for setting in OF_WAVE:
            value = at(wave, tuple(setting.split(".")))
            if value is not None and not _elsewhere(setting, value):
                yield {"wave": wave["id"], "setting": setting, "value": value}


def _elsewhere(setting: str, value: object) -> bool:
    """Whether a setting of a wave stands in another line or on the sheet of waves."""
    if setting == "answers":
        return isinstance(value, str)
    return setting == "targets" and isinstance(value, dict) and bool(value)


def shown(column: Column, value: Any, language: str) -> str:  # noqa: ANN401
    """What stands in a cell."""
    if value is None:
        return ""
    if column.form is Form.CHOICE:
        return word(column.choices, value, language)
    if column.form is Form.NAMES:
        return joined(value)
    if column.form is Form.SHARES:
        return _BETWEEN.join(f"{wave}: {_number(part, language)}" for wave, part in value.items())
    if column.form is Form.VALUE:
        return written_value(value)
    return str(value)


def joined(names: list[str]) -> str:
    """Names with semicolons between them; those that have one stand in quotation marks."""
    stream = StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerow(names)
    quoted = any(sign in each for each in names for sign in ';"\n')
    return stream.getvalue().removesuffix("\n") if quoted else _BETWEEN.join(names)


def written_value(value: Any) -> str:  # noqa: ANN401
    """A value on one line, as it could stand in study.yaml."""
    return yaml_value(value, column=0, flow=True).strip()


def _number(value: float, language: str) -> str:
    """A number that is read as the same one."""
    digits = f"{Decimal(repr(float(value))):f}"
    whole = digits.removesuffix(".0")
    return whole.replace(".", ",") if language == "da" else whole
