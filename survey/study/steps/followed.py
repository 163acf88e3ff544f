"""The fieldwork of a wave followed: how far it is, who is to be reminded, what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from survey.codebook import Code, Codebook, Kind, Variable, said
from survey.documents.html import write_html
from survey.documents.workbook import write_workbook
from survey.errors import DataError, SurveyError, WrongUseError
from survey.fieldwork.as_of import dispositions_on
from survey.fieldwork.course import day_given
from survey.fieldwork.progress import fieldwork_progress
from survey.fieldwork.rates import response_rates
from survey.fieldwork.reminder_list import checked_language, is_filled_in, reminders_xlsx
from survey.fieldwork.reminder_rule import ReminderRule
from survey.fieldwork.reminders import reminders_due
from survey.fieldwork.representativity import r_indicator_of
from survey.figures.style import look_of
from survey.files.atomic import make_folder
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, text
from survey.language.languages import language_name
from survey.language.listing import finding_lines
from survey.language.messages import fail, finding, quoted
from survey.language.numbers import format_date
from survey.language.words import join_words
from survey.provenance import own_version
from survey.questionnaire.schema import plain_text
from survey.report.progress import progress_document
from survey.sampling.sample_file import read_sample
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.keeping.several_files import write_files
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import write_stamp
from survey.study.waves.wave_dispositions import dispositions_of
from survey.study.waves.wave_files import FIELDWORK_FOLDER

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from survey.documents.blocks import Document
    from survey.fieldwork.dispositions import Dispositions
    from survey.fieldwork.fieldwork_progress import FieldworkProgress
    from survey.fieldwork.r_indicator import RIndicator
    from survey.fieldwork.reminders_due import RemindersDue
    from survey.fieldwork.response_rates import ResponseRates
    from survey.findings import Finding
    from survey.sampling.sample import Sample
    from survey.study.study_file.schema import FieldworkFile
    from survey.study.wave import Wave

_MOST_LISTS = 99
_LANGUAGE = ("language", "sprog")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FollowedFieldwork:
    """The fieldwork of a wave on a day.

    Attributes
    ----------
    wave : Wave
    on : date
    dispositions : Dispositions
        As they were at the end of the day.
    progress : FieldworkProgress
    rates : ResponseRates
        By area.
    due : RemindersDue or None
        None where only counts by area are known.
    indicator : RIndicator or None
        None where it can't be worked out; `notes` say why.
    notes : tuple of Finding
        All that was found in the files.
    files : tuple of Path
        What was written: the page, the workbook and the list of reminders.
    is_named : bool
        Whether the day is one that was asked for, or the one that it is.
    """

    wave: Wave
    on: dt.date
    dispositions: Dispositions
    progress: FieldworkProgress
    rates: ResponseRates
    due: RemindersDue | None
    indicator: RIndicator | None
    notes: tuple[Finding, ...]
    files: tuple[Path, ...] = field(default=())
    is_named: bool = True

    def __repr__(self) -> str:
        return f"FollowedFieldwork({self.progress!r}, {len(self.problems)} things to look at)"

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What is to be looked at."""
        return tuple(each for each in self.notes if each.severity is not Severity.NOTE)

    @property
    def left(self) -> int:
        """How many areas lag, and how many things are to be looked at."""
        return len(self.progress.lagging()) + len(self.problems)

    def lines(self, *, language: str | None = None) -> list[str]:
        """What came of it, a line each.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        spoken = checked_language(language)
        lines = [self.progress.in_words(spoken)]
        if not self.is_named:
            day = format_date(self.on, spoken)
            lines.insert(0, text("progress.followed.last_day", lang=spoken, day=day))
        lagging = [self.progress.area_label(code, spoken) for code in self.progress.lagging()]
        if lagging:
            areas = join_words(lagging, spoken)
            lines.append(
                text("progress.page.lagging", lang=spoken, count=len(lagging), areas=areas)
            )
        if self.due is not None:
            lines.append(f"{self.due.title(spoken)}.")
        if self.indicator is not None:
            lines.append(self.indicator.in_words(spoken))
        remarked = lagging and not self.problems
        return lines if remarked else [*lines, *finding_lines(self.problems)]

    def document(self, language: str | None = None) -> Document:
        """The page, not yet written."""
        spoken = checked_language(language)
        page = progress_document(
            self.progress,
            rates=self.rates,
            due=self.due,
            indicator=self.indicator,
            problems=self.problems,
            language=spoken,
            subtitle=self._subtitle(spoken),
            about=self._about(spoken),
            look=look_of(self.wave.plan.house_style(spoken)),
        )
        if not self.wave.plan.written.simulated:
            return page
        return replace(page, stamps=(*page.stamps, text("report.simulated", lang=spoken)))

    def _subtitle(self, language: str) -> str:
        title = said(plain_text(self.wave.plan.written.title), language)
        wave = self.wave.written.id
        return text("progress.followed.subtitle", lang=language, title=title, wave=wave)

    def _about(self, language: str) -> list[tuple[str, str]]:
        files = self.wave.files
        named = {"sample": files.sample, "background": files.background}
        inputs = {name: path for name, path in named.items() if path is not None}
        inputs["dispositions"] = files.dispositions
        digests = self.wave.plan.hashes(inputs).items()
        return [
            (text("report.about.wave", lang=language), self.wave.written.id),
            (text("report.about.package", lang=language), f"resident-survey {own_version()}"),
            *((text("report.about.input", lang=language, file=file), f"SHA-256 {digest}")
              for file, digest in digests),
        ]  # fmt: skip


def fieldwork_of(
    wave: Wave,
    *,
    on: dt.date | str | None = None,
    today: dt.date | None = None,
    language: str | None = None,
    write: bool = True,
) -> FollowedFieldwork:
    """Follow the fieldwork of a wave: read its files, and write its page, workbook and list.

    They are written into ``waves/<wave>/fieldwork`` of the study. A list of reminders in which
    something was filled in is never overwritten.

    Parameters
    ----------
    wave : Wave
        With a file of dispositions, and perhaps a sample and what study.yaml says of ``fieldwork``.
        The target is the one there, or else the answers that the plan of the sample expects.
    on : date or str
        The day that the numbers are of, at its end; who is due is due on it. If left out, the last
        day that the dispositions tell of, or `today` as long as the fieldwork goes on.
    today : date, optional
        What day it is; the clock is never read.
    language : {"da", "en"}, optional
        The language in force if left out.
    write : bool
        Whether files are written.

    Returns
    -------
    FollowedFieldwork

    Raises
    ------
    FileError
        If there is no file of dispositions.
    FindingsError
        If something in it must be mended first.
    WrongUseError
        If no day is given, and the files tell of none.

    Examples
    --------
    >>> import survey as sv
    >>> wave = sv.open_study("my-study").wave("2026")  # doctest: +SKIP
    >>> sv.fieldwork_of(wave, on="2026-09-15").progress  # doctest: +SKIP
    """
    if write:
        refuse_locked(wave.plan, wave.written.id, "fieldwork")
    spoken = checked_language(language)
    sample = None if wave.files.sample is None else read_sample(wave.files.sample)
    day = day_given("on", on) or _day_meant(wave, sample, today)
    asked = wave.written.fieldwork
    closed = asked.end is not None and day.isoformat() > asked.end
    dispositions = dispositions_on(dispositions_of(wave.files, sample, closed=closed), day)
    planned = None if sample is None else sample.plan
    progress = fieldwork_progress(
        dispositions,
        target=planned if asked.target is None else asked.target,
        start=asked.start,
        end=asked.end,
        until=day,
        events=[(each.date, each.text, each.area or "") for each in asked.events],
    )
    indicator, reasons = _indicator(dispositions, asked)
    followed = FollowedFieldwork(
        wave,
        day,
        dispositions,
        progress,
        response_rates(dispositions, by="area"),
        _due(dispositions, asked, day),
        indicator,
        tuple(dict.fromkeys((*dispositions.notes, *progress.notes, *reasons))),
        is_named=on is not None or day == today,
    )
    if not write:
        return followed
    with writing_into(wave.plan, wave.written.id, "fieldwork"):
        return _written(followed, spoken)


def _day_meant(wave: Wave, sample: Sample | None, today: dt.date | None) -> dt.date:
    """The day of the numbers where nobody names one."""
    end = day_given("end", wave.written.fieldwork.end)
    if today is not None and end is not None and today <= end:
        return today
    log = dispositions_of(wave.files, sample, closed=True).attempts
    days = [] if log is None else [str(each)[: len("2026-05-31")] for each in log["date"]]
    found = day_given("date", max(days, default=None)) or end or today
    if found is None:
        raise fail(WrongUseError, "progress.no_day", wave=quoted(wave.written.id))
    return found


def _due(dispositions: Dispositions, asked: FieldworkFile, day: dt.date) -> RemindersDue | None:
    if dispositions.units is None:
        return None
    return reminders_due(dispositions, on=day, rule=reminder_rule(asked), end=asked.end)


def reminder_rule(asked: FieldworkFile) -> ReminderRule:
    """The rule of a wave's reminders: that of the package, but for what study.yaml says."""
    given = asked.reminders.model_dump(exclude_none=True)
    if given.get("soft_days") == "never":
        given["soft_days"] = None
    for name in ("sequence", "quiet_weekdays"):
        if name in given:
            given[name] = tuple(given[name])
    if "quiet" in given:
        given["quiet"] = tuple(
            tuple(each) if isinstance(each, list) else each for each in given["quiet"]
        )
    return ReminderRule(**given)


