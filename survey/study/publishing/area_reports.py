"""Area sheets and area reports of a wave, in a folder of their own: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, overload

from survey.errors import UnknownNameError, WrongUseError
from survey.files.atomic import make_folder, restore_folder, write_folder
from survey.files.guards import safe_file_name
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.provenance import Manifest, sha256_of
from survey.study.keeping.locked import refuse_edited, writing_into
from survey.study.keeping.together import Together
from survey.study.publishing.edited import edited_words, lock_files, outputs_of
from survey.study.publishing.written import (
    MANIFEST,
    WRITERS,
    checked_form,
    report_folder,
    report_inputs,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from survey.codebook import Variable
    from survey.documents.blocks import Document
    from survey.study.publishing.published_reports import HeldRelease
    from survey.study.waves.wave_files import WaveFiles

    AreaDocuments = tuple[Document, Document]
    """The sheet and the report of an area."""

AREA_FORMATS = ("pdf",)
"""What area sheets and reports are written as, if nobody says otherwise."""
_KINDS = ("sheet", "report")
_OF_FILE_MANAGERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True, repr=False)
class WrittenAreaReports(Sequence[Path]):
    """The sheets and reports of areas, area by area, and the manifest last.

    Attributes
    ----------
    files : tuple of Path
    areas : tuple of str
        The codes of the areas.
    """

    files: tuple[Path, ...]
    areas: tuple[str, ...]

    def __repr__(self) -> str:
        return f"WrittenAreaReports({len(self.areas)} areas, {len(self.files)} files)"

    def __len__(self) -> int:
        return len(self.files)

    @overload
    def __getitem__(self, place: int) -> Path: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Path, ...]: ...
    def __getitem__(self, place: int | slice) -> Path | tuple[Path, ...]:
        return self.files[place]


def write_area_reports(
    wave: WaveFiles,
    begin: Callable[[str], tuple[HeldRelease, Callable[[str], AreaDocuments]]],
    *,
    areas: str | Sequence[str] | None,
    language: str | None,
    formats: Sequence[str],
    out: str | os.PathLike[str] | None,
    progress: Callable[[], None],
) -> WrittenAreaReports:
    """Write the sheets and reports of areas, as `Wave.area_reports` says.

    `begin` gives the release of the main report in a language, and what makes the documents of an
    area from it. What was written for other areas stays if it rests on the same files.
    """
    refuse_edited(wave.plan)
    spoken = checked_form(wave.plan, language or current_language(), formats)
    chosen = areas_named(areas, wave.areas_measured)
    folder = area_folder(wave, spoken) if out is None else Path(out)
    _refuse_others(folder)
    held, documents = begin(spoken)
    style = wave.plan.house_style(spoken)
    pages: dict[tuple[str, str, str], bytes] = {}
    for area in chosen:
        for kind, document in zip(_KINDS, documents(area), strict=True):
            for form in formats:
                pages[area, kind, form] = WRITERS[form](document, style)
        progress()
    files = _written(wave, held, pages, folder, spoken)
    return WrittenAreaReports(files, chosen)


def area_folder(wave: WaveFiles, language: str) -> Path:
    """Where the sheets and reports of areas are written, if nobody says otherwise."""
    home = report_folder(wave, language)
    return home.with_name(f"{home.name}-{text('areas.file.folder', lang=language)}")


def areas_named(given: str | Sequence[str] | None, areas: Variable) -> tuple[str, ...]:
    """The codes of areas that were given by code, label or another name they had.

    Parameters
    ----------
    given : str or sequence of str, optional
        All areas if left out.
    areas : Variable
        Those that took part in the wave.

    Raises
    ------
    UnknownNameError
        If one isn't among them.
    """
    codes = [str(code.value) for code in areas.codes]
    if given is None:
        return tuple(codes)
    known = {heading_key(str(name)): str(code.value) for code in areas.codes for name in code.names}
    chosen = []
    for each in [given] if isinstance(given, str) else given:
        found = known.get(heading_key(str(each)))
        if found is None:
            names = [str(name) for code in areas.codes for name in code.names]
            near = did_you_mean(str(each), names)
            if near is not None:
                raise fail(UnknownNameError, "areas.unknown_near", got=quoted(each),
                           near=quoted(near))  # fmt: skip
            raise fail(UnknownNameError, "areas.unknown", got=quoted(each), known=culprits(codes))
        chosen.append(found)
    return tuple(dict.fromkeys(chosen))


def _written(
    wave: WaveFiles,
    held: HeldRelease,
    pages: Mapping[tuple[str, str, str], bytes],
    folder: Path,
    language: str,
) -> tuple[Path, ...]:
    """Write the files. The register goes first: nothing is out that it doesn't hold."""
    with writing_into(wave.plan, wave.written.id, "report", folder=folder):
        make_folder(folder.absolute().parent)
        restore_folder(folder)
        hers = edited_words(folder, MANIFEST)
        files = {_name(*key, language, hers): data for key, data in pages.items()}
        inputs = report_inputs(wave, language)
        others = _others(folder, inputs, {*files, *hers})
        manifest = Manifest(
            command=f"survey report . {wave.written.id} --lang {language} --areas",
            inputs=inputs,
            outputs=others | {name: sha256_of(data) for name, data in files.items()},
            settings={"policy": held.released.policy.name},
        ).to_bytes()
        target = folder / MANIFEST
        with Together(lambda: target.is_file() and target.read_bytes() == manifest) as together:
            held.record(together.write)
            write_folder(
                folder,
                files | {MANIFEST: manifest},
                last=MANIFEST,
                kept=(*hers, *others, *lock_files(folder)),
            )
    return tuple(folder / name for name in (*files, MANIFEST))


def _name(area: str, kind: str, form: str, language: str, hers: Sequence[str]) -> str:
    """What a file is called; beside one in Word that was gone on with it is a new one."""
    stem = f"{safe_file_name(area)}-{text(f'areas.file.{kind}', lang=language)}"
    name = f"{stem}.{form}"
    number = 1
    while name in hers:
        name = f"{stem}-new.{form}" if number == 1 else f"{stem}-new-{number}.{form}"
        number += 1
    return name


def _others(
    folder: Path, inputs: Mapping[str, str], replaced: frozenset[str] | set[str]
) -> dict[str, str]:
    """What was written for other areas from the same files, and is as it was."""
    made_of, outputs = outputs_of(folder / MANIFEST)
    if made_of != dict(inputs):
        return {}
    return {
        name: digest
        for name, digest in outputs.items()
        if name not in replaced and (folder / name).is_file()
        and sha256_of((folder / name).read_bytes()) == digest
    }  # fmt: skip


def _refuse_others(folder: Path) -> None:
    """Refuse a folder that holds anything but what was written here before."""
    if not folder.is_dir():
        return
    if Path.cwd().is_relative_to(folder.resolve()):
        raise fail(WrongUseError, "study.out_is_here", folder=quoted(str(folder)))
    _, outputs = outputs_of(folder / MANIFEST)
    names = {path.name for path in folder.iterdir()}
    ours = {*outputs, MANIFEST, *edited_words(folder, MANIFEST), *lock_files(folder)}
    foreign = sorted(names - ours - _OF_FILE_MANAGERS)
    if foreign or (names and not outputs):
        raise fail(
            WrongUseError,
            "study.out_not_ours",
            folder=quoted(str(folder)),
            names=culprits(foreign or sorted(names)),
        )
