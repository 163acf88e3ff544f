"""Titles, heads, notes and refusals of tables, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_survey import GRID
from table_cases import breakdowns, plain, plain_design, shown, waves, with_small_areas

import survey as sv
from survey.errors import SurveyError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from survey.documents.blocks import Table

TABLES: dict[str, Callable[[str], Table]] = {
    "area_table": lambda lang: sv.area_table(
        with_small_areas(), "safe", effective_n=True, language=lang
    ),
    "area_table_wave": lambda lang: sv.area_table(
        waves(), "safe", at={"wave": "2014"}, language=lang
    ),
    "topline": lambda lang: sv.topline(shown(), language=lang),
    "banner": lambda lang: sv.banner(breakdowns(), "safe", effective_n=True, language=lang),
    "profile": lambda lang: sv.area_profile(shown(), "a4", language=lang),
    "index": lambda lang: sv.index_table(plain(), "calm", language=lang),
    "trend": lambda lang: sv.trend_table(waves(), "safe", breaks=["2014"], language=lang),
    "several": lambda lang: sv.multiple_response_table(shown(), "asks", over="area", language=lang),
    "grid": lambda lang: sv.grid_table(shown(), list(GRID), language=lang),
    "appendix": lambda lang: sv.frequency_appendix(plain(), "safe", language=lang)[0],
}


def words(table: Table) -> list[str]:
    columns = [" | ".join(filter(None, (c.group, c.head, *c.parts))) for c in table.columns]
    return [f"# {table.title}", *columns, *(f"> {note}" for note in table.notes)]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_what_a_table_says(name: str, language: str, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(words(TABLES[name](language))) == snapshot


DANISH_ONLY = ("answers", "share", "compared", "uncertainty", "wave", "area", "(all)", "(headline)")


@pytest.mark.parametrize("name", TABLES)
def test_there_is_no_english_in_a_danish_table(name: str) -> None:
    said = " ".join(words(TABLES[name]("da"))).lower()
    assert not [word for word in DANISH_ONLY if word in said.replace("svarer", "")]


def _answers_by_area() -> Any:
    return sv.release(sv.proportion(plain_design(), "safe", by="area"))


def _other_scale() -> Any:
    design = plain_design()
    rows = design.data.assign(other=design.data["safe"].clip(upper=2))
    both = sv.SurveyDesign(rows, codebook=design.codebook)
    return sv.release(sv.proportion(both, ["safe", "other"]))


REFUSED: dict[str, Callable[[], Any]] = {
    "not_released": lambda: sv.topline(sv.proportion(plain_design(), "safe")),  # type: ignore[arg-type]
    "language": lambda: sv.topline(plain(), language="sv"),
    "decimals": lambda: sv.topline(plain(), decimals=9),
    "decimals_text": lambda: sv.topline(plain(), decimals="1"),  # type: ignore[arg-type]
    "sort": lambda: sv.area_table(plain(), "safe", sort="size"),
    "no_category": lambda: sv.area_table(plain(), "safe", category=[]),
    "category": lambda: sv.area_table(plain(), "safe", category=[1, 9]),
    "contrast": lambda: sv.area_table(plain(), "safe", contrast="z"),
    "at": lambda: sv.area_table(plain(), "safe", at="wave"),  # type: ignore[arg-type]
    "at_column": lambda: sv.topline(plain(), at={"wave": "2012"}),
    "at_value": lambda: sv.topline(plain(), at={"area": "b"}),
    "variables": lambda: sv.topline(plain(), 7),  # type: ignore[arg-type]
    "unknown_variable": lambda: sv.topline(plain(), "quiet"),
    "nobody": lambda: sv.topline(_answers_by_area()),
    "nobody_of_one": lambda: sv.topline(_answers_by_area(), "safe"),
    "not_by": lambda: sv.banner(plain(), "safe", by="age"),
    "no_breakdown": lambda: sv.banner(sv.release(sv.proportion(plain_design(), "safe")), "safe"),
    "show": lambda: sv.banner(plain(), "safe", show="cells"),
    "counts": lambda: sv.banner(plain(), "safe", show="counts"),
    "row_share": lambda: sv.banner(plain(), "safe", by="area", show="row"),
    "letters": lambda: sv.banner(plain(), "safe", by="area", letters=True),
    "profile_area": lambda: sv.area_profile(plain(), "b", ["safe"]),
    "profile_chapters": lambda: sv.area_profile(plain(), "aa", {}),
    "index": lambda: sv.index_table(plain(), "safe"),
    "no_waves": lambda: sv.trend_table(plain(), "safe"),
    "break": lambda: sv.trend_table(waves(), "safe", breaks="2011"),
    "since": lambda: sv.trend_table(waves(), "safe", since="last"),
    "no_change": lambda: sv.trend_table(waves(), "safe", since="previous"),
    "not_multiple": lambda: sv.multiple_response_table(plain(), "safe"),
    "last": lambda: sv.multiple_response_table(shown(), "asks", last=["asks_z"]),
    "last_text": lambda: sv.multiple_response_table(shown(), "asks", last="asks_f"),
    "areas": lambda: sv.multiple_response_table(shown(), "asks", areas="across"),
    "one_scale": lambda: sv.grid_table(_other_scale(), ["safe", "other"]),
    "no_answers": lambda: sv.grid_table(plain(), ["calm"]),
}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_shown_is_refused_in_words(
    name: str, language: str, snapshot: SnapshotAssertion
) -> None:
    with language_in_force(language), pytest.raises(SurveyError) as caught:
        REFUSED[name]()
    assert str(caught.value) == snapshot
