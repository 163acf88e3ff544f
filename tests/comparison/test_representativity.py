"""Respondents beside the register: shares, tests, those who lack a characteristic, universes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_register import MadeWeights, made_weights
from made_weighting import answers_of, drawn_sample, population_table, targets_of
from scipy import stats

import survey as sv
from survey.codebook import Code, Domain
from survey.errors import UnknownNameError, WeightingError, WrongUseError
from survey.kernels.known_shares import dissimilarity, expects_enough, known_shares_test
from survey.weighting.targets import Targets, TargetTable

if TYPE_CHECKING:
    from survey.comparison.register.representativity import Representativity


@pytest.fixture(scope="module")
def made() -> MadeWeights:
    return made_weights(3, lacking=12)


@pytest.fixture(scope="module")
def found(made: MadeWeights) -> Representativity:
    return sv.representativity(made.answers, made.targets, made.weights, codebook=made.codebook)


def rows(frame: pd.DataFrame, **wanted: Any) -> list[dict[str, Any]]:
    records: list[Any] = frame.to_dict("records")
    return [r for r in records if all(r[name] == value for name, value in wanted.items())]


def test_shares_of_both_and_their_difference(made: MadeWeights, found: Representativity) -> None:
    mine = made.answers[made.answers["area"] == "a1"]
    cell = rows(found.to_frame(), area="a1", variable="sex", category=1)[0]
    assert cell["respondents"] == pytest.approx((mine["sex"] == 1).mean())
    assert cell["register"] == pytest.approx(281 / 540)
    assert cell["difference"] == pytest.approx(cell["respondents"] - cell["register"])
    assert cell["weighted"] == pytest.approx(cell["register"])
    assert cell["weighted_on"]
    assert not rows(found.to_frame(), variable="tenure")[0]["weighted_on"]


def test_all_together_are_pooled_by_how_they_were_selected() -> None:
    made = made_weights(2, small=True)
    found = sv.representativity(made.answers, made.targets, made.weights, codebook=made.codebook)
    frame = found.to_frame()
    parts = {a: rows(frame, area=a, variable="sex", category=1)[0] for a in ("a1", "a2")}
    whole = rows(frame, area=Domain.ALL, variable="sex", category=1)[0]
    sizes = made.targets.sizes["adults"]
    pooled = sum(sizes[a] * parts[a]["respondents"] for a in parts) / sum(sizes.values())
    assert whole["respondents"] == pytest.approx(pooled)
    assert whole["register_count"] == sum(each["register_count"] for each in parts.values())


def test_the_order_of_the_answers_does_not_matter(
    made: MadeWeights, found: Representativity
) -> None:
    mixed = made.answers.sample(frac=1, random_state=1)
    other = sv.representativity(mixed, made.targets, made.weights, codebook=made.codebook)
    pd.testing.assert_frame_equal(other.to_frame(), found.to_frame())


def test_those_who_lack_a_characteristic_are_counted(found: Representativity) -> None:
    tests = found.to_frame("tests")
    assert rows(tests, area="a1", variable="tenure")[0]["lacking"] == 12
    assert rows(tests, area="a1", variable="tenure")[0]["n"] == 78
    assert rows(tests, area=Domain.ALL, variable="sex")[0]["lacking"] == 0


def test_an_answer_that_the_register_does_not_have_counts_as_lacking(made: MadeWeights) -> None:
    answers = made.answers.copy()
    answers.loc[:5, "tenure"] = 4
    other = Code(4, {"da": "Har altid boet her", "en": "Always lived here"})
    tenure = made.codebook["tenure"]
    book = made.codebook.with_variables([replace(tenure, codes=(*tenure.codes, other))])
    for codebook in (book, None):
        weights = replace(made.weights, codebook=None)
        found = sv.representativity(answers, made.targets, weights, codebook=codebook)
        assert rows(found.to_frame("tests"), area="a1", variable="tenure")[0]["lacking"] == 12
        assert not rows(found.to_frame(), category=4)


def test_the_test_is_that_of_pearson_in_a_simple_random_sample() -> None:
    p, q, n = np.array([0.3, 0.45, 0.25]), np.array([0.4, 0.4, 0.2]), 4000
    covariance = (np.diag(q) - np.outer(q, q)) / n
    judged = known_shares_test(p, q, covariance, n, 1e9)
    square = n * ((p - q) ** 2 / q).sum()
    assert judged.statistic == pytest.approx(square / 2)
    assert judged.p_value == pytest.approx(stats.chi2.sf(square, 2), rel=1e-6)
    halved = known_shares_test(p, q, covariance / 2, n, 1e9)
    assert halved.statistic == pytest.approx(square)


def test_answers_where_the_register_has_nobody_can_not_be_tested() -> None:
    p, q = np.array([0.5, 0.4, 0.1]), np.array([0.5, 0.5, 0.0])
    assert np.isnan(known_shares_test(p, q, np.eye(3), 100, 99).p_value)
    assert np.isfinite(known_shares_test(np.array([0.5, 0.5, 0]), q, np.eye(3), 100, 99).p_value)
    assert not expects_enough(np.array([0.995, 0.005]), 100)
    assert expects_enough(q, 100)
    assert dissimilarity(p, q) == pytest.approx(0.1)


def test_a_category_is_marked_only_where_its_characteristic_departs(made: MadeWeights) -> None:
    answers = made.answers.copy()
    answers["age_group"] = np.where(np.arange(270) % 10 < 8, "60+", "30-59")
    found = sv.representativity(answers, made.targets, made.weights, codebook=made.codebook)
    marks = {r["category"]: r["mark"] for r in rows(found.to_frame(), area="a1")}
    assert (marks["18-29"], marks["60+"]) == (-1, 1)
    assert marks[1] == 0


def test_hidden_cells_of_the_register_are_ranges(made: MadeWeights) -> None:
    cells = made.targets.tables["tenure"].cells.copy()
    cells.loc[0, ["low", "high"]] = [100.0, 120.0]
    table = replace(made.targets.tables["tenure"], cells=cells)
    targets = replace(made.targets, tables={"tenure": table})
    found = sv.representativity(made.answers, targets, made.weights, codebook=made.codebook)
    cell = rows(found.to_frame(), area="a1", category=1)[0]
    assert (cell["register_low"], cell["register_high"]) == (100 / 540, 120 / 540)
    assert cell["difference_low"] < cell["difference"] < cell["difference_high"]


def test_a_crossed_table_is_summed_over_the_others(made: MadeWeights) -> None:
    sexes, ages = (made.targets.tables[name].cells for name in ("sex", "age_group"))
    crossed = sexes.merge(ages, on="area", suffixes=("", "_y"))
    crossed[["count", "low", "high"]] = 90.0
    table = TargetTable("sex*age_group", ("sex", "age_group"), crossed, by_area=True)
    targets = Targets({"sex*age_group": table}, made.targets.sizes, made.targets.area)
    found = sv.representativity(made.answers, targets, made.weights, codebook=made.codebook)
    assert [r["register_count"] for r in rows(found.to_frame(), area="a1")] == [270.0] * 2 + [
        180.0
    ] * 3


def test_a_table_of_all_together_is_compared_with_all_together(made: MadeWeights) -> None:
    cells = pd.DataFrame({"area": [None, None], "sex": [1, 2], "count": [840.0, 780.0]})
    cells = cells.assign(low=cells["count"], high=cells["count"])
    table = TargetTable("sex", ("sex",), cells, by_area=False)
    targets = Targets({"sex": table}, made.targets.sizes, made.targets.area)
    found = sv.representativity(made.answers, targets, made.weights, codebook=made.codebook)
    assert set(found.to_frame()["area"]) == {Domain.ALL}
    assert sv.release(found).representativity().areas() == []


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"variables": ["colour"]}, UnknownNameError, "the register doesn't have"),
        ({"targets": "households"}, WeightingError, "about the same"),
        ({"targets": "area"}, WeightingError, "all areas with answers"),
        ({"answers": "fewer"}, WrongUseError, "as many answers as weights"),
        ({"answers": "others"}, WrongUseError, "each once"),
        ({"answers": "column"}, WrongUseError, "column of what the register knows"),
        ({"answers": "list"}, WrongUseError, "of a kind"),
    ],
)
def test_what_can_not_be_compared_is_refused(
    made: MadeWeights, change: dict[str, Any], error: type[Exception], words: str
) -> None:
    table = made.targets.tables["sex"]
    some = table.cells[table.cells["area"] != "a3"]
    others: dict[str, Any] = {
        "households": Targets({"sex": replace(table, universe="households")}),
        "area": Targets({"sex": replace(table, cells=some)}, area=made.targets.area),
        "fewer": made.answers.iloc[1:],
        "others": made.answers.assign(respondent="r1"),
        "column": made.answers.drop(columns="sex"),
        "list": [1, 2],
    }
    given: dict[str, Any] = {"answers": made.answers, "targets": made.targets}
    for name, value in change.items():
        given[name] = others[value] if isinstance(value, str) else value
    with pytest.raises(error, match=words):
        sv.representativity(weights=made.weights, **given)


def test_without_weights_respondents_are_shown_as_they_were_selected() -> None:
    sizes = {"A": 300, "B": 500}
    sample = drawn_sample(sizes, 60, persons="birthday")
    units = sample.units
    chance = np.random.default_rng(3)
    answers = answers_of(
        {
            "respondent": units["unit"].tolist(),
            "area": units["area"].tolist(),
            "adults": units["adults"].replace(-1, 2).tolist(),
            "sex": chance.choice([1, 2], len(units)).tolist(),
        }
    )
    adults = {area: 2 * size for area, size in sizes.items()}
    targets = targets_of(population_table("sex", adults), sizes={"adults": adults})
    found = sv.representativity(answers, targets, sample=sample)
    assert not found.has_weights
    assert not found.is_even
    mine = answers.data[answers.data["area"] == "A"]
    share = np.average(mine["sex"] == 1, weights=mine["adults"])
    assert rows(found.to_frame(), area="A", category=1)[0]["respondents"] == pytest.approx(share)
    households = targets_of(population_table("sex", sizes, universe="households"),
                            sizes={"households": sizes}, universe="households")  # fmt: skip
    alone = sv.representativity(answers, households)
    share = (mine["sex"] == 1).mean()
    assert rows(alone.to_frame(), area="A", category=1)[0]["respondents"] == pytest.approx(share)


def test_frames_can_be_had_with_labels(found: Representativity) -> None:
    assert found.to_frame(labels="da")["category"].tolist()[:2] == ["Kvinder", "Mænd"]
    assert found.to_frame("tests", labels="en")["variable"].tolist()[0] == "Sex"
    assert "Ikke frigivet" not in found._repr_html_()
    with pytest.raises(WrongUseError):
        found.to_frame("shares")
