"""Walk the tutorial in both languages, and take the pictures that its texts show.

``python docs/tutorial/make_pictures.py`` walks in a temporary folder; with ``--walked FOLDER`` what
was walked before in ``FOLDER/da`` and ``FOLDER/en`` is used. It needs LibreOffice, Chromium and
Poppler.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import by_hand
import openpyxl
import walk
from PIL import Image, ImageChops
from PIL.Image import Quantize

from survey.cli import main as run_command

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
TEXTS = {
    "da": HERE / "fra-spoergeskema-til-anden-maaling.md",
    "en": HERE / "from-questionnaire-to-second-wave.md",
}
NAMES = {
    "da": {
        "form": "skema", "print": "skema-print", "plan": "plan", "list": "liste",
        "fieldwork": "indsamling", "found": "fund", "summary": "sammenfatning",
        "chapter": "kapitel", "trend": "udvikling", "break": "brud",
    },
    "en": {
        "form": "form", "print": "form-print", "plan": "plan", "list": "list",
        "fieldwork": "fieldwork", "found": "findings", "summary": "summary",
        "chapter": "chapter", "trend": "trend", "break": "break",
    },
}  # fmt: skip
FILES = {
    "da": {"letters": "breve-interviewere.xlsx", "form": "skema.docx", "page": "indsamling.html"},
    "en": {"letters": "letters-interviewers.xlsx", "form": "form.docx", "page": "fieldwork.html"},
}
SAID = {
    "da": {
        "summary": "De tydeligste forskelle", "chapter": "Tilfredse med området efter boligområde",
        "trend": "Ændring siden 2026", "break": "≠",
    },
    "en": {
        "summary": "The clearest differences", "chapter": "Satisfied with the area by",
        "trend": "Change since 2026", "break": "≠",
    },
}  # fmt: skip
_WIDE, _COLOURS, _AIR = 900, 48, 12


def walked(here: Path, language: str) -> by_hand.Study:
    """Walk the tutorial, all of it in this process."""
    study = by_hand.Study(here, language)
    os.chdir(here)
    os.environ |= {"SURVEY_LANG": language, "COLUMNS": "100"}
    for step in walk.steps(TEXTS[language].read_text(encoding="utf-8")):
        if step.by_hand == "corrections":  # afterwards nothing is left to be corrected
            shutil.copy(study.wave("2026") / "checks" / study.words["found"], here / "found.xlsx")
        if step.by_hand:
            by_hand.BY_HAND[step.by_hand](study)
        for command, _ in step.commands:
            sys.argv = shlex.split(command)
            with contextlib.suppress(SystemExit):
                run_command()
    return study


def keep(image: Image.Image, name: str, language: str) -> None:
    """A picture without its margins, in few colours."""
    plain = image.convert("RGB")
    white = Image.new("RGB", plain.size, plain.getpixel((0, 0)))
    found = ImageChops.difference(plain, white).getbbox() or (0, 0, *plain.size)
    left, top, right, bottom = found
    box = (max(left - _AIR, 0), max(top - _AIR, 0),
           min(right + _AIR, plain.width), min(bottom + _AIR, plain.height))  # fmt: skip
    plain = plain.crop(box)
    if plain.width > _WIDE:
        plain = plain.resize((_WIDE, plain.height * _WIDE // plain.width), Image.Resampling.LANCZOS)
    few = plain.quantize(_COLOURS, method=Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    IMAGES.mkdir(exist_ok=True)
    few.save(IMAGES / f"{NAMES[language][name]}.{language}.png", optimize=True)


def pdf_of(path: Path, folder: Path) -> Path:
    """A workbook or a document as LibreOffice prints it."""
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    done = [
        "soffice",
        "--headless",
        home,
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(done, check=True, capture_output=True, timeout=300)
    return folder / f"{path.stem}.pdf"


def page_of(pdf: Path, page: int, folder: Path, *, dots: int = 80) -> Image.Image:
    """A page as a picture."""
    target = folder / "page"
    words = ["pdftoppm", "-r", str(dots), "-f", str(page), "-l", str(page), "-png", "-singlefile"]
    subprocess.run([*words, str(pdf), str(target)], check=True)
    with Image.open(target.with_suffix(".png")) as image:
        return image.copy()


def pages_saying(pdf: Path, words: str) -> list[int]:
    """The pages that some words stand on."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    pages = done.stdout.decode("utf-8").split("\f")
    return [number for number, page in enumerate(pages, 1) if words in re.sub(r"\s+", " ", page)]


def sheet(
    path: Path, name: str, area: str, folder: Path, hidden: Sequence[str] = ()
) -> Image.Image:
    """A part of a sheet, as it is printed on one page."""
    book = openpyxl.load_workbook(path)
    for other in book.sheetnames:
        if other != name:
            del book[other]
    page = book[name]
    page.print_area = area
    page.print_title_rows = page.print_title_cols = None
    page.page_setup.orientation = "landscape"
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
        fitToPage=True
    )
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    for part in (page.oddHeader, page.oddFooter):
        part.left.text = part.center.text = part.right.text = ""
    copy = folder / "sheet.xlsx"
    book.save(copy)
    return page_of(pdf_of(copy, folder), 1, folder, dots=110)


def web(path: Path, folder: Path, height: int) -> Image.Image:
    """The upper part of a page, as a browser shows it."""
    target = folder / "web.png"
    words = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'browser'}", f"--window-size=1000,{height}",
        f"--screenshot={target}", path.resolve().as_uri(),
    ]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    with Image.open(target) as image:
        return image.copy()


def take(study: by_hand.Study, folder: Path) -> None:
    """All pictures of one language."""
    language, words = study.language, study.words
    said, files = SAID[language], FILES[language]
    wave = study.wave("2026")
    keep(sheet(study.here / words["form"], words["questions"], "A1:G10", folder), "form", language)
    printed = pdf_of(study.here / files["form"], folder)
    keep(page_of(printed, 1, folder, dots=70), "print", language)
    keep(web(wave / "plan.html", folder, 1050), "plan", language)
    lists = study.here / files["letters"]
    first = openpyxl.load_workbook(lists).sheetnames[0]
    keep(sheet(lists, first, "A1:J14", folder), "list", language)
    keep(web(wave / "fieldwork" / files["page"], folder, 1250), "fieldwork", language)
    found = study.here / "found.xlsx"
    keep(sheet(found, words["cells"], "A1:G6", folder), "found", language)
    report = study.folder / f"report/2026-{language}/report.pdf"
    for name in ("summary", "chapter"):
        keep(page_of(report, pages_saying(report, said[name])[0], folder), name, language)
    report = study.folder / f"report/2028-{language}/report.pdf"
    for name in ("trend", "break"):
        keep(page_of(report, pages_saying(report, said[name])[0], folder), name, language)


def main(arguments: Sequence[str]) -> None:
    """Walk in both languages, and take the pictures."""
    with TemporaryDirectory() as given:
        folder = Path(arguments[1]).resolve() if arguments[:1] == ["--walked"] else Path(given)
        for language in TEXTS:
            here = folder / language
            if not here.exists():
                here.mkdir()
                walked(here, language)
            aside = Path(given) / f"aside-{language}"
            aside.mkdir()
            take(by_hand.Study(here, language), aside)


if __name__ == "__main__":
    main(sys.argv[1:])
