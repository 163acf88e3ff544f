"""The rules by which a question that is asked in both waves is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.codebook import MissingKind
from survey.language.catalogue import LANGUAGES, text
from survey.language.languages import language_name
from survey.questionnaire.changes import Change
from survey.questionnaire.comparison.pairs import anchor_of, says_else
from survey.questionnaire.comparison.rulings import (
    Bare,
    Ruling,
    broken,
    label_only,
    undecided,
)
from survey.questionnaire.locking.canonical import loose_text
from survey.questionnaire.questions import Multiple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.codebook import Code, Text
    from survey.questionnaire.comparison.pairs import Pair
    from survey.questionnaire.locking.facets import Values

_FAR = 0.2
_AROUND = ("label", "headline_label", "headline_phrase", "in_text", "place", "missing_words",
           "item")  # fmt: skip


def rulings_of(pair: Pair) -> Iterator[Ruling]:
    """What the rules say of a question, codes and people apart."""
    for rule in _RULES:
        ruling = rule(pair)
        if ruling is not None:
            yield ruling


def _declared(pair: Pair) -> Ruling | None:
    declared = pair.declared
    if declared is None:
        return None
    if declared.change is Change.BROKEN:
        return broken("declared", reason=Bare(declared.reason))
    if declared.change in {Change.REPLACED, Change.DROPPED}:
        return undecided("still_asked", settled=False)
    return None


def _reused(pair: Pair) -> Ruling | None:
    """The name of a question given to another one."""
    anchor = pair.anchor()
    if anchor is None or not _far_apart(pair.then, pair.since, anchor):
        return None
    other_answers = pair.differs("type") or _nothing_in_common(pair, anchor)
    return broken("reused", old=pair.old.text, new=pair.new.text) if other_answers else None


def _far_apart(then: Values, since: Values, anchor: str) -> bool:
    one, other = (set(values[f"loose.{anchor}"].split()) for values in (then, since))
    return len(one & other) < _FAR * len(one | other)


def _nothing_in_common(pair: Pair, anchor: str) -> bool:
    """Whether both have codes, but none of their labels."""
    one, other = (
        {loose_text(each) for each in values.get(f"labels.{anchor}", {}).values()}
        for values in (pair.then, pair.since)
    )
    return bool(one) and bool(other) and not one & other


def _type(pair: Pair) -> Ruling | None:
    if pair.differs("table"):
        return broken("table")
    if not pair.differs("type"):
        return None
    return broken("type", old=_type_word(pair.then["type"]), new=_type_word(pair.since["type"]))


def _type_word(name: str) -> Bare:
    return Bare({each: text(f"exchange.choice.type.{name}", lang=each) for each in LANGUAGES})


def _construct(pair: Pair) -> Ruling | None:
    if not _both_say(pair, "construct") or not pair.reworded("construct"):
        return None
    old, new = pair.old.concept, pair.new.concept
    if pair.reworded("loose"):
        return broken("construct", old=old, new=new)
    return undecided("construct_reworded", old=old, new=new)


def _period(pair: Pair) -> Ruling | None:
    if not _both_say(pair, "period") or not pair.reworded("period"):
        return None
    return broken("period", old=pair.old.period, new=pair.new.period)


def _unit(pair: Pair) -> Ruling | None:
    if not pair.reworded("unit"):
        return None
    if not _both_say(pair, "unit"):
        return undecided("unit_stated")
    return broken("unit", old=getattr(pair.old, "unit", {}), new=getattr(pair.new, "unit", {}))


def _both_say(pair: Pair, facet: str) -> bool:
    return anchor_of(facet, pair.then, pair.since, pair.languages) is not None


def _wording(pair: Pair) -> Ruling | None:
    if pair.anchor("loose") is None and pair.then.get("type") != "computed":
        return undecided("no_language", settled=False)
    if pair.reworded("loose"):
        return undecided("wording")
    return undecided("hint") if pair.reworded("hint") else None


def _missing(pair: Pair) -> Ruling | None:
    if not pair.differs("missing"):
        return None
    then, since = (set(values.get("missing", ())) for values in (pair.then, pair.since))
    key, kinds = ("missing_added", since - then) if since - then else ("missing_gone", then - since)
    named = tuple(_kind(kind) for kind in sorted(kinds))
    return undecided(key, kinds=named)


def _kind(name: str) -> Text:
    kind = MissingKind[name.upper()].name.lower()
    return {each: text(f"missing.{kind}", lang=each) for each in LANGUAGES}


def _task(pair: Pair) -> Ruling | None:
    if pair.differs("most"):
        return undecided("most")
    return undecided("precision") if pair.differs("precision") else None


def _translation(pair: Pair) -> Ruling | None:
    """Words in the other languages."""
    for language in pair.languages:
        for facet in ("loose", "hint", *_labels_of(pair)):
            name = f"{facet}.{language}"
            if name not in pair.then or name not in pair.since:
                continue
            if says_else(pair.then[name], pair.since[name]):
                return label_only("translation", language=_language(language))
    return None


def _labels_of(pair: Pair) -> tuple[str, ...]:
    """The facet of labels; the options of a question with several answers have their own."""
    return () if isinstance(pair.new, Multiple) else ("labels",)


def _language(code: str) -> Bare:
    return Bare({each: language_name(code, lang=each) for each in LANGUAGES})


def _around(pair: Pair) -> Ruling | None:
    """Words of tables and sentences, and the typography of labels."""
    for language in pair.languages:
        labels = any(pair.differs(f"{facet}.{language}") for facet in _labels_of(pair))
        if labels and _same_codes(pair):
            return label_only("labels")
        around = (facet for facet in _AROUND if pair.differs(f"{facet}.{language}"))
        if any(facet != "label" or not _is_wording(pair, language) for facet in around):
            return label_only("around")
    return None


def _is_wording(pair: Pair, language: str) -> bool:
    """Whether the short text is the wording itself, so that it changes with it."""
    return all(
        values.get(f"label.{language}") == values.get(f"wording.{language}")
        for values in (pair.then, pair.since)
    )


def _same_codes(pair: Pair) -> bool:
    return {each.value for each in pair.old_codes} == {each.value for each in pair.new_codes}


_RULES: tuple[Callable[[Pair], Ruling | None], ...] = (
    _declared,
    _reused,
    _type,
    _construct,
    _period,
    _unit,
    _wording,
    _missing,
    _task,
    _translation,
    _around,
)


# Codes and their labels


def codes_ruling(pair: Pair) -> Ruling | None:
    """What is to be said of the codes; None if they mean the same.

    The options of a question with several answers are judged one by one.
    """
    if isinstance(pair.new, Multiple):
        swapped = labels_ruling(pair)
        return swapped if swapped is not None and not swapped.settled else None
    old, new = ({each.value: each for each in side} for side in (pair.old_codes, pair.new_codes))
    if set(old) != set(new):
        return _other_codes(old, new)
    outside = next((each for each in new.values() if each.outside != old[each.value].outside), None)
    if outside is not None:
        return broken("outside", code=outside.label)
    return labels_ruling(pair)


def _other_codes(old: dict[int | str, Code], new: dict[int | str, Code]) -> Ruling:
    points = [sum(1 for each in side.values() if not each.outside) for side in (old, new)]
    outside = [code for code in new if code not in old and new[code].outside]
    if points[0] != points[1] and min(points) > 1:
        return broken("points", old=points[0], new=points[1])
    if outside and set(old) < set(new):
        return broken("outside_added", code=new[outside[0]].label)
    added = [code for code in new if code not in old]
    if set(old) < set(new):
        return broken("codes_added", codes=tuple(new[code].label for code in added))
    return broken("codes")


def labels_ruling(pair: Pair) -> Ruling | None:
    """What is to be said of the labels of codes that both waves have."""
    anchor = pair.anchor("labels")
    if anchor is None:
        return None
    old, new = (
        {code: loose_text(words) for code, words in values[f"labels.{anchor}"].items()}
        for values in (pair.then, pair.since)
    )
    changed = [code for code in old if code in new and old[code] != new[code]]
    if not changed:
        return None
    code = changed[0]
    labels = [
        next(each.label for each in side if str(each.value) == code)
        for side in (pair.old_codes, pair.new_codes)
    ]
    swapped = [each for each in changed if new[each] in old.values()]
    if swapped:
        return broken("turned", code=code, old=labels[0], new=labels[1])
    return undecided("label", old=labels[0], new=labels[1])
