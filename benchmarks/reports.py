"""How long the report of a whole wave takes, and the files of its areas, beside what they may take.

The report is that of 2010 in examples/randers, in Danish, as a page, for Word and print, and as a
workbook; then a sheet and a report for each of its eight areas. Each command is a process of its
own, in a copy of the example, as an analyst runs it.

    python benchmarks/reports.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "randers"
COMMANDS = (
    ("the report in four formats", [], 60.0, 1500),
    ("sheets and reports of all areas", ["--areas"], 120.0, 1500),
)


def taken(arguments: list[str], folder: Path) -> tuple[float, float, int]:
    """Seconds by the clock and of the processor, and the most memory in MB."""
    command = [sys.executable, "-m", "survey.cli", "report", str(folder), "2010", "--lang", "da"]
    begun = time.perf_counter()
    process = subprocess.Popen([*command, *arguments], stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(os.waitstatus_to_exitcode(status))
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def main() -> int:
    """Print a line for each command; 1 if a limit is passed."""
    passed = False
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside) / "randers"
        left = shutil.ignore_patterns("report", ".survey", "published.json")
        shutil.copytree(EXAMPLE, folder, ignore=left)
        for name, arguments, most, memory in COMMANDS:
            seconds, processor, megabytes = taken(list(arguments), folder)
            passed |= seconds > most or megabytes > memory
            print(
                f"{name}: {seconds:.1f} s ({seconds / most:.2f} of {most:.0f} s), "
                f"{processor:.1f} s of the processor, "
                f"{megabytes} MB ({megabytes / memory:.2f} of {memory} MB)"
            )
    return int(passed)


if __name__ == "__main__":
    sys.exit(main())
