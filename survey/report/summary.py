"""The summary: the whole picture, a number a chapter, the clearest differences and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.documents.blocks import (
    BulletList,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Run,
    Tone,
)
from survey.language.catalogue import text
from survey.language.numbers import format_percent, format_range, format_share
from survey.report.asked import with_headline
from survey.report.changes import changes_in_summary
from survey.report.condensed import alike, counted, how_many_differ
from survey.report.reach import reach_of
from survey.report.sentences import decimals_needed, finding_of, points_in_words
from survey.report.strongest import everywhere, ranked, strongest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.report.sentences import AreaFinding, Finding
    from survey.report.spec import ReportSpec
    from survey.report.strongest import Strongest

_MOST_FINDINGS, _MOST_BESIDE_CHANGES = 4, 3
_FEWEST_TILES, _FEW_CHAPTERS = 2, 5


def summary_blocks(released: Released, spec: ReportSpec, language: str) -> list[Block]:
    """The summary of a report, which takes a page at most.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    language : {"da", "en"}
    """
    blocks: list[Block] = [Heading(2, text("report.summary", lang=language), "summary")]
    names = with_headline(spec.questions(), released.codebook)
    findings = {name: finding_of(released, spec, name, language) for name in names}
    if not findings:
        return blocks
    lead = next(iter(findings.values()))
    whole = _whole(lead)
    alone = lead.lead() if whole is not None and whole is not lead.everyone else []
    picture = [lead.of_all(), *alone, *how_many_differ([*findings.values()], released, spec)]
    picture += counted([*findings.values()], released, spec)
    is_long = len(spec.chapters) > _FEW_CHAPTERS
    blocks += _paragraph("overall", picture, Tone.BODY if is_long else Tone.LEAD)
    blocks += _tiles(released, spec, findings)
    changes = changes_in_summary(released, spec, names, language)
    chosen = _chosen(findings, spec)[: _MOST_BESIDE_CHANGES if changes else _MOST_FINDINGS]
    blocks += _clearest(chosen, language)
    blocks += _paragraph("alike", alike([*findings.values()], released, spec, named=True))
    reach = reach_of(spec, language, Tone.NOTE)
    blocks += [*changes, *reach]
    if not reach and any(each.finding.is_rounded_apart for each in chosen):
        note = text("table.note.rounding", lang=language)
        blocks.append(Paragraph((Run(note),), Tone.NOTE))
    return blocks


def _paragraph(name: str, sentences: Sequence[str], tone: Tone = Tone.BODY) -> list[Block]:
    told = " ".join(each for each in sentences if each)
    return [Paragraph((Run(told),), tone, id=f"summary_{name}")] if told else []


def _chosen(findings: Mapping[str, Finding], spec: ReportSpec) -> list[Strongest]:
    """The clearest findings: the best of each chapter first, then those that are next."""
    best = {name: found for name, f in findings.items() if (found := strongest_of(f)) is not None}
    firsts = []
    for chapter in spec.chapters:
        there = [best[name] for name in chapter.questions if name in best]
        firsts += ranked(there)[:1]
    firsts = ranked(dict.fromkeys(firsts))[:_MOST_FINDINGS]
    others = [each for each in ranked(best.values()) if each not in firsts]
    return ranked([*firsts, *others[: _MOST_FINDINGS - len(firsts)]])


def _clearest(chosen: Sequence[Strongest], language: str) -> list[Block]:
    if not chosen:
        return []
    heading = Paragraph((Run(text("findings.clearest", lang=language), strong=True),))
    items = (
        Paragraph((Run(" ".join(each.sentences())),), id=f"summary_finding_{place}")
        for place, each in enumerate(chosen, start=1)
    )
    return [heading, BulletList(tuple(items))]


# Tiles


def _tiles(released: Released, spec: ReportSpec, findings: Mapping[str, Finding]) -> list[Block]:
    """A tile for each chapter; for each area where there is but one chapter to tell of."""
    language = next(iter(findings.values())).language
    leads = [
        next((findings[name] for name in chapter.questions if name in findings), None)
        for chapter in spec.chapters
    ]
    wholes = [(each, _whole(each)) for each in leads if each is not None]
    found = [each for each, whole in wholes if whole is not None and whole.shown]
    found = list({each.variable: each for each in found}.values())
    if len(found) < _FEWEST_TILES:
        return _tiles_of_areas(released, spec, next(iter(findings.values())))
    there = everywhere(found[0])
    label = text(
        "findings.tiles" if there else "findings.tiles_alone",
        lang=language,
        respondents=found[0].respondents,
        everywhere=there,
        place=found[0].areas[0].place,
    )
    tiles = tuple(_tile(released, spec, each) for each in found)
    return [Paragraph((Run(label),)), KeyFigures(tiles)]


def _tile(released: Released, spec: ReportSpec, finding: Finding) -> KeyFigure:
    whole = _whole(finding)
    value = "" if whole is None else finding.share_of(whole)
    return KeyFigure(value=value, label=finding.label, comparison=_spread(released, spec, finding))


def _whole(finding: Finding) -> AreaFinding | None:
    """All areas together, or the only one there is."""
    if finding.everyone is None and finding.contrast is None and len(finding.areas) == 1:
        return finding.areas[0]
    return finding.everyone


def _spread(released: Released, spec: ReportSpec, finding: Finding) -> str:
    """From which share to which the areas go, and where the contrast is."""
    language = finding.language
    beside = (finding.contrast,) if finding.contrast is not None else ()
    shown = sorted(each.share for each in (*finding.areas, *beside) if each.shown)
    spread = contrast = ""
    if len(shown) > 1:
        spread = format_range(format_share(shown[0], language), format_percent(shown[-1], language))
    if finding.has_contrast:
        area = released.codebook.value_label(spec.over, spec.contrast, language)
        share = finding.share_of(finding.beside)
        contrast = text("findings.tile_contrast", lang=language, area=area, share=share)
    if spread and contrast:
        return text("findings.tile_both", lang=language, spread=spread, contrast=contrast)
    return spread or contrast


def _tiles_of_areas(released: Released, spec: ReportSpec, finding: Finding) -> list[Block]:
    language = finding.language
    label = text(
        "report.tiles",
        lang=language,
        label=finding.label,
        respondents=finding.respondents,
        units=finding.units,
    )
    contrast = ""
    if spec.contrast is not None:
        contrast = released.codebook.value_in_text(spec.over, spec.contrast, language)
    tiles = []
    for area in (*finding.areas, *([finding.contrast] if finding.contrast else [])):
        name = released.codebook.value_label(spec.over, area.area, language)
        tiles.append(
            KeyFigure(
                value=finding.share_of(area),
                label=name,
                comparison=_beside(area, finding, contrast),
                highlighted=area is finding.contrast,
            )
        )
    return [Paragraph((Run(label),)), KeyFigures(tuple(tiles))]


def _beside(area: AreaFinding, finding: Finding, contrast: str) -> str:
    """What a tile says below its number: how it compares, and why it is missing or doubtful."""
    language = finding.language
    parts = []
    if area is finding.contrast:
        parts.append(text("report.tile_contrast", lang=language))
    elif area.compared:
        parts.append(_compared(area, finding, contrast))
    if area.status is not Status.SHOWN:
        parts.append(text(f"report.tile_{area.status.value}", lang=language))
    return ". ".join(parts)


def _compared(area: AreaFinding, finding: Finding, contrast: str) -> str:
    language = finding.language
    if not area.mark:
        return text("report.tile_same", lang=language, contrast=contrast)
    key = "report.tile_lower" if area.mark < 0 else "report.tile_higher"
    size = abs(area.difference)
    points = points_in_words(size, language, decimals_needed(size))
    return text(key, lang=language, points=points, contrast_place=finding.beside.place)
