"""From the answers of three waves to a report: what is refused, what is marked, what stays hidden.

A question that nobody has decided on, one that is broken, one that is recoded and one with other
words; an area that lost dwellings; two areas put together; a contrast that the last wave lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from changing_waves import MadeWaves, made_waves

from survey.comparison.waves.area_maps import AreaMap
from survey.comparison.waves.compare import compare_waves
from survey.disclosure.release import release
from survey.disclosure.results.waves import ReleasedWaves
from survey.errors import WrongUseError
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline
from survey.figures.change_chart import change_chart
from survey.figures.trend_chart import trend_chart
from survey.language.catalogue import LANGUAGES
from survey.report.save import save
from survey.report.wave_sentences import wave_sentences
from survey.tables.trend_table import trend_table

if TYPE_CHECKING:
    from pathlib import Path

    from survey.disclosure.results.released import Released

NAMES = ("safe", "trust", "noise", "help", "mood")
AREAS = AreaMap(merged={"a9": ["a3", "a4"]}, moved={"a2": {"2012": 0.3}, "a5": {"2014": 0.04}})
SAID = {
    "da": {
        "undecided": "ingen har sagt, om meningen er den samme.",
        "broken": "Erklæret som et brud: Der spørges nu om nætterne.",
        "recoded": "Svarene fra 2010, 2012 og 2014 er omsat til 2 fælles svarkategorier",
        "moved": "er afgrænset på en anden måde i 2012 end i 2010: 30 pct. af boligerne",
        "little": "er afgrænset lidt anderledes i 2014 end i 2012: 4 pct. af boligerne",
        "merged": "er i 2010 opgjort som",
        "contrast": "Kontrasten er ikke målt i 2014",
        "hidden": "† = ikke vist af hensyn til fortrolighed.",
    },
    "en": {
        "undecided": "nobody has said whether the meaning is the same.",
        "broken": "Declared to be a break: It is about nights now.",
        "recoded": "The answers of 2010, 2012 and 2014 were put on 2 common answers",
        "moved": "has other boundaries in 2012 than in 2010: 30% of its dwellings",
        "little": "has slightly other boundaries in 2014 than in 2012: 4% of its dwellings",
        "merged": "In 2010 ",
        "contrast": "The contrast was not measured in 2014",
        "hidden": "† = not shown for confidentiality.",
    },
}
EXPECTED = {
    "safe": {"moved", "little", "merged", "contrast", "hidden"},
    "trust": {"recoded", "moved", "little", "merged", "contrast", "hidden"},
    "noise": {"broken", "moved", "little", "merged", "contrast", "hidden"},
    "help": {"undecided", "moved", "little", "merged", "contrast", "hidden"},
    "mood": {"little", "contrast"},
}


@dataclass(frozen=True)
class Made:
    """Waves, and what was released of them."""

    waves: MadeWaves
    released: Released


@cache
def made() -> Made:
    later = ["a1", "a2", "a9", "a5", "contrast"]
    waves = made_waves(
        6,
        per_area=60,
        undecided=True,
        names={"2010": ["a1", "a2", "a3", "a4", "a5", "contrast"], "2012": later, "2014": later},
        sizes={("a1", "2010"): 7, ("contrast", "2014"): 0},
    )
    found = waves.compared(NAMES, areas=AREAS, undecided="break")
    return Made(waves, release(found))


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_is_compared_before_the_undecided_question_is_decided() -> None:
    with pytest.raises(WrongUseError) as refused:
        made().waves.compared(NAMES, areas=AREAS)
    words = str(refused.value)
    assert "help" in words
    assert not any(name in words for name in ("safe", "trust", "noise", "mood"))
    assert "survey diff" in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_tables_and_charts_say_the_same_of_a_question_and_nothing_of_others(
    name: str, language: str
) -> None:
    said = SAID[language]
    for each in (trend_table, trend_chart):
        notes = plain("\n".join(each(made().released, name, language=language).notes))
        assert {key for key, words in said.items() if words in notes} == EXPECTED[name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_tells_of_a_change_that_a_break_forbids(language: str) -> None:
    told = {
        name: plain(" ".join(wave_sentences(made().released, name, earlier="2010",
                                            language=language)))
        for name in ("noise", "help")
    }  # fmt: skip
    assert SAID[language]["broken"] in told["noise"]
    assert SAID[language]["undecided"] in told["help"]
    for words in told.values():
        assert not re.search("faldet|steget|fallen|risen", words)


@pytest.mark.parametrize("name", NAMES)
def test_areas_put_together_have_one_row_and_a_change_whatever_else_was_recoded(name: str) -> None:
    table = trend_table(made().released, name, language="en")
    assert [row.area for row in table.rows[:-2]] == ["a1", "a2", "a9", "a5"]
    cells = [cell.text for cell in table.rows[2].cells]
    assert ("·" in cells) == (name == "mood")
    assert "≠" not in cells


def test_an_interval_away_from_0_without_an_arrow_is_explained() -> None:
    told = "without a sign: not significant once corrected for several areas"
    notes = {name: told in "".join(trend_table(made().released, name, language="en").notes)
             for name in ("safe", "help")}  # fmt: skip
    assert notes == {"safe": True, "help": False}


def test_a_question_asked_later_begins_without_a_break() -> None:
    table = trend_table(made().released, "mood", language="en")
    assert not any("≠" in str(column.group) for column in table.columns)
    assert "Not asked in 2010." in table.notes
    assert not any("not measured in 2010" in note for note in table.notes)
    chart = trend_chart(made().released, "mood", language="en")
    assert "changed" not in chart.alt


def test_a_wave_is_hidden_alike_in_all_pairs_that_it_is_part_of() -> None:
    statuses: dict[tuple[object, ...], set[object]] = {}
    for row in made().released.of(ReleasedWaves)[0].frame.to_dict("records"):
        about = row["area"], row["variable"], row["category"]
        for wave, status in (("earlier", "earlier_status"), ("later", "later_status")):
            statuses.setdefault((*about, row[f"{wave}_wave"]), set()).add(row[status])
    assert {key: some for key, some in statuses.items() if len(some) > 1} == {}


def with_answers(answers: list[int]) -> Released:
    """The same waves with other answers where there were too few to be shown."""
    waves = made().waves
    first = waves.designs[0]
    data = first.data.copy()
    few = np.flatnonzero((data["area"] == "a1").to_numpy())
    data.iloc[few, data.columns.get_loc("safe")] = answers
    design = SurveyDesign(data, weights="w", strata="area", psu="dwelling", codebook=first.codebook)
    heads = [headline(each, "safe", by="area") for each in (design, *waves.designs[1:])]
    return release(
        compare_waves(*heads, verdicts=waves.verdicts, contrast="contrast", areas=AREAS,
                      undecided="break")
    )  # fmt: skip


def test_waves_that_differ_in_hidden_answers_only_give_the_same_report(tmp_path: Path) -> None:
    pages = []
    for name, answers in (("one", [1] * 7), ("other", [1, 2, 3, 4, 5, 5, 5])):
        given = with_answers(answers)
        parts = [each(given, "safe", language="da") for each in (trend_table, change_chart,
                                                                 trend_chart)]  # fmt: skip
        for ending in ("html", "xlsx"):
            path = tmp_path / f"{name}.{ending}"
            save(parts, path)
            pages.append(path.read_bytes())
        pages.append(" ".join(wave_sentences(given, "safe", language="da")).encode())
    assert pages[:3] == pages[3:]
