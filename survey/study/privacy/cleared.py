"""The answers of a wave without own words, exact dates and ids, from which its report follows.

What is left leads to nobody by itself: no names, no words, no dates but their year. It still is one
row a resident, so that somebody who knows a resident well may recognise her.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Kind
from survey.fieldwork.dispositions import CORE
from survey.files.csv_writer import CSV_FORMS, csv_bytes
from survey.files.guards import safe_file_name
from survey.files.yaml_reader import read_yaml
from survey.language.catalogue import language_in_force
from survey.responses.coding.all_questions import read_codings
from survey.responses.coding.answers import alike_digest
from survey.responses.coding.coding import CodedAnswer, Coding
from survey.responses.coding.coding_file import write_coding_sheet
from survey.responses.labelled.cells import plain_cells
from survey.responses.labelled.outgoing import codebook_of_roster
from survey.responses.responses import (
    FINISHED,
    LANGUAGE,
    MINUTES,
    MISSING_TEXTS,
    RESPONDENT,
    SOURCE,
    STARTED,
)
from survey.responses.roster_files import ITEM
from survey.sampling.sample import NUMBER, PERSON_NUMBER, REPLICATE, STRATUM
from survey.sampling.sample_file import read_sample, write_sample
from survey.study.privacy.new_ids import NewIds, shuffled
from survey.study.study_file.schema import weighting_of
from survey.study.waves.wave_dispositions import dispositions_of
from survey.study.waves.wave_files import CODING_FOLDER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from survey.codebook import Codebook, Variable
    from survey.fieldwork.dispositions import Dispositions
    from survey.responses.responses import Responses
    from survey.sampling.sample import Sample
    from survey.study.study import Study
    from survey.study.wave import Wave

ANSWERS_FILE, SAMPLE_FILE, DISPOSITIONS_FILE = "answers.csv", "sample.csv", "dispositions.csv"
_LEFT_OUT = (STARTED, MINUTES, SOURCE, LANGUAGE)
_DAY, _MONTH, _YEAR = 10, 7, 4
_JANUARY, _DECEMBER = "-01-01", "-12-31"
_OF_SHEETS = "en"
"""The language of tables that only the program reads, so that they are the same for everybody."""
_IN_ORDER = "ordered_pairs"
"""The variance that follows from the order of the list."""
_FORM = CSV_FORMS["excel"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ClearedWave:
    """A wave without what leads to a person.

    Attributes
    ----------
    wave : str
    files : mapping of str to bytes
        By their path below the folder of the study.
    keys : mapping of str to value
        What study.yaml says of the wave in place of what it said; None where it says nothing.
    responses : Responses
        What is left of the answers.
    words, dates : int
        How many answers in own words went, and how many dates were cut to their year.
    """

    wave: str
    files: Mapping[str, bytes]
    keys: Mapping[str, Any]
    responses: Responses
    words: int = 0
    dates: int = 0

    def differing(self, again: Wave) -> int:
        """How many answers come out otherwise when the files are read again.

        Parameters
        ----------
        again : Wave
            Of a study that has the files and says of the wave what `keys` say.
        """
        ours, theirs = self.responses, again.responses(coded=False)
        names = [
            name
            for name in map(str, theirs.data.columns)
            if name in ours.data and not _is_cut(theirs.codebook.get(name))
        ]
        if len(ours.data) != len(theirs.data):
            return max(len(ours.data), len(theirs.data))
        return sum(int((_key(ours.data[n]) != _key(theirs.data[n])).sum()) for n in names)


def _key(column: pd.Series[Any]) -> NDArray[Any]:
    """What stands in a column, alike for whole numbers however they are kept."""
    texts = (str(float(each)) if isinstance(each, int | float) else str(each) for each in column)
    return np.array(["" if each in {"None", "nan", "<NA>"} else each for each in texts], object)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What a wave holds, read from its files."""

    wave: Wave
    responses: Responses
    sample: Sample | None
    dispositions: Dispositions | None

    def ids(self) -> Iterator[object]:
        """All ids of respondents and units, told apart by what they say only."""
        data = self.responses.data
        unit = self.wave.written.sampled_unit
        for name in (RESPONDENT, unit):
            if name is not None and name in data:
                yield from data[name].dropna()
        for frame in self.responses.rosters.values():
            yield from frame[RESPONDENT]
        if self.sample is not None:
            yield from (*self.sample.units["unit"], *self.sample.left)
        if self.dispositions is not None and self.dispositions.units is not None:
            yield from self.dispositions.units["unit"]


