"""Questions, scales and indices that questionnaires share: ``use:`` put in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.errors import SurveyError
from survey.files.nearest import did_you_mean
from survey.files.yaml_reader import YamlDocument, read_yaml
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.location import locate_module, modules, modules_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from survey.files.yaml_builder import YamlPath
    from survey.findings import Finding, Place

_DEEPEST = 5
_USE = "use"
_FIXED = ("id", "type")  # what a question is stays with its name
_SHARED = ("missing", "words")


@dataclass(frozen=True, slots=True)
class Expanded:
    """A questionnaire's plain data with what it uses of modules put in place.

    Attributes
    ----------
    document : YamlDocument
        The file of the questionnaire.
    data : mapping
    origins : mapping of path to (YamlDocument, path)
        Where a part of `data` was written, if not at the same place in the file.
    findings : tuple of Finding
        What could not be put in place.
    """

    document: YamlDocument
    data: Any
    origins: Mapping[YamlPath, tuple[YamlDocument, YamlPath]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def path(self) -> Path:
        """The file of the questionnaire."""
        return self.document.path

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.document.name

    def place(self, path: YamlPath = ()) -> Place:
        """Where something stands, in the questionnaire or in a module."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                document, start = self.origins[path[:length]]
                return document.place((*start, *path[length:]))
        return self.document.place(path)


@dataclass(frozen=True, slots=True)
class _Part:
    """A question, scale or index of a module: its data and where it stands."""

    data: Mapping[str, Any]
    document: YamlDocument
    path: YamlPath


@dataclass(slots=True)
class _Store:
    """What the modules hold, by kind and name."""

    questions: dict[str, _Part] = field(default_factory=dict)
    scales: dict[str, _Part] = field(default_factory=dict)
    indices: dict[str, _Part] = field(default_factory=dict)
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)

    def take(self, kind: str, name: str, part: _Part) -> None:
        held: dict[str, _Part] = getattr(self, kind)
        first = held.setdefault(name, part)
        if first.data != part.data:
            where = part.document.place(part.path)
            other = first.document.place(first.path)
            self.findings.append(
                finding("questionnaire.module_clash", place=where, name=quoted(name), other=other)
            )


def expand(document: YamlDocument) -> Expanded:
    """Put what a questionnaire uses of modules in its place.

    A module is a questionnaire file, mostly one with ``module: true``. ``use: [name]`` at the top
    names those that are used; ``- use: safe_day`` among the questions or the indices takes one from
    them, and keys beside it replace those that it has there. Scales of modules come along with the
    questions that have them.

    Parameters
    ----------
    document : YamlDocument

    Returns
    -------
    Expanded
        With findings for names that no module has; shape errors are left to the check of shape.
    """
    data = document.data
    if not isinstance(data, dict) or not _uses(data):
        return Expanded(document, data)
    store = _Store()
    _gather(store, document, 0)
    placing = _Placing(document, store)
    return Expanded(document, placing.put(data), placing.origins, tuple(store.findings))


def _uses(data: Mapping[str, Any]) -> bool:
    """Whether something of a module is used, or is meant to be."""
    sections = [each for each in _listed(data.get("sections")) if isinstance(each, dict)]
    lists = [data.get("questions"), data.get("indices"), *(s.get("questions") for s in sections)]
    used = (isinstance(part, dict) and _USE in part for each in lists for part in _listed(each))
    return _USE in data or any(used)


def _gather(store: _Store, document: YamlDocument, depth: int) -> None:
    """Take in all modules that a file uses, and those that they use."""
    for place, name in enumerate(_listed(document.data.get(_USE))):
        where = document.place((_USE, place))
        if not isinstance(name, str):
            continue  # the check of shape says so
        path = locate_module(name, document.path.parent)
        if path is None:
            beside = modules_beside(document.path)
            store.findings.append(_unknown("module_unknown", name, modules(), where, beside))
            continue
        if path.resolve() in store.seen or depth >= _DEEPEST:
            continue
        store.seen.add(path.resolve())
        try:
            module = read_yaml(path)
        except SurveyError as error:
            store.findings += getattr(error, "findings", ()) or [_unread(name, where, error)]
            continue
        if isinstance(module.data, dict):
            _take_all(store, module)
            _gather(store, module, depth + 1)


def _take_all(store: _Store, module: YamlDocument) -> None:
    data = module.data
    scales = data.get("scales")
    for name, scale in scales.items() if isinstance(scales, dict) else ():
        store.take("scales", str(name), _Part(scale, module, ("scales", name)))
    for kind, path, part in _named(data):
        store.take(kind, str(part["id"]), _Part(part, module, path))
    for key in _SHARED:
        if isinstance(data.get(key), dict):
            store.shared[key] = {**data[key], **store.shared.get(key, {})}


def _named(data: Mapping[str, Any]) -> Iterator[tuple[str, YamlPath, Mapping[str, Any]]]:
    """Questions and indices of a module that have a name."""
    sections = data.get("sections")
    lists: list[tuple[str, YamlPath, object]] = [
        ("questions", ("questions",), data.get("questions")),
        ("indices", ("indices",), data.get("indices")),
    ]
    for place, section in enumerate(sections if isinstance(sections, list) else []):
        if isinstance(section, dict):
            lists.append(("questions", ("sections", place, "questions"), section.get("questions")))
    for kind, path, parts in lists:
        for place, part in enumerate(_listed(parts)):
            if isinstance(part, dict) and "id" in part:
                yield kind, (*path, place), part


