"""Pipes: places in a text that are filled with what was answered to an earlier question."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.files.nearest import did_you_mean
from survey.language.languages import language_name
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Grid, Note, Roster
from survey.questionnaire.texts import parts_of, pipes_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from survey.findings import Finding
    from survey.questionnaire.checks.wording import Wording
    from survey.questionnaire.model import Questionnaire

_ALWAYS_KNOWN = frozenset({"area", "wave"})
_PERSON = "n"
# Texts that respondents read while they answer; labels stand in tables too, as they are.
_READ = frozenset(
    {"text", "hint", "introduction", "closing", "section_introduction", "message", "item"}
)
_BEFORE_ALL = -1


@dataclass(frozen=True, slots=True)
class _Source:
    """What a pipe can name: where it stands, in which roster, and whether it has an answer."""

    position: float
    roster: str
    has_answer: bool


def check(questionnaire: Questionnaire, found: Iterable[Wording]) -> Iterator[Finding]:
    """Pipes to nothing, to later questions and to what has no answer; stray braces."""
    with_braces = [
        each for each in found if each.part in _READ and any(map(_has_brace, each.text.values()))
    ]
    if not with_braces:
        return
    sources = _sources(questionnaire)
    positions = _positions(questionnaire, sources)
    for wording in with_braces:
        yield from _braces(questionnaire, wording)
        yield from _differing(questionnaire, wording)
        yield from _names(questionnaire, wording, sources, positions)


def _has_brace(words: str) -> bool:
    return "{" in words or "}" in words


def _sources(questionnaire: Questionnaire) -> Mapping[str, _Source]:
    sources: dict[str, _Source] = {}
    roster = ""
    inside = 0
    for position, question in enumerate(questionnaire.everything()):
        roster = roster if inside > 0 else ""
        inside -= 1
        has_answer = not isinstance(question, Grid | Note | Roster)
        sources.setdefault(question.id, _Source(position, roster, has_answer))
        if isinstance(question, Grid):
            for name in column_names(question):
                sources.setdefault(name, _Source(position, roster, has_answer=True))
        if isinstance(question, Roster):
            roster, inside = question.id, len(question.questions)
    return sources


def _positions(
    questionnaire: Questionnaire, sources: Mapping[str, _Source]
) -> Mapping[tuple[str, ...], float]:
    """From which question on the texts of a question or a section are read."""
    positions: dict[tuple[str, ...], float] = {}
    for section in questionnaire.sections:
        if section.questions:
            first = sources[section.questions[0].id].position
            positions.setdefault(("sections", section.id), first)
    for question in questionnaire.everything():
        here = sources[question.id].position
        positions.setdefault((question.id,), here)
    return {**positions, ("introduction",): _BEFORE_ALL, ("title",): _BEFORE_ALL}


def _braces(questionnaire: Questionnaire, wording: Wording) -> Iterator[Finding]:
    for language, words in wording.text.items():
        if None in parts_of(words):
            yield finding(
                "questionnaire.stray_brace",
                place=questionnaire.place(*wording.path, language),
                what=wording.what,
                got=quoted(words),
                doubled="{{ }}",
                pipe="{name}",
            )


def _differing(questionnaire: Questionnaire, wording: Wording) -> Iterator[Finding]:
    reference = questionnaire.languages.reference
    if reference not in wording.text:
        return
    wanted = set(pipes_in(wording.text[reference]))
    for language, words in wording.text.items():
        differing = wanted ^ set(pipes_in(words))
        if words and differing:
            yield finding(
                "questionnaire.pipes_differ",
                place=questionnaire.place(*wording.path, language),
                what=wording.what,
                language=language_name(language),
                reference=language_name(reference),
                names=culprits(sorted(f"{{{name}}}" for name in differing)),
            )


def _names(
    questionnaire: Questionnaire,
    wording: Wording,
    sources: Mapping[str, _Source],
    positions: Mapping[tuple[str, ...], float],
) -> Iterator[Finding]:
    here = _position_of(wording, positions)
    own = sources.get(wording.owner)
    roster = wording.owner if wording.part == "item" else own.roster if own else ""
    known = _ALWAYS_KNOWN | ({_PERSON} if roster else set())
    for language, words in wording.text.items():
        for name in pipes_in(words):
            code = "" if name in known else _wrong_with(name, sources, here, roster)
            if code:
                near = did_you_mean(name, sources)
                yield finding(
                    f"questionnaire.pipe_{code}{'_near' if near and code == 'unknown' else ''}",
                    place=questionnaire.place(*wording.path, language),
                    what=wording.what,
                    name=quoted(name),
                    near=quoted(near or ""),
                )


def _position_of(wording: Wording, positions: Mapping[tuple[str, ...], float]) -> float:
    for length in (1, 2):
        if wording.path[:length] in positions:
            return positions[wording.path[:length]]
    return math.inf


def _wrong_with(name: str, sources: Mapping[str, _Source], here: float, roster: str) -> str:
    """What is wrong with a pipe, as the end of a code; empty if nothing is."""
    source = sources.get(name)
    if source is None:
        return "unknown"
    if not source.has_answer or (source.roster and source.roster != roster):
        return "no_answer"
    if source.position == here:
        return "itself"
    return "later" if source.position > here else ""
