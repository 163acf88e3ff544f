"""Who moves into dwellings: households drawn for many dwellings at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from survey.simulation.terms import DANISH, MAN, NON_WESTERN, WESTERN, WOMAN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.kernels.layout import Bools, Floats, Ints
    from survey.simulation.model import CityModel

ALONE, ALONE_CHILDREN, PARTNER, PARTNER_CHILDREN, OTHERS = HOUSEHOLDS = (
    "alone",
    "alone_children",
    "partner",
    "partner_children",
    "others",
)
HEAD, MATE, CHILD, OTHER = "head", "partner", "child", "other"
_BY_ROOMS = np.array([
    (0.85, 0.01, 0.08, 0.01, 0.05),
    (0.62, 0.06, 0.20, 0.05, 0.07),
    (0.35, 0.15, 0.22, 0.19, 0.09),
    (0.15, 0.20, 0.16, 0.38, 0.11),
    (0.08, 0.15, 0.12, 0.50, 0.15),
])  # fmt: skip
_YOUNG = np.array([0.22, 0.18, 0.17, 0.20, 0.05])
_OLD = np.array([0.52, 0.0, 0.58, 0.0, 0.18])
_AGES = np.array([
    [(18, 30), (30, 60), (60, 93)],
    [(21, 28), (28, 53), (53, 54)],
    [(19, 30), (30, 60), (60, 89)],
    [(21, 29), (29, 54), (54, 55)],
    [(25, 40), (40, 62), (62, 80)],
])  # fmt: skip
_CHILDREN, _OTHERS = np.array([0.42, 0.36, 0.15, 0.07]), np.array([0.70, 0.22, 0.08])
_SINGLE_MOTHERS, _OPPOSITE, _ALIKE = 0.85, 0.97, 0.85
_GROWN = 0.75
_ORIGINS = np.array([DANISH, WESTERN, NON_WESTERN], dtype=object)
Rng = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Dwellings that somebody moves into.

    Attributes
    ----------
    dwelling : (n,) int
        Rows of the dwellings.
    rooms : (n,) int
    non_western, western, young : (n,) float
        As the profile of the area has them.
    """

    dwelling: Ints
    rooms: Ints
    non_western: Floats
    western: Floats
    young: Floats

    def __len__(self) -> int:
        return len(self.dwelling)


def settled(homes: Homes, model: CityModel, rng: Rng, *, new: bool = False) -> pd.DataFrame:
    """The persons of households that are drawn for dwellings.

    Parameters
    ----------
    homes : Homes
    model : CityModel
    rng : Generator
    new : bool
        Whether they have just moved in.

    Returns
    -------
    DataFrame
        ``dwelling``, ``part``, ``age``, ``sex``, ``origin``, ``descendant``, ``stay`` (years of
        the household in the dwelling), ``years`` (in the area), ``key`` and ``home``.
    """
    heads = _heads(homes, model, rng, new=new)
    parts = [heads, _mates(heads, rng), _children(heads, rng), _others(heads, rng)]
    persons = pd.concat([_plain(each) for each in parts], ignore_index=True)
    persons["years"] = np.minimum(persons["years"], persons["age"])
    persons["key"] = rng.integers(0, 2**64, len(persons), dtype=np.uint64)
    homes_keys = pd.Series(persons["key"].to_numpy(), persons["dwelling"].to_numpy())
    first = homes_keys[~homes_keys.index.duplicated()]
    persons["home"] = first.loc[persons["dwelling"].to_numpy()].to_numpy()
    return persons


_PLAIN = ("dwelling", "part", "age", "sex", "origin", "descendant", "stay", "years")


def _plain(persons: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {n: pd.Series(persons[n], dtype=np.asarray(persons[n]).dtype) for n in _PLAIN}
    )


def _heads(homes: Homes, model: CityModel, rng: Rng, *, new: bool) -> dict[str, Any]:
    n = len(homes)
    kind = _drawn(_BY_ROOMS[homes.rooms - 1], rng)
    young = expit(logit(_YOUNG[kind]) + homes.young)
    stage = np.where(rng.random(n) < young, 0, np.where(rng.random(n) < _OLD[kind], 2, 1))
    low, high = _AGES[kind, stage].T
    age = np.floor(low + (high - low) * rng.random(n)).astype(np.int64)
    lone_parent = rng.random(n) < _SINGLE_MOTHERS
    woman = np.where(kind == HOUSEHOLDS.index(ALONE_CHILDREN), lone_parent, rng.random(n) < 0.52)
    danish = 1 - homes.western - homes.non_western
    shares = np.column_stack([danish, homes.western, homes.non_western])
    origin = _ORIGINS[_drawn(shares, rng)]
    stay, extra = rng.exponential(model.years_mean, n), rng.exponential(4.0, n)
    stay = np.floor(np.minimum(stay, age - 18)).astype(np.int64)
    earlier = np.floor(np.where(rng.random(n) < 0.3, extra, 0)).astype(np.int64)
    stay = np.zeros(n, dtype=np.int64) if new else stay
    return {
        "dwelling": homes.dwelling,
        "kind": kind,
        "part": _same(HEAD, n),
        "age": age,
        "sex": _sex(woman),
        "origin": origin,
        "descendant": _descends(origin, age, model.descendants, rng),
        "stay": stay,
        "years": stay + earlier,
    }