def cleared_waves(
    study: Study, waves: Collection[str] | None = None, *, within: str = ""
) -> tuple[ClearedWave, ...]:
    """The waves of a study that have answers, without what leads to a person.

    Parameters
    ----------
    study : Study
    waves : collection of str, optional
        All that have answers if left out. The same dwelling has the same number in all of them, and
        no number that a dwelling has in another wave.
    within : str
        A folder in that of each wave.

    Raises
    ------
    SurveyError
        If the files of a wave can't be read.
    """
    held = [_read(study.wave(name)) for name in study.waves if has_answers(study.wave(name))]
    wanted = [each for each in held if waves is None or each.wave.written.id in waves]
    others = {str(i) for each in held if each not in wanted for i in each.ids()}
    numbers = NewIds.of((i for each in wanted for i in each.ids()), others)
    return tuple(_cleared(each, numbers, within) for each in wanted)


def has_answers(wave: Wave) -> bool:
    """Whether all files of answers that a wave names are there."""
    given = wave.written.answers
    names = [given] if isinstance(given, str) else [getattr(e, "file", e) for e in given]
    return all((wave.plan.folder / str(each)).is_file() for each in names)


def _read(wave: Wave) -> _Held:
    files = wave.files
    responses = wave.responses(coded=False, unit=True)
    sample = None if files.sample is None else read_sample(files.sample)
    fate = None if files.final_dispositions is None else dispositions_of(files, sample)
    return _Held(wave, responses, sample, fate)


def _cleared(held: _Held, numbers: NewIds, within: str) -> ClearedWave:
    written = held.wave.written
    folder = "/".join(filter(None, ("waves", safe_file_name(written.id), within)))
    responses, moved, words, dates = _cleared_responses(held, numbers)
    files = {f"{folder}/{ANSWERS_FILE}": _table(responses.data, responses.codebook)}
    rosters = {}
    for name, frame in responses.rosters.items():
        rosters[name] = f"{folder}/answers-{safe_file_name(name)}.csv"
        files[rosters[name]] = _table(frame, codebook_of_roster(responses.questionnaire, name))
    files |= {f"{folder}/{name}": data for name, data in _coding(held, responses, moved)}
    files |= {f"{folder}/{name}": data for name, data in _of_units(held, numbers)}
    keys = {
        "answers": f"{folder}/{ANSWERS_FILE}",
        "rosters": rosters or None,
        **dict.fromkeys(_NOT_NEEDED),
        **{key: f"{folder}/{name}" for key, name in _PLACES if _has(files, f"{folder}/{name}")},
        "fieldwork": _fieldwork(held),
    }
    return ClearedWave(written.id, files, keys, responses, words, dates)


def _has(files: Mapping[str, bytes], place: str) -> bool:
    return any(PurePosixPath(name).is_relative_to(place) for name in files)


_PLACES = (
    ("sample", SAMPLE_FILE),
    ("dispositions", DISPOSITIONS_FILE),
    ("coding", CODING_FOLDER),
)
_NOT_NEEDED = (
    *("columns", "respondent", "corrections", "coding", "duplicates", "sample", "dispositions"),
    "retention",
)


def _fieldwork(held: _Held) -> dict[str, Any] | None:
    asked = held.wave.written.fieldwork
    return None if asked.unit is None else {"unit": asked.unit}


# Answers


def _cleared_responses(
    held: _Held, numbers: NewIds
) -> tuple[Responses, Mapping[str, str], int, int]:
    """What is left of the answers, and what each respondent is called now."""
    responses, codebook = held.responses, held.responses.codebook
    data = responses.data.drop(columns=[name for name in _LEFT_OUT if name in responses.data])
    for name in (RESPONDENT, held.wave.written.sampled_unit):
        if name is not None and name in data:
            data = data.assign(**{name: numbers.given_to(data[name])})
    if FINISHED in data:
        data = data.assign(**{FINISHED: data[FINISHED].astype(str).str[:_DAY]})
    data = _in_order(data, codebook, held)
    moved = {str(old + 1): str(new + 1) for new, old in enumerate(data.index)}
    data, words, dates = _without_words(data.reset_index(drop=True), codebook)
    if FINISHED in data:
        data = data.assign(**{FINISHED: _months(data[FINISHED])})
    rosters = {}
    for name, frame in responses.rosters.items():
        rosters[name], more, cut = _roster(
            frame, codebook_of_roster(responses.questionnaire, name), numbers
        )
        words, dates = words + more, dates + cut
    called = numbers.numbers if RESPONDENT in data else moved
    return replace(responses, data=data, rosters=rosters), called, words, dates


