"""Drafts of questionnaires: what is guessed of a file, on what grounds, and how it is corrected."""

import contextlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_data_files import (
    ACCURATE,
    SAFE,
    bfi,
    residents,
    students,
    with_answer_set,
    write_bfi,
    write_csv,
    write_sav,
    write_students,
    write_xlsx,
)
from openpyxl import load_workbook

import survey as sv
from survey.codebook import Kind, MissingKind
from survey.errors import DataError, FileError, SurveyError, UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.questionnaire.column_map import ColumnMap, MappedColumn, Target
from survey.questionnaire.drafting.ledger import Aspect, Sureness
from survey.questionnaire.drafting.legal_names import FORM
from survey.questionnaire.drafting.recoding import recoded
from survey.questionnaire.drafting.source import read_source
from survey.questionnaire.questions import Date, Grid, Multiple, Number, OpenText, Single

Draft = sv.Draft


def drafted(tmp_path: Path, frame: pd.DataFrame, language: str = "da", **options: Any) -> Draft:
    """The draft of a file of SPSS."""
    path = write_sav(tmp_path / "data.sav", frame, **options)
    return sv.draft_questionnaire(path, language=language)


def drafted_csv(tmp_path: Path, frame: pd.DataFrame, language: str = "da") -> Draft:
    path = write_csv(tmp_path / "data.csv", frame)
    return sv.draft_questionnaire(path, language=language)


def guessed(draft: Draft, aspect: Aspect) -> dict[str, str]:
    return {each.columns[0]: each.value for each in draft.guesses if each.aspect is aspect}


def kinds(draft: Draft) -> dict[str, str]:
    return {
        each.id.rpartition(".")[2]: each.value
        for each in draft.guesses
        if each.aspect is Aspect.MISSING
    }


