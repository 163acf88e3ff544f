"""A question with several answers in words: what most answered, and who of them gave none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.signs import with_sign
from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.language.numbers import format_percent
from survey.language.words import capitalised, join_words, number_word
from survey.report.sentences import place_of, respondents_of

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.report.spec import ReportSpec

_MOST_NAMED = 3


def most_named(released: Released, spec: ReportSpec, name: str, language: str) -> list[str]:
    """What most answered in all areas together and in the contrast, as sentences.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    name : str
        A question with several answers.
    language : {"da", "en"}
    """
    _, rows = released.estimates_of(name, (spec.over,), headline=False)
    records: list[Any] = rows.to_dict("records")
    together = [each for each in records if each[spec.over] is Domain.ALL]
    if len(areas := {each[spec.over] for each in records} - set(Domain)) == 1:
        place = place_of(released, spec.over, areas.pop(), language)
        return _most(released, name, together, place, language)
    where = text(
        "findings.in_all", lang=language, those=together_in_words(released, spec, name, language)
    )
    sentences = _most(released, name, together, where, language)
    sentences += _none(released, spec, name, together, language)
    if spec.contrast is None:
        return sentences
    contrast = [each for each in records if each[spec.over] == spec.contrast]
    place = place_of(released, spec.over, spec.contrast, language)
    return sentences + _most(released, name, contrast, place, language)


def together_in_words(released: Released, spec: ReportSpec, name: str, language: str) -> str:
    """*The eight surveyed housing areas taken together*: the reach of what is said of all."""
    _, rows = released.estimates_of(name, (spec.over,), headline=False)
    areas = set(rows[spec.over]) - set(Domain)
    return text(
        "findings.together",
        lang=language,
        area_count=number_word(len(areas), language),
        units=said(spec.units, language),
    )


def _most(
    released: Released, name: str, records: list[Any], place: str, language: str
) -> list[str]:
    """The answers that most gave in a place."""
    multiple = released.codebook.multiples[name]
    left_out = {*multiple.exclusive, *multiple.other}
    shown = [r for r in records if r["category"] not in left_out and not _is_hidden(r)]
    shown = sorted(shown, key=lambda record: -record["estimate"])[:_MOST_NAMED]
    if not shown:
        return []
    named = [
        text(
            "findings.option_share",
            lang=language,
            option=quoted(_label(released, name, record, language), lang=language),
            share=with_sign(format_percent(record["estimate"], language), record["status"]),
        )
        for record in shown
    ]
    options = join_words(named, language)
    sentence = text("findings.most_named", lang=language, place=place, options=options)
    return [capitalised(sentence)]


def _none(
    released: Released, spec: ReportSpec, name: str, records: list[Any], language: str
) -> list[str]:
    """How many gave an answer that no other goes with."""
    exclusive = released.codebook.multiples[name].exclusive
    return [
        text(
            "findings.exclusive",
            lang=language,
            share=with_sign(format_percent(record["estimate"], language), record["status"]),
            respondents=respondents_of(released, spec, name, language),
            option=quoted(_label(released, name, record, language), lang=language),
        )
        for record in records
        if record["category"] in exclusive and not _is_hidden(record)
    ]


def _label(released: Released, name: str, record: Any, language: str) -> str:  # noqa: ANN401
    return released.codebook.category_label(name, record["category"], language)


def _is_hidden(record: Any) -> bool:  # noqa: ANN401 - a row of a frame
    return Status(record["status"]).hidden
