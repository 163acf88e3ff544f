"""The columns of a questionnaire that a column of a file may be, by its name and its label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from survey.codebook import Kind
from survey.questionnaire.column_map import Target
from survey.questionnaire.columns import column_names
from survey.questionnaire.drafting.legal_names import spelled
from survey.questionnaire.drafting.lexicon import AREA_NAMES, WEIGHT_NAMES
from survey.questionnaire.questions import Grid, Multiple, Ranking, Single
from survey.responses.matching.header_index import Meant
from survey.responses.matching.proposals import Reason, Sureness, because
from survey.responses.matching.spelling import plain, squeezed, unnumbered
from survey.responses.responses import FINISHED, LANGUAGE, MINUTES, MODE, STARTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from survey.questionnaire.questions import Question
    from survey.responses.matching.destinations import Destination
    from survey.responses.matching.header_index import HeaderIndex

EXACT, LIKELY, GUESS, NONE = Sureness
_BRACKETS = re.compile(r"(.+?)\[([^\[\]]+)\](?:\[([^\[\]]+)\])?\.?")
_SUBQUESTION = re.compile(r"(?:SQ|AO?)0*(\d{1,3})", re.IGNORECASE)
_NON_ANSWER = re.compile(r"([^\[/]+)[\[/](?:-|m)([89])\]?")
_OTHERS = frozenset({"other", "andet", "othertext"})
_MOST_OPTIONS = 3
_LIKE_ENOUGH = 0.6
_LEAST_WORDS = 3
_BESIDE = {
    MODE: "mode svarform metode kanal indsamlingsmetode survey_mode collection_mode svartype "
    "besvarelsesform skematype",
    LANGUAGE: "language sprog startlanguage svarsprog userlanguage user_language skemasprog lang",
    STARTED: "start started startdate start_date starttime start_time starttidspunkt startet "
    "paabegyndt starttid",
    FINISHED: "end finished submitdate enddate end_date endtime end_time sluttidspunkt slut "
    "sluttid afsluttet completed completed_at besvaret closetime svardato slutdato",
    MINUTES: "minutes minutter varighed_minutter varighed_min duration_minutes duration_min",
}


class Fit(NamedTuple):
    """What a column may be, how sure that is, and why."""

    meant: Meant
    sureness: Sureness
    reason: Reason


def fits_of(
    name: str, label: str, heading: str, index: HeaderIndex, places: Mapping[str, Destination]
) -> list[Fit]:
    """What a column may be; most often one thing or nothing.

    Parameters
    ----------
    name, label : str
        Of the column.
    heading : str
        What the file calls the question that the column belongs to; empty if it doesn't say.
    index : HeaderIndex
    places : mapping of str to Destination
    """
    named = _by_name(name, index, places)
    texts = [f"{heading} {label}"] if heading and label else []
    texts += [each for each in (label, name) if each]
    worded = _by_texts(texts, index)
    if not named:
        return worded or _beside(name, label, places) or _by_parts(texts, index)
    sure = [fit for fit in worded if fit.sureness is EXACT and label]
    if sure and not _agree(named, sure, places):
        reason = because("name_and_label")
        return [fit._replace(sureness=GUESS, reason=reason) for fit in (*named, *sure)]
    return named


def _agree(one: Iterable[Fit], other: Iterable[Fit], places: Mapping[str, Destination]) -> bool:
    first, second = ({_question_of(fit, places) for fit in fits} for fits in (one, other))
    return bool(first & second)


def _question_of(fit: Fit, places: Mapping[str, Destination]) -> str:
    question = places[fit.meant.name].question
    return question.id if question else fit.meant.name


# Names


def _by_name(name: str, index: HeaderIndex, places: Mapping[str, Destination]) -> list[Fit]:
    if name in places:
        place = places[name]
        return [Fit(Meant(name, place.kind), EXACT, because("name"))]
    segments = name.split("/")
    forms = ["/".join(segments[start:]) for start in range(len(segments))]
    for form in forms:
        found = _non_answer(form, index) or _in_brackets(form, index) or _path_end(form, places)
        spelled_so = index.squeezed.get(squeezed(form), ())
        sure = EXACT if len(spelled_so) == 1 else LIKELY
        found = found or [Fit(meant, sure, because("spelling")) for meant in spelled_so]
        if found:
            return found
    return []


def _non_answer(form: str, index: HeaderIndex) -> list[Fit]:
    """Names such as ``name/-8`` and ``m[m8]``: "don't know" beside the options."""
    found = _NON_ANSWER.fullmatch(form)
    question = index.questions.get(squeezed(found[1])) if found else None
    if found is None or not isinstance(question, Multiple | Ranking):
        return []
    code = -int(found[2])
    return [Fit(Meant(question.id, Target.NON_ANSWER, code), EXACT, because("non_answer"))]


def _path_end(form: str, places: Mapping[str, Destination]) -> list[Fit]:
    """Names such as ``name`` within a group, and ``name/1`` for an option."""
    joined = form.replace("/", "_")
    if joined not in places or ("/" not in form and joined != form):
        return []
    return [Fit(Meant(joined, places[joined].kind), EXACT, because("path"))]


def _in_brackets(form: str, index: HeaderIndex) -> list[Fit]:
    """Names such as ``m[1]``, ``g[light]`` and ``q[other]``."""
    found = _BRACKETS.fullmatch(form)
    question = index.questions.get(squeezed(found[1])) if found else None
    if found is None or question is None:
        return []
    inside = found[2]
    if squeezed(inside) in _OTHERS:
        return [Fit(meant, LIKELY, because("brackets")) for meant in _words_of_other(question)]
    names = column_names(question)
    if isinstance(question, Ranking):
        number = squeezed(inside)
        meant = [_meant(name, index) for name in names if name.endswith(f"_{number}")]
        return [Fit(each, GUESS, because("ranking")) for each in meant]
    keys = _keys(question)
    for key, name in zip(keys, names, strict=False):
        if squeezed(key) == squeezed(inside):
            return [Fit(_meant(name, index), EXACT, because("brackets"))]
    return _by_number(inside, keys, names, index)


def _by_number(
    inside: str, keys: Sequence[str], names: Sequence[str], index: HeaderIndex
) -> list[Fit]:
    """Names such as ``m[SQ002]``: the second one, or that with code 2."""
    numbered = _SUBQUESTION.fullmatch(inside)
    if numbered is None or not names:
        return []
    number = int(numbered[1])
    found = [name for key, name in zip(keys, names, strict=False) if key == str(number)]
    if 0 < number <= len(names):
        found.append(names[number - 1])
    found = list(dict.fromkeys(found))
    sure = LIKELY if len(found) == 1 else GUESS
    return [Fit(_meant(name, index), sure, because("in_order", number=number)) for name in found]


def _meant(name: str, index: HeaderIndex) -> Meant:
    return next(each for each in index.squeezed[squeezed(name)] if each.name == name)


def _keys(question: Question) -> list[str]:
    match question:
        case Grid(rows=rows):
            return [row.id for row in rows]
        case Multiple(codes=codes) | Ranking(codes=codes):
            return [str(code.value) for code in codes]
    return []


def _words_of_other(question: Question) -> Iterator[Meant]:
    if isinstance(question, Single | Multiple | Ranking):
        for code in question.codes:
            if code.opens_text:
                yield Meant(f"{question.id}_{code.value}_text", Target.TEXT)


# Texts


def _by_texts(texts: Sequence[str], index: HeaderIndex) -> list[Fit]:
    """Columns whose words are all of a text."""
    for words in texts:
        bare = plain(words)
        found = index.whole.get(bare)
        if found:
            return [Fit(meant, EXACT, because("text")) for meant in found]
        for form in _trimmed(words, index):
            found = index.whole.get(form)
            if found:
                return [Fit(meant, LIKELY, because("text_numbered")) for meant in found]
        filled = [meant for pattern, meant in index.filled if pattern.fullmatch(bare)]
        if filled:
            return [Fit(meant, LIKELY, because("text_filled")) for meant in filled]
    return []


def _trimmed(words: str, index: HeaderIndex) -> Iterator[str]:
    """A text without a number or a name before it, and without what groups it stands in."""
    bare = plain(words)
    if unnumbered(bare) != bare:
        yield unnumbered(bare)
    first, _, rest = bare.partition(" ")
    if rest and first in index.questions:
        yield rest
    segments = words.split("/")
    for start in range(1, len(segments)):
        yield plain("/".join(segments[start:]))


def _by_parts(texts: Sequence[str], index: HeaderIndex) -> list[Fit]:
    """Columns whose words are part of a text, or much like it."""
    for words in texts:
        bare = plain(words)
        around = _around(bare, index)
        if around:
            return [Fit(meant, LIKELY, because("text_around")) for meant in around]
        alone = index.alone.get(bare)
        if alone:
            sure = LIKELY if len(alone) == 1 else GUESS
            return [Fit(meant, sure, because("row_alone")) for meant in alone]
        near = _similar(bare, index)
        if near:
            return [Fit(meant, GUESS, because("similar")) for meant in near]
    return []


def _around(bare: str, index: HeaderIndex) -> list[Meant]:
    """Columns whose question is the beginning of a text, and whose row its end."""
    found = [
        each
        for each in index.beginnings
        if bare.startswith(f"{each.asked} ") and bare.endswith(f" {each.row}")
    ]
    longest = max((len(each.row) for each in found), default=0)
    return list(dict.fromkeys(each.meant for each in found if len(each.row) == longest))


def _similar(bare: str, index: HeaderIndex) -> list[Meant]:
    words = frozenset(bare.split())
    if len(words) < _LEAST_WORDS:
        return []
    likeness: dict[Meant, float] = {}
    for tokens, meant in index.tokens:
        share = len(words & tokens) / len(words | tokens)
        if share >= _LIKE_ENOUGH:
            likeness[meant] = max(share, likeness.get(meant, 0.0))
    return sorted(likeness, key=lambda each: -likeness[each])[:_MOST_OPTIONS]


# What stands beside the answers


def _beside(name: str, label: str, places: Mapping[str, Destination]) -> list[Fit]:
    """How somebody answered, where she lives, and how much her answers count."""
    for said in filter(None, (spelled(name.rpartition("/")[2]), spelled(label))):
        for target, words in _BESIDE.items():
            if said in words.split():
                return [Fit(Meant(target, places[target].kind), LIKELY, because("known_name"))]
        groups = [each for each in places.values() if _is_area(each)]
        if said in AREA_NAMES and groups:
            return [Fit(Meant(each.name, each.kind), LIKELY, because("area")) for each in groups]
        if said in WEIGHT_NAMES:
            return [Fit(Meant("weight", places["weight"].kind), LIKELY, because("weight"))]
    return []


def _is_area(place: Destination) -> bool:
    variable = place.variable
    if variable is None or variable.kind is not Kind.GROUP:
        return False
    labels = {spelled(label) for label in variable.label.values()}
    return variable.name in AREA_NAMES or bool(labels & AREA_NAMES)
