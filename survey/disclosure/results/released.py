"""Released results: masked numbers and nothing behind them. All that tables and figures accept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from survey.codebook import Category
from survey.disclosure.policy import Status
from survey.disclosure.results.analyses import (
    ReleasedAnalysis,
    ReleasedCrosstab,
    ReleasedRegression,
    ReleasedTest,
)
from survey.disclosure.results.beside import ReleasedRepresentativity, ReleasedWeightingEffect
from survey.disclosure.results.fair import ReleasedDecomposition, ReleasedFair
from survey.disclosure.results.ranks import (
    ReleasedBenchmarks,
    ReleasedEquivalence,
    ReleasedRanks,
)
from survey.disclosure.results.waves import ReleasedWaves
from survey.documents.notebook import records_html, what_was_asked
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook
    from survey.disclosure.audit.record import ReleaseRecord
    from survey.disclosure.policy import ReleasePolicy
    from survey.findings import Finding


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedEstimates:
    """Estimates after the mask; hidden numbers are NaN.

    Attributes
    ----------
    statistic : str
    by : tuple of str
    interval : str
    level : float
    frame : DataFrame
    base : str or tuple
        Who shares are of, as in the estimates.
    nets : tuple of str
        Categories that are several codes taken together.
    """

    statistic: str
    by: tuple[str, ...]
    interval: str
    level: float
    frame: pd.DataFrame = field(repr=False)
    base: str | tuple[Any, ...] = "answered"
    nets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedComparison:
    """A comparison after the mask; hidden numbers are NaN and unmarked."""

    statistic: str
    by: tuple[str, ...]
    over: str
    contrast: object
    adjust: str
    level: float
    frame: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Released:
    """What may be shown.

    Attributes
    ----------
    policy : ReleasePolicy
    results : tuple
        Each result after the mask, in the order in which they were given.
    codebook : Codebook
    notes : tuple of Finding
        What has to be known of how it was protected.
    record : ReleaseRecord or None
        What it tells of whom, for the register of what was published; never for a reader.
    """

    policy: ReleasePolicy
    results: tuple[AnyReleased, ...]
    codebook: Codebook
    notes: tuple[Finding, ...] = ()
    record: ReleaseRecord | None = field(default=None, repr=False)

    @property
    def estimates(self) -> tuple[ReleasedEstimates, ...]:
        """Released shares, means, medians and totals."""
        return self.of(ReleasedEstimates)

    @property
    def comparisons(self) -> tuple[ReleasedComparison, ...]:
        """Released differences to a contrast."""
        return self.of(ReleasedComparison)

    def of(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        """Released results of a kind."""
        return tuple(each for each in self.results if isinstance(each, kind))

    def __repr__(self) -> str:
        frames = [part.frame for part in self.results]
        hidden = sum(int((frame["status"] == Status.CONFIDENTIAL).sum()) for frame in frames)
        rows = sum(len(frame) for frame in frames)
        return f"Released({rows} rows, {hidden} confidential, policy={self.policy.name})"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [
            (
                *_in_words(part, self.codebook, language),
                len(part.frame),
                sum(Status(status).hidden for status in part.frame["status"]),
            )
            for part in self.results
        ]
        heads = ("statistic", "variables", "by", "rows", "hidden")
        title = text("notebook.released", policy=self.policy.name)
        return records_html(records, heads, title)

    def stamps(self, language: str) -> tuple[str, ...]:
        """What must stand wherever these numbers do: that they aren't checked, if they aren't."""
        return (text("report.internal", lang=language),) if self.policy.internal else ()

    def compared_waves(
        self,
        variable: str,
        over: str | None = None,
        category: Any = None,  # noqa: ANN401
    ) -> ReleasedWaves | None:
        """The released comparison of waves of a variable by areas, or None.

        Parameters
        ----------
        variable : str
        over : str, optional
            The column of areas; any if left out.
        category : code, optional
            An answer; the headline or the only number there is, if left out.
        """
        for part in self.of(ReleasedWaves):
            alone = () if part.over is None else (part.over,)
            if part.by != alone or over not in (None, part.over):
                continue
            if variable in part.variables() and _has(part, variable, category):
                return part
        return None

    def estimates_of(self, variable: str, by: tuple[str, ...], *, headline: bool) -> Any:  # noqa: ANN401
        """The released rows of a question in a breakdown.

        Parameters
        ----------
        variable : str
        by : tuple of str
        headline : bool
            Its headline, or else its answers.

        Returns
        -------
        (ReleasedEstimates, DataFrame)

        Raises
        ------
        UnknownNameError
            If it was not released.
        """
        must_be_one_name(variable)
        for part in self.estimates:
            rows = part.frame[part.frame["variable"] == variable]
            rows = rows[(rows["category"] == "(headline)") == headline]
            if part.by == by and len(rows):
                return part, rows.reset_index(drop=True)
        raise self._absent(variable, by, headline=headline)

    def comparison_of(self, variable: str, by: tuple[str, ...], *, headline: bool) -> Any:  # noqa: ANN401
        """The released differences of a question in a breakdown, or None if none were released.

        Returns
        -------
        (ReleasedComparison, DataFrame) or None
        """
        for part in self.comparisons:
            rows = part.frame[part.frame["variable"] == variable]
            rows = rows[(rows["category"] == "(headline)") == headline]
            if part.by == by and len(rows):
                return part, rows.reset_index(drop=True)
        return None

    def breakdown_of(self, variable: str, over: str | None) -> str:
        """The column of areas that a question was released by.

        Parameters
        ----------
        variable : str
        over : str, optional
            The column asked for; found if the question was released by one column only.

        Raises
        ------
        WrongUseError
            If there is no single column.
        """
        must_be_one_name(variable)
        if over is not None:
            return over
        found = {part.by for part in self.estimates if variable in set(part.frame["variable"])}
        if not found:
            raise self._absent(variable, (), headline=False)
        single = sorted(by[0] for by in found if len(by) == 1)
        if len(single) != 1:
            name, by = quoted(variable), culprits(single)
            raise fail(WrongUseError, "release.over_needed", name=name, by=by)
        return single[0]

    def contrast_of(self, variable: str, over: str) -> object:
        """The contrast that a question's areas were compared with, or None."""
        for is_headline in (True, False):
            found = self.comparison_of(variable, (over,), headline=is_headline)
            if found is not None:
                return found[0].contrast
        return None

    def representativity(self) -> ReleasedRepresentativity:
        """The one comparison with the register that was released.

        Raises
        ------
        WrongUseError
            If there is none, or more than one.
        """
        found = self.of(ReleasedRepresentativity)
        if len(found) != 1:
            raise fail(WrongUseError, "release.one_representativity", got=len(found))
        return found[0]

    def effect(self) -> ReleasedWeightingEffect:
        """The one set of headlines under several weightings that was released.

        Raises
        ------
        WrongUseError
            If there is none, or more than one.
        """
        found = self.of(ReleasedWeightingEffect)
        if len(found) != 1:
            raise fail(WrongUseError, "release.one_effect", got=len(found))
        return found[0]

    def crosstab_of(self, rows: str, columns: str) -> ReleasedCrosstab:
        """The crosstab of two questions.

        Raises
        ------
        UnknownNameError
            If it was not released.
        """
        for each in self.of(ReleasedCrosstab):
            if (each.rows, each.columns) == (rows, columns):
                return each
        name = quoted(f"{rows} × {columns}")
        known = culprits(f"{each.rows} × {each.columns}" for each in self.of(ReleasedCrosstab))
        raise fail(UnknownNameError, "release_review.no_crosstab", name=name, known=known)

    def tests(self) -> list[ReleasedTest]:
        """The tests, in the order in which they were given."""
        return list(self.of(ReleasedTest))

    def regressions(self, outcome: str | None = None) -> list[ReleasedRegression]:
        """The regressions, all of them or those of one outcome, in the order given."""
        found = self.of(ReleasedRegression)
        return [each for each in found if outcome in (None, each.outcome)]

    def _absent(self, variable: str, by: tuple[str, ...], *, headline: bool) -> UnknownNameError:
        """What is missing: the question, its breakdown, its headline or its answers."""
        names = {name for part in self.estimates for name in part.frame["variable"]}
        parts = [part for part in self.estimates if variable in set(part.frame["variable"])]
        name, known = quoted(variable), culprits(sorted(names))
        if not parts:
            return fail(UnknownNameError, "release.not_released", name=name, known=known)
        if not any(part.by == by for part in parts):
            known = culprits(sorted({column for part in parts for column in part.by}))
            over = culprits(by)
            return fail(UnknownNameError, "release.not_by", name=name, over=over, known=known)
        code = "release.no_headline" if headline else "release.no_answers"
        return fail(UnknownNameError, code, name=name)


