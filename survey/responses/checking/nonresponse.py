"""Questions that those who were asked did not answer, in all and by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import MissingKind
from survey.findings import Severity
from survey.questionnaire.questions import Grid
from survey.responses.checking.lines import ANSWERED
from survey.responses.responses import MODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from survey.responses.checking.found import AnswerFinding, Finder
    from survey.responses.checking.lines import Form

REASONS = {
    "no_answer": MissingKind.NO_ANSWER,
    "dont_know": MissingKind.DONT_KNOW,
    "refused": MissingKind.REFUSED,
    "multiple_ticks": MissingKind.MULTIPLE_TICKS,
    "invalid": MissingKind.INVALID,
}
"""Why those who were asked have no valid answer, as the columns of the table name it."""
_STANDARD_ERRORS = 3


def item_nonresponse(form: Form) -> pd.DataFrame:
    """Item nonresponse by question, unweighted.

    Returns
    -------
    DataFrame
        One row a question, or a row of a grid, in the order of the form: ``variable``,
        ``question``, ``section`` (its place from 0), ``type``, ``asked``, ``answered``, the
        reasons (``no_answer``, ``dont_know``, ``refused``, ``multiple_ticks``, ``invalid``), and
        ``share``: of those asked, how many have no valid answer; NaN where nobody was asked.
    """
    records = [_record(form, place) for place in range(len(form.lines))]
    names = ["variable", "question", "section", "type", "asked", "answered", *REASONS, "share"]
    frame = pd.DataFrame(records, columns=names)
    return frame.astype({"variable": object, "question": object, "type": object})


def _record(form: Form, place: int) -> tuple[Any, ...]:
    line, asked = form.lines[place], form.asked[:, place]
    states = form.states[asked, place]
    counts = np.bincount(-states.astype(np.intp), minlength=10)
    reasons = [int(counts[-int(kind)]) for kind in REASONS.values()]
    share = 1 - int(counts[ANSWERED]) / len(states) if len(states) else np.nan
    front = (line.name, line.question.id, line.section, str(line.question.type))
    return (*front, len(states), int(counts[ANSWERED]), *reasons, share)


def nonresponse_by(form: Form, by: Sequence[str]) -> pd.DataFrame:
    """Item nonresponse by question within each group.

    Returns
    -------
    DataFrame
        Columns ``variable``, ``by`` (the grouping column), ``group`` (its value), ``asked``,
        ``missing`` and ``share``.
    """
    parts = [part for name in by for part in _parts(form, name)]
    names = ["variable", "by", "group", "asked", "missing", "share"]
    if not parts:
        return pd.DataFrame(columns=names)
    return pd.concat(parts, ignore_index=True)[names]


def _parts(form: Form, name: str) -> Iterator[pd.DataFrame]:
    index, groups = pd.factorize(form.responses.data[name].astype(object), sort=False)
    variables = np.array([line.name for line in form.lines], dtype=object)
    missing = form.asked & (form.states != ANSWERED)
    for place, group in enumerate(groups):
        here = index == place
        asked, gone = form.asked[here].sum(axis=0), missing[here].sum(axis=0)
        share = np.where(asked > 0, gone / np.maximum(asked, 1), np.nan)
        columns = {"variable": variables, "asked": asked, "missing": gone, "share": share}
        yield pd.DataFrame(columns).assign(by=name, group=str(group))


def much_missing(form: Form, table: pd.DataFrame, finder: Finder) -> list[AnswerFinding]:
    """Questions that many who were asked did not answer; open ones are left out."""
    rules = finder.rules
    found: list[AnswerFinding] = []
    for line, each in zip(form.lines, table.to_dict("records"), strict=True):
        told = each["asked"] >= rules.missing_asked and each["share"] >= rules.much_missing
        if told and not line.is_open and each["answered"]:
            very = each["share"] >= rules.very_much_missing
            found += finder.about_question(
                "responses.very_much_missing" if very else "responses.much_missing",
                Severity.WARNING if very else Severity.NOTE,
                line.name,
                share=float(each["share"]),
                count=int(each["asked"] - each["answered"]),
                of=int(each["asked"]),
            )
    return found


def differs_by_mode(form: Form, finder: Finder) -> list[AnswerFinding]:
    """Questions that one mode leaves unanswered much more often than the others."""
    if MODE not in form.responses.data:
        return []
    modes = form.responses.data[MODE].astype(object).to_numpy()
    known = sorted({str(mode) for mode in modes if isinstance(mode, str) and mode})
    if len(known) < 2:
        return []
    inside = {mode: modes == mode for mode in known}
    everyone = np.logical_or.reduce(list(inside.values()))
    return [
        found
        for place, line in enumerate(form.lines)
        if not line.is_open
        for mode in known
        for found in _difference(form, place, inside[mode], everyone & ~inside[mode], mode, finder)
    ]


def _difference(
    form: Form,
    place: int,
    here: NDArray[np.bool_],
    elsewhere: NDArray[np.bool_],
    mode: str,
    finder: Finder,
) -> list[AnswerFinding]:
    """More nonresponse in a mode than elsewhere, beyond chance and the stated difference."""
    sizes, shares = zip(*(_share_missing(form, place, rows) for rows in (here, elsewhere)),
                        strict=True)  # fmt: skip
    if min(sizes) < finder.rules.missing_asked:
        return []
    pooled = np.dot(sizes, shares) / sum(sizes)
    error = np.sqrt(pooled * (1 - pooled) * sum(1 / size for size in sizes))
    least = max(finder.rules.mode_difference, _STANDARD_ERRORS * error)
    if shares[0] - shares[1] < least:
        return []
    return finder.about_question(
        "responses.differs_by_mode",
        Severity.NOTE,
        form.lines[place].name,
        mode=mode,
        share=float(shares[0]),
        other_share=float(shares[1]),
    )


def _share_missing(form: Form, place: int, rows: NDArray[np.bool_]) -> tuple[int, float]:
    asked = rows & form.asked[:, place]
    size = int(np.count_nonzero(asked))
    missing = int(np.count_nonzero(asked & (form.states[:, place] != ANSWERED)))
    return size, missing / size if size else 0.0


def nonresponse_by_type(form: Form) -> pd.DataFrame:
    """Item nonresponse by the type of question, and in the last section against the others.

    Returns
    -------
    DataFrame
        Columns ``part`` (a type of question, ``last_section`` or ``other_sections``),
        ``questions``, ``asked``, ``missing`` and ``share``. Open questions only count as a type.
    """
    last = max((line.section for line in form.lines if not line.is_open), default=0)
    parts: dict[str, list[int]] = {}
    for place, line in enumerate(form.lines):
        kind = "grid" if isinstance(line.question, Grid) else str(line.question.type)
        parts.setdefault(kind, []).append(place)
        if not line.is_open:
            which = "last_section" if line.section == last else "other_sections"
            parts.setdefault(which, []).append(place)
    names = ["part", "questions", "asked", "missing", "share"]
    records = [(part, len(places), *_together(form, places)) for part, places in parts.items()]
    return pd.DataFrame(records, columns=names).astype({"part": object})


def _together(form: Form, places: list[int]) -> tuple[int, int, float]:
    asked = form.asked[:, places]
    size = int(asked.sum())
    missing = int((asked & (form.states[:, places] != ANSWERED)).sum())
    return size, missing, missing / size if size else np.nan


def last_page(table: pd.DataFrame, finder: Finder) -> list[AnswerFinding]:
    """Whether the last section is left unanswered much more often than the others."""
    parts = {each["part"]: each for each in table.to_dict("records")}
    last, others = parts.get("last_section"), parts.get("other_sections")
    if last is None or others is None or last["asked"] < finder.rules.missing_asked:
        return []
    if not last["share"] - others["share"] >= finder.rules.mode_difference:
        return []
    return finder.about_all(
        "responses.last_page",
        Severity.WARNING,
        share=float(last["share"]),
        other_share=float(others["share"]),
    )
