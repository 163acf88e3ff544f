"""A wave's report written into its folder: which files, what they are made of, what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, overload

from survey.codebook import said
from survey.documents.html import write_html
from survey.documents.pdf import write_pdf
from survey.documents.word import write_docx
from survey.documents.workbook import write_workbook
from survey.errors import WrongUseError
from survey.files.atomic import make_folder, put_aside, restore_folder, write_folder
from survey.files.guards import safe_file_name, shown
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.provenance import Manifest, own_version, sha256_of
from survey.study.keeping.locked import refuse_edited, writing_into
from survey.study.keeping.together import Together
from survey.study.publishing.edited import edited_reports, free_name, lock_files, word_reports
from survey.study.publishing.published_reports import policy_in_words
from survey.study.rebuilding.differences import Because, changed_outputs, differences
from survey.study.rebuilding.stages import Stage, files_of_people
from survey.study.rebuilding.stamps import read_stamp, rested_now, write_stamp
from survey.study.study_file.digests import digest_of_value
from survey.study.study_file.plan import STUDY_FILE

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from survey.documents.blocks import Document
    from survey.documents.house_style import HouseStyle
    from survey.report.spec import ReportSpec
    from survey.study.publishing.published_reports import HeldRelease
    from survey.study.rebuilding.stamps import Rested, Stamp
    from survey.study.study_file.plan import StudyPlan
    from survey.study.waves.wave_files import WaveFiles

    Publishing = tuple[Document, HeldRelease]
    """A report as a document, and what is written down once it is out."""

WRITERS: dict[str, Callable[[Document, HouseStyle], bytes]] = {
    "html": lambda document, style: write_html(document, style=style),
    "docx": lambda document, style: write_docx(document, style=style),
    "pdf": lambda document, style: write_pdf(document, style=style),
}
FORMATS = tuple(WRITERS)
WORKBOOK, MANIFEST = "tables.xlsx", "manifest.json"
_MOST_INPUTS = 4
_OF_FILE_MANAGERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True, repr=False)
class WrittenReport(Sequence[Path]):
    """The files of a report, in order, the manifest last.

    Attributes
    ----------
    files : tuple of Path
    fresh : bool
        Whether nothing was written, because nothing has changed since it was.
    because : tuple of Because
        Why it was written, if there was one before.
    """

    files: tuple[Path, ...]
    fresh: bool = False
    because: tuple[Because, ...] = ()

    def __repr__(self) -> str:
        done = "as it was" if self.fresh else "written"
        return f"WrittenReport({len(self.files)} files, {done})"

    def __len__(self) -> int:
        return len(self.files)

    @overload
    def __getitem__(self, place: int) -> Path: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Path, ...]: ...
    def __getitem__(self, place: int | slice) -> Path | tuple[Path, ...]:
        return self.files[place]

    def lines(self, *, language: str | None = None) -> list[str]:
        """Whether it was written and why, a line each.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        spoken = language or current_language()
        folder = shown(self.files[0].parent)
        if self.fresh:
            return [text("study_status.report.fresh", lang=spoken, folder=folder)]
        return [
            text("study_status.report.written", lang=spoken, folder=folder),
            *(f"  {each.in_words(spoken)}" for each in self.because),
        ]


