"""The same study gives the same bytes: elsewhere, at another time, on another machine's terms."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from made_studies import ROOT, copy_of_copenhagen

from survey.provenance import sha256_of
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("report.html", "report.docx", "report.pdf", "tables.xlsx", "manifest.json")


def run(folder: Path, study: str, out: str, **environment: str) -> dict[str, bytes]:
    """A report by the command in a process of its own."""
    command = [sys.executable, "-m", "survey.cli", "report", study, "--lang", "da", "--out", out]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: (folder / out / name).read_bytes() for name in FILES}


def test_every_file_is_the_same_byte_for_byte_and_tells_no_place_or_time(tmp_path: Path) -> None:
    here, there = tmp_path / "her", tmp_path / "der" / "en mappe" / "på Ærø"
    one, other = copy_of_copenhagen(here / "study"), copy_of_copenhagen(there / "undersøgelse")
    relative = run(here, "study", "out", PYTHONHASHSEED="0", TZ="UTC", LANG="C", LC_ALL="C")
    absolute = run(
        there,
        str(other),
        "et/andet/sted",
        PYTHONHASHSEED="4711",
        TZ="Pacific/Auckland",
        LANG="da_DK.UTF-8",
        LC_ALL="",
        SOURCE_DATE_EPOCH="86400",
    )
    open_study(one).wave("1968").report(language="da", out=here / "third")
    within = {name: (here / "third" / name).read_bytes() for name in FILES}
    assert [name for name in FILES if not relative[name] == absolute[name] == within[name]] == []

    content = json.loads(absolute["manifest.json"])
    assert set(content) == {"schema", "command", "inputs", "outputs", "settings", "versions"}
    rest = json.dumps(content | {"versions": {}}, ensure_ascii=False)
    assert re.search(r"sted|Ærø|20\d\d-\d\d|\d\d:\d\d", rest) is None
    assert not any(name.startswith(("/", "..")) for name in content["inputs"])
    assert content["outputs"] == {name: sha256_of(absolute[name]) for name in FILES[:4]}
    assert str(tmp_path).encode() not in absolute["report.html"]
