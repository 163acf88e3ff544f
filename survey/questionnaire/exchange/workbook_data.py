"""The lines of a questionnaire's workbook put together as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.language.catalogue import current_language
from survey.language.messages import quoted
from survey.questionnaire.exchange.workbook_assembly import put_code, put_once
from survey.questionnaire.exchange.workbook_cells import CellError, chosen
from survey.questionnaire.exchange.workbook_layout import MISSING_WORDS, meanings, sheet_name, word
from survey.questionnaire.exchange.workbook_questions import Questions
from survey.questionnaire.exchange.workbook_tables import heading_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.files.yaml_builder import YamlPath
    from survey.questionnaire.exchange.workbook_assembly import Assembly
    from survey.questionnaire.exchange.workbook_lines import Line


def assemble(assembly: Assembly) -> dict[str, Any]:
    """The plain data that a questionnaire is built of."""
    data: dict[str, Any] = {}
    _put_fields(assembly, data)
    _put_languages(assembly, data)
    _put_words(assembly, data)
    _put_scales(assembly, data)
    questions = Questions(assembly)
    questions.put(data)
    _put_indices(assembly, data)
    _put_tests(assembly, data)
    _put_since(assembly, data)
    return data


def _put_fields(assembly: Assembly, data: dict[str, Any]) -> None:
    for line in assembly.lines("questionnaire"):
        name = line.get("field")
        value = line.get("value")
        if name is None:
            continue
        if name == "modes":
            value = [mode for each in value or () if (mode := _mode(assembly, line, each))]
        elif name not in {"id", "module"}:
            value = assembly.text((name,), line, "value")
        assembly.note((name,), line, "value")
        if value:
            data[name] = value


def _mode(assembly: Assembly, line: Line, written: str) -> str | None:
    try:
        return chosen(written, "mode")
    except CellError as error:
        assembly.reading.complain_of(error.code, line, "value", **_named("modes"), **error.fields)
    return None


def _named(name: str) -> dict[str, str]:
    return {"name": quoted(word("field", name, current_language()))}


def _put_languages(assembly: Assembly, data: dict[str, Any]) -> None:
    lines = [line for line in assembly.lines("languages") if line.get("language")]
    data["languages"] = [line.get("language") for line in lines]
    data["fallback"] = {
        line.get("language"): line.get("instead") for line in lines if line.get("instead")
    }
    data["unreviewed"] = [line.get("language") for line in lines if line.get("unreviewed")]
    for place, line in enumerate(lines):
        assembly.note(("languages",), line, "language")
        assembly.note(("languages", place), line, "language")
        assembly.note(("fallback", line.get("language")), line, "instead")
    unreviewed = (line for line in lines if line.get("unreviewed"))
    for place, line in enumerate(unreviewed):
        assembly.note(("unreviewed", place), line, "unreviewed")


def _put_words(assembly: Assembly, data: dict[str, Any]) -> None:
    for line in assembly.lines("words"):
        name = line.get("word")
        if name is None:
            continue
        part = "missing" if name in MISSING_WORDS else "words"
        words = assembly.text((part, name), line, "own")
        if words:
            data.setdefault(part, {})[name] = words
            assembly.note((part, name), line, "word")


def _put_scales(assembly: Assembly, data: dict[str, Any]) -> None:
    """The scales that questions share; their own codes are put with the questions."""
    scales: dict[str, dict[str, Any]] = {}
    for line in assembly.lines("scales"):
        name = line.get("scale")
        if (name is None) == (line.get("question") is None):
            assembly.reading.complain_of(
                "scale_or_question",
                line,
                "scale",
                scale=heading_of("scales", "scale"),
                question=heading_of("scales", "question"),
            )
        elif name is not None:
            scale = scales.setdefault(name, {"codes": {}})
            assembly.note(("scales", name), line, "scale")
            put_code(assembly, scale["codes"], ("scales", name, "codes"), line)
            put_once(assembly, scale, ("scales", name), line, "polarity")
    data["scales"] = scales


def _put_indices(assembly: Assembly, data: dict[str, Any]) -> None:
    indices: dict[str, dict[str, Any]] = {}
    for line in assembly.lines("indices"):
        name, member = line.get("id"), line.get("member")
        if name is None or member is None:
            continue
        index = indices.setdefault(name, {"id": name, "members": []})
        path: YamlPath = ("indices", list(indices).index(name))
        assembly.note(path, line, "id")
        _put_index_label(assembly, index, path, line)
        put_once(assembly, index, path, line, "minimum", "minimum_answered")
        assembly.note((*path, "members", len(index["members"])), line, "member")
        more = {each: line.get(each) for each in ("reverse", "low", "high") if line.get(each)}
        more |= {each: 0 for each in ("low", "high") if line.get(each) == 0}
        index["members"].append({"id": member, **more} if more else member)
    data["indices"] = list(indices.values())


def _put_index_label(assembly: Assembly, index: dict[str, Any], path: YamlPath, line: Line) -> None:
    """The label of an index, which stands in its first line."""
    if "label" not in index:
        index["label"] = assembly.text((*path, "label"), line, "label")
        assembly.note((*path, "label"), line, "label")
    elif line.get("label") not in {None, index["label"].get(assembly.reference)}:
        first = assembly.cells[*path, "label"][1]
        assembly.reading.complain_of(
            "differs", line, "label", name=heading_of("indices", "label"), first=first
        )


def _put_tests(assembly: Assembly, data: dict[str, Any]) -> None:
    tests: list[dict[str, Any]] = []
    last: tuple[object, object] | None = None
    for line in assembly.lines("tests"):
        number, name = line.get("order"), line.get("name")
        if last is None or name != last[1] or number not in {None, last[0]}:
            tests.append({"name": name or "", "given": {}, "expect": {}})
            last = (number, name)
        path: YamlPath = ("tests", len(tests) - 1)
        assembly.note(path, line, "name")
        _put_answer(assembly, tests[-1], path, line)
    data["tests"] = tests


def _put_answer(assembly: Assembly, test: dict[str, Any], path: YamlPath, line: Line) -> None:
    part, question, value = (line.get(name) for name in ("part", "question", "value"))
    if part is None or question is None or value is None:
        return
    if question in test[part]:
        first = assembly.cells[*path, part, question][1]
        assembly.reading.complain_of("twice", line, "question", name=quoted(question), first=first)
    if part == "expect" and isinstance(value, str):
        value = meanings("outcome").get(value.casefold(), value)
    test[part][question] = value
    assembly.note((*path, part), line, "question")
    assembly.note((*path, part, question), line, "value")


def _put_since(assembly: Assembly, data: dict[str, Any]) -> None:
    """What is said of the questions of earlier waves."""
    since: dict[str, dict[str, Any]] = {}
    for line in assembly.lines("changes"):
        wave, question, change = (line.get(name) for name in ("wave", "question", "change"))
        if wave is None or question is None or change is None:
            continue
        path: YamlPath = ("since", wave, question)
        declared: dict[str, Any] = {"change": change}
        assembly.note(path, line, "question")
        for name in ("by", "reason"):
            assembly.put(declared, path, line, name)
        since.setdefault(wave, {})[question] = declared
    for line in assembly.lines("crosswalks"):
        _put_crosswalk(assembly, since, line)
    data["since"] = since


def _put_crosswalk(assembly: Assembly, since: dict[str, dict[str, Any]], line: Line) -> None:
    wave, question, side, code = (line.get(n) for n in ("wave", "question", "side", "code"))
    if None in {wave, question, side, code}:
        return
    declared = since.get(wave, {}).get(question)
    if declared is None:
        sheet = quoted(sheet_name("changes", current_language()))
        assembly.reading.complain_of(
            "crosswalk_alone", line, "question", name=quoted(question), sheet=sheet
        )
        return
    codes = declared.setdefault("crosswalk", {}).setdefault(side, {})
    path: YamlPath = ("since", wave, question, "crosswalk", side)
    assembly.note(path[:-1], line, "question")
    assembly.note(path, line, "code")
    assembly.note((*path, code), line, "code")
    if side == "common":
        codes[code] = assembly.text((*path, code), line, "label")
    else:
        codes[code] = line.get("common")


def filled_mapping(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data without the parts that are empty."""
    return {name: value for name, value in data.items() if value not in ({}, [], "", None)}
