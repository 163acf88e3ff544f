"""Hidden numbers that can't be worked out from all that is shown, and was shown before.

Each family of questions is protected by itself; what two families tell alike is hidden in both.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from survey.disclosure.audit.cells import CountRow, Sum
from survey.disclosure.audit.elsewhere import KnownElsewhere, sums_of
from survey.disclosure.audit.hiding import Secret, Table
from survey.disclosure.audit.implied import Nearly, nearly_the_same
from survey.disclosure.policy import ReleasePolicy, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.disclosure.audit.cells import Family, Fate, Label
    from survey.disclosure.audit.membership import Membership

_MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has to be told of a protection.

    Attributes
    ----------
    nearly : tuple of Nearly
        Domains of which one was hidden because few people are in the other only.
    given_away : tuple of (str, Label)
        Questions and domains of which something that must be hidden follows from what is out.
    """

    nearly: tuple[Nearly, ...]
    given_away: tuple[tuple[str, Label], ...]


def protect(
    membership: Membership,
    rows: Iterable[CountRow],
    rules: ReleasePolicy,
    contrasts: set[tuple[str, Any]],
    known: KnownElsewhere | None = None,
) -> Outcome:
    """Hide more rows until no hidden number of answers can be worked out.

    Parameters
    ----------
    membership : Membership
    rows : iterable of CountRow
        All that is released together, and all published before, each with the status that it has on
        its own. Those that are hidden on top become confidential, and their bases too where these
        give something away.
    rules : ReleasePolicy
    contrasts : set of (column, value)
        Domains to hide last.
    known : KnownElsewhere, optional
    """
    groups: dict[int, list[CountRow]] = {}
    for row in rows:
        row.family.rows.append(row)
        groups.setdefault(row.family.group, []).append(row)
    known = known or KnownElsewhere()
    protection = _Protection(rules, contrasts)
    for group, mine in groups.items():
        protection.known[group] = known.kinds(mine)
        protection.nearly[group] = list(nearly_the_same(membership, group, mine, rules))
    families = [family for family in membership.families if family.rows]
    for family in families:
        protection.hide_nearly_the_same(family)
        protection.note_totals(family)
    protection.protect_totals(membership)
    protection.protect(families)
    protection.spread(families)
    nearly = [each for found in protection.nearly.values() for each in found]
    return Outcome(tuple(nearly), tuple(protection.given_away(families)))


