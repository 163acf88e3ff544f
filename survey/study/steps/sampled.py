"""The sample of a wave drawn by its plan, and its letters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.errors import FileError, RefusedError, SurveyError, WrongUseError
from survey.fieldwork.reminder_list import checked_language
from survey.files.atomic import make_folder
from survey.files.guards import inside, path_of, shown
from survey.language.catalogue import current_language, language_in_force, text
from survey.language.listing import finding_records
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.sampling.codes import respondent_codes
from survey.sampling.draw import draw_sample
from survey.sampling.letters import write_letters
from survey.sampling.sample_file import RECORD, read_sample, write_sample
from survey.sampling.secret import in_study, read_secret
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.keeping.several_files import all_or_none
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import write_stamp
from survey.study.steps.planned import (
    earlier_sample,
    frame_of_wave,
    lines_of,
    plan_wave,
    problems,
    read_plan,
    wave_before,
)
from survey.study.waves.wave_files import WaveFiles

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from survey.findings import Finding
    from survey.sampling.frame import Frame
    from survey.sampling.letters import WrittenLetters
    from survey.sampling.plan import SamplePlan
    from survey.sampling.sample import Sample
    from survey.study.wave import Wave

SAMPLE_FORMS = ("xlsx", "csv")
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SampledWave:
    """The sample of a wave.

    Attributes
    ----------
    wave : Wave
    sample : Sample
    kept : bool
        Whether the very same sample was there already.
    files : tuple of Path
        The table for people and the record that it is read from again.
    """

    wave: Wave
    sample: Sample
    kept: bool = False
    files: tuple[Path, ...] = field(default=())

    def __repr__(self) -> str:
        return f"SampledWave({self.wave.written.id}: {self.sample!r})"

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is to be said of the draw."""
        return self.sample.notes

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What is to be looked at."""
        return problems(self.notes)

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was drawn, a line each.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        spoken = checked_language(language)
        areas = self._areas()
        key = "sampled.kept" if self.kept else "sampled.drawn"
        n, seed = sum(each["n"] for each in areas), str(self.sample.seed)
        lines = [text(key, lang=spoken, count=len(areas), n=format_number(n, spoken), seed=seed)]
        for each in areas:
            key = "sampled.area_reserve" if each["reserve"] else "sampled.area"
            label = self.sample.area.code_label(each["area"], spoken)
            n, reserve = (format_number(each[name], spoken) for name in ("n", "reserve"))
            lines.append("  " + text(key, lang=spoken, area=label, n=n, reserve=reserve))
        return [*lines, *lines_of(self.problems)]

    def _areas(self) -> list[dict[str, Any]]:
        """How many were drawn in each area, in the order of the sample."""
        strata = self.sample.strata.groupby("area", sort=False)[["n", "reserve"]].sum()
        return [
            {"area": str(area), "n": int(n), "reserve": int(reserve)}
            for area, n, reserve in strata.itertuples()
        ]

    def to_data(self) -> dict[str, Any]:
        """The same for programs, with names in English."""
        areas = self._areas()
        return {
            "wave": self.wave.written.id,
            "seed": self.sample.seed,
            "drawn": sum(each["n"] for each in areas),
            "reserve": sum(each["reserve"] for each in areas),
            "areas": areas,
            "kept": self.kept,
            "findings": finding_records(self.notes),
            "files": [path.as_posix() for path in self.files],
        }


def sample_wave(
    wave: Wave,
    *,
    seed: int | None = None,
    form: str | None = None,
    overwrite: bool = False,
    language: str | None = None,
) -> SampledWave:
    """Draw the sample of a wave by the plan that was written last.

    Without a written plan one is made first, as `plan_wave` does it. The sample and its record lie
    in the folder of the wave as ``sample.xlsx`` and ``sample.xlsx.record.json``. The same list,
    plan and seed give the same sample, and one that is there already is left as it is.

    Parameters
    ----------
    wave : Wave
    seed : int, optional
        What study.yaml says, or else the number that the wave is called by, if left out.
    form : {"xlsx", "csv"}, optional
        Of the table; a workbook if left out.
    overwrite : bool
        Whether another sample that is there is replaced. One whose fieldwork has begun never is.
    language : {"da", "en"}, optional
        Of the table; the language in force if left out.

    Returns
    -------
    SampledWave

    Raises
    ------
    WrongUseError
        If no seed can be found, the plan is older than what study.yaml says, or another sample is
        there.
    RefusedError
        If another sample is in use.
    FileError
        If the wave has no list, or a file can't be written.
    """
    refuse_locked(wave.plan, wave.written.id, "sample")
    spoken = checked_language(language)
    if form is not None and form not in SAMPLE_FORMS:
        known = culprits(SAMPLE_FORMS)
        raise fail(WrongUseError, "sampled.form", got=quoted(str(form)), known=known)
    used = _seed(wave) if seed is None else seed
    with writing_into(wave.plan, wave.written.id, "sample"), language_in_force(spoken):
        frame = frame_of_wave(wave.files, spoken)
        found = read_plan(wave)
        if found is None:
            _refuse_replacing(wave, _target(wave, form), overwrite=overwrite)
        plan = plan_wave(wave, language=spoken).plan if found is None else found[0]
        return _kept_or_written(wave, _drawn(wave, frame, plan, used), form, overwrite=overwrite)


def _seed(wave: Wave) -> int:
    asked = wave.written.plan.seed
    if asked is not None:
        return asked
    if _NUMBER.fullmatch(wave.written.id):
        return int(wave.written.id)
    raise fail(WrongUseError, "sampled.no_seed", wave=quoted(wave.written.id))


def _drawn(wave: Wave, frame: Frame, plan: SamplePlan, seed: int) -> Sample:
    asked = wave.written.plan
    earlier = earlier_sample(wave)
    before = None
    if earlier is not None:
        files = WaveFiles(wave.plan, wave_before(wave))
        if files.frame is not None:
            before = frame_of_wave(files, current_language())
    return draw_sample(
        frame,
        plan,
        seed=seed,
        method=asked.method or "srs",
        size=asked.size,
        order=asked.order,
        persons=asked.persons or ("birthday" if frame.unit == "dwelling" else "all"),
        previous=earlier,
        previous_frame=before,
        overlap="independent" if earlier is None else wave.written.overlap or "independent",
        wave=wave.written.id,
    )


def _kept_or_written(
    wave: Wave, sample: Sample, form: str | None, *, overwrite: bool
) -> SampledWave:
    """The sample that is there, if it is this very one; else this one written."""
    there, target = _there(wave), _target(wave, form)
    files = (target, target.with_name(f"{target.name}{RECORD}"))
    if there is not None and _draw(there) == _draw(sample):
        return SampledWave(wave, there, kept=True, files=files)
    _refuse_replacing(wave, target, overwrite=overwrite)
    make_folder(target.parent)
    with all_or_none(files):
        write_sample(sample, target)
    write_stamp(wave.files, Stage.SAMPLE, files)
    return SampledWave(wave, sample, files=files)


def _refuse_replacing(wave: Wave, target: Path, *, overwrite: bool) -> None:
    """Refuse to write over another sample, if it is in use or isn't to be replaced."""
    if not target.exists():
        return
    name = quoted(wave.written.id)
    if wave.files.final_dispositions is not None:
        raise fail(RefusedError, "sampled.in_use", where=shown(target), wave=name)
    if not overwrite:
        raise fail(WrongUseError, "sampled.exists", where=shown(target), wave=name)