def write_report(
    wave: WaveFiles,
    compose: Callable[[str], Publishing],
    *,
    language: str | None,
    formats: Sequence[str],
    out: str | os.PathLike[str] | None,
    again: bool = False,
) -> WrittenReport:
    """Write the report of a wave, as `Wave.report` says, and down that it is out.

    `compose` makes it in a language, from a release held against all that is out already.
    """
    refuse_edited(wave.plan)
    language = checked_form(wave.plan, language or current_language(), formats)
    home = report_folder(wave, language)
    folder = home if out is None else Path(out)
    _refuse_other_folders(folder)
    if folder.absolute() != home.absolute():
        composed = _Composed.of(wave, compose, language, formats)
        return WrittenReport(_written(wave, composed, folder))
    if folder in put_aside(folder.parent):
        with writing_into(wave.plan, wave.written.id, "report", folder=folder):
            restore_folder(folder)
    rests = rested_now(wave, Stage.REPORT, language=language)
    stamp = read_stamp(wave, Stage.REPORT, language=language).stamp
    because = () if stamp is None else report_changes(wave, stamp, rests, formats)
    if stamp is not None and not because and not again:
        return WrittenReport(_files_of(folder, stamp, formats), fresh=True)
    composed = _Composed.of(wave, compose, language, formats)
    with writing_into(wave.plan, wave.written.id, "report", folder=folder):
        files = _written(wave, composed, folder)
        asked = {"formats": ",".join(formats)}
        write_stamp(wave, Stage.REPORT, files, rests=rests, language=language, settings=asked)
    return WrittenReport(files, because=because)


def report_changes(
    wave: WaveFiles, stamp: Stamp, now: Mapping[Stage, Rested], formats: Sequence[str]
) -> tuple[Because, ...]:
    """Why a report isn't as it would be if it were written now; a Word file may be edited."""
    changed = [*differences(stamp, now), *changed_outputs(wave, stamp, may_change=(".docx",))]
    if stamp.settings.get("formats") != ",".join(formats):
        changed.append(Because("formats", ",".join(formats)))
    return tuple(changed)


def _files_of(folder: Path, stamp: Stamp, formats: Sequence[str]) -> tuple[Path, ...]:
    """The files of a report that is as it was, in the order in which they are written."""
    written = {PurePosixPath(name).name for name in stamp.written}
    word = next((name for name in written if name.endswith(".docx")), "")
    names = [word if form == "docx" else f"report.{form}" for form in formats]
    return tuple(folder / name for name in (*names, WORKBOOK, MANIFEST))


@dataclass(frozen=True, slots=True, eq=False)
class _Composed:
    """A report that isn't written yet.

    Attributes
    ----------
    language : {"da", "en"}
    formats : sequence of str
    pages : mapping of str to bytes
        The report in each format, and its workbook.
    held : HeldRelease
        What is to be written down once it is out.
    """

    language: str
    formats: Sequence[str]
    pages: Mapping[str, bytes]
    held: HeldRelease

    @classmethod
    def of(
        cls,
        wave: WaveFiles,
        compose: Callable[[str], Publishing],
        language: str,
        formats: Sequence[str],
    ) -> _Composed:
        """Compose a report and write it in memory."""
        document, held = compose(language)
        style = wave.plan.house_style(language)
        pages = {name: WRITERS[name](document, style) for name in formats}
        workbook = {WORKBOOK: write_workbook(document, style=style)}
        return cls(language, formats, pages | workbook, held)


def _written(wave: WaveFiles, composed: _Composed, folder: Path) -> tuple[Path, ...]:
    """Write a report. The register goes first: nothing is out that it doesn't hold."""
    with writing_into(wave.plan, wave.written.id, "report", folder=folder):
        make_folder(folder.absolute().parent)
        restore_folder(folder)
        hers = edited_reports(folder, MANIFEST)
        files = {_file_name(name, hers): data for name, data in composed.pages.items()}
        manifest = _manifest(wave, composed, files).to_bytes()
        with Together(lambda: _holds(folder / MANIFEST, manifest)) as together:
            composed.held.record(together.write)
            write_folder(
                folder,
                files | {MANIFEST: manifest},
                last=MANIFEST,
                kept=(*hers, *lock_files(folder)),
            )
    return tuple(folder / name for name in (*files, MANIFEST))


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def checked_form(plan: StudyPlan, language: str, formats: Sequence[str]) -> str:
    """The language of a report that can be written.

    Raises
    ------
    WrongUseError
        If the language or a format isn't known.
    FindingsError
        With every text that is missing in the language.
    """
    for name in formats:
        if name not in FORMATS:
            known = culprits(FORMATS)
            raise fail(WrongUseError, "study.format_unknown", name=quoted(name), known=known)
    if language not in LANGUAGES:
        raise fail(WrongUseError, "study.language", got=quoted(language), known=culprits(LANGUAGES))
    plan.check_language(language)
    return language


