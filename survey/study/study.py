"""The way through a study: from its answers to a report, wave by wave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from survey.codebook import said
from survey.comparison.areas import compare_areas
from survey.disclosure.release import release
from survey.documents.html import write_html
from survey.documents.notebook import facts_html
from survey.documents.pdf import write_pdf
from survey.documents.word import write_docx
from survey.documents.word_refresh import language_of, refresh_docx
from survey.documents.workbook import write_workbook
from survey.errors import DataError, FileError, UnknownNameError, WrongUseError
from survey.estimation.book import estimate_book
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline, proportion
from survey.figures.style import look_of
from survey.files.atomic import make_folder, restore_folder, write_bytes, write_folder
from survey.files.guards import read_guarded, safe_file_name, shown
from survey.language.catalogue import LANGUAGES, current_language, language_in_force, text
from survey.language.messages import culprits, fail, quoted
from survey.provenance import Manifest, hashes, own_version, sha256_of
from survey.questionnaire.schema import plain_text
from survey.report.compose import compose_report
from survey.report.spec import Chapter, ReportSpec
from survey.responses.coding.all_questions import read_codings
from survey.responses.coding.coded import coded as with_codes
from survey.responses.reading import read_responses
from survey.study.edited import (
    edited_reports,
    free_name,
    kept_as,
    lock_files,
    refuse_open,
    word_reports,
)
from survey.study.plan import STUDY_FILE, StudyPlan, read_study_plan
from survey.study.refreshed import RefreshedReport
from survey.study.schema import OF_WEIGHTING, named_files, weighting_of
from survey.study.wave_files import WaveFiles
from survey.study.weighing import weights_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from survey.codebook import Text, Variable
    from survey.disclosure.released import Released
    from survey.documents.blocks import Document
    from survey.documents.house_style import HouseStyle
    from survey.responses.cleaning.log import CleaningLog
    from survey.responses.responses import Responses
    from survey.study.schema import WaveFile
    from survey.weighting.weights import Weights


WRITERS: dict[str, Callable[[Document, HouseStyle], bytes]] = {
    "html": lambda document, style: write_html(document, style=style),
    "docx": lambda document, style: write_docx(document, style=style),
    "pdf": lambda document, style: write_pdf(document, style=style),
}
FORMATS = tuple(WRITERS)
WORKBOOK, MANIFEST = "tables.xlsx", "manifest.json"
_MOST_TEXT, _MOST_WORD = 1_000_000, 300_000_000
_SAID_OF_ALL = "DESIGN-RESPONDING-RATE"
_OF_FILE_MANAGERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Study:
    """A study folder.

    Attributes
    ----------
    plan : StudyPlan
        What the folder says of itself.
    """

    plan: StudyPlan

    def __repr__(self) -> str:
        written = self.plan.written
        return (
            f"Study({self.plan.folder.resolve().name}: {len(written.areas)} areas, "
            f"{self.plan.contrast} as contrast, waves {', '.join(self.waves)})"
        )

    def _repr_html_(self) -> str:
        language, written = current_language(), self.plan.written
        facts = {
            "areas": len(written.areas),
            "contrast": self.plan.contrast,
            "waves": ", ".join(self.waves),
            "questionnaire": self.plan.questionnaire.titled(language),
        }
        return facts_html(
            facts, text("notebook.study", title=said(plain_text(written.title), language))
        )

    @property
    def folder(self) -> Path:
        """Where the study lies."""
        return self.plan.folder

    @property
    def waves(self) -> tuple[str, ...]:
        """Names of the waves, in order."""
        return tuple(wave.id for wave in self.plan.written.waves)

    def house_style(self, language: str | None = None) -> HouseStyle:
        """The style of the study's documents; the package's own where it has no style file.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language of the logo's text; the one in force if left out.
        """
        return self.plan.house_style(language or current_language())

    def wave(self, name: str | None = None) -> Wave:
        """A wave by its name; the last one if left out.

        Raises
        ------
        UnknownNameError
            If the study has no such wave.
        """
        wanted = self.waves[-1] if name is None else str(name)
        for written in self.plan.written.waves:
            if written.id == wanted:
                return Wave(self.plan, written)
        known = culprits(self.waves)
        raise fail(UnknownNameError, "study.wave_unknown", name=quoted(wanted), known=known)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wave:
    """One wave of a study."""

    plan: StudyPlan
    written: WaveFile

    def __repr__(self) -> str:
        return f"Wave({self.written.id} of {self.plan.folder.resolve().name})"

    def _repr_html_(self) -> str:
        language, written = current_language(), self.plan.written
        title = said(plain_text(written.title), language)
        facts = {
            "answers": ", ".join(
                path for place, path in named_files(self.written) if place[0] not in OF_WEIGHTING
            ),
            "areas": len(written.areas),
            "contrast": self.plan.contrast,
            "questionnaire": self.plan.questionnaire.titled(language),
        }
        return facts_html(facts, text("notebook.wave", wave=self.written.id, title=title))

    @property
    def files(self) -> WaveFiles:
        """The files of the wave."""
        return WaveFiles(self.plan, self.written)

    @property
    def groups(self) -> tuple[Variable, ...]:
        """The columns beside the questions: that of the areas."""
        return (self.plan.area_variable(self.written.area),)

    def responses(
        self,
        *,
        invalid: Literal["refuse", "count"] | None = None,
        coded: bool = True,
        corrections: CleaningLog | None = None,
        unit: bool = False,
    ) -> Responses:
        """The answers, checked against the questionnaire and the areas.

        Parameters
        ----------
        invalid : {"refuse", "count"}, optional
            What happens to answers that can't be; as the study says, if left out.
        coded : bool
            Whether what open answers were coded as is put in, if they were.
        corrections : CleaningLog, optional
            The wave's own log if left out.
        unit : bool
            Whether the column of sampled units is read too, if the study names one.
        """
        written, files = self.written, self.files
        sampled = (written.sampled_unit,) if unit and written.sampled_unit else ()
        read = read_responses(
            files.answers,
            self.plan.questionnaire,
            groups=(*self.groups, *sampled),
            weights=written.weights,
            counts=written.counts,
            respondent=written.respondent,
            wave=written.id,
            today=written.today,
            invalid=invalid or written.invalid,
            contradictions=written.contradictions,
            duplicates=written.duplicates,
            corrections=files.corrections if corrections is None else corrections,
            rosters=files.rosters,
            simulated=self.plan.written.simulated,
        )
        if not coded or not files.coding_sheets:
            return read
        codings = read_codings(files.coding_target, read).codings
        return with_codes(read, *(each for each in codings if len(each)))

    def weights(self, responses: Responses | None = None) -> Weights | None:
        """The weights by the recipe of the study; None if there is none for this wave.

        Parameters
        ----------
        responses : Responses, optional
            The answers; read from their files if left out.

        Raises
        ------
        WeightingError
            If targets can't be met, or the recipe can't give weights that one may use.
        """
        if weighting_of(self.plan.written, self.written) is None:
            return None
        answers = responses or self.responses(unit=True)
        self._refuse_unknown_areas(answers)
        return weights_of(self.files, answers)

    def design(
        self, responses: Responses | None = None, *, weights: Weights | None = None
    ) -> SurveyDesign:
        """The survey design: that of the weights, if the study has a recipe of weighting.

        Without one, strata and populations are by area where the study gives populations.

        Parameters
        ----------
        responses : Responses, optional
            The answers; read from their files if left out.
        weights : Weights, optional
            Those of `weights`; worked out if left out and the study has a recipe.
        """
        answers = responses or self.responses(unit=True)
        self._refuse_unknown_areas(answers)
        weights = weights or self.weights(answers)
        if weights is not None:
            return SurveyDesign.from_weights(answers, weights, codebook=answers.codebook)
        population = {area.id: area.population for area in self.plan.written.areas}
        known = all(size is not None for size in population.values())
        present = set(answers.data[self.written.area])
        return SurveyDesign(
            answers.data,
            weights=self.written.weights,
            counts=self.written.counts,
            strata=self.written.area if known else None,
            population={a: float(n or 0) for a, n in population.items() if a in present}
            if known
            else None,
            codebook=answers.codebook,
        )

    def _refuse_unknown_areas(self, answers: Responses) -> None:
        """Refuse to report on respondents of whom nobody knows where they live."""
        unknown = answers.ids[answers.data[self.written.area].isna()]
        if len(unknown):
            raise fail(
                DataError,
                "study.area_unknown",
                where=self.plan.document.place(("waves",)).file,
                count=len(unknown),
                names=culprits(unknown),
                wave=self.written.id,
            )

    def released(self, design: SurveyDesign | None = None) -> Released:
        """Headlines, all answers and differences from the contrast, released under the policy."""
        design = design or self.design()
        spec = self.spec(design)
        questions = spec.questions()
        area = self.written.area
        heads = headline(design, questions, by=area, all_row=True)
        answers = proportion(design, questions, by=area, all_row=True)
        compared = compare_areas(heads, self.plan.contrast, over=area)
        more = [name for name in spec.appendix if name not in questions]
        book = estimate_book(design, more, breakdowns=[area]) if more else ()
        policy = self.plan.written.release
        return release([heads, answers, compared, *book], policy=policy)

    def spec(self, design: SurveyDesign, weights: Weights | None = None) -> ReportSpec:
        """The words and the order of the report."""
        written = self.plan.written
        contrast = next(area for area in written.areas if area.id == self.plan.contrast)
        return ReportSpec(
            title=plain_text(written.title),
            subtitle=plain_text(written.subtitle),
            wave=self.written.id,
            over=self.written.area,
            contrast=self.plan.contrast,
            contrast_chosen=plain_text(contrast.chosen),
            others_chosen=tuple(
                plain_text(area.chosen)
                for area in written.areas
                if area.chosen and area is not contrast
            ),
            areas=len(written.areas),
            unit=plain_text(written.unit.singular),
            units=plain_text(written.unit.plural),
            respondents=plain_text(written.respondents),
            chapters=tuple(
                Chapter(
                    c.id,
                    plain_text(c.title),
                    tuple(column for name in c.questions for column in self.plan.columns_of(name)),
                    self._prose(c.id),
                )
                for c in written.chapters
            ),
            appendix=tuple(
                dict.fromkeys(
                    column for name in written.appendix for column in self.plan.columns_of(name)
                )
            ),
            sampling=plain_text(self.written.sampling),
            source=plain_text(written.source),
            wording=self.plan.questionnaire.note,
            weighted=self.written.weights is not None or weights is not None,
            corrected=design.has_fpc,
            simulated=written.simulated,
            weights=weights,
            uncertainty=() if weights is None else tuple(_uncertainty(design)),
        )

    def document(
        self, language: str | None = None, *, progress: Callable[[], None] = lambda: None
    ) -> Document:
        """The report as a document, not yet written."""
        language = self._checked(language or current_language(), FORMATS)
        with language_in_force(language):
            answers = self.responses(unit=True)
            weights = self.weights(answers)
            design = self.design(answers, weights=weights)
        spec = self.spec(design, weights)
        return compose_report(
            self.released(design),
            spec,
            language,
            answers=int(design.counts.sum()),
            about=tuple(self._about(spec, language)),
            look=look_of(self.plan.house_style(language)),
            progress=progress,
        )

    def report(
        self,
        *,
        language: str | None = None,
        formats: Sequence[str] = FORMATS,
        out: str | os.PathLike[str] | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> tuple[Path, ...]:
        """Write the report.

        A Word file in the folder that was edited is never overwritten: it is kept, and the new
        one is called ``report-new.docx``.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        formats : sequence of {"html", "docx", "pdf"}
            ``tables.xlsx`` and ``manifest.json`` are always written.
        out : path, optional
            Folder of the report; ``report/<wave>-<language>`` in the study if left out.
        progress : callable
            Called once for each chapter, and once when the files are written.

        Returns
        -------
        tuple of Path
            The files, the manifest last.

        Raises
        ------
        WrongUseError
            If a format isn't known, or `out` holds files of others or is the current folder.
        """
        language = self._checked(language or current_language(), formats)
        folder = Path(out) if out is not None else self._default_folder(language)
        _refuse_other_folders(folder)
        document = self.document(language, progress=progress)
        style = self.plan.house_style(language)
        pages = {name: WRITERS[name](document, style) for name in formats}
        workbook = {WORKBOOK: write_workbook(document, style=style)}
        make_folder(folder.absolute().parent)
        restore_folder(folder)
        hers = edited_reports(folder, MANIFEST)
        files = {_file_name(name, hers): data for name, data in pages.items()} | workbook
        manifest = self._manifest(language, formats, files)
        write_folder(
            folder,
            files | {MANIFEST: manifest.to_bytes()},
            last=MANIFEST,
            kept=(*hers, *lock_files(folder)),
        )
        progress()
        return tuple(folder / name for name in (*files, MANIFEST))

    def refresh(
        self, path: str | os.PathLike[str], *, language: str | None = None
    ) -> RefreshedReport:
        """Bring the numbers of an edited report in Word up to date with this wave.

        The file as it was is kept beside it, as ``….before-refresh.docx``. If there is nothing to
        renew, nothing is written.

        Parameters
        ----------
        path : path
            A docx that `report` wrote, and that was edited since.
        language : {"da", "en"}, optional
            That of the file if left out; needed only where the file doesn't say it any more.

        Returns
        -------
        RefreshedReport
            What was renewed, and what is left to be done by hand.

        Raises
        ------
        FileError
            If the file can't be read, isn't a report of this study, or is open elsewhere.
        RefusedError
            If the new numbers need a stamp that the file doesn't have.
        WrongUseError
            If the file says another language than the one asked for.
        """
        path = Path(path)
        data = read_guarded(path, most_bytes=_MOST_WORD)
        refuse_open(path)
        spoken = language or language_of(data)
        if spoken is None:
            raise fail(WrongUseError, "word.language_unknown")
        style = self.plan.house_style(spoken)
        refreshed = refresh_docx(data, self.document(spoken), style=style)
        if refreshed.data == data:
            return RefreshedReport(path, None, refreshed.changes)
        kept = kept_as(path)
        write_bytes(kept, data)
        write_bytes(path, refreshed.data)
        return RefreshedReport(path, kept, refreshed.changes)

    def _checked(self, language: str, formats: Sequence[str]) -> str:
        for name in formats:
            if name not in FORMATS:
                known = culprits(FORMATS)
                raise fail(WrongUseError, "study.format_unknown", name=quoted(name), known=known)
        if language not in LANGUAGES:
            raise fail(
                WrongUseError, "study.language", got=quoted(language), known=culprits(LANGUAGES)
            )
        self.plan.check_language(language)
        return language

    def _default_folder(self, language: str) -> Path:
        return self.plan.folder / "report" / f"{safe_file_name(self.written.id)}-{language}"

    def _prose(self, chapter: str) -> Text:
        """The analyst's own words for a chapter, by language."""
        found = {}
        for language in LANGUAGES:
            path = self._prose_file(chapter, language)
            if path.is_file():
                found[language] = _read_text(path)
        return found

    def _prose_file(self, chapter: str, language: str) -> Path:
        return self.plan.folder / "tekst" / f"{chapter}.{language}.md"

    def _inputs(self, language: str) -> dict[str, str]:
        """Hashes of the files that a report in this language is made of."""
        files = {
            STUDY_FILE: self.plan.folder / STUDY_FILE,
            f"questionnaires/{self.plan.questionnaire_file.name}": self.plan.questionnaire_file,
            **self.files.inputs(),
        }
        if weighting_of(self.plan.written, self.written) is not None:
            files |= self.files.weighting_inputs()
        for chapter in self.plan.written.chapters:
            path = self._prose_file(chapter.id, language)
            if path.is_file():
                files[path.name] = path
        if self.plan.style_file is not None:
            files |= {path.name: path for path in self.plan.style_file.files}
        return hashes(self.plan.folder, files)

    def _manifest(self, language: str, formats: Sequence[str], files: dict[str, bytes]) -> Manifest:
        command = (
            f"survey report . {self.written.id} --lang {language} --format {','.join(formats)}"
        )
        return Manifest(
            command=command,
            inputs=self._inputs(language),
            outputs={name: sha256_of(data) for name, data in files.items()},
            settings={"policy": self.plan.written.release, "contrast": self.plan.contrast},
        )

    def _about(self, spec: ReportSpec, language: str) -> list[tuple[str, str]]:
        def label(key: str, **fields: object) -> str:
            return text(f"report.about.{key}", lang=language, **fields)

        about = [
            (label("wave"), self.written.id),
            (label("package"), f"resident-survey {own_version()}"),
            (label("policy"), label(f"policy_{self.plan.written.release}")),
        ]
        if spec.source:
            about.append((label("source"), said(spec.source, language)))
        inputs = self._inputs(language).items()
        return about + [(label("input", file=file), f"SHA-256 {digest}") for file, digest in inputs]


