"""The answers of a wave weighted to the register: files read, weights and their page written."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import said
from survey.comparison.register.beside_register import representativity
from survey.comparison.register.weighting_effect import weighting_effect
from survey.disclosure.release import release
from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.documents.html import write_html
from survey.documents.list_workbook import write_lists
from survey.errors import WrongUseError
from survey.fieldwork.reminder_list import checked_language
from survey.figures.style import look_of
from survey.files.atomic import make_folder
from survey.files.csv_writer import CSV_FORMS, csv_bytes
from survey.findings import Severity
from survey.language.catalogue import current_language, language_in_force, text
from survey.language.listing import finding_lines, finding_records
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number
from survey.provenance import own_version
from survey.questionnaire.locking.lock_file import read_lock
from survey.questionnaire.schema import plain_text
from survey.report.weighting_page import weighting_page
from survey.responses.labelled.writing import write_responses
from survey.responses.responses import RESPONDENT
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.keeping.several_files import all_or_none, write_files
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import stamp_path, write_stamp
from survey.study.steps.prepared import check_formats
from survey.study.study_file.schema import release_policy_of
from survey.weighting.diagnostics import step_name, weight_diagnostics

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Document
    from survey.findings import Finding
    from survey.kernels.layout import Floats
    from survey.responses.responses import Responses
    from survey.study.wave import Wave
    from survey.weighting.diagnostics import WeightDiagnostics
    from survey.weighting.weights import Weights

WEIGHT = "weight"
_FILES = ("file", "page_file", "answers_file")
"""What the files are called, as keys of the catalogue."""
_DIGITS = 12
_MET = 1e-6
_DEALT_WITH = "TARGETS-CODES-ABSENT"
_OF_THE_DRAW = frozenset({"base", "panel", "within_dwelling"})
_OF_ALL = ("sum", "register", "deff", "n_eff", "minimum", "median", "maximum")
_OF_STEP = ("number", "step", "respondents", "sum", "deff", "factor_low", "factor_high")
_OF_TARGET = ("number", "step", "table", "cells", "off_before", "off_after")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeightedAnswers:
    """The answers of a wave with their weights.

    Attributes
    ----------
    wave : Wave
    answers : Responses
    weights : Weights
    diagnostics : WeightDiagnostics
    notes : tuple of Finding
        What was found in the files and in the weighting.
    files : tuple of Path
        What was written: the weights as a text table and as a workbook, and the page.
    """

    wave: Wave
    answers: Responses
    weights: Weights
    diagnostics: WeightDiagnostics
    notes: tuple[Finding, ...]
    files: tuple[Path, ...] = field(default=())

    def __repr__(self) -> str:
        return f"WeightedAnswers({self.weights!r}, {len(self.problems)} things to look at)"

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What is to be looked at."""
        return tuple(each for each in self.notes if each.severity is not Severity.NOTE)

    @property
    def left(self) -> int:
        """How many things are to be looked at."""
        return len(self.problems)

    def lines(self, *, language: str | None = None) -> list[str]:
        """What came of it, a line each.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        say = _Speaker(language or current_language())
        whole = self.diagnostics.of_all()
        lines = [
            say("sum", n=say.number(whole["n"]), sum=say.number(whole["sum"], 0),
                who=say(f"who.{self.weights.recipe.universe}")),
            say("spread", n=say.number(whole["n"]), deff=say.number(whole["deff"], 2),
                n_eff=say.number(whole["n_eff"], 0)),
            *self._targets(say),
            *self._factor(say),
        ]  # fmt: skip
        if whole["extreme"]:
            most = say.number(self.diagnostics.extreme)
            lines.append(say("extreme", count=int(whole["extreme"]), most=most))
        remarked = whole["extreme"] and not self.problems
        return lines if remarked else [*lines, *finding_lines(self.problems)]

    def _targets(self, say: _Speaker) -> list[str]:
        """Whether the register's distributions are met, and which step moved weights after that."""
        records: list[Any] = self.diagnostics.targets.to_dict("records")
        found = list({each["table"]: each for each in records}.values())
        if not found:
            return [say("no_targets")]
        missed = [each for each in found if not each["off_after"] <= _MET]
        lines = [say("met", count=len(found) - len(missed))] if len(missed) < len(found) else []
        lines += [
            say("missed", table=quoted(each["table"]), off=say.number(100 * each["off_after"], 2))
            for each in missed
        ]
        last = max(each["number"] for each in found)
        steps: list[Any] = self.diagnostics.steps.to_dict("records")
        later = [each["step"] for each in steps if each["number"] > last]
        if any(each != "rescale" for each in later):
            name = next(each for each in later if each != "rescale")
            lines.append(say("moved_after", step=quoted(step_name(name, say.language))))
        return lines

    def _factor(self, say: _Speaker) -> list[str]:
        """The largest factor that a step put on a weight."""
        steps: list[Any] = self.diagnostics.steps.to_dict("records")
        factors = [each for each in steps if each["step"] not in _OF_THE_DRAW]
        if not factors:
            return []
        largest = max(factors, key=lambda each: float(each["factor_high"]))
        name = quoted(step_name(largest["step"], say.language))
        return [say("factor", factor=say.number(largest["factor_high"], 2), step=name)]

    def to_data(self) -> dict[str, Any]:
        """The same for programs, with names in English."""
        whole = self.diagnostics.of_all()
        return {
            "wave": self.wave.written.id,
            "respondents": int(whole["n"]),
            "universe": self.weights.recipe.universe,
            **{name: _plain(whole[name]) for name in _OF_ALL},
            "extreme": int(whole["extreme"]),
            "steps": _records(self.diagnostics.steps, _OF_STEP),
            "targets": _records(self.diagnostics.targets, _OF_TARGET),
            "simulated": self.weights.simulated,
            "findings": finding_records(self.notes),
            "files": [path.as_posix() for path in self.files],
        }

    def document(self, language: str | None = None) -> Document:
        """The page, not yet written."""
        spoken = checked_language(language)
        with language_in_force(spoken):
            page = weighting_page(
                self.weights,
                self._released(),
                spoken,
                contrast=self.wave.plan.contrast,
                look=look_of(self.wave.plan.house_style(spoken)),
            )
        return replace(page, subtitle=self._subtitle(spoken), about=tuple(self._about(spoken)))

    def _released(self) -> Released:
        """Respondents beside the register, and headlines with and without weights."""
        plan = self.wave.plan
        columns = list(plan.with_headline)
        shown: list[Any] = []
        if columns:
            shown.append(weighting_effect(self.answers, self.weights, columns))
        targets = self.weights.targets
        if targets is not None and any(not each.numeric for each in targets.tables.values()):
            shown.insert(0, representativity(self.answers, targets, self.weights))
        return release(shown, policy=release_policy_of(plan.written))

    def _subtitle(self, language: str) -> str:
        title = said(plain_text(self.wave.plan.written.title), language)
        wave = self.wave.written.id
        return text("study_weighting.subtitle", lang=language, title=title, wave=wave)

    def _about(self, language: str) -> list[tuple[str, str]]:
        files = self.wave.files
        digests = self.wave.plan.hashes(files.inputs() | files.weighting_inputs()).items()
        return [
            (text("report.about.wave", lang=language), self.wave.written.id),
            (text("report.about.package", lang=language), f"resident-survey {own_version()}"),
            *((text("report.about.input", lang=language, file=file), f"SHA-256 {digest}")
              for file, digest in digests),
        ]  # fmt: skip

    def csv(self, form: str = "excel") -> bytes:
        """The weights as a text table: a row for each respondent.

        Parameters
        ----------
        form : {"excel", "machine"}
            As Danish Excel opens it, with semicolons and decimal commas, or as programs read it.
        """
        ids = np.array(self.weights.respondents, dtype=object)
        return csv_bytes((RESPONDENT, WEIGHT), (ids, _rounded(self.weights)), CSV_FORMS[form])

    def workbook(self, language: str | None = None) -> bytes:
        """The weights as a workbook, marked as internal."""
        say = _Speaker(language or current_language())
        columns = (
            Column(RESPONDENT, RESPONDENT, Align.LEFT),
            Column(WEIGHT, WEIGHT, formats=("0.000000",)),
        )
        rows = tuple(
            Row((Cell(who), Cell(say.number(weight, 6), (weight,))))
            for who, weight in zip(self.weights.respondents, _rounded(self.weights), strict=True)
        )
        about = [(say("internal_head"), say("internal")), *self._about(say.language)]
        return write_lists(
            self._subtitle(say.language),
            [Table("weights", say("sheet"), columns, rows, language=say.language)],
            about=(say("about_sheet"), about),
            language=say.language,
            style=self.wave.plan.house_style(say.language),
        )


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says what is in the catalogue of weighting in a language."""

    language: str

    def __call__(self, key: str, **fields: object) -> str:
        return text(f"study_weighting.{key}", lang=self.language, **fields)

    def number(self, value: float, decimals: int | None = None) -> str:
        return format_number(value, self.language, decimals=decimals)


def weight_answers(
    wave: Wave,
    *,
    language: str | None = None,
    formats: Sequence[str] = (),
    out: str | os.PathLike[str] | None = None,
    write: bool = True,
) -> WeightedAnswers:
    """Weight the answers of a wave by the recipe of the study, and write what came of it.

    The weights are written as a text table and as a workbook, with a page that shows what each step
    did, into ``waves/<wave>/weighting`` of the study. They are for those who run the survey.

    Parameters
    ----------
    wave : Wave
        With a recipe, and perhaps targets, a sample and dispositions.
    language : {"da", "en"}, optional
        The language in force if left out.
    formats : sequence of str
        Labelled files of the answers with their weights that are wanted too: ``sav``, ``zsav``,
        ``dta``, ``parquet``, ``csv``.
    out : path, optional
        Another folder for the files.
    write : bool
        Whether files are written.

    Returns
    -------
    WeightedAnswers

    Raises
    ------
    WrongUseError
        If neither the study nor the wave has a recipe.
    WeightingError
        If targets can't be met, or the recipe can't give weights that one may use.
    FindingsError
        If something in the files must be mended first.

    Examples
    --------
    >>> import survey as sv
    >>> wave = sv.open_study("my-study").wave("2026")  # doctest: +SKIP
    >>> sv.weight_answers(wave).weights  # doctest: +SKIP
    """
    if write and out is None:
        refuse_locked(wave.plan, wave.written.id, "weights")
    spoken = checked_language(language)
    check_formats(formats)
    with language_in_force(spoken):
        answers = wave.responses(unit=True)
        weights = wave.weights(answers)
        if weights is None:
            where = wave.plan.document.place(("waves",)).file
            raise fail(WrongUseError, "study_weighting.no_recipe", where=where,
                       wave=quoted(wave.written.id))  # fmt: skip
        notes = tuple(dict.fromkeys((*_of_register(weights), *weights.notes)))
        found = weight_diagnostics(weights)
        weighted = WeightedAnswers(wave, answers, weights, found, notes)
        if not write:
            return weighted
        target = wave.files.weighting_folder if out is None else Path(out)
        names = [text(f"study_weighting.{key}", lang=spoken) for key in _FILES]
        with (
            writing_into(wave.plan, wave.written.id, "weights", folder=target),
            all_or_none(
                [stamp_path(wave.files, Stage.WEIGHTS)],
                beginnings=[(target, name) for name in names],
            ),
        ):
            folder = make_folder(target)
            written = _written_to(weighted, folder, spoken)
            files = (*written.files, *_labelled(written, folder, formats, spoken))
            write_stamp(wave.files, Stage.WEIGHTS, files)
            return replace(written, files=files)


def _written_to(weighted: WeightedAnswers, folder: Path, language: str) -> WeightedAnswers:
    """The same, with its files written."""
    style = weighted.wave.plan.house_style(language)
    name, page = (text(f"study_weighting.{key}", lang=language) for key in ("file", "page_file"))
    made = {
        f"{name}.csv": weighted.csv(),
        f"{name}.xlsx": weighted.workbook(language),
        f"{page}.html": write_html(weighted.document(language), style=style),
    }
    files = write_files({folder / each: data for each, data in made.items()})
    return replace(weighted, files=files)


def _labelled(
    weighted: WeightedAnswers, folder: Path, formats: Sequence[str], language: str
) -> list[Path]:
    """Labelled files of the answers with their weights."""
    if not formats:
        return []
    lock = weighted.wave.files.lock
    name = text("study_weighting.answers_file", lang=language)
    answers = weighted.weights.added_to(weighted.answers, WEIGHT)
    locked = None if lock is None else read_lock(lock)
    written = [
        write_responses(answers, folder / f"{name}.{form}", language=language, lock=locked)
        for form in formats
    ]
    return [path for each in written for path in each.files]


def _of_register(weights: Weights) -> Iterator[Finding]:
    """What was noted of the register; what the recipe has dealt with needs no look any more."""
    if weights.targets is not None:
        for each in weights.targets.notes:
            yield replace(each, severity=Severity.NOTE) if each.code == _DEALT_WITH else each


def _rounded(weights: Weights) -> Floats:
    """The weights with as many digits as are written anywhere."""
    return np.array([float(f"{each:.{_DIGITS}g}") for each in weights.values])


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    found: list[Any] = frame.to_dict("records")
    return [{name: _plain(each[name]) for name in columns} for each in found]


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a frame holds
    """A value as JSON has it: no NaN, and numbers with as many digits as are written anywhere."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    return value if isinstance(value, str | None) else int(value)
