"""Whatever goes wrong while a study is written to, it is as it was or as it was to be.

Each operation on files of a publication is let fail once (a full disk, rights, Ctrl-C), and each is
once the last one that a process gets to do. A real kill at any moment is tried too.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from made_studies import made_study, without_pictures
from made_study import HEAD, ROWS, small_study
from made_weighted_study import made_weighted_study

from survey.errors import FileError, SurveyError
from survey.findings import errors_among
from survey.sampling.secret import kept_secret
from survey.study import wave as wave_module
from survey.study.keeping.log import read_study_log
from survey.study.keeping.writer import one_writer
from survey.study.next_wave.added import add_wave
from survey.study.publishing.published_reports import REGISTER_SECRET
from survey.study.steps import weighted
from survey.study.steps.coding import code_answers
from survey.study.steps.prepared import prepare_answers
from survey.study.steps.weighted import weight_answers
from survey.study.study import open_study
from survey.study.wave_locks import lock_wave, unlock_wave, verify_wave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OPERATIONS = (
    *("open", "write", "fsync", "replace", "rename", "link", "mkdir", "unlink", "rmdir"),
    "ftruncate",
)
COUNTS = {
    "nord": {"tryg": [30, 20, 40], "glad": [25, 25, 40], "blive": [20, 30, 40]},
    "syd": {"tryg": [20, 20, 60], "glad": [15, 25, 60], "blive": [10, 30, 60]},
}
LOCKED = "waves/2010/LOCKED.json"
LONG = bool(os.environ.get("SURVEY_TEST_LONG"))
OURS = (".survey-tmp-", ".survey-old-")
STEP = 1 if LONG else 6


class Killed(BaseException):
    """The process is gone: nothing after this is done."""


class Counter:
    """Counts operations on files, and lets one of them fail, or all from one on."""

    def __init__(self) -> None:
        self.made, self.number, self.forever = 0, 0, False
        self.error: BaseException = OSError()

    @contextmanager
    def failing(
        self, number: int, error: BaseException, *, forever: bool = False
    ) -> Iterator[None]:
        self.made, self.number, self.error, self.forever = 0, number, error, forever
        try:
            yield
        finally:
            self.number = 0

    def patch(
        self, monkeypatch: pytest.MonkeyPatch, operations: tuple[str, ...] = OPERATIONS
    ) -> None:
        for name in operations:
            monkeypatch.setattr(os, name, self._counted(getattr(os, name)))

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.made += 1
            if self.number and (
                self.made == self.number or (self.forever and self.made > self.number)
            ):
                raise self.error
            return real(*args, **kwargs)

        return call


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    made = Counter()
    made.patch(monkeypatch)
    return made


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made_study(
        tmp_path_factory.mktemp("base") / "study",
        COUNTS,
        contrast="syd",
        waves=[{"id": "2010", "answers": "waves/2010/svar.csv", "counts": "antal"}],
    )
    (folder / "waves" / "2010").mkdir(parents=True)
    (folder / "svar.csv").rename(folder / "waves" / "2010" / "svar.csv")
    (folder / ".survey").mkdir()
    kept_secret(folder / REGISTER_SECRET, create=True)  # the same in all copies
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """What is in a study, but for the log, what a next writer tidies up, and what nobody reads."""
    found = {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and not any(map(is_own, each.relative_to(folder).parts))
    }
    if LOCKED not in found:
        return {name: data for name, data in found.items() if "/locked/" not in name}
    return found | {LOCKED: json.dumps(json.loads(found[LOCKED]) | {"log": ""}).encode()}


def is_own(part: str) -> bool:
    return part == ".survey" or part.startswith(OURS)


def publish(folder: Path) -> None:
    open_study(folder).wave("2010").report(language="da", formats=["html", "docx"])


def lock(folder: Path) -> None:
    lock_wave(open_study(folder), "2010")


def unlock(folder: Path) -> None:
    unlock_wave(open_study(folder), "2010", reason="et skema var tastet to gange")


def take_back(folder: Path) -> None:
    unlock_wave(open_study(folder), "2010", reason="den blev låst for tidligt", published=False)


def add(folder: Path) -> None:
    add_wave(open_study(folder), "2012", language="da")


def small(folder: Path) -> Path:
    return small_study(folder, [f"{row}Mere lys" for row in ROWS[:5]])


def nothing(_: Path) -> None:
    """There is nothing to do first."""


def lock_and_go_on(folder: Path) -> None:
    lock(folder)
    path = folder / "skema.yaml"
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace("Svar på tryg?", "Er du tryg?"), encoding="utf-8")


def publish_and_lock(folder: Path) -> None:
    publish(folder)
    lock(folder)


def publish_something_else(folder: Path) -> None:
    publish(folder)
    path = folder / "study.yaml"
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace("En undersøgelse", "En anden"), encoding="utf-8")


ACTS = {
    "the first report": (nothing, publish),
    "another report": (publish_something_else, publish),
    "a lock": (publish, lock),
    "a lock opened": (lock_and_go_on, unlock),
    "a lock taken back": (publish_and_lock, take_back),
    "a new wave": (lock, add),
}
ERRORS = {
    "full disk": OSError(errno.ENOSPC, "full"),
    "no rights": PermissionError(errno.EACCES, "no"),
    "ctrl-c": KeyboardInterrupt(),
}


@pytest.fixture(autouse=True)
def one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each document once, which takes most of the time, as only writing is tested."""
    without_pictures(monkeypatch)
    made: dict[str, Any] = {}
    real = wave_module.Wave.document

    def document(self: Any, language: str | None = None, **how: Any) -> Any:
        title = str(self.plan.written.title)
        if title not in made:
            made[title] = real(self, language, **how)
        return made[title]

    monkeypatch.setattr(wave_module.Wave, "document", document)


