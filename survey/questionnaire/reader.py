"""Reading a questionnaire: by its shipped name or from a file, with all findings at once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from survey.codebook import Code, Headline
from survey.errors import UnknownNameError
from survey.files.nearest import did_you_mean
from survey.files.validation import findings_error, validate
from survey.files.yaml_reader import YamlDocument, read_yaml
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.model import Question, Questionnaire, Scale
from survey.questionnaire.schema import QuestionFile, QuestionnaireFile, plain_text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from survey.findings import Finding, Place
    from survey.questionnaire.schema import WrittenText

_PACKAGE = Path(__file__).resolve().parent.parent


def questionnaires() -> list[str]:
    """Names of the questionnaires that ship with the package."""
    return sorted(path.stem for path in _shipped_folder().glob("*.yaml"))


def read_questionnaire(source: str | os.PathLike[str]) -> Questionnaire:
    """Read a questionnaire.

    Parameters
    ----------
    source : str or path
        A shipped name, or the path of a YAML file.

    Returns
    -------
    Questionnaire

    Raises
    ------
    FindingsError
        With everything that is wrong in the file, each with its line.
    UnknownNameError
        If a bare name is no shipped questionnaire.
    FileError
        If the file can't be read.
    """
    document = read_yaml(locate_questionnaire(source))
    written = validate(document, QuestionnaireFile, what="questionnaire")
    findings = list(_check(document, written))
    if findings:
        raise findings_error(findings, document, what="questionnaire")
    scales = {name: Scale(name, _codes(scale.codes)) for name, scale in written.scales.items()}
    return Questionnaire(
        id=written.id,
        title=plain_text(written.title),
        languages=tuple(written.languages),
        questions=tuple(_question(each, scales) for each in written.questions),
        note=plain_text(written.note),
    )


def locate_questionnaire(
    source: str | os.PathLike[str],
    *,
    root: str | os.PathLike[str] = ".",
    where: Place | None = None,
) -> Path:
    """Where a questionnaire lies: a file, from a folder, or one that ships with the package.

    Parameters
    ----------
    source : str or path
    root : path
        The folder that a file's path begins in.
    where : Place, optional
        Where the name was written, for the message.

    Raises
    ------
    UnknownNameError
        If a bare name is no shipped questionnaire.
    """
    path = Path(root) / source
    bare = isinstance(source, str) and Path(source).name == source and not Path(source).suffix
    if not bare or path.is_file():
        return path
    shipped = _shipped_folder() / f"{source}.yaml"
    if not shipped.exists():
        known = questionnaires()
        near = did_you_mean(str(source), known)
        raise fail(
            UnknownNameError,
            "questionnaire.unknown_near" if near else "questionnaire.unknown",
            where=where,
            name=quoted(source),
            known=culprits(known),
            near=quoted(near or ""),
        )
    return shipped


def _shipped_folder() -> Path:
    inside = _PACKAGE / "_questionnaires"
    return inside if inside.exists() else _PACKAGE.parent / "questionnaires"


def _check(document: YamlDocument, written: QuestionnaireFile) -> Iterator[Finding]:
    """What is wrong beyond the shape of the file."""
    counts = Counter(question.id for question in written.questions)
    for place, question in enumerate(written.questions):
        where = ("questions", place)
        if counts[question.id] > 1:
            yield finding(
                "questionnaire.id_twice",
                place=document.place((*where, "id")),
                name=quoted(question.id),
            )
        yield from _check_codes(document, written, question, where)
    for path, texts in _all_texts(written):
        for language in written.languages:
            if language not in texts:
                yield finding(
                    "questionnaire.text_missing", place=document.place(path), language=language
                )


def _check_codes(
    document: YamlDocument,
    written: QuestionnaireFile,
    question: QuestionFile,
    where: tuple[str, int],
) -> Iterator[Finding]:
    name = quoted(question.id)
    if (question.scale is None) == (question.codes is None):
        yield finding("questionnaire.scale_or_codes", place=document.place(where), name=name)
        return
    if question.scale is not None and question.scale not in written.scales:
        near = did_you_mean(question.scale, written.scales)
        yield finding(
            "questionnaire.scale_unknown_near" if near else "questionnaire.scale_unknown",
            place=document.place((*where, "scale")),
            name=quoted(question.scale),
            known=culprits(written.scales),
            near=quoted(near or ""),
        )
        return
    codes = question.codes or written.scales[str(question.scale)].codes
    if question.headline is None:
        return
    base = question.headline.base
    wanted = {"codes": question.headline.codes, "base": base if isinstance(base, list) else []}
    for key, those in wanted.items():
        unknown = [code for code in those if code not in codes]
        if unknown:
            yield finding(
                f"questionnaire.headline_{key}",
                place=document.place((*where, "headline", key)),
                name=name,
                got=culprits(unknown),
                codes=culprits(codes),
            )


def _all_texts(
    written: QuestionnaireFile,
) -> Iterator[tuple[tuple[str | int, ...], WrittenText]]:
    yield ("title",), written.title
    if written.note:
        yield ("note",), written.note
    for name, scale in written.scales.items():
        for code, label in scale.codes.items():
            yield ("scales", name, "codes", code), label
    for place, question in enumerate(written.questions):
        yield ("questions", place, "text"), question.text
        yield ("questions", place, "label"), question.label
        for code, label in (question.codes or {}).items():
            yield ("questions", place, "codes", code), label
        if question.headline is not None:
            yield ("questions", place, "headline", "label"), question.headline.label
            yield ("questions", place, "headline", "phrase"), question.headline.phrase


def _question(written: QuestionFile, scales: Mapping[str, Scale]) -> Question:
    codes = _codes(written.codes) if written.codes else scales[str(written.scale)].codes
    return Question(
        id=written.id,
        text=plain_text(written.text),
        label=plain_text(written.label),
        codes=codes,
        headline=_headline(written),
    )


def _headline(written: QuestionFile) -> Headline | None:
    declared = written.headline
    if declared is None:
        return None
    return Headline(
        codes=tuple(declared.codes),
        good=declared.good,
        base=tuple(declared.base) if isinstance(declared.base, list) else declared.base,
        label=plain_text(declared.label),
        phrase=plain_text(declared.phrase),
    )


def _codes(written: Mapping[int, WrittenText]) -> tuple[Code, ...]:
    return tuple(Code(value, plain_text(label)) for value, label in written.items())
