import errno
import os
import stat
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from survey.errors import FileError, WrongUseError
from survey.files import atomic
from survey.files.atomic import restore_folder, write_bytes, write_folder, write_text
from survey.language.catalogue import language_in_force

SYSTEM_CALLS = ("open", "write", "fsync", "replace", "rename", "mkdir")
OLD = {"index.html": b"old", "areas/a.html": b"old a", "manifest.json": b"{old}"}
NEW = {"index.html": b"new", "areas/b.html": b"new b", "manifest.json": b"{new}"}


class Killed(BaseException):
    """The process is gone: nothing after this runs."""


def fail_the_call(
    monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException, *, forever: bool = False
) -> Callable[[], int]:
    """Let the numbered system call fail (and with `forever` all after it); give their count."""
    made = 0

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal made
            made += 1
            if made == number or (forever and made > number):
                raise error
            return real(*args, **kwargs)

        return call

    names = (*SYSTEM_CALLS, "unlink", "rmdir") if forever else SYSTEM_CALLS
    for name in names:
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    return lambda: made


def calls_of(monkeypatch: pytest.MonkeyPatch, action: Callable[[], None]) -> list[str]:
    """The system calls that are made, but for opening, in their order."""
    made: list[str] = []

    def noting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        return lambda *args, **kwargs: (made.append(name), real(*args, **kwargs))[1]

    with monkeypatch.context() as patch:
        for name in SYSTEM_CALLS[1:]:
            patch.setattr(os, name, noting(name, getattr(os, name)))
        action()
    return made


def content(folder: Path) -> dict[str, bytes]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_file_is_written_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_bytes(path, b"first")
    write_text(str(path), "Ærø\n")
    assert path.read_bytes() == "Ærø\n".encode()
    assert names_in(tmp_path) == {"table.csv"}


def test_an_empty_file_can_be_written(tmp_path: Path) -> None:
    write_bytes(tmp_path / "empty", b"")
    assert (tmp_path / "empty").read_bytes() == b""


@pytest.mark.skipif(os.name != "posix", reason="rights as on Unix")
def test_the_users_mask_gives_the_rights(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_bytes(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


def test_a_link_is_replaced_and_what_it_leads_to_left_alone(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"precious"
    assert not (tmp_path / "link").is_symlink()


def test_writes_that_take_only_a_part_are_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:3]))
    write_bytes(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path / "b", OLD, last="manifest.json")
    assert calls_of(monkeypatch, lambda: write_bytes(tmp_path / "a", b"x")) == [
        "write",
        "fsync",
        "replace",
        "fsync",
    ]
    files = {"c/x": b"x", "m": b"m"}
    assert calls_of(monkeypatch, lambda: write_folder(tmp_path / "b", files, last="m")) == [
        *("mkdir", "mkdir", "write", "fsync", "mkdir", "write", "fsync"),
        *("fsync", "fsync"),  # both folders
        *("rename", "rename", "fsync"),
    ]


@pytest.mark.parametrize("before", [None, b"old"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_whichever_call_fails_a_file_is_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None, error: BaseException
) -> None:
    path = tmp_path / "a"
    for number in count(1):
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)
        with monkeypatch.context() as patch:
            calls = fail_the_call(patch, number, error)
            failed = _raises(lambda: write_bytes(path, b"new"))
        now = path.read_bytes() if path.exists() else None
        assert now in (before, b"new")
        assert names_in(tmp_path) <= {"a"}
        assert failed or now == b"new"
        if calls() < number:
            break
    assert number > 5


