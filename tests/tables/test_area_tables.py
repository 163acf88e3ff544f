"""Every area beside the contrast, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from made_studies import copenhagen_released, released_of

from survey.codebook import Code, Codebook, Headline, Kind, Variable
from survey.comparison.areas import compare_areas
from survey.disclosure.release import release
from survey.documents.blocks import RowKind
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline, mean, proportion, total
from survey.tables.area_table import area_table

if TYPE_CHECKING:
    from pathlib import Path

    from survey.documents.blocks import Table

PLAIN = {"a": {"q": [20, 30, 50]}, "b": {"q": [45, 35, 40]}, "kontrast": {"q": [50, 20, 20]}}


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_areas_keep_their_order_then_come_the_contrast_and_all(tmp_path: Path) -> None:
    counts = {"kontrast": PLAIN["kontrast"], "b": PLAIN["b"], "a": PLAIN["a"]}
    table = area_table(released_of(tmp_path, counts), "q", language="da")
    assert [row[0] for row in texts(table)] == ["B", "A", "Kontrast (kontrast)", "Alle"]
    assert [row.kind for row in table.rows][-2:] == [RowKind.CONTRAST, RowKind.ALL]


def test_values_of_a_cell_are_what_is_printed_before_rounding() -> None:
    table = area_table(copenhagen_released(), "satisfaction", language="en")
    apartments = table.rows[0].cells
    assert apartments[1].values == (pytest.approx(39.477124183),)
    assert apartments[3].values == (pytest.approx(-10.522875817), "▼")
    assert apartments[4].values == (765,)
    contrast, everyone = (row.cells[3] for row in table.rows[-2:])
    assert contrast.values == everyone.values == ()


def test_one_answer_may_be_shown_instead_of_the_headline() -> None:
    table = area_table(copenhagen_released(), "satisfaction", category=1, language="da")
    assert table.id == "satisfaction_by_type_1"
    assert table.title == "Tilfredshed med boligforholdene: Lav efter boligtype"
    assert [column.key for column in table.columns] == ["area", "estimate", "interval", "n"]
    assert [row[1] for row in texts(table)] == ["35", "27", "48", "25", "34"]


def test_an_answer_that_is_no_code_is_refused() -> None:
    with pytest.raises(WrongUseError, match="code of the question") as caught:
        area_table(copenhagen_released(), "satisfaction", category=7)
    assert caught.value.expected == "1, 2, 3"


def test_a_question_that_was_not_released_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="must be released"):
        area_table(copenhagen_released(), "rent")


def test_what_is_missing_of_a_released_question_is_named() -> None:
    design = design_with()
    heads, answers = (verb(design, "out", by="area") for verb in (headline, proportion))
    with pytest.raises(UnknownNameError, match="with its headline"):
        area_table(release([answers]), "out")
    with pytest.raises(UnknownNameError, match="with all its answers"):
        area_table(release([heads]), "out", category=1)
    with pytest.raises(UnknownNameError, match='must be released by "sex"') as caught:
        area_table(release([heads]), "out", over="sex")
    assert caught.value.got == 'by "area"'


def test_estimates_that_were_not_released_are_refused() -> None:
    heads = headline(design_with(), "out", by="area")
    with pytest.raises(WrongUseError, match="must be released before a table") as caught:
        area_table(heads, "out")  # type: ignore[arg-type]
    assert caught.value.got == "Estimates"


def test_titles_of_ones_own_replace_the_usual_ones() -> None:
    table = area_table(copenhagen_released(), "contact", title="Min titel", subtitle="1968")
    assert (table.title, table.subtitle) == ("Min titel", "1968")


def test_a_table_shows_itself_in_a_notebook_and_is_one_line_elsewhere() -> None:
    table = area_table(copenhagen_released(), "satisfaction", language="da")
    assert repr(table) == "Table(Høj tilfredshed efter boligtype: 5 rows)"
    assert "−25" in table._repr_html_()


def test_notes_explain_the_signs_that_occur_and_no_others(tmp_path: Path) -> None:
    table = area_table(copenhagen_released(), "satisfaction", language="da")
    assert [note[:12] for note in table.notes] == [
        "Spørgsmål: T", "▼ = statisti", "Alle = de un", "Forskelle er",
    ]  # fmt: skip
    higher = area_table(copenhagen_released(), "contact", language="da")
    assert higher.notes[1].startswith("▲ = ")
    neither = area_table(copenhagen_released(), "influence", language="da")
    assert not any("=" in note and "▲" in note for note in neither.notes)
    both = PLAIN | {"c": {"q": [95, 3, 5]}}
    notes = area_table(released_of(tmp_path, both), "q", language="en").notes
    assert notes[1].startswith("▲/▼ = ")


def test_the_question_in_a_note_ends_as_it_was_asked(tmp_path: Path) -> None:
    asked = area_table(released_of(tmp_path, PLAIN), "q", language="da")
    assert asked.notes[0] == "Spørgsmål: Svar på q?"
    named = area_table(copenhagen_released(), "contact", language="en")
    assert named.notes[0].endswith("with other residents.")


# Other bases, other statistics

AREA = Variable(
    "area", Kind.GROUP, {"da": "område", "en": "area"},
    codes=tuple(Code(each, {"da": each.upper(), "en": each.upper()}) for each in "abk"),
)  # fmt: skip


def design_with(base: str | tuple[int, ...] = "answered") -> SurveyDesign:
    random = np.random.default_rng(5)
    size = 240
    data = pd.DataFrame(
        {
            "area": random.choice(list("abk"), size),
            "out": random.choice([1, 2, 3, -1], size),
            "sex": random.choice(["f", "m"], size),
            "rent": random.normal(6000, 900, size).round(),
        }
    )
    labels = {1: "Tit", 2: "Sjældent", 3: "Går ikke ud"}
    out = Variable(
        "out", Kind.SINGLE, {"da": "Ud", "en": "Out"},
        codes=tuple(Code(value, {"da": label}) for value, label in labels.items()),
        headline=Headline((1,), base=base, label={"da": "Går tit ud", "en": "Often out"}),
    )  # fmt: skip
    rent = Variable("rent", Kind.NUMBER, {"da": "Husleje", "en": "Rent"})
    return SurveyDesign(data, codebook=Codebook({"area": AREA, "out": out, "rent": rent}))


@pytest.mark.parametrize(
    ("base", "note"),
    [
        ("answered", None),
        ("asked", "Andelen er opgjort af alle, der blev stillet spørgsmålet."),
        ((1, 2), "Andelen er opgjort af dem, der svarede »Tit« og »Sjældent«."),
    ],
)
def test_another_base_than_those_who_answered_is_said(
    base: str | tuple[int, ...], note: str | None
) -> None:
    heads = headline(design_with(base), "out", by="area")
    table = area_table(release([heads]), "out", language="da")
    assert [each for each in table.notes if each.startswith("Andelen")] == ([note] if note else [])


def test_without_a_comparison_there_is_no_column_of_differences() -> None:
    heads = headline(design_with(), "out", by="area")
    table = area_table(release([heads]), "out", language="en")
    assert [column.key for column in table.columns] == ["area", "estimate", "interval", "n"]
    assert not any("(contrast)" in row[0] for row in texts(table))


def test_unadjusted_marks_are_said_to_be_so() -> None:
    heads = headline(design_with(), "out", by="area")
    loud = area_table(
        release([heads, compare_areas(heads, "k", adjust="none", level=0.01)]), "out", language="da"
    )
    assert "hver sammenligning for sig" in " ".join(loud.notes)


def test_means_have_their_own_heads_and_no_percent() -> None:
    means = mean(design_with(), "rent", by="area", all_row=True)
    table = area_table(
        release([means, compare_areas(means, "k")]), "rent", category="", language="da"
    )
    assert [column.head for column in table.columns] == [
        "Område", "Gennemsnit", "Usikkerhed (95\xa0%)", "Forskel til K", "Antal svar",
    ]  # fmt: skip
    first = texts(table)[0]
    assert first[1].startswith(("5.", "6."))
    assert first[3].lstrip("+−").replace(".", "").isdigit()


def test_totals_too() -> None:
    totals = total(design_with(), "rent", by="area")
    table = area_table(release([totals]), "rent", category="", language="en")
    assert table.columns[1].head == "Total"


def test_residents_without_an_area_are_named_so() -> None:
    data = pd.DataFrame({"area": [*"aabb" * 20, *[None] * 20], "out": [1, 2] * 50})
    book = Codebook({"area": AREA, "out": design_with().codebook["out"]})
    shares = proportion(SurveyDesign(data, codebook=book), "out", by="area")
    rows = texts(area_table(release([shares]), "out", category=1, language="da"))
    assert [row[0] for row in rows] == ["A", "B", "K", "Uoplyst"]
    assert rows[2][1:] == ["..", "..", "0"]


def test_where_a_question_was_released_by_two_columns_the_wanted_one_must_be_named() -> None:
    heads = [headline(design_with(), "out", by=by) for by in ("area", "sex")]
    with pytest.raises(WrongUseError, match="which breakdown"):
        area_table(release(heads), "out")
    assert area_table(release(heads), "out", over="area").rows
