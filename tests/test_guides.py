"""The code in the guides runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
FENCED = re.compile(r"```python\n(.*?)```", re.S)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_code_of_a_guide_runs(
    guide: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    blocks = FENCED.findall(guide.read_text(encoding="utf-8"))
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own guide
    capsys.readouterr()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_what_a_guide_points_to_is_there(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert "COVERAGE_" not in text
    named = re.findall(r"`((?:tests|benchmarks|survey|docs)/[^`\s]*)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []
