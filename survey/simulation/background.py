"""Questions on who somebody is, which are answered by what is true of the resident."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.questions import Number, Single
from survey.simulation.arguments import unknown_word
from survey.simulation.households import (
    ALONE,
    ALONE_CHILDREN,
    HOUSEHOLDS,
    OTHERS,
    PARTNER,
    PARTNER_CHILDREN,
)
from survey.simulation.terms import DANISH, MAN, NON_WESTERN, WESTERN, WOMAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from survey.codebook import Code
    from survey.kernels.layout import Floats
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question
    from survey.simulation.crowd import Crowd

    Given = Mapping[str, str | tuple[str, Mapping[int, object]]]

NUMBERS = ("age", "adults", "children", "years", "rooms", "floor")
KINDS = ("sex", "household", "origin", "parents", "birthplace", "activity")
FACTS = (*NUMBERS, *KINDS)
"""What is known of residents that a question may ask for."""
_DESCENDANT = "descendant"
_BY_NAME = {
    "age": "age", "age_group": "age", "alder": "age", "aldersgruppe": "age",
    "sex": "sex", "gender": "sex", "koen": "sex", "kon": "sex",
    "household": "household", "husstand": "household",
    "adults": "adults", "voksne": "adults",
    "children_at_home": "children", "boern": "children",
    "years_in_area": "years", "tenure": "years",
    "rooms": "rooms", "vaerelser": "rooms", "floor": "floor", "etage": "floor",
    "origin": "origin", "herkomst": "origin",
    "parent_danish": "parents", "birth_country": "birthplace",
    "main_activity": "activity",
}  # fmt: skip
_BY_LABEL = {
    "køn": "sex", "sex": "sex", "gender": "sex",
    "alder": "age", "age": "age", "aldersgruppe": "age", "age group": "age",
    "husstand": "household", "household": "household", "husstandstype": "household",
    "voksne i boligen": "adults", "adults in the home": "adults",
    "hjemmeboende børn": "children", "children at home": "children",
    "år i området": "years", "years in the area": "years", "tid i området": "years",
    "herkomst": "origin", "origin": "origin",
    "antal værelser": "rooms", "number of rooms": "rooms",
    "beskæftigelse": "activity", "main activity": "activity",
}  # fmt: skip
_NUMBER = re.compile(r"\d+")
_OPEN_BELOW = ("under", "less than", "below", "mindre end", "younger")
_OPEN_ABOVE = ("over", "derover", "ældre", "more", "older", "+", "mere")
_MOST = 1e6


@dataclass(frozen=True, slots=True)
class Fact:
    """What a question asks for.

    Attributes
    ----------
    of : str
        One of `FACTS`.
    codes : mapping of int to object
        Of a question with codes: what each stands for, a word or the ends of a range of numbers.
    """

    of: str
    codes: Mapping[int, Any]

    def answers(self, question: Question, crowd: Crowd) -> Floats:
        """What each resident answers."""
        if self.of in NUMBERS:
            numbers = crowd.persons[self.of].to_numpy(dtype=float)
            if isinstance(question, Number):
                return _within(numbers, question)
            return _ranged(numbers, self.codes)
        words = _WORDS_OF[self.of](crowd)
        code_of = {word: code for code, word in reversed(list(self.codes.items()))}
        fallen_back = {DANISH: DANISH, _DESCENDANT: NON_WESTERN, WESTERN: NON_WESTERN}
        found = [code_of.get(w, code_of.get(fallen_back.get(w, w), self.first)) for w in words]
        return np.array(found, dtype=float)

    @property
    def first(self) -> int:
        """The first code, for what no code stands for."""
        return int(next(iter(self.codes)))


def background_of(
    questionnaire: Questionnaire, given: Given | None, table: str = ""
) -> dict[str, Fact]:
    """Which questions are answered by what is true of the resident.

    Parameters
    ----------
    questionnaire : Questionnaire
    given : mapping of question to fact, or (fact, what its codes mean), optional
        Goes before what is found by the names and labels of questions; a question that isn't to be
        answered so is given an empty text.
    table : str
        Of a roster nothing is known.

    Raises
    ------
    UnknownNameError, WrongUseError
        If there is no such question or fact, or the codes of a question can't be told.
    """
    if table:
        return {}
    asked = {each.id: each for each in questionnaire.questions}
    found: dict[str, Fact] = {}
    given = given or {}
    strange = [name for name in given if name not in asked]
    if strange:
        raise fail(UnknownNameError, "simulation.no_question", names=culprits(strange),
                   known=culprits(asked))  # fmt: skip
    for question in asked.values():
        if question.id not in given:
            fact = _fact(question, _guessed(question), None)
        else:
            fact = _given_fact(question, given[question.id])
        if fact is not None:
            found[question.id] = fact
    return found


def _given_fact(question: Question, given: object) -> Fact | None:
    if given == "":
        return None
    of, codes = given if isinstance(given, tuple) else (given, None)
    if of not in FACTS:
        raise unknown_word("background", of, FACTS)
    fact = _fact(question, str(of), codes)
    if fact is None:
        raise fail(WrongUseError, "simulation.background", name=quoted(question.id),
                   of=quoted(str(of)))  # fmt: skip
    return fact


def _guessed(question: Question) -> str:
    if question.id in _BY_NAME:
        return _BY_NAME[question.id]
    labels = [str(words).strip().casefold() for words in question.label.values()]
    return next((_BY_LABEL[each] for each in labels if each in _BY_LABEL), "")


def _fact(question: Question, of: str, codes: Mapping[int, object] | None) -> Fact | None:
    """The fact that a question asks for, if its answers can be told."""
    if isinstance(question, Number) and of in NUMBERS:
        return Fact(of, {})
    if not isinstance(question, Single) or of not in FACTS:
        return None
    told = dict(codes) if codes is not None else _told(question.codes, of)
    needed = _NEEDED.get(of, frozenset())
    return Fact(of, told) if told and needed <= set(told.values()) else None


def _told(codes: Iterable[Code], of: str) -> dict[int, Any]:
    """What each code stands for, by its labels."""
    found: dict[int, Any] = {}
    for code in codes:
        for language in ("da", "en"):
            words = str(code.label.get(language, "")).casefold()
            meant = _range(words) if of in NUMBERS else _meant(words, of)
            if meant is not None:
                found[int(code.value)] = meant
                break
    return found


# Numbers


def _range(words: str) -> tuple[float, float] | None:
    """The ends of a range of whole numbers, as a label has it.

    Examples
    --------
    >>> _range("18–24 år"), _range("60 år og derover"), _range("under 1 år")
    ((18.0, 24.0), (60.0, 1000000.0), (0.0, 0.0))
    """
    numbers = [float(each) for each in _NUMBER.findall(words)]
    if len(numbers) >= 2:
        return numbers[0], numbers[1]
    if len(numbers) != 1:
        return None
    if any(mark in words for mark in _OPEN_BELOW):
        return 0.0, numbers[0] - 1
    if any(mark in words for mark in _OPEN_ABOVE):
        above = 1 if words.startswith(("over", "more")) else 0
        return numbers[0] + above, _MOST
    return numbers[0], numbers[0]


def _ranged(numbers: Floats, codes: Mapping[int, Any]) -> Floats:
    """The code of the first range that a number lies in, else of the nearest."""
    away = np.stack([
        np.maximum(low - numbers, 0) + np.maximum(numbers - high, 0)
        for low, high in codes.values()
    ])  # fmt: skip
    found: Floats = np.array(list(codes), dtype=float)[away.argmin(axis=0)]
    return found


def _within(numbers: Floats, question: Number) -> Floats:
    low = 0.0 if question.low is None else question.low
    high = np.inf if question.high is None else question.high
    return np.clip(numbers, low, high)


# Words


def _meant(words: str, of: str) -> str | None:
    return next((kind for kind, test in _MEANINGS[of] if test(words)), None)


def _has(*marks: str, no: tuple[str, ...] = ()) -> Callable[[str], bool]:
    def test(words: str) -> bool:
        return any(mark in words for mark in marks) and not any(mark in words for mark in no)

    return test


def _is(*exact: str) -> Callable[[str], bool]:
    return lambda words: words.strip() in exact


_PAIR = _has("partner", "ægtefælle", "samlever", "par ", "couple", "spouse", "kæreste")
_CHILDREN = _has("børn", "barn", "child")
_MEANINGS: Mapping[str, tuple[tuple[str, Callable[[str], bool]], ...]] = {
    "sex": (
        (WOMAN, _is("kvinde", "kvinder", "female", "woman", "women", "pige")),
        (MAN, _is("mand", "mænd", "male", "man", "men", "dreng")),
    ),
    "household": (
        (OTHERS, _has("andre", "other", "forældre", "parents")),
        (PARTNER_CHILDREN, lambda w: _PAIR(w) and _CHILDREN(w)),
        (PARTNER, _PAIR),
        (ALONE_CHILDREN, _CHILDREN),
        (ALONE, _has("alene", "alone", "enlig", "single")),
    ),
    "origin": (
        (_DESCENDANT, _has("efterkommer", "descendant")),
        (NON_WESTERN, _has("ikke-vestlig", "ikke vestlig", "non-western", "non western")),
        (WESTERN, _has("vestlig", "western")),
        (DANISH, _has("dansk", "danish")),
    ),
    "parents": (("yes", _is("ja", "yes")), ("no", _is("nej", "no"))),
    "birthplace": (
        (NON_WESTERN, _has("uden for listen", "not on the list")),
        (WESTERN, _has("listen", "the list")),
        (DANISH, _has("danmark", "denmark")),
    ),
    "activity": (
        ("ill", _has("sygemeldt", "sick", "førtidspension")),
        ("retired", _has("folkepension", "efterløn", "retired")),
        ("unemployed", _has("ledig", "unemployed")),
        ("study", _has("uddannelse", "education")),
        ("work", _has("arbejde", "job")),
        ("otherwise", _has("anden", "another", "other")),
    ),
}
_NEEDED: Mapping[str, frozenset[str]] = {
    "sex": frozenset({WOMAN, MAN}),
    "household": frozenset(HOUSEHOLDS),
    "origin": frozenset({DANISH, NON_WESTERN}),
    "parents": frozenset({"yes", "no"}),
    "birthplace": frozenset({DANISH, NON_WESTERN}),
    "activity": frozenset({"work", "retired", "unemployed"}),
}
_ACTIVITIES = ("work", "study", "unemployed", "ill", "retired", "otherwise")
_BY_AGE = np.array([
    (0.36, 0.48, 0.08, 0.02, 0.00, 0.06),
    (0.56, 0.12, 0.13, 0.11, 0.00, 0.08),
    (0.54, 0.02, 0.12, 0.27, 0.01, 0.04),
    (0.06, 0.00, 0.01, 0.06, 0.87, 0.00),
])  # fmt: skip


def _sex(crowd: Crowd) -> NDArray[Any]:
    return np.asarray(crowd.persons["sex"], dtype=object)


def _household(crowd: Crowd) -> NDArray[Any]:
    return np.asarray(crowd.persons["household"], dtype=object)


def _origin(crowd: Crowd) -> NDArray[Any]:
    origin = crowd.persons["origin"].to_numpy(dtype=object)
    descends = crowd.persons["descendant"].to_numpy(dtype=bool)
    return np.where(descends & (origin != DANISH), _DESCENDANT, origin)


def _parents(crowd: Crowd) -> NDArray[Any]:
    return np.where(crowd.persons["origin"].to_numpy() == DANISH, "yes", "no").astype(object)


def _birthplace(crowd: Crowd) -> NDArray[Any]:
    origin = crowd.persons["origin"].to_numpy(dtype=object)
    return np.where(crowd.persons["descendant"].to_numpy(dtype=bool), DANISH, origin)


def _activity(crowd: Crowd) -> NDArray[Any]:
    shares = np.cumsum(_BY_AGE, axis=1)[np.digitize(crowd.persons["age"], (25, 40, 65))]
    drawn = crowd.steady_uniform("activity")
    places = np.minimum((drawn[:, None] >= shares).sum(axis=1), len(_ACTIVITIES) - 1)
    return np.asarray(np.array(_ACTIVITIES, dtype=object)[places])


_WORDS_OF: Mapping[str, Callable[[Crowd], NDArray[Any]]] = {
    "sex": _sex,
    "household": _household,
    "origin": _origin,
    "parents": _parents,
    "birthplace": _birthplace,
    "activity": _activity,
}
