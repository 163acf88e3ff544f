"""What can have become of a sampled unit, in the classes of AAPOR."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The final outcome of a unit (AAPOR Standard Definitions, 10th edition, 2023)."""

    COMPLETE = "complete"
    """I, a complete answer (1.1)."""
    PARTIAL = "partial"
    """P, a partial one (1.2)."""
    REFUSAL = "refusal"
    """R, refused or broken off (2.1)."""
    NON_CONTACT = "non_contact"
    """NC, nobody was reached (2.2)."""
    OTHER = "other"
    """O, reached, but ill, away, or without a language in common (2.3)."""
    UNKNOWN_HOUSEHOLD = "unknown_household"
    """UH, not known whether somebody lives there (3.1)."""
    UNKNOWN_OTHER = "unknown_other"
    """UO, not known for another reason whether it is eligible (3.2)."""
    NOT_ELIGIBLE = "not_eligible"
    """Not eligible: the dwelling is empty, an office, gone (4)."""
    PENDING = "pending"
    """Still in the field; at the close it is a non-contact."""
