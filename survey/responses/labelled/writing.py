"""Answers written as a file that SPSS, Stata, R or Excel opens, with all that its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from survey.errors import DataError, WrongUseError
from survey.files.atomic import write_bytes
from survey.files.csv_writer import CSV_FORMS
from survey.files.targets import target_ending_in
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.arguments import refuse_unless
from survey.questionnaire.exchange.codebook_words import words_of
from survey.questionnaire.locking.lock import Lock
from survey.questionnaire.locking.verifying import verify_lock
from survey.responses.labelled.forms import FORMS, Made, Wanted
from survey.responses.labelled.outgoing import outgoing
from survey.responses.labelled.stamp import new_stamp
from survey.responses.responses import Responses

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.findings import Finding

_WORDS = ("cut", "leave_out")


@dataclass(frozen=True, slots=True)
class WrittenResponses:
    """Files that answers were written to.

    Attributes
    ----------
    path : Path
        The file that was asked for.
    files : tuple of Path
        All files: first that one, then the tables of rosters, the codebook and the full texts.
    rows, columns : int
        Of the first file.
    notes : tuple of Finding
        What was cut, renamed or left out.
    """

    path: Path
    files: tuple[Path, ...]
    rows: int
    columns: int
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"WrittenResponses({self.path.name}: {self.rows} rows, {self.columns} columns)"


def write_responses(
    responses: Responses,
    path: str | os.PathLike[str],
    *,
    language: str | None = None,
    lock: Lock | None = None,
    words: Literal["cut", "leave_out"] = "cut",
    indices: bool = False,
    csv: Literal["excel", "machine"] = "excel",
) -> WrittenResponses:
    """Write answers as a file of SPSS, Stata, Parquet or CSV.

    Every value is kept, and for every missing answer the reason: as its negative code in SPSS, CSV
    and Parquet, as a letter in Stata. `docs/reference/labelled-files.md` says what stands in each
    file. The same answers give the same bytes, and a file is written as a whole or not at all.

    Parameters
    ----------
    responses : Responses
    path : str or path
        Its ending decides: .sav or .zsav (SPSS), .dta (Stata), .parquet or .csv. The table of each
        roster goes to a file of its own beside it, and for .parquet and .csv so does the codebook.
    language : {"da", "en"}, optional
        Of the labels; the one in force if left out.
    lock : Lock, optional
        Of the questionnaire in this wave; its hash is written into the file.
    words : {"cut", "leave_out"}
        What is done with answers in own words: written, those cut that are too long for SPSS (255
        bytes) with their full text in a file beside it; or left out.
    indices : bool
        Whether the questionnaire's indices from 0 to 100 are added as columns.
    csv : {"excel", "machine"}
        The form of a text table: semicolons, decimal commas and no cell that Excel takes for a
        formula; or commas, decimal points and texts as they are.

    Returns
    -------
    WrittenResponses

    Raises
    ------
    WrongUseError
        If the ending, the language or a choice is another one, or the questionnaire was changed
        after it was locked.
    DataError
        If there are no rows.
    FileError
        If a file can't be written.
    """
    target = target_ending_in(path, *FORMS)
    _check_given(responses, lock, words, csv)
    wanted = Wanted(
        target,
        words_of(responses.questionnaire, _spoken(language)),
        new_stamp(responses.questionnaire, lock, simulated=responses.simulated),
        CSV_FORMS[csv],
    )
    tables = list(outgoing(responses, own_words=words == "cut", indices=indices))
    make = FORMS[target.suffix.lower()]
    made: list[Made] = []
    for table in tables:
        place = target if not table.roster else target.with_stem(f"{target.stem}-{table.roster}")
        if len(table.frame):
            made.append(make(replace(wanted, path=place), table))
    return _written(target, made)


def _check_given(responses: object, lock: Lock | None, words: str, csv: str) -> None:
    if not isinstance(responses, Responses):
        expected, got = "read_responses(...)", type(responses).__name__
        raise fail(WrongUseError, "argument.kind", name="responses", got=got, expected=expected)
    refuse_unless(lock, Lock, "lock", "Lock")
    for name, got, known in (("words", words, _WORDS), ("csv", csv, tuple(CSV_FORMS))):
        if got not in known:
            choices = culprits(known)
            raise fail(
                WrongUseError, "labelled_files.choice", name=name, got=quoted(got), known=choices
            )
    if not len(responses.data):
        raise fail(DataError, "labelled_files.no_rows")
    changes = () if lock is None else verify_lock(lock, responses.questionnaire)
    if lock is not None and changes:
        raise fail(
            WrongUseError,
            "labelled_files.other_lock",
            wave=quoted(lock.wave),
            count=len(changes),
            first=changes[0].message,
        )


def _spoken(language: str | None) -> str:
    spoken = language or current_language()
    if spoken not in LANGUAGES:
        raise fail(WrongUseError, "labelled_files.language", got=quoted(spoken))
    return spoken


def _written(target: Path, made: list[Made]) -> WrittenResponses:
    """Write all files, the one that was asked for last."""
    files = {path: data for each in reversed(made) for path, data in each.files.items()}
    first = made[0]
    for path, data in files.items():
        if path != target:
            write_bytes(path, data)
    write_bytes(target, files[target])
    beside = [path for each in made for path in each.files if path != target]
    notes = tuple(note for each in made for note in each.notes)
    return WrittenResponses(target, (target, *beside), first.rows, first.columns, notes)
