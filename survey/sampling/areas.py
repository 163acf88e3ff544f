"""The areas that a frame is read for: what they are called, and the departments in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from survey.codebook import Code, Kind, Variable, said
from survey.errors import WrongUseError
from survey.files.clean import clean_text
from survey.files.headings import heading_key
from survey.language.catalogue import current_language
from survey.language.messages import fail, quoted
from survey.language.words import natural_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Text

Areas: TypeAlias = "Variable | Mapping[str, Any] | Iterable[Any]"
_UNIT_WORDS = {"da": "boligområde", "en": "housing area"}
_MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class ListedArea:
    """An area of the study.

    Attributes
    ----------
    code : Code
        Its value stands in the frame, its labels may stand in the file.
    aliases : tuple of str
        What else it is called in files.
    departments : tuple of str
        Those that are in it, as they are called in files.
    """

    code: Code
    aliases: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that may be written for it, each once."""
        return tuple(dict.fromkeys((*self.code.names, *self.aliases)))


class Finder:
    """Finds what is meant by a text: as it is written, else without case, blanks and signs.

    Parameters
    ----------
    names : iterable of (str, int)
        What may be written, and the place of what it means.
    """

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._exact = dict(names)
        self._loose = _only_clear((heading_key(each), at) for each, at in self._exact.items())
        self._close = _only_clear((_closed(each), at) for each, at in self._exact.items())

    def __bool__(self) -> bool:
        return bool(self._exact)

    @property
    def names(self) -> tuple[str, ...]:
        """All that may be written."""
        return tuple(self._exact)

    def place(self, written: str) -> int:
        """The place of what is meant; −1 if nothing is."""
        for key, known in (
            (written, self._exact),
            (heading_key(written), self._loose),
            (_closed(written), self._close),
        ):
            if key and key in known:
                return known[key]
        return -1


def _only_clear(keys: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for key, place in keys:
        found.setdefault(key, set()).add(place)
    return {key: next(iter(those)) for key, those in found.items() if len(those) == 1}


def _closed(written: str) -> str:
    return heading_key(written).replace(" ", "")


def area_finder(areas: Sequence[ListedArea]) -> Finder:
    """Finds the place of an area by its code, its labels and its aliases."""
    return Finder((name, place) for place, each in enumerate(areas) for name in each.names)


def department_finder(areas: Sequence[ListedArea]) -> Finder:
    """Finds the place of the area that a department is in."""
    return Finder((name, place) for place, each in enumerate(areas) for name in each.departments)


def area_variable(areas: Sequence[ListedArea], given: object = None) -> Variable:
    """The column of areas; the one that was given, if one was."""
    if isinstance(given, Variable):
        return given
    return Variable("area", Kind.GROUP, _UNIT_WORDS, codes=tuple(each.code for each in areas))


def areas_of_texts(texts: Iterable[str], meanings: Mapping[str, str]) -> tuple[ListedArea, ...]:
    """The areas that a file has, in natural order: area 2 before area 10.

    Parameters
    ----------
    texts : iterable of str
    meanings : mapping of str to str
        What they mean, where the file says so.
    """
    return tuple(
        ListedArea(Code(each, dict.fromkeys(_UNIT_WORDS, meanings.get(each) or each)))
        for each in sorted(texts, key=lambda each: (natural_key(heading_key(each)), each))
    )


def listed_areas(given: Areas) -> tuple[ListedArea, ...]:
    """Areas in any form in which they may be given.

    Parameters
    ----------
    given : Variable, mapping or iterable
        The column of areas of a study; a mapping or an object with its ``areas``; a mapping of
        codes to labels; or the areas one by one: `Code`, text, (code, label, aliases,
        departments), or a mapping or an object with ``id``, ``label``, ``aliases``,
        ``departments``.

    Raises
    ------
    WrongUseError
        If there are none, one isn't understood, or a code, name or department is there twice.
    """
    if isinstance(given, Variable):
        each: Iterable[Any] = given.codes
    elif isinstance(given, Mapping):
        each = given["areas"] if "areas" in given else given.items()
    elif hasattr(given, "areas"):
        each = given.areas
    elif isinstance(given, str) or not isinstance(given, Iterable):
        raise _unlike(given)
    else:
        each = given
    listed = tuple(map(_listed, each))
    if not listed:
        raise fail(WrongUseError, "frame.no_areas")
    _refuse_repeated(listed)
    return listed


def _listed(given: Any) -> ListedArea:  # noqa: ANN401 - in several forms
    if isinstance(given, ListedArea):
        return given
    if isinstance(given, Code):
        return ListedArea(given)
    if isinstance(given, str | int) and not isinstance(given, bool):
        return ListedArea(Code(given, _label(str(given))))
    if isinstance(given, tuple | list) and 1 <= len(given) <= _MOST_PARTS:
        value, label, aliases, departments = [*given, None, None, None][:_MOST_PARTS]
    elif isinstance(given, Mapping):
        value, label, aliases, departments = map(given.get, _PARTS)
    else:
        value, label, aliases, departments = (getattr(given, part, None) for part in _PARTS)
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise _unlike(given)
    code = Code(value, _label(label if label else str(value)))
    return ListedArea(code, _texts(aliases, given), _texts(departments, given))


_PARTS = ("id", "label", "aliases", "departments")


def _label(given: object) -> Text:
    if isinstance(given, Mapping):
        return {str(language): clean_text(str(words)) for language, words in given.items()}
    return dict.fromkeys(_UNIT_WORDS, clean_text(str(given)))


def _texts(given: object, area: object) -> tuple[str, ...]:
    """Aliases or departments; of a department that is told more of, its name."""
    if given is None:
        return ()
    if isinstance(given, str | int):
        given = (given,)
    if not isinstance(given, Iterable):
        raise _unlike(area)
    found = []
    for each in given:
        one = each.get("name", each.get("id")) if isinstance(each, Mapping) else each
        if not isinstance(one, str | int) or isinstance(one, bool):
            raise _unlike(area)
        found.append(clean_text(str(one)))
    return tuple(dict.fromkeys(found))


def _unlike(given: object) -> WrongUseError:
    return fail(WrongUseError, "frame.area_form", got=type(given).__name__)


def _refuse_repeated(areas: Sequence[ListedArea]) -> None:
    """No code, name or department may mean two areas, in whatever case it is written."""
    for parts, code in (("names", "frame.area_twice"), ("departments", "frame.department_twice")):
        owner: dict[str, int] = {}
        for place, area in enumerate(areas):
            for name in getattr(area, parts):
                first = owner.setdefault(" ".join(name.casefold().split()), place)
                if first != place:
                    one, other = (quoted(called(areas[at])) for at in (first, place))
                    raise fail(WrongUseError, code, name=quoted(name), one=one, other=other)


def called(area: ListedArea) -> str:
    """What an area is called in a message."""
    return said(area.code.label, current_language(), default=str(area.code.value))
