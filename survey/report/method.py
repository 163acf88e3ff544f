"""The method page: what was assumed, how numbers were made, and what may be concluded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.codebook import Domain, said
from survey.disclosure.results.waves import ReleasedWaves
from survey.documents.blocks import Heading, Paragraph, Run
from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.language.numbers import format_number
from survey.language.words import join_words, number_word
from survey.report.back.checklist import checklist_table
from survey.report.back.rates_by_definition import rates_by_definition
from survey.report.changes import changes_on_method_page
from survey.report.spec import Words
from survey.report.weighting_words import weighting_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from survey.disclosure.policy import ReleasePolicy
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.report.spec import ReportSpec


def method_blocks(
    released: Released,
    spec: ReportSpec,
    language: str,
    *,
    level: float,
    numbered: Callable[[str], str] = str,
    only: Collection[str] = (),
) -> list[Block]:
    """The method page as blocks.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    language : {"da", "en"}
    level : float
        Confidence level of the intervals.
    numbered : callable
        Puts a number before the title of a table.
    only : collection of str
        The sections that are wanted; all if left out.
    """
    words = Words(spec, language)
    changes = changes_on_method_page(released, spec, language, numbered)
    sections: dict[str, Sequence[Block]] = {
        "response": _response(spec, language, numbered),
        "weighting": [*_weighted(spec, words), *_weighting(spec, language)],
        "contrast": _contrast(released, spec, words),
        "uncertainty": [*_uncertainty(released, words, level), *_assumed(spec, words)],
        "changes": changes,
        "confidentiality": _confidentiality(released.policy, language),
        "reading": _reading(spec, words),
        "deviations": [_given(said(spec.carried_out.said.get("deviations", {}), language))],
        "checklist": _checklist(released, spec, language, numbered),
        "sources": [
            _given(words["source"]),
            *_references(released, spec, language, waves=_compares(released, spec)),
        ],
    }
    blocks: list[Block] = [Heading(2, text("report.method", lang=language), "method")]
    for name, paragraphs in sections.items():
        shown = [each for each in paragraphs if not isinstance(each, Paragraph) or each.plain]
        if not shown or (only and name not in only):
            continue
        blocks.append(Heading(3, text(f"method.{name}", lang=language), f"method_{name}"))
        blocks += shown
    return blocks


def _response(spec: ReportSpec, language: str, numbered: Callable[[str], str]) -> list[Block]:
    """The response rate by each of its definitions, where it is known."""
    rates = spec.carried_out.rates
    if rates is None:
        return []
    table = rates_by_definition(rates, language)
    return [replace(table, title=numbered(table.title))]


def _checklist(
    released: Released, spec: ReportSpec, language: str, numbered: Callable[[str], str]
) -> list[Block]:
    """What must be told beside the results, and what of it isn't."""
    table = checklist_table(released, spec, language)
    return [replace(table, title=numbered(table.title))]


def _compares(released: Released, spec: ReportSpec) -> bool:
    """Whether waves are compared."""
    return any(each.over == spec.over for each in released.of(ReleasedWaves))


def _weighted(spec: ReportSpec, words: Words) -> list[Paragraph]:
    """Whether answers are weighted, and what stands for those who didn't answer."""
    if spec.weights is not None:
        return []
    return [_say(words.language, "weighted" if spec.weighted else "unweighted")]


def _assumed(spec: ReportSpec, words: Words) -> list[Paragraph]:
    """What the uncertainty takes for granted of those who answered."""
    if spec.corrected:
        key = "corrected" if spec.weights is None else "corrected_weighted"
        return [_say(words.language, key)]
    return [] if words["sampling"] else [_say(words.language, "assumed")]


