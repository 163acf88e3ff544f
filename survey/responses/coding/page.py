"""The coding as a document: how often each code was given, how well coders agree, new codes."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from survey.codebook import said
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
    Run,
    Table,
)
from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import (
    NO_BREAK,
    format_number,
    format_percent,
    format_range,
    format_share,
)
from survey.language.words import join_words
from survey.provenance import DISTRIBUTION, own_version
from survey.responses.coding.agreement import GOOD, LOW, RARE, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.documents.blocks import Block
    from survey.responses.coding.agreement import CodeAgreement, CoderAgreement, Measured
    from survey.responses.coding.coding import Coding
    from survey.responses.coding.frame import FrameCode

MARKS = {
    Verdict.GOOD: "✓",
    Verdict.FAIR: "≈",
    Verdict.LOW: "✕",
    Verdict.RARE: "○",
    Verdict.UNUSED: "–",
}
"""A sign for each verdict, so that it isn't told by words alone."""
_UNKNOWN = "–"


def coding_page(
    coding: Coding,
    agreement: CoderAgreement | None = None,
    language: str = "da",
    *,
    simulated: bool = False,
) -> Document:
    """The coding of an open question as a document for those who work with it.

    First a box with how much is coded and how well the coders agree; then how often each code was
    given, the agreement code by code, and the new codes that were wished for. The numbers are
    counts of answers as they are, without weights, and were not released: the page isn't for
    publication, and says so.

    Parameters
    ----------
    coding : Coding
    agreement : CoderAgreement, optional
    language : {"da", "en"}
    simulated : bool
        Whether nobody gave the answers; the page then says so.

    Raises
    ------
    WrongUseError
        If the language is another one, or the agreement is about another question.
    """
    if language not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "coding.language", got=quoted(str(language)), known=known)
    if agreement is not None and agreement.frame.question != coding.question:
        one, other = quoted(coding.question), quoted(agreement.frame.question)
        raise fail(WrongUseError, "coding.of_two_questions", one=one, other=other)
    page = _Page(coding, agreement, language)
    return Document(
        title=page.text("title", question=coding.frame.titled(language)),
        subtitle=said(coding.frame.text, language),
        language=language,
        blocks=tuple(page.blocks()),
        stamps=(page.text("stamp"), *([page.text("simulated")] if simulated else [])),
        about=tuple(page.about()),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The page in the making."""

    coding: Coding
    agreement: CoderAgreement | None
    language: str

    def text(self, key: str, **fields: object) -> str:
        return text(f"coding.page.{key}", lang=self.language, **fields)

    def number(self, value: float, decimals: int = 0) -> str:
        return format_number(value, self.language, decimals=decimals)

    def blocks(self) -> Iterator[Block]:
        yield Box(self.text("short.title"), tuple(map(_paragraph, self._short())))
        yield Heading(2, self.text("codes.title"), "codes")
        yield self._codes()
        if self.agreement is not None:
            yield Heading(2, self.text("agreement.title"), "agreement")
            yield self._agreement(self.agreement)
        if self.coding.suggestions:
            yield Heading(2, self.text("new.title"), "new_codes")
            yield _paragraph(self.text("new.what"))
            yield BulletList(tuple(map(_paragraph, self._suggestions())))

    def about(self) -> Iterator[tuple[str, str]]:
        if self.coding.coder:
            yield self.text("about.coder"), self.coding.coder
        yield self.text("about.made_with"), f"{DISTRIBUTION} {own_version()}"

    # The box

    def _short(self) -> Iterator[str]:
        coded, left = len(self.coding), len(self.coding.left)
        yield self.text("short.coded", count=coded, number=self.number(coded))
        if left:
            yield self.text("short.left", count=left, number=self.number(left))
        if self.agreement is None:
            yield self.text("short.one_coder")
            return
        found = self.agreement
        n, same = found.n, format_percent(found.identical, self.language)
        yield self.text("short.twice", count=n, number=self.number(n), same=same)
        if not isnan(found.alpha.estimate):
            alpha = self.number(found.alpha.estimate, 2)
            yield self.text(f"short.alpha_{found.verdict}", alpha=alpha)
        if found.flagged:
            named = self._named([each.code for each in found.flagged])
            yield self.text("short.flagged", count=len(found.flagged), codes=named)

    def _named(self, codes: Sequence[FrameCode]) -> str:
        called = [quoted(code.called(self.language), lang=self.language) for code in codes]
        return join_words(called, self.language)

    # How often each code was given

    def _codes(self) -> Table:
        counts = self.coding.counts()
        heads = (
            ("code", Align.LEFT, "@"),
            ("label", Align.LEFT, "@"),
            ("answers", Align.RIGHT, "0"),
            ("share", Align.RIGHT, "0.0"),
        )
        columns = tuple(
            Column(name, self.text(f"head.{name}"), align, formats=(form,))
            for name, align, form in heads
        )
        rows = tuple(self._code_row(record) for record in counts.to_dict("records"))
        return Table(
            "coding_codes",
            self.text("codes.caption"),
            columns,
            rows,
            notes=tuple(self._code_notes()),
            language=self.language,
        )

    def _code_row(self, record: Mapping[Any, Any]) -> Row:
        code = self.coding.frame.get(record["code"])
        label = said(code.label, self.language) if code is not None else ""
        count, part = record["answers"], record["share"]
        return Row(
            (
                Cell(str(record["code"]), (str(record["code"]),)),
                Cell(label, (label,)),
                Cell(self.number(count), (count,)),
                Cell(
                    _UNKNOWN if part is None else format_share(part, self.language),
                    (None if part is None else 100 * part,),
                ),
            )
        )

    def _code_notes(self) -> Iterator[str]:
        yield self.text("codes.note")
        if any(code.no_answer for code in self.coding.frame.codes):
            silent = [code for code in self.coding.frame.codes if code.no_answer]
            yield self.text("codes.no_answer", codes=self._named(silent))

    # Agreement

    def _agreement(self, found: CoderAgreement) -> Table:
        heads = ("code", "label", "first", "second", "both", "same", "kappa", "interval", "ac1",
                 "verdict")  # fmt: skip
        left = {"code", "label", "verdict"}
        columns = tuple(
            Column(name, self._head(found, name), Align.LEFT if name in left else Align.RIGHT)
            for name in heads
        )
        rows = tuple(self._agreement_row(each) for each in found.codes)
        notes = tuple(self._agreement_notes(found))
        title = self.text("agreement.caption")
        return Table("coding_agreement", title, columns, rows, notes=notes, language=self.language)

    def _head(self, found: CoderAgreement, name: str) -> str:
        if name in {"first", "second"}:
            coder = found.coders[name == "second"]
            return coder or self.text(f"head.{name}")
        return self.text(f"head.{name}")

    def _agreement_row(self, each: CodeAgreement) -> Row:
        counts = (each.first, each.second, each.both)
        label, word = said(each.code.label, self.language), self.text(f"verdict.{each.verdict}")
        return Row(
            (
                Cell(str(each.code.value), (str(each.code.value),)),
                Cell(label, (label,)),
                *(Cell(self.number(count), (count,), ("0",)) for count in counts),
                Cell(format_share(each.same, self.language), (100 * each.same,), ("0.0",)),
                self._coefficient(each.kappa),
                Cell(self._interval(each.kappa), (self._interval(each.kappa),)),
                self._coefficient(each.ac1),
                Cell(f"{MARKS[each.verdict]}{NO_BREAK}{word}", (word,)),
            )
        )

    def _coefficient(self, found: Measured) -> Cell:
        if isnan(found.estimate):
            return Cell(_UNKNOWN, (None,))
        return Cell(self.number(found.estimate, 2), (found.estimate,), ("0.00",))

    def _interval(self, found: Measured) -> str:
        if isnan(found.conf_low):
            return _UNKNOWN
        return format_range(self.number(found.conf_low, 2), self.number(found.conf_high, 2))

    def _agreement_notes(self, found: CoderAgreement) -> Iterator[str]:
        level = format_percent(found.level, self.language)
        yield self.text("agreement.what", count=found.n, number=self.number(found.n), level=level)
        good, low = self.number(GOOD, 1), self.number(LOW, 1)
        rare = format_percent(RARE, self.language)
        yield self.text("agreement.marks", good=good, low=low, rare=rare, **self._signs())
        if not isnan(found.alpha.estimate):
            alpha, interval = self.number(found.alpha.estimate, 2), self._interval(found.alpha)
            yield self.text("agreement.alpha", alpha=alpha, interval=interval)
        yield self.text("agreement.sources")

    def _signs(self) -> dict[str, str]:
        return {f"sign_{verdict}": sign for verdict, sign in MARKS.items()}

    # New codes

    def _suggestions(self) -> Iterator[str]:
        for each in self.coding.suggestions:
            label = quoted(each.label, lang=self.language)
            count = len(each.respondents)
            yield self.text("new.one", label=label, count=count, number=self.number(count))


def _paragraph(words: str) -> Paragraph:
    return Paragraph((Run(words),))
