"""Nothing is quoted without a person's yes, and nothing that tells who somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from coding_cases import cells, head_row, responses
from hypothesis import given
from hypothesis import strategies as st

import survey as sv
from survey.errors import DataError, FileError, UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.language.identifying import IdentifyingKind
from survey.responses.coding.coding import CodedAnswer, Coding
from survey.responses.coding.quotations import Block, Quotations, quotations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PHONE = "Ring til mig på 20 30 40 50, hvis I vil vide mere"
PLAIN = "Her er roligt, og vi hjælper hinanden"
WORDS = [PLAIN, PHONE, "Min nabo Hans larmer hver eneste aften", "De grønne områder er dejlige"]


def found(**more: object) -> Quotations:
    """Quotations from 24 answers in two areas, of which the first has 20."""
    answers = [WORDS[n % 4] + ("" if n < 4 else f" ({n} gange)") for n in range(24)]
    areas = ["vang"] * 20 + ["soe"] * 4
    return quotations(responses(answers, areas=areas), "best", **more)  # type: ignore[arg-type]


def fill(path: Path, given_: Mapping[str, tuple[str, str]], *, who: str = "KB") -> Path:
    """Say yes or no to answers, and what is shown instead."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = head_row(sheet, "Svar")
    heads = [cell.value for cell in sheet[top]]
    for row in range(top + 1, sheet.max_row + 1):
        words = sheet.cell(row, heads.index("Svar") + 1).value
        if words in given_:
            tick, instead = given_[words]
            sheet.cell(row, heads.index("Må vises") + 1).value = tick
            sheet.cell(row, heads.index("Vises som") + 1).value = instead
    sheet.cell(3, 3).value = who
    book.save(path)
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return sv.write_quotations(found(), tmp_path / "citater.xlsx", language="da")


# Which can be quoted


def test_what_looks_like_a_person_is_blocked() -> None:
    by_words = {each.original: each for each in found().candidates}
    assert by_words[PHONE].kinds == (IdentifyingKind.PHONE,)
    assert by_words[PHONE].blocks == (Block.IDENTIFYING,)
    assert by_words[WORDS[2]].kinds == (IdentifyingKind.NAME,)
    assert by_words[PLAIN].blocks == ()


def test_answers_from_small_groups_are_blocked_whatever_they_say() -> None:
    small = [each for each in found().candidates if each.groups == ("soe",)]
    assert len(small) == 4
    assert all(Block.RARE in each.blocks and not each.can_be_shown for each in small)
    assert all(Block.RARE not in each.blocks for each in found(least=4).candidates)


def test_a_group_is_that_of_all_that_is_shown_together() -> None:
    each_large = found(by=("area", "age_group"), least=12)
    vang = [each for each in each_large.candidates if each.groups[0] == "vang"]
    assert all(each.blocks[-1] is Block.SMALL_GROUP for each in vang)
    assert not found(by=("area", "age_group"), least=2).candidates[0].blocks


def test_without_groups_only_the_words_count() -> None:
    whole = found(by=())
    assert {block for each in whole.candidates for block in each.blocks} == {Block.IDENTIFYING}
    assert whole.candidates[0].groups == ()


def test_names_of_a_list_and_kinds_that_are_allowed_count() -> None:
    named = found(names=["Roligt"])
    assert len(named.blocked) == len(found().blocked)
    assert len(found(names=["Her"]).blocked) > len(found().blocked)
    free = found(allow=[IdentifyingKind.PHONE])
    assert PHONE in {each.original for each in free.offered}


def test_few_are_offered_of_each_group_and_the_same_whatever_the_order() -> None:
    few = found(most=2)
    assert [each.groups for each in few.offered] == [("vang",), ("vang",)]
    assert [each.original for each in few.offered] == [e.original for e in found(most=2).offered]
    seeds = {tuple(each.original for each in found(most=2, seed=seed).offered) for seed in range(6)}
    assert len(seeds) > 1


def test_short_answers_and_answers_without_the_code_are_passed_over() -> None:
    assert not quotations(responses(["Ro", "Haven"] * 10), "best", least=1).candidates
    answers = {"r000": CodedAnswer("r000", (1,)), "r003": CodedAnswer("r003", (2,))}
    coding = Coding(sv.code_frame(responses(), "best"), answers)
    assert [each.respondent for each in found(coding=coding, code=2).candidates] == ["r003"]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"by": "best"}, WrongUseError),
        ({"by": "respondent"}, WrongUseError),
        ({"by": "nothing"}, UnknownNameError),
        ({"least": 0}, WrongUseError),
        ({"most": 0}, WrongUseError),
        ({"code": 1}, WrongUseError),
    ],
)
def test_what_would_show_too_much_is_refused(more: dict[str, object], kind: type) -> None:
    with pytest.raises(kind):
        found(**more)


