"""What a list knows of everyone sampled, put beside a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from made_fieldwork import dispositions_of, logged

from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.fieldwork.background import with_background
from survey.fieldwork.rates import response_rates
from survey.fieldwork.representativity import r_indicator_of

if TYPE_CHECKING:
    from pathlib import Path

    from survey.fieldwork.dispositions import Dispositions


def small() -> Dispositions:
    rows = [(f"{k:02}", "2026-09-01", "letter", "pending", "") for k in range(20)]
    areas = {f"{k:02}": "A" if k % 2 else "B" for k in range(20)}
    return logged(rows, areas, {f"{k:02}": "complete" for k in range(8)})


LIST = pd.DataFrame(
    {
        "Bolig": [f"{k:02}" for k in reversed(range(25))],
        "Etage nr.": [k % 3 for k in reversed(range(25))],
        "outcome": ["refusal"] * 25,
    }
)


def test_its_columns_are_known_of_each_unit_and_the_others_stay() -> None:
    found = with_background(small(), LIST)
    assert found.units is not None
    assert found.units["etage_nr"].tolist() == [k % 3 for k in range(20)]
    assert (found.units["outcome"] == "complete").sum() == 8
    assert r_indicator_of(found, ["etage_nr"]).n == 20
    assert len(response_rates(found, by="etage_nr").rates) == 4


def test_a_file_is_read_with_its_zeros(tmp_path: Path) -> None:
    path = tmp_path / "boliger.csv"
    LIST.to_csv(path, sep=";", index=False)
    found = with_background(small(), path)
    assert found.units is not None
    assert found.units["etage_nr"].tolist() == [str(k % 3) for k in range(20)]


def test_lists_that_cannot_be_used_are_refused() -> None:
    with pytest.raises(DataError, match="2 are missing"):
        with_background(small(), LIST[LIST["Bolig"] > "01"])
    with pytest.raises(DataError, match="stand once"):
        with_background(small(), pd.concat([LIST, LIST.head(7)]))
    with pytest.raises(UnknownNameError, match="column of units"):
        with_background(small(), LIST.rename(columns={"Bolig": "Navn"}))
    with pytest.raises(WrongUseError, match="row of its own"):
        with_background(dispositions_of({"A": {"complete": 2}}, only_counts=True), LIST)