@pytest.fixture(scope="module")
def personality(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    path = write_bfi(tmp_path_factory.mktemp("bfi") / "bfi.sav")
    return sv.draft_questionnaire(path, language="en")


@pytest.fixture(scope="module")
def danish(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    path = write_csv(tmp_path_factory.mktemp("csv") / "beboere-2024.csv", residents())
    return sv.draft_questionnaire(path)


# Real files


def test_25_items_become_five_grids_on_one_scale(personality: Draft) -> None:
    questions = personality.questionnaire.questions
    assert [each.id for each in questions[:5]] == ["a", "c", "e", "n", "o"]
    assert all(isinstance(each, Grid) and len(each.rows) == 5 for each in questions[:5])
    (scale,) = personality.questionnaire.scales.values()
    assert [code.label["en"] for code in scale.codes] == list(ACCURATE.values())
    assert personality.guesses.get("scale.A1").sureness is Sureness.CERTAIN  # type: ignore[union-attr]


def test_rows_that_run_against_the_others_are_hinted_at_and_left_as_they_are(
    personality: Draft,
) -> None:
    hinted = list(guessed(personality, Aspect.REVERSED))
    assert hinted == ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
    assert personality.answers()["a_1"].max() == 6


def test_recoded_answers_give_the_alpha_that_is_published(personality: Draft) -> None:
    design = sv.SurveyDesign(personality.answers(), codebook=personality.questionnaire.codebook())
    names = [f"a_{number}" for number in range(1, 6)]
    alpha = sv.reliability(design, names, reverse="a_1").to_frame()["estimate"].iloc[0]
    assert alpha == pytest.approx(0.703, abs=0.003)


def test_the_answers_of_a_draft_are_those_of_the_file(personality: Draft) -> None:
    answers, raw = personality.answers(), bfi()
    assert answers["c_3"].tolist() == raw["C3"].fillna(-1).astype(int).tolist()
    assert answers["education"].tolist() == raw["education"].fillna(-1).astype(int).tolist()
    names = [variable.name for variable in personality.questionnaire.variables()]
    assert list(answers.columns) == names


def test_a_whole_draft_can_be_estimated_at_once(personality: Draft) -> None:
    design = sv.SurveyDesign(personality.answers())
    book = sv.estimate_book(design, personality.questionnaire, breakdowns=["gender"])
    frame = book.of("age").to_frame()
    raw = bfi()
    mean = raw.loc[raw["gender"] == 1, "age"].mean()
    assert frame.loc[frame["gender"] == 1, "estimate"].iloc[0] == pytest.approx(mean)


def test_students_become_questions_of_two_kinds(tmp_path: Path) -> None:
    path = write_students(tmp_path / "students.sav")
    draft = sv.draft_questionnaire(path, language="en")
    by_kind = {
        kind: [each.id for each in draft.questionnaire.questions if isinstance(each, kind)]
        for kind in (Single, Number)
    }
    assert by_kind[Number] == ["wr_hnd", "nw_hnd", "pulse", "height", "age"]
    assert by_kind[Single] == ["sex", "w_hnd", "fold", "clap", "exer", "smoke", "m_i"]
    frame = students()
    codes = draft.answers()["smoke"]
    labels = {code.value: code.label["en"] for code in draft.questionnaire.question("smoke").codes}  # type: ignore[union-attr]
    assert codes.map(labels).fillna("").tolist() == frame["Smoke"].fillna("").tolist()


def test_texts_of_a_csv_get_codes_in_the_order_of_their_words(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    students().to_csv(path, index=False)
    draft = sv.draft_questionnaire(path, language="en")
    orders = guessed(draft, Aspect.ORDER)
    assert orders["Smoke"] == "Never | Occas | Regul | Heavy"
    assert orders["Exer"] == "None | Some | Freq"
    assert orders["Sex"] == "Female | Male"
    assert draft.guesses.get("order.Sex").sureness is Sureness.UNSURE  # type: ignore[union-attr]


# A Danish export


def test_a_danish_export_becomes_a_questionnaire(danish: Draft) -> None:
    found = {each.id: type(each) for each in danish.questionnaire.questions}
    assert found == {
        "hvor_tryg_er_du": Grid,
        "kender_afdelingsbestyrelsen": Single,
        "har_du_set": Multiple,
        "aldersgruppe": Single,
        "husleje": Number,
        "indflyttet": Date,
        "hvorfor": OpenText,
    }
    assert danish.areas == {
        "soeparken": "Søparken",
        "vangdalen": "Vangdalen",
        "aadalen": "Ådalen",
    }


def test_a_known_scale_gets_its_order_polarity_and_headline(danish: Draft) -> None:
    scale = danish.questionnaire.scales["safe5"]
    assert [code.label["da"] for code in scale.codes] == SAFE
    assert scale.polarity == "high"
    variable = danish.questionnaire.codebook()["hvor_tryg_er_du_om_aftenen"]
    assert variable.headline is not None
    assert (variable.headline.codes, variable.headline.good) == ((1, 2), "low")
    assert variable.headline.phrase["da"] == (
        "svarer »meget utryg« eller »utryg« til »Hvor tryg er du: om aftenen«"
    )
    assert int(MissingKind.DONT_KNOW) in [code.value for code in variable.missing]


def test_answers_of_a_danish_export_are_recoded(danish: Draft) -> None:
    answers, raw = danish.answers(), residents()
    words = {text: code for code, text in enumerate(SAFE, 1)} | {"Ved ikke": -8, "": -1}
    assert answers["hvor_tryg_er_du_om_dagen"].tolist() == [
        words[each] for each in raw["Hvor tryg er du: om dagen"]
    ]
    assert answers["kender_afdelingsbestyrelsen"].isin([-9, -1, 1, 2]).all()
    assert answers["husleje"].iloc[0] == float(raw["Husleje"].iloc[0].replace(",", "."))
    assert answers["indflyttet"].str.fullmatch(r"20\d\d-03-\d\d").all()


def test_an_empty_box_is_no_tick_only_where_another_is_ticked(danish: Draft) -> None:
    names = ["har_du_set_1", "har_du_set_2", "har_du_set_3"]
    ticks = danish.answers()[names]
    raw = residents().filter(like="Har du set") == "X"
    nothing = ~raw.any(axis=1)
    assert (ticks[nothing] == -1).all(axis=None)
    assert (ticks[~nothing].to_numpy() == raw[~nothing].astype(int).to_numpy()).all()


def test_an_option_that_excludes_the_others_is_known_by_its_words(danish: Draft) -> None:
    question = danish.questionnaire.question("har_du_set")
    assert isinstance(question, Multiple)
    assert [code.exclusive for code in question.codes] == [False, False, True]


def test_age_groups_stand_in_the_order_of_their_numbers(danish: Draft) -> None:
    question = danish.questionnaire.question("aldersgruppe")
    assert isinstance(question, Single)
    assert [code.label["da"] for code in question.codes] == [
        "Under 30 år",
        "30-49 år",
        "50-64 år",
        "65 år eller mere",
    ]


def test_a_workbook_gives_the_same_draft_as_a_text_table(danish: Draft, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "beboere-2024.xlsx", residents())
    draft = sv.draft_questionnaire(path)
    assert draft.questionnaire == danish.questionnaire
    assert [each.value for each in draft.guesses] == [each.value for each in danish.guesses]
    pd.testing.assert_frame_equal(draft.answers(), danish.answers())


def test_personal_data_are_set_aside_and_stand_in_no_guess(danish: Draft) -> None:
    assert danish.set_aside() == ("E-mail", "Cpr", "Navn")
    assert set(danish.columns.left_out) == {"Løbenr", "E-mail", "Cpr", "Navn"}
    said = danish.guesses.to_frame().to_string() + json.dumps(danish.columns.to_data())
    for secret in ("example.org", "Beboer 1", "0101", "Fordi"):
        assert secret not in said


@pytest.mark.parametrize(
    ("values", "grounds"),
    [
        (["010190-1234", "311265-4321"], "registration numbers"),
        (["a@b.dk", "c.d@example.com"], "e-mail"),
        (["22 33 44 55", "+45 33445566"], "telephone"),
    ],
)
def test_personal_data_are_known_by_what_they_look_like(
    tmp_path: Path, values: list[str], grounds: str
) -> None:
    frame = pd.DataFrame({"x": [f"{each}" for each in values] * 20, "q": ["Ja", "Nej"] * 20})
    draft = drafted_csv(tmp_path, frame)
    (guess,) = draft.guesses.of("x", Aspect.USE)
    assert guess.value == "aside"
    assert grounds in guess.grounds


def test_the_repr_counts_and_the_frame_holds_every_guess(danish: Draft) -> None:
    assert repr(danish) == "Draft(beboere-2024.csv: 7 questions, 32 guesses)"
    assert repr(danish.guesses) == "Guesses(32, 32 to be confirmed)"
    frame = danish.guesses.to_frame()
    assert len(frame) == 32
    assert frame["id"].is_unique
    assert "<table>" in danish._repr_html_() + danish.guesses._repr_html_()


def test_the_same_file_gives_the_same_draft(danish: Draft, tmp_path: Path) -> None:
    again = drafted_csv(tmp_path, residents())
    assert [each.id for each in again.guesses] == [each.id for each in danish.guesses]
    one, other = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    danish.write_guesses(one)
    danish.write_guesses(other)
    assert one.read_bytes() == other.read_bytes()


# Non-answers


def test_codes_that_stand_apart_are_no_answers(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "q1": [1, 2, 3, 4, 5, 99, 98, 97] * 10,
            "q2": [1, 2, 3, 4, 8, 9, 1, 2] * 10,
            "age": [18, 35, 70, 44, 999, 52, 61, 23] * 10,
        }
    )
    draft = drafted(tmp_path, frame)
    answers = draft.answers()
    assert answers["q1"].tolist()[:8] == [1, 2, 3, 4, 5, -1, -8, -9]
    assert answers["q2"].tolist()[:8] == [1, 2, 3, 4, -8, -1, 1, 2]
    assert answers["age"].tolist()[:8] == [18, 35, 70, 44, -1, 52, 61, 23]
    assert all(each.sureness is Sureness.UNSURE for each in draft.guesses.of("q1", Aspect.MISSING))


def test_codes_that_follow_on_are_answers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q": list(range(1, 10)) * 10, "p": [7, 8, 9] * 30})
    draft = drafted(tmp_path, frame)
    assert kinds(draft) == {}


def test_what_the_file_declares_missing_is_missing_by_its_label(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q": [1.0, 2, 7, 8, 9, 6] * 10})
    labels = {"q": {1: "Ja", 2: "Nej", 7: "Vil ikke svare", 8: "Ved ikke", 9: "Uoplyst"}}
    draft = drafted(
        tmp_path, frame, variable_value_labels=labels, missing_ranges={"q": [{"lo": 6, "hi": 9}]}
    )
    assert kinds(draft) == {
        "7": "refused",
        "8": "dont_know",
        "9": "no_answer",
        "6": "not_asked",
    }
    question = draft.questionnaire.question("q")
    assert question is not None
    assert set(question.missing) == {MissingKind.DONT_KNOW, MissingKind.REFUSED}


def test_negative_codes_are_never_answers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q": [1, 2, -8, -9, -7, 3] * 10})
    draft = drafted(tmp_path, frame)
    assert draft.answers()["q"].tolist()[:6] == [1, 2, -8, -9, -9, 3]
    guess = draft.guesses.get("missing.q.-7")
    assert guess is not None
    assert "answer" not in guess.alternatives


def test_many_negative_numbers_are_no_answers_at_all(tmp_path: Path) -> None:
    frame = pd.DataFrame({"change": np.arange(-30, 30), "q": [1, 2] * 30})
    (guess,) = drafted(tmp_path, frame).guesses.of("change", Aspect.USE)
    assert guess.value == "aside"


def test_words_for_non_answers_among_numbers_are_told_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Alder": ["34", "Ved ikke", "71", "", "56", "28"] * 5, "x": ["a"] * 30})
    draft = drafted_csv(tmp_path, frame)
    assert draft.answers()["alder"].tolist()[:6] == [34, -8, 71, -1, 56, 28]


def test_letters_of_stata_are_kinds_of_missing(tmp_path: Path) -> None:
    import pyreadstat

    path = tmp_path / "x.dta"
    rows = pd.DataFrame({"q": [1, 2, "a", "b"] * 10})
    pyreadstat.write_dta(
        rows,
        path,
        missing_user_values={"q": ["a", "b"]},
        variable_value_labels={"q": {1: "Ja", 2: "Nej", "a": "Ved ikke"}},
    )
    draft = sv.draft_questionnaire(path)
    assert draft.answers()["q"].tolist()[:4] == [1, 2, -8, -1]


def test_not_applicable_can_be_an_answer_outside_the_scale(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q": [*SAFE, "Ikke relevant"] * 10, "p": ["x", "y"] * 30})
    draft = drafted_csv(tmp_path, frame)
    assert kinds(draft) == {"Ikke relevant": "not_asked"}
    other = draft.corrected({"missing.q.Ikke relevant": "outside"})
    question = other.questionnaire.question("q")
    assert isinstance(question, Single)
    assert [code.label["da"] for code in question.codes if code.outside] == ["Ikke relevant"]
    assert other.answers()["q"].tolist()[:6] == [1, 2, 3, 4, 5, 6]


# Several answers


def test_a_declared_answer_set_becomes_one_question(tmp_path: Path) -> None:
    frame = pd.DataFrame({"m_1": [1.0, 0, 1, np.nan] * 5, "m_2": [0.0, 0, 1, np.nan] * 5})
    path = write_sav(tmp_path / "x.sav", frame, column_labels=["Avis", "Radio"])
    with_answer_set(path, b"$medier=D1 1 12 Hvad bruger? m_1 m_2\n")
    draft = sv.draft_questionnaire(path)
    question = draft.questionnaire.question("medier")
    assert isinstance(question, Multiple)
    assert [code.label["da"] for code in question.codes] == ["Avis", "Radio"]
    assert draft.answers().to_numpy().tolist()[:4] == [[1, 0], [0, 0], [1, 1], [-1, -1]]
    assert draft.guesses.get("multiple.m_1").sureness is Sureness.CERTAIN  # type: ignore[union-attr]


def test_ticks_written_as_the_option_itself_are_known(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "Hvor hører du nyt? - Avis": ["Avis", "", ""] * 10,
            "Hvor hører du nyt? - Radio": ["", "Radio", ""] * 10,
        }
    )
    draft = drafted_csv(tmp_path, frame)
    (question,) = draft.questionnaire.questions
    assert isinstance(question, Multiple)
    assert [code.label["da"] for code in question.codes] == ["Avis", "Radio"]


def test_two_columns_of_yes_and_no_are_two_questions(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q1": ["Ja", "Nej"] * 10, "q2": ["Nej", "Ja"] * 10})
    draft = drafted_csv(tmp_path, frame)
    assert not any(isinstance(each, Multiple) for each in draft.questionnaire.questions)


def test_a_question_with_several_answers_can_be_taken_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame({f"q_{n}": [0, 1, 1, 0] * 10 for n in range(1, 4)})
    draft = drafted(tmp_path, frame)
    assert isinstance(draft.questionnaire.questions[0], Multiple)
    other = draft.corrected({"multiple.q_1": "no"})
    assert isinstance(other.questionnaire.questions[0], Grid)


# Names


def test_names_become_legal_and_stay_unique(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            name: ["a", "b"] * 10
            for name in ("Spørgsmål 3", "Q1", "q1", "3. køn", "And", "!!", "æøå")
        }
    )
    draft = drafted_csv(tmp_path, frame)
    names = [variable.name for variable in draft.questionnaire.variables()]
    assert names == ["spoergsmaal_3", "q1", "q1_2", "q_3_koen", "and_q", "q", "aeoeaa"]
    assert {each.source for each in draft.columns.columns} == set(frame.columns)


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12, unique=True))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_names_become_legal_ones(names: list[str]) -> None:
    from survey.questionnaire.drafting.legal_names import legal_name
    from survey.questionnaire.reserved import RESERVED_NAMES

    taken: list[str] = []
    for name in names:
        taken.append(legal_name(name, taken))
    assert len(set(taken)) == len(taken)
    assert all(FORM.fullmatch(name) and name not in RESERVED_NAMES for name in taken)


def test_braces_in_labels_are_no_places_to_fill_in(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Er {area} god?": ["Ja {vist}", "Nej"] * 10})
    draft = drafted_csv(tmp_path, frame)
    (question,) = draft.questionnaire.questions
    assert question.text == {"da": "Er (area) god?"}


# Correcting


def correct(path: Path, guess: str, column: str, written: object) -> None:
    """Write something beside a guess, as the analyst does."""
    book = load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[2]]
    for row in sheet.iter_rows(min_row=3):
        if row[heads.index("Key")].value == guess:
            row[heads.index(column)].value = written
    book.save(path)


def test_a_workbook_that_nobody_touched_changes_nothing(danish: Draft, tmp_path: Path) -> None:
    path = tmp_path / "g.xlsx"
    danish.write_guesses(path)
    again = danish.confirmed(path)
    assert again.questionnaire == danish.questionnaire
    assert len(again.guesses.unconfirmed) == len(danish.guesses)


def test_what_is_confirmed_and_corrected_is_read_back(danish: Draft, tmp_path: Path) -> None:
    path = tmp_path / "g.xlsx"
    danish.write_guesses(path)
    correct(path, "use.Husleje", "Confirmed", "Yes")
    correct(path, "headline.Hvor tryg er du: om dagen", "Your correction", "4; 5")
    correct(path, "name.Har du set [Opslag]", "Your correction", "har_set")
    correct(path, "use.Hvorfor?", "Your correction", "left out")
    correct(path, "contrast.Boligområde", "Your correction", "Søparken")
    draft = danish.confirmed(path)
    assert draft.guesses.get("use.Husleje").confirmed  # type: ignore[union-attr]
    headline = draft.questionnaire.codebook()["hvor_tryg_er_du_om_dagen"].headline
    assert headline is not None
    assert (headline.codes, headline.good) == ((4, 5), "high")
    assert draft.questionnaire.question("har_set") is not None
    assert draft.questionnaire.question("hvorfor") is None
    assert draft.contrast == "soeparken"
    again = tmp_path / "again.xlsx"
    draft.write_guesses(again)
    assert draft.confirmed(again).questionnaire == draft.questionnaire


def test_corrections_are_understood_in_both_languages(danish: Draft, tmp_path: Path) -> None:
    path = tmp_path / "g.xlsx"
    with language_in_force("da"):
        danish.write_guesses(path)
    book = load_workbook(path)
    assert [cell.value for cell in book.active[2]][:7] == [
        "Nr.",
        "Kolonne",
        "Gæt",
        "Begrundelse",
        "Sikkerhed",
        "Din rettelse",
        "Godkendt",
    ]
    for row in book.active.iter_rows(min_row=3):
        if row[7].value == "use.Hvorfor?":
            row[5].value = "udelades"
    book.save(path)
    assert danish.confirmed(path).questionnaire.question("hvorfor") is None


def test_what_can_not_be_is_told_with_its_cell(danish: Draft, tmp_path: Path) -> None:
    path = tmp_path / "g.xlsx"
    danish.write_guesses(path)
    correct(path, "use.Husleje", "Your correction", "nummer")
    correct(path, "headline.Hvor tryg er du: om dagen", "Your correction", "7")
    correct(path, "order.Aldersgruppe", "Your correction", "Ung | Gammel")
    correct(path, "name.Hvorfor?", "Your correction", "Hvorfor Ikke")
    correct(path, "use.Indflyttet", "Confirmed", "måske")
    with pytest.raises(FindingsError) as caught:
        danish.confirmed(path)
    assert len(caught.value.findings) == 5
    cells = [str(each.place) for each in caught.value.findings]
    assert all("Guesses!F" in cell or "Guesses!G" in cell for cell in cells)


def test_the_workbook_of_another_file_is_refused(
    danish: Draft, personality: Draft, tmp_path: Path
) -> None:
    path = tmp_path / "g.xlsx"
    personality.write_guesses(path)
    with pytest.raises(DataError, match="same data file"):
        danish.confirmed(path)
    write_xlsx(path, residents(30))
    with pytest.raises(DataError, match="same data file"):
        danish.confirmed(path)


def test_a_guess_can_be_corrected_in_python(danish: Draft) -> None:
    draft = danish.corrected({"polarity.Hvor tryg er du: om dagen": "low"})
    assert draft.questionnaire.scales["safe5"].polarity == "low"
    with pytest.raises(UnknownNameError, match="must be a guess"):
        danish.corrected({"use.Huslejen": "text"})
    with pytest.raises(WrongUseError, match="can't be corrected"):
        danish.corrected({"use.Husleje": "nonsense"})
    with pytest.raises(WrongUseError, match="can't be called"):
        danish.corrected({"name.Hvorfor?": "husleje"})


def test_every_alternative_of_every_guess_can_be_chosen(danish: Draft) -> None:
    for guess in danish.guesses:
        for value in guess.alternatives:
            draft = danish.corrected({guess.id: value})
            columns = list(draft.answers().columns)
            names = [each.name for each in draft.questionnaire.variables()]
            assert set(names) <= set(columns), (guess.id, value)


def test_the_contrast_can_be_named(danish: Draft) -> None:
    assert danish.with_contrast("søparken").contrast == "soeparken"
    with pytest.raises(WrongUseError, match="one of the areas") as caught:
        danish.with_contrast("Soparken")
    assert caught.value.hint == 'did you mean "Søparken"?'


# The next wave


def test_the_map_of_columns_can_be_kept_and_used_again(danish: Draft, tmp_path: Path) -> None:
    kept = ColumnMap.from_data(json.loads(json.dumps(danish.columns.to_data())))
    assert kept == danish.columns
    path = write_csv(tmp_path / "next.csv", residents(seed=9))
    pd.testing.assert_frame_equal(recoded(read_source(path), kept), danish.recoded(path))


def test_values_that_the_map_does_not_know_are_counted_and_not_repeated(
    danish: Draft, tmp_path: Path
) -> None:
    frame = residents(seed=9)
    frame.loc[4, "Aldersgruppe"] = "Det rager ikke jer"
    frame.loc[7, "Husleje"] = "Dyrt"
    path = write_csv(tmp_path / "next.csv", frame)
    with pytest.raises(FindingsError) as caught:
        danish.recoded(path)
    assert [each.code for each in caught.value.findings] == [
        "DRAFTING-UNKNOWN-VALUE",
        "DRAFTING-UNKNOWN-NUMBER",
    ]
    assert "row 5" in str(caught.value)
    assert "rager" not in str(caught.value)


def test_a_column_that_is_gone_is_told(danish: Draft, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "next.csv", residents().rename(columns={"Husleje": "Huslejen"}))
    with pytest.raises(DataError, match="Husleje") as caught:
        danish.recoded(path)
    assert caught.value.hint == 'did you mean "Huslejen"?'


def test_a_map_of_the_first_version_is_still_read(danish: Draft) -> None:
    first = {**danish.columns.to_data(), "version": 1}
    assert ColumnMap.from_data(first) == danish.columns


def test_a_map_keeps_what_joins_answers_and_how_numbers_are_written() -> None:
    joined = MappedColumn("m", "q", Target.JOINED, {"1": 1}, "q", separator=" ")
    number = MappedColumn("n", "age", Target.NUMBER, decimal=",")
    mapped = ColumnMap((joined, number), ("seed",))
    assert ColumnMap.from_data(json.loads(json.dumps(mapped.to_data()))) == mapped


BAD_MARK = {"source": "a", "target": "a", "kind": "number", "decimal": ";"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"version": 2},
        {"version": 3, "columns": [], "left_out": []},
        {"version": 1, "columns": [{}]},
        {"version": 2, "columns": [BAD_MARK], "left_out": []},
        None,
    ],
)
def test_what_is_no_map_is_refused(data: Any) -> None:
    with pytest.raises(DataError, match="list of columns"):
        ColumnMap.from_data(data)


