"""The processes that open files which could bring them down: used again, replaced, never left."""

import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from survey.errors import FileError
from survey.files import child_process, labelled_reader
from survey.files.child_process import read_in_child
from survey.files.data_reader import read_data_table
from survey.files.labelled_reader import read_labelled
from survey.language.catalogue import language_in_force

CRASHES = Path(__file__).parent / "data" / "crashes_pyreadstat.sav"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

READING = """
import os, sys
from survey.files import child_process
from survey.files.labelled_reader import read_labelled
read_labelled(sys.argv[1])
(process,) = child_process._PROCESSES._running.values()
print(process._running.pid, flush=True)
"""


@pytest.fixture(autouse=True)
def processes() -> Iterator[child_process._Processes]:
    """None is running before a test, and none after it."""
    child_process._PROCESSES.end()
    yield child_process._PROCESSES
    child_process._PROCESSES.end()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "god.sav"
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "ø"]}), path)
    return path


@pytest.fixture
def sleeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child.py"
    child.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(labelled_reader, "_CHILD", child)


def running(processes: child_process._Processes) -> int:
    (process,) = processes._running.values()
    return process._running.pid


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def is_gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    end = time.monotonic() + 10
    while lives(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not lives(pid)


def test_a_file_that_crashes_the_reader_gives_a_sentence_and_the_next_one_is_read(
    good: Path,
) -> None:
    with language_in_force("da"), pytest.raises(FileError) as caught:
        read_data_table(CRASHES)
    assert caught.value.problem == "Filen kan ikke læses: den er afkortet eller beskadiget."
    assert caught.value.where == str(CRASHES)
    assert read_data_table(good).columns["b"].values == ("x", "ø")


def test_one_process_reads_many_files(good: Path, processes: child_process._Processes) -> None:
    read_labelled(good)
    first = running(processes)
    for _ in range(5):
        assert read_labelled(good).rows == 2
    assert running(processes) == first


def test_a_process_that_met_a_damaged_file_is_replaced(
    good: Path, tmp_path: Path, processes: child_process._Processes
) -> None:
    read_labelled(good)
    first = running(processes)
    (tmp_path / "kort.sav").write_bytes(good.read_bytes()[:-8])
    with pytest.raises(FileError, match="cut off"):
        read_labelled(tmp_path / "kort.sav")
    assert read_labelled(good).rows == 2
    assert running(processes) != first


def test_a_process_that_was_ended_from_outside_is_replaced_without_a_word(
    good: Path, processes: child_process._Processes
) -> None:
    read_labelled(good)
    (process,) = processes._running.values()
    process._running.kill()
    process._running.wait()
    assert read_labelled(good).rows == 2


def test_a_process_is_replaced_after_so_many_files_and_after_a_large_one(
    good: Path, processes: child_process._Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_labelled(good)
    first = running(processes)
    monkeypatch.setattr(child_process, "_MOST_FILES", 2)
    read_labelled(good)
    read_labelled(good)
    assert running(processes) != first
    monkeypatch.setattr(child_process, "_LARGE", 10)
    read_labelled(good)
    assert not processes._running


@on_linux
def test_a_process_that_takes_too_long_is_gone_and_no_corpse_is_left(
    good: Path, sleeping: None, processes: child_process._Processes
) -> None:
    began = set(_children())
    with pytest.raises(FileError, match="too long"):
        read_labelled(good, seconds=0.3)
    assert not processes._running
    assert set(_children()) <= began


@on_linux
def test_an_interruption_by_the_user_stops_the_process_too(
    good: Path, sleeping: None, processes: child_process._Processes
) -> None:
    began = set(_children())
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored
    threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            read_labelled(good, seconds=20)
    finally:
        signal.signal(signal.SIGINT, before)
    assert not processes._running
    assert set(_children()) <= began


@on_linux
@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)", "raise ValueError"])
def test_no_process_outlives_the_one_that_began_it(good: Path, end: str) -> None:
    command = [sys.executable, "-c", READING + end, str(good)]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert is_gone(int(done.stdout))


@on_linux
def test_a_forked_process_begins_its_own_and_leaves_the_first_alone(
    good: Path, processes: child_process._Processes
) -> None:
    read_labelled(good)
    first = running(processes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads
        forked = os.fork()
    if not forked:
        status = 1
        try:
            own = read_labelled(good).rows == 2 and running(processes) != first
            status = 0 if own else 2
            processes.end()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
    assert read_labelled(good).rows == 2
    assert running(processes) == first


def test_several_threads_each_get_their_own_file(tmp_path: Path) -> None:
    paths = []
    for number in range(6):
        paths.append(tmp_path / f"{number}.sav")
        pyreadstat.write_sav(pd.DataFrame({"a": [float(number)] * (number + 1)}), paths[-1])
    found: dict[int, list[str]] = {}

    def read(number: int) -> None:
        found[number] = read_data_table(paths[number]).columns["a"].cells()

    threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [str(number)] * (number + 1) for number in range(6)}


def test_names_are_relative_to_where_we_are_and_not_to_where_the_process_began(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_labelled(good)
    (tmp_path / "mappe").mkdir()
    good.rename(tmp_path / "mappe" / "god.sav")
    monkeypatch.chdir(tmp_path / "mappe")
    assert read_labelled("god.sav").rows == 2


@pytest.mark.parametrize("name", ["Sørens svar (2).sav", "dansk\nlinje.sav", "اسم.sav", "-x.sav"])
def test_any_name_of_a_file_will_do(good: Path, name: str) -> None:
    assert read_labelled(good.rename(good.with_name(name))).rows == 2


def test_what_a_library_prints_is_no_part_of_an_answer(tmp_path: Path, good: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text(
        "import os\n"
        "from survey.files.child_serving import serve\n"
        "def read(path, form):\n"
        "    os.write(1, b'{')\n"
        "    print('}')\n"
        "    return {'form': form}, [b'ab', b'c']\n"
        "serve(read)\n"
    )
    answer = read_in_child(child, good, "sav")
    assert (answer.head["form"], answer.rest) == ("sav", b"abc")


def test_a_program_that_can_not_be_started_is_told(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(FileError, match="helper program can't be started"):
        read_labelled(good)


def _children() -> list[int]:
    """Processes that this one began, also those that ended and weren't waited for."""
    tasks = Path("/proc/self/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
