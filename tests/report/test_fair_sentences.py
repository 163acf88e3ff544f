"""What may be concluded of areas that are made equal, in words that follow the interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_fair import CASES, released, released_survey

import survey as sv
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TOLD = {
    "falls": "falls to",
    "gone": "no longer statistically significant",
    "same": "can't be told apart from the difference as they are",
    "unsure": "The same holds",
    "appears": "higher",
    "hidden": "not shown for confidentiality",
    "pinned": "not shown for confidentiality",
}


@pytest.mark.parametrize("language", ["da", "en"])
def test_sentences_are_as_they_were(language: str, snapshot: SnapshotAssertion) -> None:
    found = sv.fair_sentences(released(*CASES), "unsafe", language=language)
    assert "\n".join(f"{each.area}: {each.text}" for each in found) == snapshot


@pytest.mark.parametrize("case", TOLD)
def test_each_case_is_told_as_its_interval_allows(case: str) -> None:
    (found,) = sv.fair_sentences(released(*CASES), "unsafe", area=case, language="en")
    assert TOLD[case] in found.text


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_sentence_names_a_cause(language: str) -> None:
    for each in sv.fair_sentences(released_survey(30), "safe", language=language):
        for word in ("because", "due to", "cause", "explain", "fordi", "skyldes", "forklar"):
            assert word not in each.text


def test_an_interval_that_makes_no_mark_is_said_to_be_of_one_difference() -> None:
    everything = released(*CASES, adjust="holm")
    found = [each.text for each in sv.fair_sentences(everything, "unsafe", language="en")]
    alone = [each for each in found if "for this difference alone" in each]
    assert all("statistically significant" in each or "The same holds" in each for each in alone)


def test_means_have_no_points() -> None:
    for each in sv.fair_sentences(released_survey(8, "trust"), "trust", language="da"):
        assert "procentpoint" not in each.text
        assert "gennemsnittet" in each.text


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        sv.fair_sentences(released("same"), "unsafe", area="H")
    with pytest.raises(WrongUseError):
        sv.fair_sentences(released("same"), "unsafe", language="sv")
