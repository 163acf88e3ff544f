"""The door: results in, released results out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from survey.codebook import Codebook
from survey.comparison.area_ranks import AreaRanks
from survey.comparison.benchmark import BenchmarkComparison
from survey.comparison.comparison import Comparison
from survey.comparison.equivalences import Equivalence
from survey.comparison.fair.comparison import FairComparison
from survey.comparison.fair.decomposition import Decomposition
from survey.comparison.register.representativity import Representativity
from survey.comparison.register.weighting_effect import WeightingEffect
from survey.comparison.waves.comparison import WaveComparison
from survey.disclosure.masks.of_analyses import (
    Analysis,
    estimates_of_analysis,
    masked_analysis,
    tells,
)
from survey.disclosure.masks.of_beside import masked_effect, masked_representativity
from survey.disclosure.masks.of_fair import Fair, fair_masks, masked_fair, parts_of_fair
from survey.disclosure.masks.of_plain import masked_comparison, masked_estimates
from survey.disclosure.masks.of_ranks import masked_benchmarks, masked_equivalence, masked_ranks
from survey.disclosure.masks.of_waves import masked_waves
from survey.disclosure.masks.together import Beside, Part, masks_of
from survey.disclosure.policy import policy_named
from survey.disclosure.results.released import AnyReleased, Released
from survey.errors import WrongUseError
from survey.estimation.estimates import Estimates
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from survey.disclosure.audit.cells import CountRow
    from survey.disclosure.audit.count_rows import Reader
    from survey.disclosure.audit.elsewhere import KnownElsewhere
    from survey.disclosure.audit.membership import Membership
    from survey.disclosure.audit.protection import Outcome
    from survey.disclosure.masks.of_rows import Mask
    from survey.disclosure.policy import ReleasePolicy, Status
    from survey.disclosure.published import PublishedRegister

Result = (
    Estimates | Comparison | Representativity | WeightingEffect | AreaRanks | Equivalence
    | BenchmarkComparison | FairComparison | Decomposition | WaveComparison | Analysis
)  # fmt: skip
_MASKERS: dict[type, Callable[[Any, list[Mask]], AnyReleased]] = {
    Comparison: masked_comparison,
    Representativity: masked_representativity,
    WeightingEffect: masked_effect,
    AreaRanks: masked_ranks,
    Equivalence: masked_equivalence,
    BenchmarkComparison: masked_benchmarks,
    WaveComparison: masked_waves,
}


def release(
    results: Result | Sequence[Result],
    policy: str | ReleasePolicy | Mapping[str, Any] = "default",
    *,
    published: PublishedRegister | None = None,
    known: KnownElsewhere | None = None,
) -> Released:
    """Let results out under a policy: the only way to tables, charts and sentences.

    Tables are put together by the people whom they count, whatever they are called: subsets,
    crossed and recoded questions, areas under new names, other designs of the same answers.

    Parameters
    ----------
    results : Estimates, Comparison, or what else is made of them, or a sequence
        What is released together is protected together. A crosstab loses its tests with its first
        confidential cell; a test is hidden with what it compares, and a coefficient with the groups
        that it tells apart.
    policy : {"default", "strict", "internal"}, ReleasePolicy or mapping
        ``default``: nothing for a base under 10 answers; categories with 1–4 answers hidden
        together with as many others as it takes; ``*`` for 10–29 answers or an interval wider than
        30 points. ``strict``: NCHS's presentation standard too. ``internal``: nothing hidden, all
        stamped. A mapping holds what `release_policy` takes.
    published : PublishedRegister, optional
        What the study has published before. What it showed can't be hidden any more, so more of
        these results is hidden, and what it hid stays hidden. Once the release is out, add it with
        `PublishedRegister.with_release`.
    known : KnownElsewhere, optional
        Numbers of people that readers know without these tables.

    Returns
    -------
    Released
        Frames with a ``status`` a row; hidden numbers are NaN, and scores and counts are gone. Its
        ``notes`` tell of domains that were hidden because they differ from others by a few people,
        and of what follows from earlier releases already.

    Raises
    ------
    WrongUseError
        If something is no result that can be released, or no policy has the name.

    Notes
    -----
    All that is shown of some people is a set of equations between numbers of answers. A hidden
    number is safe if two tables of whole numbers that fit all equations, of this release and the
    earlier ones, are ``small_cell + 1`` apart in it; the tables are found by linear and integer
    programs (Fischetti & Salazar 2001, Management Science 47:1008), and what gives way by the
    linear program of Kelly, Golden & Assad 1992 (Networks 22:397). Shares count as if they told
    exact numbers of answers, which is on the safe side for weighted and for rounded ones. Hundepool
    et al. 2012 (*Statistical Disclosure Control*), ch. 4–5.
    """
    return judged(results, policy, published=published, known=known).released


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Judged:
    """A release, and how each of its rows came to be shown or hidden; never for a reader.

    Attributes
    ----------
    released : Released
    parts : tuple of (Result, list of Estimates and Comparison)
        Each result, and what its numbers are masked by.
    rows : list of list of tuple of CountRow
        For each of these, one after the other, by row of its frame what it tells.
    own : list of list of Status
        The status of these rows on their own, before others made them hidden.
    earlier : tuple of CountRow
        What was published before.
    outcome : Outcome or None
    membership : Membership
    reader : Reader
    """

    released: Released
    parts: tuple[tuple[Result, list[Part]], ...]
    rows: list[list[tuple[CountRow, ...]]]
    own: list[list[Status]]
    earlier: tuple[CountRow, ...]
    outcome: Outcome | None
    membership: Membership
    reader: Reader


def judged(
    results: Result | Sequence[Result],
    policy: str | ReleasePolicy | Mapping[str, Any] = "default",
    *,
    published: PublishedRegister | None = None,
    known: KnownElsewhere | None = None,
) -> Judged:
    """A release with what it was judged by; takes what `release` takes."""
    rules = policy_named(policy)
    everything = _given(results)
    codebook = Codebook()
    for each in sorted(everything, key=lambda one: not isinstance(one, WaveComparison)):
        codebook = codebook.joined(_codebook_of(each))  # common codes of waves are theirs alone
    parts = tuple((each, _parts_of(each)) for each in everything)
    flat = list(chain.from_iterable(mine for _, mine in parts))
    told = [not isinstance(each, Analysis) or tells(each) for each, mine in parts for _ in mine]
    found = masks_of(flat, told, rules, Beside(published, known, codebook))
    masked = _masked(parts, found.masks, rules)
    released = Released(rules, tuple(masked), codebook, found.notes, found.record)
    return Judged(
        released, parts, found.rows, found.own, found.earlier, found.outcome, found.membership,
        found.reader,
    )  # fmt: skip


def _masked(
    parts: Sequence[tuple[Result, list[Part]]], masks: list[Mask], rules: ReleasePolicy
) -> Iterator[AnyReleased]:
    """Each result without what the masks of its parts hide."""
    left = iter(masks)
    mine = [[next(left) for _ in each] for _, each in parts]
    everything = [each for each, _ in parts]
    flat = list(chain.from_iterable(each for _, each in parts))
    fair = iter(fair_masks(everything, mine, flat, rules))
    weighted = rules.internal or not any(any(mask.base_hidden) for mask in masks)
    for (each, behind), own in zip(parts, mine, strict=True):
        if isinstance(each, Estimates):
            yield masked_estimates(each, own[0], weighted=weighted)
        elif isinstance(each, Fair):
            yield masked_fair(each, next(fair))
        elif isinstance(each, Analysis):
            yield masked_analysis(each, behind, own, rules)
        else:
            yield _MASKERS[type(each)](each, own)


def _codebook_of(each: Result) -> Codebook:
    owner: Any = each
    for name in ("design", "estimates"):  # a regression, a test
        owner = getattr(owner, name, owner) if isinstance(each, Analysis) else owner
    found: Codebook = owner.codebook
    return found


def _given(results: Any) -> list[Result]:  # noqa: ANN401 - checked here
    several = isinstance(results, Iterable) and not isinstance(results, Result)
    everything: list[Any] = list(results) if several else [results]
    wrong = [each for each in everything if not isinstance(each, Result)]
    if wrong or not everything:
        got = type(wrong[0]).__name__ if wrong else "0"
        raise fail(WrongUseError, "release.results", got=got)
    return everything


def _parts_of(each: Result) -> list[Part]:
    """The estimates and comparisons that the numbers of a result are masked by."""
    if isinstance(each, Part):
        return [each]
    if isinstance(each, Fair):
        return parts_of_fair(each)
    if isinstance(each, Analysis):
        return [*estimates_of_analysis(each)]
    if isinstance(each, WaveComparison):
        return [wave for pair in each.estimates for wave in pair]
    if not isinstance(each, Equivalence):
        return list(each.estimates)
    if each.waves:
        raise fail(WrongUseError, "release.equivalence_of_waves")
    return [part for part in each.compared if isinstance(part, Comparison)]
