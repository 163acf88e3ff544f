"""A first draft of a questionnaire from a data file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.codebook import Code, Kind, Variable
from survey.documents.notebook import facts_html
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.nearest import did_you_mean
from survey.language.catalogue import LANGUAGES, text
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.arguments import refuse_unless
from survey.questionnaire.column_map import ColumnMap, Target
from survey.questionnaire.drafting.assembly import AREA, COUNT, NO_AREA, WEIGHT, assembled
from survey.questionnaire.drafting.column_use import Use
from survey.questionnaire.drafting.guess_checks import checked_correction
from survey.questionnaire.drafting.guess_workbook import guesses_xlsx, read_guesses
from survey.questionnaire.drafting.ledger import Aspect, Guesses, Ledger
from survey.questionnaire.drafting.recoding import recoded
from survey.questionnaire.drafting.source import Source, read_source
from survey.questionnaire.drafting.withheld import (
    cells_with,
    personal_cells,
    refuse_persons_as_headings,
    without,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd

    from survey.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Draft:
    """A draft of a questionnaire, with all that was guessed to make it.

    Attributes
    ----------
    questionnaire : Questionnaire
    guesses : Guesses
    columns : ColumnMap
        How the columns of the file become those of the questionnaire.
    areas : mapping of str to str
        Names of the areas, and what they are called; empty if no column says where people live.
    contrast : str
        The area that gives contrast, which is always a guess; empty if there are no areas.
    source : Source
        Without the answers that became no category.
    language : str
        The language that the file is in.
    withheld : mapping of str to int
        How many cells of a column count as empty, because they could tell who somebody is, or hold
        what only one person wrote in a column that is answered by categories.
    """

    questionnaire: Questionnaire
    guesses: Guesses
    columns: ColumnMap
    areas: Mapping[str, str]
    contrast: str
    source: Source
    language: str
    area: str | None = None
    withheld: Mapping[str, int] = field(default_factory=dict)
    _whole: Source | None = None
    _left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _ledger: Ledger = field(default_factory=Ledger)

    def __repr__(self) -> str:
        return (
            f"Draft({self.source.path.name}: {len(self.questionnaire.questions)} questions, "
            f"{len(self.guesses)} guesses)"
        )

    def _repr_html_(self) -> str:
        facts = {
            "questions": len(self.questionnaire.questions),
            "guesses": len(self.guesses),
            "unconfirmed": len(self.guesses.unconfirmed),
            "left_out": len(self.columns.left_out),
            "withheld": sum(self.withheld.values()),
        }
        return facts_html(facts, text("drafting.draft", file=self.source.path.name))

    @property
    def weight(self) -> str | None:
        """The column of weights among the answers, if there is one."""
        return WEIGHT if self.columns.of(Target.WEIGHT) else None

    @property
    def count(self) -> str | None:
        """The column that says how many respondents a row stands for, if there is one."""
        return COUNT if self.columns.of(Target.COUNT) else None

    def set_aside(self) -> tuple[str, ...]:
        """Columns that are left out because they look like personal data, and nobody said so."""
        return tuple(
            each.columns[0]
            for each in self.guesses
            if each.aspect is Aspect.USE
            and each.value == Use.ASIDE
            and not each.confirmed
            and each.is_personal
        )

    def lines_of_persons(self) -> list[str]:
        """What is left out because it may tell who somebody is, a line for each column."""
        aside = [text("cli.new.set_aside", column=quoted_heading(e)) for e in self.set_aside()]
        return aside + [
            text("cli.new.withheld", column=quoted_heading(column), count=count)
            for column, count in self.withheld.items()
        ]

    def area_variable(self) -> Variable | None:
        """The column of areas, with what they are called."""
        if not self.areas:
            return None
        codes = tuple(Code(name, {self.language: label}) for name, label in self.areas.items())
        label = {each: text("drafting.area", lang=each) for each in LANGUAGES}
        return Variable(AREA, Kind.GROUP, label, codes=codes)

    def with_contrast(self, area: str) -> Draft:
        """The draft with an area as contrast, by its name or by what it is called.

        Raises
        ------
        WrongUseError
            If there is no such area.
        """
        guess = next((each for each in self.guesses if each.aspect is Aspect.CONTRAST), None)
        wanted = area.strip().casefold()
        for name, label in self.areas.items():
            if guess is not None and wanted in {name, label.casefold()} and name != NO_AREA:
                return self.corrected({guess.id: label}, confirmed=frozenset({guess.id}))
        known = [label for name, label in self.areas.items() if name != NO_AREA]
        near = did_you_mean(area, known)
        raise fail(
            WrongUseError,
            "drafting.no_area_near" if near else "drafting.no_area",
            got=quoted(area),
            known=culprits(known),
            near=quoted(near or ""),
        )

    def answers(self) -> pd.DataFrame:
        """The answers of the file under the names and codes of the questionnaire.

        Returns
        -------
        DataFrame
            The area, the weights and the counts, if there are any, and the questions.
        """
        return recoded(self.source, self.columns)

    def recoded(self, path: str | os.PathLike[str], *, sheet: str | None = None) -> pd.DataFrame:
        """The answers of another file with the same columns, e.g. that of the next wave.

        Raises
        ------
        DataError
            If a column isn't in it.
        FindingsError
            With each column that has values which this file didn't have.
        """
        source = read_source(path, sheet=sheet)
        return recoded(without(without(source, personal_cells(source)), self._left_out),
                       self.columns)  # fmt: skip

    def corrected(
        self, corrections: Mapping[str, str], *, confirmed: frozenset[str] | None = None
    ) -> Draft:
        """The draft with some guesses replaced, and what follows from them drawn anew.

        Parameters
        ----------
        corrections : mapping of str to str
            By the id of a guess: what holds instead.
        confirmed : frozenset of str, optional
            Ids of guesses that are right.

        Raises
        ------
        UnknownNameError
            If there is no such guess.
        WrongUseError
            If a correction can't be.
        """
        for name, value in corrections.items():
            checked_correction(self.guesses, name, value)
        ledger = Ledger(
            {**self._ledger.corrections, **corrections},
            self._ledger.approved | (confirmed or frozenset()),
        )
        return _drafted(self._whole or self.source, ledger, self.language, self.area)

    def write_guesses(self, path: str | os.PathLike[str]) -> None:
        """Write the guesses to a workbook, to be confirmed or corrected there.

        Raises
        ------
        FileError
            If it can't be written.
        """
        write_bytes(path, guesses_xlsx(self.guesses))

    def confirmed(self, path: str | os.PathLike[str]) -> Draft:
        """The draft with what was confirmed and corrected in a workbook.

        Parameters
        ----------
        path : str or path
            A workbook that `write_guesses` wrote.

        Raises
        ------
        FindingsError
            With each correction that can't be, and its cell.
        DataError
            If the workbook is of another file.
        """
        corrections, approved = read_guesses(path, self.guesses)
        return self.corrected(corrections, confirmed=approved)


def draft_questionnaire(
    path: str | os.PathLike[str],
    *,
    language: str = "da",
    sheet: str | None = None,
    area: str | None = None,
) -> Draft:
    """Draft a questionnaire from the labels and answers of a data file; every guess is listed.

    Parameters
    ----------
    path : str or path
        A file of SPSS (.sav, .zsav), Stata (.dta) or Excel (.xlsx), a text table (.csv) or a
        Parquet file (.parquet).
    language : {"da", "en"}
        The language that the file is in.
    sheet : str, optional
        The sheet of a workbook, where several of them hold something.
    area : str, optional
        The column that says in which area people live; looked for if left out.

    Returns
    -------
    Draft
        Its questionnaire, its guesses, and the answers under the questionnaire's codes. Columns
        that look like names, addresses or other personal data are set aside, and what people wrote
        in their own words is in no guess. A name or a number of a person that was typed into
        another column becomes no category; `withheld` says how many there are.

    Raises
    ------
    WrongUseError
        If the file has another ending, or the sheet or column isn't there.
    FileError, DataError
        If the file can't be read or used.

    Examples
    --------
    >>> draft = draft_questionnaire("survey-2010.sav")  # doctest: +SKIP
    >>> draft.write_guesses("guesses.xlsx")  # doctest: +SKIP
    >>> draft = draft.confirmed("guesses.xlsx")  # doctest: +SKIP
    """
    if language not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "study.language", got=quoted(language), known=known)
    refuse_unless(area, str, "area", "str")
    refuse_unless(sheet, str, "sheet", "str")
    source = read_source(path, sheet=sheet)
    refuse_persons_as_headings(source)
    if area is not None and source.column(area) is None:
        raise _no_column(source, area)
    return _drafted(source, Ledger(), language, area)


def _no_column(source: Source, area: str) -> WrongUseError:
    known = [column.name for column in source.columns]
    near = did_you_mean(area, known)
    return fail(
        WrongUseError,
        "drafting.no_column_near" if near else "drafting.no_column",
        got=quoted(area),
        known=culprits(known),
        near=quoted(near or ""),
    )


def _drafted(source: Source, ledger: Ledger, language: str, area: str | None) -> Draft:
    made = assembled(source, ledger, language, area)
    guesses = ledger.guesses([column.name for column in source.columns])
    kept = Ledger(ledger.corrections, ledger.approved)
    return Draft(
        questionnaire=made.questionnaire,
        guesses=guesses,
        columns=made.columns,
        areas=made.areas,
        contrast=made.contrast,
        source=made.source,
        language=language,
        area=area,
        withheld=cells_with(source, made.withheld),
        _whole=source,
        _left_out=made.withheld,
        _ledger=kept,
    )
