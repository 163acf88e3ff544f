"""The sample of a wave planned: its list read, how many are asked where, and the page of it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from survey.codebook import said
from survey.documents.html import write_html
from survey.documents.plain_text import table_text
from survey.documents.workbook import write_workbook
from survey.errors import FileError, SurveyError, WrongUseError
from survey.fieldwork.reminder_list import checked_language
from survey.files.atomic import make_folder
from survey.files.guards import read_guarded, shown
from survey.findings import Severity
from survey.language.catalogue import language_in_force, text
from survey.language.listing import finding_lines, finding_records
from survey.language.messages import culprits, fail, quoted
from survey.provenance import own_version
from survey.questionnaire.schema import plain_text
from survey.report.plan_page import plan_page, plan_table
from survey.sampling.frame_reader import read_frame
from survey.sampling.planning import plan_sample
from survey.sampling.sample_file import read_sample
from survey.sampling.sample_record import plan_of, plan_record
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.keeping.several_files import write_files
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import write_stamp
from survey.study.study_file.area_history import departments_of
from survey.study.study_file.plan_schema import OF_DRAWING, OF_READING
from survey.study.waves.wave_files import PLAN_FILE, WaveFiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from survey.documents.blocks import Document
    from survey.findings import Finding
    from survey.sampling.frame import Frame
    from survey.sampling.plan import SamplePlan
    from survey.sampling.sample import Sample
    from survey.study.wave import Wave

_NAME = "plan"
_MOST_BYTES = 100_000_000
_OF_AREA = (
    *("area", "population", "n", "reserve", "expected", "half_width", "power", "detectable"),
    *("reached", "everyone"),
)
_NO_NUMBER = "none"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlannedWave:
    """The plan of a wave's sample.

    Attributes
    ----------
    wave : Wave
    frame : Frame
        What can be drawn from.
    plan : SamplePlan
    settings : mapping of str to object
        What study.yaml says under ``plan``, but for what was asked for otherwise.
    earlier : Sample or None
        That of the wave which this one follows.
    files : tuple of Path
        What was written: the page, the workbook, and the plan for the program.
    """

    wave: Wave
    frame: Frame
    plan: SamplePlan
    settings: Mapping[str, Any]
    earlier: Sample | None = None
    files: tuple[Path, ...] = field(default=())

    def __repr__(self) -> str:
        return f"PlannedWave({self.wave.written.id}: {self.plan!r})"

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What was found in the list, and what is to be said of the plan."""
        return tuple(dict.fromkeys((*self.frame.notes, *self.plan.notes)))

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What is to be looked at."""
        return problems(self.notes)

    def lines(self, *, language: str | None = None) -> list[str]:
        """The areas as a table of text, and what is to be said of them.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        spoken = checked_language(language)
        table = table_text(plan_table(self.plan, spoken)).splitlines()
        return [*table, *lines_of(self.problems)]

    def to_data(self) -> dict[str, Any]:
        """The same for programs, with names in English."""
        areas: list[dict[Any, Any]] = self.plan.areas.to_dict("records")
        return {
            "wave": self.wave.written.id,
            "asked": self.plan.n,
            "areas": [{name: _plain(each[name]) for name in _OF_AREA} for each in areas],
            "settings": dict(self.settings),
            "findings": finding_records(self.notes),
            "files": [path.as_posix() for path in self.files],
        }

    def document(self, language: str | None = None) -> Document:
        """The page, not yet written."""
        spoken = checked_language(language)
        wave = self.wave.written.id
        title = said(plain_text(self.wave.plan.written.title), spoken)
        page = plan_page(self.plan, spoken)
        subtitle = text("planned.subtitle", lang=spoken, title=title, wave=wave)
        is_real = not self.wave.plan.written.simulated
        stamps = () if is_real else (text("report.simulated", lang=spoken),)
        return replace(
            page,
            subtitle=subtitle,
            about=tuple(self._about(spoken)),
            stamps=(*page.stamps, *stamps),
        )

    def _about(self, language: str) -> list[tuple[str, str]]:
        files = self.wave.files
        inputs = {"frame": files.frame, "counts": files.counts}
        found = {name: path for name, path in inputs.items() if path is not None}
        digests = self.wave.plan.hashes(found).items()
        return [
            (text("report.about.wave", lang=language), self.wave.written.id),
            (text("report.about.package", lang=language), f"resident-survey {own_version()}"),
            *((text("report.about.input", lang=language, file=file), f"SHA-256 {digest}")
              for file, digest in digests),
        ]  # fmt: skip


