"""A study handed on without personal data: a zip file that says what it left out, and why."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.authors import without_authors
from survey.documents.zipped import zipped
from survey.errors import FileError, RefusedError, WrongUseError
from survey.files.atomic import make_folder, write_bytes
from survey.files.guards import path_of, read_guarded, safe_file_name, shown
from survey.files.targets import target_ending_in
from survey.files.yaml_writer import yaml_text
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.identifying import path_told
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.provenance import own_version
from survey.questionnaire.writer import to_data
from survey.study.privacy.cleared import cleared_waves
from survey.study.privacy.contents import MANIFEST_FILE, Content, StudyContent, contents_of
from survey.study.privacy.personal_scan import KnownPeople, known_people, personal_traces
from survey.study.study import Study, open_study
from survey.study.study_file.digests import digest_of_value
from survey.study.study_file.plan import STUDY_FILE
from survey.study.study_file.schema import NOT_WEIGHTED, weighting_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from survey.study.privacy.cleared import ClearedWave
    from survey.study.study_file.plan import StudyPlan
    from survey.study.wave import Wave

README_FILES = {"da": "LÆS-MIG.txt", "en": "README.txt"}
QUESTIONNAIRE_FILE = "questionnaire.yaml"
_MOST_BYTES = 2_000_000_000
_ALWAYS = frozenset({Content.PROSE, Content.STYLE, Content.INSTRUMENT, Content.REPORT})
_ANEW = frozenset({Content.STUDY, Content.QUESTIONNAIRE})
_WITH_ANSWERS = frozenset(
    {
        *(Content.ANSWERS, Content.ROSTER, Content.CODING, Content.SAMPLE),
        *(Content.DISPOSITIONS, Content.BACKGROUND, Content.TARGETS, Content.RECIPE),
        Content.CLEARED,
    }
)
_PACKED = (".docx", ".xlsx")
_WITHOUT_ANSWERS = ("id", "since", "area", "counts", "weights", "sampling", "absent", "today")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that isn't in what was shared.

    Attributes
    ----------
    path : str
        Below the folder of the study.
    content : Content
    reason : str
        In the language in force.
    """

    path: str
    content: Content
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class SharedStudy:
    """What was shared of a study, and what wasn't.

    Attributes
    ----------
    path : Path
        The zip file.
    files : tuple of str
        Names in it.
    left_out : tuple of LeftOut
    answers : bool
        Whether it holds answers, a row a respondent.
    words, dates : int
        How many answers in own words went, and how many dates were cut to their year.
    """

    path: Path
    files: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    answers: bool = False
    words: int = 0
    dates: int = 0

    def __repr__(self) -> str:
        return f"SharedStudy({self.path.name}: {len(self.files)} files)"

    def to_frame(self) -> pd.DataFrame:
        """A row for each file that was left out: ``path``, ``content``, ``reason``."""
        rows = [(each.path, each.content.value, each.reason) for each in self.left_out]
        return pd.DataFrame(rows, columns=["path", "content", "reason"])

    def told(self) -> pd.DataFrame:
        """The same without names of files that tell who somebody is."""
        frame = self.to_frame()
        return frame.assign(path=[path_told(each) for each in frame["path"]])

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was done, a line each.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        spoken = language or current_language()
        kind = "with_answers" if self.answers else "without_answers"
        lines = [
            text(f"study_share.{kind}", lang=spoken, count=len(self.files), file=self.path.name)
        ]
        if self.answers:
            lines.append(
                text("study_share.cleared", lang=spoken, words=format_number(self.words, spoken),
                     dates=format_number(self.dates, spoken))
            )  # fmt: skip
        if self.left_out:
            lines.append(text("study_share.left_out", lang=spoken, count=len(self.left_out)))
        reasons = {each.content: each.reason for each in self.left_out}
        for content, reason in reasons.items():
            those = [path_told(each.path) for each in self.left_out if each.content is content]
            names = culprits(those)
            lines.append(f"  {names}: {reason}")
        return lines

    def to_data(self) -> dict[str, Any]:
        """The same for programs, with names in English."""
        return {
            "file": self.path.as_posix(),
            "answers": self.answers,
            "own_words_removed": self.words,
            "dates_cut": self.dates,
            "files": list(self.files),
            "left_out": [
                {"path": path_told(each.path), "content": each.content.value}
                for each in self.left_out
            ],
        }


