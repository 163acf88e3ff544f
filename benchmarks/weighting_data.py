"""The survey that `weighting.py` made, and how a contender in Python tells what it did."""

from __future__ import annotations

import json
import resource
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Survey:
    """Slots are numbered over all margins, areas first and categories within them."""

    base: np.ndarray
    area: np.ndarray
    codes: np.ndarray  # (n, margins), column by column, each from 0
    totals: list[np.ndarray]
    replicates: np.ndarray | None
    categories: tuple[int, ...]
    areas: int


def survey(folder: Path) -> Survey:
    sizes = json.loads((folder / "sizes.json").read_text())
    n, areas, categories = sizes["n"], sizes["areas"], tuple(sizes["categories"])
    codes = np.fromfile(folder / "codes.bin", np.int32).reshape(-1, n).T.astype(np.int64, order="F")
    totals = np.split(
        np.fromfile(folder / "totals.bin"), np.cumsum(np.array(categories) * areas)[:-1]
    )
    copies = None
    if sizes["replicates"]:
        read = np.fromfile(folder / "replicates.bin").reshape(sizes["replicates"], n)
        copies = np.ascontiguousarray(read.T)
    area = np.fromfile(folder / "area.bin", np.int32)
    return Survey(np.fromfile(folder / "base.bin"), area, codes, totals, copies, categories, areas)


def tell(
    folder: Path, name: str, work: Callable[[], np.ndarray], room: Callable[[], float] | None = None
) -> None:
    """Time the work, keep the weights, and tell."""
    begun, worked = time.perf_counter(), time.process_time()
    weights = work()
    told = {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - worked,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }
    weights.T.tofile(folder / f"{name}.bin")
    if room is not None:
        told["over"] = room()
    (folder / f"{name}.json").write_text(json.dumps(told))
