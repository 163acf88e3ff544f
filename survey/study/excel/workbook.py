"""A study as a workbook: study.yaml for those who are at home in a spreadsheet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.entry_workbook import EntryColumn, EntrySheet, GuideSheet, write_entries
from survey.errors import DataError, FileError, RefusedError, SurveyError, WrongUseError
from survey.files.atomic import make_folder, write_bytes, write_text
from survey.files.decoding import decode
from survey.files.guards import path_of, read_guarded, shown
from survey.files.targets import target_ending_in
from survey.files.validation import error_of_file, validate
from survey.files.xlsx_reader import read_xlsx
from survey.files.yaml_editing import edited_yaml
from survey.files.yaml_reader import MOST_BYTES, parse_yaml
from survey.files.yaml_writer import yaml_text
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.provenance import sha256_of
from survey.study.excel.assembly import assembled
from survey.study.excel.layout import (
    ENDING,
    SHEETS,
    Form,
    heading,
    note,
    sheet_name,
    values,
    word,
)
from survey.study.excel.lines import lines_of
from survey.study.excel.lines import shown as shown_cell
from survey.study.excel.tables import read_sheets
from survey.study.keeping.locked import is_locked
from survey.study.keeping.writer import one_writer
from survey.study.study_file.plain_study import carried_over, plain_study, sign_of, with_format
from survey.study.study_file.plan import STUDY_FILE, checked_study, read_study_plan
from survey.study.study_file.schema import StudyFile

if TYPE_CHECKING:
    import os

    from survey.files.xlsx_reader import Workbook
    from survey.study.excel.layout import Column

_SIGN = "Study"
"""The property of the workbook that tells which version of study.yaml it was written from."""
_READ = ".survey/workbook.json"
"""Which workbook was last read, and what study.yaml said then."""
_LONGEST = 32_000
_MORE = {"words": 0, "areas": 30, "departments": 60, "waves": 10, "chapters": 20, "settings": 25}
_HELD = {"words": 1, "areas": 2, "departments": 2, "waves": 1, "chapters": 2, "settings": 2}
_GUIDE = ("purpose", "back", "colours", "choices", "several", "areas", "settings", "comments")


@dataclass(frozen=True, slots=True)
class StudyChange:
    """One thing that study.yaml says in another way than before.

    Attributes
    ----------
    what : str
        Where it stands: ``areas.vangdalen.role``.
    before, after : str
        Empty for nothing.
    """

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StudyFromWorkbook:
    """study.yaml as it was written from a workbook.

    Attributes
    ----------
    path : Path
        Of study.yaml.
    changes : tuple of StudyChange
    comments_kept : bool
        Whether all else in the file stayed letter by letter.
    locked : tuple of str
        The waves that are locked: they stay as they were, whatever study.yaml says now.
    """

    path: Path
    changes: tuple[StudyChange, ...]
    comments_kept: bool = True
    locked: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """The changes as a table."""
        columns = ["what", "before", "after"]
        rows = [(each.what, each.before, each.after) for each in self.changes]
        return pd.DataFrame(rows, columns=columns)

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was changed, a line each."""
        spoken = language or current_language()
        if not self.changes:
            return [text("study_book.told.nothing", lang=spoken, file=STUDY_FILE)]
        count = len(self.changes)
        told = [text("study_book.told.changed", lang=spoken, count=count, file=STUDY_FILE)]
        for each in self.changes:
            kind = "was" if each.before and each.after else "new" if each.after else "gone"
            fields = {"what": each.what, "before": each.before, "after": each.after}
            told.append(text(f"study_book.told.{kind}", lang=spoken, **fields))
        if not self.comments_kept:
            told.append(text("study_book.told.rewritten", lang=spoken, file=STUDY_FILE))
        if self.locked:
            names = culprits(self.locked)
            told.append(text("study_book.told.locked", lang=spoken, waves=names))
        return told


def write_study_workbook(
    study: str | os.PathLike[str],
    path: str | os.PathLike[str] | None = None,
    *,
    language: str | None = None,
    overwrite: bool = False,
) -> Path:
    """Write what study.yaml says as an Excel workbook, from which it can be read again.

    Parameters
    ----------
    study : str or path
        The folder of the study.
    path : str or path, optional
        Of the xlsx file; ``studie.xlsx`` or ``study.xlsx`` in the folder if left out.
    language : {"da", "en"}, optional
        Of sheets, headings and explanations; the one in force if left out.
    overwrite : bool
        Whether a workbook is replaced that was edited and not read since.

    Returns
    -------
    Path

    Raises
    ------
    RefusedError
        If a file of that name is there with edits that were not read, or is no such workbook.
    WrongUseError
        If the workbook can't be in the language, or a text is longer than a cell can hold.
    FileError, FindingsError
        If the study can't be read, or the workbook can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> sv.write_study_workbook("my-study", language="da").name  # doctest: +SKIP
    'studie.xlsx'
    """
    spoken = language or current_language()
    if spoken not in LANGUAGES:
        raise fail(WrongUseError, "study.language", got=quoted(spoken), known=culprits(LANGUAGES))
    plan = read_study_plan(study)
    usual = plan.folder / text("study_book.file", lang=spoken)
    target = usual if path is None else target_ending_in(path, ENDING)
    if not overwrite:
        _refuse_edited(target, plan.folder, sign_of(plain_study(plan.written)))
    write_bytes(target, study_workbook(plan.written, spoken))
    return target


