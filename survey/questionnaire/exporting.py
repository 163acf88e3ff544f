"""A questionnaire written as what it is needed for: a form, a codebook, a workbook, …."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.files.atomic import write_text
from survey.files.guards import path_of
from survey.files.nearest import did_you_mean
from survey.files.targets import target_ending_in
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.exchange.codebook import write_codebook
from survey.questionnaire.exchange.workbook_writer import write_questionnaire_workbook
from survey.questionnaire.forms.keying_workbook import write_keying_workbook
from survey.questionnaire.forms.word_form import write_form
from survey.questionnaire.json_schema import questionnaire_schema
from survey.questionnaire.saving import write_questionnaire

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from survey.questionnaire.model import Questionnaire

_ENDINGS = {
    "yaml": ".yaml",
    "workbook": ".xlsx",
    "codebook": ".html",
    "word": ".docx",
    "keying": ".xlsx",
    "schema": ".json",
}
EXPORTS = tuple(_ENDINGS)


def export_questionnaire(
    questionnaire: Questionnaire,
    to: str,
    path: str | os.PathLike[str] | None = None,
    *,
    language: str | None = None,
    area: str | None = None,
    in_full: bool = False,
) -> Path:
    """Write a questionnaire as what it is needed for.

    Parameters
    ----------
    questionnaire : Questionnaire
    to : {"yaml", "workbook", "codebook", "word", "keying", "schema"}
        The file that is edited; the workbook for those who don't write YAML; the codebook; the
        form to print; the workbook for keying forms that came back; or the form of the YAML file
        as JSON Schema.
    path : str or path, optional
        Where to; ``<id>-<what>-<language>`` in the current folder if left out. The ending decides
        the format of the codebook: .html, .md, .docx, .pdf, .txt or .xlsx.
    language : str, optional
        Of the form and the workbook for keying: any of the questionnaire's languages. Of
        everything else: Danish or English.
    area : str, optional
        Whose local questions the form has; all of them if left out.
    in_full : bool
        Of ``yaml``: whether a file that is there is written anew, with all that comes from modules
        in it and without its comments.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WrongUseError
        If it can't be written as that, or not in that language.
    FileError
        If it can't be written.
    """
    questionnaire_given(questionnaire)
    if not isinstance(to, str) or to not in _ENDINGS:
        near = did_you_mean(str(to), EXPORTS)
        code = "export_unknown_near" if near else "export_unknown"
        known = culprits(EXPORTS) if len(EXPORTS) <= 5 else ", ".join(map(quoted, EXPORTS))
        raise fail(
            WrongUseError,
            f"questionnaire.{code}",
            name=quoted(to),
            known=known,
            near=quoted(near or ""),
        )
    spoken = language or _usual(questionnaire, to)
    target = path_of(path) if path is not None else Path(_name(questionnaire, to, spoken))
    if to == "yaml":
        return write_questionnaire(questionnaire, target, anew=in_full)
    _WRITERS[to](questionnaire, target, spoken, area)
    return target


def _usual(questionnaire: Questionnaire, to: str) -> str:
    """The language in force, or the questionnaire's first for what must be in one of its own."""
    offered = questionnaire.languages.offered
    own = to in {"word", "keying"}
    return offered[0] if own and current_language() not in offered else current_language()


def _name(questionnaire: Questionnaire, to: str, language: str) -> str:
    if to == "yaml":
        return f"{questionnaire.id}.yaml"
    if to == "schema":
        return "questionnaire.schema.json"
    what = text(f"questionnaire.file.{to}")
    return f"{questionnaire.id}-{what}-{language}{_ENDINGS[to]}"


def _workbook(questionnaire: Questionnaire, path: Path, language: str, area: str | None) -> None:
    write_questionnaire_workbook(questionnaire, path, language=language)


def _codebook(questionnaire: Questionnaire, path: Path, language: str, area: str | None) -> None:
    write_codebook(questionnaire, path, language=language)


def _word(questionnaire: Questionnaire, path: Path, language: str, area: str | None) -> None:
    write_form(questionnaire, path, language=language, area=area)


def _keying(questionnaire: Questionnaire, path: Path, language: str, area: str | None) -> None:
    write_keying_workbook(questionnaire, path, language=language)


def _schema(questionnaire: Questionnaire, path: Path, language: str, area: str | None) -> None:
    schema = questionnaire_schema(language=language)
    write_text(
        target_ending_in(path, ".json"), json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    )


_WRITERS: dict[str, Callable[[Questionnaire, Path, str, str | None], None]] = {
    "workbook": _workbook,
    "codebook": _codebook,
    "word": _word,
    "keying": _keying,
    "schema": _schema,
}
