"""How well two coders agree: code by code, and over all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import said
from survey.documents.notebook import frame_html
from survey.errors import WrongUseError
from survey.kernels.agreement import ac1, alpha, counted_values, kappa, masi_distances
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.responses.coding.adjudication import both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.agreement import Agreement
    from survey.kernels.layout import Floats
    from survey.responses.coding.coding import Coding
    from survey.responses.coding.frame import CodeFrame, FrameCode

GOOD, LOW = 0.8, 0.6
"""From here agreement is good, and below here it is too low to publish the code."""
RARE = 0.05
"""Used for fewer answers than this, a code is too rare for κ."""


class Verdict(StrEnum):
    """What a coefficient means for a code."""

    GOOD = "good"
    """κ is at least 0.8."""
    FAIR = "fair"
    """κ is from 0.6 to 0.8."""
    LOW = "low"
    """κ is below 0.6."""
    RARE = "rare"
    """κ is below 0.8, but the code is rare and AC1 is at least 0.8."""
    UNUSED = "unused"
    """Neither coder used the code, or both did for every answer; there is nothing to measure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A coefficient with its interval.

    Attributes
    ----------
    estimate, std_error, conf_low, conf_high : float
        NaN where it can't be measured; the interval is cut at −1 and 1.
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """The agreement on one code.

    Attributes
    ----------
    code : FrameCode
    first, second, both : int
        How many answers each coder gave it, and both.
    same : float
        The share of answers on which the coders agree whether the code applies.
    kappa, ac1 : Measured
    verdict : Verdict
    """

    code: FrameCode
    first: int
    second: int
    both: int
    same: float
    kappa: Measured
    ac1: Measured
    verdict: Verdict


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CoderAgreement:
    """How well two coders agree on the same answers.

    Attributes
    ----------
    frame : CodeFrame
    coders : tuple of str
    n : int
        Answers that both coded; short answers that were coded once count once.
    identical : float
        The share of answers with exactly the same codes.
    alpha : Measured
        Krippendorff's α of the sets of codes, with MASI distances.
    codes : tuple of CodeAgreement
        One a code, in the order of the frame.
    level : float
        Of the intervals.
    """

    frame: CodeFrame
    coders: tuple[str, str]
    n: int
    identical: float
    alpha: Measured
    codes: tuple[CodeAgreement, ...]
    level: float = 0.95

    def __repr__(self) -> str:
        return (
            f"CoderAgreement({self.frame.question}: {self.n} answers, alpha "
            f"{self.alpha.estimate:.2f}, {len(self.flagged)} of {len(self.codes)} codes flagged)"
        )

    def _repr_html_(self) -> str:
        language = current_language()
        title = text("coding.notebook.agreement", question=self.frame.titled(language))
        return frame_html(self.to_frame(), title)

    @property
    def flagged(self) -> tuple[CodeAgreement, ...]:
        """The codes on which agreement is low."""
        return tuple(each for each in self.codes if each.verdict is Verdict.LOW)

    @property
    def verdict(self) -> Verdict:
        """What α means for the whole frame."""
        return _level_of(self.alpha.estimate)

    def to_frame(self) -> pd.DataFrame:
        """One row a code."""
        language = current_language()
        rows = [
            {
                "code": each.code.value,
                "label": said(each.code.label, language),
                "first": each.first,
                "second": each.second,
                "both": each.both,
                "same": each.same,
                "kappa": each.kappa.estimate,
                "std_error": each.kappa.std_error,
                "conf_low": each.kappa.conf_low,
                "conf_high": each.kappa.conf_high,
                "ac1": each.ac1.estimate,
                "ac1_low": each.ac1.conf_low,
                "ac1_high": each.ac1.conf_high,
                "verdict": str(each.verdict),
            }
            for each in self.codes
        ]
        return pd.DataFrame(rows)


