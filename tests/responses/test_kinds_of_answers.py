"""Numbers, dates, own words, ticks and ranks are read as what they are."""

from pathlib import Path

import pytest

import survey as sv
from survey.codebook import Code, MissingKind
from survey.findings import FindingsError
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Date,
    Grid,
    GridRow,
    Multiple,
    Number,
    OpenText,
    Question,
    Ranking,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages
from survey.responses.reading import read_responses
from survey.responses.responses import Responses

YES = (Code(1, {"en": "Yes"}), Code(2, {"en": "No"}))
ROWS = (GridRow("light", {"en": "Light"}), GridRow("paths", {"en": "Paths"}))
EVERYTHING: tuple[Question, ...] = (
    Single(id="q", text={"en": "Q?"}, codes=YES),
    Multiple(id="m", text={"en": "M?"}, codes=YES),
    Grid(id="g", text={"en": "G?"}, codes=YES, rows=ROWS),
    Ranking(id="r", text={"en": "R?"}, codes=YES),
    Number(id="n", text={"en": "N?"}, decimals=1),
    Date(id="d", text={"en": "D?"}),
    OpenText(id="t", text={"en": "T?"}),
)
HEAD = "q;m_1;m_2;g_light;g_paths;r_1;r_2;n;d;t\n"


def read(tmp_path: Path, *rows: str) -> Responses:
    path = tmp_path / "answers.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    skema = Questionnaire("x", {}, Languages(("en",)), (Section("", EVERYTHING),))
    return read_responses(path, skema)


def codes(tmp_path: Path, *rows: str) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        read(tmp_path, *rows)
    return [each.code for each in caught.value.findings]


def test_each_kind_is_read_as_what_it_is(tmp_path: Path) -> None:
    data = read(tmp_path, "1;1;0;2;1;2;1;3,5;2026-05-31;Because, you see").data
    assert data.iloc[0].tolist() == [1, 1, 0, 2, 1, 2, 1, 3.5, "2026-05-31", "Because, you see"]


def test_empty_cells_are_no_answer(tmp_path: Path) -> None:
    data = read(tmp_path, "1;1;0;2;1;2;1;3,5;2026-05-31;x", ";;;;;;;;;").data
    assert data.iloc[1].tolist() == [*[-1] * 7, -1.0, "-1", "-1"]


def test_kinds_of_missing_answers_are_kept(tmp_path: Path) -> None:
    data = read(tmp_path, "-8;-3;-3;-9;-2;-1;-1;-8;-9;x").data
    assert data.iloc[0].tolist()[:9] == [-8, -3, -3, -9, -2, -1, -1, -8.0, "-9"]
    assert int(MissingKind.DONT_KNOW) == -8


def test_a_year_or_a_month_will_do_for_a_date(tmp_path: Path) -> None:
    good = ["2026", "2026-05", "2024-02-29"]
    data = read(tmp_path, *(f"1;1;0;2;1;2;1;3;{each};x" for each in good)).data
    assert data["d"].tolist() == good


@pytest.mark.parametrize(
    "date",
    [
        *("31.2.2026", "5/6/2026", "2026-02-30", "2026-13", "26-05-31", "May"),
        *("46000", "20260531", "2026-05-31T24:30", "2026-05-31 10:61", "0000-01-01"),
        *("\N{ARABIC-INDIC DIGIT TWO}026-05-31", "\N{FULLWIDTH DIGIT ONE}-5-2026"),
    ],
)
def test_what_is_no_date_is_told(tmp_path: Path, date: str) -> None:
    assert codes(tmp_path, f"1;1;0;2;1;2;1;3;{date};x") == ["ANSWERS-NO-DATE"]


def test_what_is_no_number_and_what_is_below_0_are_told(tmp_path: Path) -> None:
    assert codes(tmp_path, "1;1;0;2;1;2;1;three;;x") == ["ANSWERS-NO-NUMBER"]
    assert codes(tmp_path, "1;1;0;2;1;2;1;-7;;x") == ["ANSWERS-NEGATIVE-ANSWER"]
    assert codes(tmp_path, "1;2;0;2;1;3;1;3;;x") == ["ANSWERS-UNKNOWN-CODE"] * 2


def test_a_book_takes_ticks_as_one_question_and_leaves_words_and_dates_out(
    tmp_path: Path,
) -> None:
    row = "1;1;0;2;1;2;1;3,5;2026-05-31;x"
    answers = read(tmp_path, *[row] * 3, "2;0;1;1;2;1;2;8;2026-05-31;y", ";;;;;;;-8;;")
    design = sv.SurveyDesign(answers.data)
    skema = Questionnaire("x", {}, Languages(("en",)), (Section("", EVERYTHING),))
    book = sv.estimate_book(design, skema)
    assert repr(book) == "EstimateBook(7 variables × 1 breakdowns, 15 rows)"
    shares = book.of("m").to_frame()
    assert shares["category"].tolist() == ["m_1", "m_2"]
    assert shares["estimate"].tolist() == [0.75, 0.25]
    assert book.of("n").to_frame()["n"].tolist() == [4]


@pytest.mark.parametrize("date", ["31-05-2026", "31.5.2026", "2026-05-31T14:03:00+02:00"])
def test_a_day_may_come_first_and_have_a_time(tmp_path: Path, date: str) -> None:
    data = read(tmp_path, f"1;1;0;2;1;2;1;3;{date};x").data
    assert data["d"].tolist() == ["2026-05-31"]


def moments(tmp_path: Path, *written: str) -> list[str]:
    path = tmp_path / "moments.csv"
    path.write_text("id;q;start\n" + "".join(f"{n};1;{s}\n" for n, s in enumerate(written)))
    skema = Questionnaire("x", {}, Languages(("en",)), (Section("", EVERYTHING[:1]),))
    answers = read_responses(path, skema)
    lost = [note for note in answers.notes if note.code == "ANSWERS-NO-MOMENT"]
    assert bool(lost) == ("" in answers.data["started"].tolist())
    return [str(each) for each in answers.data["started"]]


def test_a_date_that_shows_that_the_month_comes_first_settles_it_for_the_column(
    tmp_path: Path,
) -> None:
    assert moments(tmp_path, "05/06/2026 10:00", "11/25/2026 10:00") == [
        "2026-05-06T10:00:00",
        "2026-11-25T10:00:00",
    ]
    assert moments(tmp_path, "05/06/2026", "25/11/2026") == ["2026-06-05", "2026-11-25"]
    assert moments(tmp_path, "25/11/2026", "11/25/2026") == ["2026-11-25", ""]
    assert moments(tmp_path, "46000.5", "\N{ARABIC-INDIC DIGIT TWO}-5-2026") == ["", ""]
