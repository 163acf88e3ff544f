"""Crosswalks: whether every code of both waves is accounted for, and what is lost by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.questionnaire.comparison.rulings import Ruling, undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Code, Headline
    from survey.questionnaire.changes import Crosswalk
    from survey.questionnaire.comparison.verdicts import Version

Side = "Mapping[int, int | None]"


def fault_of(
    crosswalk: Crosswalk,
    codes: tuple[tuple[Code, ...], tuple[Code, ...]],
    versions: tuple[Version, Version],
) -> Ruling | None:
    """What is wrong with a crosswalk; None if it says of every code what becomes of it.

    Parameters
    ----------
    crosswalk : Crosswalk
    codes : pair of tuple of Code
        Of the earlier and of the newer wave.
    versions : pair of Version
    """
    sides = (crosswalk.old, crosswalk.new)
    for side, given, version in zip(sides, codes, versions, strict=True):
        valid = {int(each.value) for each in given}
        forgotten = tuple(sorted(valid - set(side)))
        unknown = tuple(sorted(set(side) - valid))
        uncommon = tuple(sorted({to for to in side.values() if to is not None}
                                - set(crosswalk.common)))  # fmt: skip
        for key, wrong in (
            ("crosswalk_forgets", forgotten),
            ("crosswalk_unknown", unknown),
            ("crosswalk_common", uncommon),
        ):
            if wrong:
                return undecided(key, settled=False, codes=wrong, wave=version.name)
    return None


def reached_by(side: Mapping[int, int | None], common: int) -> tuple[int, ...]:
    """The codes of a wave that become a common code."""
    return tuple(code for code, to in side.items() if to == common)


def one_sided(crosswalk: Crosswalk) -> tuple[tuple[int, str], ...]:
    """Common codes that only one of the waves can have, each with which: ``old`` or ``new``."""
    found = []
    for common in crosswalk.common:
        has = {name: bool(reached_by(getattr(crosswalk, name), common)) for name in ("old", "new")}
        found += [(common, name) for name, reached in has.items() if reached and not all(
            has.values())]  # fmt: skip
    return tuple(found)


def same_share(old: Headline | None, new: Headline | None, crosswalk: Crosswalk | None) -> bool:
    """Whether two headlines count the same answers, on common codes if there is a crosswalk.

    Codes without a counterpart are left out of both waves: nobody counts as having answered them.
    """
    if old is None or new is None:
        return old is new
    if crosswalk is None:
        return set(old.codes) == set(new.codes) and _base(old) == _base(new)
    counted = in_common(old.codes, crosswalk.old)
    if counted is None or None in counted or counted != in_common(new.codes, crosswalk.new):
        return False
    if isinstance(old.base, str) or isinstance(new.base, str):
        return old.base == new.base
    base = in_common(old.base, crosswalk.old)
    return base is not None and base == in_common(new.base, crosswalk.new)


def _base(headline: Headline) -> object:
    return headline.base if isinstance(headline.base, str) else set(headline.base)


def in_common(
    codes: Iterable[int | str], side: Mapping[Any, int | None]
) -> frozenset[int | None] | None:
    """The common codes of some codes; None if other codes become one of them too."""
    inside = {int(code) for code in codes}
    known = {int(code): to for code, to in side.items()}
    common = frozenset(known.get(code) for code in inside)
    back = {code for code, to in known.items() if to in common}
    return common if back == inside else None
