"""Rates in words: what each counts, and of what."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from survey.kernels.outcome_rates import FORMS
from survey.language.catalogue import text
from survey.language.numbers import format_number
from survey.language.words import capitalised

if TYPE_CHECKING:
    from survey.kernels.outcome_rates import RateForm

KINDS = tuple(FORMS)


def family_of(kind: str) -> str:
    """Response, cooperation, refusal or contact."""
    return kind.rstrip("123456")


def rate_name(kind: str, language: str) -> str:
    """What a rate is called: »Svarprocent«, "Response rate"."""
    return text(f"dispositions.rate.name_{family_of(kind)}", lang=language)


def unit_word(unit: str, count: float, language: str) -> str:
    """Dwellings or persons, one or several."""
    return text(f"dispositions.unit.{unit}", lang=language, count=count)


def rate_definition(
    kind: str, unit: str, language: str, *, e: float | None = None, unknown: bool = True
) -> str:
    """The definition of a rate as a sentence.

    Parameters
    ----------
    kind : str
        RR1–RR6, COOP1–COOP4, REF1–REF3 or CON1–CON3.
    unit : {"dwelling", "person"}
    language : {"da", "en"}
    e : float, optional
        The share of those of unknown eligibility that is taken to be eligible.
    unknown : bool
        Whether there are any; if not, nothing is said of them.
    """
    form, units = FORMS[kind], unit_word(unit, 2, language)
    counted = text(f"dispositions.rate.counted_{_counted(form)}", lang=language, units=units)
    base = text(f"dispositions.rate.base_{_base(form)}", lang=language, units=units)
    lead = text(
        "dispositions.rate.definition", lang=language, kind=kind, counted=counted, base=base
    )
    if not unknown or _base(form) != "all":
        return lead
    share = "e" if e is None or math.isnan(e) else f"e = {e_in_words(e, language)}"
    more = text(
        f"dispositions.rate.unknown_{form.unknown}", lang=language, units=units, share=share
    )
    return f"{lead} {capitalised(more)}"


def e_in_words(e: float, language: str) -> str:
    """The share of the unknown that is taken to be eligible."""
    return format_number(e, language, decimals=2)


def _counted(form: RateForm) -> str:
    return {("I",): "complete", ("I", "P"): "answered", ("R",): "refused"}.get(
        form.counted, "reached"
    )


def _base(form: RateForm) -> str:
    if "NC" in form.base:
        return "all"
    return "reached" if "O" in form.base else "able"
