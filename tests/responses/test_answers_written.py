"""Answers written as files: what stands in them, what is refused, what is told."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pyreadstat
import pytest
from made_questionnaires import asked, codes, grid, questionnaire, said, scale, single
from made_responses import made_responses
from pyarrow import parquet
from random_responses import random_responses

import survey as sv
from survey.codebook import Index, IndexItem
from survey.errors import DataError, FileError, WrongUseError
from survey.estimation.scores import index_values
from survey.files.data_reader import read_data_table
from survey.questionnaire.questions import Date, Multiple, Number, OpenText, Ranking, Roster

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.responses import Responses

ENDINGS = (".sav", ".zsav", ".dta", ".parquet", ".csv")


@pytest.fixture(scope="module")
def nordby() -> Responses:
    return made_responses(sv.read_questionnaire("nordby-2012"), 60)


def read(path: Path) -> Any:
    reader = pyreadstat.read_dta if path.suffix == ".dta" else pyreadstat.read_sav
    return reader(path, user_missing=True)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_answers_give_the_same_bytes(
    ending: str, nordby: Responses, tmp_path: Path
) -> None:
    done = [sv.write_responses(nordby, tmp_path / f"x{ending}", indices=True) for _ in range(2)]
    before = [path.read_bytes() for path in done[0].files]
    sv.write_responses(nordby, tmp_path / f"x{ending}", indices=True)
    assert [path.read_bytes() for path in done[1].files] == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_written_is_told(ending: str, nordby: Responses, tmp_path: Path) -> None:
    done = sv.write_responses(nordby, tmp_path / f"x{ending}")
    assert (done.rows, done.columns) == nordby.data.shape
    assert done.files[0] == done.path == tmp_path / f"x{ending}"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(p.name for p in done.files)
    beside = [path.name for path in done.files[1:]]
    assert beside == (["x-codebook.xlsx"] if ending in {".parquet", ".csv"} else [])


def test_measures_labels_and_formats_follow_from_the_questionnaire(tmp_path: Path) -> None:
    made = questionnaire(
        single("rated", scale="good", codes=scale("good", polarity="high").codes),
        single("plain"),
        grid("g", "light"),
        asked(Multiple, "m", codes=codes(1, 2)),
        asked(Ranking, "r", codes=codes(1, 2)),
        asked(Number, "n", decimals=1),
        asked(OpenText, "words"),
        scales=[scale("good", polarity="high")],
        indices=(
            Index("i", (IndexItem("plain", 1, 3), IndexItem("rated", 1, 5)), None, said("I")),
        ),
    )
    done = sv.write_responses(random_responses(made), tmp_path / "x.sav", indices=True)
    _, about = read(done.path)
    measures, formats = about.variable_measure, about.original_variable_types
    assert [measures[name] for name in ("rated", "plain", "g_light", "m_1", "r_1", "n", "i")] == [
        "ordinal", "ordinal", "nominal", "nominal", "ordinal", "scale", "scale"
    ]  # fmt: skip
    assert [formats[name] for name in ("rated", "n", "i", "words")] == [
        "F3.0", "F8.1", "F8.1", "A255"
    ]  # fmt: skip
    labels = about.column_names_to_labels
    assert labels["g_light"] == "How: Row light – How?"
    assert labels["m_1"] == "How: Answer 1"
    assert labels["area"] == "Area"
    assert about.variable_value_labels["m_1"][1] == "Chosen"


def test_areas_are_numbers_with_names_and_reasons_have_words(
    nordby: Responses, tmp_path: Path
) -> None:
    for ending in (".sav", ".dta"):
        done = sv.write_responses(nordby, tmp_path / f"x{ending}", language="da")
        frame, about = read(done.path)
        assert frame["area"].tolist()[:2] == [1, 2]
        labels = about.variable_value_labels
        assert [labels["area"][n] for n in (1, 2)] == ["Gl. Jennumparken", "Glarbjergvej"]
        no_answer = labels["safe_evening"]["a" if ending == ".dta" else -1]
        assert no_answer == "Ikke besvaret"


def test_what_was_asked_travels_in_full(nordby: Responses, tmp_path: Path) -> None:
    asked_of_all = nordby.codebook["safe_evening"].question["da"].encode()
    for ending in (".sav", ".dta"):
        data = sv.write_responses(nordby, tmp_path / f"x{ending}", language="da").path.read_bytes()
        assert asked_of_all in data


def test_indices_are_those_of_estimation(nordby: Responses, tmp_path: Path) -> None:
    done = sv.write_responses(nordby, tmp_path / "x.sav", indices=True)
    frame, about = read(done.path)
    design = sv.SurveyDesign(nordby.data, codebook=nordby.codebook)
    for name in nordby.codebook.indices:
        expected = index_values(design, name)
        written = frame[name].to_numpy()
        np.testing.assert_allclose(np.where(written < 0, np.nan, written), expected)
        assert about.variable_value_labels[name][-1] == "Too few answers"
    assert done.columns == nordby.data.shape[1] + len(nordby.codebook.indices)


@pytest.mark.parametrize("ending", ENDINGS)
def test_own_words_can_be_left_out(ending: str, nordby: Responses, tmp_path: Path) -> None:
    done = sv.write_responses(nordby, tmp_path / f"x{ending}", words="leave_out")
    for path in done.files:
        assert "Æblehaven skal åbnes".encode() not in path.read_bytes()
    words = [name for name, v in nordby.codebook.variables.items() if v.kind == "text"]
    assert words
    assert done.columns == nordby.data.shape[1] - len(words)


def test_parquet_carries_its_codebook(nordby: Responses, tmp_path: Path) -> None:
    lock = sv.lock_questionnaire(nordby.questionnaire, wave="2012")
    done = sv.write_responses(nordby, tmp_path / "x.parquet", lock=lock)
    table = parquet.read_table(done.path)
    about = json.loads(table.schema.metadata[b"survey"])
    assert about["instrument"] == lock.instrument
    columns = {each["name"]: each for each in about["codebook"]["columns"]}
    assert list(columns) == table.column_names
    first = columns["safe_evening"]
    assert first["question"]["da"] == nordby.codebook["safe_evening"].question["da"]
    assert {each["value"] for each in first["codes"]} == {1, 2, 3, 4, 5, 6}
    assert table.to_pandas()["area"].tolist() == nordby.data["area"].tolist()


def test_the_codebook_beside_has_the_areas_and_indices_too(
    nordby: Responses, tmp_path: Path
) -> None:
    lock = sv.lock_questionnaire(nordby.questionnaire, wave="2012")
    done = sv.write_responses(nordby, tmp_path / "x.csv", language="da", indices=True, lock=lock)
    book = openpyxl.load_workbook(done.files[1])
    columns, every_code = book.worksheets[0], book.worksheets[1]
    names = [row[0] for row in columns.iter_rows(min_row=2, values_only=True)]
    assert names == [*nordby.data.columns, *nordby.codebook.indices]
    pairs = [row[:3] for row in every_code.iter_rows(min_row=2, values_only=True)]
    assert ("area", "jennumparken", "Gl. Jennumparken") in pairs
    about = [row[1] for row in book.worksheets[-1].iter_rows(values_only=True)]
    assert lock.instrument in about


@pytest.mark.parametrize("ending", ENDINGS)
def test_rosters_get_files_of_their_own(ending: str, tmp_path: Path) -> None:
    inner = (single("kin"), asked(Multiple, "does", codes=codes(1, 2)), asked(Date, "born"))
    made = questionnaire(
        single("a"), asked(Roster, "home", questions=inner, item=said("Person {n}"))
    )
    done = sv.write_responses(random_responses(made), tmp_path / f"x{ending}")
    assert tmp_path / f"x-home{ending}" in done.files
    if ending == ".sav":
        frame, about = read(tmp_path / "x-home.sav")
        assert list(frame.columns) == ["respondent", "item", "kin", "does_1", "does_2", "born"]
        assert about.mr_sets["does"]["variable_list"] == ["does_1", "does_2"]


def test_no_rows_are_refused(nordby: Responses, tmp_path: Path) -> None:
    from dataclasses import replace

    empty = replace(nordby, data=nordby.data.iloc[:0])
    with pytest.raises(DataError, match="at least one respondent"):
        sv.write_responses(empty, tmp_path / "x.sav")
    assert not list(tmp_path.iterdir())


def test_a_lock_of_another_questionnaire_is_refused(nordby: Responses, tmp_path: Path) -> None:
    other = sv.lock_questionnaire(sv.read_questionnaire("copenhagen-1968"), wave="1968")
    with pytest.raises(WrongUseError, match="can't be stamped with the lock of wave"):
        sv.write_responses(nordby, tmp_path / "x.sav", lock=other)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "x.xls"}, "ending|end with"),
        ({"language": "de"}, "must be in Danish or English"),
        ({"words": "all"}, "must be one of its choices"),
        ({"csv": "tab"}, "must be one of its choices"),
        ({"lock": "2012"}, "lock"),
        ({"responses": None}, "responses"),
    ],
)
def test_wrong_arguments_are_refused(
    arguments: dict[str, Any], message: str, nordby: Responses, tmp_path: Path
) -> None:
    given = {"responses": nordby, "path": "x.sav", **arguments}
    responses, path = given.pop("responses"), tmp_path / given.pop("path")
    with pytest.raises(WrongUseError, match=message):
        sv.write_responses(responses, path, **given)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_isnt_there_is_told_of(nordby: Responses, tmp_path: Path) -> None:
    with pytest.raises(FileError):
        sv.write_responses(nordby, tmp_path / "none" / "x.sav")


def test_answers_that_stand_for_nothing_are_no_value(tmp_path: Path) -> None:
    made = questionnaire(single("q"))
    responses = random_responses(made, 4, mode=[None, "web", "", "paper"])
    responses.data.loc[1, "area"] = None
    responses.data.loc[2, "area"] = "ukendt"
    responses.data.loc[3, "area"] = "-1"
    frame, about = read(sv.write_responses(responses, tmp_path / "x.sav").path)
    assert frame["mode"].tolist() == ["", "web", "", "paper"]
    assert np.isnan(frame["area"][1])
    assert about.variable_value_labels["area"][frame["area"][2]] == "ukendt"
    assert frame["area"][3] == -1


def test_invented_answers_say_so_in_the_title_of_the_file(tmp_path: Path) -> None:
    made = made_responses(sv.read_questionnaire("kort-form"), 20)
    for ending in (".sav", ".dta"):
        for simulated in (True, False):
            responses = dataclasses.replace(made, simulated=simulated)
            path = sv.write_responses(responses, tmp_path / f"x{ending}", language="en").path
            title = read_data_table(path).title
            assert title.startswith("Invented answers") is simulated
