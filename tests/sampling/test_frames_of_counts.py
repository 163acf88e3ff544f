"""Frames that know only how many dwellings each area has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_lists import AREAS

from survey.errors import DataError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.sampling.frame_reader import read_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.sampling.frame import Frame


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Frame]:
    def of(text: str, **options: Any) -> Frame:
        path = tmp_path / "antal.csv"
        path.write_text(text, encoding="utf-8")
        return read_frame(counts=path, **options)

    return of


def places(caught: pytest.ExceptionInfo[FindingsError]) -> list[tuple[str, str]]:
    return [
        (each.code, str(each.place).rpartition("/")[2].removeprefix("antal.csv:"))
        for each in caught.value.findings
    ]


def test_counts_are_read_by_area(read: Callable[..., Frame]) -> None:
    text = "Område;Antal boliger;Heraf tomme;Antal voksne\nVangdalen;300;12;480\nSøparken;150;0;\n"
    frame = read(text, areas=AREAS)
    assert frame.units is None
    assert frame.counts.to_dict("list") == {
        "area": ["vangdalen", "soeparken", "aadalen"],
        "units": [300, 150, 0],
        "empty": [12, 0, 0],
        "eligible": [288, 150, 0],
        "adults": [480, -1, 0],
    }
    assert [each.code for each in frame.notes if each.severity == "warning"] == [
        "FRAME-AREAS-ABSENT"
    ]
    with pytest.raises(WrongUseError, match="counts only"):
        _ = frame.eligible


def test_departments_are_put_together_by_area(read: Callable[..., Frame]) -> None:
    frame = read("afdeling;boliger\n12;100\n13;50\n14;70\n", areas=AREAS[:2])
    assert frame.counts["units"].tolist() == [150, 70]
    both = read("område;afdeling;boliger\nA;12;100\nA;13;50\nB;12;70\n")
    assert both.counts["units"].tolist() == [150, 70]


def test_persons_are_their_own_adults(read: Callable[..., Frame]) -> None:
    frame = read("område;personer\nA;480\n", unit="person")
    assert frame.counts["adults"].tolist() == [480]


def test_a_row_of_all_together_must_be_the_sum(read: Callable[..., Frame]) -> None:
    frame = read("område;boliger;tomme\nA;1000;5\nB;200;5\nI alt;1200;10\n")
    assert frame.counts["area"].tolist() == ["A", "B"]
    with language_in_force("da"), pytest.raises(FindingsError) as caught:
        read("område;boliger\nA;1000\nB;200\nI alt;1210\n")
    assert places(caught) == [("FRAME-TOTAL", "4 (boliger)")]
    assert "»boliger« er 1.210, men summen er 1.200, en forskel på +10" in str(caught.value)


@pytest.mark.parametrize("sign", ["..", "…", "<5", "< 5", "*", "x", "-", "–", "†", "fortroligt"])
def test_hidden_numbers_are_refused_with_their_place(read: Callable[..., Frame], sign: str) -> None:
    with pytest.raises(FindingsError) as caught:
        read(f"område;boliger;voksne\nA;100;{sign}\nB;{sign};7\n")
    assert places(caught) == [
        ("FRAME-COUNT-HIDDEN", "3 (boliger)"),
        ("FRAME-COUNT-HIDDEN", "2 (voksne)"),
    ]
    assert "hidden" in caught.value.findings[0].message


def test_numbers_that_cannot_be_are_refused(read: Callable[..., Frame]) -> None:
    text = "område;boliger;tomme\nA;-1;0\nB;12,5;0\nC;mange;0\nD;;0\nE;5;6\nF;1 234;0\n"
    with pytest.raises(FindingsError) as caught:
        read(text)
    assert sorted(places(caught), key=lambda each: each[1]) == [
        ("FRAME-COUNT-BELOW", "2 (boliger)"),
        ("FRAME-COUNT-WHOLE", "3 (boliger)"),
        ("FRAME-COUNT-WHOLE", "4 (boliger)"),
        ("FRAME-COUNT-ABSENT", "5 (boliger)"),
        ("FRAME-MORE-EMPTY", "6 (tomme)"),
        ("FRAME-COUNT-GROUPED", "7 (boliger)"),
    ]


def test_an_area_with_two_rows_is_refused_with_both_places(read: Callable[..., Frame]) -> None:
    with pytest.raises(FindingsError) as caught:
        read("område;boliger\nA;1\nB;2\nA;3\n")
    assert places(caught) == [("FRAME-AREA-ROW-TWICE", "4 (område)")]
    assert "antal.csv:2" in caught.value.findings[0].message
    with pytest.raises(FindingsError) as caught:
        read("område;afdeling;boliger\nA;1;1\nA;1;2\n")
    assert places(caught) == [("FRAME-DEPARTMENT-ROW-TWICE", "3 (afdeling)")]


def test_an_area_that_the_study_lacks_is_refused(read: Callable[..., Frame]) -> None:
    with pytest.raises(FindingsError, match="did you mean"):
        read("område;boliger\nVandalen;1\n", areas=AREAS)


def test_columns_that_must_be_there(read: Callable[..., Frame]) -> None:
    with pytest.raises(DataError, match="how many there are"):
        read("område;xyz\nA;1\n")
    assert read("område;xyz\nA;1\n", columns={"units": "xyz"}).counts["units"].tolist() == [1]


def test_the_order_of_rows_makes_no_difference_but_numbers_do(
    read: Callable[..., Frame],
) -> None:
    first = read("område;boliger\nA;1\nB;2\n").fingerprint
    assert read("boliger;område\n2;B\n1;A\n").fingerprint == first
    assert read("område;boliger\nA;1\nB;3\n").fingerprint != first
    assert read("område;boliger;tomme\nA;1;1\nB;2;0\n").fingerprint != first
