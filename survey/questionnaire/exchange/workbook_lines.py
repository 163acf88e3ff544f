"""A questionnaire as the lines of its workbook's sheets, and the names of their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.questionnaire.exchange.workbook_layout import (
    FIELD_FORMS,
    FIELDS,
    MISSING_WORDS,
    ROW,
    SHEETS,
    Form,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHERWISE = object()
"""Stands where a condition could, in the line of what is left."""

_DATED = {"earliest": "low", "latest": "high"}
_IN_HEADLINE = "headline_"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet.

    Attributes
    ----------
    sheet : str
    values : mapping of str to value
        By column; a text is a mapping of language to words when a workbook is written, and the
        words in the reference language when one is read.
    cells : mapping of str to str
        Where each of them stands, if it was read.
    """

    sheet: str
    values: Mapping[str, Any]
    cells: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """What stands in a column."""
        return self.values.get(name, default)


Lines = dict[str, list[Line]]


def lines_of(data: Mapping[str, Any]) -> Lines:
    """A questionnaire's plain data as the lines of the sheets that are read.

    Parameters
    ----------
    data : mapping
        As `to_data` gives them.
    """
    makers = {
        "questionnaire": _fields,
        "languages": _languages,
        "sections": _sections,
        "questions": _questions,
        "scales": _scales,
        "computed": _computed,
        "checks": _checks,
        "indices": _indices,
        "words": _words,
        "tests": _tests,
        "changes": _changes,
        "crosswalks": _crosswalks,
    }
    return {
        sheet: [
            Line(sheet, {name: value for name, value in values.items() if value is not None})
            for values in make(data)
        ]
        for sheet, make in makers.items()
    }


def text_key(line: Line, column: str, nth: int = 0) -> str:  # noqa: PLR0911 - one a sheet
    """The name of a text: ``safe_evening.text``, ``scales/safe5/3``, ``title``.

    Parameters
    ----------
    line : Line
    column : str
    nth : int
        Which of the requirements on a question's answer it belongs to, from 1.
    """
    match line.sheet:
        case "questionnaire":
            return str(line.get("field"))
        case "words":
            return f"words/{line.get('word')}"
        case "sections" | "indices":
            return f"{line.sheet}/{line.get('id')}/{column}"
        case "scales":
            owner = line.get("question")
            start = f"{owner}.codes" if owner else f"scales/{line.get('scale')}"
            last = "" if column == "label" else f"/{column}"
            return f"{start}/{line.get('code')}{last}"
        case "changes":
            return f"{_declared_of(line)}/{column}"
        case "crosswalks":
            return f"{_declared_of(line)}/common/{line.get('code')}"
        case "checks":
            return f"{line.get('question')}.checks/{nth}"
    return f"{line.get('id')}.{column.replace(_IN_HEADLINE, 'headline.')}"


def _declared_of(line: Line) -> str:
    """The name of what is said of a question of an earlier wave."""
    return f"since/{line.get('wave')}/{line.get('question')}"


def texts_in(lines: Lines) -> Iterator[tuple[str, Line, str]]:
    """All texts that the sheets have room for, each with its name, its line and its column."""
    for sheet, columns in SHEETS.items():
        names = [each.name for each in columns if each.form is Form.TEXT]
        for line, nth in _numbered(lines.get(sheet, [])):
            for name in names:
                if line.get("field") not in FIELD_FORMS and line.get("side") in {None, "common"}:
                    yield text_key(line, name, nth), line, name


