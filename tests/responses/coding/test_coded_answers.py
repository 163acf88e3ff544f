"""Codes as columns of 0 and 1 that estimates and tables take; agreement and decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coding_cases import ANSWERS, cells, fill, responses
from hypothesis import given
from hypothesis import strategies as st

import survey as sv
from survey.codebook import Kind
from survey.documents.blocks import BulletList
from survey.errors import DataError, FileError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.language.messages import quoted
from survey.responses.coding.adjudication import disagreements, settled
from survey.responses.coding.agreement import Verdict
from survey.responses.coding.answers import alike_digest
from survey.responses.coding.coded import coded_names
from survey.responses.coding.coding import CodedAnswer, Coding
from survey.responses.coding.frame import CodeFrame, FrameCode, Net

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LABEL = {"da": "A", "en": "A"}
FRAME = CodeFrame(
    "best",
    (
        FrameCode(1, {"da": "Naboer", "en": "Neighbours"}, net="people"),
        FrameCode(2, {"da": "Unge", "en": "Young people"}, net="people"),
        FrameCode(3, {"da": "Grønt", "en": "Green"}, net="place"),
        FrameCode(97, {"da": "Intet", "en": "Nothing"}, exclusive=True),
        FrameCode(99, {"da": "Siger intet", "en": "Says nothing"}, no_answer=True),
    ),
    (Net("people", {"da": "Mennesker", "en": "People"}), Net("place", {"da": "Sted"})),
)


def coding(given: Mapping[str, Sequence[int]], frame: CodeFrame = FRAME, coder: str = "") -> Coding:
    answers = {
        who: CodedAnswer(who, tuple(codes), row=f"{who}#", alike=alike_digest("best", who))
        for who, codes in given.items()
        if codes
    }
    return Coding(frame, answers, coder)


# As data


def test_codes_become_columns_of_ticks_beside_the_question() -> None:
    found = sv.coded(responses(), coding({"r000": [1, 3], "r001": [2], "r002": [97], "r003": [99]}))
    assert list(found.data.columns)[2:9] == [
        "best", "best_c1", "best_c2", "best_c3", "best_c97", "best_n_people", "best_n_place",
    ]  # fmt: skip
    rows = found.data.filter(regex="^best_c").head(5).to_numpy().tolist()
    assert rows == [[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1], [-1] * 4, [-1] * 4]
    assert found.data["best_n_people"].tolist()[:4] == [1, 1, 0, -1]
    assert found.data["best_c1"].tolist()[9:] == [-1, -3, -1]


def test_the_codebook_knows_the_codes_in_all_languages() -> None:
    found = sv.coded(responses(), coding({"r000": [1]}))
    variable = found.codebook["best_c2"]
    assert variable.kind is Kind.OPTION
    assert variable.label == {"da": "Unge", "en": "Young people"}
    assert (variable.question_id, variable.item) == ("best", "2")
    multiple = found.codebook.multiples["best_coded"]
    assert multiple.columns == ("best_c1", "best_c2", "best_c3", "best_c97")
    assert multiple.exclusive == ("best_c97",)
    assert found.codebook.multiples["best_nets"].columns == ("best_n_people", "best_n_place")
    assert found.asked["best_c1"].tolist() == found.asked["best"].tolist()


def test_answers_that_were_not_coded_are_outside_and_told() -> None:
    found = sv.coded(responses(), coding({"r000": [1]}))
    assert found.data["best_c1"].tolist().count(-1) == 10
    assert any("8 of 9 answers" in note.message for note in found.notes)


def test_reasons_for_no_answer_are_kept() -> None:
    found = sv.coded(responses(["Ro", "-8", "-9", "-4", "-3", "-5"]), coding({"r000": [1]}))
    assert found.data["best_c1"].tolist() == [1, -8, -9, -4, -3, -5]


def test_codes_come_in_whatever_order_the_rows_have() -> None:
    ids = [f"x{n}" for n in range(6)][::-1]
    given = responses(list("abcdef"), ids=ids)
    found = sv.coded(given, coding({"x0": [1], "x5": [2]}))
    assert found.data["best_c1"].tolist() == [
        -1 if n not in {0, 5} else int(n == 5) for n in range(6)
    ]


def test_coding_twice_is_refused() -> None:
    once = sv.coded(responses(), coding({"r000": [1]}))
    with pytest.raises(WrongUseError, match="there are such columns"):
        sv.coded(once, coding({"r000": [1]}))
    with pytest.raises(WrongUseError, match="one coding only"):
        sv.coded(responses(), coding({"r000": [1]}), coding({"r001": [1]}))
    with pytest.raises(WrongUseError, match="coding"):
        sv.coded(responses(), "coding")


@given(st.from_regex(r"[a-z][a-z0-9_]{0,59}", fullmatch=True), st.integers(1, 999_999))
def test_names_are_legal_and_differ_however_long_the_question_is_called(
    question: str, code: int
) -> None:
    nets = tuple(Net(f"a_long_name_of_a_net_{n}", LABEL) for n in range(2))
    codes = (
        FrameCode(code, LABEL, net=nets[0].id),
        FrameCode(code + 1, LABEL, net=nets[1].id),
    )
    names = coded_names(CodeFrame(question, codes, nets))
    found = [*names.codes.values(), *names.nets.values(), names.multiple, names.net_multiple]
    assert len(set(found)) == len(found)
    assert all(len(name) <= 28 and name[0].isalpha() and name.isidentifier() for name in found)


def test_estimates_and_tables_take_coded_answers_as_any_others() -> None:
    random = np.random.default_rng(3)
    words = [f"svar {n}" for n in range(400)]
    given = responses(words, areas=["vang"] * 200 + ["soe"] * 200)
    codes = {
        f"r{n:03d}": random.choice([1, 2, 3], random.integers(1, 3), replace=False).tolist()
        for n in range(400)
    }
    found = sv.coded(given, coding(codes))
    design = sv.SurveyDesign(found.data, codebook=found.codebook)
    shares = sv.multiple_response(design, "best_coded", by="area", all_row=True)
    released = sv.release(shares)
    with language_in_force("da"):
        table = sv.multiple_response_table(released, "best_coded", over="area", language="da")
    first = {row.cells[0].text for row in table.rows}
    assert {"Naboer", "Unge", "Grønt"} <= first
    expected = 100 * np.mean([1 in each for each in codes.values()])
    row = next(row for row in table.rows if row.cells[0].text == "Naboer")
    assert f"{expected:.0f}" in {cell.text for cell in row.cells}
    one = sv.proportion(design, "best_c1").to_frame()
    assert one.loc[one["category"] == 1, "estimate"].iloc[0] == pytest.approx(expected / 100)


def test_the_base_is_those_whose_answer_was_coded() -> None:
    found = sv.coded(responses(), coding({"r000": [1], "r001": [2], "r003": [99]}))
    design = sv.SurveyDesign(found.data, codebook=found.codebook)
    frame = sv.multiple_response(design, "best_coded").to_frame()
    assert set(frame["n"]) == {2}


# Agreement


def test_agreement_is_told_code_by_code_and_over_all() -> None:
    random = np.random.default_rng(1)
    first = {f"a{n}": [int(random.choice([1, 2, 3]))] for n in range(300)}
    second = {
        who: codes if random.random() < 0.9 else [int(random.choice([1, 2, 3]))]
        for who, codes in first.items()
    }
    found = sv.coder_agreement(coding(first, coder="A"), coding(second, coder="B"))
    assert (found.n, found.coders) == (300, ("A", "B"))
    same = sum(first[who] == second[who] for who in first) / 300
    assert found.identical == pytest.approx(same)
    assert found.verdict is Verdict.GOOD
    verdicts = {each.code.value: each.verdict for each in found.codes}
    assert verdicts[97] is verdicts[99] is Verdict.UNUSED
    frame = found.to_frame()
    assert list(frame["code"]) == [1, 2, 3, 97, 99]
    assert (frame["conf_low"].dropna() <= frame["kappa"].dropna()).all()
    assert "300 answers, alpha 0." in repr(found)
    with language_in_force("da"):
        assert "Enighed mellem kodere" in found._repr_html_()


def test_a_rare_code_is_not_called_low_where_only_kappa_is() -> None:
    first = {f"a{n}": [1] for n in range(120)} | {"b": [1, 2], "c": [1]}
    second = {f"a{n}": [1] for n in range(120)} | {"b": [1], "c": [1, 2]}
    found = sv.coder_agreement(coding(first), coding(second))
    rare = next(each for each in found.codes if each.code.value == 2)
    assert rare.kappa.estimate < 0
    assert rare.ac1.estimate > 0.95
    assert rare.verdict is Verdict.RARE
    assert found.flagged == ()


def test_coders_who_differ_are_flagged() -> None:
    first = {f"a{n}": [1 + n % 2] for n in range(40)}
    second = {f"a{n}": [1 + (n // 2) % 2] for n in range(40)}
    found = sv.coder_agreement(coding(first), coding(second))
    assert {each.code.value for each in found.flagged} == {1, 2}
    assert found.verdict is Verdict.LOW


def test_short_answers_coded_together_count_once() -> None:
    def together(codes: list[int]) -> Coding:
        answers = {f"w{n}": CodedAnswer(f"w{n}", tuple(codes), row="*#x") for n in range(50)}
        answers["solo"] = CodedAnswer("solo", (1,), row="solo#y")
        return Coding(FRAME, answers)

    assert sv.coder_agreement(together([3]), together([3])).n == 2


def test_coders_without_a_shared_answer_are_refused() -> None:
    with pytest.raises(WrongUseError, match="some of the same"):
        sv.coder_agreement(coding({"a": [1]}), coding({"b": [1]}))
    with pytest.raises(WrongUseError, match="level"):
        sv.coder_agreement(coding({"a": [1]}), coding({"a": [1]}), level=95)
    other = Coding(CodeFrame("wish", FRAME.codes), {})
    with pytest.raises(WrongUseError, match="same question"):
        sv.coder_agreement(coding({"a": [1]}), other)


@given(
    st.dictionaries(
        st.sampled_from([f"a{n}" for n in range(9)]),
        st.tuples(
            *(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=3, unique=True),) * 2
        ),
        min_size=2,
    )
)
def test_who_comes_first_does_not_matter(given_: dict[str, tuple[list[int], list[int]]]) -> None:
    one = coding({who: pair[0] for who, pair in given_.items()})
    other = coding({who: pair[1] for who, pair in given_.items()})
    first, second = sv.coder_agreement(one, other), sv.coder_agreement(other, one)
    assert first.identical == second.identical
    assert first.alpha.estimate == pytest.approx(second.alpha.estimate, nan_ok=True)
    assert [e.verdict for e in first.codes] == [e.verdict for e in second.codes]


# Decisions


@pytest.fixture
def coders(tmp_path: Path) -> tuple[Coding, Coding]:
    path = sv.write_coding_sheet(responses(), "best", tmp_path / "ud.xlsx", language="da")
    first = fill(path, tmp_path / "1.xlsx", lambda _: [1], coder="A")
    second = fill(
        path, tmp_path / "2.xlsx", {"ved ikke": [90], "=1+1": [1, 2], "Intet": [1]}, coder="B"
    )
    one, other = (sv.read_coding(each, responses()) for each in (first, second))
    return one, other


def test_answers_that_two_coders_see_differently_are_told(coders: tuple[Coding, Coding]) -> None:
    found = disagreements(*coders)
    assert {each.respondents for each in found} == {("r003", "r004"), ("r007",)}
    assert {(each.first, each.second) for each in found} == {((1,), (90,)), ((1,), (1, 2))}


def test_decisions_are_written_read_and_hold(coders: tuple[Coding, Coding], tmp_path: Path) -> None:
    path = sv.write_disagreements(*coders, responses(), tmp_path / "d.xlsx", language="da")
    rows = cells(path)
    assert {"Koder A", "Koder B"} <= set(rows[4])
    assert "1 – Naboer\n2 – Grønne områder" in {cell for row in rows for cell in row}
    open_still = sv.read_decisions(path, *coders, responses())
    assert set(open_still.left) == {"r003", "r004", "r007"}
    assert "r003" not in open_still.answers
    filled = fill(path, tmp_path / "e.xlsx", {"ved ikke": [90], "=1+1": ["2 – Grønne områder"]})
    decided = sv.read_decisions(filled, *coders, responses())
    assert decided.codes_of("r003") == decided.codes_of("r004") == {90}
    assert decided.codes_of("r007") == {2}
    assert decided.codes_of("r000") == {1}
    assert decided.left == ()
    assert len(decided) == 9
    with pytest.raises(FileError):
        sv.write_disagreements(*coders, responses(), path)
    with pytest.raises(DataError, match="sheet of decisions"):
        sv.read_decisions(tmp_path / "1.xlsx", *coders, responses())


def test_coders_who_agree_have_nothing_to_decide(
    coders: tuple[Coding, Coding], tmp_path: Path
) -> None:
    with pytest.raises(WrongUseError, match="they agree"):
        sv.write_disagreements(coders[0], coders[0], responses(), tmp_path / "d.xlsx")


def test_decisions_may_leave_nothing_of_what_was_given() -> None:
    one, other = coding({"a": [1], "b": [2]}), coding({"a": [2], "b": [2]})
    found = settled(one, other, coding({"a": [3]}))
    assert found.codes_of("a") == {3}
    assert found.codes_of("b") == {2}


# All questions at once


def test_all_questions_go_out_and_come_back_with_a_folder(tmp_path: Path) -> None:
    many = responses([f"Svar nummer {n}" for n in range(60)])
    paths = sv.write_coding_sheets(many, tmp_path, coders=("A", "B"), language="da")
    assert [path.name for path in paths] == ["kodning-best-1.xlsx", "kodning-best-2.xlsx"]
    assert [len(cells(path)) - 5 for path in paths] == [60, 12]
    fill(paths[0], paths[0], lambda words: [1 + len(words) % 2])
    fill(paths[1], paths[1], lambda words: [1 + (len(words) + (words[-1] == "1")) % 2])
    found = sv.read_codings(tmp_path, many)
    question = found["best"]
    assert question.agreement.n == 12
    assert len(question.coders) == 2
    assert len(question.coding) == 60 - len(question.disagreements)
    if question.disagreements:
        path = sv.write_disagreements(
            *question.coders, many, tmp_path / "afgjort.xlsx", language="da"
        )
        fill(path, path, lambda _: [3])
        assert len(sv.read_codings(tmp_path, many)["best"].coding) == 60
    assert sv.coded(many, *found.codings).data["best_c1"].sum() > 0


def test_a_folder_with_nothing_or_too_much_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="sheet of coded answers"):
        sv.read_codings(tmp_path, responses())
    path = sv.write_coding_sheet(responses(), "best", tmp_path / "a.xlsx", language="da")
    for name in ("b", "c"):
        fill(path, tmp_path / f"{name}.xlsx", lambda _: [1], coder=name)
    with pytest.raises(DataError, match="more than two coders"):
        sv.read_codings(tmp_path, responses())


def test_a_slip_in_one_of_the_files_is_told(tmp_path: Path) -> None:
    (path,) = sv.write_coding_sheets(responses(), tmp_path, coders=("A",), language="da")
    fill(path, path, lambda _: [55])
    with pytest.raises(FindingsError, match="can't be used as a code"):
        sv.read_codings(tmp_path, responses())


# As a page


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_tells_counts_agreement_and_new_codes(language: str, tmp_path: Path) -> None:
    path = sv.write_coding_sheet(responses(), "best", tmp_path / "ud.xlsx", language="da")
    new = {"Ro og orden": "Ro"}
    one = sv.read_coding(
        fill(path, tmp_path / "1.xlsx", lambda _: [1], coder="A", new=new), responses()
    )
    other = sv.read_coding(
        fill(path, tmp_path / "2.xlsx", {"Intet": [97], "=1+1": [1]}), responses()
    )
    page = sv.coding_page(one, sv.coder_agreement(one, other), language)
    assert [table.id for table in page.tables()] == ["coding_codes", "coding_agreement"]
    counts = {row.cells[0].text: row.cells[2].text for row in page.tables()[0].rows}
    assert counts == {"1": "9", "2": "0", "3": "0", "90": "0", "97": "0"}
    assert len(page.stamps) == 1
    listed = next(block for block in page.blocks if isinstance(block, BulletList))
    assert listed.items[0].plain.startswith(quoted("Ro", lang=language))
    short = sv.coding_page(one, None, language)
    assert len(short.tables()) == 1


def test_the_page_of_another_question_or_language_is_refused() -> None:
    one = coding({"a": [1], "b": [2]})
    with pytest.raises(WrongUseError):
        sv.coding_page(one, None, "de")
    agreement = replace(sv.coder_agreement(one, one), frame=CodeFrame("wish", FRAME.codes))
    with pytest.raises(WrongUseError, match="same question"):
        sv.coding_page(one, agreement)


def test_joined_and_decided_codings_keep_what_was_said() -> None:
    one, other = coding({"a": [1]}, coder="A"), coding({"b": [2]}, coder="B")
    both: Any = one.joined(other)
    assert set(both.answers) == {"a", "b"}
    assert both.coder == "A + B"
    assert one.joined(one).answers == one.answers
    assert one.decided(coding({"a": [3]})).codes_of("a") == {3}


def test_all_words_that_were_coded_are_those_of_the_answers() -> None:
    assert len(responses().words("best")) == 9 == len([each for each in ANSWERS[:9] if each])