@dataclass(slots=True)
class _Parcel:
    """What is gathered for the zip file."""

    study: Study
    answers: bool
    language: str
    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    waves: tuple[ClearedWave, ...] = ()
    differing: int = 0

    @property
    def plan(self) -> StudyPlan:
        return self.study.plan

    def leave(self, each: StudyContent, reason: str = "") -> None:
        key = reason or each.content.value
        words = text(f"study_share.reason.{key}", lang=self.language)
        self.left_out.append(LeftOut(each.path, each.content, words))

    def held(self, path: str) -> bytes:
        return read_guarded(self.plan.folder / path, most_bytes=_MOST_BYTES)


def share_study(
    study: Study | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    answers: bool = False,
    contacts: Sequence[str | os.PathLike[str]] = (),
    ours: Sequence[str] = (),
    language: str | None = None,
    replace: bool = False,
) -> SharedStudy:
    """Write a zip file of a study without personal data.

    Only what study.yaml names, and what was released and not changed since, goes along; of
    everything else the zip file says in a text that it was left out, and why. All files are looked
    through before the zip file is written: for civil registration numbers, telephone numbers,
    e-mail addresses, and the names and addresses of the study's own lists.

    Parameters
    ----------
    study : Study or path
    out : path
        The zip file. It can't lie in the folder of the study.
    answers : bool
        Whether the answers go along, a row a respondent: under new numbers, without own words, and
        of dates only the year. The report can be made again from them. They still are personal
        data as long as somebody could recognise a resident by what she answered.
    contacts : sequence of path
        Lists outside the study whose names and addresses are looked for too.
    ours : sequence of str
        Telephone numbers and e-mail addresses of the organisation, which may be in there.
    language : {"da", "en"}, optional
        Of the text in the zip file; the one in force if left out.
    replace : bool
        Whether an earlier zip file is replaced.

    Returns
    -------
    SharedStudy

    Raises
    ------
    RefusedError
        If something in there tells who somebody is; each place is named, and nothing is written.
    WrongUseError
        If the zip file would lie in the study, or be something else than a zip file.
    FileError
        If it is there already, or can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> sv.share_study("my-study", "my-study.zip").left_out  # doctest: +SKIP
    """
    opened = study if isinstance(study, Study) else open_study(study)
    target = _target(out, opened.plan, replace=replace)
    spoken = language or current_language()
    if spoken not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "study.language", got=quoted(spoken), known=known)
    parcel = _Parcel(opened, answers, spoken)
    contents = contents_of(opened.plan)
    _gather(parcel, contents)
    parcel.differing = _differing(parcel)
    parcel.files[README_FILES[spoken]] = _readme(parcel).encode("utf-8-sig")
    _refuse_traces(parcel.files, people_of(opened.plan, contents, contacts), ours)
    make_folder(target.absolute().parent)
    write_bytes(target, zipped(dict(sorted(parcel.files.items()))), private=answers)
    return SharedStudy(
        target,
        tuple(sorted(parcel.files)),
        tuple(parcel.left_out),
        answers=bool(parcel.waves),
        words=sum(each.words for each in parcel.waves),
        dates=sum(each.dates for each in parcel.waves),
    )


def _target(out: str | os.PathLike[str], plan: StudyPlan, *, replace: bool) -> Path:
    target = target_ending_in(path_of(out, "out"), ".zip")
    if target.resolve().is_relative_to(plan.folder.resolve()):
        raise fail(WrongUseError, "study_share.inside", got=quoted(shown(target)))
    if target.exists() and not replace:
        raise fail(FileError, "study_share.exists", where=shown(target))
    return target


# What goes along


