"""What one column of a file becomes: what it may be, and whether what it holds agrees."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.language.cells import kinds_in_cell
from survey.questionnaire.column_map import Target
from survey.questionnaire.columns import missing_words
from survey.questionnaire.drafting.lexicon import NON_ANSWERS
from survey.questionnaire.questions import Date
from survey.responses.matching.answer_words import answer_words, option_words
from survey.responses.matching.code_matching import coded_values
from survey.responses.matching.examples import examples_of
from survey.responses.matching.proposals import (
    DECIDED,
    OPEN,
    ColumnProposal,
    Reason,
    Sureness,
    ValueProposal,
    because,
    undecided,
)
from survey.responses.matching.set_aside import looks_personal
from survey.responses.matching.spelling import plain
from survey.responses.matching.tick_matching import joined_values, separator_of, ticked_values
from survey.responses.matching.value_matching import (
    dated_values,
    decimal_of,
    group_values,
    numeric_values,
    order_of_days,
    worded_values,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.codebook import Variable
    from survey.files.data_table import DataColumn
    from survey.questionnaire.model import Questionnaire
    from survey.responses.matching.answer_words import AnswerWords
    from survey.responses.matching.destinations import Destination
    from survey.responses.matching.header_index import Meant
    from survey.responses.matching.headers import Fit

_ENOUGH = 0.5
_OFTEN, _LONG = 3, 25
_FAINT = frozenset({"similar", "ranking"})


@dataclass(slots=True)
class Proposer:
    """Proposes what columns become.

    Attributes
    ----------
    questionnaire : Questionnaire
    places : mapping of str to Destination
    counted : mapping of str to str
        By column of ticks: the value that means ticked, where the file says so.
    """

    questionnaire: Questionnaire
    places: Mapping[str, Destination]
    counted: Mapping[str, str] = field(default_factory=dict)
    _words: dict[str, AnswerWords] = field(default_factory=dict)

    def propose(self, column: DataColumn, fits: Sequence[Fit]) -> ColumnProposal:
        """What a column becomes, of all that it may be."""
        sure = [fit for fit in fits if fit.sureness in DECIDED]
        if len(sure) == 1 and len(fits) == 1:
            return self._checked(column, self.as_(column, sure[0]))
        by_content = self._by_content(column, fits) if fits else None
        if by_content is not None:
            return by_content
        if fits:
            reason = because("several") if len(fits) > 1 and sure else fits[0].reason
            return self._undecided(column, fits, reason)
        return self._bare(column, Sureness.NONE, because("nothing"))

    def as_(self, column: DataColumn, fit: Fit, separator: str = "") -> ColumnProposal:
        """A column as that which it may be; answers in one cell are apart as it shows, or given."""
        place = self.places[fit.meant.name]
        found = self._bare(column, fit.sureness, fit.reason)
        found = replace(
            found,
            target=place.name,
            kind=fit.meant.kind,
            question=self._question_of(place),
        )
        found = self._with_values(column, replace(found, separator=separator), fit.meant)
        return replace(found, examples=examples_of(column, found))

    def _question_of(self, place: Destination) -> str:
        kinds = {Target.TICKS, Target.JOINED}
        return place.question.id if place.question and place.kind in kinds else ""

    def _bare(self, column: DataColumn, sureness: Sureness, reason: Reason) -> ColumnProposal:
        filled = int(column.filled().sum())
        found = ColumnProposal(
            column.name,
            column.label,
            filled,
            sureness=sureness,
            reason=reason,
            decimal=decimal_of(column),
        )
        return replace(found, examples=examples_of(column, found))

    def _undecided(self, column: DataColumn, fits: Sequence[Fit], reason: Reason) -> ColumnProposal:
        options = tuple(dict.fromkeys(fit.meant.name for fit in fits))
        found = self._bare(column, Sureness.GUESS, reason)
        return replace(found, options=options)

    def _checked(self, column: DataColumn, found: ColumnProposal) -> ColumnProposal:
        """A proposal, unless what the column holds speaks against it."""
        if found.sureness is Sureness.EXACT and found.reason.key == "name":
            return found
        if _known_share(column, found) < _ENOUGH:
            bare = self._bare(column, Sureness.NONE, found.reason)
            shown = replace(found, examples=bare.examples)
            return undecided(shown, because("strange_values", target=found.target))
        return found

    def _by_content(self, column: DataColumn, fits: Sequence[Fit]) -> ColumnProposal | None:
        """The only one of several that what the column holds agrees with."""
        if not column.values or len(fits) == 1 or fits[0].reason.key in _FAINT:
            return None
        tried = [self.as_(column, fit) for fit in fits if fit.sureness in DECIDED]
        tried = tried or [self.as_(column, fit) for fit in fits]
        closed = [
            each
            for each in tried
            if each.kind not in OPEN and _known_share(column, each) >= 1 - 1e-9
        ]
        words = [each for each in tried if each.kind in OPEN]
        partly = [
            each for each in tried if each.kind not in OPEN and _known_share(column, each) > 0
        ]
        chosen = closed or (words if not partly else [])
        if len(chosen) != 1:
            return None
        return replace(chosen[0], sureness=Sureness.LIKELY, reason=because("content"))

    def words_of(self, name: str) -> AnswerWords:
        """What answers to a column are called, or the options of a question."""
        if name not in self._words:
            place = self.places[name]
            variable = place.variable
            if variable is None and place.question is not None:
                first = self.places[place.columns[0]].variable
                self._words[name] = option_words(place.question, first)
            elif variable is not None:
                self._words[name] = answer_words(variable)
        return self._words[name]

    # Values

    def _with_values(
        self, column: DataColumn, found: ColumnProposal, meant: Meant
    ) -> ColumnProposal:
        own = found.reason.key == "name"
        place = self.places[meant.name]
        match meant.kind:
            case Target.CODES:
                listed = coded_values(column, self.words_of(meant.name), own_writing=own)
            case Target.TICKS:
                listed = self._ticked(column, place, own=own)
            case Target.NON_ANSWER:
                listed = self._non_answers(column, meant.code)
            case Target.JOINED:
                words = self.words_of(meant.name)
                separator = found.separator or separator_of(column, words)[0]
                found = replace(found, separator=separator)
                listed = joined_values(column, words, separator, own_writing=own)
            case Target.GROUP:
                listed = group_values(column, self.words_of(meant.name))
            case Target.WORD:
                listed = worded_values(column, place.name, self.questionnaire.languages)
            case Target.DATE | Target.MOMENT:
                return self._dated(column, found, place, own=own)
            case Target.TEXT | Target.ID:
                return found
            case _:
                words_or_none = self.words_of(meant.name) if place.variable else None
                listed = numeric_values(column, place.question, words_or_none, own_writing=own)
        opens_text = any(code.opens_text for code in getattr(place.question, "codes", ()))
        shown = tuple(e for e in listed[0] if not _may_be_own_words(e, opens_text=opens_text))
        hidden = len(listed[0]) - len(shown)
        return replace(found, values=shown, unlisted=listed[1] + hidden)

    def _ticked(
        self, column: DataColumn, place: Destination, *, own: bool
    ) -> tuple[tuple[ValueProposal, ...], int]:
        return ticked_values(
            column,
            _option_names(place.variable, column) if place.variable else set(),
            counted=self.counted.get(column.name),
            missing=self.words_of(place.name),
            own_writing=own,
        )

    def _non_answers(self, column: DataColumn, code: int) -> tuple[tuple[ValueProposal, ...], int]:
        names = {
            plain(words)
            for kind, all_words in NON_ANSWERS.items()
            if int(kind) == code
            for words in all_words
        }
        names |= {
            plain(words)
            for kind, said in missing_words().items()
            if int(kind) == code
            for words in said.values()
        }
        names |= {plain(column.name), plain(column.label)}
        ticked, more = ticked_values(column, names, counted=None, missing=None)
        return tuple(_for_ticked(each, code) for each in ticked), more

    def _dated(
        self, column: DataColumn, found: ColumnProposal, place: Destination, *, own: bool
    ) -> ColumnProposal:
        months_first, clear = order_of_days(column)
        question = place.question
        listed = dated_values(
            column,
            months_first=months_first,
            moments=found.kind is Target.MOMENT,
            partly=isinstance(question, Date) and question.precision != "day",
            own_writing=own,
        )
        found = replace(found, months_first=months_first, values=listed[0], unlisted=listed[1])
        if clear:
            return found
        return replace(found, sureness=Sureness.LIKELY, reason=because("days_unclear"))


def _may_be_own_words(each: ValueProposal, *, opens_text: bool) -> bool:
    """Whether a value that nobody knows may say who somebody is, or be written by her."""
    if each.code is not None or each.meaning:
        return False
    if looks_personal(each.value):
        return True
    rare = not each.options and each.rows < _OFTEN
    own = opens_text or len(each.value) > _LONG or bool(kinds_in_cell(each.value))
    return rare and own


def _for_ticked(each: ValueProposal, code: int) -> ValueProposal:
    """A value of a box for "don't know": its code where a box would be ticked."""
    options = tuple(code if option == 1 else option for option in each.options)
    return replace(each, code=code if each.code == 1 else each.code, options=options)


def _option_names(variable: Variable, column: DataColumn) -> set[str]:
    names = {plain(label) for label in variable.label.values()}
    names |= {plain(column.name), plain(column.label)} - {""}
    return names if variable.item in {"0", "1"} else names | {variable.item}


def _known_share(column: DataColumn, found: ColumnProposal) -> float:
    """The share of filled rows whose value becomes something."""
    if found.kind in OPEN or not found.filled:
        return 1.0
    unknown = sum(each.rows for each in found.values if each.code is None)
    if found.kind is Target.JOINED:
        known = sum(each.rows for each in found.values if each.code is not None)
        return known / (known + unknown) if known + unknown else 1.0
    if found.unlisted:
        unknown += found.unlisted
    guessed = sum(each.rows for each in found.values if each.code is None and each.options)
    return max(0.0, 1 - (unknown - guessed) / found.filled)
