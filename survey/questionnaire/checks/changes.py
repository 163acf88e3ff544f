"""What is declared of the questions of earlier waves: whether it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.files.nearest import did_you_mean
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.changes import Change
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Note, Ranking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.findings import Finding
    from survey.questionnaire.changes import Crosswalk, Declared
    from survey.questionnaire.model import ModelPath, Questionnaire
    from survey.questionnaire.questions import Question

_GONE = frozenset({Change.REPLACED, Change.DROPPED})
_WITH_CROSSWALK = frozenset({Change.RECODED, Change.EDITORIAL})


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Names that aren't there, or still are; crosswalks that forget codes."""
    if not questionnaire.since:
        return
    owners = {name: each for each in questionnaire.everything() for name in _names(each)}
    for wave, declared in questionnaire.since.items():
        for name, each in declared.items():
            yield from _name(questionnaire, owners, ("since", wave, name), each)
            yield from _replacement(questionnaire, ("since", wave, name), each)
            yield from _crosswalk(questionnaire, owners.get(name), ("since", wave, name), each)


def _names(question: Question) -> Iterator[str]:
    """What a question may be called in the record: by its name, or by one of its columns."""
    if not isinstance(question, Note):
        yield question.id
        yield from column_names(question)


def _name(
    questionnaire: Questionnaire,
    owners: Mapping[str, Question],
    path: ModelPath,
    declared: Declared,
) -> Iterator[Finding]:
    name = path[-1]
    place = questionnaire.place(*path)
    change = quoted(str(declared.change))
    if declared.change in _GONE:
        if name in owners:
            yield finding(
                "questionnaire.since_still_asked", place=place, name=quoted(name), change=change
            )
    elif name not in owners:
        near = did_you_mean(name, owners)
        yield finding(
            "questionnaire.since_unknown_near" if near else "questionnaire.since_unknown",
            place=place,
            name=quoted(name),
            change=change,
            near=quoted(near or ""),
        )


def _replacement(
    questionnaire: Questionnaire, path: ModelPath, declared: Declared
) -> Iterator[Finding]:
    name, place = quoted(path[-1]), questionnaire.place(*path)
    if (declared.change is Change.REPLACED) != bool(declared.by):
        yield finding("questionnaire.since_by", place=place, name=name)
    elif declared.by and questionnaire.question(declared.by) is None:
        where = questionnaire.place(*path, "by")
        yield finding("questionnaire.since_by_unknown", place=where, by=quoted(declared.by))


def _crosswalk(
    questionnaire: Questionnaire, question: Question | None, path: ModelPath, declared: Declared
) -> Iterator[Finding]:
    name, place = quoted(path[-1]), questionnaire.place(*path)
    crosswalk = declared.crosswalk
    if crosswalk is None:
        if declared.change is Change.RECODED:
            yield finding("questionnaire.since_crosswalk_missing", place=place, name=name)
        return
    here = (*path, "crosswalk")
    codes = {int(code.value) for code in getattr(question, "codes", ())}
    if declared.change not in _WITH_CROSSWALK or (
        question is not None and (not codes or isinstance(question, Ranking))
    ):
        where = questionnaire.place(*here)
        yield finding("questionnaire.since_crosswalk_unused", place=where, name=name)
    elif question is not None:
        yield from _codes(questionnaire, crosswalk, here, codes)
    yield from _common(questionnaire, crosswalk, here)


def _codes(
    questionnaire: Questionnaire, crosswalk: Crosswalk, path: ModelPath, codes: set[int]
) -> Iterator[Finding]:
    """The codes of this wave; those of the earlier one are checked when both are compared."""
    place = questionnaire.place(*path, "new")
    forgotten, unknown = sorted(codes - set(crosswalk.new)), sorted(set(crosswalk.new) - codes)
    for key, wrong in (("forgets", forgotten), ("unknown", unknown)):
        if wrong:
            code = f"questionnaire.since_crosswalk_{key}"
            yield finding(code, place=place, codes=culprits(wrong))


def _common(
    questionnaire: Questionnaire, crosswalk: Crosswalk, path: ModelPath
) -> Iterator[Finding]:
    for side in ("old", "new"):
        to = {each for each in getattr(crosswalk, side).values() if each is not None}
        undescribed = sorted(to - set(crosswalk.common))
        if undescribed:
            yield finding(
                "questionnaire.since_crosswalk_common",
                place=questionnaire.place(*path, side),
                codes=culprits(undescribed),
            )
    reached = {*crosswalk.old.values(), *crosswalk.new.values()}
    idle = sorted(set(crosswalk.common) - reached)
    if idle:
        place = questionnaire.place(*path, "common")
        yield finding("questionnaire.since_crosswalk_idle", place=place, codes=culprits(idle))
