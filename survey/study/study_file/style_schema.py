"""The style file of a study as it is written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from survey.documents.house_style import DEFAULT_STYLE
from survey.files.validation import Checked, of_form
from survey.questionnaire.schema import Words
from survey.study.study_file.schema import Texts


def _not_a_comment(written: object) -> object:
    """A colour without quotation marks is a comment, and nothing is left of it."""
    if written is None:
        raise PydanticCustomError("colour_comment", "no colour")
    return written


_Written = BeforeValidator(_not_a_comment)
Colour = Annotated[str, _Written]
Scale = Annotated[Literal["PuOr", "RdBu"] | list[Colour], _Written]


class FontFile(Checked):
    """The font: its name, and its files beside the style file."""

    name: Annotated[str, of_form("font_form", r"[^\W_][\w .&+-]{0,62}")]
    regular: Words | None = None
    bold: Words | None = None


class LogoFile(Checked):
    """The logo: its file, and what it says."""

    file: Words
    alt: Texts


class HouseStyleFile(Checked):
    """A whole style."""

    accent: Colour = DEFAULT_STYLE.accent
    scale: Scale = "PuOr"
    font: FontFile | None = None
    logo: LogoFile | None = None
