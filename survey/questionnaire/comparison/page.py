"""The verdicts as a document: what can be compared, what can't and why, what must be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Align,
    Box,
    BulletList,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
)
from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, text
from survey.language.languages import language_name
from survey.language.messages import fail, quoted
from survey.language.numbers import NO_BREAK
from survey.language.words import capitalised, join_words
from survey.provenance import DISTRIBUTION, own_version
from survey.questionnaire.comparison.crosswalks import one_sided
from survey.questionnaire.comparison.differences import Side, differences
from survey.questionnaire.comparison.verdicts import Comparability, Flag, Record
from survey.questionnaire.locking.lock import instrument_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from survey.codebook import Code, Text
    from survey.documents.blocks import Block
    from survey.questionnaire.changes import Crosswalk
    from survey.questionnaire.comparison.verdicts import Verdict, Verdicts, Version

MARKS = {
    Comparability.UNDECIDED: "?",
    Comparability.BROKEN: "✕",
    Comparability.RECODED: "⇄",
    Comparability.LABEL_ONLY: "≈",
    Comparability.SAME: "=",
}
"""A sign for each verdict, so that it isn't told by colour or words alone."""

_OF_ALL = frozenset({Flag.MODE, Flag.NEW_LANGUAGE, Flag.DROPPED_LANGUAGE, Flag.FALLBACK})
_ABSENT = (Record.DROPPED, Record.REPLACED)


def verdicts_document(verdicts: Verdicts, language: str = "da") -> Document:
    """The verdicts as a document.

    First a box with how many questions can be compared and what must be decided, then a table of
    all questions with reasons, then old and new words side by side of all that changed, the
    crosswalks, and what is new.

    Parameters
    ----------
    verdicts : Verdicts
    language : {"da", "en"}

    Raises
    ------
    WrongUseError
        If the language is another one.
    """
    if language not in LANGUAGES:
        raise fail(WrongUseError, "lock.language", got=quoted(language))
    page = _Page(verdicts, language)
    return Document(
        title=page.text("title", **page.names),
        subtitle=page.subtitle(),
        language=language,
        blocks=tuple(page.blocks()),
        about=tuple(page.about()),
    )


