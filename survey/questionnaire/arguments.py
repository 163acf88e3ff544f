"""Arguments of the wrong kind, refused in words."""

from __future__ import annotations

from survey.errors import WrongUseError
from survey.language.messages import fail
from survey.questionnaire.model import Questionnaire


def questionnaire_given(value: object, name: str = "questionnaire") -> Questionnaire:
    """A questionnaire that was given as one, and not as its name, a file or plain data.

    Parameters
    ----------
    value : object
    name : str
        The argument's name.

    Raises
    ------
    WrongUseError
    """
    if isinstance(value, Questionnaire):
        return value
    got = type(value).__name__
    expected = "read_questionnaire(...), QuestionnaireBuilder(...).build()"
    raise fail(WrongUseError, "argument.kind", name=name, got=got, expected=expected)


def refuse_unless(value: object, kind: type, name: str, expected: str) -> None:
    """Refuse an argument that isn't of its kind; None is left out and stays.

    Parameters
    ----------
    value : object
    kind : type
    name : str
        The argument's name.
    expected : str
        What it can be, in the words of Python.

    Raises
    ------
    WrongUseError
    """
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
        got = type(value).__name__
        raise fail(WrongUseError, "argument.kind", name=name, got=got, expected=expected)
