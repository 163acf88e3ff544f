"""One writer at a time, and what becomes of the lock of one that died."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from made_studies import made_study

from survey.errors import FileError, RefusedError
from survey.files import processes
from survey.files.processes import Process, started_at, this_process
from survey.language.catalogue import language_in_force
from survey.study.keeping import locked, writer
from survey.study.keeping.log import read_study_log
from survey.study.keeping.writer import LOCK_FILE, OWN_FOLDER, one_writer
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3600


def lock_of(folder: Path) -> Path:
    return folder / OWN_FOLDER / LOCK_FILE


def leave_a_lock(folder: Path, process: Process | bytes, *, age: float = 0) -> Path:
    path = lock_of(folder)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(
        process if isinstance(process, bytes) else json.dumps(asdict(process)).encode()
    )
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def a_dead_process() -> int:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def test_whoever_writes_is_named_in_the_lock_and_nothing_is_left_after(tmp_path: Path) -> None:
    with one_writer(tmp_path):
        held = json.loads(lock_of(tmp_path).read_bytes())
        assert held["pid"] == os.getpid()
        assert held["started"] == started_at(os.getpid())
    assert list(tmp_path.iterdir()) == []


def test_within_the_same_writer_more_can_be_written(tmp_path: Path) -> None:
    with one_writer(tmp_path):
        with one_writer(tmp_path / "." / ""), one_writer(tmp_path):
            pass
        assert lock_of(tmp_path).exists()
    assert not lock_of(tmp_path).exists()


def test_a_lock_is_given_back_when_something_goes_wrong(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), one_writer(tmp_path):
        raise KeyboardInterrupt
    with one_writer(tmp_path, wait=0):
        pass


def test_another_thread_waits_its_turn(tmp_path: Path) -> None:
    inside, most = 0, 0

    def write() -> None:
        nonlocal inside, most
        with one_writer(tmp_path, wait=20):
            inside += 1
            most = max(most, inside)
            time.sleep(0.01)
            inside -= 1

    threads = [threading.Thread(target=write) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == 1


def test_another_thread_that_waits_too_long_is_refused(tmp_path: Path) -> None:
    refused: list[RefusedError] = []

    def write() -> None:
        try:
            with one_writer(tmp_path, wait=0):
                pass
        except RefusedError as error:
            refused.append(error)

    with one_writer(tmp_path):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert refused[0].exit_code == 3


def test_a_process_at_work_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    program = (
        "import sys, json; from dataclasses import asdict\n"
        "from survey.files.processes import this_process\n"
        "print(json.dumps(asdict(this_process())), flush=True); sys.stdin.read()"
    )
    paths = os.pathsep.join(sys.path)
    other = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths},
    )  # fmt: skip
    assert other.stdout is not None
    leave_a_lock(tmp_path, other.stdout.readline(), age=1000 * HOUR)
    began = time.monotonic()
    with (
        pytest.raises(RefusedError, match="another run") as refused,
        one_writer(tmp_path, wait=0.2),
    ):
        pass
    assert time.monotonic() - began >= 0.2
    assert f"process {other.pid}" in str(refused.value)
    assert "nothing was changed" in str(refused.value)
    other.communicate()
    with one_writer(tmp_path, wait=0.2):
        pass
    assert read_study_log(tmp_path).of("lock_taken_over", pid=other.pid)


def test_the_lock_of_a_process_that_died_is_taken_over_and_the_log_says_so(tmp_path: Path) -> None:
    pid = a_dead_process()
    leave_a_lock(tmp_path, replace(this_process(), pid=pid))
    with one_writer(tmp_path, wait=0):
        assert json.loads(lock_of(tmp_path).read_bytes())["pid"] == os.getpid()
    assert not lock_of(tmp_path).exists()
    (entry,) = read_study_log(tmp_path).entries
    assert (entry.event, entry.facts["of"], entry.facts["pid"]) == (
        "lock_taken_over",
        "this host",
        pid,
    )
    assert platform.node() not in (tmp_path / ".survey/log.jsonl").read_text(encoding="utf-8")


def test_a_number_that_another_process_got_since_is_not_taken_for_the_writer(
    tmp_path: Path,
) -> None:
    parent = Process(platform.node(), this_process().space, os.getppid(), "long ago")
    leave_a_lock(tmp_path, parent)
    with one_writer(tmp_path, wait=0):
        pass


def test_a_lock_of_our_own_that_could_not_be_taken_away_is_no_hindrance(tmp_path: Path) -> None:
    leave_a_lock(tmp_path, this_process())
    with one_writer(tmp_path, wait=0):
        pass


def test_another_machine_is_believed_for_half_a_day(tmp_path: Path) -> None:
    far = Process("kontor-pc", "", 1234, "then")
    leave_a_lock(tmp_path, far, age=11.6 * HOUR)
    with pytest.raises(RefusedError) as refused, one_writer(tmp_path, wait=0):
        pass
    said = str(refused.value)
    assert "kontor-pc" in said
    assert "12 hours" in said
    assert 'delete the file ".survey/writer.lock"' in said
    leave_a_lock(tmp_path, far, age=12.1 * HOUR)
    with one_writer(tmp_path, wait=0):
        pass
    assert read_study_log(tmp_path).entries[0].facts["of"] == "another host"


def test_the_same_is_said_in_danish(tmp_path: Path) -> None:
    leave_a_lock(tmp_path, Process("kontor-pc", "", 1234, "then"), age=90)
    danish, refusal = language_in_force("da"), pytest.raises(RefusedError)
    with danish, refusal as refused, one_writer(tmp_path, wait=0):
        pass
    assert "computeren »kontor-pc«, i 2 minutter" in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"pid": -1}', b"[" * 9])
def test_a_lock_that_cannot_be_read_is_believed_for_a_minute(tmp_path: Path, data: bytes) -> None:
    leave_a_lock(tmp_path, data, age=10)
    with pytest.raises(RefusedError, match="can't be read"), one_writer(tmp_path, wait=0):
        pass
    leave_a_lock(tmp_path, data, age=61)
    with one_writer(tmp_path, wait=0):
        pass


def test_no_study_is_made_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileError), one_writer(tmp_path / "none"):
        pass
    assert list(tmp_path.iterdir()) == []


RACE = """
import sys, time
from pathlib import Path
from survey.study.keeping.writer import one_writer
folder = Path(sys.argv[1])
print("ready", flush=True); sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    with one_writer(folder, wait=60):
        count = int((folder / "count").read_text())
        time.sleep(0.001)
        (folder / "count").write_text(str(count + 1))
