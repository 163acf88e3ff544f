"""What may be compared of some waves: verdicts obeyed, codes and areas made common."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.comparison.waves.common_scales import common_scale
from survey.comparison.waves.links import OfCodebooks, OfVerdicts, Said
from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import fail, quoted
from survey.questionnaire.comparison.verdicts import Comparability, Verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.codebook import Text
    from survey.comparison.waves.area_maps import AreaMap
    from survey.comparison.waves.common_scales import CommonScale
    from survey.comparison.waves.links import Link
    from survey.estimation.estimates import Estimates

_BREAKS = frozenset({Comparability.BROKEN, Comparability.UNDECIDED})


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What is known of all waves.

    Attributes
    ----------
    names : tuple of str
    given : tuple of Estimates
    links : tuple of Link
        From each wave to the next.
    areas : AreaMap or None
    over : str or None
        The by-column of areas.
    """

    names: tuple[str, ...]
    given: tuple[Estimates, ...]
    links: tuple[Link, ...]
    areas: AreaMap | None
    over: str | None
    _scales: dict[tuple[str, int, int], CommonScale | None] = field(default_factory=dict)

    def between(self, name: str, first: int, last: int) -> tuple[Said, tuple[int, int]]:
        """What is said of a question from one wave to a later one, and in which step.

        The first step that breaks it, else the one that weighs most.
        """
        steps = [(self.links[k].said(name), (k, k + 1)) for k in range(first, last)]
        for said, place in steps:
            if said.verdict in _BREAKS or said.gone or said.added:
                return said, place
        scale_here = self.series_of(name, first, last)
        if any(self.links[k].said(name).crosswalk for k in range(*scale_here)):
            recoded = next((each for each in steps if each[0].crosswalk is not None), None)
            return recoded or (steps[0][0], (first, last))
        return max(steps, key=lambda each: each[0].verdict is Comparability.LABEL_ONLY)

    def headline_between(self, name: str, first: int, last: int) -> bool:
        """Whether the headline counts the same answers in all steps."""
        return all(self.links[k].said(name).same_headline for k in range(first, last))

    def series_of(self, name: str, first: int, last: int) -> tuple[int, int]:
        """The waves around two within which a question isn't broken: the first and the last."""
        while first > 0 and not self.is_broken(name, first - 1):
            first -= 1
        while last < len(self.links) and not self.is_broken(name, last):
            last += 1
        return first, last

    def is_broken(self, name: str, step: int) -> bool:
        """Whether a question can't be followed from a wave to the next."""
        said = self.links[step].said(name)
        return said.verdict in _BREAKS or said.gone or said.added

    def scale(self, name: str, first: int, last: int) -> tuple[CommonScale | None, int]:
        """The common codes of the series around two waves, and the first wave of the series.

        None where all waves of it have the same codes, or can't be put on common ones.
        """
        start, end = self.series_of(name, first, last)
        key = (name, start, end)
        if key not in self._scales:
            walks = [self.links[k].said(name).crosswalk for k in range(start, end)]
            codes = [
                variable.codes if (variable := each.codebook.get(name)) is not None else ()
                for each in self.given[start : end + 1]
            ]
            found = common_scale(codes, walks) if any(w is not None for w in walks) else None
            self._scales[key] = found
        return self._scales[key], start

    def is_recoded(self, name: str, first: int, last: int) -> bool:
        """Whether codes are put together anywhere in the series around two waves."""
        start, end = self.series_of(name, first, last)
        return any(self.links[k].said(name).crosswalk is not None for k in range(start, end))


def rules_of(
    given: tuple[Estimates, ...],
    names: tuple[str, ...],
    verdicts: object,
    areas: AreaMap | None,
    over: str | None,
    *,
    undecided: str,
) -> Rules:
    """Find out what is said of all waves, and refuse what nobody has decided.

    Raises
    ------
    WrongUseError
        If verdicts aren't there for each wave and the next, or a question is undecided.
    """
    told = _one_a_step(verdicts, names)
    links: list[Link] = []
    for place, (old, new) in enumerate(pairwise(given)):
        by_codebooks = OfCodebooks(old.codebook, new.codebook)
        links.append(by_codebooks if told is None else OfVerdicts(told[place], by_codebooks))
    rules = Rules(names, given, tuple(links), areas, over)
    _refuse_breakdowns(rules)
    if undecided == "refuse":
        _refuse_undecided(rules, told)
    return rules


