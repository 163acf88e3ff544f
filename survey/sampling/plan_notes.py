"""What must be said of a plan: where the power isn't reached, where all are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import WrongUseError
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, finding, quoted
from survey.language.numbers import format_number, format_points
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from survey.findings import Finding
    from survey.kernels.layout import Floats
    from survey.sampling.arguments import Areas

TOLERANCE = 1e-4
_MOST_NAMED = 5


def notes_of(
    frame: pd.DataFrame, labels: Sequence[str], assumptions: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """The notes on a plan, in the language in force.

    Parameters
    ----------
    frame : DataFrame
        The areas of the plan.
    labels : sequence of str
        What these are called.
    assumptions : mapping
        As the plan has them.
    """
    return tuple(_notes(frame, np.array(labels, dtype=object), assumptions))


def _notes(
    frame: pd.DataFrame, labels: NDArray[np.object_], assumptions: Mapping[str, Any]
) -> Iterator[Finding]:
    short = np.array([each is False for each in frame["reached"]])
    if short.any():
        seen = frame["detectable"].to_numpy(float)[short]
        yield _unreached(seen, _named(labels[short]), assumptions)
    wanted = assumptions["half_width"]
    if wanted is not None:
        values = [wanted[c] if isinstance(wanted, dict) else wanted for c in frame["area"]]
        wide = frame["half_width"].to_numpy(float) > np.array(values, dtype=float) + TOLERANCE
        if wide.any():
            areas = _named(labels[wide])
            yield finding("planning.too_wide", severity=Severity.WARNING, areas=areas)
    if assumptions["budget"] is not None and _is_left(frame, assumptions["budget"]):
        yield finding("planning.budget_left", severity=Severity.NOTE)
    if assumptions["adults"] in {"counts", "given"}:
        yield finding("planning.adults_mean_only", severity=Severity.NOTE)


def _is_left(frame: pd.DataFrame, budget: float) -> bool:
    """Whether one more could be paid for in every area."""
    dearest = float((frame["cost"] / frame["n"]).max())
    return bool(budget - frame["cost"].sum() >= dearest * (1 - TOLERANCE))


def _named(labels: NDArray[np.object_]) -> str:
    """Some areas inside a sentence; of many the first five."""
    if len(labels) > _MOST_NAMED:
        return culprits(labels)
    return join_words([quoted(label) for label in labels], current_language())


def _unreached(seen: Floats, areas: str, assumptions: Mapping[str, Any]) -> Finding:
    power = format_number(100 * assumptions["power"], current_language())
    fields: dict[str, Any] = {"areas": areas, "power": power, "count": len(seen)}
    if np.isnan(seen).any():
        return finding("planning.never_seen", severity=Severity.WARNING, **fields)
    size = size_in_words(float(seen.max()), means=assumptions["sd"] is not None)
    return finding("planning.unreached", severity=Severity.WARNING, size=size, **fields)


def size_in_words(difference: float, *, means: bool) -> str:
    """A difference without its sign: percentage points of shares, the bare number of means."""
    language = current_language()
    if means:
        return format_number(float(f"{difference:.3g}"), language)
    points = format_points(difference, language, decimals=1, sign=False)
    return text("planning.said.points", points=points)


def said_of_best(best: Floats, areas: Areas, power: float, *, means: bool) -> WrongUseError:
    """The error that no area can reach the power, with what can be seen at best."""
    percent = format_number(100 * power, current_language())
    if np.isnan(best).all():
        return fail(WrongUseError, "planning.nothing_seen", power=percent)
    place = int(np.nanargmin(best))
    called = areas.labels(current_language())[place]
    return fail(
        WrongUseError, "planning.out_of_reach", power=percent,
        size=size_in_words(float(best[place]), means=means), area=quoted(called),
        areas=culprits(areas.codes),
    )  # fmt: skip
