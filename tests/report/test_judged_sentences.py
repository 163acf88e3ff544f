"""Sentences on ranks, on being about like the contrast, and on figures from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from made_judged import judged_case

import survey as sv
from survey.codebook import Code, Codebook, Headline, Kind, Variable
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released

NAMES = {"A": "Vangdalen", "B": "Søparken", "C": "Højgården", "D": "Hornbækken"}
BOOK = Codebook(
    {
        "safe": Variable(
            "safe",
            Kind.SINGLE,
            {"da": "Tryghed", "en": "Safety"},
            codes=(Code(1, {"da": "Utryg"}), Code(0, {"da": "Tryg"})),
            headline=Headline(
                (1,), "low", label={"da": "Utrygge", "en": "Unsafe"},
                phrase={"da": "er utrygge", "en": "feel unsafe"},
            ),
        ),
        "area": Variable(
            "area", Kind.GROUP, {"da": "boligområde", "en": "area"},
            codes=tuple(Code(code, {"da": name}) for code, name in NAMES.items()),
        ),
    }
)  # fmt: skip


def _released(margin: float = 0.05, **counts: tuple[int, int]) -> Released:
    rows = pd.DataFrame(
        [(a, code, k) for a, pair in counts.items() for code, k in zip((1, 0), pair, strict=True)],
        columns=["area", "safe", "k"],
    )
    heads = sv.headline(sv.SurveyDesign(rows, counts="k", codebook=BOOK), "safe", by="area")
    compared = sv.compare_areas(heads, "D")
    outside = sv.compare_benchmark(heads, 0.2, label={"da": "hele landet", "en": "Denmark"})
    return sv.release(
        [heads, compared, sv.rank_areas(heads), sv.equivalence(compared, margin), outside]
    )


CLEAR = {"A": (150, 50), "B": (60, 140), "C": (62, 138), "D": (40, 160)}
TWO_LAST = CLEAR | {"B": (140, 60)}
ALIKE = dict.fromkeys("ABCD", (50, 50))


def test_the_last_area_is_named_where_all_others_are_surely_better() -> None:
    released = _released(**CLEAR)
    assert sv.rank_sentence(released, "safe", language="da") == (
        "Blandt de 4 områder har Vangdalen med 95\xa0pct. sikkerhed den højeste andel, der er "
        "utrygge."
    )
    assert sv.rank_sentence(released, "safe", called="the least safe", language="en") == (
        "Of the 4 areas, Vangdalen is the least safe (95% confidence)."
    )


def test_an_area_is_said_to_be_among_those_that_may_be_last() -> None:
    released = _released(**TWO_LAST)
    said = sv.rank_sentence(
        released, "safe", area="Vangdalen", called="det mest utrygge", language="da"
    )
    assert said == "Af de 4 områder er Vangdalen blandt de 2, der kan være det mest utrygge."
    assert sv.rank_sentence(released, "safe", language="da") == (
        "Af de 4 områder kan Vangdalen og Søparken have den højeste andel, der er utrygge; det kan "
        "ikke afgøres mellem dem."
    )
    other = sv.rank_sentence(
        released, "safe", area="D", called="det mest utrygge", units="boligområder", language="da"
    )
    assert other == (
        "Blandt de 4 boligområder er Hornbækken med 95\xa0pct. sikkerhed ikke det mest utrygge."
    )


def test_nobody_is_named_where_all_are_alike() -> None:
    released = _released(**ALIKE)
    for area in (None, "A"):
        said = sv.rank_sentence(released, "safe", area=area, language="da")
        assert said.startswith("Ingen af de 4 områder kan udpeges")
    assert sv.rank_sentence(released, "safe", end="first", language="en").startswith(
        "None of the 4 areas can be singled out"
    )


def test_hidden_areas_are_left_out_and_counted() -> None:
    said = sv.rank_sentence(judged_case(), "safe", language="da")
    assert said.endswith("hvis tal ikke vises, er ikke regnet med.")
    hidden = sv.rank_sentence(judged_case(), "safe", area="a2", language="da")
    assert hidden == "Søparken er ikke placeret, da tallet ikke vises."
    none = _released(A=(2, 3), D=(1, 4))
    assert sv.rank_sentence(none, "safe", language="da").startswith("Der er ikke tal for nok")


def test_areas_about_like_the_contrast_are_named() -> None:
    counts = {"A": (800, 3200), "B": (820, 3180), "C": (2000, 2000), "D": (800, 3200)}
    found = sv.equivalence_sentences(_released(**counts), "safe", language="da")
    assert found == (
        "»Utrygge«: Vangdalen og Søparken ligger omtrent som Hornbækken (inden for 5 "
        "procentpoint).",
        "Statistisk sikkert højere ligger Højgården.",
    )
    same = dict.fromkeys("ABCD", (800, 3200))
    assert sv.equivalence_sentences(_released(**same), "safe", language="en") == (
        "“Unsafe”: all 3 areas are about like Hornbækken (within 5 percentage points).",
    )
    few = sv.equivalence_sentences(_released(A=(20, 40), D=(25, 35)), "safe", language="da")
    assert few[0].startswith("»Utrygge«: Det kan ikke siges, at Vangdalen ligger omtrent som")
    assert few[1].startswith("Uafgjort er Vangdalen")


def test_areas_beside_a_figure_from_outside_are_named() -> None:
    found = sv.benchmark_sentences(_released(**CLEAR), "safe", language="da")
    assert found == (
        "»Utrygge«: Vangdalen, Søparken og Højgården ligger statistisk sikkert højere end hele "
        "landet (20\xa0pct.).",
        "Hornbækken kan ikke skelnes statistisk sikkert fra tallet.",
    )
    alike = sv.benchmark_sentences(_released(A=(20, 80), D=(21, 79)), "safe", language="en")
    assert alike[0] == "“Unsafe”: none of the 2 areas can be told apart from Denmark (20%)."
    assert alike[1] == "The numbers for Søparken and Højgården aren't shown."


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_sentence_is_whole(language: str) -> None:
    for case in ({"areas": 2}, {"areas": 8}, {"areas": 30, "long": True}):
        released = judged_case(**case)  # type: ignore[arg-type]
        for variable in ("safe", "trust"):
            said = [
                sv.rank_sentence(released, variable, language=language),
                *sv.equivalence_sentences(released, variable, language=language),
                *sv.benchmark_sentences(released, variable, language=language),
            ]
            assert all(each.endswith(".") and "{" not in each for each in said)
            assert not any("nan" in each.split() for each in said)


def test_what_cannot_be_meant_is_refused() -> None:
    released = judged_case()
    with pytest.raises(WrongUseError, match="end"):
        sv.rank_sentence(released, "safe", end="middle")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="called"):
        sv.rank_sentence(released, "safe", called=" ")
    with pytest.raises(UnknownNameError):
        sv.rank_sentence(released, "safe", area="Nowhere")
    with pytest.raises(UnknownNameError):
        sv.rank_sentence(released, "grid_2")
    with pytest.raises(WrongUseError, match="language"):
        sv.rank_sentence(released, "safe", language="sv")
