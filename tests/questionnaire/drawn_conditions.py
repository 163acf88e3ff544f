"""Sound conditions on the sample questionnaire, and answers to it, for properties of routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from survey.codebook import MissingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
EQUALITIES = st.sampled_from(["==", "!="])
KINDS = st.sampled_from([kind.name.lower() for kind in MissingKind])
MISSING = st.sampled_from([np.nan, *map(int, MissingKind)])
NAMES = ["age", "sex", "safe", "places", "setting", "setting_paths", "wishes", "why", "moved",
         "places_2", "wishes_1", "income"]  # fmt: skip


def compared(name: str, values: Sequence[object], signs: st.SearchStrategy[str] = SIGNS) -> Any:
    return st.builds(lambda sign, value: f"{name} {sign} {value}", signs, st.sampled_from(values))


def listed(beginning: str, values: Sequence[object], end: str) -> Any:
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return chosen.map(lambda few: f"{beginning}{', '.join(map(str, few))}{end}")


PLACES = [1, 2, 3, 8, 9]
ATOMS = st.one_of(
    compared("age", [17, 18, 30, 64.5, 105, 106]),
    compared("105 - age * 2", [-30, 0, 45]),
    compared("income / people", [0, 10, 250.5]),
    compared("people", ["age", "income", 4]),
    compared("sex", [1, 2], EQUALITIES),
    compared("safe", [1, 2, 3, 4, 5, 6]),
    listed("safe in [", [1, 2, 3, 6], "]"),
    listed("safe not in [", [1, 2, 5], "]"),
    compared("setting_light", ["setting_paths", 1, 3]),
    compared("places_2", [0, 1], EQUALITIES),
    compared("wishes_1", [0, 1, 2], EQUALITIES),
    compared("moved", ['"2005"', '"2010-06"', '"2010-06-02"']),
    compared("years_since(moved)", [0, 4, 9.5, 10]),
    compared("count(places)", [0, 1, 3]),
    compared("count(wishes)", [0, 1, 2]),
    compared("area", ['"nordby"', '"vangdalen"'], EQUALITIES),
    listed("wave in [", ['"2012"', '"2015"'], "]"),
    compared("why", ['"x"'], EQUALITIES),
    listed("has_any(places, ", PLACES, ")"),
    listed("has_all(places, ", PLACES, ")"),
    st.sampled_from(PLACES).map(lambda code: f"has(places, {code})"),
    listed("has_all(wishes, ", [1, 2, 3], ")"),
    listed("any_of(setting, ", [1, 2, 3], ")"),
    listed("all_of(setting, ", [1, 2, 3], ")"),
    st.sampled_from(NAMES).map(lambda name: f"answered({name})"),
    st.builds(lambda name, kind: f"missing({name}, {kind})", st.sampled_from(NAMES), KINDS),
    st.sampled_from(["True", "False"]),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        inner.map(lambda one: f"not ({one})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda few: f"({' and '.join(few)})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda few: f"({' or '.join(few)})")
    ),
    max_leaves=5,
)


def column(values: Sequence[object]) -> st.SearchStrategy[object]:
    return st.sampled_from(values) | MISSING


COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "age": column([18, 30, 64, 65, 105]),
    "sex": column([1, 2]),
    "safe": column([1, 2, 3, 4, 5, 6]),
    "moved": column(["2004-12-31", "2005", "2010-06", "2010-06-02", "2012-02-29"]),
    **{f"places_{code}": column([0, 1]) for code in PLACES},
    "setting_light": column([1, 2, 3]),
    "setting_paths": column([1, 2, 3]),
    **{f"wishes_{code}": column([0, 1, 2]) for code in (1, 2, 3)},
    "why": st.sampled_from(["x", "y", "", " ", None, -1, -3]),
    "people": column([1, 2, 5]),
    "income": column([0, 10, 500.5]),
}
RESPONDENTS = st.fixed_dictionaries(
    COLUMNS,
    optional={
        "area": st.sampled_from(["nordby", "vangdalen", "engen", None]),
        "wave": st.sampled_from(["2012", "2015", None]),
    },
)


def frame(respondents: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """A table of respondents; what one of them lacks is blank."""
    return pd.DataFrame(list(respondents), columns=[*COLUMNS, "area", "wave"])
