"""The verdict on each earlier question, its rows and options."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.questionnaire.changes import Change, Crosswalk
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.comparison.crosswalks import fault_of, reached_by, same_share
from survey.questionnaire.comparison.pairs import Pair, facets_that_differ, reworded
from survey.questionnaire.comparison.people import People
from survey.questionnaire.comparison.rules import codes_ruling, rulings_of
from survey.questionnaire.comparison.rulings import (
    SAME,
    Bare,
    Ruling,
    broken,
    gravest,
    label_only,
    reason_of,
    undecided,
)
from survey.questionnaire.comparison.verdicts import Comparability, Flag, Record, Verdict
from survey.questionnaire.locking.facets import facet_values
from survey.questionnaire.questions import Computed, Grid, Multiple, Note, Ranking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Headline, Text
    from survey.questionnaire.changes import Declared
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.comparison.flags import Surroundings
    from survey.questionnaire.comparison.verdicts import Version
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.locking.facets import FacetValues

_OF_A_WHOLE = (
    Comparability.UNDECIDED,
    Comparability.BROKEN,
    Comparability.RECODED,
    Comparability.LABEL_ONLY,
    Comparability.SAME,
)


@dataclass(slots=True)
class Judge:
    """Judges the questions of an earlier version by those of a newer one.

    Attributes
    ----------
    old, new : Version
    declared : mapping of str to Declared
        What the newer version says of the earlier one.
    surroundings : Surroundings
    """

    old: Version
    new: Version
    declared: Mapping[str, Declared]
    surroundings: Surroundings
    found: dict[str, Verdict] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _was: dict[str, Asked] = field(default_factory=dict)
    _now: dict[str, Asked] = field(default_factory=dict)
    _then: FacetValues = field(init=False)
    _since: FacetValues = field(init=False)
    _people: People = field(init=False)
    _languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        old, new = self.old.questionnaire, self.new.questionnaire
        self._was, self._now = (
            {each.question.id: each for each in asked_questions(one.sections)} for one in (old, new)
        )
        self._then, self._since = facet_values(old), facet_values(new)
        self._people = People(self.old, self.new, self.verdict_on)
        first = (new.languages.reference, old.languages.reference)
        both = [each for each in new.languages.offered if each in old.languages.offered]
        self._languages = tuple(dict.fromkeys(each for each in (*first, *both) if each in both))

    def judged(self) -> dict[str, Verdict]:
        """The verdicts on all earlier questions, each followed by those on its parts."""
        ordered: dict[str, Verdict] = {}
        for name, asked in self._was.items():
            if isinstance(asked.question, Note):
                continue
            self._judge(name)
            ordered[name] = self.found[name]
            ordered |= {part: self.found[part] for part in self._part_names(name)}
        return ordered

    def added(self) -> Iterator[str]:
        """Questions that were not there before, and rows and options of those that were."""
        for name, asked in self._now.items():
            if isinstance(asked.question, Note):
                continue
            if name not in self._was:
                yield name
            else:
                then = set(_parts(self._was[name]))
                yield from (each for each in _parts(asked) if each not in then)

    def verdict_on(self, name: str) -> Verdict | None:
        """The verdict on what a condition mentions; None if it isn't in both versions."""
        question = self._question_of(name)
        if question is None or question not in self._now:
            return None
        if question not in self.found:
            if question in self._begun:
                return None
            self._judge(question)
        return self.found.get(name) or self.found.get(question)

    def _question_of(self, name: str) -> str | None:
        if name in self._was:
            return name
        for question, asked in self._was.items():
            if name in _parts(asked) or (
                name.startswith(f"{question}_") and name.endswith("_text")
            ):
                return question
        return None

    def _part_names(self, name: str) -> list[str]:
        return [part for part in _parts(self._was[name]) if part in self.found]

    def _judge(self, name: str) -> None:
        if name in self.found:
            return
        self._begun.add(name)
        now = self._now.get(name)
        if now is None or isinstance(now.question, Note):
            self._judge_absent(name)
        else:
            self._judge_kept(name, now)

    # Questions that are asked no more

    def _judge_absent(self, name: str) -> None:
        whole = self._absent(name, name, self._was[name].question.text)
        self.found[name] = whole
        for part in _parts(self._was[name]):
            self.found[part] = replace(whole, name=part)

    def _absent(self, name: str, question: str, words: Text) -> Verdict:
        """The verdict on a question, a row or an option that is there no more."""
        declared = self.declared.get(name)
        record, ruling, by = Record.FORGOTTEN, undecided("forgotten"), ""
        if declared is None:
            twin = self._twin(name) if name == question else None
            ruling = ruling if twin is None else undecided("renamed", name=twin)
        elif declared.change is Change.DROPPED:
            record, ruling = Record.DROPPED, broken("dropped", reason=Bare(declared.reason))
        elif declared.change is Change.REPLACED:
            record, by = Record.REPLACED, declared.by
            ruling = self._replaced(declared)
        else:
            ruling = undecided("gone_all_the_same", name=words)
        return self._verdict(name, question, ruling, record=record, by=by)

    def _replaced(self, declared: Declared) -> Ruling:
        by = self.new.questionnaire.question(declared.by)
        if by is None:
            return undecided("replaced_by_nothing", by=declared.by or "–")
        return broken("replaced", by=by.label or by.text, reason=Bare(declared.reason))

    def _twin(self, name: str) -> str | None:
        """A newer question under another name with the same wording."""
        then = self._then.questions[name]
        words = {key: each for key, each in then.items() if key.startswith("loose.")}
        for other, values in self._since.questions.items():
            if other not in self._was and any(values.get(k) == v for k, v in words.items()):
                return other
        return None

    # Questions that are asked in both waves

    def _judge_kept(self, name: str, now: Asked) -> None:
        pair = Pair(
            self._was[name],
            now,
            self._then.questions[name],
            self._since.questions[name],
            self._languages,
            self.declared.get(name),
        )
        ruling, crosswalk = self._base(pair)
        parts = _parts(pair.was)
        for part in parts:
            self.found[part] = self._part(pair, part, ruling, crosswalk)
        flags = [*self.surroundings.flags_of(pair), *self._flags_of_parts(pair)]
        whole = self._verdict(name, name, ruling, facets=pair.facets(), flags=flags)
        whole = self._with_headline(whole, pair, crosswalk, _headlines(pair))
        self.found[name] = self._of_parts(whole, [self.found[part] for part in parts])

    def _base(self, pair: Pair) -> tuple[Ruling, Crosswalk | None]:
        """What is to be said of the whole question, and the crosswalk that holds."""
        rulings = [*rulings_of(pair)]
        codes, crosswalk = self._codes(pair)
        people = self._people.ruling(pair.was.universe, pair.now.universe)
        rulings += [each for each in (people, codes) if each is not None]
        if isinstance(pair.old, Computed) and isinstance(pair.new, Computed):
            calculation = self._people.calculation(pair.old, pair.new)
            rulings += [calculation] if calculation is not None else []
        ruling = gravest(_settled(pair, each) for each in rulings)
        return ruling, crosswalk if ruling.verdict is Comparability.RECODED else None

    def _codes(self, pair: Pair) -> tuple[Ruling | None, Crosswalk | None]:
        crosswalk = pair.declared.crosswalk if pair.declared is not None else None
        if crosswalk is None:
            needed = pair.declared is not None and pair.declared.change is Change.RECODED
            if needed:
                return undecided("crosswalk_absent", settled=False), None
            return codes_ruling(pair), None
        if not pair.new_codes or isinstance(pair.new, Ranking):
            return undecided("crosswalk_of_nothing", settled=False), None
        sides = (pair.old_codes, pair.new_codes)
        fault = fault_of(crosswalk, sides, (self.old, self.new))
        if fault is not None:
            return fault, None
        count = len(crosswalk.common)
        return Ruling(Comparability.RECODED, "recoded", {"count": count}), crosswalk

    def _flags_of_parts(self, pair: Pair) -> list[Flag]:
        if isinstance(pair.new, Multiple | Ranking) and set(_parts(pair.was)) != set(
            _parts(pair.now)
        ):
            return [Flag.OPTIONS]
        return []

    def _with_headline(
        self,
        verdict: Verdict,
        pair: Pair,
        crosswalk: Crosswalk | None,
        headlines: tuple[Headline | None, Headline | None],
    ) -> Verdict:
        same = same_share(*headlines, crosswalk)
        flags = verdict.flags if same else (Flag.HEADLINE, *verdict.flags)
        return replace(
            verdict,
            flags=flags,
            crosswalk=crosswalk,
            headline_comparable=same and verdict.comparable,
        )

    # Rows and options

    def _part(self, pair: Pair, part: str, base: Ruling, crosswalk: Crosswalk | None) -> Verdict:
        name = pair.old.id
        then, since = self._then.parts[part], self._since.parts.get(part)
        if since is None:
            if crosswalk is not None or base.verdict is Comparability.BROKEN:
                return self._verdict(part, name, base)
            return self._absent(part, name, _words_of(pair.was, part))
        partial = replace(pair, then=then, since=since, declared=self._declared_of(pair, part))
        rulings = [_settled(partial, each) for each in self._of_part(partial, part)]
        ruling = gravest([base, *rulings])
        if isinstance(pair.old, Multiple) and crosswalk is not None:
            ruling = _option_recoded(ruling, part, crosswalk)
        flags = self._flags_of_parts(pair) or ([Flag.ROWS] if pair.differs("grid") else [])
        facets = tuple(facets_that_differ(then, since))
        verdict = self._verdict(part, name, ruling, flags=flags, facets=facets)
        headlines = _headlines(pair, part) if isinstance(pair.old, Grid) else (None, None)
        held = crosswalk if ruling.verdict is Comparability.RECODED else None
        return self._with_headline(verdict, pair, held, headlines)

    def _declared_of(self, pair: Pair, part: str) -> Declared | None:
        return self.declared.get(part, pair.declared)

    def _of_part(self, pair: Pair, part: str) -> Iterator[Ruling]:
        """What is to be said of a row or an option, what is said of the whole apart."""
        declared = self.declared.get(part)
        if declared is not None and declared.change is Change.BROKEN:
            yield broken("declared", reason=Bare(declared.reason))
        for facet, key in (("row", "row"), ("option", "option")):
            if reworded(facet, pair.then, pair.since, pair.languages):
                yield undecided(key)
            elif any(pair.differs(f"{facet}.{each}") for each in pair.languages):
                yield label_only("labels" if facet == "option" else "row_typography")
        if pair.differs("marks"):
            yield undecided("marks")
        if "universe" in pair.then or "universe" in pair.since:
            people = self._people.ruling(_universe(pair.was, part), _universe(pair.now, part))
            if people is not None:
                yield people

    def _of_parts(self, whole: Verdict, parts: list[Verdict]) -> Verdict:
        """The verdict on a question, given those on its parts."""
        counted = [each for each in parts if each.record in {Record.KEPT, Record.FORGOTTEN}]
        worst = min(counted, key=_weight, default=None)
        if worst is None or _weight(worst) >= _weight(whole):
            return whole
        words = _words_of(self._was[whole.name], worst.name)
        alike = sum(1 for each in counted if each.verdict is worst.verdict)
        reason = {
            language: reason_of(
                Ruling(worst.verdict, "part",
                       {"name": words, "reason": worst.reason[language], "count": alike,
                        "of": len(parts)}),
                self.new.questionnaire.languages,
            )[language]
            for language in worst.reason
        }  # fmt: skip
        return replace(whole, verdict=worst.verdict, reason=reason, headline_comparable=False)

    def _verdict(
        self,
        name: str,
        question: str,
        ruling: Ruling,
        *,
        record: Record = Record.KEPT,
        by: str = "",
        flags: list[Flag] | None = None,
        facets: tuple[str, ...] = (),
    ) -> Verdict:
        reason = reason_of(ruling, self.new.questionnaire.languages)
        return Verdict(
            name, ruling.verdict, reason, question, record, tuple(flags or ()), None, by, facets
        )


