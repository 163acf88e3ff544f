"""The workbook that letters are merged from: a row a unit, a column a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.entry_workbook import EntryColumn, EntrySheet, GuideSheet, write_entries
from survey.language.catalogue import text
from survey.language.languages import language_name
from survey.sampling.headings import closed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NARROWEST, _WIDEST, _WHO = 8.0, 34.0, 52.0
_DAY, _AROUND = 32.0, 2.0


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter.

    Attributes
    ----------
    unit, area, code, link : str
    contact : tuple of str
        Name and address, in the order of the heads of the contacts.
    address : str
        Where it is, in one line.
    numbers : tuple of int
        The number of the adult who answers, where there are 1, 2, … adults.
    who : mapping of str to str
        Who answers, by language.
    """

    unit: str
    area: str
    code: str
    link: str
    contact: tuple[str, ...]
    address: str
    numbers: tuple[int, ...]
    who: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """The letters, and what they have in common.

    Attributes
    ----------
    rows : sequence of LetterRow
    heads : tuple of str
        Of the contacts.
    languages : tuple of str
    days : mapping of str to str
        The deadline in words, by language.
    has_codes, has_link : bool
    unit : {"dwelling", "person"}
    """

    rows: Sequence[LetterRow]
    heads: tuple[str, ...]
    languages: tuple[str, ...]
    days: Mapping[str, str]
    has_codes: bool
    has_link: bool
    unit: str

    @property
    def language(self) -> str:
        """The language of the headings."""
        return self.languages[0]

    def say(self, key: str, **fields: object) -> str:
        """A sentence of the chapter ``letters``."""
        return text(f"letters.{key}", lang=self.language, **fields)


def merge_xlsx(merge: Merge) -> bytes:
    """The workbook; the same letters give the same bytes."""
    columns = list(_columns(merge))
    sheet = EntrySheet(
        merge.say("sheet.letters"),
        [EntryColumn(head, width, look) for head, width, look, _ in columns],
        list(zip(*(cells for *_, cells in columns), strict=True)),
    )
    title = merge.say("title")
    paragraphs = list(_guide(merge, [head for head, *_ in columns]))
    return write_entries(
        title,
        [sheet, GuideSheet(merge.say("sheet.guide"), title, paragraphs)],
        lists=merge.say("sheet.lists"),
        page=merge.say("page", page="&P", pages="&N"),
        language=merge.language,
    )


_Column = tuple[str, float, str, "Sequence[str]"]


def _columns(merge: Merge) -> Iterator[_Column]:
    """Head, width, look and cells of each column."""
    rows = merge.rows
    own = [_fitted(merge.say(f"head.{merge.unit}"), [each.unit for each in rows])]
    if merge.has_codes:
        own.append(_fitted(merge.say("head.code"), [each.code for each in rows], "code"))
    if merge.has_link:
        own.append(_fitted(merge.say("head.link"), [each.link for each in rows]))
    yield from own
    area = merge.say("head.area")
    after = [_fitted(area, [each.area for each in rows]), *_by_language(merge)]
    taken = {closed(head) for head, *_ in (*own, *after)}
    for place, head in enumerate(merge.heads):
        if closed(head) not in taken:
            yield _fitted(head, [each.contact[place] for each in rows])
    yield from after


def _by_language(merge: Merge) -> Iterator[_Column]:
    """The deadline and who answers, in each language; of those but the first it is said which."""
    for each in merge.languages:
        ending = ""
        if each != merge.language:
            ending = f" ({language_name(each, lang=merge.language)})"
        if each in merge.days:
            cells = [merge.days[each]] * len(merge.rows)
            yield merge.say("head.deadline") + ending, _DAY, "cell", cells
        who = [row.who[each] for row in merge.rows]
        if any(who):
            yield merge.say("head.who") + ending, _WHO, "cell", who


def _fitted(head: str, cells: Sequence[str], look: str = "cell") -> _Column:
    longest = max((len(each) for each in (*cells, head)), default=0)
    return head, min(max(longest + _AROUND, _NARROWEST), _WIDEST), look, cells


def _guide(merge: Merge, heads: Sequence[str]) -> Iterator[str]:
    yield merge.say("guide.what", count=len(merge.rows))
    yield merge.say("guide.merge")
    yield merge.say("guide.fields", heads=", ".join(heads))
    if merge.heads:
        yield merge.say("guide.private")
    if merge.has_codes:
        yield merge.say("guide.codes")
    if any(each not in {"da", "en"} for each in merge.languages):
        yield merge.say("guide.translated")
