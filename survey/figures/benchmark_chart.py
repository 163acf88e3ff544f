"""Dots and whiskers: every area against a figure from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import ReleasedBenchmarks, judged_rows
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.errors import WrongUseError
from survey.figures.areas import area_label, contrast_area, row_area
from survey.figures.contrast_chart import chart_of
from survey.figures.contrast_rows import Dot, Spec
from survey.figures.plain_values import language_of
from survey.figures.rank_chart import judged_label
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.words import capitalised

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.figures.chart import Chart


def benchmark_chart(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """A share in every area, beside a line for a figure from outside.

    Parameters
    ----------
    released : Released
        With what `compare_benchmark` returned of a share.
    variable : str
    category : code, optional
        Needed only where several numbers of the variable were compared.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        As `contrast_chart`, with the source of the figure in a note. The line has a band where the
        figure's own uncertainty is known. All areas together have a row too, if they were compared.

    Raises
    ------
    UnknownNameError
        If the variable was compared with no figure.
    WrongUseError
        If it is no share, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2, "k": [40, 60, 72, 28]})
    >>> shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> compared = sv.compare_benchmark(shares, 0.7, category=1, label="Denmark", year=2023)
    >>> sv.benchmark_chart(sv.release(compared), "safe", language="en")
    Chart(safe: 1 compared with Denmark (2023))
    """
    must_be_released(released)
    must_be_one_name(variable)
    language = language_of(language)
    part, records = judged_rows(released.of(ReleasedBenchmarks), "benchmark", variable, category)
    if part.statistic != "share":
        raise fail(WrongUseError, "judged.chart_of_shares", name=quoted(variable))
    figure = part.benchmarks[variable]
    name, label = figure.name(language), judged_label(released.codebook, records[0], language)
    title = title or text("benchmark.title", lang=language, what=label, benchmark=name)
    spec = _spec(released, part, records, name, language)
    chart = chart_of(spec, released, f"{variable}_benchmark", label, title, subtitle)
    return chart.with_notes(figure.notes(language))


def _spec(
    released: Released, part: ReleasedBenchmarks, records: list[Any], name: str, language: str
) -> Spec:
    contrast = contrast_area(released, part.over, [record[part.over] for record in records])
    dots = [_dot(released, part.over, record, contrast, language) for record in records]
    dots.sort(key=lambda dot: (not dot.shown, -dot.estimate if dot.shown else 0))
    first = records[0]
    ends = (float(first["benchmark_low"]), float(first["benchmark_high"]))
    line = Dot("", capitalised(name), float(first["benchmark"]), *ends, Status.SHOWN)
    return Spec(
        tuple(dots), line, name, part.over, part.level, part.adjust, language, is_area=False
    )


def _dot(
    released: Released,
    over: str,
    record: Any,  # noqa: ANN401 - a row of a frame
    contrast: object,
    language: str,
) -> Dot:
    area, status = record[over], Status(record["status"])
    return Dot(
        row_area(area),
        area_label(released, over, area, contrast, language),
        float(record["estimate"]),
        float(record["own_low"]),
        float(record["own_high"]),
        status,
        mark=None if status.hidden else int(record["mark"]),
        compared=status,
    )
