"""Edits of study.yaml that keep its comments, made only if the file then says what it must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.errors import DataError
from survey.files.decoding import decode
from survey.files.guards import read_guarded, shown
from survey.files.yaml_editing import edited_yaml
from survey.files.yaml_reader import MOST_BYTES, parse_yaml
from survey.findings import FindingsError
from survey.language.messages import fail
from survey.study.study_file.plan import STUDY_FILE

if TYPE_CHECKING:
    from survey.files.yaml_reader import YamlDocument
    from survey.study.study_file.plan import StudyPlan


def edited_study(plan: StudyPlan, after: dict[str, Any]) -> tuple[str, YamlDocument]:
    """The text of study.yaml with what differs changed, and what it then says.

    Parameters
    ----------
    plan : StudyPlan
        Of the study as it is now.
    after : dict
        What the file is to say.

    Raises
    ------
    DataError
        If the file is written in a way that can't be edited; it must be done by hand.
    """
    path = plan.folder / STUDY_FILE
    held = decode(read_guarded(path, most_bytes=MOST_BYTES), file=shown(path), encoding="utf-8")
    of_windows = held.text.count("\r\n")
    unix = held.text.replace("\r\n", "\n")
    try:
        words = edited_yaml(unix, parse_yaml(unix, path).data, after)
        document = parse_yaml(words, path)
    except FindingsError:
        document = None
    if document is None or document.data != after:
        raise fail(DataError, "study_edit.by_hand", where=shown(path))
    all_of_windows = of_windows and of_windows == held.text.count("\n")
    return words.replace("\n", "\r\n") if all_of_windows else words, document


def with_wave(data: dict[str, Any], wave: str, said: dict[str, Any]) -> dict[str, Any]:
    """What study.yaml says, with other keys for a wave; one that is new comes last.

    Parameters
    ----------
    data : dict
    wave : str
    said : dict
        All that is to be said of the wave.
    """
    waves = [said if each.get("id") == wave else each for each in data["waves"]]
    known = any(each.get("id") == wave for each in data["waves"])
    return {**data, "waves": waves if known else [*waves, said]}
