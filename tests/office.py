"""Files as LibreOffice saves them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def converted(office: str, kind: str, files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Files that were opened and saved as another kind, all by one start of the program.

    Parameters
    ----------
    office : str
    kind : str
        The ending, and after a colon the filter if there are several.
    files : mapping of file name to bytes
    folder : Path
        Where files and the profile of the program are put.

    Returns
    -------
    mapping of the file names given to bytes
    """
    given, taken = folder / "given", folder / "taken"
    given.mkdir()
    for name, data in files.items():
        (given / name).write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [office, "--headless", home, "--convert-to", kind, "--outdir", str(taken)]
    paths = [str(given / name) for name in files]
    subprocess.run([*command, *paths], check=True, capture_output=True, timeout=300)
    ending = kind.partition(":")[0]
    return {name: (taken / f"{(given / name).stem}.{ending}").read_bytes() for name in files}
