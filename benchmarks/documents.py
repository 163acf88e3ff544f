"""A document of 60 tables and 60 figures in every format, and Copenhagen's report in four.

Must take at most 30 s and 1 GB, the report at most 10 s once all is loaded; the exit code is 1 if
it doesn't.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
from made_survey import make
from passes import peak_mb

import survey as sv
from survey.codebook import Kind
from survey.documents.blocks import Document, Heading, Paragraph, Run
from survey.documents.html import write_html
from survey.documents.pdf import write_pdf
from survey.documents.word import write_docx
from survey.documents.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.documents.blocks import Block

Result = TypeVar("Result")

TABLES = FIGURES = 60
RESIDENTS_OF_AN_AREA = 400
SECONDS, MEGABYTES, REPORT_SECONDS = 30, 1024, 10
EXAMPLE = Path(__file__).parents[1] / "examples" / "copenhagen-housing"
WRITERS = {"html": write_html, "xlsx": write_workbook, "docx": write_docx, "pdf": write_pdf}
ANSWERS = ("Helt uenig", "Uenig", "Hverken enig eller uenig", "Enig", "Helt enig")


@dataclass
class Spent:
    """Seconds by the clock and of the processor."""

    elapsed: float = 0.0
    cpu: float = 0.0

    def run(self, name: str, act: Callable[[], Result]) -> Result:
        started, worked = time.perf_counter(), time.process_time()
        result = act()
        elapsed, cpu = time.perf_counter() - started, time.process_time() - worked
        self.elapsed, self.cpu = self.elapsed + elapsed, self.cpu + cpu
        size = f"{len(result) / 1e6:.1f}" if isinstance(result, bytes) else ""
        print(f"{name:22}{elapsed:10.2f}{cpu:10.2f}{size:>10}{peak_mb():10,.0f}")
        return result

    def told(self, limit: float) -> str:
        return f"{self.elapsed:.1f} s of {limit} s (cpu {self.cpu:.1f} s)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, default=12, help="the contrast among them")
    areas = parser.parse_args().areas
    book, report = Spent(), Spent()
    heads(f"{TABLES} tables and {FIGURES} figures, {areas} areas")
    released = Spent().run("numbers (not counted)", partial(numbers, TABLES, areas))
    write_all(book.run("tables and figures", partial(document_of, released)), book)
    peak = peak_mb()
    print(f"{book.told(SECONDS)}, {peak:,.0f} MB of {MEGABYTES:,} MB")
    heads("Copenhagen's report in four formats, in Danish, the second time")
    for spent in (Spent(), report):
        wave = sv.open_study(EXAMPLE).wave()
        write_all(spent.run("report", partial(wave.document, "da")), spent)
    print(report.told(REPORT_SECONDS))
    sys.exit(book.elapsed > SECONDS or peak > MEGABYTES or report.elapsed > REPORT_SECONDS)


def heads(title: str) -> None:
    print(f"\n{title}\n{'':22}{'s':>10}{'cpu s':>10}{'file MB':>10}{'peak MB':>10}")


def write_all(document: Document, spent: Spent) -> None:
    for name, write in WRITERS.items():
        spent.run(name, partial(write, document))


def numbers(questions: int, areas: int) -> sv.Released:
    """Shares of every question in every area, and how far each area is from the contrast."""
    made = make(RESIDENTS_OF_AN_AREA * areas, areas, questions=questions)
    columns = {"area": made.area, "household": made.household, "w": made.weight}
    answers = dict(zip(made.questions, made.answers.astype("int64"), strict=True))
    design = sv.SurveyDesign(
        pd.DataFrame(columns | answers),
        weights="w",
        strata="area",
        psu="household",
        codebook=codebook(made.questions, areas),
    )
    heads = sv.headline(design, made.questions, by="area", all_row=True)
    shares = sv.proportion(design, made.questions, by="area", all_row=True)
    return sv.release([heads, shares, sv.compare_areas(heads, areas, over="area")])


def codebook(questions: list[str], count: int) -> sv.Codebook:
    codes = tuple(sv.Code(value, {"da": name}) for value, name in enumerate(ANSWERS, 1))
    areas = tuple(sv.Code(area, {"da": f"Afdeling {area}"}) for area in range(1, count + 1))
    known = {"area": sv.Variable("area", Kind.GROUP, {"da": "boligområde"}, codes=areas)}
    for name in questions:
        words = {"da": f"Udsagn {name[1:]}"}
        agree = sv.Headline((4, 5), "high", label=words, phrase={"da": "er enige"})
        known[name] = sv.Variable(name, Kind.SINGLE, words, codes=codes, headline=agree)
    return sv.Codebook(known)


def document_of(released: sv.Released) -> Document:
    """A chapter for each question: a table, and by turns one chart or the other."""
    blocks = tuple(block for place in range(TABLES) for block in chapter(released, place))
    return Document("Alle spørgsmål", "da", blocks, stamps=("Eksempel med simulerede data",))


def chapter(released: sv.Released, place: int) -> Iterator[Block]:
    name = f"q{place + 1}"
    yield Heading(2, f"Udsagn {place + 1}", name)
    yield Paragraph((Run("Tabellen og figuren viser de samme svar. " * 5),))
    yield sv.area_table(released, name, language="da")
    chart = sv.likert_chart if place % 2 else sv.contrast_chart
    yield chart(released, name, language="da").to_figure()


if __name__ == "__main__":
    main()
