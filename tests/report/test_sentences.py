"""Findings in words: each kind in both languages, and nothing but released numbers in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from survey.codebook import Code, Codebook, Headline, Kind, Variable
from survey.comparison.areas import compare_areas
from survey.disclosure.policy import Status
from survey.disclosure.release import release
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline
from survey.language.numbers import rounded
from survey.report.sentences import (
    AreaFinding,
    Finding,
    decimals_needed,
    ending_in_clause,
    finding_of,
    points_in_words,
)
from survey.report.spec import ReportSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syrupy.assertion import SnapshotAssertion

    from survey.disclosure.results.released import Released

WORDS = {
    "da": ("er trygge", "Tryg", "beboerne", "boligområder", "i"),
    "en": ("feel safe", "Safe", "residents", "housing areas", "in"),
}
HIDDEN, DOTS, VAGUE = Status.CONFIDENTIAL, Status.UNAVAILABLE, Status.UNCERTAIN
NAN = float("nan")


def area(
    name: str,
    share: float,
    low: float = NAN,
    high: float = NAN,
    *,
    mark: int = 0,
    status: Status = Status.SHOWN,
    contrast: float = 0.5,
) -> AreaFinding:
    difference = NAN if status.hidden or low != low else share - contrast  # noqa: PLR0124
    share = NAN if status.hidden else share
    return AreaFinding(name, name, share, status, difference, low, high, mark)


def finding(
    language: str, areas: Sequence[AreaFinding], contrast: AreaFinding, everyone: AreaFinding
) -> Finding:
    phrase, label, respondents, units, preposition = WORDS[language]

    def placed(each: AreaFinding) -> AreaFinding:
        return AreaFinding(
            each.area, f"{preposition} {each.place}", each.share, each.status, each.difference,
            each.low, each.high, each.mark,
        )  # fmt: skip

    return Finding(
        "safe", phrase, label, respondents, units, language, tuple(map(placed, areas)),
        placed(contrast), everyone,
    )  # fmt: skip


ALL = area("", 0.45)
MIDT = area("Midtbyen", 0.5)
LOWER = area("Vangdalen", 0.25, -0.33, -0.16, mark=-1)
ALSO = area("Søparken", 0.39, -0.2, -0.02, mark=-1)
HIGHER = area("Åbrinken", 0.7, 0.1, 0.29, mark=1)
SAME = area("Højgården", 0.52, -0.05, 0.08)
SAME_TOO = area("Ærøparken", 0.47, -0.1, 0.06)
GONE = area("Nørrevang", 0, status=HIDDEN)
MANY = [area(f"O{k}", 0.3 + k / 100, -0.3, -0.1, mark=-1) for k in range(12)]
KINDS = {
    "clearest_lower": ([LOWER], MIDT, ALL),
    "clearest_higher": ([HIGHER], MIDT, ALL),
    "also_lower": ([LOWER, ALSO], MIDT, ALL),
    "also_higher": ([HIGHER, area("B", 0.6, 0.01, 0.2, mark=1)], MIDT, ALL),
    "but_higher": ([LOWER, HIGHER], MIDT, ALL),
    "but_lower": ([area("B", 0.9, 0.3, 0.5, mark=1), ALSO], MIDT, ALL),
    "indistinct_one": ([LOWER, SAME], MIDT, ALL),
    "indistinct_many": ([LOWER, SAME, SAME_TOO], MIDT, ALL),
    "everything_at_once": ([LOWER, ALSO, HIGHER, SAME, SAME_TOO, GONE], MIDT, ALL),
    "none_differ": ([SAME, SAME_TOO], MIDT, ALL),
    "one_that_does_not_differ": ([SAME], MIDT, ALL),
    "none_of_those_shown_differ": ([SAME, SAME_TOO, GONE], MIDT, ALL),
    "hidden_one": ([LOWER, GONE], MIDT, ALL),
    "hidden_for_each_reason": (
        [LOWER, GONE, area("B", 0, status=HIDDEN), area("C", 0, status=DOTS),
         area("D", 0, status=VAGUE)], MIDT, ALL,
    ),
    "few_answers": ([area("Vangdalen", 0.25, -0.4, -0.1, mark=-1, status=Status.FEW)], MIDT, ALL),
    "contrast_hidden": ([area("A", 0.4), area("B", 0.3)], area("Midtbyen", 0, status=HIDDEN), ALL),
    "contrast_not_available": ([area("A", 0.4)], area("Midtbyen", 0, status=DOTS), ALL),
    "contrast_and_everyone_hidden": (
        [area("A", 0.4), GONE], area("Midtbyen", 0, status=HIDDEN), area("", 0, status=HIDDEN),
    ),
    "all_others_hidden": ([GONE, area("B", 0, status=HIDDEN)], MIDT, ALL),
    "all_hidden": ([GONE], area("Midtbyen", 0, status=HIDDEN), area("", 0, status=HIDDEN)),
    "all_not_available": (
        [area("A", 0, status=DOTS)], area("M", 0, status=DOTS), area("", 0, status=DOTS),
    ),
    "all_hidden_for_several_reasons": (
        [GONE, area("B", 0, status=DOTS)], area("M", 0, status=HIDDEN), area("", 0, status=HIDDEN),
    ),
    "shown_but_not_compared": ([LOWER, area("B", 0.6)], MIDT, ALL),
    "many_areas": (MANY, MIDT, ALL),
    "many_that_do_not_differ": (
        [area(f"O{k}", 0.4 + k / 100, -0.1, 0.1) for k in range(12)], MIDT, ALL,
    ),
    "an_end_that_rounds_to_none": ([area("A", 0.4, -0.191, -0.003, mark=-1)], MIDT, ALL),
    "certain": ([area("A", 0.0, -0.6, -0.4, mark=-1), area("B", 1.0, 0.4, 0.6, mark=1)], MIDT, ALL),
}  # fmt: skip


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_finding_is_said(
    kind: str, language: str, snapshot: SnapshotAssertion
) -> None:
    found = finding(language, *KINDS[kind])
    assert {"lead": found.lead(), "rest": found.rest()} == snapshot


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_whole(kind: str, language: str) -> None:
    found = finding(language, *KINDS[kind])
    assert found.lead()
    for sentence in (*found.lead(), *found.rest()):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert "  " not in sentence
        assert re.search(r"nan|[{}]|†|\(\.\.\)", sentence) is None


def test_a_finding_without_a_row_for_everyone_does_not_speak_of_everyone() -> None:
    found = finding("en", [LOWER], MIDT, ALL)
    alone = Finding(
        found.variable, found.phrase, found.label, found.respondents, found.units, "en",
        found.areas, found.contrast, None,
    )  # fmt: skip
    assert "taken together" not in " ".join([*alone.lead(), *alone.rest()])


def test_points_get_the_decimals_that_a_sure_difference_needs() -> None:
    assert [decimals_needed(d) for d in (0.25, 0.005, 0.004, 0.0004)] == [0, 0, 1, 1]
    assert points_in_words(0.004, "da", 1) == "0,4"
    assert points_in_words(0.0004, "da", 1) == "under 0,1"
    assert points_in_words(0.0004, "en", 1) == "under 0.1"


def test_a_sure_difference_that_may_be_tiny_is_not_given_with_false_precision() -> None:
    counts = [(259, 184), (260, 300), (262, 186), (300, 287)]
    lead = finding_of(released(counts), SPEC, "safe", "da").lead()
    said = "Det er 7,4 procentpoint færre (usikkerhed: fra under 0,1 til 14,6 procentpoint)."
    assert lead[-1] == said


# Properties, from answers to sentences

AREAS = ("a", "b", "c", "k")
BOOK = Codebook(
    {
        "safe": Variable(
            "safe", Kind.SINGLE, {"da": "Tryghed"}, codes=(Code(0, {}), Code(1, {})),
            headline=Headline((1,), label={"da": "Tryg"}, phrase={"da": "er trygge"}),
        ),
        "area": Variable(
            "area", Kind.GROUP, {"da": "område"},
            codes=tuple(Code(each, {"da": each.upper()}) for each in AREAS),
        ),
    }
)  # fmt: skip
SPEC = ReportSpec(
    {}, "2026", "area", "k", len(AREAS), {"da": "område"}, {"da": "områder"}, {"da": "beboerne"}, ()
)
COUNTS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=len(AREAS), max_size=len(AREAS)
)


def released(counts: list[tuple[int, int]]) -> Released:
    rows = [
        {"area": each, "safe": answer, "k": count}
        for each, pair in zip(AREAS, counts, strict=True)
        for answer, count in enumerate(pair)
    ]
    design = SurveyDesign(pd.DataFrame(rows), counts="k", codebook=BOOK)
    heads = headline(design, "safe", by="area", all_row=True)
    return release([heads, compare_areas(heads, "k")])


def numbers_in(sentence: str) -> list[str]:
    return re.findall(r"\d+(?:,\d+)?", sentence)


def printed(value: float) -> set[str]:
    """How a share or a difference may be printed."""
    return {str(rounded(abs(100 * value), d)).replace(".", ",") for d in range(2)} | {"0,1"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS)
def test_every_number_in_a_sentence_is_released_and_differences_are_marked(
    counts: list[tuple[int, int]],
) -> None:
    assume(all(sum(pair) for pair in counts))
    result = released(counts)
    found = finding_of(result, SPEC, "safe", "da")
    _, rows = result.estimates_of("safe", ("area",), headline=True)
    compared = result.comparison_of("safe", ("area",), headline=True)
    assert compared is not None
    differences = compared[1].set_index("area")
    allowed: set[str] = set().union(*map(printed, rows["estimate"].dropna()))
    for name in ("difference", "simultaneous_low", "simultaneous_high"):
        allowed |= set().union(*map(printed, differences[name].dropna()))
    sentences = [*found.lead(), *found.rest()]
    for sentence in sentences:
        assert set(numbers_in(sentence)) <= allowed, sentence
        range_ = re.search(r"usikkerhed: ([\d,]+)–([\d,]+)", sentence)
        if range_:
            assert float(range_[1].replace(",", ".")) > 0
    marked = set(differences.index[differences["mark"] != 0])
    named_as_different = {
        name.lower()
        for sentence in sentences
        if re.search(r"mod \d|lavere|højere", sentence)
        for name in re.findall(r"\bi ([ABC])\b", sentence)
    }
    assert named_as_different == marked
    hidden = set(rows["area"][[status.hidden for status in rows["status"]]]) & set(AREAS[:3])
    said_hidden = {
        name.lower()
        for sentence in sentences
        if re.search(r"fortrolighed|opgøres|for usikker", sentence)
        for name in re.findall(r"\b[iI] ([ABC])\b", sentence)
    }
    assert said_hidden in (hidden, set())


def test_a_danish_clause_that_a_comma_began_ends_with_one() -> None:
    phrase = "er enige i, at huslejen passer til det, de får for pengene"
    assert ending_in_clause(phrase, phrase, "da") == f"{phrase},"
    plain = "er utrygge om aftenen"
    assert ending_in_clause(plain, plain, "da") == plain
    english = "agree that, all in all, the rent is fair"
    assert ending_in_clause(english, english, "en") == english