def states(base: Path, folder: Path, act: str, counter: Counter) -> tuple[Any, Any, int]:
    """The study before and after an act, and how many operations on files it takes."""
    prepare, do = ACTS[act]
    shutil.copytree(base, folder)
    prepare(folder)
    before = content(folder)
    counter.made = 0
    do(folder)
    return before, content(folder), counter.made


def fresh(base: Path, folder: Path, act: str) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    ACTS[act][0](folder)
    return folder


def is_sound(folder: Path) -> None:
    """What holds in every state: it opens, its locks hold, its log is whole."""
    study = open_study(folder)
    for name in study.waves:
        study.wave(name)
        assert [each.code for each in errors_among(verify_wave(study, name))] == []
    assert [each for each in read_study_log(folder).findings() if each.severity != "note"] == []


@pytest.mark.parametrize("act", ACTS)
def test_when_an_operation_fails_the_study_is_as_it_was_or_as_it_was_to_be(
    base: Path, tmp_path: Path, act: str, counter: Counter
) -> None:
    before, after, operations = states(base, tmp_path / "whole", act, counter)
    assert before != after
    errors = [*ERRORS.values()]
    prepared = fresh(base, tmp_path / "prepared", act)
    for number in range(1 + (STEP > 1), operations + 1, STEP):
        folder = tmp_path / "study"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared, folder)
        for_this = errors[number % len(errors)]
        with counter.failing(number, for_this), suppress(SurveyError, OSError, KeyboardInterrupt):
            ACTS[act][1](folder)
        now = content(folder)
        assert now in (before, after), (act, number, operations, sorted({*now} ^ {*before}))
        is_sound(folder)
        with one_writer(folder, wait=0):
            pass


@pytest.mark.parametrize("act", ACTS)
def test_when_the_process_dies_the_next_one_finds_either_and_comes_to_the_end(
    base: Path, tmp_path: Path, act: str, counter: Counter
) -> None:
    before, after, operations = states(base, tmp_path / "whole", act, counter)
    prepared = fresh(base, tmp_path / "prepared", act)
    for number in range(1 + (STEP > 1), operations + 1, STEP):
        folder = tmp_path / "study"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared, folder)
        with counter.failing(number, Killed(), forever=True), suppress(Killed):
            ACTS[act][1](folder)
        with one_writer(folder, wait=0):
            pass  # the next writer tidies up
        is_sound(folder)
        now = content(folder)
        unseen = {name for name in now if name not in before and name not in after}
        assert unseen == set()
        for name in ("study.yaml", LOCKED):
            assert now.get(name) in (before.get(name), after.get(name))
        report = {name: data for name, data in now.items() if name.startswith("report/")}
        assert report in (
            {name: data for name, data in before.items() if name.startswith("report/")},
            {name: data for name, data in after.items() if name.startswith("report/")},
        )
        with suppress(SurveyError):  # where it was all done, it is refused
            ACTS[act][1](folder)
        assert content(folder) == after, (act, number)
        is_sound(folder)


def code(folder: Path) -> None:
    code_answers(open_study(folder).wave(), language="en")


def weigh(folder: Path) -> None:
    weight_answers(open_study(folder).wave(), language="en", formats=["csv"])


def prepare(folder: Path) -> None:
    prepare_answers(open_study(folder).wave(), language="en", formats=["csv"])


def prepare_first(folder: Path) -> None:
    prepare(folder)
    (folder / "svar.csv").write_text(
        "\n".join([HEAD, *(f"{row}{WISH}" for row in ROWS[:6])]), encoding="utf-8"
    )


