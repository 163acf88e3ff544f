"""Which findings say the most, and how several are said at once.

A finding counts for how large its difference is at the least: the near end of the interval that
makes its mark. Whatever isn't certain counts for nothing, however large it looks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.language.numbers import format_number
from survey.language.words import join_words, number_word
from survey.report.sentences import ending_in_clause, place_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.report.sentences import AreaFinding, Finding

_MOST_AREAS = 3
_DIRECTIONS = {"high": 1, "low": -1, "neither": 0}


@dataclass(frozen=True, slots=True)
class Strongest:
    """The area of a finding that differs the most for certain, from the contrast or from all.

    Attributes
    ----------
    finding : Finding
    area : AreaFinding
    least : float
        How large the difference is at least.
    """

    finding: Finding
    area: AreaFinding
    least: float

    def sentences(self) -> list[str]:
        """The share beside that of all and of the contrast, and how far it is from one of them."""
        finding, area = self.finding, self.area
        beside_all = bool(area.from_all and area.from_all.mark) and bool(everywhere(finding))
        sides = []
        if beside_all and finding.everyone is not None:
            sides.append(f"{finding.share_of(finding.everyone)} {everywhere(finding)}")
        if area.mark and finding.has_contrast:
            sides.append(f"{finding.share_of(finding.beside)} {finding.beside.place}")
        told = place_first(area.place, finding.share_of(area), finding.phrase, finding.language)
        against = text(
            "findings.against",
            lang=finding.language,
            told=ending_in_clause(told, finding.phrase, finding.language),
            others=join_words(sides, finding.language),
        )
        return [against, self._points(several=len(sides) > 1)]

    def _points(self, *, several: bool) -> str:
        finding, area = self.finding, self.area
        if finding.has_contrast and area.mark and area.from_contrast is not None:
            return finding.points(area.from_contrast, finding.beside.place if several else "")
        return finding.points(area.from_all) if area.from_all is not None else ""


def everywhere(finding: Finding) -> str:
    """*In all eight surveyed housing areas*, the contrast among them; empty where not shown."""
    if finding.everyone is None or not finding.everyone.shown:
        return ""
    if finding.area_count == 2:
        return text("findings.both", lang=finding.language, units=finding.units)
    return text(
        "findings.everywhere",
        lang=finding.language,
        area_count=number_word(finding.area_count, finding.language),
        units=finding.units,
    )


def strongest_of(finding: Finding) -> Strongest | None:
    """What differs the most for certain in a finding; None if nothing does."""
    found = [
        Strongest(finding, each, _least(finding, each)) for each in finding.areas if each.shown
    ]
    best = max(found, key=lambda each: each.least, default=None)
    return best if best is not None and best.least else None


def _least(finding: Finding, area: AreaFinding) -> float:
    contrast = area.from_contrast
    if contrast is not None and contrast.mark and finding.has_contrast:
        return contrast.least
    return area.from_all.least if area.from_all is not None and everywhere(finding) else 0.0


def ranked(found: Iterable[Strongest]) -> list[Strongest]:
    """The strongest first; in the order given where two are as strong."""
    return sorted(found, key=lambda each: -each.least)


def some_of_many(some: int, many: int, language: str) -> dict[str, str]:
    """Two numbers of one sentence, both in words or both in digits."""
    words = [number_word(each, language) for each in (some, many)]
    if words[1].isdigit():
        words[0] = format_number(some, language)
    return dict(zip(("some", "many"), words, strict=True))


def differing(findings: Sequence[Finding]) -> list[Finding]:
    """Findings in which an area differs from the contrast for certain."""
    return [f for f in findings if f.has_contrast and any(a.compared and a.mark for a in f.areas)]


def areas_counted(findings: Sequence[Finding]) -> tuple[Counter[str], Counter[str]]:
    """In how many findings each place is certainly worse, and better, than the contrast."""
    worse: Counter[str] = Counter()
    better: Counter[str] = Counter()
    for finding in findings:
        side = _DIRECTIONS[finding.good]
        for area in finding.areas:
            if finding.has_contrast and area.compared and area.mark * side:
                (better if area.mark * side > 0 else worse)[area.place] += 1
    return worse, better


def places_counted(counted: Counter[str], language: str) -> str:
    """The places with the most, each with its number; empty where too many have as many."""
    order = counted.most_common()
    below = [count for _, count in order[1:]] + [0]
    ends = [k for k, (_, count) in enumerate(order[:_MOST_AREAS], 1) if count > below[k - 1]]
    if not ends:
        return ""
    told: list[str] = []
    for place, count in order[: ends[-1]]:
        key = "findings.place_number" if told else "findings.place_questions"
        number = number_word(count, language)
        told.append(text(key, lang=language, place=place, count=count, number=number))
    return join_words(told, language)