@dataclass(slots=True)
class _Protection:
    """What goes on from family to family.

    Attributes
    ----------
    totals : mapping of Fate to list of CountRow
        Numbers of people that some rows tell: of their bases no answer is missing.
    hidden : set of Fate
        What is hidden wherever it is told.
    known : mapping of group to domains with what is known of them elsewhere
    nearly : mapping of group to pairs of domains
    tables : mapping of the identity of a family to its tables
    """

    rules: ReleasePolicy
    contrasts: set[tuple[str, Any]]
    totals: dict[Fate, list[CountRow]] = field(default_factory=dict)
    hidden: set[Fate] = field(default_factory=set)
    known: dict[int, dict[frozenset[int], float | None]] = field(default_factory=dict)
    nearly: dict[int, list[Nearly]] = field(default_factory=dict)
    tables: dict[int, list[Table]] = field(default_factory=dict)

    def hide_nearly_the_same(self, family: Family) -> None:
        """Hide one of two domains if few are in the other only."""
        giving_way = {each.other for each in self.nearly[family.group]}
        for row in family.rows:
            if row.base.kinds in giving_way and not row.published:
                hide_row(row)
                row.base_hidden = True

    def note_totals(self, family: Family) -> None:
        """Note which numbers of people a family tells."""
        bases: dict[Sum, list[CountRow]] = {}
        for row in family.rows:
            bases.setdefault(row.base, []).append(row)
        for each, rows in bases.items():
            fate = family.fate(each)
            if fate == family.fate(Sum(each.kinds, family.everyone)):
                self.totals.setdefault(fate, []).extend(rows)

    def protect_totals(self, membership: Membership) -> None:
        """Hide numbers of people, before any answers: they are told in many families."""
        for group in range(len(membership.groups)):
            mine = [rows for fate, rows in self.totals.items() if fate[0] == group]
            if mine:
                people = membership.people(group)
                told = [_as_total(people, row) for rows in mine for row in rows]
                numbers = any(row.numeric for rows in mine for row in rows)
                width = self.rules.minimum_base if numbers else self.rules.small_cell + 1
                self._put(people, self._protected(people, told, width))

    def protect(self, families: list[Family]) -> None:
        """Hide in each family by itself; several at a time, where there are processors."""
        workers = min(len(families), os.cpu_count() or 1, _MOST_WORKERS)
        if workers < 2:
            found = list(map(self._tables_of, families))
        else:
            with ThreadPoolExecutor(workers) as pool:
                found = list(pool.map(self._tables_of, families))
        for family, tables in zip(families, found, strict=True):
            self.tables[id(family)] = tables
            for table in tables:
                self._put(family, table)

    def _tables_of(self, family: Family) -> list[Table]:
        """The tables of shares and of numbers, with what has to be hidden in them."""
        shares = [row for row in family.rows if not row.numeric]
        numbers = [row for row in family.rows if row.numeric]
        table = self._protected(family, shares, self.rules.small_cell + 1)
        hide_means(table, numbers)
        return [table, self._protected(family, numbers, self.rules.minimum_base)]

    def _protected(self, family: Family, rows: list[CountRow], width: float) -> Table:
        elsewhere = [
            Sum(kinds, family.everyone) for group, kinds, _ in self.totals if group == family.group
        ]
        known = sums_of(family, self.known[family.group])
        means = [row.mean for row in family.rows if row.published and row.shown and row.mean]
        table = Table(family, rows, self.contrasts, elsewhere, known, list(dict.fromkeys(means)))
        for each in table.told:
            if family.fate(each) in self.hidden:
                table.hide(each)
        for row in rows:
            if row.status is Status.CONFIDENTIAL:
                table.hide(row.counted)
            if row.base_hidden or 0 < row.n < self.rules.minimum_base:
                table.hide(row.base)
        secrets = [*self._secrets(rows, width), *self._implied_secrets(family, rows, width)]
        if secrets:
            table.protect(secrets)
        return table

    def _secrets(self, rows: list[CountRow], width: float) -> Iterator[Secret]:
        """What must not be worked out: small numbers of answers, and all about small bases."""
        bases, counts = [], []
        for row in rows:
            out = row.published and row.shown
            if row.n == 0 or row.status is Status.UNAVAILABLE or out:
                continue
            few = row.n < self.rules.minimum_base
            told = few and self._is_known(row)
            wide = min(width, row.n) if told else width
            if few and not told:
                bases.append(Secret(row.base, width))
            if row.numeric:
                continue
            whole = self.rules.whole_groups_hidden and row.n < self.rules.small_group
            least = 0 if whole else 1
            if few or least <= row.count <= self.rules.small_cell:
                counts.append(Secret(row.counted, wide))
            if least <= row.n - row.count <= self.rules.small_cell:
                counts += [Secret(row.counted, wide), Secret(row.base, wide, row.counted)]
        yield from bases
        # where nobody could have given another answer there is nothing to hide
        yield from (each for each in counts if each.of.answers and each.of != each.without)

    def _is_known(self, row: CountRow) -> bool:
        """Whether it is known elsewhere how many a row is of."""
        kinds, family = row.base.kinds, row.family
        if self.known[family.group].get(kinds, 0.0) is not None:
            return False
        return family.fate(row.base) == family.fate(Sum(kinds, family.everyone))

    def _implied_secrets(
        self, family: Family, rows: list[CountRow], width: float
    ) -> Iterator[Secret]:
        """All about the few who are in one of two domains only."""
        for each in self.nearly[family.group]:
            if each.implied:
                told = [row for row in rows if row.base.kinds in (each.one, each.other)]
                answers = dict.fromkeys(
                    part.answers for row in told for part in (row.base, row.counted)
                )
                for some in answers:
                    yield Secret(Sum(each.implied, some), width)

    def _put(self, family: Family, table: Table) -> bool:
        """Mark the rows of what is hidden, and remember it; whether anything is new."""
        new = False
        for each, told in table.told.items():
            if not told.hidden:
                continue
            fate = family.fate(each)
            new = new or fate not in self.hidden
            self.hidden.add(fate)
            for row in (*told.counts, *told.bases):
                hide_row(row)
            for row in told.bases:
                row.base_hidden = row.base_hidden or not row.published
        return new

    def spread(self, families: list[Family]) -> None:
        """Hide in every family what is hidden in another, until nothing is left to hide."""
        new = True
        while new:
            new = False
            for family in families:
                for table in self.tables[id(family)]:
                    for each, told in table.told.items():
                        if not told.hidden and family.fate(each) in self.hidden:
                            table.hide(each)
                    new = self._put(family, table) or new
        for family in families:
            hide_means(self.tables[id(family)][0], [row for row in family.rows if row.numeric])

    def given_away(self, families: list[Family]) -> Iterator[tuple[str, Label]]:
        """Questions and domains of which something follows from what is out already."""
        for family in families:
            for table in self.tables[id(family)]:
                for secret in table.unprotected:
                    about = [row for row in family.rows if row.base.kinds == secret.of.kinds]
                    mine = [row for row in about if secret.of in (row.counted, row.base)]
                    for row in (mine or about or family.rows)[:1]:
                        yield row.question, row.label if about else frozenset()


def hide_means(table: Table, numbers: Iterable[CountRow]) -> None:
    """Hide means that tell more of how many gave each answer than the shares that are shown.

    A mean of codes is one more equation between the numbers of answers. It can stay where all of
    these are shown, and where none of the question is hidden.
    """
    hidden = {row.question for told in table.told.values() if told.hidden for row in told.counts}
    for row in numbers:
        if row.published or not hidden or (row.mean and table.tells(row.mean)):
            continue
        if row.mean or row.question in hidden:
            hide_row(row)
            row.base_hidden = True


def _as_total(people: Family, row: CountRow) -> CountRow:
    """A row as a number of people."""
    total = Sum(row.base.kinds, people.everyone)
    status = Status.CONFIDENTIAL if row.base_hidden else Status.SHOWN
    return replace(
        row, family=people, numeric=True, counted=total, base=total, count=row.n, status=status
    )


def hide_row(row: CountRow) -> None:
    """Make a row confidential, unless it has nothing to hide or is out already."""
    if row.shown and not row.published:
        row.status = Status.CONFIDENTIAL
