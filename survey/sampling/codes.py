"""Codes by which residents log in: unique, told apart in print, and found wrong if mistyped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from survey.errors import DataError, WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.language.words import one_of
from survey.sampling.code_signs import (
    LONGEST,
    LOOK_ALIKE,
    SHORTEST,
    SIGNS,
    code_of,
    grouped,
    is_offensive,
    is_right,
    number_of_codes,
)
from survey.sampling.secret import secret_given

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Iterator

    from survey.sampling.sample import Sample
    from survey.sampling.secret import Secret

_FEW = 100  # at most one of so many codes may be in use, so that guessing doesn't pay
_MOST_TRIES = 1000
_MOST_NEAR = _FEW_LENGTHS = 3
_LONGEST_TYPED = 60
_BETWEEN = frozenset(" -–—‐‑_.\t\u00a0")


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What is to be said of a code that somebody typed.

    Attributes
    ----------
    code : str
        As it is printed; empty if it can't be a code.
    right : bool
    problem : str
        What is wrong, in the language in force; empty if nothing is.
    near : tuple of str
        Codes that may have been meant.
    """

    code: str
    right: bool
    problem: str = ""
    near: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.right


def respondent_codes(
    sample: Sample,
    *,
    secret: Secret | str | os.PathLike[str],
    length: int = 6,
    given: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A code for each unit of a sample, such as ``K7M-P4X``.

    Codes have no signs that can be taken for each other and no vowels; the last sign checks the
    others. They follow from the secret, the wave and the unit: nobody without the secret can tell
    the code of a dwelling, and the same sample gets the same codes again.

    Parameters
    ----------
    sample : Sample
    secret : Secret or path
        See `read_secret`.
    length : int from 6 to 12
    given : mapping of str to str, optional
        Codes that some units have already, from letters that were sent; they keep them.

    Returns
    -------
    dict of str to str
        Codes by unit, in the order of the sample.

    Raises
    ------
    WrongUseError
        If so many units would make codes of the length easy to guess.
    """
    units = [str(each) for each in sample.units["unit"]]
    kept = _given(given, length)
    _check_length(length, len(units))
    key = secret_given(secret)
    found = {unit: kept[unit] for unit in units if unit in kept}
    taken = {_bare(each) for each in kept.values()}
    for unit in sorted(set(units) - set(found)):
        found[unit] = grouped(_free_code(key, (sample.wave, unit), length, taken))
    return {unit: found[unit] for unit in units}


def _free_code(key: Secret, of: tuple[str, str], length: int, taken: set[str]) -> str:
    """The first code of a unit that nobody has."""
    for attempt in range(_MOST_TRIES):
        digest = key.digest("code", *of, str(attempt))
        code = code_of(int.from_bytes(digest, "big") % number_of_codes(length), length)
        if code not in taken and not is_offensive(code):
            taken.add(code)
            return code
    raise AssertionError("a code of a hundred is free")


def _check_length(length: object, units: int) -> None:
    whole = isinstance(length, int) and not isinstance(length, bool)
    if not whole or not SHORTEST <= length <= LONGEST:  # type: ignore[operator]
        raise fail(WrongUseError, "codes.length", got=str(length), least=SHORTEST, most=LONGEST)
    if units * _FEW > number_of_codes(length):  # type: ignore[arg-type]
        enough = next(
            (n for n in range(SHORTEST, LONGEST + 1) if units * _FEW <= number_of_codes(n)), LONGEST
        )
        count = format_number(units, current_language())
        raise fail(WrongUseError, "codes.too_many", count=count, length=length, enough=enough)


def _given(given: Mapping[str, str] | None, length: int) -> dict[str, str]:
    """Codes that were given before: right ones, each once."""
    found = {str(unit): str(code) for unit, code in (given or {}).items()}
    wrong = [unit for unit, code in found.items() if not check_code(code, length=length)]
    if wrong:
        raise fail(DataError, "codes.given_wrong", units=culprit_ids(wrong), length=length)
    bare = [_bare(code) for code in found.values()]
    if len(set(bare)) < len(bare):
        twice = [unit for unit, code in found.items() if bare.count(_bare(code)) > 1]
        raise fail(DataError, "codes.given_twice", units=culprit_ids(twice))
    return {unit: grouped(_bare(code)) for unit, code in found.items()}


# What somebody typed


def check_code(
    typed: str,
    *,
    length: int | None = None,
    codes: Mapping[str, str] | Collection[str] | None = None,
) -> CodeCheck:
    """Whether a code that somebody typed can be right, and what may be wrong with it.

    Small letters, blanks and hyphens make no difference.

    Parameters
    ----------
    typed : str
    length : int, optional
        How many signs it must have; any number from 6 to 12 if left out.
    codes : mapping or collection of str, optional
        Those that were given out, by unit or alone; then only they are right.

    Examples
    --------
    >>> check_code("3wx xpk").code
    '3WX-XPK'
    >>> check_code("3xw-xpk", codes=["3WX-XPK"]).near
    ('3WX-XPK',)
    """
    bare = _bare(_checked(typed))
    known = _known(codes)
    lengths = _lengths(length, known)
    if not bare:
        return CodeCheck("", False, text("codes.wrong.empty"))
    if not set(bare) <= set(SIGNS):
        return _foreign(bare, lengths, known)
    if len(bare) not in lengths:
        return _of_other_length(bare, lengths, known)
    if not is_right(bare):
        return _mistyped(bare, lengths, known)
    if known is not None and bare not in known:
        return CodeCheck(grouped(bare), False, text("codes.wrong.not_given"))
    return CodeCheck(grouped(bare), True)


def _checked(typed: object) -> str:
    if isinstance(typed, str):
        return typed
    got = type(typed).__name__
    raise fail(WrongUseError, "argument.kind", name="typed", got=got, expected="str")


def _foreign(bare: str, lengths: Collection[int], known: frozenset[str] | None) -> CodeCheck:
    """With signs that no code has."""
    near = _near(_replaced(bare), lengths, known)
    foreign = [sign for sign in dict.fromkeys(bare) if sign not in SIGNS]
    said = text("codes.wrong.signs", signs=culprits(foreign))
    return CodeCheck("", False, _with_near(said, near), near)


def _of_other_length(
    bare: str, lengths: Collection[int], known: frozenset[str] | None
) -> CodeCheck:
    """With a sign too many or too few."""
    near = _near(_shortened(bare), lengths, known) if known else ()
    wanted = text("codes.wrong.range", least=min(lengths), most=max(lengths))
    if len(lengths) <= _FEW_LENGTHS:
        wanted = one_of([str(each) for each in lengths], current_language())
    said = text("codes.wrong.length", count=len(bare), length=wanted)
    return CodeCheck("", False, _with_near(said, near), near)


def _mistyped(bare: str, lengths: Collection[int], known: frozenset[str] | None) -> CodeCheck:
    """A code whose check sign is wrong: two signs may be swapped, or one wrong."""
    swapped = _near(_swapped(bare), lengths, known)
    near = swapped or (_near(_one_other(bare), lengths, known) if known else ())
    said = text("codes.wrong.swapped") if swapped else text("codes.wrong.check_sign")
    return CodeCheck(grouped(bare), False, _with_near(said, near), near)


def _with_near(said: str, near: tuple[str, ...]) -> str:
    """What is wrong, and what may have been meant."""
    if not near:
        return said
    meant = one_of([quoted(each) for each in near], current_language())
    return f"{said} {text('codes.wrong.near', near=meant)}"


def _bare(typed: str) -> str:
    kept = typed[:_LONGEST_TYPED].upper()
    return "".join(sign for sign in kept if sign not in _BETWEEN)


def _known(codes: Mapping[str, str] | Collection[str] | None) -> frozenset[str] | None:
    if codes is None:
        return None
    given = codes.values() if isinstance(codes, Mapping) else codes
    return frozenset(_bare(each) for each in given)


def _lengths(length: int | None, known: frozenset[str] | None) -> tuple[int, ...]:
    if length is not None:
        return (length,)
    if known:
        return tuple(sorted({len(each) for each in known}))
    return tuple(range(SHORTEST, LONGEST + 1))


def _near(
    tried: Iterable[str], lengths: Collection[int], known: frozenset[str] | None
) -> tuple[str, ...]:
    """Those of some codes that are right and, if that is known, were given out; three at most."""
    right = dict.fromkeys(
        each
        for each in tried
        if len(each) in lengths and is_right(each) and (known is None or each in known)
    )
    return tuple(grouped(each) for each in list(right)[:_MOST_NEAR])


def _swapped(bare: str) -> Iterator[str]:
    for place in range(len(bare) - 1):
        yield f"{bare[:place]}{bare[place + 1]}{bare[place]}{bare[place + 2 :]}"


def _one_other(bare: str) -> Iterator[str]:
    for place in range(len(bare)):
        for sign in SIGNS:
            yield f"{bare[:place]}{sign}{bare[place + 1 :]}"


def _shortened(bare: str) -> Iterator[str]:
    """With one sign less, or one more."""
    for place in range(len(bare)):
        yield f"{bare[:place]}{bare[place + 1 :]}"
    for place in range(len(bare) + 1):
        for sign in SIGNS:
            yield f"{bare[:place]}{sign}{bare[place:]}"


def _replaced(bare: str) -> Iterator[str]:
    """With signs that no code has put right, if there are few of them."""
    choices = [LOOK_ALIKE.get(sign, sign if sign in SIGNS else "") for sign in bare]
    if sum(len(each) > 1 for each in choices) <= 3:
        yield from map("".join, product(*choices))
