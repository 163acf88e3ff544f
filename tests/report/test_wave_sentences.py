"""Sentences on changes: certain ones as rises and falls, others with their interval."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from changing_waves import made_waves

from survey.codebook import Code, Codebook, Headline, Variable
from survey.comparison.waves.compare import compare_waves
from survey.disclosure.release import release
from survey.errors import UnknownNameError
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline
from survey.report.wave_sentences import wave_sentences

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released

PLAIN = str.maketrans({"\N{NO-BREAK SPACE}": " "})


def wave(shares: dict[str, int], n: int = 400) -> Any:
    areas = Variable("area", "group", {}, codes=tuple(  # type: ignore[arg-type]
        Code(a, {"da": a}, place={"da": f"i {a}", "en": f"in {a}"}) for a in shares
    ))  # fmt: skip
    unsafe = Variable(
        "unsafe", "single", {"da": "Utryghed"}, codes=(Code(0, {}), Code(1, {})),  # type: ignore[arg-type]
        headline=Headline((1,), phrase={"da": "er utrygge", "en": "feel unsafe"}),
    )  # fmt: skip
    rows = [(a, int(k < n * share / 100)) for a, share in shares.items() for k in range(n)]
    frame = pd.DataFrame(rows, columns=["area", "unsafe"])
    book = Codebook({"area": areas, "unsafe": unsafe})
    return headline(SurveyDesign(frame, codebook=book), "unsafe", by="area")


@cache
def released() -> Released:
    before = {"Vangdalen": 40, "Nordby": 30, "Søparken": 20, "Hornbækken": 17}
    after = {"Vangdalen": 24, "Nordby": 45, "Søparken": 22, "Hornbækken": 17}
    found = compare_waves(
        wave(before), wave(after), waves=["2010", "2012"], contrast="Hornbækken", independent=True
    )
    return release(found)


def told(language: str) -> list[str]:
    return [
        each.translate(PLAIN) for each in wave_sentences(released(), "unsafe", language=language)
    ]


def test_the_clearest_change_comes_first_with_the_contrast_beside_it() -> None:
    assert told("da")[0] == (
        "Andelen, der er utrygge, er faldet fra 40 til 24 pct. i Vangdalen (usikkerhed på "
        "ændringen: 10–22 procentpoint); i Hornbækken, som er kontrast, er den uændret 17 pct. "
        "(usikkerhed på ændringen: −5 – +5 procentpoint)."
    )
    assert told("da")[1].startswith("Ændringen ligger 16 procentpoint under ændringen i kontrasten")


def test_other_changes_follow_and_uncertain_ones_are_not_called_rises() -> None:
    assert "Derimod er andelen steget i Nordby (fra 30 til 45 pct.)." in told("da")
    assert "I Søparken (fra 20 til 22 pct.) er ændringen ikke statistisk sikker." in told("da")
    assert "By contrast, the share has risen in Nordby (from 30 to 45%)." in told("en")


def test_breaks_hidden_numbers_and_an_absent_contrast_are_said() -> None:
    few = {("a1", "2012"): 7, ("a3", "2012"): 7}  # each hides the other
    made = made_waves(4, per_area=50, sizes={**few, ("contrast", "2014"): 0})
    given = release(made.compared(("safe", "noise")))
    broken = wave_sentences(given, "noise", earlier="2010", later="2012", language="da")
    assert broken[0].startswith("»Støj fra naboer« kan ikke sammenlignes mellem 2010 og 2012.")
    assert "faldet" not in broken[0]
    later = " ".join(wave_sentences(given, "safe", earlier="2012", language="da"))
    assert "Vangdalen" in later
    assert "vises ændringen ikke af hensyn til fortrolighed." in later
    assert "Kontrasten er ikke målt i 2014; senest, i 2012, var andelen dér" in later


def test_what_was_not_compared_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        wave_sentences(released(), "noise")
    with pytest.raises(UnknownNameError):
        wave_sentences(released(), "unsafe", later="2014")
    with pytest.raises(UnknownNameError):
        wave_sentences(released(), "unsafe", earlier="2012", later="2010")
