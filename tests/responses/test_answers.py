"""Answers become typed values, or every value that can't be is told with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.codebook import Code, Kind, MissingKind, Variable
from survey.errors import DataError, FileError, SurveyError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import Section, Single
from survey.questionnaire.texts import Languages
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from survey.responses.responses import Responses

SAFE = Single(
    id="safe",
    label={"da": "Tryghed", "en": "Safety"},
    codes=(Code(1, {"da": "Utryg", "en": "Unsafe"}), Code(2, {"da": "Tryg", "en": "Safe"})),
)
SKEMA = Questionnaire("skema", {}, Languages(("da", "en")), (Section("", (SAFE,)),))
AREA = Variable(
    "area",
    Kind.GROUP,
    {},
    codes=(
        Code("vang", {"da": "Vangdalen", "en": "Vang Valley"}),
        Code("soe", {"da": "Søparken", "en": "Lake Park"}),
    ),
)
GOOD = "area;safe;k\nvang;1;3\nsoe;2;4\n"
WRONG = {
    "code_unknown": "area;safe;k\nvang;9;3\nsoe;1;4\n",
    "code_in_words": "area;safe;k\nvang;tryg;3\n",
    "code_with_exponent": "area;safe;k\nvang;1e0;3\n",
    "negative_code_unknown": "area;safe;k\nvang;-7;3\n",
    "area_unknown_near": "area;safe;k\nvag;1;3\n",
    "area_unlike_any": "area;safe;k\nzzzz;1;3\n",
    "area_empty": "area;safe;k\n;1;3\n",
    "count_in_words": "area;safe;k\nvang;1;tre\n",
    "count_empty": "area;safe;k\nvang;1;\n",
    "count_negative": "area;safe;k\nvang;1;-3\n",
    "count_half": "area;safe;k\nvang;1;2,5\n",
    "column_missing_near": "area;saefe;k\nvang;1;3\n",
    "columns_missing": "x;y;k\nvang;1;3\n",
    "column_missing_but_others_taken": "area;safe\nvang;1\n",
    "header_only": "area;safe;k\n",
    "empty": "",
    "too_many_fields": "area;safe;k\nvang;1;3;4\n",
    "quotation_mark_open": 'area;safe;k\n"vang;1;3\n',
}


def read(folder: Path, text: str, **how: str | None) -> Responses:
    (folder / "svar.csv").write_text(text, encoding="utf-8")
    columns = {"counts": "k"} | how
    return read_responses(folder / "svar.csv", SKEMA, groups=[AREA], **columns)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(tmp_path)
    with language_in_force(language), pytest.raises(SurveyError) as caught:
        read(type(tmp_path)(), WRONG[name])
    assert "svar.csv" in str(caught.value)
    assert str(caught.value) == snapshot


def test_codes_are_whole_numbers_and_areas_their_codes(tmp_path: Path) -> None:
    answers = read(tmp_path, GOOD)
    assert answers.data.to_dict("list") == {"area": ["vang", "soe"], "safe": [1, 2], "k": [3, 4]}
    assert answers.data["safe"].dtype == "int64"
    assert repr(answers) == "Responses(2 rows, 2 questions)"


def test_areas_may_be_written_by_their_label_in_either_language(tmp_path: Path) -> None:
    answers = read(tmp_path, "area;safe;k\nVang Valley;1;1\nSøparken;1;1\nvang;1;1\n")
    assert answers.data["area"].tolist() == ["vang", "soe", "vang"]


def test_missing_answers_keep_their_kind_and_an_empty_cell_is_no_answer(tmp_path: Path) -> None:
    rows = "".join(f"vang;{int(kind)};1\n" for kind in MissingKind)
    answers = read(tmp_path, f"area;safe;k\n{rows}vang;;1\n")
    assert answers.data["safe"].tolist() == [*map(int, MissingKind), int(MissingKind.NO_ANSWER)]


def test_other_columns_are_left_out(tmp_path: Path) -> None:
    answers = read(tmp_path, "id;area;safe;address;k\n1;vang;1;Vej 1;3\n")
    assert list(answers.data) == ["area", "safe", "k"]


def test_weights_may_have_decimals_in_the_danish_way(tmp_path: Path) -> None:
    answers = read(tmp_path, "area;safe;w\nvang;1;1,25\nsoe;2;0\n", counts=None, weights="w")
    assert answers.data["w"].tolist() == [1.25, 0.0]


def test_leading_zeros_of_a_code_do_not_matter(tmp_path: Path) -> None:
    assert read(tmp_path, "area;safe;k\nvang;01;1\n").data["safe"].tolist() == [1]


def test_how_the_file_was_read_is_noted(tmp_path: Path) -> None:
    (note,) = read(tmp_path, GOOD).notes
    assert "UTF-8" in note.message


def test_all_wrong_values_are_counted_and_twenty_are_listed(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        read(tmp_path, "area;safe;k\n" + "vang;9;x\n" * 30)
    assert "60 things" in caught.value.problem
    assert len(caught.value.findings) == 20


def test_many_wrong_values_do_not_take_long(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="50000 things"):
        read(tmp_path, "area;safe;k\n" + "vag;1;1\n" * 50_000)


def test_no_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="isn't"):
        read_responses(tmp_path / "svar.csv", SKEMA)
    with pytest.raises(FileError, match="folder"):
        read_responses(tmp_path, SKEMA)


def test_a_column_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="same name"):
        read(tmp_path, "area;safe;safe;k\nvang;1;1;1\n")


@given(st.lists(st.tuples(st.sampled_from(["vang", "soe"]), st.sampled_from([1, 2, -8, -1]),
                          st.integers(0, 10**6)), min_size=1, max_size=30))  # fmt: skip
def test_what_a_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("svar", numbered=True)
    text = "area;safe;k\n" + "".join(f"{a};{s};{k}\n" for a, s, k in rows)
    data = read(folder, text).data
    assert list(zip(data["area"], data["safe"], data["k"], strict=True)) == rows