def test_whenever_it_is_killed_a_file_is_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    for number in range(1, 10):
        path.write_bytes(b"old")
        with monkeypatch.context() as patch:
            fail_the_call(patch, number, Killed(), forever=True)
            _raises(lambda: write_bytes(path, b"new"))
        assert path.read_bytes() in (b"old", b"new")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EACCES, "not_writable"),
        (errno.EROFS, "not_writable"),
        (errno.EIO, "not_written"),
    ],
)
def test_what_the_system_says_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    fail_the_call(monkeypatch, 1, OSError(number, os.strerror(number)))
    with pytest.raises(FileError) as caught:
        write_bytes(tmp_path / "a", b"")
    assert caught.value.code == f"files.{code}"
    assert caught.value.where == str(tmp_path / "a")


def test_a_full_disk_is_told_in_danish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_the_call(monkeypatch, 2, OSError(errno.ENOSPC, "No space left on device"))
    with language_in_force("da"), pytest.raises(FileError) as caught:
        write_text(tmp_path / "a", "x")
    assert str(caught.value).splitlines() == [
        "Filen kan ikke skrives: Disken er fuld.",
        f"  sted: {tmp_path / 'a'}",
        "  råd: skaf plads, og prøv igen; det, der lå der før, er uændret",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("no/where/a", "no_folder"),
        ("x" * 300, "name_too_long"),
        ("a\0b", "not_written"),
        ("folder", "is_folder"),
    ],
)
def test_impossible_places_are_file_errors(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError) as caught:
        write_bytes(tmp_path / name, b"")
    assert caught.value.code == f"files.{code}"
    assert names_in(tmp_path) == {"folder"}


def test_half_characters_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="half characters"):
        write_text(tmp_path / "a", "\ud800")
    assert names_in(tmp_path) == set()


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_folders_that_can_not_be_forced_to_the_disk_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    real = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(code, "not here")
        real(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    write_bytes(tmp_path / "a", b"new")
    write_folder(tmp_path / "b", NEW, last="manifest.json")
    assert content(tmp_path / "b") == NEW


def test_a_folder_is_written_and_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "report"
    write_folder(path, OLD, last="manifest.json")
    assert content(path) == OLD
    write_folder(str(path), NEW, last="manifest.json")
    assert content(path) == NEW
    assert names_in(tmp_path) == {"report"}


def test_the_manifest_is_written_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    real = atomic._write_new

    def note(path: Path, data: bytes, mode: int) -> None:
        written.append(path.name)
        real(path, data, mode)

    monkeypatch.setattr(atomic, "_write_new", note)
    write_folder(tmp_path / "r", {"a": b"", "m": b"", "z": b""}, last="m")
    assert written == ["a", "z", "m"]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_private_folder_is_its_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        for private, folder, file in ((True, 0o700, 0o600), (False, 0o777, 0o666)):
            write_folder(tmp_path / "r", {"a": b"", "m": b""}, last="m", private=private)
            assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == folder
            assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "r").iterdir()} == {
                file
            }
    finally:
        os.umask(old)


def test_the_last_file_must_be_among_the_files(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="`last`"):
        write_folder(tmp_path / "r", {"a": b""}, last="m")


@pytest.mark.parametrize("name", ["../a", "/a", "", "b/../../a", "C:\\a"])
def test_files_can_not_be_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError):
        write_folder(tmp_path / "r", {name: b"", "m": b""}, last="m")
    assert names_in(tmp_path) == set()


def test_a_file_that_is_also_a_folder_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        write_folder(tmp_path / "r", {"a": b"", "a/b": b"", "m": b""}, last="m")
    assert names_in(tmp_path) == set()


def test_a_file_or_a_link_is_not_replaced_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(FileError, match="must be a folder"):
            write_folder(tmp_path / name, NEW, last="manifest.json")
    assert names_in(tmp_path) == {"file", "link"}


def test_a_folder_in_a_missing_folder_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        write_folder(tmp_path / "no" / "r", NEW, last="manifest.json")
    assert caught.value.code == "files.no_folder"


