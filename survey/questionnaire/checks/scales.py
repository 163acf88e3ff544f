"""Scales and codes: what can be ticked, and what the numbers behind it are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from survey.codebook import MissingKind
from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.languages import language_name
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.questions import Grid, Polarity, QuestionType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Code
    from survey.findings import Finding
    from survey.questionnaire.model import ModelPath, Questionnaire

_MISSING = {int(kind): kind.name.lower() for kind in MissingKind}
_OF_CODES = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RANKING,
                       QuestionType.GRID})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Codes:
    """Codes that were written down in one place."""

    codes: tuple[Code, ...]
    path: ModelPath
    owner: str
    kind: str  # "scale" or the type of the question they belong to


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """What is wrong or unwise in the codes, and how the scales of grids go together."""
    for each in _everywhere(questionnaire):
        yield from _values(questionnaire, each)
        yield from _labels_twice(questionnaire, each)
        yield from _few(questionnaire, each)
    yield from _unused(questionnaire)
    yield from _neighbours(questionnaire)


def _everywhere(questionnaire: Questionnaire) -> Iterator[_Codes]:
    for scale in questionnaire.scales.values():
        yield _Codes(scale.codes, ("scales", scale.id), scale.id, "scale")
    for question in questionnaire.everything():
        codes = getattr(question, "codes", ())
        scale_of = questionnaire.scales.get(getattr(question, "scale", ""))
        if scale_of is None or scale_of.codes != codes:
            yield _Codes(codes, (question.id,), question.id, str(question.type))


def _values(questionnaire: Questionnaire, each: _Codes) -> Iterator[Finding]:
    seen: set[int | str] = set()
    for code in each.codes:
        wrong = _wrong_value(code.value, seen)
        seen.add(code.value)
        if wrong:
            kind = _MISSING.get(code.value) if isinstance(code.value, int) else None
            yield finding(
                f"questionnaire.code_{wrong}",
                place=questionnaire.place(*each.path, "codes", str(code.value)),
                name=quoted(each.owner),
                code=str(code.value).replace("-", "\N{MINUS SIGN}"),
                kind=quoted(text(f"missing.{kind}")) if kind else "",
            )


def _wrong_value(value: int | str, seen: set[int | str]) -> str:
    """What is wrong with the number of a code, as the end of a code of findings."""
    if value in seen:
        return "twice"
    if not isinstance(value, int) or isinstance(value, bool):
        return "no_number"
    if value in _MISSING:
        return "is_missing_kind"
    return "negative" if value < 0 else ""


def _labels_twice(questionnaire: Questionnaire, each: _Codes) -> Iterator[Finding]:
    for language in questionnaire.languages.offered:
        same: dict[str, list[Code]] = defaultdict(list)
        for code in each.codes:
            words = " ".join(code.label.get(language, "").split()).casefold()
            if words:
                same[words].append(code)
        for codes in same.values():
            if len({code.value for code in codes}) > 1:
                yield finding(
                    "questionnaire.label_twice",
                    severity=Severity.WARNING,
                    place=questionnaire.place(*each.path, "codes", str(codes[-1].value), language),
                    name=quoted(each.owner),
                    codes=culprits(code.value for code in codes),
                    label=quoted(codes[0].label[language]),
                    language=language_name(language),
                )


def _few(questionnaire: Questionnaire, each: _Codes) -> Iterator[Finding]:
    """No choice at all, or none worth the name; a lone box to tick is one."""
    count = len(each.codes)
    if count == 0 and (each.kind == "scale" or each.kind in _OF_CODES):
        place = questionnaire.place(*each.path, "codes")
        yield finding("questionnaire.no_choices", place=place, name=quoted(each.owner))
    if count == 1 and each.kind not in {QuestionType.MULTIPLE, QuestionType.TEXT}:
        yield finding(
            "questionnaire.one_choice",
            severity=Severity.WARNING,
            place=questionnaire.place(*each.path, "codes"),
            name=quoted(each.owner),
        )


def _unused(questionnaire: Questionnaire) -> Iterator[Finding]:
    if questionnaire.module:
        return  # its scales are there for others
    used = {getattr(question, "scale", "") for question in questionnaire.everything()}
    for name in questionnaire.scales:
        if name not in used:
            yield finding(
                "questionnaire.scale_unused",
                severity=Severity.WARNING,
                place=questionnaire.place("scales", name),
                name=quoted(name),
            )


def _neighbours(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Grids that stand after each other and whose scales run in opposite directions."""
    for section in questionnaire.sections:
        for first, second in pairwise(section.questions):
            if isinstance(first, Grid) and isinstance(second, Grid):
                yield from _opposite(questionnaire, first, second)


def _opposite(questionnaire: Questionnaire, first: Grid, second: Grid) -> Iterator[Finding]:
    good = [_good_end(questionnaire, each) for each in (first, second)]
    sides = [_good_side(questionnaire, each) for each in (first, second)]
    for code, pair in (("grids_turned", sides), ("grids_polarity", good)):
        if None not in pair and pair[0] != pair[1]:
            yield finding(
                f"questionnaire.{code}",
                severity=Severity.WARNING,
                place=questionnaire.place(second.id, "scale"),
                name=quoted(second.id),
                before=quoted(first.id),
            )
            return


def _good_end(questionnaire: Questionnaire, grid: Grid) -> Polarity | None:
    scale = questionnaire.scales.get(grid.scale)
    polarity = scale.polarity if scale is not None else Polarity.NEITHER
    return None if polarity is Polarity.NEITHER else polarity


def _good_side(questionnaire: Questionnaire, grid: Grid) -> bool | None:
    """Whether the good end is shown first; None if nobody can say."""
    values = [c.value for c in grid.codes if not c.outside and isinstance(c.value, int)]
    polarity = _good_end(questionnaire, grid)
    falling = sorted(values, reverse=True)
    if polarity is None or values not in (falling, falling[::-1]):
        return None
    return (values == falling) == (polarity is Polarity.HIGH)
