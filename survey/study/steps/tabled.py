"""The tables of a wave by themselves, without the report around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Heading, Table
from survey.documents.formats import ENDINGS, document_bytes
from survey.errors import WrongUseError
from survey.files.atomic import make_folder
from survey.files.guards import safe_file_name
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted
from survey.study.keeping.locked import refuse_edited, writing_into
from survey.study.keeping.several_files import write_files
from survey.study.publishing.written import checked_form
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import write_stamp

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from survey.documents.blocks import Block, Document
    from survey.study.wave import Wave

TABLE_FORMATS = tuple(ending.removeprefix(".") for ending in ENDINGS)
_NAME, _WORKBOOK = "tables", "xlsx"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TabledWave:
    """The tables of a wave.

    Attributes
    ----------
    wave : Wave
    document : Document
        With the tables alone, under the headings of the report.
    files : tuple of Path
    """

    wave: Wave
    document: Document
    files: tuple[Path, ...] = field(default=())

    def __repr__(self) -> str:
        return f"TabledWave({self.wave.written.id}: {len(self.tables)} tables)"

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in the order of the report."""
        return tuple(each for each in self.document.blocks if isinstance(each, Table))

    def to_data(self) -> dict[str, Any]:
        """What was written, for programs."""
        return {
            "wave": self.wave.written.id,
            "language": self.document.language,
            "tables": [each.title for each in self.tables],
            "files": [path.as_posix() for path in self.files],
        }


def table_wave(
    wave: Wave,
    *,
    language: str | None = None,
    formats: Sequence[str] = (_WORKBOOK,),
    out: str | os.PathLike[str] | None = None,
    progress: Callable[[], None] = lambda: None,
) -> TabledWave:
    """Write the tables of a wave: those of its report, and nothing else.

    The workbook is the one that the report has beside it.

    Parameters
    ----------
    wave : Wave
    language : {"da", "en"}, optional
        The language in force if left out.
    formats : sequence of {"xlsx", "html", "docx", "pdf", "md", "txt"}
    out : path, optional
        Folder; ``tables/<wave>-<language>`` in the study if left out.
    progress : callable
        Called once for each chapter, and once when the files are written.

    Returns
    -------
    TabledWave

    Raises
    ------
    WrongUseError
        If the language or a format isn't known.
    """
    refuse_edited(wave.plan)
    spoken = checked_form(wave.plan, language or current_language(), ())
    for name in formats:
        if name not in TABLE_FORMATS:
            known = culprits(TABLE_FORMATS)
            raise fail(WrongUseError, "tabled.format", name=quoted(name), known=known)
    folder = Path(out) if out is not None else _folder(wave, spoken)
    whole = wave.document(spoken, progress=progress)
    style = wave.plan.house_style(spoken)
    tables = replace(whole, blocks=tuple(_tables(whole.blocks)))
    files = {
        folder / f"{_NAME}.{form}": document_bytes(
            whole if form == _WORKBOOK else tables, f".{form}", style
        )
        for form in formats
    }
    with writing_into(wave.plan, wave.written.id, "report", folder=folder):
        make_folder(folder)
        write_files(files)
        write_stamp(wave.files, Stage.TABLES, files)
    progress()
    return TabledWave(wave, tables, tuple(files))


def _folder(wave: Wave, language: str) -> Path:
    return wave.plan.folder / "tables" / f"{safe_file_name(wave.written.id)}-{language}"


def _tables(blocks: Sequence[Block]) -> Iterator[Block]:
    """The tables, and the headings that have some below them."""
    waiting: list[Heading] = []
    for block in blocks:
        if isinstance(block, Heading):
            waiting = [each for each in waiting if each.level < block.level] + [block]
        elif isinstance(block, Table):
            yield from waiting
            yield block
            waiting = []
