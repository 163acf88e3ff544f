"""What must be said beside the numbers of compared waves, in tables and in charts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from survey.language.catalogue import text
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from survey.comparison.waves.comparison import Break, Footnote
    from survey.disclosure.results.waves import Pair, WaveCourse


_Told = TypeVar("_Told", bound="Break | Footnote")
_OF_AREAS = frozenset({"area", "boundary"})


def break_notes(
    course: WaveCourse,
    areas: Iterable[Any],
    sign: str,
    language: str,
    declared: Sequence[Pair] = (),
    pair: Pair | None = None,
) -> list[str]:
    """Why what isn't compared isn't: what a sign stands for, and areas that one wave lacks.

    Parameters
    ----------
    course : WaveCourse
    areas : iterable
        Those that are shown.
    sign : str
        What stands where nothing is compared.
    language : {"da", "en"}
    declared : sequence of pairs of waves
        Breaks that only the user knows of.
    pair : pair of waves, optional
        The only two that are shown.
    """
    known = set(areas)
    signed: list[str] = []
    plain: list[str] = []
    for each in _breaks_shown(course, pair):
        if each.area is not None and not _is_shown(course, each, known):
            continue
        (signed if has_sign(course, each) else plain).append(each.reason[language])
    said = {(each.earlier, each.later) for each in course.breaks() if each.area is None}
    for earlier, later in declared:
        if (earlier, later) not in said:
            signed.append(text("wave_table.declared", lang=language, wave=later))
    notes = [each for each in dict.fromkeys(plain) if each not in signed]
    if signed:
        reasons = " ".join(dict.fromkeys(signed))
        notes.insert(0, text("wave_table.broken", lang=language, sign=sign, reasons=reasons))
    return notes


def _breaks_shown(course: WaveCourse, pair: Pair | None) -> list[Break]:
    found = [each for each in course.breaks() if each.kind != "no_contrast"]
    shown = _of_waves(found, course, pair)
    return sorted(shown, key=lambda each: each.area is not None)


def _of_waves(found: Sequence[_Told], course: WaveCourse, pair: Pair | None) -> list[_Told]:
    """What is told of two waves; of all waves not what was already told of those in between."""
    if pair is not None:
        return [each for each in found if (each.earlier, each.later) == pair]
    steps = set(pairwise(course.waves.waves))
    near = [each for each in found if (each.earlier, each.later) in steps]
    known = {_about(each) for each in near}
    return [*near, *(each for each in found if each not in near and _about(each) not in known)]


def _about(each: Break | Footnote) -> tuple[Any, ...]:
    return each.kind, each.area, each.variable


def has_sign(course: WaveCourse, each: Break) -> bool:
    """Whether numbers stand on both sides of a break."""
    if each.area is None:
        pair = each.earlier, each.later
        if pair in pairwise(course.waves.waves):
            return pair in course.new_series()
        return _was_asked_in_both(course, each)
    sides = (course.level(each.area, wave) for wave in (each.earlier, each.later))
    return all(level.measured for level in sides)


def _is_shown(course: WaveCourse, each: Break, areas: Container[Any]) -> bool:
    """Whether a break of an area is to be told of."""
    shown = each.area in areas and not _is_contrast_alone(course, each)
    return shown and _was_asked_in_both(course, each)


def _was_asked_in_both(course: WaveCourse, each: Break | Footnote) -> bool:
    return course.was_asked(each.earlier) and course.was_asked(each.later)


def _is_contrast_alone(course: WaveCourse, each: Break) -> bool:
    """Whether it is about a contrast that one wave lacks, which has a note of its own."""
    return each.area == course.waves.contrast and not has_sign(course, each)


def contrast_notes(
    course: WaveCourse, language: str, *, in_place: bool, pair: Pair | None = None
) -> list[str]:
    """In which waves the contrast wasn't measured, and when it last was.

    Parameters
    ----------
    in_place : bool
        Whether the last number stands where that of the wave would.
    pair : pair of waves, optional
        The only two that are shown.
    """
    if course.waves.contrast is None:
        return []
    instead: dict[str, list[str]] = {}
    for wave in pair or course.waves.waves:
        if course.was_asked(wave) and not course.level(course.waves.contrast, wave).measured:
            _, when = course.contrast_level(wave)
            instead.setdefault(when, []).append(wave)
    notes = []
    for when, waves in instead.items():
        key = ("contrast_from" if in_place else "contrast_last") if when else "no_contrast"
        fields = {"waves": join_words(waves, language), "when": when}
        notes.append(text(f"wave_table.{key}", lang=language, **fields))
    return notes


def footnotes(
    course: WaveCourse, areas: Iterable[Any], language: str, pair: Pair | None = None
) -> list[str]:
    """What was recoded, mapped, or differs in words only; of the waves between two, if given."""
    known = set(areas)
    found = [
        each
        for each in course.waves.footnotes
        if each.variable in ("", course.variable) and (each.area is None or each.area in known)
    ]
    of_areas = [e for e in found if e.kind in _OF_AREAS and _was_asked_in_both(course, e)]
    of_questions = [each for each in found if each.kind not in _OF_AREAS]
    shown = [each for each in of_questions if _is_between(each, course, pair)]
    shown += _of_waves(of_areas, course, pair)
    return list(dict.fromkeys(each.words[language] for each in shown))


def _is_between(each: Footnote, course: WaveCourse, pair: Pair | None) -> bool:
    """Whether it is about waves from one to another; those that were recoded stay together."""
    if pair is None or each.kind == "recoded":
        return True
    place = course.waves.waves.index
    return place(pair[0]) <= place(each.earlier) and place(each.later) <= place(pair[1])