WISH = "Mere lys"
STAGES: dict[str, tuple[Callable[[Path], object], Callable[[Path], None], Callable[[Path], None]]]
STAGES = {
    "sheets to code in": (small, nothing, code),
    "what was coded": (small, code, code),
    "weights and labelled files": (made_weighted_study, nothing, weigh),
    "answers and labelled files": (small, prepare_first, prepare),
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_files_of_a_stage_are_all_there_or_as_they_were(
    tmp_path: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighted.WeightedAnswers, "document", lambda *_: None)
    monkeypatch.setattr(weighted, "write_html", lambda *_, **__: b"<p>")  # only writing is tested
    make, prepare_, do = STAGES[stage]
    make(tmp_path / "prepared")
    prepare_(tmp_path / "prepared")
    before = everything(tmp_path / "prepared")
    shutil.copytree(tmp_path / "prepared", tmp_path / "whole")
    moved = Counter()
    moved.patch(monkeypatch, ("replace",))
    do(tmp_path / "whole")
    after, files = everything(tmp_path / "whole"), moved.made
    assert before != after
    assert files > 1
    for number in range(1, files + 1) if LONG else (2, files):
        folder = tmp_path / "study"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "prepared", folder)
        with moved.failing(number, ERRORS["full disk"]), pytest.raises(FileError):
            do(folder)
        assert everything(folder) == before, (stage, number)


def everything(folder: Path) -> dict[str, bytes]:
    """What is in a study, stamps among it, but for what they were made with."""
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file()
    }


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_study_that_can_only_be_read_is_left_as_it_is(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(base, folder)
    for each in (folder, folder / "waves", folder / "waves" / "2010"):
        each.chmod(0o555)
    before = content(folder)
    for do in (publish, lock, add):
        with pytest.raises(FileError):
            do(folder)
    assert content(folder) == before
    for each in (folder, folder / "waves", folder / "waves" / "2010"):
        each.chmod(0o755)


def test_a_disk_that_can_only_be_read_is_said_in_words(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(base, folder)

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for name in ("mkdir", "link", "replace", "rename"):
        monkeypatch.setattr(os, name, refuse)
    before = content(folder)
    for do in (publish, lock, add):
        with pytest.raises(FileError, match="can't be written"):
            do(folder)
    assert content(folder) == before


KILLED = """
import json, os, random, signal, sys, time
from pathlib import Path
sys.path[:0] = json.loads(sys.argv[1])
from survey.files.atomic import write_folder
from survey.provenance import sha256_of
from survey.study.next_wave.added import add_wave
from survey.study.keeping.log import read_study_log
from survey.study.study import open_study
from survey.study.wave_locks import lock_wave, unlock_wave, verify_wave
from survey.study.keeping.writer import one_writer

folder, kills, seed = Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)
added = 0

def report(number):
    pages = {f"page-{each}.html": bytes([48 + number % 10]) * 60_000 for each in range(5)}
    outputs = {name: sha256_of(data) for name, data in pages.items()}
    manifest = json.dumps({"outputs": outputs}).encode()
    with one_writer(folder, wait=30):
        write_folder(folder / "report" / "2010-da", pages | {"manifest.json": manifest},
                     last="manifest.json")

def work():
    for number in range(1_000_000):
        report(number)
        lock_wave(open_study(folder), "2010")
        if number % 3 == 0:
            waves = open_study(folder).waves
            add_wave(open_study(folder), f"w{len(waves)}", since="2010", language="da")
        unlock_wave(open_study(folder), "2010", reason="et skema var tastet to gange")

def sound():
    with one_writer(folder, wait=5):
        pass
    study = open_study(folder)
    for name in study.waves:
        found = [each.code for each in verify_wave(study, name)]
        assert found == [], found
    bad = [each.code for each in read_study_log(folder).findings() if each.severity != "note"]
    assert bad == [], bad
    target = folder / "report" / "2010-da"
    if target.exists():
        held = json.loads((target / "manifest.json").read_bytes())["outputs"]
        found = {each.name: sha256_of(each.read_bytes()) for each in target.glob("*.html")}
        assert held == found, "a report is half old and half new"
    aside = [each.name for each in (folder / "report").glob(".survey-old-*")]
    assert aside == [], aside
    return len(study.waves)

seen = []
(folder / "report").mkdir()
report(0)
for number in range(kills):
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(9)
    time.sleep(chance.uniform(0.005, 0.35))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    seen.append(sound())
taken = len(read_study_log(folder).of("lock_taken_over"))
print(json.dumps({"kills": kills, "waves": seen[-1], "taken_over": taken}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_real_kills_leave_a_study_that_is_whole(base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(base, folder)
    kills = 60 if LONG else 4
    seed = random.SystemRandom().randrange(10**6) if LONG else 7
    command = [
        sys.executable,
        "-c",
        KILLED,
        json.dumps(sys.path),
        str(folder),
        str(kills),
        str(seed),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}\n{done.stdout}\n{done.stderr}"
    told = json.loads(done.stdout)
    assert told["kills"] == kills
    if LONG:
        print(told)
        assert told["taken_over"] > kills / 4
