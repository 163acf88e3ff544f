"""A chapter: the analyst's own words, what it comes to, and a table and a chart a question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from survey.codebook import said
from survey.documents.blocks import Box, Heading, Paragraph, Run, Tone
from survey.figures.contrast_chart import contrast_chart
from survey.figures.likert_chart import likert_chart
from survey.figures.ranked_chart import ranked_chart
from survey.language.catalogue import text
from survey.language.words import capitalised
from survey.report.asked import Form, asked_in, columns
from survey.report.changes import changes_in_words, changes_of, clearest_changes
from survey.report.condensed import condensed, grid_sentences
from survey.report.prose import prose_blocks
from survey.report.sentences import finding_of, respondents_of
from survey.report.several import most_named, together_in_words
from survey.report.strongest import strongest_of
from survey.tables.area_table import area_table
from survey.tables.headline_table import headline_table
from survey.tables.multiple_response_table import multiple_response_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Variable
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block, Table
    from survey.figures.chart import Chart
    from survey.report.asked import Asked
    from survey.report.numbering import Numbering
    from survey.report.sentences import Finding
    from survey.report.spec import Chapter, ReportSpec

_MOST_ANSWERS, _FEW_QUESTIONS = 7, 6


@dataclass(frozen=True, slots=True)
class Chapters:
    """What all chapters of a report are made from.

    Attributes
    ----------
    released : Released
    spec : ReportSpec
    language : {"da", "en"}
    numbering : Numbering
    """

    released: Released
    spec: ReportSpec
    language: str
    numbering: Numbering

    def blocks(self, chapter: Chapter) -> list[Block]:
        """A chapter as blocks."""
        title = said(chapter.title, self.language)
        codebook = self.released.codebook
        asked = asked_in(chapter.questions, codebook)
        blocks: list[Block] = [Heading(2, title, chapter.id)]
        blocks += prose_blocks(chapter.prose.get(self.language, ""))
        findings = self.findings(list(columns(asked)))
        told: list[str] = []
        if len(asked) > 1:
            told = condensed(list(findings.values()), self.released, self.spec)
            blocks += self._box(chapter, title, told, list(findings))
        for each in asked:
            if len(asked) > 1:
                label = each.label(codebook, self.language)
                blocks.append(Heading(3, label, f"{chapter.id}_{each.name}"))
            blocks += self._question(each, findings, told)
        return blocks

    def findings(self, names: list[str]) -> dict[str, Finding]:
        """The findings on some headlines; every other one begins with its place."""
        return {
            name: finding_of(
                self.released, self.spec, name, self.language, place_first=bool(number % 2)
            )
            for number, name in enumerate(names)
        }

    def uncertainty(self) -> list[Block]:
        """What the shares of grids rest on, whose chapters show them alone."""
        blocks: list[Block] = []
        for chapter in self.spec.chapters:
            for each in asked_in(chapter.questions, self.released.codebook):
                if each.form is Form.GRID:
                    tables = (self._grid_table(each, show) for show in ("interval", "n"))
                    blocks += [self.numbering.numbered(table) for table in tables]
                    blocks += self._change_tables(each)
        return blocks

    def _box(
        self, chapter: Chapter, title: str, told: list[str], names: list[str]
    ) -> Iterator[Block]:
        changes = clearest_changes(self.released, self.spec, names, self.language)
        told = [*told, *changes[:1]]
        if told:
            heading = text("report.chapter_summary", lang=self.language, title=title)
            ending = self.numbering.ending(chapter.id)
            yield Box(heading, (Paragraph((Run(" ".join(told)),), id=f"closing_{ending}"),))

    def _question(self, asked: Asked, findings: dict[str, Finding], told: list[str]) -> list[Block]:
        ending = self.numbering.ending(asked.name)
        match asked.form:
            case Form.GRID:
                return self._grid(asked, [findings[name] for name in asked.names], ending)
            case Form.SEVERAL:
                return self._several(asked.name, ending)
            case Form.NUMBER:
                return [self._area_table(asked.name)]
            case _:
                return self._headline(findings[asked.name], told, ending)

    def _headline(self, finding: Finding, told: list[str], ending: str) -> list[Block]:
        best = strongest_of(finding)
        if best is not None and best.sentences()[0] in told:
            lead, rest = finding.below_the_box()
        else:
            lead, rest = finding.lead(), finding.rest()
            rest = [each for each in rest if each not in told]
            if best is not None and not finding.has_contrast:
                rest = [*best.sentences(), *rest]
        blocks: list[Block] = [
            Paragraph((Run(" ".join(sentences)),), tone, id=f"{part}_{ending}")
            for part, sentences, tone in (
                ("lead", lead, Tone.LEAD),
                ("rest", rest, Tone.BODY),
            )
            if sentences
        ]
        if finding.is_hidden:
            return blocks
        blocks.append(self._area_table(finding.variable))
        blocks += [self.numbering.drawn(chart) for chart in self._charts(finding)]
        return blocks + self._changes(finding.variable, ending)

    def _changes(self, name: str, ending: str) -> list[Block]:
        changes = changes_of(self.released, self.spec, name, self.language)
        if changes is None:
            return []
        told = changes_in_words(changes, self.language, id=f"change_{ending}")
        table = self.numbering.numbered(changes.table)
        certain = clearest_changes(self.released, self.spec, [name], self.language)
        drawn = changes.charts if certain or self._is_short else ()
        return [told, table, *(self.numbering.drawn(chart) for chart in drawn)]

    @property
    def _is_short(self) -> bool:
        """Whether the report has so few questions that there is room for every chart."""
        return len(self.spec.questions()) <= _FEW_QUESTIONS

    def _grid(self, asked: Asked, findings: list[Finding], ending: str) -> list[Block]:
        told = grid_sentences(findings, self.released, self.spec)
        blocks: list[Block] = [
            Paragraph((Run(" ".join(sentences)),), tone, id=f"{part}_{ending}")
            for part, sentences, tone in zip(
                ("lead", "rest"), told, (Tone.LEAD, Tone.BODY), strict=True
            )
            if sentences
        ]
        if all(finding.is_hidden for finding in findings):
            return blocks
        blocks.append(self.numbering.numbered(self._grid_table(asked, "share")))
        chart = self._grid_chart(asked)
        if not chart.is_empty:
            blocks.append(self.numbering.drawn(chart))
        changed = clearest_changes(self.released, self.spec, asked.names, self.language)
        if changed:
            blocks.append(Paragraph((Run(" ".join(changed)),), id=f"change_{ending}"))
        return blocks

    def _grid_table(self, asked: Asked, show: Literal["share", "interval", "n"]) -> Table:
        codebook = self.released.codebook
        unit = codebook.label(self.spec.over, self.language)
        label = asked.label(codebook, self.language)
        table = headline_table(
            self.released,
            asked.names,
            over=self.spec.over,
            title=text(f"findings.grid.{show}", lang=self.language, what=label, unit=unit),
            show=show,
            subtitle=self._answers(asked),
            language=self.language,
        )
        return self._with_universe(table, codebook.variable_or_bare(asked.name))

    def _grid_chart(self, asked: Asked) -> Chart:
        label = asked.label(self.released.codebook, self.language)
        return likert_chart(
            self.released,
            asked.names,
            over=self.spec.over,
            sort="negative",
            language=self.language,
            title=text("chart.likert.title", lang=self.language, what=label),
            subtitle=self.universe(asked.name),
        )

    def _answers(self, asked: Asked) -> str:
        """Who a grid's shares are of, and which answers they count."""
        codebook = self.released.codebook
        variables = [codebook.variable_or_bare(name) for name in asked.names]
        universe = self.universe(asked.name)
        counted = {v.headline.codes for v in variables if v.headline is not None}
        if len(counted) > 1:
            return universe
        labels = [variables[0].code_label(code, self.language) for code in counted.pop()]
        return text(
            "findings.counted", lang=self.language, universe=universe, answers=" + ".join(labels)
        )

    def _several(self, name: str, ending: str) -> list[Block]:
        over, language = self.spec.over, self.language
        told = most_named(self.released, self.spec, name, language)
        last = self.released.codebook.multiples[name]
        table = multiple_response_table(
            self.released,
            name,
            over=over,
            last=(*last.other, *last.exclusive),
            language=language,
            subtitle=self.universe(name),
        )
        first = self.released.codebook.variable_or_bare(last.columns[0])
        label = self.released.codebook.label(name, language)
        together = together_in_words(self.released, self.spec, name, language)
        chart = ranked_chart(
            self.released,
            name,
            over=over,
            other=last.other,
            exclusive=last.exclusive,
            language=language,
            title=text("findings.ranked", lang=language, what=label, place=together),
            subtitle=self.universe(name),
        )
        blocks: list[Block] = []
        if told:
            blocks.append(Paragraph((Run(" ".join(told)),), Tone.LEAD, id=f"lead_{ending}"))
        blocks.append(self.numbering.numbered(self._with_universe(table, first)))
        return blocks if chart.is_empty else [*blocks, self.numbering.drawn(chart)]

    def _area_table(self, name: str) -> Table:
        table = area_table(
            self.released,
            name,
            over=self.spec.over,
            language=self.language,
            subtitle=self.universe(name),
        )
        variable = self.released.codebook.variable_or_bare(name)
        return self.numbering.numbered(self._with_universe(table, variable))

    def _change_tables(self, asked: Asked) -> Iterator[Block]:
        for name in asked.names:
            changes = changes_of(self.released, self.spec, name, self.language)
            if changes is not None:
                yield self.numbering.numbered(changes.table)

    def _with_universe(self, table: Table, variable: Variable) -> Table:
        """A table that says who was asked, where that wasn't everybody."""
        asked = said(variable.universe_text, self.language) if variable.universe else ""
        if not asked:
            return table
        place = len(self.released.stamps(self.language))
        return replace(table, notes=(*table.notes[:place], asked, *table.notes[place:]))

    def universe(self, name: str) -> str:
        """Who the shares of a question are of, and when."""
        respondents = respondents_of(self.released, self.spec, name, self.language)
        return capitalised(
            text(
                "report.universe",
                lang=self.language,
                respondents=respondents,
                wave=self.spec.wave,
            )
        )

    def _charts(self, finding: Finding) -> list[Chart]:
        """All answers, or else the shares beside the contrast; both where questions are few.

        All answers say more, but not where most areas can't show theirs, where there are too many
        to tell apart, or where none of them is better than the others. Where no area can be told
        apart from the contrast, there is nothing to see that the table doesn't say.
        """
        name = finding.variable
        kinds = (
            (likert_chart, contrast_chart) if self.spec.contrast is not None else (likert_chart,)
        )
        answers, *beside = (
            chart(
                self.released,
                name,
                over=self.spec.over,
                language=self.language,
                subtitle=self.universe(name),
            )
            for chart in kinds
        )
        shown = [chart for chart in beside if not chart.is_empty]
        if self._is_short:
            return [*shown, *([] if answers.is_empty else [answers])]
        headline = self.released.codebook.variable_or_bare(name).headline
        judged = headline is not None and headline.good != "neither"
        if judged and _shows_most(answers) and _has_few_answers(answers):
            return [answers]
        return [chart for chart in shown if _shows_most(chart) and not finding.is_alike]


def _shows_most(chart: Chart) -> bool:
    """Whether more than half of a chart's areas can be seen."""
    rows = chart.data.rows if chart.data is not None else ()
    return 2 * sum(bool(row.cells[1].values) for row in rows) > len(rows)


def _has_few_answers(answers: Chart) -> bool:
    """Whether the answers of a chart can be told apart."""
    columns = answers.data.columns if answers.data is not None else ()
    return len(columns) - 1 <= _MOST_ANSWERS
