"""The page on weighting and representativity: what was done, how it came out, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Codebook
from survey.disclosure.results.beside import ReleasedRepresentativity, ReleasedWeightingEffect
from survey.disclosure.results.released import must_be_released
from survey.documents.blocks import Box, BulletList, Document, Heading, Paragraph, Run
from survey.errors import WrongUseError
from survey.figures.plain_values import language_of
from survey.figures.representativity_chart import representativity_chart
from survey.figures.style import DEFAULT_LOOK
from survey.figures.weight_chart import weight_chart
from survey.figures.weight_steps_chart import weight_steps_chart
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.provenance import DISTRIBUTION, own_version
from survey.report.front.beside_register import beside_of, departures
from survey.report.weighting_tables import WeightingTables
from survey.tables.representativity_table import representativity_overview, representativity_table
from survey.tables.weighting_effect_table import weighting_effect_table
from survey.weighting.diagnostics import must_be_weights, step_name, weight_diagnostics
from survey.weighting.weights_words import assumptions_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.figures.style import Look
    from survey.weighting.diagnostics import WeightDiagnostics
    from survey.weighting.weights import Weights

_MOST_BOXES = 12
_AGREES = 0.005


def weighting_page(
    weights: Weights,
    released: Released | None = None,
    language: str | None = None,
    *,
    contrast: Any = None,  # noqa: ANN401 - a code of an area
    by_area: bool = True,
    title: str = "",
    look: Look = DEFAULT_LOOK,
) -> Document:
    """Weighting and representativity as a document of its own.

    First what was done, step by step; then how the weights spread in each area and whether the
    register is met; then respondents beside the register, what weighting does to the headlines,
    and what all of it rests on. Last, the areas one by one.

    Parameters
    ----------
    weights : Weights
    released : Released, optional
        With what `representativity` returned, and `weighting_effect` if that is to be shown.
    language : {"da", "en"}, optional
    contrast : code of an area, optional
        The area that the others are compared with.
    by_area : bool
        Whether respondents and register of each area come last.
    title : str, optional
    look : Look
        Colours and font of the charts.

    Returns
    -------
    Document

    Raises
    ------
    WrongUseError
        If these are no weights, nothing was released, or the contrast is none of the areas.

    Examples
    --------
    >>> beside = sv.representativity(answers, targets, weights)  # doctest: +SKIP
    >>> released = sv.release([beside, sv.weighting_effect(answers, weights)])  # doctest: +SKIP
    >>> sv.save(sv.weighting_page(weights, released), "weighting.docx")  # doctest: +SKIP
    """
    must_be_weights(weights)
    if released is not None:
        must_be_released(released)
    language = language_of(language)
    page = _Page(weights, weight_diagnostics(weights), released, language, contrast, look, by_area)
    page.check_contrast()
    return Document(
        title=title or page.say("title"),
        language=language,
        blocks=tuple(page.blocks()),
        stamps=tuple(page.stamps()),
        about=((page.say("program"), f"{DISTRIBUTION} {own_version()}"),),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The page in the making."""

    weights: Weights
    diagnostics: WeightDiagnostics
    released: Released | None
    language: str
    contrast: Any
    look: Look
    by_area: bool

    def say(self, key: str, **fields: object) -> str:
        return text(f"weighting_page.{key}", lang=self.language, **fields)

    def check_contrast(self) -> None:
        areas = self.diagnostics.areas[self.diagnostics.by].tolist()[:-1]
        if self.contrast is not None and self.contrast not in areas:
            known = culprits(areas)
            raise fail(
                WrongUseError, "weighting_page.contrast", got=quoted(self.contrast), known=known
            )

    @property
    def codebook(self) -> Codebook:
        """What areas, answers and the register's variables are called."""
        book = self.weights.codebook or Codebook()
        if self.released is not None:
            book = book.joined(self.released.codebook)
        area = self.weights.area
        return book if area is None else Codebook({"area": area}).joined(book)

    @property
    def beside(self) -> ReleasedRepresentativity | None:
        return None if self.released is None else beside_of(self.released)

    def stamps(self) -> Iterator[str]:
        if self.weights.simulated or (self.beside is not None and self.beside.simulated):
            yield text("report.simulated", lang=self.language)
        if self.released is not None:
            yield from self.released.stamps(self.language)

    def blocks(self) -> Iterator[Block]:
        tables = WeightingTables(self.diagnostics, self.codebook, self.language, self.contrast)
        yield from self._lead()
        yield self._heading("how")
        yield from self._steps()
        yield tables.steps()
        yield self._drawn(weight_steps_chart(self.diagnostics, language=self.language))
        yield self._heading("spread")
        yield tables.areas()
        yield from self._extreme()
        yield tables.spread()
        yield self._drawn(self._weight_chart())
        met = tables.targets()
        if met is not None:
            yield self._heading("met")
            yield met
        yield from self._representativity()
        yield from self._effect()
        yield self._heading("assumed")
        yield BulletList(tuple(self._assumptions()))
        if self.by_area:
            yield from self._area_by_area()

    def _heading(self, key: str) -> Heading:
        return Heading(2, self.say(f"heading.{key}"), f"weighting_{key}")

    def _drawn(self, chart: Any) -> Block:  # noqa: ANN401 - a chart
        figure: Block = chart.to_figure(look=self.look)
        return figure

    def _count(self, number: float) -> str:
        return format_number(number, self.language, decimals=0)

    # What was done

    def _lead(self) -> Iterator[Block]:
        whole = self.diagnostics.of_all()
        areas = len(self.diagnostics.areas) - 1
        universe = text(
            f"representativity.universe.{self.weights.recipe.universe}", lang=self.language
        )
        meets = abs(whole["sum"] / whole["register"] - 1) < _AGREES if whole["register"] else False
        said = self.say(
            "lead_all" if meets else "lead",
            n=self._count(whole["n"]),
            sum=self._count(whole["sum"]),
            universe=universe,
            count=areas,
        )
        worth = self.say(
            "worth",
            deff=format_number(whole["deff"], self.language, decimals=2),
            n_eff=self._count(whole["n_eff"]),
        )
        paragraphs = (Paragraph((Run(said, strong=True),)), Paragraph((Run(worth),)))
        yield Box(self.say("short"), paragraphs)

    def _steps(self) -> Iterator[Paragraph]:
        """What each step does and did, in plain words."""
        said = self.weights.in_words(self.language)
        for number, (each, words) in enumerate(zip(self.weights.steps, said, strict=False), 1):
            name = f"{number}. {step_name(each.step.name, self.language)}. "
            yield Paragraph((Run(name, strong=True), Run(words)))

    def _extreme(self) -> Iterator[Block]:
        whole = self.diagnostics.of_all()
        limit = format_number(self.diagnostics.extreme, self.language)
        count = int(whole["extreme"])
        key = "extreme" if count else "no_extreme"
        yield Paragraph((Run(self.say(key, count=count, number=self._count(count), limit=limit)),))

    def _weight_chart(self) -> Any:  # noqa: ANN401 - a chart
        weights = self.weights
        area = weights.cases.frame["area"].iloc[: len(weights.values)].tolist()
        few = len(set(area)) <= _MOST_BOXES
        return weight_chart(
            weights.values,
            area=area if few else None,
            contrast=self.contrast if few else None,
            codebook=self.codebook,
            language=self.language,
        )

    # Respondents and register

    def _representativity(self) -> Iterator[Block]:
        if self.released is None or self.beside is None:
            return
        yield self._heading("representativity")
        yield from departures(self.beside, self.language)
        yield representativity_table(self.released, language=self.language)
        yield self._drawn(representativity_chart(self.released, language=self.language))
        if len(self.beside.areas()) > 1:
            yield representativity_overview(
                self.released, contrast=self.contrast, language=self.language
            )

    def _effect(self) -> Iterator[Block]:
        if self.released is None or not self.released.of(ReleasedWeightingEffect):
            return
        yield self._heading("effect")
        yield Paragraph((Run(self.say("effect")),))
        yield weighting_effect_table(self.released, language=self.language)

    def _assumptions(self) -> Iterator[Paragraph]:
        keys = ["assumed_alike", "assumed_unknown"]
        if self.weights.targets is not None:
            keys.append("assumed_register")
        said = assumptions_in_words(self.weights.cases.assumptions, self.language)
        for words in (*said, *(self.say(key) for key in keys)):
            yield Paragraph((Run(words),))

    def _area_by_area(self) -> Iterator[Block]:
        if self.released is None or self.beside is None or len(self.beside.areas()) < 2:
            return
        yield self._heading("areas")
        areas = sorted(self.beside.areas(), key=lambda area: area == self.contrast)
        for area in areas:
            if any(self.beside.cells(name, area) for name in self.beside.variables()):
                yield representativity_table(self.released, area, language=self.language)
