import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import FileError
from survey.files.guards import inside, read_guarded, regular_file, safe_file_name
from survey.language.catalogue import language_in_force


def test_an_ordinary_file_passes(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_bytes(b"abc")
    assert regular_file(str(file), most_bytes=3) == file
    assert read_guarded(file, most_bytes=3) == b"abc"


def test_a_link_to_an_ordinary_file_passes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert read_guarded(tmp_path / "link", most_bytes=3) == b"abc"


def test_a_missing_file_names_the_nearest_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "answers_2026.csv").write_bytes(b"")
    with pytest.raises(FileError) as caught:
        regular_file(tmp_path / "answer_2026.csv", most_bytes=1)
    assert caught.value.code == "files.missing_near"
    assert caught.value.hint == 'the folder has "answers_2026.csv"; is that the one?'


def test_a_missing_file_is_told_in_danish(tmp_path: Path) -> None:
    (tmp_path / "svar_2026.csv").write_bytes(b"")
    with language_in_force("da"), pytest.raises(FileError) as caught:
        regular_file(tmp_path / "svar2026.csv", most_bytes=1)
    assert str(caught.value).splitlines() == [
        "Filen skal findes, men det gør den ikke.",
        f"  sted: {tmp_path / 'svar2026.csv'}",
        "  råd: i mappen ligger »svar_2026.csv«; er det den?",
    ]


def test_a_missing_file_in_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        regular_file(tmp_path / "no" / "where.csv", most_bytes=1)
    assert caught.value.code == "files.missing_folder"


def test_a_missing_file_with_nothing_alike_gives_no_name(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        regular_file(tmp_path / "zzz", most_bytes=1)
    assert caught.value.code == "files.missing"


def test_a_file_taken_for_a_folder_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError) as caught:
        regular_file(tmp_path / "file" / "more", most_bytes=1)
    assert caught.value.code == "files.missing_folder"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="but it is a folder"):
        regular_file(tmp_path, most_bytes=1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="not a pipe or a device"):
        regular_file(tmp_path / "pipe", most_bytes=1)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no devices here")
def test_a_device_is_refused() -> None:
    with pytest.raises(FileError, match="not a pipe or a device"):
        regular_file("/dev/null", most_bytes=1)


def test_too_large_a_file_is_refused_with_both_sizes(tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as stream:
        stream.truncate(3_000_000_000)
    with pytest.raises(FileError) as caught:
        regular_file(tmp_path / "big", most_bytes=1_000_000)
    assert (caught.value.got, caught.value.expected) == ("3000 MB", "at most 1000 kB")


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "growing"
    file.write_bytes(b"1234")
    monkeypatch.setattr("survey.files.guards.regular_file", lambda path, most_bytes: path)
    with pytest.raises(FileError, match="so large"):
        read_guarded(file, most_bytes=3)


def test_an_unreadable_file_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "locked"
    file.write_bytes(b"")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileError) as caught:
        regular_file(file, most_bytes=1)
    assert (caught.value.code, caught.value.got) == ("files.unreadable", "Permission denied")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "\ud800"])
def test_names_that_no_system_knows_are_file_errors(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError):
        regular_file(tmp_path / name, most_bytes=1)


def test_a_broken_or_circling_link_is_a_file_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    for name in ("a", "gone"):
        with pytest.raises(FileError):
            regular_file(tmp_path / name, most_bytes=1)


def test_a_path_inside_the_folder_is_given_in_full(tmp_path: Path) -> None:
    assert inside(tmp_path, "data/svar.csv") == tmp_path.resolve() / "data" / "svar.csv"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "data/../../x",
        "..",
        "..\\x",
        "a\\..\\..\\x",
        "C:\\x",
        "C:x",
        "\\\\server\\share\\x",
        "\\x",
        "",
        "  ",
        "a\0b",
    ],
)
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError) as caught:
        inside(tmp_path, name)
    assert caught.value.code == "files.path_not_plain"


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    with pytest.raises(FileError, match="leads somewhere else"):
        inside(root, "out/secret.csv")
    (root / "here").mkdir()
    (root / "in").symlink_to(root / "here")
    assert inside(root, "in/x.csv") == root.resolve() / "here" / "x.csv"


def test_a_neighbour_with_the_same_beginning_is_not_inside(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "project-secret")
    with pytest.raises(FileError):
        inside(root, "link")


def test_the_folder_itself_and_a_circling_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "self").symlink_to(tmp_path)
    for name in (".", "self", "loop/x"):
        with pytest.raises(FileError):
            inside(tmp_path, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ærø, blok 4", "aeroe-blok-4"),
        ("Åparken / Søndre", "aaparken-soendre"),
        ("a/b\\c:d", "a-b-c-d"),
        ("Café Straße", "cafe-strasse"),
        ("under_score", "under_score"),
        ("CON", "con_"),
        ("lpt1", "lpt1_"),
        ("A\u030arhus", "aarhus"),
        ("trailing...", "trailing"),
    ],
)
def test_file_names_are_plain_and_readable(text: str, name: str) -> None:
    assert safe_file_name(text) == name


def test_names_that_lose_letters_stay_apart() -> None:
    names = {safe_file_name(text) for text in ("العربية", "فارسی", "Blok א", "Blok ב", "", "...")}
    assert len(names) == 6
    assert safe_file_name("x" * 300) != safe_file_name("x" * 301)


@given(st.text(max_size=100))
def test_any_text_gives_a_safe_file_name(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]{1,64}", safe_file_name(text))
