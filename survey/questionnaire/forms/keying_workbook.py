"""A workbook in which filled-in forms are keyed, once and once more, and compared."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from survey.documents.cleaning import printable
from survey.documents.direction import direction
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.sheet_names import SheetNames
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.fingerprint import fingerprint
from survey.questionnaire.forms.form import spoken_language
from survey.questionnaire.forms.keying_columns import HEAD_ROWS, keyed_tables
from survey.questionnaire.forms.keying_rules import Speech
from survey.questionnaire.forms.keying_sheets import Sheets

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from survey.documents.house_style import HouseStyle
    from survey.questionnaire.forms.keying_columns import KeyedTable
    from survey.questionnaire.model import Questionnaire

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
MOST_ROWS = 5000
_MOST_OF_ROSTER = 1000


def write_keying_workbook(
    questionnaire: Questionnaire,
    path: str | os.PathLike[str],
    *,
    language: str = "da",
    rows: int = 500,
    area_names: Mapping[str, str] | None = None,
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write a workbook in which filled-in forms are keyed.

    Each row of the first sheet is a form, each column an answer; a cell accepts the codes of its
    question and shows them. The second sheet is for keying the forms once more, the third shows
    where the two differ. Rosters have sheets of their own. The names of the columns stand in the
    third row of each sheet, by which it is read.

    Parameters
    ----------
    questionnaire : Questionnaire
    path : str or path
        Of the xlsx file. An existing file is replaced.
    language : str
        One of the questionnaire's languages.
    rows : int
        How many forms there is room for.
    area_names : mapping of str to str, optional
        The areas that may be keyed, by their codes; any if left out.
    style : HouseStyle
        Its accent is used.

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If the questionnaire isn't offered in the language, or the number of rows isn't from 1 to
        5,000.
    FileError
        If the file can't be written.
    """
    path = target_ending_in(path, ".xlsx")
    data = keying_bytes(questionnaire, language=language, rows=rows, area_names=area_names,
                        style=style)  # fmt: skip
    write_bytes(path, data)
    return path


def keying_bytes(
    questionnaire: Questionnaire,
    *,
    language: str = "da",
    rows: int = 500,
    area_names: Mapping[str, str] | None = None,
    style: HouseStyle = DEFAULT_STYLE,
) -> bytes:
    """The workbook as an xlsx file; the same questionnaire gives the same bytes."""
    _check(questionnaire, language, rows)
    stream = BytesIO()
    languages = questionnaire.languages
    speech = Speech(
        spoken_language(questionnaire, language), lambda words: languages.said(words, language)
    )
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        title = speech.text("keying.title", title=questionnaire.titled(language))
        book.set_properties({"title": printable(title)[:255], "created": _CREATED})
        _name(book, questionnaire, language)
        leftwards = direction(language) == "rtl"
        sheets = Sheets(book, questionnaire, speech, style, leftwards, area_names or {})
        _fill(sheets, keyed_tables(questionnaire, language, rows, _MOST_OF_ROSTER), title)
    return stream.getvalue()


def _check(questionnaire: Questionnaire, language: str, rows: object) -> None:
    offered = questionnaire_given(questionnaire).languages.offered
    if language not in offered:
        raise fail(WrongUseError, "keying.language", got=quoted(language), known=culprits(offered))
    if isinstance(rows, bool) or not isinstance(rows, int) or not 1 <= rows <= MOST_ROWS:
        raise fail(WrongUseError, "keying.rows", got=str(rows), most=MOST_ROWS)


def _name(book: xlsxwriter.Workbook, questionnaire: Questionnaire, language: str) -> None:
    """Say in the properties which questionnaire it is, for whoever reads it."""
    book.set_custom_property("Questionnaire", printable(questionnaire.id))
    book.set_custom_property("Fingerprint", fingerprint(questionnaire))
    book.set_custom_property("Language", language)


def _fill(sheets: Sheets, tables: tuple[KeyedTable, ...], title: str) -> None:
    names, speech = SheetNames(), sheets.speech
    named = [_names_of(table, names, speech) for table in tables]
    codes = names.take(speech.text("keying.sheet.codes"))
    guide = names.take(speech.text("keying.sheet.help"))
    sheets.place_codes(codes, tables)
    for table, (first, again, differences) in zip(tables, named, strict=True):
        sheets.keyed(first, table, again=False)
        sheets.keyed(again, table, again=True)
        sheets.differences(differences, table, first, again)
        for kind, name in (("keying", first), ("keying_again", again)):
            cells = xl_range_abs(
                HEAD_ROWS - 1, 0, HEAD_ROWS + table.rows - 1, len(table.columns) - 1
            )
            ending = f"_{table.roster}" if table.roster else ""
            sheets.book.define_name(f"svy_{kind}{ending}", f"={quote_sheetname(name)}!{cells}")
    sheets.codes(codes, tables)
    sheets.guide(guide, title, list(_guide(sheets, tables, (*named[0], codes))))


def _names_of(table: KeyedTable, names: SheetNames, speech: Speech) -> tuple[str, str, str]:
    if not table.roster:
        parts = ("first", "again", "differences")
        first, again, differences = (
            names.take(speech.text(f"keying.sheet.{part}")) for part in parts
        )
        return first, again, differences
    first = names.take(table.label)
    again = names.take(speech.text("keying.sheet.roster_again", name=first[:24]))
    wished = speech.text("keying.sheet.roster_differences", name=first[:18])
    return first, again, names.take(wished)


def _guide(
    sheets: Sheets, tables: tuple[KeyedTable, ...], named: tuple[str, str, str, str]
) -> Iterator[str]:
    _, again, differences, codes = named
    speech, questionnaire = sheets.speech, sheets.questionnaire
    yield speech.text("keying.help.one_row")
    yield speech.text("keying.help.heads")
    yield speech.text("keying.help.codes", sheet=codes)
    yield speech.text("keying.help.several")
    yield speech.text("keying.help.missing")
    yield speech.text("keying.help.grey")
    if len(tables) > 1:
        yield speech.text("keying.help.rosters")
    yield speech.text("keying.help.twice", sheet=again)
    yield speech.text("keying.help.compare", sheet=differences)
    sign = fingerprint(questionnaire)
    yield speech.text("keying.help.made_for", id=questionnaire.id, fingerprint=sign)
