"""What every test stands on: English messages, steady hypothesis, golden values, programs."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from survey.language.catalogue import language_in_force
from survey.study.rebuilding.memory import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOLDEN = Path(__file__).parent / "golden"


def _is_on(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in {"1", "true", "yes"}


IN_CI = _is_on("CI")
LONG = _is_on("SURVEY_TEST_LONG")

_plain = settings.get_profile("default")
settings.register_profile("local", _plain, deadline=None)
settings.register_profile("ci", _plain, deadline=None, derandomize=True, max_examples=50)
settings.load_profile("ci" if IN_CI else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if LONG:
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: set SURVEY_TEST_LONG=1 to run it"))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so garbage is never looked for in it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def english_messages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages are in English, whatever the machine speaks."""
    monkeypatch.delenv("SURVEY_LANG", raising=False)
    with language_in_force("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What another test worked out of a study isn't used again: it may have changed the means."""
    forget()


@cache
def _golden(topic: str) -> Any:
    return json.loads((GOLDEN / f"{topic}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def golden() -> Callable[[str], Any]:
    """Read ``tests/golden/<topic>.json``; read once, so leave it as it is."""
    return _golden


@pytest.fixture(scope="session")
def needs_program() -> Callable[..., str]:
    """Path of the first program found; without one the test is skipped, in CI it fails."""

    def find(*names: str) -> str:
        path = next(filter(None, map(shutil.which, names)), None)
        if path is None:
            reason = f"needs the program {' or '.join(names)}, which is not installed"
            (pytest.fail if IN_CI else pytest.skip)(reason)
        return path

    return find


@pytest.fixture(scope="session")
def needs_writer(needs_program: Callable[..., str]) -> Callable[[], str]:
    """Path of a LibreOffice that has a word processor; without one the test is skipped."""

    def find() -> str:
        office = needs_program("soffice")
        if not _opens_text(office):
            (pytest.fail if IN_CI else pytest.skip)("needs the word processor of LibreOffice")
        return office

    return find


@cache
def _opens_text(office: str) -> bool:
    with TemporaryDirectory() as folder:
        (Path(folder) / "x.txt").write_text("x", encoding="utf-8")
        home = f"-env:UserInstallation=file://{folder}/home"
        command = [office, "--headless", home, "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, f"{folder}/x.txt"], capture_output=True, check=False)
        return (Path(folder) / "x.pdf").exists()


@pytest.fixture(scope="session")
def axe() -> Path:
    """The rules of accessibility that a browser is asked to check; without them as above."""
    package = find_spec("axe_playwright_python")
    folders = package.submodule_search_locations if package else None
    for folder in folders or ():
        script = Path(folder) / "axe.min.js"
        if script.exists():
            return script
    reason = "needs axe-core, which the package axe-playwright-python holds (see the Makefile)"
    return (pytest.fail if IN_CI else pytest.skip)(reason)


@pytest.fixture(scope="session")
def long_run() -> bool:
    """Whether tests may take minutes: in CI, or with SURVEY_TEST_LONG=1."""
    return IN_CI or LONG
