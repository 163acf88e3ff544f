"""The interviewers' workbook: a list to print with room for visits, and a sheet to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.entry_workbook import EntryColumn, EntrySheet, GuideSheet, write_entries
from survey.language.catalogue import text
from survey.sampling.selection_words import COUNTED, NUMBERED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.sampling.letter_rows import LetterRow, Merge

RESULTS = (
    *("complete", "partial", "appointment", "non_contact", "refusal", "soft_refusal"),
    *("ill", "language", "away", "empty", "not_found"),
)
MODES = ("visit", "telephone", "web", "letter")
_MOST_SPARE, _LEAST_SPARE = 20_000, 50
_MOST_CHOICES = 5_000
_NUMBER_WIDTH, _VISIT_WIDTH, _ROW = 5.0, 16.0, 42.0
_UNIT, _CODE, _AREA, _ADDRESS, _REMARK = 14.0, 15.0, 22.0, 34.0, 26.0


def interviewers_xlsx(merge: Merge, rule: str, visits: int) -> bytes:
    """The workbook; the same letters give the same bytes.

    Parameters
    ----------
    merge : Merge
    rule : str
        By which one adult of a dwelling is found.
    visits : int
        How many there is room for on the list.
    """
    return write_entries(
        merge.say("list.title"),
        [
            _to_print(merge, rule, visits),
            _to_fill_in(merge, visits),
            GuideSheet(merge.say("sheet.guide"), merge.say("list.title"), [*_guide(merge, rule)]),
        ],
        lists=merge.say("sheet.lists"),
        page=merge.say("page", page="&P", pages="&N"),
        language=merge.language,
    )


def _to_print(merge: Merge, rule: str, visits: int) -> EntrySheet:
    numbered = any(each.numbers for each in merge.rows)
    address = any(each.address for each in merge.rows)
    before = [
        EntryColumn(merge.say(f"head.{merge.unit}"), _wide([each.unit for each in merge.rows])),
        EntryColumn(merge.say("head.area"), _AREA),
        *([EntryColumn(merge.say("head.address"), _ADDRESS)] if address else []),
        *([EntryColumn(merge.say("head.code"), _CODE, "code")] if merge.has_codes else []),
    ]
    counts = [*map(str, range(1, COUNTED)), merge.say("head.or_more", n=COUNTED)]
    counted = [EntryColumn(each, _NUMBER_WIDTH, "narrow") for each in counts]
    after = [
        *(EntryColumn(merge.say("head.visit", n=n), _VISIT_WIDTH, "box")
          for n in range(1, visits + 1)),
        EntryColumn(merge.say("head.remark"), _REMARK, "box"),
    ]  # fmt: skip
    above = []
    if numbered:
        words = merge.say("head.adults_asked")
        above.append((len(before), len(before) + COUNTED - 1, words))
    rows = [
        [
            *(each.unit, each.area),
            *([each.address] if address else []),
            *([each.code] if merge.has_codes else []),
            *(_numbers(each) if numbered else []),
            *([""] * len(after)),
        ]
        for each in merge.rows
    ]
    columns = [*before, *(counted if numbered else []), *after]
    over = " ".join(filter(None, (merge.say("list.title") + ".", *_who(merge, rule))))
    return EntrySheet(merge.say("sheet.list"), columns, rows, above, least_height=_ROW, over=over)


def _who(merge: Merge, rule: str) -> Iterator[str]:
    """Who answers, as far as it is the same in all dwellings."""
    if rule in NUMBERED:
        yield merge.say(f"who.{rule}")
    elif merge.rows:
        yield merge.rows[0].who[merge.language]


def _wide(units: Sequence[str]) -> float:
    return max(_UNIT, max(map(len, units), default=0) + 2.0)


def _numbers(row: LetterRow) -> list[str]:
    return [str(each) for each in row.numbers[:COUNTED]] or [""] * COUNTED


def _to_fill_in(merge: Merge, visits: int) -> EntrySheet:
    units = tuple(dict.fromkeys(each.unit for each in merge.rows))
    picked = units if 0 < len(units) <= _MOST_CHOICES else ()
    columns = [
        EntryColumn(
            merge.say(f"head.{merge.unit}"), _wide(units), "entry", picked,
            merge.say("list.not_drawn") if picked else "",
        ),
        EntryColumn(merge.say("head.date"), 14.0, "day"),
        EntryColumn(merge.say("head.mode"), 14.0, "entry", _words(merge, "mode", MODES)),
        EntryColumn(merge.say("head.result"), 26.0, "entry", _words(merge, "result", RESULTS)),
        EntryColumn(merge.say("head.interviewer"), 26.0, "entry"),
    ]  # fmt: skip
    spare = min(max(len(units) * visits, _LEAST_SPARE), _MOST_SPARE)
    return EntrySheet(merge.say("sheet.visits"), columns, spare=spare)


def _words(merge: Merge, kind: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(text(f"letters.{kind}.{each}", lang=merge.language) for each in names)


def _guide(merge: Merge, rule: str) -> Iterator[str]:
    yield merge.say("list.guide.what", sheet=merge.say("sheet.list"))
    yield merge.say("list.guide.visits", sheet=merge.say("sheet.visits"))
    yield merge.say("list.guide.read")
    yield from _who(merge, rule)
    if rule in NUMBERED:
        yield merge.say("list.guide.table")
    yield merge.say("list.guide.results")
    if any(each.address for each in merge.rows):
        yield merge.say("guide.private")
