"""The lock of a questionnaire: what was asked in a wave, with a hash of every facet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from survey.errors import WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.columns import column_names
from survey.questionnaire.locking.canonical import canonical_text
from survey.questionnaire.locking.facets import facet_values
from survey.questionnaire.writer import to_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Codebook
    from survey.questionnaire.locking.facets import FacetValues, Values
    from survey.questionnaire.model import Questionnaire

SCHEMA = 1
"""Version of the form of a lock; a lock of an earlier one is read all the same."""

Facets = MappingProxyType[str, str]

_LENGTH = 16
_LONGEST_WAVE = 64
_NO_PART_OF_IT = ("tests", "module")
_SOURCES = frozenset({"ask_if", "must", "when", "value"})
_UNORDERED = ("scales", "missing", "words", "fallback", "since")


@dataclass(frozen=True, slots=True)
class Lock:
    """What was asked in a wave, held so that any change of it is seen.

    Attributes
    ----------
    id : str
        Of the questionnaire.
    wave : str
    instrument : str
        Hash of all that was asked.
    form : mapping of str to str
        Hashes of what surrounds the questions, by facet.
    questions : mapping of str to mapping of str to str
        Hashes of the facets of each question.
    parts : mapping of str to mapping of str to str
        Hashes of what rows of grids and options have of their own, by column.
    questionnaire : Questionnaire
        What was asked, all texts in the form in which they are compared.
    schema : int
    """

    id: str
    wave: str
    instrument: str
    form: Mapping[str, str]
    questions: Mapping[str, Mapping[str, str]]
    parts: Mapping[str, Mapping[str, str]]
    questionnaire: Questionnaire = field(repr=False)
    schema: int = SCHEMA

    def __repr__(self) -> str:
        return f"Lock({self.id}, wave {self.wave}: {len(self.questions)} questions, {self.sign})"

    def _repr_html_(self) -> str:
        from_here = self.questionnaire._repr_html_()
        title = text("lock.title", lang=current_language(), wave=self.wave, sign=self.sign)
        return f"<p>{title}</p>\n{from_here}"

    @property
    def sign(self) -> str:
        """The first characters of the hash, for people to compare."""
        return self.instrument[:8]

    @property
    def columns(self) -> Mapping[str, Mapping[str, str]]:
        """Hashes of the facets of each column of an answer file."""
        return MappingProxyType(
            {
                name: MappingProxyType({**self.questions[question], **self.parts.get(name, {})})
                for name, question in _columns(self.questionnaire)
            }
        )


def lock_questionnaire(questionnaire: Questionnaire, *, wave: str) -> Lock:
    """Hold what a questionnaire asks in a wave.

    Parameters
    ----------
    questionnaire : Questionnaire
    wave : str
        What the wave is called: "2010".

    Returns
    -------
    Lock
        The same for the same questions, however their file is written.

    Raises
    ------
    WrongUseError
        If the wave has no name, or the questionnaire is only a module.

    Examples
    --------
    >>> import survey as sv
    >>> lock = sv.lock_questionnaire(sv.read_questionnaire("copenhagen-1968"), wave="1968")
    >>> lock.wave, len(lock.instrument)
    ('1968', 64)
    """
    named = canonical_text(str(wave))
    if not named.strip() or len(named) > _LONGEST_WAVE:
        raise fail(WrongUseError, "lock.wave", got=quoted(named[:_LONGEST_WAVE]))
    if questionnaire.module:
        raise fail(WrongUseError, "lock.module", name=quoted(questionnaire.id))
    held = questionnaire_from(canonical_data(questionnaire))
    return locked_as_it_is(held, named)


def facets_of(questionnaire: Questionnaire) -> Mapping[str, Mapping[str, str]]:
    """A hash of each facet of each column, by which two waves are told apart.

    Parameters
    ----------
    questionnaire : Questionnaire

    Returns
    -------
    mapping of str to mapping of str to str
        By column and facet; a facet of texts has one hash for each language: ``wording.da``.
    """
    return locked_as_it_is(questionnaire, "").columns


def with_facets(codebook: Codebook, questionnaire: Questionnaire) -> Codebook:
    """A codebook whose columns carry the hashes of what a questionnaire asks in them."""
    known = facets_of(questionnaire)
    return codebook.with_variables(
        replace(variable, facets=dict(known[name]))
        for name, variable in codebook.variables.items()
        if name in known
    )


def instrument_of(questionnaire: Questionnaire) -> str:
    """The hash of all that a questionnaire asks."""
    return _hash(_all_of(facet_values(questionnaire)))


def locked_as_it_is(questionnaire: Questionnaire, wave: str) -> Lock:
    """A lock of a questionnaire whose texts are in the form in which they are compared."""
    values = facet_values(questionnaire)
    return Lock(
        id=questionnaire.id,
        wave=wave,
        instrument=_hash(_all_of(values)),
        form=_hashed(values.form),
        questions=_all_hashed(values.questions),
        parts=_all_hashed(values.parts),
        questionnaire=questionnaire,
    )


def _all_of(values: FacetValues) -> dict[str, Any]:
    return {"form": values.form, "questions": values.questions, "parts": values.parts}


def _all_hashed(values: Mapping[str, Values]) -> Mapping[str, Facets]:
    return MappingProxyType({name: _hashed(each) for name, each in values.items()})


def _hashed(values: Values) -> Facets:
    return MappingProxyType({name: _hash(value)[:_LENGTH] for name, value in values.items()})


def _hash(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _columns(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """All columns of all tables, each with its question."""
    for question in questionnaire.everything():
        names = column_names(question)
        yield from ((name, question.id) for name in names)
        for code in getattr(question, "codes", ()):
            if code.opens_text and names:
                yield f"{question.id}_{code.value}_text", question.id


# Plain data in the one form in which they are held


def canonical_data(questionnaire: Questionnaire) -> dict[str, Any]:
    """A questionnaire as plain data, without what makes no difference to what is asked."""
    data = {key: part for key, part in to_data(questionnaire).items() if key not in _NO_PART_OF_IT}
    for key in _UNORDERED:
        if key in data:
            data[key] = dict(sorted(data[key].items()))
    for wave, declared in data.get("since", {}).items():
        data["since"][wave] = dict(sorted(declared.items()))
    return {key: _canonical(key, part) for key, part in data.items()}


def _canonical(key: str, part: Any) -> Any:  # noqa: ANN401 - plain data
    match part:
        case str():
            return part if key in _SOURCES else canonical_text(part)
        case dict():
            named = ((name, _canonical(str(name), each)) for name, each in part.items())
            return dict(named if _is_ordered(key, part) else sorted(named))
        case list():
            return [_canonical(key, each) for each in part]
    return part


def _is_ordered(key: str, part: dict[Any, Any]) -> bool:
    """Whether the order of keys means something, or is that of the model."""
    if key in {"old", "new"}:
        return False
    return key in {"codes", "rows", "common"} or not all(isinstance(v, str) for v in part.values())