def _one_a_step(verdicts: Any, names: tuple[str, ...]) -> tuple[Verdicts, ...] | None:  # noqa: ANN401
    """Verdicts for each wave and the next one; None if there are none."""
    if verdicts is None:
        return None
    listed = verdicts_of(verdicts)
    if len(listed) != len(names) - 1:
        raise fail(WrongUseError, "wave_rules.steps", got=len(listed), count=len(names) - 1)
    for before, after in pairwise(listed):
        if before.new.name != after.old.name:
            got = f"{before.old.name} → {before.new.name}, {after.old.name} → {after.new.name}"
            raise fail(WrongUseError, "wave_rules.chain", got=got)
    return listed


def verdicts_of(given: Any) -> tuple[Verdicts, ...]:  # noqa: ANN401 - as it was given
    """Verdicts in a row, however they were given.

    Raises
    ------
    WrongUseError
        If they are something else.
    """
    if given is None:
        return ()
    listed = (given,) if isinstance(given, Verdicts) else given
    is_list = isinstance(listed, tuple | list)
    if not is_list or not all(isinstance(each, Verdicts) for each in listed):
        raise fail(WrongUseError, "wave_rules.verdicts", got=type(given).__name__)
    return tuple(listed)


def called(variable: str, estimates: Estimates) -> tuple[str, ...]:
    """The questions, options or indices that a variable of estimates is made of."""
    frame = estimates.to_frame()
    multiples = estimates.codebook.multiples
    if variable in multiples or estimates.base in ("respondents", "answers"):
        categories = frame.loc[frame["variable"] == variable, "category"]
        return tuple(str(each) for each in dict.fromkeys(categories))
    if estimates.statistic == "ratio":
        return tuple(variable.split("/"))
    return (variable,)


def _refuse_undecided(rules: Rules, told: tuple[Verdicts, ...] | None) -> None:
    """Refuse all that nobody has decided, in one message."""
    names: dict[str, tuple[int, Said]] = {}
    for step, (old, new) in enumerate(pairwise(rules.given)):
        for variable in [each for each in old.variables if each in new.variables]:
            for name in dict.fromkeys([*called(variable, old), *called(variable, new)]):
                said = rules.links[step].said(name)
                if said.verdict is Comparability.UNDECIDED and not said.gone:
                    names.setdefault(name, (step, said))
    if not names:
        return
    steps = sorted({step for step, _ in names.values()})
    waves = [(rules.names[step], rules.names[step + 1]) for step in steps]
    listed = _listed(names)
    between = ", ".join(f"{quoted(old)} → {quoted(new)}" for old, new in waves)
    if told is not None:
        raise fail(WrongUseError, "wave_rules.undecided", names=listed, count=len(names),
                   waves=between)  # fmt: skip
    facets = "; ".join(f"{name}: {_facets(said)}" for name, (_, said) in names.items())
    raise fail(WrongUseError, "wave_rules.no_verdicts", names=listed, count=len(names),
               facets=facets, waves=between)  # fmt: skip


def _facets(said: Said) -> str:
    return ", ".join(dict.fromkeys(text(f"wave_rules.facet.{each}") for each in said.facets))


def _refuse_breakdowns(rules: Rules) -> None:
    """Refuse breakdowns by a question whose answers don't mean the same in all waves."""
    for name in rules.given[-1].by:
        if name == rules.over:
            continue
        for step in range(len(rules.links)):
            said = rules.links[step].said(name)
            if rules.is_broken(name, step) or said.crosswalk is not None:
                raise fail(
                    WrongUseError,
                    "wave_rules.breakdown",
                    name=quoted(name),
                    earlier=quoted(rules.names[step]),
                    later=quoted(rules.names[step + 1]),
                )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(quoted(each) for each in names)


def in_both(key: str, **fields: object) -> Text:
    """A sentence of the catalogue in Danish and English."""
    return {each: text(f"wave_rules.{key}", lang=each, **fields) for each in LANGUAGES}


def is_whole(names: Sequence[str], variable: str) -> bool:
    """Whether a variable is one question, and not made of options or of two columns."""
    return tuple(names) == (variable,)
