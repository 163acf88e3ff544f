"""Response rates by what is known of everyone sampled, weighted and not, and as sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from contact_logs import made_sample, written

import survey as sv
from survey.codebook import Domain
from survey.errors import SurveyError, UnknownNameError, WrongUseError
from survey.fieldwork.rate_words import KINDS, rate_definition
from survey.language.catalogue import language_in_force
from survey.language.numbers import NO_BREAK

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = """
    område;I;P;R;NC;O;UH;UO;NE
    Nordby;400;30;120;200;20;60;30;70
    Vangdalen;200;20;80;100;0;40;0;60
"""


def example(folder: Path, **more: Any) -> Any:
    return sv.read_dispositions(written(folder, EXAMPLE), **more)


def one_area(folder: Path, **counts: int) -> Any:
    head, row = ",".join(counts), ",".join(map(str, counts.values()))
    return sv.read_dispositions(written(folder, f"area,{head}\nNordby,{row}\n"))


def rows_of(rates: Any) -> dict[Any, dict[str, Any]]:
    records = rates.to_frame().to_dict("records")
    return {tuple(row[name] for name in rates.by): row for row in records if not row["weighted"]}


# Numbers


def test_the_example_gives_the_published_rates(tmp_path: Path) -> None:
    row = sv.response_rates(example(tmp_path), e=0.6).of_all()
    rates = {kind: round(row[kind], 4) for kind in KINDS}
    assert rates == {
        "RR1": 0.4615, "RR2": 0.5, "RR3": 0.4808, "RR4": 0.5208, "RR5": 0.5128, "RR6": 0.5556,
        "COOP1": 0.6897, "COOP2": 0.7471, "COOP3": 0.7059, "COOP4": 0.7647,
        "REF1": 0.1538, "REF2": 0.1603, "REF3": 0.1709,
        "CON1": 0.6692, "CON2": 0.6971, "CON3": 0.7436,
    }  # fmt: skip


def test_e_is_by_default_that_of_the_known_all_together(tmp_path: Path) -> None:
    rates = sv.response_rates(example(tmp_path), by="area")
    assert rates.e == 1170 / 1300
    assert rates.e_rule == "CASRO"
    assert set(rates.to_frame()["e"]) == {0.9}
    assert rows_of(rates)["Nordby",]["RR3"] == 400 / (770 + 0.9 * 90)
    assert sv.response_rates(example(tmp_path), e=0.25).e_rule == "given"


def test_rates_by_area_are_in_the_order_of_the_study_and_all_last(tmp_path: Path) -> None:
    found = example(tmp_path, area=["Vangdalen", "Søparken", "Nordby"])
    rows = rows_of(sv.response_rates(found, by="area"))
    assert list(rows) == [("Vangdalen",), ("Søparken",), ("Nordby",), (Domain.ALL,)]
    assert rows["Søparken",]["sampled"] == 0
    assert math.isnan(rows["Søparken",]["RR2"])
    assert rows[Domain.ALL,]["sampled"] == 1430


def test_all_are_the_sum_of_the_areas(tmp_path: Path) -> None:
    rows = rows_of(sv.response_rates(example(tmp_path), by="area"))
    for name in ("sampled", "complete", "not_eligible", "unknown_household"):
        total = rows["Nordby",][name] + rows["Vangdalen",][name]
        assert rows[Domain.ALL,][name] == total


def test_without_a_breakdown_there_is_one_row(tmp_path: Path) -> None:
    rates = sv.response_rates(example(tmp_path))
    assert len(rates.to_frame()) == 1
    assert repr(rates) == "ResponseRates(RR2 50.0%, 650 of 1,300 dwellings)"


def test_a_rate_of_nobody_is_none(tmp_path: Path) -> None:
    rates = sv.response_rates(one_area(tmp_path, complete=0, vacant=4))
    assert math.isnan(rates.of_all()["RR2"])
    assert repr(rates) == "ResponseRates(RR2 .., 0 of 0 dwellings)"
    assert sv.response_sentence(rates, "da").startswith("Svarprocent: .. (0 af 0 boliger).")


def test_nothing_known_leaves_e_open(tmp_path: Path) -> None:
    rates = sv.response_rates(one_area(tmp_path, I=0, UH=4))
    assert math.isnan(rates.e)
    assert math.isnan(rates.of_all()["RR3"])
    assert rates.of_all()["RR1"] == 0
    sentence = sv.response_sentence(rates, "en", "RR4")
    assert sentence.startswith("Response rate: .. (0 of an estimated .. dwellings).")


def test_pending_units_count_as_not_reached_until_they_are(tmp_path: Path) -> None:
    lines = "unit,area,outcome\n1,Nordby,I\n2,Nordby,\n3,Nordby,NC\n4,Nordby,R\n"
    found = sv.read_dispositions(written(tmp_path, lines), closed=False)
    rates = sv.response_rates(found)
    assert rates.of_all()["RR1"] == 0.25
    assert rates.of_all()["pending"] == 1
    assert sv.response_sentence(rates, "en") == (
        "Response rate so far: 25% (1 of 4 dwellings). RR2 (AAPOR): complete and partial answers "
        "as a percentage of all sampled dwellings that are eligible. One of those sent out is "
        "still in the field and counts as not reached."
    )


# Weights

WEIGHTED = [("A1", "nordby", 2.0), ("A2", "nordby", 2.0), ("B1", "vangdalen", 10.0),
            ("B2", "vangdalen", 10.0)]  # fmt: skip


def weighted(folder: Path) -> Any:
    lines = "unit,outcome\nA1,I\nA2,R\nB1,NC\nB2,UH\n"
    return sv.read_dispositions(written(folder, lines), made_sample(WEIGHTED))


def test_weighted_rates_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    rates = sv.response_rates(weighted(tmp_path), by="area", weighted="both")
    assert rates.of_all()["RR1"] == 1 / 4
    assert rates.of_all(weighted=True)["RR1"] == 2 / 24
    assert rates.of_all(weighted=True)["RR5"] == 2 / 14
    assert rates.of_all(weighted=True)["e"] == 1.0
    assert rates.of_all(weighted=True)["sampled"] == 24
    by_area = {row["area"]: row["RR1"] for row in rates.rows(weighted=True)[:2]}
    assert by_area == {"nordby": 0.5, "vangdalen": 0.0}
    assert sv.response_sentence(rates, "da").startswith(
        f"Svarprocent: 25{NO_BREAK}pct. (1 af 4 boliger; vægtet 8{NO_BREAK}pct.). RR2"
    )


def test_weighted_rates_are_those_of_a_slow_sum(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    areas, words = ["nordby", "vangdalen"], ["I", "P", "R", "NC", "O", "UH", "UO", "NE"]
    units = [(f"u{k}", areas[rng.integers(2)], float(rng.uniform(1, 9))) for k in range(300)]
    outcomes = {unit: words[rng.integers(8)] for unit, _, _ in units}
    lines = ["unit,outcome", *(f"{unit},{word}" for unit, word in outcomes.items())]
    found = sv.read_dispositions(written(tmp_path, "\n".join(lines)), made_sample(units))
    rates = sv.response_rates(found, by="area", weighted=True, e=0.3)
    for row in rates.rows(weighted=True):
        total = dict.fromkeys(words, 0.0)
        for unit, area, weight in units:
            if row["area"] in (area, Domain.ALL):
                total[outcomes[unit]] += weight
        known = total["I"] + total["P"] + total["R"] + total["NC"] + total["O"]
        base = known + 0.3 * (total["UH"] + total["UO"])
        if base:
            assert row["RR4"] == pytest.approx((total["I"] + total["P"]) / base, rel=1e-12)


def test_without_a_sample_there_is_nothing_to_weight_by(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="sample"):
        sv.response_rates(example(tmp_path), weighted=True)


# What they can be broken down by

CODES = """
    bolig,område,kode,tildelt måde,etage,alder
    1,Nordby,I,digital,1,30
    2,Nordby,NC,papir,10,
    3,Vangdalen,R,digital,2,
    4,Vangdalen,I,papir,1,40
