"""A questionnaire written in Python, for questions that a loop makes better than a hand."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.errors import WrongUseError
from survey.files.clean import clean_text
from survey.files.yaml_builder import DEEPEST, LONGEST_TEXT
from survey.findings import Place
from survey.language.messages import fail, quoted
from survey.questionnaire.build import PlainData
from survey.questionnaire.reader import checked_questionnaire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.files.yaml_builder import YamlPath
    from survey.questionnaire.model import Questionnaire

_PARTS = {"questions": "add", "sections": "section", "scales": "scale", "indices": "index"}


@dataclass(slots=True)
class QuestionnaireBuilder:
    """Gathers what a questionnaire consists of, and makes it.

    All keys are those of the YAML file, and all findings are those of `read_questionnaire`, each
    with the line of Python that added the part.

    Parameters
    ----------
    id : str
    title : mapping of str to str
        By language.
    languages : sequence of str
        The first one is the reference.

    Examples
    --------
    >>> places = {"light": "Lighting", "paths": "Paths", "play": "Play areas"}
    >>> builder = QuestionnaireBuilder("setting", {"en": "The setting"}, ["en"])
    >>> builder.scale("sat3", {3: {"en": "Good"}, 2: {"en": "Fair"}, 1: {"en": "Poor"}}, "high")
    >>> builder.add("grid", "setting", text={"en": "How is …?"}, scale="sat3",
    ...             rows={name: {"en": label} for name, label in places.items()})
    >>> [variable.name for variable in builder.build().variables()]
    ['setting_light', 'setting_paths', 'setting_play']
    """

    id: str
    title: Mapping[str, str]
    languages: Sequence[str]
    _data: dict[str, Any] = field(default_factory=dict, repr=False)
    _lines: dict[YamlPath, Place] = field(default_factory=dict, repr=False)

    def settings(self, **keys: Any) -> None:  # noqa: ANN401
        """Add keys of the whole questionnaire: ``note``, ``introduction``, ``fallback``, …."""
        for key, value in keys.items():
            if key in _PARTS:
                raise fail(WrongUseError, "builder.part", name=quoted(key), verb=_PARTS[key])
            self._put((key,), value)

    def scale(
        self, name: str, codes: Mapping[int, Mapping[str, Any]], polarity: str = "neither"
    ) -> None:
        """Add a scale that questions share."""
        scales = self._data.setdefault("scales", {})
        if name in scales:
            raise fail(WrongUseError, "builder.scale_twice", name=quoted(name))
        scales[name] = {"codes": _plain(codes), "polarity": polarity}
        self._note(("scales", name))

    def section(self, name: str, **keys: Any) -> None:  # noqa: ANN401
        """Begin a section; questions are added to it until the next one begins."""
        sections = self._data.setdefault("sections", [])
        _refuse(keys, "id", "questions")
        sections.append({"id": name, **_plain(keys), "questions": []})
        self._note(("sections", len(sections) - 1))

    def add(self, type_: str, name: str, **keys: Any) -> None:  # noqa: ANN401
        """Add a question.

        Parameters
        ----------
        type_ : str
            ``single``, ``multiple``, ``number``, ``text``, ``date``, ``grid``, ``ranking``,
            ``note``, ``computed`` or ``roster``.
        name : str
            Its name for ever.
        **keys
            As in the YAML file: ``text=``, ``scale=``, ``rows=``, ``ask_if=``, ….
        """
        sections = self._data.get("sections")
        path: YamlPath = (
            ("sections", len(sections) - 1, "questions") if sections else ("questions",)
        )
        questions = (
            sections[-1]["questions"] if sections else self._data.setdefault("questions", [])
        )
        _refuse(keys, "id", "type")
        questions.append({"id": name, "type": type_, **_plain(keys)})
        self._note((*path, len(questions) - 1))

    def index(
        self,
        name: str,
        label: Mapping[str, str],
        members: Sequence[Any],
        **keys: Any,  # noqa: ANN401
    ) -> None:
        """Add an index from 0 to 100."""
        indices = self._data.setdefault("indices", [])
        _refuse(keys, "id")
        own = {"id": name, "label": _plain(label), "members": _plain(members)}
        indices.append({**own, **_plain(keys)})
        self._note(("indices", len(indices) - 1))

    def build(self) -> Questionnaire:
        """Make the questionnaire.

        Raises
        ------
        FindingsError
            With everything that must be mended, each with the line that added it.
        """
        data = {
            "id": self.id,
            "title": _plain(self.title),
            "languages": _plain(self.languages),
            **self._data,
        }
        return checked_questionnaire(PlainData(data, _Lines(self.id, self._lines)))

    def _put(self, path: YamlPath, value: object) -> None:
        self._data[str(path[0])] = _plain(value)
        self._note(path, depth=3)

    def _note(self, path: YamlPath, depth: int = 2) -> None:
        """Note the line of Python that added a part."""
        frame = sys._getframe(depth)
        name = Path(frame.f_code.co_filename).name
        self._lines[path] = Place(name, frame.f_lineno)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Knows which line of Python added a part."""

    name: str
    lines: Mapping[YamlPath, Place]

    def place(self, path: YamlPath = ()) -> Place:
        cell = ".".join(map(str, path)) or None
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                found = self.lines[path[:length]]
                return Place(found.file, found.line, cell)
        return Place(self.name, None, cell)


def _plain(value: Any, depth: int = 0) -> Any:  # noqa: ANN401
    """What was given as a file would have it, and a copy: mappings, lists and plain numbers."""
    if depth > DEEPEST or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean_text(value, most=LONGEST_TEXT)
    if isinstance(value, Mapping):
        return {_key(key): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each, depth + 1) for each in value]
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else value


def _key(key: object) -> object:
    """A key as a file would have it; a whole number is one, whatever library made it."""
    if isinstance(key, bool) or not isinstance(key, Integral):
        return clean_text(key) if isinstance(key, str) else key
    return int(key)


def _refuse(keys: Mapping[str, Any], *names: str) -> None:
    """Refuse keys that would silently replace what an argument already says."""
    for name in names:
        if name in keys:
            raise fail(WrongUseError, "builder.given_twice", name=quoted(name))