_Kind = TypeVar("_Kind")
AnyReleased = (
    ReleasedEstimates | ReleasedComparison | ReleasedRepresentativity | ReleasedWeightingEffect
    | ReleasedRanks | ReleasedEquivalence | ReleasedBenchmarks | ReleasedFair
    | ReleasedDecomposition | ReleasedWaves | ReleasedAnalysis
)  # fmt: skip
_KINDS: dict[type, str] = {
    ReleasedComparison: "difference",
    ReleasedRepresentativity: "representativity",
    ReleasedWeightingEffect: "weighting",
    ReleasedRanks: "ranks",
    ReleasedEquivalence: "equivalence",
    ReleasedBenchmarks: "benchmark",
    ReleasedFair: "fair",
    ReleasedDecomposition: "decomposition",
    ReleasedWaves: "waves",
}


def _in_words(part: AnyReleased, codebook: Codebook, language: str) -> tuple[str, str, str]:
    """What kind of result it is, what it is of, and by what."""
    if isinstance(part, ReleasedAnalysis):
        kind = text(f"release_review.kind.{part.statistic}")
        return kind, *_analysed(part, codebook, language)
    if isinstance(part, ReleasedRepresentativity | ReleasedWeightingEffect):
        by: tuple[str, ...] = (part.over,)
    else:
        by = part.by
    kind = part.statistic if isinstance(part, ReleasedEstimates) else _KINDS[type(part)]
    return (
        text(f"notebook.statistic.{kind}"),
        what_was_asked(tuple(dict.fromkeys(part.frame["variable"])), (), codebook),
        " × ".join(codebook.label(name, language) for name in by),
    )


