"""What the waves of a study are called, without reading the rest of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import SurveyError
from survey.files.yaml_reader import read_yaml

if TYPE_CHECKING:
    import os

_STUDY_FILE = "study.yaml"


def wave_names(folder: str | os.PathLike[str]) -> tuple[str, ...]:
    """What the waves of a study are called; none if it can't be read.

    Parameters
    ----------
    folder : str or path
        The folder of the study, or its study.yaml.
    """
    given = Path(folder)
    try:
        data = read_yaml(given if given.name == _STUDY_FILE else given / _STUDY_FILE).data
    except SurveyError:
        return ()
    waves = data.get("waves") if isinstance(data, dict) else None
    named = (each.get("id") for each in waves or () if isinstance(each, dict))
    return tuple(str(each) for each in named if each is not None)
