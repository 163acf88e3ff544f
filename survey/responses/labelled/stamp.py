"""The stamp on a file of answers: what they answer, and how they are taken in again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from survey.provenance import DISTRIBUTION, own_version
from survey.questionnaire.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.locking.lock import Lock
    from survey.questionnaire.model import Questionnaire

FORM = 1
"""Version of the form of a stamp."""
_APOSTROPHE = "\\u0027"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file of answers says of itself.

    Attributes
    ----------
    questionnaire : str
        Its id.
    fingerprint : str
        Of the questionnaire.
    wave, instrument : str
        Of its lock; empty without one.
    program : str
    form : int
    groups : mapping of str to list of str
        By column of numbers that stand for texts: the text of 1, 2, 3, ….
    names : mapping of str to str
        Columns that are called otherwise in the file, and what they are called in the answers.
    words : str
        The file beside it that holds texts which were too long.
    simulated : bool
        Whether the answers are invented.
    """

    questionnaire: str
    fingerprint: str
    wave: str = ""
    instrument: str = ""
    program: str = ""
    form: int = FORM
    groups: Mapping[str, list[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    simulated: bool = False

    def to_text(self) -> str:
        """The stamp as one line of JSON, in ASCII and without apostrophes."""
        return json.dumps(asdict(self), ensure_ascii=True).replace("'", _APOSTROPHE)


def new_stamp(questionnaire: Questionnaire, lock: Lock | None, *, simulated: bool) -> Stamp:
    """The stamp of answers to a questionnaire.

    Parameters
    ----------
    questionnaire : Questionnaire
    lock : Lock or None
    simulated : bool
        Whether the answers are invented.
    """
    return Stamp(
        questionnaire.id,
        fingerprint(questionnaire),
        wave=lock.wave if lock else "",
        instrument=lock.instrument if lock else "",
        program=f"{DISTRIBUTION} {own_version()}",
        simulated=simulated,
    )


def stamp_from(written: str | None) -> Stamp | None:
    """A stamp that was read, or None if it isn't one of ours.

    Parameters
    ----------
    written : str or None
    """
    try:
        data = json.loads(written or "")
    except ValueError:
        return None
    return _stamp(data) if isinstance(data, dict) and data.get("form") == FORM else None


def _stamp(data: dict[str, Any]) -> Stamp | None:
    texts = {name: data.get(name) for name in ("questionnaire", "fingerprint", "wave",
                                               "instrument", "program", "words")}  # fmt: skip
    groups, names = data.get("groups"), data.get("names")
    if not all(isinstance(each, str) for each in texts.values()):
        return None
    if not isinstance(groups, dict) or not isinstance(names, dict):
        return None
    lists = (*groups.values(), list(names.values()))
    if not all(isinstance(each, list) for each in lists):
        return None
    if not all(isinstance(one, str) for each in lists for one in each):
        return None
    invented = data.get("simulated") is True
    return Stamp(**texts, groups=groups, names=names, simulated=invented)  # type: ignore[arg-type]
