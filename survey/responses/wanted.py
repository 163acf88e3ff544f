"""What is looked for in a file of answers: columns of questions, groups, weights, and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from survey.codebook import Kind, Variable
from survey.errors import WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.questions import Computed, Multiple, OpenText
from survey.responses.typing import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.model import Questionnaire


@dataclass(frozen=True, eq=False)
class Wanted:
    """The columns that are looked for.

    Attributes
    ----------
    questionnaire : Questionnaire
    groups : tuple of Variable
        Those without codes take what stands in the files.
    weights, counts, respondent : str or None
        Names of columns.
    table : str
        The roster that is read; empty for the table of respondents.
    """

    questionnaire: Questionnaire
    groups: tuple[Variable, ...] = ()
    weights: str | None = None
    counts: str | None = None
    respondent: str | None = None
    table: str = ""

    def __post_init__(self) -> None:
        for name in ("weights", "counts", "respondent"):
            got = getattr(self, name)
            if got is not None and not isinstance(got, str):
                raise fail(WrongUseError, "argument.kind", name=name, got=type(got).__name__,
                           expected="str")  # fmt: skip
        beside = [*(group.name for group in self.groups), *self.numbers]
        asked = {each.name for each in self._all}
        taken = [name for name in (*beside, self.respondent) if name in asked]
        if taken:
            raise fail(WrongUseError, "answers.column_of_question", names=culprits(taken))
        beside += [] if self.respondent is None else [self.respondent]
        for name in beside:
            if beside.count(name) > 1:
                raise fail(WrongUseError, "answers.column_wanted_twice", name=quoted(name))

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The columns of questions, computed ones left out."""
        return tuple(each for each in self._all if not self._is(each, Computed))

    @cached_property
    def computed(self) -> tuple[Variable, ...]:
        """The columns of computed questions."""
        return tuple(each for each in self._all if self._is(each, Computed))

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Columns that must be there: the words of an "other" may be left out."""
        return tuple(
            each.name
            for each in self.variables
            if each.kind is not Kind.TEXT or self._is(each, OpenText)
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """Columns of weights and counts."""
        return tuple(name for name in (self.weights, self.counts) if name is not None)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All names that a file may have, for finding out how it is laid out."""
        groups = (group.name for group in self.groups)
        return (*groups, *(each.name for each in self._all), *self.numbers)

    @cached_property
    def limits(self) -> Mapping[str, Limits]:
        """What answers must keep to, by column."""
        found = {each.id: Limits.of(each) for each in self.questionnaire.everything()}
        return {
            v.name: Limits() if self._words_of_other(v) else found[v.question_id]
            for v in self.variables
        }

    @cached_property
    def words(self) -> frozenset[str]:
        """Columns that hold what somebody wrote in her own words."""
        return frozenset(each.name for each in self.variables if each.kind is Kind.TEXT)

    @cached_property
    def options(self) -> tuple[tuple[str, ...], ...]:
        """The columns of each question with several answers."""
        names: dict[str, list[str]] = {}
        for each in self.variables:
            if each.kind is Kind.OPTION and self._is(each, Multiple):
                names.setdefault(each.question_id, []).append(each.name)
        return tuple(map(tuple, names.values()))

    @cached_property
    def _all(self) -> tuple[Variable, ...]:
        return self.questionnaire.variables(self.table)

    @cached_property
    def _questions(self) -> dict[str, object]:
        return {each.id: each for each in self.questionnaire.everything()}

    def _is(self, variable: Variable, kind: type) -> bool:
        return isinstance(self._questions[variable.question_id], kind)

    def _words_of_other(self, variable: Variable) -> bool:
        return variable.kind is Kind.TEXT and not self._is(variable, OpenText)


def groups_given(groups: Iterable[Variable | str]) -> tuple[Variable, ...]:
    """Groups as variables; of those given by name it is the file that says which there are.

    Raises
    ------
    WrongUseError
        If one is something else.
    """
    several = isinstance(groups, Iterable) and not isinstance(groups, str)
    given: list[object] = list(groups) if several else [groups]
    found = []
    for each in given:
        if not isinstance(each, str | Variable):
            raise fail(WrongUseError, "argument.kind", name="groups", got=type(each).__name__,
                       expected="Variable | str")  # fmt: skip
        found.append(Variable(each, Kind.GROUP, {}) if isinstance(each, str) else each)
    return tuple(found)
