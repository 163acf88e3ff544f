"""The rooms keep their order. Each rule is seen to catch a violation planted in a copy."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent

LAYERS = "Rooms follow the order the data takes; nothing imports a later room"
KERNELS = "Kernels see numpy and scipy only"
PICTURES = "Pictures are drawn in figures only"
MARKUP = "Markup is written in documents only"
KNOTS = "No import knots among siblings"


def run(program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    path = shutil.which(program, path=f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}")
    assert path, f"{program} is missing; it is part of the dependency group test"
    env = os.environ | {"PYTHONPATH": str(cwd), "COLUMNS": "300", "NO_COLOR": "1"}
    return subprocess.run(
        [path, *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def broken_contracts(tree: Path) -> set[str]:
    """Names of the contracts that a tree breaks; import-linter must have come to a verdict."""
    done = run("lint-imports", "--no-cache", "--no-logo", cwd=tree)
    report = done.stdout + done.stderr
    verdict = re.search(r"Contracts: \d+ kept, (\d+) broken\.", report)
    assert verdict, report
    broken = set(re.findall(r"^(.+) BROKEN(?: \(.*\))?$", report, flags=re.MULTILINE))
    assert len(broken) == int(verdict[1]), report
    return broken


def findings_of_ruff(tree: Path, file: str) -> set[str]:
    done = run("ruff", "check", "--no-cache", "--output-format", "concise", file, cwd=tree)
    return set(re.findall(r":\d+:\d+: ([A-Z]+\d+) ", done.stdout))


def add(tree: Path, module: str, code: str) -> None:
    """Plant code at the end of a module, or in a new one."""
    path = tree / "survey" / module
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else '"""Planted."""\n'
    path.write_text(f"{before}\n{textwrap.dedent(code)}", encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package with the rules it lives under."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "survey", tmp_path / "survey", ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


# Who may import whom


def test_the_package_keeps_its_contracts() -> None:
    assert broken_contracts(ROOT) == set()


def test_the_copy_keeps_its_contracts(tree: Path) -> None:
    """So what is caught below is what was planted."""
    assert broken_contracts(tree) == set()


PLANTED = [
    pytest.param("kernels/planted.py", "import pandas", {KERNELS}, id="a kernel with frames"),
    pytest.param(
        "kernels/planted.py", "import survey.codebook", {KERNELS}, id="a kernel with labels"
    ),
    pytest.param("codebook.py", "import survey.estimation", {LAYERS}, id="the floor looks up"),
    pytest.param(
        "kernels/planted.py", "import survey.tables", {LAYERS}, id="an early room looks ahead"
    ),
    pytest.param(
        "responses/planted.py",
        """
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from survey.disclosure import anything
        """,
        {LAYERS},
        id="a type from a later room",
    ),
    pytest.param(
        "responses/planted.py",
        """
        def later():
            import survey.report
        """,
        {LAYERS},
        id="a later room inside a function",
    ),
    pytest.param("tables/planted.py", "import survey.figures", {LAYERS}, id="tables see figures"),
    pytest.param("figures/planted.py", "import survey.tables", {LAYERS}, id="figures see tables"),
    pytest.param("tables/planted.py", "import matplotlib", {PICTURES}, id="a picture in tables"),
    pytest.param("report/planted.py", "import jinja2", {MARKUP}, id="markup in report"),
    pytest.param("tables/planted.py", "import xlsxwriter", {MARKUP}, id="a workbook in tables"),
    pytest.param("attic/__init__.py", "", {LAYERS}, id="a room that nobody placed"),
    pytest.param("utils.py", "", {LAYERS}, id="a module that nobody placed"),
]


@pytest.mark.parametrize(("module", "code", "contracts"), PLANTED)
def test_a_planted_import_is_caught(
    tree: Path, module: str, code: str, contracts: set[str]
) -> None:
    add(tree, module, code)
    assert contracts <= broken_contracts(tree)


def test_a_knot_inside_a_room_is_caught(tree: Path) -> None:
    add(tree, "responses/planted_one.py", "import survey.responses.planted_two")
    add(tree, "responses/planted_two.py", "import survey.responses.planted_one")
    assert broken_contracts(tree) == {KNOTS}


def test_an_import_from_an_earlier_room_is_allowed(tree: Path) -> None:
    add(tree, "tables/planted.py", "import pandas\nimport survey.disclosure\nimport survey.errors")
    assert broken_contracts(tree) == set()


# What kernels are made of: the linter sees scipy as one, so its parts are checked here

SCIPY_PARTS = {"special", "sparse", "linalg", "optimize"}
KERNELS_MAY_SEE = {"numpy", "scipy", "survey.errors", "survey.kernels"} | sys.stdlib_module_names


def imports_of(code: str) -> Iterator[str]:
    """Dotted names that a module imports, ``from scipy import stats`` as ``scipy.stats``."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_for_kernels(name: str) -> bool:
    package, _, rest = name.partition(".")
    if package == "scipy":
        return rest.partition(".")[0] in SCIPY_PARTS
    if package == "survey":
        return ".".join(name.split(".")[:2]) in KERNELS_MAY_SEE
    return package in KERNELS_MAY_SEE


