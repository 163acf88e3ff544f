"""Which process this is, and whether another one that said so is still at work."""

from __future__ import annotations

import ctypes
import os
import platform
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_OF_THE_DEAD = frozenset("ZXx")
_STARTED = 19  # fields of /proc/<pid>/stat behind the name: the 22nd in all
_MAY_ASK, _STILL_ACTIVE, _NOT_OURS = 0x1000, 259, 5
_HAS_PROC = Path("/proc/self/stat").exists()
_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Process:
    """A process, told from any other, also from one that gets its number later.

    Attributes
    ----------
    host : str
        The machine.
    space : str
        Where its number counts: a container has numbers of its own. Empty if all is one.
    pid : int
    started : str
        When it was started, as the system says it. Empty if the system doesn't say.
    """

    host: str
    space: str
    pid: int
    started: str

    @property
    def is_here(self) -> bool:
        """Whether it is, or was, a process of this machine."""
        return (self.host, self.space) == (platform.node(), _space())

    @property
    def is_alive(self) -> bool:
        """Whether it is still at work; asked on its own machine only."""
        started = started_at(self.pid)
        return started is not None and (not started or not self.started or started == self.started)


def this_process() -> Process:
    """The process that asks."""
    pid = os.getpid()
    return Process(platform.node(), _space(), pid, started_at(pid) or "")


def started_at(pid: int) -> str | None:
    """When the process with a number was started; None if there is none, empty if unknown."""
    return _asked(pid) if pid > 0 else None


if sys.platform == "win32":

    def _asked(pid: int) -> str | None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = kernel.OpenProcess(_MAY_ASK, False, pid)
        if not handle:
            return "" if ctypes.get_last_error() == _NOT_OURS else None
        try:
            return _start_told(kernel, ctypes.c_void_p(handle))
        finally:
            kernel.CloseHandle(ctypes.c_void_p(handle))

    def _start_told(kernel: ctypes.WinDLL, handle: ctypes.c_void_p) -> str | None:
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        if code.value != _STILL_ACTIVE:
            return None
        times = [ctypes.c_ulonglong() for _ in range(4)]
        told = kernel.GetProcessTimes(handle, *map(ctypes.byref, times))
        return str(times[0].value) if told else ""

else:

    def _asked(pid: int) -> str | None:
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return None
        except OSError:
            pass  # somebody else's
        return _started_by_proc(pid) if _HAS_PROC else _started_by_ps(pid)


def _started_by_proc(pid: int) -> str | None:
    """Ticks since the machine was switched on, and which time that was."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        state, *rest = words.rpartition(")")[2].split()
    except (OSError, ValueError):
        return ""
    if state in _OF_THE_DEAD:
        return None
    boot = ""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{rest[_STARTED - 1]} {boot}".strip() if len(rest) >= _STARTED else ""


def _started_by_ps(pid: int) -> str:
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    try:
        said = subprocess.run(  # noqa: S603 - a number
            command, capture_output=True, timeout=_SECONDS, check=False, env={"LC_ALL": "C"}
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(said.stdout.decode("ascii", "replace").split())


def _space() -> str:
    with suppress(OSError, AttributeError):
        return os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - a link to no path
    return ""
