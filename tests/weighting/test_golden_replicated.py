"""Replicates in which weights are raked again, beside those of R's survey package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_weighting import area_of, table_of, targets_of

import survey as sv
from survey.codebook import Code, Codebook, Kind, Variable
from survey.questionnaire.model import Questionnaire
from survey.responses.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats

YES_NO = {"No": 1, "Yes": 2}
SIZES = {"E": 4421, "H": 755, "M": 1018}


@pytest.fixture(scope="module")
def recorded(golden: Callable[[str], Any]) -> Any:
    return golden("weighting_errors")["outputs"]


@pytest.fixture(scope="module")
def schools(golden: Callable[[str], Any]) -> Responses:
    frame = pd.DataFrame(golden("calibration_chain")["inputs"]["apistrat"])
    columns = {"sch.wide": "wide", "comp.imp": "improved", "awards": "awards"}
    data = pd.DataFrame({name: frame[old].map(YES_NO) for old, name in columns.items()})
    data["area"] = frame["stype"].astype(object)
    data["respondent"] = pd.Series([f"s{row:03}" for row in range(len(frame))], dtype=object)
    data[["enroll", "api00", "pw"]] = frame[["enroll", "api00", "pw"]]
    codes = tuple(Code(code, {"en": name}) for name, code in YES_NO.items())
    known = {
        name: Variable(name, Kind.SINGLE, {"en": name}, codes=codes) for name in columns.values()
    }
    book = Codebook(known).with_variables([area_of(list(SIZES))])
    return Responses(data, book, Questionnaire.__new__(Questionnaire))


@pytest.fixture(scope="module")
def weights(schools: Responses, recorded: Any) -> sv.Weights:
    tables = [
        table_of(name, {(YES_NO[key],): n for key, n in recorded["margins"][old].items()},
                 by_area=False, universe="households")
        for name, old in (("wide", "sch.wide"), ("improved", "comp.imp"))
    ]  # fmt: skip
    targets = targets_of(*tables, sizes={"households": SIZES}, universe="households")
    rounded = schools.data.groupby("area")["pw"].sum()  # the weights in the data are rounded
    base = {"base": {"population": {str(area): size for area, size in rounded.items()}}}
    rake = {"rake": {"across": ["wide", "improved"], "tolerance": 1e-13}}
    recipe = {"universe": "households", "steps": [base, rake]}
    return sv.weight(schools, recipe=recipe, targets=targets)


def found(schools: Responses, weights: sv.Weights, record: Any) -> tuple[Floats, Floats]:
    """Our errors, and those of the record."""
    design = sv.SurveyDesign.from_weights(schools, weights)
    named = {
        "total_enroll": sv.total(design, "enroll"),
        "mean_api00": sv.mean(design, "api00"),
        "share_awards": sv.proportion(design, "awards"),
        "mean_api00_by_stype": sv.mean(design, "api00", by="area", all_row=False),
    }
    ours = [each.to_frame()["std_error"].to_numpy(float) for each in named.values()]
    return np.concatenate(ours), np.concatenate([record[name]["se"] for name in named])


def test_the_jackknife_is_that_of_r(schools: Responses, weights: sv.Weights, recorded: Any) -> None:
    again = sv.replicate(weights, "jackknife")
    given, record = again.replicates, recorded["jackknife"]
    assert given is not None
    assert sorted(given.rscales) == pytest.approx(sorted(record["rscales"]), rel=1e-8)
    ours, theirs = found(schools, again, record)
    assert ours == pytest.approx(theirs, rel=1e-8)


def test_the_bootstrap_with_the_draws_of_r_is_that_of_r(
    schools: Responses, weights: sv.Weights, recorded: Any
) -> None:
    record = recorded["bootstrap"]
    draws = pd.DataFrame(record["draws"], index=schools.data["respondent"])
    again = sv.replicate(weights, draws=draws, fpc=False)
    given = again.replicates
    assert given is not None
    ours, theirs = found(schools, again, record)
    assert ours * np.sqrt(record["scale"] / given.scale) == pytest.approx(theirs, rel=1e-8)
