"""One sign for each thing that can be said of a number: in tables, charts and sentences."""

from __future__ import annotations

from survey.disclosure.policy import Status

SIGNS = {
    Status.SHOWN: "",
    Status.FEW: "*",
    Status.CONFIDENTIAL: "†",
    Status.UNCERTAIN: "..",
    Status.UNAVAILABLE: "..",
}
HIGHER, LOWER = "▲", "▼"
RISEN, FALLEN = "↑", "↓"
BROKEN = "≠"
"""Numbers of two waves that can't be compared."""
NONE, NEVER = "\N{EN DASH}", "\N{MIDDLE DOT}"
"""Nothing at all, and what there can't be."""


def sign_of_mark(mark: float) -> str:
    """▲ for a share that is surely higher, ▼ for one that is surely lower, else nothing."""
    return HIGHER if mark > 0 else LOWER if mark < 0 else ""


def sign_of_change(mark: float) -> str:
    """↑ for a sure rise between two waves, ↓ for a sure fall, else nothing."""
    return RISEN if mark > 0 else FALLEN if mark < 0 else ""


def with_sign(text: str, status: Status) -> str:
    """A number with the sign of its status, or the sign alone where the number is hidden."""
    return SIGNS[status] if status.hidden else f"{text}{SIGNS[status]}"
