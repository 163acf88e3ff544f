"""What tests compare: means or shares of a column, alone or by group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Domain
from survey.errors import WrongUseError
from survey.estimation.answered import answered_numbers
from survey.estimation.arguments import must_be
from survey.estimation.assemble import assemble
from survey.estimation.moments import mean_block
from survey.estimation.shares import ShareOf, share_blocks
from survey.estimation.variables import coded, domains, numeric
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What is compared.

    Attributes
    ----------
    name : str
    values : (n,) float
        NaN outside the base.
    share : ShareOf or None
        The same as a share of codes.
    scale : float
        Largest number that the values were made of.
    """

    name: str
    values: Floats
    share: ShareOf | None
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class ByGroup:
    """Means by group, and the base that the groups make together.

    Attributes
    ----------
    measured : Measured
    estimates : Estimates
        All domains of the column, those without a value among them.
    places : (k,) int
        Rows of the estimates that are compared.
    values : tuple
        Their values.
    df : float
    n : int
    level : float
    """

    measured: Measured
    estimates: Estimates
    places: Ints
    values: tuple[Any, ...]
    df: float
    n: int
    level: float

    def differences(self) -> tuple[Floats, Floats]:
        """Differences from the first group, (k − 1,), and their covariance."""
        combination = np.zeros((len(self.places) - 1, len(self.estimates)))
        combination[:, self.places[0]] = -1.0
        combination[np.arange(len(combination)), self.places[1:]] = 1.0
        means = self.estimates.to_frame()["estimate"].to_numpy(float)
        apart = means[self.places[1:]] - means[self.places[0]]
        return apart, self.estimates.covariance.of(combination)


def means_by_group(
    design: SurveyDesign, measured: Measured, groups: str, where: object, level: float
) -> ByGroup:
    """Means of all groups that hold an answer; of the first two groups where fewer do."""
    must_be(groups, str, "groups", "str")
    estimates = means(design, measured, groups, where, level)
    frame = estimates.to_frame()
    values = frame[groups].tolist()
    known = [at for at, value in enumerate(values) if value is not Domain.MISSING]
    if len(known) < 2:
        raise fail(WrongUseError, "estimate.one_group", name=quoted(groups))
    counts = frame["n"].to_numpy()
    answered = [at for at in known if counts[at] > 0]
    places = np.array(answered if len(answered) > 1 else known[:2])
    inside = np.isin(coded(design, groups).codes, places)
    if where is not None:
        inside = inside & design.where(where)
    together = means(design, measured, None, inside, level).to_frame()
    df, n = float(together["df"].iloc[0]), int(together["n"].iloc[0])
    found = tuple(values[at] for at in places)
    return ByGroup(measured, estimates, places, found, df, n, level)


def measure(design: SurveyDesign, name: str, category: object = None) -> Measured:
    """A column as numbers, or as 1 for some of its codes and 0 for its other answers."""
    if category is None:
        values = numeric(design, name)
        return Measured(name, values, None, _largest(values))
    answers = coded(design, name)
    wanted = list(category) if isinstance(category, (list, tuple)) else [category]
    unknown = [code for code in wanted if code not in answers.values]
    if unknown or not wanted:
        known = culprits(answers.values)
        got = culprits(unknown) if unknown else "[]"
        raise fail(WrongUseError, "estimate.category", name=quoted(name), got=got, known=known)
    counted = np.array([[float(value in wanted)] for value in answers.values])
    counted = np.vstack([counted, np.zeros((answers.missing, 1))])
    base = (np.arange(len(counted)) < len(answers.values)).astype(float)
    share = ShareOf(
        name, answers, counted, base, [wanted[0] if len(wanted) == 1 else tuple(wanted)]
    )
    return measured_share(share)


def measured_share(share: ShareOf) -> Measured:
    """A share of one category as 1 for what it counts, 0 for others in its base, else NaN."""
    codes = share.answers.codes
    in_base = np.append(share.base > 0, False)  # −1, not asked, is the last
    one = np.append(share.counted[:, 0], 0.0)
    values = np.where(in_base[codes], one[codes], np.nan)
    return Measured(share.name, np.asarray(values, dtype=float), share, 1.0)


def means(
    design: SurveyDesign,
    measured: Measured,
    groups: str | list[str] | None,
    where: object,
    level: float,
) -> Estimates:
    """Means, or shares, by group."""
    names, cut = domains(design, groups, all_row=False, where=where)
    share = measured.share
    return assemble(
        design,
        "mean" if share is None else "share",
        names,
        cut,
        lambda cut: (
            [mean_block(design, measured.name, measured.values, cut)]
            if share is None
            else share_blocks(design, [share], cut)
        ),
        interval="wald" if share is None else "wilson",
        level=level,
        deff="wor",
        answered=lambda: [
            answered_numbers(measured.name, measured.values) if share is None else share.answered
        ],
    )


def _largest(values: Floats) -> float:
    known: Bools = np.isfinite(values)
    return float(np.abs(values[known]).max()) if known.any() else 1.0
