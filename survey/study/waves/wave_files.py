"""The files of a wave: its answers, and what is done to them, all of them inside the study."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import FileError
from survey.files.guards import inside, safe_file_name
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import culprits, fail, quoted
from survey.responses.answer_files import AnswerFile, Opening
from survey.sampling.sample_file import RECORD
from survey.study.study_file.schema import files_of_targets, weighting_of

if TYPE_CHECKING:
    import os

    from survey.codebook import Variable
    from survey.files.yaml_builder import YamlPath
    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import AnswersFile, WaveFile

CORRECTIONS_FILE, CODING_FOLDER, LOCK_FILE = "corrections.csv", "coding", "lock.json"
PLAN_FILE = "plan.json"
"""The plan of a sample as the program reads it again when it draws."""
FIELDWORK_FOLDER, WEIGHTING_FOLDER = "fieldwork", "weighting"
_TABLES = (".csv", ".xlsx")
_BESIDE_ANSWERS = frozenset({"columns", "decisions"})


@dataclass(frozen=True, slots=True)
class WaveFiles:
    """The files of a wave."""

    plan: StudyPlan
    written: WaveFile

    @property
    def answers(self) -> tuple[AnswerFile, ...]:
        """The files of answers, each with how it is read.

        Raises
        ------
        FileError
            If one isn't there, or lies outside the study.
        """
        given = self.written.answers
        several = [given] if isinstance(given, str) else given
        return tuple(
            self._answer_file(each, ("answers",) if isinstance(given, str) else ("answers", place))
            for place, each in enumerate(several)
        )

    @property
    def corrections(self) -> Path | None:
        """The cleaning log: the one that is named, else that of the wave's folder, if it exists."""
        if self.written.corrections is not None:
            return self._present(self.written.corrections, ("corrections",))
        beside = self.corrections_target
        return beside if beside.is_file() else None

    @property
    def corrections_target(self) -> Path:
        """Where the cleaning log is kept."""
        if self.written.corrections is not None:
            return inside(self.plan.folder, self.written.corrections)
        return self.folder / CORRECTIONS_FILE

    @property
    def areas_measured(self) -> Variable:
        """The column of areas, with those only that took part in the wave."""
        everywhere = self.plan.area_variable(self.written.area)
        if self.written.areas is None:
            return everywhere
        codes = tuple(each for each in everywhere.codes if each.value in self.written.areas)
        return replace(everywhere, codes=codes)

    @property
    def folder(self) -> Path:
        """The folder of the wave."""
        return self.plan.folder / "waves" / safe_file_name(self.written.id)

    def decisions_target(self, file: str | os.PathLike[str]) -> Path:
        """Where the differences between two keyings of a file are decided."""
        name = text("prepared.differences_file", file=Path(file).stem)
        return self.folder / f"{name}.xlsx"

    def _decisions(self, file: Path) -> Path | None:
        """The workbook of decisions on a file, if it is at its usual place, in either language."""
        for language in LANGUAGES:
            name = text("prepared.differences_file", lang=language, file=file.stem)
            path = self.folder / f"{name}.xlsx"
            if path.is_file():
                return path
        return None

    @property
    def lock(self) -> Path | None:
        """The lock of the wave's questionnaire, if it lies in the wave's folder."""
        path = self.folder / LOCK_FILE
        return path if path.is_file() else None

    @property
    def coding_target(self) -> Path:
        """The folder in which open answers are coded."""
        if self.written.coding is not None:
            return inside(self.plan.folder, self.written.coding)
        return self.folder / CODING_FOLDER

    @property
    def coding_sheets(self) -> tuple[Path, ...]:
        """The workbooks in which open answers are coded."""
        there = self.coding_target.glob("*.xlsx") if self.coding_target.is_dir() else ()
        return tuple(sorted(path for path in there if not path.name.startswith("~$")))

    @property
    def dispositions(self) -> Path:
        """The file of what became of everyone sampled: the one that is named, else the wave's own.

        Raises
        ------
        FileError
            If there is none, or it lies outside the study.
        """
        if self.written.dispositions is not None:
            return self._present(self.written.dispositions, ("dispositions",))
        found = self._beside("dispositions")
        if found is None:
            names = culprits(f"waves/{self.written.id}/dispositions{each}" for each in _TABLES)
            where = self.plan.document.place(("waves",)).file
            wave = quoted(self.written.id)
            raise fail(FileError, "study.no_dispositions", where=where, wave=wave, names=names)
        return found

    @property
    def sample(self) -> Path | None:
        """The sample: the one that is named, else that of the wave's folder, if it exists."""
        if self.written.sample is not None:
            return self._present(self.written.sample, ("sample",))
        return self._beside("sample")

    @property
    def frame(self) -> Path | None:
        """The list that a sample is drawn from: the one named, else the wave's own, if any."""
        named = self.written.plan.frame
        if named is not None or self.counts is not None:
            return self._named(named, ("plan", "frame"))
        return self._beside("frame")

    @property
    def earlier_sample(self) -> Path | None:
        """The sample of the wave that this one follows, if there is one."""
        written = self.plan.written
        before = [each for each in written.waves if each.id == self.written.since]
        return WaveFiles(self.plan, before[0]).sample if before else None

    @property
    def counts(self) -> Path | None:
        """How many dwellings the areas have, in place of a list of them, if a file is named."""
        return self._named(self.written.plan.counts, ("plan", "counts"))

    @property
    def targets(self) -> tuple[Path, ...]:
        """Tables of the register: those that are named, else that of the wave's folder, if any."""
        named = tuple(files_of_targets(self.written))
        if named:
            return tuple(self._present(file, place) for place, file in named)
        beside = self._beside("targets")
        return () if beside is None else (beside,)

    @property
    def recipe(self) -> Path | None:
        """The file of the recipe that the wave is weighted by, if it has one of its own."""
        found = weighting_of(self.plan.written, self.written)
        if found is None or not isinstance(found[1], str):
            return None
        if found[0] == ("weighting",):
            return self._of_study(found[1], found[0])
        return self._present(found[1], ("weighting",))

    @property
    def final_dispositions(self) -> Path | None:
        """The file of what became of everyone sampled, if there is one."""
        if self.written.dispositions is None and self._beside("dispositions") is None:
            return None
        return self.dispositions

    @property
    def weighting_folder(self) -> Path:
        """Where weights are written."""
        return self.folder / WEIGHTING_FOLDER

    @property
    def record(self) -> Path | None:
        """What the sample is read from beside its table."""
        if self.sample is None:
            return None
        path = self.sample.with_name(f"{self.sample.name}{RECORD}")
        return path if path.is_file() else None

    @property
    def background(self) -> Path | None:
        """The list of what else is known of everyone sampled, if the fieldwork names one."""
        named = self.written.fieldwork.background
        return self._named(named, ("fieldwork", "background"))

    def _beside(self, name: str) -> Path | None:
        """A table in the folder of the wave."""
        paths = (self.folder / f"{name}{ending}" for ending in _TABLES)
        return next((path for path in paths if path.is_file()), None)

    @property
    def rosters(self) -> dict[str, Path]:
        """The files of rosters."""
        return {
            name: self._present(path, ("rosters", name))
            for name, path in self.written.rosters.items()
        }

    def inputs(self) -> dict[str, Path]:
        """All files that the answers come from, by the name they have in a manifest."""
        found: dict[str, Path] = {}
        for number, file in enumerate(self.answers, start=1):
            found["answers" if number == 1 else f"answers {number}"] = Path(file.path)
            for name in ("columns", "decisions"):
                if getattr(file, name) is not None:
                    found[f"{name} {number}"] = Path(str(getattr(file, name)))
        log = self.corrections
        if log is not None:
            found["corrections"] = log
        found |= {f"coding {path.name}": path for path in self.coding_sheets}
        return found | {f"roster {name}": path for name, path in self.rosters.items()}

    def weighting_inputs(self) -> dict[str, Path]:
        """The files that weights come from beside the answers, by their name in a manifest."""
        found = {"recipe": self.recipe, "sample": self.sample, "background": self.background}
        found |= {"dispositions": self.final_dispositions, "record": self.record}
        several = {
            "targets" if number == 1 else f"targets {number}": path
            for number, path in enumerate(self.targets, start=1)
        }
        return several | {name: path for name, path in found.items() if path is not None}

    def _answer_file(self, given: str | AnswersFile, place: YamlPath) -> AnswerFile:
        if isinstance(given, str):
            path = self._present(given, place)
            return AnswerFile(
                path,
                self._named(self.written.columns, ("columns",)),
                absent=tuple(self.written.absent),
                decisions=self._decisions(path),
            )
        columns = given.columns or self.written.columns
        where = (*place, "columns") if given.columns else ("columns",)
        path = self._present(given.file, (*place, "file"))
        return AnswerFile(
            path,
            self._named(columns, where),
            given.mode or "",
            given.language or "",
            (*self.written.absent, *given.absent),
            self._named(given.decisions, (*place, "decisions")) or self._decisions(path),
            given.undecided,
            Opening(sheet=given.sheet),
        )

    def _named(self, named: str | None, place: YamlPath) -> Path | None:
        return None if named is None else self._present(named, place)

    def _present(self, name: str, place: YamlPath) -> Path:
        number = self.plan.written.waves.index(self.written)
        return self._of_study(name, ("waves", number, *place))

    def _of_study(self, name: str, place: YamlPath) -> Path:
        path = self.plan.path_of(name)
        if not path.exists():
            raise fail(
                FileError,
                "study.no_answers" if is_of_answers(place[2:]) else "study.no_wave_file",
                where=self.plan.document.place(place),
                wave=quoted(self.written.id),
                file=name,
            )
        return path


def is_of_answers(place: YamlPath) -> bool:
    """Whether what is named at a place of what study.yaml says of a wave holds answers."""
    return place[:1] == ("answers",) and place[-1] not in _BESIDE_ANSWERS
