"""Where questionnaires and modules lie: in files, or shipped with the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import FileError, UnknownNameError
from survey.files.guards import inside, path_of, shown
from survey.files.nearest import did_you_mean
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    import os

    from survey.findings import Place

_PACKAGE = Path(__file__).resolve().parent.parent


def questionnaires() -> list[str]:
    """Names of the questionnaires that ship with the package."""
    return sorted(path.stem for path in _shipped_folder().glob("*.yaml"))


def modules() -> list[str]:
    """Names of the modules that ship with the package."""
    return sorted(path.stem for path in (_shipped_folder() / "modules").glob("*.yaml"))


def modules_beside(path: Path) -> list[str]:
    """Names of what could be modules beside a questionnaire."""
    try:
        return sorted(each.stem for each in path.parent.glob("*.yaml") if each.name != path.name)
    except OSError:
        return []


def locate_questionnaire(
    source: str | os.PathLike[str],
    *,
    root: str | os.PathLike[str] = ".",
    where: Place | None = None,
) -> Path:
    """Where a questionnaire lies: a file, from a folder, or one that ships with the package.

    Parameters
    ----------
    source : str or path
    root : path
        The folder that a file's path begins in.
    where : Place, optional
        Where the name was written, for the message.

    Raises
    ------
    UnknownNameError
        If a bare name is no shipped questionnaire.
    """
    path = Path(root) / path_of(source, "questionnaire")
    bare = isinstance(source, str) and Path(source).name == source and not Path(source).suffix
    if not bare or _is_file(path):
        return path
    shipped = _shipped_folder() / f"{source}.yaml"
    known = questionnaires()
    if source not in known:
        near = did_you_mean(str(source), known)
        raise fail(
            UnknownNameError,
            "questionnaire.unknown_near" if near else "questionnaire.unknown",
            where=where,
            name=quoted(shown(source)),
            known=culprits(known),
            near=quoted(near or ""),
        )
    return shipped


def locate_module(name: str, folder: Path) -> Path | None:
    """Where a module lies: beside the questionnaire, or shipped; None if it is nowhere.

    Parameters
    ----------
    name : str
        A bare name, or a path within the folder.
    folder : Path
        The folder of the questionnaire that uses it.
    """
    try:
        written = name if Path(name).suffix else f"{name}.yaml"
        inside(folder, written)
    except FileError:
        return None
    if _is_file(folder / written):
        return folder / written  # as its user would write it
    shipped = _shipped_folder() / "modules" / f"{name}.yaml"
    return shipped if name in modules() else None


def _is_file(path: Path) -> bool:
    """Whether there is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _shipped_folder() -> Path:
    packed = _PACKAGE / "_questionnaires"
    return packed if packed.exists() else _PACKAGE.parent / "questionnaires"