def _gather(parcel: _Parcel, contents: Sequence[StudyContent]) -> None:
    if parcel.answers:
        parcel.waves = cleared_waves(parcel.study)
        for wave in parcel.waves:
            parcel.files |= wave.files
    for each in contents:
        if each.content in _ANEW or (each.content in _WITH_ANSWERS and parcel.answers):
            continue
        if each.content is Content.EDITED_REPORT:
            _edited(parcel, each)
        elif each.content in _ALWAYS:
            _along(parcel, each)
        else:
            parcel.leave(each)
    parcel.files[STUDY_FILE] = yaml_text(_study_data(parcel)).encode()
    _join_inputs(parcel.files)


def _differing(parcel: _Parcel) -> int:
    """How many answers come out otherwise when what is handed on is read again.

    The folder is opened as whoever gets it will do.
    """
    with TemporaryDirectory() as aside:
        for name, data in parcel.files.items():
            path = Path(aside) / name
            make_folder(path.parent)
            write_bytes(path, data, private=True)
        again = open_study(aside)
        return sum(each.differing(again.wave(each.wave)) for each in parcel.waves)


def _along(parcel: _Parcel, each: StudyContent) -> None:
    parcel.files[each.path] = parcel.held(each.path)


def _edited(parcel: _Parcel, each: StudyContent) -> None:
    """A report that the analyst went on with, without her name; not if others wrote in it too."""
    data = without_authors(parcel.held(each.path))
    if data is None:
        parcel.leave(each)
    else:
        parcel.files[each.path] = data


def _join_inputs(files: dict[str, bytes]) -> None:
    """Let manifests of reports tell only of files that are here.

    What others are called is private, and a short list can be found by its hash; so they have one
    hash together.
    """
    for name in [each for each in files if PurePosixPath(each).name == MANIFEST_FILE]:
        content = json.loads(files[name])
        inputs = content.get("inputs", {})
        here = {path: each for path, each in inputs.items() if path.partition("#")[0] in files}
        others = [each for path, each in sorted(inputs.items()) if path not in here]
        if others:
            here[text("study_share.inputs", lang="en")] = digest_of_value(others)
        content["inputs"] = here
        written = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        files[name] = f"{written}\n".encode()


# study.yaml


def _study_data(parcel: _Parcel) -> dict[str, Any]:
    """What study.yaml says, without what is about files that aren't here, and without comments."""
    data = dict(parcel.plan.document.data)
    data.pop("retention", None)
    data["questionnaire"] = _questionnaire(parcel, parcel.plan, QUESTIONNAIRE_FILE)
    if isinstance(data.get("weighting"), str):
        data.pop("weighting")  # each wave has a copy of the file
    data["waves"] = [_wave_data(parcel, name) for name in parcel.study.waves]
    return {name: each for name, each in data.items() if each is not None}


def _wave_data(parcel: _Parcel, name: str) -> dict[str, Any]:
    """What it says of a wave; of a locked one, what it said when it was locked."""
    own = parcel.study.wave(name)
    said: dict[str, Any] = next(e for e in own.plan.document.data["waves"] if e["id"] == name)
    folder = f"waves/{safe_file_name(name)}"
    wave = next((each for each in parcel.waves if each.wave == name), None)
    if wave is None:
        found = {key: said[key] for key in _WITHOUT_ANSWERS if key in said}
        found |= {"answers": f"{folder}/answers.csv", "weighting": NOT_WEIGHTED}
    else:
        found = {**said, **wave.keys, **_weighting(parcel, own, said, folder), "plan": None}
    asked = _questionnaire(parcel, own.plan, f"{folder}/{QUESTIONNAIRE_FILE}")
    of_study = own.plan.questionnaire is parcel.plan.questionnaire
    found["questionnaire"] = None if of_study else asked
    return {key: each for key, each in found.items() if each is not None}


def _questionnaire(parcel: _Parcel, plan: StudyPlan, path: str) -> str:
    """What the questionnaire is called: as before if it ships with the package, else our way."""
    root = plan.folder.resolve()
    if not plan.questionnaire_file.resolve().is_relative_to(root):
        return plan.written.questionnaire
    if path == QUESTIONNAIRE_FILE or plan.questionnaire is not parcel.plan.questionnaire:
        parcel.files[path] = yaml_text(to_data(plan.questionnaire)).encode()
    return path


