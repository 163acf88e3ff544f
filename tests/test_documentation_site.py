"""The site of the documentation has every page and every promised name."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from numpydoc.docscrape import ClassDoc, FunctionDoc

import survey as sv

DOCS = Path(__file__).resolve().parent.parent / "docs"
INDEX = (DOCS / "index.md").read_text(encoding="utf-8")
_ROOM = re.compile(r"^\.\. promised-names:: (\w+)$", re.M)


def test_every_page_stands_in_the_contents() -> None:
    pages = {
        path.relative_to(DOCS).with_suffix("").as_posix()
        for form in ("*.md", "*.rst", "*.ipynb")
        for path in DOCS.rglob(form)
    }
    named = {line for line in INDEX.splitlines() if (DOCS / f"{line}.md").is_file()}
    named |= {line for line in INDEX.splitlines() if (DOCS / f"{line}.rst").is_file()}
    named |= {line for line in INDEX.splitlines() if (DOCS / f"{line}.ipynb").is_file()}
    decisions = {page for page in pages if page.startswith("decisions/")}
    assert "decisions/*" in INDEX
    assert pages - named - decisions == {"index"}


def test_every_promised_name_stands_on_the_page_of_its_room() -> None:
    rooms = {place.split(".")[1] for place in sv._PLACES.values()}
    pages = {_ROOM.findall(path.read_text())[0] for path in (DOCS / "api").glob("*.rst")}
    assert pages == rooms


@pytest.mark.parametrize("name", sv.__all__)
def test_the_description_of_a_promised_name_is_numpydoc(name: str) -> None:
    found = getattr(sv, name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = ClassDoc(found) if inspect.isclass(found) else FunctionDoc(found)
    assert told["Summary"]
    if not inspect.isclass(found) and inspect.signature(found).parameters:
        assert told["Parameters"], name


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("myst_nb", reason="make docs installs what the site needs")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    command += ["-c", str(DOCS / "site"), str(DOCS), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Vangdalen" in (tmp_path / "notebooks" / "rerun.html").read_text(encoding="utf-8")