def _draw(sample: Sample) -> tuple[object, ...]:
    """What makes two draws the same: the language of notes and a released reserve don't matter."""
    units = zip(sample.units["unit"], sample.units["replicate"], strict=True)
    return sample.seed, sample.frame_fingerprint, sample.wave, sorted(units)


def _there(wave: Wave) -> Sample | None:
    """The sample that was drawn before; None also if it can't be read any more."""
    path = _target(wave, None)
    try:
        return read_sample(path) if path.is_file() else None
    except SurveyError:
        return None


def _target(wave: Wave, form: str | None) -> Path:
    """Where the sample is written: over the one that is there, else in the form asked for."""
    named = wave.written.sample
    if named is not None:
        return inside(wave.plan.folder, named)
    return wave.files.sample or wave.files.folder / f"sample.{form or SAMPLE_FORMS[0]}"


def letters_of_wave(
    wave: Wave,
    path: str | os.PathLike[str],
    *,
    contacts: str | os.PathLike[str] | None = None,
    secret: str | os.PathLike[str] | None = None,
    languages: Sequence[str] | None = None,
    link: str = "",
    deadline: dt.date | str | None = None,
) -> WrittenLetters:
    """Write the letters of a wave's sample, and the lists of its interviewers.

    Parameters
    ----------
    wave : Wave
        With a sample.
    path : str or path
        Of the workbook to merge letters from, .xlsx; outside the study, if it has addresses.
    contacts : str or path, optional
        Names and addresses by unit.
    secret : str or path, optional
        The file of the project's secret, outside the study, if letters have a code to log in with;
        it is made if there is none.
    languages : sequence of str, optional
        The language in force if left out.
    link : str
        The address of the questionnaire, with ``{code}`` where the code stands in it.
    deadline : date or ISO text, optional
        The last day of answering; the end of the fieldwork if left out.

    Returns
    -------
    WrittenLetters

    Raises
    ------
    FileError
        If the wave has no sample, or a file can't be read or written.
    RefusedError
        If addresses were to be written into the study.
    """
    target = path_of(path)
    file = wave.files.sample
    if file is None:
        where = wave.plan.document.place(("waves",)).file
        raise fail(FileError, "sampled.no_sample", where=where, wave=quoted(wave.written.id))
    if contacts is not None and in_study(target):
        raise fail(RefusedError, "sampled.letters_in_study", where=shown(target))
    sample = read_sample(file)
    key = None if secret is None else read_secret(secret, create=True, study=wave.plan.folder)
    return write_letters(
        sample,
        target,
        contacts=contacts,
        codes=None if key is None else respondent_codes(sample, secret=key),
        languages=languages or [current_language()],
        link=link,
        deadline=deadline or wave.written.fieldwork.end,
    )
