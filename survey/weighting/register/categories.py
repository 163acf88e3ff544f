"""Which category of the survey a label of the register means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from survey.codebook import Kind, said
from survey.errors import UnknownNameError, WrongUseError
from survey.files.clean import clean_text
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted
from survey.weighting.register.words import (
    ADULT,
    AGE_WORDS,
    SEX_WORDS,
    band_of,
    sex_of,
)

if TYPE_CHECKING:
    from survey.codebook import Codebook, Variable
    from survey.weighting.register.words import Band
    from survey.weighting.targets import Universe

_MATCHED = (Kind.SINGLE, Kind.GROUP, Kind.OPTION)
_FEWEST_BANDS = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """What a label means for a variable.

    Attributes
    ----------
    code : int or str or None
        None if it lies outside of whom the survey is about, or is left out.
    kind : {"declared", "label", "sex", "band", "outside", "code", "straddles"}
        Why; ``outside`` are ages below those of adults, ``straddles`` lies across several codes.
    across : tuple of str
        The labels of the codes that it lies across.
    """

    code: int | str | None
    kind: str
    across: tuple[str, ...] = ()

    @property
    def left_out(self) -> bool:
        """Whether no category of the survey is meant, and rightly so."""
        return self.code is None and self.kind != "straddles"


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A variable, with all that its categories may be called."""

    variable: Variable
    declared: Mapping[str, int | str | None]
    labels: Mapping[str, int | str]
    sexes: Mapping[str, int | str]
    bands: Mapping[int | str, Band]
    by_age: bool

    def meaning(self, label: str, mentioned: bool, universe: Universe) -> Meant | None:
        """What a label means; codes and bands of other things than ages only where mentioned."""
        for key in (label.casefold(), heading_key(label)):
            if key in self.declared:
                return Meant(self.declared[key], "declared")
        if heading_key(label) in self.labels:
            return Meant(self.labels[heading_key(label)], "label")
        sex = sex_of(label)
        if sex is not None and sex in self.sexes:
            return Meant(self.sexes[sex], "sex")
        if self.bands and (self.by_age or mentioned):
            found = self._band(label, universe)
            if found is not None:
                return found
        if mentioned:
            codes = {str(each.value): each.value for each in self.variable.codes}
            if label in codes:
                return Meant(codes[label], "code")
        return None

    def _band(self, label: str, universe: Universe) -> Meant | None:
        band = band_of(label)
        if band is None:
            return None
        inside = next((code for code, each in self.bands.items() if band.within(each)), None)
        if inside is not None:
            return Meant(inside, "band")
        young = self.by_age and universe == "adults" and band.high is not None
        if young and band.high is not None and band.high < ADULT:
            return Meant(None, "outside")
        met = tuple(
            self.variable.code_label(code, current_language())
            for code, each in self.bands.items()
            if band.meets(each)
        )
        return Meant(None, "straddles", met) if met else None


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """The variables of the survey that a register may know of, and what labels mean for them.

    Attributes
    ----------
    codebook : Codebook
    universe : {"persons", "adults", "households"}
        Whom the survey is about.
    declared : mapping of str to mapping of str to code or None
        By variable and label.
    only : tuple of str
        The variables that are looked for; empty for all.
    """

    codebook: Codebook
    universe: Universe = "adults"
    declared: Mapping[str, Mapping[str, int | str | None]] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    _known: dict[str, _Known] = field(default_factory=dict, init=False, repr=False)
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for variable in self.codebook.variables.values():
            wanted = variable.name in self.declared or (
                not self.only and variable.kind is not Kind.OPTION
            )
            if variable.table or not (wanted or variable.name in self.only):
                continue
            self._names[variable.name] = _names_of(variable)
            if variable.kind in _MATCHED and variable.codes:
                self._known[variable.name] = _known(variable, self.declared.get(variable.name, {}))

    def meanings(self, label: str, mentioned: Sequence[str] = ()) -> dict[str, Meant]:
        """What a label means for each of the variables that it means something for."""
        found = {
            name: known.meaning(label, name in mentioned, self.universe)
            for name, known in self._known.items()
        }
        return {name: meant for name, meant in found.items() if meant is not None}

    def named(self, heading: str) -> tuple[str, ...]:
        """The variables that a heading is the name or the label of, or the usual word for."""
        key = heading_key(heading)
        exact = [name for name, names in self._names.items() if key in names]
        if any(map(self.is_coded, exact)):
            return tuple(exact)
        return tuple(dict.fromkeys([*exact, *self._by_word({key})]))

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The variables that a title speaks of, by name, label, or as ages and sexes."""
        key = heading_key(text)
        words = set(key.split())
        by_name = [
            name
            for name, names in self._names.items()
            if any(re.search(rf"\b{re.escape(each)}\b", key) for each in names)
        ]
        return tuple(dict.fromkeys([*by_name, *self._by_word(words)]))

    def _by_word(self, words: set[str]) -> list[str]:
        return [
            name
            for name, known in self._known.items()
            if (known.by_age and words & AGE_WORDS) or (known.sexes and words & SEX_WORDS)
        ]

    def is_coded(self, name: str) -> bool:
        """Whether a variable has categories."""
        return name in self._known

    def prefers(self, name: str) -> bool:
        """Whether a variable was named by the user."""
        return name in self.declared or name in self.only

    def nearest(self, label: str, among: Sequence[str] = ()) -> str | None:
        """The label of a category that is most like one that isn't known."""
        names = [name for name in among if name in self._known] or list(self._known)
        labels = (
            words
            for name in names
            for code in self._known[name].variable.codes
            for words in code.label.values()
        )
        return did_you_mean(label, labels)


