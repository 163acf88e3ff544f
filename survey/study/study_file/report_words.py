"""The words of a wave's report: those of study.yaml, and the analyst's own for each chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import FileError
from survey.files.guards import read_guarded, safe_file_name, shown
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import fail, quoted
from survey.questionnaire.schema import plain_text
from survey.report.spec import Chapter, ReportSpec
from survey.study.study_file.schema import called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from survey.codebook import Text
    from survey.estimation.design import SurveyDesign
    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import StudyFile, WaveFile
    from survey.weighting.weights import Weights

PROSE_FOLDER = "tekst"
_MOST_TEXT = 1_000_000
_SAID_OF_ALL = "DESIGN-RESPONDING-RATE"


def spec_of(
    plan: StudyPlan,
    wave: WaveFile,
    design: SurveyDesign,
    weights: Weights | None = None,
    *,
    without_answers: Sequence[str] = (),
) -> ReportSpec:
    """The words and the order of the report; `without_answers` are earlier waves."""
    written = plan.written
    uncoded = [name for name in plan.coded if name not in design.codebook.multiples]

    def columns(names: Sequence[str]) -> tuple[str, ...]:
        found = (column for name in names for column in plan.columns_of(name))
        return tuple(each for each in dict.fromkeys(found) if each not in uncoded)

    contrast = next((area for area in written.areas if area.id == plan.contrast), None)
    return ReportSpec(
        title=plain_text(written.title),
        subtitle=plain_text(written.subtitle),
        wave=called(wave),
        over=wave.area,
        contrast=plan.contrast,
        contrast_chosen=plain_text(contrast.chosen if contrast else None),
        others_chosen=tuple(
            plain_text(area.chosen)
            for area in written.areas
            if area.chosen and area is not contrast
        ),
        areas=len(written.areas),
        selection=written.selection,
        place_alone=_place_alone(written),
        unit=plain_text(written.unit.singular),
        units=plain_text(written.unit.plural),
        respondents=plain_text(written.respondents),
        chapters=tuple(
            Chapter(
                c.id,
                plain_text(c.title),
                columns(c.questions),
                prose_of(plan, wave, c.id),
            )
            for c in written.chapters
            if columns(c.questions)
        ),
        appendix=columns(written.appendix),
        uncoded=tuple(plan.coded[name].label for name in uncoded if name in _named(written)),
        sampling=plain_text(wave.sampling),
        source=plain_text(written.source),
        wording=plan.questionnaire.note,
        weighted=wave.weights is not None or weights is not None,
        corrected=design.has_fpc,
        simulated=written.simulated,
        weights=weights,
        uncertainty=() if weights is None else tuple(_uncertainty(design)),
        without_answers=tuple(without_answers),
    )


def _named(written: StudyFile) -> set[str]:
    """All that chapters and the appendix name."""
    return {
        *written.appendix,
        *(name for chapter in written.chapters for name in chapter.questions),
    }


def _place_alone(written: StudyFile) -> Text:
    """Where the answers are from, if only one area took part."""
    if len(written.areas) > 1:
        return {}
    area = written.areas[0]
    called = plain_text(area.in_text) or plain_text(area.label)
    usual = {
        language: text("sentence.in_area", lang=language, area=name)
        for language, name in called.items()
    }
    return {**usual, **plain_text(area.place)}


def prose_of(plan: StudyPlan, wave: WaveFile, chapter: str) -> Text:
    """The analyst's own words for a chapter, by language."""
    found = {}
    for language in LANGUAGES:
        path = prose_file(plan, wave, chapter, language)
        if path is not None:
            found[language] = _read_text(path)
    return found


def prose_file(plan: StudyPlan, wave: WaveFile, chapter: str, language: str) -> Path | None:
    """Where the analyst's own words for a chapter lie: those of the wave, else those of all."""
    paths = (plan.home / name for name in prose_names(wave, chapter, language))
    return next((path for path in paths if path.is_file()), None)


def prose_names(wave: WaveFile, chapter: str, language: str) -> tuple[str, str]:
    """Where words for a chapter may lie in the study: those of a wave, and those of all waves."""
    file = f"{chapter}.{language}.md"
    return f"{PROSE_FOLDER}/{safe_file_name(wave.id)}/{file}", f"{PROSE_FOLDER}/{file}"


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
