"""Covariances of the estimates of two waves whose samples have units in common.

For samples of n1 and n2 of the N units of a stratum with n12 in both, and scores z of their units,

    C = Σ_h s12_h (n12_h − n1_h n2_h/N_h),

s12 the covariance of both waves' scores over the units in both (Tam 1984, Aust. J. Stat. 26:288;
Qualité & Tillé 2008, Surv. Meth. 34:173, sec. 4; without the second term Kish 1965, *Survey
Sampling*, sec. 12.4). n1 n2/N is how many units independent samples have in common on average: C is
positive where there are more of them and negative where there are fewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints, PsuLayout

FEW = 10
"""A cell with fewer units in common takes its correlation from others too."""
_CONSTANT = 1e-12
_MOST_NUMBERS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """The units that two waves have in common, by cells: pairs of an earlier and a later stratum.

    Attributes
    ----------
    first, second : (m,) int
        Place of each common unit among the units of the earlier and of the later wave.
    cell : (m,) int
        0 … K−1.
    first_stratum, second_stratum : (K,) int
    units : (K,) float
        Common units, n12.
    expected : (K,) float
        n1 n2/N, how many independent samples have in common; 0 without a finite population.
    """

    first: Ints
    second: Ints
    cell: Ints
    first_stratum: Ints
    second_stratum: Ints
    units: Floats
    expected: Floats

    @property
    def cells(self) -> int:
        """Number of cells, K."""
        return len(self.units)

    @property
    def few(self) -> Ints:
        """Cells with too few common units for a covariance of their own."""
        return np.flatnonzero((self.units < FEW) & ((self.units > 0) | (self.expected > 0)))


def overlap(
    earlier: PsuLayout,
    later: PsuLayout,
    first: Ints,
    second: Ints,
    same: tuple[Ints, Ints],
    fixed: Floats | None = None,
) -> Overlap:
    """The common units of two samples by the strata they lie in.

    Parameters
    ----------
    earlier, later : PsuLayout
    first, second : (m,) int
        Places of the common units.
    same : pair of (S,) int
        Strata of the earlier and of the later wave that have the same name.
    fixed : (m,) float in [0, 1], optional
        What part of the covariance of a common unit is that of the unit itself, which the finite
        population takes from, and not of who answers for it; 1 if left out.

    Notes
    -----
    How many units of the population lie in both strata of a cell is estimated from the common
    units, each counted for 1/f of the other wave: N = min(N1 a, N2 b), a and b the parts of the
    earlier and of the later stratum. For strata that stayed as they were it is min(N1, N2); strata
    of the same name without common units are taken for that too.
    """
    strata = np.int64(max(later.strata, 1))
    keys = earlier.psu_stratum[first] * strata + later.psu_stratum[second]
    without = _without_common(earlier, later, (first, second), same)
    found, cell = np.unique(np.append(keys, without), return_inverse=True)
    cell = cell[: len(keys)]
    of_first, of_second = found // strata, found % strata
    units = np.bincount(cell, minlength=len(found)).astype(float)
    f1, f2 = rates(earlier)[of_first], rates(later)[of_second]
    part1 = _part(of_first, units, f2)
    part2 = _part(of_second, units, f1)
    n1, n2 = earlier.stratum_psus[of_first], later.stratum_psus[of_second]
    expected = np.minimum(n1 * f2 * part1, f1 * n2 * part2)
    if fixed is not None:
        summed = np.bincount(cell, fixed, minlength=len(found))
        expected = expected * np.divide(summed, units, out=np.ones(len(found)), where=units > 0)
    return Overlap(first, second, cell, of_first, of_second, units, expected)


def rates(layout: PsuLayout) -> Floats:
    """Sampling rate of each stratum, (H,); the mean chance where those of its units differ."""
    known = layout.stratum_rate
    rate = np.zeros(layout.strata) if known is None else known
    if layout.psu_factor is None:
        return rate
    number = np.bincount(layout.psu_stratum, minlength=layout.strata)
    taken = np.bincount(layout.psu_stratum, 1 - layout.psu_factor, minlength=layout.strata)
    return np.where(rate > 0, rate, taken / np.maximum(number, 1))


def replicate_agreement(first: Floats, second: Floats) -> float:
    """Correlation of what common units count for in the replicates of two waves.

    Parameters
    ----------
    first, second : (m, R) float
        Factors of each unit in each replicate.
    """
    one, two = (each - each.mean(axis=1, keepdims=True) for each in (first, second))
    size = np.sqrt((one**2).sum() * (two**2).sum())
    return float((one * two).sum() / size) if size > 0 else 0.0


def wave_covariances(
    common: Overlap,
    layouts: tuple[PsuLayout, PsuLayout],
    scores: tuple[sparse.csr_array, sparse.csr_array],
    pairs: tuple[Ints, Ints],
    family: Ints,
    unknown: float = 1.0,
) -> Floats:
    """Covariances of pairs of an earlier and a later estimate.

    Parameters
    ----------
    common : Overlap
    layouts : pair of PsuLayout
        Of the earlier and of the later wave.
    scores : pair of sparse, (G1, E1) and (G2, E2)
        Scores of the units, the steps of the weights taken into account.
    pairs : pair of (P,) int
        Columns of the earlier and of the later scores.
    family : (P,) int
        Pairs whose correlation is taken together where a cell has few common units.
    unknown : float in [−1, 1]
        The correlation taken for what is lost to the finite population where there are too few
        common units to know it; 1 is on the safe side.

    Returns
    -------
    (P,) float
    """
    inner = (
        sparse.csc_array(scores[0].tocsr()[common.first]),
        sparse.csc_array(scores[1].tocsr()[common.second]),
    )
    few = len(common.few) > 0
    direct, total, weight = _cells(common, inner, pairs, pooling=few)
    if few:
        direct = direct + _of_few(common, layouts, scores, pairs, family, (total, weight), unknown)
    inflation = np.sqrt(layouts[0].inflation * layouts[1].inflation)
    return np.asarray(inflation * direct, dtype=float)


def _without_common(
    earlier: PsuLayout, later: PsuLayout, places: tuple[Ints, Ints], same: tuple[Ints, Ints]
) -> Ints:
    """Keys of the strata of the same name of which no unit is in both waves."""
    touched = np.zeros(earlier.strata, dtype=bool), np.zeros(later.strata, dtype=bool)
    touched[0][earlier.psu_stratum[places[0]]] = True
    touched[1][later.psu_stratum[places[1]]] = True
    alone = ~touched[0][same[0]] & ~touched[1][same[1]]
    return np.asarray(same[0][alone] * np.int64(max(later.strata, 1)) + same[1][alone])


def _part(stratum: Ints, units: Floats, rate: Floats) -> Floats:
    """The part of each cell in its stratum, by common units for 1/f each; 1 if there are none."""
    size = units / np.where(rate > 0, rate, 1.0)
    whole = np.bincount(stratum, size)[stratum]
    return np.divide(size, whole, out=np.ones(len(units)), where=whole > 0)


def _cells(
    common: Overlap,
    inner: tuple[sparse.csc_array, sparse.csc_array],
    pairs: tuple[Ints, Ints],
    *,
    pooling: bool,
) -> tuple[Floats, Floats, Floats]:
    """What cells with many common units give; of all cells the summed correlations and their df."""
    count = len(pairs[0])
    direct, total, weight = np.zeros(count), np.zeros(count), np.zeros(count)
    moments = _Moments.of(common, inner)
    step = max(1, _MOST_NUMBERS // max(1, len(common.first), common.cells))
    for start in range(0, count, step):
        some = slice(start, start + step)
        a, b = pairs[0][some], pairs[1][some]
        s12 = moments.covariances(a, b)
        counted = np.where(common.units >= FEW, common.units - common.expected, 0.0)
        direct[some] = _summed(counted, s12)
        if pooling:
            total[some], weight[some] = moments.correlations(s12, a, b)
    return direct, total, weight


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Sums of the scores of common units, and their variances, by cell."""

    members: sparse.csr_array
    inner: tuple[sparse.csc_array, sparse.csc_array]
    units: Floats
    sums: tuple[sparse.csc_array, sparse.csc_array]

    @classmethod
    def of(cls, common: Overlap, inner: tuple[sparse.csc_array, sparse.csc_array]) -> _Moments:
        """Sum by cell."""
        size = len(common.first)
        entries = (np.ones(size), (common.cell, np.arange(size)))
        members = sparse.coo_array(entries, shape=(common.cells, size)).tocsr()
        sums = sparse.csc_array(members @ inner[0]), sparse.csc_array(members @ inner[1])
        return cls(members, inner, common.units, sums)

    def covariances(self, a: Ints, b: Ints) -> sparse.csc_array:
        """Covariances within each cell, (K, p); 0 where it has one unit."""
        products = self._by_cell(self.inner[0][:, a], self.inner[1][:, b])
        return self._centred(products, self.sums[0][:, a], self.sums[1][:, b])

    def correlations(self, s12: sparse.csc_array, a: Ints, b: Ints) -> tuple[Floats, Floats]:
        """Correlations summed over cells, each for its units less one, and these units, (p,)."""
        spread = [self._variances(place) for place in (0, 1)]
        root = _root(_product(spread[0][:, a], spread[1][:, b]))
        df = np.maximum(self.units - 1, 0)
        r = _product(s12, _inverse(root))
        return _summed(df, r), _summed(df, _present(root))

    def _variances(self, place: int) -> sparse.csc_array:
        z, total = self.inner[place], self.sums[place]
        squares = self._by_cell(z, z)
        return _cleaned(self._centred(squares, total, total), squares)

    def _by_cell(self, first: sparse.csc_array, second: sparse.csc_array) -> sparse.csc_array:
        return sparse.csc_array(self.members @ _product(first, second))

    def _centred(
        self, products: sparse.csc_array, first: sparse.csc_array, second: sparse.csc_array
    ) -> sparse.csc_array:
        mean = _scaled(1 / np.maximum(self.units, 1), _product(first, second))
        df = np.where(self.units > 1, 1 / np.maximum(self.units - 1, 1), 0.0)
        return _scaled(df, sparse.csc_array(products - mean))


