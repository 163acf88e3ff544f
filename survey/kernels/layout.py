"""How rows lie in primary sampling units, and these in strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PsuLayout:
    """One stage of selection, as the variance sees it.

    Attributes
    ----------
    row_psu : (n,) int
        The PSU of each row, 0 … G−1.
    psu_stratum : (G,) int
        The stratum of each PSU, 0 … H−1.
    psu_size : (G,) float
        How many identical PSUs an entry stands for; 1 but for tabulated data.
    stratum_psus : (H,) float
        Sampled PSUs of each stratum, n_h.
    stratum_scale : (H,) float
        Factor on the sum of squares: (1 − f_h) n_h / (n_h − 1).
    stratum_centred : (H,) bool
        Whether scores are taken about the mean of the stratum.
    inflation : float
        Factor on the whole sum, for strata that were left out.
    psu_factor : (G,) float in [0, 1], optional
        Factor on the squared score of each PSU, in place of 1 − f_h: 1 − π_g where PSUs of a
        stratum are included with different probabilities. Scores are then taken about their mean
        weighted by it.
    stratum_rate : (H,) float in [0, 1], optional
        Sampling rate of each stratum, f_h; 0 where there is no finite population.
    """

    row_psu: Ints
    psu_stratum: Ints
    psu_size: Floats
    stratum_psus: Floats
    stratum_scale: Floats
    stratum_centred: Bools
    inflation: float = 1.0
    psu_factor: Floats | None = None
    stratum_rate: Floats | None = None

    @property
    def mass(self) -> Floats:
        """What the squared score of each PSU entry counts for, before the stratum's scale, (G,)."""
        return self.psu_size if self.psu_factor is None else self.psu_size * self.psu_factor

    @property
    def stratum_mass(self) -> Floats:
        """Sum of the masses of each stratum, (H,); the number of its PSUs without a factor."""
        if self.psu_factor is None:
            return self.stratum_psus
        return np.bincount(self.psu_stratum, self.mass, minlength=self.strata).astype(float)

    @property
    def pull(self) -> Floats:
        """Factor on the squared sum of the scores of a stratum, (H,): 1/mass, or 0."""
        mass = self.stratum_mass
        centred = self.stratum_centred & (mass > 0)
        return np.divide(1.0, mass, out=np.zeros(self.strata), where=centred)

    @property
    def psus(self) -> int:
        """Number of PSU entries, G."""
        return len(self.psu_stratum)

    @property
    def strata(self) -> int:
        """Number of strata, H."""
        return len(self.stratum_psus)


def strata_scale(
    stratum_psus: Floats, sampling_rate: Floats, lonely: str
) -> tuple[Floats, Bools, float]:
    """Factors of the strata under a rule for strata with one PSU.

    Parameters
    ----------
    stratum_psus : (H,) float
        Sampled PSUs, n_h; 0 where tabulated data have no case.
    sampling_rate : (H,) float in [0, 1]
        f_h; 0 without a finite population correction.
    lonely : {"error", "certainty", "centered", "average"}
        What a stratum with one PSU adds: nothing (``error`` is caught before), its squared
        score about zero, or the average of the other strata.

    Returns
    -------
    scale : (H,) float
    centred : (H,) bool
    inflation : float
        H / (strata with a variance) under ``average``, otherwise 1.
    """
    alone = (stratum_psus == 1) & (sampling_rate < 1)
    safe = np.where(stratum_psus > 1, stratum_psus - 1, 1.0)
    scale = (1 - sampling_rate) * np.where(stratum_psus > 1, stratum_psus / safe, 1.0)
    centred = np.ones(len(stratum_psus), dtype=bool)
    inflation = 1.0
    if lonely == "centered":
        centred = ~alone
    else:
        scale = np.where(alone, 0.0, scale)
    if lonely == "average" and alone.any():
        sampled = int((stratum_psus > 0).sum())
        inflation = sampled / max(sampled - int(alone.sum()), 1)
    return scale, centred, inflation


def spread_scale(psu_stratum: Ints, factor: Floats, strata: int) -> Floats:
    """Scale of strata whose PSUs are included with different probabilities.

    Parameters
    ----------
    psu_stratum : (G,) int
    factor : (G,) float in [0, 1]
        1 − π_g.
    strata : int

    Returns
    -------
    (H,) float
        1/(1 − Σ a²), a the shares of the factors in their sum (Deville 1999, *Variance estimation
        for complex statistics and estimators*, Surv. Meth. 25:193, sec. 4): n/(n − 1) where they
        are equal; 1 where there is one PSU or none is left to chance.
    """
    mass = np.bincount(psu_stratum, factor, minlength=strata)
    squares = np.bincount(psu_stratum, factor**2, minlength=strata)
    concentrated = np.divide(squares, mass**2, out=np.ones(strata), where=mass > 0)
    rest = np.maximum(1 - concentrated, 0.0)
    scale: Floats = np.divide(1.0, rest, out=np.ones(strata), where=rest > 1e-12)
    return scale
