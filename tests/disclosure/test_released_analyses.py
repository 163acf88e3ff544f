"""Crosstabs, tests and regressions through the door."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.errors import UnknownNameError, WrongUseError

CELLS = {
    ("north", "m"): (30, 20), ("north", "f"): (25, 25), ("south", "m"): (20, 30),
    ("south", "f"): (15, 25), ("west", "m"): (12, 13), ("west", "f"): (11, 2),
}  # fmt: skip


def answers(cells: dict[tuple[str, str], tuple[int, int]] = CELLS) -> pd.DataFrame:
    rows = [
        (area, sex, yes)
        for (area, sex), (many, few) in cells.items()
        for yes, count in ((1, many), (0, few))
        for _ in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["area", "sex", "yes"])
    return frame.assign(age=20 + np.arange(len(frame)) % 60, rent=np.arange(len(frame)) % 17)


def design(**more: Any) -> sv.SurveyDesign:
    return sv.SurveyDesign(answers(**more))


def only(results: Any, policy: Any = "default") -> Any:
    return sv.release(results, policy).results[-1]


def status(part: Any, **where: Any) -> list[str]:
    frame = part.frame
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return [str(each) for each in frame["status"]]


def test_a_crosstab_is_protected_with_both_its_margins() -> None:
    rows = answers()
    rows["sex_yes"] = rows["sex"] + rows["yes"].astype(str)
    part = only(sv.crosstab(sv.SurveyDesign(rows), "area", "sex_yes"))
    assert set(status(part, row="west", column="f0")) == {"confidential"}
    for share_of, line in (("row", {"row": "west"}), ("column", {"column": "f0"})):
        assert status(part, share_of=share_of, **line).count("confidential") >= 2
    shown = part.frame[part.frame["status"] == "confidential"]
    assert shown[["estimate", "std_error", "conf_low", "n_eff", "deff"]].isna().all(axis=None)
    assert "count" not in part.frame


def test_tests_of_a_crosstab_go_with_its_first_confidential_cell() -> None:
    whole = only(sv.crosstab(design(), "area", "sex"))
    assert whole.tests["p_value"].notna().all()
    assert whole.cramers_v >= 0
    cells = CELLS | {("west", "f"): (2, 1)}
    part = only(sv.crosstab(design(cells=cells), "area", "sex"))
    assert part.tests.drop(columns="test").isna().all(axis=None)
    assert np.isnan(part.cramers_v)


def test_a_cell_hidden_in_a_crosstab_is_hidden_in_the_breakdown_beside_it() -> None:
    made = sv.SurveyDesign(answers())
    together = [sv.crosstab(made, "area", "yes", where=made.data["sex"] == "f"),
                sv.proportion(made, "yes", by=["area", "sex"])]  # fmt: skip
    released = sv.release(together)
    frame = released.estimates[0].frame
    hidden = frame[(frame["area"] == "west") & (frame["sex"] == "f")]
    assert {str(each) for each in hidden["status"]} == {"confidential"}
    assert set(status(released.results[0], row="west", column=0)) == {"confidential"}


def test_a_test_is_hidden_with_what_it_compares() -> None:
    cells = CELLS | {("yard", "m"): (4, 3)}
    made = design(cells=cells)
    shown = only(sv.ttest(made, "age", groups="sex"))
    assert status(shown) == ["shown"]
    assert shown.frame["p_value"].notna().all()
    hidden = only(sv.compare_means(made, "age", "area"))
    assert status(hidden) == ["confidential"]
    assert hidden.frame.drop(columns=["test", "variable", "status"]).isna().all(axis=None)


def test_who_is_in_no_group_doesnt_hide_a_test() -> None:
    rows = answers()
    rows.loc[:3, "sex"] = None
    part = only(sv.ttest(sv.SurveyDesign(rows), "age", groups="sex"))
    assert status(part) == ["shown"]


def test_a_saturated_model_doesnt_give_a_hidden_share_back() -> None:
    part = only(sv.regress(design(), "yes ~ area * sex", model="logit"))
    assert status(part, term="area:sex", level="west × m") == ["confidential"]
    assert status(part, term="area", level="west") == ["confidential"]
    assert status(part, term="area", level="south") == ["shown"]
    assert status(part, term="area:sex", level="south × m") == ["shown"]
    assert np.isnan(part.r_squared)
    assert np.isnan(part.df)
    assert part.frame[part.frame["status"] == "confidential"]["estimate"].isna().all()


def test_a_hidden_reference_hides_all_that_is_compared_with_it() -> None:
    cells = {("a", sex): (2, 12) for sex in "mf"} | {(area, sex): (20, 20)
             for area in "bc" for sex in "mf"}  # fmt: skip
    part = only(sv.regress(design(cells=cells), "yes ~ area", model="logit"))
    assert set(status(part)) == {"confidential"}


def test_a_number_of_two_values_works_as_a_category() -> None:
    rows = answers()
    rows["new"] = (rows["area"] == "west") & (rows["sex"] == "f")
    rows["new"] = rows["new"].astype(int)
    part = only(sv.regress(sv.SurveyDesign(rows), "yes ~ new", model="logit"))
    assert set(status(part)) == {"confidential"}


def test_missing_answers_to_other_columns_dont_hide_a_model() -> None:
    rows = answers(dict.fromkeys(CELLS, (40, 40)))
    rows.loc[:2, "sex"] = None
    made = sv.SurveyDesign(rows)
    beside = sv.proportion(made, "yes", by="area")
    part = sv.release([beside, sv.regress(made, "yes ~ area + sex", model="logit")]).results[-1]
    assert set(status(part)) == {"shown"}
    assert part.n == len(rows) - 3


def test_a_coefficient_goes_with_the_group_that_is_hidden_in_a_table() -> None:
    rows = answers(dict.fromkeys(CELLS, (40, 40)))
    rows["zone"] = rows["area"].replace({"west": "west, north of the road"})
    rows.loc[rows.index[rows["area"] == "west"][:3], "zone"] = "south"
    made = sv.SurveyDesign(rows)
    model = sv.regress(made, "yes ~ zone + age", model="logit")
    assert set(status(only(model))) == {"shown"}
    tables = [sv.proportion(made, "yes", by=name) for name in ("area", "zone")]
    part = only([*tables, model])
    assert status(part, level="west, north of the road") == ["confidential"]


def test_too_few_degrees_of_freedom_hide_a_model() -> None:
    rows = answers().assign(block=lambda frame: np.arange(len(frame)) % 11)
    made = sv.SurveyDesign(rows, psu="block")
    part = only(sv.regress(made, "rent ~ sex", model="linear"))
    assert part.few_df
    assert set(status(part)) == {"confidential"}
    policy = sv.release_policy("own", least_df=5)
    assert set(status(only(sv.regress(made, "rent ~ sex", model="linear"), policy))) == {"shown"}


def test_ordered_answers_are_judged_by_their_number() -> None:
    rows = answers().assign(scale=lambda frame: 1 + np.arange(len(frame)) % 4)
    part = only(sv.regress(sv.SurveyDesign(rows), "scale ~ area", model="ordered_logit"))
    assert "confidential" not in status(part)
    assert len(part.frame) == 5


def test_a_crosstab_that_wasnt_released_is_missed_in_words() -> None:
    released = sv.release(sv.crosstab(design(), "area", "sex"))
    with pytest.raises(UnknownNameError, match="must be released"):
        released.crosstab_of("sex", "area")


def test_effects_and_other_things_are_still_refused() -> None:
    fitted = sv.regress(design(), "yes ~ sex", model="logit")
    with pytest.raises(WrongUseError, match="can be released"):
        sv.release(sv.average_effects(fitted))
