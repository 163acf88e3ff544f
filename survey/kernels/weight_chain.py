"""A chain of weighting steps with its derivatives.

A step turns weights w⁻ into weights w = h(w⁻, θ), θ the solution of equations Σ_i u_i(w⁻_i, θ) = t
over the units of the chain: raking factors, the factors of weighting classes, the coefficients of a
model of response. With m_i the multiplicity of unit i, the derivative of a weighted total
Σ m_i w_i y_i by m_i is the score of the unit (Deville 1999, Surv. Meth. 25:193; Binder 1983, Int.
Stat. Rev. 51:279). Taken back from the last step S to the first,

    q_S = y,   B_s = (∂Σu_s/∂θ)⁻ᵀ Σ_i (∂h_s/∂θ)_i q_{s,i},
    q_{s−1,i} = a_{s,i} q_{s,i} − v_{s,i}′B_s,   z_i = w_{S,i} y_i − Σ_s u_{s,i}′B_s,

with a = ∂h/∂w⁻ and v = ∂u/∂w⁻. A calibration is the case h = w⁻F(x′θ), u = w x, which gives the
residuals of Deville & Särndal 1992 (JASA 87:376, eq. 3.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scipy import sparse

    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True, eq=False)
class WeightStep:
    """One step of a chain, linear about where it ended.

    Attributes
    ----------
    after : (n,) float
        Weights after the step; 0 for units that have left the chain.
    slope : (n,) float
        a, the derivative of the weight after by the weight before, with the parameters held.
    moves : (n, p) sparse
        Derivatives of the weight after by the parameters.
    equations : (n, p) sparse
        u, what each unit adds to the sums that the step meets.
    pull : (n, p) sparse
        v, the derivative of u by the weight before.
    information : (p, p) sparse
        Derivative of the summed equations (rows) by the parameters (columns).

    Notes
    -----
    p may be 0: a step that multiplies weights by what doesn't depend on who is in the sample.
    Columns may depend on each other, as those of margins do; a generalised inverse is then meant.
    """

    after: Floats
    slope: Floats
    moves: sparse.csr_array
    equations: sparse.csr_array
    pull: sparse.csr_array
    information: sparse.csr_array