def _mates(heads: dict[str, Any], rng: Rng) -> dict[str, Any]:
    kind = heads["kind"]
    pairs = np.isin(kind, [HOUSEHOLDS.index(PARTNER), HOUSEHOLDS.index(PARTNER_CHILDREN)])
    pairs |= (kind == HOUSEHOLDS.index(OTHERS)) & (rng.random(len(kind)) < 0.5)
    rows = _of(heads, pairs)
    n = len(rows["age"])
    age = np.maximum(np.round(rows["age"] + rng.normal(-0.5, 4, n)), 18).astype(np.int64)
    opposite = rng.random(n) < _OPPOSITE
    alike = rng.random(n) < _ALIKE
    other = _ORIGINS[rng.integers(0, 3, n)]
    origin = np.where(alike, rows["origin"], other)
    descendant = rows["descendant"] & (origin == rows["origin"])
    woman = (rows["sex"] == WOMAN) != opposite
    return rows | {
        "part": _same(MATE, n),
        "age": age,
        "sex": _sex(woman),
        "origin": origin,
        "descendant": descendant,
    }


def _children(heads: dict[str, Any], rng: Rng) -> dict[str, Any]:
    kinds = [HOUSEHOLDS.index(ALONE_CHILDREN), HOUSEHOLDS.index(PARTNER_CHILDREN)]
    parents = _of(heads, np.isin(heads["kind"], kinds))
    count = 1 + _drawn(np.tile(_CHILDREN, (len(parents["age"]), 1)), rng)
    rows = _of(parents, np.repeat(np.arange(len(count)), count))
    n = len(rows["age"])
    oldest = np.minimum(rows["age"] - 18, 17)
    age = np.floor((oldest + 1) * rng.random(n)).astype(np.int64)
    foreign = rows["origin"] != DANISH
    born_here = foreign & (rng.random(n) < 0.85)
    return rows | {
        "part": _same(CHILD, n),
        "age": age,
        "sex": _sex(rng.random(n) < 0.49),
        "descendant": born_here,
    }


def _others(heads: dict[str, Any], rng: Rng) -> dict[str, Any]:
    """Other adults: mostly grown children of the head, else friends, brothers or parents."""
    hosts = _of(heads, heads["kind"] == HOUSEHOLDS.index(OTHERS))
    count = 1 + _drawn(np.tile(_OTHERS, (len(hosts["age"]), 1)), rng)
    rows = _of(hosts, np.repeat(np.arange(len(count)), count))
    n = len(rows["age"])
    grown = (rng.random(n) < _GROWN) & (rows["age"] >= 38)
    youngest = np.minimum(rows["age"] - 20, 30)
    as_child = 18 + np.floor((youngest - 17).clip(1) * rng.random(n))
    as_other = 18 + np.floor(55 * rng.random(n))
    age = np.where(grown, as_child, as_other).astype(np.int64)
    foreign = rows["origin"] != DANISH
    descendant = foreign & np.where(grown, rng.random(n) < 0.7, rows["descendant"])
    return rows | {
        "part": _same(OTHER, n),
        "age": age,
        "sex": _sex(rng.random(n) < 0.48),
        "descendant": descendant,
    }


def composition(persons: pd.DataFrame, dwellings: int) -> pd.DataFrame:
    """Of each dwelling: ``adults``, ``children``, ``household`` and ``years``.

    Parameters
    ----------
    persons : DataFrame
        With ``dwelling``, ``age``, ``part`` and ``stay``.
    dwellings : int
        How many dwellings there are.
    """
    home = persons["dwelling"].to_numpy()
    grown = persons["age"].to_numpy() >= 18
    part = persons["part"].to_numpy()

    def count(which: Bools) -> Ints:
        return np.bincount(home[which], minlength=dwellings)

    adults, children = count(grown), count(~grown)
    mates, others = count(part == MATE), count(grown & np.isin(part, [CHILD, OTHER]))
    stay = np.zeros(dwellings, dtype=np.int64)
    stay[home] = persons["stay"].to_numpy()
    kind = np.select(
        [adults == 0, others > 0, (mates > 0) & (children > 0), mates > 0, children > 0],
        ["", OTHERS, PARTNER_CHILDREN, PARTNER, ALONE_CHILDREN],
        ALONE,
    ).astype(object)
    return pd.DataFrame(
        {
            "adults": adults.astype(np.int64),
            "children": children.astype(np.int64),
            "household": pd.Series(kind, dtype=object),
            "years": stay,
        }
    )


def _of(persons: dict[str, Any], which: NDArray[Any]) -> dict[str, Any]:
    return {name: values[which] for name, values in persons.items()}


def _same(word: str, n: int) -> NDArray[np.object_]:
    return np.full(n, word, dtype=object)


def _sex(woman: Bools) -> NDArray[np.object_]:
    return np.array([MAN, WOMAN], dtype=object)[np.asarray(woman, dtype=np.intp)]


def _descends(origin: NDArray[Any], age: Ints, share: float, rng: Rng) -> Bools:
    return np.asarray((origin != DANISH) & (age < 40) & (rng.random(len(age)) < share))


def _drawn(shares: Floats, rng: Rng) -> Ints:
    """A column for each row, with the chances that stand in the row."""
    limits = np.cumsum(shares, axis=1)
    limits /= limits[:, -1:]
    found = (rng.random((len(shares), 1)) >= limits).sum(axis=1)
    return np.asarray(np.minimum(found, shares.shape[1] - 1), dtype=np.int64)
