"""The notebooks run as they stand, and show what is kept in them."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "docs" / "notebooks").glob("*.ipynb"))
_STYLES = re.compile(r"<style.*?</style>", re.S)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_a_notebook_shows_what_is_kept_in_it(
    notebook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(notebook.parent)
    names: dict[str, object] = {}
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    kept = [cell for cell in cells if cell["cell_type"] == "code"]
    assert kept
    for cell in kept:
        shown = _run("".join(cell["source"]), names)
        assert (capsys.readouterr().out, shown) == _kept(cell), cell["id"]


def _run(source: str, names: dict[str, object]) -> str:
    """Run a cell as a notebook does: its last expression is shown."""
    steps = ast.parse(source)
    last = steps.body.pop() if isinstance(steps.body[-1], ast.Expr) else None
    exec(compile(steps, "cell", "exec"), names)  # noqa: S102 - our own notebook
    if last is None:
        return ""
    value = eval(ast.unparse(last), names)  # noqa: S307
    if value is None:
        return ""
    page = getattr(value, "_repr_html_", lambda: None)()
    return _STYLES.sub("", page) if page else repr(value)


def _kept(cell: dict[str, Any]) -> tuple[str, str]:
    printed, shown = "", ""
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            printed += "".join(output["text"])
        else:
            data = output["data"]
            shown = _STYLES.sub("", "".join(data.get("text/html") or data["text/plain"]))
    return printed, shown
