"""Whether two waves asked the same, as far as their codebooks tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.locking.canonical import loose_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Code, Text, Variable

_MEANING = frozenset(
    {
        "type", "construct", "loose", "hint", "period", "codes", "labels", "precision", "unit",
        "most", "count", "calculation", "missing", "universe", "table", "row", "option", "marks",
    }
)  # fmt: skip
"""Facets that decide what an answer means; a question that only moved is the same."""
_WORDED = frozenset({"loose", "hint", "period", "labels", "construct", "unit", "row", "option"})


def differences(old: Variable, new: Variable) -> tuple[str, ...]:
    """The facets in which two variables of one name differ so that somebody must decide.

    By the hashes of their facets if both have them; else by their kind and codes. Texts that only
    one wave has in a language don't differ.
    """
    if old.facets and new.facets:
        return tuple(_differing_facets(old, new))
    found = ["type"] if old.kind != new.kind else []
    if {each.value for each in old.codes} != {each.value for each in new.codes}:
        found += ["codes"] if old.codes and new.codes else []
    elif is_turned(old.codes, new.codes):
        found.append("labels")
    return tuple(found)


def _differing_facets(old: Variable, new: Variable) -> Iterator[str]:
    for name in dict.fromkeys([*old.facets, *new.facets]):
        facet = name.partition(".")[0].partition(":")[0]
        if facet not in _MEANING or old.facets.get(name) == new.facets.get(name):
            continue
        in_both = name in old.facets and name in new.facets
        if in_both or facet not in _WORDED:
            yield "wording" if facet == "loose" else facet


def relabelled(old: Sequence[Code], new: Sequence[Code]) -> tuple[Code, ...]:
    """Codes of the newer wave whose label says something else than before."""
    before = {each.value: each.label for each in old}
    return tuple(
        each for each in new if each.value in before and says_else(before[each.value], each.label)
    )


def is_turned(old: Sequence[Code], new: Sequence[Code]) -> bool:
    """Whether a label stands at another code than before, as on a scale that was turned round."""
    before = {(lang, loose_text(words)): e.value for e in old for lang, words in e.label.items()}
    return any(
        before.get((lang, loose_text(words)), each.value) != each.value
        for each in relabelled(old, new)
        for lang, words in each.label.items()
    )


def says_else(old: Text, new: Text) -> bool:
    """Whether two texts differ in more than typography in a language that both have."""
    return any(loose_text(old[each]) != loose_text(new[each]) for each in old if each in new)
