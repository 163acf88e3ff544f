"""The register as a workbook or a text table, as a housing organisation gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.documents.list_workbook import write_lists
from survey.files.csv_writer import CSV_FORMS, csv_bytes
from survey.language.catalogue import LANGUAGES, text
from survey.language.words import capitalised
from survey.provenance import DISTRIBUTION, own_version
from survey.simulation.arguments import unknown_word
from survey.simulation.register import AGE_GROUP, SEX, register_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Variable
    from survey.simulation.population import Population
    from survey.simulation.register import Universe

HIDDEN = "."
"""What stands in place of a number that is too small to be told."""


def register_bytes(
    population: Population, ending: str, *, universe: Universe, hidden_below: int, language: str
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
    """
    if language not in LANGUAGES:
        raise unknown_word("language", language, LANGUAGES)
    tables = register_tables(population, universe)
    if ending == ".csv":
        return _long(tables, population, universe, hidden_below, language)
    lists = [
        _sheet(name, table, population.area, hidden_below, language)
        for name, table in tables.items()
    ]
    about = tuple(_about(population, universe, hidden_below, language))
    title = f"{_said('title', language)} – {_said('mark', language)}"
    return write_lists(title, lists, about=(_said("about", language), about), language=language)


def category(variable: str, code: int, language: str) -> str:
    """What a category of the register is called."""
    return text(f"simulation.category.{variable}.{code}", lang=language)


def _said(name: str, language: str, **fields: object) -> str:
    return text(f"simulation.register.{name}", lang=language, **fields)


def _head(name: str, language: str) -> str:
    return capitalised(text(f"simulation.head.{name}", lang=language))


def _sheet(name: str, table: pd.DataFrame, area: Variable, below: int, language: str) -> Table:
    """A row for each department (and sex), a column for each category, and the sum."""
    *crossed, wide = name.split("*")
    codes = sorted(table[wide].unique().tolist())
    keys = ["department", "area", *crossed]
    columns = [Column(key, _head(key, language), Align.LEFT) for key in keys]
    heads = {str(code): category(wide, code, language) for code in codes}
    heads["all"] = _said("all", language)
    columns += [Column(key, head, formats=("#,##0",)) for key, head in heads.items()]
    rows = []
    for key, group in table.groupby(keys, sort=False):
        counts = dict(zip(group[wide], group["count"], strict=True))
        department, code, *others = key
        named = [str(department), area.code_label(code, language)]
        named += [category(n, int(str(o)), language) for n, o in zip(crossed, others, strict=True)]
        numbers = [_count(counts[each], below) for each in codes]
        total = Cell(str(sum(counts.values())), (int(sum(counts.values())),))
        rows.append(Row((*(Cell(each) for each in named), *numbers, total)))
    title = _sheet_name(name, language)
    return Table(wide, title, tuple(columns), tuple(rows), language=language)


def _sheet_name(name: str, language: str) -> str:
    crossed = f"{SEX}*{AGE_GROUP}"
    return _said("sex_and_age", language) if name == crossed else _head(name, language)


def _count(count: int, below: int) -> Cell:
    if 0 < count < below:
        return Cell(HIDDEN)
    return Cell(str(count), (int(count),))


def _about(
    population: Population, universe: Universe, below: int, language: str
) -> Iterator[tuple[str, str]]:
    yield _said("data", language), _said("mark", language)
    yield _said("universe", language), _said(f"of_{universe}", language)
    yield _said("year", language), str(population.year)
    if below:
        yield HIDDEN, _said("hidden", language, below=below)
    yield _said("seed", language), str(population.seed)
    yield _said("program", language), f"{DISTRIBUTION} {own_version()}"


def _long(
    tables: Mapping[str, pd.DataFrame],
    population: Population,
    universe: Universe,
    below: int,
    language: str,
) -> bytes:
    """One row for each department, table and category."""
    parts = [_long_part(name, table, population, below, language) for name, table in tables.items()]
    whole = pd.concat(parts, ignore_index=True)
    whole["universe"] = _said(f"of_{universe}", language)
    whole["year"] = str(population.year)
    whole["source"] = _said("mark", language)
    names = [_head(str(each), language) for each in whole]
    columns = [whole[each].to_numpy(dtype=object) for each in whole]
    return csv_bytes(names, columns, CSV_FORMS["excel"])


def _long_part(
    name: str, table: pd.DataFrame, population: Population, below: int, language: str
) -> pd.DataFrame:
    variables = name.split("*")
    labels = [
        ", ".join(category(v, code, language) for v, code in zip(variables, row, strict=True))
        for row in table[variables].to_numpy().tolist()
    ]
    counts = table["count"].to_numpy()
    hidden = (counts > 0) & (counts < below)
    areas = {code.value: population.area.code_label(code.value, language)
             for code in population.area.codes}  # fmt: skip
    return pd.DataFrame(
        {
            "department": table["department"],
            "area": table["area"].map(areas),
            "table": _sheet_name(name, language),
            "category": pd.Series(labels, dtype=object),
            "count": np.where(hidden, HIDDEN, counts.astype(str)).astype(object),
        }
    )
