"""The translations in a questionnaire's workbook, and which of them no longer fit their text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from babel import localedata

from survey.files.nearest import did_you_mean
from survey.findings import Place
from survey.language.catalogue import current_language
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.exchange.workbook_layout import (
    SHEETS,
    heading,
    sheet_name,
    word,
)
from survey.questionnaire.exchange.workbook_lines import Line, lines_of, texts_in
from survey.questionnaire.writer import to_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.files.xlsx_reader import Workbook
    from survey.questionnaire.exchange.workbook_tables import Reading
    from survey.questionnaire.model import Questionnaire

_RECORD = "record"
_FINGERPRINT = 16
_OWN_COLUMNS = {each.name for each in SHEETS["translations"]}
_STATUS = "status:"


def fingerprint(words: str) -> str:
    """What tells whether a text was changed; empty for none."""
    return hashlib.sha256(words.encode()).hexdigest()[:_FINGERPRINT] if words else ""


@dataclass(frozen=True, slots=True)
class Record:
    """What a workbook remembers of its texts as they were when it was written.

    Attributes
    ----------
    texts : mapping of str to mapping of str to str
        Fingerprints by name of the text and language.
    """

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def record_of(questionnaire: Questionnaire) -> Record:
    """What is to be remembered of a questionnaire."""
    lines = lines_of(to_data(questionnaire))
    return Record(
        {
            key: {language: fingerprint(words) for language, words in text.items()}
            for key, line, column in texts_in(lines)
            if (text := line.get(column))
        }
    )


def record_rows(record: Record, languages: tuple[str, ...]) -> list[list[str]]:
    """A record as the rows of a sheet."""
    head = ["key", *languages]
    rows = (
        [key, *(text.get(each, "") for each in languages)] for key, text in record.texts.items()
    )
    return [head, *rows]


def read_record(book: Workbook) -> Record | None:
    """What the workbook remembers; None if that was deleted or was never there."""
    page = book.sheets.get(sheet_name(_RECORD, "da"))
    if page is None or not page.rows:
        return None
    head, *rows = [[str(cell.value or "") for cell in row] for row in page.rows]
    return Record({row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows})


@dataclass(slots=True)
class Translations:
    """The translations of a workbook by the names of their texts.

    Attributes
    ----------
    reading : Reading
    lines : dict
        By the name of the text.
    taken : set
        Names of texts that are there.
    """

    reading: Reading
    lines: dict[str, Line] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def take(self, key: str) -> dict[str, tuple[str, str | None]]:
        """The translations of a text, each with its cell."""
        self.taken.add(key)
        line = self.lines.get(key)
        if line is None:
            return {}
        return {
            language: (line.get(language), line.cells[language])
            for language in _languages_in(line)
            if line.get(language) is not None
        }


def translations_in(reading: Reading) -> Translations:
    """The translations of a workbook."""
    lines = reading.lines.get("translations", [])
    return Translations(reading, {line.get("key"): line for line in lines if line.get("key")})


def _languages_in(line: Line) -> list[str]:
    return [
        name for name in line.cells if name not in _OWN_COLUMNS and not name.startswith(_STATUS)
    ]


def refuse_languages(translations: Translations, reference: str) -> None:
    """Complain of columns for the language that is translated from, and for what is none."""
    lines = list(translations.lines.values())
    for language in _languages_in(lines[0]) if lines else ():
        filled = next((line for line in lines if line.get(language) is not None), None)
        known = language != reference and localedata.exists(language.replace("-", "_"))
        if filled is not None and not known:
            code = "reference_translated" if language == reference else "language_unknown"
            translations.reading.complain_of(code, filled, language, language=quoted(language))


def refuse_orphans(translations: Translations) -> None:
    """Complain of translations of texts that aren't there, once for each owner of texts."""
    orphans: dict[str, list[Line]] = {}
    for key, line in translations.lines.items():
        translated = any(line.get(language) is not None for language in _languages_in(line))
        if key not in translations.taken and translated:
            orphans.setdefault(
                key.split(".")[0].rpartition("/")[0] or key.split(".")[0], []
            ).append(line)
    for lines in orphans.values():
        key = lines[0].get("key")
        near = did_you_mean(key, translations.taken - set(translations.lines))
        translations.reading.complain_of(
            "orphan_near" if near else "orphan",
            lines[0],
            "key",
            name=quoted(key),
            near=quoted(near or ""),
            rows=culprits(int("".join(filter(str.isdigit, each.cells["key"]))) for each in lines),
        )


def refuse_stale(
    translations: Translations, record: Record, now: Mapping[str, str], reference: str
) -> None:
    """Complain of translations that were left as they were while their text was changed.

    Parameters
    ----------
    translations : Translations
    record : Record
    now : mapping of str to str
        The texts in the reference language as they are now, by name.
    reference : str
    """
    for key, line in translations.lines.items():
        then = record.texts.get(key, {})
        words = now.get(key)
        changed = bool(words) and fingerprint(words or "") != then.get(reference, "")
        for language in _languages_in(line):
            same = fingerprint(line.get(language) or "") == then.get(language, "")
            status = line.get(f"{_STATUS}{language}")
            if not line.get(language) or not same:
                continue
            if status == "stale" or (changed and status != "reviewed"):
                code = "stale" if changed else "marked_stale"
                shown = f"{heading('translations', 'status', current_language())} ({language})"
                translations.reading.complain_of(
                    code,
                    line,
                    language,
                    name=quoted(key),
                    status=quoted(shown),
                    stale=quoted(word("status", "stale", current_language())),
                    reviewed=quoted(word("status", "reviewed", current_language())),
                )


def refuse_other_version(reading: Reading, record: Record | None, base: Questionnaire) -> None:
    """Complain if the workbook was written of other texts than those of a questionnaire."""
    where = Place(str(reading.book.path))
    if record is None:
        reading.findings.append(finding("questionnaire.workbook_no_record", place=where))
        return
    reference = base.languages.reference
    known = {key: text.get(reference, "") for key, text in record_of(base).texts.items()}
    then = {key: text.get(reference, "") for key, text in record.texts.items()}
    different = [key for key in {**known, **then} if known.get(key, "") != then.get(key, "")]
    if different:
        reading.findings.append(
            finding(
                "questionnaire.workbook_other_version",
                place=where,
                names=culprits(different),
                count=len(different),
            )
        )
