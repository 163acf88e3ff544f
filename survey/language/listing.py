"""Findings as lines of a terminal: what weighs most is easy to see, what repeats is cut short."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from survey.findings import Severity
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.findings import Finding

_MOST_OF_A_KIND = 5
_WIDTH = 6


def finding_lines(
    findings: Sequence[Finding], *, everything: bool = False, summed: bool = True
) -> Iterator[str]:
    """Findings in their order, each with its weight before it, and how many there are.

    Parameters
    ----------
    findings : sequence of Finding
    everything : bool
        Whether all are listed; else only the first five of each code that is no error.
    summed : bool
        Whether a last line says how many there are.
    """
    seen: Counter[str] = Counter()
    for found in findings:
        seen[found.code] += 1
        whole = everything or found.severity is Severity.ERROR
        if whole or seen[found.code] <= _MOST_OF_A_KIND:
            yield f"{text(f'listing.{found.severity}'):<{_WIDTH}}{found}"
    for code, count in seen.items():
        more = count - _MOST_OF_A_KIND
        if not everything and more > 0 and not _weighs(findings, code):
            yield text("listing.more", count=more, code=code)
    if summed:
        yield text("listing.sum", **counts_in_words(findings)) if findings else text("listing.none")


def counts_in_words(findings: Sequence[Finding]) -> dict[str, str]:
    """How many findings there are of each weight, as words."""
    counts = Counter(found.severity for found in findings)
    return {each.value: text(f"listing.count.{each}", count=counts[each]) for each in Severity}


def _weighs(findings: Sequence[Finding], code: str) -> bool:
    return any(each.code == code and each.severity is Severity.ERROR for each in findings)


def findings_json(findings: Sequence[Finding]) -> str:
    """Findings as a JSON list, for programs."""
    return json.dumps(finding_records(findings), ensure_ascii=False, indent=1)


def finding_records(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as plain data, for programs."""
    return [
        {
            "code": found.code,
            "severity": found.severity.value,
            "file": found.place.file if found.place else None,
            "line": found.place.line if found.place else None,
            "cell": found.place.cell if found.place else None,
            "message": found.message,
            "hint": found.hint,
        }
        for found in findings
    ]
