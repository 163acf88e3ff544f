"""The examples in the documentation of tables run as they stand."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module  # noqa: TID251 - all modules of a room
from pathlib import Path

import pytest

import survey.tables

FOLDER = Path(survey.tables.__path__[0])
MODULES = [
    found.name
    for found in pkgutil.iter_modules([str(FOLDER)])
    if ">>>" in (FOLDER / f"{found.name}.py").read_text("utf-8")
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_the_documentation_of_tables_give_what_they_say(module: str) -> None:
    failures, tried = doctest.testmod(import_module(f"survey.tables.{module}"))
    assert tried > 0
    assert failures == 0


def test_every_kind_of_table_has_an_example() -> None:
    rooms = [place.split(".") for place in survey._PLACES.values()]
    kinds = {place[2] for place in rooms if place[1] == "tables" and place[2] != "table"}
    shown_in_a_guide = {"representativity_table", "weighting_effect_table"}
    assert kinds - shown_in_a_guide <= set(MODULES)
    assert len(kinds) > 10
