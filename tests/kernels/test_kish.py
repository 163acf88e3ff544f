"""Kish's tables: the adult that each shows, and the chances that follow."""

from __future__ import annotations

import numpy as np
import pytest

from survey.kernels.kish import (
    KISH_NAMES,
    KISH_RANKS,
    KISH_SHARES,
    kish_chances,
    kish_ranks,
    kish_tables,
)


def test_the_tables_are_used_as_often_as_published() -> None:
    shares = dict(zip(KISH_NAMES, KISH_SHARES, strict=True))
    assert shares["A"] == shares["C"] == shares["D"] == shares["F"] == pytest.approx(1 / 6)
    assert shares["B1"] == shares["B2"] == shares["E1"] == shares["E2"] == pytest.approx(1 / 12)
    assert KISH_SHARES.sum() == pytest.approx(1)


def test_every_adult_has_the_same_chance_but_of_five() -> None:
    chances = kish_chances()
    for adults in (1, 2, 3, 4, 6):
        np.testing.assert_allclose(chances[adults - 1, :adults], 1 / adults)
    np.testing.assert_allclose(chances[4, :5], [1 / 6, 1 / 6, 1 / 4, 1 / 6, 1 / 4])
    np.testing.assert_allclose(chances.sum(axis=1), 1)


def test_no_table_shows_an_adult_that_is_not_there() -> None:
    assert (KISH_RANKS.max(axis=0) <= np.arange(1, 7)).all()
    assert (KISH_RANKS >= 1).all()


def test_a_number_falls_on_its_table() -> None:
    found = kish_tables(np.array([0.0, 0.1666, 0.1667, 0.25, 0.5, 0.83333, 0.8334, 0.999999]))
    assert [KISH_NAMES[place] for place in found] == ["A", "A", "B1", "B2", "D", "E2", "F", "F"]


def test_more_than_six_adults_are_taken_for_six() -> None:
    tables = np.arange(8)
    assert (kish_ranks(tables, np.full(8, 9)) == kish_ranks(tables, np.full(8, 6))).all()
