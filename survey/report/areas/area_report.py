"""The area report: the chapters of the main report, seen from one area."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.documents.blocks import Document, Heading, Paragraph, Run
from survey.figures.profile_chart import profile_chart
from survey.figures.style import DEFAULT_LOOK
from survey.language.catalogue import text
from survey.language.words import capitalised, number_word
from survey.report.areas.area_sheet import answered, best_and_worst_blocks, stamps_of
from survey.report.areas.follow_up import follow_up_table, followed_in
from survey.report.areas.profile_table import profile_table
from survey.report.areas.seen import headlines_in, seen_from
from survey.report.method import method_blocks
from survey.report.numbering import Numbering
from survey.report.reach import reach_of
from survey.report.spec import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.figures.style import Look
    from survey.report.areas.follow_up import FollowUp
    from survey.report.areas.seen import Seen
    from survey.report.spec import Chapter, ReportSpec

_OF_METHOD = ("contrast", "uncertainty", "confidentiality", "reading")
_MOST_TOLD, _MOST_CERTAIN = 3, 4


def compose_area_report(
    released: Released,
    spec: ReportSpec,
    area: str,
    language: str,
    *,
    follow_up: Sequence[FollowUp] = (),
    level: float = 0.95,
    about: tuple[tuple[str, str], ...] = (),
    look: Look = DEFAULT_LOOK,
) -> Document:
    """Put the report of an area together from what the main report shows.

    Parameters
    ----------
    released : Released
        What the main report shows; the report of an area shows nothing else.
    spec : ReportSpec
    area : str
        The code of the area.
    language : {"da", "en"}
    follow_up : sequence of FollowUp
        What was decided, for whatever area.
    level : float
        Confidence level of the intervals.
    about : tuple of (str, str)
        Where the report came from.
    look : Look
        Colours and font of the charts.

    Returns
    -------
    Document
    """
    made = _AreaReport(released, spec, area, language, Numbering(language, look))
    blocks = [*made.summary(), *made.chapters()]
    decided = followed_in(area, follow_up)
    if decided:
        blocks.append(Heading(2, text("areas.follow_up.title", lang=language), "follow_up"))
        table = follow_up_table(decided, released.codebook, spec.over, language, with_area=False)
        blocks.append(made.numbering.numbered(table))
    blocks += method_blocks(released, spec, language, level=level, only=_OF_METHOD)
    words = Words(spec, language)
    return Document(
        title=released.codebook.value_label(spec.over, area, language),
        subtitle=text("areas.report.subtitle", lang=language, title=words["title"]),
        language=language,
        blocks=tuple(blocks),
        stamps=stamps_of(released, spec, language),
        about=about,
    )


class _AreaReport:
    """The report in the making."""

    def __init__(
        self, released: Released, spec: ReportSpec, area: str, language: str, numbering: Numbering
    ) -> None:
        self.released, self.spec, self.area = released, spec, area
        self.language, self.numbering = language, numbering

    def summary(self) -> Iterator[Block]:
        """How many answered, where the area stands best and worst, and whom the numbers are of."""
        yield Heading(2, text("report.summary", lang=self.language), "summary")
        lead = answered(self.released, self.spec, self.area, self.language)
        main = text("areas.report.main", lang=self.language)
        all_ = text(
            "areas.report.all", lang=self.language, count=self.spec.areas,
            area_count=number_word(self.spec.areas, self.language),
            units=said(self.spec.units, self.language),
        )  # fmt: skip
        yield Paragraph((Run(f"{lead} {main} {all_}"),), id="area_lead")
        yield from best_and_worst_blocks(self.released, self.spec, self.area, self.language)
        yield from reach_of(self.spec, self.language)

    def chapters(self) -> Iterator[Block]:
        """The chapters that have headlines."""
        for chapter in self.spec.chapters:
            names = headlines_in(self.released, self.spec, chapter.questions)
            if names:
                yield from self._chapter(chapter, names)

    def _chapter(self, chapter: Chapter, names: Sequence[str]) -> Iterator[Block]:
        title = said(chapter.title, self.language)
        yield Heading(2, title, chapter.id)
        seen = seen_from(self.released, self.spec, names, self.area, self.language)
        yield from self._told(chapter, seen)
        table = profile_table(
            self.released, self.spec, self.area, names, self.language, title=self._of(title)
        )
        yield self.numbering.numbered(replace(table, id=f"{table.id}_{chapter.id}"))
        chart = profile_chart(
            self.released, self.area, names, over=self.spec.over, contrast=self.spec.contrast,
            language=self.language, title=self._of(title), name=f"profile_{chapter.id}",
        )  # fmt: skip
        if not chart.is_empty:
            yield self.numbering.drawn(chart)

    def _of(self, title: str) -> str:
        respondents = said(self.spec.respondents, self.language)
        return text("areas.report.table", lang=self.language, title=title, respondents=respondents)

    def _told(self, chapter: Chapter, seen: Sequence[Seen]) -> Iterator[Block]:
        """Where the area differs for certain, or its first headlines, and how many others."""
        has_contrast = self.spec.contrast not in (None, self.area)
        certain = [each for each in seen if each.differs] if has_contrast else []
        told = _largest(certain) if has_contrast else [*seen[:_MOST_TOLD]]
        if not told and len(seen) <= _MOST_TOLD:
            told = [*seen]
        for each in told:
            name = f"{chapter.id}_{self.numbering.ending(each.name)}"
            yield Paragraph((Run(" ".join(each.sentences())),), id=name)
        words = [*self._more("more_differ", len(certain) - len(told))]
        key = ("rest" if told else "none_differ") if has_contrast else "rest_shown"
        words += self._more(key, len(seen) - max(len(certain), len(told)))
        if words:
            yield Paragraph((Run(" ".join(words)),), id=f"{chapter.id}_rest")

    def _more(self, key: str, count: int) -> Iterator[str]:
        """How many headlines there is no more to say of than the table does."""
        if count > 0:
            number = number_word(count, self.language)
            words = text(f"areas.report.{key}", lang=self.language, count=count, number=number)
            yield capitalised(words)


def _largest(seen: Sequence[Seen]) -> list[Seen]:
    """Those with the largest differences from the contrast, in the order of the chapter."""
    ranked = sorted(seen, key=lambda each: -abs(each.against_contrast()["difference"]))
    chosen = {each.name for each in ranked[:_MOST_CERTAIN]}
    return [each for each in seen if each.name in chosen]
