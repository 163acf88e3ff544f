"""A questionnaire of the model from plain data, with all that is wrong in it at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.codebook import Index, IndexItem, MissingKind
from survey.files.validation import check_part, findings_error
from survey.findings import Place
from survey.questionnaire.changes import Change, Crosswalk, Declared
from survey.questionnaire.columns import index_members
from survey.questionnaire.gathering import Gathering
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.question_builder import build_questions
from survey.questionnaire.questions import Scenario, Section
from survey.questionnaire.schema import MemberFile, QuestionnaireFile, ScaleFile
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from survey.codebook import Text
    from survey.files.validation import Written
    from survey.files.yaml_builder import Step, YamlPath
    from survey.findings import Finding
    from survey.questionnaire.model import ModelPath
    from survey.questionnaire.schema import DeclaredFile, IndexFile, SectionFile, WrittenText

    class Places(Protocol):
        """Knows where each thing of plain data was written."""

        def place(self, path: YamlPath = ()) -> Place:
            """Where something stands."""


_TOP = (
    "title",
    "languages",
    "note",
    "introduction",
    "closing",
    "missing",
    "words",
    "fallback",
    "unreviewed",
    "since",
)
_NAMED = ("sections", "scales", "indices", "tests")


@dataclass(frozen=True, slots=True)
class PlainData:
    """Plain data with the places where they were written.

    Attributes
    ----------
    data : mapping
    places : Places or None
        None for data that were made by a program.
    """

    data: Any
    places: Places | None = None

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.place().file

    def place(self, path: YamlPath = ()) -> Place:
        """Where something stands."""
        if self.places is not None:
            return self.places.place(path)
        return Place(self._id(), None, ".".join(map(str, path)) or None)

    def _id(self) -> str:
        given = self.data.get("id") if isinstance(self.data, Mapping) else None
        return str(given)[:64] if given else "questionnaire"


@dataclass(frozen=True, slots=True)
class Built:
    """What came of plain data.

    Attributes
    ----------
    questionnaire : Questionnaire or None
        What could be made of it; None if the whole of it has the wrong form.
    findings : tuple of Finding
        What was found while it was made.
    broken : frozenset of str
        Names of questions that could not be made.
    """

    questionnaire: Questionnaire | None
    findings: tuple[Finding, ...] = ()
    broken: frozenset[str] = frozenset()


def questionnaire_from(data: Mapping[str, Any], *, places: Places | None = None) -> Questionnaire:
    """Make a questionnaire of plain data, in the form in which it is written in a file.

    Parameters
    ----------
    data : mapping
    places : Places, optional
        Where each thing was written, for the findings.

    Raises
    ------
    FindingsError
        With all that keeps it from being made.
    """
    document = PlainData(data, places)
    built = build(document)
    if built.questionnaire is None or built.findings:
        raise findings_error(built.findings, document, what="questionnaire")
    return built.questionnaire


def build(document: Written, *, partly: bool = False) -> Built:
    """Make what can be made of a questionnaire, and gather what is wrong.

    Parameters
    ----------
    document : Written
    partly : bool
        Whether parts are left out that were complained of already, perhaps all questions.
    """
    written, findings = check_part(document, QuestionnaireFile, document.data)
    if written is None:
        return Built(None, (*findings, *_found_all_the_same(document)))
    gathering = Gathering(document, tuple(written.languages))
    _gather_scales(gathering, written)
    kinds = bool(written.questions) + bool(written.sections)
    if not written.module and (kinds == 2 or (kinds == 0 and not partly)):
        gathering.complain("questions_or_sections", ("sections", 0) if written.sections else ())
    sections = tuple(_sections(gathering, written))
    made = _questionnaire(gathering, written, sections)
    broken = frozenset(_ids(document.data)) - {each.id for each in made.everything()}
    return Built(made, tuple(gathering.findings), broken)


def _found_all_the_same(document: Written) -> list[Finding]:
    """What is wrong in the questions of a file whose whole can't be read."""
    data = document.data
    if not isinstance(data, Mapping):
        return []
    offered = data.get("languages")
    gathering = Gathering(document, tuple(map(str, offered)) if isinstance(offered, list) else ())
    scales = data.get("scales")
    for name, each in scales.items() if isinstance(scales, Mapping) else ():
        scale, _ = check_part(document, ScaleFile, each)
        gathering.scales[str(name)] = None if scale is None else gathering.scale(str(name), scale)
    sections = data.get("sections")
    lists: list[tuple[YamlPath, object]] = [(("questions",), data.get("questions"))]
    for place, section in enumerate(sections if isinstance(sections, list) else ()):
        if isinstance(section, Mapping):
            lists.append((("sections", place, "questions"), section.get("questions")))
    for path, questions in lists:
        if isinstance(questions, list) and all(isinstance(each, Mapping) for each in questions):
            build_questions(gathering, questions, path)
    return gathering.findings


