"""What each file in the folder of a study is, by what the study calls it and by where it lies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from survey.disclosure.policy import POLICIES
from survey.errors import FileError
from survey.files.guards import safe_file_name
from survey.language.catalogue import LANGUAGES, text
from survey.provenance import sha256_of
from survey.sampling.sample_file import RECORD
from survey.sampling.secret import holds_secret
from survey.study.keeping.kept import questionnaire_to_keep
from survey.study.keeping.locked import KEPT_FOLDER, LOCKED_FILE
from survey.study.publishing.edited import word_reports
from survey.study.study_file.plan import STUDY_FILE
from survey.study.study_file.report_words import prose_names
from survey.study.study_file.schema import named_files, release_policy_of, weighting_of
from survey.study.waves.wave_files import (
    CODING_FOLDER,
    CORRECTIONS_FILE,
    FIELDWORK_FOLDER,
    LOCK_FILE,
    WEIGHTING_FOLDER,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile

MANIFEST_FILE = "manifest.json"
CLEARED_FOLDER = "cleared"
_OWN_FOLDER, _REPORTS, _TABLES_FOLDER = ".survey", "report", "tables"
_MOST_MANIFEST = 5_000_000


class Content(StrEnum):
    """What a file of a study is."""

    STUDY = "study"
    QUESTIONNAIRE = "questionnaire"
    PROSE = "prose"
    STYLE = "style"
    RECIPE = "recipe"
    TARGETS = "targets"
    INSTRUMENT = "instrument"
    """The lock of a wave's questionnaire."""
    REPORT = "report"
    """What was released, as it was written."""
    EDITED_REPORT = "edited_report"
    INTERNAL_REPORT = "internal_report"
    UNRELEASED_REPORT = "unreleased_report"
    """A report under rules that hide nothing, or that the study doesn't know."""
    TABLES = "tables"
    """Tables that were written by themselves: without a manifest nobody can say what they are."""
    PLAN = "plan"
    SAMPLE = "sample"
    DISPOSITIONS = "dispositions"
    BACKGROUND = "background"
    ANSWERS = "answers"
    ROSTER = "roster"
    COLUMNS = "columns"
    DECISIONS = "decisions"
    CORRECTIONS = "corrections"
    CODING = "coding"
    CHECKS = "checks"
    CLEARED = "cleared"
    """Answers without what leads to a person, which stay when the others are destroyed."""
    HANDED_ON = "handed_on"
    """Answers written as files of SPSS, Stata and the like."""
    FIELDWORK = "fieldwork"
    WEIGHTING = "weighting"
    FRAME = "frame"
    CONTACTS = "contacts"
    LETTERS = "letters"
    KEY = "key"
    REGISTER = "register"
    """What was published, and what the people in it are masked with."""
    WAVE_LOCK = "wave_lock"
    LOG = "log"
    CACHE = "cache"
    TEMPORARY = "temporary"
    LINK = "link"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class StudyContent:
    """A file of a study.

    Attributes
    ----------
    path : str
        Below the folder of the study, with strokes.
    content : Content
    wave : str
        Whose it is; empty if it is the study's.
    """

    path: str
    content: Content
    wave: str = ""


_USUAL = {
    **dict.fromkeys(("frame", "ramme", "boligliste"), Content.FRAME),
    **dict.fromkeys(("contacts", "kontakter", "adresser", "addresses"), Content.CONTACTS),
    **dict.fromkeys(
        ("letters", "breve", "codes", "koder", "interviewere", "interviewers"), Content.LETTERS
    ),
    "sample": Content.SAMPLE,
    "dispositions": Content.DISPOSITIONS,
    "targets": Content.TARGETS,
    "corrections": Content.CORRECTIONS,
    "answers": Content.ANSWERS,
    "plan": Content.PLAN,
}
"""What files are called in the folder of a wave; what comes after a hyphen makes no difference."""
_FOLDERS = {
    **{name: kind for name, kind in _USUAL.items() if kind in {Content.CONTACTS, Content.LETTERS}},
    **dict.fromkeys(("frame", "ramme"), Content.FRAME),
    CODING_FOLDER: Content.CODING,
    "checks": Content.CHECKS,
    FIELDWORK_FOLDER: Content.FIELDWORK,
    WEIGHTING_FOLDER: Content.WEIGHTING,
}
_FIXED = {
    CORRECTIONS_FILE: Content.CORRECTIONS,
    LOCK_FILE: Content.INSTRUMENT,
    LOCKED_FILE: Content.WAVE_LOCK,
    "simulated.json": Content.HANDED_ON,
}
_OF_STUDY = {
    "published.json": Content.REGISTER,
    f"{_OWN_FOLDER}/published.secret": Content.REGISTER,
    f"{_OWN_FOLDER}/log.jsonl": Content.LOG,
    **{text("study_book.file", lang=each): Content.STUDY for each in LANGUAGES},
    **{text("new_study.readme_file", lang=each): Content.STUDY for each in LANGUAGES},
}
_TEMPLATE_FOLDERS = frozenset(text("templates.folder", lang=each) for each in LANGUAGES)
"""Where workbooks to fill in are written; what was filled in is as personal as it is elsewhere."""
_PAGES = frozenset({".json", ".html"})
_TABLES = frozenset({".csv", ".xlsx", ".parquet", ".sav", ".zsav", ".dta"})
_PASSING = (".survey-tmp-", ".survey-old-", "~$", ".~lock.")
_OF_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_NAMED = {
    "answers": Content.ANSWERS,
    "targets": Content.TARGETS,
    "weighting": Content.RECIPE,
    "columns": Content.COLUMNS,
    "decisions": Content.DECISIONS,
    "corrections": Content.CORRECTIONS,
    "coding": Content.CODING,
    "sample": Content.SAMPLE,
    "dispositions": Content.DISPOSITIONS,
    "fieldwork": Content.BACKGROUND,
    "rosters": Content.ROSTER,
}


