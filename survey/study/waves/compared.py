"""A wave beside the earlier waves of its study, question by question, as far as each was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.codebook import Kind
from survey.comparison.waves.compare import compare_waves
from survey.errors import FileError
from survey.estimation.common_areas import kept_only
from survey.estimation.verbs import headline
from survey.files.guards import shown
from survey.files.validation import error_of_file
from survey.language.catalogue import current_language
from survey.language.messages import fail, finding, quoted
from survey.questionnaire.comparison.compare import compare_questionnaires
from survey.questionnaire.comparison.verdicts import Comparability, Record
from survey.questionnaire.locking.lock import instrument_of, lock_questionnaire
from survey.questionnaire.locking.lock_file import read_lock
from survey.study.study_file.area_history import area_map_of
from survey.study.study_file.schema import called, weighting_of
from survey.study.waves.earlier import earlier_waves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.comparison.waves.area_maps import AreaMap
    from survey.comparison.waves.comparison import WaveComparison
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.findings import Finding
    from survey.questionnaire.comparison.verdicts import Verdict, Verdicts
    from survey.questionnaire.locking.lock import Lock
    from survey.study.waves.wave_files import WaveFiles

_GONE = frozenset({Record.DROPPED, Record.FORGOTTEN})


@dataclass(frozen=True, slots=True)
class AskedSeries:
    """Questions that were asked in the same waves, the last of which is the one reported.

    Attributes
    ----------
    waves : tuple of WaveFiles
        In their order; two or more.
    questions : tuple of str
    verdicts : tuple of Verdicts
        From each of the waves to the next.
    """

    waves: tuple[WaveFiles, ...]
    questions: tuple[str, ...]
    verdicts: tuple[Verdicts, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the waves are called."""
        return tuple(each.written.id for each in self.waves)

    @property
    def called(self) -> dict[str, str]:
        """What the waves are called in reports, by their names."""
        return {each.written.id: called(each.written) for each in self.waves}


def asked_before(files: WaveFiles, questions: Sequence[str]) -> tuple[AskedSeries, ...]:
    """Which questions of a wave were asked in which earlier ones, and whether they are the same.

    A question that a wave in between left out is followed past it, and waves that measured none of
    the areas are passed over.

    Parameters
    ----------
    files : WaveFiles
        Of the wave that is reported.
    questions : sequence of str
        Columns with a headline.

    Raises
    ------
    FindingsError
        If nobody has said of some question whether it is the same, unless the study says that it
        is then to be shown as a break.
    """
    mine = _measured(files)
    known = (*(each for each in earlier_waves(files) if mine & _measured(each)), files)
    columns = {each.written.id: _columns(each) for each in known}
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in questions:
        waves = tuple(wave for wave, those in columns.items() if name in those)
        if len(waves) > 1 and waves[-1] == files.written.id:
            groups.setdefault(waves, []).append(name)
    locks = _Locks({each.written.id: each for each in known})
    found = tuple(
        AskedSeries(
            tuple(each for each in known if each.written.id in waves),
            tuple(names),
            tuple(locks.verdicts(*pair) for pair in pairwise(waves)),
        )
        for waves, names in groups.items()
    )
    if files.plan.written.undecided == "refuse":
        _refuse_undecided(files, found)
    return found


def compared_series(series: AskedSeries, designs: Mapping[str, SurveyDesign]) -> WaveComparison:
    """The headlines of a series compared from wave to wave.

    Parameters
    ----------
    series : AskedSeries
    designs : mapping of wave to SurveyDesign

    Returns
    -------
    WaveComparison
        Dwellings that answered twice are found by their names in the samples. Where a wave has no
        sample, waves are taken to be independent, and the notes say so.
    """
    last = series.waves[-1]
    area = last.written.area
    mine = [_by_column(designs[each.written.id], each.written.area, area) for each in series.waves]
    everyone = len({_measured(each) for each in series.waves}) == 1
    heads = [headline(each, list(series.questions), by=area, all_row=everyone) for each in mine]
    linked: dict[str, Any] = _linked(series, mine)
    return compare_waves(
        *_only_told(heads, series),
        verdicts=series.verdicts,
        areas=_area_map(series),
        contrast=_contrast(series),
        over=area,
        waves=tuple(series.called.values()),
        undecided="break",
        **linked,
    )


def _measured(files: WaveFiles) -> frozenset[str]:
    """The areas that took part in a wave."""
    return frozenset(str(code.value) for code in files.areas_measured.codes)


def _area_map(series: AskedSeries) -> AreaMap | None:
    """What became of areas, with the waves called as in reports."""
    found = area_map_of(series.waves[-1].plan.of_study, *series.names)
    if found is None:
        return None
    now: dict[Any, Any] = {**series.called, None: None}
    moved = {
        area: {now[wave]: part for wave, part in parts.items()}
        for area, parts in found.moved.items()
        if isinstance(parts, Mapping)
    }
    departments = [
        replace(each, since=now[each.since], until=now[each.until]) for each in found.departments
    ]
    return replace(found, moved=moved, departments=departments)