def _weight(verdict: Verdict) -> int:
    """Place among verdicts on parts: what is undecided comes first, since it must be seen to."""
    return _OF_A_WHOLE.index(verdict.verdict)


def _settled(pair: Pair, ruling: Ruling) -> Ruling:
    """A ruling, or what it becomes as the author says that the meaning is the same."""
    if ruling.settled and pair.editorial and pair.declared is not None:
        return label_only("editorial", reason=Bare(pair.declared.reason))
    return ruling


def _parts(asked: Asked) -> tuple[str, ...]:
    """The columns of a question that has several."""
    question = asked.question
    match question:
        case Grid(rows=rows):
            return tuple(f"{question.id}_{row.id}" for row in rows)
        case Multiple(codes=codes) | Ranking(codes=codes):
            return tuple(f"{question.id}_{code.value}" for code in codes)
    return ()


def _words_of(asked: Asked, part: str) -> Text:
    question = asked.question
    own = part.removeprefix(f"{question.id}_")
    if isinstance(question, Grid):
        return next((row.text for row in question.rows if row.id == own), {})
    codes = getattr(question, "codes", ())
    return next((code.label for code in codes if str(code.value) == own), {})


def _universe(asked: Asked, part: str) -> Expression | None:
    own = part.removeprefix(f"{asked.question.id}_")
    rows = getattr(asked.question, "rows", ())
    row = next((each for each in rows if each.id == own), None)
    return asked.universe if row is None or row.ask_if is None else asked.row_universe(row.ask_if)


def _headlines(pair: Pair, part: str = "") -> tuple[Headline | None, Headline | None]:
    """The headlines of a question, or those of a row of a grid."""
    old, new = (_headline(each, part) for each in (pair.was, pair.now))
    return old, new


def _headline(asked: Asked, part: str) -> Headline | None:
    own = part.removeprefix(f"{asked.question.id}_")
    rows = getattr(asked.question, "rows", ())
    row = next((each for each in rows if each.id == own), None)
    return (row.headline if row is not None else None) or asked.question.headline


def _option_recoded(ruling: Ruling, part: str, crosswalk: Crosswalk) -> Ruling:
    """An option that is joined with no other one keeps the verdict that it has by itself."""
    code = int(part.rpartition("_")[2])
    common = crosswalk.old.get(code)
    alone = common is not None and reached_by(crosswalk.old, common) == reached_by(
        crosswalk.new, common
    ) == (code,)
    if alone and ruling.verdict is Comparability.RECODED:
        return SAME
    return ruling
