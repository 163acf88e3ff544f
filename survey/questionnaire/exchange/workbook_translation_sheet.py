"""The sheet where a questionnaire is translated: a line for each text, a column for a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.cleaning import printable
from survey.language.catalogue import text
from survey.questionnaire.exchange.workbook_layout import SHEETS, Column, Form, heading, word
from survey.questionnaire.exchange.workbook_lines import languages_in, texts_in
from survey.questionnaire.exchange.workbook_page import Page, notes_of
from survey.questionnaire.exchange.workbook_shown import FROM_THE_RIGHT, language_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

    from survey.codebook import Text
    from survey.questionnaire.exchange.workbook_lines import Line, Lines
    from survey.questionnaire.exchange.workbook_page import Paint
    from survey.questionnaire.texts import Languages

_SHEET = "translations"
_HELD = 3
_LONGEST_LITERAL = 250  # Excel takes no longer text within a formula
# By what a line can be found again on its sheet, wherever it was moved to.
_IDENTIFYING = {
    "questionnaire": ("field",),
    "sections": ("id",),
    "questions": ("id",),
    "scales": ("scale", "question", "code"),
    "checks": ("question", "must"),
    "indices": ("id",),
    "words": ("word",),
    "changes": ("wave", "question"),
    "crosswalks": ("wave", "question", "side", "code"),
}


def write_translations(
    sheet: Worksheet,
    paint: Paint,
    languages: Languages,
    lines: Lines,
    pages: Mapping[str, Page],
) -> None:
    """Write all texts in their other languages.

    The wording to translate is taken from where it stands by a formula, so that a translator sees
    it as it is now; the line turns yellow where it is no longer as it was.
    """
    others = languages_in(lines, languages.offered)[1:]
    page = _page(sheet, paint, others)
    if languages.reference in FROM_THE_RIGHT:
        page.right_to_left |= {"reference"}
    texts = [(key, line, name) for key, line, name in texts_in(lines) if line.get(name)]
    for row, (key, line, name) in enumerate(texts, start=1):
        words: Text = line.get(name)
        reference = words.get(languages.reference, "")
        page.write(row, "order", row)
        page.write(row, "key", key)
        page.write(row, "what", _what(line, name, paint.language))
        otherwise = f"${page.letter('exported')}{row + 1}"
        formula = _live(pages[line.sheet], len(lines[line.sheet]), line, name, otherwise)
        page.write_live(row, "reference", formula, printable(reference))
        page.write(row, "exported", reference)
        for language in others:
            translated = words.get(language, "")
            unreviewed = language in languages.unreviewed
            page.write(row, language, translated)
            page.write(row, f"status:{language}", _status(translated, unreviewed, paint.language))
        page.fit(row)
    page.end(len(texts))
    page.hide("exported")
    _shade(page, others, len(texts))


def _page(sheet: Worksheet, paint: Paint, others: tuple[str, ...]) -> Page:
    status = heading(_SHEET, "status", paint.language)
    more: list[Column] = []
    headings: dict[str, str] = {}
    for each in others:
        more.append(Column(each, Form.TEXT, 46))
        more.append(Column(f"status:{each}", Form.CHOICE, 15, "status"))
        headings[each] = f"{language_name(each, paint.language)} ({each})"
        headings[f"status:{each}"] = f"{status} ({each})"
    *first, key = SHEETS[_SHEET]
    columns = (*first, *more, key)
    page = Page(sheet, _SHEET, columns, paint, headings, FROM_THE_RIGHT & set(others))
    said = text(f"exchange.note.{_SHEET}.status", lang=paint.language)
    notes = notes_of(_SHEET, paint.language) | {f"status:{each}": said for each in others}
    page.begin(notes, held=_HELD)
    return page


def _what(line: Line, name: str, language: str) -> str:
    """Where a text is used: "tryg_aften: Spørgsmål", "tryg5: Svar 5"."""
    if line.sheet == "questionnaire":
        return word("field", line.get("field"), language)
    owners = (line.get(each) for each in ("id", "scale", "question", "word"))
    owner = next(str(each) for each in owners if each is not None)
    code = f" {line.get('code')}" if line.sheet in {"scales", "crosswalks"} else ""
    return f"{owner}: {heading(line.sheet, name, language)}{code}"


def _status(translated: str, unreviewed: bool, language: str) -> str:
    status = "missing" if not translated else "unreviewed" if unreviewed else "translated"
    return word("status", status, language)


def _live(page: Page, count: int, line: Line, name: str, otherwise: str) -> str:
    """A formula that finds a text where it stands now."""
    known = [each for each in _IDENTIFYING[line.sheet] if line.get(each) is not None]
    if any(len(str(line.get(each))) > _LONGEST_LITERAL for each in known):
        return f"={otherwise}"
    tests = "*".join(
        f"({page.area(each, count)}={_literal(line, each, page.paint.language)})" for each in known
    )
    found = f"INDEX({page.area(name, count)},MATCH(1,INDEX({tests}*1,0),0))"
    return f'=IFERROR({found}&"",{otherwise})'


def _literal(line: Line, name: str, language: str) -> str:
    value = line.get(name)
    if isinstance(value, int | float):
        return str(value)
    words = word(name, value, language) if name in {"field", "side"} else str(value)
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def _shade(page: Page, others: tuple[str, ...], count: int) -> None:
    now, then = (page.letter(name) for name in ("reference", "exported"))
    reviewed = word("status", "reviewed", page.paint.language)
    for each in others:
        status = page.letter(f"status:{each}")
        changed = f'NOT(EXACT(${now}2,${then}2)),${status}2<>"{reviewed}"'
        for name in (each, f"status:{each}"):
            page.shade(name, f'=AND(${then}2<>"",{changed})', warning=True, last=count)
