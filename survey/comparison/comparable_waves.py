"""Two waves made ready to be compared: what may be, and on which codes and areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.comparison.wave_comparison import Break
    from survey.estimation.estimates import Estimates
    from survey.findings import Finding


@dataclass(frozen=True, slots=True, eq=False)
class ComparableWaves:
    """Estimates of two waves with the same by-columns and codes.

    Attributes
    ----------
    names : tuple of str
        What the earlier and the later wave are called.
    earlier, later : Estimates
        On common codes and areas.
    breaks : tuple of Break
        Where nothing may be compared: a whole variable, or one area of it.
    notes : tuple of Finding
    comparability : mapping of str to str
        A verdict's word by variable.
    """

    names: tuple[str, str]
    earlier: Estimates
    later: Estimates
    breaks: tuple[Break, ...] = ()
    notes: tuple[Finding, ...] = ()
    comparability: Mapping[str, str] = field(default_factory=dict)


def made_comparable(
    names: tuple[str, str],
    earlier: Estimates,
    later: Estimates,
    verdicts: object,
    areas: object,
) -> ComparableWaves:
    """What of two waves may be compared."""
    return ComparableWaves(names, earlier, later)