def _gather_scales(gathering: Gathering, written: QuestionnaireFile) -> None:
    for name, scale in written.scales.items():
        gathering.scales[name] = gathering.scale(name, scale)


def _questionnaire(
    gathering: Gathering, written: QuestionnaireFile, sections: tuple[Section, ...]
) -> Questionnaire:
    fallback = {name: tuple(chain) for name, chain in written.fallback.items()}
    return Questionnaire(
        id=written.id,
        title=gathering.text(written.title, ("title",)),
        languages=Languages(gathering.offered, fallback, tuple(written.unreviewed)),
        sections=sections,
        scales={name: scale for name, scale in gathering.scales.items() if scale is not None},
        indices=tuple(_indices(gathering, written.indices, sections)),
        missing={MissingKind[n.upper()]: t for n, t in _texts(gathering, written, "missing")},
        words=dict(_texts(gathering, written, "words")),
        introduction=gathering.text(written.introduction, ("introduction",)),
        closing=gathering.text(written.closing, ("closing",)),
        modes=tuple(written.modes),
        tests=tuple(Scenario(each.name, each.given, each.expect) for each in written.tests),
        since={
            wave: dict(_declared(gathering, wave, each)) for wave, each in written.since.items()
        },
        note=gathering.text(written.note, ("note",)),
        module=written.module,
        places=WrittenPlaces(gathering.document, _paths(gathering.document.data)),
    )


def _declared(
    gathering: Gathering, wave: str, written: Mapping[str, DeclaredFile]
) -> Iterator[tuple[str, Declared]]:
    """What became of the questions of an earlier wave."""
    for name, each in written.items():
        path = ("since", wave, name)
        crosswalk = None
        if each.crosswalk is not None:
            here = (*path, "crosswalk", "common")
            named = each.crosswalk.common.items()
            common = {code: gathering.text(words, (*here, code)) for code, words in named}
            crosswalk = Crosswalk(common, each.crosswalk.old, each.crosswalk.new)
        reason = gathering.text(each.reason, (*path, "reason"))
        yield name, Declared(Change(each.change), reason, each.by or "", crosswalk)


def _texts(
    gathering: Gathering, written: QuestionnaireFile, key: str
) -> Iterator[tuple[str, Text]]:
    texts: Mapping[str, WrittenText] = getattr(written, key)
    for name, words in texts.items():
        yield name, gathering.text(words, (key, name))


def _sections(gathering: Gathering, written: QuestionnaireFile) -> Iterator[Section]:
    if written.questions:
        yield Section("", build_questions(gathering, written.questions, ("questions",)))
    for place, section in enumerate(written.sections):
        yield _section(gathering, section, ("sections", place))


def _section(gathering: Gathering, written: SectionFile, path: YamlPath) -> Section:
    return Section(
        written.id,
        build_questions(gathering, written.questions, (*path, "questions")),
        title=gathering.text(written.title, (*path, "title")),
        introduction=gathering.text(written.introduction, (*path, "introduction")),
        ask_if=gathering.expression(written.ask_if, (*path, "ask_if")),
        areas=tuple(written.areas),
        random=written.random,
    )


