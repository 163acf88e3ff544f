"""What a study says of its next wave, carried over from an earlier one, and the files it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from survey.files.guards import read_guarded, safe_file_name
from survey.questionnaire.location import locate_questionnaire
from survey.study.keeping.kept import with_modules
from survey.study.study_file.schema import NOT_WEIGHTED

if TYPE_CHECKING:
    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile

_MOST_BYTES = 100_000_000
_OF_ITS_TIME = frozenset(
    {
        *("id", "since", "overlap", "questionnaire", "answers", "columns", "rosters"),
        *("corrections", "coding", "absent", "today", "sample", "dispositions"),
        *("targets", "weighting", "fieldwork", "plan", "retention", "documentation"),
        *("label", "title", "subtitle"),
    }
)
"""What another wave has of its own, or what is carried over in a way of its own."""
_OF_ITS_FIELDWORK = frozenset({"start", "end", "events", "background"})
_OF_ITS_ANSWERS = frozenset({"file", "columns", "absent", "decisions"})
_OF_ITS_TARGETS = frozenset({"files", "year", "source"})
_OF_ITS_PLAN = frozenset({"frame", "counts", "seed"})
_QUESTIONNAIRE_FOLDER = "questionnaire"


@dataclass(frozen=True, slots=True)
class NextWave:
    """A wave that is to be added.

    Attributes
    ----------
    said : dict
        What study.yaml is to say of it.
    files : dict of str to bytes
        Files for its folder, by name within it.
    """

    said: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)


def next_wave(
    plan: StudyPlan,
    old: WaveFile,
    name: str,
    *,
    overlap: str | float | None,
    questionnaire: str | None,
) -> NextWave:
    """What is carried over from a wave to the next one.

    Carried over is how answers are read, by whom and how they are weighted, and how the fieldwork
    is planned and followed. Left behind is what belongs to its time: answers, corrections, codes,
    frame, seed, sample, dispositions, targets, days, events and until when it is all kept.
    """
    carried = _Carried(plan, old.id, name)
    held: dict[str, Any] = next(w for w in plan.document.data["waves"] if w["id"] == old.id)
    said: dict[str, Any] = {"id": name, "since": old.id}
    if overlap is not None:
        said["overlap"] = overlap
    asked = carried.questionnaire(held.get("questionnaire"), questionnaire)
    if asked is not None:
        said["questionnaire"] = asked
    said["answers"] = carried.answers(held["answers"])
    if "columns" in held:
        said["columns"] = carried.setting(held["columns"])
    said |= {key: value for key, value in held.items() if key not in _OF_ITS_TIME}
    if "rosters" in held:
        said["rosters"] = {key: carried.data(path) for key, path in held["rosters"].items()}
    recipe = held.get("weighting")
    if recipe is not None:
        is_file = isinstance(recipe, str) and recipe != NOT_WEIGHTED
        said["weighting"] = carried.setting(recipe) if is_file else recipe
    parts = {"plan": _OF_ITS_PLAN, "targets": _OF_ITS_TARGETS, "fieldwork": _OF_ITS_FIELDWORK}
    for key, left_behind in parts.items():
        kept = _without(held.get(key), left_behind)
        if kept:
            said[key] = kept
    return NextWave(said, carried.files)


def _without(held: Any, left_behind: frozenset[str]) -> dict[str, Any]:  # noqa: ANN401 - plain data
    if not isinstance(held, dict):
        return {}
    kept = {key: value for key, value in held.items() if key not in left_behind}
    if isinstance(kept.get("reminders"), dict):
        kept["reminders"] = {k: v for k, v in kept["reminders"].items() if k != "quiet"}
        if not kept["reminders"]:
            del kept["reminders"]
    return kept


@dataclass(slots=True)
class _Carried:
    """Paths carried from one wave to another, with the files that come along."""

    plan: StudyPlan
    old: str
    new: str
    files: dict[str, bytes] = field(default_factory=dict)

    def _within(self, name: str) -> PurePosixPath | None:
        """A path within the folder of the old wave; None if it isn't there."""
        folder = PurePosixPath("waves", safe_file_name(self.old))
        path = PurePosixPath(name.replace("\\", "/"))
        return path.relative_to(folder) if path.is_relative_to(folder) else None

    def _at_home(self, within: PurePosixPath) -> str:
        renamed = within.with_name(self._renamed(within.name))
        return (PurePosixPath("waves", safe_file_name(self.new)) / renamed).as_posix()

    def _renamed(self, name: str) -> str:
        """A file that has the old wave in its name gets the new one."""
        return name.replace(self.old, self.new) if len(self.old) > 1 else name

    def data(self, name: str) -> str:
        """Where a file of the new wave's own is to lie."""
        return self._at_home(self._within(name) or PurePosixPath(PurePosixPath(name).name))

    def setting(self, name: str) -> str:
        """Where a file lies that both waves are read by; that of the old wave is copied."""
        within = self._within(name)
        if within is None:
            return name
        target = self._at_home(within)
        path = self.plan.path_of(name)
        if path.is_file():
            inner = PurePosixPath(target).relative_to("waves", safe_file_name(self.new))
            self.files[inner.as_posix()] = read_guarded(path, most_bytes=_MOST_BYTES)
        return target

    def answers(self, held: Any) -> Any:  # noqa: ANN401 - as it was written
        """The files of answers, each read as before."""
        if isinstance(held, str):
            return self.data(held)
        return [self.data(each) if isinstance(each, str) else self._file(each) for each in held]

    def _file(self, held: dict[str, Any]) -> dict[str, Any]:
        columns = {"columns": self.setting(held["columns"])} if "columns" in held else {}
        rest = {key: value for key, value in held.items() if key not in _OF_ITS_ANSWERS}
        return {"file": self.data(held["file"]), **columns, **rest}

    def questionnaire(self, held: str | None, wanted: str | None) -> str | None:
        """What the new wave asks: what it is given, else what the old one asked."""
        if wanted is None:
            return None if held is None else self._own(held, self.plan.own[self.old][0])
        file = self._wanted(wanted)
        if file.resolve() == self.plan.questionnaire_file.resolve():
            return None
        is_name = Path(wanted).name == wanted and not Path(wanted).suffix
        if is_name and not (self.plan.folder / wanted).is_file():
            return wanted
        root = self.plan.folder.resolve()
        if file.resolve().is_relative_to(root):
            return file.resolve().relative_to(root).as_posix()
        return self._copied(file)

    def _wanted(self, wanted: str) -> Path:
        """A questionnaire by its shipped name, or its path from here or in the study."""
        here = locate_questionnaire(wanted)
        return here if here.exists() else locate_questionnaire(wanted, root=self.plan.folder)

    def _own(self, held: str, file: Path) -> str:
        return held if self._within(held) is None else self._copied(file)

    def _copied(self, file: Path) -> str:
        """A questionnaire copied with its modules into the folder of the new wave."""
        for name, path in with_modules(file, file.name).items():
            data = read_guarded(path, most_bytes=_MOST_BYTES)
            self.files[f"{_QUESTIONNAIRE_FOLDER}/{name}"] = data
        folder = PurePosixPath("waves", safe_file_name(self.new), _QUESTIONNAIRE_FOLDER)
        return (folder / file.name).as_posix()
