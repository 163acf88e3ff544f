"""Letters to those who were drawn, to be merged in Word, and the list of the interviewers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from babel import dates

from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.findings import Finding, Severity
from survey.language.catalogue import LANGUAGES, text
from survey.language.cells import culprit_ids
from survey.language.form_words import shipped_languages
from survey.language.languages import language_name
from survey.language.messages import culprits, fail, finding, quoted
from survey.language.numbers import locale_of
from survey.language.words import capitalised, natural_key
from survey.sampling.contact_list import Contacts, read_contacts
from survey.sampling.interviewer_list import interviewers_xlsx
from survey.sampling.letter_rows import LetterRow, Merge, merge_xlsx
from survey.sampling.selection_words import check_numbers, instruction, numbers_asked

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from survey.sampling.sample import Sample

CODE_FIELD = "{code}"
_LINK = re.compile(r"https?://[^\s<>\"]{1,400}")
_LONGEST_LINK = 400
_DAYS = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}


@dataclass(frozen=True, slots=True)
class WrittenLetters:
    """What was written.

    Attributes
    ----------
    letters : Path
        To be merged into a letter in Word.
    interviewers : Path
    rows : int
    notes : tuple of Finding
    """

    letters: Path
    interviewers: Path
    rows: int
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"WrittenLetters({self.rows} letters)"


def write_letters(
    sample: Sample,
    path: str | os.PathLike[str],
    *,
    contacts: str | os.PathLike[str] | None = None,
    codes: Mapping[str, str] | None = None,
    languages: str | Sequence[str] = "da",
    link: str = "",
    deadline: dt.date | str | None = None,
    replicates: Sequence[int] | None = None,
    visits: int = 4,
) -> WrittenLetters:
    """Write a workbook to merge letters from, and beside it the list of the interviewers.

    The first has a row for each unit: its code and link, name and address, area, deadline and who
    in the dwelling answers, in each language. In the second a sheet to print has room for visits,
    and a sheet to fill in has the columns that `read_dispositions` reads: unit, date, mode, result,
    interviewer. Only their owner can open files with names.

    Parameters
    ----------
    sample : Sample
    path : str or path
        Of the first workbook, .xlsx; the second one's name ends in ``-interviewere`` or
        ``-interviewers``. Existing files are replaced.
    contacts : str or path, optional
        Names and addresses by unit, as `separate_contacts` writes them.
    codes : mapping of str to str, optional
        See `respondent_codes`.
    languages : str or sequence of str
        Of the letter; headings are in the first one, which is ``da`` or ``en``. Who answers is
        told in the others too, as far as it has been translated.
    link : str
        The address of the questionnaire, with ``{code}`` where the code stands in it.
    deadline : date or ISO text, optional
        The last day of answering, written in words.
    replicates : sequence of int, optional
        Which replicates of the sample get letters: 1 for the main sample, 2 … for the reserve. If
        left out, those in use.
    visits : int from 1 to 8
        How many visits there is room for on the printed list.

    Returns
    -------
    WrittenLetters

    Raises
    ------
    WrongUseError
        If an argument can't be.
    DataError
        If the sample lacks what the selection of an adult needs.
    FindingsError, FileError
        If the contacts can't be used, or a file can't be written.
    """
    target = target_ending_in(path, ".xlsx")
    spoken = _languages(languages)
    _check_link(link, codes)
    _check_visits(visits)
    days = _days(deadline, spoken)
    units = _rows(sample, replicates)
    check_numbers(sample, units)
    known = Contacts() if contacts is None else read_contacts(contacts, sample_unit(sample))
    rows = [_letter(each, sample, known, codes, link, spoken) for each in units]
    merge = Merge(rows, known.heads, spoken, days, has_codes=codes is not None, has_link=bool(link),
                  unit=sample_unit(sample))  # fmt: skip
    letters = merge_xlsx(merge)
    list_of_visits = interviewers_xlsx(merge, sample.person_rule, visits)
    beside = target.with_name(f"{target.stem}-{text('letters.file', lang=spoken[0])}.xlsx")
    write_bytes(target, letters, private=contacts is not None)
    write_bytes(beside, list_of_visits, private=contacts is not None)
    notes = (*_notes(rows, sample, codes, spoken), *known.notes(units))
    return WrittenLetters(target, beside, len(rows), notes)


def sample_unit(sample: Sample) -> str:
    """What a unit of a sample is."""
    return sample.unit


# Arguments


def _languages(languages: object) -> tuple[str, ...]:
    given = (languages,) if isinstance(languages, str) else tuple(languages)  # type: ignore[arg-type]
    unknown = [each for each in given if each not in shipped_languages()]
    if unknown or not given:
        known = culprits(shipped_languages())
        raise fail(WrongUseError, "letters.languages", got=culprits(map(str, unknown)), known=known)
    if given[0] not in LANGUAGES:
        raise fail(WrongUseError, "letters.first_language", got=quoted(given[0]))
    return tuple(dict.fromkeys(given))


def _check_link(link: object, codes: object) -> None:
    if codes is not None and not isinstance(codes, Mapping):
        raise fail(WrongUseError, "argument.kind", name="codes", got=type(codes).__name__,
                   expected="{str: str}")  # fmt: skip
    if link == "":
        return
    if not isinstance(link, str) or not _LINK.fullmatch(link):
        raise fail(WrongUseError, "letters.link", got=quoted(str(link)[:_LONGEST_LINK]))
    fields = set(re.findall(r"\{[^{}]*\}?|\}", link))
    if fields - {CODE_FIELD}:
        raise fail(WrongUseError, "letters.link_fields", got=culprits(sorted(fields)))
    if fields and codes is None:
        raise fail(WrongUseError, "letters.link_without_codes")


def _check_visits(visits: object) -> None:
    if isinstance(visits, bool) or not isinstance(visits, int) or not 1 <= visits <= 8:
        raise fail(WrongUseError, "letters.visits", got=str(visits))


def _days(deadline: object, languages: Sequence[str]) -> dict[str, str]:
    """The deadline in words, by language; none if there is no deadline."""
    if deadline is None:
        return {}
    day = deadline
    if isinstance(day, str):
        try:
            day = dt.date.fromisoformat(day)
        except ValueError:
            raise fail(WrongUseError, "letters.deadline", got=quoted(day)) from None
    if not isinstance(day, dt.date):
        raise fail(WrongUseError, "letters.deadline", got=type(deadline).__name__)
    return {each: _in_words(day, each) for each in languages}


def _in_words(day: dt.date, language: str) -> str:
    locale = locale_of(language) if language in LANGUAGES else language
    return str(dates.format_date(day, _DAYS.get(language, "full"), locale=locale))


# Rows


def _rows(sample: Sample, replicates: Sequence[int] | None) -> list[dict[str, Any]]:
    """The units that get letters, by area and then by their ids, 2 before 10."""
    units: list[dict[str, Any]] = sample.units.to_dict("records")  # type: ignore[assignment]
    there = sorted({int(each["replicate"]) for each in units})
    wanted = set(range(1, sample.replicates + 1))
    if replicates is not None:
        wanted = set(replicates)
        if not wanted or not wanted <= set(there):
            got, known = culprits(sorted(wanted)), culprits(there)
            raise fail(WrongUseError, "letters.replicates", got=got, known=known)
    order = {code.value: place for place, code in enumerate(sample.area.codes)}
    chosen = [each for each in units if int(each["replicate"]) in wanted]
    return sorted(
        chosen, key=lambda each: (order.get(each["area"], len(order)), natural_key(each["unit"]))
    )


def _letter(
    row: Mapping[str, Any],
    sample: Sample,
    contacts: Contacts,
    codes: Mapping[str, str] | None,
    link: str,
    languages: Sequence[str],
) -> LetterRow:
    unit = row["unit"]
    code = (codes or {}).get(unit, "")
    numbers = numbers_asked(sample.person_rule, row)
    has_link = bool(link) and (CODE_FIELD not in link or bool(code))
    return LetterRow(
        unit,
        sample.area.code_label(row["area"], languages[0]),
        code,
        link.replace(CODE_FIELD, code.replace("-", "")) if has_link else "",
        contacts.of(unit),
        contacts.address(unit),
        numbers,
        {
            each: instruction(sample.person_rule, sample_unit(sample), numbers, each)
            for each in languages
        },
    )


def _notes(
    rows: Sequence[LetterRow],
    sample: Sample,
    codes: Mapping[str, str] | None,
    languages: Sequence[str],
) -> Iterator[Finding]:
    if codes is not None:
        without = [each.unit for each in rows if not each.code]
        if without:
            yield finding("letters.no_code", severity=Severity.WARNING, count=len(without),
                          units=culprit_ids(without))  # fmt: skip
    unsaid = [each for each in languages if rows and not rows[0].who[each]]
    for each in unsaid:
        yield finding("letters.not_translated", severity=Severity.WARNING,
                      language=capitalised(language_name(each)))  # fmt: skip
    unread = [each for each in languages if each not in LANGUAGES and each not in unsaid]
    if unread:
        names = ", ".join(language_name(each) for each in unread)
        yield finding("letters.not_reviewed", severity=Severity.WARNING, languages=names)
