"""All checks of a questionnaire, those that take no time and those that simulate respondents."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from survey.questionnaire.checks import answers, headlines, indices, languages, names, scales, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire

_CHEAP = (languages, names, texts, scales, headlines, answers, indices)


def cheap_checks(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """All that is wrong or unwise and can be seen without simulating respondents."""
    return in_order(chain.from_iterable(each.check(questionnaire) for each in _CHEAP))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the file, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=_where))


def _where(found: Finding) -> tuple[str, int]:
    place = found.place
    return (place.file, place.line or 0) if place is not None else ("", 0)
