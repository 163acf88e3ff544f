"""Arguments of reading that can't be, or contradict each other, are told, never passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_skema import HEAD, NAMES, ROW, read, skema

from survey.errors import DataError, SurveyError, WrongUseError
from survey.responses.answer_files import AnswerFile, Opening
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "how",
    [
        *({"groups": each} for each in (5, None, [None], b"area", ["safe"], ["wish"], ["a", "a"])),
        *({name: each} for name in ("weights", "counts") for each in (5, ["x"], "safe", b"w")),
        *({"respondent": each} for each in (7, "safe", ["skemanr"])),
        *({"mode": each} for each in (3, None)),
        *({"absent": each} for each in ("why", None, [3], 3)),
        *({"corrections": each} for each in (3, [])),
        *({"rosters": each} for each in ([], ["x"], "x", 3)),
        *({"columns": each} for each in (3, {})),
        *({"sheet": 3}, {"encoding": 3}, {"encoding": "x"}, {"delimiter": 3}, {"decimal": 3}),
        {"weights": "w", "counts": "w"},
        {"groups": ["w"], "weights": "w"},
        {"respondent": "w", "counts": "w"},
    ],
)
def test_what_can_not_be_an_argument_is_wrong_use(tmp_path: Path, how: dict[str, Any]) -> None:
    head, row = HEAD.replace("\n", ";w;a\n"), ROW.replace("\n", ";2;b\n")
    with pytest.raises(WrongUseError):
        read(tmp_path, row, head=head, **how)


@pytest.mark.parametrize(
    "make",
    [
        lambda: AnswerFile("a.csv", absent="why"),
        lambda: AnswerFile("a.csv", mode=None),  # type: ignore[arg-type]
        lambda: AnswerFile("a.csv", language=3),  # type: ignore[arg-type]
        lambda: Opening(sheet=3),  # type: ignore[arg-type]
    ],
)
def test_a_file_that_is_described_in_another_way_is_wrong_use(make: Any) -> None:
    with pytest.raises(WrongUseError):
        make()


def test_what_a_described_file_leaves_open_is_as_the_arguments_say(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD.replace("why;", "") + ROW.replace("3;;1", "3;1"))
    file = AnswerFile(tmp_path / "a.csv", language="da")
    answers = read_responses(file, skema(), mode="web", absent=["why"])
    front = answers.data[["mode", "language", "why"]].to_dict("records")
    assert front == [{"mode": "web", "language": "da", "why": -4}]
    own = AnswerFile(tmp_path / "a.csv", mode="paper", absent=["why"])
    assert read_responses(own, skema(), mode="web").data["mode"].tolist() == ["paper"]
    with pytest.raises(SurveyError):
        read_responses(file, skema(), absent=["why"], delimiter=",")


def test_the_names_of_all_columns_are_told_where_one_is_not_there(tmp_path: Path) -> None:
    for name in ("nope", NAMES[0] + " "):
        with pytest.raises(DataError, match=r"nope|safe "):
            read(tmp_path, ROW, weights=name)
