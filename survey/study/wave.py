"""One wave of a study, from its answers to a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from survey.codebook import Kind, said
from survey.comparison.areas import compare_areas
from survey.comparison.register.beside_register import representativity
from survey.disclosure.reviewing.review import review_release
from survey.documents.notebook import facts_html
from survey.documents.word_refresh import language_of, refresh_docx
from survey.errors import DataError, RefusedError, WrongUseError
from survey.estimation.book import estimate_book
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline, proportion
from survey.figures.style import look_of
from survey.files.atomic import write_bytes
from survey.files.guards import read_guarded
from survey.language.catalogue import current_language, language_in_force, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.schema import plain_text
from survey.report.areas.area_report import compose_area_report
from survey.report.areas.area_sheet import compose_area_sheet
from survey.report.asked import with_headline
from survey.report.compose import compose_report
from survey.responses.coding.all_questions import read_codings
from survey.responses.coding.coded import coded as with_codes
from survey.responses.reading import read_responses
from survey.simulation.invented_files import invented_in
from survey.study.excel.follow_up import read_follow_up
from survey.study.keeping.locked import edited_since, refuse_changed, writing_into
from survey.study.publishing.area_reports import AREA_FORMATS, write_area_reports
from survey.study.publishing.edited import kept_as, refuse_open
from survey.study.publishing.published_reports import (
    begin_register,
    held_release,
    published_by_others,
)
from survey.study.publishing.refreshed import RefreshedReport
from survey.study.publishing.written import FORMATS, about_report, checked_form, write_report
from survey.study.rebuilding.memory import handed_out, remembered
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import rested_now, told_apart
from survey.study.study_file.report_words import spec_of
from survey.study.study_file.schema import (
    OF_WEIGHTING,
    named_files,
    release_policy_of,
    weighting_of,
)
from survey.study.waves.carried_out import carried_out_of
from survey.study.waves.compared import asked_before, compared_series
from survey.study.waves.earlier import earlier_waves, waves_without_answers
from survey.study.waves.wave_files import WaveFiles
from survey.study.waves.weighing import weights_of, write_template

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Sequence

    from survey.codebook import Variable
    from survey.comparison.register.representativity import Representativity
    from survey.comparison.waves.comparison import WaveComparison
    from survey.disclosure.release import Result
    from survey.disclosure.results.released import Released
    from survey.disclosure.reviewing.review import ReleaseReview
    from survey.documents.blocks import Document
    from survey.estimation.estimates import Estimates
    from survey.report.spec import ReportSpec
    from survey.responses.cleaning.log import CleaningLog
    from survey.responses.responses import Responses
    from survey.study.publishing.area_reports import AreaDocuments, WrittenAreaReports
    from survey.study.publishing.published_reports import HeldRelease
    from survey.study.publishing.written import Publishing, WrittenReport
    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile
    from survey.weighting.weights import Weights


_MOST_WORD = 300_000_000
_PAIR = 2
"""So many areas without a contrast aren't compared with both together, of which each is half."""


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
        """The columns beside the questions: that of the areas, which departments may stand in."""
        return (self.plan.area_variable(self.written.area, self.written.id),)

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
        how = invalid or self.written.invalid
        if corrections is not None:
            return self._read(how, corrections, coded=coded, unit=unit)
        return handed_out(self._answers(how, coded=coded, unit=unit))

    def _answers(
        self,
        invalid: Literal["refuse", "count"] | None = None,
        *,
        coded: bool = True,
        unit: bool = True,
    ) -> Responses:
        """The answers as the files have them, kept in memory; without more, those of a report."""
        how = invalid or self.written.invalid
        return remembered(
            lambda: self._key("answers", Stage.CODING, how, coded, unit),
            lambda: self._read(how, self.files.corrections, coded=coded, unit=unit),
        )

    def _key(self, what: str, stage: Stage, *how: object) -> tuple[object, ...]:
        """What a result of the wave rests on; sentences in it are in the language in force."""
        language = current_language()
        rests = told_apart(rested_now(self.files, stage, language=language, page=False))
        # files are told by how they are now, and what was read of them by how they were then
        read = [(str(path), self.plan.read[path]) for path in edited_since(self.plan)]
        return what, str(self.plan.folder), self.written.id, language, rests, *read, *how

    def _read(
        self,
        invalid: Literal["refuse", "count"],
        corrections: CleaningLog | Path | None,
        *,
        coded: bool,
        unit: bool,
    ) -> Responses:
        refuse_changed(self.plan, self.written.id)
        self._refuse_unmarked()
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
            invalid=invalid,
            contradictions=written.contradictions,
            duplicates=written.duplicates,
            corrections=corrections,
            rosters=files.rosters,
            simulated=self.plan.written.simulated,
        )
        if not coded or not files.coding_sheets:
            return read
        codings = read_codings(files.coding_target, read).codings
        return with_codes(read, *(each for each in codings if len(each)))

    def _refuse_unmarked(self) -> None:
        """Refuse invented files in a study that doesn't say that answers are simulated.

        Raises
        ------
        RefusedError
            With the names of the files.
        """
        if self.plan.written.simulated:
            return
        left = invented_in(self.files.folder)
        if left:
            names = culprits(path.name for path in left)
            raise fail(RefusedError, "simulation.unmarked", names=names,
                       wave=quoted(self.written.id))  # fmt: skip

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
        if responses is None:
            return handed_out(self._weights())
        self._refuse_unknown_areas(responses)
        return weights_of(self.files, responses)

    def _weights(self) -> Weights | None:
        """The weights of the answers as the files have them, kept in memory."""
        if weighting_of(self.plan.written, self.written) is None:
            return None
        return remembered(
            lambda: self._key("weights", Stage.WEIGHTS), lambda: self.weights(self._answers())
        )

    def targets_template(self, language: str | None = None) -> Path:
        """Write an empty ``targets.xlsx`` into the folder of the wave, for what its recipe meets.

        Parameters
        ----------
        language : {"da", "en"}, optional
            Of the headings; the language in force if left out.

        Raises
        ------
        WrongUseError
            If the recipe meets no register, or the wave has targets already.
        """
        return write_template(self.files, language=language or current_language())

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
        if responses is None and weights is None:
            return handed_out(self._design())
        answers = responses or self._answers()
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

    def _design(self) -> SurveyDesign:
        """The design of the answers as the files have them, kept in memory."""
        return remembered(
            lambda: self._key("design", Stage.TABLES),
            lambda: self.design(self._answers(), weights=self._weights()),
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

    def compared(self, design: SurveyDesign | None = None) -> tuple[WaveComparison, ...] | None:
        """Headlines compared with those of the earlier waves that asked the same questions.

        Parameters
        ----------
        design : SurveyDesign, optional
            That of this wave; made if left out.

        Returns
        -------
        tuple of WaveComparison
            One for the questions that were asked in the same waves; None if no earlier wave asked
            any of the report's questions. A wave whose answers aren't there is left out.

        Raises
        ------
        FindingsError
            If nobody has decided whether a question is still the same, and the study doesn't say
            ``undecided: break``.
        """
        series = asked_before(self.files, self.plan.with_headline)
        if not series:
            return None
        wanted = {each for one in series for each in one.names}
        designs = {
            each.written.id: Wave(each.plan, each.written)._design()
            for each in earlier_waves(self.files)
            if each.written.id in wanted
        }
        designs[self.written.id] = design or self._design()
        return tuple(compared_series(each, designs) for each in series)

    def released(self, design: SurveyDesign | None = None) -> Released:
        """What the report shows: released under the policy, held against all that is published.

        Headlines, all answers and differences from the contrast, and what changed since earlier
        waves.
        """
        if design is None:
            return handed_out(self._held().released)
        return self._hold(design).released

    def review(self, language: str | None = None) -> ReleaseReview:
        """Go through what the report would publish, table by table, before it goes out.

        It is held against all that the study has published, as the report is. `review_wave` makes
        exceptions in somebody's name, and writes the log for the data protection officer.

        Parameters
        ----------
        language : {"da", "en"}, optional
            Of what is noted; the language in force if left out.

        Returns
        -------
        ReleaseReview

        Raises
        ------
        WrongUseError
            If the study's policy hides nothing.
        """
        with language_in_force(language or current_language()):
            policy, register = release_policy_of(self.plan.written), self._held().register
            results = self._results(self._design())
            return review_release(results, policy, published=register)

    def _hold(self, design: SurveyDesign) -> HeldRelease:
        return held_release(self.files, self._results(design))

    def _results(self, design: SurveyDesign) -> list[Result]:
        """What the report shows, before it is released."""
        spec = self.spec(design)
        asked = spec.questions()
        questions = with_headline(asked, design.codebook)
        area = self.written.area
        more = [n for n in dict.fromkeys((*asked, *spec.appendix)) if n not in questions]
        results: list[Result] = self._compared_by_area(design, questions) if questions else []
        results += estimate_book(design, more, breakdowns=[area]) if more else ()
        results += self._totals(design, {*asked, *more})
        results += self.compared(design) or ()
        beside = self._beside_register()
        return results if beside is None else [*results, beside]

    def _totals(self, design: SurveyDesign, reported: Collection[str]) -> Iterable[Estimates]:
        """All answers together to what else was asked, for the questionnaire in the report."""
        book = design.codebook
        asked = [
            variable.name
            for variable in self.plan.questionnaire.variables()
            if variable.kind is Kind.SINGLE and variable.codes and variable.name in design.data
        ]
        several = [name for name in book.multiples if self.plan.questionnaire.question(name)]
        more = [name for name in (*asked, *several) if name not in reported]
        return estimate_book(design, more, breakdowns=[()]) if more else ()

    def _compared_by_area(self, design: SurveyDesign, questions: Sequence[str]) -> list[Result]:
        """Headlines and all answers by area, compared with the contrast and with all together."""
        area = self.written.area
        count, contrast = len(self.plan.written.areas), self.plan.contrast
        several = count > 1
        heads = headline(design, questions, by=area, all_row=several)
        answers = proportion(design, questions, by=area, all_row=several)
        results: list[Result] = [heads, answers]
        if several and contrast:
            results.append(compare_areas(heads, contrast, over=area))
        if contrast or count > _PAIR:
            results.append(compare_areas(heads, against="all", over=area, adjust="holm"))
        return results

    def _beside_register(self) -> Representativity | None:
        """Who answered beside who lives there, if the answers are weighted to a register."""
        weights = self._weights()
        targets = None if weights is None else weights.targets
        if weights is None or targets is None:
            return None
        if all(each.numeric for each in targets.tables.values()):
            return None
        return representativity(self._answers(), targets, weights)

    def _held(self) -> HeldRelease:
        """What is released of the answers as the files have them, kept in memory."""
        return remembered(
            lambda: self._key("released", Stage.TABLES, published_by_others(self.files)),
            lambda: self._hold(self._design()),
        )

    def waves_without_answers(self) -> tuple[str, ...]:
        """The earlier waves whose answers aren't there, so that nothing is compared with them."""
        return waves_without_answers(self.files)

    def spec(self, design: SurveyDesign, weights: Weights | None = None) -> ReportSpec:
        """The words and the order of the report."""
        lacking = self.waves_without_answers()
        return spec_of(self.plan, self.written, design, weights, without_answers=lacking)

    def document(
        self, language: str | None = None, *, progress: Callable[[], None] = lambda: None
    ) -> Document:
        """The report as a document, not yet written."""
        spoken = checked_form(self.plan, language or current_language(), FORMATS)
        chapters = iter(self.plan.written.chapters)

        def told() -> None:
            next(chapters)
            progress()

        with language_in_force(spoken):
            document = remembered(
                lambda: self._key("document", Stage.REPORT, published_by_others(self.files)),
                lambda: self._composed(spoken, told),
            )
        for _ in chapters:
            progress()
        return document

    def _whole_spec(self) -> ReportSpec:
        """The words and the order of the report, with how the wave was carried out."""
        design = self._design()
        done = carried_out_of(self.files, design)
        return replace(self.spec(design, self._weights()), carried_out=done)

    def _composed(self, language: str, progress: Callable[[], None]) -> Document:
        spec = self._whole_spec()
        return compose_report(
            self._held().released,
            spec,
            language,
            answers=int(self._design().counts.sum()),
            follow_up=read_follow_up(self.plan, self.files.areas_measured),
            about=tuple(about_report(self.files, spec, language)),
            look=look_of(self.plan.house_style(language)),
            progress=progress,
        )

    def _to_publish(self, language: str, progress: Callable[[], None]) -> Publishing:
        """The report as a document, and what is to be written down once it is out."""
        begin_register(self.plan)
        document = self.document(language, progress=progress)
        with language_in_force(language):
            return document, self._held()

    def report(
        self,
        *,
        language: str | None = None,
        formats: Sequence[str] = FORMATS,
        out: str | os.PathLike[str] | None = None,
        again: bool = False,
        progress: Callable[[], None] = lambda: None,
    ) -> WrittenReport:
        """Write the report, unless it is as it would be if it were written now.

        A Word file in the folder that was edited is never overwritten: it is kept, and the new
        one is called ``report-new.docx``.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        formats : sequence of {"html", "docx", "pdf"}
            ``tables.xlsx`` and ``manifest.json`` are always written.
        out : path, optional
            Folder of the report; ``report/<wave>-<language>`` in the study if left out. Into any
            other folder it is always written.
        again : bool
            Whether it is written even if nothing has changed.
        progress : callable
            Called once for each chapter, and once when the files are written.

        Returns
        -------
        WrittenReport
            The files, the manifest last, and whether they were written.

        Raises
        ------
        WrongUseError
            If a format isn't known, or `out` holds files of others or is the current folder.
        """
        written = write_report(
            self.files,
            lambda spoken: self._to_publish(spoken, progress),
            language=language,
            formats=formats,
            out=out,
            again=again,
        )
        progress()
        return written

    def area_reports(
        self,
        areas: str | Sequence[str] | None = None,
        *,
        language: str | None = None,
        formats: Sequence[str] = AREA_FORMATS,
        out: str | os.PathLike[str] | None = None,
        progress: Callable[[], None] = lambda: None,
    ) -> WrittenAreaReports:
        """Write a sheet of one page and a report for each area, from what the report shows.

        They are made of the same released numbers as the report, so that nothing it hides can be
        found in them. A Word file in the folder that was edited is never overwritten.

        Parameters
        ----------
        areas : str or sequence of str, optional
            Codes or labels of areas; all if left out. What was written for other areas stays if it
            rests on the same files.
        language : {"da", "en"}, optional
            The language in force if left out.
        formats : sequence of {"html", "docx", "pdf"}
        out : path, optional
            Folder; beside that of the report, ``report/<wave>-<language>-areas``, if left out.
        progress : callable
            Called once for each area.

        Returns
        -------
        WrittenAreaReports
            The files, the manifest last.

        Raises
        ------
        UnknownNameError
            If an area isn't among those of the wave.
        WrongUseError
            If a format isn't known, or `out` holds files of others or is the current folder.

        Examples
        --------
        >>> import survey as sv
        >>> wave = sv.open_study("my-study").wave("2026")  # doctest: +SKIP
        >>> wave.area_reports("Vangdalen", formats=["pdf", "docx"])  # doctest: +SKIP
        """
        return write_area_reports(
            self.files,
            self._of_areas,
            areas=areas,
            language=language,
            formats=formats,
            out=out,
            progress=progress,
        )

    def _of_areas(self, language: str) -> tuple[HeldRelease, Callable[[str], AreaDocuments]]:
        """What the sheets and reports of areas are made of, and what makes those of one."""
        begin_register(self.plan)
        with language_in_force(language):
            held, spec = self._held(), self._whole_spec()
            follow_up = read_follow_up(self.plan, self.files.areas_measured)
        look = look_of(self.plan.house_style(language))
        about = tuple(about_report(self.files, spec, language))
        given: dict[str, Any] = {"follow_up": follow_up, "look": look}

        def documents(area: str) -> AreaDocuments:
            with language_in_force(language):
                sheet = compose_area_sheet(held.released, spec, area, language, **given)
                report = compose_area_report(
                    held.released, spec, area, language, about=about, **given
                )
            return sheet, report

        return held, documents

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
        document, held = self._to_publish(spoken, lambda: None)
        refreshed = refresh_docx(data, document, style=style)
        if refreshed.data == data:
            return RefreshedReport(path, None, refreshed.changes)
        with writing_into(self.plan, self.written.id, "report", folder=path.parent):
            kept = kept_as(path)
            write_bytes(kept, data)
            write_bytes(path, refreshed.data)
            held.record()
        return RefreshedReport(path, kept, refreshed.changes)
