"""The files of a wave: its answers, and what is done to them, all of them inside the study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import FileError
from survey.files.guards import inside
from survey.language.messages import fail, quoted
from survey.responses.answer_files import AnswerFile, Opening
from survey.study.schema import named_files

if TYPE_CHECKING:
    from survey.files.yaml_builder import YamlPath
    from survey.study.plan import StudyPlan
    from survey.study.schema import AnswersFile, WaveFile

CORRECTIONS_FILE = "corrections.csv"


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
        """The cleaning log: the one that is named, else that beside the answers, if it exists."""
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
    def folder(self) -> Path:
        """The folder of the wave: that of its first file of answers."""
        first = next(path for _, path in named_files(self.written))
        inside(self.plan.folder, first)
        return (self.plan.folder / first).parent

    @property
    def coding(self) -> Path | None:
        """The folder of coded answers, if the wave has one."""
        named = self.written.coding
        return None if named is None else self._present(named, ("coding",))

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
            if file.columns is not None:
                found[f"columns {number}"] = Path(str(file.columns))
        log = self.corrections
        if log is not None:
            found["corrections"] = log
        if self.coding is not None:
            found |= {f"coding {path.name}": path for path in sorted(self.coding.glob("*.xlsx"))}
        return found | {f"roster {name}": path for name, path in self.rosters.items()}

    def _answer_file(self, given: str | AnswersFile, place: YamlPath) -> AnswerFile:
        if isinstance(given, str):
            path = self._present(given, place)
            return AnswerFile(path, self._columns(self.written.columns, ("columns",)), "", "",
                              tuple(self.written.absent))  # fmt: skip
        columns = given.columns or self.written.columns
        where = (*place, "columns") if given.columns else ("columns",)
        return AnswerFile(
            self._present(given.file, (*place, "file")),
            self._columns(columns, where),
            given.mode or "",
            given.language or "",
            (*self.written.absent, *given.absent),
            opening=Opening(sheet=given.sheet),
        )

    def _columns(self, named: str | None, place: YamlPath) -> Path | None:
        return None if named is None else self._present(named, place)

    def _present(self, name: str, place: YamlPath) -> Path:
        inside(self.plan.folder, name)
        path = self.plan.folder / name
        if not path.exists():
            number = self.plan.written.waves.index(self.written)
            raise fail(
                FileError,
                "study.no_answers" if place[0] == "answers" else "study.no_wave_file",
                where=self.plan.document.place(("waves", number, *place)),
                wave=quoted(self.written.id),
                file=name,
            )
        return path
