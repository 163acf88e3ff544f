"""The manifest: what was made of what, without a clock or a place."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from survey.provenance import DISTRIBUTION, Manifest, hashes, own_version, sha256_of, versions

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_hash_is_sha_256() -> None:
    assert sha256_of(b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert sha256_of(b"").startswith("e3b0c442")


def test_files_are_named_by_their_path_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "waves").mkdir()
    (tmp_path / "waves" / "svar æ.csv").write_bytes(b"1")
    (tmp_path / "study.yaml").write_bytes(b"2")
    files = {"b": tmp_path / "waves" / "svar æ.csv", "a": tmp_path / "study.yaml"}
    assert hashes(tmp_path, files) == {
        "study.yaml": sha256_of(b"2"),
        "waves/svar æ.csv": sha256_of(b"1"),
    }


def test_a_file_outside_the_folder_has_the_given_name(tmp_path: Path) -> None:
    root = tmp_path / "study"
    root.mkdir()
    shared = tmp_path / "skema.yaml"
    shared.write_bytes(b"3")
    assert hashes(root, {"questionnaires/skema.yaml": shared}) == {
        "questionnaires/skema.yaml": sha256_of(b"3")
    }


def test_how_the_folder_is_written_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study").mkdir()
    path = tmp_path / "study" / "a.csv"
    path.write_bytes(b"1")
    monkeypatch.chdir(tmp_path / "study")
    absolute = hashes(tmp_path / "study", {"x": path})
    assert hashes(type(path)(), {"x": type(path)("a.csv")}) == absolute
    assert hashes(tmp_path / "study" / ".." / "study", {"x": path}) == absolute


def test_the_order_of_what_is_put_in_does_not_matter() -> None:
    one = Manifest("survey report .", {"a": "1", "b": "2"}, {"x": "3"}, {"p": "q", "r": "s"})
    other = Manifest("survey report .", {"b": "2", "a": "1"}, {"x": "3"}, {"r": "s", "p": "q"})
    assert one.to_bytes() == other.to_bytes()


def test_it_is_json_for_people_too() -> None:
    data = Manifest("survey report .", {"waves/æøå.csv": "1"}).to_bytes()
    assert "æøå".encode() in data
    assert data.endswith(b"}\n")
    content = json.loads(data)
    assert list(content) == sorted(content)
    assert content["schema"] == 1
    assert content["inputs"] == {"waves/æøå.csv": "1"}
    assert content["outputs"] == {}


def test_versions_of_what_shapes_numbers_and_pictures_are_named() -> None:
    found = versions()
    assert found[DISTRIBUTION] == own_version()
    assert {"python", "numpy", "scipy", "pandas", "matplotlib"} <= set(found)
    assert "unknown" not in found.values()