def _indices(
    gathering: Gathering, written: Sequence[IndexFile], sections: Sequence[Section]
) -> Iterator[Index]:
    members = index_members(sections)
    broken = set(_ids(gathering.document.data))
    for place, index in enumerate(written):
        items: list[IndexItem] = []
        for at, member in enumerate(index.members):
            named = member if isinstance(member, MemberFile) else MemberFile(id=member)
            if named.id in members:
                items += (_item(column, named, ends) for column, ends in members[named.id])
            elif named.id not in broken:
                path = ("indices", place, "members", at)
                gathering.complain_near("member_unknown", path, named.id, members)
        label = gathering.text(index.label, ("indices", place, "label"))
        if items:
            yield Index(index.id, tuple(items), index.minimum_answered, label)


def _item(column: str, member: MemberFile, ends: tuple[float, float]) -> IndexItem:
    low = ends[0] if member.low is None else member.low
    high = ends[1] if member.high is None else member.high
    return IndexItem(column, low, high, member.reverse)


def _ids(data: Any) -> Iterator[str]:  # noqa: ANN401
    """Names of all questions as they are written."""
    yield from (str(path[0]) for path in _paths(data) if path[0] not in _NAMED)


def _paths(data: Any) -> dict[ModelPath, YamlPath]:  # noqa: ANN401
    """Where the named parts of a questionnaire stand in its plain data."""
    found: dict[ModelPath, YamlPath] = {
        ("scales", str(n)): ("scales", n) for n in data.get("scales", {})
    }
    found |= {("tests", str(n)): ("tests", n) for n in range(len(data.get("tests", ())))}
    found |= {(name,): (name,) for name in _TOP if name in data}
    for key in ("sections", "indices"):
        for place, part in enumerate(data.get(key, ())):
            found[key, str(part.get("id"))] = (key, place)
    for path, question in _questions(data):
        name = str(question.get("id"))
        if found.setdefault((name,), path) != path:
            found["again", name] = path
    return found


def _questions(data: Any) -> Iterator[tuple[YamlPath, Mapping[str, Any]]]:  # noqa: ANN401
    """All questions as they are written, those of rosters among them, and where they stand."""
    lists: list[tuple[YamlPath, Any]] = [(("questions",), data.get("questions", ()))]
    for place, section in enumerate(data.get("sections", ())):
        lists.append((("sections", place, "questions"), section.get("questions", ())))
    while lists:
        path, questions = lists.pop(0)
        for place, question in enumerate(questions):
            if isinstance(question, Mapping):
                yield (*path, place), question
                if question.get("type") == "roster" and isinstance(question.get("questions"), list):
                    lists.append(((*path, place, "questions"), question["questions"]))


@dataclass(frozen=True, slots=True)
class WrittenPlaces(Mapping["ModelPath", Place]):
    """Where each part of a questionnaire was written, looked up when it is asked for."""

    document: Written
    paths: Mapping[ModelPath, YamlPath] = field(default_factory=dict)

    def __getitem__(self, path: ModelPath) -> Place:
        """Where a part stands; the nearest thing around what isn't there."""
        if not path:
            return self.document.place()
        for length in (2, 1):
            if path[:length] in self.paths:
                return self.document.place(self._deeper(self.paths[path[:length]], path[length:]))
        raise KeyError(path)

    def _deeper(self, path: YamlPath, steps: Sequence[str]) -> YamlPath:
        """A path as far as the plain data go along it."""
        data = self.document.data
        for step in path:
            data = data[step]
        for step in steps:
            found = _step(data, step)
            if found is None:
                break
            data, path = data[found], (*path, found)
        return path

    def __iter__(self) -> Iterator[ModelPath]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def _step(data: Any, step: str) -> Step | None:  # noqa: ANN401
    """A key or a place in a list, as the data have it; None if they don't."""
    number = int(step) if step.isdecimal() else None
    if isinstance(data, Mapping):
        return next((key for key in (step, number) if key is not None and key in data), None)
    if isinstance(data, list) and number is not None and number < len(data):
        return number
    return None