@pytest.mark.parametrize("before", [None, OLD])
@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
def test_whichever_call_fails_a_folder_is_old_or_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: dict[str, bytes] | None,
    error: BaseException,
) -> None:
    for number in count(1):
        base = tmp_path / str(number)
        base.mkdir()
        path = base / "report"
        if before is not None:
            write_folder(path, before, last="manifest.json")
        with monkeypatch.context() as patch:
            calls = fail_the_call(patch, number, error)
            failed = _raises(lambda path=path: write_folder(path, NEW, last="manifest.json"))
        now = content(path) if path.exists() else None
        assert now in (before, NEW)
        assert failed or now == NEW
        assert {name for name in names_in(base) if name.startswith(".survey-tmp")} == set()
        write_folder(path, NEW, last="manifest.json")
        assert names_in(base) == {"report"}
        if calls() < number:
            break
    assert number > 15


@pytest.mark.parametrize("before", [None, OLD])
def test_whenever_it_is_killed_a_folder_is_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, bytes] | None
) -> None:
    for number in range(1, 40):
        path = tmp_path / str(number)
        if before is not None:
            write_folder(path, before, last="manifest.json")
        with monkeypatch.context() as patch:
            fail_the_call(patch, number, Killed(), forever=True)
            _raises(lambda path=path: write_folder(path, NEW, last="manifest.json"))
        restore_folder(path)
        assert (content(path) if path.exists() else None) in (before, NEW)
        assert not (tmp_path / f".survey-old-{number}").exists()


def test_a_folder_set_aside_is_put_back_by_the_next_writer(tmp_path: Path) -> None:
    path = tmp_path / "report"
    write_folder(path, OLD, last="manifest.json")
    path.rename(tmp_path / ".survey-old-report")
    with pytest.raises(FileError):
        write_folder(path, {"../x": b"", "m": b""}, last="m")
    assert content(path) == OLD


def test_restoring_what_is_whole_changes_nothing(tmp_path: Path) -> None:
    restore_folder(tmp_path / "report")
    assert names_in(tmp_path) == set()
    write_folder(tmp_path / "report", OLD, last="manifest.json")
    restore_folder(tmp_path / "report")
    assert content(tmp_path / "report") == OLD


def test_leftovers_older_than_a_day_are_swept_and_nothing_else(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_bytes(b"")
    work = tmp_path / "work"
    work.mkdir()
    (work / ".survey-tmp-file").write_bytes(b"")
    (work / ".survey-tmp-fresh").write_bytes(b"")
    (work / ".survey-tmp-folder" / "sub").mkdir(parents=True)
    (work / "old-table.csv").write_bytes(b"")
    (work / ".survey-tmp-link").symlink_to(outside)
    long_ago = time.time() - 2 * 24 * 60 * 60
    for name in (".survey-tmp-file", ".survey-tmp-folder", "old-table.csv"):
        os.utime(work / name, (long_ago, long_ago))
    os.utime(work / ".survey-tmp-link", (long_ago, long_ago), follow_symlinks=False)
    write_bytes(work / "new.csv", b"")
    assert names_in(work) == {".survey-tmp-fresh", "old-table.csv", "new.csv"}
    assert names_in(outside) == {"precious"}


def _raises(action: Callable[[], None]) -> bool:
    """Whether it fails, and then only in the ways it may."""
    try:
        action()
    except (FileError, KeyboardInterrupt, Killed):
        return True
    return False


def test_kept_files_are_carried_over_and_those_that_are_gone_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "report"
    write_folder(path, OLD | {"hers.docx": b"hers"}, last="manifest.json")
    os.utime(path / "hers.docx", (1_000_000_000, 1_000_000_000))
    write_folder(path, NEW, last="manifest.json", kept=("hers.docx", "gone.docx"))
    assert (path / "hers.docx").read_bytes() == b"hers"
    assert (path / "hers.docx").stat().st_mtime == 1_000_000_000
    assert sorted(p.name for p in path.iterdir()) == [
        "areas", "hers.docx", "index.html", "manifest.json",
    ]  # fmt: skip
    assert not (path / "areas" / "a.html").exists()