def _analysed(part: ReleasedAnalysis, codebook: Codebook, language: str) -> tuple[str, str]:
    if isinstance(part, ReleasedCrosstab):
        return codebook.label(part.rows, language), codebook.label(part.columns, language)
    if isinstance(part, ReleasedTest):
        by = codebook.label(part.by, language) if part.by else ""
        return codebook.label(part.variable, language), by
    terms = [" × ".join(codebook.label(name, language) for name in term) for term in part.terms]
    return codebook.label(part.outcome, language), " + ".join(terms)


def _has(part: ReleasedWaves, variable: str, category: object) -> bool:
    """Whether an answer is there; the headline or the only number if none is named."""
    known = part.categories(variable)
    return category in known or (
        category is None and (Category.HEADLINE in known or len(known) == 1)
    )


def must_be_released(given: object) -> None:
    """Refuse whatever has not been through the door, at the entrance of tables and figures.

    Raises
    ------
    WrongUseError
        If it isn't a `Released`.
    """
    if not isinstance(given, Released):
        got = type(given).__name__
        raise fail(WrongUseError, "release.needed", got=got)


def must_be_one_name(given: object) -> None:
    """Refuse several variables where one is to be shown.

    Raises
    ------
    WrongUseError
        If it is a list of names, or holds names in another way.
    """
    if isinstance(given, list | tuple | set | frozenset | dict):
        raise fail(WrongUseError, "release.one_name", got=repr(given))
