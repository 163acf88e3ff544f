"""Credit for calibration in the variances of many shares at once.

The score of a share in a calibrated design is z − x′B, so that its variance is

    V_zz − 2 B′V_xz + B′V_xx B                                    (Deville & Särndal 1992, eq. 3.4),

with z = (t_k − p m)/M of a domain and x the sums of the steps of the weights. V_xz and the sums
behind B are linear in the rows: sums by cell, and none by sampling unit. They are sparse, since
those who answer in an area touch the margins of that area only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.calibration import coefficients, compact
from survey.kernels.share_sums import answered
from survey.kernels.variance import covariances

if TYPE_CHECKING:
    from survey.kernels.calibration import Calibration
    from survey.kernels.layout import Floats, Ints, PsuLayout
    from survey.kernels.share_sums import ShareSums

_MOST_NUMBERS = 2_000_000
_ROUNDING = 1e-13  # of a variance before calibration: what is left of a total that was met


@dataclass(frozen=True, slots=True, eq=False)
class Credit:
    """What the steps of the weights add to the sums of a design.

    Attributes
    ----------
    steps : Calibration
    rows : (2 P + H, n) sparse
        For each row its part in the raw products behind V_xz, in the sums behind B, and in the sum
        of its stratum.
    centre : (P, H) sparse
        Sums of x by stratum, with what a product of sums is taken off by.
    square : (P, P) float or sparse
        V_xx; sparse if most of it is 0.
    """

    steps: Calibration
    rows: sparse.csr_array
    centre: sparse.csr_array
    square: Floats | sparse.csr_array


def credit_of(layout: PsuLayout, steps: Calibration, weights: Floats, counts: Floats) -> Credit:
    """Prepare the credit of a design of one stage.

    Parameters
    ----------
    weights : (n,) float
        Weight of a unit.
    counts : (n,) float
        Units that a row stands for.
    """
    x, mass, stratum = steps.psu_sums, layout.mass, layout.psu_stratum
    scale = layout.inflation * layout.stratum_scale
    entries = (mass, (stratum, np.arange(layout.psus)))
    members = sparse.coo_array(entries, shape=(layout.strata, layout.psus)).tocsr()
    centre = sparse.diags_array(layout.pull * scale) @ (members @ x)
    unit = layout.row_psu
    raw = sparse.diags_array((mass * scale[stratum])[unit] * weights) @ x[unit]
    own = (weights * mass[unit], (np.arange(len(unit)), stratum[unit]))
    strata = sparse.coo_array(own, shape=(len(unit), layout.strata))
    behind = steps.cross @ sparse.diags_array(counts)
    return Credit(
        steps=steps,
        rows=sparse.csr_array(sparse.vstack([raw.T, behind, strata.T], format="csr")),
        centre=sparse.csr_array(centre.T),
        square=compact(covariances(layout, x, x)),
    )


def credited(credit: Credit, domain: Ints, codes: Ints, answers: int, sums: ShareSums) -> Floats:
    """Variances of shares with the credit of calibration.

    Parameters
    ----------
    domain : (n,) int
        Domain of each row, −1 for none.
    codes : (n, Q) int
    answers : int
        J, as in `share_sums`.
    sums : ShareSums
        The shares with their variances before calibration.

    Returns
    -------
    (Q, D, J) float
    """
    moved = credit.rows @ _members(domain, codes, answers + 1, sums)
    forms = sparse.csc_array(moved @ _gradient(sums))
    gain = np.empty(forms.shape[1])
    step = max(1, _MOST_NUMBERS // max(1, credit.steps.columns))
    for start in range(0, len(gain), step):
        some = slice(start, start + step)
        gain[some] = _gain(credit, forms[:, some])
    left = sums.variance - gain.reshape(sums.variance.shape)
    return np.where(np.isnan(left) | (left > _ROUNDING * sums.variance), left, 0.0)


def _gain(credit: Credit, forms: sparse.csc_array) -> Floats:
    """2 B′V_xz − B′V_xx B of some forms."""
    columns = credit.steps.columns
    b = coefficients(credit.steps, sparse.csr_array(forms[columns : 2 * columns]))
    mixed = forms[:columns] - credit.centre @ forms[2 * columns :]
    return np.asarray(np.sum(b * (2 * mixed.toarray() - credit.square @ b), axis=0))


def _members(domain: Ints, codes: Ints, slots: int, sums: ShareSums) -> sparse.csr_array:
    """Which question, domain and answer each row counts in, (n, Q D (J + 1))."""
    questions, domains = sums.n.shape
    row, question = answered((codes >= 0) & (domain >= 0)[:, None])
    key = (question * domains + domain[row]) * slots + codes[row, question]
    starts = np.searchsorted(row, np.arange(len(domain) + 1))
    shape = (len(domain), questions * domains * slots)
    return sparse.csr_array((np.ones(len(key)), key, starts), shape=shape)


def _gradient(sums: ShareSums) -> sparse.csr_array:
    """Derivatives of the shares by the sums of their cells, (Q D (J + 1), Q D J)."""
    share = np.nan_to_num(sums.share)
    answers = share.shape[-1]
    base = np.eye(answers + 1, answers) - share[..., None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        blocks = np.nan_to_num(base / sums.weights[..., None, None], posinf=0.0, neginf=0.0)
    count = share.size // answers
    starts = np.arange(count + 1)
    blocks = blocks.reshape(count, answers + 1, answers)
    return sparse.csr_array(sparse.bsr_array((blocks, starts[:-1], starts)))
