"""A study folder begun from a questionnaire: it runs at once, on answers that are invented."""

from __future__ import annotations

import datetime as dt
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.errors import UnknownNameError, WrongUseError
from survey.files.atomic import make_folder, write_bytes, write_folder
from survey.files.guards import safe_file_name, shown
from survey.files.nearest import did_you_mean
from survey.files.yaml_reader import read_yaml
from survey.files.yaml_writer import yaml_text
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.drafting.legal_names import legal_name
from survey.questionnaire.location import locate_questionnaire, questionnaires
from survey.questionnaire.questions import Grid, Multiple, Number, Single
from survey.questionnaire.reader import is_workbook, read_questionnaire
from survey.study.beginning.started import QUESTIONNAIRE_FILE, check_wave_name, refuse_existing
from survey.study.beginning.templates import write_templates
from survey.study.keeping.kept import with_modules
from survey.study.steps.simulated import simulate_study_wave
from survey.study.study import open_study
from survey.study.study_file.plan import STUDY_FILE

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterator, Sequence

    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question, Section

FIRST_QUESTIONNAIRE = "kort-form"
"""What a study begins with that names no questionnaire."""
_EXAMPLE_AREAS = ("A", "B", "C")
_WIDTH, _SEED = 92, 1
_ASIDE = ".survey"
_STEPS = ("report", "study", "questionnaire", "words", "remove", "answers", "again")


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study folder that was begun from a questionnaire.

    Attributes
    ----------
    folder : Path
    wave : str
    areas : tuple of str
        What the areas are called, the contrast among them.
    contrast : str
        What the area is called that gives contrast.
    examples : bool
        Whether the areas are examples that are still to be edited.
    answers : int
        How many answers were invented.
    files : tuple of str
        All that was written, below the folder.
    """

    folder: Path
    wave: str
    areas: tuple[str, ...]
    contrast: str
    examples: bool
    answers: int
    files: tuple[str, ...]

    def lines(self, *, language: str | None = None) -> list[str]:
        """What is to be known of it, a sentence each."""
        spoken = language or current_language()
        said = [text("new_study.told.simulated", lang=spoken, count=self.answers)]
        if self.examples:
            said.append(text("new_study.told.areas", lang=spoken, file=STUDY_FILE))
        readme = text("new_study.readme_file", lang=spoken)
        return [*said, text("new_study.told.readme", lang=spoken, file=readme)]


def new_study(
    folder: str | os.PathLike[str],
    questionnaire: str | os.PathLike[str] | None = None,
    *,
    wave: str | None = None,
    areas: Sequence[str] = (),
    contrast: str | None = None,
    language: str | None = None,
) -> NewStudy:
    """Write a study folder that can be edited, and that gives a report at once.

    As there are no answers yet, they are invented: a list of dwellings, a sample, the fieldwork, a
    register and the answers. The report says so on each page. `remove_simulated` takes all of it
    away again.

    Parameters
    ----------
    folder : str or path
        Where it is to lie; nothing may be there yet.
    questionnaire : str or path, optional
        The name of one that ships with the package, or a file; a short general one if left out. The
        study gets a copy of its own.
    wave : str, optional
        Name of the wave; this year if left out.
    areas : sequence of str
        What the areas are called; three examples if left out.
    contrast : str, optional
        Which of them the others are compared with; must be given with `areas`.
    language : {"da", "en"}, optional
        Of comments and explanations; the one in force if left out.

    Returns
    -------
    NewStudy

    Raises
    ------
    WrongUseError
        If the folder is there already, there are fewer than two areas, or there is nothing to
        report.
    UnknownNameError
        If there is no such questionnaire, or the contrast is none of the areas.
    FileError, FindingsError
        If the questionnaire can't be read, or the folder can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> sv.new_study("my-study", "randers-2010", wave="2026").folder  # doctest: +SKIP
    PosixPath('my-study')
    """
    spoken = language or current_language()
    if spoken not in LANGUAGES:
        raise fail(WrongUseError, "study.language", got=quoted(spoken), known=culprits(LANGUAGES))
    target = refuse_existing(folder)
    begun = _Beginning(questionnaire, wave, tuple(areas), contrast, spoken)
    with tempfile.TemporaryDirectory() as aside:
        files, count = begun.written(Path(aside) / target.absolute().name)
    make_folder(target.absolute().parent)
    write_folder(target, files, last=STUDY_FILE)
    names = tuple(begun.areas.values())
    return NewStudy(
        target, begun.wave, names, begun.contrast, not areas, count, tuple(sorted(files))
    )


class _Beginning:
    """A study in the making."""

    def __init__(
        self,
        questionnaire: str | os.PathLike[str] | None,
        wave: str | None,
        areas: tuple[str, ...],
        contrast: str | None,
        language: str,
    ) -> None:
        self.language = language
        self.file = locate_questionnaire(questionnaire or FIRST_QUESTIONNAIRE)
        self.general = questionnaire is None
        self.asked = read_questionnaire(self.file)
        self.languages = [each for each in LANGUAGES if each in self.asked.languages.offered]
        if not self.languages:
            known = culprits(LANGUAGES)
            raise fail(WrongUseError, "new_study.languages", where=shown(self.file), known=known)
        self.wave = str(dt.datetime.now(tz=dt.UTC).year) if wave is None else wave
        check_wave_name(self.wave)
        self.examples = not areas
        self.areas = self._areas(areas)
        self.contrast = self._contrast(contrast)
        self.chapters = list(_chapters(self.asked, self.languages))
        if not self.chapters:
            raise fail(WrongUseError, "started.nothing", where=shown(self.file))

    def say(self, key: str, **fields: object) -> str:
        return text(f"new_study.{key}", lang=self.language, **fields)

    def both(self, key: str, **fields: object) -> dict[str, str]:
        """A text of the report, in its languages."""
        return {each: text(f"new_study.{key}", lang=each, **fields) for each in self.languages}

    def _areas(self, names: tuple[str, ...]) -> dict[str, str]:
        """The areas by id."""
        given = [" ".join(name.split()) for name in names] or [
            self.say("area", letter=letter) for letter in _EXAMPLE_AREAS
        ]
        folded = [name.casefold() for name in given]
        twice = len(set(folded)) < len(folded)
        if len(given) < 2 or twice or "" in given:
            raise fail(WrongUseError, "new_study.areas", got=culprits(given))
        found: dict[str, str] = {}
        for name in given:
            found[legal_name(name, found)] = name
        return found

    def _contrast(self, name: str | None) -> str:
        names = list(self.areas.values())
        if name is None and self.examples:
            return names[-1]
        if name is None:
            raise fail(WrongUseError, "new_study.contrast", known=culprits(names))
        folded = {each.casefold(): each for each in names}
        found = folded.get(" ".join(name.split()).casefold())
        if found is None:
            near = did_you_mean(name, names)
            raise fail(
                UnknownNameError,
                "new_study.contrast_unknown_near" if near else "new_study.contrast_unknown",
                name=quoted(name),
                near=quoted(near or ""),
                known=culprits(names),
            )
        return found

    # The files

    def written(self, folder: Path) -> tuple[dict[str, bytes], int]:
        """The files of the study, and how many answers were invented; made in a folder aside."""
        own = dict(self._questionnaire_files())
        own[STUDY_FILE] = self._study_file(next(iter(own))).encode()
        own[self.say("readme_file")] = self._readme().encode("utf-8-sig")
        first = self.chapters[0]["id"]
        own[f"tekst/{first}.{self.language}.md"] = self._words().encode()
        for name, content in own.items():
            make_folder((folder / name).parent)
            write_bytes(folder / name, content)
        write_templates(folder, language=self.language)
        wave = open_study(folder).wave(self.wave)
        done = simulate_study_wave(wave, seed=_SEED, language=self.language)
        paths = {each.relative_to(folder): each for each in folder.rglob("*") if each.is_file()}
        files = {
            name.as_posix(): path.read_bytes()
            for name, path in paths.items()
            if name.parts[0] != _ASIDE
        }
        return files, len(done.wave.responses.data)

    def _questionnaire_files(self) -> Iterator[tuple[str, bytes]]:
        """The questionnaire first, then the modules that lie beside it."""
        if self.general:
            comment = _comment(self.say("comment.general"))
            data = _without(read_yaml(self.file).data, ("ar", "tr"))
            data["title"] = self.both("title")
            data["note"] = self.both("note")
            yield QUESTIONNAIRE_FILE, (comment + yaml_text(data)).encode()
            return
        name = f"questionnaire{self.file.suffix}" if is_workbook(self.file) else QUESTIONNAIRE_FILE
        shipped = locate_questionnaire(questionnaires()[0]).parent.resolve()
        for kept, path in with_modules(self.file, name).items():
            if path == self.file or not path.resolve().is_relative_to(shipped):
                yield kept, path.read_bytes()

    def _study_file(self, questionnaire: str) -> str:
        taken = {name for chapter in self.chapters for name in chapter["questions"]}
        appendix = [
            each.id
            for each in self.asked.questions
            if each.id not in taken and isinstance(each, Single | Grid | Multiple | Number)
        ]
        answers = f"waves/{safe_file_name(self.wave)}/answers.csv"
        parts: dict[str, Any] = {
            "title": self.both("title"),
            "areas": list(self._area_lines()),
            "questionnaire": questionnaire,
            "weighting": self._recipe(),
            "waves": [{"id": self.wave, "answers": answers}],
            "chapters": self.chapters,
            "appendix": appendix,
            "simulated": True,
            "release": "default",
        }
        data = {name: part for name, part in parts.items() if part != []}
        return _comment(self.say("comment.top")) + "".join(self._explained(yaml_text(data), data))

    def _explained(self, written: str, parts: Collection[str]) -> Iterator[str]:
        """The lines of study.yaml, with a remark above each of its parts."""
        for line in written.splitlines(keepends=True):
            name = line.partition(":")[0]
            if name in parts:
                yield "\n" + _comment(self.say(f"comment.{name}"))
            if line.strip():
                yield line

    def _area_lines(self) -> Iterator[dict[str, Any]]:
        for name, label in self.areas.items():
            line: dict[str, Any] = {"id": name, "label": dict.fromkeys(self.languages, label)}
            if self.examples:
                line["label"] = self.both("area", letter=label[-1])
            line["role"] = "contrast" if label == self.contrast else "study"
            if label == self.contrast:
                line["chosen"] = self.both("chosen")
            yield line

    def _recipe(self) -> list[Any]:
        """How answers are weighted to the invented register, by what the questionnaire asks."""
        names = {each.name for each in self.asked.variables()}
        margins = [each for each in ("sex", "age_group") if each in names]
        if not margins:
            return []
        steps: list[Any] = ["base", *(["within_dwelling"] if "adults" in names else [])]
        rake = {"within": margins, "missing": dict.fromkeys(margins, "own_category")}
        return [*steps, {"nonresponse": {"classes": ["area"]}}, {"rake": rake}]

    def _readme(self) -> str:
        title = text("new_study.title", lang=self.language)
        fields = {
            "file": STUDY_FILE,
            "questionnaire": QUESTIONNAIRE_FILE,
            "wave": self.wave,
            "folder": f"waves/{safe_file_name(self.wave)}",
            "chapter": self.chapters[0]["id"],
            "templates": text("templates.folder", lang=self.language),
        }
        steps = [
            textwrap.fill(
                f"{number}. {self.say(f'readme.{step}', **fields)}",
                _WIDTH,
                subsequent_indent="   ",
                break_on_hyphens=False,
            )
            for number, step in enumerate(_STEPS, start=1)
        ]
        first = [f"{title}\n{'=' * len(title)}", _filled(self.say("readme.simulated"))]
        last = [_filled(self.say(f"readme.{part}", **fields)) for part in ("help", "private")]
        return "\n\n".join([*first, *steps, *last]) + "\n"

    def _words(self) -> str:
        """An example of the analyst's own words: a remark, which no report shows."""
        title = self.chapters[0]["title"][self.languages[0]]
        example = self.say("words", chapter=title, other=self.chapters[-1]["id"])
        return f"<!--\n{_filled(example)}\n-->\n"


