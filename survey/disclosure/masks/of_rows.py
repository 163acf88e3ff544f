"""What happens to each row of a result on its way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.disclosure.policy import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Bools

_SEVERITY = (
    Status.SHOWN, Status.FEW, Status.UNCERTAIN, Status.UNAVAILABLE, Status.CONFIDENTIAL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mask:
    """What happens to each row of a result.

    Attributes
    ----------
    status : list of Status
    base_hidden : list of bool
        Whether its number of answers is hidden too.
    """

    status: list[Status]
    base_hidden: list[bool]

    @property
    def hidden(self) -> Bools:
        """Whether the number of each row is hidden."""
        return np.array([status.hidden for status in self.status], dtype=bool)


def worst(statuses: Sequence[Status]) -> Status:
    """The status that hides most."""
    return max(statuses, key=_SEVERITY.index)


def status_column(statuses: Sequence[Status]) -> pd.Series[Any]:
    """A column of objects: as strings of Arrow they would become plain text."""
    return pd.Series(list(statuses), dtype=object)
