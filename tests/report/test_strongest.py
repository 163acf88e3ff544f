"""Which findings come first, and how several are said at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from survey.disclosure.policy import Status
from survey.report.sentences import AreaFinding, Difference, Finding, place_first
from survey.report.strongest import (
    areas_counted,
    places_counted,
    ranked,
    some_of_many,
    strongest_of,
)

NBSP = "\xa0"
SHOWN = Status.SHOWN
EVENING = "er utrygge eller meget utrygge om aftenen"
MARKED = AreaFinding(
    "v", "i Vangdalen", 0.36, SHOWN, 0.28, 0.17, 0.39, 1, Difference(0.19, 0.12, 0.26, 1)
)
VAGUE = AreaFinding(
    "d", "i Område D", 0.5, SHOWN, 0.42, -0.01, 0.6, 0, Difference(0.33, -0.02, 0.5, 0)
)
CONTRAST = AreaFinding("h", "i Område H", 0.08, SHOWN)
ALL = AreaFinding("", "", 0.17, SHOWN)


def finding(*areas: AreaFinding, phrase: str = EVENING, good: str = "low") -> Finding:
    return Finding(
        "q", phrase, "Utrygge", "beboerne", "boligområder", "da", areas, CONTRAST, ALL, good
    )


def test_the_share_stands_beside_that_of_all_and_of_the_contrast() -> None:
    best = strongest_of(finding(MARKED, VAGUE))
    assert best is not None
    assert best.sentences() == [
        f"I Vangdalen er 36{NBSP}pct. utrygge eller meget utrygge om aftenen "
        f"mod 17{NBSP}pct. i alle tre undersøgte boligområder og 8{NBSP}pct. i Område H.",
        "Det er 28 procentpoint flere end i Område H (usikkerhed: 17–39 procentpoint).",
    ]


def test_beside_all_alone_it_is_their_difference_that_is_told() -> None:
    best = strongest_of(finding(replace(MARKED, low=-0.01, mark=0)))
    assert best is not None
    assert best.sentences() == [
        f"I Vangdalen er 36{NBSP}pct. utrygge eller meget utrygge om aftenen "
        f"mod 17{NBSP}pct. i de to undersøgte boligområder.",
        "Det er 19 procentpoint flere (usikkerhed: 12–26 procentpoint).",
    ]


def test_all_are_left_out_where_the_area_may_be_as_they_are() -> None:
    best = strongest_of(finding(replace(MARKED, from_all=Difference(0.19, -0.01, 0.3, 0))))
    assert best is not None
    assert "i alle" not in " ".join(best.sentences())


def test_what_is_not_certain_is_no_finding_however_large_it_looks() -> None:
    assert strongest_of(finding(VAGUE)) is None
    hidden = replace(MARKED, status=Status.CONFIDENTIAL)
    assert strongest_of(finding(hidden)) is None


def test_findings_are_ranked_by_what_their_difference_is_at_least() -> None:
    wide = finding(replace(MARKED, difference=0.5, low=0.02, high=0.9))
    near = finding(replace(MARKED, difference=0.2, low=0.18, high=0.22))
    found = [best for each in (wide, near) if (best := strongest_of(each)) is not None]
    assert [each.finding for each in ranked(found)] == [near, wide]


def test_a_clause_that_ends_before_a_comparison_has_its_comma() -> None:
    phrase = "tror, at andre har et godt indtryk"
    best = strongest_of(finding(MARKED, phrase=phrase))
    assert best is not None
    assert best.sentences()[0].startswith(
        f"I Vangdalen tror 36{NBSP}pct., at andre har et godt indtryk, mod 17"
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [("da", "I byen er to af os enige"), ("en", "I byen, to af os er enige")],
)
def test_in_danish_the_verb_comes_before_the_subject_after_a_place(
    language: str, told: str
) -> None:
    assert place_first("i byen", "to af os", "er enige", language) == told


def test_worse_and_better_follow_what_is_good() -> None:
    low, high = finding(MARKED), finding(MARKED, good="high")
    neither = finding(MARKED, good="neither")
    worse, better = areas_counted([low, low, high, neither])
    assert dict(worse) == {"i Vangdalen": 2}
    assert dict(better) == {"i Vangdalen": 1}


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([22, 19, 18, 3], "i A (22 spørgsmål), i B (19) og i C (18)"),
        ([4, 4, 1, 1], "i A (fire spørgsmål) og i B (fire)"),
        ([2, 1], "i A (to spørgsmål) og i B (ét)"),
        ([1], "i A (ét spørgsmål)"),
        ([1, 1, 1, 1], ""),
    ],
)
def test_places_are_cut_where_the_next_has_fewer_and_never_between_equals(
    counts: list[int], told: str
) -> None:
    counted = Counter({f"i {name}": n for name, n in zip("ABCD", counts, strict=False)})
    assert places_counted(counted, "da") == told


def test_two_numbers_of_a_sentence_are_both_words_or_both_digits() -> None:
    assert some_of_many(2, 3, "da") == {"some": "to", "many": "tre"}
    assert some_of_many(2, 39, "da") == {"some": "2", "many": "39"}