def coder_agreement(one: Coding, other: Coding, *, level: float = 0.95) -> CoderAgreement:
    """Measure how well two coders agree on the answers that both coded.

    Parameters
    ----------
    one, other : Coding
        As each coder gave them, without knowing the other's; `previous` codes and decisions would
        make the agreement look better than it is.
    level : float
        Of the intervals.

    Returns
    -------
    CoderAgreement
        For each code the share of agreement, Cohen's κ and Gwet's AC1 on whether it applies; for
        all of them Krippendorff's α.

    Raises
    ------
    WrongUseError
        If the codings are of different questions, or share no answer.

    Notes
    -----
    κ (Cohen 1960) has the variance of Fleiss, Cohen & Everitt (1969). Where a code is rare, κ is
    low although the coders hardly ever differ; AC1 (Gwet 2008) isn't. α (Krippendorff 2004) takes
    the distance of two sets of codes from Passonneau (2006); its standard error is the jackknife's.
    The intervals are those of large samples.
    """
    if one.question != other.question:
        raise fail(
            WrongUseError,
            "coding.of_two_questions",
            one=quoted(one.question),
            other=quoted(other.question),
        )
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise fail(WrongUseError, "coding.level", got=str(level))
    pairs = _units(one, other)
    if not pairs:
        raise fail(WrongUseError, "coding.nothing_shared", name=quoted(one.question))
    z = NormalDist().inv_cdf((1 + level) / 2)
    same = sum(first == second for first, second in pairs) / len(pairs)
    codes = tuple(_of_code(code, pairs, z) for code in one.frame.codes)
    coders = (one.coder, other.coder)
    return CoderAgreement(one.frame, coders, len(pairs), same, _overall(pairs, z), codes, level)


_Pair = tuple[frozenset[int], frozenset[int]]


def _units(one: Coding, other: Coding) -> list[_Pair]:
    """The sets of codes of each answer that both judged; answers judged together count once."""
    found: dict[tuple[str, str], _Pair] = {}
    for respondent, first, second in both(one, other):
        unit = (first.row or respondent, second.row or respondent)
        found[unit] = (frozenset(first.codes), frozenset(second.codes))
    return list(found.values())


def _of_code(code: FrameCode, pairs: Sequence[_Pair], z: float) -> CodeAgreement:
    has = np.array([[code.value in first, code.value in second] for first, second in pairs])
    table = np.zeros((2, 2))
    np.add.at(table, (has[:, 0].astype(int), has[:, 1].astype(int)), 1.0)
    chance_corrected, steady = kappa(table), ac1(table)
    used = (table[1].sum() + table[:, 1].sum()) / (2 * len(pairs))
    return CodeAgreement(
        code,
        int(table[1].sum()),
        int(table[:, 1].sum()),
        int(table[1, 1]),
        chance_corrected.observed,
        _measured(chance_corrected, z),
        _measured(steady, z),
        _verdict(chance_corrected.coefficient, steady.coefficient, used),
    )


def _overall(pairs: Sequence[_Pair], z: float) -> Measured:
    kinds = sorted({each for pair in pairs for each in pair}, key=sorted)
    place = {each: number for number, each in enumerate(kinds)}
    values = np.array([[place[first], place[second]] for first, second in pairs], dtype=np.int64)
    distances: Floats = masi_distances([tuple(each) for each in kinds])
    return _measured(alpha(counted_values(values, len(kinds)), distances), z)


def _measured(found: Agreement, z: float) -> Measured:
    half = z * found.std_error
    low, high = found.coefficient - half, found.coefficient + half
    return Measured(
        found.coefficient,
        found.std_error,
        float(np.maximum(low, -1.0)),
        float(np.minimum(high, 1.0)),
    )


def _verdict(coefficient: float, steady: float, used: float) -> Verdict:
    found = _level_of(coefficient)
    if found in {Verdict.LOW, Verdict.FAIR} and used < RARE and steady >= GOOD:
        return Verdict.RARE
    return found


def _level_of(coefficient: float) -> Verdict:
    if np.isnan(coefficient):
        return Verdict.UNUSED
    if coefficient >= GOOD:
        return Verdict.GOOD
    return Verdict.FAIR if coefficient >= LOW else Verdict.LOW
