"""Errors and findings put together from the catalogue."""

from __future__ import annotations

import pytest

from survey.errors import PartLabels, SurveyError, WrongUseError
from survey.findings import Finding, FindingsError, Place, Severity, errors_among
from survey.language.catalogue import language_in_force
from survey.language.messages import culprits, fail, finding, quoted


def test_names_are_quoted_as_the_language_does_and_numbers_stay_bare() -> None:
    assert quoted("Vangdalen") == '"Vangdalen"'
    assert quoted(7) == "7"
    assert quoted("Vangdalen", lang="da") == "»Vangdalen«"
    with language_in_force("da"):
        assert quoted("Vangdalen") == "»Vangdalen«"


def test_five_culprits_are_named_and_the_others_counted() -> None:
    assert culprits("abc") == '"a", "b", "c"'
    assert culprits(range(7)) == "0, 1, 2, 3, 4 and 2 more"
    with language_in_force("da"):
        assert culprits("abcdef") == "»a«, »b«, »c«, »d«, »e« og 1 mere"
    assert culprits([]) == ""


def test_an_error_has_its_parts_in_reading_order() -> None:
    error = fail(WrongUseError, "study.language", got=quoted("xx"), known="da, en", where="her")
    assert isinstance(error, ValueError)
    assert error.code == "study.language"
    assert str(error).splitlines() == [
        "The language must be Danish or English.",
        "  where: her",
        '  got: "xx"',
        "  expected: da, en",
    ]


def test_the_words_before_the_parts_are_in_the_language_of_the_message() -> None:
    with language_in_force("da"):
        error = fail(WrongUseError, "study.language", got=quoted("xx"), known="da, en", where="x:1")
    assert str(error).splitlines()[1:] == ["  sted: x:1", "  fik: »xx«", "  forventet: da, en"]


def test_parts_that_are_not_there_are_not_printed() -> None:
    labels = PartLabels("a", "b", "c", "d")
    error = SurveyError("Nothing can be done.", hint="wait", labels=labels)
    assert str(error) == "Nothing can be done.\n  d: wait"
    assert str(SurveyError("Nothing can be done.")) == "Nothing can be done."


def test_a_finding_says_where_what_its_code_and_what_to_do() -> None:
    place = Place("study.yaml", 7, "areas.0.role")
    found = finding("study.no_contrast", place=place)
    assert str(found) == (
        "study.yaml:7 (areas.0.role): One area must be the contrast. "
        "[STUDY-NO-CONTRAST] (add role: contrast to it)"
    )
    assert str(Finding("X", Severity.NOTE, "Words.")) == "Words. [X]"


def test_places_without_line_or_cell_are_short() -> None:
    assert str(Place("a.csv")) == "a.csv"
    assert str(Place("a.csv", 3)) == "a.csv:3"
    assert str(Place("a.xlsx", cell="B7")) == "a.xlsx (B7)"


def test_an_error_of_findings_lists_them_all_and_keeps_them() -> None:
    findings = [Finding("A", Severity.ERROR, "One."), Finding("B", Severity.WARNING, "Two.")]
    error = FindingsError("Two things:", findings, hint="mend them")
    assert str(error) == "Two things:\n  One. [A]\n  Two. [B]\n  hint: mend them"
    assert error.findings == tuple(findings)
    assert errors_among(error.findings) == (findings[0],)
    assert error.exit_code == 1


def test_a_placeholder_in_a_name_is_not_filled() -> None:
    error = fail(WrongUseError, "study.language", got="{known}", known="da")
    assert error.got == "{known}"


def test_a_code_that_is_not_in_the_catalogue_is_a_defect_of_ours() -> None:
    with pytest.raises(KeyError):
        fail(WrongUseError, "no.such")