def contents_of(plan: StudyPlan) -> tuple[StudyContent, ...]:
    """Every file in the folder of a study, and what it is.

    What study.yaml names goes first, then the usual names and places; what is neither is unknown.
    No file is opened to find out, but for manifests of reports and the mark of a secret.
    """
    named = _named(plan)
    reports = _reports(plan)
    found = []
    for path in sorted(_files(plan.folder)):
        name = path.relative_to(plan.folder).as_posix()
        if path.is_symlink():
            found.append(StudyContent(name, Content.LINK))
            continue
        known = (
            _cleared(plan, name) or named.get(name) or reports.get(name) or _by_place(plan, name)
        )
        if known is None and holds_secret(path):
            known = StudyContent(name, Content.KEY)
        found.append(known or StudyContent(name, Content.UNKNOWN))
    return tuple(found)


def _files(folder: Path) -> Iterator[Path]:
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            yield from _files(each)
        else:
            yield each


# What study.yaml names


def _named(plan: StudyPlan) -> dict[str, StudyContent]:
    found = {}
    for path, content, wave in ((Path(STUDY_FILE), Content.STUDY, ""), *_in_order(plan)):
        whole = plan.folder / path
        if whole.resolve().is_relative_to(plan.folder.resolve()):
            name = whole.resolve().relative_to(plan.folder.resolve()).as_posix()
            found[name] = StudyContent(name, content, wave)
    return found


def _in_order(plan: StudyPlan) -> Iterator[tuple[Path, Content, str]]:
    """What the study names, then what its waves name."""
    for path in questionnaire_to_keep(plan).values():
        yield path.absolute(), Content.QUESTIONNAIRE, ""
    yield from _of_prose(plan)
    for path in () if plan.style_file is None else plan.style_file.files:
        yield path.absolute(), Content.STYLE, ""
    for wave in plan.written.waves:
        if wave.id in plan.own:
            own = plan.of_wave(wave)
            yield from (
                (each.absolute(), Content.QUESTIONNAIRE, wave.id)
                for each in questionnaire_to_keep(own).values()
            )
        yield from ((path, content, wave.id) for path, content in _of_named(plan, wave))


def _of_prose(plan: StudyPlan) -> Iterator[tuple[Path, Content, str]]:
    """The analyst's own words for chapters of the study and of its waves."""
    for wave in plan.written.waves:
        for chapter in (*plan.written.chapters, *(wave.chapters or ())):
            for language in LANGUAGES:
                own, of_all = prose_names(wave, chapter.id, language)
                yield Path(own), Content.PROSE, wave.id
                yield Path(of_all), Content.PROSE, ""


def _of_named(plan: StudyPlan, wave: WaveFile) -> Iterator[tuple[Path, Content]]:
    recipe = weighting_of(plan.written, wave)
    if recipe is not None and isinstance(recipe[1], str):
        yield Path(recipe[1]), Content.RECIPE
    for place, file in named_files(wave):
        yield Path(file), _content_at(place)
        if place == ("sample",):
            yield Path(f"{file}{RECORD}"), Content.SAMPLE


def _content_at(place: tuple[str | int, ...]) -> Content:
    last = str(place[-1])
    return _NAMED[last if last in {"columns", "decisions"} else str(place[0])]


# Where it lies


def _cleared(plan: StudyPlan, name: str) -> StudyContent | None:
    for wave in plan.written.waves:
        folder = PurePosixPath("waves", safe_file_name(wave.id), CLEARED_FOLDER)
        if PurePosixPath(name).is_relative_to(folder):
            return StudyContent(name, Content.CLEARED, wave.id)
    return None


