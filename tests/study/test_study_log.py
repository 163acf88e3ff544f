"""A log that only grows, and tells when it was tampered with."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from survey.errors import FileError
from survey.study.keeping.log import LOG_FILE, append, read_study_log

if TYPE_CHECKING:
    from pathlib import Path


def three(folder: Path) -> Path:
    for wave in ("2010", "2012", "2014"):
        append(folder, "wave_locked", wave=wave)
    return folder / LOG_FILE


def codes(folder: Path) -> list[tuple[str, int | None]]:
    return [
        (each.code, each.place.line if each.place else None)
        for each in read_study_log(folder).findings()
    ]


def test_each_line_carries_the_hash_of_the_one_before(tmp_path: Path) -> None:
    three(tmp_path)
    log = read_study_log(tmp_path)
    assert [each.before for each in log.entries] == ["", *(each.own for each in log.entries[:-1])]
    assert log.findings() == ()
    assert [each.facts["wave"] for each in log.of("wave_locked", wave="2012")] == ["2012"]
    assert log.to_frame()["event"].tolist() == ["wave_locked"] * 3


def test_a_study_without_a_log_has_an_empty_one(tmp_path: Path) -> None:
    assert read_study_log(tmp_path).entries == ()
    assert len(read_study_log(tmp_path).to_frame()) == 0


@pytest.mark.parametrize("number", [0, 1])
def test_a_line_that_was_edited_is_told(tmp_path: Path, number: int) -> None:
    path = three(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[number] = lines[number].replace(b"201", b"211")
    path.write_bytes(b"".join(lines))
    assert codes(tmp_path) == [("STUDY-LOG-CHAIN", number + 2)]


def test_a_line_that_was_taken_away_or_put_in_is_told(tmp_path: Path) -> None:
    path = three(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    assert codes(tmp_path) == [("STUDY-LOG-CHAIN", 2)]
    path.write_bytes(b"".join([lines[0], lines[0], *lines[1:]]))
    assert codes(tmp_path) == [("STUDY-LOG-CHAIN", 2)]


def test_a_line_that_was_cut_off_is_no_tampering_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = three(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    append(tmp_path, "wave_added", wave="2016")
    assert codes(tmp_path) == [("STUDY-LOG-TORN", 3)]
    assert read_study_log(tmp_path).entries[-1].facts["wave"] == "2016"


def test_a_full_disk_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = three(tmp_path)
    before = path.read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:9]))
    with pytest.raises(FileError, match="full"):
        append(tmp_path, "wave_added", wave="2016")
    assert path.read_bytes() == before


def test_what_is_said_keeps_to_one_line(tmp_path: Path) -> None:
    append(tmp_path, "wave_unlocked", reason="rettet\nto svar\x00\u202e")
    assert (tmp_path / LOG_FILE).read_bytes().count(b"\n") == 1
    (entry,) = read_study_log(tmp_path).entries
    assert "\u202e" not in entry.facts["reason"]


def test_anything_at_all_can_be_read_as_a_log(tmp_path: Path) -> None:
    path = three(tmp_path)
    path.write_bytes(
        b'[]\n"x"\n\xff\n' + b"[" * 99_999 + b"\n\n" + json.dumps({"time": 1}).encode()
    )
    assert {each.is_whole for each in read_study_log(tmp_path).entries} == {False}
