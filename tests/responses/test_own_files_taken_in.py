"""Every value and every reason comes back from a file that we wrote."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_responses import made_responses
from pyarrow import parquet
from random_questionnaires import questionnaires
from random_responses import random_responses

import survey as sv
from survey.codebook import MissingKind
from survey.files.column_values import written
from survey.files.data_reader import read_data_table
from survey.responses.labelled.own_files import own_stamp, own_table
from survey.responses.labelled.writing import write_responses

if TYPE_CHECKING:
    import pandas as pd

    from survey.files.data_table import DataTable

LABELLED = (".sav", ".zsav", ".dta")


def as_text(value: Any, decimal: str = ".") -> str:
    if isinstance(value, str):
        return value
    return "" if np.isnan(value) else written(float(value)).replace(".", decimal)


def check_same(frame: pd.DataFrame, table: DataTable, decimal: str = ".") -> None:
    """Every cell of the answers stands in the table, and nothing beside them."""
    assert set(table.columns) == set(frame.columns)
    for name in frame.columns:
        expected = [as_text(value, decimal) for value in frame[name]]
        assert table.columns[name].cells() == expected, name


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(questionnaire=questionnaires(), seed=st.integers(0, 99), ending=st.sampled_from(LABELLED))
def test_any_answers_come_back_from_spss_and_stata(
    questionnaire: Any, seed: int, ending: str
) -> None:
    responses = random_responses(questionnaire, seed=seed)
    with TemporaryDirectory() as folder:
        done = write_responses(responses, Path(folder) / f"answers{ending}", language="da")
        check_same(responses.data, own_table(read_data_table(done.path)))
        for name, frame in responses.rosters.items():
            path = done.path.with_stem(f"answers-{name}")
            assert path in done.files
            check_same(frame, own_table(read_data_table(path)))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    questionnaire=questionnaires(),
    seed=st.integers(0, 99),
    csv=st.sampled_from(("excel", "machine")),
)
def test_any_answers_come_back_from_a_text_table(questionnaire: Any, seed: int, csv: Any) -> None:
    responses = random_responses(questionnaire, seed=seed)
    with TemporaryDirectory() as folder:
        done = write_responses(responses, Path(folder) / "answers.csv", csv=csv)
        delimiter = ";" if csv == "excel" else ","
        table = own_table(read_data_table(done.path, delimiter=delimiter))
        check_same(responses.data, table, "," if csv == "excel" else ".")


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(questionnaire=questionnaires(), seed=st.integers(0, 99))
def test_any_answers_come_back_from_parquet(questionnaire: Any, seed: int) -> None:
    responses = random_responses(questionnaire, seed=seed)
    with TemporaryDirectory() as folder:
        done = write_responses(responses, Path(folder) / "answers.parquet")
        check_same(responses.data, own_table(read_data_table(done.path)))
        columns = parquet.read_table(done.path).to_pydict()
    for name in responses.data:
        expected = [None if as_text(v) == "" else v for v in responses.data[name].tolist()]
        assert columns[str(name)] == expected


@pytest.mark.parametrize("ending", LABELLED)
def test_the_answers_of_nordby_come_back(ending: str, tmp_path: Path) -> None:
    questionnaire = sv.read_questionnaire("nordby-2012")
    responses = made_responses(questionnaire, 200, more={"mode": ["web", "paper"] * 100})
    lock = sv.lock_questionnaire(questionnaire, wave="2012")
    done = sv.write_responses(responses, tmp_path / f"nordby{ending}", lock=lock)
    check_same(responses.data, own_table(read_data_table(done.path)))
    stamp = own_stamp(done.path)
    assert stamp is not None
    assert (stamp.questionnaire, stamp.wave) == ("nordby-2012", "2012")
    assert stamp.instrument == lock.instrument


@pytest.mark.parametrize("ending", LABELLED)
def test_names_that_a_program_refuses_come_back(ending: str, tmp_path: Path) -> None:
    questionnaire = sv.read_questionnaire("copenhagen-1968")
    more = {
        "Bolig nr.": np.arange(12.0), "with": ["a"] * 12, "byte": np.ones(12), "Area": ["x"] * 12,
    }  # fmt: skip
    responses = random_responses(questionnaire, **more)
    done = write_responses(responses, tmp_path / f"x{ending}")
    names = set(read_data_table(done.path).columns)
    assert "Bolig nr." not in names
    assert len({name.lower() for name in names}) == len(names)
    check_same(responses.data, own_table(read_data_table(done.path)))
    assert any("RENAMED" in note.code for note in done.notes)


def test_texts_that_spss_cant_hold_stand_in_full_beside_it(tmp_path: Path) -> None:
    questionnaire = sv.read_questionnaire("nordby-2012")
    responses = made_responses(questionnaire, 6)
    long = "Det er længe siden. " * 60
    responses.data.loc[2, "image_reason"] = long.strip()
    done = write_responses(responses, tmp_path / "x.sav", language="da")
    assert [path.name for path in done.files] == ["x.sav", "x-tekster.csv"]
    assert '"x-tekster.csv"' in str(done.notes[0])
    bare = read_data_table(done.path).columns["image_reason"].cells()[2]
    assert len(bare.encode()) <= 255
    assert own_table(read_data_table(done.path)).columns["image_reason"].cells()[2] == long.strip()
    done.files[1].unlink()
    assert own_table(read_data_table(done.path)).columns["image_reason"].cells()[2] == bare


def test_a_text_that_was_changed_in_spss_stays_as_it_was_changed(tmp_path: Path) -> None:
    questionnaire = sv.read_questionnaire("nordby-2012")
    responses = made_responses(questionnaire, 6)
    responses.data.loc[2, "image_reason"] = "Det er længe siden. " * 60
    write_responses(responses, tmp_path / "x.sav", language="da")
    words = (tmp_path / "x-tekster.csv").read_bytes()
    responses.data.loc[2, "image_reason"] = "Rettet. " * 60
    done = write_responses(responses, tmp_path / "x.sav", language="da")
    (tmp_path / "x-tekster.csv").write_bytes(words)
    got = own_table(read_data_table(done.path)).columns["image_reason"].cells()[2]
    assert got.startswith("Rettet.")
    assert len(got.encode()) <= 255


def test_files_of_others_stay_as_they_are(tmp_path: Path) -> None:
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame({"area": [1, 2], "q": ["a", ".a"]})
    pyreadstat.write_sav(frame, tmp_path / "x.sav")
    pyreadstat.write_dta(frame, tmp_path / "x.dta")
    for name in ("x.sav", "x.dta"):
        table = read_data_table(tmp_path / name)
        assert own_table(table) is table


def test_a_damaged_dictionary_has_no_stamp(tmp_path: Path) -> None:
    questionnaire = sv.read_questionnaire("nordby-2012")
    done = write_responses(made_responses(questionnaire, 3), tmp_path / "x.sav")
    data = done.path.read_bytes()
    random = np.random.default_rng(3)
    for length in random.integers(0, 60_000, 60):
        (tmp_path / "y.sav").write_bytes(data[:length])
        own_stamp(tmp_path / "y.sav")
    for _ in range(200):
        bad = bytearray(data)
        bad[random.integers(176, 40_000)] ^= 0xFF
        (tmp_path / "y.sav").write_bytes(bad)
        own_stamp(tmp_path / "y.sav")


def test_every_kind_of_missing_has_its_letter(tmp_path: Path) -> None:
    questionnaire = sv.read_questionnaire("copenhagen-1968")
    responses = random_responses(questionnaire, 7)
    name = questionnaire.variables()[0].name
    responses.data[name] = [int(kind) for kind in MissingKind]
    done = write_responses(responses, tmp_path / "x.dta")
    cells = read_data_table(done.path).columns[name].cells()
    assert cells == [".a", ".b", ".c", ".d", ".e", ".h", ".i"]
