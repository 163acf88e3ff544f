"""What the steps of a recipe were given, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeGuard

from survey.errors import WrongUseError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OWN, POOL, IMPUTE = "own_category", "pool", "impute"
AREA, CROSSED = "area", "*"
_LONGEST = 60


def names(step: str, name: str, given: object, *, least: int = 0) -> tuple[str, ...]:
    """Names of columns, each once.

    Raises
    ------
    WrongUseError
        If something isn't a name, stands twice, or there are too few.
    """
    several = (given,) if isinstance(given, str) else given
    if not isinstance(several, list | tuple) or len(several) < least:
        raise wrong(step, name, given, "names" if least else "names_or_none")
    if not all(isinstance(each, str) and each.strip() for each in several):
        raise wrong(step, name, given, "names")
    found = tuple(_without_spaces(each) for each in several)
    if len({frozenset(variables_of(each)) for each in found}) < len(found):
        raise wrong(step, name, given, "names_once")
    return found


def variables_of(name: str) -> tuple[str, ...]:
    """The variables of a table by its name: ``sex*age_group`` crosses two."""
    return tuple(name.split(CROSSED))


def one_name(step: str, name: str, given: object) -> None:
    """Refuse what isn't the name of a column."""
    if not isinstance(given, str) or not given.strip():
        raise wrong(step, name, given, "name")


def whole(step: str, name: str, given: object, least: int, *, optional: bool = False) -> None:
    """Refuse what isn't a whole number of at least so many."""
    if optional and given is None:
        return
    if isinstance(given, bool) or not isinstance(given, int) or given < least:
        raise wrong(step, name, given, "whole", least=least)


def number(
    step: str,
    name: str,
    given: object,
    low: float,
    high: float = math.inf,
    *,
    optional: bool = False,
) -> None:
    """Refuse what isn't a number above one limit and below another."""
    if optional and given is None:
        return
    if not is_number(given) or not low < given < high:
        kind = "above_below" if math.isfinite(high) else "above"
        raise wrong(step, name, given, kind, low=written(low), high=_high(high))


def is_number(given: object) -> TypeGuard[float]:
    """Whether something is a finite number."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return math.isfinite(given)


def choice(step: str, name: str, given: object, known: Sequence[str]) -> None:
    """Refuse what is none of the words that are known."""
    if given not in known:
        raise wrong(step, name, given, "choice", known=culprits(known))


def bounds(step: str, given: object) -> tuple[float, float] | None:
    """Least and greatest factor on a weight.

    Raises
    ------
    WrongUseError
        If they aren't two numbers, the first from 0 to below 1, the second above 1.
    """
    if given is None:
        return None
    pair = tuple(given) if isinstance(given, list | tuple) else ()
    if (
        len(pair) != 2
        or not all(is_number(each) for each in pair)
        or not 0 <= pair[0] < 1 < pair[1]
    ):
        raise wrong(step, "bounds", given, "bounds")
    return float(pair[0]), float(pair[1])


def missing_rules(step: str, given: object, variables: Iterable[str]) -> Mapping[str, Any]:
    """What becomes of respondents who lack a variable, by variable.

    Raises
    ------
    WrongUseError
        If a rule is none, or its variable isn't among those of the step.
    """
    if not isinstance(given, Mapping):
        raise wrong(step, "missing", given, "rules")
    known = list(dict.fromkeys(variables))
    for name, rule in given.items():
        if name not in known:
            raise _not_of_step(step, name, known)
        if not _is_rule(rule):
            raise wrong(step, f"missing.{name}", rule, "rule")
    return MappingProxyType({name: _frozen(rule) for name, rule in given.items()})


def _is_rule(rule: object) -> bool:
    if isinstance(rule, str):
        return rule in {OWN, IMPUTE}
    if not isinstance(rule, Mapping) or len(rule) != 1:
        return False
    ((kind, value),) = rule.items()
    if kind == IMPUTE:
        return isinstance(value, int) and not isinstance(value, bool)
    return kind == POOL and isinstance(value, str | int | float) and not isinstance(value, bool)


def _frozen(rule: Any) -> Any:  # noqa: ANN401 - a rule
    return MappingProxyType(dict(rule)) if isinstance(rule, Mapping) else rule


def _not_of_step(step: str, name: object, known: Sequence[str]) -> WrongUseError:
    near = did_you_mean(str(name), known)
    code = "recipe.missing_of_none_near" if near else "recipe.missing_of_none"
    return fail(WrongUseError, code, step=quoted(step), name=quoted(str(name)),
                known=culprits(known), near=quoted(near or ""))  # fmt: skip


def wrong(
    step: str, name: str, got: object, expected: str, /, **fields: str | float
) -> WrongUseError:
    """The error about an argument of a step; `expected` is a key below ``recipe.expected``."""
    words = text(f"recipe.expected.{expected}", lang=None, **fields)
    shown = repr(got)
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return fail(WrongUseError, "recipe.argument", step=quoted(step), name=name, got=shown,
                expected=words)  # fmt: skip


def _high(high: float) -> str:
    return written(high) if math.isfinite(high) else ""


def _without_spaces(name: str) -> str:
    return CROSSED.join(part.strip() for part in name.split(CROSSED))


def written(value: float) -> str:
    """A number in the language in force."""
    return format_number(value, current_language())