@dataclass(slots=True)
class _Page:
    """The page in the making."""

    verdicts: Verdicts
    language: str

    def text(self, key: str, **fields: object) -> str:
        return text(f"verdict.page.{key}", lang=self.language, **fields)

    @property
    def names(self) -> dict[str, str]:
        """What the two versions are called; never the same."""
        old, new = self.verdicts.old.name, self.verdicts.new.name
        if old != new:
            return {"old": old, "new": new}
        return {"old": self.text("earlier", name=old), "new": self.text("newer", name=new)}

    def subtitle(self) -> str:
        titles = [self._titled(each) for each in (self.verdicts.old, self.verdicts.new)]
        return join_words(list(dict.fromkeys(titles)), self.language)

    def _titled(self, version: Version) -> str:
        return version.questionnaire.titled(self.language)

    def blocks(self) -> Iterator[Block]:
        yield Box(self.text("short.title"), tuple(self._short()))
        if self.verdicts.undecided:
            yield Box(self.text("decide.title"), tuple(self._decide()))
        yield Heading(2, self.text("all.title"), "verdicts")
        yield self._all()
        yield from self._form()
        yield from self._changed()
        yield from self._crosswalks()
        yield from self._new()

    # The box

    def _short(self) -> Iterator[Paragraph]:
        counts = self.verdicts.counts()
        absent = [each for each in self.verdicts.questions if each.record in _ABSENT]
        as_it_is = counts[Comparability.SAME] + counts[Comparability.LABEL_ONLY]
        whole = len(self.verdicts.questions)
        yield self._paragraph("short.comparable", count=as_it_is, of=whole, strong=True)
        for key, count in (
            ("recoded", counts[Comparability.RECODED]),
            ("broken", counts[Comparability.BROKEN] - len(absent)),
            ("absent", len(absent)),
            ("undecided", counts[Comparability.UNDECIDED]),
        ):
            if count:
                yield self._paragraph(f"short.{key}", count=count)

    def _decide(self) -> Iterator[Paragraph]:
        named = [quoted(name, lang=self.language) for name in self.verdicts.undecided]
        yield self._paragraph("decide.which", names=join_words(named, self.language))
        first = self.verdicts.undecided[0]
        wave = self.names["old"]
        yield self._paragraph("decide.how", wave=wave, name=first)
        for key in ("editorial", "recoded", "broken", "replaced"):
            head, words = self.text(f"decide.{key}.head"), self.text(f"decide.{key}.words")
            yield Paragraph((Run(head, strong=True), Run(f" {words}")))

    def _paragraph(self, key: str, *, strong: bool = False, **fields: object) -> Paragraph:
        return Paragraph((Run(self.text(key, **fields, **self.names), strong=strong),))

    # All questions

    def _all(self) -> Table:
        heads = ("question", "reason")
        columns = tuple(Column(name, self.text(f"head.{name}"), Align.LEFT) for name in heads)
        title = self.text("all.caption", **self.names)
        rows = tuple(self._rows())
        return Table("verdicts", title, columns, rows, language=self.language)

    def _rows(self) -> Iterator[Row]:
        for heading, verdicts in self._groups():
            if verdicts:
                count = sum(1 for each in verdicts if each.name == each.question)
                words = f"{heading} ({count})" if count else heading
                yield Row((Cell(words),), RowKind.HEADING)
                yield from map(self._row, verdicts)

    def _groups(self) -> Iterator[tuple[str, list[Verdict]]]:
        shown = [each for each in self.verdicts.shown() if each.question]
        for verdict, mark in MARKS.items():
            here = [each for each in shown if each.verdict is verdict]
            present = [each for each in here if each.record not in _ABSENT]
            same = verdict is Comparability.SAME
            meant = self.text("all.same") if same else capitalised(self._word(verdict))
            yield f"{mark} {meant}", present
            if verdict is Comparability.BROKEN:
                yield self.text("all.absent"), [each for each in here if each.record in _ABSENT]
        yield self.text("all.indices"), [e for e in self.verdicts.shown() if not e.question]

    def _word(self, verdict: Comparability) -> str:
        return text(f"verdict.word.{verdict}", lang=self.language)

    def _row(self, verdict: Verdict) -> Row:
        cells = (self.called(verdict), self._said_of(verdict))
        return Row(tuple(Cell(each, (each,)) for each in cells))

    def _said_of(self, verdict: Verdict) -> str:
        """The reason, unless the heading says it, and what else a reader wants to know."""
        same = verdict.verdict is Comparability.SAME
        reason = "" if same else verdict.reason[self.language]
        if not verdict.question:
            reason = self.summed_up(verdict)
        flags = [flag for flag in verdict.flags if flag not in _OF_ALL]
        words = [text(f"verdict.flag.{flag}", lang=self.language) for flag in flags]
        noted = self.text("all.noted", flags=join_words(words, self.language)) if words else ""
        return f"{reason} {noted}".strip()

    def called(self, verdict: Verdict) -> str:
        """A question by its short text and its name."""
        side = self.verdicts.old.questionnaire
        label = self._label(verdict)
        said = side.languages.said(label, self.language) if label else ""
        whole = side.question(verdict.question) if verdict.name != verdict.question else None
        if whole is not None:
            of = side.languages.said(whole.label or whole.text, self.language)
            said = f"{of} – {said}"
        return f"{said} ({verdict.name})" if said else verdict.name

    def _label(self, verdict: Verdict) -> dict[str, str]:
        questionnaire = self.verdicts.old.questionnaire
        if not verdict.question:
            index = next(i for i in questionnaire.indices if i.name == verdict.name)
            return dict(index.label)
        question = questionnaire.question(verdict.question)
        if question is None:
            return {}
        if verdict.name == verdict.question:
            return dict(question.label or question.text)
        own = verdict.name.removeprefix(f"{question.id}_")
        for row in getattr(question, "rows", ()):
            if row.id == own:
                return dict(row.text)
        codes: Iterable[Code] = getattr(question, "codes", ())
        return next((dict(c.label) for c in codes if str(c.value) == own), {})

    # The form as a whole

    def _form(self) -> Iterator[Block]:
        items = [*self._modes(), *self._languages()]
        if items:
            yield Heading(2, self.text("form.title"), "form")
            yield BulletList(tuple(Paragraph((Run(each),)) for each in items))

    def _modes(self) -> Iterator[str]:
        sides = (self.verdicts.old, self.verdicts.new)
        then, now = (self._modes_of(each) for each in sides)
        if then != now:
            yield self.text("form.modes", then=then, now=now, **self.names)

    def _modes_of(self, version: Version) -> str:
        modes = [
            text(f"exchange.choice.mode.{each}", lang=self.language)
            for each in sorted(version.questionnaire.modes)
        ]
        return join_words(modes, self.language) if modes else self.text("form.unsaid")

    def _languages(self) -> Iterator[str]:
        old, new = (each.questionnaire.languages for each in (self.verdicts.old, self.verdicts.new))
        for key, some, others in (
            ("new_language", new.offered, old.offered),
            ("dropped_language", old.offered, new.offered),
        ):
            for each in some:
                if each not in others:
                    yield self._language(key, each)

    def _language(self, key: str, code: str) -> str:
        flag = Flag(key)
        name = capitalised(language_name(code, lang=self.language))
        count = sum(1 for each in self.verdicts.questions if flag in each.flags)
        return self.text(f"form.{key}", language=name, count=count, **self.names)

    # What changed, side by side

    def _changed(self) -> Iterator[Block]:
        old, new = (Side(each, self.language) for each in (self.verdicts.old, self.verdicts.new))
        tables = [
            (verdict, found)
            for verdict in self._in_question_order()
            if verdict.record is Record.KEPT and (found := differences(verdict, old, new))
        ]
        if not tables:
            return
        yield Heading(2, self.text("changed.title"), "changed")
        for verdict, found in tables:
            yield Heading(3, self.called(verdict), f"changed_{verdict.name}")
            rows = [(each.what, each.old, each.new) for each in found]
            yield self._beside(verdict, rows)

    def _in_question_order(self) -> Iterator[Verdict]:
        for verdict in self.verdicts.questions:
            yield verdict
            yield from self.verdicts.parts_of(verdict.name)

    def summed_up(self, verdict: Verdict) -> str:
        """A verdict with its sign and its reason."""
        word = capitalised(self._word(verdict.verdict))
        return f"{MARKS[verdict.verdict]} {word}. {verdict.reason[self.language]}"

    def _beside(self, verdict: Verdict, rows: Sequence[tuple[str, str, str]]) -> Table:
        heads = (("what", self.text("head.what")), *self.names.items())
        return Table(
            f"changed_{verdict.name}",
            self.text("changed.caption", name=verdict.name),
            tuple(Column(name, head, Align.LEFT) for name, head in heads),
            tuple(Row(tuple(Cell(words, (words,)) for words in row)) for row in rows),
            subtitle=self.summed_up(verdict),
            language=self.language,
        )

    # Crosswalks

    def _crosswalks(self) -> Iterator[Block]:
        recoded = [each for each in self.verdicts.questions if each.crosswalk is not None]
        if not recoded:
            return
        yield Heading(2, self.text("crosswalk.title"), "crosswalks")
        yield Paragraph((Run(self.text("crosswalk.lead")),))
        for verdict in recoded:
            if verdict.crosswalk is not None:
                yield self._crosswalk(verdict, verdict.crosswalk)

    def _crosswalk(self, verdict: Verdict, crosswalk: Crosswalk) -> Table:
        sides = (self._reached(verdict, "old"), self._reached(verdict, "new"))
        rows = [
            (f"{common}{NO_BREAK}{self._said(label)}", *(side.get(common, "–") for side in sides))
            for common, label in crosswalk.common.items()
        ]
        if any(None in side for side in sides):
            rows.append((self.text("crosswalk.lost"), *(side.get(None, "–") for side in sides)))
        heads = (("common", self.text("head.common")), *self.names.items())
        columns = tuple(Column(name, head, Align.LEFT) for name, head in heads)
        body = tuple(Row(tuple(Cell(words, (words,)) for words in row)) for row in rows)
        notes = tuple(self._notes(crosswalk))
        identity = f"crosswalk_{verdict.name}"
        caption = self.called(verdict)
        return Table(identity, caption, columns, body, notes=notes, language=self.language)

    def _reached(self, verdict: Verdict, name: str) -> dict[int | None, str]:
        """The codes of a wave by the common code that they become."""
        version: Version = getattr(self.verdicts, name)
        question = version.questionnaire.question(verdict.name)
        codes: Iterable[Code] = getattr(question, "codes", ())
        reached: dict[int | None, list[str]] = {}
        for code in codes:
            label = version.questionnaire.languages.said(code.label, self.language)
            common = getattr(verdict.crosswalk, name)[code.value]
            reached.setdefault(common, []).append(f"{code.value}{NO_BREAK}{label}")
        return {common: " · ".join(parts) for common, parts in reached.items()}

    def _said(self, words: Text) -> str:
        return self.verdicts.new.questionnaire.languages.said(words, self.language)

    def _notes(self, crosswalk: Crosswalk) -> Iterator[str]:
        for common, side in one_sided(crosswalk):
            label = quoted(self._said(crosswalk.common[common]), lang=self.language)
            yield self.text("crosswalk.one_sided", label=label, wave=self.names[side])

    # What is new

    def _new(self) -> Iterator[Block]:
        if not self.verdicts.added:
            return
        yield Heading(2, self.text("new.title", **self.names), "new")
        columns = self._columns_called(self.verdicts.new)
        items = [f"{columns[name]} ({name})" if columns.get(name) else name
                 for name in self.verdicts.added]  # fmt: skip
        yield BulletList(tuple(Paragraph((Run(each),)) for each in items))

    def _columns_called(self, version: Version) -> dict[str, str]:
        questionnaire = version.questionnaire
        called = {
            each.id: questionnaire.languages.said(each.label or each.text, self.language)
            for each in questionnaire.everything()
        }
        for variable in questionnaire.variables():
            label = questionnaire.languages.said(variable.label, self.language)
            called.setdefault(variable.name, label)
        return called

    # Where it came from

    def about(self) -> Iterator[tuple[str, str]]:
        for name, version in (("old", self.verdicts.old), ("new", self.verdicts.new)):
            sign = instrument_of(version.questionnaire)[:8]
            wave = self.text("about.wave", id=version.id, wave=version.wave, sign=sign)
            bare = self.text("about.unlocked", id=version.id, sign=sign)
            yield self.text(f"about.{name}"), wave if version.wave else bare
        yield self.text("about.program"), f"{DISTRIBUTION} {own_version()}"
