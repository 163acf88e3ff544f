"""A study folder begun from a data file: it runs at once, and says what in it was guessed."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.codebook import Kind
from survey.errors import WrongUseError
from survey.files.atomic import make_folder, write_folder
from survey.files.guards import safe_file_name, shown
from survey.files.yaml_writer import yaml_text
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.drafting.assembly import AREA, NO_AREA
from survey.questionnaire.drafting.guess_workbook import guesses_xlsx
from survey.questionnaire.drafting.ledger import Aspect, Sureness
from survey.questionnaire.questions import Grid, Multiple, Number, Single
from survey.questionnaire.writer import to_data
from survey.study.study_file.plan import STUDY_FILE
from survey.study.study_file.schema import WAVE_FORM

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import pandas as pd

    from survey.codebook import Variable
    from survey.questionnaire.drafting.draft import Draft
    from survey.questionnaire.drafting.ledger import Guess
    from survey.questionnaire.questions import Question

QUESTIONNAIRE_FILE, COLUMNS_FILE = "questionnaire.yaml", "columns.json"
_MOST_CHAPTERS = 12
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_FORMULA = ("=", "+", "-", "@", "\t")
_INVISIBLE = "\u200b"  # taken off again by the reader, and no formula begins with it


@dataclass(frozen=True, slots=True)
class StartedStudy:
    """A study folder that was begun.

    Attributes
    ----------
    folder : Path
    guesses : Path
        The workbook of guesses.
    wave : str
    contrast : str
        What the area is called that gives contrast.
    contrast_guessed : bool
        Whether nobody has said so.
    unconfirmed : int
        How many guesses nobody has confirmed.
    """

    folder: Path
    guesses: Path
    wave: str
    contrast: str
    contrast_guessed: bool
    unconfirmed: int


def start_study(
    folder: str | os.PathLike[str], draft: Draft, *, wave: str | None = None
) -> StartedStudy:
    """Write a study folder that can be reported at once.

    Parameters
    ----------
    folder : str or path
        Where it is to lie; nothing may be there yet.
    draft : Draft
        What was drafted from a data file.
    wave : str, optional
        Name of the wave; the year in the file's name, or else 1, if left out.

    Returns
    -------
    StartedStudy

    Raises
    ------
    WrongUseError
        If the folder is there already, or the file has no areas or nothing to report.
    FileError
        If it can't be written.
    """
    target = refuse_existing(folder)
    _check_areas(draft)
    _check_headlines(draft)
    name = _wave_of(draft) if wave is None else wave
    check_wave_name(name)
    waves = f"waves/{safe_file_name(name)}"
    answers = f"{waves}/answers.csv"
    workbook = text("started.guesses_file")
    files = {
        STUDY_FILE: _study_file(draft, name, answers).encode(),
        QUESTIONNAIRE_FILE: _questionnaire_file(draft).encode(),
        answers: _csv(draft),
        f"{waves}/{COLUMNS_FILE}": _json(draft.columns.to_data()),
        workbook: guesses_xlsx(draft.guesses),
    }
    make_folder(target.absolute().parent)
    write_folder(target, files, last=STUDY_FILE)
    contrast = _contrast(draft)
    return StartedStudy(
        target,
        target / workbook,
        name,
        draft.areas[draft.contrast],
        not (contrast.confirmed or contrast.corrected),
        len(draft.guesses.unconfirmed),
    )


def check_wave_name(name: str) -> None:
    """Refuse what can't be the name of a wave.

    Raises
    ------
    WrongUseError
    """
    if not re.fullmatch(WAVE_FORM, name):
        raise fail(WrongUseError, "started.wave", got=quoted(shown(name)))


def refuse_existing(folder: str | os.PathLike[str]) -> Path:
    """The path of a folder that isn't there yet.

    Raises
    ------
    WrongUseError
        If something has that name already.
    """
    target = Path(folder)
    if target.exists() or target.is_symlink():
        raise fail(WrongUseError, "started.exists", folder=quoted(shown(target)))
    return target


def _check_areas(draft: Draft) -> None:
    known = [name for name in draft.areas if name != NO_AREA]
    if not known:
        columns = culprits(column.name for column in draft.source.columns)
        raise fail(WrongUseError, "started.no_area", columns=columns)
    if len(known) < 2:
        raise fail(WrongUseError, "started.one_area", got=quoted(draft.areas[known[0]]))


def _wave_of(draft: Draft) -> str:
    found = _YEAR.findall(draft.source.path.stem)
    return found[-1] if found else "1"


def _contrast(draft: Draft) -> Guess:
    return next(each for each in draft.guesses if each.aspect is Aspect.CONTRAST)


def _check_headlines(draft: Draft) -> None:
    if not any(question.headline for question in draft.questionnaire.questions):
        raise fail(WrongUseError, "started.nothing", where=draft.source.path.name)


def _headlined(draft: Draft) -> list[Question]:
    """Questions for chapters: those whose headline is rather sure first, in the file's order."""
    sure = _surely_headlined(draft)
    questions = [each for each in draft.questionnaire.questions if each.headline is not None]
    picked = [each for each in questions if each.id in sure] or questions
    chosen: list[Question] = []
    columns = 0
    for question in picked:
        columns += len(question.rows) if isinstance(question, Grid) else 1
        if not chosen or columns <= _MOST_CHAPTERS:
            chosen.append(question)
    return chosen