def _contrast(series: AskedSeries) -> str | None:
    """The area that gives contrast, if any of the waves measured it."""
    area = series.waves[-1].plan.contrast_of_study
    return area if any(area in _measured(each) for each in series.waves) else None


def _only_told(heads: Sequence[Estimates], series: AskedSeries) -> list[Estimates]:
    """The headlines of areas that the last wave measured, where it says which.

    The contrast stays, so that its last number can stand beside those of a wave without it. Where
    areas have become others, all stay, as the map of areas tells what belongs together.
    """
    last = series.waves[-1]
    if last.written.areas is None or _area_map(series) is not None:
        return list(heads)
    told = _measured(last) | {last.plan.contrast_of_study}
    return [kept_only(each, last.written.area, told) for each in heads]


def _columns(files: WaveFiles) -> frozenset[str]:
    """The columns that a wave asked for."""
    absent = set(files.written.absent)
    return frozenset(
        each.name
        for each in files.plan.questionnaire.variables()
        if each.kind is not Kind.TEXT and not absent & {each.name, each.question_id}
    )


class _Locks:
    """What was asked in each wave, read once."""

    def __init__(self, waves: Mapping[str, WaveFiles]) -> None:
        self._waves = waves
        self._locks: dict[str, Lock] = {}
        self._verdicts: dict[tuple[str, str], Verdicts] = {}

    def verdicts(self, earlier: str, later: str) -> Verdicts:
        """The verdicts from one wave to a later one."""
        pair = earlier, later
        if pair not in self._verdicts:
            self._verdicts[pair] = compare_questionnaires(*map(self._lock, pair))
        return self._verdicts[pair]

    def _lock(self, wave: str) -> Lock:
        if wave not in self._locks:
            self._locks[wave] = _lock_of(self._waves[wave])
        return self._locks[wave]


def _lock_of(files: WaveFiles) -> Lock:
    """What was asked in a wave: as it was locked, else as the questionnaire is now.

    What became of earlier questions may be written down after the lock was made, so a
    questionnaire that still asks the same goes before its lock.
    """
    asked = files.plan.questionnaire
    now = lock_questionnaire(asked, wave=files.written.id)
    if files.lock is None:
        return now
    kept = read_lock(files.lock)
    if kept.wave != now.wave:
        raise _other_wave(files, kept)
    return now if instrument_of(asked) == kept.instrument else kept


def _other_wave(files: WaveFiles, kept: Lock) -> FileError:
    return fail(FileError, "study_waves.other_lock", where=shown(files.lock or files.folder),
                got=quoted(kept.wave), wave=quoted(files.written.id))  # fmt: skip


def _refuse_undecided(files: WaveFiles, found: Sequence[AskedSeries]) -> None:
    """Refuse all that nobody has decided, with what to write where."""
    open_: dict[str, Finding] = {}
    for series in found:
        for verdicts in series.verdicts:
            for name in series.questions:
                if name in verdicts and _is_undecided(verdicts[name]):
                    open_.setdefault(name, _to_decide(files, verdicts, verdicts[name]))
    if open_:
        place = files.plan.questionnaire.place("since")
        file = place.file if place else files.plan.document.place().file
        raise error_of_file(list(open_.values()), file, what="questionnaire")


def _is_undecided(verdict: Verdict) -> bool:
    return verdict.verdict is Comparability.UNDECIDED and verdict.record not in _GONE


def _to_decide(files: WaveFiles, verdicts: Verdicts, verdict: Verdict) -> Finding:
    return finding(
        "study_waves.undecided",
        place=files.plan.questionnaire.place("since"),
        name=quoted(verdict.question or verdict.name),
        plain=verdict.question or verdict.name,
        earlier=quoted(verdicts.old.name),
        since=verdicts.old.name,
        later=quoted(verdicts.new.name),
        reason=verdict.reason[current_language()],
    )


def _by_column(design: SurveyDesign, column: str, wanted: str) -> SurveyDesign:
    """A design whose areas stand in the column in which those of the reported wave do."""
    if column == wanted:
        return design
    return design.with_column_named(column, wanted)


def _linked(series: AskedSeries, designs: Sequence[SurveyDesign]) -> dict[str, Any]:
    """How the units of the waves are found in each other, as `compare_waves` takes it."""
    sampled = all(each.sample is not None for each in series.waves)
    if not sampled or any(each.replicates is not None for each in designs):
        return {"independent": True}
    if all(weighting_of(each.plan.written, each.written) for each in series.waves):
        known = all(each.knows_units for each in designs)
        return {} if known else {"independent": True}
    keys = {each.written.sampled_unit for each in series.waves}
    key = keys.pop()
    named = not keys and key is not None and all(_names_each(each, key) for each in designs)
    return {"key": key} if named else {"independent": True}


def _names_each(design: SurveyDesign, key: str) -> bool:
    """Whether a column names every row by a unit of its own."""
    found = design.data.get(key)
    one_a_row = bool((design.layout.psu_size == 1).all())
    return found is not None and one_a_row and not found.isna().any() and found.is_unique
