"""Where written things come from: a manifest of inputs, versions and the command, without a clock.

The same inputs under the same versions give the same manifest, wherever it is written to.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DISTRIBUTION = "resident-survey"
_LIBRARIES = (
    "numpy",
    "scipy",
    "pandas",
    "matplotlib",
    "xlsxwriter",
    "Jinja2",
    "python-docx",
    "lxml",
    "typst",
)
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was made of what.

    Attributes
    ----------
    command : str
        The command in its normal form: no output folder, paths relative to the study.
    inputs : mapping of str to str
        SHA-256 of each file read, by its path relative to the study.
    outputs : mapping of str to str
        SHA-256 of each file written beside the manifest.
    settings : mapping of str to str
        Choices that shaped the numbers, e.g. the release policy.
    """

    command: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The manifest as JSON with sorted keys."""
        content = {
            "schema": _SCHEMA,
            "command": self.command,
            "inputs": dict(self.inputs),
            "outputs": dict(self.outputs),
            "settings": dict(self.settings),
            "versions": versions(),
        }
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        return f"{text}\n".encode()


def sha256_of(data: bytes) -> str:
    """SHA-256 as hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file as hexadecimal, whatever its size."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes(root: Path, files: Mapping[str, Path]) -> dict[str, str]:
    """SHA-256 of files by a name: their path below a folder, or a given name outside it.

    Parameters
    ----------
    root : path
    files : mapping of str to path
        The name to use for a file that isn't below the folder.
    """
    result = {}
    for name, path in files.items():
        below = path.resolve().is_relative_to(root.resolve())
        shown = path.resolve().relative_to(root.resolve()).as_posix() if below else name
        result[shown] = sha256_of(path.read_bytes())
    return dict(sorted(result.items()))


def versions() -> dict[str, str]:
    """Versions of the package, of Python and of the libraries that shape outputs."""
    found = {"python": platform.python_version(), DISTRIBUTION: own_version()}
    return found | {name: _version(name) for name in _LIBRARIES}


def own_version() -> str:
    """Version of the installed package."""
    return _version(DISTRIBUTION)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