def _of_few(
    common: Overlap,
    layouts: tuple[PsuLayout, PsuLayout],
    scores: tuple[sparse.csr_array, sparse.csr_array],
    pairs: tuple[Ints, Ints],
    family: Ints,
    pooled: tuple[Floats, Floats],
    unknown: float,
) -> Floats:
    """What cells with few common units give, by the correlation of the family."""
    few = common.few
    total, weight = (np.bincount(family, each) for each in pooled)
    r = np.divide(total, weight, out=np.zeros(len(total)), where=weight > 0)
    r = np.clip(r, -1, 1)
    lost = np.where(weight >= FEW - 1, r, np.maximum(r, unknown))
    strata = common.first_stratum[few], common.second_stratum[few]
    spread = [
        sparse.csc_array(_root(_stratum_variances(layout, each)).tocsr()[rows])
        for layout, each, rows in zip(layouts, scores, strata, strict=True)
    ]
    found = np.zeros(len(family))
    step = max(1, _MOST_NUMBERS // max(1, len(few)))
    for start in range(0, len(family), step):
        some = slice(start, start + step)
        both = _product(spread[0][:, pairs[0][some]], spread[1][:, pairs[1][some]])
        gained = r[family[some]] * _summed(common.units[few], both)
        found[some] = gained - lost[family[some]] * _summed(common.expected[few], both)
    return found


def _stratum_variances(layout: PsuLayout, scores: sparse.csr_array) -> sparse.csc_array:
    """Variances of the scores of all units of each stratum, (H, E)."""
    entries = (np.ones(layout.psus), (layout.psu_stratum, np.arange(layout.psus)))
    members = sparse.coo_array(entries, shape=(layout.strata, layout.psus)).tocsr()
    n = layout.stratum_psus
    total = sparse.csc_array(members @ scores)
    squares = sparse.csc_array(members @ scores.multiply(scores))
    df = np.where(n > 1, 1 / np.maximum(n - 1, 1), 0.0)
    centre = _scaled(1 / np.maximum(n, 1), _product(total, total))
    return _cleaned(_scaled(df, sparse.csc_array(squares - centre)), squares)


def _product(first: sparse.csc_array, second: sparse.csc_array) -> sparse.csc_array:
    """Element by element."""
    return sparse.csc_array(first.multiply(second))


def _scaled(rows: Floats, values: sparse.csc_array) -> sparse.csc_array:
    return sparse.csc_array(sparse.diags_array(rows) @ values)


def _summed(rows: Floats, values: sparse.csc_array) -> Floats:
    """Sum over the rows, each times a number."""
    return np.asarray(values.T @ rows, dtype=float)


def _root(values: sparse.csc_array) -> sparse.csc_array:
    found = values.copy()
    found.data = np.sqrt(np.maximum(found.data, 0.0))
    return found


def _inverse(values: sparse.csc_array) -> sparse.csc_array:
    """1 over what isn't 0."""
    found = values.copy()
    found.eliminate_zeros()
    found.data = 1 / found.data
    return found


def _present(values: sparse.csc_array) -> sparse.csc_array:
    """1 for what isn't 0."""
    found = values.copy()
    found.eliminate_zeros()
    found.data = np.ones(found.nnz)
    return found


def _cleaned(values: sparse.csc_array, squares: sparse.csc_array) -> sparse.csc_array:
    """Variances without those that are only rounding beside the sums of squares."""
    rest = sparse.csc_array(abs(values) - _CONSTANT * squares)
    rest.data = np.where(rest.data > 0, 1.0, 0.0)
    found = _product(values, rest)
    found.eliminate_zeros()
    return found