# Areas, weights, numbers of rows


def test_rows_without_an_area_have_one_of_their_own(tmp_path: Path) -> None:
    frame = pd.DataFrame({"area": ["A", "B", "", "A", "B"] * 6, "q": ["Ja", "Nej"] * 15})
    draft = drafted_csv(tmp_path, frame)
    assert draft.areas == {"a": "A", "b": "B", "no_area": "Område ikke oplyst"}
    assert draft.answers()["area"].tolist()[:3] == ["a", "b", "no_area"]


def test_weights_and_counts_are_taken_along(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"q": ["Ja", "Nej"] * 10, "vægt": ["0,5", "1,25"] * 10, "antal_svar": ["3", "4"] * 10}
    )
    draft = drafted_csv(tmp_path, frame)
    assert (draft.weight, draft.count) == ("weight", "answers")
    assert draft.answers()["weight"].tolist()[:2] == [0.5, 1.25]
    assert [each.id for each in draft.questionnaire.questions] == ["q"]


def test_an_area_in_other_capitals_and_spaces_is_one_area(tmp_path: Path) -> None:
    spelled = ["Vestparken", "VESTPARKEN", "Vestparken", "vest parken", "Vest  parken", "Øst"]
    frame = pd.DataFrame({"område": spelled * 6, "q": ["Ja", "Nej"] * 18})
    draft = sv.draft_questionnaire(write_csv(tmp_path / "x.csv", frame), language="en")
    assert sorted(draft.areas.values()) == ["Vest  parken", "Vestparken", "Øst"]
    assert draft.areas[draft.contrast] == "Vestparken"
    counts = draft.answers()["area"].value_counts()
    assert counts.to_dict() == {"vestparken": 18, "vest_parken": 12, "oest": 6}
    told = [str(each) for each in draft.guesses.of("område", "spelling")]
    assert len(told) == 2
    assert '"Vestparken" and "VESTPARKEN"' in told[1]
    folder = sv.start_study(tmp_path / "study", draft).folder
    assert len(sv.open_study(folder).plan.written.areas) == 3


