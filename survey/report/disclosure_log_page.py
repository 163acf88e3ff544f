"""The log of a release for the data-protection officer. No hidden number stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from survey.disclosure.reviewing.reasons import ReleaseVerdict
from survey.disclosure.reviewing.review import WHOLE, ReleaseReview
from survey.documents.blocks import (
    Align,
    Cell,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
    Tone,
)
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_date, format_number
from survey.provenance import DISTRIBUTION, own_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.reviewing.review import TableReview
    from survey.documents.blocks import Block

_COUNT = "#,##0"
_WHY = (
    "hidden_base", "hidden_small_cell", "hidden_whole_group", "hidden_near",
    "hidden_complementary", "hidden_uncertain", "hidden_test", "hidden_regression", "few_df",
    "hidden_few",
)  # fmt: skip
_COUNTS = ("minimum_base", "small_cell", "few_answers", "small_group", "least_df")
_LIMITS = (
    "elsewhere", "respondents", "other_surveys", "weights", "combined", "free_text", "assists",
)  # fmt: skip


def disclosure_log(
    review: ReleaseReview,
    language: str | None = None,
    *,
    name: str = "",
    day: date | str | None = None,
    title: str = "",
) -> Document:
    """What was released, how it was protected and who answers for it: for a study's own files.

    Parameters
    ----------
    review : ReleaseReview
    language : {"da", "en"}, optional
        The language in force if left out.
    name : str, optional
        What is published, e.g. "Report 2026".
    day : date or text, optional
        When it is published, e.g. ``"2026-05-01"``; the clock is never read.
    title : str, optional

    Returns
    -------
    Document
        Which tables there are and what the review said of each; how many numbers are shown, and
        hidden for which reason; the thresholds; exceptions with reason and name; the earlier
        releases that it was held against; and what such a log can't know. It holds no number of
        any table.

    Raises
    ------
    WrongUseError
        If it is no review, the language is none, or the day is no date.

    Examples
    --------
    >>> review = sv.review_release(results, published=register)  # doctest: +SKIP
    >>> log = sv.disclosure_log(review, name="Report 2026", day="2026-05-01")  # doctest: +SKIP
    >>> sv.save(log, "log.docx")  # doctest: +SKIP
    """
    must_be(review, ReleaseReview, "review", "review_release(...)")
    language = current_language() if language is None else language
    if language not in LANGUAGES:
        raise fail(WrongUseError, "plain.language", got=quoted(str(language)))
    page = _Log(review, language, name.strip(), _day(day))
    return Document(
        title=title or page.say("title"),
        language=language,
        blocks=tuple(page.blocks()),
        subtitle=page.subtitle(),
        stamps=(page.say("stamp"),),
        about=((page.say("program"), f"{DISTRIBUTION} {own_version()}"),),
    )


def _day(day: date | str | None) -> date | None:
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(str(day))
    except ValueError:
        raise fail(WrongUseError, "disclosure_log.day", got=quoted(str(day))) from None


@dataclass(frozen=True, slots=True)
class _Log:
    """The log in the making."""

    review: ReleaseReview
    language: str
    name: str
    day: date | None

    def say(self, key: str, **fields: object) -> str:
        return text(f"disclosure_log.{key}", lang=self.language, **fields)

    def subtitle(self) -> str:
        said = [self.name] if self.name else []
        if self.day is not None:
            said.append(format_date(self.day, self.language))
        return ", ".join(said)

    def blocks(self) -> Iterator[Block]:
        yield Paragraph((Run(self._lead(), strong=True),), Tone.LEAD)
        yield self._figures()
        yield self._heading("tables")
        yield self._tables()
        yield self._heading("why")
        yield from self._why()
        yield self._heading("rules")
        yield self._rules()
        yield self._heading("looked_at")
        yield from self._looked_at()
        yield self._heading("earlier")
        yield from self._earlier()
        yield self._heading("limits")
        yield self._limits()

    def _heading(self, key: str) -> Heading:
        return Heading(2, self.say(f"heading.{key}"), f"log_{key}")

    def _paragraph(self, key: str, **fields: object) -> Paragraph:
        return Paragraph((Run(self.say(key, **fields)),))

    def _count(self, number: int) -> Cell:
        return Cell(format_number(number, self.language), (number,))

    @property
    def _real(self) -> list[TableReview]:
        return [each for each in self.review.tables if each.key != WHOLE]

    # In short

    def _lead(self) -> str:
        failed = [each for each in self.review.tables if each.verdict is ReleaseVerdict.FAIL]
        excepted = {each.table for each in self.review.exceptions}
        if any(each.key not in excepted for each in failed):
            return self.say("lead_fail", count=sum(each.key not in excepted for each in failed))
        looked = [each for each in self.review.tables if each.verdict is not ReleaseVerdict.PASS]
        left = sum(each.key not in excepted for each in looked)
        if left:
            return self.say("lead_review", count=left)
        return self.say("lead_excepted" if looked else "lead_pass")

    def _figures(self) -> KeyFigures:
        numbers = {
            "tables": len(self._real),
            "shown": sum(each.shown for each in self._real),
            "hidden": sum(each.hidden for each in self._real),
            "exceptions": len(self.review.exceptions),
        }
        return KeyFigures(
            tuple(
                KeyFigure(
                    format_number(value, self.language), self.say(f"figure.{key}", count=value)
                )
                for key, value in numbers.items()
            )
        )

    # Tables

    def _tables(self) -> Table:
        rows = []
        excepted = {each.table for each in self.review.exceptions}
        for number, each in enumerate(self._real, start=1):
            verdict = text(f"release_review.verdict.{each.verdict}", lang=self.language)
            if each.key in excepted:
                verdict = self.say("excepted", verdict=verdict)
            what = each.title(self.review.codebook, self.language)
            rows.append(
                Row((Cell(f"{number}. {what}"), Cell(verdict), self._count(each.shown),
                     self._count(each.hidden)))
            )  # fmt: skip
        shown, hidden = (
            sum(getattr(each, name) for each in self._real) for name in ("shown", "hidden")
        )
        total = (Cell(self.say("all")), Cell(""), self._count(shown), self._count(hidden))
        rows.append(Row(total, RowKind.ALL))
        heads = (("what", Align.LEFT), ("verdict", Align.LEFT))
        columns = [Column(key, self.say(f"head.{key}"), align) for key, align in heads]
        columns += [
            Column(key, self.say(f"head.{key}"), formats=(_COUNT,)) for key in ("shown", "hidden")
        ]
        return self._table("log_tables", "table.tables", columns, rows, ("note.counted",))

    def _table(
        self,
        name: str,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Row],
        notes: Sequence[str] = (),
    ) -> Table:
        return Table(
            name,
            self.say(title),
            tuple(columns),
            tuple(rows),
            notes=tuple(self.say(note) for note in notes),
            language=self.language,
        )

    # Why

    def _why(self) -> Iterator[Block]:
        hidden = self.review.hidden
        rows = [
            Row((Cell(self.say(f"why.{key}", **self._thresholds())), self._count(hidden[key])))
            for key in _WHY
            if hidden.get(key)
        ]
        if rows:
            columns = (
                Column("why", self.say("head.why"), Align.LEFT),
                Column("numbers", self.say("head.numbers"), formats=(_COUNT,)),
            )
            yield self._table("log_why", "table.why", columns, rows, ("note.no_numbers",))
        else:
            yield self._paragraph("nothing_hidden")
        if hidden.get("crosstab_tests") is not None:
            yield self._paragraph("crosstab_tests")
        percent = self._number(self.review.policy.dominance_percent)
        key = "dominance" if self.review.dominance else "no_dominance"
        yield self._paragraph(key, count=self.review.dominance, percent=percent)

    def _thresholds(self) -> dict[str, Any]:
        policy = self.review.policy
        return {
            "base": policy.minimum_base,
            "cell": policy.small_cell,
            "few": policy.few_answers,
            "group": policy.small_group,
            "df": policy.least_df,
            "points": self._number(100 * policy.widest_interval),
        }

    def _number(self, value: float) -> str:
        whole = float(value).is_integer()
        return format_number(value, self.language, decimals=0 if whole else 1)

    # Rules

    def _rules(self) -> Table:
        policy = self.review.policy
        rows = [(key, self._count(getattr(policy, key))) for key in _COUNTS]
        percents = (
            ("widest_interval", 100 * policy.widest_interval),
            ("large_fraction", 100 * policy.large_fraction),
            ("dominance_percent", policy.dominance_percent),
        )
        rows += [(key, Cell(self._number(value), (float(f"{value:.12g}"),)))
                 for key, value in percents]  # fmt: skip
        for key in ("uncertain_hidden", "whole_groups_hidden"):
            word = "yes" if getattr(policy, key) else "no"
            said = text(f"release_review.{word}", lang=self.language)
            rows.append((key, Cell(said)))
        columns = (
            Column("rule", self.say("head.rule"), Align.LEFT),
            Column("value", self.say("head.value"), formats=("#,##0.##",)),
        )
        known = policy.name in ("default", "strict")
        named = self.say(f"policy.{policy.name}" if known else "policy.own", name=policy.name)
        return Table(
            "log_rules",
            self.say("table.rules", name=named),
            columns,
            tuple(Row((Cell(self.say(f"rule.{key}")), cell)) for key, cell in rows),
            language=self.language,
        )

    # Looked at, and by whom

    def _looked_at(self) -> Iterator[Block]:
        """A table, so that exceptions stand in a workbook too."""
        book = self.review.codebook
        found = [each for each in self.review.tables if each.verdict is not ReleaseVerdict.PASS]
        if found:
            keys = ("what", "verdict", "why", "exception")
            columns = [Column(key, self.say(f"head.{key}"), Align.LEFT) for key in keys]
            rows = [self._looked_at_row(each) for each in found]
            yield self._table("log_looked_at", "table.looked_at", columns, rows)
        else:
            yield self._paragraph("none_looked_at")
        whole = next(each for each in self.review.tables if each.key == WHOLE)
        for reason in whole.reasons:
            if reason.verdict is ReleaseVerdict.PASS:
                yield Paragraph((Run(reason.in_words(book, self.language)),))

    def _looked_at_row(self, table: TableReview) -> Row:
        book = self.review.codebook
        said = " ".join(
            reason.in_words(book, self.language)
            for reason in table.reasons
            if reason.verdict is not ReleaseVerdict.PASS
        )
        made = next((each for each in self.review.exceptions if each.table == table.key), None)
        answered = self.say("no_exception")
        if made is not None:
            answered = self.say("exception", reason=made.reason, name=made.name)
        verdict = text(f"release_review.verdict.{table.verdict}", lang=self.language)
        title = table.title(book, self.language)
        return Row((Cell(title), Cell(verdict), Cell(said), Cell(answered)))

    def _limits(self) -> Table:
        column = Column("limit", self.say("head.limit"), Align.LEFT)
        rows = [Row((Cell(self.say(f"limit.{key}")),)) for key in _LIMITS]
        return self._table("log_limits", "table.limits", (column,), rows)

    # Earlier

    def _earlier(self) -> Iterator[Block]:
        earlier = self.review.earlier
        if not earlier:
            yield self._paragraph("no_earlier")
            return
        rows = []
        for number, (name, policy, shown, hidden) in enumerate(earlier, start=1):
            others = number in self.review.other_people
            people = self.say("people.other" if others else "people.same")
            rows.append(
                Row((Cell(name), Cell(policy), Cell(people), self._count(shown),
                     self._count(hidden)))
            )  # fmt: skip
        keys = ("release", "policy", "people")
        columns = [Column(key, self.say(f"head.{key}"), Align.LEFT) for key in keys]
        columns += [
            Column(key, self.say(f"head.{key}"), formats=(_COUNT,)) for key in ("shown", "hidden")
        ]
        yield self._table("log_earlier", "table.earlier", columns, rows)
        yield self._paragraph("held_against")
        known = self.review.known.respondents
        if known:
            names = [self.review.codebook.label(each, self.language) for each in known]
            yield self._paragraph("known", columns=", ".join(names))
