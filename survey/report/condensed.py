"""Several findings in a few sentences: a chapter's, a grid's, a whole report's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.language.words import capitalised, join_words, number_word, one_of
from survey.report.sentences import place_of
from survey.report.strongest import (
    areas_counted,
    differing,
    everywhere,
    places_counted,
    ranked,
    some_of_many,
    strongest_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.report.sentences import Finding
    from survey.report.spec import ReportSpec

_MOST_LABELS = 3


def condensed(findings: Sequence[Finding], released: Released, spec: ReportSpec) -> list[str]:
    """What a chapter comes to: all areas, the clearest difference, where answers are worse.

    Parameters
    ----------
    findings : sequence of Finding
        Of the chapter's questions.
    released : Released
    spec : ReportSpec
    """
    if not findings:
        return []
    strongest = ranked(best for each in findings if (best := strongest_of(each)) is not None)
    told = []
    if not strongest or strongest[0].finding is not findings[0]:
        told += [findings[0].of_all()]
    if strongest:
        told += strongest[0].sentences()
    told += counted(findings, released, spec)
    told += alike(findings, released, spec)
    return [each for each in told if each]


def counted(findings: Sequence[Finding], released: Released, spec: ReportSpec) -> list[str]:
    """In which areas answers are worse than in the contrast the most often, and where better."""
    if len(findings) < 2 or spec.contrast is None:
        return []
    language = findings[0].language
    worse, better = (places_counted(each, language) for each in areas_counted(findings))
    told = []
    if worse:
        contrast = released.codebook.value_in_text(spec.over, spec.contrast, language)
        told.append(text("findings.worse", lang=language, contrast=contrast, places=worse))
    if better:
        place = place_of(released, spec.over, spec.contrast, language)
        told.append(text("findings.better", lang=language, contrast_place=place, places=better))
    return told


def alike(
    findings: Sequence[Finding], released: Released, spec: ReportSpec, *, named: bool = False
) -> list[str]:
    """Questions on which no area can be told apart from the contrast: named, or how many.

    Parameters
    ----------
    findings : sequence of Finding
    released : Released
    spec : ReportSpec
    named : bool
        Whether nothing is said where they are too many to be named.
    """
    same = [each for each in findings if each.is_alike]
    if not same or len(findings) < 2:
        return []
    language = same[0].language
    fields = {
        "units": same[0].units,
        "contrast": released.codebook.value_in_text(spec.over, spec.contrast, language),
    }
    if len(same) > _MOST_LABELS:
        if named:
            return []
        number = number_word(len(same), language)
        return [text("findings.same_count", lang=language, number=number, **fields)]
    labels = [
        quoted(released.codebook.label(each.variable, language), lang=language) for each in same
    ]
    joined = join_words(labels, language)
    return [text("findings.same", lang=language, count=len(same), labels=joined, **fields)]


def how_many_differ(findings: Sequence[Finding], released: Released, spec: ReportSpec) -> list[str]:
    """On how many questions an area differs from the contrast."""
    compared = [each for each in findings if each.has_contrast]
    if len(compared) < 2:
        return []
    language = compared[0].language
    some, many = len(differing(compared)), len(compared)
    contrast = released.codebook.value_in_text(spec.over, spec.contrast, language)
    fields = {"units": compared[0].units, "contrast": contrast}
    if not some:
        number = number_word(many, language)
        return [text("findings.none_differ", lang=language, many=number, **fields)]
    numbers = some_of_many(some, many, language)
    return [text("findings.differ", lang=language, **numbers, **fields)]


def grid_sentences(
    findings: Sequence[Finding], released: Released, spec: ReportSpec
) -> tuple[list[str], list[str]]:
    """What the rows of a grid come to: where in them most agree, and how the areas differ.

    Returns
    -------
    (list of str, list of str)
        The lead, and the rest.
    """
    lead = _most_and_least(findings, released)
    strongest = ranked(best for each in findings if (best := strongest_of(each)) is not None)
    told = strongest[0].sentences() if strongest else []
    told += counted(findings, released, spec)
    return (lead, told) if lead else (told, [])


def _most_and_least(findings: Sequence[Finding], released: Released) -> list[str]:
    """The rows with the highest and the lowest share in all areas together."""
    shown = [each for each in findings if each.everyone is not None and each.everyone.shown]
    if len(shown) < 2:
        return []
    order = sorted(shown, key=lambda each: -_share(each))
    language = shown[0].language
    answers = _answers(findings, released)
    if not answers:
        return [order[0].of_all(), order[-1].of_all()]
    told = {
        end: text(
            "findings.option_share",
            lang=language,
            option=quoted(released.codebook.label(each.variable, language), lang=language),
            share=each.share_of(each.everyone) if each.everyone is not None else "",
        )
        for end, each in (("most", order[0]), ("least", order[-1]))
    }
    place = everywhere(order[0])
    sentence = text("findings.most_and_least", lang=language, answers=answers, place=place, **told)
    return [capitalised(sentence)]


def _answers(findings: Sequence[Finding], released: Released) -> str:
    """The answers that all headlines count, if those are the same."""
    variables = [released.codebook.variable_or_bare(each.variable) for each in findings]
    counted = {each.headline.codes for each in variables if each.headline is not None}
    if len(counted) != 1:
        return ""
    language = findings[0].language
    labels = [variables[0].code_label(code, language) for code in counted.pop()]
    return one_of([quoted(label, lang=language) for label in labels], language)


def _share(finding: Finding) -> float:
    return float("nan") if finding.everyone is None else finding.everyone.share
