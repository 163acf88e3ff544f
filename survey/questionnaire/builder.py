"""A questionnaire written in Python, for questions that a loop makes better than a hand."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.findings import Place
from survey.questionnaire.build import PlainData
from survey.questionnaire.reader import checked_questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.files.yaml_builder import YamlPath
    from survey.questionnaire.model import Questionnaire


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
            self._put((key,), value)

    def scale(
        self, name: str, codes: Mapping[int, Mapping[str, Any]], polarity: str = "neither"
    ) -> None:
        """Add a scale that questions share."""
        scales = self._data.setdefault("scales", {})
        scales[name] = {"codes": dict(codes), "polarity": polarity}
        self._note(("scales", name))

    def section(self, name: str, **keys: Any) -> None:  # noqa: ANN401
        """Begin a section; questions are added to it until the next one begins."""
        sections = self._data.setdefault("sections", [])
        sections.append({"id": name, **keys, "questions": []})
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
        questions.append({"id": name, "type": type_, **keys})
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
        indices.append({"id": name, "label": dict(label), "members": list(members), **keys})
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
            "title": dict(self.title),
            "languages": list(self.languages),
            **self._data,
        }
        return checked_questionnaire(PlainData(data, _Lines(self.id, self._lines)))

    def _put(self, path: YamlPath, value: object) -> None:
        self._data[str(path[0])] = value
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