def _weighting(parcel: _Parcel, own: Wave, said: dict[str, Any], folder: str) -> dict[str, Any]:
    """What the wave is weighted by and to."""
    recipe = weighting_of(own.plan.written, own.written)
    if recipe is None:
        return {"targets": None}
    found: dict[str, Any] = {"targets": _targets(parcel, own, said, folder)}
    if isinstance(recipe[1], str):
        path = f"{folder}/weighting.yaml"
        parcel.files[path] = read_guarded(own.plan.path_of(recipe[1]), most_bytes=_MOST_BYTES)
        found["weighting"] = path
    elif own.plan.kept is not None:
        found["weighting"] = recipe[1]
    return found


def _targets(parcel: _Parcel, own: Wave, said: dict[str, Any], folder: str) -> Any:  # noqa: ANN401
    """Tables of the register, which are about nobody in particular, without names of authors."""
    names = []
    paths = own.files.targets
    for number, path in enumerate(paths, start=1):
        name = f"{folder}/targets{f'-{number}' if len(paths) > 1 else ''}{path.suffix.lower()}"
        held = read_guarded(path, most_bytes=_MOST_BYTES)
        clean = without_authors(held) if name.endswith(_PACKED) else held
        if clean is None:
            raise fail(RefusedError, "study_share.comments", where=shown(path))
        parcel.files[name] = clean
        names.append(name)
    given = said.get("targets")
    if isinstance(given, dict):
        return {**given, "files": names} if names else given
    return names or None


# What it says of itself


def _readme(parcel: _Parcel) -> str:
    """What is in the zip file and what isn't; kinds and counts, for names of files may tell."""
    say = _Speaker(parcel.language)
    kind = "answers" if parcel.waves else "tables"
    counts = Counter((each.reason, each.content) for each in parcel.left_out)
    lines = [
        say("title"),
        "",
        say("about", version=own_version()),
        say(kind),
        "",
        say("left_out_head"),
        *(
            f"- {say(f'kind.{content}', count=count)}: {reason}"
            for (reason, content), count in sorted(counts.items(), key=lambda one: one[0][1])
        ),
        *([] if counts else [say("nothing_left_out")]),
        "",
        say("changed_head"),
        *(f"- {line}" for line in _changed(parcel, say)),
    ]
    return "\r\n".join(lines) + "\r\n"


@dataclass(frozen=True, slots=True)
class _Speaker:
    language: str

    def __call__(self, key: str, **fields: object) -> str:
        return text(f"study_share.readme.{key}", lang=self.language, **fields)


def _changed(parcel: _Parcel, say: _Speaker) -> Iterator[str]:
    yield say("study_file")
    if parcel.waves:
        words = sum(each.words for each in parcel.waves)
        dates = sum(each.dates for each in parcel.waves)
        yield say("new_numbers")
        yield say("words", number=format_number(words, parcel.language))
        yield say("finished")
        yield say("dates", number=format_number(dates, parcel.language))
        if parcel.differing:
            yield say("differing", count=parcel.differing)
        yield say("still_personal")


# The look through all of it


def people_of(
    plan: StudyPlan, contents: Sequence[StudyContent], more: Sequence[str | os.PathLike[str]] = ()
) -> KnownPeople:
    """Names and addresses in the lists of a study, and in others that are named."""
    kinds = {Content.CONTACTS, Content.FRAME, Content.LETTERS, Content.BACKGROUND, Content.ANSWERS}
    paths = [plan.folder / each.path for each in contents if each.content in kinds]
    given = [path_of(each, "contacts") for each in more]
    for path in given:
        if not path.is_file():
            raise fail(FileError, "files.missing", where=shown(path))
    return known_people([*paths, *given])


def _refuse_traces(files: dict[str, bytes], people: KnownPeople, ours: Sequence[str]) -> None:
    found = personal_traces(files, people, ours=ours)
    if found:
        raise fail(RefusedError, "study_share.personal", count=len(found),
                   places=culprits(map(str, found)))  # fmt: skip
