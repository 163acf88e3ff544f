"""One engine, one book, one process: run, capped in time and memory, and read back."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from made_survey import POINTS

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Limits:
    repeats: int = 3
    seconds: float = 300
    gigabytes: float = 10


@dataclass(frozen=True)
class Measured:
    """What a process told; `trouble` says why it told less than all.

    Seconds are the least of the warm passes, for the whole book even where `questions` is less;
    `cpu` is processor time, of all threads and of design and book together.
    """

    engine: str
    trouble: str = ""
    questions: int = 0
    share_of_book: float = 1.0
    warm: bool = False
    design: float = np.nan
    book: float = np.nan
    cpu: float = np.nan
    peak_mb: float = np.nan
    passes: list[dict[str, float]] = field(default_factory=list)
    numbers: np.ndarray | None = None

    @property
    def seconds(self) -> float:
        return self.design + self.book


def version_of(command: list[str]) -> str | None:
    """What a command prints, nothing if it fails."""
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() if done.returncode == 0 else None


def measure(
    engine: str, command: list[str], folder: Path, scenario: str, limits: Limits, questions: int
) -> Measured:
    """Run an engine on the survey in a folder."""
    for name in ("passes.json", "numbers.bin"):
        (folder / name).unlink(missing_ok=True)
    arguments = [str(folder), scenario, str(limits.repeats), str(limits.seconds)]
    with subprocess.Popen(  # noqa: S603
        [*command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        if sys.platform == "linux":
            most = int(limits.gigabytes * 2**30)
            resource.prlimit(process.pid, resource.RLIMIT_AS, (most, most))
        try:
            said = process.communicate(timeout=limits.seconds)[1]
            trouble = _trouble(process.returncode, said, limits)
        except subprocess.TimeoutExpired:
            process.kill()
            trouble = f"stopped after {limits.seconds:.0f} s"
    told = folder / "passes.json"
    if not told.exists():
        return Measured(engine, trouble or "no result")
    return _read(engine, json.loads(told.read_text()), folder, questions, trouble)


def _trouble(code: int, said: str, limits: Limits) -> str:
    if code == 0:
        return ""
    if any(word in said.lower() for word in ("memoryerror", "alloc", "out of memory")):
        return f"needs more than {limits.gigabytes:g} GB"
    lines = [line for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line] or lines
    return f"failed: {errors[-1].strip() if errors else f'exit code {code}'}"


def _read(engine: str, told: dict, folder: Path, questions: int, trouble: str) -> Measured:
    passes, done = told["passes"], told["questions"]
    warm = passes[1:] or passes
    best = min(warm, key=lambda each: each["design"] + each["book"])
    whole = questions / done
    numbers = np.fromfile(folder / "numbers.bin").reshape(done, -1, POINTS, 2)
    return Measured(
        engine,
        trouble,
        questions=done,
        share_of_book=done / questions,
        warm=len(passes) > 1,
        design=best["design"],
        book=best["book"] * whole,
        cpu=min(each["cpu"] for each in warm) * whole,
        peak_mb=told["peak_mb"],
        passes=passes,
        numbers=numbers,
    )