def _indicator(
    dispositions: Dispositions, asked: FieldworkFile
) -> tuple[RIndicator | None, tuple[Finding, ...]]:
    """The R-indicator, or why there is none."""
    if dispositions.units is None:
        return None, ()
    covariates = [each if isinstance(each, str) else tuple(each) for each in asked.covariates]
    try:
        found = r_indicator_of(dispositions, covariates, codebook=_codebook(dispositions))
    except DataError as error:
        return None, (_no_indicator(error),)
    return found, found.notes


def _no_indicator(error: SurveyError) -> Finding:
    return finding("progress.no_indicator", severity=Severity.NOTE, reason=error.problem)


def _codebook(dispositions: Dispositions) -> Codebook:
    """What the language of those sampled is called, where it is known."""
    units: Any = dispositions.units
    variables = []
    for name in _LANGUAGE:
        if name in units:
            label = {each: text("progress.page.head.language", lang=each) for each in LANGUAGES}
            codes = tuple(
                Code(code, {each: language_name(code, lang=each) for each in LANGUAGES})
                for code in sorted({str(value) for value in units[name].dropna() if value})
            )
            variables.append(Variable(name, Kind.GROUP, label, codes=codes))
    return Codebook().with_variables(variables)


def _written(followed: FollowedFieldwork, language: str) -> FollowedFieldwork:
    """The same, with its files written."""
    folder = make_folder(followed.wave.files.folder / FIELDWORK_FOLDER)
    style = followed.wave.plan.house_style(language)
    name = text("progress.followed.file", lang=language)
    lists: dict[Path, bytes] = {}
    if followed.due is not None and len(followed.due):
        data = reminders_xlsx(followed.due, language)
        target, kept = _list_target(folder, followed.on, language)
        lists[target] = data
        if kept is not None:
            note = finding("progress.list_kept", severity=Severity.WARNING, file=kept.name)
            followed = replace(followed, notes=(*followed.notes, note))
    document = followed.document(language)
    files = {
        folder / f"{name}.html": write_html(document, style=style),
        folder / f"{name}.xlsx": write_workbook(document, style=style),
        **lists,
    }
    write_files(files)
    write_stamp(followed.wave.files, Stage.FIELDWORK, files)
    return replace(followed, files=tuple(files))


def _list_target(folder: Path, day: dt.date, language: str) -> tuple[Path, Path | None]:
    """Where the list of a day is written, and the last one that was filled in and is kept."""
    name = text("progress.followed.list", lang=language, day=day.isoformat())
    kept = None
    for number in range(1, _MOST_LISTS):
        path = folder / (f"{name}.xlsx" if number == 1 else f"{name}-{number}.xlsx")
        if not path.exists() or not is_filled_in(path):
            return path, kept
        kept = path
    return path, kept