def _chapters(asked: Questionnaire, languages: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A chapter for each section with questions that have a headline."""
    for section in asked.sections:
        questions = [each for each in section.questions if each.headline is not None]
        title = _in(languages, section)
        if questions and title is not None:
            yield _chapter(section.id, title, questions)
            continue
        for each in questions:
            yield _chapter(each.id, {code: each.label[code] for code in languages}, [each])


def _in(languages: Sequence[str], section: Section) -> dict[str, str] | None:
    """The title of a section in the languages of the report; None if one is missing."""
    found = {code: section.title[code] for code in languages if section.title.get(code)}
    return found if len(found) == len(languages) else None


def _chapter(name: str, title: dict[str, str], questions: Sequence[Question]) -> dict[str, Any]:
    return {"id": name, "title": title, "questions": [each.id for each in questions]}


def _without(data: Any, languages: tuple[str, ...]) -> Any:  # noqa: ANN401 - a part of a file
    """Plain data of a questionnaire without some of its languages."""
    if isinstance(data, dict):
        left = {
            key: _without(each, languages)
            for key, each in data.items()
            if key not in {*languages, "fallback", "unreviewed"}
        }
        return {key: each for key, each in left.items() if each not in ({}, [])}
    if isinstance(data, list):
        return [_without(each, languages) for each in data if each not in languages]
    return data


def _comment(words: str) -> str:
    lines = textwrap.wrap(words, _WIDTH - 2, break_on_hyphens=False, break_long_words=False)
    return "".join(f"# {line}\n" for line in lines)


def _filled(words: str) -> str:
    return textwrap.fill(words, _WIDTH, break_on_hyphens=False, break_long_words=False)
