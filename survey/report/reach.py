"""How far the numbers of all areas reach: whom they are of, by how the areas were selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.codebook import said
from survey.documents.blocks import Paragraph, Run, Tone
from survey.language.catalogue import text
from survey.language.words import number_word

if TYPE_CHECKING:
    from survey.report.spec import ReportSpec


def reach_of(spec: ReportSpec, language: str, tone: Tone = Tone.BODY) -> list[Paragraph]:
    """Whom the numbers of all areas are of, by how the areas were selected, if that is known.

    Parameters
    ----------
    spec : ReportSpec
    language : {"da", "en"}
    tone : Tone
    """
    if spec.selection is None:
        return []
    words = text(
        f"method.reach.{spec.selection}",
        lang=language,
        count=spec.areas,
        area_count=number_word(spec.areas, language),
        units=said(spec.units, language),
        unit=said(spec.unit, language),
    )
    return [Paragraph((Run(words),), tone, id=f"reach_{tone.value}")]
