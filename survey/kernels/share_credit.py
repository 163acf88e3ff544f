"""Credit for calibration in the variances of many shares at once.

The score of a share in a calibrated design is z − x′B, so that its variance is

    V_zz − 2 B′V_xz + B′V_xx B                                    (Deville & Särndal 1992, eq. 3.4),

with z = (t_k − p m)/M of a domain. V_xz and the sums behind B are linear in the rows: each needs
one sum by cell for each auxiliary column, and none by sampling unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.calibration import coefficients
from survey.kernels.share_sums import answered
from survey.kernels.variance import covariances

if TYPE_CHECKING:
    from survey.kernels.calibration import Calibration
    from survey.kernels.layout import Floats, Ints, PsuLayout
    from survey.kernels.share_sums import ShareSums

_ROUNDING = 1e-13  # of a variance before calibration: what is left of a total that was met


@dataclass(frozen=True, slots=True, eq=False)
class Credit:
    """What calibration adds to the sums of a design.

    Attributes
    ----------
    steps : Calibration
    rows : (n, 2 P) float
        For each row its part in V_xz, and in the sums behind B.
    square : (P, P) float
        V_xx.
    """

    steps: Calibration
    rows: Floats
    square: Floats


def credit_of(layout: PsuLayout, steps: Calibration, weights: Floats, counts: Floats) -> Credit:
    """Prepare the credit of a design of one stage.

    Parameters
    ----------
    weights : (n,) float
        Weight of a unit.
    counts : (n,) float
        Units that a row stands for.
    """
    x, mass = steps.psu_sums, layout.mass
    stratum = layout.psu_stratum
    columns = range(x.shape[1])
    sums = np.column_stack([np.bincount(stratum, mass * x[:, p], layout.strata) for p in columns])
    scale = layout.inflation * layout.stratum_scale
    pulled = (mass * scale[stratum])[:, None] * (x - layout.pull[stratum, None] * sums[stratum])
    behind = [
        (counts * metric)[:, None] * auxiliary
        for auxiliary, metric in zip(steps.auxiliary, steps.metric, strict=True)
    ]
    rows = np.hstack([weights[:, None] * pulled[layout.row_psu], *behind])
    units = sparse.csr_array(x)
    return Credit(steps, rows, covariances(layout, units, units))


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
    questions, domains = sums.n.shape
    cells = _cell_sums(credit.rows, domain, codes, (domains, questions, answers + 1))
    base = cells.sum(axis=-1, keepdims=True)
    share = np.nan_to_num(sums.share)
    with np.errstate(invalid="ignore", divide="ignore"):
        forms = (cells[..., :answers] - share * base) / sums.weights[..., None]
    forms = np.nan_to_num(forms).reshape(len(cells), -1)
    mixed, cross = np.split(forms, 2)
    b = coefficients(credit.steps, cross)
    gain = 2 * np.sum(b * mixed, axis=0) - np.sum(b * (credit.square @ b), axis=0)
    left = sums.variance - gain.reshape(sums.variance.shape)
    return np.where(np.isnan(left) | (left > _ROUNDING * sums.variance), left, 0.0)


def _cell_sums(rows: Floats, domain: Ints, codes: Ints, shape: tuple[int, int, int]) -> Floats:
    """Sums of columns by question, domain and answer, (2 P, Q, D, J + 1)."""
    _, questions, slots = shape
    row, question = answered((codes >= 0) & (domain >= 0)[:, None])
    key = (domain[row] * questions + question) * slots + codes[row, question]
    size = int(np.prod(shape))
    found = [np.bincount(key, column[row], size) for column in np.ascontiguousarray(rows.T)]
    whole = np.stack(found).astype(float).reshape(len(found), *shape)
    return whole.transpose(0, 2, 1, 3)
