"""Writing a questionnaire to a YAML file, whose comments survive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.files.atomic import write_text
from survey.files.decoding import decode
from survey.files.guards import read_guarded, shown
from survey.files.targets import target_ending_in
from survey.files.validation import findings_error
from survey.files.yaml_editing import edited_yaml
from survey.files.yaml_reader import MOST_BYTES, parse_yaml
from survey.files.yaml_writer import yaml_text
from survey.findings import FindingsError
from survey.language.messages import fail
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.build import build
from survey.questionnaire.modules import expand
from survey.questionnaire.writer import to_data

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.questionnaire.model import Questionnaire


def write_questionnaire(
    questionnaire: Questionnaire, path: str | os.PathLike[str], *, anew: bool = False
) -> Path:
    """Write a questionnaire to a YAML file.

    In a file that is there already, only what differs is changed: comments, the order of keys and
    what is used from modules stay.

    Parameters
    ----------
    questionnaire : Questionnaire
    path : str or path
    anew : bool
        Whether a file that is there is replaced without keeping anything of it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FindingsError
        If the file that is there can't be read as a questionnaire.
    DataError
        If the difference can't be written into it, since it lies in a module.
    FileError
        If it can't be written.
    """
    questionnaire_given(questionnaire)
    target = target_ending_in(path, ".yaml", ".yml")
    if anew or not target.exists():
        text = yaml_text(to_data(questionnaire))
    else:
        text = _edited(questionnaire, target)
    write_text(target, text)
    return target


def _edited(questionnaire: Questionnaire, path: Path) -> str:
    """The file that is there with what differs changed."""
    data = read_guarded(path, most_bytes=MOST_BYTES)
    held = decode(data, file=shown(path), encoding="utf-8").text
    before = _read(held, path)
    if before == questionnaire:
        return held
    unix = held.replace("\r\n", "\n")
    text = _with_line_ends_of(held, edited_yaml(unix, to_data(before), to_data(questionnaire)))
    try:
        kept = _read(text, path) == questionnaire
    except FindingsError:
        kept = False
    if not kept:
        raise fail(DataError, "questionnaire.not_kept", where=shown(path))
    return text


def _with_line_ends_of(held: str, text: str) -> str:
    """A text whose lines end as those of the file do."""
    of_windows = held.count("\r\n")
    return text.replace("\n", "\r\n") if of_windows and of_windows == held.count("\n") else text


def _read(text: str, path: Path) -> Questionnaire:
    """The questionnaire that a file holds, whose codes and rows have an order.

    Raises
    ------
    FindingsError
        If it is no questionnaire.
    """
    document = expand(parse_yaml(text, path))
    built = build(document)
    findings = [*document.findings, *built.findings]
    if built.questionnaire is None or findings:
        raise findings_error(findings, document, what="questionnaire")
    return built.questionnaire