def _months(days: pd.Series[Any]) -> list[str]:
    """Days cut to the first of their month."""
    return [f"{day[:_MONTH]}-01" if len(day) == _DAY else day for day in days]


def _in_order(data: pd.DataFrame, codebook: Codebook, held: _Held) -> pd.DataFrame:
    """The rows in an order that doesn't tell who answered first."""
    if RESPONDENT in data:
        order = [RESPONDENT]
    elif held.wave.files.coding_sheets:
        return data.iloc[shuffled(range(len(data)))]
    else:
        order = [name for name in map(str, data.columns) if not _is_cut(codebook.get(name))]
    return data.sort_values(order, key=lambda column: column.astype(str), kind="stable")


def _is_cut(variable: Variable | None) -> bool:
    return variable is not None and variable.kind in {Kind.TEXT, Kind.DATE}


def _without_words(data: pd.DataFrame, codebook: Codebook) -> tuple[pd.DataFrame, int, int]:
    """The answers with a number in the place of own words, and the year in that of a date.

    A date becomes the first or the last day of its year, whichever leaves the age that somebody had
    when she answered as it was.
    """
    words = dates = 0
    found = data.copy()
    for name in map(str, data.columns):
        variable = codebook.get(name)
        if variable is None or not _is_cut(variable):
            continue
        cells = data[name].astype(str)
        given = ~cells.isin([*MISSING_TEXTS, ""]).to_numpy()
        if variable.kind is Kind.TEXT:
            words += int(given.sum())
            found[name] = np.where(given, [f"[{row}]" for row in range(1, len(cells) + 1)], cells)
        else:
            dates += int(given.sum())
            found[name] = np.where(given, _cut(data, cells), cells)
    return found, words, dates


def _cut(data: pd.DataFrame, cells: pd.Series[Any]) -> list[str]:
    """Dates cut to their year."""
    finished = data[FINISHED].astype(str) if FINISHED in data else cells
    later = cells.str[_YEAR:_DAY] > finished.str[_YEAR:_DAY]
    ends = np.where(later, _DECEMBER, _JANUARY)
    return [f"{day[:_YEAR]}{end}" for day, end in zip(cells, ends, strict=True)]


def _roster(
    frame: pd.DataFrame, codebook: Codebook, numbers: NewIds
) -> tuple[pd.DataFrame, int, int]:
    """The persons of each respondent, numbered, for they may go by their names."""
    found, words, dates = _without_words(frame, codebook)
    found[RESPONDENT] = numbers.given_to(frame[RESPONDENT])
    found = found.sort_values([RESPONDENT, ITEM], kind="stable", ignore_index=True)
    found[ITEM] = found.groupby(RESPONDENT).cumcount().add(1).astype(str)
    return found, words, dates


def _table(data: pd.DataFrame, codebook: Codebook) -> bytes:
    names = [str(name) for name in data.columns]
    cells = [plain_cells(data[name], codebook.get(name)) for name in names]
    return csv_bytes(names, cells, _FORM)


# Codes of open answers