def test_kernels_import_only_what_they_may() -> None:
    foreign = [
        f"{path.name}: {name}"
        for path in sorted((ROOT / "survey" / "kernels").rglob("*.py"))
        for name in imports_of(path.read_text(encoding="utf-8"))
        if not is_for_kernels(name)
    ]
    assert foreign == []


@pytest.mark.parametrize(
    "code",
    [
        "import scipy",
        "import scipy.stats",
        "from scipy import stats",
        "from scipy.stats import t",
        "import polars",
        "from survey.files.csv import read",
    ],
)
def test_a_foreign_import_of_a_kernel_is_caught(code: str) -> None:
    assert not all(map(is_for_kernels, imports_of(code)))


# What ruff bans


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import importlib\n\nPLANTED = importlib.import_module('json')\n", "TID251"),
        ("from importlib import import_module\n\nPLANTED = import_module('json')\n", "TID251"),
        ("import builtins\n\nPLANTED = builtins.__import__('json')\n", "TID251"),
        ("import pandas as pd\n\nPLANTED = pd.eval('1 + 1')\n", "TID251"),
        ("PLANTED = eval('1 + 1')\n", "S307"),
        ("def planted():\n    import json\n\n    return json\n", "PLC0415"),
        ("from . import anything\n", "TID252"),
    ],
)
def test_ruff_catches_a_planted_trick(tree: Path, code: str, rule: str) -> None:
    add(tree, "responses/planted.py", code)
    assert rule in findings_of_ruff(tree, "survey/responses/planted.py")


def test_only_the_face_of_the_package_may_import_late(tree: Path) -> None:
    late = """
    from importlib import import_module


    def __getattr__(name: str) -> object:
        import json

        return json if name == "planted" else import_module(name)
    """
    add(tree, "__init__.py", late)
    add(tree, "responses/__init__.py", late)
    banned = {"PLC0415", "TID251"}
    assert not banned & findings_of_ruff(tree, "survey/__init__.py")
    assert banned <= findings_of_ruff(tree, "survey/responses/__init__.py")


# What ruff can't see, since it doesn't know that something is a frame

TEXT_RUNNERS = {"query", "eval", "__import__", "exec"}


def calls_that_run_text(code: str) -> list[str]:
    """Calls such as ``frame.query(…)`` and ``__import__(…)``: pandas runs what the text says."""
    calls = [node.func for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    names = [getattr(called, "attr", getattr(called, "id", "")) for called in calls]
    return [name for name in names if name in TEXT_RUNNERS]


def test_no_text_is_run_as_code() -> None:
    sources = {
        path.relative_to(ROOT): calls_that_run_text(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "survey").rglob("*.py"))
    }
    assert {path: names for path, names in sources.items() if names} == {}


@pytest.mark.parametrize(
    "code", ["frame.query('a > 1')", "f().eval('a')", "eval('1')", "exec('1')", "__import__('os')"]
)
def test_text_run_as_code_is_caught(code: str) -> None:
    assert calls_that_run_text(code)


def test_no_two_files_of_tests_have_the_same_name() -> None:
    names = Counter(path.name for path in Path(__file__).parent.rglob("*.py"))
    assert {name for name, count in names.items() if count > 1} <= {"__init__.py", "conftest.py"}
