"""What a plan assumed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent, format_points, format_range
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.sampling.plan import SamplePlan

_SHARES = ("response_rate", "base_share")
_NUMBERS = ("design_effect", "minimum", "maximum", "cost")


def assumptions_in_words(plan: SamplePlan, language: str) -> list[tuple[str, str]]:
    """What a plan assumed: what it is, and what was assumed of it.

    Parameters
    ----------
    plan : SamplePlan
    language : {"da", "en"}

    Returns
    -------
    list of (str, str)
    """
    return [
        (text(f"planning.assumption.{name}", lang=language), words)
        for name, words in _Said(plan, language).rows()
    ]


class _Said:
    """The assumptions of a plan in a language."""

    def __init__(self, plan: SamplePlan, language: str) -> None:
        self.plan = plan
        self.language = language
        self.given: Mapping[str, Any] = plan.assumptions

    def rows(self) -> Iterator[tuple[str, str]]:
        if self.given["compared"]:
            yield from self._comparison()
        yield "level", self._percent(self.given["level"])
        yield "share", self._share()
        if self.given["half_width"] is not None:
            yield "half_width", self._size(self.given["half_width"], "±{size}")
        for name in _SHARES:
            if name != "base_share" or self.given[name] != 1:
                yield name, self._by_area(self.given[name], self._percent)
        yield from self._within_dwellings()
        yield "allocation", self._words(f"allocation_{self.plan.allocation}")
        yield from self._bounds()

    def _comparison(self) -> Iterator[tuple[str, str]]:
        given = self.given
        contrast = given["contrast"]
        label = self.plan.label(contrast, self.language) if contrast else ""
        yield "against", self._words(f"against_{given['against']}", contrast=label)
        if given["difference"] is None:
            yield "difference", self._words("difference_of_shares")
        else:
            yield "difference", self._size(abs(given["difference"]), "{size}")
        power = self._percent(given["power"])
        yield "power", self._words("power_means", power=power)
        yield "marks", self._words(f"adjust_{given['adjust']}")

    def _share(self) -> str:
        sd = self.given["sd"]
        if sd is not None:
            return self._words("sd", sd=self._by_area(sd, self._number))
        return self._by_area(self.given["share"], self._percent)

    def _within_dwellings(self) -> Iterator[tuple[str, str]]:
        given = self.given
        if given["design_effect"] != 1 or not given["adults"]:
            yield "design_effect", self._by_area(given["design_effect"], self._number)
        if given["adults"]:
            mean = self._by_area(given["adults_per_dwelling"], self._number)
            yield "adults_per_dwelling", self._words("adults_one", mean=mean)
            if given["adults"] == "frame":
                effect = self._by_area(given["unequal_weights"], self._number)
                yield "unequal_weights", self._words("unequal", effect=effect)
            else:
                yield "unequal_weights", self._words("unequal_unknown")

    def _bounds(self) -> Iterator[tuple[str, str]]:
        given = self.given
        for name in ("minimum", "maximum"):
            if given[name]:
                yield name, self._by_area(given[name], self._number)
        if given["census_below"] is not None:
            count = format_number(given["census_below"], self.language)
            yield "census_below", self._words("census", count=count)
        if given["budget"] is not None:
            budget = format_number(given["budget"], self.language)
            key = "budget_money" if given["cost"] is not None else "budget_units"
            yield "budget", self._words(key, budget=budget)
        if given["cost"] is not None:
            yield "cost", self._by_area(given["cost"], self._number)
        if given["strata"]:
            yield "strata", join_words(list(given["strata"]), self.language)
        if given["reserve"]:
            yield "reserve", self._words("reserve_part", part=self._percent(given["reserve"]))

    def _words(self, key: str, **fields: object) -> str:
        return text(f"planning.said.{key}", lang=self.language, **fields)

    def _percent(self, share: float) -> str:
        tenths = 1000 * share
        return format_percent(share, self.language, decimals=0 if round(tenths) % 10 == 0 else 1)

    def _number(self, value: float) -> str:
        return format_number(value, self.language, decimals=None if value == int(value) else 2)

    def _size(self, size: Any, form: str) -> str:  # noqa: ANN401 - one or by area
        if self.given["sd"] is not None:
            return form.format(size=self._by_area(size, self._number))
        points = self._by_area(size, self._points)
        return self._words("points", points=form.format(size=points))

    def _points(self, size: float) -> str:
        tenths = 1000 * size
        whole = round(tenths) % 10 == 0
        return format_points(size, self.language, decimals=0 if whole else 1, sign=False)

    def _by_area(self, value: Any, write: Any) -> str:  # noqa: ANN401 - one or by area
        if not hasattr(value, "values"):
            return str(write(value))
        values = list(value.values())
        low, high = write(min(values)), write(max(values))
        if low == high:
            return str(low)
        return self._words("by_area", numbers=_range(low, high, self.language))


def _range(low: str, high: str, language: str) -> str:
    """Two written numbers as a range, a unit that both have written once."""
    for unit in ("\N{NO-BREAK SPACE}pct.", "%"):
        if low.endswith(unit) and high.endswith(unit):
            low = low.removesuffix(unit)
            return format_range(low, high)
    return format_range(low, high)