def _coding(
    held: _Held, responses: Responses, called: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The sheets of codes, with numbers in the place of the words that were coded."""
    files = held.wave.files
    if not files.coding_sheets:
        return
    with TemporaryDirectory() as aside:
        for coding in read_codings(files.coding_target, held.responses).codings:
            known = {called[who]: each for who, each in coding.answers.items()}
            most = max((len(each.codes) for each in known.values()), default=1)
            path = Path(aside) / f"{safe_file_name(coding.question)}.xlsx"
            write_coding_sheet(
                responses, coding.question, path, frame=coding.frame, most=most,
                previous=_coding_of(responses, coding, known), language=_OF_SHEETS,
            )  # fmt: skip
            yield f"{CODING_FOLDER}/{path.name}", path.read_bytes()


def _coding_of(responses: Responses, coding: Coding, known: Mapping[str, CodedAnswer]) -> Coding:
    """The same codes under new ids, known by what now stands for the words."""
    words = responses.words(coding.question)
    ids = responses.ids.loc[words.index].astype(str)
    answers = {
        who: CodedAnswer(who, known[who].codes, alike=alike_digest(coding.question, str(each)))
        for who, each in zip(ids, words, strict=True)
        if who in known
    }
    return Coding(coding.frame, answers)


# Who was asked, and what became of them


def _of_units(held: _Held, numbers: NewIds) -> Iterator[tuple[str, bytes]]:
    if held.sample is not None:
        yield from _sample(held.sample, numbers)
    if held.dispositions is not None:
        yield DISPOSITIONS_FILE, _dispositions(held, held.dispositions, numbers)


def _sample(sample: Sample, numbers: NewIds) -> Iterator[tuple[str, bytes]]:
    """The sample with new ids, and without the seed by which the draw could be done again."""
    units, joint = _shuffled(sample)
    place = np.arange(len(units)) / max(len(units), 1)
    units = units.assign(unit=numbers.given_to(units["unit"]), **{NUMBER: place})
    left = tuple(sorted(numbers.given_to(sample.left)))
    cleared = replace(
        sample, units=units, joint_probabilities=joint, left=left, seed=0, frame_fingerprint="",
        notes=(),
    )  # fmt: skip
    with TemporaryDirectory() as aside, language_in_force(_OF_SHEETS):
        write_sample(cleared, Path(aside) / SAMPLE_FILE)
        yield from ((path.name, path.read_bytes()) for path in sorted(Path(aside).iterdir()))


def _shuffled(sample: Sample) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
    """The units by chance within their stratum and replicate, and their joint chances likewise.

    Where the variance follows from the order of the list, the units keep it.
    """
    units = sample.units.drop(columns=[PERSON_NUMBER], errors="ignore")
    in_order = set(sample.strata.loc[sample.strata["variance"] == _IN_ORDER, STRATUM])
    rows: list[int] = []
    joint = dict(sample.joint_probabilities)
    for (stratum, replicate), those in _groups(units):
        matrix = joint.get(stratum) if replicate == 1 else None
        fixed = matrix is not None and len(matrix) != len(those)
        dealt = those if fixed or stratum in in_order else shuffled(those)
        rows += dealt
        if matrix is not None and not fixed:
            places = np.array(dealt) - min(those)
            joint[stratum] = matrix[np.ix_(places, places)]
    return units.iloc[rows].reset_index(drop=True), joint


def _groups(units: pd.DataFrame) -> Iterator[tuple[tuple[str, int], list[int]]]:
    """The rows of each stratum and replicate, which lie together."""
    keys = zip(units[STRATUM].tolist(), units[REPLICATE].tolist(), strict=True)
    for key, those in groupby(enumerate(keys), key=lambda each: each[1]):
        yield key, [row for row, _ in those]


def _dispositions(held: _Held, fate: Dispositions, numbers: NewIds) -> bytes:
    """What became of each in the end, and what the weighting uses of what is known of all."""
    if fate.units is None:
        counts = fate.counts.loc[fate.counts["n"] > 0]
        columns = (counts["area"], counts["outcome"], counts["n"].astype(float))
        return csv_bytes(("area", "outcome", "n"), map(_cells, columns), _FORM)
    used = set(_words_of_weighting(held))
    more = [name for name in map(str, fate.units.columns) if name not in CORE and name in used]
    units = fate.units.assign(unit=numbers.given_to(fate.units["unit"])).sort_values("unit")
    names = ("unit", "area", "outcome", *more)
    return csv_bytes(names, (_cells(units[name]) for name in names), _FORM)


def _cells(column: pd.Series[Any]) -> NDArray[Any]:
    return column.to_numpy() if column.dtype.kind in "if" else column.astype(str).to_numpy(object)


def _words_of_weighting(held: _Held) -> Iterator[str]:
    """All words of the recipe, those among them that name what is known of everyone sampled."""
    plan = held.wave.plan
    found = weighting_of(plan.written, held.wave.written)
    if found is not None:
        file = held.wave.files.recipe
        yield from _words_in(found[1] if file is None else read_yaml(file).data)


def _words_in(given: object) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict):
        yield from (word for pair in given.items() for each in pair for word in _words_in(each))
    elif isinstance(given, list):
        yield from (word for each in given for word in _words_in(each))
