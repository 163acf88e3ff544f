"""The area sheet: one page on one area, for the board and the residents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.documents.blocks import Box, Document, Paragraph, Run, Tone
from survey.figures.profile_chart import profile_chart
from survey.figures.style import DEFAULT_LOOK
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent
from survey.report.areas.follow_up import follow_up_table, followed_in
from survey.report.areas.profile_table import profile_table
from survey.report.areas.seen import best_and_worst, headlines_in, seen_from
from survey.report.spec import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block, Table
    from survey.figures.style import Look
    from survey.report.areas.follow_up import FollowUp
    from survey.report.areas.seen import Seen
    from survey.report.spec import ReportSpec

_MOST_HEADLINES, _MOST_DECISIONS = 6, 3


def compose_area_sheet(
    released: Released,
    spec: ReportSpec,
    area: str,
    language: str,
    *,
    follow_up: Sequence[FollowUp] = (),
    look: Look = DEFAULT_LOOK,
) -> Document:
    """Put the sheet of an area together: its headlines, where it stands best and worst, a chart.

    Parameters
    ----------
    released : Released
        What the main report shows; the sheet shows nothing else.
    spec : ReportSpec
    area : str
        The code of the area.
    language : {"da", "en"}
    follow_up : sequence of FollowUp
        What was decided, for whatever area.
    look : Look
        Colours and font of the chart.

    Returns
    -------
    Document
    """
    decided = followed_in(area, follow_up)
    names = _headlines(released, spec, _MOST_HEADLINES - min(len(decided), _MOST_DECISIONS))
    words = Words(spec, language)
    title = text("areas.sheet.table", lang=language, respondents=words["respondents"])
    table = profile_table(released, spec, area, names, language, title=title)
    blocks: list[Block] = [
        _lead(released, spec, area, language),
        replace(table, notes=(" ".join(table.notes),)),
    ]
    blocks += best_and_worst_blocks(released, spec, area, language)
    chart = profile_chart(
        released, area, names, over=spec.over, contrast=spec.contrast, language=language
    )
    if not chart.is_empty:
        figure = chart.to_figure(look=look)
        blocks.append(replace(figure, notes=(" ".join(figure.notes),)))
    if decided:
        blocks.append(_decisions(released, spec, decided, language))
    blocks.append(Paragraph((Run(_source(spec, language)),), Tone.NOTE))
    return Document(
        title=released.codebook.value_label(spec.over, area, language),
        subtitle=text("areas.sheet.subtitle", lang=language, title=words["title"]),
        language=language,
        blocks=tuple(blocks),
        stamps=stamps_of(released, spec, language),
    )


def _decisions(
    released: Released, spec: ReportSpec, decided: Sequence[FollowUp], language: str
) -> Table:
    """The decisions that there is room for."""
    book, over = released.codebook, spec.over
    table = follow_up_table(decided[:_MOST_DECISIONS], book, over, language, with_area=False)
    more = len(decided) - _MOST_DECISIONS
    if more <= 0:
        return table
    return replace(table, notes=(text("areas.sheet.more", lang=language, count=more),))


def _headlines(released: Released, spec: ReportSpec, most: int) -> list[str]:
    """The first headline of each chapter, then the second ones, as many as fit on a page."""
    chapters = [headlines_in(released, spec, each.questions) for each in spec.chapters]
    longest = max((len(names) for names in chapters), default=0)
    turns = [names[turn] for turn in range(longest) for names in chapters if turn < len(names)]
    chosen = set(list(dict.fromkeys(turns))[:most])
    return [name for names in chapters for name in names if name in chosen]


def _lead(released: Released, spec: ReportSpec, area: str, language: str) -> Paragraph:
    """How many answered, and what the area is compared with."""
    sentences = [answered(released, spec, area, language)]
    if spec.contrast is not None:
        key = "is_contrast" if area == spec.contrast else "compared"
        contrast = released.codebook.value_in_text(spec.over, spec.contrast, language)
        sentences.append(text(f"areas.sheet.{key}", lang=language, contrast=contrast))
    return Paragraph((Run(" ".join(sentences)),), id="area_lead")


def answered(released: Released, spec: ReportSpec, area: str, language: str) -> str:
    """How many answered in an area and its response rate, as far as known and told of areas."""
    if not spec.carried_out.tells_areas(released.policy):
        least = format_number(released.policy.minimum_base, language)
        return text("areas.sheet.untold", lang=language, least=least)
    asked = next((each for each in spec.carried_out.areas if each.code == area), None)
    count = 0 if asked is None else asked.answers
    number = format_number(count, language)
    rates = spec.carried_out.rates
    row = next((r for r in rates.rows() if str(r["area"]) == area), None) if rates else None
    if row is None or rates is None or row[rates.kind] != row[rates.kind]:
        return text("areas.sheet.answers", lang=language, count=count, number=number)
    share = format_percent(row[rates.kind], language)
    return text(
        "areas.sheet.rate", lang=language, count=count, number=number, share=share, kind=rates.kind
    )


def best_and_worst_blocks(
    released: Released, spec: ReportSpec, area: str, language: str
) -> Iterator[Block]:
    """Where the area stands best and worst, each with whether that is certain."""
    seen = seen_from(released, spec, spec.questions(), area, language)
    good, bad = best_and_worst(seen)
    beside = next((each for each in (*good, *bad)), None)
    if beside is None:
        return
    against = "all" if beside.against_all() is not None else "contrast"
    other = text(f"areas.sheet.against_{against}", lang=language)
    paragraphs = []
    for key, found in (("best", good), ("worst", bad)):
        head = Run(text(f"areas.sheet.{key}", lang=language), strong=True)
        none = Paragraph((head, Run(f" {text(f'areas.sheet.none_{key}', lang=language)}")))
        paragraphs += [_item(e, head, language, f"{key}_{n}") for n, e in enumerate(found, 1)] or [
            none
        ]
    yield Box(text("areas.sheet.extremes", lang=language, other=other), tuple(paragraphs))


def _item(seen: Seen, head: Run, language: str, name: str) -> Paragraph:
    key = "sure" if seen.mark() else "not_sure"
    words = text(f"areas.sheet.{key}", lang=language, said=seen.in_short())
    return Paragraph((head, Run(f" {words}")), id=f"area_{name}")


def _source(spec: ReportSpec, language: str) -> str:
    words = Words(spec, language)
    return text("areas.sheet.source", lang=language, title=words["title"], wave=spec.wave)


def stamps_of(released: Released, spec: ReportSpec, language: str) -> tuple[str, ...]:
    """What must stand on every page."""
    simulated = (text("report.simulated", lang=language),) if spec.simulated else ()
    return (*simulated, *released.stamps(language))