def declared_categories(
    given: object, codebook: Codebook
) -> dict[str, dict[str, int | str | None]]:
    """The register's labels by variable, with the codes that they mean, as the user gave them.

    Raises
    ------
    UnknownNameError
        If there is no such variable.
    WrongUseError
        If it isn't such a mapping, or a code isn't one of the variable's.
    """
    found: dict[str, dict[str, int | str | None]] = {}
    for name, labels in _mapping(given, "categories").items():
        variable = codebook.get(name)
        if variable is None or not variable.codes:
            raise unknown_variable(name, codebook)
        inner = _mapping(labels, f"categories[{name!r}]")
        found[name] = {each: _code(name, each, code, variable) for each, code in inner.items()}
    return found


def unknown_variable(name: str, codebook: Codebook) -> UnknownNameError:
    """The error of a variable that the survey hasn't got, or that has no categories."""
    known = [each.name for each in codebook.variables.values() if each.codes]
    near = did_you_mean(name, known)
    code = "targets.variable_near" if near else "targets.variable"
    return fail(
        UnknownNameError, code, name=quoted(name), near=quoted(near or ""), known=culprits(known)
    )


def _mapping(given: object, argument: str) -> dict[str, object]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise fail(WrongUseError, "argument.kind", name=argument, got=type(given).__name__,
                   expected="{str: ...}")  # fmt: skip
    return {clean_text(str(key)): value for key, value in given.items()}


def _code(name: str, label: str, code: object, variable: Variable) -> int | str | None:
    if isinstance(code, list | tuple | set | Mapping):
        raise fail(WrongUseError, "targets.category_split", name=quoted(name), label=quoted(label))
    codes = {each.value: each for each in variable.codes}
    if code is None or (isinstance(code, int | str) and code in codes):
        return code
    known = ", ".join(
        f"{value} ({said(each.label, current_language(), default=str(value))})"
        for value, each in codes.items()
    )
    raise fail(WrongUseError, "targets.category_code", name=quoted(name), label=quoted(label),
               got=quoted(str(code)), known=known)  # fmt: skip


def _names_of(variable: Variable) -> tuple[str, ...]:
    written = (variable.name, *variable.label.values())
    return tuple(filter(None, dict.fromkeys(map(heading_key, written))))


def _known(variable: Variable, declared: Mapping[str, int | str | None]) -> _Known:
    labels: dict[str, set[int | str]] = {}
    for code in variable.codes:
        for words in code.label.values():
            labels.setdefault(heading_key(words), set()).add(code.value)
    clear = {key: next(iter(codes)) for key, codes in labels.items() if key and len(codes) == 1}
    sexes = {
        sex: code.value
        for code in variable.codes
        for words in code.label.values()
        if (sex := sex_of(words)) is not None
    }
    bands = _bands(variable)
    by_age = len(bands) >= _FEWEST_BANDS and _is_of_ages(variable)
    both = sexes if len(sexes) == 2 else {}
    return _Known(variable, _by_key(declared), clear, both, bands, by_age)


def _by_key(declared: Mapping[str, int | str | None]) -> dict[str, int | str | None]:
    """Declared labels also without their signs, where that leaves one of them only."""
    keys = [heading_key(label) for label in declared]
    loose = {
        key: code
        for key, code in zip(keys, declared.values(), strict=True)
        if key and keys.count(key) == 1
    }
    return {**loose, **{label.casefold(): code for label, code in declared.items()}}


def _bands(variable: Variable) -> dict[int | str, Band]:
    """The bands of the codes, where at least two have one and none meets another."""
    found: dict[int | str, Band] = {}
    for code in variable.codes:
        each = next(filter(None, map(band_of, code.label.values())), None)
        if each is not None:
            found[code.value] = each
    ordered = sorted(found.values())
    apart = all(not one.meets(two) for one, two in pairwise(ordered))
    return found if apart and len(found) >= _FEWEST_BANDS else {}


def _is_of_ages(variable: Variable) -> bool:
    words = {word for name in _names_of(variable) for word in name.split()}
    return bool(words & AGE_WORDS)
