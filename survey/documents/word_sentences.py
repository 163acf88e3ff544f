"""The numbers of sentences renewed in a Word file; where the words no longer hold, that is said."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from survey.documents.blocks import Box, BulletList, Paragraph
from survey.documents.cleaning import printable
from survey.documents.skeletons import sentences
from survey.documents.wholes import numbers
from survey.documents.word_changes import Change, ChangeKind
from survey.documents.word_marks import PREFIX, flattened, short_hash
from survey.documents.word_places import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.documents.blocks import Block, Document
    from survey.documents.skeletons import Sentence
    from survey.documents.word_places import Place

_SENTENCE = re.compile(rf"{PREFIX}s_(?P<owner>[0-9a-f]{{8}})_(?P<skeleton>[0-9a-f]{{8}})")


def renewed_sentences(
    document: Document,
    places: Mapping[str, list[Place]],
    record: Mapping[str, str] | None,
    whole: str,
) -> Iterator[Change]:
    """Renew the numbers of all sentences.

    A paragraph is only touched where its sentences, without the numbers, are those of the new
    report; else the new wording is told.

    Parameters
    ----------
    document : Document
        The new report.
    places : mapping of str to list of Place
        The bookmarks of the file.
    record : mapping of str to str or None
        What we wrote.
    whole : str
        All text of the file, in which a sentence may have been written by hand already.
    """
    stand = _standing(places)
    for paragraph in _paragraphs(document.blocks):
        owner = short_hash(paragraph.id)
        fresh = {each.skeleton: each for each in sentences(printable(paragraph.plain))}
        here = stand.pop(owner, {})
        same = _same(owner, fresh, here, record)
        for skeleton in same:
            yield from _renewed(owner, fresh[skeleton], places, record)
        yield from _reworded(
            [place for skeleton, place in here.items() if skeleton not in same],
            [
                fresh[skeleton]
                for skeleton in fresh
                if skeleton not in same and not _was_left_out(owner, skeleton, here, record)
            ],
            whole,
            is_wanted=bool(here) or _is_new(owner, record),
        )
    for found in stand.values():
        for place in found.values():
            yield Change(ChangeKind.SENTENCE_GONE, place.words)


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        match block:
            case Paragraph():
                found: Sequence[Paragraph] = (block,)
            case BulletList(items=items) | Box(paragraphs=items):
                found = items
            case _:
                found = ()
        yield from (each for each in found if each.id)


def _standing(places: Mapping[str, list[Place]]) -> defaultdict[str, dict[str, Place]]:
    """The sentences that stand in the file, by paragraph and skeleton."""
    found: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for name, (place, *_) in places.items():
        match = _SENTENCE.fullmatch(name)
        if match and place.words:
            found[match["owner"]][match["skeleton"]] = place
    return found


def _renewed(
    owner: str,
    sentence: Sentence,
    places: Mapping[str, list[Place]],
    record: Mapping[str, str] | None,
) -> Iterator[Change]:
    pairs, whole = [], flattened(sentence.words)
    for number, new in enumerate(sentence.numbers, start=1):
        name = f"{PREFIX}n_{owner}_{number}_{sentence.skeleton}"
        found = [place for place in places.get(name, ()) if place.words]
        if not found:
            yield Change(ChangeKind.NUMBER_ABSENT, whole, after=flattened(new))
        for place in found:
            before = place.words
            if before == flattened(new):
                continue
            if _put_number(place, new, None if record is None else record.get(name, "")):
                pairs.append(f"{before} → {flattened(new)}")
            else:
                yield Change(ChangeKind.NUMBER_EDITED, whole, before, flattened(new))
    if pairs:
        yield Change(ChangeKind.NUMBERS, whole, after=", ".join(pairs))


def _put_number(place: Place, new: str, wrote: str | None) -> bool:
    """Put a number where ours stands; not where another was written by hand."""
    words = "".join(each.text or "" for each in place.texts)
    pieces = numbers(words)
    if wrote is None:
        ours = [at for at, (_, is_number) in enumerate(pieces) if is_number]
    elif wrote == short_hash(words):
        place.put(new)
        return True
    else:
        ours = [at for at, (piece, _) in enumerate(pieces) if short_hash(piece) == wrote]
    if len(ours) != 1:
        return False
    place.put("".join(new if at == ours[0] else piece for at, (piece, _) in enumerate(pieces)))
    return True


def _same(
    owner: str,
    fresh: Mapping[str, Sentence],
    here: Mapping[str, Place],
    record: Mapping[str, str] | None,
) -> tuple[str, ...]:
    """The sentences of a paragraph if all of them are said as before, whatever their order.

    One may point back at the one before it (»det er 12 procentpoint flere«), so that a paragraph
    is renewed as a whole or not at all.
    """
    wanted = tuple(each for each in fresh if not _was_left_out(owner, each, here, record))
    return wanted if set(wanted) == set(here) else ()


def _was_left_out(
    owner: str, skeleton: str, here: Mapping[str, Place], record: Mapping[str, str] | None
) -> bool:
    """Whether a sentence was taken out by hand."""
    return skeleton not in here and f"{PREFIX}s_{owner}_{skeleton}" in (record or ())


def _reworded(
    gone: Sequence[Place], come: Sequence[Sentence], whole: str, *, is_wanted: bool
) -> Iterator[Change]:
    """What a paragraph says now and didn't, and what it said and no longer does."""
    before = " ".join(place.words for place in gone)
    after = " ".join(flattened(sentence.words) for sentence in come)
    if not is_wanted or before == after:
        return
    around = text_of(gone[0].paragraph()) if gone else whole
    if after and after in around:  # it was written by hand already
        return
    if gone and come:
        yield Change(ChangeKind.SENTENCE, before, before, after)
    elif gone:
        yield Change(ChangeKind.SENTENCE_GONE, before)
    elif come:
        yield Change(ChangeKind.SENTENCE_NEW, after)


def _is_new(owner: str, record: Mapping[str, str] | None) -> bool:
    """Whether we never wrote a paragraph before; else it was taken out by hand."""
    start = f"{PREFIX}s_{owner}_"
    return record is not None and not any(name.startswith(start) for name in record)
