from __future__ import annotations

from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


@pytest.fixture(scope="session")
def processes() -> Iterator[Executor]:
    """Processes whose linear algebra has one thread each.

    Threads of several processes wait for each other: small systems then take thirty times as long.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in _THREADS:
            patch.setenv(name, "1")
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            yield pool
