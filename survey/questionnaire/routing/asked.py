"""Who is asked what, and what computed questions come to: the routing run again on answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from survey.questionnaire.model import Questionnaire


def asked(
    questionnaire: Questionnaire,
    data: pd.DataFrame,
    *,
    area: object = None,
    wave: object = None,
    today: object = None,
) -> pd.DataFrame:
    """Who is asked each column: bool, one column for each variable of the respondents' table."""
    raise NotImplementedError


def computed(
    questionnaire: Questionnaire,
    data: pd.DataFrame,
    *,
    area: object = None,
    wave: object = None,
    today: object = None,
) -> pd.DataFrame:
    """The values of computed questions, one column for each; missing codes where there is none."""
    raise NotImplementedError
