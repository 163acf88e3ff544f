"""The wheel holds all that the package needs, nothing else, and works away from the checkout.

Building and installing takes a while and fetches the build back end, so it is done in CI and
with SURVEY_TEST_LONG=1 only.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import openpyxl
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


class Analyst:
    """Somebody who has the wheel, a terminal and Excel, and nothing else."""

    def __init__(self, command: Path, folder: Path, env: dict[str, str]) -> None:
        self.command, self.folder, self.env = command, folder, env

    def types(self, line: str, *, ends: int = 0) -> str:
        """Type a command; what it says, once it has ended as it should."""
        words = [self.command, *shlex.split(line)]
        done = run(*words, cwd=self.folder, env=self.env | {"SURVEY_LANG": "en"})
        assert done.returncode == ends, f"survey {line}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def fills_in(self, workbook: str, old: str, new: str) -> None:
        """Write something else into the cells of a workbook that hold a text."""
        path = self.folder / workbook
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        held = [cell for cell in cells if cell.value == old]
        assert held, f"{old} is not in {workbook}"
        for cell in held:
            cell.value = new
        book.save(path)

    def reads(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")


@pytest.fixture
def analyst(installed: Installed, elsewhere: tuple[Path, dict[str, str]]) -> Analyst:
    return Analyst(installed.command, *elsewhere)


def test_an_analyst_gets_from_her_file_to_the_next_wave_by_commands(analyst: Analyst) -> None:
    rows = [f"{area};{(k * 7) % 4 + 1}" for area in ("Nord", "Syd") for k in range(120)]
    table = "\n".join(["område;tryg", *rows])
    (analyst.folder / "svar2010.csv").write_text(f"{table}\n", encoding="utf-8")
    analyst.types("new by --from-data svar2010.csv --contrast Syd --lang da")
    analyst.types("excel by --lang da")
    analyst.fills_in("by/studie.xlsx", "svar2010", "Beboerne i Byen")
    assert "Beboerne i Byen" in analyst.types("excel by --read")
    analyst.types("report by --format html --lang da")
    assert "Beboerne i Byen" in analyst.reads("by/report/2010-da/report.html")
    assert "draft until the wave is locked" in analyst.types("status by")
    analyst.types("wave add by 2012")
    assert "Locked. It stays as it is." in analyst.types("status by")


@pytest.mark.slow
def test_an_analyst_gets_from_a_questionnaire_to_the_third_wave_by_commands(
    analyst: Analyst,
) -> None:
    analyst.types("new nordby --from kort-form --wave 2010")
    analyst.types("excel nordby")
    analyst.fills_in("nordby/study.xlsx", "Resident survey", "Living in Nordby")
    analyst.types("excel nordby --read")
    said = analyst.types("export nordby/questionnaire.yaml --to workbook --out form.xlsx")
    assert "survey export form.xlsx --to yaml --out nordby/questionnaire.yaml" in said
    analyst.types("check nordby")
    analyst.types("simulate nordby --seed 5 --overwrite")
    analyst.types("fieldwork nordby", ends=1)  # areas lag
    for verb in ("answers", "weight", "tables"):
        analyst.types(f"{verb} nordby")
    analyst.types("review nordby --out log.docx")
    analyst.types("report nordby --format html")
    assert "Living in Nordby" in analyst.reads("nordby/report/2010-en/report.html")
    analyst.types("wave lock nordby")
    assert "Everything is up to date." in analyst.types("status nordby")

    analyst.types("wave add nordby 2012")
    analyst.types("simulate nordby --seed 5")
    for verb in ("answers", "weight", "report"):
        analyst.types(f"{verb} nordby{' --format html' if verb == 'report' else ''}")
    page = analyst.reads("nordby/report/2012-en/report.html")
    assert "Changes since earlier waves" in page
    assert "simulated" in page.lower()
    assert analyst.types("wave verify nordby 2010") == "Nothing to remark.\n"

    analyst.types("wave add nordby 2014")
    frame = (analyst.folder / "nordby/waves/2012/frame.csv").read_bytes()
    (analyst.folder / "nordby/waves/2014").mkdir(exist_ok=True)
    (analyst.folder / "nordby/waves/2014/frame.csv").write_bytes(frame)
    analyst.types("plan nordby --difference 0.2")
    analyst.types("sample nordby")
    assert "waves/2014/dispositions.csv is missing" in analyst.types("status nordby")
    assert "locked" in analyst.types("answers nordby 2012", ends=3)
    analyst.types("share nordby --out nordby.zip")
    analyst.types("purge nordby")
    assert len(analyst.types("log nordby").splitlines()) == 4
