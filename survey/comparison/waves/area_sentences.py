"""What is to be said of areas that were renamed, put together, split or redrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.comparison.waves.area_matches import areas_with_answers
from survey.comparison.waves.codebook_differences import relabelled
from survey.comparison.waves.comparison import Break, Footnote
from survey.comparison.waves.rules import in_both
from survey.language.catalogue import LANGUAGES, text
from survey.language.numbers import format_percent
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Codebook, Text
    from survey.comparison.waves.area_matches import AreaMatch
    from survey.comparison.waves.rules import Rules

_LEAST_SHOWN = 0.01


def area_breaks(rules: Rules, waves: tuple[str, str], match: AreaMatch) -> Iterator[Break]:
    """Areas that are another one than before."""
    book, over = codebook_of_areas(rules)
    for area in match.turned:
        reason = _worded(book, over, "turned", area, waves)
        yield Break("", *waves, "area", reason, area)
    if over and _is_other_whole(rules, match, over):
        reason = in_both("area.all", earlier=waves[0], later=waves[1])
        yield Break("", *waves, "area", reason, Domain.ALL)
    for area, part in match.moved.items():
        if area is not Domain.ALL and _is_another(rules, match, area, part):
            yield Break("", *waves, "area", _moved(book, over, "moved_too_far", area, part, waves),
                        area)  # fmt: skip


def _is_other_whole(rules: Rules, match: AreaMatch, over: str) -> bool:
    """Whether all areas together are not the same."""
    sides = (areas_with_answers(each, over) for each in (match.earlier, match.later))
    return len({frozenset(each) for each in sides}) > 1 or _is_another(
        rules, match, Domain.ALL, match.moved.get(Domain.ALL, 0.0)
    )


def area_footnotes(rules: Rules, waves: tuple[str, str], match: AreaMatch) -> Iterator[Footnote]:
    """What was done so that areas can be compared, and boundaries that differ a little."""
    book, over = codebook_of_areas(rules)
    for area, old in match.renamed.items():
        yield _note(book, over, "renamed", area, waves, [old])
    for area, some in match.merged.items():
        yield _note(book, over, "merged", area, waves, some)
    for area, some in match.split.items():
        yield _note(book, over, "split", area, waves, some)
    for area in _relabelled(rules, waves, match):
        yield _note(book, over, "relabelled", area, waves, [area], _older(rules, waves))
    for area in match.redrawn:
        words = _worded(book, over, "redrawn", area, waves)
        yield Footnote("", *waves, "boundary", words, area)
    for area, part in match.moved.items():
        if not _is_another(rules, match, area, part):
            key = "moved_accepted" if _is_far(rules, part) else "moved"
            words = _moved(book, over, key, area, part, waves)
            yield Footnote("", *waves, "boundary", words, area)


def codebook_of_areas(rules: Rules) -> tuple[Codebook, str]:
    """What areas are called: as in the last wave that has them."""
    book = rules.given[0].codebook
    for each in rules.given[1:]:
        book = with_older_areas(each.codebook, book, rules.over)
    return book, rules.over or ""


def with_older_areas(book: Codebook, older: Codebook, over: str | None) -> Codebook:
    """A codebook that also knows the areas that only an older one has."""
    mine, theirs = book.get(over or ""), older.get(over or "")
    if theirs is None:
        return book
    if mine is None:
        return book.with_variables([theirs])
    known = {each.value for each in mine.codes}
    more = tuple(each for each in theirs.codes if each.value not in known)
    return book.with_variables([replace(mine, codes=(*mine.codes, *more))])


def _is_far(rules: Rules, part: float) -> bool:
    return rules.areas is not None and part >= rules.areas.threshold


def _is_another(rules: Rules, match: AreaMatch, area: object, part: float) -> bool:
    """Whether so much moved that an area is another one, and nobody accepted it."""
    return _is_far(rules, part) and area not in match.accepted


def _relabelled(rules: Rules, waves: tuple[str, str], match: AreaMatch) -> list[Any]:
    """Areas with another label under the same code, and no word of why."""
    old, new = (
        variable.codes if (variable := each.codebook.get(rules.over or "")) else ()
        for each in (rules.given[rules.names.index(wave)] for wave in waves)
    )
    return [
        each.value
        for each in relabelled(old, new)
        if each.value not in (*match.turned, *match.renamed)
    ]


def _older(rules: Rules, waves: tuple[str, str]) -> Codebook:
    return rules.given[rules.names.index(waves[0])].codebook


def _note(
    book: Codebook,
    over: str,
    key: str,
    area: object,
    waves: tuple[str, str],
    others: Sequence[Any],
    names: Codebook | None = None,
) -> Footnote:
    words = {
        language: in_both(
            f"area.{key}",
            area=book.value_label(over, area, language),
            others=join_words(
                [(names or book).value_label(over, each, language) for each in others], language
            ),
            earlier=waves[0],
            later=waves[1],
        )[language]
        for language in LANGUAGES
    }
    return Footnote("", *waves, "area", words, area)


def _worded(
    book: Codebook, over: str, key: str, area: object, waves: tuple[str, str], **fields: Text
) -> Text:
    return {
        language: in_both(
            f"area.{key}",
            area=_label(book, over, area, language),
            earlier=waves[0],
            later=waves[1],
            **{name: words[language] for name, words in fields.items()},
        )[language]
        for language in LANGUAGES
    }


def _label(book: Codebook, over: str, area: object, language: str) -> str:
    if area is Domain.ALL:
        return text("wave_rules.area.everyone", lang=language)
    return book.value_label(over, area, language)


def _moved(
    book: Codebook, over: str, key: str, area: object, part: float, waves: tuple[str, str]
) -> Text:
    shown = {each: format_percent(max(part, _LEAST_SHOWN), each) for each in LANGUAGES}
    return _worded(book, over, key, area, waves, part=shown)
