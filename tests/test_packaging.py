"""The wheel holds all that the package needs, nothing else, and works away from the checkout.

Building and installing takes a while and fetches the build back end, so it is done in CI and
with SURVEY_TEST_LONG=1 only.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
SHIPPED_FOLDERS = {
    "survey": "survey",
    "questionnaires": "survey/_questionnaires",
    "examples/copenhagen-housing": "survey/_examples/copenhagen-housing",
}


class Installed(NamedTuple):
    """An environment that holds the wheel."""

    python: Path
    command: Path


def run(
    *command: str | Path, cwd: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, long_run: bool) -> Path:
    if not long_run:
        pytest.skip("builds a wheel: set SURVEY_TEST_LONG=1 to run it")
    folder = tmp_path_factory.mktemp("wheel")
    done = run(*PIP, "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A fresh environment with the wheel; what it depends on is lent by the running one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    paths = sysconfig.get_paths("venv", vars={"base": str(folder), "platbase": str(folder)})
    programs = Path(paths["scripts"])
    ending = ".exe" if os.name == "nt" else ""
    python = programs / f"python{ending}"
    into = [*PIP, "--python", str(python)]
    done = run(*into, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    lent = "\n".join(sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}))
    (Path(paths["purelib"]) / "lent.pth").write_text(lent, encoding="utf-8")
    return Installed(python, programs / f"survey{ending}")


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder outside the checkout, and an environment that doesn't lead back to it."""
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    return tmp_path, kept | {"COLUMNS": "1000", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def shipped(folder: str) -> set[str]:
    """Names in the wheel of all files of a folder of the checkout."""
    root = ROOT / folder
    left_out = {"__pycache__"} | (
        {"report", ".survey", "published.json"} if folder.startswith("examples/") else set()
    )
    files = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
    kept = [path for path in files if not left_out & set(path.parts)]
    return {f"{SHIPPED_FOLDERS[folder]}/{path.as_posix()}" for path in kept}


@pytest.mark.parametrize("folder", SHIPPED_FOLDERS)
def test_the_wheel_holds_every_file(names: set[str], folder: str) -> None:
    assert shipped(folder)
    assert sorted(shipped(folder) - names) == []


@pytest.mark.parametrize(
    "name",
    [
        "survey/py.typed",
        "survey/cli/running.py",
        "survey/language/da/errors.toml",
        "survey/language/en/errors.toml",
        "survey/documents/templates/page.html.jinja",
        "survey/_examples/copenhagen-housing/study.yaml",
    ],
)
def test_the_wheel_holds_what_the_package_reads(names: set[str], name: str) -> None:
    assert name in names


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = f"resident_survey-{project['version']}.dist-info/"
    assert [name for name in names if not name.startswith(("survey/", about))] == []
    wanted = set().union(*map(shipped, SHIPPED_FOLDERS))
    assert sorted(n for n in names if n.startswith("survey/") and n not in wanted) == []


def test_the_wheel_holds_no_tests_golden_values_or_generated_reports(names: set[str]) -> None:
    foreign = re.compile(r"(^|/)(tests|golden|benchmarks)/|_examples/[^/]+/report/|\.pyc$|\.R$")
    assert sorted(filter(foreign.search, names)) == []


def test_the_wheel_holds_the_licence(names: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_installed_package_is_not_the_checkout(
    installed: Installed, elsewhere: tuple[Path, dict[str, str]]
) -> None:
    folder, env = elsewhere
    done = run(installed.python, "-c", "import survey; print(survey.__file__)", cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
    file = Path(done.stdout.strip()).resolve()
    assert installed.python.parents[1].resolve() in file.parents


def test_the_demo_runs_away_from_the_checkout(
    installed: Installed, elsewhere: tuple[Path, dict[str, str]]
) -> None:
    folder, env = elsewhere
    demo = ("demo", "--no-open", "--out", folder / "demo")
    done = run(installed.command, *demo, cwd=folder, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    printed = re.findall(r"\S*report\.html", done.stdout)
    assert printed, done.stdout
    for path in printed:
        assert (folder / path).is_file(), path
        assert (folder / "demo").resolve() in (folder / path).resolve().parents
