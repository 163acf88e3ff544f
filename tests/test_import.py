"""``import survey`` is light, and everything it promises can be reached."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import survey

LATER = (
    "matplotlib",
    "statsmodels",
    "typst",
    "docx",
    "scipy.stats",
    "pydantic",
    "ruamel",
    "babel",
    "jinja2",
    "xlsxwriter",
    "typer",
)


def in_a_fresh_interpreter(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_leaves_heavy_packages_for_later() -> None:
    loaded = in_a_fresh_interpreter("import survey, sys; print(*sys.modules, sep='\\n')").split()
    assert "survey" in loaded
    assert [name for name in LATER if name in loaded] == []


def test_the_command_starts_without_what_only_some_of_it_needs() -> None:
    code = (
        "import sys, survey.cli\n"
        "survey.cli.code_of(['--help'], debug=False)\n"
        "print(*sys.modules, sep='\\n')"
    )
    loaded = in_a_fresh_interpreter(code).split()
    needed = {"typer"}
    heavy = ("numpy", "pandas", *(name for name in LATER if name not in needed))
    assert [name for name in heavy if name in loaded] == []


def test_numbers_are_worked_out_and_shown_without_the_machinery_of_documents() -> None:
    code = (
        "import sys, pandas, survey as sv\n"
        "design = sv.SurveyDesign(pandas.DataFrame({'a': ['x', 'y', 'x']}))\n"
        "shown = sv.release([sv.proportion(design, 'a')])._repr_html_()\n"
        "assert '<table>' in shown + design._repr_html_()\n"
        "print(*sys.modules, sep='\\n')"
    )
    loaded = in_a_fresh_interpreter(code).split()
    heavy = ("jinja2", "matplotlib", "xlsxwriter", "docx", "typst")
    assert [name for name in heavy if name in loaded] == []


def test_every_promised_name_can_be_reached() -> None:
    assert survey.__all__
    for name in survey.__all__:
        assert getattr(survey, name) is not None, name


def test_every_promised_name_is_listed_once_and_by_dir() -> None:
    assert len(set(survey.__all__)) == len(survey.__all__)
    assert set(survey.__all__) <= set(dir(survey))


def test_every_promised_name_can_be_reached_first() -> None:
    """No name needs another to have been loaded before it; those of a module come together."""
    code = (
        "import sys, survey\n"
        "for module in dict.fromkeys(survey._PLACES.values()):\n"
        "    for loaded in [m for m in sys.modules if m.startswith('survey.')]:\n"
        "        del sys.modules[loaded]\n"
        "    del sys.modules['survey']\n"
        "    import survey\n"
        "    for name, place in survey._PLACES.items():\n"
        "        if place == module:\n"
        "            getattr(survey, name)\n"
        "            print(name)\n"
    )
    assert set(in_a_fresh_interpreter(code).split()) == set(survey.__all__)


def test_type_checkers_see_what_is_promised() -> None:
    """The imports for type checkers and the lazy ones can't drift apart."""
    tree = ast.parse(Path(survey.__file__).read_text(encoding="utf-8"))
    typed = {
        alias.asname or alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("survey.")
        for alias in node.names
    }
    assert sorted(typed) == sorted(survey.__all__)
    for name, module in typed.items():
        assert getattr(survey, name) is getattr(sys.modules[str(module)], name), name


def test_a_name_that_was_not_promised_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        survey.no_such_name  # noqa: B018
