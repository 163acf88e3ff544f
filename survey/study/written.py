"""A wave's report written into its folder: which files, what they are made of, what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.documents.html import write_html
from survey.documents.pdf import write_pdf
from survey.documents.word import write_docx
from survey.documents.workbook import write_workbook
from survey.errors import WrongUseError
from survey.files.atomic import make_folder, restore_folder, write_folder
from survey.files.guards import safe_file_name
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.provenance import Manifest, own_version, sha256_of
from survey.study.compared import earlier_waves
from survey.study.edited import edited_reports, free_name, lock_files, word_reports
from survey.study.locked import writing_into
from survey.study.plan import SHIPPED_FOLDER, STUDY_FILE
from survey.study.published_reports import made_of, policy_in_words
from survey.study.report_words import prose_file
from survey.study.schema import weighting_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from survey.documents.blocks import Document
    from survey.documents.house_style import HouseStyle
    from survey.report.spec import ReportSpec
    from survey.study.plan import StudyPlan
    from survey.study.published_reports import HeldRelease
    from survey.study.wave_files import WaveFiles

WRITERS: dict[str, Callable[[Document, HouseStyle], bytes]] = {
    "html": lambda document, style: write_html(document, style=style),
    "docx": lambda document, style: write_docx(document, style=style),
    "pdf": lambda document, style: write_pdf(document, style=style),
}
FORMATS = tuple(WRITERS)
WORKBOOK, MANIFEST = "tables.xlsx", "manifest.json"
_OF_FILE_MANAGERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def write_report(
    wave: WaveFiles,
    compose: Callable[[str], tuple[Document, HeldRelease]],
    *,
    language: str | None,
    formats: Sequence[str],
    out: str | os.PathLike[str] | None,
) -> tuple[Path, ...]:
    """Write the report of a wave, as `Wave.report` says, and down that it is out.

    `compose` makes it in a language, from a release held against all that is out already.
    """
    language = checked_form(wave.plan, language or current_language(), formats)
    folder = Path(out) if out is not None else report_folder(wave, language)
    _refuse_other_folders(folder)
    document, held = compose(language)
    style = wave.plan.house_style(language)
    pages = {name: WRITERS[name](document, style) for name in formats}
    workbook = {WORKBOOK: write_workbook(document, style=style)}
    with writing_into(wave.plan, wave.written.id, "report", folder=folder):
        make_folder(folder.absolute().parent)
        restore_folder(folder)
        hers = edited_reports(folder, MANIFEST)
        files = {_file_name(name, hers): data for name, data in pages.items()} | workbook
        manifest = _manifest(wave, language, formats, files, held)
        write_folder(
            folder,
            files | {MANIFEST: manifest.to_bytes()},
            last=MANIFEST,
            kept=(*hers, *lock_files(folder)),
        )
        held.record()
    return tuple(folder / name for name in (*files, MANIFEST))


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
    """Hashes of the files that a report in this language is made of."""
    plan = wave.plan
    files = {
        STUDY_FILE: plan.home / STUDY_FILE,
        f"{SHIPPED_FOLDER}/{plan.questionnaire_file.name}": plan.questionnaire_file,
        **wave.inputs(),
    }
    if weighting_of(plan.written, wave.written) is not None:
        files |= wave.weighting_inputs()
    files |= _inputs_of_waves(wave)
    for chapter in plan.written.chapters:
        path = prose_file(plan, chapter.id, language)
        if path.is_file():
            files[path.name] = path
    if plan.style_file is not None:
        files |= {path.name: path for path in plan.style_file.files}
    return plan.hashes(files)


def _inputs_of_waves(wave: WaveFiles) -> dict[str, Path]:
    """The files of the earlier waves, and what was asked in them and in this one."""
    earlier = earlier_waves(wave)
    files = {f"{each.written.id} {name}": path for each in earlier for name, path in made_of(each)}
    locks = [(each.written.id, each.lock) for each in (*earlier, wave) if earlier]
    return files | {f"lock {name}": path for name, path in locks if path is not None}


def about_report(wave: WaveFiles, spec: ReportSpec, language: str) -> list[tuple[str, str]]:
    """What a report says of where it comes from."""

    def label(key: str, **fields: object) -> str:
        return text(f"report.about.{key}", lang=language, **fields)

    about = [
        (label("wave"), wave.written.id),
        (label("package"), f"resident-survey {own_version()}"),
        (label("policy"), policy_in_words(wave.plan, language)),
    ]
    if spec.source:
        about.append((label("source"), said(spec.source, language)))
    inputs = report_inputs(wave, language).items()
    return about + [(label("input", file=file), f"SHA-256 {digest}") for file, digest in inputs]


def _manifest(
    wave: WaveFiles,
    language: str,
    formats: Sequence[str],
    files: dict[str, bytes],
    held: HeldRelease,
) -> Manifest:
    command = f"survey report . {wave.written.id} --lang {language} --format {','.join(formats)}"
    settings = {"policy": held.released.policy.name, "contrast": wave.plan.contrast}
    if held.against:
        settings["published_before"] = ", ".join(held.against)
    return Manifest(
        command=command,
        inputs=report_inputs(wave, language),
        outputs={name: sha256_of(data) for name, data in files.items()},
        settings=settings,
    )


def _file_name(form: str, hers: tuple[str, ...]) -> str:
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
