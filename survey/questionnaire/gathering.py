"""Pieces of a questionnaire's file made into pieces of the model, with all findings gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from babel import localedata

from survey.codebook import Code, Headline, MissingKind
from survey.files.nearest import did_you_mean
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.expressions.parser import complaint, parse_expression
from survey.questionnaire.expressions.tokens import ExpressionError
from survey.questionnaire.questions import AnswerCheck, Polarity, Scale
from survey.questionnaire.schema import CodeFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey.codebook import Text
    from survey.files.validation import Written
    from survey.files.yaml_builder import YamlPath
    from survey.findings import Finding
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.schema import (
        CheckFile,
        CodedFile,
        ComputedFile,
        HeadlineFile,
        ScaleFile,
        WrittenText,
    )


@dataclass(slots=True)
class Gathering:
    """What is known while a questionnaire is built, and what was found wrong.

    Attributes
    ----------
    document : Written
    offered : tuple of str
        Its languages.
    scales : dict
        Those that could be read; None for those that have findings.
    findings : list of Finding
    """

    document: Written
    offered: tuple[str, ...]
    scales: dict[str, Scale | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def complain(self, code: str, path: YamlPath, **fields: Any) -> None:  # noqa: ANN401
        """Note that something is wrong."""
        self.findings.append(
            finding(f"questionnaire.{code}", place=self.document.place(path), **fields)
        )

    def complain_near(
        self, code: str, path: YamlPath, name: str, known: Iterable[str], **fields: object
    ) -> None:
        """Note that a name is unknown, with the nearest one that is known."""
        names = list(known)
        near = did_you_mean(name, names)
        code = f"{code}_near" if near else code
        some = culprits(names) if names else "–"
        told = {"name": quoted_heading(name), "near": quoted(near or "")}
        self.complain(code, path, known=some, **told, **fields)

    def text(self, written: WrittenText | None, path: YamlPath) -> Text:
        """A text; what a module has in languages that the questionnaire doesn't is left out."""
        words = dict(written or {})
        for language in [each for each in words if each not in self.offered]:
            here = (*path, language)
            if self.document.place(here).file != self.document.place().file:
                del words[language]  # modules may have more languages
            elif not localedata.exists(language.replace("-", "_")):
                known = culprits(self.offered)
                self.complain("language_unknown", here, language=quoted(language), known=known)
        return words

    def expression(self, source: str | None, path: YamlPath) -> Expression | None:
        """A condition or a calculation; None, and a finding, if it can't be read."""
        if source is None:
            return None
        try:
            return parse_expression(source)
        except ExpressionError as error:
            self.findings.append(complaint(error, self.document.place(path)))
        return None

    def codes(
        self, written: Mapping[int, WrittenText | CodeFile], path: YamlPath
    ) -> tuple[Code, ...]:
        """Codes in the order in which they are written."""
        return tuple(self._code(value, each, (*path, value)) for value, each in written.items())

    def _code(self, value: int, written: WrittenText | CodeFile, path: YamlPath) -> Code:
        if not isinstance(written, CodeFile):
            return Code(value, self.text(written, path))
        return Code(
            value,
            self.text(written.label, (*path, "label")),
            in_text=self.text(written.in_text, (*path, "in_text")),
            place=self.text(written.place, (*path, "place")),
            exclusive=written.exclusive,
            opens_text=written.opens_text,
            outside=written.outside,
        )

    def scale(self, name: str, written: ScaleFile) -> Scale:
        """A scale that questions share."""
        codes = self.codes(written.codes, ("scales", name, "codes"))
        return Scale(name, codes, Polarity(written.polarity))

    def codes_of(
        self, written: CodedFile | ComputedFile, path: YamlPath, *, optional: bool = False
    ) -> tuple[Code, ...] | None:
        """The codes of a question: those of its scale or its own; None if there are findings."""
        if written.scale is not None and written.codes is not None:
            self.complain("scale_or_codes", path, name=quoted(written.id))
            return None
        if written.codes is not None:
            return self.codes(written.codes, (*path, "codes"))
        if written.scale is None:
            if not optional:
                self.complain("scale_or_codes", path, name=quoted(written.id))
            return () if optional else None
        if written.scale not in self.scales:
            self.complain_near("scale_unknown", (*path, "scale"), written.scale, self.scales)
            return None
        scale = self.scales[written.scale]
        return None if scale is None else scale.codes

    def headline(self, written: HeadlineFile | None, path: YamlPath) -> Headline | None:
        """The headline of a question or a row."""
        if written is None:
            return None
        return Headline(
            codes=tuple(written.codes),
            good=written.good,
            base=tuple(written.base) if isinstance(written.base, list) else written.base,
            label=self.text(written.label, (*path, "label")),
            phrase=self.text(written.phrase, (*path, "phrase")),
        )

    def checks(self, written: Sequence[CheckFile], path: YamlPath) -> tuple[AnswerCheck, ...]:
        """What must hold of an answer; those that can't be read are left out."""
        return tuple(
            AnswerCheck(must, self.text(each.message, (*path, place, "message")), each.soft)
            for place, each in enumerate(written)
            if (must := self.expression(each.must, (*path, place, "must"))) is not None
        )


def missing_kinds(names: Iterable[str]) -> tuple[MissingKind, ...]:
    """Kinds of missing by their names, in the order in which they stand on a form."""
    return tuple(sorted((MissingKind[name.upper()] for name in set(names)), reverse=True))
