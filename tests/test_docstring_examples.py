"""The examples in descriptions run, and give what they say."""

from __future__ import annotations

import doctest
from importlib import import_module  # noqa: TID251 - all modules with an example
from pathlib import Path

import pytest

import survey as sv

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): text
    for path in sorted((ROOT / "survey").rglob("*.py"))
    if ">>> " in (text := path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("module", TEXTS)
def test_the_examples_of_a_module_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failures, tried = doctest.testmod(import_module(module))
    assert tried or TEXTS[module].count(">>> ") == TEXTS[module].count("# doctest: +SKIP")
    assert failures == 0


def test_every_kind_of_table_has_an_example() -> None:
    places = {place for place in sv._PLACES.values() if place.startswith("survey.tables.")}
    shown_in_a_guide = {
        "survey.tables.representativity_table",
        "survey.tables.weighting_effect_table",
    }
    assert places - shown_in_a_guide - {"survey.tables.table"} <= set(TEXTS)
    assert len(places) > 10