def _surely_headlined(draft: Draft) -> set[str]:
    columns = {
        name
        for guess in draft.guesses
        if guess.aspect is Aspect.HEADLINE
        and (guess.sureness is not Sureness.UNSURE or guess.confirmed or guess.corrected)
        for name in guess.columns
    }
    targets = {each.target for each in draft.columns.columns if each.source in columns}
    return {v.question_id for v in draft.questionnaire.variables() if v.name in targets}


def _study_file(draft: Draft, wave: str, answers: str) -> str:
    language = draft.language
    chapters = _headlined(draft)
    taken = {question.id for question in chapters}
    about = text(
        "started.source",
        lang=language,
        file=draft.source.path.name,
        count=len(draft.guesses.unconfirmed),
    )
    data: dict[str, Any] = {
        "title": dict(draft.questionnaire.title),
        "areas": list(_areas(draft)),
        "questionnaire": QUESTIONNAIRE_FILE,
        "waves": [{"id": wave, "answers": answers, "area": AREA, **_columns(draft)}],
        "chapters": [
            {"id": each.id, "title": dict(each.label), "questions": [each.id]} for each in chapters
        ],
        "appendix": [
            each.id
            for each in draft.questionnaire.questions
            if each.id not in taken and isinstance(each, Single | Grid | Multiple | Number)
        ],
        "source": {language: about},
        "release": "default",
    }
    data = {name: part for name, part in data.items() if part != []}
    return _comment(draft) + yaml_text(data)


def _columns(draft: Draft) -> dict[str, str]:
    found = {"weights": draft.weight, "counts": draft.count}
    return {name: column for name, column in found.items() if column is not None}


def _areas(draft: Draft) -> Iterator[dict[str, Any]]:
    language = draft.language
    guess = _contrast(draft)
    for name, label in draft.areas.items():
        area: dict[str, Any] = {"id": name, "label": {language: label}, "role": "study"}
        if name == NO_AREA:
            area["role"] = "other"
        elif name == draft.contrast:
            area["role"] = "contrast"
            if not (guess.confirmed or guess.corrected):
                chosen = text("started.chosen", lang=language, area=label)
                area["chosen"] = {language: chosen}
        yield area


def _comment(draft: Draft) -> str:
    """What the analyst is told at the top of the study's file."""
    guess = _contrast(draft)
    lines = [text("started.comment", file=text("started.guesses_file"))]
    if not (guess.confirmed or guess.corrected):
        lines.append(text("started.comment_contrast", area=draft.areas[draft.contrast]))
    return "".join(f"# {' '.join(line.split())}\n" for line in lines) + "\n"


def _questionnaire_file(draft: Draft) -> str:
    comment = text("started.comment", file=text("started.guesses_file"))
    return f"# {comment}\n\n{yaml_text(to_data(draft.questionnaire))}"


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(draft: Draft) -> bytes:
    """The answers as Excel reads them: semicolons, decimal commas, UTF-8 with its mark."""
    frame = draft.answers()
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(frame.columns)
    codebook = draft.questionnaire.codebook()
    columns = [_cells(frame[name], codebook.get(str(name))) for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue().encode("utf-8-sig")


def _cells(series: pd.Series[Any], variable: Variable | None) -> list[str]:
    if variable is not None and variable.kind is Kind.TEXT:
        return [_harmless(str(words)) for words in series]
    return [_number(each) if isinstance(each, float) else str(each) for each in series.tolist()]


def _harmless(words: str) -> str:
    """Own words that Excel won't take for a formula."""
    return f"{_INVISIBLE}{words}" if words.startswith(_FORMULA) else words


def _number(number: float) -> str:
    """A number with a decimal comma, and never three decimals, which could be thousands."""
    if number == int(number):
        return str(int(number))
    whole, _, decimals = f"{number:.10f}".rstrip("0").partition(".")
    return f"{whole},{decimals}0" if len(decimals) == 3 else f"{whole},{decimals}"
