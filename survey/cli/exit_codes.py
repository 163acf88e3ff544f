"""What the command ends with."""

from __future__ import annotations

FINDINGS, WRONG_USE, CRASHED, INTERRUPTED, NOBODY_READS = 1, 2, 70, 130, 1