"""


def test_what_is_known_of_all_can_be_broken_down_by(tmp_path: Path) -> None:
    found = sv.read_dispositions(written(tmp_path, CODES))
    rates = sv.response_rates(found, by="etage")
    assert [key for (key,) in rows_of(rates)] == ["1", "10", "2", Domain.ALL]
    rates = sv.response_rates(found, by=["area", "mode"])
    rows = rows_of(rates)
    assert len(rows) == 5
    assert rows["Nordby", "digital"]["RR1"] == 1
    assert rows[Domain.ALL, Domain.ALL]["RR1"] == 0.5


def test_the_mode_is_the_assigned_one_else_the_last_else_unknown(tmp_path: Path) -> None:
    assigned = sv.read_dispositions(written(tmp_path, CODES))
    assert [k for (k,) in rows_of(sv.response_rates(assigned, by="mode"))] == [
        "digital", "papir", Domain.ALL,
    ]  # fmt: skip
    lines = "unit,date,mode,result\nA1,2026-05-01,visit,I\n"
    last = sv.read_dispositions(written(tmp_path, lines), made_sample(WEIGHTED))
    rates = sv.response_rates(last, by="mode")
    assert [k for (k,) in rows_of(rates)] == ["visit", Domain.MISSING, Domain.ALL]
    assert rates.label_of("mode", Domain.MISSING, "da") == "Ukendt"


def test_what_the_sample_knows_can_be_broken_down_by(tmp_path: Path) -> None:
    sample = made_sample(WEIGHTED, more={"adults": [1, -1, 2, 10], "lift": [True, None, "", "no"]})
    lines = "unit,outcome\nA1,I\nA2,I\nB1,NC\n"
    found = sv.read_dispositions(written(tmp_path, lines), sample)
    assert [k for (k,) in rows_of(sv.response_rates(found, by="adults"))][:4] == [-1, 1, 2, 10]
    lift = rows_of(sv.response_rates(found, by="lift"))
    assert lift[Domain.MISSING,]["sampled"] == 2


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("alder", "isn't known of everyone sampled"),
        ("husleje", "isn't known of everyone sampled"),
        ("etagee", "did you mean|hint"),
        ("outcome", "during fieldwork"),
        ("attempts", "during fieldwork"),
        ("last_attempt", "during fieldwork"),
        ("unit", "during fieldwork"),
    ],
)
def test_what_only_respondents_tell_is_refused_with_the_reason(
    tmp_path: Path, by: str, said: str
) -> None:
    found = sv.read_dispositions(written(tmp_path, CODES))
    with pytest.raises(UnknownNameError, match=said):
        sv.response_rates(found, by=by)
    with language_in_force("da"), pytest.raises(UnknownNameError, match="Svarprocenter kan ikke"):
        sv.response_rates(found, by=by)


def test_counts_can_be_broken_down_by_area_only(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="only counts by area"):
        sv.response_rates(example(tmp_path), by="mode")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "RR7"}, "kind"),
        ({"kind": "rr2"}, "RR2"),
        ({"e": 1.2}, "e must be"),
        ({"e": "casro"}, "e must be"),
        ({"e": True}, "e must be"),
        ({"e": float("nan")}, "e must be"),
        ({"weighted": "yes"}, "weighted"),
        ({"by": 3}, "by"),
        ({"by": ["area", "area"]}, "once"),
    ],
)
def test_wrong_arguments_are_refused(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(SurveyError, match=said):
        sv.response_rates(example(tmp_path), **wrong)


def test_only_dispositions_have_rates() -> None:
    with pytest.raises(WrongUseError, match="dispositions"):
        sv.response_rates(pd.DataFrame())  # type: ignore[arg-type]


# In words


def test_the_headline_is_a_line_with_its_definition(tmp_path: Path) -> None:
    rates = sv.response_rates(one_area(tmp_path, complete=1280, partial=10, refused=1710))
    assert sv.response_sentence(rates, "da") == (
        f"Svarprocent: 43{NO_BREAK}pct. (1.290 af 3.000 boliger). RR2 (AAPOR): fulde og delvise "
        "besvarelser i procent af alle udvalgte boliger i målgruppen."
    )
    assert sv.response_sentence(rates, "en") == (
        "Response rate: 43% (1,290 of 3,000 dwellings). RR2 (AAPOR): complete and partial answers "
        "as a percentage of all sampled dwellings that are eligible."
    )
    assert "17.5%" in sv.response_sentence(
        sv.response_rates(one_area(tmp_path, I=449, R=449, NC=1669)), "en", "RR1", decimals=1
    )


@pytest.mark.parametrize(
    ("counts", "danish", "english"),
    [
        ({"I": 1, "NC": 0}, "(1 af 1 bolig)", "(1 of 1 dwelling)"),
        ({"I": 1, "NC": 1}, "(1 af 2 boliger)", "(1 of 2 dwellings)"),
        ({"I": 0, "NC": 1}, "(0 af 1 bolig)", "(0 of 1 dwelling)"),
    ],
)
def test_one_dwelling_is_one(
    tmp_path: Path, counts: dict[str, int], danish: str, english: str
) -> None:
    rates = sv.response_rates(one_area(tmp_path, **counts))
    assert danish in sv.response_sentence(rates, "da")
    assert english in sv.response_sentence(rates, "en")


def test_persons_are_called_persons(tmp_path: Path) -> None:
    rates = sv.response_rates(example(tmp_path, unit="person"))
    assert "650 af 1.300 personer" in sv.response_sentence(rates, "da")
    assert repr(rates).endswith("1,300 persons)")


def test_the_unknown_are_told_of_where_there_are_any(tmp_path: Path) -> None:
    rates = sv.response_rates(example(tmp_path), kind="RR4")
    assert sv.response_sentence(rates, "da") == (
        f"Svarprocent: 51{NO_BREAK}pct. (650 af anslået 1.287 boliger). RR4 (AAPOR): fulde og "
        "delvise besvarelser i procent af alle udvalgte boliger i målgruppen. Boliger, som måske "
        "er uden for målgruppen, er regnet med som en del (e = 0,90)."
    )
    assert "er ikke regnet med" in rates.definition("RR6", "da")
    assert "er regnet med." in rates.definition("RR1", "da")


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_rate_has_a_definition_of_its_own(language: str) -> None:
    told = {kind: rate_definition(kind, "dwelling", language) for kind in KINDS}
    assert len({sentence.split(":", 1)[1] for sentence in told.values()}) == len(KINDS)
    assert all(sentence.startswith(f"{kind} (AAPOR): ") for kind, sentence in told.items())
    assert all(sentence.endswith(".") for sentence in told.values())


def test_other_families_are_called_what_they_are(tmp_path: Path) -> None:
    rates = sv.response_rates(example(tmp_path))
    assert sv.response_sentence(rates, "da", "REF1").startswith("Afslagsprocent: 15")
    assert sv.response_sentence(rates, "en", "CON1").startswith("Contact rate: 67%")
    assert sv.response_sentence(rates, "en", "COOP1").startswith("Cooperation rate: 69%")


@pytest.mark.parametrize(("given", "said"), [(("xx",), "danish|Danish"), (("da", "RR9"), "kind")])
def test_a_sentence_that_can_not_be_is_refused(
    tmp_path: Path, given: tuple[str, ...], said: str
) -> None:
    with pytest.raises(WrongUseError, match=said):
        sv.response_sentence(sv.response_rates(example(tmp_path)), *given)


def test_a_notebook_shows_the_rates_with_their_definition(tmp_path: Path) -> None:
    rates = sv.response_rates(example(tmp_path), by="area")
    assert "RR2 (AAPOR)" in rates._repr_html_()
    with language_in_force("da"):
        html = rates._repr_html_()
    assert "Svarprocent (RR2)" in html
    assert "Boligområde" in html
    assert f"50,0{NO_BREAK}pct." in html
