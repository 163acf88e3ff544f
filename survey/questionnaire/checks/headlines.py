"""Headlines: the one share that a question is reported by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.questions import Computed, Grid, Polarity, Single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Code, Headline
    from survey.findings import Finding
    from survey.questionnaire.model import ModelPath, Questionnaire
    from survey.questionnaire.questions import Question


@dataclass(frozen=True, slots=True)
class Shown:
    """A headline with the codes that it is made of."""

    headline: Headline
    path: ModelPath
    owner: str
    codes: tuple[Code, ...]
    polarity: Polarity

    @property
    def good_end(self) -> Polarity:
        """Which end of the scale is the good one, if one follows the headline's own word."""
        end = self._end()
        if end is None or self.headline.good == "neither":
            return Polarity.NEITHER
        high = (end is Polarity.HIGH) == (self.headline.good == "high")
        return Polarity.HIGH if high else Polarity.LOW

    def _end(self) -> Polarity | None:
        """The half of the scale that all its codes lie in."""
        order = sorted(c.value for c in self.codes if not c.outside and isinstance(c.value, int))
        chosen = [value for value in order if value in self.headline.codes]
        if len(order) < 2 or not chosen:
            return None
        middle = (len(order) - 1) / 2
        places = [order.index(value) for value in chosen]
        if min(places) > middle:
            return Polarity.HIGH
        return Polarity.LOW if max(places) < middle else None


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Headlines whose codes, base or direction can't be meant."""
    for question in questionnaire.everything():
        if question.headline is not None and not _is_reported(question):
            yield finding(
                "questionnaire.headline_no_use",
                severity=Severity.WARNING,
                place=questionnaire.place(question.id, "headline"),
                name=quoted(question.id),
            )
        for shown in headlines_of(questionnaire, question):
            yield from _codes(questionnaire, shown)
            yield from _direction(questionnaire, shown)
        if isinstance(question, Grid):
            yield from _rows_turned(questionnaire, question)


def headlines_of(questionnaire: Questionnaire, question: Question) -> Iterator[Shown]:
    """The headlines of a question, those of its rows after its own."""
    if not _is_reported(question):
        return
    codes = getattr(question, "codes", ())
    scale = questionnaire.scales.get(getattr(question, "scale", ""))
    polarity = scale.polarity if scale is not None else Polarity.NEITHER
    rows = question.rows if isinstance(question, Grid) else ()
    written = [(question.headline, (question.id,)), *(
        (row.headline, (question.id, "rows", row.id)) for row in rows
    )]  # fmt: skip
    for headline, path in written:
        if headline is not None:
            yield Shown(headline, path, "_".join((path[0], *path[2:])), codes, polarity)


def _is_reported(question: Question) -> bool:
    return isinstance(question, Single | Grid) or (
        isinstance(question, Computed) and bool(question.codes)
    )


def _codes(questionnaire: Questionnaire, shown: Shown) -> Iterator[Finding]:
    known = [code.value for code in shown.codes]
    base = shown.headline.base
    of = tuple(known) if isinstance(base, str) else base
    for key, those in (("codes", shown.headline.codes), ("base", of)):
        unknown = [code for code in those if code not in known]
        if unknown:
            yield finding(
                f"questionnaire.headline_{key}",
                place=questionnaire.place(*shown.path, "headline", key),
                name=quoted(shown.owner),
                got=culprits(unknown),
                codes=culprits(known),
            )
    none = not shown.headline.codes
    if none or set(of) <= set(shown.headline.codes):
        yield finding(
            "questionnaire.headline_none" if none else "questionnaire.headline_all",
            severity=Severity.ERROR if none else Severity.WARNING,
            place=questionnaire.place(*shown.path, "headline", "codes"),
            name=quoted(shown.owner),
        )
    yield from _outside(questionnaire, shown)


def _outside(questionnaire: Questionnaire, shown: Shown) -> Iterator[Finding]:
    """Codes of the headline that are no point of the scale, such as "not out then"."""
    outside = {code.value for code in shown.codes if code.outside}
    base = shown.headline.base
    for key, those in (
        ("codes", shown.headline.codes),
        ("base", () if isinstance(base, str) else base),
    ):
        named = [code for code in those if code in outside]
        if named:
            yield finding(
                f"questionnaire.headline_{key}_outside",
                severity=Severity.WARNING,
                place=questionnaire.place(*shown.path, "headline", key),
                name=quoted(shown.owner),
                got=culprits(named),
            )


def _direction(questionnaire: Questionnaire, shown: Shown) -> Iterator[Finding]:
    good = shown.good_end
    if Polarity.NEITHER not in {good, shown.polarity} and good is not shown.polarity:
        yield finding(
            "questionnaire.headline_good",
            severity=Severity.WARNING,
            place=questionnaire.place(*shown.path, "headline", "good"),
            name=quoted(shown.owner),
            codes=culprits(shown.headline.codes),
            end=text(f"scale_end.{shown.polarity}"),
            good=shown.headline.good,
            other="low" if shown.headline.good == "high" else "high",
        )


def _rows_turned(questionnaire: Questionnaire, grid: Grid) -> Iterator[Finding]:
    """Rows of one grid where agreeing is good news in some and bad news in others."""
    ends: dict[Polarity, list[str]] = {Polarity.HIGH: [], Polarity.LOW: []}
    usual = next((s.good_end for s in headlines_of(questionnaire, grid) if len(s.path) == 1), None)
    own = {s.path[-1]: s.good_end for s in headlines_of(questionnaire, grid) if len(s.path) > 1}
    for row in grid.rows:
        end = own.get(row.id, usual)
        if end in ends:
            ends[end].append(row.id)
    if all(ends.values()):
        fewer = min(ends.values(), key=len)
        yield finding(
            "questionnaire.rows_turned",
            severity=Severity.WARNING,
            place=questionnaire.place(grid.id, "rows", fewer[0]),
            name=quoted(grid.id),
            rows=culprits(fewer),
        )
