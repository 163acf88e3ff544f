"""What the labels along one side of a table mean: categories of which variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from survey.weighting.register.words import (
    bare,
    is_total,
    parts_of,
    says_count,
    says_share,
    universe_named,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from survey.weighting.register.categories import Categories, Meant
    from survey.weighting.targets import Universe

Coordinates = dict[str, tuple[str, "Meant"]]
"""By variable: the label of the register, and what it means."""
_ENOUGH = 2


class Tags(TypedDict, total=False):
    """What a label tells of the numbers that it stands at.

    Attributes
    ----------
    codes : dict of str to (str, Meant)
        Categories of variables.
    year, numeric, place : str
        The year; the variable whose values are summed; the name of an area or department.
    universe : Universe or None
    share, total : bool
        Whether they are shares; whether they are of all categories together.
    """

    codes: Coordinates
    year: str
    numeric: str
    place: str
    universe: Universe | None
    share: bool
    total: bool


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """Labels that were understood, and those that weren't.

    Attributes
    ----------
    meant : mapping of str to Coordinates
        By label; of one that is two categories at once both.
    unclear : mapping of str to tuple of str
        Labels that may be categories of several variables, and these.
    """

    meant: Mapping[str, Coordinates] = field(default_factory=dict)
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def tags_of(self, texts: Sequence[str], plain: Callable[[str], Tags | None]) -> Tags | None:
        """What all that stands above a column tells; None if the lowest of it tells nothing."""
        tags: Tags = {"codes": {}}
        for at, text in enumerate(texts):
            if text in self.meant:
                tags["codes"] |= self.meant[text]
                if says_share(text) != says_count(text):
                    tags["share"] = says_share(text)
                continue
            found = plain(text)
            if found is None and at == len(texts) - 1:
                return None
            tags |= {key: value for key, value in (found or {}).items() if value is not None}  # type: ignore[typeddict-item]
        return tags if texts else None


def resolved(
    lines: Iterable[Sequence[str]], categories: Categories, mentioned: Sequence[str]
) -> Axis:
    """Find what labels mean, line by line: a line's labels belong to as few variables as can be.

    Parameters
    ----------
    lines : iterable of sequence of str
        Labels that may be categories.
    categories : Categories
    mentioned : sequence of str
        Variables that the titles speak of.
    """
    meant: dict[str, Coordinates] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    for line in lines:
        found = _Line(line, categories, mentioned)
        meant |= found.meant
        unclear |= found.unclear
    return Axis(meant, {each: names for each, names in unclear.items() if each not in meant})


class _Line:
    """The labels of a line in the making."""

    def __init__(
        self, labels: Sequence[str], categories: Categories, mentioned: Sequence[str]
    ) -> None:
        self.categories, self.mentioned = categories, mentioned
        self.meant: dict[str, Coordinates] = {}
        self.unclear: dict[str, tuple[str, ...]] = {}
        self.options = {each: self._meanings(each) for each in labels}
        parts = {each: self._parts(each) for each in labels if not self._clean(each)}
        self.parts = {label: those for label, those in parts.items() if those}
        for those in self.parts.values():
            self.options |= {each: self._meanings(each) for each in those}
        self.chosen: dict[str, tuple[str, Meant]] = {}
        self._choose([each for each in self.options if each not in self.parts])
        self._put_together(labels)

    def _meanings(self, label: str) -> Mapping[str, Meant]:
        """What a label means, also one that says what is counted: ``Kvinder, pct.``."""
        found = self.categories.meanings(label, self.mentioned)
        return found or self.categories.meanings(bare(label), self.mentioned)

    def _clean(self, label: str) -> list[str]:
        """The variables of which a label is a category, or rightly none."""
        options = self.options.get(label, {})
        return [name for name, meant in options.items() if meant.kind != "straddles"]

    def _parts(self, label: str) -> list[str]:
        parts = parts_of(label)
        known = all(
            is_total(each) or self.categories.meanings(each, self.mentioned) for each in parts
        )
        return [each for each in parts if not is_total(each)] if known else []

    def _choose(self, labels: list[str]) -> None:
        left = list(labels)
        while left:
            fits = {
                name: [each for each in left if name in self._clean(each)]
                for name in dict.fromkeys(n for each in left for n in self._clean(each))
            }
            fits = {name: those for name, those in fits.items() if self._is_enough(name, those)}
            if not fits:
                break
            best = max(fits, key=lambda name: self._rank(name, fits[name]))
            rivals = tuple(
                name for name, those in fits.items()
                if set(those) == set(fits[best])
                and self._rank(name, those) == self._rank(best, those)
            )  # fmt: skip
            for each in fits[best]:
                if len(rivals) > 1:
                    self.unclear[each] = rivals
                else:
                    self.chosen[each] = best, self.options[each][best]
            left = [each for each in left if each not in fits[best]]
        self._across(left)

    def _is_enough(self, name: str, labels: Sequence[str]) -> bool:
        """Whether labels are enough to take some of a line for a variable's, beside another's."""
        if not self.chosen or len(labels) >= _ENOUGH or name in self.mentioned:
            return True
        kinds = {self.options[each][name].kind for each in labels}
        return self.categories.prefers(name) or bool(kinds & {"sex", "declared", "band", "outside"})

    def _rank(self, name: str, labels: Sequence[str]) -> tuple[bool, bool, int, int]:
        exact = sum(self.options[each][name].kind in ("declared", "label") for each in labels)
        return self.categories.prefers(name), name in self.mentioned, len(labels), exact

    def _across(self, labels: Sequence[str]) -> None:
        """Labels that lie across categories belong to the variable of the others, if to any."""
        used = {name for name, _ in self.chosen.values()}
        for each in labels:
            options = self.options.get(each, {})
            if not options or universe_named(each):
                continue
            name = next((n for n in options if n in used or n in self.mentioned), None)
            name = name or next(iter(options))
            self.chosen[each] = name, options[name]

    def _put_together(self, labels: Sequence[str]) -> None:
        for label in labels:
            parts = self.parts.get(label, [label])
            if all(each in self.chosen for each in parts):
                self.meant[label] = {
                    self.chosen[each][0]: (bare(each) or each, self.chosen[each][1])
                    for each in parts
                }
