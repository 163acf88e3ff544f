"""Samples made by hand, as they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Code, Kind, Variable
from survey.sampling.plan import SamplePlan
from survey.sampling.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

AREA = Variable(
    "area",
    Kind.GROUP,
    {"da": "Boligområde", "en": "Housing area"},
    codes=(
        Code("vangdalen", {"da": "Vangdalen", "en": "Vangdalen"}),
        Code("soeparken", {"da": "Søparken", "en": "The Lake Park"}),
    ),
)
KISH = ("A", "B1", "B2", "C", "D", "E1", "E2", "F")


def sample(
    units: Sequence[str] | int = 5, *, rule: str = "", wave: str = "2010", **columns: Any
) -> Sample:
    """Every second unit is in the other area."""
    ids = [f"B{number:04d}" for number in range(units)] if isinstance(units, int) else list(units)
    codes = [code.value for code in AREA.codes]
    frame = pd.DataFrame(
        {
            "unit": pd.Series(ids, dtype=object),
            "area": pd.Series([codes[at % 2] for at in range(len(ids))], dtype=object),
            "stratum": pd.Series([codes[at % 2] for at in range(len(ids))], dtype=object),
            "inclusion_probability": 0.5,
            "base_weight": 2.0,
            "replicate": 1,
            "draw_number": [(7 * at % 10) / 10 for at in range(len(ids))],
            **{name: pd.Series(each, dtype=object) for name, each in columns.items()},
        }
    )
    if rule:
        frame["adults"] = [at % 4 + 1 for at in range(len(ids))]
        frame["person_rule"] = pd.Series([rule] * len(ids), dtype=object)
    if rule == "kish" and "kish_table" not in columns:
        frame["kish_table"] = pd.Series([KISH[at % 8] for at in range(len(ids))], dtype=object)
    if rule == "equal" and "person_number" not in columns:
        frame["person_number"] = frame["draw_number"]
    strata = pd.DataFrame({"stratum": codes, "area": codes, "population": 100, "n": len(ids)})
    plan = SamplePlan(strata, {}, "equal", "0" * 64)
    return Sample(frame, strata, AREA, plan, "srs", "srs_fpc", 2010, "0" * 64,
                  person_rule=rule, wave=wave)  # fmt: skip
