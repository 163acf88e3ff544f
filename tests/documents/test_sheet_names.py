from hostile import TEXTS
from hypothesis import given
from hypothesis import strategies as st

from survey.documents.sheet_names import SheetNames, short_title


def test_names_that_differ_only_in_case_are_told_apart() -> None:
    names = SheetNames()
    assert [names.take(n) for n in ("Øst", "ØST", "øst")] == ["Øst", "ØST (2)", "øst (3)"]


def test_a_long_name_ends_with_a_whole_word() -> None:
    title = "4.1 Andel, der føler sig utrygge om aftenen"
    assert SheetNames().take(title) == "4.1 Andel, der føler sig"


def test_long_names_with_the_same_beginning_are_told_apart() -> None:
    names = SheetNames()
    taken = [names.take("x" * 40) for _ in range(12)]
    assert len(set(taken)) == 12
    assert taken[-1].endswith(" (12)")


def test_a_name_reserved_by_spreadsheets_is_not_used() -> None:
    assert SheetNames().take("History") == "History (2)"


def test_a_table_without_a_number_is_named_by_its_title_or_id() -> None:
    assert short_title("Utryghed", "t_unsafe") == "Utryghed"
    assert short_title("", "t_unsafe") == "t_unsafe"
    assert short_title("Tabel B.2: Bortfald", "t") == "B.2 Bortfald"


@given(st.lists(st.sampled_from(TEXTS) | st.text(max_size=60), max_size=20))
def test_every_name_is_allowed_and_unlike_the_others(wished: list[str]) -> None:
    names = SheetNames()
    taken = [names.take(name) for name in wished]
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\'#")
        assert name == name.strip()