def open_study(folder: str | os.PathLike[str]) -> Study:
    """Open a study folder.

    Parameters
    ----------
    folder : str or path
        The folder that holds ``study.yaml``.

    Returns
    -------
    Study

    Raises
    ------
    FileError
        If there is no study.yaml, or a file can't be read.
    FindingsError
        With all that is wrong in the study or its questionnaire, each with its line.

    Examples
    --------
    >>> study = open_study("examples/copenhagen-housing")  # doctest: +SKIP
    >>> study.wave("1968").report(language="da")  # doctest: +SKIP
    """
    return Study(read_study_plan(folder))


def _uncertainty(design: SurveyDesign) -> Iterator[str]:
    """What the uncertainty rests on, but for what the method page says of every report."""
    for each in design.notes:
        if each.code != _SAID_OF_ALL:
            yield each.message


def _read_text(path: Path) -> str:
    try:
        return read_guarded(path, most_bytes=_MOST_TEXT).decode("utf-8-sig")
    except UnicodeDecodeError:
        file = quoted(path.name)
        raise fail(FileError, "study.text_files", where=shown(path), file=file) from None


def _file_name(form: str, hers: tuple[str, ...]) -> str:
    return free_name(hers) if form == "docx" else f"report.{form}"


def _refuse_other_folders(folder: Path) -> None:
    """Refuse a folder that holds anything but earlier reports, and the one we stand in."""
    if not folder.is_dir():
        return
    if Path.cwd().is_relative_to(folder.resolve()):
        raise fail(WrongUseError, "study.out_is_here", folder=quoted(str(folder)))
    ours = {f"report.{name}" for name in FORMATS if name != "docx"} | {WORKBOOK, MANIFEST}
    left_alone = {*_OF_FILE_MANAGERS, *word_reports(folder), *lock_files(folder)}
    names = {path.name for path in folder.iterdir()} - left_alone
    foreign = sorted(names - ours)
    if foreign or (names and MANIFEST not in names):
        raise fail(
            WrongUseError,
            "study.out_not_ours",
            folder=quoted(str(folder)),
            names=culprits(foreign or sorted(names)),
        )
