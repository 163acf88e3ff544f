"""A sample that was written is read again as it was, or refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from drawn_frames import frame_of, frame_of_counts, plan_of

import survey as sv
from survey.errors import DataError, FileError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.sampling.sample_record import sample_fingerprint

if TYPE_CHECKING:
    from pathlib import Path

FRAME = frame_of(
    {"A": 30, "B": 12, "C": 4},
    size=np.linspace(1, 3, 46),
    adults=np.arange(46) % 4 + 1,
)
PLAN = plan_of(FRAME, {"A": 9, "B": 5, "C": 4}, contrast="C", response_rate=0.45, areas=("A",))


def drawn(**arguments: Any) -> sv.Sample:
    return sv.draw_sample(FRAME, PLAN, **{"seed": 2012, "wave": "2012", **arguments})


SAMPLES = {
    "plain": drawn(),
    "kish with a reserve": drawn(persons="kish", reserve=[3, 2]).released(2),
    "equal after a wave": drawn(persons="equal", previous=drawn(seed=2010), overlap=0.5),
    "sampford": drawn(method={"A": "sampford", "B": "systematic"}, order="unit"),
}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_as_it_was_written(
    tmp_path: Path, name: str, language: str, ending: str
) -> None:
    sample = SAMPLES[name]
    with language_in_force(language):
        path = sv.write_sample(sample, tmp_path / f"sample.{ending}")
    found = sv.read_sample(path)
    pd.testing.assert_frame_equal(found.units, sample.units)
    pd.testing.assert_frame_equal(found.strata, sample.strata)
    pd.testing.assert_frame_equal(found.plan.strata, sample.plan.strata)
    assert found.area == sample.area
    assert found.notes == sample.notes
    assert repr(found) == repr(sample)
    for stratum, joint in sample.joint_probabilities.items():
        np.testing.assert_array_equal(found.joint_probabilities[stratum], joint)
    assert sample_fingerprint(found) == sample_fingerprint(sample)
    assert (found.seed, found.wave, found.replicates) == (2012, "2012", sample.replicates)
    assert found.left == sample.left
    assert found.order == sample.order


def test_the_same_sample_gives_the_same_bytes(tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        one = sv.write_sample(drawn(), tmp_path / f"one.{ending}")
        two = sv.write_sample(drawn(), tmp_path / f"two.{ending}")
        assert one.read_bytes() == two.read_bytes()
        beside = [path.with_name(f"{path.name}.record.json").read_bytes() for path in (one, two)]
        assert beside[0] == beside[1]


def test_the_letters_in_every_box_are_kept(tmp_path: Path) -> None:
    frame = frame_of_counts({"A": 350})
    sample = sv.draw_sample(frame, plan_of(frame, {"A": 350}), seed=1, method="census")
    for ending in ("csv", "xlsx"):
        found = sv.read_sample(sv.write_sample(sample, tmp_path / f"boxes.{ending}"))
        assert found.units.empty
        assert found.strata["sampling_rate"].tolist() == [1.0]


def test_the_fingerprint_is_of_all_that_the_sample_is() -> None:
    prints = {sample_fingerprint(each) for each in SAMPLES.values()}
    prints |= {sample_fingerprint(drawn(seed=1)), sample_fingerprint(drawn(wave="x"))}
    assert len(prints) == 6


def text_of(path: Path) -> list[list[str]]:
    return [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]


def put(path: Path, rows: list[list[str]], mark: str = ",") -> None:
    path.write_text("\n".join(mark.join(row) for row in rows) + "\n", encoding="utf-8")


def test_a_table_may_be_sorted_and_given_columns_and_danish_commas(tmp_path: Path) -> None:
    path = sv.write_sample(SAMPLES["kish with a reserve"], tmp_path / "sample.csv")
    head, *rows = text_of(path)
    rows = [[cell.replace(".", ",")[:12] for cell in row] + ["note"] for row in rows[::-1]]
    put(path, [[*head, "remark"], *rows], mark=";")
    assert repr(sv.read_sample(path)) == repr(SAMPLES["kish with a reserve"])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("area", "B"),
        ("inclusion_probability", "0.31"),
        ("base_weight", "x"),
        ("base_weight", ""),
        ("replicate", "2"),
        ("kish_table", "E2x"),
    ],
)
def test_a_table_that_was_changed_is_refused(tmp_path: Path, column: str, value: str) -> None:
    path = sv.write_sample(drawn(persons="kish"), tmp_path / "sample.csv")
    rows = text_of(path)
    unit = rows[3][0]
    rows[3][rows[0].index(column)] = value
    put(path, rows)
    with pytest.raises(DataError) as caught:
        sv.read_sample(path)
    assert caught.value.code == "drawing.file_changed"
    assert f'at "{unit}"' in str(caught.value)
    assert "sample.csv:4" in str(caught.value)


def test_units_or_columns_that_are_gone_or_added_are_refused(tmp_path: Path) -> None:
    path = sv.write_sample(drawn(), tmp_path / "sample.csv")
    rows = text_of(path)
    put(path, rows[:-1])
    with pytest.raises(DataError, match="added to the table or are gone"):
        sv.read_sample(path)
    put(path, [*rows, rows[-1]])
    with pytest.raises(DataError, match="added to the table or are gone"):
        sv.read_sample(path)
    put(path, [row[:-1] for row in rows])
    with pytest.raises(DataError, match='without "draw_number"'):
        sv.read_sample(path)


def test_ids_that_excel_made_numbers_are_refused(tmp_path: Path) -> None:
    units = FRAME.units.assign(unit=[f"{number:03d}" for number in range(46)])
    frame = type(FRAME)("dwelling", units, FRAME.counts, FRAME.area, "f")
    sample = sv.draw_sample(frame, plan_of(frame, {"A": 9, "B": 5, "C": 4}), seed=1)
    path = sv.write_sample(sample, tmp_path / "sample.csv")
    rows = text_of(path)
    put(path, [rows[0], *([row[0].lstrip("0") or "0", *row[1:]] for row in rows[1:])])
    with pytest.raises(DataError, match="added to the table or are gone"):
        sv.read_sample(path)


def test_a_workbook_that_was_changed_is_refused(tmp_path: Path) -> None:
    with language_in_force("da"):
        path = sv.write_sample(drawn(), tmp_path / "sample.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Stikprøve", "Strata", "Om stikprøven"]
    sheet = book["Stikprøve"]
    assert sheet["B2"].value == "Område A"
    sheet["B2"].value = "Område B"
    book.save(path)
    with pytest.raises(DataError, match="expected"):
        sv.read_sample(path)


def test_a_record_that_was_changed_or_is_gone_is_refused(tmp_path: Path) -> None:
    path = sv.write_sample(drawn(), tmp_path / "sample.csv")
    beside = tmp_path / "sample.csv.record.json"
    whole = beside.read_text(encoding="utf-8")
    for broken in (
        whole.replace('"seed": 2012', '"seed": 2013'),
        whole[:-20],
        "[]",
        "{}",
        json.dumps({"language": "en", "sample": {"schema": 99}}),
        json.dumps({**json.loads(whole), "language": "fr"}),
    ):
        beside.write_text(broken, encoding="utf-8")
        with pytest.raises(DataError) as caught:
            sv.read_sample(path)
        assert caught.value.code == "drawing.record_changed"
    beside.unlink()
    with pytest.raises(FileError, match="record of the sample must lie beside it"):
        sv.read_sample(path)


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="ending"):
        sv.write_sample(drawn(), tmp_path / "sample.ods")
    with pytest.raises(WrongUseError, match="ending"):
        sv.read_sample(tmp_path / "sample")
