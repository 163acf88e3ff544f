"""Questions estimated on codes that they share with another wave, from the same sums."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Category
from survey.estimation.shares import ShareOf, share_blocks
from survey.estimation.variables import Coded, coded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Code, Headline
    from survey.estimation.answered import Answered
    from survey.estimation.assemble import Block
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates, Merged
    from survey.estimation.variables import Domains
    from survey.kernels.layout import Floats

Codes = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CommonCodes:
    """What becomes of the codes of a question.

    Attributes
    ----------
    codes : tuple of Code
        The common codes, in order.
    of : mapping of code to code or None
        The common code of each code of the data; None for one that is left out of the base too.
    together : mapping of category to tuple
        Common codes of what several of them are counted in: nets, and the headline.
    base : {"answered", "asked"} or tuple
        Who shares are of, in common codes.
    headline : Headline or None
        That of the question in common codes.
    """

    codes: tuple[Code, ...]
    of: Mapping[Any, Any]
    together: Mapping[Any, Codes] = field(default_factory=dict)
    base: str | Codes = "answered"
    headline: Headline | None = None

    def reached(self, common: Iterable[Any]) -> Codes:
        """The codes of the data that become some common codes."""
        wanted = set(common)
        return tuple(code for code, to in self.of.items() if to is not None and to in wanted)

    @property
    def measured(self) -> list[Any]:
        """The common codes that somebody could answer with."""
        return [each.value for each in self.codes if self.reached([each.value])]


def on_common_codes(estimates: Estimates, questions: Mapping[str, CommonCodes]) -> Estimates:
    """Shares of some questions on common codes, beside those of the others as they are.

    Parameters
    ----------
    estimates : Estimates
        Shares of single answers.
    questions : mapping of str to CommonCodes

    Returns
    -------
    Estimates
        Each answer of the question is a common code. Whoever gave one that is left out is in no
        base. Covariances are those of all questions together, as before.
    """
    here = {name: each for name, each in questions.items() if name in estimates.variables}
    if not here:
        return estimates
    design = estimates.covariance.design
    shares: dict[int, ShareOf] = {}

    def change(cut: Domains, blocks: list[Block]) -> list[Block]:
        for place, each in enumerate(blocks):
            if each.name in here:
                shares[place] = _share(design, here[each.name], each)
        return [
            share_blocks(design, [shares[place]], cut)[0] if place in shares else each
            for place, each in enumerate(blocks)
        ]

    def answered() -> list[Answered]:
        return [
            shares[place].answered if place in shares else each
            for place, each in enumerate(estimates.answered() or ())
        ]

    found = estimates.with_blocks(change, answered)
    variables = [
        replace(estimates.codebook[name], codes=each.codes, headline=each.headline)
        for name, each in here.items()
        if name in estimates.codebook
    ]
    return replace(
        found,
        codebook=estimates.codebook.with_variables(variables),
        merged=_merged(estimates.merged, here),
    )


def _share(design: SurveyDesign, question: CommonCodes, old: Block) -> ShareOf:
    answers = _answers(design, old.name, question)
    valid = len(answers.values)
    base = np.ones(valid + answers.missing)
    base[valid:] = question.base == "asked"
    if not isinstance(question.base, str):
        base = _ones(answers, question.base)
    categories = _categories(question, old.categories, base)
    columns = [_ones(answers, question.together.get(each, (each,))) for each in categories]
    counted = np.column_stack(columns) if columns else np.zeros((len(base), 0))
    return ShareOf(old.name, answers, counted, base, categories)


def _categories(question: CommonCodes, old: list[Any], base: Floats) -> list[Any]:
    """Categories in place of the old ones: common codes for codes, and what is counted together."""
    together = [each for each in old if each in question.together]
    if old == [Category.HEADLINE]:
        return together
    values = [each.value for each in question.codes]
    measured = set(question.measured)
    codes = [v for place, v in enumerate(values) if base[place] > 0 and v in measured]
    return [*codes, *together]


def _answers(design: SurveyDesign, name: str, question: CommonCodes) -> Coded:
    """A column in common codes; who gave an answer that is left out was not asked."""
    found = coded(design, name)
    values = [each.value for each in question.codes]
    place = [
        values.index(to) if (to := question.of.get(each)) is not None else -1
        for each in found.values
    ]
    missing = [len(values) + k for k in range(found.missing)]
    lookup = np.array([*place, *missing, -1], dtype=np.int64)
    return Coded(lookup[found.codes], values, found.missing)


def _ones(answers: Coded, codes: Codes) -> Floats:
    result = np.zeros(len(answers.values) + answers.missing)
    result[[answers.values.index(code) for code in codes]] = 1
    return result


def _merged(before: Merged, questions: Mapping[str, CommonCodes]) -> Merged:
    codes = {
        name: {
            **{value: each.reached([value]) for value in each.measured},
            **{category: each.reached(some) for category, some in each.together.items()},
        }
        for name, each in questions.items()
    }
    bases = {
        name: each.reached(c.value for c in each.codes)
        if isinstance(each.base, str)
        else each.reached(each.base)
        for name, each in questions.items()
    }
    return replace(before, codes={**before.codes, **codes}, bases={**before.bases, **bases})