"""


def test_of_many_that_come_at_once_each_gets_its_turn_after_one_that_died(
    tmp_path: Path, long_run: bool
) -> None:
    (tmp_path / "count").write_text("0")
    leave_a_lock(tmp_path, replace(this_process(), pid=a_dead_process()))
    many, turns = (6, 20) if long_run else (3, 5)
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", RACE, str(tmp_path), str(turns)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    runs = [subprocess.Popen(command, env=env, **pipes) for _ in range(many)]  # type: ignore[call-overload]
    for run in runs:
        run.stdout.readline()
    for run in runs:
        run.communicate("go\n")
    assert [run.returncode for run in runs] == [0] * many
    assert (tmp_path / "count").read_text() == str(many * turns)
    assert len(read_study_log(tmp_path).of("lock_taken_over")) == 1


def test_a_folder_that_a_killed_writer_left_half_replaced_is_put_back(tmp_path: Path) -> None:
    aside = tmp_path / "report" / ".survey-old-2026-da"
    aside.mkdir(parents=True)
    (aside / "manifest.json").write_bytes(b"{}")
    with one_writer(tmp_path):
        pass
    assert (tmp_path / "report" / "2026-da" / "manifest.json").exists()


def test_a_report_that_another_process_replaces_just_now_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_study(tmp_path / "study", {"nord": {"q": [9]}, "syd": {"q": [9]}}, contrast="syd")
    wave = open_study(folder).wave()
    aside = folder / "report" / f".survey-old-{wave.written.id}-da"
    aside.mkdir(parents=True)
    parent = os.getppid()
    leave_a_lock(folder, replace(this_process(), pid=parent, started=started_at(parent)))
    monkeypatch.setattr(locked, "one_writer", partial(one_writer, wait=0))
    with pytest.raises(RefusedError, match="another run"):
        wave.report(language="da", formats=["html"])
    assert aside.is_dir()
    assert not (folder / "report" / f"{wave.written.id}-da").exists()


def test_a_process_is_told_from_one_that_gets_its_number_later() -> None:
    assert this_process().is_here
    assert this_process().is_alive
    assert not replace(this_process(), started="then").is_alive
    assert replace(this_process(), started="").is_alive
    assert not replace(this_process(), pid=a_dead_process()).is_alive
    assert started_at(0) is None
    assert not replace(this_process(), space="another").is_here


def test_ps_tells_the_start_where_there_is_no_proc(needs_program: object) -> None:
    assert callable(needs_program)
    needs_program("ps")
    assert processes._started_by_ps(os.getpid())
    assert writer.OTHER_HOST_HOURS == 12
