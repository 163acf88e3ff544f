"""A question of the model from a question as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.files.validation import check_part
from survey.questionnaire.gathering import missing_kinds
from survey.questionnaire.questions import (
    Case,
    Computed,
    Date,
    Grid,
    GridRow,
    Multiple,
    Note,
    Number,
    OpenText,
    Ranking,
    Roster,
    Single,
)
from survey.questionnaire.schema import (
    FORMS,
    CodedFile,
    ComputedFile,
    DateFile,
    GridFile,
    MultipleFile,
    NoteFile,
    NumberFile,
    RankingFile,
    RosterFile,
    RowFile,
    TextFile,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.files.yaml_builder import YamlPath
    from survey.questionnaire.gathering import Gathering
    from survey.questionnaire.questions import Question
    from survey.questionnaire.schema import QuestionFile

_NOT_IN_ROSTER = ("note", "roster")


def build_question(
    gathering: Gathering, data: Mapping[Any, Any], path: YamlPath, *, in_roster: bool = False
) -> Question | None:
    """A question; None if it has findings that keep it from being made.

    Parameters
    ----------
    gathering : Gathering
        Takes the findings.
    data : mapping
        The question as it is written.
    path : tuple
        Where it stands.
    in_roster : bool
        Whether it is asked about each person, where some types can't be used.
    """
    type_ = data.get("type", "single")
    known = [name for name in FORMS if not (in_roster and name in _NOT_IN_ROSTER)]
    if not isinstance(type_, str) or type_ not in known:
        gathering.complain_near("type_unknown", (*path, "type"), str(type_), known)
        return None
    written, findings = check_part(gathering.document, FORMS[type_], data, path)
    gathering.findings += findings
    return None if written is None else _question(gathering, written, path)


def _question(gathering: Gathering, written: QuestionFile, path: YamlPath) -> Question | None:
    shared = _shared(gathering, written, path)
    match written:
        case NumberFile():
            unit = gathering.text(written.unit, (*path, "unit"))
            low, high, decimals = written.low, written.high, written.decimals
            return Number(**shared, low=low, high=high, decimals=decimals, unit=unit)
        case DateFile():
            earliest, latest, precision = written.earliest, written.latest, written.precision
            return Date(**shared, earliest=earliest, latest=latest, precision=precision)
        case NoteFile():
            return Note(**shared)
        case RosterFile():
            return _roster(gathering, written, shared, path)
        case ComputedFile():
            return _computed(gathering, written, shared, path)
    return _coded(gathering, written, shared, path)


def _shared(gathering: Gathering, written: QuestionFile, path: YamlPath) -> dict[str, Any]:
    """What all questions have."""
    texts = {
        name: gathering.text(getattr(written, name), (*path, name))
        for name in ("text", "label", "hint", "concept", "period")
    }
    headline = getattr(written, "headline", None)
    return {
        "id": written.id,
        **texts,
        "label": texts["label"] or texts["text"],
        "ask_if": gathering.expression(written.ask_if, (*path, "ask_if")),
        "required": written.required,
        "checks": gathering.checks(written.checks, (*path, "checks")),
        "missing": missing_kinds(written.missing),
        "headline": gathering.headline(headline, (*path, "headline")),
    }


def _coded(
    gathering: Gathering, written: QuestionFile, shared: dict[str, Any], path: YamlPath
) -> Question | None:
    """A question that is answered by codes, or by words that are coded."""
    if not isinstance(written, CodedFile):
        return None
    open_ = isinstance(written, TextFile)
    codes = gathering.codes_of(written, path, optional=open_)
    if codes is None:
        return None
    shared |= {"codes": codes, "scale": written.scale or ""}
    return _with_codes(gathering, written, shared, path)


def _with_codes(
    gathering: Gathering, written: CodedFile, shared: dict[str, Any], path: YamlPath
) -> Question:
    match written:
        case TextFile(most=most, lines=lines):
            return OpenText(**shared, most=most, lines=lines)
        case MultipleFile(most=most, random=random):
            return Multiple(**shared, most=most, random=random)
        case RankingFile(most=most, random=random):
            return Ranking(**shared, most=most, random=random)
        case GridFile(random=random):
            return Grid(**shared, rows=_rows(gathering, written, path), random=random)
    return Single(**shared, random=getattr(written, "random", False))


def _rows(gathering: Gathering, written: GridFile, path: YamlPath) -> tuple[GridRow, ...]:
    rows = []
    for name, row in written.rows.items():
        where = (*path, "rows", name)
        if isinstance(row, RowFile):
            condition = gathering.expression(row.ask_if, (*where, "ask_if"))
            headline = gathering.headline(row.headline, (*where, "headline"))
            words = gathering.text(row.text, (*where, "text"))
            rows.append(GridRow(name, words, condition, headline))
        else:
            rows.append(GridRow(name, gathering.text(row, where)))
    return tuple(rows)


def _computed(
    gathering: Gathering, written: ComputedFile, shared: dict[str, Any], path: YamlPath
) -> Question | None:
    if (written.value is None) == (not written.cases):
        gathering.complain("value_or_cases", path)
        return None
    codes = gathering.codes_of(written, path, optional=True)
    value = gathering.expression(written.value, (*path, "value"))
    cases = tuple(
        Case(when, case.value)
        for place, case in enumerate(written.cases)
        if (when := gathering.expression(case.when, (*path, "cases", place, "when"))) is not None
    )
    if codes is None or (value is None) == (not cases):
        return None
    return Computed(
        **shared,
        value=value,
        cases=cases,
        otherwise=written.otherwise,
        codes=codes,
        scale=written.scale or "",
    )


def _roster(
    gathering: Gathering, written: RosterFile, shared: dict[str, Any], path: YamlPath
) -> Question:
    questions = build_questions(gathering, written.questions, (*path, "questions"), in_roster=True)
    return Roster(
        **shared,
        questions=questions,
        count=written.count or "",
        most=written.most,
        item=gathering.text(written.item, (*path, "item")),
    )


def build_questions(
    gathering: Gathering,
    written: Sequence[Mapping[Any, Any]],
    path: YamlPath,
    *,
    in_roster: bool = False,
) -> tuple[Question, ...]:
    """Questions in order; those that can't be made are left out."""
    made = (
        build_question(gathering, each, (*path, place), in_roster=in_roster)
        for place, each in enumerate(written)
    )
    return tuple(question for question in made if question is not None)
