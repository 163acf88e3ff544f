"""The review of a release: table by table whether it can go out, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.disclosure.audit.elsewhere import KnownElsewhere
from survey.disclosure.policy import POLICIES, ReleasePolicy, Status, policy_named
from survey.disclosure.release import judged
from survey.disclosure.reviewing.parts import judged_for_dominance
from survey.disclosure.reviewing.reasons import Reason, ReleaseVerdict, worst_verdict
from survey.disclosure.reviewing.rows import reasons_of, related, tables_of
from survey.documents.notebook import records_html
from survey.errors import RefusedError, UnknownNameError, WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.codebook import Codebook
    from survey.disclosure.audit.cells import Label
    from survey.disclosure.published import PublishedRegister
    from survey.disclosure.release import Judged, Result
    from survey.disclosure.results.released import Released
    from survey.disclosure.reviewing.rows import TableRows

WHOLE = "release"
"""What is said of the release as a whole, where an exception is made for that."""


@dataclass(frozen=True, slots=True, eq=False)
class TableReview:
    """What is said of one table, or of the release as a whole.

    Attributes
    ----------
    key : str
        What it is called, e.g. ``share safe / area``; ``release`` for the whole.
    kind : str
    variables, by : tuple of str
    shown, hidden : int
        Numbers that are shown, and those hidden as confidential or as too uncertain.
    reasons : tuple of Reason
    """

    key: str
    kind: str
    variables: tuple[str, ...]
    by: tuple[str, ...]
    shown: int
    hidden: int
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> ReleaseVerdict:
        """Pass, review or fail: the most serious of the reasons."""
        return worst_verdict(reason.verdict for reason in self.reasons)

    def title(self, codebook: Codebook, language: str) -> str:
        """The table in words."""
        if self.key == WHOLE:
            return text("release_review.whole", lang=language)
        labels = [codebook.label(name, language) for name in self.variables]
        by = [
            " × ".join(codebook.label(part, language) for part in name.split(":"))
            for name in self.by
        ]
        what = join_words(labels, language)
        kind = text(f"release_review.kind.{self.kind}", lang=language)
        if not by:
            return text("release_review.table", lang=language, kind=kind, what=what)
        between = {"regression": " + "}.get(self.kind, " × ")
        form = self.kind if self.kind in ("regression", "crosstab") else "by"
        return text(
            f"release_review.title_of.{form}",
            lang=language,
            kind=kind,
            what=what,
            by=between.join(by),
        )

    def in_words(self, codebook: Codebook, language: str) -> str:
        """All reasons as sentences."""
        said = [reason.in_words(codebook, language) for reason in self.reasons]
        return " ".join(said) or text("release_review.reason.nothing", lang=language)


@dataclass(frozen=True, slots=True)
class ReleaseException:
    """A table that goes out although the review didn't pass it.

    Attributes
    ----------
    table : str
    reason : str
        Why it can go out.
    name : str
        Who answers for that.
    """

    table: str
    reason: str
    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleaseReview:
    """A release and what is to be said of it before it goes out.

    Attributes
    ----------
    policy : ReleasePolicy
    tables : tuple of TableReview
        Last what is said of the release as a whole.
    hidden : mapping of rule to int
        How many numbers were hidden, or starred, by why.
    earlier : tuple of (str, str, int, int)
        Earlier releases that it was held against: name, policy, numbers shown and hidden.
    other_people : tuple of int
        Which of these are taken to be of other people, counted from 1.
    known : KnownElsewhere
    dominance : int
        How many tables of numbers were looked at for dominance; shares need no such look.
    codebook : Codebook
    exceptions : tuple of ReleaseException

    See Also
    --------
    review_release, disclosure_log
    """

    policy: ReleasePolicy
    tables: tuple[TableReview, ...]
    hidden: Mapping[str, int]
    earlier: tuple[tuple[str, str, int, int], ...]
    other_people: tuple[int, ...]
    known: KnownElsewhere
    dominance: int
    codebook: Codebook
    exceptions: tuple[ReleaseException, ...]
    _released: Released = field(repr=False)

    def __repr__(self) -> str:
        found = Counter(each.verdict for each in self.tables)
        counts = ", ".join(f"{found[verdict]} {verdict}" for verdict in ReleaseVerdict)
        return f"ReleaseReview({counts}, {len(self.exceptions)} exceptions)"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [
            (
                each.title(self.codebook, language),
                text(f"release_review.verdict.{each.verdict}"),
                each.in_words(self.codebook, language),
            )
            for each in self.tables
        ]
        title = text("release_review.title", policy=self.policy.name)
        return records_html(records, ("table", "verdict", "reason"), title)

    @property
    def verdict(self) -> ReleaseVerdict:
        """The most serious verdict that no exception was made for."""
        excepted = {each.table for each in self.exceptions}
        return worst_verdict(each.verdict for each in self.tables if each.key not in excepted)

    def to_frame(self) -> pd.DataFrame:
        """One row a table.

        Returns
        -------
        DataFrame
            ``table`` (as `with_exception` takes it), ``verdict``, ``shown``, ``hidden``,
            ``reason`` in words, ``exception`` and ``by`` whom.
        """
        made = {each.table: each for each in self.exceptions}
        language = current_language()
        rows = [
            {
                "table": each.key,
                "verdict": str(each.verdict),
                "shown": each.shown,
                "hidden": each.hidden,
                "reason": each.in_words(self.codebook, language),
                "exception": made[each.key].reason if each.key in made else "",
                "by": made[each.key].name if each.key in made else "",
            }
            for each in self.tables
        ]
        return pd.DataFrame(rows)

    def with_exception(self, table: str, reason: str, name: str) -> ReleaseReview:
        """The review with a table let out by somebody who answers for that.

        Nothing that is hidden is shown by it. It is written in the log.

        Parameters
        ----------
        table : str
            As in `to_frame`.
        reason : str
            Why it can go out.
        name : str
            Who says so.

        Raises
        ------
        UnknownNameError
            If there is no such table.
        WrongUseError
            If reason or name are left out, the table needs no exception, or has one.
        """
        found = {each.key: each for each in self.tables}
        if table not in found:
            known = culprits(key for key, each in found.items() if _needs(each))
            raise fail(UnknownNameError, "release_review.no_table", got=quoted(table), known=known)
        for argument, given in (("reason", reason), ("name", name)):
            if not isinstance(given, str) or not given.strip():
                raise fail(WrongUseError, "release_review.exception_blank", argument=argument)
        if not _needs(found[table]):
            raise fail(WrongUseError, "release_review.no_need", table=quoted(table))
        if any(each.table == table for each in self.exceptions):
            raise fail(WrongUseError, "release_review.excepted", table=quoted(table))
        one = ReleaseException(table, reason.strip(), name.strip())
        return replace(self, exceptions=(*self.exceptions, one))

    def release(self) -> Released:
        """What may be shown, as `release` gives it.

        Raises
        ------
        RefusedError
            If a table fails, and no exception was made for it.
        """
        excepted = {each.table for each in self.exceptions}
        failed = [
            each.key
            for each in self.tables
            if each.verdict is ReleaseVerdict.FAIL and each.key not in excepted
        ]
        if failed:
            raise fail(RefusedError, "release_review.fails", tables=culprits(failed))
        return self._released


def review_release(
    results: Result | Sequence[Result],
    policy: str | ReleasePolicy | Mapping[str, Any] = "default",
    *,
    published: PublishedRegister | None = None,
    known: KnownElsewhere | None = None,
) -> ReleaseReview:
    """Judge what is to be released, table by table, before it goes out.

    Parameters
    ----------
    results, policy, published, known
        As in `release`. `known` also tells how many people there are in each area, so that it can
        be judged whether a large part of them answered.

    Returns
    -------
    ReleaseReview
        For each table pass, review or fail, with reasons in words. What had to be hidden is hidden,
        as by `release`, and passes. Left to be looked at: a domain that was hidden because few
        people lie between it and another; shares of 0 and 100 per cent in small groups; sums that
        one answer dominates; what the presentation standard wants looked at under ``strict``;
        thresholds below those of the package. Fails: a share of 0 or 100 per cent in a small group
        of which a large part answered; something hidden that follows from what is out already.

    Raises
    ------
    WrongUseError
        If something can't be released, or the policy hides nothing.

    Notes
    -----
    Three verdicts with reasons, and exceptions that somebody answers for, as in the ACRO tools of
    SACRO. A share of all or none tells of everyone in the group whom a reader knows to have
    answered (Hundepool et al. 2012, *Statistical Disclosure Control*, §5.2); where a small part
    answered, nobody knows who did.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": ["A", "B"] * 40, "safe": [1, 1, 1, 2] * 20})
    >>> review = sv.review_release(sv.proportion(sv.SurveyDesign(rows), "safe", by="area"))
    >>> review
    ReleaseReview(2 pass, 0 review, 0 fail, 0 exceptions)
    >>> review.release()
    Released(4 rows, 0 confidential, policy=default)
    """
    rules = policy_named(policy)
    if rules.internal:
        raise fail(WrongUseError, "release_review.internal")
    found = judged(results, rules, published=published, known=known)
    known = known or KnownElsewhere()
    tables = list(tables_of(found))
    reviews = [_reviewed(table, tuple(reasons_of(table, found, rules, known))) for table in tables]
    whole = TableReview(WHOLE, WHOLE, (), (), 0, 0, tuple(_of_whole(found, rules)))
    hidden: Counter[str] = Counter()
    for reason in (reason for each in reviews for reason in each.reasons):
        if reason.verdict is ReleaseVerdict.PASS:
            hidden[reason.rule] += reason.count
    return ReleaseReview(
        policy=rules,
        tables=(*_numbered(reviews), whole),
        hidden=dict(hidden),
        earlier=tuple(_earlier(published)),
        other_people=tuple(_other_people(found, published)),
        known=known,
        dominance=sum(bool(each.places) and judged_for_dominance(each.of) for each in tables),
        codebook=found.released.codebook,
        exceptions=(),
        _released=found.released,
    )


def _needs(table: TableReview) -> bool:
    return table.verdict is not ReleaseVerdict.PASS


def _reviewed(table: TableRows, reasons: tuple[Reason, ...]) -> TableReview:
    statuses = table.statuses()
    hidden = sum(each in (Status.CONFIDENTIAL, Status.UNCERTAIN) for each in statuses)
    shown = sum(not each.hidden for each in statuses)
    return TableReview(table.key, table.kind, table.variables, table.by, shown, hidden, reasons)


def _numbered(reviews: list[TableReview]) -> Iterator[TableReview]:
    """Tables under names of their own: a second one of the same name is called (2)."""
    seen: Counter[str] = Counter()
    for each in reviews:
        seen[each.key] += 1
        again = seen[each.key]
        yield replace(each, key=f"{each.key} ({again})") if again > 1 else each


def _of_whole(found: Judged, rules: ReleasePolicy) -> Iterator[Reason]:
    """What is to be said of all tables together."""
    weaker = rules.weaker_than(POLICIES["default"])
    if weaker:
        usual = POLICIES["default"]
        pairs_of = tuple((name, getattr(rules, name), getattr(usual, name)) for name in weaker)
        yield Reason("policy_weaker", ReleaseVerdict.REVIEW, len(weaker), thresholds=pairs_of)
    rows = (side for each in found.rows for row in each for side in row)
    pairs: dict[str, list[Label]] = {}
    for rule, one, other in related([*found.earlier, *rows], rules, found):
        pairs.setdefault(rule, []).extend((one, other))
    for rule, domains in pairs.items():
        least = {"base": rules.minimum_base}
        count = len(domains) // 2
        yield Reason(rule, ReleaseVerdict.PASS, count, tuple(domains), fields=least)


def _earlier(published: PublishedRegister | None) -> Iterator[tuple[str, str, int, int]]:
    for row in [] if published is None else published.to_frame().to_dict("records"):
        yield str(row["name"]), str(row["policy"]), int(row["shown"]), int(row["hidden"])


def _other_people(found: Judged, published: PublishedRegister | None) -> Iterator[int]:
    """Earlier releases of which nobody is among the people of this one."""
    here = found.reader.groups()
    for number in range(1, 1 + (0 if published is None else len(published))):
        groups = {row.family.group for row in found.earlier if row.source == -number}
        if here.isdisjoint(groups):
            yield number