def _weighting(spec: ReportSpec, language: str) -> list[Paragraph]:
    """How answers were weighted by a recipe, and what that takes for granted."""
    if spec.weights is None:
        return []
    told = weighting_in_words(spec.weights, language)
    for number, each in enumerate(spec.uncertainty, start=1):
        told[f"weighting_uncertainty_{number}"] = each
    return [Paragraph((Run(each),), id=f"method_{name}") for name, each in told.items()]


def _contrast(released: Released, spec: ReportSpec, words: Words) -> list[Paragraph]:
    if spec.contrast is None:
        compared = released.of(ReleasedWaves)
        keys = ("no_contrast", *(("contrast_before",) if any(e.contrast for e in compared) else ()))
        return [_say(words.language, key, units=words["units"]) for key in keys]
    contrast = released.codebook.value_in_text(spec.over, spec.contrast, words.language)
    what = _say(words.language, "contrast", units=words["units"], contrast=contrast)
    return [what]


def _uncertainty(released: Released, words: Words, level: float) -> list[Paragraph]:
    percent = format_number(level * 100, words.language)
    from_all = _is_compared_with_all(released)
    paragraphs = [
        _say(words.language, "interval", level=percent),
        _say(words.language, "marks", units=words["units"]),
        *([_say(words.language, "from_all", units=words["units"])] if from_all else []),
        _say(words.language, "not_different"),
    ]
    return paragraphs if words.spec.contrast is not None else [paragraphs[0], paragraphs[2]]


def _is_compared_with_all(released: Released) -> bool:
    return any(part.contrast is Domain.ALL for part in released.comparisons)


def _confidentiality(policy: ReleasePolicy, language: str) -> list[Paragraph]:
    if policy.internal:
        return [_say(language, "internal")]
    paragraphs = [
        _say(language, "minimum", base=policy.minimum_base, cell=policy.small_cell),
        _say(
            language,
            "few",
            few=policy.few_answers,
            points=format_number(policy.widest_interval * 100, language),
        ),
    ]
    return [*paragraphs, _say(language, "strict")] if policy.uncertain_hidden else paragraphs


def _reading(spec: ReportSpec, words: Words) -> list[Paragraph]:
    """What the questions and the numbers mean."""
    usual = [_say(words.language, key) for key in ("base", "rounding")]
    return [_given(words["wording"]), *_uncoded(spec, words.language), *usual, *_all(spec, words)]


def _uncoded(spec: ReportSpec, language: str) -> list[Paragraph]:
    """Which open questions are left out because nobody has coded their answers."""
    if not spec.uncoded:
        return []
    labels = [quoted(said(each, language), lang=language) for each in spec.uncoded]
    return [_say(language, "uncoded", labels=join_words(labels, language), count=len(labels))]


def _all(spec: ReportSpec, words: Words) -> list[Paragraph]:
    """What is meant by all areas, where there are several."""
    if spec.areas == 1:
        return []
    count = number_word(spec.areas, words.language)
    key = "all" if spec.contrast is not None else "all_without_contrast"
    return [_say(words.language, key, area_count=count, units=words["units"])]


def _references(
    released: Released, spec: ReportSpec, language: str, *, waves: bool
) -> list[Paragraph]:
    key = "references" if spec.contrast is not None else "references_of_interval"
    listed = text(f"method.text.{key}", lang=language).split(" | ")
    if _is_compared_with_all(released):
        listed.append(text("method.text.holm", lang=language))
    if spec.weights is not None:
        listed.append(text("method.weighted.reference", lang=language))
    if waves:
        listed += text("method.waves.references", lang=language).split(" | ")
    return [_given(each) for each in sorted(dict.fromkeys(listed))]


def _say(language: str, key: str, **fields: object) -> Paragraph:
    """A paragraph of ours, with an id by which it is found again in an edited document."""
    words = text(f"method.text.{key}", lang=language, **fields)
    return Paragraph((Run(words),), id=f"method_{key}")


def _given(words: str) -> Paragraph:
    """A paragraph in the words of the study."""
    return Paragraph((Run(words),))