def languages_in(lines: Lines, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that are offered, and after them those that texts are in all the same."""
    found = {language for _, line, column in texts_in(lines) for language in line.get(column, {})}
    return (*offered, *sorted(found - set(offered)))


def _numbered(lines: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    """Lines, each with how many lines of the same question came before it."""
    counts: dict[object, int] = {}
    for line in lines:
        owner = line.get("question")
        counts[owner] = counts.get(owner, 0) + 1
        yield line, counts[owner]


def _fields(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in FIELDS:
        if name != "module" or data.get("module"):
            yield {"field": name, "value": data.get(name)}


def _languages(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for language in data["languages"]:
        yield {
            "language": language,
            "instead": data.get("fallback", {}).get(language),
            "unreviewed": language in data.get("unreviewed", ()) or None,
        }


def _sections(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for section in data.get("sections", ()):
        yield {name: value for name, value in section.items() if name != "questions"}


def _questions(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for question, section, parent in _everything(data):
        yield {"section": section, "parent": parent, **_question(question)}
        for name, row in question.get("rows", {}).items():
            full = row if "text" in row else {"text": row}
            of_row = {"id": f"{question['id']}_{name}", "type": ROW, **full}
            yield {"section": section, "parent": question["id"], **_question(of_row)}


def _everything(
    data: Mapping[str, Any],
) -> Iterator[tuple[Mapping[str, Any], str | None, str | None]]:
    """All questions with their section and, within a roster, the roster's name."""
    sections = [{"questions": data.get("questions", ())}, *data.get("sections", ())]
    for section in sections:
        for question in section["questions"]:
            yield question, section.get("id"), None
            for inner in question.get("questions", ()):
                yield inner, section.get("id"), question["id"]


def _question(question: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the question's own line."""
    elsewhere = {"codes", "rows", "questions", "checks", "cases", "value", "otherwise"}
    line = {
        _DATED.get(name, name): value
        for name, value in question.items()
        if name not in elsewhere | {"missing", "headline"}
    }
    line |= dict.fromkeys(question.get("missing", ()), True)
    headline = question.get("headline", {})
    return line | {f"{_IN_HEADLINE}{name}": value for name, value in headline.items()}


def _scales(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, scale in data.get("scales", {}).items():
        polarity = scale.get("polarity")
        for code, words in scale["codes"].items():
            yield {"scale": name, "polarity": polarity, **_code(code, words)}
            polarity = None
    for question, _, _ in _everything(data):
        for code, words in question.get("codes", {}).items():
            yield {"question": question["id"], **_code(code, words)}


def _code(code: int, words: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": code, **(words if "label" in words else {"label": words})}


def _computed(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for question, _, _ in _everything(data):
        name = question["id"]
        for case in question.get("cases", ()):
            yield {"question": name, "when": case["when"], "code": case["value"]}
        if "otherwise" in question:
            yield {"question": name, "when": OTHERWISE, "code": question["otherwise"]}
        if "value" in question:
            yield {"question": name, "value": question["value"]}


def _checks(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for question, _, _ in _everything(data):
        for check in question.get("checks", ()):
            yield {"question": question["id"], "soft": True, **check}


def _indices(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for index in data.get("indices", ()):
        first = {"label": index.get("label"), "minimum": index.get("minimum_answered")}
        for member in index["members"]:
            named = member if isinstance(member, Mapping) else {"id": member}
            rest = {name: value for name, value in named.items() if name != "id"}
            yield {"id": index["id"], "member": named["id"], **first, **rest}
            first = {"label": None}


def _words(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    own = {**data.get("missing", {}), **data.get("words", {})}
    for name in dict.fromkeys((*MISSING_WORDS, *own)):
        yield {"word": name, "own": own.get(name)}


def _tests(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for number, test in enumerate(data.get("tests", ()), start=1):
        for part in ("given", "expect"):
            for question, value in test.get(part, {}).items():
                named = {"order": number, "name": test.get("name"), "part": part}
                yield {**named, "question": question, "value": value}


def _changes(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for wave, questions in data.get("since", {}).items():
        for question, declared in questions.items():
            told = {name: value for name, value in declared.items() if name != "crosswalk"}
            yield {"wave": wave, "question": question, **told}


def _crosswalks(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for wave, questions in data.get("since", {}).items():
        for question, declared in questions.items():
            named = {"wave": wave, "question": question}
            for side, codes in declared.get("crosswalk", {}).items():
                said = "label" if side == "common" else "common"
                yield from ({**named, "side": side, "code": c, said: to} for c, to in codes.items())
