"""The fonts of a PDF: those of the house style, then our own; never those of the machine."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typst

from survey.errors import FileError
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from survey.documents.house_style import Font

# DejaVu has Arabic letters that can be copied and read aloud as they stand; those of Noto are
# drawn in pieces. So Noto is for what DejaVu lacks, and the last one shows of what script the
# letters are that no other has.
_OWN = ("DejaVu Sans", "Noto Sans Arabic", "Last Resort High-Efficiency")
_FOLDERS = (
    ("matplotlib", "mpl-data/fonts/ttf"),
    ("fontpkg_noto_sans_arabic", "files"),
)


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts for the compiler.

    Attributes
    ----------
    files : typst.Fonts
    regular, bold : tuple of str
        Names of families, the first one that has a letter draws it.
    """

    files: typst.Fonts
    regular: tuple[str, ...]
    bold: tuple[str, ...]


@cache
def font_set(font: Font | None) -> FontSet:
    """The fonts for a house style's font; without files of it, our own alone.

    Raises
    ------
    FileError
        If a file of the font isn't there or isn't a font.
    """
    if font is None or font.regular is None:
        return FontSet(_fonts(_own_folders()), _OWN, _OWN)
    folder = _folder_of_copies(font)
    fonts = _fonts([folder, *_own_folders()])
    families = {Path(each.path).stem: each.family for each in fonts.fonts() if each.path}
    regular = _family(families, "house-regular", font.regular)
    bold = regular if font.bold is None else _family(families, "house-bold", font.bold)
    return FontSet(fonts, (regular, *_OWN), (bold, regular, *_OWN))


def _fonts(folders: list[Path]) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(map(str, folders))
    )


def _own_folders() -> list[Path]:
    return [_place_of(package) / folder for package, folder in _FOLDERS]


def _place_of(package: str) -> Path:
    """Where a package lies; it isn't imported for its fonts."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise fail(FileError, "documents.pdf.fonts_gone", package=package)
    return Path(spec.submodule_search_locations[0])


_copies: list[TemporaryDirectory[str]] = []


def _folder_of_copies(font: Font) -> Path:
    """A folder with the files of a font and nothing else, until the program ends."""
    held = TemporaryDirectory(prefix="survey-fonts-")
    _copies.append(held)
    folder = Path(held.name)
    for name, path in (("house-regular", font.regular), ("house-bold", font.bold)):
        if path is not None:
            try:
                shutil.copyfile(path, folder / f"{name}{path.suffix.lower()}")
            except OSError as error:
                raise _unreadable(path) from error
    return folder


def _family(families: dict[str, str], name: str, path: Path) -> str:
    if name not in families:
        raise _unreadable(path)
    return families[name]


def _unreadable(path: Path) -> FileError:
    return fail(FileError, "documents.pdf.font_unreadable", name=quoted(path.name))
