"""A short sign by which two questionnaires are told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from survey.questionnaire.expressions.expression import Expression

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire

LENGTH = 8


def fingerprint(questionnaire: Questionnaire) -> str:
    """The first eight characters of the SHA-256 of all that a questionnaire asks.

    Where its parts are written, in what order its mappings are, and what is said of earlier waves
    makes no difference.
    """
    data = json.dumps(_plain(questionnaire), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    if isinstance(value, Expression):
        return value.source
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        named = {each.name: _plain(getattr(value, each.name)) for each in fields(value)
                 if each.compare and each.name != "since"}  # fmt: skip
        return {"is": type(value).__name__, **named}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value