@given(st.lists(st.sampled_from(["vang", "soe"]), min_size=1, max_size=60), st.integers(1, 30))
def test_nothing_from_a_group_below_the_limit_is_ever_offered(areas: list[str], least: int) -> None:
    given_ = responses([f"{PLAIN} ({n} gange)" for n in range(len(areas))], areas=areas)
    for each in quotations(given_, "best", least=least).offered:
        assert areas.count(str(each.groups[0])) >= least


# What a person says


def test_nothing_is_approved_before_somebody_says_so(sheet: Path) -> None:
    assert found().approved() == ()
    assert sv.read_quotations(sheet, found()).approved() == ()


def test_what_is_approved_can_be_quoted_as_it_is_or_as_it_was_changed(sheet: Path) -> None:
    changed = "[…] hvis I vil vide mere"
    fill(sheet, {PLAIN: ("Ja", ""), PHONE: ("ja", changed), WORDS[3]: ("Nej", "")})
    approved = sv.read_quotations(sheet, found())
    assert {each.words for each in approved.approved()} == {PLAIN, changed}
    assert approved.approved_by == "KB"
    assert sorted(each.changed for each in approved.approved()) == [False, True]
    with language_in_force("da"):
        assert approved.to_frame()["area"].tolist() == ["Vangdalen", "Vangdalen"]
    assert approved.shown_groups(approved.approved()[0], "en") == ("Vang Valley",)
    assert "2 approved" in repr(approved)
    assert "approved" in approved._repr_html_()


def test_what_looks_like_a_person_can_not_be_approved_unchanged(sheet: Path) -> None:
    fill(sheet, {PHONE: ("Ja", "")})
    with pytest.raises(FindingsError, match="a telephone number"):
        sv.read_quotations(sheet, found())


def test_what_is_shown_instead_is_looked_through_again(sheet: Path) -> None:
    fill(sheet, {PLAIN: ("Ja", "Her er roligt, siger min nabo Hans på nr. 12, 2. tv")})
    with pytest.raises(FindingsError, match="still seems to hold an address and a name"):
        sv.read_quotations(sheet, found())


def test_an_answer_from_a_small_group_can_not_be_approved_at_all(sheet: Path) -> None:
    small = next(each for each in found().candidates if each.groups == ("soe",))
    fill(sheet, {small.original: ("Ja", "noget helt andet")})
    with pytest.raises(FindingsError, match="can't be shown"):
        sv.read_quotations(sheet, found())


def test_somebody_must_stand_for_it_and_say_yes_or_no(sheet: Path) -> None:
    fill(sheet, {PLAIN: ("Ja", "")}, who="")
    with pytest.raises(FindingsError, match="who approved"):
        sv.read_quotations(sheet, found())
    fill(sheet, {PLAIN: ("måske", "")})
    with pytest.raises(FindingsError, match="yes or no"):
        sv.read_quotations(sheet, found())


def test_an_approval_of_an_answer_that_changed_does_not_count(sheet: Path) -> None:
    fill(sheet, {PLAIN: ("Ja", "")})
    changed = quotations(responses([PLAIN + "!"] * 12, areas=["vang"] * 12), "best")
    again = sv.read_quotations(sheet, changed)
    assert again.approved() == ()
    assert any("no longer among" in note.message for note in again.notes)


def test_reasons_stand_in_the_sheet_and_nothing_is_filled_in(sheet: Path) -> None:
    rows = cells(sheet)
    heads = rows[4]
    column, tick = heads.index("Kan ikke vises, som det er"), heads.index("Må vises")
    told = {row[column] for row in rows[5:]}
    assert "Ligner et telefonnummer; skal ændres." in told
    assert any("Færre end 10 svarpersoner" in str(each) for each in told)
    assert {row[tick] for row in rows[5:]} == {None}


def test_an_existing_or_another_workbook_is_refused(sheet: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError):
        sv.write_quotations(found(), sheet)
    assert sv.write_quotations(found(), sheet, language="da", replace=True) == sheet
    openpyxl.Workbook().save(tmp_path / "o.xlsx")
    with pytest.raises(DataError, match="written with quotations"):
        sv.read_quotations(tmp_path / "o.xlsx", found())
