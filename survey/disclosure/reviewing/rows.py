"""The numbers of a release table by table: why each is hidden, and what those shown tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.comparison.comparison import Comparison
from survey.disclosure.audit.count_rows import estimates_of
from survey.disclosure.masks.of_analyses import Analysis, groups_of_test
from survey.disclosure.nchs import nchs_reviews
from survey.disclosure.policy import Status
from survey.disclosure.results.analyses import ReleasedRegression
from survey.disclosure.reviewing.parts import dominated, part_answered
from survey.disclosure.reviewing.reasons import Reason, ReleaseVerdict
from survey.estimation.crosstab import Crosstab
from survey.estimation.regression import Regression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from survey.disclosure.audit.cells import CountRow, Label
    from survey.disclosure.audit.elsewhere import KnownElsewhere
    from survey.disclosure.policy import ReleasePolicy
    from survey.disclosure.release import Judged
    from survey.disclosure.results.analyses import ReleasedAnalysis
    from survey.estimation.estimates import Estimates

_PASS, _REVIEW, _FAIL = ReleaseVerdict.PASS, ReleaseVerdict.REVIEW, ReleaseVerdict.FAIL


@dataclass(frozen=True, slots=True, eq=False)
class TableRows:
    """The rows of one table.

    Attributes
    ----------
    kind : str
        ``share``, ``headline``, ``mean`` …, ``difference``, ``crosstab``, ``test`` or
        ``regression``.
    variables, by : tuple of str
    of : Estimates
        What the rows were estimated from.
    rows : list of tuple of CountRow
    own : list of Status
        Before others made them hidden.
    places : list of int
        Rows of the frame of the estimates, if these are rows of estimates.
    analysis : ReleasedAnalysis or None
    """

    kind: str
    variables: tuple[str, ...]
    by: tuple[str, ...]
    of: Estimates
    rows: list[tuple[CountRow, ...]]
    own: list[Status]
    places: list[int]
    analysis: ReleasedAnalysis | None = None

    @property
    def key(self) -> str:
        """What the table is called where an exception is made for it."""
        between = " + " if self.kind == "regression" else " × "
        by = f" / {between.join(self.by)}" if self.by else ""
        return f"{self.kind} {' + '.join(self.variables)}{by}"

    def statuses(self) -> list[Status]:
        """What became of each number."""
        if self.analysis is not None:
            return [Status(each) for each in self.analysis.frame["status"]]
        return [_final(row) for row in self.rows]


def tables_of(judged: Judged) -> Iterator[TableRows]:
    """All tables of a release."""
    at = 0
    seen: set[int] = set()
    for (result, parts), released in zip(judged.parts, judged.released.results, strict=True):
        end = at + len(parts)
        rows, own = judged.rows[at:end], judged.own[at:end]
        at = end
        if isinstance(result, Analysis):
            yield _of_analysis(result, released, parts, rows, own)
            continue
        for part, mine, statuses in zip(parts, rows, own, strict=True):
            if part is result or id(part) not in seen:
                yield from _of_questions(part, mine, statuses)
            seen.add(id(part))


def _of_questions(
    result: Any,  # noqa: ANN401 - Estimates or Comparison
    rows: list[tuple[CountRow, ...]],
    own: list[Status],
) -> Iterator[TableRows]:
    frame = result.to_frame()
    compared = isinstance(result, Comparison)
    kinds = ["headline" if row[0].net else result.statistic for row in rows]
    places: dict[tuple[str, str], list[int]] = {}
    for at, pair in enumerate(zip(kinds, map(str, frame["variable"]), strict=True)):
        places.setdefault(pair, []).append(at)
    for (kind, name), mine in places.items():
        yield TableRows(
            "difference" if compared else kind,
            (name,),
            tuple(result.by),
            estimates_of(result),
            [rows[at] for at in mine],
            [own[at] for at in mine],
            [] if compared else mine,
        )


def _of_analysis(
    result: Analysis,
    released: Any,  # noqa: ANN401 - its released form
    parts: Sequence[Any],
    rows: Sequence[list[tuple[CountRow, ...]]],
    own: Sequence[list[Status]],
) -> TableRows:
    variables: tuple[str, ...]
    by: tuple[str, ...]
    if isinstance(result, Crosstab):
        variables, by = (result.rows,), (result.columns,)
    elif isinstance(result, Regression):
        variables = (result.formula.outcome,)
        by = tuple(":".join(term) for term in result.formula.terms)
    else:
        variables, by = (result.variable,), (groups_of_test(result),)
    by = tuple(name for name in by if name)
    flat = [row for each in rows for row in each]
    flat_own = [status for each in own for status in each]
    kind = released.statistic
    return TableRows(kind, variables, by, parts[0], flat, flat_own, [], released)


def reasons_of(
    table: TableRows, judged: Judged, rules: ReleasePolicy, known: KnownElsewhere
) -> Iterator[Reason]:
    """All that is to be said of a table."""
    if table.analysis is None or table.kind == "crosstab":
        yield from _hidden(table, judged, rules)
    else:
        yield from _hidden_with_groups(table, rules)
    if table.kind == "crosstab" and Status.CONFIDENTIAL in table.statuses():
        yield Reason("crosstab_tests", _PASS)
    if not isinstance(table.analysis, ReleasedRegression):
        yield from _whole_groups(table, rules, known)
    yield from _dominance(table, rules)
    if rules.uncertain_hidden and table.of.statistic == "share" and table.places:
        yield from _nchs(table)
    yield from _nearly(table, judged, rules)
    yield from _given_away(table, judged)


def _final(row: tuple[CountRow, ...]) -> Status:
    order = (Status.SHOWN, Status.FEW, Status.UNCERTAIN, Status.UNAVAILABLE, Status.CONFIDENTIAL)
    return max((side.status for side in row), key=order.index)


def _hidden(table: TableRows, judged: Judged, rules: ReleasePolicy) -> Iterator[Reason]:
    """Numbers that are hidden or starred, counted by why."""
    near = _giving_way(judged)
    found = Counter(
        _why(row, rules, near)
        for row in table.rows
        if _final(row) not in (Status.SHOWN, Status.UNAVAILABLE)
    )
    given = {
        "base": rules.minimum_base,
        "cell": rules.small_cell,
        "few": rules.few_answers,
        "group": rules.small_group,
        "points": round(rules.widest_interval * 100),
    }
    for rule in ("base", "small_cell", "whole_group", "near", "complementary", "uncertain", "few"):
        if found[rule]:
            yield Reason(f"hidden_{rule}", _PASS, found[rule], fields=given)


def _why(row: tuple[CountRow, ...], rules: ReleasePolicy, near: set[frozenset[int]]) -> str:
    status = _final(row)
    if status in (Status.UNCERTAIN, Status.FEW):
        return str(status)
    counted = [side for side in row if not side.numeric]
    if any(0 < side.n < rules.minimum_base for side in row):
        return "base"
    small = range(1, rules.small_cell + 1)
    if any(side.count in small or side.n - side.count in small for side in counted):
        return "small_cell"
    if rules.whole_groups_hidden and any(_is_whole(side, rules) for side in counted):
        return "whole_group"
    return "near" if any(side.base.kinds in near for side in row) else "complementary"


def _giving_way(judged: Judged) -> set[frozenset[int]]:
    return set() if judged.outcome is None else {each.other for each in judged.outcome.nearly}


def _hidden_with_groups(table: TableRows, rules: ReleasePolicy) -> Iterator[Reason]:
    """A test, or coefficients, hidden with the groups that they compare."""
    hidden = sum(status.hidden for status in table.statuses())
    if not hidden:
        return
    if isinstance(table.analysis, ReleasedRegression) and table.analysis.few_df:
        yield Reason("few_df", _PASS, hidden, fields={"df": rules.least_df})
    else:
        yield Reason(f"hidden_{table.kind}", _PASS, hidden)


def _is_whole(row: CountRow, rules: ReleasePolicy) -> bool:
    """Whether all or none of a small group answered alike."""
    return 0 < row.n < rules.small_group and row.count in (0, row.n)


def _whole_groups(
    table: TableRows, rules: ReleasePolicy, known: KnownElsewhere
) -> Iterator[Reason]:
    found: dict[str, dict[Label, int]] = {}
    for sides in table.rows:
        if _final(sides).hidden:
            continue
        for row in sides:
            if not row.numeric and _is_whole(row, rules):
                part = part_answered(table.of, row, known)
                rule = "unknown" if part is None else "small"
                if part is not None and part >= rules.large_fraction:
                    rule = "large"
                domains = found.setdefault(rule, {})
                domains[row.label] = domains.get(row.label, 0) + 1
    for rule, domains in sorted(found.items()):
        yield Reason(
            f"whole_group_{rule}",
            _FAIL if rule == "large" else _REVIEW,
            sum(domains.values()),
            tuple(domains),
            {"group": rules.small_group, "part": round(100 * rules.large_fraction)},
        )


def _dominance(table: TableRows, rules: ReleasePolicy) -> Iterator[Reason]:
    shown = {row[0].label for row in table.rows if not _final(row).hidden}
    names = set(table.variables)
    domains = [
        label
        for name, label in dominated(table.of, rules.dominance_percent)
        if name in names and label in shown
    ]
    if domains:
        given = {"percent": f"{rules.dominance_percent:g}"}
        yield Reason("dominance", _REVIEW, len(domains), tuple(dict.fromkeys(domains)), given)


def _nchs(table: TableRows) -> Iterator[Reason]:
    frame = table.of.to_frame().iloc[table.places]
    shown = np.array([not _final(row).hidden for row in table.rows], dtype=bool)
    for rule, rows in nchs_reviews(frame).items():
        count = int((rows & shown).sum())
        if count:
            yield Reason(rule, _REVIEW, count)


def _nearly(table: TableRows, judged: Judged, rules: ReleasePolicy) -> Iterator[Reason]:
    """Domains of the table that were hidden because few people are in another only."""
    kinds = {side.base.kinds for row in table.rows for side in row}
    pairs = () if judged.outcome is None else judged.outcome.nearly
    for each in pairs:
        if each.other in kinds:
            way = "overlap"
            if each.one < each.other:
                way = "other_minus_one"
            elif each.other < each.one:
                way = "one_minus_other"
            when = "before" if each.before else "here"
            given = {"base": rules.minimum_base}
            yield Reason(f"{way}_{when}", _REVIEW, domains=each.names, fields=given)


def _given_away(table: TableRows, judged: Judged) -> Iterator[Reason]:
    questions = {side.question for row in table.rows for side in row}
    pairs = () if judged.outcome is None else judged.outcome.given_away
    domains = tuple(dict.fromkeys(label for question, label in pairs if question in questions))
    if domains:
        yield Reason("given_away", _FAIL, len(domains), domains)


def related(
    rows: Iterable[CountRow], rules: ReleasePolicy, judged: Judged
) -> Iterator[tuple[str, Label, Label]]:
    """Areas under two names, and areas of which one lies in another, named by one column each.

    Yields
    ------
    ``same_people``, ``nested`` (the first lies in the second) or ``changed`` (other people under
    the same name), and the two domains.
    """
    told: dict[tuple[int, frozenset[int], Label], None] = {}
    for row in rows:
        named = len(row.label) == 1 and not any(isinstance(value, tuple) for _, value in row.label)
        if named and row.base.kinds and row.n >= rules.minimum_base:
            told[row.family.group, row.base.kinds, _plain(row.label)] = None
    pairs = () if judged.outcome is None else judged.outcome.nearly
    near = {frozenset((each.one, each.other)) for each in pairs}
    known: dict[tuple[str, frozenset[Label]], tuple[str, Label, Label]] = {}
    for (group, one, name), (again, other, theirs) in combinations(told, 2):
        rule = _relation(one, name, other, theirs) if group == again else ""
        if rule and frozenset((one, other)) not in near:
            inner = (name, theirs) if one <= other else (theirs, name)
            known.setdefault((rule, frozenset((name, theirs))), (rule, *inner))
    yield from known.values()


def _plain(label: Label) -> Label:
    """A label as earlier releases are kept: values as text."""
    return frozenset((name, str(value)) for name, value in label)


def _relation(one: frozenset[int], name: Label, other: frozenset[int], theirs: Label) -> str:
    if one == other:
        return "same_people" if name != theirs else ""
    if one < other or other < one:
        return "changed" if name == theirs else "nested"
    return "changed" if name == theirs and one & other else ""
