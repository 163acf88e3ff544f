"""The log for the data-protection officer."""

from __future__ import annotations

import re
from datetime import date

import pytest
from made_survey import made_survey

import survey as sv
from survey.documents.formats import document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.errors import RefusedError, WrongUseError
from survey.sampling.secret import Secret


@pytest.fixture(scope="module")
def review() -> sv.ReleaseReview:
    design = made_survey(5, 4, per_area=60).design
    register = sv.PublishedRegister(Secret(b"0" * 32))
    shares = sv.proportion(design, "safe", by="area", all_row=True)
    first = sv.release(shares, published=register)
    register = register.with_release(first, "Rapport 2024")
    results = [shares, sv.crosstab(design, "area", "gender"), sv.total(design, "years", by="area")]
    policy = {"name": "kommune", "minimum_base": 9}
    found = sv.review_release(results, policy, published=register)
    return found.with_exception("release", "Aftalt i bestyrelsen.", "Anne Holm")


def said(review: sv.ReleaseReview, language: str) -> str:
    log = sv.disclosure_log(review, language, name="Report 2026", day="2026-05-01")
    return document_bytes(log, ".md", DEFAULT_STYLE).decode()


def test_it_tells_what_under_which_rules_and_who_answers_for_it(review: sv.ReleaseReview) -> None:
    english, danish = said(review, "en"), said(review, "da")
    assert "Report 2026, 1 May 2026" in english
    assert "Report 2026, 1. maj 2026" in danish
    assert "Aftalt i bestyrelsen. (made by Anne Holm)" in english
    assert "mindste antal svar (9 mod 10)" in danish
    for each in ("Rapport 2024", "kommune"):
        assert each in english
        assert each in danish
    assert "What this log can't know" in english
    assert "uden for dette register" in danish


def test_it_holds_no_number_of_any_table(review: sv.ReleaseReview) -> None:
    words = said(review, "en")
    shares = [part.frame for part in review.release().estimates]
    for frame in shares:
        for estimate in frame["estimate"].dropna():
            assert f"{100 * estimate:.1f}" not in words
    assert "Cramér" not in words


def test_it_adds_up(review: sv.ReleaseReview) -> None:
    tables = {each.id: each for each in sv.disclosure_log(review, "en").tables()}
    rows = [[cell.text for cell in row.cells] for row in tables["log_tables"].rows]
    numbers = [[int(text) for text in row[2:]] for row in rows]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    why = [row.cells for row in tables["log_why"].rows]
    hidden = sum(int(cells[1].text) for cells in why if cells[0].text.startswith("Hidden"))
    assert hidden == numbers[-1][1]


def test_exceptions_and_limits_stand_in_a_workbook_too(review: sv.ReleaseReview) -> None:
    tables = {each.id: each for each in sv.disclosure_log(review, "da").tables()}
    (row,) = tables["log_looked_at"].rows
    assert row.cells[-1].text == "Aftalt i bestyrelsen. (gjort af Anne Holm)"
    assert len(tables["log_limits"].rows) == 7


def test_no_english_stands_in_the_danish_log(review: sv.ReleaseReview) -> None:
    words = re.sub(r"default|kommune|Report", "", said(review, "da"))
    for word in ("the", "hidden", "table", "shown", "exception", "by"):
        assert not re.search(rf"\b{word}\b", words)


def test_every_format_carries_the_stamp_and_the_same_bytes(review: sv.ReleaseReview) -> None:
    log = sv.disclosure_log(review, "da", day=date(2026, 5, 1))
    assert log.stamps
    for ending in (".docx", ".html", ".xlsx", ".md", ".txt"):
        first = document_bytes(log, ending, DEFAULT_STYLE)
        again = sv.disclosure_log(review, "da", day="2026-05-01")
        assert first == document_bytes(again, ending, DEFAULT_STYLE)


def test_its_first_sentence_follows_the_verdict() -> None:
    rows = made_survey(4, 3, small=False).design
    passing = sv.review_release(sv.headline(rows, "safe", by="area"))
    assert "Nothing in this release stands against" in said(passing, "en")
    weaker = sv.review_release(
        sv.headline(rows, "safe", by="area"), {"name": "own", "minimum_base": 9}
    )
    assert "once somebody has looked at one point" in said(weaker, "en")


def test_days_that_are_none_are_refused(review: sv.ReleaseReview) -> None:
    with pytest.raises(WrongUseError, match="must be a date"):
        sv.disclosure_log(review, day="yesterday")
    with pytest.raises(WrongUseError, match="review_release"):
        sv.disclosure_log("review")  # type: ignore[arg-type]


def test_an_internal_chart_becomes_no_picture_without_its_stamp(tmp_path: object) -> None:
    released = made_survey(4, 3).released("internal")
    chart = sv.contrast_chart(released, "safe", language="en")
    for ending in ("svg", "png"):
        with pytest.raises(RefusedError, match="stamp would be lost"):
            sv.save(chart, f"{tmp_path}/chart.{ending}")
