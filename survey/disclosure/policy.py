"""Release policies: which numbers may leave, and with which sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from survey.errors import WrongUseError
from survey.language.messages import culprits, fail, quoted


class Status(StrEnum):
    """What happened to a number on its way out.

    Confidential and too uncertain are never the same sign.
    """

    SHOWN = "shown"
    FEW = "few"
    CONFIDENTIAL = "confidential"
    UNCERTAIN = "uncertain"
    UNAVAILABLE = "unavailable"

    @property
    def hidden(self) -> bool:
        """Whether the number is not there to be read."""
        return self in (Status.CONFIDENTIAL, Status.UNCERTAIN, Status.UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class ReleasePolicy:
    """The rules of release.

    Attributes
    ----------
    name : str
    minimum_base : int
        Nothing is shown of a base with fewer answers.
    small_cell : int
        Categories with 1 … small_cell answers are hidden, and so many others that each hidden count
        could lie anywhere in a range at least ``small_cell + 1`` wide.
    few_answers : int
        Shares of a base with fewer answers are shown with ``*``.
    widest_interval : float
        Shares with a wider interval are shown with ``*``.
    uncertain_hidden : bool
        Whether the presentation standard of NCHS (Parker et al. 2017) hides uncertain shares.
    internal : bool
        Nothing is hidden, and everything is stamped as internal.
    small_group : int
        Where all or none of a base with fewer answers answered alike, that is told of each of them.
    large_fraction : float
        Where at least this part of the people there answered, such a share fails in a review; where
        a smaller part did, nobody knows who is among them, and it is left to be looked at.
    whole_groups_hidden : bool
        Whether such shares are hidden.
    dominance_percent : float
        A sum of numbers is looked at if one who gave a large one can work out the largest to within
        so many per cent: the p% rule.
    least_df : int
        A regression with fewer degrees of freedom isn't shown.

    Raises
    ------
    WrongUseError
        If a threshold can't be meant.
    """

    name: str
    minimum_base: int = 10
    small_cell: int = 4
    few_answers: int = 30
    widest_interval: float = 0.30
    uncertain_hidden: bool = False
    internal: bool = False
    small_group: int = 30
    large_fraction: float = 0.5
    whole_groups_hidden: bool = False
    dominance_percent: float = 10.0
    least_df: int = 10

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise fail(WrongUseError, "release_review.policy_name", got=repr(self.name))
        for kind, names in _KINDS.items():
            for name in names:
                if not _CHECKS[kind](getattr(self, name)):
                    got = repr(getattr(self, name))
                    raise fail(WrongUseError, f"release_review.policy_{kind}", name=name, got=got)

    @property
    def hides(self) -> bool:
        """Whether small bases and small cells are hidden under it."""
        return not self.internal and self.minimum_base > 1 and self.small_cell > 0

    def weaker_than(self, other: ReleasePolicy) -> list[str]:
        """Thresholds that protect less than those of another policy."""
        least = [name for name in _MORE_IS_SAFER if getattr(self, name) < getattr(other, name)]
        most = [name for name in _LESS_IS_SAFER if getattr(self, name) > getattr(other, name)]
        return [*least, *most]


_MORE_IS_SAFER = (
    "minimum_base", "small_cell", "few_answers", "uncertain_hidden", "small_group",
    "whole_groups_hidden", "dominance_percent", "least_df",
)  # fmt: skip
_LESS_IS_SAFER = ("widest_interval", "large_fraction")
_KINDS = {
    "count": ("minimum_base", "small_cell", "few_answers", "small_group", "least_df"),
    "part": ("widest_interval", "large_fraction"),
    "percent": ("dominance_percent",),
    "flag": ("uncertain_hidden", "internal", "whole_groups_hidden"),
}
_MOST = 1_000_000
_CHECKS: dict[str, Callable[[Any], bool]] = {
    "count": lambda given: _is_number(given, int) and 0 <= given <= _MOST,
    "part": lambda given: _is_number(given, int | float) and 0 < given <= 1,
    "percent": lambda given: _is_number(given, int | float) and 0 <= given <= 100,
    "flag": lambda given: isinstance(given, bool),
}


def _is_number(given: object, kind: Any) -> bool:  # noqa: ANN401 - a class or several
    return isinstance(given, kind) and not isinstance(given, bool)


POLICIES = {
    policy.name: policy
    for policy in (
        ReleasePolicy("default"),
        ReleasePolicy("strict", uncertain_hidden=True),
        ReleasePolicy("internal", minimum_base=0, small_cell=0, internal=True),
    )
}


def release_policy(
    name: str,
    based_on: str | ReleasePolicy = "default",
    **thresholds: float,
) -> ReleasePolicy:
    """A policy of one's own: another one with some thresholds changed.

    Parameters
    ----------
    name : str
        What it is called where its numbers are shown; not that of a policy of the package.
    based_on : {"default", "strict", "internal"} or ReleasePolicy
    **thresholds
        Attributes of `ReleasePolicy`.

    Raises
    ------
    WrongUseError
        If the name is taken, or a threshold is unknown or can't be meant.

    Examples
    --------
    >>> release_policy("kommune", minimum_base=20).minimum_base
    20
    """
    if name in POLICIES:
        raise fail(WrongUseError, "release_review.policy_taken", name=quoted(name))
    known = [each.name for each in fields(ReleasePolicy) if each.name not in ("name", "internal")]
    unknown = [each for each in thresholds if each not in known]
    if unknown:
        raise fail(
            WrongUseError,
            "release_review.policy_threshold",
            got=culprits(unknown),
            known=", ".join(known),
        )
    given: dict[str, Any] = {"name": name, **thresholds}
    return replace(policy_named(based_on), **given)


def policy_named(policy: str | ReleasePolicy | Mapping[str, Any]) -> ReleasePolicy:
    """A policy by its name, as it is, or from a mapping of what `release_policy` takes.

    Raises
    ------
    WrongUseError
        If no policy has the name, or one has the name of another.
    """
    if isinstance(policy, Mapping):
        if "name" not in policy:
            raise fail(WrongUseError, "release_review.policy_name", got="{}")
        return release_policy(**{str(key): value for key, value in policy.items()})
    if isinstance(policy, ReleasePolicy):
        if POLICIES.get(policy.name, policy) != policy:
            raise fail(WrongUseError, "release_review.policy_taken", name=quoted(policy.name))
        return policy
    if not isinstance(policy, str) or policy not in POLICIES:
        raise fail(WrongUseError, "release.policy", got=quoted(policy), known=culprits(POLICIES))
    return POLICIES[policy]
