"""Workbooks to fill in for each file of a wave, whose headings the readers understand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.documents.entry_workbook import EntryColumn, EntrySheet, GuideSheet, write_entries
from survey.errors import WrongUseError
from survey.fieldwork.modes import Mode, mode_label
from survey.files.atomic import make_folder, write_bytes
from survey.files.guards import path_of
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.forms.keying_workbook import write_keying_workbook
from survey.responses.cleaning.log_table import COLUMNS
from survey.sampling.frame_template import write_frame_template
from survey.study.study import Study, open_study
from survey.study.waves.weighing import template_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from survey.study.wave import Wave

_ROWS, _ROWS_OF_LOG, _FORMS = 500, 2000, 200
_WIDE, _MIDDLE, _NARROW = 26.0, 18.0, 14.0
_STEP_KINDS = ("change", "remove", "keep")


@dataclass(frozen=True, slots=True)
class WrittenTemplates:
    """Workbooks to fill in, as they were written.

    Attributes
    ----------
    folder : Path
    files : tuple of Path
    kept : tuple of Path
        Those that were there already and were left as they are.
    """

    folder: Path
    files: tuple[Path, ...]
    kept: tuple[Path, ...]

    def lines(self, *, language: str | None = None) -> list[str]:
        """What is to be known of them, a line each."""
        spoken = language or current_language()
        told = []
        if self.kept:
            names = culprits(path.name for path in self.kept)
            told.append(text("templates.kept", lang=spoken, names=names))
        return [*told, text("templates.how", lang=spoken)]


def write_templates(
    study: Study | str | os.PathLike[str],
    wave: str | None = None,
    *,
    folder: str | os.PathLike[str] | None = None,
    language: str | None = None,
) -> WrittenTemplates:
    """Write a workbook to fill in for each file that a wave can have.

    They are the list of dwellings, how many dwellings each area has, what became of each sampled
    dwelling or of each area, the answers, the numbers of the register, corrections, and names and
    addresses. Each has headings that are understood, choices to pick from, a sheet that explains
    it, and where rows are written an example, with which the file is refused. What is there
    already stays as it is.

    Parameters
    ----------
    study : Study or path
    wave : str, optional
        Whose areas and questions they are for; the last one if left out.
    folder : path, optional
        Where to; ``skabeloner`` or ``templates`` in the study if left out.
    language : {"da", "en"}, optional
        Of headings and explanations; the one in force if left out.

    Returns
    -------
    WrittenTemplates

    Raises
    ------
    WrongUseError
        If the language is another one.
    FileError, FindingsError
        If the study can't be read, or a file can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> sv.write_templates("my-study", language="da").folder.name  # doctest: +SKIP
    'skabeloner'
    """
    spoken = language or current_language()
    if spoken not in LANGUAGES:
        raise fail(WrongUseError, "study.language", got=quoted(spoken), known=culprits(LANGUAGES))
    opened = study if isinstance(study, Study) else open_study(study)
    target = opened.folder / text("templates.folder", lang=spoken)
    target = target if folder is None else path_of(folder)
    made = _Templates(opened.wave(wave), spoken)
    make_folder(target)
    files, kept = [], []
    for name, write in made.by_name().items():
        path = target / name
        if path.exists():
            kept.append(path)
        elif write(path):
            files.append(path)
    return WrittenTemplates(target, tuple(files), tuple(kept))


@dataclass(slots=True)
class _Templates:
    """The workbooks of a wave in the making."""

    wave: Wave
    language: str
    areas: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        codes = self.wave.files.areas_measured.codes
        self.areas = tuple(said(each.label, self.language) for each in codes)

    def by_name(self) -> dict[str, Callable[[Path], bool]]:
        """What writes each of them, by its name; it says whether there is such a file."""
        by_area = text("templates.by_area_file", lang=self.language)
        return {
            "frame.xlsx": self._frame,
            "counts.xlsx": self._counts,
            "dispositions.xlsx": self._dispositions,
            by_area: self._by_area,
            "answers.xlsx": self._answers,
            "targets.xlsx": self._targets,
            "corrections.xlsx": self._corrections,
            "contacts.xlsx": self._contacts,
        }

    def _say(self, key: str, **fields: object) -> str:
        return text(f"templates.{key}", lang=self.language, **fields)

    def _frame(self, path: Path) -> bool:
        areas = self.wave.files.areas_measured
        write_frame_template(path, language=self.language, areas=areas, rows=_ROWS)
        return True

    def _answers(self, path: Path) -> bool:
        asked = self.wave.plan.questionnaire
        offered = asked.languages.offered
        spoken = self.language if self.language in offered else offered[0]
        names = {
            str(each.value): said(each.label, self.language)
            for each in self.wave.files.areas_measured.codes
        }
        write_keying_workbook(asked, path, language=spoken, rows=_FORMS, area_names=names)
        return True

    def _targets(self, path: Path) -> bool:
        made = template_of(self.wave.files, language=self.language)
        if made is not None:
            write_bytes(path, made)
        return made is not None

    def _counts(self, path: Path) -> bool:
        columns = [
            self._of_areas(),
            *(self._number(text(f"templates.head.{name}", lang=self.language))
              for name in ("units", "empty", "adults")),
        ]  # fmt: skip
        return self._write(path, "counts", columns, self._rows_of_areas(len(columns)), 0)

    def _by_area(self, path: Path) -> bool:
        heads = [self._say("head.sent"), *self._say("outcomes").split("; ")]
        columns = [self._of_areas(), *map(self._number, heads)]
        return self._write(path, "by_area", columns, self._rows_of_areas(len(columns)), 0)

    def _dispositions(self, path: Path) -> bool:
        results = tuple(text("progress.list.results", lang=self.language).split("; "))
        modes = tuple(mode_label(each, self.language) for each in Mode)
        heads = {
            each: text(f"progress.list.{each}", lang=self.language)
            for each in ("date", "mode", "result", "interviewer")
        }
        columns = [
            self._id(),
            EntryColumn(heads["date"], _NARROW, "day"),
            EntryColumn(heads["mode"], _MIDDLE, "example", modes),
            EntryColumn(heads["result"], _MIDDLE, "example", results, self._refused()),
            EntryColumn(heads["interviewer"], _MIDDLE, "example"),
        ]
        example = [self._example(), "01-09-2026", modes[0], results[0], ""]
        return self._write(path, "dispositions", columns, [example], _ROWS_OF_LOG)

    def _corrections(self, path: Path) -> bool:
        variables = self.wave.plan.questionnaire.variables()
        names = tuple(dict.fromkeys((self.wave.written.area, *(each.name for each in variables))))
        kinds = tuple(text(f"cleaning.kind.{each}", lang=self.language) for each in _STEP_KINDS)
        choices = {"variable": names, "kind": kinds}
        columns = [
            EntryColumn(text(f"cleaning.head.{name}", lang=self.language), _MIDDLE, "example",
                        choices.get(name, ()), self._refused() if name in choices else "")
            for name in COLUMNS
        ]  # fmt: skip
        example = [self._example(), variables[0].name, "4", "5", self._say("why"), "AB"]
        example += ["2026-10-01", kinds[0], "", ""]
        return self._write(path, "corrections", columns, [example], _ROWS)

    def _contacts(self, path: Path) -> bool:
        heads = self._say("contact_heads").split("; ")
        columns = [self._id(), *(EntryColumn(each, _MIDDLE, "example") for each in heads)]
        example = [self._example(), *self._say("contact").split("; ")]
        return self._write(path, "contacts", columns, [example], _ROWS)

    # Their parts

    def _id(self) -> EntryColumn:
        return EntryColumn(text("letters.head.dwelling", lang=self.language), _MIDDLE, "example")

    def _example(self) -> str:
        return text("frame.template.example_id", lang=self.language)

    def _of_areas(self) -> EntryColumn:
        head = text("progress.list.area", lang=self.language)
        return EntryColumn(head, _WIDE, "entry", self.areas, self._refused())

    def _rows_of_areas(self, columns: int) -> list[list[str]]:
        return [[area, *[""] * (columns - 1)] for area in self.areas]

    @staticmethod
    def _number(head: str) -> EntryColumn:
        return EntryColumn(head, _NARROW, "entry")

    def _refused(self) -> str:
        return text("study_book.refused", lang=self.language)

    def _write(
        self,
        path: Path,
        kind: str,
        columns: Sequence[EntryColumn],
        rows: Sequence[Sequence[str]],
        spare: int,
    ) -> bool:
        title = self._say(f"{kind}.title")
        fields = {"folder": self.wave.files.folder.relative_to(self.wave.plan.folder).as_posix()}
        parts = [self._say(f"{kind}.row"), self._say(f"{kind}.where", **fields)]
        parts += [self._say("example")] if spare else []
        guide = GuideSheet(text("study_book.guide_sheet", lang=self.language), title, parts)
        made = write_entries(
            title,
            [EntrySheet(self._say(f"{kind}.sheet"), columns, rows, spare=spare), guide],
            lists=text("study_book.lists", lang=self.language),
            page=text("study_book.page", lang=self.language, page="&P", pages="&N"),
            language=self.language,
        )
        write_bytes(path, made)
        return True
