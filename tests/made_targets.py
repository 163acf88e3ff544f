"""Invented registers of housing areas, tabulated by department with small counts hidden.

All numbers are drawn at random, and each file says that they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from openpyxl import Workbook

from survey.codebook import Code, Codebook, Kind, Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

INVENTED = "Opdigtede tal – ikke fra noget register"
CHILDREN = ("0-6 år", "7-17 år")
ADULTS = ("18-24 år", "25-39 år", "40-59 år", "60 år og derover")
SEXES = ("Kvinder", "Mænd")
HIDDEN = ".."


def codebook() -> Codebook:
    """Sex and age as a questionnaire has them, in both languages."""
    sexes = [("Kvinde", "Female"), ("Mand", "Male"), ("Andet", "Other")]
    ages = [
        ("18–24 år", "18–24 years"),
        ("25–39 år", "25–39 years"),
        ("40–59 år", "40–59 years"),
        ("60 år og derover", "60 years and over"),
    ]
    return Codebook(
        {
            "sex": Variable("sex", Kind.SINGLE, both("Køn", "Sex"), codes=codes(sexes)),
            "age_group": Variable(
                "age_group", Kind.SINGLE, both("Aldersgruppe", "Age group"), codes=codes(ages)
            ),
            "rooms": Variable("rooms", Kind.NUMBER, both("Antal rum", "Number of rooms")),
        }
    )


def both(danish: str, english: str) -> dict[str, str]:
    return {"da": danish, "en": english}


def codes(labels: Iterable[tuple[str, str]]) -> tuple[Code, ...]:
    return tuple(Code(at, both(*each)) for at, each in enumerate(labels, 1))


@dataclass(frozen=True)
class MadeRegister:
    """An invented population.

    Attributes
    ----------
    areas : tuple of str
    departments : dict of str to str
        The area of each.
    counts : (departments, sexes, ages) int
        Ages are those of children, then those of adults.
    hidden_below : int
        Counts from 1 to below it aren't shown.
    """

    areas: tuple[str, ...]
    departments: dict[str, str]
    counts: np.ndarray[Any, Any]
    hidden_below: int = 5

    @property
    def grown(self) -> np.ndarray[Any, Any]:
        return self.counts[:, :, len(CHILDREN) :]

    def of_area(self, table: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Summed from departments (first axis) to areas."""
        owner = [self.areas.index(area) for area in self.departments.values()]
        found = np.zeros((len(self.areas), *table.shape[1:]), dtype=int)
        np.add.at(found, owner, table)
        return found

    def shown(self, count: int) -> int | str:
        return HIDDEN if 0 < count < self.hidden_below else int(count)

    # Tables, as rows of cells

    def by_age(self, *, order: Sequence[int] | None = None) -> list[list[Any]]:
        """Residents of all ages: a row a department, totals of rows and columns."""
        return self._wide(self.counts.sum(axis=1), [*CHILDREN, *ADULTS], order)

    def by_sex(self, *, order: Sequence[int] | None = None) -> list[list[Any]]:
        """Adults by sex."""
        return self._wide(self.grown.sum(axis=2), list(SEXES), order)

    def crossed(self, *, order: Sequence[int] | None = None) -> list[list[Any]]:
        """Adults by sex and age, with two lines in the head."""
        flat = self.grown.reshape(len(self.departments), -1)
        upper = [each for sex in SEXES for each in (sex, *[None] * (len(ADULTS) - 1))]
        rows = self._wide(flat, list(ADULTS) * len(SEXES), order)
        rows[0][0] = None
        return [["Afdeling", *upper, None], *rows]

    def _wide(
        self, table: np.ndarray[Any, Any], heads: list[str], order: Sequence[int] | None
    ) -> list[list[Any]]:
        names = list(self.departments)
        rows = [
            [names[at], *map(self.shown, table[at]), int(table[at].sum())]
            for at in (range(len(names)) if order is None else order)
        ]
        total = ["I alt", *map(int, table.sum(axis=0)), int(table.sum())]
        return [["Afdeling", *heads, "I alt"], *rows, total]

    def long(self, year: int = 2010) -> list[list[Any]]:
        """Adults by sex and by age, a row a number."""
        rows: list[list[Any]] = [["Afdeling", "Variabel", "Kategori", "År", "Antal"]]
        for at, name in enumerate(self.departments):
            for label, count in zip(SEXES, self.grown[at].sum(axis=1), strict=True):
                rows.append([name, "Køn", label, year, self.shown(count)])
            for label, count in zip(ADULTS, self.grown[at].sum(axis=0), strict=True):
                rows.append([name, "Alder", label, year, self.shown(count)])
            rows.append([name, "Voksne", "I alt", year, int(self.grown[at].sum())])
        return rows

    # Files

    def sheets(self, order: Sequence[int] | None = None) -> dict[str, list[list[Any]]]:
        """A workbook like those of housing registers: a table a sheet, with titles above."""
        return {
            "Forside": [["Beboerdata"], [INVENTED], ["Opgjort pr. 1. januar 2010"]],
            "Tabel 1 Alder": titled("Beboere fordelt på alder", self.by_age(order=order)),
            "Tabel 2 Køn": titled("Voksne fordelt på køn", self.by_sex(order=order)),
            "Tabel 3": titled("Voksne fordelt på køn og alder", self.crossed(order=order)),
        }


def titled(title: str, rows: list[list[Any]]) -> list[list[Any]]:
    return [[f"{title}, 1. januar 2010"], [INVENTED], [], *rows, [], ["Kilde: opdigtet register"]]


def made_register(
    seed: int, *, areas: int = 3, departments: int = 2, size: float = 4.0
) -> MadeRegister:
    """A population with small and empty cells; `size` is the mean of a cell."""
    rng = np.random.default_rng(seed)
    names = tuple(f"Område {chr(65 + at)}" for at in range(areas))
    owner = {f"{11 + at} {name[-1]}-hus": name for at, name in
             enumerate(name for name in names for _ in range(departments))}  # fmt: skip
    shape = (len(owner), len(SEXES), len(CHILDREN) + len(ADULTS))
    return MadeRegister(names, owner, rng.poisson(rng.gamma(2, size / 2, shape)))


def write_xlsx(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def write_csv(path: Path, rows: list[list[Any]], delimiter: str = ";") -> Path:
    """As Danish Excel writes it."""
    lines = [delimiter.join("" if each is None else str(each) for each in row) for row in rows]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    return path
