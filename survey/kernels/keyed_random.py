"""Random numbers that a key and a purpose decide alone, for many keys at once.

The key of a unit and the stream of a purpose go through the finaliser of SplitMix64 (Steele, Lea &
Flood 2014, OOPSLA), twice. A unit keeps its number whatever other units there are and in whatever
order they stand, and numbers of different purposes have nothing to do with each other.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.kernels.layout import Floats

    Keys = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_BITS = np.uint64(12)
_STEP = 2.0**-52


def stream_of(seed: int, *purpose: str) -> np.uint64:
    """The stream of a purpose: 64 bits that the seed and some words decide.

    Parameters
    ----------
    seed : int from 0
    *purpose : str
    """
    words = "\x1f".join((str(seed), *purpose)).encode()
    return np.uint64(int.from_bytes(hashlib.blake2b(words, digest_size=8).digest(), "big"))


def keyed_uniforms(keys: Keys, stream: np.uint64) -> Floats:
    """Uniform random numbers.

    Parameters
    ----------
    keys : (n,) uint64
    stream : uint64
        From `stream_of`.

    Returns
    -------
    (n,) float in (0, 1)

    Examples
    --------
    >>> keys = np.array([1, 2], dtype=np.uint64)
    >>> keyed_uniforms(keys, stream_of(7, "noise")).round(4).tolist()
    [0.5197, 0.8951]
    """
    mixed = _mixed(_mixed(keys + _GOLDEN) ^ stream)
    return ((mixed >> _BITS).astype(np.float64) + 0.5) * _STEP


def keyed_normals(keys: Keys, stream: np.uint64) -> Floats:
    """Standard normal random numbers, by the inverse of the distribution.

    Parameters
    ----------
    keys : (n,) uint64
    stream : uint64

    Returns
    -------
    (n,) float
    """
    return np.asarray(ndtri(keyed_uniforms(keys, stream)))


def _mixed(values: Keys) -> Keys:
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))