def study_workbook(study: StudyFile, language: str) -> bytes:
    """The workbook of a study; the same study gives the same bytes."""
    lines = lines_of(study)
    sheets = [_sheet(name, lines[name], language) for name in SHEETS]
    _refuse_long(sheets)
    guide = [text(f"study_book.guide.{part}", lang=language, file=STUDY_FILE) for part in _GUIDE]
    title = text("study_book.title", lang=language)
    first = GuideSheet(text("study_book.guide_sheet", lang=language), title, guide)
    return write_entries(
        title,
        [first, *sheets],
        lists=text("study_book.lists", lang=language),
        page=text("study_book.page", lang=language, page="&P", pages="&N"),
        language=language,
        properties={_SIGN: sign_of(plain_study(study))},
    )


def _sheet(name: str, lines: list[dict[str, Any]], language: str) -> EntrySheet:
    columns = SHEETS[name]
    rows = [[shown_cell(each, line.get(each.name), language) for each in columns] for line in lines]
    return EntrySheet(
        sheet_name(name, language),
        [_entry_column(name, each, language) for each in columns],
        rows,
        spare=_MORE[name],
        held=_HELD[name],
    )


def _entry_column(sheet: str, column: Column, language: str) -> EntryColumn:
    offered = values(column.choices) if column.choices else ()
    choices = tuple(word(column.choices, each, language) for each in offered)
    from_sheet = None
    if column.picked_from is not None:
        other, name = column.picked_from
        from_sheet = (sheet_name(other, language), heading(other, name, language))
    return EntryColumn(
        heading(sheet, column.name, language),
        column.width,
        "entry",
        choices,
        text("study_book.refused", lang=language) if choices else "",
        note(sheet, column.name, language),
        from_sheet,
    )


def _refuse_long(sheets: list[EntrySheet]) -> None:
    for sheet in sheets:
        for row in sheet.rows:
            for column, words in zip(sheet.columns, row, strict=True):
                if len(words) > _LONGEST:
                    most = format_number(_LONGEST, current_language())
                    raise fail(WrongUseError, "study_book.too_long", sheet=quoted(sheet.name),
                               name=quoted(column.head), most=most)  # fmt: skip


def _refuse_edited(target: Path, folder: Path, now: str) -> None:
    """Refuse to write over a workbook with edits that are in no study.yaml."""
    if not target.exists():
        return
    try:
        book = read_xlsx(target)
        made = assembled(read_sheets(book), target.parent / STUDY_FILE)
        says = sign_of(plain_study(validate(made, StudyFile, what="study")))
        unread = bool(made.reading.findings) or says not in {
            now,
            book.properties.get(_SIGN),
            _last_read(folder, book),
        }
    except SurveyError:
        unread = True
    if unread:
        raise fail(RefusedError, "study_book.edited", file=quoted(shown(target)))


def find_study_workbook(folder: str | os.PathLike[str], *, language: str | None = None) -> Path:
    """The workbook that lies in the folder of a study, whichever language it is named in.

    Parameters
    ----------
    folder : str or path
        That of the study, or its study.yaml.
    language : {"da", "en"}, optional
        Whose name is looked for first; the one in force if left out.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        If there is none.
    """
    root = Path(folder)
    root = root.parent if root.name == STUDY_FILE else root
    spoken = language or current_language()
    for each in (spoken, *LANGUAGES):
        if (root / text("study_book.file", lang=each)).is_file():
            return root / text("study_book.file", lang=each)
    usual = text("study_book.file", lang=spoken)
    raise fail(FileError, "study_book.none", folder=quoted(shown(root)), file=usual)


def read_study_workbook(
    path: str | os.PathLike[str], folder: str | os.PathLike[str]
) -> StudyFromWorkbook:
    """Write study.yaml from its workbook.

    In a study.yaml that is there already, only what differs is changed: comments and the order of
    keys stay. Sheets and headings may be Danish or English.

    Parameters
    ----------
    path : str or path
        Of the workbook.
    folder : str or path
        That study.yaml is written into; its questionnaire must be there.

    Returns
    -------
    StudyFromWorkbook

    Raises
    ------
    FindingsError
        With all that is wrong, each with its sheet and cell. study.yaml stays as it is.
    RefusedError
        If study.yaml was changed since the workbook was written, which would be undone, or a wave
        is gone that is locked, or somebody else writes into the study.
    FileError, DataError
        If the file can't be read as a workbook, or study.yaml can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> for line in sv.read_study_workbook("studie.xlsx", ".").lines():  # doctest: +SKIP
    ...     print(line)
    """
    book = read_xlsx(path_of(path))
    root = Path(folder)
    target = root if root.name == STUDY_FILE else root / STUDY_FILE
    reading = read_sheets(book)
    made = assembled(reading, target)
    if reading.findings:
        raise error_of_file(reading.findings, shown(book.path), what="study")
    after = plain_study(checked_study(made)[0])
    if not target.exists():
        make_folder(target.parent)
        write_text(target, yaml_text(with_format(after)))
        return StudyFromWorkbook(target, tuple(_changes({}, after)))
    with one_writer(target.parent):
        sign = _last_read(target.parent, book) or book.properties.get(_SIGN)
        done = _into_file(target, after, sign)
        _keep_read(target.parent, book, sign_of(after))
    return done