def plan_wave(
    wave: Wave,
    *,
    contrast: str | None = None,
    difference: float | None = None,
    half_width: float | None = None,
    power: float | None = None,
    response_rate: float | None = None,
    budget: float | None = None,
    census_below: int | None = None,
    reserve: float | None = None,
    language: str | None = None,
    write: bool = True,
) -> PlannedWave:
    """Plan the sample of a wave from its list of dwellings.

    The list is ``frame.csv`` or ``frame.xlsx`` in the folder of the wave, or what study.yaml names
    under ``plan``, where all that the plan rests on can be said too. Where the wave follows another
    one (``since``), the plan tells what change can be seen as well.

    Parameters
    ----------
    wave : Wave
    contrast : str, optional
        The area that all are compared with, by id or label; that of the study if left out.
    difference, half_width, power, response_rate, budget, census_below, reserve : number, optional
        In place of what study.yaml says; see `plan_sample`.
    language : {"da", "en"}, optional
        Of the files; the language in force if left out.
    write : bool
        Whether the page, its workbook and the plan are written into the folder of the wave. A
        sample is drawn by the plan that was written last.

    Returns
    -------
    PlannedWave

    Raises
    ------
    FileError
        If the wave has no list.
    FindingsError
        With what must be mended in it.
    WrongUseError, UnknownNameError
        If the plan can't be made as it is asked for.
    """
    if write:
        refuse_locked(wave.plan, wave.written.id, "plan")
    spoken = checked_language(language)
    asked = {
        "contrast": contrast, "difference": difference, "half_width": half_width, "power": power,
        "response_rate": response_rate, "budget": budget, "census_below": census_below,
        "reserve": reserve,
    }  # fmt: skip
    settings = settings_of(wave) | {name: each for name, each in asked.items() if each is not None}
    frame = frame_of_wave(wave.files, spoken)
    earlier = earlier_sample(wave)
    with language_in_force(spoken):
        plan = _planned(frame, settings, earlier, wave)
    planned = PlannedWave(wave, frame, plan, settings, earlier)
    return _written(planned, spoken) if write else planned


def settings_of(wave: Wave) -> dict[str, Any]:
    """What study.yaml says of the plan of a wave."""
    return wave.written.plan.model_dump(
        exclude=set(OF_READING | OF_DRAWING), exclude_none=True, mode="json"
    )


def frame_of_wave(files: WaveFiles, language: str) -> Frame:
    """The list of a wave, read for the areas of the study.

    Raises
    ------
    FileError
        If there is none.
    """
    asked = files.written.plan
    if files.frame is None and files.counts is None:
        wave = files.written.id
        names = culprits(f"waves/{wave}/frame{ending}" for ending in (".csv", ".xlsx"))
        where = files.plan.document.place(("waves",)).file
        raise fail(FileError, "planned.no_frame", where=where, wave=quoted(wave), names=names)
    departments = departments_of(files.plan.written, files.written.id)
    areas = [
        {
            "id": area.id,
            "label": plain_text(area.label),
            "aliases": list(area.aliases or ()),
            "departments": list(departments.get(area.id, ())),
        }
        for area in files.plan.written.areas
    ]
    keep = () if files.counts is not None else _kept(asked.strata, asked.order)
    with language_in_force(language):
        return read_frame(
            files.frame,
            unit=asked.unit,
            areas=areas,
            columns=asked.columns or None,
            sheet=asked.sheet,
            counts=files.counts,
            keep=keep,
        )