def test_a_named_area_column_is_used(tmp_path: Path) -> None:
    path = write_bfi(tmp_path / "bfi.sav")
    draft = sv.draft_questionnaire(path, language="en", area="gender")
    assert draft.areas == {"males": "Males", "females": "Females"}
    with pytest.raises(WrongUseError, match="must have the column") as caught:
        sv.draft_questionnaire(path, area="gendre")
    assert caught.value.hint == 'did you mean "gender"?'


# Edges


def test_one_row_and_two_rows_can_be_drafted(tmp_path: Path) -> None:
    for rows in (1, 2):
        draft = drafted_csv(tmp_path, residents(rows))
        assert len(draft.answers()) == rows


def test_columns_that_are_empty_or_the_same_throughout_are_no_trouble(tmp_path: Path) -> None:
    frame = pd.DataFrame({"tom": [""] * 30, "år": ["2024"] * 30, "q": ["Ja", "Nej", ""] * 10})
    draft = drafted_csv(tmp_path, frame)
    assert draft.guesses.of("tom")[0].value == "aside"
    assert len(draft.answers()) == 30


def test_arabic_labels_are_kept(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q": [1.0, 2] * 10})
    labels = {"q": {1: "نعم", 2: "لا"}}
    draft = drafted(tmp_path, frame, variable_value_labels=labels, column_labels=["هل تعرف؟"])
    question = draft.questionnaire.question("q")
    assert isinstance(question, Single)
    assert [code.label["da"] for code in question.codes] == ["نعم", "لا"]


def test_500_columns_are_drafted_in_a_few_seconds(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    frame = pd.DataFrame(draw.integers(1, 6, (400, 500)), columns=[f"V{n}" for n in range(500)])
    start = time.perf_counter()
    draft = drafted(tmp_path, frame)
    assert time.perf_counter() - start < 20
    assert draft.answers().shape == (400, 500)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("x.csv", b"", DataError),
        ("x.csv", b"a;b\n", DataError),
        ("x.sav", b"", FileError),
        ("x.xlsx", b"", SurveyError),
        ("x.pdf", b"%PDF", WrongUseError),
        ("x", b"a;b\n1;2\n", WrongUseError),
    ],
)
def test_files_that_can_not_be_drafted_are_refused(
    tmp_path: Path, name: str, data: bytes, error: type[SurveyError]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error):
        sv.draft_questionnaire(path)