def report_folder(wave: WaveFiles, language: str) -> Path:
    """Where the report of a wave is written, if nobody says otherwise."""
    return wave.plan.folder / "report" / f"{safe_file_name(wave.written.id)}-{language}"


def report_inputs(wave: WaveFiles, language: str) -> dict[str, str]:
    """Hashes of what a report in this language is made of.

    Of study.yaml it is what the report rests on there, under the name ``study.yaml#<wave>``: what
    the file says of later waves changes nothing in a report.
    """
    rests = rested_now(wave, Stage.REPORT, language=language)
    keys = {name: each for rested in rests.values() for name, each in rested.keys.items()}
    files = {name: each for rested in rests.values() for name, each in rested.files.items()}
    said = digest_of_value(dict(sorted(keys.items())))
    return dict(sorted({f"{STUDY_FILE}#{wave.written.id}": said, **files}.items()))


def about_report(wave: WaveFiles, spec: ReportSpec, language: str) -> list[tuple[str, str]]:
    """What a report says of where it comes from.

    Files about residents have one hash together: a short list can be found again by its own.
    """

    def label(key: str, **fields: object) -> str:
        return text(f"report.about.{key}", lang=language, **fields)

    about = [
        (label("wave"), wave.written.id),
        (label("package"), f"resident-survey {own_version()}"),
        (label("policy"), policy_in_words(wave.plan, language)),
    ]
    if spec.source:
        about.append((label("source"), said(spec.source, language)))
    inputs, of_people = report_inputs(wave, language), files_of_people(wave)
    shown_alone = {file: digest for file, digest in inputs.items() if file not in of_people}
    together = [digest for file, digest in inputs.items() if file in of_people]
    if len(shown_alone) > _MOST_INPUTS:
        number, digest = format_number(len(shown_alone), language), digest_of_value(shown_alone)
        about.append((label("files"), label("all_files", number=number, digest=digest)))
    else:
        lines = shown_alone.items()
        about += [(label("input", file=file), f"SHA-256 {each}") for file, each in lines]
    if together:
        about.append((label("inputs_of_people"), f"SHA-256 {digest_of_value(together)}"))
    return about


def _manifest(wave: WaveFiles, composed: _Composed, files: dict[str, bytes]) -> Manifest:
    language, formats = composed.language, ",".join(composed.formats)
    inputs = report_inputs(wave, language)
    settings = {
        "policy": composed.held.released.policy.name,
        "inputs_together": digest_of_value(inputs),
    }
    if wave.plan.contrast is not None:
        settings["contrast"] = wave.plan.contrast
    if composed.held.against:
        settings["published_before"] = ", ".join(composed.held.against)
    return Manifest(
        command=f"survey report . {wave.written.id} --lang {language} --format {formats}",
        inputs=inputs,
        outputs={name: sha256_of(data) for name, data in files.items()},
        settings=settings,
    )


def _file_name(form: str, hers: tuple[str, ...]) -> str:
    if form == WORKBOOK:
        return form
    return free_name(hers) if form == "docx" else f"report.{form}"


def _refuse_other_folders(folder: Path) -> None:
    """Refuse a folder that holds anything but earlier reports, and the one we stand in."""
    if not folder.is_dir():
        return
    if Path.cwd().is_relative_to(folder.resolve()):
        raise fail(WrongUseError, "study.out_is_here", folder=quoted(str(folder)))
    ours = {f"report.{name}" for name in FORMATS if name != "docx"} | {WORKBOOK, MANIFEST}
    left_alone = {*_OF_FILE_MANAGERS, *word_reports(folder), *lock_files(folder)}
    names = {path.name for path in folder.iterdir()} - left_alone
    foreign = sorted(names - ours)
    if foreign or (names and MANIFEST not in names):
        raise fail(
            WrongUseError,
            "study.out_not_ours",
            folder=quoted(str(folder)),
            names=culprits(foreign or sorted(names)),
        )
