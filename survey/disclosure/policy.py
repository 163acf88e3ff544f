"""Release policies: which numbers may leave, and with which sign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
    """

    name: str
    minimum_base: int = 10
    small_cell: int = 4
    few_answers: int = 30
    widest_interval: float = 0.30
    uncertain_hidden: bool = False
    internal: bool = False


POLICIES = {
    policy.name: policy
    for policy in (
        ReleasePolicy("default"),
        ReleasePolicy("strict", uncertain_hidden=True),
        ReleasePolicy("internal", minimum_base=0, small_cell=0, internal=True),
    )
}


def policy_named(policy: str | ReleasePolicy) -> ReleasePolicy:
    """A policy by its name, or as it is.

    Raises
    ------
    WrongUseError
        If no policy has the name.
    """
    if isinstance(policy, ReleasePolicy):
        return policy
    if not isinstance(policy, str) or policy not in POLICIES:
        raise fail(WrongUseError, "release.policy", got=quoted(policy), known=culprits(POLICIES))
    return POLICIES[policy]