def _last_read(folder: Path, book: Workbook) -> str | None:
    """The sign of what study.yaml said when this workbook was last read into it."""
    try:
        said = json.loads(read_guarded(folder / _READ, most_bytes=MOST_BYTES))
        ours = said["workbook"] == _name_of(book, folder)
        return str(said["study"]) if ours and said["sign"] == book.properties[_SIGN] else None
    except (SurveyError, ValueError, KeyError, TypeError):
        return None


def _keep_read(folder: Path, book: Workbook, sign: str) -> None:
    """Remember that a workbook was read, so that it can be edited and read once more."""
    if _SIGN not in book.properties:
        return
    said = {
        "workbook": _name_of(book, folder),
        "sign": book.properties[_SIGN],
        "study": sign,
    }
    make_folder((folder / _READ).parent)
    write_text(folder / _READ, json.dumps(said, ensure_ascii=False) + "\n")


def _name_of(book: Workbook, folder: Path) -> str:
    """The name of a workbook within the study; of one elsewhere a sign of where it lies."""
    path, root = book.path.resolve(), folder.resolve()
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return sha256_of(path.as_posix().encode())


def _into_file(target: Path, after: dict[str, Any], sign: str | None) -> StudyFromWorkbook:
    """Edit the study.yaml that is there."""
    held = decode(read_guarded(target, most_bytes=MOST_BYTES), file=shown(target),
                  encoding="utf-8").text  # fmt: skip
    document = parse_yaml(held, target)
    before = plain_study(validate(document, StudyFile, what="study"))
    if before == after:
        return StudyFromWorkbook(target, ())
    if sign is not None and sign != sign_of(before):
        raise fail(RefusedError, "study_book.study_changed", where=shown(target))
    locked = _locked(target.parent, before, after)
    wanted = carried_over(document.data, before, after)
    made, kept = _edited(held, document.data, wanted, target, after)
    write_text(target, made)
    return StudyFromWorkbook(target, tuple(_changes(before, after)), kept, locked)


def _locked(folder: Path, before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """The waves that are locked; refused if one of them is to go."""
    names = [str(each["id"]) for each in before["waves"]]
    locked = tuple(name for name in names if is_locked(folder, name))
    gone = [each for each in locked if each not in {str(wave["id"]) for wave in after["waves"]}]
    if gone:
        raise fail(RefusedError, "study_book.wave_locked", waves=culprits(gone))
    return locked


def _edited(
    held: str, raw: dict[str, Any], wanted: dict[str, Any], target: Path, after: dict[str, Any]
) -> tuple[str, bool]:
    """The text of study.yaml that says what it must, and whether all else in it stayed."""
    unix = held.replace("\r\n", "\n")
    for made, kept in ((edited_yaml(unix, raw, wanted), True), (yaml_text(wanted), False)):
        if _says(made, target, after):
            windows = held.count("\r\n") and held.count("\r\n") == held.count("\n")
            return (made.replace("\n", "\r\n") if windows else made), kept
    raise fail(DataError, "study_book.not_kept", where=shown(target))


def _says(words: str, target: Path, after: dict[str, Any]) -> bool:
    try:
        return plain_study(validate(parse_yaml(words, target), StudyFile, what="study")) == after
    except SurveyError:
        return False


def _changes(before: Any, after: Any, path: tuple[str, ...] = ()) -> list[StudyChange]:  # noqa: ANN401
    """What differs between two studies, by where it stands."""
    if before == after:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        keys = list(dict.fromkeys((*before, *after)))
        return [
            change
            for key in keys
            for change in _changes(before.get(key), after.get(key), (*path, str(key)))
        ]
    items = (_by_id(before), _by_id(after))
    if all(each is not None for each in items):
        return _changes(*items, path)
    return [StudyChange(".".join(path), _in_short(before), _in_short(after))]


def _by_id(value: object) -> dict[str, Any] | None:
    listed = value if isinstance(value, list) else None
    if listed and all(isinstance(each, dict) and "id" in each for each in listed):
        return {each["id"]: each for each in listed}
    return None


def _in_short(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, dict) and set(value) <= set(LANGUAGES):
        return str(value.get(current_language()) or next(iter(value.values())))
    column = SHEETS["settings"][-1]
    assert column.form is Form.VALUE  # noqa: S101 - the last column of settings
    return shown_cell(column, value, current_language())