def _kept(*named: list[str] | None) -> tuple[str, ...]:
    """Columns of the list that are named and that it doesn't keep by itself."""
    known = {"unit", "area", "department", "adults", "empty", "size"}
    return tuple(
        dict.fromkeys(each for names in named for each in names or () if each not in known)
    )


def earlier_sample(wave: Wave) -> Sample | None:
    """The sample of the wave that this one follows, if it is to be known."""
    before = wave.written.since
    if before is None:
        return None
    file = wave.files.earlier_sample
    if file is not None:
        return read_sample(file)
    if wave.written.overlap in (None, "independent"):
        return None
    where = wave.plan.document.place(("waves",)).file
    raise fail(
        FileError, "planned.no_earlier", where=where, wave=quoted(wave.written.id),
        before=quoted(before),
    )  # fmt: skip


def wave_before(wave: Wave) -> Any:  # noqa: ANN401
    """What study.yaml says of the wave that this one follows."""
    return next(each for each in wave.plan.written.waves if each.id == wave.written.since)


def _planned(
    frame: Frame, settings: Mapping[str, Any], earlier: Sample | None, wave: Wave
) -> SamplePlan:
    given = dict(settings)
    contrast = given.pop("contrast", wave.plan.contrast)
    if given.get("adults_per_dwelling") == _NO_NUMBER:
        given["adults_per_dwelling"] = None
    before = None if earlier is None else earlier.plan
    return plan_sample(frame, contrast=contrast, previous=before, **given)


def _written(planned: PlannedWave, language: str) -> PlannedWave:
    wave = planned.wave
    style = wave.plan.house_style(language)
    document = planned.document(language)
    record = {
        "said": settings_of(wave),
        "settings": dict(planned.settings),
        "plan": plan_record(planned.plan),
    }
    files = {
        f"{_NAME}.html": write_html(document, style=style),
        f"{_NAME}.xlsx": write_workbook(document, style=style),
        PLAN_FILE: json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n",
    }
    with writing_into(wave.plan, wave.written.id, "plan"):
        folder = make_folder(wave.files.folder)
        paths = write_files({folder / file: data for file, data in files.items()})
        write_stamp(wave.files, Stage.PLAN, paths)
    return replace(planned, files=paths)


def read_plan(wave: Wave) -> tuple[SamplePlan, dict[str, Any]] | None:
    """The plan that was written last for a wave with what it was made of; None if there is none.

    Raises
    ------
    FileError
        If the file is no plan.
    WrongUseError
        If study.yaml says something else by now.
    """
    path = wave.files.folder / PLAN_FILE
    if not path.is_file():
        return None
    try:
        record = json.loads(read_guarded(path, most_bytes=_MOST_BYTES))
        plan, settings = plan_of(record["plan"]), dict(record["settings"])
        said_then = dict(record["said"])
    except SurveyError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise fail(FileError, "planned.no_plan", where=shown(path)) from error
    now = settings_of(wave)
    other = [name for name in {**said_then, **now} if said_then.get(name) != now.get(name)]
    if other:
        names = culprits(other)
        raise fail(WrongUseError, "planned.outdated", wave=quoted(wave.written.id), names=names)
    return plan, settings


def problems(notes: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What is to be looked at."""
    return tuple(each for each in notes if each.severity is not Severity.NOTE)


def lines_of(found: tuple[Finding, ...]) -> list[str]:
    """What is to be looked at, a line each; none if there is nothing."""
    return list(finding_lines(found)) if found else []


def _plain(value: Any) -> Any:  # noqa: ANN401
    """A value as JSON knows it; None for what isn't a number."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
