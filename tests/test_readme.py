"""The code that the README shows runs as it stands, on the example that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)


def test_the_five_lines_give_a_chart_beside_the_contrast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    lines = BLOCKS[0].strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(lines[:-1]), names)  # noqa: S102 - our own README
    chart = eval(lines[-1], names)  # noqa: S307
    assert len([line for line in lines if line]) == 5
    assert "Tower blocks" in chart.alt
    assert "50%" in chart.alt
    assert "<img" in chart._repr_html_()


def test_the_lines_for_own_data_give_differences() -> None:
    answers = pd.DataFrame(
        {
            "area": ["A", "B", "C"] * 40,
            "safe_evening": ["safe", "unsafe", "safe", "safe"] * 30,
        }
    )
    lines = BLOCKS[1].strip().splitlines()
    names: dict[str, object] = {"answers": answers}
    exec("import survey as sv\n" + "\n".join(lines[:-1]), names)  # noqa: S102
    differences = eval(lines[-1], names)  # noqa: S307
    assert sorted(differences["area"]) == ["A", "A", "B", "B"]


def test_the_picture_and_every_page_that_the_readme_points_to_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    missing = [t for t in targets if "://" not in t and not (ROOT / t).exists()]
    assert missing == []
