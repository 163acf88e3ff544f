"""The register as a workbook or a text table, as a housing organisation gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import said
from survey.documents.blocks import Align, Cell, Column, Document, Row, Table
from survey.documents.workbook import write_workbook
from survey.files.csv_writer import CSV_FORMS, csv_bytes
from survey.language.catalogue import LANGUAGES, text
from survey.language.words import capitalised
from survey.simulation.arguments import unknown_word
from survey.simulation.register import AGE_GROUP, CODES, SEX, register_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.model import Questionnaire
    from survey.simulation.population import Population
    from survey.simulation.register import Universe

HIDDEN = "."
"""What stands in place of a number that is too small to be told."""


def register_bytes(
    population: Population,
    ending: str,
    *,
    universe: Universe,
    hidden_below: int,
    language: str,
    questionnaire: Questionnaire | None = None,
) -> bytes:
    """The file of a register.

    Parameters
    ----------
    population : Population
    ending : {".xlsx", ".csv"}
        A workbook with a sheet for each table, or one long table.
    universe : {"adults", "persons", "households"}
    hidden_below : int
        Counts above 0 and below this are hidden; 0 hides none.
    language : {"da", "en"}
    questionnaire : Questionnaire, optional
        Whose words categories have, where it has the same codes.
    """
    if language not in LANGUAGES:
        raise unknown_word("language", language, LANGUAGES)
    tables = register_tables(population, universe)
    words = _Words(population, universe, hidden_below, language, questionnaire)
    return _long(tables, words) if ending == ".csv" else _workbook(tables, words)


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said in the file, and of what."""

    population: Population
    universe: Universe
    below: int
    language: str
    questionnaire: Questionnaire | None

    def said(self, name: str, **fields: object) -> str:
        return text(f"simulation.register.{name}", lang=self.language, **fields)

    def head(self, name: str) -> str:
        return capitalised(text(f"simulation.head.{name}", lang=self.language))

    def area(self, code: object) -> str:
        return self.population.area.code_label(code, self.language)

    def category(self, variable: str, code: int) -> str:
        """What a category is called: as in the questionnaire, if it has all of them."""
        book = None if self.questionnaire is None else self.questionnaire.codebook()
        asked = None if book is None else book.get(variable)
        known = {each.value: each.label for each in asked.codes} if asked is not None else {}
        wanted = {each for each in CODES[variable] if each}
        if wanted <= set(known) and code in known:
            return said(known[code], self.language)
        return text(f"simulation.category.{variable}.{code}", lang=self.language)

    def title(self, name: str) -> str:
        """Of a table: who is counted, by what, when."""
        crossed = f"{SEX}*{AGE_GROUP}"
        by = self.said("sex_and_age") if name == crossed else self.head(name)
        return self.said("table", who=self.said(f"of_{self.universe}"), by=by.lower(),
                         year=self.population.year)  # fmt: skip

    def notes(self) -> tuple[str, ...]:
        """What stands below a table."""
        if not self.below:
            return ()
        return (f"{HIDDEN} = {self.said('hidden', below=self.below)}",)


# The workbook


def _workbook(tables: Mapping[str, pd.DataFrame], words: _Words) -> bytes:
    blocks = tuple(_sheet(name, table, words) for name, table in tables.items())
    document = Document(
        title=words.said("title"),
        language=words.language,
        blocks=blocks,
        stamps=(words.said("mark"),),
    )
    return write_workbook(document)


def _sheet(name: str, table: pd.DataFrame, words: _Words) -> Table:
    """A row for each department (and sex), a column for each category, and the sum."""
    *crossed, wide = name.split("*")
    codes = sorted(table[wide].unique().tolist())
    keys = ["department", "area", *crossed]
    columns = [Column(key, words.head(key), Align.LEFT) for key in keys]
    heads = {f"{wide}_{code}": words.category(wide, code) for code in codes}
    heads["all"] = words.said("all")
    columns += [Column(key, head, formats=("#,##0",)) for key, head in heads.items()]
    rows = []
    for key, group in table.groupby(keys, sort=False):
        counts = dict(zip(group[wide], group["count"], strict=True))
        department, code, *others = key
        named = [str(department), words.area(code)]
        named += [words.category(n, int(str(o))) for n, o in zip(crossed, others, strict=True)]
        numbers = [_count(counts[each], words.below) for each in codes]
        total = int(sum(counts.values()))
        rows.append(Row((*map(Cell, named), *numbers, Cell(str(total), (total,)))))
    return Table(
        name.replace("*", "_"),
        words.title(name),
        tuple(columns),
        tuple(rows),
        notes=words.notes(),
        language=words.language,
    )


def _count(count: int, below: int) -> Cell:
    if 0 < count < below:
        return Cell(HIDDEN)
    return Cell(str(count), (int(count),))


# The text table


def _long(tables: Mapping[str, pd.DataFrame], words: _Words) -> bytes:
    """One row for each department, table and category."""
    parts = [_long_part(name, table, words) for name, table in tables.items()]
    whole = pd.concat(parts, ignore_index=True)
    whole["universe"] = words.said(f"of_{words.universe}")
    whole["year"] = str(words.population.year)
    whole["source"] = words.said("mark")
    names = [words.head(str(each)) for each in whole]
    columns = [whole[each].to_numpy(dtype=object) for each in whole]
    return csv_bytes(names, columns, CSV_FORMS["excel"])


def _long_part(name: str, table: pd.DataFrame, words: _Words) -> pd.DataFrame:
    variables = name.split("*")
    labels = [
        ", ".join(words.category(v, code) for v, code in zip(variables, row, strict=True))
        for row in table[variables].to_numpy().tolist()
    ]
    counts = table["count"].to_numpy()
    hidden = (counts > 0) & (counts < words.below)
    crossed = f"{SEX}*{AGE_GROUP}"
    called = words.said("sex_and_age") if name == crossed else words.head(name)
    return pd.DataFrame(
        {
            "department": table["department"],
            "area": [words.area(each) for each in table["area"]],
            "table": called,
            "category": pd.Series(labels, dtype=object),
            "count": np.where(hidden, HIDDEN, counts.astype(str)).astype(object),
        }
    )