@dataclass(slots=True)
class _Placing:
    """Puts parts of modules in their places."""

    document: YamlDocument
    store: _Store
    origins: dict[YamlPath, tuple[YamlDocument, YamlPath]] = field(default_factory=dict)

    def put(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The plain data with every ``use`` replaced."""
        full = dict(data)
        for kind in ("questions", "indices"):
            if isinstance(data.get(kind), list):
                full[kind] = self._listed(data[kind], (kind,), kind)
        if isinstance(data.get("sections"), list):
            full["sections"] = [self._section(s, at) for at, s in enumerate(data["sections"])]
        scales = self._scales(full)
        if scales:
            full["scales"] = scales
        for key, words in self.store.shared.items():
            full[key] = {**words, **full.get(key, {})}
        return full

    def _section(self, section: object, place: int) -> object:
        if not isinstance(section, dict) or not isinstance(section.get("questions"), list):
            return section
        path = ("sections", place, "questions")
        return {**section, "questions": self._listed(section["questions"], path, "questions")}

    def _listed(self, parts: list[Any], path: YamlPath, kind: str) -> list[Any]:
        made: list[Any] = []
        for place, part in enumerate(parts):
            where = (*path, len(made))
            if not (isinstance(part, dict) and _USE in part):
                self.origins[where] = (self.document, (*path, place))
                made.append(part)
                continue
            found = self._used(part, (*path, place), where, kind)
            made += [] if found is None else [found]
        return made

    def _used(
        self, part: Mapping[str, Any], written: YamlPath, path: YamlPath, kind: str
    ) -> dict[str, Any] | None:
        """A question or an index of a module, with the keys that replace its own."""
        name = str(part[_USE])
        held: dict[str, _Part] = getattr(self.store, kind)
        where = self.document.place((*written, _USE))
        if name not in held:
            self.store.findings.append(_unknown("use_unknown", name, held, where))
            return None
        module = held[name]
        own = {key: value for key, value in part.items() if key != _USE}
        for key in [key for key in _FIXED if key in own]:
            self.store.findings.append(
                finding(
                    "questionnaire.use_fixed",
                    place=self.document.place((*written, key)),
                    name=quoted(name),
                    key=quoted(key),
                )
            )
            del own[key]
        if "scale" in own or "codes" in own:
            module_data = {k: v for k, v in module.data.items() if k not in {"scale", "codes"}}
        else:
            module_data = dict(module.data)
        self.origins[path] = (self.document, written)
        for key in module_data:
            self.origins[*path, key] = (module.document, (*module.path, key))
        for key in own:
            self.origins[*path, key] = (self.document, (*written, key))
        return {**module_data, **own}

    def _scales(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The scales of the questionnaire, and those that its questions have from modules."""
        own = data.get("scales")
        scales = dict(own) if isinstance(own, dict) else {}
        for path, name in _scales_named(data):
            if name in scales and name in self.store.scales and name in (own or {}):
                self._tell_of_clash(path, name)
            elif name not in scales and name in self.store.scales:
                part = self.store.scales[name]
                scales[name] = part.data
                self.origins["scales", name] = (part.document, part.path)
        return scales

    def _tell_of_clash(self, path: YamlPath, name: str) -> None:
        """A question of a module would silently get another scale than the one it has there."""
        document, _ = self.origins.get((*path, "scale"), (self.document, ()))
        if document is self.document:
            return
        where = self.document.place(("scales", name))
        part = self.store.scales[name]
        clash = finding(
            "questionnaire.module_clash",
            place=where,
            name=quoted(name),
            other=part.document.place(part.path),
        )
        if clash not in self.store.findings:
            self.store.findings.append(clash)


def _scales_named(data: Mapping[str, Any]) -> Iterator[tuple[YamlPath, str]]:
    """The scales that questions have, and where the questions stand."""
    waiting: list[tuple[YamlPath, object]] = [(("questions",), data.get("questions"))]
    for place, section in enumerate(_listed(data.get("sections"))):
        if isinstance(section, dict):
            waiting.append((("sections", place, "questions"), section.get("questions")))
    while waiting:
        path, questions = waiting.pop(0)
        for place, question in enumerate(_listed(questions)):
            if isinstance(question, dict):
                if isinstance(question.get("scale"), str):
                    yield (*path, place), question["scale"]
                waiting.append(((*path, place, "questions"), question.get("questions")))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _unknown(
    code: str,
    name: str,
    known: Iterable[str],
    where: Place,
    meant: Iterable[str] = (),
) -> Finding:
    names = list(known)
    near = did_you_mean(name, [*names, *meant])
    return finding(
        f"questionnaire.{code}_near" if near else f"questionnaire.{code}",
        place=where,
        name=quoted(name),
        known=culprits(names) if names else "–",
        near=quoted(near or ""),
    )


def _unread(name: str, where: Place, error: SurveyError) -> Finding:
    return finding(
        "questionnaire.module_unread", place=where, name=quoted(name), reason=error.problem
    )
