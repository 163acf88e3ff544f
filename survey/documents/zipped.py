"""Zip files that are the same whenever they are written."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE = (2000, 1, 1, 0, 0, 0)
_STORED, _DENSE = zipfile.ZIP_STORED, (".png", ".jpg", ".jpeg")


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts by their names as a zip file, in this order and without a clock."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = _STORED if name.endswith(_DENSE) else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return stream.getvalue()


def zipped_anew(data: bytes) -> bytes:
    """A zip file of ours, written again without the clock."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})
