"""The codebook: what was asked of whom, and what each column of the answers means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.documents.blocks import Document, Heading, Paragraph, Run, Tone
from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.list_workbook import write_lists
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.guards import path_of
from survey.language.catalogue import LANGUAGES
from survey.language.messages import culprits, fail, quoted
from survey.language.words import capitalised, join_words
from survey.provenance import DISTRIBUTION, own_version
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.exchange.codebook_entries import entry_blocks, section_blocks
from survey.questionnaire.exchange.codebook_lists import (
    code_list,
    index_table,
    missing_table,
    summary_table,
    variable_list,
)
from survey.questionnaire.exchange.codebook_words import Words, asked_of, words_of
from survey.questionnaire.fingerprint import fingerprint
from survey.questionnaire.questions import Roster

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from survey.codebook import Variable
    from survey.documents.blocks import Block
    from survey.documents.house_style import HouseStyle
    from survey.questionnaire.model import Questionnaire

_WORKBOOK = ".xlsx"


def write_codebook(
    questionnaire: Questionnaire,
    path: str | os.PathLike[str],
    *,
    language: str = "da",
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write the codebook of a questionnaire.

    Parameters
    ----------
    questionnaire : Questionnaire
    path : str or path
        Ends with ``.html``, ``.md``, ``.xlsx``, ``.docx``, ``.pdf`` or ``.txt``. The workbook has
        a sheet of columns and a sheet of codes with filters. An existing file is replaced.
    language : {"da", "en"}
    style : HouseStyle

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If the language is another one, or the ending isn't known.
    FileError
        If the file can't be written.
    """
    path = path_of(path)
    suffix = path.suffix.lower()
    if suffix == _WORKBOOK:
        data = codebook_workbook(questionnaire, language, style=style)
    elif suffix in ENDINGS:
        data = document_bytes(codebook_document(questionnaire, language), suffix, style)
    else:
        raise fail(WrongUseError, "codebook.ending", got=quoted(suffix), known=culprits(ENDINGS))
    write_bytes(path, data)
    return path


def codebook_document(questionnaire: Questionnaire, language: str = "da") -> Document:
    """The codebook as a document.

    First a table of all columns, then each section: every question as it was asked, who was asked
    it, its columns, codes and missing answers, what it measures, its headline and its indices.

    Parameters
    ----------
    questionnaire : Questionnaire
    language : {"da", "en"}

    Raises
    ------
    WrongUseError
        If the language is another one.
    """
    words = _words(questionnaire, language)
    return Document(
        title=words.text("codebook.title", title=questionnaire.titled(language)),
        language=language,
        blocks=tuple(_blocks(words)),
        about=tuple(_about(words)),
    )


def codebook_workbook(
    questionnaire: Questionnaire,
    language: str = "da",
    *,
    beside: Sequence[Variable] = (),
    about: Sequence[tuple[str, str]] = (),
    style: HouseStyle = DEFAULT_STYLE,
) -> bytes:
    """The codebook as a workbook: a sheet of columns and a sheet of codes, with filters.

    Parameters
    ----------
    questionnaire : Questionnaire
    language : {"da", "en"}
    beside : sequence of Variable
        Columns that a file of answers has beside those of the questions, such as the area.
    about : sequence of (str, str)
        Further lines on where it comes from: label and value.
    style : HouseStyle

    Raises
    ------
    WrongUseError
        If the language is another one.
    """
    words = _words(questionnaire, language)
    title = words.text("codebook.sheet.indices")
    indices = (replace(index_table(words), title=title),) if questionnaire.indices else ()
    return write_lists(
        words.text("codebook.title", title=questionnaire.titled(language)),
        (variable_list(words, beside), code_list(words, beside), *indices),
        about=(words.text("codebook.sheet.about"), (*_about(words), *about)),
        language=language,
        style=style,
    )


def _words(questionnaire: Questionnaire, language: str) -> Words:
    questionnaire_given(questionnaire)
    if language not in LANGUAGES:
        raise fail(WrongUseError, "codebook.language", got=quoted(language))
    return words_of(questionnaire, language)


def _blocks(words: Words) -> Iterator[Block]:
    questionnaire = words.questionnaire
    yield from _front(words)
    yield Heading(2, words.text("codebook.columns"), "columns")
    for table in words.tables():
        yield summary_table(words, table)
    asked = asked_of(questionnaire)
    for section in questionnaire.sections:
        yield from section_blocks(words, section)
        for question in section.questions:
            yield from entry_blocks(words, asked[question.id])
            if isinstance(question, Roster):
                for inner in question.questions:
                    yield from entry_blocks(words, asked[inner.id])
    if questionnaire.indices:
        yield Heading(2, words.text("codebook.indices"), "indices")
        yield index_table(words)
    yield Heading(2, words.text("codebook.missing"), "missing")
    yield missing_table(words)


def _front(words: Words) -> Iterator[Block]:
    questionnaire = words.questionnaire
    count = sum(1 for number in set(words.numbers.values()) if number.isdigit())
    columns = len(questionnaire.variables())
    lead = words.text("codebook.size", questions=words.number(count), columns=words.number(columns))
    yield Paragraph((Run(lead),), Tone.LEAD)
    for roster in words.tables()[1:]:
        yield _paragraph(_size_of_roster(words, roster))
    yield _paragraph(words.text("codebook.languages", languages=words.languages()))
    if questionnaire.languages.unreviewed:
        names = [words.language_name(each) for each in questionnaire.languages.unreviewed]
        listed = join_words(names, words.language)
        yield _paragraph(words.text("codebook.unreviewed", languages=listed))
    if questionnaire.note:
        yield Paragraph((Run(words.said(questionnaire.note)),), Tone.NOTE)


def _size_of_roster(words: Words, roster: str) -> str:
    question = words.questionnaire.question(roster)
    label = words.said(question.label) if question is not None else ""
    columns = words.number(len(words.questionnaire.variables(roster)))
    return words.text(
        "codebook.roster_size", label=f"{label or roster}", columns=columns, name=roster
    )


def _paragraph(words: str) -> Paragraph:
    return Paragraph((Run(words),))


def _about(words: Words) -> Iterator[tuple[str, str]]:
    questionnaire = words.questionnaire
    yield words.text("codebook.about.questionnaire"), questionnaire.id
    yield words.text("codebook.about.fingerprint"), fingerprint(questionnaire)
    yield words.text("codebook.about.languages"), capitalised(words.languages())
    if questionnaire.modes:
        modes = [words.text(f"codebook.mode.{mode}") for mode in questionnaire.modes]
        yield words.text("codebook.about.modes"), join_words(modes, words.language)
    yield words.text("codebook.about.program"), f"{DISTRIBUTION} {own_version()}"
