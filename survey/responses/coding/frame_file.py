"""Code frames read from files and written to them, as YAML or as a sheet of Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.errors import WrongUseError
from survey.files.atomic import write_bytes, write_text
from survey.files.guards import path_of, shown
from survey.files.targets import target_ending_in
from survey.files.validation import check_part, findings_error
from survey.files.yaml_reader import read_yaml
from survey.files.yaml_writer import yaml_text
from survey.findings import errors_among
from survey.language.messages import fail, quoted
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.schema import plain_text
from survey.responses.coding.frame import CodeFrame, FrameCode, Net, with_words
from survey.responses.coding.frame_checks import frame_findings
from survey.responses.coding.frame_schema import CodeFrameFile, FrameCodeFile
from survey.responses.coding.frame_sheet import frame_xlsx, read_frame_sheet

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.files.yaml_reader import YamlDocument
    from survey.findings import Place
    from survey.questionnaire.model import Questionnaire

_YAML, _XLSX = (".yaml", ".yml"), ".xlsx"


def read_code_frame(
    path: str | os.PathLike[str], questionnaire: Questionnaire, *, question: str | None = None
) -> CodeFrame:
    """Read the code frame of an open question.

    Parameters
    ----------
    path : str or path
        A YAML file, or an Excel workbook with a sheet that has the columns code, label and, where
        wanted, description, examples and net.
    questionnaire : Questionnaire
        It must ask the question.
    question : str, optional
        The column of own words; needed for a workbook that doesn't say it.

    Returns
    -------
    CodeFrame

    Raises
    ------
    FileError
        If the file can't be read.
    FindingsError
        With all that is wrong in it, each with its line or cell.
    WrongUseError
        If the ending is another one, or a workbook doesn't say which question it is about.
    """
    questionnaire = questionnaire_given(questionnaire)
    file = path_of(path)
    ending = file.suffix.lower()
    if ending == _XLSX:
        return read_frame_sheet(file, questionnaire, question)
    if ending not in _YAML:
        raise fail(WrongUseError, "coding.frame_ending", got=quoted(shown(file.name)))
    frame = _from_yaml(read_yaml(file), questionnaire)
    if question is not None and frame.question != question:
        raise fail(
            WrongUseError,
            "coding.frame_of_another",
            where=shown(file),
            got=quoted(frame.question),
            expected=quoted(question),
        )
    return frame


def write_code_frame(
    frame: CodeFrame, path: str | os.PathLike[str], *, language: str | None = None
) -> Path:
    """Write a code frame, so that it can be changed by hand and read again.

    Parameters
    ----------
    frame : CodeFrame
    path : str or path
        Ends with ``.yaml`` or ``.xlsx``. An existing file is replaced.
    language : {"da", "en"}, optional
        Of the heads of the columns in a workbook; the language in force if left out.

    Raises
    ------
    FileError
        If it can't be written.
    """
    target = target_ending_in(path, ".yaml", ".yml", _XLSX)
    if target.suffix.lower() == _XLSX:
        write_bytes(target, frame_xlsx(frame, language))
    else:
        write_text(target, yaml_text(_plain(frame)))
    return target


def _from_yaml(document: YamlDocument, questionnaire: Questionnaire) -> CodeFrame:
    written, findings = check_part(document, CodeFrameFile, document.data)
    if written is None:
        raise findings_error(findings, document, what="code_frame")

    def where(code: FrameCode | None, part: str) -> Place:
        if code is None:
            known = ("nets", part) if part in written.nets else (part,)
            return document.place(known)
        full = isinstance(written.codes[code.value], FrameCodeFile)
        return document.place(("codes", code.value, part) if full else ("codes", code.value))

    frame = with_words(_frame(written), questionnaire)
    found = list(frame_findings(frame, questionnaire, where))
    if errors_among(found):
        raise findings_error(found, document, what="code_frame")
    return frame


def _frame(written: CodeFrameFile) -> CodeFrame:
    codes = tuple(_code(value, each) for value, each in written.codes.items())
    nets = tuple(Net(name, plain_text(label)) for name, label in written.nets.items())
    return CodeFrame(written.question, codes, nets)


def _code(value: int, written: Any) -> FrameCode:  # noqa: ANN401 - texts, or a code in full
    if not isinstance(written, FrameCodeFile):
        return FrameCode(value, plain_text(written))
    return FrameCode(
        value,
        plain_text(written.label),
        plain_text(written.description),
        plain_text(written.examples),
        written.net or "",
        exclusive=written.exclusive,
        no_answer=written.no_answer,
        since=written.since or "",
    )


def _plain(frame: CodeFrame) -> dict[str, Any]:
    """The frame as the file has it."""
    nets = {net.id: dict(net.label) for net in frame.nets}
    codes = {code.value: _plain_code(code) for code in frame.codes}
    return {"question": frame.question, **({"nets": nets} if nets else {}), "codes": codes}


def _plain_code(code: FrameCode) -> dict[str, Any]:
    more = {
        "description": dict(code.description),
        "examples": dict(code.examples),
        "net": code.net,
        "exclusive": code.exclusive,
        "no_answer": code.no_answer,
        "since": code.since,
    }
    told = {name: value for name, value in more.items() if value}
    return {"label": dict(code.label), **told} if told else dict(code.label)