def _by_place(plan: StudyPlan, name: str) -> StudyContent | None:
    path = PurePosixPath(name)
    if path.name.startswith(_PASSING) or path.name in _OF_SYSTEMS:
        return StudyContent(name, Content.TEMPORARY)
    if name in _OF_STUDY:
        return StudyContent(name, _OF_STUDY[name])
    if path.parts[0] == _TABLES_FOLDER:
        return StudyContent(name, Content.TABLES)
    if path.parts[0] == _OWN_FOLDER:
        return StudyContent(name, Content.CACHE)
    for wave in plan.written.waves:
        folder = PurePosixPath("waves") / safe_file_name(wave.id)
        if path.is_relative_to(folder):
            return _of_wave(path.relative_to(folder), name, wave)
    kind = _in_templates(path) or _only_personal(_usual(path))
    return None if kind is None else StudyContent(name, kind)


def _in_templates(path: PurePosixPath) -> Content | None:
    """What a workbook to fill in is to hold; one of no data is a plan."""
    if len(path.parts) != 2 or path.parts[0] not in _TEMPLATE_FOLDERS:
        return None
    return _usual(PurePosixPath(path.name)) or Content.PLAN


def _only_personal(kind: Content | None) -> Content | None:
    return kind if kind in _PERSONAL else None


_PERSONAL = frozenset({Content.FRAME, Content.CONTACTS, Content.LETTERS})


def _of_wave(within: PurePosixPath, name: str, wave: WaveFile) -> StudyContent | None:
    """What a file in the folder of a wave is."""
    if within.parts[0] == KEPT_FOLDER:
        return StudyContent(name, Content.WAVE_LOCK, wave.id)
    if wave.coding is not None and PurePosixPath(name).is_relative_to(wave.coding):
        return StudyContent(name, Content.CODING, wave.id)
    kind = _FIXED.get(str(within)) or _usual(within) or _handed_on(within)
    return None if kind is None else StudyContent(name, kind, wave.id)


def _usual(path: PurePosixPath) -> Content | None:
    if len(path.parts) > 1:
        return _FOLDERS.get(path.parts[0])
    stem = path.name.removesuffix(RECORD)
    first = PurePosixPath(stem).stem.split("-")[0].lower()
    kind, ending = _USUAL.get(first), PurePosixPath(stem).suffix.lower()
    fits = ending in _TABLES or (kind is Content.PLAN and ending in _PAGES)
    return kind if fits else None


def _handed_on(path: PurePosixPath) -> Content | None:
    """Answers that were handed on, differences of keyings, and what stands beside them."""
    starts = {
        text(f"{key}", lang=language, file="").rstrip("-"): kind
        for language in LANGUAGES
        for key, kind in (
            ("prepared.answers_file", Content.HANDED_ON),
            ("prepared.differences_file", Content.DECISIONS),
        )
    }
    return starts.get(path.stem.split("-")[0]) if len(path.parts) == 1 else None


# Reports


def _reports(plan: StudyPlan) -> dict[str, StudyContent]:
    """The files in folders of reports that have a manifest of ours."""
    found: dict[str, StudyContent] = {}
    root, hiding = plan.folder / _REPORTS, _hiding(plan)
    folders = sorted(each for each in root.rglob("*") if each.is_dir()) if root.is_dir() else []
    for folder in folders:
        outputs, policy = _manifest(folder / MANIFEST_FILE)
        if not outputs:
            continue
        words = word_reports(folder)
        for path in sorted(each for each in folder.iterdir() if each.is_file()):
            name = path.relative_to(plan.folder).as_posix()
            ours = path.name == MANIFEST_FILE or outputs.get(path.name) == _digest(path)
            if not ours and path.name not in words:
                continue
            kind = Content.REPORT if ours else Content.EDITED_REPORT
            found[name] = StudyContent(name, kind if policy in hiding else _kept_back(policy))
    return found


def _hiding(plan: StudyPlan) -> frozenset[str]:
    """The names of the rules that are known to hide what is small."""
    known = (*POLICIES.values(), release_policy_of(plan.written))
    return frozenset(policy.name for policy in known if policy.hides)


def _kept_back(policy: str) -> Content:
    internal = policy in POLICIES and POLICIES[policy].internal
    return Content.INTERNAL_REPORT if internal else Content.UNRELEASED_REPORT


def _manifest(path: Path) -> tuple[dict[str, str], str]:
    """What a manifest says was written, and under which policy; nothing if it is none of ours."""
    try:
        if path.stat().st_size > _MOST_MANIFEST:
            return {}, ""
        content = json.loads(path.read_bytes())
        outputs = {str(name): str(each) for name, each in content["outputs"].items()}
        return outputs, str(content["settings"]["policy"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, FileError):
        return {}, ""


def _digest(path: Path) -> str:
    return sha256_of(path.read_bytes())