def test_a_file_of_spss_without_rows_is_refused(tmp_path: Path) -> None:
    path = write_sav(tmp_path / "x.sav", pd.DataFrame({"q": [1.0]}).head(0))
    with pytest.raises(DataError, match="must have rows"):
        sv.draft_questionnaire(path)


def test_a_workbook_with_two_sheets_needs_to_be_told_which(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", residents(40))
    book = load_workbook(path)
    book.create_sheet("Noter")["A1"] = "Husk"
    book.save(path)
    with pytest.raises(WrongUseError, match="which sheet"):
        sv.draft_questionnaire(path)
    assert len(sv.draft_questionnaire(path, sheet="Svar").answers()) == 40
    with pytest.raises(WrongUseError, match="must have the sheet"):
        sv.draft_questionnaire(path, sheet="Svra")


def test_numbers_kept_as_texts_in_a_workbook_must_be_clear(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Indkomst": ["1.500", "2.500"] * 10, "q": ["Ja", "Nej"] * 10})
    path = write_xlsx(tmp_path / "x.xlsx", frame)
    with pytest.raises(DataError, match="decimals or groups thousands") as caught:
        sv.draft_questionnaire(path)
    assert "Svar!A2" in str(caught.value)


def test_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="language"):
        sv.draft_questionnaire(tmp_path / "x.csv", language="ar")


def test_kinds_of_columns_are_those_of_the_questions(danish: Draft) -> None:
    found = [variable.kind for variable in danish.questionnaire.variables()]
    assert found == [
        *[Kind.SINGLE] * 3,
        *[Kind.OPTION] * 3,
        Kind.SINGLE,
        Kind.NUMBER,
        Kind.DATE,
        Kind.TEXT,
    ]


def test_drafts_have_nothing_that_must_be_mended(personality: Draft, danish: Draft) -> None:
    assert sv.check_questionnaire(personality.questionnaire) == ()
    found = sv.check_questionnaire(danish.questionnaire)
    assert {each.code for each in found} <= {"QUESTIONNAIRE-NAME-LONG"}


def test_drafts_of_students_have_nothing_that_must_be_mended(tmp_path: Path) -> None:
    for path in (write_students(tmp_path / "x.sav"), tmp_path / "x.csv"):
        if path.suffix == ".csv":
            students().to_csv(path, index=False)
        draft = sv.draft_questionnaire(path, language="en")
        assert sv.check_questionnaire(draft.questionnaire) == ()


def test_a_draft_survives_being_written_and_read(danish: Draft, tmp_path: Path) -> None:
    from survey.questionnaire.saving import write_questionnaire

    path = write_questionnaire(danish.questionnaire, tmp_path / "skema.yaml")
    assert sv.read_questionnaire(path) == danish.questionnaire


ANSWERS = """
1;2;99;-9;9;Ja;Nej;Ved ikke;X;Meget tryg;Tryg;1,5;007;2024-01-01;1.2.2024;Ikke relevant;1. a;2. b
a | b;{x};.a;nan;inf;1e5;=1+1
"""
CELLS = st.one_of(
    st.sampled_from(["", *ANSWERS.strip().replace("\n", ";").split(";")]),
    st.text(max_size=8),
    st.integers(-20, 200).map(str),
)
NAMES = st.one_of(
    st.sampled_from(["q1", "q2", "Q1", "område", "id", "weight", "alder", "m [x]", "m [y]", "and"]),
    st.text(min_size=1, max_size=10),
)


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    pools = {name: st.sampled_from(draw(st.lists(CELLS, min_size=1, max_size=5))) for name in names}
    rows = draw(st.integers(1, 12))
    return pd.DataFrame({name: [draw(pool) for _ in range(rows)] for name, pool in pools.items()})


@given(tables())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_table_gives_a_draft_that_holds_together_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, frame: pd.DataFrame
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    frame.to_csv(path, sep=";", index=False, errors="replace")
    try:
        draft = sv.draft_questionnaire(path)
    except SurveyError:
        return
    answers = draft.answers()
    for variable in draft.questionnaire.variables():
        if variable.codes:
            valid = {code.value for code in variable.codes} | set(range(-9, 0))
            assert set(answers[variable.name]) <= valid
    found = sv.check_questionnaire(draft.questionnaire)
    assert [each for each in found if each.severity == "error"] == []
    draft.write_guesses(path.with_suffix(".xlsx"))
    assert draft.confirmed(path.with_suffix(".xlsx")).questionnaire == draft.questionnaire


def test_mutated_files_of_spss_give_a_draft_or_an_error_of_ours(tmp_path: Path) -> None:
    whole = write_students(tmp_path / "x.sav").read_bytes()
    draw = np.random.default_rng(8)
    for _ in range(10):
        changed = bytearray(whole)
        for _ in range(3):
            changed[int(draw.integers(0, len(changed)))] = int(draw.integers(0, 256))
        path = tmp_path / "changed.sav"
        path.write_bytes(changed)
        with contextlib.suppress(SurveyError):
            sv.draft_questionnaire(path, language="en").answers()


def test_a_parquet_file_gives_the_same_questions_as_the_frame_it_was_written_from(
    tmp_path: Path,
) -> None:
    frame = residents().drop(columns=["Husleje", "Indflyttet"])
    frame.to_parquet(tmp_path / "svar.parquet")
    drafts = [
        sv.draft_questionnaire(write_csv(tmp_path / "svar.csv", frame)),
        sv.draft_questionnaire(tmp_path / "svar.parquet"),
    ]
    first, second = ([question.id for question in each.questionnaire.questions] for each in drafts)
    assert first == second
    pd.testing.assert_frame_equal(drafts[0].answers(), drafts[1].answers())
