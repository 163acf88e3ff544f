"""Differences taken apart: against published numbers, slow derivatives, and what must hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resident_answers import answers, design_of, jackknifed, slow_covariance

import survey as sv
from survey.comparison.fair.decomposition import Part
from survey.errors import DataError, UnknownNameError, WrongUseError

# Labour market of Chicago (the data of R's package oaxaca): means and covariances (divisor n) of
# those born in the country, 287, and abroad, 379; the triangle row by row. Hourly wage comes last.
CHICAGO = ("age", "female", "LTHS", "some_college", "college", "advanced_degree", "wage")
NATIVE_MEANS = [
    34.01045296167247, 0.4808362369337979, 0.11846689895470383, 0.3867595818815331,
    0.1289198606271777, 0.06968641114982578, 17.58282239051095,
]  # fmt: skip
NATIVE = [
    161.10442035231708, 0.06117592783692906, 0.24963275018514253, -0.17893867838628613,
    0.012723233255229519, 0.10443249280675927, -0.4256455705423155, 0.009153929269506733,
    -0.04581820830652324, 0.2371766077043545, 0.2878510119098203, -0.00275589117264992,
    -0.015272736102174401, -0.04986099139239281, 0.11229953016304714, 0.281501535771953,
    0.00830409498719177, -0.008255533028202358, -0.0269518872391312, -0.008983962413043767,
    0.06483021525088278, 48.9045864062281, -1.4378121103334662, -0.8234875041505417,
    -0.39342695809629696, 1.0551474507698544, 0.8657387036910231, 144.6634979542086,
]  # fmt: skip
FOREIGN_MEANS = [
    40.635883905013195, 0.39577836411609496, 0.38786279683377306, 0.1345646437994723,
    0.08179419525065963, 0.0316622691292876, 14.567248104811252,
]  # fmt: skip
FOREIGN = [
    155.24472817649564, -0.457473841034245, 0.23913785061368115, 0.423548986709923,
    -0.029497149142654115, 0.23742524766605733, 0.3260420075048209, 0.01270528609519565,
    -0.052192619099004016, 0.11645700043859289, 0.13532348006488404, 0.0019284187662297074,
    -0.0317249253346885, -0.011006606748769488, 0.0751039048739565, -0.10456624501361027,
    0.0006613710570101916, -0.012280616258589073, -0.004260621967265607, -0.0025897898232398906,
    0.030659769842871967, 11.420201985409918, -0.6754576817431774, -0.9973002995470444,
    0.26254857984768476, 0.2907175534953072, 0.7418353524197997, 79.15208555170842,
]  # fmt: skip
ASKED: dict[str, Any] = {"contrast": "H", "by": "area", "characteristics": ["age", "tenure"]}
METHODS: list[dict[str, Any]] = [
    {"method": "kitagawa"},
    {"method": "twofold"},
    {"method": "twofold", "reference": "neumark"},
    {"method": "twofold", "reference": "contrast"},
    {"method": "threefold"},
    {"method": "twofold", "model": "logit"},
    {"method": "threefold", "model": "logit"},
]


def with_moments(means: list[float], triangle: list[float], n: int, born: str) -> pd.DataFrame:
    """Weighted rows with given means and covariances: a regression knows no more of its data."""
    size = len(means)
    covariance = np.zeros((size, size))
    covariance[np.tril_indices(size)] = triangle
    covariance = np.tril(covariance) + np.tril(covariance, -1).T
    steps = np.sqrt(size) * np.linalg.cholesky(covariance).T
    rows = np.vstack([means + steps, means - steps])
    return pd.DataFrame(rows, columns=list(CHICAGO)).assign(born=born, w=n / (2 * size))


def chicago() -> sv.SurveyDesign:
    parts = [
        with_moments(NATIVE_MEANS, NATIVE, 287, "here"),
        with_moments(FOREIGN_MEANS, FOREIGN, 379, "abroad"),
    ]
    return sv.SurveyDesign(pd.concat(parts, ignore_index=True), weights="w", strata="born")


def parts_of(found: sv.Decomposition) -> dict[tuple[str, str], float]:
    rows = found.to_frame().to_dict("records")
    return {(str(row["part"]), row["characteristic"]): row["estimate"] for row in rows}


def test_wages_in_chicago_come_apart_in_three_as_in_r() -> None:
    found = sv.decompose(
        chicago(), "wage", "abroad", "born", list(CHICAGO[:-1]), method="threefold"
    )
    parts = parts_of(found)
    assert [parts[part, ""] for part in ("composition", "rates", "interaction")] == pytest.approx(
        [1.6165339, 2.8333261, -1.4342857], abs=5e-8
    )
    assert parts["gap", ""] == pytest.approx(17.58282 - 14.56725, abs=2e-5)


def test_wages_in_chicago_come_apart_in_two_as_in_r() -> None:
    found = sv.decompose(
        chicago(), "wage", "abroad", "born", list(CHICAGO[:-1]),
        method="twofold", reference="neumark",
    )  # fmt: skip
    parts = parts_of(found)
    named = ("composition", "rates_area", "rates_contrast")
    assert [parts[part, ""] for part in named] == pytest.approx(
        [1.3557222, 0.9445705, 0.7152816], abs=7e-8
    )


@pytest.mark.parametrize("options", METHODS)
def test_parts_add_up(options: dict[str, Any]) -> None:
    found = sv.decompose(design_of(answers()), "unsafe", category=1, **ASKED, **options)
    for _, rows in found.to_frame().groupby("area"):
        whole = rows[rows["characteristic"] == ""].set_index("part")["estimate"]
        main = whole.drop(["gap", "rates_area", "rates_contrast"], errors="ignore")
        assert main.sum() == pytest.approx(whole["gap"], abs=1e-9)
        for part, each in rows[rows["characteristic"] != ""].groupby("part"):
            assert each["estimate"].sum() == pytest.approx(whole[part], abs=1e-9)


@pytest.mark.parametrize("options", METHODS)
def test_errors_are_those_of_derivatives_found_by_small_steps(options: dict[str, Any]) -> None:
    frame = answers(per_area=60, blocks=3, areas=("A", "H"))
    asked = {"variable": "unsafe", "category": 1, "contrast": "H", "by": "area",
             "characteristics": ["age", "tenure"],
             "joined": {"age": {"old": "middle"}}}  # fmt: skip

    def numbers(design: sv.SurveyDesign) -> Any:
        return sv.decompose(design, **asked, **options).to_frame()["estimate"].to_numpy()

    found = sv.decompose(design_of(frame), **asked, **options).to_frame()
    slow = np.sqrt(np.diag(slow_covariance(frame, numbers)))
    assert found["std_error"].to_numpy() == pytest.approx(slow, rel=1e-3, abs=1e-9)


@pytest.mark.parametrize("options", [METHODS[0], METHODS[1], METHODS[5]])
def test_a_jackknife_says_nearly_the_same(options: dict[str, Any]) -> None:
    frame = answers(seed=2, per_area=300, areas=("A", "H"))
    asked = ASKED | {"characteristics": "tenure"}
    linear, again = (
        sv.decompose(design, "unsafe", category=1, **asked, **options).to_frame()
        for design in (design_of(frame), jackknifed(frame))
    )
    kept = linear["std_error"] > 0.005
    assert again["estimate"].tolist() == pytest.approx(linear["estimate"].tolist(), abs=1e-9)
    assert again.loc[kept, "std_error"].tolist() == pytest.approx(
        linear.loc[kept, "std_error"].tolist(), rel=0.12
    )


@settings(max_examples=8)
@given(st.permutations(["young", "middle", "old"]), st.sampled_from(METHODS[1:]))
def test_nothing_depends_on_which_category_comes_first(
    order: list[str], options: dict[str, Any]
) -> None:
    frame = answers(areas=("A", "H"))
    other = frame.assign(age=pd.Categorical(frame["age"], order))
    one, two = (
        sv.decompose(design_of(each), "unsafe", category=1, **ASKED, **options).to_frame()
        for each in (frame, other)
    )
    for name in ("estimate", "std_error"):
        assert two[name].to_numpy() == pytest.approx(one[name].to_numpy(), abs=1e-8)


def test_kitagawa_is_the_sum_that_it_is_said_to_be() -> None:
    frame = answers(areas=("A", "H"))
    shares, means = [], []
    for area in ("A", "H"):
        rows = frame[frame["area"] == area]
        cells = rows.groupby(["age", "tenure"])
        shares.append(cells["w"].sum() / rows["w"].sum())
        means.append(cells[["trust", "w"]].apply(lambda g: np.average(g["trust"], weights=g["w"])))
    parts = parts_of(sv.decompose(design_of(frame), "trust", **ASKED))
    composition = ((shares[0] - shares[1]) * (means[0] + means[1]) / 2).sum()
    rates = ((shares[0] + shares[1]) * (means[0] - means[1]) / 2).sum()
    assert parts["composition", ""] == pytest.approx(composition, rel=1e-9)
    assert parts["rates", ""] == pytest.approx(rates, rel=1e-9)


@pytest.mark.parametrize("options", METHODS[:5])
def test_areas_of_equal_composition_differ_in_their_rates_alone(options: dict[str, Any]) -> None:
    frame = answers(areas=("A", "H"))
    frame["w"] = 1.0
    frame["age"] = np.tile(["young", "old"], len(frame) // 2)
    asked = ASKED | {"characteristics": "age"}
    found = sv.decompose(design_of(frame), "unsafe", category=1, **asked, **options)
    parts = parts_of(found)
    assert parts["composition", ""] == pytest.approx(0, abs=1e-9)
    assert parts["rates", ""] == pytest.approx(parts["gap", ""], abs=1e-9)


def test_the_difference_itself_has_the_interval_of_the_ordinary_comparison() -> None:
    design = design_of(answers())
    found = sv.decompose(design, "unsafe", category=1, **ASKED).to_frame()
    plain = sv.compare_areas(sv.proportion(design, "unsafe", by="area"), "H", adjust="none")
    plain = plain.to_frame()
    plain = plain[plain["category"] == 1]
    gaps = found[found["part"] == Part.GAP]
    for name in ("std_error", "conf_low", "conf_high", "p_value"):
        assert gaps[name].tolist() == pytest.approx(plain[name].tolist(), rel=1e-9)


def test_one_area_can_be_picked_out() -> None:
    design = design_of(answers())
    everything = sv.decompose(design, "trust", **ASKED).to_frame()
    one = sv.decompose(design, "trust", area="B", **ASKED).to_frame()
    kept = everything[everything["area"] == "B"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, kept)


def test_a_change_comes_apart_with_the_errors_of_two_independent_samples() -> None:
    first, last = (answers(seed, per_area=150, areas=("A", "H")) for seed in (1, 2))
    first["area"] = first["area"].map({"A": "H", "H": "A"})
    first["block"] = first["block"].str[::-1]
    waves = [design_of(each) for each in (first, last)]
    asked: dict[str, Any] = {"category": 1, "characteristics": ["age", "tenure"]}
    change = sv.decompose_change(
        *waves, "unsafe", "area", independent=True, waves=("2010", "2012"), **asked
    )
    both = pd.concat([first.assign(wave="2010"), last.assign(wave="2012")], ignore_index=True)
    both["stratum"] = both["area"] + both["wave"]
    both["unit"] = both["block"] + both["wave"]
    stacked = design_of(both, strata="stratum", psu="unit")
    for area in ("A", "H"):
        gap = sv.decompose(
            stacked, "unsafe", "2010", "wave", where=(both["area"] == area).to_numpy(), **asked
        ).to_frame()
        mine = change.to_frame()
        mine = mine[mine["area"] == area]
        for name in ("estimate", "std_error", "conf_low", "conf_high", "df"):
            assert mine[name].tolist() == pytest.approx(gap[name].tolist(), rel=1e-9)
    assert repr(change) == "Decomposition(kitagawa of 2 changes since 2010 by age, tenure)"


def test_units_in_both_waves_are_counted_once() -> None:
    first = answers(1, per_area=150, areas=("A", "H"), blocks=15)
    last = first.assign(unsafe=np.where(np.arange(len(first)) % 5, first["unsafe"], 1))
    waves = [design_of(each) for each in (first, last)]
    asked: dict[str, Any] = {"category": 1, "characteristics": ["age", "tenure"]}
    same, apart = (
        sv.decompose_change(*waves, "unsafe", "area", independent=independent, **asked).to_frame()
        for independent in (False, True)
    )
    assert same["estimate"].tolist() == apart["estimate"].tolist()
    rates = same["part"] == Part.RATES
    assert (same.loc[rates, "std_error"] < 0.75 * apart.loc[rates, "std_error"]).all()
    both = pd.concat([first.assign(wave="1"), last.assign(wave="2")], ignore_index=True)
    stacked = design_of(both)
    for area in ("A", "H"):
        where = (both["area"] == area).to_numpy()
        gap = sv.decompose(stacked, "unsafe", "1", "wave", where=where, **asked).to_frame()
        mine = same[same["area"] == area]["std_error"]
        assert mine.tolist() == pytest.approx(gap["std_error"].tolist(), rel=1e-6, abs=1e-9)


def test_the_same_wave_twice_has_not_changed() -> None:
    wave = design_of(answers())
    found = sv.decompose_change(wave, wave, "trust", "area", "age").to_frame()
    assert found["estimate"].to_numpy() == pytest.approx(0, abs=1e-12)
    assert found["std_error"].to_numpy() == pytest.approx(0, abs=1e-9)


def test_a_group_that_is_there_in_one_wave_only_is_named() -> None:
    first, last = (answers(seed) for seed in (1, 2))
    last = last[(last["area"] != "B") | (last["age"] != "old")]
    with pytest.raises(DataError, match="the same groups in both waves") as refused:
        sv.decompose_change(
            design_of(first), design_of(last), "trust", "area", "age", independent=True
        )
    assert '"old"' in str(refused.value)


@pytest.mark.parametrize("options", [METHODS[0], METHODS[1]])
def test_a_group_that_only_one_side_has_is_named(options: dict[str, Any]) -> None:
    frame = answers()
    frame = frame[(frame["area"] != "H") | (frame["age"] != "old")]
    with pytest.raises(DataError, match='"H" must have answers in every group') as refused:
        sv.decompose(design_of(frame), "trust", "H", "area", "age", **options)
    assert '"old"' in str(refused.value)


@pytest.mark.parametrize(
    ("wrong", "kind", "told"),
    [
        ({"method": "oaxaca"}, WrongUseError, "method can't be"),
        ({"reference": "all"}, WrongUseError, "reference can't be"),
        ({"model": "probit"}, WrongUseError, "model can't be"),
        ({"method": "twofold", "model": "logit"}, WrongUseError, "logit can't explain"),
        ({"area": "H"}, UnknownNameError, "compared with the contrast"),
        ({"area": "C"}, UnknownNameError, "compared with the contrast"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any], kind: Any, told: str) -> None:
    with pytest.raises(kind, match=told):
        sv.decompose(design_of(answers()), "trust", **{**ASKED, **wrong})


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"independent": False, "key": "home"}, "home"),
        ({"waves": ("2010",)}, "two names"),
    ],
)
def test_changes_that_cannot_be_meant_are_refused(wrong: dict[str, Any], told: str) -> None:
    waves = [design_of(answers(seed)) for seed in (1, 2)]
    with pytest.raises((WrongUseError, UnknownNameError), match=told):
        sv.decompose_change(*waves, "trust", "area", "age", **wrong)


def test_it_shows_itself_in_a_notebook_and_in_a_line() -> None:
    found = sv.decompose(design_of(answers()), "trust", **ASKED)
    assert repr(found) == "Decomposition(kitagawa of 2 differences to H by age, tenure)"
    assert "Who lives there" in found._repr_html_()
