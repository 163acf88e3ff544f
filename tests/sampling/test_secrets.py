"""The secret lies outside the study, is read by its owner alone, and is never shown."""

from __future__ import annotations

import copy
import os
import pickle
import stat
from typing import TYPE_CHECKING

import pytest

from survey.errors import FileError, RefusedError, WrongUseError
from survey.sampling.secret import Secret, read_secret, secret_given

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")


def test_a_secret_is_drawn_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "hemmeligt" / "projekt.secret"
    first = read_secret(path, create=True)
    again = read_secret(path, create=True)
    assert first.digest("a") == again.digest("a") == read_secret(path).digest("a")
    other = read_secret(tmp_path / "andet.secret", create=True)
    assert other.digest("a") != first.digest("a")
    assert [each.name for each in path.parent.iterdir()] == ["projekt.secret"]


@posix
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "ny" / "projekt.secret"
    read_secret(path, create=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622, 0o601])
def test_one_that_others_can_read_is_refused_with_how_to_mend_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "projekt.secret"
    read_secret(path, create=True)
    path.chmod(mode)
    with pytest.raises(RefusedError, match="Nobody else") as caught:
        read_secret(path)
    assert caught.value.hint == f"run: chmod 600 {path}"


def test_one_in_the_folder_of_a_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study" / "waves").mkdir(parents=True)
    (tmp_path / "study" / "study.yaml").touch()
    with pytest.raises(RefusedError, match="folder of a study"):
        read_secret(tmp_path / "study" / "waves" / "s", create=True)
    with pytest.raises(RefusedError):
        read_secret(tmp_path / "other" / ".." / "study" / "s", create=True)
    (tmp_path / "new").mkdir()
    with pytest.raises(RefusedError):
        read_secret(tmp_path / "new" / "s", create=True, study=tmp_path / "new")
    assert not (tmp_path / "study" / "s").exists()


@posix
def test_a_link_into_a_study_is_followed(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").touch()
    (tmp_path / "link").symlink_to(tmp_path / "study")
    with pytest.raises(RefusedError):
        read_secret(tmp_path / "link" / "s", create=True)


@pytest.mark.parametrize("content", [b"", b"hunter2", b"survey-secret-1 00", b"\xff" * 40,
                                     b"survey-secret-1 " + b"g" * 64])  # fmt: skip
def test_what_is_no_secret_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(FileError, match="secret that was drawn here") as caught:
        read_secret(path)
    assert "hunter2" not in str(caught.value)
    assert path.read_bytes() == content


def test_one_that_is_absent_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_secret(tmp_path / "s")
    with pytest.raises(FileError):
        read_secret(tmp_path, create=True)


def test_it_is_never_shown_or_copied(tmp_path: Path) -> None:
    secret = read_secret(tmp_path / "s", create=True)
    key = (tmp_path / "s").read_text().split()[1]
    assert repr(secret) == str(secret) == f"{secret}" == "Secret(…)"
    assert key not in repr(vars(type(secret)))
    for spread in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(RefusedError):
            spread(secret)


def test_texts_are_kept_apart() -> None:
    secret = Secret(bytes(32))
    assert secret.digest("a", "b") != secret.digest("ab", "") != secret.digest("ab")


def test_a_secret_can_be_given_by_its_path(tmp_path: Path) -> None:
    secret = read_secret(tmp_path / "s", create=True)
    assert secret_given(tmp_path / "s").digest("x") == secret.digest("x")
    with pytest.raises(WrongUseError):
        secret_given(12)
    with pytest.raises(FileError, match="at least 32 bytes"):
        Secret(b"kort")
