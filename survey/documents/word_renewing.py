"""The tables, figures and large numbers of an edited Word file, renewed where they now stand."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from survey.documents.blocks import Figure, Heading, KeyFigures, Table
from survey.documents.pictures import wide_picture
from survey.documents.raster import rasterised
from survey.documents.word_blocks import ROOM, Blocks
from survey.documents.word_changes import Change, ChangeKind
from survey.documents.word_drawings import drawings_of, renew_alt, renew_drawing
from survey.documents.word_figure import printed_size
from survey.documents.word_frame import ABOUT, about_list, stamp_name
from survey.documents.word_grid import renewed, written_of
from survey.documents.word_marks import Marks, flattened, kind_of, mark_name, short_hash
from survey.documents.word_names import named_blocks
from survey.documents.word_places import Place, holder, places_of, text_of
from survey.documents.word_sentences import renewed_sentences
from survey.documents.word_styles import style_names
from survey.documents.word_text import Writing
from survey.documents.word_tiles import renewed_tiles
from survey.documents.word_xml import VAL, is_named, value_of, w
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Document
    from survey.documents.house_style import HouseStyle
    from survey.documents.word_blocks import Named
    from survey.documents.word_grid import Written
    from survey.documents.word_package import WordFile
    from survey.documents.word_xml import Element

_OF_TABLE, _OF_FIGURE = ("c", "u", "e"), ("d", "v", "h")  # title, subtitle, notes
_Pictures = dict[str, tuple[bytes, tuple[float, float]]]


class Renewing:
    """A file on its way to new numbers.

    Parameters
    ----------
    file : WordFile
    document : Document
        The report with the new numbers.
    style : HouseStyle
    record : dict of str to str or None
        What we wrote.
    places : dict of str to list of Place
        The bookmarks of the file.
    """

    def __init__(
        self,
        file: WordFile,
        document: Document,
        style: HouseStyle,
        record: dict[str, str] | None,
        places: dict[str, list[Place]],
    ) -> None:
        numbers = [value_of(each, "id") for each in file.body.iter(w("bookmarkStart").tag)]
        first = max((int(number) for number in numbers if number.isdigit()), default=0) + 1
        self._file, self._document, self._record, self._places = file, document, record, places
        self._writing = Writing(document.language, style, Marks(first))
        self._writer = Blocks(self._writing)
        self._blocks = named_blocks(document)
        self._drawings = drawings_of(file.body)
        self._inserted: set[str] = set()
        ids = file.style_ids()
        names = style_names(document.language).items()
        self._styles = {ours: ids.get(name, ours) for ours, name in names}

    def changes(self) -> Iterator[Change]:
        """Renew all there is, and say what became of it."""
        pictures = self._drawn()
        for named in self._blocks:
            match named.part.block:
                case Table() as block:
                    yield from self._table(block, named)
                case Figure() as block:
                    yield from self._figure(block, named, pictures)
                case KeyFigures() as block if block.items:
                    yield from self._key_figures(block, named)
        whole = text_of(self._file.body)
        yield from renewed_sentences(self._document, self._places, self._record, whole)
        yield from self._gone()
        yield from self._about()

    def renewed_record(self) -> dict[str, str]:
        """What stands in the file as we would write it now, for the names that are in it."""
        for named in self._blocks:
            block = named.part.block
            if not isinstance(block, Table | Figure | KeyFigures | Heading):
                self._writer.words(block, named)
        known = {*(self._record or ()), *self._inserted}
        return {name: each for name, each in self._writing.marks.written.items() if name in known}

    def _suited(self, element: Element) -> Element:
        """An element of ours with its styles as the program that saved the file calls them."""
        for each in element.iter():
            if is_named(each, "pStyle", "rStyle"):
                each.set(VAL, self._styles.get(value_of(each), value_of(each)))
        return element

    # Tables

    def _table(self, block: Table, named: Named) -> Iterator[Change]:
        elements = self._writer.table(block, named)
        fresh = [each for each in elements if is_named(each, "tbl")]
        old = self._old_tables(named)
        if not old:
            yield self._absent(block.title, mark_name("c", named.name))
            return
        is_new_text, by_hand = self._texts(elements, named, _OF_TABLE, old[-1])
        what = self._title(block, named, _OF_TABLE)
        if len(old) == len(fresh):
            kind, cells = self._cells(old, fresh, named, what)
        else:
            self._rebuild(old, elements, named)
            kind, cells = ChangeKind.REBUILT, []
        if is_new_text and kind is ChangeKind.SAME:
            kind = ChangeKind.RENEWED
        yield from [Change(kind, what), *cells, *by_hand]

    def _old_tables(self, named: Named) -> list[Element]:
        found: list[Element] = []
        for part in count(1):
            places = self._places.get(mark_name("g", named.name, part), [])
            tables = [table for place in places if (table := place.table()) is not None]
            if not tables:
                return found
            found.append(tables[0])
        return found

    def _cells(
        self, old: Sequence[Element], fresh: Sequence[Element], named: Named, what: str
    ) -> tuple[ChangeKind, list[Change]]:
        kind, cells = ChangeKind.SAME, []
        for part, (here, there) in enumerate(zip(old, fresh, strict=True), start=1):
            renewal = renewed(here, there, self._written(mark_name("g", named.name, part)))
            if renewal is None:
                here.getparent().replace(here, self._suited(there))
                kind = ChangeKind.REBUILT
                continue
            if renewal.changed and kind is ChangeKind.SAME:
                kind = ChangeKind.RENEWED
            cells += [
                Change(ChangeKind.CELL, f"{what}: {where}", before, after)
                for where, before, after in renewal.edited
            ]
        return kind, cells

    def _rebuild(self, old: Sequence[Element], elements: Sequence[Element], named: Named) -> None:
        """Put all parts of a table in the place of the first old one."""
        names = [mark_name("m", named.name, part) for part in range(2, len(old) + 1)]
        for name in names:
            for place in self._places.get(name, ()):
                _take_out(place.paragraph())
        at = old[0]
        first = next(place for place, each in enumerate(elements) if is_named(each, "tbl"))
        last = max(place for place, each in enumerate(elements) if is_named(each, "tbl"))
        for each in elements[first : last + 1]:
            at.addnext(self._suited(each))
            at = each
        for each in old:
            each.getparent().remove(each)
        self._inserted |= {
            name for part in range(1, 100) for name in (mark_name("g", named.name, part),
                                                        mark_name("m", named.name, part))
        }  # fmt: skip

    def _written(self, name: str) -> Written | None:
        return None if self._record is None else written_of(self._record.get(name, ""))

    # Figures and large numbers

    def _drawn(self) -> _Pictures:
        """The new pictures of those figures that stand in the file."""
        figures = {
            named.name: picture
            for named in self._blocks
            if isinstance(named.part.block, Figure)
            and mark_name("f", named.name) in self._drawings
            and (picture := wide_picture(named.part.block)) is not None
        }
        sizes = [printed_size(picture, ROOM) for picture in figures.values()]
        drawn = rasterised(tuple(figures.values()), widths=[width for width, _ in sizes])
        return dict(zip(figures, zip(drawn, sizes, strict=True), strict=True))

    def _figure(self, block: Figure, named: Named, pictures: _Pictures) -> Iterator[Change]:
        elements = self._writer.figure(block, named)
        name = mark_name("f", named.name)
        drawings = self._drawings.get(name, [])
        if not drawings or named.name not in pictures:
            yield self._absent(block.title, mark_name("d", named.name))
            return
        is_new, by_hand = self._texts(elements, named, _OF_FIGURE, holder(drawings[0], "p"))
        what = self._title(block, named, _OF_FIGURE)
        for drawing in drawings:
            is_new |= renew_drawing(self._file, drawing, *pictures[named.name])
            wrote = None if self._record is None else self._record.get(name)
            is_new_alt, left = renew_alt(drawing, block, wrote)
            is_new |= is_new_alt
            if left:
                by_hand.append(Change(ChangeKind.TEXT_EDITED, what, left, flattened(block.alt)))
        yield Change(ChangeKind.RENEWED if is_new else ChangeKind.SAME, what)
        yield from by_hand

    def _key_figures(self, block: KeyFigures, named: Named) -> Iterator[Change]:
        name, what = mark_name("k", named.name), text("word.key_figures")
        (fresh, _) = self._writer.key_figures(block, named.name)
        tables = [place.table() for place in self._places.get(name, ())]
        if not tables or tables[0] is None:
            yield self._absent(what, name)
            return
        wrote = None if self._record is None else tuple(self._record.get(name, "").split(","))
        is_new = renewed_tiles(tables[0], fresh, wrote)
        if is_new is None:
            tables[0].getparent().replace(tables[0], self._suited(fresh))
            yield Change(ChangeKind.REBUILT, what)
        else:
            yield Change(ChangeKind.RENEWED if is_new else ChangeKind.SAME, what)

    def _absent(self, title: str, key: str) -> Change:
        """What is said of a table or figure that isn't in the file."""
        if self._record is None:
            return Change(ChangeKind.UNSURE, flattened(title))
        known = key in self._record
        return Change(ChangeKind.LEFT_OUT if known else ChangeKind.NEW, flattened(title))

    # Titles and notes

    def _texts(
        self, elements: Sequence[Element], named: Named, kinds: tuple[str, ...], last: Element
    ) -> tuple[bool, list[Change]]:
        """Renew title, subtitle and notes; whether one is new, and which were left, come back."""
        fresh = places_of(w("body", *elements))
        is_new, by_hand = self._superfluous(named, kinds[2], fresh)
        for name, (place, *_) in fresh.items():
            if kind_of(name) not in kinds:
                continue
            if name in self._places:
                is_new |= self._text(name, place, by_hand)
            elif kind_of(name) == kinds[2] and name not in (self._record or {name}):
                note = self._last_note(named, kinds[2])
                (last if note is None else note).addnext(self._suited(place.paragraph()))
                self._places[name] = [place]
                self._inserted.add(name)
                is_new = True
        return is_new, by_hand

    def _text(self, name: str, fresh: Place, by_hand: list[Change]) -> bool:
        is_new = False
        wrote = (self._record or {}).get(name)
        for place in self._places[name]:
            if place.words == fresh.words or not place.texts:
                continue
            if wrote in {None, short_hash(place.words)}:
                place.put("".join(each.text or "" for each in fresh.texts))
                is_new = True
            elif wrote != short_hash(fresh.words):
                what = text_of(place.paragraph())
                by_hand.append(Change(ChangeKind.TEXT_EDITED, what, place.words, fresh.words))
        return is_new

    def _superfluous(
        self, named: Named, kind: str, fresh: dict[str, list[Place]]
    ) -> tuple[bool, list[Change]]:
        """Take out notes that no longer belong, unless they were written by hand."""
        is_new, by_hand = False, []
        for number in range(1, 100):
            name = mark_name(kind, named.name, number)
            if name in fresh:
                continue
            for place in self._places.pop(name, ()):
                wrote = (self._record or {}).get(name)
                if wrote in {None, short_hash(place.words)}:
                    _take_out(place.paragraph())
                    is_new = True
                else:
                    by_hand.append(Change(ChangeKind.SENTENCE_GONE, place.words))
        return is_new, by_hand

    def _last_note(self, named: Named, kind: str) -> Element | None:
        names = (mark_name(kind, named.name, number) for number in range(99, 0, -1))
        return next((self._places[name][-1].paragraph() for name in names
                     if name in self._places), None)  # fmt: skip

    def _title(self, block: Table | Figure, named: Named, kinds: tuple[str, ...]) -> str:
        """The title as it stands in the file, without its second line."""
        places = self._places.get(mark_name(kinds[0], named.name))
        if not places:
            return flattened(block.title)
        below = self._places.get(mark_name(kinds[1], named.name))
        words = text_of(places[0].paragraph())
        return words.removesuffix(below[0].words).strip() if below else words

    # What is no longer in the report, and where it came from

    def _gone(self) -> Iterator[Change]:
        names = {mark_name(kind, each.name) for each in self._blocks for kind in ("t", "f", "k")}
        stamps = {stamp_name(stamp) for stamp in self._document.stamps}
        for name, (place, *_) in self._places.items():
            paragraph = place.paragraph()
            if kind_of(name) in {"t", "f", "k"} and name not in names and paragraph is not None:
                yield Change(ChangeKind.GONE, text_of(paragraph))
            elif kind_of(name) == "p" and name not in stamps:
                yield Change(ChangeKind.STAMP, place.words)

    def _about(self) -> Iterator[Change]:
        """Renew the list of where the document came from."""
        fresh = about_list(self._document, self._writing)[1:]
        places = self._places.get(ABOUT)
        if not fresh or not places:
            return
        old = _between(places[0])
        if self._record is not None:
            known = self._record.get(ABOUT, "").split(",")
            old = [each for each in old if short_hash(text_of(each)) in known]
        before, after = [text_of(each) for each in old], [text_of(each) for each in fresh]
        if not old or before == after:
            return
        for each in fresh:
            old[0].addprevious(self._suited(each))
        for end in (places[0].start, places[0].end):
            if end is not None:
                end.getparent().remove(end)
        for each in old:
            _take_out(each)
        what = text("documents.about", lang=self._document.language)
        said = [b for b in before if b not in after and "SHA-256" not in b]
        says = [a for a in after if a not in before and "SHA-256" not in a]
        kind = ChangeKind.ORIGIN if says else ChangeKind.RENEWED
        yield Change(kind, what, "; ".join(said), "; ".join(says))


def _between(place: Place) -> list[Element]:
    """The paragraphs from the one where a bookmark begins to the one where it ends."""
    first = place.paragraph()
    last = None if place.end is None else holder(place.end, "p")
    if first is None or last is None or first.getparent() is not last.getparent():
        return []
    found = [first]
    while found[-1] is not last:
        following = found[-1].getnext()
        if following is None:
            return []
        found.append(following)
    return [each for each in found if is_named(each, "p")]


def _take_out(paragraph: Element) -> None:
    """Take out a paragraph, but not the ends of bookmarks that go on around it."""
    ends = [each for each in paragraph if is_named(each, "bookmarkStart", "bookmarkEnd")]
    pairs = [value_of(each, "id") for each in ends]
    lone = [each for each in ends if pairs.count(value_of(each, "id")) == 1]
    neighbour = paragraph.getnext()
    while neighbour is not None and not is_named(neighbour, "p"):
        neighbour = neighbour.getnext()
    if neighbour is not None:
        at = 1 if len(neighbour) and is_named(neighbour[0], "pPr") else 0
        for each in reversed(lone):
            neighbour.insert(at, each)
    paragraph.getparent().remove(paragraph)
