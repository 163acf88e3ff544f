"""Files of Word and Excel without the names of those who wrote in them."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from survey.documents.zipped import zipped

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
_MOST_BYTES = 600_000_000
_PROPERTIES = re.compile(r"docProps/(?:core|app|custom)\.xml")
_PERSONAL = re.compile(
    rb"(<(?:[a-z]+:)?(creator|lastModifiedBy|Manager|Company|HyperlinkBase|description|keywords|"
    rb"category|contentStatus|subject)\b[^>]*>).*?(</(?:[a-z]+:)?\2>)",
    re.DOTALL,
)
_OWN_PROPERTIES = re.compile(rb"<property\b.*?</property>", re.DOTALL)
_WORDS_OF_OTHERS = re.compile(
    r"(?:word|xl)/(?:[\w/]*?)(?:comments\w*|people|person\w*|threadedComments?\w*)\.xml"
)
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo|rPrChange|pPrChange)\s[^>]*w:author=")


def without_authors(data: bytes) -> bytes | None:
    """A Word file or a workbook without the names in its properties.

    Comments and tracked changes are other people's words with their names; nobody but the analyst
    can say what of them is to stay.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    bytes or None
        None if it has comments or tracked changes, or can't be opened.
    """
    parts = _parts(data)
    if parts is None or any(_WORDS_OF_OTHERS.fullmatch(name) for name in parts):
        return None
    if any(_TRACKED.search(held) for name, held in parts.items() if name.startswith("word/")):
        return None
    return zipped(
        {
            name: _anonymous(held) if _PROPERTIES.fullmatch(name) else held
            for name, held in parts.items()
        }
    )


def _parts(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in entries) > _MOST_BYTES:
                return None
            return {each.filename: archive.read(each) for each in entries}
    except _BROKEN:
        return None


def _anonymous(properties: bytes) -> bytes:
    return _OWN_PROPERTIES.sub(b"", _PERSONAL.sub(rb"\1\3", properties))
