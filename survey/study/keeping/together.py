"""Files that change together: all of them, or none if something goes wrong before the last."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.files.atomic import (
    make_folder,
    publish_bytes,
    remove_file,
    remove_folder,
    write_bytes,
    write_folder,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

_OF_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Before:
    """A file as it was before it was changed; without data there was none.

    Attributes
    ----------
    data : bytes or None
    private : bool
        Whether it was for its owner alone.
    """

    data: bytes | None = None
    private: bool = False

    @classmethod
    def of(cls, path: Path) -> Before:
        """A file as it is now."""
        if not path.is_file():
            return cls()
        return cls(path.read_bytes(), private=not path.stat().st_mode & _OF_OTHERS)

    def put_back(self, path: Path) -> None:
        """Let the file be as it was, and for whom it was."""
        if self.data is None:
            remove_file(path)
        else:
            write_bytes(path, self.data, private=self.private)


@dataclass(slots=True)
class Together:
    """Changes of several files, which are taken back if the last one doesn't come about.

    Each file is written whole. Between them a reader sees what nobody asks for yet; that is for
    whoever uses this to see to, by the order of the changes and the one that decides.

    Parameters
    ----------
    is_decided : callable
        Whether the change that decides was made: nothing is taken back then.
    """

    is_decided: Callable[[], bool]
    changed: list[tuple[Path, Before]] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    whole: list[Path] = field(default_factory=list)

    def __enter__(self) -> Together:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and not self.is_decided():
            self._take_back()

    @property
    def files(self) -> list[Path]:
        """The files that were written."""
        return [path for path, _ in self.changed]

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it that are missing."""
        missing = [each for each in (path, *path.parents) if not each.exists()]
        self.folders += reversed(missing)
        make_folder(path)

    def write(self, path: Path, data: bytes, *, private: bool = False) -> None:
        """Write a file, also over one that is there; if `private`, for its owner alone."""
        before = Before.of(path)
        self.make_folder(path.parent)
        self.changed.append((path, before))
        write_bytes(path, data, private=private)

    def publish(self, path: Path, data: bytes) -> None:
        """Write a file where there is none.

        Raises
        ------
        FileExistsError
            If something has the name already.
        """
        if path.exists():
            raise FileExistsError(str(path))
        self.make_folder(path.parent)
        self.changed.append((path, Before()))
        publish_bytes(path, data)

    def write_folder(self, path: Path, files: Mapping[str, bytes], *, last: str) -> None:
        """Write a folder in the place of one that nobody reads."""
        self.whole.append(path)
        write_folder(path, files, last=last)

    def _take_back(self) -> None:
        for path, before in reversed(self.changed):
            with suppress(OSError):
                before.put_back(path)
        for path in self.whole:
            with suppress(OSError):
                remove_folder(path)
        for path in reversed(self.folders):
            with suppress(OSError):
                path.rmdir()  # only if nothing else is in it
