"""The file of a code frame as it is written, before it becomes the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from survey.files.validation import Checked
from survey.questionnaire.schema import Language, Name, PartName, Texts, WaveName, Words

MOST_CODE = 999_999

_WORDS_ONLY, _IN_FULL = "dict[words]", "dict[full]"


def _one_line(written: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Several examples as one text."""
    if isinstance(written, list) and written and all(isinstance(each, str) for each in written):
        return "; ".join(written)
    return written


Examples = Annotated[
    dict[Language, Annotated[Words, BeforeValidator(_one_line)]], Field(min_length=1)
]
CodeNumber = Annotated[int, Field(ge=1, le=MOST_CODE)]


class FrameCodeFile(Checked):
    """A code with more than its label."""

    label: Texts
    description: Texts | None = None
    examples: Examples | None = None
    net: Name | None = None
    exclusive: bool = False
    no_answer: bool = False
    since: WaveName | None = None


FrameCoded = Annotated[
    Annotated[Texts, Tag(_WORDS_ONLY)] | Annotated[FrameCodeFile, Tag(_IN_FULL)],
    Discriminator(
        lambda value: _IN_FULL if isinstance(value, Mapping) and "label" in value else _WORDS_ONLY
    ),
]


class CodeFrameFile(Checked):
    """A whole code frame."""

    question: PartName
    nets: dict[Name, Texts] = Field(default_factory=dict)
    codes: Annotated[dict[CodeNumber, FrameCoded], Field(min_length=1)]
