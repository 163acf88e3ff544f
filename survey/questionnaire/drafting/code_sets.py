"""Codes that columns share: their order, what they mean, and what the headline counts."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.language.words import sort_key
from survey.questionnaire.drafting.column_use import Use
from survey.questionnaire.drafting.ledger import (
    NO,
    ORDER_MARK,
    Aspect,
    Ledger,
    Sureness,
    listed,
)
from survey.questionnaire.drafting.legal_names import legal_name
from survey.questionnaire.drafting.non_answers import non_answers_of
from survey.questionnaire.drafting.scale_words import (
    first_number,
    non_answer,
    prefixed,
    recognised,
)
from survey.questionnaire.drafting.source import number_of
from survey.questionnaire.drafting.stems import label_stem, name_stem, words_of
from survey.questionnaire.questions import Polarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.codebook import MissingKind
    from survey.questionnaire.drafting.scale_words import Known
    from survey.questionnaire.drafting.source import Column

_WITH_HEADLINE = frozenset(
    {"satisfied", "safe", "agree", "accurate", "good", "quality", "easy", "happy", "trust",
     "likely", "important", "problem", "yes_no", "degree", "level", "better"}
)  # fmt: skip
_SURE_HEADLINE = frozenset({"satisfied", "safe", "agree", "good", "quality"})
_TWO_ENDS = 4
_MOST_SHOWN = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class CodeSet:
    """Codes, and the columns that have them.

    Attributes
    ----------
    columns : tuple of Column
    codes : mapping of str to int
        By value of the file: the code it becomes; in the order in which codes are shown.
    labels : mapping of int to str
    kinds : mapping of str to MissingKind
        Values that are no answers.
    outside : frozenset of int
        Codes that are no points of the scale.
    known : Known or None
        The scale that its words are of; the places are those of the codes within the scale.
    polarity : Polarity
    scale : str
        Its name as a shared scale; empty if the codes are the question's own.
    headline : tuple of int
        Codes that are counted; empty for no headline.
    good : Polarity
        Whether a high share of these is good.
    """

    columns: tuple[Column, ...]
    codes: Mapping[str, int]
    labels: Mapping[int, str]
    kinds: Mapping[str, MissingKind]
    outside: frozenset[int] = frozenset()
    known: Known | None = None
    polarity: Polarity = Polarity.NEITHER
    scale: str = ""
    headline: tuple[int, ...] = ()
    good: Polarity = Polarity.NEITHER

    @property
    def points(self) -> tuple[int, ...]:
        """Codes within the scale, in order."""
        return tuple(code for code in self.labels if code not in self.outside)


def code_sets(columns: Sequence[Column], ledger: Ledger, language: str) -> list[CodeSet]:
    """The sets of codes of columns that are answered by codes, each with what was guessed."""
    names: set[str] = set()
    found = []
    for members in _sharing(columns):
        made = _with_codes(members, ledger, language)
        made = _with_polarity(made, ledger)
        if len(members) > 1:
            made = _with_scale(made, ledger, names)
        found.append(_with_headline(made, ledger))
    if found and not any(each.aspect is Aspect.HEADLINE for each in ledger.made):
        found[0] = _with_first_answer(found[0], ledger)
    return found


def _sharing(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """Columns with the same values and meanings, in the order of the first of each."""
    groups: dict[object, list[Column]] = {}
    for column in columns:
        groups.setdefault(_key(column), []).append(column)
    return [tuple(group) for group in groups.values()]


def _key(column: Column) -> object:
    if column.meanings:
        return ("labels", tuple(sorted(column.meanings.items())))
    answers = [value for value in column.values if non_answer(value) is None]
    if column.numbers is None:
        known = recognised(answers)
        if known is not None:
            return ("words", known.family, _rungs(answers, known))
    stem = name_stem(column.name) or label_stem(words_of(column)) or column.name
    return ("values", frozenset(answers), stem if column.numbers is not None else "")


def _rungs(answers: Sequence[str], known: Known) -> object:
    """What tells two scales of one family apart: whether they have a middle, and how strong."""
    strengths = frozenset(abs(place) for place in known.places)
    return strengths if min(known.places) < 0 else len(answers)


def _with_codes(members: tuple[Column, ...], ledger: Ledger, language: str) -> CodeSet:
    kinds, outside = non_answers_of(members, Use.SINGLE, ledger)
    values = [v for v in _values(members) if v not in kinds]
    meanings = {value: _meaning(members, value) for value in values}
    numbers = [number_of(value) for value in values]
    whole = all(n is not None and n == int(n) and 0 <= n < _MOST_SHOWN for n in numbers)
    if whole and values:
        codes = {value: int(value) for value in sorted(values, key=float)}
        labels = {code: meanings[value] for value, code in codes.items()}
    else:
        codes, labels = _coded(members, meanings, outside, ledger, language)
    beside = frozenset(codes[value] for value in outside if value in codes)
    known = recognised([label for code, label in labels.items() if code not in beside])
    return CodeSet(members, codes, labels, kinds, beside, known)


def _values(members: Sequence[Column]) -> list[str]:
    every = [value for column in members for value in (*column.meanings, *column.values)]
    return list(dict.fromkeys(every))


def _meaning(members: Sequence[Column], value: str) -> str:
    return next((c.meanings[value] for c in members if value in c.meanings), value)


def _coded(
    members: Sequence[Column],
    meanings: Mapping[str, str],
    outside: frozenset[str],
    ledger: Ledger,
    language: str,
) -> tuple[dict[str, int], dict[int, str]]:
    """Codes from 1 for answers that are texts, in an order that is a guess."""
    points = [value for value in meanings if value not in outside]
    ordered, grounds, sure = _ordered(points, meanings, language)
    ordered += [value for value in meanings if value in outside]
    if not ordered:
        return {}, {}
    guess = ORDER_MARK.join(ordered)
    decided = ledger.decide(
        Aspect.ORDER,
        [column.name for column in members],
        guess,
        grounds,
        sureness=sure,
        is_open=True,
        parts=ordered,
        count=len(ordered),
        first=listed([meanings[ordered[0]]]),
        last=listed([meanings[ordered[-1]]]),
    )
    order = ordered if decided == guess else decided.split(ORDER_MARK)
    own = {value: found for value in order if (found := prefixed(meanings[value]))}
    if len(own) < len(order):
        return _numbered(order, meanings)
    codes, labels = _numbered(order, {value: found[1] for value, found in own.items()})
    if grounds == "order_prefix" and decided == guess:
        codes = {value: own[value][0] for value in order}
        labels = {own[value][0]: own[value][1] for value in order}
    return codes, labels


def _numbered(
    order: Sequence[str], words: Mapping[str, str]
) -> tuple[dict[str, int], dict[int, str]]:
    """Codes from 1 in an order, and what they are called."""
    codes = {value: number for number, value in enumerate(order, 1)}
    return codes, {code: words[value] for value, code in codes.items()}


def _ordered(
    values: Sequence[str], meanings: Mapping[str, str], language: str
) -> tuple[list[str], str, Sureness]:
    """Values in order, why so, and how sure that is."""
    labels = [meanings[value] for value in values]
    prefixes = [prefixed(label) for label in labels]
    numbers = [each[0] for each in prefixes if each]
    if values and len(set(numbers)) == len(values):
        return _sorted_by(values, numbers), "order_prefix", Sureness.LIKELY
    known = recognised(labels)
    if known is not None:
        return _sorted_by(values, known.places), "order_known", Sureness.LIKELY
    firsts = [_place_of_number(label) for label in labels]
    if values and len(set(firsts)) == len(values) and not any(map(math.isnan, firsts)):
        return _sorted_by(values, firsts), "order_numbers", Sureness.LIKELY
    names = [sort_key(label, language) for label in labels]
    return _sorted_by(values, names), "order_alphabet", Sureness.UNSURE


def _place_of_number(label: str) -> float:
    """Where an answer such as "18-24 år" or "under 18" stands."""
    number = first_number(label)
    if number is None:
        return math.nan
    below = label.casefold().startswith(("under", "below", "less than", "mindre end", "<"))
    return number - 0.5 if below else number


def _sorted_by(values: Sequence[str], keys: Sequence[object]) -> list[str]:
    pairs = sorted(zip(keys, values, strict=True), key=lambda pair: pair[0])  # type: ignore[arg-type, return-value]
    return [value for _, value in pairs]


def _with_polarity(made: CodeSet, ledger: Ledger) -> CodeSet:
    """Which codes are the good ones, if the words say so."""
    known = made.known
    if known is None or known.polarity is Polarity.NEITHER:
        return made
    upwards = _goes_up(made)
    if upwards is None:
        return made
    good_is_more = known.polarity is Polarity.HIGH
    guess = Polarity.HIGH if upwards == good_is_more else Polarity.LOW
    decided = ledger.decide(
        Aspect.POLARITY,
        [column.name for column in made.columns],
        guess.value,
        "polarity_words",
        sureness=Sureness.LIKELY,
        alternatives=[each.value for each in Polarity],
        label=listed([made.labels[_best(made, upwards=upwards)]]),
    )
    return replace(made, polarity=Polarity(decided))


def _goes_up(made: CodeSet) -> bool | None:
    """Whether higher codes say more; None if they go up and down."""
    places = made.known.places if made.known else ()
    steps = {b > a for a, b in itertools.pairwise(places)}
    return steps.pop() if len(steps) == 1 else None


def _best(made: CodeSet, *, upwards: bool) -> int:
    """The code at the good end."""
    positive = made.known is None or made.known.polarity is not Polarity.LOW
    return made.points[-1 if upwards == positive else 0]


def _with_scale(made: CodeSet, ledger: Ledger, names: set[str]) -> CodeSet:
    family = made.known.family if made.known else "scale"
    name = f"{family}{len(made.points)}" if made.known else f"scale_{len(names) + 1}"
    decided = ledger.decide(
        Aspect.SCALE,
        [column.name for column in made.columns],
        legal_name(name, names),
        "scale_shared",
        sureness=Sureness.CERTAIN if made.columns[0].meanings else Sureness.LIKELY,
        alternatives=[NO],
        is_open=True,
        count=len(made.columns),
    )
    if decided == NO:
        return made
    names.add(decided)
    return replace(made, scale=decided)


def _with_headline(made: CodeSet, ledger: Ledger) -> CodeSet:
    """Which codes the headline counts, if the words are of a scale with two ends."""
    guess = _headline(made)
    if guess is None:
        return made
    codes, good = guess
    sure = made.known is not None and made.known.family in _SURE_HEADLINE
    decided = ledger.decide(
        Aspect.HEADLINE,
        [column.name for column in made.columns],
        ", ".join(map(str, codes)),
        "headline_worst" if good is Polarity.LOW else "headline_best",
        sureness=Sureness.LIKELY if sure else Sureness.UNSURE,
        alternatives=[NO],
        is_open=True,
        parts=[str(code) for code in made.labels],
        labels=listed([made.labels[code] for code in codes]),
    )
    return _counted(made, decided, codes, good)


def _with_first_answer(made: CodeSet, ledger: Ledger) -> CodeSet:
    """The first question of a file that has no headline, with its first answer as one."""
    if not made.points:
        return made
    first = made.points[0]
    decided = ledger.decide(
        Aspect.HEADLINE,
        [column.name for column in made.columns],
        str(first),
        "headline_first",
        sureness=Sureness.UNSURE,
        alternatives=[NO],
        is_open=True,
        parts=[str(code) for code in made.labels],
        labels=listed([made.labels[first]]),
    )
    return _counted(made, decided, (first,), Polarity.NEITHER)


def _counted(made: CodeSet, decided: str, codes: tuple[int, ...], good: Polarity) -> CodeSet:
    """Codes with the headline that was decided on."""
    if decided == NO:
        return made
    counted = tuple(sorted(int(each) for each in decided.split(",")))
    if set(counted) != set(codes):
        good = _good_of(made, counted)
    return replace(made, headline=counted, good=good)


def _good_of(made: CodeSet, counted: Sequence[int]) -> Polarity:
    """Whether a high share of these codes is good, by the polarity of the scale."""
    points = made.points
    if made.polarity is Polarity.NEITHER or not set(counted) <= set(points):
        return Polarity.NEITHER
    mean = sum(points.index(code) for code in counted) / len(counted)
    at_the_top = mean > (len(points) - 1) / 2
    good_above = made.polarity is Polarity.HIGH
    return Polarity.HIGH if at_the_top == good_above else Polarity.LOW


def _headline(made: CodeSet) -> tuple[tuple[int, ...], Polarity] | None:
    known, upwards = made.known, _goes_up(made)
    if known is None or upwards is None or known.family not in _WITH_HEADLINE:
        return None
    points = made.points if upwards else made.points[::-1]
    number = 2 if len(points) >= _TWO_ENDS else 1
    if known.family == "safe":
        return tuple(sorted(points[:number])), Polarity.LOW
    good = {Polarity.HIGH: Polarity.HIGH, Polarity.LOW: Polarity.LOW}.get(
        known.polarity, Polarity.NEITHER
    )
    return tuple(sorted(points[-number:])), good
