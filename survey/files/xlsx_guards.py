"""What an Excel file must not be before a parser sees it: another format, encrypted, a trap."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from survey.errors import DataError, FileError
from survey.language.messages import fail

if TYPE_CHECKING:
    from zipfile import ZipInfo

MOST_UNPACKED = 200_000_000
MOST_MEMBERS = 1_000
STEEPEST_RATIO = 100

_ZIP, _OLE = b"PK", bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_SMALL = 10_000_000  # however steep the ratio, so much does no harm
_ENCRYPTED_FLAG = 0x1
_PICTURES = "xl/media/"  # nothing that a parser of tables opens
_XML = (".xml", ".rels")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_KNOWN_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii"}
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def refuse_dangerous(data: bytes, file: str) -> None:
    """Refuse what is no Excel workbook (.xlsx, .xlsm), and what would exhaust the machine.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : str
        The file as the user named it.

    Raises
    ------
    FileError
        For another format, a password, or a trap.
    DataError
        For a file that was cut off or damaged.
    """
    if data.startswith(_OLE):
        encrypted = _ENCRYPTED_PART in data
        code = "files.xlsx_encrypted" if encrypted else "files.xlsx_old_format"
        raise fail(FileError, code, where=file)
    if not data.startswith(_ZIP):
        raise fail(FileError, _code_of_text(data), where=file)
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_traps(members, len(data), file)
            _refuse_other_formats(archive, file)
            for member in members:
                if not member.filename.startswith(_PICTURES):
                    _refuse_entities(member.filename, archive.read(member), file)
    except (FileError, DataError):
        raise
    except _BROKEN:
        raise fail(DataError, "files.xlsx_damaged", where=file) from None


def _code_of_text(data: bytes) -> str:
    if not data:
        return "files.xlsx_empty"
    return "files.xlsx_not_workbook" if b"\0" in data[:4096] else "files.xlsx_text_table"


def _refuse_traps(members: list[ZipInfo], packed: int, file: str) -> None:
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise fail(FileError, "files.xlsx_encrypted", where=file)
    unpacked = sum(member.file_size for member in members)
    steep = unpacked > _SMALL and unpacked > STEEPEST_RATIO * packed
    if unpacked > MOST_UNPACKED or steep or len(members) > MOST_MEMBERS:
        raise fail(FileError, "files.xlsx_trap", where=file)


def _refuse_other_formats(archive: ZipFile, file: str) -> None:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise fail(FileError, "files.xlsx_binary", where=file)
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
        raise fail(FileError, "files.xlsx_open_document", where=file)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise fail(FileError, "files.xlsx_not_workbook", where=file)


def _refuse_entities(name: str, page: bytes, file: str) -> None:
    """Entities are how a small page becomes a huge one, or reads other files."""
    encoding = _ENCODING.search(page[:300])
    odd = encoding is not None and encoding[1].lower() not in _KNOWN_ENCODINGS
    odd |= name.lower().endswith(_XML) and not _BEGINNING.match(page)
    if odd or _FORBIDDEN.search(page):
        raise fail(FileError, "files.xlsx_trap", where=file)
