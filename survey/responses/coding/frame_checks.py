"""What must hold of a code frame, wherever it was written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.messages import culprits, finding, quoted
from survey.responses.coding.frame import open_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.findings import Finding, Place
    from survey.questionnaire.model import Questionnaire
    from survey.responses.coding.frame import CodeFrame, FrameCode

    Where = Callable[[FrameCode | None, str], Place]
    """The place of a part of a code, or of a part of the whole frame."""

_LEAST = 2


def frame_findings(
    frame: CodeFrame, questionnaire: Questionnaire, where: Where
) -> Iterator[Finding]:
    """All that is wrong with a code frame, and what should be known of it."""
    yield from question_findings(frame.question, questionnaire, where(None, "question"))
    for code in frame.codes:
        yield from _of_code(code, frame, questionnaire, where)
    yield from _twice(frame, where)
    if len(frame.counted) < _LEAST:
        yield finding("coding.too_few_codes", place=where(None, "codes"), count=len(frame.counted))
    used = {code.net for code in frame.codes}
    for net in frame.nets:
        if net.id not in used:
            place = where(None, net.id)
            name = quoted(net.id)
            yield finding("coding.net_empty", severity=Severity.NOTE, place=place, name=name)


def question_findings(
    question: str, questionnaire: Questionnaire, place: Place
) -> Iterator[Finding]:
    """Whether a frame is of an open question of the questionnaire."""
    known = [each.name for each in open_questions(questionnaire.codebook())]
    if question in known:
        return
    near = did_you_mean(question, known)
    yield finding(
        "coding.frame_question_near" if near else "coding.frame_question",
        place=place,
        name=quoted(question),
        near=quoted(near or ""),
        known=culprits(known),
    )


def _of_code(
    code: FrameCode, frame: CodeFrame, questionnaire: Questionnaire, where: Where
) -> Iterator[Finding]:
    nets = [net.id for net in frame.nets]
    if code.net and code.net not in nets:
        place = where(code, "net")
        yield finding("coding.net", place=place, name=quoted(code.net), known=culprits(nets))
    if code.net and code.no_answer:
        yield finding("coding.net_no_answer", place=where(code, "net"), code=code.value)
    offered = questionnaire.languages.offered
    lacking = [language for language in offered if language not in code.label]
    if lacking:
        severity = Severity.ERROR if offered[0] in lacking else Severity.WARNING
        yield finding(
            "coding.label_missing",
            severity=severity,
            place=where(code, "label"),
            code=code.value,
            languages=culprits(lacking),
        )


def _twice(frame: CodeFrame, where: Where) -> Iterator[Finding]:
    """Labels that two codes have, which a coder couldn't tell apart."""
    for language in frame.languages:
        said = Counter(code.label.get(language, "").casefold() for code in frame.codes)
        seen: set[str] = set()
        for code in frame.codes:
            label = code.label.get(language, "")
            low = label.casefold()
            if label and said[low] > 1 and low in seen:
                yield finding(
                    "coding.label_twice",
                    place=where(code, "label"),
                    code=code.value,
                    label=quoted(label),
                )
            seen.add(low)
