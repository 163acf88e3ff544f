"""Every question by every breakdown in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Domain, Kind
from survey.documents.notebook import records_html, what_was_asked
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.design import SurveyDesign
from survey.estimation.estimates import MEASURES
from survey.estimation.multiple import multiple_response
from survey.estimation.scores import index
from survey.estimation.verbs import headline, mean, proportion
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.locking.lock import with_facets
from survey.questionnaire.model import Questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.estimation.estimates import Estimates
    from survey.estimation.verbs import Deff, Interval

Breakdown = tuple[str, ...]
_LARGEST_CODE = 99
_NOT_ESTIMATED = frozenset({Kind.TEXT, Kind.DATE, Kind.OPTION})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EstimateBook:
    """Estimates of many questions by several breakdowns.

    Iterating gives the `Estimates`: for each breakdown the shares, the headlines, the means, the
    questions with several answers and the indices that there are.

    Attributes
    ----------
    breakdowns : tuple of tuple of str
    parts : tuple of Estimates
    """

    breakdowns: tuple[Breakdown, ...]
    parts: tuple[Estimates, ...]

    def __repr__(self) -> str:
        names = {name for part in self.parts for name in part.variables}
        rows = sum(len(part) for part in self.parts)
        return (
            f"EstimateBook({len(names)} variables × {len(self.breakdowns)} breakdowns, {rows} rows)"
        )

    def _repr_html_(self) -> str:
        language = current_language()
        names = dict.fromkeys(name for part in self.parts for name in part.variables)
        records = [
            (
                text(f"notebook.statistic.{part.statistic}"),
                what_was_asked(part.variables, (), part.codebook),
                " × ".join(part.codebook.label(name, language) for name in part.by),
                len(part),
            )
            for part in self.parts
        ]
        return records_html(
            records,
            ("statistic", "variables", "by", "rows"),
            text("notebook.book", rows=len(names)),
            note=text("notebook.unreleased"),
        )

    def __iter__(self) -> Iterator[Estimates]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def of(
        self, variable: str, breakdown: str | Sequence[str] | None = None, *, headline: bool = False
    ) -> Estimates:
        """The estimates that hold a variable in a breakdown.

        Parameters
        ----------
        variable : str
        breakdown : str or tuple of str, optional
            The first of the book if left out.
        headline : bool
            Its headline, or else its answers.

        Returns
        -------
        Estimates
            Those of all variables that were estimated with it.

        Raises
        ------
        UnknownNameError
            If it isn't in the book.
        """
        wanted = self.breakdowns[0] if breakdown is None else _columns(breakdown)
        for part in self.parts:
            declared = part.base == "declared"
            if part.by == wanted and variable in part.variables and declared == headline:
                return part
        known = culprits(dict.fromkeys(name for part in self.parts for name in part.variables))
        raise fail(UnknownNameError, "estimate.book_absent", name=quoted(variable), known=known)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """All estimates in one tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            As in `Estimates.to_frame`.

        Returns
        -------
        DataFrame
            ``breakdown``, every by-column (``(all)`` where a breakdown doesn't use it),
            ``statistic``, ``variable``, ``category`` and the measures.
        """
        columns = list(dict.fromkeys(name for names in self.breakdowns for name in names))
        frames = [_in_the_book(part, columns, labels) for part in self.parts]
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _in_the_book(part: Estimates, columns: list[str], labels: str | None) -> pd.DataFrame:
    """Estimates with the by-columns of the whole book, and what they are."""
    frame = part.to_frame(labels=labels)
    everyone, breakdown, statistic = (
        pd.Series([value] * len(frame), dtype=object)
        for value in (Domain.ALL, " × ".join(part.by), part.statistic)
    )
    keys = {name: frame[name] if name in part.by else everyone for name in columns}
    rest = {name: frame[name] for name in ("variable", "category", *MEASURES)}
    return pd.DataFrame({"breakdown": breakdown, **keys, "statistic": statistic, **rest})


def estimate_book(
    design: SurveyDesign,
    questions: Questionnaire | Sequence[str],
    *,
    breakdowns: Sequence[str | Sequence[str]] = ((),),
    where: object = None,
    all_row: bool = True,
    interval: Interval = "wilson",
    level: float = 0.95,
    deff: Deff = "wor",
) -> EstimateBook:
    """Estimate every question by every breakdown, each by what its kind calls for.

    Answers in codes get shares of every answer, and of the headline if one is declared; numbers
    and indices get means; questions with several answers get shares of respondents.

    Parameters
    ----------
    design : SurveyDesign
    questions : Questionnaire or sequence of str
        A questionnaire, whose words and order are then used, or names of columns, of questions with
        several answers and of indices in the design's codebook.
    breakdowns : sequence of str or tuple of str
        Columns; a tuple is crossed, ``()`` is everyone.
    where, interval, level, deff
        As in `proportion`.
    all_row : bool
        Whether all values of the first column of each breakdown are also pooled.

    Returns
    -------
    EstimateBook

    Raises
    ------
    WrongUseError
        If a breakdown is no column or tuple of columns, or no question is in the data.
    UnknownNameError
        If a named column isn't in the data.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> rows = pd.DataFrame({"area": ["A", "A", "B", "B"], "safe": [1, 2, 1, 1]})
    >>> rows["years"] = [3.5, 5, 1, 9]
    >>> estimate_book(SurveyDesign(rows), ["safe", "years"], breakdowns=["area"])
    EstimateBook(2 variables × 1 breakdowns, 9 rows)
    """
    must_be(design, SurveyDesign, "design", "SurveyDesign")
    must_be(questions, (Questionnaire, Sequence), "questions", "Questionnaire | list")
    must_be(breakdowns, Sequence, "breakdowns", "list")
    if isinstance(questions, Questionnaire):
        asked = with_facets(questions.codebook(), questions)
        design = design.with_codebook(design.codebook.joined(asked))
    names = _asked(design, questions)
    cuts = tuple(_columns(each) for each in breakdowns)
    shared = {"where": where, "level": level, "deff": deff}
    parts: list[Estimates] = []
    for by in cuts:
        options: dict[str, Any] = {**shared, "by": by or None, "all_row": all_row and bool(by)}
        if names.shares:
            parts.append(proportion(design, names.shares, interval=interval, **options))
        if names.headlines:
            parts.append(headline(design, names.headlines, interval=interval, **options))
        if names.numbers:
            parts.append(mean(design, names.numbers, **options))
        if names.indices:
            parts.append(index(design, names.indices, **options))
        parts += [
            multiple_response(design, each, interval=interval, **options)
            for each in names.multiples
        ]
    return EstimateBook(cuts, tuple(parts))


@dataclass(frozen=True, slots=True)
class _Names:
    """Questions by what is estimated of them."""

    shares: list[str]
    headlines: list[str]
    numbers: list[str]
    multiples: list[str]
    indices: list[str]


def _asked(design: SurveyDesign, questions: Questionnaire | Sequence[str]) -> _Names:
    codebook = design.codebook
    if isinstance(questions, Questionnaire):
        wanted = list(_of_questionnaire(design, questions))
    else:
        wanted = list(questions)
    if not wanted:
        raise fail(WrongUseError, "estimate.book_nothing")
    multiples = [name for name in wanted if name in codebook.multiples]
    indices = [name for name in wanted if name in codebook.indices]
    single = [name for name in wanted if name not in {*multiples, *indices}]
    numbers = [name for name in single if _is_number(design, name)]
    shares = [name for name in single if name not in set(numbers)]
    declared = [
        name for name in shares if (v := codebook.get(name)) is not None and v.headline is not None
    ]
    return _Names(shares, declared, numbers, multiples, indices)


def _of_questionnaire(design: SurveyDesign, questionnaire: Questionnaire) -> Iterator[str]:
    """What can be estimated of a questionnaire: no own words, no dates; options as one question."""
    present = set(design.data.columns)
    for variable in questionnaire.variables():
        if variable.name in present and variable.kind not in _NOT_ESTIMATED:
            yield variable.name
    codebook = questionnaire.codebook()
    for name, multiple in codebook.multiples.items():
        if present.issuperset(multiple.columns):
            yield name
    for name, index_ in codebook.indices.items():
        if present.issuperset(item.variable for item in index_.items):
            yield name


def _is_number(design: SurveyDesign, name: str) -> bool:
    """Whether a column holds numbers: by its codebook, or by having broken ones or many."""
    variable = design.codebook.get(name)
    if variable is not None:
        return variable.kind is Kind.NUMBER
    values = design.data[name] if name in design.data.columns else None
    if values is None or not pd.api.types.is_numeric_dtype(values):
        return False
    if pd.api.types.is_bool_dtype(values):
        return False
    if values.dtype.kind in "iu":
        return bool(values.to_numpy().max() > _LARGEST_CODE)
    known = values.dropna().to_numpy(float)
    return bool((known % 1 != 0).any() or (known > _LARGEST_CODE).any())


def _columns(breakdown: str | Sequence[str]) -> Breakdown:
    if isinstance(breakdown, str):
        return (breakdown,)
    if isinstance(breakdown, Sequence) and all(isinstance(name, str) for name in breakdown):
        return tuple(breakdown)
    raise fail(WrongUseError, "estimate.book_breakdown", got=repr(breakdown))
