"""Whatever stands in a file, it is read or refused in words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from contact_logs import made_sample
from hypothesis import given, settings
from hypothesis import strategies as st

import survey as sv
from survey.errors import SurveyError

if TYPE_CHECKING:
    import pytest

RIGHT = {
    "bolig": ["A1", "A2", "B1", "C1"],
    "område": ["Nordby", "Vangdalen", "I alt"],
    "dato": ["1-5-2026", "2026-05-02", "2026-05-02 10:00"],
    "måde": ["besøg", "web", ""],
    "resultat": ["besvaret", "afslag", "tom bolig", "udsendt", "aftale", "2.111", "uddelt"],
    "antal": ["0", "7", "20"],
    "uddelt": ["20", "30"],
    "besvaret": ["0", "1", "9"],
    "afslag": ["0", "1", "4"],
    "ikke truffet": ["0", "2"],
    "tildelt måde": ["web", "papir"],
    "bemærkning": ["ok", ""],
    "svarprocent": ["43,0", ""],
}
FORMS = [
    ["bolig", "område", "dato", "måde", "resultat"],
    ["bolig", "dato", "resultat", "bemærkning"],
    ["bolig", "område", "resultat", "tildelt måde"],
    ["område", "uddelt", "besvaret", "afslag", "svarprocent"],
    ["område", "besvaret", "afslag", "ikke truffet"],
    ["område", "resultat", "antal"],
]
ODD = st.one_of(
    st.sampled_from(
        ["", "-3", "1,5", "nan", "1e9", "99999999999999999999", "=1+1", "110", "I alt", "Å", "x"]
    ),
    st.text("aæ1;,.-\"' \n\t", max_size=6),
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A file that is nearly right: some cells are odd, and perhaps a column is another one."""
    heads = list(draw(st.sampled_from(FORMS)))
    if draw(st.integers(0, 4)) == 0:
        other = draw(st.sampled_from([each for each in RIGHT if each not in heads]))
        heads[draw(st.integers(0, len(heads) - 1))] = other
    odd = draw(st.integers(0, 2))
    rows = draw(st.lists(st.tuples(*(st.sampled_from(RIGHT[h]) for h in heads)), min_size=1,
                         max_size=6))  # fmt: skip
    lines = [list(row) for row in rows]
    for _ in range(odd):
        row = draw(st.integers(0, len(lines) - 1))
        lines[row][draw(st.integers(0, len(heads) - 1))] = draw(ODD)
    return [heads, *lines]


@settings(max_examples=100)
@given(lines=tables(), with_sample=st.booleans(), closed=st.booleans())
def test_any_file_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[list[str]],
    with_sample: bool,
    closed: bool,
) -> None:
    path = tmp_path_factory.mktemp("odd") / "odd.csv"
    written = [";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    path.write_text("\n".join(written) + "\n", "utf-8")
    units = [("A1", "nordby", 2.0), ("A2", "nordby", 3.0), ("B1", "vangdalen", 5.0)]
    sample = made_sample(units) if with_sample else None
    with suppress(SurveyError):
        found = sv.read_dispositions(path, sample, closed=closed)
        assert found.counts["n"].min() >= 0
        if found.units is not None:
            assert len(found.units) == found.counts["n"].sum()
        rates = sv.response_rates(found, by="area")
        shares = rates.to_frame()["RR2"].dropna()
        assert shares.between(0, 1).all()
        assert sv.response_sentence(rates, "da")
        assert sv.rates_table(rates, "en").rows
        assert sv.outcome_chart(found).alt
