"""Run the notebooks and keep in them what they show.

Nothing of the machine or of the clock is kept, so that the same notebook gives the same file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(path: Path) -> None:
    """Run a notebook from its first cell to its last, and write it."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.clear()
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for found in sys.argv[1:] or sorted(NOTEBOOKS.glob("*.ipynb")):
        run(Path(found))
