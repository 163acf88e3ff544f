"""What a step of a recipe does, as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.language.catalogue import text
from survey.language.numbers import format_number
from survey.language.words import capitalised, join_words
from survey.weighting.recipe_arguments import AREA, is_number, variables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.codebook import Codebook


_USUAL = frozenset({AREA, "adults", "department", "stratum"})
"""Columns of samples, which no codebook knows."""


def step_in_words(step: Any, language: str, codebook: Codebook | None = None) -> str:  # noqa: ANN401 - a step
    """What a step does, as a sentence for a method page.

    Parameters
    ----------
    step : Step
    language : {"da", "en"}
    codebook : Codebook, optional
        What the variables are called; without it, their names.
    """
    return _SAID[step.name](step, _Speaker(language, codebook))


class _Speaker:
    """Says things in a language."""

    def __init__(self, language: str, codebook: Codebook | None) -> None:
        self.language, self.codebook = language, codebook

    def text(self, key: str, **fields: object) -> str:
        return text(f"recipe.words.{key}", lang=self.language, **fields)

    def number(self, value: float) -> str:
        return format_number(value, self.language)

    def table(self, name: str) -> str:
        """A table by its variables: sex × age."""
        return " × ".join(self.variable(each) for each in variables_of(name))

    def variable(self, name: str) -> str:
        if name in _USUAL:
            return self.text(f"column.{name}")
        if self.codebook is None or name not in self.codebook:
            return name
        label = self.codebook.label(name, self.language)
        return label[:1].lower() + label[1:]

    def tables(self, names: Sequence[str]) -> str:
        return join_words([self.table(each) for each in names], self.language)

    def within(self, key: str, names: Sequence[str]) -> str:
        """What is done within classes, or within each area."""
        if tuple(names) == (AREA,):
            return self.text(f"{key}_area")
        return self.text(key, names=self.tables(names))

    def missing(self, step: Any) -> str:  # noqa: ANN401 - a step
        """What becomes of those who lack a variable, as further sentences."""
        said = [
            self.text(f"missing_{_kind(rule)}", name=self.variable(name), code=_pooled(rule))
            for name, rule in step.missing.items()
        ]
        return "".join(f" {each}" for each in said)


def _kind(rule: Any) -> str:  # noqa: ANN401 - a rule
    return rule if isinstance(rule, str) else next(iter(rule))


def _pooled(rule: Any) -> str:  # noqa: ANN401 - a rule
    return "" if isinstance(rule, str) else str(next(iter(rule.values())))


def _base(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    return say.text("base" if step.population is None else "base_population")


def _within_dwelling(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    said = say.text("within_dwelling")
    if step.most is not None:
        said += " " + say.text("within_most", most=say.number(step.most))
    if step.missing is not None:
        said += " " + say.text("within_missing", count=step.missing)
    return said


def _unknown(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    return say.text("unknown_eligibility") + _of_classes(step.classes, say)


def _nonresponse(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    joined = say.text(
        "nonresponse_joined", least=say.number(step.least), most=say.number(step.most_factor)
    )
    return f"{say.text('nonresponse')}{_of_classes(step.classes, say)} {joined}"


def _of_classes(classes: Sequence[str], say: _Speaker) -> str:
    return " " + (say.within("classes", classes) if classes else say.text("one"))


def _propensity(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    said = say.text("propensity", names=say.tables(step.covariates))
    if step.groups is not None:
        return f"{said} {say.text('propensity_groups', groups=say.number(step.groups))}"
    return f"{said} {say.text('propensity_own', least=say.number(step.least_chance))}"


def _poststratify(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    names = say.table("*".join(step.by))
    return say.text("poststratify", names=names) + say.missing(step)


def _tables(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    said = []
    if step.within:
        said.append(say.text("tables_within", names=say.tables(step.within)))
    if step.across:
        said.append(say.text("tables_across", names=say.tables(step.across)))
    return join_words(said, say.language)


def _rake(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    return say.text("rake", tables=_tables(step, say)) + say.missing(step)


def _calibrate(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    said = say.text(f"calibrate_{step.distance}", tables=_tables(step, say))
    if step.bounds is not None:
        low, high = (say.number(each) for each in step.bounds)
        said += " " + say.text("bounds", low=low, high=high)
    return said + say.missing(step)


def _trim(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    limits = []
    for which in ("upper", "lower"):
        limit = getattr(step, which)
        if limit is not None:
            limits.append(say.text(f"trim_{which}_{step.of}", limit=say.number(limit)))
    both = say.text("trim_both", first=limits[0], second=limits[-1])
    said = capitalised(say.text("trim", limits=both if len(limits) > 1 else limits[0]))
    shared = say.within("trim_within", step.within) if step.within else say.text("trim_all")
    return f"{said} {shared}"


def _panel(step: Any, say: _Speaker) -> str:  # noqa: ANN401 - as the others
    return say.text("panel")


def _rescale(step: Any, say: _Speaker) -> str:  # noqa: ANN401
    to = step.to if not is_number(step.to) else "number"
    number = say.number(step.to) if is_number(step.to) else ""
    said = say.text(f"rescale_{to}", number=number)
    return f"{said} {say.within('each', step.within)}" if step.within else said


_SAID: dict[str, Callable[[Any, _Speaker], str]] = {
    "base": _base,
    "within_dwelling": _within_dwelling,
    "unknown_eligibility": _unknown,
    "nonresponse": _nonresponse,
    "propensity": _propensity,
    "poststratify": _poststratify,
    "rake": _rake,
    "calibrate": _calibrate,
    "trim": _trim,
    "panel": _panel,
    "rescale": _rescale,
}
