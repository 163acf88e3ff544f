"""New numbers in a Word file that was edited: only our tables, figures and numbers are touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.house_style import DEFAULT_STYLE, HouseStyle
from survey.documents.word_changes import Change, ChangeKind, Refreshed
from survey.documents.word_marks import PREFIX, flattened, mark_name
from survey.documents.word_names import named_blocks
from survey.documents.word_package import open_word
from survey.documents.word_places import places_of
from survey.documents.word_record import AREAS, TITLE, origin_of, record_bytes
from survey.documents.word_renewing import Renewing
from survey.documents.word_xml import to_bytes
from survey.errors import FileError, RefusedError, WrongUseError
from survey.language.catalogue import LANGUAGES
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from survey.documents.blocks import Document
    from survey.documents.word_package import WordFile


def refresh_docx(
    data: bytes, document: Document, *, style: HouseStyle = DEFAULT_STYLE
) -> Refreshed:
    """Renew the numbers of a Word file that was edited.

    Tables, figures and numbers are found by their bookmarks, wherever they stand now. All else
    stays as it is, and so do sentences whose words no longer hold: they are listed.

    Parameters
    ----------
    data : bytes
        A file that `write_docx` wrote, and that was edited since.
    document : Document
        The report with the new numbers.
    style : HouseStyle

    Returns
    -------
    Refreshed
        With the very same bytes if there was nothing to renew.

    Raises
    ------
    FileError
        If the file can't be read, or isn't a report of ours.
    RefusedError
        If the new numbers need a stamp on every page that the file doesn't have.
    WrongUseError
        If the document isn't in the language of the file.
    """
    file = open_word(data)
    places = places_of(file.body)
    _check(file, places, document)
    record = file.record()
    renamed = _other_title(record or {}, document)
    before, parts = to_bytes(file.root), dict(file.parts)
    renewing = Renewing(file, document, style, record, places)
    changes = (*renamed, *renewing.changes())
    if to_bytes(file.root) == before and file.parts == parts:
        return Refreshed(data, changes)
    if record is not None:
        kept = record | renewing.renewed_record() | origin_of(document)
        file.remember(record_bytes(kept))
    return Refreshed(file.saved(), changes)


def _other_title(record: Mapping[str, str], document: Document) -> tuple[Change, ...]:
    """Refuse a file about other areas; say so if it is of a report with another title."""
    now = origin_of(document)
    before, after = (set(filter(None, each.get(AREAS, "").split(","))) for each in (record, now))
    if before and after and before.isdisjoint(after):
        raise fail(FileError, "word.other_report")
    if record.get(TITLE, now[TITLE]) == now[TITLE]:
        return ()
    return (Change(ChangeKind.TITLE, document.title),)


def language_of(data: bytes) -> str | None:
    """The language that a Word file of ours was written in; None if it doesn't say so any more.

    Raises
    ------
    FileError
        If the file can't be read.
    """
    file = open_word(data)
    marked = _marked_language(places_of(file.body))
    spoken = file.language()[:2].lower()
    return marked or (spoken if spoken in LANGUAGES else None)


def _marked_language(places: Collection[str]) -> str | None:
    """The language that the bookmark of the title names; None if it was taken out."""
    marked = [language for language in LANGUAGES if f"{PREFIX}d_{language}" in places]
    return marked[0] if marked else None


def _check(file: WordFile, places: Collection[str], document: Document) -> None:
    """Check that the file is a report of this kind, with the stamps that the numbers need."""
    if not places:
        raise fail(FileError, "word.not_ours")
    known = {
        mark_name(kind, named.name, *more)
        for named in named_blocks(document)
        for kind, more in (("t", ()), ("f", ()), ("k", ()), ("g", (1,)))
        if named.name
    }
    if known.isdisjoint(places):
        raise fail(FileError, "word.other_report")
    marked = _marked_language(places)
    if marked not in {None, document.language}:
        raise fail(WrongUseError, "word.other_language", language=marked)
    headers = flattened(file.header_texts())
    for stamp in map(flattened, document.stamps):
        if stamp not in headers:
            raise fail(RefusedError, "word.stamp_absent", stamp=quoted(stamp))
